"""The merged areas of a sheet, found once however often they are asked for, and looked up by cell."""

from __future__ import annotations

import re
from functools import lru_cache

from sheetplan.workbook import refs, splice

_BLOCK = 64
"""Rows that share one list of areas; a taller area stands in a list of its own kind, so none stands in many."""
_TALL = -1
_REF = re.compile(rb"""ref(?<=\sref)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_USUAL = re.compile(rb"""ref(?<= ref)="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})\"""")
"""From its upper left cell to its lower right one, as every program writes it."""


@lru_cache(maxsize=8)
def areas(elements: tuple[bytes, ...]) -> tuple[refs.Box, ...]:
    """The areas that a sheet's raw mergeCells elements name, in order."""
    found: list[refs.Box] = []
    for element in elements:
        # Each area is one empty element, and there may be 100,000: their attributes are found without the elements.
        content = splice.inner(splice.cleaned(element))[1]
        named = _REF.findall(content)
        usual = _usual(content)
        if len(usual) == len(named):
            found += usual
            continue
        for double, single in named:
            found += refs.boxes(splice.plain_text(double or single))
    return tuple(found)


def _usual(content: bytes) -> list[refs.Box]:
    """The areas of a stretch that are written as usual."""
    corners = _USUAL.findall(content)
    names = {one for left, _, right, _ in corners for one in (left, right)}
    numbers = {one: refs.column_number(one.decode("ascii")) for one in names}
    boxes = [(int(top), numbers[left], int(bottom), numbers[right]) for left, top, right, bottom in corners]
    return [one for one in boxes if one[0] <= one[2] and one[1] <= one[3]]


def at(elements: tuple[bytes, ...], row: int, column: int) -> refs.Box | None:
    """The area that a cell lies in, if any."""
    blocks = _blocks(elements)
    near = (*blocks.get(row // _BLOCK, ()), *blocks.get(_TALL, ()))
    return next((area for area in near if refs.holds(area, row, column)), None)


@lru_cache(maxsize=8)
def _blocks(elements: tuple[bytes, ...]) -> dict[int, list[refs.Box]]:
    """The areas by the blocks of rows that they reach into."""
    found: dict[int, list[refs.Box]] = {}
    for area in areas(elements):
        first, last = area[0] // _BLOCK, area[2] // _BLOCK
        for block in {first, last} if last - first < 2 else {_TALL}:
            found.setdefault(block, []).append(area)
    return found
