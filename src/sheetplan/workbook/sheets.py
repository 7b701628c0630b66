"""A workbook being read: each of its sheets as a grid of values, read at most once."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from sheetplan.model import SheetplanError, Value, letters
from sheetplan.workbook import look, quick, sparse, xmlparts
from sheetplan.workbook.find import Grid, Rectangle
from sheetplan.workbook.parts import Package, SheetEntry
from sheetplan.workbook.refs import Box
from sheetplan.workbook.splice import Unsafe

_ANNOUNCED = re.compile(rb"""\suniqueCount\s*=\s*["']\s*\+?([0-9]+)""")
_LONGEST_TEXT = 100_000
"""Characters of a cell's text."""
_MOST_TEXTS = 500_000
"""Texts that cells share; each takes room when it is read, even one of nothing."""
_MOST_CELLS = 1_500_000
"""Sheets with larger rectangles in use than this, all together, are not what people keep by hand."""
_SHORT = 500_000
"""Bytes of a sheet with few cells, at most ten thousand or so, ..."""
_MOST_BLANK = 100_000
"""... which are taken one by one where their rectangle is larger than this: nearly all of it is empty."""
_CLOSE_ROWS, _CLOSE_COLUMNS = 999, 26
"""Where cells stand in as many rows, told by one look for one that does not, their rectangle need not be measured."""
_ALONE = 10
"""What it costs to take a cell on its own, in cells of a rectangle."""
_MOST_FILLED = 750_000
"""Cells that a sheet may hold, wherever they stand."""
_MOST_NEAR = 9_999 * 26
"""Places where a cell can stand that stands near the others; where there are more cells, some stand on others."""
_UNPACKED_AT_MOST = 32 * 1024 * 1024
"""Bytes of unpacked parts that are handed on, so that the reader of values need not unpack them once more."""
_ENDED = "PanicException"
"""What the reader of values raises where it finds no way on."""
_ENDS_IT = re.compile(rb">\s*-(?:[0-9]{11}|[0-9]+(?:\.[0-9]*)?[Ee]\+?[0-9])")
"""Numbers so far below nought that it finds none in a cell that shows days: their sheets are read by cells."""
_CROWDS = {b"mergeCell ": "merged areas", b"cfRule ": "conditional formats", b"dataValidation ": "validation rules"}
"""Beginnings of tags, whatever prefix they have, and what people call such things."""
_MOST_OF_A_KIND = 30_000
_TRUE_UNLESS_BLANK = {str, date}
"""Of these, only empty text counts as nothing, which is told faster."""
_AS_THEY_ARE = {str, float, bool, date}
"""Kinds of values that stay as the reader of values gives them, but for empty text."""


