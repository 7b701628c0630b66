"""Tabs that belong to a plan are judged as the plan itself is: each cell under its own sheet's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import kinds
from plans import plan, signatures
from sheetplan import checks
from sheetplan.checks import columns
from sheetplan.model import Plan

DAY = date(2008, 2, 29)
KIND = kinds.whole()
SIGNED = " | |\nA. Chair | Chair | 29 Feb 2008"


def found(judged: Plan, *codes: str) -> list[str]:
    """What was found, as "Findings!A5 must fix choice"."""
    there = checks.judge(judged, today=DAY, day=DAY)
    return [f"{f.sheet}!{f.cell} {f.level} {f.code}" for f in there if not codes or f.code in codes]


def made(table: str = "ref | action\n1 | Train all staff to do it", *, signed: str = "", **tabs: str) -> Plan:
    there = signatures(KIND, signed) if signed else ()
    return plan(table, kind=KIND, on=DAY, tabs=tabs, signatures=there)


# What must stay quiet


def test_tabs_that_are_filled_as_they_should_be_draw_no_findings() -> None:
    quiet = made(
        "ref | problem | action\n1 | Past its date | Review how it is renewed each year",
        steps="event | date\nVisit | 29 Feb 2008",
        findings="number | words | ready | who\n1 | past its  DATE. | yes | PM\n1. | | No |",
        milestones="ref | milestone | due | achieved\n1 | By 30 Sep 2008 | 30 Sep 2008 |",
        checklist="question | answer | finding\nAre there targets? | |\nAre they known? | No | 1",
    )
    assert found(quiet) == []


def test_what_is_worked_out_is_not_judged() -> None:
    read = made(findings="number\n1").tabs["findings"]
    assert "actions" in read.columns
    assert found(made(findings="number\n1"), "required") == []


def test_questions_that_a_fresh_tab_begins_with_need_no_answer_yet() -> None:
    assert found(made(checklist="question | answer | score\nAre there targets? | |"), "required") == []
    assert found(made(checklist="question | answer | score\nAre there targets? | | 3"), "required") != []
    assert found(made(checklist="question | answer\nOur own question |")) == ["Checklist!B5 must fix required"]


def test_a_tab_without_rows_is_not_judged() -> None:
    assert found(made(findings="number", steps="event")) == []


def test_what_points_to_a_tab_that_is_not_there_is_let_be() -> None:
    assert found(made(checklist="question | answer | finding\nOurs | Yes | 7")) == []


# What is found


def test_every_column_of_a_tab_is_judged() -> None:
    judged = made(
        steps='event | date\n | 3 Dec 2007\nVisit | soon\nVisit | "3/12/07"\nVisit |',
        findings="number | ready | rank | who\n1 | Perhaps | high | ZZ\n1 | yes | | PM/MQC",
        milestones="ref | milestone | achieved\n2 | A | Withdrawn: not ours\n1, 1. | B |\n1 and 3 | C |\n | D |",
        checklist="question | answer | finding\nOurs | Yes | 2\nOurs | Yes | 1",
    )
    assert found(judged) == [
        "Steps!A5 must fix required",
        "Steps!B6 must fix not-a-date",
        "Steps!B7 must fix not-a-date",
        "Steps!B8 must fix required",
        "Findings!C5 must fix choice",
        "Findings!D5 must fix number-range",
        "Findings!E5 must fix person-unknown",
        "Milestones!A5 must fix choice",
        "Milestones!D5 must fix not-a-date",
        "Milestones!A7 must fix choice",
        "Checklist!C5 must fix choice",
    ]


def test_a_finding_names_the_tabs_own_field() -> None:
    judged = made(milestones="ref | milestone\n9 | A")
    (one,) = checks.judge(judged, today=DAY, day=DAY)
    assert (one.sheet, one.cell, one.column, one.ref) == ("Milestones", "A5", "ref", None)


def test_refs_of_archived_actions_are_refs_of_the_plan() -> None:
    archived = "ref | action\n7 | Done before"
    judged = plan("ref\n1", archived=archived, kind=KIND, on=DAY, tabs={"milestones": "ref\n7\n8"})
    assert found(judged, "choice") == ["Milestones!A6 must fix choice"]


def test_refs_that_excel_took_for_numbers_are_the_same_refs() -> None:
    judged = made(milestones="ref | milestone\n1 | A")
    read = judged.tabs["milestones"]
    for value, amiss in ((1.0, False), (2.0, True)):
        rows = tuple({**row, "ref": value} for row in read.rows)
        changed = replace(judged, tabs={"milestones": replace(read, rows=rows)})
        assert bool(found(changed, "choice")) is amiss


def test_the_same_cell_of_another_sheet_is_another_cell() -> None:
    judged = made("ref | action\n1 |", steps="event | date\n | 3 Dec 2007\nA | 3 Dec 2007\n | soon")
    assert found(judged, "required", "not-a-date") == [
        "Action plan!C7 must fix required",
        "Steps!A5 must fix required",
        "Steps!A7 must fix required",
        "Steps!B7 must fix not-a-date",
    ]


# From a stage on


def test_what_a_later_stage_needs_is_no_finding_before_it() -> None:
    table = "ref | problem | action\n1 | Past its date | Review how it is renewed each year"
    before = made(table, findings="number\n1", signed=" | |\n | |")
    assert before.stages == frozenset()
    assert found(before) == []
    after = made(table, findings="number\n1", signed=SIGNED)
    assert after.stages == {"work_done"}
    assert found(after, "required") == ["Action plan!E7 must fix required", "Findings!B5 must fix required"]


def test_the_columns_judge_alone_gives_the_tabs_too() -> None:
    assert {f.sheet for f in columns.judge(made("action\n", checklist="question | answer\nOurs |"))} == {"Checklist"}
