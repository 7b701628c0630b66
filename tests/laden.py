"""A plan whose records are laden with all that a record can have, and what each of them has.

Every record is known by the number in its first cell. What it has is read by none of the code under test, and told
without saying where it stands: a formula of its own row names columns alone, a note's shape stands so far from its
cell. So it must be the same anywhere.
"""

from __future__ import annotations

import io
import posixpath
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import xlsxwriter

from judges.raw import Box, RawBook, box, local
from moving import ARCHIVE, PLAN, PLAN_PART, PLAN_RELATIONS, SUMMARY, part, patched
from sheetplan.workbook.changes import MoveRecords, MoveRow

FIRST, ARCHIVE_FIRST, LEFT, RIGHT, READY = 7, 2, 2, 9, 40
"""The first row of records in each tab, the plan's columns, and the last row that rules for all records reach."""
COLUMNS = range(LEFT, RIGHT + 1)
TABLE = "tblPlan"
KINDS = ("range", "table", "totals")
"""A plain range with a filter; an Excel Table; an Excel Table with a totals row."""
TRAVELLING = ("ht", "customHeight", "hidden", "outlineLevel", "collapsed")
OWN_LISTS = {
    "mergeCells", "conditionalFormatting", "dataValidations", "hyperlinks", "legacyDrawing", "extLst", "ignoredErrors",
    "cellWatches", "protectedRanges", "dimension", "sheetFormatPr",
}  # fmt: skip
_THREAD = (
    '<threadedComment ref="C{row}" dT="2008-01-0{n}T09:00:00.00" personId="{{P{n}}}" id="{{T{n}}}"><text>when {n}?'
    '</text></threadedComment><threadedComment ref="C{row}" dT="2008-02-0{n}T09:00:00.00" personId="{{P0}}" '
    'id="{{R{n}}}" parentId="{{T{n}}}"><text>soon</text></threadedComment>'
)
_X14 = (
    '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="%d">%s</x14:dataValidations></ext></extLst>'
)
_X14_RULE = (
    '<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>Summary!$A$1:$A$3</xm:f></x14:formula1>'
    "<xm:sqref>{sqref}</xm:sqref></x14:dataValidation>"
)
_THREADS_TYPE = "application/vnd.ms-excel.threadedcomments+xml"
_PERSONS_TYPE = "application/vnd.ms-excel.person+xml"
_RELATED = "http://schemas.microsoft.com/office/2017/10/relationships/"
_NAMESPACE = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"


# Made


