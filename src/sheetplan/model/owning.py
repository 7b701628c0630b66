"""Who has an action: the people and role codes that one cell names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sheetplan.model.kinds import Template
from sheetplan.model.words import folded, is_blank, shown

_BETWEEN = re.compile(r"[\n;,/&+]|\s+and\s+|\s+with\s+", re.IGNORECASE)
_CODE = re.compile(r"(?<!\w)[A-Z]{2,6}\d?(?!\w)")
"""A role code as it stands in a sentence: in capital letters, so that no word is taken for one."""


def owner_text(row: Mapping[Any, Any], template: Template) -> str:
    """What an action's row says of who is responsible, on one line; empty where it says nothing."""
    cells = (row.get(column.field) for column in template.columns if column.type == "people")
    return ", ".join(" ".join(shown(value).split()) for value in cells if not is_blank(value))


def owners(text: str, key: Mapping[str, str]) -> tuple[str, ...]:
    """Each of the people and role codes that are named, once and in their order.

    Args:
        text: what the cell says: "PM/MQC", "PM to lead, RF to help", "Team lead and Deputy".
        key: the role key. Where codes of the key stand in the text, they alone count.

    Returns:
        Codes as the key writes them, others as the cell does; none where it is blank.
    """
    if is_blank(text):
        return ()
    known = {folded(code): code for code in key}
    parts = [" ".join(part.split()).strip(" .") for part in _BETWEEN.split(text)]
    named = [known.get(folded(part), part) for part in parts if part]
    coded = [known[folded(code)] for code in _CODE.findall(text) if folded(code) in known]
    coded += [name for name in named if name in key]
    in_order = sorted(dict.fromkeys(coded), key=text.find)
    return tuple(in_order or dict.fromkeys(named))
