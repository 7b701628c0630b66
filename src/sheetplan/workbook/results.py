"""Paints what a run at a desk did: every file, how it ended, what to do next, and a link to it."""

from __future__ import annotations

import io
import os
import re
import warnings
from datetime import datetime
from pathlib import Path

from sheetplan.model import SheetplanError, long_day
from sheetplan.model.desks import ABOUT, TITLES, Line, Ran
from sheetplan.workbook import palette, zipped
from sheetplan.workbook.brush import Canvas, finished, options
from sheetplan.workbook.report_rows import text
from sheetplan.workbook.report_table import Column, fill, tab

_COLUMNS = (
    *(Column("File", 28), Column("Result", 20), Column("What was found or done", 50)),
    *(Column("What to do next", 36), Column("Open", 50)),
)
_HEADINGS = 3
_TARGET = re.compile(rb'\bTarget="[^"]*"')
_NO_FILE = "no file"
_ESCAPED = frozenset(' "<>[]^`{}%#?|\\')
"""What a link cannot hold as it is."""


def write(ran: Ran, desk: Path, reports: Path) -> bytes:
    """Paint the workbook.

    Args:
        ran: what was done.
        desk: the desk's folder; places are named from there.
        reports: the folder in which the workbook is to stand; links lead from there, so that a desk can be moved.

    Returns:
        The workbook (.xlsx). The same run gives the same bytes.

    Raises:
        SheetplanError: there is something in it that Excel does not allow in its place.
    """
    import xlsxwriter  # heavy, and most commands paint nothing
    from xlsxwriter.exceptions import XlsxWriterException

    target, day = io.BytesIO(), ran.day
    title = f"{TITLES[ran.job]}, {long_day(day)}"
    try:
        with warnings.catch_warnings():
            # xlsxwriter only warns of what it then leaves out of the workbook.
            warnings.simplefilter("error")
            with xlsxwriter.Workbook(target, options()) as workbook:
                made = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - document properties have no time zone
                workbook.set_properties({"title": title, "subject": "What became of each file", "created": made})
                _tabs(Canvas(workbook), ran, title, desk, reports)
    except (UserWarning, XlsxWriterException) as problem:
        raise SheetplanError(f"The results cannot be written: {problem}.", "Do this with fewer files.") from problem
    return _with_strokes(finished(target.getvalue()))


def _with_strokes(package: bytes) -> bytes:
    """The package with links as addresses write them: the painter has strokes of Windows, which only lead there."""
    label = "the new workbook"
    found = zipped.entries(package, label)
    links = [entry for entry in found if entry.name.startswith("xl/worksheets/_rels/")]
    replaced = {
        entry.name: _TARGET.sub(lambda target: target[0].replace(b"\\", b"/"), zipped.unpack(package, entry, label))
        for entry in links
    }
    target = io.BytesIO()
    zipped.write(package, found, target, replaced, {}, frozenset())
    return target.getvalue()


def _tabs(canvas: Canvas, ran: Ran, title: str, desk: Path, reports: Path) -> None:
    about = "Every file, what became of it and what to do next."
    sheet = canvas.sheet("Results", [column.width for column in _COLUMNS], about, ("", title))
    rows = [
        (text(line.file), text(line.result), text(line.told), text(line.next), _place(line, desk)) for line in ran.lines
    ]
    fill(canvas, sheet, "tblResults", _HEADINGS, _COLUMNS, rows)
    look = canvas.cell(num_format="@", font_color=f"#{palette.NAVY}", underline=1)
    for row, line in enumerate(ran.lines, start=_HEADINGS + 1):
        if line.place is not None:
            shown = _place(line, desk)
            sheet.write_url(row, len(_COLUMNS) - 1, link(line.place, reports), look, shown, f"Opens {shown}"[:255])
    notes = [("What this is", ABOUT[ran.job]), *(("To know", text(one)) for one in ran.said)]
    words = ("Notes", "What there is to know besides.", title)
    tab(canvas, words, "tblNotes", (Column("About", 24), Column("What there is to know", 100)), notes)


def _place(line: Line, desk: Path) -> str:
    """Where the file is, from the desk."""
    if line.place is None:
        return _NO_FILE
    inside = line.place.is_relative_to(desk)
    return text(line.place.relative_to(desk).as_posix() if inside else line.place)


def link(place: Path, start: Path) -> str:
    """A link to a file from a folder, as the painter takes it: relative, so that it leads there when both move."""
    try:
        way = Path(os.path.relpath(place, start)).as_posix()
    except ValueError:
        way = place.as_posix()  # on another drive
    return "external:" + "".join(f"%{ord(letter):02X}" if letter in _ESCAPED else letter for letter in way)
