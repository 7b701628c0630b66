"""How far a sheet may reach is never taken for less, whatever its cells say of themselves."""

from __future__ import annotations

import pytest

from packages import sheet_xml
from sheetplan.workbook import sparse


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
