"""A run at a desk: all is made aside first, then put in place step by step, and what was there is kept.

The folder "Under way" holds what is being made, then what was there, with a journal of the steps that are about to be
taken; when all are taken, it gets the name of the run. A run that is cut off leaves that folder, and the next one puts
everything back from it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import NamedTuple

from sheetplan import journal
from sheetplan.model import SheetplanError
from sheetplan.model.desks import CHECKED, KEPT, MASTERS, REPORTS, Answer, Line, Run, Step
from sheetplan.workbook import save

_BEFORE = "before"
_WORK = "work"
_UNREADABLE = "?"
_NOT_DONE = "Not done"


class UnreadableError(SheetplanError):
    """A file of somebody's cannot be read; others can."""


class Wanted(NamedTuple):
    """One file as it is to be."""

    target: Path
    source: Path | None
    """A file that holds what it is to hold; None where it is to go."""
    before: str
    """The hash of what is there; empty where nothing is."""
    passing: bool = False
    """True for one that is there only while the others of its group are put in place."""


@dataclass(frozen=True)
class Done:
    """What came of one file, and what is to be put in place of it: all of that, or nothing."""

    lines: tuple[Line, ...]
    wanted: tuple[Wanted, ...] = ()
    answers: tuple[Answer, ...] = ()
    code: int = 0


