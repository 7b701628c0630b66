"""Counts many figures in one go over the rows of All actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sheetplan.model import Figure, Test, months

_Way = tuple[str, tuple[Test, ...]]
"""The name of a figure, and what is still to be tested of one of its ways."""
_AT = {field: at for at, field in enumerate(months.FIELDS)}


class Counting:
    """Says of a row which figures count it, without trying each figure on it.

    Nearly every way asks for a word in a field: the ways are kept by the last of these, which tells most, so that a row
    is held only against those that its own words lead to. With 60,000 rows that saves seconds.
    """

    def __init__(self, figures: Iterable[Figure]) -> None:
        """Takes the figures, whose names must differ."""
        self._by_word: dict[int, dict[str | int | date, list[_Way]]] = {}
        self._others: list[_Way] = []
        for figure in figures:
            for way in figure.ways:
                self._add(figure.name, way)

    def _add(self, name: str, way: tuple[Test, ...]) -> None:
        at = max((at for at, (_, how, _wanted) in enumerate(way) if how == "="), default=None)
        if at is None:
            self._others.append((name, way))
            return
        field, _, word = way[at]
        self._by_word.setdefault(_AT[field], {}).setdefault(word, []).append((name, (*way[:at], *way[at + 1 :])))

    def of(self, row: Sequence[Any]) -> Iterator[str]:
        """The names of the figures that count a row."""
        for at, by_word in self._by_word.items():
            for name, rest in by_word.get(row[at], ()):
                if not rest or months.meets(row, rest):
                    yield name
        for name, rest in self._others:
            if months.meets(row, rest):
                yield name
