"""History: the stories of a plan of 300 actions after a year of weekly updates, beside reading that plan alone.

Every week people change some cells and move some dates, and `update` makes a version: 52 real ones. Then both sides
take turns in this process: all stories from the newest file, and the same file read and understood. CPU is counted.
"""

from __future__ import annotations

import gc
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import xlsxwriter

from sheetplan import render, template
from sheetplan.model import long_day
from sheetplan.walks import history, understand
from sheetplan.walks.update import Options, update
from sheetplan.workbook import edit
from sheetplan.workbook.changes import SetCell

TARGET = 3.0
ROWS, WEEKS = 300, 52
CELLS, DATES = 12, 6
"""How many notes are written and dates are moved in a week."""
ROUNDS = 9
BEGIN = date(2026, 1, 5)
HEADING_ROW = 4


def main() -> int:
    """Make the year, time both sides, and give 1 where ours costs more than it may."""
    with tempfile.TemporaryDirectory() as folder:
        path = plan(Path(folder) / "plan.xlsx")
        lines = year(path)
        gc.collect()
        gc.freeze()  # as the command does after its imports
        today = BEGIN + timedelta(weeks=WEEKS)
        sides: dict[str, Callable[[], object]] = {
            "history": lambda: render.history_text(history.history(path, today=today)),
            "reading": lambda: understand.plans(path, None),
        }
        taken: dict[str, list[float]] = {name: [] for name in sides}
        for turn in range(ROUNDS + 1):
            # Who goes first changes with every turn, so that a busy spell of the machine does not fall on one side.
            for name in sorted(sides, reverse=bool(turn % 2)):
                seconds = cpu(sides[name])
                if turn:
                    taken[name].append(seconds)
    print(f"History: {ROWS} actions, {WEEKS} versions, {lines:,} lines of Change log")
    for name, seconds in taken.items():
        spread = f"{min(seconds) * 1000:.0f} to {max(seconds) * 1000:.0f}"
        print(f"  {name:<8}  {statistics.median(seconds) * 1000:6.0f} ms of CPU in the median of {ROUNDS} ({spread})")
    ratio = statistics.median(a / b for a, b in zip(taken["history"], taken["reading"], strict=True))
    print(f"  ratio {ratio:.2f}, target at most {TARGET:.2f}: {'met' if ratio <= TARGET else 'MISSED'}")
    return int(ratio > TARGET)


def cpu(side: Callable[[], object]) -> float:
    """What one turn costs."""
    before = time.process_time()
    side()
    return time.process_time() - before


def plan(path: Path) -> Path:
    """A plan as people keep it."""
    kind = template.load("peer-review")
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Action plan")
        sheet.write(0, 0, "Action plan, January 2026 to December 2027")
        sheet.write(1, 0, "PM = Project Manager")
        sheet.write_row(HEADING_ROW - 1, 0, [c.heading for c in kind.columns if c.present == "always"])
        for i in range(1, ROWS + 1):
            action = f"{i}. Book the room for meeting {i} and tell the groups that take part"
            due = f"By {long_day(BEGIN + timedelta(365 + i))}"
            sheet.write_row(HEADING_ROW + i - 1, 0, [action, due, "Everybody is told", "PM", f"At meeting {i}"])
    return path


def year(path: Path) -> int:
    """A version a week; gives the number of lines that the Change log has in the end."""
    chance = random.Random(7)  # noqa: S311 - a choice, not a secret
    for week in range(WEEKS):
        day = BEGIN + timedelta(weeks=week)
        if week:
            changes = [
                SetCell("Action plan", HEADING_ROW + row, 5, f"Week {week}: the room is asked for again")
                for row in chance.sample(range(1, ROWS + 1), CELLS)
            ]
            changes += [
                SetCell("Action plan", HEADING_ROW + row, 2, f"By {long_day(day + timedelta(400 + row))}")
                for row in chance.sample(range(1, ROWS + 1), DATES)
            ]
            path.write_bytes(edit.apply(path, list(changes)).data)
        now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        update(path, Options(today=day, now=now, as_of=day, by="Coordinator"))
    log = understand.plans(path, None)[0].log
    return len(log.rows) if log is not None else 0


if __name__ == "__main__":
    sys.exit(main())
