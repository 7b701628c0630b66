"""Judges a plan: its columns by Pandera, its rows by rules, and says what was found in words for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sheetplan.checks import phased, rules
from sheetplan.checks.messages import CODES
from sheetplan.model import Finding, Level, Plan, records
from sheetplan.model.loading import libraries

__all__ = ["CODES", "judge", "judge_all"]

_ORDER = {Level.MUST_FIX: 0, Level.CHECK: 1, Level.INFORMATION: 2}
_FIRST = "edited-after-signing"
"""A signed plan that is no longer what was signed: before anything else is put right, somebody must know."""


def judge(plan: Plan, *, today: date, day: date) -> tuple[Finding, ...]:
    """All findings about a plan, in the order of its rows and columns, then those of its tabs and of the Cover.

    Args:
        plan: understood and with its standing on the day.
        today: the calendar day, for "not after today".
        day: the position date.
    """
    return judge_all((plan,), today=today, days=(day,))[0]


def judge_all(plans: Sequence[Plan], *, today: date, days: Sequence[date]) -> tuple[tuple[Finding, ...], ...]:
    """All findings about each of many plans: what `judge` gives for each, in one run for all plans of a template.

    Args:
        plans: understood, each with its standing on its day; of any templates.
        today: the calendar day.
        days: the position date of each.
    """
    with libraries():
        from sheetplan.checks import columns

    actions = [records(plan.actions) for plan in plans]
    of_columns = columns.judge_all(plans, actions)
    return tuple(
        _judged(
            plan, phased.eased([*found, *rules.judge(plan, today=today, day=day, actions=rows)], plan.template, day)
        )
        for plan, rows, day, found in zip(plans, actions, days, of_columns, strict=True)
    )


def _judged(plan: Plan, found: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(_once_a_cell(found), key=_in_order(plan)))


def _once_a_cell(found: Sequence[Finding]) -> list[Finding]:
    """A blank hides every other finding about its cell; a date that says what is wrong hides that it is no date."""
    codes: dict[tuple[str, str], set[str]] = {}
    for finding in found:
        codes.setdefault((finding.sheet, finding.cell), set()).add(finding.code)
    return [
        finding
        for finding in dict.fromkeys(found)
        if not (
            ("required" in (there := codes[finding.sheet, finding.cell]))
            and finding.code != "required"
            and finding.column is not None
        )
        and not (finding.code == "not-a-date" and there & {"date-impossible", "date-ambiguous"})
    ]


def _in_order(plan: Plan) -> Callable[[Finding], tuple[Any, ...]]:
    """What was signed and changed first, then the plan, its tabs in their order, and other sheets."""
    sheets = {sheet: i for i, sheet in enumerate((plan.sheet, *(read.sheet for read in plan.tabs.values())))}

    def place(finding: Finding) -> tuple[Any, ...]:
        name = finding.cell.rstrip("0123456789")
        cell = (int(finding.cell[len(name) :]), len(name), name)
        sheet = (sheets.get(finding.sheet, len(sheets)), finding.sheet)
        return (finding.code != _FIRST, *sheet, *cell, _ORDER[finding.level], finding.code)

    return place
