"""Changes go in, a verified file and a receipt come out: exactly what was intended is different, and nothing else."""

from __future__ import annotations

import io
import os
import re
import stat
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from packages import MAIN, OFFICE, contents, parts_of, sheet_xml, written, zipped
from sheetplan.model import SheetplanError, Value
from sheetplan.workbook import edit, save, values
from sheetplan.workbook.book import Book
from sheetplan.workbook.changes import AddTab, Change, MoveRecords, MoveRow, SetCell, Style, TabCell
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
    save.write(b"new", path)
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == (0o640 if os.name != "nt" else stat.S_IMODE(path.stat().st_mode))
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "plan.xlsx", tmp_path / "link.xlsx"
    path.write_bytes(b"old")
    link.symlink_to(path)
    save.write(b"new", link)
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
        save.write(b"new", path)
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
    save.write(b"new", path)
    assert (path.read_bytes(), len(tries)) == (b"new", 3)
    held_for = 1000
    with pytest.raises(SheetplanError, match="open in another program"):
        save.write(b"newer", path)
    assert path.read_bytes() == b"new"


def test_a_new_file_never_takes_the_place_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan v0.1.xlsx"
    save.write_new(b"first", path)
    with pytest.raises(SheetplanError, match="already there"):
        save.write_new(b"second", path)
    # Somebody else may be quicker between the look and the write, with links and without.
    monkeypatch.setattr(Path, "exists", lambda _: False)
    with pytest.raises(SheetplanError, match="already there"):
        save.write_new(b"second", path)

    def no_links(*_: Any) -> None:
        raise OSError(95, "not supported")

    monkeypatch.setattr(os, "link", no_links)
    with pytest.raises(SheetplanError, match="already there"):
        save.write_new(b"second", path)
    assert path.read_bytes() == b"first"
    save.write_new(b"other", tmp_path / "plan v0.2.xlsx")
    assert (tmp_path / "plan v0.2.xlsx").read_bytes() == b"other"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["plan v0.1.xlsx", "plan v0.2.xlsx"]


def test_a_missing_folder_is_said_to_be_missing(tmp_path: Path) -> None:
    for write in (save.write, save.write_new):
        with pytest.raises(SheetplanError, match="its folder is not there"):
            write(b"new", tmp_path / "none" / "plan.xlsx")


# All of it in one step


def test_an_edit_goes_to_its_target_and_the_source_stays(tmp_path: Path) -> None:
    source, target = written(tmp_path, {"Plan": sheet_xml(ROWS)}), tmp_path / "edited.xlsx"
    before = source.read_bytes()
    receipt = edit.edit(source, target, [SetCell("Plan", 1, 2, "Agree")])
    assert source.read_bytes() == before
    assert [(one.cell, one.before, one.after) for one in receipt.cells] == [("B1", "Review", "Agree")]
    assert openpyxl.load_workbook(target)["Plan"]["B1"].value == "Agree"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["edited.xlsx", "plan.xlsx"]


def test_a_workbook_can_be_its_own_target(tmp_path: Path) -> None:
    path = written(tmp_path, {"Plan": sheet_xml(ROWS)})
    edit.edit(path, path, [SetCell("Plan", 1, 2, "Agree")])
    assert openpyxl.load_workbook(path)["Plan"]["B1"].value == "Agree"


def test_where_nothing_had_to_change_the_source_is_not_written_and_a_target_is_its_copy(tmp_path: Path) -> None:
    source, target = written(tmp_path, {"Plan": sheet_xml(ROWS)}), tmp_path / "edited.xlsx"
    os.utime(source, (1, 1))
    same = [SetCell("Plan", 1, 2, "Review")]
    assert edit.edit(source, source, same) == edit.edit(source, target, same)
    assert source.stat().st_mtime == 1
    assert target.read_bytes() == source.read_bytes()


def test_what_somebody_else_wrote_meanwhile_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, {"Plan": sheet_xml(ROWS)})
    apply = edit.apply

    def slowly(source: Path, changes: Any) -> edit.Edited:
        edited = apply(source, changes)
        source.write_bytes(b"theirs")
        return edited

    monkeypatch.setattr(edit, "apply", slowly)
    with pytest.raises(SheetplanError, match="changed by somebody"):
        edit.edit(path, path, [SetCell("Plan", 1, 2, "Agree")])
    assert path.read_bytes() == b"theirs"


def test_a_refused_edit_and_a_full_disk_leave_the_target_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = written(tmp_path, {"Plan": sheet_xml(ROWS)}), tmp_path / "edited.xlsx"
    target.write_bytes(b"old")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for one in (source, broken):
        with pytest.raises(SheetplanError):
            edit.edit(one, target, [SetCell("Plan", 1, 2, "Agree")])
        assert target.read_bytes() == b"old"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["broken.xlsx", "edited.xlsx", "plan.xlsx"]


# Damaged workbooks


def test_a_damaged_part_that_an_edit_needs_is_named(tmp_path: Path) -> None:
    sound = parts_of({"Plan": sheet_xml(ROWS)})
    other = {
        "xl/styles.xml": sheet_xml(ROWS),
        "xl/workbook.xml": sound["xl/workbook.xml"].replace("sheets>", "sheetz>"),
        "xl/_rels/workbook.xml.rels": sound["xl/_rels/workbook.xml.rels"].replace(
            "styles.xml", "worksheets/sheet1.xml"
        ),
    }
    path = tmp_path / "plan.xlsx"
    for part, content in other.items():
        path.write_bytes(zipped(sound | {part: content}))
        changes = [SetCell("Plan", 1, 2, "Agree", style=Style(bold=True)), AddTab("New", ((TabCell(1),),), (9,))]
        try:
            reasons = [one.reason for one in edit.apply(path, changes).receipt.refused]
        except SheetplanError as problem:
            reasons = [problem.reason]
        assert any("something else stands in its place" in one or "lists no sheets" in one for one in reasons)


def test_a_part_that_was_no_xml_is_not_added_to(tmp_path: Path) -> None:
    styles = parts_of({})["xl/styles.xml"].replace("</cellStyles>", "<cellStyles>")
    path = written(tmp_path, {"Plan": sheet_xml(ROWS)}, {"xl/styles.xml": styles})
    with pytest.raises(SheetplanError, match=r'"xl/styles.xml" is damaged: it is no XML'):
        edit.apply(path, [SetCell("Plan", 1, 2, "Agree", style=Style(bold=True))])


def test_a_cell_of_a_pivot_table_is_left_alone(tmp_path: Path) -> None:
    where = '<location ref="A1:B3" firstHeaderRow="1"/>'
    pivot = f'<pivotTableDefinition xmlns="{MAIN}" name="p">{where}</pivotTableDefinition>'
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/pivotTable" Target="../pivotTables/pivotTable1.xml"/></Relationships>'
    )
    extra = {"xl/worksheets/_rels/sheet1.xml.rels": relations, "xl/pivotTables/pivotTable1.xml": pivot}
    path = written(tmp_path, {"Plan": sheet_xml(ROWS)}, extra)
    (reason,) = refusals(path, SetCell("Plan", 1, 2, "Agree"))
    assert "pivot table over A1:B3" in reason
    assert edit.apply(path, [SetCell("Plan", 1, 3, "Agree")]).receipt.refused == ()


# There and back


def by_openpyxl(data: bytes) -> dict[str, Any]:
    """What each cell of the first sheet holds."""
    return {cell.coordinate: cell.value for row in openpyxl.load_workbook(io.BytesIO(data)).active for cell in row}


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
