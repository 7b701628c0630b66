"""A tab that stands before all others disturbs nothing, and when it is taken out again all is as it was."""

from __future__ import annotations

import dataclasses
import io
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from judges import intact
from judges.raw import RawBook
from packages import MAIN, OFFICE, contents, sheet_xml, tree, written, zipped
from sheetplan.model import SheetplanError
from sheetplan.workbook import edit, ours, properties
from sheetplan.workbook.changes import AddTab, RemoveTab, SetCell, SetProperties, TabCell
from sheetplan.workbook.parts import Package

CHECKS = AddTab(
    "Checks",
    ((TabCell("Checks: two things to look at"),), (TabCell("Go to B3 on Jane's plan"),)),
    (40,),
    table=None,
    links=((2, 1, "Jane's plan", "B3", "Goes to B3 on Jane's plan"),),
    choices=(("B2:B9", ("Yes", "No")),),
    front=True,
)
START = AddTab(
    "Start here",
    ((TabCell("Start here: this plan has been checked"),), (TabCell("Go to Checks"),)),
    (40,),
    links=((2, 1, "Checks", "A1", ""),),
    front=True,
)
BOTH = (CHECKS, START)
BACK = (RemoveTab("Start here"), RemoveTab("Checks"))


def plan(folder: Path, build: Callable[[Any, Any], None] = lambda *_: None, name: str = "plan.xlsx") -> Path:
    """A workbook whose third of four tabs is shown, with names, a filter and a chart."""
    path = folder / name
    with xlsxwriter.Workbook(path) as book:
        cover, sheet, other, hidden = (book.add_worksheet(name) for name in ("Cover", "Jane's plan", "Other", "Kept"))
        cover.write_row("A1", ["Plan", 1])
        for row in range(9):
            sheet.write_row(row, 0, [row, f"Action {row}", f"=1+{row}"])
        sheet.autofilter("A1:C9")
        sheet.print_area("A1:C9")
        other.repeat_rows(0)
        book.define_name("Due", "='Jane''s plan'!$C$1:$C$9")
        book.define_name("Other!Mine", "=Other!$A$1")
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "='Jane''s plan'!$A$1:$A$9"})
        other.insert_chart("D4", chart)
        other.activate()
        cover.set_first_sheet()
        hidden.hide()
        build(book, sheet)
    return path


def returned(source: Path, *more: Any, name: str = "returned.xlsx") -> Path:
    """The plan with both tabs before it."""
    target = source.with_name(name)
    assert edit.edit(source, target, [*BOTH, *more]).refused == ()
    return target


def restored(source: Path, changed: Path) -> None:
    """Taking both tabs out gives the source again: each sheet to the byte, all else but for bookkeeping."""
    edited = edit.apply(changed, BACK)
    assert edited.receipt.refused == ()
    before, after = contents(source.read_bytes()), contents(edited.data)
    assert set(after) == set(before)
    assert {name for name in before if before[name] != after[name]} <= {"xl/workbook.xml", "xl/styles.xml"}
    assert intact.differences(RawBook(source.read_bytes()), RawBook(edited.data), {}) == []


def views(data: bytes) -> dict[str, str | None]:
    """By sheet, whether it is selected; None where it does not say."""
    package = Package(data, Path("plan.xlsx"))
    found = {}
    for entry in package.sheets:
        view = next(one for one in tree(package.read(entry.part)).iter() if one.tag.endswith("}sheetView"))
        found[entry.name] = view.get("tabSelected")
    return found


def test_front_tabs_change_no_cell_and_no_name_and_no_chart(tmp_path: Path) -> None:
    source = plan(tmp_path)
    data = returned(source).read_bytes()
    before, after = contents(source.read_bytes()), contents(data)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        *("xl/workbook.xml", "xl/worksheets/sheet3.xml", "[Content_Types].xml", "docProps/app.xml"),
        *("_rels/.rels", "xl/_rels/workbook.xml.rels"),
    }
    shown = before["xl/worksheets/sheet3.xml"]
    assert after["xl/worksheets/sheet3.xml"] == shown.replace(b'tabSelected="1"', b'tabSelected="0"')
    owners = [
        {
            (one.name, one.text, None if one.local_sheet is None else package.sheets[one.local_sheet].name)
            for one in names
        }
        for package in (Package(source.read_bytes(), source), Package(data, source))
        for names in [package.defined_names]
    ]
    assert owners[0] == owners[1]
    assert ("Mine", "Other!$A$1", "Other") in owners[1]


