"""A package is read with suspicion and written again with every untouched entry as it was, to the byte."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from packages import MAIN, OFFICE, contents, ole2, parts_of, sheet_xml, written, zipped
from sheetplan.model import SheetplanError
from sheetplan.workbook import parts
from sheetplan.workbook import zipped as zips
from sheetplan.workbook.parts import Package

SHEET = sheet_xml('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>')


def saved(folder: Path, data: bytes, name: str = "plan.xlsx") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def entry_bytes(data: bytes) -> dict[str, tuple[bytes, tuple[int, ...], int]]:
    """Each entry's packed bytes, date and attributes, found without the code under test."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            name, extra = struct.unpack_from("<HH", data, info.header_offset + 26)
            start = info.header_offset + 30 + name + extra
            packed = data[start : start + info.compress_size]
            found[info.filename] = (packed, info.date_time, info.external_attr)
    return found


def test_untouched_entries_are_copied_byte_for_byte(tmp_path: Path) -> None:
    source = zipped(parts_of({"Plan": SHEET, "Other": SHEET}, {"custom/odd name.bin": "\x00\x01"}))
    package = Package.open(saved(tmp_path, source))
    target = io.BytesIO()

    new = b"<worksheet/>"
    parts.write(package, target, {"xl/worksheets/sheet1.xml": new}, {"xl/new.xml": b"<new/>"}, {"xl/styles.xml"})

    before, after = entry_bytes(source), entry_bytes(target.getvalue())
    assert list(after) == [name for name in before if name != "xl/styles.xml"] + ["xl/new.xml"]
    assert all(after[name] == before[name] for name in after if name not in ("xl/worksheets/sheet1.xml", "xl/new.xml"))
    assert contents(target.getvalue())["xl/worksheets/sheet1.xml"] == new
    assert contents(target.getvalue())["xl/new.xml"] == b"<new/>"


def test_the_same_change_gives_the_same_bytes(tmp_path: Path) -> None:
    package = Package.open(written(tmp_path, {"Plan": SHEET}))
    results = []
    for _ in range(2):
        target = io.BytesIO()
        parts.write(package, target, {"xl/styles.xml": b"<styleSheet/>"}, {"xl/new.xml": b"<new/>"}, set())
        results.append(target.getvalue())

    assert results[0] == results[1]


