"""Diff of workbooks and of their kept versions, by name."""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from openpyxl import load_workbook

import familiar
from sheetplan import render
from sheetplan.model import Difference, Differences, SheetplanError, Side
from sheetplan.walks.diff import diff, place, write

TABLE = """
action | timescale
1. Call the members | By 31 Jan 2008
2. Write the notes | By 31 May 2008
"""
CALL, WRITE = "1. Call the members", "2. Write the notes"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan with the versions 0.1 and 0.2, and one more change since."""
    path = familiar.build(tmp_path / "plan.xlsx", TABLE)
    familiar.run(path)
    familiar.type_in(path, {(CALL, "success"): "All were called"})
    familiar.run(path, date(2008, 3, 31))
    familiar.type_in(path, {(WRITE, "timescale"): "By 30 Sep 2008"})
    return path


def found(before: object, after: object) -> list[tuple[str, str, object]]:
    return [(one.ref, one.field, one.after) for one in diff(str(before), str(after)).differences]


def test_both_are_only_read(plan: Path) -> None:
    before = familiar.files(plan.parent)
    diff(f"{plan}@0.1", f"{plan}@0.2")
    diff(str(plan), f"{plan}@0.2")
    assert familiar.files(plan.parent) == before


def test_versions_are_named_by_their_numbers(plan: Path) -> None:
    first, second = ("1", "success", "All were called"), ("2", "timescale", "By 30 Sep 2008")
    assert found(plan, plan) == []
    assert found(f"{plan}@0.1", f"{plan}@0.2") == [first]
    assert found(f"{plan}@0.2", plan) == [second]
    assert found(f"{plan}@0.1", plan) == [first, second]
    compared = diff(f"{plan}@0.1", str(plan))
    assert compared.before == Side("plan.xlsx@0.1", plan, "0.1", familiar.DAY)
    assert compared.after == Side("plan.xlsx", plan, None, date(2008, 3, 31))


def test_a_file_whose_name_looks_like_a_version_is_that_file(plan: Path) -> None:
    odd = Path(shutil.copy(plan, plan.with_name("plan.xlsx@0.1")))
    with pytest.raises(SheetplanError, match=r"plan\.xlsx@0\.1 is not a workbook that can be kept"):
        found(odd, plan)
    odd.unlink()
    assert found(odd, plan) != []
    odd = Path(shutil.copy(plan, plan.with_name("us@0.1.xlsx")))
    assert found(odd, plan) == []


def test_versions_can_be_compared_although_the_plan_is_damaged(plan: Path) -> None:
    plan.write_bytes(b"PK\x03\x04 and nothing more")
    compared = diff(f"{plan}@0.1", f"{plan}@0.2")
    assert len(compared.differences) == 1
    assert compared.said[0].startswith("The plan itself was not needed and cannot be read: plan.xlsx")


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ("plan.xlsx@0.7", r"There is no version 0\.7 of plan\.xlsx\. The versions are: 0\.2, 0\.1\."),
        ("other.xlsx", r"other\.xlsx"),
        ("other.xlsx@0.1", r"other\.xlsx"),
    ],
)
def test_it_says_what_is_not_there(plan: Path, named: str, says: str) -> None:
    with pytest.raises(SheetplanError, match=says):
        found(plan, plan.with_name(named))


def test_an_altered_version_is_not_compared(plan: Path) -> None:
    (kept,) = plan.with_name("plan versions").glob("* v0.1 *")
    kept.write_bytes(plan.read_bytes())
    with pytest.raises(SheetplanError, match="is no longer what was written"):
        found(f"{plan}@0.1", plan)


def test_a_plan_as_text_can_be_compared_with_a_workbook(plan: Path) -> None:
    rows = familiar.grid(plan)[familiar.HEADING_ROW - 1 :]
    target = plan.with_name("plan.csv")
    with target.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([["" if value is None else value for value in row[:6]] for row in rows])
    assert found(plan, target) == []


DIFFERENCES = Differences(
    Side("plan.xlsx@0.1", Path("plan.xlsx"), "0.1", date(2008, 2, 29)),
    Side("plan.xlsx", Path("plan.xlsx"), None, None),
    (
        Difference("moved", "Action plan", "1", "Call", before="first", after="below 2"),
        Difference("changed", "Action plan", "1", "Call", "due", "Due date", date(2008, 1, 31), date(2008, 3, 31)),
        Difference("changed", "Action plan", "1", "Call", "success", "Success", None, "=HYPERLINK(1)"),
        Difference("changed", "Action plan", "2", "Ask", "cost", "Cost", 12.0, "12 or\nmore"),
        Difference("added", "Action plan", "3", "Write"),
        Difference("archived", "Archive", "4", "Read"),
        Difference("removed", "Risks", "Staff do not know", "High; Low"),
        Difference("changed", "Cover", "", "", "title", "Plan", "Ours", "The plan"),
    ),
    ('Only the second has the column "Cost".',),
)


def test_it_is_said_in_words() -> None:
    assert (
        render.diff_text(DIFFERENCES)
        == """\
