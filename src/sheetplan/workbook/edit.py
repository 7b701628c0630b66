"""The one way in: intended changes in, a verified file and a receipt out."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sheetplan.model import Obstacle, SheetplanError
from sheetplan.workbook import (
    adding,
    chain,
    colouring,
    excel_tables,
    fitting,
    forget,
    opening,
    overlay,
    parts,
    properties,
    records,
    refs,
    removing,
    splice,
    styling,
    tabs,
    values,
    verify,
    viewtabs,
)
from sheetplan.workbook.book import Book
from sheetplan.workbook.changes import (
    AddColumn,
    AddTab,
    Change,
    ColourWords,
    FitRow,
    ForgetUnused,
    MoveRecords,
    Overlay,
    PartChange,
    PutView,
    Receipt,
    Refused,
    RemoveOverlays,
    RemoveTab,
    SetCell,
    SetProperties,
    TableExtent,
)
from sheetplan.workbook.parts import Package
from sheetplan.workbook.save import write
from sheetplan.workbook.showing import Shown
from sheetplan.workbook.splice import Unsafe

if TYPE_CHECKING:
    from pathlib import Path

    from sheetplan.model import Value

__all__ = ["Edited", "PartChange", "Receipt", "apply", "edit"]

_ORDER = (
    *(RemoveOverlays, RemoveTab, AddTab, AddColumn, MoveRecords, TableExtent, SetCell, FitRow, ColourWords),
    *(Overlay, PutView, SetProperties, ForgetUnused),
)
"""Kinds of changes in the order in which they are carried out: what goes makes room, records can move to a new tab.

What only shows the rest comes last, so that all else is to the byte what it would be without.
"""
_SAVE_AGAIN = "Open it in Excel and save it again as an Excel Workbook (.xlsx)."


@dataclass(frozen=True, slots=True)
class Edited:
    """A finished workbook that nobody has written yet."""

    data: bytes
    """The file; the source's own bytes where nothing had to change."""
    receipt: Receipt
    """What was done, and what was not and why."""
    source: bytes
    """The source's bytes as they were read."""


def edit(source: Path, target: Path, changes: Sequence[Change]) -> Receipt:
    """Carry out changes on a workbook, verify the result, and put it in place in one step.

    Args:
        source: the workbook; it is only read, unless it is the target too.
        target: where the result goes; a file that is there is replaced. It is whole at every moment: as it was, or as
            it should be. Where nothing had to change it becomes the source to the byte, and the source itself is left
            alone.
        changes: what is intended. Positions are those that hold when all is done: records move before cells are set.

    Returns:
        What was done, part by part and cell by cell, and what was not and why.

    Raises:
        SheetplanError: the source is no workbook that can be edited, or was changed by somebody meanwhile, or the
            target cannot be written. The target is then as it was.
        RuntimeError: the result was not what was intended: then we are wrong, and nothing was written.
    """
    edited = apply(source, changes)
    same = target.exists() and target.samefile(source)
    if not (same and edited.receipt.parts == ()):
        if same and source.read_bytes() != edited.source:
            raise SheetplanError(
                f"{source.name} was changed by somebody while it was being edited; their changes are in it and "
                "nothing else was done.",
                "Try again.",
            )
        write(edited.data, target)
    return edited.receipt


def apply(source: Path, changes: Sequence[Change]) -> Edited:
    """Carry out changes on a workbook and verify the result; nothing is written to disk.

    Args:
        source: the workbook, which is only read.
        changes: what is intended. Positions are those that hold when all is done: records move before cells are set.

    Raises:
        SheetplanError: where the file is no workbook that can be edited.
        RuntimeError: where the result is not what was intended: then we are wrong, and it must not be used.
    """
    package = Package.open(source)
    if package.signed and changes:
        raise SheetplanError(
            f"{package.label} bears a digital signature, which any change would break.",
            "Take the signature away in Excel (File, Info, View Signatures), or work on a copy without it.",
        )
    book = Book(package)
    try:
        book.refuse_uneditable()
        session = _Session(book)
        for change in session.in_order(changes):
            session.carry_out(change)
        return _finish(book, session)
    except Unsafe as reason:
        raise SheetplanError(f"{package.label} cannot be edited safely. {reason}", _SAVE_AGAIN) from reason


