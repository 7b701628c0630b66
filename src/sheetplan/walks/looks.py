"""How cells look that an update puts on tabs of its own making, and how days show everywhere."""

from __future__ import annotations

from sheetplan.workbook import palette
from sheetplan.workbook.changes import Style

DAY = "d mmm yyyy"
"""The number format of a day."""
TITLE = Style(bold=True, size=14)
HEADING = Style(
    bold=True, fill=palette.HEADING.fill, color=palette.HEADING.text, wrap=True, vertical="top", border=palette.LINE
)
HEADING_ROW = 4
"""Where the headings stand, below the title, a sentence and the day."""


def cell(number_format: str | None = None) -> Style:
    """A cell of a table that is made here."""
    return Style(wrap=True, vertical="top", horizontal="left", border=palette.LINE, number_format=number_format)
