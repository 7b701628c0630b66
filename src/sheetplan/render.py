"""The nouns as text, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sheetplan.model import (
    Checked,
    Finding,
    Judged,
    Level,
    Plan,
    Refusal,
    Status,
    Updated,
    letters,
    long_day,
)

_LEVELS = {Level.MUST_FIX: "Must fix", Level.CHECK: "Check", Level.INFORMATION: "For information"}
_LISTED = (Status.OVERDUE, Status.DUE_SOON, Status.NO_DUE_DATE)
"""Statuses whose actions are listed one by one in text."""
_SIGN = "[=+\\-@\uff1d\uff0b\uff0d\uff20]"
"""What a spreadsheet takes for the beginning of a formula; the wide signs too, which some programs make narrow."""
_UNSEEN = "\\s\u200b-\u200f\u2060\ufeff"
_FORMULA = re.compile(f"[\\t\\n]|[{_UNSEEN}']*{_SIGN}")
_FORMULA_WITHIN = re.compile(f'([;\\t\\n][{_UNSEEN}"]*)(?={_SIGN})')
"""Where a spreadsheet that parts cells at semicolons, as on the Continent, or at tabs would begin a cell."""
_OBEYED = (0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
"""Ends of lines, and what turns the direction of writing, so that words seem to stand elsewhere than they do."""
_VISIBLE = (
    {code: 0x2400 + code for code in range(0x20)}
    | {0x7F: 0x2421}
    | dict.fromkeys((*range(0x80, 0xA0), *_OBEYED), 0xFFFD)
)
"""What a terminal would obey instead of showing it, and the sign that stands for it."""
_ON_ONE_LINE = _VISIBLE | dict.fromkeys(map(ord, "\t\n\r"), 0x20)
_IN_CELLS = {code: sign for code, sign in _VISIBLE.items() if chr(code) not in "\t\n\r"}
_ESCAPED_IN_JSON = re.compile(f"[{''.join(map(chr, (0x7F, *range(0x80, 0xA0), *_OBEYED)))}]")


def check_json(checked: Checked) -> str:
    """What `check --format json` prints: the contract of its documentation page."""
    data = {
        "as_of": checked.as_of.isoformat(),
        "plans": [_plan(judged) for judged in checked.plans],
        "refused": [{"path": r.path, "reason": r.reason, "fix": r.fix} for r in checked.refused],
        "passed_over": [{"path": path, "reason": reason} for path, reason in checked.passed_over],
    }
    return as_json(data)


def check_csv(checked: Checked) -> str:
    """One line a finding, for a spreadsheet: path, sheet, cell, ref, column, level, code, found, fix."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["path", "sheet", "cell", "ref", "column", "level", "code", "found", "fix"])
    for judged in checked.plans:
        for f in judged.findings:
            row = (str(judged.plan.path), f.sheet, f.cell, f.ref, _heading(judged.plan, f), f.level, f.code)
            writer.writerow([_stays_text(value) for value in (*row, f.found, f.fix)])
    for r in checked.refused:
        writer.writerow([_stays_text(value) for value in (r.path, "", "", "", "", "refused", "", r.reason, r.fix)])
    return lines.getvalue()


def check_text(checked: Checked) -> str:
    """What `check` prints for a person."""
    blocks = ["\n".join(map(printable, _judged_lines(judged, checked.today))) for judged in checked.plans]
    if checked.refused:
        blocks.append("\n".join(_refusals(checked.refused)))
    if checked.passed_over:
        reasons = Counter(reason for _, reason in checked.passed_over)
        counted = "; ".join(f"{reason} ({number})" for reason, number in sorted(reasons.items()))
        blocks.append(printable(f"Passed over: {counted}."))
    return "\n\n".join(blocks) + "\n"


def update_text(updated: Updated) -> str:
    """What `update` prints for a person; with a dry run, what it would do."""
    return "\n".join(map(printable, _update_lines(updated))) + "\n"


def update_json(updated: Updated) -> str:
    """What `update --format json` prints."""
    version = updated.version
    data = {
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
        "findings": [_finding(finding) for finding in updated.judged.findings],
    }
    return as_json(data)


