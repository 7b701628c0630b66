"""Several plans on one sheet: one below the other, or side by side, each with its own headings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from sheetplan.model import Template, Value, is_blank
from sheetplan.workbook import find, numbers
from sheetplan.workbook.find import Grid, Headings
from sheetplan.workbook.naming import words
from sheetplan.workbook.refs import Box


def on_sheet(
    grid: Grid, first: Headings, template: Template, ours: Collection[str] | None = None, merges: Sequence[Box] = ()
) -> tuple[Headings, ...]:
    """Every table of this template on a sheet, from the first on, each with where it ends."""
    found = [first, *_beside(grid, first, template, ours, merges)]
    if not find.missing(first, template):
        found += _further_down(grid, found, template, ours, merges)
    return tuple(_bounded(grid, found))


def _beside(
    grid: Grid, first: Headings, template: Template, ours: Collection[str] | None, merges: Sequence[Box]
) -> Iterator[Headings]:
    """Tables of the same kind right of the first, their headings in the same rows."""
    left = first
    while True:
        start = max(place.column for place in left.fields.values()) + 1
        top = first.rows[0]
        if not any(map(any, (row[start - 1 :] for row in grid[top - 1 : first.row]))):
            return
        found = find.matched(grid, top, first.row, template, ours, merges, (start, 1 << 20))
        if found is None or find.missing(found, template):
            return
        yield found
        left = found


def _further_down(
    grid: Grid, above: Sequence[Headings], template: Template, ours: Collection[str] | None, merges: Sequence[Box]
) -> Iterator[Headings]:
    """Tables below the first, with headings of their own, or with the same ones and refs that begin anew."""
    first = above[0]
    typed = [place.heading for table in above for place in table.fields.values() if place.heading]
    usual = words(template).typed.union(typed)
    last, column = first.row, first.fields[template.ref_from].column
    if _begin_with_figures(grid, first.row, column):
        return
    may_be = [
        number
        for number, row in enumerate(grid[first.row :], start=first.row + 1)
        if not (type(cell := row[column - 1]) is str and cell[:1].isdigit()) and not usual.isdisjoint(row)
    ]
    for number in may_be:
        if number <= last:
            continue
        row = grid[number - 1]
        found = next(iter(sorted(find.at_row(grid, number, template, ours, merges), key=lambda h: -h.score)), None)
        if found is None or find.missing(found, template):
            continue
        last = found.row
        if not (find.is_heading_again(row, first) and _goes_on(grid, first, found, template)):
            yield found


def _begin_with_figures(grid: Grid, row: int, column: int) -> bool:
    """Whether each cell of a column below a row is text that begins with a figure, as far as that is told at once."""
    cells = grid.columns[column - 1][row:] if isinstance(grid, find.Rectangle) else ()
    first = {cell[0] if type(cell) is str else "" for cell in cells}
    return bool(first) and all(map(str.isdigit, first))


def _goes_on(grid: Grid, first: Headings, again: Headings, template: Template) -> bool:
    """Whether headings that stand a second time carry on the same plan: its refs go on and do not begin anew."""
    if {f: p.column for f, p in first.fields.items()} != {f: p.column for f, p in again.fields.items()}:
        return False
    column = first.fields["ref" if "ref" in first.fields else template.ref_from].column
    read = numbers.ref_text if "ref" in first.fields else numbers.own_number
    before = {read(_cell(row, column)) for row in grid[first.row : again.rows[0] - 1]} - {None}
    after = {read(_cell(row, column)) for row in grid[again.row :]} - {None}
    return len(before & after) * 2 < max(len(before), 1) if before and after else True


def _above_titles(grid: Grid, one: Headings, top: int) -> int:
    """The last row of a table above another, whose title stands between them."""
    row = top - 1
    while row > one.row and sum(not is_blank(cell) for cell in grid[row - 1]) < 2:
        row -= 1
    return row


def _bounded(grid: Grid, found: Sequence[Headings]) -> Iterator[Headings]:
    """Each table with its last row and its outermost columns, so that none reaches into another."""
    for one in found:
        reach = range(one.first_column, one.last_column + 1)
        tops = [
            other.rows[0]
            for other in found
            if other.row > one.row and any(place.column in reach for place in other.fields.values())
        ]
        rights = [
            min(place.column for place in other.fields.values())
            for other in found
            if other is not one and other.rows == one.rows and min(p.column for p in other.fields.values()) in reach
        ]
        mine = min(place.column for place in one.fields.values())
        right = min((column for column in rights if column > mine), default=one.last_column + 1)
        lefts = [other for other in found if other is not one and other.rows == one.rows and other is not found[0]]
        left = mine if one is not found[0] and one in lefts and one.rows == found[0].rows else one.first_column
        yield replace(
            one,
            first_column=max(one.first_column, left),
            last_column=min(one.last_column, right - 1),
            end=_above_titles(grid, one, min(tops)) if tops else None,
        )


def _cell(row: Sequence[Value], column: int) -> Value:
    return row[column - 1] if column <= len(row) else None
