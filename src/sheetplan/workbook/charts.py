"""Paints a tab's chart: native, over the cells of its own table, readable without its colours."""

from __future__ import annotations

from typing import Any

from sheetplan.model import Chart, Column, Tab
from sheetplan.workbook import palette
from sheetplan.workbook.brush import DATE, PIXELS_A_CHARACTER, PIXELS_A_LINE, Brush
from sheetplan.workbook.fields import Where

ROWS = 19
"""How many rows a chart takes, with room below it."""

_WIDEST, _NARROWEST = 960, 480
_SIDE = 8
_MARKERS = ("circle", "square", "diamond", "triangle")
_DASHES = ("solid", "dash", "round_dot", "long_dash")


def paint(brush: Brush, where: Where, tab: Tab, chart: Chart, row: int) -> None:
    """A chart above its table.

    Args:
        brush: the workbook.
        where: the table.
        tab: what the template says of it.
        chart: what is drawn.
        row: the chart's first row, from 0.
    """
    drawn = brush.workbook.add_chart({"type": chart.kind})
    places = {column.field: at for at, column in enumerate(tab.columns)}
    for number, field in enumerate(chart.series):
        drawn.add_series(_series(where, tab, chart, places, number, field))
    columns = {column.field: column for column in tab.columns}
    drawn.set_title({"name": chart.title, "name_font": _font(14, bold=True), "overlay": False})
    drawn.set_x_axis(_axis(columns[chart.categories]))
    drawn.set_y_axis(
        {
            "num_font": _font(),
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": f"#{palette.LINE}", "width": 0.5}},
        }
    )
    drawn.set_legend({"position": "top", "font": _font()} if len(chart.series) > 1 else {"none": True})
    wide = sum(column.width * PIXELS_A_CHARACTER + 5 for column in tab.columns)
    drawn.set_size(
        {
            "width": int(min(_WIDEST, max(_NARROWEST, wide)) - 2 * _SIDE),
            "height": PIXELS_A_LINE * (ROWS - 1),
        }
    )
    options = {"x_offset": _SIDE, "y_offset": 4, "object_position": 2, "description": _alt(chart, columns)}
    where.sheet.insert_chart(row, 0, drawn, options)


def _series(where: Where, tab: Tab, chart: Chart, places: dict[str, int], number: int, field: str) -> dict[str, Any]:
    """One field as it is drawn: its own colour and, for a line, its own marks; each value beside its shape."""
    headings, last = where.rows
    colour = f"#{palette.SERIES[number % len(palette.SERIES)]}"
    found: dict[str, Any] = {
        "name": [tab.sheet, headings, places[field]],
        "categories": [tab.sheet, headings + 1, places[chart.categories], last, places[chart.categories]],
        "values": [tab.sheet, headings + 1, places[field], last, places[field]],
        "data_labels": {"value": True, "font": _font()},
    }
    if chart.kind == "line":
        mark = _MARKERS[number % len(_MARKERS)]
        look = {"type": mark, "size": 8, "fill": {"color": colour}, "border": {"color": colour}}
        line = {"color": colour, "width": 2.25, "dash_type": _DASHES[number % len(_DASHES)]}
        found["data_labels"]["position"] = "above"
        return found | {"line": line, "marker": look}
    found["data_labels"]["position"] = "outside_end"
    return found | {"fill": {"color": colour}, "border": {"color": f"#{palette.WHITE}"}, "gap": 60, "overlap": 0}


def _axis(column: Column) -> dict[str, Any]:
    axis: dict[str, Any] = {"num_font": _font(), "line": {"color": f"#{palette.QUIET}"}}
    if column.type == "date":
        # A day that is not entered yet takes no room there.
        axis |= {"date_axis": True, "num_format": DATE}
    return axis


def _alt(chart: Chart, columns: dict[str, Column]) -> str:
    """The chart in words: what it shows, and where its figures stand."""
    series = ", ".join(columns[field].heading for field in chart.series)
    categories = columns[chart.categories].heading
    return f"{chart.alt} Its figures stand in the table below: {series}, one row for each {categories}."


def _font(size: int = 11, *, bold: bool = False) -> dict[str, Any]:
    return {"name": "Arial", "size": size, "bold": bold, "color": f"#{palette.INK}"}
