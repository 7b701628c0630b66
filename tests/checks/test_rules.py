"""Rules across columns and rows: where each one speaks, and where it keeps quiet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

import kinds
from plans import plan
from sheetplan import checks, template
from sheetplan.checks import rules
from sheetplan.model import Assumption, Plan

DAY = date(2008, 2, 29)
KIND = template.load("peer-review")
WHOLE = kinds.whole()


def told(judged: Plan, *, today: date = DAY, day: date = DAY, code: str | None = None) -> list[str]:
    """What was found, as "B7 must fix no-due-date"; with a code, of that rule alone and without its name."""
    found = [f for f in checks.judge(judged, today=today, day=day) if code in (None, f.code)]
    return [f"{f.cell} {f.level}" + ("" if code else f" {f.code}") for f in found]


# What must stay quiet


def test_a_plan_with_nothing_wrong_draws_no_findings() -> None:
    quiet = plan(
        """
        action                        | timescale                 | responsibility | evaluation  | achieved
        1. Book the venue             | 30/11/07                  | PM             | At meetings | 28 Nov 2007
        2. Agree the team             | By 31 Jan 2008            | MQC/PM         |             | 31 Jan 2008
        3. Write to all groups        | By 20 Dec 2007            | PM, RF         |             |
        4. Collect the papers         | By 30 Mar 2008            | RF and MQC     |             |
        5. Keep the list up to date   | Ongoing                   | PM             |             |
        6. Train the team             | 28 Jan 2008 to 7 Feb 2008 | RF             |             | 7 Feb 2008
        7. Print the old form         | By 31 Jan 2008            | PM             |             | Not required: moved
        """,
        on=DAY,
    )
    assert told(quiet) == []


def test_an_empty_plan_draws_no_findings() -> None:
    assert told(plan("action | achieved", on=DAY)) == []


def test_a_rule_that_the_template_does_not_use_stays_quiet() -> None:
    kind = replace(KIND, rules=tuple(rule for rule in KIND.rules if rule != "no-due-date"))
    assert told(plan("timescale\nSoon", kind=kind, on=DAY)) == []


def test_a_template_without_verbs_asks_only_for_a_measure() -> None:
    kind = replace(WHOLE, milestones=None, advice={**WHOLE.advice, "verbs": ()})
    table = "ref | action\n1 | 9 of 10 visits in time\n2 | Better visits"
    assert told(plan(table, kind=kind, on=DAY), code="vague") == ["C8 check"]


def test_every_rule_that_the_template_names_is_there() -> None:
    known = {*rules.RULES, *rules.PLAN_RULES, "ref-repeated"}
    assert set(KIND.rules) <= known


def test_a_plan_without_its_standing_is_our_own_mistake() -> None:
    with pytest.raises(RuntimeError, match="standing"):
        list(rules.judge(plan(), today=DAY, day=DAY))


# Each rule: rows above it says where it speaks

SPEAKS = {
    "no-due-date": (
        """
        timescale                              | achieved
        Soon                                   |
        TBC                                    |
        Book when course details available     |
        within 2 weeks of the site visit       |
        Soon                                   | 3 Dec 2007
        Soon                                   | Withdrawn: not ours
        Ongoing                                |
        From 10 Dec 2007; ongoing through plan |
        31/09/2008                             |
                                               |
        By end of March 2008                   |
        """,
        ["B7 must fix", "B8 must fix", "B9 must fix", "B10 must fix"],
    ),
    "date-impossible": (
        """
        timescale    | achieved
        31/09/2008   |
        By 30/2/08   |
        By 29 Feb 08 | 31/11/2007
        30/09/2008   | 29 Feb 2008
        """,
        ["B7 must fix", "B8 must fix", "F9 must fix"],
    ),
    "date-ambiguous": (
        """
        timescale     | achieved
        03/04/08      |
        3 Apr 2008    |
        "3 Apr 2008"  |
        25/02/08      |
        05/05/08      |
        03/12/08      |
        By 1 Feb 2008 | 02/01/08
        """,
        ["B7 check", "F13 must fix"],
    ),
    "date-unlikely": (
        """
        timescale         | achieved
        By 3 Mar 1980     |
        By 30 Nov 2027    |
        By 30 Nov 2037    |
        By 20 Dec 2007    | 30 Dec 1900
        By 20 Dec 2007    | 12 Jan 2007
        By 20 Dec 2007    | 20 Jan 2007
        April onwards (For one year) |
        """,
        ["B7 check", "B9 check", "F10 check", "F11 check"],
    ),
    "timescale-words": (
        """
        timescale
        by early Mar 08
        by mid July  08
        by 1 Mar 08
        by end of March 2008
        Soon
        """,
        ["B7 information", "B8 information"],
    ),
    "year-inferred": (
        """
        timescale
        April onwards (For one year)
        By 3 March
        By 3 March 2008
        Ongoing
        Soon
        """,
        ["B7 information", "B8 information"],
    ),
    "achieved-future": (
        """
        timescale      | achieved
        By 20 Dec 2007 | 1 Mar 2008
        By 20 Dec 2007 | 29 Feb 2008
        By 20 Dec 2007 | "1 Mar 2008"
        By 20 Dec 2007 |
        """,
        ["F7 must fix"],
    ),
    "achieved-before-start": (
        """
        timescale                   | achieved
        10 Dec 2007 to 20 Dec 2007  | 9 Dec 2007
        10 Dec 2007 to 20 Dec 2007  | 10 Dec 2007
        10 Dec 2007 to 20 Dec 2007  | "9 Dec 2007"
        Commence from 10/12/07      | 28 Nov 2007
        By 10 Dec 2007              | 28 Nov 2007
        """,
        ["F7 must fix", "F10 must fix"],
    ),
    "due-before-start": (
        """
        timescale                  | due
        10 Jan 2008 to 20 Mar 2008 | 9 Jan 2008
        10 Jan 2008 to 20 Mar 2008 | 10 Jan 2008
        10 Jan 2008 to 20 Mar 2008 |
        By 20 Mar 2008             | 9 Jan 2008
        """,
        ["B7 must fix"],
    ),
    "closed-contradicted": (
        """
        status      | achieved
        Closed      |
        completed   |
        Closed      | 3 Dec 2007
        Closed      | "3/12/07"
        Open        |
        Withdrawn   |
                    |
        """,
        ["G7 must fix", "G8 must fix"],
    ),
    "done-by-format": (
        """
        achieved            | at_struck | at_green
                            | x         |
                            |           | x
                            | x         | x
        3 Dec 2007          | x         | x
        "3/12/07"           | x         |
        Withdrawn: not ours | x         |
                            |           |
        """,
        ["A7 check", "A8 check", "A9 check"],
    ),
    "says-done": (
        """
        timescale              | achieved
        30/11/07 - completed   |
        30/11/07 - completed   | 30 Nov 2007
        30/11/07 - completed   | Withdrawn: not ours
        Completed by 28/1/08   |
        """,
        ["B7 check"],
    ),
    "milestone-overdue": (
        r"""
        timescale                                                      | achieved
        Draft by 30 Jan 2008\nFinal by 30 May 2008                     |
        Draft by 30 Mar 2008\nFinal by 30 May 2008                     |
        Draft by 30 Jan 2008 - completed\nFinal by 30 May 2008         |
        Draft by 30 Nov 2007\nFinal by 30 Jan 2008                     |
        Draft by 30 Nov 2007\nFinal by 30 May 2008                     | 20 Feb 2008
        """,
        ["B7 check"],
    ),
    "waits": (
        """
        timescale                         | achieved
        When the January course is over   |
        When the January course is over   | 3 Feb 2008
        When the January course is over   | N/A
        When the February course is over  |
        When course details are available |
        """,
        ["B7 check"],
    ),
    "due-disagrees": (
        """
        timescale      | due
        By 20 Mar 2008 | 30 Apr 2008
        By 20 Mar 2008 | 20 Mar 2008
        By 20 Mar 2008 |
        Ongoing        | 30 Apr 2008
        """,
        ["G7 check"],
    ),
    "not-a-date": (
        """
        timescale      | at_due
        By 20 Mar 2008 | 20 Mar 2008
        By 20 Mar 2008 | as soon as we can
        By 20 Mar 2008 | "30 Apr 2008"
        By 20 Mar 2008 | by end of April 2008
        By 20 Mar 2008 | 31/09/2008
        By 20 Mar 2008 | Withdrawn
        By 20 Mar 2008 | "  "
        By 20 Mar 2008 |
        """,
        ["G8 must fix", "G12 must fix"],
    ),
    "formula-overtyped": (
        """
        at_status | at_rag | at_overtyped
        Overdue   | Red    |
        Overdue   | Red    | status
        Overdue   | Red    | status rag
                  | Pink   | status rag
        """,
        ["G8 check", "G9 check", "H9 check", "H10 check"],
    ),
    "formula-restored": (
        """
        at_status | at_rag | at_overtyped
        Overdue   | Red    |
        Overdue   | Red    | status
                  | Red    | status rag
                  |        | status rag
        """,
        ["G9 information", "G10 information", "H10 information"],
    ),
    "text-as-formula": (
        """
        action        | timescale      | evaluation
        =1+1          | By 20 Mar 2008 | see B7
        1. Do it      | By 20 Mar 2008 | @all groups
        2. Do it      | By 20 Mar 2008 | +44 as always
        3. Do it      | By 20 Mar 2008 | -1 a month
        4. Do it      | By 20 Mar 2008 | - at meetings
        5. Do it      | By 20 Mar 2008 | a = b
        6. Do it      | By 20 Mar 2008 | = as agreed
        """,
        ["A7 information", "E8 information", "E9 information", "E10 information"],
    ),
}


@pytest.mark.parametrize("code", SPEAKS)
def test_a_rule_speaks_where_it_should_and_nowhere_else(code: str) -> None:
    table, expected = SPEAKS[code]
    assert told(plan(table, on=DAY), code=code) == expected


WHOLE_SPEAKS = {
    "achieved-no-evidence": (
        """
        achieved   | evidence   | status
        3 Dec 2007 |            |
        3 Dec 2007 | "  "       | Closed
        3 Dec 2007 | Minutes    |
        "3/12/07"  |            |
                   |            | Closed
                   |            |
        """,
        ["E7 must fix", "E8 must fix"],
    ),
    "closed-contradicted": (
        """
        achieved   | evidence | status
                   |          | Closed
                   | Minutes  | closed
        3 Dec 2007 |          | Closed
        "3/12/07"  |          | Closed
        3 Dec 2007 | Minutes  | Closed
                   |          | Withdrawn
        """,
        # Without date and evidence, without the date, with a date and without evidence (another rule), with words.
        ["G7 must fix", "G7 must fix", "G8 must fix", "G10 must fix"],
    ),
    "evidence-vague": (
        """
        evidence
        see attached
        See  attached.
        YES
        ✓
        Yes, the certificate of 3 Dec 2007
        Attached: minutes of the board

        """,
        ["E7 check", "E8 check", "E9 check", "E10 check"],
    ),
    "vague": (
        """
        action                               | achieved
        Train all staff by March             |
        1. Better communication              |
        Reviewing the policy                 |
        A 10 % rise in satisfaction          |
        Better communication                 | 3 Dec 2007
        Everybody informed of every decision |
        """,
        ["C8 check", "C9 check", "C10 check"],
    ),
    "cause-missing": (
        """
        action
        Appraise the two members of staff
        Find out why they were left out
        Set up a procedure
        Preventing it is what matters
        """,
        ["C7 check"],
    ),
    "lessons-missing": (
        """
        achieved   | lessons        | status
        3 Dec 2007 |                |
        3 Dec 2007 | Ask earlier    |
                   |                |
                   |                | Withdrawn
        """,
        ["H7 check"],
    ),
    "milestone-after-aim": (
        r"""
        timescale                                   | at_section          | achieved
        By 30 Apr 2008                              | Ready by March 2008 |
        By 31 Mar 2008                              | Ready by March 2008 |
        By 30 Apr 2008                              |                     |
        By 30 Apr 2008                              | Everybody knows     |
        By 30 Apr 2008                              | Ready by March 2008 | 3 Dec 2007
        Draft by 30 Mar 2008\nFinal by 30 May 2008  | Ready by March 2008 |
        Ongoing                                     | Ready by March 2008 |
        """,
        ["D7 check", "D12 check"],
    ),
    "no-due-date": (
        """
        timescale | due
        Soon      |
                  |
        """,
        ["D7 must fix", "D8 must fix"],
    ),
}


@pytest.mark.parametrize("code", WHOLE_SPEAKS)
def test_a_rule_of_a_fuller_template_speaks_where_it_should(code: str) -> None:
    table, expected = WHOLE_SPEAKS[code]
    assert told(plan(table, kind=replace(WHOLE, milestones=None), on=DAY), code=code) == expected


def test_every_rule_about_an_action_stands_in_a_table_above() -> None:
    assert set(rules.RULES) == {*SPEAKS, *WHOLE_SPEAKS, "status-disagrees", "due-moved"}


def test_without_any_column_of_dates_no_action_is_said_to_lack_one() -> None:
    kind = replace(KIND, columns=tuple(c for c in KIND.columns if c.field not in ("timescale", "due")))
    assert told(plan("action\n1. A", kind=kind, on=DAY)) == []


def test_a_blank_due_date_is_said_to_be_blank() -> None:
    columns = tuple(replace(c, present="always") for c in KIND.columns if c.field != "timescale")
    kind = replace(KIND, columns=columns)
    judged = plan("action | due\n1. A |\n2. B | 3 Mar 2008", kind=kind, on=DAY)
    (found,) = checks.judge(judged, today=DAY, day=DAY)
    assert (found.cell, found.code) == (f"{chr(64 + judged.columns['due'].column)}7", "no-due-date")
    assert found.found == "Due date is blank, so this action can never show as overdue."


# Milestones on a tab of their own

SEVEN = (
    "Terms by 31 Oct 2007\\nPartners by 1 Nov 2007\\nPapers by 10 Nov 2007\\nFirst meeting by 15 Nov 2007\\n"
    "Minutes by 15 Nov 2007\\nSecond meeting by 23 Nov 2007\\nReport by 30 Nov 2007"
)
REACHED_DAY = date(2007, 11, 15)


def milestones(achieved: str = "", row: str = "") -> Plan:
    """One action of seven milestones, of which the first is or is not said to be reached."""
    lines = f"ref | milestone | due | achieved\n1a | terms  by 31 Oct 2007 | 31 Oct 2007 | {achieved}\n{row}"
    table = f"ref | timescale | status\n1a | {SEVEN} |"
    return plan(table, kind=WHOLE, on=REACHED_DAY, tabs={"milestones": lines})


def test_each_milestone_that_is_past_is_found_on_its_line() -> None:
    row = "1a | Papers by 10 Nov 2007 | 10 Nov 2007 |"
    found = [f for f in checks.judge(milestones(row=row), today=REACHED_DAY, day=REACHED_DAY) if "mile" in f.code]
    assert [(f.sheet, f.cell, f.column, f.ref) for f in found] == [
        ("Action plan", "D7", "timescale", "1a"),  # no line yet
        ("Milestones", "D5", "achieved", "1a"),
        ("Milestones", "D6", "achieved", "1a"),
    ]
    assert [f.found.split(", ")[1] for f in found[1:]] == ["15 days ago", "5 days ago"]


def test_a_line_that_was_written_before_its_action_had_a_ref_is_its_line_all_the_same() -> None:
    found = [
        f
        for f in checks.judge(
            milestones(row=" | Papers by 10 Nov 2007 | 10 Nov 2007 |"), today=REACHED_DAY, day=REACHED_DAY
        )
        if f.code == "milestone-overdue"
    ]
    assert ("Milestones", "D6", "1a") in [(f.sheet, f.cell, f.ref) for f in found]


def test_a_milestone_that_is_reached_is_overdue_no_longer() -> None:
    for achieved, left in [("12 Nov 2007", 2), ("16 Nov 2007", 3), ('"12 Nov 2007"', 3)]:
        assert len(told(milestones(achieved), day=REACHED_DAY, code="milestone-overdue")) == left


def test_a_closed_word_with_open_milestones_contradicts_itself() -> None:
    table = "ref | timescale | status | evidence | achieved\n1a | By 31 Oct 2007 | Closed | Minutes | 31 Oct 2007"
    lines = "ref | milestone | achieved\n1a | By 31 Oct 2007 |"
    judged = plan(table, kind=WHOLE, on=REACHED_DAY, tabs={"milestones": lines})
    assert told(judged, day=REACHED_DAY, code="closed-contradicted") == ["G7 must fix"]
    reached = plan(table, kind=WHOLE, on=REACHED_DAY, tabs={"milestones": f"{lines} 31 Oct 2007"})
    assert told(reached, day=REACHED_DAY, code="closed-contradicted") == []


# Where no date says that an action is done


@pytest.mark.parametrize(
    ("change", "how"),
    [
        ({"complete_when": ("evidence", "lessons")}, "fill E7 and H7"),
        ({"complete_when": ()}, "enter the day of each milestone on the Milestones tab"),
        ({"complete_when": (), "milestones": None}, 'enter "Closed" in G7'),
        ({"complete_when": (), "milestones": None, "status_field": None}, "say so in words"),
    ],
)
def test_what_looks_done_is_told_where_to_say_so(change: dict[str, object], how: str) -> None:
    kind = replace(WHOLE, **change)
    judged = plan("ref | timescale | at_struck\n1a | 30/11/07 - completed | x", kind=kind, on=DAY)
    said = {f.code: f.fix for f in checks.judge(judged, today=DAY, day=DAY)}
    assert said["done-by-format"] == f"If the action is done, {how}."
    assert said["says-done"] == f"If the action is done, {how}. If not, take the word out."


# Actions that are nearly alike

ALIKE = """
    ref | action
    1   | Write the new policy for all volunteers by March
    2   | Write a new policy for all volunteers by March
    3   | 3 Write the new policy, for ALL volunteers by March!
    4   | Report all figures of 2008 to every trustee and to each of our partners at once by letter
    5   | Report all figures of 2009 to every trustee and to each of our partners at once by letter
    6   | Book rooms
    7   | Book rooms
    """


def test_actions_that_are_nearly_alike_are_said_once() -> None:
    found = [
        f for f in checks.judge(plan(ALIKE, kind=WHOLE, on=DAY), today=DAY, day=DAY) if f.code == "duplicate-likely"
    ]
    assert [(f.cell, f.ref) for f in found] == [("C9", "3")]
    assert found[0].found == "This action is nearly the same as action 1 in C7."


def test_a_typed_status_or_colour_against_the_computed_one() -> None:
    typed = """
        timescale      | achieved   | status      | rag
        By 20 Jan 2008 |            | Not yet due |
        By 20 Jan 2008 |            | overdue     | red
        By 20 Jan 2008 |            | Open        | Green
        By 20 Jan 2008 |            | In progress |
        By 20 Jan 2008 | 3 Dec 2007 | Open        |
        By 20 Jan 2008 | 3 Dec 2007 | Closed      | Blue
        By 20 Jan 2008 | 3 Dec 2007 | Complete    |
        By 20 Jan 2008 |            | Closed      |
        By 20 Jan 2008 | "3/12/07"  | Closed      |
        By 20 Jan 2008 | N/A: moved | Withdrawn   | Grey
        By 20 Jan 2008 |            | Nearly      | Purple
        """
    # Row 14 contradicts itself, which another rule says; the words of row 17 are no choices, which another one says.
    assert told(plan(typed, on=DAY), code="status-disagrees") == ["G7 check", "H9 check", "G11 check", "G15 check"]


def test_no_due_date_only_informs_where_the_template_does_not_require_dates() -> None:
    kind = replace(KIND, dates_required=False)
    assert told(plan("timescale\nSoon", kind=kind, on=DAY)) == ["B7 information no-due-date"]


def test_achieved_after_the_position_date_is_wrong_only_after_today() -> None:
    table = "timescale | achieved\nBy 20 Dec 2007 | 3 Mar 2008"
    assert told(plan(table, on=DAY), day=DAY, today=date(2008, 3, 3)) == []
    assert told(plan(table, on=DAY), day=DAY, today=date(2008, 3, 2)) == ["F7 must fix achieved-future"]


def test_rules_about_the_whole_plan() -> None:
    joined = Assumption("A8", "Rows 8 and 9 have been read as one action, 2.", "rows-joined", "2")
    heading = Assumption("D6", 'The heading "Who?" has been read as "Responsibility".', "heading-read-as")
    other = Assumption("B8", "The year is not written.", None, "2")
    shifted = Assumption("A7", "Row 7 stands one cell to the left of its headings.", "row-shifted", "1")
    assumed = (joined, heading, other, shifted)
    judged = plan("action\n1. A\n2. B", on=DAY, uncounted=((12, "After the visit"),), assumed=assumed)
    assert told(judged) == [
        "D6 information heading-read-as",
        "A7 check row-shifted",
        "A8 information rows-joined",
        "A12 check not-counted",
    ]


def test_what_is_said_of_a_joined_action_bears_its_ref() -> None:
    joined = Assumption("A8", "Rows 8 and 9 have been read as one action, 2.", "rows-joined", "2")
    (found,) = checks.judge(plan("action\n1. A\n2. B", on=DAY, assumed=(joined,)), today=DAY, day=DAY)
    assert (found.ref, found.column) == ("2", "action")


# Findings beside one another


def test_a_blank_hides_the_other_findings_about_its_cell() -> None:
    judged = plan("action | timescale\n1. A |", on=DAY)
    assert told(judged) == ["B7 must fix required"]


def test_a_day_that_no_calendar_has_is_not_said_to_be_words_as_well() -> None:
    judged = plan("timescale | achieved\nBy 20 Dec 2007 | 31/11/2007\nBy 20 Dec 2007 | 02/01/08", on=DAY)
    assert told(judged) == ["F7 must fix date-impossible", "F8 must fix date-ambiguous"]


def test_one_broken_row_never_hides_what_is_found_in_another() -> None:
    table = """
        action | timescale                  | responsibility | achieved
        1. A   | Soon                       | ZZ             | 1 Mar 2008
        2. B   |                            |                | done
        3. C   | 31/09/2008                 | PM             | 31/11/2007
        4. D   | 10 Dec 2007 to 20 Dec 2007 | RF             | 9 Dec 2007
        5. E   | 30/11/07 - completed       |                |
        """
    lines = table.strip().splitlines()
    together = told(plan(table, on=DAY))
    alone = [
        found.replace("7 ", f"{row} ", 1)
        for row, line in enumerate(lines[1:], start=7)
        for found in told(plan(f"{lines[0]}\n{line}", on=DAY))
    ]
    assert together == alone
    assert len(together) == 11


def test_findings_come_in_the_order_of_rows_then_columns_then_levels() -> None:
    table = "action | timescale | responsibility\n1. A | 30/11/07 - completed | ZZ\n1. B | Soon | YY"
    assert told(plan(table, on=DAY)) == [
        "A7 must fix ref-repeated",
        "B7 check says-done",
        "D7 must fix person-unknown",
        "A8 must fix ref-repeated",
        "B8 must fix no-due-date",
        "D8 must fix person-unknown",
    ]
