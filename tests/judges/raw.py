"""A workbook as its bytes say, read with zipfile and expat alone, by nothing of the code under test."""

from __future__ import annotations

import io
import posixpath
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote
from xml.parsers import expat

Cell = tuple[int, int]
"""Row and column, from 1."""
Box = tuple[int, int, int, int]
"""First row, first column, last row, last column."""
Event = tuple[Any, ...]
"""("start", name, attributes), ("end", name) or ("text", words); names are "namespace local"."""
Shown = str | float | bool | None

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_A1 = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]+)")
_DATA, _ROW, _CELL = 2, 3, 4
"""How deep sheetData, its rows and their cells stand."""


class UnreadableError(Exception):
    """This reader can make nothing of the workbook."""


@dataclass(slots=True)
class RawCell:
    """One cell, element by element."""

    attributes: dict[str, str]
    inside: list[Event] = field(default_factory=list)

    @property
    def style(self) -> str:
        """Its place among the cell formats, as written."""
        return self.attributes.get("s", "0")

    @property
    def formula(self) -> list[Event]:
        """What stands in its formula element, with the element's own attributes; empty where there is none."""
        return _inside(self.inside, "f")

    def attribute_of_formula(self, name: str) -> str:
        """An attribute of its formula; empty where there is none."""
        found = self.formula
        return found[0][2].get(name, "") if found else ""

    def shown(self, strings: list[str]) -> Shown:
        """What a reader sees: a text, a number, a truth, or nothing."""
        kind = self.attributes.get("t", "n")
        if kind == "inlineStr":
            return unescaped(_words(self.inside)) or None
        text = "".join(event[1] for event in _inside(self.inside, "v") if event[0] == "text")
        if kind == "s":
            return (strings[int(text)] if text.strip() else "") or None
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind != "n":
            return unescaped(text) or None
        return float(text) if text.strip() else None


@dataclass(slots=True)
class RawSheet:
    """One sheet: its cells, its rows' attributes, and everything around them."""

    cells: dict[Cell, RawCell] = field(default_factory=dict)
    rows: dict[int, dict[str, str]] = field(default_factory=dict)
    extras: dict[int, list[Event]] = field(default_factory=dict)
    """What stands in a row beside its cells."""
    frame: list[Event] = field(default_factory=list)

    def ranges(self, element: str) -> list[Box]:
        """The `ref` of every element of this name around the cells."""
        return [
            box(event[2]["ref"])
            for event in self.frame
            if event[0] == "start" and local(event[1]) == element and "ref" in event[2]
        ]

    def filters(self) -> list[Box]:
        """The sheet's own filter, not those of people's custom views."""
        own = RawSheet(frame=self.without("customSheetViews"))
        return own.ranges("autoFilter")

    def without(self, *elements: str) -> list[Event]:
        """What stands around the cells but for these elements, blanks between elements left out."""
        kept: list[Event] = []
        depth = 0
        for event in self.frame:
            if event[0] != "text" and local(event[1]) in elements:
                depth += 1 if event[0] == "start" else -1
            elif not depth and not (event[0] == "text" and not event[1].strip()):
                kept.append(event)
        return kept


class RawBook:
    """A workbook's parts, and its sheets of cells by name."""

    def __init__(self, data: bytes) -> None:
        """Read the zip; raises UnreadableError."""
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                self.parts = {name.replace("\\", "/"): archive.read(name) for name in archive.namelist()}
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as problem:
            raise UnreadableError(str(problem)) from problem
        self._by_lower = {name.lower(): name for name in self.parts}
        self._sheets: dict[str, RawSheet] = {}
        self.workbook_part = next(iter(self.related("", "officeDocument")), "")
        if not self.workbook_part:
            raise UnreadableError("no workbook inside")
        self.workbook = self.tree(self.workbook_part)
        relations = {
            one.get("Id"): self._target(self.workbook_part, one) for one in self._relations(self.workbook_part)
        }
        kinds = {one.get("Id"): one.get("Type", "") for one in self._relations(self.workbook_part)}
        self.sheet_parts: dict[str, str] = {}
        """Every worksheet's part by the sheet's name, in the order of their tabs."""
        for one in self.workbook.iter():
            if local(one.tag) == "sheet":
                pointer = next((text for name, text in one.items() if name.endswith("}id")), "")
                if kinds.get(pointer, "").endswith("/worksheet") and relations[pointer] in self.parts:
                    self.sheet_parts[one.get("name", "")] = relations[pointer]
        self.date1904 = any(
            local(one.tag) == "workbookPr" and one.get("date1904") in ("1", "true") for one in self.workbook
        )
        strings = self.related(self.workbook_part, "sharedStrings")
        self.strings = [unescaped(_text(item)) for item in self.tree(strings[0])] if strings else []

    def tree(self, part: str) -> ET.Element:
        """A part as a tree; raises UnreadableError."""
        try:
            return ET.fromstring(self.parts[part])  # noqa: S314 - somebody's test file, read in a test
        except (ET.ParseError, ValueError, LookupError) as problem:
            raise UnreadableError(f"{part}: {problem}") from problem

    def related(self, part: str, kind: str) -> list[str]:
        """The parts that a part points at, by the last word of the relation's type."""
        found = [self._target(part, one) for one in self._relations(part) if one.get("Type", "").endswith(f"/{kind}")]
        return [name for name in found if name in self.parts]

    def relations_part(self, part: str) -> str:
        """The name of the part that holds a part's relations."""
        folder, _, name = part.rpartition("/")
        wanted = f"{folder}/_rels/{name}.rels".lstrip("/")
        return self._by_lower.get(wanted.lower(), wanted)

    def sheet(self, name: str) -> RawSheet:
        """A sheet; raises UnreadableError."""
        if name not in self._sheets:
            self._sheets[name] = _read_sheet(self.parts[self.sheet_parts[name]])
        return self._sheets[name]

    def shown(self, name: str, cell: Cell) -> Shown:
        """What a cell shows."""
        found = self.sheet(name).cells.get(cell)
        return found.shown(self.strings) if found else None

    def tables(self, name: str) -> list[tuple[str, Box, bool]]:
        """A sheet's Excel Tables: displayed name, extent, whether the first row holds headings."""
        found = []
        for part in self.related(self.sheet_parts[name], "table"):
            root = self.tree(part)
            found.append((root.get("displayName", ""), box(root.get("ref", "A1")), root.get("headerRowCount") != "0"))
        return found

    def pivots(self, name: str) -> list[Box]:
        """The areas of a sheet's pivot tables."""
        trees = [self.tree(part) for part in self.related(self.sheet_parts[name], "pivotTable")]
        return [box(one.get("ref", "")) for tree in trees for one in tree if local(one.tag) == "location"]

    def _relations(self, part: str) -> list[ET.Element]:
        name = self.relations_part(part)
        inside = [one for one in self.tree(name) if local(one.tag) == "Relationship"] if name in self.parts else []
        return [one for one in inside if one.get("TargetMode") != "External"]

    def _target(self, part: str, relation: ET.Element) -> str:
        target = relation.get("Target", "").replace("\\", "/")
        whole = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
        return self._by_lower.get(whole.lower()) or self._by_lower.get(unquote(whole).lower(), whole)


