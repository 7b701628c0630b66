"""A plan whose records have everything that a record can have, moved about and looked at, for the tests of moving."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from sheetplan.workbook import edit, parts, records
from sheetplan.workbook.book import Book
from sheetplan.workbook.changes import MoveRecords, MoveRow
from sheetplan.workbook.parts import Package

PLAN_PART, PLAN_RELATIONS = "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"
ARCHIVE_PART = "xl/worksheets/sheet2.xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PLAN, ARCHIVE, SUMMARY = "Action plan", "Archive", "Summary"
FIRST, COLUMNS = 7, range(2, 9)
OWN = {column: column for column in COLUMNS}
TO_ARCHIVE = {column: column - 1 for column in COLUMNS}
FROM_ARCHIVE = {there: here for here, there in TO_ARCHIVE.items()}
X14 = (
    b'<extLst><ext xmlns:x14="urn:x14" uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations '
    b'xmlns:xm="urn:xm" count="2"><x14:dataValidation type="list" allowBlank="1" xr:uid="{1}" xmlns:xr="urn:xr">'
    b"<x14:formula1><xm:f>Lists!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>D8</xm:sqref></x14:dataValidation>"
    b'<x14:dataValidation type="list"><x14:formula1><xm:f>Lists!$A$1:$A$3</xm:f></x14:formula1>'
    b"<xm:sqref>E7:E60</xm:sqref></x14:dataValidation></x14:dataValidations></ext>%b</extLst></worksheet>"
)
X14_FORMAT = (
    b'<ext xmlns:x14="urn:x14" uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings>'
    b'<x14:conditionalFormatting xmlns:xm="urn:xm"><x14:cfRule type="expression" priority="9"><xm:f>Lists!$A$1=B8'
    b"</xm:f></x14:cfRule><xm:sqref>B8</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>"
)


def workbook(count: int = 5, extra: Any = None, table: bool = False) -> bytes:
    """A plan of so many records in B7:H..., each with everything that a record can have, and two other sheets."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    plan, archive, summary = (book.add_worksheet(name) for name in (PLAN, ARCHIVE, SUMMARY))
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "d mmm yyyy", "border": 1})
    framed, green = book.add_format({"border": 1}), book.add_format({"border": 1, "bg_color": "#C6EFCE"})
    for column in COLUMNS:
        plan.write(5, column - 1, f"Heading {column}", bold)
        archive.write(0, column - 2, f"Heading {column}", bold)
    plan.write("A1", "Improvement plan")
    for index in range(count):
        row, number = FIRST - 1 + index, index + 1
        plan.write(row, 0, f"margin {number}")
        plan.write_number(row, 1, number, framed)
        plan.write_rich_string(row, 2, "Action ", bold, f"number {number}", framed)
        plan.write_datetime(row, 3, datetime(2008, 1, number), day)
        plan.write_number(row, 4, number * 10, framed)
        plan.write_formula(row, 5, f"=E{row + 1}*2+$A$2", framed, number * 20)
        plan.write_url(row, 6, f"https://example.org/{number}", framed, f"see {number}")
        plan.write(row, 7, f"text {number}", green if index == 0 else framed)
        plan.write_comment(row, 7, f"note {number}", {"author": f"Reviewer {number % 2}"})
        plan.set_row(row, 20 + number)
    summary.write_formula("B2", f"=COUNTA('{PLAN}'!C{FIRST}:C{FIRST + count + 9})", None, count)
    plan.data_validation(FIRST - 1, 7, FIRST + 30, 7, {"validate": "list", "source": ["a", "b"], "show_error": False})
    plan.conditional_format(
        FIRST - 1, 1, FIRST + 30, 7, {"type": "formula", "criteria": f"=$E{FIRST}>9", "format": bold}
    )
    plan.print_area(0, 0, FIRST + count, 7)
    if table:
        headings = [{"header": f"Heading {column}"} for column in COLUMNS]
        plan.add_table(5, 1, FIRST + count - 2, 7, {"name": "tblPlan", "columns": headings})
    if extra:
        extra(book, plan, archive, summary)
    book.close()
    return target.getvalue()


def opened(data: bytes) -> Book:
    return Book(Package(data, Path("plan.xlsx")))


def saved(book: Book) -> bytes:
    target = io.BytesIO()
    book.settle_sheets()
    parts.write(book.package, target, *book.changed_parts())
    return target.getvalue()


