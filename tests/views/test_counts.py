"""What the Dashboard counts and lists, as its formulas do; these are tried in LibreOffice with the walk."""

from __future__ import annotations

from datetime import date

import pytest

from sheetplan import views
from sheetplan.model import Status, Value
from sheetplan.model.plan_views import Group, OnSheet

KEY = {"PM": "Project Manager", "QL": "Quality lead"}


def action(
    row: int, status: Status = Status.OVERDUE, days: Value = 1, due: Value = None, lead: Value = None
) -> OnSheet:
    return OnSheet(row, str(status), "Red", days, due, {"lead": lead})


def test_the_longest_overdue_come_first_and_of_one_day_the_upper() -> None:
    found = views.overdue([action(2, days=5), action(3, days=80), action(4, days=5), action(5, Status.COMPLETE)], 3)
    assert [one.row for one in found] == [3, 2, 4]


def test_words_in_the_place_of_days_are_in_no_list() -> None:
    assert views.overdue([action(2, days="many")], 3) == []
    assert views.coming([action(2, Status.DUE_SOON, due="in spring")], 3) == []


def test_what_is_due_next_by_its_day() -> None:
    rows = [action(2, Status.NOT_YET_DUE, due=date(2026, 5, 1)), action(3, Status.DUE_SOON, due=date(2026, 4, 1))]
    assert [one.row for one in views.coming([*rows, action(4, due=date(2026, 1, 1))], 5)] == [3, 2]


@pytest.mark.parametrize(
    "lead", ["PM/QL", "PM, QL", "PM & QL", "PM\nQL", "PM and QL", "QL – with PM", "PM (QL)", "pm/ql", "PM+QL;"]
)
def test_an_action_of_two_people_counts_under_both(lead: str) -> None:
    found = views.people([action(2, lead=lead)], "lead", KEY)
    assert {one.label: (one.open, one.overdue) for one in found if one.label in KEY} == {"PM": (1, 1), "QL": (1, 1)}


def test_a_code_is_no_part_of_another() -> None:
    rows = [action(2, lead="PM"), action(3, lead="PMO")]
    found = {one.label: one.open for one in views.people(rows, "lead", KEY)}
    assert found == {"PM": 1, "PMO": 1, "": 0}


def test_a_name_is_no_part_of_a_longer_one() -> None:
    leads = ("Deputy care manager", "Care manager", "Care manager / Deputy care manager", "care manager (nights)")
    found = views.people([action(n, lead=lead) for n, lead in enumerate(leads, start=2)], "lead", KEY)
    assert {one.label: one.open for one in found} == {
        "Deputy care manager": 2,
        "Care manager": 2,
        "care manager (nights)": 1,
        "": 0,
    }


def test_words_are_the_same_in_capitals_and_with_more_spaces() -> None:
    rows = [action(2, lead="Home  care"), action(3, lead="HOME care\u00a0"), action(4, lead=" "), action(5, lead=3.0)]
    assert views.groups(rows, "lead") == (Group("Home care", 2, 2), Group("3", 1, 1), Group("", 1, 1))


def test_twelve_groups_at_most() -> None:
    rows = [action(n, lead=f"Area {n}") for n in range(2, 40)]
    assert len(views.groups(rows, "lead")) == 13


@pytest.mark.parametrize(
    ("counts", "total", "said"),
    [
        ({}, 0, "There are no actions in the plan."),
        ({"Overdue": 1}, 1, "1 of 1 action is overdue, 0 are due soon, and 0 have no due date."),
        (
            {"Overdue": 2, "Due soon": 1, "No due date": 1},
            5,
            "2 of 5 actions are overdue, 1 is due soon, and 1 has no due date.",
        ),
    ],
)
def test_the_sentence(counts: dict[str, int], total: int, said: str) -> None:
    assert views.headline(counts, total) == said
