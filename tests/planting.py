"""Plans with faults planted in known cells: three templates, several faults in a row, the same for the same number."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from independent import CARE, FEW, PEER, PROJECT, Found

DAY, TODAY = date(2008, 2, 29), date(2008, 3, 5)
"""The position date, and the calendar day a little later: what is between them is not yet done, and not wrong."""
PAST = (date(2007, 11, 28), date(2007, 12, 20), date(2008, 1, 15), date(2008, 2, 14))
LATER = (date(2008, 3, 14), date(2008, 3, 31), date(2008, 5, 30), date(2008, 9, 26))
KEY = "PM = Project Manager; MC = Main contact; TL = Team leader"
WORK = ("Train", "Write", "Review", "Agree", "Publish", "Audit", "Install", "Record", "Repair", "Measure")
THINGS = (
    "the ward protocol", "hand hygiene", "consent forms", "discharge letters", "the rota", "waiting times",
    "care plans", "the visitors' book", "fire doors", "medicine charts", "staff induction", "the complaints log",
)  # fmt: skip
GREEN = PatternFill("solid", fgColor="FF92D050")

Row = dict[str, Any]
Fault = tuple[str, str, Callable[[Row, random.Random], None]]
"""Code, the field at whose cell it is found, and what is done to a row for it."""


@dataclass
class Sown:
    """A plan as it is to be written, and what was planted in it."""

    kind: str
    rows: list[Row]
    fields: Mapping[str, str]
    tabs: dict[str, list[list[Any]]] = field(default_factory=dict)
    planted: list[tuple[str, Row, str]] = field(default_factory=list)
    elsewhere: set[Found] = field(default_factory=set)
    """What was planted on its tabs."""
    after: dict[int, Row] = field(default_factory=dict)
    """Rows with nothing but words in their first cell, by the place of the action above."""


def dice(number: int) -> random.Random:
    """The same throws for the same number."""
    return random.Random(number)  # noqa: S311 - plans are drawn with it, no secrets


def sow(number: int) -> Sown:
    """The plan of that number; every tenth has nothing wrong with it."""
    chance = dice(number)
    kind = ("peer", "care", "project")[number % 3]
    sown = {"peer": _peer, "care": _care, "project": _project}[kind](chance)
    if number % 10:
        _plant(sown, chance)
        {"peer": _peer_more, "care": _care_more, "project": _project_more}[kind](sown, chance)
    return sown


def write(sown: Sown, path: Path, chance: random.Random) -> set[Found]:
    """Write it somewhere on its sheet; the planted faults as they should be found."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Project plan" if sown.kind == "project" else "Action plan"
    above, left = chance.choice((4, 5, 7)), chance.choice((1, 1, 2, 3))
    sheet.cell(1, left, "Improvement plan, November 2007 to October 2008")
    sheet.cell(2, left, KEY)
    columns = {name: left + at for at, name in enumerate(sown.fields)}
    for name, heading in sown.fields.items():
        sheet.cell(above, columns[name], heading)
    at, aim = above, ""
    for place, row in enumerate(sown.rows):
        if row.get("aim", aim) != aim:
            at, aim = at + 1, row["aim"]
            sheet.cell(at, left, aim)
        at = row["at"] = at + 1
        for name, column in columns.items():
            _put(sheet.cell(at, column), row.get(name), row.get("look"))
        if place in sown.after:
            at = sown.after[place]["at"] = at + 1
            sheet.cell(at, left, sown.after[place]["action"])
    for name, rows in sown.tabs.items():
        tab = book.create_sheet(name)
        for values in rows:
            tab.append(values)
    book.save(path)
    planted = {
        (code, sheet.title, f"{get_column_letter(columns[name])}{row['at']}") for code, row, name in sown.planted
    }
    return planted | sown.elsewhere


def _put(cell: Any, value: object, look: str | None) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    if isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    if look == "struck":
        cell.font = Font(strike=True)
    if look == "green":
        cell.fill = GREEN


def _plant(sown: Sown, chance: random.Random) -> None:
    """Faults in about half of the rows, up to three in one, each in cells of its own."""
    faults = {"peer": PEER_FAULTS, "care": CARE_FAULTS, "project": PROJECT_FAULTS}[sown.kind]
    for row in sown.rows:
        touched: set[str] = set()
        for _ in range(chance.choice((0, 0, 1, 1, 2, 3))):
            code, name, change = chance.choice(faults)
            after = dict(row)
            change(after, chance)
            changed = {one for one in after if after[one] != row.get(one)} | {name}
            if name in sown.fields and after != row and not changed & touched:
                row |= after
                touched |= changed | NEEDS.get(code, set())
                sown.planted.append((code, row, name))


