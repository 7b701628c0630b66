"""Workbooks as they come, one for each thing that makes them hard to read, each with the whole of its reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

import familiar
from sheetplan import template
from sheetplan.model import Plan, SheetplanError
from sheetplan.walks import check, understand
from sheetplan.workbook import paint, read
from sheets import DAY, PEER, TODAY, book, expected, said, told

if TYPE_CHECKING:
    from judges.libreoffice import LibreOffice

PROJECT = "Ref | Objectives | Key activities | SMART Milestones | Key Performance Indicators"
USUAL = "action=A timescale=B success=C responsibility=D evaluation=E achieved=F"
WITH_REF = "ref=A action=B timescale=C success=D responsibility=E evaluation=F achieved=G"
PERIOD = "The plan does not say when it begins"
Read = Callable[..., Plan]
ReadAll = Callable[..., tuple[Plan, ...]]


@pytest.fixture
def plans(tmp_path: Path) -> ReadAll:
    """Every plan of a workbook that is made of these tables."""

    def read_all(tabs: Mapping[str, str] | str, *, kind: str | None = "peer-review", **more: Any) -> tuple[Plan, ...]:
        return understand.plans(book(tmp_path / "plan.xlsx", tabs, **more), kind)

    return read_all


@pytest.fixture
def one(plans: ReadAll) -> Read:
    """The only plan of such a workbook."""

    def read_one(tabs: Mapping[str, str] | str, **more: Any) -> Plan:
        (plan,) = plans(tabs, **more)
        return plan

    return read_one


def notes(plan: Plan) -> list[str]:
    """What was assumed, but for the period and for headings that are known by other words."""
    return [line for line in said(plan) if PERIOD not in line and 'has been read as "' not in line]


# Each case: the sheets, what is done to them, the reading, what is said of it.
Case = tuple[str | Mapping[str, str], dict[str, Any], str, Sequence[str]]
CASES: dict[str, Case] = {
    "a title, a legend and a key above": (
        f"""
Action plan
Red = late

PM = Project Manager; MQC = Main contact
{PEER}
1. Book the venue | By 30 Nov 2007 | Seen | PM | Yes | 28 Nov 2007
2. Ask the groups | Ongoing | | MQC |""",
        {},
        f"""Plan 5: {USUAL}
        6 1 30 Nov 2007 Complete
        7 2 - Ongoing""",
        [],
    ),
    "headings over two rows, groups merged": (
        """
Plan
 | When | | | Seen to by |
Ref | Action | Timescale | Success Criteria | Responsible | Evaluation | Achieved
1 | Book the venue | 30 Nov 2007 | Seen | PM | Yes |""",
        {"merges": ["B2:C2", "E2:F2"]},
        f"""Plan 2+3: {WITH_REF}
        4 1 30 Nov 2007 Overdue""",
        ["A2: The headings stand in rows 2 and 3."],
    ),
    "headings merged downwards beside a group": (
        """
Plan
Ref | Action | When | | Success Criteria | Responsibility | Evaluation
 | | Timescale | Achieved
1 | Book the venue | By 30 Nov 2007 | 28 Nov 2007 | Seen | PM | Yes""",
        {"merges": ["A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:F3", "G2:G3"]},
        """Plan 2+3: ref=A action=B timescale=C achieved=D success=E responsibility=F evaluation=G
        4 1 30 Nov 2007 Complete""",
        ["A2: The headings stand in rows 2 and 3."],
    ),
    "all headings merged over two rows": (
        f"{PEER}\n\n1. Book the venue | By 30 Nov 2007 | Seen | PM",
        {"merges": [f"{column}1:{column}2" for column in "ABCDEF"]},
        f"""Plan 1+2: {USUAL}
        3 1 30 Nov 2007 Overdue""",
        ["A1: The headings stand in rows 1 and 2."],
    ),
    "two columns called alike, told apart by their groups": (
        """
Action | Timescale | Success Criteria | Responsibility | Evaluation | Target | | Achieved |
 | | | | | Date | Note | Date | Note
1. Book the venue | Soon | Seen | PM | Yes | 30 Nov 2007 | Hall | 28 Nov 2007 | Late""",
        {"merges": ["F1:G1", "H1:I1"]},
        f"""Plan 1+2: {USUAL.replace("achieved=F", "due=F achieved=H")}
        3 1 30 Nov 2007 Complete""",
        ["A1: The headings stand in rows 1 and 2."],
    ),
    "headings whose words run over two rows": (
        """
Action | Timescales/ | Success Criteria/ | Responsibility | Evaluation/ | Achieved
 | Milestones | Target | | Monitoring | (Date)
1. Book the venue | By 30 Nov 2007 | Seen | PM | Yes |""",
        {},
        f"""Plan 1+2: {USUAL}
        3 1 30 Nov 2007 Overdue""",
        ["A1: The headings stand in rows 1 and 2."],
    ),
    "headings over three rows, the last of words in brackets": (
        """
The plan
What | Times | | Who | Follow-up |
Action | Timescale | Success Criteria | Responsibility | Evaluation | Achieved
(in full) | (by when) | | (code) | | (date)
1. Book the venue | By 30 Nov 2007 | Seen | PM | Yes |""",
        {"merges": ["A1:F1", "B2:C2", "E2:F2"]},
        f"""Plan 2+3+4: {USUAL}
        5 1 30 Nov 2007 Overdue""",
        ["A2: The headings stand in rows 2 to 4."],
    ),
    "twenty sheets, eleven of them hidden, headings in row 19 of column B": (
        {
            "Cover": "Quality plan",
            **{f"Sheet {i}": "Name | Value\na | 1" for i in range(2, 20)},
            "Plan": "\n" * 19 + f" | {PEER}\n | 1. Book the venue | By 30 Nov 2007 | Seen | PM | Yes |",
        },
        {"change": lambda _, sheets: [sheets[f"Sheet {i}"].hide() for i in range(2, 13)]},
        """Plan 19: action=B timescale=C success=D responsibility=E evaluation=F achieved=G
        20 1 30 Nov 2007 Overdue""",
        [],
    ),
    "a hidden sheet, rows and columns": (
        {
            "Cover": "Quality plan",
            "Plan": f"""{PEER}
