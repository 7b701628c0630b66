"""Gives a ref to each action that has none: the one after the highest ever used; gaps are never filled."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sheetplan.model import Plan, records

_FIRST_NUMBER = re.compile(r"\d+")
_LETTERED = re.compile(r"(\d+)([a-z])")
_DOTTED = re.compile(r"(\d+)\.(\d+)")


def given(plan: Plan, ever_used: Collection[str]) -> dict[int, str]:
    """New refs, by position in `actions`, for those that have none.

    Where the actions of a section share a number (1a, 1b or 1.1, 1.2), a new one there carries on with it. An action
    whose row stands one cell too far left has words where its ref belongs: it gets none until the row is put right.

    Args:
        plan: as it was read.
        ever_used: every ref that any version of this plan has had, archived ones included.
    """
    rows = records(plan.actions)
    used = {ref for ref in (*plan.actions["at_ref"], *plan.archived["at_ref"], *ever_used) if ref}
    sections = dict(_sections(rows))
    new: dict[int, str] = {}
    for position, row in enumerate(rows):
        if not row["at_ref"] and not row.get("at_shifted"):
            begun = sections.get(row.get("at_section"))
            ref = _following(begun, used) if begun is not None else None
            new[position] = ref or str(_highest(used) + 1)
            used.add(new[position])
    return new


def _sections(rows: Iterable[Mapping[Any, Any]]) -> Iterator[tuple[object, str]]:
    """Each section whose actions all share a number, with one of their refs."""
    refs: dict[object, list[str]] = {}
    for row in rows:
        if row.get("at_section") and row["at_ref"]:
            refs.setdefault(row["at_section"], []).append(row["at_ref"])
    for section, found in refs.items():
        for form in (_LETTERED, _DOTTED):
            numbers = {match[1] if (match := form.fullmatch(ref)) else None for ref in found}
            if len(numbers) == 1 and None not in numbers:
                yield section, found[0]


def _following(begun: str, used: Iterable[str]) -> str | None:
    """The ref after the highest of those that share the number of this one; None after 1z."""
    if lettered := _LETTERED.fullmatch(begun):
        letters = [found[2] for ref in used if (found := _LETTERED.fullmatch(ref)) and found[1] == lettered[1]]
        return f"{lettered[1]}{chr(ord(max(letters)) + 1)}" if max(letters) < "z" else None
    number = _DOTTED.fullmatch(begun)
    if number is None:
        return None
    parts = [int(found[2]) for ref in used if (found := _DOTTED.fullmatch(ref)) and found[1] == number[1]]
    return f"{number[1]}.{max(parts) + 1}"


def _highest(used: Iterable[str]) -> int:
    return max((int(found.group()) for ref in used if (found := _FIRST_NUMBER.match(ref))), default=0)
