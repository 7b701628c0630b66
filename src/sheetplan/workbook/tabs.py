"""A new sheet, known to everything in the package that lists the sheets."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sheetplan.workbook import (
    excel_tables,
    fitting,
    formulas,
    opening,
    properties,
    refs,
    splice,
    titles,
    values,
)
from sheetplan.workbook.parts import SheetEntry
from sheetplan.workbook.splice import Unsafe

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from sheetplan.workbook.book import Book
    from sheetplan.workbook.changes import AddTab, PutView, TabCell

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_LONGEST_LIST = 255
"""Characters that the words of a dropdown may have together."""
_LONGEST_TOOLTIP = 255
_A4 = 9
_LARGE, _LINE = 14, 1.5
"""Points from which on letters need a taller row, and how much taller than they are."""
_NARROWER = 7 / 8
"""A column's width counts characters of the workbook's own font, and the usual one is so much narrower than ours."""


def refuse_stray_names(book: Book) -> None:
    """A name of a sheet that is not there would come to belong to the one that is added."""
    count = len(book.package.sheets)
    if any(name.local_sheet is not None and name.local_sheet >= count for name in book.package.defined_names):
        raise Unsafe("A defined name in it belongs to a sheet that is not there: delete it in Excel's Name Manager.")


def add_tab(book: Book, change: AddTab, added: Set[str] = frozenset()) -> tuple[str, ...]:
    """Add a sheet; only one that comes first becomes the one that is shown on opening.

    Args:
        book: the workbook.
        change: the sheet.
        added: all sheets that are added, to which its links may lead.

    Returns:
        The other sheets whose views changed.

    Raises:
        Unsafe: where its name, its table, its dropdowns or its links are not possible; nothing is changed then.
    """
    refuse_name(book, change.name)
    refuse_stray_names(book)
    lists = _dropdowns(change) + _links(change, {*book.sheet_names(), *added})
    part = book.new_name("xl/worksheets/sheet{}.xml")
    rows = rows_xml(book, change)
    # The part is there before its table is related to it; its content follows when the relation's id is known.
    book.put(part, b"", SHEET_TYPE)
    table = table_xml(book, part, change)
    book.put(part, _sheet(book, change, rows, lists, table))
    workbook = book.package.workbook_part
    relation = book.relate(workbook, "worksheet", part)
    number = next_number(book)
    titles.add(book, change.name, front=change.front)
    changed = tuple(opening.put_first(book)) if change.front else ()
    list_in_workbook(book, change.name, number, relation, front=change.front)
    book.add_sheet(SheetEntry(change.name, part, "visible", number, "worksheet", relation), front=change.front)
    if change.repeat_row is not None:
        _print_on_each_page(book, change.name, change.repeat_row)
    if change.front:
        title = change.rows[0][0] if change.rows and change.rows[0] else None
        properties.remember_tab(book, change.name, str(title.value) if title else "")
    return changed


def next_number(book: Book) -> int:
    """The number that a new sheet gets."""
    return max([entry.sheet_id for name in book.sheet_names() if (entry := book.entry(name))], default=0) + 1


def refuse_name(book: Book, name: str) -> None:
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


def _links(change: AddTab, there: Set[str]) -> bytes:
    """The sheet's links as XML, each to a cell of the same workbook."""
    found = b""
    for row, column, sheet, cell, tooltip in dict.fromkeys(change.links):
        at = refs.a1(row, column)
        area = refs.boxes(cell)
        if sheet not in there or len(area) != 1:
            raise Unsafe(f'The link in {at} of "{change.name}" would lead to {cell} of "{sheet}", which is not there.')
        location = splice.attribute_xml(formulas.sheet_prefix(sheet) + refs.box_text(area[0]))
        said = splice.attribute_xml(values.escaped(tooltip[:_LONGEST_TOOLTIP]))
        shown = b' tooltip="%s"' % said if said else b""
        found += b'<hyperlink ref="%s" location="%s"%s/>' % (at.encode("ascii"), location, shown)
    return b"<hyperlinks>" + found + b"</hyperlinks>" if found else b""


def rows_xml(book: Book, change: AddTab | PutView) -> bytes:
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
            tall = row_points(cells, change.widths)
            height = b"" if tall is None else b' ht="%g"' % tall
            rows.append(b'<row r="%d"%s>%s</row>' % (row, height, written))
    return b"".join(rows)


