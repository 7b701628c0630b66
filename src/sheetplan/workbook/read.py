"""Reads a messy sheet into a Plan: converts or leaves as it was, refuses no value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from sheetplan.model import (
    Assumption,
    Layout,
    Plan,
    SheetplanError,
    Template,
    a1,
    is_blank,
    letters,
)
from sheetplan.workbook import beside, body, find, look, properties, tables
from sheetplan.workbook.find import Grid, Headings, plain
from sheetplan.workbook.parts import Package, SheetEntry
from sheetplan.workbook.sheets import Workbook, cell

COMPUTED_AT_MOST = 5
"""How many columns an update can add."""


def plans(path: Path, templates: Sequence[Template]) -> tuple[Plan, ...]:
    """Every plan table of a workbook, in workbook order.

    Args:
        path: the workbook.
        templates: those that it may be of; the one whose headings fit best is taken.

    Raises:
        SheetplanError: the file cannot be read, or no sheet of it holds a plan.
    """
    if path.suffix.casefold() not in (".xlsx", ".xlsm", ".xltx", ".xltm"):
        _refuse_kind(path)
    book = Workbook(Package.open(path))
    travelling = properties.read_properties(book.package)
    ours = travelling[properties.COLUMNS].split() if properties.COLUMNS in travelling else None
    found = [(entry, *best) for entry in book.entries if (best := _best(book.grid(entry.name), templates, ours))]
    # On an archive every column is a record's: none is worked out anew.
    archives = {
        entry.name: find.headings(book.grid(entry.name), template, ()) or headings
        for entry, template, headings in found
        if _is_archive(book, entry, template, headings)
    }
    kept = [(entry, template, h) for entry, template, h in found if entry.name not in archives]
    if not kept:
        raise SheetplanError(
            f"{path.name}: no action plan was found on its {len(book.entries)} "
            f"sheet{'s' if len(book.entries) != 1 else ''}. {_nearest(templates)}",
            "Check that it is the right workbook and that the headings stand in one row above the actions; "
            "name the kind of plan with --template if it is another.",
        )
    return tuple(_plan(book, path, entry, template, h, archives, travelling) for entry, template, h in kept)


def has_formulas_elsewhere(path: Path, sheet: str) -> bool:
    """Whether sheets other than this one hold formulas, whose results in the file are as old as its last saving."""
    book = Workbook(Package.open(path))
    return any(look.formula_cells(book.xml(entry.name)) for entry in book.entries if entry.name != sheet)


def _refuse_kind(path: Path) -> None:
    if path.exists() and path.is_file():
        with path.open("rb") as stream:
            is_zip = stream.read(4) == b"PK\x03\x04"
        if not is_zip:
            Package.open(path)
        raise SheetplanError(
            f"{path.name} is not a workbook that can be kept as a plan (.xlsx or .xlsm).",
            "Open it in Excel and save it as an Excel Workbook (.xlsx).",
        )
    Package.open(path)


def _best(grid: Grid, templates: Sequence[Template], ours: Sequence[str] | None) -> tuple[Template, Headings] | None:
    found = [(template, h) for template in templates if (h := find.headings(grid, template, ours))]
    return max(found, key=lambda pair: pair[1].score, default=None)


def _nearest(templates: Sequence[Template]) -> str:
    """What headings were looked for, so that a reader sees what is missing."""
    template = templates[0]
    wanted = ", ".join(c.heading for c in template.columns if c.present == "always")
    if len(templates) == 1:
        return f"A {template.name} plan has the headings {wanted}."
    return f"The headings of {len(templates)} templates were looked for."


def _is_archive(book: Workbook, entry: SheetEntry, template: Template, headings: Headings) -> bool:
    """The tab of that name, or any whose headings say when an action was archived."""
    if plain(entry.name) == plain(template.archive_sheet):
        return True
    row = book.grid(entry.name)[headings.row - 1]
    return plain(template.archive_headings["archived_on"]) in {plain(cell) for cell in row if cell is not None}


def _number(text: str | None) -> str | None:
    """A version number of ours; anything else that somebody wrote there is none."""
    return text if text and re.fullmatch(r"\d+\.\d+", text) else None


def _fits(
    row: Sequence[object], there: Headings, headings: Headings, others: Mapping[int, str], template: Template
) -> bool:
    """Whether an archive is one of ours, or has a column for everything that people type in the plan."""
    named = {plain(text) for text in row if isinstance(text, str)}
    if {plain(text) for text in template.archive_headings.values()} <= named:
        return True
    return set(headings.fields) <= set(there.fields) and {plain(text) for text in others.values()} <= named


def _plan(
    book: Workbook,
    path: Path,
    entry: SheetEntry,
    template: Template,
    headings: Headings,
    archives: Mapping[str, Headings],
    travelling: Mapping[str, str],
) -> Plan:
    _refuse_lacking(path, entry, template, headings)
    grid = book.grid(entry.name)
    table = tables.covering(book.package, entry.part, headings.row, headings.first_column)
    end = _typed_below(grid, table) if table else len(grid)
    rows = body.read(grid, headings, template, end)
    others = _others(grid, headings)
    archive = _archive(book, archives, headings, others, template)
    report_date, report_cell = beside.report_date(book)
    xml = book.xml(entry.name)
    formulas = look.formula_cells(xml) if headings.computed else set()
    last = max((record.rows[-1] for record in rows.records), default=headings.row)
    return Plan(
        path=path,
        template=template,
        sheet=entry.name,
        layout=_layout(headings, table, last),
        columns=dict(headings.fields),
        computed=headings.computed,
        actions=_frame(rows, headings, _looks(book, xml), formulas).assign(
            at_others=_beside_ours(grid, rows, others, formulas)
        ),
        archived=beside.archived(book, archive, archives, template, set(headings.fields)),
        archive_sheet=archive,
        archive_columns=beside.archive_columns(book, archive, archives, template),
        archive_table=beside.table_name(book, archive, archives),
        people=beside.people(book, entry.name, headings, template),
        texts=beside.texts(book, entry.name, headings),
        **beside.cover(book, template),
        others=others,
        **beside.archive_extent(book, archive, archives),
        free_column=_free_column(grid, headings, last),
        report_date=report_date,
        report_date_cell=report_cell,
        plan_id=travelling.get(properties.PLAN_ID) or None,
        version=_number(travelling.get(properties.VERSION)),
        position_date=beside.iso(travelling.get(properties.POSITION)),
        **beside.history(book, template),
        has_print_area=beside.has_print_area(book, entry.name),
        sheet_names=tuple(entry.name for entry in book.package.sheets),
        widths=look.column_widths(xml),
        live=_is_live(headings, formulas),
        ghosts=tuple(rows.ghosts),
        uncounted=tuple(rows.uncounted),
        assumed=(*_assumed(headings, rows, template), *_passed_over(book.strays.get(entry.name, ()))),
    )


def _refuse_lacking(path: Path, entry: SheetEntry, template: Template, headings: Headings) -> None:
    lacking = find.missing(headings, template)
    if lacking:
        raise SheetplanError(
            f'{path.name}: the plan on the sheet "{entry.name}" (headings in row {headings.row}) has no column '
            f"{' and no column '.join(c.heading for c in lacking)}.",
            "Add the column with that heading, or give the column that holds it that heading.",
        )


def _archive(
    book: Workbook,
    archives: Mapping[str, Headings],
    headings: Headings,
    others: Mapping[int, str],
    template: Template,
) -> str | None:
    """The archive that goes with this plan: the one of the template's name before others."""
    fitting = [
        name
        for name, there in archives.items()
        if _fits(book.grid(name)[there.row - 1], there, headings, others, template)
    ]
    return min(fitting, key=lambda name: plain(name) != plain(template.archive_sheet), default=None)


