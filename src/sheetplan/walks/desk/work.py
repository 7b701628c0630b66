"""What every job at a desk is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sheetplan.model import Batch, Refusal
from sheetplan.model.desks import MASTERS, REPORTS, SUBMITTED, TITLES, Job, Line, Settings
from sheetplan.walks import check, drafted
from sheetplan.walks.desk import in_use
from sheetplan.walks.desk.bench import Bench, Done
from sheetplan.workbook import foreign

PASSED_OVER = "Passed over"
_HIDDEN = frozenset({"thumbs.db", "desktop.ini", "icon\r"})
"""What systems put into folders and hide from people, besides names that begin with a dot."""
_NO_PLAN = "Nothing, if it is meant to be there. A plan must be an Excel workbook (.xlsx)."
_IN_WORD = f'Drop it on "{TITLES[Job.NEW]}" to have a workbook made of it, or ask for the plan as an Excel workbook.'
NOT_DONE = "Not done"


@dataclass(frozen=True)
class Asked:
    """How a job was asked for."""

    today: date
    now: datetime
    by: str
    files: tuple[Path, ...] = ()
    """Files that were dropped on the shortcut; none for what is in the folders."""
    new_id: Callable[[], str] = lambda: ""
    """Gives the id of a new plan."""
    wait: float = in_use.WAIT
    """For how many seconds a file that is still arriving is waited for."""
    seen: Callable[[Path], None] = lambda _: None
    """Called with each file as the work on it goes on, for who shows how far it is."""
    found: Callable[[Batch, Mapping[Path, Path]], None] = lambda *_: None
    """Called with all that was found in what was sent, and the file of each copy that was looked at."""
    first: Callable[[Path, Path], None] = lambda *_: None
    """Called with a plan and the copy that is worked on, before anything else is done to that copy."""


@dataclass(frozen=True)
class Work:
    """A job under way."""

    desk: Path
    settings: Settings
    asked: Asked
    bench: Bench
    templates: tuple[str, ...]
    """Names or files of the kinds of plan in use; none for all."""

    @property
    def by(self) -> str:
        """Who does it."""
        return self.settings.by or self.asked.by

    @property
    def submitted(self) -> Path:
        """The folder of what was sent."""
        return self.desk / SUBMITTED

    @property
    def masters(self) -> Path:
        """The folder of the plans that are kept."""
        return self.desk / MASTERS

    @property
    def reports(self) -> Path:
        """The folder of reports."""
        return self.desk / REPORTS

    @property
    def register(self) -> Path | None:
        """Who is to send a plan."""
        return self.desk / self.settings.register if self.settings.register else None

    def options(self) -> drafted.Options:
        """As an update is asked for."""
        return drafted.Options(
            today=self.asked.today,
            now=self.asked.now,
            as_of=self.settings.position,
            by=self.by,
            template=self.templates or None,
        )


@dataclass
class Outcome:
    """What came of a job, file by file, before anything is put in place."""

    done: list[Done] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    code: int = 0
    changes: dict[str, object] = field(default_factory=dict)
    """What else the journal has to know."""
    empty_folders: tuple[str, ...] = ()
    """Folders that go, where there is nothing in them any more."""

    def add(self, line: Line, code: int = 0) -> None:
        """A line of which nothing is to be put in place."""
        self.done.append(Done((line,), code=code))


@dataclass(frozen=True)
class Gathered:
    """The workbooks that a job works with, and what was left alone."""

    files: tuple[Path, ...]
    left: tuple[Line, ...]
    """In use, or not there yet: the work is not complete without them."""
    passed_over: tuple[Line, ...]


def gathered(work: Work, folder: Path) -> Gathered:
    """The files that were dropped, else those in a folder of the desk."""
    dropped = work.asked.files
    found, over = check.found(dropped or [folder])
    halves = [] if dropped else list(in_use.halves(folder, wait=work.asked.wait))
    late = {line.place for line in halves}
    closed = [path for path in found if _is(path.is_dir)]
    looked = in_use.looked([path for path in found if path not in closed], wait=work.asked.wait)
    passed_over = tuple(line for line in _over(over) if line.place not in late)
    return Gathered(looked.ready, (*looked.left, *halves, *(_closed(work, path) for path in closed)), passed_over)


def _is(asked: Callable[[], bool]) -> bool:
    """What is asked of a path; False in a folder of which only the names may be seen."""
    try:
        return asked()
    except OSError:
        return False


def _closed(work: Work, path: Path) -> Line:
    told = f"The folder {work.bench.shown(path)} may not be read, so nothing in it was looked at."
    return Line(path.name, NOT_DONE, told, "Ask for access to it, then do this again.", path)


def _over(passed_over: Sequence[tuple[str, str]]) -> Iterator[Line]:
    for name, reason in passed_over:
        path = Path(name)
        # Marks and folders of the program itself, and what systems hide, are nothing that a person has to see.
        is_hidden = path.name.startswith(("~$", ".")) or path.name.casefold() in _HIDDEN
        if not is_hidden and _is(path.is_file) and not path.name.endswith(".lock"):
            yield Line(
                path.name,
                PASSED_OVER,
                _because(path, reason),
                _IN_WORD if foreign.is_word(path) else _NO_PLAN,
                path,
            )


def _because(path: Path, reason: str) -> str:
    if foreign.is_word(path):
        return "It is a Word document, not a workbook."
    return f"It is {reason}." if reason.startswith(("a ", "no")) else f"Passed over: {reason}."


def refused(problem: Refusal, place: Path | None) -> Line:
    """A line for what could not be done."""
    name = place.name if place is not None else Path(problem.path).name
    return Line(name, NOT_DONE, problem.reason, problem.fix, place)
