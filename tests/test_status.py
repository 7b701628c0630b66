"""How an action stands on a day, at every boundary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans import plan, rows
from sheetplan import status, template
from sheetplan.model import Plan, Status
from sheetplan.walks.understand import understood

DAY = date(2008, 2, 29)
KIND = template.load("peer-review")


def standing(table: str, day: date = DAY, **more: object) -> list[str]:
    """The status words of a plan's actions on the day."""
    return [str(word) for word in _standing(plan(table, on=day, **more))["status"]]


def _standing(judged: Plan) -> pd.DataFrame:
    assert judged.standing is not None
    return judged.standing


# What must not change

DAYS = st.dates(date(2007, 1, 1), date(2009, 12, 31))
WORDS = ["Ongoing", "Soon", "By 29 Feb 2008", "31/09/2008", "From 10 Dec 2007; ongoing through plan", "by early Mar 08"]
DONE = st.one_of(st.none(), DAYS, st.sampled_from(["done", "Withdrawn: not ours", "3/12/07", "N/A"]))
ACTIONS = st.lists(st.tuples(st.one_of(st.none(), st.sampled_from(WORDS), DAYS), DONE), max_size=6)


def _plan(actions: list[tuple[object, object]]) -> Plan:
    made = plan("timescale | achieved\n" + "\n".join("x | x" for _ in actions))
    if actions:
        timescales, achieved = zip(*actions, strict=True)
        cells = {"timescale": pd.Series(timescales, dtype=object), "achieved": pd.Series(achieved, dtype=object)}
        made = replace(made, actions=made.actions.assign(**cells))
    return status.settle_due(understood(made), None)


@given(actions=ACTIONS, day=DAYS)
def test_asking_for_a_day_leaves_the_plan_as_it_was(actions: list[tuple[object, object]], day: date) -> None:
    before = _plan(actions)
    frame = before.actions.copy(deep=True)
    on_day = status.as_of(before, day)
    assert before.standing is None
    pd.testing.assert_frame_equal(before.actions, frame)
    pd.testing.assert_frame_equal(on_day.actions, frame)
    assert list(_standing(status.as_of(on_day, day))["status"]) == list(_standing(on_day)["status"])


@given(actions=ACTIONS, day=DAYS)
def test_every_action_is_counted_once(actions: list[tuple[object, object]], day: date) -> None:
    counts = status.as_of(_plan(actions), day).counts()
    assert sum(counts.values()) == len(actions)
    assert list(counts) == [str(word) for word in Status]


@given(actions=ACTIONS, day=DAYS)
def test_days_overdue_are_given_with_overdue_and_only_then(actions: list[tuple[object, object]], day: date) -> None:
    for row in _standing(status.as_of(_plan(actions), day)).to_dict("records"):
        late = row["status"] is Status.OVERDUE
        assert row["days_overdue"] == ((day - row["due"]).days if late else None)
        assert not late or row["days_overdue"] > 0
        assert row["rag"] == KIND.rag[row["status"]]


# Boundaries


@pytest.mark.parametrize(
    ("due", "expected", "late"),
    [
        (DAY - timedelta(days=81), "Overdue", 81),
        (DAY - timedelta(days=1), "Overdue", 1),
        (DAY, "Due soon", None),
        (DAY + timedelta(days=31), "Due soon", None),
        (DAY + timedelta(days=32), "Not yet due", None),
    ],
)
def test_due_dates_around_the_day(due: date, expected: str, late: int | None) -> None:
    words = f"By {due.day}/{due.month}/{due.year}"
    (row,) = _standing(plan(f"timescale\n{words}", on=DAY)).to_dict("records")
    assert (row["status"], row["days_overdue"], row["due"]) == (expected, late, due)


def test_how_soon_is_soon_is_the_templates_to_say() -> None:
    kind = replace(KIND, due_soon_days=7)
    assert standing("timescale\n7 Mar 2008\n8 Mar 2008", kind=kind) == ["Due soon", "Not yet due"]


STANDS = """
    timescale                              | achieved               | expected
    By 20 Dec 2007                         | 28 Feb 2008            | Complete
    By 20 Dec 2007                         | 29 Feb 2008            | Complete
    By 20 Dec 2007                         | 1 Mar 2008             | Overdue
    By 20 Dec 2007                         | "28/02/08"             | Overdue
    By 20 Dec 2007                         | done                   | Overdue
    By 20 Dec 2007                         | Withdrawn              | Withdrawn
    By 20 Dec 2007                         | withdrawn: not ours    | Withdrawn
    By 20 Dec 2007                         | Withdrawn, see minutes | Withdrawn
    By 20 Dec 2007                         | Withdrawnish           | Overdue
    By 20 Dec 2007                         | n/a: moved             | Withdrawn
    By 20 Dec 2007                         | n/april                | Overdue
    By 20 Dec 2007                         | No  longer required    | Withdrawn
    By 20 Dec 2007                         | not requiring that     | Overdue
    By 20 Dec 2007                         | It was withdrawn       | Overdue
    Ongoing                                |                        | Ongoing
    Ongoing                                | 3 Dec 2007             | Complete
    From 10 Dec 2007; ongoing through plan |                        | Ongoing
    By 9 Jan 2008 and monitored throughout |                        | Overdue
    Soon                                   |                        | No due date
    31/09/2008                             |                        | No due date
                                           |                        | No due date
    3 Mar 2008                             |                        | Due soon
    """


def test_what_people_type_closes_an_action_or_does_not() -> None:
    wrong = [
        (row["timescale"], row["achieved"], row["expected"], word)
        for row, word in zip(rows(STANDS), standing(STANDS), strict=True)
        if row["expected"] != word
    ]
    assert wrong == []


