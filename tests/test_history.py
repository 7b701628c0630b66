"""Stories read from a Change log: no more than is known, and all of it."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import logs
from plans import plan
from sheetplan import history, template
from sheetplan.model import Entry, History, Moves, Plan, Story

DAY = date(2008, 2, 29)
KIND = template.load("peer-review")
JAN, FEB, MAR = (date(2008, 1, 31), date(2008, 2, 8), date(2008, 3, 3))
ADDED = r"0.1 | 1 | Action added | | A\nDue date: 31 Jan 2008"
HEAD = "version | ref | column | before | after"


def made(words: str = "By 31 Jan 2008", log: str = "", **more: object) -> Plan:
    table = f"action | timescale | evaluation\n1. A | {words} | {more.pop('reason', '')}"
    read = logs.log(KIND, logs.entries(f"{HEAD}\n{log}")) if log else None
    return plan(table, on=DAY, log=read, **more)


def told(words: str = "By 31 Jan 2008", log: str = "", **more: object) -> History:
    return history.of(made(words, log, **more), DAY)


def story(*args: str, **more: object) -> Story:
    return told(*args, **more).stories[0]


def sentences(one: Story) -> list[str]:
    return [f"{step.version} {step.text}".strip() for step in one.steps]


# No more than is known


def test_a_plan_without_a_log_tells_nothing_of_the_past() -> None:
    found = told()
    assert found.said == ("There is nothing in this plan's Change log yet; update adds to it what people change.",)
    assert found.stories[0].moves == Moves(None, JAN)
    assert sentences(found.stories[0]) == [
        "The Change log does not say when it was first seen.",
        "Status at 29 Feb 2008: Overdue.",
    ]


def test_an_action_that_the_log_knows_only_from_later_has_no_date_first_agreed() -> None:
    one = story("By 3 Mar 2008", "0.3 | 1 | Due date | 8 Feb 2008 | 3 Mar 2008")
    assert one.first is None
    assert (one.moves.first, one.moves.times, one.moves.days) == (None, 1, None)
    assert sentences(one)[0] == "The Change log does not say when it was first seen."


def test_a_log_that_begins_later_than_the_plan_says_so() -> None:
    lines = ({"version": "0.1", "counts": "Overdue 3"}, {"version": "0.2", "counts": "Overdue 3"})
    found = told(log=ADDED.replace("0.1", "0.2"), history_lines=lines)
    assert found.said == ("The Change log begins with version 0.2 (28 Dec 2007); what changed before is not known.",)


@pytest.mark.parametrize(
    "lines", [(), ({"version": "0.1", "counts": "No actions"}, {"version": "0.2", "counts": "x 1"})]
)
def test_a_log_that_begins_with_the_first_actions_lacks_nothing(lines: tuple[dict[str, str], ...]) -> None:
    assert told(log=ADDED.replace("0.1", "0.2"), history_lines=lines).said == ()


def test_tenth_versions_come_after_ninth_ones() -> None:
    lines = ({"version": "0.9", "counts": "Overdue 1"},)
    assert told(log=ADDED.replace("0.1", "0.10"), history_lines=lines).said[0].startswith("The Change log begins with")


def test_a_due_date_that_differs_from_the_logs_is_said_and_not_counted() -> None:
    one = story("By 3 Mar 2008", ADDED)
    assert one.moves.times == 0
    assert "It is due on 3 Mar 2008 now; the Change log has it due on 31 Jan 2008." in sentences(one)


def test_somebody_whose_name_is_not_known_is_not_named() -> None:
    lines = logs.entries(f"{HEAD}\n{ADDED}", by="")
    one = history.of(plan("action\n1. A", on=DAY, log=logs.log(KIND, lines)), DAY).stories[0]
    assert sentences(one)[0] == "0.1 First seen in version 0.1; due on 31 Jan 2008."


# All of it


def test_a_story_from_beginning_to_end() -> None:
    log = f"""{ADDED}
    0.2 | 1 | Timescales/Milestones | By 31 Jan 2008 | By 8 Feb 2008
    0.2 | 1 | Due date | 31 Jan 2008 | 8 Feb 2008
    0.3 | 1 | Evaluation/Monitoring | | Waiting for the group
    0.3 | 1 | Due date | 8 Feb 2008 | 3 Mar 2008
    0.4 | 1 | Evaluation/Monitoring | Waiting for the group |
    0.4 | 1 | Responsibility | PM | RF"""
    one = story("By 3 Mar 2008", log)
    assert sentences(one) == [
        "0.1 First seen in version 0.1, supplied by PM; due on 31 Jan 2008.",
        '0.2 Timescales/Milestones changed from "By 31 Jan 2008" to "By 8 Feb 2008".',
        "0.2 Due date moved from 31 Jan 2008 to 8 Feb 2008, 8 days later.",
        '0.3 Evaluation/Monitoring entered: "Waiting for the group".',
        "0.3 Due date moved from 8 Feb 2008 to 3 Mar 2008, 24 days later.",
        '0.4 Evaluation/Monitoring cleared; it was "Waiting for the group".',
        '0.4 Responsibility changed from "PM" to "RF".',
        "Due date: first agreed 31 Jan 2008, now 3 Mar 2008: moved twice, 32 days later in all.",
        "Status at 29 Feb 2008: Due soon.",
    ]
    assert (one.first.version, one.last_change.column) == ("0.1", "Responsibility")
    assert one.moves == Moves(JAN, MAR, 2, (FEB, MAR), 2, has_reason=True)


def test_archived_and_removed_actions_have_stories_too() -> None:
    log = rf"""{ADDED}
    0.1 | 2 | Action added | | B\nDue date: –
    0.1 | 9 | Action added | | Old\nDue date: 3 Dec 2007
    0.3 | 2 | Action removed | B |"""
    found = told(log=log, archived="action | version | archived_on\n9. Old | 0.2 | 28 Dec 2007")
    assert [(one.ref, one.text) for one in found.stories] == [("1", "A"), ("9", "Old"), ("2", "B")]
    assert sentences(found.stories[1])[-1] == "It is in the archive, since version 0.2 (28 Dec 2007)."
    assert found.stories[1].archived == ("0.2", date(2007, 12, 28))
    assert (found.stories[2].removed, found.stories[2].moves.first) == ("0.3", None)
    assert sentences(found.stories[2]) == [
        "0.1 First seen in version 0.1, supplied by PM; without a due date.",
        "0.3 It was no longer in the plan.",
        "It is no longer in the plan.",
    ]


def test_an_action_that_went_without_a_line_is_said_to_be_gone() -> None:
    found = told(log=rf"{ADDED}\n0.1 | 2 | Action added | | 2. B".replace(r"\n0.1", "\n0.1"))
    assert sentences(found.stories[1])[-1] == "It is no longer in the plan; the Change log does not say since when."


def test_a_log_whose_words_are_not_ours_is_still_read() -> None:
    lines = [Entry("0.1", None, "1", "Somebody's", "a", 3.0, ""), *logs.entries(f"{HEAD}\n{ADDED}")]
    one = history.of(plan("action\n1. A", on=DAY, log=logs.log(KIND, lines)), DAY).stories[0]
    assert sentences(one)[0] == '0.1 Somebody\'s changed from "a" to "3".'


def test_rows_of_tabs_that_belong_to_an_action_are_in_its_story_and_nowhere_else() -> None:
    kind = template.load("care-improvement")
    lines = logs.entries(f"""{HEAD}
    0.1 | 1 | Action added | | A\\nDue date: –
    0.2 | 1, Buy a fridge | Tasks: Done | | 3 Dec 2007
    0.2 | 1, Sell a fridge | Elsewhere: Done | | 3 Dec 2007
    0.2 | | Cover: Plan | Plan | Our plan
    0.3 | 1 | Progress | | Done""")
    found = history.of(plan("ref\n1", kind=kind, on=DAY, log=logs.log(kind, lines)), DAY)
    assert [step.text for step in found.stories[0].steps[1:-1]] == [
        "Tasks: Done entered: 3 Dec 2007.",
        'Progress entered: "Done".',
    ]
    assert [step.text for step in found.beside] == [
        "Elsewhere: Done entered: 3 Dec 2007.",
        'Cover: Plan changed from "Plan" to "Our plan".',
    ]


# How often a date moved, and whether a reason was given

MOVED = f"{ADDED}\n0.2 | 1 | Due date | 31 Jan 2008 | 8 Feb 2008"
MOVES = {
    "nothing moved": ("By 31 Jan 2008", ADDED, (0, None, False)),
    "a move": ("By 8 Feb 2008", MOVED, (1, (JAN, FEB), False)),
    "a reason before": (
        "By 8 Feb 2008",
        MOVED.replace("\n0.2", "\n0.2 | 1 | Evaluation/Monitoring | | Why\n0.3", 1),
        (1, (JAN, FEB), False),
    ),
    "a reason in the same version": (
        "By 8 Feb 2008",
        f"{MOVED}\n0.2 | 1 | Evaluation/Monitoring | | Why",
        (1, (JAN, FEB), True),
    ),
    "a reason afterwards": ("By 8 Feb 2008", f"{MOVED}\n0.3 | 1 | Monitoring | | Why", (1, (JAN, FEB), True)),
    "a reason cleared": ("By 8 Feb 2008", f"{MOVED}\n0.3 | 1 | Monitoring | Why |", (1, (JAN, FEB), False)),
    "put back": ("By 31 Jan 2008", f"{MOVED}\n0.3 | 1 | Due date | 8 Feb 2008 | 31 Jan 2008", (2, None, False)),
    "the second put back": (
        "By 8 Feb 2008",
        f"{MOVED}\n0.3 | 1 | Due date | 8 Feb 2008 | 3 Mar 2008\n0.4 | 1 | Due date | 3 Mar 2008 | 8 Feb 2008",
        (3, (JAN, FEB), False),
    ),
    "taken away and given anew": (
        "By 8 Feb 2008",
        f"{ADDED}\n0.2 | 1 | Due date | 31 Jan 2008 |\n0.3 | 1 | Due date | | 8 Feb 2008",
        (1, (JAN, FEB), False),
    ),
    "a first date is no move": (
        "By 8 Feb 2008",
        ADDED.replace("31 Jan 2008", "–") + "\n0.2 | 1 | Due date | | 8 Feb 2008",
        (0, None, False),
    ),
}


@pytest.mark.parametrize("case", MOVES)
def test_moves(case: str) -> None:
    words, log, expected = MOVES[case]
    known = made(words, log)
    moves = history.moves(known, history.entries(known.log), ())["1"]
    assert (moves.times, moves.last, moves.has_reason) == expected


def test_the_date_that_was_worked_out_goes_before_the_one_that_people_typed() -> None:
    kind = template.load("care-improvement")
    lines = logs.entries(f"""{HEAD}
    0.1 | 1 | Action added | | A\\nDue date: 31 Jan 2008
    0.2 | 1 | Due | 3 Mar 2008 | 4 Apr 2008
    0.2 | 1 | Due date | 31 Jan 2008 | 8 Feb 2008
    0.3 | 1 | Due | 8 Feb 2008 | 3 Mar 2008""")
    known = plan("ref | due\n1 | 3 Mar 2008", kind=kind, on=DAY)
    moves = history.moves(known, lines, ())["1"]
    assert (moves.first, moves.times, moves.last) == (JAN, 2, (FEB, MAR))


def test_a_move_that_no_version_has_yet_counts() -> None:
    known = made("By 3 Mar 2008", MOVED)
    since = logs.entries(f"{HEAD}\n | 1 | Due date | 8 Feb 2008 | 3 Mar 2008")
    moves = history.moves(known, history.entries(known.log), since)["1"]
    assert (moves.times, moves.last, moves.which) == (2, (FEB, MAR), 2)


@pytest.mark.parametrize(("reason", "known"), [("", False), ("Why", True)])
def test_without_the_last_version_a_date_that_is_not_the_logs_has_moved(reason: str, known: bool) -> None:
    there = made("By 8 Feb 2008", ADDED, reason=reason)
    moves = history.moves(there, history.entries(there.log), None)["1"]
    assert (moves.times, moves.last, moves.has_reason) == (1, (JAN, FEB), known)


@given(st.lists(st.dates(date(2008, 1, 1), date(2008, 12, 31)), min_size=1, max_size=8))
def test_days_moved_are_the_sum_of_all_moves(days: list[date]) -> None:
    lines = [Entry("0.1", DAY, "1", "Action added", None, f"1. A\nDue date: {logs.long_day(days[0])}", "")]
    lines += [
        Entry(f"0.{i}", DAY, "1", "Due date", was, now, "")
        for i, (was, now) in enumerate(itertools.pairwise(days), 2)
        if was != now
    ]
    known = plan(f"action | timescale\n1. A | By {logs.long_day(days[-1])}", on=DAY, log=logs.log(KIND, lines))
    moves = history.moves(known, history.entries(known.log), ())["1"]
    assert moves.times == len(lines) - 1
    assert moves.days == sum((now - was).days for was, now in itertools.pairwise(days))
    assert (moves.last is None) == (days[0] == days[-1])


def test_a_line_says_the_same_when_it_is_read_again() -> None:
    lines = logs.entries(f"{HEAD}\n{MOVED}")
    assert history.entries(logs.log(KIND, lines)) == tuple(lines)
