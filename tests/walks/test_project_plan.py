"""The project plan: aims, objectives and their milestones, read from cells and kept on a tab of their own."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

import staff
from judges.libreoffice import LibreOffice
from sheetplan import render
from sheetplan.cli import main
from sheetplan.model import Judged, Milestone, Status

SHEET = "Project plan"
DAY = date(2007, 11, 15)
REFS = ["1a", "1b", None, "1d", "1e", "1f", "2a", "2b", "2c", "3a", "3b", "3c", "4a"]
MILESTONES = {
    "SG members convened by end October 07": (date(2007, 10, 31), 15),
    "Advertisement sent out via networks by early Nov 07": (date(2007, 11, 10), 5),
    "Development Coordinator in place by start Nov 07": (date(2007, 11, 1), 14),
    "SG ToR agreed by mid Nov 07": (DAY, None),
    "Schedule of meetings agreed by mid Nov 07": (DAY, None),
    "Chair appointed by end Nov 07": (date(2007, 11, 30), None),
    "Tutor joins SG by end Nov 07": (date(2007, 11, 30), None),
}
"""Of objective 1a, in the order of its cell: when each is due, and by how many days it is overdue."""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return staff.sample("project-plan", tmp_path)


def milestones(judged: Judged, ref: str | None) -> tuple[Milestone, ...]:
    (row,) = [row for row in judged.plan.actions.to_dict("records") if row["at_ref"] == ref]
    found: tuple[Milestone, ...] = row["at_milestones"]
    return found


def objective(judged: Judged, ref: str | None) -> dict[str, Any]:
    assert judged.plan.standing is not None
    place = list(judged.plan.actions["at_ref"]).index(ref)
    return {str(name): value for name, value in judged.plan.standing.iloc[place].items()}


def on_tab(path: Path, ref: str) -> list[list[Any]]:
    """An objective's lines of the Milestones tab, each with its row number first."""
    lines = staff.shown(path, "Milestones")[4:]
    return [[number, *line] for number, line in enumerate(lines, start=5) if line[0] == ref]


def test_the_seven_milestones_of_1a_in_the_order_of_their_cell(plan: Path) -> None:
    judged = staff.judged(plan, DAY)
    found = milestones(judged, "1a")
    assert {one.text: (one.due, one.days_overdue) for one in found} == MILESTONES
    assert [one.text for one in found] == list(MILESTONES)
    assert [one.due for one in found if one.status is Status.OVERDUE] == [
        date(2007, 10, 31),
        date(2007, 11, 10),
        date(2007, 11, 1),
    ]
    assert {one.due for one in found if one.is_next} == {DAY}
    assert {one.status for one in found if one.is_next} == {Status.DUE_SOON}
    stands = objective(judged, "1a")
    assert (stands["due"], stands["status"]) == (date(2007, 11, 30), Status.DUE_SOON)


def test_the_day_after_what_was_due_that_day_is_overdue(plan: Path) -> None:
    found = milestones(staff.judged(plan, date(2007, 11, 16)), "1a")
    assert [one.days_overdue for one in found] == [16, 6, 15, 1, 1, None, None]
    assert {one.due for one in found if one.is_next} == {date(2007, 11, 30)}


def test_milestones_are_in_the_json_and_the_next_ones_in_the_text(plan: Path) -> None:
    found = staff.checked(plan, DAY)
    told = json.loads(render.check_json(found))["plans"][0]["actions"][0]["milestones"]
    assert [(one["text"], one["due"], one["days_overdue"]) for one in told] == [
        (text, due.isoformat(), late) for text, (due, late) in MILESTONES.items()
    ]
    assert [one["next"] for one in told] == [False, False, False, True, True, False, False]
    assert {one["achieved"] for one in told} == {None}
    text = render.check_text(found)
    following = text[text.index("Next milestones") :].split("\n\n")[0].splitlines()
    assert following[1:3] == [
        "  1a     15 Nov 2007  SG ToR agreed by mid Nov 07",
        "  1a     15 Nov 2007  Schedule of meetings agreed by mid Nov 07",
    ]


def test_two_milestones_on_one_line_are_two(plan: Path) -> None:
    found = milestones(staff.judged(plan, DAY), "1b")
    assert [(one.text, one.due) for one in found[:2]] == [
        ("Written role description by mid Oct 07", date(2007, 10, 15)),
        ("Development Coordinator in place by 1 Nov 07", date(2007, 11, 1)),
    ]
    assert [one.due for one in found[2:]] == [date(2007, 11, 30)] * 2


