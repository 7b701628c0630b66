"""The plans that a desk keeps: which they are, and an update of one worked out aside before it is put in place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, TypeVar

from sheetplan import versions
from sheetplan.model import SheetplanError
from sheetplan.model.desks import SUBMITTED, Line
from sheetplan.walks import lock, past
from sheetplan.walks.desk.bench import Done, Wanted, held, unreadable
from sheetplan.walks.desk.in_use import IN_USE
from sheetplan.walks.desk.work import NOT_DONE, Work, gathered
from sheetplan.workbook import read, save

KINDS = (".xlsx", ".xlsm")
"""Workbooks in which a plan can be kept."""
T = TypeVar("T")


class Master(NamedTuple):
    """A plan that is kept."""

    path: Path
    plan_id: str
    """The id that travels in it; empty where there is none yet."""


class Masters(NamedTuple):
    """All of them."""

    plans: tuple[Master, ...]
    left: tuple[Line, ...]
    """Workbooks that cannot be told to be one, and why."""

    def of(self, path: Path) -> Master | None:
        """The one that is this very file."""
        return next((one for one in self.plans if one.path.resolve() == path.resolve()), None)


def found(paths: Sequence[Path]) -> Masters:
    """Which of these files are plans that are kept; copies that lie among them are none.

    Args:
        paths: workbooks.
    """
    plans: list[Master] = []
    left: list[Line] = []
    for path in paths:
        if path.suffix.casefold() not in KINDS:
            told = f"{path.name} is no workbook in which a plan can be kept."
            left.append(Line(path.name, NOT_DONE, told, "Save it as an Excel Workbook (.xlsx).", path))
            continue
        try:
            plans.append(Master(path, read.plan_id(path) or ""))
        except SheetplanError as problem:
            left.append(Line(path.name, NOT_DONE, problem.reason, problem.fix, path))
    by_id: dict[str, list[Master]] = {}
    for one in plans:
        # A plan has no id before its first update: then only the very same bytes tell a copy.
        by_id.setdefault(one.plan_id or held(one.path), []).append(one)
    kept: list[Master] = []
    for same in by_id.values():
        own = [one for one in same if versions.folder(one.path).is_dir()] if len(same) > 1 else same
        kept += own if len(own) == 1 else []
        left += [_copy(one, own, same) for one in same if one not in own or len(own) != 1]
    return Masters(tuple(one for one in plans if one in kept), tuple(left))


def _copy(one: Master, own: Sequence[Master], same: Sequence[Master]) -> Line:
    if len(own) == 1:
        told = f"{one.path.name} is a copy of {own[0].path.name}, so it was left as it is."
        return Line(one.path.name, NOT_DONE, told, f'Move it to "{SUBMITTED}" to have it brought in.', one.path)
    others = ", ".join(other.path.name for other in same if other is not one)
    what = "has the same plan id" if one.plan_id else "holds the very same"
    told = f"{one.path.name} {what} as {others}, and nothing says which of them is the plan itself."
    return Line(one.path.name, NOT_DONE, told, "Leave one of them here and move the others elsewhere.", one.path)


def to_read(work: Work) -> tuple[list[Path], list[Done]]:
    """The plans that are only to be read, and what is said of others.

    What is open is read as it was last saved: without it the figures would not add up.
    """
    came = gathered(work, work.masters)
    is_open = {line.place: line for line in came.left if line.place is not None and line.result == IN_USE}
    plans = found(sorted({*came.files, *is_open}))
    told = "It is open, so it was read as it was last saved."
    said = [Done((replace(line, told=told),)) for line in is_open.values()]
    said += [Done((line,), code=2) for line in (*plans.left, *came.left) if line.place not in is_open]
    said += [Done((line,)) for line in came.passed_over]
    return [one.path for one in plans.plans], said


def aside(work: Work, master: Path, do: Callable[[Path], T]) -> tuple[T, tuple[Wanted, ...]]:
    """Do something with a plan in a folder of ours, where it and its versions are copies.

    Args:
        work: the job.
        master: the plan's workbook.
        do: what is to be done; it is given the copy, which bears the plan's own name.

    Returns:
        What that gave, and what is to be put in place of it.

    Raises:
        SheetplanError: the plan cannot be read, somebody is at it, or what was to be done is refused.
    """
    lock.refuse_unheld(master, work.asked.now)
    save.refuse_read_only(master)
    room = work.bench.room()
    copy = work.bench.copied(master, room)
    there = {master: held(copy)}
    folder = versions.folder(master)
    if folder.is_dir() and past.is_versions_folder(folder):
        for path in _inside(folder):
            _like(work, path, room / path.relative_to(master.parent))
            there[path] = held(path)
    work.asked.first(master, copy)
    given = do(copy)
    work.asked.seen(master)
    return given, tuple(_wanted(master, room, there))


def _inside(folder: Path) -> Iterator[Path]:
    """All files of a folder and those below it; not one is missed, because what is missing counts as gone.

    Raises:
        SheetplanError: a folder cannot be read.
    """

    def refuse(problem: OSError) -> None:
        raise unreadable(Path(problem.filename or folder), problem) from problem

    for place, _, names in os.walk(folder, onerror=refuse):
        yield from (Path(place, name) for name in sorted(names) if not name.startswith("."))


def _like(work: Work, path: Path, copy: Path) -> None:
    """A kept copy is never written into, so another name for it does; where disks have none, its bytes."""
    save.make_folder(copy.parent)
    with suppress(OSError):
        os.link(path, copy)
        return
    work.bench.copied(path, copy.parent, copy.name)


def _wanted(master: Path, room: Path, there: dict[Path, str]) -> Iterator[Wanted]:
    """What is other than it was, in an order that leaves the plan whole at every moment: versions, plan, list."""
    folder = versions.folder(master)
    listed, coming = folder / versions.SIDECAR, folder / versions.NEXT
    made = {master.parent / path.relative_to(room): path for path in _inside(room)}
    changed = [
        Wanted(target, source, there.get(target, ""))
        for target, source in made.items()
        if held(source) != there.get(target, "") and not target.name.endswith(".lock")
    ]
    gone = [Wanted(target, None, sha) for target, sha in there.items() if target not in made]
    if any(one.target == listed for one in changed) and coming not in there:
        # So that an update of the plan by itself knows of this one, should it be cut off.
        yield Wanted(coming, made[listed], "", passing=True)
    yield from (one for one in changed if one.target not in (master, listed))
    yield from (one for one in changed if one.target == master)
    yield from (one for one in changed if one.target == listed)
    yield from gone
