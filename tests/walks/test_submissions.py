"""A folder of what many organisations sent: read, held against the register, and nothing in it changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import packages
from sheetplan.model import Batch, SheetplanError, Submission
from sheetplan.walks import check as single
from sheetplan.walks import returns, submissions
from sheetplan.walks.new import new

SAMPLES = Path(__file__).parents[2] / "samples"
DAY = date(2008, 2, 29)
TODAY = date(2026, 10, 31)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Plans of four kinds, one of them twice, one damaged, and what else stands in such folders."""
    plans = tmp_path / "plans"
    (plans / "more").mkdir(parents=True)
    shutil.copy(SAMPLES / "peer-review" / "plan.xlsx", plans / "Town Learning.xlsx")
    shutil.copy(SAMPLES / "peer-review" / "plan.xlsx", plans / "more" / "Town Learning (1).xlsx")
    shutil.copy(SAMPLES / "care-improvement" / "plan.xlsx", plans / "care.xlsx")
    shutil.copy(SAMPLES / "project-plan" / "plan.xlsx", plans / "Borough Homes.xlsx")
    (plans / "County.xlsx").write_bytes(b"Dear colleague")
    (plans / "notes.csv").write_text("Whom,When\nall,soon\n", encoding="utf-8")
    (plans / "~$care.xlsx").write_bytes(b"x")
    (plans / "waivers.csv").write_text("Rule,Reason,Ref\nno-due-date,Dates follow,13\n", encoding="utf-8")
    (plans / "register.csv").write_text(
        "Organisation,Kind of plan,Due,Reply to\n"
        "Town Learning,Peer review,30/11/2007,the office\n"
        "Borough Homes,care-improvement,1/12/2008,\n"
        "County,,1/2/2008,\n"
        "Parish Clinic,quality-mark,1/2/2008,\n",
        encoding="utf-8",
    )
    return plans


def checked(*paths: Path, **more: object) -> Batch:
    facts: dict[str, object] = {"today": TODAY, "as_of": DAY}
    return submissions.check(paths, **facts | more)  # type: ignore[arg-type]  # named as its arguments are


def by_name(batch: Batch) -> dict[str, Submission]:
    return {one.path.name: one for one in batch.submissions}


def names(found: Iterable[Submission]) -> list[str]:
    return [one.path.name for one in found]


