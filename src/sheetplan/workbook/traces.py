"""Looks for texts in all parts of a workbook: cells, notes, shapes, and what nobody sees."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sheetplan.model import is_blank
from sheetplan.workbook import look, refs, values
from sheetplan.workbook.parts import Package
from sheetplan.workbook.sheets import Workbook

_NO_NAME = 20
"""Characters from which on a text in a hidden part is more than a name or a title that happens to be the same."""
_TAG = re.compile(r"<[^>]*>")
_FILTER = re.compile(r"<(?:\w+:)?autoFilter\b[^>]*[^/]>.*?</(?:\w+:)?autoFilter\s*>", re.DOTALL)
_BREAKS = re.compile(r"\s+")
_NOT_TEXT = ("styles", "theme", "calcChain", "sharedStrings", "printerSettings", "image")
"""Kinds of parts that hold no words of people, or (shared strings) none but those that cells show."""
_SEEN = {"comments": "note", "threadedComment": "note", "drawing": "shape", "vmlDrawing": "shape"}


@dataclass(frozen=True, slots=True)
class Trace:
    """A place in which one of the texts stands."""

    kind: Literal["cell", "note", "shape", "hidden"]
    """`hidden` is what no program shows on a sheet."""
    where: str
    """The cell as Sheet!A1, the sheet, or for what is hidden words for it."""
    text: str
    formula: tuple[str, int, int] | None = None
    """The cell, as sheet, row and column, where it is the result of a formula."""


def find(data: bytes, path: Path, texts: Collection[str]) -> Iterator[Trace]:
    """Every place in which one of these texts stands.

    Args:
        data: the workbook.
        path: what it is called.
        texts: what is looked for; the kind and number of white space do not matter.
    """
    wanted = {_even(text) for text in texts} - {""}
    if not wanted:
        return
    package = Package(data, path)
    yield from _in_cells(Workbook(package), wanted)
    sheets = {entry.part: entry.name for entry in package.sheets}
    owners = {
        relation.target: (name, _SEEN[relation.kind])
        for part, name in sheets.items()
        for relation in package.relations(part).values()
        if relation.kind in _SEEN
    }
    for part in package.names:
        if any(word in part.rpartition("/")[2] for word in _NOT_TEXT):
            continue
        content = package.read(part).decode("utf-8", "replace")
        if (
            part in sheets
        ):  # its cells have been looked at; what else it says are rules, but a filter names what it hides
            content = "".join(_FILTER.findall(content))
        plain = _even(html.unescape(_TAG.sub("", content)) + "\n" + html.unescape(content))
        said = f'the filter of "{sheets[part]}"' if part in sheets else f'its part "{part}"'
        sheet, kind = owners.get(part, (said, "hidden"))
        least = _NO_NAME if kind == "hidden" else 1
        for text in sorted(one for one in wanted if len(one) >= least and one in plain):
            yield Trace("note" if kind == "note" else "shape" if kind == "shape" else "hidden", sheet, text)


def _in_cells(book: Workbook, wanted: set[str]) -> Iterator[Trace]:
    """Cells that say just that, and formulas whose result contains it."""
    for entry in book.entries:
        formulas = {(row, refs.column_number(column)) for column, row in look.formula_cells(book.xml(entry.name))}
        for number, row in enumerate(book.grid(entry.name), start=1):
            for column, value in enumerate(row, start=1):
                if not isinstance(value, str) or is_blank(value):
                    continue
                text = _even(value)
                place = f"{entry.name}!{refs.a1(number, column)}"
                if (number, column) in formulas:
                    spot = (entry.name, number, column)
                    yield from (Trace("cell", place, one, spot) for one in sorted(wanted) if one in text)
                elif text in wanted:
                    yield Trace("cell", place, text)


def _even(text: str) -> str:
    return _BREAKS.sub(" ", values.unescaped(text)).strip()