def test_a_row_that_is_printed_on_each_page_is_the_tabs_own_and_goes_with_it(tmp_path: Path) -> None:
    source = plan(tmp_path)
    target = tmp_path / "repeated.xlsx"
    repeated = dataclasses.replace(CHECKS, repeat_row=2)
    assert edit.edit(source, target, [repeated, START]).refused == ()
    book = openpyxl.load_workbook(target)
    there = {sheet.title: sheet.print_title_rows for sheet in book}
    assert there == {"Start here": None, "Checks": "$2:$2", "Cover": None, "Jane's plan": None} | {
        "Other": "$1:$1",
        "Kept": None,
    }
    restored(source, target)
    without_names = plan(tmp_path, name="bare.xlsx")
    bare = openpyxl.Workbook()
    bare.save(without_names)
    target = tmp_path / "bare repeated.xlsx"
    assert edit.edit(without_names, target, [repeated_alone()]).refused == ()
    assert openpyxl.load_workbook(target)["Checks"].print_title_rows == "$2:$2"


def repeated_alone() -> AddTab:
    return dataclasses.replace(CHECKS, repeat_row=2, links=())


def test_the_last_front_tab_stands_first_and_is_the_only_one_shown(tmp_path: Path) -> None:
    data = returned(plan(tmp_path)).read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Start here", "Checks", "Cover", "Jane's plan", "Other", "Kept"]
    assert (book.active.title, book.views[0].firstSheet) == ("Start here", 0)
    assert {name for name, selected in views(data).items() if selected == "1"} == {"Start here"}
    assert book["Start here"].sheet_view.selection[0].activeCell == "A1"
    titles = re.findall(rb"<vt:lpstr>(.*?)</vt:lpstr>", contents(data)["docProps/app.xml"])
    first = titles.index(b"Start here")
    assert titles[first : first + 3] == [b"Start here", b"Checks", b"Cover"]


def test_links_lead_to_cells_of_sheets_with_any_name(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(returned(plan(tmp_path)))
    links = [book[name]["A2"].hyperlink for name in ("Checks", "Start here")]
    assert [(one.location, one.tooltip, one.target) for one in links] == [
        ("'Jane''s plan'!B3", "Goes to B3 on Jane's plan", None),
        ("Checks!A1", None, None),
    ]
    assert book["Checks"].data_validations.dataValidation[0].sqref == openpyxl.worksheet.cell_range.MultiCellRange(
        "B2:B9"
    )


@pytest.mark.parametrize("link", [(1, 1, "Nowhere", "A1", ""), (1, 1, "Other", "", ""), (1, 1, "Other", "A:A", "")])
def test_a_link_to_nothing_is_refused_with_its_tab(link: tuple[int, int, str, str, str], tmp_path: Path) -> None:
    source = plan(tmp_path)
    edited = edit.apply(source, [AddTab("New", (), (), links=(link,), front=True)])
    assert edited.data == source.read_bytes()
    assert "not there" in edited.receipt.refused[0].reason


def test_taking_the_tabs_out_again_gives_the_source(tmp_path: Path) -> None:
    source = plan(tmp_path)
    restored(source, returned(source, SetProperties({properties.RETURN_NAME: "a return"})))


def test_several_selected_sheets_windows_and_a_chart_on_a_sheet_of_its_own_come_back_as_they_were(
    tmp_path: Path,
) -> None:
    def build(book: Any, sheet: Any) -> None:
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "='Jane''s plan'!$A$1:$A$9"})
        drawn = book.add_chartsheet("Drawn")
        drawn.set_chart(chart)
        drawn.select()
        sheet.select()

    source = plan(tmp_path, build)
    parts = contents(source.read_bytes())
    window = re.search(rb"<workbookView [^>]*/>", parts["xl/workbook.xml"])
    assert window is not None
    second = window.group() + b"<workbookView activeTab='1' firstSheet=\"1\" />"
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(window.group(), second)
    parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"].replace(
        b'tabSelected="1"', b"tabSelected = 'true'"
    )
    source.write_bytes(zipped(parts))
    changed = returned(source)
    assert [name for name, selected in views(changed.read_bytes()).items() if selected in ("1", "true")] == [
        "Start here"
    ]
    restored(source, changed)


