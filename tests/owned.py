"""Workbooks of somebody's own, made small: sheets as text tables, with whatever stands above them.

A table's first line holds headings; cells are as in `plans`. Lines of "above" stand in column A over the headings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

import plans
from sheetplan.model import Value


def book(path: Path, sheets: Mapping[str, Sequence[Sequence[Value]]], *, hidden: Sequence[str] = ()) -> Path:
    """A workbook with these sheets, from A1.

    Args:
        path: where to write it.
        sheets: name to rows.
        hidden: sheets that people do not see.
    """
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row, start=1):
                if value is not None:
                    made_cell = sheet.cell(number, place, value)
                    if not isinstance(value, str | float | int):
                        made_cell.number_format = "d mmm yyyy"
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    made.save(path)
    return path


def table(text: str, *, above: Sequence[str] = (), left: int = 0) -> list[list[Value]]:
    """The rows of a text table: its headings, then its cells.

    Args:
        text: the table.
        above: what stands over it, a line each in column A.
        left: how many empty columns stand before it.
    """
    lines = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines() if line.strip()]
    assert all(len(line) == len(lines[0]) for line in lines), "each line of a table has as many cells as its first"
    pad: list[Value] = [None] * left
    typed = [[*pad, *map(plans.cell, line)] for line in lines[1:]]
    return [*([line or None] for line in above), [*pad, *(name or None for name in lines[0])], *typed]
