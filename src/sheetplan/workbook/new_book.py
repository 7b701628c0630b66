"""Makes a new workbook that is a report: its properties, what is said where it cannot be made, its last touches."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sheetplan.model import SheetplanError
from sheetplan.workbook.brush import Canvas, finished, options


class About(NamedTuple):
    """What a workbook says of itself."""

    title: str
    subject: str
    day: date
    """The day that it is of: a clock would give other bytes every time."""
    smaller: str
    """What to do where more is in it than a workbook can hold."""
    failed: str = "The workbook cannot be made"
    """What is said then."""
    properties: Mapping[str, str] = {}
    """Its custom properties."""
    category: str = ""
    """Its document property of this name: what kind of workbook it is."""


def write(about: About, paint: Callable[[Canvas], None]) -> bytes:
    """Paint a workbook.

    Args:
        about: what it says of itself.
        paint: paints its tabs.

    Returns:
        The workbook (.xlsx). The same calls give the same bytes.

    Raises:
        SheetplanError: there is something in it that Excel does not allow in its place.
    """
    import xlsxwriter  # heavy, and most commands paint nothing
    from xlsxwriter.exceptions import XlsxWriterException

    target, day = io.BytesIO(), about.day
    try:
        with warnings.catch_warnings():
            # xlsxwriter only warns of what it then leaves out of the workbook.
            warnings.simplefilter("error")
            with xlsxwriter.Workbook(target, options()) as workbook:
                made = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - document properties have no time zone
                said = {"title": about.title, "subject": about.subject, "category": about.category}
                workbook.set_properties({name: word for name, word in said.items() if word} | {"created": made})
                for name, value in about.properties.items():
                    workbook.set_custom_property(name, value, "text")
                canvas = Canvas(workbook)
                paint(canvas)
    except (UserWarning, XlsxWriterException) as problem:
        raise SheetplanError(f"{about.failed}: {problem}.", about.smaller) from problem
    return finished(target.getvalue(), canvas.later)
