"""Columns, and the tabs that stand beside a plan: what their cells hold, what is worked out in them, their charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class WorksOut:
    """What a column of a tab shows of other rows of the workbook; a live formula in a painted plan."""

    kind: Literal["count", "latest", "copy", "tally"]
    """count: how many rows of a table match; of the plan, those in its archive too. latest: the value of the newest row
    that matches. copy: the value of the first row that matches. tally: how many of this row's own cells hold a word."""
    table: str = ""
    """"plan", or the name of the tab whose rows are looked at."""
    match: str = ""
    """Its field that must equal `mine`."""
    mine: str = ""
    """The field of this row that it is compared with."""
    value: str = ""
    """Its field that is shown."""
    by: str = ""
    """Its date field that says which row is the newest."""
    fields: tuple[str, ...] = ()
    """For tally: this row's fields that are looked at."""
    word: str = ""
    """For tally: what they must hold."""


ColumnType = Literal["text", "timescale", "date", "people", "choice", "number"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a template: what it is called and what may stand in it."""

    field: str
    """The name in frames and JSON."""
    heading: str
    """The template's own heading."""
    aliases: tuple[str, ...] = ()
    """Other headings that mean the same."""
    type: ColumnType = "text"
    """What its cells hold."""
    required: bool = False
    """True where a blank must be put right."""
    present: Literal["always", "optional"] = "always"
    """`optional` columns need not stand in the workbook."""
    choices: tuple[str, ...] = ()
    """The words that a `choice` column allows."""
    minimum: float | None = None
    """The least a `number` column allows."""
    maximum: float | None = None
    """The most a `number` column allows."""
    width: float = 20.0
    """Width in characters in a painted workbook."""
    prompt: str = ""
    """What the input message of a painted cell says."""
    required_from: str = ""
    """The stage from which on a blank must be put right; empty where that is from the beginning, or never."""
    of: str = ""
    """"plan" where its values are refs of the plan, "TAB.FIELD" where they stand in another tab's column."""
    narrative: bool = False
    """True where people add to what others wrote (progress, comments, lessons): what two of them add is kept, both."""
    works_out: WorksOut | None = None
    """What a tab's column shows of other rows, where the program fills it."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart beside a tab's table, over its own cells."""

    kind: Literal["column", "line"]
    """Columns side by side for each row, or lines through the rows."""
    title: str
    """What it shows."""
    categories: str
    """The field along the axis."""
    series: tuple[str, ...]
    """The fields that are drawn."""
    alt: str
    """Its text for those who cannot see it."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A table on a tab of its own that belongs to the plan."""

    name: str
    """What other parts of the template call it, and JSON."""
    sheet: str
    """The tab's name in the workbook."""
    table: str
    """Its Excel Table's name in a painted workbook."""
    about: str
    """What is on it, in a sentence; stands in row 2."""
    columns: tuple[Column, ...]
    """In their order."""
    ready_rows: int = 20
    """How many empty rows a painted one has."""
    rows: tuple[Mapping[str, str], ...] = ()
    """The rows with which a painted one begins: field to text."""
    chart: Chart | None = None
    """The chart beside it."""
    filled_by_update: frozenset[str] = frozenset()
    """Fields that `update` fills, and in which people type nothing."""

    def column(self, name: str) -> Column:
        """The column with this field name; KeyError where there is none."""
        for column in self.columns:
            if column.field == name:
                return column
        raise KeyError(name)
