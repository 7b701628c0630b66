"""Words in a text that look like people's names or personal data, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from sheetplan.model import NameWords

EMAIL, PHONE, POSTCODE = "an e-mail address", "a telephone number", "a postcode"
NHS, INSURANCE, BORN, AGE = "an NHS number", "a National Insurance number", "when somebody was born", "somebody's age"
TITLED, FIRST, INITIALS = "a title before a name", "a first name", "initials"
CAPITALS = "words with capitals that neither the template nor the role key knows"
TOLD = "known from the plan as somebody's name"

_WORD = re.compile(r"[^\W\d_]+(?:['’‘-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s$")
_EMAIL = re.compile(r"[\w.+'%-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
_PHONE = re.compile(
    r"(?<![\w/.-])(?:\+\d{1,3}[\s.-]?(?:\(0\)\s?)?|\(?0)\d(?:\)?[\s.-]?\(?\d){7,10}(?![\w/])|(?<![\w.-])7\d{9}(?!\w)"
)
_POSTCODE = re.compile(r"\b(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2})\b")
_TEN_DIGITS = re.compile(r"(?<![\w-])\d{3}[\s-]?\d{3}[\s-]?\d{4}(?![\w-])")
_INSURANCE = re.compile(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b", re.IGNORECASE)
_DAY = r"\d{1,4}(?:[\s./-]+(?:\d{1,2}|[A-Za-z]{3,9}))?(?:[\s./-]+\d{2,4})?"
_BORN = re.compile(
    rf"\b(?:date of birth|d\.?\s?o\.?\s?b\b\.?|born)(?:\s+(?:on|in|is|was|the))*\W{{0,3}}{_DAY}", re.IGNORECASE
)
_AGE = re.compile(
    r"\b(?:aged?\s+\d{1,3}(?!\d|\s*(?:[-–/+]|to\b|and\b|or\b))"
    r"|(?<!over )(?<!under )(?<!than )(?<!least )\b\d{1,3}[- ]years?[- ]old)\b",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?<![\w.])(?:[A-Z]\.\s?){2,3}(?!\w)")
_ENDS_SENTENCE = re.compile(
    r"(?:^|[.!?:;\n•·●▪‣*\"“(\[|])[\s>–—-]*$|(?:^|\s)(?:\d{1,3}|[A-Za-z]{1,2})[.)]\s*$|\n\s*[-–—]\s*$"
)
_BETWEEN = re.compile(r"[ \t\u00a0]{1,2}|\.[ \t\u00a0]?")
_LONGEST_CODE = 4
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 10)
_PATTERNS = ((_EMAIL, EMAIL), (_POSTCODE, POSTCODE), (_INSURANCE, INSURANCE), (_BORN, BORN), (_AGE, AGE))


class Found(NamedTuple):
    """Words that look like a name or personal data."""

    start: int
    end: int
    why: str
    sure: bool = False
    """True where they are a name for certain, so that each of them counts elsewhere too."""


class _Word(NamedTuple):
    text: str
    plain: str
    """In small letters, without an s at its end that only says whose."""
    start: int
    end: int
    capital: bool
    """Whether it begins with a capital and goes on without."""
    shouted: bool
    """Whether it is in capitals altogether."""
    begins: bool
    """Whether a sentence begins with it."""
    comma: bool
    """Whether a comma stands between it and the word before."""
    after: bool
    """Whether nothing but a space or a point stands between it and the word before."""


class Teller:
    """Tells such words by what names are made of, and by what is known of the plan."""

    def __init__(
        self, words: NameWords, ordinary: frozenset[str], told: Iterable[str] = (), codes: Iterable[str] = ()
    ) -> None:
        """Keep what it goes by.

        Args:
            words: of which names are made, and of which they are not.
            ordinary: further words that are no names, in small letters.
            told: words that are names in this plan, in small letters.
            codes: codes that stand for somebody, as they are written.
        """
        self._words = words
        self._family = words.surnames | words.also_names
        self._common = words.bodies | words.known | words.roles
        self._ordinary = ordinary
        self._told = frozenset(told)
        self._codes = frozenset(codes)

    def find(self, text: str) -> list[Found]:
        """All of them, in their order; of two that overlap the one that begins first, or is longer."""
        found = [*_patterns(text), *self._initials(text), *self._codes_in(text), *self._names(_words(text))]
        kept: list[Found] = []
        for one in sorted(found, key=lambda one: (one.start, -one.end)):
            if not kept or one.start >= kept[-1].end:
                kept.append(one)
        return kept

    def _initials(self, text: str) -> Iterator[Found]:
        for one in _INITIALS.finditer(text):
            if one.group().replace(" ", "").casefold() not in self._words.initials:
                yield Found(one.start(), one.start() + len(one.group().rstrip()), INITIALS)

    def _codes_in(self, text: str) -> Iterator[Found]:
        for code in self._codes:
            for one in re.finditer(rf"(?<!\w){re.escape(code)}(?!\w)", text):
                yield Found(one.start(), one.end(), TOLD)

    def is_person(self, text: str, *, keyed: bool = False) -> bool:
        """Whether a short text, as it stands in a column of people, names somebody instead of saying what they do.

        Args:
            text: the text.
            keyed: whether it stands in a role key: there a single word that is not known is part of a role.
        """
        words = _words(text)
        if self.find(text):
            return True
        unknown = [word for word in words if not self._is_known(word)]
        if any(word.plain in self._words.roles for word in words):
            return not keyed and any(word.capital for word in unknown)
        if any(word.plain in self._words.also_names and word.plain not in self._ordinary for word in words):
            return True
        unknown += filter(self._may_be_code, words)
        return any(word.capital or word.shouted for word in unknown) or not words

    def _may_be_code(self, word: _Word) -> bool:
        """Whether it is as short as somebody's initials, and nothing that all know: a template's prompts name codes."""
        return word.shouted and len(word.text) <= _LONGEST_CODE and word.plain not in self._common

    def is_known(self, word: str) -> bool:
        """Whether a single word, in small letters, is known to be no name."""
        return word in self._ordinary or word in self._common or word.startswith(self._words.stems)

    def is_first_name(self, word: str) -> bool:
        """Whether a word, in small letters, is a name and nothing else."""
        return word in self._words.first_names

    def _is_known(self, word: _Word) -> bool:
        parts = re.split(r"[-'’‘]", word.plain)
        return self.is_known(word.plain) or (len(parts) > 1 and all(map(self.is_known, filter(None, parts))))

    def _names(self, words: Sequence[_Word]) -> Iterator[Found]:
        at = 0
        while at < len(words):
            end, why, sure = self._name_from(words, at)
            if why:
                first = at - 1 if why == FIRST and self._is_surname_before(words, at) else at
                yield Found(words[first].start, words[end - 1].end, why, sure)
            at = max(end, at + 1)

    def _name_from(self, words: Sequence[_Word], at: int) -> tuple[int, str, bool]:
        """Where a name ends that begins with this word, and by what it is told; no words where none does."""
        word = words[at]
        following = words[at + 1] if at + 1 < len(words) and words[at + 1].after else None
        surname = following is not None and self._may_be_surname(following)
        initial = following is not None and len(following.text) == 1 and following.text.isupper()
        if word.plain in self._words.titles and word.capital and (surname or initial):
            return self._to_its_end(words, at + 1), TITLED, True
        if self.is_first_name(word.plain) and not (at and words[at - 1].plain in ("st", "saint") and word.after):
            return self._to_its_end(words, at), FIRST, word.capital or word.shouted
        if word.plain in self._words.also_names and word.capital and surname:
            return self._to_its_end(words, at), FIRST, True
        if self._is_initial(words, at) and surname:
            return self._to_its_end(words, at), INITIALS, True
        if word.plain in self._told and (word.capital or word.shouted):
            return self._to_its_end(words, at), TOLD, False
        end = self._run(words, at)
        return (end, CAPITALS, False) if end - at > 1 else (end, "", False)

    def _is_surname_before(self, words: Sequence[_Word], at: int) -> bool:
        """Whether the word before is a surname with a comma behind it."""
        before = words[at - 1] if at else None
        return before is not None and words[at].comma and before.capital and not self._is_known(before)

    def _run(self, words: Sequence[_Word], at: int) -> int:
        """Where words with capitals end that nobody knows; a name that is told otherwise begins anew."""
        end = at
        while end < len(words) and (end == at or words[end].after):
            word = words[end]
            if not word.capital or self._is_known(word) or (end > at and self._begins_otherwise(words, end)):
                break
            end += 1
        return end

    def _begins_otherwise(self, words: Sequence[_Word], at: int) -> bool:
        word = words[at]
        return word.begins or word.plain in self._words.titles or self.is_first_name(word.plain)

    def _to_its_end(self, words: Sequence[_Word], at: int) -> int:
        """The words that go on with a name: with capitals and not known, initials, and what may stand between them."""
        end = at + 1
        small = words[at].text.islower()
        while end < len(words) and words[end].after and not (words[end].begins and len(words[end - 1].text) > 1):
            word = words[end]
            particle = word.plain in self._words.particles and self._goes_on(words, end)
            initial = len(word.text) == 1 and word.text.isupper() and end + 1 < len(words) and words[end + 1].capital
            is_word = word.plain in self._family and end == at + 1
            surname = (word.capital or word.shouted) and (is_word or not self._is_known(word))
            careless = small and word.text.islower() and not self._is_known(word)
            if not (particle or initial or surname or careless):
                break
            end += 1
        return end

    def _goes_on(self, words: Sequence[_Word], at: int) -> bool:
        """Whether a word with a capital comes after what can stand inside a name."""
        following = next((word for word in words[at:] if word.plain not in self._words.particles), None)
        return following is not None and following.capital

    def _may_be_surname(self, word: _Word) -> bool:
        return (word.capital or self.is_first_name(word.plain)) and not self._is_known(word)

    def _is_initial(self, words: Sequence[_Word], at: int) -> bool:
        """Whether a single letter is somebody's and not that of a list, a group or the article."""
        word = words[at]
        if len(word.text) != 1 or not word.text.isupper() or at + 1 >= len(words):
            return False
        pointed = words[at + 1].start - word.end > 1
        before = words[at - 1] if at and word.after else None
        return pointed or (word.text not in "AI" and not (before and (before.capital or before.shouted)))


