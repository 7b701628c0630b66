"""What a workbook holds besides cells is told by what its parts are, whatever they are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from moving import patched, workbook
from sheetplan.model import Feature
from sheetplan.workbook import features

EXCEL, OPEN = "application/vnd.ms-excel.", "application/vnd.openxmlformats-officedocument.spreadsheetml."


def held(path: Path, parts: dict[str, tuple[str, bytes]]) -> dict[str, int]:
    """What is found in a workbook with these parts besides its own."""

    def types(raw: bytes) -> bytes:
        lines = [f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, (kind, _) in parts.items()]
        return raw.replace(b"</Types>", "".join(lines).encode() + b"</Types>")

    changes = {"[Content_Types].xml": types} | {name: content for name, (_, content) in parts.items()}
    path.write_bytes(patched(workbook(), changes))
    return {one.what: one.number for one in features.of(path)}


@pytest.mark.parametrize(
    ("kind", "content", "what", "number"),
    [
        ("application/vnd.ms-office.vbaProject", b"x", "project of macros", 1),
        ("application/vnd.ms-office.vbaProjectSignatureV3", b"x", "signature of macros", 1),
        (f"{EXCEL}threadedcomments+xml", b"<ThreadedComments><threadedComment a/></x>", "threaded comment", 1),
        (f"{EXCEL}slicer+xml", b"<slicers a><slicer a/><slicer b/></slicers>", "slicers", 2),
        (f"{OPEN}pivotTable+xml", b"<x/>", "pivot table", 1),
        (f"{OPEN}externalLink+xml", b"<x/>", "link to another workbook", 1),
        (f"{OPEN}connections+xml", b"<connections><connection id='1'/></connections>", "data connection", 1),
        (f"{OPEN}revisionHeaders+xml", b"<x/>", "record of a shared workbook", 1),
        (f"{EXCEL}controlproperties+xml", b"<x/>", "button or other control", 1),
    ],
)
def test_what_has_a_part_of_its_own(tmp_path: Path, kind: str, content: bytes, what: str, number: int) -> None:
    before = held(tmp_path / "before.xlsx", {})
    found = held(tmp_path / "after.xlsx", {"odd/Name.bin": (kind, content)})
    assert found == before | {what: number}


def test_a_preview_of_the_first_page_is_no_picture(tmp_path: Path) -> None:
    found = held(tmp_path / "plan.xlsx", {"docProps/thumbnail.jpeg": ("image/jpeg", b"x")})
    assert not {"picture", "pictures"} & found.keys()


def test_sheets_that_are_hidden_or_protected_are_named(tmp_path: Path) -> None:
    def protect(raw: bytes) -> bytes:
        return raw.replace(b"</sheetData>", b'</sheetData><sheetProtection password="CC1A" sheet="1"/>')

    def hide(raw: bytes) -> bytes:
        lock = b'<workbookProtection lockStructure="1"/><bookViews'
        return raw.replace(b"<bookViews", lock).replace(b'name="Summary"', b'name="Summary" state="veryHidden"')

    path = tmp_path / "plan.xlsx"
    path.write_bytes(patched(workbook(), {"xl/worksheets/sheet1.xml": protect, "xl/workbook.xml": hide}))
    found = {one.what: one for one in features.of(path)}
    assert found["hidden sheet"] == Feature("hidden sheet", 1, '"Summary".')
    assert "update writes there all the same" in found["protected sheet"].note
    assert found["protected structure"].number == 1
