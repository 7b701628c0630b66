"""The Change log that updates of real workbooks leave, and the stories that are told from it."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

import familiar
import staff
from familiar import run
from judges.libreoffice import LibreOffice
from sheetplan import render
from sheetplan.model import SheetplanError, Story
from sheetplan.walks.history import history, place, write

TODAY = date(2026, 10, 31)
LOG = "Change log"
PLAN = """
action                  | timescale      | evaluation  | achieved
1. Book the venue       | By 31 Jan 2008 |             |
2. Agree the team       | By 31 Mar 2008 | At meetings |
3. Collect the papers   | By 30 Apr 2008 |             | 3 Dec 2007
"""
FIRST, SECOND, THIRD = date(2007, 12, 15), date(2008, 1, 31), date(2008, 2, 29)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return familiar.build(tmp_path / "plan.xlsx", PLAN)


def log(path: Path) -> list[list[Any]]:
    """The lines of the Change log, below its headings."""
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(LOG).to_python(skip_empty_area=False)
    return [row[:7] for row in rows[4:] if any(row)]


def typed(path: Path, cells: dict[str, Any], sheet: str = familiar.PLAN) -> None:
    staff.typed(path, {sheet: cells})


def stories(path: Path, *refs: str) -> dict[str, Story]:
    return {one.ref: one for one in history(path, refs, today=TODAY, as_of=THIRD).stories}


# What must not change


def test_telling_a_story_leaves_the_plan_and_its_folder_as_they_were(plan: Path) -> None:
    run(plan, FIRST)
    before = {path: path.read_bytes() for path in plan.parent.rglob("*") if path.is_file()}
    stories(plan)
    assert {path: path.read_bytes() for path in plan.parent.rglob("*") if path.is_file()} == before


def test_an_update_in_which_nobody_changed_anything_adds_no_line(plan: Path) -> None:
    run(plan, FIRST)
    before = log(plan)
    done = run(plan, date(2008, 5, 31))  # statuses move with the days
    assert done.version is not None
    assert log(plan) == before


def test_what_an_update_does_itself_is_no_line(plan: Path) -> None:
    run(plan, FIRST)
    done = run(plan, date(2008, 1, 31))
    assert done.archived == ("3",)
    assert len(log(plan)) == 3


def test_a_sheet_of_somebodys_own_with_that_name_stays(tmp_path: Path) -> None:
    own: list[list[Any]] = [["When", "What"], ["Monday", "Rang everybody"]]
    path = familiar.build(tmp_path / "plan.xlsx", PLAN, tabs={LOG: own})
    run(path, FIRST)
    typed(path, {"C4": "By letter"})
    run(path, SECOND)
    assert familiar.grid(path, LOG) == own
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Change log (2)").to_python()
    assert [row[2:4] for row in rows[4:]] == [
        *([ref, "Action added"] for ref in "123"),
        ["1", "Evaluation/Monitoring"],
    ]


# What must


def test_the_first_version_has_a_line_for_each_action(plan: Path) -> None:
    run(plan, FIRST)
    assert log(plan) == [
        ["0.1", FIRST, "1", "Action added", "", "Book the venue\nDue date: 31 Jan 2008", "Coordinator"],
        ["0.1", FIRST, "2", "Action added", "", "Agree the team\nDue date: 31 Mar 2008", "Coordinator"],
        ["0.1", FIRST, "3", "Action added", "", "Collect the papers\nDue date: 30 Apr 2008", "Coordinator"],
    ]


def test_later_ones_have_a_line_for_each_cell_that_people_changed(plan: Path) -> None:
    run(plan, FIRST)
    typed(plan, {"B4": "By 8 Feb 2008", "F5": date(2008, 1, 28)})
    run(plan, SECOND, by="Somebody else")
    assert log(plan)[3:] == [
        ["0.2", SECOND, "1", "Timescales/Milestones", "By 31 Jan 2008", "By 8 Feb 2008", "Somebody else"],
        ["0.2", SECOND, "1", "Due date", date(2008, 1, 31), date(2008, 2, 8), "Somebody else"],
        ["0.2", SECOND, "2", "Achieved (Date)", "", date(2008, 1, 28), "Somebody else"],
    ]
    story = stories(plan, "1")["1"]
    assert (story.moves.first, story.moves.times, story.moves.days) == (date(2008, 1, 31), 1, 8)


def test_an_action_without_a_ref_is_named_by_the_one_that_it_gets(plan: Path) -> None:
    run(plan, FIRST)
    typed(plan, {"A7": "Write to everybody", "B7": "By 31 May 2008"})
    run(plan, SECOND)
    assert [row[2:4] for row in log(plan)[3:]] == [["4", "Action added"]]


def test_an_entry_on_the_cover_makes_a_version_and_a_line(tmp_path: Path) -> None:
    path = staff.blank("peer-review", tmp_path)
    typed(path, {"A6": "1. Book", "B6": "By 31 Jan 2008"}, "Action plan")
    staff.run(path, FIRST)
    typed(path, {"B5": "Our peer review"}, "Cover")
    done = staff.run(path, FIRST)
    assert done.changed == ("Changed beside the plan: Cover: Organisation.",)
    (line,) = [row for row in log(path) if row[0] == "0.2"]
    assert line[3].startswith("Cover: ")
    assert line[5] == "Our peer review"
    assert staff.run(path, FIRST).version is None


def test_a_copy_alone_tells_the_same_as_with_its_versions(plan: Path, tmp_path: Path) -> None:
    run(plan, FIRST)
    typed(plan, {"B4": "By 8 Feb 2008"})
    run(plan, SECOND)
    mailed = tmp_path / "elsewhere" / "a copy (1).xlsx"
    mailed.parent.mkdir()
    shutil.copy(plan, mailed)
    both = [[step.text for step in stories(path, "1")["1"].steps] for path in (plan, mailed)]
    assert both[0] == both[1]


def test_a_log_that_somebody_deleted_is_there_again(plan: Path) -> None:
    run(plan, FIRST)
    before = log(plan)
    _without(plan, LOG)
    assert LOG not in familiar.sheets(plan)
    typed(plan, {"C4": "By letter"})
    run(plan, SECOND)
    assert log(plan)[:3] == before
    assert [row[3] for row in log(plan)[3:]] == ["Evaluation/Monitoring"]


def _without(path: Path, sheet: str) -> None:
    """What somebody does who deletes a tab."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    del book[sheet]
    book.save(path)


