"""Draws the charts of a tab that shows a plan: painted over a scratch copy of its cells, and taken from there."""

from __future__ import annotations

import io
import re
import warnings
from typing import TYPE_CHECKING, Any

from sheetplan.workbook import palette, tabs, zipped

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from sheetplan.model import Value
    from sheetplan.workbook.changes import Bars, PutView

_CHART = re.compile(r"xl/charts/chart(\d+)\.xml")
_MENTION = re.compile(rb'r:id="rId(\d+)"')
_STRICT = {
    b"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing": (
        b"http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing"
    ),
    b"http://schemas.openxmlformats.org/drawingml/2006/chart": b"http://purl.oclc.org/ooxml/drawingml/chart",
    b"http://schemas.openxmlformats.org/drawingml/2006/main": b"http://purl.oclc.org/ooxml/drawingml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}
"""The names of the same things in strict workbooks."""
_NO_SHARES = b'<c:showPercent val="0"/><c:showBubbleSize val="0"/>'
_SAID = (
    (re.compile(rb'(<c:lang val="[^"]*"/>)'), rb'\1<c:roundedCorners val="0"/>'),
    (re.compile(rb"(</c:tx><c:layout/>)"), rb'\1<c:overlay val="0"/>'),
    (re.compile(rb"(</c:title>)(?=<c:plotArea>)"), rb'\1<c:autoTitleDeleted val="0"/>'),
    (re.compile(rb'(<c:grouping val="\w+"/>)'), rb'\1<c:varyColors val="0"/>'),
    (
        re.compile(rb'(<c:showVal val="1"/>)(?=</c:dLbls>)'),
        rb'<c:showLegendKey val="0"/>\1<c:showCatName val="0"/><c:showSerName val="0"/>%s' % _NO_SHARES,
    ),
    (re.compile(rb"(</c:scaling>)(?=<c:axPos )"), rb'\1<c:delete val="0"/>'),
    (re.compile(rb'(<c:legendPos val="\w+"/>(?:<c:layout/>)?)'), rb'\1<c:overlay val="0"/>'),
)
"""What goes without saying in a workbook of xlsxwriter's, and means the opposite in one of another program."""
_PERCENT = re.compile(rb'(<c:(?:gapWidth|overlap) val="-?\d+)(")')


def parts(change: PutView) -> tuple[bytes, list[bytes]]:
    """The drawing of a tab, and its charts.

    Args:
        change: the tab.

    Returns:
        The drawing, in which the charts are called chart1, chart2, ... in place of the ids of relations; and the charts
        in that order.
    """
    import xlsxwriter  # heavy, and only few tabs have charts

    target = io.BytesIO()
    with warnings.catch_warnings():
        # xlsxwriter only warns of what it then leaves out.
        warnings.simplefilter("error")
        with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as workbook:
            sheet = workbook.add_worksheet(change.name)
            _cells(sheet, change)
            for bars in change.charts:
                drawn = workbook.add_chart({"type": "bar"})
                _draw(drawn, change, bars)
                row, column = bars.corner
                options = {"x_offset": 8, "y_offset": 4, "object_position": 2, "description": bars.text}
                sheet.insert_chart(row - 1, column - 1, drawn, options)
    label = "the charts"
    made = target.getvalue()
    entries = {entry.name: entry for entry in zipped.entries(made, label)}
    numbers = sorted(int(found[1]) for name in entries if (found := _CHART.fullmatch(name)))
    charts = [_said(zipped.unpack(made, entries[f"xl/charts/chart{number}.xml"], label)) for number in numbers]
    drawing = zipped.unpack(made, entries["xl/drawings/drawing1.xml"], label)
    return _MENTION.sub(rb'r:id="chart\1"', drawing), charts


def _said(chart: bytes) -> bytes:
    """The chart with all said on which programs differ."""
    for there, wanted in _SAID:
        chart = there.sub(wanted, chart)
    return chart


def strict(content: bytes) -> bytes:
    """The same part as strict workbooks hold it."""
    for usual, other in _STRICT.items():
        content = content.replace(usual, other)
    return _PERCENT.sub(rb"\1%\2", content)


def _cells(sheet: Worksheet, change: PutView) -> None:
    """The tab's values where they stand, for the charts remember them; and its rows and columns, for their places."""
    for column, width in enumerate(change.widths):
        sheet.set_column(column, column, width)
    for row, cells in enumerate(change.rows):
        tall = tabs.row_points(cells, change.widths)
        if tall is not None:
            sheet.set_row(row, tall)
        for column, cell in enumerate(cells):
            value: Value = cell.value if cell is not None else None
            if isinstance(value, str):
                sheet.write_string(row, column, value)
            elif isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(row, column, value)


def _draw(drawn: Any, change: PutView, bars: Bars) -> None:
    first, last = bars.rows
    for column, colour in bars.series:
        found: dict[str, Any] = {
            "name": [change.name, bars.names_row - 1, column - 1],
            "categories": [change.name, first - 1, 0, last - 1, 0],
            "values": [change.name, first - 1, column - 1, last - 1, column - 1],
            "fill": {"color": f"#{colour}"},
            "border": {"color": f"#{palette.WHITE}"},
            "gap": 50,
            "overlap": 0,
            "data_labels": {"value": True, "position": "outside_end", "font": _font()},
        }
        if bars.points:
            found["points"] = [
                {"fill": {"color": f"#{one}"}, "border": {"color": f"#{palette.WHITE}"}} for one in bars.points
            ]
        drawn.add_series(found)
    title = f"='{change.name.replace(chr(39), chr(39) * 2)}'!$A${bars.title_row}"
    drawn.set_title({"name": title, "name_font": _font(size=12, bold=True), "overlay": False})
    drawn.set_y_axis({"reverse": True, "num_font": _font(), "line": {"none": True}, "major_tick_mark": "none"})
    drawn.set_x_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
    drawn.set_legend({"position": "bottom", "font": _font()} if len(bars.series) > 1 else {"none": True})
    drawn.set_chartarea({"border": {"color": f"#{palette.LINE}"}, "fill": {"color": f"#{palette.WHITE}"}})
    width, tall = bars.size
    drawn.set_size({"width": width, "height": tall})


def _font(size: int = 11, *, bold: bool = False) -> dict[str, Any]:
    return {"name": "Arial", "size": size, "bold": bold, "color": f"#{palette.INK}"}
