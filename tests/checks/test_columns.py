"""What a template says of its columns: judged by Pandera, whatever the environment says of Pandera."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from plans import plan
from sheetplan import checks, template
from sheetplan.checks import columns
from sheetplan.model import Column, Plan, Template

DAY = date(2008, 2, 29)
KIND = template.load("peer-review")
COUNTED = replace(KIND, columns=(*KIND.columns, Column("cost", "Cost", type="number", minimum=0, maximum=500)))


def told(table: str, code: str, *, kind: Template = KIND, **more: object) -> list[str]:
    """Where a rule speaks, as "B7 must fix"."""
    found = checks.judge(plan(table, kind=kind, on=DAY, **more), today=DAY, day=DAY)
    return [f"{f.cell} {f.level}" for f in found if f.code == code]


SPEAKS = {
    "required": (
        f"""
        action | timescale      | success | responsibility | evaluation | achieved
        1. A   | By 30 Sep 2008 |         | PM             |            |
               | By 30 Sep 2008 |         | PM             | Yes        |
        3. C   |                |         | PM             |            |
        4. D   | By 30 Sep 2008 | Seen    |                |            |
        5. E   | "  "           | Seen    | "{chr(160)}"   |            |
        6. F   |                |         |                |            | 3 Dec 2007
        """,
        [f"{cell} must fix" for cell in ("A8", "B9", "D10", "B11", "D11", "B12", "D12")],
    ),
    "choice": (
        """
        status       | rag
        Open         | Red
        " open "     | green
        not  started | BLUE
        Nearly       | Pink
                     |
        3 Dec 2007   | Red and amber
        """,
        [f"{cell} must fix" for cell in ("G10", "H10", "G12", "H12")],
    ),
    "not-a-date": (
        """
        achieved            | due
        3 Dec 2007          | 3 Dec 2007
        3/12/07             |
        "3 Dec 2007"        | soon
        done                |
        Withdrawn: not ours |
        n/a: moved          |
        not required        |
        """,
        [f"{cell} must fix" for cell in ("F8", "F9", "G9", "F10")],
    ),
    "person-unknown": (
        """
        responsibility
        PM
        MQC/PM, RF and PM
        ZZ
        PM/XQ
        Project Manager
        The PM asks the QIA for help
        Everybody
        RF & all the ABCs
        PM, RF0
        RF0
        """,
        ["D9 must fix", "D10 must fix", "D12 check", "D15 must fix", "D16 must fix"],
    ),
    "ref-repeated": (
        """
        action         | responsibility
        1. Book        | PM
        2. Ask         | PM
        2. Ask again   | PM
        2.1 Ask others | PM
        2a. Ask more   | PM
        No number      | PM
        Nor here       | PM
        9. In archive  | PM
        """,
        ["A8 must fix", "A9 must fix", "A14 must fix"],
    ),
}


@pytest.mark.parametrize("code", SPEAKS)
def test_a_columns_rule_speaks_where_it_should_and_nowhere_else(code: str) -> None:
    table, expected = SPEAKS[code]
    assert told(table, code, archived="action\n9. Done before") == expected


def test_numbers_are_held_to_what_the_template_allows() -> None:
    typed = [0.0, 500.0, 500.5, -1.0, "12", True, None, float("nan")]
    rows = plan("cost\n" + "\n".join("x" for _ in typed), kind=COUNTED, on=DAY)
    judged = replace(rows, actions=rows.actions.assign(cost=pd.Series(typed, dtype=object)))
    found = [f"{f.cell} {f.level}" for f in columns.judge(judged) if f.code == "number-range"]
    assert found == ["G9 must fix", "G10 must fix", "G11 must fix", "G12 must fix"]


def test_without_a_role_key_nobody_is_unknown() -> None:
    assert told("responsibility\nZZ", "person-unknown", people={}) == []


def test_a_code_inside_what_another_code_stands_for_is_known() -> None:
    people = {"MQC": "Main QIA Contact point"}
    assert told("responsibility\nQIA\nMQC\nQI", "person-unknown", people=people) == ["D9 must fix"]


def test_with_a_ref_column_a_repeated_ref_is_shown_there() -> None:
    assert told("action | ref\nBook | 1\nAsk | 2.\nAsk again | 2", "ref-repeated") == ["G8 must fix", "G9 must fix"]


def test_every_failing_cell_is_found_and_each_once() -> None:
    many = "\n".join("|" for _ in range(300))
    found = list(columns.judge(plan(f"timescale | responsibility\n{many}", on=DAY)))
    assert len(found) == len({finding.cell for finding in found}) == 600


def test_a_column_that_is_not_in_the_workbook_is_not_judged() -> None:
    judged = plan("action\n1. A", on=DAY)
    assert "status" not in judged.columns
    assert list(columns.judge(judged)) == []


# Pandera always judges

SCRIPT = """
import sys
from datetime import date
sys.path.insert(0, sys.argv[1])
from plans import plan
from sheetplan import checks
day = date(2008, 2, 29)
for found in checks.judge(plan("timescale | status\\nBy 30 Sep 2008 | Nearly\\n |", on=day), today=day, day=day):
    print(found)
"""


@pytest.mark.parametrize(
    "environment",
    [
        {"PANDERA_VALIDATION_ENABLED": "False"},
        {"PANDERA_VALIDATION_DEPTH": "SCHEMA_ONLY"},
        {"PANDERA_VALIDATION_ENABLED": "False", "PANDERA_VALIDATION_DEPTH": "SCHEMA_ONLY"},
    ],
    ids=["off", "types only", "both"],
)
def test_no_environment_variable_switches_the_judge_off(environment: dict[str, str]) -> None:
    assert _findings(**environment) == _findings()
    assert [line.split("'")[1] for line in _findings()] == ["choice", "required"]


@cache
def _findings(**environment: str) -> list[str]:
    """What another process finds in that environment."""
    usual = {name: value for name, value in os.environ.items() if not name.startswith("PANDERA_")}
    command = [sys.executable, "-c", SCRIPT, str(Path(__file__).parents[1])]
    done = subprocess.run(command, env=usual | environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_it_is_pandera_that_finds_them(monkeypatch: pytest.MonkeyPatch) -> None:
    judged = plan("timescale | status\nBy 30 Sep 2008 | Nearly\n |", on=DAY)
    assert [f.code for f in checks.judge(judged, today=DAY, day=DAY)] == ["choice", "required"]
    monkeypatch.setattr(columns.pa.DataFrameSchema, "validate", lambda _, frame, **__: frame)
    assert {f.code for f in checks.judge(judged, today=DAY, day=DAY)} == {"no-due-date"}


def test_judging_leaves_the_plan_as_it_was() -> None:
    judged: Plan = plan("timescale | status\nBy 30 Sep 2008 | Nearly\n |", on=DAY)
    before = judged.actions.copy(deep=True)
    checks.judge(judged, today=DAY, day=DAY)
    pd.testing.assert_frame_equal(judged.actions, before)
