"""Changes go in, a verified file and a receipt come out: exactly what was intended is different, and nothing else."""

from __future__ import annotations

import contextlib
import io
import os
import random
import re
import stat
import time
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
import xlsxwriter

from packages import MAIN, OFFICE, contents, parts_of, sheet_xml, written, zipped
from sheetplan.model import SheetplanError, Value
from sheetplan.workbook import edit, save, values
from sheetplan.workbook.book import Book
from sheetplan.workbook.changes import AddColumn, AddTab, Change, MoveRecords, MoveRow, SetCell, Style, TabCell
from sheetplan.workbook.parts import Package

ROWS = (
    '<sheetData><row r="1"><c r="A1" s="1"><v>39416</v></c><c r="B1" t="inlineStr"><is><t>Review</t></is></c>'
    '<c r="C1" t="str"><f>IF(A1&gt;0,"late","")</f><v>late</v></c></row></sheetData>'
)


def refusals(source: Path, *changes: Change) -> list[str]:
    """Why changes are not made; they must be all that is asked for, and the file the same to the byte."""
    edited = edit.apply(source, changes)
    assert edited.data == source.read_bytes()
    assert edited.receipt.parts == edited.receipt.cells == ()
    return [one.reason for one in edited.receipt.refused]


# What must not change


@pytest.mark.parametrize(
    "change",
    [
        SetCell("Plan", 1, 1, date(2007, 11, 30)),
        SetCell("Plan", 1, 2, "Review"),
        SetCell("Plan", 1, 3, "late"),
        SetCell("Plan", 1, 3, "late", formula='IF(A1>0,"late","")'),
        SetCell("Plan", 7, 7, None),
        SetCell("Plan", 1, 2, "Review", style=Style(like=(1, 2))),
    ],
)
def test_a_change_that_changes_nothing_gives_back_the_very_bytes(change: Change, tmp_path: Path) -> None:
    path = written(tmp_path, {"Plan": sheet_xml(ROWS)})
    edited = edit.apply(path, [change])
    assert edited.data == path.read_bytes()
    assert edited.receipt == edit.apply(path, []).receipt


def test_only_the_sheet_and_the_workbook_part_change_when_a_cell_is_set(tmp_path: Path) -> None:
    path = written(tmp_path, {"Plan": sheet_xml(ROWS), "Other": sheet_xml(ROWS)}, {"customXml/item1.xml": "<a/>"})
    edited = edit.apply(path, [SetCell("Plan", 1, 2, "Agree")])

    before, after = contents(path.read_bytes()), contents(edited.data)
    assert [name for name in after if after[name] != before[name]] == ["xl/workbook.xml", "xl/worksheets/sheet1.xml"]
    assert after["xl/worksheets/sheet1.xml"] == before["xl/worksheets/sheet1.xml"].replace(b"Review", b"Agree")
    assert after["xl/workbook.xml"] == before["xl/workbook.xml"].replace(
        b"</sheets>", b'</sheets><calcPr fullCalcOnLoad="1"/>'
    )
    assert [(one.name, one.what) for one in edited.receipt.parts] == [
        ("xl/workbook.xml", "changed"),
        ("xl/worksheets/sheet1.xml", "changed"),
    ]


def test_applying_writes_nothing_to_disk(tmp_path: Path) -> None:
    path = written(tmp_path, {"Plan": sheet_xml(ROWS)})
    before = path.read_bytes()
    edit.apply(path, [SetCell("Plan", 1, 2, "Agree")])
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


# What must change


@pytest.mark.parametrize("value", ["=1+1", "two\nlines", 4, 2.5, True, date(2008, 2, 29), None])
def test_a_value_arrives_as_other_programs_read_it_and_the_style_stays(value: Value, tmp_path: Path) -> None:
    path = written(tmp_path, {"Plan": sheet_xml(ROWS)})
    edited = edit.apply(path, [SetCell("Plan", 1, 1, value)])

    cell = openpyxl.load_workbook(io.BytesIO(edited.data))["Plan"]["A1"]
    wanted = datetime(2008, 2, 29) if isinstance(value, date) else value
    assert cell.number_format == "mm-dd-yy"
    # A number in a cell that shows dates is a date to every reader.
    shown = values.from_serial(value, date1904=False) if type(value) in (int, float) else wanted
    if isinstance(shown, date) and not isinstance(shown, datetime):
        shown = datetime(shown.year, shown.month, shown.day)
    assert cell.value == shown
    assert cell.data_type != "f"
    change = edited.receipt.cells[0]
    assert (change.sheet, change.cell, change.before) == ("Plan", "A1", date(2007, 11, 30))


