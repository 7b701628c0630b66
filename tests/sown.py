"""Plans that are drawn for tests: their rows and tabs, how they are written, and what faults are planted in a row."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from independent_tables import SLIPS, Found

DAY, TODAY = date(2008, 2, 29), date(2008, 3, 5)
"""The position date, and the calendar day a little later: what is between them is not yet done, and not wrong."""
PAST = (date(2007, 11, 28), date(2007, 12, 20), date(2008, 1, 15), date(2008, 2, 14))
LATER = (date(2008, 3, 14), date(2008, 3, 31), date(2008, 5, 30), date(2008, 9, 26))
KEY = "PM = Project Manager; MC = Main contact; TL = Team leader"
WORK = ("Train", "Write", "Review", "Agree", "Publish", "Audit", "Install", "Record", "Repair", "Measure")
THINGS = (
    "the ward protocol", "hand hygiene", "consent forms", "discharge letters", "the rota", "waiting times",
    "care plans", "the visitors' book", "fire doors", "medicine charts", "staff induction", "the complaints log",
)  # fmt: skip
GREEN = PatternFill("solid", fgColor="FF92D050")

Row = dict[str, Any]
Fault = tuple[str, str, Callable[[Row, random.Random], None]]
"""Code, the field at whose cell it is found, and what is done to a row for it."""


@dataclass
class Sown:
    """A plan as it is to be written, and what was planted in it."""

    kind: str
    rows: list[Row]
    fields: Mapping[str, str]
    tabs: dict[str, list[list[Any]]] = field(default_factory=dict)
    planted: list[tuple[str, Row, str]] = field(default_factory=list)
    left: dict[int, Row] | None = None
    """What the rows held in the version that was kept, where one is to be."""
    over: list[tuple[Row, str, str | None]] = field(default_factory=list)
    """Rows in whose cell of this heading, which is worked out, something else is put, or nothing."""
    slip: str | None = None
    """The field whose heading has a slip in it."""
    elsewhere: set[Found] = field(default_factory=set)
    """What was planted on its tabs."""
    after: dict[int, Row] = field(default_factory=dict)
    """Rows with nothing but words in their first cell, by the place of the action above."""


def dice(number: int) -> random.Random:
    """The same throws for the same number."""
    return random.Random(number)  # noqa: S311 - plans are drawn with it, no secrets


SHEETS = {"project": "Project plan", "joint": "Improvement plan", "form": "Improvement plan"}


def write(sown: Sown, path: Path, chance: random.Random, keep: Callable[[Path], object]) -> set[Found]:
    """Write it somewhere on its sheet; the planted faults as they should be found.

    Args:
        sown: the plan.
        path: where it is written.
        chance: says where on its sheet it stands.
        keep: makes a first version of it, where one is to be; what was planted is typed in after that.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEETS.get(sown.kind, "Action plan")
    above, left = chance.choice((4, 5, 7)), chance.choice((1, 1, 2, 3))
    sheet.cell(1, left, "Improvement plan, November 2007 to October 2008")
    sheet.cell(2, left, KEY)
    columns = {name: left + at for at, name in enumerate(sown.fields)}
    slipped = {right: slip for slip, right in SLIPS.items()}
    for name, heading in sown.fields.items():
        sheet.cell(above, columns[name], slipped[heading] if name == sown.slip else heading)
    at, aim = above, ""
    for place, row in enumerate(sown.rows):
        if row.get("aim", aim) != aim:
            at, aim = at + 1, row["aim"]
            sheet.cell(at, left, aim)
        at = row["at"] = at + 1
        stands = sown.left[place] if sown.left is not None else row
        for name, column in columns.items():
            _put(sheet.cell(at, column), stands.get(name), stands.get("look"))
        if place in sown.after:
            at = sown.after[place]["at"] = at + 1
            sheet.cell(at, left, sown.after[place]["action"])
    for name, rows in sown.tabs.items():
        tab = book.create_sheet(name)
        for values in rows:
            tab.append(values)
    book.save(path)
    planted = {
        (code, sheet.title, f"{get_column_letter(columns[name])}{row['at']}") for code, row, name in sown.planted
    }
    if sown.slip is not None:
        planted.add(("heading-read-as", sheet.title, f"{get_column_letter(columns[sown.slip])}{above}"))
    if sown.left is not None:
        keep(path)
        planted |= _typed_since(sown, path, columns, above)
    return planted | sown.elsewhere


def _typed_since(sown: Sown, path: Path, columns: Mapping[str, int], above: int) -> set[Found]:
    """Type what was planted into the plan as it was written by then; what stands in cells that are worked out."""
    book = openpyxl.load_workbook(path)
    sheet = book[SHEETS.get(sown.kind, "Action plan")]
    for row, was in zip(sown.rows, (sown.left or {}).values(), strict=True):
        for name, column in columns.items():
            if row.get(name) != was.get(name) or row.get("look") != was.get("look"):
                _put(sheet.cell(row["at"], column), row.get(name), row.get("look"))
    found = set()
    for row, heading, value in sown.over:
        column = next(cell.column for cell in sheet[above] if str(cell.value).startswith(f"{heading} at "))
        sheet.cell(row["at"], column).value = value
        code = "formula-restored" if value is None else "formula-overtyped"
        found.add((code, sheet.title, f"{get_column_letter(column)}{row['at']}"))
    book.save(path)
    return found


def _put(cell: Any, value: object, look: str | None) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    if isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    if look == "struck":
        cell.font = Font(strike=True)
    if look == "green":
        cell.fill = GREEN


def sets(**cells: Any) -> Callable[[Row, random.Random], None]:
    """Cells that are given so, or by a choice of several."""

    def change(row: Row, chance: random.Random) -> None:
        for name, value in cells.items():
            row[name] = chance.choice(value) if isinstance(value, list) else value

    return change


def undone(**cells: Any) -> Callable[[Row, random.Random], None]:
    return sets(achieved=None, **cells)


def if_open(**cells: Any) -> Callable[[Row, random.Random], None]:
    change = sets(**cells)
    return lambda row, chance: change(row, chance) if row["status"] == "Open" else None