def test_a_status_column_withdraws_but_does_not_complete_where_a_date_is_wanted() -> None:
    table = """
        timescale      | achieved   | status
        By 20 Dec 2007 |            | Withdrawn
        By 20 Dec 2007 |            | withdrawn
        By 20 Dec 2007 |            | Withdrawn by the board
        By 20 Dec 2007 |            | Closed
        By 20 Dec 2007 | 3 Dec 2007 | Open
        By 20 Dec 2007 |            | Ongoing
        """
    assert standing(table) == ["Withdrawn", "Withdrawn", "Overdue", "Overdue", "Complete", "Overdue"]


def test_where_no_column_completes_an_action_a_closed_word_does() -> None:
    kind = replace(KIND, complete_when=())
    assert standing("timescale | status\nSoon | closed\nSoon | Open\nSoon |", kind=kind) == [
        "Complete", "No due date", "No due date",
    ]  # fmt: skip


def test_all_columns_that_complete_an_action_must_be_filled() -> None:
    kind = replace(KIND, complete_when=("achieved", "evaluation"))
    table = """
        timescale | achieved   | evaluation
        Soon      | 3 Dec 2007 | At the meeting
        Soon      | 3 Dec 2007 |
        Soon      |            | At the meeting
        """
    assert standing(table, kind=kind) == ["Complete", "No due date", "No due date"]


def test_the_standing_says_where_its_days_come_from() -> None:
    table = "timescale | due\nby early Mar 08 |\n28 Jan 2008 to May 2008 |\nby early Mar 08 | 12 Mar 2008"
    standings = _standing(plan(table, on=DAY))
    assert list(standings["due"]) == [date(2008, 3, 10), date(2008, 5, 31), date(2008, 3, 12)]
    assert list(standings["start"]) == [None, date(2008, 1, 28), None]
    assert list(standings["precision"]) == ["part", "month", "day"]


def test_an_action_with_several_completion_dates_is_achieved_on_the_last() -> None:
    kind = replace(KIND, complete_when=("achieved", "due"))
    row = {"achieved": date(2007, 12, 3), "due": date(2008, 1, 31)}
    assert status.achieved_on(row, kind, date(2008, 1, 31)) == date(2008, 1, 31)
    assert status.achieved_on(row, kind, date(2008, 1, 30)) is None


# A due date that a person typed

SETTLED = """
    timescale      | at_due      | was_timescale  | was_due     | settled     | why
    By 20 Mar 2008 | 20 Mar 2008 | By 20 Mar 2008 | 20 Mar 2008 | 20 Mar 2008 | as it was written
    By 20 Mar 2008 | 30 Apr 2008 | By 20 Mar 2008 | 20 Mar 2008 | 30 Apr 2008 | typed since
    By 30 May 2008 | 20 Mar 2008 | By 20 Mar 2008 | 20 Mar 2008 |             | only the words changed since
    By 30 May 2008 | 30 Apr 2008 | By 20 Mar 2008 | 20 Mar 2008 | 30 Apr 2008 | both changed
    By 20 Mar 2008 |             | By 20 Mar 2008 | 20 Mar 2008 |             | cleared since
    By 20 Mar 2008 | soon        | By 20 Mar 2008 | 20 Mar 2008 |             | words are no date
    """


@pytest.mark.parametrize("row", rows(SETTLED), ids=lambda row: row["why"])
def test_a_typed_due_date_wins_over_the_words(row: dict[str, object]) -> None:
    now = plan("timescale | at_due\nx | x", understood=True)
    base = plan("timescale | at_due\nx | x", understood=True)
    now.actions.loc[0, ["timescale", "at_due"]] = [row["timescale"], row["at_due"]]
    base.actions.loc[0, ["timescale", "at_due"]] = [row["was_timescale"], row["was_due"]]
    assert status.settle_due(now, base).actions["at_due_settled"].iloc[0] == row["settled"]


def test_without_an_earlier_version_what_stands_there_counts() -> None:
    now = plan("timescale | at_due\nBy 20 Mar 2008 | 30 Apr 2008\nBy 20 Mar 2008 |", understood=True)
    assert list(status.settle_due(now, None).actions["at_due_settled"]) == [date(2008, 4, 30), None]


def test_peoples_own_due_date_column_wins_whatever_stood_there_before() -> None:
    now = plan("timescale | due\nBy 30 May 2008 | 20 Mar 2008", understood=True)
    base = plan("timescale | due\nBy 20 Mar 2008 | 20 Mar 2008", understood=True)
    assert list(status.settle_due(now, base).actions["at_due_settled"]) == [date(2008, 3, 20)]


def test_an_action_that_is_new_since_is_not_compared_with_another() -> None:
    now = plan("action | timescale | at_due\n2. B | By 30 May 2008 | 20 Mar 2008", understood=True)
    base = plan("action | timescale | at_due\n1. A | By 20 Mar 2008 | 20 Mar 2008", understood=True)
    assert list(status.settle_due(now, base).actions["at_due_settled"]) == [date(2008, 3, 20)]


# How fresh a plan is


def test_the_newest_record_is_the_latest_achieved_date_up_to_the_day() -> None:
    table = "achieved\n28 Nov 2007\n3 Dec 2007\n1 Mar 2008\n29/02/2008 done\n"
    archived = "action | achieved\n9. Z | 4 Dec 2007"
    assert status.newest_record(plan(table, on=DAY), DAY) == date(2007, 12, 3)
    assert status.newest_record(plan(table, archived=archived, on=DAY), DAY) == date(2007, 12, 4)
    assert status.newest_record(plan(table, on=DAY), date(2007, 11, 28)) == date(2007, 11, 28)
    assert status.newest_record(plan(table, on=DAY), date(2007, 11, 27)) is None
