"""What changed between two states of a plan, and what is no change at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans import plan
from sheetplan import diff
from sheetplan.model import Change, Plan, Value

BEFORE = """
    action     | timescale      | evaluation | achieved
    1. Book    | By 30 Nov 2007 | By post    |
    2. Ask     | Ongoing        |            |
    3. Write   | By 20 Mar 2008 | At meeting | 3 Dec 2007
    """


def changes(before: Plan, after: Plan) -> list[tuple[object, ...]]:
    """Each change as (kind, ref) or (ref, field, before, after)."""
    found = diff.between(before, after)
    return [(c.ref, c.field, c.before, c.after) if c.kind == "changed" else (c.kind, c.ref) for c in found]


# What is no change


def test_nothing_changed() -> None:
    assert diff.between(plan(BEFORE), plan(BEFORE)) == ()


def test_moved_rows_are_no_change() -> None:
    lines = BEFORE.strip().splitlines()
    assert diff.between(plan(BEFORE), plan("\n".join([lines[0], *reversed(lines[1:])]))) == ()


def test_computed_columns_are_no_change() -> None:
    before = plan("action | at_due | at_status\n1. A | 20 Mar 2008 | Due soon")
    after = plan("action | at_due | at_status\n1. A | 20 Mar 2008 | Overdue")
    assert diff.between(before, after) == ()


CELL = st.one_of(st.none(), st.text(max_size=20), st.floats(allow_nan=False), st.booleans(), st.dates())


@given(CELL)
def test_a_value_is_the_same_as_itself(value: Value) -> None:
    assert diff.same(value, value)


@given(CELL, CELL)
def test_same_goes_both_ways(one: Value, other: Value) -> None:
    assert diff.same(one, other) == diff.same(other, one)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("By post", "By post  "),
        ("By post", "\u00a0By post\n"),
        ("By post\nor by hand", "By post\r\nor by hand"),
        (None, ""),
        (None, "  "),
        ("", float("nan")),
        (14, 14.0),
        (date(2007, 11, 30), date(2007, 11, 30)),
    ],
)
def test_what_nobody_sees_is_no_change(before: Value, after: Value) -> None:
    assert diff.same(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("By post", "by post"),
        ("By post", "By  post"),
        ("By post", None),
        (None, 0.0),
        ("30 Nov 2007", date(2007, 11, 30)),
        (date(2007, 11, 30), date(2007, 12, 30)),
        (14.0, "14"),
        (False, None),
    ],
)
def test_what_people_would_call_a_change_is_one(before: Value, after: Value) -> None:
    assert not diff.same(before, after)


def test_a_reopen_mark_is_no_change() -> None:
    before = plan("action", archived="action | reopen\n1. A |\n2. B | Yes")
    after = plan("action", archived="action | reopen\n1. A | Yes\n2. B |")
    assert changes(before, after) == []


# What changed


def test_each_cell_that_changed_is_named_with_what_stood_there() -> None:
    after = """
        action     | timescale      | evaluation | achieved
        1. Book    | By 30 Nov 2007 | By post    | 28 Nov 2007
        2. Ask     | By 1 Mar 2008  | New        |
        3. Write   | By 20 Mar 2008 |            | 4 Dec 2007
        """
    assert changes(plan(BEFORE), plan(after)) == [
        ("1", "achieved", None, date(2007, 11, 28)),
        ("2", "timescale", "Ongoing", "By 1 Mar 2008"),
        ("2", "evaluation", None, "New"),
        ("3", "evaluation", "At meeting", None),
        ("3", "achieved", date(2007, 12, 3), date(2007, 12, 4)),
    ]


@pytest.mark.parametrize(
    ("before", "shelf_before", "after", "shelf_after", "expected"),
    [
        ("1 2", "", "1 2 3", "", [("added", "3")]),
        ("1 2", "", "2", "", [("removed", "1")]),
        ("1 2", "", "2", "1", [("archived", "1")]),
        ("2", "1", "1 2", "", [("reopened", "1")]),
        ("2", "1", "2", "1", []),
        ("2", "1", "2", "", [("removed", "1")]),
        ("1 2", "", "2 3", "", [("added", "3"), ("removed", "1")]),
        ("1", "2", "1 2", "2", [("added", "2")]),
        ("1 2", "", "1 2", "2", []),
        ("1 2", "1", "2", "1", [("archived", "1")]),
    ],
)
def test_actions_that_came_went_and_moved(
    before: str, shelf_before: str, after: str, shelf_after: str, expected: list[tuple[str, str]]
) -> None:
    assert changes(_refs(before, shelf_before), _refs(after, shelf_after)) == expected


def _refs(own: str, shelf: str) -> Plan:
    tables = ["action\n" + "\n".join(f"{ref}. Action {ref}" for ref in refs.split()) for refs in (own, shelf)]
    return plan(tables[0], archived=tables[1])


def test_what_changed_on_the_way_to_the_archive_and_back_is_not_lost() -> None:
    here, there = "action | evaluation\n1. A | By post", "action | evaluation\n1. A | By hand"
    in_plan, on_shelf = plan(here), plan("action", archived=there)
    assert changes(in_plan, on_shelf) == [("archived", "1"), ("1", "evaluation", "By post", "By hand")]
    assert changes(on_shelf, in_plan) == [("reopened", "1"), ("1", "evaluation", "By hand", "By post")]


def test_an_edit_in_the_archive_is_a_change() -> None:
    before = plan("action", archived="action | evaluation\n1. A | By post")
    after = plan("action", archived="action | evaluation\n1. A | By hand")
    assert changes(before, after) == [("1", "evaluation", "By post", "By hand")]


def test_repeated_refs_are_told_apart_by_their_order() -> None:
    before = plan("action | evaluation\n1. A | By post\n1. B | By hand\n1. C |")
    after = plan("action | evaluation\n1. A | By post\n1. B | By email\n1. C | New")
    assert changes(before, before) == []
    assert changes(before, after) == [
        ("1 (2)", "evaluation", "By hand", "By email"),
        ("1 (3)", "evaluation", None, "New"),
    ]
    assert changes(plan("action\n1. A"), plan("action\n1. A\n1. A")) == [("added", "1 (2)")]
    assert changes(plan("action\n1. A\n1. A"), plan("action\n1. A")) == [("removed", "1 (2)")]


def others(*cells: dict[str, Value]) -> Plan:
    """Actions 1, 2, ... with these cells in columns that the template does not know."""
    made = plan("action\n" + "\n".join(f"{n}. A" for n, _ in enumerate(cells, start=1)))
    return replace(made, actions=made.actions.assign(at_others=pd.Series(list(cells), dtype=object)))


def test_columns_that_the_template_does_not_know_are_compared_too() -> None:
    before = others({"Cost": 100.0, "Notes": "Seen"}, {"Cost": None, "Notes": "Asked"})
    after = others({"Cost": 120.0, "Notes": "Seen "}, {"Cost": None, "Notes": None})
    assert changes(before, before) == []
    assert changes(before, after) == [("1", "Cost", 100.0, 120.0), ("2", "Notes", "Asked", None)]


def test_a_column_of_their_own_that_came_or_went_is_no_change() -> None:
    assert changes(others({"Cost": 100.0}), others({"Cost": 100.0, "Notes": "Seen"})) == []
    assert changes(others({"Cost": 100.0, "Notes": "Seen"}), others({"Cost": 100.0})) == []


def test_an_action_without_a_ref_is_known_by_its_place() -> None:
    assert changes(plan("action\nNo number"), plan("action\nNo number\nNor here")) == [
        ("added", "row 8 without a ref"),
    ]


def test_a_column_that_is_new_in_the_workbook_is_compared_with_nothing() -> None:
    assert changes(plan("action\n1. A"), plan("action | status\n1. A | Open")) == [("1", "status", None, "Open")]


@given(st.lists(st.sampled_from(["", "By post", "By hand "]), min_size=3, max_size=3))
def test_every_edit_is_found_and_nothing_else(typed: list[str]) -> None:
    before = plan(BEFORE)
    after = replace(before, actions=before.actions.assign(evaluation=pd.Series(typed, dtype=object)))
    expected = [
        Change("changed", str(i), "evaluation", old, new)
        for i, (old, new) in enumerate(zip(["By post", None, "At meeting"], typed, strict=True), start=1)
        if (old or "") != new.strip()
    ]
    assert list(diff.between(before, after)) == expected
