"""Copies of a plan that come together, what the plan gets of them, and what somebody has to choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sheetplan.model.plans import Plan
from sheetplan.model.words import Value


@dataclass(frozen=True, slots=True, eq=False)
class Copy:
    """A copy of a plan that somebody worked on."""

    plan: Plan
    """As it came."""
    whose: str
    """By what it is known: whose extract it is, who saved it, or its file's name."""
    day: date | None
    """The day on which it was saved, as it says."""
    base: Plan
    """What it was taken from; for a copy that was merged before, that copy as it was then."""
    holds: frozenset[str] | None = None
    """The refs that an extract was given; None for a copy of the whole plan."""
    is_notes: bool = False
    """True for notes that were taken at a meeting: what they add always bears a name and a day."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell that the plan gets from a copy."""

    frame: str
    """`actions` or `archived`; `cover`; or the name of one of the plan's tabs."""
    position: int
    """The row's position in that frame, or in the tab's rows; 0 on the Cover."""
    ref: str
    """The action's ref; for a tab's row what it is known by; empty on the Cover."""
    field: str
    """The template's field, `at_due` for our own Due date, `at_reopen`, or the heading of a column that only this plan
    has."""
    before: Value
    """What stands there in the plan."""
    value: Value
    """What is to stand there."""
    whose: tuple[str, ...]
    """Whose copies say so."""


@dataclass(frozen=True, slots=True)
class Added:
    """An action, or a row of a tab, that is new in a copy."""

    frame: str
    """`actions`, or the name of one of the plan's tabs."""
    values: Mapping[str, Value]
    """Fields, and headings of columns that only this plan has, to what stands there."""
    whose: tuple[str, ...]
    """Whose copies have it."""
    ref: str = ""
    """The action's ref; empty where it gets one when the plan is updated."""
    after: str = ""
    """The ref of the action that it stands below in the copy; empty for the first."""


@dataclass(frozen=True, slots=True)
class Gone:
    """An action that was deleted in a copy and that nobody else touched."""

    position: int
    """Its position in `actions`."""
    ref: str
    """Its ref."""
    whose: tuple[str, ...]
    """In whose copies."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that a copy says otherwise than the plan, both having changed it: somebody has to choose."""

    ref: str
    """The action's ref; for a tab's row what it is known by; empty on the Cover."""
    frame: str
    """Where the plan has it: `actions`, `archived`, `cover`, or a tab's name."""
    field: str
    """The field, or the heading of a column that only this plan has; empty where it is about the whole action."""
    column: str
    """The column's heading as people see it."""
    about: str
    """Why it is one, in one plain sentence."""
    was: Value
    """What stood there in the version from which the copy was taken."""
    master: Value
    """What stands in the plan, and stays until somebody chooses."""
    copy: Value
    """What the copy says."""
    whose: str
    """Whose copy."""
    settled: str = ""
    """What was done at once, in words, where nothing is left to choose (two people added the same ref)."""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A line of the Conflicts tab that nobody has settled, as it stands there."""

    row: int
    """The sheet's row."""
    number: str
    """Its number on the tab."""
    ref: str
    """The action's ref; empty on the Cover."""
    column: str
    """The column's heading as people see it."""
    about: str
    """Why it is a conflict."""
    was: Value
    """What stood there in the version from which the copy was taken."""
    master: Value
    """What stands in the plan."""
    copy: Value
    """What the copy says."""
    whose: str
    """Whose copy."""
    choice: str
    """What was chosen, one of CHOICES; empty where nothing was, or nothing clear."""
    own_words: Value
    """What somebody wrote of their own."""
    is_whole: bool
    """True where it is about the whole action, so that there is nothing to put in own words."""
    action: str = ""
    """What the action is about, as it stands in the plan; empty where it is about none, or one that is not there."""


@dataclass(frozen=True, slots=True)
class Merge:
    """What a plan gets of its copies."""

    edits: tuple[Edit, ...] = ()
    """Cells, in the plan's order."""
    added: tuple[Added, ...] = ()
    """New actions and rows of tabs, in the order in which they are to stand."""
    gone: tuple[Gone, ...] = ()
    """Actions that leave."""
    conflicts: tuple[Conflict, ...] = ()
    """What is left to choose, and what was settled at once but must not be silent."""
    said: tuple[str, ...] = ()
    """What a person should know besides, one sentence each."""
    new_columns: tuple[tuple[str, str], ...] = ()
    """Headings of columns that people added in their copies and the plan does not have, with whose copies have them."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing comes of the copies."""
        return not (self.edits or self.added or self.gone or self.conflicts)