def in_the_way(source: Path, changes: Sequence[Change]) -> tuple[Obstacle, ...]:
    """All that keeps the records among these changes from being moved; nothing is written.

    Raises:
        SheetplanError: the file is no workbook that can be edited.
    """
    session = _Session(Book(Package.open(source)))
    found: list[Obstacle] = []
    for change in session.in_order(changes):
        if isinstance(change, MoveRecords):
            found += session.in_the_way(change)
            break
        session.carry_out(change)
    return (*(Obstacle(refused.reason) for refused in session.refused if isinstance(refused.change, AddTab)), *found)


def _finish(book: Book, session: _Session) -> Edited:
    """Write the package, compare it with the source, and make out the receipt."""
    package = book.package
    refused = tuple(session.refused)
    chain.drop(book)
    if book.settle_sheets():
        _recalculate_on_load(book)
    if session.intent.forgotten:
        forget.unused(book)
    replaced, added, removed = book.changed_parts()
    if not replaced and not added and not removed:
        return Edited(package.data, Receipt((), (), refused), package.data)
    target = io.BytesIO()
    parts.write(package, target, replaced, added, removed)
    written = Package(target.getvalue(), package.path)
    verify.check_parts(package, written, replaced, added, removed)
    cells = verify.check_cells(package, written, replaced | added, book, session.intent)
    if session.intent.forgotten:
        verify.check_strings(package, written)
    if session.intent.listed:
        verify.check_sheets(package, written, book)
    what = [PartChange(name, "changed") for name in package.names if name in replaced]
    what += [PartChange(name, "added") for name in added]
    what += [PartChange(name, "removed") for name in package.names if name in removed]
    return Edited(written.data, Receipt(tuple(what), cells, refused), package.data)


def _recalculate_on_load(book: Book) -> None:
    """Programs work out every formula again when they open the file."""
    workbook = book.workbook
    found = workbook.elements("calcPr")
    element = found[0] if found else workbook.element("calcPr", {})
    workbook.set_elements("calcPr", [splice.with_tag_attributes(element, {"fullCalcOnLoad": "1"})])


