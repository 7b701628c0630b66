"""Runs at a desk that are cut off at any moment: nothing stays half done, and the next one ends as it should."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import staff
from desks import KEPT, MASTERS, REPORTS, SUBMITTED, desk, results, sample, tree, worked
from faulty import Disk, KilledError
from sheetplan import journal
from sheetplan.model import SheetplanError
from sheetplan.model.desks import Job
from sheetplan.walks.desk import bench
from sheetplan.workbook import save

JOBS = (Job.CHECK, Job.SYNC, Job.UPDATE, Job.NEW)
KILLS = int(os.environ.get("SHEETPLAN_DESK_KILLS", "3"))
"""Of each job; more of them look further afield."""
ALL_FAULTS = os.environ.get("SHEETPLAN_FAULTS") == "all"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A desk at which every job has something to do."""
    made = desk(tmp_path, position=date(2008, 2, 29))
    sample("peer-review", made / MASTERS / "network.xlsx")
    sample("care-improvement", made / SUBMITTED / "home.xlsx")
    worked(made, Job.UPDATE)
    for folder in (made / KEPT, made / REPORTS):  # nothing is left to undo of that
        shutil.rmtree(folder)
        folder.mkdir()
    for name, cell in (("network (1)", "C9"), ("network - Copy", "C10")):
        copy = Path(shutil.copy(made / MASTERS / "network.xlsx", made / SUBMITTED / f"{name}.xlsx"))
        staff.typed(copy, {"Action plan": {cell: name}})
    staff.typed(made / MASTERS / "network.xlsx", {"Action plan": {"C12": "Typed in the plan"}})
    staff.typed(made / "Desk.xlsx", {"New plan": {"A5": "peer-review", "B5": "One", "A6": "quality-mark", "B6": "Two"}})
    return made


class Cut(BaseException):
    """The power goes."""


def steps_of(monkeypatch: pytest.MonkeyPatch, at: int) -> Callable[[], int]:
    """Let the power go before the so-many-th step that changes the desk; gives how many there were."""
    count = 0

    def counted(step: Callable[..., object]) -> Callable[..., object]:
        def taken(*arguments: object, **named: object) -> object:
            nonlocal count
            count += 1
            if count == at:
                raise Cut
            return step(*arguments, **named)

        return taken

    monkeypatch.setattr(bench, "put", counted(bench.put))
    monkeypatch.setattr(save, "move", counted(save.move))
    monkeypatch.setattr(bench.Bench, "give_up", lambda _: None)
    return lambda: count


