"""Whether people have taken an action out of a plan in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sheetplan.model.kinds import Template
from sheetplan.model.words import begins_with_word, is_blank, is_one_of


def is_withdrawn(row: Mapping[Any, Any], template: Template) -> bool:
    """The template's withdrawn words, in its status column or, where nothing stands in one, in its completion cell."""
    if template.status_field and not is_blank(row.get(template.status_field)):
        return is_one_of(row[template.status_field], template.withdrawn_words)
    return any(begins_with_word(row.get(name), template.withdrawn_words) for name in template.complete_when)
