"""Paints a table of a report: rows of plain values under one row of headings, with live formulas where it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sheetplan.model import Status, shown
from sheetplan.workbook import fields, palette
from sheetplan.workbook.brush import AIR, DATE, Canvas, height
from sheetplan.workbook.palette import Colour
from sheetplan.workbook.report_rows import Cell

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FINDINGS, FILES, ORGANISATIONS = "tblFindings", "tblFiles", "tblOrganisations"
KINDS, NOT_RECEIVED, FIXED = "tblKinds", "tblNotReceived", "tblFixed"
WAIVED, NOTES, NOT_READ = "tblWaived", "tblNotes", "tblNotRead"

HEADINGS = 3
"""The heading row, from 0: below the title, what is on the sheet, and room."""
_COLOURS = {level.label: colour for level, colour in palette.LEVELS.items()}


class Live(NamedTuple):
    """What stands in a cell that is worked out otherwise than the rest of its column."""

    formula: str
    """Without the leading "="."""
    now: str | int
    """What it gives."""


class Column(NamedTuple):
    """One column of a table."""

    heading: str
    width: float
    formula: str = ""
    """Where it is worked out: without the leading "="."""
    figures: bool = False
    """Whether it holds numbers under a heading at the same side; so does what is worked out."""


Values = Sequence[Cell | Live]
"""What stands in a row."""


def tab(
    canvas: Canvas,
    words: tuple[str, str, str],
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Values],
    *,
    plain: bool = False,
    tints: Mapping[str, Colour] = _COLOURS,
    tallest: int | None = None,
) -> Worksheet:
    """A tab with one table; the sheet is given back for what stands on it besides.

    Args:
        canvas: the workbook.
        words: the tab's name, what is on it, the workbook's title.
        name: the Table's name.
        columns: its columns.
        rows: what stands in them, the results of formulas too.
        plain: without filter buttons and footers, and nothing stays in sight; rows have air.
        tints: words that have their colours beside them.
        tallest: how many pixels a row has at most; None for as many as it needs.

    Returns:
        The sheet.
    """
    sheet_name, about, title = words
    sheet = canvas.sheet(sheet_name, [column.width for column in columns], about, ("", title), footer=not plain)
    air = AIR if plain else 0
    fill(canvas, sheet, name, HEADINGS, columns, rows, plain=plain, air=air, tints=tints, tallest=tallest)
    return sheet


def fill(
    canvas: Canvas,
    sheet: Worksheet,
    name: str,
    row: int,
    columns: Sequence[Column],
    rows: Sequence[Values],
    *,
    plain: bool = False,
    air: int = 0,
    tints: Mapping[str, Colour] = _COLOURS,
    tallest: int | None = None,
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
        tints: words that have their colours beside them.
        tallest: how many pixels a row has at most.
    """
    # Over its numbers; not where a filter's button would cover it.
    right = {"header_format": canvas.cell(palette.HEADING, valign="vcenter", align="right")} if plain else {}
    apart = {"header_format": canvas.cell(palette.HEADING, valign="vcenter", align="right", indent=1)}
    headings = [
        {
            "header": column.heading,
            **({"formula": column.formula} if column.formula else {}),
            **(apart if column.figures and plain else right if column.formula or column.figures else {}),
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
            tint = _tint(value, tints)
            beside = at > 0 and _is_number(values[at - 1])
            if isinstance(value, Live):
                look = canvas.cell(align="right") if isinstance(value.now, int) else _text_look(canvas, apart=beside)
                canvas.formula(sheet, (down, at), value.formula, look, value.now)
            elif column.formula and isinstance(value, str | int):
                canvas.formula(sheet, (down, at), column.formula, canvas.cell(align="right"), value)
            elif column.figures and plain:
                _write_figure(canvas, sheet, (down, at), value)
            else:
                write_cell(canvas, sheet, (down, at), value, tint, apart=beside)
        tall = height((_shown(value), width) for value, width in zip(values, widths, strict=True)) + air
        sheet.set_row_pixels(down, tall if tallest is None else min(tall, tallest))


def _tint(value: Cell | Live, tints: Mapping[str, Colour]) -> Colour | None:
    """A level or a status has its colours beside its word."""
    if isinstance(value, Status):
        return palette.STATUSES[value]
    return tints.get(value) if isinstance(value, str) else None


def _write_figure(canvas: Canvas, sheet: Worksheet, at: tuple[int, int], value: Cell | Live) -> None:
    """A number, or what stands in the place of one, that stands apart from the next column."""
    look = canvas.cell(align="right", indent=1)
    if isinstance(value, int | float):
        sheet.write_number(*at, value, look)
    else:
        sheet.write_string(*at, _shown(value), look)


def _is_number(value: Cell | Live) -> bool:
    return isinstance(value.now if isinstance(value, Live) else value, int | float)


def _shown(value: Cell | Live) -> str:
    return shown(value.now if isinstance(value, Live) else value)


def _text_look(canvas: Canvas, *, apart: bool) -> Format:
    indent = {"indent": 1} if apart else {}
    return canvas.cell(None, num_format="@", **indent)


def write_cell(
    canvas: Canvas,
    sheet: Worksheet,
    at: tuple[int, int],
    value: Cell,
    tint: Colour | None = None,
    *,
    apart: bool = False,
) -> None:
    """One cell that is not worked out.

    Args:
        canvas: the workbook.
        sheet: where.
        at: row and column, from 0.
        value: what stands there; text stays text, also where it begins like a formula.
        tint: its colours, if it has any.
        apart: whether words and dates stand apart from a number left of them.
    """
    row, across = at
    indent = {"indent": 1} if apart else {}
    if isinstance(value, date):
        sheet.write_datetime(row, across, value, canvas.cell(tint, num_format=DATE, **indent))
    elif isinstance(value, int | float):
        sheet.write_number(row, across, value, canvas.cell(tint, align="right"))
    else:
        look = canvas.cell(tint, num_format="@", **indent)
        sheet.write_string(row, across, value, look)
