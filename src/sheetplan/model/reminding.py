"""Who is to be reminded of what: what is open, by owner, and notes that were taken at a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sheetplan.model.outcomes import Finding, Refusal
from sheetplan.model.plans import Milestone
from sheetplan.model.reminder_words import Escalation, ReminderWords
from sheetplan.model.submissions import Expected
from sheetplan.model.words import Status, Value


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is responsible, as a plan names them."""

    code: str
    """The code, or the name that stands in its place."""
    name: str = ""
    """What the code stands for; empty where the role key does not say."""
    address: str = ""
    """The e-mail address, where the role key has one."""


@dataclass(frozen=True, slots=True)
class OpenAction:
    """An action that is not closed, on a day."""

    ref: str
    """Empty where it has none."""
    text: str
    """What it is about, on one line."""
    owners: tuple[str, ...]
    """Their codes, or names; empty where nobody is named."""
    status: Status
    due: date | None
    days_overdue: int | None = None
    """None unless Overdue."""
    is_about: bool = False
    """True where the day was read from vague words."""
    first: date | None = None
    """The due date first agreed, where it is known."""
    times_moved: int = 0
    """How often its due date was changed to another one."""
    step: int = 0
    """The step that it has come to, from 1; 0 before the first."""
    progress: str = ""
    """What is written in the column of progress."""
    milestones: tuple[Milestone, ...] = ()
    """Those that have a day and are not reached."""
    row: int = 0
    """Its row."""

    def late_since_first(self, day: date) -> int | None:
        """Days after the date first agreed; 0 on that day and before it, None where it is not known."""
        return None if self.first is None else max((day - self.first).days, 0)


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """What is open in a plan, on a day."""

    path: Path
    sheet: str
    template: str
    """The name of its template."""
    day: date
    """Its position date."""
    actions: tuple[OpenAction, ...]
    """In its order."""
    people: Mapping[str, Person]
    """Owners by what they are called in its actions."""
    words: ReminderWords
    named: bool = True
    """False where this kind of plan has no column that says who is responsible."""
    plan_id: str = ""
    version: str = ""
    """Empty where it has none yet: then notes taken on it cannot be brought home."""
    takes_notes: bool = True
    """False for a form that is signed and has no column for notes: nothing is added to it."""
    extract: str = ""
    """Which of a plan's actions it was given, where it is an extract."""
    saved: date | None = None
    organisation: str = ""
    """Whose it is; empty where that is not known."""
    doubts: tuple[Finding, ...] = ()
    """What was found about its due dates that makes a reminder doubtful."""
    contact: str = ""
    """Whom to ask, where the register says so."""
    title: str = ""
    """What its Cover calls it."""
    called: str = ""
    """What it is called among the others."""
    file: str = ""
    """Its file's name among the others."""

    def step(self, action: OpenAction) -> Escalation | None:
        """The step that one of its actions has come to."""
        return self.words.escalation[action.step - 1] if action.step else None


@dataclass(frozen=True, slots=True)
class Assigned:
    """An action under one of its owners."""

    plan: OpenPlan
    action: OpenAction
    others: tuple[str, ...] = ()
    """With whom it is shared."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody with all that is open for them."""

    person: Person
    """Of several codes that one address stands for, all."""
    organisation: str
    overdue: tuple[Assigned, ...] = ()
    """The longest overdue first."""
    due_soon: tuple[Assigned, ...] = ()
    """The next due first, as those that are coming."""
    coming: tuple[Assigned, ...] = ()
    later: tuple[Assigned, ...] = ()
    """Due later than that."""
    undated: tuple[Assigned, ...] = ()
    """Those that go on without a due date, and those that have none yet."""
    subject: str = ""
    message: str = ""

    @property
    def called(self) -> str:
        """The code with what it stands for."""
        return ", ".join(filter(None, (self.person.code, self.person.name)))

    @property
    def ongoing(self) -> int:
        """How many go on without a due date."""
        return sum(one.action.status is Status.ONGOING for one in self.undated)

    @property
    def no_date(self) -> int:
        """How many have no due date yet."""
        return sum(one.action.status is Status.NO_DUE_DATE for one in self.undated)

    @property
    def where(self) -> str:
        """Whose plans they are in; where that is not known, which plans."""
        plans = dict.fromkeys(one.plan.called for one in (*self.chased, *self.later, *self.undated))
        return self.organisation or ", ".join(plans)

    @property
    def told_apart(self) -> str:
        """What they are called, with whose plans they are in: codes are the same in many plans."""
        return self.called if self.where in ("", self.called) else f"{self.called} ({self.where})"

    @property
    def chased(self) -> tuple[Assigned, ...]:
        """Overdue, due soon and coming."""
        return (*self.overdue, *self.due_soon, *self.coming)


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What of a plan goes to somebody else than the owners, because it is overdue for so long."""

    plan: OpenPlan
    step: int
    escalation: Escalation
    address: str
    """Of whom it goes to, where the role key has it."""
    actions: tuple[OpenAction, ...]
    subject: str
    message: str


@dataclass(frozen=True, slots=True)
class ToSettle:
    """Something that has to be settled before anybody can be reminded, or before notes can come home."""

    about: str
    plan: str
    ref: str
    found: str
    fix: str


@dataclass(frozen=True, slots=True)
class Reminders:
    """Who is to be reminded of what."""

    day: date
    """The day that it is of."""
    owners: tuple[Owner, ...]
    """The worst first."""
    nobody: Owner
    """Actions of nobody."""
    passed_on: tuple[PassedOn, ...] = ()
    to_settle: tuple[ToSettle, ...] = ()
    plans: tuple[OpenPlan, ...] = ()
    """All that were counted, in the order of their paths."""
    refused: tuple[Refusal, ...] = ()
    passed_over: tuple[tuple[str, str], ...] = ()
    not_sent: tuple[Expected, ...] = ()
    """Of whom nothing came."""
    said: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    """The owners that it is of, where not of all."""


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """Notes that were taken, as they stand in a workbook."""

    path: Path
    rows: tuple[Mapping[str, Value], ...]
    """Field of the page to what stands there, and `at_row` with the sheet row."""
    taken_by: str
    held_on: date | None
    held_on_said: str
    """What is entered for that day, as it stands there."""
    saved: date | None
    """The day on which the workbook was last saved, as it says."""
    saved_by: str
    sha256: str
