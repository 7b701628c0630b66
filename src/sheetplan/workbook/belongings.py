"""What a sheet keeps beside its cells and belongs to single records: merges, links, validations, formats."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from sheetplan.workbook import formulas, lists, splice
from sheetplan.workbook.following import follow, leads_nowhere
from sheetplan.workbook.ranges import Area, Spot, area, areas, joined, names, stacked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sheetplan.workbook.book import Book
    from sheetplan.workbook.cells import SheetPart
    from sheetplan.workbook.ranges import Movement

FORMULA = re.compile(rb"(<(?:\w+:)?(?:formula[12]?|f)(?:\s[^>]*)?>)([^<]*)(?=</)")
"""A formula inside a validation or a format, classic or x14, with its start tag."""
EXTENDED = re.compile(
    rb"<(\w+:)(dataValidation|conditionalFormatting|sparkline)(?:\s[^>]*)?(?<!/)>.*?</\1\2\s*>", re.DOTALL
)
"""A validation, format or sparkline that Excel keeps in a sheet's extension list."""
SQREF = re.compile(rb"(<(?:\w+:)?sqref>)([^<]*)(?=</)")
_EMPTIED = (
    re.compile(rb"<(\w+:(?:dataValidations|conditionalFormattings))(?:\s[^>]*)?>\s*</\1\s*>"),
    re.compile(rb"<((?:\w+:)?ext)(?:\s[^>]*)?>\s*</\1\s*>"),
    re.compile(rb"<((?:\w+:)?extLst)(?:\s[^>]*)?>\s*</\1\s*>"),
)


class Arrival(NamedTuple):
    """A rule of a single record that goes to another sheet."""

    source: str
    sheet: str
    raw: bytes
    """With its formulas as they must read there."""
    place: str
    """Its new sqref."""


def move(book: Book, movement: Movement) -> None:
    """Let everything that belongs to single records follow them, on every sheet that changes."""
    _merges(book, movement)
    _links(book, movement)
    arriving: list[Arrival] = []
    for sheet in movement.sheets:
        _formats(book, movement, sheet, arriving)
        _validations(book, movement, sheet, arriving)
        _extended(book, movement, sheet, arriving)
    # Only now, or what has come to a sheet would be taken for one of its own rules and moved once more.
    for one in arriving:
        _arrive_rule(book, one)


def after(movement: Movement, sheet: str, before: Sequence[Area]) -> dict[str, tuple[Area, ...]] | None:
    """Where a validation or format stands after the move, by sheet; None where it stays as it is.

    One that reaches over every row that changes stays. One on a single row goes with its record, to another sheet
    too. Of any other each cell follows its record on the sheet, and rows that end up empty, or get a record from
    another sheet, keep it.
    """
    extent = movement.extents[sheet]
    rows = frozenset(movement.rows(sheet))
    met = {row for one in before if one.meets(extent) for row in movement.rows_of(sheet, one)}
    alone = is_alone(before)
    if not met or (met == rows and not alone):
        return None
    found: dict[str, list[Area]] = {sheet: []}
    cells: dict[str, list[tuple[int, int]]] = {}
    home = {(one.to_sheet, one.to_row) for one in movement.moves.values() if one.sheet == sheet}
    for one in before:
        found[sheet] += _outside(one, extent, movement.rows_of(sheet, one))
        for row in movement.rows_of(sheet, one):
            for column in range(max(one.left, extent.left), min(one.right, extent.right) + 1):
                there = movement.goes(Spot(sheet, row, column))
                if there is not None and (there.sheet == sheet or alone):
                    cells.setdefault(there.sheet, []).append((there.row, there.column))
                if not alone and (sheet, row) not in home:
                    cells.setdefault(sheet, []).append((row, column))
    for name, spots in cells.items():
        found.setdefault(name, []).extend(joined(spots))
    return {name: stacked(parts) for name, parts in found.items()}


def is_alone(before: Sequence[Area]) -> bool:
    """Whether areas lie in one single row."""
    return len({one.top for one in before} | {one.bottom for one in before}) == 1


