"""The tab of milestones, line by line."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sheetplan.model.plans import Plan
from sheetplan.model.words import Value, folded

Key = tuple[str, str]
"""An action's ref and a milestone's words."""


NO_LONGER = "No longer in the plan"
"""How a milestone stands that people have entered something for, and that no cell of the plan names any more."""


def milestone_lines(plan: Plan) -> dict[Key, Mapping[str, Value]]:
    """The lines of the tab of milestones, by ref and words; none where there is no such tab."""
    read = plan.tabs.get(plan.template.milestones.tab) if plan.template.milestones else None
    return {} if read is None else {_key(row.get("ref"), row.get("milestone")): row for row in read.rows}


def milestone_key(entered: Collection[Key], ref: str | None, text: str) -> Key:
    """How a milestone is known on its tab: by its action's ref and its words, spaces and case aside.

    Args:
        entered: the tab's lines. One without a ref is of an action that had none when it was written.
        ref: the action's ref.
        text: the milestone's words.
    """
    own, bare = _key(ref, text), _key(None, text)
    return bare if own not in entered and bare in entered else own


def _key(ref: Value, text: Value) -> Key:
    return folded(ref), folded(text)
