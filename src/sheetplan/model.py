"""The nouns that every room shares: frozen values, and the one error that ends a command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

Value = str | float | int | bool | date | datetime | None
"""What a cell can hold. Text as typed, numbers as numbers, dates as dates, blank as None."""


def is_blank(value: object) -> bool:
    """True for an empty cell and for text of nothing but spaces, non-breaking ones included."""
    return value is None or value != value or (isinstance(value, str) and not value.strip())


def begins_with_word(value: object, words: Iterable[str]) -> bool:
    """Whether a text is one of these words or begins with one, in any case.

    The text "n/a: moved to next year" begins with the word n/a; "n/april" does not.
    """
    if not isinstance(value, str):
        return False
    text = " ".join(value.split()).casefold()
    return any(text.startswith(word.casefold()) and not text[len(word) : len(word) + 1].isalnum() for word in words)


def by_ref(rows: Iterable[Mapping[Any, Any]]) -> dict[tuple[str, int], Mapping[Any, Any]]:
    """Actions by ref and how often that ref has stood before, so that repeated refs are told apart; none without."""
    found: dict[tuple[str, int], Mapping[Any, Any]] = {}
    seen: dict[str, int] = {}
    for row in rows:
        ref = row["at_ref"]
        if ref:
            found[ref, seen.setdefault(ref, 0)] = row
            seen[ref] += 1
    return found


def a1(row: int, column: int) -> str:
    """The cell's name as people read it: (7, 2) is B7."""
    return f"{letters(column)}{row}"


def letters(column: int) -> str:
    """The column's letters: 1 is A, 28 is AB."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def long_day(day: date) -> str:
    """A day as it is written everywhere for people: 30 Nov 2007."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class SheetplanError(Exception):
    """We cannot go on: one line that says what happened and one that says what to do.

    Attributes:
        reason: what happened, with the file's name, in one line.
        fix: what the reader can do about it, in one line.
    """

    def __init__(self, reason: str, fix: str = "") -> None:
        """Keep both sentences; the door prints them on one line."""
        super().__init__(f"{reason} {fix}".strip())
        self.reason = reason
        self.fix = fix


class Status(StrEnum):
    """How an action stands on a day; the only words for it that are spelled in code."""

    COMPLETE = "Complete"
    WITHDRAWN = "Withdrawn"
    OVERDUE = "Overdue"
    DUE_SOON = "Due soon"
    NOT_YET_DUE = "Not yet due"
    ONGOING = "Ongoing"
    NO_DUE_DATE = "No due date"


class Level(StrEnum):
    """How much a finding asks of its reader."""

    MUST_FIX = "must fix"
    CHECK = "check"
    INFORMATION = "information"


class After(NamedTuple):
    """How long after which event: "within 2 weeks of the site visit" is 2, "week", "site visit"."""

    number: int
    unit: Literal["day", "week", "month", "year"]
    event: str | None
    """None where the words name no event: it then runs from the plan's own starting event."""


TimescaleKind = Literal[
    "by", "on", "range", "from", "ongoing", "relative", "dependent", "unknown", "impossible", "blank"
]
Precision = Literal["day", "part", "month", "quarter", "none"]
Period = tuple[date | None, date | None]
"""A plan's own first and last day; either may be unknown."""


@dataclass(frozen=True, slots=True)
class Timescale:
    """What the words of a timescale say, beside the words themselves."""

    text: str
    """The words as typed."""
    kind: TimescaleKind
    """What sort of timescale it is."""
    start: date | None = None
    """The first day, where the words give one."""
    due: date | None = None
    """The last day by which it should be done, where the words give one; the latest of several milestones."""
    precision: Precision = "none"
    """How exactly `due` (or, without it, `start`) is known."""
    continues: bool = False
    """True where the words say that it goes on afterwards ("ongoing", "monitored throughout")."""
    says_done: bool = False
    """True where the words claim that it is done; a claim closes nothing."""
    after: After | None = None
    """For `relative` ones: how long after which event."""
    milestones: tuple[Timescale, ...] = ()
    """Where one cell names several: each with its own words, in cell order."""
    inferred: tuple[str, ...] = ()
    """What was taken from elsewhere than the words, one plain sentence each ("The year is not written; ...")."""
    approximate: tuple[str, ...] = ()
    """What vague words were read as, one plain sentence each ("'early Nov 07' is read as 10 Nov 2007.")."""
    ambiguous: date | None = None
    """The other real reading of the same figures, where it is different and inside the plan's period."""
    waits_until: date | None = None
    """For `dependent` ones whose own words name a time ("the February course"): the last day of that time."""
    unlikely: str | None = None
    """Why the date looks wrong (far from the period, a sentinel, day and month swapped), in one plain sentence."""


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


