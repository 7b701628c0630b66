"""A kind of plan, as its template describes it: columns, tabs, and how a plan runs its course."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sheetplan.model.course import Answers, Course, Draw, Milestones
from sheetplan.model.plan_views import PlanViews
from sheetplan.model.publishing import Publishing
from sheetplan.model.reminder_words import ReminderWords
from sheetplan.model.tabs import Column, ColumnType, Tab
from sheetplan.model.words import Status

DAILY_FIELDS = ("status", "rag", "days_overdue")
"""Computed columns that hold only on a day; formulas in a painted plan."""
COMPUTED_FIELDS = ("due", *DAILY_FIELDS)
"""The computed columns that people see, in their order."""


LOG_FIELDS = ("version", "position_date", "ref", "column", "before", "after", "supplied_by")
"""What each column of the Change log is for, in their order."""
CONFLICT_FIELDS = (
    *("number", "version", "ref", "column", "about", "was"),
    *("master", "copy", "whose", "choose", "own_words", "settled"),
)
"""What each column of the Conflicts tab is for, in their order."""
CHOICES = ("master", "copy", "own words")
"""What can be chosen for a conflict, in the order of a template's words for them."""


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


RETURN_HEADINGS = ("number", "level", "cell", "ref", "column", "found", "fix", "fixed", "code")
"""What each column of the tab of findings is for, in their order."""


