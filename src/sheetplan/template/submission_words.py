"""What people call the columns of registers and of lists of waivers, as TOML holds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sheetplan.model import SubmissionWords
from sheetplan.template.shape import words

_LISTS = ("consequence", "organisation", "left_out", "copies")
_TABLES = ("register", "waivers")


def submission_words(data: Mapping[str, Any]) -> SubmissionWords:
    """What the packaged file says.

    Args:
        data: its TOML.

    Raises:
        AmissError: something of it is no list of words.
    """
    lists = {name: words(data[name], name) for name in _LISTS}
    register, waivers = (
        {field: words(one, f"[{name}] {field}") for field, one in data[name].items()} for name in _TABLES
    )
    return SubmissionWords(register=register, waivers=waivers, **lists)
