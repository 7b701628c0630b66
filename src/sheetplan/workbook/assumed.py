"""What was inferred while a plan was read, in plain sentences, each with its cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import shorten

from sheetplan.model import Assumption, Template, Value, a1, letters, shown
from sheetplan.workbook.body import Body, Record
from sheetplan.workbook.find import Grid, Headings, plain
from sheetplan.workbook.sheets import Workbook, cell

_SHOWN = 60
"""Characters of a cell's words that are quoted."""
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PASSED = {
    "headings": ("repeats the headings.", "repeat the headings."),
    "total": ("sums others up: it is no action.", "sum others up: they are no actions."),
    "example": ("is an example: it is no action.", "are examples: they are no actions."),
    "empty": (
        "is ready to be filled in, but nothing is typed in it.",
        "are ready to be filled in, but nothing is typed in them.",
    ),
    "formulas": ("holds nothing but formulas: it is no action.", "hold nothing but formulas: they are no actions."),
    "key": ("belongs to the role key.", "belong to the role key."),
    "far": (
        "is far below everything else and was passed over.",
        "are far below everything else and were passed over.",
    ),
}


def of(grid: Grid, headings: Headings, rows: Body, template: Template) -> Iterator[Assumption]:
    """What was made of the headings, and of the rows below them."""
    yield from _headings(grid, headings)
    yield from sorted(_rows_read(headings, rows, template), key=lambda one: int((one.cell or "").lstrip(_LETTERS)))


def _rows_read(headings: Headings, rows: Body, template: Template) -> Iterator[Assumption]:
    key = headings.fields[template.ref_from].column
    for record in rows.joined:
        yield Assumption(a1(record.rows[0], key), _joined(record), "rows-joined", record.ref)
        for name in dict.fromkeys(record.later):
            place = headings.fields[name]
            text = f"The rows of this action have several days as {place.heading}; {shown(record.values[name])} counts."
            yield Assumption(a1(record.rows[0], place.column), text, None, record.ref)
        for name in dict.fromkeys(name for name, _ in record.unlike):
            yield _unlike(record, name, headings)
    yield from _refs(headings, rows, key)
    for top, bottom, column in rows.merged:
        if any(record.rows[0] <= top and bottom <= record.rows[-1] for record in rows.joined):
            continue
        area = f"{a1(top, column)}:{a1(bottom, column)}"
        yield Assumption(a1(top, column), f"{area} is one merged cell: its value counts for each of its rows.")
    for number, text in rows.sections:
        words = " ".join(text.split())
        said = f'Row {number} has been read as the heading of a section: "{words}"{"" if words.endswith(".") else "."}'
        yield Assumption(a1(number, headings.first_column), said)
    for what, numbers in rows.passed.items():
        one, many = _PASSED[what]
        said = f"{_rows(numbers)} {one if len(numbers) == 1 else many}"
        yield Assumption(a1(numbers[0], headings.first_column), said)


def _unlike(record: Record, name: str, headings: Headings) -> Assumption:
    """Numbers of one action that cannot both count, or a number below words."""
    place, kept = headings.fields[name], _quoted(record.values[name])
    others = dict.fromkeys(_quoted(value) for field, value in record.unlike if field == name)
    text = f"The rows of this action have {kept} and {' and '.join(others)} as {place.heading}; {kept} counts."
    return Assumption(a1(record.rows[0], place.column), text, None, record.ref)


def _quoted(value: Value) -> str:
    """What a cell holds: words in quotation marks, cut where they go on for long; numbers and days as they are."""
    text = " ".join(shown(value).split())
    return f'"{shorten(text, _SHOWN, placeholder=" …")}"' if isinstance(value, str) else text


def _heading_cell(grid: Grid, found: Headings, column: int, text: str) -> str:
    """Where a heading's words stand, of several heading rows: in the one that has most of them."""
    wanted, best = plain(text), (0, found.row)
    for row in found.rows:
        words = plain(value) if isinstance(value := cell(grid, row, column), str) else ""
        if words and (words in wanted or wanted in words):
            best = max(best, (len(words), row))
    return a1(best[1], column)


