"""What stands around a plan on its sheet: titles, the role key, the section above the first action."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sheetplan.model import Template, Value, a1, address_in, is_blank
from sheetplan.workbook import remarks
from sheetplan.workbook.body import Body
from sheetplan.workbook.find import Grid, Headings, plain
from sheetplan.workbook.sheets import Workbook

_CODE = re.compile(r"(?:^|[\s;,(])([A-Z][A-Z0-9&]{1,7})\s*(?:=|:|–|-)\s+([^;\n=]+?)(?=[;\n]|$)")
_BARE_CODE = re.compile(r"[A-Z][A-Z&]{1,6}[0-9]?")
_TAB_CODE = re.compile(r"[A-Z][A-Z0-9&]{0,7}")
Beside = dict[str, Any]
"""Entries of the Cover, as fields of a Plan."""
_DAY_IN_WORDS = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})\b")
_DAY_IN_FIGURES = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
_SECTION_ABOVE = 10
"""So many rows above the headings a section's text may begin."""


def texts(sheet: str, grid: Grid, headings: Headings, above: int) -> tuple[tuple[str, str], ...]:
    """What stands above the table and below the one before it, which ends in the row `above`."""
    return tuple(
        (f"{sheet}!{a1(r, c)}", value)
        for r, row in enumerate(grid[above : headings.rows[0] - 1], start=above + 1)
        for c, value in enumerate(row, start=1)
        if isinstance(value, str) and value.strip()
    )


def people(book: Workbook, sheet: str, headings: Headings, rows: Body, template: Template) -> dict[str, str]:
    """The role key: "PM = Project Manager" outside the table, codes beside their meanings, or a tab of its own."""
    key: dict[str, str] = {}
    pairs: dict[int, list[tuple[int, str, str]]] = {}
    for number, first, cells in _outside(book.grid(sheet), headings, rows):
        for column, value in enumerate(cells, start=first):
            if not isinstance(value, str):
                continue
            if remarks.is_key_line(value):
                key |= {code: " ".join(meaning.split()) for code, meaning in _CODE.findall(value)}
            elif _BARE_CODE.fullmatch(value.strip()) and column < first + len(cells) - 1:
                meaning = cells[column - first + 1]
                if isinstance(meaning, str) and len(meaning.strip()) > len(value.strip()):
                    pairs.setdefault(column, []).append((number, value.strip(), " ".join(meaning.split())))
    for found in pairs.values():
        numbers = {number for number, _, _ in found}
        near = set(rows.passed.get("key", ())) | {one for number in numbers for one in (number - 1, number + 1)}
        key |= {code: text for number, code, text in found if number in near}
    for entry in book.entries:
        if plain(entry.name) == plain(template.roles_sheet):
            for row in book.grid(entry.name):
                named = [str(cell).strip() for cell in row[:2] if not is_blank(cell)]
                if len(named) == 2 and _TAB_CODE.fullmatch(named[0]):
                    key[named[0]] = named[1]
    return key


def addresses(book: Workbook, key: Mapping[str, str], template: Template) -> tuple[dict[str, str], dict[str, str]]:
    """The role key without the e-mail addresses in it, and these by code.

    They stand behind what a code stands for, or on the role key's tab in a column that is called so.

    Args:
        book: the workbook.
        key: the role key as it was read.
        template: what that column may be called.
    """
    names: dict[str, str] = {}
    found: dict[str, str] = {}
    for code, meaning in key.items():
        names[code], address = address_in(meaning)
        if address:
            found[code] = address
    wanted = {plain(heading) for heading in template.address_headings}
    for entry in book.entries:
        column = None
        for row in book.grid(entry.name) if plain(entry.name) == plain(template.roles_sheet) else ():
            if column is None:
                column = next((at for at, cell in enumerate(row) if cell is not None and plain(cell) in wanted), None)
            elif column < len(row) and (address := address_in(str(row[column] or ""))[1]):
                found[str(row[0]).strip()] = address
    return names, {code: address for code, address in found.items() if code in key}


def _outside(grid: Grid, headings: Headings, rows: Body) -> Iterator[tuple[int, int, Sequence[Value]]]:
    """Stretches of rows outside the table: row, first column, cells."""
    last = rows.last_row(headings.row)
    for number, row in enumerate(grid[: headings.rows[0] - 1], start=1):
        yield number, 1, row
    if headings.first_column > 1 or (grid and headings.last_column < len(grid[0])):
        for number, row in enumerate(grid[headings.rows[0] - 1 : last], start=headings.rows[0]):
            yield number, 1, row[: headings.first_column - 1]
            yield number, headings.last_column + 1, row[headings.last_column :]
    for number, row in enumerate(grid[last:], start=last + 1):
        yield number, 1, row


def events(
    sheet: str, grid: Grid, headings: Headings, rows: Body, cover: Mapping[str, Any], template: Template
) -> Beside:
    """The Cover's entries, and days of events that people keep on the plan's own sheet, with their label.

    Args:
        sheet: the plan's sheet.
        grid: its values.
        headings: the plan's headings.
        rows: its rows.
        cover: what the Cover says, as `cover` and `cover_cells`.
        template: which events there are.
    """
    wanted = {event.cover: {plain(event.label)} for event in template.course.events if event.cover}
    for line in template.cover:
        if line.field in wanted:
            wanted[line.field].add(plain(line.label))
    values, cells = dict(cover["cover"]), dict(cover["cover_cells"])
    for number, first, row in _outside(grid, headings, rows):
        for column, value in enumerate(row, start=first):
            label, mark, rest = value.partition(":") if isinstance(value, str) else ("", "", "")
            name = next((field for field, labels in wanted.items() if label and plain(label) in labels), None)
            if name is None or name in cells:
                continue
            if mark and rest.strip():
                if (day := _day(rest)) is not None:
                    cells[name], values[name] = (sheet, number, column), day
                continue
            right = [c for c in range(column + 1, first + len(row)) if not is_blank(row[c - first])]
            at = right[0] if right else column + 1
            cells[name] = (sheet, number, at)
            if right:
                values[name] = row[at - first]
    return {"cover": values, "cover_cells": cells}


def _day(text: str) -> date | None:
    """The day that stands in a line as "16 April 2009" or in figures, day first."""
    words, figures = _DAY_IN_WORDS.search(text), _DAY_IN_FIGURES.search(text)
    try:
        if words is not None:
            day, month, year = words.groups()
            return datetime.strptime(f"{day} {month[:3]} {year}", "%d %b %Y").date()  # noqa: DTZ007 - a day has no time zone
        return date(*map(int, figures.groups()[::-1])) if figures is not None else None
    except ValueError:
        return None


def section_above(grid: Grid, headings: Headings, rows: Body, template: Template) -> list[tuple[int, str]]:
    """The lines right above the headings that are the first section's, as those further down are the others'."""
    if not template.sections and not rows.sections:
        return []
    lines: list[tuple[int, str]] = []
    for number in range(headings.rows[0] - 1, max(headings.rows[0] - 1 - _SECTION_ABOVE, 0), -1):
        filled = [cell for cell in grid[number - 1] if not is_blank(cell)]
        if len(filled) > 1 or (filled and not isinstance(filled[0], str)):
            break
        if filled:
            lines.insert(0, (number, str(filled[0])))
    begins = {text.split()[0].casefold() for _, text in rows.sections if text.split()}
    like = [text.split()[0].casefold() in begins for _, text in lines]
    if not any(like):
        return []
    place = len(like) - 1 - like[::-1].index(True)
    while place and like[place - 1]:
        place -= 1
    return lines[place:]