def test_dates_of_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="1"/><sheets>'
    extra = {"xl/workbook.xml": f'{book}<sheet name="Plan" sheetId="1" r:id="rId1"/></sheets></workbook>'}
    path = written(tmp_path, {"Plan": sheet_xml(ROWS)}, extra)
    edited = edit.apply(path, [SetCell("Plan", 1, 1, date(2008, 2, 29))])
    assert openpyxl.load_workbook(io.BytesIO(edited.data))["Plan"]["A1"].value == datetime(2008, 2, 29)
    assert edited.receipt.cells[0].after == date(2008, 2, 29)


def test_a_formula_keeps_itself_and_gets_a_new_result(tmp_path: Path) -> None:
    path = written(tmp_path, {"Plan": sheet_xml(ROWS)})
    edited = edit.apply(path, [SetCell("Plan", 1, 3, 7)])
    assert openpyxl.load_workbook(io.BytesIO(edited.data))["Plan"]["C1"].value == '=IF(A1>0,"late","")'
    assert openpyxl.load_workbook(io.BytesIO(edited.data), data_only=True)["Plan"]["C1"].value == 7


def test_a_new_formula_comes_with_its_result(tmp_path: Path) -> None:
    path = written(tmp_path, {"Plan": sheet_xml(ROWS)})
    edited = edit.apply(
        path, [SetCell("Plan", 1, 4, "so", formula='B1&"<so>"'), SetCell("Plan", 1, 3, 2, formula="1+1")]
    )
    formulas, results = (
        openpyxl.load_workbook(io.BytesIO(edited.data), data_only=only)["Plan"] for only in (False, True)
    )
    assert (formulas["D1"].value, results["D1"].value) == ('=B1&"<so>"', "so")
    assert (formulas["C1"].value, results["C1"].value) == ("=1+1", 2)


CHAIN = (
    '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<c r="C1" i="2"/><c r="C1" i="1"/><c r="D1"/><c r="E1"/></calcChain>'
)


def with_chain(folder: Path, chain: str) -> Path:
    formulas = "".join(f'<c r="{letter}1"><f>1</f><v>1</v></c>' for letter in "CDE")
    parts = parts_of(
        {name: sheet_xml(f'<sheetData><row r="1">{formulas}</row></sheetData>') for name in ("Plan", "Two")}
    )
    related = f'<Relationship Id="rId50" Type="{OFFICE}/calcChain" Target="calcChain.xml"/></Relationships>'
    relations = parts["xl/_rels/workbook.xml.rels"].replace("</Relationships>", related)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    override = f'<Override PartName="/xl/calcChain.xml" ContentType="{kind}"/></Types>'
    types = parts["[Content_Types].xml"].replace("</Types>", override)
    path = folder / "plan.xlsx"
    more = {"xl/_rels/workbook.xml.rels": relations, "[Content_Types].xml": types, "xl/calcChain.xml": chain}
    path.write_bytes(zipped(parts | more))
    return path


def test_an_overwritten_formula_leaves_the_chain_and_its_neighbours_keep_their_sheet(tmp_path: Path) -> None:
    path = with_chain(tmp_path, CHAIN)
    edited = edit.apply(path, [SetCell("Plan", 1, 3, "done", overwrite=True)])
    assert openpyxl.load_workbook(io.BytesIO(edited.data))["Plan"]["C1"].value == "done"
    chain = contents(edited.data)["xl/calcChain.xml"]
    assert re.findall(rb"<c .*?/>", chain) == [b'<c r="C1" i="2"/>', b'<c r="D1" i="1"/>', b'<c r="E1"/>']


