"""Which files are one plan, which of its versions counts for the month, and what each plan is called in the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sheetplan.model import PlanInMonth, PlanSeen, PlanState, PreviousReport, Submission, few, folded, long_day, months
from sheetplan.rollup.figures import Days


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan with its two states."""

    plan: PlanInMonth
    now: PlanState
    before: PlanState | None


@dataclass(frozen=True, slots=True)
class Came:
    """One plan table of one file."""

    submission: Submission
    """The file."""
    organisation: str
    """Whose it is."""
    stem: str
    """What its file is called, without what says that it is a copy."""
    name: str
    """Its file among the others."""
    seen: PlanSeen
    """What it gives for the month."""

    @property
    def known_by(self) -> str:
        """What it is known by from month to month."""
        facts = self.seen.facts
        whose = (self.submission.organisation or "").casefold()
        return facts.plan_id or " | ".join((whose, facts.template, self.stem, facts.sheet.casefold()))


def of(
    came: Sequence[Came], days: Days, ends: Sequence[date], previous: PreviousReport | None
) -> tuple[tuple[Standing, ...], tuple[str, ...]]:
    """The plans of the month, by organisation and name, and what is to be said of them.

    Args:
        came: what the files give.
        days: the days of the report.
        ends: the last days of the trend's months, the report's own last.
        previous: an earlier report, whose figures a plan keeps that is in no file of this month.
    """
    found, said = [], list[str]()
    kept = dict(previous.plans) if previous is not None else {}
    compared = {one.seen.facts.template for one in came if one.seen.compared}
    for known_by, group in _groups(came, said):
        earlier = kept.get(known_by)
        standing = _in_force(known_by, group, days, ends, earlier, said)
        if standing is not None:
            found.append(standing)
            kept.pop(known_by, None)
    found += [_last(replace(plan, compared=plan.kind in compared), state, days, ends) for plan, state in kept.values()]
    found.sort(key=_place)
    named = _named([one.plan for one in found])
    return tuple(replace(one, plan=plan) for one, plan in zip(found, named, strict=True)), tuple(said)


def _groups(came: Sequence[Came], said: list[str]) -> Iterator[tuple[str, list[Came]]]:
    """The files of each plan.

    A workbook that was handed on as a form has the same plan id everywhere: where two say whose they are and that
    differs, they are two plans.
    """
    groups: dict[str, list[Came]] = {}
    for one in came:
        groups.setdefault(one.known_by, []).append(one)
    for known_by, group in groups.items():
        apart: dict[str, list[Came]] = {}
        for one in group:
            apart.setdefault(folded(one.organisation), []).append(one)
        if len({folded(one.seen.facts.organisation) for one in group if one.seen.facts.organisation}) < 2:
            yield from _told_apart(known_by, group, said)
            continue
        said.append(
            f"{few([one.name for one in group])} go back to one workbook and name different organisations; "
            "each organisation's is counted as a plan of its own."
        )
        yield from ((f"{known_by} | {whose}", theirs) for whose, theirs in apart.items())


def _told_apart(known_by: str, group: list[Came], said: list[str]) -> Iterator[tuple[str, list[Came]]]:
    """Files of which only their name says that they are one plan: of those of one day each that differs is a plan."""
    days = [one.seen.now.day for one in group if one.seen.now is not None]
    newest = [one for one in group if one.seen.now is not None and one.seen.now.day == max(days)]
    apart: dict[str, list[Came]] = {}
    for one in newest:
        apart.setdefault(one.seen.facts.content, []).append(one)
    if len(apart) < 2 or any(one.submission.organisation or one.seen.facts.plan_id for one in group):
        yield known_by, group
        return
    older = [one.name for one in group if one not in newest]
    left_out = f" What is older is left out: {few(older)}." if older else ""
    said.append(
        f"{few([one.name for one in newest])} differ and do not say whose they are; each is counted as a plan of its "
        f"own. Enter the organisation on the Cover, or beside the word Organisation above the plan.{left_out}"
    )
    yield from ((f"{known_by} | {theirs[0].name.casefold()}", theirs) for theirs in apart.values())


