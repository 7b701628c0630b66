"""Copies of a plan that came back: read, known for what they are, each with what it was taken from."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sheetplan import merge, reminders, share, versions
from sheetplan.model import (
    Copy,
    Merged,
    Plan,
    Refusal,
    SheetplanError,
    Value,
    Version,
    folded,
    is_blank,
    records,
    same,
    shown,
)
from sheetplan.walks import check, minutes, understand
from sheetplan.walks.past import Past
from sheetplan.workbook import diskfile, read, save

_AGAIN = re.compile(r"(?:\s*\(\d+\)|\s*-\s*copy|\s+copy|_copy)+$", re.IGNORECASE)
"""What a name ends with when a program saves a file beside one that is there."""
_PROGRAMS = ("openpyxl", "xlsxwriter", "microsoft office", "libreoffice", "excel", "user", "author")
"""Names under which programs save, and nobody in particular."""
_ALIKE = 60
"""So many characters of two actions are alike that are taken for one."""


@dataclass(frozen=True)
class Came:
    """A copy to be merged, with what a person should know of it."""

    path: Path
    copy: Copy
    base: str
    """The number of the version from which it was taken."""
    compared: str
    """With what it is compared, in words."""
    data: bytes
    """Its file, exactly as it came."""
    said: tuple[str, ...] = ()
    """What a person should look at in it, one sentence each."""


@dataclass(frozen=True)
class Sorted:
    """What became of all the files that were named."""

    came: tuple[Came, ...]
    """Those to be merged, in an order that their names have no part in."""
    idle: tuple[tuple[Path, str], ...]
    """Those of which nothing new can come, and why."""
    refused: tuple[Refusal, ...]
    passed_over: tuple[tuple[str, str], ...]


def sorted_out(paths: Sequence[Path], master: Plan, history: Past, template: understand.Named, today: date) -> Sorted:
    """Read copies and find out what each was taken from.

    Args:
        paths: the copies, or folders of them.
        master: the plan that they are copies of.
        history: its kept versions.
        template: the template's name or file; None recognises it.
        today: the day that is given for a copy that does not say when it was saved.

    Returns:
        Those to be merged, those that bring nothing, and those that were not taken, with why.
    """
    files, passed_over = check.found(paths)
    came: list[Came] = []
    idle: list[tuple[Path, str]] = []
    refused: list[Refusal] = []
    fresh: list[tuple[Path, bytes]] = []
    seen = _known(master, history)
    for path in files:
        try:
            if path.resolve() == master.path.resolve():
                passed_over.append((str(path), "the plan itself"))
                continue
            data = diskfile.read(path)
            sha = hashlib.sha256(data).hexdigest()
            if sha in seen:
                idle.append((path, seen[sha]))
                continue
            seen[sha] = f"the same file as {path.name}"
            fresh.append((path, data))
        except SheetplanError as problem:
            refused.append(Refusal(str(path), problem.reason, problem.fix))
    names = Counter(_bare(path.name) for path, _ in fresh)
    for path, data in fresh:
        try:
            is_only = names[_bare(path.name)] == 1
            came.append(_came(path, data, master, history, template, today, is_only=is_only))
        except SheetplanError as problem:
            refused.append(Refusal(str(path), problem.reason, problem.fix))
    named = {str(path): at for at, path in enumerate(files)}
    refused.sort(key=lambda one: named[one.path])
    return Sorted(tuple(_told_apart(came)), tuple(idle), tuple(refused), tuple(passed_over))


def beside(master: Plan, history: Past) -> tuple[str, ...]:
    """Files beside a plan that are copies of it which nobody has merged, by what is in them.

    Sharing services and mail programs leave such copies ("plan-LAPTOP.xlsx", "plan (1).xlsx"); only files whose name
    begins with the plan's are looked into.
    """
    if master.plan_id is None:
        return ()
    stem, seen, found = master.path.stem.casefold(), _known(master, history), list[str]()
    for path in sorted(master.path.parent.glob(f"*{master.path.suffix}")):
        if path.stem.casefold() == stem or not path.stem.casefold().startswith(stem):
            continue
        try:
            is_copy = read.plan_id(path) == master.plan_id and save.sha256(path) not in seen
        except (OSError, SheetplanError):
            continue
        if is_copy:
            found.append(path.name)
    return tuple(found)


def _known(master: Plan, history: Past) -> dict[str, str]:
    """Files that bring nothing, by their hash, with what they are."""
    found = {master.sha256: "the plan as it stands"} if master.sha256 else {}
    for version in history.listed:
        found[version.sha256] = f"version {version.number} as it was written"
        if version.received_sha256:
            found.setdefault(version.received_sha256, f"the plan as it came before version {version.number}")
    for version in versions.in_force(history.listed):
        found |= {one.sha256: f"merged in version {version.number}" for one in version.merged}
    return found


def _came(
    path: Path, data: bytes, master: Plan, history: Past, template: understand.Named, today: date, *, is_only: bool
) -> Came:
    notes = minutes.page(path)
    if notes is None:
        plan, doubts = _plan(path, master, template), tuple[str, ...]()
        _refuse_another(plan, master)
        number, base, how = _base(plan, master, history)
    else:
        _refuse_without_versions(path.name, master, history)
        number, base, how, plan, doubts = minutes.noted(notes, master, history)
    version_plan, holds = base, None
    if plan.extract:
        holds = share.held(base, share.conditions_from(plan.extract))
    whose = (notes.taken_by if notes is not None else "") or _whose(plan, version_plan)
    noted_by = whose if notes is not None else ""
    earlier, before, said = _earlier(plan, base, number, master, history, template, is_only=is_only, noted_by=noted_by)
    if earlier is not None:
        base, how = earlier, before
        plan = plan if notes is None else reminders.stays(plan, earlier, version_plan)
    is_newer = plan.saved is not None and plan.saved != version_plan.saved
    day = (notes.held_on if notes is not None else None) or (plan.saved if is_newer else today)
    copy = Copy(plan, whose, day, base, holds, is_notes=notes is not None)
    doubts = (*((said,) if said else ()), *doubts)
    return Came(
        path, copy, number, how, data, (*doubts, *_not_taken(plan, version_plan), *_chosen(plan, version_plan, master))
    )


def _refuse_another(plan: Plan, master: Plan) -> None:
    if plan.plan_id and master.plan_id and plan.plan_id != master.plan_id:
        raise SheetplanError(
            f"{plan.path.name} is a copy of another plan than {master.path.name}: their plan ids differ.",
            "Name the plan that it is a copy of, or take it out of the copies.",
        )


def _refuse_without_versions(name: str, master: Plan, history: Past) -> None:
    if not history.listed:
        raise SheetplanError(
            f"{master.path.name} has no kept version yet, so nobody can tell what was changed in {name}.",
            "Run update on the plan first; then compare the copies by hand this once.",
        )


def _not_taken(plan: Plan, base: Plan) -> Iterator[str]:
    """Rows in which somebody typed something that was not taken for an action."""
    there = {folded(text) for _, text in base.uncounted}
    for row, text in plan.uncounted:
        if folded(text) not in there:
            yield (
                f'{plan.path.name}: row {row} of "{plan.sheet}" has text in it but was not taken for an action: '
                f'"{text}". If it is one, fill in something in its other columns there, or add it to the plan by hand.'
            )


def _chosen(plan: Plan, base: Plan, master: Plan) -> Iterator[str]:
    """What was chosen on the copy's own Conflicts tab, and not in the plan: only the plan's tab decides."""
    if plan.conflicts is None:
        return
    known = [_choices(base), _choices(master)]
    numbers = [
        shown(number)
        for number, word in _choices(plan).items()
        if not is_blank(word) and not any(same(word, there.get(number)) for there in known)
    ]
    if numbers:
        yield (
            f"{plan.path.name}: what was chosen in it on the {plan.conflicts.sheet} tab is not carried out "
            f"(No. {', '.join(numbers)}). Choose it on that tab of the plan."
        )


def _choices(plan: Plan) -> dict[Value, Value]:
    """By the number of its line: what is chosen on a plan's Conflicts tab."""
    return {row.get("number"): row.get("choose") for row in (plan.conflicts.rows if plan.conflicts else ())}


