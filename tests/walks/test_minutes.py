"""Notes that come home: what must not change first, then notes, days, and what is said where one cannot be taken."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import staff
from judges.libreoffice import LibreOffice
from sheetplan.model import Plan, Synced, Value, records
from sheetplan.walks import understand
from sheetplan.walks.drafted import Options
from sheetplan.walks.remind import Options as Reminding
from sheetplan.walks.remind import remind
from sheetplan.walks.sync import sync

DAY, MEETING, AFTER = date(2008, 2, 29), date(2008, 3, 4), date(2008, 3, 31)
PAGE = "Meeting notes"
HEADINGS = 7
TAKEN_BY, HELD_ON = "B4", "B5"
COLUMN = {"action": "D", "ref": "C", "notes": "H", "done": "I", "new_due": "J", "version": "K", "plan_id": "L"}
Notes = Mapping[str, Mapping[str, Value]]
"""Ref to field to what is typed."""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan of which one version is kept."""
    (tmp_path / "plan").mkdir()
    path = staff.sample("peer-review", tmp_path / "plan")
    staff.run(path, DAY)
    return path


def page(plan: Path, *others: Path, name: str = "reminders.xlsx") -> Path:
    """A workbook of reminders on these plans."""
    target = plan.parent.parent / name
    remind([plan, *others], Reminding(target, staff.TODAY, as_of=DAY))
    return target


def cells(path: Path, notes: Notes) -> dict[str, Value]:
    """Where on the page these notes go."""
    sheet = openpyxl.load_workbook(path)[PAGE]
    rows = {sheet[f"C{row}"].value: row for row in range(HEADINGS + 1, sheet.max_row + 1)}
    return {f"{COLUMN[field]}{rows[ref]}": value for ref, typed in notes.items() for field, value in typed.items()}


def typed(path: Path, notes: Notes, by: str | None = "Chair", on: Value = MEETING) -> Path:
    """Type notes on the page with another program's library."""
    at = cells(path, notes) | {TAKEN_BY: by, HELD_ON: on}
    book = openpyxl.load_workbook(path)
    for cell, value in at.items():
        book[PAGE][cell] = value
        if isinstance(value, str):
            book[PAGE][cell].data_type = "s"
    book.save(path)
    return path


def home(plan: Path, *pages: Path, day: date = AFTER, **options: Any) -> Synced:
    now = datetime.fromisoformat("2026-10-31T09:30:00+00:00")
    given = {"today": staff.TODAY, "now": now, "as_of": day, "by": "Coordinator", **options}
    return sync(plan, pages, Options(**given))


def read(path: Path) -> Plan:
    return understand.only_plan(path, None)


def said(path: Path) -> dict[str, dict[str, Value]]:
    """All that people typed in a plan, by ref and field."""
    found = read(path)
    names = [*found.columns, "at_due", "at_others"]
    rows = [row for frame in (found.actions, found.archived) for row in records(frame)]
    return {row["at_ref"]: {name: row.get(name) for name in names} for row in rows}


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[tuple[str, str], Value]:
    """What says something else than before, by ref and field."""
    assert set(before) == set(after)
    return {
        (ref, name): value
        for ref, row in after.items()
        for name, value in row.items()
        if value != before[ref].get(name)
    }


# What must not change


def test_an_empty_page_changes_nothing(plan: Path) -> None:
    made = page(plan)
    before = plan.read_bytes()
    done = home(plan, made, day=DAY)
    assert plan.read_bytes() == before
    assert done.updated.version is None
    assert [one.told for one in done.copies] == ["nothing that the plan does not have"]


def test_nothing_but_what_was_noted_changes_and_the_page_stays_as_it_was(plan: Path) -> None:
    before = said(plan)
    made = typed(page(plan), {"8": {"notes": "Nobody came."}, "9": {"done": datetime(2008, 3, 1)}})
    content = made.read_bytes()
    done = home(plan, made)
    assert made.read_bytes() == content
    assert (done.conflicts, done.refused, done.merge.gone, done.merge.added) == ((), (), (), ())
    assert differing(before, said(plan)) == {
        ("8", "evaluation"): "Chair, 4 Mar 2008: Nobody came.",
        ("9", "achieved"): date(2008, 3, 1),
    }


def test_actions_that_are_not_on_the_page_are_not_deleted(plan: Path) -> None:
    made = typed(page(plan), {"8": {"notes": "Nobody came."}})
    book = openpyxl.load_workbook(made)
    sheet = book[PAGE]
    wanted = [row for row in range(HEADINGS + 1, sheet.max_row + 1) if sheet[f"C{row}"].value != "8"]
    for row in reversed(wanted):
        sheet.delete_rows(row)
    book.save(made)
    before = said(plan)
    home(plan, made)
    assert list(differing(before, said(plan))) == [("8", "evaluation")]


