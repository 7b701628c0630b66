"""Builds the peer-review sample: a plan kept in Excel for months, with all that Excel leaves in a workbook."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

from excel_parts import as_excel_leaves_it, logo, pack, x14_rules
from painting import Book, Painted, lines_of, plain, typed, write_text

SAVED = datetime(2007, 12, 3, 16, 5)
FIELDS = ("action", "timescale", "criteria", "responsibility", "evaluation", "achieved")
WIDTHS = (50, 20, 32, 17, 28, 11)
HEADING_ROW = 6
FIRST_ROW = HEADING_ROW + 1
NOTE_AUTHOR = "Team lead"

ARIAL = {"name": "Arial", "size": 10}
FIGURES = "Figures"
LAST_MEETING = date(2007, 11, 20)
ROLES = {"MQC": "Main QIA Contact point", "PM": "Project Manager", "RF": "Peer Review Team Leader"}
FIRST_ROLE_ROW = 11
DUE_AND_ACHIEVED = (
    ("Nov 07", 4, 5),
    ("Dec 07", 7, 1),
    ("Jan 08", 3, None),
    ("Feb 08", 4, None),
    ("Mar 08", 4, None),
    ("Apr 08", 0, None),
    ("May 08", 3, None),
)


def build() -> bytes:
    """The peer-review plan as a workbook: what xlsxwriter can paint, and then what only Excel itself writes."""
    content = typed("peer-review")
    rows = (FIRST_ROW, FIRST_ROW + len(content["rows"]) - 1)
    codes = f"{FIGURES}!$A${FIRST_ROLE_ROW}:$A${FIRST_ROLE_ROW + len(ROLES) - 1}"
    rules = x14_rules(rows, codes, meeting=f"{FIGURES}!$B$5")
    return pack(as_excel_leaves_it(paint(content), rules), SAVED)


def paint(content: dict[str, Any]) -> dict[str, bytes]:
    """The parts of the workbook as xlsxwriter writes them."""
    properties = {
        "title": content["title"],
        "subject": "Improvement action plan",
        "author": "Project Manager",
        "company": "Training network",
    }
    painted = Painted("Arial", 10, properties, SAVED)
    book = painted.book
    paint_plan(book, book.add_worksheet("Action plan"), content)
    paint_progress(book, book.add_worksheet("Progress"))
    paint_figures(book, book.add_worksheet(FIGURES), content["rows"])
    return painted.parts()


def paint_plan(book: Book, sheet: Book, content: dict[str, Any]) -> None:
    """The plan's own sheet: title, role key, two lines of introduction, headings, records."""
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write(0, 0, content["title"], book.add_format({"bold": True, "font_size": 14}))
    for row, line in enumerate((content["role_key"], *content["intro"]), start=1):
        sheet.write(row, 0, line)
    heading = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "top", "bg_color": "#D9E1F2"})
    sheet.write_row(HEADING_ROW - 1, 0, content["headings"], heading)
    sheet.set_row(HEADING_ROW - 1, 27)
    for offset, record in enumerate(content["rows"]):
        paint_record(book, sheet, HEADING_ROW + offset, record)
    sheet.set_comments_author(NOTE_AUTHOR)
    sheet.insert_image(
        "F1",
        "logo.png",
        {
            "image_data": io.BytesIO(logo()),
            "x_offset": -4,
            "y_offset": 6,
            "x_scale": 0.5,
            "y_scale": 0.5,
            "description": "Two linked rings, the mark of the training network",
        },
    )
    last_row = HEADING_ROW + len(content["rows"])
    sheet.freeze_panes(HEADING_ROW, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADING_ROW - 1)
    sheet.print_area(0, 0, last_row - 1, len(WIDTHS) - 1)
    sheet.set_footer("&L&A&RPage &P of &N")


def paint_record(book: Book, sheet: Book, row: int, record: dict[str, Any]) -> None:
    """One row of the plan, with its notes, its own styles and its in-cell formatting."""
    own: dict[str | None, dict[str, Any]] = {
        "yellow": {"bg_color": "#FFFF00"},
        "italic": {"italic": True},
        None: {},
    }
    lines = 1
    for column, field in enumerate(FIELDS):
        look = own[record.get("styles", {}).get(field)]
        style = book.add_format({"border": 1, "text_wrap": True, "valign": "top", **look})
        if field == "achieved":
            style.set_num_format("dd/mm/yy")
        value = record.get(field)
        if isinstance(value, date):
            sheet.write_datetime(row, column, value, style)
        elif value is None:
            sheet.write_blank(row, column, None, style)
        else:
            write_text(book, sheet, row, column, value, style)
            lines = max(lines, lines_of(plain(value), WIDTHS[column]))
        note = record.get("notes", {}).get(field)
        if note:
            sheet.write_comment(row, column, f"{NOTE_AUTHOR}:\n{note}")
    sheet.set_row(row, 12.75 * lines + 3)


