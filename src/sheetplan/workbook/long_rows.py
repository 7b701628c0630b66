"""Writes the rows of a long table straight into a sheet's part, without a cell of any of them being kept.

xlsxwriter keeps every cell until the end: the rows of a thousand plans would take some hundred megabytes and most of
the time. It paints the sheet and the table's first row; the looks of that row are those of all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple
from xml.sax.saxutils import escape

from sheetplan.model import letters, long_day
from sheetplan.workbook.report_rows import text

Cell = str | int | float | date | None
"""What a cell holds; None where it holds nothing."""

_BATCH = 500
_FIRST_1900, _LEAP = date(1899, 12, 31), date(1900, 3, 1)
_ROW = rb'<row r="%d"[^>]*>(.*?)</row>'
_STYLE = re.compile(rb'<c r="([A-Z]+)\d+"(?: s="(\d+)")?')
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What Excel takes for a sign that no text can hold."""
_DIMENSION = re.compile(rb'(<dimension ref="A1:[A-Z]+)\d+"')
_COUNTS = re.compile(rb' count="\d+" uniqueCount="(\d+)"')


class Later(NamedTuple):
    """Rows that are written when all else is painted."""

    sheet: int
    """The sheet, counted from 0."""
    first: int
    """The row of the first, counted from 1."""
    rows: Sequence[Sequence[Cell]] | Callable[[], Iterable[Sequence[Cell]]]
    """What stands in them."""
    number: int
    """How many they are."""
    height: Callable[[Sequence[Cell]], float]
    """How tall a row must be, in points."""


class Texts:
    """The texts that the cells of long tables share, after those that are there already."""

    def __init__(self, known: bytes) -> None:
        """Take the part that is there."""
        found = _COUNTS.search(known)
        self._known = known
        self._first = int(found[1]) if found else 0
        self.places: dict[str, int] = {}

    def place(self, words: str) -> int:
        """The place of a text; it is added where it is new."""
        at = self._first + len(self.places)
        self.places[words] = at
        return at

    def part(self) -> Iterator[bytes]:
        """The part with all of them. How many they are need not be said."""
        head, end = self._known.removesuffix(b"</sst>"), b"</sst>"
        if head == self._known:  # an element without content
            head = re.sub(rb"/>\s*$", b">", self._known)
        yield _COUNTS.sub(b"", head, count=1)
        listed = list(self.places)
        for at in range(0, len(listed), _BATCH):
            yield "".join(map(_shared, listed[at : at + _BATCH])).encode("utf-8")
        yield end


def _shared(words: str) -> str:
    shown = escape(_ESCAPED.sub("_x005F_", text(words)))
    return f"<si><t>{shown}</t></si>"


def sheet(content: bytes, later: Later, texts: Texts) -> Iterator[bytes]:
    """A sheet's part with the rows in the place of the one that was painted.

    Args:
        content: the part as it was painted.
        later: the rows.
        texts: what their texts are kept in.
    """
    content = _DIMENSION.sub(rb"\g<1>%d" % (later.first + later.number - 1) + b'"', content, count=1)
    found = re.search(_ROW % later.first, content)
    assert found is not None  # noqa: S101 - the first row is painted
    yield content[: found.start()]
    looks = [f'" s="{style.decode()}"' if style else '"' for _, style in _STYLE.findall(found[1])]
    rows = later.rows() if callable(later.rows) else later.rows
    batch: list[str] = []
    for number, row in enumerate(rows, start=later.first):
        batch.append(_row(number, row, looks, texts, later.height(row)))
        if len(batch) == _BATCH:
            yield "".join(batch).encode("utf-8")
            batch.clear()
    yield "".join(batch).encode("utf-8")
    yield content[found.end() :]


def _row(number: int, row: Sequence[Cell], looks: Sequence[str], texts: Texts, height: float) -> str:
    cells = []
    places = texts.places
    for name, look, value in zip(_NAMES, looks, row, strict=False):
        if value is None:
            cells.append(f'<c r="{name}{number}{look}/>')
            continue
        if isinstance(value, date):
            value = _serial(value)
        if isinstance(value, str):
            at = places.get(value)
            if at is None:
                at = texts.place(value)
            cells.append(f'<c r="{name}{number}{look} t="s"><v>{at}</v></c>')
        else:
            cells.append(f'<c r="{name}{number}{look}><v>{value}</v></c>')
    return f'<row r="{number}" ht="{height:g}">{"".join(cells)}</row>'


def _serial(day: date) -> int | str:
    """A day as workbooks count it; in words where it is before the first that they know."""
    number = day.toordinal() - _FIRST_1900.toordinal()
    if number < 1:
        return long_day(day)
    # Workbooks know a 29 February 1900, as the first of all did.
    return number + 1 if day >= _LEAP else number


_NAMES = tuple(letters(at) for at in range(1, 101))
