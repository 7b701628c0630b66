"""The sentences that people read: every message once, word for word, and the manners that all of them keep."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

import kinds
import plans
from plans import plan
from sheetplan import checks, template
from sheetplan.checks.messages import CODES, MESSAGES, finding, quoted
from sheetplan.model import Assumption, Column, Finding, Moves, Plan, long_day, signed_mark

DAY = date(2008, 2, 29)
FEB = date(2008, 2, 8)
KIND = template.load("peer-review")
IF_RIGHT = "If that is right, you do not need to do anything."
COUNTED = replace(KIND, columns=(*KIND.columns, Column("cost", "Cost", type="number", minimum=0, maximum=500)))


def judged(table: str, **more: object) -> Plan:
    return plan(table, on=DAY, **more)


COVER = ("Cover", 6, 2)
WHOLE = kinds.whole()
CLOSED_IN_WORDS = replace(WHOLE, complete_when=(), milestones=None)
DONE = "30 Nov 2007"
SIGNED = f" | |\nA. Chair | Chair | {long_day(DAY)}"


def whole(
    table: str = "action\nDo it", *, signatures: str = "", steps: str = "", tabs: Mapping[str, str] | None = None
) -> Plan:
    """A plan of the kind that has every part, with what is signed and recorded."""
    there = {**(tabs or {}), **({"steps": f"event | date\n{steps}"} if steps else {})}
    return judged(table, kind=WHOLE, tabs=there, signatures=plans.signatures(WHOLE, signatures) if signatures else ())


def changed_after_signing() -> Plan:
    """A plan of which another word stands there than was signed."""
    made = whole(signatures=f"A. Chair | Chair | {DONE}")
    signed = {"plan_signed": signed_mark(made, WHOLE.course.signoffs[0])}
    return replace(made, actions=made.actions.assign(problem=["Another"]), signed=signed)


def costing(amount: float) -> Plan:
    """A plan whose one action costs this much."""
    made = judged("action | cost\n1. A | x", kind=COUNTED)
    return replace(made, actions=made.actions.assign(cost=pd.Series([amount], dtype=object)))


def moved(words: str, moves: Moves) -> Plan:
    """A plan of which it is known that its action's due date moved."""
    made = judged(f"timescale\n{words}")
    return replace(made, actions=made.actions.assign(at_moves=[moves]))


def assuming(cell: str, code: str, text: str) -> Plan:
    return judged("action\n1. A", assumed=(Assumption(cell, text, code, None),))


