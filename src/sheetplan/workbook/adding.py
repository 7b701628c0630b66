"""A new column at the right of a plan: its heading, its width, and the Table or filter it joins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetplan.workbook import excel_tables, refs, splice, values
from sheetplan.workbook.splice import Unsafe
from sheetplan.workbook.styling import put_value

if TYPE_CHECKING:
    from sheetplan.workbook.book import Book
    from sheetplan.workbook.cells import SheetPart
    from sheetplan.workbook.changes import AddColumn

_FILTER_NAME = "_xlnm._FilterDatabase"
_HEADING_ROWS = 3
"""A filter may stand on the last of so many heading rows."""


def add_column(book: Book, change: AddColumn) -> None:
    """Add a column.

    Raises:
        Unsafe: where the column is in use, or a table or merged cell stands in the way; nothing is changed then.
    """
    sheet = book.sheet(change.sheet)
    _refuse_used(book, sheet, change)
    if change.table is not None:
        _widen_table(book, change)
    else:
        _refuse_tables(book, change)
        _widen_filter(book, sheet, change)
    put_value(book, change.sheet, change.heading_row, change.column, change.heading, change.heading_style)
    set_width(sheet, change.column, change.width, hidden=change.hidden)


def _refuse_used(book: Book, sheet: SheetPart, change: AddColumn) -> None:
    """Unsafe where anything stands in the column at or below the heading; of a table, only beside its own rows."""
    last = excel_tables.named(book, change.sheet, change.table).area[2] if change.table else refs.MAX_ROW
    if change.column > refs.MAX_COLUMN:
        raise Unsafe(f'"{change.sheet}" has no more columns.')
    for row, raw in sheet.column_cells(change.column, change.heading_row):
        if row > last:
            break
        if sheet.formula(raw) is not None or values.read(raw, book.strings) not in (None, ""):
            cell = refs.a1(row, change.column)
            raise Unsafe(f'Column {refs.letters(change.column)} of "{change.sheet}" is in use at {cell}.')
    for merge in sheet.merges():
        if merge[1] <= change.column <= merge[3] and merge[0] <= last and merge[2] >= change.heading_row:
            where = refs.letters(change.column)
            raise Unsafe(f'The merged cells {refs.box_text(merge)} lie across column {where} of "{change.sheet}".')
    for area in sheet.fixed_areas():
        if area[1] <= change.column <= area[3] and area[0] <= last and area[2] >= change.heading_row:
            raise Unsafe(f'A formula fills {refs.box_text(area)} of "{change.sheet}".')


def _widen_table(book: Book, change: AddColumn) -> None:
    """The table takes the column in."""
    table = excel_tables.named(book, change.sheet, change.table or "")
    top, _, bottom, right = table.area
    if not table.heading_rows or top != change.heading_row:
        raise Unsafe(f'The headings of the Excel Table "{table.name}" are not in row {change.heading_row}.')
    if change.column != right + 1:
        raise Unsafe(
            f'Column {refs.letters(change.column)} is not next to the Excel Table "{table.name}", '
            f"which ends at column {refs.letters(right)}."
        )
    excel_tables.refuse_overlap(book, change.sheet, (top, change.column, bottom, change.column), table.name)
    excel_tables.add_column(table, change.heading, change.calculated)


def _refuse_tables(book: Book, change: AddColumn) -> None:
    """A column beside a table must not run into another one."""
    for table in excel_tables.of_sheet(book, change.sheet):
        _, left, bottom, right = table.area
        if left <= change.column <= right and bottom >= change.heading_row:
            where = refs.letters(change.column)
            raise Unsafe(f'Column {where} of "{change.sheet}" belongs to the Excel Table "{table.name}".')


def _widen_filter(book: Book, sheet: SheetPart, change: AddColumn) -> None:
    """A plain filter that ends just before the column takes it in, or sorting would tear rows apart."""
    for raw in sheet.outside("autoFilter"):
        areas = refs.boxes(splice.attribute(splice.start_tag(raw), "ref") or "")
        if not areas:
            continue
        top, left, bottom, right = areas[0]
        if change.column != right + 1 or not top - _HEADING_ROWS < change.heading_row <= bottom:
            continue
        wide = (top, left, bottom, change.column)
        sheet.set_outside("autoFilter", [splice.with_tag_attributes(raw, {"ref": refs.box_text(wide)})])
        _widen_filter_name(book, change.sheet, areas[0], wide)


def _widen_filter_name(book: Book, sheet: str, old: refs.Box, wide: refs.Box) -> None:
    """The hidden name that remembers a sheet's filter follows it."""
    number = book.sheet_names().index(sheet)
    for names in book.workbook.elements("definedNames"):
        tag, inside, end = splice.inner(names)
        chunks = splice.children(inside)
        for chunk in chunks:
            if chunk.name is None:
                continue
            attributes = splice.attributes(splice.start_tag(chunk.raw))
            if attributes.get("name") == _FILTER_NAME and attributes.get("localSheetId") == str(number):
                own_tag, text, own_end = splice.inner(chunk.raw)
                before, sign, _ = splice.plain_text(text).rpartition("!")
                if _absolute(old) == splice.plain_text(text).rpartition("!")[2]:
                    new = splice.text_xml(before + sign + _absolute(wide))
                    chunk.raw = own_tag + new + own_end
        book.workbook.set_elements("definedNames", [tag + b"".join(chunk.raw for chunk in chunks) + end])


def _absolute(area: refs.Box) -> str:
    """A box as a name holds it."""
    top, left, bottom, right = area
    return f"${refs.letters(left)}${top}:${refs.letters(right)}${bottom}"


def set_width(sheet: SheetPart, column: int, width: float, *, hidden: bool) -> None:
    """Give one column a width; a run of columns that it belonged to is cut around it."""
    name = (sheet.prefix + b"col").decode("utf-8")
    found = sheet.outside("cols")
    whole = sheet.prefix + b"cols"
    element = found[0] if found else b"<" + whole + b"></" + whole + b">"
    tag, inside, end = splice.inner(element)
    own: dict[str, str | None] = {"min": str(column), "max": str(column), "width": f"{width:g}"}
    own |= {"customWidth": "1", "hidden": "1" if hidden else None, "bestFit": None}
    result: list[bytes] = []
    placed = False
    for chunk in splice.children(inside):
        if chunk.name != name:
            continue
        attributes = splice.attributes(splice.start_tag(chunk.raw))
        first, last = (splice.number(attributes.get(side), 1) for side in ("min", "max"))
        if last < column or (placed and first > column):
            result.append(chunk.raw)
            continue
        if first < column:
            result.append(splice.with_tag_attributes(chunk.raw, {"max": str(column - 1)}))
        if not placed:
            base = chunk.raw if first <= column else b"<" + sheet.prefix + b"col/>"
            result.append(splice.with_tag_attributes(base, own))
            placed = True
        if last > column:
            rest = {"min": str(max(first, column + 1))}
            result.append(splice.with_tag_attributes(chunk.raw, rest))
    if not placed:
        result.append(splice.with_tag_attributes(b"<" + sheet.prefix + b"col/>", own))
    sheet.set_outside("cols", [tag + b"".join(result) + end])
