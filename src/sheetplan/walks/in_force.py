"""Which version of a plan was in force at a month's end and a month earlier, and how its actions stood in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from sheetplan import checks, rollup, status, submissions, versions
from sheetplan.model import (
    Judged,
    Plan,
    PlanSeen,
    PlanState,
    SheetplanError,
    Status,
    SubmissionWords,
    Version,
    long_day,
)
from sheetplan.rollup import Days
from sheetplan.walks import change_log, past, understand

_COUNTED = re.compile(rf"({'|'.join(map(str, Status))}) (\d+)")


def seen(judged: Judged, *, days: Days, words: SubmissionWords) -> PlanSeen:
    """What a plan gives for a month; it is done where the plan is read, in whatever process that is.

    Args:
        judged: the plan as it stands in its file, with its findings.
        days: the days of the report.
        words: how organisations are named on a plan's sheet.
    """
    plan = judged.plan
    found = _kept(judged, days) or _alone(judged, days)
    return PlanSeen(
        facts=submissions.facts(judged, words),
        title=plan.template.title,
        compared=plan.template.compared,
        rag=tuple((str(word), colour) for word, colour in plan.template.rag.items()),
        due_soon_days=plan.template.due_soon_days,
        now=found.now,
        before=found.before,
        history=tuple(_history(plan)),
        said=found.said,
    )


class _Found(NamedTuple):
    now: PlanState | None
    before: PlanState | None
    said: tuple[str, ...] = ()


def _kept(judged: Judged, days: Days) -> _Found | None:
    """The two states of a plan that is kept in versions; None of one that is not."""
    plan = judged.plan
    if not plan.version and not versions.folder(plan.path).is_dir():
        return None
    try:
        history = past.of(plan)
    except SheetplanError as problem:
        return _alone(judged, days, f"Its kept versions cannot be read: {problem.reason}")
    if not history.listed:
        return None
    said: list[str] = []
    now = _in_force(judged, history, days.end, said, is_judged=True)
    before = _in_force(judged, history, days.before, said, is_judged=False)
    newest = history.listed[-1]
    if now is not None and newest.number == now.version and plan.sha256 != newest.sha256:
        said.append(f"It has been saved since version {newest.number}; what was changed since is in no version yet.")
    return _Found(now, before, tuple(dict.fromkeys(said)))


def _in_force(judged: Judged, history: past.Past, end: date, said: list[str], *, is_judged: bool) -> PlanState | None:
    """The state in the last version whose position date is not after a day."""
    listed = sorted(
        (version for version in history.listed if version.position_date <= end),
        key=lambda version: (version.position_date, versions.order(version.number)),
    )
    for version in reversed(listed):
        state = _of_version(judged, history, version, is_judged=is_judged)
        if state is not None:
            return state
        said.append(f"The kept copy of version {version.number} is not whole; an older one is counted.")
    return None


def _of_version(judged: Judged, history: past.Past, version: Version, *, is_judged: bool) -> PlanState | None:
    plan, day = judged.plan, version.position_date
    if plan.sha256 == version.sha256:
        return _on(judged, day)
    written = history.as_written(version)
    if written is None:
        return None
    stands = change_log.with_moves(written, None)
    if not is_judged:
        return rollup.state(stands, day)
    return rollup.state(stands, day, checks.judge(stands, today=day, day=day), status.newest_record(stands, day))


def _on(judged: Judged, day: date) -> PlanState:
    """The state of the plan as it stands in its file, on a day."""
    if judged.day == day:
        plan = change_log.with_moves(judged.plan, None)
        return rollup.state(plan, day, judged.findings, judged.newest_record)
    plan = change_log.with_moves(understand.on_day(judged.plan, day), None)
    return rollup.state(plan, day, checks.judge(plan, today=day, day=day), status.newest_record(plan, day))


def _alone(judged: Judged, days: Days, *said: str) -> _Found:
    """The states of a plan of which there is this one file."""
    plan = judged.plan
    day = plan.report_date or plan.position_date or days.end
    if day > days.end:
        late = f"Its position date is {long_day(day)}; it is counted as it stands on {long_day(days.end)}."
        return _Found(_on(judged, days.end), None, (*said, late))
    state = _on(judged, day)
    return _Found(state, state if day <= days.before else None, said)


def _history(plan: Plan) -> Iterator[tuple[date, Mapping[str, int]]]:
    """What the Version history says of each version, the last of a day where there are several."""
    found: dict[date, Mapping[str, int]] = {}
    for line in plan.history_lines:
        day = line.get("position_date")
        if isinstance(day, date):
            found[day] = {word: int(number) for word, number in _COUNTED.findall(str(line.get("counts") or ""))}
    yield from sorted(found.items())
