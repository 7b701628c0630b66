"""Words that look like names or personal data: which of them somebody has decided about, and what comes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from sheetplan.model import Decision, NameWords, PublicCell, PublicCopy, Status, Wording
from sheetplan.share.suspects import Found, Teller

_AROUND = 45
"""So many characters before and after a wording are shown with it."""
_LETTERS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SHORTEST = 3


class _Text(NamedTuple):
    place: str
    text: str


def wordings(copy: PublicCopy, decisions: Iterable[Decision], words: NameWords) -> tuple[Wording, ...]:
    """What somebody has to decide before a copy is published.

    Args:
        copy: as it would be painted.
        decisions: those that there are.
        words: of which names are made, and of which they are not.

    Returns:
        Each distinct wording about which nothing is decided, in the order in which they stand in the plan.
    """
    rules = _Rules(decisions)
    texts = [_Text(cell.place, done) for cell in _texts(copy) if (done := rules.applied(str(cell.value))) is not None]
    teller = Teller(words, copy.ordinary, copy.told, copy.codes)
    sure = {
        word
        for one in texts
        for found in teller.find(one.text)
        if found.sure
        for word in _parts(one.text, found, teller)
    }
    teller = Teller(words, copy.ordinary - sure, {*copy.told, *sure}, copy.codes)
    listed: dict[str, tuple[str, Found, list[_Text]]] = {}
    for one in texts:
        for found in teller.find(one.text):
            wording = " ".join(one.text[found.start : found.end].split())
            if not rules.knows(wording):
                listed.setdefault(key(wording), (wording, found, []))[2].append(one)
    made = [
        Wording(text, found.why, tuple(sorted({one.place for one in at}, key=_order)), _around(at[0].text, found))
        for text, found, at in listed.values()
    ]
    return tuple(sorted(made, key=lambda one: _order(one.places[0])))


def carried_out(copy: PublicCopy, decisions: Iterable[Decision], kept_back: str) -> PublicCopy:
    """The copy with all decisions carried out.

    Args:
        copy: as it would be painted without them.
        decisions: what was decided.
        kept_back: what stands in the place of a cell that is left out.
    """
    rules = _Rules(decisions)

    def done(cell: PublicCell) -> PublicCell:
        if not _is_theirs(cell):
            return cell
        text = rules.applied(str(cell.value))
        return cell._replace(value=kept_back if text is None else text)

    sheets = tuple(replace(sheet, rows=tuple(tuple(map(done, row)) for row in sheet.rows)) for sheet in copy.sheets)
    return replace(copy, title=done(copy.title), sheets=sheets)


def key(wording: str) -> str:
    """What a wording is known by: its words, whatever their case."""
    return " ".join(wording.split()).casefold()


class _Rules:
    """Decisions by the words that they are about; of two words of which one is in the other, the longer counts."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._known = {key(one.wording): one for one in reversed(list(decisions)) if one.choice and one.wording.split()}
        found = sorted(self._known, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_as_pattern, found)), re.IGNORECASE) if found else None

    def applied(self, text: str) -> str | None:
        """A text as it is published; None where its cell is left out."""
        if self._pattern is None:
            return text
        out = False

        def put(found: re.Match[str]) -> str:
            nonlocal out
            decision = self._known.get(key(found.group()))
            if decision is None or decision.choice == "publish":
                return found.group()
            out = out or decision.choice == "leave_out"
            return decision.replacement

        changed = self._pattern.sub(put, text)
        return None if out else changed

    def knows(self, wording: str) -> bool:
        """Whether it was decided that a wording is published, or it came with somebody's own words."""
        mine = key(wording)
        decision = self._known.get(mine)
        if decision is not None and decision.choice == "publish":
            return True
        return any(one.choice == "replace" and mine in key(one.replacement) for one in self._known.values())


def _order(place: str) -> tuple[str, int, int, str]:
    """What a cell's name is sorted by: its sheet, its row, its column."""
    sheet, _, cell = place.rpartition("!")
    column = cell.rstrip("0123456789")
    row = cell[len(column) :]
    return sheet, int(row) if row else 0, len(column), column


def _as_pattern(wording: str) -> str:
    words = r"\s+".join(map(re.escape, wording.split()))
    return rf"(?<!\w){words}(?!\w)"


def _texts(copy: PublicCopy) -> Iterator[PublicCell]:
    """What people wrote, each cell once."""
    cells = (copy.title, *(cell for sheet in copy.sheets for row in sheet.rows for cell in row))
    yield from dict.fromkeys(cell for cell in cells if _is_theirs(cell))


def _is_theirs(cell: PublicCell) -> bool:
    return bool(cell.place) and isinstance(cell.value, str) and not isinstance(cell.value, Status)


def _parts(text: str, found: Found, teller: Teller) -> list[str]:
    """The words of a name by which somebody may be called elsewhere."""
    words = [word.casefold() for word in _LETTERS.findall(text[found.start : found.end])]
    return [word for word in words if len(word) >= _SHORTEST and not teller.is_known(word)]


def _around(text: str, found: Found) -> str:
    """A wording among the words around it, on one line."""
    start, end = max(0, found.start - _AROUND), min(len(text), found.end + _AROUND)
    if start:
        start = (text.find(" ", start, found.start) + 1) or found.start
    if end < len(text):
        end = max(text.rfind(" ", found.end, end), found.end)
    inside = " ".join(text[start:end].split())
    return f"{'… ' if start else ''}{inside}{' …' if end < len(text) else ''}"
