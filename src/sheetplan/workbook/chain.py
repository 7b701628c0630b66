"""The workbook's list of formulas in the order of their calculation: entries of formulas that are gone go too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetplan.workbook import refs, splice

if TYPE_CHECKING:
    from sheetplan.workbook.book import Book


def drop(book: Book) -> None:
    """Take out the entries of the cells that lost their formulas; the whole part where none is left."""
    workbook = book.package.workbook_part
    part = book.related(workbook, "calcChain")
    gone = {(_sheet_id(book, sheet), refs.a1(row, column)) for sheet, row, column in book.dropped_from_chain}
    if part is None or not (gone or book.dropped_sheets):
        return
    document = book.document(part, "calcChain")
    kept: list[bytes] = []
    sheet = "0"
    written = "0"
    elements = document.elements("c")
    for raw in elements:
        attributes = splice.attributes(splice.start_tag(raw))
        # An entry without a sheet's number is on the same sheet as the entry before it.
        sheet = attributes.get("i", sheet)
        if sheet in book.dropped_sheets or (sheet, attributes.get("r", "")) in gone:
            continue
        if "i" not in attributes and sheet != written:
            raw = splice.with_tag_attributes(raw, {"i": sheet})
        written = sheet
        kept.append(raw)
    if kept:
        if len(kept) != len(elements):
            document.set_elements("c", kept)
        return
    book.remove(part)
    for relation in book.relations(workbook).values():
        if relation.target == part and not relation.external:
            book.unrelate(workbook, relation.id)


def _sheet_id(book: Book, sheet: str) -> str:
    """A sheet's number in the list."""
    entry = book.entry(sheet)
    return str(entry.sheet_id) if entry else ""
