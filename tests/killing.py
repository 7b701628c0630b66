"""Kills updates at random moments and says what that did; `python tests/killing.py 500 7` does it 500 times.

With `sync` at the end it kills syncs that bring a copy in.

Each round forks a process that updates a plan, and sends it SIGKILL: after a random time, or a random moment after its
mark, or after the list of what is coming, has appeared. In some rounds a person saves the plan at a random moment.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from itertools import count
from pathlib import Path

from sheetplan.model import SheetplanError
from sheetplan.walks.sync import sync
from sheetplan.walks.update import Options, update
from sheetplan.workbook import edit
from sheetplan.workbook.changes import SetCell

SAMPLE = Path(__file__).parents[1] / "samples" / "peer-review" / "plan.xlsx"
NOW = datetime.fromisoformat("2026-10-31T09:30:00+00:00")
ROUNDS_WITH_ONE_PLAN = 4


OPTIONS = Options(NOW.date(), NOW, as_of=date(2008, 2, 29), by="Coordinator", approve=True)
COPIES = "copies"


def run(path: Path) -> None:
    """An update that always has something to write."""
    update(path, OPTIONS)


def run_sync(path: Path) -> None:
    """A sync that always has something to write."""
    sync(path, [path.parent / COPIES], OPTIONS)


def listing(folder: Path) -> dict[str, str]:
    """Everything in a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def kills(number: int, seed: int, home: Path, run: Callable[[Path], None] = run) -> tuple[Counter[str], list[str]]:
    """Kill so many updates, or syncs.

    Returns:
        How often what was found, and one line for each thing that is wrong.
    """
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    folder = home / "plans"
    for index in count():
        if counts["killed"] == number:
            break
        if index % ROUNDS_WITH_ONE_PLAN == 0:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            shutil.copy(SAMPLE, folder / "plan.xlsx")
        wrong += [f"kill {index} of seed {seed}: {found}" for found in _round(folder, index, chance, counts, run)]
    return counts, wrong


def _round(
    folder: Path, index: int, chance: random.Random, counts: Counter[str], run: Callable[[Path], None]
) -> list[str]:
    plan = folder / "plan.xlsx"
    word = f"typed before kill {index}"
    plan.write_bytes(_typed(plan, word))
    theirs = f"typed in a copy before kill {index}" if run is run_sync and index % ROUNDS_WITH_ONE_PLAN else ""
    if theirs:  # the first plan of several has no version yet that a copy could have been taken from
        (folder / COPIES).mkdir(exist_ok=True)
        (folder / COPIES / "PM.xlsx").write_bytes(edit.apply(plan, [SetCell("Action plan", 9, 3, theirs)]).data)
    old, there = plan.read_bytes(), set(listing(folder))
    began = time.monotonic()
    new, undisturbed = _undisturbed(folder, old, run)
    usual = time.monotonic() - began
    late = f"saved during kill {index}" if chance.random() < 0.35 else ""
    saved = _typed(plan, late) if late else old
    new_of_saved = _undisturbed(folder, saved, run)[0] if late else new
    updater = _fork(lambda: run(plan))
    saver = _fork(lambda: _save(plan, saved, chance.random() * usual * 1.2)) if late else 0
    copy = next(name for name in set(undisturbed) - there if name.startswith("plan versions/plan v"))
    signs = (None, "plan versions.lock", "plan versions/versions-next.json", copy, copy)
    _wait_and_kill(updater, folder, chance.choice(signs), chance.random() * usual, counts)
    if saver:
        os.waitpid(saver, 0)
    now = plan.read_bytes()
    known = {saved: "saved meanwhile", old: "old", new_of_saved: "new, of what was saved", new: "new"}
    counts[known.get(now, "damaged")] += 1
    counts["left something"] += any(one.endswith((".tmp", ".lock", "next.json")) for one in listing(folder))
    wrong = [] if now in known else [f"the plan is neither old nor new nor saved, {len(now)} bytes"]
    with suppress(SheetplanError):
        if now != new:
            run(plan)
    with suppress(SheetplanError):
        _again(plan)  # settles what was left behind a new plan; or goes on after what was saved was handed over
    wrong += _after(folder, word, late, undisturbed)
    if theirs and not any(theirs in _text(path) for path in folder.glob("*.xlsx")):
        wrong.append("what the copy brought is lost")
    return wrong


def _undisturbed(folder: Path, data: bytes, run: Callable[[Path], None]) -> tuple[bytes, dict[str, str]]:
    """The plan, and everything in the folder, as an update leaves it that nobody kills."""
    aside = Path(shutil.copytree(folder, folder.with_name("aside")))
    (aside / "plan.xlsx").write_bytes(data)
    run(aside / "plan.xlsx")
    found = (aside / "plan.xlsx").read_bytes(), listing(aside)
    shutil.rmtree(aside)
    return found


def _again(plan: Path) -> None:
    """A run that finds nothing to do, but settles what was left."""
    update(plan, Options(NOW.date(), NOW, as_of=date(2008, 2, 29), by="Coordinator"))


def _after(folder: Path, word: str, late: str, undisturbed: dict[str, str]) -> list[str]:
    wrong = []
    found = listing(folder)
    texts = {name: _text(folder / name) for name in found if name.endswith(".xlsx") and "/" not in name}
    if not late and found != undisturbed:
        wrong.append(
            f"it did not end as if nothing had happened: {sorted(set(found.items()) ^ set(undisturbed.items()))}"
        )
    if word not in texts["plan.xlsx"] and late not in texts["plan.xlsx"]:
        wrong.append("what was typed before is lost")
    if late and not any(late in text for text in texts.values()):
        wrong.append("what was saved meanwhile is lost")
    left = [name for name in found if ".tmp" in name or ".lock" in name or "next" in name]
    return [*wrong, *(f"left behind: {name}" for name in left)]


def _wait_and_kill(updater: int, folder: Path, sign: str | None, moment: float, counts: Counter[str]) -> None:
    """Kill at this moment, counted from the beginning or, much closer, from when the sign appears."""
    ends = time.monotonic() + 0.5
    while sign and not (folder / sign).exists() and time.monotonic() < ends:
        pass
    time.sleep(moment * (1.3 if sign is None else 1 if sign.endswith(".lock") else 0.04))
    os.kill(updater, signal.SIGKILL)
    _, status = os.waitpid(updater, 0)
    counts["killed" if os.WIFSIGNALED(status) else "done before the kill"] += 1


def _fork(work: object) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        with suppress(SheetplanError):
            work()  # type: ignore[operator]  # what is handed in can be called
        code = 0
    finally:
        os._exit(code)


def _typed(plan: Path, word: str) -> bytes:
    """The plan as somebody saves it who typed a word into an action."""
    return edit.apply(plan, [SetCell("Action plan", 8, 3, word)]).data


def _save(plan: Path, data: bytes, after: float) -> None:
    """What Excel does when it saves: a file beside, then its name."""
    time.sleep(after)
    beside = plan.with_name("saving")
    beside.write_bytes(data)
    beside.replace(plan)


def _text(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        return "".join(package.read(n).decode() for n in package.namelist() if n.startswith("xl/worksheets/sheet"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        what = run_sync if sys.argv[3:] == ["sync"] else run
        done, bad = kills(int(sys.argv[1]), int(sys.argv[2]), Path(place), what)
    print(dict(done), *bad, sep="\n")  # noqa: T201 - a script that people run speaks
    sys.exit(bool(bad))
