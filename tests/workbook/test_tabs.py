"""New columns, tabs, colours, table ends and properties join what is there and disturb nothing else."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from packages import MAIN, OFFICE, STYLES, contents, sheet_xml, tree, written, zipped
from sheetplan.workbook import edit, properties
from sheetplan.workbook.changes import (
    AddColumn,
    AddTab,
    Change,
    ColourWords,
    SetCell,
    SetProperties,
    Style,
    TabCell,
    TableExtent,
)
from sheetplan.workbook.parts import Package

HEAD = Style(bold=True)


def made(folder: Path, build: Callable[[Any, Any], None]) -> Path:
    """A workbook of xlsxwriter's with one sheet, "Plan"."""
    path = folder / "plan.xlsx"
    book = xlsxwriter.Workbook(path)
    build(book, book.add_worksheet("Plan"))
    book.close()
    return path


def with_table(folder: Path, **options: Any) -> Path:
    """A table of three columns over A1:C5 (A1:C6 with a totals row)."""

    def build(_: Any, sheet: Any) -> None:
        columns = [{"header": text} for text in ("Ref", "Action", "Due")]
        last = 5 if options.get("total_row") else 4
        sheet.add_table(0, 0, last, 2, {"name": "tblPlan", "columns": columns, **options})
        for row in range(1, 5):
            sheet.write_row(row, 0, [row, f"Action {row}", "soon"])

    return made(folder, build)


def unchanged(source: Path, data: bytes, *but: str) -> None:
    """Every part but these is as it was, to the byte."""
    before, after = contents(source.read_bytes()), contents(data)
    assert {name for name in before if after.get(name) != before[name]} == set(but)


def refusal(source: Path, change: Change) -> str:
    """Why a change is not made; nothing else may have happened."""
    edited = edit.apply(source, [change])
    assert edited.data == source.read_bytes()
    assert [one.change for one in edited.receipt.refused] == [change]
    return edited.receipt.refused[0].reason


# Columns


def test_a_column_joins_the_table_it_stands_beside(tmp_path: Path) -> None:
    path = with_table(tmp_path)
    change = AddColumn("Plan", 4, 1, "Status", HEAD, 14, table="tblPlan", calculated='IF(1>0,"a&b","")')
    edited = edit.apply(path, [change, SetCell("Plan", 2, 4, "Overdue")])

    assert edited.receipt.refused == ()
    unchanged(path, edited.data, "xl/worksheets/sheet1.xml", "xl/tables/table1.xml", "xl/styles.xml")
    table = openpyxl.load_workbook(io.BytesIO(edited.data))["Plan"].tables["tblPlan"]
    assert (table.ref, table.autoFilter.ref) == ("A1:D5", "A1:D5")
    assert [(one.id, one.name) for one in table.tableColumns] == [(1, "Ref"), (2, "Action"), (3, "Due"), (4, "Status")]
    assert table.tableColumns[3].calculatedColumnFormula.attr_text == 'IF(1>0,"a&b","")'
    sheet = openpyxl.load_workbook(io.BytesIO(edited.data))["Plan"]
    assert (sheet["D1"].value, sheet["D1"].font.b, sheet.column_dimensions["D"].width) == ("Status", True, 14)
    assert [(one.cell, one.before, one.after) for one in edited.receipt.cells] == [
        ("D1", None, "Status"),
        ("D2", None, "Overdue"),
    ]


