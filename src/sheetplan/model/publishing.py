"""A copy of a plan for people outside: what its template shows of it, what it says, and what somebody has to decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from sheetplan.model.words import Status

Shows = Literal["", "ref", "section", "due", "status"]
"""What a column shows that is worked out: an action's number, its section, by when it is due, how it stands."""
CHOICES_TO_PUBLISH = ("publish", "replace", "leave_out")
"""What can be decided about a wording, in the order of a template's words for them."""
DECISION_FIELDS = ("wording", "why", "found_in", "context", "decision", "replacement")
"""What each column of the decisions is for, in their order."""
NEXT_FIELDS = ("when", "ref", "step", "milestone", "due", "who", "status")
"""What each column of the next steps is for, in their order."""


@dataclass(frozen=True, slots=True)
class PublicColumn:
    """One column of a published table."""

    heading: str
    """In plain words."""
    field: str = ""
    """Whose cells it shows; empty where it shows something that is worked out."""
    shows: Shows = ""
    """What is worked out."""
    width: float = 20.0
    """In characters."""


@dataclass(frozen=True, slots=True)
class PublicTab:
    """A tab beside the plan that is published too."""

    tab: str
    """Which."""
    sheet: str
    """What it is called there."""
    about: str
    """What is on it, in a sentence."""
    columns: tuple[PublicColumn, ...]
    """Of its own fields, and of the action that a row belongs to."""
    where: str = ""
    """The field that must hold one of `words`; empty for all rows."""
    words: tuple[str, ...] = ()
    """What must stand there."""


@dataclass(frozen=True, slots=True)
class Publishing:
    """What a template publishes of a plan."""

    columns: tuple[PublicColumn, ...] = ()
    """In their order; none where the template says nothing: then what is done, by whom, by when and how it stands."""
    step: str = ""
    """The field that says what will be done; empty where it is told from the template's other words."""
    sheet: str = ""
    """The plan's sheet in the copy."""
    cover: tuple[str, ...] = ()
    """Lines of the Cover that are shown, beside the title and the organisation."""
    tabs: tuple[PublicTab, ...] = ()
    """Tabs that are published too, in their order."""
    first: bool = False
    """True where these stand before the plan."""
    closed: bool = True
    """Whether actions that are complete or withdrawn are shown."""
    archived: bool = False
    """Whether those in the archive are shown."""
    months: int = 3
    """So many months ahead are the near future."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of sheets: about, next, decisions."""
    words: Mapping[str, str] = field(default_factory=dict)
    """What stands where there is nothing to show: person, nothing, no_date, kept_back."""
    next_headings: Mapping[str, str] = field(default_factory=dict)
    """Headings of the next steps, by what they are for (NEXT_FIELDS)."""
    groups: tuple[str, ...] = ()
    """What comes when: overdue, within the months ahead, later, ongoing, without a day."""
    about_headings: tuple[str, ...] = ()
    """Headings of the first sheet."""
    decision_headings: Mapping[str, str] = field(default_factory=dict)
    """Headings of the decisions, by what they are for (DECISION_FIELDS)."""
    choices: tuple[str, ...] = ()
    """The words that people decide with, in the order of CHOICES_TO_PUBLISH."""


@dataclass(frozen=True, slots=True)
class NameWords:
    """The words by which people's names and personal data are told from other words."""

    titles: frozenset[str]
    """What stands before a name (mr, dr), in small letters like all of these."""
    first_names: frozenset[str]
    """Names that are no other word."""
    also_names: frozenset[str]
    """Names that are words too (will, grace): they count only before a word that is not known."""
    surnames: frozenset[str]
    """Surnames that are words too (young, hall): they go with a first name before them."""
    particles: frozenset[str]
    """What can stand inside a name (van, de)."""
    roles: frozenset[str]
    """Words of which roles are made (manager, lead)."""
    bodies: frozenset[str]
    """Short forms of bodies and posts that look like a person's initials (HR, SLT)."""
    known: frozenset[str]
    """Words that often begin with a capital and are no names."""
    stems: tuple[str, ...]
    """Beginnings of such words."""
    initials: frozenset[str]
    """What looks like initials and is none (U.K.)."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """What people have hidden in a workbook."""

    sheets: frozenset[str] = frozenset()
    """Hidden sheets."""
    rows: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """By sheet, its hidden rows."""
    columns: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """By sheet, its hidden columns."""
    texts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By sheet, what stands in its hidden rows, folded."""


class PublicCell(NamedTuple):
    """A cell of the copy."""

    value: str | float | date | Status
    """What it shows."""
    place: str = ""
    """Where people wrote it, as Sheet!A1; empty for what the program says."""
    left_out: bool = False
    """True where somebody decided that the cell is left out."""


@dataclass(frozen=True, slots=True)
class PublicSheet:
    """A sheet of the copy: one table."""

    name: str
    """What it is called."""
    about: str
    """What is on it, in a sentence."""
    table: str
    """The Excel Table's name."""
    columns: tuple[tuple[str, float], ...]
    """Heading and width in characters of each column."""
    rows: tuple[tuple[PublicCell, ...], ...]
    """Its cells."""


@dataclass(frozen=True, slots=True)
class PublicCopy:
    """A copy of a plan for people outside, as it will be painted: there is nothing else in it."""

    title: PublicCell
    """What the plan is called."""
    day: date
    """The position date."""
    sheets: tuple[PublicSheet, ...]
    """In their order."""
    told: tuple[str, ...] = ()
    """Words by which people are known in the plan's own records: they are looked for in all that is published."""
    codes: tuple[str, ...] = ()
    """Codes that stand for a person, likewise."""
    ordinary: frozenset[str] = frozenset()
    """Words of the template and the role key that begin with a capital and are no names, in small letters."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Words in a plan that look like somebody's name or personal data."""

    text: str
    """The words."""
    why: str
    """Why they are listed, in a few words."""
    places: tuple[str, ...]
    """Where they stand, as Sheet!A1."""
    context: str
    """The words around them, at the first place."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about a wording."""

    wording: str
    """The words."""
    choice: str
    """One of CHOICES_TO_PUBLISH; empty where nothing is decided yet."""
    replacement: str = ""
    """What stands in its place."""
    noted: Mapping[str, str] = field(default_factory=dict)
    """What else stands in its line: why, found_in, context."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """A workbook of decisions as it stands."""

    path: Path
    """Where."""
    lines: tuple[Decision, ...] = ()
    """In its order."""
    content: bytes | None = None
    """The file as it was read; None where there is none yet."""
    said: tuple[str, ...] = ()
    """What could not be read in it, one sentence each."""


@dataclass(frozen=True, slots=True)
class Published:
    """What `publish` made, or with a dry run would make."""

    path: Path
    """The copy."""
    plan: Path
    """The plan."""
    template: str
    """The plan's template."""
    day: date
    """The position date."""
    sheets: tuple[tuple[str, int], ...]
    """Name and rows of each sheet."""
    undecided: tuple[Wording, ...]
    """What somebody has to decide first; nothing is published then."""
    decisions: Path
    """Where decisions are made."""
    decided: int = 0
    """How many wordings were decided about before."""
    said: tuple[str, ...] = ()
    """What a person should know besides, one sentence each."""
    dry_run: bool = False
    """True where nothing was written."""
    listed: bool = False
    """True where the wordings were written into the workbook of decisions."""
