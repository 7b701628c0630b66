"""A month's report as words for people, as JSON for other programs, and as CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sheetplan.model import Line, PlanInMonth, Rollup, long_day, many, months
from sheetplan.render.data import iso
from sheetplan.render.safe import as_json, printable, stays_text


def rollup_text(report: Rollup) -> str:
    """The headlines, what was not received or not read, and what a person should know."""
    return "\n".join(_lines(report)) + "\n"


def rollup_json(report: Rollup) -> str:
    """What other programs read; its page of the documentation says what stands where."""
    data = {
        "month": f"{report.month:%Y-%m}",
        "end": iso(report.end),
        "before": iso(report.before),
        "following": iso(report.following),
        "headlines": [months.said(sentence) for sentence in report.headlines],
        "proposed": list(report.proposed),
        "asked": list(report.asked),
        "asked_before": list(report.asked_before),
        "figures": dict(report.figures),
        "organisations": [_organisation(line, report.figures) for line in report.views.organisations],
        "owners": [_owner(line, report.figures) for line in report.views.owners] if report.by_owner else None,
        "plans": [
            _plan(plan, line, report.figures) for plan, line in zip(report.plans, report.views.plans, strict=True)
        ],
        "trend": [
            {"month": f"{point.month:%Y-%m}", "plans": point.plans, "statuses": dict(point.counts)}
            for point in report.trend
        ],
        "actions": [_action(row) for row in report.actions],
        "missing": [
            {"organisation": one.organisation, "template": one.template, "due": iso(one.due), "contact": one.contact}
            for one in report.missing
        ],
        "refused": [{"path": one.path, "reason": one.reason, "fix": one.fix} for one in report.refused],
        "passed_over": [{"path": path, "reason": reason} for path, reason in report.passed_over],
        "said": list(report.said),
        "definitions": [{"word": word, "meaning": meaning} for word, meaning in report.definitions],
        "colours": [{"rule": rule, "kinds": list(kinds)} for rule, kinds in report.colours],
    }
    return as_json(data)


def rollup_csv(report: Rollup) -> str:
    """The rows of All actions."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(months.FIELDS)
    for row in report.actions:
        writer.writerow([stays_text(_plain(value)) for value in row])
    return lines.getvalue()


def _lines(report: Rollup) -> Iterator[str]:
    yield f"{long_day(report.end)}: {many(len(report.plans), 'plan')}, {many(report.figures['actions'], 'action')}."
    yield from (f"  {printable(months.said(sentence))}" for sentence in report.headlines)
    notes = [f"{plan.name}: {sentence}" for plan in report.plans for sentence in plan.said]
    if report.refused:
        yield ""
        yield "Could not be read:"
        yield from (f"  {printable(f'{one.reason} {one.fix}')}" for one in report.refused)
    if notes or report.said:
        yield ""
        yield "To know:"
        yield from (f"  {printable(text)}" for text in (*notes, *report.said))


def _organisation(line: Line, names: Iterable[str]) -> dict[str, Any]:
    return {
        "organisation": line.name,
        "compared": line.compared,
        "plans": line.plans,
        "not_received": line.absent,
        "figures": _figures(line, names),
    }


def _owner(line: Line, names: Iterable[str]) -> dict[str, Any]:
    return {"owner": line.name, "figures": _figures(line, names)}


def _figures(line: Line, names: Iterable[str]) -> dict[str, int]:
    return {name: line.counts.get(name, 0) for name in names}


def _plan(plan: PlanInMonth, line: Line, names: Iterable[str]) -> dict[str, Any]:
    return {
        "organisation": plan.organisation,
        "plan": plan.name,
        "path": plan.file or None,
        "template": plan.kind,
        "version": plan.version or None,
        "position_date": iso(plan.day),
        "position_date_before": iso(plan.day_before),
        "received": plan.received,
        "newest_record": iso(plan.newest_record),
        "must_fix": plan.must_fix,
        "check": plan.to_check,
        "figures": _figures(line, names),
        "trend": [None if counts is None else dict(counts) for counts in plan.trend],
        "said": list(plan.said),
    }


def _action(row: Sequence[Any]) -> dict[str, Any]:
    flags = {months.YES: True, months.NO: False}
    found = {name: _plain(value) for name, value in zip(months.FIELDS, row, strict=True)}
    return {name: flags.get(value, value) if name in _FLAGS else value for name, value in found.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


_FLAGS = frozenset({"open", "disagrees", "open_before", "recorded_late", "moved", "reason", "received"})
