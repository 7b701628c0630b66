"""Word documents as they are read: paragraphs and tables in order, changes taken, and what has no place in a cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from docx.oxml import parse_xml
from docx.oxml.exceptions import InvalidXmlError
from lxml import etree

from sheetplan.model import SheetplanError
from sheetplan.workbook import diskfile, wordmarks
from sheetplan.workbook.parts import Package
from sheetplan.workbook.wordlists import Numbers, W

_SAVE_AGAIN = "Open it in Word and save it as a Word Document (.docx)."
_DAMAGED = "Ask for the file again, or open it in Word, choose Open and Repair, and save it."
_MOST = 12 * 1024 * 1024
"""Bytes of a part with text: a report of some hundred pages has half of it."""
_MOST_TAGS = 400_000
"""Beginnings and ends of elements in it; a page has about a thousand."""
_MOST_OF, _MOST_MARKS = 30_000, 20_000
"""Cells, and paragraphs; and marks of all kinds, as of insertions and signs: each of them is taken apart on its own."""
_LONGEST = 100_000
"""Characters of a cell or a paragraph."""
_MOST_COLUMNS = 63
"""Columns of a table in Word."""
_MOST_PLACES = 500
"""Places at which cells of one table may begin."""
_STRICT, _USUAL = b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()
_GONE = (f"{W}del", f"{W}moveFrom")
_PICTURES = (f"{W}drawing", f"{W}pict", f"{W}object")
_BOX = f"{W}txbxContent"
_NOTES = (f"{W}footnoteReference", f"{W}endnoteReference")
_COMMENT = f"{W}commentReference"
_MARKS = (
    *wordmarks.WRAPPERS,
    *_GONE,
    *_NOTES,
    *_PICTURES,
    _COMMENT,
    wordmarks.FALLBACK,
    *(f"{W}{one}" for one in ("sym", "ffData", "vanish")),
)
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_RUN, _LINK, _TEXT, _BREAK = f"{W}r", f"{W}hyperlink", f"{W}t", f"{W}br"
_SHOWN_AS = {_BREAK: "\n", f"{W}cr": "\n", f"{W}tab": " ", f"{W}ptab": " ", f"{W}noBreakHyphen": "-"}
"""What stands in a run besides text, and how it is shown."""
_TITLES = ("title", "heading 1")
_SHORT = 300
"""Characters that are quoted of what was left out."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    text: str
    first: int
    """The first of the table's narrowest columns that it covers, from 0."""
    last: int
    goes_on: bool
    """Whether it is merged with the cell above it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    number: int
    """As people count, from 1."""
    cells: tuple[Cell, ...]
    is_heading: bool
    """Whether it is marked as one, or nothing in it but bold words."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table, whatever stands in its cells."""

    number: int
    """As people count them, from 1; tables inside cells are not counted."""
    rows: tuple[Row, ...]
    edges: tuple[int, ...]
    """Where its narrowest columns begin, and where the last one ends."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph outside the tables."""

    number: int
    text: str
    is_title: bool


