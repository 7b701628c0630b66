"""Registers and lists of waivers as offices keep them: titles above, headings by other names, days in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from sheetplan import template
from sheetplan.model import Expected, SheetplanError, Waiver
from sheetplan.workbook import register

WORDS = template.submission_words()
DUE = date(2026, 11, 30)


def book(tmp_path: Path, *rows: Sequence[object], sheets: Sequence[str] = ("Register",)) -> Path:
    """A workbook with these rows on the last of its sheets."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name in sheets:
        made.create_sheet(name)
    for row in rows:
        made[sheets[-1]].append(list(row))
    path = tmp_path / "register.xlsx"
    made.save(path)
    return path


def text(tmp_path: Path, *lines: str, name: str = "register.csv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_an_ordinary_register_is_read_and_stays_as_it_was(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        ["Plans to come in 2026-27"],
        ["Keep this list up to date."],
        [],
        ["No.", "Name of\norganisation", "KIND OF PLAN:", "Due date", "Lead", "Date received", "Reply by", "Send to"],
        [1, "Town Learning", "peer-review", datetime(2026, 11, 30), "Nurse", "1 Dec 2026", "2026-12-14", "the office"],
        [],
        [2, " Borough\nHomes ", None, None, None, None, None, None],
        [None, "If nothing comes: the chair is written to."],
    )
    before = path.read_bytes()
    found = register.read(path, WORDS)
    assert path.read_bytes() == before
    assert found.lines == (
        Expected(
            "Town Learning",
            "peer-review",
            DUE,
            "Nurse",
            date(2026, 12, 1),
            date(2026, 12, 14),
            "the office",
            row=5,
        ),
        Expected("Borough Homes", row=7),
    )
    assert (found.path, found.consequence, found.said) == (path, "the chair is written to.", ())


def test_a_text_file_as_excel_saves_it(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes("Organisation;Due\r\nCafé Étoile;30/11/2026\r\n".encode("cp1252"))
    assert register.read(path, WORDS).lines == (Expected("Café Étoile", due=DUE, row=2),)


def test_the_organisations_alone_make_a_register(tmp_path: Path) -> None:
    assert [
        line.organisation for line in register.read(text(tmp_path, "Provider", "Borough", "Town"), WORDS).lines
    ] == [
        "Borough",
        "Town",
    ]


def test_the_sheet_and_the_row_with_the_most_headings_count(tmp_path: Path) -> None:
    path = book(
        tmp_path, ["Organisation", "Notes"], ["Organisation", "Due"], ["Borough", DUE], sheets=("Notes", "Register")
    )
    assert register.read(path, WORDS).lines == (Expected("Borough", due=DUE, row=3),)


@pytest.mark.parametrize(
    "written",
    "30 November 2026|Mon 30 Nov 2026|30th Nov. 2026|30-Nov-2026|30.11.2026|2026-11-30 00:00| 30/11/2026 ".split("|"),
)
def test_a_day_in_words_or_figures(tmp_path: Path, written: str) -> None:
    (line,) = register.read(book(tmp_path, ["Organisation", "Due"], ["Borough", written]), WORDS).lines
    assert line.due == DUE


@pytest.mark.parametrize(
    "written", ["soon", "31/09/2026", "30/11/26", "30 Nov", "30 Nonember 2026", 46356, "11/30/2026"]
)
def test_a_day_that_cannot_be_read_is_said_with_its_cell_and_hides_no_other(tmp_path: Path, written: object) -> None:
    path = book(tmp_path, ["Organisation", "Due", "Reply by"], ["Borough", written, DUE], ["Town", DUE, None])
    found = register.read(path, WORDS)
    assert found.lines == (Expected("Borough", reply_by=DUE, row=2), Expected("Town", due=DUE, row=3))
    assert found.said == (f'register.xlsx, B2: "{written}" is not a day. Write it as 30 Nov 2026.',)


def test_by_when_and_where_to_all_reply_may_stand_above_the_headings(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        ["Reply by:", None, DUE],
        ["Reply to: the office"],
        ["If nothing comes:", "we ring."],
        ["Organisation", "Reply by", "Reply to"],
        ["Borough", None, None],
        ["Town", date(2026, 12, 24), "the chair"],
    )
    found = register.read(path, WORDS)
    assert [(line.reply_by, line.reply_to) for line in found.lines] == [
        (DUE, "the office"),
        (date(2026, 12, 24), "the chair"),
    ]
    assert (found.consequence, found.said) == ("we ring.", ())


def test_rows_that_cannot_be_are_said_and_passed_over(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Organisation,Kind of plan,Due",
        "Borough,peer-review,",
        ",,30/11/2026",
        "BOROUGH,Peer-review,30/11/2026",
        "Borough,care-improvement,",
    )
    found = register.read(path, WORDS)
    assert [(line.row, line.template, line.due) for line in found.lines] == [
        (2, "peer-review", None),
        (5, "care-improvement", None),
    ]
    assert found.said == (
        "register.csv, row 3 names no organisation, so nobody is asked by it.",
        'register.csv, rows 2 and 4 are both for "BOROUGH" and Peer-review. The first of them counts.',
    )


@pytest.mark.parametrize("lines", [("Who knows,Due", "Borough,30/11/2026"), ("",)])
def test_what_is_no_register_is_told_the_headings_it_needs(tmp_path: Path, lines: Sequence[str]) -> None:
    with pytest.raises(SheetplanError) as raised:
        register.read(text(tmp_path, *lines), WORDS)
    assert raised.value.reason == 'register.csv: no row has the heading "Organisation".'
    assert "Organisation, Template, Due, Contact, Received, Reply by, Reply to." in raised.value.fix


def test_a_register_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SheetplanError, match=r"none\.csv"):
        register.read(tmp_path / "none.csv", WORDS)


def test_waivers_are_read_with_their_lines(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Rule,Organisation,Plan,Ref,Reason,Until",
        "No-due-date,Town Learning,plan.xlsx,13,Dates follow,31/12/2026",
        "",
        "waits,,,1,,",
        name="waivers.csv",
    )
    found, said = register.waivers(path, WORDS)
    assert found == (
        Waiver("no-due-date", "Town Learning", "plan.xlsx", "13", "Dates follow", date(2026, 12, 31), 2, "waivers.csv"),
        Waiver("waits", "", "", "1", "", None, 4, "waivers.csv"),
    )
    assert said == ()


def test_a_waiver_whose_end_cannot_be_read_does_not_hold_for_ever(tmp_path: Path) -> None:
    path = text(tmp_path, "Code,Why,To", "waits,Busy,next year", ",Busy,", name="waivers.csv")
    found, said = register.waivers(path, WORDS)
    assert found == ()
    assert said == (
        'waivers.csv, C2: "next year" is not a day. Write it as 30 Nov 2026. Until then nothing is waived by its row.',
        "waivers.csv, row 3 names no rule, so it waives nothing.",
    )


def test_a_list_of_waivers_needs_a_rule_and_a_reason(tmp_path: Path) -> None:
    with pytest.raises(SheetplanError, match='no row has the headings "Rule" and "Reason"'):
        register.waivers(text(tmp_path, "Rule,Until", "waits,", name="waivers.csv"), WORDS)