def _outside(one: Area, extent: Area, rows: tuple[int, ...]) -> list[Area]:
    """The parts of an area that do not change."""
    if not one.meets(extent):
        return [one]
    parts: list[Area] = []
    if one.left < extent.left:
        parts.append(one._replace(right=extent.left - 1))
    if one.right > extent.right:
        parts.append(one._replace(left=extent.right + 1))
    middle = one._replace(left=max(one.left, extent.left), right=min(one.right, extent.right))
    top = middle.top
    for row in rows:
        if row > top:
            parts.append(middle._replace(top=top, bottom=row - 1))
        top = row + 1
    return [*parts, middle._replace(top=top)] if top <= middle.bottom else parts


def corner(parts: Iterable[Area]) -> tuple[int, int]:
    """The cell that a validation's or format's relative references start from."""
    listed = list(parts)
    return min(one.top for one in listed), min(one.left for one in listed)


def _shifted(raw: bytes, before: Sequence[Area], now: Sequence[Area]) -> bytes:
    """Formulas that keep their meaning for every cell when the first cell of their area becomes another."""
    old, new = corner(before), corner(now)

    def change(found: re.Match[bytes]) -> bytes:
        text = formulas.from_xml(found[2])
        moved = formulas.shifted(text, new[0] - old[0], new[1] - old[1])
        return found[1] + (found[2] if moved is None or moved == text else formulas.to_xml(moved))

    return raw if old == new else FORMULA.sub(change, raw)


def followed(raw: bytes, here: Spot, there: Spot, movement: Movement) -> bytes | None:
    """The same element with its formulas as they must read at another cell; None where one falls apart."""
    whole = True

    def change(found: re.Match[bytes]) -> bytes:
        nonlocal whole
        text = follow(formulas.from_xml(found[2]), here, there, movement)
        whole = whole and isinstance(text, str)
        return found[1] + (formulas.to_xml(text) if isinstance(text, str) else found[2])

    changed = FORMULA.sub(change, raw)
    return changed if whole else None


def _leaving(
    raw: bytes, sheet: str, before: Sequence[Area], now: dict[str, tuple[Area, ...]], movement: Movement
) -> Iterator[Arrival]:
    """What of a rule goes to other sheets."""
    for name, parts in now.items():
        if name != sheet and parts:
            changed = followed(raw, Spot(sheet, *corner(before)), Spot(name, *corner(parts)), movement)
            if changed is not None:
                yield Arrival(sheet, name, changed, names(parts))


def _merges(book: Book, movement: Movement) -> None:
    """Merged areas inside one record."""
    added: dict[str, list[str]] = {}

    def change(sheet: str, raw: bytes) -> bytes | None:
        one = area(splice.attribute(splice.start_tag(raw), "ref") or "")
        if one is None or not movement.touches(sheet, one):
            return raw
        whole = movement.goes_whole(sheet, one)
        if whole is None:
            return None
        if whole[0] == sheet:
            return splice.with_tag_attributes(raw, {"ref": whole[1].name()})
        added.setdefault(whole[0], []).append(whole[1].name())
        return None

    for sheet in movement.sheets:
        lists.rebuild(book.sheet(sheet), "mergeCells", "mergeCell", partial(change, sheet))
    for sheet, new in added.items():
        part = book.sheet(sheet)
        lists.append(part, "mergeCells", [lists.element(part, "mergeCell", {"ref": ref}) for ref in new])


def _links(book: Book, movement: Movement) -> None:
    """Hyperlinks, and the relations of those that lead out of the workbook."""
    arriving: list[tuple[str, str, bytes, tuple[Area, ...]]] = []

    def change(sheet: str, raw: bytes) -> bytes | None:
        one = area(splice.attribute(splice.start_tag(raw), "ref") or "")
        extent = movement.extents[sheet]
        if one is None:
            return raw
        leads = splice.attribute(splice.start_tag(raw), "location")
        if leads is not None and _relation_id(raw) is None and leads_nowhere(leads, sheet, movement):
            return None
        first = Spot(sheet, one.top, one.left)
        if not one.meets(extent):
            return _located(raw, first, first, movement)
        cells: dict[str, list[tuple[int, int]]] = {sheet: []}
        for row in range(one.top, one.bottom + 1):
            for column in range(one.left, one.right + 1):
                there = movement.goes(Spot(sheet, row, column))
                if there is not None:
                    cells.setdefault(there.sheet, []).append((there.row, there.column))
        arriving.extend((sheet, name, raw, joined(spots)) for name, spots in cells.items() if name != sheet)
        here = joined(cells[sheet])
        if not here:
            return None
        raw = _located(raw, first, Spot(sheet, here[0].top, here[0].left), movement)
        return raw if here == (one,) else b"".join(_linked(raw, part, index) for index, part in enumerate(here))

    used = {sheet: _used_relations(book, sheet) for sheet in movement.sheets}
    for sheet in movement.sheets:
        lists.rebuild(book.sheet(sheet), "hyperlinks", "hyperlink", partial(change, sheet))
    for source, target, raw, parts in arriving:
        _arrive(book, source, target, raw, parts, movement)
    for sheet, before in used.items():
        book.unrelate(book.part_of(sheet), *(before - _used_relations(book, sheet)))


