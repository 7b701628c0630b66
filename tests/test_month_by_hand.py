"""The judge of a month is judged itself: by figures counted by hand, and by what each version said of itself."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import month_by_hand
import staff
from month_by_hand import STATUSES, month
from sheetplan.walks import understand

PLANS = Path(__file__).parents[1] / "samples" / "rollup" / "plans"
MONTHS = [(2025, 10), (2025, 11), (2025, 12), *((2026, number) for number in range(1, 11))]
NONE = dict.fromkeys((*STATUSES, *(f"{word} before" for word in STATUSES), "archived"), 0)
NOTHING_MOVED = dict.fromkeys(("completed", "withdrawn", "new", "removed", "reopened", "moved"), 0)
BY_HAND: dict[tuple[int, int, str], dict[str, Any]] = {
    # In the plan: 3 not yet due; 4 without a day; 5 goes on; 6 open again and 12, both due in November; 7 overdue by 92
    # days, 8 by 90; 9 withdrawn; 10 not yet due; 13 new and done. Archived: 1 and 2. In September 3 was due that very
    # day, 9 and 12 not yet, 6 archived with 1 and 2. The version of 16 Oct 2026 is in force at no month's end.
    (2026, 10, "Organisation D"): NONE
    | {"Overdue": 2, "Due soon": 2, "Not yet due": 2, "Ongoing": 1, "No due date": 1, "Complete": 1, "Withdrawn": 1}
    | {"Overdue before": 2, "Due soon before": 1, "Not yet due before": 3, "Ongoing before": 1}
    | {"No due date before": 1, "version": "1.8", "position": date(2026, 10, 31), "received": True, "archived": 2}
    | {"open": 8, "open before": 8, "over 90 days": 1, "completed": 1, "withdrawn": 1, "new": 1, "removed": 0}
    | {"reopened": 1, "moved": 2, "due next month": 2},
    # 11 is gone, 2 is done since January and 1 is archived; 3 is due in a month.
    (2026, 2, "Organisation D"): NONE
    | {"Due soon": 1, "Not yet due": 5, "Ongoing": 1, "No due date": 1, "Complete": 1, "archived": 1}
    | {"Not yet due before": 7, "Ongoing before": 1, "No due date before": 1, "Complete before": 1}
    | {"version": "0.5", "position": date(2026, 2, 28), "received": True, "open": 8, "open before": 9}
    | {"over 90 days": 0, **NOTHING_MOVED, "removed": 1, "due next month": 1},
    # Nothing came: all is as it was on 30 Sep 2026. 5 was overdue by 124 days then, 6 due that day, 7 soon; 3 goes on.
    (2026, 10, "Organisation E"): NONE
    | {"Overdue": 1, "Due soon": 2, "Not yet due": 2, "Ongoing": 1, "Complete": 1, "archived": 4}
    | {"Overdue before": 1, "Due soon before": 2, "Not yet due before": 2, "Ongoing before": 1, "Complete before": 1}
    | {"version": "1.5", "position": date(2026, 9, 30), "received": False, "open": 6, "open before": 6}
    | {"over 90 days": 1, **NOTHING_MOVED, "due next month": 1},
}


def plain(figures: pd.Series[Any]) -> dict[str, Any]:
    return {str(name): value for name, value in figures.items()}


@pytest.mark.parametrize(("year", "number", "organisation"), BY_HAND)
def test_what_was_counted_by_hand(year: int, number: int, organisation: str) -> None:
    assert plain(month(PLANS, year, number).loc[organisation]) == BY_HAND[year, number, organisation]


def test_what_was_completed_in_october() -> None:
    found = month_by_hand.completed(PLANS, 2026, 10)
    told = [
        (row["organisation"][-1], row["ref"], row["done"], row["first due"], row["recorded late"])
        for row in found.to_dict("records")
    ]
    assert told == [
        ("A", "5", None, date(2026, 11, 13), False),
        ("A", "6", None, date(2026, 6, 30), False),
        ("B", "11", date(2026, 10, 14), date(2026, 10, 16), False),
        ("B", "15", date(2026, 10, 28), date(2026, 7, 31), False),
        ("B", "9", date(2026, 9, 14), date(2026, 6, 30), True),
        ("C", "3a", date(2026, 10, 23), date(2026, 10, 30), False),
        ("C", "3d", date(2026, 9, 28), date(2026, 8, 31), True),
        ("D", "13", date(2026, 10, 20), date(2026, 10, 30), False),
        ("F", "6.4.1", None, date(2026, 7, 24), False),
    ]


@pytest.mark.parametrize(("year", "number"), MONTHS)
def test_the_open_ones_of_the_month_before_and_what_became_of_them_are_the_open_ones_now(
    year: int, number: int
) -> None:
    found = month(PLANS, year, number)
    came, went = found["new"] + found["reopened"], found["completed"] + found["withdrawn"] + found["removed"]
    assert (found["open before"] + came - went == found["open"]).all()
    assert len(found) == (6 if (year, number) >= (2026, 5) else 5)


def test_every_version_counted_as_the_program_counted_it_when_it_was_kept() -> None:
    versions = 0
    for listed in sorted(PLANS.glob("*/versions.json")):
        for version in json.loads(listed.read_text(encoding="utf-8"))["versions"]:
            counted = month_by_hand.actions(listed.parent / version["file"])
            words = counted[~counted["archived"].astype(bool)]["status"].value_counts().to_dict()
            wanted = {word: number for word, number in version["counts"].items() if number}
            assert words | ({"Archived": number} if (number := int(counted["archived"].sum())) else {}) == wanted
            versions += 1
    assert versions == 13 * 3 + 14 + 12 + 6


@pytest.mark.parametrize("letter", "abcde")
def test_the_dates_first_agreed_are_those_that_the_change_log_tells(letter: str) -> None:
    path = PLANS / f"organisation-{letter}.xlsx"
    plan = staff.judged(path, understand.only_plan(path, None).position_date or date.max).plan
    moves = dict(zip(plan.actions["at_ref"], plan.actions["at_moves"], strict=True))
    told = {ref: one.first for ref, one in moves.items() if one is not None and one.first is not None}
    found = month_by_hand.first_due(month_by_hand.kept(path))
    assert len(told) > 3
    assert {ref: found.get(ref) for ref in told} == told


def test_due_dates_are_what_the_words_say_but_for_one_that_was_typed() -> None:
    found = {
        (version.stem.partition(" ")[0], ref, cell, words)
        for version in PLANS.glob("*/*.xlsx")
        for ref, (cell, words) in month_by_hand.due_dates(version).items()
        if cell is not None and cell != words
    }
    assert found == {("organisation-d", "12", date(2026, 11, 16), date(2026, 12, 15))}
