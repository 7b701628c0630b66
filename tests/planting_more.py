"""Plans of the other kinds, with their faults: areas with their actions, a form to be signed, evidence and a date."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from independent_tables import FORM, JOINT, SHOWN
from sown import DAY, LATER, PAST, THINGS, TODAY, WORK, Fault, Row, Sown, sets, undone

EVIDENCED = """
name = "evidenced"
title = "Plan with evidence"
summary = "What is done bears a day, and what shows it"
version = 1
[plan]
sheet = "Action plan"
ref_from = "action"
evidence_field = "evidence"
[[column]]
field = "action"
heading = "What we will do"
type = "text"
required = true
[[column]]
field = "timescale"
heading = "By when"
type = "timescale"
required = true
[[column]]
field = "who"
heading = "Who"
type = "people"
[[column]]
field = "achieved"
heading = "Done"
type = "date"
[[column]]
field = "evidence"
heading = "What shows it"
type = "text"
[status]
complete_when = ["achieved", "evidence"]
[rules]
also = ["evidence-vague"]
"""
"""A template of an organisation's own."""


def _in_other_words(row: Row, chance: random.Random) -> None:
    """A finding of the report that can be told by its indicator, worded otherwise."""
    if row["indicator"]:
        row["finding"] = chance.choice(("Not quite as it was found", "Was mostly in place"))


JOINT_FAULTS: Sequence[Fault] = (
    ("required", "area", sets(area=None)),
    ("required", "action", sets(action=["", None])),
    ("number-range", "cost", sets(cost=["about 50", -5])),
    ("person-unknown", "people", sets(people=["XY", "PM/XYZ"])),
    ("no-due-date", "timescale", undone(timescale=[None, "When the new rooms are ready"])),
    ("no-due-date", "timescale", undone(timescale="As the partners can")),
    ("not-a-date", "achieved", sets(achieved="last week")),
    ("date-impossible", "timescale", sets(timescale="By 30/02/2008")),
    ("date-ambiguous", "timescale", sets(timescale="By 03/04/08")),
    ("achieved-future", "achieved", sets(achieved=TODAY + timedelta(days=1))),
    ("says-done", "timescale", undone(timescale="15/01/2008 - completed")),
    ("done-by-format", "ref", undone(look=["struck", "green"])),
    ("text-as-formula", "measure", sets(measure="=see the survey")),
)
SHOWN_FAULTS: Sequence[Fault] = (
    ("required", "timescale", sets(timescale=None)),
    ("achieved-no-evidence", "evidence", sets(achieved=PAST[2], evidence=None)),
    ("achieved-no-evidence", "evidence", sets(achieved=PAST[3], evidence=["  ", None])),
    ("achieved-no-evidence", "evidence", sets(achieved=TODAY - timedelta(days=2), evidence=None)),
    ("achieved-future", "achieved", sets(achieved=TODAY + timedelta(days=1))),
    ("evidence-vague", "evidence", sets(evidence=["see attached", "Yes", "\u2713"])),
    ("no-due-date", "timescale", undone(timescale="When course details are available", evidence=None)),
    ("not-a-date", "achieved", sets(achieved="last week")),
    ("person-unknown", "people", sets(people="XY")),
)
FORM_FAULTS: Sequence[Fault] = (
    ("required", "indicator", sets(indicator=None)),
    ("required", "finding", sets(finding=None)),
    ("required", "improvement", sets(improvement=None)),
    ("cause-missing", "improvement", sets(improvement=["Hold those that are due", "Buy what was not there"])),
    ("finding-reworded", "finding", _in_other_words),
    ("evidence-vague", "evidence", sets(evidence=["see attached", "Yes"])),
    ("text-as-formula", "undertaken", sets(undertaken="@all of it")),
)