def test_the_chain_goes_with_its_last_formula(tmp_path: Path) -> None:
    path = with_chain(tmp_path, CHAIN.replace('<c r="C1" i="1"/><c r="D1"/><c r="E1"/>', ""))
    edited = edit.apply(path, [SetCell("Two", 1, 3, "done", overwrite=True)])
    after = contents(edited.data)
    assert ("xl/calcChain.xml", "removed") in [(one.name, one.what) for one in edited.receipt.parts]
    assert b"calcChain" not in after["[Content_Types].xml"] + after["xl/_rels/workbook.xml.rels"]
    assert openpyxl.load_workbook(io.BytesIO(edited.data)).sheetnames == ["Plan", "Two"]


# What is refused


def test_the_heading_of_a_table_keeps_its_words(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Plan").add_table("B2:C4", {"columns": [{"header": "Ref"}, {"header": "Status"}]})
    book.close()
    (reason,) = refusals(path, SetCell("Plan", 2, 3, "Status at 29 Feb 2008"))
    assert "heading" in reason
    changes = [SetCell("Plan", 2, 3, "Status", style=Style(bold=True)), SetCell("Plan", 3, 3, "Overdue")]
    assert edit.apply(path, changes).receipt.refused == ()


ODD = (
    '<sheetData><row r="1"><c r="A1"><f t="array" ref="A1:A2">B1:B2</f><v>1</v></c>'
    '<c r="C1"><f t="shared" ref="C1:C3" si="0">B1</f><v>1</v></c><c r="D1"><f t="dataTable" ref="D1:E2"/></c></row>'
    '<row r="2"><c r="A2"><v>2</v></c><c r="C2"><f t="shared" si="0"/><v>1</v></c></row></sheetData>'
)
MERGE = '<mergeCells count="1"><mergeCell ref="G1:H2"/></mergeCells>'


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (SetCell("Plan", 1, 1, 5), "array formula"),
        (SetCell("Plan", 2, 1, 5), "A1:A2"),
        (SetCell("Plan", 2, 5, 5), "D1:E2"),
        (SetCell("Plan", 1, 3, 5, overwrite=True), "Other cells take their formula from C1"),
        (SetCell("Plan", 1, 3, 5, formula="1+4"), "Other cells take their formula from C1"),
        (SetCell("Plan", 2, 8, 5), "G1:H2"),
        (SetCell("Plan", 5, 5, date(1850, 1, 1)), "1 Jan 1850"),
        (SetCell("Plan", 5, 5, "x" * 40_000), "32,767"),
        (SetCell("Plan", 5, 99_999, 1), "no cell"),
        (SetCell("Nowhere", 1, 1, 1), '"Nowhere"'),
    ],
)
def test_what_would_do_harm_is_refused_in_a_plain_sentence(change: Change, words: str, tmp_path: Path) -> None:
    path = written(tmp_path, {"Plan": sheet_xml(ODD, after=MERGE)})
    (reason,) = refusals(path, change)
    assert words in reason
    assert reason.endswith(".")
    assert not re.search(r"\b(invalid|error|please)\b", reason, re.IGNORECASE)


def test_what_does_no_harm_beside_it_is_done(tmp_path: Path) -> None:
    path = written(tmp_path, {"Plan": sheet_xml(ODD, after=MERGE)})
    changes = [
        SetCell("Plan", 1, 3, 5),
        SetCell("Plan", 2, 3, "own", overwrite=True),
        SetCell("Plan", 1, 7, "merged"),
        SetCell("Plan", 1, 1, 5),
    ]
    edited = edit.apply(path, changes)
    assert [one.change for one in edited.receipt.refused] == [changes[3]]
    assert [(one.cell, one.after) for one in edited.receipt.cells] == [("C1", 5), ("G1", "merged"), ("C2", "own")]
    sheet = openpyxl.load_workbook(io.BytesIO(edited.data))["Plan"]
    assert (sheet["C1"].value, sheet["C2"].value) == ("=B1", "own")


def test_a_signed_workbook_and_one_in_an_old_character_set_are_not_edited(tmp_path: Path) -> None:
    parts = parts_of({"Plan": sheet_xml(ROWS)})
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    origin = f'<Relationship Id="rId9" Type="{kind}" Target="odd/origin.sigs"/></Relationships>'
    marks = (
        {"_xmlsignatures/origin.sigs": ""},
        {"_rels/.rels": parts["_rels/.rels"].replace("</Relationships>", origin)},
    )
    for mark in marks:
        signed = written(tmp_path, {"Plan": sheet_xml(ROWS)}, mark)
        with pytest.raises(SheetplanError, match="digital signature"):
            edit.apply(signed, [SetCell("Plan", 1, 1, 1)])
    old = '<?xml version="1.0" encoding="ISO-8859-1"?>'
    path = written(tmp_path, {"Plan": sheet_xml(ROWS)}, {"xl/workbook.xml": old + parts["xl/workbook.xml"]})
    with pytest.raises(SheetplanError, match="character set"):
        edit.apply(path, [SetCell("Plan", 1, 1, 1)])


