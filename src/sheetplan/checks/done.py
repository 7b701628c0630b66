"""Rules about what is done and what is not: dates of completion, closed words, evidence, colours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sheetplan.checks.messages import Spot, said
from sheetplan.checks.row import Row
from sheetplan.model import Finding, Status, Template, a1, folded, is_blank, is_one_of

_STATUSES = tuple(str(word) for word in Status)


def achieved_future(row: Row) -> Iterator[Finding]:
    """Achieved after today, an action or one of its milestones: nobody knows that yet."""
    value = row.cells.get(row.achieved)
    if isinstance(value, date) and value > row.today:
        yield row.find("achieved-future", row.achieved, value=value)
    template = row.plan.template
    read = row.plan.tabs.get(template.milestones.tab) if template.milestones else None
    if read is None or "achieved" not in read.columns:
        return
    place, ref = read.columns["achieved"], row.cells["at_ref"]
    for (whose, _), line in row.lines.items():
        value = line.get("achieved")
        if whose == folded(ref) and isinstance(value, date) and value > row.today:
            spot = Spot(read.sheet, a1(line["at_row"], place.column), place.heading, "achieved", ref)
            yield said("achieved-future", spot, value=value)


def achieved_before_start(row: Row) -> Iterator[Finding]:
    """Achieved before the day on which the timescale says that it starts."""
    value, start = row.cells.get(row.achieved), row.reading.start
    if isinstance(value, date) and start is not None and value < start:
        yield row.find(
            "achieved-before-start", row.achieved, value=value, start=start, start_cell=row.cell(row.timescale)
        )


def closed_contradicted(row: Row) -> Iterator[Finding]:
    """A closed word, while what closing needs is not there: the date, a milestone, the evidence."""
    template = row.plan.template
    typed = row.cells.get(template.status_field)
    if not is_one_of(typed, template.closed_words):
        return
    facts: dict[str, Any] = {"value": typed}
    unreached = [one for one in row.milestones if one.achieved is None]
    lacks_date, lacks_evidence = _lacks_date(row), row.lacks_evidence and not _has_date(row)
    if lacks_date or unreached or lacks_evidence:
        facts |= {"achieved_heading": row.heading(row.achieved), "achieved_cell": row.cell(row.achieved)}
    if lacks_date:
        yield row.find("closed-contradicted", template.status_field, **facts)
    if unreached and template.milestones is not None and template.milestones.completes:
        more = f" (nor {len(unreached) - 1} more)" if len(unreached) > 1 else ""
        facts |= {"milestone": unreached[0].text, "more": more}
        facts["their_sheet"] = template.tab(template.milestones.tab).sheet
        yield row.find("closed-contradicted:milestones", template.status_field, **facts)
    evidence = template.evidence_field
    if lacks_evidence:
        facts |= {"evidence_heading": row.heading(evidence), "evidence_cell": row.cell(evidence)}
        yield row.find("closed-contradicted:evidence", template.status_field, **facts)


def achieved_no_evidence(row: Row) -> Iterator[Finding]:
    """An achieved date, and nothing in the column of evidence."""
    if row.lacks_evidence and _has_date(row):
        yield row.find("achieved-no-evidence", row.plan.template.evidence_field, achieved_cell=row.cell(row.achieved))


def _has_date(row: Row) -> bool:
    return row.achieved is not None and isinstance(row.cells.get(row.achieved), date)


def _lacks_date(row: Row) -> bool:
    return row.achieved is not None and is_blank(row.cells.get(row.achieved))


def status_disagrees(row: Row) -> Iterator[Finding]:
    """A typed status or colour word against the computed one; never overwritten."""
    template = row.plan.template
    computed = row.standing["status"]
    typed = row.cells.get(template.status_field)
    if _disagrees(template, computed, typed) and not any(closed_contradicted(row)):
        yield row.find("status-disagrees", template.status_field, value=typed, computed=computed, position=row.day)
    colour = row.cells.get("rag")
    if is_one_of(colour, template.rag.values()) and not is_one_of(colour, (row.standing["rag"],)):
        shown = f"{computed} ({row.standing['rag']})"
        yield row.find("status-disagrees", "rag", value=colour, computed=shown, position=row.day)


def _disagrees(template: Template, computed: Status, typed: object) -> bool:
    """Whether a status that somebody typed is a known word, and none for the computed one."""
    if is_one_of(typed, _agreeing(template, computed)):
        return False
    known = (template.closed_words, template.open_words, template.withdrawn_words, _STATUSES)
    return any(is_one_of(typed, words) for words in known)


def _closed_in_words(rows: Sequence[Row]) -> list[Row]:
    """Actions of which people say in a word that they are closed."""
    typed = [(row, row.cells.get(row.plan.template.status_field)) for row in rows]
    return [row for row, word in typed if word is not None and is_one_of(word, row.plan.template.closed_words)]


def _worded_otherwise(rows: Sequence[Row]) -> list[Row]:
    """Actions whose status or colour that somebody typed may differ from the computed one."""
    told: dict[tuple[object, str], bool] = {}
    found: list[Row] = []
    for row in rows:
        cells, computed = row.cells, row.standing["status"]
        template = row.plan.template
        typed = cells.get(template.status_field)
        if cells.get("rag") is not None:
            found.append(row)
        elif typed.__class__ is str:
            # Few words stand there, each many times.
            if (said := (computed, typed)) not in told:
                told[said] = _disagrees(template, computed, typed)
            if told[said]:
                found.append(row)
        elif _disagrees(template, computed, typed):
            found.append(row)
    return found


def _agreeing(template: Template, computed: Status) -> tuple[str, ...]:
    """The words with which people may say the same as the computed status."""
    if computed is Status.COMPLETE:
        return (computed.value, *template.closed_words)
    return (computed.value, *(template.withdrawn_words if computed is Status.WITHDRAWN else template.open_words))


def done_by_format(row: Row) -> Iterator[Finding]:
    """Crossed out or shaded green, and nothing says that it is done."""
    struck, green = row.cells["at_struck"], row.cells["at_green"]
    if row.is_open and (struck or green) and is_blank(row.cells.get(row.achieved)):
        looks = " and ".join(text for text, is_so in (("crossed out", struck), ("shaded green", green)) if is_so)
        yield _not_said(row, "done-by-format", row.plan.template.ref_from, looks=looks)


def says_done(row: Row) -> Iterator[Finding]:
    """The timescale's words claim that it is done, and nothing else does."""
    if row.reading.says_done and row.is_open and is_blank(row.cells.get(row.achieved)):
        yield _not_said(row, "says-done", row.timescale, value=row.reading.text)


