"""The sentences that say a month: its headlines, and what a committee might be asked to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sheetplan.model import (
    MONTHS,
    Against,
    Count,
    Expected,
    Figure,
    PlanInMonth,
    Sentence,
    Status,
    long_day,
    many,
    months,
)
from sheetplan.rollup import figures
from sheetplan.rollup.figures import Days

_MOST = 6
"""So many things a committee is asked at most."""
_NAMED = 3
_OFTEN = 3
"""A date that moved so often is one to talk about."""
_NONE = "No plan was found that has figures for this month."


def headlines(
    counted: Mapping[str, int], plans: Sequence[PlanInMonth], missing: Sequence[Expected], days: Days, due: Figure
) -> tuple[Sentence, ...]:
    """What a committee should know, the weightiest first.

    Args:
        counted: the count of each figure, by its name.
        plans: the plans.
        missing: of whom no plan was received.
        days: the days of the report.
        due: what falls due next month.
    """
    return tuple(_headlines(counted, plans, missing, days, due))


def _headlines(
    counted: Mapping[str, int], plans: Sequence[PlanInMonth], missing: Sequence[Expected], days: Days, due: Figure
) -> Iterator[Sentence]:
    if not plans:
        yield (_NONE,)
        return

    def count(figure: Figure, one: str, several: str) -> Count:
        return Count(figure, counted[figure.name], one, several)

    now, was = figures.NOW[Status.OVERDUE], figures.BEFORE[Status.OVERDUE]
    some = count(now, " action is overdue", " actions are overdue")
    overdue: list[str | Count | Against] = [some if some.now else "No action is overdue"]
    if any(plan.day_before for plan in plans):
        overdue += [", ", Against(now, counted[now.name], was, counted[was.name])]
    if some.now > 1:
        long = count(figures.LONG, _LONG.format("has"), _LONG.format("have"))
        overdue += ["; ", long if long.now else f"none{_LONG.format('has')}"]
    elif counted[figures.LONG.name]:
        overdue += [f"; it has been so for more than {figures.LONG_OVERDUE} days"]
    yield (*overdue, ".")
    month = MONTHS[days.month.month - 1]
    if not counted[figures.COMPLETED.name]:
        yield (f"No action was completed in {month}.",)
    else:
        done: list[str | Count | Against] = [
            count(figures.COMPLETED, f" action was completed in {month}, ", f" actions were completed in {month}, "),
            count(figures.IN_TIME, *[_IN_TIME] * 2) if counted[figures.IN_TIME.name] else f"none{_IN_TIME}",
        ]
        if counted[figures.RECORDED_LATE.name]:
            late = " was done earlier and recorded now", " were done earlier and recorded now"
            done += ["; ", count(figures.RECORDED_LATE, *late)]
        yield (*done, ".")
    undated = figures.NOW[Status.NO_DUE_DATE]
    if counted[undated.name]:
        yield (count(undated, " action has no due date, so it cannot show as overdue.", _UNDATED),)
    if counted[figures.MOVED.name]:
        unsaid = count(figures.MOVED_WITHOUT_REASON, *[" of them without a reason."] * 2)
        yield (
            count(figures.MOVED, f" date was moved in {month}, ", f" dates were moved in {month}, "),
            unsaid if unsaid.now else "with a reason." if counted[figures.MOVED.name] == 1 else "each with a reason.",
        )
    following = MONTHS[days.following.month - 1]
    when = f"by the end of {following}" if days.end < days.month else f"in {following}"
    yield (count(due, f" action falls due {when}.", f" actions fall due {when}."),)
    absent = sum(not plan.received for plan in plans) + len(missing)
    if absent:
        be = "plan was" if absent == 1 else "plans were"
        yield (f"{absent} {be} not received ({names(not_received(plans, missing))}).",)
    yield from _disagreeing(counted)


def _disagreeing(counted: Mapping[str, int]) -> Iterator[Sentence]:
    number = counted[figures.DISAGREES.name]
    if number:
        words = (
            " action has a typed status that its own dates and cells contradict.",
            " actions have a typed status that their own dates and cells contradict.",
        )
        yield (Count(figures.DISAGREES, number, *words),)


def not_received(plans: Sequence[PlanInMonth], missing: Sequence[Expected]) -> tuple[str, ...]:
    """Whose plan was not received for the month, each once."""
    absent = [plan.organisation for plan in plans if not plan.received]
    return tuple(dict.fromkeys((*absent, *(one.organisation for one in missing))))


def proposed(
    rows: Sequence[Sequence[Any]], plans: Sequence[PlanInMonth], missing: Sequence[Expected], days: Days
) -> tuple[str, ...]:
    """What the committee might be asked to do, one sentence each, the weightiest first.

    Args:
        rows: of All actions.
        plans: the plans.
        missing: of whom no plan was received.
        days: the days of the report.
    """
    return tuple(_proposed(rows, plans, missing, days))[:_MOST]


def _proposed(
    rows: Sequence[Sequence[Any]], plans: Sequence[PlanInMonth], missing: Sequence[Expected], days: Days
) -> Iterator[str]:
    long = Counter(months.value(row, "organisation") for row in rows if months.counts(row, figures.LONG))
    for name, number in sorted(long.items(), key=lambda one: (-one[1], one[0]))[:_NAMED]:
        what = "1 action that is" if number == 1 else f"{number} actions that are"
        yield f"Ask {name} by when the {what} overdue for more than {figures.LONG_OVERDUE} days will be done."
    for name, day in _absent(plans, missing):
        figures_of = f": its figures are still those of {long_day(day)}" if day is not None else ""
        yield f"Ask {name} for its plan{figures_of}."
    undated = sum(months.counts(row, figures.NOW[Status.NO_DUE_DATE]) for row in rows)
    if undated:
        yield "Agree a date for the action that has none." if undated == 1 else _AGREE.format(undated)
    often = sum(months.value(row, "times_moved") >= _OFTEN for row in rows if months.value(row, "open") == months.YES)
    if often:
        yield f"Decide about {many(often, 'action')} whose date has been moved {_OFTEN} times or more."
    unreasoned = sum(months.counts(row, figures.MOVED_WITHOUT_REASON) for row in rows)
    if unreasoned:
        yield f"Ask why {many(unreasoned, 'date')} moved in {MONTHS[days.month.month - 1]} without a reason."


def _absent(plans: Sequence[PlanInMonth], missing: Sequence[Expected]) -> Iterator[tuple[str, date | None]]:
    for plan in plans:
        if not plan.received:
            yield plan.organisation, plan.day
    for one in missing:
        yield one.organisation, None


def names(words: Sequence[str]) -> str:
    """Names one after the other; of many the first, and how many more there are."""
    if len(words) > _NAMED:
        return f"{', '.join(words[:_NAMED])} and {len(words) - _NAMED} more"
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


_IN_TIME = " by the date first agreed"
_LONG = f" of them {{}} been so for more than {figures.LONG_OVERDUE} days"
_UNDATED = " actions have no due date, so they cannot show as overdue."
_AGREE = "Agree dates for the {} actions that have none."
