"""Workbooks as people keep them, made small, and edited between updates by typing into cells.

A plan is a text table as in `plans`: its first line names the columns. The template's own fields stand for its
headings, any other word stands in the workbook as it is written. Headings stand in row 3, actions from row 4.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

import plans
from sheetplan import template
from sheetplan.model import Updated, Value
from sheetplan.walks.update import Options, update
from sheetplan.workbook import edit
from sheetplan.workbook.changes import SetCell, Style

KIND = template.load("peer-review")
DAY = date(2008, 2, 29)
TODAY = date(2026, 10, 31)
PLAN, ARCHIVE = "Plan", "Archive"
HEADING_ROW = 3
_DAY = "d mmm yyyy"
_TEXTS = {"success": "Seen", "responsibility": "PM", "evaluation": "At meetings", "timescale": "By 30 Sep 2008"}
_AT = re.compile(r" at \d{1,2} [A-Z][a-z]{2} \d{4}$")


def heading(name: str) -> str:
    """The template's heading of a field; any other word as it is."""
    return next((c.heading for c in KIND.columns if c.present == "always" and c.field == name), name)


def build(
    path: Path, table: str, *, as_table: bool = False, tabs: Mapping[str, list[list[Value]]] | None = None
) -> Path:
    """A workbook with this plan; what it leaves out of the template stands before its last column of its own.

    Args:
        path: where to write it.
        table: the plan, as text.
        as_table: whether it is an Excel Table, which ends with its last action.
        tabs: other sheets by name, from A1.
    """
    typed = plans.rows(table)
    names = list(typed[0])
    lacking = [c.field for c in KIND.columns if c.present == "always" and c.field not in names]
    place = names.index("achieved") if "achieved" in names else len(names)
    names[place:place] = lacking
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = PLAN
    sheet["A1"] = "Plan, November 2007 to October 2008"
    for column, name in enumerate(names, start=1):
        sheet.cell(HEADING_ROW, column, heading(name))
        for row, record in enumerate(typed, start=HEADING_ROW + 1):
            value = record[name] if name in record else _TEXTS.get(name)
            sheet.cell(row, column, value).number_format = _DAY if isinstance(value, date) else "General"
    if as_table:
        corner = f"{get_column_letter(len(names))}{HEADING_ROW + len(typed)}"
        sheet.add_table(Table(displayName="tblPlan", ref=f"A{HEADING_ROW}:{corner}"))
    for name, rows in (tabs or {}).items():
        other = book.create_sheet(name)
        for cells in rows:
            other.append(cells)
    book.save(path)
    return path


def run(path: Path, day: date | None = DAY, **options: Any) -> Updated:
    """Update as of a day."""
    now = datetime.fromisoformat("2026-10-31T09:30:00+00:00")
    return update(path, Options(**{"today": TODAY, "now": now, "as_of": day, "by": "Coordinator", **options}))


def grid(path: Path, sheet: str = PLAN) -> list[list[Any]]:
    """Every value of a sheet, from A1."""
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def sheets(path: Path) -> list[str]:
    """The names of its sheets."""
    return CalamineWorkbook.from_path(str(path)).sheet_names


def _heading_row(path: Path, sheet: str) -> int:
    return next(number for number, row in enumerate(grid(path, sheet), start=1) if "Action" in row)


def headings(path: Path, sheet: str = PLAN) -> dict[str, int]:
    """Heading to column; where a heading says a day, "Status at" and the like."""
    row = grid(path, sheet)[_heading_row(path, sheet) - 1]
    return {_AT.sub(" at", text): column for column, text in enumerate(row, start=1) if text}


def records(path: Path, sheet: str = PLAN) -> dict[str, dict[str, Any]]:
    """Action to its cells by heading, in order; two of the same text would be a mistake of the test's."""
    top, names = _heading_row(path, sheet), headings(path, sheet)
    found: dict[str, dict[str, Any]] = {}
    for row in grid(path, sheet)[top:]:
        cells = {name: row[column - 1] if column <= len(row) else "" for name, column in names.items()}
        if any(value != "" for value in cells.values()):
            assert cells["Action"] not in found
            found[cells["Action"]] = cells
    return found


def row_of(path: Path, action: str, sheet: str = PLAN) -> int:
    """The sheet row of an action."""
    column = headings(path, sheet)["Action"]
    return next(number for number, row in enumerate(grid(path, sheet), start=1) if row[column - 1] == action)


def type_in(path: Path, cells: Mapping[tuple[str | int, str], Value], sheet: str = PLAN) -> None:
    """What a person does between two updates: (action or sheet row, heading) to what is typed there."""
    names = headings(path, sheet)
    put(
        path,
        {
            (where if isinstance(where, int) else row_of(path, where, sheet), names[heading(name)]): value
            for (where, name), value in cells.items()
        },
        sheet,
    )


def put(path: Path, cells: Mapping[tuple[int, int], Value], sheet: str = PLAN) -> None:
    """The same by (row, column)."""
    changes = [
        SetCell(
            sheet, row, column, value, style=Style(number_format=_DAY) if isinstance(value, date) else None,
            overwrite=True,
        )
        for (row, column), value in cells.items()
    ]  # fmt: skip
    edited = edit.apply(path, changes)
    assert edited.receipt.refused == ()
    path.write_bytes(edited.data)


def add_action(path: Path, row: int, **cells: Value) -> None:
    """A new action in this row; cells by the template's field, the others with something sensible in them."""
    type_in(path, {(row, name): value for name, value in (_TEXTS | cells).items()})


def finding(done: Updated, code: str) -> list[str]:
    """The cells at which an update found this."""
    return [found.cell for found in done.judged.findings if found.code == code]


def files(folder: Path) -> dict[str, str]:
    """Every file below a folder, with its hash."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
