"""Builds the care-improvement sample: a care home's plan after an inspection, with a chart of one measure."""

from __future__ import annotations

from datetime import datetime

import tabbed
from painting import Book, typed

SAVED = datetime(2025, 9, 26, 11, 20)
CHARTED = "Medicine records without a gap"


def build() -> bytes:
    """The plan as a workbook: the plan and the readings are Excel Tables, a line chart shows one measure."""
    content = typed("care-improvement")
    painted, sheets = tabbed.workbook(content, SAVED)
    readings = next(one for one in content["sheet"] if one["name"] == "Readings")
    _chart(painted.book, sheets["Readings"], readings["rows"], tabbed.heading_row(readings))
    return tabbed.packed(painted, SAVED)


def _chart(book: Book, sheet: Book, rows: list[list[object]], above: int) -> None:
    """The line of one measure, over its rows, which stand together."""
    mine = [row for row, cells in enumerate(rows, start=above) if cells[0] == CHARTED]
    chart = book.add_chart({"type": "line"})
    chart.add_series(
        {
            "name": CHARTED,
            "categories": ["Readings", mine[0], 1, mine[-1], 1],
            "values": ["Readings", mine[0], 2, mine[-1], 2],
            "line": {"color": "#1F3864"},
            "marker": {"type": "circle"},
        }
    )
    chart.set_x_axis({"num_format": "d mmm", "text_axis": True})
    chart.set_title({"name": f"{CHARTED} (of 100)", "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_size({"width": 420, "height": 260})
    alt = f"A line through the readings of one measure, {CHARTED.casefold()}, from July to September 2025"
    sheet.insert_chart("F4", chart, {"description": alt})