@cache
def workbook(kind: str, count: int = 6) -> bytes:
    """A plan of so many records in B7:I..., an archive with nothing but headings, and a tab that counts."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        plan, archive, summary = (book.add_worksheet(name) for name in (PLAN, ARCHIVE, SUMMARY))
        bold = book.add_format({"bold": True})
        for column in COLUMNS:
            plan.write(FIRST - 2, column - 1, f"Heading {column}", bold)
            archive.write(0, column - 2, f"Heading {column}", bold)
        for number in range(1, count + 1):
            _record(book, plan, number, kind)
        _around(plan, kind, count)
        _rules_for_all(book, plan)
        _elsewhere(book, summary)
    return _with_threads(target.getvalue(), count)


def _record(book: Any, plan: Any, number: int, kind: str) -> None:
    """One record; which of the rarer things it has depends on its number."""
    row = FIRST + number - 1
    framed = book.add_format({"border": 1, "bg_color": f"#C6EF{number:02}"})
    day = book.add_format({"border": 1, "num_format": "d mmm yyyy"})
    italic = book.add_format({"italic": True})
    plan.write(row - 1, 0, f"margin {number}")
    options = {"hidden": number % 4 == 3, "level": number % 3, "collapsed": number % 5 == 2}
    plan.set_row(row - 1, 20 + number, framed if number % 3 == 2 else None, options)
    plan.write_number(row - 1, 1, number, framed)
    plan.write_rich_string(row - 1, 2, "Action ", italic, f"number {number}", framed)
    plan.write_datetime(row - 1, 3, datetime(2008, 1, number), day)
    plan.write_number(row - 1, 4, number * 10, framed)
    formula = f"=E{row}*2+$A$2" if kind == "range" else f"={TABLE}[[#This Row],[Heading 5]]*2"
    plan.write_formula(row - 1, 5, formula, framed, number * 20)
    plan.write_url(row - 1, 6, f"https://example.org/{number}", framed, f"see {number}", f"tip {number}")
    plan.write(row - 1, 7, f"text {number}", framed)
    if number % 2:
        size = {"width": 100 + 10 * number, "height": 60, "visible": number == 1, "author": f"Reviewer {number % 3}"}
        plan.write_comment(row - 1, 7, f"note {number}", size)
        own = {"validate": "custom", "value": f"=AND(E{row}>$A$2,D{row}>1)", "input_title": f"Own {number}"}
        plan.data_validation(row - 1, 3, row - 1, 3, own)
    if number % 3 == 1:
        plan.write_comment(row - 1, 2, f"[Threaded comment] when {number}?", {"author": f"tc={{T{number}}}"})
    if number % 3 == 0:
        rule = {"type": "formula", "criteria": f"=$E{row}>{number}", "format": italic}
        plan.conditional_format(row - 1, 4, row - 1, 5, rule)
        leads = f"internal:'{PLAN}'!C{FIRST + number - 2}"
        plan.write_url(row - 1, 8, leads, framed, f"like {number - 1}")
    elif kind == "range" and number % 3 == 1:
        plan.merge_range(row - 1, 7, row - 1, 8, f"text {number}", framed)


def _around(plan: Any, kind: str, count: int) -> None:
    """What is the sheet's and not the records': panes, filter or Table, what is printed."""
    plan.write("A1", "Improvement plan")
    plan.write("A2", 0)
    plan.freeze_panes(FIRST - 1, 2)
    plan.set_selection("C9:D10")
    plan.print_area(0, 0, READY, RIGHT)
    plan.repeat_rows(FIRST - 2)
    plan.set_h_pagebreaks([FIRST + 2])
    plan.outline_settings(visible=True, symbols_below=False)
    last = FIRST + count - 1
    if kind == "range":
        plan.autofilter(FIRST - 2, LEFT - 1, READY - 1, RIGHT - 1)
        return
    headings: list[dict[str, Any]] = [{"header": f"Heading {column}"} for column in COLUMNS]
    headings[4]["formula"] = f"={TABLE}[[#This Row],[Heading 5]]*2"
    totals = kind == "totals"
    if totals:
        headings[0]["total_string"] = "Total"
        headings[3] |= {"total_function": "sum", "total_value": 10 * sum(range(1, count + 1))}
        headings[6]["total_function"] = "count_nums"
    options = {"name": TABLE, "columns": headings, "total_row": totals}
    # The Table's own cells are written by it; those of the records stay as they were written.
    written = {row: dict(cells) for row, cells in plan.table.items()}
    plan.add_table(FIRST - 2, LEFT - 1, last if totals else last - 1, RIGHT - 1, options)
    for row, cells in written.items():
        plan.table[row].update(cells)


def _rules_for_all(book: Any, plan: Any) -> None:
    """Rules that reach over every record, and over some."""
    bold = book.add_format({"bold": True})
    plan.data_validation(FIRST - 1, 7, READY - 1, 7, {"validate": "list", "source": ["a", "b"], "show_error": False})
    plan.conditional_format(
        FIRST - 1, 1, READY - 1, 8, {"type": "formula", "criteria": f"=$E{FIRST}>9", "format": bold}
    )
    plan.conditional_format(FIRST - 1, 4, READY - 1, 4, {"type": "data_bar", "data_bar_2010": True})
    plan.ignore_errors({"number_stored_as_text": f"B{FIRST}:I{READY}"})


def _elsewhere(book: Any, summary: Any) -> None:
    """A tab that counts records, with a chart and a name."""
    for row, formula in enumerate(
        (
            f"=SUM('{PLAN}'!E:E)",
            f"=COUNTA('{PLAN}'!C{FIRST}:C{READY})",
            f"=SUMIF('{PLAN}'!$B$7:$B$40,2,'{PLAN}'!$E$7:$E$40)",
        )
    ):
        summary.write_formula(row, 1, formula, None, 0)
    book.define_name("Figures", f"='{PLAN}'!$E${FIRST}:$E${READY}")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"='{PLAN}'!$E${FIRST}:$E${READY}"})
    summary.insert_chart("D2", chart)


def _with_threads(data: bytes, count: int) -> bytes:
    """The same with threads and answers, the people who wrote them, and dropdowns of the extension list."""
    some = [number for number in range(1, count + 1) if number % 3 == 1]
    threads = "".join(_THREAD.format(row=FIRST + number - 1, n=number) for number in some)
    people = "".join(
        f'<person displayName="Reviewer {n}" id="{{P{n}}}" userId="{n}" providerId="None"/>' for n in [0, *some]
    )
    rows = [FIRST + number - 1 for number in range(1, count + 1) if number % 4 == 2]
    rules = "".join(_X14_RULE.format(sqref=f"E{row}") for row in rows) + _X14_RULE.format(sqref=f"I{FIRST}:I{READY}")
    ours = _X14 % (len(rows) + 1, rules)
    inside = ours[len("<extLst>") : -len("</extLst>")].encode()

    def types(xml: bytes) -> bytes:
        new = f'<Override PartName="/xl/threadedComments/threadedComment1.xml" ContentType="{_THREADS_TYPE}"/>'
        new += f'<Override PartName="/xl/persons/person.xml" ContentType="{_PERSONS_TYPE}"/></Types>'
        return xml.replace(b"</Types>", new.encode())

    def relation(kind: str, place: str) -> Any:
        new = f'<Relationship Id="rId90" Type="{_RELATED}{kind}" Target="{place}"/></Relationships>'.encode()
        return lambda xml: xml.replace(b"</Relationships>", new)

    def with_rules(xml: bytes) -> bytes:
        before, start, after = _marked(xml, count).rpartition(b"<extLst>")
        return before + start + inside + after

    changes: dict[str, Any] = {
        "[Content_Types].xml": types,
        PLAN_RELATIONS: relation("threadedComment", "../threadedComments/threadedComment1.xml"),
        "xl/_rels/workbook.xml.rels": relation("person", "persons/person.xml"),
        "xl/threadedComments/threadedComment1.xml": _list("ThreadedComments", threads),
        "xl/persons/person.xml": _list("personList", people),
        PLAN_PART: with_rules,
    }
    return patched(data, changes)


def _list(name: str, inside: str) -> str:
    return f'<{name} xmlns="{_NAMESPACE}">{inside}</{name}>'


def _marked(xml: bytes, count: int) -> bytes:
    """The plan's sheet with marks: errors passed over, cells that are watched, cells that some people may type in."""
    rows = [FIRST + number - 1 for number in range(1, count + 1) if number % 2 == 0]
    mays = "".join(f'<protectedRange sqref="D{row}:E{row}" name="May_{row}"/>' for row in rows)
    watches = "".join(f'<cellWatch r="E{row}"/>' for row in rows)
    passed = "".join(f'<ignoredError sqref="F{row}" formula="1"/>' for row in rows)
    for place, new in (
        ("</sheetData>", f"</sheetData><protectedRanges>{mays}</protectedRanges>"),
        ("<ignoredErrors>", f"<cellWatches>{watches}</cellWatches><ignoredErrors>{passed}"),
    ):
        assert xml.count(place.encode()) == 1
        xml = xml.replace(place.encode(), new.encode())
    return xml


