"""Workbooks for tests that look at bytes: made by hand where no program would write them so, and taken apart again."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Arial"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def sheet_xml(rows: str, before: str = "", after: str = "", prefix: str = "") -> str:
    """A worksheet whose cells and surroundings are given as XML (in the prefix's own spelling)."""
    name = f"{prefix}:" if prefix else ""
    space = f"xmlns:{prefix}" if prefix else "xmlns"
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<{name}worksheet {space}="{MAIN}" '
        f'xmlns:r="{OFFICE}">{before}{rows}{after}</{name}worksheet>'
    )


def parts_of(sheets: dict[str, str], extra: dict[str, str] | None = None) -> dict[str, str]:
    """The parts of a small workbook: its sheets by name, and further parts by theirs (which may replace any)."""
    overrides = relations = entries = ""
    parts: dict[str, str] = {}
    for number, (name, content) in enumerate(sheets.items(), 1):
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        overrides += f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{kind}"/>'
        target = f"worksheets/sheet{number}.xml"
        relations += f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="{target}"/>'
        entries += f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>'
        parts[f"xl/worksheets/sheet{number}.xml"] = content
    spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{spreadsheet}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{spreadsheet}.styles+xml"/>{overrides}</Types>'
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    first = {
        "[Content_Types].xml": types,
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{relations}'
        f'<Relationship Id="rIdStyles" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
    }
    return first | parts | (extra or {})


def zipped(parts: dict[str, str] | dict[str, bytes]) -> bytes:
    """Parts as a zip file, in their order."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2008, 2, 29, 12, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def contents(data: bytes) -> dict[str, bytes]:
    """All parts of a zip file, read by Python's own reader, which checks the sums."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(folder: Path, sheets: dict[str, str], extra: dict[str, str] | None = None) -> Path:
    """A small workbook on disk."""
    path = folder / "plan.xlsx"
    path.write_bytes(zipped(parts_of(sheets, extra)))
    return path


def tree(content: bytes) -> ET.Element:
    """The root of a part, found by a parser that the code under test does not use."""
    return ET.fromstring(content)  # noqa: S314 - what is read here was written by these tests or by our own code


def ole2(stream: str) -> bytes:
    """The least of an OLE2 file: its mark, and a directory entry in its right place."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + stream.encode("utf-16-le").ljust(128, b"\0")
