"""What many organisations sent, as JSON for other programs."""

from __future__ import annotations

from typing import Any

from sheetplan.model import Batch, Expected, Submission, Waiver
from sheetplan.render.batch.phrases import kinds_sent, late_by
from sheetplan.render.data import finding_data, iso, plan_data
from sheetplan.render.safe import as_json


def batch_json(batch: Batch) -> str:
    """What `check --format json` prints: the contract of its documentation page, and what only many files have."""
    checked, register = batch.checked, batch.register
    days = {one.path: late for one, late in batch.late}
    data = {
        "as_of": checked.as_of.isoformat(),
        "plans": [plan_data(judged) for one in batch.submissions for judged in one.judged],
        "refused": [{"path": r.path, "reason": r.reason, "fix": r.fix} for r in checked.refused],
        "passed_over": [{"path": path, "reason": reason} for path, reason in checked.passed_over],
        "submissions": [_submission(one, days.get(one.path)) for one in batch.submissions],
        "register": None
        if register is None
        else {
            "path": str(register.path),
            "organisations": len(register.lines),
            "consequence": register.consequence,
            "said": list(register.said),
        },
        "not_sent": [_expected(one) | {"days_late": late_by(one, batch) or None} for one in batch.not_sent],
        "late": [{"path": str(one.path), "organisation": one.organisation, "days_late": n} for one, n in batch.late],
        "twice": [_twice(batch, at) for at in range(len(batch.twice))],
        "other_template": [
            {
                "path": str(one.path),
                "organisation": one.organisation,
                "asked_for": one.expected.template if one.expected else None,
                "sent": kinds_sent(one),
            }
            for one in batch.other_template
        ],
        "waived": [
            {
                "path": str(one.path),
                "organisation": one.organisation,
                "waiver": waiver.line,
                "file": waiver.file,
                **finding_data(finding),
            }
            for one in batch.submissions
            for finding, waiver in one.waived
        ],
        "waivers": [_waiver(one) for one in batch.waivers],
        "phased": [
            {"code": p.code, "template": p.template or None, "since": p.since.isoformat()} for p in batch.phased
        ],
        "said": list(batch.said),
    }
    return as_json(data)


def _twice(batch: Batch, at: int) -> dict[str, Any]:
    """Two files that answer the same; which is the newer only where something tells."""
    newer, older, same = batch.twice[at]
    told = batch.is_told(at)
    return {
        "organisation": newer.organisation,
        "newer": str(newer.path) if told else None,
        "older": str(older.path) if told else None,
        "paths": [str(newer.path), str(older.path)],
        "same": same,
    }


def _submission(one: Submission, days_late: int | None) -> dict[str, Any]:
    compared = one.compared
    return {
        "path": str(one.path),
        "organisation": one.organisation,
        "known_by": one.known_by,
        "expected": None if one.expected is None else _expected(one.expected),
        "days_late": days_late,
        "came": iso(one.came),
        "came_by": one.came_by,
        "saved": iso(one.saved),
        "sha256": one.sha256,
        "refused": one.refused is not None,
        "templates": kinds_sent(one),
        "older_template": one.older_template or None,
        "findings": {str(level): number for level, number in one.counts().items()},
        "waived": len(one.waived),
        "compared": None
        if compared is None
        else {
            "since": iso(compared.since),
            "fixed": [finding_data(finding) for finding in compared.fixed],
            "still_there": [finding_data(finding) for finding in compared.still],
            "new": [finding_data(finding) for finding in compared.new],
        },
    }


def _expected(one: Expected) -> dict[str, Any]:
    return {
        "organisation": one.organisation,
        "template": one.template,
        "due": iso(one.due),
        "contact": one.contact,
        "received": iso(one.received),
        "reply_by": iso(one.reply_by),
        "reply_to": one.reply_to,
        "row": one.row,
    }


def _waiver(one: Waiver) -> dict[str, Any]:
    return {
        "code": one.code,
        "organisation": one.organisation,
        "plan": one.plan,
        "ref": one.ref,
        "reason": one.reason,
        "until": iso(one.until),
        "file": one.file,
        "line": one.line,
    }