def _sets(**cells: Any) -> Callable[[Row, random.Random], None]:
    """Cells that are given so, or by a choice of several."""

    def change(row: Row, chance: random.Random) -> None:
        for name, value in cells.items():
            row[name] = chance.choice(value) if isinstance(value, list) else value

    return change


def _undone(**cells: Any) -> Callable[[Row, random.Random], None]:
    return _sets(achieved=None, **cells)


def _if_open(**cells: Any) -> Callable[[Row, random.Random], None]:
    change = _sets(**cells)
    return lambda row, chance: change(row, chance) if row["status"] == "Open" else None


NEEDS = {
    "no-due-date": {"achieved", "due", "status"},
    "says-done": {"achieved", "status"},
    "done-by-format": {"achieved", "status", "evidence"},
    "waits": {"achieved", "status", "due"},
    "milestone-overdue": {"achieved", "status", "due"},
    "closed-contradicted": {"achieved", "evidence", "timescale"},
    "due-before-start": {"due"},
    "due-disagrees": {"timescale", "due"},
    "achieved-before-start": {"timescale", "achieved"},
    "status-disagrees": {"status", "achieved"},
    "evidence-vague": {"status"},
    "lessons-missing": {"status", "evidence"},
    "vague": {"status", "evidence"},
}
"""What no further fault of the same row may touch, or this one would rightly not be found."""

PEER_FAULTS: Sequence[Fault] = (
    ("required", "timescale", _sets(timescale=[None, "  "])),
    ("required", "people", _sets(people=None)),
    ("person-unknown", "people", _sets(people=["XY", "PM/XYZ", "TL and QQ"])),
    ("not-a-date", "achieved", _sets(achieved=["last week", "28 Jan 2008"])),
    ("no-due-date", "timescale", _undone(timescale="When course details are available", due=None, status=None)),
    ("date-impossible", "timescale", _sets(timescale=["31/09/2008", "By 30/02/2008"])),
    ("date-impossible", "achieved", _sets(achieved="31/11/2007")),
    ("date-ambiguous", "timescale", _sets(timescale="By 03/04/08")),
    ("date-ambiguous", "achieved", _sets(achieved="05/02/2008")),
    ("date-unlikely", "timescale", _sets(timescale="By 31/05/2048")),
    ("date-unlikely", "timescale", _sets(timescale="By 12/10/2007")),
    ("date-unlikely", "achieved", _sets(achieved=date(1900, 12, 30))),
    ("achieved-future", "achieved", _sets(achieved=TODAY + timedelta(days=1))),
    ("achieved-before-start", "achieved", _sets(timescale="10/12/2007 to 28/02/2008", achieved=date(2007, 12, 3))),
    ("due-before-start", "timescale", _sets(timescale="28/02/2008 to 20/12/2007", due=None)),
    ("closed-contradicted", "status", _undone(status=["Closed", "done "])),
    ("status-disagrees", "status", _sets(status="Open", achieved=date(2008, 1, 15))),
    ("status-disagrees", "rag", _sets(rag="Grey", achieved=date(2008, 1, 15), status=None)),
    ("done-by-format", "action", _undone(look=["struck", "green"], status=None)),
    ("says-done", "timescale", _undone(timescale="15/01/2008 - completed", status=None)),
    ("due-disagrees", "due", _sets(timescale="By 14/03/2008", due=date(2008, 3, 28))),
    ("milestone-overdue", "timescale", _undone(timescale="Draft by 15/01/2008\nFinal by 30/04/2008", due=None)),
    ("waits", "timescale", _undone(timescale="After the January course", due=None, status=None)),
    ("choice", "status", _sets(status=["Nearly", "Half done"])),
    ("choice", "rag", _sets(rag="Purple")),
    ("text-as-formula", "evaluation", _sets(evaluation=["=see the minutes", "@PM to look at it"])),
    ("timescale-words", "timescale", _sets(timescale=["Mid April 2008", "By early May 2008"])),
    ("year-inferred", "timescale", _sets(timescale="By 25 March")),
)
CARE_FAULTS: Sequence[Fault] = (
    *(
        ("required", name, _sets(**{name: None}))
        for name in ("ref", "area", "objective", "tasks", "people", "due", "status")
    ),
    ("person-unknown", "people", _sets(people=["XY", "PM, ZZZ"])),
    ("choice", "term", _sets(term="Medium")),
    ("choice", "status", _sets(status="Nearly")),
    ("not-a-date", "due", _sets(due=["soon", "28 Jan 2008"])),
    ("date-impossible", "due", _sets(due="31/09/2008")),
    ("date-ambiguous", "due", _sets(due="03/04/08")),
    ("date-unlikely", "due", _sets(due=[date(2048, 5, 31), date(1900, 12, 30)])),
    ("closed-contradicted", "status", _sets(status="Closed", evidence=None)),
    ("evidence-vague", "evidence", _sets(evidence=["see attached", "Yes", "✓"])),
    ("lessons-missing", "lessons", _sets(status="Closed", evidence="Minutes of 14 Feb", lessons=None)),
    ("vague", "objective", _sets(status="Open", objective=["Better letters", "More cheerful rooms"])),
    ("done-by-format", "ref", _sets(status="Open", look=["struck", "green"])),
    ("text-as-formula", "progress", _sets(progress="+two more trained")),
)
PROJECT_FAULTS: Sequence[Fault] = (
    ("required", "objective", _sets(objective=None)),
    ("required", "timescale", _sets(timescale=None)),
    ("person-unknown", "people", _sets(people="XY")),
    ("choice", "status", _sets(status="Nearly")),
    ("date-impossible", "timescale", _sets(timescale="Terms agreed by 31/09/2008")),
    ("date-ambiguous", "timescale", _sets(timescale="Terms agreed by 03/04/08")),
    ("vague", "objective", _if_open(objective="Good links with other boards")),
    ("text-as-formula", "activities", _sets(activities="=as in the bid")),
    ("timescale-words", "timescale", _sets(timescale="Terms agreed by mid April 2008")),
    ("milestone-after-aim", "timescale", _sets(timescale="Report printed by 15/10/2008")),
)


