"""Areas of cells, and where each cell of moved records goes."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sheetplan.workbook import refs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sheetplan.workbook.changes import DropRow, MoveRecords, MoveRow

_CORNER = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9]\d{0,6})?")


class Area(NamedTuple):
    """A rectangle of cells, rows and columns counted from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def meets(self, other: Area) -> bool:
        """Whether the two have a cell in common."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def name(self) -> str:
        """As A1, or A1:B2."""
        return refs.box_text(self)

    def words(self) -> str:
        """As people say it: A1, or A1 to B2."""
        return self.name().replace(":", " to ")


class Spot(NamedTuple):
    """One cell of one sheet."""

    sheet: str
    row: int
    column: int


def area(text: str) -> Area | None:
    """What A1, $A$1, A1:B2, A:B or 1:2 means; None where it is none of them."""
    first, _, last = text.partition(":")
    ends = (_CORNER.fullmatch(first), _CORNER.fullmatch(last or first))
    if not first or ends[0] is None or ends[1] is None:
        return None
    columns = [refs.column_number(end[1]) if end[1] else None for end in ends if end]
    rows = [int(end[2]) if end[2] else None for end in ends if end]
    if (None in columns and None in rows) or (not last and (None in columns or None in rows)):
        return None
    top, bottom = sorted((rows[0] or 1, rows[1] or refs.MAX_ROW))
    left, right = sorted((columns[0] or 1, columns[1] or refs.MAX_COLUMN))
    return Area(top, left, bottom, right) if bottom <= refs.MAX_ROW and right <= refs.MAX_COLUMN else None


def areas(text: str) -> tuple[Area, ...]:
    """The areas that a list such as "A1:B2 D4" names; what is no area is passed over."""
    return tuple(found for part in text.split() if (found := area(part)) is not None)


def names(of: Iterable[Area]) -> str:
    """The areas as such a list."""
    return " ".join(one.name() for one in of)


def joined(cells: Iterable[tuple[int, int]]) -> tuple[Area, ...]:
    """Cells (row, column) as few areas: neighbours of a row become one, then equal stretches of rows that follow."""
    runs: list[Area] = []
    for row, column in sorted(set(cells)):
        last = runs[-1] if runs else None
        if last and last.top == row and last.right == column - 1:
            runs[-1] = last._replace(right=column)
        else:
            runs.append(Area(row, column, row, column))
    return stacked(runs)


def stacked(parts: Iterable[Area]) -> tuple[Area, ...]:
    """The same cells in fewer areas: those of the same columns that follow one another become one."""
    found: list[Area] = []
    for one in sorted(parts, key=lambda part: (part.left, part.right, part.top)):
        last = found[-1] if found else None
        if last and (last.left, last.right) == (one.left, one.right) and one.top <= last.bottom + 1:
            found[-1] = last._replace(bottom=max(last.bottom, one.bottom))
        else:
            found.append(one)
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Movement:
    """Where each cell of the moved records goes: the intended change, turned into questions it can answer."""

    sheet: str
    """The plan's sheet."""
    body: Area
    """The plan's body before the move."""
    moves: Mapping[tuple[str, int], MoveRow]
    """By sheet and row of the source."""
    targets: frozenset[tuple[str, int]]
    """Sheets and rows that something comes to."""
    extents: Mapping[str, Area] = field(default_factory=dict)
    """By sheet: the smallest area that holds every cell that goes or is overwritten."""
    changing: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """By sheet: the rows that something leaves or comes to, in order."""
    order: tuple[str, ...] = ()
    """All sheets of the workbook in the order of their tabs, as far as they are known."""
    drops: Mapping[tuple[str, int], tuple[int, ...]] = field(default_factory=dict)
    """Sheets and rows whose record leaves the workbook, with its columns."""

    @classmethod
    def of(cls, change: MoveRecords, order: tuple[str, ...] = ()) -> Movement:
        """The change as a movement; a row that goes to itself is left out."""
        moves = {
            (one.sheet, one.row): one for one in change.moves if (one.sheet, one.row) != (one.to_sheet, one.to_row)
        }
        body = Area(change.first_row, change.first_column, change.last_row, change.last_column)
        return cls(
            change.sheet,
            body,
            moves,
            frozenset((one.to_sheet, one.to_row) for one in moves.values()),
            _extents(change, moves.values()),
            _changing(moves.values(), change.drops),
            order,
            {(one.sheet, one.row): one.columns for one in change.drops},
        )

    @property
    def sources(self) -> tuple[tuple[str, int], ...]:
        """Sheets and rows from which a record goes, to another place or out of the workbook."""
        return (*self.moves, *self.drops)

    @property
    def sheets(self) -> tuple[str, ...]:
        """The sheets that change, the plan's first."""
        return tuple(sorted(self.extents, key=lambda name: (name != self.sheet, name)))

    def between(self, first: str, last: str) -> tuple[str, ...]:
        """The sheets that change of those from one tab to another; all of them where the tabs are not known."""
        places = {name.casefold(): place for place, name in enumerate(self.order)}
        ends = sorted((places.get(first.casefold(), 0), places.get(last.casefold(), len(places))))
        return tuple(one for one in self.sheets if ends[0] <= places.get(one.casefold(), ends[0]) <= ends[1])

    def rows(self, sheet: str) -> tuple[int, ...]:
        """The rows of a sheet that something leaves or comes to, in order."""
        return self.changing.get(sheet, ())

    def rows_of(self, sheet: str, one: Area) -> tuple[int, ...]:
        """Those of them that an area reaches over."""
        rows = self.rows(sheet)
        return rows[bisect_left(rows, one.top) : bisect_right(rows, one.bottom)]

    def emptied(self, sheet: str) -> tuple[int, ...]:
        """The rows of a sheet from which something goes and to which nothing comes."""
        return tuple(sorted(row for name, row in self.sources if name == sheet and (name, row) not in self.targets))

    def touches(self, sheet: str, one: Area) -> bool:
        """Whether an area holds a cell that goes or is overwritten."""
        extent = self.extents.get(sheet)
        if extent is None or not extent.meets(one):
            return False
        return bool(self.rows_of(sheet, one))

    def covers(self, sheet: str, one: Area) -> bool:
        """Whether an area holds the whole body, so that it means the same before and after."""
        rows = self.rows(sheet)
        top, bottom = (rows[0], rows[-1]) if rows else (1, 1)
        if sheet == self.sheet:
            top, bottom = min(top, self.body.top), max(bottom, self.body.bottom)
        return one.top <= top and bottom <= one.bottom and one.bottom > one.top

    def changes_meaning(self, sheet: str, one: Area) -> bool:
        """Whether a reference from elsewhere to this area would come to mean other records."""
        if not self.touches(sheet, one) or self.covers(sheet, one):
            return False
        # A row that was free and gets a record is no other record's: as if somebody had typed there.
        return any(name == sheet for name, _ in self.sources)

    def drops_whole(self, sheet: str, one: Area) -> bool:
        """Whether all of an area leaves the workbook."""
        rows, columns = range(one.top, one.bottom + 1), range(one.left, one.right + 1)
        if len(rows) > len(self.drops):
            return False
        return all((sheet, row) in self.drops and set(columns) <= set(self.drops[sheet, row]) for row in rows)

    def goes(self, spot: Spot) -> Spot | None:
        """Where a cell goes; itself where it stays; None where its content is dropped or overwritten."""
        extent = self.extents.get(spot.sheet)
        if extent is None or not extent.left <= spot.column <= extent.right:
            return spot
        one = self.moves.get((spot.sheet, spot.row))
        if one is not None:
            column = one.columns.get(spot.column)
            return None if column is None else Spot(one.to_sheet, one.to_row, column)
        overwritten = (spot.sheet, spot.row) in self.targets or (spot.sheet, spot.row) in self.drops
        return None if overwritten else spot

    def goes_whole(self, sheet: str, one: Area) -> tuple[str, Area] | None:
        """Where an area goes, if all of it keeps its shape; None where it falls apart."""
        first = self.goes(Spot(sheet, one.top, one.left))
        if first is None:
            return None
        down, across = first.row - one.top, first.column - one.left
        extent = self.extents.get(sheet, one)
        edge = max(min(one.right, extent.right + 1), one.left)
        for row in range(one.top, min(one.bottom, max(self.rows(sheet)[-1:], default=0) + 1) + 1):
            for column in {*range(one.left, edge + 1), one.right}:
                if self.goes(Spot(sheet, row, column)) != (first.sheet, row + down, column + across):
                    return None
        return first.sheet, Area(one.top + down, first.column, one.bottom + down, one.right + across)


