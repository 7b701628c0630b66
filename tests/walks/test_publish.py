"""Publish: what must not change first, then the copy, what stops it, and how it is decided."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest

import needles
import owned
import staff
from judges.libreoffice import LibreOffice
from sheetplan import template
from sheetplan.model import Published, SheetplanError
from sheetplan.walks.adopt import adopt
from sheetplan.walks.check import check
from sheetplan.walks.publish import Options, publish
from sheetplan.walks.submissions import check as check_many
from sheetplan.walks.update import update
from sheetplan.workbook import deciding, save

DAY = date(2008, 2, 29)
PLAN = "Action plan"
NAME = "Priya Quibbler"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return staff.sample("peer-review", tmp_path)


@pytest.fixture
def named(plan: Path) -> Path:
    """A plan in which two wordings have to be decided about."""
    return staff.typed(plan, {PLAN: {"A10": f"4. {NAME} to lead", "C12": "Seen at Zorblat Quimby", "C14": NAME}})


def run(path: Path, name: str = "out.xlsx", **options: Any) -> Published:
    return publish(path, Options(path.with_name(name), **{"today": staff.TODAY, "as_of": DAY, **options}))


def decide(path: Path, *lines: tuple[str, str, str]) -> None:
    """Choose for these wordings, in a program of somebody's own that saves the whole workbook."""
    book = openpyxl.load_workbook(path)
    sheet = book["Decisions"]
    for wording, decision, replacement in lines:
        row = next(row for row in range(5, sheet.max_row + 1) if sheet.cell(row, 1).value == wording)
        sheet.cell(row, 5, decision)
        sheet.cell(row, 6, replacement or None)
    book.save(path)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# What must not change


def test_the_plan_is_only_read_and_nothing_else_is_written(plan: Path) -> None:
    before = files(plan.parent)
    run(plan)
    assert files(plan.parent) == {**before, "out.xlsx": plan.with_name("out.xlsx").read_bytes()}


def test_a_dry_run_writes_nothing_at_all(plan: Path) -> None:
    before = files(plan.parent)
    assert run(plan, dry_run=True).undecided == ()
    assert files(plan.parent) == before
    staff.typed(plan, {PLAN: {"A10": f"4. {NAME} to lead"}})
    before = files(plan.parent)
    assert [one.text for one in run(plan, dry_run=True).undecided] == [NAME]
    assert files(plan.parent) == before


@pytest.mark.parametrize("name", ["plan.xlsx", "other.xlsx"])
def test_a_file_that_is_there_is_never_written_over(plan: Path, name: str) -> None:
    plan.with_name("other.xlsx").write_bytes(b"theirs")
    before = files(plan.parent)
    with pytest.raises(SheetplanError, match="is there already"):
        run(plan, name)
    assert files(plan.parent) == before


def test_nothing_is_published_while_something_is_undecided(named: Path) -> None:
    run(named)
    assert not named.with_name("out.xlsx").exists()


def test_the_same_plan_gives_the_same_bytes(plan: Path) -> None:
    run(plan)
    run(plan, "again.xlsx")
    assert plan.with_name("out.xlsx").read_bytes() == plan.with_name("again.xlsx").read_bytes()


def test_what_was_decided_stays_when_something_new_is_found(named: Path) -> None:
    done = run(named)
    decide(done.decisions, (NAME, "Replace it", "the lead"))
    staff.typed(named, {PLAN: {"A11": "5. Ask Quenby Quobbler"}})
    again = run(named)
    assert [one.text for one in again.undecided] == ["Quenby Quobbler", "Zorblat Quimby"]
    lines = deciding.read(again.decisions, template.load("peer-review").publishing).lines
    assert [(one.wording, one.choice, one.replacement) for one in lines] == [
        (NAME, "replace", "the lead"),
        ("Zorblat Quimby", "", ""),
        ("Quenby Quobbler", "", ""),
    ]


def test_decisions_that_change_nothing_leave_their_file_as_it_is(named: Path) -> None:
    done = run(named)
    before = done.decisions.read_bytes()
    run(named)
    assert done.decisions.read_bytes() == before


def test_a_workbook_that_holds_no_decisions_is_not_written_over(named: Path) -> None:
    other = Path(shutil.copy(named, named.with_name("other.xlsx")))
    before = other.read_bytes()
    with pytest.raises(SheetplanError, match="Wording"):
        run(named, decisions=other)
    assert other.read_bytes() == before


