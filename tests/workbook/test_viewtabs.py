"""Tabs that only show a plan, as parts of the package: made, replaced in their place, and everything else untouched."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from judges.libreoffice import LibreOffice
from packages import MAIN, OFFICE, contents, sheet_xml, written, zipped
from sheetplan.workbook import edit
from sheetplan.workbook.changes import Bars, PutView, Style, TabCell

HEAD = Style(wrap=True)
VIEW = PutView(
    name="Who's & what",
    rows=(
        (TabCell("2 of 3 are late."),),
        (TabCell("Status", HEAD), TabCell("Actions", HEAD)),
        (TabCell("Late"), TabCell(2, formula='COUNTIF(Plan!$A:$A,"late")')),
        (TabCell("Done"), TabCell(1, formula='COUNTIF(Plan!$A:$A,"done")')),
    ),
    widths=(20.0, 9.0),
    like="Plan",
    table=("tblView", 2, 4),
    repeat_rows=2,
    repeat_columns=1,
    charts=(
        Bars(
            title_row=1,
            rows=(3, 4),
            series=((2, "A6192E"),),
            names_row=2,
            corner=(1, 4),
            size=(400, 200),
            text='Late 2; done 1 & "more"',
            points=("A6192E", "1D4F91"),
        ),
    ),
    breaks=(4,),
)
LISTS = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "docProps/app.xml"}


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Plan")
        for row, word in enumerate(("late", "late", "done")):
            sheet.write(row, 0, word)
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Plan!$A$1:$A$3"})
        sheet.insert_chart("C1", chart)
        book.add_worksheet("Other").write("A1", 1)
    return path


def put(path: Path, change: PutView) -> bytes:
    edited = edit.apply(path, [change])
    assert edited.receipt.refused == ()
    return edited.data


def test_nothing_else_is_touched(plan: Path, validator: ModuleType) -> None:
    before, data = contents(plan.read_bytes()), put(plan, VIEW)
    after = contents(data)
    assert {name for name in before if after[name] != before[name]} <= LISTS
    assert set(after) - set(before) == {
        "xl/worksheets/sheet3.xml",
        "xl/worksheets/_rels/sheet3.xml.rels",
        "xl/drawings/drawing2.xml",
        "xl/drawings/_rels/drawing2.xml.rels",
        "xl/charts/chart2.xml",
        "xl/tables/table1.xml",
    }
    source = plan.with_name("before.xlsx")
    source.write_bytes(plan.read_bytes())
    plan.write_bytes(data)
    assert validator.new_errors(source, plan) == []


def test_it_is_as_it_was_meant(plan: Path, libreoffice: LibreOffice) -> None:
    plan.write_bytes(put(plan, VIEW))
    sheet = openpyxl.load_workbook(plan)[VIEW.name]
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$2:$2", "$A:$A")
    assert sheet.freeze_panes == "B3"
    assert [one.id for one in sheet.row_breaks.brk] == [3]
    assert sheet.tables["tblView"].ref == "A2:B4"
    drawing = contents(plan.read_bytes())["xl/drawings/drawing2.xml"].decode()
    assert "<xdr:from><xdr:col>3</xdr:col>" in drawing
    assert 'descr="Late 2; done 1 &amp; &quot;more&quot;"' in drawing
    drawn = contents(plan.read_bytes())["xl/charts/chart2.xml"].decode()
    # What the chart remembers of its cells is there before any program has worked it out.
    assert re.findall(r"<c:v>([^<]*)</c:v>", drawn) == ["2 of 3 are late.", "Actions", "Late", "Done", "2", "1"]
    # What programs take for granted in different ways is said.
    for word in ("showLegendKey", "showCatName", "showSerName", "roundedCorners", "varyColors", "overlay", "delete"):
        assert f'<c:{word} val="0"/>' in drawn, word
    assert libreoffice.recalculated(plan)[VIEW.name] == libreoffice.values(plan)[VIEW.name]
    assert libreoffice.recalculated(plan, {"Plan": {"A4": "late", "A5": "done"}})[VIEW.name]["B3"] == 3.0


def test_replaced_it_leaves_nothing_of_what_was_there(plan: Path, validator: ModuleType) -> None:
    plan.write_bytes(put(plan, VIEW))
    book = openpyxl.load_workbook(plan)
    book[VIEW.name]["H9"] = "typed"
    book[VIEW.name]["A1"].comment = Comment("a note", "somebody")
    book.move_sheet(VIEW.name, -2)
    book.save(plan)
    before = contents(plan.read_bytes())
    shorter = replace(VIEW, is_there=True, rows=VIEW.rows[:3], charts=(), table=None, repeat_rows=None, breaks=())
    data = put(plan, shorter)
    after = contents(data)
    kept = {name for name in before if after.get(name) == before[name]}
    gone = set(before) - set(after)
    assert {name.split("/")[1] for name in gone} <= {"charts", "drawings", "comments", "tables", "worksheets"}
    assert any("chart" in name for name in gone)
    assert set(before) - kept - gone <= LISTS | {"xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"}
    found = openpyxl.load_workbook(io.BytesIO(data))
    assert found.sheetnames == [VIEW.name, "Plan", "Other"]
    sheet = found[VIEW.name]
    assert (sheet.max_row, sheet.max_column, sheet.print_title_rows) == (3, 2, None)
    assert sheet["A1"].comment is None
    source = plan.with_name("before.xlsx")
    source.write_bytes(plan.read_bytes())
    plan.write_bytes(data)
    assert validator.new_errors(source, plan) == []


def test_the_same_again_changes_nothing_that_is_seen(plan: Path) -> None:
    plan.write_bytes(put(plan, VIEW))
    again = replace(VIEW, is_there=True)
    first, plan_bytes = contents(plan.read_bytes()), put(plan, again)
    second = contents(plan_bytes)
    assert second["xl/styles.xml"] == first["xl/styles.xml"]
    plan.write_bytes(plan_bytes)
    third = contents(put(plan, again))
    assert len(third) == len(second) == len(first)
    assert third["xl/worksheets/sheet3.xml"] == second["xl/worksheets/sheet3.xml"] == first["xl/worksheets/sheet3.xml"]


def test_a_name_that_is_taken_is_refused_and_nothing_changes(plan: Path) -> None:
    edited = edit.apply(plan, [replace(VIEW, name="OTHER")])
    assert edited.data == plan.read_bytes()
    assert "the name is taken" in edited.receipt.refused[0].reason


def test_where_a_pivot_table_stands_on_it_it_is_left_alone(plan: Path) -> None:
    plan.write_bytes(put(plan, VIEW))
    parts = contents(plan.read_bytes())
    relations = "xl/worksheets/_rels/sheet3.xml.rels"
    one = (
        f'<Relationship Id="rId9" Type="{OFFICE}/pivotTable" Target="../pivotTables/pivotTable1.xml"/></Relationships>'
    )
    parts[relations] = parts[relations].replace(b"</Relationships>", one.encode())
    plan.write_bytes(zipped(parts))
    edited = edit.apply(plan, [replace(VIEW, is_there=True)])
    assert edited.data == plan.read_bytes()
    assert "it holds a pivot table" in edited.receipt.refused[0].reason


def test_a_strict_workbook_gets_charts_of_its_kind(tmp_path: Path, libreoffice: LibreOffice) -> None:
    strict, main = (
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    rows = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>late</t></is></c></row></sheetData>'
    source = written(tmp_path, {"Plan": sheet_xml(rows)})
    parts = {
        name: text.replace(OFFICE.encode(), strict.encode()) for name, text in contents(source.read_bytes()).items()
    }
    source.write_bytes(zipped({name: text.replace(MAIN.encode(), main.encode()) for name, text in parts.items()}))
    source.write_bytes(put(source, VIEW))
    after = contents(source.read_bytes())
    drawn = after["xl/charts/chart1.xml"] + after["xl/drawings/drawing1.xml"]
    assert b"schemas.openxmlformats.org" not in drawn.replace(b"openxmlformats.org/markup-compatibility", b"")
    assert b'<c:gapWidth val="50%"/>' in drawn
    assert libreoffice.recalculated(source)[VIEW.name]["B3"] == 1.0
