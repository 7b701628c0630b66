"""The colours of every workbook that we paint, each text readable on its fill (contrast 4.5 or more)."""

from __future__ import annotations

from sheetplan.model import Level, Status
from sheetplan.model.colours import GREY, INK, LINE, NAVY, QUIET, STATUSES, WHITE, Colour

__all__ = [
    "COMPUTED",
    "COMPUTED_HEADING",
    "HEADING",
    "INK",
    "LEVELS",
    "LINE",
    "NAVY",
    "QUIET",
    "SERIES",
    "STATUSES",
    "WHITE",
    "WORDS",
    "Colour",
]

HEADING = Colour(NAVY, WHITE, bold=True)
COMPUTED_HEADING = Colour(QUIET, WHITE)
COMPUTED = Colour("F3F2F1", INK)

SERIES = ("1D4F91", "C46A00", "2E7D5B", "7A5EA8", "A6192E", "6F777B")
"""The colours of a chart's series, in their order; each stands out from white (contrast 3 or more)."""

LEVELS: dict[Level, Colour] = {
    Level.MUST_FIX: STATUSES[Status.OVERDUE],
    Level.CHECK: STATUSES[Status.DUE_SOON],
    Level.INFORMATION: GREY,
}
"""The colours of a finding's level."""

WORDS: dict[str, Colour] = {
    "Red": STATUSES[Status.OVERDUE],
    "Amber": STATUSES[Status.DUE_SOON],
    "Green": STATUSES[Status.NOT_YET_DUE],
    "Blue": STATUSES[Status.COMPLETE],
    "Grey": GREY,
}
"""The colours of a RAG word; a template's word that is none of these stays uncoloured."""
