"""The numbers and bullets that Word shows before paragraphs and keeps nowhere in their text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BULLET = "•"
"""What every bullet becomes, whatever its font made of it."""
_LEVELS = 9
_DEEPEST = 20
"""Styles that go back to others do so in fewer steps."""
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_LARGEST_ROMAN = 3999


class _Level(NamedTuple):
    """How one level of a list is numbered."""

    form: str
    text: str
    start: int


class Numbers:
    """Counts the paragraphs of a document in their order, as Word does when it shows it."""

    def __init__(self, numbering: Any | None, styles: Any | None) -> None:
        """Take the roots of the parts with the lists and with the styles, where there are any."""
        self._abstract: dict[str, Any] = {}
        self._lists: dict[str, Any] = {}
        for element in () if numbering is None else numbering:
            if element.tag == f"{W}abstractNum":
                self._abstract[element.get(f"{W}abstractNumId", "")] = element
            elif element.tag == f"{W}num":
                self._lists[element.get(f"{W}numId", "")] = element
        self._styles = {
            element.get(f"{W}styleId", ""): element
            for element in (() if styles is None else styles)
            if element.tag == f"{W}style"
        }
        self._known: dict[str, Mapping[int, _Level]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def style_name(self, paragraph: Any) -> str:
        """What a paragraph's style is called, in English whatever language Word speaks."""
        style = self._styles.get(_value(paragraph, "pPr/pStyle"))
        return "" if style is None else _value(style, "name").casefold()

    def mark(self, paragraph: Any, text: str) -> str:
        """What is shown before a paragraph, with the space after it; the paragraph is counted.

        Args:
            paragraph: its element.
            text: what it says; a bullet before nothing is none.
        """
        number, place = self._numbered(paragraph)
        levels = self._levels(number) if number else {}
        level = levels.get(place)
        if level is None or level.form == "none":
            return ""
        if level.form == "bullet":
            return f"{BULLET} " if text.strip() else ""
        counts = self._count(number, place, level)
        shown = level.text
        for at in range(_LEVELS):
            if f"%{at + 1}" in shown:
                below = levels.get(at, level)
                count = counts[at]
                shown = shown.replace(f"%{at + 1}", _shown(below.start if count is None else count, below.form))
        return f"{shown} " if shown else ""

    def _numbered(self, paragraph: Any) -> tuple[str, int]:
        """The list and the level that a paragraph stands in, by itself or by its style; no list where it is none."""
        found = paragraph.find(f"{W}pPr/{W}numPr")
        name = _value(paragraph, "pPr/pStyle")
        number, level = ("", "") if found is None else (_value(found, "numId"), _value(found, "ilvl"))
        for _ in range(_DEEPEST):
            style = self._styles.get(name)
            if number or style is None:
                break
            number, level = _value(style, "pPr/numPr/numId"), level or _value(style, "pPr/numPr/ilvl")
            name = _value(style, "basedOn")
        return ("" if number == "0" else number), min(max(_whole(level, 0), 0), _LEVELS - 1)

    def _count(self, number: str, place: int, level: _Level) -> list[int | None]:
        """The counters of a list after one more paragraph at a level; those of one abstract list count together."""
        key = _value(self._lists[number], "abstractNumId")
        counts = self._counts.setdefault(key, [None] * _LEVELS)
        anew = self._restarts(number, place) and (number, place) not in self._begun
        self._begun.add((number, place))
        before = counts[place]
        counts[place] = level.start if before is None or anew else before + 1
        counts[place + 1 :] = [None] * (_LEVELS - place - 1)
        return counts

    def _restarts(self, number: str, place: int) -> bool:
        return any(
            _whole(one.get(f"{W}ilvl"), -1) == place and one.find(f"{W}startOverride") is not None
            for one in self._lists[number].findall(f"{W}lvlOverride")
        )

    def _levels(self, number: str) -> Mapping[int, _Level]:
        if number not in self._known:
            self._known[number] = self._read_levels(number, 0)
        return self._known[number]

    def _read_levels(self, number: str, depth: int) -> dict[int, _Level]:
        listed = self._lists.get(number)
        abstract = None if listed is None else self._abstract.get(_value(listed, "abstractNumId"))
        if listed is None or abstract is None or depth > _DEEPEST:
            return {}
        style = self._styles.get(_value(abstract, "numStyleLink"))
        levels = {} if style is None else self._read_levels(_value(style, "pPr/numPr/numId"), depth + 1)
        levels |= {_whole(one.get(f"{W}ilvl"), -1): _level(one) for one in abstract.findall(f"{W}lvl")}
        for one in listed.findall(f"{W}lvlOverride"):
            place = _whole(one.get(f"{W}ilvl"), -1)
            own = one.find(f"{W}lvl")
            if own is not None:
                levels[place] = _level(own)
            if place in levels and one.find(f"{W}startOverride") is not None:
                levels[place] = levels[place]._replace(start=_whole(_value(one, "startOverride"), 1))
        return levels


def _level(element: Any) -> _Level:
    text = _value(element, "lvlText")
    return _Level(_value(element, "numFmt") or "decimal", text[:100], _whole(_value(element, "start"), 1))


def _value(element: Any, path: str) -> str:
    found = element.find("/".join(f"{W}{one}" for one in path.split("/")))
    return "" if found is None else found.get(f"{W}val") or ""


def _whole(text: str | None, otherwise: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return otherwise


def _shown(number: int, form: str) -> str:
    """A number as its list shows it."""
    if form in ("lowerLetter", "upperLetter") and 0 < number < 26 * 100:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 0 < number <= _LARGEST_ROMAN:
        text = ""
        for value, sign in _ROMAN:
            while number >= value:
                text, number = text + sign, number - value
        return text.upper() if form == "upperRoman" else text
    return f"{number:02d}" if form == "decimalZero" else str(number)