def _earlier(
    plan: Plan,
    base: Plan,
    number: str,
    master: Plan,
    history: Past,
    template: understand.Named,
    *,
    is_only: bool,
    noted_by: str = "",
) -> tuple[Plan | None, str, str]:
    """The copy as it was when it was merged before, in words what that is, and what is not sure about it."""
    name, doubt = plan.path.name, ""
    # Everybody may send the plan back under the plan's own name.
    telling = _bare(name) not in (_bare(master.path.name), _bare(history.renamed_from))
    for version, merged in _merged_before(history, number):
        earlier = as_merged(history, merged, master, template)
        if earlier is None:
            continue
        of_one_name = sum(_same_name(one.name, name) for one in version.merged)
        in_folder = merged.whose == _in_folder(plan.path)
        same_name = in_folder or (is_only and of_one_name == 1 and _same_name(merged.name, name))
        # Who takes notes clears the page for the next meeting: it is the same page, however little of them is left.
        goes_on = bool(noted_by) and same_name and merged.whose in (noted_by, _in_folder(plan.path))
        if goes_on or merge.continues(base, earlier, plan, same_name=same_name, telling=telling or in_folder):
            return earlier, f'the copy "{merged.name}" as it was merged in version {version.number}', ""
        if same_name and (telling or in_folder) and not doubt:
            doubt = (
                f'{name}: "{merged.name}", merged in version {version.number}, had changes that are not in it; they '
                "stay in the plan. If they were taken back on purpose, take them back in the plan too."
            )
    return None, "", doubt