def test_a_table_with_a_totals_row_keeps_it_outside_its_filter(tmp_path: Path) -> None:
    path = with_table(tmp_path, total_row=True)
    edited = edit.apply(path, [AddColumn("Plan", 4, 1, "Status", HEAD, 14, table="tblPlan")])
    table = openpyxl.load_workbook(io.BytesIO(edited.data))["Plan"].tables["tblPlan"]
    assert (table.ref, table.autoFilter.ref) == ("A1:D6", "A1:D5")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (AddColumn("Plan", 5, 1, "Status", HEAD, 9, table="tblPlan"), "not next to"),
        (AddColumn("Plan", 4, 2, "Status", HEAD, 9, table="tblPlan"), "not in row 2"),
        (AddColumn("Plan", 4, 1, "ACTION", HEAD, 9, table="tblPlan"), "already has a column"),
        (AddColumn("Plan", 4, 1, "Status", HEAD, 9, table="tblOther"), "no Excel Table"),
        (AddColumn("Plan", 3, 1, "Status", HEAD, 9), "in use at C1"),
        (AddColumn("Nowhere", 4, 1, "Status", HEAD, 9), "no sheet"),
    ],
)
def test_a_column_that_cannot_join_is_refused_and_nothing_changes(
    change: AddColumn, words: str, tmp_path: Path
) -> None:
    assert words in refusal(with_table(tmp_path), change)


def test_a_column_in_use_or_under_a_merged_cell_or_another_table_is_left_alone(tmp_path: Path) -> None:
    def build(_: Any, sheet: Any) -> None:
        sheet.write("A1", "Ref")
        sheet.write("B9", "a note")
        sheet.write_formula("C9", "=1")
        sheet.merge_range("D4:E4", "merged")
        sheet.add_table("G2:H4", {"name": "tblOther", "header_row": False})
        sheet.write_blank("J3", None)

    path = made(tmp_path, build)
    for column, words in ((2, "in use at B9"), (3, "in use at C9"), (4, "in use at D4"), (5, "D4:E4"), (7, "tblOther")):
        assert words in refusal(path, AddColumn("Plan", column, 1, "Status", HEAD, 9))
    assert edit.apply(path, [AddColumn("Plan", 10, 1, "Status", HEAD, 9)]).receipt.refused == ()


def test_what_was_meant_for_a_refused_column_is_not_written_over_what_stands_there(tmp_path: Path) -> None:
    path = with_table(tmp_path)
    changes = [
        SetCell("Plan", 2, 3, "Overdue"),
        ColourWords("Plan", ("C2:C5",), {"Overdue": ("F4CDC6", "7A1208", True)}),
        AddColumn("Plan", 3, 1, "Status", HEAD, 9),
        SetCell("Plan", 7, 1, "done all the same"),
    ]
    edited = edit.apply(path, changes)
    assert len(edited.receipt.refused) == 3
    assert [one.cell for one in edited.receipt.cells] == ["A7"]


def test_a_plain_filter_and_its_hidden_name_take_the_column_in(tmp_path: Path) -> None:
    def build(_: Any, sheet: Any) -> None:
        sheet.write_row(2, 0, ["Ref", "Action", "Due"])
        sheet.autofilter("A3:C9")
        sheet.print_area("A1:C9")

    path = made(tmp_path, build)
    edited = edit.apply(path, [AddColumn("Plan", 4, 3, "Status", HEAD, 9)])
    names = {one.name: one.text for one in Package(edited.data, path).defined_names}
    assert names == {"_xlnm._FilterDatabase": "Plan!$A$3:$D$9", "_xlnm.Print_Area": "Plan!$A$1:$C$9"}
    assert openpyxl.load_workbook(io.BytesIO(edited.data))["Plan"].auto_filter.ref == "A3:D9"

    apart = edit.apply(path, [AddColumn("Plan", 5, 3, "Status", HEAD, 9)])
    assert openpyxl.load_workbook(io.BytesIO(apart.data))["Plan"].auto_filter.ref == "A3:C9"