def paint_progress(book: Book, sheet: Book) -> None:
    """A second sheet as coordinators keep it for meetings: a small table, its chart, and a text box."""
    bold = book.add_format({"bold": True})
    boxed = {"border": 1}
    sheet.set_column(0, 2, 14)
    sheet.write(0, 0, "Progress", book.add_format({"bold": True, "font_size": 14}))
    sheet.write(1, 0, "Actions due and achieved, month by month", bold)
    heading = book.add_format({**boxed, "bold": True, "bg_color": "#D9E1F2"})
    sheet.write_row(3, 0, ("Month", "Due", "Achieved"), heading)
    for row, values in enumerate(DUE_AND_ACHIEVED, start=4):
        for column, value in enumerate(values):
            sheet.write(row, column, value, book.add_format(boxed))
    chart = book.add_chart({"type": "column"})
    last = 3 + len(DUE_AND_ACHIEVED)
    for column, colour in ((1, "#8EA9DB"), (2, "#1F3864")):
        chart.add_series(
            {
                "name": ["Progress", 3, column],
                "categories": ["Progress", 4, 0, last, 0],
                "values": ["Progress", 4, column, last, column],
                "fill": {"color": colour},
            }
        )
    chart.set_title({"name": "Actions due and achieved", "name_font": {**ARIAL, "size": 12}})
    chart.set_x_axis({"num_font": ARIAL})
    chart.set_y_axis(
        {"num_font": ARIAL, "major_unit": 2, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
    )
    chart.set_legend({"position": "bottom", "font": ARIAL})
    chart.set_size({"width": 520, "height": 300})
    alt = "Columns by month, November 2007 to May 2008: actions due beside actions achieved"
    sheet.insert_chart("E4", chart, {"description": alt})
    sheet.insert_textbox(
        "A14",
        "For the group meeting: five actions were achieved in November, one of them early. "
        "Ongoing actions and those without a date are not in the chart.",
        {
            "width": 300,
            "height": 92,
            "font": ARIAL,
            "fill": {"color": "#FFF9E5"},
            "line": {"color": "#BF9000"},
            "description": "Reading aid for the chart",
        },
    )
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)


def paint_figures(book: Book, sheet: Book, rows: list[dict[str, Any]]) -> None:
    """A third sheet that counts a range of the plan, and holds the list of role codes."""
    last_row = HEADING_ROW + len(rows)
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 28)
    sheet.set_column(2, 2, 14)
    sheet.write(0, 0, "Figures for the group meeting", book.add_format({"bold": True, "font_size": 14}))
    sheet.write(2, 0, "Rows filled in the plan")
    left = book.add_format({"align": "left"})
    sheet.write_formula(2, 1, f"=COUNTA('Action plan'!A{FIRST_ROW}:A{last_row})", left, len(rows))
    sheet.write(3, 0, "Actions with an achieved date")
    achieved = sum("achieved" in row for row in rows)
    sheet.write_formula(3, 1, f"=COUNTA('Action plan'!F{FIRST_ROW}:F{last_row})", left, achieved)
    sheet.write(4, 0, "Last group meeting")
    sheet.write_datetime(4, 1, LAST_MEETING, book.add_format({"num_format": "dd/mm/yy", "align": "left"}))
    sheet.write(5, 0, "Achieved dates after the last group meeting are shaded blue in the plan.")
    sheet.write(8, 0, "Role codes", bold)
    heading = book.add_format({"bold": True, "border": 1, "bg_color": "#D9E1F2"})
    sheet.write_row(FIRST_ROLE_ROW - 2, 0, ("Code", "Stands for", "Rows naming it"), heading)
    boxed = book.add_format({"border": 1})
    for row, (code, meaning) in enumerate(ROLES.items(), start=FIRST_ROLE_ROW):
        named = sum(code in line.get("responsibility", "") for line in rows)
        sheet.write_row(row - 1, 0, (code, meaning), boxed)
        formula = f'=COUNTIF(\'Action plan\'!D${FIRST_ROW}:D${last_row},"*"&A{row}&"*")'
        sheet.write_formula(row - 1, 2, formula, boxed, named)
    sheet.set_paper(9)
