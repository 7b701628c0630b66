"""Reads a sheet whose cells lie far apart: whatever fills the rectangle between them would run out of memory."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sheetplan.model import SheetplanError, a1
from sheetplan.workbook import look, refs
from sheetplan.workbook.cells import SheetPart
from sheetplan.workbook.showing import Reader, shared_strings

if TYPE_CHECKING:
    from sheetplan.model import Value
    from sheetplan.workbook.find import Grid
    from sheetplan.workbook.parts import Package, SheetEntry

_ROW = re.compile(rb"<(?:[\w.-]+:)?row[\s/>]")
_AFTER_NAME = (b" ", b">", b"/", b"\t", b"\n", b"\r")
# To begin with the letter and look back from there is ten times faster where no cell says where it stands.
_PLACE = re.compile(rb"""r(?<=\sr)\s*=\s*["']\s*([A-Za-z]{0,6})([0-9]{1,12})""")
_FAR = re.compile(rb'<c(?! r="[A-Za-z][0-9]{1,4}+")')
_NOT_CLOSE = re.compile(rb'<c(?! r="[A-Za-z][0-9]{1,3}+")')
_NEAR = re.compile(rb'<c(?: r="[A-Za-z]([0-9]{1,4}+)")?')
_MOST_ROWS = 40_000
"""Rows with cells that are taken apart one by one."""
_MOST_CELLS = 150_000
"""Cells in them."""
_GAP_DOWN = 1000
_GAP_ACROSS = 100
"""So many empty rows, or columns, and what follows them does not belong to a plan."""


def cell_count(sheet: bytes) -> int:
    """How many cells a sheet's part holds, never too few: counted by their names, for there may be millions."""
    marks = (b"<c", b":c") if b":c" in sheet else (b"<c",)
    return sum(sheet.count(mark + after) for mark in marks for after in _AFTER_NAME)


def extent(sheet: bytes) -> tuple[int, int]:
    """(last row, last column) that a sheet's part may reach, never too little; columns before AA count as Z.

    A cell counts where it says it stands, whatever its row says: so do other readers.
    """
    places = _PLACE.findall(sheet)
    last_row = max((int(number) for number in {number for _, number in places}), default=0)
    columns = {letters for letters, _ in places if letters}
    placed = sum(1 for letters, _ in places if letters)
    last_column = max((refs.column_number(one.decode("ascii")) for one in columns), default=0)
    # Cells that do not say where they stand may all stand side by side.
    unplaced = min(cell_count(sheet) - placed, refs.MAX_COLUMN)
    return max(last_row, _row_count(sheet)), max(last_column, unplaced, 26)


def _row_count(sheet: bytes) -> int:
    return sheet.count(b"<row") or len(_ROW.findall(sheet))


def near_extent(sheet: bytes) -> tuple[int, int] | None:
    """`extent` of a sheet that `is_near`, both told by one look at its cells; None of any other.

    It is four times as fast, and makes a list of all cells: for sheets with few.
    """
    begin, end = sheet.find(b"<sheetData"), sheet.rfind(b"</sheetData>")
    if begin < 0 or end < 0 or sheet.find(b":c", begin, end) >= 0:
        return None
    rows = set(_NEAR.findall(sheet, begin, end))
    return None if b"" in rows else (max(max(map(int, rows), default=0), _row_count(sheet)), 26)


def is_near(sheet: bytes) -> bool:
    """Whether every cell says that it stands before column AA and above row 10,000, as in nearly all plans."""
    return _none(sheet, _FAR)


def is_close(sheet: bytes) -> bool:
    """Whether every cell says that it stands before column AA and above row 1,000, as in most plans."""
    return _none(sheet, _NOT_CLOSE)


def _none(sheet: bytes, otherwise: re.Pattern[bytes]) -> bool:
    """Whether no cell of a sheet stands otherwise."""
    begin, end = sheet.find(b"<sheetData"), sheet.rfind(b"</sheetData>")
    if begin < 0 or end < 0:
        return False
    # Inside, nothing else begins with these two letters but parts of texts with fonts, which then count as far.
    return not look.has(sheet, b":c", begin, end) and otherwise.search(sheet, begin, end) is None


def read(package: Package, entry: SheetEntry) -> tuple[Grid, tuple[str, ...]]:
    """A sheet's values from A1, without what lies far below or far right of everything else.

    Args:
        package: the workbook.
        entry: the sheet.

    Returns:
        The values, as the usual reader gives them, and the names of the cells that were passed over.

    Raises:
        Unsafe: where the part cannot be taken apart.
        SheetplanError: where there are too many cells, or rows that hold some, for that.
    """
    content = package.read(entry.part)
    if (cells := cell_count(content)) > _MOST_CELLS:
        raise _too_much(package, entry, f"{cells:,} cells")
    sheet = SheetPart(content, entry.part, entry.name)
    rows = sheet.filled_rows()
    if len(rows) > _MOST_ROWS:
        raise _too_much(package, entry, f"cells in {len(rows):,} rows")
    reader = Reader(package, shared_strings(package))
    found: dict[int, dict[int, Value]] = {}
    for row in rows:
        shown = {column: reader.shown(raw) for column, raw in sheet.cells(row).items()}
        filled: dict[int, Value] = {column: value for column, value in shown.items() if value is not None}
        if filled:
            found[row] = filled
    last_row = _before_gap(sorted(found), _GAP_DOWN)
    near = {row: cells for row, cells in found.items() if row <= last_row}
    last_column = _before_gap(sorted({column for cells in near.values() for column in cells}), _GAP_ACROSS)
    passed_over = tuple(
        a1(row, column) for row, cells in found.items() for column in cells if row > last_row or column > last_column
    )
    grid = [[near.get(row, {}).get(column) for column in range(1, last_column + 1)] for row in range(1, last_row + 1)]
    return grid, passed_over


def _too_much(package: Package, entry: SheetEntry, what: str) -> SheetplanError:
    return SheetplanError(
        f'{package.label}: the sheet "{entry.name}" has {what}, some of them far from the others, which is more than '
        "can be read as a plan.",
        "Delete what does not belong to the plan, save it, and try again.",
    )


def _before_gap(positions: list[int], gap: int) -> int:
    """The last position before a gap so long."""
    last = 0
    for position in positions:
        if position - last > gap:
            break
        last = position
    return last
