"""What was found, as CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io

from sheetplan.model import Checked, Finding, Plan
from sheetplan.render.safe import stays_text


def check_csv(checked: Checked) -> str:
    """One line a finding, for a spreadsheet: path, sheet, cell, ref, column, level, code, found, fix."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["path", "sheet", "cell", "ref", "column", "level", "code", "found", "fix"])
    for judged in checked.plans:
        for f in judged.findings:
            row = (str(judged.plan.path), f.sheet, f.cell, f.ref, heading(judged.plan, f), f.level, f.code)
            writer.writerow([stays_text(value) for value in (*row, f.found, f.fix)])
    for r in checked.refused:
        writer.writerow([stays_text(value) for value in (r.path, "", "", "", "", "refused", "", r.reason, r.fix)])
    return lines.getvalue()


def heading(plan: Plan, finding: Finding) -> str:
    """What the finding's column is called where it stands: in the plan, on a tab, beside a line of the Cover."""
    name = finding.column or ""
    tab = next((read for read in plan.tabs.values() if read.sheet == finding.sheet), None)
    if tab is not None:
        return tab.columns[name].heading if name in tab.columns else ""
    if name in plan.cover_cells:
        return next((line.label for line in plan.template.cover if line.field == name), "")
    place = plan.columns.get(name) or plan.computed.get(name)
    return place.heading if place else ""
