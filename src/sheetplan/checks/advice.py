"""Rules that advise: words that say little, actions that are nearly alike, remedies without a cause."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from math import ceil
from typing import Any

from sheetplan.checks.messages import finding
from sheetplan.checks.row import Row
from sheetplan.model import Finding, Plan, Status, a1, is_blank, records

_WORD = re.compile(r"[^\W_]+")
_FIGURE, _FIGURES = re.compile(r"\d"), re.compile(r"\d+")
_AFTER_REF = re.compile(r"[.):](?!\d)|\s+[A-Z]")
_ALIKE = 0.85
"""The share of their words that two actions must have in common."""
_FEWEST = 4
"""Actions of fewer words are never said to be alike."""
_USUAL, _MOST_KEPT = 1_000, 512
"""Characters of a text whose words are kept, and of how many texts: two rules ask for those of one plan."""


def evidence_vague(row: Row) -> Iterator[Finding]:
    """Evidence that names nothing: "see attached", "yes", a tick."""
    field = row.plan.template.evidence_field
    value = row.cells.get(field)
    if isinstance(value, bool) or (isinstance(value, str) and _bare(value) in _advice(row.plan, "vague_evidence")):
        yield row.find("evidence-vague", field, value="yes" if value is True else value)


def vague(row: Row) -> Iterator[Finding]:
    """An aim that does not say what will be done, or by what anybody will know that it is."""
    field = next(iter(row.plan.template.advice.get("aim", ())), None)
    value = row.cells.get(field)
    if not row.is_open or not isinstance(value, str) or is_blank(value):
        return
    text = _without_ref(value, row.cells["at_ref"], own=field == row.plan.template.ref_from)
    verbs = _advice(row.plan, "verbs")
    if text.isascii() and _begins_well(text, verbs) and _FIGURE.search(text):
        return  # so do most, and their other words need not be known
    words = _words(text)
    lacks = []
    if verbs and not _begins(words, verbs):
        lacks.append("what will be done")
    if not _is_measured(row, words):
        lacks.append("how much, or by when")
    if lacks:
        yield row.find("vague", field, lacks=" and ".join(lacks), value=value)


def _is_measured(row: Row, words: Sequence[str]) -> bool:
    text = f" {' '.join(words)} "
    if _FIGURE.search(text) or (not text.isascii() and any(map(str.isdigit, text))):
        return True
    if any(f" {word} " in text for word in _advice(row.plan, "measure_words")):
        return True
    return any(not is_blank(row.cells.get(name)) for name in row.plan.template.advice.get("measure", ()))


def cause_missing(row: Row) -> Iterator[Finding]:
    """A remedy for the present trouble, and not a word of what keeps it from coming back."""
    for field in row.plan.template.advice.get("remedy", ()):
        value = row.cells.get(field)
        if isinstance(value, str) and not is_blank(value):
            text = f" {' '.join(_words(value))}"
            if not any(f" {cause.casefold()}" in text for cause in _advice(row.plan, "cause_words")):
                yield row.find("cause-missing", field)


def lessons_missing(row: Row) -> Iterator[Finding]:
    """A closed action whose lessons nobody has written down."""
    for field in row.plan.template.advice.get("lessons", ()):
        if row.standing["status"] is Status.COMPLETE and field in row.cells and is_blank(row.cells[field]):
            yield row.find("lessons-missing", field)


def duplicate_likely(plan: Plan, _: date) -> Iterator[Finding]:
    """Two actions with nearly the same words and the same figures; said of the later one."""
    template = plan.template
    fields = [name for name in template.advice.get("aim", ()) if name in plan.columns] or [template.ref_from]
    rows = records(plan.actions)
    place = plan.columns[fields[0]]
    texts = [_text(row, fields, template.ref_from) for row in rows]
    # Words are looked at only where two texts have the same figures, for no others can be alike.
    figures = [frozenset(_FIGURES.findall(text)) for text in texts]
    often = Counter(figures)
    worded = [frozenset(_words(text) if often[one] > 1 else ()) for text, one in zip(texts, figures, strict=True)]
    for later, earlier in pairs(worded):
        row, other = rows[later], rows[earlier]
        ref = f"action {other['at_ref']} in " if other["at_ref"] else "the action in "
        named = f"{ref}{a1(other['at_row'], place.column)}"
        yield finding("duplicate-likely", plan, row["at_row"], fields[0], row["at_ref"], other=named)


def pairs(texts: list[frozenset[str]]) -> list[tuple[int, int]]:
    """(later, earlier) of texts that are nearly alike; each later one once.

    Only texts with the same figures that share one of their rarest words can be alike enough, so that few are compared.
    """
    same: dict[frozenset[str], list[int]] = {}
    for i, text in enumerate(texts):
        if len(text) >= _FEWEST:
            figures = [word for word in text if not word.isalpha() and any(map(str.isdigit, word))]
            same.setdefault(frozenset(figures), []).append(i)
    return sorted(pair for places in same.values() if len(places) > 1 for pair in _alike_pairs(texts, places))


def _alike_pairs(texts: list[frozenset[str]], places: list[int]) -> Iterator[tuple[int, int]]:
    often = Counter(word for i in places for word in texts[i])
    by_word: dict[str, list[int]] = {}
    for i in places:
        text = texts[i]
        rarest = sorted(text, key=lambda word: (often[word], word))[: len(text) - ceil(_ALIKE * len(text)) + 1]
        candidates = sorted({other for word in rarest for other in by_word.get(word, ())})
        like = next((other for other in candidates if _alike(text, texts[other])), None)
        if like is not None:
            yield i, like
        else:
            for word in rarest:
                by_word.setdefault(word, []).append(i)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return shared >= _ALIKE * (len(one) + len(other) - shared)


def _text(row: Mapping[Any, Any], fields: list[str], ref_from: str) -> str:
    """What an action says, each field on lines of its own."""
    return "\n".join(
        [
            _without_ref(text, row["at_ref"], own=name == ref_from)
            for name in fields
            if isinstance(text := row[name], str)
        ]
    )


def _without_ref(text: str, ref: str | None, *, own: bool) -> str:
    """The text without the ref before it; where refs have a column, "1. Train" begins with one, "12 of 30" does not."""
    text = text.strip()
    rest = text.removeprefix(ref or "")
    return rest if own or _AFTER_REF.match(rest) else text


def _words(text: str) -> Sequence[str]:
    """Of a usual text they are kept for the next rule that asks for them."""
    return _kept_words(text) if len(text) <= _USUAL else _WORD.findall(text.casefold())


@lru_cache(_MOST_KEPT)
def _kept_words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _begins_well(text: str, beginnings: frozenset[str]) -> bool:
    first = _WORD.search(text)
    return not beginnings or (first is not None and first[0].casefold() in beginnings)


def _begins(words: Sequence[str], beginnings: frozenset[str]) -> bool:
    # A word that is one of them is told at once; most texts begin with one.
    if not beginnings.isdisjoint(words):
        return True
    starts = tuple(beginnings)
    return any(word.startswith(starts) for word in words)


def _bare(value: str) -> str:
    return " ".join(value.split()).casefold().strip(" .!,;:()[]\"'")


def _advice(plan: Plan, name: str) -> frozenset[str]:
    return _folded(tuple(plan.template.advice.get(name, ())))


@lru_cache(1024)
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.casefold() for word in words)


RULES: Mapping[str, Callable[[Row], Iterator[Finding]]] = {
    "evidence-vague": evidence_vague,
    "vague": vague,
    "cause-missing": cause_missing,
    "lessons-missing": lessons_missing,
}
"""Rules that look at one action, by the code of what they find."""

PLAN_RULES: Mapping[str, Callable[[Plan, date], Iterator[Finding]]] = {"duplicate-likely": duplicate_likely}
"""Rules that look at a whole plan."""
