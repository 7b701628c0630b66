"""A sheet's XML as an editable value: touched rows are taken apart, everything else stays byte for byte.

What the rooms above use (`row` and `column` are counted from 1, raw XML is bytes in the sheet's own prefix):

    SheetPart(content, part, label)      Unsafe where the part cannot be edited exactly
    .prefix                              b"" or e.g. b"x:", to put before every element name that is written
    .row_numbers()                       the rows that are there, in order
    .row_attributes(row)                 {"ht": "30", "customHeight": "1", "hidden": "1", "outlineLevel": "1", ...}
    .set_row_attributes(row, {...})      a value, or None to take the attribute away; the row is made where missing
    .cells(row)                          {column: raw <c> element}
    .cell(row, column)                   one of them, or None
    .set_cell(row, column, raw)          put in or replace; its `r` is rewritten, the row is made where missing
    .remove_cell(row, column)            take it out, its style with it
    .formulas()                          (row, column, raw <f> element) of the whole sheet, as it is now
    .outside("mergeCells")               the top-level elements of that name, raw (head and tail of the sheet)
    .set_outside("mergeCells", [raw])    replace them all; new ones go where the schema wants them
    .namespace(uri, "r")                 the prefix that stands for a namespace, declared at the root where missing
    .adopt(raw, other)                   raw XML of another sheet, with this sheet's prefix
    .render()                            the part's bytes; the very same object where nothing was touched

`adopt` and `set_outside` take element names without a prefix; `values.py` makes and reads single cells.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from copy import copy
from typing import TYPE_CHECKING

from sheetplan.workbook import merging, refs, splice, xmlparts
from sheetplan.workbook.document import ranks, replace_named
from sheetplan.workbook.rows import Row, RowIndex, has_number
from sheetplan.workbook.splice import Chunk, Chunks, Unsafe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_RANK = ranks(
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges "
    "scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting "
    "dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks "
    "customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture "
    "oleObjects controls webPublishItems tableParts extLst"
)
_RUN, _SHORT_RUN = 256, 16  # rows that are compared at once, and again where they are not the same


class SheetPart:
    """A worksheet part whose cells and surroundings can be changed."""

    def __init__(self, content: bytes, part: str, label: str = "") -> None:
        """Find the rows.

        Args:
            content: the part's bytes.
            part: its name in the package.
            label: what it is called to people.

        Raises:
            Unsafe: where the part declares a document type, is not in UTF-8, or is no worksheet with its rows in order.
        """
        self.part = part
        self.label = label or part
        self._content = content
        if xmlparts.encoding(content) not in xmlparts.EDITABLE:
            raise Unsafe(f'"{self.label}" is stored in an old character set that cannot be edited safely.')
        if xmlparts.has_doctype(content):
            raise Unsafe(f'"{self.label}" declares a document type, so it is not edited.')
        masked = splice.mask(content)
        root = splice.root(content)
        if splice.local_name(root[2].decode("utf-8", "replace")) != "worksheet":
            raise Unsafe(f'"{self.label}" is damaged: something else stands in its place.')
        self.prefix = splice.prefix_of(root[2].decode("utf-8", "replace")).encode("utf-8")
        prefix = re.escape(self.prefix)
        self._formula_tag = re.compile(rb"<" + prefix + rb"f" + splice.ATTRIBUTES + rb"\s*(/?)>")
        self._formula_end = re.compile(rb"</" + prefix + rb"f\s*>")
        span = self._find_sheet_data(masked, root.end())
        self._index = RowIndex(content, masked, span, self.prefix, self.label)
        self._forget()

    def _forget(self) -> None:
        """No change has been made."""
        self._rows: dict[int, Row] = {}
        self._seen: tuple[int, Row | None] = (0, None)
        self._head: Chunks | None = None
        self._tail: Chunks | None = None
        self._named: dict[str, list[bytes]] = {}
        """Elements by name that were asked for before and not changed since: there can be a hundred thousand."""
        self._fixed: list[refs.Box] | None = None
        self._widened: refs.Box | None = None

    def as_opened(self) -> SheetPart:
        """The same part without the changes; its rows need not be found again."""
        other = copy(self)
        other._forget()  # noqa: SLF001 - another object of this very class
        return other

    def _find_sheet_data(self, masked: bytes, after: int) -> tuple[int, int]:
        """Where the rows begin and end; the element itself belongs to neither head nor tail."""
        name = self.prefix + b"sheetData"
        opening = re.compile(rb"<" + re.escape(name) + splice.ATTRIBUTES + rb"\s*/?>").search(masked, after)
        if opening is None:
            raise Unsafe(f'"{self.label}" has no cells that can be edited.')
        self._data_at = opening.start()
        self._data_tag = self._content[opening.start() : opening.end()]
        self._data_to = opening.end()
        if self._data_tag.endswith(b"/>"):
            return opening.end(), opening.end()
        closing = masked.rfind(b"</" + name, opening.end())
        if closing < 0:
            raise Unsafe(f'"{self.label}" is damaged: its rows do not end.')
        self._data_to = masked.index(b">", closing) + 1
        return opening.end(), closing

    # Rows and cells

    def row_numbers(self) -> list[int]:
        """The numbers of the rows that are there, in order, new ones included."""
        new = [row for row in self._rows if self._index.place(row) is None]
        return sorted([*self._index.numbers, *new]) if new else list(self._index.numbers)

    def row_attributes(self, row: int) -> dict[str, str]:
        """A row's attributes; empty where there is no such row."""
        found = self._row(row)
        return splice.attributes(found.attributes) if found else {}

    def set_row_attributes(self, row: int, changes: Mapping[str, str | None]) -> None:
        """Set a row's attributes, or (None) take them away."""
        target = self._touch(row)
        target.attributes = splice.with_attributes(target.attributes, changes)

    def cells(self, row: int) -> dict[int, bytes]:
        """A row's cells as raw XML by column, in order; a copy."""
        found = self._row(row)
        return dict(sorted(found.cells.items())) if found else {}

    def cell(self, row: int, column: int) -> bytes | None:
        """One cell as raw XML; None where it is not there."""
        found = self._row(row)
        return found.cells.get(column) if found else None

    def set_cell(self, row: int, column: int, raw: bytes) -> None:
        """Put a cell in, or replace it; its `r` is rewritten."""
        if not (1 <= row <= refs.MAX_ROW and 1 <= column <= refs.MAX_COLUMN):
            raise Unsafe(f"A sheet has no cell in row {row}, column {column}.")
        tag = splice.start_tag(raw)
        target = self._touch(row)
        target.cells[column] = _with_r(tag, refs.a1(row, column)) + raw[len(tag) :]
        box = self._widened or (row, column, row, column)
        self._widened = (min(box[0], row), min(box[1], column), max(box[2], row), max(box[3], column))

    def remove_cell(self, row: int, column: int) -> None:
        """Take a cell out, with its style; nothing happens where it is not there."""
        if self.cell(row, column) is not None:
            del self._touch(row).cells[column]

    def formulas(self) -> Iterator[tuple[int, int, bytes]]:
        """Every formula element of the sheet as it is now: row, column, raw."""
        sign = b"<" + self.prefix + b"f"
        for row in self.row_numbers():
            if row not in self._rows:
                place = self._index.place(row)
                if place is None or not self._says(sign, place):
                    continue
            for column, raw in self.cells(row).items():
                if sign in raw and (found := self.formula(raw)):
                    yield row, column, found

    def formula(self, raw: bytes) -> bytes | None:
        """The formula element inside a cell's raw XML; None where it holds none."""
        opening = self._formula_tag.search(raw)
        if opening is None or opening[1]:
            return opening.group() if opening else None
        closing = self._formula_end.search(raw, opening.end())
        return raw[opening.start() : closing.end()] if closing else None

    def fixed_areas(self) -> list[refs.Box]:
        """The areas of array and data-table formulas, none of whose cells can change on its own."""
        if self._fixed is None:
            self._fixed = []
            if b"array" in self._content or b"dataTable" in self._content:
                for row, column, raw in self.formulas():
                    tag = splice.start_tag(raw)
                    if splice.attribute(tag, "t") in ("array", "dataTable"):
                        area = refs.boxes(splice.attribute(tag, "ref") or "")
                        self._fixed += area or [(row, column, row, column)]
        return self._fixed

    def merges(self) -> list[refs.Box]:
        """The merged areas."""
        return list(merging.areas(tuple(self.outside("mergeCells"))))

    def merge_at(self, row: int, column: int) -> refs.Box | None:
        """The merged area that a cell lies in, if any."""
        return merging.at(tuple(self.outside("mergeCells")), row, column)

    def column_cells(self, column: int, first_row: int) -> Iterator[tuple[int, bytes]]:
        """The cells of one column from a row on, raw, as they are now."""
        for row in self.filled_rows():
            if row >= first_row and (raw := self.cell(row, column)) is not None:
                yield row, raw

    def filled_rows(self) -> list[int]:
        """The numbers of the rows that hold cells, in order; sheets may have a million rows that only have a look."""
        return sorted({*self._index.filled(b"<" + self.prefix + b"c"), *self._rows})

    def column_style(self, column: int) -> int:
        """The place in cellXfs that the column's empty cells show."""
        for element in self.outside("cols"):
            for one in splice.children(splice.inner(element)[1]):
                attributes = splice.attributes(splice.start_tag(one.raw)) if one.name else {}
                first, last = (splice.number(attributes.get(name)) for name in ("min", "max"))
                if first <= column <= last:
                    return splice.number(attributes.get("style"))
        return 0

    def differing_rows(self, other: SheetPart) -> list[int]:
        """The rows whose bytes differ between two sheets as they were opened, or that only one of them has."""
        mine, theirs = self._index, other._index
        if mine.numbers == theirs.numbers:
            pairs = [(at, at) for at in self._unequal_places(other)]
        else:
            there = dict(zip(theirs.numbers, range(len(theirs.numbers)), strict=True))
            pairs = [(at, there.get(row, -1)) for at, row in enumerate(mine.numbers)]
        found = {mine.numbers[at] for at, place in pairs if place < 0 or self._row_bytes(at) != other._row_bytes(place)}
        return sorted(found | (set(theirs.numbers) - set(mine.numbers)))

    def _unequal_places(self, other: SheetPart) -> Iterator[int]:
        """The places in those runs of rows that are not the same in two sheets with the same rows."""
        count = len(self._index.numbers)
        for first in range(0, count, _RUN):
            last = min(first + _RUN, count)
            if self._unequal(other, first, last):
                for near in range(first, last, _SHORT_RUN):
                    if self._unequal(other, near, min(near + _SHORT_RUN, last)):
                        yield from range(near, min(near + _SHORT_RUN, last))

    def _unequal(self, other: SheetPart, first: int, beyond: int) -> bool:
        """Whether a run of rows is not the same in two sheets with the same rows."""
        return self._row_bytes(first, beyond - 1) != other._row_bytes(first, beyond - 1)

    def _row_bytes(self, place: int, last: int | None = None) -> bytes:
        """A row (or a run of rows) as it was opened, with the white space after it."""
        return self._content[self._index.starts[place] : self._index.limit(place if last is None else last)]

    def excerpt(self, rows: Iterable[int]) -> bytes:
        """The part as it was opened, with these rows only."""
        places = [place for row in sorted(rows) if (place := self._index.place(row)) is not None]
        first = self._index.starts[0] if self._index.starts else self._index.last
        chosen = (self._row_bytes(place) for place in places)
        return b"".join([self._content[:first], *chosen, self._content[self._index.last :]])

    def _says(self, sign: bytes, place: int) -> bool:
        """Whether a row's bytes, as opened, hold a sign."""
        return self._content.find(sign, self._index.starts[place], self._index.limit(place)) >= 0

    def frame(self) -> tuple[bytes, bytes]:
        """What stands before the rows, without the stated extent, and what stands after them, as opened."""
        head = splice.children(self._content[splice.root(self._content).end() : self._data_at])
        stated = f"{self.prefix.decode('utf-8')}dimension"
        return b"".join(one.raw for one in head if one.name != stated), self._content[self._data_to :]

    def _row(self, row: int) -> Row | None:
        """A row to look at; the last one looked at is remembered."""
        if row in self._rows:
            return self._rows[row]
        if self._seen[0] != row:
            place = self._index.place(row)
            self._seen = (row, None if place is None else self._index.parse(place))
        return self._seen[1]

    def _touch(self, row: int) -> Row:
        """A row to change, made where it is missing."""
        if row not in self._rows:
            found = self._row(row) or Row(b"", {}, b"")
            if not has_number(found.attributes):
                found.attributes = b' r="%d"' % row + found.attributes
            self._rows[row] = found
            self._seen = (0, None)
        return self._rows[row]

    # Everything but the cells

    def outside(self, name: str) -> list[bytes]:
        """The sheet's top-level elements of this name (without prefix), raw."""
        if name not in self._named:
            wanted = (self.prefix + name.encode("utf-8")).decode("utf-8")
            self._named[name] = [chunk.raw for chunk in self._surroundings(name) if chunk.name == wanted]
        return list(self._named[name])

    def set_outside(self, name: str, elements: Sequence[bytes]) -> None:
        """Replace the sheet's top-level elements of this name by these; none takes them away.

        Replaced elements keep their places; further ones follow the last of them, or go where the schema wants them.
        """
        wanted = (self.prefix + name.encode("utf-8")).decode("utf-8")
        first = 1 if _RANK[name] < _RANK["sheetData"] else 0
        self._named.pop(name, None)
        replace_named(self._surroundings(name), wanted, elements, _RANK, first)

    def _surroundings(self, name: str) -> list[Chunk]:
        """The side of the sheet, before or after the rows, where elements of this name stand."""
        if _RANK[name] < _RANK["sheetData"]:
            if self._head is None:
                root = splice.root(self._content)
                first = Chunk(None, self._content[: root.end()])
                self._head = Chunks([first, *splice.children(self._content[root.end() : self._data_at])])
            return self._head
        if self._tail is None:
            self._tail = Chunks(splice.children(self._content[self._data_to :]))
        return self._tail

    def namespace(self, uri: str, preferred: str) -> str:
        """The prefix that stands for a namespace in this sheet; declared at the root where it is missing."""
        head = self._surroundings("cols")
        found = splice.root(head[0].raw)
        tag, prefix = splice.declared(found.group(), uri, preferred)
        head[0] = Chunk(None, head[0].raw[: found.start()] + tag)
        return prefix

    def adopt(self, raw: bytes, other: SheetPart) -> bytes:
        """Raw XML of another sheet's cells, with this sheet's prefix."""
        if other.prefix == self.prefix:
            return raw
        old = re.escape(other.prefix)
        return re.sub(rb"<(/?)" + old + rb"(?=[A-Za-z0-9]+[\s/>])", rb"<\1" + self.prefix, raw)

    # Writing

    @property
    def source(self) -> bytes:
        """The part's bytes as they were opened."""
        return self._content

    @property
    def changed(self) -> bool:
        """Whether anything was taken apart, so that the part must be written again."""
        return bool(self._rows) or self._head is not None or self._tail is not None

    def render(self) -> bytes:
        """The part's bytes with all changes; the source's own where there are none."""
        if not self.changed:
            return self._content
        if self._widened:
            self._widen_dimension(self._widened)
        head = b"".join(chunk.raw for chunk in self._head) if self._head else self._content[: self._data_at]
        tail = b"".join(chunk.raw for chunk in self._tail) if self._tail else self._content[self._data_to :]
        return b"".join([head, *self._rendered_rows(), tail])

    def _rendered_rows(self) -> Iterator[bytes | memoryview]:
        """The sheetData element, untouched stretches in one piece each."""
        data = memoryview(self._content)
        if not self._rows:
            yield data[self._data_at : self._data_to]
            return
        empty = self._data_tag.endswith(b"/>")
        yield self._data_tag[:-2].rstrip() + b">" if empty else self._data_tag
        index = self._index
        at = index.first
        for row in sorted(self._rows):
            place = bisect_left(index.numbers, row)
            there = place < len(index.numbers) and index.numbers[place] == row
            # A new row follows the row before it at once: white space that closes the list stays last.
            before = max(at, index.end(place - 1)) if place else at
            until = index.starts[place] if there else before
            yield data[at:until]
            yield self._rows[row].render(self.prefix)
            at = index.end(place) if there else until
        yield b"</" + self.prefix + b"sheetData>" if empty else data[at : self._data_to]

    def _widen_dimension(self, area: refs.Box) -> None:
        """The stated extent of the sheet takes in the cells that were set."""
        for raw in self.outside("dimension"):
            stated = refs.boxes(splice.attribute(splice.start_tag(raw), "ref") or "")
            if not stated:
                continue
            old = stated[0]
            new = (min(old[0], area[0]), min(old[1], area[1]), max(old[2], area[2]), max(old[3], area[3]))
            if new != old:
                changed = splice.with_tag_attributes(raw, {"ref": refs.box_text(new)})
                self.set_outside("dimension", [changed])
            return


def _with_r(tag: bytes, ref: str) -> bytes:
    """A cell's start tag with its reference, at the front where it has none."""
    name = re.match(rb"<[^\s/>]+", tag)
    at = name.end() if name else 0
    if splice.attribute(tag, "r") is None:
        return tag[:at] + b' r="' + ref.encode("ascii") + b'"' + tag[at:]
    return splice.with_attributes(tag, {"r": ref})
