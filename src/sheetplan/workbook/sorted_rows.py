"""What the rows below a plan's headings were taken for: actions, and all that is none."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NamedTuple

from sheetplan.model import Value
from sheetplan.workbook.refs import Box


class Marks(NamedTuple):
    """What a sheet says of its cells besides their values."""

    merges: Sequence[Box] = ()
    formulas: Container[tuple[str, int]] = frozenset()


class Record:
    """One action: its sheet rows and its values by field.

    Thousands are made at a time, so what few have is set only where they have it.
    """

    computed: Mapping[str, Value] = MappingProxyType({})
    """What stands in our own columns."""
    section: str | None = None
    """The text of the section it stands in."""
    because: Literal["says", "merged", "dated"] = "says"
    """Why its rows are one: the further ones say so, its cell is merged over them, or they hold but a date."""
    later: tuple[str, ...] = ()
    """Fields of which a later row has another value, where only the latest day could be kept."""
    unlike: tuple[tuple[str, Value], ...] = ()
    """Fields of which a later row has another number, or one where words stand, and that: the first was kept."""
    changeable: dict[str, Value] | None = None
    """Its values by field, once somebody has asked for them: they count instead of the cells."""

    def __init__(self, rows: list[int], names: Sequence[str], cells: tuple[Value, ...], ref: str | None) -> None:
        """Take the sheet rows, the fields and what stands in them."""
        self.rows = rows
        self.names = names
        self.cells = cells
        self.ref = ref

    @property
    def values(self) -> dict[str, Value]:
        """Its values by field; whoever changes one changes the action."""
        if self.changeable is None:
            self.changeable = dict(zip(self.names, self.cells, strict=True))
        return self.changeable

    def in_order(self) -> tuple[Value, ...]:
        """Its values in the order of the fields."""
        return self.cells if self.changeable is None else tuple(self.changeable.values())


class Columns(NamedTuple):
    """Actions of one row each, right below one another, by whole columns."""

    numbers: range
    """Their sheet rows."""
    names: Sequence[str]
    """The fields."""
    cells: Sequence[Sequence[Value]]
    """By field, what stands in the rows."""
    refs: Sequence[str]


@dataclass(slots=True)
class Body:
    """The rows below the headings."""

    columns: Columns | None = None
    """The actions, where there is nothing else and nobody has asked for records of them: most are never needed."""
    _records: list[Record] = field(default_factory=list)
    uncounted: list[tuple[int, str]] = field(default_factory=list)
    beside: list[tuple[int, str]] = field(default_factory=list)
    """Rows in which something stands only in columns that the template does not know."""
    joined: list[Record] = field(default_factory=list)
    """Records of several rows."""
    ghosts: list[int] = field(default_factory=list)
    """Rows in which nothing is typed and a value of ours still stands."""
    sections: list[tuple[int, str]] = field(default_factory=list)
    """Headings of sections between the actions."""
    passed: dict[str, list[int]] = field(default_factory=dict)
    """Rows that are no actions, by what they are: headings, total, example, empty, formulas, key, far."""
    shifted: list[Record] = field(default_factory=list)
    """Records that stand one cell further left than their columns."""
    restored: list[Record] = field(default_factory=list)
    """Records whose ref had lost its last nought."""
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    """(first row, last row, column) of merged cells whose value belongs to several actions."""

    @property
    def records(self) -> list[Record]:
        """The actions; whoever changes one changes what was read."""
        if self.columns is not None:
            numbers, names, cells, refs = self.columns
            rows = zip(numbers, zip(*cells, strict=True), refs, strict=True)
            self._records = [Record([number], names, values, ref) for number, values, ref in rows]
            self.columns = None
        return self._records

    def last_row(self, otherwise: int) -> int:
        """The last row of an action; this other one where there is none."""
        if self.columns is not None:
            return self.columns.numbers[-1]
        return self.records[-1].rows[-1] if self.records else otherwise
