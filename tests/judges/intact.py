"""Whether two workbooks differ in what was meant and in nothing else, element by element."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from judges.raw import Box, Cell, RawBook, RawCell, RawSheet, a1, box, local

__all__ = ["Expected", "box", "differences", "holds", "serial"]

_GROWING = ("numFmts", "fonts", "fills", "borders", "cellXfs", "dxfs")
"""Lists of styles: added to at the end, so that every number that stands in a sheet means what it meant."""


@dataclass(frozen=True)
class Expected:
    """What a cell must be afterwards."""

    value: Any
    keeps_formula: bool = False
    number_format: str | None = None
    """None where the cell's style must be the one it showed before."""
    added: bool = False
    """The heading of a column that was added: it has a style of its own."""


def differences(
    old: RawBook, new: RawBook, expected: Mapping[tuple[str, Cell], Expected], columns: Sequence[Any] = ()
) -> list[str]:
    """What differs between two workbooks and was not meant to, one line each.

    Args:
        old: the source.
        new: what was written.
        expected: the cells that were set, by sheet and place.
        columns: columns that joined a Table or filter, with `sheet`, `column`, `table`.
    """
    sheets = {name for name, _ in expected}
    found = _parts(old, new, sheets, columns)
    found += _workbook(old, new, widened=any(one.table is None for one in columns))
    found += _styles(old, new)
    for name in old.sheet_parts:
        if old.parts[old.sheet_parts[name]] == new.parts.get(new.sheet_parts.get(name, "")) and name not in sheets:
            continue
        wanted = {cell: one for (sheet, cell), one in expected.items() if sheet == name}
        found += [f"{name}: {one}" for one in _sheet(old, new, name, wanted, [c for c in columns if c.sheet == name])]
    for name in set(new.sheet_parts) - set(old.sheet_parts):
        wanted = {cell: one.value for (sheet, cell), one in expected.items() if sheet == name}
        shown = {cell: raw.shown(new.strings) for cell, raw in new.sheet(name).cells.items()}
        if {cell: one for cell, one in shown.items() if one is not None} != {
            cell: _plain(value, new.date1904) for cell, value in wanted.items()
        }:
            found.append(f"the new sheet {name} shows {shown}")
    return found


def holds(area: Box, cell: Cell) -> bool:
    """Whether a cell lies in a box."""
    return area[0] <= cell[0] <= area[2] and area[1] <= cell[1] <= area[3]


def serial(value: date, date1904: bool) -> float:
    """A day as Excel counts it."""
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    return (moment - (datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 30))).total_seconds() / 86400


def _plain(value: Any, date1904: bool) -> Any:
    if isinstance(value, date):
        return serial(value, date1904)
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def _parts(old: RawBook, new: RawBook, sheets: set[str], columns: Sequence[Any]) -> list[str]:
    """Nothing is lost, nothing is new but the tab's own parts, nothing is changed but what an edit must touch."""
    main = old.workbook_part
    chain = set(old.related(main, "calcChain"))
    properties = {*old.related("", "extended-properties"), *old.related("", "extendedProperties")}
    touched = {part for name, part in old.sheet_parts.items() if name in sheets}
    tables = {part for one in columns for part in old.related(old.sheet_parts[one.sheet], "table") if one.table}
    types = next((part for part in old.parts if part.lower() == "[content_types].xml"), "")
    may = {main, old.relations_part(main), types, *old.related(main, "styles"), *chain, *properties}
    may |= touched | tables
    found = [f"{part} is lost" for part in old.parts if part not in new.parts and part not in chain]
    found += [f"{p} changed" for p, was in old.parts.items() if p in new.parts and new.parts[p] != was and p not in may]
    added = {part for name, part in new.sheet_parts.items() if name not in old.sheet_parts}
    added |= set(new.related(new.workbook_part, "styles")) | {new.relations_part(new.workbook_part)}
    found += [f"{part} is new" for part in new.parts if part not in old.parts and part not in added]
    for part in (types, old.relations_part(main)):
        if part in old.parts:
            was = [one for one in _children(old, part) if "calcChain" not in one]
            now = [one for one in _children(new, part) if "calcChain" not in one]
            found += [f"{part} lost an entry"] if now[: len(was)] != was and not set(was) <= set(now) else []
    return found


