"""Finds plans on a sheet: which heading rows, which column is which, where each table begins and ends."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import NamedTuple

from sheetplan.model import Column, Place, Template, Value, is_blank
from sheetplan.workbook import numbers
from sheetplan.workbook.grids import Grid, Rectangle, Row
from sheetplan.workbook.naming import LONGEST, Words, is_called, one_line, plain, words, worked_out
from sheetplan.workbook.refs import Box
from sheetplan.workbook.stacked import Name, below, stack

__all__ = [
    "Grid",
    "Headings",
    "ReadAs",
    "Rectangle",
    "Row",
    "at_row",
    "best_of",
    "headings",
    "is_heading_again",
    "matched",
    "missing",
    "one_line",
    "plain",
    "worked_out",
]

_SEARCHED_ROWS = 80
"""Headings further down than this are not looked for: titles, keys and legends above a plan are shorter."""
_ENOUGH = 0.6
"""The share of a template's columns that must be there for a row to be its heading row."""
_REFS_IN = 60
"""So many rows below the headings tell whether a column without one holds refs."""
_ALIKE = 0.86
"""How alike two headings must be to be taken for the same word with a slip in it."""
_TELLING = {"due", "status", "rag", "days_overdue"}
"""Computed columns that together can be nobody else's."""
_AT_DAY = re.compile(r"^(.*) at \d{1,2} [A-Z][a-z]{2} \d{4}$")


class ReadAs(NamedTuple):
    """A heading that differs from the template's by more than spaces and case."""

    column: int
    stands: str
    wanted: str
    is_guess: bool
    """True where it only resembles a known heading; False where it is a known other word for it."""


@dataclass(frozen=True, slots=True)
class Headings:
    """A heading row, and what each of its columns was taken for."""

    row: int
    """The lowest heading row: what stands below belongs to the plan."""
    fields: Mapping[str, Place]
    computed: Mapping[str, Place]
    read_as: tuple[ReadAs, ...]
    """Where a heading is not the template's own word for its column."""
    first_column: int
    last_column: int
    score: float
    rows: tuple[int, ...] = ()
    """All heading rows."""
    end: int | None = None
    """The last row that can belong to this table; None where that is the sheet's last."""
    names: Mapping[int, str] | None = None
    """Every column's heading on one line; a group's heading before it where two are called alike."""
    own: int = 0
    """How many columns have the template's own heading."""
    unheaded: int | None = None
    """The column without a heading that was taken for the refs, if any."""


def headings(
    grid: Grid, template: Template, ours: Collection[str] | None = None, merges: Sequence[Box] = ()
) -> Headings | None:
    """The rows of this sheet that hold most of the template's headings; None where none hold enough of them.

    Args:
        grid: the sheet's values, from A1.
        template: whose headings are looked for.
        ours: the computed fields that the workbook says are the program's own; None where it says nothing.
        merges: the sheet's merged cells.
    """
    return dict(best_of(grid, (template,), ours, merges)).get(0)


def best_of(
    grid: Grid, templates: Sequence[Template], ours: Collection[str] | None = None, merges: Sequence[Box] = ()
) -> list[tuple[int, Headings]]:
    """The same for several templates in one walk: (place among the templates, headings) of those that fit."""
    known = [words(template) for template in templates]
    best: dict[int, Headings] = {}
    for number, names, is_whole in _candidates(grid, known):
        if is_whole:
            told = _by_own_headings(grid, number, names, known, ours, merges)
            if told:
                return told
        for place, template in enumerate(templates):
            if len(names & known[place].all) < 2 <= known[place].needed:
                continue
            for found in at_row(grid, number, template, ours, merges):
                if place not in best or found.score > best[place].score:
                    best[place] = found
        if any(not missing(found, templates[place]) for place, found in best.items()):
            break
    return sorted(best.items(), key=lambda pair: pair[0])


def _by_own_headings(
    grid: Grid,
    number: int,
    names: Set[str],
    known: Sequence[Words],
    ours: Collection[str] | None,
    merges: Sequence[Box],
) -> list[tuple[int, Headings]]:
    """The templates of which every single name of this row is a heading of their own, and which lack none.

    None that calls one of them otherwise explains the row better, but with a column that has no heading.
    """
    if any(box[0] <= number + 1 and box[2] >= number - 2 for box in merges) or _may_go_on(grid, number):
        return []
    told: list[tuple[int, Headings]] = []
    for place, one in enumerate(known):
        if names <= one.headings:
            found = matched(grid, number, number, one.template, ours, merges)
            if found is None or found.own < len(names) or missing(found, one.template):
                continue
            left = found.first_column - 1
            if left < 1 or all(is_blank(_at(row, left)) for row in grid[number : number + _REFS_IN]):
                told.append((place, found))
    return told


