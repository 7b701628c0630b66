"""Where the rows of a sheet stand in its bytes, and one row taken apart into its cells."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from itertools import islice
from operator import lt
from typing import TYPE_CHECKING

from sheetplan.workbook import refs, splice
from sheetplan.workbook.splice import Unsafe

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPEN = rb"(" + splice.ATTRIBUTES + rb")\s*(/?)>"
_ONE_ATTRIBUTE = re.compile(rb"""\s+([^\s=/>]+)\s*=\s*(?:"[^"]*"|'[^']*')""")
_ROW_NUMBER = re.compile(rb"""\s+r\s*=\s*["']([0-9]+)["']""")
_CELL_PLACE = re.compile(rb"""\s+r\s*=\s*["']([A-Za-z]+)[0-9]+["']""")


_DIGITS = 7
"""A row's number has at most so many."""
_MOST_UNUSUAL = 150_000
"""Rows that are looked at one by one because of how they are written."""


class Row:
    """A row taken apart: its attributes, its cells and what follows them."""

    __slots__ = ("attributes", "cells", "rest")

    def __init__(self, attributes: bytes, cells: dict[int, bytes], rest: bytes) -> None:
        """Attributes and rest as raw bytes; cells, raw, by column."""
        self.attributes = attributes
        self.cells = cells
        self.rest = rest

    def render(self, prefix: bytes) -> bytes:
        """The row's XML, its stated span widened to its cells."""
        name = prefix + b"row"
        attributes = self.attributes
        span = splice.attribute(attributes, "spans")
        columns = sorted(self.cells)
        if span and columns:
            ends = [number for part in span.split() for one in part.split(":") if (number := splice.counted(one))]
            if ends and (columns[0] < min(ends) or columns[-1] > max(ends)):
                wide = f"{min(*ends, columns[0])}:{max(*ends, columns[-1])}"
                attributes = splice.with_attributes(attributes, {"spans": wide})
        inside = b"".join(self.cells[column] for column in columns) + self.rest
        if not inside:
            return b"<" + name + attributes + b"/>"
        return b"<" + name + attributes + b">" + inside + b"</" + name + b">"


