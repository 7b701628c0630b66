"""Paints the stories of a plan's actions for those who ask: a row for each action, and for all that became of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sheetplan.model import History, Step, Story, Value, is_blank, long_day, shown
from sheetplan.workbook import new_book
from sheetplan.workbook.brush import Canvas
from sheetplan.workbook.new_book import About
from sheetplan.workbook.report_rows import NOT_KNOWN, Cell, Row, text
from sheetplan.workbook.report_table import Column, tab

_NOTHING = "nothing"
_NOTES = "Notes"
_ACTIONS = (
    *(Column("Ref", 8), Column("Action", 42), Column("First seen", 26), Column("Date first agreed", 13)),
    *(Column("Date now", 13), Column("Times moved", 9), Column("Days moved", 9), Column("Status", 22)),
    Column("Last change", 42),
)
_STEPS = (
    *(Column("Ref", 8), Column("Version", 10), Column("Position date", 13), Column("What happened", 50)),
    *(Column("Column", 22), Column("From", 34), Column("To", 34), Column("Supplied by", 18)),
)


def write(told: History) -> bytes:
    """Paint the workbook.

    Args:
        told: the stories.

    Returns:
        The workbook (.xlsx). The same stories give the same bytes.

    Raises:
        SheetplanError: there is something in it that Excel does not allow in its place.
    """
    title = f"history of {told.plan.path.stem}, position at {long_day(told.day)}"
    subject = "What became of each action, from the plan's Change log"
    about = About(title[0].upper() + title[1:], subject, told.day, "Make it of fewer actions.")
    return new_book.write(about, lambda canvas: _tabs(canvas, told, title))


def _tabs(canvas: Canvas, told: History, title: str) -> None:
    about = "One row for each action: since when it is known, how often its due date moved, and what changed last."
    rows = [_summed_up(story) for story in told.stories]
    tab(canvas, ("Actions", about, title), "tblStories", _ACTIONS, rows)
    about = "Everything that the Change log says of these actions, oldest first, and how each stands now."
    tab(canvas, ("What happened", about, title), "tblSteps", _STEPS, [*_told(told)])
    about = "How this workbook is to be read."
    tab(
        canvas,
        (_NOTES, about, title),
        "tblNotes",
        (Column("About", 30), Column("What there is to know", 100)),
        [*_notes(told)],
    )


def _summed_up(story: Story) -> Row:
    first, moves, last = story.first, story.moves, story.last_change
    seen = NOT_KNOWN if first is None else _with_day(f"version {first.version}", first.day)
    changed = _NOTHING
    if last is not None:
        seen_in = _with_day(f"version {last.version}", last.day)
        changed = "nothing since" if last is first else f"{seen_in}: {_step_of(story).text}"
    return [
        text(story.ref),
        text(story.text or NOT_KNOWN),
        text(seen),
        moves.first or (NOT_KNOWN if first is None else "none"),
        moves.now or "none",
        moves.times,
        moves.days if moves.days is not None else NOT_KNOWN,
        text(_standing(story)),
        text(changed),
    ]


def _standing(story: Story) -> str:
    if story.archived is not None:
        version, day = story.archived
        return _with_day(f"archived in version {version}" if version else "archived", day)
    if story.status is not None:
        return str(story.status)
    return f"gone since version {story.removed}" if story.removed else "gone"


def _step_of(story: Story) -> Step:
    return next(step for step in reversed(story.steps) if step.entry is not None)


def _told(told: History) -> Iterator[Row]:
    for story in told.stories:
        for step in story.steps:
            yield _row(story.ref, step)
    for step in told.beside:
        yield _row(step.entry.ref if step.entry is not None and step.entry.ref else "no action", step)


def _row(ref: str, step: Step) -> Row:
    entry = step.entry
    if entry is None:
        return [text(ref), "now", "now", text(step.text), "whole action", _NOTHING, _NOTHING, "worked out"]
    return [
        text(ref),
        text(step.version),
        step.day or NOT_KNOWN,
        text(step.text),
        text(entry.column),
        _cell(entry.before),
        _cell(entry.after),
        text(step.supplied_by or NOT_KNOWN),
    ]


def _cell(value: Value) -> Cell:
    return _NOTHING if is_blank(value) else long_day(value) if isinstance(value, date) else text(shown(value))


def _with_day(words: str, day: date | None) -> str:
    return f"{words}, {long_day(day)}" if day is not None else words


def _notes(told: History) -> Iterator[Row]:
    yield ["Where this comes from", text(f"The Change log of {told.plan.path.name}, as it stands in the workbook.")]
    for one in told.said:
        yield ["What is not known", text(one)]
    yield ["First seen", "The first version in which update found the action. It may have been agreed earlier."]
    yield [
        "Date first agreed",
        "The due date that the action had when it was first seen, or the first that it was given.",
    ]
    yield ["Times moved", "How often its due date was changed to another one, going back to an earlier one included."]
    yield ["Days moved", "From the date first agreed to the date now; less than nothing where it is now earlier."]
    yield ["Supplied by", "Whose copy a change came from, or who ran the update that first saw it."]
