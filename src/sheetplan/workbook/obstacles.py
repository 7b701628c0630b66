"""What stands in the way of moving records: things on the sheet that no move can keep true, one sentence each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sheetplan.model import Obstacle
from sheetplan.workbook import belongings, comments, excel_tables, notes, refs, sharing, splice, values
from sheetplan.workbook.ranges import Area, Spot, area, areas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheetplan.workbook.book import Book
    from sheetplan.workbook.ranges import Movement

_ANCHOR = re.compile(rb"<(\w+:)?(?:twoCell|oneCell)Anchor\b.*?</(?:\w+:)?(?:twoCell|oneCell)Anchor\s*>", re.DOTALL)
_FROM = re.compile(rb"<(?:\w+:)?from>.*?<(?:\w+:)?col>\s*(\d+)\s*<.*?<(?:\w+:)?row>\s*(\d+)\s*<", re.DOTALL)
_LONGEST = 40
"""Characters of a cell's content that are quoted."""


def on_sheets(book: Book, movement: Movement) -> Iterator[Obstacle]:
    """All that stands in the way on the sheets themselves."""
    for sheet in movement.sheets:
        for found, fix in _KINDS.items():
            for sentence in found(book, movement, sheet):
                yield Obstacle(sentence, fix)


def _not_free(book: Book, movement: Movement, sheet: str) -> Iterator[str]:
    """Cells that something would come to although they hold something that stays."""
    part = book.sheet(sheet)
    noted = comments.noted(book, sheet)
    for one in movement.moves.values():
        if one.to_sheet != sheet or (sheet, one.to_row) in movement.moves or (sheet, one.to_row) in movement.drops:
            continue
        extent = movement.extents[sheet]
        columns = range(extent.left, extent.right + 1) if sheet == movement.sheet else one.columns.values()
        for column in sorted(columns):
            cell = refs.a1(one.to_row, column)
            held = values.read(part.cell(one.to_row, column), book.strings)
            if held not in (None, ""):
                text = " ".join(str(held).split())
                text = text if len(text) <= _LONGEST else text[: _LONGEST - 3].rstrip() + "..."
                yield f'Row {one.to_row} on {sheet} is not free: {cell} holds "{text}".'
            if Spot(sheet, one.to_row, column) in noted:
                yield f"Row {one.to_row} on {sheet} is not free: {cell} has a note."


def _totals(book: Book, movement: Movement, sheet: str) -> Iterator[str]:
    """Totals and heading rows of Excel Tables that something would come to."""
    rows = sorted(row for name, row in movement.targets if name == sheet)
    for table in excel_tables.of_sheet(book, sheet):
        top, left, bottom, right = table.area
        kinds = dict.fromkeys(range(top, top + table.heading_rows), "heading")
        kinds |= dict.fromkeys(range(bottom - table.totals_rows + 1, bottom + 1), "totals")
        for row in rows:
            if row in kinds and movement.touches(sheet, Area(row, left, row, right)):
                what = f'a {kinds[row]} row of the Excel Table "{table.name}"'
                yield f"Row {row} on {sheet} is not free: it is {what}."


def _merged(book: Book, movement: Movement, sheet: str) -> Iterator[str]:
    """Merged cells that belong to more than one record."""
    for box in book.sheet(sheet).merges():
        one = Area(*box)
        apart = movement.touches(sheet, one) and movement.goes_whole(sheet, one) is None
        if apart and not movement.drops_whole(sheet, one):
            yield f"{one.words()} on {sheet} are merged into one cell that does not belong to one record alone."


def _filling(book: Book, movement: Movement, sheet: str) -> Iterator[str]:
    """Formulas that fill several cells at once."""
    for one in sharing.of_sheet(book.sheet(sheet)):
        here = Area(one.row, one.column, one.row, one.column)
        filled = one.extent or here
        if one.fills_others and (movement.touches(sheet, filled) or movement.touches(sheet, here)):
            yield f"The formula in {one.cell} on {sheet} fills {filled.words()} at once."


