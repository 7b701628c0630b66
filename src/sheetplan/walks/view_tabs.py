"""The tabs that only show a plan, made by an update: which are to be made, and with what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sheetplan import status, views
from sheetplan.model import Judged, Plan, Value, Version, a1, few, is_blank, records, shown
from sheetplan.model.plan_views import DASHBOARD, TIMELINE, VIEWS, OnSheet, ToDraw
from sheetplan.walks import dashboard_tab, intended, kept_tabs, timeline_tab
from sheetplan.walks.arrange import Arrangement
from sheetplan.workbook import ours, properties, read, viewtabs
from sheetplan.workbook.changes import Change, PutView, Refused
from sheetplan.workbook.sheets import cell
from sheetplan.workbook.view_formulas import Columns

_FURTHER_ROWS = 300
"""Rows below the plan that are counted too, for actions that are added before the next update."""


@dataclass(frozen=True)
class Shown:
    """What the tabs are made from."""

    judged: Judged
    came: Plan
    """The plan as it stands in the workbook."""
    file: Path
    """The workbook that is edited."""
    arrangement: Arrangement
    standings: Mapping[int, Mapping[Any, Any]]
    places: intended.Columns
    refs: Mapping[int, str]
    """New refs, by position in `actions`."""
    version: Version
    refused: AbstractSet[str] = frozenset()
    """Which of VIEWS the workbook does not allow."""


def wanted(plan: Plan, places: intended.Columns, refused: AbstractSet[str] = frozenset()) -> dict[str, str]:
    """Which of VIEWS are made, and what each is called.

    Args:
        plan: as it was read.
        places: where the computed columns stand; without them nothing can be counted.
        refused: those that the workbook does not allow.
    """
    can = {DASHBOARD: {"status", "days_overdue"} <= set(places.at), TIMELINE: True}
    names = {}
    for kind in VIEWS:
        if kind in plan.template.views.wanted - refused and can[kind]:
            names[kind] = plan.views.get(kind) or kept_tabs.free_name(plan, plan.template.views.sheets[kind])
    return names


def reasons(plan: Plan, names: Mapping[str, str]) -> tuple[str, ...]:
    """Why they are a reason for a version: one that is missing is made."""
    return tuple(f"The {name} tab was made." for kind, name in names.items() if kind not in plan.views)


def changes(found: Shown) -> Iterator[Change]:
    """The tabs, as changes to the workbook."""
    plan = found.judged.plan
    names = wanted(plan, found.places, found.refused)
    if DASHBOARD in names:
        columns = _columns(plan, found)
        actions = list(_on_sheet(plan, found))
        about = dashboard_tab.About(
            names[DASHBOARD],
            DASHBOARD in plan.views,
            found.judged.day,
            found.version.number,
            found.judged.newest_record,
            found.version.counts.get("Archived", 0),
        )
        yield dashboard_tab.tab(plan, columns, actions, about)
    if TIMELINE in names:
        drawn = views.timeline(list(_to_draw(plan, found)), plan.period, found.judged.day)
        there = TIMELINE in plan.views
        number = found.version.number
        yield timeline_tab.tab(plan, drawn, names[TIMELINE], found.judged.day, number, is_there=there)


def marks(plan: Plan, names: Mapping[str, str]) -> dict[str, str | None]:
    """What travels inside the workbook, so that the tabs are known again; nothing where there never were any."""
    left = {kind: name for kind, name in plan.views.items() if kind not in names}
    there = {kind: (name, ours.title(name, plan.sheet)) for kind, name in {**left, **names}.items()}
    return {properties.VIEWS: properties.views_text(there)} if there or plan.views else {}


def refused(changed: Sequence[Refused], names: Mapping[str, str]) -> frozenset[str]:
    """Those that could not be made."""
    gone = {one.change.name for one in changed if isinstance(one.change, PutView)}
    return frozenset(kind for kind, name in names.items() if name in gone)


def said(plan: Plan, names: Mapping[str, str], file: Path, last: Plan | None) -> Iterator[str]:
    """What a person should know of them.

    Args:
        plan: as it was read.
        names: those that are made.
        file: the workbook as it came.
        last: the last version as written.
    """
    for kind, name in names.items():
        usual = plan.template.views.sheets[kind]
        if kind not in plan.views and name != usual:
            yield f'There is a tab of your own called "{usual}", so ours is called "{name}".'
    for kind, name in plan.views.items():
        if kind not in plan.template.views.wanted:
            yield f'The tab "{name}" is as old as the version that made it: the template no longer asks for it.'
        elif kind not in names:
            yield f'The tab "{name}" was left as it was.'
        elif last is not None and kind in last.views:
            typed = _typed(file, name, last.path, last.views[kind])
            if typed:
                yield f'What was typed on the tab "{name}" ({few(typed)}) did not stay: update lays it out anew.'
    lacking = {DASHBOARD} & plan.template.views.wanted - names.keys() - plan.views.keys()
    if lacking:
        yield "No Dashboard was made: it counts our own columns beside the plan, and there are none."


def _typed(file: Path, name: str, before: Path, was: str) -> list[str]:
    """The cells in which something else stands than was written there, formulas aside."""
    now, then = viewtabs.written(file, name), viewtabs.written(before, was)
    return [a1(*place) for place in sorted(now.keys() | then.keys()) if now.get(place) != then.get(place)]


def _columns(plan: Plan, found: Shown) -> Columns:
    """Where the plan's columns stand once the update is done."""
    at = {f"typed.{name}": place.column for name, place in plan.columns.items()}
    at |= {name: column for name, column in found.places.at.items() if name != "ref"}
    if "due" in plan.columns:
        at["due"] = plan.columns["due"].column
    if found.places.ref is not None:
        at["typed.ref"] = found.places.ref
    rows = [row for _, there in found.arrangement.plan for row in there]
    last = max([plan.layout.last_row, plan.layout.table_last_row or 0, *rows]) + _FURTHER_ROWS
    table, headings = "", {}
    if plan.live and plan.layout.table is not None and not found.places.added:
        table = plan.layout.table
        headings = {f"typed.{name}": place.heading for name, place in plan.columns.items()}
        headings |= {name: place.heading for name, place in plan.computed.items()}
        headings |= {"due": headings["typed.due"]} if "due" in plan.columns else {}
        headings |= {"typed.ref": headings["typed.ref"]} if "ref" in plan.columns else {}
    return Columns(plan.sheet, at, plan.layout.first_row, last, table, headings)


