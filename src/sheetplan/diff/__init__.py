"""What changed between two states of a plan, action by action, column by column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sheetplan.model import Change, Plan, Value, by_ref, is_blank

WITHOUT_REF = " without a ref"
"""Ends the name of an action that has none."""


def between(before: Plan, after: Plan) -> tuple[Change, ...]:
    """Changes in what people type; computed columns never count.

    Args:
        before: the earlier state.
        after: the later state.

    Returns:
        One `changed` for each cell (same action by its ref, same field), and one `added`, `removed`, `archived` or
        `reopened` for each action that came, went or moved between plan and archive.
    """
    old, new = _by_ref(before, "actions"), _by_ref(after, "actions")
    old_archive, new_archive = _by_ref(before, "archived"), _by_ref(after, "archived")
    fields = [column.field for column in after.template.columns if column.field in after.columns]
    changes: list[Change] = []
    for ref, row in new.items():
        if ref in old:
            changes += _cells(ref, old[ref], row, fields)
        elif ref in old_archive and ref not in new_archive:
            changes.append(Change("reopened", ref))
            changes += _cells(ref, old_archive[ref], row, fields)
        else:
            changes.append(Change("added", ref))
    for ref, row in new_archive.items():
        if ref in old and ref not in new:
            changes.append(Change("archived", ref))
            changes += _cells(ref, old[ref], row, fields)
        elif ref in old_archive:
            changes += _cells(ref, old_archive[ref], row, fields)
    changes += [Change("removed", ref) for ref in (*old, *old_archive) if ref not in new and ref not in new_archive]
    return tuple(changes)


def same(before: Value, after: Value) -> bool:
    """Dates compare as dates, numbers as numbers, text without the spaces at its ends; blank is blank."""
    if is_blank(before) or is_blank(after):
        return is_blank(before) and is_blank(after)
    if isinstance(before, str) and isinstance(after, str):
        return before.strip().replace("\r\n", "\n") == after.strip().replace("\r\n", "\n")
    return before == after


def _by_ref(plan: Plan, frame: str) -> dict[str, Mapping[Any, Any]]:
    """Rows by ref; repeats are numbered, and an action without one is known by its place, so that it counts as new."""
    rows = getattr(plan, frame).to_dict("records")
    found = {ref if n == 0 else f"{ref} ({n + 1})": row for (ref, n), row in by_ref(rows).items()}
    return found | {f"row {row['at_row']}{WITHOUT_REF}": row for row in rows if not row["at_ref"]}


def _cells(ref: str, before: Mapping[Any, Any], after: Mapping[Any, Any], fields: list[str]) -> list[Change]:
    was, now = before.get("at_others") or {}, after.get("at_others") or {}
    pairs = [(name, before.get(name), after.get(name)) for name in fields]
    pairs += [(heading, was[heading], now[heading]) for heading in now if heading in was]
    return [Change("changed", ref, name, old, new) for name, old, new in pairs if not same(old, new)]
