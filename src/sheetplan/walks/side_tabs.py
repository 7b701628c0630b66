"""What an update puts on the tabs that belong to a plan: rows drawn there, milestones, deadlines, how actions stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from sheetplan import diff, draws, milestones
from sheetplan.model import (
    ARCHIVE,
    NO_LONGER,
    Plan,
    Tab,
    Tables,
    TabRead,
    Value,
    is_blank,
    many,
    milestone_key,
    milestone_lines,
    records,
    shown,
    worked_out,
)
from sheetplan.walks import arrange, intended
from sheetplan.walks.looks import DAY
from sheetplan.walks.tab_changes import Lines, Row
from sheetplan.workbook.changes import Change, FitRow, SetCell, Style

_AT_THE_LATEST = '"at the latest "d mmm yyyy'
"""How a date shows that is only the last of the days that it can be."""


def drawn_into(plan: Plan, before: Iterable[Plan]) -> tuple[Plan, tuple[draws.Drawn, ...]]:
    """The plan with the rows that are drawn into it, not yet understood, and everything that is drawn.

    Args:
        plan: as it was read.
        before: its earlier versions.
    """
    found = draws.due(plan, before)
    tabs = dict(plan.tabs)
    for one in found:
        name = one.draw.into
        if name in tabs:
            read = tabs[name]
            rows = (*read.rows, {**one.values, "at_row": read.next_row})
            tabs[name] = replace(read, rows=rows, next_row=read.next_row + 1)
    mine = [one.values for one in found if one.draw.into == "plan"]
    return replace(draws.with_actions(plan, mine), tabs=tabs), found


def drawn_cells(came: Plan, drawn: Sequence[draws.Drawn], arrangement: arrange.Arrangement) -> Iterator[Change]:
    """The cells of the actions that are drawn into the plan; outside a Table they look like those of the row above.

    Args:
        came: the plan as it stands in the workbook, without them.
        drawn: all that is drawn.
        arrangement: where each action stands afterwards.
    """
    mine = [one.values for one in drawn if one.draw.into == "plan"]
    place = {item.action: rows[0] for item, rows in arrangement.plan if item.action is not None}
    for position, values in enumerate(mine, start=len(came.actions)):
        row = place[position]
        above = row - 1 if row - 1 > came.layout.heading_rows[-1] and came.layout.table is None else None
        for name, spot in came.columns.items():
            value, column = values.get(name), spot.column
            if above is not None:
                look = Style(like=(above, column))
                yield SetCell(came.sheet, row, column, None if is_blank(value) else value, style=look)
            elif not is_blank(value):
                yield SetCell(came.sheet, row, column, value)
        yield FitRow(came.sheet, row)


def lines(plan: Plan, drawn: Sequence[draws.Drawn], came: Plan, day: date) -> tuple[Lines, ...]:
    """What an update has for each tab.

    Args:
        plan: on its day.
        drawn: what is drawn from tab to tab.
        came: the plan as it came, whose tabs are those that stand in the workbook.
        day: the position date.
    """
    found: dict[str, Lines] = {}
    for tab in plan.template.tabs:
        read = came.tabs.get(tab.name)
        rows = tuple(one.values for one in drawn if one.draw.into == tab.name)
        told = f"{many(len(rows), 'row')} added to the {tab.sheet} tab: {_listed(rows, drawn, tab)}." if rows else ""
        found[tab.name] = Lines(tab, read, appended=rows, told=told)
    template = plan.template
    if template.milestones is not None:
        found[template.milestones.tab] = _milestones(plan, found[template.milestones.tab])
    if template.course.deadlines_tab:
        found[template.course.deadlines_tab] = _deadlines(plan, found[template.course.deadlines_tab], day)
    works = any(column.works_out for tab in template.tabs for column in tab.columns)
    looked_at = tables(plan) if works else {}
    made = [_with_workings(one, looked_at) for one in found.values()]
    if template.computed_sheet:
        made.append(_standing(plan, came, day))
    return tuple(made)


def _milestones(plan: Plan, there: Lines) -> Lines:
    """A line for each milestone that a cell names; lines that people have written on stay, whatever becomes of them."""
    known = milestone_lines(plan)
    refreshed: dict[int, Row] = {}
    appended: list[Row] = []
    seen: set[tuple[str, str]] = set()
    moved: list[str] = []
    for row in records(plan.actions):
        for one in row["at_milestones"]:
            key = milestone_key(known, row["at_ref"], one.text)
            values: Row = {"ref": row["at_ref"], "due": one.due, "standing": milestones.words(one)}
            if key in known and key not in seen:
                refreshed[int(str(known[key]["at_row"]))] = values
                if _first_words(known[key].get("standing")) != _first_words(values["standing"]):
                    moved.append(one.text)
            elif key not in seen:
                appended.append({"milestone": one.text, **values})
            seen.add(key)
    shelved = {str(ref).casefold() for ref in plan.archived["at_ref"]}
    for key, line in known.items():
        if key not in seen and key[0] not in shelved:
            refreshed[int(str(line["at_row"]))] = {"standing": NO_LONGER}
            if line.get("standing") != NO_LONGER:
                moved.append(str(line.get("milestone")))
    told = []
    if appended:
        told.append(f"{many(len(appended), 'milestone')} entered on the {there.tab.sheet} tab.")
    if moved:
        stand = "stands" if len(moved) == 1 else "stand"
        told.append(f"{many(len(moved), 'milestone')} {stand} otherwise than before.")
    return replace(there, refreshed=refreshed, appended=(*there.appended, *appended), told=" ".join(told))


def _first_words(value: Value) -> str:
    """How a milestone stands without the days, which alone are no reason to write."""
    return str(value or "").split(" by ")[0]


def _deadlines(plan: Plan, there: Lines, day: date) -> Lines:
    known = {str(row.get("step")): row for row in there.read.rows} if there.read else {}
    refreshed: dict[int, Row] = {}
    appended: list[Row] = []
    told = ""
    for one in plan.awaited:
        if one.earliest is None and one.latest is None and one.met is None and one.deadline.label not in known:
            continue
        values: dict[str, Value] = {
            "earliest": one.earliest,
            "latest": one.latest,
            "recorded": one.met,
            "days_late": _days(one.days_late),
            "reason": one.reason,
        }
        line = known.get(one.deadline.label)
        if line is None:
            appended.append({"step": one.deadline.label, **values})
        else:
            refreshed[int(str(line["at_row"]))] = values
        days = ("earliest", "latest", "recorded")
        if line is None or any(not diff.same(line.get(name), values[name]) for name in days):
            told = "Deadlines worked out again."
    appended = [*there.appended, *appended]
    return replace(there, refreshed=refreshed, appended=tuple(appended), told=told or there.told, holds_on=day)


def _days(late: tuple[int, int] | None) -> Value:
    if late is None:
        return None
    return f"{late[0]} to {late[1]}" if late[0] != late[1] else str(late[0])


def tables(plan: Plan) -> Tables:
    """The rows that columns can show something of."""
    frames = {"plan": records(plan.actions), ARCHIVE: records(plan.archived)}
    return {name: read.rows for name, read in plan.tabs.items()} | frames


def _with_workings(there: Lines, tables: Tables) -> Lines:
    """What the columns that are worked out say in each row."""
    works = {column.field: column.works_out for column in there.tab.columns if column.works_out is not None}
    if not works:
        return there
    refreshed = {row: dict(values) for row, values in there.refreshed.items()}
    for row in there.read.rows if there.read else ():
        shown = {name: worked_out(one, row, tables) for name, one in works.items()}
        refreshed.setdefault(int(str(row["at_row"])), {}).update(shown)
    appended = tuple(
        {**row, **{name: worked_out(one, row, tables) for name, one in works.items()}} for row in there.appended
    )
    return replace(there, refreshed=refreshed, appended=appended)


def _standing(plan: Plan, came: Plan, day: date) -> Lines:
    """How each action stands, on a tab of its own: one row for each, in the plan's order."""
    template = plan.template
    tab = template.standing_tab()
    read = came.tabs.get(tab.name)
    first = None if read is None else read.heading_row - plan.layout.heading_rows[-1]
    live = read is not None and read.live and first is not None
    by_ref: dict[str, list[Row]] = {}
    for line in read.rows if read else ():
        by_ref.setdefault(_one_line(line.get("ref")), []).append(line)
    at_row = {int(str(line["at_row"])): line for line in read.rows} if read else {}
    refreshed: dict[int, Row] = {}
    appended: list[Row] = []
    told = ""
    for row, stands in plan.stands():
        ref = _shown_ref(row, template.ref_from, live=live)
        values: dict[str, Value] = {"ref": ref, **intended.computed_values(stands)}
        values = {name: values[name] for name in (column.field for column in tab.columns)}
        before: Row = {}
        if live and first is not None:
            before = at_row.get(row["at_row"] + first, {})
            refreshed[row["at_row"] + first] = values
        elif by_ref.get(ref):
            before = by_ref[ref].pop(0)  # two actions with one ref have a line each
            refreshed[int(str(before["at_row"]))] = values
        else:
            appended.append(values)
        if not diff.same(before.get("status"), values["status"]):
            told = "How the actions stand was worked out again."
    shared = next((one for one in plan.awaited if one.deadline.field == template.course.due_from), None)
    known = shared is None or shared.earliest == shared.latest
    shows = DAY if known else _AT_THE_LATEST
    return Lines(tab, read, refreshed, tuple(appended), told, holds_on=day, day_format=shows)


