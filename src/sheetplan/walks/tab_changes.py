"""Lines that an update has for the tabs of a plan, as changes to the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sheetplan import diff
from sheetplan.model import Column, Plan, Tab, TabRead, Value, is_blank, letters, long_day
from sheetplan.walks import kept_tabs
from sheetplan.walks.looks import DAY, HEADING, HEADING_ROW, TITLE, cell
from sheetplan.workbook import booknames, live, workings
from sheetplan.workbook.changes import AddTab, Change, FitRow, SetCell, Style, TabCell, TableExtent

_DAY_ROW = 3
_STANDING = "standing"
"""The tab on which it stands how actions stand; how its dates show can change though they do not."""

Row = Mapping[str, Value]


@dataclass(frozen=True)
class Lines:
    """What one tab is to hold besides what stands there."""

    tab: Tab
    read: TabRead | None
    """None where the workbook does not have it yet."""
    refreshed: Mapping[int, Row] = field(default_factory=dict)
    """Sheet row to what some of its cells are to say."""
    appended: tuple[Row, ...] = ()
    """New rows, in order."""
    told: str = ""
    """Why this is a reason for a version; empty where it is none."""
    holds_on: date | None = None
    """The day on which all of it holds, where it is only true on one."""
    day_format: str = DAY
    """How its dates show."""
    as_text: frozenset[str] = frozenset()
    """Fields that stay text, although they look like numbers."""
    is_ours: bool = False
    """True where only we add rows: each looks as we make it, and what is a date shows as one."""


def changes(found: Sequence[Lines], plan: Plan) -> Iterator[Change]:
    """The same as changes to the workbook.

    Args:
        found: what the update has for the tabs.
        plan: whose workbook it is.
    """
    for one in found:
        if one.read is None:
            if one.appended:
                yield _made(one, plan)
            continue
        formulas = live_columns(one.tab, one.read, plan)
        yield from _lengthened(one, one.read)
        yield from _refreshed(one, one.read, formulas)
        yield from _appended(one, one.read, formulas)
        if one.holds_on is not None and one.read.heading_row == HEADING_ROW:
            yield SetCell(one.read.sheet, _DAY_ROW, 1, _as_of(one.holds_on))


def live_columns(tab: Tab, read: TabRead, plan: Plan) -> Mapping[str, str]:
    """The formulas with which a painted tab goes on below its ready rows; none on a tab of people's own."""
    names = booknames.names(plan.template)
    if plan.layout.table != names.tables["plan"]:
        return {}
    if tab.name == _STANDING:
        return live.live_formulas(plan.template) if read.live else {}
    if read.table != names.tabs.get(tab.name):
        return {}
    works = {column.field: column.works_out for column in tab.columns if column.works_out is not None}
    return {name: workings.formula(plan.template, tab, each) for name, each in works.items()}


def _lengthened(one: Lines, read: TabRead) -> Iterator[Change]:
    """Rows below an Excel Table become part of it, so that formulas elsewhere see them."""
    used = [int(str(row["at_row"])) for row in read.rows]
    last = max([*used, *one.refreshed, read.next_row + len(one.appended) - 1 if one.appended else 0], default=0)
    if read.table is not None and read.table_last_row is not None and last > read.table_last_row:
        yield TableExtent(read.sheet, read.table, last)


def _refreshed(one: Lines, read: TabRead, formulas: Mapping[str, str]) -> Iterator[Change]:
    stands = {int(str(row["at_row"])): row for row in read.rows}
    for row, values in sorted(one.refreshed.items()):
        below = _is_below(row, read)
        for name, value in values.items():
            if name not in read.columns:
                continue
            column, style = read.columns[name].column, _dated(one, row, read.columns[name].column, value)
            shows_otherwise = isinstance(value, date) and one.tab.name == _STANDING
            if below and formulas.get(name):
                yield _live(read, row, column, value, formulas[name], style)
            elif shows_otherwise or not diff.same(stands.get(row, {}).get(name), value):
                yield SetCell(read.sheet, row, column, "" if value is None and read.live else value, style=style)


def _appended(one: Lines, read: TabRead, formulas: Mapping[str, str]) -> Iterator[Change]:
    """New rows; on a tab of people's own they look like the last one there."""
    first = read.next_row
    above = first - 1 if read.rows and read.table is None else None
    for row, values in enumerate(one.appended, start=first):
        for name, place in read.columns.items():
            value, column = values.get(name), place.column
            if one.is_ours:
                style = cell(_number_format(one, name, value))
                yield SetCell(read.sheet, row, column, None if is_blank(value) else value, style=style)
            elif above is not None:
                number_format = DAY if isinstance(value, date) else None
                style = Style(like=(above, column), number_format=number_format)
                yield SetCell(read.sheet, row, column, None if is_blank(value) else value, style=style)
            elif formulas.get(name) and _is_below(row, read):
                yield _live(read, row, column, value, formulas[name], _dated(one, row, column, value))
            elif not is_blank(value):
                yield SetCell(read.sheet, row, column, value, style=_dated(one, row, column, value))
        yield FitRow(read.sheet, row)


def _is_below(row: int, read: TabRead) -> bool:
    """Whether a row is none of those that were ready: nothing of ours stands in it yet."""
    return read.table_last_row is not None and row > read.table_last_row


def _live(read: TabRead, row: int, column: int, value: Value, formula: str, style: Style | None) -> SetCell:
    result = "" if is_blank(value) else value
    return SetCell(read.sheet, row, column, result, style=style, formula=formula, overwrite=True)


def _dated(one: Lines, row: int, column: int, value: Value) -> Style | None:
    """A date shows as one, also where the cell had no form of its own."""
    return Style(like=(row, column), number_format=one.day_format) if isinstance(value, date) else None


def _made(one: Lines, plan: Plan) -> AddTab:
    """The whole tab, where the workbook does not have it."""
    tab = one.tab
    body = [tuple(_tab_cell(row.get(column.field), column, one) for column in tab.columns) for row in one.appended]
    name = kept_tabs.free_name(plan, tab.sheet) if one.is_ours else tab.sheet
    return AddTab(
        name=name,
        rows=(
            (TabCell(f"{name}: {plan.sheet}", TITLE),),
            (TabCell(tab.about),),
            (TabCell(_as_of(one.holds_on) if one.holds_on else None),),
            tuple(TabCell(column.heading, HEADING) for column in tab.columns),
            *body,
        ),
        widths=tuple(column.width for column in tab.columns),
        table=(tab.table, HEADING_ROW, HEADING_ROW + max(len(body), 1)),
        freeze_below=HEADING_ROW,
        choices=tuple(
            (f"{letters(at)}{HEADING_ROW + 1}:{letters(at)}{HEADING_ROW + 500}", column.choices)
            for at, column in enumerate(tab.columns, start=1)
            if column.choices
        ),
    )


def _as_of(day: date) -> str:
    return f"Position at {long_day(day)}."


def _tab_cell(value: Value, column: Column, one: Lines) -> TabCell:
    number_format = one.day_format if column.type == "date" else "General"
    if one.is_ours:
        number_format = _number_format(one, column.field, value)
    return TabCell(None if is_blank(value) else value, cell(number_format))


def _number_format(one: Lines, name: str, value: Value) -> str:
    return "@" if name in one.as_text else one.day_format if isinstance(value, date) else "General"
