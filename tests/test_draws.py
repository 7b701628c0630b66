"""Rows drawn from tab to tab: once, in order of rank, and what is there already is left alone."""

from __future__ import annotations

from collections.abc import Iterator

import plans
from sheetplan import draws
from sheetplan.model import Plan

CHECKLIST = """statement | drawn_as | priority
Records are kept   | Area for improvement | 3
Staff are trained  | Strength             |
Meetings are held  | area for improvement | 1
Nobody knows       |                      | 2
Costs are known    | Area for improvement | """


def due(
    areas: str | None = None, table: str = "ref | area | action", archived: str = "action"
) -> list[tuple[str, object]]:
    """What is drawn: where to, and the field by which it is known."""
    tabs = {"checklist": CHECKLIST} | ({"areas": areas} if areas else {})
    made = plans.plan(table, archived=archived, kind="collaborative-improvement", tabs=tabs)
    return [(one.draw.into, one.values[one.draw.match]) for one in draws.due(made)]


def test_what_a_plan_has_no_tab_for_draws_nothing() -> None:
    assert draws.due(plans.plan("ref | area | action", kind="collaborative-improvement")) == ()
    assert draws.due(plans.plan()) == ()


def test_in_order_of_priority_and_what_has_none_comes_last() -> None:
    assert due() == [
        ("areas", "Meetings are held"),
        ("areas", "Records are kept"),
        ("areas", "Costs are known"),
        ("strengths", "Staff are trained"),
    ]


def test_what_is_there_already_is_not_drawn_again() -> None:
    there = "area | decision\nmeetings  are held | Proposed\nRecords are kept | Dropped\nCosts are known | Further work"
    assert due(there) == [("strengths", "Staff are trained")]


def test_only_agreed_areas_come_into_the_plan_and_only_once() -> None:
    there = "area | decision | priority\nA | Agreed | 2\nB | Proposed | 1\nC | Agreed | 1\nD | Dropped |"
    drawn = [value for into, value in due(there) if into == "plan"]
    assert drawn == ["C", "A"]
    assert [v for into, v in due(there, "ref | area | action\n1.1 | a | Act") if into == "plan"] == ["C"]


def test_what_a_drawn_row_begins_with_besides() -> None:
    made = plans.plan("ref | area | action", kind="collaborative-improvement", tabs={"checklist": CHECKLIST})
    first = draws.due(made)[0].values
    assert first == {"decision": "Proposed", "area": "Meetings are held", "priority": "1"}


def test_what_was_archived_is_not_drawn_again() -> None:
    there = "area | decision\nA | Agreed"
    assert [v for into, v in due(there, archived="ref | area | action\n1.1 | A | Act") if into == "plan"] == []


def test_what_is_drawn_can_be_drawn_on_in_the_same_go() -> None:
    tabs = {"findings": "indicator | words\n3.1.4 | Out of date", "reviewer": "indicator | met"}
    found = draws.due(plans.plan("indicator", kind="quality-mark", tabs=tabs))
    assert [(one.draw.into, dict(one.values)) for one in found] == [
        ("plan", {"indicator": "3.1.4", "finding": "Out of date"}),
        ("reviewer", {"indicator": "3.1.4"}),
    ]


def earlier(areas: str) -> Plan:
    return plans.plan("ref | area | action", kind="collaborative-improvement", tabs={"areas": areas})


def test_what_stood_there_once_is_not_drawn_again() -> None:
    tabs = {"checklist": CHECKLIST, "areas": "area | decision\nOther words | Proposed"}
    made = plans.plan("ref | area | action", kind="collaborative-improvement", tabs=tabs)
    newest, oldest = earlier("area\nOther words"), earlier("area\nrecords  are kept\nMeetings are held")
    found = [str(one.values[one.draw.match]) for one in draws.due(made, [newest, oldest])]
    assert found == ["Costs are known", "Staff are trained"]


def test_versions_are_looked_at_only_where_something_would_be_drawn() -> None:
    def versions() -> Iterator[Plan]:
        raise AssertionError("a version was read")
        yield

    assert draws.due(plans.plan("ref | area | action", kind="collaborative-improvement"), versions()) == ()
