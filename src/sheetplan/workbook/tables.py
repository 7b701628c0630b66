"""Excel Tables of a sheet, as far as reading needs them: name, extent, totals row."""

from __future__ import annotations

import re
from typing import NamedTuple

from sheetplan.workbook import refs, xmlparts
from sheetplan.workbook.parts import Package

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+)(?::\$?([A-Z]{1,3})\$?([0-9]+))?$")


class Table(NamedTuple):
    """Where an Excel Table stands, counted from 1."""

    name: str
    heading_row: int
    last_body_row: int
    """Without its totals row."""
    first_column: int
    last_column: int
    has_totals: bool


def of_sheet(package: Package, sheet_part: str) -> tuple[Table, ...]:
    """The Tables of a sheet."""
    found = []
    for relation in package.relations(sheet_part).values():
        if relation.kind == "table" and not relation.external and package.has(relation.target):
            root = xmlparts.parse(package.read(relation.target), relation.target, package.label)
            extent = _RANGE.match(root.get("ref", ""))
            if extent is None:
                continue
            first, top, last, bottom = extent.groups()
            totals = int(root.get("totalsRowCount", "0") or 0)
            found.append(
                Table(
                    name=root.get("displayName") or root.get("name") or "",
                    heading_row=int(top),
                    last_body_row=int(bottom or top) - totals,
                    first_column=refs.column_number(first),
                    last_column=refs.column_number(last or first),
                    has_totals=totals > 0,
                )
            )
    return tuple(found)


def covering(package: Package, sheet_part: str, row: int, column: int) -> Table | None:
    """The Table whose heading row is this row and which reaches over this column."""
    for table in of_sheet(package, sheet_part):
        if table.heading_row == row and table.first_column <= column <= table.last_column:
            return table
    return None