def _layout(headings: Headings, table: tables.Table | None, last_row: int) -> Layout:
    return Layout(
        heading_rows=(headings.row,),
        first_row=headings.row + 1,
        last_row=last_row,
        first_column=table.first_column if table else headings.first_column,
        last_column=table.last_column if table else headings.last_column,
        table=table.name if table else None,
        table_last_row=table.last_body_row if table else None,
    )


def _typed_below(grid: Grid, table: tables.Table) -> int:
    """The last row of a Table's plan: rows typed right below it belong to it, up to the first blank one."""
    row = table.last_body_row
    if table.has_totals:
        return row
    while row < len(grid) and not all(map(is_blank, grid[row][table.first_column - 1 : table.last_column])):
        row += 1
    return row


def _frame(
    rows: body.Body,
    headings: Headings,
    looks: Mapping[tuple[str, int], look.Look],
    formulas: set[tuple[str, int]],
) -> pd.DataFrame:
    live = _is_live(headings, formulas)
    data: dict[str, list[object]] = {name: [record.values[name] for record in rows.records] for name in headings.fields}
    marks = [_marks(record, headings, looks) for record in rows.records]
    data |= {
        "at_row": [record.rows[0] for record in rows.records],
        "at_rows": [tuple(record.rows) for record in rows.records],
        "at_ref": [record.ref for record in rows.records],
        "at_struck": [mark.struck for mark in marks],
        "at_green": [mark.green for mark in marks],
        "at_overtyped": [_overtyped(record, headings, formulas) if live else () for record in rows.records],
    }
    data |= {f"at_{name}": [record.computed[name] for record in rows.records] for name in headings.computed}
    return pd.DataFrame(data, dtype=object)


