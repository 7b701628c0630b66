"""How each action of a plan stands in a version, as small as it can be kept of very many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sheetplan.model import (
    ActionState,
    Finding,
    Moves,
    Plan,
    PlanState,
    Status,
    Template,
    action_text,
    folded,
    is_blank,
    is_withdrawn,
    milestone_lines,
    months,
    people_in,
    records,
    shown,
)

_LONGEST = 250
"""Characters of an action's words that a report shows."""
_DISAGREES = "status-disagrees"
_LEVELS = ("must fix", "check")


def of(
    plan: Plan, day: date, findings: Iterable[Finding] | None = None, newest_record: date | None = None
) -> PlanState:
    """A plan in one version.

    Args:
        plan: with its standing on the version's position date and, where its Change log is known, `at_moves`.
        day: that position date.
        findings: what was found in it; None where it was not judged.
        newest_record: the newest day on which something is recorded as done in it.
    """
    found = None if findings is None else list(findings)
    rows = {row for one in found or () if one.code == _DISAGREES and one.sheet == plan.sheet for row in [_row(one)]}
    seen: dict[str, int] = {}
    actions = [_current(plan, row, stands, rows, seen) for row, stands in plan.stands()]
    reached = _reached(plan, day)
    actions += [_archived(plan, row, reached, seen) for row in records(plan.archived)]
    levels = None if found is None else [str(one.level) for one in found]
    must, check = (None if levels is None else levels.count(word) for word in _LEVELS)
    return PlanState(day, plan.version or "", tuple(actions), must, check, newest_record)


def _current(
    plan: Plan, row: Mapping[Any, Any], stands: Mapping[Any, Any], disagreeing: set[int], seen: dict[str, int]
) -> ActionState:
    moves: Moves | None = row.get("at_moves")
    due, typed = stands["due"], _typed(row, plan.template)
    first = (moves.first if moves is not None else None) or due
    owner = _owner(row, plan.template)
    text, ref = _text(row, plan.template), str(row["at_ref"] or "")
    return ActionState(
        key=months.key(ref, text, seen),
        ref=ref,
        text=text,
        owner=owner,
        owners=people_in(owner, plan.people),
        where=months.IN_PLAN,
        status=str(stands["status"]),
        days_overdue=stands["days_overdue"],
        due=due,
        first_agreed=first,
        times_moved=moves.times if moves is not None else 0,
        has_reason=moves.has_reason if moves is not None else False,
        achieved=_achieved(row, plan.template) if stands["status"] is Status.COMPLETE else None,
        typed=typed,
        disagrees=row["at_row"] in disagreeing,
    )


def _reached(plan: Plan, day: date) -> Mapping[str, date]:
    """When the last milestone of each action was reached, by its ref: their tab keeps the lines of what is archived."""
    found: dict[str, date] = {}
    for (ref, _), line in milestone_lines(plan).items():
        achieved = line.get("achieved")
        if isinstance(achieved, date) and achieved <= day:
            found[ref] = max(achieved, found.get(ref, date.min))
    return found


def _archived(plan: Plan, row: Mapping[Any, Any], reached: Mapping[str, date], seen: dict[str, int]) -> ActionState:
    """An archived action is closed: withdrawn where its words say so, else complete."""
    template = plan.template
    owner = _owner(row, template)
    text, ref = _text(row, template), str(row["at_ref"] or "")
    due = next((row[name] for name in ("due", "at_due") if isinstance(row.get(name), date)), None)
    taken_out = is_withdrawn(row, template)
    return ActionState(
        key=months.key(ref, text, seen),
        ref=ref,
        text=text,
        owner=owner,
        owners=people_in(owner, plan.people),
        where=months.IN_ARCHIVE,
        status=str(Status.WITHDRAWN if taken_out else Status.COMPLETE),
        days_overdue=None,
        due=due,
        first_agreed=due,
        times_moved=0,
        has_reason=False,
        achieved=None if taken_out else _achieved(row, template) or (reached.get(folded(ref)) if ref else None),
        typed=_typed(row, template),
        disagrees=False,
    )


def _achieved(row: Mapping[Any, Any], template: Template) -> date | None:
    """The last of its completion dates."""
    days = [row[name] for name in template.complete_when if isinstance(row.get(name), date)]
    days += [one.achieved for one in row.get("at_milestones") or () if one.achieved is not None]
    return max(days, default=None)


def _owner(row: Mapping[Any, Any], template: Template) -> str:
    """Who is responsible, as the row says it, on one line; empty where it says nothing."""
    cells = (row.get(column.field) for column in template.columns if column.type == "people")
    return ", ".join(" ".join(shown(value).split()) for value in cells if not is_blank(value))


def _typed(row: Mapping[Any, Any], template: Template) -> str:
    value = row.get(template.status_field) if template.status_field else None
    return "" if is_blank(value) else " ".join(shown(value).split())


def _text(row: Mapping[Any, Any], template: Template) -> str:
    text = " ".join(action_text(row, template).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …"


def _row(finding: Finding) -> int:
    return int(finding.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