SAID = {
    "required": (
        lambda: judged("action | timescale\n |"),
        "A7",
        "Action is blank.",
        "Enter what belongs there.",
    ),
    "required:stage": (
        lambda: whole("action | evidence\nDo it |", signatures=SIGNED),
        "E7",
        "Evidence is blank. It is needed from this stage on: The work is done.",
        "Enter what belongs there.",
    ),
    "choice": (
        lambda: judged("rag\nPink"),
        "G7",
        '"Pink" is not one of the choices for RAG.',
        "Choose one of: Red, Amber, Green, Blue, Grey.",
    ),
    "choice:ref": (
        lambda: whole("ref\n1", tabs={"milestones": "ref\n9"}),
        "A5",
        '"9" is not the ref of an action.',
        "Enter the ref as it stands on the Action plan tab, or add the action there.",
    ),
    "choice:of": (
        lambda: whole(tabs={"checklist": "answer | finding\nYes | 9", "findings": "number\n1"}),
        "C5",
        '"9" does not stand under Number on the Findings tab.',
        "Enter it as it stands there, or add it there.",
    ),
    "ref-repeated": (
        lambda: judged("action\n14. A\n14. B", archived="action\n14. C"),
        "A8",
        "Ref 14 is used more than once, in A7, A8 and the Archive tab.",
        "Give one of them a ref of its own, one that no other action has had.",
    ),
    "person-unknown": (
        lambda: judged("responsibility\nRFX/PM"),
        "D7",
        "RFX is not in the role key.",
        "Add RFX and what it stands for to the role key, or change it to a code in the key: MQC, PM, RF.",
    ),
    "person-unknown:prose": (
        lambda: judged("responsibility\nPM with all ABC groups"),
        "D7",
        'Responsibility names ABC, which is not in the role key: "PM with all ABC groups"',
        "If ABC is somebody's role, add it to the role key. If not, you do not need to do anything.",
    ),
    "not-a-date": (
        lambda: judged('achieved\n"30/11/07 - completed"'),
        "F7",
        'Achieved (Date) has words in it: "30/11/07 - completed".',
        "Enter the date only, for example 30 Nov 2007, in F7.",
    ),
    "not-a-date:text": (
        lambda: judged('achieved\n"30/11/07"'),
        "F7",
        '"30/11/07" is text, not a date.',
        (
            "Type the day again as a date, for example 30 Nov 2007. If it stays text, choose Date as the cell's "
            "format first."
        ),
    ),
    "not-a-date:position": (
        lambda: judged("action\nDo it", cover={"report_date": "1 Mar 2008"}, cover_cells={"report_date": COVER}),
        "B6",
        'Position date is "1 Mar 2008", which is not a date, so nothing is counted from it.',
        (
            "Type the day again as a date, for example 30 Nov 2026; if it stays text, choose Date as the cell's format "
            "first. Or clear B6: then the figures are for today."
        ),
    ),
    "not-a-date:closing": (
        lambda: judged("achieved\nNearly there"),
        "F7",
        'Achieved (Date) has words in it: "Nearly there".',
        (
            'Enter the day on which it was achieved, as a date. If it is no longer needed, write "Withdrawn: " and '
            "the reason. If it is not achieved yet, clear F7."
        ),
    ),
    "number-range": (
        lambda: costing(501.0),
        "G7",
        '"501" does not fit here.',
        "Enter a number, at least 0 and at most 500.",
    ),
    "no-due-date": (
        lambda: judged("timescale\nBook when QIA course details available"),
        "B7",
        '"Book when QIA course details available" has no date, so this action can never show as overdue.',
        "Enter the day by which it should be done, or the day on which to look at it again.",
    ),
    "no-due-date:blank": (
        lambda: whole("timescale\n" + '"  "'),
        "D7",
        "By when is blank, so this action can never show as overdue.",
        "Enter the day by which it should be done, or the day on which to look at it again.",
    ),
    "date-impossible": (
        lambda: judged("timescale | achieved\nBy 30 Sep 2008 | 31/09/2008"),
        "F7",
        "31/09/2008 is not a real date. September has 30 days.",
        "Enter a real date, for example 30 Sep 2008.",
    ),
    "date-ambiguous": (
        lambda: judged('achieved\n"02/01/08"'),
        "F7",
        '"02/01/08" is text and could mean 2 Jan 2008 or 1 Feb 2008.',
        "Type the date again with the month as a word, for example 2 Jan 2008.",
    ),
    "date-ambiguous:words": (
        lambda: judged("timescale\n03/04/08"),
        "B7",
        '"03/04/08" has been read as 3 Apr 2008, but could also mean 4 Mar 2008.',
        (
            "If 3 Apr 2008 is right, write the month as a word so that nobody reads it otherwise. If not, write "
            "4 Mar 2008."
        ),
    ),
    "date-unlikely": (
        lambda: judged("timescale\nBy 3 Mar 1980"),
        "B7",
        "3 Mar 1980 is more than 20 years away from the plan's other dates.",
        "Check the day, the month and the year in B7.",
    ),
    "timescale-words": (
        lambda: judged("timescale\nby early Mar 08"),
        "B7",
        None,
        f"{IF_RIGHT} If not, write the last day you mean, for example 10 Mar 2008.",
    ),
    "year-inferred": (
        lambda: judged("timescale\nApril onwards (For one year)"),
        "B7",
        None,
        f"{IF_RIGHT} If not, write the last day you mean with its year, for example 31 Mar 2009.",
    ),
    "achieved-future": (
        lambda: judged("achieved\n3 Mar 2008"),
        "F7",
        "Achieved (Date) is 3 Mar 2008, which is after today.",
        "Enter the day on which it was achieved. If it is not achieved yet, clear F7.",
    ),
    "achieved-before-start": (
        lambda: judged("timescale | achieved\n10 Dec 2007 to 20 Dec 2007 | 28 Nov 2007"),
        "F7",
        "Achieved (Date) is 28 Nov 2007, before the action starts on 10 Dec 2007.",
        "Check both dates. Achieved (Date) must be the same as or after the start date in B7.",
    ),
    "due-before-start": (
        lambda: judged("timescale | due\n10 Jan 2008 to 20 Mar 2008 | 9 Jan 2008"),
        "B7",
        "The action is due on 9 Jan 2008, before it starts on 10 Jan 2008.",
        "Check both dates. The action must be due on or after the day on which it starts.",
    ),
    "closed-contradicted": (
        lambda: judged("status\nClosed"),
        "G7",
        'Status says "Closed", but Achieved (Date) is blank.',
        "Enter the day on which it was achieved in F7, or change Status back to open.",
    ),
    "closed-contradicted:milestones": (
        lambda: whole(
            "timescale | achieved | evidence | status\n"
            f"Draft by 30 Jan 2008\\nFinal by 1 Feb 2008 | {DONE} | Kept | Closed"
        ),
        "G7",
        (
            'Status says "Closed", but nothing says that the milestone "Draft by 30 Jan 2008" has been reached '
            "(nor 1 more)."
        ),
        "Enter the day of each milestone on the Milestones tab, or change Status back to open.",
    ),
    "closed-contradicted:evidence": (
        lambda: judged("ref | status\n1 | Closed", kind=CLOSED_IN_WORDS),
        "G7",
        'Status says "Closed", but Evidence is blank.',
        "Enter what shows it is done in E7, or change Status back to open.",
    ),
    "achieved-no-evidence": (
        lambda: whole(f"achieved\n{DONE}"),
        "E7",
        "This action has an achieved date but no evidence.",
        "Enter what shows it is done. If it is not done yet, clear the date in F7.",
    ),
    "evidence-vague": (
        lambda: whole("evidence\nSee attached"),
        "E7",
        '"See attached" does not say what shows that it is done.',
        "Name each document, record or figure, so that somebody else can find it.",
    ),
    "status-disagrees": (
        lambda: judged("timescale | rag\nBy 30 Nov 2007 | Green"),
        "G7",
        'RAG says "Green", but by its dates this action is Overdue (Red) on 29 Feb 2008.',
        "Change RAG, or the date that it disagrees with.",
    ),
    "done-by-format": (
        lambda: judged("at_struck | at_green\nx | x"),
        "A7",
        (
            "This row is crossed out and shaded green, but Achieved (Date) is blank. Colour and crossing out are not "
            "counted."
        ),
        (
            'If the action is done, enter the date in F7. If it is no longer needed, write "Withdrawn: " and the '
            "reason there."
        ),
    ),
    "done-by-format:elsewhere": (
        lambda: judged("ref | at_green\n1 | x", kind=CLOSED_IN_WORDS),
        "A7",
        "This row is shaded green, but nothing says that it is done. Colour and crossing out are not counted.",
        'If the action is done, enter "Closed" in G7.',
    ),
    "says-done": (
        lambda: judged("timescale\n30/11/07 - completed"),
        "B7",
        '"30/11/07 - completed" says that it is done, but Achieved (Date) is blank.',
        "If the action is done, enter the date in F7. If not, take the word out.",
    ),
    "says-done:elsewhere": (
        lambda: judged("timescale\n30/11/07 - completed", kind=CLOSED_IN_WORDS),
        "D7",
        '"30/11/07 - completed" says that it is done, but nothing else does.',
        'If the action is done, enter "Closed" in G7. If not, take the word out.',
    ),
    "due-disagrees": (
        lambda: judged("timescale | due\nBy 31 Jan 2008 | 8 Feb 2008"),
        "G7",
        'Due date is 8 Feb 2008, but "By 31 Jan 2008" has been read as 31 Jan 2008. The typed date is used.',
        "If 8 Feb 2008 is right, change Timescales/Milestones in B7 to say so. If not, clear G7.",
    ),
    "due-moved": (
        lambda: moved("By 8 Feb 2008", Moves(date(2008, 1, 31), FEB, 1, (date(2008, 1, 31), FEB), 1)),
        "B7",
        "Due date has moved from 31 Jan 2008 to 8 Feb 2008. No reason is given.",
        "If the new date is right, add the reason in E7. If not, change it back to 31 Jan 2008.",
    ),
    "milestone-overdue": (
        lambda: judged("timescale\nDraft by 30 Jan 2008\\nFinal by 30 May 2008"),
        "B7",
        'The milestone "Draft by 30 Jan 2008" was due on 30 Jan 2008 and nothing says that it has been reached.',
        "If it has been reached, write so beside it. If not, write the new day.",
    ),
    "milestone-overdue:tab": (
        lambda: whole("ref | timescale\n1 | Draft by 27 Feb 2008\\nFinal by 30 May 2008"),
        "D7",
        (
            'The milestone "Draft by 27 Feb 2008" was due on 27 Feb 2008, 2 days ago, and nothing says that it has '
            "been reached."
        ),
        (
            "If it has been reached, enter the day on the Milestones tab, where update gives each milestone a line. If "
            "not, write the new day in D7."
        ),
    ),
    "milestone-overdue:line": (
        lambda: whole(
            "ref | timescale\n1 | Draft by 28 Feb 2008\\nFinal by 30 May 2008",
            tabs={"milestones": "ref | milestone\n1 | Draft by 28 Feb 2008"},
        ),
        "D5",
        (
            'The milestone "Draft by 28 Feb 2008" was due on 28 Feb 2008, 1 day ago, and nothing says that it has been '
            "reached."
        ),
        "If it has been reached, enter the day in D5. If not, write the new day on the Action plan tab.",
    ),
    "milestone-after-aim": (
        lambda: whole("timescale | at_section\nBy 30 Apr 2008 | By 31 Mar 2008 there will be a plan"),
        "D7",
        'The milestone "By 30 Apr 2008" is due on 30 Apr 2008, after its own aim, which is due on 31 Mar 2008.',
        "Change the milestone to 31 Mar 2008 or before, or change the day of the aim.",
    ),
    "waits": (
        lambda: judged("timescale\nWhen the January 2008 course is over"),
        "B7",
        '"When the January 2008 course is over" waits for something whose time, 31 Jan 2008, is past.',
        "Enter the day by which it should now be done, or the day on which to look at it again.",
    ),
    "not-counted": (
        lambda: judged("action\n1. A", uncounted=((9, "After the visit"),)),
        "A9",
        'This row has text in it but was not taken for an action: "After the visit"',
        (
            "If it is an action, give it a number of its own and something in its other columns. If not, you do not "
            "need to do anything."
        ),
    ),
    "row-shifted": (
        lambda: assuming("A7", "row-shifted", "Row 7 stands one cell to the left of its headings."),
        "A7",
        "Row 7 stands one cell to the left of its headings.",
        "Move the cells back under their headings, so that everybody reads them in the same way.",
    ),
    "rows-joined": (
        lambda: assuming("A7", "rows-joined", "Rows 7 and 8 have been read as one action, 1."),
        "A7",
        "Rows 7 and 8 have been read as one action, 1.",
        f"{IF_RIGHT} If not, give the lower row a ref of its own.",
    ),
    "heading-read-as": (
        lambda: assuming("D6", "heading-read-as", 'The heading "Who" has been read as "Responsibility".'),
        "D6",
        'The heading "Who" has been read as "Responsibility".',
        f"{IF_RIGHT} If not, change the heading.",
    ),
    "formula-overtyped": (
        lambda: judged("at_status | at_overtyped\nNearly | status"),
        "G7",
        'Status is worked out for you, but "Nearly" was put there by hand.',
        (
            "You do not need to do anything: the next update works it out again. To change how the action stands, "
            "change its dates."
        ),
    ),
    "formula-restored": (
        lambda: judged("at_status | at_rag | at_overtyped\n | Red | status"),
        "G7",
        "Status is worked out for you, but nothing stands here any more.",
        "You do not need to do anything: the next update puts it back.",
    ),
    "text-as-formula": (
        lambda: judged("evaluation\n=as agreed"),
        "E7",
        '"=as agreed" begins with a sign that Excel takes for a formula. It is text and stays text.',
        "You do not need to do anything. To be safe, put a word before the sign.",
    ),
    "edited-after-signing": (
        lambda: changed_after_signing(),
        "B22",
        "The plan was signed on 30 Nov 2007, and what was signed has been changed since.",
        (
            "Put back what was signed: it is in the version that was kept then. If the change is meant, ask the chair "
            "to sign again and enter the new date in B22."
        ),
    ),
    "signature-missing": (
        lambda: whole(signatures=" | |\n | Chair |"),
        "B23",
        "The completed plan is not signed off. Name and date are blank.",
        "Ask whoever signs it to enter their name in B23 and the date in B25.",
    ),
    "signature-late": (
        lambda: whole(steps="Approval received | 3 Dec 2007", signatures=SIGNED),
        "B25",
        (
            "The completed plan was signed on 29 Feb 2008, 32 days late. The last day: 8 weeks after 3 Dec 2007, the "
            "day the plan was approved."
        ),
        "Check the date in B25. If it is right, tell those who wait for it.",
    ),
    "signature-late:range": (
        lambda: whole(steps="Plan received | 3 Dec 2007", signatures=SIGNED),
        "B25",
        (
            "The completed plan was signed on 29 Feb 2008, between 18 and 32 days late. The last day is between "
            "28 Jan 2008 (if the plan was approved on the day it was received) and 11 Feb 2008 (if the plan was "
            "approved after the full 2 weeks)."
        ),
        "Check the date in B25. If it is right, record the steps before it, so that the last day is known.",
    ),
    "deadline-passed": (
        lambda: whole(steps="Plan received | 3 Dec 2007"),
        "B6",
        '"Review the plan" was due by 17 Dec 2007, and "Approval received" is not recorded.',
        "If it has happened, enter its day in a new row of the Steps tab. If not, it is 74 days late.",
    ),
    "finding-unanswered": (
        lambda: whole("ref\n1", tabs={"findings": "number\n2"}),
        "A5",
        '"2" has no action in the plan.',
        'Add an action on the Action plan tab with "2" under Ref.',
    ),
    "finding-reworded": (
        lambda: whole("ref | problem\n1 | Out of date", tabs={"findings": "number | words\n1 | Past its date"}),
        "B7",
        'What was found is worded otherwise than in B5 on the Findings tab: "Past its date"',
        "Copy the words from there, and say what you think of them in another column.",
    ),
    "vague": (
        lambda: whole("action\nBetter communication"),
        "C7",
        'Action does not say what will be done and how much, or by when: "Better communication"',
        "Say what will be done and how everybody will know that it is.",
    ),
    "duplicate-likely": (
        lambda: whole("ref | action\n | Write down the new rules\n2 | Write down the new rules"),
        "C8",
        "This action is nearly the same as the action in C7.",
        "If they are the same, keep one of them. If not, say in their words what differs.",
    ),
    "cause-missing": (
        lambda: whole("action\nAppraise two members of staff"),
        "C7",
        "Action says how the present trouble is put right, but not what is done about its cause.",
        "Add what will keep it from happening again, for example a check, a procedure or training.",
    ),
    "lessons-missing": (
        lambda: whole(f"achieved | evidence\n{DONE} | Kept"),
        "H7",
        "This action is closed, but Lessons is blank.",
        "Enter what you would do the same way again, and what not.",
    ),
}


