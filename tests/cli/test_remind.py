"""remind at the door: what is printed where, exit codes, and that nothing is written unasked."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sheetplan.cli import main

SAMPLE = Path(__file__).parents[2] / "samples" / "peer-review" / "plan.xlsx"


@pytest.fixture(autouse=True)
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample, alone in the current folder."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(SAMPLE, "plan.xlsx")


def remind(*words: str) -> Result:
    line = ["remind", "plan.xlsx", "-o", "r.xlsx", "--as-of", "2008-02-29", *words]
    return CliRunner().invoke(main, line, catch_exceptions=False)


def test_it_says_who_to_chase_and_what_was_written() -> None:
    done = remind("--calendar", "calendars")
    assert done.exit_code == 0
    assert "PM, Project Manager (plan): 10 overdue, 4 due soon, 3 coming" in done.stdout
    assert done.stdout.endswith("Workbook written to r.xlsx.\n4 calendars written to calendars.\n")
    assert Path("r.xlsx").is_file()
    assert len(list(Path("calendars").iterdir())) == 4


def test_with_a_dry_run_nothing_is_written() -> None:
    done = remind("--calendar", "calendars", "--dry-run")
    assert "Workbook would be written to r.xlsx." in done.stdout
    assert [path.name for path in Path().iterdir()] == ["plan.xlsx"]


def test_what_other_programs_read_is_not_mixed_with_words() -> None:
    done = remind("--format", "json")
    assert len(json.loads(done.stdout)["owners"]) == 3
    assert done.stderr == "Workbook written to r.xlsx.\n"


def test_quietly_nothing_is_printed() -> None:
    done = remind("-q")
    assert (done.exit_code, done.output) == (0, "")


def test_a_file_that_cannot_be_read_is_2_and_the_others_are_done() -> None:
    Path("broken.xlsx").write_bytes(b"Dear colleague")
    done = remind("broken.xlsx")
    assert done.exit_code == 2
    assert "broken.xlsx is not an Excel workbook" in done.output
    assert "10 overdue" in done.output
    assert Path("r.xlsx").is_file()


def test_what_cannot_be_done_is_one_line() -> None:
    for words in (("--owner", "ZZ"), ("--register", "none.csv")):
        done = remind(*words)
        assert done.exit_code == 2
        assert len(done.output.splitlines()) == 1
    assert not Path("r.xlsx").exists()


def test_calendars_load_their_library_only_when_they_are_asked_for() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from sheetplan.cli import main;"
        "CliRunner().invoke(main, ['remind', 'plan.xlsx', '-o', 'r.xlsx', '--dry-run']);"
        "print('icalendar' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
