"""What elsewhere in the workbook names single cells of records that move, so that its meaning would change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sheetplan.model import Obstacle
from sheetplan.workbook import belongings, formulas, lists, sharing, splice
from sheetplan.workbook.following import follow, leads_nowhere, names_part
from sheetplan.workbook.ranges import Spot, area, areas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sheetplan.workbook.book import Book
    from sheetplan.workbook.formulas import Reference
    from sheetplan.workbook.ranges import Area, Movement

_ROW_OF_SHEETS = re.compile(rb":[^<>\"=:]{1,120}!")
_CONTROL = re.compile(rb"""\bfmla\w+\s*=\s*["']([^"']*)["']""")
_OLD_CONTROL = re.compile(rb"<(?:\w+:)?Fmla\w+>([^<]*)<")
_TEXT_LINK = re.compile(rb"""\b(?:textlink|cellRange)\s*=\s*"([^"]*)\"""")
_SHEET_CONTROL = re.compile(rb"""\b(?:linkedCell|listFillRange)\s*=\s*["']([^"']*)["']""")
_SCENARIO = re.compile(rb"""<(?:\w+:)?inputCells\s(?:[^>]*?\s)?r\s*=\s*["']([^"']*)["']""")
SOURCE = re.compile(rb"<(?:\w+:)?worksheetSource\b[^>]*>")
_ALWAYS_WHOLE = ("_xlnm.", "_xleta.")
"""Names that Excel keeps for itself (print areas, filters): they stay where they are."""
FIX = "Let it name all rows of the plan or whole columns, or look the action up by its ref."
"""How people take any of these out of the way."""


def elsewhere(book: Book, movement: Movement, inside: Callable[[str, int, int], bool]) -> Iterator[Obstacle]:
    """All that would come to mean other records.

    Args:
        book: the workbook.
        movement: where each cell goes.
        inside: whether a cell of a sheet belongs to the body, so that its own formula is rewritten instead.
    """
    search = Search(book, movement)
    for sheet in book.sheet_names():
        entry = book.entry(sheet)
        if entry is None or not entry.part:
            continue
        if entry.kind == "worksheet" and (sheet in movement.sheets or search.may_name(book.read(entry.part))):
            yield from (Obstacle(said, FIX) for said in search.on_sheet(sheet, inside))
        yield from (Obstacle(said, FIX) for said in search.drawn(sheet))
    yield from (Obstacle(said, FIX) for said in (*search.named(), *search.pivoted()))


class Search:
    """One walk through a workbook for what names certain sheets; `said` and `goes_along` say what is looked for."""

    def __init__(self, book: Book, movement: Movement) -> None:
        """Take the workbook, and what moves in it."""
        self.book = book
        self.movement = movement
        self.needles = [needle(name) for name in movement.sheets]
        self._many = len(book.sheet_names()) > 2

    def may_name(self, content: bytes) -> bool:
        """Whether a part may name a sheet that changes: a search in its bytes, so that few are read closely."""
        lower = content.lower()
        return any(one in lower for one in self.needles) or (self._many and _ROW_OF_SHEETS.search(content) is not None)

    def on_sheet(self, sheet: str, inside: Callable[[str, int, int], bool]) -> Iterator[str]:
        """Formulas, rules and links of a sheet."""
        part = self.book.sheet(sheet)
        for one in sharing.of_sheet(part):
            if one.text and not inside(sheet, one.row, one.column):
                yield from self.said(one.text, sheet, f"The formula in {one.cell} on {sheet} names")
            yield from self.said(one.inputs, sheet, f"The data table in {one.cell} on {sheet} works with")
        yield from self._rules(sheet)
        yield from self._links(sheet)
        for raw in part.outside("scenarios"):
            yield from self._found(raw, _SCENARIO, 1, sheet, f"A scenario on {sheet} sets")
        content = self.book.read(self.book.part_of(sheet))
        below = content[max(content.rfind(b"sheetData"), 0) :]
        yield from self._found(below, _SHEET_CONTROL, 1, sheet, f"A control on {sheet} is linked to")

    def _links(self, sheet: str) -> Iterator[str]:
        """Links of a sheet; on one that changes they follow their record, or go with it, unless it falls apart."""
        for raw in self.book.sheet(sheet).outside("hyperlinks"):
            for link in lists.children(raw):
                tag = splice.attributes(splice.start_tag(link.raw))
                here = area(tag.get("ref", ""))
                if "location" not in tag or here is None:
                    continue
                at = Spot(sheet, here.top, here.left)
                follows = sheet in self.movement.sheets and isinstance(
                    follow(tag["location"], at, at, self.movement, anywhere=True), str
                )
                if not follows and not (
                    sheet in self.movement.sheets and leads_nowhere(tag["location"], sheet, self.movement)
                ):
                    yield from self.said(tag["location"], sheet, f"The link in {here.words()} on {sheet} leads to")

    def _rules(self, sheet: str) -> Iterator[str]:
        """Validations and conditional formats of a sheet."""
        part = self.book.sheet(sheet)
        rules = [("conditional format", raw) for raw in part.outside("conditionalFormatting")]
        rules += [("validation", one.raw) for raw in part.outside("dataValidations") for one in lists.children(raw)]
        places = [(what, raw, splice.attribute(splice.start_tag(raw), "sqref") or "") for what, raw in rules]
        for found in belongings.EXTENDED.finditer(b"".join(part.outside("extLst"))):
            listed = belongings.SQREF.search(found.group())
            what = "conditional format" if found[2] == b"conditionalFormatting" else found[2].decode().lower()
            what = "validation" if what == "datavalidation" else what
            places.append((what, found.group(), listed[2].decode() if listed else ""))
        for what, raw, place in places:
            own = areas(place)
            for found in belongings.FORMULA.finditer(raw):
                for reference in formulas.references(formulas.from_xml(found[2])):
                    if not (what != "sparkline" and self.goes_along(reference, sheet, own)):
                        yield from self.one(reference, sheet, f"The {what} of {place} on {sheet} names")

    def goes_along(self, reference: Reference, sheet: str, own: tuple[Area, ...]) -> bool:
        """Whether a rule's reference is meant for each row anew, as it stands beside it."""
        ends = (reference.first, reference.last or reference.first)
        if reference.quoted or any(end.row is not None and end.row_fixed for end in ends):
            return False
        travels = sheet in self.movement.sheets and any(self.movement.touches(sheet, one) for one in own)
        return travels or (bool(own) and not belongings.is_alone(own))

    def drawn(self, sheet: str) -> Iterator[str]:
        """Charts, shapes and controls of a sheet."""
        book = self.book
        for relation in book.relations(book.part_of(sheet)).values():
            if relation.external or not book.has(relation.target):
                continue
            if relation.kind == "drawing":
                yield from self.searched(relation.target, _TEXT_LINK, 1, sheet, f"A shape on {sheet} shows")
                for below in book.relations(relation.target).values():
                    if below.kind in ("chart", "chartEx") and book.has(below.target):
                        said = f"A chart on {sheet} shows"
                        yield from self.searched(below.target, belongings.FORMULA, 2, sheet, said)
            elif relation.kind == "ctrlProp":
                yield from self.searched(relation.target, _CONTROL, 1, sheet, f"A control on {sheet} is linked to")
            elif relation.kind == "vmlDrawing":
                said = f"A control on {sheet} is linked to"
                yield from self.searched(relation.target, _OLD_CONTROL, 1, sheet, said)

    def searched(self, part: str, pattern: re.Pattern[bytes], group: int, sheet: str, said: str) -> Iterator[str]:
        """Every reference that a pattern finds in a part."""
        content = self.book.read(part)
        if sheet in self.movement.sheets or self.may_name(content):
            yield from self._found(content, pattern, group, sheet, said)

    def _found(self, content: bytes, pattern: re.Pattern[bytes], group: int, sheet: str, said: str) -> Iterator[str]:
        """A sentence for each reference that a pattern finds and whose meaning would change."""
        for found in pattern.finditer(content):
            yield from self.said(formulas.from_xml(found[group]), sheet, said)

    def named(self) -> Iterator[str]:
        """Defined names."""
        for raw in self.book.workbook.elements("definedNames"):
            for one in lists.children(raw):
                start, inside, _ = splice.inner(one.raw)
                name = splice.attribute(start, "name") or ""
                if not name.startswith(_ALWAYS_WHOLE) and ".wvu." not in name:
                    yield from self.said(formulas.from_xml(inside), "", f'The name "{name}" stands for')

    def pivoted(self) -> Iterator[str]:
        """Pivot tables."""
        book = self.book
        for relation in book.relations(book.package.workbook_part).values():
            if relation.kind != "pivotCacheDefinition" or not book.has(relation.target):
                continue
            for found in SOURCE.finditer(book.read(relation.target)):
                given = splice.attributes(found.group())
                source = f"{formulas.sheet_prefix(given.get('sheet', ''))}{given.get('ref', '')}"
                if "sheet" in given and "ref" in given:
                    yield from self.said(source, "", "A pivot table counts")

    def said(self, formula: str, sheet: str, said: str) -> Iterator[str]:
        """A sentence for each reference whose meaning would change."""
        for reference in formulas.references(formula):
            yield from self.one(reference, sheet, said)

    def one(self, reference: Reference, sheet: str, said: str) -> Iterator[str]:
        """The sentence for one reference, if its meaning would change."""
        target = names_part(reference, sheet, self.movement)
        if target is not None:
            yield sentence(said, reference, target)


def sentence(said: str, reference: Reference, target: str) -> str:
    """How it is put: "The formula in B4 on Summary names C6 on Action plan, which would come to mean other records"."""
    one = reference.area
    cells = one.words() if one.right - one.left < 16_383 and one.bottom - one.top < 1_048_575 else reference.text("")
    which = "another record" if one.top == one.bottom else "other records"
    return f"{said} {cells} on {target}, which would come to mean {which}."


def needle(name: str) -> bytes:
    """The longest stretch of a sheet's name that stands in XML as it is, in lower case."""
    stretches: list[bytes] = re.findall(rb"[a-z0-9]*", name.lower().encode())
    return max(stretches, key=len)