def test_a_dry_run_writes_nothing(plan: Path) -> None:
    made = typed(page(plan), {"8": {"notes": "Nobody came."}})
    before = plan.read_bytes()
    done = home(plan, made, dry_run=True)
    assert plan.read_bytes() == before
    assert len(done.merge.edits) == 1


# Notes


def test_a_note_stands_below_what_was_there_with_name_and_day(plan: Path) -> None:
    stands = said(plan)["14"]["evaluation"]
    home(plan, typed(page(plan), {"14": {"notes": "=Half done\n- two left"}}))
    assert said(plan)["14"]["evaluation"] == f"{stands}\nChair, 4 Mar 2008: =Half done\n- two left"


def test_a_note_as_short_as_a_word_that_stands_there_is_not_lost(plan: Path) -> None:
    stands = str(said(plan)["14"]["evaluation"])
    word = stands.split()[-1].strip(".")
    home(plan, typed(page(plan), {"14": {"notes": word}}))
    assert said(plan)["14"]["evaluation"] == f"{stands}\nChair, 4 Mar 2008: {word}"


def test_without_a_name_and_day_who_saved_the_page_and_when_stand_there(plan: Path) -> None:
    made = typed(page(plan), {"8": {"notes": "Nobody came."}}, by=None, on=None)
    book = openpyxl.load_workbook(made)
    book.properties.lastModifiedBy = "Ward clerk"
    book.save(made)
    home(plan, made)
    saved = openpyxl.load_workbook(made).properties.modified.date()
    expected = f"Ward clerk, {saved.day} {saved:%b} {saved.year}: Nobody came."
    assert said(plan)["8"]["evaluation"] == expected


def test_notes_of_two_meetings_are_both_kept(plan: Path) -> None:
    one = typed(page(plan), {"8": {"notes": "Nobody came."}})
    other = typed(page(plan, name="other.xlsx"), {"8": {"notes": "Room is booked."}}, by="Clerk", on=date(2008, 3, 9))
    home(plan, one, other)
    assert said(plan)["8"]["evaluation"] == ("Chair, 4 Mar 2008: Nobody came.\nClerk, 9 Mar 2008: Room is booked.")


def test_what_was_added_to_the_plan_meanwhile_stays(plan: Path) -> None:
    made = typed(page(plan), {"8": {"notes": "Nobody came."}})
    row = next(int(one["at_row"]) for one in records(read(plan).actions) if one["at_ref"] == "8")
    staff.typed(plan, {"Action plan": {f"E{row}": "Letters went out."}})
    home(plan, made)
    assert said(plan)["8"]["evaluation"] == "Letters went out.\nChair, 4 Mar 2008: Nobody came."


def test_a_note_joins_an_action_that_was_archived_meanwhile(plan: Path) -> None:
    made = typed(page(plan), {"8": {"notes": "Thanks were sent."}})
    row = next(int(one["at_row"]) for one in records(read(plan).actions) if one["at_ref"] == "8")
    staff.typed(plan, {"Action plan": {f"F{row}": date(2008, 3, 1)}})
    staff.run(plan, date(2008, 6, 1))
    assert "8" in list(read(plan).archived["at_ref"])
    home(plan, made, day=date(2008, 6, 2))
    assert said(plan)["8"]["evaluation"] == "Chair, 4 Mar 2008: Thanks were sent."


def test_the_same_page_again_brings_only_what_is_new_and_takes_nothing_back(plan: Path) -> None:
    made = typed(page(plan), {"8": {"notes": "Nobody came."}, "9": {"done": datetime(2008, 3, 1)}})
    home(plan, made)
    once = said(plan)
    typed(made, {"8": {"notes": None}, "9": {"done": None}, "10": {"notes": "New."}}, on=date(2008, 3, 11))
    done = home(plan, made)
    assert done.conflicts == ()
    assert differing(once, said(plan)) == {("10", "evaluation"): "Chair, 11 Mar 2008: New."}
    typed(made, {"8": {"notes": "Ring them."}, "10": {"notes": "New.\nAnd more."}}, on=date(2008, 3, 18))
    home(plan, made)
    assert said(plan)["8"]["evaluation"] == "Chair, 4 Mar 2008: Nobody came.\nChair, 18 Mar 2008: Ring them."
    assert said(plan)["10"]["evaluation"] == "Chair, 11 Mar 2008: New.\nChair, 18 Mar 2008: And more."


def test_a_note_that_was_reworded_stands_beside_the_first_without_the_plans_own_words_again(plan: Path) -> None:
    stands = said(plan)["14"]["evaluation"]
    made = typed(page(plan), {"14": {"notes": "Nobody came."}})
    home(plan, made)
    home(plan, typed(made, {"14": {"notes": "Two came late."}}, on=date(2008, 3, 11)))
    assert said(plan)["14"]["evaluation"] == (
        f"{stands}\nChair, 4 Mar 2008: Nobody came.\nChair, 11 Mar 2008: Two came late."
    )


