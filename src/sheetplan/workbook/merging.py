"""The merged areas of a sheet, found once however often they are asked for, and looked up by cell."""

from __future__ import annotations

from functools import lru_cache

from sheetplan.workbook import refs, splice

_BLOCK = 64
"""Rows that share one list of areas; a taller area stands in a list of its own kind, so none stands in many."""
_TALL = -1


@lru_cache(maxsize=8)
def areas(elements: tuple[bytes, ...]) -> tuple[refs.Box, ...]:
    """The areas that a sheet's raw mergeCells elements name, in order."""
    found: list[refs.Box] = []
    for element in elements:
        for one in splice.children(splice.inner(splice.cleaned(element))[1]):
            if one.name is not None:
                found += refs.boxes(splice.attribute(splice.start_tag(one.raw), "ref") or "")
    return tuple(found)


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
