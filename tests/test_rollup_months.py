"""Three months of the sample against the same figures worked out from the kept versions by other means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import month_by_hand
import staff
from sheetplan import render
from sheetplan.model import Rollup, months
from sheetplan.walks import rollup as walk

SAMPLE = Path(__file__).parents[1] / "samples" / "rollup"
MONTHS = (date(2026, 2, 1), date(2026, 5, 1), date(2026, 10, 1))
"""One in which an action was taken out of a plan, one in which a plan is new, the last one."""
STATUSES = ("Overdue", "Due soon", "Not yet due", "Ongoing", "No due date", "Complete", "Withdrawn")
NEW = (months.NEW, months.NEW_COMPLETED, months.NEW_WITHDRAWN, months.FIRST_SEEN, months.FIRST_SEEN_COMPLETED)
DONE = (months.COMPLETED, months.NEW_COMPLETED, months.FIRST_SEEN_COMPLETED)


@pytest.fixture(scope="module", params=MONTHS, ids="{:%Y-%m}".format)
def report(request: pytest.FixtureRequest) -> Rollup:
    """The month of the sample."""
    beside = walk.Beside(register=SAMPLE / "register.xlsx")
    return walk.rollup([SAMPLE / "plans"], request.param, today=date(2026, 11, 30), beside=beside)


def test_each_organisation_has_the_figures_that_its_kept_versions_give(report: Rollup) -> None:
    by_hand = month_by_hand.month(SAMPLE / "plans", report.month.year, report.month.month)
    assert set(by_hand.index) == {plan.organisation for plan in report.plans}
    for name, wanted in by_hand.iterrows():
        assert figures(report, str(name)) == {key: wanted[key] for key in figures(report, str(name))}, name


def test_the_figures_over_all_plans_are_the_sums_of_those(report: Rollup) -> None:
    by_hand = month_by_hand.month(SAMPLE / "plans", report.month.year, report.month.month)
    for status in STATUSES:
        field = status.lower().replace(" ", "_")
        assert report.figures[field] == by_hand[status].sum()
        assert report.figures[f"{field}_last_month"] == by_hand[f"{status} before"].sum()
    names = {"open": "open", "open_last_month": "open before", "overdue_over_90_days": "over 90 days"}
    names |= {"reopened": "reopened", "removed": "removed", "moved": "moved", "due_next_month": "due next month"}
    for ours, theirs in names.items():
        assert report.figures[ours] == by_hand[theirs].sum(), ours


def test_what_was_completed_has_its_days_and_dates_first_agreed(report: Rollup) -> None:
    by_hand = month_by_hand.completed(SAMPLE / "plans", report.month.year, report.month.month)
    wanted = {
        (row["organisation"], row["ref"]): (row["done"], row["first due"], bool(row["recorded late"]))
        for _, row in by_hand.iterrows()
    }
    found = {
        (months.value(row, "organisation"), months.value(row, "ref")): (
            months.value(row, "achieved"),
            months.value(row, "first_agreed"),
            months.value(row, "recorded_late") == months.YES,
        )
        for row in report.actions
        if months.value(row, "change") in DONE
    }
    # Nothing says on which day a plan closed by words or by evidence was: there is no day to compare.
    assert {key: day for key, day in found.items() if key in wanted} == {
        key: tuple(None if pd.isna(part) else part for part in day) for key, day in wanted.items() if key in found
    }
    assert set(wanted) <= set(found)


def test_the_bridge_closes_for_every_organisation_and_every_plan(report: Rollup) -> None:
    for name in {plan.organisation for plan in report.plans} | {plan.name for plan in report.plans}:
        rows = [row for row in report.actions if name in row[:2]]
        changes = Counter(months.value(row, "change") for row in rows)
        gone = sum(changes[word] for word in (*DONE, months.WITHDRAWN, months.NEW_WITHDRAWN, months.REMOVED))
        come = sum(changes[word] for word in (*NEW, months.REOPENED))
        before, now = (sum(months.value(row, field) == months.YES for row in rows) for field in ("open_before", "open"))
        assert before + come - gone == now, name


def test_a_plan_that_was_not_received_keeps_its_figures_and_overdue_does_not_fall_by_it() -> None:
    october, september = (
        walk.rollup([SAMPLE / "plans"], day, today=date(2026, 11, 30)) for day in (date(2026, 10, 1), date(2026, 9, 1))
    )
    absent = next(plan for plan in october.plans if plan.organisation == "Organisation E")
    assert not absent.received
    assert absent.day == date(2026, 9, 30)
    assert figures(october, "Organisation E")["Overdue"] == figures(september, "Organisation E")["Overdue"] == 1
    assert "Organisation E" in months.said(next(s for s in october.headlines if "not received" in months.said(s)))


def test_the_summary_of_the_workbook_says_the_figures_that_the_kept_versions_give(
    report: Rollup, tmp_path: Path
) -> None:
    by_hand = month_by_hand.month(SAMPLE / "plans", report.month.year, report.month.month)
    walk.write(report, tmp_path / "month.xlsx")
    rows = {str(row[0]): row for row in staff.shown(tmp_path / "month.xlsx", "Summary") if row}
    for status in STATUSES:
        now, before = by_hand[status].sum(), by_hand[f"{status} before"].sum()
        assert list(rows[status][-3:]) == [now, before, now - before], status


def test_goldens_of_the_month(tmp_path: Path, golden: Callable[[Path, str], None]) -> None:
    september, october = tmp_path / "september.xlsx", tmp_path / "october.xlsx"
    for path, month, previous in ((september, date(2026, 9, 1), None), (october, date(2026, 10, 1), september)):
        beside = walk.Beside(register=SAMPLE / "register.xlsx", previous=previous)
        report = walk.rollup([SAMPLE / "plans"], month, today=date(2026, 11, 30), beside=beside, by_owner=True)
        walk.write(report, path)
    golden(SAMPLE / "october.txt", render.rollup_text(report))
    golden(SAMPLE / "october.cells.txt", staff.dump(october))


def figures(report: Rollup, organisation: str) -> dict[str, Any]:
    """The figures of one organisation, by the names that they have in the table worked out by other means."""
    rows = [row for row in report.actions if months.value(row, "organisation") == organisation]
    found: dict[str, Any] = {}
    for status in STATUSES:
        in_plan = [row for row in rows if months.value(row, "where") == months.IN_PLAN]
        found[status] = sum(months.value(row, "status") == status for row in in_plan)
        found[f"{status} before"] = sum(months.value(row, "status_before") == status for row in rows)
    changes = Counter(months.value(row, "change") for row in rows)
    return found | {
        "open": sum(months.value(row, "open") == months.YES for row in rows),
        "open before": sum(months.value(row, "open_before") == months.YES for row in rows),
        "over 90 days": sum((months.value(row, "days_overdue") or 0) > 90 for row in rows),
        "completed": sum(changes[word] for word in DONE),
        "withdrawn": changes[months.WITHDRAWN] + changes[months.NEW_WITHDRAWN],
        "new": sum(changes[word] for word in NEW),
        "removed": changes[months.REMOVED],
        "reopened": changes[months.REOPENED],
        "moved": sum(months.value(row, "moved") == months.YES for row in rows),
    }
