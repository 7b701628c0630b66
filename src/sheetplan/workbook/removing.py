"""Takes a sheet out with all that belongs to it alone, where nothing that stays would miss it."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from sheetplan.workbook import formulas, mentions, opening, properties, splice, titles
from sheetplan.workbook.ranges import Area, Movement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence, Set

    from sheetplan.workbook.book import Book
    from sheetplan.workbook.formulas import Reference

_RELATIONS = re.compile(r"(?:(.*)/)?_rels/(.*)\.rels", re.DOTALL)
_TIED = {"pivotTable": "pivot table", "slicer": "slicer", "timeline": "timeline"}
"""Kinds of parts that others in the workbook work with, and what people call them."""
_TABLE_NAME = re.compile(rb"""\sdisplayName\s*=\s*["']([^"']*)["']""")
_CALCULATED = re.compile(rb"<(?:\w+:)?(?:calculatedColumn|totalsRow)Formula(?:\s[^>]*)?>([^<]*)<")
_TEXT = re.compile(r'"(?:[^"]|"")*"')


def remove_tab(book: Book, name: str) -> tuple[str, ...]:
    """Take a sheet out; ask `refusals` before.

    Returns:
        The other sheets whose views changed.

    Raises:
        Unsafe: where there is no such sheet, or what it is tied to cannot be edited.
    """
    part, entry, place = book.part_of(name), book.entry(name), book.sheet_names().index(name)
    for one in own_parts(book, part):
        book.remove(one)
    titles.remove(book, name)
    workbook = book.workbook
    tag, inside, end = splice.inner(workbook.elements("sheets")[0])
    chunks = splice.children(inside)
    del chunks[[at for at, one in enumerate(chunks) if one.name][place]]
    workbook.set_elements("sheets", [tag + b"".join(one.raw for one in chunks) + end])
    book.unrelate(book.package.workbook_part, entry.relation if entry else "")
    book.forget_sheet(name)
    _leave_custom_views(book, str(entry.sheet_id if entry else 0))
    changed = tuple(opening.settle(book, place))
    properties.forget_tabs(book)
    return changed


def refusals(book: Book, names: Sequence[str]) -> dict[str, str]:
    """Why some of these sheets cannot go, a sentence each; what the others refer to among themselves goes with them."""
    refused: dict[str, str] = {}
    going = {name for name in names if book.entry(name) is not None}
    while True:
        found = {name: reason for name in sorted(going) if (reason := _reason(book, name, going)) is not None}
        if not found:
            return refused
        refused |= found
        going -= found.keys()


def _reason(book: Book, name: str, going: Set[str]) -> str | None:
    """Why a sheet cannot go with the others that go; None where it can."""
    if all(one in going or opening.is_hidden(book, one) for one in book.sheet_names()):
        return f'"{name}" cannot be taken out: no other sheet would be there to be seen.'
    held = tied(book, book.part_of(name))
    if held is not None:
        return f'"{name}" cannot be taken out: it holds a {held} that other parts of the workbook work with.'
    said = next(_Namers(book, name).found(going), None)
    return None if said is None else f'"{name}" cannot be taken out. {said}.'


def tied(book: Book, part: str) -> str | None:
    """What a sheet holds that others in the workbook work with, as people call it; None where it holds none."""
    kinds = {one.kind for one in book.relations(part).values()}
    return next((called for kind, called in _TIED.items() if kind in kinds), None)


class _Namers(mentions.Search):
    """A walk through a workbook for what names one sheet, or a table on it."""

    def __init__(self, book: Book, name: str) -> None:
        nothing = Movement("", Area(1, 1, 1, 1), {}, frozenset())
        super().__init__(book, nothing)
        self._name = name
        places = {one.casefold(): place for place, one in enumerate(book.sheet_names())}
        self._places, self._place = places, places[name.casefold()]
        self._tables = _tables(book, name)
        self.needles = [mentions.needle(one) for one in (name, *self._tables)]
        words = "|".join(map(re.escape, self._tables))
        self._table = re.compile(rf"(?<![\w.\\])(?:{words})(?![\w.\\(!])", re.IGNORECASE) if words else None

    def found(self, going: Set[str]) -> Iterator[str]:
        """A sentence for each that is not on a sheet that goes too."""
        book = self.book
        for sheet in book.sheet_names():
            entry = book.entry(sheet)
            if sheet in going or entry is None or not entry.part:
                continue
            if entry.kind == "worksheet" and self.may_name(book.read(entry.part)):
                yield from self.on_sheet(sheet, lambda *_: False)
            yield from self.drawn(sheet)
            for one in book.relations(entry.part).values():
                if one.kind == "table" and book.has(one.target):
                    said = f"A column of an Excel Table on {sheet} names"
                    yield from self.searched(one.target, _CALCULATED, 1, sheet, said)
        yield from self.named()
        yield from self.pivoted()

    def goes_along(self, reference: Reference, sheet: str, own: tuple[Area, ...]) -> bool:  # noqa: ARG002 - asked of a move
        """Nothing goes along with a sheet that goes."""
        return False

    def one(self, reference: Reference, sheet: str, said: str) -> Iterator[str]:
        """The sentence for a reference to cells of the sheet."""
        return self.said(reference.text(), sheet, said)

    def said(self, formula: str, sheet: str, said: str) -> Iterator[str]:  # noqa: ARG002 - asked of a move
        """The sentence for a formula that names the sheet, or a table on it."""
        for ends in formulas.sheets_named(formula):
            places = sorted(self._places.get(one.casefold(), -1) for one in ends)
            if places[0] >= 0 and places[0] <= self._place <= places[-1]:
                yield f'{said} cells on "{self._name}"'
        if self._table is not None and self._table.search(_TEXT.sub("", formula)):
            yield f'{said} an Excel Table on "{self._name}"'

    def named(self) -> Iterator[str]:
        """Defined names that stay."""
        for raw in self.book.workbook.elements("definedNames"):
            for one in splice.children(splice.inner(raw)[1]):
                if one.name is None:
                    continue
                start, inside, _ = splice.inner(one.raw)
                if splice.attribute(start, "localSheetId") != str(self._place):
                    name = splice.attribute(start, "name") or ""
                    yield from self.said(formulas.from_xml(inside), "", f'The name "{name}" stands for')

    def pivoted(self) -> Iterator[str]:
        """Pivot tables that count what stands there."""
        yield from super().pivoted()
        for relation in self.book.relations(self.book.package.workbook_part).values():
            if relation.kind == "pivotCacheDefinition" and self.book.has(relation.target):
                for tag in mentions.SOURCE.findall(self.book.read(relation.target)):
                    name = splice.attribute(tag, "name")
                    if name is not None and self._table is not None and self._table.fullmatch(name):
                        yield f'A pivot table counts an Excel Table on "{self._name}"'


def _tables(book: Book, name: str) -> list[str]:
    """The names of a sheet's tables."""
    parts = [one.target for one in book.relations(book.part_of(name)).values() if one.kind == "table"]
    found = [_TABLE_NAME.search(book.read(part)) for part in parts if book.has(part)]
    return [splice.plain_text(one[1]) for one in found if one is not None]


