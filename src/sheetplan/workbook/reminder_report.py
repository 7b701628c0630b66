"""Paints the workbook of reminders: who to chase, words to send, what to settle, and a page for notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sheetplan.model import (
    Assigned,
    MeetingWords,
    Owner,
    Reminders,
    Status,
    long_day,
)
from sheetplan.workbook import meeting_page, new_book, palette
from sheetplan.workbook.brush import Canvas, printed_scale
from sheetplan.workbook.properties import MEETING
from sheetplan.workbook.reminder_rows import COMING, NO_ADDRESS, cut, goes_to, notes, plan_of, settled
from sheetplan.workbook.report_rows import NOT_KNOWN, Cell, Row, text
from sheetplan.workbook.report_table import Column, tab

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_TALLEST = 527
"""Pixels: a whole number of lines. Excel shows no row taller than 546, but keeps all that is in it."""
_LEGIBLE = 0.7
_TINTS = {
    str(Status.OVERDUE): palette.STATUSES[Status.OVERDUE],
    str(Status.DUE_SOON): palette.STATUSES[Status.DUE_SOON],
    COMING: palette.STATUSES[Status.NOT_YET_DUE],
}
_CHASE = (
    *(Column("Owner", 22), Column("Plan", 19), Column("Ref", 7), Column("Action", 46), Column("Stands", 12)),
    *(Column("Due", 13), Column("Days late", 8), Column("Date first agreed", 13)),
    *(
        Column("Days late since then", 9),
        Column("Times moved", 9),
        Column("Step", 7),
        Column("Goes to", 20),
        Column("Shared with", 13),
    ),
    *(Column("Organisation", 20), Column("Address", 30)),
)
_MESSAGES = (
    *(Column("Owner", 10), Column("Name", 18), Column("Organisation or plan", 17), Column("Address", 22)),
    *(Column("Subject", 22), Column("Message", 97), Column("Overdue", 10), Column("Due soon", 10)),
    *(Column("Coming", 10), Column("Ongoing", 10), Column("No due date", 10)),
)
_PASS_ON = (
    *(Column("Goes to", 20), Column("Address", 22), Column("Plan", 18), Column("Step", 7), Column("Actions", 9)),
    *(Column("Longest overdue", 9), Column("Subject", 22), Column("Message", 72)),
)
_SETTLE = (
    Column("About", 22),
    Column("Plan", 20),
    Column("Ref", 7),
    Column("What was found", 62),
    Column("What to do", 44),
)
_NOTES = (Column("About", 30), Column("What there is to know", 100))


def write(found: Reminders, words: MeetingWords) -> bytes:
    """Paint the workbook.

    Args:
        found: who is to be reminded of what.
        words: of the page on which notes are taken.

    Returns:
        The workbook (.xlsx). The same reminders give the same bytes.

    Raises:
        SheetplanError: there is something in it that Excel does not allow in its place.
    """
    whose = f" for {', '.join(found.only)}" if found.only else ""
    title = text(f"reminders{whose}, position at {long_day(found.day)}")
    about = new_book.About(
        title[0].upper() + title[1:],
        "Who to chase for what, words to send, and a page for notes",
        found.day,
        "Make it of fewer plans, or of some owners with --owner.",
        properties={MEETING: found.day.isoformat()},
    )
    return new_book.write(about, lambda canvas: _tabs(canvas, found, words, title))


def _tabs(canvas: Canvas, found: Reminders, words: MeetingWords, title: str) -> None:
    """All tabs, in their order; one that would say nothing is left out."""
    about = "What is overdue, due soon or coming: actions of nobody first, then the owner with the longest overdue."
    rows = [row for owner in (found.nobody, *found.owners) for row in _chased(owner)]
    _printed(tab(canvas, ("Who to chase", about, title), "tblChase", _CHASE, rows, tints=_TINTS), _CHASE, rows, 2)
    about = "One row for each owner, to be pasted or mail-merged. Add a greeting; nothing is sent by this program."
    rows = [_message(owner) for owner in found.owners if owner.message]
    sheet = tab(canvas, ("Messages", about, title), "tblMessages", _MESSAGES, rows, tallest=_TALLEST)
    _printed(sheet, _MESSAGES, rows, 5)
    if found.passed_on:
        about = "What has been overdue for so long that somebody else should help, by the steps of its template."
        tab(canvas, ("To pass on", about, title), "tblPassOn", _PASS_ON, list(_passed_on(found)), tallest=_TALLEST)
    meeting_page.paint(canvas, found, words, title)
    if rows := settled(found):
        about = "What has to be settled so that reminders reach somebody, actions without an owner first."
        tab(canvas, ("To settle", about, title), "tblSettle", _SETTLE, rows)
    about = "How this workbook is to be read, and what it was made of."
    tab(canvas, ("Notes", about, title), "tblNotes", _NOTES, list(notes(found)))


def _printed(sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Row], aside: int) -> None:
    """So many columns at the end are for filters and mail merge: they are printed only where there is room."""
    if printed_scale(column.width for column in columns) < _LEGIBLE:
        sheet.print_area(0, 0, 3 + max(len(rows), 1), len(columns) - aside - 1)


def _chased(owner: Owner) -> Iterator[Row]:
    """A row for each action of an owner, or of nobody."""
    groups = ((str(Status.OVERDUE), owner.overdue), (str(Status.DUE_SOON), owner.due_soon), (COMING, owner.coming))
    for word, theirs in groups:
        for one in theirs:
            yield _action(owner, one, word)


def _action(owner: Owner, one: Assigned, word: str) -> Row:
    action, plan = one.action, one.plan
    late = action.late_since_first(plan.day)
    return [
        text(owner.called or "No owner"),
        text(plan_of(plan)),
        text(action.ref or "none"),
        text(cut(action.text) or "nothing is written"),
        word,
        _due(action.due),
        action.days_overdue or 0,
        action.first or NOT_KNOWN,
        NOT_KNOWN if late is None else late,
        action.times_moved,
        one.action.step,
        text(goes_to(one)),
        text(" and ".join(one.others) or "nobody"),
        text(plan.organisation or NOT_KNOWN),
        text(owner.person.address or NO_ADDRESS),
    ]


def _due(day: date | None) -> Cell:
    return day or "none"


def _message(owner: Owner) -> Row:
    person = owner.person
    return [
        text(person.code),
        text(person.name or NOT_KNOWN),
        text(owner.where),
        text(person.address or NO_ADDRESS),
        text(owner.subject),
        text(owner.message, lines=True),
        *(len(owner.overdue), len(owner.due_soon), len(owner.coming), owner.ongoing, owner.no_date),
    ]


def _passed_on(found: Reminders) -> Iterator[Row]:
    for one in found.passed_on:
        longest = max(action.days_overdue or 0 for action in one.actions)
        yield [
            text(one.escalation.to),
            text(one.address or NO_ADDRESS),
            text(plan_of(one.plan)),
            one.step,
            len(one.actions),
            longest,
            text(one.subject),
            text(one.message, lines=True),
        ]
