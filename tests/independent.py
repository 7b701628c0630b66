"""A checker of its own: reads plans with openpyxl and finds what the table of checks promises, sharing no code.

It knows three templates and the few ways of writing a timescale that `planting` uses, and nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from independent_days import Period, read

Found = tuple[str, str, str]
"""Code, sheet, cell."""
CLOSED = {"closed", "complete", "completed", "done"}
OPEN = {"open", "in progress", "not started", "on hold"}
WITHDRAWN = {"withdrawn", "cancelled", "not required", "no longer required", "n/a"}
COLOURS = {"Overdue": "red", "Due soon": "amber", "Not yet due": "green", "Complete": "blue", "No due date": "amber"}
VAGUE_EVIDENCE = {"see attached", "yes", "done", "✓"}
CODE = re.compile(r"\b[A-Z]{2,6}\b")
FEW = 3
"""Words with which nothing is said that two actions could have alike by more than chance."""

PEER = {
    "action": "Action", "timescale": "Timescales/Milestones", "success": "Success Criteria/Target",
    "people": "Responsibility", "evaluation": "Evaluation/Monitoring", "achieved": "Achieved (Date)",
    "due": "Due date", "status": "Status", "rag": "RAG",
}  # fmt: skip
CARE = {
    "ref": "Ref", "area": "Area", "answers": "Regulation or statement", "objective": "Objective", "tasks": "Tasks",
    "people": "Lead", "due": "Due", "term": "Term", "status": "Open or closed", "progress": "Progress",
    "evidence": "Evidence", "lessons": "Lessons learned",
}  # fmt: skip
PROJECT = {
    "ref": "Ref", "objective": "Objectives", "activities": "Key activities", "timescale": "SMART Milestones",
    "indicators": "Key Performance Indicators", "people": "Lead", "status": "Status",
}  # fmt: skip
REQUIRED = {
    "peer": ("action", "timescale", "people"),
    "care": ("ref", "area", "objective", "tasks", "people", "due", "status"),
    "project": ("objective", "timescale"),
}
CHOICES = {
    "peer": {"status": CLOSED | OPEN | {"withdrawn", "cancelled"}, "rag": {*COLOURS.values(), "grey"}},
    "care": {"status": {"open", "closed", "withdrawn"}, "term": {"short", "long"}},
    "project": {"status": CLOSED | OPEN | {"withdrawn"}},
}
MUST_FIX, CHECK, INFORMATION = "must fix", "check", "information"
LEVELS = {
    **dict.fromkeys(("required", "choice", "ref-repeated", "person-unknown", "not-a-date", "no-due-date"), MUST_FIX),
    **dict.fromkeys(("date-impossible", "date-ambiguous", "achieved-future", "achieved-before-start"), MUST_FIX),
    **dict.fromkeys(("due-before-start", "closed-contradicted", "number-range", "finding-unanswered"), MUST_FIX),
    **dict.fromkeys(("date-unlikely", "evidence-vague", "status-disagrees", "done-by-format", "says-done"), CHECK),
    **dict.fromkeys(("due-disagrees", "milestone-overdue", "milestone-after-aim", "waits", "not-counted"), CHECK),
    **dict.fromkeys(("vague", "duplicate-likely", "lessons-missing"), CHECK),
    **dict.fromkeys(("timescale-words", "year-inferred", "rows-joined", "text-as-formula"), INFORMATION),
}
STATUSES = {"overdue", "due soon", "not yet due", "complete", "withdrawn", "ongoing", "no due date"}


@dataclass
class Table:
    """A table as it stands on a sheet: where each column is, and the rows below the headings."""

    sheet: str
    columns: dict[str, int]
    rows: list[dict[str, Any]]

    def found(self, code: str, row: Mapping[str, Any], name: str) -> Found:
        return code, self.sheet, f"{get_column_letter(self.columns[name])}{row['at']}"


def check(path: Path, day: date, today: date) -> dict[Found, str]:
    """Every finding about a plan on a day: its code, sheet and cell, and how much it asks."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    texts = [str(cell.value) for cells in sheet.iter_rows(max_row=7) for cell in cells if cell.value is not None]
    kind = "peer" if any("Achieved" in text for text in texts) else "care" if "Area" in texts else "project"
    plan = table(sheet, {"peer": PEER, "care": CARE, "project": PROJECT}[kind])
    period = (date(2007, 11, 1), date(2008, 10, 31))
    if not any("November 2007 to October 2008" in text for text in texts):
        raise ValueError(f"{path.name} does not state its period")
    key = {code for text in texts if " = " in text for code in re.findall(r"\b([A-Z]{2,6}) =", text)}
    judge = Judge(kind, plan, book, period, key, day, today)
    found = set(judge.findings())
    blank = {one[1:] for one in found if one[0] == "required"}
    return {one: _level(one, plan) for one in found if one[0] == "required" or one[1:] not in blank}


def _level(found: Found, plan: Table) -> str:
    """Where a column may hold words, what could be two days is only to be looked at."""
    code, sheet, cell = found
    words = get_column_letter(plan.columns["timescale"]) if "timescale" in plan.columns else ""
    if code == "date-ambiguous" and sheet == plan.sheet and cell.rstrip("0123456789") == words:
        return CHECK
    return LEVELS[code]


def table(sheet: Any, headings: Mapping[str, str]) -> Table:
    """A table by its headings, all in one row; a row counts where anything stands in it."""
    for cells in sheet.iter_rows():
        known = {" ".join(str(cell.value).split()): cell.column for cell in cells if cell.value is not None}
        if sum(heading in known for heading in headings.values()) >= min(3, len(headings)):
            columns = {name: known[heading] for name, heading in headings.items() if heading in known}
            rows = [_row(sheet, at, columns) for at in range(cells[0].row + 1, sheet.max_row + 1)]
            return Table(sheet.title, columns, [row for row in rows if any(row[name] is not None for name in columns)])
    raise ValueError(f"{sheet.title} has none of these headings: {headings}")


