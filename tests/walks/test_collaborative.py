"""A collaborative improvement on its sample: areas drawn from the checklist into the plan, once, and papers in time."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

import staff
from judges.libreoffice import LibreOffice
from sheetplan import render
from sheetplan.cli import main

if TYPE_CHECKING:
    from types import ModuleType

NAME = "collaborative-improvement"
DAY = date(2025, 6, 30)
LATER = date(2025, 8, 15)
PLAN, AREAS, CHECKLIST, STAGES = "Improvement plan", "Areas", "Checklist", "Stages"
AREA_5 = "Staff have the skills for new kinds of work"
AREA_6, AREA_7 = "Stock and vans are where the work is", "Benchmarks help to choose what to improve"


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample in the current folder, so that its path is the same everywhere."""
    staff.sample(NAME, tmp_path)
    monkeypatch.chdir(tmp_path)
    return Path("plan.xlsx")


def areas(path: Path) -> list[Any]:
    return staff.column(path, AREAS, "A", 4)


def in_plan(path: Path) -> list[Any]:
    return staff.column(path, PLAN, "B", 5)


# What stays


def test_what_people_typed_stays_where_it_is(plan: Path) -> None:
    before = {name: staff.shown(plan, name) for name in (PLAN, AREAS, CHECKLIST, STAGES, "Strengths", "Invited")}
    staff.run(plan, DAY)
    worked_out = {CHECKLIST: (7, 8), AREAS: (3,)}
    for name, rows in before.items():
        after = staff.shown(plan, name)
        for old, new in zip(rows, after, strict=False):
            kept = [cell for i, cell in enumerate(old) if i not in worked_out.get(name, ())]
            assert [cell for i, cell in enumerate(new[: len(old)]) if i not in worked_out.get(name, ())] == kept


def test_updating_twice_is_updating_once(plan: Path) -> None:
    staff.run(plan, DAY)
    once = hashlib.sha256(plan.read_bytes()).hexdigest()
    again = staff.run(plan, DAY)
    assert (again.version, again.changed) == (None, ())
    assert hashlib.sha256(plan.read_bytes()).hexdigest() == once


def test_an_area_that_is_dropped_or_needs_more_work_stays_out_of_the_plan(plan: Path) -> None:
    staff.run(plan, DAY)
    assert "Contractors work to the same standards" not in in_plan(plan)
    assert "Cost of each kind of repair is known" not in in_plan(plan)


def test_an_area_that_is_there_is_drawn_once_also_when_its_actions_are_archived(plan: Path) -> None:
    typed = {f"I{row}": date(2025, 6, 27) for row in (6, 7)}
    staff.run(staff.typed(plan, {PLAN: typed}), DAY, archive_now=True)
    assert "Repairs are done right first time" not in in_plan(plan)
    assert staff.column(plan, "Archive", "A", 5) == ["1.1", "1.2", "1.3", "3.2"]
    again = staff.run(staff.typed(plan, {PLAN: {"F5": "The pages come late"}}), LATER)
    assert again.version is not None
    assert not any("drawn" in sentence for sentence in again.changed)
    assert "Repairs are done right first time" not in in_plan(plan)
    assert staff.shown(plan, AREAS)[3][3] == 3.0  # its actions count, although they are put away


def test_what_people_reword_or_take_out_is_not_drawn_again(plan: Path) -> None:
    staff.run(plan, DAY)
    reworded = "Vans carry what the day's work needs"
    staff.typed(plan, {AREAS: {"A11": reworded, "A12": None, "B12": None, "C12": None, "D12": None}})
    expected = [*areas(plan)[:7], reworded]
    for day in (DAY, LATER, date(2025, 10, 1), date(2025, 12, 1)):
        staff.run(plan, day)
        assert areas(plan) == expected


def test_an_action_that_is_taken_out_stays_out(plan: Path) -> None:
    staff.run(plan, DAY)
    staff.typed(plan, {PLAN: {"A14": None, "B14": None}})
    for day in (DAY, LATER):
        staff.run(plan, day)
        assert AREA_5 not in in_plan(plan)


# What is drawn


def test_areas_are_drawn_from_the_checklist_in_order_of_priority(plan: Path) -> None:
    before = areas(plan)
    done = staff.run(plan, DAY)
    assert areas(plan) == [*before, AREA_6, AREA_7]  # priorities 6 and 7, although 7 stands first on the checklist
    assert [row[1:3] for row in staff.shown(plan, AREAS)[10:12]] == [[6.0, "Proposed"], [7.0, "Proposed"]]
    assert f"2 rows added to the Areas tab: {AREA_6}, {AREA_7}." in done.changed


