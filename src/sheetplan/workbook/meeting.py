"""Reads the page of a reminder workbook on which notes were taken, whatever program saved it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from sheetplan.model import MeetingPage, MeetingWords, Value, is_blank, shown
from sheetplan.workbook import beside, foreign, properties, tabread
from sheetplan.workbook.find import Grid, plain
from sheetplan.workbook.parts import Package
from sheetplan.workbook.read import opened
from sheetplan.workbook.sheets import cell


def page(path: Path, words: MeetingWords) -> MeetingPage | None:
    """The notes in a workbook; None where it is none of ours on which notes are taken.

    A plan is none, even where somebody has put such a page into it.

    Args:
        path: the workbook.
        words: by which the page is known.

    Raises:
        SheetplanError: the file cannot be read.
    """
    if foreign.is_foreign(path):
        return None
    package = Package.open(path)
    travelling = properties.read_properties(package)
    names = [plain(entry.name) for entry in package.sheets]
    if properties.PLAN_ID in travelling or (
        properties.MEETING not in travelling and plain(words.tab.sheet) not in names
    ):
        return None
    book = opened(path)
    if beside.is_ours(book):
        return None
    found = tabread.anywhere(book, words.tab)
    if found is None:
        return None
    above = book.grid(found.sheet)[: found.heading_row - 1]
    held_on = _right_of(above, words.held_on)
    saved, saved_by = properties.saved(package)
    return MeetingPage(
        path=path,
        rows=found.rows,
        taken_by=_text(_right_of(above, words.taken_by)),
        held_on=held_on.date() if isinstance(held_on, datetime) else held_on if isinstance(held_on, date) else None,
        held_on_said=_text(held_on),
        saved=saved,
        saved_by=saved_by,
        sha256=package.sha256,
    )


def is_ours(path: Path) -> bool:
    """Whether a workbook says of itself that it is one of reminders.

    Raises:
        SheetplanError: the file cannot be read.
    """
    return not foreign.is_foreign(path) and properties.MEETING in properties.read_properties(Package.open(path))


def _right_of(rows: Grid, label: str) -> Value:
    """What is entered right of a label in column A."""
    return next(
        (cell([row], 1, 2) for row in rows if row and isinstance(row[0], str) and plain(row[0]) == plain(label)), None
    )


def _text(value: Value) -> str:
    return "" if is_blank(value) else " ".join(shown(value).split())
