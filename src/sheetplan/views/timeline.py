"""A plan drawn over its months: for each action and milestone, a mark in the cell of a month and the same in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sheetplan.model import Milestone, Period, Status, long_day, many
from sheetplan.model.plan_views import Line, Timeline, ToDraw

MOST_MONTHS = 60
MOST_LINES = 1000
FEWEST_MONTHS = 6
DUE, MILESTONE, ACHIEVED, LATE, GOING, GOES_ON = "D", "M", "A", "L", "–", "»"
"""The marks: due, a milestone is due, achieved, late, under way, goes on after the last month."""
ONWARDS = (GOING, GOES_ON)
LEGEND = (
    f"{GOING} under way",
    f"{DUE} due",
    f"{MILESTONE} a milestone is due",
    f"{ACHIEVED} achieved",
    f"{LATE} late",
    f"{GOES_ON} goes on",
)
_LONGEST = 120
_CLOSED = (Status.COMPLETE, Status.WITHDRAWN)


def timeline(actions: Sequence[ToDraw], period: Period, day: date) -> Timeline:
    """Draw a plan.

    Args:
        actions: in the plan's order.
        period: the plan's own first and last day.
        day: the position date.

    Returns:
        Its months and lines; where there are too many of either, those that matter most, and what is left out in words.
    """
    lines = [pair for action in actions for pair in _with_milestones(action)]
    shown = lines
    said = []
    if len(lines) > MOST_LINES:
        open_ones = [pair for pair in lines if pair[0].status not in _CLOSED]
        shown = open_ones[:MOST_LINES]
        out = len(lines) - len(shown)
        said.append(
            f"{out:,} of {len(lines):,} lines are left out: what is complete or withdrawn, and what comes last."
        )
    months = _months(shown, period, day)
    drawn = tuple(_line(action, stone, months, day) for action, stone in shown)
    outside = sum(_is_outside(stone.due if stone else action.due, months) for action, stone in shown)
    if outside:
        said.append(f"{many(outside, 'date')} outside these months: see When.")
    if _is_outside(day, months):
        said.append(f"The position date, {long_day(day)}, is not in these months.")
    return Timeline(months, drawn, tuple(said))


Pair = tuple[ToDraw, Milestone | None]


def _with_milestones(action: ToDraw) -> Iterator[Pair]:
    """An action, and a line of its own for each of its milestones where there are several or they say more than it."""
    yield action, None
    if len(action.milestones) > 1:
        for stone in action.milestones:
            yield action, stone


def _months(lines: Sequence[Pair], period: Period, day: date) -> tuple[date, ...]:
    """From the first month to the last: the plan's own period, what is due before and after it, and the day itself."""
    days = [one for one in period if one is not None]
    days += [one for action, stone in lines for one in _days(action, stone) if _is_near(one, period, day)]
    begins, ends, now = _number(min(days, default=day)), _number(max(days, default=day)), _number(day)
    if max(ends, now) - min(begins, now) < MOST_MONTHS:
        begins, ends = min(begins, now), max(ends, now)
    elif ends - begins >= MOST_MONTHS:
        # The day stands in the first third, because what is to come matters most.
        begins = min(max(begins, now - MOST_MONTHS // 3), ends - MOST_MONTHS + 1)
        ends = begins + MOST_MONTHS - 1
    ends = max(ends, begins + FEWEST_MONTHS - 1)
    return tuple(date(number // 12, number % 12 + 1, 1) for number in range(begins, ends + 1))


def _days(action: ToDraw, stone: Milestone | None) -> Iterator[date]:
    found = (stone.due, stone.achieved) if stone else (action.start, action.due, action.achieved)
    yield from (one for one in found if one is not None)


def _is_near(one: date, period: Period, day: date) -> bool:
    """Whether a day can belong to the plan; one that lies many years away is a slip of somebody's, and only named."""
    middle = [known for known in period if known is not None] or [day]
    return min(middle).year - 5 <= one.year <= max(middle).year + 10


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _is_outside(due: date | None, months: Sequence[date]) -> bool:
    return due is not None and not _number(months[0]) <= _number(due) <= _number(months[-1])


def _line(action: ToDraw, stone: Milestone | None, months: Sequence[date], day: date) -> Line:
    if stone is not None:
        marks = _marks(months, None, stone.due, stone.achieved, MILESTONE)
        late = stone.status is Status.OVERDUE
        marks = _late(marks, months, stone.due, day) if late else marks
        when = _due_words(stone.due, about=False) or "No day is named"
        when += _so_far(stone.status, stone.days_overdue, stone.due, stone.achieved, day)
        return Line(action.ref, _short(stone.text), "", stone.status, when, tuple(marks), is_milestone=True)
    marks = _marks(months, action.start, action.due, action.achieved, DUE)
    if action.status is Status.OVERDUE:
        marks = _late(marks, months, action.due, day)
    if action.continues and action.status not in _CLOSED:
        marks = _onwards(marks, months, action, day)
    when = _when(action) + _so_far(action.status, action.days_overdue, action.due, action.achieved, day)
    return Line(action.ref, _short(action.text), action.who, action.status, when, tuple(marks))


def _marks(months: Sequence[date], start: date | None, due: date | None, achieved: date | None, mark: str) -> list[str]:
    """What stands in each month: the time between start and due date, the due date, and the day of its end."""
    found = []
    for month in map(_number, months):
        text = ""
        if start is not None and _number(start) <= month < (_number(due) if due else _number(start) + 1):
            text = GOING
        if due is not None and month == _number(due):
            text = mark
        if achieved is not None and month == _number(achieved):
            text = text.replace(GOING, "") + ACHIEVED
        found.append(text)
    return found


def _late(marks: Sequence[str], months: Sequence[date], due: date | None, day: date) -> list[str]:
    """From the month after the due date to that of the position date."""
    if due is None:
        return list(marks)
    return [
        mark or (LATE if _number(due) < month <= _number(day) else "")
        for mark, month in zip(marks, map(_number, months), strict=True)
    ]


def _onwards(marks: Sequence[str], months: Sequence[date], action: ToDraw, day: date) -> list[str]:
    """What goes on does so from its last day, or from its first, to the end of what is drawn."""
    since = _number(action.due or action.start or day)
    found = [
        mark or (GOING if month > since or (month == since and action.due is None) else "")
        for mark, month in zip(marks, map(_number, months), strict=True)
    ]
    return [*found[:-1], found[-1].replace(GOING, "") + GOES_ON]


def _when(action: ToDraw) -> str:
    start, due = action.start, action.due
    on = ", then goes on" if action.continues else ""
    if start is not None and due is not None and _number(start) < _number(due):
        year = f" {start.year}" if start.year != due.year else ""
        return f"{_month(start)}{year} to {_month(due)} {due.year}, d{_due_words(due, about=action.about)[1:]}{on}"
    if due is not None:
        return f"{_due_words(due, about=action.about)}{on}"
    if start is not None:
        return f"From {long_day(start)}" + (", ongoing" if action.continues else "")
    return "Ongoing" if action.status is Status.ONGOING else "No due date"


def _due_words(due: date | None, *, about: bool) -> str:
    return "" if due is None else f"Due {'about ' if about else ''}{long_day(due)}"


def _so_far(status: Status, late: int | None, due: date | None, achieved: date | None, day: date) -> str:
    if status is Status.OVERDUE and late is not None:
        return f"; overdue {many(late, 'day')}"
    if status is Status.DUE_SOON and due is not None:
        return f"; in {many((due - day).days, 'day')}" if due > day else "; today"
    if status is Status.COMPLETE:
        return f"; achieved {long_day(achieved)}" if achieved else "; complete"
    return "; withdrawn" if status is Status.WITHDRAWN else ""


def _month(day: date) -> str:
    return long_day(day).split(" ")[1]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"
