"""The story of a plan whose owners work on copies: what sync says, what is chosen, what is told of it afterwards."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

import staff
from sheetplan import render
from sheetplan.model import Plan, Updated, records
from sheetplan.walks import understand
from sheetplan.walks.drafted import Options
from sheetplan.walks.history import history
from sheetplan.walks.sync import sync
from sheetplan.walks.update import update

SAMPLE = staff.SAMPLES / "sync"
Golden = Callable[[Path, str], None]
TOGETHER, CHOSEN = date(2008, 5, 31), date(2008, 6, 2)


def options(day: date) -> Options:
    now = datetime.fromisoformat(f"{day.isoformat()}T10:00:00+00:00")
    return Options(today=day, now=now, as_of=day, by="Coordinator")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A copy of the sample before anything is merged."""
    shutil.copytree(SAMPLE, tmp_path / "story")
    return tmp_path / "story" / "plan.xlsx"


def read(path: Path) -> Plan:
    return understand.only_plan(path, None)


def choose(path: Path, whose: str, ref: str, word: str, own: str = "") -> None:
    tab = read(path).conflicts
    assert tab is not None
    line = next(one["at_row"] for one in tab.rows if one["ref"] == ref and one["whose"] == whose)
    staff.typed(path, {tab.sheet: {f"J{line}": word, f"K{line}": own or None}})


def settled(path: Path) -> Updated:
    """The copies brought together, and what the coordinator chose carried out by the next update."""
    sync(path, [path.parent / "copies"], options(TOGETHER))
    choose(path, "plan-LAPTOP (1).xlsx", "12", "Own words", "By 15 Jul 2008")
    choose(path, "plan from the board.xlsx", "12", "Master")
    choose(path, "PM", "19", "Copy")
    choose(path, "plan from the board.xlsx", "19", "Master")
    return update(path, options(CHOSEN))


def test_the_copies_are_what_the_story_says() -> None:
    copies = {path.name: read(path) for path in (SAMPLE / "copies").iterdir()}
    assert {name: (copy.version, copy.extract) for name, copy in copies.items()} == {
        "for PM.xlsx": ("0.3", "responsibility=PM"),
        "plan from the board.xlsx": ("0.2", ""),
        "plan-LAPTOP (1).xlsx": ("0.3", ""),
    }
    with zipfile.ZipFile(SAMPLE / "copies" / "for PM.xlsx") as package:
        assert b"LibreOffice" in package.read("docProps/app.xml")


def test_the_script_writes_the_story_that_is_kept_here(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(SAMPLE.parent / "build.py"), str(tmp_path), "sync"], check=True)
    built = {path.relative_to(tmp_path / "sync").as_posix() for path in (tmp_path / "sync").rglob("*.xlsx")}
    kept = {path.relative_to(SAMPLE).as_posix() for path in SAMPLE.rglob("*.xlsx")}
    assert kept - built == {"copies/for PM.xlsx"}, "typed in LibreOffice"
    assert {name for name in built if staff.parts(tmp_path / "sync" / name) != staff.parts(SAMPLE / name)} == set()


def test_what_sync_says(plan: Path, golden: Golden) -> None:
    done = sync(plan, [plan.parent / "copies"], options(TOGETHER))
    assert (done.left, done.refused) == (4, ())
    golden(SAMPLE / "sync.txt", render.sync_text(done))


def test_two_conflicts_are_settled_one_of_them_by_a_third_value(plan: Path, golden: Golden) -> None:
    done = settled(plan)
    golden(SAMPLE / "chosen.txt", render.update_text(done))
    found = {row["at_ref"]: row["timescale"] for row in records(read(plan).actions)}
    assert (found["12"], found["19"]) == ("By 15 Jul 2008", "By 31 May 2008")
    again = sync(plan, [plan.parent / "copies"], options(CHOSEN))
    assert (again.left, again.updated.version, again.merge.is_empty) == (0, None, True)


def test_the_story_of_each_action_and_every_cell_at_the_end(
    plan: Path, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled(plan)
    monkeypatch.chdir(plan.parent)
    told = history(Path(plan.name), ["10", "12", "19", "31"], today=CHOSEN, as_of=CHOSEN)
    golden(SAMPLE / "history.txt", render.history_text(told))
    golden(SAMPLE / "plan.cells.txt", staff.dump(plan))