def test_what_people_look_at_now_stays_what_is_shown(tmp_path: Path) -> None:
    copy = returned(plan(tmp_path))
    book = openpyxl.load_workbook(copy)
    book.active = book["Cover"]
    for sheet in book:
        sheet.sheet_view.tabSelected = sheet.title == "Cover"
    book.save(copy)
    edited = edit.apply(copy, BACK)
    assert edited.receipt.refused == ()
    left = openpyxl.load_workbook(io.BytesIO(edited.data))
    assert (left.sheetnames[0], left.active.title) == ("Cover", "Cover")


def test_a_copy_that_another_program_saved_shows_what_was_shown_before(tmp_path: Path) -> None:
    copy = returned(plan(tmp_path))
    openpyxl.load_workbook(copy).save(copy)
    edited = edit.apply(copy, BACK)
    left = openpyxl.load_workbook(io.BytesIO(edited.data))
    assert (left.active.title, left["Other"].sheet_view.tabSelected) == ("Other", True)
    assert left.custom_doc_props.names == []


def test_one_tab_goes_and_the_other_stays_known(tmp_path: Path) -> None:
    copy = returned(plan(tmp_path))
    data = edit.apply(copy, BACK[:1]).data
    package = Package(data, copy)
    assert ours.tabs(package, properties.read_properties(package)) == ("Checks",)
    assert (package.sheets[0].name, views(data)["Checks"]) == ("Checks", "1")
    copy.write_bytes(data)
    left = openpyxl.load_workbook(io.BytesIO(edit.apply(copy, BACK[1:]).data))
    assert (left.sheetnames[0], left.active.title) == ("Cover", "Other")


def test_macros_stay_and_signed_or_damaged_workbooks_are_handled_as_ever(tmp_path: Path) -> None:
    source = plan(tmp_path)
    parts = contents(source.read_bytes()) | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 not looked into"}
    macro = tmp_path / "plan.xlsm"
    macro.write_bytes(zipped(parts))
    copy = returned(macro, name="returned.xlsm")
    assert contents(copy.read_bytes())["xl/vbaProject.bin"] == parts["xl/vbaProject.bin"]
    restored(macro, copy)

    signed = tmp_path / "signed.xlsx"
    signed.write_bytes(zipped(parts | {"_xmlsignatures/sig1.xml": b"<x/>"}))
    with pytest.raises(SheetplanError, match="signature"):
        edit.apply(signed, BOTH)


