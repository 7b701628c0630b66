"""Restore: the plan becomes what a version was, its history goes on, and what it was before is kept."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import familiar
from judges.libreoffice import LibreOffice
from sheetplan.model import SheetplanError, Updated
from sheetplan.walks import understand
from sheetplan.walks.restore import Options, restore

NOW = datetime.fromisoformat("2026-10-31T09:30:00+00:00")
TABLE = """
action | timescale
1. Call the members | By 31 Jan 2008
2. Write the notes | By 31 May 2008
"""
CALL, WRITE = "1. Call the members", "2. Write the notes"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan with the versions 0.1 (29 Feb), 0.2 (31 Mar) and 0.3 (30 Apr), and a Change log."""
    path = familiar.build(tmp_path / "plan.xlsx", TABLE)
    familiar.run(path)
    familiar.type_in(path, {(CALL, "success"): "All were called"})
    familiar.run(path, date(2008, 3, 31), note="After the meeting")
    familiar.type_in(path, {(CALL, "success"): "Nobody was called", (WRITE, "timescale"): "By 30 Sep 2008"})
    familiar.run(path, date(2008, 4, 30))
    return path


def run(plan: Path, number: str, **options: Any) -> Updated:
    return restore(plan, number, Options(**{"today": familiar.TODAY, "now": NOW, "by": "Coordinator", **options}))


def typed(path: Path) -> list[tuple[Any, ...]]:
    """What people typed, action by action."""
    return [tuple(list(cells.values())[:6]) for cells in familiar.records(path).values()]


def kept(plan: Path, number: str) -> Path:
    (found,) = plan.with_name("plan versions").glob(f"* v{number} *")
    return found


def test_a_dry_run_says_it_and_writes_nothing(plan: Path) -> None:
    before = familiar.files(plan.parent)
    done = run(plan, "0.1", dry_run=True)
    assert done.version is not None
    assert (done.version.number, done.dry_run) == ("0.4", True)
    assert familiar.files(plan.parent) == before


def test_all_versions_stay_as_they_were_and_the_present_is_kept(plan: Path) -> None:
    before, came = familiar.files(plan.parent / "plan versions"), plan.read_bytes()
    done = run(plan, "0.1")
    assert done.version is not None
    after = familiar.files(plan.parent / "plan versions")
    assert {name: after[name] for name in before if name != "versions.json"} == {
        name: sha for name, sha in before.items() if name != "versions.json"
    }
    received = plan.parent / "plan versions" / "received" / str(done.version.received)
    assert received.read_bytes() == came
    assert kept(plan, "0.4").read_bytes() == plan.read_bytes()


def test_the_plan_becomes_what_the_version_was_and_is_right_on_its_day(plan: Path) -> None:
    done = run(plan, "0.1", as_of=date(2008, 6, 30))
    assert done.version is not None
    assert done.version.position_date == date(2008, 6, 30)
    assert typed(plan) == typed(kept(plan, "0.1"))
    assert {text: cells["Status at"] for text, cells in familiar.records(plan).items()} == {
        CALL: "Overdue",
        WRITE: "Overdue",
    }
    assert done.changed[:2] == ("Restored from version 0.1.", "2 cells changed in 2 actions: 1, 2.")
    assert not [sentence for sentence in done.changed if "put there" in sentence or "by hand" in sentence]
    assert familiar.run(plan, date(2008, 6, 30)).version is None, "there is nothing left to do"


def test_version_history_and_change_log_go_on_unbroken(plan: Path) -> None:
    before = [row for row in familiar.grid(plan, "Version history") if row[0] in ("0.1", "0.2", "0.3")]
    logged = familiar.grid(plan, "Change log")
    run(plan, "0.1", note="The April entries were mistaken")
    lines = familiar.grid(plan, "Version history")[4:]
    assert [line[0] for line in lines] == ["0.1", "0.2", "0.3", "0.4"]
    assert lines[:3] == before
    assert lines[3][3:5] == ["Coordinator", "The April entries were mistaken"]
    assert lines[3][6].startswith("Restored from version 0.1.")
    log = familiar.grid(plan, "Change log")
    assert {row[0] for row in logged[4:]} == {"0.1", "0.2", "0.3"}
    assert log[: len(logged)] == logged
    assert {row[0] for row in log[len(logged) :]} == {"0.4"}
    (read,) = understand.plans(plan, None)
    assert (read.version, len(read.history_lines)) == ("0.4", 4)


