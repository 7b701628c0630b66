"""Desk.xlsx: empty it says nothing, and what people type in it is read however they left it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from sheetplan import template
from sheetplan.model import SheetplanError
from sheetplan.model.desks import NewPlan, Settings
from sheetplan.workbook import desk_book

FIELDS = ("organisation", "templates", "register", "position", "contact", "reply_by", "by")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "Desk.xlsx"
    file.write_bytes(desk_book.write(template.names(), date(2026, 1, 1)))
    return file


def test_with_nothing_filled_in_everything_is_as_usual(path: Path) -> None:
    assert desk_book.read(path) == Settings()


def test_the_same_desk_gives_the_same_bytes(path: Path) -> None:
    assert desk_book.write(template.names(), date(2026, 1, 1)) == path.read_bytes()


def test_every_setting_has_a_prompt_and_says_what_fits(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["Settings"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert set(rules) == {f"B{row}" for row in range(5, 5 + len(FIELDS))}
    assert all(rule.prompt and rule.promptTitle and rule.error for rule in rules.values())
    assert all(rule.type in ("date", "list", "textLength") for rule in rules.values())


def test_what_was_typed_is_read(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    typed = ("Network", "peer-review, Our own.toml;\ncare-improvement", "register", datetime(2026, 10, 31), "me", "", 7)
    for row, value in enumerate(typed, start=5):
        book["Settings"].cell(row, 2).value = value or None
    book["New plan"]["A5"], book["New plan"]["B5"] = "peer-review", "Review"
    book["New plan"]["B9"], book["New plan"]["C9"] = "Without a kind", "Network B"
    book.save(path)
    assert desk_book.read(path) == Settings(
        "Network",
        ("peer-review", "Our own.toml", "care-improvement"),
        "register",
        date(2026, 10, 31),
        "me",
        None,
        "7",
        (
            NewPlan("peer-review", "Review", "", "New plan!A5"),
            NewPlan("", "Without a kind", "Network B", "New plan!A9"),
        ),
    )


def rebuilt(path: Path, rows: list[list[object]], sheet: str = "My settings") -> Path:
    """The settings as somebody else wrote them."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(sheet)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                page.write(row, column, value)
    return path


def test_rows_may_move_and_columns_be_added_and_dates_be_text(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Our desk"],
        [],
        ["", "Setting", "Who asked", "Value", "What to enter"],
        ["", "reply by:", "office", "14/11/2026", "a day"],
        ["", "BY WHOM", "", "Coordinator"],
        ["", "Position  date", "", "31 October 2026"],
        ["", "Organisation", "nobody", "", "Whose desk this is."],
    ]
    found = desk_book.read(rebuilt(tmp_path / "Desk.xlsx", rows))
    assert (found.reply_by, found.by, found.position) == (date(2026, 11, 14), "Coordinator", date(2026, 10, 31))
    assert found.organisation == ""
    assert found.said == (
        "Desk.xlsx has no line for Templates in use, Register, Contact for returns, so each is taken as blank.",
    )


def test_without_headings_the_value_stands_beside_its_label(tmp_path: Path) -> None:
    found = desk_book.read(rebuilt(tmp_path / "Desk.xlsx", [["Organisation:", "Network"], ["Contact", "office"]]))
    assert (found.organisation, found.contact) == ("Network", "office")


def test_a_day_that_is_none_is_named_with_its_cell(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Setting", "Value"], ["Position date", "end of the month"]]
    with pytest.raises(SheetplanError, match='My settings!B2: "end of the month" is not a day'):
        desk_book.read(rebuilt(tmp_path / "Desk.xlsx", rows))


def test_another_workbook_is_no_desk(tmp_path: Path) -> None:
    with pytest.raises(SheetplanError, match="holds no settings of a desk"):
        desk_book.read(rebuilt(tmp_path / "Desk.xlsx", [["Action", "Due"], ["Call", "May"]]))
