"""A new sheet after all others, known to everything in the package that lists the sheets."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sheetplan.workbook import excel_tables, fitting, refs, splice, values
from sheetplan.workbook.parts import SheetEntry
from sheetplan.workbook.splice import Unsafe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetplan.workbook.book import Book
    from sheetplan.workbook.changes import AddTab, TabCell

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_LONGEST_LIST = 255
"""Characters that the words of a dropdown may have together."""
_A4 = 9


def add_tab(book: Book, change: AddTab) -> None:
    """Add a sheet; it does not become the one that is shown on opening.

    Raises:
        Unsafe: where its name, its table or its dropdowns are not possible; nothing is changed then.
    """
    _refuse_name(book, change.name)
    dropdowns = _dropdowns(change)
    part = book.new_name("xl/worksheets/sheet{}.xml")
    rows = _rows(book, change)
    # The part is there before its table is related to it; its content follows when the relation's id is known.
    book.put(part, b"", _TYPE)
    table = _table(book, part, change)
    book.put(part, _sheet(book, change, rows, dropdowns, table))
    workbook = book.package.workbook_part
    relation = book.relate(workbook, "worksheet", part)
    number = max([entry.sheet_id for name in book.sheet_names() if (entry := book.entry(name))], default=0) + 1
    _list_in_workbook(book, change.name, number, relation)
    _list_in_titles(book, change.name)
    book.add_sheet(SheetEntry(change.name, part, "visible", number, "worksheet", relation))


def _refuse_name(book: Book, name: str) -> None:
    """Unsafe where Excel allows no such name, or a sheet has it."""
    if not name or len(name) > _LONGEST_NAME or _FORBIDDEN.search(name) or name.strip("'") != name:
        raise Unsafe(f'A sheet cannot be called "{name}".')
    if name.lower() in (one.lower() for one in book.sheet_names()) or name.lower() == "history":
        raise Unsafe(f'A sheet called "{name}" cannot be added: the name is taken.')


def _dropdowns(change: AddTab) -> bytes:
    """The sheet's dropdowns as XML."""
    found = []
    for where, words in change.choices:
        listed = ",".join(words)
        if len(listed) > _LONGEST_LIST or any("," in word for word in words):
            raise Unsafe(f'The words of a dropdown on "{change.name}" are too long or hold commas.')
        quoted = splice.text_xml('"' + listed.replace('"', '""') + '"')
        found.append(
            b'<dataValidation type="list" allowBlank="1" showInputMessage="1" showErrorMessage="1" sqref="%s">'
            b"<formula1>%s</formula1></dataValidation>" % (splice.attribute_xml(where), quoted)
        )
    if not found:
        return b""
    return b'<dataValidations count="%d">%s</dataValidations>' % (len(found), b"".join(found))


def _rows(book: Book, change: AddTab) -> bytes:
    """The sheet's rows as XML."""
    rows: list[bytes] = []
    # Some workbooks show dates in every cell without a format of its own; our numbers are none.
    plain = "General" if book.styles.is_date(0) else None
    for row, cells in enumerate(change.rows, 1):
        written = b""
        for column, cell in enumerate(cells, 1):
            if cell is None:
                continue
            style = replace(cell.style, number_format=cell.style.number_format or plain)
            number = book.styles.cell_style(style, 0)
            raw = values.cell_xml(b"", cell.value, book.date1904, number or None, cell.formula)
            written += b'<c r="' + refs.a1(row, column).encode("ascii") + b'"' + raw.removeprefix(b"<c")
        if written:
            height = _height(cells, change.widths)
            rows.append(b'<row r="%d"%s>%s</row>' % (row, height, written))
    return b"".join(rows)


def _height(cells: Sequence[TabCell | None], widths: Sequence[float]) -> bytes:
    """The height of a row whose texts are wrapped; others keep the usual one."""
    texts = {c: cell.value for c, cell in enumerate(cells, 1) if cell and cell.style.wrap and cell.value is not None}
    if not texts:
        return b""
    shown = {column: str(value) for column, value in texts.items()}
    return b' ht="%g"' % fitting.points(shown, dict(enumerate(widths, 1)))