def _beside_ours(grid: Grid, rows: body.Body, others: Mapping[int, str], formulas: set[tuple[str, int]]) -> pd.Series:
    """What people typed in columns that the template does not know: heading to value."""
    typed = [
        {text: cell(grid, r.rows[0], c) for c, text in others.items() if (letters(c), r.rows[0]) not in formulas}
        for r in rows.records
    ]
    return pd.Series(typed, dtype=object)


def _marks(record: body.Record, headings: Headings, looks: Mapping[tuple[str, int], look.Look]) -> look.Look:
    """How an action's first row looks: crossed out or green where most of its filled cells are."""
    columns = [p.column for name, p in headings.fields.items() if not is_blank(record.values[name])]
    seen = [looks.get((letters(column), record.rows[0]), look.Look(struck=False, green=False)) for column in columns]
    return look.Look(
        struck=sum(mark.struck for mark in seen) * 2 > len(seen),
        green=sum(mark.green for mark in seen) * 2 > len(seen),
    )


def _looks(book: Workbook, xml: bytes) -> Mapping[tuple[str, int], look.Look]:
    return look.looks(xml, look.telling_styles(book.package))


def _is_live(headings: Headings, formulas: set[tuple[str, int]]) -> bool:
    status = headings.computed.get("status")
    return status is not None and any(column == letters(status.column) for column, _ in formulas)


def _overtyped(record: body.Record, headings: Headings, formulas: set[tuple[str, int]]) -> tuple[str, ...]:
    return tuple(
        name
        for name in ("status", "rag", "days_overdue")
        if name in headings.computed
        and (letters(headings.computed[name].column), record.rows[0]) not in formulas
        and not is_blank(record.computed[name])
    )


def _others(grid: Grid, headings: Headings) -> dict[int, str]:
    """Columns of the plan that the template does not know; they are kept and carried along."""
    known = {place.column for place in (*headings.fields.values(), *headings.computed.values())}
    row = grid[headings.row - 1]
    columns = range(headings.first_column, headings.last_column + 1)
    return {column: find.one_line(row[column - 1]) for column in columns if column not in known}


def _free_column(grid: Grid, headings: Headings, last_row: int) -> int:
    """The first column right of the plan from which five in a row are empty beside it."""
    rows = grid[headings.row - 1 : last_row]
    column = headings.last_column + 1
    empty = 0
    while empty < COMPUTED_AT_MOST:
        used = any(not is_blank(cell([row], 1, column + empty)) for row in rows)
        column, empty = (column + empty + 1, 0) if used else (column, empty + 1)
    return column


def _passed_over(strays: tuple[str, ...]) -> Iterator[Assumption]:
    if strays:
        more = f"and {len(strays) - 1} more cells are far from everything else and were"
        one = "is far from everything else and was"
        yield Assumption(strays[0], f"{strays[0]} {more if len(strays) > 1 else one} passed over.")


def _assumed(headings: Headings, rows: body.Body, template: Template) -> tuple[Assumption, ...]:
    said = [
        Assumption(
            a1(headings.row, one.column),
            f'The heading "{one.stands}" has been read as "{one.wanted}".',
            "heading-read-as" if one.is_guess else None,
        )
        for one in headings.read_as
    ]
    first = headings.fields[template.ref_from].column
    for record in rows.joined:
        *rest, last = (str(number) for number in record.rows)
        because = f"rows {', '.join(rest[1:])} and {last} say" if rest[1:] else f"row {last} says"
        said.append(
            Assumption(
                a1(record.rows[0], first),
                f"Rows {', '.join(rest)} and {last} have been read as one action, {record.ref}, "
                f"because {because} that it carries on.",
                "rows-joined",
                record.ref,
            )
        )
    return tuple(said)
