"""By what words people's names are told from other words, as TOML holds them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sheetplan.model import NameWords

_SETS = ("titles", "first_names", "also_names", "surnames", "particles", "roles", "bodies", "known", "initials")


def name_words(data: Mapping[str, Any]) -> NameWords:
    """What the packaged file says: each of its words is in a list, or stands between spaces.

    Args:
        data: its TOML.
    """
    sets = {name: frozenset(_words(data[name])) for name in _SETS}
    return NameWords(**sets, stems=tuple(_words(data["stems"])))


def _words(found: Any) -> list[str]:
    words = found.split() if isinstance(found, str) else found
    return [word.casefold() for word in words]
