"""Tells the rows of a plan apart: actions, rows that carry one on, headings again, blank rows, and the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sheetplan.model import Template, Value, is_blank
from sheetplan.workbook.find import Grid, Headings, is_heading_again

_NUMBER = re.compile(
    r"\s*(\d{1,4}(?:\.\d{1,3})*[a-z]?)\s*[.):]+(?=\s|\D|$)|\s*(\d{1,4}(?:(?:\.\d{1,3})+[a-z]?|[a-z]))(?=\s|$)"
)


@dataclass(slots=True)
class Record:
    """One action: its sheet rows and its values by field."""

    rows: list[int]
    values: dict[str, Value]
    ref: str | None
    computed: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class Body:
    """The rows below the headings."""

    records: list[Record] = field(default_factory=list)
    uncounted: list[tuple[int, str]] = field(default_factory=list)
    joined: list[Record] = field(default_factory=list)
    """Records of several rows."""
    ghosts: list[int] = field(default_factory=list)
    """Rows in which nothing is typed and a value of ours still stands."""


def own_number(text: Value) -> str | None:
    """The number with which an action's text begins: "14. At the meeting" is 14; "2 places" has none."""
    if not isinstance(text, str):
        return None
    found = _NUMBER.match(text)
    return (found.group(1) or found.group(2)) if found else None


def ref_text(value: Value) -> str | None:
    """A ref cell as text: 1.0, which a spreadsheet made of 1, is "1"; a closing full stop is dropped."""
    if is_blank(value):
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip().rstrip(".):") or None


def read(grid: Grid, found: Headings, template: Template, last_row: int) -> Body:
    """Sort the rows below the headings.

    Args:
        grid: the sheet's values, from A1.
        found: the heading row and its columns.
        template: what they mean.
        last_row: the last row that can belong to the plan.
    """
    body = Body()
    rows = {
        number: _values(grid[number - 1], {k: p.column for k, p in found.fields.items()})
        for number in range(found.row + 1, min(last_row, len(grid)) + 1)
    }
    ours = {name: place.column for name, place in found.computed.items()}
    if "goes_on" in ours:  # a painted plan, in which the others are formulas that show nothing
        ours = {name: column for name, column in ours.items() if name in ("due", "goes_on")}
    body.ghosts = [
        number
        for number, values in rows.items()
        if all(map(is_blank, values.values())) and not all(map(is_blank, _values(grid[number - 1], ours).values()))
    ]
    filled = {number: values for number, values in rows.items() if not all(map(is_blank, values.values()))}
    numbered = sum(_ref(values, template) is not None for values in filled.values())
    mostly_numbered = numbered * 2 > len(filled)
    several = sum(sum(not is_blank(v) for v in values.values()) > 1 for values in filled.values())
    mostly_several = several * 2 > len(filled) and "goes_on" not in found.computed
    for number, values in filled.items():
        if is_heading_again(grid[number - 1], found):
            continue
        ref = _ref(values, template)
        previous = body.records[-1] if body.records else None
        if previous is not None and _carries_on(values, ref, previous.ref, template):
            _join(previous, number, values)
            if previous not in body.joined:
                body.joined.append(previous)
        elif _is_action(values, ref, template, sparing=mostly_numbered or mostly_several):
            computed = _values(grid[number - 1], {k: p.column for k, p in found.computed.items()})
            body.records.append(Record([number], values, ref, computed))
        else:
            body.uncounted.append((number, " ".join(str(v) for v in values.values() if not is_blank(v))))
    return body


def _values(row: Sequence[Value], columns: Mapping[str, int]) -> dict[str, Value]:
    return {name: row[c - 1] if c <= len(row) else None for name, c in columns.items()}


def _ref(values: Mapping[str, Value], template: Template) -> str | None:
    """The row's ref: what its ref column says, else the number with which its text begins."""
    return ref_text(values.get("ref")) or own_number(values.get(template.ref_from))


def _carries_on(values: Mapping[str, Value], ref: str | None, above: str | None, template: Template) -> bool:
    """The ref above once more, and a word that says so: "14. Contd", "14 (cont'd)"."""
    text = str(values.get(template.ref_from) or "").strip().casefold()
    if above is None or (ref != above and not (ref is None and text.startswith(above.casefold()))):
        return False
    rest = text.removeprefix(above.casefold()).lstrip(" .():\u00a0\n-–")
    return any(re.match(rf"{re.escape(word.casefold())}\b", rest) for word in template.continued)


def _join(record: Record, number: int, values: Mapping[str, Value]) -> None:
    """Add a continuation row's cells to their action: text below text, other cells where there was nothing."""
    record.rows.append(number)
    for name, value in values.items():
        before = record.values[name]
        if is_blank(value):
            continue
        if is_blank(before):
            record.values[name] = value
        elif isinstance(before, str) and isinstance(value, str):
            record.values[name] = f"{before}\n{value}"


def _is_action(values: Mapping[str, Value], ref: str | None, template: Template, *, sparing: bool) -> bool:
    """Text with nothing beside it, and no number, is a section or a remark where the plan's actions are otherwise."""
    filled = sum(not is_blank(values[name]) for name in values if name != "ref")
    if filled == 0:
        return False
    if is_blank(values.get(template.ref_from)):
        return filled >= 2
    return filled >= 2 or ref is not None or not sparing
