"""versions, restore and diff at the door: exit codes, nothing removed unasked, one line for what stops a command."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import familiar
from sheetplan.cli import main

SAMPLE = Path(__file__).parents[2] / "samples" / "peer-review" / "plan.xlsx"


def sheetplan(*words: object, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], input=typed, catch_exceptions=False)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The sample with the versions 0.1, 1.0 and 2.0."""
    path = Path(shutil.copy(SAMPLE, tmp_path / "plan.xlsx"))
    for day, *approve in (("2008-02-29",), ("2008-03-31", "--approve"), ("2008-04-30", "--approve")):
        assert sheetplan("update", path, "--as-of", day, "-q", *approve).exit_code == 0
    return path


def test_versions_are_listed_in_three_forms(plan: Path) -> None:
    done = sheetplan("versions", plan)
    assert done.exit_code == 0
    assert done.output.startswith('plan.xlsx: 3 versions in "plan versions"\n')
    data = json.loads(sheetplan("versions", plan, "--format", "json").output)
    assert [one["number"] for one in data["versions"]] == ["0.1", "1.0", "2.0"]
    assert [one["file"]["state"] for one in data["versions"]] == ["whole"] * 3
    lines = sheetplan("versions", plan, "--format", "csv").output.splitlines()
    assert len(lines) == 4
    assert lines[2].startswith("1.0,approved,2008-03-31,")
    assert sheetplan("versions", plan, "-q").output == ""


def test_nothing_is_tidied_away_unless_somebody_says_so(plan: Path) -> None:
    before = familiar.files(plan.parent)
    done = sheetplan("versions", plan, "--tidy", "--keep-days", "0")
    assert done.exit_code == 0
    assert "No longer needed: 0.1 (" in done.output
    assert "Nothing was removed. Add --yes" in done.output
    assert familiar.files(plan.parent) == before
    assert sheetplan("versions", plan, "--yes").exit_code == 2
    done = sheetplan("versions", plan, "--tidy", "--keep-days", "0", "--yes")
    assert done.exit_code == 0
    assert "Tidied away: 0.1 (" in done.output
    assert len(familiar.files(plan.parent)) == len(before) - 2


def test_restore_exits_0_and_what_stops_it_is_one_line(plan: Path) -> None:
    before = familiar.files(plan.parent)
    assert sheetplan("restore", plan, "0.1", "--as-of", "2008-04-30", "--dry-run").exit_code == 0
    assert familiar.files(plan.parent) == before
    done = sheetplan("restore", plan, "7.0")
    assert done.exit_code == 2
    assert done.output == "There is no version 7.0 of plan.xlsx. The versions are: 2.0, 1.0, 0.1.\n"
    done = sheetplan("restore", plan, "0.1", "--as-of", "2008-04-30", "--by", "Coordinator")
    assert done.exit_code == 0
    assert "version 2.1 made" in done.output
    assert "Restored from version 0.1." in done.output


def test_diff_exits_0_1_or_2(plan: Path, tmp_path: Path) -> None:
    done = sheetplan("diff", f"{plan}@1.0", f"{plan}@2.0")
    assert (done.exit_code, done.output.count("\n")) == (0, 1)
    received = next((tmp_path / "plan versions" / "received").glob("plan before v0.1 *"))
    target = tmp_path / "both.xlsx"
    done = sheetplan("diff", received, plan, "-o", target)
    assert done.exit_code == 1
    assert target.is_file()
    assert sheetplan("diff", received, plan, "-q").output == ""
    done = sheetplan("diff", received, plan, "-o", target)
    assert done.exit_code == 2
    assert "is there already" in done.output
    assert sheetplan("diff", plan, tmp_path / "missing.xlsx").exit_code == 2
