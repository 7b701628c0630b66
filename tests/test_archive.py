"""Which closed actions leave the plan, which come back, and where to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans import plan
from sheetplan import archive, checks, template
from sheetplan.archive import natural, place_in_order, wants_back
from sheetplan.model import Finding, Level, Plan

DAY = date(2008, 2, 29)
KIND = template.load("peer-review")


def leaving(
    made: Plan,
    day: date = DAY,
    since: Mapping[int, date] | None = None,
    *,
    stays: Collection[int] = (),
    now: bool = False,
) -> list[str | None]:
    """The refs that leave the plan; each closed on its achieved date unless another day is given for its position."""
    achieved = {i: value for i, value in enumerate(made.actions["achieved"]) if isinstance(value, date)}
    found = checks.judge(made, today=day, day=day)
    split = archive.split(made, day, found, closed_since=achieved | dict(since or {}), stays=stays, now=now)
    return [made.actions["at_ref"].iloc[i] for i in split.leave]


CLOSED = """
    action | achieved
    1. A   | 29 Jan 2008
    2. B   | 30 Jan 2008
    3. C   | 28 Feb 2008
    4. D   |
    5. E   | 1 Mar 2008
    6. F   | "28/01/08"
    7. G   | Withdrawn: not ours
    """


# What must stay


def test_open_actions_stay_whatever_is_asked() -> None:
    assert leaving(plan("action | achieved\n1. A |\n2. B | 1 Mar 2008\n3. C | done", on=DAY), now=True) == []


def test_nothing_leaves_where_the_template_never_archives() -> None:
    kind = replace(KIND, archive_after_days=None)
    assert leaving(plan(CLOSED, kind=kind, on=DAY), now=True) == []


def test_nothing_leaves_a_plan_whose_standing_is_not_known() -> None:
    assert archive.split(plan(CLOSED, understood=True), DAY, (), closed_since={}, now=True).leave == ()


def test_one_that_was_brought_back_stays_until_all_are_archived() -> None:
    made = plan(CLOSED, on=DAY)
    assert leaving(made, stays=[0]) == []
    assert leaving(made, stays=[0], now=True) == ["1", "2", "3", "7"]


@pytest.mark.parametrize("code", archive.KEEPS)
def test_what_contradicts_the_closing_keeps_an_action(code: str) -> None:
    made = plan("action | achieved\n1. A | 3 Dec 2007\n2. B | 3 Dec 2007", on=DAY)
    found = Finding(code, Level.MUST_FIX, made.sheet, "AB7", "1", "achieved", "", "")
    since = dict.fromkeys((0, 1), date(2007, 12, 3))
    assert archive.split(made, DAY, [found], closed_since=since).leave == (1,)
    assert archive.split(made, DAY, [found], closed_since=since, now=True).leave == (1,)


def test_other_findings_do_not_keep_an_action() -> None:
    table = "action | timescale | responsibility | achieved\n1. A | Soon | | 3 Dec 2007\n2. B | | ZZ | 3 Dec 2007"
    assert len(checks.judge(plan(table, on=DAY), today=DAY, day=DAY)) == 3
    assert leaving(plan(table, on=DAY)) == ["1", "2"]


def test_a_repeated_ref_keeps_all_that_bear_it() -> None:
    table = "action | achieved\n1. A | 3 Dec 2007\n1. B | 3 Dec 2007\n2. C | 3 Dec 2007"
    assert leaving(plan(table, on=DAY)) == ["2"]


def test_a_continuing_action_stays_until_the_plan_ends() -> None:
    table = "action | timescale | achieved\n1. A | Ongoing | 3 Dec 2007\n2. B | By 30 Nov 2007 | 3 Dec 2007"
    for day, expected in [
        (DAY, ["2"]),
        (date(2008, 10, 31), ["2"]),
        (date(2008, 11, 1), ["1", "2"]),
    ]:
        assert leaving(plan(table, on=day), day) == expected
    endless = replace(plan(table, on=DAY), period=(None, None))
    assert leaving(endless, date(2038, 1, 1)) == ["2"]


def test_a_continuing_action_leaves_when_somebody_closes_it_in_words() -> None:
    table = "action | timescale | achieved | status\n1. A | Ongoing | 3 Dec 2007 | {}"
    assert leaving(plan(table.format('" CLOSED "'), on=DAY)) == ["1"]
    assert leaving(plan(table.format("Open"), on=DAY)) == []


# What leaves


@pytest.mark.parametrize(("days", "leaves"), [(0, False), (30, False), (31, True), (32, True)])
def test_the_days_an_achieved_action_is_still_shown(days: int, *, leaves: bool) -> None:
    since = DAY - timedelta(days=days)
    made = plan("action | achieved\n1. A | 3 Dec 2007", on=DAY)
    assert leaving(made, since={0: since}) == (["1"] if leaves else [])


def test_of_several_those_whose_time_has_come() -> None:
    assert leaving(plan(CLOSED, on=DAY)) == ["1"]
    assert leaving(plan(CLOSED, on=DAY), now=True) == ["1", "2", "3", "7"]


def test_a_withdrawn_action_counts_from_the_day_it_was_first_seen_so() -> None:
    made = plan(CLOSED, on=DAY)
    assert leaving(made, since={6: date(2008, 1, 29)}) == ["1", "7"]
    assert leaving(made, since={6: date(2008, 1, 30)}) == ["1"]


def test_a_closed_action_without_a_ref_leaves_like_the_others() -> None:
    made = plan("action | achieved\nNo number | 3 Dec 2007\nNor here | 3 Dec 2007\n3. C | 3 Dec 2007", on=DAY)
    assert leaving(made) == [None, None, "3"]
    assert leaving(made, stays=[1]) == [None, "3"], "each is known by its place"


def test_a_withdrawn_action_whose_day_nobody_knows_stays_until_all_are_archived() -> None:
    made = plan("action | achieved\n1. A | Withdrawn: not ours\nNo number | N/A", on=DAY)
    assert leaving(made) == []
    assert leaving(made, now=True) == ["1", None]


# What comes back


def test_a_mark_in_the_archive_brings_an_action_back() -> None:
    shelf = "action | reopen\n1. A | Yes\n2. B |\n3. C | no\n4. D | y\n5. E | x"
    made = plan("action", archived=shelf, on=DAY)
    assert archive.split(made, DAY, (), closed_since={}).back == (0, 3)


def test_what_is_marked_comes_back_even_where_nothing_is_archived() -> None:
    made = plan("action", archived="action | reopen\n1. A | Yes", kind=replace(KIND, archive_after_days=None), on=DAY)
    assert archive.split(made, DAY, (), closed_since={}).back == (0,)


@pytest.mark.parametrize("mark", ["Yes", "yes ", "YES", "\u00a0yes", "y", "Ye", True, 1, 1.0, -1.0])
def test_the_templates_word_its_beginning_and_true_values_say_yes(mark: object) -> None:
    assert wants_back(mark, ["Yes"])


@pytest.mark.parametrize(
    "mark", [None, "", "  ", "\u00a0", "No", " no", "N", False, "FALSE", " 0 ", 0, 0.0, float("nan")]
)
def test_a_no_and_a_blank_are_none(mark: object) -> None:
    assert not wants_back(mark, ["Yes"])


@pytest.mark.parametrize("mark", ["please", "please do", "x", "Yes please", "yesterday", "1", "true", date(2008, 2, 1)])
def test_what_is_no_clear_yes_brings_nothing_back(mark: object) -> None:
    assert not wants_back(mark, ["Yes"])


def test_any_of_the_templates_words_says_yes_and_no_other() -> None:
    assert wants_back("re", ["Reopen", "Bring back"])
    assert wants_back("bring  BACK", ["Reopen", "Bring back"])
    assert not wants_back("Yes", ["Reopen", "Bring back"])
    assert not wants_back("Yes", [])


def test_texts_that_say_neither_yes_nor_no_are_listed() -> None:
    shelf = "action | reopen\n1. A | Yes\n2. B |\n3. C | no\n4. D | please\nNo number | x\n6. F | y\n7. G | 1 Feb 2008"
    made = plan("action", archived=shelf, on=DAY)
    assert archive.unclear(made) == (("4", "please"), ("", "x"))


@pytest.mark.parametrize(
    "mark", [None, "", "\u00a0", " No", "n", "FALSE", "0", 0.0, 1.0, True, False, float("nan"), "Yes"]
)
def test_a_yes_a_no_and_a_blank_are_not_unclear(mark: object) -> None:
    made = plan("action", archived="action\n1. A", on=DAY)
    made = replace(made, archived=made.archived.assign(at_reopen=pd.Series([mark], dtype=object)))
    assert archive.unclear(made) == ()


# Order


def test_refs_in_the_order_people_expect() -> None:
    refs = "1 2 9 10 14 14a 14b 14.2 14.10 15 A1 A2 A10 B1".split()
    assert sorted(refs, key=natural) == "1 2 9 10 14 14.2 14.10 14a 14b 15 A1 A2 A10 B1".split()
    assert natural(" 14A ") == natural("14a")


@pytest.mark.parametrize(
    ("refs", "ref", "expected"),
    [
        (["1", "3", "10"], "2", 1),
        (["1", "3", "10"], "11", 3),
        (["1", "3", "10"], "0", 0),
        (["14", "15"], "14a", 1),
        (["14", None, "15"], "14a", 2),
        (["2", None], "3", 2),
        (["1", "2"], "1", 1),
        ([], "1", 0),
        (["5", "1"], "2", 0),
    ],
)
def test_a_row_comes_back_to_its_place(refs: list[str | None], ref: str, expected: int) -> None:
    assert place_in_order(refs, ref) == expected


@given(st.lists(st.integers(1, 200).map(str), unique=True, min_size=1))
def test_what_leaves_an_ordered_plan_comes_back_where_it_was(refs: list[str]) -> None:
    ordered = sorted(refs, key=int)
    for i, ref in enumerate(ordered):
        assert place_in_order([*ordered[:i], *ordered[i + 1 :]], ref) == i
