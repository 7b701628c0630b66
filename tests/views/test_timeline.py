"""A plan drawn over its months: which marks stand where, what is said beside them, and what there is no room for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetplan import views
from sheetplan.model import Milestone, Period, Status
from sheetplan.model.plan_views import Line, ToDraw

DAY = date(2026, 3, 31)
YEAR: Period = (date(2026, 1, 1), date(2026, 12, 31))
ACTION = ToDraw("1", "Ring them", "PM", Status.NOT_YET_DUE, None, date(2026, 6, 30), None, False, False, None)


def line(period: Period = YEAR, **changes: object) -> Line:
    """The only line of a plan with one action."""
    (found,) = views.timeline([ACTION._replace(**changes)], period, DAY).lines  # type: ignore[arg-type]  # by name
    return found


def drawn(found: Line) -> str:
    """Its marks in one text, a dot where nothing stands."""
    return "".join(mark or "." for mark in found.marks)


# Changes, marks from January to December, When
CASES: tuple[tuple[dict[str, object], str, str], ...] = (
    ({}, ".....D......", "Due 30 Jun 2026"),
    ({"start": date(2026, 4, 1)}, "...––D......", "Apr to Jun 2026, due 30 Jun 2026"),
    ({"start": date(2025, 11, 3)}, "–––––––D......", "Nov 2025 to Jun 2026, due 30 Jun 2026"),
    ({"start": date(2026, 6, 1)}, ".....D......", "Due 30 Jun 2026"),
    ({"about": True}, ".....D......", "Due about 30 Jun 2026"),
    (
        {"status": Status.OVERDUE, "due": date(2026, 1, 10), "days_overdue": 80},
        "DLL.........",
        "Due 10 Jan 2026; overdue 80 days",
    ),
    (
        {"status": Status.OVERDUE, "due": date(2026, 3, 30), "days_overdue": 1},
        "..D.........",
        "Due 30 Mar 2026; overdue 1 day",
    ),
    ({"status": Status.DUE_SOON, "due": DAY}, "..D.........", "Due 31 Mar 2026; today"),
    ({"status": Status.DUE_SOON, "due": date(2026, 4, 1)}, "...D........", "Due 1 Apr 2026; in 1 day"),
    (
        {"status": Status.COMPLETE, "due": date(2026, 2, 1), "achieved": date(2026, 3, 20)},
        ".DA.........",
        "Due 1 Feb 2026; achieved 20 Mar 2026",
    ),
    (
        {"status": Status.COMPLETE, "due": date(2026, 3, 1), "achieved": date(2026, 3, 20)},
        "..DA.........",
        "Due 1 Mar 2026; achieved 20 Mar 2026",
    ),
    ({"status": Status.COMPLETE, "due": None}, "............", "No due date; complete"),
    ({"status": Status.WITHDRAWN}, ".....D......", "Due 30 Jun 2026; withdrawn"),
    ({"status": Status.NO_DUE_DATE, "due": None}, "............", "No due date"),
    ({"status": Status.ONGOING, "due": None, "continues": True}, "..–––––––––»", "Ongoing"),
    (
        {"status": Status.ONGOING, "due": None, "start": date(2026, 2, 2), "continues": True},
        ".––––––––––»",
        "From 2 Feb 2026, ongoing",
    ),
    ({"continues": True}, ".....D–––––»", "Due 30 Jun 2026, then goes on"),
)


@pytest.mark.parametrize(("changes", "marks", "when"), CASES, ids=[when for _, _, when in CASES])
def test_marks_and_words(changes: dict[str, object], marks: str, when: str) -> None:
    found = line(**changes)
    assert (drawn(found), found.when) == (marks, when)


def test_the_months_are_those_of_the_plan_and_of_what_is_due_around_it() -> None:
    months = views.timeline([ACTION._replace(due=date(2027, 2, 1))], YEAR, DAY).months
    assert (months[0], months[-1]) == (date(2026, 1, 1), date(2027, 2, 1))
    assert len(views.timeline([], (None, None), DAY).months) == 6


def test_a_day_that_is_a_slip_stretches_nothing_and_is_still_said() -> None:
    found = views.timeline([ACTION, ACTION._replace(ref="2", due=date(1900, 12, 30))], YEAR, DAY)
    assert found.months[0] == date(2026, 1, 1)
    assert found.lines[1].when == "Due 30 Dec 1900"
    assert found.said == ("1 date outside these months: see When.",)


def test_of_a_very_long_plan_the_months_around_the_day_are_drawn() -> None:
    found = views.timeline([ACTION._replace(due=date(2034, 1, 1))], (date(2020, 1, 1), date(2034, 1, 1)), DAY)
    assert len(found.months) == 60
    assert found.months[0] < DAY < found.months[-1]
    assert found.said == ("1 date outside these months: see When.",)


def test_of_a_plan_long_past_its_own_months_are_drawn() -> None:
    found = views.timeline([ACTION._replace(due=date(2009, 3, 31))], (date(2008, 11, 1), date(2009, 10, 31)), DAY)
    assert (found.months[0], found.months[-1]) == (date(2008, 11, 1), date(2009, 10, 1))
    assert found.said == ("The position date, 31 Mar 2026, is not in these months.",)


def test_of_very_many_lines_the_open_ones_are_drawn() -> None:
    done = [ACTION._replace(ref=f"d{n}", status=Status.COMPLETE) for n in range(600)]
    still = [ACTION._replace(ref=str(n)) for n in range(700)]
    found = views.timeline([*done, *still], YEAR, DAY)
    assert [one.ref for one in found.lines] == [str(n) for n in range(700)]
    assert found.said[0].startswith("600 of 1,300 lines are left out")
    assert len(views.timeline(still * 2, YEAR, DAY).lines) == 1000


def test_a_single_milestone_is_its_action_and_several_have_lines() -> None:
    stone = Milestone("Terms agreed", date(2026, 2, 1), None, Status.OVERDUE, 58, is_next=False)
    assert len(views.timeline([ACTION._replace(milestones=(stone,))], YEAR, DAY).lines) == 1
    reached = replace(stone, text="Team met", achieved=date(2026, 1, 20), status=Status.COMPLETE, days_overdue=None)
    action, first, second = views.timeline([ACTION._replace(milestones=(stone, reached))], YEAR, DAY).lines
    assert not action.is_milestone
    assert (drawn(first), first.when) == (".ML.........", "Due 1 Feb 2026; overdue 58 days")
    assert (drawn(second), second.when) == ("AM..........", "Due 1 Feb 2026; achieved 20 Jan 2026")


days = st.dates(date(2015, 1, 1), date(2040, 12, 31)) | st.none()


@given(st.lists(st.tuples(days, days, days, st.sampled_from(list(Status)), st.booleans()), max_size=6), days, days)
def test_whatever_the_days_are_every_line_has_a_mark_for_each_month(
    rows: list[tuple[date | None, date | None, date | None, Status, bool]], first: date | None, last: date | None
) -> None:
    actions = [
        ACTION._replace(start=start, due=due, achieved=done, status=status, continues=on)
        for start, due, done, status, on in rows
    ]
    found = views.timeline(actions, (first, last), DAY)
    assert 6 <= len(found.months) <= 60
    assert all(
        one < other <= one + timedelta(days=31) for one, other in zip(found.months, found.months[1:], strict=False)
    )
    away = "The position date, 31 Mar 2026, is not in these months."
    assert (date(2026, 3, 1) in found.months) != (away in found.said)
    assert [len(one.marks) for one in found.lines] == [len(found.months)] * len(actions)
