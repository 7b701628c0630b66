"""What people have hidden in a workbook, however its part says so."""

from __future__ import annotations

from pathlib import Path

import pytest

import packages
from sheetplan.model import SheetplanError, Unseen
from sheetplan.workbook import unseen

ROW = '<row r="{n}"{more}><c r="A{n}" t="inlineStr"><is><t>Text {n}</t></is></c></row>'


def rows(**more: str) -> str:
    made = "".join(ROW.format(n=n, more=more.get(f"r{n}", "")) for n in range(1, 5))
    return f"<sheetData>{made}</sheetData>"


def of(folder: Path, sheet: str, **extra: str) -> Unseen:
    return unseen.of(packages.written(folder, {"Plan": sheet}, extra))


def test_what_is_seen_is_not_hidden(tmp_path: Path) -> None:
    width = '<cols><col min="1" max="3" width="20" customWidth="1"/></cols>'
    found = of(tmp_path, packages.sheet_xml(rows(r2=' ht="30" customHeight="1"', r3=' hidden="0"'), width))
    assert found == Unseen()


@pytest.mark.parametrize("more", [' hidden="1"', ' hidden="true"', ' ht="0" customHeight="1"'])
def test_hidden_rows_are_found_with_their_texts(tmp_path: Path, more: str) -> None:
    found = of(tmp_path, packages.sheet_xml(rows(r3=more)))
    assert found.rows == {"Plan": frozenset({3})}
    assert found.texts == {"Plan": frozenset({"text 3"})}


def test_where_rows_are_hidden_unless_they_say_a_height(tmp_path: Path) -> None:
    found = of(
        tmp_path, packages.sheet_xml(rows(r2=' ht="15"'), '<sheetFormatPr defaultRowHeight="15" zeroHeight="1"/>')
    )
    assert found.rows == {"Plan": frozenset({1, 3, 4})}


@pytest.mark.parametrize("more", ['hidden="1"', 'width="0" customWidth="1"'])
def test_hidden_columns_are_found_to_the_last_one_of_the_sheet(tmp_path: Path, more: str) -> None:
    found = of(tmp_path, packages.sheet_xml(rows(), f'<cols><col min="3" max="16384" {more}/></cols>'))
    assert found.columns["Plan"] == frozenset(range(3, 16385))


def test_prefixed_parts_are_read_too(tmp_path: Path) -> None:
    text = '<x:sheetData><x:row r="2" hidden="1"><x:c r="A2"><x:v>1</x:v></x:c></x:row></x:sheetData>'
    assert of(tmp_path, packages.sheet_xml(text, prefix="x")).rows == {"Plan": frozenset({2})}


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_found(tmp_path: Path, state: str) -> None:
    parts = packages.parts_of({"Plan": packages.sheet_xml(rows()), "Draft": packages.sheet_xml(rows())})
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace('name="Draft"', f'name="Draft" state="{state}"')
    path = tmp_path / "plan.xlsx"
    path.write_bytes(packages.zipped(parts))
    assert unseen.of(path).sheets == frozenset({"Draft"})


def test_a_sheet_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(SheetplanError, match="damaged"):
        of(tmp_path, packages.sheet_xml(rows())[:-20])
