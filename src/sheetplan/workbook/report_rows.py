"""What stands in a report on many plans, tab by tab, as rows of plain values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sheetplan.model import Batch, Expected, Finding, Judged, Level, Status, Submission, called, long_day, many

Cell = str | int | float | date
"""What a cell of the report holds; a cell without anything says so in words."""
Row = Sequence[Cell]

NOT_KNOWN = "not known"
WAIVED = "Waived"
"""Stands in the place of the level of a finding that is waived."""
NOT_READ = "Could not be read"
NEW, STILL, NOT_COMPARED = "New", "Still there", "not compared"
STATUSES = tuple(Status)
"""In the order of their columns."""

_NONE = "none"
_LONGEST = 32000
"""Characters; a cell can hold no more than 32,767."""
_CANNOT_HOLD = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Found(NamedTuple):
    """One row of the Findings tab."""

    level: str
    organisation: str
    file: str
    sheet: str
    cell: str
    ref: str
    column: str
    kind: str
    found: str
    fix: str
    since: str
    """Whether it is new since the last return."""


class Sent(NamedTuple):
    """One row of the Files tab, without what is counted from the Findings."""

    organisation: str
    file: str
    template: str
    came: Cell
    days_late: int
    actions: int
    statuses: tuple[int, ...]
    """How many actions have each status, in the order of `STATUSES`."""
    result: str


def text(value: object, *, lines: bool = False) -> str:
    """A text as a cell can hold it: without signs that no workbook can hold, never too long.

    Args:
        value: what is to stand there.
        lines: whether it may have several lines; else it stands on one.
    """
    parts = str(value).splitlines() if lines else [str(value)]
    line = "\n".join(" ".join(_CANNOT_HOLD.sub(" ", part).split()) for part in parts).strip("\n")
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} …"


def names(batch: Batch) -> Mapping[Path, str]:
    """What each file is called in the report."""
    return {path: text(name) for path, name in batch.names().items()}


def whose(one: Submission) -> str:
    """The organisation of a file."""
    return text(one.organisation or NOT_KNOWN)


def gravity(one: Submission) -> tuple[object, ...]:
    """The key by which the worst file comes first; one that could not be read before all."""
    return (one.refused is None, *(-number for number in one.counts().values()), str(one.path))


def findings(batch: Batch) -> list[Found]:
    """All findings, the gravest first, and the waived ones last."""
    named = names(batch)
    rows: dict[str, list[Found]] = {word: [] for word in (*(level.label for level in Level), WAIVED)}
    for one in sorted(batch.submissions, key=gravity):
        became: dict[Finding, str] = {}
        if one.compared is not None:
            became = dict.fromkeys(one.compared.still, STILL) | dict.fromkeys(one.compared.new, NEW)
        for f, judged in _with_plans(one):
            rows[f.level.label].append(_found(one, named, f, judged, f.level.label, became.get(f, NOT_COMPARED)))
        for f, _ in one.waived:
            theirs = next((judged for judged in one.judged if judged.plan.sheet == f.sheet), None)
            rows[WAIVED].append(_found(one, named, f, theirs, WAIVED, NOT_COMPARED))
    return [row for listed in rows.values() for row in listed]


def fixed(batch: Batch) -> list[Row]:
    """What has been put right since the last return, as it was then."""
    named = names(batch)
    return [
        (whose(one), named[one.path], f.sheet, f.ref or _NONE, called(f.code), text(f.found))
        for one in sorted(batch.submissions, key=gravity)
        if one.compared is not None
        for f in one.compared.fixed
    ]


def files(batch: Batch) -> list[Sent]:
    """One row a file, the worst first."""
    named, late = names(batch), {one.path: days for one, days in batch.late}
    notes = _notes(batch, named)
    rows = []
    for one in sorted(batch.submissions, key=gravity):
        plans = [judged.plan for judged in one.judged]
        said = [status for plan in plans if plan.standing is not None for status in plan.standing["status"]]
        kinds = ", ".join(dict.fromkeys(one.templates))
        row = Sent(
            whose(one),
            named[one.path],
            kinds or "not read",
            one.came or one.saved or NOT_KNOWN,
            late.get(one.path, 0),
            sum(len(plan.actions) for plan in plans),
            tuple(said.count(status) for status in STATUSES),
            text(" ".join([_result(one), *notes.get(one.path, ())])),
        )
        rows.append(row)
    return rows


def refused(batch: Batch) -> list[Row]:
    """Each file that could not be read, why, and what to do."""
    named = names(batch)
    return [
        (whose(one), named[one.path], text(one.refused.reason), text(one.refused.fix or "Ask for it again."))
        for one in sorted(batch.submissions, key=gravity)
        if one.refused is not None
    ]


def absent(batch: Batch) -> list[Row]:
    """Who has sent nothing, the longest late first."""
    return awaited(batch.not_sent, batch.checked.as_of)


def awaited(expected: Sequence[Expected], day: date) -> list[Row]:
    """Lines of the register for which nothing came, the longest late on that day first."""
    return [
        (
            text(one.organisation),
            one.template or "any",
            one.due or "no day set",
            one.days_late(day),
            text(one.contact or "nobody named"),
        )
        for one in sorted(expected, key=lambda one: (-one.days_late(day), one.organisation))
    ]


def waived(batch: Batch) -> list[Row]:
    """Each waived finding with its reason, then the waivers that nothing was found for."""
    named, used = names(batch), set()
    rows: list[Row] = []
    for one in batch.submissions:
        for f, waiver in one.waived:
            used.add(waiver)
            place = (whose(one), named[one.path], called(f.code), f"{f.sheet}, {f.cell}", f.ref or _NONE)
            rows.append((*place, text(f.found), text(waiver.reason), waiver.until or "no end"))
    for waiver in batch.waivers:
        if waiver not in used:
            over = waiver.until is not None and waiver.until < batch.checked.as_of
            found = "The waiver has run out." if over else "Nothing was found that it covers."
            whom = (text(waiver.organisation or "all"), text(waiver.plan or "all"), called(waiver.code), "all")
            rows.append((*whom, waiver.ref or "all", found, text(waiver.reason), waiver.until or "no end"))
    return rows


def notes(batch: Batch) -> list[Row]:
    """How the report is to be read, and what was noticed besides."""
    rows: list[Row] = [("Position date", f"All figures are of {long_day(batch.checked.as_of)}."), *_MEANINGS]
    for rule in batch.phased:
        kind = f" in {rule.template} plans" if rule.template else ""
        rows.append(
            ("A rule that only advises", f"{called(rule.code)}{kind}: must be fixed from {long_day(rule.since)} on.")
        )
    if batch.register is not None:
        rows.append(("Register", text(f"{batch.register.path.name}, {len(batch.register.lines)} lines.")))
        rows += [("Register", text(sentence)) for sentence in batch.register.said]
        if batch.register.consequence:
            rows.append(("If nothing comes", text(batch.register.consequence)))
    rows += [("Which is newer", text(sentence)) for sentence in batch.newer_by]
    rows += [("Also", text(sentence)) for sentence in batch.said]
    return [*rows, *passed_over(batch.checked.passed_over)]


def passed_over(found: Iterable[tuple[str, str]]) -> list[Row]:
    """What was not looked at, as (path, reason): how many for each reason."""
    counted = Counter(reason for _, reason in found)
    return [("Passed over", text(f"{many(number, 'file')}: {reason}.")) for reason, number in sorted(counted.items())]


_MEANINGS: tuple[Row, ...] = (
    ("Must fix", "The plan cannot be relied on until this is put right."),
    ("Check", "It may be right; somebody who knows should look."),
    ("For information", "Something was assumed or mended; read it once."),
    ("Waived", "Not asked of this organisation for a while, for the reason on the Waived tab; counted nowhere else."),
    ("Overdue and other statuses", "As of the position date; an action has exactly one."),
)


def _with_plans(one: Submission) -> Iterator[tuple[Finding, Judged]]:
    return ((f, judged) for judged in one.judged for f in judged.findings)


def _found(
    one: Submission, named: Mapping[Path, str], f: Finding, judged: Judged | None, level: str, since: str
) -> Found:
    column = "whole row" if f.column is None or judged is None else _heading(f, judged) or "whole row"
    place = (text(f.sheet), f.cell, text(f.ref or _NONE), text(column))
    return Found(level, whose(one), named[one.path], *place, called(f.code), text(f.found), text(f.fix), since)


def _heading(f: Finding, judged: Judged) -> str:
    """What the finding's column is called where it stands."""
    plan, name = judged.plan, f.column or ""
    tab = next((read for read in plan.tabs.values() if read.sheet == f.sheet), None)
    if tab is not None:
        return tab.columns[name].heading if name in tab.columns else ""
    if name in plan.cover_cells:
        return next((line.label for line in plan.template.cover if line.field == name), "")
    place = plan.columns.get(name) or plan.computed.get(name)
    return place.heading if place else ""


