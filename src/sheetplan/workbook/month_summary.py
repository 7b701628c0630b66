"""Paints the Summary of a month's report: what a committee should know and is asked to do, on one A4 page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetplan.model import Rollup, long_day, many, months
from sheetplan.workbook import month_charts, month_names, palette
from sheetplan.workbook.brush import AIR, PIXELS_A_CHARACTER, PIXELS_A_LINE, Canvas, height, prompt
from sheetplan.workbook.live import here
from sheetplan.workbook.month_charts import Place
from sheetplan.workbook.month_formulas import Numbering
from sheetplan.workbook.report_rows import text
from sheetplan.workbook.report_table import Column, Live, Values, fill

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from sheetplan.model import Sentence

_WIDTHS = (50.0, 44.0, 9.0, 12.0, 9.0)
_BESIDE = 1
"""The column of what was asked last month."""
_WIDE = int(sum(_WIDTHS) * PIXELS_A_CHARACTER + 5 * len(_WIDTHS))
_FIRST = 3
_ROOM = 118
"""So many letters of a sentence fit on a line of the page."""
_HALF = _WIDE // 2 - 4
_TALL, _FLAT = 17, 12
_GAP = 8
ASK, ASKED_BEFORE = "What the committee is asked to do", "What it was asked last month"
_HINT = "Proposed from the figures. Write here what the committee is asked; it is kept for next month's report."
ALL_ACTIONS = "All actions in the plans"


def paint(canvas: Canvas, title: str, report: Rollup, numbering: Numbering) -> int:
    """The page: headlines, three charts, what the committee is asked to do, how actions stand.

    Returns:
        The row, from 0, in which stands what the chart of the trend says.
    """
    counted = f"{many(len(report.plans), 'plan')}, position at {long_day(report.end)}"
    about = f"What is late, what moved and what was finished: {counted}. Every number is counted from All actions."
    sheet = canvas.sheet(month_names.SUMMARY, _WIDTHS, about, ("", title))
    sheet.hide_gridlines(2)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)
    row = _headlines(canvas, sheet, report, numbering)
    charts = row
    if report.plans:
        row += _TALL + (1 + _FLAT if report.trend else 0) + 1
    row = _asked(canvas, sheet, report, row)
    if report.plans:
        _charts(canvas, sheet, report, numbering, charts, row)
    _table(canvas, sheet, report, numbering, row)
    return charts + _TALL + 2


def _headlines(canvas: Canvas, sheet: Worksheet, report: Rollup, numbering: Numbering) -> int:
    row = _FIRST
    for at, sentence in enumerate(report.headlines):
        look = canvas.format(valign="vcenter", **({"bold": True, "font_size": 12} if at == 0 else {}))
        row = _say(canvas, sheet, row, sentence, numbering, look)
    return row + 1


def _say(canvas: Canvas, sheet: Worksheet, row: int, sentence: Sentence, numbering: Numbering, look: Format) -> int:
    """A sentence on a row of its own, or without numbers on as many as it needs; the next row."""
    now, formula = text(months.said(sentence)), numbering.sentence(sentence)
    if formula:
        canvas.formula(sheet, (row, 0), formula, look, now)
        sheet.set_row_pixels(row, PIXELS_A_LINE + AIR)
        return row + 1
    while now:
        end = len(now) if len(now) <= _ROOM else now.rfind(" ", 1, _ROOM + 1)
        end = end if end > 0 else _ROOM
        sheet.write_string(row, 0, now[:end], look)
        sheet.set_row_pixels(row, PIXELS_A_LINE + AIR)
        now, row = now[end:].lstrip(), row + 1
    return row


def _charts(canvas: Canvas, sheet: Worksheet, report: Rollup, numbering: Numbering, row: int, table: int) -> None:
    """Two side by side and one below; the cells that say their titles stand behind them."""
    views = report.views
    behind = canvas.format(valign="top")
    for at, sentence in enumerate((views.status_title, views.overdue_title), start=1):
        now, formula = text(months.said(sentence)), numbering.sentence(sentence)
        if formula:
            canvas.formula(sheet, (row + at, 0), formula, behind, now)
        else:
            sheet.write_string(row + at, 0, now, behind)
    month_charts.statuses(canvas, sheet, report, Place(row, 0, _HALF, _TALL, row + 1), table)
    month_charts.overdue(canvas, sheet, report, Place(row, _HALF + _GAP, _HALF, _TALL, row + 2))
    if report.trend:
        below = row + _TALL + 1
        sheet.write_string(below + 1, 0, text(views.trend_title), behind)
        month_charts.trend(canvas, sheet, report, Place(below, 0, 2 * _HALF + _GAP, _FLAT, below + 1))


def _asked(canvas: Canvas, sheet: Worksheet, report: Rollup, row: int) -> int:
    """The box in which people write; beside it what stood there last month. The next free row."""
    label = canvas.format(bold=True, font_size=12, valign="vcenter", font_color=f"#{palette.NAVY}", text_wrap=True)
    sheet.write_string(row, 0, ASK, label)
    if report.asked_before:
        sheet.write_string(row, _BESIDE, ASKED_BEFORE, label)
    sheet.set_row_pixels(row, PIXELS_A_LINE + AIR)
    first, lines = row + 1, max(month_names.ASKED_LINES, len(report.asked), len(report.asked_before))
    mine = canvas.cell(palette.Colour("FFFFFF", palette.INK), num_format="@", locked=False, border_color="#1F3864")
    theirs = canvas.cell(palette.COMPUTED, num_format="@")
    for at in range(lines):
        texts = []
        for column, look, said in ((0, mine, report.asked), (_BESIDE, theirs, report.asked_before)):
            words = text(said[at]) if at < len(said) else ""
            texts.append((words, _WIDTHS[column]))
            if words:
                sheet.write_string(first + at, column, words, look)
            elif column == 0:
                sheet.write_blank(first + at, column, None, look)
        sheet.set_row_pixels(first + at, max(height(texts), 2 * PIXELS_A_LINE if at < 2 else PIXELS_A_LINE) + AIR)
    last = first + lines - 1
    sheet.data_validation(first, 0, last, 0, {"validate": "any", **prompt("For the committee", _HINT)})
    place = f"{month_names.SUMMARY}!$A${first + 1}:$A${last + 1}"
    canvas.workbook.define_name(month_names.ASKED, f"={place}")
    return last + 2


def _table(canvas: Canvas, sheet: Worksheet, report: Rollup, numbering: Numbering, row: int) -> None:
    """How actions stand now and stood last month."""
    table = month_names.SUMMARY_TABLE
    rows: list[Values] = []
    for now, before in report.views.statuses:
        counts = [report.figures[figure.name] for figure in (now, before)]
        change = f"{here(table, 'Now')}-{here(table, 'Last month')}"
        counted = [Live(numbering.count(one), count) for one, count in zip((now, before), counts, strict=True)]
        last = now is report.views.statuses[-1][0]
        name = ALL_ACTIONS if last else now.label
        rows.append([name, _MEANINGS[name], *counted, Live(change, counts[0] - counts[1])])
    headings = ("Status", "What it means", "Now", "Last month", "Change")
    columns = [
        Column(heading, width, figures=at > 1)
        for at, (heading, width) in enumerate(zip(headings, _WIDTHS, strict=True))
    ]
    fill(canvas, sheet, table, row, columns, rows, plain=True)
    for at, (now, _) in enumerate(report.views.statuses[:-1], start=row + 1):
        sheet.write_string(at, 0, now.label, canvas.cell(_COLOURS.get(now.label), num_format="@"))


_COLOURS = {str(status): colour for status, colour in palette.STATUSES.items()}
_MEANINGS = {
    "Overdue": "Open, and due before the plan's position date.",
    "Due soon": "Open, and due within the days that the kind of plan says.",
    "Not yet due": "Open, and due later.",
    "Ongoing": "Open, without a due date, and meant to go on.",
    "No due date": "Open, and no due date can be read.",
    "Complete": "Done, and still in the plan.",
    "Withdrawn": "Not to be done any more, and still in the plan.",
    ALL_ACTIONS: "Archived actions are not counted here.",
}
