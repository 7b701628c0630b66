"""Roles in the place of people: what a column of people says of an action to somebody outside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sheetplan.model import Plan, Value, folded, is_blank, records, shown
from sheetplan.share.suspects import Teller

_BETWEEN = re.compile(r"[/,;&+\n|]|\band\b|\bwith\b")
"""What stands between people in one cell."""
_SENTENCE = re.compile(r"\.\s|[;\n]")
"""Where a role key ends that goes on with something else."""
_PARTS = re.compile(r"\s*[,()]\s*|\s+[-–—/]\s+")
"""What stands between a role and whose it is."""
_LETTERS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SHORTEST = 3
"""Letters of a word that is looked for as part of somebody's name."""


class Said(NamedTuple):
    """What a cell of people says to somebody outside."""

    text: str
    """Roles, one after another; empty where nobody is named."""
    named: tuple[str, ...]
    """Names in it that are kept back."""


class People:
    """Who is who in a plan."""

    def __init__(self, plan: Plan, teller: Teller, person: str) -> None:
        """Read the role key.

        Args:
            plan: with its key.
            teller: what tells a name from a role.
            person: what stands in the place of somebody who is known by name alone.
        """
        self._teller = teller
        self._key = plan.people
        self._person = person
        self._roles: dict[str, str] = {}
        self._named: list[str] = []
        self.codes: set[str] = set()
        """Codes that stand for a name."""
        for code, meaning in plan.people.items():
            role, names = self._apart(_SENTENCE.split(meaning.strip(), maxsplit=1)[0], keyed=True)
            self._roles[code] = role
            self._named += names
            if names:
                self.codes.add(code)
        self._known = {folded(role): role for role in self._roles.values() if role != person}

    @property
    def named(self) -> dict[str, str]:
        """Codes of the key that stand for somebody's name, and what it says of them."""
        return {code: meaning for code, meaning in self._key.items() if code in self.codes}

    @property
    def roles(self) -> dict[str, str]:
        """Codes that stand for a role, and for which."""
        return {code: role for code, role in self._roles.items() if role != self._person and code not in self.codes}

    def said(self, value: Value) -> Said:
        """What a cell says, in roles.

        A code of the key stands for its role wherever it stands; of words around it nothing is shown.
        """
        if is_blank(value):
            return Said("", ())
        roles: list[str] = []
        named: list[str] = []
        for part in _BETWEEN.split(shown(value)):
            text = " ".join(part.split()).strip(" .:")
            codes = self._codes_in(text)
            if codes:
                roles += (self._roles[code] for code in codes)
            elif folded(text) in self._known:
                roles.append(self._known[folded(text)])
            elif text:
                role, names = self._apart(text, keyed=False)
                roles.append(role)
                named += names
        return Said("; ".join(dict.fromkeys(roles)), tuple(named))

    def told(self, plan: Plan) -> frozenset[str]:
        """Words by which people are known in the plan, in small letters.

        They come from its key, its columns of people, its Cover, its sign-offs and its records of who did what.
        """
        names = [*self._named, *(name for name in _named(plan, self) if self._teller.is_person(name))]
        found = (word for name in names for word in _LETTERS.findall(name))
        return frozenset(
            word.casefold()
            for word in found
            if len(word) >= _SHORTEST and word[0].isupper() and not self._teller.is_known(word.casefold())
        )

    def _apart(self, said: str, *, keyed: bool) -> tuple[str, list[str]]:
        """What somebody does, and the names that stand beside it."""
        text = " ".join(said.split()).rstrip(".")
        if not text:
            return self._person, []
        parts = [part for part in _PARTS.split(text) if part]
        names = [part for part in parts if self._teller.is_person(part, keyed=keyed)]
        if not names:
            return text, []
        return ", ".join(part for part in parts if part not in names) or self._person, names

    def _codes_in(self, text: str) -> list[str]:
        whole = [code for code in self._roles if folded(code) == folded(text)]
        if whole:
            return whole[:1]
        found = ((one.start(), code) for code in self._roles for one in re.finditer(_alone(code), text))
        return [code for _, code in sorted(found)]


def _alone(code: str) -> str:
    return rf"(?<!\w){re.escape(code)}(?!\w)"


def _named(plan: Plan, people: People) -> Iterator[str]:
    """What stands where people are named."""
    fields = [column.field for column in plan.template.columns if column.type == "people"]
    for frame in (plan.actions, plan.archived):
        for row in records(frame):
            for field in fields:
                yield from people.said(row.get(field)).named
    yield plan.saved_by
    yield from (one.name for one in plan.signatures if isinstance(one.name, str))
    lines = [*plan.history_lines, *(plan.log.rows if plan.log is not None else ())]
    yield from _texts(line.get(field) for line in lines for field in ("by", "supplied_by"))
    shown = ("title", "organisation", *plan.template.publishing.cover)
    yield from _texts(value for field, value in plan.cover.items() if field not in shown)
    for there in plan.tabs.values():
        fields = [column.field for column in there.tab.columns if column.type == "people"]
        for line in there.rows:
            for field in fields:
                yield from people.said(line.get(field)).named


def _texts(values: Iterable[Value]) -> Iterator[str]:
    """Short texts, as a name is one."""
    return (value for value in values if isinstance(value, str) and not is_blank(value) and len(value.split()) <= _LONG)


_LONG = 4
"""Words of a text that can be nothing but somebody's name."""