class Unseekable(io.RawIOBase):
    """A stream that zipfile can only write to with data descriptors behind the entries."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # the stream takes whatever zipfile hands it
        self.data += data
        return len(data)


def test_data_descriptors_are_read_and_never_written(tmp_path: Path) -> None:
    stream = Unseekable()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts_of({"Plan": SHEET}).items():
            archive.writestr(name, content)
    source = bytes(stream.data)
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        assert all(info.flag_bits & 8 for info in archive.infolist())
    target = io.BytesIO()
    parts.write(Package.open(saved(tmp_path, source)), target, {}, {}, set())

    assert contents(target.getvalue()) == contents(source)
    with zipfile.ZipFile(target) as archive:
        assert not any(info.flag_bits & 8 for info in archive.infolist())
    assert openpyxl.load_workbook(target)["Plan"]["A1"].value == 1


def test_names_keep_their_spelling_and_are_found_whatever_their_case(tmp_path: Path) -> None:
    extra = {"XL/Über/Plan é.xml": "<a/>", "xl\\media\\back.xml": "<b/>"}
    package = Package.open(written(tmp_path, {"Plan": SHEET}, extra))
    target = io.BytesIO()
    parts.write(package, target, {}, {}, set())

    assert package.find("/xl/über/plan É.XML") == "XL/Über/Plan é.xml"
    assert package.read("xl/media/back.xml") == b"<b/>"
    assert contents(target.getvalue()) == contents(package.data)


def test_the_workbook_is_found_by_its_relation_and_not_by_its_name(tmp_path: Path) -> None:
    made = parts_of({"Plan": SHEET})
    strict = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    made["_rels/.rels"] = made["_rels/.rels"].replace(OFFICE, strict).replace("xl/workbook.xml", "/Odd/The%20Book.xml")
    relations = made.pop("xl/_rels/workbook.xml.rels").replace(OFFICE, strict)
    made["Odd/_rels/The Book.xml.rels"] = relations.replace('"worksheets/', '"..\\xl\\worksheets\\')
    made["Odd/The Book.xml"] = (
        f'<x:workbook xmlns:x="{MAIN}" xmlns:q="{strict}"><x:workbookPr date1904="true"/><x:sheets>'
        '<x:sheet name="Plan &amp; aims" sheetId="7" state="veryHidden" q:id="rId1"/></x:sheets><x:definedNames>'
        '<x:definedName name="_xlnm.Print_Area" localSheetId="0" hidden="1">Plan!$A$1:$B$2</x:definedName>'
        "</x:definedNames></x:workbook>"
    )
    del made["xl/workbook.xml"]
    package = Package.open(saved(tmp_path, zipped(made)))

    assert package.workbook_part == "Odd/The Book.xml"
    sheet = package.sheets[0]
    assert (sheet.name, sheet.part, sheet.state, sheet.sheet_id, sheet.kind) == (
        *("Plan & aims", "xl/worksheets/sheet1.xml", "veryHidden", 7, "worksheet"),
    )
    assert package.defined_names[0] == ("_xlnm.Print_Area", "Plan!$A$1:$B$2", 0, True)
    assert package.date1904


def one_more(name: str) -> bytes:
    """A workbook with one more part of this name, which may be there already."""
    target = io.BytesIO(zipped(parts_of({"Plan": SHEET})))
    with zipfile.ZipFile(target, "a") as archive:
        if name in archive.namelist():
            with pytest.warns(UserWarning, match="Duplicate name"):
                archive.writestr(name, "<a/>")
        else:
            archive.writestr(name, "<a/>")
    return target.getvalue()


def overlapping() -> bytes:
    """A workbook with an entry inside another one's bytes."""
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w") as archive:
        archive.writestr("xl/inner.xml", "<a/>")
    target = io.BytesIO(zipped(parts_of({"Plan": SHEET})))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/outer.bin", inside.getvalue(), zipfile.ZIP_STORED)
        archive.writestr("xl/inner.xml", "<a/>", zipfile.ZIP_STORED)
    data = bytearray(target.getvalue())
    listed = data.rindex(b"xl/inner.xml")
    data[listed - 4 : listed] = struct.pack("<L", data.index(b"xl/inner.xml") - 30)
    return bytes(data)


def bomb() -> bytes:
    """A workbook with a part that unpacks to a thousand times its size."""
    target = io.BytesIO(zipped(parts_of({"Plan": SHEET})))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/bomb.xml", "w") as part:
        for _ in range(40):
            part.write(b"\0" * 1024 * 1024)
    return target.getvalue()


def encrypted_entries() -> bytes:
    """A workbook whose entries say that they are encrypted."""
    data = bytearray(zipped(parts_of({"Plan": SHEET})))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