def _in_force(
    known_by: str,
    group: Sequence[Came],
    days: Days,
    ends: Sequence[date],
    earlier: tuple[PlanInMonth, PlanState] | None,
    said: list[str],
) -> Standing | None:
    """One plan, from all files that hold a version of it."""
    with_now = [one for one in group if one.seen.now is not None]
    if not with_now:
        names = few([one.name for one in group])
        said.append(f"{names}: the plan has no version of {long_day(days.month)} or before, and is not counted.")
        return None
    newest = max(with_now, key=lambda one: (_state(one).day, one.seen.facts.saved or date.min, one.name))
    now = _state(newest)
    said += _of_the_others(newest, with_now)
    before = max((state for state in _befores(group, days, earlier)), key=lambda state: state.day, default=None)
    if before is not None and before.day > now.day:
        said.append(
            f'"{newest.name}" is of {long_day(now.day)}; the report before has newer figures of it, and they are kept.'
        )
        now = before
    facts = newest.seen.facts
    history = max((one.seen.history for one in group), key=len)
    plan = PlanInMonth(
        number=0,
        organisation=newest.organisation,
        name=newest.name,
        known_by=known_by,
        kind=facts.template,
        title=newest.seen.title,
        compared=newest.seen.compared,
        file=str(newest.submission.path),
        version=now.version,
        day=now.day,
        day_before=before.day if before is not None else None,
        received=now.day > days.before,
        newest_record=now.newest_record,
        must_fix=now.must_fix,
        to_check=now.to_check,
        trend=_trend(ends, now, before, history),
        said=newest.seen.said,
    )
    return Standing(plan, now, before)


def _of_the_others(newest: Came, with_now: Sequence[Came]) -> Iterator[str]:
    """Why other files of the same plan are not counted; nothing of those that hold the same."""
    for one in with_now:
        if one is newest or one.seen.facts.content == newest.seen.facts.content:
            continue
        day, its = long_day(_state(newest).day), long_day(_state(one).day)
        why = f"both are of {day}, and they differ" if its == day else f"it is of {its}, and not of {day}"
        yield f'"{newest.name}" is counted, and "{one.name}" is not, as a file of the same plan: {why}.'


def _state(one: Came) -> PlanState:
    assert one.seen.now is not None  # noqa: S101 - those without were left out
    return one.seen.now


def _befores(group: Sequence[Came], days: Days, earlier: tuple[PlanInMonth, PlanState] | None) -> Iterator[PlanState]:
    """Every state of the plan that was in force a month earlier, or before."""
    for one in group:
        for state in (one.seen.before, one.seen.now):
            if state is not None and state.day <= days.before:
                yield state
    if earlier is not None and earlier[1].day <= days.before:
        yield earlier[1]


def _last(plan: PlanInMonth, state: PlanState, days: Days, ends: Sequence[date]) -> Standing:
    """A plan that is in no file of this month: it keeps its figures of the last report."""
    kept = replace(
        plan,
        file="",
        received=False,
        day_before=state.day,
        must_fix=None,
        to_check=None,
        trend=_trend(ends, state, state, ()),
        said=(f"No file of it was found; its figures are those of the report before, of {long_day(state.day)}.",),
    )
    return Standing(kept, state, state if state.day <= days.before else None)


def _trend(
    ends: Sequence[date],
    now: PlanState,
    before: PlanState | None,
    history: Sequence[tuple[date, Mapping[str, int]]],
) -> tuple[Mapping[str, int] | None, ...]:
    """How many actions had each status at each month's end."""
    known = {day: counts for day, counts in history if day <= ends[-1]}
    for state in (before, now):
        if state is not None:
            known[state.day] = counted(state)
    found: list[Mapping[str, int] | None] = []
    for end in ends:
        last = max((day for day in known if day <= end), default=None)
        found.append(known[last] if last is not None else None)
    return tuple(found)


def counted(state: PlanState) -> Mapping[str, int]:
    """How many of the actions that stand in the plan have each status."""
    return Counter(one.status for one in state.actions if one.where == months.IN_PLAN)


def _place(one: Standing) -> tuple[str, str, str]:
    """Organisations whose names differ in capital letters only stand side by side, each with all of its plans."""
    return one.plan.organisation.casefold(), one.plan.organisation, one.plan.name.casefold()


def _named(plans: Iterable[PlanInMonth]) -> Iterator[PlanInMonth]:
    """The plans with numbers, no two called the same."""
    seen: Counter[str] = Counter()
    for number, plan in enumerate(plans, start=1):
        seen[plan.name.casefold()] += 1
        times = seen[plan.name.casefold()]
        yield replace(plan, number=number, name=plan.name if times == 1 else f"{plan.name} ({times})")
