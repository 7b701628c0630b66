"""Notes and threaded comments that travel with their cell: their texts, and the shapes in which Excel shows them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sheetplan.workbook import refs, splice
from sheetplan.workbook.ranges import Spot

Goes = Callable[[Spot], Spot | None]
"""Where a cell goes: itself where it stays, None where what it held is dropped."""

_VML = "urn:schemas-microsoft-com:vml"
_OFFICE = "urn:schemas-microsoft-com:office:office"
_EXCEL = "urn:schemas-microsoft-com:office:excel"
_BLOCK = 1024
"""Shapes of one drawing are numbered inside a block of this size, which belongs to no other drawing."""
_SHAPE_TYPE = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s1025" type="#_x0000_t202" style="position:absolute;visibility:hidden" '
    'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 10, {right}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_AUTHOR_ID = re.compile(rb"""\bauthorId\s*=\s*["'](\d+)["']""")
_ID = re.compile(rb"""(?<=[\s"'])((?:id|o:spid)\s*=\s*["'])(_x0000_s)(\d+)(?=["'])""")
_IDMAP = re.compile(rb"""idmap\b[^>]*?\bdata\s*=\s*["']([\d,]+)["']""")
_REVISION = re.compile(rb"""\s+xr\d*:uid\s*=\s*(?:"[^"]*"|'[^']*')""")
_PREFIXES = re.compile(rb"[<\s](\w+):(?=\w+[\s=/>])")
_REQUIRES = re.compile(rb"""\s(?:Requires|(?:\w+:)?Ignorable)\s*=\s*["']([^"']*)["']""")


@dataclass(frozen=True, slots=True)
class Traveller:
    """Something of a cell that goes to another sheet."""

    to: Spot
    raw: bytes
    """Its XML, already naming the cell it goes to."""
    author: str = ""
    """Who wrote it, where a list in its old part says so."""


# Texts


def move_comments(part: bytes, sheet: str, goes: Goes) -> tuple[bytes, list[Traveller]]:
    """The notes of a sheet after a move.

    Args:
        part: the comments part.
        sheet: the sheet's name.
        goes: where each cell goes.

    Returns:
        The part, and the notes that go to other sheets.
    """
    pieces = splice.children(part)
    root = next(piece for piece in pieces if piece.name is not None)
    opening, inside, closing = splice.inner(root.raw)
    groups = splice.children(inside)
    authors = _authors(groups)
    leaving: list[Traveller] = []
    for group in groups:
        if group.name is not None and splice.local_name(group.name) == "commentList":
            start, notes, end = splice.inner(group.raw)
            kept, left = _moved(notes, sheet, goes)
            leaving = [Traveller(to, _on_its_own(raw, opening), _author(raw, authors)) for to, raw in left]
            group.raw = start + kept + end
    root.raw = opening + b"".join(group.raw for group in groups) + closing
    return b"".join(piece.raw for piece in pieces), leaving


def add_comments(part: bytes, arriving: Sequence[Traveller]) -> bytes:
    """The comments part of a sheet with notes from another sheet; their authors join the list."""
    pieces = splice.children(part)
    root = next(piece for piece in pieces if piece.name is not None)
    opening, inside, closing = splice.inner(root.raw)
    groups = splice.children(inside)
    authors = _authors(groups)
    prefix = splice.prefix_of(root.name or "").encode()
    for one in arriving:
        if one.author not in authors:
            authors.append(one.author)
    names = b"".join(b"<%bauthor>%b</%bauthor>" % (prefix, splice.text_xml(name), prefix) for name in authors)
    for group in groups:
        kind = splice.local_name(group.name or "")
        if kind == "authors":
            start, _, end = splice.inner(group.raw)
            group.raw = start + names + end
        elif kind == "commentList":
            start, notes, end = splice.inner(group.raw)
            new = [
                splice.with_tag_attributes(_prefixed(one.raw, prefix), {"authorId": str(authors.index(one.author))})
                for one in arriving
            ]
            group.raw = start + notes + b"".join(new) + end
    root.raw = opening + b"".join(group.raw for group in groups) + closing
    return b"".join(piece.raw for piece in pieces)


def new_comments(namespace: str) -> bytes:
    """A comments part without notes, in the workbook's own namespace."""
    return (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        b'<comments xmlns="' + splice.attribute_xml(namespace) + b'"><authors></authors>'
        b"<commentList></commentList></comments>"
    )


def without_idle_authors(part: bytes) -> bytes:
    """The comments part with the names of authors emptied of whom it holds no note; each keeps its number."""
    pieces = splice.children(part)
    root = next(piece for piece in pieces if piece.name is not None)
    opening, inside, closing = splice.inner(root.raw)
    groups = splice.children(inside)
    busy = {int(number) for number in _AUTHOR_ID.findall(inside)}
    for group in groups:
        if group.name is not None and splice.local_name(group.name) == "authors":
            start, people, end = splice.inner(group.raw)
            listed = [one for one in splice.children(people) if one.name is not None]
            for index, one in enumerate(listed):
                if index not in busy:
                    tag, _, close = splice.inner(one.raw)
                    one.raw = tag + close
            group.raw = start + b"".join(one.raw for one in listed) + end
    root.raw = opening + b"".join(group.raw for group in groups) + closing
    return b"".join(piece.raw for piece in pieces)


def move_threads(part: bytes, sheet: str, goes: Goes) -> tuple[bytes, list[Traveller]]:
    """The threaded comments of a sheet after a move, and those that go to other sheets."""
    pieces = splice.children(part)
    root = next(piece for piece in pieces if piece.name is not None)
    opening, inside, closing = splice.inner(root.raw)
    kept, left = _moved(_answers_placed(inside), sheet, goes)
    root.raw = opening + kept + closing
    return b"".join(piece.raw for piece in pieces), [Traveller(to, _on_its_own(raw, opening)) for to, raw in left]


def _answers_placed(threads: bytes) -> bytes:
    """Threads in which each answer names its cell, as Excel writes them; some programs leave that to its thread."""
    pieces = splice.children(threads)
    given = {id(one): splice.attributes(splice.start_tag(one.raw)) for one in pieces if one.name is not None}
    places = {one["id"]: one["ref"] for one in given.values() if "id" in one and "ref" in one}
    for one in pieces:
        said = given.get(id(one), {})
        if "ref" not in said and said.get("parentId") in places:
            one.raw = splice.with_tag_attributes(one.raw, {"ref": places[said["parentId"]]})
    return b"".join(one.raw for one in pieces)


def add_threads(part: bytes, arriving: Sequence[Traveller]) -> bytes:
    """The threaded comments part of a sheet with threads from another sheet."""
    pieces = splice.children(part)
    root = next(piece for piece in pieces if piece.name is not None)
    opening, inside, closing = splice.inner(root.raw)
    prefix = splice.prefix_of(root.name or "").encode()
    root.raw = opening + inside + b"".join(_prefixed(one.raw, prefix) for one in arriving) + closing
    return b"".join(piece.raw for piece in pieces)


def no_threads(part: bytes) -> bytes:
    """The same part without any thread, to begin that of another sheet with."""
    pieces = splice.children(part)
    root = next(piece for piece in pieces if piece.name is not None)
    opening, _, closing = splice.inner(root.raw)
    root.raw = opening + closing
    return b"".join(piece.raw for piece in pieces)


def cells(part: bytes, sheet: str) -> set[Spot]:
    """The cells that the notes (or threads) of a part belong to."""
    found = re.findall(rb"""<(?:\w+:)?(?:comment|threadedComment)\s[^>]*?\bref\s*=\s*["']([^"']+)["']""", part)
    return {Spot(sheet, *refs.box(ref.decode())[:2]) for ref in found}


def _moved(inside: bytes, sheet: str, goes: Goes) -> tuple[bytes, list[tuple[Spot, bytes]]]:
    """Elements that name their cell by `ref`: those that stay on the sheet, and those that leave it."""
    kept: list[bytes] = []
    left: list[tuple[Spot, bytes]] = []
    for one in splice.children(inside):
        ref = splice.attribute(splice.start_tag(one.raw), "ref") if one.name is not None else None
        if ref is None:
            kept.append(one.raw)
            continue
        here = Spot(sheet, *refs.box(ref)[:2])
        there = goes(here)
        if there is None:
            continue
        raw = one.raw
        if there != here:
            raw = splice.with_tag_attributes(raw, {"ref": refs.a1(there.row, there.column)})
        if there.sheet == sheet:
            kept.append(raw)
        else:
            left.append((there, raw))
    return b"".join(kept), left


def _on_its_own(raw: bytes, root: bytes) -> bytes:
    """An element that can stand in another part: it declares the prefixes it uses, and bears no mark of revision."""
    raw = _REVISION.sub(b"", raw)
    used = set(_PREFIXES.findall(raw)) | {one for found in _REQUIRES.findall(raw) for one in found.split()}
    tag = splice.start_tag(raw)
    missing: dict[str, str | None] = {
        name: uri
        for name, uri in splice.attributes(root).items()
        if name.startswith("xmlns:") and name[6:].encode() in used and f"{name}=".encode() not in tag
    }
    own = "xmlns:" + splice.prefix_of((re.match(rb"<([^\s/>]+)", raw) or [b"", b""])[1].decode()).rstrip(":")
    missing.pop(own, None)
    return splice.with_attributes(tag, missing) + raw[len(tag) :]


def _authors(groups: Iterable[splice.Chunk]) -> list[str]:
    """The list of authors of a comments part."""
    for group in groups:
        if group.name is not None and splice.local_name(group.name) == "authors":
            people = splice.children(splice.inner(group.raw)[1])
            return [splice.plain_text(splice.inner(one.raw)[1]) for one in people if one.name is not None]
    return []


def _author(raw: bytes, authors: Sequence[str]) -> str:
    """Who wrote a note."""
    index = splice.counted(splice.attribute(splice.start_tag(raw), "authorId"))
    return authors[index] if index < len(authors) else ""


def _prefixed(raw: bytes, prefix: bytes) -> bytes:
    """An element whose names bear another prefix than the part it comes to."""
    own = splice.prefix_of((re.match(rb"<([^\s/>]+)", raw) or [b"", b""])[1].decode()).encode()
    if own == prefix:
        return raw
    return re.sub(rb"<(/?)" + re.escape(own) + rb"(?=\w+[\s/>])", rb"<\1" + prefix, raw)


# Shapes


def move_shapes(part: bytes, sheet: str, goes: Goes) -> tuple[bytes, list[Traveller]]:
    """The drawing that shows a sheet's notes after a move, and the shapes that go to other sheets.

    This drawing is not always well-formed XML, so it is searched for whole shapes and nothing else is read.
    """
    leaving: list[Traveller] = []

    def place(found: re.Match[bytes]) -> bytes:
        raw = found.group()
        here = _cell_of(raw, sheet)
        there = goes(here) if here else None
        if here is None or there == here:
            return raw
        if there is None:
            return b""
        moved = _placed(raw, here, there)
        if there.sheet == sheet:
            return moved
        leaving.append(Traveller(there, moved))
        return b""

    return _shapes(part).sub(place, part), leaving


def add_shapes(part: bytes, arriving: Sequence[Traveller]) -> bytes:
    """The drawing of a sheet with shapes of notes from another sheet, numbered on from its own."""
    highest = max([int(found[3]) for found in _ID.finditer(part)], default=0)
    block = max([int(one) for found in _IDMAP.findall(part)[:1] for one in found.split(b",") if one], default=1)
    number = max(highest, block * _BLOCK)
    standard = _standard_names(part)
    new: list[bytes] = []
    for one in arriving:
        number += 1
        raw = one.raw if standard and one.raw else b""
        raw = raw or _new_shape(one.to)
        new.append(_ID.sub(rb"\g<1>\g<2>%d" % number, raw))
    start = b"" if b"_x0000_t202" in re.sub(_shapes(part), b"", part) else _SHAPE_TYPE
    shapes = start + b"".join(new)
    if not standard:
        shapes = _declared(shapes)
    end = part.rindex(b"</")
    return part[:end] + shapes + part[end:]


def new_drawing(others: Iterable[bytes]) -> bytes:
    """A drawing for notes without any shape, its block of numbers unlike those of the workbook's others."""
    used = [int(one) for part in others for found in _IDMAP.findall(part) for one in found.split(b",") if one]
    block = max(used, default=0) + 1
    return (
        f'<xml xmlns:v="{_VML}" xmlns:o="{_OFFICE}" xmlns:x="{_EXCEL}">'
        f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{block}"/></o:shapelayout>'
    ).encode() + b"</xml>"


def shape_areas(part: bytes) -> list[tuple[int, int, str]]:
    """Row and column (from 1) of the upper left corner of every shape that shows no note, and its kind."""
    found: list[tuple[int, int, str]] = []
    for shape in _shapes(part).finditer(part):
        kind = re.search(rb"""ObjectType\s*=\s*["'](\w+)["']""", shape.group())
        anchor = _anchor(shape.group())
        if kind and kind[1] != b"Note" and anchor:
            found.append((anchor[1][2] + 1, anchor[1][0] + 1, kind[1].decode()))
    return found


def pictures(part: bytes, sheet: str) -> set[Spot]:
    """The cells whose note shows a picture."""
    return {
        cell
        for shape in _shapes(part).finditer(part)
        if b"relid" in shape.group() and (cell := _cell_of(shape.group(), sheet)) is not None
    }


def _shapes(part: bytes) -> re.Pattern[bytes]:
    """The pattern of a whole shape, in the drawing's own prefix."""
    declared = re.search(rb"""xmlns:(\w+)\s*=\s*["']""" + re.escape(_VML.encode()), part)
    name = (declared[1] if declared else b"v") + b":shape"
    return re.compile(rb"<" + name + rb"\s[^>]*[^/]>.*?</" + name + rb"\s*>", re.DOTALL)


def _standard_names(part: bytes) -> bool:
    """Whether the drawing uses the prefixes that Excel itself uses."""
    return all(
        re.search(rb"xmlns:" + name + rb"""\s*=\s*["']""" + re.escape(uri.encode()), part)
        for name, uri in ((b"v", _VML), (b"o", _OFFICE), (b"x", _EXCEL))
    )


def _declared(shapes: bytes) -> bytes:
    """Shapes in Excel's own prefixes, for a drawing that uses others."""
    names = f' xmlns:v="{_VML}" xmlns:o="{_OFFICE}" xmlns:x="{_EXCEL}"'.encode()
    return re.sub(rb"<(v:shape(?:type)?)(?=\s)", rb"<\1" + names, shapes)


def _cell_of(raw: bytes, sheet: str) -> Spot | None:
    """The cell whose note a shape shows; None for any other shape."""
    if not re.search(rb"""ObjectType\s*=\s*["']Note["']""", raw):
        return None
    row = re.search(rb"<(?:\w+:)?Row>\s*(\d+)\s*<", raw)
    column = re.search(rb"<(?:\w+:)?Column>\s*(\d+)\s*<", raw)
    return Spot(sheet, int(row[1]) + 1, int(column[1]) + 1) if row and column else None


def _anchor(raw: bytes) -> tuple[re.Match[bytes], list[int]] | None:
    """Where a shape stands: left column, offset, top row, offset, right column, offset, bottom row, offset."""
    found = re.search(rb"(<(?:\w+:)?Anchor>)([^<]*)(<)", raw)
    numbers = [int(one) for one in re.findall(rb"-?\d+", found[2])] if found else []
    return (found, numbers) if found and len(numbers) == 8 else None


def _placed(raw: bytes, here: Spot, there: Spot) -> bytes:
    """A note's shape at another cell, as far from it as before."""
    raw = re.sub(rb"(<(?:\w+:)?Row>)\s*\d+\s*(?=<)", rb"\g<1>%d" % (there.row - 1), raw)
    raw = re.sub(rb"(<(?:\w+:)?Column>)\s*\d+\s*(?=<)", rb"\g<1>%d" % (there.column - 1), raw)
    anchor = _anchor(raw)
    if anchor is None:
        return raw
    found, numbers = anchor
    across = max(there.column - here.column, -numbers[0])
    down = max(there.row - here.row, -numbers[2])
    numbers = [one + (across, 0, down, 0)[index % 4] for index, one in enumerate(numbers)]
    text = ", ".join(map(str, numbers)).encode()
    return raw[: found.start(2)] + text + raw[found.end(2) :]


def _new_shape(at: Spot) -> bytes:
    """The shape of a note that had none, or none that can be taken over."""
    row, column = at.row - 1, at.column - 1
    top = max(row - 1, 0)
    text = _SHAPE.format(left=column + 1, right=column + 3, top=top, bottom=top + 4, row=row, column=column)
    return text.encode()
