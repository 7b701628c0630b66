"""The numbers of actions: in a column of their own, or at the beginning of an action's text."""

from __future__ import annotations

import re
from collections.abc import Container

from sheetplan.model import Value, is_blank

_NUMBER = re.compile(
    r"\s*(\d{1,4}(?:\.\d{1,3})*[a-z]?)\s*[.):]+(?=\s|\D|$)|\s*(\d{1,4}(?:(?:\.\d{1,3})+[a-z]?|[a-z]))(?=\s|$)"
)
USUAL = re.compile(r"(\d{1,4})[.)] ")
"""How most texts begin that have a number, told at once."""
_MEASURE = re.compile(
    r"\s*(?:half |working |full )?(?:days?|weeks?|months?|years?|hours?|hrs?|minutes?|mins?|times|fte|wte|per ?cent|%"
    r"|million|miles?|km|metres?|staff|people|posts?|places?|sessions?)\b"
)
_DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.\d{2}")
_LIKE_REF = re.compile(r"[A-Za-z]{0,6}[-/.]?\d{1,5}(?:[-/.]\d{1,5})*[A-Za-z]?[.):]*|[A-Za-z]{1,3}\.?")


def own_number(text: Value) -> str | None:
    """The number with which an action's text begins: "14. At the meeting" is 14; "2.5 days" is none."""
    if not isinstance(text, str):
        return None
    usual = USUAL.match(text)
    if usual is not None:
        return usual[1]
    found = _NUMBER.match(text)
    if found is None:
        return None
    closed, bare = found.groups()
    number: str = closed or bare
    # A cell of its own for the number holds no day: "3.1.10" comes after 3.1.9.
    alone = not text[found.end() :].strip()
    if "." in number and not alone and (_DAY.fullmatch(number) or (bare and _MEASURE.match(text, found.end()))):
        return None
    return number


def ref_text(value: Value) -> str | None:
    """A ref cell as text: 1.0, which a spreadsheet made of 1, is "1"; a closing full stop is dropped."""
    if is_blank(value):
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip().rstrip(".):") or None


def is_like_ref(value: Value) -> bool:
    """Whether a cell holds what people number actions with, and no words."""
    if isinstance(value, int | float):
        return True
    return isinstance(value, str) and _LIKE_REF.fullmatch(value.strip()) is not None


def restored(value: Value, above: str | None, used: Container[str]) -> str | None:
    """The ref that a spreadsheet cut short: 1.1 once more, below 1.9, was typed as 1.10; None where nothing was cut.

    Args:
        value: what stands in the ref column.
        above: the ref of the action above.
        used: the refs of all actions above.
    """
    if not isinstance(value, float) or value.is_integer() or above is None or str(value) not in used:
        return None
    whole, point, part = above.rpartition(".")
    if not point or not part.isdigit() or not whole.isdigit():
        return None
    following = f"{whole}.{int(part) + 1}"
    return following if following.endswith("0") and following.rstrip("0") == str(value) else None