def _shown_ref(row: Row, ref_from: str, *, live: bool) -> str:
    """By what an action is known on the tab: its ref, or the words that stand in the ref's place.

    Where formulas of ours fill the tab, it is what they show: all that stands there.
    """
    ref, text = row["at_ref"], row.get(ref_from)
    return _one_line(text) if isinstance(text, str) and (live or not ref) else _one_line(ref)


def _one_line(value: Value) -> str:
    return "" if is_blank(value) else " ".join(shown(value).split())


def reasons(
    found: Sequence[Lines], base: Plan | None, came: Plan, drawn: Sequence[draws.Drawn] = ()
) -> tuple[str, ...]:
    """Why the tabs are a reason for a version: what people changed on them, and what is added.

    Args:
        found: what the update has for the tabs.
        base: the last version as written.
        came: the plan as it came.
        drawn: what is drawn from tab to tab.
    """
    told = [*_into_plan(drawn, came), *(one.told for one in found if one.told)]
    if base is not None:
        told += [sentence for name in came.tabs if (sentence := _people_changed(came.tabs[name], base.tabs.get(name)))]
    return tuple(told)


def _into_plan(drawn: Sequence[draws.Drawn], came: Plan) -> Iterator[str]:
    """What is drawn into the plan itself, a sentence for each tab that it comes from."""
    mine = [one for one in drawn if one.draw.into == "plan"]
    for source in dict.fromkeys(one.draw.source for one in mine):
        names = [shown(one.values[one.draw.match]) for one in mine if one.draw.source == source]
        where = f"into the plan from the {came.tabs[source].sheet} tab"
        yield f"{many(len(names), 'row')} drawn {where}: {_first_few(names)}."


def _people_changed(now: TabRead, before: TabRead | None) -> str:
    """What people changed on a tab, in a sentence; empty where nothing."""
    ours = {column.field for column in now.tab.columns if column.works_out is not None} | now.tab.filled_by_update
    fields = [name for name in now.columns if name not in ours]
    if before is None:
        return f"The {now.sheet} tab was added." if now.rows and fields else ""
    old = [tuple(_plain(row.get(name)) for name in fields) for row in before.rows]
    new = [tuple(_plain(row.get(name)) for name in fields) for row in now.rows]
    changed = [row for row in new if row not in old] or [row for row in old if row not in new]
    return f"{many(len(changed), 'row')} changed on the {now.sheet} tab." if changed else ""


def _plain(value: Value) -> Value:
    return None if is_blank(value) else value.strip() if isinstance(value, str) else value


def _listed(rows: Sequence[Row], drawn: Sequence[draws.Drawn], tab: Tab) -> str:
    by = next(one.draw.match for one in drawn if one.draw.into == tab.name)
    return _first_few([shown(row[by]) for row in rows])


def _first_few(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + ("" if len(names) <= 5 else f" and {len(names) - 5} more")