def test_what_somebody_saves_into_the_decisions_meanwhile_stays(named: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = run(named)
    staff.typed(named, {PLAN: {"A11": "5. Ask Quenby Quobbler"}})

    def late(content: bytes, target: Path, expected: bytes) -> None:
        target.write_bytes(b"saved by somebody")
        kept(content, target, expected)

    kept = save.replace
    monkeypatch.setattr(save, "replace", late)
    with pytest.raises(SheetplanError):
        run(named)
    assert done.decisions.read_bytes() == b"saved by somebody"


# What stops it


@pytest.mark.parametrize("name", ["out.ods", "out.csv", "out"])
def test_a_copy_of_another_kind_is_refused(plan: Path, name: str) -> None:
    with pytest.raises(SheetplanError, match=r"must end in \.xlsx"):
        run(plan, name)
    with pytest.raises(SheetplanError, match=r"must end in \.xlsx"):
        run(plan, decisions=plan.with_name(name))


def test_a_hidden_plan_is_refused(plan: Path) -> None:
    needles.hide(plan, 1)
    with pytest.raises(SheetplanError, match="hidden"):
        run(plan)


def test_hidden_rows_of_a_table_in_the_workbook_are_left_out_and_said(plan: Path) -> None:
    needles.hide(plan, 1, row=9)
    done = run(plan)
    assert (PLAN, 29) in done.sheets
    assert any("rows 9 of Action plan" in sentence for sentence in done.said)


def test_a_copy_is_no_plan(plan: Path) -> None:
    run(plan)
    with pytest.raises(SheetplanError, match="is a copy that publish made"):
        run(plan.with_name("out.xlsx"), "more.xlsx")
    with pytest.raises(SheetplanError, match="is a copy that publish made"):
        update(plan.with_name("out.xlsx"), replace(_updating(), dry_run=True))


def _updating() -> Any:
    from sheetplan.walks.update import Options as Updating  # beside the one of this command

    return Updating(today=staff.TODAY, now=staff.datetime.fromisoformat("2026-10-31T09:30:00+00:00"), by="Coordinator")


def test_a_folder_of_plans_is_checked_without_copies_and_decisions(named: Path) -> None:
    done = run(named)
    decide(done.decisions, (NAME, "Publish it", ""), ("Zorblat Quimby", "Publish it", ""))
    run(named)
    for found in (
        check([named.parent], today=staff.TODAY),
        check_many([named.parent], today=staff.TODAY, cores=1).checked,
    ):
        assert [judged.plan.path.name for judged in found.plans] == ["plan.xlsx"]
        assert found.refused == ()
        assert sorted((Path(path).name, why) for path, why in found.passed_over) == [
            ("out.xlsx", "a copy that publish made"),
            ("plan publish decisions.xlsx", "decisions about what is published"),
        ]


def test_two_plans_in_a_workbook_are_asked_about(plan: Path) -> None:
    book = openpyxl.Workbook()
    for name, text in (("North", "1. Book the hall"), ("South", "1. Paint the door")):
        sheet = book.create_sheet(name)
        sheet.append([column.heading for column in template.load("peer-review").columns if column.present == "always"])
        sheet.append([text, "By 31 Mar 2008", "Done", "Project manager"])
    book.remove(book.worksheets[0])
    book.save(plan)
    with pytest.raises(SheetplanError, match="--sheet"):
        run(plan)
    assert run(plan, sheet="south").undecided == ()


# The copy


def test_each_decision_is_carried_out(named: Path) -> None:
    done = run(named)
    assert [(one.text, one.places) for one in done.undecided] == [
        (NAME, (f"{PLAN}!A10", f"{PLAN}!C14")),
        ("Zorblat Quimby", (f"{PLAN}!C12",)),
    ]
    decide(done.decisions, (NAME, "replace it", "The lead"), ("Zorblat Quimby", "Leave the cell out", ""))
    assert run(named).undecided == ()
    shown = staff.shown(named.with_name("out.xlsx"), PLAN)
    assert [shown[7][1], shown[9][2], shown[11][2]] == ["The lead to lead", "Not published", "The lead"]


def test_text_that_looks_like_a_formula_stays_text_and_lines_stay_lines(plan: Path) -> None:
    staff.typed(plan, {PLAN: {"C8": "=1+1", "C9": "@first\n\n- then\x0b this"}})
    run(plan)
    book = openpyxl.load_workbook(plan.with_name("out.xlsx"))
    cells = [book[PLAN]["C6"], book[PLAN]["C7"]]
    assert [(cell.data_type, cell.value) for cell in cells] == [("s", "=1+1"), ("s", "@first\n- then this")]


def test_a_line_of_somebodys_own_is_carried_out_too(plan: Path) -> None:
    staff.typed(plan, {PLAN: {"A10": f"4. {NAME} to lead", "A11": "5. Meet in the red house"}})
    done = run(plan)
    book = openpyxl.load_workbook(done.decisions)
    book["Decisions"].append(["red house", None, None, None, "Replace it", "hall"])
    book.save(done.decisions)
    decide(done.decisions, (NAME, "Publish it", ""))
    run(plan)
    assert staff.shown(plan.with_name("out.xlsx"), PLAN)[8][1] == "Meet in the hall"


def test_a_decision_that_cannot_be_read_is_said_and_decides_nothing(named: Path) -> None:
    done = run(named)
    decide(done.decisions, (NAME, "Replace it", ""), ("Zorblat Quimby", "perhaps", ""))
    again = run(named)
    assert len(again.undecided) == 2
    assert [sentence for sentence in again.said if "row 5" in sentence or "row 6" in sentence] == [
        f'plan publish decisions.xlsx, row 5: it is not said what stands in the place of "{NAME}".',
        'plan publish decisions.xlsx, row 6: "perhaps" is none of Publish it, Replace it, Leave the cell out.',
    ]


@pytest.mark.skipif(os.name == "nt", reason="there a new file gets the rights of its folder")
def test_decisions_can_be_read_by_those_alone_who_may_read_the_plan(named: Path) -> None:
    named.chmod(0o600)
    assert run(named).decisions.stat().st_mode & 0o777 == 0o600


def test_decisions_can_be_kept_elsewhere(named: Path, tmp_path: Path) -> None:
    (tmp_path / "apart").mkdir()
    place = tmp_path / "apart" / "mine.xlsx"
    assert run(named, decisions=place).decisions == place
    assert place.exists()
    assert not named.with_name("plan publish decisions.xlsx").exists()


def test_conflicts_that_are_left_and_what_must_be_put_right_are_said_and_stop_nothing(tmp_path: Path) -> None:
    shutil.copytree(staff.SAMPLES / "sync", tmp_path / "sync")
    path = tmp_path / "sync" / "plan.xlsx"
    done = run(path, as_of=date(2008, 5, 31))
    assert done.undecided == ()
    assert path.with_name("out.xlsx").exists()
    assert any("must be put right" in sentence for sentence in done.said)


@pytest.mark.parametrize("name", template.names())
def test_no_sample_raises_a_false_alarm_or_tells_a_name(name: str, tmp_path: Path) -> None:
    done = run(staff.sample(name, tmp_path))
    assert done.undecided == ()
    assert not [sentence for sentence in done.said if "Names are not shown" in sentence]


def test_a_plan_that_was_adopted_shows_what_is_known_of_it_alone(tmp_path: Path) -> None:
    cases = Path(__file__).parents[1] / "cases" / "own"
    path = owned.book(tmp_path / "own.xlsx", {"Tracker": owned.table((cases / "cqc-plan.txt").read_text("utf-8"))})
    adopt(path, today=staff.TODAY, output=tmp_path / "own.toml")
    done = run(path, template=str(tmp_path / "own.toml"), as_of=date(2026, 9, 30))
    assert done.undecided == ()
    shown = staff.shown(tmp_path / "out.xlsx", "Tracker")
    assert shown[3] == ["Number", "Action required", "Action owner", "By when", "How it stands"]
    assert shown[4] == ["1", "Fit locks to all cupboards", "Chief pharmacist", date(2026, 7, 31), "Complete"]
    assert '"Evidence"' in "".join(done.said)


def test_a_summary_has_two_sheets(plan: Path) -> None:
    assert [name for name, _ in run(plan, summary=True).sheets] == ["About this plan", "Next steps"]
    assert openpyxl.load_workbook(plan.with_name("out.xlsx")).sheetnames == ["About this plan", "Next steps"]


def test_the_position_date_is_the_workbooks_where_none_is_given(tmp_path: Path) -> None:
    path = staff.blank("peer-review", tmp_path)
    staff.typed(path, {"Cover": {"B9": date(2008, 1, 31)}, PLAN: {"A6": "1. Book the hall", "B6": "By 30 Jan 2008"}})
    assert run(path, as_of=None).day == date(2008, 1, 31)


# Judges


@pytest.mark.parametrize("name", template.names())
def test_microsofts_validator_finds_nothing(name: str, tmp_path: Path, validator: ModuleType) -> None:
    path = staff.sample(name, tmp_path)
    run(path)
    assert validator.new_errors(None, path.with_name("out.xlsx")) == []


def test_microsofts_validator_finds_nothing_in_decisions(named: Path, validator: ModuleType) -> None:
    assert validator.new_errors(None, run(named).decisions) == []


def test_libreoffice_shows_what_is_written(plan: Path, libreoffice: LibreOffice) -> None:
    run(plan)
    seen = libreoffice.values(plan.with_name("out.xlsx"))
    assert list(seen) == ["About this plan", "Next steps", PLAN]
    assert seen[PLAN]["E5"] == date(2007, 11, 30)
    assert seen["Next steps"]["A5"] == "Overdue"