@dataclass
class Workbook:
    """One workbook, each sheet of it read at most once."""

    package: Package
    sheets: dict[str, Grid] = field(default_factory=dict)
    strays: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By sheet: cells so far from all others that they were passed over."""
    passed_over: frozenset[str] = frozenset()
    """Sheets that are no part of what people sent: nothing looks into them."""
    views: Mapping[str, str] = field(default_factory=dict)
    """Those of them that only show the plan: which it is to its name."""
    kind: str = "xlsx"
    """xlsx, xls, ods, csv or docx: only the first has parts to look into."""
    _room: int = _MOST_CELLS
    """For so many cells more there is room."""
    _parts: dict[str, bytes] = field(default_factory=dict)
    _merges: dict[str, tuple[Box, ...]] = field(default_factory=dict)

    @cached_property
    def calamine(self) -> CalamineWorkbook:
        """The reader of values."""
        part, content = self._shared
        parts = {entry.part for entry in self.entries}
        if len(content) + sum(map(self.package.size, parts)) > _UNPACKED_AT_MOST:
            return opened(self.package.data, self.package.label)
        unpacked = {entry.part: self.xml(entry.name) for entry in self.entries} | ({part: content} if part else {})
        return opened(self.package.with_unpacked(unpacked), self.package.label)

    @cached_property
    def _shared(self) -> tuple[str | None, bytes]:
        """The part with the texts that cells share, and what it holds."""
        part = self.package.related(self.package.workbook_part, "sharedStrings")
        # It is unpacked although little of it is looked at: other readers believe a part that says it is small.
        content = self.package.read(part) if part else b""
        self._refuse_lying_count(content)
        self._refuse_many_texts(content)
        return part, content

    @cached_property
    def known(self) -> quick.Known | None:
        """What cells refer to, where the parts that say it are written as most are."""
        _, content = self._shared
        texts = quick.texts(content) if content else ()
        looks = self.package.related(self.package.workbook_part, "styles")
        if (
            texts is None
            or self.package.date1904
            or not xmlparts.is_usual(self.package.read(self.package.workbook_part))
        ):
            return None
        if len(content) > _LONGEST_TEXT and any(text is not None and len(text) > _LONGEST_TEXT for text in texts):
            return None
        return quick.Known(texts, quick.days(self.package.read(looks)) if looks else None)

    def _refuse_lying_count(self, content: bytes) -> None:
        """More texts announced than there are bytes to hold them: the reader would make room for all and end us."""
        announced = _ANNOUNCED.search(content, 0, 64 * 1024)
        if announced is not None and int(announced[1]) > len(content):
            raise damaged(self.package.label)

    def _refuse_many_texts(self, content: bytes) -> None:
        """Texts by the million, hidden in few bytes: counted by their names, before any of them is read."""
        count = content.count(b"<si") + content.count(b":si") if len(content) > 4 * _MOST_TEXTS else 0
        if count > _MOST_TEXTS:
            raise SheetplanError(
                f"{self.package.label} holds {count:,} texts, more than the {_MOST_TEXTS:,} that can be read.",
                "Delete what does not belong to the plan, save it, and try again.",
            )

    @cached_property
    def entries(self) -> list[SheetEntry]:
        """The sheets that hold cells, in workbook order."""
        there = [entry for entry in self.package.sheets if entry.kind == "worksheet" and entry.part]
        return [entry for entry in there if entry.name not in self.passed_over]

    def grid(self, name: str) -> Grid:
        """A sheet's values from A1: text as typed, numbers as float, dates as date, blank as None."""
        if name not in self.sheets:
            self._refuse_crowds(name)
            quickly = self._quick_grid(name)
            if quickly is not None:
                self.sheets[name], self._merges[name] = quickly, look.merges(self.xml(name))
            elif self._is_close(name):
                self.sheets[name] = self._usual_grid(name)
                self._room -= len(self.sheets[name]) * _CLOSE_COLUMNS
            else:
                self.sheets[name] = self._sparse_grid(name) if self._is_far(name) else self._usual_grid(name)
        return self.sheets[name]

    def plan_grid(self, name: str) -> Grid:
        """The same, with nothing in the rows in which no plan can stand."""
        return self.grid(name)

    def plan_end(self, name: str) -> int:
        """The last row in which an action can stand."""
        return len(self.grid(name))

    def _quick_grid(self, name: str) -> Grid | None:
        """A sheet that is written as most are; None where another reader is to be asked."""
        sheet = self.xml(name)
        columns = quick.columns(sheet, self.known) if self.kind == "xlsx" and self.known is not None else None
        if columns is None:
            return None
        short = len(sheet) <= _SHORT
        area = len(columns[0]) * quick.COLUMNS if columns else 0
        taken = area if short else _MOST_NEAR
        if (area > _MOST_BLANK and short) or taken > self._room:
            return None
        self._room -= taken
        return Rectangle(columns) if columns else []

    def _refuse_crowds(self, name: str) -> None:
        """Refuse a sheet with more merges or rules than a plan can need: each would cost every later step."""
        sheet = self.xml(name)
        for tag, what in _CROWDS.items():
            if len(sheet) > len(tag) * _MOST_OF_A_KIND and sheet.count(tag) > _MOST_OF_A_KIND:
                raise SheetplanError(
                    f'{self.package.label}: the sheet "{name}" has more than {_MOST_OF_A_KIND:,} {what}, which is more '
                    "than a plan can need.",
                    "Copy the plan to a new sheet with Paste Special, Values and Formats, then delete the old one.",
                )

    def _is_close(self, name: str) -> bool:
        """Whether all cells stand in a rectangle for which there is room, however many of them: as in most plans."""
        sheet = self.xml(name)
        may_be = len(sheet) <= _SHORT and self._room >= _CLOSE_ROWS * _CLOSE_COLUMNS and not _ends_it(sheet)
        return may_be and sparse.is_close(sheet)

    def _is_far(self, name: str) -> bool:
        """Whether a sheet's cells are taken one by one because there is no room for the rectangle that they stand in.

        Raises:
            SheetplanError: where there is no room for them either.
        """
        sheet = self.xml(name)
        short = len(sheet) <= _SHORT
        extent = sparse.near_extent(sheet) if short else None
        near = extent is not None if short else sparse.is_near(sheet)
        self._refuse_many_cells(name, _MOST_NEAR if near else _MOST_FILLED)
        area = math.prod(extent or sparse.extent(sheet)) if short or not near else _MOST_NEAR
        far = area > min(self._room, _MOST_BLANK if short else _MOST_CELLS) or _ends_it(sheet)
        self._room -= sparse.cell_count(sheet) * _ALONE if far else area
        if self._room < 0:
            raise SheetplanError(
                f"{self.package.label}: its sheets together hold more than can be read as a plan.",
                "Delete the sheets that do not belong to the plan, save it, and try again.",
            )
        return far

    def _refuse_many_cells(self, name: str, most: int) -> None:
        """Cells by the million, hidden in few bytes: counted by their names, before any of them is read."""
        sheet = self.xml(name)
        # The shortest cell has four bytes.
        count = sparse.cell_count(sheet) if len(sheet) > 4 * most else 0
        if count > most:
            raise SheetplanError(
                f'{self.package.label}: the sheet "{name}" holds {count:,} cells, which is more than can be read as a '
                "plan.",
                "Delete what does not belong to the plan, save it, and try again.",
            )

    def merges(self, name: str) -> tuple[Box, ...]:
        """A sheet's merged cells; none where its kind of file does not say."""
        self.grid(name)
        return self._merges.get(name, ())

    def hidden(self, name: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """A sheet's hidden rows and columns, as far as its kind of file says."""
        return look.hidden(self.xml(name))

    def state(self, name: str) -> str:
        """visible, hidden or veryHidden."""
        return next(entry.state for entry in self.entries if entry.name == name)

    def _usual_grid(self, name: str) -> Grid:
        try:
            sheet = self.calamine.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)
        except BaseException as problem:
            # What ends the reader itself is not even an Exception.
            if isinstance(problem, CalamineError | OSError | ValueError) or type(problem).__name__ == _ENDED:
                raise damaged(self.package.label) from problem
            raise
        if self._may_hold_long_texts(name):
            self._refuse_long_texts(rows, name)
        while rows and not any(cell != "" for cell in rows[-1]):
            rows.pop()
        self._merges[name] = merged(sheet)
        return values(rows)

    def _may_hold_long_texts(self, name: str) -> bool:
        """Whether the parts that hold a sheet's texts have room for one that is too long."""
        shared = self.package.related(self.package.workbook_part, "sharedStrings")
        if shared and self.package.size(shared) > _LONGEST_TEXT:
            return True
        sheet, half = self.xml(name), _LONGEST_TEXT // 2
        if len(sheet) <= _LONGEST_TEXT:
            return False
        # Where a cell begins in every half of that length, none is so long; "<!" might hide what is no cell.
        return sheet.find(b"!") >= 0 or any(
            sheet.find(b"<c ", at, at + half) < 0 for at in range(0, len(sheet) - half, half)
        )

    def _refuse_long_texts(self, rows: list[list[Any]], name: str) -> None:
        """No program writes such texts into cells, and to look for dates and words in them takes long."""
        if any(isinstance(cell, str) and len(cell) > _LONGEST_TEXT for row in rows for cell in row):
            raise SheetplanError(
                f'{self.package.label}: a cell on the sheet "{name}" holds a text of more than {_LONGEST_TEXT:,} '
                "characters; in Excel it can hold 32,767.",
                "Shorten the text, save the workbook, and try again.",
            )

    def _sparse_grid(self, name: str) -> Grid:
        """A sheet with cells far from all others: these are passed over."""
        entry = next(entry for entry in self.entries if entry.name == name)
        try:
            rows, self.strays[name] = sparse.read(self.package, entry)
        except Unsafe as problem:
            raise damaged(self.package.label) from problem
        self._refuse_long_texts([list(row) for row in rows], name)
        if sum(len(row) for row in rows[:1]) * len(rows) > _MOST_CELLS:
            raise too_large(self.package.label, name, len(rows), len(rows[0]))
        self._merges[name] = look.merges(self.xml(name))
        return values(list(map(list, rows)))

    def xml(self, name: str) -> bytes:
        """A sheet's part, unpacked once; nothing where the file has none."""
        if name not in self._parts:
            part = next(entry.part for entry in self.entries if entry.name == name)
            self._parts[name] = self.package.read(part) if self.kind == "xlsx" else b""
        return self._parts[name]


