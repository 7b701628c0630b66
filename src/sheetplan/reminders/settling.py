"""What has to be settled before reminders help: actions of nobody, unknown codes, owners without an address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sheetplan.model import Assigned, OpenPlan, Owner, Status, ToSettle, few, long_day, many

_NAMED = 12
"""So many are named one by one."""


def to_settle(plans: Sequence[OpenPlan], owners: Sequence[Owner], nobody: Owner) -> tuple[ToSettle, ...]:
    """What somebody has to settle, actions without an owner at the top.

    Args:
        plans: all that count.
        owners: the owners that are reminded.
        nobody: what nobody is named for.
    """
    return (
        *_of_nobody(nobody),
        *_in_doubt(plans),
        *_not_in_key(plans, owners),
        *_nobody_named(plans),
        *_without_date(owners),
        *_without_address(owners),
        *_without_version(plans),
    )


def _of_nobody(nobody: Owner) -> Iterator[ToSettle]:
    fix = "Agree who takes it, and enter the code in the plan."
    for one in (*nobody.chased, *nobody.later):
        yield ToSettle("No owner", one.plan.called, one.action.ref, _found(one), fix)
    undated = nobody.ongoing + nobody.no_date
    if undated:
        yield ToSettle("No owner", "", "", f"{many(undated, 'more action')} without an owner, with no due date.", fix)


def _found(one: Assigned) -> str:
    action = one.action
    due = long_day(action.due) if action.due is not None else "no date"
    late = f", {many(action.days_overdue, 'day')} ago" if action.days_overdue is not None else ""
    return (
        f"{action.text} Due {due}{late}."
        if action.text.endswith((".", "!", "?"))
        else f"{action.text}. Due {due}{late}."
    )


def _in_doubt(plans: Sequence[OpenPlan]) -> Iterator[ToSettle]:
    """Dates that nobody should be chased by before somebody has looked at them."""
    for plan in plans:
        still_open = {action.ref for action in plan.actions}
        for found in plan.doubts:
            if (found.ref or "") in still_open:
                yield ToSettle("Date in doubt", plan.called, found.ref or "", f"{found.cell}: {found.found}", found.fix)


def _not_in_key(plans: Sequence[OpenPlan], owners: Sequence[Owner]) -> Iterator[ToSettle]:
    """Owners whom the role key of their plan does not have."""
    wanted = {(id(one.plan), code) for owner in owners for one in owner.chased for code in one.action.owners}
    for plan in plans:
        key = [code for code, person in plan.people.items() if person.name or person.address]
        unknown = [code for code in plan.people if code not in key and (id(plan), code) in wanted]
        if key and unknown:
            yield ToSettle(
                "Not in the role key",
                plan.called,
                "",
                f"{few(unknown, _NAMED)}: the plan's role key does not say who that is.",
                "Add what stands for it to the role key, or use one of its codes.",
            )


def _nobody_named(plans: Sequence[OpenPlan]) -> Iterator[ToSettle]:
    for plan in plans:
        if not plan.named and plan.actions:
            yield ToSettle(
                "Whole plan",
                plan.called,
                "",
                "This plan has no column that says who is responsible, so its actions stand under the organisation.",
                "Send the reminder to whoever sent the plan.",
            )


def _without_date(owners: Sequence[Owner]) -> Iterator[ToSettle]:
    for owner in owners:
        if owner.no_date:
            count = many(owner.no_date, "action")
            yield ToSettle(
                "No due date",
                "",
                "",
                f"{owner.told_apart}: {count} with no due date, so never overdue: {_refs(owner)}.",
                "Agree a date, or a day on which to look at it again, and enter it in the plan.",
            )


def _refs(owner: Owner) -> str:
    """Which actions have no date yet."""
    refs = [one.action.ref or "one without a ref" for one in owner.undated if one.action.status is Status.NO_DUE_DATE]
    return ", ".join(refs[:_NAMED]) + (f" and {len(refs) - _NAMED} more" if len(refs) > _NAMED else "")


def _without_address(owners: Sequence[Owner]) -> Iterator[ToSettle]:
    unknown = [owner.told_apart for owner in owners if owner.message and not owner.person.address]
    if unknown:
        yield ToSettle(
            "No address",
            "",
            "",
            f"{many(len(unknown), 'owner')} without an e-mail address: {few(unknown, _NAMED)}.",
            'Add a column "E-mail" to the Role codes tab of the plan, or the address behind what a code stands for.',
        )


def _without_version(plans: Sequence[OpenPlan]) -> Iterator[ToSettle]:
    for plan in plans:
        if not plan.takes_notes:
            yield ToSettle(
                "Not on the page for notes",
                plan.called,
                "",
                "The plan is a form that is signed, and has no column for notes.",
                "Keep the notes of a meeting elsewhere.",
            )
        elif not (plan.plan_id and plan.version):
            yield ToSettle(
                "Not on the page for notes",
                plan.called,
                "",
                "The plan has no version yet, so notes taken on it could not be brought home.",
                "Run update on it; then its actions stand on the page too.",
            )
