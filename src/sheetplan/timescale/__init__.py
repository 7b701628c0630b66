"""Reads what the words of a timescale say: "By end of March 2008" becomes dates, a kind and a precision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sheetplan.model import Timescale

from .days import plain, real, said
from .doubts import is_empty_mark, why_unlikely
from .durations import durations_of
from .mentions import mentions_of
from .milestones import items_of
from .reading import Cell, read_part
from .settle import pair
from .statements import statements_of
from .words import tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sheetplan.model import Period, TimescaleKind

__all__ = ["dated", "read", "stated_period"]

_SENSIBLE = (1950, 2100)
MOST = 4000
"""Characters of a cell that are looked through: no timescale that people type is half as long."""


def read(text: str | date | None, period: Period = (None, None)) -> Timescale:
    """The reading of a cell's words, or of a real date.

    Args:
        text: what stands in the cell: words, a date or date and time, or nothing.
        period: the plan's own first and last day, either of which may be unknown.

    Returns:
        What the words say. Day is read before month always; what cannot be read has no dates. Of a text longer than
        `MOST` only the beginning is read, and that is said. Nothing is raised.
    """
    start, end = plain(period[0]), plain(period[1])
    known: Period = (end, start) if start and end and end < start else (start, end)
    if isinstance(text, date):
        return _real_date(text, known)
    typed = "" if text is None else str(text)
    if len(typed) <= MOST:
        return _words(typed, known)
    looked = _beginning(typed)
    said = f"Only the first {len(looked):,} of {len(typed):,} characters have been read."
    reading = _words(looked, known)
    return replace(reading, text=typed, approximate=(*reading.approximate, said))


def _beginning(typed: str) -> str:
    """As much of a long text as is looked through, cut where a date is least likely to be cut with it."""
    for ends in ("\n", ";.,", " "):
        cut = max(typed.rfind(end, 0, MOST) for end in ends)
        if cut > MOST // 2:
            return typed[:cut]
    return typed[:MOST]


def _words(typed: str, known: Period) -> Timescale:
    tokens = tokens_of(typed)
    if not tokens:
        return Timescale(typed, "blank")
    mentions = mentions_of(typed, tokens, known)
    durations = durations_of(typed, tokens, [(mention.lo, mention.hi) for mention in mentions])
    cell = Cell(typed, tokens, known, statements_of(tokens, mentions), durations)
    items = items_of(cell)
    if len(items) == 1:
        return read_part(cell, 0, len(tokens), items[0].statement, typed)
    parts = tuple(read_part(cell, item.lo, item.hi, item.statement, cell.typed(item.lo, item.hi)) for item in items)
    return _whole(typed, parts)


def _real_date(typed: date, period: Period) -> Timescale:
    day = plain(typed)
    if day is None or day != day:
        return Timescale("", "blank")
    unlikely = why_unlikely(day, period, figures=True)
    return Timescale(said(day), "by", due=day, precision="day", unlikely=unlikely)


def _whole(text: str, parts: tuple[Timescale, ...]) -> Timescale:
    """Several milestones as one timescale: due with the latest of them."""
    dated_parts = [part for part in parts if part.due]
    latest = max(dated_parts, key=lambda part: part.due or date.min, default=None)
    lead = latest or parts[0]
    claims = [part for part in parts if part.due or part.start] or list(parts)
    starts = [part.start for part in parts if part.start]
    kinds = [part.kind for part in parts]
    kind = "by" if latest else min(kinds, key=_PLAINEST.index)
    return Timescale(
        text,
        kind,
        start=min(starts) if starts and latest is None else None,
        due=lead.due,
        precision=lead.precision if latest else next((part.precision for part in parts if part.start), "none"),
        continues=any(part.continues for part in parts),
        says_done=all(part.says_done for part in claims),
        after=next((part.after for part in parts if part.after), None) if kind == "relative" else None,
        milestones=parts,
        inferred=_once(note for part in parts for note in part.inferred),
        approximate=_once(note for part in parts for note in part.approximate),
        ambiguous=next((part.ambiguous for part in parts if part.ambiguous), None),
        unlikely=next((part.unlikely for part in parts if part.unlikely), None),
    )


_PLAINEST: tuple[TimescaleKind, ...] = (
    "impossible", "from", "relative", "dependent", "ongoing", "unknown", "blank", "by", "on", "range",
)  # fmt: skip


def _once(notes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(notes))


def dated(text: str) -> tuple[date, ...]:
    """The real days that a text writes out with day, month and year, read day first, in its order."""
    found: list[date] = []
    for mention in mentions_of(text, tokens_of(text), (None, None)):
        if mention.unit == "day" and mention.year is not None:
            day = real(mention.year, mention.month, mention.day)
            if day and not is_empty_mark(day) and _SENSIBLE[0] <= day.year <= _SENSIBLE[1]:
                found.append(day)
    return tuple(found)


_SHORTER_THAN_A_YEAR = frozenset({"day", "month", "quarter"})


def stated_period(text: str) -> Period:
    """The first and last day of the period that a title states ("November 2007 – October 2008"), else two None.

    Years alone ("2026/27", "2007 – 2008") state none: they may be calendar, financial or school years.
    """
    tokens = tokens_of(text)
    statements = statements_of(tokens, mentions_of(text, tokens, (None, None)))
    for statement in statements:
        first, second = statement.first, statement.second
        if second is not None and _SHORTER_THAN_A_YEAR.issuperset((first.unit, second.unit)):
            ends = None if first.reason or second.reason else pair(first, second, (None, None))
            if ends and ends[0].first < ends[1].last:
                return ends[0].first, ends[1].last
    return None, None
