"""Sync: what must not change first, then what everyone's copies bring, and what somebody has to choose."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import staff
from sheetplan import render
from sheetplan.model import Plan, SheetplanError, Synced, Value, records
from sheetplan.walks import keep, understand
from sheetplan.walks.drafted import Options
from sheetplan.walks.extract import Options as Extracting
from sheetplan.walks.extract import extract
from sheetplan.walks.restore import restore
from sheetplan.walks.sync import sync
from sheetplan.walks.versions import Asked, versions
from sheetplan.workbook import edit, save
from sheetplan.workbook.changes import SetCell, SetProperties

FIRST, SECOND, DAY = date(2008, 2, 29), date(2008, 3, 31), date(2008, 4, 30)
PLAN = "Action plan"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan of which two versions are kept."""
    path = staff.sample("peer-review", tmp_path)
    staff.run(path, FIRST)
    staff.run(path, SECOND)
    return path


def together(path: Path, *copies: Path, day: date = DAY, **options: Any) -> Synced:
    now = datetime.fromisoformat("2026-10-31T09:30:00+00:00")
    return sync(
        path, copies, Options(**{"today": staff.TODAY, "now": now, "as_of": day, "by": "Coordinator", **options})
    )


def read(path: Path) -> Plan:
    return understand.only_plan(path, None)


def row(path: Path, ref: str) -> int:
    found = read(path)
    return next(int(one["at_row"]) for one in records(found.actions) if one["at_ref"] == ref)


def at(path: Path, ref: str, field: str) -> str:
    """The cell of an action's field, as A1."""
    return f"{'ABCDEFGHIJKLMN'[read(path).columns[field].column - 1]}{row(path, ref)}"


def value(path: Path, ref: str, field: str) -> Value:
    found = read(path)
    rows = [one for frame in (found.actions, found.archived) for one in records(frame) if one["at_ref"] == ref]
    return rows[0][field]


def copy(path: Path, name: str, typed: Mapping[str, Value] | None = None, sheet: str = PLAN) -> Path:
    """A copy of the plan in a folder of its own, with this typed into it."""
    folder = path.parent / "copies"
    folder.mkdir(exist_ok=True)
    made = Path(shutil.copy(path, folder / name))
    return staff.typed(made, {sheet: typed}) if typed else made


def choose(path: Path, number: int, word: str, own: Value = None) -> None:
    """Choose on the Conflicts tab."""
    tab = read(path).conflicts
    assert tab is not None
    line = next(one for one in tab.rows if one["number"] == number)
    cells: dict[str, Value] = {f"J{line['at_row']}": word}
    if own is not None:
        cells[f"K{line['at_row']}"] = own
    staff.typed(path, {tab.sheet: cells})


def lines(path: Path) -> list[tuple[Any, ...]]:
    """What stands on the Conflicts tab: ref, column, was, master, copy, whose, settled."""
    tab = read(path).conflicts
    names = ("ref", "column", "was", "master", "copy", "whose", "settled")
    return [tuple(one[name] for name in names) for one in tab.rows] if tab is not None else []


def logged(path: Path, version: str) -> list[tuple[Any, ...]]:
    """What the Change log says of a version: ref, column, from, to, supplied by."""
    tab = read(path).log
    assert tab is not None
    names = ("ref", "column", "before", "after", "supplied_by")
    return [tuple(one[name] for name in names) for one in tab.rows if one["version"] == version]


# What must not change


def test_copies_that_say_nothing_new_change_nothing(plan: Path) -> None:
    copies = [copy(plan, "one.xlsx"), copy(plan, "other.xlsx")]
    before = plan.read_bytes()
    done = together(plan, *copies, day=SECOND)
    assert plan.read_bytes() == before
    assert done.updated.version is None
    assert [one.told for one in done.copies] == ["nothing to do: version 0.2 as it was written"] * 2


def test_a_dry_run_says_all_and_writes_nothing(plan: Path) -> None:
    theirs = copy(plan, "PM.xlsx", {at(plan, "8", "achieved"): date(2008, 4, 25)})
    before = {path: path.read_bytes() for path in plan.parent.rglob("*") if path.is_file()}
    done = together(plan, theirs, dry_run=True)
    assert {path: path.read_bytes() for path in plan.parent.rglob("*") if path.is_file()} == before
    assert done.updated.version is not None
    assert [(one.ref, one.field, one.value) for one in done.merge.edits] == [("8", "achieved", date(2008, 4, 25))]


def test_copies_are_only_read(plan: Path) -> None:
    theirs = copy(plan, "PM.xlsx", {at(plan, "8", "achieved"): date(2008, 4, 25)})
    before = theirs.read_bytes()
    together(plan, theirs)
    assert theirs.read_bytes() == before


def test_nothing_outside_the_plans_cells_changes_in_the_master(plan: Path) -> None:
    theirs = copy(plan, "PM.xlsx", {at(plan, "10", "success"): "Seen by the board"})
    parts = staff.parts(plan)
    together(plan, theirs, day=SECOND)
    after = staff.parts(plan)
    same = {name for name in parts if parts[name] == after.get(name)}
    assert {name for name in parts if name.startswith(("xl/media", "xl/drawings", "xl/charts", "xl/theme"))} <= same
    sheets = {"xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"}
    assert sheets <= same, "people's own sheets are left alone"


