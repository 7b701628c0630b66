"""Paints the plan's own tab: ready rows in which people type, and the grey columns that are worked out for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sheetplan.model import letters
from sheetplan.workbook import booknames, computed, fields, live
from sheetplan.workbook.brush import AIR, ROOM, Brush, printed_scale, spread
from sheetplan.workbook.fields import Rows, Where

READABLE = 0.7
"""The least size at which a plan is printed; where the computed columns would make it smaller, they are left out."""

_FORM_HEADINGS = 3
"""The heading row of a plan without grey columns, from 0."""


def paint(brush: Brush, cover: Mapping[str, str], title: tuple[str, str]) -> None:
    """The plan's tab.

    Args:
        brush: the workbook.
        cover: field to cell of the Cover.
        title: the formula that says the plan's title, and what it says now.
    """
    template = brush.template
    typed = live.typed_columns(template)
    grey = [] if template.computed_sheet else computed.columns(brush)
    about = "One action in a row. "
    if grey:
        about += "The grey columns at the right are filled for you; the white ones are yours."
    else:
        about += f"How each one stands is worked out for you on the {template.computed_sheet} tab."
    widths = [column.width for column in typed] + [one.width for one in grey]
    sheet = brush.sheet(template.sheet, widths, about, title)
    visible = [column.width for column in typed] + [one.width for one in grey if one.field != "goes_on"]
    printed = [column.width for column in typed] if printed_scale(visible) < READABLE else visible
    row = computed.above(brush, sheet, printed, cover) if grey else _FORM_HEADINGS
    where = Where(sheet, Rows(row, row + template.ready_rows))
    options: list[dict[str, Any]] = [{"header": column.heading} for column in typed]
    options += [computed.option(brush, one) for one in grey]
    brush.table_frame(sheet, brush.names.tables["plan"], where.rows, options)
    headings = [column.heading for column in typed] + [one.heading for one in grey]
    sheet.set_row_pixels(row, fields.heading_height(headings[: len(visible)], visible) + AIR)
    for at, column in enumerate(typed):
        fields.typed(brush, where, at, column)
    for at, one in enumerate(grey, start=len(typed)):
        computed.paint(brush, where, at, one)
    _name_refs(brush, where)
    if grey:
        sheet.repeat_rows(computed.POSITION, row)
        if printed != visible:
            sheet.print_area(0, 0, where.rows.last, len(typed) - 1)


def _name_refs(brush: Brush, where: Where) -> None:
    """The plan's refs, for the dropdowns of other tabs."""
    template = brush.template
    if any(column.of == "plan" for tab in template.tabs for column in tab.columns):
        at = [column.field for column in live.typed_columns(template)].index(live.key(template).field)
        define_values(brush, booknames.PLAN_REFS, template.sheet, where, at)


def define_values(brush: Brush, name: str, sheet: str, where: Where, at: int) -> None:
    """A defined name for what stands in a column: as long as it is filled, so that a dropdown has no blanks.

    It names no single cell of the column, because such a row could then not be moved to the archive.
    """
    letter = letters(at + 1)
    place = booknames.sheet(sheet)
    room = f"{place}!${letter}${where.rows.headings + 2}:${letter}${where.rows.last + 1 + ROOM}"
    last = f"MAX(1,SUMPRODUCT(--(LEN({room})>0)))"
    brush.workbook.define_name(name, f"=INDEX({room},1):INDEX({room},{last})")


def paint_standing(brush: Brush, cover: Mapping[str, str], title: tuple[str, str]) -> None:
    """The tab on which it is worked out how each action stands, where the plan's own tab stays a form.

    Args:
        brush: the workbook.
        cover: field to cell of the Cover.
        title: the formula that says the plan's title, and what it says now.
    """
    template = brush.template
    tab = template.standing_tab()
    visible = spread([column.width for column in tab.columns])
    grey = [computed.Grey(c.field, c.heading, width) for c, width in zip(tab.columns, visible, strict=True)]
    about = (
        f"How each action of the {template.sheet} tab stands, row by row. Worked out for you; nothing is typed here."
    )
    sheet = brush.sheet(tab.sheet, visible, about, title)
    row = computed.above(brush, sheet, visible, cover)
    where = Where(sheet, Rows(row, row + template.ready_rows))
    options = [computed.option(brush, one) for one in grey]
    brush.table_frame(sheet, brush.names.tables["standing"], where.rows, options)
    sheet.set_row_pixels(row, fields.heading_height([one.heading for one in grey], visible) + AIR)
    for at, one in enumerate(grey):
        computed.paint(brush, where, at, one)
    sheet.repeat_rows(computed.POSITION, row)