def _linked(raw: bytes, part: Area, index: int) -> bytes:
    """A link at another area; a second one made of it loses the mark that only one may bear."""
    changes: dict[str, str | None] = {"ref": part.name()}
    if index:
        tag = splice.attributes(splice.start_tag(raw))
        changes |= {name: None for name in tag if name.endswith(":uid")}
    return splice.with_tag_attributes(raw, changes)


def _located(raw: bytes, here: Spot, there: Spot, movement: Movement) -> bytes:
    """A link inside the workbook follows the record that it leads to."""
    location = splice.attribute(splice.start_tag(raw), "location")
    if location is None or _relation_id(raw) is not None:
        return raw
    new = follow(location, here, there, movement, anywhere=True)
    return splice.with_tag_attributes(raw, {"location": new}) if isinstance(new, str) and new != location else raw


def _relation_id(raw: bytes) -> str | None:
    """The id of the relation that a link points with."""
    attributes = splice.attributes(splice.start_tag(raw))
    return next((value for name, value in attributes.items() if name.endswith(":id")), None)


def _arrive(book: Book, source: str, target: str, raw: bytes, parts: tuple[Area, ...], movement: Movement) -> None:
    """A link of another sheet, with a relation of its own."""
    part = book.sheet(target)
    plain = {name: value for name, value in splice.attributes(splice.start_tag(raw)).items() if ":" not in name}
    relation = book.relations(book.part_of(source)).get(_relation_id(raw) or "")
    if relation is not None:
        new = book.relate(book.part_of(target), relation.type, relation.target, external=relation.external)
        plain[part.namespace(book.relation_namespace, "r") + ":id"] = new
    elif "location" in plain:
        old = area(plain["ref"]) or parts[0]
        here = Spot(source, old.top, old.left)
        there = Spot(target, parts[0].top, parts[0].left)
        location = follow(plain["location"], here, there, movement, anywhere=True)
        plain["location"] = location if isinstance(location, str) else plain["location"]
    links = [lists.element(part, "hyperlink", plain | {"ref": one.name()}) for one in parts]
    lists.append(part, "hyperlinks", links)


def _used_relations(book: Book, sheet: str) -> set[str]:
    """The relations that a sheet's links point with."""
    links = (one.raw for raw in book.sheet(sheet).outside("hyperlinks") for one in lists.children(raw))
    return {found for raw in links if (found := _relation_id(raw)) is not None}


def _formats(book: Book, movement: Movement, sheet: str, arriving: list[Arrival]) -> None:
    """Conditional formats of single records."""
    part = book.sheet(sheet)
    old = part.outside("conditionalFormatting")
    new = [_rule(raw, movement, sheet, arriving) for raw in old]
    if new != old:
        part.set_outside("conditionalFormatting", [raw for raw in new if raw is not None])


def _validations(book: Book, movement: Movement, sheet: str, arriving: list[Arrival]) -> None:
    """Validations of single records."""
    lists.rebuild(
        book.sheet(sheet),
        "dataValidations",
        "dataValidation",
        lambda raw: _rule(raw, movement, sheet, arriving),
    )


