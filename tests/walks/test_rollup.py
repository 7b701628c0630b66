"""The month of plans in files: which version counts, what is said of it, and that no plan is touched."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import familiar
import staff
from familiar import add_action, files, type_in
from sheetplan.model import PlanInMonth, Rollup, SheetplanError, months
from sheetplan.walks import rollup as walk

FEBRUARY, MARCH, APRIL = date(2008, 2, 29), date(2008, 3, 31), date(2008, 4, 30)
TODAY = date(2026, 10, 31)
TABLE = """
    action   | timescale      | achieved
    1. Book  | By 30 Nov 2007 | 3 Dec 2007
    2. Ask   | By 20 Jan 2008 |
    3. Write | By 31 Mar 2008 |
    4. Thank | By 30 Sep 2008 |
    """


def rolled(*paths: Path, month: date = MARCH, **more: Any) -> Rollup:
    return walk.rollup(paths, month, **{"today": TODAY, "cores": 1} | more)


def only(report: Rollup) -> PlanInMonth:
    (plan,) = report.plans
    return plan


def changes(report: Rollup) -> dict[str, str]:
    return {months.value(row, "ref"): months.value(row, "change") for row in report.actions}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A plan over three months: at the end of March 2 is done and 5 is new, at the end of April 3 has been put off."""
    path = familiar.build(tmp_path / "plan.xlsx", TABLE)
    familiar.run(path, FEBRUARY)
    type_in(path, {("2. Ask", "achieved"): date(2008, 3, 3)})
    add_action(path, 7, action="5. Tell", timescale="By 30 Apr 2008")
    familiar.run(path, MARCH)
    type_in(path, {("3. Write", "timescale"): "By 31 May 2008"})
    familiar.run(path, APRIL)
    return tmp_path


def kept(folder: Path, number: str) -> Path:
    (found,) = (folder / "plan versions").glob(f"plan v{number} *.xlsx")
    return found


# Plans are only read


def test_nothing_in_the_folder_is_changed(folder: Path) -> None:
    before = files(folder)
    rolled(folder)
    assert files(folder) == before


def test_the_same_files_give_the_same_report_in_one_process_or_two(folder: Path) -> None:
    for number in range(12):
        shutil.copytree(folder / "plan versions", folder / f"p{number} versions")
        shutil.copy(folder / "plan.xlsx", folder / f"p{number}.xlsx")
    once, again = rolled(folder), rolled(folder, cores=2)
    assert once.actions == again.actions
    assert (once.plans, once.said, once.trend) == (again.plans, again.said, again.trend)


# The version in force


def test_the_versions_in_force_at_the_ends_of_two_months_count_whatever_came_since(folder: Path) -> None:
    report = rolled(folder)
    plan = only(report)
    assert (plan.version, plan.day, plan.day_before, plan.received) == ("0.2", MARCH, FEBRUARY, True)
    assert changes(report) == {
        "2": months.COMPLETED,
        "3": months.OPEN_AS_BEFORE,
        "4": months.OPEN_AS_BEFORE,
        "5": months.NEW,
    }
    assert report.figures["overdue_last_month"] == 1
    assert report.figures["overdue"] == 0, "3 is due on the very day"
    assert [(point.month, point.open, point.overdue) for point in report.trend] == [(FEBRUARY, 3, 1), (MARCH, 3, 0)]


def test_the_first_month_of_a_plan_has_no_month_before(folder: Path) -> None:
    report = rolled(folder, month=FEBRUARY)
    assert (only(report).version, only(report).day_before) == ("0.1", None)
    assert set(changes(report).values()) == {months.FIRST_SEEN}
    assert "last month" not in months.said(report.headlines[0])


def test_a_date_that_moved_is_held_against_the_one_first_agreed(folder: Path) -> None:
    report = rolled(folder, month=APRIL)
    row = next(row for row in report.actions if months.value(row, "ref") == "3")
    fields = ("due_before", "due", "first_agreed", "moved", "times_moved", "days_late")
    assert [months.value(row, name) for name in fields] == [
        MARCH,
        date(2008, 5, 31),
        MARCH,
        months.YES,
        1,
        30,
    ]


def test_a_month_of_which_there_is_no_version_keeps_the_figures_of_the_last(folder: Path) -> None:
    report = rolled(folder, month=date(2008, 6, 1))
    plan = only(report)
    assert (plan.version, plan.day, plan.day_before, plan.received) == ("0.3", APRIL, APRIL, False)
    assert report.figures["overdue"] == report.figures["overdue_last_month"] == 0, "as of its own day"
    assert "1 plan was not received (plan)." in [months.said(one) for one in report.headlines]


def test_a_plan_that_began_later_is_not_counted_and_that_is_said(folder: Path) -> None:
    report = rolled(folder, month=date(2008, 1, 1))
    assert report.plans == ()
    assert any("is not counted" in sentence for sentence in report.said)


