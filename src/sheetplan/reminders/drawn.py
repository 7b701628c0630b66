"""What is open in a plan on a day: small enough to be kept of very many plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sheetplan.model import (
    Milestone,
    OpenAction,
    OpenPlan,
    Person,
    Plan,
    Status,
    Template,
    Timescale,
    action_text,
    is_blank,
    people_in,
    shown,
)

_TITLE = 60
"""Characters of a plan's title that are shown."""
_CLOSED = (Status.COMPLETE, Status.WITHDRAWN)


def of_plan(plan: Plan, day: date) -> OpenPlan:
    """What is open in a plan.

    Args:
        plan: standing on the day, with `at_moves` where something is known of them.
        day: its position date.
    """
    field = owners_field(plan)
    actions = tuple(_actions(plan, field, day))
    codes = dict.fromkeys(code for action in actions for code in action.owners)
    roles = dict.fromkeys(step.role for step in plan.template.remind.escalation if step.role in plan.people)
    people = {
        # Further sentences of a key's line are about the plan, not about the role.
        code: Person(code, plan.people.get(code, "").partition(". ")[0].rstrip("."), plan.addresses.get(code, ""))
        for code in (*codes, *roles)
    }
    return OpenPlan(
        path=plan.path,
        sheet=plan.sheet,
        template=plan.template.name,
        day=day,
        actions=actions,
        people=people,
        words=plan.template.remind,
        named=field is not None,
        plan_id=plan.plan_id or "",
        version=plan.version or "",
        extract=plan.extract,
        takes_notes=notes_field(plan) is not None or not plan.template.computed_sheet,
        saved=plan.saved,
        title=_title(plan),
    )


def _title(plan: Plan) -> str:
    """What its Cover calls it, cut at a word where it is long; people know it by that, and not by its file's name."""
    said = plan.cover.get("title")
    title = "" if is_blank(said) else " ".join(shown(said).split())
    return title if len(title) <= _TITLE else f"{title[:_TITLE].rsplit(' ', 1)[0]} …"


def owners_field(plan: Plan) -> str | None:
    """The field that says who is responsible; None where the plan has none."""
    return next((c.field for c in plan.template.columns if c.type == "people" and c.field in plan.columns), None)


def notes_field(plan: Plan) -> str | None:
    """The field that notes are added to; None where the plan has none.

    It is the one that the template names, else one in which people add to what others wrote, and that closes nothing.
    """
    template = plan.template
    closing = {*template.complete_when, template.evidence_field}
    narrative = [c.field for c in template.columns if c.narrative and c.field not in closing]
    named = template.remind.notes_field
    wanted = sorted(narrative, key=lambda name: name != template.reason_field) if named is None else [named]
    return next((name for name in wanted if name in plan.columns), None)


def _actions(plan: Plan, field: str | None, day: date) -> Iterator[OpenAction]:
    noted = notes_field(plan)
    for row, stands in plan.stands():
        status: Status = stands["status"]
        if status in _CLOSED:
            continue
        moves, late = row.get("at_moves"), stands["days_overdue"]
        yield OpenAction(
            ref=row["at_ref"] or "",
            text=" ".join(action_text(row, plan.template).split()),
            owners=people_in(row.get(field), plan.people) if field is not None else (),
            status=status,
            due=stands["due"],
            days_overdue=late,
            is_about=stands["precision"] == "part",
            first=moves.first if moves is not None else None,
            times_moved=moves.times if moves is not None else 0,
            step=_step(plan.template, late),
            progress="" if noted is None or is_blank(row.get(noted)) else shown(row[noted]).strip(),
            milestones=tuple(_open_milestones(row, day)),
            row=int(row["at_row"]),
        )


def _step(template: Template, late: int | None) -> int:
    """The last of the template's steps that so many days overdue have come to, from 1."""
    return sum(step.after_days <= (late or 0) for step in template.remind.escalation)


def _open_milestones(row: Mapping[Any, Any], day: date) -> Iterator[Milestone]:
    """Those that have a day and are not reached; where a cell names only one, it is the action's own date."""
    found: tuple[Milestone, ...] = row.get("at_milestones") or ()
    reading: Timescale | None = row.get("at_reading")
    if not found and reading is not None:
        found = tuple(_from_words(one, day) for one in reading.milestones if not one.says_done)
    if len(found) > 1 or (reading is not None and len(reading.milestones) > 1):
        yield from (one for one in found if one.due is not None and one.achieved is None)


def _from_words(reading: Timescale, day: date) -> Milestone:
    """A milestone of a plan that has no tab on which they are reached."""
    late = (day - reading.due).days if reading.due is not None and reading.due < day else None
    status = Status.OVERDUE if late is not None else Status.NOT_YET_DUE
    return Milestone(" ".join(reading.text.split()), reading.due, None, status, late, is_next=False)
