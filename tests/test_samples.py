"""The samples are what they claim to be: real plans in real workbooks, rebuilt from their scripts at any time."""

from __future__ import annotations

import subprocess
import sys
import warnings
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText

import staff
from sheetplan import template

if TYPE_CHECKING:
    from types import ModuleType

    from judges.libreoffice import LibreOffice

SAMPLES = Path(__file__).parents[1] / "samples"
NAMES = sorted(path.parent.name for path in SAMPLES.glob("*/plan.toml"))
PLAN = SAMPLES / "peer-review" / "plan.xlsx"
STORIES = {"sync", "rollup"}
"""Samples that take many updates to build; their own tests build them."""
ANY_DAY = date(2009, 7, 31)
NOVEMBER, DECEMBER = (2007, 11), (2007, 12)

HEADINGS = [
    "Action",
    "Timescales/\nMilestones",
    "Success Criteria/Target",
    "Responsibility",
    "Evaluation/ Monitoring",
    "Achieved\n(Date)",
]
# Row, the action's own number, timescale as typed, responsibility, achieved.
ACTIONS = [
    (7, "1", "30/11/07 - completed", "MQC/PM", date(*NOVEMBER, 28)),
    (8, "2", "20/11/07 Meeting", "MQC/PM", date(*NOVEMBER, 20)),
    (9, "3", "20/11/07", "MQC/PM", date(*NOVEMBER, 20)),
    (10, "4", "27/11/07", "MQC", date(*NOVEMBER, 27)),
    (11, "5", "By 3/12/07", "PM – Preparation of Action Plan for MQC\nMQC – link to QIA", date(*DECEMBER, 3)),
    (12, "6", "10/12/07", "MQC/PM", None),
    (13, "7", "By 6/12/07", "MQC", date(*NOVEMBER, 28)),
    (14, "8", "10/12/07", "PM/MQC", None),
    (15, "9", "Booking made by 10/12/07", "MQC", None),
    (16, "10", "20/12/07 Meeting", "MQC/PM", None),
    (17, "11", "20/12/07 Meeting", "MQC/PM", None),
    (18, "12", "Commence from 10/12/07; ongoing through plan", "MQC/PM", None),
    (19, "13", "Book when QIA course details available", "MQC", None),
    (20, "14", "9/1/08 Meeting", "MQC/PM", None),
    (22, "15", "Confirmed by 9/1/08 and monitored throughout project", "MQC", None),
    (23, "16", "Completed by 28/1/08", "PM/RF", None),
    (25, "17", "28/1/08 through to May 2008", "PM", None),
    (26, "18", "11/2/08", "RF/PM", None),
    (28, "19", "Completed by 11/2/08", "PM", None),
    (29, "20", "By end of March 2008", "PM", None),
    (30, "21", "By 25/2/08", "PM/RF/MQC", None),
    (31, "22", "By 25/2/08", "PM/MQC/RF", None),
    (32, "23", "By 14/3/08", "PM/RF", None),
    (33, "24", "By 25/3/08", "PM", None),
    (34, "25", "By 31/3/08", "PM/MQC", None),
    (35, "26", "Ongoing", "PM", None),
    (36, "27", "April – May 2008; ongoing", "MQC/PM", None),
    (37, "28", "April onwards (For one year)", "MQC/PM", None),
    (38, "29", "By 31/5/08", "PM/MQC", None),
    (39, "30", "Ongoing", "PM/MQC", None),
]
CONTINUED = {21: " 14.  Contd", 24: "16. Contd", 27: " 18. Contd"}


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return load()


@pytest.fixture(scope="module")
def plan(book: openpyxl.Workbook) -> Any:
    return book["Action plan"]


@pytest.fixture(scope="module")
def parts() -> dict[str, bytes]:
    return parts_of(PLAN)


def load(**how: bool) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        # It says that it does not know the x14 rules: for that they are in the sample.
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(PLAN, **how)


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed_sizes(path: Path) -> list[int]:
    with zipfile.ZipFile(path) as package:
        return [entry.compress_size for entry in package.infolist()]