def test_a_strict_and_prefixed_workbook_gets_its_front_tab_too(tmp_path: Path) -> None:
    strict, main = (
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    views_of = '<sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews>'
    source = written(tmp_path, {"Plan": sheet_xml("<sheetData/>", before=views_of)})
    parts = {name: one.replace(OFFICE.encode(), strict.encode()) for name, one in contents(source.read_bytes()).items()}
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        parts[name] = re.sub(rb"<(/?)(?=\w)", rb"<\1x:", parts[name].replace(b"xmlns=", b"xmlns:x="))
    source.write_bytes(zipped({name: one.replace(MAIN.encode(), main.encode()) for name, one in parts.items()}))
    tab = AddTab("Start", ((TabCell("Start"),),), (9,), links=((1, 1, "Plan", "A1", ""),), front=True)
    edited = edit.apply(source, [tab])
    after = contents(edited.data)
    assert after["xl/workbook.xml"].index(b'<x:sheet name="Start"') < after["xl/workbook.xml"].index(b'name="Plan"')
    assert b'tabSelected="0"' in after["xl/worksheets/sheet1.xml"]
    copy = source.with_name("copy.xlsx")
    copy.write_bytes(edited.data)
    back = contents(edit.apply(copy, [RemoveTab("Start")]).data)
    assert back["xl/worksheets/sheet1.xml"] == contents(source.read_bytes())["xl/worksheets/sheet1.xml"]


# What keeps a tab in its place


def refers(book: Any, sheet: Any, how: str) -> None:
    """Something on the plan, or of the workbook, that refers to the tab "Gone" or to a table on it."""
    gone = book.add_worksheet("Gone")
    gone.write_column("A1", [1, 2, 3])
    book.define_name("Gone!Mine", "=Gone!$A$1")
    gone.add_table("C1:C4", {"name": "tblGone", "columns": [{"header": "One"}]})
    if how == "chart":
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Gone!$A$1:$A$3"})
        sheet.insert_chart("F2", chart)
    elif how == "name":
        book.define_name("Elsewhere", "=Gone!$A$1")
    elif how == "validation":
        sheet.data_validation("E1", {"validate": "list", "source": "=Gone!$A$1:$A$3"})
    elif how == "format":
        red = book.add_format({"bg_color": "#FF0000"})
        sheet.conditional_format("A1:A9", {"type": "formula", "criteria": "=A1=Gone!$A1", "format": red})
    elif how == "link":
        sheet.write_url("E1", "internal:Gone!A1", string="go")
    else:
        sheet.write_formula("E1", how)


HOLDING = ("=Gone!Mine+1", "=SUM(Gone!A1:A3)", "=SUM(Kept:Gone!A1)", '=INDIRECT("Gone!A1")', "=SUM(tblGone[One])")


@pytest.mark.parametrize("how", [*HOLDING, "chart", "name", "validation", "format", "link"])
def test_a_tab_that_something_refers_to_is_not_taken_out(how: str, tmp_path: Path) -> None:
    source = plan(tmp_path, lambda book, sheet: refers(book, sheet, how))
    edited = edit.apply(source, [RemoveTab("Gone")])
    assert edited.data == source.read_bytes()
    reason = edited.receipt.refused[0].reason
    assert reason.startswith('"Gone" cannot be taken out. ')
    assert "Jane's plan" in reason or "Elsewhere" in reason


@pytest.mark.parametrize("how", ['="Gone!A1"', '=LEN("SUM(Gone!A1)")', "=SUM('[1]Gone'!A1)", "=tblGoneBy+1"])
def test_words_that_only_look_like_it_keep_no_tab(how: str, tmp_path: Path) -> None:
    source = plan(tmp_path, lambda book, sheet: refers(book, sheet, how))
    edited = edit.apply(source, [RemoveTab("Gone")])
    assert edited.receipt.refused == ()
    assert "Gone" not in openpyxl.load_workbook(io.BytesIO(edited.data)).sheetnames


def test_tabs_that_refer_to_one_another_go_together_or_not_at_all(tmp_path: Path) -> None:
    def build(book: Any, sheet: Any) -> None:
        one, two = book.add_worksheet("One"), book.add_worksheet("Two")
        one.write_formula("A1", "=Two!A1")
        two.write_formula("A1", "=One!A1")
        sheet.write("H1", "nothing of it")

    source = plan(tmp_path, build)
    together = edit.apply(source, [RemoveTab("One"), RemoveTab("Two")])
    assert together.receipt.refused == ()
    assert openpyxl.load_workbook(io.BytesIO(together.data)).sheetnames == ["Cover", "Jane's plan", "Other", "Kept"]
    assert [one.reason for one in edit.apply(source, [RemoveTab("One")]).receipt.refused] == [
        '"One" cannot be taken out. The formula in A1 on Two names cells on "One".'
    ]

    def build_held(book: Any, sheet: Any) -> None:
        build(book, sheet)
        sheet.write_formula("H2", "=One!A1")

    held = plan(tmp_path, build_held, "held.xlsx")
    kept = edit.apply(held, [RemoveTab("One"), RemoveTab("Two")])
    assert len(kept.receipt.refused) == 2
    assert kept.data == held.read_bytes()


def test_all_that_belongs_to_a_tab_goes_with_it_and_nothing_else(tmp_path: Path) -> None:
    def build(book: Any, sheet: Any) -> None:
        gone = book.add_worksheet("Gone")
        gone.write_formula("A1", "='Jane''s plan'!A1")
        gone.write_comment("A1", "a note")
        gone.add_table("C1:C4", {"columns": [{"header": "One"}]})
        gone.print_area("A1:C4")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "='Jane''s plan'!$A$1:$A$3"})
        gone.insert_chart("F2", chart)
        sheet.write_comment("B2", "a note that stays")

    plain = contents(plan(tmp_path, lambda _, sheet: sheet.write_comment("B2", "a note that stays")).read_bytes())
    source = plan(tmp_path, build, "more.xlsx")
    edited = edit.apply(source, [RemoveTab("Gone")])
    after = contents(edited.data)
    assert edited.receipt.refused == ()
    assert set(after) == set(plain)
    assert {one.what for one in edited.receipt.parts} == {"changed", "removed"}
    names = {one.name for one in Package(edited.data, source).defined_names}
    assert names == {one.name for one in Package(source.read_bytes(), source).defined_names}
    assert after["xl/comments1.xml"] == contents(source.read_bytes())["xl/comments1.xml"]
    assert not re.findall(rb"sheet5|drawing3|comments2|table1", after["[Content_Types].xml"])
    assert openpyxl.load_workbook(io.BytesIO(edited.data))["Jane's plan"]["B2"].comment.text == "a note that stays"


