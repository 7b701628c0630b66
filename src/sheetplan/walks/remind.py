"""Remind: says who is to be reminded of what, over any number of plans, and writes it down; nothing is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sheetplan import reminders, render, submissions, template, versions
from sheetplan.model import (
    Batch,
    Judged,
    OpenPlan,
    PlanFacts,
    Reminders,
    SheetplanError,
    few,
    folded,
    long_day,
)
from sheetplan.walks import change_log, past, spread, understand
from sheetplan.walks import submissions as walk
from sheetplan.walks.portion import Asked
from sheetplan.workbook import save

_DOUBTS = ("date-unlikely", "date-ambiguous", "date-impossible")
"""What check finds about dates by which nobody should be chased before somebody has looked at them."""


@dataclass(frozen=True)
class Options:
    """How reminders were asked for."""

    output: Path
    """Where the workbook goes; nothing may be there yet."""
    today: date
    as_of: date | None = None
    calendar: Path | None = None
    """The folder for calendars; None for none."""
    owners: tuple[str, ...] = ()
    """The only owners who are wanted; none for all of them."""
    register: Path | None = None
    template: understand.Named = None
    dry_run: bool = False


class Written(NamedTuple):
    """What was made, or with a dry run would be."""

    reminders: Reminders
    calendars: tuple[Path, ...]


class Sifted(NamedTuple):
    """What is wanted of a plan, while all of it is at hand."""

    facts: PlanFacts
    open: OpenPlan


def remind(paths: Sequence[Path], options: Options, seen: Callable[[Path], None] = lambda _: None) -> Written:
    """Say who is to be reminded of what, and write the workbook and the calendars.

    Args:
        paths: plans, or folders of them; they are only read. One that cannot be read stops none of the others.
        options: what is wanted.
        seen: called with each file when it is done.

    Returns:
        What stands in the workbook, and the calendars that were written.

    Raises:
        SheetplanError: there is no such owner, or something is there already. Nothing is written then.
    """
    walk.place_report(options.output)
    found = _gathered(paths, options, seen)
    calendars = render.calendars(found) if options.calendar is not None else {}
    places = {options.calendar / name: data for name, data in calendars.items()} if options.calendar else {}
    for place in places:
        if place.exists():
            raise SheetplanError(
                f"{place} is there already.", "Name another folder for the calendars, or move that file."
            )
    if not options.dry_run:
        from sheetplan.workbook import reminder_report  # it brings the painter along

        content = reminder_report.write(found, template.meeting_words())
        if options.calendar is not None:
            save.make_folder(options.calendar)
        save.write_new(content, options.output)
        for place, data in places.items():
            save.write_new(data, place)
    return Written(found, tuple(places))


def files(paths: Sequence[Path], options: Options) -> list[Path]:
    """The plans that there are among these files and folders, without what this run writes and its register."""
    return walk.found(paths, _apart(options))[0]


def sift(judged: Judged) -> Sifted:
    """What is wanted of a plan; it is done where the plan is read, in whatever process that is."""
    plan = change_log.with_moves(judged.plan, past.last(judged.plan))
    opened = reminders.of_plan(plan, judged.day)
    doubts = tuple(finding for finding in judged.findings if finding.code in _DOUBTS)
    return Sifted(walk.sift(judged), replace(opened, doubts=doubts))


def _apart(options: Options) -> list[tuple[Path, str]]:
    apart = [(options.output, "the workbook that is to be written")]
    apart += [(options.calendar, "the calendars")] if options.calendar is not None else []
    apart += [(options.register, "the register")] if options.register is not None else []
    return apart


def _gathered(paths: Sequence[Path], options: Options, seen: Callable[[Path], None]) -> Reminders:
    known = understand.templates(options.template)
    register = walk.read_register(options.register, known)
    found, passed_over = walk.found(paths, _apart(options))
    opened: dict[Path, tuple[OpenPlan, ...]] = {}

    def facts(came: spread.Came) -> Sequence[PlanFacts]:
        opened[came.path] = tuple(one.open for one in came.facts)
        return [one.facts for one in came.facts]

    came = spread.came(found, Asked(options.today, known, options.as_of), sift=sift)
    drafts = walk.drafts(came, set(paths), passed_over, seen, facts)
    day = options.as_of or options.today
    batch = submissions.of(
        drafts,
        words=template.submission_words(),
        codes=(),
        day=day,
        today=options.today,
        register=register,
        passed_over=passed_over,
    )
    plans, set_aside = _once(_named(batch, opened))
    plans, alike = _without_doubles(plans, batch)
    plans, set_aside = _by_title(plans), [*set_aside, *alike]
    return _told(batch, plans, set_aside, options)


def _told(batch: Batch, plans: Sequence[OpenPlan], set_aside: Sequence[tuple[str, str]], options: Options) -> Reminders:
    owners, nobody = reminders.by_owner(plans, options.owners)
    if options.owners:
        _refuse_unknown(plans, options.owners)
    days = {plan.day for plan in plans}
    return Reminders(
        day=options.as_of or (days.pop() if len(days) == 1 else options.today),
        owners=owners,
        nobody=nobody,
        passed_on=() if options.owners else reminders.passed_on(plans),
        to_settle=() if options.owners else reminders.to_settle(plans, owners, nobody),
        plans=tuple(plans),
        refused=batch.checked.refused,
        passed_over=(*batch.checked.passed_over, *set_aside),
        not_sent=() if options.owners else batch.not_sent,
        said=tuple(_said(batch, plans, options)),
        only=options.owners,
    )


def _refuse_unknown(plans: Sequence[OpenPlan], wanted: Iterable[str]) -> None:
    for one in wanted:
        if not reminders.by_owner(plans, [one])[0]:
            there = reminders.called(plans)
            raise SheetplanError(
                f'Nothing that is open has an owner "{one}".',
                f"The owners are: {few(there, 12)}." if there else "No owner is named in these plans.",
            )


def _named(batch: Batch, opened: Mapping[Path, tuple[OpenPlan, ...]]) -> Iterator[OpenPlan]:
    """All plans, each with whose it is and what it is called."""
    names = batch.names()
    for one in batch.submissions:
        theirs = opened.get(one.path, ())
        contact = one.expected.contact if one.expected is not None else ""
        for plan in theirs:
            name = names[one.path].removesuffix(one.path.suffix)
            called = name if len(theirs) == 1 else f"{name}, {plan.sheet}"
            yield replace(
                plan, organisation=one.organisation or "", called=called, file=names[one.path], contact=contact
            )


def _by_title(plans: Sequence[OpenPlan]) -> list[OpenPlan]:
    """Plans by what their Covers call them, where no other is called so; else by their files' names."""
    count = Counter(folded(plan.title) for plan in plans)
    return [
        replace(plan, called=plan.title) if count[folded(plan.title)] == 1 and plan.title else plan for plan in plans
    ]


