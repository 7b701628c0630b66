"""sheetplan publish at the door: exit codes, what it prints, and that it prints nothing when asked to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import staff
from sheetplan.cli import main


def sheetplan(*words: object) -> Result:
    return CliRunner().invoke(main, ["publish", *map(str, words)], catch_exceptions=False)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return staff.sample("peer-review", tmp_path)


@pytest.fixture
def named(plan: Path) -> Path:
    return staff.typed(plan, {"Action plan": {"A10": "4. Priya Quibbler to lead"}})


def test_it_exits_0_when_the_copy_is_made(plan: Path) -> None:
    out = plan.with_name("out.xlsx")
    done = sheetplan(plan, "-o", out, "--as-of", "2008-02-29", "--title", "For  everybody")
    assert done.exit_code == 0
    assert done.output.startswith("out.xlsx: copy made of plan.xlsx, position at 29 Feb 2008\n")
    assert staff.shown(out, "Next steps")[0][0] == "Next steps: For everybody"


def test_it_exits_1_and_says_what_and_where_when_something_has_to_be_decided(named: Path) -> None:
    done = sheetplan(named, "-o", named.with_name("out.xlsx"))
    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert lines[0].startswith("plan.xlsx: not published. 1 wording looks like a name or personal data")
    assert lines[1] == '  Action plan!A10: "Priya Quibbler" (a first name)'
    assert lines[2].startswith('  Decide about it in "plan publish decisions.xlsx"')


def test_it_exits_2_when_it_cannot_go_on(plan: Path) -> None:
    done = sheetplan(plan, "-o", plan)
    assert done.exit_code == 2
    assert len(done.output.splitlines()) == 1


def test_a_dry_run_says_what_would_be_done(named: Path) -> None:
    done = sheetplan(named, "-o", named.with_name("out.xlsx"), "--dry-run")
    assert done.exit_code == 1
    assert "Without the dry run, they would be listed" in done.output
    staff.typed(named, {"Action plan": {"A10": "4. Ask all"}})
    assert "copy would be made of plan.xlsx" in sheetplan(named, "-o", named.with_name("out.xlsx"), "--dry-run").output
    assert [path.name for path in named.parent.iterdir()] == ["plan.xlsx"]


def test_quiet_prints_nothing_and_the_exit_code_tells(named: Path) -> None:
    done = sheetplan(named, "-o", named.with_name("out.xlsx"), "-q")
    assert (done.exit_code, done.output) == (1, "")


def test_other_programs_get_the_same(named: Path) -> None:
    out = named.with_name("out.xlsx")
    told = json.loads(sheetplan(named, "-o", out, "--format", "json", "--as-of", "2008-02-29").output)
    assert told["published"] is False
    assert told["position_date"] == "2008-02-29"
    assert told["undecided"] == [
        {
            "wording": "Priya Quibbler",
            "why": "a first name",
            "found_in": ["Action plan!A10"],
            "context": "Priya Quibbler to lead",
        }
    ]
    staff.typed(named, {"Action plan": {"A10": "4. Ask all"}})
    told = json.loads(sheetplan(named, "-o", out, "--format", "json", "--summary").output)
    assert told["published"] is True
    assert [one["name"] for one in told["sheets"]] == ["About this plan", "Next steps"]


def test_many_wordings_are_cut_short_on_the_screen_and_all_in_the_workbook(plan: Path) -> None:
    cells = {f"C{row}": f"Seen by Mr Quibbler{letter}" for row, letter in enumerate("abcdefghijklmnop", start=7)}
    staff.typed(plan, {"Action plan": cells})
    done = sheetplan(plan, "-o", plan.with_name("out.xlsx"))
    assert "... and 4 more" in done.output
    assert len(staff.shown(plan.with_name("plan publish decisions.xlsx"), "Decisions")) == 4 + 16
