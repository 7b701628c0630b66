"""The document's list of titles, which names every sheet: kept in step where it is written as Excel writes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sheetplan.workbook import splice
from sheetplan.workbook.splice import Unsafe

if TYPE_CHECKING:
    from sheetplan.workbook.book import Book
    from sheetplan.workbook.document import Document

_COUNT = re.compile(rb"(<(?:\w+:)?i4>)(\d+)(</(?:\w+:)?i4>)")
_TITLE = re.compile(rb"<((?:\w+:)?lpstr)>([^<]*)</(?:\w+:)?lpstr>")
_SIZE = re.compile(rb"""\ssize=["'](\d+)["']""")


class _Titles(NamedTuple):
    """The list as it stands."""

    document: Document
    pairs: bytes
    counted: re.Match[bytes]
    titles: bytes
    size: re.Match[bytes]
    sheets: list[re.Match[bytes]]


def add(book: Book, name: str, *, front: bool) -> None:
    """One more title, after those of the other sheets or before them; called while the sheet is not yet known."""
    found = _titles(book)
    if found is None:
        return
    beside = found.sheets[0 if front else -1]
    at = beside.start() if front else beside.end()
    new = b"<" + beside[1] + b">" + splice.text_xml(name) + b"</" + beside[1] + b">"
    _write(found, found.titles[:at] + new + found.titles[at:], 1)


def remove(book: Book, name: str) -> None:
    """The title of a sheet goes; called while the sheet is still known."""
    found = _titles(book)
    at = _sheets(book).index(name) if name in _sheets(book) else -1
    if found is None or at < 0 or splice.plain_text(found.sheets[at][2]) != name:
        return
    one = found.sheets[at]
    _write(found, found.titles[: one.start()] + found.titles[one.end() :], -1)


def _sheets(book: Book) -> list[str]:
    """The sheets of cells: the kind of titles that comes first."""
    return [one for one in book.sheet_names() if (entry := book.entry(one)) and entry.kind == "worksheet"]


def _titles(book: Book) -> _Titles | None:
    """The list; None where there is none, or it does not name the sheets that there are."""
    part = book.related("", "extended-properties") or book.related("", "extendedProperties")
    if part is None:
        return None
    try:
        document = book.document(part, "Properties")
    except Unsafe:
        return None
    pairs, titles = document.elements("HeadingPairs"), document.elements("TitlesOfParts")
    if not pairs or not titles:
        return None
    sheets = len(_sheets(book))
    count, size = _COUNT.search(pairs[0]), _SIZE.search(titles[0])
    if count is None or size is None or not sheets or int(count[2]) != sheets:
        return None
    entries = list(_TITLE.finditer(titles[0]))
    return _Titles(document, pairs[0], count, titles[0], size, entries[:sheets]) if len(entries) >= sheets else None


def _write(found: _Titles, listed: bytes, more: int) -> None:
    """The list with its counts put right."""
    size, count = found.size, found.counted
    listed = listed[: size.start(1)] + b"%d" % (int(size[1]) + more) + listed[size.end(1) :]
    counted = found.pairs[: count.start(2)] + b"%d" % (int(count[2]) + more) + found.pairs[count.end(2) :]
    found.document.set_elements("HeadingPairs", [counted])
    found.document.set_elements("TitlesOfParts", [listed])
