"""Read: plans of two kinds, of 300 and of 5,000 rows, beside a bare read of the same file's values.

Imports are paid before. One kind has six columns and numbers its actions in their text; the other has twelve columns
and a ref in one of them.

Both sides run in this process and take turns. What is counted is the CPU of the reading alone: an import takes far
longer than the reading of most plans, and would hide it on both sides.
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from sheetplan import template
from sheetplan.model import Template
from sheetplan.workbook import read

TARGET = 2.0
ROWS = {300: 20, 5000: 2}
"""Rows of the plan, and how many reads are timed together: one of a small plan is too short for the clock."""
ROUNDS = 15
TIMESCALES = ("By 30 Nov 2007", "Ongoing", "10/12/07", "By end of March 2008")
KEY = ("PM", "MQC", "PM/MQC")


def main() -> int:
    known = template.packaged()
    gc.collect()
    gc.freeze()  # as the command does after its imports
    with tempfile.TemporaryDirectory() as folder:
        return max(
            judged(make(Path(folder), rows), name, rows, times, known)
            for name, make in KINDS.items()
            for rows, times in ROWS.items()
        )


def judged(path: Path, kind: str, rows: int, times: int, known: tuple[Template, ...]) -> int:
    """Time both sides, print the table, and give 1 where ours costs more than it may."""
    sides = {"sheetplan": lambda: read.plans(path, known), "calamine": lambda: bare(path)}
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(ROUNDS + 1):
        # Who goes first changes with every turn, so that a busy spell of the machine does not fall on one side.
        for name in sorted(sides, reverse=bool(turn % 2)):
            seconds = cpu(sides[name], times)
            if turn:
                taken[name].append(seconds)
    print(f"Read: a {kind} plan of {rows:,} rows")
    for name, seconds in taken.items():
        spread = f"{min(seconds) * 1000:.2f} to {max(seconds) * 1000:.2f}"
        print(f"  {name:<9}  {statistics.median(seconds) * 1000:7.2f} ms of CPU in the median of {ROUNDS} ({spread})")
    ratio = statistics.median(a / b for a, b in zip(taken["sheetplan"], taken["calamine"], strict=True))
    print(f"  ratio {ratio:.2f}, target at most {TARGET:.2f}: {'met' if ratio <= TARGET else 'MISSED'}")
    return int(ratio > TARGET)


def bare(path: Path) -> list[list[list[object]]]:
    """All values of all sheets."""
    book = CalamineWorkbook.from_path(str(path))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def cpu(side: Callable[[], object], times: int) -> float:
    """What one read costs."""
    before = time.process_time()
    for _ in range(times):
        side()
    return (time.process_time() - before) / times


def peer_review(folder: Path, rows: int) -> Path:
    """A plan as people keep it: a title, a role key, headings, numbered actions, some of them achieved."""
    path = folder / f"peer-{rows}.xlsx"
    kind = template.load("peer-review")
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet("Action plan"), book.add_format({"num_format": "d mmm yyyy"})
        sheet.write(0, 0, "Action plan, November 2007 to October 2008")
        sheet.write(1, 0, "PM = Project Manager; MQC = Main contact")
        sheet.write_row(3, 0, [column.heading for column in kind.columns if column.present == "always"])
        for i in range(rows):
            action = f"{i + 1}. Book the room for meeting {i + 1} and tell the groups that take part"
            who = KEY[i % len(KEY)]
            sheet.write_row(4 + i, 0, [action, TIMESCALES[i % 4], "Everybody is told", who, f"At meeting {i + 1}"])
            if i % 4 == 0:
                sheet.write_datetime(4 + i, 5, date(2007, 11, 1) + timedelta(i % 100), day)
    return path


def care(folder: Path, rows: int) -> Path:
    """A plan with a ref column and as many columns as people keep: short texts, dates, choices, evidence."""
    path = folder / f"care-{rows}.xlsx"
    kind = template.load("care-improvement")
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet("Action plan"), book.add_format({"num_format": "d mmm yyyy"})
        sheet.write(0, 0, "Improvement action plan")
        sheet.write_row(3, 0, [column.heading for column in kind.columns])
        for i in range(rows):
            objective = f"Fewer gaps in the records of medicines, number {i}"
            sheet.write_row(
                4 + i, 0, [str(i + 1), "Medicines", "Regulation 12", objective, "Audit weekly; train staff"]
            )
            sheet.write(4 + i, 5, "CM")
            sheet.write_datetime(4 + i, 6, date(2026, 1, 1) + timedelta(i % 300), day)
            sheet.write_row(4 + i, 7, ["Short", "Open" if i % 3 else "Closed", "12 Jan 2026: audit begun"])
            if i % 3 == 0:
                sheet.write(4 + i, 10, "Audit report")
    return path


KINDS = {"peer-review": peer_review, "care-improvement": care}
"""Kinds of plans, each by who makes one."""


if __name__ == "__main__":
    sys.exit(main())
