"""What a heading says its column is: a word that is known, or one that resembles it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import NamedTuple

from sheetplan.model import Role, Sure, Vocabulary

_ALIKE = 0.86
"""How alike two headings must be for a slip of the pen."""
_LONGEST = 90
"""A heading longer than this says too much to be told by one word in it."""
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\][]*\]")
_LEAD = re.compile(r"^(?:\(?(?:\d{1,2}|[a-z])[.):]\s+|column\s+[a-z]\s*[:.-]\s*)")
_WORD = re.compile(r"[\w%#']+")
_JOINTS = re.compile(r"\s*/\s*|\s+and\s+|\s+or\s+|\s+&\s+")
_SIGN = re.compile(r"(?<=\w) ?[#№]$")
"""The sign for a number, as in "Task #"."""
_UNSEEN = str.maketrans("", "", "\u00ad\u200b\u200c\u200d\ufeff")
_OF_A_DAY = re.compile(r"^date |\bdate of\b|(?<!/)(?<!\band )(?<!\bor )\bdate$")
DATED = ("due", "completed", "raised", "start", "review", "ended", "updated", "due_revised")
"""Roles of days."""


class Said(NamedTuple):
    """What a heading says."""

    role: Role
    sure: Sure
    rank: float
    """The more, the more telling."""


def plain(text: str) -> str:
    """A heading reduced to what tells it from others."""
    seen = text.translate(_UNSEEN).replace("_", " ").casefold().replace("’", "'").replace("&", "and")
    words = " ".join(seen.replace("(", " ").replace(")", " ").split()).strip(" :*.?!-–")
    return _SIGN.sub(" no", words)


def short(text: str) -> str:
    """A heading without its number and without what it adds in brackets."""
    bare = _BRACKETS.sub(" ", " ".join(text.replace("_", " ").casefold().split()))
    return plain(_LEAD.sub("", " ".join(bare.split())))


@dataclass(frozen=True)
class Teller:
    """Tells roles by headings; the vocabulary is looked up once."""

    vocabulary: Vocabulary

    @cached_property
    def _whole(self) -> Mapping[str, tuple[Role, float]]:
        """Every known heading: its role, and how telling it is among those of that role."""
        found: dict[str, tuple[Role, float]] = {}
        for role in self.vocabulary.roles:
            for place, heading in enumerate(role.headings):
                found.setdefault(plain(heading), (role, 1 - place / 1000))
        return found

    @cached_property
    def _phrases(self) -> tuple[tuple[str, Role], ...]:
        """Words that tell a role inside a longer heading, and known headings of several words."""
        phrases = {_spaced(word): role for role in self.vocabulary.roles for word in role.words}
        for role in self.vocabulary.roles:
            for heading in role.headings:
                if len(heading.split()) > 1:
                    phrases.setdefault(_spaced(heading), role)
        return tuple((text, role) for text, role in phrases.items() if text.strip())

    def tell(self, readings: Iterable[str]) -> Said | None:
        """What a column is called, by any of the readings of its heading; the plainest counts most.

        Args:
            readings: all that the heading may be read as.
        """
        best: Said | None = None
        for tier, reading in enumerate(readings):
            found = self._one(reading)
            if found is not None:
                found = found._replace(rank=found.rank - tier / 10)
                if best is None or found.rank > best.rank:
                    best = found
        return best

    def _one(self, text: str) -> Said | None:
        for form in (plain(text), short(text)):
            if form in self._whole:
                role, rank = self._whole[form]
                return Said(role, "known word", 2 + rank)
        name = plain(text)
        if not name or len(name) > _LONGEST:
            return None
        return self._parts(name) or self._inside(text, name) or self._slip(name)

    def _parts(self, name: str) -> Said | None:
        """Both halves of "Resolution/Action" are known; the role that stands first in the vocabulary counts."""
        parts = [part for part in _JOINTS.split(name) if part]
        known = [self._whole[short(part)] for part in parts if short(part) in self._whole]
        if len(parts) < 2 or len(known) < len(parts):
            return None
        order = [role.name for role in self.vocabulary.roles]
        role, rank = min(known, key=lambda pair: order.index(pair[0].name))
        return Said(role, "resembles", 1.8 + rank / 10)

    def _inside(self, text: str, name: str) -> Said | None:
        for tried, form in ((0.0, short(text) or name), (0.3, name)):
            spaced = _spaced(form)
            hits = [(word, role, at) for word, role in self._phrases if (at := spaced.rfind(word)) >= 0]
            if _OF_A_DAY.search(form):
                # "Mitigation date" is a day, and not what is to be done.
                hits = [hit for hit in hits if hit[1].name in DATED]
            if hits:
                # The longest phrase tells most; then a word that says what of the action it is ("deadline for action");
                # then what stands last, because the others describe it.
                word, role, _ = max(hits, key=lambda hit: (len(hit[0].split()), _narrows(hit), hit[2] + len(hit[0])))
                share = len(word) / len(form)
                return Said(role, "resembles", 1 + share / 2 - tried)
        return None

    def _slip(self, name: str) -> Said | None:
        if len(name) < 5:
            return None
        for known, (role, rank) in self._whole.items():
            near = abs(len(known) - len(name)) < 4 and known[:1] == name[:1]
            if near and SequenceMatcher(None, known, name).ratio() >= _ALIKE:
                return Said(role, "resembles", 1.5 + rank / 10)
        return None


def _narrows(hit: tuple[str, Role, int]) -> bool:
    text, role, _ = hit
    return " " not in text.strip() and role.name != "action"


def _spaced(text: str) -> str:
    """Its words with one space round each, so that a word is found whole."""
    return f" {' '.join(_WORD.findall(plain(text)))} "
