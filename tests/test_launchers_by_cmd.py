"""The shortcuts of Windows run by a cmd.exe: that of Wine, which takes lines apart nearly as Windows does.

Wine reads batch files in another alphabet than `chcp 65001` says, takes what a variable holds for part of the script
where it has % or ! in it, and does not know the line that it was called with. So names with these are left to the tests
that look at the script itself.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from sheetplan.launchers import System, launcher
from sheetplan.model.desks import BOOK, Job

COMPILER = "x86_64-w64-mingw32-gcc"
MISSING = [name for name in ("wine", COMPILER) if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")

BY_EXPLORER = r"""
#include <windows.h>
#include <stdio.h>
int main(int count, char **given) {
    static char read[65536]; static WCHAR line[65536];
    FILE *file = fopen(given[1], "rb");
    read[fread(read, 1, 65535, file)] = 0;
    MultiByteToWideChar(CP_UTF8, 0, read, -1, line, 65536);
    STARTUPINFOW start = {sizeof start}; PROCESS_INFORMATION made; DWORD code;
    if (!CreateProcessW(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &made)) return 99;
    WaitForSingleObject(made.hProcess, INFINITE);
    GetExitCodeProcess(made.hProcess, &code);
    return code;
}
"""
"""Starts a line as it is, as the desktop does: nothing that is between puts marks into it."""
PYTHON = r"""
#include <windows.h>
#include <shellapi.h>
#include <stdio.h>
int main(void) {
    int count; WCHAR **words = CommandLineToArgvW(GetCommandLineW(), &count), to[1024]; static char text[65536];
    if (count > 1 && !wcscmp(words[1], L"-c")) return 0;
    GetEnvironmentVariableW(L"SAID", to, 1024);
    FILE *file = _wfopen(to, L"ab");
    for (int at = 1; at < count; at++) {
        WideCharToMultiByte(CP_UTF8, 0, words[at], -1, text, 65536, 0, 0);
        fprintf(file, "<%s>", text);
    }
    fclose(file);
    return 7;
}
"""
"""In the place of a Python that has the program: it says what it is called with, and ends with 7."""
NAMES = ("A&B", "Büro & (c)", "car^et ^ x", "it's, a; = b")


def seen(path: Path) -> str:
    """A path as programs of Windows see it there."""
    return "Z:" + str(path).replace("/", "\\")


class Windows(NamedTuple):
    """A computer with Windows, as far as Wine is one."""

    place: Path
    environment: Mapping[str, str]

    def double_clicked(self, path: Path, behind: str) -> tuple[str, int]:
        """Start a shortcut with what is behind its name; what the program was called with, and the exit code."""
        line, said = self.place / "line", self.place / "said"
        line.write_text(f'C:\\windows\\system32\\cmd.exe /c ""{seen(path)}" {behind}"', encoding="utf-8")
        said.unlink(missing_ok=True)
        command = ["wine", str(self.place / "explorer.exe"), seen(line)]
        ended = subprocess.run(
            command, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        printed = ended.stdout.decode(errors="replace")
        return said.read_text(encoding="utf-8") if said.exists() else printed, ended.returncode


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    place = tmp_path_factory.mktemp("windows")
    for name, source in (("explorer", BY_EXPLORER), ("python", PYTHON)):
        (place / f"{name}.c").write_text(source, encoding="utf-8")
        command = [COMPILER, "-o", str(place / f"{name}.exe"), str(place / f"{name}.c"), "-lshell32"]
        subprocess.run(command, check=True, capture_output=True)
    own = {"WINEPREFIX": str(place / "prefix"), "WINEDEBUG": "-all", "LC_ALL": "C.UTF-8", "SAID": seen(place / "said")}
    made = Windows(place, os.environ | own)
    yield made
    server = shutil.which("wineserver") or "wineserver"
    subprocess.run([server, "-k"], env=made.environment, check=False, capture_output=True)


def shortcut(windows: Windows, tmp_path: Path, name: str) -> Path:
    """A shortcut of a desk that is called so, and so is the folder of its Python, where Wine can read that."""
    desk, programs = tmp_path / name, tmp_path / "programs" / (name if name.isascii() else "ours")
    desk.mkdir()
    (desk / BOOK).touch()
    programs.mkdir(parents=True)
    python = Path(shutil.copy(windows.place / "python.exe", programs))
    one = launcher(Job.CHECK, System.WINDOWS, seen(python), seen(desk))
    path = desk / one.name
    path.write_bytes(one.data)
    return path


@pytest.mark.parametrize("name", NAMES)
def test_it_hands_on_the_desk_and_what_was_dropped_as_they_are(windows: Windows, tmp_path: Path, name: str) -> None:
    path = shortcut(windows, tmp_path, name)
    said, code = windows.double_clicked(path, f'"Z:\\{name}\\one two.xlsx" Z:\\plain.xlsx "Z:\\c d\\z (1).xlsx"')
    files = f"<Z:\\{name}\\one two.xlsx><Z:\\plain.xlsx><Z:\\c d\\z (1).xlsx>"
    assert said == f"<-m><sheetplan><desk><{seen(path.parent)}\\.><--do><check><--hold>{files}"
    assert code == 7


def test_one_that_was_copied_elsewhere_finds_its_desk(windows: Windows, tmp_path: Path) -> None:
    path = shortcut(windows, tmp_path, "our desk & more")
    elsewhere = tmp_path / "Send to"
    elsewhere.mkdir()
    said, code = windows.double_clicked(Path(shutil.copy(path, elsewhere)), '"Z:\\a b.xlsx"')
    assert said == f"<-m><sheetplan><desk><{seen(path.parent)}><--do><check><--hold><Z:\\a b.xlsx>"
    assert code == 7


def test_one_whose_desk_was_moved_finds_it_where_it_is(windows: Windows, tmp_path: Path) -> None:
    path = shortcut(windows, tmp_path, "our desk")
    moved = path.parent.rename(tmp_path / "moved & (new)")
    said, _ = windows.double_clicked(moved / path.name, "")
    assert said == f"<-m><sheetplan><desk><{seen(moved)}\\.><--do><check><--hold>"
