"""What of a plan is shared: which actions an extract holds, and what a copy for people outside says."""

from __future__ import annotations

from sheetplan.share.conditions import (
    LONGEST,
    STANDING,
    Condition,
    condition,
    conditions_from,
    conditions_text,
    going,
    heading,
    held,
    matching,
    nobody,
    owner,
)
from sheetplan.share.decided import carried_out, wordings
from sheetplan.share.public import draft

__all__ = [
    "LONGEST",
    "STANDING",
    "Condition",
    "carried_out",
    "condition",
    "conditions_from",
    "conditions_text",
    "draft",
    "going",
    "heading",
    "held",
    "matching",
    "nobody",
    "owner",
    "wordings",
]