class _Session:
    """Changes being carried out one after another, with what was intended written down for the comparison."""

    def __init__(self, book: Book) -> None:
        self.intent = verify.Intent()
        self.refused: list[Refused] = []
        self._book = book
        self._columns: set[tuple[str, int]] = set()
        """Columns that could not be added: nothing goes into them."""
        self._rows: set[tuple[str, int]] = set()
        """Rows of records that could not be moved: what was meant for them would be on the wrong ones."""
        self._added: frozenset[str] = frozenset()
        """Sheets that are to be added."""
        self._stay: dict[str, str] = {}
        """Sheets that cannot be taken out, and why."""
        self._do: dict[type, Callable[[Any], None]] = {
            RemoveOverlays: self._remove_overlays,
            RemoveTab: self._remove_tab,
            AddTab: self._add_tab,
            PutView: self._put_view,
            AddColumn: self._add_column,
            MoveRecords: self._move,
            TableExtent: self._extend,
            SetCell: self._set_cell,
            FitRow: self._fit,
            ColourWords: self._colour,
            Overlay: self._shade,
            SetProperties: self._set_properties,
            ForgetUnused: self._forget,
        }

    def in_order(self, changes: Sequence[Change]) -> list[Change]:
        """Changes in the order in which they are carried out; of sheets that go, the one that is shown goes last."""
        names = [change.name for change in changes if isinstance(change, RemoveTab)]
        sheets = self._book.sheet_names()
        shown = sheets[min(opening.shown_place(self._book), len(sheets) - 1)] if names else None
        if names:
            self._stay = removing.refusals(self._book, names)
        self._added = frozenset(change.name for change in changes if isinstance(change, AddTab))
        return sorted(
            changes,
            key=lambda one: (_ORDER.index(type(one)), isinstance(one, RemoveTab) and one.name == shown),
        )

    def carry_out(self, change: Change) -> None:
        """Carry out one change, or note why not."""
        try:
            if isinstance(change, SetCell | FitRow):  # done in one step, or not at all: there is nothing to undo
                self._do[type(change)](change)
            else:
                with self._book.trial():
                    self._do[type(change)](change)
        except Unsafe as reason:
            self.refused.append(Refused(change, str(reason)))
            if isinstance(change, AddColumn):
                self._columns.add((change.sheet, change.column))
            elif isinstance(change, MoveRecords):
                self._rows |= _rows_of(change)

    def in_the_way(self, change: MoveRecords) -> tuple[Obstacle, ...]:
        """All that keeps these records from being moved; nothing if the tab they would go to could not be made."""
        if any(isinstance(refused.change, AddTab) for refused in self.refused):
            return ()
        return records.in_the_way(self._book, change)

    def _set_cell(self, change: SetCell) -> None:
        if (change.sheet, change.column) in self._columns:
            raise Unsafe(f'Column {refs.letters(change.column)} could not be added to "{change.sheet}".')
        if (change.sheet, change.row) in self._rows:
            raise Unsafe(f'The records of "{change.sheet}" could not be moved, so row {change.row} was left.')
        styling.set_cell(self._book, change)
        self._mean(change.sheet, change.row, change.column, change.value)

    def _mean(self, sheet: str, row: int, column: int, value: Value) -> None:
        self.intent.cells[sheet, row, column] = styling.as_shown(value, self._book.date1904)

    def _add_tab(self, change: AddTab) -> None:
        self._viewed(tabs.add_tab(self._book, change, self._added))
        self._mean_all(change)

    def _mean_all(self, change: AddTab | PutView) -> None:
        """Each cell of a sheet of ours is meant."""
        for row, cells in enumerate(change.rows, 1):
            for column, cell in enumerate(cells, 1):
                if cell is not None:
                    self._mean(change.name, row, column, cell.value)

    def _put_view(self, change: PutView) -> None:
        viewtabs.put_view(self._book, change)
        self.intent.listed = True
        self._mean_all(change)

    def _remove_tab(self, change: RemoveTab) -> None:
        if change.name in self._stay:
            raise Unsafe(self._stay[change.name])
        self._viewed(removing.remove_tab(self._book, change.name))

    def _viewed(self, sheets: Sequence[str]) -> None:
        """Sheets changed their places, and of these one is shown now or no longer."""
        self.intent.viewed |= set(sheets)
        self.intent.listed = True

    def _remove_overlays(self, _: RemoveOverlays) -> None:
        self.intent.shaded |= set(overlay.remove(self._book))

    def _shade(self, change: Overlay) -> None:
        if any((change.sheet, column) in self._columns for _, column, _ in change.cells):
            raise Unsafe(f'A column to be shaded could not be added to "{change.sheet}".')
        overlay.shade(self._book, change)
        self.intent.shaded.add(change.sheet)

    def _add_column(self, change: AddColumn) -> None:
        adding.add_column(self._book, change)
        self.intent.framed.add(change.sheet)
        self._mean(change.sheet, change.heading_row, change.column, change.heading)

    def _move(self, change: MoveRecords) -> None:
        meant = self._after_moving(change)
        obstacle = records.move(self._book, change)
        if obstacle is not None:
            raise Unsafe(obstacle)
        self.intent.cells |= meant
        self.intent.rows |= _rows_of(change)
        self.intent.framed |= {change.sheet} | {one for move in change.moves for one in (move.sheet, move.to_sheet)}
        self.intent.framed |= {gone.sheet for gone in change.drops}

    def _after_moving(self, change: MoveRecords) -> dict[verify.Cell, Shown]:
        """What the cells that take part in a move must show afterwards."""
        book = self._book
        left: dict[verify.Cell, Shown] = {}
        arrived: dict[verify.Cell, Shown] = {}
        for move in change.moves:
            sheet = book.sheet(move.sheet)
            for column, to_column in move.columns.items():
                shown = values.read(sheet.cell(move.row, column), book.strings)
                left[move.sheet, move.row, column] = None
                arrived[move.to_sheet, move.to_row, to_column] = shown
        left |= {(gone.sheet, gone.row, column): None for gone in change.drops for column in gone.columns}
        return left | arrived

    def _extend(self, change: TableExtent) -> None:
        excel_tables.set_last_row(self._book, change)

    def _fit(self, change: FitRow) -> None:
        fitting.fit_row(self._book, change)

    def _colour(self, change: ColourWords) -> None:
        for area in (one for text in change.ranges for one in refs.boxes(text)):
            if any((change.sheet, column) in self._columns for column in range(area[1], area[3] + 1)):
                raise Unsafe(f'A column of {refs.box_text(area)} could not be added to "{change.sheet}".')
        colouring.colour_words(self._book, change)
        self.intent.framed.add(change.sheet)

    def _set_properties(self, change: SetProperties) -> None:
        properties.set_properties(self._book, change)

    def _forget(self, _: ForgetUnused) -> None:
        forget.refuse(self._book, self.intent.framed)
        self.intent.forgotten = True


def _rows_of(change: MoveRecords) -> set[tuple[str, int]]:
    """The rows that records leave or come to."""
    return set(change.sources()) | {(move.to_sheet, move.to_row) for move in change.moves}
