"""A workbook as it stands: each sheet's values, and the rows of it that could be headings."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from sheetplan.model import Headed, SheetView, Value, is_blank
from sheetplan.workbook import foreign, read
from sheetplan.workbook.naming import LONGEST
from sheetplan.workbook.refs import Box
from sheetplan.workbook.sheets import Workbook
from sheetplan.workbook.stacked import are_labels, below, stack

_SEARCHED_ROWS = 80
_MOST_ROWS = 3
"""Headings stand over so many rows at most."""
_SHARED = 0.7
_WORDS = 0.7
"""The share of a heading row's cells that hold words."""


def views(path: Path) -> tuple[SheetView, ...]:
    """The sheets of a workbook that hold anything.

    Args:
        path: a workbook, an old one or a text file with delimiters.

    Raises:
        SheetplanError: it cannot be read.
    """
    book = read.opened(path)
    return tuple(view for entry in book.entries if (view := _view(book, entry.name)) is not None)


def _view(book: Workbook, name: str) -> SheetView | None:
    grid = book.plan_grid(name)
    if not any(not is_blank(cell) for row in grid for cell in row):
        return None
    if book.kind in foreign.TEXTS:
        grid = [[_day(cell, by_hand=book.kind != "csv") for cell in row] for row in grid]
    merges = book.merges(name)
    return SheetView(
        name=name,
        hidden=book.state(name) != "visible",
        grid=grid,
        headed=tuple(_headed(grid, merges)),
        hidden_columns=frozenset(book.hidden(name)[1]) if book.kind == "xlsx" else frozenset(),
    )


def _day(cell: Value, *, by_hand: bool) -> Value:
    """A file of text has only text: what is a day there is one in the plan."""
    if isinstance(cell, str):
        if by_hand:
            return foreign.day(cell, by_hand=True)
        with contextlib.suppress(ValueError):
            return date.fromisoformat(cell.strip())
    return cell


def _headed(grid: Sequence[Sequence[Value]], merges: Sequence[Box]) -> Iterator[Headed]:
    """Rows of short words near the top, alone and together with those above them."""
    for number in range(1, min(len(grid), _SEARCHED_ROWS) + 1):
        if not _is_of_words(grid[number - 1]):
            continue
        for top in range(number, max(number - _MOST_ROWS, 0), -1):
            if top < number and not _is_over(grid, top, merges):
                break
            names = stack(grid, top, number, merges)
            if len(names) > 1:
                rows = below(grid, top, number, merges, names) if top == number else tuple(range(top, number + 1))
                yield Headed(rows, {column: name.readings for column, name in names.items()})


def _is_over(grid: Sequence[Sequence[Value]], row: int, merges: Sequence[Box]) -> bool:
    """Whether a row can be headings of groups over the row below it; a title that stands alone is none."""
    if are_labels(grid[row - 1]):
        return False
    short = sum(map(_is_short, grid[row - 1]))
    wide = any(box[0] <= row <= box[2] and box[3] > box[1] for box in merges)
    return short > (0 if wide else 1) and not _are_both_full(grid[row - 1], grid[row])


def _are_both_full(upper: Sequence[Value], lower: Sequence[Value]) -> bool:
    """Whether two rows have words in the same columns: then the lower one stands under headings and is none."""
    above, under = ({place for place, cell in enumerate(row) if not is_blank(cell)} for row in (upper, lower))
    return len(above & under) > _SHARED * min(len(above), len(under))


def _is_of_words(row: Sequence[Value]) -> bool:
    filled = [cell for cell in row if not is_blank(cell)]
    short = sum(map(_is_short, filled))
    return short >= 1 and short >= len(filled) * _WORDS


def _is_short(cell: Value) -> bool:
    return isinstance(cell, str) and 0 < len(cell.strip()) <= LONGEST * 2
