"""Names planted in every corner of a workbook, and a search for them in every corner of another."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from string import ascii_lowercase

import packages
import staff

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHARED = "http://schemas.microsoft.com/office/2017/10/relationships"
_THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@dataclass
class Needles:
    """Words that nobody else would write, and where each was planted."""

    planted: dict[str, str] = field(default_factory=dict)
    _made: Iterator[tuple[str, ...]] = field(default_factory=lambda: product(ascii_lowercase, repeat=2))

    def new(self, where: str) -> str:
        """A word for this place."""
        word = f"Neddle{''.join(next(self._made))}"
        self.planted[word] = where
        return word

    def found(self, data: bytes) -> dict[str, str]:
        """Those that are somewhere in a file, and where they had been planted."""
        every = [one.lower() for one in _bytes(data)]
        return {
            word: where
            for word, where in self.planted.items()
            if any(word.lower().encode(code) in one for code in ("utf-8", "utf-16-le", "utf-16-be") for one in every)
        }


def _bytes(data: bytes) -> Iterator[bytes]:
    """A file, its parts, their names, and the parts of those that are packages themselves."""
    yield data
    if zipfile.is_zipfile(io.BytesIO(data)):
        for name, content in packages.contents(data).items():
            yield name.encode()
            yield from _bytes(content)


def plant(path: Path, needles: Needles) -> None:
    """Plant them outside of cells: properties, names, notes, caches, pictures, links, whatever parts there are."""
    parts = staff.parts(path)
    _properties(parts, needles)
    _in_parts(parts, needles)
    _further_parts(parts, needles)
    path.write_bytes(packages.zipped(parts))


def hide(path: Path, sheet: int, *, row: int = 0, column: int = 0) -> None:
    """Hide a row, a column or, with neither, a whole sheet, by its number from 1."""
    parts = staff.parts(path)
    if not row and not column:
        book = parts["xl/workbook.xml"].decode()
        entries = re.findall(r"<sheet [^>]*/>", book)
        shut = re.sub(r' state="\w+"', "", entries[sheet - 1]).replace("<sheet ", '<sheet state="veryHidden" ')
        parts["xl/workbook.xml"] = book.replace(entries[sheet - 1], shut).encode()
    else:
        name = f"xl/worksheets/sheet{sheet}.xml"
        text = parts[name].decode()
        if row:
            text, count = re.subn(rf'<row ((?:[^>]* )?r="{row}")', r'<row hidden="1" \1', text)
        else:
            element = f'<col min="{column}" max="{column}" width="9" hidden="1"/>'
            text, count = re.subn(r"<cols>.*?</cols>", f"<cols>{element}</cols>", text)
        assert count == 1
        parts[name] = text.encode()
    path.write_bytes(packages.zipped(parts))


def _properties(parts: dict[str, bytes], needles: Needles) -> None:
    core = "".join(
        f"<{tag}>{needles.new(f'document property {tag}')}</{tag}>"
        for tag in ("dc:creator", "cp:lastModifiedBy", "dc:description", "cp:keywords", "cp:category", "dc:subject")
    )
    parts["docProps/core.xml"] = (
        '<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties '
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{core}</cp:coreProperties>'
    ).encode()
    app = "".join(f"<{tag}>{needles.new(f'property {tag}')}</{tag}>" for tag in ("Company", "Manager", "HyperlinkBase"))
    parts["docProps/app.xml"] = (
        '<?xml version="1.0" encoding="UTF-8"?><Properties '
        f'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">{app}</Properties>'
    ).encode()
    if "docProps/custom.xml" in parts:
        own = (
            '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="99" name="'
            + needles.new("name of a custom property")
            + f'"><vt:lpwstr>{needles.new("custom property")}</vt:lpwstr></property></Properties>'
        )
        parts["docProps/custom.xml"] = parts["docProps/custom.xml"].replace(b"</Properties>", own.encode())


def _in_parts(parts: dict[str, bytes], needles: Needles) -> None:
    """Into parts that are there."""

    def put(name: str, pattern: str, what: str) -> None:
        text = parts[name].decode()
        changed, count = re.subn(pattern, lambda found: found.group(1) + needles.new(what), text, count=1)
        if count:
            parts[name] = changed.encode()

    for name in sorted(parts):
        if "/charts/chart" in name:
            put(name, r"(<c:v>)", "cache of a chart")
        if "/drawings/" in name and name.endswith(".xml"):
            put(name, r'(descr=")', "text of a picture")
        if "/comments" in name:
            put(name, r"(<t(?: [^>]*)?>)", "note")
            put(name, r"(<author>)", "author of a note")
        if "vmlDrawing" in name:
            put(name, r"(<v:shape [^>]*?\bid=\")", "shape of a note")
        if name.startswith("xl/worksheets/sheet"):
            put(name, r"(<oddFooter>)", "footer")
        if name.endswith((".png", ".bin")):
            parts[name] += needles.new(name).encode("utf-16-le")
    first = "xl/worksheets/sheet1.xml"
    if b"<oddFooter>" not in parts[first]:
        page = f"<headerFooter><oddHeader>{needles.new('header')}</oddHeader></headerFooter></worksheet>"
        parts[first] = parts[first].replace(b"</worksheet>", page.encode())
    book = parts["xl/workbook.xml"].decode()
    name = (
        f'<definedName name="{needles.new("defined name")}" hidden="1">"{needles.new("text of a name")}"</definedName>'
    )
    if "<definedNames>" in book:
        book = book.replace("<definedNames>", f"<definedNames>{name}")
    else:
        book = book.replace("</sheets>", f"</sheets><definedNames>{name}</definedNames>")
    parts["xl/workbook.xml"] = book.encode()


def _further_parts(parts: dict[str, bytes], needles: Needles) -> None:
    """Parts of kinds that painted workbooks lack."""
    n = needles.new
    source = '<cacheSource type="worksheet"><worksheetSource ref="A1:A2" sheet="x"/></cacheSource>'
    shared = f'<sharedItems><s v="{n("value in the cache of a pivot")}"/></sharedItems>'
    fields = f'<cacheFields count="1"><cacheField name="{n("field of a pivot")}">{shared}</cacheField></cacheFields>'
    _part(
        parts,
        "xl/pivotCache/pivotCacheDefinition1.xml",
        f'<pivotCacheDefinition xmlns="{_MAIN}" refreshedBy="{n("who refreshed a pivot")}" recordCount="1">'
        f"{source}{fields}</pivotCacheDefinition>",
        f"{_KINDS}.pivotCacheDefinition+xml",
        f"{_OFFICE}/pivotCacheDefinition",
    )
    record = f'<r><s v="{n("record of a pivot")}"/></r>'
    _part(
        parts,
        "xl/pivotCache/pivotCacheRecords1.xml",
        f'<pivotCacheRecords xmlns="{_MAIN}" count="1">{record}</pivotCacheRecords>',
        f"{_KINDS}.pivotCacheRecords+xml",
    )
    cell = f'<row r="1"><cell r="A1" t="str"><v>{n("value of another workbook")}</v></cell></row>'
    _part(
        parts,
        "xl/externalLinks/externalLink1.xml",
        f'<externalLink xmlns="{_MAIN}"><externalBook><sheetNames><sheetName val="{n("sheet of another")}"/>'
        f'</sheetNames><sheetDataSet><sheetData sheetId="0">{cell}</sheetData></sheetDataSet></externalBook>'
        "</externalLink>",
        f"{_KINDS}.externalLink+xml",
        f"{_OFFICE}/externalLink",
    )
    who = f'displayName="{n("who commented")}" userId="{n("whose address")}@example.org"'
    _part(
        parts,
        "xl/persons/person1.xml",
        f'<personList xmlns="{_THREADS}"><person {who} id="{{P}}" providerId="None"/></personList>',
        "application/vnd.ms-excel.person+xml",
        f"{_SHARED}/person",
    )
    comment = f'<threadedComment ref="A1" personId="{{P}}" id="{{T}}"><text>{n("comment")}</text></threadedComment>'
    _part(
        parts,
        "xl/threadedComments/threadedComment1.xml",
        f'<ThreadedComments xmlns="{_THREADS}">{comment}</ThreadedComments>',
        "application/vnd.ms-excel.threadedcomments+xml",
    )
    _part(parts, "customXml/item9.xml", f"<own>{n('custom XML')}</own>", "application/xml")
    inside = packages.zipped({"note.txt": n("workbook inside")})
    _part(parts, "xl/embeddings/sheet.xlsx", inside, f"{_KINDS}.sheet")
    _part(parts, f"xl/media/{n('name of a part')}.xml", f"<x>{n('part that nobody names')}</x>", "application/xml")


def _part(parts: dict[str, bytes], name: str, content: str | bytes, kind: str, relation: str = "") -> None:
    parts[name] = content if isinstance(content, bytes) else content.encode()
    override = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())
    if relation:
        target = f'<Relationship Id="own{len(parts)}" Type="{relation}" Target="/{name}"/></Relationships>'
        rels = "xl/_rels/workbook.xml.rels"
        parts[rels] = parts[rels].replace(b"</Relationships>", target.encode())
