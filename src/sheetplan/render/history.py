"""The stories of actions as text for people, as JSON for other programs, and as CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sheetplan.model import Entry, History, Step, Story, Value, long_day, many
from sheetplan.render.data import iso
from sheetplan.render.phrases import cut
from sheetplan.render.safe import as_json, printable, stays_text

_CSV = ("ref", "action", "version", "position_date", "column", "from", "to", "supplied_by", "what")


def history_text(told: History) -> str:
    """A paragraph for each action, a line for each thing that became of it."""
    return "\n".join(map(printable, _lines(told))) + "\n"


def history_json(told: History) -> str:
    """What `history --format json` prints: the contract of its documentation page."""
    data = {
        "path": str(told.plan.path),
        "template": told.plan.template.name,
        "sheet": told.plan.sheet,
        "as_of": told.day.isoformat(),
        "begins": None if told.begins is None else {"version": told.begins[0], "position_date": iso(told.begins[1])},
        "said": list(told.said),
        "actions": [_action(story) for story in told.stories],
        "beside": [_change(step) for step in told.beside],
    }
    return as_json(data)


def history_csv(told: History) -> str:
    """One line for each line of the Change log, action by action."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(_CSV)
    of_actions = ((story.text, step) for story in told.stories for step in story.steps)
    for text, step in (*of_actions, *(("", step) for step in told.beside)):
        entry = step.entry
        if entry is not None:
            row = (entry.ref, cut(text), entry.version, iso(entry.day), entry.column, plain(entry.before))
            writer.writerow([stays_text(x) for x in (*row, plain(entry.after), entry.supplied_by, step.text)])
    return lines.getvalue()


def plain(value: Value) -> Any:
    """What stood in a cell, as other programs read it."""
    return value.isoformat() if isinstance(value, date) else value


def _lines(told: History) -> Iterator[str]:
    plan = told.plan
    yield f'{plan.path}, sheet "{plan.sheet}": {many(len(told.stories), "action")}'
    yield from told.said
    for story in told.stories:
        yield ""
        yield f"{story.ref}  {cut(story.text)}"
        yield from _steps(story.steps)
    if told.beside:
        yield ""
        yield "Cover and other tabs"
        yield from _steps(told.beside, named=True)


def _steps(steps: Iterable[Step], *, named: bool = False) -> Iterator[str]:
    """Lines of a paragraph; the version is said once for all that was first seen in it."""
    before: tuple[str, str] | None = None
    for step in steps:
        ref = f"{step.entry.ref}: " if named and step.entry is not None and step.entry.ref else ""
        if not step.version:
            yield f"  {step.text}"
            continue
        if (step.version, step.supplied_by) != before:
            on = f", {long_day(step.day)}" if step.day is not None else ""
            by = f", supplied by {step.supplied_by}" if step.supplied_by else ""
            yield f"  Version {step.version}{on}{by}"
        before = step.version, step.supplied_by
        yield f"    {ref}{step.text}"


def _action(story: Story) -> dict[str, Any]:
    first, moves = story.first, story.moves
    return {
        "ref": story.ref,
        "text": story.text,
        "first_seen": None if first is None else _seen(first),
        "due_first": iso(moves.first),
        "due": iso(moves.now),
        "times_moved": moves.times,
        "days_moved": moves.days,
        "status": None if story.status is None else str(story.status),
        "archived": None
        if story.archived is None
        else {"version": story.archived[0] or None, "archived_on": iso(story.archived[1])},
        "removed": story.removed or None,
        "changes": [_change(step) for step in story.steps if step.entry is not None],
        "told": [step.text for step in story.steps],
    }


def _seen(entry: Entry) -> dict[str, Any]:
    return {
        "version": entry.version,
        "position_date": iso(entry.day),
        "supplied_by": entry.supplied_by or None,
    }


def _change(step: Step) -> dict[str, Any]:
    entry = step.entry
    if entry is None:
        return {}
    return {
        **_seen(entry),
        "ref": entry.ref,
        "column": entry.column,
        "from": plain(entry.before),
        "to": plain(entry.after),
        "told": step.text,
    }