def test_a_sheet_in_an_old_character_set_is_refused_and_the_others_are_edited(tmp_path: Path) -> None:
    old = sheet_xml(ROWS).replace("UTF-8", "ISO-8859-1")
    path = written(tmp_path, {"Plan": old, "Two": sheet_xml(ROWS)})
    edited = edit.apply(path, [SetCell("Plan", 1, 1, 1), SetCell("Two", 1, 1, 1)])
    assert [one.change.sheet for one in edited.receipt.refused if isinstance(one.change, SetCell)] == ["Plan"]
    assert [one.sheet for one in edited.receipt.cells] == ["Two"]


DAMAGED = {
    "a row's number": ('r="1"><c r="A1"', 'r="1.5"><c r="A1"'),
    "a cell's place": ('r="A1"', 'r="1"'),
    "a string's number": ("<v>39416</v>", '<v>1</v></c><c r="A1">'),
    "a character": ("Review", "&#99999999;"),
    "an end": ("</c>", ""),
    "a comment's end": ("<sheetData>", "<sheetData><!--"),
    "the rows' end": ("</sheetData>", ""),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_a_damaged_sheet_is_refused_and_never_a_surprise(what: str, tmp_path: Path) -> None:
    path = written(tmp_path, {"Plan": sheet_xml(ROWS.replace(*DAMAGED[what])), "Two": sheet_xml(ROWS)})
    edited = edit.apply(path, [SetCell("Plan", 1, 2, "Agree"), SetCell("Two", 1, 2, "Agree")])
    assert [one.change.sheet for one in edited.receipt.refused if isinstance(one.change, SetCell)] == ["Plan"]
    assert [one.sheet for one in edited.receipt.cells] == ["Two"]


@pytest.mark.parametrize("unit", ['<c r="A1"><v>1</v>', '<row r="1">', "<!--", '<c r="A1"><f>', "<si>"])
def test_what_never_ends_is_refused_at_once(unit: str, tmp_path: Path) -> None:
    strings = f'<sst xmlns="{MAIN}">{unit * 100_000}</sst>'
    relation = f'<Relationship Id="rId50" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    relations = parts_of({"Plan": ""})["xl/_rels/workbook.xml.rels"].replace("</Relationships>", relation)
    rows = '<sheetData><row r="1"><c r="B1" t="s"><v>7</v></c></row></sheetData>' if unit == "<si>" else (
        f'<sheetData><row r="1">{unit * 100_000}</row></sheetData>'
    )  # fmt: skip
    extra = {"xl/sharedStrings.xml": strings, "xl/_rels/workbook.xml.rels": relations}
    path = written(tmp_path, {"Plan": sheet_xml(rows)}, extra)
    before = time.process_time()
    edit.apply(path, [SetCell("Plan", 1, 2, "Agree")])
    assert time.process_time() - before < 2


# Together


def test_records_move_to_a_tab_that_is_new_and_cells_are_set_after(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c>'
        f'<c r="B{row}" t="inlineStr"><is><t>Action {row}</t></is></c></row>'
        for row in range(2, 6)
    )
    path = written(tmp_path, {"Plan": sheet_xml(f"<sheetData>{rows}</sheetData>")})
    moves = (
        MoveRow("Plan", 2, "Archive", 2, {1: 1, 2: 2}),
        *(MoveRow("Plan", row, "Plan", row - 1, {1: 1, 2: 2}) for row in (3, 4, 5)),
    )
    changes = [
        SetCell("Plan", 2, 3, "Overdue"),
        SetCell("Archive", 2, 3, date(2008, 2, 29), style=Style(number_format="d mmm yyyy")),
        MoveRecords("Plan", 2, 5, 1, 2, moves),
        AddTab("Archive", ((TabCell("Ref"), TabCell("Action"), TabCell("Archived on")),), (8, 40, 12)),
    ]
    edited = edit.apply(path, changes)

    assert edited.receipt.refused == ()
    book = openpyxl.load_workbook(io.BytesIO(edited.data))
    plan = [[cell.value for cell in row] for row in book["Plan"].iter_rows(min_row=2, max_row=5, max_col=3)]
    assert plan == [[3, "Action 3", "Overdue"], [4, "Action 4", None], [5, "Action 5", None], [None, None, None]]
    assert [cell.value for cell in book["Archive"][2]] == [2, "Action 2", datetime(2008, 2, 29)]


def test_what_was_meant_for_records_that_cannot_move_is_not_written_over_others(tmp_path: Path) -> None:
    rows = '<row r="2"><c r="A2"><v>2</v></c></row><row r="3"><c r="A3"><f t="array" ref="A3:A4">1</f></c></row>'
    path = written(tmp_path, {"Plan": sheet_xml(f"<sheetData>{rows}</sheetData>")})
    move = MoveRecords("Plan", 2, 4, 1, 1, (MoveRow("Plan", 3, "Plan", 2, {1: 1}),))
    edited = edit.apply(path, [move, SetCell("Plan", 2, 2, "Overdue"), SetCell("Plan", 9, 2, "elsewhere")])
    assert len(edited.receipt.refused) == 2
    assert [one.cell for one in edited.receipt.cells] == ["B9"]


# We are wrong: the last comparison


def test_a_result_that_is_not_what_was_intended_is_never_handed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, {"Plan": sheet_xml(ROWS, after="<pageMargins/>"), "Two": sheet_xml(ROWS)})
    settle = Book.settle_sheets

    def spoilt(what: str) -> Any:
        def spoil(book: Book) -> bool:
            sheet = book.sheet("Two" if what == "another sheet" else "Plan")
            if what in ("another cell", "another sheet"):
                sheet.set_cell(1, 1, b"<c><v>1</v></c>")
            elif what == "a wrong value":
                sheet.set_cell(1, 2, b"<c><v>1</v></c>")
            elif what == "a row's look":
                sheet.set_row_attributes(1, {"hidden": "1"})
            elif what == "the surroundings":
                sheet.set_outside("pageMargins", [])
            elif what == "broken":
                sheet.set_cell(1, 2, b'<c t="inlineStr"><is><t>Agree</t></is><f></c>')
            elif what == "another part":
                book.put("xl/styles.xml", b"<styleSheet><</styleSheet>")
            return settle(book)

        return spoil

    edit.apply(path, [SetCell("Plan", 1, 2, "Agree")])
    kinds = (
        "another cell",
        "another sheet",
        "a wrong value",
        "a row's look",
        "the surroundings",
        "broken",
        "another part",
    )
    for what in kinds:
        with monkeypatch.context() as wrong:
            wrong.setattr(Book, "settle_sheets", spoilt(what))
            with pytest.raises(RuntimeError):
                edit.apply(path, [SetCell("Plan", 1, 2, "Agree")])


