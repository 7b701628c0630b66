"""What was found and done, as text for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sheetplan.model import (
    Awaited,
    Checked,
    Extracted,
    Finding,
    Judged,
    Level,
    Plan,
    Refusal,
    Status,
    Updated,
    action_text,
    long_day,
    many,
)
from sheetplan.render.phrases import cut, headlines, kind_of, read_as
from sheetplan.render.safe import printable

_LISTED = (Status.OVERDUE, Status.DUE_SOON, Status.NO_DUE_DATE)
"""Statuses whose actions are listed one by one."""


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


def _judged_lines(judged: Judged, today: date) -> Iterator[str]:
    plan = judged.plan
    yield f'{plan.path}, sheet "{plan.sheet}": {kind_of(plan)}'
    counts = ", ".join(f"{word} {number}" for word, number in plan.counts().items() if number)
    archived = f"; {len(plan.archived)} archived" if len(plan.archived) else ""
    standing = f": {counts}" if counts else ""
    yield f"{many(len(plan.actions), 'action')} at {long_day(judged.day)}{standing}{archived}"
    if plan.report_date is not None:
        typed = long_day(plan.report_date)
        yield f"Position date typed in {plan.report_date_cell}: {typed}{_age(plan.report_date, today)}"
    yield from headlines(judged)
    yield from _deadlines(plan)
    yield from _standings(plan)
    yield from _next_milestones(plan)
    yield from _findings(judged)
    told = {finding.found for finding in judged.findings}
    yield from read_as(one for one in plan.assumed if not any(one.text in found for found in told))
    yield ""
    totals = ", ".join(f"{sum(f.level is level for f in judged.findings)} {level.label.lower()}" for level in Level)
    yield f"Findings: {totals}"


def _age(day: date, today: date) -> str:
    """How long ago a typed position date is, where it is not today's."""
    days = (today - day).days
    return "" if days == 0 else f", {many(abs(days), 'day')} {'ago' if days > 0 else 'ahead'}"


def _deadlines(plan: Plan) -> Iterator[str]:
    """The stages that are reached, and each deadline with how its days were arrived at."""
    reached = [stage.label for stage in plan.template.course.stages if stage.field in plan.stages]
    if reached:
        yield f"Stage reached: {', '.join(reached)}"
    if plan.awaited:
        yield ""
        yield "Deadlines"
    for one in plan.awaited:
        met = f"; done {long_day(one.met)}" if one.met is not None else ""
        yield f"  {one.deadline.label}: {_by(one)}{met}{_late(one)}"
        yield f"    {one.reason}"


def _by(awaited: Awaited) -> str:
    first, last = awaited.earliest, awaited.latest
    if last is not None:
        when = long_day(last)
        return f"by {when}" if first is None or first == last else f"between {long_day(first)} and {when}"
    return "day not known" if first is None else f"by {long_day(first)} or later"


def _late(awaited: Awaited) -> str:
    if awaited.days_late is None:
        return ""
    least, most = awaited.days_late
    if least == most:
        return f", {many(most, 'day')} late"
    return f", up to {many(most, 'day')} late" if least == 0 else f", {least} to {many(most, 'day')} late"


def _standings(plan: Plan) -> Iterator[str]:
    for status in _LISTED:
        listed = [(row, standing) for row, standing in plan.stands() if standing["status"] is status]
        if not listed:
            continue
        yield ""
        yield f"{status} ({plan.template.rag[status]})"
        for row, standing in listed:
            yield f"  {_name(row):<6} {_when(standing)}{cut(action_text(row, plan.template))}"


def _next_milestones(plan: Plan) -> Iterator[str]:
    """What comes next in each open action that has milestones: the earliest that is neither past nor reached."""
    lines = []
    for row, standing in plan.stands():
        if standing["status"] not in (Status.COMPLETE, Status.WITHDRAWN):
            after = [one for one in row.get("at_milestones") or () if one.is_next and one.due is not None]
            shown = [f"{long_day(one.due)}  {cut(one.text)}" for one in after if one.due is not None]
            lines += [f"  {_name(row):<6} {text}" for text in shown]
    if lines:
        yield ""
        yield "Next milestones"
        yield from lines


def _name(row: Mapping[Any, Any]) -> str:
    return row["at_ref"] or f"row {row['at_row']}"


def _when(standing: Mapping[Any, Any]) -> str:
    due: date | None = standing["due"]
    if due is None:
        return ""
    about = "about " if standing["precision"] == "part" else ""
    days = standing["days_overdue"]
    late = f", {about}{many(days, 'day')} overdue" if days is not None else ""
    return f"due {about}{long_day(due)}{late}  "


def _findings(judged: Judged) -> Iterator[str]:
    """Findings by level; cells with the same trouble stand together."""
    for level in Level:
        of_level = [finding for finding in judged.findings if finding.level is level]
        if not of_level:
            continue
        yield ""
        yield level.label
        groups: dict[tuple[str, ...], list[Finding]] = {}
        for finding in of_level:
            groups.setdefault((finding.sheet, finding.code, finding.found, finding.fix), []).append(finding)
        for (*_, found, fix), together in groups.items():
            cells = ", ".join(f.cell + (f" (action {f.ref})" if f.ref else "") for f in together)
            sheet = "" if together[0].sheet == judged.plan.sheet else f"{together[0].sheet} tab, "
            yield f"  {sheet}{cells}: {found}"
            yield f"    {fix}"


def _refusals(refused: tuple[Refusal, ...]) -> Iterator[str]:
    yield "Could not be read"
    yield from (f"  {refusal_text(refusal)}" for refusal in refused)


def update_text(updated: Updated) -> str:
    """What `update` prints for a person; with a dry run, what it would do."""
    return "\n".join(map(printable, update_lines(updated))) + "\n"


def update_lines(updated: Updated) -> Iterator[str]:
    """The same, line by line."""
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
        yield f"  {many(must, 'thing')} must be put right: sheetplan check says what and where."
    if updated.dry_run:
        yield "  Nothing was written (dry run)."
    else:
        yield f'  Kept in "{updated.kept_folder}": {version.file}, and the file as it came in "received"'


def extract_text(extracted: Extracted) -> str:
    """What `extract` prints for a person; with a dry run, what it would do."""
    return "\n".join(map(printable, _extract_lines(extracted))) + "\n"


def _extract_lines(extracted: Extracted) -> Iterator[str]:
    plan = extracted.plan
    made = "would be made" if extracted.dry_run else "made"
    yield f"{extracted.path.name}: extract {made} from {plan.path.name}, version {plan.version}"
    yield f"  {extracted.line}"
    yield f"  Actions: {', '.join(extracted.refs)}"
    if extracted.archived:
        yield f"  From the archive: {', '.join(extracted.archived)}"
    yield from (f"  {sentence}" for sentence in extracted.said)
    if extracted.dry_run:
        yield "  Nothing was written (dry run)."


def refusal_text(refusal: Refusal) -> str:
    """One line: what happened and what to do."""
    return printable(f"{refusal.reason} {refusal.fix}".strip())
