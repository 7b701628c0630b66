"""The month in numbers: how every plan stood at its end and a month earlier, and each count as rows of one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sheetplan.model.outcomes import Refusal
from sheetplan.model.submissions import Expected, PlanFacts, Register
from sheetplan.model.words import Status

if TYPE_CHECKING:
    from sheetplan.model.month_views import Views

IN_PLAN, IN_ARCHIVE, NOT_THERE = "Plan", "Archive", "Not there"
"""Where an action stands in a version."""
YES, NO = "Yes", "No"

NEW, NEW_COMPLETED, NEW_WITHDRAWN = "New", "New and completed", "New and withdrawn"
COMPLETED, WITHDRAWN, REMOVED, REOPENED = "Completed", "Withdrawn", "Removed", "Reopened"
FIRST_SEEN, FIRST_SEEN_COMPLETED = "First seen", "First seen and completed"
OPEN_AS_BEFORE, CLOSED_AS_BEFORE = "Open as before", "Closed as before"
"""What became of an action in the month. `First seen`: its plan is in no version of a month earlier."""

IN_TIME, AFTER, NO_DATE_AGREED, DAY_NOT_SAID = "By the date agreed", "Later", "No date agreed", "Day not said"
"""When an action was completed, held against the date first agreed."""

CLOSED = (Status.COMPLETE, Status.WITHDRAWN)


class ActionState(NamedTuple):
    """How one action stands in a version, on that version's position date."""

    key: str
    """What it is known by from version to version: its ref, told apart where that is repeated, else its words."""
    ref: str
    """Its ref; empty where it has none."""
    text: str
    """What it is about, on one line."""
    owner: str
    """Who has it, as the plan says."""
    owners: tuple[str, ...]
    """The same, each by itself."""
    where: str
    """IN_PLAN or IN_ARCHIVE."""
    status: str
    """A word of Status."""
    days_overdue: int | None
    """None unless Overdue."""
    due: date | None
    """When it is due."""
    first_agreed: date | None
    """The date first agreed: of an action of which no move is known the one that stands."""
    times_moved: int
    """How often its date was changed."""
    has_reason: bool
    """Whether it is said why it moved last."""
    achieved: date | None
    """The day on which it was achieved."""
    typed: str
    """The status that people typed, where the plan has a column for one."""
    disagrees: bool
    """Whether that contradicts the status that is worked out."""


@dataclass(frozen=True, slots=True)
class PlanState:
    """A plan in one version, on that version's position date."""

    day: date
    """The position date."""
    version: str
    """Its number; empty where the plan says none."""
    actions: tuple[ActionState, ...]
    """Those of the plan, then those of its archive."""
    must_fix: int | None = None
    """Findings that must be fixed; None where it was not judged."""
    to_check: int | None = None
    """Findings to look at; None where it was not judged."""
    newest_record: date | None = None
    """The newest day on which something is recorded as done."""
    whole_archive: bool = True
    """Whether all that is archived stands here; a report that is read again has only what its month had to do with."""


@dataclass(frozen=True, slots=True)
class PlanSeen:
    """What one plan table of one file gives for a month."""

    facts: PlanFacts
    """Whose it is and what is known of it."""
    title: str
    """What kind of plan it is, in words."""
    compared: bool
    """Whether its template allows that organisations are compared."""
    rag: tuple[tuple[str, str], ...]
    """The template's colour of each status."""
    due_soon_days: int
    """Within how many days an action is due soon."""
    now: PlanState | None
    """The version in force at the month's end; None where the plan began later."""
    before: PlanState | None
    """The version in force a month earlier; None where there is none."""
    history: tuple[tuple[date, Mapping[str, int]], ...] = ()
    """Its Version history: position date, and how many actions had each status; oldest first."""
    said: tuple[str, ...] = ()
    """What a person should know of it, one sentence each."""