def test_a_copy_that_cannot_be_kept_leaves_everything_as_it_was(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = copy(plan, "PM.xlsx", {at(plan, "10", "success"): "Seen by the board"})
    before = {path: path.read_bytes() for path in plan.parent.rglob("*") if path.is_file()}
    real = save.write_new

    def full(data: bytes, target: Path, like: Path | None = None) -> None:
        if " from PM" in target.name:
            raise OSError(28, "No space left on device")
        real(data, target, like)

    monkeypatch.setattr(keep.save, "write_new", full)
    with pytest.raises(SheetplanError, match="is as it was"):
        together(plan, theirs)
    assert {path: path.read_bytes() for path in plan.parent.rglob("*") if path.is_file()} == before


# What copies bring


def test_what_one_side_changed_is_taken_and_said_from_whom(plan: Path) -> None:
    one = copy(plan, "PM.xlsx", {at(plan, "8", "achieved"): date(2008, 4, 25)})
    other = copy(plan, "plan-LAPTOP (1).xlsx", {at(plan, "13", "timescale"): "By 15 May 2008"})
    staff.typed(plan, {PLAN: {at(plan, "9", "achieved"): date(2008, 4, 28)}})
    done = together(plan, one, other)
    assert done.left == 0
    assert [value(plan, ref, "achieved") for ref in ("8", "9")] == [date(2008, 4, 25), date(2008, 4, 28)]
    assert value(plan, "13", "timescale") == "By 15 May 2008"
    found = logged(plan, "0.3")
    assert ("8", "Achieved (Date)", None, date(2008, 4, 25), "PM.xlsx") in found
    assert ("9", "Achieved (Date)", None, date(2008, 4, 28), "Coordinator") in found
    assert (
        "13",
        "Timescales/Milestones",
        "Book when QIA course details available",
        "By 15 May 2008",
        other.name,
    ) in found
    kept = plan.parent / "plan versions" / "received"
    assert (kept / "plan v0.3 from PM.xlsx").read_bytes() == one.read_bytes()


def test_the_order_of_copies_makes_no_difference(plan: Path, tmp_path: Path) -> None:
    one = copy(
        plan,
        "a.xlsx",
        {at(plan, "10", "evaluation"): "Seen by the board", at(plan, "12", "timescale"): "By 1 June 2008"},
    )
    other = copy(
        plan, "b.xlsx", {at(plan, "10", "evaluation"): "Checked", at(plan, "12", "timescale"): "By 1 July 2008"}
    )
    again = tmp_path / "again"
    shutil.copytree(plan.parent, again, ignore=lambda _, names: [name for name in names if name == "again"])
    together(plan, one, other)
    together(again / plan.name, other, one)
    assert (again / plan.name).read_bytes() == plan.read_bytes()


def test_merging_twice_changes_nothing(plan: Path) -> None:
    theirs = copy(
        plan, "PM.xlsx", {at(plan, "10", "evaluation"): "Checked", at(plan, "8", "achieved"): date(2008, 4, 25)}
    )
    together(plan, theirs)
    before = plan.read_bytes()
    done = together(plan, theirs)
    assert plan.read_bytes() == before
    assert done.updated.version is None
    assert done.copies[0].told == "nothing to do: merged in version 0.3"


def test_what_two_people_add_to_a_narrative_is_kept_with_names_and_days(plan: Path) -> None:
    cell = at(plan, "10", "evaluation")
    one, other = copy(plan, "a.xlsx", {cell: "Seen by the board"}), copy(plan, "b.xlsx", {cell: "Checked each week"})
    done = together(plan, one, other)
    assert done.left == 0
    text = str(value(plan, "10", "evaluation"))
    assert text.splitlines() == ["a.xlsx, 31 Oct 2026: Seen by the board", "b.xlsx, 31 Oct 2026: Checked each week"]


def test_late_evidence_finds_its_archived_row(plan: Path) -> None:
    archived = next(one["at_ref"] for one in records(read(plan).archived))
    early = plan.parent / "plan versions" / "received" / "plan before v0.1 2008-02-29.xlsx"
    assert early.is_file()
    theirs = copy(plan, "late.xlsx")
    tab = read(theirs)
    place = next(int(one["at_row"]) for one in records(tab.archived) if one["at_ref"] == archived)
    column = tab.archive_columns["evaluation"].column
    staff.typed(theirs, {"Archive": {f"{'ABCDEFGHIJKL'[column - 1]}{place}": "Minutes of 3 March"}})
    together(plan, theirs)
    assert value(plan, archived, "evaluation") == "Minutes of 3 March"
    assert archived in list(read(plan).archived["at_ref"])


def test_an_action_in_two_rows_is_taken_row_by_row(plan: Path) -> None:
    rows = next(one["at_rows"] for one in records(read(plan).actions) if len(one["at_rows"]) > 1)
    theirs = copy(plan, "PM.xlsx", {f"C{rows[1]}": "A second target"})
    before = [line[2] for line in staff.shown(plan, PLAN)]
    together(plan, theirs, day=SECOND)
    after = [line[2] for line in staff.shown(plan, PLAN)]
    assert after[rows[1] - 1] == "A second target"
    assert after[: rows[1] - 1] + after[rows[1] :] == before[: rows[1] - 1] + before[rows[1] :]


def test_what_two_people_add_to_an_action_in_two_rows_is_all_kept(plan: Path) -> None:
    place = row(plan, "14")
    assert row(plan, "14") + 1 in next(one["at_rows"] for one in records(read(plan).actions) if one["at_ref"] == "14")
    staff.typed(plan, {PLAN: {f"E{place}": "Begun", f"E{place + 1}": "Letters sent"}})
    staff.run(plan, SECOND)
    one = copy(plan, "a.xlsx", {f"E{place}": "Begun\nSeen by the board"})
    other = copy(plan, "b.xlsx", {f"E{place + 1}": "Letters sent\nChecked each week"})
    done = together(plan, one, other)
    text = str(value(plan, "14", "evaluation"))
    assert all(word in text for word in ("Begun", "Letters sent", "Seen by the board", "Checked each week"))
    assert [staff.shown(plan, PLAN)[place - 1][4], done.left] == ["Begun", 0]


@pytest.mark.parametrize(
    ("word", "own", "stands"),
    [("Copy", None, "Copy says"), ("Own words", "We say", "We say"), ("Master", None, "Ours")],
)
def test_a_choice_about_an_action_in_two_rows_is_carried_out(
    plan: Path, word: str, own: str | None, stands: str
) -> None:
    cell = at(plan, "14", "success")
    theirs = copy(plan, "PM.xlsx", {cell: "Copy says"})
    staff.typed(plan, {PLAN: {cell: "Ours"}})
    together(plan, theirs)
    choose(plan, 1, word, own)
    staff.run(plan, DAY)
    assert value(plan, "14", "success") == stands
    assert [line[-1] for line in lines(plan)] == [f"{word}, in version 0.4"]


def test_a_copys_two_rows_can_be_chosen_where_both_say_something(plan: Path) -> None:
    place = row(plan, "14")
    theirs = copy(plan, "PM.xlsx", {f"C{place}": "Copy says", f"C{place + 1}": "and more"})
    staff.typed(plan, {PLAN: {f"C{place}": "Ours", f"C{place + 1}": "and ours"}})
    together(plan, theirs)
    choose(plan, 1, "Copy")
    staff.run(plan, DAY)
    shown = staff.shown(plan, PLAN)
    assert [shown[place - 1][2], shown[place][2]] == ["Copy says", "and more"]


def test_own_words_for_two_rows_that_both_say_something_are_left_to_people(plan: Path) -> None:
    place = row(plan, "14")
    theirs = copy(plan, "PM.xlsx", {f"C{place}": "Copy says", f"C{place + 1}": "and more"})
    staff.typed(plan, {PLAN: {f"C{place}": "Ours", f"C{place + 1}": "and ours"}})
    together(plan, theirs)
    before = plan.read_bytes()
    choose(plan, 1, "Own words", "Neither")
    chosen = plan.read_bytes()
    done = staff.run(plan, DAY)
    assert before != chosen
    assert any("Conflict 1 (action 14" in one and "Make this change by hand" in one for one in done.said)
    assert [line[-1] for line in lines(plan)] == [None], "it is open still, and not said to be settled"
    assert value(plan, "14", "success") == "Ours\nand ours"


def test_a_new_action_comes_to_its_place_and_one_that_is_gone_goes(plan: Path) -> None:
    refs = list(read(plan).actions["at_ref"])
    last = read(plan).layout.last_row
    theirs = copy(
        plan,
        "PM.xlsx",
        {f"A{last + 1}": "31. Write the summary", f"B{last + 1}": "By 30 Jun 2008", f"D{last + 1}": "PM"},
    )
    gone = row(plan, "25")
    staff.typed(theirs, {PLAN: {f"{letter}{gone}": None for letter in "ABCDEFGHIJ"}})
    done = together(plan, theirs)
    assert done.left == 0
    assert list(read(plan).actions["at_ref"]) == [ref for ref in refs if ref != "25"] + ["31"]
    found = logged(plan, "0.3")
    assert [line[1] for line in found if line[0] in ("25", "31")] == ["Action added", "Action removed"]
    assert {line[4] for line in found if line[0] in ("25", "31")} == {"PM.xlsx"}


def test_a_new_actions_ref_is_a_number_where_it_was_typed_as_one(tmp_path: Path) -> None:
    path = staff.sample("care-improvement", tmp_path)
    staff.run(path, date(2026, 2, 27))
    place, found = read(path).layout.last_row + 1, read(path)
    cells = {"ref": 13.0, "objective": "Ring the families", "tasks": "Ring each of them", "lead": "CM"}
    letters = {name: "ABCDEFGHIJKL"[found.columns[name].column - 1] for name in cells}
    theirs = copy(path, "lead.xlsx", {f"{letters[name]}{place}": text for name, text in cells.items()}, found.sheet)
    together(path, theirs, day=date(2026, 3, 27))
    assert list(read(path).actions["at_ref"])[-1] == "13"
    assert staff.shown(path, found.sheet)[row(path, "13") - 1][found.columns["ref"].column - 1] == 13.0


def test_text_in_a_copy_that_is_no_action_is_not_passed_over_in_silence(plan: Path) -> None:
    place = read(plan).layout.last_row + 2
    theirs = copy(plan, "PM.xlsx", {f"A{place}": "Ring the families"})
    done = together(plan, theirs)
    (said,) = [one for one in done.said if "Ring the families" in one]
    assert said.startswith(f'PM.xlsx: row {place} of "{PLAN}" has text in it but was not taken for an action')
    assert "Ring the families" not in str(staff.shown(plan, PLAN))


def test_a_conflict_about_an_action_without_a_ref_names_it_and_can_be_chosen(tmp_path: Path) -> None:
    path = staff.sample("project-plan", tmp_path)
    staff.run(path, date(2007, 11, 15))
    action = next(one for one in records(read(path).actions) if not one["at_ref"])
    place, said, sheet = action["at_row"], action["objective"], read(path).sheet
    assert action["at_shifted"], "it stands one cell too far left, so that its activities stand under another heading"
    letter = "ABCDEFGH"[read(path).columns["activities"].column - 2]
    row_before = staff.shown(path, sheet)[place - 1]
    theirs = copy(path, "lead.xlsx", {f"{letter}{place}": "The copy says"}, sheet)
    staff.typed(path, {sheet: {f"{letter}{place}": "The plan says"}})
    done = together(path, theirs, day=date(2007, 11, 30))
    assert (done.left, lines(path)[0][0]) == (1, said)
    choose(path, 1, "Copy")
    staff.run(path, date(2007, 11, 30))
    after = staff.shown(path, sheet)[place - 1]
    changed = [column for column, (was, now) in enumerate(zip(row_before[:6], after[:6], strict=True)) if was != now]
    assert (changed, after[changed[0]]) == ([ord(letter) - ord("A")], "The copy says")
    assert [line[3:] for line in logged(path, "0.3")] == [("The copy says", "lead.xlsx")]


def test_a_new_objective_stands_below_the_one_it_followed_in_the_copy(tmp_path: Path) -> None:
    path = staff.sample("project-plan", tmp_path)
    staff.run(path, date(2007, 11, 15))
    made = copy(path, "lead.xlsx")
    staff.typed(
        made,
        {
            "Project plan": {
                f"A{row(made, '1f') + 1}": "1g",
                f"B{row(made, '1f') + 1}": "Try it with two groups",
                f"D{row(made, '1f') + 1}": "By 1 May 2008",
            }
        },
    )
    done = together(path, made, day=date(2007, 11, 30))
    refs = list(read(path).actions["at_ref"])
    assert done.left == 0, lines(path)
    assert refs.index("1g") == refs.index("1f") + 1
    section = {one["at_ref"]: one["at_section"] for one in records(read(path).actions)}
    assert section["1g"] == section["1f"] != section["2a"]


def test_what_is_typed_on_tabs_and_the_cover_arrives(tmp_path: Path) -> None:
    path = staff.sample("care-improvement", tmp_path)
    staff.run(path, date(2026, 2, 27))
    made = copy(path, "lead.xlsx")
    tasks = read(made).tabs["tasks"]
    done_at = f"{'ABCDEFG'[tasks.columns['report'].column - 1]}{tasks.rows[0]['at_row']}"
    staff.typed(made, {"Tasks": {done_at: "Told the manager on Friday"}})
    risks = read(made).tabs["risks"]
    staff.typed(made, {"Risks": {f"A{risks.next_row}": "Nobody has time", f"B{risks.next_row}": "3"}})
    done = together(path, made, day=date(2026, 3, 27))
    assert done.left == 0
    after = read(path)
    assert after.tabs["tasks"].rows[0]["report"] == "Told the manager on Friday"
    assert after.tabs["risks"].rows[-1]["risk"] == "Nobody has time"


def test_a_milestone_that_is_reached_in_a_copy_is_reached_in_the_plan(tmp_path: Path) -> None:
    path = staff.sample("project-plan", tmp_path)
    staff.run(path, date(2007, 11, 15))
    made = copy(path, "lead.xlsx")
    tab = read(made).tabs["milestones"]
    column = "ABCDEFG"[tab.columns["achieved"].column - 1]
    staff.typed(made, {tab.sheet: {f"{column}{tab.rows[0]['at_row']}": date(2007, 10, 30)}})
    together(path, made, day=date(2007, 11, 30))
    assert read(path).tabs["milestones"].rows[0]["achieved"] == date(2007, 10, 30)


# An extract


def test_an_extract_comes_back_and_nothing_that_it_did_not_hold_is_deleted(plan: Path) -> None:
    refs = list(read(plan).actions["at_ref"])
    made = plan.parent / "for PM.xlsx"
    extract(plan, Extracting(output=made, owner="PM"))
    mine = list(read(made).actions["at_ref"])
    assert 0 < len(mine) < len(refs)
    staff.typed(made, {PLAN: {at(made, mine[0], "success"): "Two staff trained"}})
    done = together(plan, made)
    assert list(read(plan).actions["at_ref"]) == refs
    assert value(plan, mine[0], "success") == "Two staff trained"
    assert [line[4] for line in logged(plan, "0.3") if line[0] == mine[0]] == ["PM"]
    assert done.left == 0


# Conflicts


@pytest.fixture
def torn(plan: Path) -> Path:
    """A plan with one conflict: both changed the timescale of action 12."""
    theirs = copy(plan, "PM.xlsx", {at(plan, "12", "timescale"): "By 30 Jun 2008"})
    staff.typed(plan, {PLAN: {at(plan, "12", "timescale"): "By 31 May 2008"}})
    done = together(plan, theirs)
    assert done.left == 1
    return plan


WAS, MASTER, COPY = "Commence from 10/12/07; ongoing through plan", "By 31 May 2008", "By 30 Jun 2008"


def test_a_conflict_keeps_the_masters_value_and_shows_all_three(torn: Path) -> None:
    assert value(torn, "12", "timescale") == MASTER
    assert lines(torn) == [("12", "Timescales/Milestones", WAS, MASTER, COPY, "PM.xlsx", None)]


def test_an_open_conflict_is_said_and_not_repeated(torn: Path) -> None:
    before = torn.read_bytes()
    done = together(torn, torn.parent / "copies" / "PM.xlsx")
    assert (done.left, done.updated.version) == (1, None)
    assert torn.read_bytes() == before
    assert "1 conflict is left to choose on the Conflicts tab." in staff.run(torn, DAY).said


def test_an_open_conflict_that_is_found_again_is_no_second_line(torn: Path) -> None:
    (torn.parent / "plan versions" / "received" / "plan v0.3 from PM.xlsx").unlink()
    theirs = torn.parent / "copies" / "PM.xlsx"
    staff.typed(theirs, {PLAN: {at(theirs, "14", "success"): "Twelve came"}})
    done = together(torn, theirs)
    assert done.copies[0].compared == "version 0.2, from which it was taken"
    assert (len(done.conflicts), done.left, len(lines(torn))) == (1, 1, 1)


@pytest.mark.parametrize(
    ("word", "own", "stands", "settled"),
    [
        ("Master", None, MASTER, "Master, in version 0.4"),
        ("copy", None, COPY, "Copy, in version 0.4"),
        ("Own words", "By 15 June 2008", "By 15 June 2008", "Own words, in version 0.4"),
    ],
)
@pytest.mark.parametrize("by", ["update", "sync"])
def test_a_choice_is_carried_out(torn: Path, word: str, own: str | None, stands: str, settled: str, by: str) -> None:
    choose(torn, 1, word, own)
    if by == "update":
        staff.run(torn, DAY)
    else:
        done = together(torn, torn.parent / "copies" / "PM.xlsx")
        assert done.left == 0
    assert value(torn, "12", "timescale") == stands
    assert lines(torn)[0][-1] == settled
    assert staff.run(torn, DAY).version is None, "it is carried out once"


@pytest.mark.parametrize(
    ("word", "own", "said"), [("perhaps", None, "is none of"), ("Own words", None, "nothing is written")]
)
def test_a_choice_that_is_not_clear_is_asked_again(torn: Path, word: str, own: str | None, said: str) -> None:
    choose(torn, 1, word, own)
    done = staff.run(torn, DAY)
    assert any(said in sentence for sentence in done.said)
    assert value(torn, "12", "timescale") == MASTER
    assert lines(torn)[0][-1] is None


def test_dates_stay_dates_on_the_conflicts_tab_and_in_the_plan(plan: Path) -> None:
    ours, theirs_says = date(2008, 4, 2), date(2008, 6, 30)
    theirs = copy(plan, "PM.xlsx", {at(plan, "12", "timescale"): theirs_says, at(plan, "9", "achieved"): theirs_says})
    staff.typed(plan, {PLAN: {at(plan, "12", "timescale"): MASTER, at(plan, "9", "achieved"): ours}})
    together(plan, theirs)
    assert [line[2:5] for line in lines(plan)] == [(None, ours, theirs_says), (WAS, MASTER, theirs_says)]
    staff.typed(theirs, {PLAN: {at(plan, "14", "success"): "Twelve came"}})
    together(plan, theirs)
    assert len(lines(plan)) == 2, "an open conflict about dates is not repeated"
    choose(plan, 1, "Copy")
    choose(plan, 2, "Copy")
    staff.run(plan, DAY)
    assert [value(plan, "9", "achieved"), value(plan, "12", "timescale")] == [theirs_says, theirs_says]
    assert value(plan, "12", "at_due") == theirs_says
    found = [line[1:4] for line in logged(plan, "0.5") if line[0] == "12"]
    assert found[0] == ("Timescales/Milestones", MASTER, theirs_says)


def test_what_somebody_put_into_the_plan_by_hand_is_settled(torn: Path) -> None:
    staff.typed(torn, {PLAN: {at(torn, "12", "timescale"): COPY}})
    staff.run(torn, DAY)
    assert lines(torn)[0][-1] == "By hand, seen in version 0.4"


def test_a_choice_made_in_a_copy_is_said_and_not_carried_out(torn: Path) -> None:
    theirs = copy(torn, "RF.xlsx")
    choose(theirs, 1, "Copy")
    done = together(torn, theirs)
    said = "RF.xlsx: what was chosen in it on the Conflicts tab is not carried out (No. 1)."
    assert [one for one in done.said if one.startswith(said)]
    assert value(torn, "12", "timescale") == MASTER
    choose(torn, 1, "Copy")
    staff.typed(theirs, {PLAN: {at(theirs, "15", "success"): "Done twice"}})
    again = together(torn, theirs)
    assert value(torn, "12", "timescale") == COPY
    assert not [one for one in again.said if one.startswith(said)], "it is carried out, for it is chosen in the plan"


def test_a_settled_conflict_does_not_come_back_with_the_next_state_of_the_copy(torn: Path) -> None:
    choose(torn, 1, "Master")
    staff.run(torn, DAY)
    theirs = torn.parent / "copies" / "PM.xlsx"
    staff.typed(theirs, {PLAN: {at(theirs, "14", "success"): "Twelve came"}})
    done = together(torn, theirs)
    assert done.left == 0
    assert value(torn, "12", "timescale") == MASTER
    assert value(torn, "14", "success") == "Twelve came"
    assert "as it was merged in version 0.3" in done.copies[0].compared


def test_what_a_copy_takes_back_is_taken_back(plan: Path) -> None:
    cell = at(plan, "14", "success")
    was = value(plan, "14", "success")
    theirs = copy(plan, "PM.xlsx", {cell: "Twelve came", at(plan, "15", "success"): "Done twice"})
    together(plan, theirs)
    staff.typed(theirs, {PLAN: {cell: was}})
    together(plan, theirs)
    assert value(plan, "14", "success") == was
    assert value(plan, "15", "success") == "Done twice"


def test_two_lines_about_one_cell_that_say_the_same_are_both_settled(plan: Path) -> None:
    cell = at(plan, "12", "timescale")
    together(plan, copy(plan, "a.xlsx", {cell: "By 1 June 2008"}), copy(plan, "b.xlsx", {cell: "By 1 July 2008"}))
    choose(plan, 1, "Own words", "By 15 June 2008")
    choose(plan, 2, "Own words", "By 15 June 2008")
    staff.run(plan, DAY)
    assert value(plan, "12", "timescale") == "By 15 June 2008"
    assert [line[-1] for line in lines(plan)] == ["Own words, in version 0.4"] * 2


def test_a_cell_that_a_copy_cleared_is_cleared_when_it_is_chosen(plan: Path) -> None:
    cell = at(plan, "10", "success")
    theirs = copy(plan, "PM.xlsx", {cell: None})
    staff.typed(plan, {PLAN: {cell: "Ours"}})
    together(plan, theirs)
    choose(plan, 1, "Copy")
    staff.run(plan, DAY)
    assert value(plan, "10", "success") is None


def test_an_owner_who_changes_a_cell_once_more_is_no_conflict(plan: Path) -> None:
    cell = at(plan, "10", "success")
    theirs = copy(plan, "PM.xlsx", {cell: "Twelve came"})
    together(plan, theirs)
    staff.typed(theirs, {PLAN: {cell: "Thirteen came"}})
    done = together(plan, theirs)
    assert done.left == 0
    assert value(plan, "10", "success") == "Thirteen came"


def test_under_the_plans_own_name_another_value_may_be_another_persons(plan: Path) -> None:
    cell = at(plan, "10", "success")
    together(plan, copy(plan, plan.name, {cell: "Twelve came"}))
    kept = plan.parent / "plan versions" / "plan v0.2 2008-03-31.xlsx"
    other = plan.parent / "mailed" / plan.name
    other.parent.mkdir()
    shutil.copy(kept, other)
    staff.typed(other, {PLAN: {cell: "Nobody came"}})
    done = together(plan, other)
    assert value(plan, "10", "success") == "Twelve came"
    assert [line[2:6] for line in lines(plan)] == [
        (value(kept, "10", "success"), "Twelve came", "Nobody came", plan.name)
    ]
    assert done.left == 1


def test_two_peoples_copies_of_one_name_are_not_taken_for_each_other(plan: Path) -> None:
    theirs = copy(plan, "plan.xlsx", {at(plan, "12", "timescale"): COPY})
    other = plan.parent / "other" / "plan.xlsx"
    other.parent.mkdir()
    shutil.copy(plan, other)
    cell = at(plan, "10", "success")
    staff.typed(staff.typed(other, {PLAN: {cell: "x"}}), {PLAN: {cell: value(plan, "10", "success")}})
    staff.typed(plan, {PLAN: {at(plan, "12", "timescale"): MASTER}})
    together(plan, theirs, other)
    choose(plan, 1, "Master")
    staff.run(plan, DAY)
    staff.typed(theirs, {PLAN: {at(theirs, "15", "success"): "Done twice"}})
    done = together(plan, theirs)
    assert (done.left, len(lines(plan))) == (0, 1), "what was settled does not come back"
    assert value(plan, "12", "timescale") == MASTER
    assert value(plan, "15", "success") == "Done twice"


def test_a_copy_without_what_it_had_before_takes_nothing_back_in_silence(plan: Path) -> None:
    cell = at(plan, "10", "success")
    was = value(plan, "10", "success")
    theirs = copy(plan, "PM.xlsx", {cell: "Twelve came"})
    together(plan, theirs)
    staff.typed(theirs, {PLAN: {cell: was}})
    done = together(plan, theirs)
    assert value(plan, "10", "success") == "Twelve came"
    said = 'PM.xlsx: "PM.xlsx", merged in version 0.3, had changes that are not in it; they stay in the plan.'
    assert any(one.startswith(said) for one in done.said)
    assert said in render.sync_text(done)


def test_two_lines_about_one_cell_cannot_both_win(plan: Path) -> None:
    cell = at(plan, "12", "timescale")
    together(plan, copy(plan, "a.xlsx", {cell: "By 1 June 2008"}), copy(plan, "b.xlsx", {cell: "By 1 July 2008"}))
    choose(plan, 1, "Copy")
    choose(plan, 2, "Copy")
    done = staff.run(plan, DAY)
    assert any("two things" in sentence for sentence in done.said)
    assert value(plan, "12", "timescale") == WAS
    choose(plan, 1, "Master")
    staff.run(plan, DAY)
    assert value(plan, "12", "timescale") == "By 1 July 2008"


@pytest.mark.parametrize("word", ["Master", "Copy"])
def test_deleted_in_a_copy_and_changed_in_the_plan(plan: Path, word: str) -> None:
    gone = row(plan, "27")
    theirs = copy(plan, "PM.xlsx", {f"{letter}{gone}": None for letter in "ABCDEFGHIJ"})
    staff.typed(plan, {PLAN: {at(plan, "27", "success"): "Changed here"}})
    assert together(plan, theirs).left == 1
    assert "27" in list(read(plan).actions["at_ref"])
    choose(plan, 1, word)
    staff.run(plan, DAY)
    assert ("27" in list(read(plan).actions["at_ref"])) is (word == "Master")
    assert "28" in list(read(plan).actions["at_ref"])


@pytest.mark.parametrize("word", ["Master", "Copy"])
def test_deleted_in_the_plan_and_changed_in_a_copy(plan: Path, word: str) -> None:
    theirs = copy(plan, "PM.xlsx", {at(plan, "27", "success"): "Changed there"})
    gone = row(plan, "27")
    staff.typed(plan, {PLAN: {f"{letter}{gone}": None for letter in "ABCDEFGHIJ"}})
    assert together(plan, theirs).left == 1
    choose(plan, 1, word)
    staff.run(plan, DAY)
    refs = list(read(plan).actions["at_ref"])
    assert ("27" in refs) is (word == "Copy")
    if word == "Copy":
        assert value(plan, "27", "success") == "Changed there"
        assert refs.index("27") == refs.index("26") + 1


# Which copies


def test_a_copy_of_another_plan_is_refused_and_the_others_are_done(plan: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    stranger = staff.sample("peer-review", other)
    staff.typed(stranger, {PLAN: {"C7": "Another plan"}})
    staff.run(stranger, FIRST)
    theirs = copy(plan, "PM.xlsx", {at(plan, "8", "achieved"): date(2008, 4, 25)})
    missing = tmp_path / "missing.xlsx"
    done = together(plan, stranger, theirs, missing)
    assert [Path(one.path).name for one in done.refused] == ["plan.xlsx", "missing.xlsx"]
    assert "copy of another plan" in done.refused[0].reason
    assert value(plan, "8", "achieved") == date(2008, 4, 25)


def test_a_copy_whose_refs_were_sorted_alone_is_refused_and_the_others_are_done(tmp_path: Path) -> None:
    path = staff.sample("care-improvement", tmp_path)
    staff.run(path, date(2026, 2, 27))
    found = read(path)
    letter = {name: "ABCDEFGHIJKL"[found.columns[name].column - 1] for name in ("ref", "progress")}
    places = [int(one["at_row"]) for one in records(found.actions)]
    refs = list(found.actions["at_ref"])
    mixed = {f"{letter['ref']}{place}": float(ref) for place, ref in zip(places, reversed(refs), strict=True)}
    sorted_alone = copy(path, "sorted.xlsx", mixed, found.sheet)
    theirs = copy(path, "lead.xlsx", {f"{letter['progress']}{places[0]}": "All told"}, found.sheet)
    done = together(path, sorted_alone, theirs, day=date(2026, 3, 27))
    assert [Path(one.path).name for one in done.refused] == ["sorted.xlsx"]
    assert f"{found.sheet}!{letter['ref']}{places[0]}" in done.refused[0].reason
    after = read(path)
    assert list(after.actions["at_ref"]) == refs
    assert value(path, refs[0], "progress") == "All told"


@pytest.mark.parametrize("dropped", ["all", "version"])
def test_a_copy_that_does_not_say_what_it_was_taken_from_is_compared_with_the_nearest(plan: Path, dropped: str) -> None:
    theirs = copy(plan, "PM.xlsx", {at(plan, "8", "achieved"): date(2008, 4, 25)})
    names = ["sheetplan version"] if dropped == "version" else ["sheetplan version", "sheetplan plan id"]
    history = read(theirs).history_sheet
    edited = edit.apply(theirs, [SetProperties(dict.fromkeys(names))])
    theirs.write_bytes(edited.data)
    staff.typed(theirs, {history or "": {"A2": "Nothing here", "A5": None, "A6": None}})
    done = together(plan, theirs)
    assert "the nearest, because it does not say from which version it was taken" in done.copies[0].compared
    assert value(plan, "8", "achieved") == date(2008, 4, 25)


def test_a_kept_version_that_is_gone_is_said_and_the_nearest_taken(plan: Path) -> None:
    theirs = copy(plan, "PM.xlsx", {at(plan, "8", "achieved"): date(2008, 4, 25)})
    (plan.parent / "plan versions" / "plan v0.2 2008-03-31.xlsx").unlink()
    done = together(plan, theirs)
    assert "version 0.1, the nearest, because the kept version 0.2 is not whole" in done.copies[0].compared
    assert value(plan, "8", "achieved") == date(2008, 4, 25)


def test_copies_merged_after_a_version_that_was_restored_come_in_again(plan: Path) -> None:
    theirs = copy(plan, "PM.xlsx", {at(plan, "10", "success"): "Twelve came"})
    together(plan, theirs)
    now = datetime.fromisoformat("2026-10-31T09:30:00+00:00")
    restore(plan, "0.2", Options(today=staff.TODAY, now=now, as_of=DAY, by="Coordinator"))
    assert value(plan, "10", "success") != "Twelve came"
    done = together(plan, theirs)
    assert done.copies[0].compared == "version 0.2, from which it was taken"
    assert value(plan, "10", "success") == "Twelve came"
    assert together(plan, theirs).copies[0].told == "nothing to do: merged in version 0.5"


def test_copies_merged_before_the_restored_version_are_settled(plan: Path) -> None:
    theirs = copy(plan, "PM.xlsx", {at(plan, "10", "success"): "Twelve came"})
    together(plan, theirs)
    staff.typed(plan, {PLAN: {at(plan, "15", "success"): "By mistake"}})
    staff.run(plan, DAY)
    now = datetime.fromisoformat("2026-10-31T09:30:00+00:00")
    restore(plan, "0.3", Options(today=staff.TODAY, now=now, as_of=DAY, by="Coordinator"))
    assert together(plan, theirs).copies[0].told == "nothing to do: merged in version 0.3"


def test_a_plan_without_versions_cannot_tell_what_a_copy_changed(tmp_path: Path) -> None:
    path = staff.sample("peer-review", tmp_path)
    theirs = copy(path, "PM.xlsx", {"F14": date(2008, 2, 1)})
    done = together(path, theirs)
    assert "has no kept version yet" in done.refused[0].reason
    assert "Run update on the plan first" in done.refused[0].fix


def test_copies_that_sharing_services_leave_beside_the_plan_are_named(plan: Path) -> None:
    left = Path(shutil.copy(plan, plan.with_name("plan-LAPTOP.xlsx")))
    assert not any("LAPTOP" in sentence for sentence in staff.run(plan, DAY).said), "it says nothing new"
    staff.typed(left, {PLAN: {at(left, "8", "achieved"): date(2008, 4, 25)}})
    Path(shutil.copy(staff.SAMPLES / "care-improvement" / "plan.xlsx", plan.with_name("plan 2.xlsx")))
    said = staff.run(plan, DAY).said
    named = [one for one in said if "not merged" in one]
    assert len(named) == 1
    assert named[0].startswith('"plan-LAPTOP.xlsx" is a copy of this plan that is not merged: ')
    assert 'sheetplan sync "plan.xlsx" "plan-LAPTOP.xlsx"' in named[0]
    together(plan, plan.parent)
    assert value(plan, "8", "achieved") == date(2008, 4, 25)
    assert not any("LAPTOP" in sentence for sentence in staff.run(plan, DAY).said)


def test_merged_copies_are_kept_and_so_are_the_versions_that_they_were_taken_from(plan: Path) -> None:
    theirs = copy(plan, "PM.xlsx", {at(plan, "8", "achieved"): date(2008, 4, 25)})
    together(plan, theirs)
    for _ in range(2):
        staff.typed(plan, {PLAN: {at(plan, "10", "success"): f"Seen {_}"}})
        staff.run(plan, DAY, approve=True)
    found = versions(plan)
    assert [file.name for one in found.kept for file in one.merged] == ["received/plan v0.3 from PM.xlsx"]
    assert {file.state for one in found.kept for file in one.merged} == {"whole"}
    late = Asked(datetime.fromisoformat("2026-12-31T09:30:00+00:00"), "Coordinator", 30)
    tidying = versions(plan, tidy=late).tidying
    assert tidying is not None
    assert "0.1" in tidying.goes
    later = versions(plan, tidy=late._replace(keep_days=90)).tidying
    assert later is not None
    assert "0.2" not in later.goes
    (plan.parent / "plan versions" / "received" / "plan v0.3 from PM.xlsx").write_bytes(b"")
    assert "altered" in {file.state for one in versions(plan).kept for file in one.merged}


# What the workbook does not allow


def test_a_cell_with_a_formula_is_left_to_people(plan: Path) -> None:
    sheet = read(plan).sheet
    place = row(plan, "10")
    edited = edit.apply(plan, [SetCell(sheet, place, 3, 5.0, formula="2+3", overwrite=True)])
    plan.write_bytes(edited.data)
    staff.run(plan, SECOND)
    theirs = copy(plan, "PM.xlsx")
    edited = edit.apply(theirs, [SetCell(sheet, place, 3, 7.0, overwrite=True)])
    theirs.write_bytes(edited.data)
    done = together(plan, theirs)
    assert done.left == 1
    assert "A formula stands in C" in done.conflicts[0].about
    assert value(plan, "10", "success") == 5.0
    choose(plan, 1, "Copy")
    again = staff.run(plan, DAY)
    assert any("Conflict 1" in one and "A formula stands in C" in one for one in again.said)
    assert [line[-1] for line in lines(plan)] == [None], "what cannot be carried out is not said to be settled"


def test_where_rows_cannot_move_a_new_action_comes_last_and_none_is_deleted(plan: Path) -> None:
    last = read(plan).layout.last_row
    gone = row(plan, "25")
    theirs = copy(plan, "PM.xlsx", {f"A{last + 1}": "31. Write the summary", f"B{last + 1}": "By 30 Jun 2008"})
    staff.typed(theirs, {PLAN: {f"{letter}{gone}": None for letter in "ABCDEFGHIJ"}})
    staff.add_tab(plan, "Mine", [["One"], ["x"]])
    edited = edit.apply(plan, [SetCell("Mine", 3, 1, "x", formula=f"'{PLAN}'!A{gone + 1}")])
    plan.write_bytes(edited.data)
    done = together(plan, theirs)
    refs = list(read(plan).actions["at_ref"])
    assert refs[-1] == "31"
    assert "25" in refs
    assert [line[0] for line in lines(plan)] == ["25"]
    assert done.left == 1


# At the door


def test_text_and_data_say_the_same(plan: Path) -> None:
    theirs = copy(plan, "PM.xlsx", {at(plan, "12", "timescale"): COPY, at(plan, "8", "achieved"): date(2008, 4, 25)})
    staff.typed(plan, {PLAN: {at(plan, "12", "timescale"): MASTER}})
    done = together(plan, theirs)
    text = render.sync_text(done)
    assert "PM.xlsx, compared with version 0.2, from which it was taken" in text
    assert "1 cell in 1 row, 1 conflict" in text
    assert 'the plan says "By 31 May 2008"; PM.xlsx says "By 30 Jun 2008"' in text
    assert '"conflicts_left": 1' in render.sync_json(done)
