"""A vocabulary: what people call the columns of plans and how they say how an action stands, as TOML holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sheetplan.model import Role, Vocabulary
from sheetplan.template.shape import AmissError, shaped, words

_ROLE = {
    "name": str,
    "about": str,
    "headings": list,
    "words": list,
    "cells": list,
    "stands_in": list,
    "narrative": bool,
}
_STATUS = dict.fromkeys(("closed", "open", "withdrawn"), list)
_NEEDED = ("ref", "action", "owner", "due", "status", "completed")


def vocabulary(data: Mapping[str, Any]) -> Vocabulary:
    """What a file says.

    Args:
        data: its TOML.

    Raises:
        AmissError: the first thing that is wrong.
    """
    shaped(data, {"role": list, "status": dict}, "the file", optional={"role", "status"})
    roles = tuple(_role(one, f"[[role]] {i}") for i, one in enumerate(data.get("role", []), start=1))
    names = [role.name for role in roles]
    if len(set(names)) < len(names):
        raise AmissError("each [[role]] needs a name of its own.")
    lists = data.get("status", {})
    shaped(lists, _STATUS, "[status]", optional=set(_STATUS))
    said = {key: words(lists.get(key, []), f"[status] {key}") for key in _STATUS}
    return Vocabulary(roles, **said)


def together(own: Vocabulary, usual: Vocabulary) -> Vocabulary:
    """Both vocabularies; where both know a word, the first one counts.

    Args:
        own: the one that counts, in another language for instance.
        usual: the one that everybody has.

    Raises:
        AmissError: `own` names a role to stand in for that neither has.
    """
    mine = {role.name: role for role in own.roles}
    known = {heading.casefold() for role in own.roles for heading in (*role.headings, *role.words)}
    merged = [_joined(role, mine.pop(role.name, None), known) for role in usual.roles]
    roles = (*merged, *mine.values())
    names = {role.name for role in roles}
    for role in roles:
        for name in role.stands_in:
            if name not in names:
                raise AmissError(f'[[role]] {role.name} stands in for "{name}", which there is not.')
    counted = {word.casefold() for word in (*own.closed, *own.open, *own.withdrawn)}
    return Vocabulary(
        roles,
        closed=(*own.closed, *_without(usual.closed, counted)),
        open=(*own.open, *_without(usual.open, counted)),
        withdrawn=(*own.withdrawn, *_without(usual.withdrawn, counted)),
    )


def whole(one: Vocabulary) -> Vocabulary:
    """The same vocabulary, if a plan can be told by it.

    Raises:
        AmissError: a role or a word that everything needs is missing.
    """
    lacking = [name for name in _NEEDED if name not in {role.name for role in one.roles}]
    if lacking:
        raise AmissError(f"[[role]] {lacking[0]} is missing.")
    if not (one.closed and one.withdrawn):
        raise AmissError("[status] needs closed and withdrawn words.")
    return one


def _joined(usual: Role, own: Role | None, known: set[str]) -> Role:
    theirs = replace(usual, headings=_without(usual.headings, known), words=_without(usual.words, known))
    if own is None:
        return theirs
    return replace(
        own,
        about=own.about or usual.about,
        headings=(*own.headings, *theirs.headings),
        words=(*own.words, *theirs.words),
        cells=(*own.cells, *usual.cells),
        stands_in=own.stands_in or usual.stands_in,
        narrative=own.narrative or usual.narrative,
    )


def _without(words_: tuple[str, ...], known: set[str]) -> tuple[str, ...]:
    return tuple(word for word in words_ if word.casefold() not in known)


def _role(table: Any, where: str) -> Role:
    shaped(table, _ROLE, where, optional=set(_ROLE) - {"name"})
    where = f"[[role]] {table['name']}"
    return Role(
        name=table["name"],
        about=table.get("about", ""),
        headings=words(table.get("headings", []), f"{where} headings"),
        words=words(table.get("words", []), f"{where} words"),
        cells=words(table.get("cells", []), f"{where} cells"),
        stands_in=words(table.get("stands_in", []), f"{where} stands_in"),
        narrative=table.get("narrative", False),
    )
