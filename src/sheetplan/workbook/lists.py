"""Lists of elements on a sheet (merges, links, validations): changed one by one, added to, and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetplan.workbook import splice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sheetplan.workbook.cells import SheetPart


_COUNTED = ("mergeCells", "dataValidations")
"""Lists that say how many elements they have."""


def children(raw: bytes) -> list[splice.Chunk]:
    """The elements inside an element."""
    return [one for one in splice.children(splice.inner(raw)[1]) if one.name] if raw else []


def rebuild(part: SheetPart, outer: str, inner: str, change: Callable[[bytes], bytes | None]) -> None:
    """Change each element of a list; None takes it out, and a list that becomes empty goes too."""
    old = part.outside(outer)
    new: list[bytes] = []
    for raw in old:
        start, inside, end = splice.inner(raw)
        chunks = [
            change(one.raw) if one.name and splice.local_name(one.name) == inner else one.raw
            for one in splice.children(inside)
        ]
        content = b"".join(chunk for chunk in chunks if chunk is not None)
        if content == inside:
            new.append(raw)
        elif content.strip():
            new.append(_counted(start + content + end))
    if new != old:
        part.set_outside(outer, new)


def append(part: SheetPart, outer: str, elements: Sequence[bytes]) -> None:
    """Add elements to a list, made where it is missing."""
    old = part.outside(outer) or [element(part, outer, {"count": "0"} if outer in _COUNTED else {})]
    start, inside, end = splice.inner(old[-1])
    part.set_outside(outer, [*old[:-1], _counted(start + inside + b"".join(elements) + end)])


def _counted(raw: bytes) -> bytes:
    """A list with its stated number of elements put right."""
    if splice.attribute(splice.start_tag(raw), "count") is None:
        return raw
    return splice.with_tag_attributes(raw, {"count": str(len(children(raw)))})


def element(part: SheetPart, name: str, attributes: Mapping[str, str], inside: bytes = b"") -> bytes:
    """An element in a sheet's own prefix."""
    whole = part.prefix + name.encode()
    tag = splice.with_attributes(b"<" + whole, attributes)
    return tag + (b">" + inside + b"</" + whole + b">" if inside else b"/>")