def _result(one: Submission) -> str:
    """How the file stands, in one sentence."""
    if one.refused is not None:
        return f"{NOT_READ}: the tab of that name says why."
    counts = one.counts()
    if counts[Level.MUST_FIX]:
        return "Must be put right."
    return "To be looked at." if counts[Level.CHECK] else "Nothing to put right."


def _notes(batch: Batch, named: Mapping[Path, str]) -> dict[Path, list[str]]:
    """What else there is to say of each file."""
    said: dict[Path, list[str]] = {}
    for at, (newer, older, same) in enumerate(batch.twice):
        how = "holds the same" if same else "differs"
        if batch.is_told(at):
            said.setdefault(older.path, []).append(f"A newer file came, {named[newer.path]}; it {how}.")
            said.setdefault(newer.path, []).append(f"It came before as {named[older.path]}.")
        else:
            for one, other in ((newer, older), (older, newer)):
                said.setdefault(one.path, []).append(f"It came twice, as {named[other.path]} too; that one {how}.")
    for one in batch.other_template:
        asked = one.expected.template if one.expected else None
        said.setdefault(one.path, []).append(f"Another kind of plan was asked for: {asked or 'see the register'}.")
    for one in batch.submissions:
        said.setdefault(one.path, []).extend(filter(None, [one.older_template]))
    return said


def listed(words: Iterable[str], room: int) -> str:
    """Names one after the other, as many as fit; of the rest it is said how many there are."""
    every = list(words)
    shown: list[str] = []
    for word in every:
        if shown and len(", ".join([*shown, word])) > room:
            return f"{', '.join(shown)} and {len(every) - len(shown)} more"
        shown.append(word)
    return ", ".join(shown)