def is_heading_again(row: Row, found: Headings) -> bool:
    """True for a row further down that repeats the headings (printed plans do so on each page).

    What stands in brackets may be left out there: small print is often given only once.
    """
    places = found.fields.values()
    same = sum(is_called(_at(row, place.column), place.heading) for place in places if place.heading)
    return same >= max(2, len(places) * _ENOUGH)


def missing(found: Headings, template: Template) -> tuple[Column, ...]:
    """The columns that must stand in a plan of this template and do not."""
    return tuple(c for c in template.columns if c.present == "always" and c.field not in found.fields)


def _at(row: Row, column: int) -> Value:
    return row[column - 1] if column <= len(row) else None


def _candidates(grid: Grid, known: Sequence[Words]) -> Iterator[tuple[int, set[str], bool]]:
    """Rows near the top in which a cell is called as some column is, with all their names, and if each is there once.

    A row with longer texts among them is not whole.
    """
    for number, row in enumerate(grid[:_SEARCHED_ROWS], start=1):
        texts = [cell for cell in row if type(cell) is str]
        if len(texts) > 1:
            names = {plain(text) for text in texts if len(text) <= LONGEST}
            if not all(one.all.isdisjoint(names) for one in known):
                yield number, names, len(names) == len(texts)


def at_row(
    grid: Grid, number: int, template: Template, ours: Collection[str] | None, merges: Sequence[Box]
) -> Iterator[Headings]:
    """What is made of this row alone, and with the rows above and below that may belong to its headings."""
    single = matched(grid, number, number, template, ours, merges)
    if single is not None:
        yield single
    near = any(box[0] <= number + 1 and box[2] >= number - 2 for box in merges)
    if single is not None and not near and not missing(single, template) and not _may_go_on(grid, number):
        return
    for top, bottom in ((number - 1, number), (number - 2, number), (number, number + 1), (number, number + 2)):
        if top >= 1 and bottom <= len(grid) and all(any(map(_text, grid[row - 1])) for row in range(top, bottom + 1)):
            found = matched(grid, top, bottom, template, ours, merges)
            if found is not None:
                yield found


def _may_go_on(grid: Grid, number: int) -> bool:
    """Whether the next row looks like the rest of headings: a few short words and nothing else."""
    row = grid[number] if number < len(grid) else ()
    cells = [cell for cell in row if not is_blank(cell)]
    return bool(cells) and len(cells) < sum(not is_blank(cell) for cell in grid[number - 1]) and all(map(_text, cells))


def _text(cell: Value) -> bool:
    return isinstance(cell, str) and 0 < len(cell.strip()) <= LONGEST


def matched(
    grid: Grid,
    top: int,
    bottom: int,
    template: Template,
    ours: Collection[str] | None,
    merges: Sequence[Box],
    window: tuple[int, int] = (1, 1 << 20),
) -> Headings | None:
    """The headings that these rows are, from the top one to the bottom one; None where they are none.

    Args:
        grid: the sheet's values, from A1.
        top: the upper row.
        bottom: the lower row.
        template: whose headings are looked for.
        ours: the computed fields that are the program's own.
        merges: the sheet's merged cells.
        window: the first and last column that are looked at.
    """
    cells = {c: name for c, name in stack(grid, top, bottom, merges).items() if window[0] <= c <= window[1]}
    if len(cells) < 2:
        return None
    known = words(template)
    computed = _computed({c: name.text for c, name in cells.items()}, template, ours)
    taken = {place.column for place in computed.values()}
    names = {c: name for c, name in cells.items() if c not in taken}
    fields = _with_real_days(_known(names, known), names, grid, bottom, template)
    if any(name.text == name.above for name in fields.values()):
        return None  # only its upper cells are headings: what stands below them are actions already
    if not any(always and field in fields for field, _, always in known.columns):
        return None
    certain = dict(fields)
    _add_alike(fields, names, template)
    unheaded = _unheaded_refs(grid, bottom, fields, names, template, window)
    if unheaded is not None:
        fields["ref"] = Name("", ("",), column=unheaded)
    score = sum(always and field in fields for field, _, always in known.columns) / max(known.needed, 1)
    if score < _ENOUGH or template.ref_from not in fields:
        return None
    own = sum(plain(name.text) == known.own[field] for field, name in fields.items())
    columns = [*(name.column for name in fields.values()), *taken]
    rows = below(grid, top, bottom, merges, [name.column for name in fields.values()])
    return Headings(
        row=rows[-1],
        fields={field: Place(name.column, name.text) for field, name in fields.items()},
        computed=computed,
        read_as=_read_as(fields, certain, known),
        first_column=_edge(cells, min(columns), -1),
        last_column=_edge(cells, max(columns), 1),
        score=score + (len(fields) + len(certain) + 2 * len(computed)) / 1000 - (bottom - top) / 100_000,
        rows=rows,
        names={c: name.text for c, name in cells.items()},
        own=own,
        unheaded=unheaded,
    )


