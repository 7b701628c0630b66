"""Where each record of plan and archive stands after closed actions have left and reopened ones have come back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheetplan import archive
from sheetplan.model import Plan
from sheetplan.workbook.changes import MoveRecords, MoveRow


@dataclass(frozen=True)
class Item:
    """A record, or another row of the plan's body that keeps its place among them."""

    sheet: str
    rows: tuple[int, ...]
    ref: str | None
    action: int | None = None
    """Its position in `actions`."""
    archived: int | None = None
    """Its position in `archived`."""


@dataclass(frozen=True)
class Arrangement:
    """The new places, in order."""

    plan: tuple[tuple[Item, tuple[int, ...]], ...]
    archive: tuple[tuple[Item, tuple[int, ...]], ...]
    emptied: tuple[int, ...]
    """Rows of the plan's body that hold nothing any more."""
    archive_last_row: int

    @property
    def is_still(self) -> bool:
        """Nothing changes places."""
        return all(item.rows == rows for item, rows in (*self.plan, *self.archive)) and not self.emptied

    @property
    def last_row(self) -> int | None:
        """The plan's last row in use."""
        return max((row for _, rows in self.plan for row in rows), default=None)


def arranged(plan: Plan, split: archive.Split, archive_sheet: str, archive_first_row: int) -> Arrangement:
    """Say where everything goes.

    Args:
        plan: as it stands.
        split: what leaves and what comes back.
        archive_sheet: the archive tab's name, which may yet have to be made.
        archive_first_row: its first row below the headings.
    """
    items = list(plan_items(plan))
    leave = set(split.leave)
    leaving = [item for item in items if item.action in leave]
    staying = [item for item in items if item.action not in leave]
    shelf = list(archive_items(plan, archive_sheet))
    coming_back = {item.archived: item for item in shelf if item.archived in split.back}
    for position in split.back:
        item = coming_back[position]
        order = [other.ref if other.action is not None or other.archived is not None else None for other in staying]
        staying.insert(archive.place_in_order(order, item.ref or ""), item)
    start = min((item.rows[0] for item in items), default=plan.layout.first_row)
    placed = tuple(in_sequence(staying, start))
    remaining = [item for item in shelf if item.archived not in coming_back]
    shelved = tuple(in_sequence([*remaining, *leaving], _shelf_start(shelf, archive_first_row)))
    used = {row for _, rows in placed for row in rows}
    emptied = tuple(sorted({row for item in items for row in item.rows} - used))
    last = max((row for _, rows in shelved for row in rows), default=archive_first_row)
    return Arrangement(placed, shelved, emptied, last)


def moves(
    plan: Plan, arrangement: Arrangement, columns: Sequence[int], shelf_columns: Mapping[int, int], sheet: str
) -> MoveRecords:
    """The arrangement as one change to the workbook.

    Args:
        plan: as it stands.
        arrangement: the new places.
        columns: the plan's columns that travel.
        shelf_columns: for records that go to the archive: plan column to archive column.
        sheet: the archive tab's name.
    """
    within = {column: column for column in columns}
    from_shelf = {there: here for here, there in shelf_columns.items()}
    shelf_width = max([*shelf_columns.values(), *(p.column for p in plan.archive_columns.values())], default=1)
    on_shelf = {column: column for column in range(1, shelf_width + 1)}
    found: list[MoveRow] = []
    for item, rows in arrangement.plan:
        mapping = within if item.archived is None else from_shelf
        found += [
            MoveRow(item.sheet, row, plan.sheet, to, mapping)
            for row, to in zip(item.rows, rows, strict=True)
            if (item.sheet, row) != (plan.sheet, to)
        ]
    for item, rows in arrangement.archive:
        mapping = dict(shelf_columns) if item.action is not None else on_shelf
        found += [
            MoveRow(item.sheet, row, sheet, to, mapping)
            for row, to in zip(item.rows, rows, strict=True)
            if (item.sheet, row) != (sheet, to)
        ]
    last = max([plan.layout.last_row, arrangement.last_row or 0])
    return MoveRecords(
        sheet=plan.sheet,
        first_row=plan.layout.first_row,
        last_row=last,
        first_column=plan.layout.first_column,
        last_column=plan.layout.last_column,
        moves=tuple(found),
        table=plan.layout.table,
        table_last_row=table_last_row(plan, arrangement),
    )


def table_last_row(plan: Plan, arrangement: Arrangement) -> int | None:
    """Where the plan's Excel Table ends: it follows its records, but keeps rows that were ready before."""
    before = plan.layout.table_last_row
    if before is None:
        return None
    last = arrangement.last_row or plan.layout.first_row
    return max(before, last) if plan.live or before > plan.layout.last_row else last


def plan_items(plan: Plan) -> Iterator[Item]:
    """The plan's records in their order, and the rows between them."""
    refs = zip(plan.actions["at_rows"], plan.actions["at_ref"], strict=True)
    return _with_rows_between(
        Item(plan.sheet, tuple(rows), ref, action=position) for position, (rows, ref) in enumerate(refs)
    )


def archive_items(plan: Plan, sheet: str) -> Iterator[Item]:
    """The archived actions, and the rows between them that are none."""
    refs = zip(plan.archived["at_rows"], plan.archived["at_ref"], strict=True)
    return _with_rows_between(
        Item(sheet, tuple(rows), ref, archived=position) for position, (rows, ref) in enumerate(refs)
    )


def _with_rows_between(items: Iterable[Item]) -> Iterator[Item]:
    """Records, and the rows between them that are none, from the first record to the last."""
    records = {item.rows[0]: item for item in items}
    taken = {row for item in records.values() for row in item.rows}
    for row in range(min(taken, default=0), max(taken, default=-1) + 1):
        if row in records:
            yield records[row]
        elif row not in taken:
            yield Item(next(iter(records.values())).sheet, (row,), None)


def _shelf_start(shelf: Sequence[Item], first_row: int) -> int:
    return min((item.rows[0] for item in shelf), default=first_row)


def in_sequence(items: Sequence[Item], start: int) -> Iterator[tuple[Item, tuple[int, ...]]]:
    """Items one below the other from a row on, each with its rows."""
    for item in items:
        yield item, tuple(range(start, start + len(item.rows)))
        start += len(item.rows)
