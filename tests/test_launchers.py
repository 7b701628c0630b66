"""The shortcuts of a desk: they find it from their own place, and no name of a folder or file becomes a command."""

from __future__ import annotations

import os
import plistlib
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desks import ODD_NAME
from sheetplan.launchers import WITH_FILES, System, dropped, launcher, page_launcher, quick_action
from sheetplan.model.desks import BOOK, PAGE, PAGE_ABOUT, TITLES, Job

PYTHON = {
    System.WINDOWS: r"C:\Programs\Zoë & Co\100% new (x86)\python.exe",
    System.MACOS: '/Applications/zoë/it\'s & "new" $HOME/bin/python3',
    System.LINUX: '/opt/it\'s & "new" $HOME `id`/bin/python3',
}
DESK = {
    System.WINDOWS: r"D:\Büro & Co\50% desk!",
    System.MACOS: "/Volumes/zoë/Büro & Co",
    System.LINUX: "/srv/Büro & Co 'x'",
}
by_the_shell = pytest.mark.skipif(sys.platform == "win32", reason="these are run by the shell of other systems")
ECHO = '#!/bin/sh\n[ "$1" = -c ] && exit 0\nfor one; do printf \'<%s>\' "$one"; done\n'
"""In the place of a Python that has the program: it prints what it is called with."""


def text(job: Job, system: System) -> str:
    return launcher(job, system, PYTHON[system], DESK[system]).data.decode()


@pytest.mark.parametrize("job", Job)
@pytest.mark.parametrize("system", System)
def test_a_shortcut_is_called_as_its_job_and_does_that_alone(job: Job, system: System) -> None:
    one = launcher(job, system, "python", "desk")
    assert Path(one.name).stem == TITLES[job]
    assert re.findall(r"--do (\w+)", one.data.decode()) == [job, job]
    assert not one.data.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("system", System)
def test_a_shortcut_opens_the_page_and_does_no_job(system: System) -> None:
    one = page_launcher(system, PYTHON[system], DESK[system])
    lines = [line for line in one.data.decode().splitlines() if "--serve" in line]
    assert Path(one.name).stem == PAGE
    assert len(lines) == 2
    assert all("--do" not in line and ("!DESK!" in line or '"$desk"' in line) for line in lines)
    # Apart from that it is as all others: they are examined below.
    other = launcher(Job.UNDO, system, PYTHON[system], DESK[system]).data.decode().replace("--do undo", "--serve")
    assert [line for line in one.data.decode().splitlines() if line not in other.splitlines() and PAGE not in line] == [
        line for line in one.data.decode().splitlines() if PAGE_ABOUT in line
    ]


@pytest.mark.parametrize("job", Job)
def test_on_windows_lines_end_as_there_and_letters_are_read_as_they_are(job: Job) -> None:
    data = launcher(job, System.WINDOWS, PYTHON[System.WINDOWS], DESK[System.WINDOWS]).data
    assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r") > 10
    lines = data.decode().splitlines()
    unusual = [number for number, line in enumerate(lines) if not line.isascii()]
    assert unusual
    assert lines.index("chcp 65001 >nul") < min(unusual)


def test_on_windows_no_name_is_read_as_a_command_or_a_variable() -> None:
    lines = text(Job.CHECK, System.WINDOWS).splitlines()
    assert r'set "PYTHON=C:\Programs\Zoë & Co\100%% new (x86)\python.exe"' in lines
    first = next(number for number, line in enumerate(lines) if "EnableDelayedExpansion" in line)
    named = [line for line in lines if "Zoë" in line or "Büro" in line or "%~dp0" in line]
    # Where "!" is read as the sign of a variable no name stands in the script itself, only its variable.
    assert all(lines.index(line) < first for line in named)
    quoted = re.compile(r'"[^"]*"')
    for line in named:
        assert not re.search(r"Zoë|Büro|%~dp0", quoted.sub("", line)), line
        assert not re.search(r"(?<!%)%(?!%|~dp0)", line), line
    calls = [line for line in lines if "--do" in line]
    assert all('desk "!DESK!" --do check --hold %*' in line for line in calls)
    assert '"!PYTHON!" -m sheetplan' in calls[0]
    # "…\" before a quotation mark would take the mark for a letter.
    assert 'set "DESK=%~dp0."' in lines


def test_on_windows_the_window_stays_open_where_the_program_is_not_found() -> None:
    lines = text(Job.CHECK, System.WINDOWS).splitlines()
    at = next(number for number, line in enumerate(lines) if "is not found on this computer" in line)
    assert lines[at].startswith("if not defined FOUND echo ")
    assert not re.search(r"[&|<>^!%]", lines[at])
    assert lines[at + 1] == "if not defined FOUND pause"