def _peer(chance: random.Random) -> Sown:
    wide = chance.random() < 0.6
    fields = PEER if wide else {name: PEER[name] for name in list(PEER)[:6]}
    rows = []
    for number, thing in enumerate(chance.sample(THINGS, chance.randint(5, 12)), start=1):
        is_done, due = chance.random() < 0.4, chance.choice((*PAST, *LATER))
        row: Row = {"action": f"{number}. {chance.choice(WORK)} {thing}", "success": f"{number} of 12 in use"}
        words = (f"By {due:%d/%m/%Y}", f"{due:%d/%m/%y} meeting", f"{due.day} {due:%b %Y}")
        row |= {"timescale": chance.choice(words), "people": chance.choice(("PM", "PM/MC", "TL"))}
        # Achieved after the position date and not after today: not yet done on that day, and nothing is wrong.
        row["achieved"] = (
            min(due, PAST[-1]) if is_done else chance.choice((None, None, None, TODAY - timedelta(days=2)))
        )
        row |= {"due": due, "status": "Complete" if is_done else "Open"}
        rows.append(row)
    return Sown("peer", rows, fields)


def _care(chance: random.Random) -> Sown:
    rows = []
    for number, thing in enumerate(chance.sample(THINGS, chance.randint(5, 12)), start=1):
        is_done, due = chance.random() < 0.4, chance.choice((*PAST, *LATER))
        row: Row = {"ref": number, "area": "Care", "answers": f"Statement {number}", "people": "PM", "due": due}
        row |= {
            "objective": f"{10 + number} of 30 rounds show that {thing} {number} is right",
            "tasks": f"Check {thing}",
        }
        row |= {"term": chance.choice(("Short", "Long", None)), "status": "Closed" if is_done else "Open"}
        row |= {"evidence": f"Audit {number}", "lessons": "Begin sooner"} if is_done else {}
        rows.append(row)
    statements = [[f"statement  {row['ref']}", "Not met", "Good"] for row in rows]
    tabs: dict[str, list[list[Any]]] = {
        "Coverage": [["Regulation or statement", "What the report found", "Rating"], *statements]
    }
    tabs["Measures"] = [["Measure", "Ref", "Baseline", "Target"], ["Rounds that are right", 1, 10, 30]]
    return Sown("care", rows, CARE, tabs)


def _project(chance: random.Random) -> Sown:
    rows, lines = [], []
    for aim in (1, 2):
        for letter in "abcd"[: chance.randint(2, 4)]:
            ref = f"{aim}{letter}"
            days = sorted(chance.sample((*PAST, *LATER), chance.randint(1, 3)))
            words = [f"Part {n} of {ref} ready by {one.day} {one:%b %Y}" for n, one in enumerate(days, start=1)]
            reached = len(days) if chance.random() < 0.3 else sum(one <= DAY for one in days)
            row: Row = {"ref": ref, "aim": f"Specific aim {aim}: By September 2008 there will be a new service"}
            row |= {"objective": f"{chance.choice(WORK)} {chance.choice(THINGS)} {ref}", "timescale": "\n".join(words)}
            row |= {"activities": "Meet the group", "indicators": "12 of 12 boards", "people": "PM"}
            given = [min(one, PAST[-1]) if n < reached else None for n, one in enumerate(days)]
            row["status"] = "Complete" if all(given) else "Open"
            rows.append(row)
            lines += [[ref, text, one, on] for text, one, on in zip(words, days, given, strict=True)]
    tabs: dict[str, list[list[Any]]] = {"Milestones": [["Ref", "Milestone", "Due", "Achieved"], *lines]}
    tabs["Indicators"] = [["Ref", "Indicator", "Target", "Actual"], ["1a", "Boards that take part", 12, 7]]
    return Sown("project", rows, PROJECT, tabs)


