"""Builds the quality-mark sample: the form as an organisation signed it, and the findings it answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from excel_parts import as_saved, pack
from painting import Book, Painted, lines_of, typed

SAVED = datetime(2009, 7, 30, 11, 20)
FIELDS = ("indicator", "finding", "improvement", "undertaken", "evidence")
WIDTHS = (14, 30, 36, 40, 28)
FINDINGS_WIDTHS = (12, 46, 52)
DAY = "dd/mm/yyyy"
LINE = 15.0


def build(content: dict[str, Any] | None = None, saved: datetime = SAVED) -> bytes:
    """The form and its Findings tab as a workbook."""
    content = content or typed("quality-mark")
    properties = {
        "title": ", ".join(content["title"]),
        "subject": "Quality mark",
        "author": "Quality Manager",
        "company": "Organisation A",
    }
    painted = Painted("Calibri", 11, properties, saved)
    paint_form(painted.book, painted.book.add_worksheet("Improvement action plan"), content)
    paint_findings(painted.book, painted.book.add_worksheet("Findings"), content["findings"])
    return pack(as_saved(painted.parts()), saved)


def paint_form(book: Book, sheet: Book, content: dict[str, Any]) -> None:
    """Titles, organisation and site visit, the table, and below it the two signatures side by side."""
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    for row, (title, size) in enumerate(zip(content["title"], (16, 14), strict=True)):
        sheet.write(row, 0, title, book.add_format({"bold": True, "font_size": size}))
    row = len(content["title"])
    for label, value in content["above"]:
        write_line(book, sheet, row, label, [value], {})
        row += 1
    heading = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "top", "bg_color": "#EDEDED"})
    heading_row = row + 1
    sheet.write_row(heading_row, 0, content["headings"], heading)
    row = heading_row + 1
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    for record in content["rows"]:
        texts = [record[field] for field in FIELDS]
        sheet.write_row(row, 0, texts, cell)
        sheet.set_row(row, LINE * max(map(lines_of, texts, WIDTHS)))
        row += 1
    for label, values in content["signatures"].items():
        row += 1
        look = {"border": 1, "text_wrap": True, **({"italic": True, "font_size": 13} if label == "Signed" else {})}
        write_line(book, sheet, row, label, values, look)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&F&RPage &P of &N")


def write_line(book: Book, sheet: Book, row: int, label: str, values: list[Any], look: dict[str, Any]) -> None:
    """A label in the first column, and beside it texts or days."""
    border = {"border": look["border"]} if "border" in look else {}
    sheet.write(row, 0, label, book.add_format({"bold": True, "valign": "top", **border}))
    for column, value in enumerate(values, start=1):
        if isinstance(value, date):
            style = book.add_format({**look, "num_format": DAY, "align": "left"})
            sheet.write_datetime(row, column, value, style)
        else:
            sheet.write_string(row, column, value, book.add_format(look))


def paint_findings(book: Book, sheet: Book, findings: dict[str, Any]) -> None:
    """What was copied from the on-site report, with a column that only this organisation has."""
    for column, width in enumerate(FINDINGS_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write(0, 0, findings["title"], book.add_format({"bold": True, "font_size": 14}))
    heading = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "top", "bg_color": "#EDEDED"})
    sheet.write_row(2, 0, findings["headings"], heading)
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    for row, texts in enumerate(findings["rows"], start=3):
        sheet.write_row(row, 0, texts, cell)
        sheet.set_row(row, LINE * max(map(lines_of, texts, FINDINGS_WIDTHS)))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
