"""Remind: plans stay as they are, every owner's actions are those that check gives, and nothing is written over."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import icalendar
import openpyxl
import pytest

import staff
from sheetplan import render
from sheetplan.model import SheetplanError
from sheetplan.walks import check as checking
from sheetplan.walks import remind as walk
from sheetplan.walks import understand
from sheetplan.walks.new import new
from sheetplan.walks.remind import Options, Written, remind

DAY = date(2008, 2, 29)
DAYS = {
    "peer-review": DAY,
    "project-plan": DAY,
    "collaborative-improvement": date(2025, 9, 20),
    "care-improvement": date(2025, 9, 20),
}
"""Samples with something open, and a day on which some of it is overdue."""


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def made(*paths: Path, day: date = DAY, name: str = "reminders.xlsx", **options: Any) -> Written:
    """Reminders beside the first of these, in a folder of their own."""
    folder = paths[0].parent.parent if paths[0].is_file() else paths[0].parent
    given = {"output": folder / name, "today": staff.TODAY, "as_of": day, **options}
    return remind(list(paths), Options(**given))


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """A folder of three plans, of which one was updated and has its versions beside it."""
    for kind in ("peer-review", "project-plan", "care-improvement"):
        (tmp_path / "plans" / kind).mkdir(parents=True)
        staff.sample(kind, tmp_path / "plans" / kind)
    staff.run(tmp_path / "plans" / "peer-review" / "plan.xlsx", DAY)
    return tmp_path / "plans"


# What must not change


def test_plans_are_only_read(plans: Path) -> None:
    before = files(plans)
    made(plans, calendar=plans.parent / "calendars")
    assert files(plans) == before


def test_the_same_plans_give_the_same_bytes(plans: Path) -> None:
    for number in ("1", "2"):
        made(plans, name=f"{number}.xlsx", calendar=plans.parent / number)
    one, other = ((plans.parent / f"{number}.xlsx").read_bytes() for number in ("1", "2"))
    assert one == other
    assert files(plans.parent / "1") == files(plans.parent / "2")
    assert len(files(plans.parent / "1")) > 4


def test_nothing_is_written_over(plans: Path) -> None:
    made(plans, calendar=plans.parent / "calendars")
    before = files(plans.parent)
    with pytest.raises(SheetplanError, match="is there already"):
        made(plans)
    with pytest.raises(SheetplanError, match=r"All actions\.ics is there already"):
        made(plans, name="other.xlsx", calendar=plans.parent / "calendars")
    assert files(plans.parent) == before


def test_a_dry_run_says_the_same_and_writes_nothing(plans: Path) -> None:
    before = files(plans.parent)
    said = made(plans, dry_run=True, calendar=plans.parent / "calendars")
    assert files(plans.parent) == before
    assert render.remind_json(made(plans).reminders) == render.remind_json(said.reminders)


# What stands there


def by_check(path: Path, day: date) -> dict[str, set[tuple[Any, ...]]]:
    """Each owner's overdue actions and those due soon, from what check prints and what stands in the owners' column."""
    (entry,) = json.loads(render.check_json(checking.check([path], today=staff.TODAY, as_of=day)))["plans"]
    (plan,) = understand.plans(path, None)
    field = next((c.field for c in plan.template.columns if c.type == "people" and c.field in plan.columns), None)
    cells = staff.shown(path, entry["sheet"])
    found: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for action in entry["actions"]:
        if action["status"] not in ("Overdue", "Due soon"):
            continue
        typed = cells[action["row"] - 1][plan.columns[field].column - 1] if field is not None else path.stem
        for code in str(typed or "").replace("\n", "/").replace(",", "/").split("/"):
            found[code.strip()].add((action["ref"], action["status"], action["due"], action["days_overdue"]))
    return found


@pytest.mark.parametrize("kind", DAYS)
def test_every_owners_actions_are_those_that_check_gives(kind: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path, day = staff.sample(kind, tmp_path / "in"), DAYS[kind]
    found = json.loads(render.remind_json(made(path, day=day).reminders))
    mine = {
        owner["owner"] or "": {
            (action["ref"], action["status"], action["due"], action["days_overdue"])
            for group in ("overdue", "due_soon")
            for action in owner[group]
        }
        for owner in (found["nobody"], *found["owners"])
    }
    wanted = by_check(path, day)
    assert {owner: actions for owner, actions in mine.items() if actions} == wanted
    assert wanted


def test_the_date_first_agreed_and_the_moves_are_those_that_check_gives() -> None:
    path = staff.SAMPLES / "sync" / "plan.xlsx"
    day = date(2008, 6, 30)
    (entry,) = json.loads(render.check_json(checking.check([path], today=staff.TODAY, as_of=day)))["plans"]
    wanted = {action["ref"]: (action["due_first"], action["times_moved"]) for action in entry["actions"]}
    found = remind([path], Options(Path("none.xlsx"), staff.TODAY, as_of=day, dry_run=True)).reminders
    mine = {
        one.action.ref: (one.action.first.isoformat() if one.action.first else None, one.action.times_moved)
        for owner in (*found.owners, found.nobody)
        for one in owner.chased
    }
    assert mine.items() <= wanted.items()
    assert any(first for first, _ in mine.values())


def test_addresses_come_from_the_role_codes_tab(tmp_path: Path) -> None:
    path = tmp_path / "in" / "plan.xlsx"
    path.parent.mkdir()
    new("peer-review", path, title="Peer review", organisation="Parish Clinic", plan_id="a-plan", today=DAY)
    book = openpyxl.load_workbook(path)
    codes = book["Role codes"]
    heading = next(row for row in range(1, 10) if codes.cell(row, 1).value == "Code")
    codes.cell(heading, 3, "E-mail")
    for row in range(heading + 1, heading + 4):
        if codes.cell(row, 1).value == "PM":
            codes.cell(row, 3, "pm@example.org")
        if codes.cell(row, 1).value == "RF":
            codes.cell(row, 2, "Team Leader (rf@example.org)")
    sheet = book["Action plan"]
    first = next(row for row in range(1, 12) if sheet.cell(row, 1).value == "Action") + 1
    for at, code in enumerate(("PM", "RF", "MQC")):
        for column, value in ((1, f"{at + 1}. Do it"), (2, "By 31 Jan 2008"), (4, code)):
            sheet.cell(first + at, column, value)
    book.save(path)
    found = made(path).reminders
    assert {one.person.code: (one.person.name, one.person.address) for one in found.owners} == {
        "PM": ("Project Manager", "pm@example.org"),
        "RF": ("Team Leader", "rf@example.org"),
        "MQC": ("Main QIA Contact point", ""),
    }
    assert found.plans[0].called == "Peer review"


def test_each_calendar_that_was_written_can_be_read(plans: Path) -> None:
    written = made(plans, calendar=plans.parent / "calendars")
    assert sorted(path.name for path in written.calendars) == sorted(files(plans.parent / "calendars"))
    for path in written.calendars:
        assert list(icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT"))


def test_a_date_that_cannot_be_right_is_to_be_looked_at_before_anybody_is_chased_by_it(plans: Path) -> None:
    path = plans / "care-improvement" / "plan.xlsx"
    (plan,) = understand.plans(path, None)
    row, column = plan.actions["at_row"].iloc[0], "ABCDEFGHIJKL"[plan.columns["due"].column - 1]
    staff.typed(path, {plan.sheet: {f"{column}{row}": date(1900, 12, 30)}})
    found = made(path).reminders
    (doubt,) = [one for one in found.to_settle if one.about == "Date in doubt"]
    assert (doubt.ref, doubt.found[: len(f"{column}{row}: ")]) == (plan.actions["at_ref"].iloc[0], f"{column}{row}: ")
    assert doubt.fix


# Many files


def test_one_bad_file_stops_none_of_the_others(plans: Path) -> None:
    (plans / "broken.xlsx").write_bytes(b"Dear colleague")
    seen: list[Path] = []
    options = Options(plans.parent / "r.xlsx", staff.TODAY, as_of=DAY)
    found = remind([plans], options, seen.append).reminders
    assert [Path(one.path).name for one in found.refused] == ["broken.xlsx"]
    assert len(found.plans) == 3
    assert len(seen) == 4 == len(walk.files([plans], Options(plans.parent / "s.xlsx", staff.TODAY)))
    sheet = openpyxl.load_workbook(plans.parent / "r.xlsx")["To settle"]
    assert any(row[0] == "Could not be read" for row in sheet.iter_rows(values_only=True))


def test_a_copy_of_a_plan_is_not_counted_besides_it(plans: Path) -> None:
    path = plans / "peer-review" / "plan.xlsx"
    before = render.remind_json(made(plans, dry_run=True).reminders)
    copy = Path(shutil.copy(path, plans / "peer-review" / "plan-LAPTOP (1).xlsx"))
    staff.typed(copy, {"Action plan": {"E7": "Typed later, and saved later."}})
    after = made(plans, dry_run=True).reminders
    assert json.loads(render.remind_json(after))["owners"] == json.loads(before)["owners"]
    (reason,) = [reason for name, reason in after.passed_over if name.endswith("plan-LAPTOP (1).xlsx")]
    assert reason == "a copy of peer-review/plan, which counts instead"


def test_of_files_that_say_the_same_one_counts_also_where_they_have_no_plan_id(plans: Path) -> None:
    path = plans / "care-improvement" / "plan.xlsx"
    before = render.remind_json(made(plans, dry_run=True).reminders)
    shutil.copy(path, path.with_name("plan (1).xlsx"))
    after = made(plans, dry_run=True).reminders
    assert json.loads(render.remind_json(after))["owners"] == json.loads(before)["owners"]
    assert [reason for _, reason in after.passed_over if reason.startswith("the same as")]
    staff.typed(path.with_name("plan (1).xlsx"), {"Action plan": {"E8": "Something else"}})
    differing = made(plans, dry_run=True).reminders
    assert len(differing.plans) == 4
    assert any("may be an older copy of" in one and "both were counted" in one for one in differing.said)


def test_an_earlier_workbook_of_reminders_among_the_plans_is_passed_over(plans: Path) -> None:
    remind([plans], Options(plans / "earlier.xlsx", staff.TODAY, as_of=DAY))
    found = made(plans).reminders
    assert found.refused == ()
    assert (str(plans / "earlier.xlsx"), "a workbook of reminders") in found.passed_over
    checked = checking.check([plans], today=staff.TODAY, as_of=DAY)
    assert checked.refused == ()
    assert checked.passed_over == found.passed_over


def test_an_owner_that_there_is_not_is_refused_with_those_that_there_are(plans: Path) -> None:
    with pytest.raises(SheetplanError, match=r'Nothing that is open has an owner "ZZ".*"PM"'):
        made(plans, owners=("PM", "ZZ"))
    found = made(plans, owners=("pm",)).reminders
    assert [one.person.code for one in found.owners] == ["PM"]
    assert (found.nobody.chased, found.passed_on, found.to_settle) == ((), (), ())


def test_a_register_says_who_has_sent_nothing(plans: Path) -> None:
    register = plans.parent / "register.csv"
    register.write_text("Organisation,Due\nCounty Trust,1/2/2008\n", encoding="utf-8")
    found = made(plans, register=register).reminders
    assert [one.organisation for one in found.not_sent] == ["County Trust"]


def test_without_a_day_each_plan_stands_at_its_own_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "in" / "plan.xlsx"
    path.parent.mkdir()
    new("peer-review", path, title="Peer review", organisation="Parish Clinic", plan_id="a-plan", today=DAY)
    book = openpyxl.load_workbook(path)
    cover = book["Cover"]
    row = next(r for r in range(1, 20) if cover.cell(r, 1).value == "Position date")
    cover.cell(row, 2, DAY)
    book.save(path)
    found = made(path, day=None).reminders  # type: ignore[arg-type]  # as when nobody says it
    assert found.day == DAY
    assert found.said[-1] == "Peer review stands at 29 Feb 2008, the position date typed in it."
