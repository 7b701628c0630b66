"""Paints a copy of a plan for people outside: a new workbook, in which there is nothing but what is shown."""

from __future__ import annotations

from sheetplan.model import PublicCopy, long_day
from sheetplan.workbook import new_book, properties
from sheetplan.workbook.brush import Canvas
from sheetplan.workbook.report_table import Column, tab


def write(copy: PublicCopy) -> bytes:
    """Paint the copy, without filters, frozen panes and footers, so that screen readers and printers have it easy.

    Args:
        copy: what it shows.

    Returns:
        The workbook (.xlsx). The same copy gives the same bytes.

    Raises:
        SheetplanError: there is something in it that Excel does not allow in its place.
    """
    title = " ".join(str(copy.title.value).split())
    about = new_book.About(
        title,
        f"How things stood on {long_day(copy.day)}",
        copy.day,
        "Change that name or heading in the template and try again.",
        category=properties.PUBLISHED,
    )

    def sheets(canvas: Canvas) -> None:
        for sheet in copy.sheets:
            rows = [[cell.value for cell in row] for row in sheet.rows]
            figures = [any(isinstance(row[at], int | float) for row in rows) for at in range(len(sheet.columns))]
            named = zip(sheet.columns, figures, strict=True)
            columns = [Column(heading, width, figures=are) for (heading, width), are in named]
            tab(canvas, (sheet.name, sheet.about, title), sheet.table, columns, rows, plain=True)

    return new_book.write(about, sheets)