def joint(chance: random.Random) -> Sown:
    """Areas with their actions, and the tabs on which areas and stages stand."""
    rows = []
    for number, thing in enumerate(chance.sample(THINGS, chance.randint(5, 10)), start=1):
        is_done, due = chance.random() < 0.4, chance.choice((*PAST, *LATER))
        row: Row = {
            "ref": number,
            "area": f"Area {1 + number // 3}",
            "people": "PM",
            "cost": chance.choice((0, 20, 950.5)),
        }
        row |= {"action": f"{chance.choice(WORK)} {thing} in {20 + number} places", "timescale": f"By {due:%d/%m/%Y}"}
        row["achieved"] = min(due, PAST[-1]) if is_done else None
        row |= {"risk": "Too little time", "measure": f"{10 + number} of 30 answer yes"}
        rows.append(row)
    tabs: dict[str, list[list[Any]]] = {
        "Areas": [["Area for improvement", "Priority", "Decision"], ["Area 1", 1, "Agreed"], ["Area 2", 2, "Proposed"]]
    }
    stages = ["Step", "Stage", "Planned for", "Happened on"]
    papers = ["Papers shared", "2 Pre-work", None, date(2007, 11, 20)]
    tabs["Stages"] = [stages, papers, ["Fieldwork begins", "3 Fieldwork", None, date(2007, 12, 10)]]
    return Sown("joint", rows, JOINT, tabs)


def joint_more(sown: Sown, chance: random.Random) -> None:
    """Faults of two rows and of the tabs: alike, a ref twice, areas in other words, papers that are late."""
    first, second, third, *_ = sorted(chance.sample(sown.rows, 3), key=sown.rows.index)
    if chance.random() < 0.3 and first["action"]:
        second["action"] = first["action"]
        sown.planted = [one for one in sown.planted if one[1] is not second or one[2] != "action"]
        sown.planted.append(("duplicate-likely", second, "action"))
    if chance.random() < 0.3:
        third["ref"] = first["ref"]
        sown.planted += [("ref-repeated", first, "ref"), ("ref-repeated", third, "ref")]
    if chance.random() < 0.4:
        sown.tabs["Areas"] += [["Area 9", 0, "Perhaps"], [None, 3, "Dropped"]]
        spots = (("number-range", "B4"), ("choice", "C4"), ("required", "A5"))
        sown.elsewhere |= {(code, "Areas", cell) for code, cell in spots}
    if chance.random() < 0.4:
        del sown.tabs["Stages"][1]
        sown.elsewhere.add(("deadline-passed", "Stages", "D3"))


def shown(chance: random.Random) -> Sown:
    """Actions with a day and evidence of their own, after an organisation's own template."""
    rows = []
    for number, thing in enumerate(chance.sample(THINGS, chance.randint(5, 10)), start=1):
        due = chance.choice((*PAST, *LATER))
        row: Row = {"action": f"{number}. {chance.choice(WORK)} {thing}", "timescale": f"By {due:%d/%m/%Y}"}
        row |= {"people": chance.choice(("PM", None))}
        if chance.random() < 0.4:
            row |= {"achieved": min(due, PAST[-1]), "evidence": f"Minutes {number}"}
        rows.append(row)
    return Sown("shown", rows, SHOWN)


def shown_more(sown: Sown, chance: random.Random) -> None:
    """A ref that stands twice."""
    first, second = chance.sample(sown.rows, 2)
    if chance.random() < 0.3 and first["action"] and second["action"]:
        second["action"] = first["action"].partition(" ")[0] + second["action"].partition(".")[2]
        sown.planted += [("ref-repeated", first, "action"), ("ref-repeated", second, "action")]


VISIT, PLAN = "Site visit", "Plan received by the lead reviewer"
APPROVED, EVIDENCE, CHECKED = "Approval received", "Evidence received by the lead reviewer", "Evidence checked"
COURSES = (
    {},
    {PLAN: 10},
    {PLAN: 10, APPROVED: 21},
    {PLAN: 10, APPROVED: 21, EVIDENCE: 70, CHECKED: 80},
)
"""How many days after the visit each step was taken, of plans that have come so far."""
SINCE_VISIT = (4, 20, 45, 100)
"""How long ago the visit then was."""