@pytest.mark.parametrize("job", JOBS)
def test_the_power_may_go_before_any_step(
    place: Path, tmp_path: Path, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    untouched = Path(shutil.copytree(place, tmp_path / "untouched"))
    before = tree(place, KEPT)
    with monkeypatch.context() as steps:
        count = steps_of(steps, 0)
        first = worked(place, job)
        steps_taken = count()
    assert steps_taken > 2
    after = tree(place, KEPT, REPORTS)
    for at in range(1, steps_taken + 1):
        shutil.rmtree(place)
        shutil.copytree(untouched, place)
        with monkeypatch.context() as steps:
            steps_of(steps, at)
            with pytest.raises(Cut):
                worked(place, job)
        (place / "Desk versions.lock").unlink(missing_ok=True)
        undone = worked(place, Job.UNDO)
        assert "cut off" in " ".join(undone.said), at
        assert undone.results is not None
        undone.results.unlink()
        assert tree(place, KEPT) == before, at
        again = worked(place, job)
        assert results(again) == results(first), at
        assert tree(place, KEPT, REPORTS) == after, at


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed as elsewhere")
@pytest.mark.parametrize("job", JOBS)
def test_a_run_may_be_killed_at_any_moment(place: Path, tmp_path: Path, job: Job) -> None:
    untouched = Path(shutil.copytree(place, tmp_path / "untouched"))
    began = time.monotonic()
    worked(place, job)
    usual = time.monotonic() - began
    after = tree(place, KEPT, REPORTS)
    chance = random.Random(f"{job}")  # noqa: S311 - moments, not secrets
    for _ in range(KILLS):
        shutil.rmtree(place)
        shutil.copytree(untouched, place)
        killed(lambda: worked(place, job), place, chance, usual)
        worked(place, job)
        assert tree(place, KEPT, REPORTS) == after
        left = [path.name for path in place.rglob("*") if path.suffix in (".tmp", ".lock")]
        assert [*left, *(path.name for path in (place / KEPT).iterdir() if path.name == journal.UNDER_WAY)] == []


def killed(work: Callable[[], object], place: Path, chance: random.Random, usual: float) -> None:
    """Let a process of its own do it, and kill it: after a random time, or soon after its journal has appeared."""
    process = os.fork()
    if process == 0:
        with suppress(BaseException):
            work()
        os._exit(0)
    sign = place / KEPT / journal.UNDER_WAY / journal.FILE
    if chance.random() < 0.7:
        for _ in range(2000):
            if sign.exists() or os.waitpid(process, os.WNOHANG) != (0, 0):
                break
            time.sleep(0.002)
        time.sleep(chance.random() * 0.05)
    else:
        time.sleep(chance.random() * usual)
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(process, 0)


@pytest.mark.parametrize("mode", ["once", "from then on", "killed"])
@pytest.mark.parametrize("job", [Job.UPDATE, Job.NEW])
def test_a_fault_at_any_call_leaves_every_file_old_or_new_and_the_next_run_ends_the_same(
    place: Path, tmp_path: Path, job: Job, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One plan to be made: a second one would get another id where the first is there already.
    staff.typed(place / "Desk.xlsx", {"New plan": {"A6": None, "B6": None}})
    untouched = Path(shutil.copytree(place, tmp_path / "untouched"))
    before = tree(place, KEPT, REPORTS)
    disk = Disk(place, monkeypatch)
    with disk:
        worked(place, job)
    total = len(disk.calls)
    assert total > 100, "the calls were not seen"
    after = tree(place, KEPT, REPORTS)
    chance = random.Random(f"{job} {mode}")  # noqa: S311 - moments, not secrets
    some = range(total) if ALL_FAULTS else sorted(chance.sample(range(total), 12))
    for at in some:
        shutil.rmtree(place)
        shutil.copytree(untouched, place)
        disk.at, disk.mode, disk.number = at, mode, (errno.ENOSPC, errno.EACCES, errno.EIO)[at % 3]
        faulty(disk, place, job)
        where = f"{disk.calls[at] if at < len(disk.calls) else 'none'}, call {at}"
        found = tree(place, KEPT, REPORTS)
        assert all(sha in (before.get(name), after.get(name)) for name, sha in found.items() if is_theirs(name)), where
        worked(place, job)
        assert tree(place, KEPT, REPORTS) == after, where


def is_theirs(name: str) -> bool:
    """Whether it is a file of people's, and not a mark or a temporary file of ours."""
    return not name.endswith((".lock", ".tmp", "versions-next.json"))


def faulty(disk: Disk, place: Path, job: Job) -> None:
    """Do the job on that disk; what it cannot do is said in one line each."""
    try:
        with disk:
            ran = worked(place, job)
    except SheetplanError as problem:
        if "\n" in str(problem):
            pytest.fail(f"more than one line: {problem}")
    except KilledError:
        pass
    else:
        assert all("\n" not in line.told + line.next for line in ran.lines)


@pytest.mark.parametrize("mode", ["journal", "kept"])
def test_where_the_disk_fails_for_good_all_that_is_needed_to_put_things_back_stays(
    place: Path, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that cannot even be given up says so, and so does the next while it is so; then everything is put back."""
    before = tree(place, KEPT)
    broken = OSError(errno.EIO, os.strerror(errno.EIO), "disk")

    def fails(*_: object, **__: object) -> object:
        raise broken

    with monkeypatch.context() as disk:
        real = bench.put

        def put(target: Path, *arguments: object, **named: object) -> None:
            real(target, *arguments, **named)  # type: ignore[arg-type]  # as it was called
            if target.name == "network.xlsx":
                disk.setattr(bench.Bench, "_begun" if mode == "journal" else "_back", fails)
                fails()

        disk.setattr(bench, "put", put)
        with pytest.raises(SheetplanError, match="the next run does that first"):
            worked(place, Job.UPDATE)
        with pytest.raises((SheetplanError, OSError), match=os.strerror(errno.EIO)):
            worked(place, Job.UPDATE)
    assert tree(place, KEPT) != before
    ran = worked(place, Job.UNDO)
    assert "An earlier run was cut off; what it had begun was put back first." in ran.said
    assert ran.results is not None
    ran.results.unlink()
    assert tree(place, KEPT) == before


def test_a_journal_that_cannot_be_read_stops_the_run_and_stays(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as steps:
        steps_of(steps, 3)
        with pytest.raises(Cut):
            worked(place, Job.UPDATE)
    (place / "Desk versions.lock").unlink(missing_ok=True)
    under_way = place / KEPT / journal.UNDER_WAY
    kept = tree(under_way)
    real = Path.read_text

    def read_text(self: Path, *arguments: Any, **named: Any) -> str:
        if self.name == journal.FILE:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))
        return real(self, *arguments, **named)

    with monkeypatch.context() as disk:
        disk.setattr(Path, "read_text", read_text)
        with pytest.raises(SheetplanError, match=r"An earlier run was cut off, .* run\.json cannot be read") as said:
            worked(place, Job.UPDATE)
    assert "Close run.json" in said.value.fix
    assert tree(under_way) == kept
    assert results(worked(place, Job.UPDATE)) == {"network.xlsx": "Version 0.2 made"}


def test_what_was_kept_of_a_run_that_was_cut_off_may_be_gone(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then nothing can be put back: the plan settles itself, and the desk works on."""
    with monkeypatch.context() as steps:
        steps_of(steps, 4)
        with pytest.raises(Cut):
            worked(place, Job.UPDATE)
    (place / "Desk versions.lock").unlink(missing_ok=True)
    shutil.rmtree(place / KEPT / journal.UNDER_WAY / "before")
    worked(place, Job.UPDATE)
    assert results(worked(place, Job.UPDATE)) == {"network.xlsx": "Nothing to do"}


def test_what_somebody_saved_after_a_run_was_cut_off_stays(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    master = place / MASTERS / "network.xlsx"
    with monkeypatch.context() as steps:
        real = bench.put

        def put(target: Path, *arguments: object, **named: object) -> None:
            real(target, *arguments, **named)  # type: ignore[arg-type]  # as it was called
            if target == master:
                raise Cut

        steps.setattr(bench, "put", put)
        steps.setattr(bench.Bench, "give_up", lambda _: None)
        with pytest.raises(Cut):
            worked(place, Job.UPDATE)
    (place / "Desk versions.lock").unlink(missing_ok=True)
    staff.typed(master, {"Action plan": {"C9": "Typed since"}})
    ran = worked(place, Job.UPDATE)
    assert results(ran)["network.xlsx"] == "Version 0.3 made"
    assert "Typed since" in staff.dump(master)


def full_for(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The disk has no room for a file of this name."""
    real = bench.put

    def put(target: Path, *arguments: object, **named: object) -> None:
        if target.name == name:
            raise SheetplanError("The disk is full.", "Free some space.")
        real(target, *arguments, **named)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(bench, "put", put)


def test_a_step_that_is_refused_takes_back_its_own_and_nothing_else(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(place / MASTERS)
    assert "network versions" in before
    sample("project-plan", place / MASTERS / "college.xlsx")
    full_for(monkeypatch, "network.xlsx")
    ran = worked(place, Job.UPDATE)
    assert results(ran) == {"college.xlsx": "Version 0.1 made", "network.xlsx": "Not done"}
    assert {name: sha for name, sha in tree(place / MASTERS).items() if not name.startswith("college")} == before
    assert worked(place, Job.UNDO).code == 0


def test_of_copies_whose_plan_could_not_be_written_each_is_said_to_have_come_to_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = results(worked(place, Job.SYNC))
    worked(place, Job.UNDO)
    before = tree(place / MASTERS)
    full_for(monkeypatch, "network.xlsx")
    ran = worked(place, Job.SYNC)
    ours = ("network.xlsx", "network (1).xlsx", "network - Copy.xlsx")
    assert results(ran) == usual | dict.fromkeys(ours, "Not done")
    assert [line.told for line in ran.lines if line.file in ours] == [
        "The disk is full.",
        *["network.xlsx was left as it is, so nothing was made of it."] * 2,
    ]
    assert tree(place / MASTERS) == before


def test_a_plan_that_is_saved_while_it_is_worked_on_stays_as_saved(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    master = place / MASTERS / "network.xlsx"
    real = bench.Bench.put

    def put(self: bench.Bench, done: list[bench.Done]) -> list[bench.Done]:
        if not self.run.steps:
            staff.typed(master, {"Action plan": {"C9": "Typed meanwhile"}})
        return real(self, done)

    monkeypatch.setattr(bench.Bench, "put", put)
    ran = worked(place, Job.UPDATE)
    assert results(ran)["network.xlsx"] == "Not done"
    assert "Typed meanwhile" in staff.dump(master)
    assert not (place / MASTERS / "network versions" / "network v0.2 2008-02-29.xlsx").exists()
