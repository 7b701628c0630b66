"""Cutting XML at exact places: tags and attributes found in bytes, without a tree.

Raw "<" cannot stand inside an attribute's value, so once comments, CDATA and processing instructions are blanked out
(`mask`), every "<name" found in a well-formed part is a tag. Offsets stay those of the original bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ATTRIBUTES = rb"""(?:\s+[^\s=/>]+\s*=\s*(?:"[^"]*"|'[^']*'))*"""
_TAG = re.compile(rb"<(/?)([^\s/>!?]+)(" + ATTRIBUTES + rb")\s*(/?)>")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=/>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_HIDING = re.compile(rb"<!--|<!\[CDATA\[|<\?")
_HIDING_ENDS = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_QUOTED = str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
"""The ampersand last, so that none that it makes is read again."""
_MEASURE = re.compile(r"[0-9]{1,18}(?:\.[0-9]*)?(?:[Ee][+-]?[0-9]{1,2})?")
_NUMERIC = re.compile(r"&#(x[0-9A-Fa-f]+|[0-9]+);")


class Unsafe(Exception):  # noqa: N818 - it says why a change is not made; nothing went wrong
    """A change that cannot be made without harm; its text is one plain sentence for the receipt."""


def mask(data: bytes) -> bytes:
    """The bytes with comments, CDATA and processing instructions blanked out, every offset as it was."""
    declared_to = max(data.find(b"?>", 0, 300) + 2, 5) if b"<?xml" in data[:8] else 0
    if not _hides(data, b"!", 0) and not _hides(data, b"?", declared_to):
        return data
    blank = bytearray(data)
    for start, end in _hidden(data):
        blank[start:end] = b" " * (end - start)
    return bytes(blank)


def _hides(data: bytes, sign: bytes, start: int) -> bool:
    """Whether "<" and a sign stand together anywhere; most sheets don't hold the sign at all, which is seen faster."""
    return data.find(sign, start) >= 0 and data.find(b"<" + sign, start) >= 0


def cleaned(data: bytes) -> bytes:
    """The same XML without comments and processing instructions, and CDATA as ordinary text."""
    if b"<!" not in data and b"<?" not in data:
        return data

    kept: list[bytes] = []
    done = 0
    for start, end in _hidden(data):
        kept.append(data[done:start])
        if data.startswith(b"<![CDATA[", start):
            kept.append(escape_bytes(data[start + 9 : end - 3]))
        done = end
    return b"".join([*kept, data[done:]])


def _hidden(data: bytes) -> Iterator[tuple[int, int]]:
    """Where comments, CDATA and processing instructions begin and end."""
    at = 0
    while found := _HIDING.search(data, at):
        ending = _HIDING_ENDS[found.group()]
        close = data.find(ending, found.end())
        if close < 0:
            raise Unsafe("A part of the workbook is damaged: a comment in it does not end.")
        at = close + len(ending)
        yield found.start(), at


def escape_bytes(text: bytes) -> bytes:
    """Text as it stands between tags."""
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def text_xml(text: str) -> bytes:
    """Text as it stands between tags, in UTF-8."""
    return escape_bytes(text.encode("utf-8"))


def attribute_xml(text: str) -> bytes:
    """Text as it stands inside double quotes, in UTF-8."""
    return escape_bytes(text.encode("utf-8")).decode("utf-8").translate(_QUOTED).encode("utf-8")


def plain_text(raw: bytes) -> str:
    """What XML text (or an attribute's value) says."""
    try:
        text = raw.decode("utf-8")
        if "&" not in text:
            return text
        text = _NUMERIC.sub(_character, text)
        for entity, char in _ENTITIES:
            text = text.replace(entity, char)
        return text
    except (UnicodeDecodeError, ValueError, OverflowError) as problem:
        raise Unsafe("A part of the workbook holds characters that cannot be read.") from problem


def _character(found: re.Match[str]) -> str:
    """The character of a numeric reference, safe from being read again as part of another."""
    char = chr(int(found[1][1:], 16) if found[1].startswith("x") else int(found[1]))
    return "&amp;" if char == "&" else char


def number(text: str | None, default: int = 0) -> int:
    """A whole number as XML writes it; the default where there is none.

    Raises:
        Unsafe: where something else stands there.
    """
    if text is None:
        return default
    if not re.fullmatch(r"\s*[+-]?[0-9]{1,18}\s*", text):
        raise Unsafe(f'The workbook is damaged: "{text[:40]}" stands where a number should.')
    return int(text)


def counted(text: str | None) -> int:
    """A count or a place as XML writes it; 0 where nothing of the kind stands there."""
    return int(text) if text is not None and re.fullmatch(r"[0-9]{1,18}", text) else 0


def measured(text: str | None) -> float:
    """A width or a height as XML writes it; 0 where nothing of the kind stands there."""
    return float(text) if text is not None and _MEASURE.fullmatch(text) else 0.0


def attributes(tag: bytes) -> dict[str, str]:
    """The attributes of a start tag (or of its attributes' bytes), by name as written."""
    return {
        name.decode("utf-8", "replace"): plain_text(double or single)
        for name, double, single in _ATTRIBUTE.findall(tag)
    }


def attribute(tag: bytes, name: str) -> str | None:
    """One attribute of a start tag; None where it is not there."""
    wanted = name.encode("utf-8")
    for found, double, single in _ATTRIBUTE.findall(tag):
        if found == wanted:
            return plain_text(double or single)
    return None


def with_attributes(tag: bytes, changes: Mapping[str, str | None]) -> bytes:
    """A start tag (or attributes' bytes) with attributes set, added at the end or (None) taken away."""
    for name, value in changes.items():
        wanted = name.encode("utf-8")
        place = next((one for one in _ATTRIBUTE.finditer(tag) if one[1] == wanted), None)
        new = b"" if value is None else b" " + wanted + b'="' + attribute_xml(value) + b'"'
        if place is not None:
            tag = tag[: place.start()] + new + tag[place.end() :]
        elif new:
            close = re.search(rb"\s*/?>$", tag)
            at = close.start() if close else len(tag)
            tag = tag[:at] + new + tag[at:]
    return tag


def revalued(tag: bytes, name: str, value: str) -> bytes:
    """A start tag with an attribute's value changed and all else, its quotes included, to the byte as it was."""
    place = next((one for one in _ATTRIBUTE.finditer(tag) if one[1] == name.encode("utf-8")), None)
    if place is None:
        return with_attributes(tag, {name: value})
    group = 2 if place[2] is not None else 3
    return tag[: place.start(group)] + attribute_xml(value) + tag[place.end(group) :]


def start_tag(raw: bytes) -> bytes:
    """The start tag that an element's bytes begin with."""
    found = _TAG.match(raw)
    if found is None:
        raise Unsafe("A part of the workbook is written in a way that cannot be edited.")
    return found.group()


def with_tag_attributes(raw: bytes, changes: Mapping[str, str | None]) -> bytes:
    """An element's bytes with attributes of its start tag changed."""
    tag = start_tag(raw)
    return with_attributes(tag, changes) + raw[len(tag) :]


@dataclass(slots=True)
class Chunk:
    """A stretch of XML: one child element, or (name None) what stands between children."""

    name: str | None
    """The name as written, with its prefix."""
    raw: bytes


class Chunks(list[Chunk]):
    """What stands side by side in a part that is being changed: a chunk is replaced by another, never changed itself.

    So a copy of the list is as good as a copy of all that is in it, and costs nothing where there are 100,000.
    """

    def __deepcopy__(self, memo: dict[int, object]) -> Chunks:
        """A list of the same chunks."""
        return Chunks(self)


def children(data: bytes) -> list[Chunk]:
    """The top-level elements of a stretch of XML and what stands between them; joined they are the stretch again.

    A start tag without its end (a root cut in two) and an end tag without its start count as text between.
    """
    masked = mask(data)
    found: list[Chunk] = []
    done = 0
    for name, start, end in _spans(masked):
        if start > done:
            found.append(Chunk(None, data[done:start]))
        found.append(Chunk(name, data[start:end]))
        done = end
    if done < len(data):
        found.append(Chunk(None, data[done:]))
    return found


def _spans(masked: bytes) -> Iterator[tuple[str, int, int]]:
    """Name, start and end of each top-level element that is closed inside the stretch."""
    at = 0
    while tag := _TAG.search(masked, at):
        closing, name, _, empty = tag.groups()
        at = tag.end()
        if closing:
            continue
        if not empty:
            at = _end_of(masked, name, at)
            if at < 0:
                return
        yield name.decode("utf-8", "replace"), tag.start(), at


def _end_of(masked: bytes, name: bytes, after: int) -> int:
    """Where the element ends whose start tag ended here; -1 where it does not.

    What stands inside is not gone through, however deep or long it is, where none of it begins as the element does.
    """
    close = masked.find(b"</" + name, after)
    end = close + len(name) + 3
    if close >= 0 and masked[end - 1 : end] == b">" and masked.find(b"<" + name, after, close) < 0:
        return end
    depth = 1
    for tag in _TAG.finditer(masked, after):
        if tag[1]:
            depth -= 1
        elif not tag[4]:
            depth += 1
        if not depth:
            return tag.end()
    return -1


def inner(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """An element's start tag, content and end tag; an empty element is opened first."""
    tag = start_tag(raw)
    if tag.endswith(b"/>"):
        found = _TAG.match(tag)
        name = found[2] if found else b""
        return tag[:-2].rstrip() + b">", b"", b"</" + name + b">"
    close = raw.rfind(b"</")
    if close < len(tag):
        raise Unsafe("A part of the workbook is damaged: an element in it does not end.")
    return tag, raw[len(tag) : close], raw[close:]


def local_name(name: str) -> str:
    """A name as written, without its prefix."""
    return name.rpartition(":")[2]


def prefix_of(name: str) -> str:
    """The prefix of a name as written, with its colon; empty where it has none."""
    before, colon, _ = name.rpartition(":")
    return before + colon


def root(data: bytes) -> re.Match[bytes]:
    """The root element's start tag, as a match on the masked bytes (groups: "/", name, attributes, "/")."""
    found = _TAG.search(mask(data[:65536]) if len(data) > 65536 else mask(data))
    if found is None:
        raise Unsafe("A part of the workbook is written in a way that cannot be edited.")
    return found


def declared(tag: bytes, uri: str, preferred: str) -> tuple[bytes, str]:
    """A root's start tag that declares a namespace, and the prefix that stands for it."""
    there = {name: value for name, value in attributes(tag).items() if name.startswith("xmlns:")}
    for name, value in there.items():
        if value == uri:
            return tag, name.removeprefix("xmlns:")
    prefix = preferred
    while f"xmlns:{prefix}" in there:
        prefix += "x"
    return with_attributes(tag, {f"xmlns:{prefix}": uri}), prefix