@pytest.mark.parametrize(
    ("line", "files"),
    [
        (r'C:\Windows\system32\cmd.exe /c ""D:\Büro & Co\New plan.cmd" "', ()),
        (r'C:\Windows\system32\cmd.exe /c ""D:\a\x.cmd" C:\A&B\x.xlsx"', (r"C:\A&B\x.xlsx",)),
        (
            r'"C:\Windows\system32\cmd.exe" /C ""D:\a b\x.cmd" "C:\a b\ü 100%.xlsx" C:\A&B^!\y.xlsx "C:\c d\z.xlsx""',
            (r"C:\a b\ü 100%.xlsx", r"C:\A&B^!\y.xlsx", r"C:\c d\z.xlsx"),
        ),
        (r'"C:\Windows\system32\cmd.exe"', None),
        (r"C:\Windows\system32\cmd.exe /k x.cmd one.xlsx", None),
        ("", None),
    ],
)
def test_on_windows_every_file_that_was_dropped_is_found_in_the_line(line: str, files: tuple[str, ...] | None) -> None:
    assert dropped(line) == files


@by_the_shell
@pytest.mark.parametrize("system", [System.MACOS, System.LINUX])
@pytest.mark.parametrize("job", Job)
def test_elsewhere_it_is_a_script_that_the_shell_can_read(job: Job, system: System, tmp_path: Path) -> None:
    path = tmp_path / "script"
    path.write_bytes(launcher(job, system, PYTHON[system], DESK[system]).data)
    assert path.read_bytes().startswith(b"#!/bin/sh\n")
    assert b"\r" not in path.read_bytes()
    assert subprocess.run(["/bin/sh", "-n", str(path)], check=True).returncode == 0


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / ODD_NAME
    folder.mkdir()
    (folder / BOOK).touch()
    return folder


def script(place: Path, python: Path | str, system: System = System.LINUX) -> Path:
    one = launcher(Job.SYNC, system, str(python), str(place))
    path = place / one.name
    path.write_bytes(one.data)
    path.chmod(0o755)
    return path


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(ECHO, encoding="utf-8")
    path.chmod(0o755)
    return path


def called(path: Path, *files: str, home: Path) -> tuple[str, int]:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "CDPATH": str(home)}
    done = subprocess.run([str(path), *files], capture_output=True, text=True, env=environment, cwd="/", check=False)
    return done.stdout + done.stderr, done.returncode


@by_the_shell
@pytest.mark.parametrize("system", [System.MACOS, System.LINUX])
def test_it_hands_on_the_desk_and_what_was_dropped_as_they_are(place: Path, tmp_path: Path, system: System) -> None:
    python = program(tmp_path / 'it\'s & "new" $HOME' / "python")
    printed, _ = called(script(place, python, system), "/a b/ü & 100%.xlsx", "*", "", home=tmp_path)
    # A window of the Terminal stays; one that was opened for a script goes with it.
    hold = "<--hold>" if system is System.LINUX else ""
    assert printed == f"<-m><sheetplan><desk><{place}><--do><sync>{hold}</a b/ü & 100%.xlsx><*><>"


@by_the_shell
def test_a_desk_that_was_moved_is_found_where_it_is_now(place: Path, tmp_path: Path) -> None:
    python = program(tmp_path / "python")
    path = script(place, python)
    moved = place.rename(tmp_path / "moved & new")
    printed, _ = called(moved / path.name, home=tmp_path)
    assert f"<desk><{moved}>" in printed


@by_the_shell
def test_a_shortcut_that_is_linked_or_copied_elsewhere_still_finds_its_desk(place: Path, tmp_path: Path) -> None:
    python = program(tmp_path / "python")
    path = script(place, python)
    send_to = tmp_path / "Send to"
    send_to.mkdir()
    (send_to / "link").symlink_to(os.path.relpath(path, send_to))
    shutil.copy(path, send_to / "copy")
    for name in ("link", "copy"):
        assert f"<desk><{place}>" in called(send_to / name, home=tmp_path)[0]


@by_the_shell
def test_without_its_python_the_program_is_looked_for_on_the_path(place: Path, tmp_path: Path) -> None:
    program(tmp_path / ".local" / "bin" / "sheetplan")
    printed, _ = called(script(place, tmp_path / "gone"), "x.xlsx", home=tmp_path)
    assert printed == f"<desk><{place}><--do><sync><--hold><x.xlsx>"


@by_the_shell
def test_without_the_program_it_says_so_in_one_line(place: Path, tmp_path: Path) -> None:
    printed, code = called(script(place, tmp_path / "gone"), home=tmp_path)
    assert printed.count("\n") == 1
    assert printed.startswith("sheetplan is not found on this computer")
    assert code == 2