COLS = '<cols><col min="1" max="3" width="10" customWidth="1"/><col min="5" max="16384" width="8" style="1"/></cols>'


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (2, [(1, 1, 10), (2, 2, 33), (3, 3, 10), (5, 16384, 8)]),
        (1, [(1, 1, 33), (2, 3, 10), (5, 16384, 8)]),
        (3, [(1, 2, 10), (3, 3, 33), (5, 16384, 8)]),
        (4, [(1, 3, 10), (4, 4, 33), (5, 16384, 8)]),
        (5, [(1, 3, 10), (5, 5, 33), (6, 16384, 8)]),
        (9, [(1, 3, 10), (5, 8, 8), (9, 9, 33), (10, 16384, 8)]),
    ],
)
def test_a_width_is_cut_out_of_the_run_of_columns_around_it(
    column: int, expected: list[tuple[int, int, float]], tmp_path: Path
) -> None:
    path = written(tmp_path, {"Plan": sheet_xml("<sheetData/>", before=COLS)})
    edited = edit.apply(path, [AddColumn("Plan", column, 1, "Status", HEAD, 33, hidden=True)])
    found = list(tree(contents(edited.data)["xl/worksheets/sheet1.xml"]).iter(f"{{{MAIN}}}col"))
    assert [(int(one.attrib["min"]), int(one.attrib["max"]), float(one.attrib["width"])) for one in found] == expected
    assert [one.get("min") for one in found if one.get("hidden") == "1"] == [str(column)]
    assert all((one.get("style") == "1") == (int(one.attrib["min"]) >= 5) for one in found)


# Tabs


TAB = AddTab(
    "Archive",
    (
        (TabCell("Archive of the plan", HEAD),),
        (TabCell("Ref"), TabCell("Action"), TabCell("Reopen?")),
        (TabCell(1), TabCell("=Review & <agree>"), None),
    ),
    (8, 40, 12),
    table=("tblArchive", 2, 3),
    freeze_below=2,
    choices=(("C3:C50", ("Yes", 'N"o')),),
)


def test_a_tab_is_added_last_and_nothing_else_changes(tmp_path: Path) -> None:
    path = with_table(tmp_path)
    edited = edit.apply(path, [TAB])
    names = [(one.name, one.what) for one in edited.receipt.parts]
    assert ("xl/worksheets/sheet2.xml", "added") in names
    assert ("xl/tables/table2.xml", "added") in names
    unchanged(
        path,
        edited.data,
        *("[Content_Types].xml", "docProps/app.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"),
    )
    book = openpyxl.load_workbook(io.BytesIO(edited.data))
    sheet = book["Archive"]
    assert (book.sheetnames, book.active.title) == (["Plan", "Archive"], "Plan")
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Archive of the plan", None, None],
        ["Ref", "Action", "Reopen?"],
        [1, "=Review & <agree>", None],
    ]
    assert sheet["B3"].data_type == "s", "what looks like a formula stays text"
    assert (sheet.tables["tblArchive"].ref, sheet.tables["tblArchive"].id) == ("A2:C3", 2)
    assert (sheet.freeze_panes, sheet.sheet_view.tabSelected) == ("A3", None)
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.data_validations.dataValidation[0].formula1 == '"Yes,N""o"'
    assert [sheet.column_dimensions[letter].width for letter in "ABC"] == [8, 40, 12]
    assert b"<vt:lpstr>Plan</vt:lpstr><vt:lpstr>Archive</vt:lpstr>" in contents(edited.data)["docProps/app.xml"]


def test_two_tabs_get_their_own_parts_and_numbers(tmp_path: Path) -> None:
    path = with_table(tmp_path)
    more = AddTab("Archive (2)", TAB.rows, TAB.widths, table=TAB.table)
    package = Package(edit.apply(path, [TAB, more]).data, path)
    assert [(one.name, one.sheet_id) for one in package.sheets] == [("Plan", 1), ("Archive", 2), ("Archive (2)", 3)]
    assert len({one.part for one in package.sheets}) == 3
    tables = [tree(package.read(name)).attrib for name in package.names if "/tables/" in name]
    assert [(one["id"], one["displayName"]) for one in tables] == [
        *(("1", "tblPlan"), ("2", "tblArchive"), ("3", "tblArchive_2")),
    ]


