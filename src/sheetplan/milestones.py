"""Milestones that stand in an action's cell, each with its day, and whether it is reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sheetplan.model import (
    Milestone,
    Plan,
    Status,
    Timescale,
    Value,
    extended,
    many,
    milestone_key,
    milestone_lines,
    records,
)


def as_of(plan: Plan, day: date) -> Plan:
    """The plan with `at_milestones` in its actions: how each milestone of each action stands on a day.

    Args:
        plan: with `at_reading`.
        day: the position date.

    Returns:
        The same plan; `at_milestones` holds tuples of Milestone, empty where the template has no tab for them.
    """
    if plan.template.milestones is None:
        return plan
    entered = milestone_lines(plan)
    rows = records(plan.actions)
    marks: dict[str, Any] = {
        "at_milestones": [tuple(_standing(row, entered, plan.template.due_soon_days, day)) for row in rows]
    }
    return replace(plan, actions=extended(plan.actions, marks))


def words(milestone: Milestone) -> str:
    """How a milestone stands, in words."""
    if milestone.days_overdue is not None:
        return f"{milestone.status} by {many(milestone.days_overdue, 'day')}"
    return f"{milestone.status}, next" if milestone.is_next else str(milestone.status)


def _standing(
    row: Mapping[Any, Any], entered: Mapping[tuple[str, str], Mapping[str, Value]], soon: int, day: date
) -> Iterator[Milestone]:
    reading: Timescale = row["at_reading"]
    ref = row["at_ref"]
    found = [_milestone(one, entered.get(milestone_key(entered, ref, one.text)), soon, day) for one in _named(reading)]
    to_come = [one.due for one in found if one.due is not None and one.due >= day and one.achieved is None]
    for one in found:
        yield replace(one, is_next=bool(to_come) and one.achieved is None and one.due == min(to_come))


def _named(reading: Timescale) -> Sequence[Timescale]:
    """The milestones of a cell; where its words give no day at all, each of its lines."""
    if reading.milestones:
        return reading.milestones
    if reading.due is None:
        return [replace(reading, text=line) for line in reading.text.splitlines() if line.strip()]
    return [reading]


def _milestone(reading: Timescale, line: Mapping[str, Value] | None, soon: int, day: date) -> Milestone:
    achieved = None if line is None else line.get("achieved")
    on = achieved if isinstance(achieved, date) and achieved <= day else None
    status = _status(reading, on, soon, day)
    late = (day - reading.due).days if status is Status.OVERDUE and reading.due else None
    return Milestone(" ".join(reading.text.split()), reading.due, on, status, late, is_next=False)


def _status(reading: Timescale, achieved: date | None, soon: int, day: date) -> Status:
    if achieved is not None:
        return Status.COMPLETE
    if reading.due is None:
        return Status.ONGOING if reading.continues else Status.NO_DUE_DATE
    if reading.due < day:
        return Status.OVERDUE
    return Status.DUE_SOON if reading.due <= day + timedelta(days=soon) else Status.NOT_YET_DUE
