"""Small XML parts, read whole and with suspicion."""

from __future__ import annotations

import codecs
import re
import xml.etree.ElementTree as ET

from sheetplan.model import SheetplanError

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


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


def parse(content: bytes, part: str, label: str) -> ET.Element:
    """The root element of a small part.

    Args:
        content: the part.
        part: its name, for what is said.
        label: the file's name, for what is said.

    Raises:
        SheetplanError: where it is no XML, or declares a document type.
    """
    if has_doctype(content):
        raise SheetplanError(
            f'{label} declares a document type in its part "{part}", which a workbook never does.',
            "Do not open it in Excel before you know where it comes from; ask the sender for a new copy.",
        )
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
