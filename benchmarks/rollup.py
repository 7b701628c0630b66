"""Rollup: the report on a thousand plans, beside xlsxwriter writing the same rows and charts and one check of them."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from side_by_side import SHEETPLAN, Command, python
from submissions import PLANS, build, check, judged, measured

MONTH = "2008-02"
TIMES = 1.2
"""How many times the CPU of both together it may take."""
MOST_MEMORY = 300
"""MB, of all its processes together, at any moment."""

BARE = """
import pickle, sys, xlsxwriter
from datetime import date
headings, rows, organisations, trend = pickle.load(open(sys.argv[1], "rb"))
with xlsxwriter.Workbook(sys.argv[2]) as book:
    look = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    dated = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "d mmm yyyy"})
    summary, every = book.add_worksheet("Summary"), book.add_worksheet("All actions")
    for at, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if value is None:
                every.write_blank(at, column, None, look)
            elif isinstance(value, date):
                every.write_datetime(at, column, value, dated)
            elif isinstance(value, str):
                every.write_string(at, column, value, look)
            else:
                every.write_number(at, column, value, look)
    every.add_table(0, 0, len(rows), len(headings) - 1, {"columns": [{"header": text} for text in headings]})
    # What people would do with a pivot table at least: the count of each status of each organisation, as values.
    for name, lines in (("By organisation", organisations), ("Trend", trend)):
        sheet = book.add_worksheet(name)
        for at, line in enumerate(lines):
            sheet.write_row(at, 0, line)
    for number, (name, last) in enumerate((("By organisation", 8), ("By organisation", 8), ("Trend", len(trend) - 1))):
        chart = book.add_chart({"type": "line" if name == "Trend" else "bar"})
        chart.add_series({"categories": [name, 0, 0, last, 0], "values": [name, 0, 1 + number, last, 1 + number]})
        summary.insert_chart(number * 16, 0, chart)
"""
TAKE = """
import pickle, sys
from datetime import date
from pathlib import Path
from sheetplan.model import months
from sheetplan.walks import rollup
report = rollup.rollup([Path(sys.argv[1])], date(2008, 2, 1), today=date(2008, 3, 3))
rows = [[value if value != "" else None for value in row] for row in report.actions]
statuses = [now.name for now, _ in report.views.statuses]
lines = [[line.name, *(line.counts.get(name, 0) for name in statuses)] for line in report.views.organisations]
trend = [[f"{point.month:%b %y}", point.open, point.overdue, point.plans] for point in report.trend]
pickle.dump((list(months.FIELDS.values()), rows, lines, trend), open(sys.argv[2], "wb"))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=PLANS, help="how many plans")
    parser.add_argument("--runs", type=int, default=3, help="how often each side runs")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plans, taken = folder / "plans", folder / "taken"
        build(plans, 0, asked.plans)
        take = python("take", TAKE)
        measured(Command("take", (*take.arguments, str(plans), str(taken))))
        print(f"Rollup: {asked.plans:,} plans of 60 rows")
        return 0 if beside(folder, plans, taken, asked.runs) else 1


def beside(folder: Path, plans: Path, taken: Path, runs: int) -> bool:
    """Turn about, each on one core, so that a busy spell of the machine falls on all."""
    written = folder / "report.xlsx"
    line = ("rollup", str(plans), "--month", MONTH, "-o", str(written), "--replace", "-q")
    ours = Command("sheetplan rollup", (*SHEETPLAN, *line))
    bare = python("xlsxwriter", BARE)
    theirs = Command(bare.name, (*bare.arguments, str(taken), str(folder / "bare.xlsx")))
    found = []
    for _ in range(runs):
        written.unlink(missing_ok=True)
        found.append([measured(side, one_core=True) for side in (ours, theirs, check(plans))])
    written.unlink(missing_ok=True)
    spread = measured(ours)
    cpu = [statistics.median(run.cpu for run in side) for side in zip(*found, strict=True)]
    print(f"  sheetplan rollup                           {cpu[0]:7.1f} s of CPU on one core")
    print(f"  xlsxwriter, the same rows and charts       {cpu[1]:7.1f} s of CPU")
    print(f"  sheetplan check of the same folder         {cpu[2]:7.1f} s of CPU")
    ratio = statistics.median(one.cpu / (other.cpu + third.cpu) for one, other, third in found)
    memory = max(runs_of[0].memory for runs_of in found)
    return all(
        [
            judged("times both together", ratio, TIMES),
            judged("memory at the peak", memory, MOST_MEMORY, "MB"),
            judged("memory at the peak with all cores", spread.memory, MOST_MEMORY, "MB"),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
