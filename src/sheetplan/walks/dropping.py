"""Tables of a workbook out of which records are taken: what stays moves up, the rest goes with all that is its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sheetplan.model import Plan, TabRead, Value, is_blank, letters
from sheetplan.walks import arrange
from sheetplan.workbook import look, read, sharing, tables
from sheetplan.workbook.cells import SheetPart
from sheetplan.workbook.changes import DropRow, MoveRecords, MoveRow
from sheetplan.workbook.sheets import Workbook, cell

Rows = tuple[int, ...]
"""The sheet rows of one record."""


@dataclass(frozen=True)
class Table:
    """A table with what stays of it."""

    sheet: str
    columns: tuple[int, ...]
    """All that belong to its rows."""
    rows: tuple[tuple[Rows, bool], ...]
    """Its rows in order, record by record, and whether each stays."""
    first_row: int
    """The first row below its headings."""
    table: str | None = None
    """Its Excel Table's name."""
    table_last_row: int | None = None
    """That Table's last row."""

    @property
    def gone(self) -> tuple[int, ...]:
        """The sheet rows whose records leave."""
        return tuple(row for rows, stays in self.rows if not stays for row in rows)

    @property
    def places(self) -> dict[int, int]:
        """For each sheet row that stays: where it stands afterwards."""
        kept = [row for rows, stays in self.rows if stays for row in rows]
        first = self.rows[0][0][0] if self.rows else self.first_row
        return dict(zip(kept, range(first, first + len(kept)), strict=True))

    @property
    def emptied(self) -> tuple[int, ...]:
        """The sheet rows that hold nothing afterwards."""
        used = set(self.places.values())
        return tuple(row for rows, _ in self.rows for row in rows if row not in used)

    def change(self) -> MoveRecords | None:
        """The same as a change to the workbook; None where all of it stays."""
        if not self.gone:
            return None
        within = {column: column for column in self.columns}
        last = max(row for rows, _ in self.rows for row in rows)
        return MoveRecords(
            sheet=self.sheet,
            first_row=self.first_row,
            last_row=last,
            first_column=self.columns[0],
            last_column=self.columns[-1],
            moves=tuple(
                MoveRow(self.sheet, row, self.sheet, to, within) for row, to in self.places.items() if row != to
            ),
            drops=tuple(DropRow(self.sheet, row, self.columns) for row in self.gone),
            table=self.table,
            table_last_row=self._table_ends(last),
        )

    def _table_ends(self, last: int) -> int | None:
        """Where the Excel Table ends: with its records, unless it had rows that were ready for more."""
        if self.table is None or self.table_last_row is None or self.table_last_row > last:
            return None
        return max([self.first_row, *self.places.values()])


def of_plan(plan: Plan, positions: Collection[int], book: Workbook) -> Table:
    """The plan's own table.

    Args:
        plan: as it was read.
        positions: the actions that stay.
        book: its workbook.
    """
    layout = plan.layout
    columns = tuple(range(layout.first_column, layout.last_column + 1))
    items = [
        (item.rows, None if item.action is None else item.action in positions) for item in arrange.plan_items(plan)
    ]
    stray = {row for row, _ in plan.uncounted}
    rows = tuple(_decided(items, lambda row: row in stray or _is_empty(book, plan.sheet, row, columns)))
    # Rows of a painted plan are all ready for more, whether something stands in the last of them or not.
    ends = None if plan.live else layout.table_last_row
    return Table(plan.sheet, columns, rows, layout.first_row, layout.table, ends)


def of_archive(plan: Plan, positions: Collection[int], book: Workbook) -> Table | None:
    """The archive's table; None where there is none."""
    sheet, heading_row = plan.archive_sheet, plan.archive_heading_row
    if sheet is None or heading_row is None:
        return None
    known = {place.column for place in plan.archive_columns.values()} | set(plan.archive_headings)
    columns = tuple(range(1, max(known, default=1) + 1))
    items = [
        (item.rows, None if item.archived is None else item.archived in positions)
        for item in arrange.archive_items(plan, sheet)
    ]
    rows = tuple(_decided(items, lambda row: _is_empty(book, sheet, row, columns)))
    ends = _ending(book, sheet, plan.archive_table)
    return Table(sheet, columns, rows, heading_row + 1, plan.archive_table, ends)


