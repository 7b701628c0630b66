"""Versions: lists those of a plan as they are found, and tidies away what a retention rule no longer needs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sheetplan import versions as rooms
from sheetplan.model import Kept, KeptFile, KeptState, KeptVersions, SheetplanError, Tidying, Version
from sheetplan.walks import keep, kept_copies, lock, past, why
from sheetplan.walks.past import Past
from sheetplan.workbook import properties, read
from sheetplan.workbook.parts import Package

KEEP_DAYS = 400
"""A draft stays for so many days in any case: a year and a month."""


class Asked(NamedTuple):
    """How tidying was asked for."""

    now: datetime
    by: str = ""
    keep_days: int = KEEP_DAYS
    carry_out: bool = False
    """Whether the copies are to be removed; else it is only said which."""


def versions(
    path: Path, *, template: str | None = None, sheet: str | None = None, tidy: Asked | None = None
) -> KeptVersions:
    """Every version of a plan, and whether its kept copy is still what was written.

    Args:
        path: the plan.
        template: a template's name or file; None recognises it.
        sheet: its sheet, where several hold a plan.
        tidy: where what is no longer needed is to be named, or removed.

    Returns:
        The versions, oldest first. Kept copies are only read, and those that are to be removed are removed.

    Raises:
        SheetplanError: neither the plan nor any kept copy can be read; or what is no longer needed cannot be removed
            now, because somebody has the plan open or updates it.
    """
    try:
        if tidy is not None and tidy.carry_out:
            return _tidied(path, template, sheet, tidy)
        history, unread = kept_copies.history(path, template, sheet, "versions")
        found = _found(history, unread)
        return found if tidy is None else replace(found, tidying=_tidying(history, found, tidy))
    except OSError as problem:
        raise SheetplanError(
            f"The versions of {path.name} could not be read or tidied ({problem.filename}: {problem.strerror}).",
            "Check your access to their folder, then try again.",
        ) from problem


def _found(history: Past, unread: str) -> KeptVersions:
    plan = history.plan
    kept = tuple(_kept(history, version) for version in history.listed)
    said = [*_of_the_plan(history, unread), *why.of_the_past(history)]
    return KeptVersions(plan.path, history.folder, plan.plan_id, kept, tuple(said))


def _kept(history: Past, version: Version) -> Kept:
    # What was listed again from a name alone has no counts: nobody knows what it was when it was written.
    is_known = bool(version.counts) and version.file not in history.unlisted
    copy = _file(history.folder, version.file, version.sha256 if is_known else "", version)
    received = None
    if version.received:
        name = f"{rooms.RECEIVED}/{version.received}"
        received = _file(history.folder, name, version.received_sha256 or "", version)
    merged = (_file(history.folder, f"{rooms.RECEIVED}/{one.file}", one.sha256, version) for one in version.merged)
    return Kept(version, copy, received, tuple(merged))


def _file(folder: Path, name: str, sha256: str, version: Version) -> KeptFile:
    state: KeptState = "missing" if version.removed is None else "tidied away"
    try:
        data = (folder / name).read_bytes()
    except OSError:
        return KeptFile(name, state, None)
    if version.removed is None:
        is_same = hashlib.sha256(data).hexdigest() == sha256
        state = "not known" if not sha256 else "whole" if is_same else "altered"
    return KeptFile(name, state, len(data))


def _of_the_plan(history: Past, unread: str) -> Iterator[str]:
    """How the plan itself stands to its last version."""
    plan, name = history.plan, history.plan.path.name
    if unread:
        yield f"The plan itself cannot be read: {unread} sheetplan restore can bring back one of its versions."
    elif not history.listed:
        yield f"No versions of {name} are kept yet; update keeps them."
    elif plan.sha256 == history.listed[-1].sha256:
        yield f"{name} is as version {history.listed[-1].number} was written."
    else:
        yield f"{name} has been saved since version {history.listed[-1].number} was written."
    if history.pending is not None and not history.went_through:
        number = history.pending.number
        yield f"An update was cut off before version {number} was made; the next update takes back what there is of it."


def _tidied(path: Path, template: str | None, sheet: str | None, asked: Asked) -> KeptVersions:
    """Remove what is no longer needed, with the plan held as for an update."""
    keep.refuse_open(path)
    read.refuse_to_write(path)
    with lock.held(path, asked.by, asked.now) as mine:
        source = keep.came(path)
        plan = kept_copies.only(path, template, sheet, "versions")
        keep.settle(past.of(plan), source)
        history = past.of(plan)
        found = _found(history, "")
        tidying = _tidying(history, found, asked)
        goes = [one.version for one in found.kept if one.version.number in tidying.goes]
        if not goes:
            return replace(found, tidying=replace(tidying, done=True))
        mine.refuse_lost()
        keep.tidy(history, goes, asked.now.date(), plan.plan_id or "")
        return replace(_found(past.of(plan), ""), tidying=replace(tidying, done=True))


def _tidying(history: Past, found: KeptVersions, asked: Asked) -> Tidying:
    listed = [one.version for one in found.kept if one.version.removed is None]
    needed = _bases(history) | _merged_bases(listed, asked)
    needed |= {one.version.number: _unproven(one) for one in found.kept if _unproven(one)}
    stays = rooms.why_kept(listed, asked.now.date(), asked.keep_days, needed)
    stays |= _witnesses(history, [version for version in listed if not stays[version.number]])
    goes = tuple(number for number, reason in stays.items() if not reason)
    sizes = [file.size or 0 for one in found.kept if one.version.number in goes for file in _files(one)]
    return Tidying(goes, {number: reason for number, reason in stays.items() if reason}, size=sum(sizes))


def _files(one: Kept) -> tuple[KeptFile, ...]:
    return (one.copy, *([one.received] if one.received is not None else []), *one.merged)


def _unproven(one: Kept) -> str:
    """Why a version whose copies are not what was written is left for people to look at."""
    states = {file.state for file in _files(one)} - {"whole"}
    return f"a copy of it is {min(states)}" if states and one.version.removed is None else ""


def _bases(history: Past) -> dict[str, str]:
    """The versions from which the copies were taken that lie beside the plan."""
    plan, found = history.plan, dict[str, str]()
    for path in sorted(plan.path.parent.glob("*.xls[xm]")):
        if path.name == plan.path.name or path.name.startswith("~$"):
            continue
        try:
            travelling = properties.read_properties(Package.open(path))
        except SheetplanError:
            continue
        if plan.plan_id and travelling.get(properties.PLAN_ID) == plan.plan_id and properties.VERSION in travelling:
            found.setdefault(travelling[properties.VERSION], f'"{path.name}" was taken from it')
    return found


def _merged_bases(listed: Sequence[Version], asked: Asked) -> dict[str, str]:
    """The versions from which copies were taken that were merged not long ago: their owners may go on with them."""
    day = asked.now.date()
    return {
        one.base: f'"{one.name}", merged in version {version.number}, was taken from it'
        for version in listed
        if (day - version.written.date()).days < asked.keep_days
        for one in version.merged
    }


def _witnesses(history: Past, going: list[Version]) -> dict[str, str]:
    """Versions that are the last to have some action, so that its ref is not given again and its text is not lost."""
    plan = history.plan
    seen = {ref for frame in (plan.actions, plan.archived) for ref in frame["at_ref"] if ref}
    numbers = {version.number for version in going}
    found = {}
    for version in reversed(history.listed if going else ()):
        written = history.as_written(version)
        if written is None:
            continue
        refs = {ref for frame in (written.actions, written.archived) for ref in frame["at_ref"] if ref}
        last = sorted(refs - seen)
        if last and version.number in numbers:
            found[version.number] = f"the last that has action {last[0]}"
        seen |= refs
    return found
