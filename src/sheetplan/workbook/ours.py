"""Tabs of ours in a copy that was sent back, known again whatever they are called by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetplan.workbook import properties, values
from sheetplan.workbook.cells import SheetPart
from sheetplan.workbook.splice import Unsafe
from sheetplan.workbook.values import SharedStrings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sheetplan.workbook.parts import Package, SheetEntry


def tabs(package: Package, known: Mapping[str, str]) -> tuple[str, ...]:
    """The tabs that were added to a workbook when it was sent back, in the order of its tabs.

    One is known by its name and by what stands in its A1: a tab of that name with something else there is somebody's
    own, and where there is none of that name, the one with that A1 was given another.

    Args:
        package: the workbook.
        known: its custom properties.
    """
    listed = properties.listed(known)
    if not listed:
        return ()
    sheets = {entry.name: entry for entry in package.sheets if entry.kind == "worksheet" and entry.part}
    marks = properties.title_marks(known)
    strings: list[SharedStrings] = []
    found: set[str] = set()
    for name in listed:
        mark = marks.get(name)
        if mark is None:
            found |= {name} & sheets.keys()
            continue
        asked = [sheets[name]] if name in sheets else list(sheets.values())
        same = (entry.name for entry in asked if properties.title_mark(_title(package, entry, strings)) == mark)
        found |= set(list(same)[:1])
    return tuple(name for name in sheets if name in found)


def _title(package: Package, entry: SheetEntry, strings: list[SharedStrings]) -> str:
    """What a sheet's A1 says; nothing where it cannot be looked into."""
    try:
        raw = SheetPart(package.read(entry.part), entry.part, entry.name).cell(1, 1)
        if not strings:
            part = package.related(package.workbook_part, "sharedStrings")
            strings.append(SharedStrings(package.read(part) if part else None))
        shown = values.read(raw, strings[0])
    except Unsafe:
        return ""
    return shown if isinstance(shown, str) else ""
