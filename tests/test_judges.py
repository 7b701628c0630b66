"""The judges themselves: each sees what it is there for, and nothing where nothing is wrong."""

from __future__ import annotations

import os
import signal
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import xlsxwriter

from judges import intact
from judges.browser import violations
from judges.intact import Expected
from judges.libreoffice import LibreOffice, LibreOfficeError
from judges.raw import RawBook
from packages import contents, zipped
from sheetplan.workbook import edit
from sheetplan.workbook.changes import SetCell


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A plan with an action, and a count of its rows whose stored result is wrong."""
    path = tmp_path / "plan.xlsx"
    with xlsxwriter.Workbook(path) as book:
        plan, count = book.add_worksheet("Plan"), book.add_worksheet("Count")
        day = book.add_format({"num_format": "d mmm yyyy"})
        plan.write_row("A1", ["Action", "Due date", "Days left"])
        plan.write("A2", "1. Book the room")
        plan.write_datetime("B2", datetime(2008, 2, 29), day)
        plan.write_formula("C2", "=B2-ReportDate", None, 29)
        book.define_name("ReportDate", "=Plan!$E$1")
        plan.write_datetime("E1", datetime(2008, 1, 31), day)
        plan.write_formula("E2", "=NA()", None, "#N/A")
        count.write_formula("A1", "=COUNTA(Plan!A2:A9)", None, 99)
    return path


def test_a_question_leaves_the_file_and_its_folder_as_they_were(libreoffice: LibreOffice, workbook: Path) -> None:
    before = workbook.read_bytes()
    libreoffice.recalculated(workbook, {"Plan": {"A3": "2. Ask the owners"}})
    assert workbook.read_bytes() == before
    assert [path.name for path in workbook.parent.iterdir()] == ["plan.xlsx"]


def test_a_wrong_stored_result_is_shown_on_opening_and_corrected_by_forced_recalculation(
    libreoffice: LibreOffice, workbook: Path
) -> None:
    assert libreoffice.values(workbook)["Count"] == {"A1": 99}
    assert libreoffice.recalculated(workbook)["Count"] == {"A1": 1}


def test_values_are_what_a_person_sees(libreoffice: LibreOffice, workbook: Path) -> None:
    assert libreoffice.recalculated(workbook)["Plan"] == {
        "A1": "Action", "B1": "Due date", "C1": "Days left", "E1": date(2008, 1, 31),
        "A2": "1. Book the room", "B2": date(2008, 2, 29), "C2": 29, "E2": "#N/A",
    }  # fmt: skip


def test_another_position_date_can_be_asked_for(libreoffice: LibreOffice, workbook: Path) -> None:
    assert libreoffice.recalculated(workbook, {"Plan": {"E1": date(2008, 3, 1)}})["Plan"]["C2"] == -1


def test_what_is_typed_is_saved_with_what_follows_from_it(
    libreoffice: LibreOffice, workbook: Path, tmp_path: Path
) -> None:
    typed = {
        "Plan": {
            "A3": "2. Ask the owners",
            "B3": date(2008, 4, 30),
            "C3": "=B3-ReportDate",
            "A4": "'=x",
            "A2": None,
        }
    }
    saved = libreoffice.type_in(workbook, typed, tmp_path / "typed.xlsx")
    plan = libreoffice.values(saved)["Plan"]
    assert (plan["A3"], plan["B3"], plan["C3"], plan["A4"]) == ("2. Ask the owners", date(2008, 4, 30), 90, "=x")
    assert "A2" not in plan
    assert libreoffice.values(saved)["Count"] == {"A1": 2}


def test_a_missing_sheet_and_a_locked_cell_are_refused(libreoffice: LibreOffice, tmp_path: Path) -> None:
    path = tmp_path / "locked.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Archive")
        sheet.protect()
        sheet.write("B1", None, book.add_format({"locked": False}))
    with pytest.raises(LibreOfficeError, match="Archive!A1 is locked"):
        libreoffice.type_in(path, {"Archive": {"A1": "no"}}, tmp_path / "out.xlsx")
    with pytest.raises(LibreOfficeError, match="there is no sheet 'Plan'"):
        libreoffice.type_in(path, {"Plan": {"A1": "no"}}, tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()
    out = libreoffice.type_in(path, {"Archive": {"B1": "yes"}}, tmp_path / "out.xlsx")
    assert libreoffice.values(out)["Archive"] == {"B1": "yes"}


def test_pages_can_be_printed(libreoffice: LibreOffice, workbook: Path) -> None:
    pages = libreoffice.convert(workbook, "pdf")
    assert pages.name == "plan.pdf"
    assert pages.read_bytes().startswith(b"%PDF")


def test_a_file_that_is_no_workbook_is_refused(libreoffice: LibreOffice, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(LibreOfficeError, match=r"plan\.xlsx"):
        libreoffice.values(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no process groups to kill")
@pytest.mark.usefixtures("libreoffice")
def test_a_libreoffice_that_was_killed_is_started_again(workbook: Path) -> None:
    with LibreOffice() as office:
        assert office.values(workbook)["Count"] == {"A1": 99}
        first = office.process_id
        assert first is not None
        os.killpg(first, signal.SIGKILL)
        with pytest.raises(LibreOfficeError):
            office.values(workbook)
        assert office.values(workbook)["Count"] == {"A1": 99}
        assert office.process_id != first


def test_a_sound_workbook_has_no_new_errors(validator: ModuleType, workbook: Path) -> None:
    assert validator.new_errors(None, workbook) == []


def test_new_errors_are_told_from_those_that_were_there(validator: ModuleType, workbook: Path, tmp_path: Path) -> None:
    once = _with_sheet(workbook, tmp_path / "once.xlsx", b"<sheetData>", b'<sheetData nonsense="1">')
    twice = _with_sheet(once, tmp_path / "twice.xlsx", b'<row r="1"', b'<row r="1" nonsense="2"')
    assert len(validator.new_errors(None, twice)) == 2
    assert validator.new_errors(once, once) == []
    (found,) = validator.new_errors(once, twice)
    assert found.startswith("/xl/worksheets/sheet1.xml")
    assert "nonsense" in found


def test_the_order_of_a_fonts_children_is_no_error(validator: ModuleType, workbook: Path, tmp_path: Path) -> None:
    turned = tmp_path / "turned.xlsx"
    _rewrite(workbook, turned, "xl/styles.xml", b'<font><sz val="11"/>', b'<font><name val="Arial"/><sz val="11"/>')
    assert validator.new_errors(workbook, turned) == []


def _with_sheet(source: Path, target: Path, old: bytes, new: bytes) -> Path:
    return _rewrite(source, target, "xl/worksheets/sheet1.xml", old, new)


def _rewrite(source: Path, target: Path, part: str, old: bytes, new: bytes) -> Path:
    """A copy of the workbook with one piece of one part replaced."""
    with zipfile.ZipFile(source) as given, zipfile.ZipFile(target, "w") as made:
        for name in given.namelist():
            content = given.read(name)
            if name == part:
                assert content.count(old) == 1
                content = content.replace(old, new)
            made.writestr(name, content)
    return target


# What must not change


SPOILT = {
    "a lost part": ("docProps/core.xml", None, "is lost"),
    "another part": ("xl/theme/theme1.xml", (b"<a:", b"<a: "), "changed"),
    "a neighbour": ("xl/worksheets/sheet1.xml", (b"<v>2</v>", b"<v>3</v>"), "B1 changed"),
    "a style": ("xl/worksheets/sheet1.xml", (b'<c r="A1" s="1"', b'<c r="A1" s="0"'), "has the style"),
    "a row": ("xl/worksheets/sheet1.xml", (b'<row r="1"', b'<row r="1" ht="40"'), "row 1 changed its look"),
    "surroundings": (
        "xl/worksheets/sheet1.xml",
        (b"<pageMargins", b'<printOptions gridLines="1"/><pageMargins'),
        "around",
    ),
    "a column": ("xl/worksheets/sheet1.xml", (b'width="30', b'width="31'), "column 3 changed"),
    "the order of styles": ("xl/styles.xml", (b'<xf numFmtId="0"', b'<xf numFmtId="1"'), "styles"),
    "a name": ("xl/workbook.xml", (b"$A$1:$B$1", b"$A$1:$B$2"), "the name Both changed"),
    "calculation": ("xl/workbook.xml", (b"<calcPr", b'<calcPr fullPrecision="0"'), "calculation"),
}


@pytest.mark.parametrize("case", SPOILT, ids=str)
def test_whatever_an_edit_may_not_do_is_noticed(case: str, tmp_path: Path) -> None:
    source, target = tmp_path / "plan.xlsx", tmp_path / "edited.xlsx"
    book = xlsxwriter.Workbook(source)
    book.add_worksheet("Plan").write_row("A1", [1, 2], book.add_format({"bold": True}))
    book.worksheets()[0].set_column(2, 2, 30)
    book.define_name("Both", "=Plan!$A$1:$B$1")
    book.close()
    edit.edit(source, target, [SetCell("Plan", 1, 1, 7)])
    expected = {("Plan", (1, 1)): Expected(7)}
    old, data = RawBook(source.read_bytes()), target.read_bytes()
    assert intact.differences(old, RawBook(data), expected) == []

    part, change, words = SPOILT[case]
    parts = contents(data)
    spoilt = parts.pop(part)
    if change is not None:
        assert change[0] in spoilt
        parts[part] = spoilt.replace(change[0], change[1], 1)
    found = intact.differences(old, RawBook(zipped(parts)), expected)
    assert any(words in one for one in found), found


def test_the_browser_sees_what_some_cannot_use(browser: Any) -> None:
    page = browser.new_page()
    good = "<!DOCTYPE html><html lang=en><title>A page</title><main><h1>A page</h1>{}</main></html>"
    page.set_content(good.format("<p>Words.</p>"))
    assert violations(page) == []
    page.set_content(good.format('<input><p style="color:#ddd">Words.</p><div style="width:330px">.</div>'))
    found = violations(page)
    assert [one.partition(":")[0] for one in found if "pixels" not in one] == ["color-contrast", "label"]
    assert [one for one in found if one.endswith("in a window of 320")]
    page.close()
