"""What a workbook holds besides its cells, so that people see what an edit leaves as it is."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from sheetplan.model import Feature
from sheetplan.workbook.parts import Package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class _Kind(NamedTuple):
    """Something that people have a name for, and how it is told from a part's content type."""

    one: str
    many: str
    types: re.Pattern[str]
    note: str = ""
    inside: re.Pattern[bytes] | None = None
    """Where a part holds several: what each begins with."""


def _kind(one: str, many: str, types: str, note: str = "", inside: bytes | None = None) -> _Kind:
    return _Kind(one, many, re.compile(types), note, re.compile(inside) if inside else None)


_KINDS = (
    _kind("project of macros", "projects of macros", r"vbaproject$", "They are never run."),
    _kind(
        "signature of macros",
        "signatures of macros",
        r"vbaprojectsignature",
        "It signs the macros alone, and they stay as they are.",
    ),
    _kind("chart", "charts", r"drawingml\.chart\+|chartex\+"),
    _kind("picture", "pictures", r"^image/"),
    _kind("note", "notes", r"spreadsheetml\.comments\+", inside=rb"<(?:\w+:)?comment\s"),
    _kind("threaded comment", "threaded comments", r"threadedcomments", inside=rb"<(?:\w+:)?threadedComment\s"),
    _kind("Excel Table", "Excel Tables", r"spreadsheetml\.table\+"),
    _kind(
        "pivot table",
        "pivot tables",
        r"spreadsheetml\.pivottable\+",
        "They show what they showed until somebody refreshes them in Excel (Data, Refresh All).",
    ),
    _kind("slicer", "slicers", r"slicer\+", inside=rb"<(?:\w+:)?slicer\s"),
    _kind("timeline", "timelines", r"timeline\+", inside=rb"<(?:\w+:)?timeline\s"),
    _kind("button or other control", "buttons and other controls", r"controlproperties\+|activex\+"),
    _kind("embedded file", "embedded files", r"oleobject|openxmlformats-package\.embed", "They are never opened."),
    _kind("link to another workbook", "links to other workbooks", r"externallink\+", "They are never followed."),
    _kind(
        "data connection",
        "data connections",
        r"spreadsheetml\.connections\+",
        "They are never used.",
        inside=rb"<(?:\w+:)?connection\s",
    ),
    _kind(
        "record of a shared workbook",
        "records of a shared workbook",
        r"revisionheaders\+",
        "Excel's own record of who changed what does not learn of an update.",
    ),
)
_PROTECTED = re.compile(rb"<(?:\w+:)?sheetProtection\s[^>]*?\bsheet=[\"'](?:1|true)[\"']")
_LOCKED = re.compile(rb"<(?:\w+:)?workbookProtection\s[^>]*?\block(?:Structure|Windows)=[\"'](?:1|true)[\"']")
_RULES = (
    ("conditional format", "conditional formats", re.compile(rb"<(?:\w+:)?conditionalFormatting[\s>]")),
    ("dropdown or other validation", "dropdowns and other validations", re.compile(rb"<(?:\w+:)?dataValidation\s")),
    ("link", "links", re.compile(rb"<(?:\w+:)?hyperlink\s")),
)


def of(path: Path) -> tuple[Feature, ...]:
    """What a workbook holds besides cells, in a fixed order; what it has none of is left out.

    Raises:
        SheetplanError: the file cannot be read as a workbook.
    """
    package = Package.open(path)
    return (*_parts(package), *_rules(package), *_protection(package))


def _parts(package: Package) -> Iterator[Feature]:
    """What has parts of its own."""
    counted: Counter[_Kind] = Counter()
    for name in package.names:
        if name.lower().startswith("docprops/"):
            # A preview of the first page, which nobody put there.
            continue
        given = package.content_type(name).lower()
        for kind in _KINDS:
            if kind.types.search(given):
                counted[kind] += len(kind.inside.findall(package.read(name))) if kind.inside else 1
    for kind in _KINDS:
        if counted[kind]:
            yield Feature(kind.one if counted[kind] == 1 else kind.many, counted[kind], kind.note)


def _rules(package: Package) -> Iterator[Feature]:
    """What stands on the sheets beside their cells."""
    sheets = [package.read(entry.part) for entry in package.sheets if entry.part]
    for one, many, pattern in _RULES:
        number = sum(len(pattern.findall(content)) for content in sheets)
        if number:
            yield Feature(one if number == 1 else many, number)
    hidden = [f'"{entry.name}"' for entry in package.sheets if entry.state != "visible"]
    if hidden:
        what = "hidden sheet" if len(hidden) == 1 else "hidden sheets"
        yield Feature(what, len(hidden), f"{', '.join(hidden)}.")


def _protection(package: Package) -> Iterator[Feature]:
    """What is protected against typing: it stays so, but an edit is no typing."""
    locked = [f'"{one.name}"' for one in package.sheets if one.part and _PROTECTED.search(package.read(one.part))]
    if locked:
        what = "protected sheet" if len(locked) == 1 else "protected sheets"
        said = f"{', '.join(locked)}. The protection stays as it is; update writes there all the same."
        yield Feature(what, len(locked), said)
    if _LOCKED.search(package.read(package.workbook_part)):
        yield Feature("protected structure", 1, "The protection stays as it is; update adds its tabs all the same.")
