"""What was found in plans, what stands in the way of work on them, and what was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from sheetplan.model.merging import Conflict, Merge
from sheetplan.model.plans import Plan
from sheetplan.model.words import Level, Value


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to put right or to know, at one cell."""

    code: str
    """Which rule found it."""
    level: Level
    """How much it asks."""
    sheet: str
    """The sheet's name."""
    cell: str
    """The cell, as A1."""
    ref: str | None
    """The action's ref, as text."""
    column: str | None
    """The field's name."""
    found: str
    """What we found, in one or two plain sentences."""
    fix: str
    """How to put it right."""


def by_level(findings: Iterable[Finding]) -> dict[Level, int]:
    """How many findings there are of each level, the gravest first."""
    levels = [finding.level for finding in findings]
    return {level: levels.count(level) for level in Level}


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two states of a plan, at one action and column."""

    kind: Literal["changed", "added", "removed", "archived", "reopened"]
    """`changed` is about one cell, the others about a whole action."""
    ref: str | None
    """The action's ref."""
    field: str | None = None
    """The field's name, for `changed`."""
    before: Value = None
    """What stood there."""
    after: Value = None
    """What stands there now."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that could not be read, or a part of the work that was not done."""

    path: str
    """The file, as it was named."""
    reason: str
    """What happened."""
    fix: str
    """What to do."""


class Obstacle(NamedTuple):
    """What keeps records from being moved without harm."""

    reason: str
    """What stands in the way, and where, in one plain sentence."""
    fix: str = ""
    """How to take it out of the way."""


class Feature(NamedTuple):
    """Something that a workbook holds and that an edit leaves as it is."""

    what: str
    """What it is called, in the plural."""
    number: int
    """How many there are."""
    note: str = ""
    """What a person should know of it."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A copy of the plan whose changes a version took in."""

    name: str
    """What its file was called."""
    whose: str
    """By what it is known."""
    base: str
    """The number of the version from which it was taken."""
    file: str
    """Its name, inside "received", exactly as it came."""
    sha256: str
    """Its hash."""


@dataclass(frozen=True, slots=True)
class Version:
    """One kept version of a plan."""

    number: str
    """"0.1", "0.2", ... for drafts, "1.0" when approved."""
    position_date: date
    """The day its figures are of."""
    written: datetime
    """When it was written."""
    by: str
    """Who ran the program, as they said."""
    note: str
    """What they said of it."""
    counts: Mapping[str, int]
    """Actions by status, and "Archived"."""
    changed: str
    """What changed, in words."""
    file: str
    """The kept copy's name inside the versions folder."""
    sha256: str
    """The kept copy's hash."""
    received: str | None = None
    """The name, inside "received", of the file exactly as it came."""
    received_sha256: str | None = None
    """That file's hash."""
    merged: tuple[Merged, ...] = ()
    """The copies that were brought together in it."""
    restored: str = ""
    """The number of the version that was put back as this one; empty where none was."""
    removed: date | None = None
    """The day on which its copies were tidied away on purpose; None where they were not."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A plan on a day, with what was found."""

    plan: Plan
    """With its standing."""
    day: date
    """The position date."""
    findings: tuple[Finding, ...]
    """In the order of rows."""
    newest_record: date | None
    """The newest day on which something is recorded as done."""

    def counts(self) -> dict[Level, int]:
        """How many findings of each level it has, the gravest first."""
        return by_level(self.findings)

    def with_findings(self, findings: tuple[Finding, ...]) -> Judged:
        """The same plan with other findings: what is waived taken out, say."""
        return replace(self, findings=findings)


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """What `check` found in one or many workbooks."""

    as_of: date
    """The position date where one was given, else today."""
    plans: tuple[Judged, ...]
    """One for each plan table."""
    refused: tuple[Refusal, ...]
    """Files that could not be read."""
    passed_over: tuple[tuple[str, str], ...]
    """(path, reason) of what a folder holds besides."""
    today: date
    """The calendar day on which it was checked."""


