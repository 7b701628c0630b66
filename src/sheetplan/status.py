"""How each action stands on a day: complete, withdrawn, overdue, due soon, not yet due, ongoing, or undated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from sheetplan.model import (
    Awaited,
    Plan,
    Status,
    Template,
    Timescale,
    Value,
    by_ref,
    extended,
    is_blank,
    is_one_of,
    is_withdrawn,
    records,
)

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = ("start", "due", "precision", "continues", "status", "days_overdue", "rag")
"""Of `standing`."""


def as_of(plan: Plan, day: date) -> Plan:
    """The plan with its `standing` on a day.

    Args:
        plan: with `at_reading` in its actions, and `at_due_settled` where a typed due date wins over the words.
        day: the position date.

    Returns:
        The same plan with `standing`: start, due (date or None), precision, continues, status (a Status), days_overdue
        (int, None unless Overdue), rag (the template's colour word).
    """
    shared = _shared_due(plan)
    rows = [_standing(row, plan.template, day, shared) for row in records(plan.actions)]
    return replace(plan, standing=_frame(rows, plan))


def newest_record(plan: Plan, day: date) -> date | None:
    """The newest day on which something is recorded as done in the plan, its archive or its tabs, not after the day."""
    fields = plan.template.complete_when
    days = [
        value
        for frame in (plan.actions, plan.archived)
        for name in fields
        if name in frame.columns
        for value in frame[name]
        if isinstance(value, date) and value <= day
    ]
    days += [one for one in _on_the_way(plan) if one <= day]
    return max(days, default=None)


def _on_the_way(plan: Plan) -> Iterator[date]:
    """The days of milestones that are reached, of signatures and of events."""
    # A frame that is asked for what it has not looks for it in several ways.
    for found in plan.actions["at_milestones"] if "at_milestones" in plan.actions.columns else ():
        yield from (one.achieved for one in found if one.achieved is not None)
    course = plan.template.course
    values: list[Value] = [signature.day for signature in plan.signatures]
    values += [plan.cover.get(event.cover) for event in course.events]
    if course.events_tab in plan.tabs:
        values += [row.get("date") for row in plan.tabs[course.events_tab].rows]
    yield from (value for value in values if isinstance(value, date))


def settle_due(plan: Plan, base: Plan | None) -> Plan:
    """The plan with `at_due_settled`: the due date that a person typed, where it wins over the timescale's words.

    Args:
        plan: with `at_reading` and `at_dates`.
        base: the last version as written, with `at_reading`, where it is known. What stands in our own Due date
            column counts as typed when it differs from what was written there, or from what the words said then;
            when only the words changed since, the words win. A row that the last version did not have, and that
            bears our marks all the same, is a copy of another: its due date is that other's, and the words win.
    """
    timescales = [column.field for column in plan.template.columns if column.type == "timescale"]
    mark = "at_goes_on" if plan.live else "at_status"
    rows = records(plan.actions)
    if base is None:
        settled = [_settled(row, None, timescales, mark) for row in rows]
    else:
        before = by_ref(records(base.actions))
        keys = {id(row): key for key, row in by_ref(rows).items()}
        settled = [_settled(row, before.get(keys.get(id(row), ("", 0))), timescales, mark) for row in rows]
    return replace(plan, actions=extended(plan.actions, {"at_due_settled": settled}))


def as_written(plan: Plan) -> Plan:
    """A kept version with `at_due_settled`: the due dates that stand in it were settled when it was written."""
    stands = plan.actions["at_due"] if "at_due" in plan.actions else plan.actions.get("due")
    settled = [None] * len(plan.actions) if stands is None else [v if isinstance(v, date) else None for v in stands]
    return replace(plan, actions=extended(plan.actions, {"at_due_settled": settled}))


def _settled(row: Mapping[Any, Any], before: Mapping[Any, Any] | None, timescales: list[str], mark: str) -> date | None:
    if isinstance(row.get("due"), date):
        typed: date = row["due"]
        return typed
    stands = row.get("at_due")
    if isinstance(stands, str) and "due" in row["at_dates"]:
        read: Timescale = row["at_dates"]["due"]
        return read.due
    if not isinstance(stands, date):
        return None
    if before is None:
        return stands if is_blank(row.get(mark)) else None
    if before.get("at_due") == stands:
        was_typed = before["at_reading"].due != stands
        words_changed = any(row.get(name) != before.get(name) for name in timescales)
        return stands if was_typed and not words_changed else None
    return stands


def is_achieved(row: Mapping[Any, Any], template: Template, day: date) -> bool:
    """Whether all its completion cells are filled on the day.

    A date column counts only with a real date not after the day: a date typed as text closes nothing.
    """
    if not template.complete_when and template.milestones is not None and template.milestones.completes:
        found = row.get("at_milestones") or ()
        return bool(found) and all(one.achieved is not None and one.achieved <= day for one in found)
    for name in template.complete_when:
        value = row.get(name)
        if template.column(name).type == "date":
            if not isinstance(value, date) or value > day:
                return False
        elif is_blank(value):
            return False
    return bool(template.complete_when)


def achieved_on(row: Mapping[Any, Any], template: Template, day: date) -> date | None:
    """The day on which an action was achieved: the last of its completion dates, once it is achieved."""
    days = [row[name] for name in template.complete_when if isinstance(row.get(name), date)]
    days += [one.achieved for one in row.get("at_milestones") or () if one.achieved is not None]
    return max(days, default=None) if is_achieved(row, template, day) else None


def says_closed(row: Mapping[Any, Any], template: Template) -> bool:
    """A closed word in the template's status column."""
    return is_one_of(row.get(template.status_field), template.closed_words)


def _shared_due(plan: Plan) -> Awaited | None:
    """The deadline by which all actions of such a plan are due."""
    wanted = plan.template.course.due_from
    return next((one for one in plan.awaited if one.deadline.field == wanted), None)


def _standing(row: Mapping[Any, Any], template: Template, day: date, shared: Awaited | None) -> list[object]:
    reading: Timescale = row["at_reading"]
    due = row.get("at_due_settled") or reading.due
    if due is None and shared is not None and shared.latest is not None:
        # Nobody is late before the last day on which the deadline can fall.
        due, reading = shared.latest, replace(reading, precision="day" if shared.earliest == shared.latest else "part")
        reading = replace(reading, due=due)
    status = _status(row, template, day, due, continues=reading.continues)
    return [
        reading.start,
        due,
        reading.precision if due == reading.due else "day",
        reading.continues,
        status,
        (day - due).days if status is Status.OVERDUE and due else None,
        template.rag[status],
    ]


def _status(row: Mapping[Any, Any], template: Template, day: date, due: date | None, *, continues: bool) -> Status:
    if is_withdrawn(row, template):
        return Status.WITHDRAWN
    if is_achieved(row, template, day) or (says_closed(row, template) and _closes_in_words(row, template)):
        return Status.COMPLETE
    if due is not None:
        if due < day:
            return Status.OVERDUE
        return Status.DUE_SOON if due <= day + timedelta(days=template.due_soon_days) else Status.NOT_YET_DUE
    return Status.ONGOING if continues else Status.NO_DUE_DATE


def _closes_in_words(row: Mapping[Any, Any], template: Template) -> bool:
    """Where no date says that an action is closed, and no milestones do, a word can."""
    return not template.complete_when and template.milestones is None and not _lacks_evidence(row, template)


def _lacks_evidence(row: Mapping[Any, Any], template: Template) -> bool:
    """Where closing needs evidence and its cell is blank, a word alone closes nothing."""
    return template.evidence_field in row and is_blank(row[template.evidence_field])


# pandas is imported where there is a plan: whoever reads a workbook that is refused need not wait for it.


def _frame(rows: list[list[object]], plan: Plan) -> pd.DataFrame:
    """A frame of these rows, beside the plan's actions."""
    import numpy as np
    import pandas as pd

    cells = np.fromiter(chain.from_iterable(rows), object, len(rows) * len(_COLUMNS)).reshape(len(rows), len(_COLUMNS))
    return pd.DataFrame(cells, columns=_names(), index=plan.actions.index, dtype=object, copy=False)


@lru_cache(1)
def _names() -> pd.Index[str]:
    """The names of its columns, which take longer to make than the frame."""
    import pandas as pd

    return pd.Index(_COLUMNS)
