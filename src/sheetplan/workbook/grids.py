"""A sheet's values as a grid from A1: rows of cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from sheetplan.model import Value

Row = Sequence[Value]
Grid = Sequence[Row]

_FIRST = 80
"""So many rows at the top are made first: titles, headings and what is looked at to tell them apart."""


class Rectangle(Sequence[Row]):
    """A grid whose rows are all of one length, and which has its columns at hand.

    Its rows are made of them when they are asked for: of most plans that is a few at the top, for the actions are told
    and kept by whole columns.
    """

    def __init__(self, columns: Sequence[Sequence[Value]]) -> None:
        """Take the cells by column, of which there is at least one."""
        self.columns = columns
        self._rows: list[Row] = []

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.columns[0])

    @overload
    def __getitem__(self, at: int) -> Row: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Row]: ...

    def __getitem__(self, at: int | slice) -> Row | Sequence[Row]:
        """One row, or several."""
        if not isinstance(at, slice):
            return self._rows[at] if 0 <= at < len(self._rows) else self._made(at + 1 if at >= 0 else len(self))[at]
        wanted = range(*at.indices(len(self)))
        return self._made(max(wanted[0], wanted[-1]) + 1)[at] if wanted else ()

    def _made(self, need: int) -> Sequence[Row]:
        """The rows, at least so many of them."""
        if len(self._rows) < min(need, len(self)):
            cells = self.columns if need > _FIRST else [column[:_FIRST] for column in self.columns]
            self._rows = list(zip(*cells, strict=True))
        return self._rows
