"""The parts that hold a sheet's notes: moved with their cells, and made on a sheet that had none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetplan.workbook import notes, splice
from sheetplan.workbook.notes import Traveller

if TYPE_CHECKING:
    from sheetplan.workbook.book import Book
    from sheetplan.workbook.ranges import Movement, Spot

_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_THREADS = "application/vnd.ms-excel.threadedcomments+xml"
_THREAD_RELATION = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def move(book: Book, movement: Movement) -> None:
    """Let the notes and threaded comments of every cell that moves go with it."""
    texts: list[Traveller] = []
    shapes: list[Traveller] = []
    threads: list[tuple[Traveller, bytes]] = []
    for sheet in movement.sheets:
        part = book.part_of(sheet)
        if (name := book.related(part, "comments")) is not None:
            content, leaving = notes.move_comments(book.read(name), sheet, movement.goes)
            _put(book, name, content)
            texts += leaving
        if (name := book.related(part, "threadedComment")) is not None:
            content, leaving = notes.move_threads(book.read(name), sheet, movement.goes)
            threads += [(one, notes.no_threads(content)) for one in leaving]
            _put(book, name, content)
        if (name := drawing_of(book, sheet)) is not None:
            content, leaving = notes.move_shapes(book.read(name), sheet, movement.goes)
            _put(book, name, content)
            shapes += leaving
    for sheet in movement.sheets:
        _arrive(book, sheet, [one for one in texts if one.to.sheet == sheet], shapes)
        _arrive_threads(book, sheet, [one for one in threads if one[0].to.sheet == sheet])


def noted(book: Book, sheet: str) -> set[Spot]:
    """The cells of a sheet that bear a note."""
    name = book.related(book.part_of(sheet), "comments")
    return notes.cells(book.read(name), sheet) if name is not None else set()


def drawing_of(book: Book, sheet: str) -> str | None:
    """The part with the shapes of a sheet's notes and controls; None where there is none."""
    part = book.part_of(sheet)
    relations = book.relations(part)
    for raw in book.sheet(sheet).outside("legacyDrawing"):
        given = splice.attributes(splice.start_tag(raw))
        found = relations.get(next((value for name, value in given.items() if name.endswith(":id")), ""))
        if found is not None and not found.external and book.has(found.target):
            return found.target
    return None


def _put(book: Book, part: str, content: bytes) -> None:
    """Replace a part whose content is another now."""
    if content != book.read(part):
        book.put(part, content)


def _arrive(book: Book, sheet: str, texts: list[Traveller], shapes: list[Traveller]) -> None:
    """Notes from another sheet, each with a shape."""
    if not texts:
        return
    part = book.part_of(sheet)
    name = book.related(part, "comments")
    if name is None:
        name = book.new_name("xl/comments{}.xml")
        strict = "purl.oclc.org" in book.relation_namespace
        book.put(name, notes.new_comments(_STRICT_MAIN if strict else _MAIN), _COMMENTS)
        book.relate(part, "comments", name)
    book.put(name, notes.add_comments(book.read(name), texts))
    shown = {one.to: one for one in shapes}
    drawing = drawing_of(book, sheet) or _new_drawing(book, sheet)
    arriving = [shown.get(one.to, Traveller(one.to, b"")) for one in texts]
    book.put(drawing, notes.add_shapes(book.read(drawing), arriving))


def _new_drawing(book: Book, sheet: str) -> str:
    """A drawing for the notes of a sheet that had none."""
    others = [book.read(name) for name in book.package.names if name.lower().endswith(".vml") and book.has(name)]
    others += [book.read(found) for one in book.opened_sheets() if (found := drawing_of(book, one)) is not None]
    name = book.new_name("xl/drawings/vmlDrawing{}.vml")
    book.put(name, notes.new_drawing(others), _DRAWING)
    relation = book.relate(book.part_of(sheet), "vmlDrawing", name)
    part = book.sheet(sheet)
    attribute = part.namespace(book.relation_namespace, "r") + ":id"
    tag = splice.with_attributes(b"<" + part.prefix + b"legacyDrawing", {attribute: relation})
    part.set_outside("legacyDrawing", [tag + b"/>"])
    return name


def _arrive_threads(book: Book, sheet: str, arriving: list[tuple[Traveller, bytes]]) -> None:
    """Threaded comments from another sheet; who wrote them is listed once for the whole workbook."""
    if not arriving:
        return
    part = book.part_of(sheet)
    name = book.related(part, "threadedComment")
    if name is None:
        name = book.new_name("xl/threadedComments/threadedComment{}.xml")
        book.put(name, arriving[0][1], _THREADS)
        book.relate(part, _THREAD_RELATION, name)
    book.put(name, notes.add_threads(book.read(name), [one for one, _ in arriving]))
