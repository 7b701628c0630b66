"""Turns what an update has decided into changes to the plan's own sheet: columns, refs, computed cells, records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sheetplan.model import COMPUTED_FIELDS, DAILY_FIELDS, Plan, Status, Value, is_blank, letters, long_day, records
from sheetplan.walks.arrange import Arrangement, table_last_row
from sheetplan.walks.looks import DAY
from sheetplan.workbook import find, live, palette
from sheetplan.workbook.changes import AddColumn, Change, ColourWords, SetCell, Style, TableExtent

_REF_WIDTH = 7.0
_ROWS_TO_COME = 300
"""Rows below the plan that get the status colours too, for actions that are added later."""


@dataclass(frozen=True)
class Columns:
    """Where the computed columns stand once the update is done, and which of them are new."""

    at: Mapping[str, int]
    added: tuple[str, ...]
    ref: int | None
    """The ref column, where new refs are written."""
    in_the_way: bool = False
    """True where there is no room beside the plan: then nothing is added."""


def formulas(plan: Plan) -> tuple[str, ...]:
    """The computed columns that hold formulas: those of a painted plan."""
    return DAILY_FIELDS if plan.live else ()


def travelling(plan: Plan) -> list[int]:
    """The plan's columns that move with a record; a painted plan's formulas stay where they are."""
    stay = {plan.computed[name].column for name in formulas(plan) if name in plan.computed}
    return [one for one in range(plan.layout.first_column, plan.layout.last_column + 1) if one not in stay]


def heading(plan: Plan, field: str, day: date) -> str:
    """A computed column's heading: in a plan that is no Excel Table it says the day.

    In a Table, where each heading stands once, it says that it is worked out if somebody's own column has the words.
    """
    words = plan.template.computed[field]
    if field in DAILY_FIELDS and plan.layout.table is None:
        return f"{words} at {long_day(day)}"
    theirs = {place.heading.casefold() for name, place in plan.columns.items() if name != "ref"}
    theirs |= {text.casefold() for text in plan.others.values()}
    return find.worked_out(words) if words.casefold() in theirs else words


def _width(plan: Plan, field: str, text: str) -> float:
    """The template's width, or as much as the heading needs on two lines."""
    if field == "ref":
        return _REF_WIDTH
    return max(float(plan.template.widths["computed"][COMPUTED_FIELDS.index(field)]), len(text) / 2 + 2)


def columns(plan: Plan, *, refs: bool, no_room: bool = False) -> Columns:
    """Where each computed column stands or will stand.

    Args:
        plan: as it was read.
        refs: whether new refs have to be written.
        no_room: whether columns cannot be added.
    """
    if plan.template.computed_sheet:  # the plan is a form to be signed: nothing of ours stands on it
        return Columns({}, (), plan.columns["ref"].column if "ref" in plan.columns else None)
    at = {field: place.column for field, place in plan.computed.items()}
    wanted = [field for field in COMPUTED_FIELDS if field not in at and not (field == "due" and "due" in plan.columns)]
    ref = plan.columns["ref"].column if "ref" in plan.columns else None
    if refs and ref is None:
        wanted.append("ref")
    free = plan.free_column or plan.layout.last_column + 1
    beside = plan.layout.table is None or free == plan.layout.last_column + 1
    if wanted and (no_room or not beside):
        return Columns(at, (), ref, in_the_way=True)
    for field in wanted:
        at[field] = free
        free += 1
    return Columns(at, tuple(wanted), ref or at.pop("ref", None))


def added_columns(plan: Plan, places: Columns, day: date) -> Iterator[Change]:
    """The computed columns that are missing, in the plan's own style."""
    row = plan.layout.heading_rows[-1]
    calculated = live.live_formulas(plan.template) if plan.live else {}
    for field in places.added:
        column = places.ref if field == "ref" else places.at[field]
        text = heading(plan, field, day)
        if column is not None:
            yield AddColumn(
                sheet=plan.sheet,
                column=column,
                heading_row=row,
                heading=text,
                heading_style=Style(like=(row, plan.layout.last_column), wrap=True),
                width=_width(plan, field, text),
                table=plan.layout.table,
                calculated=calculated.get(field),
            )
    new = [places.at[field] for field in ("status", "rag") if field in places.added]
    if new:
        last = plan.layout.last_row + _ROWS_TO_COME
        ranges = tuple(f"{letters(c)}{plan.layout.first_row}:{letters(c)}{last}" for c in new)
        colours = {str(status): tuple(colour) for status, colour in palette.STATUSES.items()}
        words = {word: tuple(colour) for word, colour in palette.WORDS.items()}
        yield ColourWords(plan.sheet, ranges, colours | words)  # type: ignore[arg-type]  # a Colour is such a tuple


