"""Rows of a plan in which something stands only in columns that its template does not know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence

from sheetplan.model import Value, is_blank, letters
from sheetplan.workbook.find import Grid, Headings

_BELOW = 20
"""So far below the last action a text may still belong to the plan."""
_REPEATED = 2
"""A text that stands in more rows than this was put there in advance, and is nobody's note."""


def beside(
    grid: Grid,
    found: Headings,
    filled: Sequence[tuple[int, object]],
    last: int,
    formulas: Container[tuple[str, int]],
) -> list[tuple[int, str]]:
    """Rows that were passed over because all that the template knows is blank there: (row, its words).

    Args:
        grid: the sheet's values, from A1.
        found: the headings.
        filled: the rows in which something stands that the template knows.
        last: the last row that can belong to the plan.
        formulas: the cells whose value is worked out.
    """
    known = {place.column for place in (*found.fields.values(), *found.computed.values())}
    inside = range(found.first_column, found.last_column + 1)
    columns = [column for column in found.names or () if column in inside and column not in known]
    if not columns or not filled:
        return []
    rows = {number for number, _ in filled}
    end = min(last, len(grid), max(rows) + _BELOW)
    noted: list[tuple[int, list[str]]] = []
    for number in range(found.row + 1, end + 1):
        if number not in rows:
            texts = [_note(grid[number - 1], c) for c in columns if (letters(c), number) not in formulas]
            if any(texts):
                noted.append((number, list(filter(None, texts))))
    often = Counter(text for _, texts in noted for text in texts)
    kept = [(number, [text for text in texts if often[text] <= _REPEATED]) for number, texts in noted]
    return [(number, " ".join(texts)) for number, texts in kept if texts]


def _note(row: Sequence[Value], column: int) -> str:
    """The words of a cell; empty where it holds none."""
    value = row[column - 1] if column <= len(row) else None
    return " ".join(value.split()) if isinstance(value, str) and not is_blank(value) and len(value.strip()) > 1 else ""
