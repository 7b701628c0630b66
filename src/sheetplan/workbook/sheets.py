"""A workbook being read: each of its sheets as a grid of values, read at most once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from sheetplan.model import SheetplanError, Value, letters
from sheetplan.workbook import sparse
from sheetplan.workbook.find import Grid
from sheetplan.workbook.parts import Package, SheetEntry
from sheetplan.workbook.splice import Unsafe

_ANNOUNCED = re.compile(rb"""\suniqueCount\s*=\s*["']\s*\+?([0-9]+)""")
_LONGEST_TEXT = 1_000_000
"""Characters of a cell's text."""
_MOST_CELLS = 1_500_000
"""A sheet with a larger rectangle in use than this is not a plan that people keep by hand."""


@dataclass
class Workbook:
    """One workbook, each sheet of it read at most once."""

    package: Package
    sheets: dict[str, Grid] = field(default_factory=dict)
    strays: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By sheet: cells so far from all others that they were passed over."""

    @cached_property
    def calamine(self) -> CalamineWorkbook:
        """The reader of values."""
        self._refuse_lying_count()
        try:
            return CalamineWorkbook.from_filelike(BytesIO(self.package.data))
        except (CalamineError, OSError, ValueError) as problem:
            raise _damaged(self.package.label) from problem

    def _refuse_lying_count(self) -> None:
        """More texts announced than there are bytes to hold them: the reader would make room for all and end us."""
        part = self.package.related(self.package.workbook_part, "sharedStrings")
        content = self.package.read(part) if part else b""
        announced = _ANNOUNCED.search(content[: 64 * 1024])
        if announced is not None and int(announced[1]) > len(content):
            raise _damaged(self.package.label)

    @property
    def entries(self) -> list[SheetEntry]:
        """The sheets that hold cells, in workbook order."""
        return [entry for entry in self.package.sheets if entry.kind == "worksheet" and entry.part]

    def grid(self, name: str) -> Grid:
        """A sheet's values from A1: text as typed, numbers as float, dates as date, blank as None."""
        if name not in self.sheets:
            last_row, last_column = sparse.extent(self.xml(name))
            if last_row * last_column > _MOST_CELLS:
                self.sheets[name] = self._sparse_grid(name)
            else:
                self.sheets[name] = self._usual_grid(name)
        return self.sheets[name]

    def _usual_grid(self, name: str) -> Grid:
        try:
            rows = self.calamine.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except (CalamineError, OSError, ValueError) as problem:
            raise _damaged(self.package.label) from problem
        self._refuse_long_texts(rows, name)
        while rows and not any(cell != "" for cell in rows[-1]):
            rows.pop()
        return [[_value(cell) for cell in row] for row in rows]

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
            raise _damaged(self.package.label) from problem
        self._refuse_long_texts([list(row) for row in rows], name)
        if sum(len(row) for row in rows[:1]) * len(rows) > _MOST_CELLS:
            raise SheetplanError(
                f'{self.package.label}: the sheet "{name}" is in use down to row {len(rows):,} and across to column '
                f"{letters(len(rows[0]))}, which is more than can be read as a plan.",
                "Delete what does not belong to the plan, save it, and try again.",
            )
        return [[_value(cell) for cell in row] for row in rows]

    def xml(self, name: str) -> bytes:
        """A sheet's part."""
        part = next(entry.part for entry in self.entries if entry.name == name)
        return self.package.read(part)


def cell(grid: Grid, row: int, column: int | None) -> Value:
    """A cell of a grid; None beyond its edges, or where there is no such column."""
    if column is None or row > len(grid) or column > len(grid[row - 1]):
        return None
    return grid[row - 1][column - 1]


def _damaged(label: str) -> SheetplanError:
    return SheetplanError(
        f"{label} is damaged: its sheets could not be read.",
        "Open it in Excel, let Excel repair it, and save it; or use the last good copy.",
    )


def _value(cell: Any) -> Value:
    """A cell as it was typed; a real date, with or without a time of day, is a date."""
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
