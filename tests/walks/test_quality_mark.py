"""The quality-mark form from the site visit to the second signature: what is known, what is a range, what is signed."""

from __future__ import annotations

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
from sheetplan.model import Awaited, Judged

FORM = "Improvement action plan"
SIGNED = date(2009, 7, 30)
LATER = date(2009, 7, 31)
INDICATORS = ["3.1.4", "4.2.7"]
RECEIVED, APPROVED = "Plan received by the lead reviewer", "Approval received"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return staff.sample("quality-mark", tmp_path)


def not_claimed(form: Path) -> None:
    """The form as it was sent in: nothing undertaken, no evidence, no second signature."""
    staff.typed(form, {FORM: dict.fromkeys(("D7", "E7", "D8", "E8", "C10", "C11", "C12"))})


def recorded(form: Path, *steps: tuple[str, date]) -> None:
    staff.add_tab(form, "Steps", [["Step", "Date"], *map(list, steps)])


def deadline(judged: Judged, field: str) -> Awaited:
    (found,) = [one for one in judged.plan.awaited if one.deadline.field == field]
    return found


def codes(judged: Judged) -> list[str]:
    return [finding.code for finding in judged.findings]


def test_before_implementation_is_claimed_blanks_are_no_finding(form: Path) -> None:
    not_claimed(form)
    judged = staff.judged(form, date(2009, 5, 1))
    assert judged.plan.stages == frozenset()
    assert staff.places(judged) == [("deadline-passed", "A6")]  # only that nobody recorded the plan's receipt
    assert staff.standings(judged) == dict.fromkeys(INDICATORS, "Not yet due")


def test_once_implementation_is_claimed_blanks_must_be_filled(form: Path) -> None:
    staff.typed(form, {FORM: dict.fromkeys(("D7", "E7", "D8", "E8"))})
    judged = staff.judged(form, LATER)
    assert judged.plan.stages == {"implementation"}
    missing = [(f.code, str(f.level), f.cell, f.ref) for f in judged.findings if f.code == "required"]
    assert missing == [("required", "must fix", cell, ref) for ref, row in zip(INDICATORS, "78", strict=True)
                       for cell in (f"D{row}", f"E{row}")]  # fmt: skip


def test_with_site_visit_and_signatures_alone_the_evidence_is_due_within_a_range(form: Path) -> None:
    judged = staff.judged(form, LATER)
    assert (deadline(judged, "plan_due").earliest, deadline(judged, "plan_due").latest) == (date(2009, 4, 30),) * 2
    evidence = deadline(judged, "evidence_due")
    assert (evidence.earliest, evidence.latest) == (date(2009, 6, 25), date(2009, 7, 9))
    assert evidence.met is None
    assert evidence.days_late == (21, 35)
    assert "25 Jun 2009 (if the plan was approved on the day it was received)" in evidence.reason
    assert "9 Jul 2009 (if the plan was approved after the full 2 weeks)" in evidence.reason


def test_the_second_signature_is_said_to_be_late_by_the_same_range(form: Path) -> None:
    (late,) = [finding for finding in staff.judged(form, LATER).findings if finding.code == "signature-late"]
    assert (str(late.level), late.sheet, late.cell) == ("check", FORM, "C12")
    assert "30 Jul 2009" in late.found
    assert "between 21 and 35 days late" in late.found


@pytest.mark.parametrize("received", [(), ((RECEIVED, date(2009, 4, 30)),)])
def test_with_the_approval_recorded_it_is_one_day(form: Path, received: tuple[tuple[str, date], ...]) -> None:
    recorded(form, *received, (APPROVED, date(2009, 5, 7)))
    judged = staff.judged(form, LATER)
    evidence = deadline(judged, "evidence_due")
    assert (evidence.earliest, evidence.latest) == (date(2009, 7, 2),) * 2
    assert evidence.days_late == (28, 28)
    (late,) = [finding for finding in judged.findings if finding.code == "signature-late"]
    assert "28 days late" in late.found
    assert "between" not in late.found


