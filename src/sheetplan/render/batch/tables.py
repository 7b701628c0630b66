"""What many organisations sent, as CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from sheetplan.model import Batch, Compared, Finding, Plan, Submission
from sheetplan.render.batch.phrases import due, senders, until, whom
from sheetplan.render.safe import stays_text
from sheetplan.render.tables import heading

_HEADINGS = ("path", "sheet", "cell", "ref", "column", "level", "code", "found", "fix", "organisation", "since_last")


def batch_csv(batch: Batch) -> str:
    """One line a finding, for a spreadsheet: as for a single plan, then whose it is and whether it is new.

    Waived findings have the level "waived"; files that could not be read have one line with the level "refused",
    organisations that sent nothing one with the level "not received".
    """
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(_HEADINGS)
    for row in _rows(batch):
        writer.writerow([stays_text(value) for value in row])
    return lines.getvalue()


def _rows(batch: Batch) -> Iterator[tuple[object, ...]]:
    for one in batch.submissions:
        became = _became(one.compared)
        for judged in one.judged:
            for f in judged.findings:
                yield _row(one, judged.plan, f, f.level, became.get(f, ""))
        for f, waiver in one.waived:
            plan = next((judged.plan for judged in one.judged if f.sheet in _sheets(judged.plan)), None)
            fix = f"Waived{until(waiver)}: {waiver.reason}"
            yield _row(one, plan, f, "waived", "", fix)
    sender_of = senders(batch)
    for r in batch.checked.refused:
        yield (r.path, "", "", "", "", "refused", "", r.reason, r.fix, sender_of.get(r.path), "")
    for absent in batch.not_sent:
        found = f"No plan has come{due(absent, batch)}."
        yield ("", "", "", "", "", "not received", "", found, whom(absent), absent.organisation, "")


def _row(one: Submission, plan: Plan | None, f: Finding, level: str, became: str, fix: str = "") -> tuple[object, ...]:
    column = "" if plan is None else heading(plan, f)
    place = (str(one.path), f.sheet, f.cell, f.ref, column)
    return (*place, level, f.code, f.found, fix or f.fix, one.organisation, became)


def _sheets(plan: Plan) -> set[str]:
    return {plan.sheet, *(read.sheet for read in plan.tabs.values()), *(cell[0] for cell in plan.cover_cells.values())}


def _became(compared: Compared | None) -> dict[Finding, str]:
    if compared is None:
        return {}
    return dict.fromkeys(compared.still, "still there") | dict.fromkeys(compared.new, "new")
