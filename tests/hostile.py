"""Workbooks made to do harm, or merely odd, built quickly and small on disk around a plan that is in order."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from packages import MAIN, OFFICE, ole2, parts_of, zipped

MB = 1024 * 1024
HEADINGS = (
    *("Action", "Timescales/Milestones", "Success Criteria/Target"),
    *("Responsibility", "Evaluation/Monitoring", "Achieved (Date)"),
)
SHEET = "xl/worksheets/sheet1.xml"
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LEVEL = 1


# Pieces of a zip file, each of which may lie


@dataclass(frozen=True)
class Piece:
    """One entry as it is written: what its headers claim need not be what is there."""

    name: str
    packed: bytes
    crc: int
    size: int
    method: int = zipfile.ZIP_DEFLATED
    listed_size: int | None = None
    """What the list of contents claims, where it is something else."""
    local_size: int | None = None
    """What the local header claims, where it is something else."""
    listed_packed: int | None = None
    shared_with: int | None = None
    """The number of the piece whose local header this one points at; then it has no bytes of its own."""


def piece(name: str, content: bytes | str) -> Piece:
    """An honest entry."""
    raw = content.encode("utf-8") if isinstance(content, str) else content
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    return Piece(name, packer.compress(raw) + packer.flush(), zlib.crc32(raw), len(raw))


def grown(name: str, unit: bytes, times: int, before: bytes = b"", after: bytes = b"") -> Piece:
    """An honest entry of many repetitions, packed without going through all of them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    one = packer.compress(unit) + packer.flush(zlib.Z_FULL_FLUSH)
    last = packer.compress(after) + packer.flush()
    crc = zlib.crc32(before)
    for _ in range(times):
        crc = zlib.crc32(unit, crc)
    size = len(before) + len(unit) * times + len(after)
    return Piece(name, first + one * times + last, zlib.crc32(after, crc), size)


def assembled(pieces: Sequence[Piece]) -> bytes:
    """A zip file of these entries."""
    body, central, places = bytearray(), bytearray(), []
    for one in pieces:
        if one.shared_with is None:
            places.append(len(body))
            size = one.size if one.local_size is None else one.local_size
            name = one.name.encode("utf-8")
            head = (20, 0x800, one.method, 0, 33, one.crc, len(one.packed), size, len(name), 0)
            body += _LOCAL.pack(b"PK\x03\x04", *head) + name + one.packed
        else:
            places.append(places[one.shared_with])
    for one, at in zip(pieces, places, strict=True):
        size = one.size if one.listed_size is None else one.listed_size
        packed = len(one.packed) if one.listed_packed is None else one.listed_packed
        name = one.name.encode("utf-8")
        head = (20, 20, 0x800, one.method, 0, 33, one.crc, packed, size, len(name), 0, 0, 0, 0, 0, at)
        central += _CENTRAL.pack(b"PK\x01\x02", *head) + name
    count = len(pieces)
    return bytes(body + central + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(central), len(body), 0))


# The plan around them


def text_row(number: int, texts: Sequence[str]) -> str:
    """A row of cells that hold their own text."""
    cells = "".join(
        f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for at, text in enumerate(texts)
    )
    return f'<row r="{number}">{cells}</row>'


ROWS = "".join(
    [
        text_row(1, HEADINGS),
        text_row(2, ("1. Agree the aims", "By 30 Nov 2007", "Aims agreed", "PM", "Minutes")),
        text_row(3, ("2. Train the staff", "By 31 Mar 2008", "All trained", "PM", "Register")),
    ]
)
START = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">'


def sheet(rows: str = "", *, head: str = "", tail: str = "", start: str = START) -> str:
    """The plan's sheet with more rows below the plan, and with more before and after its cells."""
    return f"{start}{head}<sheetData>{ROWS}{rows}</sheetData>{tail}</worksheet>"


KINDS = {
    "theme": ("xl/theme/theme1.xml", "xl/workbook.xml"),
    "sharedStrings": ("xl/sharedStrings.xml", "xl/workbook.xml"),
    "calcChain": ("xl/calcChain.xml", "xl/workbook.xml"),
    "comments": ("xl/comments1.xml", SHEET),
    "drawing": ("xl/drawings/drawing1.xml", SHEET),
    "custom-properties": ("docProps/custom.xml", ""),
}
"""Kinds of further parts: where each stands, and who points at it."""


