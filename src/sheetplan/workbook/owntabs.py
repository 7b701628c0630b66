"""Paints the template's own tabs: tables with ready rows, starting rows, formulas, dropdowns and charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sheetplan.model import Column, Tab, Template, Value, worked_out
from sheetplan.workbook import charts, fields, palette, workings
from sheetplan.workbook.brush import AIR, DATE, Brush, height
from sheetplan.workbook.fields import Rows, Where
from sheetplan.workbook.plantab import define_values

if TYPE_CHECKING:
    from xlsxwriter.format import Format

_HEADINGS = 3
"""The heading row of a table, from 0; below a chart, where there is one."""
_STANDING = "standing"
"""The field that says how a milestone stands."""


def paint(brush: Brush, title: tuple[str, str]) -> None:
    """All of them.

    Args:
        brush: the workbook.
        title: the formula that says the plan's title, and what it says now.
    """
    rows = starting_rows(brush.template)
    for tab in brush.template.tabs:
        _tab(brush, tab, rows[tab.name], title)


def _tab(brush: Brush, tab: Tab, rows: Sequence[Mapping[str, Value]], title: tuple[str, str]) -> None:
    widths = [column.width for column in tab.columns]
    sheet = brush.sheet(tab.sheet, widths, tab.about, title)
    first = _HEADINGS + (charts.ROWS if tab.chart else 0)
    where = Where(sheet, Rows(first, first + len(rows) + tab.ready_rows), tab.name)
    grey = {c.field for c in tab.columns if c.works_out} | tab.filled_by_update
    formulas = {c.field: workings.formula(brush.template, tab, c.works_out) for c in tab.columns if c.works_out}
    options = []
    for column in tab.columns:
        option: dict[str, Any] = {"header": column.heading}
        if column.field in grey:
            option["header_format"] = brush.heading(computed=True)
        if formulas.get(column.field):
            option["formula"] = formulas[column.field]
        options.append(option)
    brush.table_frame(sheet, brush.names.tabs[tab.name], where.rows, options, freeze=not tab.chart)
    sheet.set_row_pixels(first, fields.heading_height([c.heading for c in tab.columns], widths) + AIR)
    for at, column in enumerate(tab.columns):
        if column.works_out:
            _worked_out(brush, where, at, column, formulas[column.field], rows)
        elif column.field in grey:
            fields.filled(where, at, column, _grey(brush, column))
            if column.field == _STANDING:
                fields.colour_beginnings(brush, where, at)
        else:
            fields.typed(brush, where, at, column)
        if (tab.name, column.field) in brush.names.columns:
            define_values(brush, brush.names.columns[tab.name, column.field], tab.sheet, where, at)
    _start(brush, where, tab, rows)
    if tab.chart:
        charts.paint(brush, where, tab, tab.chart, _HEADINGS)


def _grey(brush: Brush, column: Column) -> Format:
    if column.type == "date":
        return brush.cell(palette.COMPUTED, num_format=DATE)
    return brush.cell(palette.COMPUTED, **(fields.NUMBER if column.type == "number" else {}))


def _worked_out(
    brush: Brush, where: Where, at: int, column: Column, formula: str, rows: Sequence[Mapping[str, Value]]
) -> None:
    """Formulas with their results beside them."""
    look = _grey(brush, column)
    for down in range(where.rows.last - where.rows.headings):
        row = where.rows.headings + 1 + down
        result = rows[down].get(column.field) if down < len(rows) else None
        if formula:
            brush.formula(where.sheet, (row, at), formula, look, "" if result is None else _stored(result))
        else:
            where.sheet.write_blank(row, at, None, look)
    fields.refuse_typing(where, at, column.heading, column.prompt or fields.WORKED_OUT + ".")
    fields.colour_statuses(brush, where, at)


def _stored(value: Value) -> Any:
    """A value as a formula's result holds it: a date is its day's number."""
    return (value - date(1899, 12, 30)).days if isinstance(value, date) else value


def _start(brush: Brush, where: Where, tab: Tab, rows: Sequence[Mapping[str, Value]]) -> None:
    """The rows with which the tab begins."""
    for down, row in enumerate(rows, start=where.rows.headings + 1):
        for at, column in enumerate(tab.columns):
            value = row.get(column.field)
            if value is None or column.works_out:
                continue
            look = fields.typed_format(brush, column)
            if isinstance(value, date):
                where.sheet.write_datetime(down, at, value, look)
            elif isinstance(value, float):
                where.sheet.write_number(down, at, value, look)
            else:
                where.sheet.write_string(down, at, str(value), look)
        texts = [(str(row.get(column.field) or ""), column.width) for column in tab.columns]
        where.sheet.set_row_pixels(down, height(texts))


def starting_rows(template: Template) -> dict[str, list[dict[str, Value]]]:
    """The starting rows of every tab, with what is worked out in them; a new plan has no actions yet."""
    tables: dict[str, list[dict[str, Value]]] = {
        tab.name: [{c.field: _typed(c, row.get(c.field)) for c in tab.columns} for row in tab.rows]
        for tab in template.tabs
    }
    for _ in template.tabs:  # what is worked out can be worked on again, tab by tab
        for tab in template.tabs:
            for column in tab.columns:
                for row in tables[tab.name]:
                    if column.works_out:
                        row[column.field] = worked_out(column.works_out, row, tables)
    return tables


def _typed(column: Column, text: str | None) -> Value:
    """A starting row's text as a cell of its column holds it."""
    if not text:
        return None
    for type_, read in (("date", date.fromisoformat), ("number", float)):
        if column.type == type_:
            try:
                return read(text)
            except ValueError:
                return text
    return text
