"""Builds the project-plan sample: a plan that was written in Word, aim by aim, and then pasted into Excel."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from excel_parts import as_saved, pack
from painting import Book, Painted, lines_of, typed

SAVED = datetime(2007, 11, 12, 9, 40)
WIDTHS = (6, 30, 40, 42, 34)
LAST = len(WIDTHS) - 1
LINE = 12.75


def build(content: dict[str, Any] | None = None, saved: datetime = SAVED) -> bytes:
    """The project plan as a workbook of one sheet."""
    content = content or typed("project-plan")
    properties = {
        "title": content["title"],
        "subject": "Project plan",
        "author": "Development Coordinator",
        "company": "Steering Group",
    }
    painted = Painted("Arial", 10, properties, saved)
    paint_plan(painted.book, painted.book.add_worksheet("Project plan"), content)
    return pack(as_saved(painted.parts()), saved)


def paint_plan(book: Book, sheet: Book, content: dict[str, Any]) -> None:
    """Title and overall aim, then each aim with its headings and objectives, as the pages of the document had them."""
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    bold, wrapped = {"bold": True}, {"text_wrap": True, "valign": "top"}
    sheet.write(0, 0, content["title"], book.add_format({**bold, "font_size": 14}))
    row = 2
    for text, look in zip(content["overall_aim"], (bold, {}), strict=True):
        row = write_across(book, sheet, row, text, {**wrapped, **look})
    for aim in content["aims"]:
        row = write_across(book, sheet, row + 1, aim["title"], {**wrapped, **bold})
        row = write_across(book, sheet, row, aim["text"], wrapped)
        for record in ({"headings": aim["headings"]}, *aim["rows"]):
            row = write_record(book, sheet, row, record, content["headings"])
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&RPage &P of &N")


def write_across(book: Book, sheet: Book, row: int, text: str, look: dict[str, Any]) -> int:
    """A text over all columns, as a paragraph of the document became; gives the next row."""
    sheet.merge_range(row, 0, row, LAST, text, book.add_format(look))
    sheet.set_row(row, LINE * lines_of(text, sum(WIDTHS)) + 3)
    return row + 1


def write_record(book: Book, sheet: Book, row: int, record: dict[str, Any], headings: dict[str, list[str]]) -> int:
    """One row of a table: headings, with nothing above the refs, or an objective; gives the next row."""
    is_heading = "headings" in record
    texts = ["", *headings[record["headings"]]] if is_heading else record["cells"]
    look = {"border": 1, "text_wrap": True, "valign": "top"}
    style = book.add_format({**look, "bold": True, "bg_color": "#E0E0E0"} if is_heading else look)
    for column, text in enumerate(texts):
        if text:
            sheet.write_string(row, column, text, style)
        else:
            sheet.write_blank(row, column, None, style)
    sheet.set_row(row, min(LINE * max(map(lines_of, texts, WIDTHS)) + 3, 409))
    return row + 1
