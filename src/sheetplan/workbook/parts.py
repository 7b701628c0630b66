"""The workbook as a package of parts: what is in the file, and how its parts point at one another."""

from __future__ import annotations

import hashlib
import posixpath
import zlib
from functools import cached_property, partial
from typing import TYPE_CHECKING, BinaryIO, NamedTuple
from urllib.parse import unquote

from sheetplan.model import SheetplanError
from sheetplan.workbook import diskfile, unpacked, xmlparts, zipped

if TYPE_CHECKING:
    from collections.abc import Mapping, Set
    from pathlib import Path
    from xml.etree.ElementTree import Element

_CONTENT_TYPES = "[Content_Types].xml"
_XML = (".xml", ".rels", ".vml")
"""Endings of parts that somebody's program will read as XML, whether we do or not."""
_BINARY = ".sheet.binary."


class Relation(NamedTuple):
    """One pointer from a part to another part, or to a place outside the workbook."""

    id: str
    type: str
    """The whole type, as it stands; compare its last word (see `kind`)."""
    target: str
    """The other part's name as it stands in the package, or the address where `external`."""
    external: bool

    @property
    def kind(self) -> str:
        """The last word of the type: the same in transitional and strict workbooks."""
        return self.type.rpartition("/")[2]


class SheetEntry(NamedTuple):
    """One sheet as the workbook lists it."""

    name: str
    part: str
    """The part's name; empty where the workbook points at none."""
    state: str
    """visible, hidden or veryHidden."""
    sheet_id: int
    kind: str = "worksheet"
    """worksheet, chartsheet, dialogsheet or xlMacrosheet."""
    relation: str = ""
    """The id of its relation from the workbook part."""


class DefinedName(NamedTuple):
    """One defined name."""

    name: str
    text: str
    """What it stands for."""
    local_sheet: int | None
    """Position of the sheet it belongs to, from 0; None where it belongs to the workbook."""
    hidden: bool


