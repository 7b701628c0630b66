"""What stands beside a plan in its workbook: archive, version history, Cover, role key, titles."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sheetplan.model import Place, Template, Value, is_blank
from sheetplan.workbook import body, find, live, look, refs, tables
from sheetplan.workbook.find import Headings, plain
from sheetplan.workbook.frames import framed, nothing
from sheetplan.workbook.sheets import Workbook, cell

if TYPE_CHECKING:
    import pandas as pd

_ABOVE = 10
"""The first rows of a sheet, in which the position date is said."""
_CELL_NAME = re.compile(r"(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!\$?([A-Z]{1,3})\$?([0-9]+)")


def archive_columns(
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
        # A field of people's own may have the name of ours ("status", headed "Open or closed"): it keeps its column.
        if name is not None and name not in headings.fields and all(p.column != column for p in places.values()):
            places[name] = Place(column, find.one_line(text))
    return places


def archived(
    book: Workbook, sheet: str | None, archives: Mapping[str, Headings], template: Template, fields: Collection[str]
) -> pd.DataFrame:
    """The archived actions, with what the archive alone says of them; empty where there is no archive."""
    if sheet is None:
        return nothing(("at_row", "at_rows", "at_ref", "at_reopen"))
    headings = archives[sheet]
    grid = book.grid(sheet)
    rows = body.read(grid, headings, template, len(grid))
    places = archive_columns(book, sheet, archives, template)
    data: dict[str, list[object]] = {
        name: [record.values[name] for record in rows.records] for name in headings.fields if name in fields
    }
    data["at_row"] = [record.rows[0] for record in rows.records]
    data["at_rows"] = [tuple(record.rows) for record in rows.records]
    data["at_ref"] = [record.ref for record in rows.records]
    if "due" not in fields:
        column = places["due"].column if "due" in places else None
        data["at_due"] = [cell(grid, record.rows[0], column) for record in rows.records]
    for name in template.archive_headings:
        column = places[name].column if name in places else None
        data[f"at_{name}"] = [cell(grid, record.rows[0], column) for record in rows.records]
    return framed(data, len(rows.records))


def table_name(book: Workbook, sheet: str | None, archives: Mapping[str, Headings]) -> str | None:
    """The name of the Excel Table that the archive is, if it is one."""
    if sheet is None:
        return None
    part = next(entry.part for entry in book.entries if entry.name == sheet)
    found = tables.covering(book.package, part, archives[sheet].row, archives[sheet].first_column)
    return found.name if found else None


def next_row(book: Workbook, sheet: str) -> int:
    """The first row below everything that stands on a sheet."""
    grid = book.grid(sheet)
    return 1 + max((i for i, row in enumerate(grid, start=1) if not all(map(is_blank, row))), default=0)


def cover(book: Workbook, template: Template) -> dict[str, Any]:
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
                    if not is_blank(cell(book.grid(entry.name), number, 2)):
                        values[name] = row[1]
    return {"cover": values, "cover_cells": cells}


def archive_extent(book: Workbook, sheet: str | None, archives: Mapping[str, Headings]) -> dict[str, Any]:
    """Where the archive's headings stand, as fields of a Plan."""
    if sheet is None:
        return {}
    number = archives[sheet].row
    row = book.grid(sheet)[number - 1]
    named = {column: find.one_line(v) for column, v in enumerate(row, start=1) if not is_blank(v)}
    return {"archive_heading_row": number, "archive_headings": named}


def report_date(book: Workbook) -> tuple[date | None, str | None]:
    """The date typed where the name ReportDate points (itself a cell, or a formula over one)."""
    sheets = {entry.name for entry in book.entries}
    for name in book.package.defined_names:
        if name.name.casefold() != live.REPORT_DATE.casefold():
            continue
        for quoted, bare, column, row in _CELL_NAME.findall(name.text):
            sheet = quoted.replace("''", "'") or bare
            if sheet in sheets:
                typed = cell(book.grid(sheet), int(row), refs.column_number(column))
                if isinstance(typed, date):
                    return typed, f"{sheet}!{column}{row}"
    return None, None


def position_line(book: Workbook, template: Template, sheet: str) -> tuple[str, int, int] | None:
    """The cell above a painted plan in which a formula says the position date and the version; None without one."""
    label = next((line.label for line in template.cover if line.field == "report_date"), None)
    wanted = plain(template.computed_sheet or sheet)
    for entry in book.entries:
        if label is None or plain(entry.name) != wanted:
            continue
        for number, row in enumerate(book.grid(entry.name)[:_ABOVE], start=1):
            says = row[0] if row else None
            if isinstance(says, str) and says.startswith(f"{label}: "):
                formulas = look.formula_cells(book.xml(entry.name))
                return (entry.name, number, 1) if ("A", number) in formulas else None
    return None


def has_print_area(book: Workbook, sheet: str) -> bool:
    """Whether people have set what is printed of a sheet."""
    names = [entry.name for entry in book.package.sheets]
    return any(
        name.name == "_xlnm.Print_Area" and name.local_sheet is not None and names[name.local_sheet] == sheet
        for name in book.package.defined_names
    )


def iso(text: str | None) -> date | None:
    """A day written as 2026-10-31; None for anything else."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def history(book: Workbook, template: Template) -> dict[str, Any]:
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
                    "history_next_row": max(next_row(book, entry.name), number + 1),
                }
    return {}
