"""Reads what belongs to a plan and stands beside it: the template's tabs, and who signed what and when."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from sheetplan.model import Place, Signature, Tab, TabRead, Template, Value, is_blank
from sheetplan.workbook import find, look, tables
from sheetplan.workbook.find import Grid, plain
from sheetplan.workbook.sheets import Workbook, cell

STANDING = "standing"
"""The tab on which the computed columns stand, where a template has one."""

_SEARCHED_ROWS = 30
"""Headings of such a tab stand below a title and a sentence, no further down."""
_ENOUGH = 0.6
"""The share of a tab's columns that must be there."""
_ALL_BUT = 0.999
"""All of them, or at least those that must be filled in."""


def tabs(book: Workbook, template: Template, others: Collection[str]) -> dict[str, TabRead]:
    """The template's tabs that are in a workbook.

    A tab is known by its name; one that people have renamed, by its headings.

    Args:
        book: the workbook.
        template: which tabs to look for.
        others: sheets that hold the plan or its archive.

    Returns:
        By the tab's name in the template.
    """
    wanted = (*template.tabs, template.standing_tab()) if template.computed_sheet else template.tabs
    found: dict[str, TabRead] = {}
    free = [entry.name for entry in book.entries if entry.name not in others]
    for by_name in (True, False):
        for tab in wanted:
            if tab.name in found:
                continue
            for sheet in [name for name in free if (plain(name) == plain(tab.sheet)) is by_name]:
                read = _read(book, sheet, tab, needed=_ENOUGH if by_name else 1.0)
                if read is not None:
                    found[tab.name] = read
                    free.remove(sheet)
                    break
    return {tab.name: found[tab.name] for tab in wanted if tab.name in found}


def named(book: Workbook, sheet: str, tab: Callable[[], Tab]) -> TabRead | None:
    """A tab that every plan can have, known by its name: another sheet of that name, numbered, may be meant instead.

    Args:
        book: the workbook.
        sheet: how it is called.
        tab: gives the Change log, or the Conflicts tab, which few workbooks have.
    """
    for entry in book.entries:
        if plain(entry.name).startswith(plain(sheet)):
            read = _read(book, entry.name, tab(), needed=1.0)
            if read is not None:
                return read
    return None


def anywhere(book: Workbook, tab: Tab) -> TabRead | None:
    """A tab of a workbook by the headings that it must have, whatever it is called; one of its name before others."""
    names = sorted((entry.name for entry in book.entries), key=lambda name: plain(name) != plain(tab.sheet))
    return next((read for name in names if (read := _read(book, name, tab, needed=_ALL_BUT)) is not None), None)


def _read(book: Workbook, sheet: str, tab: Tab, needed: float) -> TabRead | None:
    grid = book.plan_grid(sheet)
    first = next((number for number, row in enumerate(grid) if any(not is_blank(cell) for cell in row)), 0)
    best: tuple[int, dict[str, Place]] | None = None
    for number, row in enumerate(grid[first : first + _SEARCHED_ROWS], start=first + 1):
        columns = _columns(row, tab)
        if _is_enough(columns, tab, needed) and (best is None or len(columns) > len(best[1])):
            best = number, columns
    if best is None:
        return None
    heading_row, columns = best
    part = next(entry.part for entry in book.entries if entry.name == sheet)
    left = min(place.column for place in columns.values())
    table = tables.covering(book.package, part, heading_row, left)
    rows = tuple(_rows(grid, heading_row, columns, tab))
    last = max((int(str(row["at_row"])) for row in rows), default=heading_row)
    return TabRead(
        tab=tab,
        sheet=sheet,
        heading_row=heading_row,
        columns=columns,
        rows=rows,
        next_row=last + 1,
        table=table.name if table else None,
        table_last_row=table.last_body_row if table else None,
        live=tab.name == STANDING and bool(look.formula_cells(book.xml(sheet))),
    )


def _is_enough(columns: Mapping[str, Place], tab: Tab, needed: float) -> bool:
    """Whether a row is a tab's headings; of a tab that bears the name, those that must be filled in are enough."""
    if len(columns) < 2:
        return False
    required = {column.field for column in tab.columns if column.required}
    by_name = needed < 1 and bool(required) and required <= set(columns)
    return by_name or len(columns) >= needed * len(tab.columns)


