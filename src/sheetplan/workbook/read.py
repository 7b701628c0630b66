"""Reads a messy sheet into a Plan: converts or leaves as it was, refuses no value."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from sheetplan.model import (
    Assumption,
    Layout,
    Place,
    Plan,
    SheetplanError,
    Template,
    Value,
    a1,
    is_blank,
    letters,
)
from sheetplan.workbook import body, find, live, look, properties, tables
from sheetplan.workbook.find import Grid, Headings, plain
from sheetplan.workbook.parts import Package, SheetEntry

PLAN_ID = "sheetplan plan id"
VERSION = "sheetplan version"
POSITION = "sheetplan position date"
TEMPLATE = "sheetplan template"
"""Names of the custom document properties that travel inside a workbook."""

_CODE = re.compile(r"(?:^|[\s;,(])([A-Z][A-Z0-9&]{1,7})\s*(?:=|:|–|-)\s+([^;\n=]+?)(?=[;\n]|$)")
_KEY_LINE = re.compile(r"\b[A-Z][A-Z0-9&]{1,7}\s*=\s*\S")
_CELL_NAME = re.compile(r"(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!\$?([A-Z]{1,3})\$?([0-9]+)")
_COMPUTED_AT_MOST = 5
"""How many columns an update can add."""
_MOST_CELLS = 4_000_000
"""A sheet with a larger rectangle in use than this is not a plan that people keep by hand."""


@dataclass
class Workbook:
    """One workbook, each sheet of it read at most once."""

    package: Package
    sheets: dict[str, Grid] = field(default_factory=dict)

    @cached_property
    def calamine(self) -> CalamineWorkbook:
        """The reader of values."""
        try:
            return CalamineWorkbook.from_filelike(BytesIO(self.package.data))
        except (CalamineError, OSError, ValueError) as problem:
            raise _damaged(self.package.label) from problem

    @property
    def entries(self) -> list[SheetEntry]:
        """The sheets that hold cells, in workbook order."""
        return [entry for entry in self.package.sheets if entry.kind == "worksheet" and entry.part]

    def grid(self, name: str) -> Grid:
        """A sheet's values from A1: text as typed, numbers as float, dates as date, blank as None."""
        if name not in self.sheets:
            try:
                sheet = self.calamine.get_sheet_by_name(name)
                last_row, last_column = (position + 1 for position in sheet.end or (0, 0))
                if last_row * last_column > _MOST_CELLS:
                    raise SheetplanError(
                        f'{self.package.label}: the sheet "{name}" is in use down to row {last_row:,} and '
                        f"across to column {letters(last_column)}, which is more than can be read as a plan.",
                        "Delete the stray cells far below or far right of the plan, save it, and try again.",
                    )
                rows = sheet.to_python(skip_empty_area=False)
            except (CalamineError, OSError, ValueError) as problem:
                raise _damaged(self.package.label) from problem
            self.sheets[name] = [[_value(cell) for cell in row] for row in rows]
        return self.sheets[name]

    def xml(self, name: str) -> bytes:
        """A sheet's part."""
        part = next(entry.part for entry in self.entries if entry.name == name)
        return self.package.read(part)


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
    found = [(entry, *best) for entry in book.entries if (best := _best(book.grid(entry.name), templates))]
    archives = {
        entry.name: headings for entry, template, headings in found if _is_archive(book, entry, template, headings)
    }
    kept = [(entry, template, h) for entry, template, h in found if entry.name not in archives]
    if not kept:
        raise SheetplanError(
            f"{path.name}: no action plan was found on its {len(book.entries)} "
            f"sheet{'s' if len(book.entries) != 1 else ''}. {_nearest(templates)}",
            "Check that it is the right workbook and that the headings stand in one row above the actions; "
            "name the kind of plan with --template if it is another.",
        )
    return tuple(_plan(book, path, entry, template, h, archives) for entry, template, h in kept)


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


def _damaged(label: str) -> SheetplanError:
    return SheetplanError(
        f"{label} is damaged: its sheets could not be read.",
        "Open it in Excel, let Excel repair it, and save it; or use the last good copy.",
    )


def _value(cell: Any) -> Value:
    """A cell as it was typed; a real date, with or without a time of day, is a date."""
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, bool | date | float):
        return cell
    if isinstance(cell, int):
        return float(cell)
    if isinstance(cell, time | timedelta):
        return str(cell)
    return None


def _best(grid: Grid, templates: Sequence[Template]) -> tuple[Template, Headings] | None:
    found = [(template, h) for template in templates if (h := find.headings(grid, template))]
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


