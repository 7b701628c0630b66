"""What people outside see of a plan: only what the template names, nothing that is hidden, and what comes next."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import plans
from sheetplan import share, template
from sheetplan.model import Judged, Plan, PublicSheet, Status, Unseen
from sheetplan.share.steps import months_after
from sheetplan.template import parse

DAY = date(2008, 2, 29)
TABLE = """
    action | timescale | success | responsibility | evaluation | achieved
    1. Book it | By 31 Jan 2008 | Booked | PM | secret note | 30 Jan 2008
    2. Ask them | By 15 Jan 2008 | Asked | MQC/PM | |
    3. Build it | By 30 Apr 2008 | | Quenby Quibbler | |
    4. Keep on | Ongoing | Kept | PM | |
    5. Look again | By 31 Oct 2008 | Seen | PM | |
    6. Wait | When the course is known | | PM | |
"""


def sheets(plan: Plan, unseen: Unseen = Unseen(), **how: Any) -> dict[str, PublicSheet]:  # noqa: B008 - a value
    drafted = share.draft(Judged(plan, DAY, (), None), template.name_words(), unseen, (), **how)
    return {sheet.name: sheet for sheet in drafted.copy.sheets}


def said(plan: Plan, unseen: Unseen = Unseen(), **how: Any) -> str:  # noqa: B008 - a value
    return "\n".join(share.draft(Judged(plan, DAY, (), None), template.name_words(), unseen, (), **how).said)


def rows(sheet: PublicSheet) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.rows]


def text_of(found: dict[str, PublicSheet]) -> str:
    return "\n".join(
        str(value) for sheet in found.values() for row in [[sheet.name, sheet.about], *rows(sheet)] for value in row
    )


@pytest.fixture
def plan() -> Plan:
    return plans.plan(TABLE, on=DAY)


def test_what_the_template_does_not_name_is_nowhere(plan: Plan) -> None:
    assert "secret note" not in text_of(sheets(plan))
    assert '"Evaluation/Monitoring"' in said(plan)


def test_no_name_of_a_person_is_anywhere_and_it_is_said(plan: Plan) -> None:
    assert "Quibbler" not in text_of(sheets(plan))
    assert 'Action plan!D9: Quenby Quibbler"' in said(plan)


def test_the_plan_has_plain_headings_roles_days_and_words_for_what_is_blank(plan: Plan) -> None:
    sheet = sheets(plan)["Action plan"]
    assert [heading for heading, _ in sheet.columns] == [
        *("Number", "What will be done", "How we will know", "Who", "By when", "How it stands"),
    ]
    assert rows(sheet)[0] == ["1", "Book it", "Booked", "Project Manager", date(2008, 1, 31), Status.COMPLETE]
    assert rows(sheet)[1][3] == "Main contact; Project Manager"
    assert rows(sheet)[2][2:4] == ["Not given", "A named person"]
    assert [row[4] for row in rows(sheet)[3:]] == ["Ongoing", date(2008, 10, 31), "When the course is known"]
    assert isinstance(rows(sheet)[0][5], Status)


def test_what_comes_next_is_in_groups_the_earliest_first_and_the_closed_are_counted(plan: Plan) -> None:
    sheet = sheets(plan, summary=True)["Next steps"]
    assert [(row[0], row[1]) for row in rows(sheet)] == [
        ("Overdue", "2"),
        ("In the next 3 months", "3"),
        ("Later", "5"),
        ("Ongoing", "4"),
        ("No date yet", "6"),
    ]
    assert sheet.about == "5 actions still to be done, the earliest first. 1 action is complete."


def test_a_summary_is_the_front_page_and_what_comes_next(plan: Plan) -> None:
    assert list(sheets(plan, summary=True)) == ["About this plan", "Next steps"]
    assert list(sheets(plan)) == ["About this plan", "Next steps", "Action plan"]


def test_a_long_step_is_cut_and_its_lines_follow_one_another() -> None:
    long = plans.plan(
        "action | timescale\n1. Agree:\\n· terms\\n· days " + "and more " * 40 + " | By 30 Apr 2008", on=DAY
    )
    step = rows(sheets(long)["Next steps"])[0][2]
    assert step.startswith("Agree: terms; days and more")
    assert step.endswith(" …")
    assert len(step) <= 203
    assert rows(sheets(long)["Action plan"])[0][1].splitlines()[:2] == ["Agree:", "· terms"]


def test_a_number_among_words_is_looked_at_like_words(plan: Plan) -> None:
    plan.actions.at[plan.actions.index[0], "success"] = 7700900123.0
    drafted = share.draft(Judged(plan, DAY, (), None), template.name_words(), Unseen(), ())
    assert [one.text for one in share.wordings(drafted.copy, (), template.name_words())] == ["7700900123"]


def test_hidden_rows_are_left_out_everywhere_and_named(plan: Plan) -> None:
    unseen = Unseen(rows={"Action plan": frozenset({8})})
    assert "Ask them" not in text_of(sheets(plan, unseen))
    assert "The plan has 5 actions." in text_of(sheets(plan, unseen))
    assert "rows 8 of Action plan" in said(plan, unseen)


def test_a_hidden_row_of_a_joined_action_takes_the_action_out() -> None:
    joined = plans.plan(TABLE, on=DAY)
    joined.actions.at[joined.actions.index[1], "at_rows"] = (8, 12)
    assert "Ask them" not in text_of(sheets(joined, Unseen(rows={"Action plan": frozenset({12})})))


def test_hidden_columns_are_left_out_and_named(plan: Plan) -> None:
    unseen = Unseen(columns={"Action plan": frozenset({plan.columns["success"].column})})
    found = sheets(plan, unseen)
    assert "Booked" not in text_of(found)
    assert "How we will know" not in text_of(found)
    assert '"Success Criteria/Target"' in said(plan, unseen)


def test_words_for_a_day_are_not_taken_from_a_hidden_column(plan: Plan) -> None:
    unseen = Unseen(columns={"Action plan": frozenset({plan.columns["timescale"].column})})
    assert "When the course is known" not in text_of(sheets(plan, unseen))


def test_the_front_page_says_the_day_the_counts_and_what_short_forms_stand_for() -> None:
    plan = plans.plan("action | timescale\n1. PM to ask RF | By 15 Jan 2008", on=DAY)
    page = dict(tuple(row) for row in rows(sheets(plan)["About this plan"]))
    assert page["Position"] == "This is how things stood on 29 Feb 2008."
    assert page[Status.OVERDUE] == "1 action: not finished, and the day by which it was due is past."
    assert (page["Short form: PM"], page["Short form: RF"]) == ("Project Manager", "Team Leader")
    assert "Short form: MQC" not in page
    assert Status.COMPLETE not in page


def test_a_title_can_be_given_and_else_is_the_covers_or_the_templates(plan: Plan) -> None:
    drafted = share.draft(Judged(plan, DAY, (), None), template.name_words(), Unseen(), (), title="For all")
    assert drafted.copy.title.value == "For all"
    assert '"Peer review action plan"' in said(plan)


CARE = """
    ref | area | objective | tasks | lead | due | status
    1 | Falls | Fewer falls | Look | PM | 31 Mar 2008 | Open
    2 | Food | Better food | Ask | PM | 31 Jan 2008 | Closed
