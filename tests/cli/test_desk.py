"""A month at a desk with its shortcuts alone, run as the shell runs them; and what the command itself says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import desks
import staff
from desks import CHECKED, KEPT, MASTERS, ODD_NAME, REPORTS, SUBMITTED
from sheetplan.cli import main, options
from sheetplan.cli.options import today
from sheetplan.launchers import LINE, WITH_FILES
from sheetplan.model import long_day
from sheetplan.model.desks import BOOK, FOLDERS, TITLES, Job
from sheetplan.walks import understand

Golden = Callable[[Path, str], None]
CASES = Path(__file__).parents[1] / "cases" / "desk"
PLANS = {
    "network-a": "peer-review",
    "college-b": "project-plan",
    "charity-c": "quality-mark",
    "care-home-d": "care-improvement",
    "partners-e": "collaborative-improvement",
}


class Office:
    """A desk whose shortcuts somebody double-clicks."""

    def __init__(self, folder: Path) -> None:
        """Make it with the command, as whoever installs the program does."""
        self.desk = folder / ODD_NAME
        self.began = today()
        made = run("desk", str(self.desk), "--for", "linux")
        assert made.exit_code == 0
        self.said = made.output

    def click(self, job: Job, *dropped: Path) -> tuple[int, Path | None]:
        """Double-click a shortcut, or drop files on it; the exit code, and the workbook of results."""
        environment = {
            name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", LINE)
        }
        command = [str(self.desk / f"{TITLES[job]}.sh"), *map(str, dropped)]
        done = subprocess.run(
            command, cwd="/", env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        assert done.stderr == ""
        found = re.search(r"^ ?All this is in (.*)\.$", done.stdout, re.MULTILINE)
        return done.returncode, Path(found[1]) if found else None

    def plain(self, text: str) -> str:
        """A text without the day and the hour."""
        for day in {self.began, today()}:
            text = text.replace(day.isoformat(), "TODAY").replace(long_day(day), "TODAY")
        return re.sub(r"\b\d\d:\d\d\b", "HH:MM", text)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def send_back(office: Office, name: str, cells: dict[str, dict[str, object]]) -> None:
    """Put right what a marked copy asks for, and send that copy again under the plan's own name."""
    (copy,) = (office.desk / CHECKED).glob(f"{name} checked *.xlsx")
    target = Path(shutil.copy(copy, office.desk / SUBMITTED / f"{name}.xlsx"))
    staff.typed(target, cells)  # type: ignore[arg-type]  # what people type


@pytest.mark.skipif(sys.platform != "linux", reason="the shortcuts of Linux")
def test_a_month_with_the_shortcuts_alone(tmp_path: Path, golden: Golden) -> None:
    office = Office(tmp_path)
    desk = office.desk

    def click(job: Job, expected: int, what: str, *dropped: Path) -> None:
        code, workbook = office.click(job, *dropped)
        assert workbook is not None
        golden(CASES / f"{what}.txt", office.plain(desks.shown(workbook)))
        assert code == expected

    desks.setting(desk, organisation="Network office", position=date(2008, 2, 29), by="Coordinator")
    desks.setting(desk, contact="The network office", reply_by=date(2008, 3, 14))
    # Six plans come in, and something that is no plan.
    for name, sample in PLANS.items():
        desks.sample(sample, desk / SUBMITTED / f"{name}.xlsx")
    shutil.copy(staff.SAMPLES / "submissions" / "plans" / "council-e.xlsx", desk / SUBMITTED / "council-f.xlsx")
    (desk / SUBMITTED / "letter.pdf").write_bytes(b"%PDF")
    click(Job.CHECK, 1, "1 six plans came in")
    # Two are put right, in the marked copies, and sent again.
    send_back(office, "network-a", {"Action plan": {"B19": "By 31 Mar 2008"}})
    send_back(office, "council-f", {"Improvement plan": {"G7": 1200.0}, "Checklist": {"F11": "Strength"}})
    click(Job.CHECK, 1, "2 two were put right")
    # Two of the plans are kept here, and brought up to date.
    for name in ("network-a", "college-b"):
        shutil.copy(desk / SUBMITTED / f"{name}.xlsx", desk / MASTERS / f"{name}.xlsx")
    click(Job.UPDATE, 0, "3 two are kept")
    # Three owners send copies of one of them; one says something else of an action than the plan does by now.
    for name, cells in {
        "network-a from PM": {"B10": "By 30 Apr 2008", "C12": "Said by PM"},
        "network-a (1)": {"C16": "Said by MQC"},
        "quite another name": {"C14": "Said by RF"},
    }.items():
        copy = Path(shutil.copy(desk / MASTERS / "network-a.xlsx", desk / SUBMITTED / f"{name}.xlsx"))
        staff.typed(copy, {"Action plan": cells})
    staff.typed(desk / MASTERS / "network-a.xlsx", {"Action plan": {"B10": "By 31 May 2008"}})
    click(Job.SYNC, 1, "4 three copies came")
    tab = understand.only_plan(desk / MASTERS / "network-a.xlsx", None).conflicts
    assert tab is not None
    staff.typed(desk / MASTERS / "network-a.xlsx", {tab.sheet: {f"J{row['at_row']}": "Copy" for row in tab.rows}})
    click(Job.UPDATE, 0, "5 the conflict was settled")
    click(Job.MONTH, 0, "6 the month")
    click(Job.CHASE, 0, "7 who to chase")
    before = desks.tree(desk, KEPT, REPORTS)
    # One plan more, dropped on the shortcut from elsewhere; then that was a mistake.
    outside = desks.sample("peer-review", tmp_path / "from & the mail.xlsx")
    click(Job.CHECK, 1, "8 one was dropped", outside)
    assert desks.tree(desk, KEPT, REPORTS) != before
    click(Job.UNDO, 0, "9 that was undone")
    assert desks.tree(desk, KEPT, REPORTS) == before
    assert not [path for path in desk.rglob("*") if path.suffix in (".tmp", ".lock") or path.name == "Under way"]