@pytest.mark.parametrize(
    ("day", "status", "overdue"),
    [
        (date(2009, 6, 7), "Not yet due", None),
        (date(2009, 6, 8), "Due soon", None),
        (date(2009, 7, 9), "Due soon", None),  # nobody is late before the last day on which it can be due
        (date(2009, 7, 10), "Overdue", 1),
    ],
)
def test_how_both_indicators_stand_on_the_way(form: Path, day: date, status: str, overdue: int | None) -> None:
    not_claimed(form)
    judged = staff.judged(form, day)
    assert staff.standings(judged) == dict.fromkeys(INDICATORS, status)
    assert judged.plan.standing is not None
    assert list(judged.plan.standing["days_overdue"]) == [overdue] * 2
    assert list(judged.plan.standing["due"]) == [date(2009, 7, 9)] * 2


def test_with_actions_undertaken_and_evidence_both_are_complete(form: Path) -> None:
    judged = staff.judged(form, LATER)
    assert staff.standings(judged) == dict.fromkeys(INDICATORS, "Complete")
    assert codes(judged) == ["deadline-passed", "signature-late"]


def test_the_signatures_are_no_indicators(form: Path) -> None:
    judged = staff.judged(form, LATER)
    assert judged.plan.uncounted == ()
    assert judged.plan.layout.last_row == 8
    stand = [(one.field, one.name, one.position, one.day) for one in judged.plan.signatures]
    assert stand == [
        ("plan", "Chief Executive A", "Chief Executive", date(2009, 4, 30)),
        ("implementation", "Chief Executive A", "Chief Executive", SIGNED),
    ]


def test_it_is_said_how_fresh_the_form_is(form: Path) -> None:
    assert staff.judged(form, LATER).newest_record == SIGNED
    assert staff.judged(form, date(2009, 5, 20)).newest_record == date(2009, 4, 30)
    not_claimed(form)
    recorded(form, (APPROVED, date(2009, 5, 7)))
    assert staff.judged(form, LATER).newest_record == date(2009, 5, 7)


def test_update_leaves_the_signed_form_and_the_findings_as_they_are(form: Path) -> None:
    before = staff.parts(form)
    assert staff.run(form, LATER).version is not None
    after = staff.parts(form)
    assert [name for name in before if name.startswith("xl/worksheets/") and after[name] != before[name]] == []
    assert [row[:5] for row in staff.shown(form, "Standing")[3:]] == [
        ["Ref", "Due date", "Status", "RAG", "Days overdue"],
        ["3.1.4", date(2009, 7, 9), "Complete", "Blue", ""],
        ["4.2.7", date(2009, 7, 9), "Complete", "Blue", ""],
    ]
    deadlines = [(row[1], row[2], row[4]) for row in staff.shown(form, "Deadlines")[4:]]
    assert deadlines[2] == (date(2009, 6, 25), date(2009, 7, 9), "21 to 35")
    assert [row[0] for row in staff.shown(form, "Reviewer")[4:]] == INDICATORS


def test_a_second_update_does_nothing_and_nothing_is_ever_archived(form: Path) -> None:
    staff.run(form, LATER)
    once = form.read_bytes()
    assert staff.run(form, LATER).version is None
    assert form.read_bytes() == once
    assert staff.run(form, date(2011, 1, 1)).archived == ()
    assert len(staff.judged(form, date(2011, 1, 1)).plan.actions) == 2


@pytest.mark.parametrize(("cell", "signature"), [("C8", "B12"), ("D7", "C12"), ("E8", "C12")])
def test_a_plan_that_is_edited_after_it_was_signed_is_the_first_finding(form: Path, cell: str, signature: str) -> None:
    staff.run(form, LATER)
    assert "edited-after-signing" not in codes(staff.judged(form, LATER))
    staff.typed(form, {FORM: {cell: "Something else than was signed"}})
    judged = staff.judged(form, LATER)
    assert (judged.findings[0].code, str(judged.findings[0].level)) == ("edited-after-signing", "must fix")
    assert judged.findings[0].cell == signature
    staff.run(form, LATER)  # an update makes it no better
    assert staff.judged(form, LATER).findings[0].code == "edited-after-signing"


