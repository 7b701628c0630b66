"""Excel Tables of a sheet: where they stand, with a totals row and without."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from sheetplan.model import letters
from sheetplan.workbook import refs, tables
from sheetplan.workbook.parts import Package


def package(path: Path, *extents: str, **options: object) -> tuple[Package, str]:
    """A workbook with these Tables on its second sheet, and that sheet's part."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Cover").add_table("A1:B3")
        sheet = book.add_worksheet("Plan")
        for extent in extents:
            sheet.add_table(extent, {**options})
    opened = Package.open(path)
    return opened, opened.sheets[1].part


@pytest.mark.parametrize(("name", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("AB", 28), ("XFD", 16384)])
def test_letters_and_numbers_of_columns(name: str, number: int) -> None:
    assert refs.column_number(name) == number
    assert letters(number) == name


def test_a_tables_extent_leaves_out_its_totals_row(tmp_path: Path) -> None:
    plain = tables.of_sheet(*package(tmp_path / "plain.xlsx", "B6:G12", name="tblActions"))
    assert plain == (tables.Table("tblActions", 6, 12, 2, 7, has_totals=False),)
    totals = tables.of_sheet(*package(tmp_path / "totals.xlsx", "B6:G12", name="tblActions", total_row=True))
    assert totals == (tables.Table("tblActions", 6, 11, 2, 7, has_totals=True),)


def test_only_the_tables_of_that_sheet_are_seen(tmp_path: Path) -> None:
    opened, part = package(tmp_path / "x.xlsx", "A6:C8", "E6:F9", "A20:B22")
    assert [table.heading_row for table in tables.of_sheet(opened, part)] == [6, 6, 20]
    assert [table.last_column for table in tables.of_sheet(opened, opened.sheets[0].part)] == [2]


def test_a_sheet_without_any(tmp_path: Path) -> None:
    assert tables.of_sheet(*package(tmp_path / "x.xlsx")) == ()


@pytest.mark.parametrize(
    ("row", "column", "extent"),
    [(6, 1, "A"), (6, 3, "A"), (6, 4, None), (6, 5, "E"), (7, 1, None), (5, 1, None), (20, 2, "A")],
)
def test_the_table_whose_heading_row_covers_a_cell(tmp_path: Path, row: int, column: int, extent: str | None) -> None:
    opened, part = package(tmp_path / "x.xlsx", "A6:C8", "E6:F9", "A20:B22")
    found = tables.covering(opened, part, row, column)
    assert (found and letters(found.first_column)) == extent