@dataclass(frozen=True, slots=True)
class PlanInMonth:
    """A plan as it is counted."""

    number: int
    """Counted from 1."""
    organisation: str
    """Whose it is."""
    name: str
    """What it is called in the report; no two are called the same."""
    known_by: str
    """What it is known by from month to month."""
    kind: str
    """The name of its template."""
    title: str
    """The same in words."""
    compared: bool
    """Whether its organisation may be compared with others."""
    file: str
    """Where it was read; empty where it stands in the last report only."""
    version: str
    """The version in force; empty where the plan says none."""
    day: date
    """The position date of its figures."""
    day_before: date | None
    """That of the figures of a month earlier; None where there are none."""
    received: bool
    """Whether its figures are of this month; else they are its last."""
    newest_record: date | None
    """The newest day on which something is recorded as done in it."""
    must_fix: int | None
    """Findings outstanding in it."""
    to_check: int | None
    """Findings to look at."""
    trend: tuple[Mapping[str, int] | None, ...]
    """How many actions had each status at the end of each month of the trend; None before it began."""
    said: tuple[str, ...] = ()
    """What a person should know of it."""


FIELDS: Mapping[str, str] = {
    "organisation": "Organisation",
    "plan": "Plan",
    "ref": "Ref",
    "action": "Action",
    "owner": "Owner",
    "where": "Stands in",
    "status": "Status",
    "open": "Open",
    "due": "Due",
    "days_overdue": "Days overdue",
    "first_agreed": "Date first agreed",
    "days_late": "Days after date first agreed",
    "times_moved": "Times moved",
    "achieved": "Achieved",
    "typed": "Status typed",
    "disagrees": "Typed status differs",
    "status_before": "Status last month",
    "open_before": "Open last month",
    "due_before": "Due last month",
    "change": "Change",
    "finished": "Completed",
    "recorded_late": "Recorded late",
    "moved": "Date moved",
    "reason": "Reason given",
    "received": "Plan received",
    "day": "Position date",
}
"""The columns of All actions: field to heading. Text (`status` a word of Status; `where`, `change` and `finished` as
above; `open`, `open_before`, `disagrees`, `recorded_late`, `moved`, `reason`, `received` YES or NO), dates (`due`,
`first_agreed`, `achieved`, `due_before`, `day`) or None, whole numbers (`days_overdue`, `days_late`, `times_moved`) or
None. What does not apply is None."""

Test = tuple[str, Literal["=", "<>", ">", ">=", "<", "<="], str | int | date]
"""A field of All actions, how it is compared, and with what. A blank meets none but `<>`."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A count of actions, as rows of All actions that meet all tests of one of these ways; no row meets two of them."""

    name: str
    """Its name in what other programs read."""
    label: str
    """What it is called in a table."""
    ways: tuple[tuple[Test, ...], ...]
    """The ways of being counted."""


class Count(NamedTuple):
    """A figure in a sentence."""

    figure: Figure
    now: int
    one: str
    """The words after it where it is 1."""
    many: str
    """The words after it where it is not."""


class Against(NamedTuple):
    """In a sentence, by how much a figure differs from another: `1 more than last month`."""

    figure: Figure
    now: int
    other: Figure
    before: int

    @property
    def text(self) -> str:
        """The words."""
        more = self.now - self.before
        return MORE.format(more) if more > 0 else FEWER.format(-more) if more < 0 else AS_MANY


MORE, FEWER, AS_MANY = "{} more than last month", "{} fewer than last month", "as many as last month"

Sentence = tuple["str | Count | Against", ...]
"""A sentence in pieces, so that its numbers can be counted from the rows."""


def said(sentence: Sentence) -> str:
    """A sentence as people read it."""
    return "".join(_said(part) for part in sentence)


def _said(part: str | Count | Against) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Against):
        return part.text
    return f"{part.now}{part.one if part.now == 1 else part.many}"


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """All plans at a month's end."""

    month: date
    """Its last day."""
    plans: int
    """How many plans had figures then."""
    counts: Mapping[str, int]
    """How many actions in them had each status."""

    @property
    def overdue(self) -> int:
        """How many were overdue."""
        return self.counts.get(Status.OVERDUE, 0)

    @property
    def open(self) -> int:
        """How many were neither complete nor withdrawn."""
        return sum(number for word, number in self.counts.items() if word not in CLOSED)


