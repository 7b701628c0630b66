"""Tabs of ours that are no part of a plan, known again whatever they are called by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetplan.workbook import properties, values
from sheetplan.workbook.cells import SheetPart
from sheetplan.workbook.splice import Unsafe
from sheetplan.workbook.values import SharedStrings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    marks = properties.title_marks(known)
    found = set(_known(package, [(name, marks.get(name)) for name in listed]).values()) if listed else set()
    return tuple(entry.name for entry in package.sheets if entry.name in found)


def title(name: str, sheet: str) -> str:
    """What stands in A1 of a tab that only shows the plan on a sheet."""
    return f"{name}: {sheet}"


def views(package: Package, known: Mapping[str, str]) -> dict[str, str]:
    """The tabs that only show the plan, known in the same way: which of them to its name by now.

    Args:
        package: the workbook.
        known: its custom properties.
    """
    listed = properties.views_listed(known)
    found = _known(package, list(listed.values())) if listed else {}
    return {kind: found[name] for kind, (name, _) in listed.items() if name in found}


def _known(package: Package, listed: Sequence[tuple[str, str | None]]) -> dict[str, str]:
    """Of tabs by their names and the marks of what stood in A1, those that are there: name to the name it has now."""
    sheets = {entry.name: entry for entry in package.sheets if entry.kind == "worksheet" and entry.part}
    strings: list[SharedStrings] = []
    found: dict[str, str] = {}
    for name, mark in listed:
        if mark is None:
            found |= {name: name} if name in sheets else {}
            continue
        asked = [sheets[name]] if name in sheets else list(sheets.values())
        same = (entry.name for entry in asked if properties.title_mark(_title(package, entry, strings)) == mark)
        there = next(same, None)
        found |= {} if there is None else {name: there}
    return found


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