def _in_folder(path: Path) -> str:
    return f"{path.name} in {path.parent.name}"


def _plan(path: Path, master: Plan, template: understand.Named) -> Plan:
    """The one plan that a copy holds; where it holds several, that on the sheet on which the master has it."""
    found = understand.plans(path, template)
    same = [plan for plan in found if plan.sheet == master.sheet] or list(found)
    if len(same) > 1:
        raise SheetplanError(
            f"{path.name} holds more than one plan, and none of them stands on a sheet called {master.sheet}.",
            "Give the sheet of the plan that name, then try again.",
        )
    return same[0]


def _base(plan: Plan, master: Plan, history: Past) -> tuple[str, Plan, str]:
    """The version that a copy was taken from, and in words what it is compared with."""
    name = plan.path.name
    _refuse_without_versions(name, master, history)
    if plan.version:
        kept = history.kept(plan.version)
        if kept is not None:
            return plan.version, kept, f"version {plan.version}, from which it was taken"
        listed = any(version.number == plan.version for version in history.listed)
        why = f"the kept version {plan.version} is not whole" if listed else f"there is no version {plan.version} here"
    else:
        why = "it does not say from which version it was taken"
    near = [(merge.distance(kept, plan), kept) for kept in history.plans()]
    if not near:
        raise SheetplanError(
            f"{name} cannot be compared: {why}, and no kept version of {master.path.name} is whole.",
            "Bring its changes into the plan by hand.",
        )
    _, base = min(near, key=lambda one: one[0])
    if not plan.plan_id and not _resembles(plan, base):
        raise SheetplanError(
            f"{name} does not look like a copy of {master.path.name}: it bears no plan id, and fewer than half of its "
            "actions are in any version of the plan.",
            "If it is one, bring its changes into the plan by hand.",
        )
    number = next(v.number for v in history.listed if v.file == base.path.name)
    return number, base, f"version {number}, the nearest, because {why}"


def _resembles(plan: Plan, base: Plan) -> bool:
    """Whether half of the actions and more are those of the plan: ref and text alike."""
    field = plan.template.ref_from if plan.template.ref_from != "ref" else _text_field(plan)
    there = {_words(row, field) for frame in (base.actions, base.archived) for row in records(frame)}
    mine = [_words(row, field) for row in records(plan.actions)]
    return bool(mine) and sum(one in there for one in mine) * 2 >= len(mine)


def _text_field(plan: Plan) -> str:
    named = (
        c.field for c in plan.template.columns if c.type == "text" and c.field != "ref" and c.field in plan.columns
    )
    return next(named, "at_ref")


def _words(row: Mapping[Any, Any], field: str) -> tuple[str, str]:
    return str(row["at_ref"] or ""), folded(row.get(field))[:_ALIKE]


def _merged_before(history: Past, base: str) -> Iterator[tuple[Version, Merged]]:
    """Copies of one version that were merged before, the last first."""
    for version in reversed(versions.in_force(history.listed)):
        yield from ((version, one) for one in reversed(version.merged) if one.base in (base, ""))


def as_merged(history: Past, merged: Merged, master: Plan, template: understand.Named = None) -> Plan | None:
    """A copy as it was when it was merged; None where it was not kept whole.

    Args:
        history: the plan's versions, beside which it is kept.
        merged: which copy.
        master: the plan.
        template: the template's name or file; None recognises it.
    """
    path = history.folder / versions.RECEIVED / merged.file
    try:
        if save.sha256(path) != merged.sha256:
            return None
        notes = minutes.page(path)
        return _plan(path, master, template) if notes is None else minutes.noted(notes, master, history).plan
    except (OSError, SheetplanError):
        return None


def _same_name(one: str, other: str) -> bool:
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    return _AGAIN.sub("", Path(name).stem).casefold().strip()


def _whose(plan: Plan, base: Plan) -> str:
    """By what a copy is known: the value that its extract was made for, else who saved it, else its file's name.

    Who saved the version that it was taken from says nothing of the copy.
    """
    if plan.extract:
        return " and ".join(one.value for one in share.conditions_from(plan.extract))
    saved_by = " ".join(plan.saved_by.split())
    tells = saved_by and plan.saved_by != base.saved_by and not saved_by.casefold().startswith(_PROGRAMS)
    return saved_by if tells else plan.path.name


def _told_apart(came: Sequence[Came]) -> list[Came]:
    """Copies of one name are called by their files' names; the order is that of day, name and content."""
    counted = Counter(one.copy.whose for one in came)
    names = Counter(one.path.name for one in came)
    named = []
    for one in came:
        if counted[one.copy.whose] > 1:
            called = one.path.name if names[one.path.name] == 1 else _in_folder(one.path)
            one = replace(one, copy=replace(one.copy, whose=called))
        named.append(one)
    return sorted(named, key=lambda one: (str(one.copy.day or ""), one.copy.whose, one.copy.plan.sha256))
