"""Tabs of ours that only show a plan: made once, and laid out anew in their own place by every update."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetplan.model import is_blank, shown
from sheetplan.workbook import formulas, look, refs, removing, splice, tabs, titles, view_charts
from sheetplan.workbook.parts import Package, SheetEntry
from sheetplan.workbook.sheets import Workbook
from sheetplan.workbook.splice import Unsafe

if TYPE_CHECKING:
    from pathlib import Path

    from sheetplan.workbook.book import Book
    from sheetplan.workbook.changes import PutView

_DRAWING = "application/vnd.openxmlformats-officedocument.drawing+xml"
_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_A4 = 9
_TITLES = "_xlnm.Print_Titles"
_FONT = '&"Arial,Regular"&11'
_FOOTER = f"&L{_FONT}&A&R{_FONT}Page &P of &N"
"""As on the pages of every workbook that we paint: nothing in it changes."""
_RIGHT_TO_LEFT = ('rightToLeft="1"', 'rightToLeft="true"')


def put_view(book: Book, change: PutView) -> None:
    """Make the tab, or replace the content of ours that is there.

    Raises:
        Unsafe: its name is taken, or what stands in its place is tied to something else.
    """
    tabs.refuse_stray_names(book)
    locked = _protection(book, change) if change.is_there else b""
    part = _emptied(book, change) if change.is_there else _new(book, change)
    rows = tabs.rows_xml(book, change)
    table = tabs.table_xml(book, part, change)
    drawing = _drawing(book, part, change)
    book.put(part, _sheet(book, change, (rows, locked, drawing, table)), tabs.SHEET_TYPE)
    _repeat(book, change)


def written(path: Path, name: str) -> dict[tuple[int, int], str]:
    """What stands in the cells of such a tab that hold no formula: row and column to the text.

    Raises:
        SheetplanError: the file cannot be read.
    """
    book = Workbook(Package.open(path))
    worked_out = look.formula_cells(book.xml(name))
    return {
        (row, column): shown(value)
        for row, line in enumerate(book.grid(name), 1)
        for column, value in enumerate(line, 1)
        if not is_blank(value) and (refs.letters(column), row) not in worked_out
    }


def _new(book: Book, change: PutView) -> str:
    """The part of a new sheet that comes after all others."""
    tabs.refuse_name(book, change.name)
    part = book.new_name("xl/worksheets/sheet{}.xml")
    book.put(part, b"", tabs.SHEET_TYPE)
    relation = book.relate(book.package.workbook_part, "worksheet", part)
    number = tabs.next_number(book)
    titles.add(book, change.name, front=False)
    tabs.list_in_workbook(book, change.name, number, relation, front=False)
    book.add_sheet(SheetEntry(change.name, part, "visible", number, "worksheet", relation))
    return part


def _emptied(book: Book, change: PutView) -> str:
    """The part of the sheet that is there; all that belonged to it alone is gone."""
    part = book.part_of(change.name)
    tied = removing.tied(book, part)
    if tied is not None:
        raise Unsafe(
            f'"{change.name}" was left as it is: it holds a {tied} that other parts of the workbook work with.'
        )
    for one in removing.own_parts(book, part)[1:]:
        book.remove(one)
    book.unrelate(part, *book.relations(part))
    book.renew_sheet(change.name)
    # What it said names ids of relations that are free now.
    book.put(part, b"")
    return part


def _drawing(book: Book, part: str, change: PutView) -> bytes:
    """The sheet's mention of its charts, their parts made."""
    if not change.charts:
        return b""
    content, charts = view_charts.parts(change)
    drawing = book.new_name("xl/drawings/drawing{}.xml")
    # It is empty as long as its relations are given their ids, which its content would seem to use already.
    book.put(drawing, b"", _DRAWING)
    for at, chart in enumerate(charts, 1):
        name = book.new_name("xl/charts/chart{}.xml")
        book.put(name, _in_its_kind(book, chart), _CHART)
        relation = book.relate(drawing, "chart", name)
        content = content.replace(b'r:id="chart%d"' % at, b'r:id="%s"' % relation.encode("ascii"))
    book.put(drawing, _in_its_kind(book, content))
    return b'<drawing r:id="%s"/>' % book.relate(part, "drawing", drawing).encode("ascii")


def _in_its_kind(book: Book, content: bytes) -> bytes:
    """A part of a drawing in the workbook's own kind of the format: the strict one has other names for everything."""
    if "purl.oclc.org" not in book.relation_namespace:
        return content
    return view_charts.strict(content)


