"""Plans with faults planted in known cells: all templates, several faults in a row, the same for the same number."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import planting_more
from independent_tables import CARE, FEW, PEER, PROJECT, SLIPS
from sown import DAY, LATER, PAST, THINGS, TODAY, WORK, Fault, Row, Sown, dice, if_open, sets, undone

KINDS = ("peer", "care", "project", "joint", "peer", "form", "shown")
KEPT = ("peer", "care", "form")
"""Kinds of which some plans have a version kept, and are edited after it."""


def sow(number: int) -> Sown:
    """The plan of that number; every tenth has nothing wrong with it."""
    chance = dice(number)
    kind = KINDS[(number + number // 10) % len(KINDS)]
    draw, more = {
        "peer": (_peer, _peer_more),
        "care": (_care, _care_more),
        "project": (_project, _project_more),
        "joint": (planting_more.joint, planting_more.joint_more),
        "shown": (planting_more.shown, planting_more.shown_more),
        "form": (planting_more.form, planting_more.form_more),
    }[kind]
    sown = draw(chance)
    kept = kind in KEPT and chance.random() < SHARE
    if kept:
        _as_kept(sown)
    if number % 10:
        _plant(sown, chance)
        if not kept:
            more(sown, chance)
            _slip(sown, chance)
        elif kind != "form":
            rows = chance.sample(sown.rows, 2)
            sown.over = [(row, chance.choice(("Status", "RAG")), chance.choice(("as agreed", None))) for row in rows]
        else:
            planting_more.edited(sown)
    return sown


SHARE = 0.4
"""Of these kinds, how many have a version kept."""


def _as_kept(sown: Sown) -> None:
    """As it stands in the version that was kept: nothing closed for so long that it would be put away."""
    if sown.kind == "peer":
        sown.fields = {name: PEER[name] for name in list(PEER)[:6]}
    for row in sown.rows:
        if row.get("achieved"):
            row["achieved"] = PAST[-1]
    sown.left = {place: dict(row) for place, row in enumerate(sown.rows)}


def _slip(sown: Sown, chance: random.Random) -> None:
    """A slip in one heading."""
    names = [name for name, heading in sown.fields.items() if heading in SLIPS.values()]
    if chance.random() < 0.3:
        sown.slip = names[0]


def _plant(sown: Sown, chance: random.Random) -> None:
    """Faults in about half of the rows, up to three in one, each in cells of its own."""
    faults = FAULTS[sown.kind]
    if sown.left is not None:
        faults = (*SINCE.get(sown.kind, ()), *(one for one in faults if one[:2] not in NOT_SINCE))
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


NOT_SINCE = (("required", "ref"), ("required", "indicator"))
"""What the version would have mended: an action without a ref gets one."""
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
    "achieved-no-evidence": {"achieved"},
    "finding-reworded": {"indicator"},
    "due-moved": {"achieved", "status", "evaluation", "progress", "due", "timescale"},
}
"""What no further fault of the same row may touch, or this one would rightly not be found."""

PEER_FAULTS: Sequence[Fault] = (
    ("required", "timescale", sets(timescale=[None, "  "])),
    ("required", "people", sets(people=None)),
    ("person-unknown", "people", sets(people=["XY", "PM/XYZ", "TL and QQ"])),
    ("person-unknown", "people", sets(people=["PM, with help from somebody of the XYZ board", "ask at the NHQ"])),
    ("not-a-date", "achieved", sets(achieved=["last week", "28 Jan 2008"])),
    ("no-due-date", "timescale", undone(timescale="When course details are available", due=None, status=None)),
    ("date-impossible", "timescale", sets(timescale=["31/09/2008", "By 30/02/2008"])),
    ("date-impossible", "achieved", sets(achieved="31/11/2007")),
    ("date-ambiguous", "timescale", sets(timescale="By 03/04/08")),
    ("date-ambiguous", "achieved", sets(achieved="05/02/2008")),
    ("date-unlikely", "timescale", sets(timescale="By 31/05/2048")),
    ("date-unlikely", "timescale", sets(timescale="By 12/10/2007")),
    ("date-unlikely", "achieved", sets(achieved=date(1900, 12, 30))),
    ("achieved-future", "achieved", sets(achieved=TODAY + timedelta(days=1))),
    ("achieved-before-start", "achieved", sets(timescale="10/12/2007 to 28/02/2008", achieved=date(2007, 12, 3))),
    ("due-before-start", "timescale", sets(timescale="28/02/2008 to 20/12/2007", due=None)),
    ("closed-contradicted", "status", undone(status=["Closed", "done "])),
    ("status-disagrees", "status", sets(status="Open", achieved=date(2008, 1, 15))),
    ("status-disagrees", "rag", sets(rag="Grey", achieved=date(2008, 1, 15), status=None)),
    ("done-by-format", "action", undone(look=["struck", "green"], status=None)),
    ("says-done", "timescale", undone(timescale="15/01/2008 - completed", status=None)),
    ("due-disagrees", "due", sets(timescale="By 14/03/2008", due=date(2008, 3, 28))),
    ("due-disagrees", "due", sets(timescale="30 May 2008", due=[date(2008, 5, 29), date(2008, 6, 30)])),
    ("milestone-overdue", "timescale", undone(timescale="Draft by 15/01/2008\nFinal by 30/04/2008", due=None)),
    ("waits", "timescale", undone(timescale="After the January course", due=None, status=None)),
    ("choice", "status", sets(status=["Nearly", "Half done"])),
    ("choice", "rag", sets(rag="Purple")),
    ("text-as-formula", "evaluation", sets(evaluation=["=see the minutes", "@PM to look at it"])),
    ("timescale-words", "timescale", sets(timescale=["Mid April 2008", "By early May 2008"])),
    ("year-inferred", "timescale", sets(timescale="By 25 March")),
)
CARE_FAULTS: Sequence[Fault] = (
    *(
        ("required", name, sets(**{name: None}))
        for name in ("ref", "area", "objective", "tasks", "people", "due", "status")
    ),
    ("person-unknown", "people", sets(people=["XY", "PM, ZZZ"])),
    ("choice", "term", sets(term="Medium")),
    ("choice", "status", sets(status="Nearly")),
    ("not-a-date", "due", sets(due=["soon", "28 Jan 2008"])),
    ("date-impossible", "due", sets(due="31/09/2008")),
    ("date-ambiguous", "due", sets(due="03/04/08")),
    ("date-unlikely", "due", sets(due=[date(2048, 5, 31), date(1900, 12, 30)])),
    ("closed-contradicted", "status", sets(status="Closed", evidence=None)),
    ("evidence-vague", "evidence", sets(evidence=["see attached", "Yes", "✓"])),
    ("lessons-missing", "lessons", sets(status="Closed", evidence="Minutes of 14 Feb", lessons=None)),
    ("vague", "objective", sets(status="Open", objective=["Better letters", "More cheerful rooms"])),
    ("done-by-format", "ref", sets(status="Open", look=["struck", "green"])),
    ("text-as-formula", "progress", sets(progress="+two more trained")),
)
PROJECT_FAULTS: Sequence[Fault] = (
    ("required", "objective", sets(objective=None)),
    ("required", "timescale", sets(timescale=None)),
    ("person-unknown", "people", sets(people="XY")),
    ("choice", "status", sets(status="Nearly")),
    ("date-impossible", "timescale", sets(timescale="Terms agreed by 31/09/2008")),
    ("date-ambiguous", "timescale", sets(timescale="Terms agreed by 03/04/08")),
    ("vague", "objective", if_open(objective="Good links with other boards")),
    ("text-as-formula", "activities", sets(activities="=as in the bid")),
    ("timescale-words", "timescale", sets(timescale="Terms agreed by mid April 2008")),
    ("milestone-after-aim", "timescale", sets(timescale="Report printed by 15/10/2008")),
)


FAULTS = {
    "peer": PEER_FAULTS,
    "care": CARE_FAULTS,
    "project": PROJECT_FAULTS,
    "joint": planting_more.JOINT_FAULTS,
    "shown": planting_more.SHOWN_FAULTS,
    "form": planting_more.FORM_FAULTS,
}


def _moved(**cells: Any) -> Callable[[Row, random.Random], None]:
    """A later day for what is still open, without a reason."""
    change = sets(**cells)

    def move(row: Row, chance: random.Random) -> None:
        if row["status"] == "Open" and not any(row.get(name) for name in ("achieved", "evaluation", "progress")):
            change(row, chance)

    return move


SINCE: Mapping[str, Sequence[Fault]] = {
    "peer": (*4 * (("due-moved", "timescale", _moved(timescale=["By 27/06/2008", "30 Jul 2008"], achieved=None)),),),
    "care": 3 * (("due-moved", "due", _moved(due=[date(2008, 6, 27), date(2008, 7, 30)])),),
}
"""What can be found only beside a version that was kept."""


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