def bytes_of(folder: Path) -> Mapping[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_checking_a_folder_changes_nothing_in_it(folder: Path) -> None:
    before = bytes_of(folder)
    checked(folder, register=folder / "register.csv")
    assert bytes_of(folder) == before


def test_each_plan_is_judged_as_it_is_alone(folder: Path) -> None:
    (folder / "waivers.csv").unlink()
    (folder / "register.csv").unlink()
    alone = single.check([folder], today=TODAY, as_of=DAY)
    batch = checked(folder)
    assert [(one.plan.path, one.findings) for one in batch.checked.plans] == [
        (one.plan.path, one.findings) for one in alone.plans
    ]
    assert batch.checked.refused == alone.refused
    assert batch.checked.passed_over == alone.passed_over


def test_all_of_it_held_against_the_register(folder: Path) -> None:
    batch = checked(folder, register=folder / "register.csv")
    assert names(batch.submissions) == [
        "Borough Homes.xlsx",
        "County.xlsx",
        "Town Learning.xlsx",
        "care.xlsx",
        "Town Learning (1).xlsx",
    ]
    found = by_name(batch)
    assert found["Town Learning.xlsx"].expected is not None
    assert found["Town Learning.xlsx"].expected.reply_to == "the office"
    assert found["care.xlsx"].known_by == "the Cover says so"
    assert [(line.organisation, line.days_late(DAY)) for line in batch.not_sent] == [("Parish Clinic", 28)]
    assert [(one.path.name, days) for one, days in batch.late] == [("Town Learning.xlsx", 3)]
    assert [(a.path.name, b.path.name, same) for a, b, same in batch.twice] == [
        ("Town Learning.xlsx", "Town Learning (1).xlsx", True)
    ]
    assert names(batch.other_template) == ["Borough Homes.xlsx"]
    assert names(one for one in batch.submissions if one.refused) == ["County.xlsx"]
    assert [finding.ref for finding, _ in found["Town Learning.xlsx"].waived] == ["13"]
    assert found["Town Learning.xlsx"].sha256 == found["Town Learning (1).xlsx"].sha256 != ""
    assert batch.said[0] == f"Waivers are taken from {folder / 'waivers.csv'}."


def test_what_stands_among_the_plans_and_is_none_is_passed_over_with_the_reason(folder: Path) -> None:
    report = folder / "report.xlsx"
    shutil.copy(folder / "care.xlsx", report)
    batch = checked(folder, register=folder / "register.csv", apart=[report])
    assert {Path(path).name: reason for path, reason in batch.checked.passed_over} == {
        "notes.csv": "a text file that holds no plan",
        "register.csv": "the register",
        "waivers.csv": "waivers",
        "report.xlsx": "written by an earlier check",
        "~$care.xlsx": "Excel's mark that somebody has the workbook open",
    }


def test_waivers_that_are_named_are_taken_instead_of_those_beside(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("Rule,Reason\nvague,Not yet\n", encoding="utf-8")
    batch = checked(folder / "Town Learning.xlsx", waivers=[own])
    assert [waiver.code for waiver in batch.waivers] == ["vague"]
    assert batch.submissions[0].waived == ()
    assert [waiver.code for waiver in checked(folder / "Town Learning.xlsx").waivers] == ["no-due-date"]


def test_each_file_is_told_when_it_is_done_and_none_twice(folder: Path) -> None:
    seen: list[Path] = []
    checked(folder, folder / "care.xlsx", register=folder / "register.csv", seen=seen.append)
    assert sorted(path.name for path in seen) == sorted(
        ["Borough Homes.xlsx", "County.xlsx", "Town Learning.xlsx", "care.xlsx", "Town Learning (1).xlsx", "notes.csv"]
    )


def test_with_several_processes_it_is_the_same(folder: Path) -> None:
    one, two = (checked(folder, register=folder / "register.csv", cores=cores) for cores in (1, 2))
    assert [(s.path, s.organisation, s.findings, s.facts) for s in one.submissions] == [
        (s.path, s.organisation, s.findings, s.facts) for s in two.submissions
    ]
    assert one.said == two.said


@pytest.mark.parametrize("what", ["register", "since", "waivers"])
def test_a_register_a_return_and_waivers_that_are_not_there_stop_it_at_once(folder: Path, what: str) -> None:
    missing = folder / "missing.csv"
    seen: list[Path] = []
    with pytest.raises(SheetplanError, match="missing"):
        checked(folder, **{what: [missing] if what == "waivers" else missing}, seen=seen.append)
    assert seen == []


def test_when_a_workbook_was_last_saved_is_what_it_says_itself(folder: Path) -> None:
    parts = packages.contents((folder / "Town Learning.xlsx").read_bytes())
    core = parts["docProps/core.xml"]
    assert b"2007-12-03T" in core
    for name, said in [
        ("said", core.replace(b"2007-12-03T", b"2008-02-20T")),
        ("unsaid", core.replace(b"2007-12-03T", b"lately")),
        ("damaged", core[:-20]),
    ]:
        (folder / f"{name}.xlsx").write_bytes(packages.zipped(parts | {"docProps/core.xml": said}))
    found = by_name(checked(folder, waivers=()))
    assert [found[f"{name}.xlsx"].saved for name in ("said", "unsaid", "damaged")] == [date(2008, 2, 20), None, None]
    assert found["damaged.xlsx"].findings == found["unsaid.xlsx"].findings == found["Town Learning.xlsx"].findings


def test_an_empty_folder_is_no_trouble(tmp_path: Path) -> None:
    batch = checked(tmp_path)
    assert (batch.submissions, batch.checked.plans, batch.said) == ((), (), ())


@pytest.mark.skipif(os.name == "nt", reason="a folder of no access cannot be made this way on Windows")
def test_a_workbook_that_may_not_be_read_stops_no_other(folder: Path) -> None:
    denied = folder / "care.xlsx"
    denied.chmod(0)
    try:
        if os.access(denied, os.R_OK):
            pytest.skip("whoever runs the tests may read everything")
        batch = checked(folder)
    finally:
        denied.chmod(0o644)
    assert "care.xlsx" in {Path(one.path).name for one in batch.checked.refused}


def test_what_is_put_right_in_a_returned_copy_is_fixed_and_only_that(tmp_path: Path) -> None:
    plans, sent_back = tmp_path / "plans", tmp_path / "returned"
    plans.mkdir()
    path = plans / "plan.xlsx"
    new("peer-review", path, title="Plan", organisation="Town Learning", plan_id="p-1", today=DAY)
    book = openpyxl.load_workbook(path)
    sheet = book["Action plan"]
    heading = next(row[0].row for row in sheet.iter_rows(max_row=12) if row[0].value == "Action")
    for i, timescale in enumerate((None, "31/09/2008", "Soon", "By 30 Sep 2008"), start=1):
        sheet.cell(heading + i, 1).value = f"{i}. Do task {i}"
        sheet.cell(heading + i, 2).value = timescale
    book.save(path)
    first = checked(plans)
    returns.write(first, sent_back)
    (copy,) = sent_back.iterdir()
    came_back = tmp_path / "back"
    came_back.mkdir()
    book = openpyxl.load_workbook(copy)
    sheet = book["Action plan"]
    sheet.cell(heading + 1, 1).value, sheet.cell(heading + 1, 2).value = "9. A new task", None
    for i, timescale in enumerate((None, "30 Sep 2008", "Soon", "By 30 Sep 2008"), start=1):
        sheet.cell(heading + 1 + i, 1).value = f"{i}. Do task {i}"
        sheet.cell(heading + 1 + i, 2).value = timescale
    book.save(came_back / "answer.xlsx")
    (one,) = checked(came_back, since=sent_back).submissions
    assert one.compared is not None
    assert one.compared.since == TODAY
    fixed, still, new_ones = (
        [(finding.code, finding.ref) for finding in found]
        for found in (one.compared.fixed, one.compared.still, one.compared.new)
    )
    assert fixed == [("date-impossible", "2")]
    assert sorted([*fixed, *still]) == sorted((f.code, f.ref) for f in first.submissions[0].findings)
    assert {ref for _, ref in new_ones} == {"9"}


def test_a_report_is_refused_before_the_work_where_it_cannot_be_written(tmp_path: Path) -> None:
    there = tmp_path / "there.xlsx"
    there.write_bytes(b"x")
    for path, why in [
        (there, "is there already"),
        (tmp_path / "report.pdf", r"must end in \.xlsx"),
        (tmp_path / "none" / "report.xlsx", "There is no folder"),
    ]:
        with pytest.raises(SheetplanError, match=why):
            submissions.place_report(path)
    submissions.place_report(tmp_path / "new.xlsx")
    assert there.read_bytes() == b"x"


def test_a_report_is_a_workbook(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.xlsx"
    submissions.write_report(checked(folder, register=folder / "register.csv"), target)
    assert len(openpyxl.load_workbook(target).sheetnames) > 1
