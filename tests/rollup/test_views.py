"""What a month's report shows, and in what order."""

from __future__ import annotations

from datetime import date

import pytest

from monthly import AUGUST, OCTOBER, SEPTEMBER, came, month, number, refs, state
from sheetplan.model import Line, Rollup, months


def overdue(count: int, *, first: int = 1, due: str = "1 Oct 2026") -> str:
    return "ref | due\n" + "\n".join(f"{first + at} | {due}" for at in range(count))


def ranking(report: Rollup) -> list[str]:
    return [line.name for line in report.views.organisations]


# Organisations are compared only where their plans may be


def test_organisations_that_may_not_be_compared_stand_by_name_whatever_their_figures() -> None:
    report = month(came("Centre", state(OCTOBER, overdue(1))), came("Area", state(OCTOBER, overdue(2))))
    assert ranking(report) == ["Area", "Centre"]
    report = month(came("Centre", state(OCTOBER, overdue(2))), came("Area", state(OCTOBER, overdue(1))))
    assert ranking(report) == ["Area", "Centre"]


def test_those_that_may_be_compared_come_first_the_most_overdue_at_the_top() -> None:
    report = month(
        came("Area", state(OCTOBER, overdue(9)), compared=False),
        came("Branch", state(OCTOBER, overdue(1)), compared=True),
        came("Centre", state(OCTOBER, overdue(3)), compared=True),
        came("County", state(OCTOBER, overdue(3, due="1 Jan 2026")), compared=True),
        came("Assembly", state(OCTOBER, overdue(5)), compared=False),
    )
    assert ranking(report) == ["County", "Centre", "Branch", "Area", "Assembly"], (
        "of two alike the longer overdue is worse"
    )
    assert [line.name for line in report.views.ranked] == ["County", "Centre", "Branch"]
    assert report.views.unranked == 2


def test_one_plan_that_may_not_be_compared_keeps_its_organisation_out() -> None:
    report = month(
        came("Area", state(OCTOBER, overdue(4)), compared=True, file="area-1.xlsx"),
        came("Area", state(OCTOBER, overdue(1)), compared=False, file="area-2.xlsx"),
        came("Branch", state(OCTOBER, overdue(2)), compared=True),
        came("Centre", state(OCTOBER, overdue(1)), compared=True),
    )
    assert ranking(report) == ["Branch", "Centre", "Area"]
    assert report.views.organisations[-1][3:] == (2, 0, False)


def test_where_fewer_than_two_may_be_compared_the_chart_shows_how_long_actions_are_overdue() -> None:
    report = month(
        came("Area", state(OCTOBER, overdue(4, due="1 Jan 2026")), compared=True),
        came("Branch", state(OCTOBER, overdue(1))),
    )
    assert report.views.ranked == ()
    assert report.views.unranked == 0
    title = "4 actions have been overdue for more than 90 days, of 5 that are overdue"
    assert months.said(report.views.overdue_title) == title


def test_a_chart_has_so_many_bars_that_it_can_be_read() -> None:
    many = [came(f"Organisation {at:02}", state(OCTOBER, overdue(at)), compared=True) for at in range(1, 21)]
    report = month(*many)
    assert [line.name for line in report.views.ranked] == [f"Organisation {at:02}" for at in range(20, 8, -1)]
    assert report.views.unranked == 8


# The tables add up


def test_an_organisations_line_is_the_sum_of_its_plans_and_all_are_the_reports_figures() -> None:
    before = state(SEPTEMBER, "ref | due\n1 | 1 Sep 2026\n2 | 1 Dec 2026\n3 | ")
    after = (
        "ref | due | status | achieved\n1 | 1 Sep 2026 | Overdue | \n2 | 1 Dec 2026 | Complete | 9 Oct 2026\n4 | | |"
    )
    after = after.replace("4 | | |", "4 | 2 Nov 2026 | Due soon | ")
    report = month(
        came("Area", state(OCTOBER, after), before, file="area-1.xlsx"),
        came("Area", state(OCTOBER, overdue(2)), file="area-2.xlsx"),
        came("Branch", before, before),
    )
    views = report.views
    wanted = {figure.name for figure in (*views.columns, *(figure for _, figure in views.bridge), *views.ages)}
    assert wanted <= set(report.figures)
    for name in report.figures:
        assert sum(line.counts.get(name, 0) for line in views.plans) == report.figures[name], name
        assert sum(line.counts.get(name, 0) for line in views.organisations) == report.figures[name], name
    assert [(line.name, line.plans, line.absent) for line in views.organisations] == [("Area", 2, 0), ("Branch", 1, 1)]