def refusal_text(refusal: Refusal) -> str:
    """One line: what happened and what to do."""
    return printable(f"{refusal.reason} {refusal.fix}".strip())


def printable(text: str) -> str:
    """A text on one line, with a sign in the place of everything that a terminal would obey.

    Names of files and sheets, headings and cells are other people's: none may colour, move or hide what is printed.
    """
    return text.translate(_ON_ONE_LINE)


def _plan(judged: Judged) -> dict[str, Any]:
    plan = judged.plan
    return {
        "path": str(plan.path),
        "template": plan.template.name,
        "sheet": plan.sheet,
        "heading_rows": list(plan.layout.heading_rows),
        "columns": {
            name: {"column": letters(place.column), "heading": place.heading} for name, place in plan.columns.items()
        },
        "actions": [_action(row, standing) for row, standing in _rows(plan)],
        "archived": len(plan.archived),
        "statuses": _counts(plan),
        "assumed": [{"cell": a.cell, "text": a.text} for a in plan.assumed],
        "findings": [_finding(finding) for finding in judged.findings],
        "position_date": judged.day.isoformat(),
        "newest_record": _iso(judged.newest_record),
        "headlines": list(_headlines(judged)),
    }


def _rows(plan: Plan) -> list[tuple[dict[Any, Any], dict[Any, Any]]]:
    standing = [] if plan.standing is None else plan.standing.to_dict("records")
    return list(zip(plan.actions.to_dict("records"), standing, strict=True))


def _action(row: Mapping[Any, Any], standing: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        "row": int(row["at_row"]),
        "ref": row["at_ref"],
        "status": str(standing["status"]),
        "start": _iso(standing["start"]),
        "due": _iso(standing["due"]),
        "days_overdue": standing["days_overdue"],
        "rag": standing["rag"],
    }


def _finding(finding: Finding) -> dict[str, Any]:
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


def _counts(plan: Plan) -> dict[str, int]:
    words = [standing["status"] for _, standing in _rows(plan)]
    return {str(status): words.count(status) for status in Status}


def _headlines(judged: Judged) -> Iterator[str]:
    """What a reader should know before the details."""
    undated = _counts(judged.plan)[str(Status.NO_DUE_DATE)]
    if undated:
        many = "1 action has" if undated == 1 else f"{undated} actions have"
        yield f"{many} no due date, so {'it' if undated == 1 else 'they'} cannot show as overdue."
    if judged.newest_record is not None:
        yield f"Nothing has been recorded in this plan since {long_day(judged.newest_record)}."
    elif len(judged.plan.actions):
        yield "No action in this plan is recorded as achieved."


def _judged_lines(judged: Judged, today: date) -> Iterator[str]:
    plan = judged.plan
    rows = " and ".join(str(row) for row in plan.layout.heading_rows)
    yield f'{plan.path}, sheet "{plan.sheet}": {plan.template.name} plan, headings in row {rows}'
    counts = ", ".join(f"{word} {number}" for word, number in _counts(plan).items() if number)
    archived = f"; {len(plan.archived)} archived" if len(plan.archived) else ""
    standing = f": {counts}" if counts else ""
    yield f"{_many(len(plan.actions), 'action')} at {long_day(judged.day)}{standing}{archived}"
    if plan.report_date is not None:
        typed = long_day(plan.report_date)
        yield f"Position date typed in {plan.report_date_cell}: {typed}{_age(plan.report_date, today)}"
    yield from _headlines(judged)
    yield from _standings(plan)
    yield from _findings(judged)
    told = {finding.found for finding in judged.findings}
    rest = [a for a in plan.assumed if not any(a.text in found for found in told)]
    if rest:
        yield ""
        yield "Read as"
        yield from (f"  {f'{a.cell}: ' if a.cell else ''}{a.text}" for a in rest)
    yield ""
    totals = ", ".join(
        f"{sum(f.level is level for f in judged.findings)} {word.lower()}" for level, word in _LEVELS.items()
    )
    yield f"Findings: {totals}"