def honest(plan: str | None = None, **more: str) -> dict[str, str]:
    """The parts of the plan's workbook, with further parts by their kind (underscores for hyphens)."""
    parts = parts_of({"Action plan": plan or sheet()})
    for kind, content in more.items():
        name, owner = KINDS[kind.replace("_", "-")]
        parts[name] = content
        folder, _, own = owner.rpartition("/")
        relations = f"{folder}/_rels/{own}.rels" if owner else "_rels/.rels"
        there = parts.get(relations, f'<Relationships xmlns="{PACKAGE}"></Relationships>')
        one = f'<Relationship Id="rIdX{kind}" Type="{OFFICE}/{kind.replace("_", "-")}" Target="/{name}"/>'
        parts[relations] = there.replace("</Relationships>", f"{one}</Relationships>")
        override = f'<Override PartName="/{name}" ContentType="application/xml"/>'
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", f"{override}</Types>")
    return parts


PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def pieces(parts: dict[str, str] | None = None) -> list[Piece]:
    """The plan's workbook as honest entries."""
    return [piece(name, content) for name, content in (parts or honest()).items()]


def with_pieces(*more: Piece) -> bytes:
    """The plan's workbook with these entries in place of its own, or besides them."""
    names = {one.name for one in more}
    return assembled([*(one for one in pieces() if one.name not in names), *more])


# Bombs


def bomb(name: str = "xl/media/image1.xml", size: int = 600 * MB) -> bytes:
    """One part of spaces, a thousand times its packed size."""
    return with_pieces(grown(name, b" " * MB, size // MB))


def many_bombs() -> bytes:
    """Many parts, none of them conspicuous, that are a gigabyte together."""
    one = grown("", b"".join(b'<a b="%d"/>' % number for number in range(2000)), 330)
    return with_pieces(*(replace(one, name=f"customXml/item{number}.xml") for number in range(150)))


def nested_bomb() -> bytes:
    """A part that is a zip file of a zip bomb, and that is itself packed very small."""
    inner = assembled([grown("bomb.bin", b"\0" * MB, 400)])
    outer = assembled([Piece("inner.zip", inner, zlib.crc32(inner), len(inner), zipfile.ZIP_STORED)])
    return with_pieces(grown("xl/embeddings/package1.zip", outer.ljust(MB, b"\0"), 200))


def lying_small(name: str, *, only_listed: bool = False) -> bytes:
    """A part that claims to be small and is 200 MB: in both headers, or in the list of contents alone."""
    one = grown(name, b" " * MB, 200)
    return with_pieces(replace(one, listed_size=1000, local_size=None if only_listed else 1000))


def lying_large(name: str, claimed: int = 30 * MB) -> bytes:
    """A part that claims to be large and is small."""
    one = piece(name, sheet())
    return with_pieces(replace(one, listed_size=claimed, local_size=claimed))


def two_sizes() -> bytes:
    """A part whose two headers claim different sizes."""
    return with_pieces(replace(piece("docProps/app.xml", "<Properties/>"), local_size=99))


def overlapping() -> bytes:
    """Two entries of the list of contents that share one part's bytes, and a thousand that do."""
    first = pieces()
    at = len(first)
    kernel = grown("customXml/item0.xml", b" " * MB, 20)
    twins = [replace(kernel, name=f"customXml/item{number}.xml", shared_with=at) for number in range(1, 1000)]
    return assembled([*first, kernel, *twins])


def quoted_overlap() -> bytes:
    """Entries that reach over one another's headers: each is packed as everything that follows it."""
    last = piece("customXml/item2.xml", "<a/>")
    inside = assembled([last])[: 30 + len(last.name) + len(last.packed)]
    whole = Piece("customXml/item1.xml", inside, zlib.crc32(inside), len(inside), zipfile.ZIP_STORED)
    data = bytearray(
        assembled([*pieces(), whole, replace(last, name="customXml/item2.xml", shared_with=len(pieces()))])
    )
    at = data.rindex(b"customXml/item2.xml") - 4
    struct.pack_into("<L", data, at, data.index(inside))
    return bytes(data)


# XML that grows, nests or misleads

LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
)
QUADRATIC = f'<!DOCTYPE a [<!ENTITY a9 "{"x" * 100_000}">]>'
EXTERNAL = '<!DOCTYPE a [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>'
DOCTYPES = {"laughs": LAUGHS, "quadratic": QUADRATIC, "external": EXTERNAL}
SHEETED = '<c r="A9" t="inlineStr"><is><t>{}</t></is></c>'


def entity(where: str, kind: str) -> bytes:
    """A part whose document type makes it grow, or look elsewhere: the workbook, the sheet or a further part."""
    doctype, used = DOCTYPES[kind], "&a9;" * (2000 if kind == "quadratic" else 1)
    if where == "sheet":
        grows = SHEETED.format(used)
        text = sheet(f'<row r="9">{grows}</row>').replace("?>", f"?>{doctype}", 1)
        return zipped(honest(text))
    if where == "workbook":
        parts = honest()
        parts["xl/workbook.xml"] = doctype + parts["xl/workbook.xml"].replace('name="Action plan"', 'name="&a9;"')
        return zipped(parts)
    return zipped(honest(**{where: f"<!-- {'-'.ljust(5000, ' ')} -->\n{doctype}<a>{used}</a>"}))


def utf16_entity() -> bytes:
    """A document type that is not seen by who looks for it in UTF-8."""
    text = f"<?xml version='1.0' encoding='UTF-16'?>{LAUGHS}<a>&a9;</a>"
    return with_pieces(piece("customXml/item1.xml", text.encode("utf-16")))


DEPTH = 100_000


def nested(where: str) -> bytes:
    """A hundred thousand elements inside one another: in the sheet, its texts, its styles or a part of no use."""
    deep = "<e>" * DEPTH + "</e>" * DEPTH
    if where == "sheet":
        return zipped(honest(sheet(tail=f"<extLst>{deep}</extLst>")))
    if where == "row":
        return zipped(honest(sheet(f'<row r="9"><c r="A9"><v>1</v>{deep}</c></row>')))
    if where == "styles":
        parts = honest()
        parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(
            "</styleSheet>", f"<extLst>{deep}</extLst></styleSheet>"
        )
        return zipped(parts)
    if where == "workbook":
        parts = honest()
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
            "</workbook>", f"<extLst>{deep}</extLst></workbook>"
        )
        return zipped(parts)
    return zipped(honest(**{where: f'<sst xmlns="{MAIN}"><si>{deep}</si></sst>'}))


