"""Reminders as text, JSON and CSV: all three say the same, and nothing in them is obeyed."""

from __future__ import annotations

import csv
import io
import json

import reminded
from sheetplan import render
from sheetplan.model import Reminders


def table(found: Reminders) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render.remind_csv(found))))


def test_all_three_have_the_same_actions() -> None:
    found = reminded.of(reminded.opened())
    data = json.loads(render.remind_json(found))
    groups = ("overdue", "due_soon", "coming")
    in_json = [
        (one["owner"] or "", action["ref"], action["due"])
        for one in (data["nobody"], *data["owners"])
        for group in groups
        for action in one[group]
    ]
    assert in_json == [(row["owner"], row["ref"], row["due"]) for row in table(found)]
    text = render.remind_text(found)
    assert text.startswith("1 plan at 29 Feb 2008: 4 overdue, 1 due soon, 1 coming\n3 owners to remind\n")
    assert "  PM, Project Manager (plan): 2 overdue, 0 due soon, 1 coming" in text


def test_an_action_of_two_owners_is_counted_once() -> None:
    found = reminded.of(reminded.opened("action | timescale | responsibility\n1. Do it | By 1 Feb 2008 | PM/MQC"))
    assert "1 overdue, 0 due soon, 0 coming" in render.remind_text(found).splitlines()[0]
    assert [row["shared_with"] for row in table(found)] == ["PM", "MQC"]


def test_an_overdue_action_says_its_step_and_to_whom_it_goes() -> None:
    rows = {row["ref"]: row for row in table(reminded.of(reminded.opened())) if row["owner"] in ("PM", "")}
    assert {ref: (row["step"], row["goes_to"]) for ref, row in rows.items()} == {
        "8": ("3", "the main contact, for the group's next meeting"),
        "1": ("2", "the Project Manager"),
        "2": ("1", "the owner"),
        "4": ("", ""),
    }


def test_text_that_looks_like_a_formula_stays_text_in_csv() -> None:
    rows = table(reminded.everything())
    assert {row["owner"] for row in rows} >= {"'@Lee", "'-Kim", "'=Sam"}
    assert not [value for row in rows for value in row.values() if value[:1] in ("=", "+", "-", "@")]


def test_what_was_not_read_or_not_sent_is_said() -> None:
    text = render.remind_text(reminded.everything())
    for sentence in (
        "damaged.xlsx is damaged. Ask for it again.",
        "No plan has come from Branch Practice.",
        "One register line is double.",
        "Passed over: 1 file",
    ):
        assert sentence in text


def test_nothing_is_said_of_nothing() -> None:
    assert (
        render.remind_text(reminded.nothing())
        == "0 plans at 29 Feb 2008: 0 overdue, 0 due soon, 0 coming\n0 owners to remind\n"
    )