def test_a_new_signature_puts_it_right(form: Path) -> None:
    staff.run(form, LATER)
    staff.typed(form, {FORM: {"D7": "Something else than was signed", "C12": date(2009, 8, 3)}})
    day = date(2009, 8, 4)
    assert "edited-after-signing" not in codes(staff.judged(form, day))
    staff.run(form, day)
    staff.typed(form, {FORM: {"D7": "And once more"}})
    assert codes(staff.judged(form, day))[0] == "edited-after-signing"


def test_filling_in_the_last_two_columns_edits_nothing_that_the_first_signature_covers(form: Path) -> None:
    not_claimed(form)
    staff.run(form, date(2009, 5, 1))
    staff.typed(form, {FORM: {"D7": "Insurance renewed", "E7": "Certificate"}})
    assert "edited-after-signing" not in codes(staff.judged(form, date(2009, 6, 1)))


def test_a_finding_of_the_report_without_an_action_and_one_in_other_words(form: Path) -> None:
    staff.typed(form, {FORM: {"B8": "There might be a complaints procedure."}})
    staff.typed(form, {"Findings": {"A6": "5.2.7", "B6": "Some staff have no appraisals."}})
    judged = staff.judged(form, LATER)
    told = [(f.code, str(f.level), f.sheet, f.cell) for f in judged.findings if f.code.startswith("finding-")]
    assert sorted(told) == [
        ("finding-reworded", "check", FORM, "B8"),
        ("finding-unanswered", "must fix", "Findings", "A6"),
    ]


def test_a_remedy_without_its_cause_is_advice(form: Path) -> None:
    staff.typed(form, {FORM: {"C7": "Renew the insurance."}})
    told = [(f.code, str(f.level), f.cell) for f in staff.judged(form, LATER).findings if f.code == "cause-missing"]
    assert told == [("cause-missing", "check", "C7")]


def test_the_reviewers_report_is_made_from_what_the_reviewer_enters(form: Path) -> None:
    staff.run(form, LATER)
    staff.typed(form, {"Reviewer": {"B5": "Yes", "C5": "Yes", "D5": "Yes", "E5": "Certificate seen."}})
    done = staff.run(form, date(2009, 8, 10))
    assert done.version is not None
    assert staff.shown(form, "Reviewer's report")[4:] == [
        [
            "3.1.4",
            "Employers' liability insurance out of date.",
            staff.shown(form, FORM)[6][3],
            "Copy of employers' liability certificate.",
            "Yes",
            "Certificate seen.",
        ]
    ]
    assert staff.run(form, date(2009, 8, 10)).version is None


def test_libreoffice_saves_it_and_it_reads_the_same(form: Path, tmp_path: Path, libreoffice: LibreOffice) -> None:
    staff.run(form, LATER)
    before = staff.judged(form, LATER)
    libreoffice.convert(form, "xlsx", tmp_path / "saved.xlsx").replace(form)
    after = staff.judged(form, LATER)
    assert staff.standings(after) == staff.standings(before)
    assert after.plan.awaited == before.plan.awaited
    assert after.plan.signatures == before.plan.signatures
    assert after.plan.signed == before.plan.signed != {}
    assert staff.places(after) == staff.places(before)
    assert staff.run(form, LATER).version is None


