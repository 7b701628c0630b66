"""Cell references as text and as numbers: A1 is row 1, column 1."""

from __future__ import annotations

import re
from functools import lru_cache

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]+)")
_BOX = re.compile(_CELL.pattern + f"(?::(?:{_CELL.pattern})?)?")

Box = tuple[int, int, int, int]
"""First row, first column, last row, last column."""


@lru_cache(maxsize=MAX_COLUMN)
def letters(column: int) -> str:
    """The letters of a column: 1 is A, 28 is AB."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def a1(row: int, column: int) -> str:
    """A cell as text."""
    return f"{letters(column)}{row}"


@lru_cache(maxsize=MAX_COLUMN)
def column_number(text: str) -> int:
    """The number of a column given by its letters."""
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number


def parse_cell(text: str) -> tuple[int, int]:
    """Row and column of a cell given as text; ValueError where it is none."""
    found = _CELL.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return int(found[2]), column_number(found[1])


def box(text: str) -> Box:
    """First row, first column, last row and last column of "A1" or "A1:B2"; ValueError where it is none."""
    found = _BOX.fullmatch(text)
    if found is None:
        raise ValueError(text)
    first, top, last, bottom = found.groups()
    left, above = column_number(first), int(top)
    if last is None:
        return above, left, above, left
    right, below = column_number(last), int(bottom)
    return min(above, below), min(left, right), max(above, below), max(left, right)


def boxes(text: str) -> list[Box]:
    """The boxes of a list of ranges with blanks between; those that name whole rows or columns are left out."""
    found = []
    for one in text.split():
        try:
            found.append(box(one))
        except ValueError:
            continue
    return found


def box_text(area: Box) -> str:
    """A box as text; a single cell without a colon."""
    top, left, bottom, right = area
    first = a1(top, left)
    return first if (top, left) == (bottom, right) else f"{first}:{a1(bottom, right)}"


def holds(area: Box, row: int, column: int) -> bool:
    """Whether a cell lies in a box."""
    return area[0] <= row <= area[2] and area[1] <= column <= area[3]