def test_what_was_saved_since_the_last_version_is_not_counted_and_that_is_said(folder: Path) -> None:
    type_in(folder / "plan.xlsx", {("5. Tell", "achieved"): date(2008, 4, 20)})
    report = rolled(folder, month=APRIL)
    assert changes(report)["5"] == months.OPEN_AS_BEFORE
    assert any("saved since version 0.3" in sentence for sentence in only(report).said)
    assert rolled(folder, month=MARCH).plans[0].said == (), "of March nothing was saved since"


@pytest.mark.parametrize("harm", ["gone", "altered"])
def test_a_kept_copy_that_is_not_whole_is_passed_over_and_that_is_said(folder: Path, harm: str) -> None:
    copy = kept(folder, "0.2")
    if harm == "gone":
        copy.unlink()
    else:
        type_in(copy, {("4. Thank", "achieved"): date(2008, 3, 20)})
    report = rolled(folder)
    plan = only(report)
    assert (plan.version, plan.day, plan.received) == ("0.1", FEBRUARY, False)
    assert any("version 0.2 is not whole" in sentence for sentence in plan.said)


def test_the_newest_version_needs_no_kept_copy(folder: Path) -> None:
    kept(folder, "0.3").unlink()
    assert only(rolled(folder, month=APRIL)).version == "0.3"


def test_a_plan_of_which_no_version_is_whole_is_not_counted_and_that_is_said(folder: Path) -> None:
    for number in ("0.1", "0.2"):
        kept(folder, number).unlink()
    report = rolled(folder)
    assert report.plans == ()
    assert any("is not counted" in sentence for sentence in report.said)


def test_two_versions_of_one_day_give_the_later_one(folder: Path) -> None:
    type_in(folder / "plan.xlsx", {("5. Tell", "achieved"): date(2008, 4, 20)})
    familiar.run(folder / "plan.xlsx", APRIL)
    report = rolled(folder, month=APRIL)
    assert only(report).version == "0.4"
    assert changes(report)["5"] == months.COMPLETED


def test_what_is_archived_in_the_month_was_there_a_month_earlier(folder: Path) -> None:
    report = rolled(folder, month=APRIL)
    assert changes(report)["2"] == months.CLOSED_AS_BEFORE
    row = next(row for row in report.actions if months.value(row, "ref") == "2")
    assert months.value(row, "where") == months.IN_ARCHIVE
    assert report.figures["complete_last_month"] == 1
    assert "1" not in changes(report), "it was archived before"


# Plans that are kept in no versions


def with_day(folder: Path, day: date) -> Path:
    """A new plan with a position date on its Cover, and an action that was due in January 2026."""
    path = staff.blank("peer-review", folder)
    book = load_workbook(path)
    cover = book["Cover"]
    (label,) = (cell for row in cover.iter_rows() for cell in row if str(cell.value).startswith("Position date"))
    cover.cell(label.row, 2, day)
    sheet = book["Action plan"]
    (heading,) = (cell for row in sheet.iter_rows() for cell in row if cell.value == "Action")
    for column, value in enumerate(["1. Book", "By 31 Jan 2026"], start=heading.column):
        sheet.cell(heading.row + 1, column, value)
    book.save(path)
    return path


def test_a_position_date_in_the_month_is_the_day_of_its_figures(tmp_path: Path) -> None:
    plan = only(rolled(with_day(tmp_path, date(2026, 3, 20)), month=date(2026, 3, 1)))
    assert (plan.version, plan.day, plan.day_before, plan.received) == ("0.0", date(2026, 3, 20), None, True)


def test_one_before_the_month_makes_it_a_plan_that_was_not_received(tmp_path: Path) -> None:
    report = rolled(with_day(tmp_path, date(2026, 2, 20)), month=date(2026, 3, 1))
    assert (only(report).day, only(report).received) == (date(2026, 2, 20), False)
    assert months.value(report.actions[0], "days_overdue") == 20
    assert report.figures["overdue"] == report.figures["overdue_last_month"] == 1


def test_one_after_the_month_is_counted_at_its_end_and_that_is_said(tmp_path: Path) -> None:
    report = rolled(with_day(tmp_path, date(2026, 4, 20)), month=date(2026, 3, 1))
    assert (only(report).day, only(report).received) == (date(2026, 3, 31), True)
    assert months.value(report.actions[0], "days_overdue") == 59
    assert "Its position date is 20 Apr 2026" in only(report).said[0]


def test_a_plan_that_says_no_day_stands_as_at_the_months_end(tmp_path: Path) -> None:
    path = familiar.build(tmp_path / "plan.xlsx", TABLE)
    report = rolled(path)
    assert (only(report).day, only(report).received, only(report).said) == (MARCH, True, ())
    assert report.figures["overdue"] == 1


# Many files


def test_one_file_that_cannot_be_read_stops_none_of_the_others(folder: Path) -> None:
    (folder / "broken.xlsx").write_bytes(b"Dear colleague")
    report = rolled(folder)
    assert [Path(one.path).name for one in report.refused] == ["broken.xlsx"]
    assert only(report).version == "0.2"


