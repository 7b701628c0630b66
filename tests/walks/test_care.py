"""A care home's improvement plan on its sample: coverage, closing with evidence, measures and their newest readings."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner

import staff
from judges.libreoffice import LibreOffice
from sheetplan import render
from sheetplan.cli import main

if TYPE_CHECKING:
    from types import ModuleType

NAME = "care-improvement"
DAY = date(2025, 9, 30)
LATER = date(2025, 11, 5)
PLAN, COVERAGE, MEASURES, READINGS = "Action plan", "Coverage", "Measures", "Readings"


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample in the current folder, so that its path is the same everywhere."""
    staff.sample(NAME, tmp_path)
    monkeypatch.chdir(tmp_path)
    return Path("plan.xlsx")


def refs(path: Path) -> list[float]:
    return staff.column(path, PLAN, "A", 5)


def archived(path: Path) -> list[Any]:
    return staff.column(path, "Archive", "A", 5)


def latest(path: Path) -> list[tuple[Any, ...]]:
    return [tuple(row[i] for i in (0, 2, 3, 4, 5)) for row in staff.shown(path, MEASURES)[3:]]


def across(row: int, *values: Any) -> dict[str, Any]:
    """Cells of a row from A on, without those that stay blank."""
    cells = zip("ABCDEFGHIJKL", values, strict=False)
    return {f"{letter}{row}": value for letter, value in cells if value is not None}


# What stays


def test_what_people_typed_stays_where_it_is(plan: Path) -> None:
    names = (PLAN, COVERAGE, MEASURES, READINGS, "Tasks", "Risks", "Communications", "In plain words")
    before = {name: staff.shown(plan, name) for name in names}
    staff.run(plan, DAY)
    worked_out = {COVERAGE: (3,), MEASURES: (4, 5)}
    for name, rows in before.items():
        for old, new in zip(rows, staff.shown(plan, name), strict=True):
            kept = [cell for i, cell in enumerate(old) if i not in worked_out.get(name, ())]
            assert [cell for i, cell in enumerate(new[: len(old)]) if i not in worked_out.get(name, ())] == kept


def test_updating_twice_is_updating_once(plan: Path) -> None:
    staff.run(plan, DAY)
    once = hashlib.sha256(plan.read_bytes()).hexdigest()
    again = staff.run(plan, DAY)
    assert (again.version, again.changed) == (None, ())
    assert hashlib.sha256(plan.read_bytes()).hexdigest() == once


def test_a_closed_action_stays_until_31_days_after_it_was_first_seen_closed(plan: Path) -> None:
    staff.run(plan, DAY)
    for days in (0, 1, 30):
        assert staff.run(plan, DAY + timedelta(days=days)).archived == ()
    assert refs(plan) == list(range(1, 13))
    assert staff.run(plan, DAY + timedelta(days=31)).archived == ("2", "7", "12")
    assert refs(plan) == [1, 3, 4, 5, 6, 8, 9, 10, 11]
    assert archived(plan) == [2, 7, 12]


def test_days_are_counted_from_the_last_time_it_was_closed(plan: Path) -> None:
    staff.run(plan, DAY)
    staff.typed(plan, {PLAN: {"I6": "Open"}})
    staff.run(plan, DAY + timedelta(days=10))
    staff.typed(plan, {PLAN: {"I6": "Closed"}})
    staff.run(plan, DAY + timedelta(days=20))
    assert staff.run(plan, DAY + timedelta(days=31)).archived == ("7", "12")
    assert staff.run(plan, DAY + timedelta(days=51)).archived == ("2",)


def test_what_is_closed_without_evidence_stays_whatever_is_asked_for(plan: Path) -> None:
    assert staff.run(plan, DAY, archive_now=True).archived == ("2", "7", "12")
    assert staff.run(plan, DAY + timedelta(days=90), archive_now=True).archived == ()
    assert 5 in refs(plan)


def test_closed_without_evidence_is_not_complete_and_must_be_put_right(plan: Path) -> None:
    found = staff.judged(plan, DAY)
    assert staff.standings(found)["5"] == "Overdue"
    assert staff.told(found)[f"{PLAN}!I9"] == "closed-contradicted"
    staff.typed(plan, {PLAN: {"K9": "Attendance lists of three sessions"}})
    found = staff.judged(plan, DAY)
    assert staff.standings(found)["5"] == "Complete"
    assert f"{PLAN}!I9" not in staff.told(found)
    assert "5" in staff.run(plan, DAY, archive_now=True).archived


