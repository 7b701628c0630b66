"""Excel Tables as parts of the package: found, made, widened and given a new last row."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, NamedTuple

from sheetplan.workbook import refs, splice
from sheetplan.workbook.splice import Unsafe
from sheetplan.workbook.values import escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetplan.workbook.book import Book
    from sheetplan.workbook.changes import TableExtent
    from sheetplan.workbook.document import Document

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"


class ExcelTable(NamedTuple):
    """An Excel Table and its part, ready to be changed."""

    part: str
    document: Document
    area: refs.Box
    """With its heading and totals rows."""
    heading_rows: int
    totals_rows: int

    @property
    def name(self) -> str:
        """The name that formulas use."""
        return self.document.root_attributes.get("displayName", "")


def of_sheet(book: Book, sheet: str) -> list[ExcelTable]:
    """The tables of a sheet."""
    relations = book.relations(book.part_of(sheet)).values()
    parts = [one.target for one in relations if one.kind == "table" and book.has(one.target)]
    return [_table(book, part) for part in parts]


def headings(book: Book, sheet: str) -> list[refs.Box]:
    """The heading rows of a sheet's tables, as they are in the parts now."""
    found: list[refs.Box] = []
    for relation in book.relations(book.part_of(sheet)).values():
        if relation.kind != "table" or not book.has(relation.target):
            continue
        # A table that cannot be edited is no reason to leave the cells beside it alone.
        with contextlib.suppress(Unsafe):
            table = _table(book, relation.target)
            top, left, _, right = table.area
            if table.heading_rows:
                found.append((top, left, top + table.heading_rows - 1, right))
    return found


def is_filtered(book: Book, sheet: str) -> bool:
    """Whether rows of a sheet are hidden by what somebody chose in a filter, its own or a table's."""
    own = book.sheet(sheet).outside("autoFilter")
    return any(b"filterColumn" in raw for raw in own) or any(
        b"filterColumn" in raw for table in of_sheet(book, sheet) for raw in table.document.elements("autoFilter")
    )


def of_book(book: Book) -> list[ExcelTable]:
    """The tables of all sheets of cells."""
    found: list[ExcelTable] = []
    for name in book.sheet_names():
        entry = book.entry(name)
        if entry is not None and entry.part and entry.kind == "worksheet":
            found += of_sheet(book, name)
    return found


def named(book: Book, sheet: str, name: str) -> ExcelTable:
    """A sheet's table by its name; Unsafe where there is none."""
    for table in of_sheet(book, sheet):
        if table.name.lower() == name.lower():
            return table
    raise Unsafe(f'"{sheet}" has no Excel Table "{name}".')


def _table(book: Book, part: str) -> ExcelTable:
    document = book.document(part, "table")
    attributes = document.root_attributes
    areas = refs.boxes(attributes.get("ref", ""))
    if not areas:
        raise Unsafe(f'The Excel Table "{attributes.get("displayName", "")}" does not say where it is.')
    headings = splice.number(attributes.get("headerRowCount"), 1)
    return ExcelTable(part, document, areas[0], headings, splice.number(attributes.get("totalsRowCount")))


def column_names(table: ExcelTable) -> list[str]:
    """The headings of a table's columns as its part has them."""
    return [splice.attributes(splice.start_tag(raw)).get("name", "") for raw in _columns(table)[1]]


def _columns(table: ExcelTable) -> tuple[bytes, list[bytes]]:
    """The element that lists the columns, and the columns in it."""
    found = table.document.elements("tableColumns")
    if not found:
        raise Unsafe(f'The Excel Table "{table.name}" does not list its columns.')
    inside = splice.inner(splice.cleaned(found[0]))[1]
    return found[0], [one.raw for one in splice.children(inside) if one.name]


def add_column(table: ExcelTable, heading: str, calculated: str | None) -> None:
    """Give a table one more column at its right; the cells themselves are set elsewhere.

    Raises:
        Unsafe: where its columns come from elsewhere, or the heading is there already.
    """
    document = table.document
    if document.root_attributes.get("tableType", "worksheet") != "worksheet":
        raise Unsafe(f'The columns of the Excel Table "{table.name}" come from elsewhere, so none is added to it.')
    element, columns = _columns(table)
    if heading.lower() in (name.lower() for name in column_names(table)):
        raise Unsafe(f'The Excel Table "{table.name}" already has a column "{heading}".')
    ids = [splice.number(splice.attribute(splice.start_tag(raw), "id")) for raw in columns]
    content = b""
    if calculated is not None:
        content = document.element("calculatedColumnFormula", {}, splice.text_xml(escaped(calculated)))
    attributes = {"id": str(max(ids, default=0) + 1), "name": _column_name(heading)}
    tag, inside, end = splice.inner(element)
    tag = splice.with_attributes(tag, {"count": str(len(columns) + 1)})
    document.set_elements("tableColumns", [tag + inside + document.element("tableColumn", attributes, content) + end])
    top, left, bottom, right = table.area
    set_area(table, (top, left, bottom, right + 1))