def _peer_more(sown: Sown, chance: random.Random) -> None:
    """Faults of several rows: a ref twice, a row that carries on, a ref that the archive has."""
    first, second, third, *_ = chance.sample(sown.rows, 3)
    if chance.random() < 0.3:
        second["action"] = first["action"].partition(" ")[0] + second["action"].partition(".")[2]
        sown.planted += [("ref-repeated", first, "action"), ("ref-repeated", second, "action")]
    if chance.random() < 0.3:
        place = sown.rows.index(first)
        sown.after[place] = {"action": f"{first['action'].partition('.')[0]}. Contd and share it"}
        sown.planted.append(("rows-joined", first, "action"))
    if chance.random() < 0.3:
        text = f"{third['action'].partition('.')[0]}. Settle an older matter"
        headings = [*sown.fields.values(), "Archived on", "Version", "Reopen?"]
        gone = [text, "By 28/11/2007", None, "PM", None, date(2007, 11, 27)]
        sown.tabs["Archive"] = [headings, gone]
        sown.planted.append(("ref-repeated", third, "action"))
    if chance.random() < 0.3 and first is not sown.rows[-1]:
        note: Row = {"action": "Agreed at the away day"}
        sown.after[len(sown.rows) - 1] = note
        sown.planted.append(("not-counted", note, "action"))


def _care_more(sown: Sown, chance: random.Random) -> None:
    """Faults of several rows and of tabs: alike, a ref twice, a statement without an action, figures that are none."""
    first, second, third, *_ = sorted(chance.sample(sown.rows, 3), key=sown.rows.index)
    if chance.random() < 0.3 and len(str(first["objective"]).split()) > FEW:
        second["objective"] = first["objective"]
        sown.planted = [one for one in sown.planted if one[1] is not second or one[2] != "objective"]
        sown.planted.append(("duplicate-likely", second, "objective"))
    if chance.random() < 0.3 and first["ref"] and third["ref"]:
        third["ref"] = first["ref"]
        sown.planted += [("ref-repeated", first, "ref"), ("ref-repeated", third, "ref")]
    if chance.random() < 0.4:
        sown.tabs["Coverage"].append(["Statement 99", "Not met", "Inadequate"])
        sown.elsewhere.add(("finding-unanswered", "Coverage", f"A{len(sown.tabs['Coverage'])}"))
    if chance.random() < 0.4:
        sown.tabs["Measures"] += [["Letters sent", 99, "about ten", None], [None, None, 4, 5]]
        spots = {("choice", "B3"), ("number-range", "C3"), ("required", "D3"), ("required", "A4")}
        sown.elsewhere |= {(code, "Measures", cell) for code, cell in spots}


def _project_more(sown: Sown, chance: random.Random) -> None:
    """Faults of the tabs: milestones late or reached in the future, a closed word before them, figures in words."""
    if chance.random() < 0.3:
        first, second = sown.rows[0], sown.rows[-1]
        second["ref"] = first["ref"]
        sown.planted += [("ref-repeated", first, "ref"), ("ref-repeated", second, "ref")]
    lines = sown.tabs["Milestones"]
    whole = {row["ref"] for row in sown.rows} - {
        row["ref"] for _, row, name in sown.planted if name in ("timescale", "ref")
    }
    for at, line in enumerate(lines[1:], start=2):
        if line[0] in whole and chance.random() < 0.2:
            row = next(one for one in sown.rows if one["ref"] == line[0])
            if line[2] < DAY:
                line[3] = None
                sown.elsewhere.add(("milestone-overdue", "Milestones", f"D{at}"))
            else:
                line[3] = TODAY + timedelta(days=20)
                sown.elsewhere.add(("achieved-future", "Milestones", f"D{at}"))
            if row["status"] in ("Open", "Complete") and chance.random() < 0.5:
                row["status"] = "Closed"
                sown.planted.append(("closed-contradicted", row, "status"))
    if chance.random() < 0.4:
        sown.tabs["Indicators"] += [["9z", "Visits", "some", 3], ["1a", None, 4, 5]]
        sown.elsewhere |= {("choice", "Indicators", "A3"), ("number-range", "Indicators", "C3")}