def _ends_it(sheet: bytes) -> bool:
    """Whether a sheet may hold a number at which the reader of values ends."""
    # Before the cells, names of namespaces have such a sign in nearly every sheet.
    cells = max(sheet.find(b"sheetData"), 0)
    return sheet.find(b"-", cells) >= 0 and _ENDS_IT.search(sheet, cells) is not None


def cell(grid: Grid, row: int, column: int | None) -> Value:
    """A cell of a grid; None beyond its edges, or where there is no such column."""
    if column is None or row > len(grid) or column > len(grid[row - 1]):
        return None
    return grid[row - 1][column - 1]


def opened(data: bytes, label: str) -> CalamineWorkbook:
    """The reader of values over a file's bytes; SheetplanError where it cannot make sense of them."""
    try:
        return CalamineWorkbook.from_filelike(BytesIO(data))
    except (CalamineError, OSError, ValueError) as problem:
        raise damaged(label) from problem


def merged(sheet: CalamineSheet) -> tuple[Box, ...]:
    """A sheet's merged cells, counted from 1."""
    found = sheet.merged_cell_ranges or ()
    return tuple([(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in found])


def values(rows: list[list[Any]]) -> Grid:
    """Rows as they were typed: empty text is blank, a real date with or without a time of day is a date.

    Rows of one length are looked at by column, for what stands in a column is mostly of one kind.
    """
    widths = set(map(len, rows))
    if len(widths) != 1 or 0 in widths:
        return [_values(row) for row in rows]
    columns = [_text_values(cells) if _are_texts(cells) else _values(cells) for cells in zip(*rows, strict=True)]
    return Rectangle(columns)


def _are_texts(cells: tuple[Any, ...]) -> bool:
    """Whether all are text: to join them takes a quarter of the time that it takes to ask each for its kind."""
    try:
        "".join(cells)
    except TypeError:
        return False
    return True


def _text_values(cells: tuple[str, ...]) -> Sequence[Value]:
    """A column of texts, with None for those that are empty."""
    return cells if all(cells) else [text or None for text in cells]


def _values(cells: Sequence[Any]) -> list[Value]:
    kinds = set(map(type, cells))
    if float in kinds and not all(map(math.isfinite, [cell for cell in cells if type(cell) is float])):
        # What is no number ("nan") is text: it would be unlike itself.
        return [str(cell) if type(cell) is float and not math.isfinite(cell) else _value(cell) for cell in cells]
    if kinds <= _TRUE_UNLESS_BLANK:
        return [cell or None for cell in cells]
    if kinds <= _AS_THEY_ARE:
        return [None if cell == "" else cell for cell in cells]
    return [_value(cell) for cell in cells]


def damaged(label: str) -> SheetplanError:
    """What is said of a workbook that the reader of values cannot read."""
    return SheetplanError(
        f"{label} is damaged: its sheets could not be read.",
        "Open it in Excel, let Excel repair it, and save it; or use the last good copy.",
    )


def too_large(label: str, sheet: str, rows: int, columns: int) -> SheetplanError:
    """What is said of a sheet that is no plan by its size."""
    return SheetplanError(
        f'{label}: the sheet "{sheet}" is in use down to row {rows:,} and across to column '
        f"{letters(columns)}, which is more than can be read as a plan.",
        "Delete what does not belong to the plan, save it, and try again.",
    )


def _value(cell: Any) -> Value:
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, bool | date | float):
        return cell
    if isinstance(cell, int):
        return float(cell)
    if isinstance(cell, time | timedelta):
        return str(cell)
    return None