def test_a_record_that_arrives_as_something_else_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = '<row r="2"><c r="A2"><v>2</v></c></row><row r="3"><c r="A3"><v>3</v></c></row>'
    path = written(tmp_path, {"Plan": sheet_xml(f"<sheetData>{rows}</sheetData>")})
    swap = (MoveRow("Plan", 3, "Plan", 2, {1: 1}), MoveRow("Plan", 2, "Plan", 3, {1: 1}))
    move = MoveRecords("Plan", 2, 3, 1, 1, swap)
    assert [one.after for one in edit.apply(path, [move]).receipt.cells] == [3, 2]

    def wrong(book: Book, _: MoveRecords) -> None:
        book.sheet("Plan").set_cell(2, 1, b"<c><v>4</v></c>")
        book.sheet("Plan").set_cell(3, 1, b"<c><v>2</v></c>")
        book.allow("Plan", 2, 1)

    monkeypatch.setattr(edit.records, "move", wrong)  # type: ignore[attr-defined]  # what edit imports is ours to spoil
    with pytest.raises(RuntimeError, match="A2 of Plan shows 4 and was meant to show 3"):
        edit.apply(path, [move])


def test_an_untouched_entry_that_does_not_arrive_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, {"Plan": sheet_xml(ROWS)}, {"customXml/item1.xml": "<a>12345</a>"})
    write = edit.parts.write  # type: ignore[attr-defined]  # what edit imports is ours to spoil

    def other_bytes(package: Package, target: io.BytesIO, replaced: Any, added: Any, removed: Any) -> None:
        write(package, target, {**replaced, "customXml/item1.xml": b"<a>54321</a>"}, added, removed)

    def one_less(package: Package, target: io.BytesIO, replaced: Any, added: Any, removed: Any) -> None:
        write(package, target, replaced, added, {*removed, "customXml/item1.xml"})

    for spoilt in (other_bytes, one_less):
        monkeypatch.setattr(edit.parts, "write", spoilt)  # type: ignore[attr-defined]  # as above
        with pytest.raises(RuntimeError):
            edit.apply(path, [SetCell("Plan", 1, 2, "Agree")])


