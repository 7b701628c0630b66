"""Merge: the same random edits of several people brought together by us, by daff's three-way merge, and by "last wins".

An edit that is neither in the result nor shown as a conflict is lost, and nobody knows. daff is no part of our
environment: `pip install daff` in it, or in another from which this is run. Besides: what folding three copies of a
5,000-row plan costs beside reading one such file.
"""

from __future__ import annotations

import argparse
import importlib
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE / "tests"))

from editing import Did, Story, story  # noqa: E402 - the tests' own stories, on whose path they stand
from plans import plan  # noqa: E402 - as above
from sheetplan import merge  # noqa: E402 - after the tests' path
from sheetplan.model import Copy, Plan, Value, is_blank, records, shown  # noqa: E402 - as above

STORIES, ROWS, RUNS = 1000, 5000, 5
ARRIVED, SHOWN, LOST = "arrived", "shown as a conflict", "lost"
Table = list[list[str]]
_WORKED_OUT = (date(2008, 5, 31), "Overdue", "Red", 3)
"""What update has written beside each action, as it has in every plan that was ever updated."""


def main() -> int:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--stories", type=int, default=STORIES, help="how many random stories are merged")
    stories = wanted.parse_args().stories
    print(f"Merge: {stories} random stories, two to five copies of a plan each")
    methods: dict[str, Callable[[Story], Result]] = {
        "sheetplan": _ours,
        "last copy wins, cell by cell": _last_cell_wins,
        "last copy wins, whole file": _last_file_wins,
    }
    try:
        daff = importlib.import_module("daff")
    except ImportError:
        print("  daff is not there, and not measured: pip install daff")
    else:
        methods["daff, three-way, one copy after the other"] = lambda told: _daff(told, daff)
    counts: dict[str, Counter[str]] = {name: Counter() for name in methods}
    for seed in range(stories):
        told = story(seed)
        for name, method in methods.items():
            counts[name].update(_fates(told, method(told)))
    for name, count in sorted(counts.items(), key=lambda item: item[1][LOST]):
        parts = ", ".join(f"{count[fate]} {fate}" for fate in (ARRIVED, SHOWN, LOST))
        print(f"  {name:<42} {sum(count.values())} edits: {parts}")
    return 0 if counts["sheetplan"][LOST] == 0 and _is_quick() else 1


class Result:
    """What a method leaves: rows by ref, the words of all actions, and what it shows as a conflict."""

    def __init__(self, rows: Mapping[str, Mapping[str, str]], words: Sequence[str]) -> None:
        """Take the rows that stand at the end."""
        self.rows = rows
        self.words = words
        self.shown: set[tuple[str, str, str]] = set()
        """Ref, field or nothing for the whole action, whose; empty for anybody's."""


def _fates(told: Story, result: Result) -> Iterator[str]:
    """What became of each edit of each copy, and of the plan's own."""
    for name, done in told.done.items():
        for one in done:
            if one.what != "archive":
                yield _fate(told, name, one, result)


def _fate(told: Story, name: str, one: Did, result: Result) -> str:
    if one.what == "add":
        return ARRIVED if one.text in result.words else LOST
    shown_for = {(one.ref, column, who) for column in (one.field, "") for who in (name, "")}
    if one.what == "delete":
        if one.ref not in result.rows:
            return ARRIVED
        return SHOWN if shown_for & result.shown or _answered(one, result) else LOST
    row = result.rows.get(one.ref)
    if row is not None and _stands(told, one, row.get(one.field, "")):
        return ARRIVED
    return SHOWN if shown_for & result.shown or _answered(one, result) else LOST


def _answered(one: Did, result: Result) -> bool:
    """Whether somebody else's conflict about the whole action shows that it is in question."""
    return any(ref == one.ref and field == "" for ref, field, _ in result.shown)


def _stands(told: Story, one: Did, cell: str) -> bool:
    if one.what != "note":
        return cell == _text(one.value)
    was = _text(told.base_rows[one.ref][one.field])
    return _text(one.value).removeprefix(was).strip() in cell


# The methods


def _ours(told: Story) -> Result:
    found = merge.fold(told.master, told.copies)
    result = _result(told, merge.applied(told.master, found))
    result.shown = {(one.ref, one.field, one.whose) for one in found.conflicts}
    return result


def _last_file_wins(told: Story) -> Result:
    newest = max(told.copies, key=lambda copy: (copy.day or date.min, copy.whose))
    return _result(told, newest.plan)


def _last_cell_wins(told: Story) -> Result:
    """Each copy in order of its day: its cells that differ from the base go over the plan's; its rows as well."""
    base, table = _rows(told, told.base), _rows(told, told.master)
    for copy in sorted(told.copies, key=lambda copy: (copy.day or date.min, copy.whose)):
        theirs = _rows(told, copy.plan)
        for key, row in theirs.items():
            if key not in base:
                table[key] = row
            elif key in table:
                table[key] |= {name: value for name, value in row.items() if value != base[key][name]}
        for key in base.keys() - theirs.keys():
            table.pop(key, None)
    return Result(table, [row[told.shape.text] for row in table.values()])


