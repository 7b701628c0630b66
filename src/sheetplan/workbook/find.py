"""Finds the plan in a workbook: which sheet, which heading row, which column is which."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from sheetplan.model import Column, Place, Template, Value, is_blank

_SEARCHED_ROWS = 80
"""Headings further down than this are not looked for: titles, keys and legends above a plan are shorter."""
_ENOUGH = 0.6
"""The share of a template's columns that must be there for a row to be its heading row."""
_ALIKE = 0.86
"""How alike two headings must be to be taken for the same word with a slip in it."""
_TELLING = {"due", "status", "rag", "days_overdue"}
"""Computed columns that together can be nobody else's."""
_AT_DAY = re.compile(r"^(.*) at \d{1,2} [A-Z][a-z]{2} \d{4}$")

Row = Sequence[Value]
Grid = Sequence[Row]


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
    fields: Mapping[str, Place]
    computed: Mapping[str, Place]
    read_as: tuple[ReadAs, ...]
    """Where a heading is not the template's own word for its column."""
    first_column: int
    last_column: int
    score: float


def one_line(value: Value) -> str:
    """A heading on one line: line breaks and runs of spaces become one space, none after a stroke."""
    return re.sub(r"\s*/\s*", "/", " ".join(str(value).split()))


@lru_cache(maxsize=4096)
def plain(value: Value) -> str:
    """A heading reduced to what tells it from others: case, spacing, brackets and closing marks aside."""
    text = one_line(value).casefold().replace("&", "and").replace("’", "'")
    return " ".join(text.replace("(", " ").replace(")", " ").split()).rstrip(" :*.")


def headings(grid: Grid, template: Template, ours: Collection[str] | None = None) -> Headings | None:
    """The row of this sheet that holds most of the template's headings; None where no row holds enough of them.

    Args:
        grid: the sheet's values, from A1.
        template: whose headings are looked for.
        ours: the computed fields that the workbook says are the program's own; None where it says nothing.
    """
    best: Headings | None = None
    for number, row in enumerate(grid[:_SEARCHED_ROWS], start=1):
        found = _matched(number, row, template, ours)
        if found is not None and (best is None or found.score > best.score):
            best = found
    return best


def is_heading_again(row: Row, found: Headings) -> bool:
    """True for a row further down that repeats the headings (printed plans do so on each page)."""
    places = found.fields.values()
    same = sum(plain(_at(row, place.column)) == plain(place.heading) for place in places)
    return same >= max(2, len(places) * _ENOUGH)


def missing(found: Headings, template: Template) -> tuple[Column, ...]:
    """The columns that must stand in a plan of this template and do not."""
    return tuple(c for c in template.columns if c.present == "always" and c.field not in found.fields)


def _at(row: Row, column: int) -> Value:
    return row[column - 1] if column <= len(row) else None


def _matched(number: int, row: Row, template: Template, ours: Collection[str] | None) -> Headings | None:
    cells = {i: one_line(v) for i, v in enumerate(row, start=1) if isinstance(v, str) and v.strip()}
    if len(cells) < 2:
        return None
    computed = _computed(cells, template, ours)
    taken = {place.column for place in computed.values()}
    names = {c: plain(text) for c, text in cells.items() if c not in taken}
    fields: dict[str, int] = {}
    for column in template.columns:
        known = {plain(name) for name in (column.heading, *column.aliases)}
        for place, name in names.items():
            if name in known and place not in fields.values():
                fields[column.field] = place
                break
    always = [c for c in template.columns if c.present == "always"]
    if not any(c.field in fields for c in always):
        return None
    known_words = set(fields)
    _add_alike(fields, names, template)
    score = sum(c.field in fields for c in always) / len(always)
    if score < _ENOUGH or template.ref_from not in fields:
        return None
    read_as = sorted(
        ReadAs(place, cells[place], template.column(name).heading, name not in known_words)
        for name, place in fields.items()
        if plain(template.column(name).heading) != names[place]
    )
    columns = [*fields.values(), *taken]
    return Headings(
        row=number,
        fields={name: Place(place, cells[place]) for name, place in fields.items()},
        computed=computed,
        read_as=tuple(read_as),
        first_column=_edge(row, min(columns), -1),
        last_column=_edge(row, max(columns), 1),
        score=score + len(fields) / 1000,
    )


def _add_alike(fields: dict[str, int], names: Mapping[int, str], template: Template) -> None:
    """Headings with a slip in them ("Responsibilty") are taken for the column they resemble most."""
    for column in template.columns:
        if column.field in fields or column.present == "optional":
            continue
        free = {place: name for place, name in names.items() if place not in fields.values() and len(name) > 4}
        likeness = {
            place: max(SequenceMatcher(None, plain(known), name).ratio() for known in (column.heading, *column.aliases))
            for place, name in free.items()
        }
        if likeness and max(likeness.values()) >= _ALIKE:
            fields[column.field] = max(likeness, key=lambda place: likeness[place])


def _computed(cells: Mapping[int, str], template: Template, ours: Collection[str] | None) -> dict[str, Place]:
    """The columns that the program filled: those that the workbook says, else those that can be nobody else's.

    Without a word from the workbook, a heading that says the day is ours, and the Due date right before it; or all
    four of ours together. Fewer of the same words alone ("Status", "Due date") are somebody's own columns.
    """
    undated: dict[str, Place] = {}
    dated: dict[str, Place] = {}
    for field, heading in template.computed.items():
        words = {plain(heading), plain(worked_out(heading))}
        for place, text in cells.items():
            day = _AT_DAY.match(text)
            if field != "ref" and plain(day.group(1) if day else text) in words:
                (dated if day else undated)[field] = Place(place, text)
    if ours is not None:
        return {field: place for field, place in (undated | dated).items() if field in ours}
    if dated:
        before = min(place.column for place in dated.values()) - 1
        due = {field: place for field, place in undated.items() if place.column == before}
        return due | dated
    return undated if set(undated) >= _TELLING else {}


def worked_out(heading: str) -> str:
    """A computed column's heading where somebody's own column has the usual one."""
    return f"{heading} (worked out)"


def _edge(row: Row, column: int, step: int) -> int:
    """The plan's outermost column on one side: as far as headings stand side by side."""
    while 1 <= column + step <= len(row) and not is_blank(_at(row, column + step)):
        column += step
    return column