1. Book the venue | By 30 Nov 2007 | Seen | PM
2. Ask the groups | By 31 Mar 2008 | Seen | PM
3. Write to all | By 31 Mar 2008 | Seen | PM""",
        },
        {
            "change": lambda _, sheets: (
                sheets["Plan"].hide(),
                sheets["Plan"].set_row(2, None, None, {"hidden": True}),
                sheets["Plan"].set_column(4, 4, 10, None, {"hidden": True}),
            )
        },
        f"""Plan 1: {USUAL}
        2 1 30 Nov 2007 Overdue
        3 2 31 Mar 2008 Due soon
        4 3 31 Mar 2008 Due soon""",
        [
            'None: The sheet "Plan" is hidden. It has been read all the same.',
            "A3: Row 3 is hidden. It has been read all the same.",
            "E1: Column E is hidden. It has been read all the same.",
        ],
    ),
    "headings repeated down the sheet": (
        f"""{PEER}
1. Book the venue | By 30 Nov 2007 | Seen | PM
{PEER}
2. Ask the groups | By 31 Mar 2008 | Seen | PM
{PEER.upper()}
3. Write to all | Ongoing | Seen | PM""",
        {},
        f"""Plan 1: {USUAL}
        2 1 30 Nov 2007 Overdue
        4 2 31 Mar 2008 Due soon
        6 3 - Ongoing""",
        ["A3: Rows 3 and 5 repeat the headings."],
    ),
    "sections between the actions": (
        f"""{PEER}
Before the visit
1. Book the venue | By 30 Nov 2007 | Seen | PM
2. Ask the groups | By 31 Mar 2008 | Seen | PM
After the visit
3. Thank everybody | By 30 Apr 2008 | Seen | PM""",
        {"merges": ["A2:F2"]},
        f"""Plan 1: {USUAL}
        3 1 30 Nov 2007 Overdue
        4 2 31 Mar 2008 Due soon
        6 3 30 Apr 2008 Not yet due""",
        [
            'A2: Row 2 has been read as the heading of a section: "Before the visit".',
            'A5: Row 5 has been read as the heading of a section: "After the visit".',
        ],
    ),
    "an action carried on, with a second date and a second day achieved": (
        f"""{PEER}
14. At the meeting, ask | 30 Nov 2007 | Seen | PM | | 28 Nov 2007
14. Contd | 31 Jan 2008 | Heard | RF | | 3 Feb 2008
15. Write to all | By 31 Mar 2008 | Seen | PM""",
        {},
        f"""Plan 1: {USUAL}
        2+3 14 31 Jan 2008 Complete
        4 15 31 Mar 2008 Due soon""",
        [
            "A2: Rows 2 and 3 have been read as one action, 14, because row 3 says that it carries on.",
            "F2: The rows of this action have several days as Achieved (Date); 3 Feb 2008 counts.",
        ],
    ),
    "sub-actions, and a length of time that is no ref": (
        f"""{PEER}
1. Meet the groups | By 30 Nov 2007 | Seen | PM
1a. Ask for dates | By 31 Dec 2007 | Seen | PM
14.2 Write to them | By 31 Mar 2008 | Seen | PM
2.5 days of training | By 30 Apr 2008 | Seen | PM""",
        {},
        f"""Plan 1: {USUAL}
        2 1 30 Nov 2007 Overdue
        3 1a 31 Dec 2007 Overdue
        4 14.2 31 Mar 2008 Due soon
        5 - 30 Apr 2008 Not yet due""",
        [],
    ),
    "several dated milestones in a cell, and one date that took another's place": (
        f"""{PEER}
1. Write the report | Draft by 30 Nov 2007\\nFinal by 31 Mar 2008 | Seen | PM
2. Move it on | 28/1/08 revised to 11/2/08 | Seen | PM""",
        {},
        f"""Plan 1: {USUAL}
        2 1 31 Mar 2008 Due soon
        3 2 11 Feb 2008 Overdue""",
        [],
    ),
    "rows that are no actions": (
        f"""Ref | {PEER} | Status
 | e.g. Book the room | By 1 Jan 2008 | Seen | PM
1 | Book the venue | By 30 Nov 2007 | Seen | PM | | | Open

2 | Ask the groups | By 31 Mar 2008 | Seen | PM
3 | | | | | | | Open
4
5
=A8+1->6 | =""-> | ="-"-> -
Total | | | | 12""",
        {},
        f"""Plan 1: {WITH_REF} status=H
        3 1 30 Nov 2007 Overdue
        5 2 31 Mar 2008 Due soon""",
        [
            "A2: Row 2 is an example: it is no action.",
            "A6: Rows 6 to 8 are ready to be filled in, but nothing is typed in them.",
            "A9: Row 9 holds nothing but formulas: it is no action.",
            "A10: Row 10 sums others up: it is no action.",
        ],
    ),
    "a row below the headings that explains them": (
        f"""{PEER}
What will be done | The day by which | How we will know | Whose task | How it is followed | When done
1. Book the venue | By 30 Nov 2007 | Seen | PM
2. Ask the groups | By 31 Mar 2008 | Seen | PM""",
        {},
        f"""Plan 1: {USUAL}
        3 1 30 Nov 2007 Overdue
        4 2 31 Mar 2008 Due soon""",
        ["A2: Row 2 is an example: it is no action."],
    ),
    "rows that explain, say what kind of entry belongs there, and show an example": (
        f"""
