"""Row heights for wrapped text: estimated, and left free, so that Excel fits the row anew when somebody types in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sheetplan.workbook import brush, splice, values

if TYPE_CHECKING:
    from sheetplan.workbook.book import Book
    from sheetplan.workbook.cells import SheetPart
    from sheetplan.workbook.changes import FitRow

_POINTS_A_PIXEL = 0.75
_USUAL_WIDTH = 9.0


def points(texts: Mapping[int, str], widths: Mapping[int, float]) -> float:
    """How tall a row must be for these texts, by column, in columns of these widths (in characters)."""
    shown = [(text, widths.get(column, _USUAL_WIDTH)) for column, text in texts.items()]
    return brush.height(shown) * _POINTS_A_PIXEL


def fit_row(book: Book, change: FitRow) -> None:
    """Give a row the height that its texts need, where it is not taller already."""
    sheet = book.sheet(change.sheet)
    texts = {
        column: shown
        for column, raw in sheet.cells(change.row).items()
        if isinstance(shown := values.read(raw, book.strings), str)
    }
    needed = points(texts, _widths(sheet))
    given = sheet.row_attributes(change.row).get("ht")
    if given is None or splice.measured(given) < needed:
        sheet.set_row_attributes(change.row, {"ht": f"{needed:g}"})
        book.allow_row(change.sheet, change.row)


def _widths(sheet: SheetPart) -> dict[int, float]:
    widths: dict[int, float] = {}
    for raw in sheet.outside("cols"):
        for one in splice.children(splice.inner(raw)[1]):
            given = splice.attributes(splice.start_tag(one.raw)) if one.name else {}
            if "width" in given:
                first, last = splice.counted(given.get("min", "1")), splice.counted(given.get("max", "1"))
                widths |= dict.fromkeys(range(first, min(last, first + 100) + 1), splice.measured(given["width"]))
    return widths
