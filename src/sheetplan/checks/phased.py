"""Rules that are phased in: what they find must be put right only from a day on, and before it only advises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sheetplan.model import Finding, Level, Template, long_day


def eased(found: Iterable[Finding], template: Template, day: date) -> list[Finding]:
    """Findings as they count on a day.

    Args:
        found: as their rules give them.
        template: says from when each of its rules counts.
        day: the position date.

    Returns:
        The same, but those of rules that do not count yet only advise, and say from when on they must be put right.
    """
    return [_eased(finding, template.rules_from.get(finding.code), day) for finding in found]


def _eased(finding: Finding, since: date | None, day: date) -> Finding:
    if since is None or day >= since or finding.level is not Level.MUST_FIX:
        return finding
    return replace(finding, level=Level.CHECK, fix=f"{finding.fix} From {long_day(since)} on it must be put right.")
