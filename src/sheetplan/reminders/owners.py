"""What is open for each owner, over all plans: whose codes mean the same person, and who comes first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sheetplan.model import Assigned, OpenAction, OpenPlan, Owner, Person, Status, address_in, folded
from sheetplan.reminders.wording import worded

_NOBODY = Person("")
Key = tuple[str, str]


@dataclass
class _Open:
    """What is open for somebody, as it is gathered."""

    people: dict[str, Person] = field(default_factory=dict)
    organisations: dict[str, None] = field(default_factory=dict)
    actions: dict[int, Assigned] = field(default_factory=dict)
    """By the identity of the action: somebody with two roles has it once."""


def by_owner(plans: Sequence[OpenPlan], only: Iterable[str] = ()) -> tuple[tuple[Owner, ...], Owner]:
    """What is open for each owner.

    An e-mail address is one person wherever it stands. Without one, a code is the same in the plans of one
    organisation; where that is not known, in one plan alone: elsewhere it can be somebody else.

    Args:
        plans: all that count, each with whose it is and what it is called.
        only: codes, names or addresses of the owners who are wanted; none for all of them.

    Returns:
        The owners, the worst first, and what nobody is named for; that is empty where only some owners are wanted.
    """
    known = _addresses(plans)
    found: dict[Key, _Open] = {}
    nobody = _Open()
    for plan in plans:
        for action in plan.actions:
            if not action.owners and plan.named:
                nobody.actions[id(action)] = Assigned(plan, action)
                continue
            people = [_person(plan, code, known) for code in action.owners] or [_whole(plan)]
            for person in people:
                theirs = found.setdefault(_key(plan, person), _Open())
                theirs.people.setdefault(folded(person.code), person)
                theirs.organisations.setdefault(plan.organisation)
                others = tuple(one.code for one in people if _key(plan, one) != _key(plan, person))
                theirs.actions[id(action)] = Assigned(plan, action, others)
    wanted = {folded(one) for one in only}
    owners = [_owner(one) for one in found.values() if not wanted or _is_one_of(one, wanted)]
    none = _owner(nobody) if not wanted else Owner(_NOBODY, "")
    return tuple(worded(one) for one in sorted(owners, key=_gravity)), none


def called(plans: Sequence[OpenPlan]) -> tuple[str, ...]:
    """Every owner's code, or the name that stands in its place, in alphabetical order."""
    return tuple(sorted({code for plan in plans for action in plan.actions for code in action.owners}))


def _whole(plan: OpenPlan) -> Person:
    """Who has the actions of a plan that names nobody for them: the organisation, or whom the register names there."""
    return Person(plan.organisation or plan.called, *address_in(plan.contact))


def _addresses(plans: Sequence[OpenPlan]) -> Mapping[tuple[str, str], str]:
    """The address that a code has in the plans of an organisation, where all that give one agree."""
    found: dict[tuple[str, str], set[str]] = {}
    for plan in plans:
        for person in plan.people.values():
            if person.address:
                found.setdefault((_whose(plan), folded(person.code)), set()).add(person.address.casefold())
    return {key: min(theirs) for key, theirs in found.items() if len(theirs) == 1}


def _person(plan: OpenPlan, code: str, known: Mapping[tuple[str, str], str]) -> Person:
    person = plan.people.get(code, Person(code))
    address = person.address or known.get((_whose(plan), folded(code)), "")
    return replace(person, address=address)


def _key(plan: OpenPlan, person: Person) -> Key:
    return ("@", person.address.casefold()) if person.address else (_whose(plan), folded(person.code))


def _whose(plan: OpenPlan) -> str:
    return f"of {folded(plan.organisation)}" if plan.organisation else f"in {plan.path} {plan.sheet}"


def _is_one_of(one: _Open, wanted: Iterable[str]) -> bool:
    names = {folded(name) for person in one.people.values() for name in (person.code, person.name, person.address)}
    return not names.isdisjoint(set(wanted) - {""})


def _owner(one: _Open) -> Owner:
    every = sorted(one.actions.values(), key=_urgency)
    people = sorted(one.people.values(), key=lambda person: person.code)
    names = dict.fromkeys(person.name for person in people if person.name)
    person = Person(
        "/".join(person.code for person in people),
        " and ".join(names),
        next((person.address for person in people if person.address), ""),
    )
    by_status = {status: [a for a in every if a.action.status is status] for status in Status}
    later = [a for a in by_status[Status.NOT_YET_DUE] if not _is_coming(a)]
    return Owner(
        person=person,
        organisation=", ".join(filter(None, one.organisations)),
        overdue=tuple(by_status[Status.OVERDUE]),
        due_soon=tuple(by_status[Status.DUE_SOON]),
        coming=tuple(a for a in by_status[Status.NOT_YET_DUE] if _is_coming(a)),
        later=tuple(later),
        undated=(*by_status[Status.ONGOING], *by_status[Status.NO_DUE_DATE]),
    )


def _is_coming(one: Assigned) -> bool:
    """Whether it, or one of its milestones, is due soon enough to be spoken of."""
    last = one.plan.day + timedelta(days=one.plan.words.coming_days)
    days = (one.action.due, *(stone.due for stone in one.action.milestones))
    return any(day is not None and day <= last for day in days)


def _urgency(one: Assigned) -> tuple[object, ...]:
    """The longest overdue first, then the next due; where both are the same, as they stand in the plans."""
    action: OpenAction = one.action
    due = action.due.toordinal() if action.due is not None else 10**7
    return (-(action.days_overdue or 0), due, one.plan.called, one.plan.sheet, action.row)


def _gravity(owner: Owner) -> tuple[object, ...]:
    """Who has the action that is longest overdue first; then who has more of them, and what is due next."""
    worst = max((a.action.days_overdue or 0 for a in owner.overdue), default=0)
    due = min((a.action.due.toordinal() for a in owner.chased if a.action.due is not None), default=10**7)
    person = owner.person
    return (-worst, -len(owner.overdue), due, person.code.casefold(), person.code, owner.organisation, person.address)