def _once(plans: Iterable[OpenPlan]) -> tuple[list[OpenPlan], list[tuple[str, str]]]:
    """Of several copies of one plan the newest whole one counts, so that nobody is reminded twice of one action."""
    by_id: dict[tuple[str, str], list[OpenPlan]] = {}
    for plan in plans:
        by_id.setdefault((plan.plan_id or f"{plan.path}", folded(plan.sheet)), []).append(plan)
    counted: list[OpenPlan] = []
    set_aside: list[tuple[str, str]] = []
    for same in by_id.values():
        best = max(same, key=_newness)
        counted.append(best)
        set_aside += [
            (str(one.path), f"a copy of {best.called}, which counts instead") for one in same if one is not best
        ]
    return counted, set_aside


def _without_doubles(plans: Sequence[OpenPlan], batch: Batch) -> tuple[list[OpenPlan], list[tuple[str, str]]]:
    """Of files that say the same, and that no plan id tells from each other, one counts."""
    called = {plan.path: plan.called for plan in plans}
    alike: dict[Path, set[Path]] = {}
    for newer, older, same in batch.twice:
        if same and {newer.path, older.path} <= set(called):
            alike.setdefault(newer.path, {newer.path}).add(older.path)
    doubles: dict[Path, Path] = {}
    for them in alike.values():
        plainest = min(them, key=lambda path: (len(path.name), str(path)))
        doubles |= dict.fromkeys(sorted(them - {plainest}), plainest)
    aside = [
        (str(other), f"the same as {called[plainest]}, which counts instead") for other, plainest in doubles.items()
    ]
    return [plan for plan in plans if plan.path not in doubles], aside


def _newness(plan: OpenPlan) -> tuple[object, ...]:
    """The one with its versions beside it, then a whole plan, the newest version, saved last, plainly named."""
    number = versions.order(plan.version) if versions.is_number(plan.version) else (0, 0)
    has_versions = versions.folder(plan.path).is_dir()
    return (has_versions, not plan.extract, number, str(plan.saved or ""), -len(plan.called))


def _said(batch: Batch, plans: Sequence[OpenPlan], options: Options) -> Iterator[str]:
    yield from batch.said
    counted = {plan.path: plan for plan in plans}
    for newer, older, _ in batch.twice:
        both = [counted[one.path] for one in (newer, older) if one.path in counted]
        if len(both) == 2 and not all(plan.plan_id for plan in both):
            yield f"{both[1].file} may be an older copy of {both[0].file}; both were counted."
    if batch.register is not None:
        yield from batch.register.said
    for plan in plans:
        if options.as_of is None and plan.day != options.today:
            yield f"{plan.called} stands at {long_day(plan.day)}, the position date typed in it."
