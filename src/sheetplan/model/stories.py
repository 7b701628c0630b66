"""What the Change log tells: each action's story, and how often its due date moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sheetplan.model.plans import Plan
from sheetplan.model.words import Status, Value

Supplier = Callable[[str, str, str], str]
"""Whose copy a cell came from: of its frame (`actions`, `archived`, `cover`, a tab's name), its ref (of a tab's row
what it is known by, empty on the Cover) and its field (empty for a whole action)."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A cell that people changed beside the plan: on the Cover, in the role key, on a tab that belongs to the plan."""

    frame: str
    """`cover`, `people`, or the tab's name."""
    ref: str
    """What its row is known by; empty on the Cover."""
    field: str
    """Its field."""
    column: str
    """What people call it: the sheet and the heading or label."""
    before: Value
    """What stood there."""
    after: Value
    """What stands there now."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the Change log."""

    version: str
    """The version in which the change was first seen; empty for one that no version has yet."""
    day: date | None
    """That version's position date."""
    ref: str
    """The action's ref; of a tab's row what it is known by."""
    column: str
    """The column's heading, or the template's word for what became of a whole action."""
    before: Value
    """From."""
    after: Value
    """To."""
    supplied_by: str
    """Who supplied it; empty where that is not known."""


@dataclass(frozen=True, slots=True)
class Moves:
    """The due dates that an action has had."""

    first: date | None
    """The date first agreed; None where it is not known."""
    now: date | None
    """The date that stands."""
    times: int = 0
    """How often a date was changed to another one."""
    last: tuple[date, date] | None = None
    """From when to when it moved last; None where it stands where it first stood: a move taken back is none."""
    which: int = 0
    """Which of the moves that stand this is: 1 for the first."""
    has_reason: bool = False
    """Whether a reason was entered in the version in which it moved, or after."""

    @property
    def days(self) -> int | None:
        """By how many days it moved in all; None where that is not known."""
        return None if self.first is None or self.now is None else (self.now - self.first).days


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence of an action's story."""

    version: str
    """The version in which it was first seen; empty for what is so now."""
    day: date | None
    """That version's position date."""
    supplied_by: str
    """Who supplied it; empty where that is not known."""
    text: str
    """The sentence."""
    entry: Entry | None = None
    """The line of the Change log that says it."""


@dataclass(frozen=True, slots=True)
class Story:
    """What is known of an action, from the version in which it was first seen."""

    ref: str
    """Its ref."""
    text: str
    """Its own words, as they stand now or stood last."""
    moves: Moves
    """Its due dates."""
    steps: tuple[Step, ...]
    """What became of it, oldest first."""
    first: Entry | None = None
    """The line with which it was first seen; None where the log does not say."""
    status: Status | None = None
    """How it stands; None where it is in the plan no more."""
    archived: tuple[str, date | None] | None = None
    """The version in which it was archived, and the day, where it stands in the archive."""
    removed: str = ""
    """The version in which it was first missing, where it is gone."""

    @property
    def last_change(self) -> Entry | None:
        """The newest line of the log about it."""
        return next((step.entry for step in reversed(self.steps) if step.entry is not None), None)


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """What the Change log of a plan tells."""

    plan: Plan
    """The plan."""
    day: date
    """The day as of which it stands."""
    stories: tuple[Story, ...]
    """One for each action: those of the plan in its order, those of the archive, those that are gone."""
    beside: tuple[Step, ...] = ()
    """What changed on the Cover and on other tabs."""
    said: tuple[str, ...] = ()
    """What a person should know of the log itself, one sentence each."""
    begins: tuple[str, date | None] | None = None
    """The version with which the log begins, and its day; None where it is empty."""
