"""A table with known headings in an ordinary workbook or text file: a register, a list of waivers, decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sheetplan.model import SheetplanError, Value, is_blank
from sheetplan.workbook.find import Grid, one_line, plain
from sheetplan.workbook.read import opened
from sheetplan.workbook.sheets import cell

_HEADINGS_WITHIN = 40
"""So many rows from the top the headings are looked for."""


class Headed(NamedTuple):
    """A table with known headings."""

    grid: Grid
    heading_row: int
    columns: Mapping[str, int]

    def at(self, row: int, field: str) -> Value:
        """What stands in a row under a heading; None where there is no such column."""
        return cell(self.grid, row, self.columns.get(field))

    def text(self, row: int, field: str) -> str:
        """The same as text on one line; numbers as people see them."""
        return on_one_line(self.at(row, field))

    def rows(self) -> range:
        """The rows below the headings."""
        return range(self.heading_row + 1, len(self.grid) + 1)


def table(path: Path, headings: Mapping[str, Sequence[str]], needed: Sequence[str]) -> Headed:
    """The first of the tables with the most known headings; the needed ones must be among them.

    Args:
        path: the workbook, or a text file with delimiters.
        headings: what each field may be called.
        needed: the fields without which it is no such table.

    Raises:
        SheetplanError: it cannot be read, or has no such table.
    """
    fields = {plain(name): field for field, names in reversed(list(headings.items())) for name in names}
    book = opened(path)
    best: Headed | None = None
    for entry in book.entries:
        grid = book.grid(entry.name)
        for number, row in enumerate(grid[:_HEADINGS_WITHIN], start=1):
            named = [(fields.get(plain(value)), column) for column, value in texts(row)]
            columns = {field: column for field, column in reversed(named) if field is not None}
            if set(needed) <= set(columns) and (best is None or len(columns) > len(best.columns)):
                best = Headed(grid, number, columns)
    if best is None:
        wanted = " and ".join(f'"{headings[field][0]}"' for field in needed)
        raise SheetplanError(
            f"{path.name}: no row has the heading{'s' if len(needed) > 1 else ''} {wanted}.",
            "In one row above the others, its headings are: "
            + ", ".join(names[0] for names in headings.values())
            + ". Only the first must be there." * (len(needed) == 1),
        )
    return best


def texts(row: Sequence[Value]) -> Iterator[tuple[int, str]]:
    """The texts of a row, each with its column."""
    return ((column, value) for column, value in enumerate(row, start=1) if isinstance(value, str) and value.strip())


def on_one_line(value: Value) -> str:
    """A value as people see it, on one line."""
    if is_blank(value):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else one_line(str(value))