def _changing(moves: Iterable[MoveRow], drops: Iterable[DropRow]) -> dict[str, tuple[int, ...]]:
    """By sheet: the rows that something leaves or comes to, in order."""
    rows: dict[str, set[int]] = {}
    for gone in drops:
        rows.setdefault(gone.sheet, set()).add(gone.row)
    for one in moves:
        rows.setdefault(one.sheet, set()).add(one.row)
        rows.setdefault(one.to_sheet, set()).add(one.to_row)
    return {sheet: tuple(sorted(found)) for sheet, found in rows.items()}


def _extents(change: MoveRecords, moves: Iterable[MoveRow]) -> dict[str, Area]:
    """By sheet: the area of the rows that change and of the columns that move there."""
    rows: dict[str, set[int]] = {}
    columns: dict[str, set[int]] = {}
    for gone in change.drops:
        rows.setdefault(gone.sheet, set()).add(gone.row)
        columns.setdefault(gone.sheet, set()).update(gone.columns)
    for one in moves:
        rows.setdefault(one.sheet, set()).add(one.row)
        rows.setdefault(one.to_sheet, set()).add(one.to_row)
        columns.setdefault(one.sheet, set()).update(one.columns)
        columns.setdefault(one.to_sheet, set()).update(one.columns.values())
    if change.sheet in columns:
        columns[change.sheet].update((change.first_column, change.last_column))
    return {
        name: Area(min(rows[name]), min(columns[name]), max(rows[name]), max(columns[name]))
        for name in rows
        if columns[name]
    }