def test_without_its_versions_a_plan_logs_no_action_as_new_that_its_log_knows(plan: Path) -> None:
    run(plan, FIRST)
    before = log(plan)
    shutil.rmtree(plan.with_name("plan versions"))
    typed(plan, {"A7": "4. Write to everybody", "B7": "By 31 May 2008"})
    run(plan, SECOND)
    assert log(plan)[:3] == before
    assert [row[2:4] for row in log(plan)[3:]] == [["4", "Action added"]]


def test_a_plan_that_was_kept_before_there_was_a_log_begins_it_and_says_so(plan: Path) -> None:
    run(plan, FIRST)
    typed(plan, {"C4": "By letter"})
    run(plan, SECOND)
    folder = plan.with_name("plan versions")
    _without(plan, LOG)
    kept = folder / "plan v0.2 2008-01-31.xlsx"
    kept.write_bytes(plan.read_bytes())
    listed = json.loads((folder / "versions.json").read_text(encoding="utf-8"))
    listed["versions"][-1]["sha256"] = ""
    (folder / "versions.json").write_text(json.dumps(listed), encoding="utf-8")
    typed(plan, {"C4": "By post"})
    run(plan, THIRD)
    assert {row[0] for row in log(plan)} == {"0.2", "0.3"}
    assert history(plan, today=TODAY).said == (
        "The Change log begins with version 0.2 (31 Jan 2008); what changed before is not known.",
    )
    assert "supplied by" not in stories(plan, "1")["1"].steps[0].text


