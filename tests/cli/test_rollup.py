"""rollup at the door: what is printed where, exit codes, and that nothing is written unasked."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sheetplan.cli import main
from sheetplan.model import PreviousReport
from sheetplan.walks import rollup as walk

SAMPLES = Path(__file__).parents[2] / "samples"
MONTH = ("--month", "2008-02")


def rollup(*words: object) -> Result:
    return CliRunner().invoke(main, ["rollup", *map(str, words)], catch_exceptions=False)


@pytest.fixture
def plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two plans in the current folder's folder "plans"."""
    (tmp_path / "plans").mkdir()
    shutil.copy(SAMPLES / "peer-review" / "plan.xlsx", tmp_path / "plans" / "Town Learning.xlsx")
    shutil.copy(SAMPLES / "project-plan" / "plan.xlsx", tmp_path / "plans" / "Borough Homes.xlsx")
    monkeypatch.chdir(tmp_path)
    return Path("plans")


def inside() -> list[str]:
    return sorted(path.as_posix() for path in Path().rglob("*") if path.is_file())


THERE = ["plans/Borough Homes.xlsx", "plans/Town Learning.xlsx"]


def test_nothing_is_written_unasked(plans: Path) -> None:
    done = rollup(plans, *MONTH)
    assert done.exit_code == 0
    assert "29 Feb 2008: 2 plans" in done.output
    assert "actions are overdue" in done.output
    assert inside() == THERE


def test_a_file_that_cannot_be_read_is_2_and_the_report_is_still_made(plans: Path) -> None:
    (plans / "broken.xlsx").write_bytes(b"Dear colleague")
    done = rollup(plans, *MONTH, "-o", "month.html")
    assert done.exit_code == 2
    assert "broken.xlsx is not an Excel workbook" in done.output
    assert "broken.xlsx is not an Excel workbook" in Path("month.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("kind", "begins"), [("html", "<!DOCTYPE html>\n"), ("json", "{\n"), ("csv", "organisation,")])
def test_what_other_programs_read_is_printed_alone(plans: Path, kind: str, begins: str) -> None:
    done = rollup(plans, *MONTH, "--format", kind, "-o", f"month.{kind}")
    assert done.exit_code == 0
    assert done.stdout.startswith(begins)
    assert Path(f"month.{kind}").read_text(encoding="utf-8").rstrip("\n") == done.stdout.rstrip("\n")
    assert f"Report written to month.{kind}." in done.stderr
    assert "Report written" not in done.stdout


def test_all_forms_say_the_same_numbers(plans: Path) -> None:
    printed = json.loads(rollup(plans, *MONTH, "--format", "json").stdout)
    page = rollup(plans, *MONTH, "--format", "html").stdout
    text = rollup(plans, *MONTH).stdout
    rows = list(csv.DictReader(io.StringIO(rollup(plans, *MONTH, "--format", "csv").stdout)))
    assert len(rows) == len(printed["actions"])
    assert sum(row["status"] == "Overdue" for row in rows) == printed["figures"]["overdue"] > 0
    assert all(headline in page and headline in text for headline in printed["headlines"])


def test_a_dry_run_says_what_it_would_write_and_writes_nothing(plans: Path) -> None:
    done = rollup(plans, *MONTH, "-o", "month.html", "--dry-run")
    assert done.exit_code == 0
    assert "Report would be written to month.html." in done.output
    assert inside() == THERE


def test_quietly_only_what_could_not_be_read_is_said(plans: Path) -> None:
    assert rollup(plans, *MONTH, "-q").output == ""
    (plans / "broken.xlsx").write_bytes(b"Dear colleague")
    done = rollup(plans, *MONTH, "-q")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("broken.xlsx") or "broken.xlsx" in done.stderr


def test_a_report_that_is_there_stays_unless_it_is_to_be_replaced(plans: Path) -> None:
    Path("month.html").write_text("mine", encoding="utf-8")
    done = rollup(plans, *MONTH, "-o", "month.html")
    assert done.exit_code == 2
    assert "month.html is there already" in done.output
    assert Path("month.html").read_text(encoding="utf-8") == "mine"
    assert rollup(plans, *MONTH, "-o", "month.html", "--replace").exit_code == 0
    assert Path("month.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--month", "October"), '"October" is not a month that the program can read.'),
        (("--month", "2008-13"), '"2008-13" is not a month that the program can read.'),
        (("--month", "2999-01"), "2999-01 has not begun"),
        ((*MONTH, "-o", "month.docx"), "month.docx must end in"),
        ((*MONTH, "-o", "none/month.html"), "There is no folder none"),
        ((*MONTH, "--previous", "plans/Borough Homes.xlsx"), "is no report that rollup wrote"),
        ((*MONTH, "--register", "none.csv"), "none.csv"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line_and_nothing_is_written(
    plans: Path, words: tuple[str, ...], said: str
) -> None:
    done = rollup(plans, *words)
    assert done.exit_code == 2
    assert said in done.output
    assert "Traceback" not in done.output
    assert inside() == THERE


def test_a_page_says_what_people_wrote_in_the_workbook_of_the_same_month(
    plans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = Path("month.xlsx")
    shutil.copy(plans / "Borough Homes.xlsx", report)
    last = date(2008, 2, 29)
    written = PreviousReport(report, last, {}, (), ("Thank Borough Homes.",), edited=True)
    monkeypatch.setattr(walk.month_read, "month", lambda path: last.replace(day=1) if path == report else None)
    monkeypatch.setattr(walk.month_read, "read", lambda path: {report: written}[path])
    done = rollup(plans, *MONTH, "-o", "month.html")
    assert done.exit_code == 0
    assert "<li>Thank Borough Homes.</li>" in Path("month.html").read_text(encoding="utf-8")
    assert "stands as people wrote it" in done.output