@dataclass(frozen=True, slots=True)
class CoverLine:
    """One line of a Cover tab: a label in column A, beside it what people enter."""

    field: str
    """The name in code: title, organisation, report_date, plan_start, plan_end, ..."""
    label: str
    """What stands in column A."""
    type: Literal["text", "date"] = "text"
    """What is entered beside it."""
    prompt: str = ""
    """What the input message says."""
    section: str = ""
    """The small heading above the line, where a new group begins with it."""


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of plan, as its TOML file describes it."""

    name: str
    """The word that people type."""
    title: str
    """What the plan is called in print."""
    summary: str
    """One line for `sheetplan templates`."""
    version: int
    """Counts up when a heading or rule changes."""
    sheet: str
    """The plan tab's name in a painted workbook."""
    table: str
    """The Excel Table's name in a painted workbook."""
    ready_rows: int
    """How many empty rows a painted plan has."""
    ref_from: str
    """The field whose text begins with the action's own number, or the field that is the ref."""
    continued: tuple[str, ...]
    """Words that, after a ref, say that a row carries on an action above ("contd")."""
    columns: tuple[Column, ...]
    """In the order of the painted plan."""
    computed: Mapping[str, str]
    """Headings of the columns that the program fills: due, status, rag, days_overdue, goes_on, ref."""
    complete_when: tuple[str, ...]
    """Fields that must all be filled for an action to be Complete."""
    status_field: str | None
    """The field in which people type a status, if the template has one."""
    closed_words: tuple[str, ...]
    """Typed statuses that mean closed."""
    open_words: tuple[str, ...]
    """Typed statuses that agree with every open status."""
    withdrawn_words: tuple[str, ...]
    """Words that withdraw an action, in the status field or, without one, in the completion date's column."""
    due_soon_days: int
    """Due within so many days of the position date is Due soon."""
    dates_required: bool
    """True where an action without any due date must be put right."""
    rag: Mapping[Status, str]
    """The colour word of each status."""
    archive_sheet: str
    """The archive tab's name."""
    archive_after_days: int | None
    """Days from the achieved date to the archive; None where nothing is ever archived."""
    archive_headings: Mapping[str, str]
    """Headings of the archive's own columns: archived_on, version, reopen."""
    history_sheet: str
    """The Version history tab's name."""
    history_headings: Mapping[str, str]
    """Headings of the Version history tab: version, position_date, written, by, note, counts, changed."""
    roles_sheet: str
    """The role key's tab in a painted workbook."""
    roles: Mapping[str, str]
    """The role codes a painted workbook starts with, and what they stand for."""
    rules: tuple[str, ...]
    """Codes of the rules across columns that this template uses."""
    guidance_sheet: str
    """The Guidance tab's name."""
    lists_sheet: str
    """The Lists tab's name."""
    log_sheet: str
    """The Change log tab's name."""
    log_headings: tuple[str, ...]
    """Its headings, in order."""
    cover_sheet: str
    """The Cover tab's name."""
    cover: tuple[CoverLine, ...] = ()
    """Lines of the Cover tab."""
    guidance: tuple[tuple[str, str], ...] = ()
    """The Guidance tab: a question and its answer in plain words."""
    reopen_choices: tuple[str, ...] = ()
    """The words that the archive's Reopen column offers."""
    roles_headings: tuple[str, ...] = ()
    """Headings of the role key's tab: the code, what it stands for."""
    lists_headings: tuple[str, ...] = ()
    """Headings of the Lists tab: the list, a choice of it, what it means."""
    guidance_headings: tuple[str, ...] = ()
    """Headings of the Guidance tab: the question, the answer."""
    widths: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Column widths in characters: of the tabs cover, archive (its own columns), roles, lists, guidance, history and
    log, and of the plan's computed columns due, status, rag, days_overdue."""

    def column(self, name: str) -> Column:
        """The column with this field name; KeyError where there is none."""
        for column in self.columns:
            if column.field == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stands on a sheet."""

    column: int
    """1 for A."""
    heading: str
    """The heading as it stands in the workbook, on one line."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something that was inferred while reading, and where."""

    cell: str | None
    """The cell, as A1, where there is one."""
    text: str
    """One plain sentence."""
    code: str | None = None
    """The code of the finding that says the same, where there is one."""
    ref: str | None = None
    """The action's ref, where it is about one."""


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


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a plan table stands on its sheet, in rows and columns counted from 1."""

    heading_rows: tuple[int, ...]
    """The heading row or rows."""
    first_row: int
    """The first row below the headings."""
    last_row: int
    """The last row that holds an action (or the heading row where there is none)."""
    first_column: int
    """The plan's first column."""
    last_column: int
    """The plan's last column, computed ones included."""
    table: str | None = None
    """The Excel Table's name, where the plan is one."""
    table_last_row: int | None = None
    """The Table's last row without its totals row."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A plan table as it was read: a value, never changed in place."""

    path: Path
    """The file it was read from."""
    template: Template
    """What its columns mean."""
    sheet: str
    """The sheet's name."""
    layout: Layout
    """Where the table stands."""
    columns: Mapping[str, Place]
    """Where each of the template's fields stands."""
    computed: Mapping[str, Place]
    """Where each computed column of ours stands, as far as it is there."""
    actions: pd.DataFrame
    """One row an action: the template's fields that stand in the workbook (object: str, float, bool, date or None),
    and beside them `at_row` (int, its first sheet row), `at_rows` (tuple of int), `at_ref` (str or None: from the
    ref column or from its own number), `at_struck` and `at_green` (bool: crossed out, shaded green), `at_overtyped`
    (tuple of computed fields in which something else stands than we wrote), `at_others` (heading to what stands in
    columns that the template does not know), `at_FIELD` for each computed column with what
    stands in it. Once understood: `at_reading` (Timescale), `at_dates` (field of a date column to the Timescale of
    what stands in it) and `at_due_settled` (date or None: a typed due date that wins over the words)."""
    archived: pd.DataFrame
    """The same for the archive tab, and `at_archived_on`, `at_version`, `at_reopen`."""
    standing: pd.DataFrame | None = None
    """One row an action, same index, on a day: `start`, `due` (date or None), `precision`, `continues`, `status`,
    `days_overdue` (int or None), `rag`."""
    archive_sheet: str | None = None
    """The archive tab that was found, if any."""
    archive_columns: Mapping[str, Place] = field(default_factory=dict)
    """Where its fields stand, and archived_on, version, reopen, due and status."""
    archive_table: str | None = None
    """Its Excel Table's name, if it is one."""
    ghosts: tuple[int, ...] = ()
    """Rows of the plan in which people have cleared everything and our own cells still say something."""
    uncounted: tuple[tuple[int, str], ...] = ()
    """(row, text) of rows in the table that were not taken for an action."""
    people: Mapping[str, str] = field(default_factory=dict)
    """The role key: code to what it stands for."""
    texts: tuple[tuple[str, str], ...] = ()
    """(Sheet!A1, text) of what stands on the plan's sheet outside the table: titles, intro lines, keys."""
    cover: Mapping[str, Value] = field(default_factory=dict)
    """What is entered on the Cover, by field."""
    period: Period = (None, None)
    """The plan's own first and last day."""
    report_date: date | None = None
    """The position date typed in the workbook."""
    report_date_cell: str | None = None
    """Where it is typed, as Sheet!A1."""
    plan_id: str | None = None
    """The id that travels inside the workbook."""
    version: str | None = None
    """The version that the workbook says it is."""
    position_date: date | None = None
    """That version's position date, as the workbook says."""
    history_sheet: str | None = None
    """The Version history tab, if there is one."""
    history_heading_row: int | None = None
    """Its heading row."""
    history_table: str | None = None
    """Its Excel Table's name, if it is one."""
    history_columns: Mapping[str, int] = field(default_factory=dict)
    """Where its fields stand."""
    history_next_row: int | None = None
    """Its first free row."""
    others: Mapping[int, str] = field(default_factory=dict)
    """The plan's columns that are no field of the template: column number to heading."""
    archive_heading_row: int | None = None
    """The archive's heading row."""
    archive_headings: Mapping[int, str] = field(default_factory=dict)
    """The archive's headings, by column number."""
    free_column: int | None = None
    """The first column right of the plan from which five in a row are empty beside it."""
    cover_cells: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)
    """Where each line of the Cover is entered: field to sheet, row, column."""
    has_print_area: bool = False
    """True where people have set what is printed of the plan's sheet."""
    sheet_names: tuple[str, ...] = ()
    """All sheets of the workbook."""
    widths: Mapping[int, float] = field(default_factory=dict)
    """Widths of the plan's columns, where the sheet gives them."""
    live: bool = False
    """True where the computed columns are formulas, as in a painted workbook."""
    assumed: tuple[Assumption, ...] = ()
    """What was inferred while reading."""


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