def test_a_new_form_from_the_site_visit_to_the_outcome(tmp_path: Path) -> None:
    path = staff.blank("quality-mark", tmp_path)
    cover = {str(row[0]): number for number, row in enumerate(staff.shown(path, "Cover"), start=1)}
    staff.typed(path, {"Cover": {f"B{cover['Day of the site visit']}": date(2009, 4, 16)}})
    report = {"A5": "3.1.4", "B5": "Insurance out of date.", "A6": "4.2.7", "B6": "No procedure."}
    staff.typed(path, {"Findings": report})
    drawn = staff.run(path, date(2009, 4, 20))
    assert drawn.version is not None
    judged = staff.judged(path, date(2009, 4, 20))
    assert list(judged.plan.actions["finding"]) == ["Insurance out of date.", "No procedure."]
    assert {f.code for f in judged.findings} == {"required"}  # what is to be improved

    first = judged.plan.layout.first_row
    sheet, place = judged.plan.sheet, {name: chr(64 + at.column) for name, at in judged.plan.columns.items()}
    for row in (first, first + 1):
        staff.typed(path, {sheet: {f"{place['improvement']}{row}": "Find the cause and set up a process."}})
    sign = {"Signed: plan": "Chair A", "Position: plan": "Chair", "Date: plan": date(2009, 4, 28)}
    staff.typed(path, {"Cover": {f"B{cover[label]}": value for label, value in sign.items()}})
    staff.typed(path, {"Steps": {"A5": RECEIVED, "B5": date(2009, 4, 29), "A6": APPROVED, "B6": date(2009, 5, 6)}})
    assert codes(staff.judged(path, date(2009, 5, 10))) == []
    assert staff.standings(staff.judged(path, date(2009, 5, 10))) == dict.fromkeys(INDICATORS, "Not yet due")
    evidence = deadline(staff.judged(path, date(2009, 5, 10)), "evidence_due")
    assert (evidence.earliest, evidence.latest, evidence.days_late) == (date(2009, 7, 1), date(2009, 7, 1), None)

    for row in (first, first + 1):
        done = {
            f"{place['undertaken']}{row}": "Process set up.",
            f"{place['evidence']}{row}": "The process in writing.",
        }
        staff.typed(path, {sheet: done})
    sign = {"Signed: actions undertaken": "Chair A", "Date: actions undertaken": date(2009, 6, 29)}
    staff.typed(path, {"Cover": {f"B{cover[label]}": value for label, value in sign.items()}})
    staff.typed(path, {"Steps": {"A7": "Evidence received by the lead reviewer", "B7": date(2009, 6, 30)}})
    judged = staff.judged(path, date(2009, 7, 2))
    assert codes(judged) == []
    assert staff.standings(judged) == dict.fromkeys(INDICATORS, "Complete")
    assert deadline(judged, "check_due").latest == date(2009, 7, 14)
    assert staff.run(path, date(2009, 7, 2)).version is not None
    assert staff.run(path, date(2009, 7, 2)).version is None


@pytest.mark.parametrize(
    ("came", "answer", "late"),
    [
        (date(2009, 4, 29), "Changes asked for", False),
        (date(2009, 5, 2), "Changes asked for", True),
        (date(2009, 4, 29), "Outcome told", True),
    ],
)
def test_a_plan_that_came_in_time_and_is_signed_again_for_changes_is_not_late(
    tmp_path: Path, came: date, answer: str, late: bool
) -> None:
    path = staff.blank("quality-mark", tmp_path)
    cover = {str(row[0]): f"B{number}" for number, row in enumerate(staff.shown(path, "Cover"), start=1)}
    days = {cover["Day of the site visit"]: date(2009, 4, 16), cover["Date: plan"]: date(2009, 5, 12)}
    staff.typed(path, {"Cover": {cover["Signed: plan"]: "Chair A", **days}})
    staff.typed(path, {"Findings": {"A5": "3.1.4", "B5": "Insurance out of date."}})
    staff.run(path, date(2009, 5, 13))
    steps = {"A5": RECEIVED, "B5": came, "A6": answer, "B6": date(2009, 5, 6), "A7": RECEIVED, "B7": date(2009, 5, 13)}
    staff.typed(path, {"Steps": steps})
    assert ("signature-late" in codes(staff.judged(path, date(2009, 5, 14)))) is late