def dated_headings(plan: Plan, day: date) -> Iterator[Change]:
    """Headings that say the day are brought up to it."""
    row = plan.layout.heading_rows[-1]
    for field in DAILY_FIELDS:
        place = plan.computed.get(field)
        if place is not None and place.heading != heading(plan, field, day):
            yield SetCell(plan.sheet, row, place.column, heading(plan, field, day))


def computed_values(standing: Mapping[Any, Any]) -> dict[str, Value]:
    """What the computed cells of an action hold, by field."""
    status: Status = standing["status"]
    return {
        "due": standing["due"],
        "status": str(status),
        "rag": standing["rag"],
        "days_overdue": standing["days_overdue"],
        "goes_on": "yes" if standing["continues"] else "no",
    }


def computed_cells(
    plan: Plan, standings: Mapping[int, Mapping[Any, Any]], arrangement: Arrangement, places: Columns
) -> Iterator[Change]:
    """The computed cells of every action that stays or comes back, where they differ from what stands there.

    Args:
        plan: as it was read.
        standings: position in `actions` (or -1 - position in `archived`) to the action's standing.
        arrangement: where each action stands afterwards.
        places: where the computed columns stand.
    """
    stand = records(plan.actions)
    for item, rows in arrangement.plan:
        position = item.action if item.action is not None else None if item.archived is None else -1 - item.archived
        if position is None:
            continue
        values = computed_values(standings[position])
        moved = item.rows != rows or item.archived is not None
        stood: Mapping[Any, Any] = stand[position] if position >= 0 else {}
        keeps_words = position >= 0 and isinstance(stood.get("at_due"), str) and not stood["at_due_settled"]
        for field, column in places.at.items():
            if field == "due" and keeps_words and not is_blank(stood["at_due"]):
                # Somebody's words, in which no day can be read: a finding says so, and they stay.
                continue
            fresh = field in places.added or position < 0
            before = None if fresh else stood[f"at_{field}"]
            overtyped = not fresh and field in stood["at_overtyped"]
            if field in formulas(plan):
                if moved or overtyped or before != values[field]:
                    yield _live_cell(plan, rows[0], column, field, values[field])
            elif fresh or before != values[field]:
                yield _cell(plan, rows[0], column, field, values[field], fresh=fresh or before is None)
            if field in places.added:
                yield from (_cell(plan, row, column, field, None, fresh=True) for row in rows[1:])
    yield from _emptied(plan, arrangement, places)


def ghosts(plan: Plan, arrangement: Arrangement) -> Iterator[Change]:
    """Our own cells in rows that people have cleared say nothing any more."""
    to = {item.rows[0]: rows[0] for item, rows in arrangement.plan if item.action is None and item.archived is None}
    taken = {row for item, rows in arrangement.plan if item.action is not None for row in rows}
    for row in plan.ghosts:
        now = to.get(row, row)
        for field, place in plan.computed.items():
            if now not in taken and field not in formulas(plan):
                yield SetCell(plan.sheet, now, place.column, None)


def new_refs(plan: Plan, refs: Mapping[int, str], arrangement: Arrangement, places: Columns) -> Iterator[Change]:
    """Refs for actions that had none."""
    for item, rows in arrangement.plan:
        if item.action is not None and item.action in refs and places.ref is not None:
            fresh = "ref" in places.added
            yield _cell(plan, rows[0], places.ref, "ref", refs[item.action], fresh=fresh)


def table_extent(plan: Plan, arrangement: Arrangement) -> Iterator[Change]:
    """Rows typed right below an Excel Table become part of it."""
    last = table_last_row(plan, arrangement)
    if plan.layout.table is not None and last is not None and last != plan.layout.table_last_row:
        yield TableExtent(plan.sheet, plan.layout.table, last)


def _emptied(plan: Plan, arrangement: Arrangement, places: Columns) -> Iterator[Change]:
    """Rows that hold no action any more: a painted plan's formulas stay ready there and show nothing."""
    last = table_last_row(plan, arrangement) or 0
    for row in arrangement.emptied:
        for field in formulas(plan):
            if field in places.at and row <= last:
                yield _live_cell(plan, row, places.at[field], field, "")
            elif field in places.at:
                yield SetCell(plan.sheet, row, places.at[field], None, overwrite=True)


def _live_cell(plan: Plan, row: int, column: int, field: str, value: Value) -> SetCell:
    formula = live.live_formulas(plan.template)[field]
    return SetCell(plan.sheet, row, column, "" if value is None else value, formula=formula, overwrite=True)


def _cell(plan: Plan, row: int, column: int, field: str, value: Value, *, fresh: bool) -> SetCell:
    """A computed value; a new cell gets the look of the plan's last column."""
    style = None
    if fresh:
        formats = {"due": DAY, "days_overdue": "0"}
        like = (row, plan.layout.last_column)
        number_format = formats.get(field, "General")
        style = Style(like=like, number_format=number_format, wrap=True, vertical="top", horizontal="left")
    return SetCell(plan.sheet, row, column, value, style=style)
