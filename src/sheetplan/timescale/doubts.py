"""Says of a date when it can be read another way, or hardly be meant."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from .days import real, said

if TYPE_CHECKING:
    from sheetplan.model import Period

    from .look import Mention

_EMPTY = frozenset(
    {
        date(1, 1, 1), date(1753, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1),
        date(1900, 12, 30), date(1900, 12, 31), date(1904, 1, 1), date(1970, 1, 1), date(9999, 12, 31),
    }
)  # fmt: skip
_FAR = 20


def is_empty_mark(day: date) -> bool:
    """True for the days that programs write where no date was entered."""
    return day in _EMPTY


def swapped(day: date) -> date | None:
    """The other real reading of the same figures, None where there is no other."""
    other = real(day.year, day.day, day.month)
    return other if other != day else None


def within(day: date, period: Period) -> bool:
    """True inside a period of which both ends are known."""
    start, end = period
    return start is not None and end is not None and start <= day <= end


def other_reading(mention: Mention, day: date, period: Period) -> date | None:
    """The other reading of figures, where both are real, different and inside the period."""
    other = swapped(day) if mention.numeric else None
    return other if other and within(day, period) and within(other, period) else None


def why_unlikely(day: date, period: Period, *, figures: bool) -> str | None:
    """Why a date looks wrong, in one sentence; `figures` where day and month may have been swapped."""
    if is_empty_mark(day):
        return f"{said(day)} is what some programs write where no date was entered."
    known = [end for end in period if end]
    if known and (min(known).year - day.year > _FAR or day.year - max(known).year > _FAR):
        return f"{said(day)} is more than {_FAR} years away from the plan's other dates."
    other = swapped(day) if figures else None
    if other and all(period) and not within(day, period) and within(other, period):
        return (
            f"{said(day)} is outside the plan's period; with day and month the other way round it would be "
            f"{said(other)}, which is inside."
        )
    return None
