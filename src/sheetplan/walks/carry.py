"""Puts what people typed in a plan of an older form into a new workbook of the template's present version."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from sheetplan.model import Plan, Template, Value, is_blank, records
from sheetplan.walks import intended, tab_changes
from sheetplan.workbook import edit, live, paint, properties, read, save, sidetabs
from sheetplan.workbook.changes import AddColumn, Change, FitRow, SetCell, SetProperties, Style, TableExtent

_DAY = "d mmm yyyy"
_WIDTH = 24.0
"""The width of a column that the present form does not have."""

Rows = Mapping[int, Sequence[Mapping[Any, Any]]]
"""An action's first row to the rows that it is written in: field to value, and `at_others` as in a plan."""
_AS_READ: Rows = MappingProxyType({})


def carry(plan: Plan, target: Path, day: date, *, known_by: str = "", dry_run: bool = False) -> tuple[str, ...]:
    """Paint a workbook of the plan's template as it is now, and put what stands in the plan into it.

    Args:
        plan: the plan of the older form, as it was read: its headings are matched with the present ones already.
        target: where the new workbook goes; nothing may stand there.
        day: the day on which it is made.
        known_by: what the marked copy is known by that it goes with.
        dry_run: try it and write nothing.

    Returns:
        What a person should know of it, one sentence each.

    Raises:
        SheetplanError: the template cannot be painted, or the workbook cannot be written.
    """
    marks = {properties.RETURN_NAME: known_by, properties.RETURNED_ON: day.isoformat()} if known_by else {}
    made = carried(plan, target.name, day, marks)
    if not dry_run:
        save.write_new(made.data, target)
    return (*_said(plan, made.there), *made.refused)


class Carried(NamedTuple):
    """A new workbook with what stood in a plan."""

    data: bytes
    there: Plan
    """What was painted, before anything was put into it."""
    refused: tuple[str, ...]
    """Why something could not be put there, one sentence each."""


def carried(
    plan: Plan,
    name: str,
    day: date,
    marks: Mapping[str, str],
    *,
    signed: bool = False,
    rows: Rows = _AS_READ,
) -> Carried:
    """The same in memory.

    Args:
        plan: what is put into the new workbook.
        name: the new workbook's file name.
        day: the day on which it is made.
        marks: what travels in its properties.
        signed: whether what the Cover says of signatures comes along: what stood on paper, and nothing newer.
        rows: actions that are written as they stood, by their `at_row`, and not as they were read.

    Raises:
        SheetplanError: the template cannot be painted.
    """
    template = plan.template
    title, organisation = (str(plan.cover.get(field) or "") for field in ("title", "organisation"))
    blank = paint.plan(template, title=title, organisation=organisation, plan_id=plan.plan_id or "", created=day)
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / name
        save.write_new(blank, empty)
        there = read.plans(empty, (template,))[0]
        edited = edit.apply(empty, [*_changes(plan, there, rows, signed=signed), SetProperties(dict(marks))])
    return Carried(edited.data, there, tuple(refused.reason for refused in edited.receipt.refused))


def _changes(plan: Plan, there: Plan, rows: Rows, *, signed: bool) -> Iterator[Change]:
    yield from _actions(plan, there, rows)
    yield from _tabs(plan, there)
    yield from _archive(plan, there)
    yield from _cover(plan, there, signed=signed)
    yield from _people(plan, there)


def _actions(plan: Plan, there: Plan, as_typed: Rows) -> Iterator[Change]:
    """The actions, with the texts of their sections above them, and at the right the columns that are unknown now."""
    layout = there.layout
    headings = {plan.columns[name].heading or name: name for name in plan.columns if name not in there.columns}
    extra = {text: layout.last_column + at for at, text in enumerate((*headings, *plan.others.values()), start=1)}
    for text, column in extra.items():
        like = Style(like=(layout.heading_rows[-1], 1))
        yield AddColumn(there.sheet, column, layout.heading_rows[-1], text, like, _WIDTH, table=layout.table)
    row, section = layout.first_row, None
    last_ready = layout.table_last_row or row
    for action in records(plan.actions):
        if plan.template.sections and action["at_section"] not in (None, section):
            section = action["at_section"]
            # Each of its lines has a row, because in the narrow first column it can only run on over the others.
            for line in filter(str.strip, section.splitlines()):
                yield from _row(there, row, {layout.first_column: line}, last_ready, heading=True)
                row += 1
        for number, line in enumerate(as_typed.get(action["at_row"], (action,))):
            values = {place.column: line.get(name) for name, place in there.columns.items()}
            values |= {extra[text]: line.get(name) for text, name in headings.items()}
            values |= {extra[text]: value for text, value in line["at_others"].items() if text in extra}
            yield from _row(there, row, values, last_ready, carries_on=number > 0)
            row += 1
    if layout.table is not None and row - 1 > last_ready:
        yield TableExtent(there.sheet, layout.table, row - 1)


