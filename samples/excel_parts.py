"""What a workbook kept in Excel carries and xlsxwriter cannot write; and the packing of its parts."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def as_saved(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The same parts as Excel itself saves them: no row height that nobody dragged, nothing to be worked out anew."""
    done = dict(parts)
    for name in parts:
        if name.startswith("xl/worksheets/sheet"):
            # Excel marks a height as custom only where somebody dragged it; an ordinary row refits when it is typed in.
            done[name] = parts[name].replace(b' customHeight="1"', b"")
    # xlsxwriter asks for a recalculation on opening; Excel itself does not.
    done["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    return done


def as_excel_leaves_it(parts: dict[str, bytes], rules: str) -> dict[str, bytes]:
    """The same parts, with what a workbook kept in Excel for months carries and xlsxwriter cannot write."""
    done = as_saved(parts)
    plan = done["xl/worksheets/sheet1.xml"].decode()
    plan = plan.replace("<pageSetup ", '<pageSetup r:id="rId99" ').replace("</worksheet>", "")
    done["xl/worksheets/sheet1.xml"] = f"{plan}{rules}</worksheet>".encode()
    add_relation(
        done,
        "xl/worksheets/_rels/sheet1.xml.rels",
        "rId99",
        "printerSettings",
        "../printerSettings/printerSettings1.bin",
    )
    done["xl/printerSettings/printerSettings1.bin"] = printer_settings()
    add_relation(done, "xl/_rels/workbook.xml.rels", "rId99", "customXml", "../customXml/item1.xml")
    done.update(custom_xml())
    types = done["[Content_Types].xml"].decode()
    types = types.replace(
        "<Override ",
        f'<Default Extension="bin" ContentType="{SPREADSHEET}.printerSettings"/><Override ',
        1,
    )
    properties = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    item = f'<Override PartName="/customXml/itemProps1.xml" ContentType="{properties}"/></Types>'
    done["[Content_Types].xml"] = types.replace("</Types>", item).encode()
    return done


def x14_rules(rows: tuple[int, int], codes: str, meeting: str) -> str:
    """The plan sheet's x14 rules: both look at another sheet, which the older elements cannot.

    Args:
        rows: the first and last row of the plan's body.
        codes: where the role codes stand, for the dropdown of Responsibility.
        meeting: where the day stands after which achieved dates are shaded.
    """
    first, last = rows
    return (
        "<extLst>"
        f'<ext xmlns:x14="{X14}" uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}"><x14:conditionalFormattings>'
        f'<x14:conditionalFormatting xmlns:xm="{XM}">'
        '<x14:cfRule type="expression" priority="1" id="{5B1F0A54-2C55-4B0B-9D0A-3E7C1D2F6A01}">'
        f"<xm:f>AND(ISNUMBER(F{first}),F{first}&gt;{meeting})</xm:f>"
        '<x14:dxf><fill><patternFill><bgColor rgb="FFDDEBF7"/></patternFill></fill></x14:dxf></x14:cfRule>'
        f"<xm:sqref>F{first}:F{last}</xm:sqref></x14:conditionalFormatting>"
        "</x14:conditionalFormattings></ext>"
        f'<ext xmlns:x14="{X14}" uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}">'
        f'<x14:dataValidations count="1" xmlns:xm="{XM}">'
        '<x14:dataValidation type="list" errorStyle="warning" allowBlank="1" showInputMessage="1" '
        'showErrorMessage="1" errorTitle="Role codes" '
        'error="This is not a single code of the role key. Codes can be joined, for example PM/MQC.">'
        f"<x14:formula1><xm:f>{codes}</xm:f></x14:formula1><xm:sqref>D{first}:D{last}</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations></ext>"
        "</extLst>"
    )


def add_relation(parts: dict[str, bytes], name: str, ident: str, kind: str, target: str) -> None:
    """One more relation in a relations part, in place."""
    relation = f'<Relationship Id="{ident}" Type="{RELATIONS}/{kind}" Target="{target}"/></Relationships>'
    parts[name] = parts[name].decode().replace("</Relationships>", relation).encode()


def custom_xml() -> dict[str, bytes]:
    """What a document library leaves inside a workbook that was kept in it."""
    item = (
        '<documentCard xmlns="urn:training-network:document-library"><kind>Action plan</kind>'
        "<retention>Until the end of the programme</retention></documentCard>"
    )
    properties = (
        '<ds:datastoreItem ds:itemID="{0C4D7B1E-6A0F-4F0B-8C55-9E2A1B7D3C10}" '
        'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs>'
        '<ds:schemaRef ds:uri="urn:training-network:document-library"/></ds:schemaRefs></ds:datastoreItem>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/customXmlProps" Target="itemProps1.xml"/></Relationships>'
    )
    texts = {
        "customXml/item1.xml": item,
        "customXml/itemProps1.xml": properties,
        "customXml/_rels/item1.xml.rels": relations,
    }
    return {name: f"{DECLARATION}{text}".encode() for name, text in texts.items()}


def printer_settings() -> bytes:
    """A Windows DEVMODE block, as Excel keeps one for each sheet that was printed: A4, landscape, one copy."""
    wide = {"device": "Office printer", "form": "A4"}
    device, form = (text.encode("utf-16-le").ljust(64, b"\0") for text in wide.values())
    orientation_paper_scale_copies_quality = 0x1 | 0x2 | 0x10 | 0x100 | 0x400
    head = struct.pack("<4HI", 0x0401, 0, 220, 0, orientation_paper_scale_copies_quality)
    settings = struct.pack("<13h", 2, 9, 0, 0, 100, 1, 7, 600, 1, 1, 600, 2, 0)
    return (device + head + settings + form).ljust(220, b"\0")


def logo() -> bytes:
    """A small PNG of two linked rings, drawn here so that it belongs to nobody else."""
    width, height, samples = 144, 96, 3
    shades = 8
    rings = ((52, 48), (92, 48))

    def cover(x: int, y: int, ring: tuple[int, int]) -> int:
        inside = 0
        for step in range(samples * samples):
            dx = x + (step % samples + 0.5) / samples - ring[0]
            dy = y + (step // samples + 0.5) / samples - ring[1]
            inside += 26**2 <= dx * dx + dy * dy <= 38**2
        return inside * (shades - 1) // (samples * samples)

    lines = bytearray()
    for y in range(height):
        lines.append(0)
        for x in range(width):
            left, right = (cover(x, y, ring) for ring in rings)
            lines.append(left if left >= right else shades + right)
    palette = bytearray()
    for colour in ((31, 56, 100), (46, 125, 91)):
        for shade in range(shades):
            palette += bytes(255 - (255 - part) * shade // (shades - 1) for part in colour)
    header = struct.pack(">2I5B", width, height, 8, 3, 0, 0, 0)
    # One stored block instead of a compressor's output: the same bytes on every machine.
    length = struct.pack("<2H", len(lines), len(lines) ^ 0xFFFF)
    data = b"\x78\x01\x01" + length + lines + struct.pack(">I", zlib.adler32(lines))
    chunks = ((b"IHDR", header), (b"PLTE", bytes(palette)), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def pack(parts: dict[str, bytes], saved: datetime) -> bytes:
    """A package of these parts, in this order, with nothing of the day or the machine in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, saved.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            package.writestr(entry, data, compresslevel=6)
    return buffer.getvalue()
