"""Two plans side by side: every difference, and what was compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from sheetplan.model.words import Value

DifferenceKind = Literal["changed", "added", "removed", "archived", "reopened", "moved"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs."""

    kind: DifferenceKind
    """`changed` is about one cell, the others about a whole action or row."""
    sheet: str
    """The sheet on which it stands; of what was removed, the one on which it stood."""
    ref: str
    """The action's ref; what a tab's row is known by; empty where it is about neither."""
    about: str = ""
    """The action's own words on one line."""
    field: str = ""
    """The field, or the heading of a column that the template does not know; empty for a whole row."""
    column: str = ""
    """The column's heading as people see it, or the label on the Cover."""
    before: Value = None
    """What stood there; of what was moved, where it stood."""
    after: Value = None
    """What stands there; of what was moved, where it stands."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two."""

    name: str
    """What it is called: the file's name, and the version's number where it is one."""
    path: Path
    """The plan's file, of a version too."""
    version: str | None
    """The number of the version that was asked for; None for the file itself."""
    position_date: date | None
    """That version's position date; of a file, the one of its last update."""


@dataclass(frozen=True, slots=True)
class Differences:
    """What a comparison of two plans found."""

    before: Side
    """The one named first."""
    after: Side
    """The other one."""
    differences: tuple[Difference, ...]
    """In the order of the second plan, what was removed last; then the archive, the tabs and the Cover."""
    said: tuple[str, ...] = ()
    """What a person should know besides, one sentence each."""
