"""Reads one stretch of words that states one date, one range, one length of time, or none."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from sheetplan.model import Timescale

from . import claims
from .days import days_in, last_of, moved, said
from .doubts import other_reading, why_unlikely
from .durations import Duration, after_of, named_period
from .settle import Stretch, day_after, day_before, one, pair
from .statements import trailing
from .words import EVENTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sheetplan.model import After, Period

    from .look import Mention
    from .statements import Statement
    from .words import Token

_ONWARDS = frozenset("onwards onward forward forwards".split())
_ENDLESS = frozenset("ongoing continuing present continuous further on continuously".split())
_FILLING = frozenset("the end of on week start from date plan project : , ( - by".split())


class Cell(NamedTuple):
    """A whole text with everything that was found in it."""

    text: str
    tokens: Sequence[Token]
    period: Period
    statements: Sequence[Statement]
    durations: Sequence[Duration]

    def word(self, place: int) -> str:
        """The word of a token, "" outside the text."""
        return self.tokens[place].word if 0 <= place < len(self.tokens) else ""

    def typed(self, lo: int, hi: int) -> str:
        """The words as typed from one token up to another."""
        return self.text[self.tokens[lo].start : self.tokens[hi - 1].end]


def read_part(cell: Cell, lo: int, hi: int, statement: Statement | None, text: str) -> Timescale:
    """The reading of the tokens from `lo` to `hi`, which state `statement` or no date; `text` are its words."""
    within = slice(*(bisect_left(cell.durations, end, key=lambda each: each.lo) for end in (lo, hi)))
    durations = cell.durations[within]
    done = claims.says_done(cell.tokens, lo, hi, statement)
    goes_on = claims.continues(cell.tokens, lo, hi, statement)
    if statement is None:
        reading = _undated(cell, lo, hi, durations, goes_on, text)
    else:
        reading = _dated(cell, lo, hi, statement, durations, text)
    runs_out = reading.kind == "relative" and reading.after is not None and reading.after.event is None
    bounded = runs_out and any(duration.lead == "for" for duration in durations)
    if reading.kind == "range" and goes_on >= 0 and cell.word(goes_on) in _ONWARDS and reading.due and durations:
        bounded = True  # "onwards (for one year)" has an end
    if goes_on >= 0 and not bounded and reading.kind != "impossible":
        reading = replace(reading, continues=True)
    return replace(reading, says_done=True) if done else reading


# -- without a date


def _undated(cell: Cell, lo: int, hi: int, durations: Sequence[Duration], goes_on: int, text: str) -> Timescale:
    number = named_period(cell.tokens[lo:hi]) if hi - lo < 8 else None
    if durations:
        duration = next((each for each in durations if each.tail), durations[0])
        notes = (duration.note,) if duration.note else ()
        after = after_of(cell.text, cell.tokens, duration, hi)
        return Timescale(text, "relative", after=after, approximate=notes)
    if number:
        duration = Duration(lo, hi, number[0], number[1], "", "", hi, "")
        return Timescale(text, "relative", after=after_of(cell.text, cell.tokens, duration, hi))
    waiting = claims.waits(cell.tokens, lo, hi, hi)
    if waiting >= 0 and not 0 <= goes_on < waiting:
        return _dependent(cell, waiting, hi, text)
    return Timescale(text, "ongoing" if goes_on >= 0 else "unknown")


def _dependent(cell: Cell, lo: int, hi: int, text: str) -> Timescale:
    """Waiting for something else, with the last day of the time that its words name ("the February course")."""
    place = bisect_left(cell.statements, lo, key=lambda each: each.lo)
    found = None
    if place < len(cell.statements) and cell.statements[place].lo < hi:
        statement = cell.statements[place]
        found = one(statement.second or statement.first, cell.period)
    if found is None:
        return Timescale(text, "dependent")
    return Timescale(text, "dependent", waits_until=found[0].last, inferred=found[1])


# -- with a date


def _dated(cell: Cell, lo: int, hi: int, statement: Statement, durations: Sequence[Duration], text: str) -> Timescale:
    wrong = statement.first.reason or (statement.second.reason if statement.second else "")
    if wrong:
        return Timescale(text, "impossible", unlikely=wrong)
    for duration in durations:
        reading = _from_event(cell, hi, statement, duration, text) or _lasting(cell, statement, duration, text)
        if reading:
            return reading
    if _waiting(cell, lo, hi, statement):
        return _dependent(cell, lo, hi, text)
    if statement.second is not None:
        return _range(cell, statement, statement.second, text)
    found = one(statement.first, cell.period)
    if found is None:
        return _yearless(cell, statement, text)
    return _single(cell, lo, hi, statement, found, text)


def _waiting(cell: Cell, lo: int, hi: int, statement: Statement) -> bool:
    """True where the date only tells of the thing that is waited for ("after the March 2008 review")."""
    place = statement.hi
    if statement.cue in ("after", "before") and statement.first.unit != "day" and place < len(cell.tokens):
        token = cell.tokens[place]
        if token.kind == "w" and token.line == cell.tokens[place - 1].line:
            named = trailing(token.word) and token.word not in EVENTS
            return not named
    if statement.cue in ("by", "before"):
        return False
    place = claims.waits(cell.tokens, lo, statement.lo, hi)
    if place < 0:
        return False
    return not any(token.word in ",;.:" for token in cell.tokens[place : statement.lo])


def _yearless(cell: Cell, statement: Statement, text: str) -> Timescale:
    """A date of which no year, or no day, can be had: nothing is invented."""
    endless = statement.cue == "from" or _onwards(cell, statement)
    missing = statement.first.year is None
    why = "The year is not written, and nothing else says which it is." if missing else ""
    return Timescale(text, "from" if endless else "unknown", continues=endless, inferred=(why,) if why else ())


def _single(
    cell: Cell,
    lo: int,
    hi: int,
    statement: Statement,
    found: tuple[Stretch, tuple[str, ...]],
    text: str,
) -> Timescale:
    mention, cue = statement.first, statement.cue
    days, inferred = found
    inferred = mention.notes + inferred
    vague = _vague(cell, mention, days)
    base = Timescale(text, "by", due=days.last, precision=days.precision, inferred=inferred, approximate=vague)
    if cue == "from" or _onwards(cell, statement):
        base = replace(base, kind="from", start=days.first, due=None, continues=True)
    elif cue == "earliest":
        base = replace(base, kind="from", start=days.first, due=None)
    elif cue == "after":
        base = replace(base, kind="from", start=day_after(days.last), due=None)
    elif cue == "before":
        base = _before(cell, statement, days, base)
    elif cue == "week" and mention.unit == "day":
        end = moved(days.first, 6, "day")
        note = f"The week that begins on {said(days.first)} is read as ending on {said(end)}." if end else ""
        base = replace(base, kind="range", start=days.first, due=end, precision="part", approximate=(note,))
    elif cue == "throughout" and not mention.part:
        base = replace(base, kind="range", start=days.first)
    elif mention.unit == "day" and cue in ("", "on", "in"):
        event = cue == "on" or claims.is_event(cell.tokens, lo, hi, statement)
        base = replace(base, kind="on" if event else "by")
    return _doubted(base, cell, mention, days.first if mention.unit == "day" else days.last)


def _before(cell: Cell, statement: Statement, days: Stretch, base: Timescale) -> Timescale:
    """Before a day or month is by the day before it; before its end is by its end."""
    if statement.first.part in ("end", "late"):
        return base
    due = day_before(days.first)
    if due is None:
        return base
    typed = " ".join(cell.typed(statement.lo, statement.hi).split())
    return replace(base, due=due, approximate=(*base.approximate, f'"{typed}" is read as {said(due)}.'))


def _vague(cell: Cell, mention: Mention, days: Stretch) -> tuple[str, ...]:
    """What words like "early", and years, were read as."""
    whole = mention.unit in ("year", "financial")
    if not whole and mention.part in ("", "end"):
        return ()
    typed = " ".join(cell.typed(mention.lo, mention.hi).split())
    return (f'"{typed}" is read as {said(days.last)}.',)


def _onwards(cell: Cell, statement: Statement) -> bool:
    """True where nothing ends what begins: "April onwards", "10/12/07 - ongoing", "from April on"."""
    place = statement.hi
    word, following = cell.word(place), cell.word(place + 1)
    if word in _ONWARDS or (word == "and" and following in _ONWARDS):
        return True
    if word == "+":
        return place + 1 == len(cell.tokens)
    if word == "through" and following == "to":
        place, following = place + 1, cell.word(place + 2)
    if word in ("-", "to", "until", "through") and following in _ENDLESS:
        return True
    return statement.cue == "from" and word == "on" and following == ""


def _range(cell: Cell, statement: Statement, second: Mention, text: str) -> Timescale:
    first = statement.first
    found = pair(first, second, cell.period)
    if found is None:
        return _yearless(cell, statement, text)
    opens, closes, inferred = found
    notes = (*first.notes, *second.notes, *inferred)
    if closes.last < opens.first:
        notes = (*notes, f"It is written to end on {said(closes.last)}, before it starts on {said(opens.first)}.")
    vague = (*_vague_start(cell, first, opens), *_vague(cell, second, closes))
    start = opens.first
    if statement.cue == "after":
        start = day_after(opens.last) or start
    reading = Timescale(text, "range", start, closes.last, closes.precision, inferred=notes, approximate=vague)
    reading = _doubted(reading, cell, second, closes.last)
    return _doubted(reading, cell, first, opens.first)


def _vague_start(cell: Cell, mention: Mention, days: Stretch) -> tuple[str, ...]:
    return _vague(cell, mention, days) if mention.part not in ("", "end") else ()


def _doubted(reading: Timescale, cell: Cell, mention: Mention, day: date) -> Timescale:
    """With the doubts about one of its dates, unless an earlier one is already doubted."""
    other = other_reading(mention, day, cell.period) if mention.unit == "day" else None
    unlikely = why_unlikely(day, cell.period, figures=mention.numeric)
    return replace(reading, ambiguous=reading.ambiguous or other, unlikely=reading.unlikely or unlikely)


# -- with a length of time


def _lasting(cell: Cell, statement: Statement, duration: Duration, text: str) -> Timescale | None:
    """From a start to a computed end: "April onwards (For one year)", "6 months from 1 April 2026"."""
    if statement.second is not None or statement.cue in ("by", "before", "weekend"):
        return None
    bracketed = cell.word(duration.lo - 1) == "(" and cell.word(duration.hi) == ")"
    lasts = duration.lead in ("for", "over", "lasting", "+", "plus") or (bracketed and not duration.lead)
    runs = duration.tail == "from" and duration.lead not in ("within", "in", "under")
    if duration.tail and not (runs and _directly(cell, statement, duration)):
        return None
    if not (lasts or runs):
        return None
    found = one(statement.first, cell.period)
    if found is None:
        return replace(_yearless(cell, statement, text), continues=False)
    days, inferred = found
    start = day_after(days.last) if statement.cue == "after" else days.first
    end = last_of(start, duration.number, duration.unit) if start else None
    if start is None or end is None:
        return Timescale(text, "unknown")
    vague = _vague_start(cell, statement.first, days)
    notes = (*vague, duration.note) if duration.note else vague
    reading = Timescale(
        text, "range", start, end, days.precision, inferred=statement.first.notes + inferred, approximate=notes
    )
    return _doubted(reading, cell, statement.first, days.first)


def _directly(cell: Cell, statement: Statement, duration: Duration) -> bool:
    """True where the length of time runs from the date itself, with no event between."""
    between = cell.tokens[duration.event : statement.first.lo]
    return statement.first.lo >= duration.hi and all(token.word in _FILLING for token in between)


def _from_event(cell: Cell, hi: int, statement: Statement, duration: Duration, text: str) -> Timescale | None:
    """A deadline counted from a stated day: "within 2 weeks of the site visit on 16 Apr 2009"."""
    if not duration.tail or statement.second is not None or statement.first.lo < duration.hi:
        return None
    direct = _directly(cell, statement, duration)
    if direct and duration.tail == "from" and duration.lead not in ("within", "in", "under"):
        return None
    if not direct:
        if statement.cue not in ("", "on", "in") or statement.first.lo - duration.event > 12:
            return None
        if any(token.word in ",;." for token in cell.tokens[duration.event : statement.lo]):
            return None
        if statement.first.unit != "day":
            after = after_of(cell.text, cell.tokens, duration, hi)
            return Timescale(text, "relative", after=after)
    found = one(statement.first, cell.period)
    if found is None:
        return Timescale(text, "relative", after=after_of(cell.text, cell.tokens, duration, hi))
    days, inferred = found
    after = after_of(cell.text, cell.tokens, duration, hi)
    due = _counted(days, after, month=statement.first.unit == "month" and not statement.first.part)
    if due is None:
        return Timescale(text, "unknown")
    notes = (duration.note,) if duration.note else ()
    reading = Timescale(
        text, "by", due=due, precision=days.precision, after=after, inferred=inferred, approximate=notes
    )
    return _doubted(reading, cell, statement.first, days.last)


def _counted(days: Stretch, after: After, *, month: bool) -> date | None:
    """So long after (or before) the days; from a whole month to the end of a month."""
    if after.number < 0:
        return moved(days.first, after.number, after.unit)
    due = moved(days.last, after.number, after.unit)
    if due and month and after.unit in ("month", "year"):
        return due.replace(day=days_in(due.year, due.month))
    return due
