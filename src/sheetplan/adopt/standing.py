"""How the words of a status column are counted: closed, open or withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from sheetplan.adopt.cells import Cells
from sheetplan.model import Counted, StatusWord, Sure, Vocabulary

MOST_WORDS = 25
"""A column with more different words than this is prose."""
_LONGEST = 60
_SLIP, _ALIKE = 8, 0.9
"""A word longer than this may have a slip of the pen in it, and is still known if it is so much alike."""
YES_OR_NO = 3
"""No longer than this are words that answer any question."""
_EDGES = re.compile(r"^[^\w#%?✓✔☑✅]+|[^\w%?✓✔☑✅]+$")


class Reckoner:
    """Knows the words of a vocabulary, the longest first, so that "not done" is found before "done"."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Look the words up once."""
        pairs: list[tuple[str, Counted]] = []
        for words, counted in _lists(vocabulary):
            pairs += [(_bare(word), counted) for word in words]
        self._known = dict(reversed(pairs))
        self._by_length = sorted(self._known, key=len, reverse=True)

    def counted(self, text: str) -> tuple[Counted, Sure]:
        """How a word is counted, and how sure that is; a word that is not known is open."""
        bare = _bare(text)
        if bare in self._known:
            return self._known[bare], "known word"
        for known in self._by_length:
            if (
                (len(known) > 1 or not known.isalnum())
                and bare.startswith(known)
                and not bare[len(known) : len(known) + 1].isalnum()
            ):
                return self._known[known], "resembles"
            if len(known) > _SLIP and SequenceMatcher(None, bare[: len(known)], known).ratio() >= _ALIKE:
                return self._known[known], "resembles"
        return "open", ""

    def words(self, cells: Cells) -> tuple[StatusWord, ...]:
        """The words in use, the most frequent first."""
        found: dict[str, StatusWord] = {}
        for text, times in cells.words().most_common():
            same = found.get(text.casefold())
            if same is not None:
                found[text.casefold()] = StatusWord(same.word, same.times + times, same.counted, same.sure)
                continue
            found[text.casefold()] = StatusWord(text, times, *self.counted(text))
        return tuple(found.values())

    def share(self, cells: Cells) -> float:
        """Which share of the filled cells the vocabulary has a word for."""
        if not cells.rows:
            return 0.0
        return sum(times for text, times in cells.words().items() if self.counted(text)[1]) / cells.filled

    def is_of_statuses(self, cells: Cells) -> bool:
        """Whether words alone show that a column says how actions stand: more than yes and no, and few of them."""
        words = cells.words()
        if len(words) * 2 > cells.filled or is_prose(cells):
            return False
        known = {self.counted(text) for text in words if len(text) > YES_OR_NO}
        return ("closed", "known word") in known and self.share(cells) >= 0.8


def is_prose(cells: Cells) -> bool:
    """Whether a column holds sentences, and no words for how an action stands."""
    if not cells.texts:
        return False
    return cells.length > _LONGEST or (len(cells.words()) > MOST_WORDS and len(cells.words()) * 3 > cells.filled)


def _lists(vocabulary: Vocabulary) -> Iterable[tuple[tuple[str, ...], Counted]]:
    yield vocabulary.withdrawn, "withdrawn"
    yield vocabulary.open, "open"
    yield vocabulary.closed, "closed"


def _bare(text: str) -> str:
    plain = " ".join(text.replace("’", "'").replace("–", "-").replace("—", "-").casefold().split())
    stripped = _EDGES.sub("", plain)
    return stripped or plain
