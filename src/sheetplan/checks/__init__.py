"""Judges a plan: its columns by Pandera, its rows by rules, and says what was found in words for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sheetplan.checks import columns, rules
from sheetplan.checks.messages import CODES
from sheetplan.model import Finding, Level, Plan

__all__ = ["CODES", "judge"]

_ORDER = {Level.MUST_FIX: 0, Level.CHECK: 1, Level.INFORMATION: 2}


def judge(plan: Plan, *, today: date, day: date) -> tuple[Finding, ...]:
    """All findings about a plan, in the order of its rows and columns.

    Args:
        plan: understood and with its standing on the day.
        today: the calendar day, for "not after today".
        day: the position date.
    """
    found = [*columns.judge(plan), *rules.judge(plan, today=today, day=day)]
    return _once_a_cell(found)


def _once_a_cell(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """A blank hides every other finding about its cell; a date that says what is wrong hides that it is no date."""
    codes: dict[str, set[str]] = {}
    for finding in found:
        codes.setdefault(finding.cell, set()).add(finding.code)
    kept = [
        finding
        for finding in dict.fromkeys(found)
        if not (
            ("required" in codes[finding.cell] and finding.code != "required" and finding.column is not None)
            or (finding.code == "not-a-date" and codes[finding.cell] & {"date-impossible", "date-ambiguous"})
        )
    ]
    return tuple(sorted(kept, key=lambda finding: (*_place(finding.cell), _ORDER[finding.level], finding.code)))


def _place(cell: str) -> tuple[int, int, str]:
    name = cell.rstrip("0123456789")
    return int(cell[len(name) :]), len(name), name