def bridge(line: Line, report: Rollup) -> list[tuple[str, int]]:
    return [(sign, number(line, figure)) for sign, figure in report.views.bridge]


def test_the_bridge_of_each_plan_goes_from_last_month_to_now() -> None:
    before = state(
        SEPTEMBER,
        """
        ref | due        | status       | achieved
        1   | 1 Dec 2026 | Not yet due  |
        2   | 1 Dec 2026 | Not yet due  |
        3   | 1 Dec 2026 | Not yet due  |
        4   | 1 Sep 2026 | Complete     | 1 Sep 2026
        5   | 1 Dec 2026 | Not yet due  |
        """,
    )
    now = state(
        OCTOBER,
        """
        ref | due        | status       | achieved
        1   | 1 Dec 2026 | Not yet due  |
        2   | 1 Dec 2026 | Complete     | 5 Oct 2026
        3   | 1 Dec 2026 | Withdrawn    |
        4   | 1 Sep 2026 | Overdue      |
        6   | 1 Dec 2026 | Not yet due  |
        7   | 1 Oct 2026 | Complete     | 1 Oct 2026
        """,
    )
    report = month(came("Area", now, before), came("Branch", state(OCTOBER, overdue(2))))
    area, branch = report.views.plans
    assert bridge(area, report) == [("", 4), ("+", 0), ("+", 2), ("+", 1), ("-", 2), ("-", 1), ("-", 1), ("=", 3)]
    assert bridge(branch, report) == [("", 0), ("+", 2), ("+", 0), ("+", 0), ("-", 0), ("-", 0), ("-", 0), ("=", 2)]


def test_what_is_open_in_a_plan_that_was_not_received_is_said_by_itself() -> None:
    held = state(SEPTEMBER, overdue(3))
    report = month(came("Area", held, held), came("Branch", state(OCTOBER, overdue(2))))
    assert report.figures[report.views.held.name] == 3
    assert [number(line, report.views.held) for line in report.views.plans] == [3, 0]


# The lists


@pytest.fixture
def report() -> Rollup:
    before = state(
        SEPTEMBER,
        """
        ref | due         | status      | achieved
        1   | 1 Sep 2026  | Overdue     |
        2   | 1 Oct 2026  | Due soon    |
        3   | 1 Oct 2026  | Due soon    |
        4   | 1 Oct 2026  | Due soon    |
        5   | 5 Dec 2026  | Not yet due |
        6   | 5 Dec 2026  | Not yet due |
        7   | 1 Jan 2026  | Overdue     |
        8   | 5 Dec 2026  | Not yet due |
        """,
    )
    now = state(
        OCTOBER,
        """
        ref | due         | status      | achieved    | moved | reason
        1   | 1 Sep 2026  | Overdue     |             |       |
        2   | 1 Oct 2026  | Complete    | 20 Oct 2026 |       |
        3   | 1 Oct 2026  | Complete    | 2 Aug 2026  |       |
        4   | 1 Oct 2026  | Complete    | 3 Oct 2026  |       |
        5   | 30 Nov 2026 | Due soon    |             | 1     | x
        6   | 31 Dec 2026 | Not yet due |             | 1     |
        7   | 1 Jan 2026  | Overdue     |             |       |
        9   | 1 Nov 2026  | Due soon    |             |       |
        """,
    )
    return month(came("Area", now, before), came("Branch", state(OCTOBER, "ref | due\nB1 | 1 Sep 2026")))


def test_each_list_holds_what_its_figure_counts_and_nothing_else(report: Rollup) -> None:
    views = report.views
    for one in (views.overdue, views.due, views.completed, views.moved, views.changed):
        assert {id(report.actions[at]) for at in one.rows} == {id(row) for row in report.rows(one.figure)}
        assert len(set(one.rows)) == len(one.rows)
        assert set(one.columns) <= set(months.FIELDS)


def test_the_lists_are_in_the_order_in_which_they_are_read(report: Rollup) -> None:
    views = report.views
    assert refs(report, views.overdue.rows) == ["7", "1", "B1"], (
        "the longest overdue first; of two alike the plan above"
    )
    assert refs(report, views.due.rows) == ["9", "5"], "the earliest first, and none after the end of next month"
    assert refs(report, views.completed.rows) == ["4", "2", "3"], "what was done earlier and recorded now comes last"
    assert refs(report, views.moved.rows) == ["6", "5"], "the one moved furthest first"
    assert refs(report, views.changed.rows) == ["B1", "9", "2", "3", "4", "8"], "added, then taken away"


