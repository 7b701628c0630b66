"""What a finding is about, in words that stay when rows move: the action's ref, else the beginning of its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sheetplan.model.kinds import Template
from sheetplan.model.outcomes import Finding
from sheetplan.model.plans import Plan, records
from sheetplan.model.tabs import Column
from sheetplan.model.words import is_blank

_LONGEST = 60


def subjects(plan: Plan, findings: Iterable[Finding]) -> tuple[str, ...]:
    """What each of a plan's findings is about.

    Args:
        plan: the plan.
        findings: all or some of its findings.

    Returns:
        For each the ref, else the first 60 characters of the action's text, or of the row's on a tab; empty where it is
        about the plan as a whole.
    """
    texts: dict[str, dict[int, str]] = {}
    return tuple(finding.ref or _text(plan, finding, texts) for finding in findings)


def action_text(row: Mapping[Any, Any], template: Template) -> str:
    """What an action is about: the text that its ref is in, or where that is the ref alone, what stands beside it.

    Args:
        row: its row; the ref before its text is left out.
        template: which of its columns say what it is about.
    """
    beside = (column.field for column in template.columns if column.type == "text" and column.field != "ref")
    for name in (template.ref_from, *template.advice.get("aim", ()), *beside):
        value = row.get(name)
        text = value.strip() if isinstance(value, str) else ""
        text = text.removeprefix(str(row["at_ref"] or "")).lstrip(" .):")
        if text:
            return text
    return ""


def subject(plan: Plan, finding: Finding) -> str:
    """What one finding is about; see `subjects`."""
    return subjects(plan, (finding,))[0]


def _text(plan: Plan, finding: Finding, texts: dict[str, dict[int, str]]) -> str:
    row = int(finding.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    if finding.sheet not in texts:
        texts[finding.sheet] = _by_row(plan, finding.sheet)
    return texts[finding.sheet].get(row, "")


def _by_row(plan: Plan, sheet: str) -> dict[int, str]:
    if sheet == plan.sheet:
        rows = records(plan.actions)
        return {number: _words(row, plan.template.columns) for row in rows for number in row["at_rows"]}
    read = next((read for read in plan.tabs.values() if read.sheet == sheet), None)
    return {int(str(row["at_row"])): _words(row, read.tab.columns) for row in read.rows} if read is not None else {}


def _words(row: Mapping[Any, Any], columns: Iterable[Column]) -> str:
    """The first text of a row that people wrote, on one line."""
    typed = (row.get(column.field) for column in columns if column.type == "text" and column.works_out is None)
    found = next((value for value in typed if not is_blank(value)), "")
    if isinstance(found, float) and found.is_integer():
        found = int(found)  # as people see it
    return " ".join(str(found).split())[:_LONGEST].strip()