def _protection(book: Book, change: PutView) -> bytes:
    """The lock that somebody has put on the tab: it stays."""
    there = book.sheet(change.name)
    return b"" if there.prefix else b"".join(there.outside("sheetProtection"))


def _sheet(book: Book, change: PutView, inside: tuple[bytes, bytes, bytes, bytes]) -> bytes:
    """The sheet's part, of its rows, its lock, and the mentions of its drawing and its table."""
    rows, locked, drawing, table = inside
    last_column = max(len(change.widths), *(len(cells) for cells in change.rows))
    area = refs.box_text((1, 1, len(change.rows), last_column)).encode("ascii")
    breaks = b"".join(b'<brk id="%d" max="16383" man="1"/>' % (row - 1) for row in change.breaks)
    number = len(change.breaks)
    return b"".join(
        [
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="%s" xmlns:r="%s">'
            % (book.main_namespace, book.relation_namespace.encode("ascii")),
            b'<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="%s"/>' % area,
            _view(book, change),
            b'<sheetFormatPr defaultRowHeight="15"/><cols>' + tabs.columns_xml(change.widths) + b"</cols>",
            b"<sheetData>" + rows + b"</sheetData>" + locked,
            b'<pageMargins left="0.3" right="0.3" top="0.5" bottom="0.7" header="0.3" footer="0.3"/>',
            b'<pageSetup paperSize="%d" orientation="landscape" fitToWidth="%d" fitToHeight="0"/>'
            % (_A4, change.pages_wide),
            b"<headerFooter><oddFooter>%s</oddFooter></headerFooter>" % splice.text_xml(_FOOTER),
            b'<rowBreaks count="%d" manualBreakCount="%d">%s</rowBreaks>' % (number, number, breaks) if breaks else b"",
            drawing,
            table,
            b"</worksheet>",
        ]
    )


def _view(book: Book, change: PutView) -> bytes:
    """How the sheet is first shown: without lines, A1 selected, what is repeated on paper kept in sight."""
    there = book.sheet(change.like).outside("sheetViews") if book.entry(change.like) else []
    turned = any(word in view.decode("utf-8", "replace") for view in there for word in _RIGHT_TO_LEFT)
    tag = b'<sheetViews><sheetView showGridLines="0"%s workbookViewId="0">' % (b' rightToLeft="1"' if turned else b"")
    chosen, end = b'activeCell="A1" sqref="A1"/>', b"</sheetView></sheetViews>"
    rows, columns = change.repeat_rows or 0, change.repeat_columns
    if not rows:
        return tag + b"<selection " + chosen + end
    corner = refs.a1(rows + 1, columns + 1).encode("ascii")
    pane = b"bottomRight" if columns else b"bottomLeft"
    split = b' xSplit="%d"' % columns if columns else b""
    panes = (b"topRight", b"bottomLeft", b"bottomRight") if columns else (b"bottomLeft",)
    return b"".join(
        [
            tag,
            b'<pane%s ySplit="%d" topLeftCell="%s" activePane="%s" state="frozen"/>' % (split, rows, corner, pane),
            *(b'<selection pane="%s" %s' % (one, chosen) for one in panes),
            end,
        ]
    )


def _repeat(book: Book, change: PutView) -> None:
    """What stands on each printed page: a name that belongs to the sheet, in the place of the one it had."""
    workbook = book.workbook
    place = str(book.sheet_names().index(change.name))
    lists = workbook.elements("definedNames")
    kept = b""
    for chunk in splice.children(splice.inner(lists[0])[1]) if lists else ():
        said = splice.attributes(splice.start_tag(chunk.raw)) if chunk.name else {}
        if (said.get("name"), said.get("localSheetId")) != (_TITLES, place):
            kept += chunk.raw
    if change.repeat_rows is None:
        new = b""
    else:
        prefix = formulas.sheet_prefix(change.name)
        areas = [f"{prefix}$A:${refs.letters(change.repeat_columns)}"] if change.repeat_columns else []
        areas.append(f"{prefix}${change.repeat_rows}:${change.repeat_rows}")
        said = {"name": _TITLES, "localSheetId": place}
        new = workbook.element("definedName", said, splice.text_xml(",".join(areas)))
    if not lists and not new:
        return
    tag, _, end = splice.inner(lists[0] if lists else workbook.element("definedNames", {}, b" "))
    inside = (kept + new).strip()
    workbook.set_elements("definedNames", [tag + inside + end, *lists[1:]] if inside else lists[1:])
