"""A plan as it is once a merge is carried out, in its frames and tabs; the workbook is not touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from sheetplan.model import Added, Edit, Merge, Plan, TabRead, Value, records


def applied(master: Plan, merge: Merge) -> Plan:
    """The plan with what it gets of its copies; conflicts change nothing.

    Args:
        master: the plan.
        merge: what `fold` found for it.
    """
    frames: dict[str, list[dict[Any, Any]]] = {
        "actions": records(master.actions),
        "archived": records(master.archived),
    }
    for edit in merge.edits:
        if edit.frame in frames:
            _set(frames[edit.frame][edit.position], edit)
    gone = {one.position for one in merge.gone}
    rows = [row for i, row in enumerate(frames["actions"]) if i not in gone]
    for one in reversed(merge.added):
        if one.frame == "actions":
            _insert(rows, one, master)
    names = list(dict.fromkeys([*master.actions.columns, *(name for row in rows for name in row)]))
    actions = pd.DataFrame([{name: row.get(name) for name in names} for row in rows], columns=names, dtype=object)
    archived = pd.DataFrame(frames["archived"], columns=list(master.archived.columns), dtype=object)
    new = {len(master.others) + 1000 + i: heading for i, (heading, _) in enumerate(merge.new_columns)}
    return replace(
        master,
        actions=actions,
        archived=archived,
        others={**master.others, **new},
        cover={**master.cover, **{edit.field: edit.value for edit in merge.edits if edit.frame == "cover"}},
        tabs={name: _tab(read, merge) for name, read in master.tabs.items()},
    )


def _set(row: dict[Any, Any], edit: Edit) -> None:
    if edit.field in row:
        row[edit.field] = edit.value
    else:
        row["at_others"] = {**(row.get("at_others") or {}), edit.field: edit.value}


def _insert(rows: list[dict[Any, Any]], one: Added, master: Plan) -> None:
    """Right below the action that it stands below: the last of several comes first."""
    known = {name: value for name, value in one.values.items() if name in master.columns or name == "at_due"}
    others = {name: value for name, value in one.values.items() if name not in known}
    last = max((int(row["at_row"]) for row in rows), default=master.layout.last_row) + 1
    row: dict[Any, Any] = {
        **dict.fromkeys(master.actions.columns),
        **known,
        "at_row": last,
        "at_rows": (last,),
        "at_ref": one.ref or None,
        "at_others": others,
        "at_struck": False,
        "at_green": False,
        "at_overtyped": (),
    }
    place = next((i + 1 for i, there in enumerate(rows) if one.after and there["at_ref"] == one.after), 0)
    rows.insert(place, row)


def _tab(read: TabRead, merge: Merge) -> TabRead:
    edits: Sequence[Edit] = [edit for edit in merge.edits if edit.frame == read.tab.name]
    rows: list[dict[str, Value]] = [dict(row) for row in read.rows]
    for edit in edits:
        rows[edit.position][edit.field] = edit.value
    for one in merge.added:
        if one.frame == read.tab.name:
            rows.append({**dict.fromkeys(read.columns), **one.values, "at_row": read.next_row + len(rows)})
    return replace(read, rows=tuple(rows))