def _table(book: Book, part: str, change: AddTab) -> bytes:
    """The table's mention in the sheet, its own part made."""
    if change.table is None:
        return b""
    name, heading_row, last_row = change.table
    cells = change.rows[heading_row - 1] if heading_row <= len(change.rows) else ()
    headings = [str(cell.value) for cell in cells if cell is not None and isinstance(cell.value, str) and cell.value]
    lower = [heading.lower() for heading in headings]
    if len(headings) != len(change.widths) or len(set(lower)) != len(lower):
        raise Unsafe(f'The headings of "{change.name}" must be different texts, one for each column.')
    area = (heading_row, 1, max(last_row, heading_row + 1), len(change.widths))
    relation = excel_tables.add_table(book, part, name, area, headings)
    return b'<tableParts count="1"><tablePart r:id="%s"/></tableParts>' % relation.encode("ascii")


def _sheet(book: Book, change: AddTab, rows: bytes, dropdowns: bytes, table: bytes) -> bytes:
    """The sheet's part."""
    last_row = max(len(change.rows), 1)
    last_column = max([len(change.widths), 1, *(len(cells) for cells in change.rows)])
    width = b"".join(
        b'<col min="%d" max="%d" width="%s" customWidth="1"/>' % (at, at, f"{one:g}".encode("ascii"))
        for at, one in enumerate(change.widths, 1)
    )
    orientation = b"landscape" if change.landscape else b"portrait"
    return b"".join(
        [
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="%s" xmlns:r="%s">'
            % (book.main_namespace, book.relation_namespace.encode("ascii")),
            b'<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
            b'<dimension ref="%s"/>' % refs.box_text((1, 1, last_row, last_column)).encode("ascii"),
            _view(change.freeze_below),
            b'<sheetFormatPr defaultRowHeight="15"/>',
            b"<cols>" + width + b"</cols>" if width else b"",
            b"<sheetData>" + rows + b"</sheetData>",
            dropdowns,
            b'<pageMargins left="0.5" right="0.5" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>',
            b'<pageSetup paperSize="%d" orientation="%s" fitToHeight="0"/>' % (_A4, orientation),
            table,
            b"</worksheet>",
        ]
    )


def _view(freeze_below: int | None) -> bytes:
    """How the sheet is first shown: A1 selected, the rows above the freeze kept in sight."""
    chosen = b'activeCell="A1" sqref="A1"/>'
    if not freeze_below:
        return b'<sheetViews><sheetView workbookViewId="0"><selection %s</sheetView></sheetViews>' % chosen
    return (
        b'<sheetViews><sheetView workbookViewId="0"><pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" '
        b'state="frozen"/><selection pane="bottomLeft" %s</sheetView></sheetViews>'
    ) % (freeze_below, freeze_below + 1, chosen)


def _list_in_workbook(book: Book, name: str, number: int, relation: str) -> None:
    """The workbook's list of sheets gets one more."""
    workbook = book.workbook
    prefix = workbook.namespace(book.relation_namespace, "r")
    entry = workbook.element("sheet", {"name": name, "sheetId": str(number), f"{prefix}:id": relation})
    tag, inside, end = splice.inner(workbook.elements("sheets")[0])
    workbook.set_elements("sheets", [tag + inside + entry + end])


def _list_in_titles(book: Book, name: str) -> None:
    """The document's list of titles gets one more, where it is written as Excel writes it; else it stays."""
    part = book.related("", "extended-properties") or book.related("", "extendedProperties")
    if part is None:
        return
    try:
        document = book.document(part, "Properties")
    except Unsafe:
        return
    pairs, titles = document.elements("HeadingPairs"), document.elements("TitlesOfParts")
    if not pairs or not titles:
        return
    count = re.search(rb"(<(?:\w+:)?i4>)(\d+)(</(?:\w+:)?i4>)", pairs[0])
    sheets = sum(1 for one in book.sheet_names() if (entry := book.entry(one)) and entry.kind == "worksheet")
    if count is None or int(count[2]) != sheets:
        return
    entries = list(re.finditer(rb"<((?:\w+:)?lpstr)>[^<]*</(?:\w+:)?lpstr>", titles[0]))
    size = re.search(rb"""\ssize=["'](\d+)["']""", titles[0])
    if len(entries) < sheets or size is None or not sheets:
        return
    last = entries[sheets - 1]
    new = b"<" + last[1] + b">" + splice.text_xml(name) + b"</" + last[1] + b">"
    listed = titles[0][: last.end()] + new + titles[0][last.end() :]
    listed = listed[: size.start(1)] + b"%d" % (int(size[1]) + 1) + listed[size.end(1) :]
    counted = pairs[0][: count.start(2)] + b"%d" % (sheets + 1) + pairs[0][count.end(2) :]
    document.set_elements("HeadingPairs", [counted])
    document.set_elements("TitlesOfParts", [listed])