def test_milestones_without_a_day_are_never_late(plan: Path) -> None:
    found = milestones(staff.judged(plan, date(2009, 1, 1)), "4a")
    assert [(one.due, one.days_overdue) for one in found] == [(None, None)] * 2
    assert objective(staff.judged(plan, date(2009, 1, 1)), "4a")["status"] is Status.ONGOING


def test_objectives_under_their_aims_and_no_1c(plan: Path) -> None:
    actions = staff.judged(plan, DAY).plan.actions
    assert list(actions["at_ref"]) == REFS
    under = [str(section).split("\n")[0].strip() for section in actions["at_section"]]
    assert under == [f"Specific aim {ref[0] if ref else 1}" for ref in REFS]
    assert list(actions["at_section_due"]) == [date(2007, 11, 30)] * 6 + [date(2008, 10, 31)] * 7


def test_the_row_that_slipped_is_read_in_its_place_and_said(plan: Path) -> None:
    judged = staff.judged(plan, DAY)
    (row,) = [row for row in judged.plan.actions.to_dict("records") if row["at_ref"] is None]
    assert (row["at_row"], row["objective"]) == (12, "Announce QI Project")
    assert row["milestones"].strip() == "Bulletin circulated by early Nov 07"
    assert ("row-shifted", "A12") in staff.places(judged)
    assert objective(judged, None)["due"] == date(2007, 11, 10)


def test_milestones_after_the_day_of_their_aim(plan: Path) -> None:
    late = [(f.ref, f.cell) for f in staff.judged(plan, DAY).findings if f.code == "milestone-after-aim"]
    assert late == [("1d", "D13"), ("1e", "D14"), ("1e", "D14"), ("1f", "D15"), ("1f", "D15")]


def test_nothing_must_be_fixed_and_everything_has_its_place(plan: Path) -> None:
    judged = staff.judged(plan, DAY)
    assert {str(finding.level) for finding in judged.findings} == {"check", "information"}
    assert judged.plan.uncounted == ()
    assert judged.plan.period == (date(2007, 11, 1), date(2008, 10, 31))


def test_update_changes_no_cell_that_people_typed(plan: Path) -> None:
    before = staff.shown(plan, SHEET)
    assert staff.run(plan, DAY).version is not None
    assert [row[:5] for row in staff.shown(plan, SHEET)] == before


def test_each_milestone_has_its_own_line_after_update(plan: Path) -> None:
    staff.run(plan, DAY)
    assert [(line[2], line[3]) for line in on_tab(plan, "1a")] == [(text, due) for text, (due, _) in MILESTONES.items()]
    assert [line[5] for line in on_tab(plan, "1a")] == [
        "Overdue by 15 days",
        "Overdue by 5 days",
        "Overdue by 14 days",
        "Due soon, next",
        "Due soon, next",
        "Due soon",
        "Due soon",
    ]
    assert len(staff.shown(plan, "Milestones")[4:]) == 30


def test_a_second_update_does_nothing(plan: Path) -> None:
    staff.run(plan, DAY)
    once = plan.read_bytes()
    assert staff.run(plan, DAY).version is None
    assert plan.read_bytes() == once


def test_reaching_them_all_completes_the_objective(plan: Path) -> None:
    staff.run(plan, DAY)
    *others, last = on_tab(plan, "1a")
    staff.typed(plan, {"Milestones": {f"D{line[0]}": date(2007, 11, 14) for line in others}})
    judged = staff.judged(plan, date(2007, 11, 20))
    assert objective(judged, "1a")["status"] is Status.DUE_SOON
    assert [one.is_next for one in milestones(judged, "1a")] == [False] * 6 + [True]
    staff.typed(plan, {"Milestones": {f"D{last[0]}": date(2007, 11, 20)}})
    judged = staff.judged(plan, date(2007, 11, 20))
    assert objective(judged, "1a")["status"] is Status.COMPLETE
    assert objective(judged, "1b")["status"] is Status.DUE_SOON
    assert "1a" not in [finding.ref for finding in judged.findings if finding.code == "milestone-overdue"]

    done = staff.run(plan, date(2007, 11, 20))
    assert done.version is not None
    assert {line[5] for line in on_tab(plan, "1a")} == {"Complete"}
    cells = staff.shown(plan, SHEET)
    assert cells[8][cells[7].index("Status at 20 Nov 2007")] == "Complete"
    once = plan.read_bytes()
    assert staff.run(plan, date(2007, 11, 20)).version is None
    assert plan.read_bytes() == once


