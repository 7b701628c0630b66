"""Submissions: a folder of plans checked in one run, beside what a user would write and beside reading alone.

`--plans 10000` makes so many besides and measures them too: time grows with their number, memory does not. The user's
side is measured on a part of the plans and scaled, for all of them take minutes; `--whole` measures all.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from side_by_side import SHEETPLAN, Command, python

PLANS, PART = 1000, 100
LESS, READING = 15, 3
"""How many times less CPU than the user's own it must take, and how many times that of reading alone it may."""
MOST_MEMORY = 400
"""MB, of all its processes together, at any moment."""
NO_MORE = 1.1
"""What per plan, and of memory, counts as no more: what the machine does besides makes such a difference."""

BUILD = """
import random, sys, xlsxwriter
from datetime import date, timedelta
from pathlib import Path
from sheetplan import template
folder, first, last = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
folder.mkdir(exist_ok=True)
columns = [column for column in template.load("care-improvement").columns if column.present == "always"]
assert len(columns) == 12
VERBS = "Ask Book Train Review Agree Write Teach Measure Publish Repair Order Visit".split()
THINGS = "meals rooms records shifts visits letters stock beds alarms menus keys plans handovers doors rotas".split()
WHO = "residents families nurses cooks drivers cleaners managers visitors".split()
for number in range(first, last):
    chance = random.Random(number)
    with xlsxwriter.Workbook(folder / f"plan-{number:05}.xlsx") as book:
        sheet, day = book.add_worksheet("Action plan"), book.add_format({"num_format": "d mmm yyyy"})
        sheet.write(0, 0, f"Improvement action plan of service {number}, November 2007 to October 2008")
        sheet.write(1, 0, "PM = Project Manager; MQC = Main contact")
        sheet.write_row(3, 0, [column.heading for column in columns])
        for i in range(60):
            closed = i % 3 == 0
            pick = chance.choice
            aim = f"{pick(VERBS)} {pick(THINGS)} with {pick(WHO)} until {50 + i} of 100 {pick(WHO)} like {pick(THINGS)}"
            task = f"{pick(VERBS)} the {pick(THINGS)} and {pick(VERBS).lower()} the {pick(THINGS)} for {pick(WHO)}"
            cells = [i + 1, f"Area {i % 7}", f"Statement {i % 9}", aim, task, ("PM", "MQC", "PM/MQC")[i % 3], None]
            cells += ["Short" if i % 2 else "Long", "Closed" if closed else "Open", f"{pick(WHO)} were told on day {i}"]
            cells += [f"Minutes {i} of the {pick(THINGS)} group", f"{pick(VERBS)} before noon"] if closed else []
            due = date(2007, 11, 1) + timedelta((i * 7 + number) % 360)
            if i == number % 60:
                cells[5], cells[8] = "ZZ", "Nearly"
            elif i == (number + 20) % 60:
                cells[3], cells[0] = None, 1
            elif i == (number + 40) % 60:
                cells[6], due = "soon", None
            sheet.write_row(4 + i, 0, cells)
            if due is not None:
                sheet.write_datetime(4 + i, 6, due, day)
"""
USER = """
import sys
from pathlib import Path
import pandas as pd
import pandera.pandas as pa

def is_date(value):
    return isinstance(value, pd.Timestamp) or hasattr(value, "year")

CODES = r"^(PM|MQC)(/(PM|MQC))*$"
text = lambda: pa.Column(None, nullable=False)
schema = pa.DataFrameSchema({
    "Ref": pa.Column(None, unique=True),
    "Area": text(),
    "Regulation or statement": pa.Column(None, nullable=True),
    "Objective": text(),
    "Tasks": text(),
    "Lead": pa.Column(None, pa.Check.str_matches(CODES)),
    "Due": pa.Column(None, pa.Check(is_date, element_wise=True)),
    "Term": pa.Column(None, pa.Check.isin(["Short", "Long"]), nullable=True),
    "Open or closed": pa.Column(None, pa.Check.isin(["Open", "Closed", "Withdrawn"])),
    "Progress": pa.Column(None, nullable=True),
    "Evidence": pa.Column(None, nullable=True),
    "Lessons learned": pa.Column(None, nullable=True),
})
for path in sorted(Path(sys.argv[1]).glob("*.xlsx"))[: int(sys.argv[2])]:
    frame = pd.read_excel(path, header=3, engine="openpyxl")
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as found:
        for case in found.failure_cases.itertuples():
            print(path.name, case.column, case.check, case.index)
"""
BARE = """
import sys
from pathlib import Path
from python_calamine import CalamineWorkbook
for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()
"""
FRAMES = """
import sys
from pathlib import Path
import pandas as pd
for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
    pd.read_excel(path, header=3, engine="calamine")
"""

PIN = """
import os, sys
os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
os.execv(sys.argv[1], sys.argv[1:])
"""


@dataclass(frozen=True)
class Run:
    """What one run took: seconds of CPU with those of its processes, seconds by the clock, MB at the peak."""

    cpu: float
    wall: float
    memory: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=0, help="measure a folder of so many besides")
    parser.add_argument("--whole", action="store_true", help="measure the user's side on all plans")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        plans = Path(folder, "plans")
        build(plans, 0, PLANS)
        print(f"Submissions: {PLANS:,} plans of 60 rows and 12 columns, three rows of each with faults")
        ours, results = beside(plans, PLANS if asked.whole else PART)
        results.append(judged("memory at the peak", ours.memory, MOST_MEMORY, "MB"))
        results += spread(plans)
        if asked.plans:
            more = Path(folder, "more")
            copies(plans, more, asked.plans)
            results += larger(more, asked.plans, ours)
    return 0 if all(results) else 1


