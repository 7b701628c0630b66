"""How a month is laid before people: its tables, its lists in their order, what its charts say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sheetplan.model.months import Figure, Sentence

Sign = Literal["", "+", "-", "="]
"""What a line of the bridge does: what it starts from, adds, takes away, comes to."""


class Line(NamedTuple):
    """A line of a table of figures: an organisation, a plan or an owner."""

    name: str
    """What it is called."""
    organisation: str
    """Whose it is; empty for an owner."""
    counts: Mapping[str, int]
    """How many of its actions each figure counts, by the figure's name. A figure that is not there is 0."""
    plans: int = 1
    """How many plans it has."""
    absent: int = 0
    """How many of them were not received."""
    compared: bool = True
    """Whether it may be compared with others."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of actions."""

    figure: Figure
    """What counts them."""
    columns: tuple[str, ...]
    """The fields of All actions that it shows, in their order."""
    rows: tuple[int, ...]
    """Which rows of All actions stand on it, counted from 0, in the list's order."""


@dataclass(frozen=True, slots=True)
class Views:
    """What a month's report shows, chosen once for all forms of it."""

    statuses: tuple[tuple[Figure, Figure], ...]
    """Each status now and last month, in the order in which they are shown; then all of them."""
    open: tuple[Figure, Figure]
    """Open actions, now and last month."""
    bridge: tuple[tuple[Sign, Figure], ...]
    """From what was open last month to what is open now, step by step."""
    held: Figure
    """What is open in plans that were not received: it stands in both ends of the bridge as it was."""
    columns: tuple[Figure, ...]
    """The figures of each organisation and owner, in the order of the table's columns."""
    ages: tuple[Figure, ...]
    """Overdue actions by how long they have been so."""
    organisations: tuple[Line, ...]
    """Those that may be compared, the most overdue first; then the others by name."""
    plans: tuple[Line, ...]
    """By organisation, then by name, as the report's own."""
    owners: tuple[Line, ...]
    """By name; empty where they are not wanted. An action of two people counts under both."""
    overdue: Listed
    """The longest overdue first."""
    due: Listed
    """The earliest first."""
    completed: Listed
    """The earliest first; after them those that were done in an earlier month and recorded now."""
    moved: Listed
    """The furthest moved first."""
    changed: Listed
    """Every action that the bridge adds or takes away, in the bridge's order."""
    ranked: tuple[Line, ...]
    """The organisations of the second chart, the most overdue first; empty where it shows `ages`."""
    unranked: int
    """How many organisations with a plan are not in it, although it shows organisations."""
    status_title: Sentence
    """What the first chart says."""
    overdue_title: Sentence
    """What the second says."""
    trend_title: str
    """What the third says."""