class Left(NamedTuple):
    """Something that was not taken over."""

    table: int | None
    """None outside the tables."""
    row: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document as far as a plan can stand in it."""

    blocks: tuple[Paragraph | Table, ...]
    left: tuple[Left, ...]
    sha256: str


def read(path: Path) -> Document:
    """Read a document; nothing outside it is followed, and no macro is looked at.

    Raises:
        SheetplanError: where it is missing, no Word document, locked, damaged or hostile.
    """
    try:
        data = diskfile.read(path)
        _refuse_other_kinds(data, path.name)
        package = Package.of_any_kind(data, path)
        return _Reading(package, _main_part(package)).read()
    except SheetplanError as problem:
        # What every package is held to is worded for workbooks.
        reason = problem.reason.replace("a workbook", "a document").replace("Excel does", "Word does")
        raise SheetplanError(reason, problem.fix.replace("it in Excel", "it in Word")) from problem
    except (etree.LxmlError, InvalidXmlError, ValueError, KeyError, RecursionError) as problem:
        raise SheetplanError(f"{path.name} is damaged: its text cannot be read.", _DAMAGED) from problem


def _refuse_other_kinds(data: bytes, label: str) -> None:
    if data.startswith(diskfile.OLE2):
        if diskfile.has_stream(data, "EncryptedPackage"):
            raise SheetplanError(
                f"{label} is protected with a password.",
                "Open it in Word, take the password away (File, Info, Protect Document) and save it.",
            )
        if diskfile.has_stream(data, "WordDocument"):
            raise SheetplanError(f"{label} is an old Word file (.doc).", _SAVE_AGAIN)
    if data and not data.startswith(b"PK"):
        raise SheetplanError(f"{label} is not a Word document.", _SAVE_AGAIN)


def _main_part(package: Package) -> str:
    for relation in package.relations("").values():
        if relation.kind == "officeDocument" and not relation.external and package.has(relation.target):
            kind = package.content_type(relation.target)
            if "spreadsheetml" in kind or "ms-excel" in kind:
                raise SheetplanError(
                    f"{package.label} is an Excel workbook, not a Word document.",
                    "Give it a name that ends in .xlsx; then check and update read it as it is.",
                )
            if "wordprocessingml" in kind or "ms-word" in kind:
                return relation.target
    raise SheetplanError(
        f"{package.label} is not a Word document: there is no text inside.", "Check that it is the right file."
    )


class _Reading:
    """One walk through a document."""

    def __init__(self, package: Package, main: str) -> None:
        self.package, self.main = package, main
        self.numbers = Numbers(self._part("numbering"), self._part("styles"))
        self.notes = dict(self._footnotes())
        self.blocks: list[Paragraph | Table] = []
        self.left: list[Left] = []
        self.table = self.paragraph = 0
        self.comments = 0
        self.there: set[str] = set()

    def read(self) -> Document:
        """The whole document."""
        root = self._parsed(self.main)
        body = root.find(f"{W}body")
        wordmarks.settle(root)
        # Most documents have none of these, and need not be looked through for them again and again.
        looked_for = (*_GONE, *_PICTURES, *_NOTES, _BOX, _FORMULA, _COMMENT, f"{W}vanish")
        self.there = {tag for tag in looked_for if next(root.iter(tag), None) is not None}
        if body is not None:
            self._blocks(body, 0)
        if self.comments:
            said = "1 comment" if self.comments == 1 else f"{self.comments} comments"
            self.left.append(Left(None, None, f"{said} in the margin"))
        return Document(tuple(self.blocks), tuple(self.left), self.package.sha256)

    def _part(self, kind: str) -> Any | None:
        name = self.package.related(self.main, kind)
        return None if name is None else self._parsed(name)

    def _parsed(self, name: str) -> Any:
        content = self.package.read(name)
        if len(content) > _MOST or content.count(b"<") > _MOST_TAGS:
            raise self._too_much()
        root = parse_xml(content.replace(_STRICT, _USUAL))
        if any(sum(1 for _ in root.iter(tag)) > _MOST_OF for tag in (f"{W}tc", f"{W}p")):
            raise self._too_much()
        if sum(1 for _ in root.iter(*_MARKS)) > _MOST_MARKS:
            raise SheetplanError(
                f"{self.package.label} has more tracked changes, signs and notes than a plan can need.",
                "Accept all changes in Word (Review, Accept), or copy the plan's table to a document of its own.",
            )
        return root

    def _too_much(self) -> SheetplanError:
        return SheetplanError(
            f"{self.package.label} holds more text than a document with a plan can need.",
            "Copy the plan's table to a document of its own, and import that.",
        )

    def _footnotes(self) -> Iterator[tuple[tuple[str, str], str]]:
        for kind, tag in (("footnotes", "footnote"), ("endnotes", "endnote")):
            root = self._part(kind)
            for one in () if root is None else root.findall(f"{W}{tag}"):
                yield (tag, one.get(f"{W}id", "")), _of(one)

    def _blocks(self, parent: Any, depth: int) -> None:
        for element in parent.inner_content_elements:
            if element.tag == f"{W}p":
                self._look_for_left(element, None, None)
                text = self._paragraph(element)
                self.paragraph += 1
                is_title = self.numbers.style_name(element) in _TITLES
                self.blocks.append(Paragraph(self.paragraph, text[:_LONGEST], is_title))
                continue
            inside = _only_cell(element)
            if inside is not None and depth < 3:
                self._blocks(inside, depth + 1)  # a table of one cell is a frame around what stands in it
            else:
                self.table += 1
                self.blocks.append(self._read_table(element, self.table))

    def _read_table(self, element: Any, number: int) -> Table:
        rows, most = [], 0
        for at, row in enumerate(element.tr_lst, start=1):
            if row.trPr is not None and row.trPr.find(f"{W}del") is not None:
                self.left.append(Left(number, at, f"the row was deleted with changes tracked: {_quoted(_of(row))}"))
                continue
            self._look_for_left(row, number, at)
            cells = tuple(self._cells(row, number, at))
            rows.append(Row(at, cells, _is_heading(row)))
            most = max(most, cells[-1].last + 1 if cells else 0)
        columns = element.findall(f"{W}tblGrid/{W}gridCol")[:_MOST_PLACES]
        widths = [int(one.get(f"{W}w") or 0) for one in columns]
        if len(widths) < most or not all(widths):
            widths = [1] * max(most, 1)
        edges = [sum(widths[:at]) for at in range(len(widths) + 1)]
        return Table(number, tuple(rows), tuple(edges))

    def _cells(self, row: Any, number: int, at: int) -> Iterator[Cell]:
        place = min(row.grid_before, _MOST_PLACES)
        for one in row.tc_lst:
            span = min(max(one.grid_span, 1), _MOST_PLACES)
            if place + span > _MOST_PLACES:
                raise SheetplanError(
                    f"{self.package.label}: row {at} of table {number} has more columns than a table can have "
                    f"in Word, which is {_MOST_COLUMNS}.",
                    "Copy the plan's table to a new document, and import that.",
                )
            text, goes_on = self._cell_text(one, number, at), one.vMerge == "continue"
            if len(text) > _LONGEST:
                raise SheetplanError(
                    f"{self.package.label}: a cell in row {at} of table {number} has {len(text):,} characters, more "
                    f"than the {_LONGEST:,} that can be read.",
                    "Part it into several rows in Word, or shorten it, and try again.",
                )
            if goes_on and text:
                self.left.append(Left(number, at, f"text that a merged cell hides: {_quoted(text)}"))
            yield Cell("" if goes_on else text, place, place + span - 1, goes_on)
            place += span

    def _cell_text(self, cell: Any, number: int, at: int) -> str:
        lines: list[str] = []
        for element in cell.inner_content_elements:
            if element.tag == f"{W}p":
                lines.append(self._paragraph(element))
                continue
            self.left.append(Left(number, at, "a table inside a cell: its text was taken, a line for each of its rows"))
            for row in element.tr_lst:
                texts = [" ".join(self._cell_text(one, number, at).split()) for one in row.tc_lst]
                lines.append(" | ".join(filter(None, texts)))
        text = "\n".join(lines)
        # Word ends every cell with a paragraph, and people often leave more of them there.
        return re.sub(r"\A(?:[^\S\n]*\n)+|(?:\n[^\S\n]*)+\Z", "", text)

    def _paragraph(self, element: Any) -> str:
        if not len(element):
            return ""
        text = _shown(element)
        return self.numbers.mark(element, text) + text

    def _look_for_left(self, scope: Any, table: int | None, row: int | None) -> None:
        """Note what stands there and does not go into a cell."""
        if not self.there:
            return
        said = [
            f"deleted with changes tracked: {_quoted(text)}" for one in self._each(scope, *_GONE) if (text := _of(one))
        ]
        for one in self._each(scope, *_NOTES):
            kind = "footnote" if one.tag == _NOTES[0] else "endnote"
            article = "a" if kind == "footnote" else "an"
            said.append(f"{article} {kind}: {_quoted(self.notes.get((kind, one.get(f'{W}id', '')), ''))}")
        said += [f"text in a box: {_quoted(_of(one))}" for one in self._each(scope, _BOX)]
        for mark in self._each(scope, f"{W}vanish"):
            run = mark.getparent().getparent()
            if run is not None and run.tag == f"{W}r" and _is_on(run, "vanish") and (text := _of(run)):
                said.append(f"hidden text, which was left out: {_quoted(text)}")
                for t in run.findall(f"{W}t"):
                    run.remove(t)
        if any(next(one.iter(_BOX), None) is None for one in self._each(scope, *_PICTURES)):
            said.append("a picture or drawing")
        if next(self._each(scope, _FORMULA), None) is not None:
            said.append("a formula")
        self.left += [Left(table, row, text) for text in said]
        self.comments += sum(1 for _ in self._each(scope, _COMMENT))

    def _each(self, scope: Any, *tags: str) -> Iterator[Any]:
        """The elements of these kinds, taken before any of them is changed."""
        there = [tag for tag in tags if tag in self.there]
        yield from list(scope.iter(*there)) if there else ()


def _shown(paragraph: Any) -> str:
    """What a paragraph shows of its runs and those of its links; one by one, because there may be many thousands."""
    pieces: list[str] = []
    for child in paragraph:
        for run in child.iterchildren(_RUN) if child.tag == _LINK else (child,) if child.tag == _RUN else ():
            for one in run:
                if one.tag == _TEXT:
                    pieces.append(one.text or "")
                elif one.tag in _SHOWN_AS:
                    # A break of the page or of a column is none of the text.
                    is_none = one.tag == _BREAK and one.get(f"{W}type", "textWrapping") != "textWrapping"
                    pieces.append("" if is_none else _SHOWN_AS[one.tag])
    return "".join(pieces).replace("\t", " ")


def _of(element: Any) -> str:
    """All text in an element, deleted or not."""
    return "".join(t.text or "" for t in element.iter(f"{W}t", f"{W}delText")).strip()


def _only_cell(table: Any) -> Any | None:
    """The cell of a table that has no other and holds a table."""
    rows = table.tr_lst
    cells = list(rows[0].tc_lst) if len(rows) == 1 else []
    return cells[0] if len(cells) == 1 and cells[0].tbl_lst else None


def _is_heading(row: Any) -> bool:
    if row.trPr is not None and row.trPr.find(f"{W}tblHeader") is not None:
        return True
    is_bold = False
    for run in row.iter(_RUN):
        if any((t.text or "").strip() for t in run.iterchildren(_TEXT)):
            if not _is_on(run, "b"):
                return False
            is_bold = True
    return is_bold


def _is_on(run: Any, mark: str) -> bool:
    found = run.find(f"{W}rPr/{W}{mark}")
    return found is not None and found.get(f"{W}val", "1") not in ("0", "false", "off")


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return f'"{text if len(text) <= _SHORT else f"{text[: _SHORT - 3]}..."}"' if text else "nothing"