@dataclass(frozen=True, slots=True)
class PreviousReport:
    """The report of an earlier month, as it was read again."""

    path: Path
    """The workbook."""
    month: date
    """The last day of its month."""
    plans: Mapping[str, tuple[PlanInMonth, PlanState]]
    """What each plan is known by, to how it stood."""
    trend: tuple[TrendPoint, ...]
    """Its trend."""
    asked: tuple[str, ...]
    """What stands in the box of what the committee is asked to do."""
    edited: bool
    """Whether people changed what was proposed there."""


@dataclass(frozen=True, slots=True, eq=False)
class Rollup:
    """The month of all plans."""

    month: date
    """Its last day."""
    end: date
    """The day up to which figures are counted: the month's last day, or today where it has not ended."""
    before: date
    """The last day of the month before."""
    following: date
    """The last day of the month after."""
    plans: tuple[PlanInMonth, ...]
    """By organisation, then by name."""
    actions: tuple[tuple[Any, ...], ...]
    """The rows of All actions, in the order of FIELDS: by plan, in the plan's order."""
    owners: tuple[tuple[str, ...], ...]
    """For each of these, who has it, each by itself."""
    figures: Mapping[str, int]
    """The count of each figure over all actions, by its name."""
    headlines: tuple[Sentence, ...]
    """What a committee should know, the weightiest first."""
    proposed: tuple[str, ...]
    """What it might be asked to do."""
    asked: tuple[str, ...]
    """What stands in the box: what people wrote there, else what is proposed."""
    asked_before: tuple[str, ...]
    """What stood in the box of the report before."""
    trend: tuple[TrendPoint, ...]
    """Twelve months, oldest first; fewer where no plan is older."""
    views: Views
    """What is shown of all this, and in what order."""
    by_owner: bool = False
    """Whether figures by owner are wanted."""
    register: Register | None = None
    """Who was to send a plan."""
    missing: tuple[Expected, ...] = ()
    """Of whom no plan was received for this month."""
    refused: tuple[Refusal, ...] = ()
    """Files that could not be read."""
    passed_over: tuple[tuple[str, str], ...] = ()
    """(path, reason) of what was not looked at."""
    colours: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The colour rule of each kind of plan, one sentence each, and the kinds it holds for."""
    said: tuple[str, ...] = ()
    """What else a person should know, one sentence each."""
    definitions: tuple[tuple[str, str], ...] = field(default=())
    """Words of the report, and what they mean here."""

    def rows(self, figure: Figure) -> list[tuple[Any, ...]]:
        """The rows that a figure counts."""
        return [row for row in self.actions if counts(row, figure)]


def key(ref: str, text: str, seen: dict[str, int]) -> str:
    """What an action is known by from version to version: its ref, else how its words begin.

    Args:
        ref: its ref; empty where it has none.
        text: its words.
        seen: how often each was there before, of the actions above it; this one is added.
    """
    known = ref or text[:_KEY]
    seen[known] = seen.get(known, 0) + 1
    if seen[known] == 1:
        return known
    while (apart := f"{known} ({seen[known]})") in seen:  # somebody may have typed such a ref
        seen[known] += 1
    seen[apart] = 1
    return apart


_KEY = 60
_AT = {name: at for at, name in enumerate(FIELDS)}


def value(row: Sequence[Any], name: str) -> Any:
    """What stands in a row of All actions."""
    return row[_AT[name]]


def counts(row: Sequence[Any], figure: Figure) -> bool:
    """Whether a row of All actions is one that a figure counts."""
    return any(meets(row, way) for way in figure.ways)


def meets(row: Sequence[Any], tests: Iterable[Test]) -> bool:
    """Whether a row of All actions meets all of these tests."""
    return all(_meets(row[_AT[name]], how, wanted) for name, how, wanted in tests)


def _meets(value: Any, how: str, wanted: str | int | date) -> bool:
    if how == "=":
        return bool(value == wanted)
    if how == "<>":
        return bool(value != wanted)
    if value is None:
        return False
    if how == ">":
        return bool(value > wanted)
    if how == ">=":
        return bool(value >= wanted)
    return bool(value < wanted) if how == "<" else bool(value <= wanted)