def patched(data: bytes, changes: dict[str, Any]) -> bytes:
    """The package with parts edited by hand: a part's name to a function of its bytes, or to a new part's bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, changes[name](content) if name in changes else content)
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, changes[name])
    return target.getvalue()


def related(kind: str, target: str) -> Any:
    """An edit of a relations part: one relation more."""
    relation = f'<Relationship Id="rId90" Type="{kind}" Target="{target}"/></Relationships>'.encode()
    return lambda xml: xml.replace(b"</Relationships>", relation)


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


def archiving(gone: list[int], count: int = 5, archived: int = 0, **more: Any) -> MoveRecords:
    """Records (counted from 0) leave for the archive, the later ones move up."""
    kept = [index for index in range(count) if index not in gone]
    out = [MoveRow(PLAN, FIRST + index, ARCHIVE, 2 + archived + place, TO_ARCHIVE) for place, index in enumerate(gone)]
    up = [MoveRow(PLAN, FIRST + index, PLAN, FIRST + place, OWN) for place, index in enumerate(kept)]
    return MoveRecords(PLAN, FIRST, FIRST + count - 1, 2, 8, (*out, *up), **more)


def returning(back: int, place: int, count: int, archived: int) -> MoveRecords:
    """One archived record comes to a place in the plan, later records move down, later archived ones up."""
    width = {column: column for column in TO_ARCHIVE.values()}
    moves = [MoveRow(ARCHIVE, 2 + back, PLAN, FIRST + place, FROM_ARCHIVE)]
    moves += [MoveRow(PLAN, FIRST + index, PLAN, FIRST + index + 1, OWN) for index in range(place, count)]
    moves += [MoveRow(ARCHIVE, 2 + index, ARCHIVE, 1 + index, width) for index in range(back + 1, archived)]
    return MoveRecords(PLAN, FIRST, FIRST + max(count, 1) - 1, 2, 8, tuple(moves))


@dataclass(frozen=True)
class Seen:
    """A record as openpyxl reads it, wherever it stands."""

    values: tuple[Any, ...]
    look: tuple[Any, ...]
    link: str | None
    note: tuple[str, str] | None
    height: float | None


def seen(data: bytes, sheet: str, row: int) -> Seen:
    """The record in a row; its formula with the row taken out."""
    sheet_ = openpyxl.load_workbook(io.BytesIO(data), rich_text=True)[sheet]
    columns = COLUMNS if sheet == PLAN else TO_ARCHIVE.values()
    cells = [sheet_.cell(row, column) for column in columns]
    own = cells[3].coordinate
    values = tuple(
        re.sub(rf"\b{own}\b", "OWN", str(one.value)).replace(f"'{PLAN}'!", "")
        if one.data_type == "f"
        else str(one.value)
        for one in cells
    )
    note = cells[6].comment
    return Seen(
        values,
        tuple((one.number_format, one.fill.fgColor.rgb, one.border.left.style) for one in cells),
        cells[5].hyperlink.target if cells[5].hyperlink else None,
        (note.text, note.author) if note else None,
        sheet_.row_dimensions[row].height,
    )


def records_of(data: bytes, sheet: str, first: int, count: int) -> list[Seen]:
    return [seen(data, sheet, first + index) for index in range(count)]


def moved(data: bytes, change: MoveRecords) -> bytes:
    book = opened(data)
    assert records.move(book, change) is None
    return saved(book)


def refused(data: bytes, change: MoveRecords) -> str:
    """The reason; nothing at all has changed."""
    book = opened(data)
    reason = records.move(book, change)
    assert reason is not None
    book.settle_sheets()
    assert not any(book.changed_parts())
    return reason


def everything(book: Any, plan: Any, *_: Any) -> None:
    """Rules of single records, hidden rows, and merged cells inside a record."""
    plan.data_validation("D9", {"validate": "custom", "value": "=E9>$A$2"})
    plan.conditional_format(
        "E9", {"type": "formula", "criteria": "=$E9>1", "format": book.add_format({"italic": True})}
    )
    plan.data_validation("E7", {"validate": "list", "source": "=$A$2:$A$3"})
    plan.merge_range("D10:E10", "together")
    plan.set_row(8, 33, None, {"hidden": True})


def edited(tmp_path: Path, data: bytes, *changes: MoveRecords) -> Path:
    """The workbook after the program's own way in, which compares every part and every cell at the end."""
    path = tmp_path / "before.xlsx"
    path.write_bytes(data)
    for change in changes:
        done = edit.apply(path, [change])
        assert done.receipt.refused == ()
        path = tmp_path / "after.xlsx"
        path.write_bytes(done.data)
    return path
