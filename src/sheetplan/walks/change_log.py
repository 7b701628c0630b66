"""What people changed since the last version, as lines of the Change log, and the due dates that moved by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sheetplan import diff, history
from sheetplan.model import Change, Entry, Moves, Plan, Supplier, extended


def since(
    before: Plan | None,
    after: Plan,
    version: str = "",
    day: date | None = None,
    supplied_by: Supplier | str = "",
    came: Plan | None = None,
) -> tuple[Entry, ...]:
    """What people changed between two states of a plan, a line each.

    Args:
        before: the last version as written, on its day; None where there is none: then each action is new.
        after: the plan as it came, understood, its due dates settled, and its refs given.
        version: the number of the version that sees it first; empty where none does yet.
        day: that version's position date.
        supplied_by: who supplied it: one for all, or a function of frame, ref and field.
        came: the plan as it stands in the workbook, where rows of its tabs were added to `after`.
    """
    stamp = history.Stamp(version, day, _supplier(supplied_by))
    changes = _all_new(after) if before is None else diff.between(before, after)
    beside = () if before is None else diff.beside(before, came or after)
    return history.lines(changes, beside, before, after, stamp)


def with_moves(plan: Plan, before: Plan | None) -> Plan:
    """The plan with `at_moves`, where its Change log or the last version says something of its due dates.

    Args:
        plan: understood, its due dates settled.
        before: the last version as written, where it is known.
    """
    if before is None and plan.log is None:
        return plan
    known = history.moves(plan, history.entries(plan.log), None if before is None else since(before, plan))
    of_row = {int(row["at_row"]): known.get(ref) for ref, row in history.rows(plan.actions).items()}
    moves: list[Moves | None] = [of_row.get(int(row)) for row in plan.actions["at_row"]]
    return replace(plan, actions=extended(plan.actions, {"at_moves": moves}))


def _all_new(plan: Plan) -> tuple[Change, ...]:
    refs = (*history.rows(plan.actions), *history.rows(plan.archived))
    return tuple(Change("added", ref) for ref in dict.fromkeys(refs))


def _supplier(supplied_by: Supplier | str) -> Supplier:
    return supplied_by if callable(supplied_by) else lambda *_: supplied_by
