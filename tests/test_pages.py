"""Pages are run: what a console block shows is what the commands print on the sample, as a workbook or in Word."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import words

HOUSE = Path(__file__).resolve().parent.parent
SAMPLE = HOUSE / "samples" / "peer-review" / "plan.xlsx"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
GAP = "..."
PAGES = [
    page
    for page in (HOUSE / "README.md", *sorted((HOUSE / "docs").glob("*.md")))
    if BLOCK.search(page.read_text(encoding="utf-8"))
]


def shows(shown: str, printed: str) -> bool:
    """Whether these lines are what was printed; a line of three dots stands for any number of lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == GAP else re.escape(line.rstrip()) + " *\n" for line in shown.splitlines()
    )
    return re.fullmatch(pattern, printed.replace("\r\n", "\n")) is not None


def test_a_gap_stands_for_lines_and_for_nothing_else() -> None:
    assert shows("one\n...\nfour\n", "one\ntwo\nthree\nfour\n")
    assert shows("one\n...\n", "one\n")
    assert not shows("one\n...\nfour\n", "one\ntwo\nfour or five\n")
    assert not shows("one\n", "one\ntwo\n")


def test_the_readme_is_among_the_pages_that_are_run() -> None:
    assert HOUSE / "README.md" in PAGES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_shows_what_the_commands_print(page: Path, tmp_path: Path) -> None:
    shutil.copyfile(SAMPLE, tmp_path / SAMPLE.name)
    words.peer_review(tmp_path / "plan.docx")
    environment = os.environ | {"COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        for command, shown in re.findall(r"^\$ sheetplan (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            done = subprocess.run(
                [sys.executable, "-m", "sheetplan", *shlex.split(command)],
                cwd=tmp_path,
                capture_output=True,
                encoding="utf-8",
                env=environment,
                check=False,
            )
            assert shows(shown, done.stdout), f"sheetplan {command} prints:\n{done.stdout}{done.stderr}"