def beside(plans: Path, part: int) -> tuple[Run, list[bool]]:
    """One process of ours beside the user's script and beside reading alone."""
    user, begun = (measured(script("user", USER, plans, number)).cpu for number in (part, 0))
    # It begins once, however many plans there are.
    scaled = begun + (user - begun) / part * PLANS
    ours = measured(check(plans), one_core=True)
    bare = measured(script("calamine", BARE, plans))
    frames = measured(script("frames", FRAMES, plans))
    how = "" if part == PLANS else f", measured on {part} and scaled"
    print(f"  sheetplan check                            {ours.cpu:7.1f} s of CPU on one core")
    print(f"  read_excel with openpyxl, Pandera for each {scaled:7.1f} s of CPU{how}")
    print(f"  read_excel with calamine, nothing judged   {frames.cpu:7.1f} s of CPU")
    print(f"  calamine alone, no frames                  {bare.cpu:7.1f} s of CPU")
    return ours, [
        judged("share of the user's CPU", ours.cpu / scaled, 1 / LESS),
        judged("times reading alone", ours.cpu / bare.cpu, READING),
        judged("times reading alone into frames", ours.cpu / frames.cpu, READING),
    ]


def spread(plans: Path) -> list[bool]:
    """With more cores it is done sooner; they are given turn about, so that a busy spell falls on both."""
    if (os.cpu_count() or 1) < 2:
        print("  this machine has one core: nothing to spread over")
        return []
    pairs = [(measured(check(plans), one_core=True), measured(check(plans))) for _ in range(2)]
    one, several = (min(run.wall for run in runs) for runs in zip(*pairs, strict=True))
    print(f"  one core {one:.1f} s, all {os.cpu_count()} {several:.1f} s by the clock")
    return [
        judged("wall time with all cores, of that with one", several / one, 1),
        judged("memory at the peak with all cores", max(run.memory for _, run in pairs), MOST_MEMORY, "MB"),
    ]


def larger(plans: Path, number: int, few: Run) -> list[bool]:
    """Many more plans: no more time for each, and no more memory."""
    many = measured(check(plans), one_core=True)
    print(f"Submissions: {number:,} plans, {many.cpu:.1f} s of CPU, {many.memory:.0f} MB beside {few.memory:.0f}")
    return [
        judged("time for each, of that at fewer", many.cpu / number / (few.cpu / PLANS), NO_MORE),
        judged("memory, of that at fewer", many.memory / few.memory, NO_MORE),
    ]


def judged(what: str, found: float, most: float, unit: str = "") -> bool:
    """Say whether a figure is at most what it may be."""
    print(f"  {what}: {found:.3g} {unit}, target at most {most:.3g}: {'met' if found <= most else 'MISSED'}")
    return found <= most


def check(plans: Path) -> Command:
    return Command("sheetplan check", (*SHEETPLAN, "check", str(plans), "--as-of", "2008-02-29"), exits=(1,))


def script(name: str, code: str, plans: Path, *more: object) -> Command:
    one = python(name, code)
    return Command(name, (*one.arguments, str(plans), *map(str, more)))


def build(folder: Path, first: int, last: int) -> None:
    """In processes of their own, so that this one stays small."""
    subprocess.run([sys.executable, "-c", BUILD, str(folder), str(first), str(last)], check=True)


def copies(plans: Path, folder: Path, number: int) -> None:
    """So many plans: the same again under other names."""
    folder.mkdir()
    known = sorted(plans.iterdir())
    for i in range(number):
        os.link(known[i % len(known)], folder / f"plan-{i:05}.xlsx")


def measured(side: Command, *, one_core: bool = False) -> Run:
    """Run it, and watch it and its processes meanwhile."""
    command: Sequence[str] = side.arguments
    if one_core and hasattr(os, "sched_setaffinity"):
        command = (sys.executable, "-c", PIN, *command)
    before, begun = os.times(), time.perf_counter()
    with subprocess.Popen(list(command), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
        peak: list[float] = [0.0]
        watcher = threading.Thread(target=watch, args=(running, peak))
        watcher.start()
        _, words = running.communicate()
        watcher.join()
    after = os.times()
    if running.returncode not in side.exits:
        raise RuntimeError(f"{side.name} ended with exit code {running.returncode}: {words.decode()[-500:]}")
    used = after.children_user - before.children_user + after.children_system - before.children_system
    return Run(used, time.perf_counter() - begun, peak[0])


def watch(running: subprocess.Popen[bytes], peak: list[float]) -> None:
    """Keep the most memory that a process and its children held at one moment, as far as the system tells."""
    while running.poll() is None:
        peak[0] = max(peak[0], sum(held(pid) for pid in family(running.pid)) / 1024)
        time.sleep(0.05)


def family(pid: int) -> Iterator[int]:
    """A process and all below it; itself alone where the system does not tell."""
    yield pid
    for task in Path("/proc", str(pid), "task").glob("*/children"):
        try:
            below = task.read_text().split()
        except OSError:  # it has just ended
            continue
        for child in below:
            yield from family(int(child))


def held(pid: int) -> float:
    """KB that a process holds, its share of what it shares with others; 0 where the system does not tell."""
    try:
        lines = Path("/proc", str(pid), "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return float(next((line.split()[1] for line in lines if line.startswith("Pss:")), 0))


if __name__ == "__main__":
    sys.exit(main())
