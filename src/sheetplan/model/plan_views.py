"""The two tabs that only show a plan: what a template says of them, and what stands on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sheetplan.model.words import Status, Value

if TYPE_CHECKING:
    from sheetplan.model.plans import Milestone

DASHBOARD = "dashboard"
TIMELINE = "timeline"
VIEWS = (DASHBOARD, TIMELINE)
"""In the order in which they are made."""


@dataclass(frozen=True, slots=True)
class PlanViews:
    """What a template says of the tabs that show its plans."""

    wanted: frozenset[str] = frozenset()
    """Those of VIEWS that `update` makes."""
    sheets: Mapping[str, str] = field(default_factory=dict)
    """What each is called."""
    says: str = ""
    """The field that says what an action is, where it is listed."""
    count_by: tuple[str, ...] = ()
    """Fields by whose words actions are counted on the Dashboard."""


@dataclass(frozen=True, slots=True)
class OnSheet:
    """An action as its cells will stand on the plan's sheet: all that a formula elsewhere can know of it."""

    row: int
    """Its first row."""
    status: str
    """The word in its Status cell."""
    rag: str
    """The word in its RAG cell."""
    days: Value
    """What stands in its Days overdue cell."""
    due: Value
    """What stands in its cell of the due date."""
    cells: Mapping[str, Value]
    """What stands in its other cells that are looked at, by field."""

    @property
    def is_open(self) -> bool:
        """Whether it is neither complete nor withdrawn."""
        return self.status not in (Status.COMPLETE, Status.WITHDRAWN)


class Group(NamedTuple):
    """Actions with the same word in a cell, counted."""

    label: str
    """The word; empty for those in whose cell nothing stands."""
    open: int
    overdue: int
    longer: tuple[str, ...] = ()
    """Other names between bars, of which this one is only a part ("Deputy manager"): they do not count here."""


class ToDraw(NamedTuple):
    """An action as the Timeline takes it."""

    ref: str
    text: str
    who: str
    status: Status
    start: date | None
    due: date | None
    days_overdue: int | None
    about: bool
    """Whether its days are only known in part."""
    continues: bool
    achieved: date | None
    milestones: tuple[Milestone, ...] = ()


class Line(NamedTuple):
    """A row of the Timeline: an action, or one of its milestones."""

    ref: str
    text: str
    """What is to be done, or reached."""
    who: str
    status: Status
    when: str
    """The same as its marks, in words."""
    marks: tuple[str, ...]
    """What stands in the cell of each month; empty where nothing does."""
    is_milestone: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """A plan over its months on a day."""

    months: tuple[date, ...]
    """The first day of each."""
    lines: tuple[Line, ...]
    said: tuple[str, ...] = ()
    """What is not drawn, a sentence each."""
