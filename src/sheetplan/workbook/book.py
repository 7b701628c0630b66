"""The workbook while it is being edited: what stands in the file, with the changes made so far on top.

What the rooms that change it use:

    Book(package)
    .sheet_names()                       in the order of the tabs
    .sheet(name)                         its SheetPart, always the same object; Unsafe where there is none to edit
    .part_of(name)                       the sheet's part name
    .read(part)                          a part's bytes as they are now
    .put(part, content, content_type)    replace a part, or add one (then with its content type)
    .remove(part)                        take a part out, with its relations part and its content type
    .has(part), .content_type(part), .new_name(pattern), as "xl/worksheets/sheet{}.xml": the first free number
    .relations(part)                     {id: Relation} as they are now
    .related(part, kind)                 the first target of a kind, e.g. related(sheet_part, "comments")
    .relate(part, kind, target, external=False)  -> id;  .unrelate(part, id)
    .styles, .strings, .date1904, .workbook (a Document of workbook.xml)
    .drop_from_chain(sheet, row, column) the cell's formula is gone: its calcChain entry goes too
    .allow(sheet, row, column)           the comparison accepts a change in this cell that nobody stated; .allow_row
    with book.trial(): ...               undone as a whole where it ends in Unsafe
"""

from __future__ import annotations

import posixpath
import re
from contextlib import contextmanager
from copy import deepcopy
from functools import cached_property
from typing import TYPE_CHECKING

from sheetplan.workbook import refs, splice, styles
from sheetplan.workbook.cells import SheetPart
from sheetplan.workbook.document import Document, ranks
from sheetplan.workbook.parts import Relation, SheetEntry
from sheetplan.workbook.splice import Unsafe
from sheetplan.workbook.styles import Styles
from sheetplan.workbook.values import SharedStrings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheetplan.workbook.parts import Package

_TYPES = "[Content_Types].xml"
_LOCATION = re.compile(rb"<(?:[\w.-]+:)?location\s[^>]*>")
"""Where a pivot table lies."""
_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_RELATIONS_ROOT = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_WORKBOOK_RANK = ranks(
    "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups externalReferences "
    "definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing "
    "fileRecoveryPr webPublishObjects extLst"
)
_RANKS = {
    "workbook": _WORKBOOK_RANK,
    "styleSheet": styles.RANK,
    "table": ranks("autoFilter sortState tableColumns tableStyleInfo extLst"),
}