def _rule(raw: bytes, movement: Movement, sheet: str, arriving: list[Arrival]) -> bytes | None:
    """A validation or format where it stands after the move; None where it left the sheet."""
    before = areas(splice.attribute(splice.start_tag(raw), "sqref") or "")
    now = after(movement, sheet, before) if before else None
    if now is None:
        return raw
    arriving.extend(_leaving(raw, sheet, before, now, movement))
    if not now[sheet]:
        return None
    return splice.with_tag_attributes(_shifted(raw, before, now[sheet]), {"sqref": names(now[sheet])})


def _extended(book: Book, movement: Movement, sheet: str, arriving: list[Arrival]) -> None:
    """Validations and formats in the extension list."""
    part = book.sheet(sheet)

    def change(found: re.Match[bytes]) -> bytes:
        raw = found.group()
        place = SQREF.search(raw)
        before = areas(place[2].decode()) if place else ()
        now = after(movement, sheet, before) if before and found[2] != b"sparkline" else None
        if now is None:
            return raw
        arriving.extend(_leaving(raw, sheet, before, now, movement))
        if not now[sheet]:
            return b""
        return SQREF.sub(rb"\g<1>" + names(now[sheet]).encode(), _shifted(raw, before, now[sheet]))

    old = part.outside("extLst")
    new = [EXTENDED.sub(change, raw) for raw in old]
    if new == old:
        return
    for pattern in _EMPTIED:
        new = [pattern.sub(b"", raw) for raw in new]
    part.set_outside("extLst", [_recounted(raw) for raw in new if raw])


def _arrive_rule(book: Book, one: Arrival) -> None:
    """Put a rule of another sheet on this one."""
    part = book.sheet(one.sheet)
    raw = unmarked(part.adopt(one.raw, book.sheet(one.source)))
    tag = splice.start_tag(raw)
    if b"conditionalFormatting" in tag:
        _arrive_format(part, splice.with_tag_attributes(raw, {"sqref": one.place}))
    elif splice.attribute(tag, "sqref") is None:
        lists.append(part, "dataValidations", [_classic(part, raw, one.place)])
    else:
        lists.append(part, "dataValidations", [splice.with_tag_attributes(raw, {"sqref": one.place})])


def unmarked(raw: bytes) -> bytes:
    """A rule without its marks of revision, whose prefix another sheet need not know."""
    given = splice.attributes(splice.start_tag(raw))
    return splice.with_tag_attributes(raw, {name: None for name in given if ":" in name and name[:4] != "xml:"})


def _arrive_format(part: SheetPart, raw: bytes) -> None:
    """A format of another sheet, after all formats of this one; what only Excel 2010's list says is left out."""
    others = part.outside("conditionalFormatting")
    used = re.findall(rb"""\bpriority\s*=\s*["'](\d+)["']""", b"".join([*others, *part.outside("extLst")]))
    number = max(map(int, used), default=0)

    def priority(_: re.Match[bytes]) -> bytes:
        nonlocal number
        number += 1
        return b'priority="%d"' % number

    raw = re.sub(rb"<(\w+:)?extLst\b.*?</(?:\w+:)?extLst\s*>", b"", raw, flags=re.DOTALL)
    raw = re.sub(rb"""\bpriority\s*=\s*["']\d+["']""", priority, raw)
    part.set_outside("conditionalFormatting", [*others, raw])


def _classic(part: SheetPart, raw: bytes, place: str) -> bytes:
    """A validation of another sheet's extension list as an ordinary one, which may look at other sheets as well."""
    plain = {name: value for name, value in splice.attributes(splice.start_tag(raw)).items() if ":" not in name}
    inside = b""
    for found in re.finditer(rb"<\w+:(formula[12])>\s*<\w+:f>([^<]*)</", raw):
        name = part.prefix + found[1]
        inside += b"<" + name + b">" + found[2] + b"</" + name + b">"
    return lists.element(part, "dataValidation", plain | {"sqref": place}, inside)


def _recounted(raw: bytes) -> bytes:
    """The extension list with the number of its validations put right."""

    def count(found: re.Match[bytes]) -> bytes:
        number = len(re.findall(rb"<\w+:dataValidation[\s>]", found.group()))
        return re.sub(rb"""(\scount\s*=\s*["'])\d+""", rb"\g<1>%d" % number, found.group(), count=1)

    return re.sub(rb"<(\w+:dataValidations)\b.*?</\1\s*>", count, raw, flags=re.DOTALL)
