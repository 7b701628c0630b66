"""Joins a row that carries on to the action above it: text below text, of two days the later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sheetplan.model import Value, is_blank, shown
from sheetplan.workbook.find import Headings
from sheetplan.workbook.sorted_rows import Record

Box = tuple[int, int, int, int]
"""Top, left, bottom and right of merged cells."""


def add(
    record: Record,
    number: int,
    values: Mapping[str, Value],
    found: Headings,
    types: Sequence[str],
    merged: Iterable[Box] = (),
    *,
    with_ref: bool = False,
) -> None:
    """Add a further row's cells to their action.

    Args:
        record: the action; it is changed.
        number: the row that carries it on.
        values: field to what stands in that row.
        found: where the fields stand.
        types: of what type the column of each field is, in the order of the values.
        merged: merged cells, where they are why the row belongs to the action; what stands in one of them is one text.
        with_ref: whether what stands in the row's ref column belongs to the action's ref too.
    """
    above, boxes = record.rows[-1], list(merged)
    record.rows.append(number)
    for (name, value), kind in zip(values.items(), types, strict=True):
        before = record.values[name]
        if is_blank(value) or value == before or (name == "ref" and not with_ref):
            continue
        if is_blank(before):
            record.values[name] = value
        elif kind == "timescale" or (isinstance(before, str) and isinstance(value, str)):
            if not _is_one_cell(boxes, found.fields[name].column, above, number):
                record.values[name] = f"{shown(before)}\n{shown(value)}"
        elif kind == "date":
            record.values[name] = _later(before, value)
            record.later = (*record.later, name)
        else:
            record.unlike = (*record.unlike, (name, value))


def _is_one_cell(boxes: Sequence[Box], column: int, above: int, number: int) -> bool:
    return any(box[1] <= column <= box[3] and box[0] <= above < number <= box[2] for box in boxes)


def _later(before: Value, value: Value) -> Value:
    """Of two days the later; of a day and words, the words, which have to be looked at."""
    if isinstance(before, date) and isinstance(value, date):
        return max(before, value)
    return value if isinstance(before, date) else before
