"""What became of each action in a month, and that it adds up whatever the plans hold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monthly import NOVEMBER, OCTOBER, SEPTEMBER, came, month, row, state
from sheetplan import rollup
from sheetplan.model import ActionState, Figure, PlanState, Rollup, Status, months
from sheetplan.rollup import figures

ALL = (*figures.FIXED, figures.due_next_month(OCTOBER, NOVEMBER))


def became(now: str, before: str) -> Rollup:
    return month(came("Area", state(OCTOBER, now), state(SEPTEMBER, before)))


# It adds up


@st.composite
def an_action(draw: st.DrawFn, day: date) -> ActionState:
    ref = draw(st.sampled_from(["", "1", "2", "3", "1 (2)"]))
    text = draw(st.sampled_from(["", "Book", "Ask", "Write"]))
    where = draw(st.sampled_from([months.IN_PLAN, months.IN_PLAN, months.IN_ARCHIVE]))
    closed = where == months.IN_ARCHIVE
    status = draw(st.sampled_from(months.CLOSED if closed else tuple(Status)))
    days = st.dates(date(2026, 1, 1), date(2027, 1, 31))
    due = draw(st.none() | days)
    if status == Status.OVERDUE:
        due = day - timedelta(draw(st.integers(1, 200)))
    return ActionState(
        key="",
        ref=ref,
        text=text,
        owner="PM",
        owners=("PM",),
        where=where,
        status=str(status),
        days_overdue=(day - due).days if status == Status.OVERDUE and due else None,
        due=due,
        first_agreed=draw(st.none() | days),
        times_moved=draw(st.integers(0, 4)),
        has_reason=draw(st.booleans()),
        achieved=draw(st.none() | st.dates(date(2026, 1, 1), day)) if status == Status.COMPLETE else None,
        typed="",
        disagrees=draw(st.booleans()),
    )


@st.composite
def a_state(draw: st.DrawFn, day: date) -> PlanState:
    seen: dict[str, int] = {}
    actions = sorted(draw(st.lists(an_action(day), max_size=7)), key=lambda one: one.where, reverse=True)
    keyed = tuple(one._replace(key=months.key(one.ref, one.text, seen)) for one in actions)
    return PlanState(day, "1.0", keyed, whole_archive=draw(st.booleans()))


pairs = st.tuples(a_state(OCTOBER), st.none() | a_state(SEPTEMBER))
held = a_state(SEPTEMBER).map(lambda one: (one, one))


def in_plan(one: PlanState | None) -> list[ActionState]:
    return [action for action in (one.actions if one else ()) if action.where == months.IN_PLAN]


def is_open(action: ActionState) -> bool:
    return action.status not in months.CLOSED


@given(st.lists(pairs | held, max_size=3))
def test_what_was_open_with_what_was_added_and_without_what_was_taken_is_open(
    states: list[tuple[PlanState, PlanState | None]],
) -> None:
    report = month(*[came(f"Organisation {at}", now, before) for at, (now, before) in enumerate(states)])
    for line in (*report.views.plans, *report.views.organisations):
        step = {"": 1, "+": 1, "-": -1, "=": -1}
        assert sum(step[sign] * line.counts.get(figure.name, 0) for sign, figure in report.views.bridge) == 0, line
    for (now, before), line in zip(states, report.views.plans, strict=True):
        assert line.counts.get(figures.OPEN.name, 0) == sum(map(is_open, in_plan(now)))
        assert line.counts.get(figures.OPEN_BEFORE.name, 0) == sum(map(is_open, in_plan(before)))
        for status in Status:
            assert line.counts.get(figures.NOW[status].name, 0) == sum(one.status == status for one in in_plan(now))
            there = sum(one.status == status for one in in_plan(before))
            assert line.counts.get(figures.BEFORE[status].name, 0) == there, f"{status} last month"


@given(pairs)
def test_no_row_is_counted_twice_by_a_figure_and_each_in_one_status(states: tuple[PlanState, PlanState | None]) -> None:
    report = month(came("Area", *states))
    for one in report.actions:
        for figure in ALL:
            assert sum(months.meets(one, way) for way in figure.ways) <= 1, figure.name
        there = months.value(one, "where") == months.IN_PLAN
        assert sum(months.counts(one, figure) for figure in figures.NOW.values()) == there
        assert sum(months.counts(one, figure) for figure in figures.AGES) == (
            months.value(one, "days_overdue") is not None
        )


@given(pairs)
def test_counting_by_words_gives_what_trying_each_figure_gives(states: tuple[PlanState, PlanState | None]) -> None:
    report = month(came("Area", *states))
    for figure in ALL:
        assert report.figures[figure.name] == len(report.rows(figure)), figure.name


@given(a_state(SEPTEMBER))
def test_a_plan_that_was_not_received_keeps_its_figures_and_nothing_happens_in_it(kept: PlanState) -> None:
    report = month(came("Area", kept, kept))
    (plan,) = report.plans
    assert not plan.received
    assert plan.day == SEPTEMBER
    for status in Status:
        assert report.figures[figures.NOW[status].name] == report.figures[figures.BEFORE[status].name]
    happened = (*figures.ADDED, *figures.TAKEN, figures.CHANGED, figures.MOVED)
    assert [report.figures[figure.name] for figure in happened] == [0] * len(happened)


@given(a_state(OCTOBER), a_state(SEPTEMBER))
def test_the_trend_ends_with_the_reports_own_figures(now: PlanState, before: PlanState) -> None:
    report = month(came("Area", now, before))
    last, this = report.trend[-2:]
    for status in Status:
        assert this.counts.get(str(status), 0) == report.figures[figures.NOW[status].name]
        assert last.counts.get(str(status), 0) == report.figures[figures.BEFORE[status].name]


# What became of an action


def change(report: Rollup, ref: str = "1") -> object:
    return row(report, ref)["change"]


OPEN = "ref | due\n1 | 1 Dec 2026"
DONE = "ref | due | status | achieved\n1 | 1 Dec 2026 | Complete | 9 Oct 2026"
OUT = "ref | due | status\n1 | 1 Dec 2026 | Withdrawn"
NOTHING = "ref | due"


def shelved(table: str) -> str:
    heading, *lines = table.splitlines()
    return "\n".join([f"{heading} | where", *(f"{line} | Archive" for line in lines)])


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (OPEN, OPEN, months.OPEN_AS_BEFORE),
        (OPEN, DONE, months.COMPLETED),
        (OPEN, OUT, months.WITHDRAWN),
        (OPEN, NOTHING, months.REMOVED),
        (OPEN, shelved(DONE), months.COMPLETED),
        (OPEN, shelved(OUT), months.WITHDRAWN),
        (DONE, OPEN, months.REOPENED),
        (shelved(DONE), OPEN, months.REOPENED),
        (DONE, DONE, months.CLOSED_AS_BEFORE),
        (DONE, shelved(DONE), months.CLOSED_AS_BEFORE),
        (DONE, NOTHING, months.CLOSED_AS_BEFORE),
        (NOTHING, OPEN, months.NEW),
        (NOTHING, DONE, months.NEW_COMPLETED),
        (NOTHING, shelved(DONE), months.NEW_COMPLETED),
        (NOTHING, OUT, months.NEW_WITHDRAWN),
    ],
)
def test_what_became_of_it(before: str, now: str, expected: str) -> None:
    assert change(became(now, before)) == expected


def test_what_was_archived_before_has_no_row() -> None:
    assert became(shelved(DONE), shelved(DONE)).actions == ()


def test_what_was_complete_last_month_and_is_archived_now_is_counted_as_it_was_last_month() -> None:
    report = became(shelved(DONE), DONE)
    assert report.figures["complete_last_month"] == 1
    assert report.figures["complete"] == 0
    assert report.figures["completed"] == 0


def test_of_a_plan_seen_for_the_first_time_nothing_is_called_new() -> None:
    table = """
        ref | due        | status   | achieved
        1   | 1 Dec 2026 | Due soon |
        2   | 1 Dec 2026 | Complete | 9 Oct 2026
        3   | 1 Dec 2026 | Complete | 9 Sep 2026
        """
    report = month(came("Area", state(OCTOBER, table)))
    assert [change(report, ref) for ref in "123"] == [
        months.FIRST_SEEN,
        months.FIRST_SEEN_COMPLETED,
        months.CLOSED_AS_BEFORE,
    ]
    assert (report.figures["new"], report.figures["first_seen"], report.figures["completed"]) == (0, 2, 1)


def test_an_archive_of_which_only_a_part_is_known_makes_nothing_new() -> None:
    """A report that is read again does not hold what was archived in earlier months."""
    old = "ref | status | achieved | where\n1 | Complete | 9 Mar 2026 | Archive\n2 | Complete | 9 Oct 2026 | Archive"
    known = state(SEPTEMBER, NOTHING, whole_archive=False)
    report = month(came("Area", state(OCTOBER, old), known))
    assert [months.value(one, "ref") for one in report.actions] == ["2"]
    whole = month(came("Area", state(OCTOBER, old), state(SEPTEMBER, NOTHING)))
    assert whole.figures["new"] == 2


# The same action


def test_a_ref_that_is_used_again_for_something_else_takes_no_action_for_another() -> None:
    before = "ref | text | status | where\n1 | Book | Complete | Archive"
    now = "ref | text | status | where\n1 | Write | Due soon | Plan\n1 | Book | Complete | Archive"
    report = became(now, before)
    assert [months.value(one, "change") for one in report.actions] == [months.NEW]
    assert report.figures["reopened"] == report.figures["completed"] == 0


def test_an_action_keeps_its_story_when_its_words_are_edited_or_it_gets_a_ref() -> None:
    report = became("ref | text | due\n1 | Book it all | 1 Dec 2026", "ref | text | due\n1 | Book it | 1 Dec 2026")
    assert change(report) == months.OPEN_AS_BEFORE
    report = became("ref | text | due\n1 | Book it | 1 Dec 2026", "ref | text | due\n | Book it | 1 Dec 2026")
    assert change(report) == months.OPEN_AS_BEFORE


def test_two_actions_with_the_same_words_and_refs_of_their_own_are_two() -> None:
    report = became("ref | text | due\n2 | Book it | 1 Dec 2026", "ref | text | due\n1 | Book it | 1 Dec 2026")
    assert change(report, "1") == months.REMOVED
    assert change(report, "2") == months.NEW


# Dates


def test_completed_is_held_against_the_date_first_agreed_and_not_against_the_one_it_was_moved_to() -> None:
    now = """
        ref | due         | first       | status   | achieved    | moved
        1   | 31 Oct 2026 | 31 Jul 2026 | Complete | 20 Oct 2026 | 2
        2   | 31 Oct 2026 |             | Complete | 31 Oct 2026 |
        3   | 31 Oct 2026 |             | Complete |             |
        4   |             |             | Complete | 20 Oct 2026 |
        """
    report = became(now, "ref | due\n1 | 31 Oct 2026\n2 | 31 Oct 2026\n3 | 31 Oct 2026\n4 |")
    assert [row(report, ref)["finished"] for ref in "1234"] == [
        months.AFTER,
        months.IN_TIME,
        months.DAY_NOT_SAID,
        months.NO_DATE_AGREED,
    ]
    assert row(report, "1")["days_late"] == (date(2026, 10, 20) - date(2026, 7, 31)).days
    assert report.figures["completed_in_time"] == 1


def test_an_archived_action_has_the_date_first_agreed_that_its_plan_knew() -> None:
    now = "ref | due | status | achieved | where\n1 | 31 Oct 2026 | Complete | 20 Oct 2026 | Archive"
    report = became(now, "ref | due | first | moved\n1 | 31 Oct 2026 | 31 Jul 2026 | 1")
    assert row(report, "1")["first_agreed"] == date(2026, 7, 31)
    assert row(report, "1")["finished"] == months.AFTER


def test_what_was_achieved_in_an_earlier_month_and_is_complete_only_now_is_recorded_late() -> None:
    now = "ref | status | achieved\n1 | Complete | 30 Sep 2026\n2 | Complete | 1 Oct 2026"
    report = became(now, "ref | due\n1 | 1 Dec 2026\n2 | 1 Dec 2026")
    assert [row(report, ref)["recorded_late"] for ref in "12"] == [months.YES, months.NO]
    assert report.figures["recorded_late"] == 1


def test_a_date_has_moved_where_both_months_have_one_and_they_differ() -> None:
    before = "ref | due\n1 | 1 Dec 2026\n2 | 1 Dec 2026\n3 | 1 Dec 2026\n4 |\n5 | 1 Dec 2026"
    now = """
        ref | due         | moved | reason
        1   | 31 Dec 2026 | 1     | x
        2   | 15 Nov 2026 | 1     |
        3   | 1 Dec 2026  | 2     |
        4   | 1 Dec 2026  |       |
        5   |             |       |
        """
    report = became(now, before)
    assert [row(report, ref)["moved"] for ref in "12345"] == [months.YES, months.YES, months.NO, months.NO, months.NO]
    assert [row(report, ref)["reason"] for ref in "123"] == [months.YES, months.NO, None]
    assert (report.figures["moved"], report.figures["moved_without_reason"]) == (2, 1)


def test_an_overdue_action_is_late_against_the_date_first_agreed_on_its_plans_own_day() -> None:
    now = "ref | due | first\n1 | 1 Oct 2026 | 1 Jul 2026\n2 | 1 Dec 2026 | 1 Jul 2026\n3 | 1 Dec 2026 | 1 Dec 2026"
    report = month(came("Area", state(date(2026, 10, 15), now)))
    assert row(report, "1")["days_overdue"] == 14
    assert [row(report, ref)["days_late"] for ref in "123"] == [106, 106, None]


@pytest.mark.parametrize(
    ("due", "counted"),
    [("31 Oct 2026", 0), ("1 Nov 2026", 1), ("30 Nov 2026", 1), ("1 Dec 2026", 0)],
)
def test_due_next_month_is_after_the_months_end_and_up_to_the_end_of_the_next(due: str, counted: int) -> None:
    assert month(came("Area", state(OCTOBER, f"ref | due\n1 | {due}"))).figures["due_next_month"] == counted


def test_days_of_a_month_at_the_turn_of_the_year() -> None:
    days = rollup.days(date(2026, 12, 5), date(2027, 1, 4))
    assert (days.before, days.month, days.end, days.following) == (
        date(2026, 11, 30),
        date(2026, 12, 31),
        date(2026, 12, 31),
        date(2027, 1, 31),
    )
    assert rollup.days(date(2026, 12, 1), date(2026, 12, 5)).end == date(2026, 12, 5)


def test_a_blank_meets_nothing_but_being_otherwise() -> None:
    report = month(came("Area", state(OCTOBER, "ref | due\n1 |")))
    tests = {"=": 0, "<>": 1, ">": 0, ">=": 0, "<": 0, "<=": 0}
    for how, expected in tests.items():
        figure = Figure("one", "One", ((("days_overdue", how, 5),),))  # type: ignore[arg-type]  # as a Test says
        assert len(report.rows(figure)) == expected, how