def test_the_version_before_the_last_keeps_the_lines_that_it_has(plan: Path) -> None:
    run(plan, "0.2")
    assert [line[0] for line in familiar.grid(plan, "Version history")[4:]] == ["0.1", "0.2", "0.3", "0.4"]
    assert familiar.records(plan)[CALL]["Success Criteria/Target"] == "All were called"
    run(plan, "0.3")
    assert [line[0] for line in familiar.grid(plan, "Version history")[4:]] == ["0.1", "0.2", "0.3", "0.4", "0.5"]
    assert typed(plan) == typed(kept(plan, "0.3"))


def test_the_position_date_is_never_before_the_last_versions(plan: Path) -> None:
    with pytest.raises(SheetplanError, match="before that"):
        run(plan, "0.1", as_of=date(2008, 4, 1))
    done = run(plan, "0.1", today=date(2008, 2, 29))
    assert done.day == date(2008, 4, 30)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 and nothing more"], ids=["empty", "broken"])
def test_a_damaged_plan_can_be_restored(plan: Path, damage: bytes) -> None:
    plan.write_bytes(damage)
    done = run(plan, "0.3")
    assert done.version is not None
    assert done.said[0].startswith("The plan could not be read before: plan.xlsx")
    assert typed(plan) == typed(kept(plan, "0.3"))
    assert [line[0] for line in familiar.grid(plan, "Version history")[4:]] == ["0.1", "0.2", "0.3", "0.4"]
    received = plan.parent / "plan versions" / "received" / str(done.version.received)
    assert received.read_bytes() == damage


@pytest.mark.parametrize(
    ("number", "trouble", "says"),
    [
        ("0.9", "", r"There is no version 0\.9 of plan\.xlsx\. The versions are: 0\.3, 0\.2, 0\.1\."),
        ("first", "", '"first" is no number of a version'),
        ("0.1", "altered", r"version 0\.1 of plan\.xlsx is no longer what was written"),
        ("0.1", "missing", r"version 0\.1 of plan\.xlsx is missing"),
        ("0.1", "another plan's", "is of another plan"),
        ("0.1", "open", r"plan\.xlsx is open"),
        ("0.1", "gone", r"There is no file plan\.xlsx\. Copy the version"),
        ("0.1", "no folder", r"No versions of plan\.xlsx are kept"),
    ],
)
def test_it_refuses_and_leaves_everything_as_it_was(plan: Path, number: str, trouble: str, says: str) -> None:
    folder = plan.parent / "plan versions"
    if trouble == "altered":
        kept(plan, "0.1").write_bytes(b"other")
    elif trouble == "missing":
        kept(plan, "0.1").unlink()
    elif trouble == "another plan's":
        other = familiar.build(plan.parent / "elsewhere.xlsx", TABLE.replace("Call", "Ask"))
        familiar.run(other)
        shutil.move(other, plan)
    elif trouble == "open":
        plan.with_name(".~lock.plan.xlsx#").touch()
    elif trouble == "gone":
        plan.unlink()
    elif trouble == "no folder":
        shutil.rmtree(folder)
    before = familiar.files(plan.parent)
    with pytest.raises(SheetplanError, match=says):
        run(plan, number)
    assert familiar.files(plan.parent) == before


def test_a_painted_plan_keeps_its_formulas(tmp_path: Path) -> None:
    sample = Path(__file__).parents[2] / "samples" / "care-improvement" / "plan.xlsx"
    path = Path(shutil.copy(sample, tmp_path / "plan.xlsx"))
    familiar.run(path, date(2025, 9, 30))
    (plan,) = understand.plans(path, None)
    row, column = plan.layout.first_row, plan.columns[plan.template.ref_from].column
    familiar.put(path, {(row, column + 2): "Somebody else's words"}, plan.sheet)
    familiar.run(path, date(2025, 10, 31))
    run(path, "0.1", as_of=date(2025, 10, 31))
    (after,) = understand.plans(path, None)
    assert (after.version, after.live) == ("0.3", plan.live)
    assert familiar.grid(path, plan.sheet)[row - 1][column + 1] != "Somebody else's words"


def test_the_restored_file_is_as_valid_as_the_version_and_opens_elsewhere(
    plan: Path, validator: ModuleType, libreoffice: LibreOffice
) -> None:
    run(plan, "0.1", as_of=date(2008, 6, 30))
    assert validator.new_errors(kept(plan, "0.1"), plan) == []
    history = libreoffice.values(plan)["Version history"]
    assert [history[f"A{row}"] for row in range(5, 9)] == ["0.1", "0.2", "0.3", "0.4"]