def set_area(table: ExcelTable, area: refs.Box) -> None:
    """Give a table another area, and its filter with it; a totals row stays outside the filter."""
    document = table.document
    document.set_root_attributes({"ref": refs.box_text(area)})
    filtered = (area[0], area[1], area[2] - table.totals_rows, area[3])
    elements = document.elements("autoFilter")
    if elements:
        filter_raw = splice.with_tag_attributes(elements[0], {"ref": refs.box_text(filtered)})
        document.set_elements("autoFilter", [filter_raw])
    sorts = document.elements("sortState")
    if sorts:
        document.set_elements("sortState", [_sort_within(sorts[0], table.area, filtered)])


def _sort_within(raw: bytes, old: refs.Box, filtered: refs.Box) -> bytes:
    """A table's remembered sort with the table's new last row; what is sorted by keeps its columns."""

    def ends_there(element: bytes) -> bytes:
        areas = refs.boxes(splice.attribute(splice.start_tag(element), "ref") or "")
        if not areas:
            return element
        top, left, bottom, right = areas[0]
        last = filtered[2] if bottom == old[2] or bottom > filtered[2] else bottom
        return splice.with_tag_attributes(element, {"ref": refs.box_text((top, left, max(top, last), right))})

    tag, inside, end = splice.inner(ends_there(raw))
    conditions = [ends_there(one.raw) if one.name else one.raw for one in splice.children(inside)]
    return tag + b"".join(conditions) + end


def set_last_row(book: Book, change: TableExtent) -> None:
    """Give a table a new last row.

    Raises:
        Unsafe: where a totals row, another table or a merged cell stands in the way.
    """
    table = named(book, change.sheet, change.table)
    top, left, bottom, right = table.area
    if bottom - table.totals_rows == change.last_row:
        return
    if table.totals_rows:
        raise Unsafe(f'The Excel Table "{table.name}" has a totals row in row {bottom}, so its last row stays.')
    if change.last_row < top + table.heading_rows:
        raise Unsafe(f'The Excel Table "{table.name}" must keep at least one row below its headings.')
    area = (top, left, change.last_row, right)
    refuse_overlap(book, change.sheet, area, table.name)
    set_area(table, area)


def refuse_overlap(book: Book, sheet: str, area: refs.Box, own: str) -> None:
    """Unsafe where another table, or a merged cell, would come to lie in a table's area."""
    for other in of_sheet(book, sheet):
        if other.name != own and _meet(other.area, area):
            raise Unsafe(f'The Excel Table "{other.name}" stands in the way at {refs.box_text(other.area)}.')
    for merge in book.sheet(sheet).merges():
        if _meet(merge, area):
            raise Unsafe(f"The merged cells {refs.box_text(merge)} stand in the way.")


def _meet(one: refs.Box, other: refs.Box) -> bool:
    """Whether two boxes share a cell."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def add_table(
    book: Book, sheet_part: str, name: str, area: refs.Box, headings: Sequence[str], buttons: int | None = None
) -> str:
    """Make a table part for a new sheet.

    Args:
        book: the workbook.
        sheet_part: the sheet's part.
        name: what the table is called, where no other is.
        area: its cells.
        headings: of its columns.
        buttons: how many columns have a filter's button, which hides what stands in a narrow one; None for all.

    Returns:
        The id of its relation.
    """
    tables = of_book(book)
    number = max([splice.number(one.document.root_attributes.get("id")) for one in tables], default=0) + 1
    taken = {one.name.lower() for one in tables} | {one.name.lower() for one in book.package.defined_names}
    free, count = name, 1
    while free.lower() in taken:
        count += 1
        free = f"{name}_{count}"
    columns = b"".join(
        b'<tableColumn id="%d" name="%s"/>' % (at, splice.attribute_xml(_column_name(heading)))
        for at, heading in enumerate(headings, 1)
    )
    ref = refs.box_text(area).encode("ascii")
    hidden = range(len(headings) if buttons is None else buttons, len(headings))
    filters = b"".join(b'<filterColumn colId="%d" hiddenButton="1"/>' % at for at in hidden)
    shown = splice.attribute_xml(free)
    content = (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        b'<table xmlns="%s" id="%d" name="%s" displayName="%s" ref="%s" totalsRowShown="0">'
        b'%s<tableColumns count="%d">%s</tableColumns>'
        b'<tableStyleInfo name="TableStyleLight1" showFirstColumn="0" showLastColumn="0" showRowStripes="0" '
        b'showColumnStripes="0"/></table>'
    ) % (book.main_namespace, number, shown, shown, ref, _filter(ref, filters), len(headings), columns)
    part = book.new_name("xl/tables/table{}.xml")
    book.put(part, content, _TYPE)
    return book.relate(sheet_part, "table", part)


def _filter(ref: bytes, columns: bytes) -> bytes:
    """A table's filter."""
    return b'<autoFilter ref="%s">%s</autoFilter>' % (ref, columns) if columns else b'<autoFilter ref="%s"/>' % ref


def _column_name(heading: str) -> str:
    """A heading as a table's part writes it: line breaks are escaped there."""
    return escaped(heading).replace("\n", "_x000a_")