def test_a_page_that_was_mostly_cleared_for_the_next_meeting_brings_only_what_is_new(plan: Path) -> None:
    made = typed(page(plan), {ref: {"notes": f"Note on {ref}."} for ref in ("8", "9", "10", "11")})
    home(plan, made)
    once = said(plan)
    cleared = {ref: {"notes": None} for ref in ("8", "9", "10")}
    done = home(plan, typed(made, {**cleared, "14": {"notes": "New."}}, on=date(2008, 3, 11)))
    assert [one for one in done.said if "taken back" in one] == []
    changed = differing(once, said(plan))
    assert list(changed) == [("14", "evaluation")]
    assert str(changed["14", "evaluation"]).endswith("\nChair, 11 Mar 2008: New.")


def test_the_change_log_says_whose_the_notes_are(plan: Path) -> None:
    home(plan, typed(page(plan), {"8": {"notes": "Nobody came."}}))
    log = read(plan).log
    assert log is not None
    assert [(row["ref"], row["supplied_by"]) for row in log.rows if row["version"] == "0.2"] == [("8", "Chair")]


# Days


def test_a_new_due_date_wins_over_the_words(plan: Path) -> None:
    home(plan, typed(page(plan), {"9": {"new_due": datetime(2008, 5, 1), "notes": "Course was moved."}}))
    assert staff.judged(plan, AFTER).plan.standing is not None
    (due,) = [stands["due"] for row, stands in staff.judged(plan, AFTER).plan.stands() if row["at_ref"] == "9"]
    assert due == date(2008, 5, 1)


def test_a_date_that_the_plan_changed_meanwhile_is_a_conflict_and_not_overwritten(plan: Path) -> None:
    made = typed(page(plan), {"9": {"done": datetime(2008, 3, 1)}})
    row = next(int(one["at_row"]) for one in records(read(plan).actions) if one["at_ref"] == "9")
    staff.typed(plan, {"Action plan": {f"F{row}": date(2008, 3, 3)}})
    done = home(plan, made)
    assert said(plan)["9"]["achieved"] == date(2008, 3, 3)
    assert [(one.ref, one.copy) for one in done.conflicts] == [("9", date(2008, 3, 1))]


def test_a_day_in_words_is_taken_as_a_note_and_said(plan: Path) -> None:
    done = home(plan, typed(page(plan), {"9": {"done": "some day in March"}}))
    assert said(plan)["9"]["evaluation"] == "Chair, 4 Mar 2008: Done on some day in March."
    assert any('"Done on" holds "some day in March", which is no date' in one for one in done.said)


def test_a_day_of_the_meeting_in_words_is_said_and_the_day_of_saving_stands_there(plan: Path) -> None:
    made = typed(page(plan), {"8": {"notes": "Nobody came."}}, on="last week")
    done = home(plan, made)
    assert any('"Meeting on" holds "last week", which is no date' in one for one in done.said)
    saved = openpyxl.load_workbook(made).properties.modified.date()
    assert said(plan)["8"]["evaluation"] == f"Chair, {saved.day} {saved:%b} {saved.year}: Nobody came."


def test_a_plan_without_such_cells_gets_the_notes_in_a_column_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    path = staff.sample("project-plan", tmp_path / "plan")
    staff.run(path, DAY)
    before = said(path)
    made = typed(page(path), {"1a": {"notes": "Met twice."}, "1b": {"done": datetime(2008, 3, 1)}})
    done = home(path, made)
    changed = differing(before, said(path))
    assert {ref for ref, name in changed if name == "at_others" and changed[ref, name].get(PAGE)} == {"1a", "1b"}  # type: ignore[union-attr]  # headings to cells
    assert said(path)["1a"]["at_others"] == {PAGE: "Chair, 4 Mar 2008: Met twice."}
    assert said(path)["1b"]["at_others"] == {PAGE: "Chair, 4 Mar 2008: Done on 1 Mar 2008."}
    assert any('the plan has no cell for "Done on"' in one for one in done.said)
    again = typed(page(path, name="again.xlsx"), {"1a": {"notes": "Met again."}}, on=date(2008, 4, 8))
    home(path, again)
    assert said(path)["1a"]["at_others"] == {PAGE: "Chair, 4 Mar 2008: Met twice.\nChair, 8 Apr 2008: Met again."}


# Many plans, other programs, what cannot be taken


