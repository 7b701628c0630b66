"""Templates: the kinds of plan there are."""

from __future__ import annotations

from sheetplan import template
from sheetplan.model import Template


def templates() -> tuple[Template, ...]:
    """All packaged templates, in alphabetical order."""
    return template.packaged()
