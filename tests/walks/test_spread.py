"""Many files checked by several processes: the same results in the same order, and a bad file costs only itself."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest

import staff
import workers
from sheetplan import checks
from sheetplan.model import Finding, Judged, Plan, by_level
from sheetplan.walks import check, portion, shelf, spread, understand

DAY = date(2008, 2, 29)
SAMPLES = Path(__file__).parents[2] / "samples"
SAMPLE = SAMPLES / "peer-review" / "plan.xlsx"
KINDS = ("peer-review", "quality-mark", "care-improvement")
ASKED = portion.Asked(DAY, understand.templates(None))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A dozen plans of several kinds, one that is no workbook, one without a plan, one that is not there."""
    kinds = [SAMPLES / kind / "plan.xlsx" for kind in KINDS if (SAMPLES / kind / "plan.xlsx").exists()]
    for number in range(12):
        (tmp_path / f"plan-{number:02}.xlsx").write_bytes(kinds[number % len(kinds)].read_bytes())
    (tmp_path / "plan-03-not.xlsx").write_text("no workbook at all", encoding="utf-8")
    (tmp_path / "list.csv").write_text("Name,Town\nOne,Here\n", encoding="utf-8")
    return tmp_path


def files(folder: Path) -> list[Path]:
    return [*sorted(folder.iterdir()), folder / "not there.xlsx"]


def shown(found: Iterator[spread.Came]) -> list[tuple[object, ...]]:
    """All that a report could say."""
    return [
        (one.path, one.refused, one.no_plan, one.facts, [(j.day, j.findings, *of(j.plan)) for j in one.judged])
        for one in found
    ]


def of(plan: Plan) -> tuple[object, ...]:
    assert plan.standing is not None
    return plan.path, plan.template.name, plan.sheet, plan.actions["at_ref"].tolist(), plan.standing.values.tolist()


def in_small_portions(monkeypatch: pytest.MonkeyPatch, files: int = 3) -> None:
    monkeypatch.setattr(spread, "_MOST_FILES", files)


def left() -> list[object]:
    """The processes that are still there. That one has ended, two threads may learn at once, and one of them later."""
    until = time.monotonic() + 10
    while (found := list(active_children())) and time.monotonic() < until:
        time.sleep(0.02)
    return list[object](found)


# What a report needs is all there


def test_each_file_comes_in_its_order_with_what_check_finds(folder: Path) -> None:
    came = list(spread.came(files(folder), ASKED))
    checked = check.check(files(folder), today=DAY)
    assert [one.path for one in came] == files(folder)
    assert [r for one in came if (r := one.refused)] == list(checked.refused)
    assert [one.path.name for one in came if one.no_plan] == ["list.csv"]
    both = zip([j for one in came for j in one.judged], checked.plans, strict=True)
    for ours, theirs in both:
        assert (ours.day, ours.findings, ours.newest_record) == (theirs.day, theirs.findings, theirs.newest_record)
        assert of(ours.plan) == of(theirs.plan)
        assert ours.plan.template is theirs.plan.template


@pytest.mark.parametrize("kind", ["quality-mark", "project-plan"])
def test_a_painted_plan_comes_back_with_all_its_tabs(kind: str, tmp_path: Path) -> None:
    path = staff.blank(kind, tmp_path)
    (came,) = spread.came([path], ASKED)
    (plan,) = understand.plans(path, kind)
    assert len(plan.tabs) > 1
    (judged,) = came.judged
    assert judged.plan.tabs == plan.tabs


def test_several_processes_give_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_small_portions(monkeypatch, 1)
    alone = shown(spread.came(files(folder), ASKED, cores=1))
    assert shown(spread.came(files(folder), ASKED, cores=2)) == alone
    assert left() == []


def test_no_files_need_no_processes() -> None:
    assert list(spread.came([], ASKED)) == []


def test_what_is_sifted_is_taken_where_all_of_the_plan_is_at_hand(folder: Path) -> None:
    one = next(spread.came(files(folder)[1:], ASKED, sift=workers.facts))
    assert one.facts == ((one.path.name, os.getpid()),)


def test_few_files_are_not_spread(folder: Path) -> None:
    found = list(spread.came(files(folder), ASKED, sift=workers.facts))
    assert {pid for one in found for _, pid in one.facts} == {os.getpid()}


def test_enough_bytes_are_spread(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "PAYS", 1)
    monkeypatch.setattr(spread, "_cores", lambda: 2)
    found = list(spread.came(files(folder), ASKED, sift=workers.facts))
    pids = {pid for one in found for _, pid in one.facts}
    assert pids
    assert os.getpid() not in pids


def test_nothing_is_read_twice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []
    plans = portion.read.plans
    monkeypatch.setattr(portion.read, "plans", lambda path, *more: read.append(path) or plans(path, *more))
    for one in spread.came(files(folder), ASKED):
        assert all(len(judged.plan.actions) and judged.plan.sheet for judged in one.judged)
    assert read == files(folder)


