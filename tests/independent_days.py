"""Reads dates and the few ways of writing a timescale that `planting` uses, sharing no code with the program."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date

Period = tuple[date, date]
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})|(\d{1,2}) ([A-Z][a-z]{2})[a-z]*(?: (\d{4}))?")
PART = re.compile(r"(early|mid|late|end of)? ?\b([A-Z][a-z]{2})[a-z]* (\d{4})", re.IGNORECASE)
PARTS = {"early": 10, "mid": 15}
IN_WORDS = re.compile(r"\b[Aa]fter the ([A-Z][a-z]{2})[a-z]*")
FAR = 20
"""Years from the plan's period beyond which a date is unlikely."""


@dataclass
class Said:
    """What a date or the words of a timescale say."""

    start: date | None = None
    due: date | None = None
    goes_on: bool = False
    done: bool = False
    impossible: bool = False
    ambiguous: bool = False
    unlikely: bool = False
    no_year: bool = False
    about: bool = False
    waits: date | None = None
    milestones: list[tuple[str, date | None]] = field(default_factory=list)


def read(value: object, period: Period) -> Said:
    """A date, or words: days first, a month alone its last day, of several lines with a day each the latest."""
    if isinstance(value, date):
        return Said(due=value, unlikely=_far(value, period) or value == date(1900, 12, 30))
    text = str(value or "")
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1:
        parts = [_line(line, period) for line in lines]
        said = max(parts, key=lambda one: one.due or date.min)
        said.milestones = [(" ".join(line.split()), one.due) for line, one in zip(lines, parts, strict=True)]
        return said
    said = _line(text, period)
    said.milestones = [(" ".join(text.split()), said.due)] if text else []
    return said


def _line(text: str, period: Period) -> Said:
    said = Said(goes_on="ongoing" in text.casefold(), done=text.endswith("- completed"))
    days = [_day(match, period, said) for match in DAY.finditer(text)]
    waits = IN_WORDS.search(text)
    part = PART.search(text)
    if waits:
        said.waits = _end(_year(MONTHS.index(waits[1].casefold()) + 1, period), waits[1])
    elif not days and part:
        said.due = _end(int(part[3]), part[2])
        said.about = (part[1] or "").casefold() in PARTS
        said.due = said.due.replace(day=PARTS.get((part[1] or "").casefold(), said.due.day))
    elif len(days) == 2 and " to " in text:
        said.start, said.due = days
    elif days:
        said.due = days[-1]
    return said


def _day(match: re.Match[str], period: Period, said: Said) -> date | None:
    in_figures = match[1] is not None
    month = int(match[2]) if in_figures else MONTHS.index(match[5].casefold()) + 1
    number = int(match[1] if in_figures else match[4])
    written = match[3] if in_figures else match[6]
    said.no_year |= written is None
    year = _year(month, period) if written is None else int(written) + (2000 if len(written) == 2 else 0)
    if number > monthrange(year, month)[1]:
        said.impossible = True
        return None
    day = date(year, month, number)
    said.unlikely |= _far(day, period)
    if in_figures and number <= 12 and number != month:
        other = date(year, number, month)
        inside = [period[0] <= one <= period[1] for one in (day, other)]
        said.ambiguous |= all(inside)
        said.unlikely |= inside == [False, True]
    return day


def _year(month: int, period: Period) -> int:
    return period[0].year if month >= period[0].month else period[1].year


def _end(year: int, month: str) -> date:
    number = MONTHS.index(month.casefold()) + 1
    return date(year, number, monthrange(year, number)[1])


def _far(day: date, period: Period) -> bool:
    return not period[0].year - FAR <= day.year <= period[1].year + FAR
