"""How cells look on the tabs that show a plan: as in the reports, whatever font the plan's own workbook has."""

from __future__ import annotations

from sheetplan.model import Status
from sheetplan.workbook import palette
from sheetplan.workbook.changes import Style

TEXT = Style(font="Arial", size=11, vertical="top")
TITLE = Style(font="Arial", size=16, bold=True, color=palette.NAVY, vertical="center")
HEADING = Style(
    font="Arial",
    size=11,
    bold=True,
    fill=palette.HEADING.fill,
    color=palette.HEADING.text,
    wrap=True,
    vertical="center",
    horizontal="left",
    border=palette.LINE,
)


def look(number_format: str | None = None, word: str = "") -> Style:
    """A cell of a table; that of a status has its colours."""
    colour = palette.STATUSES.get(Status(word)) if word in set(Status) else None
    return Style(
        font="Arial",
        size=11,
        wrap=True,
        vertical="top",
        horizontal="left",
        border=palette.LINE,
        number_format=number_format,
        fill=colour.fill if colour else None,
        color=colour.text if colour else palette.INK,
        bold=colour.bold or None if colour else None,
    )