def rebuilt(folder: Path) -> Path:
    here = sorted({path.parent.name for path in SAMPLES.glob("*/*.toml")} - STORIES)
    subprocess.run([sys.executable, str(SAMPLES / "build.py"), str(folder), *here], check=True)
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two folders into which the scripts have written all samples but the stories, one after the other."""
    return rebuilt(tmp_path_factory.mktemp("first")), rebuilt(tmp_path_factory.mktemp("second"))


def test_every_template_has_a_sample_and_every_sample_a_script(built: tuple[Path, Path]) -> None:
    painted = {path.parent.name for path in built[0].glob("*/plan.xlsx")}
    assert sorted(painted) == sorted(NAMES)
    assert sorted(NAMES) == sorted(template.names())


@pytest.mark.parametrize("name", NAMES)
def test_the_script_writes_the_sample_that_is_kept_here(name: str, built: tuple[Path, Path]) -> None:
    fresh, kept = parts_of(built[0] / name / "plan.xlsx"), parts_of(SAMPLES / name / "plan.xlsx")
    assert list(fresh) == list(kept)
    assert [part for part in kept if fresh[part] != kept[part]] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_script_writes_the_same_bytes_every_time(name: str, built: tuple[Path, Path]) -> None:
    first, second = (folder / name / "plan.xlsx" for folder in built)
    kept = SAMPLES / name / "plan.xlsx"
    assert first.read_bytes() == second.read_bytes()
    if parts_of(first) == parts_of(kept) and packed_sizes(first) != packed_sizes(kept):
        pytest.skip("this Python's zlib compresses differently; the parts are the same")
    assert first.read_bytes() == kept.read_bytes()


def test_the_script_writes_the_submissions_that_are_kept_here(built: tuple[Path, Path]) -> None:
    first, second, kept = (folder / "submissions" for folder in (*built, SAMPLES))
    files = [path.relative_to(first) for path in first.rglob("*") if path.is_file()]
    assert {path.name for path in (kept / "plans").iterdir()} == {path.name for path in files[:] if len(path.parts) > 1}
    assert [name for name in files if (first / name).read_bytes() != (second / name).read_bytes()] == []
    for name in files:
        fresh, there = first / name, kept / name
        is_package = zipfile.is_zipfile(fresh)
        assert (parts_of if is_package else Path.read_bytes)(fresh) == (parts_of if is_package else Path.read_bytes)(
            there
        )


@pytest.mark.parametrize("name", NAMES)
def test_microsofts_validator_finds_nothing(name: str, validator: ModuleType) -> None:
    assert validator.new_errors(None, SAMPLES / name / "plan.xlsx") == []


@pytest.mark.parametrize("name", NAMES)
def test_libreoffice_saves_it_and_it_reads_the_same(name: str, tmp_path: Path, libreoffice: LibreOffice) -> None:
    plan = staff.sample(name, tmp_path)
    before = staff.reading(staff.judged(plan, ANY_DAY))
    libreoffice.convert(plan, "xlsx", tmp_path / "saved.xlsx").replace(plan)
    assert staff.reading(staff.judged(plan, ANY_DAY)) == before


def test_what_stands_above_the_plan(plan: Any) -> None:
    above = [plan.cell(row, 1).value for row in range(1, 6)]
    assert "2007-08" in above[0]
    assert above[1] == "MQC = Main QIA Contact point; PM = Project Manager; RF = Peer Review Team Leader"
    assert all(above[2:4])
    assert above[4] is None


def test_headings_and_no_status_columns(plan: Any) -> None:
    assert [cell.value for cell in plan[6]] == HEADINGS
    assert (plan.max_row, plan.max_column) == (39, 6)


def test_the_thirty_actions(plan: Any) -> None:
    found = []
    for row in range(7, 40):
        if row in CONTINUED:
            continue
        action, timescale, _, responsibility, _, achieved = (cell.value for cell in plan[row])
        day = achieved.date() if isinstance(achieved, datetime) else achieved
        found.append((row, action.split(".")[0], timescale, responsibility, day))
    assert found == ACTIONS


def test_achieved_dates_are_typed_as_days_and_months(plan: Any) -> None:
    assert {plan.cell(row, 6).number_format for row in range(7, 40)} == {"dd/mm/yy"}


def test_continuations_stand_on_rows_of_their_own(plan: Any) -> None:
    for row, words in CONTINUED.items():
        assert plan.cell(row, 1).value.split("\n")[0] == words
        assert [cell.value for cell in plan[row][1:]] == [None] * 5
    left = [row for row in range(7, 40) if plan.cell(row, 1).value.endswith("Contd next page")]
    assert left == [20, 23]


def test_bullets_are_lines_in_the_cell(plan: Any) -> None:
    bullets = {row: plan.cell(row, 1).value.count("\n· ") for row in (7, 8, 20, 21, 26, 27, 31, 32, 36)}
    assert bullets == {7: 2, 8: 3, 20: 4, 21: 3, 26: 3, 27: 4, 31: 5, 32: 5, 36: 7}
    assert plan["C39"].value is None
    assert plan["E39"].value is None


def test_notes_bold_and_styles_are_on_actions_that_go_and_on_actions_that_stay(plan: Any) -> None:
    notes = [cell.row for row in plan.iter_rows(min_row=7) for cell in row if cell.comment]
    assert notes == [10, 22, 24, 33]
    rich = load(rich_text=True)["Action plan"]
    bold = [row for row in range(7, 40) if isinstance(rich.cell(row, 1).value, CellRichText)]
    assert bold == [8, 11, 20, 23, 24, 30, 36]
    italic = [cell.coordinate for row in plan.iter_rows(min_row=7) for cell in row if cell.font.i]
    assert italic == ["E13", "C18"]
    yellow = [
        cell.coordinate for row in plan.iter_rows(min_row=7) for cell in row if cell.fill.fgColor.rgb == "FFFFFF00"
    ]
    assert yellow == ["B19"]


def test_rows_refit_when_somebody_types(parts: dict[str, bytes]) -> None:
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b"customHeight" not in sheet
    assert sheet.count(b' ht="') >= 33


def test_what_an_editor_could_harm_is_there(parts: dict[str, bytes]) -> None:
    for name in (
        "xl/media/image1.png",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
        "xl/charts/chart1.xml",
        "xl/printerSettings/printerSettings1.bin",
        "customXml/item1.xml",
        "customXml/itemProps1.xml",
    ):
        assert name in parts
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b"<x14:dataValidation " in sheet
    assert b"<xm:f>Figures!$A$11:$A$13</xm:f></x14:formula1><xm:sqref>D7:D39" in sheet
    assert b"&gt;Figures!$B$5)</xm:f>" in sheet
    assert b"<xdr:pic>" in parts["xl/drawings/drawing1.xml"]
    assert b'txBox="1"' in parts["xl/drawings/drawing2.xml"]
    assert b"'Action plan'!$A$1:$F$39" in parts["xl/workbook.xml"]
    assert b"printerSettings1.bin" in parts["xl/worksheets/_rels/sheet1.xml.rels"]
    assert b"customXml/item1.xml" in parts["xl/_rels/workbook.xml.rels"]
    # A file that Excel saved does not ask for a recalculation of its own accord.
    assert b"fullCalcOnLoad" not in parts["xl/workbook.xml"]


def test_the_third_sheet_counts_the_plan(book: openpyxl.Workbook) -> None:
    formulas, cached = book["Figures"], load(data_only=True)["Figures"]
    assert formulas["B3"].value == "=COUNTA('Action plan'!A7:A39)"
    assert formulas["B4"].value == "=COUNTA('Action plan'!F7:F39)"
    assert [cached[cell].value for cell in ("B3", "B4")] == [33, 6]
    named = {
        code: sum(code in responsibility for _, _, _, responsibility, _ in ACTIONS) for code in ("MQC", "PM", "RF")
    }
    assert {cached.cell(row, 1).value: cached.cell(row, 3).value for row in (11, 12, 13)} == named


def test_libreoffice_works_out_the_same_figures(libreoffice: LibreOffice) -> None:
    assert libreoffice.recalculated(PLAN)["Figures"] == libreoffice.values(PLAN)["Figures"]
