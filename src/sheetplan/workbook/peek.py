"""Looks at single cells of a sheet, where what a plan says of them is not enough."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from sheetplan.model import Value, is_blank, letters
from sheetplan.workbook import look, read
from sheetplan.workbook.find import Grid
from sheetplan.workbook.sheets import cell


class Sheet:
    """One sheet of a workbook, opened when something of it is asked for."""

    def __init__(self, path: Path, name: str) -> None:
        """`path` is the workbook, `name` the sheet."""
        self._path, self._name = path, name

    @cached_property
    def _formulas(self) -> set[tuple[str, int]]:
        book = read.opened(self._path)
        return look.formula_cells(book.xml(self._name)) if book.kind == "xlsx" else set()

    @cached_property
    def _grid(self) -> Grid:
        return read.opened(self._path).grid(self._name)

    def value(self, row: int, column: int) -> Value:
        """What stands in a cell."""
        return cell(self._grid, row, column)

    def is_formula(self, row: int, column: int) -> bool:
        """Whether a cell holds a formula."""
        return (letters(column), row) in self._formulas

    def is_empty(self, rows: range, columns: range) -> bool:
        """Whether nothing stands in these cells."""
        return all(is_blank(self.value(row, column)) for row in rows for column in columns)
