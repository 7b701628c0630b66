"""Paints the report on a month: one workbook in which every count can be traced to rows of All actions."""

from __future__ import annotations

from sheetplan.model import Rollup, long_month
from sheetplan.workbook import month_lists, month_names, month_read, month_summary, month_tabs, new_book
from sheetplan.workbook.brush import Canvas
from sheetplan.workbook.month_formulas import Numbering
from sheetplan.workbook.month_tabs import Painted


def write(report: Rollup) -> bytes:
    """Paint the report.

    Args:
        report: the month of all plans.

    Returns:
        The workbook (.xlsx). The same month gives the same bytes.

    Raises:
        SheetplanError: there is something in it that Excel does not allow in its place.
    """
    title = f"improvement actions in {long_month(report.month)}"
    about = new_book.About(
        title=title[0].upper() + title[1:],
        subject="The month of all plans: what is late, what moved, what was finished",
        day=report.end,
        smaller="Make it of fewer plans, or of each folder by itself.",
        properties={
            month_names.MONTH: f"{report.month:%Y-%m}",
            month_names.PROPOSED: month_read.mark(report.proposed),
        },
    )
    return new_book.write(about, lambda canvas: _tabs(canvas, report, title))


def _tabs(canvas: Canvas, report: Rollup, title: str) -> None:
    """All tabs, in their order."""
    numbering, views = Numbering(report), report.views
    to = Painted(canvas, title, report, numbering)
    title_row = month_summary.paint(canvas, title, report, numbering)
    month_tabs.organisations(to)
    if report.by_owner:
        month_tabs.owners(to)
    lists = {
        month_names.OVERDUE: views.overdue,
        month_names.DUE: views.due,
        month_names.COMPLETED: views.completed,
        month_names.MOVED: views.moved,
    }
    for name, listed in lists.items():
        month_lists.listed(canvas, title, report, numbering, name, listed)
    month_tabs.change(to)
    month_tabs.trend(to, title_row)
    month_lists.all_actions(canvas, title, report, numbering)
    month_tabs.plans(to)
    month_tabs.absent(to)
    month_tabs.refused(to)
    month_tabs.figures(to)
    month_tabs.notes(to)