class Book:
    """A package with pending changes; nothing of the source is ever changed.

    Attributes:
        package: the source.
        date1904: whether days are counted from 1904.
        opened: the sheets of the source that were changed, as they were; known once sheets are settled.
        allowed: cells that the final comparison accepts any change in.
        allowed_rows: the same for rows' own attributes.
        dropped_sheets: the numbers of sheets that were taken out.
    """

    def __init__(self, package: Package) -> None:
        """Start without changes."""
        self.package = package
        self.date1904 = package.date1904
        self.opened: dict[str, SheetPart] = {}
        self.allowed: set[tuple[str, int, int]] = set()
        self.allowed_rows: set[tuple[str, int]] = set()
        self.dropped_sheets: set[str] = set()
        self._entries = {entry.name: entry for entry in package.sheets}
        self._sheets: dict[str, SheetPart] = {}
        self._contents: dict[str, bytes] = {}
        self._removed: set[str] = set()
        self._documents: dict[str, Document] = {}
        self._relations: dict[str, dict[str, Relation]] = {}
        self._pivots: dict[str, list[refs.Box]] = {}
        self._chain: set[tuple[str, int, int]] = set()

    def refuse_uneditable(self) -> None:
        """Unsafe where a part that every edit needs cannot be edited."""
        workbook = self.package.workbook_part
        relations = self.package.relations_part(workbook)
        for part, root in ((_TYPES, "Types"), (workbook, "workbook"), (relations, "Relationships")):
            if not self.has(part):
                raise Unsafe(f'Its part "{part}" is missing.')
            self.document(part, root)
        if not self.workbook.elements("sheets"):
            raise Unsafe(f'Its part "{workbook}" lists no sheets.')
        sheets = [entry for entry in self._entries.values() if entry.part]
        if len(self._entries) < len(self.package.sheets) or len({one.part for one in sheets}) < len(sheets):
            raise Unsafe("Two of its sheets have the same name or the same content.")

    @contextmanager
    def trial(self) -> Iterator[None]:
        """All that is done inside is undone where it ends in Unsafe; sheets must then be asked for again."""
        shared = {id(self.package): self.package, id(self.__dict__.get("strings")): self.__dict__.get("strings")}
        kept = deepcopy(self.__dict__, shared)
        try:
            yield
        except Unsafe:
            self.__dict__.clear()
            self.__dict__.update(kept)
            raise

    # Sheets

    def sheet_names(self) -> tuple[str, ...]:
        """The sheets' names in the order of their tabs."""
        return tuple(self._entries)

    def entry(self, name: str) -> SheetEntry | None:
        """A sheet as the workbook lists it."""
        return self._entries.get(name)

    def add_sheet(self, entry: SheetEntry, *, front: bool = False) -> None:
        """Make a sheet that was added known by its name, after all others or before them."""
        added = {entry.name: entry}
        self._entries = added | self._entries if front else self._entries | added

    def forget_sheet(self, name: str) -> None:
        """A sheet is no longer known, and none of its formulas is in the list of them."""
        self.dropped_sheets.add(str(self._entries.pop(name).sheet_id))
        self._sheets.pop(name, None)

    def part_of(self, name: str) -> str:
        """A sheet's part name; Unsafe where the workbook has no such sheet."""
        entry = self._entries.get(name)
        if entry is None or not entry.part:
            raise Unsafe(f'There is no sheet "{name}".')
        return entry.part

    def sheet(self, name: str) -> SheetPart:
        """A sheet to look at and to change; Unsafe where there is none, or it holds no cells."""
        if name not in self._sheets:
            part = self.part_of(name)
            if self._entries[name].kind != "worksheet":
                raise Unsafe(f'"{name}" is not a sheet of cells.')
            self._sheets[name] = SheetPart(self.read(part), part, name)
        return self._sheets[name]

    def pivots(self, name: str) -> list[refs.Box]:
        """The areas of a sheet's pivot tables."""
        if name not in self._pivots:
            parts = [one.target for one in self.relations(self.part_of(name)).values() if one.kind == "pivotTable"]
            tags = [tag for part in parts if self.has(part) for tag in _LOCATION.findall(self.read(part))]
            self._pivots[name] = [box for tag in tags for box in refs.boxes(splice.attribute(tag, "ref") or "")]
        return self._pivots[name]

    def renew_sheet(self, name: str) -> None:
        """The sheet's content is replaced: what was looked at of it, or changed, no longer counts.

        Its formulas go out of the list of them, and the comparison at the end need not know it again.
        """
        self.dropped_sheets.add(str(self._entries[name].sheet_id))
        self._sheets.pop(name, None)

    def opened_sheets(self) -> dict[str, SheetPart]:
        """The sheets that were asked for, by name."""
        return dict(self._sheets)

    # Parts

    def has(self, part: str) -> bool:
        """Whether there is such a part now."""
        actual = self.package.find(part) or part
        return actual in self._contents or (actual not in self._removed and self.package.has(part))

    def read(self, part: str) -> bytes:
        """A part's bytes as they are now; KeyError where there is none. Of a sheet asked for, use `sheet`."""
        actual = self.package.find(part) or part
        if actual in self._contents:
            return self._contents[actual]
        if actual in self._removed:
            raise KeyError(part)
        return self.package.read(actual)

    def put(self, part: str, content: bytes, content_type: str | None = None) -> None:
        """Replace a part's content, or add a part (then with its content type)."""
        actual = self.package.find(part) or part
        self._removed.discard(actual)
        self._contents[actual] = content
        if content_type is not None and self.content_type(actual) != content_type:
            types = self.document(_TYPES, "Types")
            types.add("Override", {"PartName": f"/{actual}", "ContentType": content_type})

    def remove(self, part: str) -> None:
        """Take a part out, with its relations part and its content type; who points at it is the caller's care."""
        actual = self.package.find(part) or part
        for name in (actual, self.package.relations_part(actual)):
            self._contents.pop(name, None)
            self._documents.pop(name, None)
            if self.package.has(name):
                self._removed.add(name)
        types = self.document(_TYPES, "Types")
        kept = [one for one in types.elements("Override") if not _is_about(one, actual)]
        types.set_elements("Override", kept)

    def new_name(self, pattern: str) -> str:
        """A part name that is free, the first number put in for "{}"."""
        # A name that something points at in vain is not free: the new part would be taken for the lost one.
        sources = [self.package.workbook_part, *(entry.part for entry in self._entries.values() if entry.part)]
        awaited = {one.target.lower() for part in sources for one in self.relations(part).values()}
        number = 1
        while (name := pattern.format(number)).lower() in awaited or self.has(name) or self.package.has(name):
            number += 1
        return pattern.format(number)

    def document(self, part: str, root: str) -> Document:
        """A small part to be changed, always the same object; it is written when all is done.

        Args:
            part: its name.
            root: the name that its root must have, without prefix.

        Raises:
            Unsafe: where it is something else, or cannot be edited.
        """
        actual = self.package.find(part) or part
        if actual not in self._documents:
            document = Document(self.read(actual), actual, _RANKS.get(root))
            if document.root_name != root:
                raise Unsafe(f'Its part "{actual}" is damaged: something else stands in its place.')
            self._documents[actual] = document
        return self._documents[actual]

    @property
    def workbook(self) -> Document:
        """The workbook part."""
        return self.document(self.package.workbook_part, "workbook")

    def content_type(self, part: str) -> str:
        """A part's content type now."""
        for one in self.document(_TYPES, "Types").elements("Override"):
            if _is_about(one, part):
                return splice.attribute(one, "ContentType") or ""
        extension = part.rpartition(".")[2].lower()
        for one in self.document(_TYPES, "Types").elements("Default"):
            if (splice.attribute(one, "Extension") or "").lower() == extension:
                return splice.attribute(one, "ContentType") or ""
        return ""

    # Relations

    def relations(self, part: str) -> dict[str, Relation]:
        """A part's relations by their id, as they are now; a copy."""
        if part not in self._relations:
            self._relations[part] = dict(self.package.relations(part))
        return dict(self._relations[part])

    def related(self, part: str, kind: str) -> str | None:
        """The part that the first relation of a kind (its type's last word) points at, if any."""
        for relation in self.relations(part).values():
            if relation.kind == kind and not relation.external and self.has(relation.target):
                return relation.target
        return None

    def relate(self, part: str, kind: str, target: str, *, external: bool = False) -> str:
        """Point a part at another part or, `external`, an address.

        Args:
            part: the part that points; "" is the package.
            kind: the last word of the type, or a whole type.
            target: the other part's name, or the address.
            external: whether it is an address.

        Returns:
            The relation's id.
        """
        known = self.relations(part)
        # An id that the part names in vain is not free: what names it would point at the new target.
        content = self.read(part) if part and self.has(part) else b""
        number = len(known) + 1
        while f"rId{number}" in known or re.search(rb"""["']rId%d["']""" % number, content):
            number += 1
        whole = kind if ":" in kind else f"{self.relation_namespace}/{kind}"
        relation = Relation(f"rId{number}", whole, target, external)
        self._relations[part][relation.id] = relation
        document = self._relations_document(part)
        written = target if external else posixpath.relpath(f"/{target}", f"/{posixpath.dirname(part)}")
        attributes = {"Id": relation.id, "Type": whole, "Target": written}
        document.add("Relationship", attributes | ({"TargetMode": "External"} if external else {}))
        return relation.id

    def unrelate(self, part: str, *relation_ids: str) -> None:
        """Take relations away; nothing happens where there is none of an id."""
        gone = set(relation_ids) & self.relations(part).keys()
        if not gone:
            return
        for relation_id in gone:
            del self._relations[part][relation_id]
        document = self._relations_document(part)
        elements = document.elements("Relationship")
        document.set_elements(
            "Relationship", [one for one in elements if splice.attribute(_tag(one), "Id") not in gone]
        )

    def _relations_document(self, part: str) -> Document:
        name = self.package.relations_part(part)
        if not self.has(name):
            self.put(name, _RELATIONS_ROOT, _RELATIONS_TYPE)
        return self.document(name, "Relationships")

    @cached_property
    def main_namespace(self) -> bytes:
        """The namespace of the workbook's own elements, for new parts."""
        name = "xmlns" + (f":{self.workbook.prefix[:-1]}" if self.workbook.prefix else "")
        return self.workbook.root_attributes.get(name, "").encode("utf-8")

    @cached_property
    def relation_namespace(self) -> str:
        """What relation types and `r:` attributes begin with: strict workbooks have their own."""
        strict = any(one.type.startswith(_STRICT) for one in self.package.relations("").values())
        return _STRICT if strict else _TRANSITIONAL

    # Styles, strings, formulas

    @cached_property
    def styles(self) -> Styles:
        """The workbook's styles, to be added to; a workbook without gets a styles part."""
        workbook = self.package.workbook_part
        part = self.related(workbook, "styles")
        if part is None:
            part = "xl/styles.xml" if not self.has("xl/styles.xml") else self.new_name("xl/styles{}.xml")
            self.put(part, styles.EMPTY % self.main_namespace, _STYLES_TYPE)
            self.relate(workbook, "styles", part)
        return Styles(self.document(part, "styleSheet"))

    @cached_property
    def strings(self) -> SharedStrings:
        """The workbook's shared strings; they are never changed."""
        part = self.related(self.package.workbook_part, "sharedStrings")
        return SharedStrings(self.read(part) if part else None)

    def drop_from_chain(self, sheet: str, row: int, column: int) -> None:
        """The formula in this cell is gone: its calcChain entry must go too."""
        self._chain.add((sheet, row, column))

    @property
    def dropped_from_chain(self) -> frozenset[tuple[str, int, int]]:
        """The cells whose formulas are gone."""
        return frozenset(self._chain)

    def allow(self, sheet: str, row: int, column: int) -> None:
        """The comparison at the end accepts a change in this cell, unless it was stated what it must show."""
        self.allowed.add((sheet, row, column))

    def allow_row(self, sheet: str, row: int) -> None:
        """The comparison at the end accepts any change in this row's own attributes."""
        self.allowed_rows.add((sheet, row))

    # The end

    def settle_sheets(self) -> bool:
        """Write out the sheets that were changed; no sheet can be changed after this.

        Returns:
            Whether any sheet is new or other than in the source.
        """
        added = {entry.part for entry in self._entries.values() if entry.part in self._contents}
        for sheet in self._sheets.values():
            if sheet.changed and (content := sheet.render()) != sheet.source:
                self._contents[sheet.part] = content
                self.opened[sheet.label] = sheet.as_opened()
                added.add(sheet.part)
        self._sheets.clear()
        return bool(added)

    def changed_parts(self) -> tuple[dict[str, bytes], dict[str, bytes], set[str]]:
        """What differs from the source: parts replaced, parts added (in order), parts removed."""
        contents = self._contents | {part: one.render() for part, one in self._documents.items()}
        replaced: dict[str, bytes] = {}
        added: dict[str, bytes] = {}
        for part, content in contents.items():
            actual = self.package.find(part)
            if actual is None:
                added[part] = content
            elif self.package.differs(actual, content):
                replaced[actual] = content
        return replaced, added, set(self._removed)


def _tag(element: bytes) -> bytes:
    """The start tag of an element."""
    return splice.start_tag(element)


def _is_about(override: bytes, part: str) -> bool:
    """Whether a content type is that of a part."""
    name = splice.attribute(_tag(override), "PartName") or ""
    return name.replace("\\", "/").lstrip("/").lower() == part.lower()
