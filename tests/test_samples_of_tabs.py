"""The two samples that are spread over many tabs hold what their page says, with roles in place of names."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from openpyxl import load_workbook

import staff
from sheetplan import template

COLLABORATIVE, CARE = "collaborative-improvement", "care-improvement"


def typed(name: str) -> dict[str, dict[str, Any]]:
    """What staff typed, tab by tab."""
    content = tomllib.loads((staff.SAMPLES / name / "plan.toml").read_text(encoding="utf-8"))
    return {sheet["name"]: sheet for sheet in content["sheet"]}


def column(sheet: dict[str, Any], heading: str) -> list[Any]:
    at = sheet["headings"].index(heading)
    return [row[at] for row in sheet["rows"]]


@pytest.mark.parametrize("name", [COLLABORATIVE, CARE])
def test_every_tab_of_the_template_is_there_with_its_own_headings(name: str) -> None:
    sheets, kind = typed(name), template.load(name)
    assert sheets[kind.sheet]["headings"] == [one.heading for one in kind.columns]
    for tab in kind.tabs:
        if tab.name != kind.course.deadlines_tab:  # update makes it
            assert sheets[tab.sheet]["headings"] == [one.heading for one in tab.columns]
    labels = {line.label for line in kind.cover}
    assert labels == {row[0] for row in sheets[kind.cover_sheet]["rows"]}


@pytest.mark.parametrize("name", [COLLABORATIVE, CARE])
def test_the_workbook_holds_what_was_typed(name: str) -> None:
    book = load_workbook(staff.SAMPLES / name / "plan.xlsx")
    sheets = typed(name)
    assert book.sheetnames == list(sheets)
    for sheet in sheets.values():
        rows = [[cell.value for cell in row] for row in book[sheet["name"]].iter_rows()]
        filled = [[str(cell).removesuffix(" 00:00:00") for cell in row if cell is not None] for row in rows]
        for row in sheet["rows"]:
            assert [str(cell) for cell in row if cell != ""] in filled


def test_a_checklist_that_five_people_answered_becomes_areas_and_strengths() -> None:
    checklist, areas = typed(COLLABORATIVE)["Checklist"], typed(COLLABORATIVE)["Areas"]
    assert len(checklist["rows"]) == 12
    assert all(any(column(checklist, f"Person {n}")) for n in range(1, 6))
    assert sorted(filter(None, column(checklist, "Priority"))) == list(range(1, 9))
    assert set(column(areas, "Decision")) == {"Agreed", "Dropped", "Further work"}
    assert set(column(areas, "Area for improvement")) - set(column(checklist, "Statement")) == {
        "Cost of each kind of repair is known"
    }


def test_nine_actions_of_four_areas_some_of_them_without_a_timescale() -> None:
    plan = typed(COLLABORATIVE)["Improvement plan"]
    assert column(plan, "Ref") == ["1.1", "1.2", "1.3", "2.1", "2.2", "3.1", "3.2", "4.1", "4.2"]
    assert len(set(column(plan, "Area for improvement"))) == 4
    assert column(plan, "Timescale").count("") == 1
    assert [cost for cost in column(plan, "Cost") if isinstance(cost, str)] == ["tbc"]


def test_twelve_actions_with_leads_terms_and_both_states() -> None:
    plan = typed(CARE)["Action plan"]
    assert column(plan, "Ref") == list(range(1, 13))
    assert {code for lead in column(plan, "Lead") for code in lead.split("/")} == {"CM", "QL", "DM"}
    assert set(column(plan, "Term")) == {"Short", "Long"}
    assert column(plan, "Open or closed").count("Closed") == 3


def test_every_measure_has_a_baseline_and_a_target_and_all_but_one_have_readings() -> None:
    measures, readings = typed(CARE)["Measures"], typed(CARE)["Readings"]
    assert all(column(measures, "Baseline") + column(measures, "Target"))
    read = set(column(readings, "Measure"))
    assert [name for name in column(measures, "Measure") if name not in read] == [
        "Call bells answered within 5 minutes"
    ]
    assert set(column(typed(CARE)["Coverage"], "Regulation or statement")) - set(
        column(typed(CARE)["Action plan"], "Regulation or statement")
    ) == {"Regulation 14"}