def test_one_page_holds_notes_on_several_plans_and_each_takes_its_own(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = staff.sample("project-plan", tmp_path / "other")
    staff.run(other, DAY)
    made = typed(page(plan, other), {"8": {"notes": "Nobody came."}, "1a": {"notes": "Met twice."}})
    done = home(plan, made)
    assert said(plan)["8"]["evaluation"] == "Chair, 4 Mar 2008: Nobody came."
    assert any("has notes on 1 other plan too" in one for one in done.said)
    home(other, made)
    assert said(other)["1a"]["at_others"] == {PAGE: "Chair, 4 Mar 2008: Met twice."}


def test_notes_that_were_typed_and_saved_with_libreoffice_come_home(plan: Path, libreoffice: LibreOffice) -> None:
    before = said(plan)
    made = page(plan)
    at = cells(
        made, {"8": {"notes": "Nobody came."}, "9": {"done": date(2008, 3, 1)}, "10": {"new_due": date(2008, 5, 1)}}
    )
    out = made.with_name("from LibreOffice.xlsx")
    libreoffice.type_in(made, {PAGE: at | {TAKEN_BY: "Chair", HELD_ON: MEETING}}, out)
    done = home(plan, out)
    assert done.refused == ()
    assert differing(before, said(plan)) == {
        ("8", "evaluation"): "Chair, 4 Mar 2008: Nobody came.",
        ("9", "achieved"): date(2008, 3, 1),
        ("10", "at_due"): date(2008, 5, 1),
    }


def test_a_page_that_was_sorted_renamed_and_lost_its_properties_comes_home(plan: Path) -> None:
    made = typed(page(plan), {"8": {"notes": "Nobody came."}})
    book = openpyxl.load_workbook(made)
    sheet = book[PAGE]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADINGS + 1)]
    for number, row in enumerate(reversed(rows), start=HEADINGS + 1):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column, value)
    for name in [one.name for one in book.custom_doc_props.props]:
        del book.custom_doc_props[name]
    renamed = made.with_name("minutes of March.xlsx")
    book.save(renamed)
    home(plan, renamed)
    assert said(plan)["8"]["evaluation"] == "Chair, 4 Mar 2008: Nobody came."


def test_a_row_whose_ref_and_action_no_longer_belong_together_is_not_taken_and_named(plan: Path) -> None:
    made = page(plan)
    (action,) = cells(made, {"9": {"action": None}})
    before = said(plan)
    typed(made, {"8": {"notes": "Nobody came."}, "9": {"notes": "Booked."}})
    book = openpyxl.load_workbook(made)
    book[PAGE][action] = "Quite another action"
    book.save(made)
    done = home(plan, made)
    assert list(differing(before, said(plan))) == [("8", "evaluation")]
    assert any('"Quite another action" is not what action 9 is about' in one and "Booked." in one for one in done.said)


def test_a_page_about_other_plans_is_refused_and_others_are_done(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = staff.sample("project-plan", tmp_path / "other")
    staff.run(other, DAY)
    strange = typed(page(other, name="strange.xlsx"), {"1a": {"notes": "Met twice."}})
    made = typed(page(plan), {"8": {"notes": "Nobody came."}})
    done = home(plan, strange, made)
    assert [one.reason for one in done.refused] == [
        "strange.xlsx has a page for notes, and no row of it is about plan.xlsx: their plan ids differ."
    ]
    assert said(plan)["8"]["evaluation"] == "Chair, 4 Mar 2008: Nobody came."


def test_notes_on_a_version_that_is_no_longer_kept_are_compared_with_the_newest(plan: Path) -> None:
    made = typed(page(plan), {"8": {"notes": "Nobody came."}})
    staff.run(plan, AFTER)
    for kept in (plan.parent / "plan versions").glob("plan v0.1*"):
        kept.unlink()
    done = home(plan, made, day=date(2008, 4, 1))
    assert [one.compared for one in done.copies] == ["version 0.2, the newest, because version 0.1 is not kept here"]
    assert said(plan)["8"]["evaluation"] == "Chair, 4 Mar 2008: Nobody came."


@pytest.mark.filterwarnings("ignore:.* extension is not supported")  # openpyxl's own; the test is about the sheet
@pytest.mark.parametrize("with_properties", [True, False])
def test_a_copy_of_the_plan_into_which_somebody_put_such_a_page_is_a_copy(plan: Path, with_properties: bool) -> None:
    copy = Path(shutil.copy(plan, plan.parent.parent / "copy.xlsx"))
    book = openpyxl.load_workbook(copy)
    sheet = book.create_sheet(PAGE)
    for row in openpyxl.load_workbook(page(plan))[PAGE].iter_rows(values_only=True):
        sheet.append(row)
    row = next(int(one["at_row"]) for one in records(read(plan).actions) if one["at_ref"] == "8")
    book["Action plan"][f"E{row}"] = "Typed in the copy."
    for name in [] if with_properties else [one.name for one in book.custom_doc_props.props]:
        del book.custom_doc_props[name]
    book.save(copy)
    home(plan, copy)
    assert said(plan)["8"]["evaluation"] == "Typed in the copy."
