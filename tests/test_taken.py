"""Notes on their way home, over any pages: no note is lost, none stands twice, nothing but what was noted changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from plans import plan
from sheetplan import merge, reminders, template
from sheetplan.model import Copy, MeetingPage, Plan, Value, action_text, records, shown

WORDS = template.meeting_words()
TABLE = """
action | timescale | evaluation | achieved
1. Write the protocol | By 31 Jan 2008 | Begun.\\nHalf done. |
2. Teach it | By 20 Feb 2008 | |
3. Tell everybody | By 15 Mar 2008 | Done with the wards |
4. Look at it again | By 30 Apr 2008 | |
"""
REFS = ("1", "2", "3", "4")
NOTES = st.sampled_from(
    ["", "Done", "=1+1", "Half done.", "Nobody came.\nRing them.", "- a line", "wards", "  spaced  "]
)
Entered = Mapping[str, Mapping[str, Value]]


def entered() -> st.SearchStrategy[Entered]:
    row = st.fixed_dictionaries({"notes": NOTES, "done": st.sampled_from([None, date(2008, 3, 1)])})
    return st.dictionaries(st.sampled_from(REFS), row)


def base() -> Plan:
    return plan(TABLE, understood=True, plan_id="a-plan", version="0.1")


def page(of: Plan, typed: Entered, name: str = "Chair") -> MeetingPage:
    rows = [
        {
            "plan_id": of.plan_id,
            "version": "0.1",
            "ref": row["at_ref"],
            "action": action_text(row, of.template),
            "at_row": 8 + at,
            **typed[row["at_ref"]],
        }
        for at, row in enumerate(records(of.actions))
        if row["at_ref"] in typed
    ]
    return MeetingPage(Path(f"{name}.xlsx"), tuple(rows), name, date(2008, 3, 4), "4 Mar 2008", None, "", name)


def copy(typed: Entered, whose: str, master: Plan) -> Copy:
    start = base()
    taken = reminders.taken_down(page(start, typed, whose), start, master, WORDS)
    assert taken.said == ()
    return Copy(taken.plan, whose, date(2008, 3, 4), start, is_notes=True)


def cells(of: Plan) -> dict[tuple[str, str], Value]:
    return {(row["at_ref"], name): row[name] for row in records(of.actions) for name in of.columns}


@given(entered())
def test_a_page_changes_what_was_noted_and_nothing_else(typed: Entered) -> None:
    before = base()
    after = merge.applied(before, merge.fold(before, [copy(typed, "Chair", before)]))
    wanted = {(ref, "evaluation") for ref, row in typed.items() if shown(row["notes"]).strip()}
    wanted |= {(ref, "achieved") for ref, row in typed.items() if row["done"] is not None}
    assert {key for key, value in cells(after).items() if value != cells(before)[key]} == wanted
    for ref, row in typed.items():
        if (ref, "evaluation") in wanted:
            stood = cells(before)[ref, "evaluation"]
            note = f"Chair, 4 Mar 2008: {shown(row['notes']).strip()}"
            assert cells(after)[ref, "evaluation"] == (f"{stood}\n{note}" if stood else note)


@given(entered(), entered())
def test_what_two_note_is_all_there_once_and_their_order_makes_no_difference(one: Entered, other: Entered) -> None:
    before = base()
    copies = [copy(one, "Chair", before), copy(other, "Clerk", before)]
    merged = merge.fold(before, copies)
    assert merged == merge.fold(before, copies[::-1])
    assert merged.conflicts == ()
    after = cells(merge.applied(before, merged))
    for ref in REFS:
        said = shown(after[ref, "evaluation"] or "")
        for whose, typed in (("Chair", one), ("Clerk", other)):
            note = shown(typed.get(ref, {}).get("notes") or "").strip()
            if note:
                both = (
                    shown(one.get(ref, {}).get("notes") or "").strip()
                    == shown(other.get(ref, {}).get("notes") or "").strip()
                )
                name = "Chair and Clerk" if both else whose
                assert said.count(f"{name}, 4 Mar 2008: {note}") == 1


@given(entered())
def test_notes_that_came_home_already_bring_nothing_more(typed: Entered) -> None:
    before = base()
    again = copy(typed, "Chair", before)
    after = merge.applied(before, merge.fold(before, [again]))
    assert cells(merge.applied(after, merge.fold(after, [again]))) == cells(after)


def test_the_version_that_notes_were_taken_on_is_as_it_was() -> None:
    start = base()
    before = (records(start.actions), dict(start.others))
    reminders.taken_down(page(start, {"1": {"notes": "Done"}}), start, start, WORDS)
    assert (records(start.actions), dict(start.others)) == before
