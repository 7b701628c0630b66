"""Two whole plans side by side: what is no difference first, then each kind of difference."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import plans
from plans import plan
from sheetplan.diff.rows import out_of_order
from sheetplan.diff.whole import alike, differences, said
from sheetplan.model import Plan, Value
from sheetplan.walks.diff import _day

PLAN = """
    action     | timescale      | evaluation | achieved
    1. Book    | By 30 Nov 2007 | By post    |
    2. Ask     | Ongoing        |            |
    3. Write   | By 20 Mar 2008 | At meeting | 3 Dec 2007
    4. Read    | Ongoing        |            |
    """


def found(before: Plan, after: Plan) -> list[tuple[object, ...]]:
    """Each difference as (ref, column, before, after), or (kind, ref) with where a moved one stood and stands."""
    told: list[tuple[object, ...]] = []
    for one in differences(before, after, _day):
        if one.kind == "changed":
            told.append((one.ref, one.column, one.before, one.after))
        elif one.kind == "moved":
            told.append(("moved", one.ref, one.before, one.after))
        else:
            told.append((one.kind, one.ref))
    return told


def lines(*order: int) -> str:
    """The plan with its actions in this order, by number."""
    head, *rows = PLAN.strip().splitlines()
    return "\n".join([head, *(rows[n - 1] for n in order)])


# What is no difference


def test_a_plan_does_not_differ_from_itself() -> None:
    assert found(plan(PLAN), plan(PLAN)) == []


def test_rows_further_down_are_no_difference() -> None:
    moved = plan(PLAN)
    down = moved.actions.assign(at_row=[row + 5 for row in moved.actions["at_row"]])
    assert found(plan(PLAN), replace(moved, actions=down)) == []


def test_what_the_program_works_out_is_no_difference() -> None:
    table = "action | timescale | at_due | at_status\n1. A | By 20 Mar 2008 | {} | {}"
    assert found(plan(table.format("20 Mar 2008", "Due soon")), plan(table.format("", "Overdue"))) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("By post", " By post\u00a0"),
        (None, "  "),
        (1.0, "1"),
        ("1.50", 1.5),
        (date(2007, 11, 30), "30/11/2007"),
        (date(2007, 11, 30), "30 November 2007"),
        ("30.11.2007", "Friday 30th Nov 2007"),
        ("2007-11-30", date(2007, 11, 30)),
    ],
)
def test_the_same_in_another_form_is_no_difference(before: Value, after: Value) -> None:
    assert alike(before, after, _day)
    assert alike(after, before, _day)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("By post", "by post"),
        (None, 0.0),
        (1.0, "1 or 2"),
        (True, 1.0),
        (date(2007, 11, 30), "By 30/11/2007"),
        (date(2007, 11, 30), "30/11/2007 - completed"),
        (date(2007, 11, 30), "November 2007"),
        ("30/11/2007", "30/11/2008"),
        ("infinity", "Infinity"),
        ("12_000", 12000.0),
    ],
)
def test_what_people_see_otherwise_is_a_difference(before: Value, after: Value) -> None:
    assert not alike(before, after, _day)
    assert not alike(after, before, _day)


# What is one


def test_each_cell_that_changed_is_one() -> None:
    after = PLAN.replace("By post", "By hand").replace("3 Dec 2007", "")
    assert found(plan(PLAN), plan(after)) == [
        ("1", "Evaluation/Monitoring", "By post", "By hand"),
        ("3", "Achieved (Date)", date(2007, 12, 3), None),
    ]


def test_actions_that_came_and_went() -> None:
    after = PLAN.replace("2. Ask ", "5. Sing")
    assert found(plan(PLAN), plan(after)) == [("added", "5"), ("removed", "2")]


def test_archived_and_brought_back_with_what_changed_meanwhile() -> None:
    here, there = plan(PLAN), plan(lines(1, 2, 4), archived="action | achieved\n3. Write | 4 Dec 2007")
    there.archived["evaluation"] = there.archived["evaluation"].astype(object)
    there.archived.loc[0, "evaluation"] = "At meeting"
    there.archived.loc[0, "timescale"] = "By 20 Mar 2008"
    changed = ("3", "Achieved (Date)")
    assert found(here, there) == [("archived", "3"), (*changed, date(2007, 12, 3), date(2007, 12, 4))]
    assert found(there, here) == [("reopened", "3"), (*changed, date(2007, 12, 4), date(2007, 12, 3))]


def test_one_that_was_moved_is_moved_and_the_others_are_not() -> None:
    assert found(plan(lines(1, 2, 3, 4)), plan(lines(4, 1, 2, 3))) == [("moved", "4", "below 3", "first")]
    assert found(plan(lines(1, 2, 3, 4)), plan(lines(2, 3, 1, 4))) == [("moved", "1", "first", "below 3")]


def test_what_stands_below_a_new_one_is_not_moved() -> None:
    after = lines(1, 2, 3, 4).replace("    2. Ask", "    9. New | Ongoing | |\n    2. Ask")
    assert found(plan(PLAN), plan(after)) == [("added", "9")]


def test_a_plan_in_another_order_is_said_once() -> None:
    table = "action\n" + "\n".join(f"{n}. Do it" for n in range(1, 61))
    back = "action\n" + "\n".join(f"{n}. Do it" for n in range(60, 0, -1))
    (only,) = differences(plan(table), plan(back), _day)
    assert (only.kind, only.ref, only.about) == ("moved", "", "The actions stand in another order: 59 of 60 actions.")


def test_another_section_is_a_move_and_another_title_of_it_is_not() -> None:
    def with_sections(*names: str) -> Plan:
        made = plan(PLAN)
        return replace(made, actions=made.actions.assign(at_section=list(names)))

    before = with_sections("Aim A", "Aim A", "Aim B", "Aim B")
    assert found(before, with_sections("Aim A", "Aim B", "Aim B", "Aim B")) == [
        ("moved", "2", 'in "Aim A"', 'in "Aim B"')
    ]
    assert found(before, with_sections("Aim A", "Aim A", "Aim C", "Aim C")) == [("", "Section", "Aim B", "Aim C")]


def test_actions_without_a_ref_are_known_by_their_words() -> None:
    before = plan("action | evaluation\nCall them | By post\nAsk them |")
    after = plan("action | at_ref | evaluation\nAsk them | 7 |\nCall them | | By hand")
    assert found(before, after) == [
        ("moved", "7", "below Call them", "first"),
        ("", "Evaluation/Monitoring", "By post", "By hand"),
    ]


def test_a_ref_that_stands_twice_is_told_apart_by_its_words() -> None:
    before = plan("action | evaluation\n1. Call | By post\n1. Ask | By hand")
    after = plan("action | evaluation\n1. Ask | By hand")
    assert found(before, after) == [("removed", "1")]
    assert said(before, after) == (
        "In the first, ref 1 stands more than once; such actions were told apart by their words.",
    )


def test_columns_that_only_one_side_has_are_said_and_their_cells_compared() -> None:
    before, after = plan(PLAN), plan(PLAN)
    others = [{"Cost": "12"}, {}, {"Cost": None}, {}]
    after = replace(after, others={9: "Cost"}, actions=after.actions.assign(at_others=others))
    assert found(before, after) == [("1", "Cost", None, "12")]
    assert said(before, after) == ('Only the second has the column "Cost".',)


def test_the_cover_and_the_people_key() -> None:
    before = plan(PLAN, cover={"title": "Our plan", "version": "0.1"}, people={"PM": "Project Manager", "RF": "x"})
    after = plan(PLAN, cover={"title": "The plan", "version": "0.2"}, people={"PM": "Programme Manager", "MQ": "y"})
    assert found(before, after) == [
        ("", "Plan", "Our plan", "The plan"),
        ("PM", "Stands for", "Project Manager", "Programme Manager"),
        ("added", "MQ"),
        ("removed", "RF"),
    ]


def test_rows_of_tabs_are_known_by_what_they_begin_with() -> None:
    known = "care-improvement"
    (name, first, second) = ("risks", *[c.field for c in plans.template.load(known).tab("risks").columns[:2]])

    def with_tab(rows: str) -> Plan:
        return plan("action", kind=known, tabs={name: f"{first} | {second}\n{rows}"})

    before = with_tab("R1 | Late\nR2 | Dear\nR3 | Far")
    after = with_tab("R3 | Far\nR1 | Very late\nR4 | Dark")
    assert [(one.kind, one.ref, one.before, one.after) for one in differences(before, after, _day)] == [
        ("changed", "R1", "Late", "Very late"),
        ("added", "R4", None, None),
        ("removed", "R2", None, None),
    ]


@given(st.permutations(range(9)))
def test_the_fewest_moves_are_found(order: list[int]) -> None:
    moved = out_of_order(order)
    rest = [value for at, value in enumerate(order) if at not in moved]
    assert rest == sorted(rest)
    longest = [1] * len(order)
    for at, value in enumerate(order):
        longest[at] = 1 + max((longest[i] for i in range(at) if order[i] < value), default=0)
    assert len(moved) == len(order) - max(longest)
