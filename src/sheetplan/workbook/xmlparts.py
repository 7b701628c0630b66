"""Small XML parts, read whole and with suspicion."""

from __future__ import annotations

import codecs
import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from sheetplan.model import SheetplanError

if TYPE_CHECKING:
    from collections.abc import Callable

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


MAX_TREE = 4 * 1024 * 1024
"""Bytes of a part that is read whole (the list of sheets, styles, relations, Tables); 10,000 styles take 2 MB."""
_MAX_TAGS = 250_000
"""Tags of such a part; 10,000 styles take 100,000."""
_BEGINNINGS = (2 * 1024, 64 * 1024)
"""So much of a part is looked at for its first element; the second where the first holds nothing but remarks."""
_REMARKS = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_USUAL = re.compile(rb'<\?xml version="1\.0" encoding="(?:UTF|utf)-8"(?: standalone="(?:yes|no)")?\?>[\r\n ]*<[A-Za-z]')
"""How nearly every part begins: its first element right after its declaration, so nothing can stand between."""
_EBCDIC = b"\x4c\x6f\xa7\x94"
_ASCII = bytes(range(0x20, 0x7F))
_HOSTILE = "Do not open it in Excel before you know where it comes from; ask the sender for a new copy."

EDITABLE = ("utf-8", "utf8", "us-ascii", "ascii")
"""The encodings in which bytes can be spliced in as UTF-8."""


def encoding(content: bytes) -> str:
    """The encoding an XML part is in, as a codec's name in lower case."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if content[:4] in (b"<\x00?\x00", b"\x00<\x00?"):
        return "utf-16"
    declared = _DECLARED.match(content.removeprefix(codecs.BOM_UTF8)[:200])
    return declared.group(1).decode("ascii").lower() if declared else "utf-8"


def has_doctype(content: bytes) -> bool:
    """Whether a part declares a document type, which no honest workbook does."""
    if b"!" not in content:
        return False
    if encoding(content) == "utf-16":
        return any("<!DOCTYPE".encode(codec) in content for codec in ("utf-16-le", "utf-16-be"))
    return b"<!DOCTYPE" in content


def is_usual(content: bytes) -> bool:
    """Whether a part begins as nearly every one does: in UTF-8, its first element right after its declaration."""
    return _USUAL.match(content) is not None


def refuse_beginning(read: Callable[[int], bytes], part: str, label: str) -> None:
    """Refuse a part, whether it is ever read or not, that could grow or mislead when somebody's program reads it.

    Args:
        read: gives the first bytes of the part, at most so many.
        part: its name, for what is said.
        label: the file's name, for what is said.

    Raises:
        SheetplanError: where it declares a document type, or is in a character set that hides what it says.
    """
    for most in _BEGINNINGS:
        start = read(most)
        if _USUAL.match(start):
            return
        if _is_hidden(start):
            raise SheetplanError(
                f'{label} stores its part "{part}" in a character set that a workbook never uses.', _HOSTILE
            )
        # In UTF-16 every other byte of what is looked for is zero.
        plain = start.removeprefix(codecs.BOM_UTF8).lstrip(b"\xff\xfe").replace(b"\0", b"")
        rest = plain[_end_of_remarks(plain) :]
        if rest.startswith(b"<!DOCTYPE"):
            raise _document_type(part, label)
        if len(start) < most or not (b"<!DOCTYPE".startswith(rest) or rest.startswith((b"<!--", b"<?"))):
            return
    raise SheetplanError(f'{label} hides the beginning of its part "{part}" behind remarks.', _HOSTILE)


def _end_of_remarks(content: bytes) -> int:
    """Where a part's first tag begins, after its declaration and comments."""
    found = _REMARKS.match(content)
    return found.end() if found else 0


def _is_hidden(start: bytes) -> bool:
    """Whether a part is in a character set in which ASCII stands for something else (UTF-7, EBCDIC)."""
    declared = encoding(start)
    if declared in EDITABLE or declared.startswith("utf-16"):
        return start.startswith(_EBCDIC)
    try:
        return _ASCII.decode(declared) != _ASCII.decode("ascii")
    except (LookupError, UnicodeError):
        return True


def _document_type(part: str, label: str) -> SheetplanError:
    return SheetplanError(
        f'{label} declares a document type in its part "{part}", which a workbook never does.', _HOSTILE
    )


def is_too_large(content: bytes) -> bool:
    """Whether a part that has to be read whole has more in it than a workbook can need."""
    return len(content) > MAX_TREE or content.count(b"<") > _MAX_TAGS


def parse(content: bytes, part: str, label: str) -> ET.Element:
    """The root element of a small part.

    Args:
        content: the part.
        part: its name, for what is said.
        label: the file's name, for what is said.

    Raises:
        SheetplanError: where it is no XML, is too large, or declares a document type.
    """
    if is_too_large(content):
        raise SheetplanError(
            f'{label} has {content.count(b"<"):,} tags in {len(content) // 1024**2 + 1} MB in its part "{part}", '
            f"more than the {_MAX_TAGS:,} in {MAX_TREE // 1024**2} MB that such a part may have.",
            "If you know where it comes from, take out of it in Excel the names or cell styles that nothing uses.",
        )
    if has_doctype(content):
        raise _document_type(part, label)
    try:
        return ET.fromstring(content)  # noqa: S314 - a part with a DOCTYPE was refused above, so no entity can grow
    except (ET.ParseError, ValueError, LookupError) as problem:
        raise SheetplanError(
            f'{label} is damaged: its part "{part}" cannot be read.',
            "Ask for the file again, or open it in Excel, choose Open and Repair, and save it.",
        ) from problem


def local(tag: str) -> str:
    """An element's or attribute's name without its namespace."""
    return tag.rpartition("}")[2]


def is_true(text: str | None) -> bool:
    """What XML means by a true value."""
    return text in ("1", "true", "on")