def test_a_new_tab_does_not_take_the_place_of_a_sheet_that_was_lost(tmp_path: Path) -> None:
    path = written(tmp_path, {"Plan": sheet_xml("<sheetData/>"), "Lost": sheet_xml("<sheetData/>")})
    left = contents(path.read_bytes())
    del left["xl/worksheets/sheet2.xml"]
    path.write_bytes(zipped(left))
    edited = edit.apply(path, [TAB])
    assert {one.name: one.part for one in Package(edited.data, path).sheets} == {
        "Plan": "xl/worksheets/sheet1.xml",
        "Lost": "",
        "Archive": "xl/worksheets/sheet3.xml",
    }


def test_a_new_tab_does_not_take_the_id_that_a_lost_sheet_is_named_by(tmp_path: Path) -> None:
    path = written(tmp_path, {"Plan": sheet_xml("<sheetData/>"), "Lost": sheet_xml("<sheetData/>")})
    left = contents(path.read_bytes())
    relations = left["xl/_rels/workbook.xml.rels"]
    lost = relations.index(b'<Relationship Id="rId2"')
    left["xl/_rels/workbook.xml.rels"] = relations[:lost] + relations[relations.index(b"/>", lost) + 2 :]
    path.write_bytes(zipped(left))
    edited = edit.apply(path, [TAB])
    assert [one.part for one in Package(edited.data, path).sheets][:2] == ["xl/worksheets/sheet1.xml", ""]


def test_numbers_of_a_new_tab_are_no_dates_where_the_workbooks_usual_cell_shows_dates(tmp_path: Path) -> None:
    dated = STYLES.replace('<cellXfs count="2"><xf numFmtId="0"', '<cellXfs count="2"><xf numFmtId="14"')
    path = written(tmp_path, {"Plan": sheet_xml("<sheetData/>")}, {"xl/styles.xml": dated})
    tab = AddTab("New", ((TabCell(7), TabCell(date(2008, 2, 29), Style(number_format="d mmm yyyy"))),), (9, 9))
    sheet = openpyxl.load_workbook(io.BytesIO(edit.apply(path, [tab]).data))["New"]
    assert [cell.value for cell in sheet[1]] == [7, datetime(2008, 2, 29)]


def test_a_list_of_titles_that_is_damaged_is_no_reason_to_refuse_a_tab(tmp_path: Path) -> None:
    path = written(tmp_path, {"Plan": sheet_xml("<sheetData/>")}, {"docProps/app.xml": "<other/>"})
    parts = contents(path.read_bytes())
    titles = f'<Relationship Id="rId9" Type="{OFFICE}/extended-properties" Target="docProps/app.xml"/></Relationships>'
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"</Relationships>", titles.encode())
    path.write_bytes(zipped(parts))
    edited = edit.apply(path, [TAB])
    assert edited.receipt.refused == ()
    assert contents(edited.data)["docProps/app.xml"] == b"<other/>"


@pytest.mark.parametrize("name", ["", "plan", "a/b", "[x]", "x" * 32, "'x'", "History"])
def test_a_name_that_excel_refuses_is_refused(name: str, tmp_path: Path) -> None:
    assert "cannot be" in refusal(with_table(tmp_path), AddTab(name, (), ()))


def test_a_tab_that_cannot_be_made_leaves_nothing_behind(tmp_path: Path) -> None:
    path = with_table(tmp_path)
    twice = (TabCell("Ref", Style(fill="123456")), TabCell("ref"))
    assert "different texts" in refusal(path, AddTab("Archive", (twice,), (8, 8), table=("tblArchive", 1, 2)))
    assert "dropdown" in refusal(path, AddTab("Archive", (), (8,), choices=(("A1", ("a, b",)),)))