def test_making_a_desk_says_what_was_made_and_then_what_is_there(tmp_path: Path) -> None:
    first, second = (run("desk", str(tmp_path / "desk"), "--for", "all") for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.output.count("  made   ") == len(FOLDERS) + 1 + 3 * (len(Job) + 1) + len(WITH_FILES)
    assert second.output.count("  there  ") == first.output.count("  made   ")
    assert "  made   " not in second.output


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such mark")
def test_shortcuts_can_be_run(tmp_path: Path) -> None:
    run("desk", str(tmp_path / "desk"), "--for", "all")
    scripts = [path for path in (tmp_path / "desk").iterdir() if path.suffix in (".sh", ".command")]
    assert len(scripts) == 2 * (len(Job) + 1)
    assert all(os.access(path, os.X_OK) for path in scripts)


def test_what_is_not_there_is_said_and_nothing_is_made(tmp_path: Path) -> None:
    ran = run("desk", str(tmp_path / "nothing"), "--do", "check", "--no-open")
    assert (ran.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "There is no desk in" in ran.output
    held = run("desk", str(tmp_path / "nothing"), "--do", "check", "--hold")
    assert (held.exit_code, held.output) == (2, ran.output)


def test_files_go_with_a_job(tmp_path: Path) -> None:
    ran = run("desk", str(tmp_path / "desk"), "plan.xlsx")
    assert (ran.exit_code, list(tmp_path.iterdir())) == (2, [])


@pytest.mark.parametrize(
    ("line", "waits"),
    [("", 1), (r'C:\Windows\system32\cmd.exe /c ""D:\x.cmd" "', 1), (r'"C:\Windows\system32\cmd.exe"', 0)],
)
def test_a_window_that_would_vanish_waits_for_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, waits: int
) -> None:
    desk = desks.desk(tmp_path)
    asked: list[str] = []
    monkeypatch.setattr("click.pause", asked.append)
    monkeypatch.setattr("sheetplan.cli.desk._is_watched", lambda: True)
    monkeypatch.setenv(LINE, line)
    run("desk", str(desk), "--do", "update", "--no-open")
    assert asked == []
    run("desk", str(desk), "--do", "update", "--no-open", "--hold")
    assert len(asked) == waits


def test_the_window_of_the_page_stays_where_it_could_not_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("click.pause", asked.append)
    monkeypatch.setattr("sheetplan.cli.desk._is_watched", lambda: True)
    ran = run("desk", str(desks.desk(tmp_path)), "--serve", "--hold", "dropped.xlsx")
    assert (ran.exit_code, len(asked)) == (2, 1)
    assert "Leave out --do and the files, and use the page." in ran.output


def test_a_job_says_on_a_terminal_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desks.desk(tmp_path)
    for name in ("one", "two", "three"):
        desks.sample("peer-review", desk / SUBMITTED / f"{name}.xlsx")
    told: list[tuple[int, str]] = []

    @contextmanager
    def progress(length: int, label: str) -> Iterator[Callable[[], None]]:
        yield lambda: told.append((length, label))

    monkeypatch.setattr(options, "progress", progress)
    run("desk", str(desk), "--do", "check", "--no-open")
    assert told == [(3, TITLES[Job.CHECK])] * 3


def test_nobody_is_waited_for_where_nobody_sits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("click.pause", asked.append)
    run("desk", str(desks.desk(tmp_path)), "--do", "update", "--no-open", "--hold")
    assert asked == []


def test_on_windows_the_whole_line_says_what_was_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desks.desk(tmp_path, position=date(2008, 2, 29))
    plan = desks.sample("peer-review", tmp_path / "a&b.xlsx")
    monkeypatch.setenv(LINE, f'C:\\Windows\\system32\\cmd.exe /c ""D:\\x.cmd" {plan}"')
    ran = run("desk", str(desk), str(plan).partition("&")[0], "--do", "check", "--no-open")
    assert "a&b.xlsx: 1 thing to put right" in ran.output


@pytest.mark.parametrize(("display", "opened"), [("", 0), (":0", 1)])
def test_the_results_are_opened_where_there_is_a_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, display: str, opened: int
) -> None:
    desk = desks.desk(tmp_path)
    shown: list[str] = []
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr("click.launch", shown.append)
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    ran = run("desk", str(desk), "--do", "update")
    assert len(shown) == opened
    assert ran.output.rstrip().endswith(f"{TITLES[Job.UPDATE]}, done {today().isoformat()}.xlsx.")
    run("desk", str(desk), "--do", "update", "--no-open")
    assert len(shown) == opened
    assert (desk / BOOK).is_file()
