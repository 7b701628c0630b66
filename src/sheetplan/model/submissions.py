"""Plans that many organisations send: who was to send what, what came, and what became of the findings of last time."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sheetplan.model.outcomes import Checked, Finding, Judged, Refusal
from sheetplan.model.words import Level

NOTHING_SAYS = "Nothing says which of"
"""So begins what is said of two files of which it is not known which is the newer."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One line of the register: an organisation that is to send a plan."""

    organisation: str
    """What it is called."""
    template: str | None = None
    """The kind of plan that it is to send; None where any will do."""
    due: date | None = None
    """The day by which its plan is to come."""
    contact: str = ""
    """Whom to ask there."""
    received: date | None = None
    """The day on which it came, where somebody has entered that."""
    reply_by: date | None = None
    """The day by which a returned copy is to come back."""
    reply_to: str = ""
    """Where it is to be sent."""
    row: int = 0
    """Its row in the register."""

    def days_late(self, day: date) -> int:
        """How many days a day is after the one by which it is to come; 0 where it is not, or none is given."""
        return max((day - self.due).days, 0) if self.due is not None else 0


@dataclass(frozen=True, slots=True)
class Register:
    """Who is to send a plan."""

    path: Path
    """The workbook or CSV."""
    lines: tuple[Expected, ...]
    """In its order."""
    consequence: str = ""
    """What happens where nothing comes, in the register's own words."""
    said: tuple[str, ...] = ()
    """What could not be read in it, with its cell, one sentence each."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A rule that is not asked of somebody for a while."""

    code: str
    """The finding's code."""
    organisation: str
    """Of whom; empty for all."""
    plan: str
    """The plan's file name or id; empty for all of the organisation's."""
    ref: str
    """The action; empty for all."""
    reason: str
    """Why."""
    until: date | None
    """The last day on which it holds; None for always."""
    line: int
    """Its line in the file of waivers."""
    file: str = ""
    """That file's name."""


@dataclass(frozen=True, slots=True)
class Phased:
    """A rule that only advises until a day, so that people have time to come to meet it."""

    code: str
    """The finding's code."""
    template: str
    """In which kind of plan; empty for all."""
    since: date
    """The first day on which what it finds must be fixed."""


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """What became of the findings of an earlier return, known by what was wrong and not by row."""

    since: date | None
    """The day of that return."""
    fixed: tuple[Finding, ...]
    """As they were then."""
    still: tuple[Finding, ...]
    """As they are now."""
    new: tuple[Finding, ...]
    """As they are now."""


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What is wanted of a plan besides its findings: small enough to be kept of very many."""

    template: str
    """The name of its template."""
    organisation: str | None
    """Whose the workbook says it is."""
    known_by: str
    """Where it says so."""
    plan_id: str
    """The id that travels inside the workbook; empty where there is none."""
    version: str
    """The version that the workbook says it is; empty where it says none."""
    position: date | None
    """Its position date: the one typed, else that of its version."""
    saved: date | None
    """The day on which the workbook was last saved, as it says."""
    sha256: str
    """The file's hash."""
    content: str
    """A mark of all that people typed in it, the same wherever it stands and whatever program saved it."""
    sheet: str
    """Its sheet."""
    sheet_names: tuple[str, ...]
    """All sheets of its workbook."""
    return_name: str
    """`ReturnMark.name` of a copy that was sent back; empty of any other."""
    older_template: str
    """What is old about its template, and what to do; empty where nothing is."""
    phased: tuple[tuple[str, date], ...]
    """Codes that only advise on its day, and from when on they count."""
    about: tuple[str, ...] = ()
    """What each of its findings is about, as they were found: the ref, else the action's first 60 characters; empty
    where all are about what their refs say."""
    actions: int = 1
    """How many there are in it."""
    current: int = 0
    """How many of them are not archived."""
    overdue: int = 0
    """How many of these are overdue on its day."""