def _not_said(row: Row, code: str, field: str | None, **facts: Any) -> Finding:
    """What looks done and is not said to be, with the place where people say it."""
    if row.achieved not in row.plan.columns:
        return row.find(f"{code}:elsewhere", field, how=_how(row), **facts)
    facts |= {"achieved_heading": row.heading(row.achieved), "achieved_cell": row.cell(row.achieved)}
    return row.find(code, field, withdrawn=row.plan.template.withdrawn_words[0], **facts)


def _how(row: Row) -> str:
    """Where people say that an action is done, in a plan that has no date for it."""
    plan, template = row.plan, row.plan.template
    blank = [name for name in template.complete_when if name in plan.columns and is_blank(row.cells.get(name))]
    if blank:
        return f"fill {' and '.join(row.cell(name) for name in blank)}"
    if template.milestones is not None and template.milestones.completes:
        return f"enter the day of each milestone on the {template.tab(template.milestones.tab).sheet} tab"
    if template.status_field in plan.columns and template.closed_words:
        return f'enter "{template.closed_words[0]}" in {row.cell(template.status_field)}'
    return "say so in words"


RULES: Mapping[str, Callable[[Row], Iterator[Finding]]] = {
    "achieved-future": achieved_future,
    "achieved-before-start": achieved_before_start,
    "achieved-no-evidence": achieved_no_evidence,
    "closed-contradicted": closed_contradicted,
    "status-disagrees": status_disagrees,
    "done-by-format": done_by_format,
    "says-done": says_done,
}

SOME: Mapping[str, Callable[[Sequence[Row]], list[Row]]] = {
    "closed in words": _closed_in_words,
    "worded otherwise": _worded_otherwise,
}
"""Rows of which the rules about closed words and about words that disagree may have something to say."""
