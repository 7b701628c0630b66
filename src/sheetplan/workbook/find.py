"""Finds the plan in a workbook: which sheet, which heading row, which column is which."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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


def headings(grid: Grid, template: Template) -> Headings | None:
    """The row of this sheet that holds most of the template's headings; None where no row holds enough of them.

    Args:
        grid: the sheet's values, from A1.
        template: whose headings are looked for.
    """
    best: Headings | None = None
    for number, row in enumerate(grid[:_SEARCHED_ROWS], start=1):
        found = _matched(number, row, template)
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


def _matched(number: int, row: Row, template: Template) -> Headings | None:
    cells = {i: one_line(v) for i, v in enumerate(row, start=1) if isinstance(v, str) and v.strip()}
    if len(cells) < 2:
        return None
    computed = _computed(cells, template)
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


def _computed(cells: Mapping[int, str], template: Template) -> dict[str, Place]:
    """Our own columns: their heading says the day, or at least three of them stand there together.

    One or two headings of the same words alone ("Status", "Due date") are somebody's own columns.
    """
    named: dict[str, Place] = {}
    dated = False
    for field, heading in template.computed.items():
        if field == "ref":
            continue
        for place, text in cells.items():
            day = _AT_DAY.match(text)
            if plain(day.group(1) if day else text) == plain(heading) and (day or field not in named):
                named[field] = Place(place, text)
                dated = dated or day is not None
    return named if dated or len(named) >= 3 else {}


def _edge(row: Row, column: int, step: int) -> int:
    """The plan's outermost column on one side: as far as headings stand side by side."""
    while 1 <= column + step <= len(row) and not is_blank(_at(row, column + step)):
        column += step
    return column