def test_a_date_that_moved_is_a_finding_until_its_reason_stands_there(plan: Path) -> None:
    def found(day: date = SECOND) -> list[tuple[str, str]]:
        return [(one.cell, one.found) for one in staff.judged(plan, day).findings if one.code == "due-moved"]

    run(plan, FIRST)
    assert found() == []
    typed(plan, {"B5": "By 8 Apr 2008"})
    said = ("B5", "Due date has moved from 31 Mar 2008 to 8 Apr 2008. No reason is given.")
    assert found() == [said]  # before any update has seen it
    run(plan, SECOND)
    assert found() == [("B5", said[1])]  # and after
    typed(plan, {"C5": "At meetings. The room was taken"})
    assert found() == []
    run(plan, SECOND)
    assert found() == []
    typed(plan, {"B5": "By 9 May 2008"})
    assert found()[0][1] == "Due date has moved for the second time, from 8 Apr 2008 to 9 May 2008. No reason is given."
    typed(plan, {"B5": "By 8 Apr 2008"})
    assert found() == []


def test_check_says_the_date_first_agreed_and_how_often_it_moved(plan: Path) -> None:
    run(plan, FIRST)
    typed(plan, {"B5": "By 8 Apr 2008"})
    data = json.loads(render.check_json(staff.checked(plan, SECOND)))
    one = next(action for action in data["plans"][0]["actions"] if action["ref"] == "2")
    assert (one["due_first"], one["due"], one["times_moved"]) == ("2008-03-31", "2008-04-08", 1)


def test_after_libreoffice_has_saved_it_the_log_reads_the_same_and_goes_on(
    plan: Path, libreoffice: LibreOffice, tmp_path: Path
) -> None:
    for number in range(1, 11):
        typed(plan, {"C4": f"Note {number}"})
        run(plan, FIRST)
    before = [[step.text for step in one.steps] for one in stories(plan).values()]
    libreoffice.type_in(plan, {familiar.PLAN: {"C4": "Note 11"}}, tmp_path / "saved.xlsx")
    (tmp_path / "saved.xlsx").replace(plan)
    assert [[step.text for step in one.steps] for one in stories(plan).values()] == before
    run(plan, FIRST)
    assert [row[0] for row in log(plan)][-2:] == ["0.10", "0.11"]


def test_a_ref_that_there_is_not_is_one_plain_line(plan: Path) -> None:
    run(plan, FIRST)
    with pytest.raises(SheetplanError, match="has no action 99, neither in the plan nor in its archive"):
        stories(plan, "1", "99")


def test_the_workbook_has_a_row_for_each_action_and_one_for_each_thing_that_happened(plan: Path) -> None:
    run(plan, FIRST)
    typed(plan, {"B4": "By 8 Feb 2008"})
    run(plan, SECOND)
    target = plan.with_name("story.xlsx")
    told = history(plan, today=TODAY, as_of=THIRD)
    write(told, target)
    book = CalamineWorkbook.from_path(str(target))
    assert book.sheet_names == ["Actions", "What happened", "Notes"]
    actions = book.get_sheet_by_name("Actions").to_python(skip_empty_area=False)[3:]
    assert actions[1] == [
        *("1", "Book the venue", "version 0.1, 15 Dec 2007", date(2008, 1, 31), date(2008, 2, 8), 1.0, 8.0),
        *("Overdue", "version 0.2, 31 Jan 2008: Due date moved from 31 Jan 2008 to 8 Feb 2008, 8 days later."),
    ]
    assert [row[0] for row in actions[1:]] == ["1", "2", "3"]
    happened = book.get_sheet_by_name("What happened").to_python(skip_empty_area=False)[4:]
    assert [row[3] for row in happened if row[0] == "1"] == [step.text for step in told.stories[0].steps]
    assert len(happened) == sum(len(one.steps) for one in told.stories)
    with pytest.raises(SheetplanError, match="is there already"):
        write(told, target)


@pytest.mark.parametrize(("name", "why"), [("story.csv", "must end in .xlsx"), ("no/story.xlsx", "There is no folder")])
def test_where_it_cannot_be_written_that_is_said_at_once(tmp_path: Path, name: str, why: str) -> None:
    with pytest.raises(SheetplanError, match=why):
        place(tmp_path / name)
