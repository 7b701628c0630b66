"""What was found and done, as JSON for other programs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sheetplan.model import (
    Awaited,
    Checked,
    Extracted,
    Finding,
    Judged,
    Milestone,
    Moves,
    Plan,
    Updated,
    Value,
    is_blank,
    letters,
)
from sheetplan.render.phrases import headlines
from sheetplan.render.safe import as_json


def check_json(checked: Checked) -> str:
    """What `check --format json` prints: the contract of its documentation page."""
    data = {
        "as_of": checked.as_of.isoformat(),
        "plans": [plan_data(judged) for judged in checked.plans],
        "refused": [{"path": r.path, "reason": r.reason, "fix": r.fix} for r in checked.refused],
        "passed_over": [{"path": path, "reason": reason} for path, reason in checked.passed_over],
    }
    return as_json(data)


def update_json(updated: Updated) -> str:
    """What `update --format json` prints."""
    return as_json(update_data(updated))


def update_data(updated: Updated) -> dict[str, Any]:
    """What an update did."""
    version = updated.version
    return {
        "path": str(updated.path),
        "as_of": updated.day.isoformat(),
        "dry_run": updated.dry_run,
        "version": None
        if version is None
        else {
            "number": version.number,
            "position_date": version.position_date.isoformat(),
            "file": version.file,
            "counts": dict(version.counts),
            "changed": version.changed,
        },
        "archived": list(updated.archived),
        "reopened": list(updated.reopened),
        "said": list(updated.said),
        "folder": updated.kept_folder,
        "findings": [finding_data(finding) for finding in updated.judged.findings],
    }


def plain(value: Value) -> object:
    """What stands in a cell, as programs read it: days as text, blank as null."""
    return None if is_blank(value) else value.isoformat() if isinstance(value, date) else value


def extract_json(extracted: Extracted) -> str:
    """What `extract --format json` prints."""
    data = {
        "path": str(extracted.path),
        "plan": str(extracted.plan.path),
        "version": extracted.plan.version,
        "conditions": extracted.conditions,
        "first_line": extracted.line,
        "actions": list(extracted.refs),
        "archived": list(extracted.archived),
        "said": list(extracted.said),
        "dry_run": extracted.dry_run,
    }
    return as_json(data)


def place(plan: Plan) -> dict[str, Any]:
    """Where a plan stands and what it was taken for."""
    return {
        "path": str(plan.path),
        "template": plan.template.name,
        "sheet": plan.sheet,
        "heading_rows": list(plan.layout.heading_rows),
        "columns": {
            name: {"column": letters(spot.column), "heading": spot.heading} for name, spot in plan.columns.items()
        },
    }


def plan_data(judged: Judged) -> dict[str, Any]:
    """One plan on its day, with its actions and findings."""
    plan = judged.plan
    return {
        **place(plan),
        "actions": [_action(row, standing) for row, standing in plan.stands()],
        "archived": len(plan.archived),
        "statuses": plan.counts(),
        "assumed": [{"cell": a.cell, "text": a.text} for a in plan.assumed],
        "findings": [finding_data(finding) for finding in judged.findings],
        "position_date": judged.day.isoformat(),
        "newest_record": iso(judged.newest_record),
        "headlines": list(headlines(judged)),
        "deadlines": [_deadline(awaited) for awaited in plan.awaited],
        "stages": [stage.field for stage in plan.template.course.stages if stage.field in plan.stages],
        "tabs": [{"name": name, "sheet": read.sheet, "rows": len(read.rows)} for name, read in plan.tabs.items()],
    }


def _deadline(awaited: Awaited) -> dict[str, Any]:
    return {
        "field": awaited.deadline.field,
        "label": awaited.deadline.label,
        "earliest": iso(awaited.earliest),
        "latest": iso(awaited.latest),
        "met": iso(awaited.met),
        "days_late": None if awaited.days_late is None else list(awaited.days_late),
        "reason": awaited.reason,
    }


def _action(row: Mapping[Any, Any], standing: Mapping[Any, Any]) -> dict[str, Any]:
    moves: Moves | None = row.get("at_moves")
    return {
        "row": int(row["at_row"]),
        "ref": row["at_ref"],
        "status": str(standing["status"]),
        "start": iso(standing["start"]),
        "due": iso(standing["due"]),
        "days_overdue": standing["days_overdue"],
        "rag": standing["rag"],
        "due_first": iso(moves.first) if moves is not None else None,
        "times_moved": moves.times if moves is not None else None,
        **({"milestones": [_milestone(one) for one in row["at_milestones"]]} if "at_milestones" in row else {}),
    }


def _milestone(milestone: Milestone) -> dict[str, Any]:
    return {
        "text": milestone.text,
        "due": iso(milestone.due),
        "achieved": iso(milestone.achieved),
        "status": str(milestone.status),
        "days_overdue": milestone.days_overdue,
        "next": milestone.is_next,
    }


def finding_data(finding: Finding) -> dict[str, Any]:
    """One finding."""
    return {
        "code": finding.code,
        "level": str(finding.level),
        "sheet": finding.sheet,
        "cell": finding.cell,
        "ref": finding.ref,
        "column": finding.column,
        "found": finding.found,
        "fix": finding.fix,
    }


def iso(day: date | None) -> str | None:
    """A day as programs read it; None where there is none."""
    return None if day is None else day.isoformat()