class Bench:
    """The place where a run makes what it is to put in place."""

    def __init__(self, desk: Path, run: Run) -> None:
        """Begin a run; what an earlier one left that was cut off is put back first."""
        self.desk = desk
        self.kept = desk / KEPT
        self._folder = self.kept / journal.UNDER_WAY
        self.put_back = self._cleared()
        self.runs = tuple(ended_runs(self.kept))
        number = max((one.number for one in self.runs), default=0) + 1
        self.run = replace(run, number=number)
        self._sweep()
        self._rooms = count(1)
        self._groups = count(1)

    def room(self) -> Path:
        """A new empty folder to make files in."""
        folder = self._folder / _WORK / str(next(self._rooms))
        save.make_folder(folder)
        return folder

    def copied(self, path: Path, folder: Path, name: str = "") -> Path:
        """A copy of a file, as it is now, in a folder of ours; whoever may read the file may read the copy.

        Raises:
            UnreadableError: it cannot be read.
            SheetplanError: the copy cannot be written.
        """
        try:
            data = path.read_bytes()
        except OSError as problem:
            raise unreadable(path, problem) from problem
        target = folder / (name or path.name)
        save.make_folder(target.parent)
        save.write_new(data, target, like=path)
        return target

    def free(self, folder: Path, stem: str, sha256: str) -> Path:
        """A name for a new workbook in a folder of the desk; the newest of the same name, where it holds the same.

        Args:
            folder: where.
            stem: the name, without the ending.
            sha256: the hash of what it is to hold.
        """
        names = (folder / f"{stem}{more}.xlsx" for more in ("", *(f" ({n})" for n in range(2, 10_000))))
        newest: Path | None = None
        for path in names:
            if not path.exists():
                return newest if newest is not None and held(newest) == sha256 else path
            newest = path
        raise SheetplanError(f"There are too many workbooks called {stem} in {folder.name}.", "Move some elsewhere.")

    def shown(self, path: Path) -> str:
        """A path as the journal has it: relative to the desk where it is in it."""
        return path.relative_to(self.desk).as_posix() if path.is_relative_to(self.desk) else str(path)

    def place(self, shown: str) -> Path:
        """The path that the journal has so."""
        return self.desk / shown

    def answer(self, given: str) -> Answer | None:
        """What a run made for this input and was not taken back; None where there is nothing."""
        return journal.answers(self.runs).get(given)

    def answered(self, given: str) -> Path | None:
        """The file that a run made for this input and nobody has changed since; None where there is none."""
        answer = self.answer(given)
        if answer is None:
            return None
        path = self.place(answer.path)
        return path if held(path) == answer.sha256 else None

    def put(self, done: Sequence[Done]) -> list[Done]:
        """Put what was made in place.

        Returns:
            The same; where something stood in the way, none of it is in place and its line says why.
        """
        before = len(self.run.steps)
        ended = [self._planned(one) for one in done]
        if len(self.run.steps) == before:
            return [one for one, _ in ended]
        self._write()
        result: list[Done] = []
        for one, steps in ended:
            try:
                self._take(one, steps)
                result.append(one)
            except SheetplanError as problem:
                self._drop(steps)
                result.append(_not_done(one, problem))
        kept = tuple(answer for one in result for answer in one.answers)
        self.run = replace(self.run, answers=(*self.run.answers, *kept))
        self._write()
        return result

    def end(self, *, worth_keeping: bool) -> None:
        """End the run: its journal stays, where there is something to take back; all else of it goes."""
        save.clear(self._folder / _WORK)
        self._sweep()
        if worth_keeping and self.run.steps:
            save.move(self._folder, self.kept / journal.folder_name(self.run))
        else:
            save.clear(self._folder)

    def give_up(self) -> bool:
        """End a run that failed: everything is as it was before it.

        Returns:
            False where the disk does not let that be done now: then all that is needed stays, and the next run does it.
        """
        try:
            self._cleared()
        except (SheetplanError, OSError):
            return False
        return True

    def change(self, **values: object) -> None:
        """Write more into the journal of this run."""
        self.run = replace(self.run, **values)  # type: ignore[arg-type]  # named as the fields of a run are

    def was(self, run: Run, step: Step) -> Path:
        """Where what was there before a step of an ended run is kept."""
        return self.kept / journal.folder_name(run) / _BEFORE / step.kept

    def _planned(self, one: Done) -> tuple[Done, list[Step]]:
        """The steps of one thing, what they replace kept; none where somebody has changed something meanwhile."""
        number, steps = next(self._groups), list[Step]()
        try:
            for wanted in one.wanted:
                steps.append(self._step(wanted, number))
        except SheetplanError as problem:
            return _not_done(one, problem), []
        self.run = replace(self.run, steps=(*self.run.steps, *steps))
        self._note_folders(wanted.target for wanted in one.wanted if wanted.source is not None)
        return one, steps

    def _step(self, wanted: Wanted, group: int) -> Step:
        try:
            there = wanted.target.read_bytes() if wanted.target.exists() else None
        except OSError as problem:
            raise unreadable(wanted.target, problem) from problem
        before = _hash(there) if there is not None else ""
        if before != wanted.before:
            raise SheetplanError(
                f"{wanted.target.name} was changed by somebody while this was under way, so it was left as it is now.",
                "Do it again.",
            )
        kept = ""
        if there is not None:
            kept = f"{len(list(self._before())) + 1} {wanted.target.name}"
            save.make_folder(self._folder / _BEFORE)
            save.write_new(there, self._folder / _BEFORE / kept, like=wanted.target)
        after = save.sha256(wanted.source) if wanted.source is not None else ""
        return Step(self.shown(wanted.target), before, after, group, kept, passing=wanted.passing)

    def _before(self) -> Iterator[Path]:
        with suppress(FileNotFoundError):
            yield from (self._folder / _BEFORE).iterdir()

    def _note_folders(self, targets: Iterable[Path]) -> None:
        missing = [
            self.shown(folder) for target in targets for folder in reversed(target.parents) if not folder.exists()
        ]
        self.run = replace(self.run, folders=tuple(dict.fromkeys((*self.run.folders, *missing))))

    def _take(self, one: Done, steps: Sequence[Step]) -> None:
        taken: list[Step] = []
        try:
            for step, wanted in zip(steps, one.wanted, strict=True):
                refuse_locked(wanted.target)
                data = wanted.source.read_bytes() if wanted.source is not None else None
                was = (self._folder / _BEFORE / step.kept).read_bytes() if step.kept else None
                put(wanted.target, was, data, like=wanted.source)
                taken.append(step)
            for wanted in one.wanted:
                if wanted.passing:
                    save.discard(wanted.target)
        except SheetplanError:
            self._back(taken)
            remove_empty(self.desk, self.run.folders)
            raise

    def _back(self, taken: Iterable[Step]) -> None:
        for step in reversed(list(taken)):
            path = self.place(step.path)
            kept = self._folder / _BEFORE / step.kept
            if held(path) == step.after != step.before:
                now = path.read_bytes() if step.after else None
                put(path, now, kept.read_bytes() if step.kept else None, like=kept if step.kept else None)

    def _drop(self, steps: Iterable[Step]) -> None:
        gone = set(steps)
        self.run = replace(self.run, steps=tuple(step for step in self.run.steps if step not in gone))

    def _write(self) -> None:
        save.make_folder(self._folder)
        save.write(journal.to_json(self.run).encode(), self._folder / journal.FILE)

    def _cleared(self) -> bool:
        """Put back what a run began to put in place that was cut off; True where there was such a run.

        Raises:
            SheetplanError: what is needed for that cannot be read or written now. It stays then, for the next run.
        """
        run = self._begun()
        if run is not None:
            for steps in journal.groups(run):
                self._settled(steps)
                for path in (self.place(step.path) for step in steps):
                    for left in save.temporaries(path.parent, path.name):
                        if held(left) in _hashes([run]) or not _is_whole(left):
                            save.discard(left)
            remove_empty(self.desk, run.folders)
        was_there = self._folder.exists()
        save.clear(self._folder)
        return was_there

    def _begun(self) -> Run | None:
        """What the journal of a run says that was cut off; None where there is none, or where it is not ours.

        Raises:
            SheetplanError: it cannot be read.
        """
        path = self._folder / journal.FILE
        try:
            return journal.from_json(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
            return None
        except OSError as problem:
            raise _cut_off(path, problem) from problem

    def _sweep(self) -> None:
        """Clear away temporary files that no run could; beside plans only what is known: it may be somebody's."""
        for folder in (self.desk, self.desk / CHECKED, self.desk / REPORTS, self.kept):
            for left in save.temporaries(folder):
                save.discard(left)
        known = _hashes((*self.runs, self.run))
        for inside, _, _ in os.walk(self.desk / MASTERS):
            for left in save.temporaries(Path(inside)):
                if held(left) in known:
                    save.discard(left)

    def _settled(self, steps: Sequence[Step]) -> None:
        """The files of a group as they were; where somebody has worked on since, as they are: a plan settles itself."""
        found = {step: held(self.place(step.path)) for step in steps}
        lost = [step for step in steps if step.kept and not (self._folder / _BEFORE / step.kept).exists()]
        if lost or any(sha not in (step.before, step.after, _UNREADABLE) for step, sha in found.items()):
            return
        try:
            if _UNREADABLE in found.values():
                first = next(step for step, sha in found.items() if sha == _UNREADABLE)
                self.place(first.path).read_bytes()
            self._back(steps)
        except OSError as problem:
            raise _cut_off(Path(problem.filename or self._folder), problem) from problem


def put(target: Path, was: bytes | None, data: bytes | None, like: Path | None) -> None:
    """Make, replace or take away a file in one step, but only where it is as it was.

    Raises:
        SheetplanError: it is otherwise, or that is not possible.
    """
    if data is None:
        if was is not None and not save.remove(target, was):
            raise save.changed(target) if target.exists() else _gone(target)
    elif was is None:
        save.make_folder(target.parent)
        save.write_new(data, target, like=like)
    else:
        save.replace(data, target, was)


def held(path: Path) -> str:
    """The hash of what a file holds; empty where there is none, a mark of its own where it cannot be read."""
    try:
        return save.sha256(path)
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError:
        return _UNREADABLE


def refuse_locked(path: Path) -> None:
    """Refuse a workbook that somebody has open.

    Raises:
        SheetplanError: a mark stands beside it.
    """
    from sheetplan.walks import keep  # it brings along all that updates plans

    keep.refuse_open(path)


def remove_empty(desk: Path, folders: Iterable[str]) -> None:
    """Take away folders that a run made, where there is nothing in them any more."""
    for folder in sorted(folders, key=len, reverse=True):
        with suppress(OSError):
            (desk / folder).rmdir()


def unreadable(path: Path, problem: OSError) -> UnreadableError:
    """What to say of a file that cannot be read."""
    return UnreadableError(
        f"{path.name} cannot be read: {problem.strerror or problem}.",
        "Close it wherever it is open, and check your access to it.",
    )


def _cut_off(path: Path, problem: OSError) -> SheetplanError:
    return SheetplanError(
        f"An earlier run was cut off, and what it had begun cannot be put back now: {path.name} cannot be read "
        f"({problem.strerror or problem}).",
        f"Close {path.name} if it is open, check your access to {path.parent}, then do this again.",
    )


def _gone(path: Path) -> SheetplanError:
    return SheetplanError(f"{path.name} is gone.", "See where it is now.")


def _not_done(one: Done, problem: SheetplanError) -> Done:
    """The same where none of it was put in place: each of its files is said to have come to nothing."""
    first, *others = one.lines
    told, next_ = f"{first.file} was left as it is, so nothing was made of it.", f"See what is said of {first.file}."
    rest = (
        line if line.result == _NOT_DONE else Line(line.file, _NOT_DONE, told, next_, line.place) for line in others
    )
    return Done((Line(first.file, _NOT_DONE, problem.reason, problem.fix, first.place), *rest), code=2)


def _hashes(runs: Iterable[Run]) -> set[str]:
    """Of all that these runs replaced or made: it is kept, or can be made again."""
    return {sha for run in runs for step in run.steps for sha in (step.before, step.after) if sha}


def _is_whole(path: Path) -> bool:
    from sheetplan.walks import past  # it brings along all that reads plans

    try:
        return past.is_workbook(path)
    except SheetplanError:
        return True


def ended_runs(kept: Path) -> Iterator[Run]:
    """The runs that ended, from the folder in which they are kept."""
    with suppress(FileNotFoundError):
        for folder in sorted(kept.iterdir()):
            run = _read(folder / journal.FILE) if folder.name != journal.UNDER_WAY else None
            if run is not None:
                yield run


def _read(path: Path) -> Run | None:
    try:
        return journal.from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