Ref | {PEER}
Every action has a number | What is done, see page 12-1 | By which day | How we know | Who | How we look | The day
Number | Text | Date | Text | Text | Text | Date
A1 (example) | Ring the caretaker | 1 Oct 2007 | Rung | PM | Yes | 1 Oct 2007
1 | Book the venue | 30 Nov 2007 | Seen | PM | Yes |
2 | Text the groups | Date to be agreed | Seen | PM | Yes |""",
        {},
        f"""Plan 1: {WITH_REF}
        5 1 30 Nov 2007 Overdue
        6 2 - No due date""",
        ["A2: Rows 2 to 4 are examples: they are no actions."],
    ),
    "an outline whose upper numbers only name what stands below them": (
        f"""
Ref | {PEER}
1 | Before the visit
1.1 | Book the venue | 30 Nov 2007 | Seen | PM | Yes |
1.2 | Ask the groups | 1 Dec 2007 | Seen | PM | Yes |
2 | Draw up the plan of the day. | 2 Dec 2007 | Seen | PM | Yes |
2.1 | Print it | 3 Dec 2007 | Seen | PM | Yes |
3 | Thank everybody""",
        {},
        f"""Plan 1: {WITH_REF}
        3 1.1 30 Nov 2007 Overdue
        4 1.2 1 Dec 2007 Overdue
        5 2 2 Dec 2007 Overdue
        6 2.1 3 Dec 2007 Overdue
        7 3 - No due date""",
        ['A2: Row 2 has been read as the heading of a section: "Before the visit".'],
    ),
    "labels with a place for an entry, merged, right above the headings": (
        f"""
Project: | | Date: | | |
{PEER}
1. Book the venue | By 30 Nov 2007 | Seen | PM | Yes |""",
        {"merges": ["A1:B1", "C1:F1"]},
        f"""Plan 2: {USUAL}
        3 1 30 Nov 2007 Overdue""",
        [],
    ),
    "two columns of the same name, words and real days": (
        f"""
{PEER} | Timescales/Milestones
1. Book the venue | 11/30/2007 | Seen | PM | Yes | | 30 Nov 2007""",
        {},
        """Plan 1: action=A success=C responsibility=D evaluation=E achieved=F timescale=G
        2 1 30 Nov 2007 Overdue""",
        [],
    ),
    "cells of unseen signs alone": (
        f"""
{PEER}
1. Book the venue | By 30 Nov 2007 | Seen | PM | Yes | \u200b
\u200b | \ufeff\u200b | \u200b | | |
2. Ask the groups\u200b | By 30 Nov 2007 | \u200b | PM\u200b | Yes | 28 Nov 2007""",
        {},
        f"""Plan 1: {USUAL}
        2 1 30 Nov 2007 Overdue
        4 2 30 Nov 2007 Complete""",
        [],
    ),
    "merged cells that reach over rows in which nothing else stands": (
        f"""
{PEER}
1. Book the venue | By 30 Nov 2007 | Seen | PM | Yes |


2. Ask the groups | By 30 Nov 2007 | Seen | PM | Yes |""",
        {"merges": ["C2:C4", "D2:D3"]},
        f"""Plan 1: {USUAL}
        2 1 30 Nov 2007 Overdue
        5 2 30 Nov 2007 Overdue""",
        [
            "C2: C2:C4 is one merged cell: its value counts for each of its rows.",
            "D2: D2:D3 is one merged cell: its value counts for each of its rows.",
        ],
    ),
    "headings with slips, spaces and marks": (
        """
Action: | Timescale\u00a0 | Success  criteria / target (SMART) | Responsibilty | How monitored | Achieved Date*
1.\u00a0Book the venue | By 30 Nov 2007\u00a0 | Seen | PM\u00a0| Yes""",
        {},
        f"""Plan 1: {USUAL}
        2 1 30 Nov 2007 Overdue""",
        [],
    ),
    "a role key beside the table and below it": (
        f"""{PEER} | | PM | Project Manager
1. Book the venue | By 30 Nov 2007 | Seen | PM | | | | MQC | Main contact
2. Ask the groups | By 31 Mar 2008 | Seen | RF

Key
RF | Team Leader
XY | Somebody else
AB = Another one""",
        {},
        f"""Plan 1: {USUAL}
        2 1 30 Nov 2007 Overdue
        3 2 31 Mar 2008 Due soon""",
        ["A5: Rows 5 to 8 belong to the role key."],
    ),
    "refs that a spreadsheet took for numbers": (
        f"Ref | {PEER}\n"
        + "\n".join(
            f"{ref} | Do the thing {i} | By 30 Nov 2007 | Seen | PM" for i, ref in enumerate(["1.8", "1.9", "1.1"])
        ).replace("1.8 |", "1.1 | Do the first | Ongoing\n1.8 |"),
        {},
        f"""Plan 1: {WITH_REF}
        2 1.1 - Ongoing
        3 1.8 30 Nov 2007 Overdue
        4 1.9 30 Nov 2007 Overdue
        5 1.10 30 Nov 2007 Overdue""",
        ["A5: A5 holds 1.1 for a second time. It has been read as 1.10, of which a spreadsheet drops the last 0."],
    ),
    "an action merged over three rows": (
        f"""Ref | {PEER}
1 | Meet them | By 30 Nov 2007 | Seen | PM
 | | By 31 Jan 2008 | Heard |
 | | By 31 Mar 2008 | Known |
2 | Write to all | By 30 Apr 2008 | Seen | RF""",
        {"merges": ["A2:A4", "B2:B4", "E2:E4"]},
        f"""Plan 1: {WITH_REF}
        2+3+4 1 31 Mar 2008 Due soon
        5 2 30 Apr 2008 Not yet due""",
        ["B2: Rows 2, 3 and 4 have been read as one action, 1, because it stands in one cell merged over them."],
    ),
    "an owner merged over three actions": (
        f"""{PEER}
