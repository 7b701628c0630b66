"""A plan as it was read, and how it stands on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheetplan.model.course import Awaited, Signature
from sheetplan.model.kinds import Template
from sheetplan.model.reading import Period
from sheetplan.model.tabs import Tab
from sheetplan.model.words import Status, Value, is_blank

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stands on a sheet."""

    column: int
    """1 for A."""
    heading: str
    """The heading as it stands in the workbook, on one line."""


def stands_in(places: Mapping[str, Place], field: str, row: Mapping[Any, Any]) -> int:
    """The column in which a field's cell stands in an action's row.

    Args:
        places: where the plan's fields stand.
        field: one of them.
        row: the action's row of the frame; in one that stands one cell too far left, text stands where the field
            before it belongs.
    """
    column = places[field].column
    if not row.get("at_shifted") or is_blank(row.get(field)):
        return column
    return max((place.column for place in places.values() if place.column < column), default=column)


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


@dataclass(frozen=True, slots=True)
class Milestone:
    """One of the milestones that a cell names, on a day."""

    text: str
    """Its words."""
    due: date | None
    """The day by which it should be reached, where its words give one."""
    achieved: date | None
    """The day on which it was reached, as people say on the tab of milestones."""
    status: Status
    """How it stands."""
    days_overdue: int | None
    """None unless Overdue."""
    is_next: bool
    """True for the earliest that is neither past nor reached (in cell order where several share the day: each)."""


@dataclass(frozen=True, slots=True)
class TabRead:
    """A tab that belongs to a plan, as it stands in the workbook."""

    tab: Tab
    """What the template says of it."""
    sheet: str
    """The sheet's name."""
    heading_row: int
    """Its heading row."""
    columns: Mapping[str, Place]
    """Where its fields stand."""
    rows: tuple[Mapping[str, Value], ...]
    """Its filled rows: field to what stands there, and `at_row` with the sheet row."""
    next_row: int
    """Its first free row."""
    table: str | None = None
    """Its Excel Table's name, if it is one."""
    table_last_row: int | None = None
    """That Table's last row."""
    live: bool = False
    """True where its cells hold formulas."""


@dataclass(frozen=True, slots=True)
class ReturnMark:
    """What a workbook says of itself that was checked and sent back."""

    tabs: tuple[str, ...]
    """The tabs that were added to it: they are no part of what people sent."""
    name: str
    """What it and all that comes back of it are known by."""
    day: date | None
    """The day on which it was checked."""


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
    ref column or from its own number), `at_section` (str or None: the section it stands in), `at_shifted` (bool: its
    row stands one cell too far left), `at_struck` and `at_green` (bool: crossed out, shaded green), `at_overtyped`
    (tuple of computed fields in which something else stands than we wrote, or nothing), `at_others` (heading to what
    stands in columns that the template does not know), `at_FIELD` for each computed column with what stands in it. Once
    understood: `at_reading` (Timescale), `at_dates` (field of a date column to the Timescale of what stands in it),
    `at_due_settled` (date or None: a typed due date that wins over the words) and, where sections mean something,
    `at_section_due` (date or None: by when its section is to be reached). Once judged: `at_moves` (Moves or None: its
    due dates so far, where the Change log or the last version says something of them)."""
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
    beside: tuple[tuple[int, str], ...] = ()
    """The same of rows in which something stands only in columns that the template does not know."""
    people: Mapping[str, str] = field(default_factory=dict)
    """The role key: code to what it stands for."""
    addresses: Mapping[str, str] = field(default_factory=dict)
    """The e-mail addresses that the role key has: code to address."""
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
    position_line: tuple[str, int, int] | None = None
    """The cell (sheet, row, column) above a painted plan in which a formula says the position date and the version."""
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
    history_lines: tuple[Mapping[str, Value], ...] = ()
    """Its lines as they stand, one for each version: field to what is there, the version's number always as text."""
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
    tabs: Mapping[str, TabRead] = field(default_factory=dict)
    """The template's tabs that are there, by name."""
    log: TabRead | None = None
    """The Change log, if there is one."""
    conflicts: TabRead | None = None
    """The Conflicts tab, if there is one."""
    return_mark: ReturnMark | None = None
    """Where it comes from a copy that was checked and sent back."""
    views: Mapping[str, str] = field(default_factory=dict)
    """The tabs that are there and only show the plan: which of VIEWS to the sheet's name."""
    signatures: tuple[Signature, ...] = ()
    """The template's sign-offs as they stand, in its order."""
    signed: Mapping[str, str] = field(default_factory=dict)
    """Sign-off to a mark of what stood in the plan when an update first saw it signed."""
    awaited: tuple[Awaited, ...] = ()
    """On a day: the template's deadlines, in its order."""
    stages: frozenset[str] = frozenset()
    """On a day: the stages that are reached."""
    extract: str = ""
    """Which of a plan's actions it was given, where it is an extract for somebody; empty for a whole plan."""
    template_said: str = ""
    """The template and its version that the workbook says it was made of, as "NAME N"."""
    saved: date | None = None
    """The day on which the workbook was last saved, as it says."""
    saved_by: str = ""
    """Who saved it last, as it says."""
    sha256: str = ""
    """The file's hash."""

    def stands(self) -> list[tuple[dict[Any, Any], dict[Any, Any]]]:
        """Each action with how it stands, in order; none before it is known on a day."""
        if self.standing is None:
            return []
        return list(zip(records(self.actions), records(self.standing), strict=True))

    @property
    def is_of_newer_template(self) -> bool:
        """Whether the workbook says that it was made with a later version of its template than is known here."""
        name, _, number = self.template_said.rpartition(" ")
        return name == self.template.name and number.isdecimal() and int(number) > self.template.version

    def counts(self) -> dict[str, int]:
        """How many actions have each status: all seven words, in the order of the enum."""
        words = [] if self.standing is None else self.standing["status"].tolist()
        return {str(status): words.count(status) for status in Status}