@dataclass(frozen=True, slots=True, eq=False)
class Submission:
    """One file that came."""

    path: Path
    """The file."""
    organisation: str | None
    """Whose it is, as far as the workbook, the register or its name says."""
    known_by: str
    """How that is known, in a few words."""
    expected: Expected | None
    """The register's line that it answers."""
    judged: tuple[Judged, ...]
    """Its plans with their findings; waived ones and those of rules not yet in force are not among those that must be
    fixed."""
    refused: Refusal | None
    """Why it could not be read."""
    saved: date | None
    """The day on which it was last saved, as the workbook says."""
    sha256: str
    """The file's hash."""
    waived: tuple[tuple[Finding, Waiver], ...] = ()
    """Findings that are waived, never silent."""
    compared: Compared | None = None
    """With an earlier return of the same plan."""
    older_template: str = ""
    """What is old about its template, and what to do; empty where nothing is."""
    came: date | None = None
    """The day on which it came: what the register says, else when the workbook was last saved."""
    came_by: str = ""
    """Which of the two it is, in a few words."""
    facts: tuple[PlanFacts, ...] = ()
    """The facts of each of its plans."""

    @property
    def templates(self) -> tuple[str, ...]:
        """The kind of each of its plans, in their order."""
        known = tuple(one.template for one in self.facts)
        return known or tuple(judged.plan.template.name for judged in self.judged)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Those of all its plans, in their order; without the waived ones."""
        return tuple(finding for judged in self.judged for finding in judged.findings)

    @property
    def has_findings(self) -> bool:
        """Whether anything was found in it, and not waived."""
        return any(self.counts().values())

    def counts(self) -> dict[Level, int]:
        """How many findings of each level it has, the gravest first."""
        each = [judged.counts() for judged in self.judged]
        return {level: sum(counts[level] for counts in each) for level in Level}


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """All that was sent, against the register."""

    checked: Checked
    """All plans, refused files and what was passed over."""
    submissions: tuple[Submission, ...]
    """One for each file, in the order of their paths."""
    register: Register | None = None
    """Who was to send a plan."""
    not_sent: tuple[Expected, ...] = ()
    """Of whom nothing came."""
    late: tuple[tuple[Submission, int], ...] = ()
    """What came late, by how many days."""
    twice: tuple[tuple[Submission, Submission, bool], ...] = ()
    """The newer, the older, and whether they are the same."""
    newer_by: tuple[str, ...] = ()
    """For each of these, how it is known which is the newer, in one sentence."""
    other_template: tuple[Submission, ...] = ()
    """Another kind of plan than was asked for."""
    waivers: tuple[Waiver, ...] = ()
    """All waivers, used or not."""
    phased: tuple[Phased, ...] = ()
    """Rules that only advise on this day, and until when."""
    said: tuple[str, ...] = ()
    """What else a person should know, one sentence each."""
    reply_by: date | None = None
    """The day by which returned copies are to come back, where the register does not say."""
    reply_to: str = ""
    """Where they are to be sent, where the register does not say."""

    def is_told(self, at: int) -> bool:
        """Whether anything says which is the newer of two files that came twice."""
        return not any(sentence.startswith(NOTHING_SAYS) for sentence in self.newer_by[at : at + 1])

    def names(self) -> dict[Path, str]:
        """What each file is called among the others: its path below the folder that holds them all."""
        paths = [one.path for one in self.submissions]
        alike = len({path.anchor for path in paths}) == 1
        common = os.path.commonpath([str(path.parent) for path in paths]) if alike else ""
        return {path: (path.relative_to(common) if common else path).as_posix() for path in paths}


@dataclass(frozen=True, slots=True)
class Returned:
    """What was made for the sender of one file, or why nothing could be."""

    path: Path
    """The file that came."""
    findings: int
    """How many there are in it."""
    file: Path | None
    """The marked copy; None where none was made."""
    new_template: Path | None = None
    """A workbook of the template's present version with what they typed put into it, where theirs is older."""
    said: tuple[str, ...] = ()
    """What a person should know of it, one sentence each."""


@dataclass(frozen=True, slots=True, eq=False)
class Earlier:
    """A marked copy that was sent back before, with its findings as they were."""

    path: Path
    """The copy."""
    name: str
    """What it and all that comes back of it are known by: `ReturnMark.name`."""
    day: date | None
    """The day on which it was checked."""
    plan_id: str
    """The plan id that travelled in it; empty where there was none."""
    findings: tuple[Finding, ...]
    """As they were then; `ref` is the action's ref, else the beginning of its text (`subject`)."""


@dataclass(frozen=True, slots=True)
class SubmissionWords:
    """What people call the columns of registers and of lists of waivers, and how they write organisations' names."""

    register: Mapping[str, tuple[str, ...]]
    """Headings of a register, by field of Expected."""
    waivers: Mapping[str, tuple[str, ...]]
    """Headings of a list of waivers: code, organisation, plan, ref, reason, until."""
    consequence: tuple[str, ...]
    """What stands before what happens where nothing comes ("If nothing comes")."""
    organisation: tuple[str, ...]
    """What stands before the organisation's name on a plan's sheet."""
    left_out: tuple[str, ...]
    """Words of a name that do not count where names are compared ("Ltd", "the")."""
    copies: tuple[str, ...]
    """Words at the end of a file's name that say that it is a copy ("checked", "final")."""
