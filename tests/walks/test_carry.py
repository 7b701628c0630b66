"""An older form carried into the present one: nothing that people typed is lost, and what is not carried is said."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import familiar
import returning
from sheetplan import template
from sheetplan.model import Plan, SheetplanError, is_blank
from sheetplan.walks import carry, returns, submissions, understand
from sheetplan.workbook import edit, properties
from sheetplan.workbook.changes import SetProperties

SAMPLES = Path(__file__).parents[2] / "samples"
KINDS = ("care-improvement", "collaborative-improvement", "peer-review", "project-plan", "quality-mark")
MANY = "action | timescale | Our notes\n" + "\n".join(
    f"{n}. Do part {n} | By 3 Mar 2008 | Note {n}" for n in range(1, 61)
)
"""More actions than the form has ready rows."""


@pytest.fixture(params=KINDS)
def sample(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = Path(shutil.copy(SAMPLES / request.param / "plan.xlsx", tmp_path / "plan.xlsx"))
    familiar.run(path, None)
    return path


def only(path: Path) -> Plan:
    (plan,) = understand.plans(path, None)
    return plan


def carried(path: Path) -> tuple[Plan, tuple[str, ...]]:
    new = path.parent / "new.xlsx"
    told = carry.carry(only(path), new, returning.TODAY)
    return only(new), told


def typed(row: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """What an action's cells hold, by heading, wherever they stand."""
    values = {heading: row[name] if name in row else row["at_others"].get(heading) for name, heading in fields.items()}
    return {name: None if is_blank(value) else value for name, value in values.items()}


def test_every_action_has_what_was_typed(sample: Path) -> None:
    old = only(sample)
    new, _ = carried(sample)
    fields = {name: place.heading for name, place in old.columns.items()} | {text: text for text in old.others.values()}
    rows = [list(plan.actions.to_dict("records")) for plan in (old, new)]
    assert [typed(row, fields) for row in rows[1]] == [typed(row, fields) for row in rows[0]]
    for mark in ("at_ref", "at_section"):
        assert [row[mark] for row in rows[1]] == [row[mark] for row in rows[0]]


def test_the_archive_and_the_tabs_have_what_was_typed(sample: Path) -> None:
    old = only(sample)
    new, _ = carried(sample)
    marks = [f"at_{name}" for name in old.template.archive_headings]
    archived = [[[row[mark] for mark in marks] for row in plan.archived.to_dict("records")] for plan in (old, new)]
    assert archived[1] == archived[0]
    assert list(new.archived["at_ref"]) == list(old.archived["at_ref"])
    for name, read in old.tabs.items():
        ours = {column.field for column in read.tab.columns if column.works_out is not None}
        if read.tab.sheet != old.template.computed_sheet:
            there = [{n: v for n, v in row.items() if n not in {"at_row", *ours}} for row in new.tabs[name].rows]
            assert there == [{n: v for n, v in row.items() if n not in {"at_row", *ours}} for row in read.rows], name


def test_rows_are_as_tall_as_what_was_put_into_them(tmp_path: Path) -> None:
    path = Path(shutil.copy(SAMPLES / "care-improvement" / "plan.xlsx", tmp_path / "plan.xlsx"))
    new, _ = carried(path)
    book = openpyxl.load_workbook(tmp_path / "new.xlsx")
    sheet, row, column = new.cover_cells["scope"]
    text, wide = str(book[sheet].cell(row, column).value), book[sheet].column_dimensions["B"].width
    assert len(text) > wide
    assert (book[sheet].row_dimensions[row].height or 0) >= 2 * 14


def test_the_cover_and_the_people_are_carried_and_no_signature(sample: Path) -> None:
    old = only(sample)
    new, told = carried(sample)
    assert set(old.people) <= set(new.people)
    for name in {"title", "plan_start", "plan_end"} & old.cover.keys():
        assert new.cover[name] == old.cover[name]
    assert not any(one.name or one.day for one in new.signatures)
    assert any("Signatures" in one for one in told) == any(bool(one.name) for one in old.signatures)


def test_sheets_that_are_not_carried_are_named(tmp_path: Path) -> None:
    path = familiar.build(tmp_path / "plan.xlsx", MANY, tabs={"Budget": [["Hall", 200]]})
    _, told = carried(path)
    assert any('"Budget"' in one for one in told)
    assert any("Our notes" in one for one in told)


def test_more_actions_than_ready_rows_join_the_table(tmp_path: Path) -> None:
    path = familiar.build(tmp_path / "plan.xlsx", MANY)
    new, _ = carried(path)
    assert len(new.actions) == 60
    assert new.layout.table_last_row == new.layout.last_row
    assert [row["at_others"] for row in new.actions.to_dict("records")] == [
        {"Our notes": f"Note {n}"} for n in range(1, 61)
    ]
    sheet = openpyxl.load_workbook(tmp_path / "new.xlsx")[new.sheet]
    statuses = [sheet.cell(row, new.computed["status"].column).value for row in range(new.layout.first_row, 66)]
    assert all(str(value).startswith("=") for value in statuses)


