"""The colours of everything that we paint, each text readable on its fill (contrast 4.5 or more)."""

from __future__ import annotations

from typing import NamedTuple

from sheetplan.model.words import Status


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

GREY = Colour("E5E6E7", "282D30")

STATUSES: dict[Status, Colour] = {
    Status.OVERDUE: Colour("F4CDC6", "7A1208", bold=True),
    Status.DUE_SOON: Colour("FFE5B4", "4D3300"),
    Status.NOT_YET_DUE: Colour("CCE2D8", "005A30"),
    Status.COMPLETE: Colour("D2E2F1", "0C2D4A"),
    Status.ONGOING: Colour("E4D9F0", "3B1E66"),
    Status.NO_DUE_DATE: GREY,
    Status.WITHDRAWN: GREY,
}
"""The colours of a status."""

CHARTED: dict[Status, str] = {
    Status.OVERDUE: "A6192E",
    Status.DUE_SOON: "C46A00",
    Status.NOT_YET_DUE: "2E7D5B",
    Status.COMPLETE: "1D4F91",
    Status.ONGOING: "7A5EA8",
    Status.NO_DUE_DATE: "6F777B",
    Status.WITHDRAWN: "6F777B",
}
"""The colour of a status in a chart; each stands out from white (contrast 3 or more)."""
