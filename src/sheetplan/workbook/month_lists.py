"""Paints the long tables of a month's report: All actions, and the lists that are taken from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sheetplan.model import Listed, Rollup, long_day, months
from sheetplan.workbook import fields, month_names
from sheetplan.workbook.brush import AIR, DATE, PIXELS_A_LINE, Canvas, height
from sheetplan.workbook.fields import Rows, Where
from sheetplan.workbook.live import quoted, whole
from sheetplan.workbook.long_rows import Cell, Later
from sheetplan.workbook.month_formulas import Numbering

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_POINTS_A_LINE = PIXELS_A_LINE * 0.75
_MEASURED = 2000
"""Rows of a table that are no more than these have their height measured letter by letter, else by their length."""
_LINE = 2
"""The row, from 0, of what is said of a list's count."""
_HEADINGS = 4
_WIDTHS: Mapping[str, float] = {
    field: width
    for width, fields_of_it in {
        8: "ref open",
        9: "where times_moved open_before moved reason",
        10: "days_overdue disagrees recorded_late received",
        12: "status days_late typed status_before",
        12.5: "due first_agreed achieved due_before day",
        14: "finished",
        15: "owner change",
        20: "organisation",
        22: "plan",
        48: "action",
    }.items()
    for field in fields_of_it.split()
}
"""Of the columns of All actions, in characters."""
_NUMBERS = frozenset({"days_overdue", "days_late", "times_moved"})
_DATES = frozenset({"due", "first_agreed", "achieved", "due_before", "day"})
_STATUSES = frozenset({"status", "status_before"})
_NUMBER_WIDTH = 13.0


class _Column(NamedTuple):
    heading: str
    width: float
    field: str = ""
    """Of All actions; empty for a number by which rows are counted or found."""


def all_actions(canvas: Canvas, title: str, report: Rollup, numbering: Numbering) -> None:
    """Every action of every plan, as the report has it: what all its counts count."""
    columns = [_Column(heading, _WIDTHS[field], field) for field, heading in months.FIELDS.items()]
    columns += [
        _Column(month_names.ORGANISATION_NUMBER, _NUMBER_WIDTH),
        _Column(month_names.PLAN_NUMBER, _NUMBER_WIDTH),
    ]
    if report.by_owner:
        columns.append(_Column(month_names.OWNER_NUMBERS, _NUMBER_WIDTH))
    about = (
        "Every action of every plan, and those that left a plan in the month. Every count of this report counts rows "
        "here. An empty cell: it does not apply."
    )
    sheet = canvas.sheet(month_names.ACTIONS, [column.width for column in columns], about, ("", title))

    def rows() -> Iterator[Sequence[Cell]]:
        organisations, plans = numbering.organisations, numbering.plans
        for row, owners in zip(report.actions, report.owners, strict=True):
            found = [value if value != "" else None for value in row]
            found += (organisations[row[0]], plans[row[1]])
            if report.by_owner:
                found.append(numbering.owner_numbers(owners))
            yield found

    _long(canvas, sheet, month_names.ACTIONS_TABLE, _HEADINGS - 1, columns, rows, len(report.actions))
    # What an action is and how it stands is printed; what it was a month before would make that too small to read.
    sheet.print_area(0, 0, _HEADINGS - 1 + max(len(report.actions), 1), list(months.FIELDS).index("achieved"))


def listed(canvas: Canvas, title: str, report: Rollup, numbering: Numbering, name: str, listed: Listed) -> None:
    """A list of actions: values taken from All actions, and a line that holds their number against it."""
    columns = [_Column(months.FIELDS[field], _WIDTHS[field], field) for field in listed.columns]
    if "received" not in listed.columns:
        columns.append(_Column(months.FIELDS["received"], _WIDTHS["received"], "received"))
    columns.append(_Column(month_names.ROW, 11))
    sheet = canvas.sheet(name, [column.width for column in columns], _about(report, name), ("", title))
    table = month_names.LIST_TABLES[name]
    here, there = f"COUNTA({whole(table, columns[0].heading)})", numbering.count(listed.figure)
    number = len(listed.rows)
    parts = (quoted("Rows here: "), here, quoted("; All actions counts "), f"({there})", quoted("."))
    now = f"Rows here: {number}; All actions counts {number}."
    canvas.formula(sheet, (_LINE, 0), "&".join(parts), canvas.format(valign="top"), now)
    sheet.set_row_pixels(_LINE, PIXELS_A_LINE + AIR)
    order = [list(months.FIELDS).index(column.field) for column in columns[:-1]]

    def rows() -> Iterator[Sequence[Cell]]:
        for at in listed.rows:
            row = report.actions[at]
            # The heading row of All actions, its title and the lines between stand above its rows.
            yield [_said(row[place]) for place in order] + [at + _HEADINGS + 1]

    _long(canvas, sheet, table, _HEADINGS, columns, rows, number)


def _said(value: Cell) -> Cell:
    return month_names.NOTHING if value is None or value == "" else value


def _about(report: Rollup, name: str) -> str:
    following = f"after {long_day(report.end)} and by {long_day(report.following)}"
    return {
        month_names.OVERDUE: "Open actions that were due before their plan's position date, the longest overdue first.",
        month_names.DUE: f"Open actions that fall due {following}, the earliest first.",
        month_names.COMPLETED: "Actions that are complete now and were not a month earlier; recorded late comes last.",
        month_names.MOVED: "Actions whose due date is another one than a month earlier, the furthest moved first.",
    }[name]


def _long(
    canvas: Canvas,
    sheet: Worksheet,
    table: str,
    row: int,
    columns: Sequence[_Column],
    rows: Callable[[], Iterable[Sequence[Cell]]],
    number: int,
) -> None:
    """A table of which there may be very many rows; its first row is painted for its looks."""
    last = row + max(number, 1)
    canvas.table_frame(sheet, table, (row, last), [{"header": column.heading} for column in columns])
    widths = [column.width for column in columns]
    sheet.set_row_pixels(row, fields.heading_height([column.heading for column in columns], widths) + AIR)
    for at, column in enumerate(columns):
        sheet.write_blank(row + 1, at, None, _look(canvas, column, apart=at > 0 and _is_number(columns[at - 1])))
        if column.field in _STATUSES and number:
            fields.colour_statuses(canvas, Where(sheet, Rows(row, last)), at)
    if number:
        canvas.later.append(Later(sheet.index, row + 2, rows, number, _Heights(widths, number).of))


def _look(canvas: Canvas, column: _Column, *, apart: bool) -> Format:
    """Words right of a number stand apart from it."""
    if _is_number(column):
        return canvas.cell(align="right")
    shape: dict[str, Any] = {"indent": 1} if apart else {}
    return canvas.cell(num_format=DATE if column.field in _DATES else "@", **shape)


def _is_number(column: _Column) -> bool:
    numbers = (month_names.ORGANISATION_NUMBER, month_names.PLAN_NUMBER, month_names.ROW)
    return column.field in _NUMBERS or column.heading in numbers


class _Heights:
    """How tall rows must be, in points."""

    def __init__(self, widths: Sequence[float], number: int) -> None:
        self._widths = list(widths)
        self._measured = number <= _MEASURED
        self._letters = [int(width) - 2 for width in widths]

    def of(self, row: Sequence[Cell]) -> float:
        if self._measured:
            texts = [(value, width) for value, width in zip(row, self._widths, strict=True) if isinstance(value, str)]
            return height(texts) * 0.75
        lines = 1
        for value, most in zip(row, self._letters, strict=True):
            if type(value) is str and len(value) > most * lines:
                lines = -(-len(value) // most)
        return lines * _POINTS_A_LINE