# Moved


@dataclass
class Places:
    """Which record stands where: numbers in the order of their rows."""

    plan: list[int]
    archive: list[int] = field(default_factory=list)

    def spots(self) -> dict[int, tuple[str, int]]:
        """Every record's tab and row."""
        found = {number: (PLAN, FIRST + place) for place, number in enumerate(self.plan)}
        return found | {number: (ARCHIVE, ARCHIVE_FIRST + place) for place, number in enumerate(self.archive)}


def moves(before: Places, after: Places, kind: str) -> MoveRecords:
    """The change that makes one of the other."""
    old, new = before.spots(), after.spots()
    found = []
    for number, (sheet, row) in old.items():
        if new[number] != (sheet, row):
            to_sheet, to_row = new[number]
            columns = {c - (sheet == ARCHIVE): c - (to_sheet == ARCHIVE) for c in COLUMNS}
            found.append(MoveRow(sheet, row, to_sheet, to_row, columns))
    last = FIRST + max(len(before.plan), len(after.plan), 1) - 1
    if kind == "range":
        return MoveRecords(PLAN, FIRST, last, LEFT, RIGHT, tuple(found))
    table_last = FIRST + max(len(after.plan), 1) - 1
    return MoveRecords(PLAN, FIRST, last, LEFT, RIGHT, tuple(found), TABLE, table_last)