def of_tab(there: TabRead, gone: Collection[int], book: Workbook) -> Table:
    """The table of a tab beside the plan.

    Args:
        there: the tab as it was read.
        gone: the sheet rows that go.
        book: its workbook.
    """
    columns = _columns(book, there)
    filled = {int(str(row["at_row"])) for row in there.rows}
    between = range(min(filled, default=0), max(filled, default=-1) + 1)
    items = [((row,), row not in gone if row in filled else None) for row in between]
    rows = tuple(_decided(items, lambda row: _is_empty(book, there.sheet, row, columns)))
    return Table(there.sheet, columns, rows, there.heading_row + 1, there.table, there.table_last_row)


def emptied(there: TabRead, book: Workbook) -> Table:
    """The table of a tab of which nothing stays."""
    rows = tuple(((row,), False) for row in range(there.heading_row + 1, there.next_row))
    ends = there.table_last_row
    return Table(there.sheet, _columns(book, there), rows, there.heading_row + 1, there.table, ends)


def texts(found: Iterable[Table], book: Workbook) -> tuple[set[str], set[str]]:
    """What is written in the rows that go, and in those that stay."""
    gone: set[str] = set()
    kept: set[str] = set()
    for table in found:
        for rows, stays in table.rows:
            for row in rows:
                shown = (cell(book.grid(table.sheet), row, column) for column in table.columns)
                (kept if stays else gone).update(value for value in shown if isinstance(value, str))
    return gone, kept


def beside(found: Table, book: Workbook) -> Iterator[tuple[int, int, Value]]:
    """What stands in the rows of a table and is none of its columns: row, column, value."""
    taken = set(found.columns)
    for rows, _ in found.rows:
        for row in rows:
            line = book.grid(found.sheet)[row - 1] if row <= len(book.grid(found.sheet)) else ()
            for column, value in enumerate(line, start=1):
                if column not in taken and not is_blank(value):
                    yield row, column, value


def formula(book: Workbook, sheet: str, row: int, column: int) -> str | None:
    """The formula in a cell, without its "="; None where it holds none, empty where it is no ordinary one."""
    if (letters(column), row) not in look.formula_cells(book.xml(sheet)):
        return None
    part = next(entry.part for entry in book.entries if entry.name == sheet)
    found = sharing.of_sheet(SheetPart(book.xml(sheet), part, sheet))
    return next(
        (one.text or "" for one in found if (one.row, one.column) == (row, column) and one.kind == "normal"), ""
    )


def opened(plan: Plan) -> Workbook:
    """The workbook of a plan."""
    return read.opened(plan.path)


def _decided(items: Sequence[tuple[Rows, bool | None]], goes: Callable[[int], bool]) -> Iterator[tuple[Rows, bool]]:
    """Records, and whether the rows between them stay: text above records does, with any of those that it is above.

    Args:
        items: rows in order, and whether their record stays; None where they are no record.
        goes: whether a row that is no record goes in any case.
    """
    groups: list[list[tuple[Rows, bool | None]]] = []
    below = True
    for item in items:
        if below and (item[1] is None or not groups):
            groups.append([])
        below = item[1] is not None
        groups[-1].append(item)
    for group in groups:
        needed = any(stays for _, stays in group)
        for rows, stays in group:
            yield rows, (needed and not any(map(goes, rows))) if stays is None else stays


def _is_empty(book: Workbook, sheet: str, row: int, columns: Sequence[int]) -> bool:
    return all(is_blank(cell(book.grid(sheet), row, column)) for column in columns)


def _columns(book: Workbook, there: TabRead) -> tuple[int, ...]:
    """All columns of a tab's rows: those of its Excel Table, else from A to the last in which something stands."""
    table = next((one for one in _tables(book, there.sheet) if one.name == there.table), None)
    if table is not None:
        return tuple(range(table.first_column, table.last_column + 1))
    grid = book.grid(there.sheet)
    rows = [grid[row - 1] for row in range(there.heading_row, min(there.next_row, len(grid) + 1))]
    used = [column for row in rows for column, value in enumerate(row, start=1) if not is_blank(value)]
    return tuple(range(1, max([*used, *(place.column for place in there.columns.values())], default=1) + 1))


def _ending(book: Workbook, sheet: str, name: str | None) -> int | None:
    """The last row of an Excel Table."""
    return next((one.last_body_row for one in _tables(book, sheet) if one.name == name), None)


def _tables(book: Workbook, sheet: str) -> tuple[tables.Table, ...]:
    part = next((entry.part for entry in book.entries if entry.name == sheet), None)
    return () if part is None else tables.of_sheet(book.package, part)
