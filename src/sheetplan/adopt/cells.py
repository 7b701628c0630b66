"""What stands in a column below its heading: dates, words, numbers, and how many of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sheetplan.model import Value, is_blank

_REF = re.compile(r"[A-Za-z&]{0,8}[-–/. ]?\d{1,6}(?:[-–/.]\w{1,6})*[A-Za-z]?[.):]*|[A-Za-z]{1,2}[.)]?")
_DATED = re.compile(
    r"\d{1,4}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{2,4}|\b\d{1,2}(?:st|nd|rd|th)?\s+[A-Za-z]{3}|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\bongoing\b|\bterm\b|\bq[1-4]\b|\b20\d\d\b|"
    r"\b(?:week|month|immediate)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cells:
    """A column's cells below its heading, counted."""

    rows: tuple[tuple[int, Value], ...]
    """(sheet row, value) of those that are filled."""
    of: int
    """How many rows there are."""

    @property
    def filled(self) -> int:
        """How many are filled."""
        return len(self.rows)

    @property
    def values(self) -> list[Value]:
        """What stands in them."""
        return [value for _, value in self.rows]

    @property
    def dates(self) -> int:
        """How many hold a real date."""
        return sum(isinstance(value, date) for value in self.values)

    @property
    def texts(self) -> list[str]:
        """Those that hold words."""
        return [value for value in self.values if isinstance(value, str)]

    @property
    def numbers(self) -> int:
        """How many hold a number."""
        return sum(isinstance(value, int | float) and not isinstance(value, bool) for value in self.values)

    @property
    def length(self) -> float:
        """How long its words are on the average."""
        return sum(map(len, self.texts)) / len(self.texts) if self.texts else 0.0

    @property
    def dated_texts(self) -> int:
        """How many hold words that name a time."""
        return sum(map(names_time, self.texts))

    def words(self) -> Counter[str]:
        """What stands in it, each as people see it, and how often; the most frequent first."""
        return Counter(word(value) for value in self.values)

    def is_of_refs(self) -> bool:
        """Whether it holds numbers or codes, each once."""
        if not self.rows:
            return False
        like = sum(_is_ref(value) for value in self.values)
        return like * 10 >= self.filled * 9 and self.mostly_once()

    def mostly_once(self) -> bool:
        """Whether nearly every cell says something else."""
        return len(self.words()) * 10 >= self.filled * 9


def names_time(text: str) -> bool:
    """Whether words name a time."""
    return _DATED.search(text) is not None


def word(value: Value) -> str:
    """A cell as its reader sees it."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())


def column(grid: Sequence[Sequence[Value]], rows: Iterable[int], place: int) -> Cells:
    """The cells of a column in these rows.

    Args:
        grid: the sheet's values from A1.
        rows: the rows that count.
        place: the column's number.
    """
    numbers = list(rows)
    cells = [(n, grid[n - 1][place - 1] if place <= len(grid[n - 1]) else None) for n in numbers]
    return Cells(tuple((n, value) for n, value in cells if not is_blank(value)), len(numbers))


def _is_ref(value: Value) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int | float) or (isinstance(value, str) and _REF.fullmatch(value.strip()) is not None)
