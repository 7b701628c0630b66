"""What differs between two plans as text, JSON and CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from sheetplan.model import Difference, Differences, Side, Value, is_blank, long_day, many, shown
from sheetplan.render.phrases import cut
from sheetplan.render.safe import as_json, printable, stays_text

_KINDS = {
    "changed": "cell changed",
    "added": "added",
    "removed": "removed",
    "archived": "archived",
    "reopened": "brought back",
    "moved": "moved",
}
"""In the order in which they are counted."""


def diff_text(found: Differences) -> str:
    """What `diff` prints for a person."""
    return "\n".join(map(printable, _lines(found))) + "\n"


def _lines(found: Differences) -> Iterator[str]:
    names = f"{_side(found.before)} and {_side(found.after)}"
    counts = Counter[str](one.kind for one in found.differences)
    if not counts:
        yield f"{names}: no difference"
    else:
        told = [
            (many(counts[kind], "cell") + " changed") if kind == "changed" else f"{counts[kind]} {words}"
            for kind, words in _KINDS.items()
            if counts[kind]
        ]
        yield f"{names}: {', '.join(told)}"
    yield from (f"  {sentence}" for sentence in found.said)
    for sheet, on_sheet in groupby(found.differences, lambda one: one.sheet):
        yield ""
        yield sheet
        for (ref, about), together in groupby(on_sheet, lambda one: (one.ref, _heading(one))):
            if ref or about:
                yield f"  {ref:<6} {about}".rstrip()
            for one in together:
                yield from _one(one)


def _heading(one: Difference) -> str:
    """The words of the action that all of its differences stand under."""
    return cut(one.about)


def _one(one: Difference) -> Iterator[str]:
    if one.kind == "changed":
        yield f"    {one.column}: {_value(one.before)} → {_value(one.after)}"
    elif one.kind == "moved" and one.after is not None:
        yield f"    moved: was {shown(one.before)}, is {shown(one.after)}"
    else:
        yield f"    {_KINDS[one.kind]}"


def _value(value: Value) -> str:
    if is_blank(value):
        return "(blank)"
    return f'"{value}"' if isinstance(value, str) else shown(value)


def _side(side: Side) -> str:
    day = f" ({long_day(side.position_date)})" if side.version is not None and side.position_date is not None else ""
    return f"{side.name}{day}"


def diff_json(found: Differences) -> str:
    """What `diff --format json` prints."""
    counts = Counter[str](one.kind for one in found.differences)
    data = {
        "before": _side_data(found.before),
        "after": _side_data(found.after),
        "counts": {kind: counts[kind] for kind in _KINDS},
        "differences": [_data(one) for one in found.differences],
        "said": list(found.said),
    }
    return as_json(data)


def _side_data(side: Side) -> dict[str, Any]:
    return {"path": str(side.path), "version": side.version, "position_date": _plain(side.position_date)}


def _data(one: Difference) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "sheet": one.sheet,
        "ref": one.ref or None,
        "action": one.about or None,
        "field": one.field or None,
        "column": one.column or None,
        "before": _plain(one.before),
        "after": _plain(one.after),
    }


def _plain(value: Value) -> Any:
    """A value as JSON has it: days as ISO text, blanks as null."""
    if isinstance(value, date):
        return value.isoformat()
    return None if is_blank(value) else value


def diff_csv(found: Differences) -> str:
    """One line a difference, for a spreadsheet: sheet, ref, action, kind, column, before, after."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["sheet", "ref", "action", "kind", "column", "before", "after"])
    for one in found.differences:
        before, after = (value.isoformat() if isinstance(value, date) else value for value in (one.before, one.after))
        before, after = ("" if is_blank(value) else shown(value) for value in (before, after))
        row = (one.sheet, one.ref, one.about, one.kind, one.column, before, after)
        writer.writerow([stays_text(value) for value in row])
    return lines.getvalue()
