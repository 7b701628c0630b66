"""Actions as they are matched and compared: a plan's rows with their refs, and the words that tell actions apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sheetplan.model import Plan, Template, Value, a1, folded, is_blank, shown

if TYPE_CHECKING:
    import pandas as pd

Frame = Literal["actions", "archived"]
_NEARLY = 0.8
"""How alike two texts are that count as nearly the same."""
_NUMBER = re.compile(r"0*(\d+)(?:\.(\d*))?\.?")
_OWN_NUMBER = re.compile(r"\s*\d+(?:\.\d+)*[a-z]?(?:[.):]\s+|\s*[-–:]\s+)")


class Source:
    """A frame whose rows are made only where somebody looks at them: of most it is enough that nothing changed."""

    def __init__(self, frame: pd.DataFrame) -> None:
        """Take a frame's cells as they are."""
        self.names = list(frame.columns)
        self._values = frame.to_numpy(dtype=object)
        self._rows: dict[int, Mapping[Any, Any]] = {}
        self._columns: dict[str, Sequence[Any]] = {}

    def row(self, position: int) -> Mapping[Any, Any]:
        """Column to value."""
        if position not in self._rows:
            self._rows[position] = dict(zip(self.names, self._values[position].tolist(), strict=True))
        return self._rows[position]

    def column(self, name: str) -> Sequence[Any]:
        """A column's values in order; blank ones where there is no such column."""
        if name not in self._columns:
            known = name in self.names
            values = self._values[:, self.names.index(name)].tolist() if known else [None] * len(self._values)
            self._columns[name] = values
        return self._columns[name]

    def part(self, names: Sequence[str]) -> Sequence[Sequence[Any]]:
        """Of every row, what stands in these columns."""
        wanted: Sequence[Sequence[Any]] = self._values[:, [self.names.index(name) for name in names]].tolist()
        return wanted


class Row(NamedTuple):
    """An action, and where it stands in its plan."""

    frame: Frame
    position: int
    """In that frame."""
    ref: str
    """Empty where it has none."""
    source: Source

    @property
    def cells(self) -> Mapping[Any, Any]:
        """The frame's columns."""
        return self.source.row(self.position)


def rows_of(plan: Plan) -> list[Row]:
    """All actions of a plan, archived ones after the others."""
    actions, archived = Source(plan.actions), Source(plan.archived)
    found = [Row("actions", i, ref or "", actions) for i, ref in enumerate(actions.column("at_ref"))]
    found += [Row("archived", i, ref or "", archived) for i, ref in enumerate(archived.column("at_ref"))]
    return found


def column(rows: Sequence[Row], name: str) -> list[Any]:
    """What stands in a column, of all of a plan's actions as `rows_of` gives them."""
    sources = dict.fromkeys([row.source for row in rows])
    return [value for source in sources for value in source.column(name)]


def known_by(template: Template) -> tuple[str, ...]:
    """The fields in which the words stand that tell actions apart: the first that is filled counts."""
    required = (column.field for column in template.columns if column.type == "text" and column.required)
    return tuple(dict.fromkeys((*template.advice.get("aim", ()), template.ref_from, *required)))


def words(row: Row, template: Template) -> str:
    """The words by which people know an action, spaces, case and its own number aside; empty where it has none."""
    return folded(text(row, template))


def text(row: Row, template: Template) -> str:
    """The same as it was typed."""
    for name in known_by(template):
        value = row.cells.get(name)
        if not is_blank(value):
            found = without_number(shown(value), row.ref) if name in (template.ref_from, "ref") else shown(value)
            if found:
                return found
    return ""


def known_as(row: Row, template: Template) -> str:
    """How an action is called where somebody has to find it again: its ref, or the words that it has instead."""
    return row.ref or text(row, template)


def without_number(value: str, ref: str) -> str:
    """A text without the action's own number before it."""
    stripped = value.strip()
    if ref and stripped == ref:
        return ""
    match = _OWN_NUMBER.match(stripped)
    return stripped[match.end() :].strip() if match else stripped


def is_near(one: str, other: str) -> bool:
    """Whether two texts, as `words` gives them, are the same or nearly so."""
    if one == other:
        return True
    if not one or not other:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= _NEARLY and matcher.ratio() >= _NEARLY


def bare_ref(ref: str) -> str:
    """A ref without spaces, case, zeros before it and a point after it; 1.1 and 1.10 are two."""
    bare = "".join(ref.split()).casefold().rstrip(".")
    return bare.lstrip("0") or bare


@lru_cache(16384)
def plain_ref(ref: str) -> str:
    """What is left of a ref that programs and people change in passing: 1.10 and 1.1, 01 and 1, " 1A" and 1a."""
    bare = bare_ref(ref)
    number = _NUMBER.fullmatch(bare)
    if number is None:
        return bare
    fraction = (number[2] or "").rstrip("0")
    return f"{number[1]}.{fraction}" if fraction else number[1]


def cell_of(plan: Plan, row: Row) -> str:
    """The cell of an action's ref, as people read it, with its sheet."""
    archived = row.frame == "archived"
    places = plan.archive_columns if archived else plan.columns
    sheet = (plan.archive_sheet or "") if archived else plan.sheet
    place = places.get("ref") or places.get(plan.template.ref_from)
    number = int(row.cells["at_row"])
    return f"{sheet}!{a1(number, place.column)}" if place is not None else f"{sheet}, row {number}"


def is_only_ref(field: str, value: Value, row: Row, template: Template) -> bool:
    """Whether a cell holds the action's ref and nothing else, so that another way of writing it is no change."""
    if field == "ref":
        return True
    return field == template.ref_from and bool(row.ref) and folded(value).rstrip(".") == folded(row.ref)
