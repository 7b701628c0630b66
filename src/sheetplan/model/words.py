"""The words that all nouns use: values, blanks, cells' names, days, the seven statuses, the one error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

Value = str | float | int | bool | date | datetime | None
"""What a cell can hold. Text as typed, numbers as numbers, dates as dates, blank as None."""


UNSEEN = "\u00ad\u200b\u200c\u200d\ufeff"
"""Signs that nobody sees, which come along when people copy from web pages."""
_NOTHING = str.maketrans("", "", UNSEEN)


def is_blank(value: object) -> bool:
    """True for an empty cell and for text of nothing but spaces, non-breaking and unseen ones included."""
    if isinstance(value, str):
        return not value or value.isspace() or (value[0] in UNSEEN and is_blank(value.translate(_NOTHING)))
    return value is None or value != value


def shown(value: object) -> str:
    """A cell's content as people see it: days as 30 Nov 2007, whole numbers without a point."""
    if isinstance(value, date):
        return long_day(value)
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def folded(value: object) -> str:
    """A cell's content as it is compared with another's: spaces and case aside; empty for a blank one."""
    return "" if is_blank(value) else _folded(shown(value))


def same(before: Value, after: Value) -> bool:
    """Dates compare as dates, numbers as numbers, text without the spaces at its ends; blank is blank."""
    if is_blank(before) or is_blank(after):
        return is_blank(before) and is_blank(after)
    if isinstance(before, str) and isinstance(after, str):
        return before.strip().replace("\r\n", "\n") == after.strip().replace("\r\n", "\n")
    return before == after


def is_one_of(value: object, words: Iterable[str]) -> bool:
    """Whether a cell holds just one of these words, in any case; a blank one holds none."""
    if value is None:
        return False
    known = words if isinstance(words, tuple) else tuple(words)
    return (
        _is_one_of(value, known)
        if isinstance(value, str)
        else folded(value) in _all_folded(known) and not is_blank(value)
    )


@lru_cache(4096)
def _is_one_of(text: str, words: tuple[str, ...]) -> bool:
    return not is_blank(text) and _folded(text) in _all_folded(words)


@lru_cache(4096)
def _folded(text: str) -> str:
    return " ".join(text.translate(_NOTHING).split()).casefold()


@lru_cache(1024)
def _all_folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(folded, words))


def many(number: int, word: str) -> str:
    """A number and what is counted: 1 action, 2 actions."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def few(names: Sequence[str], most: int = 3) -> str:
    """Names one after another, each in quotation marks: of many only the first, and how many more there are."""
    shown = [f'"{name}"' for name in names[:most]]
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most} more"
    return " and ".join(part for part in (", ".join(shown[:-1]), *shown[-1:]) if part)


def begins_with_word(value: object, words: Iterable[str]) -> bool:
    """Whether a text is one of these words or begins with one, in any case.

    The text "n/a: moved to next year" begins with the word n/a; "n/april" does not.
    """
    if not isinstance(value, str):
        return False
    text = folded(value)
    return any(text.startswith(word.casefold()) and not text[len(word) : len(word) + 1].isalnum() for word in words)


def by_ref(rows: Iterable[Mapping[Any, Any]]) -> dict[tuple[str, int], Mapping[Any, Any]]:
    """Actions by ref and how often that ref has stood before, so that repeated refs are told apart; none without."""
    found: dict[tuple[str, int], Mapping[Any, Any]] = {}
    seen: dict[str, int] = {}
    for row in rows:
        ref = row["at_ref"]
        if ref:
            found[ref, seen.setdefault(ref, 0)] = row
            seen[ref] += 1
    return found


def a1(row: int, column: int) -> str:
    """The cell's name as people read it: (7, 2) is B7."""
    return f"{letters(column)}{row}"


def letters(column: int) -> str:
    """The column's letters: 1 is A, 28 is AB."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def long_day(day: date) -> str:
    """A day as it is written everywhere for people: 30 Nov 2007."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def long_month(day: date) -> str:
    """The month of a day as it is written for people: November 2007."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def from_long_day(text: str) -> date | None:
    """The day that is written like 30 Nov 2007; None for anything else."""
    number, month, year, *more = [*text.split(" "), "", "", ""]
    if any(more) or month not in _MONTHS or not (number.isdecimal() and year.isdecimal()):
        return None
    try:
        return date(int(year), _MONTHS.index(month) + 1, int(number))
    except ValueError:
        return None


MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTHS = tuple(name[:3] for name in MONTHS)


class SheetplanError(Exception):
    """We cannot go on: one line that says what happened and one that says what to do.

    Attributes:
        reason: what happened, with the file's name, in one line.
        fix: what the reader can do about it, in one line.
    """

    def __init__(self, reason: str, fix: str = "") -> None:
        """Keep both sentences; the door prints them on one line."""
        super().__init__(f"{reason} {fix}".strip())
        self.reason = reason
        self.fix = fix


class Status(StrEnum):
    """How an action stands on a day; the only words for it that are spelled in code."""

    COMPLETE = "Complete"
    WITHDRAWN = "Withdrawn"
    OVERDUE = "Overdue"
    DUE_SOON = "Due soon"
    NOT_YET_DUE = "Not yet due"
    ONGOING = "Ongoing"
    NO_DUE_DATE = "No due date"


class Level(StrEnum):
    """How much a finding asks of its reader."""

    MUST_FIX = "must fix"
    CHECK = "check"
    INFORMATION = "information"

    @property
    def label(self) -> str:
        """The level as people read it: Must fix, Check, For information."""
        return _LABELS.get(self.value, self.value.capitalize())


_LABELS = {"information": "For information"}
