"""Batches for tests: what many organisations sent, made of small text tables and judged by the real checks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from plans import plan
from sheetplan import checks, status
from sheetplan.model import (
    Batch,
    Checked,
    Compared,
    Expected,
    Finding,
    Judged,
    Level,
    Phased,
    Refusal,
    Register,
    Submission,
    Waiver,
)
from sheetplan.walks import submissions

DAY = date(2008, 2, 29)
BLANKS = "action | responsibility | timescale\n" + "\n".join(
    f"{number}. Train the team in task {number} | {'' if number % 3 else 'XY'} | {'' if number % 4 else 'Soon'}"
    for number in range(1, 13)
)
ONE_FAULT = "action | timescale\n1. Write the protocol | By 31 Jan 2008\n2. Teach it | 31/09/2008"
GOOD = "action | timescale | achieved\n1. Write the protocol | By 31 Jan 2008 | 30 Jan 2008"
WAIVED = Waiver(
    "no-due-date", "District Hospital", "", "", "Dates follow once the new ward is open.", date(2008, 3, 31), 2
)
UNUSED = Waiver("vague", "", "", "", "Not asked in the first round.", None, 3)
ENDED = Waiver("required", "Parish Clinic", "", "", "Staff were away.", date(2008, 1, 31), 4)


def judged(table: str, path: str = "plan.xlsx", **more: object) -> Judged:
    """A plan of these actions on the day, with what the checks find in it."""
    made = plan(table, on=DAY, path=Path(path), **more)
    return Judged(made, DAY, checks.judge(made, today=DAY, day=DAY), status.newest_record(made, DAY))


def sent(path: str, organisation: str | None, *plans: Judged, **more: object) -> Submission:
    """A file that came; its plans say where it is."""
    facts: dict[str, object] = {
        "known_by": "the workbook says so" if organisation else "",
        "expected": None,
        "refused": None,
        "saved": date(2008, 2, 10),
        "sha256": "0" * 64,
        "facts": tuple(map(submissions.sift, plans)),
    }
    return Submission(Path(path), organisation, judged=plans, **facts | more)  # type: ignore[arg-type]  # as its fields


def batch(*submissions: Submission, **more: object) -> Batch:
    """A batch of these files and nothing else, unless said."""
    refused = tuple(one.refused for one in submissions if one.refused)
    plans = tuple(judged for one in submissions for judged in one.judged)
    checked = Checked(DAY, plans, refused, more.pop("passed_over", ()), DAY)  # type: ignore[arg-type]  # as its field
    return Batch(checked, submissions, **more)  # type: ignore[arg-type]  # as its fields


def fault(code: str, cell: str, found: str, level: Level = Level.MUST_FIX, **more: object) -> Finding:
    """A finding made up for a test."""
    facts: dict[str, object] = {"sheet": "Action plan", "ref": cell[1:], "column": "timescale", "fix": "Put it right."}
    return Finding(code=code, level=level, cell=cell, found=found, **facts | more)  # type: ignore[arg-type]  # as above


def _advised(finding: Finding) -> Finding:
    """As it is while its rule only advises."""
    return replace(finding, level=Level.CHECK) if finding.code == "person-unknown" else finding


@cache
def everything() -> Batch:
    """A month in which everything happened that can happen."""
    lines = (
        Expected("District Hospital", "peer-review", date(2008, 2, 15), "the quality lead", row=2),
        Expected("Parish Clinic", "peer-review", date(2008, 2, 15), "the practice manager", row=3),
        Expected("County Trust", "care-improvement", date(2008, 2, 1), "the matron", row=4),
        Expected("Branch Practice", None, date(2008, 2, 17), "the secretary", row=5),
        Expected("Area Network", None, date(2008, 3, 31), row=6),
        Expected("Ward Partnership", None, None, row=7),
    )
    district = judged(BLANKS, "plans/district.xlsx")
    waived = [f for f in district.findings if f.code == "no-due-date"]
    kept = tuple(_advised(f) for f in district.findings if f.code != "no-due-date")
    compared = Compared(date(2008, 1, 31), (fault("required", "B20", "Timescale is blank."),), kept[:3], kept[3:])
    first = sent(
        "plans/district.xlsx",
        "District Hospital",
        Judged(district.plan, DAY, kept, district.newest_record),
        expected=lines[0],
        waived=tuple((f, WAIVED) for f in waived),
        compared=compared,
    )
    parish = sent("plans/parish.xlsx", "Parish Clinic", judged(ONE_FAULT, "plans/parish.xlsx"), expected=lines[1])
    older = sent(
        "plans/parish (1).xlsx", "Parish Clinic", judged(ONE_FAULT, "plans/parish (1).xlsx"), expected=lines[1]
    )
    county = sent(
        "plans/county.xlsx",
        "County Trust",
        judged(GOOD, "plans/county.xlsx"),
        expected=lines[2],
        older_template="This workbook was made from version 1 of the template; version 2 has a column for evidence. "
        "A copy in the new template is made with --returns.",
    )
    damaged = Refusal(
        "plans/damaged.xlsx", "damaged.xlsx is damaged: its sheets cannot be unpacked.", "Ask for it again."
    )
    unknown = sent("plans/damaged.xlsx", None, refused=damaged, saved=None)
    return batch(
        unknown,
        county,
        first,
        older,
        parish,
        register=Register(
            Path("register.xlsx"), lines, "A reminder goes out.", ('D9 holds "soon", which is no date.',)
        ),
        not_sent=lines[3:],
        late=((county, 9),),
        twice=((parish, older, False),),
        other_template=(county,),
        waivers=(WAIVED, UNUSED, ENDED),
        phased=(Phased("person-unknown", "peer-review", date(2008, 6, 1)),),
        said=("One waiver names an organisation that is not on the register.",),
        passed_over=(("plans/~$parish.xlsx", "Excel's mark that somebody has the workbook open"),),
    )
