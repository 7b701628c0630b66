"""What people have hidden in a workbook: sheets, rows and columns, and the texts that stand in hidden rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from sheetplan.model import SheetplanError, Unseen, folded
from sheetplan.workbook import splice
from sheetplan.workbook.read import opened
from sheetplan.workbook.sheets import Workbook
from sheetplan.workbook.xmlparts import is_true, local

_LAST_COLUMN = 16384


class _Hidden:
    """The hidden rows and columns of a sheet's part, whatever it leaves unsaid."""

    def __init__(self) -> None:
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        self._row = 0
        self._flat = False

    def begin(self, name: str, values: dict[str, str]) -> None:
        tag = local(name.replace(" ", "}"))
        if tag == "row":
            self._row = splice.counted(values.get("r")) or self._row + 1
            unsized = self._flat and "ht" not in values
            if is_true(values.get("hidden")) or _is_nothing(values.get("ht")) or unsized:
                self.rows.add(self._row)
        elif tag == "col" and (is_true(values.get("hidden")) or _is_nothing(values.get("width"))):
            first, last = (splice.counted(values.get(end)) for end in ("min", "max"))
            self.columns.update(range(max(first, 1), min(last, _LAST_COLUMN) + 1))
        elif tag == "sheetFormatPr":
            self._flat = is_true(values.get("zeroHeight"))


def of(path: Path) -> Unseen:
    """What is hidden in a workbook (.xlsx or .xlsm).

    Raises:
        SheetplanError: it cannot be read.
    """
    book = opened(path)
    sheets = frozenset(entry.name for entry in book.entries if entry.state != "visible")
    found = {entry.name: _hidden(book, entry.name) for entry in book.entries}
    return Unseen(
        sheets,
        {name: frozenset(one.rows) for name, one in found.items() if one.rows},
        {name: frozenset(one.columns) for name, one in found.items() if one.columns},
        {name: frozenset(_texts(book, name, one.rows)) for name, one in found.items() if one.rows},
    )


def _hidden(book: Workbook, name: str) -> _Hidden:
    found = _Hidden()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = found.begin
    try:
        parser.Parse(book.xml(name), True)
    except (expat.ExpatError, ValueError) as problem:
        raise SheetplanError(
            f'{book.package.label} is damaged: its sheet "{name}" cannot be read.',
            "Open it in Excel, let Excel repair it, and save it; or use the last good copy.",
        ) from problem
    return found


def _texts(book: Workbook, name: str, rows: set[int]) -> Iterator[str]:
    for number, row in enumerate(book.grid(name), start=1):
        if number in rows:
            yield from (folded(value) for value in row if isinstance(value, str))


def _is_nothing(text: str | None) -> bool:
    try:
        return text is not None and float(text) == 0
    except ValueError:
        return False