@pytest.mark.parametrize("key", SAID)
def test_a_finding_says_what_was_found_and_how_to_put_it_right(key: str) -> None:
    make, cell, words, fix = SAID[key]
    said = _the_one(make(), key, cell)
    assert said.fix == fix
    if words is not None:  # what a reading says of itself is a matter for the timescales' own tests
        assert said.found == words


@pytest.mark.parametrize("key", ["timescale-words", "year-inferred"])
def test_what_was_read_into_a_timescale_is_said(key: str) -> None:
    make, cell, _, _ = SAID[key]
    made = make()
    reading = made.actions["at_reading"].iloc[0]
    notes = reading.approximate if key == "timescale-words" else reading.inferred
    assert notes
    assert all(note in _the_one(made, key, cell).found for note in notes)


def test_every_message_stands_in_the_table_above() -> None:
    assert list(SAID) == list(MESSAGES)
    assert set(CODES) == {key.partition(":")[0] for key in SAID}


def test_no_message_is_short_of_a_fact() -> None:
    for key, (make, cell, _, _) in SAID.items():
        said = _the_one(make(), key, cell)
        assert not re.search(r"[{}]|\bNone\b|\bnan\b|\d{4}-\d\d-\d\d", f"{said.found} {said.fix}"), key


@pytest.mark.parametrize("key", MESSAGES)
def test_a_message_keeps_its_manners(key: str) -> None:
    message = MESSAGES[key]
    for words in (message.found, message.fix):
        assert not re.search(r"\b(invalid|error|please|null|none|field|regex|must be of type)\b", words, re.IGNORECASE)
        assert re.match(r'[A-Z"{]', words)
        assert words.endswith((".", '"', "}"))
    assert "{value}" not in message.found.replace('"{value}"', "") or "heading} is {value}" in message.found