class Package:
    """A workbook file as it was read: a value that is never changed and never touches the file again.

    Attributes:
        path: where it was read from.
        label: the file's name, for what is said to people.
        data: the file's bytes.
        entries: the entries of the zip, in order.
    """

    def __init__(self, data: bytes, path: Path) -> None:
        """Read the list of contents; see `open` for what is raised."""
        self.path = path
        self.label = path.name
        self.data = data
        diskfile.refuse_other_kinds(data, self.label)
        self.entries = zipped.entries(data, self.label)
        self._by_name = {entry.name: entry for entry in self.entries}
        self._by_lower = {entry.name.lower(): entry.name for entry in self.entries}
        self._relations: dict[str, dict[str, Relation]] = {}
        self._begun: dict[str, bytes] = {}
        """First bytes of parts, looked at when the package was opened: of most parts that is all there is."""

    @classmethod
    def open(cls, path: Path) -> Package:
        """Read a workbook file once.

        Raises:
            SheetplanError: where the file is missing, is no workbook, is locked, damaged or hostile.
        """
        package = cls.of_any_kind(diskfile.read(path), path)
        _ = package.workbook_part
        return package

    @classmethod
    def of_any_kind(cls, data: bytes, path: Path) -> Package:
        """The same of a file whose bytes are at hand, whatever it holds, as long as its parts are safe to read."""
        package = cls(data, path)
        for entry in package.entries:
            if entry.name.lower().endswith(_XML):
                xmlparts.refuse_beginning(partial(package._beginning, entry), entry.name, package.label)
        return package

    @cached_property
    def sha256(self) -> str:
        """The hash of the file's bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all entries, in order."""
        return tuple(self._by_name)

    def find(self, name: str) -> str | None:
        """The entry's name as it stands in the package, whatever its letter case; None where there is none."""
        return self._by_lower.get(name.lstrip("/").lower())

    def has(self, name: str) -> bool:
        """Whether there is such an entry, whatever its letter case."""
        return self.find(name) is not None

    def read(self, name: str) -> bytes:
        """A part's content, unpacked, its check sum compared.

        Raises:
            KeyError: where there is no such part.
            SheetplanError: where it is damaged.
        """
        actual = self.find(name)
        if actual is None:
            raise KeyError(name)
        entry, begun = self._by_name[actual], self._begun.get(actual, b"")
        if len(begun) == entry.size and zlib.crc32(begun) == entry.crc:
            return begun
        return zipped.unpack(self.data, entry, self.label)

    def _beginning(self, entry: zipped.Entry, most: int) -> bytes:
        begun = zipped.beginning(self.data, entry, most, self.label)
        if entry.size < most:  # else there might be more of it than it says
            self._begun[entry.name] = begun
        return begun

    def with_unpacked(self, contents: Mapping[str, bytes]) -> bytes:
        """The file's bytes with some parts unpacked in them, by their names, as `read` gave them."""
        actual = {self.find(name) or name: content for name, content in contents.items()}
        return unpacked.with_unpacked(self.data, self.entries, actual)

    def size(self, name: str) -> int:
        """How many bytes a part says that it holds, which `read` compares; KeyError where there is no such part."""
        return self._by_name[self.find(name) or name].size

    def differs(self, name: str, content: bytes) -> bool:
        """Whether a part holds anything else than this; KeyError where there is no such part."""
        entry = self._by_name[self.find(name) or name]
        return len(content) != entry.size or zlib.crc32(content) != entry.crc or content != self.read(name)

    def content_type(self, name: str) -> str:
        """A part's content type; empty where none is given."""
        defaults, overrides = self._content_types
        found = overrides.get(name.lstrip("/").lower())
        return found if found is not None else defaults.get(name.rpartition(".")[2].lower(), "")

    @cached_property
    def _content_types(self) -> tuple[dict[str, str], dict[str, str]]:
        """By extension, and by part name; both in lower case."""
        defaults: dict[str, str] = {}
        overrides: dict[str, str] = {}
        if not self.has(_CONTENT_TYPES):
            return defaults, overrides
        for element in xmlparts.parse(self.read(_CONTENT_TYPES), _CONTENT_TYPES, self.label):
            kind = element.get("ContentType", "")
            if xmlparts.local(element.tag) == "Default":
                defaults[element.get("Extension", "").lower()] = kind
            elif xmlparts.local(element.tag) == "Override":
                overrides[element.get("PartName", "").replace("\\", "/").lstrip("/").lower()] = kind
        return defaults, overrides

    def relations_part(self, part: str) -> str:
        """The name of the part that holds a part's relations, whether it is there or not; "" is the package."""
        folder, _, name = part.rpartition("/")
        wanted = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        return self.find(wanted) or wanted

    def relations(self, part: str) -> dict[str, Relation]:
        """A part's relations by their id; "" gives those of the package itself."""
        if part not in self._relations:
            name = self.relations_part(part)
            self._relations[part] = self._read_relations(part, name) if self.has(name) else {}
        return self._relations[part]

    def _read_relations(self, part: str, name: str) -> dict[str, Relation]:
        found: dict[str, Relation] = {}
        for element in xmlparts.parse(self.read(name), name, self.label):
            if xmlparts.local(element.tag) != "Relationship":
                continue
            external = element.get("TargetMode", "") == "External"
            target = element.get("Target", "")
            where = target if external else self.resolve(part, target)
            found[element.get("Id", "")] = Relation(element.get("Id", ""), element.get("Type", ""), where, external)
        return found

    def resolve(self, part: str, target: str) -> str:
        """The part that a relation's target means, as it stands in the package where it is there."""
        folder = part.rpartition("/")[0]
        plain = f"{folder}/{target}" if folder else target
        # So do nearly all targets stand: without a step up, a stroke too many or a sign in figures.
        if (there := self._by_lower.get(plain.lower())) is not None and {"", ".", ".."}.isdisjoint(plain.split("/")):
            return there
        target = target.replace("\\", "/")
        whole = target if target.startswith("/") else posixpath.join("/", posixpath.dirname(part), target)
        name = posixpath.normpath(whole).lstrip("/")
        return self.find(name) or self.find(unquote(name)) or name

    @cached_property
    def workbook_part(self) -> str:
        """The name of the workbook part.

        Raises:
            SheetplanError: where the file is no Excel workbook, or a binary one.
        """
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and not relation.external and self.has(relation.target):
                return self._checked_workbook(relation.target)
        if self.has("mimetype") and b"opendocument" in self.read("mimetype"):
            raise SheetplanError(f"{self.label} is an OpenDocument file.", diskfile.SAVE_AGAIN)
        raise SheetplanError(
            f"{self.label} is not an Excel workbook: there is no workbook inside.",
            "Check that it is the right file.",
        )

    def _checked_workbook(self, part: str) -> str:
        """The part, if it is of a kind that can be read."""
        kind = self.content_type(part)
        if _BINARY in kind or part.lower().endswith(".bin"):
            raise SheetplanError(f"{self.label} is an Excel binary workbook (.xlsb).", diskfile.SAVE_AGAIN)
        if "wordprocessingml" in kind or "presentationml" in kind:
            raise SheetplanError(
                f"{self.label} is a {'Word' if 'word' in kind else 'PowerPoint'} file, not an Excel workbook.",
                "Check that it is the right file.",
            )
        return part

    @cached_property
    def sheets(self) -> tuple[SheetEntry, ...]:
        """The sheets, in the order of their tabs."""
        relations = self.relations(self.workbook_part)
        found: list[SheetEntry] = []
        for element in self._workbook:
            if xmlparts.local(element.tag) != "sheets":
                continue
            for sheet in element:
                if xmlparts.local(sheet.tag) != "sheet":
                    continue
                relation_id = next((v for k, v in sheet.attrib.items() if k[0] == "{" and k.endswith("}id")), "")
                relation = relations.get(relation_id)
                inside = relation is not None and not relation.external and self.has(relation.target)
                found.append(
                    SheetEntry(
                        name=sheet.get("name", ""),
                        part=relation.target if relation and inside else "",
                        state=sheet.get("state", "visible"),
                        sheet_id=_number(sheet.get("sheetId")),
                        kind=relation.kind if relation else "worksheet",
                        relation=relation_id,
                    )
                )
        return tuple(found)

    @cached_property
    def defined_names(self) -> tuple[DefinedName, ...]:
        """The defined names, in order."""
        found: list[DefinedName] = []
        for element in self._workbook:
            if xmlparts.local(element.tag) == "definedNames":
                for one in element:
                    local_sheet = one.get("localSheetId")
                    found.append(
                        DefinedName(
                            one.get("name", ""),
                            one.text or "",
                            None if local_sheet is None else _number(local_sheet),
                            xmlparts.is_true(one.get("hidden")),
                        )
                    )
        return tuple(found)

    @cached_property
    def date1904(self) -> bool:
        """Whether days are counted from 1904."""
        return any(
            xmlparts.local(element.tag) == "workbookPr" and xmlparts.is_true(element.get("date1904"))
            for element in self._workbook
        )

    @cached_property
    def signed(self) -> bool:
        """Whether the workbook bears a digital signature, which any change would break."""
        return any("/digital-signature/" in one.type for one in self.relations("").values()) or any(
            name.lower().startswith("_xmlsignatures/") for name in self.names
        )

    def related(self, part: str, kind: str) -> str | None:
        """The part that a part points at by its first relation of a kind (the type's last word), if any."""
        ending = f"/{kind}"
        for relation in self.relations(part).values():
            if (
                relation.type.endswith(ending)
                and relation.kind == kind
                and not relation.external
                and self.has(relation.target)
            ):
                return relation.target
        return None

    @cached_property
    def _workbook(self) -> Element:
        return xmlparts.parse(self.read(self.workbook_part), self.workbook_part, self.label)


def write(
    package: Package,
    target: BinaryIO,
    replaced: Mapping[str, bytes],
    added: Mapping[str, bytes],
    removed: Set[str],
) -> None:
    """Write the package with some parts replaced, added or removed; every other entry is copied byte for byte.

    Names in `replaced` and `removed` are as they stand in the package.
    """
    zipped.write(package.data, package.entries, target, replaced, added, removed)


def _number(text: str | None) -> int:
    """A whole number, or 0 where it is none."""
    try:
        return int(text or "")
    except ValueError:
        return 0