WORKBOOK = zipped(parts_of({"Plan": SHEET}))
REFUSED = {
    "empty": (b"", "is empty"),
    "text": (b"Ref;Action\n1;Review", "is not an Excel workbook"),
    "encrypted": (ole2("EncryptedPackage"), "is protected with a password"),
    "old": (ole2("Workbook"), "is an old Excel file"),
    "truncated": (WORKBOOK[: len(WORKBOOK) // 2], "is damaged"),
    "flipped": (WORKBOOK.replace(b"PK\x03\x04", b"PK\x03\x05", 1), "is damaged"),
    "climbing": (one_more("../../evil.xml"), "points outside"),
    "absolute": (one_more("/etc/evil.xml"), "points outside"),
    "drive": (one_more("C:/evil.xml"), "points outside"),
    "twice": (one_more("xl/styles.xml"), "two parts with the same name"),
    "twice but for case": (one_more("XL/Styles.xml"), "two parts with the same name"),
    "overlap": (overlapping(), "overlap"),
    "bomb": (bomb(), "times its size"),
    "zip password": (encrypted_entries(), "zip password"),
    "no workbook": (zipped({"a.txt": "x"}), "no workbook inside"),
    "entity bomb": (
        zipped(parts_of({"Plan": SHEET}) | {"_rels/.rels": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "document type",
    ),
    "binary": (
        zipped({k: v.replace("xl/workbook.xml", "xl/workbook.bin") for k, v in parts_of({"Plan": SHEET}).items()}
               | {"xl/workbook.bin": "x"}),
        ".xlsb",
    ),
    "word": (
        zipped({k: v.replace("spreadsheetml", "wordprocessingml") for k, v in parts_of({"Plan": SHEET}).items()}),
        "Word file",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_sound_workbook_is_refused_in_plain_words(kind: str, tmp_path: Path) -> None:
    data, words = REFUSED[kind]
    with pytest.raises(SheetplanError) as refusal:
        Package.open(saved(tmp_path, data, "returned.xlsx"))

    assert "returned.xlsx" in refusal.value.reason
    assert words in refusal.value.reason
    assert refusal.value.fix.endswith(".")


def test_a_missing_file_and_a_folder_are_said_to_be_that(tmp_path: Path) -> None:
    with pytest.raises(SheetplanError, match="is not there"):
        Package.open(tmp_path / "none.xlsx")
    with pytest.raises(SheetplanError, match="is a folder"):
        Package.open(tmp_path)


def test_a_damaged_part_is_noticed_when_it_is_read(tmp_path: Path) -> None:
    data = bytearray(WORKBOOK)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    data[info.header_offset + 30 + len(info.filename) + 5] ^= 0xFF
    path = saved(tmp_path, bytes(data))

    with pytest.raises(SheetplanError, match="damaged at its part"):
        Package.open(path).read("xl/worksheets/sheet1.xml")


def test_a_part_that_unpacks_to_something_else_than_its_sum_says_is_noticed(tmp_path: Path) -> None:
    target = io.BytesIO(WORKBOOK)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/note.xml", "<a>due</a>", zipfile.ZIP_STORED)
    package = Package.open(saved(tmp_path, target.getvalue().replace(b"<a>due</a>", b"<a>duf</a>")))

    with pytest.raises(SheetplanError, match="damaged at its part"):
        package.read("xl/note.xml")


def test_a_size_that_lies_is_noticed_without_unpacking_more(tmp_path: Path) -> None:
    data = bytearray(WORKBOOK)
    at = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    data[at + 24 : at + 28] = struct.pack("<L", 10)
    with pytest.raises(SheetplanError, match=r"damaged|two different sizes"):
        Package.open(saved(tmp_path, bytes(data))).read("xl/worksheets/sheet1.xml")


def test_more_than_a_workbook_can_need_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path, WORKBOOK)
    for name, words in (("MAX_ENTRIES", "parts"), ("MAX_GROWTH", "unpacked"), ("MAX_FILE", "larger")):
        with monkeypatch.context() as limits:
            limits.setattr(zips, name, 3)
            with pytest.raises(SheetplanError, match=words):
                Package.open(path)


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "getuid") or os.getuid() == 0, reason="rights bind no superuser")
def test_a_file_that_may_not_be_read_is_said_to_be_that(tmp_path: Path) -> None:
    path = saved(tmp_path, WORKBOOK)
    path.chmod(0)
    with pytest.raises(SheetplanError, match="may not be read"):
        Package.open(path)


def test_a_list_of_contents_as_programs_write_it_says_the_same_to_zipfile(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped({"xl/a.xml": SHEET, "xl/b.bin": b"", "c.txt": b"c" * 5000})
    quick = zips._usual_entries  # noqa: SLF001 - that it was the quick way is what is asked
    monkeypatch.setattr(zips, "_usual_entries", lambda _: None)
    assert quick(data) == zips.entries(data, "plan.xlsx")
    for changed in (data + b"\0", b"\0" + data, data.replace(b"c.txt", b"d.txt", 1)):
        assert quick(changed) is None  # anything else is left to zipfile


def test_with_parts_unpacked_a_package_holds_the_same_and_each_other_part_as_it_was_packed(tmp_path: Path) -> None:
    source = zipped(parts_of({"Plan": SHEET, "Other": SHEET}))
    package = Package.open(saved(tmp_path, source))

    handed = package.with_unpacked({"xl/worksheets/SHEET1.xml": package.read("xl/worksheets/sheet1.xml")})

    assert contents(handed) == contents(source)
    before, after = entry_bytes(source), entry_bytes(handed)
    assert after.pop("xl/worksheets/sheet1.xml")[0] == SHEET.encode("utf-8")
    del before["xl/worksheets/sheet1.xml"]
    assert {name: packed for name, (packed, *_) in after.items()} == {name: one for name, (one, *_) in before.items()}
