"""What stands beside a plan: its tabs, known by name or by headings, the signatures, and the days of events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from sheetplan import template
from sheetplan.model import Plan
from sheetplan.workbook import read
from sheets import book

HEADINGS = "Indicator | Peer reviewer findings | Improvement required | Action undertaken | Evidence"
ROWS = f"""{HEADINGS}
"3.1.4" | Insurance out of date. | Set up a process. | |
"4.2.7" | No procedure. | Write a procedure. | |"""
BLOCK = """Signed | Chair A | Chair B
Position | Chair | Vice chair
Date | 30 Apr 2009 | 30 Jul 2009"""
SIGNED = [("Chair A", "Chair", date(2009, 4, 30)), ("Chair B", "Vice chair", date(2009, 7, 30))]


def plan(folder: Path, tabs: Mapping[str, str] | str) -> Plan:
    (found,) = read.plans(book(folder / "plan.xlsx", tabs), [template.load("quality-mark")])
    return found


def signed(found: Plan) -> list[tuple[object, ...]]:
    return [(one.name, one.position, one.day) for one in found.signatures]


@pytest.mark.parametrize(
    "block",
    [
        BLOCK,
        BLOCK.replace("Signed", "SIGNED:").replace("Position", "position :").replace("Date", "Date:"),
        "\n".join(f"| {line}" for line in BLOCK.splitlines()),
        BLOCK.replace("| Chair B", "| | Chair B").replace("| Vice", "| | Vice").replace("| 30 Jul", "| | 30 Jul"),
    ],
    ids=["side by side", "in another case", "further right", "apart"],
)
def test_signatures_below_the_plan(tmp_path: Path, block: str) -> None:
    found = plan(tmp_path, f"{ROWS}\n\n{block}")
    assert signed(found) == SIGNED
    assert list(found.actions["at_ref"]) == ["3.1.4", "4.2.7"]
    assert found.uncounted == ()


def test_signatures_above_the_plan(tmp_path: Path) -> None:
    found = plan(tmp_path, f"Improvement plan\n{BLOCK}\n\n{ROWS}")
    assert signed(found) == SIGNED
    assert list(found.actions["at_ref"]) == ["3.1.4", "4.2.7"]


def test_only_the_first_has_signed_and_the_second_has_its_place(tmp_path: Path) -> None:
    found = plan(tmp_path, f"{ROWS}\n\nSigned | Chair A\nPosition | Chair\nDate | 30 Apr 2009")
    assert signed(found) == [SIGNED[0], (None, None, None)]
    assert found.signatures[1].cells == {"name": ("Plan", 5, 3), "position": ("Plan", 6, 3), "date": ("Plan", 7, 3)}


def test_a_day_in_words_stays_as_it_was_typed(tmp_path: Path) -> None:
    found = plan(tmp_path, f"{ROWS}\n\n{BLOCK.replace('30 Apr 2009', chr(34) + '30th April' + chr(34))}")
    assert signed(found)[0] == ("Chair A", "Chair", "30th April")


def test_without_a_block_nobody_has_signed_and_there_is_no_place(tmp_path: Path) -> None:
    found = plan(tmp_path, ROWS)
    assert signed(found) == [(None, None, None)] * 2
    assert [one.cells for one in found.signatures] == [None, None]


@pytest.mark.parametrize("label", ["Site visit", "SITE VISIT:", "Day of the site visit"])
def test_the_day_of_an_event_beside_its_label(tmp_path: Path, label: str) -> None:
    found = plan(tmp_path, f"Improvement plan\n{label} | | 16 Apr 2009\n\n{ROWS}")
    assert found.cover == {"site_visit": date(2009, 4, 16)}
    assert found.cover_cells["site_visit"] == ("Plan", 2, 3)


@pytest.mark.parametrize(
    "line",
    [
        "Site visit: 16 April 2009",
        "Site visit: Thursday 16th Apr 2009",
        "site visit : 16/04/2009",
        "Site visit: 16.4.2009",
    ],
)
def test_the_day_of_an_event_in_one_line_with_its_label(tmp_path: Path, line: str) -> None:
    found = plan(tmp_path, f"Improvement plan\n{line}\n\n{ROWS}")
    assert found.cover == {"site_visit": date(2009, 4, 16)}
    assert found.cover_cells["site_visit"] == ("Plan", 2, 1)


@pytest.mark.parametrize(
    "line", ["Site visit: to be agreed", "Site visit: 31 June 2009", "Site visit report: 16 April 2009"]
)
def test_a_line_in_which_no_day_stands_is_not_read_as_one(tmp_path: Path, line: str) -> None:
    found = plan(tmp_path, f"Improvement plan\n{line}\n\n{ROWS}")
    assert "site_visit" not in found.cover


def test_the_cover_says_it_before_the_plans_own_sheet(tmp_path: Path) -> None:
    cover = "Cover\n\nDay of the site visit | 17 Apr 2009"
    found = plan(tmp_path, {"Plan": f"Site visit | 16 Apr 2009\n\n{ROWS}", "Cover": cover})
    assert found.cover["site_visit"] == date(2009, 4, 17)


def test_a_label_without_a_day_is_a_place_for_it(tmp_path: Path) -> None:
    found = plan(tmp_path, f"Site visit:\n\n{ROWS}")
    assert "site_visit" not in found.cover
    assert found.cover_cells["site_visit"] == ("Plan", 1, 2)


@pytest.mark.parametrize(
    ("sheet", "headings", "known"),
    [
        ("Steps", "Step | Date", True),  # by its name, with what must be filled in
        ("steps ", "Date | Step | Who told us", True),
        ("Steps", "Step | Note", False),
        ("What happened", "Step | Date | Outcome | Note", True),  # by its headings, all of them
        ("What happened", "Step | Date", False),
    ],
)
def test_a_tab_is_known_by_its_name_or_by_its_headings(tmp_path: Path, sheet: str, headings: str, known: bool) -> None:
    found = plan(tmp_path, {"Plan": ROWS, sheet: f"Our steps\n\n{headings}\nSite visit | x\n\nOutcome told | y"})
    assert ("steps" in found.tabs) == known
    if known:
        assert found.tabs["steps"].heading_row == 3
        assert [row["at_row"] for row in found.tabs["steps"].rows] == [4, 6]
        assert found.tabs["steps"].next_row == 7


def test_headings_that_stand_again_without_their_small_print_begin_no_second_plan(tmp_path: Path) -> None:
    full = "| Objectives | Key activities | SMART Milestones (how we know) | Key Performance Indicators (how we tell)"
    short = "| Objectives | Key activities | SMART Milestones | Key Performance Indicators"
    table = (
        f"Specific aim 1\nBy November 2007 it runs.\n{full}\n1a | Set it up | Ask | By 1 Nov 2007 | It is there\n\n"
        f"Specific aim 2\nBy May 2008 it grows.\n{short}\n2a | Make it grow | Tell | By 1 May 2008 | It is bigger"
    )
    path = book(tmp_path / "plan.xlsx", table)
    (found,) = read.plans(path, [template.load("project-plan")])
    assert list(found.actions["at_ref"]) == ["1a", "2a"]
    assert list(found.actions["at_section"]) == [
        "Specific aim 1\nBy November 2007 it runs.",
        "Specific aim 2\nBy May 2008 it grows.",
    ]
