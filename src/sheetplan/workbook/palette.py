"""The colours of every workbook that we paint, each text readable on its fill (contrast 4.5 or more)."""

from __future__ import annotations

from typing import NamedTuple

from sheetplan.model import Level, Status


class Colour(NamedTuple):
    """A text colour on a fill, as RRGGBB."""

    fill: str
    text: str
    bold: bool = False


WHITE = "FFFFFF"
INK = "0B0C0C"
NAVY = "1F3864"
QUIET = "505A5F"
LINE = "B1B4B6"

HEADING = Colour(NAVY, WHITE, bold=True)
COMPUTED_HEADING = Colour(QUIET, WHITE)
COMPUTED = Colour("F3F2F1", INK)

SERIES = ("1D4F91", "C46A00", "2E7D5B", "7A5EA8", "A6192E", "6F777B")
"""The colours of a chart's series, in their order; each stands out from white (contrast 3 or more)."""

_GREY = Colour("E5E6E7", "282D30")

STATUSES: dict[Status, Colour] = {
    Status.OVERDUE: Colour("F4CDC6", "7A1208", bold=True),
    Status.DUE_SOON: Colour("FFE5B4", "4D3300"),
    Status.NOT_YET_DUE: Colour("CCE2D8", "005A30"),
    Status.COMPLETE: Colour("D2E2F1", "0C2D4A"),
    Status.ONGOING: Colour("E4D9F0", "3B1E66"),
    Status.NO_DUE_DATE: _GREY,
    Status.WITHDRAWN: _GREY,
}
"""The colours of a status."""

LEVELS: dict[Level, Colour] = {
    Level.MUST_FIX: STATUSES[Status.OVERDUE],
    Level.CHECK: STATUSES[Status.DUE_SOON],
    Level.INFORMATION: _GREY,
}
"""The colours of a finding's level."""

WORDS: dict[str, Colour] = {
    "Red": STATUSES[Status.OVERDUE],
    "Amber": STATUSES[Status.DUE_SOON],
    "Green": STATUSES[Status.NOT_YET_DUE],
    "Blue": STATUSES[Status.COMPLETE],
    "Grey": _GREY,
}
"""The colours of a RAG word; a template's word that is none of these stays uncoloured."""