def local(name: str) -> str:
    """A name without its namespace, however that is written."""
    return name.rpartition("}")[2].rpartition(" ")[2]


def box(text: str) -> Box:
    """A1:B2 as numbers; a cell is a box of one."""
    found = [(int(one[2]), column_number(one[1])) for one in _A1.finditer(text)]
    if not found:
        return (0, 0, 0, 0)
    (top, left), (bottom, right) = found[0], found[-1]
    return top, left, bottom, right


def column_number(letters: str) -> int:
    """A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def a1(cell: Cell) -> str:
    """Row and column as a person writes them."""
    row, column = cell
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return f"{text}{row}"


def unescaped(text: str) -> str:
    """Text with the signs that XML cannot hold as they were."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _text(element: ET.Element) -> str:
    """The words of a string item, its hints for reading aloud left out."""
    if local(element.tag) == "t":
        return element.text or ""
    return "".join(_text(one) for one in element if local(one.tag) != "rPh")


def _words(events: list[Event]) -> str:
    """The same from events."""
    words, inside, hint = "", False, False
    for event in events:
        name = local(event[1]) if event[0] != "text" else ""
        if name == "rPh":
            hint = event[0] == "start"
        elif name == "t":
            inside = event[0] == "start"
        elif event[0] == "text" and inside and not hint:
            words += event[1]
    return words


def _inside(events: list[Event], name: str) -> list[Event]:
    """From the start of the first element of a name to its end."""
    at = next((i for i, one in enumerate(events) if one[0] == "start" and local(one[1]) == name), None)
    if at is None:
        return []
    end = next(i for i in range(at, len(events)) if events[i][0] == "end" and events[i][1] == events[at][1])
    return events[at : end + 1]


def _read_sheet(content: bytes) -> RawSheet:
    """A sheet by one pass of expat."""
    reader = _SheetReader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as problem:
        raise UnreadableError(str(problem)) from problem
    return reader.sheet


class _SheetReader:
    """What expat tells, sorted into cells, rows and the rest."""

    def __init__(self) -> None:
        self.sheet = RawSheet()
        self._depth = 0
        self._in_data = False
        self._row = self._column = 0
        self._sink: list[Event] = self.sheet.frame

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == _DATA and local(name) == "sheetData":
            self._in_data = True
        if self._in_data and self._depth == _ROW and local(name) == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
            if self._row in self.sheet.rows:
                raise UnreadableError(f"row {self._row} is there twice")
            self.sheet.rows[self._row] = attributes
            self._sink = self.sheet.extras.setdefault(self._row, [])
        elif self._in_data and self._depth == _CELL and local(name) == "c":
            self._column = box(attributes["r"])[1] if "r" in attributes else self._column + 1
            if (self._row, self._column) in self.sheet.cells:
                raise UnreadableError(f"{a1((self._row, self._column))} is there twice")
            cell = RawCell(attributes)
            self.sheet.cells[self._row, self._column] = cell
            self._sink = cell.inside
        else:
            self._sink.append(("start", name, attributes))

    def end(self, name: str) -> None:
        if self._in_data and self._depth == _ROW and local(name) == "row":
            self._sink = self.sheet.frame
        elif self._in_data and self._depth == _CELL and local(name) == "c":
            self._sink = self.sheet.extras[self._row]
        else:
            self._sink.append(("end", name))
        if self._depth == _DATA:
            self._in_data = False
        self._depth -= 1

    def text(self, words: str) -> None:
        self._sink.append(("text", words))