# Seen


@dataclass
class Seen:
    """All that a workbook holds, record by record, and what belongs to none."""

    records: dict[int, dict[Any, Any]]
    """By number: what it has, without saying where."""
    rest: dict[str, Any]
    """All else, in words that a move does not change."""


def seen(data: bytes, places: Places) -> Seen:
    """Look at a workbook whose records stand in these places."""
    book = RawBook(data)
    look = _Look(book, places)
    found: dict[int, dict[Any, Any]] = {number: look.cells_of(number) for number in look.spots}
    for number, key, value in look.belongings():
        found[number].setdefault(key, []).append(value)
    for facts in found.values():
        for key, value in facts.items():
            if isinstance(value, list):
                facts[key] = sorted(value, key=repr)
    return Seen(found, look.rest())


class _Look:
    """One look at one workbook."""

    def __init__(self, book: RawBook, places: Places) -> None:
        self.book = book
        self.spots = places.spots()
        self.at = {spot: number for number, spot in self.spots.items()}
        self.others: dict[str, list[Any]] = {}
        """What belongs to no record, by sheet."""

    def cells_of(self, number: int) -> dict[Any, Any]:
        """Content and look of every cell, and what its row has."""
        sheet, row = self.spots[number]
        raw = self.book.sheet(sheet)
        attributes = raw.rows.get(row, {})
        lent = attributes.get("s", "0") if attributes.get("customFormat") == "1" else "0"
        facts: dict[Any, Any] = {"row": {name: attributes[name] for name in TRAVELLING if name in attributes}}
        for column in COLUMNS:
            cell = raw.cells.get((row, column - (sheet == ARCHIVE)))
            if cell is None:
                facts["cell", column] = (lent, ())
                continue
            kind = {name: text for name, text in cell.attributes.items() if name not in ("r", "s")}
            inside = [kind, *self._in_words(cell.inside, sheet, row)] if cell.inside else []
            facts["cell", column] = (cell.style, tuple(map(repr, inside)))
        return facts

    def belongings(self) -> Iterator[tuple[int, Any, Any]]:
        """What stands beside the cells and belongs to single records: (number, what, it)."""
        for sheet in (PLAN, ARCHIVE):
            self.others[sheet] = []
            for key, areas, value in self._beside(sheet):
                owners = {self.at.get((sheet, row)) for area in areas for row in range(area[0], min(area[2], 99) + 1)}
                number = owners.pop() if len(owners) == 1 else None
                if number is None:
                    self.others[sheet].append((key, sorted(areas), value(min((one[0] for one in areas), default=None))))
                    continue
                row = self.spots[number][1]
                shift = int(sheet == ARCHIVE)
                where = sorted((a[0] - row, a[1] + shift, a[2] - row, a[3] + shift) for a in areas)
                yield number, key, (where, value(row))

    def _beside(self, sheet: str) -> Iterator[tuple[str, list[Box], Any]]:
        """What it is, where it is, and it in words that depend on the row it is told from."""
        tree = self.book.tree(self.book.sheet_parts[sheet])
        for one in tree.iter():
            name = local(one.tag)
            if name in ("mergeCell", "hyperlink"):
                yield name, [box(one.get("ref", ""))], self._said(one, sheet)
            elif name in ("dataValidation", "conditionalFormatting", "ignoredError", "protectedRange", "cellWatch"):
                listed = (
                    one.get("sqref") or one.get("r") or next((x.text or "" for x in one if local(x.tag) == "sqref"), "")
                )
                yield name, [box(text) for text in listed.split()], self._said(one, sheet)
        yield from self._notes(sheet)

    def _said(self, element: ET.Element, sheet: str) -> Any:
        """An element's words told from a row."""
        if local(element.tag) == "hyperlink":
            return lambda row: self._link(element, sheet, row)
        return lambda row: tuple(self._words(element, sheet, row))

    def _link(self, element: ET.Element, sheet: str, row: int | None) -> tuple[str, ...]:
        ids = [text for name, text in element.items() if name.endswith("}id")]
        targets = [
            one.get("Target", "")
            for one in self.book.tree(self.book.relations_part(self.book.sheet_parts[sheet]))
            if ids and one.get("Id") == ids[0]
        ]
        location = self._formula(element.get("location", ""), sheet, row)
        return (*targets, location, element.get("display", ""), element.get("tooltip", ""))

    def _words(self, element: ET.Element, sheet: str, row: int | None) -> Iterator[str]:
        """A rule in words: its formulas told from the row, what only says where or in which order left out."""
        given = {n: t for n, t in element.items() if local(n) not in ("sqref", "ref", "uid", "priority", "r")}
        name = local(element.tag)
        yield f"{name} {sorted(given.items())}" if name != "dataValidation" else repr(sorted(given.items()))
        for one in element:
            if local(one.tag) in ("formula1", "formula2", "formula", "f"):
                text = "".join(one.itertext())
                yield self._formula(text, sheet, row)
            elif local(one.tag) != "sqref":
                yield from self._words(one, sheet, row)

    def _notes(self, sheet: str) -> Iterator[tuple[str, list[Box], Any]]:
        """Notes, their shapes, and threads."""
        part = self.book.sheet_parts[sheet]
        for name in self.book.related(part, "comments"):
            root = self.book.tree(name)
            authors = [one.text or "" for one in root.iter() if local(one.tag) == "author"]
            for one in root.iter():
                if local(one.tag) == "comment":
                    text = "".join(ET.tostring(child, "unicode") for child in one)
                    yield "note", [box(one.get("ref", ""))], _always((authors[int(one.get("authorId", "0"))], text))
        for name in self.book.related(part, "vmlDrawing"):
            yield from _shapes(self.book.tree(name))
        for name in self.book.related(part, "threadedComment"):
            for one in self.book.tree(name):
                given = sorted((n, t) for n, t in one.items() if n != "ref")
                yield "thread", [box(one.get("ref", ""))], _always((given, "".join(one.itertext())))

    def _in_words(self, events: Sequence[Any], sheet: str, row: int) -> Iterator[tuple[Any, ...]]:
        """What is in a cell; its formula told from its row."""
        name = ""
        for event in events:
            if event[0] == "text":
                yield (self._formula(event[1], sheet, row) if name == "f" else event[1],)
            else:
                name = local(event[1]) if event[0] == "start" else ""
                # Where an array's formula stands is no part of what it says.
                given = [sorted((n, t) for n, t in one.items() if n != "ref") for one in event[2:]]
                yield (event[0], local(event[1]), *map(str, given))

    def _formula(self, text: str, sheet: str, row: int | None) -> str:
        """A formula with cells of its own record by column, and cells of other records by number and column."""
        text = re.sub(rf"{TABLE}\[\[#This Row\],\[Heading (\d)\]\]", lambda found: f"<{found[1]}>", text)

        def told(found: re.Match[str]) -> str:
            named = (found["quoted"] or found["bare"] or sheet).replace("''", "'")
            line, column = int(found["row"]), box(found["column"] + "1")[1] + (named == ARCHIVE)
            if named == sheet and line == row:
                return f"<{column}>"
            other = self.at.get((named, line))
            other_record = other and column in COLUMNS
            where = f"<record {other}, {column}>" if other_record else f"{named}!{found['column']}{line}"
            return where + (f":{found['last']}" if found["last"] else "")

        pattern = r"(?:'(?P<quoted>(?:[^']|'')+)'!|(?P<bare>\w+)!)?\$?\b(?P<column>[A-Z]{1,2})\$?(?P<row>\d+)\b"
        pattern += r"(?::(?P<last>\$?[A-Z]{1,2}\$?\d+))?"
        return re.sub(pattern, told, text)

    def rest(self) -> dict[str, Any]:
        """Everything that is no record's."""
        book = self.book
        found: dict[str, Any] = {
            "names": [ET.tostring(one) for one in book.workbook if local(one.tag) == "definedNames"]
        }
        own = {name for sheet in (PLAN, ARCHIVE) for name in self._parts_of(sheet)}
        plain = {"[Content_Types].xml", book.workbook_part, *own}
        found |= {name: content for name, content in book.parts.items() if name not in plain}
        for sheet in (PLAN, ARCHIVE):
            raw = book.sheet(sheet)
            found[f"frame of {sheet}"] = raw.without(*OWN_LISTS)
            found[f"beside the records of {sheet}"] = sorted(self.others[sheet], key=repr)
            found[f"cells of {sheet}"] = {
                cell: (one.style, repr(one.inside))
                for cell, one in raw.cells.items()
                if self._is_elsewhere(sheet, cell)
            }
            # A cell that is blank may have had a look of its own; what it shows is nothing.
            found[f"left over on {sheet}"] = [
                cell for cell, one in raw.cells.items()
                if not self._is_elsewhere(sheet, cell) and (sheet, cell[0]) not in self.at and one.inside
            ] + [
                row for row, one in raw.rows.items()
                if (sheet, row) not in self.at and set(TRAVELLING) & one.keys()
            ]  # fmt: skip
        for name in book.related(book.sheet_parts[PLAN], "table"):
            found["table"] = re.sub(rb'(ref="B6:I)\d+"', rb"\1", book.parts[name])
            found["where the table ends"] = None
        return found

    def _parts_of(self, sheet: str) -> Iterator[str]:
        part = self.book.sheet_parts[sheet]
        yield from (part, self.book.relations_part(part))
        for kind in ("comments", "vmlDrawing", "threadedComment", "table"):
            yield from self.book.related(part, kind)

    def _is_elsewhere(self, sheet: str, cell: tuple[int, int]) -> bool:
        """Whether a cell is one that no record ever stands in."""
        row, column = cell
        if column + (sheet == ARCHIVE) not in COLUMNS:
            return True
        return row < (ARCHIVE_FIRST if sheet == ARCHIVE else FIRST) or self._is_total(sheet, row)

    def _is_total(self, sheet: str, row: int) -> bool:
        totals = [self.book.tree(name) for name in self.book.related(self.book.sheet_parts[sheet], "table")]
        return any(root.get("totalsRowCount") == "1" and box(root.get("ref", ""))[2] == row for root in totals)


