"""Makes sheets of a Word document's tables: those with the same headings on one, with what stands around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from sheetplan.model import SheetplanError, Value, is_blank
from sheetplan.workbook import foreign, word
from sheetplan.workbook.find import Grid
from sheetplan.workbook.naming import is_called
from sheetplan.workbook.numbers import is_like_ref, own_number
from sheetplan.workbook.parts import SheetEntry
from sheetplan.workbook.refs import Box
from sheetplan.workbook.sheets import Workbook, values
from sheetplan.workbook.word import Document, Paragraph, Row, Table

_NARROW = 3
"""Tables with so few columns may hold what belongs to a plan beside them: signatures, a role key, labels."""
_ABOVE = 60
"""So many lines above a table are looked at, ..."""
_BELOW = 200
"""... and so many below it."""
_LONGEST = 10_000
"""Longer paragraphs hold no label and no role key."""
_ENOUGH = 0.6
"""The share of headings that two tables of one plan have in common."""
_MOST_CELLS = 500_000
_MOST_TABLES = 300


class Spot(NamedTuple):
    """Where a row of a sheet stands in the document."""

    table: int | None
    """None for a paragraph."""
    row: int
    """The table's row, or the paragraph's number."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet that is being made."""

    cells: Sequence[Value]
    spot: Spot
    boxes: tuple[tuple[int, int], ...] = ()
    """First and last column of cells that are merged across."""
    goes_on: frozenset[int] = frozenset()
    """Columns of cells that are merged with those above."""


@dataclass
class _Run:
    """Tables of one plan."""

    tables: list[Table]
    headings: Sequence[Value] = ()
    between: dict[int, list[Paragraph]] = field(default_factory=dict)
    """By table: the paragraphs right before it."""


class Sheet(NamedTuple):
    """A sheet as it was made."""

    name: str
    lines: tuple[Line, ...]
    first: int
    """The first row that is a table's."""
    last: int


class WordBook(Workbook):
    """A document's tables as sheets."""

    def __init__(self, path: Path, document: Document, alone: int | None = None) -> None:
        """Lay the tables out; one that stands alone goes with no others, whatever its headings."""
        self.made = {one.name: one for one in _sheets(document, alone)}
        entries = [SheetEntry(name, name, "visible", number) for number, name in enumerate(self.made, start=1)]
        super().__init__(foreign.bare(b"", path, entries, document.sha256), kind="docx")
        self.document = document
        room = _MOST_CELLS
        for name, sheet in self.made.items():
            width = max((len(line.cells) for line in sheet.lines), default=0)
            room -= width * len(sheet.lines)
            if room < 0:
                raise SheetplanError(
                    f"{path.name}: its tables together hold more than can be read as a plan.",
                    "Copy the plan's table to a document of its own, and import that.",
                )
            self.sheets[name] = _filled(sheet.lines, width)
            self._merges[name] = tuple(_merges(sheet.lines))

    def plan_grid(self, name: str) -> Grid:
        """The tables' own rows; all others are blank."""
        sheet, grid = self.made[name], self.grid(name)
        blank: list[Value] = [None] * (len(grid[0]) if grid else 0)
        return [row if sheet.first <= at <= sheet.last else blank for at, row in enumerate(grid, start=1)]

    def plan_end(self, name: str) -> int:
        """The last row of the tables."""
        return self.made[name].last

    def headings(self, name: str) -> Sequence[Value]:
        """The first row of the tables in which more than one cell is filled."""
        sheet = self.made[name]
        return _headings(sheet.lines[sheet.first - 1 : sheet.last])

    def spot(self, name: str, row: int) -> Spot:
        """Where a row stands in the document."""
        return self.made[name].lines[row - 1].spot

    def tables(self, name: str) -> tuple[int, ...]:
        """The numbers of the tables that are a sheet."""
        sheet = self.made[name]
        spots = [line.spot.table for line in sheet.lines[sheet.first - 1 : sheet.last]]
        return tuple(dict.fromkeys(table for table in spots if table is not None))


