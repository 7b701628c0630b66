"""The tables of a plan as they stand on its sheets, and what the table of checks says of each code; shares no code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openpyxl.utils import get_column_letter

Found = tuple[str, str, str]
"""Code, sheet, cell."""
CLOSED = {"closed", "complete", "completed", "done"}
OPEN = {"open", "in progress", "not started", "on hold"}
WITHDRAWN = {"withdrawn", "cancelled", "not required", "no longer required", "n/a"}
COLOURS = {"Overdue": "red", "Due soon": "amber", "Not yet due": "green", "Complete": "blue", "No due date": "amber"}
VAGUE_EVIDENCE = {"see attached", "yes", "done", "✓"}
CODE = re.compile(r"\b[A-Z]{2,6}\b")
OURS = re.compile(r"(Status|RAG|Days overdue) at \d")
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
JOINT = {
    "ref": "Ref", "area": "Area for improvement", "action": "Key action", "people": "Owner", "timescale": "Timescale",
    "risk": "Risks", "cost": "Cost", "measure": "How we will know", "achieved": "Done on",
}  # fmt: skip
SHOWN = {
    "action": "What we will do", "timescale": "By when", "people": "Who", "achieved": "Done",
    "evidence": "What shows it",
}  # fmt: skip
FORM = {
    "indicator": "Indicator", "finding": "Peer reviewer findings", "improvement": "Improvement required",
    "undertaken": "Action undertaken", "evidence": "Evidence",
}  # fmt: skip
HEADINGS = {"peer": PEER, "care": CARE, "project": PROJECT, "joint": JOINT, "shown": SHOWN, "form": FORM}
SLIPS = {
    "Responsibilty": "Responsibility", "Lessons lerned": "Lessons learned", "Key activites": "Key activities",
    "How we wil know": "How we will know", "What shows itt": "What shows it",
    "Improvment required": "Improvement required",
}  # fmt: skip
"""Headings with a slip in them, and what they are read as."""
REQUIRED = {
    "peer": ("action", "timescale", "people"),
    "care": ("ref", "area", "objective", "tasks", "people", "due", "status"),
    "project": ("objective", "timescale"),
    "joint": ("area", "action"),
    "shown": ("action", "timescale"),
}
CHOICES: Mapping[str, Mapping[str, set[str]]] = {
    "peer": {"status": CLOSED | OPEN | {"withdrawn", "cancelled"}, "rag": {*COLOURS.values(), "grey"}},
    "care": {"status": {"open", "closed", "withdrawn"}, "term": {"short", "long"}},
    "project": {"status": CLOSED | OPEN | {"withdrawn"}},
    "joint": {},
    "shown": {},
}
DUE_REQUIRED = {"peer": True, "joint": False, "shown": True}
"""Whether there must be a date by which an action is due, or only "where possible"."""
REASON = {"peer": "evaluation", "care": "progress"}
"""The column in which it is said why a due date moved."""
MUST_FIX, CHECK, INFORMATION = "must fix", "check", "information"
LEVELS = {
    **dict.fromkeys(("required", "choice", "ref-repeated", "person-unknown", "not-a-date", "no-due-date"), MUST_FIX),
    **dict.fromkeys(("date-impossible", "date-ambiguous", "achieved-future", "achieved-before-start"), MUST_FIX),
    **dict.fromkeys(("due-before-start", "closed-contradicted", "number-range", "finding-unanswered"), MUST_FIX),
    **dict.fromkeys(("achieved-no-evidence", "signature-missing", "edited-after-signing"), MUST_FIX),
    **dict.fromkeys(("date-unlikely", "evidence-vague", "status-disagrees", "done-by-format", "says-done"), CHECK),
    **dict.fromkeys(("due-disagrees", "milestone-overdue", "milestone-after-aim", "waits", "not-counted"), CHECK),
    **dict.fromkeys(("vague", "duplicate-likely", "lessons-missing", "cause-missing", "finding-reworded"), CHECK),
    **dict.fromkeys(("signature-late", "deadline-passed", "due-moved", "formula-overtyped"), CHECK),
    **dict.fromkeys(("timescale-words", "year-inferred", "rows-joined", "text-as-formula"), INFORMATION),
    **dict.fromkeys(("heading-read-as", "formula-restored"), INFORMATION),
}
STATUSES = {"overdue", "due soon", "not yet due", "complete", "withdrawn", "ongoing", "no due date"}


@dataclass
class Table:
    """A table as it stands on a sheet: where each column is, and the rows below the headings."""

    sheet: str
    columns: dict[str, int]
    rows: list[dict[str, Any]]
    at: int = 0
    """The row of the headings."""
    slips: tuple[str, ...] = ()
    """The columns whose headings have a slip in them."""
    ours: tuple[tuple[str, int], ...] = ()
    """The columns that the program added and works out, each with what it is called without its day."""

    def found(self, code: str, row: Mapping[str, Any], name: str) -> Found:
        return code, self.sheet, f"{get_column_letter(self.columns[name])}{row['at']}"


def table(sheet: Any, headings: Mapping[str, str]) -> Table:
    """A table by its headings, all in one row; a row counts where anything stands in it."""
    for cells in sheet.iter_rows():
        stands = {" ".join(str(cell.value).split()): cell.column for cell in cells if cell.value is not None}
        known = {SLIPS.get(text, text): column for text, column in stands.items()}
        if sum(heading in known for heading in headings.values()) >= min(3, len(headings)):
            columns = {name: known[heading] for name, heading in headings.items() if heading in known}
            rows = [_row(sheet, at, columns) for at in range(cells[0].row + 1, sheet.max_row + 1)]
            rows = [row for row in rows if any(row[name] is not None for name in columns)]
            slips = tuple(name for name, column in columns.items() if sheet.cell(cells[0].row, column).value in SLIPS)
            ours = tuple((match[1], at) for text, at in stands.items() if (match := OURS.match(text)))
            return Table(sheet.title, columns, rows, cells[0].row, slips, ours)
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