def test_all_plans_of_a_portion_are_judged_together(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    judge_all = checks.judge_all

    def counted(plans: Sequence[Plan], **more: Any) -> Any:
        sizes.append(len(plans))
        return judge_all(plans, **more)

    monkeypatch.setattr(checks, "judge_all", counted)
    plans = sum(len(one.judged) for one in spread.came(files(folder), ASKED))
    assert sizes == [plans]


def test_portions_keep_the_order_and_part_by_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "_MOST_BYTES", 100)
    paths = [tmp_path / str(number) for number in range(6)]
    for path, size in zip(paths, (60, 60, 20, 500, 1, 1), strict=True):
        path.write_bytes(b"x" * size)
    assert [len(one) for one in spread.portions(paths)] == [1, 2, 1, 2]
    assert [path for one in spread.portions(paths) for path in one] == paths


# Plans wait on a shelf


def test_a_shelved_plan_takes_no_memory_and_can_have_other_findings(folder: Path) -> None:
    found = [judged for one in spread.came(files(folder), ASKED) for judged in one.judged]
    assert all(isinstance(judged, shelf.Shelved) for judged in found)
    fewer = found[0].with_findings(found[0].findings[:1])
    assert isinstance(fewer, shelf.Shelved)
    assert (fewer.findings, fewer.day) == (found[0].findings[:1], found[0].day)
    assert of(fewer.plan) == of(found[0].plan)


def test_findings_wait_with_their_plan_and_take_no_memory(folder: Path) -> None:
    def alive() -> int:
        gc.collect()
        return sum(isinstance(one, Finding) for one in gc.get_objects())

    before = alive()
    found = [judged for one in spread.came(files(folder), ASKED) for judged in one.judged]
    assert alive() == before
    assert sum(sum(judged.counts().values()) for judged in found) > len(found)
    for judged in found:
        assert judged.counts() == by_level(judged.findings) == judged.with_findings(judged.findings).counts()


def test_findings_are_unpacked_as_they_were_packed() -> None:
    findings = check.check([SAMPLE], today=DAY).plans[0].findings
    assert findings
    assert shelf.unpack_findings(shelf.pack_findings(findings)) == findings
    assert shelf.unpack_findings(shelf.pack_findings(())) == ()


def test_any_judged_plan_can_have_other_findings() -> None:
    judged = check.check([SAMPLE], today=DAY).plans[0]
    fewer = judged.with_findings(())
    assert type(fewer) is Judged
    assert (fewer.findings, fewer.plan) == ((), judged.plan)


def test_what_is_packed_is_small() -> None:
    plan = check.check([SAMPLE], today=DAY).plans[0].plan
    data = shelf.pack(plan, ASKED.known)
    assert len(data) < 40_000
    assert shelf.unpack(data, ASKED.known).template is plan.template


# A process that dies


def test_a_file_that_kills_its_process_costs_only_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_small_portions(monkeypatch, 4)
    (folder / f"plan-04-{workers.DEADLY}.xlsx").write_bytes(SAMPLE.read_bytes())
    found = list(spread.came(files(folder), ASKED, sift=workers.deadly, cores=2))
    assert [one.path for one in found] == files(folder)
    lost = [one.refused for one in found if workers.DEADLY in one.path.name]
    assert [r.reason for r in lost if r] == [
        f"plan-04-{workers.DEADLY}.xlsx brought down the process that read it, perhaps for want of memory."
    ]
    others = [one for one in found if workers.DEADLY not in one.path.name]
    assert [one.path.name for one in others if one.refused] == ["list.csv", "plan-03-not.xlsx", "not there.xlsx"]
    assert sum(len(one.judged) for one in others) >= 12
    assert left() == []


def test_too_little_memory_for_one_file_refuses_that_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plans = portion.read.plans

    def short(path: Path, *more: Any) -> Any:
        if path.name == "plan-05.xlsx":
            raise MemoryError
        return plans(path, *more)

    monkeypatch.setattr(portion.read, "plans", short)
    found = {one.path.name: one for one in spread.came(files(folder), ASKED)}
    refused = found["plan-05.xlsx"].refused
    assert refused is not None
    assert refused.reason == "There is not enough memory to read plan-05.xlsx."
    assert found["plan-06.xlsx"].judged


SCRIPT = """
import signal
import sys
from datetime import date
from pathlib import Path
import staff
import workers
from sheetplan.walks import portion, spread, understand

if __name__ == "__main__":
    # Whoever runs the tests behind a shell has it ignored, and so would this.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    asked = portion.Asked(date(2008, 2, 29), understand.templates(None))
    try:
        list(spread.came(sorted(Path(sys.argv[1]).glob("*.xlsx")), asked, sift=workers.slow, cores=2))
    except KeyboardInterrupt:
        print("interrupted")
"""


@pytest.mark.skipif(os.name != "posix", reason="signals go to a group of processes on POSIX only")
def test_ctrl_c_ends_all_of_them_at_once(folder: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(script), str(folder)]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        until = time.monotonic() + 60
        while not (begun := list(folder.glob("*.pid"))) and time.monotonic() < until:
            time.sleep(0.05)
        assert begun, "no process ever began"
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does
        said, complained = running.communicate(timeout=15)
    assert (said, complained) == ("interrupted\n", "")
    for path in folder.glob("*.pid"):
        with pytest.raises(ProcessLookupError):
            os.kill(int(path.stem), 0)