# Putting the file in place


def test_a_file_is_replaced_in_one_step_with_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"old")
    path.chmod(0o640)
    edit.write(b"new", path)
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == (0o640 if os.name != "nt" else stat.S_IMODE(path.stat().st_mode))
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "plan.xlsx", tmp_path / "link.xlsx"
    path.write_bytes(b"old")
    link.symlink_to(path)
    edit.write(b"new", link)
    assert link.is_symlink()
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("call", ["replace", "fsync", "mkstemp"])
def test_a_file_that_cannot_be_replaced_stays_as_it_was(
    call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"old")

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    target: Any = {"replace": Path, "fsync": os, "mkstemp": save.tempfile}[call]
    monkeypatch.setattr(target, call, fail)
    with pytest.raises(SheetplanError, match=r"plan\.xlsx cannot be written: No space left"):
        edit.write(b"new", path)
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_it_is_tried_again_while_another_program_holds_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"old")
    tries: list[str] = []
    replace = Path.replace

    def held(source: Path, target: Path) -> Path:
        tries.append("once")
        if len(tries) < held_for:
            raise PermissionError(13, "in use")
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(save.time, "sleep", lambda _: None)
    held_for = 3
    edit.write(b"new", path)
    assert (path.read_bytes(), len(tries)) == (b"new", 3)
    held_for = 1000
    with pytest.raises(SheetplanError, match="open in another program"):
        edit.write(b"newer", path)
    assert path.read_bytes() == b"new"


def test_a_new_file_never_takes_the_place_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan v0.1.xlsx"
    edit.write_new(b"first", path)
    with pytest.raises(SheetplanError, match="already there"):
        edit.write_new(b"second", path)
    # Somebody else may be quicker between the look and the write, with links and without.
    monkeypatch.setattr(Path, "exists", lambda _: False)
    with pytest.raises(SheetplanError, match="already there"):
        edit.write_new(b"second", path)

    def no_links(*_: Any) -> None:
        raise OSError(95, "not supported")

    monkeypatch.setattr(os, "link", no_links)
    with pytest.raises(SheetplanError, match="already there"):
        edit.write_new(b"second", path)
    assert path.read_bytes() == b"first"
    edit.write_new(b"other", tmp_path / "plan v0.2.xlsx")
    assert (tmp_path / "plan v0.2.xlsx").read_bytes() == b"other"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["plan v0.1.xlsx", "plan v0.2.xlsx"]


def test_a_missing_folder_is_said_to_be_missing(tmp_path: Path) -> None:
    for write in (edit.write, edit.write_new):
        with pytest.raises(SheetplanError, match="its folder is not there"):
            write(b"new", tmp_path / "none" / "plan.xlsx")


# Other people's workbooks


CORPUS = os.environ.get("SHEETPLAN_CORPUS")
SAMPLE, SEED = 60, 2008


def sample() -> list[Path]:
    """The same random files on every run."""
    if not CORPUS:
        return []
    files = sorted(path for path in Path(CORPUS).rglob("*.xls[xm]") if "_apart" not in path.parts)
    return random.Random(SEED).sample(files, min(SAMPLE, len(files)))  # noqa: S311 - a sample, not a secret


