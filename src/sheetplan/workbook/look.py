"""How cells look and what they hold besides values: crossed out, shaded green, a formula."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree import ElementTree as ET  # only its type; parsing is in xmlparts

from sheetplan.workbook import refs, splice, xmlparts
from sheetplan.workbook.parts import Package

_STYLED = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*?\bs="([0-9]{1,9})"')
_FORMULA = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<(?:\w+:)?f\b')
_COLS = re.compile(rb"<(?:\w+:)?cols>(.*?)</(?:\w+:)?cols>", re.DOTALL)
_COL = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s(?=[^>]*\shidden\s*=\s*["'](?:1|true)["'])[^>]*?\br="([0-9]{1,7})\"""")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}[0-9]+:[A-Z]{1,3}[0-9]+)\"""")
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
    content = package.read(part)
    if b"strike" not in content and b"solid" not in content and not xmlparts.is_too_large(content):
        return {}
    root = xmlparts.parse(content, part, package.label)
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
    begin, end = sheet.find(b"<sheetData"), sheet.rfind(b"</sheetData>")
    if not (has(sheet, b"<f", begin, end) if 0 <= begin <= end else b"<f" in sheet or b":f" in sheet):
        return set()
    return {(column.decode(), int(row)) for column, row in _FORMULA.findall(sheet)}


def has(sheet: bytes, pair: bytes, begin: int, end: int) -> bool:
    """Whether two letters stand side by side in a stretch of a sheet: many at a time, for there are millions."""
    first, second = pair
    if min(sheet.find(first, begin, end), sheet.find(second, begin, end)) < 0:
        return False  # one letter alone is looked for faster still
    import numpy as np  # with the other large libraries: not before a workbook has passed the gate

    signs = np.frombuffer(sheet, np.uint8)[begin:end]
    return bool(((signs[:-1] == first) & (signs[1:] == second)).any())


def hidden(sheet: bytes) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Rows and columns of a sheet that are hidden."""
    begin, end = sheet.find(b"sheetData"), sheet.rfind(b"sheetData")
    may_be = has(sheet, b"hi", begin, end) and b"hidden=" in sheet if 0 <= begin < end else True
    rows = _HIDDEN_ROW.findall(sheet) if may_be else ()
    columns: list[int] = []
    start = _columns(sheet)
    for element in _COL.findall(start.group(1)) if start else ():
        values = dict(_ATTRIBUTE.findall(element))
        first, last = (splice.counted(values.get(name, b"").decode("latin-1")) for name in (b"min", b"max"))
        if values.get(b"hidden") in (b"1", b"true") and 0 < first <= last <= first + _MOST_ALIKE:
            columns += range(first, last + 1)
    return tuple(map(int, rows)), tuple(columns)


def merges(sheet: bytes) -> tuple[refs.Box, ...]:
    """Merged cells of a sheet."""
    behind = max(sheet.rfind(b"sheetData"), 0)
    return tuple(refs.box(found.decode()) for found in _MERGED.findall(sheet, behind))


def column_widths(sheet: bytes) -> dict[int, float]:
    """Widths that the sheet gives its columns, by column number."""
    start = _columns(sheet)
    widths: dict[int, float] = {}
    for element in _COL.findall(start.group(1)) if start else ():
        values = dict(_ATTRIBUTE.findall(element))
        first, last = (splice.counted(values.get(name, b"").decode("latin-1")) for name in (b"min", b"max"))
        if b"width" in values and 0 < first <= last <= first + _MOST_ALIKE:
            widths |= dict.fromkeys(range(first, last + 1), splice.measured(values[b"width"].decode("latin-1")))
    return widths


def _columns(sheet: bytes) -> re.Match[bytes] | None:
    """The element about columns, which stands before all cells."""
    end = sheet.find(b"sheetData")
    return _COLS.search(sheet, 0, end if end >= 0 else len(sheet))


def _at(marks: list[bool], index: str | None) -> bool:
    position = splice.counted(index)
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
            if xmlparts.local(colour.tag) == "fgColor" and rgb and re.fullmatch("[0-9A-Fa-f]{8}", rgb):
                red, green, blue = (int(rgb[i : i + 2], 16) for i in (2, 4, 6))
                return green > red + 24 and green > blue + 24
    return False
