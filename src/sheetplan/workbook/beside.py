"""What stands beside a plan in its workbook: archive, version history, Cover, role key, titles."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sheetplan.model import Place, Template, Value, is_blank
from sheetplan.workbook import body, find, live, look, properties, refs, tables
from sheetplan.workbook.find import Grid, Headings, plain
from sheetplan.workbook.frames import framed, nothing
from sheetplan.workbook.sheets import Workbook, cell

if TYPE_CHECKING:
    import pandas as pd

_ABOVE = 10
"""The first rows of a sheet, in which the position date is said."""
_NUMBER = re.compile(r"(\d+)\.(\d+)", re.ASCII)
"""A version's number; anything else that somebody wrote there is none."""
_LONGEST_NUMBER = 9
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


def extract(book: Workbook, template: Template) -> str:
    """Which actions the workbook was given, as the lines above its Version history say; empty for a whole plan."""
    for entry in book.entries:
        if plain(entry.name).startswith(plain(template.history_sheet)):
            lines = (row[0] for row in book.grid(entry.name)[:_ABOVE] if row)
            said = next((text for line in lines if isinstance(line, str) and (text := live.extract_said(line))), "")
            if said:
                return said
    return ""


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
                lines = _lines(book.grid(entry.name)[number:], places)
                return {
                    "history_sheet": entry.name,
                    "history_heading_row": number,
                    "history_table": table.name if table else None,
                    "history_columns": places,
                    "history_next_row": max(next_row(book, entry.name), number + 1),
                    "history_lines": lines,
                }
    return {}


def _lines(rows: Grid, places: Mapping[str, int]) -> tuple[Mapping[str, Value], ...]:
    """The lines of Version history; where a program made figures of the numbers, 0.1 after 0.9 was 0.10."""
    lines: list[Mapping[str, Value]] = []
    newest = (0, 0)
    for row in rows:
        line = {name: row[column - 1] if column <= len(row) else None for name, column in places.items()}
        number = line["version"]
        if isinstance(number, float):
            text = f"{number:.10f}".rstrip("0")
            text += "0" if text.endswith(".") else ""
            while _order(text) < newest and len(text) < _LONGEST_NUMBER:
                text += "0"
            line["version"] = number = text
        if not is_blank(number):
            newest = max(newest, _order(str(number)))
            lines.append(line)
    return tuple(lines)


def _order(number: str) -> tuple[int, int]:
    return (int(found[1]), int(found[2])) if (found := _NUMBER.fullmatch(number.strip())) else (0, 0)


def travelled(travelling: Mapping[str, str], history: Mapping[str, Any], book: Workbook) -> dict[str, Any]:
    """The plan's id, version and position date, as fields of a Plan.

    Some programs drop the properties that say them when they save; the Version history tab says the same to people.

    Args:
        travelling: the workbook's properties.
        history: what was found of the Version history tab.
        book: the workbook.
    """
    lines = [line for line in history.get("history_lines", ()) if _NUMBER.fullmatch(str(line["version"]).strip())]
    last = max(lines, key=lambda line: _order(str(line["version"])), default=None)
    noted = live.noted_plan_id(cell(book.grid(history["history_sheet"]), 2, 1)) if history else None
    number, day = travelling.get(properties.VERSION), iso(travelling.get(properties.POSITION))
    if noted is not None and last is not None and not number:
        stands = last["position_date"]
        number, day = str(last["version"]).strip(), stands if isinstance(stands, date) else None
    return {
        "plan_id": travelling.get(properties.PLAN_ID) or noted,
        "version": number if number and _NUMBER.fullmatch(number) else None,
        "position_date": day,
    }


def is_ours(book: Workbook) -> bool:
    """Whether a note on one of its tabs says that the workbook is a plan which update has given its id."""
    return any(live.noted_plan_id(cell(book.grid(entry.name), 2, 1)) for entry in book.entries)
