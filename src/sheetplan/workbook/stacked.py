"""Headings that stand in one row or over several: what each column is called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sheetplan.model import Value, is_blank
from sheetplan.workbook.naming import LONGEST, one_line, plain, shortened
from sheetplan.workbook.refs import Box

_MOST_ROWS = 4
"""Headings reach down so many rows at most."""


class Name(NamedTuple):
    """What a column is called."""

    text: str
    """On one line."""
    readings: tuple[str, ...]
    """All that may be meant, the plainest first."""
    column: int
    above: str = ""
    """Its upper cell, where a lower one says something else: a heading that is read by this alone is none."""


def stack(grid: Sequence[Sequence[Value]], top: int, bottom: int, merges: Sequence[Box]) -> dict[int, Name]:
    """The columns that have a heading in these rows, by number.

    The lowest filled cell tells the column; the heading of a group stands before it where two are called alike.
    """
    if top == bottom:
        return {
            column: Name(text, _readings([text], "", alike=False), column)
            for column, cell in enumerate(grid[top - 1], start=1)
            if isinstance(cell, str) and (text := one_line(cell)) and len(cell) <= LONGEST * 2
        }
    own: dict[int, list[str]] = {}
    for number in range(top, bottom + 1):
        for column, cell in enumerate(grid[number - 1], start=1):
            if isinstance(cell, str) and (text := one_line(cell)) and len(cell) <= LONGEST * 2:
                own.setdefault(column, []).append(text)
    groups = _groups(grid, top, bottom, merges)
    for column, (text, begins) in groups.items():
        if column in own and begins and own[column][0] == text and len(own[column]) > 1:
            own[column] = own[column][1:]
    for column, (text, _) in groups.items():
        own.setdefault(column, [text])
    alike = Counter(plain(texts[-1]) for texts in own.values())
    found: dict[int, Name] = {}
    for column, texts in own.items():
        group = groups[column][0] if column in groups and groups[column][0] != texts[-1] else ""
        twice = alike[plain(texts[-1])] > 1
        readings = _readings(texts, group, alike=twice)
        above = texts[0] if len(texts) > 1 and not texts[-1].startswith(("(", "[")) else ""
        found[column] = Name(readings[0], readings, column, above)
    return dict(sorted(found.items()))


def _readings(texts: Sequence[str], group: str, *, alike: bool) -> tuple[str, ...]:
    lowest = texts[-1]
    readings = [" ".join(texts)] if len(texts) > 1 and lowest.startswith("(") else []
    grouped = [f"{group} {lowest}"] if group else []
    readings += [*grouped, lowest] if alike else [lowest, *grouped]
    if len(texts) > 1:
        readings += [one_line(" ".join(texts)), texts[0]]
    short = shortened(lowest)
    if short and short != plain(lowest):
        readings.append(short)
    return tuple(dict.fromkeys(readings))


def _groups(
    grid: Sequence[Sequence[Value]], top: int, bottom: int, merges: Sequence[Box]
) -> dict[int, tuple[str, bool]]:
    """Headings over several columns: column to (the group's heading, whether it begins here)."""
    found: dict[int, tuple[str, bool]] = {}
    for first_row, left, last_row, right in merges:
        if right > left and top <= first_row and last_row < bottom and first_row <= len(grid):
            row = grid[first_row - 1]
            cell = row[left - 1] if left <= len(row) else None
            if isinstance(cell, str) and cell.strip():
                text = one_line(cell)
                found |= {column: (text, column == left) for column in range(left, right + 1)}
    if found:
        return found
    return _unmerged_groups(grid[top - 1], grid[bottom - 1])


def _unmerged_groups(above: Sequence[Value], lowest: Sequence[Value]) -> dict[int, tuple[str, bool]]:
    """Where nothing is merged, a heading reaches right over the columns above which nothing stands."""
    found: dict[int, tuple[str, bool]] = {}
    group = ""
    for column, cell in enumerate(lowest, start=1):
        over = above[column - 1] if column <= len(above) else None
        begins = not is_blank(over)
        if begins:
            group = one_line(over) if isinstance(over, str) else ""
        if group and not is_blank(cell):
            found[column] = (group, begins)
        elif is_blank(cell):
            group = "" if not begins else group
    return found


def below(
    grid: Sequence[Sequence[Value]], top: int, bottom: int, merges: Sequence[Box], columns: Iterable[int]
) -> tuple[int, ...]:
    """All heading rows: those that were read, the groups above them, and what merged cells or brackets add below."""
    wanted = set(columns)
    last = bottom
    for first_row, left, last_row, _ in merges:
        if top <= first_row <= bottom < last_row < top + _MOST_ROWS and left in wanted:
            last = max(last, last_row)
    if last < len(grid) and last - top < _MOST_ROWS and _explains(grid[last], grid[bottom - 1]):
        last += 1
    first = top
    if top > 1 and any(_is_group(box, top - 1, wanted) for box in merges) and not are_labels(grid[top - 2]):
        first -= 1
    return tuple(range(first, last + 1))


def are_labels(row: Sequence[Value]) -> bool:
    """Whether every text of a row calls for an entry beside it ("Project name:"): it is no heading of a group."""
    texts = [cell.strip() for cell in row if isinstance(cell, str) and not is_blank(cell)]
    return bool(texts) and all(text.endswith(":") for text in texts)


def _is_group(box: Box, row: int, columns: set[int]) -> bool:
    """Whether a merged cell in this row stands over some of the columns, and not over all as a title does."""
    over = sum(box[1] <= column <= box[3] for column in columns)
    return box[0] == box[2] == row and box[3] > box[1] and 0 < over < len(columns)


def _explains(row: Sequence[Value], above: Sequence[Value]) -> bool:
    """Whether a row holds nothing but words in brackets under headings ("(dd/mm/yyyy)")."""
    cells = [(column, cell) for column, cell in enumerate(row) if not is_blank(cell)]
    return bool(cells) and all(
        isinstance(cell, str)
        and cell.strip()[0] in "(["
        and cell.strip()[-1] in ")]"
        and column < len(above)
        and not is_blank(above[column])
        for column, cell in cells
    )
