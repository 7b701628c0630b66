"""How cells look and what they hold besides values: crossed out, shaded green, a formula."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree import ElementTree as ET  # only its type; parsing is in xmlparts

from sheetplan.workbook import xmlparts
from sheetplan.workbook.parts import Package

_STYLED = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]+)"[^>]*?\bs="([0-9]+)"')
_FORMULA = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]+)"[^>]*>\s*<(?:\w+:)?f\b')
_COLS = re.compile(rb"<(?:\w+:)?cols>(.*?)</(?:\w+:)?cols>", re.DOTALL)
_COL = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
_MOST_ALIKE = 200
"""A width for more columns than this is the sheet's default in other words."""


class Look(NamedTuple):
    """What a cell style says that people take for a status."""

    struck: bool
    green: bool


def telling_styles(package: Package) -> dict[int, Look]:
    """Cell styles that cross out or shade green, by their index; empty in most workbooks."""
    part = package.related(package.workbook_part, "styles")
    if part is None:
        return {}
    root = xmlparts.parse(package.read(part), part, package.label)
    groups = {xmlparts.local(group.tag): group for group in root}
    fonts = [_struck(font) for font in groups.get("fonts", ())]
    fills = [_green(fill) for fill in groups.get("fills", ())]
    looks: dict[int, Look] = {}
    for index, xf in enumerate(groups.get("cellXfs", ())):
        look = Look(_at(fonts, xf.get("fontId")), _at(fills, xf.get("fillId")))
        if look.struck or look.green:
            looks[index] = look
    return looks


def looks(sheet: bytes, styles: dict[int, Look]) -> dict[tuple[str, int], Look]:
    """Cells of a sheet with such a style: (column letters, row) to how it looks."""
    if not styles:
        return {}
    return {
        (column.decode(), int(row)): styles[int(index)]
        for column, row, index in _STYLED.findall(sheet)
        if int(index) in styles
    }


def formula_cells(sheet: bytes) -> set[tuple[str, int]]:
    """Cells of a sheet that hold a formula: (column letters, row)."""
    return {(column.decode(), int(row)) for column, row in _FORMULA.findall(sheet)}


def column_widths(sheet: bytes) -> dict[int, float]:
    """Widths that the sheet gives its columns, by column number."""
    start = _COLS.search(sheet)
    widths: dict[int, float] = {}
    for element in _COL.findall(start.group(1)) if start else ():
        values = dict(_ATTRIBUTE.findall(element))
        first, last = int(values.get(b"min", 0)), int(values.get(b"max", 0))
        if b"width" in values and 0 < first <= last <= first + _MOST_ALIKE:
            widths |= dict.fromkeys(range(first, last + 1), float(values[b"width"]))
    return widths


def _at(marks: list[bool], index: str | None) -> bool:
    position = int(index) if index and index.isdigit() else 0
    return position < len(marks) and marks[position]


def _struck(font: ET.Element) -> bool:
    return any(xmlparts.local(mark.tag) == "strike" and mark.get("val", "1") not in ("0", "false") for mark in font)


def _green(fill: ET.Element) -> bool:
    """A solid fill in which green clearly outweighs red and blue."""
    for pattern in fill:
        if pattern.get("patternType") != "solid":
            continue
        for colour in pattern:
            rgb = colour.get("rgb")
            if xmlparts.local(colour.tag) == "fgColor" and rgb and len(rgb) == 8:
                red, green, blue = (int(rgb[i : i + 2], 16) for i in (2, 4, 6))
                return green > red + 24 and green > blue + 24
    return False
