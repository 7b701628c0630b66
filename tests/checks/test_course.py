"""Signatures, deadlines and findings of a report: where each rule speaks, and where it keeps quiet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

import kinds
from plans import plan, signatures
from sheetplan import checks
from sheetplan.model import Finding, Plan, Value, changed_since, signed_mark

DAY = date(2009, 9, 30)
KIND = kinds.whole()
PLAN_SIGNED, WORK_SIGNED = KIND.course.signoffs
NONE = " | |\n | |"
FIRST = "A. Chair | Chair | 30 Apr 2009\n | |"
BOTH = "A. Chair | Chair | 30 Apr 2009\nA. Chair | Chair | 30 Jul 2009"
FILLED = "ref | problem | action | evidence\n1 | Past its date | Review it all each year | Certificate"


def made(
    signed: str = NONE,
    steps: str = "",
    *,
    table: str = FILLED,
    findings: str | None = None,
    visit: Value = date(2009, 4, 16),
    **more: object,
) -> Plan:
    tabs = {"steps": f"event | date\n{steps}"} | ({"findings": findings} if findings else {})
    cover = {"visit_day": visit}
    cells = {"visit_day": ("Cover", 9, 2)}
    there = signatures(KIND, signed)
    return plan(table, kind=KIND, on=DAY, tabs=tabs, signatures=there, cover=cover, cover_cells=cells, **more)


def said(judged: Plan, code: str) -> list[Finding]:
    return [f for f in checks.judge(judged, today=DAY, day=DAY) if f.code == code]


def cells(judged: Plan, code: str) -> list[str]:
    return [f"{f.sheet}!{f.cell}" for f in said(judged, code)]


# Missing signatures


@pytest.mark.parametrize(
    ("signed", "steps", "expected"),
    [
        (NONE, "", []),
        (FIRST, "", []),
        (BOTH, "", []),
        ("A. Chair | | 30 Apr 2009\nA. Chair | | 30 Jul 2009", "", []),
        (NONE, "Evidence received | 2 Jul 2009", ["Cover!B23"]),
        (NONE, "Evidence received | 1 Oct 2009", []),
        (" | Chair |\n | |", "", []),
        (" | |\n | Chair |", "", ["Cover!B23"]),
        ("A. Chair | |\n | |", "", ["Cover!B22"]),
        (" | | 30 Apr 2009\n | |", "", ["Cover!B20"]),
    ],
)
def test_a_signature_is_missing_once_it_is_needed_or_begun(signed: str, steps: str, expected: list[str]) -> None:
    assert cells(made(signed, steps), "signature-missing") == expected


def test_what_is_blank_is_asked_for_and_nothing_else() -> None:
    (date_only,) = said(made("A. Chair | |\n | |"), "signature-missing")
    assert date_only.found == "The plan is not signed off. Date is blank."
    assert date_only.fix == "Ask the chair to enter the date in B22."
    (name_only,) = said(made(" | | 30 Apr 2009\n | |"), "signature-missing")
    assert name_only.fix == "Ask the chair to enter their name in B20."
    assert (name_only.column, name_only.ref) == ("plan_name", None)


def test_words_for_the_day_of_a_signature_or_of_an_event_are_no_date() -> None:
    judged = made("A. Chair | Chair | in April\n | |", visit="mid April")
    assert cells(judged, "not-a-date") == ["Cover!B9", "Cover!B22"]


def test_figures_for_the_day_of_a_signature_or_of_an_event_are_text_and_no_words() -> None:
    judged = made("A. Chair | Chair | '30/04/2009'\n | |", visit="16/04/2009")
    found = {finding.cell: finding.found for finding in said(judged, "not-a-date")}
    assert found["B9"] == '"16/04/2009" is text, not a date.'
    assert all(sentence.endswith("is text, not a date.") for sentence in found.values())


def test_a_sheet_without_a_place_for_signatures_is_told_at_the_headings() -> None:
    judged = made("A. Chair | |\n | |")
    nowhere = replace(judged, signatures=tuple(replace(one, cells=None) for one in judged.signatures))
    assert cells(nowhere, "signature-missing") == ["Action plan!A6"]


# Late signatures


def test_a_late_signature_is_said_with_its_range_and_reason() -> None:
    (late,) = said(made(BOTH), "signature-late")
    assert (late.sheet, late.cell, late.column) == ("Cover", "B25", "work_day")
    assert "between 21 and 35 days late" in late.found
    assert "between 25 Jun 2009 (if the plan was approved on the day it was received) and 9 Jul 2009" in late.found


def test_with_the_approval_recorded_it_is_one_number() -> None:
    (late,) = said(made(BOTH, "Approval received | 7 May 2009"), "signature-late")
    assert ", 28 days late." in late.found


@pytest.mark.parametrize(
    ("day", "expected"), [("9 Jul 2009", 0), ("10 Jul 2009", 1), ("1 Oct 2009", 0), ('"10 Jul 2009"', 0), ("", 0)]
)
def test_a_signature_that_can_have_been_in_time_is_not_late(day: str, expected: int) -> None:
    signed = f"A. Chair | Chair | 30 Apr 2009\nA. Chair | Chair | {day}"
    assert len(said(made(signed), "signature-late")) == expected


# Deadlines that are past


def test_only_the_first_step_that_is_not_recorded_is_named() -> None:
    assert [f.found for f in said(made(), "deadline-passed")] == [
        '"Send the plan" was due by 30 Apr 2009, and "Plan received" is not recorded.'
    ]
    steps = "Plan received | 29 Apr 2009\nApproval received | 7 May 2009"
    assert [f.found for f in said(made(steps=steps), "deadline-passed")] == [
        '"Send the evidence" was due by 2 Jul 2009, and "Evidence received" is not recorded.'
    ]


def test_a_step_that_must_have_happened_is_not_called_late() -> None:
    (found,) = said(made(FIRST), "deadline-passed")
    assert found.fix == "If it has happened, enter its day in a new row of the Steps tab."
    (found,) = said(made(), "deadline-passed")
    assert found.fix.endswith(" Steps tab. If not, it is 153 days late.")


def test_a_deadline_is_past_on_the_day_after_it() -> None:
    day = date(2009, 4, 30)
    for later, expected in ((0, 0), (1, 1)):
        on = day + timedelta(days=later)
        judged = plan(FILLED, kind=KIND, on=on, cover={"visit_day": date(2009, 4, 16)})
        assert len([f for f in checks.judge(judged, today=on, day=on) if f.code == "deadline-passed"]) == expected


def test_a_step_is_recorded_where_the_workbook_has_a_place_for_it() -> None:
    (on_tab,) = said(made(steps="Visit | 16 Apr 2009"), "deadline-passed")
    assert (on_tab.sheet, on_tab.cell) == ("Steps", "B6")
    without = replace(made(), tabs={})
    (no_tab,) = said(without, "deadline-passed")
    assert (no_tab.sheet, no_tab.cell) == ("Action plan", "A6")
    assert "on a tab called Steps" in no_tab.fix
    events = tuple(replace(e, cover="visit_day") if e.field == "received" else e for e in KIND.course.events)
    kind = replace(KIND, course=replace(KIND.course, events=events))
    (on_cover,) = said(replace(made(), template=kind), "deadline-passed")
    assert (on_cover.sheet, on_cover.cell) == ("Cover", "B9")
    assert "in B9 of the Cover tab" in on_cover.fix


# Changed after it was signed


def remembered(judged: Plan, **changed: list[object]) -> Plan:
    """The plan as update left it when it was signed, then changed."""
    marks = {one.field: signed_mark(judged, one) for one in KIND.course.signoffs if signed_mark(judged, one)}
    actions = judged.actions.assign(**{name: pd.Series(v, dtype=object) for name, v in changed.items()})
    return replace(judged, actions=actions, signed=marks)


def test_a_plan_that_was_changed_after_it_was_signed_is_the_first_finding() -> None:
    judged = remembered(made(FIRST, table="ref | problem | action\n1 | Past its date |"), problem=["Another"])
    first = checks.judge(judged, today=DAY, day=DAY)[0]
    assert (first.code, first.sheet, first.cell) == ("edited-after-signing", "Cover", "B22")
    assert first.found == "The plan was signed on 30 Apr 2009, and what was signed has been changed since."


@pytest.mark.parametrize(
    "changed",
    [{}, {"evidence": ["More"]}, {"problem": ["Past  its\ndate "]}, {"lessons": ["None yet"]}],
)
def test_what_was_not_signed_can_change(changed: dict[str, list[object]]) -> None:
    assert said(remembered(made(FIRST), **changed), "edited-after-signing") == []


def test_each_signature_stands_for_its_own_columns() -> None:
    assert cells(remembered(made(BOTH), evidence=["More"]), "edited-after-signing") == ["Cover!B25"]
    assert cells(remembered(made(BOTH), problem=["More"]), "edited-after-signing") == ["Cover!B22", "Cover!B25"]


def test_a_new_signature_stands_for_what_is_there_now() -> None:
    judged = remembered(made(FIRST), problem=["Another"])
    again = replace(judged, signatures=made("A. Chair | Chair | 7 May 2009\n | |").signatures)
    assert said(again, "edited-after-signing") == []


def test_the_mark_of_what_was_signed() -> None:
    judged = made(FIRST)
    mark = signed_mark(judged, PLAN_SIGNED)
    assert len(mark) == 33
    assert signed_mark(judged, WORK_SIGNED) == ""
    assert signed_mark(judged, replace(PLAN_SIGNED, covers=())) == ""
    two = made(FIRST, table="ref | problem | action\n1 | A | B\n2 | C | D\n | |")
    turned = made(FIRST, table="ref | problem | action\n2 | C | D\n1 | A | B")
    assert signed_mark(two, PLAN_SIGNED) == signed_mark(turned, PLAN_SIGNED) != mark
    assert changed_since(mark, signed_mark(two, PLAN_SIGNED))
    assert not any((changed_since(mark, mark), changed_since("", mark), changed_since(mark, "")))


# Findings of a report


@pytest.mark.parametrize(
    ("table", "findings", "unanswered", "reworded"),
    [
        ("1 | Past its date", "1 | Past its date", [], []),
        ("1. | past  its “date”", '1 | "Past its" date', [], []),
        ("1 | Past its date", "1 | Past its date\n2 | Gone", ["Findings!A6"], []),
        ("1 | Past its day", "1 | Past its date", [], ["Action plan!B7"]),
        ("1 |", "1 | Past its date", [], []),
        ("1 | Past its date", "1 |", [], []),
        ("1 | Gone", "1 | Past its date\n1 | Gone", [], []),
        ("1 and 2 | Gone", "1 | Gone\n2 | Gone\n3 | Gone", ["Findings!A7"], []),
        ("5 | Our own", "1 | Past its date", ["Findings!A5"], []),
        ("1 | Past its date", " | Past its date", [], []),
    ],
)
def test_each_finding_has_an_action_in_its_own_words(
    table: str, findings: str, unanswered: list[str], reworded: list[str]
) -> None:
    judged = made(table=f"ref | problem\n{table}", findings=f"number | words\n{findings}")
    assert cells(judged, "finding-unanswered") == unanswered
    assert cells(judged, "finding-reworded") == reworded


def test_an_archived_action_answers_too() -> None:
    judged = made(table="ref\n1", archived="ref\n2", findings="number\n1\n2\n3")
    assert cells(judged, "finding-unanswered") == ["Findings!A7"]


def test_findings_are_in_the_order_of_the_plan_its_tabs_and_its_cover() -> None:
    judged = made("A. Chair | |\n | |", "Visit |", table="ref | action\n1 |\n2 | =x", findings="number\n3")
    sheets = [f.sheet for f in checks.judge(judged, today=DAY, day=DAY)]
    assert list(dict.fromkeys(sheets)) == ["Action plan", "Steps", "Findings", "Cover"]