def test_a_day_still_to_come_reaches_nothing(plan: Path) -> None:
    staff.run(plan, DAY)
    staff.typed(plan, {"Milestones": {f"D{line[0]}": date(2007, 11, 30) for line in on_tab(plan, "1a")}})
    assert objective(staff.judged(plan, date(2007, 11, 29)), "1a")["status"] is Status.DUE_SOON
    assert objective(staff.judged(plan, date(2007, 11, 30)), "1a")["status"] is Status.COMPLETE


def test_a_milestone_reached_after_today_or_in_words_is_a_finding(plan: Path) -> None:
    staff.run(plan, DAY)
    first, second, *_ = (line[0] for line in on_tab(plan, "1a"))
    staff.typed(plan, {"Milestones": {f"D{first}": "done", f"D{second}": date(2026, 11, 1)}})
    judged = staff.judged(plan, DAY)
    told = [
        (f.code, str(f.level), f.cell) for f in judged.findings if f.sheet == "Milestones" and f.ref in ("1a", None)
    ]
    assert ("not-a-date", "must fix", f"D{first}") in told
    assert ("achieved-future", "must fix", f"D{second}") in told
    assert [one.achieved for one in milestones(judged, "1a")[:2]] == [None, None]


def test_notes_and_days_stay_on_their_line_when_milestones_are_added_above(plan: Path) -> None:
    staff.run(plan, DAY)
    tutor = on_tab(plan, "1a")[-1][0]
    staff.typed(plan, {"Milestones": {f"D{tutor}": date(2007, 11, 12), f"F{tutor}": "Earlier than hoped"}})
    typed = staff.shown(plan, SHEET)[8][3]
    staff.typed(plan, {SHEET: {"D9": f"Room booked by 20 Nov 07\n\n{typed}"}})
    staff.run(plan, DAY)
    lines = {line[2]: line for line in on_tab(plan, "1a")}
    assert len(lines) == 8
    assert lines["Tutor joins SG by end Nov 07"][4:7] == [date(2007, 11, 12), "Complete", "Earlier than hoped"]
    assert lines["Room booked by 20 Nov 07"][3] == date(2007, 11, 20)


def test_the_row_that_slipped_keeps_its_milestone_when_it_is_put_right(plan: Path) -> None:
    staff.run(plan, DAY)
    (line,) = [n for n, row in enumerate(staff.shown(plan, "Milestones"), start=1) if "Bulletin" in str(row[1])]
    staff.typed(plan, {"Milestones": {f"D{line}": date(2007, 11, 9)}})
    cells = staff.shown(plan, SHEET)[11][:4]
    staff.typed(plan, {SHEET: dict(zip(("A12", "B12", "C12", "D12", "E12"), ("1c", *cells), strict=True))})
    judged = staff.judged(plan, DAY)
    assert objective(judged, "1c")["status"] is Status.COMPLETE
    staff.run(plan, DAY)
    assert [(row[2], row[4], row[5]) for row in on_tab(plan, "1c")] == [
        ("Bulletin circulated by early Nov 07", date(2007, 11, 9), "Complete")
    ]
    assert len(staff.shown(plan, "Milestones")[4:]) == 30


def test_a_closed_objective_leaves_its_aim_and_comes_back_to_it(plan: Path) -> None:
    staff.run(plan, DAY)
    staff.typed(plan, {"Milestones": {f"D{line[0]}": DAY for ref in ("1a", "2a") for line in on_tab(plan, ref)}})
    staff.run(plan, DAY)
    later = date(2008, 1, 15)
    assert staff.run(plan, later).archived == ("1a", "2a")
    judged = staff.judged(plan, later)
    assert list(judged.plan.actions["at_ref"]) == [ref for ref in REFS if ref not in ("1a", "2a")]
    assert list(judged.plan.archived["at_ref"]) == ["1a", "2a"]
    under = {ref: str(section)[13] for ref, section in judged.plan.actions[["at_ref", "at_section"]].to_numpy() if ref}
    assert all(ref[0] == aim for ref, aim in under.items())
    assert staff.run(plan, later).version is None

    place = judged.plan.archive_columns["reopen"].column
    row = judged.plan.archived["at_row"].iloc[0]
    staff.typed(plan, {"Archive": {f"{chr(64 + place)}{row}": "Yes"}})
    assert staff.run(plan, later).reopened == ("1a",)
    judged = staff.judged(plan, later)
    assert list(judged.plan.actions["at_ref"]) == [ref for ref in REFS if ref != "2a"]
    assert staff.run(plan, later).version is None