def _plan(
    book: Workbook,
    path: Path,
    entry: SheetEntry,
    template: Template,
    headings: Headings,
    archives: Mapping[str, Headings],
) -> Plan:
    lacking = find.missing(headings, template)
    if lacking:
        raise SheetplanError(
            f'{path.name}: the plan on the sheet "{entry.name}" (headings in row {headings.row}) has no column '
            f"{' and no column '.join(c.heading for c in lacking)}.",
            "Add the column with that heading, or give the column that holds it that heading.",
        )
    grid = book.grid(entry.name)
    table = tables.covering(book.package, entry.part, headings.row, headings.first_column)
    end = _typed_below(grid, table) if table else len(grid)
    rows = body.read(grid, headings, template, end)
    archive = next(iter(sorted(archives, key=lambda name: plain(name) != plain(template.archive_sheet))), None)
    place = dict(headings.fields)
    travelling = properties.read_properties(book.package)
    report_date, report_cell = _report_date(book)
    xml = book.xml(entry.name)
    formulas = look.formula_cells(xml) if headings.computed else set()
    last = max((record.rows[-1] for record in rows.records), default=headings.row)
    return Plan(
        path=path,
        template=template,
        sheet=entry.name,
        layout=Layout(
            heading_rows=(headings.row,),
            first_row=headings.row + 1,
            last_row=last,
            first_column=table.first_column if table else headings.first_column,
            last_column=table.last_column if table else headings.last_column,
            table=table.name if table else None,
            table_last_row=table.last_body_row if table else None,
        ),
        columns=place,
        computed=headings.computed,
        actions=_frame(rows, headings, _looks(book, xml), formulas),
        archived=_archived(book, archive, archives, template),
        archive_sheet=archive,
        archive_columns=_archive_columns(book, archive, archives, template),
        archive_next_row=_next_row(book, archive) if archive else None,
        archive_table=_table_name(book, archive, archives),
        people=_people(book, entry.name, headings, template),
        texts=_texts(book, entry.name, headings),
        **_cover(book, template),
        others=_others(grid, headings),
        **_archive_extent(book, archive, archives),
        free_column=_free_column(grid, headings, last),
        report_date=report_date,
        report_date_cell=report_cell,
        plan_id=travelling.get(PLAN_ID) or None,
        version=travelling.get(VERSION) or None,
        position_date=_iso(travelling.get(POSITION)),
        **_history(book, template),
        has_print_area=_has_print_area(book, entry.name),
        sheet_names=tuple(entry.name for entry in book.package.sheets),
        widths=look.column_widths(xml),
        live=_is_live(headings, formulas),
        uncounted=tuple(rows.uncounted),
        assumed=_assumed(headings, rows, template),
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


def _archive_columns(
    book: Workbook, sheet: str | None, archives: Mapping[str, Headings], template: Template
) -> dict[str, Place]:
    """Where the archive's fields stand: the template's own, and those that only the archive has."""
    if sheet is None:
        return {}
    headings = archives[sheet]
    names = {plain(text): name for name, text in template.archive_headings.items()}
    names |= {plain(template.computed[name]): name for name in ("due", "status")}
    places = dict(headings.fields)
    for column, text in enumerate(book.grid(sheet)[headings.row - 1], start=1):
        name = names.get(plain(text)) if text is not None else None
        if name is not None and all(place.column != column for place in places.values()):
            places[name] = Place(column, find.one_line(text))
    return places


def _archived(book: Workbook, sheet: str | None, archives: Mapping[str, Headings], template: Template) -> pd.DataFrame:
    if sheet is None:
        return pd.DataFrame({name: [] for name in ("at_row", "at_rows", "at_ref", "at_reopen")}, dtype=object)
    headings = archives[sheet]
    grid = book.grid(sheet)
    rows = body.read(grid, headings, template, len(grid))
    places = _archive_columns(book, sheet, archives, template)
    data: dict[str, list[object]] = {name: [record.values[name] for record in rows.records] for name in headings.fields}
    data["at_row"] = [record.rows[0] for record in rows.records]
    data["at_rows"] = [tuple(record.rows) for record in rows.records]
    data["at_ref"] = [record.ref for record in rows.records]
    for name in template.archive_headings:
        column = places[name].column if name in places else None
        data[f"at_{name}"] = [_cell(grid, record.rows[0], column) for record in rows.records]
    return pd.DataFrame(data, dtype=object)


def _table_name(book: Workbook, sheet: str | None, archives: Mapping[str, Headings]) -> str | None:
    if sheet is None:
        return None
    part = next(entry.part for entry in book.entries if entry.name == sheet)
    found = tables.covering(book.package, part, archives[sheet].row, archives[sheet].first_column)
    return found.name if found else None


def _next_row(book: Workbook, sheet: str) -> int:
    grid = book.grid(sheet)
    return 1 + max((i for i, row in enumerate(grid, start=1) if not all(map(is_blank, row))), default=0)


def _cell(grid: Grid, row: int, column: int | None) -> Value:
    if column is None or row > len(grid) or column > len(grid[row - 1]):
        return None
    return grid[row - 1][column - 1]


def _texts(book: Workbook, sheet: str, headings: Headings) -> tuple[tuple[str, str], ...]:
    """What stands above the table."""
    return tuple(
        (f"{sheet}!{a1(r, c)}", value)
        for r, row in enumerate(book.grid(sheet)[: headings.row - 1], start=1)
        for c, value in enumerate(row, start=1)
        if isinstance(value, str) and value.strip()
    )


def _people(book: Workbook, sheet: str, headings: Headings, template: Template) -> dict[str, str]:
    """The role key: "PM = Project Manager" outside the table, or the two columns of a tab of its own."""
    key: dict[str, str] = {}
    for number, row in enumerate(book.grid(sheet), start=1):
        for column, value in enumerate(row, start=1):
            inside = number >= headings.row and headings.first_column <= column <= headings.last_column
            if not inside and isinstance(value, str) and _KEY_LINE.search(value):
                key |= {code: " ".join(meaning.split()) for code, meaning in _CODE.findall(value)}
    for entry in book.entries:
        if plain(entry.name) == plain(template.roles_sheet):
            for row in book.grid(entry.name):
                cells = [str(cell).strip() for cell in row[:2] if not is_blank(cell)]
                if len(cells) == 2 and re.fullmatch(r"[A-Z][A-Z0-9&]{0,7}", cells[0]):
                    key[cells[0]] = cells[1]
    return key


def _cover(book: Workbook, template: Template) -> dict[str, Any]:
    """What is entered on the Cover, and where: labels in column A, entries in column B."""
    labels = {plain(line.label): line.field for line in template.cover}
    values: dict[str, Value] = {}
    cells: dict[str, tuple[str, int, int]] = {}
    for entry in book.entries:
        if plain(entry.name) == plain(template.cover_sheet):
            for number, row in enumerate(book.grid(entry.name), start=1):
                name = labels.get(plain(row[0])) if row and row[0] is not None else None
                if name is not None:
                    cells[name] = (entry.name, number, 2)
                    if not is_blank(_cell(book.grid(entry.name), number, 2)):
                        values[name] = row[1]
    return {"cover": values, "cover_cells": cells}


def _others(grid: Grid, headings: Headings) -> dict[int, str]:
    """Columns of the plan that the template does not know; they are kept and carried along."""
    known = {place.column for place in (*headings.fields.values(), *headings.computed.values())}
    row = grid[headings.row - 1]
    columns = range(headings.first_column, headings.last_column + 1)
    return {column: find.one_line(row[column - 1]) for column in columns if column not in known}


def _archive_extent(book: Workbook, sheet: str | None, archives: Mapping[str, Headings]) -> dict[str, Any]:
    if sheet is None:
        return {}
    number = archives[sheet].row
    row = book.grid(sheet)[number - 1]
    named = {column: find.one_line(v) for column, v in enumerate(row, start=1) if not is_blank(v)}
    return {"archive_heading_row": number, "archive_headings": named}


def _free_column(grid: Grid, headings: Headings, last_row: int) -> int:
    """The first column right of the plan from which five in a row are empty beside it."""
    rows = grid[headings.row - 1 : last_row]
    column = headings.last_column + 1
    empty = 0
    while empty < _COMPUTED_AT_MOST:
        used = any(not is_blank(_cell([row], 1, column + empty)) for row in rows)
        column, empty = (column + empty + 1, 0) if used else (column, empty + 1)
    return column


def _report_date(book: Workbook) -> tuple[date | None, str | None]:
    """The date typed where the name ReportDate points (itself a cell, or a formula over one)."""
    sheets = {entry.name for entry in book.entries}
    for name in book.package.defined_names:
        if name.name.casefold() != live.REPORT_DATE.casefold():
            continue
        for quoted, bare, column, row in _CELL_NAME.findall(name.text):
            sheet = quoted.replace("''", "'") or bare
            if sheet in sheets:
                number = sum((ord(c) - 64) * 26**i for i, c in enumerate(reversed(column)))
                typed = _cell(book.grid(sheet), int(row), number)
                if isinstance(typed, date):
                    return typed, f"{sheet}!{column}{row}"
    return None, None


def _has_print_area(book: Workbook, sheet: str) -> bool:
    names = [entry.name for entry in book.package.sheets]
    return any(
        name.name == "_xlnm.Print_Area" and name.local_sheet is not None and names[name.local_sheet] == sheet
        for name in book.package.defined_names
    )


def _iso(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _history(book: Workbook, template: Template) -> dict[str, Any]:
    """Where the Version history tab is, and where its fields stand on it."""
    wanted = {plain(text): name for name, text in template.history_headings.items()}
    for entry in book.entries:
        if not plain(entry.name).startswith(plain(template.history_sheet)):
            continue
        for number, row in enumerate(book.grid(entry.name), start=1):
            places = {wanted[plain(v)]: c for c, v in enumerate(row, start=1) if v is not None and plain(v) in wanted}
            if len(places) == len(wanted):
                table = tables.covering(book.package, entry.part, number, min(places.values()))
                return {
                    "history_sheet": entry.name,
                    "history_heading_row": number,
                    "history_table": table.name if table else None,
                    "history_columns": places,
                    "history_next_row": max(_next_row(book, entry.name), number + 1),
                }
    return {}


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