plan.xlsx@0.1 (29 Feb 2008) and plan.xlsx: 4 cells changed, 1 added, 1 removed, 1 archived, 1 moved
  Only the second has the column "Cost".

Action plan
  1      Call
    moved: was first, is below 2
    Due date: 31 Jan 2008 → 31 Mar 2008
    Success: (blank) → "=HYPERLINK(1)"
  2      Ask
    Cost: 12 → "12 or more"
  3      Write
    added

Archive
  4      Read
    archived

Risks
  Staff do not know High; Low
    removed

Cover
    Plan: "Ours" → "The plan"
"""
    )
    nothing = Differences(DIFFERENCES.before, DIFFERENCES.after, ())
    assert render.diff_text(nothing) == "plan.xlsx@0.1 (29 Feb 2008) and plan.xlsx: no difference\n"


def test_it_is_said_to_programs() -> None:
    data = json.loads(render.diff_json(DIFFERENCES))
    assert data["counts"] == {"changed": 4, "added": 1, "removed": 1, "archived": 1, "reopened": 0, "moved": 1}
    assert data["differences"][1] == {
        "kind": "changed", "sheet": "Action plan", "ref": "1", "action": "Call", "field": "due", "column": "Due date",
        "before": "2008-01-31", "after": "2008-03-31",
    }  # fmt: skip
    rows = list(csv.reader(io.StringIO(render.diff_csv(DIFFERENCES))))
    assert len(rows) == 1 + len(DIFFERENCES.differences)
    assert rows[3][-2:] == ["", "'=HYPERLINK(1)"]


def test_a_workbook_shows_both_sides(tmp_path: Path) -> None:
    target = tmp_path / "both.xlsx"
    write(DIFFERENCES, target)
    book = load_workbook(target)
    rows = [[cell.value for cell in row] for row in book["Differences"].iter_rows(min_row=4)]
    assert rows[0] == ["Ref", "Action or row", "What happened", "Column", "Before", "After", "Sheet"]
    assert [row[2] for row in rows[1:]] == [one.kind.capitalize() for one in DIFFERENCES.differences]
    assert [cell.date() for cell in rows[2][4:6]] == [date(2008, 1, 31), date(2008, 3, 31)]
    assert rows[3][4:6] == ["(blank)", "=HYPERLINK(1)"]
    assert book["Differences"]["F7"].data_type == "s", "text stays text"
    assert rows[4][4:6] == [12, "12 or\nmore"]
    assert rows[7][:2] == ["(none)", "Staff do not know"]
    with pytest.raises(SheetplanError, match="is there already"):
        place(target)
    with pytest.raises(SheetplanError, match=r"must end in \.xlsx"):
        place(tmp_path / "both.csv")


def test_the_validator_finds_nothing(tmp_path: Path, validator: ModuleType) -> None:
    for name, found_here in (("full", DIFFERENCES), ("empty", replace(DIFFERENCES, differences=(), said=()))):
        target = tmp_path / f"{name}.xlsx"
        write(found_here, target)
        assert validator.new_errors(None, target) == []
