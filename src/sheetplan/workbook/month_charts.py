"""Draws the charts of a month's report: native, over the cells of its tables, readable without their colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sheetplan.model import Rollup, long_month, months
from sheetplan.workbook import month_formulas, month_names, palette
from sheetplan.workbook.brush import PIXELS_A_LINE, Canvas
from sheetplan.workbook.report_table import HEADINGS

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

MOST = 8
"""So many organisations are shown."""
_NOW, _BEFORE, _OVERDUE, _OPEN = palette.SERIES[0], palette.SERIES[5], palette.SERIES[4], palette.SERIES[0]


class Place(NamedTuple):
    """Where a chart stands."""

    row: int
    """Its first row, from 0."""
    left: int
    """Pixels from the sheet's left side."""
    width: int
    rows: int
    """How many rows it is tall."""
    title: int
    """The row of the cell in column A that says its title."""


def statuses(canvas: Canvas, sheet: Worksheet, report: Rollup, place: Place, headings: int) -> None:
    """How many actions have each status now and last month, from the Summary's own table."""
    tab, pairs = month_names.SUMMARY, report.views.statuses[:-1]
    first, last = headings + 1, headings + len(pairs)
    drawn = canvas.workbook.add_chart({"type": "bar"})
    counts = [[report.figures[figure.name] for figure in both] for both in zip(*pairs, strict=True)]
    known = any(plan.day_before for plan in report.plans)
    for column, colour in ((2, _NOW), (3, _BEFORE)):
        if column == 2 or known:
            drawn.add_series(_bars(tab, (headings, first, last), column, colour))
    _upright(drawn)
    drawn.set_legend({"position": "bottom", "font": _font()} if known else {"none": True})
    told = "; ".join(
        f"{now.label} {a}" + (f" now, {b} last month" if known else "")
        for (now, _), a, b in zip(pairs, *counts, strict=True)
    )
    what = f"Actions by status now and last month. {told}. The figures stand in the table below."
    _insert(sheet, drawn, place, f"{months.said(report.views.status_title)}. {what}")


def overdue(canvas: Canvas, sheet: Worksheet, report: Rollup, place: Place) -> None:
    """Overdue actions of the organisations that may be compared; else by how long they have been so."""
    views, name = report.views, report.views.overdue.figure.name
    if views.ranked:
        shown = [(line.name, line.counts.get(name, 0)) for line in views.ranked[:MOST]]
        figures = [figure.name for figure in month_formulas.of_organisations(report)]
        tab, column, where = month_names.ORGANISATIONS, 2 + figures.index(name), "tab By organisation"
    else:
        shown = [(figure.label, report.figures[figure.name]) for figure in views.ages]
        tab, column, where = month_names.FIGURES, 1, "tab Figures"
    drawn = canvas.workbook.add_chart({"type": "bar"})
    rows = (HEADINGS, HEADINGS + 1, HEADINGS + len(shown))
    drawn.add_series(_bars(tab, rows, column, _OVERDUE))
    _upright(drawn)
    drawn.set_legend({"none": True})
    told = "; ".join(f"{label} {number}" for label, number in shown)
    what = f"Overdue actions. {told}. The figures stand on the {where}."
    _insert(sheet, drawn, place, f"{months.said(views.overdue_title)}. {what}")


def trend(canvas: Canvas, sheet: Worksheet, report: Rollup, place: Place) -> None:
    """Open and overdue actions month by month, from the tab Trend."""
    tab, first, last = month_names.TREND, HEADINGS + 1, HEADINGS + len(report.trend)
    drawn = canvas.workbook.add_chart({"type": "line"})
    labels = [figure.label for figure, _ in report.views.statuses[:-1]]
    at = 2 + labels.index(report.views.overdue.figure.label)
    # The higher line has its numbers above it and the lower one below, so that they never meet.
    lines = ((2 + len(labels), _OPEN, "circle", "above"), (at, _OVERDUE, "square", "below"))
    for column, colour, mark, side in lines:
        drawn.add_series(
            {
                "name": [tab, HEADINGS, column],
                "categories": [tab, first, 0, last, 0],
                "values": [tab, first, column, last, column],
                "line": {"color": f"#{colour}", "width": 2.25, "dash_type": "solid" if side == "above" else "dash"},
                "marker": {"type": mark, "size": 7, "fill": {"color": f"#{colour}"}, "border": {"color": f"#{colour}"}},
                "data_labels": {"value": True, "position": side, "font": _font(colour)},
            }
        )
    drawn.set_x_axis(
        {
            "num_format": "mmm yy",
            "num_font": _font(),
            "line": {"none": True},  # it would run through the numbers below the lower line
            "text_axis": True,
            "label_position": "low",
        }
    )
    top = max(1, *(point.open for point in report.trend))
    low = top * 0.3  # room for the numbers below the lower line
    drawn.set_y_axis({"visible": False, "major_gridlines": {"visible": False}, "min": -low, "max": top + low})
    drawn.set_legend({"position": "bottom", "font": _font()})
    told = "; ".join(f"{long_month(p.month)} {p.open} open, {p.overdue} overdue" for p in report.trend)
    what = f"Open and overdue actions month by month. {told}. The figures stand on the tab Trend."
    _insert(sheet, drawn, place, f"{report.views.trend_title}. {what}")


def _bars(tab: str, rows: tuple[int, int, int], column: int, colour: str) -> dict[str, Any]:
    headings, first, last = rows
    return {
        "name": [tab, headings, column],
        "categories": [tab, first, 0, last, 0],
        "values": [tab, first, column, last, column],
        "fill": {"color": f"#{colour}"},
        "border": {"color": f"#{palette.WHITE}"},
        "gap": 50,
        "overlap": 0,
        "data_labels": {"value": True, "position": "outside_end", "font": _font()},
    }


def _upright(drawn: Chart) -> None:
    """The first at the top, and no scale: each bar has its number."""
    drawn.set_y_axis({"reverse": True, "num_font": _font(), "line": {"color": f"#{palette.QUIET}"}})
    drawn.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})


def _insert(sheet: Worksheet, drawn: Chart, place: Place, description: str) -> None:
    title = f"={month_names.SUMMARY}!$A${place.title + 1}"
    drawn.set_title({"name": title, "name_font": _font(size=12, bold=True), "overlay": False})
    drawn.set_chartarea({"border": {"color": f"#{palette.LINE}"}, "fill": {"color": f"#{palette.WHITE}"}})
    drawn.set_size({"width": place.width, "height": PIXELS_A_LINE * place.rows})
    options = {"x_offset": place.left, "object_position": 2, "description": description}
    sheet.insert_chart(place.row, 0, drawn, options)


def _font(colour: str = palette.INK, size: int = 11, *, bold: bool = False) -> dict[str, Any]:
    return {"name": "Arial", "size": size, "bold": bold, "color": f"#{colour}"}