def row_points(cells: Sequence[TabCell | None], widths: Sequence[float]) -> float | None:
    """The height of a row whose texts are wrapped, or whose title is large; None for others, which keep the usual one.

    Args:
        cells: the row.
        widths: of the columns, in characters.
    """
    texts = {c: cell.value for c, cell in enumerate(cells, 1) if cell and cell.style.wrap and cell.value is not None}
    if not texts:
        size = max((cell.style.size or 0 for cell in cells if cell), default=0)
        return size * _LINE if size > _LARGE else None
    shown = {column: str(value) for column, value in texts.items()}
    return fitting.points(shown, {column: width * _NARROWER for column, width in enumerate(widths, 1)})


def table_xml(book: Book, part: str, change: AddTab | PutView) -> bytes:
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
    relation = excel_tables.add_table(book, part, name, area, headings, change.buttons)
    return b'<tableParts count="1"><tablePart r:id="%s"/></tableParts>' % relation.encode("ascii")


def _sheet(book: Book, change: AddTab, rows: bytes, lists: bytes, table: bytes) -> bytes:
    """The sheet's part."""
    last_row = max(len(change.rows), 1)
    last_column = max([len(change.widths), 1, *(len(cells) for cells in change.rows)])
    width = columns_xml(change.widths)
    orientation = b"landscape" if change.landscape else b"portrait"
    return b"".join(
        [
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="%s" xmlns:r="%s">'
            % (book.main_namespace, book.relation_namespace.encode("ascii")),
            b'<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
            b'<dimension ref="%s"/>' % refs.box_text((1, 1, last_row, last_column)).encode("ascii"),
            _view(change.freeze_below, change.front),
            b'<sheetFormatPr defaultRowHeight="15"/>',
            b"<cols>" + width + b"</cols>" if width else b"",
            b"<sheetData>" + rows + b"</sheetData>",
            lists,
            b'<pageMargins left="0.5" right="0.5" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>',
            b'<pageSetup paperSize="%d" orientation="%s" fitToHeight="0"/>' % (_A4, orientation),
            table,
            b"</worksheet>",
        ]
    )


def columns_xml(widths: Sequence[float]) -> bytes:
    """The columns' widths."""
    return b"".join(
        b'<col min="%d" max="%d" width="%s" customWidth="1"/>' % (at, at, f"{one:g}".encode("ascii"))
        for at, one in enumerate(widths, 1)
    )


def _view(freeze_below: int | None, front: bool) -> bytes:
    """How the sheet is first shown: A1 selected, the rows above the freeze kept in sight."""
    tag = b'<sheetViews><sheetView%s workbookViewId="0">' % (b' tabSelected="1"' if front else b"")
    chosen, end = b'activeCell="A1" sqref="A1"/>', b"</sheetView></sheetViews>"
    if not freeze_below:
        return tag + b"<selection " + chosen + end
    place = (freeze_below, freeze_below + 1)
    pane = b'<pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" state="frozen"/>' % place
    return tag + pane + b'<selection pane="bottomLeft" ' + chosen + end


def _print_on_each_page(book: Book, name: str, row: int) -> None:
    """A row that is repeated at the top of each page: a name that belongs to the sheet, and goes with it."""
    workbook = book.workbook
    place = str(book.sheet_names().index(name))
    said = splice.text_xml(f"{formulas.sheet_prefix(name)}${row}:${row}")
    one = workbook.element("definedName", {"name": "_xlnm.Print_Titles", "localSheetId": place}, said)
    lists = workbook.elements("definedNames") or [workbook.element("definedNames", {}, b" ")]
    tag, inside, end = splice.inner(lists[0])
    workbook.set_elements("definedNames", [tag + inside.strip() + one + end, *lists[1:]])


def list_in_workbook(book: Book, name: str, number: int, relation: str, *, front: bool) -> None:
    """The workbook's list of sheets gets one more."""
    workbook = book.workbook
    prefix = workbook.namespace(book.relation_namespace, "r")
    entry = workbook.element("sheet", {"name": name, "sheetId": str(number), f"{prefix}:id": relation})
    tag, inside, end = splice.inner(workbook.elements("sheets")[0])
    workbook.set_elements("sheets", [tag + (entry + inside if front else inside + entry) + end])