def test_an_agreed_area_comes_into_the_plan_with_a_ref_and_waits_for_its_action(plan: Path) -> None:
    done = staff.run(plan, DAY)
    assert [row[:3] for row in staff.shown(plan, PLAN)[13:]] == [["5", AREA_5, ""]]
    assert f"1 row drawn into the plan from the Areas tab: {AREA_5}." in done.changed
    assert "Ref given to 1 action: 5." in done.changed
    assert staff.told(staff.judged(plan, DAY))[f"{PLAN}!C14"] == "required"


def test_strengths_are_drawn_too(plan: Path) -> None:
    done = staff.run(plan, DAY)
    assert staff.column(plan, "Strengths", "A", 4)[-1] == "Staff suggestions are taken up"
    assert "1 row added to the Strengths tab: Staff suggestions are taken up." in done.changed


def test_what_is_agreed_later_comes_in_order_of_priority_and_only_then(plan: Path) -> None:
    staff.run(plan, DAY)
    staff.typed(plan, {AREAS: {"C12": "Agreed", "C11": "Agreed", "B12": 1}})
    done = staff.run(plan, LATER)
    assert in_plan(plan)[-3:] == [AREA_5, AREA_7, AREA_6]
    assert staff.column(plan, PLAN, "A", 5)[-3:] == ["5", "6", "7"]
    assert f"2 rows drawn into the plan from the Areas tab: {AREA_7}, {AREA_6}." in done.changed


def test_what_is_taken_as_an_area_later_is_drawn_with_the_next_update(plan: Path) -> None:
    staff.run(plan, DAY)
    staff.typed(plan, {CHECKLIST: {"J16": "Area for improvement"}})
    staff.run(plan, LATER)
    assert areas(plan)[-1] == "Results are reported to elected members"


