"""Diff: two plans of 5,000 rows compared, beside the mere reading of the two files.

One in fifty cells differs, some actions are new, some are gone, and a block of them stands elsewhere. Imports are paid
before. Both sides run in this process and take turns; what is counted is CPU.
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
from pathlib import Path

import openpyxl
from read import KINDS, cpu

from sheetplan import template
from sheetplan.model import Template
from sheetplan.walks.diff import diff
from sheetplan.workbook import read

TARGET = 3.0
ROWS = 5000
ROUNDS = 7
EVERY = 50
"""So many actions apart, one cell differs."""


def main() -> int:
    known = template.packaged()
    gc.collect()
    gc.freeze()  # as the command does after its imports
    with tempfile.TemporaryDirectory() as folder:
        return max(judged(make(Path(folder), ROWS), name, known) for name, make in KINDS.items())


def judged(before: Path, kind: str, known: tuple[Template, ...]) -> int:
    """Time both sides, print the table, and give 1 where comparing costs more than it may."""
    after = edited(before)
    count = len(diff(str(before), str(after)).differences)
    sides = {
        "diff": lambda: diff(str(before), str(after)),
        "reading both": lambda: [read.plans(path, known) for path in (before, after)],
    }
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(ROUNDS + 1):
        # Who goes first changes with every turn, so that a busy spell of the machine does not fall on one side.
        for name in sorted(sides, reverse=bool(turn % 2)):
            seconds = cpu(sides[name], 1)
            if turn:
                taken[name].append(seconds)
    print(f"Diff: two {kind} plans of {ROWS:,} rows with {count:,} differences")
    for name, seconds in taken.items():
        spread = f"{min(seconds):.2f} to {max(seconds):.2f}"
        print(f"  {name:<12}  {statistics.median(seconds):6.2f} s of CPU in the median of {ROUNDS} ({spread})")
    ratio = statistics.median(a / b for a, b in zip(taken["diff"], taken["reading both"], strict=True))
    print(f"  ratio {ratio:.2f}, target at most {TARGET:.2f}: {'met' if ratio <= TARGET else 'MISSED'}")
    return int(ratio > TARGET)


def edited(before: Path) -> Path:
    """The same plan as somebody else left it."""
    book = openpyxl.load_workbook(before)
    sheet = book["Action plan"]
    first, last = 5, 4 + ROWS
    for row in range(first, last + 1, EVERY):
        sheet.cell(row, 4, f"Somebody else's words, {row}")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(first, last)]
    block = rows[1000:1010]
    rows = [*rows[:1000], *rows[1010:3000], *block, *rows[3000:4900]]
    sheet.delete_rows(first, ROWS)
    for row in rows:
        sheet.append(row)
    after = before.with_name(f"after-{before.name}")
    book.save(after)
    return after


if __name__ == "__main__":
    sys.exit(main())
