"""A coordinator's desk: its folders, what is done at it, how it is set up, what a run did and how it is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

SUBMITTED, CHECKED, MASTERS = "1 Submitted", "2 Checked copies", "3 Master plans"
REPORTS, KEPT = "4 Reports", "5 Kept"
FOLDERS: Mapping[str, str] = {
    SUBMITTED: "What people send you: put it here. Nothing in it is changed.",
    CHECKED: "Marked copies of what was sent, to be sent back.",
    MASTERS: "The plans that you keep, each with the folder of its versions.",
    REPORTS: "What each run did, and the reports of the months.",
    KEPT: "What is needed to undo a run. Leave it as it is.",
}
"""The folders of a desk, and what is in each."""
BOOK = "Desk.xlsx"
"""The workbook with the settings of a desk."""


class Job(StrEnum):
    """What is done at a desk; each has a shortcut of its own."""

    CHECK = "check"
    SYNC = "sync"
    UPDATE = "update"
    MONTH = "month"
    CHASE = "chase"
    NEW = "new"
    UNDO = "undo"


TITLES: Mapping[Job, str] = {
    Job.CHECK: "Check submitted plans",
    Job.SYNC: "Bring updates together",
    Job.UPDATE: "Update master plans",
    Job.MONTH: "Monthly report",
    Job.CHASE: "Who to chase",
    Job.NEW: "New plan",
    Job.UNDO: "Undo the last run",
}
"""What each is called, as its shortcut is."""
ABOUT: Mapping[Job, str] = {
    Job.CHECK: f'Checks what is in "{SUBMITTED}" and puts a marked copy of each into "{CHECKED}".',
    Job.SYNC: f'Brings the copies in "{SUBMITTED}" into the plans in "{MASTERS}" that they are copies of.',
    Job.UPDATE: f'Brings every plan in "{MASTERS}" up to date: statuses, archive, a new version.',
    Job.MONTH: f'Makes the report of the month that ended last from the plans in "{MASTERS}".',
    Job.CHASE: f'Says who has what to do, over all plans in "{MASTERS}".',
    Job.NEW: f'Makes the plans in "{MASTERS}" that are listed on the tab New plan of {BOOK}, or of Word documents.',
    Job.UNDO: "Puts back what the last run made, replaced or took away.",
}
"""What each does, in one sentence."""
PAGE = "Open the desk as a page"
"""What the shortcut is called that shows the desk in a browser."""
PAGE_ABOUT = "Shows the desk as a page in the browser of this computer, until it is closed there."


class NewPlan(NamedTuple):
    """A plan that is to be made."""

    template: str
    """The kind, as the line says it."""
    title: str
    """What it is to be called."""
    organisation: str
    """Whose it is to be; empty for the desk's own."""
    cell: str
    """Where the line begins, for messages."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a desk is set up."""

    organisation: str = ""
    """Whose desk it is."""
    templates: tuple[str, ...] = ()
    """The kinds of plan in use, as they were typed; none for all."""
    register: str = ""
    """The file that says who is to send a plan; empty for none."""
    position: date | None = None
    """The position date; None for today, or for the month that ended last."""
    contact: str = ""
    """Where returned copies are to be sent."""
    reply_by: date | None = None
    """By when."""
    by: str = ""
    """Who does the work; empty for who is logged in."""
    new_plans: tuple[NewPlan, ...] = ()
    """Plans that are to be made."""
    said: tuple[str, ...] = ()
    """What a person should know of the settings, one sentence each."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a run did with one file."""

    file: str
    """What it is called."""
    result: str
    """How it ended, in a few words."""
    told: str
    """What was found or done."""
    next: str
    """What to do next."""
    place: Path | None = None
    """The file to open; None where there is none."""


@dataclass(frozen=True, slots=True)
class Step:
    """One file that a run makes, replaces or takes away."""

    path: str
    """Relative to the desk with strokes, or absolute where it is elsewhere."""
    before: str
    """The hash of what was there; empty where nothing was."""
    after: str
    """The hash of what is there then; empty where nothing is."""
    group: int
    """Steps of one group belong together: all are done, or none."""
    kept: str = ""
    """The name, in the run's folder, of what was there; empty where nothing was."""
    passing: bool = False
    """True for a file that was there only while the others of its group were put in place."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a run made for an input, so that it is not made twice."""

    given: str
    """A mark of the input and of what came of it."""
    path: str
    """The file that was made, as in a step; it may be gone or changed."""
    sha256: str
    """Its hash when it was made."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run did at a desk."""

    number: int
    """Runs count 1, 2, ..."""
    job: Job
    """What was done."""
    when: datetime
    """When."""
    by: str
    """By whom."""
    steps: tuple[Step, ...] = ()
    """In the order in which they were done."""
    folders: tuple[str, ...] = ()
    """Folders that it made, as in a step."""
    answers: tuple[Answer, ...] = ()
    """What was made for which input."""
    undoes: int = 0
    """The number of the run that it took back; 0 for none."""
    left: int = 0
    """How many files it could not put back, because somebody has changed them since."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run did, for people."""

    job: Job
    """What was done."""
    day: date
    """The calendar day."""
    lines: tuple[Line, ...]
    """One for each file."""
    said: tuple[str, ...] = ()
    """What a person should know besides, one sentence each."""
    code: int = 0
    """The exit code."""
    results: Path | None = None
    """The workbook of results."""