1. Meet them | By 30 Nov 2007 | Seen | PM
2. Ask them | By 31 Jan 2008 | Heard |
3. Write to all | By 30 Apr 2008 | Seen |""",
        {"merges": ["D2:D4"]},
        f"""Plan 1: {USUAL}
        2 1 30 Nov 2007 Overdue
        3 2 31 Jan 2008 Overdue
        4 3 30 Apr 2008 Not yet due""",
        ["D2: D2:D4 is one merged cell: its value counts for each of its rows."],
    ),
    "a text merged over actions that have refs of their own": (
        f"""Ref | {PEER}
1.1 | Meet them all | By 30 Nov 2007 | Seen | PM
1.2 | | By 31 Jan 2008 | Heard | RF""",
        {"merges": ["B2:B3"]},
        f"""Plan 1: {WITH_REF}
        2 1.1 30 Nov 2007 Overdue
        3 1.2 31 Jan 2008 Overdue""",
        [],
    ),
    "a row with nothing but a further date": (
        f"""{PEER}
1. Meet them | By 30 Nov 2007 | Seen | PM
 | By 31 Mar 2008
2. Ask them | By 31 Jan 2008 | Heard | RF""",
        {},
        f"""Plan 1: {USUAL}
        2+3 1 31 Mar 2008 Due soon
        4 2 31 Jan 2008 Overdue""",
        ["A2: Rows 2 and 3 have been read as one action, 1, because row 3 holds only a date."],
    ),
    "sections with deadlines, headings again, and a row that slipped to the left": (
        f"""
Specific aim 1
By November 2007 the project will be running.
{PROJECT}
1a | Set up a group | Agree on members | Members there by end October 07\\nTerms agreed by mid Nov 07 | Terms
1b | Appoint somebody | Write the role | In place by 1 Nov 07 | Role filled
Announce the project | Agree the text | Text sent by early Nov 07 | Others know of it
1d | Secure funds | Ask for them | Two more by end June 08 | Ownership
Specific aim 2
By October 2008 there will be a business plan.
{PROJECT}
2a | Say what it is for | Consult | Draft by mid July 08 | Endorsed""",
        {"kind": "project-plan"},
        """Plan 3: ref=A objective=B activities=C milestones=D indicators=E
        4 1a 15 Nov 2007 Overdue
        5 1b 1 Nov 2007 Overdue
        6 - 10 Nov 2007 Overdue
        7 1d 30 Jun 2008 Not yet due
        11 2a 15 Jul 2008 Not yet due""",
        [
            'A1: Row 1 has been read as the heading of a section: "Specific aim 1".',
            'A2: Row 2 has been read as the heading of a section: "By November 2007 the project will be running."',
            (
                "A6: Row 6 stands one cell too far left: there are words where the ref belongs. It has been read as "
                "if it stood one cell further right."
            ),
            'A8: Row 8 has been read as the heading of a section: "Specific aim 2".',
            'A9: Row 9 has been read as the heading of a section: "By October 2008 there will be a business plan."',
            "A10: Row 10 repeats the headings.",
        ],
    ),
    "refs in a column without a heading": (
        f"""{PROJECT.removeprefix("Ref")}
