"""Values and looks in single cells: what may be set there, and what must be left alone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sheetplan.workbook import excel_tables, refs, splice, values
from sheetplan.workbook.splice import Unsafe

if TYPE_CHECKING:
    from sheetplan.model import Value
    from sheetplan.workbook.book import Book
    from sheetplan.workbook.cells import SheetPart
    from sheetplan.workbook.changes import SetCell, Style


def put_value(book: Book, sheet: str, row: int, column: int, value: Value, style: Style | None) -> None:
    """Put a value into a cell that holds no formula."""
    part = book.sheet(sheet)
    refuse_fixed(part, row, column)
    _refuse_pivot(book, sheet, row, column)
    old = part.cell(row, column)
    raw = values.cell_xml(part.prefix, value, book.date1904)
    number = style_number(book, part, row, column, style)
    if _same(book, old, value) and number == values.style_of(old):
        return
    part.set_cell(row, column, values.with_style(raw, number) if number else raw)


def set_cell(book: Book, change: SetCell) -> None:
    """Carry out a change to one cell.

    Raises:
        Unsafe: where that would harm a formula or merged cell; nothing is changed then.
    """
    sheet = book.sheet(change.sheet)
    row, column = change.row, change.column
    refuse_fixed(sheet, row, column)
    _refuse_pivot(book, change.sheet, row, column)
    old = sheet.cell(row, column)
    _refuse_heading(book, change, old)
    formula = sheet.formula(old) if old else None
    if formula is None and change.formula is None:
        put_value(book, change.sheet, row, column, change.value, change.style)
    elif formula is None or change.overwrite or change.formula is not None:
        _set_formula(book, sheet, change, old, formula)
    elif old is not None:
        _refresh(book, sheet, change, old, formula)


def _set_formula(book: Book, sheet: SheetPart, change: SetCell, old: bytes | None, formula: bytes | None) -> None:
    """Put a formula in, or a value in a formula's place."""
    row, column = change.row, change.column
    if formula is not None:
        _refuse_master(sheet, change, formula)
    plain = formula is not None and splice.attribute(splice.start_tag(formula), "t") in (None, "normal")
    there = values.plain(splice.inner(formula)[1]) if formula is not None and plain else None
    raw = values.cell_xml(sheet.prefix, change.value, book.date1904, formula=change.formula)
    number = style_number(book, sheet, row, column, change.style)
    if (
        change.formula is not None
        and there == values.escaped(change.formula)
        and _same(book, old, change.value)
        and number == values.style_of(old)
    ):
        return
    sheet.set_cell(row, column, values.with_style(raw, number) if number else raw)
    if formula is not None and change.formula is None:
        book.drop_from_chain(change.sheet, row, column)


def _refresh(book: Book, sheet: SheetPart, change: SetCell, old: bytes, formula: bytes) -> None:
    """Give a formula a new cached result; the formula stays."""
    raw = old
    if not _same(book, old, change.value):
        raw = values.refreshed(sheet.prefix, old, formula, change.value, book.date1904)
    if change.style is not None:
        number = style_number(book, sheet, change.row, change.column, change.style)
        raw = raw if number == values.style_of(raw) else values.with_style(raw, number)
    if raw is not old:
        sheet.set_cell(change.row, change.column, raw)


def refuse_fixed(sheet: SheetPart, row: int, column: int) -> None:
    """Unsafe where a cell is part of something larger that a value of its own would break."""
    cell = f'{refs.a1(row, column)} of "{sheet.label}"'
    for area in sheet.fixed_areas():
        if refs.holds(area, row, column):
            raise Unsafe(f"{cell} belongs to an array formula or data table over {refs.box_text(area)}.")
    merge = sheet.merge_at(row, column)
    if merge is not None and (row, column) != merge[:2]:
        raise Unsafe(f"{cell} lies inside the merged cells {refs.box_text(merge)}.")


def _refuse_pivot(book: Book, sheet: str, row: int, column: int) -> None:
    """Unsafe where the next refresh of a pivot table would write over the cell."""
    for area in book.pivots(sheet):
        if refs.holds(area, row, column):
            raise Unsafe(f'{refs.a1(row, column)} of "{sheet}" belongs to a pivot table over {refs.box_text(area)}.')


def _refuse_heading(book: Book, change: SetCell, old: bytes | None) -> None:
    """Unsafe where a table would have one heading on the sheet and another in its own part."""
    for area in excel_tables.headings(book, change.sheet):
        if refs.holds(area, change.row, change.column) and not _same(book, old, change.value):
            cell = refs.a1(change.row, change.column)
            raise Unsafe(f'{cell} of "{change.sheet}" is a heading of an Excel Table, so its words stay.')


def _refuse_master(sheet: SheetPart, change: SetCell, formula: bytes) -> None:
    """Unsafe where other cells take their formula from this one."""
    tag = splice.start_tag(formula)
    areas = refs.boxes(splice.attribute(tag, "ref") or "")
    shares = splice.attribute(tag, "t") == "shared" and bool(splice.inner(formula)[1])
    if shares and areas and areas[0][:2] != areas[0][2:]:
        cell = refs.a1(change.row, change.column)
        raise Unsafe(f'Other cells take their formula from {cell} of "{sheet.label}", so it is not overwritten.')


def _same(book: Book, old: bytes | None, value: Value) -> bool:
    """Whether a cell already shows a value, as text, number or truth."""
    shown = values.read(old, book.strings)
    wanted = as_shown(value, book.date1904)
    if isinstance(shown, str) and splice.attribute(splice.start_tag(old or b""), "t") in ("e", "d"):
        return False
    return shown == wanted and isinstance(shown, bool) == isinstance(wanted, bool)


def as_shown(value: Value, date1904: bool) -> str | int | float | bool | None:
    """A value as reading a cell gives it: dates counted, an empty text as nothing, line ends as one sign."""
    if isinstance(value, date):
        return values.serial(value, date1904)
    if isinstance(value, str):
        return values.unescaped(values.escaped(value)) or None
    return value


def style_number(book: Book, sheet: SheetPart, row: int, column: int, style: Style | None) -> int:
    """The place in cellXfs of a cell's style after a change; without one, that which it shows now."""
    if style is None:
        return current_style(sheet, row, column)
    base = 0 if style.like is None else current_style(sheet, *style.like)
    return book.styles.cell_style(style, base)


def current_style(sheet: SheetPart, row: int, column: int) -> int:
    """The place in cellXfs that a cell shows: its own, its row's or its column's."""
    raw = sheet.cell(row, column)
    if raw is not None:
        return values.style_of(raw)
    attributes = sheet.row_attributes(row)
    if attributes.get("customFormat") in ("1", "true"):
        return splice.number(attributes.get("s"))  # a row's own format is the default one where none is named
    return sheet.column_style(column)
