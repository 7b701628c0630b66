"""How far a sheet may reach is never taken for less, whatever its cells say of themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from packages import MAIN, OFFICE, parts_of, sheet_xml, zipped
from sheetplan.model import SheetplanError
from sheetplan.workbook import sparse
from sheetplan.workbook.parts import Package
from sheetplan.workbook.sheets import Workbook


@pytest.mark.parametrize(
    ("rows", "extent"),
    [
        ('<row r="3"><c r="B3"><v>1</v></c></row>', (3, 26)),
        ('<row r="3"><c r="AB3"><v>1</v></c></row>', (3, 28)),
        ('<row r="3"><c r="XFD1048576"><v>1</v></c></row>', (1_048_576, 16_384)),
        ("<row r='3'><c r='xfd1048576'><v>1</v></c></row>", (1_048_576, 16_384)),
        ('<row spans="1:2" r = "70000"/>', (70_000, 26)),
        ("<row><c/></row>" * 40, (40, 40)),
        ("<row>" + "<c><v>1</v></c>" * 300 + "</row>", (1, 300)),
    ],
)
def test_a_cell_counts_where_it_says_it_stands(rows: str, extent: tuple[int, int]) -> None:
    assert sparse.extent(sheet_xml(f"<sheetData>{rows}</sheetData>").encode()) == extent
    assert sparse.extent(sheet_xml(f"<x:sheetData>{rows}</x:sheetData>", prefix="x").encode()) == extent


@pytest.mark.parametrize("name", ["c", "x:c"])
def test_every_cell_is_counted_however_its_tag_goes_on(name: str) -> None:
    others = '<x:cols><col min="1"/></x:cols><row><is><rPr><charset val="1"/></rPr></is></row><cfRule/>'
    cells = "".join(f"<{name}{after}>" for after in (" r='A1'", "", "/", "\t/", "\n/", "\r/"))
    assert sparse.cell_count(f"{others}{cells}".encode()) == 6
    assert sparse.cell_count(others.encode()) == 0


def test_more_texts_announced_than_there_can_be_are_not_believed(tmp_path: Path) -> None:
    rows = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>'
    sound = parts_of({"Plan": sheet_xml(rows)})
    related = f'<Relationship Id="rId50" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    sound["xl/_rels/workbook.xml.rels"] = sound["xl/_rels/workbook.xml.rels"].replace("</Relationships>", related)
    path = tmp_path / "plan.xlsx"
    strings = f'<sst xmlns="{MAIN}" uniqueCount="1"><si><t>Ref</t></si></sst>'
    grid = Workbook(Package(zipped(sound | {"xl/sharedStrings.xml": strings}), path)).grid("Plan")
    assert [list(row) for row in grid] == [["Ref"]]
    lying = strings.replace('"1"', '"4294967296"')
    with pytest.raises(SheetplanError, match="damaged"):
        Workbook(Package(zipped(sound | {"xl/sharedStrings.xml": lying}), path)).grid("Plan")


USUAL = '<row r="3" spans="1:2"><c r="B3" t="s"><v>1</v></c><c r="Z9999"><f>A1</f></c></row>'


@pytest.mark.parametrize(
    ("cell", "near"),
    [
        ("", True),
        ('<c r="AA3"/>', False),
        ('<c r="A10000"/>', False),
        ("<c><v>1</v></c>", False),
        ('<c s="1" r="A1"/>', False),
        ('<x:c r="XFD1048576"/>', False),
        ('<x:c\tr="XFD1048576"/>', False),
        ('<c\nr="XFD1048576"/>', False),
    ],
)
def test_a_sheet_is_near_only_where_every_cell_says_so(cell: str, *, near: bool) -> None:
    sheet = sheet_xml(f"<sheetData>{USUAL}{cell}</sheetData>").encode()
    assert sparse.is_near(sheet) is near
    assert sparse.near_extent(sheet) == (sparse.extent(sheet) if near else None)


@pytest.mark.parametrize("rows", ["", '<row r="7"/>' * 5, '<row r="7"><c r="Z1200"/><c r="A7"/></row>'])
def test_how_far_a_near_sheet_reaches_is_told_by_its_cells_and_the_number_of_its_rows(rows: str) -> None:
    extent = {"": (0, 26), '<row r="7"/>' * 5: (5, 26)}.get(rows, (1200, 26))
    assert sparse.near_extent(sheet_xml(f"<sheetData>{rows}</sheetData>").encode()) == extent


@pytest.mark.parametrize("at", ["B3", "Z999", "A4"])
def test_a_text_too_long_is_found_wherever_it_stands(tmp_path: Path, at: str) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row>' * 40
    long = f'<row r="{at[1:]}"><c r="{at}" t="inlineStr"><is><t>{"x" * 100_001}</t></is></c></row>'
    path = tmp_path / "plan.xlsx"
    book = Workbook(Package(zipped(parts_of({"Plan": sheet_xml(f"<sheetData>{cells}{long}</sheetData>")})), path))
    with pytest.raises(SheetplanError, match="100,000"):
        book.grid("Plan")