1a | Set up a group | Agree | By 31 Oct 2007 | Terms
1b | Appoint somebody | Write | By 1 Nov 2007 | Filled""",
        {"kind": "project-plan"},
        """Plan 1: ref=A objective=B activities=C milestones=D indicators=E
        2 1a 31 Oct 2007 Overdue
        3 1b 1 Nov 2007 Overdue""",
        ["A1: Column A has no heading; what stands in it has been read as the refs."],
    ),
    "cells a million rows down and far to the right": (
        f"{PEER}\n1. Book the venue | By 30 Nov 2007 | Seen | PM",
        {"change": lambda _, sheets: (sheets["Plan"].write("A1048576", "x"), sheets["Plan"].write("XFD2", "y"))},
        f"""Plan 1: {USUAL}
        2 1 30 Nov 2007 Overdue""",
        ["XFD2: XFD2 and one more cell are far from everything else and were passed over."],
    ),
    "a text two thousand rows below": (
        f"{PEER}\n1. Book the venue | By 30 Nov 2007 | Seen | PM",
        {"change": lambda _, sheets: sheets["Plan"].write("A2500", "left over")},
        f"""Plan 1: {USUAL}
        2 1 30 Nov 2007 Overdue""",
        ["A2500: Row 2500 is far below everything else and was passed over."],
    ),
}


@pytest.mark.parametrize(("tabs", "how", "reading", "noted"), CASES.values(), ids=CASES)
def test_a_workbook_is_read_as_it_is_meant(
    tmp_path: Path, tabs: Mapping[str, str] | str, how: dict[str, Any], reading: str, noted: Sequence[str]
) -> None:
    options = {"kind": "peer-review"} | how
    kind = options.pop("kind")
    (plan,) = understand.plans(book(tmp_path / "plan.xlsx", tabs, **options), kind)
    assert told(plan) == expected(reading)
    assert [line for line in notes(plan) if "is read as" not in line] == list(noted)
    assert plan.uncounted == ()


# What belongs to rows: sections, merged values, values as they were typed


def test_every_action_knows_its_section(one: Read) -> None:
    tabs, how, *_ = CASES["sections with deadlines, headings again, and a row that slipped to the left"]
    first = "Specific aim 1\nBy November 2007 the project will be running."
    second = "Specific aim 2\nBy October 2008 there will be a business plan."
    assert list(one(tabs, **how).actions["at_section"]) == [first] * 4 + [second]
    tabs, how, *_ = CASES["sections between the actions"]
    sections = list(one(tabs, **how).actions["at_section"])
    assert sections == ["Before the visit", "Before the visit", "After the visit"]


def test_a_remark_between_actions_is_no_section_and_is_said(one: Read) -> None:
    plan = one(f"{PEER}\n1. Book | Soon\nThe group has met twice, and is content.\n2. Ask | Soon\nThat is all\n")
    assert plan.uncounted == ((3, "The group has met twice, and is content."), (5, "That is all"))
    assert list(plan.actions["at_section"]) == [None, None]


def test_a_row_that_slipped_is_read_in_its_columns_and_is_a_finding(one: Read) -> None:
    tabs, how, *_ = CASES["sections with deadlines, headings again, and a row that slipped to the left"]
    plan = one(tabs, **how)
    slipped = plan.actions.iloc[2]
    fields = ["ref", "objective", "activities", "milestones", "indicators"]
    assert [slipped[name] for name in fields] == [
        None, "Announce the project", "Agree the text", "Text sent by early Nov 07", "Others know of it",
    ]  # fmt: skip
    found = [f for f in understand.judged(plan, DAY, DAY).findings if f.code == "row-shifted"]
    assert [(f.cell, f.level.value) for f in found] == [("A6", "check")]


def test_what_is_found_in_a_row_that_slipped_names_the_cell_in_which_its_text_stands(one: Read) -> None:
    tabs, how, *_ = CASES["sections with deadlines, headings again, and a row that slipped to the left"]
    assert isinstance(tabs, str)
    plan = one(tabs.replace("early Nov 07", "31/09/2008"), **how)
    found = [f for f in understand.judged(plan, DAY, DAY).findings if f.code == "date-impossible"]
    assert [f.cell for f in found] == ["C6"]  # D6 in a row that stands right: the milestones' own column
    assert [f.column for f in found] == ["milestones"]
    early = one(tabs, **how)
    assert [line.cell for line in early.assumed if "early Nov 07" in line.text] == ["C6"]


@pytest.mark.parametrize(
    "row",
    [
        "Announce the project | Agree the text | Text sent by early Nov 07 | Seen | Others know of it",
        "Announce | Agree the text | Text sent by early Nov 07 | Others know of it",
        "Announce the project | Agree the text | Send it to all of them | 5 Nov 2007",
        "Announce the project | | Text sent by early Nov 07 | Others know of it",
    ],
    ids=["full", "one word", "its date stands right", "a gap"],
)
def test_a_row_that_may_stand_right_is_left_where_it_is(one: Read, row: str) -> None:
    others = "\n".join(f"1{letter} | Do it | Do more | By 30 Nov 2007 | Seen" for letter in "abd")
    plan = one(f"{PROJECT}\n{others}\n{row}", kind="project-plan")
    assert [line.code for line in plan.assumed if line.code == "row-shifted"] == []


def test_the_value_of_a_merged_cell_belongs_to_all_its_rows(one: Read) -> None:
    tabs, how, *_ = CASES["an owner merged over three actions"]
    assert list(one(tabs, **how).actions["responsibility"]) == ["PM", "PM", "PM"]
    tabs, how, *_ = CASES["a text merged over actions that have refs of their own"]
    assert list(one(tabs, **how).actions["action"]) == ["Meet them all", "Meet them all"]


def test_an_action_of_several_rows_has_all_their_words_once(one: Read) -> None:
    tabs, how, *_ = CASES["an action merged over three rows"]
    first = one(tabs, **how).actions.iloc[0]
    assert first["timescale"] == "By 30 Nov 2007\nBy 31 Jan 2008\nBy 31 Mar 2008"
    assert (first["action"], first["success"], first["responsibility"]) == ("Meet them", "Seen\nHeard\nKnown", "PM")
    assert [part.due for part in first["at_reading"].milestones] == [
        date(2007, 11, 30), date(2008, 1, 31), date(2008, 3, 31),
    ]  # fmt: skip


def test_no_date_of_a_row_that_carries_on_is_lost(one: Read) -> None:
    tabs, how, *_ = CASES["an action carried on, with a second date and a second day achieved"]
    first = one(tabs, **how).actions.iloc[0]
    assert (first["timescale"], first["achieved"]) == ("30 Nov 2007\n31 Jan 2008", date(2008, 2, 3))


def test_the_role_key_is_read_wherever_it_stands(one: Read) -> None:
    tabs, how, *_ = CASES["a role key beside the table and below it"]
    assert one(tabs, **how).people == {
        "PM": "Project Manager", "MQC": "Main contact", "RF": "Team Leader", "XY": "Somebody else", "AB": "Another one",
    }  # fmt: skip


def test_columns_called_alike_keep_what_stands_in_them_by_their_groups(one: Read) -> None:
    tabs, how, *_ = CASES["two columns called alike, told apart by their groups"]
    plan = one(tabs, **how)
    assert plan.others == {7: "Target Note", 9: "Achieved Note"}
    assert plan.actions["at_others"].iloc[0] == {"Target Note": "Hall", "Achieved Note": "Late"}


def test_numbers_alone_in_the_column_that_numbers_the_actions_are_refs(one: Read) -> None:
    headings = " | ".join(c.heading for c in template.load("quality-mark").columns if c.present == "always")
    plan = one(f"{headings}\n1.2 | Not there | Make it\n3.4 | Late | Train\n5 |", kind="quality-mark")
    assert list(plan.actions["at_ref"]) == ["1.2", "3.4"]
    assert plan.uncounted == ()


def test_in_a_form_of_words_alone_a_first_row_without_a_number_explains_nothing(one: Read) -> None:
    headings = " | ".join(c.heading for c in template.load("quality-mark").columns if c.present == "always")
    rows = (
        " | Not there | Make it | Made | Minutes\n3.4 | Late | Train | Done | List\n5.1 | Lost | Look | Found | Photo"
    )
    plan = one(f"{headings}\n{rows}", kind="quality-mark")
    assert list(plan.actions["at_row"]) == [2, 3, 4]
    found = [(f.code, f.cell) for f in understand.judged(plan, DAY, TODAY).findings]
    assert ("required", "A2") in found


def test_what_stands_below_a_block_of_signatures_is_no_action(one: Read) -> None:
    headings = " | ".join(c.heading for c in template.load("quality-mark").columns if c.present == "always")
    block = "Signed | one | two\nPosition | Chair | Reviewer\nDate | 30 Apr 2009 | 30 Jul 2009"
    plan = one(f"{headings}\n1.2 | Not there | Make it\n\n{block}", kind="quality-mark")
    assert list(plan.actions["at_row"]) == [2]
    assert [signature.day for signature in plan.signatures] == [date(2009, 4, 30), date(2009, 7, 30)]


def test_an_outline_in_which_most_rows_are_bare_is_a_list_of_actions(one: Read) -> None:
    rows = "\n".join(f"{n // 3 + 1}{f'.{n % 3}' if n % 3 else ''} | Do thing {n}" for n in range(9))
    plan = one(f"Ref | {PEER}\n{rows}\n4 | Do the last thing | 30 Nov 2007 | Seen | PM")
    assert list(plan.actions["at_ref"]) == ["1", "1.1", "1.2", "2", "2.1", "2.2", "3", "3.1", "3.2", "4"]


def test_rows_with_words_only_where_the_template_knows_nothing_are_said(one: Read) -> None:
    plan = one(
        f"""
{PEER} | Steps | Ready | Sum
1. Book the venue | By 30 Nov 2007 | Seen | PM | Yes | | Ring up | Choose | =1+1 -> 2
 | | | | | | Write to them | Choose | =A1 -> Text
 | | | | | | | Choose |
 | | | | | | x | 7 |