def test_update_goes_on_with_the_new_workbook(tmp_path: Path) -> None:
    path = familiar.build(tmp_path / "plan.xlsx", MANY)
    carried(path)
    done = familiar.run(tmp_path / "new.xlsx")
    assert done.version is not None
    assert done.version.counts["Due soon"] == 60


def test_the_file_that_came_is_only_read_and_nothing_is_overwritten(tmp_path: Path) -> None:
    path = familiar.build(tmp_path / "plan.xlsx", MANY)
    before = path.read_bytes()
    carried(path)
    made = (tmp_path / "new.xlsx").read_bytes()
    with pytest.raises(SheetplanError):
        carry.carry(only(path), tmp_path / "new.xlsx", returning.TODAY)
    assert (path.read_bytes(), (tmp_path / "new.xlsx").read_bytes()) == (before, made)


def test_microsofts_validator_finds_no_fault(sample: Path, validator: Any) -> None:
    carried(sample)
    assert validator.new_errors(None, sample.parent / "new.xlsx") == []


def test_an_older_form_comes_back_twice_and_start_here_says_which_to_use(tmp_path: Path) -> None:
    path = familiar.build(tmp_path / "plan.xlsx", MANY)
    older = "It is on version 1 of the form; the present one is version 2."
    (done,) = returns.write(returning.batch(path, older_template=older), tmp_path / "returned")
    assert done.file is not None
    assert done.new_template == tmp_path / "returned" / "plan in the present form.xlsx"
    assert len(only(done.new_template).actions) == 60
    said = {row[0]: row[1] for row in familiar.grid(done.file, "Start here") if len(row) > 1}
    assert said["Your form"] == older
    assert "plan in the present form.xlsx" in said["A new workbook"]


def test_a_workbook_of_an_older_version_is_found_carried_and_known_again(tmp_path: Path) -> None:
    path = familiar.build(tmp_path / "plan.xlsx", f"{MANY}\n61. Do it all | 31/09/2008 | Last")
    old = edit.apply(path, [SetProperties({properties.TEMPLATE: "peer-review 0"})])
    path.write_bytes(old.data)
    batch = submissions.check([path], today=returning.TODAY)
    (done,) = returns.write(batch, tmp_path / "returned")
    assert done.new_template is not None
    assert done.file is not None
    said = {row[0]: row[1] for row in familiar.grid(done.file, "Start here") if len(row) > 1}
    assert said["Your form"] == "It was made with version 0 of the peer-review template; version 1 is used now."
    back = Path(shutil.copy(done.new_template, tmp_path / "back.xlsx"))
    (judged,) = submissions.check([back], today=returning.TODAY, since=tmp_path / "returned").submissions
    assert judged.older_template == ""
    assert judged.compared is not None
    assert [one.code for one in judged.compared.still] == ["date-impossible"]
    assert judged.compared.fixed == ()


def test_a_workbook_of_a_later_version_than_is_known_is_not_carried_back(tmp_path: Path) -> None:
    path = familiar.build(tmp_path / "plan.xlsx", f"{MANY}\n61. Do it all | 31/09/2008 | Last")
    path.write_bytes(edit.apply(path, [SetProperties({properties.TEMPLATE: "peer-review 99"})]).data)
    batch = submissions.check([path], today=returning.TODAY)
    assert "Bring the program up to date." in batch.submissions[0].older_template
    (done,) = returns.write(batch, tmp_path / "returned")
    assert done.new_template is None
    assert done.file is not None
    said = {row[0] for row in familiar.grid(done.file, "Start here") if row}
    assert "What to do" in said
    assert not said & {"A newer form", "Your form", "A new workbook"}


def test_headings_that_have_changed_since_are_matched(tmp_path: Path) -> None:
    kind = template.load("peer-review")
    first = kind.columns[0]
    old_heading = next(iter(first.aliases), None)
    assert old_heading, "the template knows its first column by another heading too"
    book = openpyxl.load_workbook(familiar.build(tmp_path / "plan.xlsx", MANY))
    sheet = book["Plan"]
    sheet.cell(familiar.HEADING_ROW, 1).value = old_heading
    book.save(tmp_path / "plan.xlsx")
    new, _ = carried(tmp_path / "plan.xlsx")
    assert new.columns["action"].heading == first.heading
    assert new.actions["action"].iloc[0] == "1. Do part 1"


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    path = familiar.build(tmp_path / "plan.xlsx", MANY)
    told = carry.carry(only(path), tmp_path / "new.xlsx", date(2026, 10, 31), dry_run=True)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["plan.xlsx"]
    assert told == carried(path)[1]
