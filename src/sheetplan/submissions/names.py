"""Names as people write them: which organisation is meant, and which file is a copy of which."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import chain, islice

from sheetplan.model import SubmissionWords

_DROPPED = re.compile(r"['’‘`.]")
_BETWEEN = re.compile(r"[^\w]+|_+")
_INSIDE_A_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")
_COUNTED = re.compile(r"\s*\(\d+\)$")
_NEARLY = 0.84
"""How much of two names must be the same for one to look like a slip of the other."""
_LOOKED_AT = 100
"""So many known names at most are compared with one that is not known."""


class Names:
    """Compares names without letter case, punctuation and words that do not count."""

    def __init__(self, words: SubmissionWords) -> None:
        """Take the words of names that do not count, and those that say that a file is a copy."""
        self._left_out = frozenset(words.left_out)
        self._keys: dict[str, str] = {}
        copies = "|".join(map(re.escape, words.copies))
        self._copy = re.compile(rf"[\s_.-]+(?:{copies})(?:[\s_-]*(?:\d{{4}}-\d\d-\d\d|\d+))?$")
        self._copy_of = re.compile(rf"^(?:{copies}) of\s+")

    def key(self, name: str) -> str:
        """What of a name counts; two names with the same are one organisation's."""
        if name not in self._keys:
            letters = unicodedata.normalize("NFKD", name.casefold())
            bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
            found = _BETWEEN.sub(" ", _DROPPED.sub("", bare).replace("&", " and ")).split()
            self._keys[name] = " ".join([word for word in found if word not in self._left_out] or found)
        return self._keys[name]

    def stem(self, stem: str) -> str:
        """A file's name without its ending, and without what says that it is a copy: "(1)", "-checked 2026-11-30"."""
        text = self._copy_of.sub("", " ".join(stem.casefold().split()))
        while text != (shorter := self._copy.sub("", _COUNTED.sub("", text)).strip()):
            text = shorter
        return _BETWEEN.sub(" ", text).strip() or text


class Known:
    """Names that are known, to be found again in what people wrote; quick however many there are."""

    def __init__(self, known: Iterable[str], names: Names) -> None:
        """Take the names; of two that are the same the first counts."""
        self._names = names
        self._by_key: dict[str, str] = {}
        self._together: dict[str, str] = {}
        self._like: defaultdict[str, list[str]] = defaultdict(list)
        for name in known:
            key = names.key(name)
            if key and key not in self._by_key:
                self._by_key[key] = name
                self._together.setdefault(key.replace(" ", ""), key)
                for mark in _marks(key):
                    self._like[mark].append(key)

    def nearly(self, name: str) -> str | None:
        """The name that this one is likely a slip of, or a shorter or longer form of; None where there is none."""
        mine = self._names.key(name)
        best: tuple[float, str] | None = None
        # What few names have in common says most, so that many names with "Trust" in them are not all looked at.
        alike = sorted((self._like[mark] for mark in sorted(_marks(mine)) if mark in self._like), key=len)
        for theirs in dict.fromkeys(islice(chain.from_iterable(alike), _LOOKED_AT)):
            share = SequenceMatcher(None, mine, theirs).ratio()
            part = set(mine.split()) <= set(theirs.split()) or set(theirs.split()) <= set(mine.split())
            if (share >= _NEARLY or part) and (best is None or share > best[0]):
                best = (share, theirs)
        return None if best is None else self._by_key[best[1]]

    def in_file_name(self, stem: str) -> tuple[str, ...]:
        """The names that stand in a file's name as whole words, without those that are part of a longer one."""
        found: dict[str, None] = {}
        for text in (self._names.key(stem), self._names.key(_INSIDE_A_WORD.sub(" ", stem))):
            words = text.split()
            for first in range(len(words)):
                for end in range(first + 1, len(words) + 1):
                    run = " ".join(words[first:end])
                    if run in self._by_key:
                        found[run] = None
            found |= {self._together[word]: None for word in words if word in self._together}
        longest = [key for key in found if not any(key != other and f" {key} " in f" {other} " for other in found)]
        return tuple(self._by_key[key] for key in longest)


def _marks(key: str) -> set[str]:
    """What two names have in common that may be the same but for a slip: a word, or how they begin."""
    return {*key.split(), key[:2]}
