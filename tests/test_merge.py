"""Copies folded into their plan: nothing is lost, nothing is invented, and what cannot be known is left to people."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editing import PEOPLE, SHAPES, Expected, Story, found_in, story
from plans import plan
from sheetplan import merge
from sheetplan.model import Copy, Merge, Plan, SheetplanError, Value, records

MERGES = int(os.environ.get("SHEETPLAN_MERGES", "1600"))
"""How many random stories are merged."""
DAY = date(2008, 3, 12)
BASE = """
    action        | timescale      | success     | evaluation | achieved
    1. Book hall  | By 30 Nov 2007 | Hall booked | By post    |
    2. Ask staff  | Ongoing        | All asked   |            |
    3. Write plan | By 20 Mar 2008 | Plan agreed | At meeting | 3 Dec 2007
    4. Train team | By 30 Jun 2008 | All trained | By e-mail  |
    """


def changed(table: str, *changes: tuple[str, str]) -> str:
    """A table with some of its words replaced; each must be there."""
    for before, after in changes:
        assert before in table, before
        table = table.replace(before, after)
    return table


def without(table: str, beginning: str) -> str:
    """A table without the line that begins so."""
    lines = [line for line in table.splitlines() if not line.strip().startswith(beginning)]
    assert len(lines) < len(table.splitlines())
    return "\n".join(lines)


def with_line(table: str, line: str) -> str:
    """A table with a line more at its end."""
    return f"{table.rstrip()}\n    {line}\n"


def fold(master: str | Plan, *copies: str | Plan, base: str | Plan = BASE, **more: Any) -> Merge:
    """The merge of copies of one base: the first is of PEOPLE[0], saved on DAY, the next of PEOPLE[1]."""
    start = plan(base) if isinstance(base, str) else base
    given = [Copy(plan(one) if isinstance(one, str) else one, PEOPLE[i], DAY, start) for i, one in enumerate(copies)]
    return merge.fold(plan(master) if isinstance(master, str) else master, given, **more)


def edits(found: Merge) -> dict[tuple[str, str], Value]:
    return {(one.ref, one.field): one.value for one in found.edits}


def conflicts(found: Merge) -> list[tuple[str, str, str]]:
    return [(one.ref, one.field, one.whose) for one in found.conflicts]


def values(plan: Plan) -> list[list[dict[Any, Any]]]:
    """All that stands in a plan, to compare it with itself later."""
    return [records(plan.actions), records(plan.archived), [dict(r) for read in plan.tabs.values() for r in read.rows]]


# What must not change


def test_nobody_changed_anything() -> None:
    found = fold(BASE, BASE, BASE)
    assert found.is_empty
    assert found.said == ()


@pytest.mark.parametrize(
    "noise",
    [
        pytest.param("\n".join([*BASE.splitlines()[:2], *reversed(BASE.splitlines()[2:])]), id="sorted"),
        pytest.param(changed(BASE, ("By post ", '"By post  "')), id="spaces"),
        pytest.param(changed(BASE, ("3. Write plan", '" 3. Write plan"')), id="space-before"),
    ],
)
def test_what_nobody_sees_changes_nothing(noise: str) -> None:
    assert fold(BASE, noise).is_empty
    assert fold(changed(BASE, ("All asked", "Everybody asked")), noise).is_empty


@pytest.mark.parametrize("seed", range(12))
def test_plans_and_copies_stay_as_they_are(seed: int) -> None:
    told = story(seed)
    everything = [told.master, told.base, *(copy.plan for copy in told.copies)]
    before = [values(one) for one in everything]
    merge.applied(told.master, merge.fold(told.master, told.copies))
    assert [values(one) for one in everything] == before


# Random edits of many people; what must come of them is known from the list of edits alone


def stories(count: int, first: int = 0) -> range:
    return range(first, first + count)


def wanted(told: Story) -> Expected:
    """What must come of a story; the action's number stands before its words where the plan has it there."""
    expected, shape = told.expected(), told.shape
    if shape.numbered:
        expected.edits = {
            (ref, name): f"{ref}. {value}" if name == shape.text else value
            for (ref, name), value in expected.edits.items()
        }
    return expected


def as_seen(found: Merge, told: Story) -> Expected:
    """A merge in the same terms, spaces at the ends of text aside."""
    seen = found_in(found, told.shape)
    seen.edits = {key: value.strip() if isinstance(value, str) else value for key, value in seen.edits.items()}
    return seen


def test_each_edit_arrives_once_or_is_a_conflict() -> None:
    for seed in stories(MERGES):
        told = story(seed, wild=(0.5, 1, 2)[seed % 3])
        seen, expected = as_seen(merge.fold(told.master, told.copies), told), wanted(told)
        for part in ("edits", "conflicts", "gone", "added"):
            assert getattr(seen, part) == getattr(expected, part), f"{part} of story {seed}"