def _daff(told: Story, daff: Any) -> Result:
    fields = list(told.shape.fields)
    base, result = _table(told, told.base), _table(told, told.master)
    for copy in sorted(told.copies, key=lambda copy: (copy.day or date.min, copy.whose)):
        flags = daff.CompareFlags()
        flags.addPrimaryKey("Ref")
        view = daff.PythonTableView
        merger = daff.Merger(view([list(row) for row in base]), view(result), view(_table(told, copy.plan)), flags)
        merger.apply()
        result.sort(key=lambda row: row[0] != "Ref")  # it may put the headings among the rows
    rows = {str(row[0]): dict(zip(fields, map(_text, row[1:]), strict=True)) for row in result[1:]}
    found = Result(rows, [_text(row[1]) for row in result[1:]])
    found.shown = {
        (ref, name, "") for ref, row in rows.items() for name, value in row.items() if value.startswith("((( ")
    }
    return found


# Plans as tables


def _result(told: Story, plan: Plan) -> Result:
    rows = _rows(told, plan)
    return Result(rows, [row[told.shape.text] for row in rows.values()])


def _rows(told: Story, plan: Plan) -> dict[str, dict[str, str]]:
    """Actions by ref, archived ones too; those without one by their words."""
    found = {}
    for row in (*records(plan.actions), *records(plan.archived)):
        cells = {name: _text(row.get(name)) for name in told.shape.fields}
        head, dot, rest = cells[told.shape.text].partition(". ")
        if dot and head.isdigit():
            cells[told.shape.text] = rest
        found[row["at_ref"] or f"new: {cells[told.shape.text]}"] = cells
    return found


def _table(told: Story, plan: Plan) -> Table:
    rows = [["" if ref.startswith("new: ") else ref, *row.values()] for ref, row in _rows(told, plan).items()]
    return [["Ref", *told.shape.fields], *rows]


def _text(value: Value) -> str:
    return "" if is_blank(value) else shown(value).strip()


# What it costs


def _is_quick() -> bool:
    """Whether folding three copies costs less than reading one of the files."""
    from sheetplan.walks import understand  # only here a workbook is read

    base = _long_plan(0)
    copies = [Copy(_long_plan(n), f"Copy {n}", date(2008, 3, n), base) for n in (1, 2, 3)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "plan.xlsx")
        _write(base, path)
        reading = statistics.median(_cpu(lambda: understand.plans(path, None, None)) for _ in range(RUNS))
        folding = statistics.median(_cpu(lambda: merge.fold(base, copies)) for _ in range(RUNS))
    is_met = folding <= reading
    verdict = "met" if is_met else "MISSED"
    print(f"  reading one plan of {ROWS} actions   {reading * 1000:.0f} ms of CPU")
    print(f"  folding three copies of it       {folding * 1000:.0f} ms of CPU: {verdict} (at most as much)")
    return is_met


def _long_plan(number: int) -> Plan:
    """So many actions; in a copy every hundredth is edited, one is deleted and ten are new."""
    lines = ["action | timescale | success | responsibility | evaluation | achieved"]
    for n in range(1, ROWS + 1):
        if number and n == number * 7:
            continue
        told = f", told by {number}" if number and n % 100 == number else ""
        day = "3 Mar 2008" if n % 3 == 0 else ""
        words = f"By end of May 2008 | Residents of house {n} say so | PM | Begun in week {n}{told} | {day}"
        lines.append(f"{n}. Ask the residents of house {n} about their meals | {words}")
    lines += [f"New idea {number}, {n} | Ongoing | | PM | |" for n in range(10 if number else 0)]
    return plan("\n".join(lines))


def _write(plan: Plan, path: Path) -> None:
    import xlsxwriter  # only here a workbook is written

    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet(plan.sheet), book.add_format({"num_format": "d mmm yyyy"})
        ours = list(plan.template.computed.values())[: len(_WORKED_OUT)]
        sheet.write_row(3, 0, [place.heading for place in plan.columns.values()] + ours)
        for at, row in enumerate(records(plan.actions), start=4):
            for column, name in enumerate(plan.columns):
                if isinstance(row[name], date):
                    sheet.write_datetime(at, column, row[name], day)
                elif row[name] is not None:
                    sheet.write(at, column, row[name])
            sheet.write_datetime(at, len(plan.columns), _WORKED_OUT[0], day)
            sheet.write_row(at, len(plan.columns) + 1, _WORKED_OUT[1:])


def _cpu(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


if __name__ == "__main__":
    sys.exit(main())
