"""The rows of a Word table that go into a workbook as they were typed, though they are read as something else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sheetplan.model import Assumption, Plan, Value, is_blank, records, stands_in
from sheetplan.walks.carry import Rows
from sheetplan.workbook import foreign, live
from sheetplan.workbook.sorted_rows import Record
from sheetplan.workbook.wordgrid import WordBook


def rows(book: WordBook, plan: Plan) -> tuple[Rows, tuple[Assumption, ...]]:
    """The actions whose rows are not one row under the right headings, with what stands in these rows.

    A row that carries on the one above stays a row of its own, and one that stands a cell too far left stays there:
    `check` then says of the workbook what it says of one that was typed. What only a merged cell holds together cannot
    stay so, because a table in a workbook has none; nor can further rows where a tab of its own has a row for each.

    Args:
        book: the document.
        plan: as it was read from it.

    Returns:
        The rows, and what was assumed of days that stand in them alone.
    """
    actions, tops = records(plan.actions), _tops(book, plan)
    apart = {one["at_row"]: one for one in actions if len(one["at_rows"]) > 1 and _can_stay_apart(plan, one, tops)}
    lines = {row: [_line(book, plan, one, number, tops) for number in one["at_rows"]] for row, one in apart.items()}
    # The other actions say whether days are written with the month first.
    context = [Record([one["at_row"]], *_cells(plan, one), None) for one in actions if one["at_row"] not in apart]
    typed = [*(line for each in lines.values() for line in each), *context]
    said = foreign.typed(typed, plan.columns, plan.template, by_hand=True)
    known = {one.text.partition(" are ")[0] for one in plan.assumed}
    new = tuple(one for one in said if one.text.partition(" are ")[0] not in known)
    found = {
        row: [line.values | {"at_others": _others(book, plan, line.rows[0])} for line in each]
        for row, each in lines.items()
    }
    left = [one for one in actions if one["at_shifted"] and len(one["at_rows"]) == 1]
    shifted = {one["at_row"]: [_too_far_left(plan, one)] for one in left} if _are_in_order(plan) else {}
    return {**found, **shifted}, new


def _tops(book: WordBook, plan: Plan) -> dict[tuple[int, int], int]:
    """(row, column) of a cell that is merged with those above it, to the row in which its text stands."""
    down = [box for box in book.merges(plan.sheet) if box[1] == box[3] and box[0] < box[2]]
    return {(row, left): top for top, left, bottom, _ in down for row in range(top + 1, bottom + 1)}


def _can_stay_apart(plan: Plan, action: Mapping[Any, Any], tops: Mapping[tuple[int, int], int]) -> bool:
    """Whether each further row says itself that it belongs to the action: nothing merged makes it do so."""
    if plan.template.computed_sheet or action["at_shifted"]:
        return False
    key = {plan.columns[name].column for name in ("ref", plan.template.ref_from) if name in plan.columns}
    return not any((row, column) in tops for row in action["at_rows"][1:] for column in key)


def _line(
    book: WordBook, plan: Plan, action: Mapping[Any, Any], row: int, tops: Mapping[tuple[int, int], int]
) -> Record:
    """A row's cells; one that is merged down from another action counts for each action, once."""
    grid, first = book.grid(plan.sheet), row == action["at_row"]
    places = [place.column for place in plan.columns.values()]
    cells = tuple(grid[(tops.get((row, column), row) if first else row) - 1][column - 1] for column in places)
    return Record([row], list(plan.columns), cells, action["at_ref"])


def _others(book: WordBook, plan: Plan, row: int) -> dict[str, Value]:
    return {heading: book.grid(plan.sheet)[row - 1][column - 1] for column, heading in plan.others.items()}


def _cells(plan: Plan, action: Mapping[Any, Any]) -> tuple[list[str], tuple[Value, ...]]:
    return list(plan.columns), tuple(action[name] for name in plan.columns)


def _are_in_order(plan: Plan) -> bool:
    """Whether the document's columns stand as in a new workbook: else the cell to the left is another there."""
    names = sorted(plan.columns, key=lambda name: plan.columns[name].column)
    return names == [column.field for column in live.typed_columns(plan.template)][: len(names)]


def _too_far_left(plan: Plan, action: Mapping[Any, Any]) -> dict[str, Any]:
    """The row's cells under the headings under which they were typed."""
    fields = {place.column: name for name, place in plan.columns.items()}
    filled = [name for name in plan.columns if not is_blank(action[name])]
    cells = {fields[stands_in(plan.columns, name, action)]: action[name] for name in filled}
    return cells | {"at_others": action["at_others"]}
