"""What goes to somebody else than the owners, by the steps of its template: one message for each plan and step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sheetplan.model import OpenAction, OpenPlan, PassedOn, Person, long_day
from sheetplan.reminders.wording import LONGEST, fitted, line, said


def passed_on(plans: Sequence[OpenPlan]) -> tuple[PassedOn, ...]:
    """What has come to a step that is not the owner's, the longest overdue first.

    Args:
        plans: all that count.
    """
    found = [one for plan in plans for one in _of_plan(plan)]
    return tuple(sorted(found, key=lambda one: (-_worst(one.actions), one.plan.called, one.plan.sheet, -one.step)))


def _worst(actions: Sequence[OpenAction]) -> int:
    return max(action.days_overdue or 0 for action in actions)


def _of_plan(plan: OpenPlan) -> Iterator[PassedOn]:
    for number, step in enumerate(plan.words.escalation, start=1):
        theirs = [action for action in plan.actions if action.step == number]
        if not step.to or not theirs:
            continue
        theirs.sort(key=lambda action: (-(action.days_overdue or 0), action.row))
        count, words = len(theirs), plan.words
        facts = {"day": long_day(plan.day), "plan": plan.called, "days": step.after_days}
        subject = " ".join(said(words, "pass_on_subject", count, **facts).split())
        head = said(words, "pass_on", count, **facts)
        lines = [_told(plan, action) for action in theirs]
        message = "\n".join([head, *fitted(lines, words, LONGEST - len(head) - len(step.words)), "", step.words])
        address = plan.people.get(step.role, Person(step.role)).address
        yield PassedOn(plan, number, step, address, tuple(theirs), subject, message)


def _told(plan: OpenPlan, action: OpenAction) -> str:
    key = "owned" if action.owners else "nobody"
    return " ".join(f"{line(plan, action)} {said(plan.words, key, owners=' and '.join(action.owners))}".split())
