"""A checker of its own: reads plans with openpyxl and finds what the table of checks promises, sharing no code.

It knows the built-in templates, one with a date and evidence of its own, and the few ways of writing a timescale that
`planting` uses, and nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from independent_days import Period, read
from independent_form import Form, passed
from independent_past import Past
from independent_tables import (
    CHECK,
    CHOICES,
    CLOSED,
    CODE,
    COLOURS,
    DUE_REQUIRED,
    FEW,
    HEADINGS,
    INFORMATION,
    LEVELS,
    OPEN,
    PEER,
    REASON,
    REQUIRED,
    STATUSES,
    VAGUE_EVIDENCE,
    WITHDRAWN,
    Found,
    Table,
    folded,
    table,
)

NAMED_IN_TEXT = ("peer", "shown")
"""Kinds whose actions bear their number in their own words."""


def check(path: Path, day: date, today: date) -> dict[Found, str]:
    """Every finding about a plan on a day: its code, sheet and cell, and how much it asks."""
    book = openpyxl.load_workbook(path)
    sheet = next(one for one in book.worksheets if one.title in ("Action plan", "Project plan", "Improvement plan"))
    texts = [str(cell.value) for cells in sheet.iter_rows(max_row=7) for cell in cells if cell.value is not None]
    kind = _kind(texts)
    plan = table(sheet, HEADINGS[kind])
    period = (date(2007, 11, 1), date(2008, 10, 31))
    if not any("November 2007 to October 2008" in text for text in texts):
        raise ValueError(f"{path.name} does not state its period")
    past = Past.of(path, sheet.title, HEADINGS[kind])
    if kind == "form":
        found = set(Form(plan, book, past, day).findings())
    else:
        key = {code for text in texts if " = " in text for code in re.findall(r"\b([A-Z]{2,6}) =", text)}
        found = set(Judge(kind, plan, book, period, key, past, day, today).findings())
    found |= {("heading-read-as", *plan.found("", {"at": plan.at}, name)[1:]) for name in plan.slips}
    blank = {one[1:] for one in found if one[0] == "required"}
    return {one: _level(one, plan, kind) for one in found if one[0] == "required" or one[1:] not in blank}


def _kind(texts: list[str]) -> str:
    marks = {"Indicator": "form", "Key action": "joint", "What we will do": "shown", "Achieved (Date)": "peer"}
    return next((kind for mark, kind in marks.items() if mark in texts), "care" if "Area" in texts else "project")


def _level(found: Found, plan: Table, kind: str) -> str:
    """How much it asks; for some codes the cell or the kind of plan decides."""
    code, sheet, cell = found
    words = get_column_letter(plan.columns["timescale"]) if "timescale" in plan.columns else ""
    if code == "date-ambiguous" and sheet == plan.sheet and cell.rstrip("0123456789") == words:
        return CHECK
    if code == "no-due-date" and not DUE_REQUIRED[kind]:
        return INFORMATION
    if code == "person-unknown":
        row = next(row for row in plan.rows if row["at"] == int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")))
        prose = re.sub(r"\b([A-Z]{2,6}|and)\b|[/,\s]", "", str(row["people"]))
        return CHECK if prose else LEVELS[code]
    return LEVELS[code]


@dataclass
class Judge:
    """One plan with all that its rules look at."""

    kind: str
    plan: Table
    book: Any
    period: Period
    key: set[str]
    past: Past
    day: date
    today: date
    tabs: dict[str, Table] = field(default_factory=dict)
    uncounted: list[dict[str, Any]] = field(default_factory=list)

    def findings(self) -> Iterator[Found]:
        self.actions = list(self._actions())
        self.past.name(self._known)
        for row in self.actions:
            row["said"] = read(row.get("timescale") if self.kind != "care" else None, self.period)
            row["lines"] = list(self._milestones(row))
            if self.past.leaves(row):
                # What the program worked out is nobody's typing.
                row["due"] = None
            row["standing"] = self._standing(row)
            for rule in (self._columns, self._dates, self._days, self._done, self._advice, self._since):
                yield from rule(row)
        for row in self.uncounted:
            yield self.plan.found("not-counted", row, "action")
        yield from self._refs()
        yield from self._twins()
        yield from self._tabs()

    def _actions(self) -> Iterator[dict[str, Any]]:
        """Rows that are actions of their own: not an aim's, and not one that carries on the action above it."""
        aim = ""
        for row in self.plan.rows:
            text = str(row.get("action") or "")
            if self.kind == "project" and str(row["ref"]).startswith("Specific aim"):
                aim = str(row["ref"])
            elif self.kind == "peer" and self._is_remark(row):
                self.uncounted.append(row)
            elif not re.match(r"\d+\. Contd", text):
                row["known"] = self._known(row)
                row["aim"] = read(aim, self.period).due if aim else None
                row["joined"] = False
                before = row
                yield row
            else:
                before["joined"] = True

    def _known(self, row: dict[str, Any]) -> str:
        """What the action is known by."""
        number = re.match(r"(\d+)\. ", str(row.get("action") or ""))
        return (number[1] if number else "") if self.kind in NAMED_IN_TEXT else str(row["ref"] or "")

    def _at_ref(self) -> str:
        return "action" if self.kind in NAMED_IN_TEXT else "ref"

    def _is_remark(self, row: dict[str, Any]) -> bool:
        """Words without a number of their own, and nothing beside them."""
        filled = [name for name in self.plan.columns if row[name] is not None]
        return filled == ["action"] and not str(row["action"])[:1].isdigit()

    def _columns(self, row: dict[str, Any]) -> Iterator[Found]:
        """required, choice, not-a-date, person-unknown, rows-joined, text-as-formula."""
        for name in REQUIRED[self.kind]:
            if row[name] is None:
                yield self.plan.found("required", row, name)
        for name, choices in CHOICES[self.kind].items():
            words = choices | (STATUSES if name == "status" else set())
            if row.get(name) is not None and folded(row[name]) not in words:
                yield self.plan.found("choice", row, name)
        if set(CODE.findall(str(row.get("people") or ""))) - self.key:
            yield self.plan.found("person-unknown", row, "people")
        cost = row.get("cost")
        if cost is not None and (not isinstance(cost, int | float) or cost < 0):
            yield self.plan.found("number-range", row, "cost")
        if row["joined"]:
            yield self.plan.found("rows-joined", row, self._at_ref())
        for name in self.plan.columns:
            if re.match(r"[=@+]\S", str(row[name] or "")):
                yield self.plan.found("text-as-formula", row, name)

    def _dates(self, row: dict[str, Any]) -> Iterator[Found]:
        """What is amiss with a date itself. A day that says what is wrong with it is not also said to be none."""
        cells = {name: row[name] for name in ("achieved", "due") if row.get(name) is not None}
        saids = {name: read(value, self.period) for name, value in cells.items()}
        if isinstance(row.get("achieved"), str) and folded(row["achieved"]).startswith(tuple(WITHDRAWN)):
            del cells["achieved"], saids["achieved"]
        for name, said in {**saids, "timescale": row["said"]}.items():
            if said.impossible:
                yield self.plan.found("date-impossible", row, name)
            if said.ambiguous:
                yield self.plan.found("date-ambiguous", row, name)
            if said.unlikely:
                yield self.plan.found("date-unlikely", row, name)
            if isinstance(cells.get(name), str) and not said.impossible and not said.ambiguous:
                yield self.plan.found("not-a-date", row, name)
        said = row["said"]
        if said.about:
            yield self.plan.found("timescale-words", row, "timescale")
        if said.no_year and said.due:
            yield self.plan.found("year-inferred", row, "timescale")

    def _days(self, row: dict[str, Any]) -> Iterator[Found]:
        """no-due-date, due-before-start, due-disagrees, waits, and milestones that are late."""
        said, status, typed = row["said"], row["standing"], row.get("due")
        is_open = status not in ("Complete", "Withdrawn")
        if self.kind in DUE_REQUIRED and status == "No due date" and not said.impossible:
            yield self.plan.found("no-due-date", row, "timescale")
        due = self._due(row)
        if said.start and due and due < said.start:
            yield self.plan.found("due-before-start", row, "timescale")
        if isinstance(typed, date) and said.due and typed != said.due:
            yield self.plan.found("due-disagrees", row, "due")
        if is_open and said.waits and said.waits < self.day:
            yield self.plan.found("waits", row, "timescale")
        late = [m for m in said.milestones if m[1] and m[1] < self.day]
        if self.kind != "project" and is_open and status != "Overdue" and len(said.milestones) > 1 and late:
            yield self.plan.found("milestone-overdue", row, "timescale")
        for line, day, reached in row["lines"]:
            if is_open and day and day < self.day and not (reached and reached <= self.day):
                # What has no line on the tab yet is said where its words are.
                found = self.tab("Milestones").found if line else self.plan.found
                yield found("milestone-overdue", line or row, "achieved" if line else "timescale")
            if line and isinstance(reached, date) and reached > self.today:
                yield self.tab("Milestones").found("achieved-future", line, "achieved")
            if is_open and day and row["aim"] and day > row["aim"]:
                yield self.plan.found("milestone-after-aim", row, "timescale")

    def _done(self, row: dict[str, Any]) -> Iterator[Found]:
        """What says that an action is done, and what contradicts it."""
        achieved, status, said = row.get("achieved"), row["standing"], row["said"]
        is_open = status not in ("Complete", "Withdrawn")
        if isinstance(achieved, date) and "evidence" in row and row["evidence"] is None:
            yield self.plan.found("achieved-no-evidence", row, "evidence")
        if isinstance(achieved, date) and achieved > self.today:
            yield self.plan.found("achieved-future", row, "achieved")
        if isinstance(achieved, date) and said.start and achieved < said.start:
            yield self.plan.found("achieved-before-start", row, "achieved")
        if is_open and achieved is None and (row["struck"] or row["green"]):
            yield self.plan.found("done-by-format", row, self._at_ref())
        if is_open and achieved is None and said.done:
            yield self.plan.found("says-done", row, "timescale")
        word = folded(row.get("status"))
        lacks: Callable[[], bool] = {
            "peer": lambda: achieved is None,
            "care": lambda: row["evidence"] is None,
            "joint": lambda: False,
            "shown": lambda: False,
            "project": lambda: any(not reached or reached > self.day for _, _, reached in row["lines"]),
        }[self.kind]
        means = {"Complete": CLOSED, "Withdrawn": WITHDRAWN}.get(status, OPEN) | {status.casefold()}
        if word in CLOSED and lacks():
            yield self.plan.found("closed-contradicted", row, "status")
        elif word in CLOSED | OPEN | WITHDRAWN | STATUSES and word not in means:
            yield self.plan.found("status-disagrees", row, "status")
        colour = COLOURS.get(status, "grey")
        if folded(row.get("rag")) in {*COLOURS.values(), "grey"} - {colour}:
            yield self.plan.found("status-disagrees", row, "rag")

    def _advice(self, row: dict[str, Any]) -> Iterator[Found]:
        """evidence-vague, vague, lessons-missing."""
        aim = str(row.get("objective") or "")
        is_open = row["standing"] not in ("Complete", "Withdrawn")
        if "evidence" in row and folded(row["evidence"]) in VAGUE_EVIDENCE:
            yield self.plan.found("evidence-vague", row, "evidence")
        if self.kind == "care":
            if is_open and aim and not re.search(r"\d|\b(all|every|each)\b", aim):
                yield self.plan.found("vague", row, "objective")
            if row["standing"] == "Complete" and row["lessons"] is None:
                yield self.plan.found("lessons-missing", row, "lessons")
        if self.kind == "project" and is_open and aim.startswith("Good "):
            yield self.plan.found("vague", row, "objective")

    def _since(self, row: dict[str, Any]) -> Iterator[Found]:
        """due-moved, formula-overtyped, formula-restored: what is otherwise than in the last version that was kept."""
        before = self.past.row(row["known"])
        if before is None:
            return
        for code, column in self.past.overtyped(self.plan, self.book, row, before):
            yield code, self.plan.sheet, f"{get_column_letter(column)}{row['at']}"
        reason = REASON.get(self.kind)
        if reason is None or row["standing"] in ("Complete", "Withdrawn"):
            return
        own = before.get("due") if self.kind == "care" else None
        was = own if isinstance(own, date) else read(before.get("timescale"), self.period).due
        due = self._due(row)
        if was and due and was != due and (row[reason] is None or row[reason] == before[reason]):
            yield self.plan.found("due-moved", row, "timescale" if row.get("due") is None else "due")

    def _refs(self) -> Iterator[Found]:
        archived = set()
        if "Archive" in self.book.sheetnames:
            rows = table(self.book["Archive"], PEER).rows
            archived = {str(row["action"]).partition(".")[0] for row in rows}
        often = Counter(row["known"] for row in self.actions)
        for row in self.actions:
            if row["known"] and (often[row["known"]] > 1 or row["known"] in archived):
                yield self.plan.found("ref-repeated", row, self._at_ref())

    def _twins(self) -> Iterator[Found]:
        seen: set[str] = set()
        name = {"care": "objective", "joint": "action"}.get(self.kind, "")
        for row in self.actions if name else ():
            aim = folded(row[name])
            if aim in seen and len(aim.split()) > FEW:
                yield self.plan.found("duplicate-likely", row, name)
            seen |= {aim} - {""}

    def _tabs(self) -> Iterator[Found]:
        if self.kind == "care":
            answered = {folded(row["answers"]) for row in self.actions}
            coverage = self.tab("Coverage")
            for row in coverage.rows:
                if row["statement"] is not None and folded(row["statement"]) not in answered:
                    yield coverage.found("finding-unanswered", row, "statement")
        if self.kind == "joint":
            yield from self._areas()
        wanted = {"care": ("Measures", "baseline", "target"), "project": ("Indicators", "target", "actual")}
        name, *numbers = wanted.get(self.kind, ("",))
        figures = self.tab(name) if name in self.book.sheetnames else Table(name, {}, [])
        refs = {folded(row["known"]) for row in self.actions}
        for pointing in (figures, *([self.tab("Milestones")] if self.kind == "project" else [])):
            for row in pointing.rows:
                if row["ref"] is not None and folded(row["ref"]) not in refs:
                    yield pointing.found("choice", row, "ref")
        for row in figures.rows:
            for column in ("what", *(numbers if self.kind == "care" else ())):
                if row[column] is None:
                    yield figures.found("required", row, column)
            for column in numbers:
                if row[column] is not None and not isinstance(row[column], int | float):
                    yield figures.found("number-range", row, column)

    def _areas(self) -> Iterator[Found]:
        """The areas that were drawn, and the papers that are due before the fieldwork."""
        areas = self.tab("Areas")
        for row in areas.rows:
            if row["area"] is None:
                yield areas.found("required", row, "area")
            if folded(row["decision"]) not in ("", "proposed", "agreed", "dropped", "further work"):
                yield areas.found("choice", row, "decision")
            if row["priority"] is not None and not (isinstance(row["priority"], int) and row["priority"] >= 1):
                yield areas.found("number-range", row, "priority")
        stages = self.tab("Stages")
        days = {row["event"]: row["date"] for row in stages.rows if row["date"] is not None}
        if "Fieldwork begins" in days and "Papers shared" not in days:
            yield from passed(stages, days["Fieldwork begins"] - timedelta(weeks=2), self.day)

    def tab(self, name: str) -> Table:
        headings = {
            "Milestones": {"ref": "Ref", "words": "Milestone", "due": "Due", "achieved": "Achieved"},
            "Coverage": {"statement": "Regulation or statement", "found": "What the report found", "rating": "Rating"},
            "Measures": {"what": "Measure", "ref": "Ref", "baseline": "Baseline", "target": "Target"},
            "Areas": {"area": "Area for improvement", "priority": "Priority", "decision": "Decision"},
            "Stages": {"event": "Step", "stage": "Stage", "planned": "Planned for", "date": "Happened on"},
            "Indicators": {"ref": "Ref", "what": "Indicator", "target": "Target", "actual": "Actual"},
        }[name]
        if name not in self.tabs:
            self.tabs[name] = table(self.book[name], headings)
        return self.tabs[name]

    def _milestones(self, row: dict[str, Any]) -> Iterator[tuple[dict[str, Any] | None, Any, Any]]:
        """An action's milestones: its line on their tab, the day that its words give, and when it was reached."""
        for words, day in row["said"].milestones if self.kind == "project" else ():
            names = (folded(row["known"]), words.casefold())
            lines = (one for one in self.tab("Milestones").rows if (folded(one["ref"]), folded(one["words"])) == names)
            line = next(lines, None)
            yield line, day, line and line["achieved"]

    def _due(self, row: dict[str, Any]) -> date | None:
        typed = row.get("due")
        return typed if isinstance(typed, date) else row["said"].due

    def _standing(self, row: dict[str, Any]) -> str:
        """The seven statuses, on the day."""
        word, due = folded(row.get("status")), self._due(row)
        achieved = row.get("achieved")
        if word in WITHDRAWN or (not word and folded(achieved).startswith(tuple(WITHDRAWN))):
            return "Withdrawn"
        reached = [one for _, _, one in row["lines"]]
        complete = {
            "peer": isinstance(achieved, date) and achieved <= self.day,
            "joint": isinstance(achieved, date) and achieved <= self.day,
            "shown": isinstance(achieved, date) and achieved <= self.day and row.get("evidence") is not None,
            "care": word in CLOSED and row.get("evidence") is not None,
            "project": bool(reached) and all(one is not None and one <= self.day for one in reached),
        }[self.kind]
        if complete:
            return "Complete"
        if due is not None:
            soon = self.day + timedelta(days=31)
            return "Overdue" if due < self.day else "Due soon" if due <= soon else "Not yet due"
        return "Ongoing" if row["said"].goes_on else "No due date"
