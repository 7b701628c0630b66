"""Six organisations' plans over thirteen months: built again as they are kept, each known by its name, one not sent."""

from __future__ import annotations

import importlib
import json
import os
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import staff
from sheetplan.model import Moves, Plan, long_day
from sheetplan.walks import submissions, understand

SAMPLE = staff.SAMPLES / "rollup"
PLANS = SAMPLE / "plans"
OCTOBER, WRITTEN = date(2026, 10, 31), date(2026, 11, 4)
BUILT = ("organisation-b.xlsx", "organisation-f.xlsx")
"""A workbook of people's own and a painted one, which take the least time; all six with SHEETPLAN_SAMPLES=all."""
KINDS = {
    "Organisation A": "care-improvement",
    "Organisation B": "peer-review",
    "Organisation C": "project-plan",
    "Organisation D": "collaborative-improvement",
    "Organisation E": "peer-review",
    "Organisation F": "quality-mark",
}


def days(letter: str) -> list[str]:
    """The position dates of a plan's versions, oldest first."""
    listed = json.loads((PLANS / f"organisation-{letter} versions" / "versions.json").read_text(encoding="utf-8"))
    return [version["position_date"] for version in listed["versions"]]


def at_the_end(letter: str) -> Plan:
    """A plan as it was last updated, on the day of its last version."""
    path = PLANS / f"organisation-{letter}.xlsx"
    return staff.judged(path, understand.only_plan(path, None).position_date or OCTOBER).plan


def of(letter: str, ref: str) -> dict[str, Any]:
    """An action and how it stands."""
    (found,) = [{**row, **stands} for row, stands in at_the_end(letter).stands() if row["at_ref"] == ref]
    return found


def content(data: bytes, folder: Path) -> Any:
    """What counts of a file: a workbook's parts; of a list of versions all but hashes, which go by how zlib packs."""
    path = folder / "file"
    path.write_bytes(data)
    if zipfile.is_zipfile(path):
        return staff.parts(path)
    listed = json.loads(data)
    return [{name: value for name, value in one.items() if "sha256" not in name} for one in listed["versions"]]


def test_the_script_writes_the_plans_and_versions_that_are_kept_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(SAMPLE.parent))
    whole = os.environ.get("SHEETPLAN_SAMPLES") == "all"
    built = importlib.import_module("rollup_story").build(None if whole else BUILT)
    stems = {Path(file).stem for file in built if file.count("/") == 1}
    kept = {path.relative_to(SAMPLE).as_posix() for path in PLANS.rglob("*") if path.is_file()}
    wanted = {name for name in kept if any(f"plans/{stem}" in name for stem in stems)}
    assert set(built) - {"register.xlsx"} == wanted
    differing = [
        name
        for name, data in built.items()
        if content(data, tmp_path) != content((SAMPLE / name).read_bytes(), tmp_path)
    ]
    assert differing == []


def test_thirteen_months_were_updated_one_after_the_other() -> None:
    months = [*(f"2025-{month}" for month in (10, 11, 12)), *(f"2026-{month:02}" for month in range(1, 11))]
    for letter in "abc":
        assert [day[:7] for day in days(letter)] == months
    assert [day for day in days("d") if day != "2026-10-16"] == days("a"), "D was updated between two months as well"
    assert days("e") == days("a")[:-1], "the plan of E was not received for October"
    assert days("f") == days("a")[-6:], "F began in May"
    for letter in "abcdef":
        last = sorted((PLANS / f"organisation-{letter} versions").glob(f"* {days(letter)[-1]}.xlsx"))[-1]
        assert last.read_bytes() == (PLANS / f"organisation-{letter}.xlsx").read_bytes()


def test_each_of_six_is_known_and_the_seventh_has_sent_nothing() -> None:
    batch = submissions.check([PLANS], today=WRITTEN, as_of=OCTOBER, register=SAMPLE / "register.xlsx")
    assert {one.organisation: one.facts[0].template for one in batch.submissions} == KINDS
    assert [one.organisation for one in batch.not_sent] == ["Organisation G"]
    assert (batch.checked.refused, batch.other_template, batch.said) == ((), (), ())
    assert batch.register is not None
    assert len(batch.register.lines) == 7


def test_every_status_is_there_and_each_plan_has_eight_to_seventeen_actions() -> None:
    plans = [at_the_end(letter) for letter in "abcdef"]
    counts = [plan.counts() for plan in plans]
    assert {word for one in counts for word, number in one.items() if number} == set(counts[0])
    assert all(8 <= len(plan.actions) + len(plan.archived) <= 17 for plan in plans)
    assert [bool(len(plan.archived)) for plan in plans] == [True] * 5 + [False], "a signed form stays whole"


@pytest.mark.parametrize(
    ("letter", "ref", "status", "overdue"),
    [
        ("a", "4", "Overdue", 214),
        ("d", "7", "Overdue", 92),
        ("d", "8", "Overdue", 90),
        ("a", "14", "Overdue", 1),
        ("b", "16", "Due soon", None),
        ("a", "15", "Due soon", None),
        ("a", "12", "Overdue", 64),
        ("b", "10", "Overdue", 31),
        ("f", "5.1.2", "Overdue", 99),
        ("e", "5", "Overdue", 124),
        ("d", "9", "Withdrawn", None),
        ("d", "13", "Complete", None),
    ],
)
def test_where_the_month_is_near_a_limit(letter: str, ref: str, status: str, overdue: int | None) -> None:
    found = of(letter, ref)
    assert (str(found["status"]), found["days_overdue"]) == (status, overdue)


@pytest.mark.parametrize(
    ("letter", "ref", "first", "now", "times", "has_reason"),
    [
        ("a", "3", date(2026, 2, 27), date(2026, 12, 18), 3, True),
        ("b", "15", date(2026, 7, 31), date(2026, 10, 30), 1, True),
        ("c", "2b", date(2026, 6, 30), date(2026, 11, 30), 1, False),
        ("d", "3", date(2026, 3, 31), date(2026, 12, 31), 2, False),
        ("d", "12", date(2026, 12, 15), date(2026, 11, 16), 1, False),
        ("e", "6", date(2026, 7, 31), date(2026, 9, 30), 1, True),
    ],
)
def test_dates_that_moved(letter: str, ref: str, first: date, now: date, times: int, *, has_reason: bool) -> None:
    moves = of(letter, ref)["at_moves"]
    assert isinstance(moves, Moves)
    assert (moves.first, moves.now, moves.times, moves.has_reason) == (first, now, times, has_reason), long_day(now)


def test_what_was_recorded_late_went_to_the_archive_with_the_same_update() -> None:
    for letter, ref in (("b", "9"), ("c", "3d")):
        archived = at_the_end(letter).archived
        row = archived[archived["at_ref"] == ref]
        assert list(row["at_archived_on"]) == [OCTOBER]
