"""What cells show, read from a sheet's own bytes: text, numbers, and dates as dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetplan.workbook import values
from sheetplan.workbook.document import Document
from sheetplan.workbook.styles import Styles

if TYPE_CHECKING:
    from sheetplan.model import Value
    from sheetplan.workbook.parts import Package

Shown = str | int | float | bool | None
"""What a cell shows, dates counted."""


def shared_strings(package: Package) -> values.SharedStrings:
    """The texts that the package's cells share."""
    part = package.related(package.workbook_part, "sharedStrings")
    return values.SharedStrings(package.read(part) if part else None)


class Reader:
    """Shows cells of one package as people see them: dates as dates."""

    def __init__(self, package: Package, strings: values.SharedStrings) -> None:
        """Take the package's styles; its texts are shared with other readers."""
        self._date1904 = package.date1904
        self.strings = strings
        looks = package.related(package.workbook_part, "styles")
        self._styles = Styles(Document(package.read(looks), looks)) if looks else None

    def read(self, raw: bytes | None) -> Shown:
        """What a cell shows, dates counted."""
        return values.read(raw, self.strings)

    def shown(self, raw: bytes | None) -> Value:
        """What a cell shows, dates as dates."""
        return self.dated(self.read(raw), raw)

    def dated(self, value: Shown, raw: bytes | None) -> Value:
        """A number as the date that the cell's style makes of it."""
        if not isinstance(value, int | float) or isinstance(value, bool) or self._styles is None:
            return value
        if self._styles.is_date(values.style_of(raw)):
            return values.from_serial(value, self._date1904)
        return value
