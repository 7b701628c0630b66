"""Empties what a package remembers of cells that are gone: strings, names of writers, charts' figures, its picture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from sheetplan.workbook import excel_tables, formulas, mentions, notes, splice
from sheetplan.workbook.splice import Unsafe

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sheetplan.workbook.book import Book

_CACHES = re.compile(rb"<((?:\w+:)?(?:str|num|multiLvlStr|dlblRange)Cache)(?:\s[^>]*)?(?<!/)>.*?</\1\s*>", re.DOTALL)
"""What a chart remembers of the cells it shows."""
_LEVELS = re.compile(rb"<((?:\w+:)?lvl)(?:\s[^>]*)?(?<!/)>.*?</\1\s*>", re.DOTALL)
"""The same in a chart of the newer kind."""
_SHOWN = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?>([^<]*)</")
_IN_SHEETS = re.compile(rb"""<(?:\w+:)?cacheSource\b[^>]*\btype\s*=\s*["'](?:worksheet|consolidation)["']""")
_SEVERAL = re.compile(rb"<(?:\w+:)?rangeSet\b[^>]*>")
_PERSON = re.compile(
    rb"""<(?:\w+:)?person\s[^>]*?\bid\s*=\s*["']([^"']*)["'][^>]*?(?:/>|>.*?</(?:\w+:)?person\s*>)""", re.DOTALL
)
_KEPT_ROWS = {
    "xl/model/": ("The workbook has a data model, which may keep the plan's rows.", "Power Pivot"),
    "xl/revisions/": ("The workbook is shared in the old way, and keeps a list of what was changed.", "Review"),
}
"""Where rows are kept in a form that cannot be looked into."""


def refuse(book: Book, changed: Collection[str]) -> None:
    """Unsafe where the package keeps rows of the changed sheets in a form that cannot be emptied.

    Args:
        book: the workbook as edited so far.
        changed: the sheets from which something went.
    """
    for folder, (said, where) in _KEPT_ROWS.items():
        if any(name.lower().startswith(folder) and book.has(name) for name in book.package.names):
            raise Unsafe(f"{said} Take it out in Excel ({where}), or work on a copy without it.")
    for relation in book.relations(book.package.workbook_part).values():
        if relation.kind != "pivotCacheDefinition" or not book.has(relation.target):
            continue
        content = book.read(relation.target)
        if _IN_SHEETS.search(content) and not _counts_others(book, content, changed):
            raise Unsafe(
                "A pivot table over the plan keeps all of its rows inside the file. Delete the pivot table, or work on "
                "a copy without it."
            )


def unused(book: Book) -> None:
    """Empty all of it; the sheets must have been settled."""
    _strings(book)
    _writers(book)
    _people(book)
    _charts(book)
    _picture(book)


def used_strings(content: bytes) -> set[int]:
    """The shared strings that a sheet's cells show.

    Raises:
        Unsafe: where the sheet is no XML.
    """
    found: set[int] = set()
    shared, text = False, [""]

    def opened(name: str, given: dict[str, str]) -> None:
        nonlocal shared
        local = name.rpartition(":")[2]
        if local == "c":
            shared = given.get("t") == "s"
        elif local == "v":
            text[0] = ""

    def closed(name: str) -> None:
        if shared and name.rpartition(":")[2] == "v" and text[0].strip().isdecimal():
            found.add(int(text[0]))

    def read(words: str) -> None:
        text[0] += words

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = opened, closed, read
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as problem:
        raise Unsafe("One of its sheets is damaged: it is no XML.") from problem
    return found


def _counts_others(book: Book, content: bytes, changed: Collection[str]) -> bool:
    """Whether a pivot table's source lies on other sheets, beyond doubt."""
    sources = [splice.attributes(tag) for tag in (*mentions.SOURCE.findall(content), *_SEVERAL.findall(content))]
    tables = {table.name.casefold(): sheet for sheet, table in _tables(book)}
    sheets = [one.get("sheet") or tables.get(one.get("name", "").casefold()) for one in sources]
    taken = {name.casefold() for name in changed}
    return bool(sheets) and all(sheet is not None and sheet.casefold() not in taken for sheet in sheets)


def _tables(book: Book) -> Iterator[tuple[str, excel_tables.ExcelTable]]:
    for sheet in book.sheet_names():
        entry = book.entry(sheet)
        if entry is not None and entry.part and entry.kind == "worksheet":
            yield from ((sheet, table) for table in excel_tables.of_sheet(book, sheet))


def _strings(book: Book) -> None:
    """Shared strings that no cell shows; every other keeps its number."""
    part = book.related(book.package.workbook_part, "sharedStrings")
    if part is None:
        return
    entries = [book.entry(name) for name in book.sheet_names()]
    kept: set[int] = set()
    for entry in entries:
        if entry is not None and entry.part and book.has(entry.part):
            kept |= used_strings(book.read(entry.part))
    book.put(part, book.strings.emptied(kept))


def _writers(book: Book) -> None:
    """The names of people of whom no note is left."""
    for sheet in book.sheet_names():
        name = book.related(book.part_of(sheet), "comments")
        if name is not None:
            book.put(name, notes.without_idle_authors(book.read(name)))


def _people(book: Book) -> None:
    """The same for threads, whose writers are listed once for the workbook."""
    threads = b""
    for sheet in book.sheet_names():
        name = book.related(book.part_of(sheet), "threadedComment")
        threads += b"" if name is None else book.read(name)
    for relation in book.relations(book.package.workbook_part).values():
        if relation.kind == "person" and book.has(relation.target):
            content = book.read(relation.target)
            book.put(relation.target, _PERSON.sub(lambda one: one[0] if one[1] in threads else b"", content))


def _charts(book: Book) -> None:
    """What charts remember, unless all that they show stands on sheets that did not change."""
    for sheet in book.sheet_names():
        for drawing in book.relations(book.part_of(sheet)).values():
            if drawing.kind != "drawing" or drawing.external or not book.has(drawing.target):
                continue
            for one in book.relations(drawing.target).values():
                if one.kind in ("chart", "chartEx") and not one.external and book.has(one.target):
                    content = book.read(one.target)
                    if not _shows_others(book, content):
                        pattern = _CACHES if one.kind == "chart" else _LEVELS
                        book.put(one.target, pattern.sub(b"", content))


def _shows_others(book: Book, content: bytes) -> bool:
    """Whether a chart shows nothing but cells of sheets that are as they were."""
    changed = {name.casefold() for name in book.opened}
    for text in _SHOWN.findall(content):
        shown = formulas.references(formulas.from_xml(text))
        if not shown or any(
            len(one.sheets) != 1 or one.external or one.sheets[0].casefold() in changed for one in shown
        ):
            return False
    return True


def _picture(book: Book) -> None:
    """The picture of the first page that some programs save with a workbook."""
    for relation in book.relations("").values():
        if relation.kind == "thumbnail":
            if not relation.external and book.has(relation.target):
                book.remove(relation.target)
            book.unrelate("", relation.id)
