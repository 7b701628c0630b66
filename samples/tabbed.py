"""Paints a workbook of plain tables, one or several lines above each, as staff make them in Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from excel_parts import pack
from painting import Book, Painted, lines_of, plain, write_text

HEADING_FILL = "#DDE8D8"
POINTS = 13.5
"""Height of one line of text."""
NOTE_AUTHOR = "Performance team"


def workbook(content: Mapping[str, Any], saved: datetime) -> tuple[Painted, dict[str, Book]]:
    """The workbook of a sample's text, not yet closed, and its sheets by name.

    Args:
        content: `properties`, `font`, and the `sheet`s in order: each with `name`, `above` (lines above its table),
            `headings`, `widths`, `rows`, and where it has them `table` (the Excel Table's name), `dropdowns` (column to
            choices), `notes` (cell to text), `struck` (cells that are crossed out) and `day` (how its dates are shown).
        saved: when it was last saved.
    """
    painted = Painted(content["font"], 10, content["properties"], saved)
    return painted, {one["name"]: _sheet(painted.book, one) for one in content["sheet"]}


def packed(painted: Painted, saved: datetime) -> bytes:
    """The finished file, with rows that refit when somebody types, and without a wish to be recalculated."""
    parts = painted.parts()
    for name in parts:
        if name.startswith("xl/worksheets/sheet"):
            parts[name] = parts[name].replace(b' customHeight="1"', b"")
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    return pack(parts, saved)


def heading_row(content: Mapping[str, Any]) -> int:
    """The row, counted from 1, on which a sheet's headings stand: below its lines and one blank one."""
    return len(content["above"]) + 2 if content.get("above") else 1


def _sheet(book: Book, content: Mapping[str, Any]) -> Book:
    sheet = book.add_worksheet(content["name"])
    for column, width in enumerate(content["widths"]):
        sheet.set_column(column, column, width)
    for row, line in enumerate(content.get("above", ())):
        sheet.write(row, 0, line, book.add_format({"bold": True, "font_size": 14} if row == 0 else {}))
    top = heading_row(content)
    headings = content.get("headings", ())
    first = top if headings else top - 1
    look = {"bold": True, "border": 1, "text_wrap": True, "valign": "top", "bg_color": HEADING_FILL}
    heading = book.add_format(look)
    if headings:
        sheet.write_row(top - 1, 0, headings, heading)
        sheet.set_row(top - 1, 2 * POINTS + 2)
        sheet.freeze_panes(top, 0)
        sheet.repeat_rows(top - 1)
    for row, cells in enumerate(content["rows"], start=first):
        _row(book, sheet, row, cells, content)
    last = first + len(content["rows"]) - 1
    if "table" in content:
        named = [{"header": words, "header_format": heading} for words in headings]
        area = (top - 1, 0, last, len(headings) - 1)
        sheet.add_table(*area, {"name": content["table"], "columns": named, "style": None})
    for letter, choices in content.get("dropdowns", {}).items():
        sheet.data_validation(f"{letter}{first + 1}:{letter}{last + 20}", {"validate": "list", "source": choices})
    sheet.set_comments_author(NOTE_AUTHOR)
    for cell, text in content.get("notes", {}).items():
        sheet.write_comment(cell, f"{NOTE_AUTHOR}:\n{text}")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    return sheet


def _row(book: Book, sheet: Book, row: int, cells: Sequence[Any], content: Mapping[str, Any]) -> None:
    """One row of a table; "" is a blank cell."""
    lines = 1
    for column, value in enumerate(cells):
        style = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        if f"{chr(ord('A') + column)}{row + 1}" in content.get("struck", ()):
            style.set_font_strikeout()
        if isinstance(value, date):
            style.set_num_format(content.get("day", "dd/mm/yyyy"))
            style.set_align("left")
            sheet.write_datetime(row, column, value, style)
        elif value == "":
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            write_text(book, sheet, row, column, value, style)
            lines = max(lines, lines_of(plain(value), content["widths"][column]))
        else:
            sheet.write_number(row, column, value, style)
    sheet.set_row(row, POINTS * lines + 2)
