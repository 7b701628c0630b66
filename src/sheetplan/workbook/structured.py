"""Excel Tables around records that move: their extent, and formulas that speak of a table's own row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetplan.model import Obstacle
from sheetplan.workbook import excel_tables, formulas, refs, values
from sheetplan.workbook.ranges import Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheetplan.workbook.book import Book
    from sheetplan.workbook.changes import MoveRecords
    from sheetplan.workbook.ranges import Movement


def in_the_way(book: Book, change: MoveRecords) -> Iterator[Obstacle]:
    """Why the plan's Table cannot get its new last row; nothing where it can, or keeps the one it has.

    Raises:
        Unsafe: where there is no such Table, or something stands where it would grow.
    """
    if change.table is None or change.table_last_row is None:
        return
    table = excel_tables.named(book, change.sheet, change.table)
    if table.totals_rows:
        return
    if change.table_last_row < table.area[0] + table.heading_rows:
        yield Obstacle(
            f'The Excel Table "{table.name}" on {change.sheet} would be left without any row.',
            "Let one row of it stay.",
        )
    top, left, _, right = table.area
    excel_tables.refuse_overlap(book, change.sheet, (top, left, change.table_last_row, right), table.name)


def resize(book: Book, change: MoveRecords) -> None:
    """Give the plan's Table its new last row, and its filter with it; one with a totals row stays as it is."""
    if change.table is None or change.table_last_row is None:
        return
    table = excel_tables.named(book, change.sheet, change.table)
    top, left, bottom, right = table.area
    if not table.totals_rows and bottom != change.table_last_row:
        excel_tables.set_area(table, (top, left, change.table_last_row, right))


def left_behind(book: Book, movement: Movement, here: Spot, formula: str) -> str | None:
    """A formula that leaves its Table, with the cells themselves for what it says of the Table's own row.

    Returns:
        The formula with references as they read in the old place, still to be moved; None where a column that it
        speaks of does not go along.
    """
    there = movement.goes(here)

    def cell(name: str, heading: str) -> str | None:
        column = _column(book, here, name, heading)
        target = movement.goes(Spot(here.sheet, here.row, column)) if column else None
        if column is None or target is None or there is None or target[:2] != there[:2]:
            return None
        return refs.a1(here.row, column)

    return formulas.this_row(formula, cell)


def _column(book: Book, here: Spot, name: str, heading: str) -> int | None:
    """Where a Table's column stands, by its heading; without a name that of the Table around the cell."""
    for table in excel_tables.of_sheet(book, here.sheet):
        mine = table.name.lower() == name.lower() if name else refs.holds(table.area, here.row, here.column)
        for offset, written in enumerate(excel_tables.column_names(table) if mine else ()):
            if values.unescaped(written).casefold() == heading.casefold():
                return table.area[1] + offset
    return None
