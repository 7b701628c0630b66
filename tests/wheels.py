"""Builds the wheel, and installs and runs it by itself with every Python that is found: `python tests/wheels.py`.

Nothing of the checkout is used but the wheel: no source, no pinned versions. Each Python gets an environment of its own
with what `pip` chooses from the bounds that the wheel states. There a plan is made, checked and updated, a Word table
is brought in, and a desk is made and worked at.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
SAMPLE = HOUSE / "samples" / "peer-review" / "plan.xlsx"
OLDEST = tuple(
    int(part)
    for part in tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    .removeprefix(">=")
    .split(".")
)
DAY = ("--as-of", "2008-02-29")


class FailedError(Exception):
    """Something that was run did not end as it should."""


def pythons(named: Sequence[str]) -> Iterator[tuple[tuple[int, int], str]]:
    """The Pythons that are named, else one of each version on the path and where pyenv keeps them, oldest first."""
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    folders += sorted((Path.home() / ".pyenv" / "versions").glob("*/bin"))
    found = [
        str(path)
        for folder in folders
        for path in sorted(folder.glob("python3.*"))
        if re.fullmatch(r"python3\.\d+(\.exe)?", path.name)
    ]
    seen: dict[tuple[int, int], str] = {}
    for path in named or found:
        ask = "import sys, venv, ensurepip; print(*sys.version_info[:2])"
        done = subprocess.run([path, "-c", ask], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            major, minor = map(int, done.stdout.split())
            seen.setdefault((major, minor), path)
    yield from sorted(one for one in seen.items() if one[0] >= OLDEST)


def run(*words: object, into: Path, codes: Sequence[int] = (0,)) -> str:
    """Run a command far from the checkout; what it printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SHEETPLAN"))}
    command = [str(word) for word in words]
    done = subprocess.run(command, cwd=into, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in codes:
        raise FailedError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def tried(python: str, wheel: Path, room: Path) -> str:
    """Install the wheel with this Python and work with it; what stands in the environment, in a line."""
    run(python, "-m", "venv", room / "venv", into=room)
    programs = room / "venv" / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", wheel, into=room)
    sheetplan = programs / "sheetplan"
    run(sheetplan, "--version", into=room)
    run(sheetplan, "new", "care-improvement", "new.xlsx", into=room)
    plan = Path(shutil.copy(SAMPLE, room / "plan.xlsx"))
    if "rows-joined" not in run(sheetplan, "check", plan, *DAY, "--format", "json", into=room, codes=(1,)):
        raise FailedError("check did not find what it finds elsewhere")
    run(sheetplan, "update", plan, *DAY, into=room)
    run(sheetplan, "rollup", plan, "--month", "2008-02", "-o", "month.xlsx", into=room)
    word = (
        "import docx; d = docx.Document(); t = d.add_table(2, 6)\n"
        "for row, texts in zip(t.rows, (('Action', 'Timescales', 'Success criteria', 'Responsibility', 'Evaluation', "
        "'Achieved'), ('1. Meet', 'By 3 Mar 2008', 'Done', 'PM', '', ''))):\n"
        "    [setattr(cell, 'text', text) for cell, text in zip(row.cells, texts)]\n"
        "d.save('plan.docx')"
    )
    run(programs / "python", "-c", word, into=room)
    run(sheetplan, "import", "plan.docx", "-o", "imported.xlsx", into=room)
    run(sheetplan, "desk", "desk", into=room)
    shutil.copy(SAMPLE, room / "desk" / "1 Submitted" / "sent.xlsx")
    shutil.copy(SAMPLE, room / "desk" / "3 Master plans" / "kept.xlsx")
    run(sheetplan, "desk", "desk", "--do", "check", "--no-open", into=room, codes=(1,))
    for job in ("update", "month", "chase", "undo"):
        run(sheetplan, "desk", "desk", "--do", job, "--no-open", into=room)
    packages = run(programs / "python", "-m", "pip", "list", "--format", "freeze", into=room).split()
    wanted = ("numpy", "pandas", "pandera", "openpyxl", "lxml", "python-calamine", "XlsxWriter", "xlsxwriter")
    return ", ".join(one.replace("==", " ") for one in packages if one.partition("==")[0] in wanted)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(named: Sequence[str]) -> int:
    """Try all; 1 where one failed, or where there was none."""
    failed = 0
    with tempfile.TemporaryDirectory() as place:
        wheels = Path(place, "wheel")
        source = Path(
            shutil.copytree(HOUSE, Path(place, "source"), ignore=shutil.ignore_patterns(".*", "tests", "scratch"))
        )
        run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", wheels, source, into=Path(place))
        (wheel,) = wheels.glob("*.whl")
        found = list(pythons(named))
        say(f"{wheel.name}, with {len(found)} Pythons from {'.'.join(map(str, OLDEST))} on")
        for version, python in found:
            room = Path(place, ".".join(map(str, version)))
            room.mkdir()
            try:
                say(f"{room.name}  works with {tried(python, wheel, room)}")
            except FailedError as problem:
                failed += 1
                say(f"{room.name}  FAILED: {problem}")
    return 1 if failed or not found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
