"""Workbooks for tests of reading, built from small text tables: a line a row, cells between strokes.

A figure is a number, 30 Nov 2007 a date, =... a formula with the result that stands after "->"; in quotation marks all
stay text. A backslash and n is a line break, an empty cell is blank. The first line stands in row 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

import plans
from sheetplan.model import Plan, Value, letters
from sheetplan.walks import understand

DAY = date(2008, 2, 29)
"""The day on which statuses are asked for."""
TODAY = date(2026, 10, 31)
PEER = (
    "Action | Timescales/Milestones | Success Criteria/Target | Responsibility | Evaluation/Monitoring | "
    "Achieved (Date)"
)
"""The headings of the template peer-review."""
_FIGURE = re.compile(r"-?\d+(?:\.\d+)?")

Change = Callable[[xlsxwriter.Workbook, Mapping[str, xlsxwriter.workbook.Worksheet]], object]


def value(text: str) -> Value:
    """What a cell of a table holds."""
    text = text.strip(" ")
    return float(text) if _FIGURE.fullmatch(text) else plans.cell(text)


def book(
    path: Path,
    tabs: Mapping[str, str] | str,
    *,
    merges: Sequence[str] = (),
    change: Change = lambda book, sheets: None,  # noqa: ARG005 - what a change is given
) -> Path:
    """A workbook with these sheets.

    Args:
        path: where to write it.
        tabs: a table for each sheet; one alone is called Plan.
        merges: areas of the first sheet that are merged; each shows what stands in its first cell.
        change: what else is done before it is saved.
    """
    tables = {"Plan": tabs} if isinstance(tabs, str) else tabs
    with xlsxwriter.Workbook(path) as made:
        day = made.add_format({"num_format": "d mmm yyyy"})
        sheets = {name: made.add_worksheet(name) for name in tables}
        for name, table in tables.items():
            for row, line in enumerate(lines(table)):
                for column, cell in enumerate(line):
                    _write(sheets[name], row, column, cell, day)
        first = next(iter(tables))
        grid = lines(tables[first])
        for area in merges:
            top, left = xlsxwriter.utility.xl_cell_to_rowcol(area.partition(":")[0])
            row = grid[top] if top < len(grid) else []
            shown = value(row[left]) if left < len(row) else None
            sheets[first].merge_range(area, shown, day if isinstance(shown, date) else None)
        change(made, sheets)
    return path


def lines(table: str) -> list[list[str]]:
    """The cells of a table as they are written; its first line may be empty, so that the table begins below it."""
    return [line.split("|") for line in table.removeprefix("\n").rstrip(" \n").split("\n")]


def _write(sheet: xlsxwriter.workbook.Worksheet, row: int, column: int, text: str, day: object) -> None:
    stripped = text.strip(" ")
    if stripped.startswith("="):
        formula, _, result = stripped.partition("->")
        sheet.write_formula(row, column, formula.strip(), None, value(result) if result.strip() else "")
        return
    held = value(text)
    if isinstance(held, date):
        sheet.write_datetime(row, column, held, day)
    elif isinstance(held, float):
        sheet.write_number(row, column, held)
    elif isinstance(held, str):
        sheet.write_string(row, column, held)


def told(plan: Plan) -> str:
    """How a plan was read: sheet, heading rows, columns; then row, ref, due date and status of each action."""
    rows = "+".join(map(str, plan.layout.heading_rows))
    columns = " ".join(f"{name}={letters(place.column)}" for name, place in _across(plan))
    standing = understand.judged(plan, DAY, TODAY).plan.standing
    assert standing is not None
    said = [f"{plan.sheet} {rows}: {columns}"]
    for action, state in zip(plan.actions.to_dict("records"), standing.to_dict("records"), strict=True):
        where = "+".join(map(str, action["at_rows"]))
        due = f"{state['due']:%d %b %Y}".lstrip("0") if isinstance(state["due"], date) else "-"
        said.append(f"{where} {action['at_ref'] or '-'} {due} {state['status']}")
    return "\n".join(said)


def _across(plan: Plan) -> list[tuple[str, plans.Place]]:
    return sorted(plan.columns.items(), key=lambda item: item[1].column)


def expected(text: str) -> str:
    """An expected reading as it stands indented in a test."""
    return "\n".join(line.strip() for line in text.strip().splitlines())


def said(plan: Plan) -> list[str]:
    """What was assumed of headings and rows, each with its cell."""
    return [f"{one.cell}: {one.text}" for one in plan.assumed]
