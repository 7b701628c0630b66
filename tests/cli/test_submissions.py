"""check at the door, for many plans: what is printed where, exit codes, and that nothing is written unasked."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from faulty import unlistable
from sheetplan.cli import main, options

SAMPLES = Path(__file__).parents[2] / "samples"
DAY = ("--as-of", "2008-02-29")


def check(*words: object) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, words)], catch_exceptions=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two plans, of which one has something that must be fixed, in the current folder's folder "plans"."""
    (tmp_path / "plans").mkdir()
    shutil.copy(SAMPLES / "peer-review" / "plan.xlsx", tmp_path / "plans" / "Town Learning.xlsx")
    shutil.copy(SAMPLES / "project-plan" / "plan.xlsx", tmp_path / "plans" / "Borough Homes.xlsx")
    monkeypatch.chdir(tmp_path)
    return Path("plans")


def inside(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_folder_is_summed_up_and_a_plan_alone_told_in_full(folder: Path) -> None:
    done = check(folder, *DAY)
    assert done.exit_code == 1
    assert "2 files at 29 Feb 2008" in done.output
    assert "By organisation" in done.output
    alone = check(folder / "Town Learning.xlsx", *DAY)
    assert alone.exit_code == 1
    assert "headings in row 6" in alone.output
    assert "By organisation" not in alone.output
    assert inside(Path()) == ["plans", "plans/Borough Homes.xlsx", "plans/Town Learning.xlsx"]


def test_nothing_that_must_be_fixed_is_0_and_a_file_that_cannot_be_read_2(folder: Path) -> None:
    assert check(folder / "Borough Homes.xlsx", folder / "Borough Homes.xlsx", *DAY).exit_code == 0
    (folder / "broken.xlsx").write_bytes(b"Dear colleague")
    done = check(folder, *DAY)
    assert done.exit_code == 2
    assert "broken.xlsx is not an Excel workbook" in done.output
    assert "2 with nothing that must be" in done.output or "1 with something that must be fixed" in done.output


@pytest.mark.parametrize(
    "words",
    [
        ["check", "plans", *DAY],
        ["check", "plans", *DAY, "--returns", "returned", "--report", "report.xlsx"],
        ["rollup", "plans", "--month", "2008-02", "-o", "month.xlsx"],
        ["remind", "plans", *DAY, "-o", "remind.xlsx"],
        ["sync", "plans/Town Learning.xlsx", "plans", *DAY],
    ],
    ids=" ".join,
)
def test_a_folder_that_may_not_be_read_is_named_and_stops_nothing(
    folder: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    update = CliRunner().invoke(main, ["update", "plans/Town Learning.xlsx", *DAY], catch_exceptions=False)
    assert update.exit_code == 0
    (folder / "of another office").mkdir()
    unlistable(monkeypatch, folder / "of another office")
    done = CliRunner().invoke(main, words, catch_exceptions=False)
    assert done.exit_code == 2
    assert "of another office is a folder that may not be read (Permission denied)" in " ".join(done.output.split())
    assert "nothing in it was looked at" in " ".join(done.output.split())
    made = {word for word in words if word.endswith(".xlsx") and "/" not in word} | {"returned"} & {*words}
    assert made <= set(inside(Path()))


def test_what_is_waived_need_not_be_fixed_in_a_folder_or_alone_and_is_shown(folder: Path) -> None:
    (folder / "waivers.csv").write_text("Rule,Reason\nno-due-date,Dates follow\n", encoding="utf-8")
    for path in (folder, folder / "Town Learning.xlsx"):
        done = check(path, *DAY)
        assert done.exit_code == 0
        assert "Dates follow" in done.output
        assert f"Waivers are taken from {folder / 'waivers.csv'}." in done.output
    none = folder.parent / "none.csv"
    none.write_text("Rule,Reason\n", encoding="utf-8")
    assert check(folder, *DAY, "--waivers", none).exit_code == 1


def test_a_register_says_who_has_not_sent(folder: Path) -> None:
    register = Path("register.csv")
    register.write_text("Organisation,Due\nTown Learning,30/11/2007\nParish Clinic,1/2/2008\n", encoding="utf-8")
    done = check(folder, "--register", register, *DAY)
    assert "Parish Clinic: 28 days late" in done.output
    data = json.loads(check(folder, "--register", register, *DAY, "--format", "json").output)
    assert [line["organisation"] for line in data["not_sent"]] == ["Parish Clinic"]


def test_copies_and_report_are_written_where_they_are_asked_for_and_nowhere_else(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    done = check(folder, "--returns", "back", "--report", "report.xlsx", *DAY)
    assert done.exit_code == 1
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert "2 marked copies written to back." in done.output
    assert "Report written to report.xlsx." in done.output
    assert len(inside(Path("back"))) == 2
    again = check(folder, "--since", "back", *DAY)
    assert "Since the last return: 0 fixed" in again.output
    assert " 0 new" in again.output


def test_a_dry_run_says_it_and_writes_nothing(folder: Path) -> None:
    before = inside(Path())
    done = check(folder, "--returns", "back", "--report", "report.xlsx", "--dry-run", *DAY)
    assert done.exit_code == 1
    assert "2 marked copies would be written to back." in done.output
    assert "Report would be written to report.xlsx." in done.output
    assert inside(Path()) == before
    alone = check(folder, "--dry-run")
    assert alone.exit_code == 2
    assert "--returns or --report" in alone.stderr


def test_what_an_earlier_check_wrote_among_the_plans_is_no_plan(folder: Path) -> None:
    assert check(folder, "--returns", folder / "back", *DAY).exit_code == 1
    files = check(folder, "--returns", folder / "back", "--dry-run", *DAY).output.splitlines()[0]
    assert files.startswith("2 files")
    assert check(folder, "--since", folder / "back", *DAY).output.startswith("2 files")


def test_a_report_that_is_there_already_stops_it_before_anything_is_done(folder: Path) -> None:
    Path("report.xlsx").write_bytes(b"x")
    done = check(folder, "--returns", "back", "--report", "report.xlsx", *DAY)
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert "report.xlsx is there already" in line
    assert not Path("back").exists()


@pytest.mark.parametrize("option", ["--register", "--since", "--waivers"])
def test_what_is_named_and_is_not_there_stops_it_in_one_line(folder: Path, option: str) -> None:
    done = check(folder, option, "missing.csv")
    assert done.exit_code == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "missing.csv" in line


def test_other_programs_read_pure_json_and_csv(folder: Path) -> None:
    done = check(folder, "--format", "json", "--returns", "back", *DAY)
    assert [Path(one["path"]).name for one in json.loads(done.stdout)["plans"]] == [
        "Borough Homes.xlsx",
        "Town Learning.xlsx",
    ]
    assert "2 marked copies written to back." in done.stderr
    assert "marked" not in check(folder, "--format", "csv", "--returns", "again", *DAY).stdout


def test_quietly_only_the_exit_code_tells(folder: Path) -> None:
    done = check(folder, "-q", "--returns", "back", *DAY)
    assert (done.exit_code, done.output) == (1, "")
    (folder / "broken.xlsx").write_bytes(b"Dear colleague")
    done = check(folder, "-q", *DAY)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "broken.xlsx" in done.stderr


def test_checking_a_folder_imports_no_writer_and_no_dask(folder: Path) -> None:
    code = (
        "import sys; from sheetplan.cli import main; main(['check', '-q', sys.argv[1]], standalone_mode=False); "
        "print([n for n in ('openpyxl', 'xlsxwriter', 'distributed', 'rich') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the time is, in seconds."""
    now = [0.0]
    monkeypatch.setattr(options, "monotonic", lambda: now[0])
    return now


@pytest.mark.parametrize(("seconds", "shown"), [(0.3, False), (0.6, True)])
def test_a_bar_is_shown_on_a_terminal_once_the_work_takes_its_time(
    clock: list[float], monkeypatch: pytest.MonkeyPatch, seconds: float, shown: bool
) -> None:
    monkeypatch.setattr(sys, "stderr", screen := Terminal())
    with options.progress(3) as advance:
        for _ in range(3):
            clock[0] += seconds
            advance()
    assert ("3/3" in screen.getvalue()) is shown
    assert bool(screen.getvalue()) is shown


@pytest.mark.parametrize(("length", "screen"), [(1, Terminal()), (9, io.StringIO())])
def test_a_single_file_and_what_is_no_terminal_get_no_bar(
    clock: list[float], monkeypatch: pytest.MonkeyPatch, length: int, screen: io.StringIO
) -> None:
    monkeypatch.setattr(sys, "stderr", screen)
    with options.progress(length) as advance:
        for _ in range(length):
            clock[0] += 10
            advance()
    assert screen.getvalue() == ""


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("Updating plan.xlsx", "Updating plan.xlsx ..."),
        ("Updating \x1b]0;plan\x07.xlsx", "Working ..."),
        (f"Updating {'long' * 30}.xlsx", "Working ..."),
    ],
)
def test_what_takes_its_time_is_said_until_it_is_done(monkeypatch: pytest.MonkeyPatch, what: str, said: str) -> None:
    monkeypatch.setattr(options, "_AT_ONCE", 0.0)
    monkeypatch.setattr(sys, "stderr", screen := Terminal())
    with options.busy(what):
        while not screen.getvalue():
            time.sleep(0.01)
        assert screen.getvalue() == said
    assert screen.getvalue() == f"{said}\r{' ' * len(said)}\r"


def test_what_follows_the_last_file_is_said_after_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "_AT_ONCE", 0.0)
    monkeypatch.setattr(sys, "stderr", screen := Terminal())
    with options.progress(2, "Writing marked copies") as advance:
        advance(), advance()
        while "Putting" not in screen.getvalue():
            time.sleep(0.01)
        bar, after = screen.getvalue().split("Putting")
    assert "Writing marked copies" in bar
    assert "2/2" in bar
    assert after == " it together ..."
    assert screen.getvalue().endswith(" \r")


@pytest.mark.parametrize("screen", [Terminal(), io.StringIO()])
def test_what_is_quickly_done_is_not_spoken_of(monkeypatch: pytest.MonkeyPatch, screen: io.StringIO) -> None:
    if not screen.isatty():
        monkeypatch.setattr(options, "_AT_ONCE", 0.0)
    monkeypatch.setattr(sys, "stderr", screen)
    with options.busy("Updating plan.xlsx"):
        assert screen.getvalue() == ""
    assert screen.getvalue() == ""