def test_a_ref_is_never_given_twice(plan: Path) -> None:
    staff.run(plan, DAY, archive_now=True)
    row = len(refs(plan)) + 5
    cells = {"B": "Activities", "D": "Garden open on 5 days by 1 May 2026", "E": "Path", "F": "CM", "I": "Open"}
    staff.typed(plan, {PLAN: {f"{letter}{row}": text for letter, text in cells.items()} | {f"G{row}": LATER}})
    done = staff.run(plan, LATER)
    assert "Ref given to 1 action: 13." in done.changed
    assert refs(plan)[-1] in (13, "13")


def test_an_action_that_is_wanted_back_comes_back_to_its_place_and_stays(plan: Path) -> None:
    staff.run(plan, DAY, archive_now=True)
    headings = staff.shown(plan, "Archive")[3]
    assert [words for words in headings if "Due" in words] == ["Due"]
    reopen = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[headings.index("Reopen?")]
    staff.typed(plan, {"Archive": {f"{reopen}6": "Yes"}})
    assert staff.run(plan, LATER).reopened == ("7",)
    assert refs(plan) == [1, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert archived(plan) == [2, 12]


def test_what_people_typed_goes_to_an_archive_that_is_there_and_comes_back(plan: Path) -> None:
    before = {row[0]: row[:12] for row in staff.shown(plan, PLAN) if row[0] in (2, 7, 12)}
    assert {row[8] for row in before.values()} == {"Closed", "Withdrawn"}
    for _ in range(2):
        staff.run(plan, LATER, archive_now=True)
        rows = staff.shown(plan, "Archive")
        assert {row[0]: row[:12] for row in rows[4:7]} == before
        staff.typed(
            plan,
            {"Archive": {f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[rows[3].index('Reopen?')]}{at}": "Yes" for at in (5, 6, 7)}},
        )
        assert staff.run(plan, LATER).reopened == ("2", "7", "12")
        assert {row[0]: row[:12] for row in staff.shown(plan, PLAN) if row[0] in before} == before


# Coverage


def test_a_regulation_without_an_action_must_be_put_right(plan: Path) -> None:
    on_tab = {where: code for where, code in staff.told(staff.judged(plan, DAY)).items() if where.startswith(COVERAGE)}
    assert on_tab == {"Coverage!A7": "finding-unanswered"}
    (finding,) = [one for one in staff.judged(plan, DAY).findings if one.code == "finding-unanswered"]
    assert (finding.found, str(finding.level)) == ('"Regulation 14" has no action in the plan.', "must fix")
    staff.typed(plan, {PLAN: {"C13": "Regulation 14"}})
    assert "Coverage!A7" not in staff.told(staff.judged(plan, DAY))


def test_actions_are_counted_also_when_they_are_archived(plan: Path) -> None:
    staff.run(plan, DAY)
    counted = [2.0, 1.0, 3.0, 0.0, 2.0, 2.0, 2.0]
    assert staff.column(plan, COVERAGE, "D", 4) == counted
    staff.run(plan, LATER)
    assert 7 in archived(plan)  # the only one that answers Regulation 11
    assert staff.column(plan, COVERAGE, "D", 4) == counted
    staff.run(staff.typed(plan, {PLAN: {"J5": "Sheet in use on both floors"}}), LATER)
    assert staff.column(plan, COVERAGE, "D", 4) == counted
    assert "Coverage!A5" not in staff.told(staff.judged(plan, LATER))


# Measures


def test_the_newest_reading_stands_beside_the_target_whatever_order_they_were_entered_in(plan: Path) -> None:
    staff.run(plan, DAY)
    assert latest(plan) == [
        ("Medicine records without a gap", 71, 98, 91, date(2025, 9, 5)),
        ("Falls in a month", 14, 8, 12, date(2025, 9, 1)),
        ("Staff with supervision in the last 8 weeks", 40, 95, 82, date(2025, 9, 8)),
        ("Care plans reviewed with the person", 3, 38, 24, date(2025, 9, 12)),
        ("Call bells answered within 5 minutes", 62, 90, "", ""),
    ]


def test_a_new_reading_is_a_reason_for_a_version_and_shows(plan: Path) -> None:
    staff.run(plan, DAY)
    staff.typed(plan, {READINGS: {"A15": "Falls in a month", "B15": date(2025, 10, 1), "C15": 9}})
    done = staff.run(plan, DAY + timedelta(days=2))
    assert "1 row changed on the Readings tab." in done.changed
    assert latest(plan)[1] == ("Falls in a month", 14, 8, 9, date(2025, 10, 1))


def test_a_reading_of_no_measure_and_a_task_of_no_action_must_be_put_right(plan: Path) -> None:
    staff.typed(plan, {READINGS: {"A7": "Falls a month"}})
    must = {f"{one.sheet}!{one.cell}" for one in staff.judged(plan, DAY).findings if one.level == "must fix"}
    assert must == {f"{PLAN}!I9", f"{PLAN}!G14", "Coverage!A7", "Tasks!A10", f"{READINGS}!A7"}


# Advice


def test_lessons_and_vague_evidence_are_asked_about(plan: Path) -> None:
    advice = {one.cell: one.code for one in staff.judged(plan, DAY).findings if one.level == "check"}
    assert advice == {"L11": "lessons-missing", "K12": "evidence-vague"}


def test_an_objective_that_nobody_can_measure_is_asked_about(plan: Path) -> None:
    staff.typed(plan, {PLAN: {"D13": "Better answers to complaints"}})
    assert staff.told(staff.judged(plan, DAY))[f"{PLAN}!D13"] == "vague"


def test_what_the_cover_says_is_read(plan: Path) -> None:
    cover = staff.judged(plan, DAY).plan.cover
    assert (cover["rating_sought"], cover["reinspection"]) == ("Good", date(2026, 3, 1))
    assert {"scope", "wider_objective", "written_by", "managed_by"} <= set(cover)


# Other programs, a plan from the beginning, goldens


def test_saved_by_libreoffice_it_reads_the_same_and_goes_on(plan: Path, libreoffice: LibreOffice) -> None:
    staff.run(plan, DAY)
    before = staff.reading(staff.judged(plan, DAY))
    libreoffice.convert(plan, "xlsx", Path("saved.xlsx")).replace(plan)
    assert staff.reading(staff.judged(plan, DAY)) == before
    assert staff.run(plan, LATER).archived == ("2", "7", "12")
    assert staff.run(plan, LATER).version is None


def test_microsofts_validator_finds_nothing_new(plan: Path, validator: ModuleType) -> None:
    for day in (DAY, LATER):
        staff.run(plan, day)
    assert validator.new_errors(staff.SAMPLES / NAME / "plan.xlsx", plan) == []


def test_a_new_plan_is_filled_in_checked_and_updated(tmp_path: Path, libreoffice: LibreOffice) -> None:
    path = tmp_path / "new.xlsx"
    assert CliRunner().invoke(main, ["new", NAME, str(path), "--title", "Home"]).exit_code == 0
    assert CliRunner().invoke(main, ["check", str(path)]).exit_code == 0
    blank = staff.judged(path, DAY).plan
    top = {name: read.heading_row + 1 for name, read in blank.tabs.items()}
    first = blank.layout.first_row
    falls = ("1", "Falls", "Regulation 12", "8 falls", "Rounds", "CM", DAY, None, "Closed", None, "Falls book", "None")
    care = ("2", "Care plans", "Regulation 9", "9 of 10", "Reviews", "QL", LATER, None, "Closed")
    readings = (("Falls", DAY, 12), ("Falls", LATER, 9), ("Falls", date(2025, 7, 1), 13))
    filled = {
        PLAN: across(first, *falls) | across(first + 1, *care),
        COVERAGE: across(top["coverage"], "Regulation 12") | across(top["coverage"] + 1, "Regulation 17"),
        MEASURES: across(top["measures"], "Falls", None, 14, 8),
        READINGS: {k: v for i, row in enumerate(readings) for k, v in across(top["readings"] + i, *row).items()},
    }
    libreoffice.type_in(path, filled, tmp_path / "filled.xlsx").replace(path)
    found = staff.judged(path, DAY)
    assert staff.standings(found) == {"1": "Complete", "2": "Not yet due"}
    assert sorted(set(staff.told(found).values())) == ["closed-contradicted", "finding-unanswered"]
    assert staff.run(path, DAY, archive_now=True).archived == ("1",)
    live = libreoffice.recalculated(path, {"Cover": {report_date_cell(path): DAY}})
    assert [live[COVERAGE][f"D{top['coverage'] + i}"] for i in (0, 1)] == [1, 0]
    assert (live[MEASURES][f"E{top['measures']}"], live[MEASURES][f"F{top['measures']}"]) == (9, LATER)
    assert staff.run(path, DAY).version is None


def test_what_is_entered_below_the_ready_rows_counts_in_the_formulas(tmp_path: Path, libreoffice: LibreOffice) -> None:
    path = staff.blank(NAME, tmp_path)
    top = {name: read.heading_row + 1 for name, read in staff.judged(path, DAY).plan.tabs.items()}
    first = DAY - timedelta(days=60)
    names = [f"Measure {i}" for i in range(14)]
    readings = [across(top["readings"] + i, names[i % 14], first + timedelta(days=i), i) for i in range(60)]
    measures = [across(top["measures"] + i, name, None, 1, 5) for i, name in enumerate(names)]
    cells = {READINGS: readings, MEASURES: measures}
    staff.typed(path, {sheet: {k: v for one in rows for k, v in one.items()} for sheet, rows in cells.items()})
    assert staff.run(path, LATER).version is not None
    newest = [max(i for i in range(60) if i % 14 == one) for one in range(14)]
    wanted = [(name, at, first + timedelta(days=at)) for name, at in zip(names, newest, strict=True)]
    rows = staff.shown(path, MEASURES)[top["measures"] - 1 :][:14]
    assert [(row[0], row[4], row[5]) for row in rows] == wanted
    live = libreoffice.recalculated(path)[MEASURES]
    places = range(top["measures"], top["measures"] + 14)
    assert [(live[f"A{row}"], live[f"E{row}"], live[f"F{row}"]) for row in places] == wanted
    later = libreoffice.recalculated(path, {READINGS: {f"B{top['readings']}": LATER}})[MEASURES]
    assert later[f"F{top['measures']}"] == LATER
    assert staff.run(path, LATER).version is None


def test_a_position_date_that_is_text_is_said_and_not_counted_from(tmp_path: Path) -> None:
    path = staff.blank(NAME, tmp_path)
    cell = report_date_cell(path)
    staff.typed(path, {"Cover": {cell: "15 Nov 2026"}, PLAN: {"B8": "Falls"}})
    found = staff.checked(path, None).plans[0]
    assert found.day == staff.TODAY
    assert staff.told(found)[f"Cover!{cell}"] == "not-a-date"
    done = staff.run(path, None)
    assert done.day == staff.TODAY
    assert (
        f'The position date in Cover!{cell}, "15 Nov 2026", is not a date and was passed over; the figures are as of '
        "31 Oct 2026. Type it again as a date, or clear it."
    ) in done.said
    staff.typed(path, {"Cover": {cell: date(2026, 11, 15)}})
    assert f"Cover!{cell}" not in staff.told(staff.checked(path, None).plans[0])
    assert not any("passed over" in one for one in staff.run(path, None).said)


@pytest.mark.parametrize(("name", "sheet"), [(NAME, PLAN), ("quality-mark", "Standing")])
def test_the_line_above_a_painted_plan_says_the_version_that_is_kept(tmp_path: Path, name: str, sheet: str) -> None:
    path = staff.blank(name, tmp_path)
    before = raw_formula(path, sheet)
    staff.run(path, staff.TODAY)
    said = staff.shown(path, sheet)[2][0]
    assert said == "Position date: 31 October 2026, today. Version 0.1 (31 Oct 2026)."
    staff.typed(path, {"Cover": {report_date_cell(path): date(2026, 11, 15)}})
    staff.run(path, None, approve=True)
    said = staff.shown(path, sheet)[2][0]
    assert said == "Position date: 15 November 2026, from the Cover. Version 1.0 (15 Nov 2026)."
    assert raw_formula(path, sheet) == before


def test_that_line_says_no_more_than_is_so_where_another_day_was_asked_for(tmp_path: Path) -> None:
    path = staff.blank(NAME, tmp_path)
    staff.run(path, date(2026, 11, 1))
    assert staff.shown(path, PLAN)[2][0] == "Position date: 1 November 2026. Version 0.1 (1 Nov 2026)."


def raw_formula(path: Path, sheet: str) -> Any:
    return openpyxl.load_workbook(path)[sheet]["A3"].value


def test_words_that_people_put_into_that_line_stay(tmp_path: Path) -> None:
    path = staff.blank(NAME, tmp_path)
    book = openpyxl.load_workbook(path)
    book[PLAN]["A3"] = "Position date: see the minutes"
    book.save(path)
    staff.run(path, staff.TODAY)
    assert staff.shown(path, PLAN)[2][0] == "Position date: see the minutes"


def report_date_cell(path: Path) -> str:
    row = next(i for i, row in enumerate(staff.shown(path, "Cover"), start=1) if row[0] == "Position date")
    return f"B{row}"


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