def picture() -> io.BytesIO:
    """A picture of one dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">2I5B", 1, 1, 8, 2, 0, 0, 0))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0\1\2\3")) + chunk(b"IEND", b""))


def test_what_a_tab_shares_with_another_stays(tmp_path: Path) -> None:
    def build(book: Any, sheet: Any) -> None:
        for one in (book.add_worksheet("Gone"), sheet):
            one.insert_image("E2", "dot.png", {"image_data": picture()})

    source = plan(tmp_path, build)
    edited = edit.apply(source, [RemoveTab("Gone")])
    assert edited.receipt.refused == ()
    before, after = contents(source.read_bytes()), contents(edited.data)
    assert [name for name in before if "media" in name] == [name for name in after if "media" in name] != []
    assert len([name for name in before if "/drawings/drawing" in name]) == 3
    assert len([name for name in after if "/drawings/drawing" in name]) == 2


def test_a_tab_with_a_pivot_table_stays(tmp_path: Path) -> None:
    source = plan(tmp_path)
    kind = f'<Relationship Id="rId7" Type="{OFFICE}/pivotTable" Target="../pivotTables/pivotTable1.xml"/>'
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = contents(source.read_bytes())
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = f'<Relationships xmlns="{package}">{kind}</Relationships>'.encode()
    parts["xl/pivotTables/pivotTable1.xml"] = f'<pivotTableDefinition xmlns="{MAIN}"/>'.encode()
    source.write_bytes(zipped(parts))
    assert "it holds a pivot table" in edit.apply(source, [RemoveTab("Cover")]).receipt.refused[0].reason


def test_the_last_tab_that_can_be_seen_stays(tmp_path: Path) -> None:
    source = plan(tmp_path)
    names = ("Cover", "Other", "Jane's plan")
    refused = edit.apply(source, [RemoveTab(name) for name in names]).receipt.refused
    assert refused
    assert all("no other sheet" in one.reason or "names" in one.reason or "shows" in one.reason for one in refused)
    assert "no sheet" in edit.apply(source, [RemoveTab("Nowhere")]).receipt.refused[0].reason


# Known again


def test_a_tab_of_ours_is_known_when_it_was_renamed_and_a_tab_of_its_name_is_not_taken_for_it(tmp_path: Path) -> None:
    copy = returned(plan(tmp_path))
    book = openpyxl.load_workbook(copy)
    book["Checks"].title = "What they found"
    book["Start here"]["A1"] = "My own words"
    book.create_sheet("Extra")["A1"] = "Checks: two things to look at, mine"
    book.save(copy)
    package = Package.open(copy)
    assert ours.tabs(package, properties.read_properties(package)) == ("What they found",)

    book = openpyxl.load_workbook(copy)
    book.create_sheet("Checks")["A1"] = "A tab of somebody's own"
    book.save(copy)
    package = Package.open(copy)
    assert "Checks" not in ours.tabs(package, properties.read_properties(package))


def test_a_workbook_that_was_never_returned_has_no_tabs_of_ours(tmp_path: Path) -> None:
    package = Package.open(plan(tmp_path))
    assert ours.tabs(package, properties.read_properties(package)) == ()


def test_libreoffice_opens_the_front_tab_first_and_keeps_what_it_is_known_by(libreoffice: Any, tmp_path: Path) -> None:
    copy = returned(plan(tmp_path))
    saved = tmp_path / "saved.xlsx"
    libreoffice.convert(copy, "xlsx", saved)
    package = Package.open(saved)
    assert ours.tabs(package, properties.read_properties(package)) == ("Start here", "Checks")
    book = openpyxl.load_workbook(saved)
    assert (book.active.title, book["Checks"]["A2"].hyperlink.location) == ("Start here", "'Jane''s plan'!B3")
    edited = edit.apply(saved, BACK)
    assert edited.receipt.refused == ()
    left = openpyxl.load_workbook(io.BytesIO(edited.data))
    assert (left.sheetnames, left.active.title) == (["Cover", "Jane's plan", "Other", "Kept"], "Other")


@given(
    sheets=st.lists(st.sampled_from(["visible", "hidden", "veryHidden"]), min_size=1, max_size=6),
    shown=st.integers(0, 5),
    beyond=st.booleans(),
    selected=st.sets(st.integers(0, 5)),
    stated=st.booleans(),
    fronts=st.integers(1, 3),
)
def test_any_arrangement_of_tabs_comes_back(
    sheets: list[str],
    shown: int,
    beyond: bool,
    selected: set[int],
    stated: bool,
    fronts: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("tabs")
    sheets[shown % len(sheets)] = "visible"
    contents_of = {}
    for at in range(len(sheets)):
        mark = ' tabSelected="1"' if at in selected else ""
        before = f'<sheetViews><sheetView{mark} workbookViewId="0"/></sheetViews>'
        contents_of[f"Tab {at}"] = sheet_xml("<sheetData/>", before=before)
    source = written(folder, contents_of)
    parts = contents(source.read_bytes())
    book = parts["xl/workbook.xml"].decode()
    for at, state in enumerate(sheets):
        book = book.replace(f'name="Tab {at}"', f'name="Tab {at}" state="{state}"')
    places = f' activeTab="{99 if beyond else shown % len(sheets)}"' if stated else ""
    book = book.replace("<sheets>", f"<bookViews><workbookView{places}/></bookViews><sheets>")
    names = "".join(f'<definedName name="N" localSheetId="{at}">1</definedName>' for at in range(len(sheets)))
    book = book.replace("</sheets>", f"</sheets><definedNames>{names}</definedNames>")
    source.write_bytes(zipped(parts | {"xl/workbook.xml": book.encode()}))

    tabs = [AddTab(f"Front {n}", ((TabCell(f"Front {n}"),),), (9,), front=True) for n in range(fronts)]
    there = edit.apply(source, tabs)
    assert there.receipt.refused == ()
    assert [name for name, one in views(there.data).items() if one == "1"] == [f"Front {fronts - 1}"]
    copy = folder / "copy.xlsx"
    copy.write_bytes(there.data)
    back = contents(edit.apply(copy, [RemoveTab(one.name) for one in tabs]).data)
    was = contents(source.read_bytes())
    assert {name: one for name, one in back.items() if name.startswith("xl/worksheets")} == {
        name: one for name, one in was.items() if name.startswith("xl/worksheets")
    }
    assert re.sub(rb"<calcPr[^>]*/>", b"", back["xl/workbook.xml"]) == was["xl/workbook.xml"]


def test_other_changes_find_their_sheets_after_tabs_came_and_went(tmp_path: Path) -> None:
    source = plan(tmp_path)
    copy = returned(source, SetCell("Jane's plan", 3, 2, "put right"))
    edited = edit.apply(copy, [*BACK, SetCell("Jane's plan", 4, 2, "this too"), AddTab("Archive", (), ())])
    book = openpyxl.load_workbook(io.BytesIO(edited.data))
    assert (book["Jane's plan"]["B3"].value, book["Jane's plan"]["B4"].value) == ("put right", "this too")
    assert book.sheetnames == ["Cover", "Jane's plan", "Other", "Kept", "Archive"]