@dataclass(frozen=True, slots=True, eq=False)
class Updated:
    """What `update` did, or with a dry run would do."""

    path: Path
    """The plan."""
    day: date
    """The position date."""
    judged: Judged
    """The plan as it came, with what was found."""
    version: Version | None
    """The version that was made; None where there was nothing to do."""
    archived: tuple[str, ...] = ()
    """Refs moved to the archive."""
    reopened: tuple[str, ...] = ()
    """Refs brought back."""
    changed: tuple[str, ...] = ()
    """What changed, one sentence each."""
    said: tuple[str, ...] = ()
    """What a person should know besides, one sentence each."""
    kept_folder: str = ""
    """The versions folder's name."""
    dry_run: bool = False
    """True where nothing was written."""


@dataclass(frozen=True, slots=True)
class CopySeen:
    """What became of one copy when copies were brought together."""

    path: str
    """The file, as it was named."""
    whose: str
    """By what it is known."""
    compared: str
    """With what it was compared, in words."""
    told: str
    """What it brings, in one sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Synced:
    """What `sync` did, or with a dry run would do."""

    updated: Updated
    """What the update did that followed."""
    copies: tuple[CopySeen, ...]
    """One for each copy that could be read, in the order of their names."""
    merge: Merge
    """What the plan got of them."""
    conflicts: tuple[Conflict, ...] = ()
    """What somebody has to choose because of these copies, and what was settled at once and must not be silent."""
    left: int = 0
    """How many conflicts are left to choose on the Conflicts tab, earlier ones included."""
    settled: tuple[str, ...] = ()
    """Choices that were carried out, one sentence each."""
    said: tuple[str, ...] = ()
    """What a person should know besides, one sentence each."""
    refused: tuple[Refusal, ...] = ()
    """Copies that were not merged, and why."""
    passed_over: tuple[tuple[str, str], ...] = ()
    """(path, reason) of what a folder holds besides."""


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """What `update` could do with a workbook, and what stands in its way; nothing of it was done."""

    path: Path
    """The workbook."""
    plans: tuple[Plan, ...]
    """How it was read."""
    stops: tuple[Refusal, ...]
    """Why an update would not go on at all; empty where it would."""
    left_out: tuple[str, ...] = ()
    """What of today's update would be left out, one sentence each: columns, cells, tabs."""
    in_the_way: tuple[Obstacle, ...] = ()
    """What keeps records from being moved today."""
    would_be: tuple[Obstacle, ...] = ()
    """What keeps no record back today, and will as soon as others have to move."""
    never_moves: bool = False
    """True where this kind of plan has no archive."""
    updated: Updated | None = None
    """What an update would do; None where it would not go on."""
    writes: tuple[tuple[str, int, tuple[int, ...]], ...] = ()
    """Where it would write: sheet, how many cells, in which columns."""
    parts: tuple[int, int, int] = (0, 0, 0)
    """Parts of the file that would stay as they are to the byte, be changed (or taken out), and be added."""
    features: tuple[Feature, ...] = ()
    """What the workbook holds besides cells."""

    @property
    def whole(self) -> bool:
        """Whether nothing at all stands in the way."""
        return not (self.stops or self.left_out or self.in_the_way or self.would_be)


@dataclass(frozen=True, slots=True, eq=False)
class Extracted:
    """What `extract` made, or with a dry run would make."""

    path: Path
    """The extract."""
    plan: Plan
    """The plan that it was taken from."""
    conditions: str
    """Which actions it holds, as it travels inside the extract."""
    line: str
    """Its first line: what it is and where it goes back."""
    refs: tuple[str, ...]
    """The actions that it holds."""
    archived: tuple[str, ...] = ()
    """Those of the archive that it holds."""
    said: tuple[str, ...] = ()
    """What a person should know besides, one sentence each."""
    dry_run: bool = False
    """True where nothing was written."""
