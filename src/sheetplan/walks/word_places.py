"""Says where something stands in a Word document, where it was read as a row or a cell of a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from sheetplan.model import Assumption, InDocument
from sheetplan.workbook.wordgrid import Spot, WordBook

_ROWS = re.compile(r"\b([Rr])ows? (\d+(?: to \d+)?(?:, \d+(?: to \d+)?)*(?: and \d+(?: to \d+)?)?)\b")
_COLUMN = re.compile(r"\b([Cc])olumn ([A-Z]{1,2})\b")
_CELL = re.compile(r"[A-Z]{1,2}(\d+)")
_MERGED = re.compile(r"^([A-Z]{1,2})(\d+):[A-Z]{1,2}(\d+) is one merged cell")
_HOLDS = re.compile(r"^([A-Z]{1,2})(\d+) holds ")
_ELSEWHERE = re.compile(r"\bTables? [\d, and to]+!([A-Z]{1,2})(\d+)")
_SHEET = re.compile(r'(?<!--sheet )(?:(?:on )?[Tt]he sheets? )?"(Tables? \d[^"]*)"')
_NAME_SHEET = re.compile(r'--sheet "Tables? (\d+)[^"]*"')
_SEVERAL = 2
_QUOTED = re.compile(r'("[^"]*")')


def where(spot: Spot) -> str:
    """A place as people name it."""
    return "a paragraph" if spot.table is None else f"table {spot.table}, row {spot.row}"


def assumption(book: WordBook, sheet: str, one: Assumption, columns: Mapping[str, str]) -> InDocument:
    """What was inferred while reading, with the place in the document.

    Args:
        book: the document.
        sheet: the tables that are meant.
        one: what is said of them as a sheet.
        columns: letter to heading.
    """
    spot = spot_of(book, sheet, one.cell)
    table, row = (None, None) if spot is None else spot
    return InDocument(table, row, told(book, sheet, one.text, columns, table), one.code, one.ref)


def spot_of(book: WordBook, sheet: str, cell: str | None) -> Spot | None:
    """Where a cell stands in the document."""
    found = _CELL.fullmatch(cell or "")
    return book.spot(sheet, int(found[1])) if found else None


def told(book: WordBook, sheet: str, text: str, columns: Mapping[str, str], table: int | None = None) -> str:
    """A sentence about rows and columns of a sheet as one about the document; what is quoted stays as it is.

    Args:
        book: the document.
        sheet: the tables that are meant.
        text: the sentence.
        columns: letter to heading.
        table: the table that is named before the sentence, so that it need not name it again.
    """
    text = _MERGED.sub(lambda f: f"Rows {f[2]} to {f[3]} of column {f[1]} are one merged cell", text)
    text = _HOLDS.sub(lambda f: f"Row {f[2]} holds in column {f[1]} ", text)
    text = _ELSEWHERE.sub(lambda f: f"row {f[2]}", text)
    pieces = _QUOTED.split(text)
    for at in range(0, len(pieces), 2):
        rows = _ROWS.sub(lambda f: _rows(book, sheet, f[2], table, capital=f[1] == "R"), pieces[at])
        pieces[at] = _COLUMN.sub(lambda f: _column(f, columns), rows)
    return "".join(pieces)


def without_sheets(book: WordBook, text: str) -> str:
    """A sentence about sheets as one about tables."""
    pieces = _SHEET.split(text)
    if len(pieces) > 1 and pieces[1] in book.made:
        # The rows are those of the sheet that is named before them.
        pieces[2] = told(book, pieces[1], pieces[2], {}, book.tables(pieces[1])[0])
    said = "".join(f"in {piece.lower()}" if at % 2 else piece for at, piece in enumerate(pieces))
    return _NAME_SHEET.sub(lambda f: f"--table {f[1]}", said)


def _column(found: re.Match[str], columns: Mapping[str, str]) -> str:
    number = 0
    for letter in found[2]:
        number = number * 26 + ord(letter) - ord("A") + 1
    heading = columns.get(found[2])
    return f'{found[1]}olumn {number} ("{heading}")' if heading else f"{found[1]}olumn {number}"


def _rows(book: WordBook, sheet: str, numbers: str, named: int | None, *, capital: bool) -> str:
    by_table: dict[int | None, list[int]] = {}
    for number in _numbers(numbers):
        spot = book.spot(sheet, number)
        by_table.setdefault(spot.table, []).append(spot.row)
    alone = set(by_table) == {named}
    said = _listed([_of(table, rows, alone=alone) for table, rows in by_table.items()])
    return said[0].upper() + said[1:] if capital else said


def _of(table: int | None, rows: Sequence[int], *, alone: bool) -> str:
    if table is None:
        return "a paragraph" if len(rows) == 1 else f"{len(rows)} paragraphs"
    which = f"row{'s' if len(rows) > 1 else ''} {_listed(list(_in_runs(rows)))}"
    return which if alone else f"{which} of table {table}"


def _numbers(text: str) -> Iterator[int]:
    for piece in re.split(", | and ", text):
        first, _, last = piece.partition(" to ")
        yield from range(int(first), int(last or first) + 1)


def _in_runs(rows: Sequence[int]) -> Iterator[str]:
    """Rows that follow one another as "4 to 9"."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    for run in runs:
        yield from [f"{run[0]} to {run[-1]}"] if len(run) > _SEVERAL else map(str, run)


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