def _children(book: RawBook, part: str) -> list[str]:
    return [ET.canonicalize(ET.tostring(one), strip_text=True) for one in book.tree(part)]


def _workbook(old: RawBook, new: RawBook, *, widened: bool) -> list[str]:
    """The workbook part: one more sheet at the end, recalculation asked for, a filter's wider range."""
    skipped = ("sheets", "calcPr", "definedNames") if widened else ("sheets", "calcPr")
    rest = [
        [ET.canonicalize(ET.tostring(one), strip_text=True) for one in book.workbook if local(one.tag) not in skipped]
        for book in (old, new)
    ]
    found = [] if rest[0] == rest[1] else ["the workbook part changed"]
    was, now = ([one.attrib for one in book.workbook.iter() if local(one.tag) == "sheet"] for book in (old, new))
    found += [] if now[: len(was)] == was else ["the list of sheets changed"]
    was, now = ([one.attrib for one in book.workbook if local(one.tag) == "calcPr"] for book in (old, new))
    if new.workbook is not None and new.parts[new.workbook_part] != old.parts[old.workbook_part]:
        kept = {name: text for name, text in (was[0] if was else {}).items() if name != "fullCalcOnLoad"}
        if len(now) != 1 or now[0] != kept | {"fullCalcOnLoad": "1"}:
            found.append("the settings for calculation changed")
    names = [
        {
            (one.get("name"), one.get("localSheetId")): (one.attrib, one.text)
            for one in book.workbook.iter()
            if local(one.tag) == "definedName"
        }
        for book in (old, new)
    ]
    found += [
        f"the name {key[0]} changed"
        for key in names[0] | names[1]
        if names[0].get(key) != names[1].get(key) and not (widened and key[0] == "_xlnm._FilterDatabase")
    ]
    return found


def _styles(old: RawBook, new: RawBook) -> list[str]:
    """Styles are added at the end of their lists, and nothing else about them changes."""
    before, after = (book.related(book.workbook_part, "styles") for book in (old, new))
    if not before or old.parts[before[0]] == new.parts.get(before[0]):
        return []
    was, now = old.tree(before[0]), new.tree(after[0])
    found = []
    later = {one.tag: one for one in now}
    for one in was:
        there = later.get(one.tag)
        if there is None:
            found.append(f"the styles lost {local(one.tag)}")
            continue
        is_list = local(one.tag) in _GROWING
        texts = [[ET.canonicalize(ET.tostring(each), strip_text=True) for each in tree] for tree in (one, there)]
        others = [{k: v for k, v in tree.items() if k != "count" or not is_list} for tree in (one, there)]
        kept = texts[1][: len(texts[0])] if is_list else texts[1]
        if kept != texts[0] or others[0] != others[1]:
            found.append(f"the styles' {local(one.tag)} changed")
        count = there.get("count", "")  # what a fault has made of it counts nothing
        if is_list and count.isdecimal() and int(count) < len(there):
            found.append(f"the styles' {local(one.tag)} are counted wrongly")
    return found


def _number(style: str | None) -> str:
    """A cell's style as programs take it: what a fault has made of the number is the default one."""
    return style if style and style.isascii() and style.isdecimal() else "0"


def _sheet(
    old: RawBook, new: RawBook, name: str, expected: Mapping[Cell, Expected], columns: Sequence[Any]
) -> list[str]:
    """One sheet: cells, rows, and all that stands around them."""
    before, after = old.sheet(name), new.sheet(name)
    found = []
    for cell in before.cells.keys() | after.cells.keys() | expected.keys():
        wanted = expected.get(cell)
        was, now = before.cells.get(cell), after.cells.get(cell)
        if wanted is None:
            if was is None or now is None or not _equal_cells(was, now):
                found.append(f"{a1(cell)} changed")
        else:
            found += [f"{a1(cell)} {one}" for one in _as_expected(old, new, name, cell, wanted)]
    for row in before.rows.keys() | after.rows.keys():
        found += _row(row, before, after, any(cell[0] == row for cell in expected))
    added = [cell[1] for cell, one in expected.items() if one.added]
    loose = ("dimension", "cols", "autoFilter") if columns else ("dimension", "cols")
    if before.without(*loose) != after.without(*loose):
        found.append("something around the cells changed")
    edges = {edge for sheet in (before, after) for first, last, _ in runs(sheet) for edge in (first, last)}
    for column in edges - set(added):
        if _column(before, column) != _column(after, column):
            found.append(f"column {column} changed its look")
    return found + (_joined(old, new, name, columns) if columns else [])


