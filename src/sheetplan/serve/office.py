"""What goes on behind the page: one job at a time, how far it is, what came of the last one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from sheetplan import journal
from sheetplan.model import Batch, SheetplanError, Unsettled
from sheetplan.model.desks import BOOK, KEPT, MASTERS, TITLES, Job, Ran, Run
from sheetplan.serve import findings
from sheetplan.walks import check, settle, understand
from sheetplan.walks.desk import Asked, bench, count, do, masters, wording
from sheetplan.workbook import desk_book, save


@dataclass(frozen=True)
class Door:
    """What only the door knows, and what it says."""

    today: Callable[[], date]
    now: Callable[[], datetime]
    by: str
    """Who sits at the computer."""
    new_id: Callable[[], str]
    opened: Callable[[str], None]
    """Called when the page was opened, with the address that opens it once more."""


class Far(NamedTuple):
    """How far a job is."""

    title: str
    """Which it is."""
    done: int
    """How many files it has done."""
    all: int
    """How many there are, as far as is known; 0 where it is not."""
    last: str
    """The file that was done last."""


class Ended(NamedTuple):
    """What came of the last job."""

    job: Job
    """Which it was."""
    title: str
    """What it is called."""
    ran: Ran | None
    """What it did; None where it could not be done."""
    problem: SheetplanError | None
    """Why it could not; None besides where the program itself failed, and its window says how."""
    chosen: tuple[str, ...] = ()
    """What was chosen of conflicts, one sentence each."""


class Torn(NamedTuple):
    """A plan with conflicts."""

    path: Path
    """Its workbook."""
    sha256: str
    """Its hash, as it was read."""
    conflicts: tuple[Unsettled, ...]
    """What is left to choose."""


@dataclass
class _Going:
    """A job under way."""

    job: Job
    title: str
    all: int
    chosen: tuple[str, ...] = ()
    seen: list[str] = field(default_factory=list)


class Office:
    """A desk while its page is open."""

    def __init__(self, desk: Path, door: Door) -> None:
        """Nothing goes on yet."""
        self.desk = desk
        self.door = door
        self.putting_in = threading.Lock()
        """Held while files are put in: one after the other."""
        self.ended: Ended | None = None
        self.found: findings.Found | None = None
        """What the last check found, since the page was opened."""
        self.chosen: dict[tuple[Path, str], Mapping[int, settle.Choice]] = {}
        """What was chosen and could not be carried out, by plan and its hash: nobody has to choose twice."""
        self._going: _Going | None = None
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._read: dict[Path, tuple[tuple[int, int], Torn]] = {}

    def far(self) -> Far | None:
        """How far the job under way is; None where none is."""
        going = self._going
        if going is None:
            return None
        seen = tuple(going.seen)
        return Far(going.title, len(seen), max(going.all, len(seen)), seen[-1] if seen else "")

    def begin(
        self,
        job: Job,
        files: Sequence[Path] = (),
        first: Callable[[Path, Path], None] = lambda *_: None,
        title: str = "",
        chosen: tuple[str, ...] = (),
    ) -> bool:
        """Begin a job; False where another one is under way.

        Args:
            job: what is to be done.
            files: with these files alone; none for what is in the folders.
            first: what is to be done with the copy of a plan before anything else.
            title: what it is called; empty for the name of its shortcut.
            chosen: what was chosen of conflicts, one sentence each.
        """
        with self._lock:
            if self._going is not None:
                return False
            self._going = going = _Going(job, title or TITLES[job], count(self.desk, job, files), chosen)
        asked = Asked(
            self.door.today(),
            self.door.now(),
            self.door.by,
            tuple(files),
            self.door.new_id,
            seen=lambda path: going.seen.append(path.name),
            found=self._look,
            first=first,
        )
        # No daemon: a run that has begun is brought to its end, whoever closes the page.
        self._thread = threading.Thread(target=self._do, args=(going, asked), name=f"sheetplan {job}")
        self._thread.start()
        return True

    def finish(self) -> None:
        """Wait for the job under way."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def last_run(self) -> Run | None:
        """The run that an undo would take back; None where there is none."""
        run, undone_by = journal.last(tuple(bench.ended_runs(self.desk / KEPT)))
        return None if undone_by is not None else run

    def templates(self) -> tuple[str, ...]:
        """The kinds of plan in use.

        Raises:
            SheetplanError: the settings cannot be read.
        """
        return tuple(wording.templates(self.desk, desk_book.read(self.desk / BOOK)))

    def torn(self) -> tuple[list[Torn], list[SheetplanError]]:
        """The plans that have conflicts, and what is wrong with those that cannot be read.

        Raises:
            SheetplanError: the settings cannot be read.
        """
        templates = self.templates() or None
        plans = masters.found(check.found([self.desk / MASTERS])[0]).plans
        found: list[Torn] = []
        problems: list[SheetplanError] = []
        for one in plans:
            try:
                torn = self._torn(one.path, templates)
            except SheetplanError as problem:
                problems.append(problem)
                continue
            except OSError as problem:
                problems.append(bench.unreadable(one.path, problem))
                continue
            if torn.conflicts:
                found.append(torn)
        return found, problems

    def settle(self, torn: Torn, chosen: Mapping[int, settle.Choice], told: tuple[str, ...]) -> bool:
        """Carry out what was chosen: it is typed on the plan's own tab, and the plan is updated; one run does both.

        Args:
            torn: the plan.
            chosen: by the sheet row of a line.
            told: the same in sentences.

        Returns:
            False where another job is under way.
        """
        self.chosen[torn.path, torn.sha256] = chosen

        def first(master: Path, copy: Path) -> None:
            if save.sha256(copy) != torn.sha256:
                raise SheetplanError(
                    f"{master.name} was changed since its conflicts were shown, so nothing was chosen in it.",
                    "Look at the conflicts again.",
                )
            settle.type_in(copy, chosen, self.templates() or None)

        return self.begin(Job.UPDATE, [torn.path], first, f"Settle conflicts in {torn.path.name}", told)

    def _torn(self, path: Path, templates: understand.Named) -> Torn:
        """Read again only where it was saved since."""
        stat = path.stat()
        stamp = (stat.st_mtime_ns, stat.st_size)
        known = self._read.get(path)
        if known is None or known[0] != stamp:
            known = (stamp, Torn(path, save.sha256(path), settle.open_conflicts(path, templates)))
            self._read[path] = known
        return known[1]

    def _look(self, batch: Batch, ours: Mapping[Path, Path]) -> None:
        self.found = findings.of(batch, ours)

    def _do(self, going: _Going, asked: Asked) -> None:
        job, title = going.job, going.title
        ended = Ended(job, title, None, None)
        try:
            ended = Ended(job, title, do(self.desk, job, asked), None, going.chosen)
        except SheetplanError as problem:
            problem = SheetplanError(wording.at_a_desk(problem.reason), wording.at_a_desk(problem.fix))
            ended = Ended(job, title, None, problem)
        finally:
            self.ended = ended
            self._going = None
