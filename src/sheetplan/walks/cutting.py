"""What of a plan goes into an extract, as changes to its workbook, and by what it is told that nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sheetplan import share
from sheetplan.model import Plan, TabRead, folded, is_blank, shown, worked_out
from sheetplan.walks import dropping, intended, side_tabs
from sheetplan.walks.dropping import Table
from sheetplan.walks.tab_changes import live_columns
from sheetplan.workbook import live, properties
from sheetplan.workbook.changes import AddTab, Change, ForgetUnused, RemoveTab, SetCell, SetProperties, Style, TabCell
from sheetplan.workbook.sheets import Workbook, cell

_UNSAID = ("by", "note", "counts", "changed")
"""What Version history says of other people and of other actions; number and date of each version stay."""
_TELLING = 12
"""Characters from which on a text is looked for in the whole extract; shorter ones stand in many places."""


@dataclass(frozen=True)
class Cut:
    """What of a plan goes into an extract."""

    plan: Plan
    conditions: tuple[share.Condition, ...]
    positions: tuple[int, ...]
    archived: tuple[int, ...]
    tables: tuple[Table, ...]
    """The plan's own first."""
    book: Workbook
    line: str

    @property
    def small(self) -> Plan:
        """The plan with what the extract holds of it; rows are counted as they stand in the whole plan."""
        plan, gone = self.plan, {table.sheet: set(table.gone) for table in self.tables}
        tabs = {
            name: replace(
                there, rows=tuple(r for r in there.rows if int(str(r["at_row"])) not in gone.get(there.sheet, ()))
            )
            for name, there in plan.tabs.items()
        }
        frames: dict[str, Any] = {
            "actions": plan.actions.iloc[list(self.positions)],
            "archived": plan.archived.iloc[list(self.archived)],
        }
        return replace(plan, tabs=tabs, **frames)


def changes(cut: Cut) -> Iterator[Change]:
    """All that makes an extract of a plan's workbook."""
    # They show everybody's actions; an update of the whole plan makes them, never one of an extract.
    yield from (RemoveTab(name) for name in cut.plan.views.values())
    for table in cut.tables:
        change = table.change()
        if change is not None:
            yield change
    yield from _ready_again(cut)
    yield from _standing(cut)
    yield from _said_before(cut)
    yield from _marks(cut)
    yield ForgetUnused()


def _ready_again(cut: Cut) -> Iterator[Change]:
    """The live formulas of a painted workbook, in rows that hold nothing any more and what they show elsewhere."""
    plan, own = cut.plan, cut.tables[0]
    for row in own.emptied:
        for field in intended.formulas(plan):
            if field in plan.computed and row <= (plan.layout.table_last_row or 0):
                formula = live.live_formulas(plan.template)[field]
                yield SetCell(plan.sheet, row, plan.computed[field].column, "", formula=formula, overwrite=True)
    by_sheet = {table.sheet: table for table in cut.tables}
    small = cut.small
    for there in small.tabs.values():
        formulas = {name: text for name, text in live_columns(there.tab, there, plan).items() if name in there.columns}
        if there.live or not formulas:
            continue
        table = by_sheet.get(there.sheet)
        yield from _worked_out(there, formulas, table, small)
        for row in table.emptied if table is not None else ():
            if row <= (there.table_last_row or 0):
                for name, text in formulas.items():
                    column = there.columns[name].column
                    yield SetCell(there.sheet, row, column, "", formula=text, overwrite=True)


def _worked_out(there: TabRead, formulas: dict[str, str], table: Table | None, small: Plan) -> Iterator[Change]:
    """What formulas of ours on a tab show of the actions that are left."""
    looked_at = side_tabs.tables(small)
    for line in there.rows:
        before = int(str(line["at_row"]))
        row = before if table is None else table.places.get(before, before)
        for column in there.tab.columns:
            if column.field in formulas and column.works_out is not None:
                value = worked_out(column.works_out, line, looked_at)
                yield SetCell(there.sheet, row, there.columns[column.field].column, "" if value is None else value)