def workbook(path: Path) -> WordBook:
    """Open a Word document.

    Raises:
        SheetplanError: it cannot be read, or has no table.
    """
    document = word.read(path)
    tables = [one for one in document.blocks if isinstance(one, Table)]
    if not tables:
        raise SheetplanError(
            f"{path.name} has no table, and an action plan is read from one.",
            "Select the plan in Word and choose Insert, Table, Convert Text to Table; or start an empty plan with new.",
        )
    if len(tables) > _MOST_TABLES:
        raise SheetplanError(
            f"{path.name} has {len(tables)} tables, more than the {_MOST_TABLES} that are looked at.",
            "Copy the plan's table to a document of its own, and import that.",
        )
    return WordBook(path, document)


def _filled(lines: Sequence[Line], width: int) -> Grid:
    return values([[*line.cells, *[""] * (width - len(line.cells))] for line in lines])


# Tables that are one plan


def _sheets(document: Document, alone: int | None) -> Iterator[Sheet]:
    lines = {block.number: tuple(_lines(block)) for block in document.blocks if isinstance(block, Table)}
    places = {block.number: at for at, block in enumerate(document.blocks) if isinstance(block, Table)}
    for run in _runs(document.blocks, lines, alone):
        numbers = [table.number for table in run.tables]
        first = places[numbers[0]]
        around = _Around(run, lines)
        above = list(islice(around.lines(reversed(document.blocks[:first]), upwards=True), _ABOVE))[::-1]
        below = islice(around.lines(document.blocks[first:]), _BELOW)
        inside: list[Line] = []
        for number in numbers:
            width = max((len(line.cells) for line in lines[number]), default=1)
            across = ((1, max(width, 2)),)
            inside += [Line([one.text], Spot(None, one.number), across) for one in run.between.get(number, ())]
            inside += lines[number]
        yield Sheet(_name(numbers), (*above, *inside, *below), len(above) + 1, len(above) + len(inside))