class RowIndex:
    """The rows of a sheet's bytes, found at once and taken apart one by one.

    Attributes:
        numbers: the rows' numbers, in order.
        starts: where each begins.
        first: where the first row may begin.
        last: where the last row must have ended.
    """

    def __init__(self, content: bytes, masked: bytes, span: tuple[int, int], prefix: bytes, label: str) -> None:
        """Find the rows.

        Args:
            content: the sheet's bytes.
            masked: the same with comments and the like blanked out.
            span: from where to where the rows stand.
            prefix: that of the sheet's element names.
            label: the sheet's name, for what is said.

        Raises:
            Unsafe: where the rows are not in order.
        """
        self._content = content
        self._masked = masked
        self._label = label
        self.first, self.last = span
        name = re.escape(prefix)
        self._tag = re.compile(rb"<" + name + rb"row" + _OPEN)
        self._end = re.compile(rb"</" + name + rb"row\s*>")
        self._cell_tag = re.compile(rb"<" + name + rb"c" + _OPEN)
        self._cell_end = re.compile(rb"</" + name + rb"c\s*>")
        self._usual_cell = re.compile(
            rb'<' + name + rb'c r="([A-Z]+)[0-9]+"' + splice.ATTRIBUTES + rb"(?:/>|>.*?</" + name + rb"c>)", re.DOTALL
        )  # fmt: skip
        self._empty_cell = re.compile(rb"<" + name + rb'c r="([A-Z]+)[0-9]+"' + splice.ATTRIBUTES + rb"/>")
        self._cell_close = b"</" + prefix + b"c>"
        self.starts, self.numbers = self._usual(prefix) or self._any()

    def _usual(self, prefix: bytes) -> tuple[array[int], array[int]] | None:
        """The quick way, for rows that all begin with their number, as most programs write them."""
        sign = b"<" + prefix + b"row"
        pattern = re.compile(re.escape(sign) + rb' r="([0-9]+)"')
        starts, numbers = array("q"), array("q")
        for found in pattern.finditer(self._masked, self.first, self.last):
            if len(found[1]) > _DIGITS:
                return None
            starts.append(found.start())
            numbers.append(int(found[1]))
        if len(starts) != self._masked.count(sign, self.first, self.last):
            return None
        if not all(map(lt, numbers, islice(numbers, 1, None))):
            return None
        return (starts, numbers) if not numbers or 1 <= numbers[0] <= numbers[-1] <= refs.MAX_ROW else None

    def _any(self) -> tuple[array[int], array[int]]:
        """The exact way, for rows without numbers or with their attributes in any order."""
        starts, numbers = array("q"), array("q")
        number = 0
        for found in self._tag.finditer(self._masked, self.first, self.last):
            given = _given(found[1], _ROW_NUMBER)
            here = int(given[1]) if given else number + 1
            if not 1 <= here <= refs.MAX_ROW:
                raise Unsafe(f'"{self._label}" has a row numbered {here}; rows are numbered 1 to {refs.MAX_ROW:,}.')
            if here <= number:
                raise Unsafe(f'"{self._label}" has its rows out of order (row {here} after row {number}).')
            number = here
            starts.append(found.start())
            numbers.append(number)
            if len(numbers) > _MOST_UNUSUAL:
                raise Unsafe(f'"{self._label}" has more than {_MOST_UNUSUAL:,} rows that do not begin with a number.')
        return starts, numbers

    def filled(self, sign: bytes) -> Iterator[int]:
        """The numbers of the rows that hold a sign; of all rows, where most seem to hold it."""
        if self._masked.count(sign, self.first, self.last) >= len(self.numbers):
            yield from self.numbers
            return
        at = self._masked.find(sign, self.first, self.last)
        while at >= 0:
            place = bisect_right(self.starts, at) - 1
            if place >= 0:
                yield self.numbers[place]
            at = self._masked.find(sign, self.limit(max(place, 0)) if place >= 0 else at + 1, self.last)

    def place(self, row: int) -> int | None:
        """Where a row stands among the others; None where it is not there."""
        at = bisect_left(self.numbers, row)
        return at if at < len(self.numbers) and self.numbers[at] == row else None

    def limit(self, place: int) -> int:
        """Where the row after this one begins, or the rows end."""
        return self.starts[place + 1] if place + 1 < len(self.starts) else self.last

    def end(self, place: int) -> int:
        """Where a row ends."""
        opening = self._tag.match(self._masked, self.starts[place])
        if opening is not None and opening[2]:
            return opening.end()
        closing = opening and self._end.search(self._masked, opening.end(), self.limit(place))
        if not closing:
            raise Unsafe(f'"{self._label}" is damaged at its row {self.numbers[place]}.')
        return closing.end()

    def parse(self, place: int) -> Row:
        """A row taken apart; cells without a reference get the next column and a reference."""
        raw = splice.cleaned(self._content[self.starts[place] : self.end(place)])
        opening = self._tag.match(raw)
        if opening is None:
            raise Unsafe(f'"{self._label}" is damaged at its row {self.numbers[place]}.')
        if opening[2]:
            return Row(opening[1], {}, b"")
        inside = raw.rindex(b"</")
        # No cell is looked for behind the last end of one, so a row without ends costs no more than another.
        filled = max(raw.rfind(self._cell_close, opening.end(), inside) + len(self._cell_close), opening.end())
        usual = [
            *self._usual_cell.finditer(raw, opening.end(), filled),
            *self._empty_cell.finditer(raw, filled, inside),
        ]
        if sum(found.end() - found.start() for found in usual) == inside - opening.end():
            cells = {refs.column_number(found[1].decode("ascii")): found.group() for found in usual}
            if len(cells) == len(usual):
                return Row(opening[1], cells, b"")
        return self._parse_any(raw, opening.end(), inside, opening[1], self.numbers[place])

    def _parse_any(self, raw: bytes, at: int, inside: int, attributes: bytes, number: int) -> Row:
        """The exact way, for cells without references, with white space between them or with their own extensions."""
        cells: dict[int, bytes] = {}
        column = 0
        while found := self._cell_tag.search(raw, at, inside):
            at = found.end()
            if not found[2]:
                close = self._cell_end.search(raw, at)
                if close is None:
                    raise Unsafe(f'"{self._label}" is damaged at its row {number}.')
                at = close.end()
            given = _given(found[1], _CELL_PLACE)
            column = refs.column_number(given[1].decode("ascii")) if given else column + 1
            if column in cells:
                raise Unsafe(f'"{self._label}" holds {refs.a1(number, column)} twice.')
            text = raw[found.start() : at]
            cells[column] = text if given else splice.with_tag_attributes(text, {"r": refs.a1(number, column)})
        return Row(attributes, cells, raw[at:inside])


def has_number(attributes: bytes) -> bool:
    """Whether a row's attributes give its number."""
    return _given(attributes, _ROW_NUMBER) is not None


def _given(attributes: bytes, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
    """The attribute `r` among others, if it is there; Unsafe where it is not of this shape."""
    for found in _ONE_ATTRIBUTE.finditer(attributes):
        if found[1] == b"r":
            given = pattern.fullmatch(found.group())
            if given is None:
                raise Unsafe("The workbook is damaged: a row or cell does not say rightly where it stands.")
            return given
    return None