@given(st.integers(min_value=10**6), st.sampled_from(SHAPES), st.integers(1, 9), st.floats(0.2, 3))
@settings(max_examples=60)
def test_each_edit_arrives_whatever_the_plan(seed: int, shape: Any, rows: int, wild: float) -> None:
    told = story(seed, shape, rows=rows, wild=wild)
    assert as_seen(merge.fold(told.master, told.copies), told) == wanted(told)


def test_the_order_of_copies_does_not_matter() -> None:
    for seed in stories(MERGES // 16, 50_000):
        told = story(seed)
        first = merge.fold(told.master, told.copies)
        orders = list(permutations(told.copies))
        for order in orders[:: max(1, len(orders) // 4)]:
            assert merge.fold(told.master, order) == first, f"story {seed}"


def test_merging_twice_changes_nothing() -> None:
    for seed in stories(MERGES // 8, 60_000):
        told = story(seed)
        once = merge.applied(told.master, merge.fold(told.master, told.copies))
        again = merge.fold(once, [replace(copy, base=copy.plan) for copy in told.copies])
        assert again.is_empty, f"story {seed}"
        assert values(merge.applied(once, again)) == values(once), f"story {seed}"


def test_what_somebody_does_after_a_merge_arrives_as_well() -> None:
    for seed in stories(MERGES // 16, 70_000):
        told = story(seed, wild=0.5)
        once = merge.applied(told.master, merge.fold(told.master, told.copies))
        copy = told.copies[0]
        rows = records(copy.plan.actions)
        refs = {row["at_ref"] for row in records(once.actions) if row["at_ref"]}
        at = next((i for i, row in enumerate(rows) if row["at_ref"] in told.base_rows and row["at_ref"] in refs), None)
        if at is None:
            continue
        ref, note = rows[at]["at_ref"], told.shape.note
        notes = list(copy.plan.actions[note])
        notes[at] = f"{str(notes[at] or '').strip()}\nheard since then".strip()
        later = replace(copy.plan, actions=copy.plan.actions.assign(**{note: notes}))
        found = merge.fold(once, [replace(copy, plan=later, base=copy.plan)])
        assert [(one.ref, one.field) for one in found.edits] == [(ref, note)], f"story {seed}"
        assert str(found.edits[0].value).count("heard since then") == 1
        assert found.conflicts == ()
        assert found.added == ()


# One cell


def test_a_cell_that_one_copy_changed_is_taken() -> None:
    found = fold(changed(BASE, ("All asked", "Everybody asked")), changed(BASE, ("Plan agreed", "Plan sent out")))
    assert [(e.frame, e.position, e.ref, e.field, e.before, e.value, e.whose) for e in found.edits] == [
        ("actions", 2, "3", "success", "Plan agreed", "Plan sent out", ("A. Chair",))
    ]
    assert found.conflicts == ()


def test_the_same_in_several_copies_is_taken_once_and_says_whose() -> None:
    copy = changed(BASE, ("Plan agreed", "Plan sent out"))
    (edit,) = fold(BASE, copy, copy).edits
    assert edit.whose == ("A. Chair", "B. Lead")


def test_the_same_in_plan_and_copy_is_nothing() -> None:
    copy = changed(BASE, ("Plan agreed", "Plan sent out"))
    assert fold(copy, copy).is_empty


def test_different_in_plan_and_copy_is_a_conflict_and_the_plan_keeps_its_own() -> None:
    found = fold(changed(BASE, ("Plan agreed", "Plan read")), changed(BASE, ("Plan agreed", "Plan sent")))
    assert found.edits == ()
    (one,) = found.conflicts
    assert (one.ref, one.field, one.column) == ("3", "success", "Success Criteria/Target")
    assert (one.was, one.master, one.copy, one.whose, one.settled) == (
        "Plan agreed",
        "Plan read",
        "Plan sent",
        "A. Chair",
        "",
    )


def test_copies_that_say_different_things_are_a_conflict_each() -> None:
    found = fold(BASE, changed(BASE, ("Plan agreed", "Read")), changed(BASE, ("Plan agreed", "Sent")))
    assert found.edits == ()
    assert conflicts(found) == [("3", "success", "A. Chair"), ("3", "success", "B. Lead")]


def test_copies_that_agree_are_taken_where_one_of_them_saw_what_the_plan_says() -> None:
    new, newest = changed(BASE, ("Plan agreed", "Read")), changed(BASE, ("Plan agreed", "Sent"))
    old_copy, new_copy = Copy(plan(newest), "A", DAY, plan(BASE)), Copy(plan(newest), "B", DAY, plan(new))
    assert edits(merge.fold(plan(new), [old_copy, new_copy])) == {("3", "success"): "Sent"}
    assert conflicts(merge.fold(plan(new), [old_copy])) == [("3", "success", "A")]


def test_a_cell_that_was_emptied_is_empty() -> None:
    assert edits(fold(BASE, changed(BASE, ("Plan agreed", "")))) == {("3", "success"): None}


def test_a_date_in_another_form_is_no_change_and_another_date_is_one() -> None:
    assert edits(fold(BASE, changed(BASE, ("3 Dec 2007", "4 Dec 2007")))) == {("3", "achieved"): date(2007, 12, 4)}


# Narrative columns


@pytest.mark.parametrize(
    ("master", "copy", "result"),
    [
        ("By post", "By post\\nrang them", "By post\nrang them"),
        ("By post\\nall came", "By post\\nrang them", "By post\nall came\nA. Chair, 12 Mar 2008: rang them"),
        ("By post\\nall came", "Rang them. By post", "By post\nall came\nA. Chair, 12 Mar 2008: Rang them."),
        (
            "By post\\nall came",
            "first By post then wrote",
            "By post\nall came\nA. Chair, 12 Mar 2008: first\nthen wrote",
        ),
        ("By post\\nall came", "Quite another way", "By post\nall came\nA. Chair, 12 Mar 2008: Quite another way"),
        ("By post\\nall came", "By post\\nall came\\nand left", "By post\nall came\nand left"),
        ("By post\\nall came", "By postal order", "By post\nall came\nA. Chair, 12 Mar 2008: By postal order"),
        ("", "By post\\nrang them", "A. Chair, 12 Mar 2008: rang them"),
        ("By", "By post\\nrang them", "By\nA. Chair, 12 Mar 2008: rang them"),
    ],
)
def test_what_is_added_to_a_narrative_column_is_kept(master: str, copy: str, result: str) -> None:
    found = fold(changed(BASE, ("By post ", master + " ")), changed(BASE, ("By post ", copy + " ")))
    assert edits(found) == {("1", "evaluation"): result}
    assert found.conflicts == ()


def test_what_the_plan_says_already_is_not_added_again() -> None:
    found = fold(
        changed(BASE, ("By post ", "By post, and all came ")), changed(BASE, ("By post ", "By post\\nall came "))
    )
    assert found.is_empty


def test_an_addition_of_several_stands_once_with_all_names_in_order_of_days() -> None:
    base = plan(BASE)
    says = {"D": "By post\\nrang", "C": "By post\\nrang", "B": "By post\\nwrote"}
    days = {"D": date(2008, 3, 2), "C": date(2008, 3, 3), "B": date(2008, 3, 1)}
    copies = [Copy(plan(changed(BASE, ("By post ", text + " "))), who, days[who], base) for who, text in says.items()]
    assert edits(merge.fold(base, copies)) == {
        ("1", "evaluation"): "By post\nB, 1 Mar 2008: wrote\nC and D, 2 Mar 2008: rang"
    }


def test_words_that_one_takes_out_while_another_adds_are_a_conflict() -> None:
    found = fold(changed(BASE, ("By post ", "By post, twice ")), changed(BASE, ("By post ", "")))
    assert found.edits == ()
    assert conflicts(found) == [("1", "evaluation", "A. Chair")]


def test_what_is_more_than_a_cell_holds_is_a_conflict() -> None:
    found = fold(changed(BASE, ("By post ", "m" * 20_000)), changed(BASE, ("By post ", "c" * 20_000)))
    assert found.edits == ()
    assert conflicts(found) == [("1", "evaluation", "A. Chair")]


# Deleted, closed, re-dated


def test_an_action_that_is_deleted_in_a_copy_leaves() -> None:
    (one,) = fold(BASE, without(BASE, "4.")).gone
    assert (one.position, one.ref, one.whose) == (3, "4", ("A. Chair",))


def test_deleted_in_a_copy_and_edited_in_the_plan_is_a_conflict() -> None:
    found = fold(changed(BASE, ("All trained", "Most trained")), without(BASE, "4."))
    assert found.gone == ()
    (one,) = found.conflicts
    assert (one.ref, one.field, one.master, one.copy) == ("4", "", "Train team", None)


def test_deleted_in_the_plan_and_edited_in_a_copy_is_a_conflict() -> None:
    found = fold(without(BASE, "4."), changed(BASE, ("All trained", "Most trained")))
    assert found.edits == ()
    (one,) = found.conflicts
    assert (one.ref, one.field, one.was, one.master) == ("4", "", "Train team", None)
    assert "Most trained" in str(one.copy)


def test_deleted_in_one_copy_and_edited_in_another_is_a_conflict_and_the_edit_is_taken() -> None:
    found = fold(BASE, without(BASE, "4."), changed(BASE, ("All trained", "Most trained")))
    assert found.gone == ()
    assert edits(found) == {("4", "success"): "Most trained"}
    assert conflicts(found) == [("4", "", "A. Chair")]


def test_deleted_in_the_plan_and_untouched_in_a_copy_is_nothing() -> None:
    assert fold(without(BASE, "4."), BASE).is_empty


def test_what_an_extract_was_never_given_was_not_deleted() -> None:
    lines = BASE.splitlines()
    extract = Copy(plan("\n".join(lines[:3])), "PM", DAY, plan(BASE), holds=frozenset({"1", "2"}))
    found = merge.fold(plan(BASE), [extract])
    assert [one.ref for one in found.gone] == ["2"]
    assert found.conflicts == ()


CLOSED = changed(BASE, ("By e-mail  |", "By e-mail  | 2 Feb 2008"))
DATED = changed(BASE, ("By 30 Jun 2008", "By 31 Jul 2008"))


def test_closed_in_the_plan_and_redated_in_a_copy() -> None:
    found = fold(CLOSED, DATED)
    assert found.edits == ()
    assert conflicts(found) == [("4", "timescale", "A. Chair")]


def test_redated_in_the_plan_and_closed_in_a_copy() -> None:
    found = fold(DATED, CLOSED)
    assert found.edits == ()
    assert conflicts(found) == [("4", "achieved", "A. Chair")]


def test_closed_in_one_copy_and_redated_in_another() -> None:
    more = changed(DATED, ("All trained", "Most trained"))
    found = fold(BASE, CLOSED, more)
    assert edits(found) == {("4", "success"): "Most trained"}
    assert sorted(conflicts(found)) == [("4", "achieved", "A. Chair"), ("4", "timescale", "B. Lead")]


def test_closed_and_redated_in_the_same_copy_is_taken() -> None:
    both = changed(CLOSED, ("By 30 Jun 2008", "By 31 Jul 2008"))
    assert edits(fold(BASE, both)) == {("4", "achieved"): date(2008, 2, 2), ("4", "timescale"): "By 31 Jul 2008"}


def test_our_own_due_date_that_people_typed_is_a_date_too() -> None:
    base = "action | timescale | achieved | at_due\n1. A | Soon | |\n2. B | Soon | | 3 Mar 2008"
    typed = changed(base, ("3 Mar 2008", "4 Apr 2008"))
    assert edits(fold(base, typed, base=base)) == {("2", "at_due"): date(2008, 4, 4)}
    closed = changed(base, ("2. B | Soon | |", "2. B | Soon | 1 Mar 2008 |"))
    assert conflicts(fold(closed, typed, base=base)) == [("2", "at_due", "A. Chair")]


def test_a_due_date_that_follows_from_words_in_a_copy_that_was_updated_is_not_taken_for_typed() -> None:
    base = "action | timescale | achieved | at_due\n1. A | By 3 Mar 2008 | | 3 Mar 2008\n2. B | Soon | | 9 Mar 2008"
    moved = changed(base, ("By 3 Mar 2008 | | 3 Mar 2008", "By 5 May 2008 | | 5 May 2008"), ("9 Mar", "8 Mar"))
    found = fold(base, plan(moved, version="0.4"), base=plan(base, version="0.3"))
    assert edits(found) == {("1", "timescale"): "By 5 May 2008", ("2", "at_due"): date(2008, 3, 8)}


# Archived meanwhile


HEAD, *REST = BASE.strip().splitlines()
ARCHIVED = plan("\n".join([HEAD, *REST[:2], REST[3]]), archived=f"{HEAD}\n{REST[2]}")


def test_late_evidence_joins_its_archived_row() -> None:
    found = fold(ARCHIVED, changed(BASE, ("At meeting", "At meeting\\nminutes signed")))
    assert [(e.frame, e.position, e.ref, e.value) for e in found.edits] == [
        ("archived", 0, "3", "At meeting\nminutes signed")
    ]


def test_a_new_date_for_an_archived_action_is_a_conflict() -> None:
    found = fold(ARCHIVED, changed(BASE, ("By 20 Mar 2008", "By 20 Jul 2008")))
    assert found.edits == ()
    assert [(c.ref, c.frame, c.field) for c in found.conflicts] == [("3", "archived", "timescale")]


def test_a_wish_to_reopen_arrives() -> None:
    base = plan("action", archived="action | reopen\n1. A |\n2. B |")
    copy = plan("action", archived="action | reopen\n1. A |\n2. B | Yes")
    (edit,) = fold(base, copy, base=base).edits
    assert (edit.frame, edit.position, edit.field, edit.value) == ("archived", 1, "at_reopen", "Yes")


def test_archived_by_hand_in_a_copy_is_said() -> None:
    found = fold(BASE, ARCHIVED)
    assert found.is_empty
    assert found.said[0].endswith("there: 3.")


def test_brought_back_by_hand_in_a_copy_is_said() -> None:
    found = fold(ARCHIVED, BASE, base=ARCHIVED)
    assert found.is_empty
    assert "brought back" in found.said[0]
    assert "Reopen?" in found.said[0]


def test_deleted_in_a_copy_and_archived_in_the_plan_stays_and_is_said() -> None:
    found = fold(ARCHIVED, without(BASE, "3."))
    assert found.is_empty
    assert found.said == ("A. Chair: actions that the copy no longer has stay on the Archive tab: 3.",)


# New actions


def test_a_new_action_is_added_below_the_one_it_stands_below() -> None:
    lines = BASE.rstrip().splitlines()
    copy = "\n".join([*lines[:4], "    Order chairs | By 3 Mar 2008 | | |", *lines[4:]])
    (one,) = fold(BASE, copy).added
    assert (one.ref, one.after, one.whose, one.values["action"]) == ("", "2", ("A. Chair",), "Order chairs")


def test_two_people_who_give_one_ref_to_two_actions_both_stay() -> None:
    one, other = with_line(BASE, "5. Order chairs | | | |"), with_line(BASE, "5. Paint hall | | | |")
    found = fold(BASE, one, other, next_ref=lambda used: str(1 + max(map(int, used))))
    assert [(a.ref, a.values["action"]) for a in found.added] == [("5", "5. Order chairs"), ("6", "6. Paint hall")]
    (settled,) = found.conflicts
    assert (settled.ref, settled.whose) == ("5", "B. Lead")
    assert "ref 6" in settled.settled


def test_a_ref_that_the_plan_gave_meanwhile_or_once_gave_is_not_given_again() -> None:
    copy = with_line(BASE, "5. Order chairs | | | |")
    for found in (fold(with_line(BASE, "5. Paint hall | | | |"), copy), fold(BASE, copy, ever_used={"5"})):
        (one,) = found.added
        assert (one.ref, one.values["action"]) == ("", "Order chairs")
        assert [(c.ref, c.whose, bool(c.settled)) for c in found.conflicts] == [("5", "A. Chair", True)]


def test_the_same_new_action_of_two_people_is_one() -> None:
    one = with_line(BASE, "5. Order chairs | Ongoing | Chairs there | |")
    other = with_line(BASE, "5. Order chairs | By 1 May 2008 | | Rang shop |")
    found = fold(BASE, one, other)
    (new,) = found.added
    assert new.whose == ("A. Chair", "B. Lead")
    assert (new.values["success"], new.values["evaluation"]) == ("Chairs there", "Rang shop")
    assert conflicts(found) == [("5", "timescale", "B. Lead")]


def test_the_same_new_action_in_plan_and_copy_is_one() -> None:
    one = with_line(BASE, "5. Order chairs | Ongoing | | |")
    found = fold(one, changed(one, ("Ongoing | | |", "Ongoing | Chairs there | |")), base=BASE)
    assert found.added == ()
    assert edits(found) == {("5", "success"): "Chairs there"}


@pytest.mark.parametrize("words", ["Order chairs", "Order the chairs"])
@pytest.mark.parametrize("number", ["5. ", ""])
def test_what_is_typed_later_beside_an_action_that_got_another_ref_finds_it(number: str, words: str) -> None:
    merged = with_line(BASE, f"{number}Order chairs | Ongoing | | |")
    later = with_line(BASE, f"{number}Order chairs | Ongoing | Chairs there | |")
    master = with_line(with_line(BASE, "5. Paint hall | Ongoing | | |"), f"6. {words} | Ongoing | | |")
    found = fold(master, later, base=merged)
    assert edits(found) == {("6", "success"): "Chairs there"}
    assert (found.added, found.gone, found.conflicts) == ((), (), ())


# Refs that were retyped, stand twice, or are gone


CARE = "ref | objective | tasks | status"
DOTTED = (
    f"{CARE}\n1.1 | Fewer falls | Walk round | Open\n1.10 | More staff | Advertise | Open\n"
    "2 | Safe store | Lock it | Open"
)


def care(table: str) -> Plan:
    return plan(table, kind="care-improvement")


@pytest.mark.parametrize(
    ("before", "after"),
    [("1.10 |", "1.1 |"), ("2 |", "02 |"), ("2 |", "2.0 |"), ("2 |", '" 2 " |'), ("2 | Safe", " | Safe")],
)
def test_a_ref_that_was_retyped_is_known(before: str, after: str) -> None:
    copy = changed(DOTTED, ("\n" + before, "\n" + after), ("Advertise", "Ask agency"), ("Lock it", "Key it"))
    found = fold(care(DOTTED), care(copy), base=care(DOTTED))
    assert edits(found) == {("1.10", "tasks"): "Ask agency", ("2", "tasks"): "Key it"}
    assert (found.gone, found.added, found.conflicts) == ((), (), ())


def test_a_ref_that_was_retyped_is_known_by_nearly_the_same_words() -> None:
    base = changed(DOTTED, ("More staff", "More staff in the mornings"))
    found = fold(care(base), care(changed(base, ("1.10 | More", "1.1 | Enough"))), base=care(base))
    assert edits(found) == {("1.10", "objective"): "Enough staff in the mornings"}
    assert (found.gone, found.added, found.conflicts) == ((), (), ())


def test_a_ref_that_was_retyped_beside_quite_other_words_is_not_guessed_at() -> None:
    found = fold(care(DOTTED), care(changed(DOTTED, ("2 | Safe store", "02 | Music"))), base=care(DOTTED))
    assert (found.edits, found.gone, found.added) == ((), (), ())
    assert [(c.ref, bool(c.settled)) for c in found.conflicts] == [("2", True)]


def test_the_tenth_of_a_section_is_another_than_its_first() -> None:
    base = f"{CARE}\n1.1 | Fewer falls | Walk round | Open\n1.9 | More staff | Advertise | Open"
    found = fold(care(base), care(f"{base}\n1.10 | Safe store | Lock it | Open"), base=care(base))
    assert [one.ref for one in found.added] == ["1.10"]
    assert found.conflicts == ()


def test_a_retyped_ref_is_said_with_its_cell() -> None:
    found = fold(care(DOTTED), care(changed(DOTTED, ("1.10 |", "1.1 |"))), base=care(DOTTED))
    assert "Action plan!A8" in found.said[0]
    assert "1.10" in found.said[0]


def test_a_row_that_was_copied_within_a_copy_is_another_action() -> None:
    found = fold(BASE, with_line(BASE, "4. Train volunteers | | | |"))
    assert found.edits == ()
    assert [a.values["action"] for a in found.added] == ["Train volunteers"]
    assert [(c.ref, bool(c.settled)) for c in found.conflicts] == [("4", True)]


def test_of_two_rows_that_could_be_the_action_nothing_is_taken() -> None:
    copy = changed(with_line(BASE, REST[3].strip().replace("All", "None")), ("Book hall", "Book big hall"))
    found = fold(BASE, copy)
    assert edits(found) == {("1", "action"): "1. Book big hall"}
    assert (found.gone, found.added) == ((), ())
    (one,) = found.conflicts
    assert (one.ref, bool(one.settled)) == ("4", True)
    assert "A10, Action plan!A11" in one.about


def test_a_copy_that_was_numbered_anew_is_known_by_its_words() -> None:
    anew = changed(BASE, ("4. T", "5. T"), ("3. W", "4. W"), ("2. A", "3. A"), ("1. B", "2. B"))
    first = changed(anew, ("2. Book", "1. Quite new and first | | | |\n    2. Book"), ("All asked", "Everybody asked"))
    found = fold(BASE, first)
    assert edits(found) == {("2", "success"): "Everybody asked"}
    assert [one.values["action"] for one in found.added] == ["Quite new and first"]
    assert found.gone == ()
    assert [(c.ref, bool(c.settled)) for c in found.conflicts] == [("1", True)]


def test_a_copy_in_which_one_column_was_sorted_alone_is_refused_with_the_cells() -> None:
    alone = changed(
        DOTTED,
        ("Fewer falls", "Safe store x"),
        ("Safe store |", "More staff |"),
        ("More staff | A", "Fewer falls | A"),
        ("Safe store x", "Safe store"),
    )
    with pytest.raises(SheetplanError) as refused:
        fold(care(DOTTED), care(alone), base=care(DOTTED))
    assert "Action plan!A7, Action plan!A8, Action plan!A9" in refused.value.reason


def test_a_column_whose_cells_were_moved_down_alone_is_no_new_numbering() -> None:
    down = changed(
        f"{DOTTED}\n | Safe store | |",
        ("Fewer falls |", "First of all |"),
        ("More staff |", "Fewer falls |"),
        ("Safe store | Lock", "More staff | Lock"),
    )
    with pytest.raises(SheetplanError):
        fold(care(DOTTED), care(down), base=care(DOTTED))


def test_many_deleted_actions_and_a_few_new_ones_are_no_reason_to_refuse() -> None:
    copy = with_line(with_line("\n".join(BASE.splitlines()[:3]), "8. Paint it | | | |"), "9. Sell it | | | |")
    assert [one.ref for one in fold(BASE, copy).gone] == ["2", "3", "4"]


# Columns


def with_own(table: str, **columns: list[Value]) -> Plan:
    """A plan with columns of people's own: heading (with _ for spaces) to values."""
    made = plan(table)
    names = {name.replace("_", " "): column for name, column in columns.items()}
    rows = [{name: column[i] for name, column in names.items()} for i in range(len(made.actions))]
    others = dict(enumerate(names, start=len(made.columns) + 1))
    return replace(made, actions=made.actions.assign(at_others=rows), others=others)


def test_columns_of_peoples_own_are_merged_by_their_heading() -> None:
    base = with_own(BASE, Cost=[1.0, 2.0, 3.0, 4.0])
    found = fold(with_own(BASE, Cost=[1.0, 2.0, 5.0, 4.0]), with_own(BASE, Cost=[1.0, 7.0, 6.0, 4.0]), base=base)
    assert edits(found) == {("2", "Cost"): 7.0}
    assert conflicts(found) == [("3", "Cost", "A. Chair")]


def test_a_new_column_in_a_copy_is_said_and_its_cells_come() -> None:
    found = fold(BASE, with_own(BASE, Who_pays=[None, "us", None, "them"]))
    assert found.new_columns == (("Who pays", "A. Chair"),)
    assert edits(found) == {("2", "Who pays"): "us", ("4", "Who pays"): "them"}
    assert '"Who pays"' in found.said[0]
    assert "2 filled cells" in found.said[0]


def test_a_column_with_another_heading_is_still_that_column() -> None:
    base, copy = with_own(BASE, Cost=[1.0, 2.0, 3.0, 4.0]), with_own(BASE, Cost_in_EUR=[1.0, 2.0, 3.0, 9.0])
    found = fold(base, copy, base=base)
    assert edits(found) == {("4", "Cost"): 9.0}
    assert found.new_columns == ()
    assert '"Cost in EUR"' in found.said[0]


def test_a_column_that_the_plan_no_longer_has_is_said() -> None:
    base, copy = with_own(BASE, Cost=[1.0, 2.0, 3.0, 4.0]), with_own(BASE, Cost=[1.0, 2.0, 3.0, 9.0])
    found = fold(BASE, copy, base=base)
    assert found.is_empty
    assert '"Cost"' in found.said[0]


def test_a_copy_of_another_template_gives_what_both_have_and_that_is_said() -> None:
    base = replace(plan(BASE), template_said="peer-review 9")
    copy = replace(plan(changed(BASE, ("Plan agreed", "Plan sent"))), template_said="peer-review 9")
    found = fold(BASE, copy, base=base)
    assert edits(found) == {("3", "success"): "Plan sent"}
    assert "peer-review 9" in found.said[0]


def test_a_field_that_a_copy_lacks_stays() -> None:
    base = plan(BASE)
    columns = {name: place for name, place in base.columns.items() if name != "success"}
    copy = replace(base, columns=columns, actions=base.actions.drop(columns="success"))
    found = fold(base, copy, base=base)
    assert found.is_empty
    assert '"Success Criteria/Target"' in found.said[0]


# Tabs and the Cover


PROJECT = (
    "ref | objective | milestones\n1a | More swimmers | Pool open by 3 Mar 2008\n1b | Safer pool | Trained by June"
)


def project(milestones: str = "", activity: str = "") -> Plan:
    head = "ref | milestone | due | achieved | standing | note"
    tabs = {
        "milestones": f"{head}\n1a | Pool open by 3 Mar 2008 | 3 Mar 2008 | | Due soon |\n"
        "1b | Trained by June | 30 Jun 2008 | | Not yet due |",
        "activity": "date | activity | audience | by | result\n1 Mar 2008 | Fair | 30 | PM | Good",
    }
    tabs["milestones"], tabs["activity"] = milestones or tabs["milestones"], activity or tabs["activity"]
    return plan(PROJECT, kind="project-plan", tabs=tabs)


def test_what_was_typed_beside_a_milestone_arrives() -> None:
    head = "ref | milestone | due | achieved | standing | note"
    sorted_and_typed = (
        f"{head}\n1b | Trained by June | 30 Jun 2008 | | Not yet due |\n"
        "1a | Pool open by 3 Mar 2008 | 3 Mar 2008 | 1 Mar 2008 | Complete | Opened by the mayor"
    )
    found = fold(project(), project(sorted_and_typed), base=project())
    assert [(e.frame, e.position, e.field, e.value) for e in found.edits] == [
        ("milestones", 0, "achieved", date(2008, 3, 1)),
        ("milestones", 0, "note", "Opened by the mayor"),
    ]
    assert found.edits[0].ref == "1a, Pool open by 3 Mar 2008"


def test_what_update_fills_on_a_tab_is_never_a_change() -> None:
    head = "ref | milestone | due | achieved | standing | note"
    moved_on = (
        f"{head}\n1a | Pool open by 3 Mar 2008 | 4 Mar 2008 | | Overdue by 3 days |\n"
        "1b | Trained by June | 30 Jun 2008 | | Due soon |\n1b | New by July | 31 Jul 2008 | | Not yet due |"
    )
    assert fold(project(), project(moved_on), base=project()).is_empty


def test_new_rows_of_a_tab_are_added_once_and_deleted_ones_stay_and_are_said() -> None:
    head = "date | activity | audience | by | result"
    one = project(activity=f"{head}\n1 Mar 2008 | Fair | 30 | PM | Good\n8 Mar 2008 | Talk | 9 | PM |")
    other = project(activity=f"{head}\n8 Mar 2008 | Talk | 9 | PM |\n9 Mar 2008 | Walk | 4 | RF |")
    found = fold(project(), one, other, base=project())
    assert [(a.frame, a.values["activity"], a.whose) for a in found.added] == [
        ("activity", "Talk", ("A. Chair", "B. Lead")),
        ("activity", "Walk", ("B. Lead",)),
    ]
    assert '"Fair"' in found.said[0]
    assert found.edits == ()


def test_a_cell_of_a_tab_that_both_changed_is_a_conflict() -> None:
    head = "date | activity | audience | by | result\n1 Mar 2008 | Fair | 30 | PM"
    plans = [project(activity=f"{head} | {result}") for result in ("Better", "Worse")]
    found = fold(plans[0], plans[1], base=project())
    assert [(c.frame, c.ref, c.field, c.master, c.copy) for c in found.conflicts] == [
        ("activity", "Fair", "result", "Better", "Worse")
    ]


def test_the_cover_is_merged_line_by_line() -> None:
    base, copy = plan(BASE), plan(BASE, period=(date(2007, 11, 1), date(2008, 12, 31)))
    (edit,) = fold(base, copy, base=base).edits
    assert (edit.frame, edit.field, edit.value) == ("cover", "plan_end", date(2008, 12, 31))
    other = plan(BASE, period=(date(2007, 11, 1), date(2009, 1, 31)))
    assert [(c.frame, c.field) for c in fold(other, copy, base=base).conflicts] == [("cover", "plan_end")]


# Which copy goes on from which, and how far two states are apart


def test_a_copy_goes_on_from_an_earlier_one_where_all_its_changes_are_still_in_it() -> None:
    base, earlier = plan(BASE), plan(changed(BASE, ("All asked", "Everybody asked"), ("By post", "By post, rang")))
    later = plan(changed(BASE, ("All asked", "Everybody asked"), ("By post", "By post, rang, wrote"), ("4. T", "4. R")))
    half = plan(changed(BASE, ("All asked", "Everybody asked")))
    other = plan(changed(BASE, ("Plan agreed", "Plan read")))
    ask: Callable[..., bool] = merge.continues
    assert ask(base, earlier, later, same_name=False)
    assert ask(base, earlier, earlier, same_name=False)
    assert not ask(base, earlier, half, same_name=False)
    assert ask(base, earlier, half, same_name=True)
    assert not ask(base, earlier, other, same_name=True)
    assert not ask(base, base, other, same_name=False)


def test_added_and_deleted_actions_tell_as_well_which_copy_goes_on() -> None:
    base = plan(BASE)
    earlier = plan(with_line(without(BASE, "2."), "Order chairs | | | |"))
    later = plan(changed(with_line(without(BASE, "2."), "Order chairs | | | |"), ("Plan agreed", "Plan read")))
    assert merge.continues(base, earlier, later, same_name=False)
    assert not merge.continues(base, earlier, base, same_name=False)


@pytest.mark.parametrize(
    ("other", "far"),
    [
        (BASE, 0),
        (changed(BASE, ("By post ", '"By post  "')), 0),
        (changed(BASE, ("All asked", "Everybody asked"), ("3 Dec 2007", "4 Dec 2007")), 2),
        (without(BASE, "2."), 1),
        (with_line(BASE, "5. Order chairs | | | |"), 1),
    ],
)
def test_how_far_two_states_are_apart(other: str, far: int) -> None:
    assert merge.distance(plan(BASE), plan(other)) == far
    assert merge.distance(plan(other), plan(BASE)) == far