@contextlib.contextmanager
def other_programs_may_warn() -> Iterator[None]:
    """What openpyxl cannot keep of somebody's file is not our concern here: it only reads."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def by_openpyxl(data: bytes) -> dict[tuple[str, str], Any] | None:
    """Every cell that holds something, formulas as such; None where openpyxl cannot read the file."""
    with other_programs_may_warn():
        try:
            book = openpyxl.load_workbook(io.BytesIO(data))
        except Exception:  # noqa: BLE001 - it raises whatever it happens to stumble over
            return None
        return {
            (sheet.title, cell.coordinate): str(getattr(cell.value, "text", cell.value))
            for sheet in book.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }


def by_calamine(data: bytes) -> dict[tuple[str, int, int], Any] | None:
    """Every cell that holds something, as values; None where calamine cannot read the file."""
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        return {
            (name, row, column): value
            for name in book.sheet_names
            for row, cells in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1)
            for column, value in enumerate(cells, 1)
            if value != ""
        }
    except (python_calamine.CalamineError, KeyError, ValueError):
        return None


@pytest.mark.skipif(not CORPUS, reason="SHEETPLAN_CORPUS does not say where other people's workbooks are")
@pytest.mark.parametrize("path", sample(), ids=lambda path: path.name)
def test_somebody_elses_workbook_gets_exactly_what_was_intended(path: Path) -> None:
    package = Package.open(path)
    sheets = [one.name for one in package.sheets if one.kind == "worksheet" and one.part]
    if not sheets or package.signed:
        pytest.skip("holds no sheet of cells, or is signed")
    name, row, column = sheets[0], 1500, 60
    changes: list[Change] = [
        SetCell(name, row, 2, "=text <&> "),
        SetCell(name, row, 3, 12.5, style=Style(number_format="0.00")),
        AddColumn(name, column, row, "Status", Style(bold=True), 12),
        AddTab("Archive of ours", ((TabCell("Ref"), TabCell(7)),), (9, 9)),
    ]
    edited = edit.apply(path, changes)

    assert edited.receipt.refused == ()
    before, after = contents(path.read_bytes()), contents(edited.data)
    changed = {one.name for one in edited.receipt.parts}
    assert {one for one in before if after.get(one) != before[one]} <= changed
    part = next(one.part for one in package.sheets if one.name == name)
    styles = package.related(package.workbook_part, "styles")
    allowed = {part, styles, package.workbook_part, package.relations_part(package.workbook_part)}
    assert {one.name for one in edited.receipt.parts if one.what == "changed"} <= allowed | {
        "[Content_Types].xml",
        package.related("", "extended-properties") or package.related("", "extendedProperties"),
    }
    assert not [one for one in edited.receipt.parts if one.what == "removed"]

    wanted = {"B": "=text <&> ", "C": "12.5", "BH": "Status"}
    was, now = by_openpyxl(path.read_bytes()), by_openpyxl(edited.data)
    if was:  # it sees nothing at all in a strict workbook
        new = {(name, f"{letter}{row}"): text for letter, text in wanted.items()}
        assert now == was | new | {("Archive of ours", "A1"): "Ref", ("Archive of ours", "B1"): "7"}
    was, now = by_calamine(path.read_bytes()), by_calamine(edited.data)  # type: ignore[assignment]  # another reader's keys
    if was is not None:
        numbers = {(name, row, 2): "=text <&> ", (name, row, 3): 12.5, (name, row, column): "Status"}
        assert now == was | numbers | {("Archive of ours", 1, 1): "Ref", ("Archive of ours", 1, 2): 7.0}  # type: ignore[operator]  # another reader's keys here too


def test_a_cell_changed_and_changed_back_shows_the_first_value_again(tmp_path: Path) -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("Plan")
    sheet.write_rich_string("A1", "in-cell ", book.add_format({"bold": True}), "bold")
    sheet.write_row("B1", [1, "two", 3.5])
    book.close()
    path = tmp_path / "plan.xlsx"
    path.write_bytes(target.getvalue())
    there = edit.apply(path, [SetCell("Plan", 1, 3, "other"), SetCell("Plan", 1, 2, 9)])
    path.write_bytes(there.data)
    back = edit.apply(path, [SetCell("Plan", 1, 3, "two"), SetCell("Plan", 1, 2, 1)])
    assert by_openpyxl(back.data) == by_openpyxl(target.getvalue())
    assert [(one.cell, one.before, one.after) for one in back.receipt.cells] == [("B1", 9, 1), ("C1", "other", "two")]
