"""What a tab's columns show of other rows: the same as their live formulas."""

from __future__ import annotations

from datetime import date

import plans
from sheetplan.model import ARCHIVE, Plan, Value, worked_out

CARE = {
    "coverage": "statement\nSafe care\nGood staff",
    "measures": "measure | baseline | target\nFalls | 12 | 4\nVisits | 1 | 9",
    "readings": (
        "measure | date | reading\nFalls | 1 Mar 2026 | 9\nfalls  | 1 May 2026 | 7\nFalls | 1 Apr 2026 | 8\nFalls | | 1"
    ),
}
PLAN = "ref | answers | objective\n1 | Safe care | Fewer falls\n2 | safe  care | Fewer still\n3 | | Other"


def shown(made: Plan, tab: str, field: str) -> list[Value]:
    """What the column shows in each row of the tab."""
    works = made.template.tab(tab).column(field).works_out
    assert works is not None
    tables = {name: read.rows for name, read in made.tabs.items()}
    frames = {"plan": made.actions.to_dict("records"), ARCHIVE: made.archived.to_dict("records")}
    return [worked_out(works, row, tables | frames) for row in made.tabs[tab].rows]


def test_a_count_of_the_plans_rows_that_match() -> None:
    made = plans.plan(PLAN, kind="care-improvement", tabs=CARE)
    assert shown(made, "coverage", "actions") == [2.0, 0.0]


def test_what_is_archived_still_counts() -> None:
    made = plans.plan(PLAN, archived="ref | answers\n4 | Good  staff", kind="care-improvement", tabs=CARE)
    assert shown(made, "coverage", "actions") == [2.0, 1.0]


def test_the_newest_reading_and_its_day() -> None:
    made = plans.plan(PLAN, kind="care-improvement", tabs=CARE)
    assert shown(made, "measures", "latest") == ["7", None]
    assert shown(made, "measures", "read_on") == [date(2026, 5, 1), None]


def test_of_two_readings_on_one_day_the_lower_row_counts() -> None:
    rows = "measure | date | reading\nFalls | 1 May 2026 | 9\nFalls | 1 May 2026 | 7\nFalls | 1 Apr 2026 | 8"
    made = plans.plan(PLAN, kind="care-improvement", tabs=CARE | {"readings": rows})
    assert shown(made, "measures", "latest") == ["7", None]


def test_a_copy_of_the_row_that_matches_and_nothing_where_none_does() -> None:
    tabs = {"reviewer": "indicator | met\n3.1.4 | Yes", "report": "indicator\n3.1.4\n4.2.7"}
    made = plans.plan("indicator | finding | undertaken\n3.1.4 | Out | Done", kind="quality-mark", tabs=tabs)
    assert shown(made, "report", "met") == ["Yes", None]
    assert shown(made, "report", "undertaken") == ["Done", None]


def test_a_tally_of_answers() -> None:
    rows = "statement | person_1 | person_2 | person_3\nA | Strength | strength | Not sure\nB | | |"
    made = plans.plan("ref | area", kind="collaborative-improvement", tabs={"checklist": rows})
    assert shown(made, "checklist", "strengths") == [2.0, None]


def test_a_blank_cell_matches_nothing() -> None:
    made = plans.plan(PLAN, kind="care-improvement", tabs={"coverage": "statement | found\n | Words"})
    assert shown(made, "coverage", "actions") == [None]