@dataclass(frozen=True, slots=True)
class ReturnTabs:
    """What is added to the copy of a plan that is checked and sent back."""

    start: str = ""
    """The name of the tab that says what to do."""
    checks: str = ""
    """The name of the tab with a line for each finding."""
    headings: Mapping[str, str] = field(default_factory=dict)
    """Headings of the tab of findings, by what they are for (RETURN_HEADINGS)."""
    fixed_choices: tuple[str, ...] = ()
    """The words that people choose from when they have put something right."""


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
    rules_from: Mapping[str, date] = field(default_factory=dict, kw_only=True)
    """Codes of findings that must be put right only from a day on, and before it only advise."""
    guidance_sheet: str
    """The Guidance tab's name."""
    lists_sheet: str
    """The Lists tab's name."""
    log_sheet: str
    """The Change log tab's name."""
    log_headings: Mapping[str, str]
    """Its headings, by what they are for (LOG_FIELDS)."""
    log_words: Mapping[str, str]
    """What stands there in a column's place for a whole action: added, removed, archived, reopened."""
    conflicts_sheet: str
    """The Conflicts tab's name."""
    conflict_headings: Mapping[str, str]
    """Its headings, by what they are for (CONFLICT_FIELDS)."""
    conflict_choices: tuple[str, ...]
    """The words that people choose from there, in the order of CHOICES."""
    conflict_whole: str
    """What stands there in a column's place for a whole action."""
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
    """Column widths in characters: of the tabs cover, archive (its own columns), roles, lists, guidance, history, log,
    start, checks and conflicts, and of the plan's computed columns due, status, rag, days_overdue."""

    tabs: tuple[Tab, ...] = ()
    """Tabs that belong to the plan, in their order."""
    course: Course = field(default_factory=Course)
    """How a plan of this kind runs its course."""
    milestones: Milestones | None = None
    """Where milestones that stand in a cell get a line each."""
    answers: tuple[Answers, ...] = ()
    """Tabs whose every row must have an action."""
    draws: tuple[Draw, ...] = ()
    """Rows that `update` draws from tab to tab."""
    sections: bool = False
    """True where a row of text above actions is the aim that they belong to, by its own day."""
    reply_to: str = ""
    """The Cover line that says to whom an extract is sent back."""
    reason_field: str = ""
    """The field in which it is said why a due date moved."""
    evidence_field: str = ""
    """The field that must be filled before an action counts as closed without a finding."""
    computed_sheet: str = ""
    """The tab on which the computed columns stand where the plan itself is a form to be signed; else they stand right
    of the plan."""

    examples: tuple[str, ...] = ()
    """Words with which rows begin that only show how a plan is filled in ("e.g.")."""
    totals: tuple[str, ...] = ()
    """Words with which rows begin that only sum up others."""
    formats: tuple[str, ...] = ()
    """What stands in the cells of a row that only says what kind of entry belongs there ("Text", "Date")."""
    advice: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What the rules that advise go by: fields (`aim`, `measure`, `remedy`, `lessons`) and words (`vague_evidence`,
    `verbs`, `measure_words`, `cause_words`)."""

    compared: bool = False
    """Whether a month's report may set one organisation's plan beside another's."""
    returns: ReturnTabs = field(default_factory=ReturnTabs)
    """What is added to a copy that is sent back."""
    remind: ReminderWords = field(default_factory=ReminderWords)
    """What reminders say."""
    address_headings: tuple[str, ...] = ()
    """What people call the column of e-mail addresses in the role key's tab."""
    publishing: Publishing = field(default_factory=Publishing)
    """What a copy for people outside shows."""
    views: PlanViews = field(default_factory=PlanViews)
    """The tabs that only show the plan."""

    def standing_tab(self) -> Tab:
        """The tab on which the computed columns stand, as a tab like others; only where there is a `computed_sheet`."""
        known_by = self.column(self.ref_from)
        fields: tuple[ColumnType, ...] = ("text", "date", "text", "text", "number")
        names = ("ref", *COMPUTED_FIELDS)
        widths = (known_by.width, *self.widths["computed"])
        columns = tuple(
            Column(name, self.computed[name], type=kind, width=width)
            for name, kind, width in zip(names, fields, widths, strict=True)
        )
        return Tab(
            name="standing",
            sheet=self.computed_sheet,
            table=f"{self.table}Standing",
            about=f"How each action of the {self.sheet} tab stands. Worked out by update; nothing is typed here.",
            columns=columns,
            filled_by_update=frozenset(names),
        )

    def log_tab(self) -> Tab:
        """The Change log as a tab like others; update alone fills it."""
        columns = self._columns_of(self.log_headings, "log", dates=("position_date",))
        about = f"Every cell of {self.sheet} that people changed, as update first saw it; nothing is typed here."
        return Tab("log", self.log_sheet, f"{self.table}Log", about, columns, filled_by_update=frozenset(LOG_FIELDS))

    def conflicts_tab(self) -> Tab:
        """The Conflicts tab as a tab like others; people choose on it, and update writes the rest."""
        choose, own = (self.conflict_headings[name] for name in ("choose", "own_words"))
        about = (
            f'What copies say differently from {self.sheet}. Choose one under "{choose}"; your own words go under '
            f'"{own}". The next sync or update carries it out.'
        )
        columns = self._columns_of(self.conflict_headings, "conflicts", choices={"choose": self.conflict_choices})
        ours = frozenset(CONFLICT_FIELDS) - {"choose", "own_words"}
        table = f"{self.table}Conflicts"
        return Tab("conflicts", self.conflicts_sheet, table, about, columns, filled_by_update=ours)

    def _columns_of(
        self,
        headings: Mapping[str, str],
        widths: str,
        *,
        dates: Collection[str] = (),
        choices: Mapping[str, tuple[str, ...]] | None = None,
    ) -> tuple[Column, ...]:
        """Columns of a tab that every plan has."""
        return tuple(
            Column(
                name,
                heading,
                type="date" if name in dates else "text",
                choices=(choices or {}).get(name, ()),
                width=width,
            )
            for (name, heading), width in zip(headings.items(), self.widths[widths], strict=True)
        )

    def tab(self, name: str) -> Tab:
        """The tab of this name; KeyError where there is none."""
        for tab in self.tabs:
            if tab.name == name:
                return tab
        raise KeyError(name)

    def column(self, name: str) -> Column:
        """The column with this field name; KeyError where there is none."""
        for column in self.columns:
            if column.field == name:
                return column
        raise KeyError(name)
