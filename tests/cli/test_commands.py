"""The door: exit codes, one line for what stops a command, and that nothing heavy is imported for help."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from packages import ole2
from sheetplan import template
from sheetplan.cli import COMMANDS, main

SAMPLE = Path(__file__).parents[2] / "samples" / "peer-review" / "plan.xlsx"


def workbook(text: str) -> bytes:
    """A workbook with this text in A1."""
    book, target = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    book.active["A1"] = text
    book.save(target)
    return target.getvalue()


def sheetplan(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return Path(shutil.copy(SAMPLE, tmp_path / "plan.xlsx"))


def test_check_exits_1_when_something_must_be_fixed(plan: Path) -> None:
    done = sheetplan("check", plan, "--as-of", "2008-02-29")
    assert done.exit_code == 1
    assert "1 must fix" in done.output


def test_check_exits_0_when_nothing_must_be_fixed(tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    assert sheetplan("new", "peer-review", path).exit_code == 0
    assert sheetplan("check", path).exit_code == 0


def test_check_exits_2_when_a_file_cannot_be_read_and_does_the_others(plan: Path) -> None:
    missing = plan.with_name("missing.xlsx")
    done = sheetplan("check", missing, plan, "--as-of", "2008-02-29")
    assert done.exit_code == 2
    assert "missing.xlsx" in done.output
    assert "30 actions" in done.output


def test_update_exits_0_and_says_what_it_did(plan: Path) -> None:
    done = sheetplan("update", plan, "--as-of", "2008-02-29", "--by", "Coordinator")
    assert done.exit_code == 0
    assert "version 0.1 made" in done.output
    assert sheetplan("update", plan, "--as-of", "2008-02-29").exit_code == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Dear colleague", "is not an Excel workbook"),
        (SAMPLE.read_bytes()[:8000], "damaged"),
        (None, "is not there|was not found|no file"),
        (ole2("EncryptedPackage"), "is protected with a password"),
        (workbook("Minutes of the meeting"), "no action plan was found"),
    ],
    ids=["not a workbook", "truncated", "missing", "encrypted", "no plan table"],
)
@pytest.mark.parametrize("command", ["check", "update", "history"])
def test_what_stops_a_command_is_one_line(tmp_path: Path, command: str, content: bytes | None, words: str) -> None:
    path = tmp_path / "plan.xlsx"
    if content is not None:
        path.write_bytes(content)
    done = sheetplan(command, path, "-q")
    assert done.exit_code == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "plan.xlsx" in line
    assert any(word in line for word in words.split("|")), line
    assert [p.name for p in tmp_path.iterdir()] == (["plan.xlsx"] if content is not None else [])


def test_history_tells_of_the_actions_that_are_named_and_leaves_the_plan_as_it_was(plan: Path) -> None:
    sheetplan("update", plan, "--as-of", "2008-02-29", "--by", "Coordinator")
    before = plan.read_bytes()
    done = sheetplan("history", plan, "--ref", "14", "--ref", "1")
    assert done.exit_code == 0
    assert [line.split()[0] for line in done.output.splitlines() if line[:1].isdigit()] == ["14", "1"]
    assert "First seen in version 0.1, supplied by Coordinator; due on 9 Jan 2008." in done.output
    data = json.loads(sheetplan("history", plan, "--format", "json").output)
    assert len(data["actions"]) == 30
    assert data["actions"][0]["first_seen"] == {
        "version": "0.1", "position_date": "2008-02-29", "supplied_by": "Coordinator",
    }  # fmt: skip
    assert sheetplan("history", plan, "--format", "csv").output.splitlines()[0].startswith("ref,action,version,")
    assert sheetplan("history", plan, "-q").output == ""
    assert plan.read_bytes() == before


def test_history_writes_a_workbook_once(plan: Path) -> None:
    story = plan.with_name("story.xlsx")
    done = sheetplan("history", plan, "-o", story)
    assert (done.exit_code, done.output) == (0, f"Written to {story}.\n")
    before = story.read_bytes()
    again = sheetplan("history", plan, "-o", story)
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    assert story.read_bytes() == before


def test_history_of_an_action_that_there_is_not_is_one_line(plan: Path) -> None:
    done = sheetplan("history", plan, "--ref", "99")
    assert (done.exit_code, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


@pytest.mark.parametrize("mark", ["~$plan.xlsx", ".~lock.plan.xlsx#"])
def test_update_leaves_a_workbook_alone_that_somebody_has_open(plan: Path, mark: str) -> None:
    (plan.parent / mark).write_bytes(b"x")
    before = plan.read_bytes()
    done = sheetplan("update", plan, "--as-of", "2008-02-29")
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert "plan.xlsx is open" in line
    assert plan.read_bytes() == before
    assert sorted(p.name for p in plan.parent.iterdir()) == sorted(["plan.xlsx", mark])


def test_check_explains_what_update_could_do_and_writes_nothing(plan: Path) -> None:
    before = plan.read_bytes()
    done = sheetplan("check", "--explain", plan, "--as-of", "2008-02-29")
    assert done.exit_code == 0
    assert done.output.startswith("plan.xlsx: update can do all its work on this workbook.\n")
    told = json.loads(sheetplan("check", "--explain", plan, "--as-of", "2008-02-29", "--format", "json").output)
    assert set(told) == {"path", "whole", "plans", "stops", "update", "archive", "features"}
    assert told["update"]["parts"] == {"kept": 17, "changed": 9, "added": 12}
    assert sheetplan("check", "--explain", plan, "-q").output == ""
    assert plan.read_bytes() == before
    assert [p.name for p in plan.parent.iterdir()] == ["plan.xlsx"]


def test_check_explains_with_exit_1_what_stands_in_the_way(plan: Path) -> None:
    plan.with_name("~$plan.xlsx").write_bytes(b"x")
    done = sheetplan("check", "--explain", plan, "--as-of", "2008-02-29")
    assert done.exit_code == 1
    assert "update would not go on" in done.output
    assert "~$plan.xlsx stands beside it" in done.output


@pytest.mark.parametrize("content", [b"Dear colleague", ole2("EncryptedPackage"), workbook("Minutes")])
@pytest.mark.parametrize("kind", ["text", "json"])
def test_check_explains_a_file_it_cannot_read_in_the_words_of_update(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content)
    done = sheetplan("check", "--explain", path, "--format", kind)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr == sheetplan("update", path).stderr


@pytest.mark.parametrize("words", [("plan.xlsx", "other.xlsx"), (".",), ("plan.xlsx", "--format", "csv")])
def test_check_explains_one_workbook_at_a_time(words: tuple[str, ...]) -> None:
    done = sheetplan("check", "--explain", *words)
    assert done.exit_code == 2
    assert "takes one workbook" in done.stderr


def test_a_wrong_day_is_refused_with_an_example(plan: Path) -> None:
    done = sheetplan("check", plan, "--as-of", "29/02/2008")
    assert done.exit_code == 2
    assert "2026-10-31" in done.stderr


def test_an_unknown_template_names_those_there_are(tmp_path: Path) -> None:
    done = sheetplan("new", "pear-review", tmp_path / "x.xlsx")
    assert done.exit_code == 2
    assert "peer-review" in done.stderr


def test_new_never_overwrites(plan: Path) -> None:
    before = plan.read_bytes()
    done = sheetplan("new", "peer-review", plan)
    assert done.exit_code == 2
    assert plan.read_bytes() == before


def test_templates_are_listed_one_a_line() -> None:
    done = sheetplan("templates")
    assert done.exit_code == 0
    assert [line.split()[0] for line in done.output.splitlines()] == sorted(template.names())


def test_every_command_explains_itself() -> None:
    for command in COMMANDS:
        done = sheetplan(command, "--help")
        assert done.exit_code == 0
        assert command in done.output


def test_help_imports_nothing_heavy() -> None:
    heavy = ("pandas", "pandera", "numpy", "openpyxl", "xlsxwriter", "python_calamine", "tomllib", "zipfile")
    code = (
        "import sys; from sheetplan.cli import main; main(['--help'], standalone_mode=False); "
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_program_runs_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "sheetplan", "--version"], capture_output=True, text=True, check=True)
    assert "sheetplan" in done.stdout