def _row(sheet: Any, at: int, columns: Mapping[str, int]) -> dict[str, Any]:
    cells = {name: sheet.cell(at, column) for name, column in columns.items()}
    row: dict[str, Any] = {name: _value(cell.value) for name, cell in cells.items()}
    first = next(iter(cells.values()))
    row |= {"at": at, "struck": bool(first.font.strike), "green": first.fill.fgColor.rgb == "FF92D050"}
    return row


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    return None if isinstance(value, str) and not value.strip() else value


def folded(value: object) -> str:
    return " ".join(str(value or "").split()).casefold()


@dataclass
class Judge:
    """One plan with all that its rules look at."""

    kind: str
    plan: Table
    book: Any
    period: Period
    key: set[str]
    day: date
    today: date
    tabs: dict[str, Table] = field(default_factory=dict)
    uncounted: list[dict[str, Any]] = field(default_factory=list)

    def findings(self) -> Iterator[Found]:
        self.actions = list(self._actions())
        for row in self.actions:
            row["said"] = read(row.get("timescale") if self.kind != "care" else None, self.period)
            row["lines"] = list(self._milestones(row))
            row["standing"] = self._standing(row)
            for rule in (self._columns, self._dates, self._days, self._done, self._advice):
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
                number = re.match(r"(\d+)\. ", text)
                row["known"] = (number[1] if number else "") if self.kind == "peer" else str(row["ref"] or "")
                row["aim"] = read(aim, self.period).due if aim else None
                row["joined"] = False
                before = row
                yield row
            else:
                before["joined"] = True

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
        if row["joined"]:
            yield self.plan.found("rows-joined", row, "action" if self.kind == "peer" else "ref")
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
        if self.kind == "peer" and status == "No due date" and not said.impossible:
            yield self.plan.found("no-due-date", row, "timescale")
        due = self._due(row)
        if said.start and due and due < said.start:
            yield self.plan.found("due-before-start", row, "timescale")
        if isinstance(typed, date) and said.due and typed != said.due:
            yield self.plan.found("due-disagrees", row, "due")
        if is_open and said.waits and said.waits < self.day:
            yield self.plan.found("waits", row, "timescale")
        late = [m for m in said.milestones if m[1] and m[1] < self.day]
        if self.kind == "peer" and is_open and status != "Overdue" and len(said.milestones) > 1 and late:
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
        if isinstance(achieved, date) and achieved > self.today:
            yield self.plan.found("achieved-future", row, "achieved")
        if isinstance(achieved, date) and said.start and achieved < said.start:
            yield self.plan.found("achieved-before-start", row, "achieved")
        if is_open and achieved is None and (row["struck"] or row["green"]):
            yield self.plan.found("done-by-format", row, "action" if self.kind == "peer" else "ref")
        if is_open and achieved is None and said.done:
            yield self.plan.found("says-done", row, "timescale")
        word = folded(row.get("status"))
        lacks: Callable[[], bool] = {
            "peer": lambda: achieved is None,
            "care": lambda: row["evidence"] is None,
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
        if self.kind == "care":
            if folded(row["evidence"]) in VAGUE_EVIDENCE:
                yield self.plan.found("evidence-vague", row, "evidence")
            if is_open and aim and not re.search(r"\d|\b(all|every|each)\b", aim):
                yield self.plan.found("vague", row, "objective")
            if row["standing"] == "Complete" and row["lessons"] is None:
                yield self.plan.found("lessons-missing", row, "lessons")
        if self.kind == "project" and is_open and aim.startswith("Good "):
            yield self.plan.found("vague", row, "objective")

    def _refs(self) -> Iterator[Found]:
        archived = set()
        if "Archive" in self.book.sheetnames:
            rows = table(self.book["Archive"], PEER).rows
            archived = {str(row["action"]).partition(".")[0] for row in rows}
        often = Counter(row["known"] for row in self.actions)
        for row in self.actions:
            if row["known"] and (often[row["known"]] > 1 or row["known"] in archived):
                yield self.plan.found("ref-repeated", row, "action" if self.kind == "peer" else "ref")

    def _twins(self) -> Iterator[Found]:
        seen: set[str] = set()
        for row in self.actions if self.kind == "care" else ():
            aim = folded(row["objective"])
            if aim in seen and len(aim.split()) > FEW:
                yield self.plan.found("duplicate-likely", row, "objective")
            seen |= {aim} - {""}

    def _tabs(self) -> Iterator[Found]:
        if self.kind == "care":
            answered = {folded(row["answers"]) for row in self.actions}
            coverage = self.tab("Coverage")
            for row in coverage.rows:
                if row["statement"] is not None and folded(row["statement"]) not in answered:
                    yield coverage.found("finding-unanswered", row, "statement")
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

    def tab(self, name: str) -> Table:
        headings = {
            "Milestones": {"ref": "Ref", "words": "Milestone", "due": "Due", "achieved": "Achieved"},
            "Coverage": {"statement": "Regulation or statement", "found": "What the report found", "rating": "Rating"},
            "Measures": {"what": "Measure", "ref": "Ref", "baseline": "Baseline", "target": "Target"},
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
            "care": word in CLOSED and row.get("evidence") is not None,
            "project": bool(reached) and all(one is not None and one <= self.day for one in reached),
        }[self.kind]
        if complete:
            return "Complete"
        if due is not None:
            soon = self.day + timedelta(days=31)
            return "Overdue" if due < self.day else "Due soon" if due <= soon else "Not yet due"
        return "Ongoing" if row["said"].goes_on else "No due date"