def test_a_cells_content_is_quoted_on_one_line_and_cut_at_a_word() -> None:
    assert quoted("As  soon\nas possible") == "As soon as possible"
    assert quoted(date(2007, 11, 30)) == "30 Nov 2007"
    assert quoted(14.0) == "14"
    assert quoted("word " * 20) == ("word " * 20).strip()
    assert quoted("word " * 30) == "word " * 19 + "word …"


def test_a_painted_plan_says_what_belongs_into_a_blank_cell() -> None:
    said = _the_one(judged("action | timescale\n |", live=True), "required", "A7")
    assert said.fix == f"Enter what belongs there. {KIND.column('action').prompt}"


def test_a_number_without_one_of_its_bounds() -> None:
    for bounds, words in [
        ({"maximum": None}, "Enter a number, at least 0."),
        ({"minimum": None}, "Enter a number, at most 500."),
        ({"minimum": None, "maximum": None}, "Enter a number."),
    ]:
        column = replace(COUNTED.columns[-1], **bounds)
        made = judged("action | cost\n1. A | x", kind=replace(KIND, columns=(*KIND.columns, column)))
        assert _the_one(made, "number-range", "G7").fix == words


def test_words_in_a_date_column_that_closes_nothing_ask_for_the_date_only() -> None:
    said = _the_one(judged("due\nas soon as we can"), "not-a-date", "G7")
    assert said.found == 'Due date has words in it: "as soon as we can".'
    assert said.fix == "Enter the date only, for example 31 Oct 2008, in G7."