def _row(
    there: Plan,
    row: int,
    values: Mapping[int, Value],
    last_ready: int,
    *,
    heading: bool = False,
    carries_on: bool = False,
) -> Iterator[Change]:
    """One row of the plan; below the ready rows it looks like the last of them, and its formulas come along.

    A row that carries on the one above has no formulas, because its action's status stands there.
    """
    below = row > last_ready
    for column, value in values.items():
        if not is_blank(value):
            cell = _typed(there.sheet, row, column, value, like=(last_ready, column) if below else (row, column))
            yield replace(cell, style=replace(cell.style, bold=True, wrap=False)) if heading and cell.style else cell
    for field in intended.formulas(there):
        if field not in there.computed:
            continue
        column = there.computed[field].column
        if carries_on:
            yield SetCell(there.sheet, row, column, None, overwrite=True)
        elif below:
            look = Style(like=(last_ready, column))
            formula = live.live_formulas(there.template)[field]
            yield SetCell(there.sheet, row, column, "", style=look, formula=formula, overwrite=True)
    if not heading:
        yield FitRow(there.sheet, row)


def _typed(sheet: str, row: int, column: int, value: Value, like: tuple[int, int]) -> SetCell:
    """A cell in the new form's own look; a day shows as one wherever it stands."""
    return SetCell(sheet, row, column, value, style=Style(like=like, number_format=_format(value), wrap=True))


def _format(value: Value) -> str | None:
    return _DAY if isinstance(value, date) else None


def _tabs(plan: Plan, there: Plan) -> Iterator[Change]:
    """The tabs that belong to the plan: their rows in the place of those that the new form starts with."""
    for tab in plan.template.tabs:
        read, new = plan.tabs.get(tab.name), there.tabs.get(tab.name)
        if read is None or not read.rows:
            continue
        if new is None:
            yield from tab_changes.changes((tab_changes.Lines(tab, None, appended=read.rows),), there)
            continue
        worked_out = {column.field for column in tab.columns if column.works_out is not None}
        fields = [name for name in new.columns if name not in worked_out]
        rows = [*read.rows, *({} for _ in new.rows[len(read.rows) :])]
        for row, values in enumerate(rows, start=new.heading_row + 1):
            for name in fields:
                value, column = values.get(name), new.columns[name].column
                if not is_blank(value):
                    yield _typed(new.sheet, row, column, value, like=(row, column))
                elif row < new.next_row:
                    yield SetCell(new.sheet, row, column, None)
            if values:
                yield FitRow(new.sheet, row)
        last = new.heading_row + len(read.rows)
        if new.table is not None and new.table_last_row is not None and last > new.table_last_row:
            yield TableExtent(new.sheet, new.table, last)


def _archive(plan: Plan, there: Plan) -> Iterator[Change]:
    """What was archived stays archived."""
    if there.archive_sheet is None or there.archive_heading_row is None:
        return
    rows = records(plan.archived)
    for row, action in enumerate(rows, start=there.archive_heading_row + 1):
        for name, place in there.archive_columns.items():
            value = action.get(name, action.get(f"at_{name}"))
            if not is_blank(value):
                like = (there.archive_heading_row + 1, place.column)
                yield _typed(there.archive_sheet, row, place.column, value, like=like)
        yield FitRow(there.archive_sheet, row)
    if rows and there.archive_table is not None:
        yield TableExtent(there.archive_sheet, there.archive_table, there.archive_heading_row + len(rows))


def _cover(plan: Plan, there: Plan, *, signed: bool) -> Iterator[Change]:
    """What was entered on the Cover; nobody has signed the new workbook, and its version is none yet."""
    leave = {"version", "title", "organisation", *(() if signed else _signing(plan.template))}
    for name, value in plan.cover.items():
        if name in there.cover_cells and name not in leave and not is_blank(value):
            sheet, row, column = there.cover_cells[name]
            yield _typed(sheet, row, column, value, like=(row, column))
            yield FitRow(sheet, row)


def _signing(template: Template) -> set[str]:
    return {line for one in template.course.signoffs for line in (one.name, one.position, one.date)}


def _people(plan: Plan, there: Plan) -> Iterator[Change]:
    """Codes of the role key that the new form does not have yet, below those that it has."""
    template = plan.template
    new = [(code, words) for code, words in plan.people.items() if code not in there.people]
    if not new or template.roles_sheet not in there.sheet_names:
        return
    first = sidetabs.FIRST_ROW + len(template.roles)
    for row, (code, words) in enumerate(new, start=first):
        yield SetCell(template.roles_sheet, row, 1, code)
        yield SetCell(template.roles_sheet, row, 2, words)
    yield TableExtent(template.roles_sheet, paint.table_names(template)["roles"], first + len(new) - 1)


def _said(plan: Plan, there: Plan) -> Iterator[str]:
    """What was not carried."""
    known = {plan.sheet, plan.archive_sheet, plan.history_sheet, *(read.sheet for read in plan.tabs.values())}
    known |= {sheet for sheet, _, _ in plan.cover_cells.values()} | set(there.sheet_names)
    known |= (set(plan.return_mark.tabs) if plan.return_mark else set()) | set(plan.views.values())
    left = [f'"{name}"' for name in plan.sheet_names if name not in known]
    if left:
        yield f"The sheets {', '.join(left)} were not carried into the new workbook: move there what you need of them."
    if any(signature.name or signature.day for signature in plan.signatures):
        yield "Signatures were not carried into the new workbook: it has to be signed anew."
    unknown = list(plan.others.values())
    if unknown:
        yield f"Columns that the present form does not have stand at its right: {', '.join(unknown)}."
