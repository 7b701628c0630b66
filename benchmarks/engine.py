"""The engine: cells set in large and small workbooks, beside loading and saving the same with openpyxl."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from side_by_side import met, python

COLUMNS = 12
LARGE, PLAN = 50_000, 300
"""Rows."""
LARGE_ONE, LARGE_MANY, PLAN_ONE = 15, 8, 10
"""How many times less CPU than openpyxl it must take."""
MOST_MEMORY = 200
"""MB, at the peak, of a process that sets 5,000 cells in the large workbook."""
MANY = 5_000
RUNS = 25

BUILD = """
import sys, datetime, xlsxwriter
path, rows, columns = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
book = xlsxwriter.Workbook(path)
sheet, date = book.add_worksheet("Plan"), book.add_format({"num_format": "d mmm yyyy"})
sheet.write_row(0, 0, [f"Heading {column}" for column in range(columns)])
for row in range(1, rows):
    for column in range(columns):
        if column % 4 == 0:
            sheet.write_number(row, column, row * 12 + column)
        elif column % 4 == 1:
            sheet.write_datetime(row, column, datetime.date(2008, 1, 1 + row % 28), date)
        else:
            sheet.write_string(row, column, f"Action {row} of {column}, to be agreed with the manager")
book.close()
"""
OURS = """
from pathlib import Path
from sheetplan.workbook import edit
from sheetplan.workbook.changes import SetCell
edit.edit(Path({source!r}), Path({target!r}), [SetCell("Plan", row, column, "done") for row, column in {cells!r}])
"""
THEIRS = """
import openpyxl
book = openpyxl.load_workbook({source!r})
for row, column in {cells!r}:
    book["Plan"].cell(row, column).value = "done"
book.save({target!r})
"""
PEAK = """
import resource, sys
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak // 1024 if sys.platform != "darwin" else peak // 1024**2)
"""

Places = Sequence[tuple[int, int]]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        large, plan = Path(folder, "large.xlsx"), Path(folder, "plan.xlsx")
        for path, rows in ((large, LARGE), (plan, PLAN)):
            # In a process of its own, so that this one stays small: a child's peak is never below its parent's.
            subprocess.run([sys.executable, "-c", BUILD, str(path), str(rows), str(COLUMNS)], check=True)
        print(f"Engine: memory at the peak, {MANY} cells in a sheet of {LARGE} x {COLUMNS}")
        results = [memory(large)]
        for count, times in ((1, LARGE_ONE), (MANY, LARGE_MANY)):
            print(f"Engine: {count} of {LARGE * COLUMNS} cells, programs and libraries started anew each time")
            sides = (
                python(name, code(large, count, text)) for name, text in (("sheetplan", OURS), ("openpyxl", THEIRS))
            )
            results.append(met(*sides, 1 / times, runs=2))
        print(f"Engine: one cell in a plan of {PLAN} rows, libraries loaded beforehand")
        results.append(small(plan))
    return 0 if all(results) else 1


def code(source: Path, count: int, text: str) -> str:
    """One side's few lines of Python, for so many cells."""
    return text.format(source=str(source), target=str(source.with_suffix(".out.xlsx")), cells=places(count))


def places(count: int) -> Places:
    """So many cells below the heading, the same on every run."""
    chosen = random.Random(2008).sample(range(COLUMNS, LARGE * COLUMNS), count)  # noqa: S311 - a sample, not a secret
    return [(at // COLUMNS + 1, at % COLUMNS + 1) for at in chosen]


def memory(large: Path) -> bool:
    """What one process needs at its peak."""
    command = [sys.executable, "-c", code(large, MANY, OURS) + PEAK]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "No module named 'resource'" in done.stderr:
        print("  this system does not tell")
        return True
    peak = int(done.stdout)
    print(f"  {peak} MB, target at most {MOST_MEMORY}: {'met' if peak <= MOST_MEMORY else 'MISSED'}")
    return peak <= MOST_MEMORY


def small(plan: Path) -> bool:
    """Both sides in turn within this process, because starting them costs ten times what they do."""
    import openpyxl

    from sheetplan.workbook import edit
    from sheetplan.workbook.changes import SetCell

    target = plan.with_suffix(".out.xlsx")

    def ours() -> None:
        edit.edit(plan, target, [SetCell("Plan", PLAN // 2, 3, "done")])

    def theirs() -> None:
        book = openpyxl.load_workbook(plan)
        book["Plan"].cell(PLAN // 2, 3).value = "done"
        book.save(target)

    pairs = [(cpu(ours), cpu(theirs)) for _ in range(RUNS + 1)][1:]
    for name, taken in zip(("sheetplan", "openpyxl"), zip(*pairs, strict=True), strict=True):
        print(f"  {name:<9}  {statistics.median(taken) * 1000:7.1f} ms of CPU in the median of {RUNS}")
    ratio = statistics.median(one / other for one, other in pairs)
    verdict = "met" if ratio <= 1 / PLAN_ONE else "MISSED"
    print(f"  ratio {ratio:.3f}, target at most {1 / PLAN_ONE:.2f}: {verdict}")
    return ratio <= 1 / PLAN_ONE


def cpu(work: Callable[[], None]) -> float:
    """The seconds of CPU that it takes."""
    before = time.process_time()
    work()
    return time.process_time() - before


if __name__ == "__main__":
    sys.exit(main())
