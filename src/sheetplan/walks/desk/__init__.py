"""Desk: makes a coordinator's desk, and does the jobs of a month at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sheetplan import launchers, template
from sheetplan.launchers import System
from sheetplan.model import SheetplanError
from sheetplan.model.desks import BOOK, FOLDERS, MASTERS, SUBMITTED, TITLES, Job, Line, Ran, Run, Settings
from sheetplan.walks import check as check_walk
from sheetplan.walks import lock
from sheetplan.walks.desk import wording
from sheetplan.walks.desk.bench import Bench, Done, Wanted, held, remove_empty
from sheetplan.walks.desk.work import Asked, Outcome, Work
from sheetplan.workbook import desk_book, save

__all__ = ["Asked", "Made", "count", "do", "make"]

_RUNNABLE = 0o755
_WORKS_ON: Mapping[Job, str] = {
    Job.CHECK: SUBMITTED,
    Job.SYNC: MASTERS,
    Job.UPDATE: MASTERS,
    Job.MONTH: MASTERS,
    Job.CHASE: MASTERS,
}
"""The folder through whose workbooks a job goes one by one."""


class Made(NamedTuple):
    """What was made of a desk."""

    desk: Path
    made: tuple[str, ...]
    """What was missing and is there now, relative to the desk."""
    there: tuple[str, ...]
    """What was there and was left as it is."""


def make(desk: Path, systems: Sequence[System], python: str, today: date) -> Made:
    """Make a desk, or what is missing of one; what is there is not changed.

    Args:
        desk: its folder.
        systems: the kinds of computer that it is to have shortcuts for.
        python: the Python that the shortcuts call first.
        today: the calendar day.

    Raises:
        SheetplanError: it cannot be made.
    """
    desk = desk.resolve()
    made: list[str] = []
    there: list[str] = []

    def note(name: str, *, is_new: bool) -> None:
        (made if is_new else there).append(name)

    for name in FOLDERS:
        is_new = not (desk / name).is_dir()
        save.make_folder(desk / name)
        note(name, is_new=is_new)
    note(BOOK, is_new=_new(desk / BOOK, lambda: desk_book.write(template.names(), today)))
    for system in systems:
        jobs = (launchers.launcher(job, system, python, str(desk)) for job in Job)
        for one in (*jobs, launchers.page_launcher(system, python, str(desk))):
            path = desk / one.name
            is_new = _new(path, partial(_data, one))
            if is_new and system is not System.WINDOWS:
                with suppress(OSError):  # some disks know no such thing
                    path.chmod(_RUNNABLE)
            note(one.name, is_new=is_new)
    for job in launchers.WITH_FILES if System.MACOS in systems else ():
        action = launchers.quick_action(job, python, str(desk))
        bundle = desk / launchers.QUICK_ACTIONS / action.name
        missing = {inside: data for inside, data in action.parts.items() if not (bundle / inside).exists()}
        for inside, data in missing.items():
            save.make_folder((bundle / inside).parent)
            save.write_new(data, bundle / inside)
        note(f"{launchers.QUICK_ACTIONS}/{action.name}", is_new=bool(missing))
    return Made(desk, tuple(made), tuple(there))


def _data(one: launchers.Launcher) -> bytes:
    return one.data


def _new(path: Path, content: Callable[[], bytes]) -> bool:
    """Make a file where there is none; whether it was made."""
    if path.exists():
        return False
    save.write_new(content(), path)
    return True


def count(desk: Path, job: Job, files: Sequence[Path] = ()) -> int:
    """How many files a job will go through, as far as can be told; 0 where it cannot.

    Args:
        desk: its folder.
        job: what is to be done.
        files: with these files alone; none for what is in the folders.
    """
    folder = desk / _WORKS_ON[job] if job in _WORKS_ON else None
    return len(files) or (len(check_walk.found([folder])[0]) if folder is not None and folder.is_dir() else 0)


def do(desk: Path, job: Job, asked: Asked) -> Ran:
    """Do a job at a desk: work on copies, put the results in place in the end, and write down what was done.

    Args:
        desk: its folder.
        job: what is to be done.
        asked: the day, by whom, and the files that were dropped.

    Returns:
        What became of each file, and where the workbook of results is.

    Raises:
        SheetplanError: there is no desk there, its settings cannot be read, another run is under way, or a file of the
            desk cannot be written. Nothing is half done then.
    """
    desk = desk.resolve()
    with _plainly(desk):
        if not (desk / BOOK).exists() and not any((desk / name).is_dir() for name in FOLDERS):
            raise SheetplanError(f"There is no desk in {desk}.", f'Make one first: sheetplan desk "{desk}".')
        made = make(desk, (), "", asked.today).made
        with lock.held(desk / BOOK, asked.by, asked.now):
            bench = Bench(desk, Run(0, job, asked.now, asked.by))
            try:
                return _done(desk, job, asked, bench, made)
            except BaseException as problem:
                if not bench.give_up() and isinstance(problem, SheetplanError | OSError):
                    raise _left(desk, problem) from problem
                raise


def _left(desk: Path, problem: SheetplanError | OSError) -> SheetplanError:
    """What to say where not even what was begun can be put back."""
    told = (
        f"{problem.filename or desk}: {problem.strerror or problem}."
        if isinstance(problem, OSError)
        else problem.reason
    )
    return SheetplanError(
        f"{told} What had been begun could not be put back either; the next run does that first.",
        "Check the disk and your access to the folder, then do this again.",
    )


@contextmanager
def _plainly(desk: Path) -> Iterator[None]:
    """What the disk refuses becomes one line.

    Raises:
        SheetplanError: in place of an OSError.
    """
    try:
        yield
    except OSError as problem:
        raise SheetplanError(
            f"{problem.filename or desk}: {problem.strerror or problem}. Nothing was changed.",
            "Check the disk and your access to the folder, then do this again.",
        ) from problem


def _done(desk: Path, job: Job, asked: Asked, bench: Bench, made: Sequence[str]) -> Ran:
    # What was done can be taken back, whatever somebody has made of the settings since.
    settings = Settings() if job is Job.UNDO else desk_book.read(desk / BOOK)
    settings = replace(settings, register=wording.register(desk, settings))
    work = Work(desk, settings, asked, bench, tuple(wording.templates(desk, settings)))
    bench.change(by=work.by)
    outcome = _run(job, work)
    done = [replace(one, lines=tuple(map(_for_people, one.lines))) for one in bench.put(outcome.done)]
    bench.change(**outcome.changes)
    remove_empty(desk, outcome.empty_folders)
    said = (*_before(bench, made), *settings.said, *outcome.said)
    lines = tuple(line for one in done for line in one.lines)
    code = max([outcome.code, *(one.code for one in done)])
    ran = Ran(job, asked.today, lines, said, code)
    is_worth_keeping = bool(bench.run.steps)
    results, more = _results(work, ran)
    bench.end(worth_keeping=is_worth_keeping)
    return replace(ran, results=results, lines=(*lines, *more))


def _for_people(line: Line) -> Line:
    return replace(line, told=wording.at_a_desk(line.told), next=wording.at_a_desk(line.next))


def _before(bench: Bench, made: Sequence[str]) -> Iterator[str]:
    if bench.put_back:
        yield "An earlier run was cut off; what it had begun was put back first."
    if made:
        yield f"Missing from the desk, and made anew: {', '.join(made)}."


def _run(job: Job, work: Work) -> Outcome:
    """Each job is imported when it is done: some bring much along."""
    from importlib import import_module

    run: Callable[[Work], Outcome] = import_module(f"sheetplan.walks.desk.{job}").run
    return run(work)


def _results(work: Work, ran: Ran) -> tuple[Path | None, tuple[Line, ...]]:
    """The workbook of results, in its place; where it cannot be written, why."""
    from sheetplan.workbook import results  # it brings the painter along

    stem = f"{TITLES[ran.job]}, done {ran.day.isoformat()}"
    made = work.bench.room() / "results.xlsx"
    save.write_new(results.write(ran, work.desk, work.reports), made)
    target = work.bench.free(work.reports, stem, held(made))
    if target.exists():
        return target, ()
    line = Line(target.name, "Results", "", "", target)
    (done,) = work.bench.put([Done((line,), (Wanted(target, made, ""),))])
    return (target, ()) if not done.code else (None, done.lines)