# What a Mac offers for files that are chosen


def action(job: Job, python: Path | str = "/gone", desk: Path | str = "/desk") -> dict[str, Any]:
    """The parts of a Quick Action, read."""
    parts = quick_action(job, str(python), str(desk)).parts
    return {Path(name).name: plistlib.loads(data) for name, data in parts.items()}


@pytest.mark.parametrize("job", WITH_FILES)
def test_on_a_mac_there_is_a_service_of_the_finder_for_every_job_with_files(job: Job) -> None:
    made = quick_action(job, PYTHON[System.MACOS], DESK[System.MACOS])
    assert made.name == f"{TITLES[job]}.workflow"
    assert set(made.parts) == {"Contents/Info.plist", "Contents/document.wflow"}
    assert made == quick_action(job, PYTHON[System.MACOS], DESK[System.MACOS])
    read = action(job)
    (service,) = read["Info.plist"]["NSServices"]
    assert service["NSMenuItem"] == {"default": TITLES[job]}
    assert (service["NSMessage"], service["NSSendFileTypes"]) == ("runWorkflowAsService", ["public.item"])
    about = read["document.wflow"]["workflowMetaData"]
    assert about["workflowTypeIdentifier"] == "com.apple.Automator.servicesMenu"
    assert about["serviceInputTypeIdentifier"] == "com.apple.Automator.fileSystemObject"
    (one,) = read["document.wflow"]["actions"]
    assert one["action"]["BundleIdentifier"] == "com.apple.RunShellScript"
    # As arguments: on the standard input a name with a line break would be two.
    assert one["action"]["ActionParameters"]["inputMethod"] == 1


def chosen(tmp_path: Path, python: Path | str, desk: Path, *files: str) -> str:
    """What is called when these files are chosen; what is shown to people is between * and *."""
    tools = tmp_path / "tools"
    tools.mkdir(exist_ok=True)
    told = "#!/bin/sh\nfor last; do :; done\nprintf '*%s*' \"$last\"\n"
    (tools / "osascript").write_text(told, encoding="utf-8")
    (tools / "osascript").chmod(0o755)
    script = action(Job.SYNC, python, desk)["document.wflow"]["actions"][0]["action"]["ActionParameters"]
    command = [script["shell"], "-c", script["COMMAND_STRING"], "-", *files]
    environment = {"PATH": f"{tools}:/usr/bin:/bin", "HOME": str(tmp_path), "SAID": str(tmp_path / "said")}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd="/", check=True)
    said = tmp_path / "said"
    return (said.read_text(encoding="utf-8") if said.exists() else "") + done.stdout + done.stderr


def saying(path: Path, code: int, complaint: str = "") -> Path:
    """A program that notes what it is called with, prints something, complains and ends with a code."""
    body = '[ "$1" = -c ] && exit 0\nfor one; do printf \'<%s>\' "$one"; done > "$SAID"\necho done\n'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}printf '%s' '{complaint}' >&2\nexit {code}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@by_the_shell
@pytest.mark.parametrize(
    ("code", "complaint", "told"),
    [(0, "", ""), (1, "", ""), (2, "", ""), (2, "There is no desk.", "*There is no desk.*"), (0, "A remark.", "")],
)
def test_what_is_chosen_is_handed_on_as_it_is_and_only_what_is_in_no_workbook_is_shown(
    place: Path, tmp_path: Path, code: int, complaint: str, told: str
) -> None:
    python = saying(tmp_path / 'it\'s & "new" $HOME' / "python", code, complaint)
    names = ("/a b/ü & 100%.xlsx", "/it's/*.xlsx", "/x\ny.xlsx")
    files = "".join(f"<{name}>" for name in names)
    assert chosen(tmp_path, python, place, *names) == f"<-m><sheetplan><desk><{place}><--do><sync>{files}{told}"


@by_the_shell
def test_where_the_finder_finds_no_program_or_no_desk_it_is_shown(place: Path, tmp_path: Path) -> None:
    assert chosen(tmp_path, tmp_path / "gone", place, "/x.xlsx").startswith("*sheetplan is not found on this computer")
    python = saying(tmp_path / "python", 0)
    gone = place.rename(tmp_path / "moved").with_name(place.name)
    assert chosen(tmp_path, python, gone, "/x.xlsx").startswith(f"*The desk is not in {gone} any more")
    saying(tmp_path / ".local" / "bin" / "sheetplan", 0)
    assert chosen(tmp_path, tmp_path / "gone", tmp_path / "moved", "/x.xlsx") == (
        f"<desk><{tmp_path / 'moved'}><--do><sync></x.xlsx>"
    )
