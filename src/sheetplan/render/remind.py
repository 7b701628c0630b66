"""Who is to be reminded of what, as text for people, as JSON for other programs, and as CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from sheetplan.model import Assigned, Owner, Reminders, long_day, many
from sheetplan.render.data import iso
from sheetplan.render.phrases import cut
from sheetplan.render.safe import as_json, printable, stays_text
from sheetplan.render.text import refusal_text

_OWNERS = 40
"""So many owners are shown, the worst; of the rest it is said how many there are."""
_WORST = 3
"""So many overdue actions of each are shown."""
_SETTLED = 20
_GROUPS = ("overdue", "due_soon", "coming")


def remind_text(found: Reminders) -> str:
    """What `remind` prints for a person: the worst owner first."""
    blocks = [list(_headlines(found)), list(_owners(found)), list(_settle(found)), list(_beside(found))]
    return "\n\n".join("\n".join(map(printable, lines)) for lines in blocks if lines) + "\n"


def _headlines(found: Reminders) -> Iterator[str]:
    every = (*found.owners, found.nobody)
    counts = [len({id(one.action) for owner in every for one in getattr(owner, group)}) for group in _GROUPS]
    shown = f"{counts[0]} overdue, {counts[1]} due soon, {counts[2]} coming"
    yield f"{many(len(found.plans), 'plan')} at {long_day(found.day)}: {shown}"
    yield f"{many(sum(bool(owner.message) for owner in found.owners), 'owner')} to remind"


def _owners(found: Reminders) -> Iterator[str]:
    theirs = [owner for owner in found.owners if owner.message]
    if theirs:
        yield "Who to chase, the worst first"
    for owner in theirs[:_OWNERS]:
        shown = f"{len(owner.overdue)} overdue, {len(owner.due_soon)} due soon, {len(owner.coming)} coming"
        yield f"  {owner.told_apart}: {shown}"
        for one in owner.overdue[:_WORST]:
            action = one.action
            late = many(action.days_overdue or 0, "day")
            yield f"    {one.plan.called}, {action.ref or 'no ref'}: {late} overdue  {cut(action.text)}"
        if len(owner.overdue) > _WORST:
            yield f"    and {len(owner.overdue) - _WORST} more overdue"
    if len(theirs) > _OWNERS:
        yield f"  and {many(len(theirs) - _OWNERS, 'more owner')}, who are in the workbook"


def _settle(found: Reminders) -> Iterator[str]:
    if found.to_settle or found.not_sent:
        yield "To settle"
    for one in found.to_settle[:_SETTLED]:
        place = ", ".join(filter(None, (one.plan, one.ref)))
        yield f"  {one.about}{f' ({place})' if place else ''}: {cut(one.found) if one.ref else one.found}"
    if len(found.to_settle) > _SETTLED:
        yield f"  and {len(found.to_settle) - _SETTLED} more, which are in the workbook"
    for line in found.not_sent:
        yield f"  No plan has come from {line.organisation}."


def _beside(found: Reminders) -> Iterator[str]:
    yield from (refusal_text(refusal) for refusal in found.refused)
    yield from found.said
    if found.passed_over:
        yield f"Passed over: {many(len(found.passed_over), 'file')}; --format json names each."


def remind_csv(found: Reminders) -> str:
    """One line for each action of each owner, as on the sheet "Who to chase"."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(
        "owner name address organisation path ref action stands due days_overdue first_agreed times_moved step goes_to "
        "shared_with".split()
    )
    for owner in (found.nobody, *found.owners):
        for group in _GROUPS:
            for one in getattr(owner, group):
                data = _action(one)
                person = owner.person
                row = [person.code, person.name, person.address, owner.organisation, str(one.plan.path), data["ref"]]
                row += [data["action"], data["status"], data["due"], data["days_overdue"], data["first_agreed"]]
                row += [data["times_moved"], data["step"], data["goes_to"], " and ".join(one.others)]
                writer.writerow([stays_text(value) for value in row])
    return lines.getvalue()


def remind_json(found: Reminders) -> str:
    """The same with everything besides, for other programs."""
    data = {
        "as_of": found.day.isoformat(),
        "owners": [_owner(owner) for owner in found.owners],
        "nobody": _owner(found.nobody),
        "passed_on": [
            {
                "to": one.escalation.to,
                "address": one.address or None,
                "path": str(one.plan.path),
                "step": one.step,
                "refs": [action.ref or None for action in one.actions],
                "subject": one.subject,
                "message": one.message,
            }
            for one in found.passed_on
        ],
        "to_settle": [
            {"about": one.about, "plan": one.plan or None, "ref": one.ref or None, "found": one.found, "fix": one.fix}
            for one in found.to_settle
        ],
        "plans": [
            {
                "path": str(plan.path),
                "sheet": plan.sheet,
                "called": plan.called,
                "template": plan.template,
                "organisation": plan.organisation or None,
                "as_of": plan.day.isoformat(),
                "version": plan.version or None,
            }
            for plan in found.plans
        ],
        "not_sent": [{"organisation": one.organisation, "due": iso(one.due)} for one in found.not_sent],
        "refused": [{"path": r.path, "reason": r.reason, "fix": r.fix} for r in found.refused],
        "passed_over": [{"path": path, "reason": reason} for path, reason in found.passed_over],
        "said": list(found.said),
    }
    return as_json(data)


def _owner(owner: Owner) -> dict[str, Any]:
    groups: dict[str, Sequence[Assigned]] = {name: getattr(owner, name) for name in (*_GROUPS, "later")}
    return {
        "owner": owner.person.code or None,
        "name": owner.person.name or None,
        "address": owner.person.address or None,
        "organisation": owner.organisation or None,
        **{name: [_action(one) for one in theirs] for name, theirs in groups.items()},
        "ongoing": owner.ongoing,
        "no_date": owner.no_date,
        "subject": owner.subject or None,
        "message": owner.message or None,
    }


def _action(one: Assigned) -> dict[str, Any]:
    action, plan = one.action, one.plan
    step = plan.step(action)
    return {
        "path": str(plan.path),
        "sheet": plan.sheet,
        "ref": action.ref or None,
        "action": action.text,
        "status": str(action.status),
        "due": iso(action.due),
        "days_overdue": action.days_overdue,
        "first_agreed": iso(action.first),
        "days_late_since_first_agreed": action.late_since_first(plan.day),
        "times_moved": action.times_moved,
        "step": action.step or None,
        "goes_to": (step.to or plan.words.texts["owner"][0]) if step is not None else None,
        "shared_with": list(one.others),
    }
