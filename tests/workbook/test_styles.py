"""Styles are added at the end and never twice; those that are there keep their places."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from packages import STYLES, contents, sheet_xml, written, zipped
from sheetplan.workbook import edit, splice
from sheetplan.workbook.changes import SetCell, Style
from sheetplan.workbook.document import Document
from sheetplan.workbook.styles import RANK, Styles


def styles_of(content: str | bytes) -> tuple[Document, Styles]:
    document = Document(content.encode() if isinstance(content, str) else content, "styles.xml", RANK)
    return document, Styles(document)


def items(document: Document, name: str) -> list[bytes]:
    return [one.raw for one in splice.children(splice.inner(document.elements(name)[0])[1]) if one.name]


def test_the_styles_that_are_there_keep_their_places_and_bytes() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("Plan")
    sheet.write("A1", 1, book.add_format({"bold": True, "num_format": "0.0%", "border": 1, "bg_color": "#FFEEDD"}))
    book.close()
    before = contents(target.getvalue())["xl/styles.xml"]
    document, styles = styles_of(before)
    old = {name: items(document, name) for name in ("fonts", "fills", "borders", "cellXfs")}

    number = styles.cell_style(Style(italic=True, fill="F4CDC6", border="000000", number_format="d mmm yyyy"), 1)

    assert number == len(old["cellXfs"])
    for name, there in old.items():
        assert items(document, name)[: len(there)] == there
        assert f'count="{len(there) + 1}"'.encode() in document.elements(name)[0]


def test_the_same_wish_gives_the_same_place() -> None:
    document, styles = styles_of(STYLES)
    wish = Style(bold=True, color="FFFFFF", fill="1F3864", wrap=True, vertical="top")
    first = styles.cell_style(wish, 0)
    once = document.render()
    assert styles.cell_style(wish, 0) == first
    assert Styles(Document(once, "styles.xml", RANK)).cell_style(wish, 0) == first
    assert document.render() == once


def test_a_wish_for_nothing_is_the_style_that_is_there() -> None:
    document, styles = styles_of(STYLES)
    assert [styles.cell_style(Style(), base) for base in (0, 1)] == [0, 1]
    assert styles.cell_style(Style(), 99) == 0
    assert document.render() == STYLES.encode()


def test_a_number_format_is_used_again_and_never_given_the_id_of_another() -> None:
    formats = (
        '<numFmts count="2"><numFmt numFmtId="164" formatCode="d mmm yyyy"/><numFmt numFmtId="170" formatCode="0"/>'
    )
    document, styles = styles_of(STYLES.replace("<fonts ", formats + "</numFmts><fonts "))
    styles.cell_style(Style(number_format="d mmm yyyy"), 0)
    assert len(items(document, "numFmts")) == 2
    styles.cell_style(Style(number_format='0" days"'), 0)
    assert items(document, "numFmts")[2] == b'<numFmt numFmtId="171" formatCode="0&quot; days&quot;"/>'


def test_number_formats_come_first_where_there_were_none() -> None:
    document, styles = styles_of(STYLES)
    styles.cell_style(Style(number_format="d mmm yyyy"), 0)
    styles.look("F4CDC6", "7A1208", bold=True)
    assert document.names()[0] == "numFmts"
    assert document.names()[-1] == "dxfs"


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("d mmm yyyy", True),
        ("[$-809]dd/mm/yyyy;@", True),
        ("h:mm", True),
        ("[h]:mm", True),
        ('0" days"', False),
        ("General", False),
        ("[Red]0.0", False),
        ("\\d0", False),
        ("#,##0_d", False),
    ],
)
def test_formats_of_dates_are_known_from_their_code(code: str, is_date: bool) -> None:
    _, styles = styles_of(STYLES)
    assert styles.is_date(styles.cell_style(Style(number_format=code), 0)) == is_date


def test_built_in_dates_are_known_and_unknown_places_are_no_dates() -> None:
    _, styles = styles_of(STYLES)
    assert [styles.is_date(number) for number in (0, 1, 99)] == [False, True, False]


def test_a_prefixed_part_is_added_to_in_its_own_prefix() -> None:
    content = STYLES.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    document, styles = styles_of(content)
    styles.cell_style(Style(bold=True, number_format="d mmm", wrap=True), 0)
    assert items(document, "cellXfs")[-1].endswith(b'<x:alignment wrapText="1"/></x:xf>')
    assert items(document, "fonts")[-1].startswith(b"<x:font><x:b/><x:sz")


def test_a_cell_takes_on_a_look_as_another_program_reads_it(tmp_path: Path) -> None:
    rows = '<sheetData><row r="1"><c r="A1" s="1"><v>39416</v></c></row></sheetData>'
    path = written(tmp_path, {"Plan": sheet_xml(rows)})
    font = Style(like=(1, 1), bold=True, italic=True, size=9, color="7A1208")
    look = replace(font, fill="F4CDC6", border="112233", unlocked=True, wrap=True, vertical="top", horizontal="center")
    edited = edit.apply(path, [SetCell("Plan", 2, 2, "late", style=look)])

    cell = openpyxl.load_workbook(io.BytesIO(edited.data))["Plan"]["B2"]
    assert (cell.font.b, cell.font.i, cell.font.sz, cell.font.color.rgb) == (True, True, 9, "FF7A1208")
    assert (cell.fill.fill_type, cell.fill.fgColor.rgb) == ("solid", "FFF4CDC6")
    assert (cell.alignment.wrap_text, cell.alignment.vertical, cell.alignment.horizontal) == (True, "top", "center")
    assert cell.border.left.color.rgb == "FF112233"
    assert cell.protection.locked is False
    assert cell.number_format == "mm-dd-yy", "what the look does not name comes from the cell it is like"
    assert cell.font.name == "Arial"


def test_an_empty_cell_looks_like_its_row_or_its_column(tmp_path: Path) -> None:
    rows = '<sheetData><row r="1" s="1" customFormat="1"/></sheetData>'
    path = written(
        tmp_path, {"Plan": sheet_xml(rows, before='<cols><col min="2" max="3" style="1" width="9"/></cols>')}
    )
    edited = edit.apply(path, [SetCell("Plan", 1, 9, 1), SetCell("Plan", 5, 3, 1), SetCell("Plan", 5, 4, 1)])

    sheet = openpyxl.load_workbook(io.BytesIO(edited.data))["Plan"]
    assert [sheet[cell].number_format for cell in ("I1", "C5", "D5")] == ["mm-dd-yy", "mm-dd-yy", "General"]


def test_a_row_with_a_format_of_its_own_that_names_none_has_the_default_one(tmp_path: Path) -> None:
    columns = '<cols><col min="1" max="9" style="1" width="9"/></cols>'
    rows = '<sheetData><row r="1" customFormat="1"/><row r="2"/></sheetData>'
    path = written(tmp_path, {"Plan": sheet_xml(rows, before=columns)})
    edited = edit.apply(path, [SetCell("Plan", 1, 1, 1), SetCell("Plan", 2, 1, 1)])
    sheet = openpyxl.load_workbook(io.BytesIO(edited.data))["Plan"]
    assert [sheet[cell].number_format for cell in ("A1", "A2")] == ["General", "mm-dd-yy"]


def test_a_usual_format_whose_number_the_workbook_gives_to_another_gets_a_number_of_its_own() -> None:
    own = '<numFmts count="1"><numFmt numFmtId="0" formatCode="dd.mm.yyyy"/></numFmts><fonts'
    document, styles = styles_of(STYLES.replace("<fonts", own, 1))
    number = styles.cell_style(Style(number_format="General"), 0)
    assert b'numFmtId="164"' in items(document, "cellXfs")[number]
    assert styles.is_date(0)
    assert not styles.is_date(number)


def test_a_reference_to_a_named_style_that_is_not_there_is_not_copied() -> None:
    start, end = STYLES.index("<cellStyleXfs"), STYLES.index("<cellXfs")
    document, styles = styles_of(STYLES[:start] + STYLES[end:])
    number = styles.cell_style(Style(bold=True), 0)
    assert b"xfId" not in items(document, "cellXfs")[number]
    assert b'xfId="0"' in items(document, "cellXfs")[0]
    assert document.elements("cellStyleXfs") == []
    assert styles.cell_style(Style(), 0) == 0


def test_a_workbook_without_styles_is_given_some(tmp_path: Path) -> None:
    path = written(tmp_path, {"Plan": sheet_xml("<sheetData/>")})
    made = contents(path.read_bytes())
    relations = made["xl/_rels/workbook.xml.rels"].split(b'<Relationship Id="rIdStyles"')[0] + b"</Relationships>"
    del made["xl/styles.xml"]
    path.write_bytes(zipped(made | {"xl/_rels/workbook.xml.rels": relations}))
    edited = edit.apply(path, [SetCell("Plan", 1, 1, "due", style=Style(bold=True))])

    assert ("xl/styles.xml", "added") in [(part.name, part.what) for part in edited.receipt.parts]
    assert openpyxl.load_workbook(io.BytesIO(edited.data))["Plan"]["A1"].font.b