def test_the_answers_and_the_actions_are_counted(plan: Path) -> None:
    staff.run(plan, DAY)
    assert [row[7:9] for row in staff.shown(plan, CHECKLIST)[4:8]] == [[4.0, 0.0], [1.0, 3.0], [0.0, 4.0], [0.0, 2.0]]
    assert staff.column(plan, AREAS, "D", 4) == [3.0, 2.0, 2.0, 2.0, 1.0, 0.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize("renamed", ["CDEFG", "C", "EF"])
def test_people_can_put_their_roles_above_their_answers(plan: Path, renamed: str) -> None:
    staff.typed(plan, {CHECKLIST: {f"{letter}4": f"Role {letter}" for letter in renamed}})
    assert staff.told(staff.judged(plan, DAY))[f"{CHECKLIST}!F11"] == "choice"
    staff.run(plan, DAY)
    assert [row[7:9] for row in staff.shown(plan, CHECKLIST)[4:6]] == [[4.0, 0.0], [1.0, 3.0]]
    assert areas(plan)[-2:] == [AREA_6, AREA_7]


def test_a_dry_run_says_what_would_be_drawn_and_writes_nothing(plan: Path) -> None:
    before = plan.read_bytes()
    done = staff.run(plan, DAY, dry_run=True)
    assert any("drawn into the plan" in sentence for sentence in done.changed)
    assert plan.read_bytes() == before


# Papers before the fieldwork


@pytest.mark.parametrize(
    ("shared", "late"),
    [(date(2025, 5, 7), None), (date(2025, 5, 8), None), (date(2025, 5, 9), (1, 1)), (date(2025, 5, 13), (5, 5))],
)
def test_papers_are_due_two_weeks_before_the_fieldwork(plan: Path, shared: date, late: tuple[int, int] | None) -> None:
    (papers,) = staff.judged(staff.typed(plan, {STAGES: {"D6": shared}}), DAY).plan.awaited
    assert (papers.earliest, papers.latest) == (date(2025, 5, 8), date(2025, 5, 8))
    assert (papers.met, papers.days_late) == (shared, late)


def test_papers_that_are_late_are_said_and_stand_on_the_deadlines_tab(plan: Path) -> None:
    text = render.check_text(staff.checked(plan, DAY))
    assert "by 8 May 2025; done 13 May 2025, 5 days late" in text
    staff.run(plan, DAY)
    assert [str(cell) for cell in staff.shown(plan, "Deadlines")[4][1:5]] == [
        "2025-05-08",
        "2025-05-08",
        "2025-05-13",
        "5",
    ]


def test_papers_that_nobody_shared_are_a_finding_once_the_last_day_is_past(plan: Path) -> None:
    staff.typed(plan, {STAGES: {"D6": None}})
    codes = {one.code: one.found for one in staff.judged(plan, DAY).findings}
    assert "8 May 2025" in codes["deadline-passed"]
    assert "deadline-passed" not in {one.code for one in staff.judged(plan, date(2025, 5, 8)).findings}


# Dates where possible, costs as numbers


def test_a_timescale_that_cannot_be_given_is_no_fault(plan: Path) -> None:
    levels = {one.cell: str(one.level) for one in staff.judged(plan, DAY).findings if one.code == "no-due-date"}
    assert levels == {"E12": "information", "E13": "information"}


def test_a_cost_in_words_and_an_answer_of_ones_own_must_be_put_right(plan: Path) -> None:
    must = {f"{one.sheet}!{one.cell}" for one in staff.judged(plan, DAY).findings if one.level == "must fix"}
    assert must == {f"{PLAN}!G7", f"{CHECKLIST}!F11"}
    staff.typed(plan, {PLAN: {"G7": 650}, CHECKLIST: {"F11": "Area for improvement"}})
    assert not [one for one in staff.judged(plan, DAY).findings if one.level == "must fix"]


def test_how_the_nine_actions_stand(plan: Path) -> None:
    assert staff.standings(staff.judged(plan, DAY)) == {
        "1.1": "Complete",
        "1.2": "Not yet due",
        "1.3": "Due soon",
        "2.1": "Overdue",
        "2.2": "Ongoing",
        "3.1": "Not yet due",
        "3.2": "Withdrawn",
        "4.1": "No due date",
        "4.2": "No due date",
    }


# Other programs, a plan from the beginning, goldens


def test_saved_by_libreoffice_it_reads_the_same_and_goes_on(plan: Path, libreoffice: LibreOffice) -> None:
    staff.run(plan, DAY)
    before = staff.reading(staff.judged(plan, DAY))
    saved = libreoffice.convert(plan, "xlsx", Path("saved.xlsx"))
    saved.replace(plan)
    assert staff.reading(staff.judged(plan, DAY)) == before
    staff.typed(plan, {AREAS: {"C11": "Agreed"}})
    staff.run(plan, LATER)
    assert in_plan(plan)[-1] == AREA_6
    assert staff.run(plan, LATER).version is None


def test_microsofts_validator_finds_nothing_new(plan: Path, validator: ModuleType) -> None:
    for day in (DAY, LATER):
        staff.run(plan, day)
    assert validator.new_errors(staff.SAMPLES / NAME / "plan.xlsx", plan) == []


def test_a_new_plan_is_filled_in_checked_and_updated(tmp_path: Path, libreoffice: LibreOffice) -> None:
    path = tmp_path / "new.xlsx"
    assert CliRunner().invoke(main, ["new", NAME, str(path), "--title", "Repairs"]).exit_code == 0
    assert CliRunner().invoke(main, ["check", str(path)]).exit_code == 0
    answers = ["Area for improvement", "Area for improvement", "Not sure", "Strength", "Area for improvement"]
    rows = [("Waits are short", 2), ("Costs are known", 1)]
    first = staff.judged(path, DAY).plan.tabs["checklist"].heading_row + 1
    cells: dict[str, Any] = {}
    for row, (statement, priority) in enumerate(rows, start=first):
        cells |= {f"B{row}": statement, f"J{row}": "Area for improvement", f"K{row}": priority}
        cells |= {f"{letter}{row}": answer for letter, answer in zip("CDEFG", answers, strict=True)}
    libreoffice.type_in(path, {CHECKLIST: cells}, tmp_path / "filled.xlsx").replace(path)
    staff.run(path, DAY)
    tab = staff.judged(path, DAY).plan.tabs["areas"]
    assert [(row["area"], row["decision"]) for row in tab.rows] == [
        ("Costs are known", "Proposed"),
        ("Waits are short", "Proposed"),
    ]
    agreed = {f"C{tab.heading_row + 1}": "Agreed", f"C{tab.heading_row + 2}": "Agreed"}
    libreoffice.type_in(path, {AREAS: agreed}, tmp_path / "agreed.xlsx").replace(path)
    staff.run(path, DAY)
    actions = staff.judged(path, DAY).plan.actions
    assert list(zip(actions["at_ref"], actions["area"], strict=True)) == [
        ("1", "Costs are known"),
        ("2", "Waits are short"),
    ]
    live = libreoffice.recalculated(path)
    assert [live[AREAS][f"D{row}"] for row in (tab.heading_row + 1, tab.heading_row + 2)] == [1, 1]
    assert [live[CHECKLIST][f"{letter}{first}"] for letter in "HI"] == [1, 3]
    assert staff.run(path, DAY).version is None


def test_the_goldens(plan: Path, golden: Any) -> None:
    folder = staff.SAMPLES / NAME
    found = staff.checked(plan, DAY)
    done = CliRunner().invoke(main, ["check", str(plan), "--as-of", DAY.isoformat()])
    golden(folder / "check.txt", f"{render.check_text(found)}\nExit code {done.exit_code}\n")
    golden(folder / "check.json", render.check_json(found) + "\n")
    golden(folder / "check.csv", render.check_csv(found))
    said = [render.update_text(staff.run(plan, day)) for day in (DAY, DAY, LATER)]
    golden(folder / "update.txt", "\n".join(said))
    golden(folder / "update.cells.txt", staff.dump(plan))
