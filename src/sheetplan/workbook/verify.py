"""The last word before a file is handed over: everything that was not meant to change is as it was.

What is found here is our own mistake, never the reader's: hence RuntimeError.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from sheetplan.workbook import forget, overlay, refs
from sheetplan.workbook.cells import SheetPart
from sheetplan.workbook.changes import CellChange
from sheetplan.workbook.showing import Reader, Shown, shared_strings
from sheetplan.workbook.splice import Unsafe

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from sheetplan.workbook.book import Book
    from sheetplan.workbook.parts import Package

_SELECTED = re.compile(rb"""\stabSelected\s*=\s*["'][^"']*["']""")
Cell = tuple[str, int, int]
"""Sheet, row, column."""


class Intent:
    """What was meant to change, written down while the changes were carried out."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.cells: dict[Cell, Shown] = {}
        """What each of these cells must show."""
        self.rows: set[tuple[str, int]] = set()
        """Rows whose own attributes may change."""
        self.framed: set[str] = set()
        """Sheets on which more than cells may change."""
        self.viewed: set[str] = set()
        """Sheets that may be shown on opening now, or no longer."""
        self.shaded: set[str] = set()
        """Sheets on which overlays of ours may come or go."""
        self.forgotten = False
        """Whether shared strings that no cell shows are to be emptied."""
        self.listed = False
        """Whether sheets changed their places, or went."""


def check_parts(
    before: Package, after: Package, replaced: Mapping[str, bytes], added: Mapping[str, bytes], removed: Set[str]
) -> None:
    """Every untouched entry is the same to the byte; every touched one reads back and is XML.

    Raises:
        RuntimeError: where that is not so.
        Unsafe: where a touched part was no XML before.
    """
    wanted = [name for name in before.names if name not in removed] + list(added)
    if list(after.names) != wanted:
        raise RuntimeError("the written workbook does not hold the parts it should")
    written = {entry.name: entry for entry in after.entries}
    for entry in before.entries:
        if entry.name in removed or entry.name in replaced:
            continue
        other = written[entry.name]
        same = (entry.crc, entry.size, entry.method) == (other.crc, other.size, other.method)
        old = memoryview(before.data)[entry.start : entry.start + entry.packed]
        if not same or old != memoryview(after.data)[other.start : other.start + other.packed]:
            raise RuntimeError(f"the untouched part {entry.name} is not as it was")
    for name, content in [*replaced.items(), *added.items()]:
        if after.differs(name, content):
            raise RuntimeError(f"the part {name} does not read back as it was written")
        if not _sheet_there(before, name) and is_broken(content):
            _refuse_damaged(before, name)


def _sheet_there(before: Package, name: str) -> bool:
    """Whether a part is a sheet of the source: of these the rows that changed are looked at, with the cells."""
    return any(entry.part == name and entry.kind == "worksheet" for entry in before.sheets)


def _refuse_damaged(before: Package, name: str) -> None:
    """A part that is no XML: it was none before, or we broke it."""
    if not before.has(name) or not is_broken(before.read(name)):
        raise RuntimeError(f"the part {name} was not written as XML")
    # Some drawings of notes never were XML, and Excel reads them all the same.
    if not name.lower().endswith(".vml"):
        raise Unsafe(f'Its part "{name}" is damaged: it is no XML.')


def is_broken(content: bytes) -> bool:
    """Whether a part is no well-formed XML."""
    try:
        expat.ParserCreate().Parse(content, True)
    except (expat.ExpatError, ValueError):
        return True
    return False


def refuse_broken(name: str, content: bytes) -> None:
    """RuntimeError where a part was not written as well-formed XML."""
    if is_broken(content):
        raise RuntimeError(f"the part {name} was not written as XML")


def check_cells(
    before: Package, after: Package, touched: Mapping[str, bytes], book: Book, intent: Intent
) -> tuple[CellChange, ...]:
    """Compare every touched sheet, cell by cell, with what was meant to change.

    Args:
        before: the source.
        after: what was written.
        touched: the parts that were replaced or added, as they were read back.
        book: the workbook as it was edited.
        intent: what was meant to change.

    Returns:
        The cells that show something else now, in the order of sheets, rows and columns.

    Raises:
        RuntimeError: where a cell changed that was not meant to, or does not show what it should.
        Unsafe: where a row that would change was damaged before.
    """
    # No change ever gives a shared string another text, so both readers use those that were found already; that those
    # which were emptied are shown nowhere is looked at on its own.
    if _strings_part(before) in touched and not intent.forgotten:
        raise RuntimeError("the shared strings were written and were not meant to be")
    readers = (Reader(before, book.strings), Reader(after, book.strings))
    there = {entry.name for entry in before.sheets if str(entry.sheet_id) not in book.dropped_sheets}
    changes: list[CellChange] = []
    for entry in after.sheets:
        if entry.kind != "worksheet" or entry.part not in touched:
            continue
        new = SheetPart(touched[entry.part], entry.part, entry.name)
        old = book.opened.get(entry.name)
        if old is None and entry.name in there:
            raise RuntimeError(f"{entry.name} was written and was not meant to be")
        if old is not None and entry.name not in intent.framed and _frame(old, intent) != _frame(new, intent):
            raise RuntimeError(f"something beside the cells of {entry.name} changed")
        meant = {cell[1:]: value for cell, value in intent.cells.items() if cell[0] == entry.name}
        free = {cell[1:] for cell in book.allowed if cell[0] == entry.name}
        free_rows = {row for sheet, row in intent.rows | book.allowed_rows if sheet == entry.name}
        changes += _compare(entry.name, (old, new), readers, meant, free, free_rows)
    return tuple(changes)


