"""Many plans judged together: each gets exactly what it gets alone, in the same order, whatever stands beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kinds
from plans import plan
from sheetplan import checks, template
from sheetplan.checks import advice, columns, rules
from sheetplan.model import Finding, Plan
from sheetplan.walks import check as walk

DAY = date(2008, 2, 29)
KINDS = (template.load("peer-review"), template.load("care-improvement"), kinds.whole())
FIELDS = {
    "peer-review": "action | timescale | responsibility | achieved | at_struck",
    "care-improvement": "ref | objective | lead | due | status | evidence",
    "whole": "ref | action | timescale | responsibility",
}
CELLS = st.sampled_from(
    ["", "", "1", "1", "2.", "1. Ask", "2. Book it", "30 Sep 2008", "31/09/2008", "PM", "PM/ZZ", "Closed", "Soon", "x"]
)
FINDINGS = "number | words | ready | who\n"


def together(plans: Sequence[Plan], days: Sequence[date] | None = None) -> tuple[tuple[Finding, ...], ...]:
    return checks.judge_all(plans, today=DAY, days=days or [DAY] * len(plans))


def alone(plans: Sequence[Plan]) -> tuple[tuple[Finding, ...], ...]:
    return tuple(checks.judge(one, today=DAY, day=DAY) for one in plans)


@st.composite
def some_plan(draw: st.DrawFn) -> Plan:
    """Any of three kinds, with any faults, with and without tabs, keys and an archive."""
    kind = draw(st.sampled_from(KINDS))
    heading = FIELDS.get(kind.name, FIELDS["whole"])
    names = [name.strip() for name in heading.split("|")]
    wanted = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    rows = draw(st.lists(st.lists(CELLS, min_size=len(wanted), max_size=len(wanted)), max_size=4))
    table = "\n".join([" | ".join(wanted), *(" | ".join(row) + (" |" if len(row) == 1 else "") for row in rows)])
    table = (
        table if len(wanted) > 1 else "\n".join([wanted[0] + " | at_green", *(" | ".join([*row, ""]) for row in rows)])
    )
    more: dict[str, object] = {"people": draw(st.sampled_from([{}, {"PM": "Project Manager"}, {"ZZ": "Others"}]))}
    if kind is KINDS[2] and draw(st.booleans()):
        lines = draw(st.lists(st.lists(CELLS, min_size=4, max_size=4), max_size=3))
        more["tabs"] = {"findings": FINDINGS + "\n".join(" | ".join(line) for line in lines)}
    archived = draw(st.sampled_from(["action", "action\n1. Done"]))
    return plan(table, kind=kind, on=DAY, archived=archived, **more)  # type: ignore[arg-type]  # as plan() takes them


@given(st.lists(some_plan(), max_size=5))
@settings(max_examples=40)
def test_together_each_gets_what_it_gets_alone(plans: list[Plan]) -> None:
    assert together(plans) == alone(plans)


def test_no_plans_draw_no_findings() -> None:
    assert together([]) == ()


def test_a_plan_without_rows_between_others_moves_nothing() -> None:
    plans = [plan("timescale\n  ", on=DAY), plan("timescale", on=DAY), plan("timescale\n31/09/2008\n", on=DAY)]
    assert together(plans) == alone(plans)


def test_the_same_ref_in_two_plans_is_no_repetition() -> None:
    plans = [plan("action\n1. Ask", on=DAY), plan("action\n1. Ask", on=DAY)]
    assert [f.code for found in together(plans) for f in found] == []


def test_each_plan_has_its_own_role_key() -> None:
    plans = [plan("responsibility\nXY", on=DAY, people={"XY": "All"}), plan("responsibility\nXY", on=DAY)]
    assert [[f.code for f in found] for found in together(plans)] == [[], ["person-unknown"]]


def test_each_plan_has_its_own_day() -> None:
    late = plan("timescale\n5 Mar 2008\n", on=date(2008, 3, 31))
    found = together([plan("timescale\n5 Mar 2008\n", on=DAY), late], [DAY, date(2008, 3, 31)])
    assert found == (
        checks.judge(plan("timescale\n5 Mar 2008\n", on=DAY), today=DAY, day=DAY),
        checks.judge(late, today=DAY, day=date(2008, 3, 31)),
    )


def test_a_column_that_one_plan_lacks_is_still_judged_in_the_other() -> None:
    plans = [plan("action\n1. A", on=DAY), plan("action | status\n1. A | Nearly", on=DAY)]
    assert "status" not in plans[0].columns
    assert [[f.code for f in found] for found in together(plans)] == [[], ["choice"]]


@pytest.mark.parametrize("broken", [float("nan"), float("inf"), 10**400, b"", object(), (1, 2)])
def test_a_broken_cell_hides_no_other_finding(broken: object) -> None:
    table = "action | timescale | status\n1. A | By 30 Sep 2008 | Nearly\n2. B | | \n3. C | By 30 Sep 2008 | Almost"
    whole, also = plan(table, on=DAY), plan(table, on=DAY)
    whole.actions.at[0, "success"] = broken
    found = together([whole, also])
    assert [(f.cell, f.code) for f in found[0] if f.cell != "C7"] == [(f.cell, f.code) for f in found[1]]
    assert {f.code for f in found[1]} == {"choice", "required"}


def test_all_plans_of_a_kind_are_one_run_of_pandera(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    validate = columns.pa.DataFrameSchema.validate

    def counted(schema: columns.pa.DataFrameSchema, frame: object, **more: object) -> object:
        runs.append(len(frame))  # type: ignore[arg-type]  # it is a frame
        return validate(schema, frame, **more)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(columns.pa.DataFrameSchema, "validate", counted)
    together([plan("action\n1. A\n2. B", on=DAY) for _ in range(50)])
    assert runs == [100]


SCRIPT = """
import sys
from datetime import date
sys.path.insert(0, sys.argv[1])
from plans import plan
from sheetplan import checks
day = date(2008, 2, 29)
plans = [plan("timescale | status\\nBy 30 Sep 2008 | Nearly\\n |", on=day) for _ in range(2)]
print([[finding.code for finding in found] for found in checks.judge_all(plans, today=day, days=[day, day])])
"""


def test_no_environment_variable_switches_it_off() -> None:
    off = {"PANDERA_VALIDATION_ENABLED": "False", "PANDERA_VALIDATION_DEPTH": "SCHEMA_ONLY"}
    command = [sys.executable, "-c", SCRIPT, str(Path(__file__).parents[1])]
    done = subprocess.run(command, env=os.environ | off, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[['choice', 'required'], ['choice', 'required']]"


def test_rules_that_look_at_some_rows_alone_find_what_they_find_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = Path(__file__).parents[2] / "samples"
    kept = {path for folder in samples.rglob("* versions") for path in folder.rglob("*")}
    paths = [path for path in samples.rglob("*.xlsx") if path.name != "register.xlsx" and path not in kept]
    days = [DAY, date(2026, 2, 27)]

    def judged() -> list[tuple[Finding, ...]]:
        every = [walk.check(paths, today=day, as_of=day).plans for day in days]
        return [one.findings for plans in every for one in plans]

    some = judged()
    monkeypatch.setattr(rules, "_ONLY", {})
    assert some == judged()
    assert len({finding.code for findings in some for finding in findings}) > 30


@given(st.lists(st.frozensets(st.sampled_from([*"abcdefgh", "1", "12", "x3"]), max_size=9), max_size=9))
def test_texts_that_are_alike_are_those_that_a_look_at_all_pairs_tells(texts: list[frozenset[str]]) -> None:
    wanted: list[tuple[int, int]] = []
    for later, text in enumerate(texts):
        firsts = [i for i in range(later) if i not in dict(wanted)]
        if len(text) >= 4 and (like := next((i for i in firsts if alike(text, texts[i])), None)) is not None:
            wanted.append((later, like))
    assert advice.pairs(texts) == wanted


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """At least 85 of 100 words in common, and no figure that only one has."""
    differ = any(character.isdigit() for word in one ^ other for character in word)
    return len(other) >= 4 and len(one & other) / len(one | other) >= 0.85 and not differ