def _age(day: date, today: date) -> str:
    """How long ago a typed position date is, where it is not today's."""
    days = (today - day).days
    return "" if days == 0 else f", {_many(abs(days), 'day')} {'ago' if days > 0 else 'ahead'}"


def _standings(plan: Plan) -> Iterator[str]:
    for status in _LISTED:
        listed = [(row, standing) for row, standing in _rows(plan) if standing["status"] is status]
        if not listed:
            continue
        yield ""
        yield f"{status} ({plan.template.rag[status]})"
        for row, standing in listed:
            yield f"  {row['at_ref'] or 'row ' + str(row['at_row']):<6} {_when(standing)}{_words(row, plan)}"


def _when(standing: Mapping[Any, Any]) -> str:
    due: date | None = standing["due"]
    if due is None:
        return ""
    about = "about " if standing["precision"] == "part" else ""
    days = standing["days_overdue"]
    late = f", {about}{_many(days, 'day')} overdue" if days is not None else ""
    return f"due {about}{long_day(due)}{late}  "


def _words(row: Mapping[Any, Any], plan: Plan) -> str:
    text = " ".join(str(row[plan.template.ref_from] or "").split())
    text = text.removeprefix(str(row["at_ref"] or "")).lstrip(" .):")
    return text if len(text) <= 60 else text[:60].rsplit(" ", 1)[0] + " …"


def _findings(judged: Judged) -> Iterator[str]:
    """Findings by level; cells with the same trouble stand together."""
    for level, word in _LEVELS.items():
        of_level = [finding for finding in judged.findings if finding.level is level]
        if not of_level:
            continue
        yield ""
        yield word
        groups: dict[tuple[str, str, str], list[Finding]] = {}
        for finding in of_level:
            groups.setdefault((finding.code, finding.found, finding.fix), []).append(finding)
        for (_, found, fix), together in groups.items():
            cells = ", ".join(f.cell + (f" (action {f.ref})" if f.ref else "") for f in together)
            yield f"  {cells}: {found}"
            yield f"    {fix}"


def _heading(plan: Plan, finding: Finding) -> str:
    place = plan.columns.get(finding.column or "") or plan.computed.get(finding.column or "")
    return place.heading if place else ""


def _refusals(refused: tuple[Refusal, ...]) -> Iterator[str]:
    yield "Could not be read"
    yield from (f"  {refusal_text(refusal)}" for refusal in refused)


def _update_lines(updated: Updated) -> Iterator[str]:
    version = updated.version
    name, day = updated.path.name, long_day(updated.day)
    if version is None:
        yield f"{name}: nothing to do at {day}. The file is as it was; no version was made."
        yield from (f"  {sentence}" for sentence in updated.said)
        return
    yield f"{name}: version {version.number} {'would be ' if updated.dry_run else ''}made, position at {day}"
    yield f"  {', '.join(f'{word} {number}' for word, number in version.counts.items() if number) or 'No actions'}"
    yield from (f"  {sentence}" for sentence in (*updated.changed, *updated.said))
    must = sum(finding.level is Level.MUST_FIX for finding in updated.judged.findings)
    if must:
        yield f"  {_many(must, 'thing')} must be put right: sheetplan check says what and where."
    if updated.dry_run:
        yield "  Nothing was written (dry run)."
    else:
        yield f'  Kept in "{updated.kept_folder}": {version.file}, and the file as it came in "received"'


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number != 1 else ''}"


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def as_json(data: Mapping[str, Any]) -> str:
    """The same data to every reader, with nothing in it that a terminal would obey."""
    text = json.dumps(data, indent=2, ensure_ascii=False)
    return _ESCAPED_IN_JSON.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def _stays_text(value: object) -> str:
    """Text that a spreadsheet would take for a formula gets an apostrophe, which keeps it text.

    So does a sign further on at which another spreadsheet would begin a cell, and a text that has an apostrophe there
    already, so that whoever takes one away has the text as it was.
    """
    text = "" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n").translate(_IN_CELLS)
    text = _FORMULA_WITHIN.sub(r"\1'", text)
    return f"'{text}" if _FORMULA.match(text) else text