@lru_cache(4096)
def _words(text: str) -> tuple[_Word, ...]:
    found: list[_Word] = []
    before = 0
    for one in _WORD.finditer(text):
        word, start = one.group(), one.start()
        bare = _POSSESSIVE.sub("", word)
        after = bool(found) and _BETWEEN.fullmatch(text, before, start) is not None
        if after and text[before] == "." and len(found[-1].text) > 1 and found[-1].plain not in _POINTED:
            after = False
        found.append(
            _Word(
                text=word,
                plain=bare.casefold(),
                start=start,
                end=one.end(),
                capital=word[0].isupper() and any(letter.islower() for letter in bare[1:]),
                shouted=len(bare) > 1 and bare.isupper(),
                begins=_ENDS_SENTENCE.search(text, max(0, start - 8), start) is not None,
                comma=bool(found) and text[before:start] == ", ",
                after=after,
            )
        )
        before = one.end()
    return tuple(found)


_POINTED = ("mr", "mrs", "ms", "dr", "prof", "rev", "cllr", "st", "hon", "capt", "sgt", "fr")
"""Short forms that may have a point behind them within a name."""


def _patterns(text: str) -> Iterator[Found]:
    for pattern, why in _PATTERNS:
        for one in pattern.finditer(text):
            yield Found(one.start(), one.end(), why)
    for one in _TEN_DIGITS.finditer(text):
        if is_nhs_number(one.group()):
            yield Found(one.start(), one.end(), NHS)
    for one in _PHONE.finditer(text):
        yield Found(one.start(), one.end(), PHONE)


def is_nhs_number(text: str) -> bool:
    """Whether ten digits are an NHS number: the last of them proves the others."""
    digits = [int(sign) for sign in text if sign.isdecimal()]
    if len(digits) != len(_WEIGHTS) + 1 or len(set(digits)) == 1:
        return False
    rest = 11 - sum(digit * weight for digit, weight in zip(digits, reversed(_WEIGHTS), strict=False)) % 11
    return rest != 10 and rest % 11 == digits[-1]