def _columns(row: Sequence[Value], tab: Tab) -> dict[str, Place]:
    texts = {number: find.one_line(value) for number, value in enumerate(row, start=1) if isinstance(value, str)}
    found: dict[str, Place] = {}
    for column in tab.columns:
        known = {plain(word) for word in (column.heading, *column.aliases)}
        for number, text in texts.items():
            if plain(text) in known and all(place.column != number for place in found.values()):
                found[column.field] = Place(number, text)
                break
    return found | _answers(texts, found, tab)


def _answers(texts: Mapping[int, str], found: Mapping[str, Place], tab: Tab) -> dict[str, Place]:
    """Columns that are tallied, one for each person, are known by their place: people put their roles above them."""
    tallied = {field for column in tab.columns if column.works_out for field in column.works_out.fields}
    fields = [column.field for column in tab.columns]
    lacking = [i for i, field in enumerate(fields) if field in tallied and field not in found]
    if not lacking or lacking[0] == 0 or lacking[-1] == len(fields) - 1:
        return {}
    before, after = found.get(fields[lacking[0] - 1]), found.get(fields[lacking[-1] + 1])
    if before is None or after is None:
        return {}
    taken = {place.column for place in found.values()}
    free = [number for number in range(before.column + 1, after.column) if number in texts and number not in taken]
    if len(free) != len(lacking):
        return {}
    return {fields[i]: Place(number, texts[number]) for i, number in zip(lacking, free, strict=True)}


def _rows(grid: Grid, heading_row: int, columns: Mapping[str, Place], tab: Tab) -> Iterable[Mapping[str, Value]]:
    """Rows in which people, or an update, have entered something; what is worked out in a row fills none."""
    worked_out = {column.field for column in tab.columns if column.works_out is not None}
    for number in range(heading_row + 1, len(grid) + 1):
        values = {field: cell(grid, number, place.column) for field, place in columns.items()}
        if not all(is_blank(value) for field, value in values.items() if field not in worked_out):
            yield values | {"at_row": number}


def block(grid: Grid, template: Template) -> int | None:
    """The row in which a block of signatures begins on people's own sheet; None where there is none."""
    labels = [plain(label) for label in template.course.signoff_labels]
    if not labels:
        return None
    for number in range(1, len(grid) - len(labels) + 2):
        column = _first_filled(grid[number - 1])
        if column is not None and all(
            _is_label(cell(grid, number + down, column), label) for down, label in enumerate(labels)
        ):
            return number
    return None


def signatures(
    grid: Grid,
    sheet: str,
    template: Template,
    cover: Mapping[str, Value],
    cover_cells: Mapping[str, tuple[str, int, int]],
) -> tuple[Signature, ...]:
    """The template's sign-offs as they stand on the Cover, or in a block beside the plan.

    Args:
        grid: the plan's sheet.
        sheet: its name.
        template: which sign-offs there are.
        cover: what is entered on the Cover.
        cover_cells: where it is entered.
    """
    start = block(grid, template)
    signoffs = template.course.signoffs
    columns = _signed_columns(grid, start, len(signoffs)) if start is not None else ()
    found = []
    for i, signoff in enumerate(signoffs):
        lines = (signoff.name, signoff.position, signoff.date)
        values: list[Value]
        if any(line in cover_cells for line in lines):
            values = [cover.get(line) for line in lines]
            places = {what: cover_cells[line] for what, line in zip(_PARTS, lines, strict=True) if line in cover_cells}
        elif start is not None:
            values = [cell(grid, start + down, columns[i]) for down in range(3)]
            places = {what: (sheet, start + down, columns[i]) for down, what in enumerate(_PARTS)}
        else:
            values, places = [None, None, None], {}
        name, position, day = values
        found.append(Signature(signoff.field, name, position, day, places or None))
    return tuple(found)


_PARTS = ("name", "position", "date")


def _signed_columns(grid: Grid, start: int, count: int) -> tuple[int, ...]:
    """The columns right of the labels in which the signatures stand, one for each sign-off, in order."""
    label = _first_filled(grid[start - 1]) or 1
    rows = grid[start - 1 : start + 2]
    width = max(len(row) for row in rows)
    used = [c for c in range(label + 1, width + 1) if any(not is_blank(cell(rows, r, c)) for r in range(1, 4))]
    if len(used) == count:
        return tuple(used)
    return tuple(range(label + 1, label + 1 + count))


def _first_filled(row: Sequence[Value]) -> int | None:
    return next((number for number, value in enumerate(row, start=1) if not is_blank(value)), None)


def _is_label(value: Value, label: str) -> bool:
    return isinstance(value, str) and plain(value) == label