def records(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """A frame's rows as column to value: what pandas' own to_dict gives, ten times as fast for a frame of objects."""
    kept: list[dict[Any, Any]] | None = getattr(frame, _KEPT, None) if _are_kept.get() else None
    if kept is None:
        names = frame.columns.tolist()
        kept = [dict(zip(names, row, strict=True)) for row in frame.to_numpy(dtype=object).tolist()]
        _keep(frame, kept)
    return kept


@contextmanager
def rows_kept() -> Iterator[None]:
    """Make the rows of each frame once and keep them with it: for as long as nobody can change a frame in place."""
    before = _are_kept.set(True)
    try:
        yield
    finally:
        _are_kept.reset(before)


def _keep(frame: pd.DataFrame, rows: list[dict[Any, Any]]) -> None:
    if _are_kept.get():
        object.__setattr__(frame, _KEPT, rows)


def extended(frame: pd.DataFrame, columns: Mapping[str, Sequence[object]]) -> pd.DataFrame:
    """The frame with these columns besides, or in the place of its own: `assign` without a look at every cell.

    Args:
        frame: of objects.
        columns: each as long as the frame.
    """
    import numpy as np  # whoever has a frame has loaded it; a command that needs none starts sooner without it

    length, before = len(frame), frame.columns.tolist()
    every = tuple(dict.fromkeys((*before, *columns)))
    cells = np.empty((length, len(every)), object, order="F")
    cells[:, : len(before)] = frame.to_numpy(dtype=object)
    for name, values in columns.items():
        cells[:, every.index(name)] = np.fromiter(values, object, length)
    names = _index(every)
    made = type(frame)(cells, columns=names, index=frame.index, dtype=object, copy=False)
    if _are_kept.get():
        if len(columns) == 1:
            [(name, values)] = columns.items()
            _keep(made, [{**row, name: value} for row, value in zip(records(frame), values, strict=True)])
        else:
            rows = zip(records(frame), zip(*columns.values(), strict=True), strict=True)
            _keep(made, [row | dict(zip(columns, more, strict=True)) for row, more in rows])
    return made


@lru_cache(64)
def _index(names: tuple[str, ...]) -> pd.Index[str]:
    """The names of columns, which plans of one kind share and which take longer to make than the frame."""
    import pandas as pd  # as above

    return pd.Index(names)


_KEPT = "_rows_as_records"
_are_kept = ContextVar("_are_kept", default=False)