def _name(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"Table {numbers[0]}"
    if numbers[-1] - numbers[0] == len(numbers) - 1 > 1:
        return f"Tables {numbers[0]} to {numbers[-1]}"
    return f"Tables {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _runs(blocks: Sequence[Paragraph | Table], lines: Mapping[int, Sequence[Line]], alone: int | None) -> list[_Run]:
    """The tables, those together that have the same headings or go on without any."""
    runs: list[_Run] = []
    before: _Run | None = None
    paragraphs: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            if block.text.strip():
                paragraphs.append(block)
            continue
        mine = _headings(lines[block.number])
        if block.number == alone:
            runs.append(_Run([block]))
            before, paragraphs = None, []
            continue
        run = next((one for one in runs if _are_the_same(mine, one.headings)), None)
        if run is None and before is not None and not paragraphs and _carries_on(block, before, lines[block.number]):
            run = before
        if run is None:
            run = _Run([], mine)
            runs.append(run)
        elif run is before:
            run.between[block.number] = paragraphs
        run.tables.append(block)
        before, paragraphs = run, []
    return runs


def _headings(lines: Sequence[Line]) -> Sequence[Value]:
    return next((line.cells for line in lines if sum(not is_blank(cell) for cell in line.cells) > 1), ())


def _are_the_same(mine: Sequence[Value], theirs: Sequence[Value]) -> bool:
    """Whether a table begins with the headings of others."""
    if len(mine) != len(theirs):
        return False
    wanted = [(one, str(other)) for one, other in zip(mine, theirs, strict=True) if not is_blank(other)]
    same = sum(is_called(one, other) for one, other in wanted)
    return same >= max(2, len(wanted) * _ENOUGH)


def _carries_on(table: Table, run: _Run, lines: Sequence[Line]) -> bool:
    """Whether a table without headings of its own, right below another, has its columns and goes on."""
    if not lines or _width(table) != _width(run.tables[-1]) or _width(table) <= 1:
        return False
    first = lines[0].cells[:2]
    numbered = any(own_number(cell) or (is_like_ref(cell) and re.search(r"\d", str(cell))) for cell in first)
    return not table.rows[0].is_heading and (numbered or run.tables[0].rows[0].is_heading)


def _width(table: Table) -> int:
    return max((len(row.cells) for row in table.rows), default=0)


class _Around:
    """Paragraphs and narrow tables that stand above or below a plan's tables."""

    def __init__(self, run: _Run, lines: Mapping[int, Sequence[Line]]) -> None:
        self.mine = {table.number for table in run.tables}
        self.inside = {paragraph.number for one in run.between.values() for paragraph in one}
        self.of = lines

    def lines(self, blocks: Iterable[Paragraph | Table], *, upwards: bool = False) -> Iterator[Line]:
        """Their lines in the order of the blocks."""
        for block in blocks:
            if isinstance(block, Paragraph):
                if block.text.strip() and len(block.text) <= _LONGEST and block.number not in self.inside:
                    yield Line([block.text.strip()], Spot(None, block.number))
            elif block.number not in self.mine and _width(block) <= _NARROW:
                lines = self.of[block.number]
                for line in reversed(lines) if upwards else lines:
                    # What stands there alone is a day for every reader, as under a signature.
                    yield replace(line, cells=[foreign.day(str(cell), by_hand=True) for cell in line.cells])


# Rows and columns


def _lines(table: Table) -> Iterator[Line]:
    """A table's rows under common columns, though their cells begin at slightly different places."""
    starts = _starts(table)
    for row in table.rows:
        yield _line(table, row, starts)


def _starts(table: Table) -> list[int]:
    """Where the columns begin: as in the first of the rows that have as many cells as most rows have."""
    counts = Counter(len(row.cells) for row in table.rows if len(row.cells) > 1)
    if not counts:
        return [0]
    usual = max(counts, key=lambda number: (counts[number], number))
    row = next(row for row in table.rows if len(row.cells) == usual)
    return [_edge(table, cell.first) for cell in row.cells]


def _edge(table: Table, place: int) -> int:
    return table.edges[min(place, len(table.edges) - 1)]


def _line(table: Table, row: Row, starts: Sequence[int]) -> Line:
    texts = [""] * len(starts)
    boxes: list[tuple[int, int]] = []
    goes_on: set[int] = set()
    ordered = len(row.cells) == len(starts)
    at = -1
    for number, cell in enumerate(row.cells):
        if ordered:
            first = last = number
        else:
            first = max(_nearest(starts, _edge(table, cell.first)), min(at, len(starts) - 1))
            ends = [*starts[1:], table.edges[-1]]
            last = max(_nearest(ends, _edge(table, cell.last + 1)), first)
        # A cell that is narrower than a column stands with the one before it, so that no text is lost.
        texts[first] = "\n".join(filter(None, (texts[first], cell.text)))
        if last > first:
            boxes.append((first + 1, last + 1))
        if cell.goes_on:
            goes_on.add(first + 1)
        at = last + 1
    return Line(texts, Spot(table.number, row.number), tuple(boxes), frozenset(goes_on))


def _nearest(places: Sequence[int], place: int) -> int:
    return min(range(len(places)), key=lambda at: abs(places[at] - place))


def _merges(lines: Sequence[Line]) -> Iterator[Box]:
    """Cells that are merged across, and those that are merged down."""
    for number, line in enumerate(lines, start=1):
        for left, right in line.boxes:
            yield (number, left, number, right)
    begun: dict[int, int] = {}
    for number, line in enumerate((*lines, Line([], Spot(None, 0))), start=1):
        for column, top in list(begun.items()):
            if column not in line.goes_on:
                yield (top, column, number - 1, column)
                del begun[column]
        for column in line.goes_on:
            begun.setdefault(column, number - 1)
