"""Gives a ref to each action that has none: the one after the highest ever used; gaps are never filled."""

from __future__ import annotations

import re
from collections.abc import Collection

from sheetplan.model import Plan

_FIRST_NUMBER = re.compile(r"\d+")


def given(plan: Plan, ever_used: Collection[str]) -> dict[int, str]:
    """New refs, by position in `actions`, for those that have none.

    Args:
        plan: as it was read.
        ever_used: every ref that any version of this plan has had, archived ones included.
    """
    used = [ref for ref in (*plan.actions["at_ref"], *plan.archived["at_ref"], *ever_used) if ref]
    highest = max((int(found.group()) for ref in used if (found := _FIRST_NUMBER.match(ref))), default=0)
    new: dict[int, str] = {}
    for position, ref in enumerate(plan.actions["at_ref"]):
        if not ref:
            highest += 1
            new[position] = str(highest)
    return new