"""


def care(**more: Any) -> Plan:
    tabs = {
        "plain": """
            ref | sentence
            1 | We look at why people fall.
            2 | Food gets better.
            9 | Somebody else's.
             | For all.
        """,
        "risks": "risk | ref\nIt may rain | 1",
    }
    return plans.plan(CARE, kind="care-improvement", on=DAY, tabs=tabs, **more)


def test_plain_sentences_stand_before_the_plan_with_the_day_and_status_of_their_action() -> None:
    found = sheets(care())
    assert list(found) == ["About this plan", "Next steps", "In plain words", "The plan"]
    assert rows(found["In plain words"]) == [
        ["We look at why people fall.", date(2008, 3, 31), Status.DUE_SOON],
        ["Food gets better.", date(2008, 1, 31), found["The plan"].rows[1][-1].value],
        ["For all.", "Not given", "Not given"],
    ]


def test_lines_of_a_hidden_action_and_hidden_lines_and_tabs_go_too() -> None:
    plan = care()
    assert "fall" not in text_of(sheets(plan, Unseen(rows={"Action plan": frozenset({7})}))).replace("Falls", "")
    there = plan.tabs["plain"]
    assert "Food gets" not in text_of(sheets(plan, Unseen(rows={there.sheet: frozenset({there.rows[1]["at_row"]})})))  # type: ignore[arg-type]  # a row is a number
    assert f"rows {there.rows[1]['at_row']} of In plain words" in said(
        plan, Unseen(rows={there.sheet: frozenset({int(str(there.rows[1]["at_row"]))})})
    )
    assert "In plain words" not in sheets(plan, Unseen(sheets=frozenset({there.sheet})))
    assert '"In plain words"' in said(plan, Unseen(sheets=frozenset({there.sheet})))


def test_tabs_that_the_template_does_not_name_are_nowhere() -> None:
    assert "rain" not in text_of(sheets(care()))


def test_a_hidden_cover_says_nothing() -> None:
    facts: dict[str, Any] = {"cover": {"title": "Our home"}, "cover_cells": {"title": ("Cover", 4, 2)}}
    assert "Our home" not in text_of(sheets(care(**facts), Unseen(sheets=frozenset({"Cover"}))))
    drafted = share.draft(Judged(care(**facts), DAY, (), None), template.name_words(), Unseen(), ())
    assert drafted.copy.title.value == "Our home"


OWN = """
name = "own"
title = "Own plan"
summary = "For tests"
version = 1
[plan]
ref_from = "ref"
[[column]]
field = "ref"
heading = "No"
[[column]]
field = "action"
heading = "What"
[[column]]
field = "owner"
heading = "Whose"
type = "people"
[[column]]
field = "due"
heading = "Due"
type = "date"
[[column]]
field = "progress"
heading = "Progress"
[[column]]
field = "completed"
heading = "Done"
type = "date"
[status]
complete_when = ["completed"]
"""


def test_a_template_that_says_nothing_shows_what_whose_when_and_how_it_stands_alone() -> None:
    kind = parse(OWN, "own")
    plan = plans.plan(
        "ref | action | owner | due | progress\n1 | Build | PM | 31 Mar 2008 | quarrels",
        kind=kind,
        on=DAY,
        others={9: "Mine"},
    )
    sheet = sheets(plan)[plan.template.sheet]
    assert [heading for heading, _ in sheet.columns] == ["Number", "What", "Whose", "By when", "How it stands"]
    assert "quarrels" not in text_of(sheets(plan))
    assert "does not say what may be published" in said(plan)
    assert '"Mine"' in said(plan)


def test_a_plan_whose_sheet_is_called_like_one_of_ours_gets_another_name() -> None:
    kind = parse(OWN.replace("[plan]", '[plan]\nsheet = "next steps"'), "own")
    plan = plans.plan("ref | action | due\n1 | Build | 31 Mar 2008", kind=kind, on=DAY)
    assert list(sheets(plan)) == ["About this plan", "Next steps", "next steps (2)"]


def test_closed_and_archived_actions_are_shown_as_the_template_says() -> None:
    rule = '[publish]\nclosed = false\narchived = true\n[[publish.column]]\nheading = "What"\nfield = "action"\n'
    kind = parse(OWN + rule, "own")
    table = "ref | action | due | completed\n1 | Build | 31 Mar 2008 | \n2 | Paint | 31 Jan 2008 | 30 Jan 2008"
    shelf = "ref | action\n3 | Dig"
    shown = plans.plan(table, kind=kind, on=DAY, archived=shelf)
    assert rows(sheets(shown)[kind.sheet]) == [["Build"]]
    kind = parse(OWN + rule.replace("closed = false", "closed = true"), "own")
    shown = plans.plan(table, kind=kind, on=DAY, archived=shelf)
    assert rows(sheets(shown)[kind.sheet]) == [["Build"], ["Paint"], ["Dig"]]


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2008, 2, 29), date(2008, 5, 29)),
        (date(2008, 11, 30), date(2009, 2, 28)),
        (date(2007, 11, 30), date(2008, 2, 29)),
        (date(2008, 12, 31), date(2009, 3, 31)),
    ],
)
def test_three_months_later_is_the_same_day_or_the_last_of_its_month(day: date, after: date) -> None:
    assert months_after(day, 3) == after
