"""How cells look: crossed out, shaded green, holding a formula; and how wide their columns are."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from sheetplan.workbook import look
from sheetplan.workbook.look import Look
from sheetplan.workbook.parts import Package

PLAIN = Look(struck=False, green=False)


def seen(path: Path, **styles: Font | PatternFill) -> dict[tuple[str, int], Look]:
    """How the cells of a sheet look, of which A1, A2, ... get these fonts and fills."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row, style in enumerate(styles.values(), start=1):
        cell = sheet.cell(row, 1, "text")
        if isinstance(style, Font):
            cell.font = style
        else:
            cell.fill = style
    book.save(path)
    package = Package.open(path)
    return look.looks(package.read(package.sheets[0].part), look.telling_styles(package))


def solid(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


@pytest.mark.parametrize("colour", ["92D050", "00B050", "C6EFCE", "CCFFCC", "00FF00", "339966"])
def test_green_is_green(tmp_path: Path, colour: str) -> None:
    assert seen(tmp_path / "x.xlsx", a=solid(colour)) == {("A", 1): Look(struck=False, green=True)}


@pytest.mark.parametrize("colour", ["FFFFFF", "FFFF00", "FF0000", "DDEBF7", "D9D9D9", "00FFFF", "F2F2F2", "E2EFDA"])
def test_other_colours_are_not(tmp_path: Path, colour: str) -> None:
    assert seen(tmp_path / "x.xlsx", a=solid(colour)) == {}


def test_crossed_out_is_told_from_other_fonts(tmp_path: Path) -> None:
    looks = seen(tmp_path / "x.xlsx", a=Font(bold=True), b=Font(strike=True), c=Font(strike=False, italic=True))
    assert looks == {("A", 2): Look(struck=True, green=False)}


def test_a_pattern_of_green_lines_is_no_shading(tmp_path: Path) -> None:
    assert seen(tmp_path / "x.xlsx", a=PatternFill("lightUp", fgColor="00B050")) == {}


def test_a_workbook_without_styles_tells_nothing() -> None:
    assert look.looks(b'<c r="A1" s="1"/>', {}) == {}


def test_cells_are_told_by_their_style_whatever_else_they_hold() -> None:
    struck = Look(struck=True, green=False)
    sheet = (
        b'<row r="1" s="3"><c r="A1" s="3" t="s"><v>0</v></c><c r="AB1" t="s" s="3"/><c r="C1"/><c r="D1" s="2"/></row>'
        b'<x:c r="E9" s="3"/><cols><col s="3"/></cols>'
    )
    assert look.looks(sheet, {3: struck}) == {("A", 1): struck, ("AB", 1): struck, ("E", 9): struck}


def test_cells_with_a_formula_are_told_from_those_beside_them() -> None:
    sheet = (
        b'<c r="A1"><v>1</v></c><c r="B1"><f>A1</f><v>1</v></c><c r="C1" s="2"/><c r="D1" t="str"> <f t="shared"/></c>'
        b'<x:c r="AA12"><x:f>B1</x:f></x:c><c r="E1" t="inlineStr"><is><t>f</t></is></c><c r="F1"><foo/></c>'
    )
    assert look.formula_cells(sheet) == {("B", 1), ("D", 1), ("AA", 12)}


def test_column_widths_are_given_one_by_one() -> None:
    sheet = (
        b'<cols><col min="1" max="1" width="38.5"/><col min="3" max="5" width="12" hidden="1"/>'
        b'<col min="7" max="7"/></cols>'
    )
    assert look.column_widths(sheet) == {1: 38.5, 3: 12.0, 4: 12.0, 5: 12.0}


@pytest.mark.parametrize(
    "sheet",
    [
        b"<sheetData/>",
        b'<cols><col min="1" max="16384" width="9"/></cols>',
        b'<cols><col min="3" max="2" width="9"/></cols>',
        b'<cols><col width="9"/></cols>',
    ],
)
def test_widths_that_say_nothing_of_single_columns(sheet: bytes) -> None:
    assert look.column_widths(sheet) == {}
