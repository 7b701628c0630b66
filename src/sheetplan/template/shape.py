"""What every part of a template must look like, and what is said where it does not."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

KINDS: Mapping[type, str] = {
    str: "text in quotation marks",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list in square brackets",
    dict: "a table of its own",
}


class AmissError(Exception):
    """What is wrong with a template, in one sentence."""


def shaped(
    table: Any, kinds: Mapping[str, type], where: str, optional: Set[str] = frozenset(), *, parts: bool = False
) -> None:
    """Refuse what means nothing here, is missing or of the wrong kind, so that no slip of the pen is passed over.

    Args:
        table: what the TOML holds there.
        kinds: the words that mean something there, and what each must be.
        where: how the place is called in messages.
        optional: words that may be left out.
        parts: whether the words are parts of the whole file.

    Raises:
        AmissError: the first thing that is wrong.
    """
    if not isinstance(table, dict):
        raise AmissError(f"{where} must be {KINDS[dict]}.")
    unknown = sorted(set(table) - set(kinds))
    if unknown:
        known = ", ".join(sorted(kinds))
        raise AmissError(f'{where} has "{unknown[0]}", which means nothing there. Known: {known}.')
    for key, kind in kinds.items():
        if key not in table and key not in optional:
            raise AmissError(f"[{key}] is missing." if kind is dict and parts else f'{where} lacks "{key}".')
        if key in table and not is_a(table[key], kind):
            raise AmissError(f'{where}: "{key}" must be {KINDS[kind]}.')


def is_a(value: object, kind: type) -> bool:
    """Whether a value is of this kind; a whole number is a number, true is none."""
    if isinstance(value, bool):
        return kind in (bool, object)
    return isinstance(value, int | float if kind is float else kind)


def words(value: Any, where: str) -> tuple[str, ...]:
    """A list of words, as a tuple."""
    if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
        raise AmissError(f"{where} must hold words, each in quotation marks.")
    return tuple(value)


def one_of(value: str, choices: tuple[str, ...], where: str) -> None:
    """Refuse a word that is none of the choices."""
    if value not in choices:
        raise AmissError(f'{where} "{value}" is none of {", ".join(choices)}.')