def _always(value: Any) -> Any:
    return lambda _row: value


def _shapes(root: ET.Element) -> Iterator[tuple[str, list[Box], Any]]:
    """The shapes of notes: how far from their cell, how large, whether in sight."""
    for one in root.iter():
        data = {local(child.tag): child.text or "" for child in one.iter()}
        if local(one.tag) == "shape" and "Anchor" in data:
            row, column = int(data["Row"]), int(data["Column"])
            numbers = [int(text) for text in data["Anchor"].split(",")]
            away = [number - (column, 0, row, 0)[at % 4] for at, number in enumerate(numbers)]
            style = one.get("style", "")
            yield "shape", [(row + 1, column + 1) * 2], _always((away, "Visible" in data, "visibility:hidden" in style))


def unsound(data: bytes) -> list[str]:
    """What is wrong with a package: parts that are no XML, relations that lead nowhere, parts of no known kind."""
    book = RawBook(data)
    found = []
    types = book.tree("[Content_Types].xml")
    named = {one.get("PartName", "").lstrip("/") for one in types}
    endings = {one.get("Extension", "") for one in types}
    found += [f"{name} is named and not there" for name in named - {""} - book.parts.keys()]
    for name in book.parts:
        found += [f"{name} is of no known kind"] * (name not in named and name.rpartition(".")[2] not in endings)
        root = book.tree(name)
        if name.endswith(".rels"):
            folder, _, owner = name.replace("_rels/", "").removesuffix(".rels").rpartition("/")
            inside = [one for one in root if one.get("TargetMode") != "External"]
            ids = [one.get("Id") for one in root]
            found += [f"{name} names {one} twice" for one in set(ids) if ids.count(one) > 1]
            whole = [
                posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/") for one in inside
            ]
            found += [f"{name} leads to {one}" for one in whole if one not in book.parts]
            known = {
                text for one in (book.tree(f"{folder}/{owner}").iter() if owner else ()) for n, text in one.items()
            }
            if owner.startswith("sheet"):
                outside = {one.get("Id") for one in root if one.get("TargetMode") == "External"}
                found += [f"{name} keeps {one}, which nothing uses" for one in outside - known]
    return found


def ending(data: bytes) -> str:
    """Where the plan's Table ends, by its part."""
    root = ET.fromstring(part(data, "xl/tables/table1.xml"))  # noqa: S314 - written by this test's own code
    filtered = next((one.get("ref", "") for one in root if local(one.tag) == "autoFilter"), "")
    return f"{root.get('ref')} {filtered}"


def unlike(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> list[Any]:
    """What is another now: (key, before, after), so that a failure can be read."""
    keys: Sequence[Any] = sorted(before.keys() | after.keys(), key=repr)
    return [(key, before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)]
