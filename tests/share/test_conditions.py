"""Which actions an extract holds: conditions as people type them, as they travel, and the lines that go with them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import plans
from sheetplan import share
from sheetplan.model import Plan, SheetplanError
from sheetplan.share import Condition

PLAN = """
    ref | action | timescale | success | responsibility
    1 | Book it | By 30 Nov 2007 | Seen; Heard | PM
    2 | Print it | By 30 Nov 2007 | seen | PM/MQC
    3 | Send it | 30 Nov 2007 | Heard by all | RF and MQC
    4 | Plan it | Ongoing | | the PM leads, RF helps
    5 | Keep it | Ongoing | Seen | the pm group
    6 | File it | Ongoing | Seen |
"""


def plan(**more: Any) -> Plan:
    found = plans.plan(PLAN)
    return replace(found, people={"PM": "Project manager", "MQC": "Contact point", "RF": "Team leader"}, **more)


def refs(*texts: str, of: Plan | None = None) -> str:
    """The refs of the actions for which these conditions hold."""
    there = of or plan()
    positions = share.matching(there, [share.condition(there, text) for text in texts])
    return " ".join(there.actions["at_ref"].iloc[list(positions)])


# What must not change


def test_no_condition_means_every_action_and_the_plan_stays_as_it_was() -> None:
    there = plan()
    before = there.actions.to_dict("records")
    assert share.matching(there, ()) == tuple(range(6))
    assert there.actions.to_dict("records") == before


texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20).map(lambda text: " ".join(text.split()))


@given(st.lists(st.tuples(texts.filter(bool), texts), max_size=4))
def test_conditions_come_back_as_they_were(pairs: list[tuple[str, str]]) -> None:
    conditions = tuple(Condition(column, value) for column, value in pairs)
    assert share.conditions_from(share.conditions_text(conditions)) == conditions


@given(st.text(max_size=60))
def test_any_text_can_be_read_back(text: str) -> None:
    found = share.conditions_from(text)
    assert share.conditions_from(share.conditions_text(found) if found else "") == found


# What must


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Responsibility=PM", "1 2 4"),
        ("responsibility = pm", "1 2 4"),
        ("RESPONSIBILITY=MQC", "2 3"),
        ("responsibility=RF", "3 4"),
        ("responsibility=", "6"),
        ("responsibility=the pm group", "5"),
        ("responsibility=group", ""),
        ("success=seen", "1 2 5 6"),
        ("Success Criteria/Target=HEARD", "1"),
        ("success=heard by", ""),
        ("timescale=30 Nov 2007", "3"),
        ("timescale=2007-11-30", "3"),
        ("action=Book  it", "1"),
    ],
)
def test_who_and_what_is_meant(asked: str, found: str) -> None:
    assert refs(asked) == found


def test_all_conditions_must_hold() -> None:
    assert refs("responsibility=PM", "success=seen") == "1 2"


def test_an_owner_is_a_condition_on_the_column_of_people() -> None:
    assert share.owner(plan(), " mqc ") == Condition("responsibility", "MQC")
    without = plan(columns={name: place for name, place in plan().columns.items() if name != "responsibility"})
    with pytest.raises(SheetplanError, match="no column that says who is responsible"):
        share.owner(without, "PM")


def test_a_column_of_their_own_counts_too() -> None:
    there = plan()
    others: dict[str, Any] = {"at_others": [{"Site": "North"}, {"Site": "South"}, {"Site": "north "}, {}, {}, {}]}
    there = replace(there, actions=there.actions.assign(**others), others={9: "Site"})
    assert share.condition(there, "site=NORTH") == Condition("Site", "NORTH")
    assert refs("site=NORTH", of=there) == "1 3"


def test_what_is_no_condition_or_no_column_is_said_with_what_there_is() -> None:
    with pytest.raises(SheetplanError, match="does not say which actions are meant"):
        share.condition(plan(), "PM")
    with pytest.raises(SheetplanError, match=r'no column "Colour"\. Its columns are: .*Responsibility'):
        share.condition(plan(), "Colour=Red")
    asked = share.condition(plan(), "Responsibility=XY")
    assert '"PM"' in str(share.nobody(plan(), [asked]))


def test_conditions_that_are_too_long_to_travel_are_refused() -> None:
    assert len(share.conditions_text([Condition("responsibility", "x" * 240)])) == 255
    with pytest.raises(SheetplanError, match="256 characters long"):
        share.conditions_text([Condition("responsibility", "x" * 241)])


def test_what_an_extract_held_is_known_by_its_conditions() -> None:
    there = plan()
    there = replace(there, archived=there.actions.iloc[[0, 2]], actions=there.actions.iloc[[1, 3, 4, 5]])
    assert share.held(there, share.conditions_from("responsibility=PM")) == {"1", "2", "4"}
    assert share.matching(there, share.conditions_from("responsibility=PM"), "archived") == (0,)


# Lines of the tabs beside a plan


CARE = """
    ref | area | objective | lead | answers
    1 | Falls | Fewer falls | QL | Regulation 12
    2 | Food | Better food | CM | Regulation 14
"""


def beside(**tables: str) -> Plan:
    return plans.plan(CARE, kind="care-improvement", tabs=tables)


def test_lines_go_that_lead_to_nothing_but_actions_that_go() -> None:
    there = beside(
        tasks="ref | task\n1 | Count\n2 | Cook\n1, 2 | Ask both\n | Ask all\n9 | Of nobody here",
        measures="measure | ref\nFalls in a month | 1\nMeals liked | 2",
        readings="measure | reading\nFalls in a month | 5\nMeals liked | 9\nMeals liked | 8",
        coverage="statement | found\nRegulation 12 | Falls\nRegulation 14 | Cold meals\nRegulation 17 | Nothing yet",
        communications="for_whom | told\nAll staff | About the food",
    )
    gone = {
        name: [next(iter(row.values())) for row in there.tabs[name].rows if row["at_row"] in rows]
        for name, rows in share.going(there, {0}, ()).items()
    }
    assert gone == {
        "tasks": ["2", "9"],
        "measures": ["Meals liked"],
        "readings": ["Meals liked", "Meals liked"],
        "coverage": ["Regulation 14"],
    }


def test_where_every_action_stays_every_line_stays() -> None:
    assert share.going(beside(tasks="ref | task\n1 | Count\n2 | Cook\n | Ask all"), {0, 1}, ()) == {}