def _equal_cells(was: RawCell, now: RawCell) -> bool:
    """A reference may have been written out where there was none; nothing else."""
    attributes = [{name: text for name, text in one.attributes.items() if name != "r"} for one in (was, now)]
    return attributes[0] == attributes[1] and was.inside == now.inside


def _as_expected(old: RawBook, new: RawBook, name: str, cell: Cell, wanted: Expected) -> list[str]:
    """A cell that was set."""
    before, after = old.sheet(name), new.sheet(name)
    was, now = before.cells.get(cell), after.cells.get(cell)
    found = []
    shows, value = new.shown(name, cell), _plain(wanted.value, new.date1904)
    if shows != value or isinstance(shows, bool) != isinstance(value, bool):
        found.append(f"shows {shows!r}, not {value!r}")
    if (now.formula if now else []) != (was.formula if was and wanted.keeps_formula else []):
        found.append("has another formula than it should")
    style = was.style if was else _style_of_place(before, cell)
    shown = now.style if now else _style_of_place(after, cell)
    if wanted.number_format is None and not wanted.added and _number(style) != _number(shown):
        found.append(f"has the style {shown}, not {style}")
    return found


def _style_of_place(sheet: RawSheet, cell: Cell) -> str:
    """What an empty place shows: its row's style, or its column's."""
    row = sheet.rows.get(cell[0], {})
    if row.get("customFormat") in ("1", "true"):
        return row.get("s", "0")
    return _column(sheet, cell[1]).get("style", "0")


def _row(row: int, before: RawSheet, after: RawSheet, touched: bool) -> list[str]:
    """A row's own attributes and what stands in it beside its cells."""
    was, now = before.rows.get(row), after.rows.get(row)
    if was is None:
        return [] if touched and now and now.keys() <= {"r", "spans"} else [f"row {row} is new"]
    if now is None:
        return [f"row {row} is lost"]
    own = [{name: text for name, text in one.items() if name not in ("r", "spans")} for one in (was, now)]
    extras = [[e for e in sheet.extras[row] if e[0] != "text" or e[1].strip()] for sheet in (before, after)]
    return [] if own[0] == own[1] and extras[0] == extras[1] else [f"row {row} changed its look"]


def runs(sheet: RawSheet) -> list[tuple[int, int, dict[str, str]]]:
    """Runs of columns with what is said of them; ValueError where a fault has made their numbers something else."""
    found = []
    for event in sheet.frame:
        if event[0] == "start" and local(event[1]) == "col":
            own = {name: text for name, text in event[2].items() if name not in ("min", "max")}
            found.append((int(event[2].get("min", 1)), int(event[2].get("max", 1)), own))
    return found


def _column(sheet: RawSheet, column: int) -> dict[str, str]:
    return next((own for first, last, own in runs(sheet) if first <= column <= last), {})


def _joined(old: RawBook, new: RawBook, name: str, columns: Sequence[Any]) -> list[str]:
    """Where columns joined Tables, or the sheet's filter: the range is one wider, and no other range moves."""
    tables = [{one[0]: one[1] for one in book.tables(name)} for book in (old, new)]
    filters = [book.sheet(name).filters() for book in (old, new)]
    for one in columns:
        if one.table:
            tables[0][one.table] = (*tables[0][one.table][:3], one.column)
        else:
            filters[0] = [(*area[:3], one.column) if area[3] == one.column - 1 else area for area in filters[0]]
    found = [] if tables[0] == tables[1] else [f"the Tables lie at {tables[1]}, not {tables[0]}"]
    return found + ([] if filters[0] == filters[1] else [f"the filters lie at {filters[1]}, not {filters[0]}"])