def _standing(cut: Cut) -> Iterator[Change]:
    """What the formulas on the tab of how actions stand show, where they look at the plan row by row."""
    plan = cut.plan
    there = plan.tabs.get(share.STANDING)
    if there is None or not there.live:
        return
    first = there.heading_row - plan.layout.heading_rows[-1]
    stood = {int(str(row["at_row"])): row for row in there.rows}
    places = cut.tables[0].places
    shows = {to + first: stood.get(row + first, {}) for row, to in places.items()}
    for row in sorted({*stood, *shows}):
        for name, place in there.columns.items():
            value = shows.get(row, {}).get(name)
            yield SetCell(there.sheet, row, place.column, "" if is_blank(value) else value)


def _said_before(cut: Cut) -> Iterator[Change]:
    """Version history keeps its numbers and dates, and says that this is an extract."""
    plan = cut.plan
    if plan.history_sheet is None or plan.history_heading_row is None or plan.history_next_row is None:
        return
    for row in range(plan.history_heading_row + 1, plan.history_next_row):
        for name in _UNSAID:
            yield SetCell(plan.history_sheet, row, plan.history_columns[name], None)
    if plan.history_heading_row > 2:
        there = cell(cut.book.grid(plan.history_sheet), 2, 1)
        note = live.extract_note(share.conditions_text(cut.conditions))
        yield SetCell(plan.history_sheet, 2, 1, note if is_blank(there) else f"{shown(there)} {note}")


def _marks(cut: Cut) -> Iterator[Change]:
    """The first line, and what travels inside the file."""
    plan, grid = cut.plan, cut.book.grid(cut.plan.sheet)
    title, beside = cell(grid, 1, 1), cell(grid, 1, 2)
    formula = dropping.formula(cut.book, plan.sheet, 1, 1)
    seen = 1 not in cut.book.hidden(plan.sheet)[1] and (is_blank(beside) or not is_blank(title))
    if plan.layout.heading_rows[0] > 1 and formula != "" and seen:
        line = cut.line if is_blank(title) else f"{cut.line} | {shown(title)}"
        text = None if formula is None else f"{live.joined(f'{cut.line} | ')}&({formula})"
        yield SetCell(plan.sheet, 1, 1, line, formula=text)
    else:
        look = Style(bold=True, size=12, wrap=True, vertical="top")
        wide = max(plan.template.widths["start"])
        yield AddTab(_free_name(plan), ((TabCell(cut.line, look),),), (wide,), front=True)
    gone: dict[str, str | None] = {properties.VIEWS: None} if plan.views else {}
    yield SetProperties({properties.EXTRACT: share.conditions_text(cut.conditions), **gone})


def _free_name(plan: Plan) -> str:
    taken = {folded(name) for name in plan.sheet_names}
    number, name = 1, plan.template.returns.start
    while folded(name) in taken:
        number += 1
        name = f"{plan.template.returns.start} ({number})"
    return name


def telling(cut: Cut) -> set[str]:
    """Texts of actions that do not go into the extract, by which it can be told whether something of them is left."""
    plan = cut.plan
    # What is said there of headings and of people stands elsewhere with good reason.
    logs = {there.sheet for there in (plan.log, plan.conflicts) if there is not None}
    gone, kept = dropping.texts((table for table in cut.tables if table.sheet not in logs), cut.book)
    # A line of a cell tells as much as the whole of it: some tabs have one for each.
    gone |= {line for text in gone for line in text.splitlines()}
    kept |= {line for text in kept for line in text.splitlines()}
    columns = [*plan.template.columns, *(column for tab in plan.template.tabs for column in tab.columns)]
    common = {folded(word) for column in columns for word in (*column.choices, column.heading)}
    common |= {folded(text) for text in kept}
    return {text for text in gone if len(text.strip()) >= _TELLING and folded(text) not in common}
