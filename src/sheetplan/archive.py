"""Which closed actions go to the archive tab, and which come back from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sheetplan.model import Finding, Plan, Status, folded, is_blank, is_one_of

KEEPS = ("achieved-future", "achieved-no-evidence", "closed-contradicted", "ref-repeated")
"""Findings that contradict the closing itself, and so keep an action in the plan; no other finding does."""

_NO = ("no", "n", "false", "0")


@dataclass(frozen=True, slots=True)
class Split:
    """Positions in `actions` that leave, and positions in `archived` that come back."""

    leave: tuple[int, ...]
    back: tuple[int, ...]


def split(
    plan: Plan,
    day: date,
    findings: Sequence[Finding],
    *,
    closed_since: Mapping[int, date],
    stays: Collection[int] = (),
    now: bool = False,
) -> Split:
    """Say what moves.

    Args:
        plan: with its standing on the day.
        day: the position date.
        findings: about the plan; those in KEEPS hold their action back.
        closed_since: position to the day from which the archive's days are counted: the achieved date, or for a
            withdrawn action the position date at which it was first seen so.
        stays: positions of actions that were brought back and have not been touched since.
        now: move all that is closed, whatever its day.
    """
    after = plan.template.archive_after_days
    marks = plan.archived.get("at_reopen", ())
    back = tuple(i for i, mark in enumerate(marks) if wants_back(mark, plan.template.reopen_choices))
    if after is None or plan.standing is None:
        return Split((), back)
    held = {finding.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for finding in findings if finding.code in KEEPS}
    leave = []
    for position, (row, standing) in enumerate(plan.stands()):
        if standing["status"] not in (Status.COMPLETE, Status.WITHDRAWN) or str(row["at_row"]) in held:
            continue
        if _goes_on(plan, row, standing, day):
            continue
        since = closed_since.get(position)
        in_time = since is not None and since + timedelta(days=after) <= day
        if now or (in_time and position not in stays):
            leave.append(position)
    return Split(tuple(leave), back)


def wants_back(mark: object, choices: Sequence[str]) -> bool:
    """Whether a Reopen? cell says yes: one of the template's words or its beginning ("y"), or a true value."""
    if isinstance(mark, bool | int | float):
        return bool(mark) and mark == mark
    return not is_blank(mark) and any(word.casefold().startswith(folded(mark)) for word in choices)


def unclear(plan: Plan) -> tuple[tuple[str, str], ...]:
    """(ref, words) of Reopen? cells that say neither yes nor no."""
    marks = zip(plan.archived["at_ref"], plan.archived.get("at_reopen", ()), strict=False)
    return tuple(
        (ref or "", str(mark))
        for ref, mark in marks
        if isinstance(mark, str)
        and not is_blank(mark)
        and folded(mark) not in _NO
        and not wants_back(mark, plan.template.reopen_choices)
    )


def place_in_order(refs: Sequence[str | None], ref: str) -> int:
    """The position at which an action comes back: before the first whose ref comes later in natural order."""
    key = natural(ref)
    for position, other in enumerate(refs):
        if other is not None and natural(other) > key:
            return position
    return len(refs)


def natural(ref: str) -> tuple[tuple[int, int, str], ...]:
    """2 before 10, 14 before 14a, 14.2 before 14.10."""
    parts: list[tuple[int, int, str]] = []
    number = ""
    for letter in f"{ref.strip().casefold()} ":
        if letter.isdigit():
            number += letter
            continue
        if number:
            parts.append((0, int(number), ""))
            number = ""
        if letter.isalpha():
            parts.append((1, 0, letter))
    return tuple(parts)


def _goes_on(plan: Plan, row: Mapping[Any, Any], standing: Mapping[Any, Any], day: date) -> bool:
    """Achieved but continuing: it stays until the plan ends or somebody closes it in words."""
    template = plan.template
    closed_in_words = is_one_of(row.get(template.status_field), template.closed_words)
    end = plan.period[1]
    return (
        standing["status"] is Status.COMPLETE
        and bool(standing["continues"])
        and not closed_in_words
        and (end is None or day <= end)
    )