def own_parts(book: Book, part: str) -> list[str]:
    """A part, and those below it that no other part points at."""
    users: dict[str, set[str]] = {}
    for name in book.package.names:
        found = _RELATIONS.fullmatch(name)
        source = posixpath.join(found[1] or "", found[2]) if found else None
        if source is not None and (not source or book.has(source)):
            for target in _below(book, source):
                users.setdefault(target, set()).add(source.lower())
    gone = [part]
    for one in gone:
        lower = {name.lower() for name in gone}
        gone += [below for below in _below(book, one) if below not in gone and users.get(below, set()) <= lower]
    return gone


def _below(book: Book, part: str) -> list[str]:
    """The parts that a part points at."""
    targets = [one.target for one in book.relations(part).values() if not one.external and book.has(one.target)]
    return list(dict.fromkeys(book.package.find(one) or one for one in targets))


def _leave_custom_views(book: Book, number: str) -> None:
    """Custom views that showed the sheet show the first one that is left."""
    first = next((entry for name in book.sheet_names() if (entry := book.entry(name))), None)
    changed: list[bytes] = []
    for raw in book.workbook.elements("customWorkbookViews"):
        tag, inside, end = splice.inner(raw)
        content = b""
        for one in splice.children(inside):
            start = splice.start_tag(one.raw) if one.name else b""
            if start and first and splice.attribute(start, "activeSheetId") == number:
                content += splice.revalued(start, "activeSheetId", str(first.sheet_id)) + one.raw[len(start) :]
            else:
                content += one.raw
        changed.append(raw if content == inside else tag + content + end)
    book.workbook.set_elements("customWorkbookViews", changed)