def test_a_folder_without_plans_has_a_month_without_plans(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("Whom,When\nall,soon\n", encoding="utf-8")
    report = rolled(tmp_path)
    assert (report.plans, report.actions, report.trend) == ((), (), ())
    assert months.said(report.headlines[0]) == "No plan was found that has figures for this month."


def test_the_register_names_whose_plan_is_missing_and_is_no_plan_itself(folder: Path) -> None:
    register = folder / "register.csv"
    register.write_text("Organisation,Due,Contact\nplan,1/4/2008,\nCounty,1/4/2008,the matron\n", encoding="utf-8")
    report = rolled(folder, beside=walk.Beside(register=register))
    assert [(one.organisation, one.contact) for one in report.missing] == [("County", "the matron")]
    assert "1 plan was not received (County)." in [months.said(one) for one in report.headlines]
    assert any(path.endswith("register.csv") and why == "the register" for path, why in report.passed_over)


def test_plans_of_several_kinds_stand_in_one_month(folder: Path) -> None:
    (folder / "care").mkdir()
    staff.blank("care-improvement", folder / "care")
    report = rolled(folder)
    assert [(plan.organisation, plan.kind) for plan in report.plans] == [
        ("Organisation A", "care-improvement"),
        ("plan", "peer-review"),
    ]
    assert {kind for _, kinds in report.colours for kind in kinds} == {plan.title for plan in report.plans}
    assert only(rolled(folder / "plan.xlsx")).kind == "peer-review"


def test_a_version_that_was_sent_alone_counts_on_its_own_day(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    inbox = tmp_path_factory.mktemp("inbox")
    shutil.copy(kept(folder, "0.2"), inbox / "County.xlsx")
    report = rolled(inbox)
    assert (only(report).version, only(report).day, only(report).day_before) == ("0.2", MARCH, None)
    assert [(point.month, point.overdue) for point in report.trend] == [(FEBRUARY, 1), (MARCH, 0)], "it says so itself"


def test_a_month_that_has_not_begun_is_refused(folder: Path) -> None:
    with pytest.raises(SheetplanError, match="2026-11 has not begun; today is 2026-10-31"):
        rolled(folder, month=date(2026, 11, 1))


def test_of_a_month_that_has_not_ended_the_figures_so_far_are_given_and_that_is_said(folder: Path) -> None:
    report = rolled(folder, month=APRIL, today=date(2008, 4, 10))
    assert (report.end, report.month) == (date(2008, 4, 10), APRIL)
    assert only(report).version == "0.2"
    assert "The month has not ended: these are the figures so far." in report.said


# Where it is written


@pytest.mark.parametrize("name", ["report.docx", "report", "report.xlsm"])
def test_a_report_of_another_kind_is_refused_at_once(tmp_path: Path, name: str) -> None:
    with pytest.raises(SheetplanError, match=r"must end in \.xlsx, \.html, \.json or \.csv"):
        walk.place(tmp_path / name, replace=False)


def test_a_file_that_is_there_is_replaced_only_where_that_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(SheetplanError, match="is there already"):
        walk.place(path, replace=False)
    walk.place(path, replace=True)
    with pytest.raises(SheetplanError, match="There is no folder"):
        walk.place(tmp_path / "none" / "report.html", replace=False)


def test_a_workbook_that_is_no_report_is_refused_as_an_earlier_one(folder: Path) -> None:
    with pytest.raises(SheetplanError, match="is no report that rollup wrote"):
        rolled(folder, beside=walk.Beside(previous=folder / "plan.xlsx"))
    assert walk.newest_before(folder / "report.xlsx", MARCH) is None


def test_a_page_is_written_as_it_was_printed(folder: Path) -> None:
    path = folder / "report.html"
    walk.write(rolled(folder), path, "<p>é</p>\n")
    assert path.read_bytes() == "<p>é</p>\n".encode()


def test_files_of_one_name_that_do_not_say_whose_they_are_and_differ_are_plans_of_their_own(tmp_path: Path) -> None:
    for name in ("area", "county", "parish"):
        (tmp_path / name).mkdir()
        familiar.build(tmp_path / name / "plan.xlsx", TABLE)
    type_in(tmp_path / "parish" / "plan.xlsx", {("4. Thank", "achieved"): date(2008, 4, 20)})
    report = rolled(tmp_path)
    assert [(plan.organisation, plan.name) for plan in report.plans] == [
        ("county/plan.xlsx", "county/plan.xlsx"),
        ("parish/plan.xlsx", "parish/plan.xlsx"),
    ]
    assert [sentence for sentence in report.said if "counted as a plan of its own" in sentence]


def test_a_workbook_beside_the_report_that_cannot_be_read_stops_nothing_and_is_said(folder: Path) -> None:
    (folder / "september.xlsx").write_bytes(b"PK not a workbook")
    output = folder / "report.xlsx"
    assert walk.newest_before(output, MARCH) is None
    (sentence,) = walk.unread_beside(output)
    assert sentence.startswith("Nothing is taken from september.xlsx")
    found = walk.Beside(previous=folder / "september.xlsx", is_named=False, apart=(folder / "september.xlsx",))
    report = rolled(folder, beside=found)
    assert report.plans
    assert any("Nothing is taken from the report of an earlier month" in sentence for sentence in report.said)
    with pytest.raises(SheetplanError):
        rolled(folder, beside=found._replace(is_named=True))