def coded(codec: str, declared: str, where: str = "xl/workbook.xml") -> bytes:
    """A part in another character set."""
    text = honest()[where].partition("?>")[2] or honest()[where]
    return with_pieces(piece(where, f"<?xml version='1.0' encoding='{declared}'?>{text}".encode(codec)))


# Sheets out of all proportion


def strays() -> bytes:
    """Honest: cells in the last row and the last column."""
    return zipped(honest(sheet('<row r="9"><c r="XFD9"><v>1</v></c></row><row r="1048576"><c r="A1048576"/></row>')))


def stray_sheets(count: int, cell: str) -> bytes:
    """Honest: so many sheets with a cell in A1 and another far from it."""
    far = f'<row r="{cell.lstrip("ABZ")}"><c r="{cell}"><v>1</v></c></row>'
    other = f'{START}<sheetData><row r="1"><c r="A1"><v>1</v></c></row>{far}</sheetData></worksheet>'
    return zipped(parts_of({"Action plan": sheet()} | {f"Sheet {at}": other for at in range(count)}))


def many_plans() -> bytes:
    """So many plans that no office works in them, each on a sheet of its own."""
    return zipped(parts_of({f"Plan {at}": sheet() for at in range(700)}))


def corner() -> bytes:
    """Honest: a value in the very last cell."""
    return zipped(honest(sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')))


def rows_of(rows: str) -> bytes:
    """The plan with these rows below it."""
    return zipped(honest(sheet(rows)))


def framed(head: str = "", tail: str = "") -> bytes:
    """The plan with this before and after its cells."""
    return zipped(honest(sheet(head=head, tail=tail)))


def repeated(unit: str, count: int, *, head: str = "", after: str = "") -> bytes:
    """The plan with many elements below its cells, `{}` in each being its number from 1000."""
    text = head + "".join([unit.format(number) for number in range(1000, 1000 + count)]) + after
    return zipped(honest(sheet(tail=text)))


def many_styles(count: int = 10_000) -> bytes:
    """The plan with so many fonts, fills, cell styles and named styles, some cells using the last."""
    xf = '<xf numFmtId="0" fontId="{0}" fillId="{0}" borderId="0" xfId="0" applyFont="1"/>'
    fonts = "".join(f'<font><sz val="{10 + at % 9}"/><name val="Arial"/></font>' for at in range(count))
    fill = '<fill><patternFill patternType="solid"><fgColor rgb="FF{:06X}"/></patternFill></fill>'
    parts = honest()
    parts["xl/styles.xml"] = (
        f'<styleSheet xmlns="{MAIN}"><fonts count="{count}">{fonts}</fonts><fills count="{count}">'
        f'{"".join(fill.format(at) for at in range(count))}</fills><borders count="1"><border/></borders>'
        f'<cellStyleXfs count="1">{xf.format(0)}</cellStyleXfs><cellXfs count="{count}">'
        f'{"".join(xf.format(at) for at in range(count))}</cellXfs><cellStyles count="1">'
        '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
    parts[SHEET] = parts[SHEET].replace('<c r="A2"', f'<c r="A2" s="{count - 1}"')
    return zipped(parts)


def coloured(colour: str) -> bytes:
    """The plan with a fill of this colour, which its first action has."""
    parts = honest(sheet().replace('<c r="A2"', '<c r="A2" s="2"'))
    fill = f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/></patternFill></fill></fills>'
    xf = '<xf numFmtId="0" fontId="0" fillId="2" borderId="0" xfId="0"/></cellXfs>'
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace("</fills>", fill).replace("</cellXfs>", xf)
    return zipped(parts)


NUMBERS = ("nan", "inf", "-1e308", "-99999999999999999999", "1e400", "0x10", "1_000", "\u0663", "9" * 5000)


def achieved(number: str) -> bytes:
    """The plan with an action achieved on the day of this number."""
    day = f'<c r="F3" s="1"><v>{number}</v></c></row></sheetData>'
    return zipped(honest(sheet().replace("</row></sheetData>", day)))


def many_names(count: int) -> bytes:
    """The plan with so many defined names."""
    names = "".join(
        f"<definedName name=\"n{at}\">'Action plan'!$A${at % 1000 + 1}</definedName>" for at in range(count)
    )
    parts = honest()
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        "</sheets>", f"</sheets><definedNames>{names}</definedNames>"
    )
    return zipped(parts)


def many_sheets(count: int) -> bytes:
    """The plan among so many sheets, all of one part's content."""
    sheets = {"Action plan": sheet()} | {
        f"Sheet {at}": f'{START}<sheetData><row r="1"><c r="A1"><v>{at}</v></c></row></sheetData></worksheet>'
        for at in range(count)
    }
    return zipped(parts_of(sheets))


def wrong_string() -> bytes:
    """A cell that shows the millionth of two shared texts."""
    text = sheet('<row r="9"><c r="A9" t="s"><v>1000000</v></c></row>')
    return zipped(honest(text, sharedStrings=f'<sst xmlns="{MAIN}" count="2"><si><t>a</t></si><si><t>b</t></si></sst>'))


def long_string(where: str, size: int) -> bytes:
    """A text of so many bytes in a cell, among the shared ones, or as an attribute of the sheet."""
    unit = b"0123456789abcdef" * 4096
    if where == "sharedStrings":
        opening = f'<sst xmlns="{MAIN}" count="1"><si><t>'.encode()
        parts = honest(sheet('<row r="9"><c r="A9" t="s"><v>0</v></c></row>'), sharedStrings="")
        huge = grown("xl/sharedStrings.xml", unit, size // len(unit), opening, b"</t></si></sst>")
    else:
        placed = {"cell": SHEETED.format("@"), "attribute": '<c r="A9" x="@"><v>1</v></c>'}[where]
        before, _, after = sheet(f'<row r="9">{placed}</row>').partition("@")
        parts = honest()
        huge = grown(SHEET, unit, size // len(unit), before.encode(), after.encode())
    return assembled([*(one for one in pieces(parts) if one.name != huge.name), huge])


def circling() -> bytes:
    """Parts that point at one another and at themselves."""
    parts = honest(drawing="<a/>", comments=f'<comments xmlns="{MAIN}"><commentList/></comments>')
    kinds = ("worksheet", "drawing", "comments", "vmlDrawing", "table", "hyperlink", "styles", "sharedStrings")
    for owner in (SHEET, "xl/drawings/drawing1.xml", "xl/workbook.xml"):
        folder, _, own = owner.rpartition("/")
        name = f"{folder}/_rels/{own}.rels"
        there = parts.get(name, f'<Relationships xmlns="{PACKAGE}"></Relationships>')
        more = "".join(
            f'<Relationship Id="c{at}{target.count("/")}" Type="{OFFICE}/{kind}" Target="/{target}"/>'
            for at, kind in enumerate(kinds)
            for target in (owner, SHEET)
        )
        parts[name] = there.replace("</Relationships>", f"{more}</Relationships>")
    return zipped(parts)


# Files that are no workbooks at all


def named(name: str) -> bytes:
    """The plan with one more part of this name."""
    return with_pieces(piece(name, "<a/>")) if name not in honest() else assembled([*pieces(), piece(name, "<a/>")])


def cut(twentieths: int) -> bytes:
    """The plan's file, of which so many twentieths have arrived."""
    whole = zipped(honest())
    return whole[: len(whole) * twentieths // 20]


def blank_part(name: str) -> bytes:
    """The plan with one part without content."""
    return with_pieces(piece(name, b""))


Build = Callable[[], bytes]

NAMES = (
    *("xl/workbook.xml", "XL/Workbook.xml", "../evil.xml", "xl/../../evil.xml", "/etc/evil", "C:/evil", "C:\\evil"),
    *("..\\evil.xml", "\\\\server\\share\\evil", "xl\\..\\..\\evil", "xl/a\0.xml"),
)
OWNERS = ("workbook", "sheet", "theme", "custom_properties", "comments", "drawing", "sharedStrings")
DEEP = ("sheet", "row", "styles", "workbook", "sharedStrings", "theme", "custom_properties")
_MERGE = '<mergeCell ref="H{0}:I{0}"/>'
_FORMAT = (
    '<conditionalFormatting sqref="H{0}"><cfRule type="cellIs" priority="{0}" operator="equal"><formula>1</formula>'
    "</cfRule></conditionalFormatting>"
)
_RULE = '<dataValidation type="whole" sqref="H{0}"><formula1>1</formula1></dataValidation>'
_CELLS = b"<row>" + b"<c><v>1</v></c>" * 100 + b"</row>"


def many_cells() -> bytes:
    """More filled cells below the plan than anybody types, hidden in few bytes."""
    before, _, after = sheet("@").partition("@")
    return with_pieces(grown(SHEET, _CELLS, 15_000, before.encode(), after.encode()))


def crowded_cells() -> bytes:
    """Hundreds of thousands of cells that say that they stand in the same place."""
    before, _, after = sheet("@").partition("@")
    unit = b'<row r="9">' + b'<c r="A9"><v>1</v></c>' * 1000 + b"</row>"
    return with_pieces(grown(SHEET, unit, 680, before.encode(), after.encode()))


def many_texts() -> bytes:
    """More shared texts than anybody types, each of nothing."""
    parts = honest(sheet('<row r="9"><c r="A9" t="s"><v>0</v></c></row>'), sharedStrings="")
    name, opening = KINDS["sharedStrings"][0], f'<sst xmlns="{MAIN}">'.encode()
    return assembled(
        [*(one for one in pieces(parts) if one.name != name), grown(name, b"<si/>" * 1000, 3100, opening, b"</sst>")]
    )


def many_elements(part: str) -> bytes:
    """A million empty elements at the end of a part that is read whole."""
    before, sign, after = honest()[part].rpartition("</")
    return with_pieces(piece(part, before + "<e/>" * 1_000_000 + sign + after))


BOMBS: dict[str, tuple[Build, str]] = {
    "by ratio": (lambda: bomb(size=40 * MB), "times its size"),
    "by total, one part": (bomb, "grow by"),
    "by ratio, in the sheet": (lambda: bomb(SHEET), "grow by|times its size"),
    "by total": (many_bombs, "larger than|grow by"),
    "in a zip inside": (nested_bomb, "grow by|times its size"),
    "claims to be small": (lambda: lying_small(SHEET), "cannot be true"),
    "claims to be small, never read": (lambda: lying_small("xl/media/image1.png"), "cannot be true"),
    "claims to be small in the list": (
        lambda: lying_small("xl/media/image1.png", only_listed=True),
        "two different sizes",
    ),
    "claims to be large": (lambda: lying_large(SHEET), "cannot be true"),
    "two sizes": (two_sizes, "two different sizes"),
    "a thousand on one": (overlapping, "two different names|overlap"),
    "one inside another": (quoted_overlap, "overlap"),
    "a text of 100 MB": (lambda: long_string("sharedStrings", 100 * MB), "grow by"),
    "a cell of 100 MB": (lambda: long_string("cell", 100 * MB), "grow by"),
    "a cell of 15 MB": (lambda: long_string("cell", 15 * MB), "holds a text of more than"),
    "an attribute of 50 MB": (lambda: long_string("attribute", 50 * MB), "grow by"),
}
CROWDS: dict[str, tuple[Build, str]] = {
    "sheets": (lambda: many_sheets(3_000), "parts, more than"),
    "names": (lambda: many_names(1_000_000), "larger|grow by|tags"),
    "cells": (many_cells, "more than can be read"),
    "cells on one another": (crowded_cells, "holds 680,016 cells, which is more than can be read"),
    "plan tables": (many_plans, 'more than 100 plan tables, on the sheets "Plan 0", "Plan 1", "Plan 2" and others'),
    "texts": (many_texts, "more than the 500,000 that can be read"),
    "elements in styles": (lambda: many_elements("xl/styles.xml"), "tags"),
    "elements in the workbook": (lambda: many_elements("xl/workbook.xml"), "tags"),
    "100,000 merges": (
        lambda: repeated(_MERGE, 100_000, head="<mergeCells>", after="</mergeCells>"),
        "30,000 merged areas",
    ),
    "50,000 formats": (lambda: repeated(_FORMAT, 50_000), "30,000 conditional formats"),
    "100,000 validations": (
        lambda: repeated(_RULE, 100_000, head="<dataValidations>", after="</dataValidations>"),
        "30,000 validation rules",
    ),
}
ODD: dict[str, Build] = {
    "cells far away": strays,
    "the very last cell": corner,
    "a cell far away on many sheets": lambda: stray_sheets(60, "AB53000"),
    "a cell less far away on very many sheets": lambda: stray_sheets(400, "Z7000"),
    "cells beyond the sheet": lambda: rows_of('<row r="9"><c r="ZZZZ9"><v>1</v></c></row>'),
    "spans that lie": lambda: rows_of('<row r="9" spans="1:99999999999"><c r="A9"><v>1</v></c></row>'),
    "an extent that lies": lambda: framed('<dimension ref="A1:ZZZZZ99999999999"/>'),
    "widths that are none": lambda: framed(
        '<cols><col min="a" max="3" width="x"/><col min="4" max="4" width="1e999"/></cols>'
    ),
    "spans that are none": lambda: rows_of('<row r="9" spans="\u00b2:9 a:b"><c r="A9"><v>1</v></c></row>'),
    "colours that are none": lambda: coloured("GGGGGGGG"),
    "a style that is none": lambda: zipped(honest(sheet().replace('<c r="A2"', '<c r="A2" s="\u00b2"'))),
    "every column": lambda: framed('<cols><col min="1" max="16384" width="9"/></cols>'),
    "columns beyond": lambda: framed('<cols><col min="1" max="99999999999" width="9"/></cols>'),
    "10,000 styles": many_styles,
    "a merge of everything": lambda: framed(tail='<mergeCells><mergeCell ref="Z1:XFD1048576"/></mergeCells>'),
    "10,000 names": lambda: many_names(10_000),
    "parts that point at one another": circling,
}
DAMAGED: dict[str, Build] = {
    "row 0": lambda: rows_of('<row r="0"><c r="A0"><v>1</v></c></row>'),
    "row 99999999999": lambda: rows_of('<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'),
    "a shared text that is not there": wrong_string,
    "UTF-7": lambda: coded("utf-7", "UTF-7"),
    "EBCDIC": lambda: coded("cp037", "cp037"),
    "UTF-7 sheet": lambda: coded("utf-7", "UTF-7", SHEET),
    "EBCDIC sheet": lambda: coded("cp037", "cp037", SHEET),
    "UTF-16": lambda: coded("utf-16", "UTF-16"),
    "encrypted": lambda: ole2("EncryptedPackage"),
    **{f"without {name}": partial(blank_part, name) for name in honest()},
}