def test_indicators_however_they_are_called_have_their_line_and_the_second_update_does_nothing(
    tmp_path: Path, libreoffice: LibreOffice
) -> None:
    path = staff.blank("quality-mark", tmp_path)
    called: list[Any] = ["3.1.9", "3.1.10", 5, "A1", "Leadership", "2.3 Reserves", "A1", "3.1.9 "]
    top = staff.judged(path, LATER).plan.layout.first_row
    staff.typed(path, {"Improvement plan": {f"A{row}": name for row, name in enumerate(called, start=top)}})
    staff.typed(path, {"Improvement plan": {f"B{row}": "As found." for row in range(top, top + len(called))}})
    staff.run(path, LATER)
    assert [row["ref"] for row in staff.judged(path, LATER).plan.tabs["standing"].rows] == [
        "3.1.9", "3.1.10", "5", "A1", "Leadership", "2.3 Reserves", "A1", "3.1.9"
    ]  # fmt: skip
    recalculated = libreoffice.recalculated(path)["Standing"]
    assert staff.column(path, "Standing", "A", 7)[: len(called)] == [recalculated[f"A{row}"] for row in range(7, 15)]
    assert staff.run(path, LATER).version is None


def test_more_indicators_than_rows_were_ready_stand_in_formulas_all_the_same(
    tmp_path: Path, libreoffice: LibreOffice
) -> None:
    path = staff.blank("quality-mark", tmp_path)
    cover = {str(row[0]): f"B{number}" for number, row in enumerate(staff.shown(path, "Cover"), start=1)}
    days = {cover["Day of the site visit"]: date(2009, 4, 16), cover["Position date"]: LATER}
    called = [f"{1 + i // 9}.{1 + i % 9}" for i in range(20)]
    found = {cell: text for i, one in enumerate(called, 5) for cell, text in ((f"A{i}", one), (f"B{i}", "As found."))}
    staff.typed(path, {"Cover": days, "Findings": found})
    staff.run(path, LATER)
    stored = [row[:4] for row in staff.shown(path, "Standing")[6:26]]
    assert [row[0] for row in stored] == called
    live = libreoffice.recalculated(path, {"Improvement plan": {"D24": "Done.", "E24": "Minutes of 1 July"}})[
        "Standing"
    ]
    assert [live[f"A{row}"] for row in range(7, 27)] == called
    assert (live["C26"], live["D26"], live["C25"], live["D25"]) == ("Complete", "Blue", stored[18][2], stored[18][3])
    assert staff.run(path, LATER).version is None


def test_two_lines_of_one_indicator_in_a_form_of_peoples_own_stand_once_each(form: Path) -> None:
    staff.typed(form, {FORM: {"A8": "3.1.4"}})
    staff.run(form, LATER)
    assert staff.column(form, "Standing", "A", 5) == ["3.1.4", "3.1.4", "4.2.7"]
    assert staff.run(form, LATER).version is None


def test_an_indicator_without_a_number_in_a_form_of_peoples_own_stands_once(form: Path) -> None:
    staff.typed(form, {FORM: {"A8": "Leadership"}})
    staff.run(form, LATER)
    assert staff.column(form, "Standing", "A", 5) == ["3.1.4", "Leadership", "4.2.7"]
    assert staff.run(form, LATER).version is None
    staff.typed(form, {FORM: {"E8": None}})
    assert staff.run(form, LATER).version is not None
    assert staff.column(form, "Standing", "A", 5) == ["3.1.4", "Leadership", "4.2.7"]


def test_microsofts_validator_finds_no_new_error(form: Path, validator: ModuleType) -> None:
    staff.run(form, LATER)
    assert validator.new_errors(staff.SAMPLES / "quality-mark" / "plan.xlsx", form) == []


def test_the_goldens(form: Path, golden: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(form.parent)
    path, folder = Path(form.name), staff.SAMPLES / "quality-mark"
    found = staff.checked(path, LATER)
    done = CliRunner().invoke(main, ["check", str(path), "--as-of", LATER.isoformat()])
    golden(folder / "check.txt", f"{render.check_text(found)}\nExit code {done.exit_code}\n")
    golden(folder / "check.json", render.check_json(found) + "\n")
    golden(folder / "check.csv", render.check_csv(found))
    said = [render.update_text(staff.run(path, day)) for day in (LATER, LATER, date(2009, 9, 30))]
    golden(folder / "update.txt", "\n".join(said))
    golden(folder / "update.cells.txt", staff.dump(path))