def check_strings(before: Package, after: Package) -> None:
    """Of the shared strings, those are emptied that no cell shows, and no other is touched.

    Raises:
        RuntimeError: where that is not so.
    """
    old, new = shared_strings(before), shared_strings(after)
    if len(old) != len(new):
        raise RuntimeError("the shared strings are not as many as they were")
    shown: set[int] = set()
    for entry in after.sheets:
        if entry.part:
            shown |= forget.used_strings(after.read(entry.part))
    for index in range(len(old)):
        same = old.raw(index) == new.raw(index)
        if not same and (index in shown or new.text(index)):
            raise RuntimeError(f"the shared string {index} is shown somewhere and is not as it was")


def _frame(sheet: SheetPart, intent: Intent) -> tuple[bytes, bytes]:
    """What stands around a sheet's cells, but for what may change there."""
    head, tail = sheet.frame()
    if sheet.label in intent.viewed:
        head = _SELECTED.sub(b"", head)
    return head, overlay.without(tail) if sheet.label in intent.shaded else tail


def check_sheets(before: Package, after: Package, book: Book) -> None:
    """The sheets stand in their order, each with its own part and its own names, and one that is there is shown.

    Raises:
        RuntimeError: where that is not so.
    """
    if tuple(entry.name for entry in after.sheets) != book.sheet_names():
        raise RuntimeError("the sheets are not those that were meant to be there")
    there = {entry.name: entry for entry in before.sheets if str(entry.sheet_id) not in book.dropped_sheets}
    for entry in after.sheets:
        old = there.get(entry.name)
        if (
            old is not None
            and old.part
            and (entry.part, entry.state, entry.sheet_id)
            != (
                old.part,
                old.state,
                old.sheet_id,
            )
        ):
            raise RuntimeError(f"the sheet {entry.name} is not listed as it was")
    if _names(before, set(there) & set(book.sheet_names())) != _names(after, set(there)):
        raise RuntimeError("a name came to belong to another sheet")


def _names(package: Package, sheets: Set[str]) -> list[tuple[str, str | None, bool]]:
    """The defined names with the sheets that they belong to, of these sheets and of the whole workbook."""
    there = [entry.name for entry in package.sheets]
    found = []
    for one in package.defined_names:
        place = one.local_sheet
        owner = None if place is None else there[place] if place < len(there) else ""
        if owner is None or owner == "" or owner in sheets:
            found.append((one.name, owner, one.hidden))
    return found


def _compare(
    sheet: str,
    parts: tuple[SheetPart | None, SheetPart],
    readers: tuple[Reader, Reader],
    meant: Mapping[tuple[int, int], Shown],
    free: Set[tuple[int, int]],
    free_rows: Set[int],
) -> list[CellChange]:
    """One sheet before and after."""
    old, new = parts
    differing = old.differing_rows(new) if old else new.row_numbers()
    # Every other row is the source's own, to the byte; so this is as good as reading the whole sheet, and much quicker.
    if old is None or not is_broken(old.excerpt(differing)):
        refuse_broken(new.part, new.excerpt(differing))
    else:
        raise Unsafe(f'"{sheet}" is damaged: what stands in the rows that would change is no XML.')
    rows = {*differing, *(row for row, _ in meant)}
    wanted: dict[int, dict[int, Shown]] = {}
    for (row, column), value in meant.items():
        wanted.setdefault(row, {})[column] = value
    changes: list[CellChange] = []
    for row in sorted(rows):
        was, now = (old.cells(row) if old else {}), new.cells(row)
        if old and row not in free_rows and _own(old, row) != _own(new, row):
            raise RuntimeError(f"row {row} of {sheet} changed its look")
        here = wanted.get(row, {})
        for column in sorted({*was, *now, *here}):
            cell = refs.a1(row, column)
            same = was.get(column) == now.get(column)
            known = column in here or (row, column) in free
            if same and column not in here:
                continue
            if old and not same and not known:
                raise RuntimeError(f"{cell} of {sheet} changed and was not meant to")
            shows = readers[1].read(now.get(column))
            if column in here and not _equal(shows, here[column]):
                raise RuntimeError(f"{cell} of {sheet} shows {shows!r} and was meant to show {here[column]!r}")
            before = readers[0].shown(was.get(column))
            after = readers[1].dated(shows, now.get(column))
            if before != after:
                changes.append(CellChange(sheet, cell, before, after))
    return changes


def _own(sheet: SheetPart, row: int) -> dict[str, str]:
    """A row's attributes but for its number and the extent of its cells."""
    return {name: text for name, text in sheet.row_attributes(row).items() if name not in ("r", "spans")}


def _equal(found: Shown, meant: Shown) -> bool:
    """Whether a cell shows what it should; an empty text is nothing."""
    if found in (None, "") and meant in (None, ""):
        return True
    return found == meant and isinstance(found, bool) == isinstance(meant, bool)


def _strings_part(package: Package) -> str | None:
    """The name of the part that holds the shared strings."""
    return package.related(package.workbook_part, "sharedStrings")
