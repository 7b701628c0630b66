"""Turns what is named into first and last days, taking a missing year from its partner or the plan's period."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from .days import days_in, real, said

if TYPE_CHECKING:
    from sheetplan.model import Period, Precision

    from .look import Mention

_FROM_PERIOD = "The year is not written; it was taken from the plan's other dates."
_FIRST_OF_SEVERAL = "The year is not written; the first that fits the plan's other dates was taken."
_PART_DAYS = {"start": 1, "early": 10, "mid": 15, "1": 7, "2": 14, "3": 21, "4": 28}


class Stretch(NamedTuple):
    """The first and last day of something named."""

    first: date
    last: date
    precision: Precision


def stretch(mention: Mention, year: int) -> Stretch | None:
    """The days of a mention in a year; None where no day can be said ("early 2008", 29 February 2007)."""
    if not 1 <= year <= 9998:
        return None
    if mention.unit == "day":
        day = real(year, mention.month, mention.day)
        return Stretch(day, day, "day") if day else None
    if mention.unit == "month":
        return _month(mention, year)
    if mention.unit == "quarter":
        month = 3 * mention.month - 2
        if mention.fiscal:
            year, month = (year + 1, 1) if mention.month == 4 else (year, month + 3)
        first, last = date(year, month, 1), date(year, month + 2, days_in(year, month + 2))
    elif mention.unit == "financial":
        first, last = date(year, 4, 1), date(year + 1, 3, 31)
    elif mention.unit == "year":
        first, last = date(year, 1, 1), date(year, 12, 31)
    else:
        return None
    if mention.part in ("early", "mid"):
        return None
    if mention.part == "start":
        return Stretch(first, first, "part")
    return Stretch(last, last, "quarter") if mention.part else Stretch(first, last, "quarter")


def _month(mention: Mention, year: int) -> Stretch:
    last = date(year, mention.month, days_in(year, mention.month))
    if mention.part in _PART_DAYS:
        day = date(year, mention.month, _PART_DAYS[mention.part])
        return Stretch(day, day, "part")
    if mention.part in ("late", "5"):
        return Stretch(last, last, "part")
    if mention.part == "end":
        return Stretch(last, last, "month")
    return Stretch(date(year, mention.month, 1), last, "month")


def one(mention: Mention, period: Period) -> tuple[Stretch, tuple[str, ...]] | None:
    """A mention on its own: its days, and what was inferred; None where no year can be had."""
    if mention.year is not None:
        days = stretch(mention, mention.year)
        if days is None:
            return None
        if mention.unit == "quarter" and not mention.fiscal:
            note = f"Quarter {mention.month} of {mention.year} is read as {said(days.first)} to {said(days.last)}."
            return days, (f"{note} For a financial year, write both years, for example 2026/27.",)
        return days, ()
    if mention.unit == "quarter":
        return _quarter_of(mention, period)
    return _inferred(mention._replace(lo=0, hi=0, core=0, notes=()), period)


def _quarter_of(mention: Mention, period: Period) -> tuple[Stretch, tuple[str, ...]] | None:
    """A quarter without its year, where the plan's period is one whole year, and so says which."""
    start, end = period
    if start is None or end is None:
        return None
    fiscal = (start.month, start.day, end.month, end.day) == (4, 1, 3, 31) and end.year == start.year + 1
    if not fiscal and (start.month, start.day, end.month, end.day, end.year) != (1, 1, 12, 31, start.year):
        return None
    days = stretch(mention._replace(fiscal=fiscal), start.year)
    return (days, (_FROM_PERIOD,)) if days else None


@lru_cache(maxsize=512)  # long cells name the same few months over and over
def _inferred(mention: Mention, period: Period) -> tuple[Stretch, tuple[str, ...]] | None:
    """The first year that puts it inside the period, else the next time that it comes after the period's start.

    The mention comes without its place in the text, so that the answer can be kept.
    """
    known = [day for day in period if day]
    if not known:
        return None
    start, end = period
    years = range(min(known).year - 8, max(known).year + 9)  # 29 February can be eight years away
    if len(years) > 200:  # a period this long says nothing about the year
        return None
    there = [days for year in years if (days := stretch(mention, year))]
    whole = [days for year in years if (days := stretch(mention._replace(part=""), year))]
    inside = [
        days
        for days, all_of_it in zip(there, whole, strict=False)
        if (start is None or all_of_it.last >= start) and (end is None or all_of_it.first <= end)
    ]
    if start is None:
        return (inside[-1], (_FROM_PERIOD,)) if inside else None
    if inside:
        return inside[0], (_FROM_PERIOD if end is None or len(inside) == 1 else _FIRST_OF_SEVERAL,)
    later = [days for days in there if days.last >= start]
    return (later[0], (_FROM_PERIOD,)) if later else None


def pair(first: Mention, second: Mention, period: Period) -> tuple[Stretch, Stretch, tuple[str, ...]] | None:
    """Both ends of a range; an end without its year takes it from the other."""
    notes: tuple[str, ...] = ()
    if second.unit == "quarter" and first.unit == "quarter" and first.year is None:
        first = first._replace(year=second.year, fiscal=second.fiscal)
    if first.year is None and second.year is None:
        opening = one(first, period)
        if opening is None:
            return None
        notes = opening[1]
        first = first._replace(year=opening[0].first.year)
        second = second._replace(year=_beside(first, second, +1))
    elif first.year is None:
        first = first._replace(year=_beside(second, first, -1))
    elif second.year is None:
        second = second._replace(year=_beside(first, second, +1))
    opens = stretch(first, first.year or 0)
    closes = stretch(second, second.year or 0)
    return (opens, closes, notes) if opens and closes else None


def _beside(known: Mention, other: Mention, way: int) -> int:
    """The year that puts `other` after (+1) or before (-1) the end whose year is known."""
    year = known.year or 0
    if known.unit in ("financial", "year") or other.unit not in ("day", "month"):
        return year
    ahead = (other.month, other.day or 1) < (known.month, known.day or 1)
    if known.unit == "month" or other.unit == "month":
        ahead = other.month < known.month
    if way < 0:
        ahead = (other.month, other.day or 1) > (known.month, known.day or 31)
    return year + way if ahead else year


def day_before(day: date) -> date | None:
    """The day before, None before the calendar begins."""
    return day - timedelta(days=1) if day > date.min else None


def day_after(day: date) -> date | None:
    """The day after, None after the calendar ends."""
    return day + timedelta(days=1) if day < date.max else None
