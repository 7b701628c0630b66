"""Sync: a plan of 5,000 rows and three copies of it with fifty changes each, beside reading the same files.

Both sides run in this process and take turns; imports are paid before. Reading is what every command begins with: the
plan as a value, its timescales read. Sync reads the same five files (the plan, the version that the copies were taken
from, the copies), folds them, writes the plan, verifies what it wrote, keeps a version and the copies.
"""

from __future__ import annotations

import gc
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from read import peer_review

from sheetplan import render
from sheetplan.walks import understand
from sheetplan.walks.drafted import Options
from sheetplan.walks.sync import sync
from sheetplan.walks.update import update
from sheetplan.workbook import edit
from sheetplan.workbook.changes import SetCell

TARGET = 3.0
ROWS, CHANGES, ROUNDS = 5000, 50, 7
DAY = date(2008, 2, 29)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base"
        base.mkdir()
        plan, copies = prepared(base)
        work = Path(folder) / "work"
        files = [plan, *plan.parent.glob("* versions/*.xlsx"), *copies]
        gc.collect()
        gc.freeze()  # as the command does after its imports
        reading = [cpu(lambda: [understand.plans(file, None) for file in files])]
        ours: list[float] = []
        for _ in range(ROUNDS):
            shutil.rmtree(work, ignore_errors=True)
            shutil.copytree(base, work)
            ours.append(cpu(lambda: merged(work / plan.name, [work / one.name for one in copies])))
            reading.append(cpu(lambda: [understand.plans(file, None) for file in files]))
    ratio = statistics.median(ours) / statistics.median(reading[1:])
    print(f"Sync: {ROWS:,} rows, {len(copies)} copies with {CHANGES} changes each")
    print(f"  sync                 {statistics.median(ours) * 1000:7.0f} ms of CPU in the median of {ROUNDS}")
    print(f"  reading {len(files)} files      {statistics.median(reading[1:]) * 1000:7.0f} ms")
    print(f"  ratio {ratio:.2f}, target at most {TARGET:.2f}: {'met' if ratio <= TARGET else 'MISSED'}")
    return int(ratio > TARGET)


def prepared(folder: Path) -> tuple[Path, list[Path]]:
    """A plan with one version, and copies of it that people worked on."""
    plan = peer_review(folder, ROWS).rename(folder / "plan.xlsx")
    update(plan, options(DAY))
    found = understand.only_plan(plan, None)
    copies = []
    for number in range(3):
        copy = folder / f"copy {number}.xlsx"
        changes = [
            SetCell(found.sheet, found.layout.first_row + 10 * at + number, 3, f"Seen by {number} at {at}")
            for at in range(CHANGES)
        ]
        edit.edit(plan, copy, changes)
        copies.append(copy)
    return plan, copies


def merged(plan: Path, copies: list[Path]) -> None:
    """The work that is timed; all changes must have arrived."""
    done = sync(plan, copies, options(DAY))
    if len(done.merge.edits) != len(copies) * CHANGES or done.refused or done.left:
        raise RuntimeError(render.sync_text(done))


def options(day: date) -> Options:
    now = datetime.fromisoformat("2026-10-31T09:30:00+00:00")
    return Options(today=date(2026, 10, 31), now=now, as_of=day, by="Coordinator")


def cpu(work: Callable[[], object]) -> float:
    """Seconds of CPU that it takes."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


if __name__ == "__main__":
    sys.exit(main())