def test_a_tab_of_a_strict_and_prefixed_workbook_speaks_its_language(tmp_path: Path) -> None:
    strict = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    main = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    source = written(tmp_path, {"Plan": sheet_xml("<sheetData/>")})
    made_of = {n: c.replace(OFFICE.encode(), strict.encode()) for n, c in contents(source.read_bytes()).items()}
    made_of["xl/workbook.xml"] = re.sub(
        rb"<(/?)(?=\w)", rb"<\1x:", made_of["xl/workbook.xml"].replace(b"xmlns=", b"xmlns:x=")
    )
    source.write_bytes(zipped({n: c.replace(MAIN.encode(), main.encode()) for n, c in made_of.items()}))

    after = contents(edit.apply(source, [TAB]).data)
    assert f'xmlns="{main}" xmlns:r="{strict}"'.encode() in after["xl/worksheets/sheet2.xml"]
    assert b'<x:sheet name="Archive" sheetId="2" r:id=' in after["xl/workbook.xml"]
    assert f'Type="{strict}/worksheet"'.encode() in after["xl/_rels/workbook.xml.rels"]


# Colours


def test_colours_come_after_all_other_rules_of_old_and_new_kind(tmp_path: Path) -> None:
    def build(book: Any, sheet: Any) -> None:
        red = book.add_format({"bg_color": "#FF0000"})
        sheet.conditional_format("A1:A5", {"type": "cell", "criteria": "==", "value": 1, "format": red})
        sheet.conditional_format("B1:B5", {"type": "data_bar", "data_bar_2010": True})
        sheet.merge_range("G1:H1", "merged")
        sheet.data_validation("C1", {"validate": "list", "source": ["a"]})

    path = made(tmp_path, build)
    before = contents(path.read_bytes())["xl/worksheets/sheet1.xml"]
    highest = max(int(one) for one in re.findall(rb'priority="(\d+)"', before))
    colours = {"Overdue": ("F4CDC6", "7A1208", True), 'Say "so" & <go>': ("FFE5B4", "4D3300", False)}
    edited = edit.apply(path, [ColourWords("Plan", ("D2:D40", "F2:F40"), colours)])

    assert edited.receipt.refused == ()
    after = contents(edited.data)["xl/worksheets/sheet1.xml"]
    assert re.findall(rb'priority="(\d+)" operator="equal"><formula>"', after) == [
        b"%d" % (highest + 1),
        b"%d" % (highest + 2),
    ]
    order = [name.rpartition("}")[2] for name in (one.tag for one in tree(after))]
    assert order.index("mergeCells") < order.index("conditionalFormatting") < order.index("dataValidations")
    with pytest.warns(UserWarning, match="extension"):
        found = openpyxl.load_workbook(io.BytesIO(edited.data))["Plan"].conditional_formatting
    rules = next(one.rules for one in found if str(one.sqref) == "D2:D40 F2:F40")
    assert [one.formula for one in rules] == [['"Overdue"'], ['"Say ""so"" & <go>"']]
    assert (rules[0].dxf.fill.bgColor.rgb, rules[0].dxf.font.color.rgb) == ("FFF4CDC6", "FF7A1208")
    assert (rules[0].dxf.font.b, bool(rules[1].dxf.font.b)) == (True, False)