def _anchored(book: Book, movement: Movement, sheet: str) -> Iterator[str]:
    """Pictures, charts, shapes and controls that are fixed to a cell of a moving row."""
    places: list[tuple[int, int, str]] = []
    drawing = book.related(book.part_of(sheet), "drawing")
    for found in _ANCHOR.finditer(book.read(drawing)) if drawing else ():
        start = _FROM.search(found.group())
        if start is not None:
            places.append((int(start[2]) + 1, int(start[1]) + 1, _what(found.group())))
    old = comments.drawing_of(book, sheet)
    if old is not None:
        places += [(row, column, "button or other control") for row, column, _ in notes.shape_areas(book.read(old))]
    for row, column, what in places:
        if movement.touches(sheet, Area(row, column, row, column)):
            yield f"A {what} on {sheet} is fixed to {refs.a1(row, column)} and would not move with its record."


def _what(anchor: bytes) -> str:
    """What a drawing's anchor holds."""
    if re.search(rb"<(?:\w+:)?pic\b", anchor):
        return "picture"
    if re.search(rb"<(?:\w+:)?slicer\b", anchor):
        return "slicer"
    return "chart" if re.search(rb"<(?:\w+:)?graphicFrame\b", anchor) else "shape"


def _drawn_notes(book: Book, movement: Movement, sheet: str) -> Iterator[str]:
    """Notes with a picture that would have to go to another sheet."""
    name = comments.drawing_of(book, sheet)
    for cell in sorted(notes.pictures(book.read(name), sheet)) if name else ():
        there = movement.goes(cell)
        if there is not None and there.sheet != sheet:
            yield (
                f"The note in {refs.a1(cell.row, cell.column)} on {sheet} shows a picture, "
                f"which cannot go to {there.sheet} with it."
            )


def _rules(book: Book, movement: Movement, sheet: str) -> Iterator[str]:
    """Sparklines of records, and formats of a single record that cannot go to another sheet."""
    part = book.sheet(sheet)
    for raw in part.outside("conditionalFormatting"):
        place = splice.attribute(splice.start_tag(raw), "sqref") or ""
        there = _leaves(movement, sheet, place)
        if there is not None:
            here = Spot(sheet, *belongings.corner(areas(place)))
            moved = belongings.followed(raw, here, there, movement)
            if moved is None or any(b"!" in found[2] for found in belongings.FORMULA.finditer(moved)):
                yield (
                    f"The conditional format of {place} on {sheet} looks at other cells, "
                    f"so it cannot go to {there.sheet} with its record."
                )
    for found in belongings.EXTENDED.finditer(b"".join(part.outside("extLst"))):
        listed = belongings.SQREF.search(found.group())
        place = listed[2].decode() if listed else ""
        if found[2] == b"sparkline":
            cell = area(place)
            if cell is not None and movement.touches(sheet, cell):
                yield f"The sparkline in {place} on {sheet} would not move with its record."
        elif found[2] == b"conditionalFormatting" and (leaves := _leaves(movement, sheet, place)):
            yield f"The conditional format of {place} on {sheet} cannot go to {leaves.sheet} with its record."


def _leaves(movement: Movement, sheet: str, place: str) -> Spot | None:
    """Where a rule of a single record starts on the sheet that the record goes to."""
    before = areas(place)
    if not before or not belongings.is_alone(before):
        return None
    now = belongings.after(movement, sheet, before) or {}
    return next((Spot(name, *belongings.corner(parts)) for name, parts in now.items() if name != sheet and parts), None)


_KINDS = {
    _not_free: "Move what stands there to another place.",
    _totals: "Insert rows into the Table above its totals row, or take the totals row away.",
    _merged: "Take the merging away (Home, Merge & Center), and write into each row what holds for it.",
    _filling: "Give each of these cells a formula of its own.",
    _anchored: "Move it beside or above the plan.",
    _drawn_notes: "Take the picture out of the note.",
    _rules: "Delete it, or let it begin beside the plan; a conditional format may also cover the whole column.",
}
"""What is looked for, in this order, and how people take it out of the way."""
