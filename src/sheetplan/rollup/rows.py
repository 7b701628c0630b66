"""The rows of All actions: each action as it stands, as it stood a month earlier, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sheetplan.model import ActionState, PlanInMonth, PlanState, Status, months
from sheetplan.rollup.figures import Days
from sheetplan.rollup.matching import matched

Row = tuple[tuple[Any, ...], tuple[str, ...]]
"""A row in the order of months.FIELDS, and who has the action."""


def of(plan: PlanInMonth, now: PlanState, before: PlanState | None, days: Days) -> Iterator[Row]:
    """The actions of a plan: those that stand in it or stood in it, and those of which something became in the month.

    Args:
        plan: the plan.
        now: the version in force at the month's end.
        before: the one a month earlier; None where there is none.
        days: the days of the report.
    """
    thens, gone = matched(now.actions, before.actions if before is not None else ())
    for one, then in zip(now.actions, thens, strict=True):
        change = _became(one, then, days, first_seen=before is None or _was_left_out(one, before))
        # What was closed and archived before has no part in the month.
        if change != months.CLOSED_AS_BEFORE or months.IN_PLAN in (one.where, then and then.where):
            yield _row(plan, one, then, change, days), one.owners
    for then in gone:
        if then.where == months.IN_PLAN:
            change = months.REMOVED if _is_open(then) else months.CLOSED_AS_BEFORE
            missing = then._replace(where=months.NOT_THERE, status=months.REMOVED, days_overdue=None, achieved=None)
            yield _row(plan, missing, then, change, days), then.owners


def _was_left_out(one: ActionState, before: PlanState) -> bool:
    """Whether nothing says that an action is new, although there are figures of a month earlier."""
    return one.where == months.IN_ARCHIVE and not before.whole_archive


def _became(one: ActionState, then: ActionState | None, days: Days, *, first_seen: bool) -> str:
    """What became of an action in the month."""
    if then is not None:
        if _is_open(then):
            return months.OPEN_AS_BEFORE if _is_open(one) else _closing(one)
        return months.REOPENED if _is_open(one) else months.CLOSED_AS_BEFORE
    if not first_seen:
        if _is_open(one):
            return months.NEW
        return months.NEW_COMPLETED if one.status == Status.COMPLETE else months.NEW_WITHDRAWN
    if _is_open(one):
        return months.FIRST_SEEN
    in_month = one.achieved is not None and days.before < one.achieved <= days.end
    return months.FIRST_SEEN_COMPLETED if in_month else months.CLOSED_AS_BEFORE


def _closing(one: ActionState) -> str:
    return months.COMPLETED if one.status == Status.COMPLETE else months.WITHDRAWN


def _is_open(one: ActionState) -> bool:
    return one.status not in months.CLOSED


def _row(plan: PlanInMonth, one: ActionState, then: ActionState | None, change: str, days: Days) -> tuple[Any, ...]:
    is_there = one.where != months.NOT_THERE
    is_done = change in (months.COMPLETED, months.NEW_COMPLETED, months.FIRST_SEEN_COMPLETED)
    first = one.first_agreed
    if one.where == months.IN_ARCHIVE and then is not None:
        first = then.first_agreed  # an archive does not say from when a date was moved
    due_before = then.due if then is not None else None
    moved = is_there and due_before is not None and one.due is not None and one.due != due_before
    return (
        plan.organisation,
        plan.name,
        one.ref,
        one.text,
        one.owner,
        one.where,
        one.status,
        _said(is_there and _is_open(one)),
        one.due,
        one.days_overdue,
        first,
        _late(one, first, plan.day),
        one.times_moved,
        one.achieved,
        one.typed or None,
        _said(one.disagrees),
        then.status if then is not None and then.where == months.IN_PLAN else None,
        _said(then is not None and _is_open(then)),
        due_before,
        change,
        _finished(one, first) if is_done else None,
        _said(one.achieved is not None and one.achieved <= days.before) if is_done else None,
        _said(moved),
        _said(one.has_reason) if moved else None,
        _said(plan.received),
        plan.day,
    )


def _said(what: bool) -> str:
    return months.YES if what else months.NO


def _late(one: ActionState, first: date | None, day: date) -> int | None:
    """Days after the date first agreed: of an open action until now, of a completed one until it was achieved."""
    if first is None or one.where == months.NOT_THERE or one.status == Status.WITHDRAWN:
        return None
    until = day if _is_open(one) else one.achieved
    late = None if until is None else (until - first).days
    return late if late is not None and late > 0 else None


def _finished(one: ActionState, first: date | None) -> str:
    if one.achieved is None:
        return months.DAY_NOT_SAID
    if first is None:
        return months.NO_DATE_AGREED
    return months.IN_TIME if one.achieved <= first else months.AFTER