def _on_sheet(plan: Plan, found: Shown) -> Iterator[OnSheet]:
    """The actions as their cells will stand."""
    book = read.opened(found.file)
    stand = records(plan.actions)
    came = len(found.came.actions)
    shelf = records(plan.archived)
    for item, rows in found.arrangement.plan:
        position = item.action if item.action is not None else None if item.archived is None else -1 - item.archived
        if position is None:
            continue
        standing = intended.computed_values(found.standings[position])
        record = stand[position] if position >= 0 else shelf[-1 - position]
        cells: dict[str, Value] = {}
        for name, place in plan.columns.items():
            value = record.get(name)
            if 0 <= position < came:
                value = cell(book.grid(plan.sheet), record["at_row"], place.column)
            elif position < 0 and name in plan.archive_columns and plan.archive_sheet is not None:
                value = cell(book.grid(plan.archive_sheet), record["at_row"], plan.archive_columns[name].column)
            cells[f"typed.{name}"] = value
        if position in found.refs:
            cells["typed.ref"] = found.refs[position]
        due = cells["typed.due"] if "due" in plan.columns else standing["due"]
        words = record.get("at_due")
        if "due" not in plan.columns and isinstance(words, str) and not record.get("at_due_settled"):
            due = words if not is_blank(words) else due
        rag = str(standing["rag"])
        yield OnSheet(rows[0], str(standing["status"]), rag, standing["days_overdue"], due, cells)


def _to_draw(plan: Plan, found: Shown) -> Iterator[ToDraw]:
    """The actions as the Timeline takes them, in the plan's order."""
    stand, shelf = records(plan.actions), records(plan.archived)
    people = [one.field for one in plan.template.columns if one.type == "people" and one.field in plan.columns][:1]
    for item, _ in found.arrangement.plan:
        position = item.action if item.action is not None else None if item.archived is None else -1 - item.archived
        if position is None:
            continue
        record = stand[position] if position >= 0 else shelf[-1 - position]
        standing = found.standings[position]
        text, who = record.get(plan.template.views.says), record.get(people[0]) if people else None
        yield ToDraw(
            found.refs.get(position) or record["at_ref"] or "",
            "" if is_blank(text) else shown(text),
            "" if is_blank(who) else " ".join(shown(who).split()),
            standing["status"],
            standing["start"],
            standing["due"],
            standing["days_overdue"],
            standing["precision"] == "part",
            bool(standing["continues"]),
            status.achieved_on(record, plan.template, found.judged.day),
            record.get("at_milestones") or (),
        )
