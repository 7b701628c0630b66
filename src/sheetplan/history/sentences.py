"""What lines of the Change log say, and how an action stands, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sheetplan.history.log import first_seen
from sheetplan.history.moved import Names, day
from sheetplan.model import Entry, Moves, Step, Value, is_blank, long_day, many, shown

_QUOTED = 120
"""So many characters of a cell's text are quoted in a sentence."""
_TIMES = {1: "once", 2: "twice"}


def step(entry: Entry, words: Mapping[str, str], names: Names) -> Step:
    """A line as a sentence.

    Args:
        entry: the line.
        words: the template's words for what became of a whole action.
        names: what columns of dates are called.
    """
    return Step(entry.version, entry.day, entry.supplied_by, _sentence(entry, words, names), entry)


def dates(moves: Moves) -> str:
    """How often a due date moved, and by how much in all; empty where it did not, or where too little is known."""
    if moves.first is None or not moves.times:
        return ""
    often = _TIMES.get(moves.times, f"{moves.times} times")
    if moves.now is None:
        return f"Due date: first agreed {long_day(moves.first)}, moved {often}; there is none now."
    return (
        f"Due date: first agreed {long_day(moves.first)}, now {long_day(moves.now)}: "
        f"moved {often}, {_apart(moves.first, moves.now)} in all."
    )


def on(one: date | None) -> str:
    """A day in brackets after what it is about; nothing where it is not known."""
    return f" ({long_day(one)})" if one is not None else ""


def _sentence(entry: Entry, words: Mapping[str, str], names: Names) -> str:
    if entry.column == words["added"]:
        due = first_seen(entry)[1]
        by = f", supplied by {entry.supplied_by}" if entry.supplied_by else ""
        dated = f"due on {long_day(due)}" if due is not None else "without a due date"
        return f"First seen in version {entry.version}{by}; {dated}."
    if entry.column == words["removed"]:
        return "It was no longer in the plan."
    if entry.column == words["archived"]:
        return "Somebody moved it to the archive by hand."
    if entry.column == words["reopened"]:
        return "Somebody brought it back by hand."
    before, after = day(entry.before), day(entry.after)
    if before is not None and after is not None:
        how = "moved" if names.is_due(entry) else "changed"
        return f"{entry.column} {how} from {long_day(before)} to {long_day(after)}, {_apart(before, after)}."
    if is_blank(entry.before):
        return f"{entry.column} entered: {_quoted(entry.after)}."
    if is_blank(entry.after):
        return f"{entry.column} cleared; it was {_quoted(entry.before)}."
    return f"{entry.column} changed from {_quoted(entry.before)} to {_quoted(entry.after)}."


def _apart(before: date, after: date) -> str:
    days = (after - before).days
    return f"{many(abs(days), 'day')} {'later' if days > 0 else 'earlier'}" if days else "no days"


def _quoted(value: Value) -> str:
    """A cell's content in a sentence: days as they are, text in quotation marks, cut at a word where it is long."""
    if isinstance(value, date):
        return long_day(value)
    text = " ".join(shown(value).split())
    return f'"{text}"' if len(text) <= _QUOTED else f'"{text[:_QUOTED].rsplit(" ", 1)[0]} …"'