2. Ask the groups | By 30 Nov 2007 | Seen | PM | Yes | | Ring up | Choose |
 | | | | | | Write again | Choose |"""
    )
    assert list(plan.actions["at_row"]) == [2, 6]
    assert (plan.uncounted, plan.beside) == ((), ((3, "Write to them"), (7, "Write again")))
    judged = understand.judged(plan, DAY, TODAY)
    found = [(f.cell, f.fix) for f in judged.findings if f.code == "not-counted"]
    fix = "If it is an action, give it words in the column Action. If not, you do not need to do anything."
    assert found == [("A3", fix), ("A7", fix)]


def test_words_that_only_begin_like_a_total_or_an_example_are_actions(one: Read) -> None:
    plan = one(
        f"""{PEER}
1. Total review of all rooms | By 30 Nov 2007 | Seen | PM
Total rewrite of the guide | By 31 Mar 2008 | Seen | RF
2. Example pack sent to all | By 31 Mar 2008 | Seen | PM"""
    )
    assert list(plan.actions["at_row"]) == [2, 3, 4]


# Several tables


ROWS = "1. Book the venue | By 30 Nov 2007 | Seen | PM\n2. Ask the groups | By 31 Mar 2008 | Seen | PM"
OTHERS = "1. Find a hall | By 1 Dec 2007 | Seen | RF\n2. Move the chairs | By 30 Apr 2008 | Seen | RF"


def test_two_plans_one_below_the_other(plans: ReadAll) -> None:
    north, south = plans(f"North\n{PEER}\n{ROWS}\n\nSouth\n{PEER}\n{OTHERS}")
    assert told(north) == expected(f"Plan 2: {USUAL}\n3 1 30 Nov 2007 Overdue\n4 2 31 Mar 2008 Due soon")
    assert told(south) == expected(f"Plan 7: {USUAL}\n8 1 1 Dec 2007 Overdue\n9 2 30 Apr 2008 Not yet due")
    assert (north.texts, south.texts) == ((("Plan!A1", "North"),), (("Plan!A6", "South"),))
    assert north.uncounted == south.uncounted == ()


def test_two_plans_one_below_the_other_with_columns_in_another_order(plans: ReadAll) -> None:
    other = "Action | Responsibility | Timescale | Success Criteria | Evaluation | Achieved"
    first, second = plans(f"{PEER}\n{ROWS}\n\n{other}\n3. Find a hall | RF | By 1 Dec 2007 | Seen")
    assert told(first).splitlines()[1:] == ["2 1 30 Nov 2007 Overdue", "3 2 31 Mar 2008 Due soon"]
    assert told(second) == expected(
        """Plan 5: action=A responsibility=B timescale=C success=D evaluation=E achieved=F
        6 3 1 Dec 2007 Overdue"""
    )


@pytest.mark.parametrize("gap", ["", " | "], ids=["touching", "apart"])
def test_two_plans_side_by_side(plans: ReadAll, gap: str) -> None:
    left, right = ROWS.split("\n"), OTHERS.split("\n")
    rows = "\n".join(f"{a} | | {gap} | {b}" for a, b in zip(left, right, strict=True))
    first, second = plans(f"{PEER} {gap} | {PEER}\n{rows}")
    columns = "HIJKLM" if gap else "GHIJKL"
    names = [part.partition("=")[0] for part in USUAL.split()]
    assert told(first) == expected(f"Plan 1: {USUAL}\n2 1 30 Nov 2007 Overdue\n3 2 31 Mar 2008 Due soon")
    there = " ".join(f"{name}={column}" for name, column in zip(names, columns, strict=True))
    assert told(second) == expected(f"Plan 1: {there}\n2 1 1 Dec 2007 Overdue\n3 2 30 Apr 2008 Not yet due")
    assert first.others == second.others == {}


def test_plans_on_several_sheets_come_in_their_order(plans: ReadAll) -> None:
    found = plans({"Cover": "x", "South": f"{PEER}\n{OTHERS}", "North": f"{PEER}\n{ROWS}"})
    assert [plan.sheet for plan in found] == ["South", "North"]


def test_a_sheet_that_nearly_is_a_plan_beside_one_that_is_one_is_passed_over_and_said(one: Read) -> None:
    lists = "Action | Timescale | Success Criteria | Responsibility\n1. Book | Soon | Seen | PM"
    plan = one({"Summary": lists, "Plan": f"{PEER}\n{ROWS}"})
    assert plan.sheet == "Plan"
    assert any("no column Evaluation/Monitoring" in line and "It was passed over." in line for line in notes(plan))


# What could be read in two ways


MORE = f"{ROWS}\n3. Write to all | Ongoing | Seen | PM"


def test_of_two_sheets_with_the_same_actions_none_is_chosen(plans: ReadAll, tmp_path: Path) -> None:
    tabs = {"Plan": f"{PEER}\n{MORE}", "Plan (2)": f"{PEER}\n{MORE}\n4. Move it | Soon | Seen | PM"}
    with pytest.raises(SheetplanError) as raised:
        plans(tabs)
    assert str(raised.value) == (
        'plan.xlsx: two tables on the sheets "Plan" and "Plan (2)" hold the same actions, and either could be the '
        'plan. Name the sheet that is meant: --sheet "Plan" or --sheet "Plan (2)".'
    )
    (plan,) = understand.plans(tmp_path / "plan.xlsx", "peer-review", "plan (2)")
    assert (plan.sheet, len(plan.actions)) == ("Plan (2)", 4)
    with pytest.raises(SheetplanError, match='has no sheet "Old"'):
        understand.plans(tmp_path / "plan.xlsx", "peer-review", "Old")


def test_where_two_templates_fit_equally_both_are_named(tmp_path: Path) -> None:
    (peer,) = understand.templates("peer-review")
    twin = replace(peer, name="twin")
    path = book(tmp_path / "plan.xlsx", f"{PEER}\n{ROWS}")
    with pytest.raises(SheetplanError) as raised:
        read.plans(path, (peer, twin))
    assert str(raised.value) == (
        'plan.xlsx: the sheet "Plan" can be read as a plan of the templates peer-review and twin; its headings fit '
        "them equally well. Name the one that is meant: --template peer-review or --template twin."
    )


@pytest.mark.parametrize("name", template.names())
def test_each_template_is_told_from_all_others_by_its_own_headings(tmp_path: Path, name: str) -> None:
    kind = template.load(name)
    headings = [c.heading for c in kind.columns if c.present == "always"]
    refs = "1" if kind.columns[0].field == "ref" else "1. Do what was agreed"
    path = book(tmp_path / "plan.xlsx", f"{' | '.join(headings)}\n{refs}{' | Some words' * (len(headings) - 1)}")
    (plan,) = read.plans(path, template.packaged())
    assert plan.template.name == name
    assert len(plan.actions) == 1


@pytest.mark.parametrize("name", template.names())
def test_the_tabs_of_a_painted_workbook_are_no_plans_of_their_own(tmp_path: Path, name: str) -> None:
    path = tmp_path / "new.xlsx"
    kind = template.load(name)
    path.write_bytes(paint.plan(kind, title="Plan", organisation="Group", plan_id="abc", created=DAY))
    (plan,) = read.plans(path, template.packaged())
    assert (plan.template.name, plan.sheet) == (name, kind.sheet)
    assert [line for line in said(plan) if "have been read" in line or "has been read" in line] == []


# Other kinds of files


def test_text_files_with_delimiters_are_read_in_every_usual_form(tmp_path: Path) -> None:
    heading = PEER.replace(" | ", "{0}")
    row = '"1. Book{0} at once"{0}By 30 Nov 2007{0}Café{0}PM{0}{0}28/11/2007'
    for i, (delimiter, encoding, ahead) in enumerate(
        [
            (",", "utf-8", ""),
            (";", "cp1252", "Plan{0}{0}"),
            ("\t", "utf-16", ""),
            (";", "utf-8-sig", ""),
            (",", "utf-8", "sep=,"),
        ]
    ):
        text = "\r\n".join(line for line in (ahead, heading, row) if line).format(delimiter)
        path = tmp_path / f"plan {i}.csv"
        path.write_bytes(text.encode(encoding))
        (plan,) = understand.plans(path, "peer-review")
        first = 3 if ahead.startswith("Plan") else 2
        assert told(plan) == expected(f"plan {i} {first - 1}: {USUAL}\n{first} 1 30 Nov 2007 Complete")
        assert plan.actions["action"].iloc[0] == f"1. Book{delimiter} at once"
        assert plan.actions["success"].iloc[0] == "Café"


def days_in_text(folder: Path, *days: str) -> Plan:
    """A plan in a text file whose actions were achieved on these days."""
    rows = "".join(f"{i}. Book the room {i},By 30 Nov 2007,Seen,PM,,{day}\n" for i, day in enumerate(days, start=1))
    path = folder / "plan.csv"
    path.write_text(f"{PEER.replace(' | ', ',')}\n{rows}", encoding="utf-8")
    (plan,) = understand.plans(path, "peer-review")
    return plan


def test_days_in_a_text_file_that_are_real_both_ways_round_are_read_day_first_and_said_once(tmp_path: Path) -> None:
    plan = days_in_text(tmp_path, "28/11/2007", "3/4/2008", "04/05/2008", "")
    assert list(plan.actions["achieved"]) == [date(2007, 11, 28), date(2008, 4, 3), date(2008, 5, 4), None]
    assert [line for line in notes(plan) if "day first" in line] == [
        "F3: Dates in column F are written like 3/4/2008 and have been read day first."
    ]


@pytest.mark.parametrize("days", [["28/11/2007", "4/4/2008"], ["2008-04-03", "30.11.2007"], ["", "soon"]])
def test_days_in_a_text_file_with_one_reading_are_read_without_a_word(tmp_path: Path, days: list[str]) -> None:
    assert [line for line in notes(days_in_text(tmp_path, *days)) if "day first" in line] == []


def test_where_a_text_files_days_can_only_be_month_first_those_with_two_readings_are_asked_about(
    tmp_path: Path,
) -> None:
    plan = days_in_text(tmp_path, "11/28/2007", "12/05/2007")
    assert list(plan.actions["achieved"]) == ["11/28/2007", "12/05/2007"]
    assert [line for line in notes(plan) if "day first" in line] == []
    asked = [f.cell for f in understand.judged(plan, TODAY, TODAY).findings if f.column == "achieved"]
    assert asked == ["F2", "F3"]


def test_two_numbers_of_one_action_are_said(one: Read) -> None:
    plan = one(
        f"{PEER}\n14. Meet | By 30 Nov 2007 | Seen | PM | 100\n14. Contd | | | | 250\n15. Ask | Soon | Seen | PM"
    )
    assert plan.actions["evaluation"].iloc[0] == 100.0
    said_of_it = "E2: The rows of this action have 100 and 250 as Evaluation/Monitoring; 100 counts."
    assert said_of_it in notes(plan)


@pytest.mark.parametrize(
    "key",
    [
        "PM = Project Manager\nMQC = Main contact",
        "PM = Project Manager; MQC = Main contact",
        "Key\nPM = Project Manager\nMQC = Main contact",
        "Key\nPM | Project Manager\nMQC | Main contact",
        "Key\nPM | Project Manager",
        "PM | Project Manager\nMQC | Main contact",
    ],
)
def test_a_role_key_below_an_empty_plan_is_no_action(one: Read, key: str) -> None:
    plan = one(f"{PEER}\n\n{key}")
    assert told(plan) == expected(f"Plan 1: {USUAL}")
    assert plan.uncounted == ()
    assert plan.people["PM"] == "Project Manager"
    assert any("role key" in line for line in notes(plan))


def test_single_texts_above_a_role_key_stay_actions(one: Read) -> None:
    plan = one(f"{PEER}\nBook the room\nTell the groups\n\nPM = Project Manager")
    assert list(plan.actions["action"])[:2] == ["Book the room", "Tell the groups"]


def test_a_heading_over_several_rows_is_said_where_its_words_stand(one: Read) -> None:
    plan = one(
        f"{PEER.replace('Responsibility', 'Responsibilty')}\n | (dd/mm/yyyy)\n1. Book the room | Soon | Seen | PM",
    )
    assert plan.layout.heading_rows == (1, 2)
    assert [line.cell for line in plan.assumed if '"Responsibilty" has been read' in line.text] == ["D1"]


@pytest.mark.parametrize("name", ["notes.csv", "notes.xls", "notes.ods"])
@pytest.mark.parametrize("data", [b"", b"\0\1\2\0", b"PK\3\4 no more", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no more"])
def test_what_cannot_be_read_is_told_in_one_line(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(SheetplanError) as raised:
        understand.plans(path, "peer-review")
    assert name in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_old_and_open_workbooks_are_read(tmp_path: Path, libreoffice: LibreOffice, kind: str) -> None:
    made = book(tmp_path / "plan.xlsx", {"Cover": "x", "Plan": f"Plan\n{PEER}\n{ROWS} | Yes | 28 Nov 2007"})
    (plan,) = understand.plans(libreoffice.convert(made, kind), "peer-review")
    assert told(plan) == expected(f"Plan 2: {USUAL}\n3 1 30 Nov 2007 Overdue\n4 2 31 Mar 2008 Complete")


def test_a_folders_text_files_without_a_plan_are_passed_over_and_named_ones_refused(tmp_path: Path) -> None:
    register, plan = tmp_path / "register.csv", tmp_path / "plan.csv"
    register.write_text("Name,Address\na,b\n", encoding="utf-8")
    plan.write_text(f"{PEER.replace(' | ', ',')}\n1. Book,Soon,Seen,PM,,\n", encoding="utf-8")
    checked = check.check([tmp_path], today=TODAY, template="peer-review")
    assert [judged.plan.path for judged in checked.plans] == [plan]
    assert checked.passed_over == ((str(register), "a text file that holds no plan"),)
    assert checked.refused == ()
    (refusal,) = check.check([register], today=TODAY, template="peer-review").refused
    assert "no action plan was found" in refusal.reason


@pytest.mark.parametrize("name", ["plan.csv", "plan.xls", "plan.ods"])
def test_what_can_only_be_read_is_not_updated(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"as it was")
    with pytest.raises(SheetplanError) as raised:
        familiar.run(path)
    assert str(raised.value) == f"{name} can be checked, but not written. Save it as an Excel Workbook (.xlsx) first."
    assert [found.name for found in tmp_path.iterdir()] == [name]
    assert path.read_bytes() == b"as it was"


def test_a_workbook_without_a_sheet_of_cells_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    with xlsxwriter.Workbook(path) as made:
        chart = made.add_chart({"type": "bar"})
        chart.add_series({"values": "={1,2}"})
        made.add_chartsheet("Chart").set_chart(chart)
    with pytest.raises(SheetplanError) as raised:
        understand.plans(path, None)
    assert raised.value.reason.startswith("plan.xlsx: no action plan was found: it has no sheet with cells in it.")


def test_of_many_sheets_with_plans_the_first_are_named(tmp_path: Path) -> None:
    rows = "\n".join(f"{n}. {{}} {n} | By 30 Nov 2007 | Seen | PM" for n in (1, 2))
    path = book(tmp_path / "plan.xlsx", {f"Plan {n}": f"{PEER}\n{rows.format(n, n)}" for n in range(6)})
    assert len(understand.plans(path, "peer-review")) == 6
    with pytest.raises(SheetplanError) as raised:
        understand.only_plan(path, "peer-review")
    assert 'on the sheets "Plan 0", "Plan 1", "Plan 2" and 3 more, and' in raised.value.reason
