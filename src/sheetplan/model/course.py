"""How a plan runs its course: events and the deadlines that run from them, stages, sign-offs, what tabs ask of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sheetplan.model.words import Value


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens once or several times and is recorded with its day."""

    field: str
    """Its name in code and JSON."""
    label: str
    """What it is called in the workbook, and by its tab's Event column."""
    cover: str = ""
    """The Cover line that holds its day, where there is one."""
    not_before: str = ""
    """The sign-off before whose date it cannot have happened."""
    said: str = ""
    """That it happened, as a short sentence begins ("the plan was approved"), for reasons."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day that runs from an event: so long after it, or so long before it."""

    field: str
    """Its name in code and JSON."""
    label: str
    """What must be done by then."""
    event: str
    """The event that meets it."""
    number: int
    """How many."""
    unit: Literal["day", "week", "month"]
    """Of what."""
    after: str = ""
    """The event after which it runs."""
    before: str = ""
    """The event before which it must be met."""
    instead: str = ""
    """The event that can come instead of the one that meets it, and after which another round begins."""


@dataclass(frozen=True, slots=True)
class SignOff:
    """A signature: name, position and date, and what it stands for."""

    field: str
    """Its name in code and JSON."""
    label: str
    """What is signed."""
    name: str
    """The Cover line of the name."""
    position: str
    """The Cover line of the position."""
    date: str
    """The Cover line of the date."""
    covers: tuple[str, ...] = ()
    """The plan's fields that must not change after it."""
    deadline: str = ""
    """The deadline by which it must be given."""
    required_from: str = ""
    """The stage from which on it must be there."""
    who: str = ""
    """Whom to ask for it ("the chief executive or chair")."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the work: reached once one of these is there."""

    field: str
    """Its name in code."""
    label: str
    """What it is called."""
    reached_by: tuple[str, ...]
    """Fields of events that are recorded, or of sign-offs of which any part is filled."""


@dataclass(frozen=True, slots=True)
class Course:
    """All that a template says of the way a plan goes."""

    events: tuple[Event, ...] = ()
    """In their order."""
    events_tab: str = ""
    """The tab on which events are recorded, a row each time; its columns are `event`, `date`, and what else it has."""
    deadlines: tuple[Deadline, ...] = ()
    """In their order."""
    deadlines_tab: str = ""
    """The tab on which `update` shows them; its columns are step, earliest, latest, recorded, days_late, reason."""
    due_from: str = ""
    """The deadline by which every action is due, where actions have no day of their own."""
    signoffs: tuple[SignOff, ...] = ()
    """In their order; on a sheet of people's own they stand side by side in this order."""
    signoff_labels: tuple[str, ...] = ()
    """What stands before name, position and date where a sheet has a block of signatures."""
    stages: tuple[Stage, ...] = ()
    """In their order."""


@dataclass(frozen=True, slots=True)
class Milestones:
    """The tab on which milestones that stand in a cell get a line each.

    Its columns are ref, milestone, due, achieved, standing, note.
    """

    tab: str
    """Its name among the tabs."""
    completes: bool
    """True where an action is Complete once all its milestones are achieved there."""


@dataclass(frozen=True, slots=True)
class Answers:
    """A tab whose every row must have an action: findings of a report, or statements that a plan must answer."""

    tab: str
    """Its name among the tabs."""
    field: str
    """The tab's field that names it."""
    plan_field: str
    """The plan's field that names it there."""
    words: str = ""
    """The tab's field whose wording the plan must keep; empty where it need not."""
    plan_words: str = ""
    """The plan's field with that wording."""


@dataclass(frozen=True, slots=True)
class Draw:
    """Rows of one tab that `update` draws into the plan or another tab, once each."""

    source: str
    """The tab they come from."""
    into: str
    """"plan", or the tab they go to."""
    where: str
    """The source's field that decides."""
    words: tuple[str, ...]
    """What it must hold; empty where anything will do."""
    copies: Mapping[str, str]
    """Field there to field of the source."""
    match: str
    """The field there by which a row is known to be there already."""
    rank: str = ""
    """The source's field by which they are put in order: numbers ascending, blanks last."""
    sets: Mapping[str, str] = field(default_factory=dict)
    """Field there to the text with which it begins."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A sign-off as it stands in a workbook."""

    field: str
    """Which sign-off it is."""
    name: Value = None
    """What stands for the name."""
    position: Value = None
    """What stands for the position."""
    day: Value = None
    """What stands for the date."""
    cells: Mapping[str, tuple[str, int, int]] | None = None
    """Where name, position and date stand or belong: sheet, row, column; None where there is no place for them."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """A deadline on a day, with the event that meets it."""

    deadline: Deadline
    """Which deadline."""
    earliest: date | None
    """The first day on which it can fall; the same as `latest` where it is known."""
    latest: date | None
    """The last day on which it can fall."""
    met: date | None
    """The day on which its event is recorded."""
    days_late: tuple[int, int] | None
    """How late it is, at least and at most; None where it is not late."""
    reason: str
    """How the days were arrived at, in plain words."""
