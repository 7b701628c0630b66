"""The month in numbers: what is late, what moved, what was finished, from all plans, and the sentences that say it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sheetplan.model import (
    Batch,
    Expected,
    PlanInMonth,
    PreviousReport,
    Rollup,
    TrendPoint,
    months,
)
from sheetplan.rollup import figures, plans, rows, sentences, views
from sheetplan.rollup.figures import Days, days, month_ends
from sheetplan.rollup.plans import Came
from sheetplan.rollup.state import of as state
from sheetplan.rollup.words import colours, definitions

__all__ = ["Asked", "Came", "Days", "days", "of", "state"]

MONTHS_OF_TREND = 12


class Asked(NamedTuple):
    """What is wanted besides the plans."""

    days: Days
    """The days of the report."""
    previous: PreviousReport | None = None
    """An earlier report."""
    same: PreviousReport | None = None
    """The report of the same month that this one takes the place of."""
    by_owner: bool = False
    """Whether figures by owner are wanted."""


def of(batch: Batch, came: Sequence[Came], asked: Asked) -> Rollup:
    """The month of all plans.

    Args:
        batch: the files, against the register.
        came: what each of their plans gives for the month.
        asked: what is wanted besides.

    Returns:
        The month. It adds up: what was open last month, with what was added and without what was closed, is open now.
    """
    spans = asked.days
    ends = month_ends(spans.month, MONTHS_OF_TREND)
    standing, said = plans.of(came, spans, ends, asked.previous)
    found = [row for one in standing for row in rows.of(one.plan, one.now, one.before, spans)]
    actions = tuple(row for row, _ in found)
    known = tuple(one.plan for one in standing)
    owners = _told_apart(found)
    due = figures.due_next_month(spans.end, spans.following)
    tally = views.counted(actions, owners, due, by_owner=asked.by_owner)
    counted = tally.total((*figures.FIXED, due))
    trend = _trend(known, ends, asked.previous)
    missing = _missing(batch, known)
    proposals = sentences.proposed(actions, known, missing, spans)
    return Rollup(
        month=spans.month,
        end=spans.end,
        before=spans.before,
        following=spans.following,
        plans=known,
        actions=actions,
        owners=owners,
        figures=counted,
        headlines=sentences.headlines(counted, known, missing, spans, due),
        proposed=proposals,
        asked=asked.same.asked if asked.same is not None and asked.same.edited else proposals,
        asked_before=_asked_before(asked),
        trend=trend,
        views=views.of(tally, counted, actions, known, trend, due),
        by_owner=asked.by_owner,
        register=batch.register,
        missing=missing,
        refused=batch.checked.refused,
        passed_over=batch.checked.passed_over,
        colours=colours([one.seen for one in came]),
        said=(*said, *(batch.register.said if batch.register else ()), *batch.said, *_of_the_days(spans, asked)),
        definitions=definitions(spans),
    )


def _told_apart(found: Sequence[rows.Row]) -> tuple[tuple[str, ...], ...]:
    """Who has each action: with the organisation where several use a code or name, which is another person in each."""
    whose: dict[str, set[str]] = {}
    for row, owners in found:
        for who in owners:
            whose.setdefault(who, set()).add(months.value(row, "organisation"))
    return tuple(
        tuple(f"{who} ({months.value(row, 'organisation')})" if len(whose[who]) > 1 else who for who in owners)
        for row, owners in found
    )


def _missing(batch: Batch, known: Sequence[PlanInMonth]) -> tuple[Expected, ...]:
    """Those of the register of whom there is no such plan at all, not even of an earlier month."""
    there = {(plan.organisation.casefold(), kind) for plan in known for kind in (plan.kind, None)}
    return tuple(one for one in batch.not_sent if (one.organisation.casefold(), one.template) not in there)


def _asked_before(asked: Asked) -> tuple[str, ...]:
    return asked.previous.asked if asked.previous is not None else ()


def _trend(
    known: Sequence[PlanInMonth], ends: Sequence[date], previous: PreviousReport | None
) -> tuple[TrendPoint, ...]:
    """All plans at each month's end, from the first month of which anything is known.

    Plans that are kept in no versions have no past of their own: where the report before knew more plans of a month,
    its figures stand.
    """
    earlier = {point.month: point for point in previous.trend} if previous is not None else {}
    points: list[TrendPoint] = []
    for at, end in enumerate(ends):
        theirs = [plan.trend[at] for plan in known]
        counts: dict[str, int] = {}
        for one in theirs:
            for word, number in (one or {}).items():
                counts[word] = counts.get(word, 0) + number
        point = TrendPoint(end, sum(one is not None for one in theirs), counts)
        before = earlier.get(end)
        is_own = at >= len(ends) - 2 or before is None or before.plans <= point.plans
        points.append(point if is_own or before is None else before)
    first = next((at for at, point in enumerate(points) if point.plans), len(points))
    return tuple(points[first:])


def _of_the_days(spans: Days, asked: Asked) -> tuple[str, ...]:
    said = []
    if spans.end < spans.month:
        said.append("The month has not ended: these are the figures so far.")
    if asked.previous is not None:
        said.append(f"Figures of the month before that no plan has are taken from {asked.previous.path.name}.")
    if asked.same is not None and asked.same.edited:
        said.append("What the committee is asked to do stands as people wrote it in this month's report.")
    return tuple(said)
