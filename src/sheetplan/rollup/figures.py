"""What a month's report counts: each figure once, as tests over the rows of All actions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sheetplan.model import Figure, Status, Test, months

LONG_OVERDUE = 90
"""Days from which on an action counts as long overdue."""
_AGES = (("1 to 30 days", 1, 30), ("31 to 90 days", 31, LONG_OVERDUE))
STATUSES = (
    Status.OVERDUE,
    Status.DUE_SOON,
    Status.NOT_YET_DUE,
    Status.ONGOING,
    Status.NO_DUE_DATE,
    Status.COMPLETE,
    Status.WITHDRAWN,
)
"""In the order in which they are shown: what is late first."""


def _one(name: str, label: str, *tests: Test) -> Figure:
    return Figure(name, label, (tests,))


def _any(name: str, label: str, field: str, words: Iterable[str]) -> Figure:
    return Figure(name, label, tuple(((field, "=", word),) for word in words))


NOW: dict[Status, Figure] = {
    status: _one(
        str(status).lower().replace(" ", "_"), str(status), ("where", "=", months.IN_PLAN), ("status", "=", str(status))
    )
    for status in STATUSES
}
"""Actions that stand in the plans now, by status."""
BEFORE: dict[Status, Figure] = {
    status: Figure(f"{figure.name}_last_month", f"{status} last month", ((("status_before", "=", str(status)),),))
    for status, figure in NOW.items()
}
"""Those that stood in them a month earlier. `status_before` is blank for an action that was archived by then."""

ACTIONS_BEFORE = Figure(
    "actions_last_month", "Actions last month", tuple(way for figure in BEFORE.values() for way in figure.ways)
)
ACTIONS = _one("actions", "Actions", ("where", "=", months.IN_PLAN))
OPEN = _one("open", "Open now", ("open", "=", months.YES))
OPEN_BEFORE = _one("open_last_month", "Open last month", ("open_before", "=", months.YES))
_LATE: Test = ("status", "=", str(Status.OVERDUE))
LONG = _one(
    "overdue_over_90_days", f"Overdue more than {LONG_OVERDUE} days", _LATE, ("days_overdue", ">", LONG_OVERDUE)
)
AGES = (
    *(
        _one(
            f"overdue_{first}_to_{last}_days", label, _LATE, ("days_overdue", ">=", first), ("days_overdue", "<=", last)
        )
        for label, first, last in _AGES
    ),
    replace(LONG, label=f"More than {LONG_OVERDUE} days"),
)
"""Overdue actions by how long they have been so; together they are all of them."""

FIRST_SEEN = _any(
    "first_seen", "In plans new to the report", "change", (months.FIRST_SEEN, months.FIRST_SEEN_COMPLETED)
)
NEW = _any("new", "New", "change", (months.NEW, months.NEW_COMPLETED, months.NEW_WITHDRAWN))
REOPENED = _any("reopened", "Reopened", "change", (months.REOPENED,))
COMPLETED = _any(
    "completed", "Completed", "change", (months.COMPLETED, months.NEW_COMPLETED, months.FIRST_SEEN_COMPLETED)
)
WITHDRAWN = _any("withdrawn_in_month", "Withdrawn", "change", (months.WITHDRAWN, months.NEW_WITHDRAWN))
REMOVED = _any("removed", "No longer in the plan", "change", (months.REMOVED,))
ADDED, TAKEN = (FIRST_SEEN, NEW, REOPENED), (COMPLETED, WITHDRAWN, REMOVED)
"""The bridge: open last month, with these added and these taken away, is open now."""

CHANGED = _any(
    "changed",
    "Added or taken away",
    "change",
    dict.fromkeys(str(word) for figure in (*ADDED, *TAKEN) for ((_, _, word),) in figure.ways),
)
"""Every action that the bridge adds, takes away, or both."""
HELD = _one("open_not_received", "Open in plans not received", ("open", "=", months.YES), ("received", "=", months.NO))
"""What stands in both ends of the bridge as it was."""

_DONE = tuple(way[0] for way in COMPLETED.ways)
IN_TIME = Figure(
    "completed_in_time",
    "Completed by the date first agreed",
    tuple((way, ("finished", "=", months.IN_TIME)) for way in _DONE),
)
RECORDED_LATE = Figure(
    "recorded_late",
    "Completed earlier and recorded now",
    tuple((way, ("recorded_late", "=", months.YES)) for way in _DONE),
)
MOVED = _one("moved", "Dates moved", ("moved", "=", months.YES))
MOVED_WITHOUT_REASON = _one(
    "moved_without_reason", "Dates moved without a reason", ("moved", "=", months.YES), ("reason", "=", months.NO)
)
DISAGREES = _one("typed_differs", "Typed status differs", ("disagrees", "=", months.YES))


def due_next_month(end: date, following: date) -> Figure:
    """Open actions that fall due after the month's end and by the end of the next one."""
    tests: tuple[Test, ...] = (("open", "=", months.YES), ("due", ">", end), ("due", "<=", following))
    return Figure("due_next_month", "Due next month", (tests,))


FIXED = (
    *NOW.values(),
    *BEFORE.values(),
    *(ACTIONS, ACTIONS_BEFORE, OPEN, OPEN_BEFORE, *AGES, *ADDED, *TAKEN, CHANGED, HELD, IN_TIME, RECORDED_LATE),
    *(MOVED, MOVED_WITHOUT_REASON, DISAGREES),
)
"""All figures that are the same in every month."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a report."""

    end: date
    """The day up to which figures are counted."""
    month: date
    """The month's last day."""
    before: date
    """The last day of the month before."""
    following: date
    """The last day of the month after."""


def days(month: date, today: date) -> Days:
    """The days of the report on a month.

    Args:
        month: any day of it.
        today: the calendar day; of a month that has not ended only what is known by then.
    """
    first = month.replace(day=1)
    last = _after(first) - timedelta(1)
    following = _after(_after(first)) - timedelta(1)
    return Days(min(last, today), last, first - timedelta(1), following)


def month_ends(last: date, number: int) -> tuple[date, ...]:
    """The last days of so many months, the newest last."""
    found = [last]
    while len(found) < number:
        found.append(found[-1].replace(day=1) - timedelta(1))
    return tuple(reversed(found))


def _after(first: date) -> date:
    """The first day of the month after one that begins on this day."""
    return (first + timedelta(31)).replace(day=1)
