"""What people changed since the last version, as lines of the Change log."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import logs
import plans
from plans import plan
from sheetplan import history, status, template
from sheetplan.model import Plan
from sheetplan.walks import change_log, understand

DAY = date(2008, 2, 29)
PEER = """
action         | timescale      | evaluation  | achieved
1. Book it     | By 31 Jan 2008 |             |
2. Agree team  | By 3 Mar 2008  | At meetings |
3. Keep a list | Ongoing        |             | 3 Dec 2007
"""


def peer(old: str = "", new: str = "", **more: object) -> Plan:
    return plan(PEER.replace(old, new, 1) if old else PEER, on=DAY, **more)


# What is no change of anybody's


def test_nobody_changed_anything_so_there_is_no_line() -> None:
    assert logs.told(peer(), peer()) == []


@pytest.mark.parametrize(
    ("old", "new"), [("At meetings", "At meetings  "), ("3 Dec 2007", "3 Dec 2007"), ("1. Book it", "1. Book it\\n")]
)
def test_spaces_at_the_end_are_no_change(old: str, new: str) -> None:
    assert logs.told(peer(), peer(old, new)) == []


def test_what_the_program_works_out_is_never_a_line() -> None:
    before = plan("action | at_status | at_days_overdue\n1. A | Overdue | 3", on=DAY)
    after = plan("action | at_status | at_days_overdue\n1. A | Complete | 9", on=date(2008, 4, 1))
    assert logs.told(before, after) == []


def test_another_reading_of_the_same_words_moves_no_date() -> None:
    before = peer()
    read_then = [replace(one, due=date(2008, 1, 1)) for one in before.actions["at_reading"]]
    before = replace(before, actions=before.actions.assign(at_reading=read_then))
    assert logs.told(before, peer()) == []


# What is


def test_each_cell_has_a_line_under_its_own_heading() -> None:
    now = peer("At meetings", "By letter")
    assert logs.told(peer(), now) == ["2 Evaluation/Monitoring: At meetings -> By letter"]


def test_a_date_is_a_date_and_a_cleared_cell_is_blank() -> None:
    assert logs.told(peer(), peer("3 Dec 2007", "")) == ["3 Achieved (Date): 2007-12-03 -> ."]


def test_words_that_move_a_due_date_bring_its_line_too() -> None:
    assert logs.told(peer(), peer("By 31 Jan 2008", "By 8 Feb 2008")) == [
        "1 Timescales/Milestones: By 31 Jan 2008 -> By 8 Feb 2008",
        "1 Due date: 2008-01-31 -> 2008-02-08",
    ]


def test_words_that_leave_the_date_as_it_was_bring_none() -> None:
    assert logs.told(peer(), peer("By 31 Jan 2008", "By end of Jan 2008")) == [
        "1 Timescales/Milestones: By 31 Jan 2008 -> By end of Jan 2008"
    ]


def test_a_due_date_typed_over_ours_is_a_line() -> None:
    table = "action | timescale | at_due | at_status\n1. A | By 31 Jan 2008 | 31 Jan 2008 | Overdue"
    before = status.as_written(plan(table, on=DAY))
    after = understand.standing(plan(table.replace("| 31 Jan", "| 8 Feb"), understood=True), DAY, before)
    assert logs.told(before, after) == ["1 Due date: 2008-01-31 -> 2008-02-08"]


def test_words_typed_over_our_due_date_are_kept() -> None:
    table = "action | timescale | at_due | at_status\n1. A | By 31 Jan 2008 | 31 Jan 2008 | Overdue"
    before = status.as_written(plan(table, on=DAY))
    after = understand.standing(plan(table.replace("| 31 Jan 2008", "| Soon"), understood=True), DAY, before)
    assert logs.told(before, after) == ["1 Due date: 2008-01-31 -> Soon"]


def test_another_period_on_the_cover_moves_dates_without_a_year() -> None:
    table = "action | timescale\n1. A | By 31 Jan"
    before = plan(table, on=DAY)
    after = plan(table, on=DAY, period=(date(2008, 11, 1), date(2009, 10, 31)))
    assert logs.told(before, after) == [
        "1 Due date: 2008-01-31 -> 2009-01-31",
        "- Cover: Plan runs from: 2007-11-01 -> 2008-11-01",
        "- Cover: Plan runs to: 2008-10-31 -> 2009-10-31",
    ]


def test_a_column_of_due_dates_says_itself_when_they_move() -> None:
    table = "ref | due\n1 | 31 Jan 2008"
    before, after = (plan(one, kind="care-improvement", on=DAY) for one in (table, table.replace("31 Jan", "8 Feb")))
    assert logs.told(before, after) == ["1 Due: 2008-01-31 -> 2008-02-08"]


def test_an_action_that_is_new_says_its_words_and_the_date_first_agreed() -> None:
    now = plan(f"{PEER}4. Write | By 30 Mar 2008 | |\n5. Wait | When it is known | |", on=DAY)
    assert logs.told(peer(), now) == [
        r"4 Action added: . -> Write\nDue date: 30 Mar 2008",
        r"5 Action added: . -> Wait\nDue date: –",
    ]


def test_in_the_first_version_every_action_has_a_line_archived_ones_too() -> None:
    lines = logs.told(None, peer(archived="action | timescale\n9. Old | By 1 Dec 2007"))
    assert [line.split(":")[0] for line in lines] == [f"{ref} Action added" for ref in "1239"]


def test_a_removed_action_leaves_its_words() -> None:
    assert logs.told(peer(), peer("3. Keep a list | Ongoing        |             | 3 Dec 2007", "")) == [
        "3 Action removed: Keep a list -> ."
    ]


def test_actions_that_people_moved_by_hand() -> None:
    gone = peer("3. Keep a list | Ongoing        |             | 3 Dec 2007", "", archived="action\n3. Keep a list")
    assert logs.told(peer(), gone)[0] == "3 Archived by hand: . -> ."
    assert logs.told(gone, peer())[0] == "3 Brought back by hand: . -> ."


def test_yes_beside_an_archived_action_is_a_line_once() -> None:
    shelf = "action | reopen\n9. Old | {}"
    before, after = (peer(archived=shelf.format(words)) for words in ("", "Yes"))
    assert logs.told(before, after) == ["9 Archive: Reopen?: . -> Yes"]
    assert logs.told(after, after) == []


def test_the_cover_and_the_role_key_have_lines_and_what_update_fills_there_has_none() -> None:
    cover = {"title": "Plan", "version": "0.1", "plan_start": None, "plan_end": None}
    before = peer(cover=cover)
    after = peer(cover={**cover, "title": "Our plan", "version": "0.2"}, people={**plans.KEY, "QL": "Quality Lead"})
    assert logs.told(before, after) == [
        "- Cover: Plan: Plan -> Our plan",
        "QL Role codes: Stands for: . -> Quality Lead",
    ]


TABLE = "ref | objective\n3a | Train"


def with_tasks(rows: str) -> Plan:
    tabs = {"tasks": f"ref | task | to_whom | done\n{rows}"}
    return plan("ref\n1", kind="care-improvement", on=DAY, tabs=tabs)


def test_rows_of_tabs_are_known_by_what_stands_in_them_and_not_by_their_place() -> None:
    fields = [column.field for column in template.load("care-improvement").tab("tasks").columns][:3]
    names = " | ".join(fields)
    before = {"tasks": f"{names}\n1 | Buy | A\n1 | Sell | B"}
    after = {"tasks": f"{names}\n1 | Sell | C\n1 | Buy | A\n1 | Lend | D"}
    made = [plan("ref\n1", kind="care-improvement", on=DAY, tabs=tabs) for tabs in (before, after)]
    lines = logs.told(*made)
    assert lines[0].startswith("1, Sell Tasks: ")
    assert lines[0].endswith(": B -> C")
    assert [line.split(" Tasks")[0] for line in lines] == ["1, Sell", "1, Lend", "1, Lend", "1, Lend"]


def test_who_supplied_a_cell_can_differ_from_cell_to_cell() -> None:
    now = peer("At meetings", "By letter")
    asked: list[tuple[str, str, str]] = []

    def supplier(frame: str, ref: str, field: str) -> str:
        asked.append((frame, ref, field))
        return "RF"

    (line,) = change_log.since(peer(), now, "0.2", DAY, supplier)
    assert line.supplied_by == "RF"
    assert asked == [("actions", "2", "evaluation")]


def test_a_long_text_fits_its_cell_and_keeps_the_date() -> None:
    text = "1. " + "🙂" * 20000
    (line,) = change_log.since(None, plan(f"action | timescale\n{text} | By 31 Jan 2008", on=DAY), "0.1")
    assert len(str(line.after).encode("utf-16-le")) // 2 <= 32_767
    assert str(line.after).endswith(" …\nDue date: 31 Jan 2008")


WORDS = st.sampled_from(["By 31 Jan 2008", "By 8 Feb 2008", "Ongoing", "By end of March 2008", "Soon"])


@given(before=st.lists(WORDS, min_size=1, max_size=5), data=st.data())
def test_the_dates_that_lines_say_are_those_that_the_plan_had(before: list[str], data: st.DataObject) -> None:
    after = [data.draw(WORDS) for _ in before]
    old, new = (
        plan("action | timescale\n" + "\n".join(f"{i}. A | {words}" for i, words in enumerate(typed, 1)), on=DAY)
        for typed in (before, after)
    )
    unchanged = old.actions.copy()
    lines = change_log.since(old, new, "0.2")
    assert old.actions.equals(unchanged)
    changed = {one.ref for one in lines if one.column == "Timescales/Milestones"}
    assert changed == {str(i) for i, (was, now) in enumerate(zip(before, after, strict=True), 1) if was != now}
    for ref, row in history.rows(new.actions).items():
        dated = [one for one in lines if one.ref == ref and one.column == "Due date"]
        was, now = (history.due_of(history.rows(one.actions)[ref]) for one in (old, new))
        assert [(one.before, one.after) for one in dated] == ([(was, now)] if was != now else [])
        assert row["timescale"] == after[int(ref) - 1]
