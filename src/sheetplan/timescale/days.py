"""Exact calendar arithmetic: month ends, durations, and dates as people write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def said(day: date) -> str:
    """A date as people here write it: 30 Nov 2007."""
    return f"{day.day} {_SHORT[day.month - 1]} {day.year}"


def plain(day: date | None) -> date | None:
    """The day alone, whatever time came with it."""
    return day.date() if isinstance(day, datetime) else day


def real(year: int, month: int, day: int) -> date | None:
    """The date of these figures, None where there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def days_in(year: int, month: int) -> int:
    """How many days a month has."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def full_year(digits: str) -> int:
    """The year of two or four figures: 70 to 99 are the last century."""
    number = int(digits)
    if len(digits) > 2:
        return number
    return 1900 + number if number >= 70 else 2000 + number


def moved(day: date, number: int, unit: str) -> date | None:
    """So many days, weeks, months or years later; a day that the month lacks becomes its last (31 Jan, 28 Feb)."""
    try:
        if unit in ("day", "week"):
            return day + timedelta(days=number * (7 if unit == "week" else 1))
    except OverflowError:
        return None
    months = day.year * 12 + day.month - 1 + number * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(day.day, days_in(year, month + 1)))


def last_of(day: date, number: int, unit: str) -> date | None:
    """The last day of a stretch that begins on `day`: one year from 1 Apr 2008 ends on 31 Mar 2009."""
    after = moved(day, number, unit)
    if after is None or (unit in ("month", "year") and after.day != day.day):
        return after  # the month has no such day, so its last day is the stretch's last
    return moved(after, -1, "day")
