"""A small XML part as an editable value: its root and the root's children, in the order the schema wants."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sheetplan.workbook import splice, xmlparts
from sheetplan.workbook.splice import Chunk, Chunks, Unsafe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def ranks(names: str) -> dict[str, int]:
    """Places in a schema, from its element names in order."""
    return {name: rank for rank, name in enumerate(names.split())}


def replace_named(
    chunks: list[Chunk], wanted: str, elements: Sequence[bytes], rank: Mapping[str, int], first: int = 0
) -> None:
    """Replace the elements of one name among others, in place.

    Args:
        chunks: what stands side by side; changed.
        wanted: the name as written, with its prefix.
        elements: the new elements; replaced ones keep their places, further ones follow the last of them.
        rank: the schema's order, by name without prefix; elements of a name without rank go to the end.
        first: the first place where an element may go.
    """
    places = [at for at, chunk in enumerate(chunks) if chunk.name == wanted]
    for at, raw in zip(places, elements, strict=False):
        if chunks[at].raw is not raw:
            chunks[at] = Chunk(wanted, raw)
    for at in reversed(places[len(elements) :]):
        del chunks[at]
    if len(elements) > len(places):
        at = places[-1] + 1 if places else _place(chunks, splice.local_name(wanted), rank, first)
        chunks[at:at] = [Chunk(wanted, raw) for raw in elements[len(places) :]]


def _place(chunks: Sequence[Chunk], name: str, rank: Mapping[str, int], first: int) -> int:
    """Where a new element goes: after the last one that the schema puts before it."""
    wanted = rank.get(name, len(rank))
    place = first
    for at, chunk in enumerate(chunks):
        here = _rank(chunk, rank)
        if here is not None and here <= wanted:
            place = at + 1
    return place


def _rank(chunk: Chunk, rank: Mapping[str, int]) -> int | None:
    """An element's place in the schema; that of what it wraps for an alternative content."""
    if chunk.name is None:
        return None
    name = splice.local_name(chunk.name)
    if name == "AlternateContent":
        inside = (splice.local_name(tag.decode("utf-8", "replace")) for tag in re.findall(rb"<([^\s/>!?]+)", chunk.raw))
        return next((rank[one] for one in inside if one in rank), None)
    return rank.get(name, len(rank) if rank == {} else None)


class Document:
    """An XML part whose top-level elements can be read, replaced and added to.

    Attributes:
        prefix: what stands before the names of the part's own elements, with its colon ("" or "x:").
        root_name: the root's own name, without it.
    """

    def __init__(self, content: bytes, part: str, rank: Mapping[str, int] | None = None) -> None:
        """Take the part apart.

        Args:
            content: the part's bytes.
            part: its name, for what is said.
            rank: the schema's order of the root's children; without it new elements go to the end.

        Raises:
            Unsafe: where the part is too large, declares a document type or is not in UTF-8.
        """
        if xmlparts.is_too_large(content):
            raise Unsafe(f'The part "{part}" of the workbook is too large to be edited.')
        if xmlparts.has_doctype(content):
            raise Unsafe(f'The part "{part}" of the workbook declares a document type, so it is not edited.')
        if xmlparts.encoding(content) not in xmlparts.EDITABLE:
            raise Unsafe(f'The part "{part}" of the workbook is stored in an old character set.')
        found = splice.root(content)
        self._rank = rank or {}
        name = found[2].decode("utf-8", "replace")
        self.prefix, self.root_name = splice.prefix_of(name), splice.local_name(name)
        self._head = content[: found.start()]
        element = _root_element(content, found.start())
        tag, inside, end = splice.inner(element)
        self._tag = tag
        self._empty = (tag, element) if splice.start_tag(element).endswith(b"/>") else None
        """The root as it was opened, where it is a single tag."""
        self._chunks = Chunks(splice.children(inside))
        self._end = end + content[content.rindex(b">") + 1 :]

    @property
    def root_attributes(self) -> dict[str, str]:
        """The root's attributes, by name as written."""
        return splice.attributes(self._tag)

    def set_root_attributes(self, changes: Mapping[str, str | None]) -> None:
        """Set attributes of the root, or (None) take them away."""
        self._tag = splice.with_attributes(self._tag, changes)

    def names(self) -> list[str]:
        """The names of the root's children without prefix, in order."""
        return [splice.local_name(chunk.name) for chunk in self._chunks if chunk.name]

    def elements(self, name: str) -> list[bytes]:
        """The root's children of a name (without prefix), raw."""
        return [chunk.raw for chunk in self._chunks if chunk.name == self.prefix + name]

    def set_elements(self, name: str, elements: Sequence[bytes]) -> None:
        """Replace the root's children of a name; further ones go where the schema wants them."""
        replace_named(self._chunks, self.prefix + name, elements, self._rank)

    def add(self, name: str, attributes: Mapping[str, str], content: bytes = b"") -> None:
        """Add one more child of a name."""
        self.set_elements(name, [*self.elements(name), self.element(name, attributes, content)])

    def element(self, name: str, attributes: Mapping[str, str], content: bytes = b"") -> bytes:
        """An element in the part's own prefix, its attributes given as plain text and its content as raw XML."""
        whole = (self.prefix + name).encode("utf-8")
        tag = splice.with_attributes(b"<" + whole, attributes)
        return tag + b">" + content + b"</" + whole + b">" if content else tag + b"/>"

    def namespace(self, uri: str, preferred: str) -> str:
        """The prefix that stands for a namespace; declared at the root where it is missing."""
        self._tag, prefix = splice.declared(self._tag, uri, preferred)
        return prefix

    def render(self) -> bytes:
        """The part's bytes."""
        if self._empty and not self._chunks and self._tag == self._empty[0]:
            return self._head + self._empty[1] + self._end[self._end.index(b">") + 1 :]
        return b"".join([self._head, self._tag, *(chunk.raw for chunk in self._chunks), self._end])


def _root_element(content: bytes, start: int) -> bytes:
    """The root element alone, without what follows it."""
    return content[start : content.rindex(b">") + 1]
