"""The workbook of reminders: the same bytes, text that stays text, tables to filter, cells that can be typed in."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest

import reminded
from judges.libreoffice import LibreOffice
from sheetplan import template
from sheetplan.model import Reminders
from sheetplan.workbook import meeting, reminder_report

WORDS = template.meeting_words()


def written(found: Reminders) -> bytes:
    return reminder_report.write(found, WORDS)


def book(found: Reminders) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written(found)))


def rows(found: Reminders, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet's Table by its headings."""
    made = book(found)[sheet]
    (table,) = made.tables.values()
    headings, *body = [[cell.value for cell in row] for row in made[table.ref]]
    return [dict(zip(headings, row, strict=True)) for row in body]


def test_the_same_reminders_give_the_same_bytes() -> None:
    assert written(reminded.everything()) == written(reminded.everything())


def test_tabs_with_nothing_to_say_are_left_out() -> None:
    assert book(reminded.nothing()).sheetnames == ["Who to chase", "Messages", "Notes"]
    assert book(reminded.everything()).sheetnames == [
        *("Who to chase", "Messages", "To pass on", "Meeting notes", "To settle", "Notes"),
    ]


def test_each_action_has_a_row_under_each_of_its_owners() -> None:
    found = rows(reminded.of(reminded.kept()), "Who to chase")
    assert [(row["Owner"], row["Ref"], row["Stands"], row["Days late"]) for row in found] == [
        ("No owner", "8", "Overdue", 90),
        ("XY", "10", "Overdue", 59),
        ("PM, Project Manager", "1", "Overdue", 29),
        ("PM, Project Manager", "2", "Overdue", 9),
        ("PM, Project Manager", "4", "Coming", 0),
        ("MQC, Main contact", "2", "Overdue", 9),
        ("MQC, Main contact", "3", "Due soon", 0),
    ]
    assert found[3]["Shared with"] == "MQC"
    assert found[3]["Due"] == datetime(2008, 2, 20)
    assert [row["Step"] for row in found] == [3, 3, 2, 1, 0, 1, 0]


def test_there_is_a_message_for_each_owner_and_its_text_is_whole() -> None:
    table = "action | timescale\n" + "\n".join(f"{n}. {'Go on ' * 60} | By 1 Jan 2008" for n in range(1, 400))
    (long,) = rows(reminded.of(reminded.opened(table)), "Messages")
    assert 25_000 < len(long["Message"]) <= 32_767
    found = rows(reminded.of(reminded.opened()), "Messages")
    assert [(row["Owner"], row["Overdue"], row["Ongoing"]) for row in found] == [
        ("XY", 1, 0),
        ("PM", 2, 0),
        ("MQC", 1, 0),
    ]
    assert found[1]["Message"].count("\n") == 9


def test_text_that_looks_like_a_formula_or_a_link_stays_text() -> None:
    made = book(reminded.everything())
    cells = [cell for sheet in made.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
    owners = {row["Owner"] for row in rows(reminded.everything(), "Who to chase")}
    assert {"@Lee", "-Kim", "=Sam"} <= owners


def test_libreoffice_takes_none_of_them_for_a_formula(libreoffice: LibreOffice, tmp_path: Path) -> None:
    path = tmp_path / "made.xlsx"
    path.write_bytes(written(reminded.everything()))
    shown = libreoffice.recalculated(path)["Who to chase"]
    assert "=1+1" in shown.values()
    assert not [value for value in shown.values() if str(value).startswith(("#", "Err:"))]


def test_the_page_for_notes_has_each_open_action_once_and_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "made.xlsx"
    path.write_bytes(written(reminded.of(reminded.kept(), reminded.opened(path="b.xlsx"))))
    page = meeting.page(path, WORDS)
    assert page is not None
    assert [row["ref"] for row in page.rows] == ["8", "10", "1", "2", "3", "4", "7", "6"]
    assert {(row["plan_id"], row["version"]) for row in page.rows} == {("0123456789abcdef", "0.3")}
    assert (page.taken_by, page.held_on) == ("", None)
    assert meeting.is_ours(path)


def test_only_the_cells_for_notes_can_be_typed_in() -> None:
    sheet = book(reminded.of(reminded.kept()))["Meeting notes"]
    refused = {
        column
        for rule in sheet.data_validations.dataValidation
        if rule.type == "custom" and rule.formula1 == "FALSE"
        for area in rule.sqref.ranges
        for column in range(area.min_col, area.max_col + 1)
    }
    headings = [cell.value for cell in sheet[7]]
    assert [text for at, text in enumerate(headings, 1) if at not in refused] == ["Notes", "Done on", "New due date"]


def test_the_page_of_one_owner_has_theirs_alone() -> None:
    made = rows(reminded.of(reminded.kept(), only=["RF"]), "Meeting notes")
    assert [(row["Owner"], row["Ref"]) for row in made] == [("RF", "7"), ("RF", "6")]
    assert book(reminded.of(reminded.kept(), only=["RF"]))["Meeting notes"]["A1"].value == (
        "Meeting notes: reminders for RF, position at 29 Feb 2008"
    )


@pytest.mark.parametrize("name", ["everything", "nothing"])
def test_the_validator_finds_nothing(name: str, validator: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "made.xlsx"
    path.write_bytes(written(getattr(reminded, name)()))
    assert validator.new_errors(None, path) == []


def test_it_is_of_the_position_date() -> None:
    properties = book(reminded.everything()).properties
    assert properties.created.date() == date(2008, 2, 29)
    assert properties.title == "Reminders, position at 29 Feb 2008"
