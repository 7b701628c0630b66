"""Paints the workbook that shows two plans side by side, one difference in a row."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date, datetime

from sheetplan.model import Difference, Differences, Side, Value, is_blank, long_day, many, shown
from sheetplan.workbook import new_book
from sheetplan.workbook.brush import Canvas
from sheetplan.workbook.new_book import About
from sheetplan.workbook.report_rows import Cell, Row
from sheetplan.workbook.report_table import Column, tab

BLANK = "(blank)"
NOTHING = "(none)"
_LONGEST_REF = 12
_LONGEST = 32000
"""Characters; a cell can hold no more than 32,767."""
_CANNOT_HOLD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_COLUMNS = (
    *(Column("Ref", 9), Column("Action or row", 30), Column("What happened", 14), Column("Column", 22)),
    *(Column("Before", 42), Column("After", 42), Column("Sheet", 16)),
)
_ABOUT = (Column("About", 26), Column("What there is to know", 100))


def write(found: Differences) -> bytes:
    """Paint it.

    Args:
        found: what differs.

    Returns:
        The workbook (.xlsx). The same differences give the same bytes.

    Raises:
        SheetplanError: there is something in it that Excel does not allow in its place.
    """
    title = _text(f"{found.before.name} and {found.after.name}")
    about = About(
        title,
        "What differs between two plans",
        date(2000, 1, 1),  # it is of no day
        "Print them with --format csv instead.",
        failed="The differences cannot be made a workbook",
    )
    return new_book.write(about, lambda canvas: _tabs(canvas, found, title))


def _tabs(canvas: Canvas, found: Differences, title: str) -> None:
    about = "Everything that differs, one cell or one action in a row, with what each side says."
    tab(
        canvas,
        ("Differences", about, title),
        "tblDifferences",
        _COLUMNS,
        list(map(_row, found.differences)),
    )
    about = "What was compared, and how this is to be read."
    tab(canvas, ("Compared", about, title), "tblCompared", _ABOUT, list(_compared(found)))


def _row(one: Difference) -> Row:
    before, after = _cell(one.before), _cell(one.after)
    if one.kind in ("added", "removed", "archived", "reopened"):
        before = after = NOTHING
        if one.kind in ("added", "removed") and one.about:
            before, after = (NOTHING, _text(one.about)) if one.kind == "added" else (_text(one.about), NOTHING)
    # What a tab's row is known by can be long, and belongs where there is room for it.
    ref, about = (one.ref, one.about) if len(one.ref) <= _LONGEST_REF else ("", one.ref)
    return (
        ref or NOTHING,
        _text(about) or NOTHING,
        one.kind.capitalize(),
        one.column or NOTHING,
        before,
        after,
        one.sheet,
    )


def _cell(value: Value) -> Cell:
    if is_blank(value):
        return BLANK
    if isinstance(value, date) and date(1900, 3, 1) <= (value.date() if isinstance(value, datetime) else value):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return int(value) if value.is_integer() else value
    return _text(shown(value))


def _text(text: str) -> str:
    """A text as a cell can hold it."""
    clean = _CANNOT_HOLD.sub(" ", text.replace("\r\n", "\n")).strip()
    return clean if len(clean) <= _LONGEST else f"{clean[:_LONGEST]} …"


def _compared(found: Differences) -> Iterator[Row]:
    yield "Before", _side(found.before)
    yield "After", _side(found.after)
    yield "Differences", many(len(found.differences), "difference")
    yield "What is no difference", 'Spaces at the ends of a text, 1.0 and "1", the same day in another form'
    yield "What is not compared", "Columns that the program works out; formats, notes and pictures"
    for sentence in found.said:
        yield "To know", _text(sentence)


def _side(side: Side) -> str:
    day = f", position at {long_day(side.position_date)}" if side.position_date is not None else ""
    what = f"version {side.version} of {side.path.name}" if side.version is not None else side.path.name
    return _text(what + day)