def test_a_priority_given_only_to_a_rule_of_the_new_kind_counts(tmp_path: Path) -> None:
    rules = (
        '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="3"><formula>1</formula></cfRule>'
        '</conditionalFormatting><extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings '
        'xmlns:x14="x"><x14:conditionalFormatting><x14:cfRule type="expression" priority="40" id="{1}"/>'
        "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    )
    path = written(tmp_path, {"Plan": sheet_xml("<sheetData/>", after=rules)})
    edited = edit.apply(path, [ColourWords("Plan", ("D2:D40",), {"Overdue": ("F4CDC6", "7A1208", True)})])
    assert b'priority="41" operator="equal"' in contents(edited.data)["xl/worksheets/sheet1.xml"]


def test_the_same_colours_again_change_nothing_and_other_ranges_move_the_rules(tmp_path: Path) -> None:
    path = with_table(tmp_path)
    colours = {"Overdue": ("F4CDC6", "7A1208", True)}
    path.write_bytes(edit.apply(path, [ColourWords("Plan", ("D2:D5",), colours)]).data)
    assert edit.apply(path, [ColourWords("Plan", ("D2:D5",), colours)]).data == path.read_bytes()
    moved = contents(edit.apply(path, [ColourWords("Plan", ("D2:D9",), colours)]).data)["xl/worksheets/sheet1.xml"]
    assert moved.count(b"<cfRule") == 1
    assert b'sqref="D2:D9"' in moved


def test_a_word_too_long_for_a_rule_is_refused(tmp_path: Path) -> None:
    change = ColourWords("Plan", ("D2:D5",), {"x" * 256: ("F4CDC6", "7A1208", True)})
    assert "255" in refusal(with_table(tmp_path), change)


# The end of a table


@pytest.mark.parametrize("last", [3, 9])
def test_a_table_gets_a_new_last_row_and_its_filter_with_it(last: int, tmp_path: Path) -> None:
    path = with_table(tmp_path)
    edited = edit.apply(path, [TableExtent("Plan", "tblPlan", last)])
    unchanged(path, edited.data, "xl/tables/table1.xml")
    table = openpyxl.load_workbook(io.BytesIO(edited.data))["Plan"].tables["tblPlan"]
    assert (table.ref, table.autoFilter.ref) == (f"A1:C{last}", f"A1:C{last}")
    assert edit.apply(path, [TableExtent("Plan", "tblPlan", 5)]).data == path.read_bytes()


def test_a_totals_row_a_lone_heading_and_a_merged_cell_stop_it(tmp_path: Path) -> None:
    assert "totals row" in refusal(with_table(tmp_path, total_row=True), TableExtent("Plan", "tblPlan", 9))
    path = with_table(tmp_path)
    assert "at least one row" in refusal(path, TableExtent("Plan", "tblPlan", 1))

    def build(_: Any, sheet: Any) -> None:
        sheet.add_table("A1:B3", {"name": "tblPlan"})
        sheet.merge_range("B7:C7", "merged")

    assert "B7:C7" in refusal(made(tmp_path, build), TableExtent("Plan", "tblPlan", 8))


# Properties


def test_properties_are_added_beside_those_that_are_there(tmp_path: Path) -> None:
    def build(book: Any, sheet: Any) -> None:
        sheet.write("A1", 1)
        book.set_custom_property("Department", "Health & care")
        book.set_custom_property("Pages", 12)
        book.set_custom_property("sheetplan version", "0.1")

    path = made(tmp_path, build)
    wish = {"sheetplan version": "0.2", "sheetplan id": 'a<b>&"c"'}
    edited = edit.apply(path, [SetProperties(wish)])
    unchanged(path, edited.data, "docProps/custom.xml")
    found = properties.read_properties(Package(edited.data, path))
    assert found == {"Department": "Health & care", "Pages": "12"} | wish
    custom = openpyxl.load_workbook(io.BytesIO(edited.data)).custom_doc_props
    assert (custom["Pages"].value, custom["sheetplan version"].value) == (12, "0.2")
    path.write_bytes(edited.data)
    assert edit.apply(path, [SetProperties(wish)]).data == edited.data


def test_a_workbook_without_properties_gets_a_part_for_them(tmp_path: Path) -> None:
    path = with_table(tmp_path)
    assert properties.read_properties(Package.open(path)) == {}
    edited = edit.apply(path, [SetProperties({"sheetplan id": "one"})])
    unchanged(path, edited.data, "[Content_Types].xml", "_rels/.rels")
    assert [(one.name, one.what) for one in edited.receipt.parts if one.what == "added"] == [
        ("docProps/custom.xml", "added")
    ]
    assert openpyxl.load_workbook(io.BytesIO(edited.data)).custom_doc_props["sheetplan id"].value == "one"
    assert edit.apply(path, [SetProperties({})]).data == path.read_bytes()