def test_owners_are_counted_only_where_that_is_wanted() -> None:
    plan = came(
        "Area", state(OCTOBER, "ref | due | owner\n1 | 1 Oct 2026 | PM/RF\n2 | 1 Oct 2026 | PM\n3 | 1 Oct 2026 |")
    )
    assert month(plan).views.owners == ()
    views = month(plan, by_owner=True).views
    assert [(line.name, number(line, views.overdue.figure)) for line in views.owners] == [
        ("PM", 2),
        ("RF", 1),
        ("No owner named", 1),
    ]


# What the charts say


def test_a_title_says_what_is_open_and_by_how_much_that_differs() -> None:
    now, before = state(OCTOBER, overdue(3)), state(SEPTEMBER, overdue(1))
    assert (
        months.said(month(came("Area", now, before)).views.status_title) == "3 actions are open, 2 more than last month"
    )
    assert months.said(month(came("Area", now)).views.status_title) == "3 actions are open"
    one = came("Area", state(OCTOBER, overdue(1)), state(SEPTEMBER, overdue(3)))
    assert months.said(month(one).views.status_title) == "1 action is open, 2 fewer than last month"


@pytest.mark.parametrize(
    ("area", "branch", "title"),
    [
        (3, 1, "Area has the most overdue actions: 3 of 4"),
        (2, 2, "Area and Branch have the most overdue actions: 2 each"),
        (0, 0, "No action is overdue"),
    ],
)
def test_a_title_names_the_worst(area: int, branch: int, title: str) -> None:
    plans = [
        came(name, state(OCTOBER, overdue(count)), compared=True)
        for name, count in (("Area", area), ("Branch", branch))
    ]
    report = month(*plans)
    assert months.said(report.views.overdue_title) == title


def test_of_those_that_are_not_compared_a_title_claims_nothing() -> None:
    plans = [came(name, state(OCTOBER, overdue(3 - at)), compared=True) for at, name in enumerate(("Area", "Branch"))]
    report = month(*plans, came("Centre", state(OCTOBER, overdue(9))))
    assert months.said(report.views.overdue_title) == "Of those compared, Area has the most overdue actions: 3"


def test_of_very_many_worst_the_number_is_said() -> None:
    plans = [came(f"Organisation {at}", state(OCTOBER, overdue(2)), compared=True) for at in range(20)]
    said = "20 organisations have the most overdue actions: 2 each"
    assert months.said(month(*plans).views.overdue_title) == said


def test_the_number_of_the_worst_is_a_count_of_its_own_rows() -> None:
    plans = [came(name, state(OCTOBER, overdue(count)), compared=True) for name, count in (("Area", 3), ("Branch", 1))]
    report = month(*plans)
    count = report.views.overdue_title[1]
    assert isinstance(count, months.Count)
    assert [months.value(row, "organisation") for row in report.rows(count.figure)] == ["Area"] * 3


@pytest.mark.parametrize(
    ("due", "title"),
    [
        ("1 Jan 2026", "2 actions have been overdue for more than 90 days, of 2 that are overdue"),
        ("1 Oct 2026", "No action has been overdue for more than 90 days, of 2 that are overdue"),
        ("1 Dec 2026", "No action is overdue"),
    ],
)
def test_a_title_says_for_how_long(due: str, title: str) -> None:
    assert months.said(month(came("Area", state(OCTOBER, overdue(2, due=due)))).views.overdue_title) == title


@pytest.mark.parametrize(
    ("history", "title"),
    [
        ({}, "3 overdue in October 2026; no earlier month is known"),
        ({date(2026, 7, 31): 1}, "Overdue actions rose from 1 in July 2026 to 3 in October 2026"),
        ({date(2026, 7, 31): 5}, "Overdue actions fell from 5 in July 2026 to 3 in October 2026"),
        ({date(2026, 7, 31): 3}, "3 actions are overdue, as many as in July 2026"),
    ],
)
def test_a_title_says_how_it_went(history: dict[date, int], title: str) -> None:
    known = tuple((day, {"Overdue": count}) for day, count in history.items())
    assert month(came("Area", state(OCTOBER, overdue(3)), history=known)).views.trend_title == title


def test_where_there_are_more_plans_now_the_title_says_so() -> None:
    first = came("Area", state(OCTOBER, overdue(1)), history=((AUGUST, {"Overdue": 2}),))
    title = month(first, came("Branch", state(OCTOBER, overdue(4)))).views.trend_title
    assert title == "Overdue actions rose from 2 in August 2026 (1 plan) to 5 in October 2026 (2 plans)"


def test_a_month_without_plans_shows_nothing_and_says_so() -> None:
    views = month().views
    assert views.organisations == views.plans == views.overdue.rows == ()
    assert months.said(views.status_title) == "0 actions are open"
    assert views.trend_title == "No earlier month is known"
