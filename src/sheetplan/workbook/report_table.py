"""Paints a table of a report: rows of plain values under one row of headings, with live formulas where it counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sheetplan.model import Status, shown
from sheetplan.workbook import fields, palette
from sheetplan.workbook.brush import AIR, DATE, Canvas, height
from sheetplan.workbook.report_rows import Cell, Row

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FINDINGS, FILES, ORGANISATIONS = "tblFindings", "tblFiles", "tblOrganisations"
KINDS, NOT_RECEIVED, FIXED = "tblKinds", "tblNotReceived", "tblFixed"
WAIVED, NOTES, NOT_READ = "tblWaived", "tblNotes", "tblNotRead"

_HEADINGS = 3
"""The heading row, from 0: below the title, what is on the sheet, and room."""
_COLOURS = {level.label: colour for level, colour in palette.LEVELS.items()}


class Column(NamedTuple):
    """One column of a table."""

    heading: str
    width: float
    formula: str = ""
    """Where it is worked out: without the leading "="."""
    figures: bool = False
    """True where it holds numbers that stand apart from the next column, under a heading at the same side."""


def tab(
    canvas: Canvas,
    words: tuple[str, str, str],
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    plain: bool = False,
) -> None:
    """A tab with one table.

    Args:
        canvas: the workbook.
        words: the tab's name, what is on it, the workbook's title.
        name: the Table's name.
        columns: its columns.
        rows: what stands in them, the results of formulas too.
        plain: without filter buttons and footers, and nothing stays in sight; rows have air.
    """
    sheet_name, about, title = words
    sheet = canvas.sheet(sheet_name, [column.width for column in columns], about, ("", title), footer=not plain)
    fill(canvas, sheet, name, _HEADINGS, columns, rows, plain=plain, air=AIR if plain else 0)


def fill(
    canvas: Canvas,
    sheet: Worksheet,
    name: str,
    row: int,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    plain: bool = False,
    air: int = 0,
) -> None:
    """A table on a sheet; without rows it has an empty one.

    Args:
        canvas: the workbook.
        sheet: where.
        name: the Table's name.
        row: its heading row, from 0.
        columns: its columns.
        rows: what stands in them.
        plain: without filter buttons, and nothing stays in sight: a table to be printed.
        air: pixels that every row has to spare.
    """
    # Over its numbers; not where a filter's button would cover it.
    right = {"header_format": canvas.cell(palette.HEADING, valign="vcenter", align="right")} if plain else {}
    figures = {"header_format": canvas.cell(palette.HEADING, valign="vcenter", align="right", indent=1)}
    headings = [
        {
            "header": column.heading,
            **({"formula": column.formula} | right if column.formula else figures if column.figures else {}),
        }
        for column in columns
    ]
    last = row + max(len(rows), 1)
    canvas.table_frame(sheet, name, (row, last), headings, filters=not plain, freeze=not plain)
    widths = [column.width for column in columns]
    sheet.set_row_pixels(row, fields.heading_height([column.heading for column in columns], widths) + AIR)
    if not rows:
        for at in range(len(columns)):
            sheet.write_blank(row + 1, at, None, canvas.cell())
    for down, values in enumerate(rows, start=row + 1):
        for at, (column, value) in enumerate(zip(columns, values, strict=True)):
            _cell(canvas, sheet, (down, at), column, value, apart=at > 0 and isinstance(values[at - 1], int | float))
        tall = height((shown(value), width) for value, width in zip(values, widths, strict=True))
        sheet.set_row_pixels(down, tall + air)


def _cell(canvas: Canvas, sheet: Worksheet, at: tuple[int, int], column: Column, value: Cell, *, apart: bool) -> None:
    """One cell; words right of a number stand apart from it."""
    row, across = at
    if column.formula and isinstance(value, str | int):
        canvas.formula(sheet, at, column.formula, canvas.cell(align="right"), value)
    elif isinstance(value, date):
        sheet.write_datetime(row, across, value, canvas.cell(num_format=DATE))
    elif column.figures:
        look = canvas.cell(align="right", indent=1)
        sheet.write(row, across, value, look) if isinstance(value, int | float) else sheet.write_string(
            *at, value, look
        )
    elif isinstance(value, int | float):
        sheet.write_number(row, across, value, canvas.cell(align="right"))
    else:
        sheet.write_string(row, across, value, _look(canvas, value, apart=apart))


def _look(canvas: Canvas, value: str, *, apart: bool) -> Format:
    """As text: a line that begins with a hyphen is no formula. A level or a status has its colours beside its word."""
    colour = palette.STATUSES.get(value) if isinstance(value, Status) else _COLOURS.get(value)
    return canvas.cell(colour, num_format="@", **({"indent": 1} if apart else {}))