def form(chance: random.Random) -> Sown:
    """A form as far as it has come by the day, signed in time, with the findings that it answers."""
    stage = chance.choice((0, 1, 2, 2, 3, 3, 3))
    visit = DAY - timedelta(days=SINCE_VISIT[stage])
    rows: list[Row] = []
    for number, thing in enumerate(chance.sample(THINGS, chance.randint(4, 8)), start=1):
        row: Row = {
            "indicator": f"{1 + number // 4}.{number}",
            "finding": f"\u201cThe reviewers\u201d did not find {thing}",
        }
        row["improvement"] = f"{chance.choice(WORK)} {thing}, and check them each month"
        if stage == len(COURSES) - 1:
            row |= {"undertaken": f"Done for {thing}", "evidence": f"Document {number}"}
        rows.append(row)
    findings = [[row["indicator"], row["finding"].replace("\u201c", '"').replace("\u201d", '"')] for row in rows]
    tabs: dict[str, list[list[Any]]] = {"Findings": [["Indicator", "What the on-site report says"], *findings]}
    steps = [[step, visit + timedelta(days=after), None] for step, after in COURSES[stage].items()]
    tabs["Steps"] = [["Step", "Date", "Outcome"], *steps]
    signed = [visit + timedelta(days=9) if stage else None, visit + timedelta(days=69) if stage == 3 else None]
    tabs["Cover"] = [["Day of the site visit", visit]]
    for label, day in zip(("plan", "actions undertaken"), signed, strict=True):
        who, what = ("Chief executive", "Chief executive") if day else (None, None)
        tabs["Cover"] += [[f"Signed: {label}", who], [f"Position: {label}", what], [f"Date: {label}", day]]
    return Sown("form", rows, FORM, tabs)


def form_more(sown: Sown, chance: random.Random) -> None:
    """Faults of the course: an indicator twice or not at all, a signature late or not whole, a step that is late."""
    first, second = chance.sample(sown.rows, 2)
    cover, steps = sown.tabs["Cover"], sown.tabs["Steps"]
    if chance.random() < 0.3 and first["indicator"] and second["indicator"]:
        second["indicator"] = first["indicator"]
        sown.planted = [one for one in sown.planted if one[1] is not second or one[2] not in ("indicator", "finding")]
        sown.planted += [("ref-repeated", first, "indicator"), ("ref-repeated", second, "indicator")]
    if chance.random() < 0.4:
        sown.tabs["Findings"].append(["9.9", "Nobody was told"])
        sown.elsewhere.add(("finding-unanswered", "Findings", f"A{len(sown.tabs['Findings'])}"))
    if cover[3][1] and chance.random() < 0.3:
        part = chance.choice((1, 3))
        cover[part][1] = None
        sown.elsewhere.add(("signature-missing", "Cover", f"B{part + 1}"))
    elif cover[3][1] and chance.random() < 0.5:
        cover[3][1] = cover[0][1] + timedelta(days=16)
        sown.elsewhere.add(("signature-late", "Cover", "B4"))
    if cover[6][1] and chance.random() < 0.3:
        cover[4][1] = cover[6][1] = None
        sown.elsewhere.add(("signature-missing", "Cover", "B5"))
    if len(steps) == 5 and chance.random() < 0.4:
        del steps[-1]
        sown.elsewhere.add(("deadline-passed", "Steps", "B5"))


def edited(sown: Sown) -> None:
    """What was signed and has been changed since it was kept is found at the signature's date."""
    changed = {
        name
        for row, was in zip(sown.rows, (sown.left or {}).values(), strict=True)
        for name in sown.fields
        if row.get(name) != was.get(name)
    }
    cover = sown.tabs["Cover"]
    for at, covered in ((3, changed & {"indicator", "finding", "improvement"}), (6, changed)):
        if cover[at][1] and covered:
            sown.elsewhere.add(("edited-after-signing", "Cover", f"B{at + 1}"))
