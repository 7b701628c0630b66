"""What a sheet marks cells with, and what goes with their records: errors passed over, watches, who may type there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sheetplan.workbook import belongings, lists, refs, splice
from sheetplan.workbook.ranges import Spot, area, areas, names

if TYPE_CHECKING:
    from sheetplan.workbook.book import Book
    from sheetplan.workbook.ranges import Movement

_LISTS = (("ignoredErrors", "ignoredError"), ("protectedRanges", "protectedRange"), ("cellWatches", "cellWatch"))
Arriving = list[tuple[str, bytes]]
"""Sheet, and the mark as it must stand there."""


def move(book: Book, movement: Movement) -> None:
    """Let the marks of single records follow them, on every sheet that changes."""
    for outer, inner in _LISTS:
        arriving: Arriving = []
        for sheet in movement.sheets:
            lists.rebuild(book.sheet(sheet), outer, inner, partial(_moved, book, movement, sheet, arriving))
        for sheet, raw in arriving:
            part = book.sheet(sheet)
            taken = {
                splice.attribute(splice.start_tag(one.raw), "name")
                for listed in part.outside(outer)
                for one in lists.children(listed)
            }
            lists.append(part, outer, [_named_apart(raw, taken)])


def _moved(book: Book, movement: Movement, sheet: str, arriving: Arriving, raw: bytes) -> bytes | None:
    """A mark where it stands after the move; None where it left the sheet."""
    watched = area(splice.attribute(splice.start_tag(raw), "r") or "")
    if watched is not None:
        there = movement.goes(Spot(sheet, watched.top, watched.left))
        return None if there is None else _watched(book, sheet, there, arriving, raw)
    before = areas(splice.attribute(splice.start_tag(raw), "sqref") or "")
    now = belongings.after(movement, sheet, before) if before else None
    if now is None:
        return raw
    for name, parts in now.items():
        if name != sheet and parts:
            adopted = book.sheet(name).adopt(raw, book.sheet(sheet))
            arriving.append((name, splice.with_tag_attributes(belongings.unmarked(adopted), {"sqref": names(parts)})))
    return splice.with_tag_attributes(raw, {"sqref": names(now[sheet])}) if now[sheet] else None


def _watched(book: Book, sheet: str, there: Spot, arriving: Arriving, raw: bytes) -> bytes | None:
    """A cell that somebody watches, in its new place."""
    moved = splice.with_tag_attributes(raw, {"r": refs.a1(there.row, there.column)})
    if there.sheet == sheet:
        return moved
    arriving.append((there.sheet, book.sheet(there.sheet).adopt(moved, book.sheet(sheet))))
    return None


def _named_apart(raw: bytes, taken: set[str | None]) -> bytes:
    """A mark whose name, if it has one, no other on its sheet bears."""
    name = splice.attribute(splice.start_tag(raw), "name")
    free, number = name, 1
    while name is not None and free in taken:
        number += 1
        free = f"{name}_{number}"
    return raw if free == name else splice.with_tag_attributes(raw, {"name": free})