def test_a_new_objective_gets_the_next_letter_of_its_aim(plan: Path) -> None:
    staff.typed(plan, {SHEET: {"B16": "Hold a launch event", "C16": "Book a room", "D16": "Event held by end Nov 07"}})
    done = staff.run(plan, DAY)
    assert staff.shown(plan, SHEET)[15][0] == "1g"
    assert [line[2] for line in on_tab(plan, "1g")] == ["Event held by end Nov 07"]
    assert done.version is not None
    assert staff.run(plan, DAY).version is None


def test_libreoffice_saves_it_and_it_reads_the_same(plan: Path, tmp_path: Path, libreoffice: LibreOffice) -> None:
    staff.run(plan, DAY)
    reached = [f"D{line[0]}" for line in on_tab(plan, "1b")]
    staff.typed(plan, {"Milestones": dict.fromkeys(reached, date(2007, 11, 14))})
    staff.run(plan, DAY)
    before = staff.judged(plan, DAY)
    libreoffice.convert(plan, "xlsx", tmp_path / "saved.xlsx").replace(plan)
    after = staff.judged(plan, DAY)
    assert objective(after, "1b")["status"] is Status.COMPLETE
    assert list(after.plan.actions["at_milestones"]) == list(before.plan.actions["at_milestones"])
    assert staff.places(after) == staff.places(before)
    assert staff.standings(after) == staff.standings(before)
    assert staff.run(plan, DAY).version is None


def test_a_new_plan_from_its_first_objective_to_the_last_milestone(tmp_path: Path) -> None:
    path = staff.blank("project-plan", tmp_path)
    judged = staff.judged(path, DAY)
    first = judged.plan.layout.first_row
    at = {name: chr(64 + place.column) for name, place in judged.plan.columns.items()}
    named = ("Members agreed by 31 Oct 2007", "Terms agreed by 15 Nov 2007", "Minutes kept regularly")
    typed = {
        f"{at['ref']}{first}": "1a",
        f"{at['objective']}{first}": "Establish a Steering Group",
        f"{at['milestones']}{first}": "\n".join(named),
        f"{at['objective']}{first + 1}": "Appoint a coordinator",
        f"{at['milestones']}{first + 1}": "Post filled by 1 Nov 2007",
    }
    staff.typed(path, {judged.plan.sheet: typed})
    done = staff.run(path, DAY)
    assert done.version is not None
    lines = staff.shown(path, "Milestones")
    filled = [(n, row[0], row[1], row[2], row[4]) for n, row in enumerate(lines, start=1) if row[1]][-4:]
    ref = staff.judged(path, DAY).plan.actions["at_ref"].iloc[1]
    assert [line[1:] for line in filled] == [
        ("1a", "Members agreed by 31 Oct 2007", date(2007, 10, 31), "Overdue by 15 days"),
        ("1a", "Terms agreed by 15 Nov 2007", DAY, "Due soon, next"),
        ("1a", "Minutes kept regularly", "", "Ongoing"),
        (ref, "Post filled by 1 Nov 2007", date(2007, 11, 1), "Overdue by 14 days"),
    ]
    assert staff.run(path, DAY).version is None
    staff.typed(path, {"Milestones": {f"D{line[0]}": date(2007, 11, 15) for line in filled[:3]}})
    assert staff.standings(staff.judged(path, DAY)) == {"1a": "Complete", ref: "Overdue"}
    assert staff.run(path, DAY).version is not None
    assert staff.run(path, DAY).version is None


def test_microsofts_validator_finds_no_new_error(plan: Path, validator: ModuleType) -> None:
    staff.run(plan, DAY)
    assert validator.new_errors(staff.SAMPLES / "project-plan" / "plan.xlsx", plan) == []


def test_the_goldens(plan: Path, golden: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(plan.parent)
    path, folder = Path(plan.name), staff.SAMPLES / "project-plan"
    found = staff.checked(path, DAY)
    done = CliRunner().invoke(main, ["check", str(path), "--as-of", DAY.isoformat()])
    golden(folder / "check.txt", f"{render.check_text(found)}\nExit code {done.exit_code}\n")
    golden(folder / "check.json", render.check_json(found) + "\n")
    golden(folder / "check.csv", render.check_csv(found))
    said = [render.update_text(staff.run(path, day)) for day in (DAY, DAY, date(2008, 1, 15))]
    golden(folder / "update.txt", "\n".join(said))
    golden(folder / "update.cells.txt", staff.dump(path))