def _headings(grid: Grid, found: Headings) -> Iterator[Assumption]:
    if len(found.rows) > 1:
        first = a1(found.rows[0], found.first_column)
        yield Assumption(first, f"The headings stand in {_rows(found.rows, small=True)}.")
    for one in found.read_as:
        text = f'The heading "{one.stands}" has been read as "{one.wanted}".'
        where = _heading_cell(grid, found, one.column, one.stands)
        yield Assumption(where, text, "heading-read-as" if one.is_guess else None)
    if found.unheaded is not None:
        text = f"Column {letters(found.unheaded)} has no heading; what stands in it has been read as the refs."
        yield Assumption(a1(found.row, found.unheaded), text)


def _joined(record: Record) -> str:
    *rest, last = (str(number) for number in record.rows)
    rows = f"Rows {', '.join(rest)} and {last}"
    action = f"one action, {record.ref}" if record.ref else "one action"
    if record.because == "merged":
        return f"{rows} have been read as {action}, because it stands in one cell merged over them."
    many = len(rest) > 1
    says, holds = ("say", "hold") if many else ("says", "holds")
    which = f"rows {', '.join(rest[1:])} and {last}" if many else f"row {last}"
    why = f"{which} {holds} only a date" if record.because == "dated" else f"{which} {says} that it carries on"
    return f"{rows} have been read as {action}, because {why}."


def _refs(headings: Headings, rows: Body, key: int) -> Iterator[Assumption]:
    column = headings.fields["ref"].column if "ref" in headings.fields else key
    for record in rows.shifted:
        number = record.rows[0]
        text = (
            f"Row {number} stands one cell too far left: there are words where the ref belongs. "
            "It has been read as if it stood one cell further right."
        )
        yield Assumption(a1(number, column), text, "row-shifted", record.ref)
    for record in rows.restored:
        where = a1(record.rows[0], column)
        text = (
            f"{where} holds {shown(record.values['ref'])} for a second time. It has been read as {record.ref}, of "
            "which a spreadsheet drops the last 0."
        )
        yield Assumption(where, text, None, record.ref)


def hidden(book: Workbook, sheet: str, headings: Headings, rows: Body) -> Iterator[Assumption]:
    """Rows, columns and sheets that people do not see and that were read all the same."""
    if book.state(sheet) != "visible":
        yield Assumption(None, f'The sheet "{sheet}" is hidden. It has been read all the same.')
    hidden_rows, hidden_columns = book.hidden(sheet)
    actions = {number for record in rows.records for number in record.rows} if hidden_rows else set()
    seen = [number for number in hidden_rows if number in actions]
    if seen:
        one = len(seen) == 1
        said = (
            f"{_rows(seen)} {'is' if one else 'are'} hidden. {'It has' if one else 'They have'} been read all the same."
        )
        yield Assumption(a1(seen[0], headings.first_column), said)
    for place in headings.fields.values():
        if place.column in hidden_columns:
            text = f"Column {letters(place.column)} is hidden. It has been read all the same."
            yield Assumption(a1(headings.row, place.column), text)


def strays(cells: Sequence[str]) -> Iterator[Assumption]:
    """Cells far from all others."""
    if cells:
        others = f"{len(cells) - 1} more cells" if len(cells) > 2 else "one more cell"
        more = f"and {others} are far from everything else and were"
        one = "is far from everything else and was"
        yield Assumption(cells[0], f"{cells[0]} {more if len(cells) > 1 else one} passed over.")


def _rows(numbers: Sequence[int], *, small: bool = False) -> str:
    """Rows in words: "Row 4", "Rows 4 and 5", "Rows 31 to 40 and 52"."""
    word = "row" if small else "Row"
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    pieces: list[str] = []
    for first, last in runs:
        pieces += [f"{first} to {last}"] if last > first + 1 else map(str, dict.fromkeys((first, last)))
    plural = word + ("s" if len(numbers) > 1 else "")
    return f"{plural} {pieces[0]}" if len(pieces) == 1 else f"{plural} {', '.join(pieces[:-1])} and {pieces[-1]}"