def _known(names: Mapping[int, Name], known: Words) -> dict[str, Name]:
    """Columns whose heading a template knows, the plainest reading of each heading first."""
    fields: dict[str, Name] = {}
    free = dict(names)
    tiers = max((len(name.readings) for name in names.values()), default=0)
    for tier in range(tiers):
        for field, called, _ in known.columns:
            if field in fields:
                continue
            for column, name in free.items():
                if tier < len(name.readings) and plain(name.readings[tier]) in called:
                    fields[field] = name._replace(text=name.readings[tier])
                    del free[column]
                    break
    return fields


def _with_real_days(
    fields: dict[str, Name], names: Mapping[int, Name], grid: Grid, bottom: int, template: Template
) -> dict[str, Name]:
    """Of two columns of days that are called alike, the one that holds real days: programs export both."""
    if len({name.text for name in names.values()}) == len(names):
        return fields
    used = {name.column for name in fields.values()}
    for field, name in fields.items():
        if template.column(field).type not in ("date", "timescale"):
            continue
        twins = [name, *(n for n in names.values() if n.text == name.text and n.column not in used)]
        if len(twins) > 1:
            rows = grid[bottom : bottom + _REFS_IN]
            days = {n.column: sum(isinstance(_at(row, n.column), date) for row in rows) for n in twins}
            column = max(twins, key=lambda twin: days[twin.column]).column
            fields[field] = name._replace(column=column)
    return fields


def _add_alike(fields: dict[str, Name], names: Mapping[int, Name], template: Template) -> None:
    """Headings with a slip in them ("Responsibilty") are taken for the column they resemble most."""
    lacking = [c for c in template.columns if c.field not in fields and c.present == "always"]
    if not lacking or len(lacking) * 2 > sum(c.present == "always" for c in template.columns) + 1:
        return
    for column in lacking:
        used = {name.column for name in fields.values()}
        free = {place: plain(name.text) for place, name in names.items() if place not in used}
        likeness = {
            place: max(_likeness(plain(known), name) for known in (column.heading, *column.aliases))
            for place, name in free.items()
            if len(name) > 4
        }
        if likeness and max(likeness.values()) >= _ALIKE:
            fields[column.field] = names[max(likeness, key=lambda place: likeness[place])]


def _likeness(known: str, name: str) -> float:
    """How alike two headings are; nought where they cannot be alike enough."""
    match = SequenceMatcher(None, known, name)
    if match.real_quick_ratio() < _ALIKE or match.quick_ratio() < _ALIKE:
        return 0.0
    return match.ratio()


def _unheaded_refs(
    grid: Grid,
    bottom: int,
    fields: Mapping[str, Name],
    names: Mapping[int, Name],
    template: Template,
    window: tuple[int, int],
) -> int | None:
    """The column left of the others that has no heading and holds refs, where a template must have some."""
    if template.ref_from != "ref" or "ref" in fields or not fields:
        return None
    column = min(name.column for name in fields.values()) - 1
    if column < window[0] or column in names:
        return None
    filled = [cell for row in grid[bottom : bottom + _REFS_IN] if not is_blank(cell := _at(row, column))]
    refs = sum(map(numbers.is_like_ref, filled))
    return column if refs and refs * 2 >= len(filled) else None


def _read_as(fields: Mapping[str, Name], certain: Mapping[str, Name], known: Words) -> tuple[ReadAs, ...]:
    template = known.template
    return tuple(
        sorted(
            ReadAs(name.column, name.text, template.column(field).heading, field not in certain)
            for field, name in fields.items()
            if name.text and plain(name.text) != known.own[field]
        )
    )


def _computed(cells: Mapping[int, str], template: Template, ours: Collection[str] | None) -> dict[str, Place]:
    """The columns that the program filled: those that the workbook says, else those that can be nobody else's.

    Without a word from the workbook, a heading that says the day is ours, and the Due date right before it; or all
    four of ours together. Fewer of the same words alone ("Status", "Due date") are somebody's own columns.
    """
    undated: dict[str, Place] = {}
    dated: dict[str, Place] = {}
    known = words(template).computed
    for place, text in cells.items():
        day = _AT_DAY.match(text) if " at " in text else None
        for field in known.get(plain(day.group(1) if day else text), ()):
            (dated if day else undated)[field] = Place(place, text)
    if ours is not None:
        return {field: place for field, place in (undated | dated).items() if field in ours}
    if dated:
        before = min(place.column for place in dated.values()) - 1
        due = {field: place for field, place in undated.items() if place.column == before}
        return due | dated
    return undated if set(undated) >= _TELLING else {}


def _edge(cells: Mapping[int, Name], column: int, step: int) -> int:
    """The plan's outermost column on one side: as far as headings stand side by side."""
    while column + step in cells:
        column += step
    return column
