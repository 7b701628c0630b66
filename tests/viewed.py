"""Plans with a Dashboard and a Timeline in these tests: templates that ask for them, and small plans of every kind."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

import staff
from sheetplan.model import Updated

TEMPLATES = Path(__file__).parents[1] / "src" / "sheetplan" / "templates"
DAY = date(2026, 3, 31)
DASHBOARD, TIMELINE = "Dashboard", "Timeline"
ASKS = {
    "peer-review": ("action", ("responsibility",), date(2008, 2, 29)),
    "project-plan": ("objective", (), date(2008, 3, 31)),
    "collaborative-improvement": ("action", ("owner", "area"), date(2025, 6, 30)),
    "care-improvement": ("objective", ("lead", "area"), date(2025, 9, 30)),
}
"""Template to the field that says what an action is, the fields that are counted, and a day of its sample."""
SMALL = """
name = "small"
title = "A small plan"
summary = "A kind of plan for tests"
version = 1
[plan]
sheet = "Plan"
ref_from = "ref"
dates_required = false
[[column]]
field = "ref"
heading = "Ref"
[[column]]
field = "action"
heading = "Action"
required = true
[[column]]
field = "lead"
heading = "Lead"
type = "people"
[[column]]
field = "area"
heading = "Area"
[[column]]
field = "due"
heading = "Due"
type = "date"
[[column]]
field = "done"
heading = "Done on"
type = "date"
[status]
complete_when = ["done"]
"""
HEADINGS = ("Ref", "Action", "Lead", "Area", "Due", "Done on")
Row = tuple[str, str, str | None, str | None, date | str | None, date | None]
ROWS: tuple[Row, ...] = (
    ("1", "Ring the supplier", "PM", "Stock", date(2026, 1, 10), None),
    ("2", "Write to the council", "QL/PM", "Homes", date(2026, 3, 1), None),
    ("3", "Meet the families", "QL", "Homes", date(2026, 4, 10), None),
    ("4", "Train the staff", "PM", "Staff", date(2026, 9, 30), None),
    ("5", "Order new beds", None, None, None, None),
    ("6", "Paint the hall", "PM", "Homes", date(2026, 2, 1), date(2026, 3, 20)),
)


def asking(folder: Path, name: str, views: str | None = None) -> str:
    """The path of a template that asks for both: a packaged one by name, or the small one."""
    if name == "small":
        text, says, counted = SMALL, "action", ("lead", "area")
    else:
        text, (says, counted, _) = (TEMPLATES / f"{name}.toml").read_text(encoding="utf-8"), ASKS[name]
        text = re.sub(r"\n\[views\]\n(?:[^\[\n].*\n)*", "\n", text)
    listed = ", ".join(f'"{one}"' for one in counted)
    asks = f'dashboard = true\ntimeline = true\nsays = "{says}"\ncount_by = [{listed}]\n' if views is None else views
    path = folder / f"{name}.toml"
    path.write_text(f"{text}\n[views]\n{asks}" if asks else text, encoding="utf-8")
    return str(path)


def sample(name: str, folder: Path, **options: Any) -> tuple[Path, Updated]:
    """A sample that has been updated once with both tabs asked for."""
    path = staff.sample(name, folder)
    return path, staff.run(path, ASKS[name][2], template=asking(folder, name), **options)


def small(folder: Path, rows: Sequence[Row] = ROWS, *, sheets: Mapping[str, Any] | None = None) -> Path:
    """A plan of the small kind as somebody typed it, with further sheets by name and what stands in their A1."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Plan"
    for row in (HEADINGS, *rows):
        sheet.append(row)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # text that begins with = is text
    for name, text in (sheets or {}).items():
        book.create_sheet(name)["A1"] = text
    path = folder / "plan.xlsx"
    book.save(path)
    return path


def updated(path: Path, day: date = DAY, views: str | None = None, **options: Any) -> Updated:
    """Update a plan of the small kind."""
    return staff.run(path, day, template=asking(path.parent, "small", views), **options)


def parts(path: Path) -> dict[str, bytes]:
    """Every part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
        return {name: package.read(name) for name in package.namelist()}


def changed(path: Path, change: Mapping[str, tuple[str, str]]) -> Path:
    """Other bytes in some parts: part to what stands there and what shall."""
    there = parts(path)
    for name, (old, new) in change.items():
        assert old.encode() in there[name], (name, old)
        there[name] = there[name].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in there.items():
            package.writestr(name, content)
    return path


def figures(path: Path, sheet: str = DASHBOARD) -> dict[str, Any]:
    """What stands on a tab, cell by cell, as it is stored."""
    found = openpyxl.load_workbook(path, data_only=True)[sheet]
    return {cell.coordinate: cell.value for row in found.iter_rows() for cell in row if cell.value not in (None, "")}


def block(path: Path, title: str, columns: str = "ABCDEF") -> list[list[Any]]:
    """The rows of a table of the Dashboard below its section's title and notes, to the first without anything."""
    cells = figures(path)
    row = next(int(at[1:]) for at, value in cells.items() if value == title and at[0] == "A")
    while f"B{row}" not in cells:
        row += 1
    rows = []
    row += 1
    while f"A{row}" in cells:
        rows.append([cells.get(f"{letter}{row}") for letter in columns])
        row += 1
    return rows