def test_words_typed_into_our_own_due_date_are_no_date_either() -> None:
    said = _the_one(judged("at_due\nas soon as we can"), "not-a-date", "G7")
    assert said.found == 'Due date has words in it: "as soon as we can".'
    assert said.fix.startswith("Enter the date only, for example ")


def test_many_cells_that_share_a_ref_are_not_all_named() -> None:
    said = _the_one(judged("action\n" + "1. A\n" * 9), "ref-repeated", "A7")
    assert said.found == "Ref 1 is used more than once, in A7, A8, A9, A10, A11, A12 and 3 more."


def test_braces_in_a_cell_are_just_braces() -> None:
    assert _the_one(judged("rag\n{ref}"), "choice", "G7").found == '"{ref}" is not one of the choices for RAG.'


def test_what_has_no_column_of_its_own_is_shown_at_the_action() -> None:
    made = judged("action\n1. A")
    assert (
        finding("says-done", made, 7, "milestones", "1", value="x", achieved_heading="F", achieved_cell="F7").cell
        == "A7"
    )


def test_several_unknown_codes_are_named_together() -> None:
    said = _the_one(judged("responsibility\nXA/XB"), "person-unknown", "D7")
    assert said.found == "XA and XB are not in the role key."
    assert said.fix.startswith("Add XA and XB and what they stand for to the role key")


def _the_one(made: Plan, key: str, cell: str) -> Finding:
    """The only finding with this code at this cell."""
    found = checks.judge(made, today=DAY, day=DAY)
    (one,) = (f for f in found if f.code == key.partition(":")[0] and f.cell == cell)
    return one
