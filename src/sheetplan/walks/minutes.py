"""Minutes: notes that were taken on the page of a reminder workbook, made a copy of the plan that they are about."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sheetplan import reminders, template
from sheetplan.model import MeetingPage, Plan, SheetplanError, folded, is_blank, many, shown
from sheetplan.walks.past import Past
from sheetplan.workbook import meeting


class Noted(NamedTuple):
    """Notes as a copy, and what they were taken on."""

    number: str
    """Of the version."""
    base: Plan
    how: str
    """With what they are compared, in words."""
    plan: Plan
    """The version with the notes in it."""
    said: tuple[str, ...]
    """What a person should look at, one sentence each."""


def page(path: Path) -> MeetingPage | None:
    """The notes in a workbook; None where it is none on which notes are taken.

    Raises:
        SheetplanError: the file cannot be read.
    """
    return meeting.page(path, template.meeting_words())


def noted(notes: MeetingPage, master: Plan, history: Past) -> Noted:
    """Notes as a copy of the plan that they are about.

    Args:
        notes: what was taken down.
        master: the plan.
        history: its kept versions.

    Raises:
        SheetplanError: none of the notes is about this plan, or no version of it is kept.
    """
    name = notes.path.name
    if not reminders.is_on(notes, master.plan_id):
        raise SheetplanError(
            f"{name} has a page for notes, and no row of it is about {master.path.name}: their plan ids differ.",
            "Name the plan that the notes are about, or make the page anew with remind.",
        )
    number, base, how = _base(notes, master, history)
    taken = reminders.taken_down(notes, base, master, template.meeting_words())
    return Noted(number, base, how, taken.plan, (*_no_day(notes), *taken.said, *_elsewhere(notes, master)))


def _base(notes: MeetingPage, master: Plan, history: Past) -> tuple[str, Plan, str]:
    """The version that the page was made of, else the newest that is whole."""
    numbers = [shown(row["version"]).strip() for row in _rows(notes, master) if not is_blank(row.get("version"))]
    number = max(dict.fromkeys(numbers), key=numbers.count, default="")
    kept = history.kept(number) if number else None
    if kept is not None:
        return number, kept, f"version {number}, on which the notes were taken"
    newest = next((v for v in reversed(history.listed) if history.as_written(v) is not None), None)
    base = history.last
    if newest is None or base is None:
        raise SheetplanError(
            f"{notes.path.name}: no kept version of {master.path.name} is whole, so nothing can be compared.",
            "Bring the notes into the plan by hand.",
        )
    why = f"version {number} is not kept here" if number else "its rows do not say their version"
    return newest.number, base, f"version {newest.number}, the newest, because {why}"


def _rows(notes: MeetingPage, master: Plan) -> list[dict[str, object]]:
    return [dict(row) for row in notes.rows if folded(row.get("plan_id")) == folded(master.plan_id)]


def _no_day(notes: MeetingPage) -> tuple[str, ...]:
    """That what was entered for the day of the meeting is none."""
    if notes.held_on is not None or not notes.held_on_said:
        return ()
    label = template.meeting_words().held_on
    name, stands = notes.path.name, notes.held_on_said
    return (f'{name}: "{label}" holds "{stands}", which is no date; the day of saving stands before each note.',)


def _elsewhere(notes: MeetingPage, master: Plan) -> tuple[str, ...]:
    """That there are notes on other plans too."""
    others = {
        shown(row.get("plan"))
        for row in notes.rows
        if folded(row.get("plan_id")) != folded(master.plan_id)
        and not all(is_blank(row.get(name)) for name in ("notes", "done", "new_due"))
    }
    if not others:
        return ()
    listed = ", ".join(f'"{one}"' for one in sorted(others)[:5])
    return (f"{notes.path.name} has notes on {many(len(others), 'other plan')} too, which sync with it: {listed}.",)
