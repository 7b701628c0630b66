"""One file that came, before it is held against a register: whose it says it is, and what is known of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from sheetplan.model import (
    Judged,
    Plan,
    PlanFacts,
    Refusal,
    Status,
    Submission,
    SubmissionWords,
    is_blank,
    subjects,
)

_ORGANISATION = "organisation"
"""The Cover's line that says whose plan it is."""

Others = list[tuple[int, list[tuple[str, str]]]]
"""Of rows that have any: the headings of columns that a template does not know, and what stands there."""


def facts(judged: Judged, words: SubmissionWords) -> PlanFacts:
    """What is wanted of a plan besides its findings, while all of it is at hand.

    Args:
        judged: the plan with its findings.
        words: how organisations are named on a plan's sheet.
    """
    plan = judged.plan
    organisation, known_by = _organisation(plan, words)
    about = subjects(plan, judged.findings)
    return PlanFacts(
        template=plan.template.name,
        organisation=organisation,
        known_by=known_by,
        plan_id=plan.plan_id or "",
        version=plan.version or "",
        position=plan.report_date or plan.position_date,
        saved=plan.saved,
        sha256=plan.sha256,
        content=_content(plan),
        sheet=plan.sheet,
        sheet_names=plan.sheet_names,
        actions=len(plan.actions) + len(plan.archived),
        current=len(plan.actions),
        overdue=plan.counts()[str(Status.OVERDUE)],
        return_name=plan.return_mark.name if plan.return_mark is not None else "",
        older_template=_older(plan),
        phased=tuple((code, since) for code, since in plan.template.rules_from.items() if judged.day < since),
        about=() if about == tuple(finding.ref or "" for finding in judged.findings) else about,
    )


def draft(path: Path, judged: Sequence[Judged], known: Sequence[PlanFacts]) -> Submission:
    """A file that could be read.

    Args:
        path: the file.
        judged: its plans with their findings, at least one.
        known: the facts of each.
    """
    named = next((one for one in known if one.organisation), known[0])
    return Submission(
        path=path,
        organisation=named.organisation,
        known_by=named.known_by,
        expected=None,
        judged=tuple(judged),
        refused=None,
        saved=known[0].saved,
        sha256=known[0].sha256,
        older_template=next((one.older_template for one in known if one.older_template), ""),
        facts=tuple(known),
    )


def refused(refusal: Refusal) -> Submission:
    """A file that could not be read.

    Args:
        refusal: why.
    """
    return Submission(Path(refusal.path), None, "", None, (), refusal, None, "")


def _organisation(plan: Plan, words: SubmissionWords) -> tuple[str | None, str]:
    """Whose the workbook says it is, and where it says so."""
    said = plan.cover.get(_ORGANISATION)
    if isinstance(said, str) and not is_blank(said):
        return _one_line(said), f"the {plan.template.cover_sheet} says so"
    own = [line.label for line in plan.template.cover if line.field == _ORGANISATION]
    name, cell = _labelled(plan, {_label(word) for word in (*words.organisation, *own)})
    return (name, f"{cell} says so") if name else (None, "")


def _labelled(plan: Plan, labels: set[str]) -> tuple[str, str]:
    """What stands behind one of these labels above the plan: in the same cell, or in the next filled one of its row."""
    texts = plan.texts
    for i, (place, text) in enumerate(texts):
        label, mark, rest = text.partition(":")
        if _label(label) not in labels:
            continue
        if mark and rest.strip():
            return _one_line(rest), _cell(place)
        following = texts[i + 1] if i + 1 < len(texts) else None
        if not rest.strip() and following is not None and _row(following[0]) == _row(place):
            return _one_line(following[1]), _cell(following[0])
    return "", ""


def _label(text: str) -> str:
    return _one_line(text).rstrip(" :").casefold()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _cell(place: str) -> str:
    return place.rpartition("!")[2]


def _row(place: str) -> str:
    return _cell(place).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _older(plan: Plan) -> str:
    """What is old about the template that a workbook says it was made of, and what to do."""
    name, _, number = plan.template_said.rpartition(" ")
    if name != plan.template.name or not number.isdecimal() or int(number) == plan.template.version:
        return ""
    made = f"It was made with version {number} of the {name} template"
    if plan.is_of_newer_template:
        return f"{made}, and this program knows version {plan.template.version}. Bring the program up to date."
    return (
        f"{made}; version {plan.template.version} is used now. Ask for the plan in the present one: with --returns, "
        "what they typed is put into it for them."
    )


def _content(plan: Plan) -> str:
    """A mark of all that people typed, the same wherever it stands and whatever program saved it."""
    columns = plan.template.columns
    typed: list[tuple[str, int, list[tuple[str, list[str]]], Others]] = []
    for name, frame in (("plan", plan.actions), ("archived", plan.archived)):
        # Of a frame whole columns are at hand.
        places = {field: at for at, field in enumerate(frame.columns.tolist())}
        cells = frame.to_numpy(dtype=object)
        mine = [one.field for one in columns if one.works_out is None and one.field in places]
        there = [(field, cells[:, places[field]].tolist()) for field in mine]
        others = cells[:, places["at_others"]].tolist() if "at_others" in places else ()
        typed.append((name, len(frame), _typed(there), _others(others)))
    for read in plan.tabs.values():
        mine = [one.field for one in read.tab.columns if one.works_out is None]
        there = [(field, [row.get(field) for row in read.rows]) for field in mine]
        others = [row.get("at_others") for row in read.rows]
        typed.append((read.tab.name, len(read.rows), _typed(there), _others(others)))
    cover = sorted(
        (key, _plain(value)) for key, value in plan.cover.items() if key != "version" and not is_blank(value)
    )
    return hashlib.sha256(repr((plan.template.name, typed, cover, plan.report_date)).encode()).hexdigest()


def _typed(columns: Iterable[tuple[str, Sequence[Any]]]) -> list[tuple[str, list[str]]]:
    """Each column in which anything stands."""
    plain = [(name, _plain_column(values)) for name, values in columns]
    return [(name, values) for name, values in plain if any(values)]


def _plain_column(values: Sequence[Any]) -> list[str]:
    # Most columns are empty or hold nothing but text of one line, which is told of all cells at once.
    if values.count(None) == len(values):
        return []
    with suppress(TypeError):
        if "\r" not in "".join(values):
            return list(map(str.strip, values))
    return ["" if v is None else v.strip() if v.__class__ is str and "\r" not in v else _plain(v) for v in values]


def _others(rows: Iterable[Mapping[str, Any] | None]) -> Others:
    """What stands in other columns than the template's."""
    return [
        (at, [(name, _plain(value)) for name, value in there.items() if not is_blank(value)])
        for at, there in enumerate(rows)
        if there
    ]


def _plain(value: object) -> str:
    if isinstance(value, str):
        return value.strip().replace("\r\n", "\n")
    if is_blank(value):
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
