"""The report on many plans: what a board finds in it, that every count can be traced, and that nothing in it runs."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest

import batches
from judges.libreoffice import LibreOffice
from sheetplan.checks import CODES
from sheetplan.model import Batch, Expected, Level, Register, called
from sheetplan.model.called import CALLED
from sheetplan.workbook import report

AWKWARD = ("a~1.xlsx", "what? now.xlsx", "all*.xlsx", "=1+1.xlsx", ">5.xlsx", "don't [ask].xlsx")


def awkward() -> Batch:
    """Files and organisations whose names mean something to a spreadsheet, each with one finding."""
    files = [
        batches.sent(name, name.removesuffix(".xlsx"), batches.judged(batches.ONE_FAULT, name)) for name in AWKWARD
    ]
    found = batches.fault("required", "B9", '=HYPERLINK("http://example.org") is not \x07 "@here"\nat all')
    judged = replace(files[0].judged[0], findings=(found, found))
    return batches.batch(replace(files[0], judged=(judged,)), *files[1:])


def rows(content: bytes, sheet: str) -> list[dict[str, object]]:
    """The rows of a tab's table as somebody sees them who opens the workbook."""
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)[sheet]
    (table,) = values.tables.values()
    headings, *lines = ([cell.value for cell in row] for row in values[table.ref])
    return [dict(zip(map(str, headings), line, strict=True)) for line in lines]


def sentences(content: bytes) -> list[str]:
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["Summary"]
    return [str(row[0].value) for row in values["A3:A12"] if row[0].value]


def test_the_same_batch_gives_the_same_bytes() -> None:
    assert report.write(batches.everything()) == report.write(batches.everything())


def test_nothing_that_people_wrote_is_a_formula_or_a_link() -> None:
    book = openpyxl.load_workbook(io.BytesIO(report.write(awkward())))
    formulas = [c.value for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert formulas
    ours = re.compile(r"=(SUMPRODUCT|COUNTA|COUNTIF|SUM|\")")
    assert [formula for formula in formulas if not ours.match(formula)] == []
    assert "HYPERLINK" not in "".join(formulas)
    assert rows(report.write(awkward()), "Findings")[0]["What we found"] == (
        '=HYPERLINK("http://example.org") is not "@here" at all'
    )


def test_names_that_mean_something_to_a_spreadsheet_are_counted_as_they_are(
    libreoffice: LibreOffice, tmp_path: Path
) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(with_wrong_results(report.write(awkward())))
    seen = libreoffice.recalculated(path)
    files = {seen["Files"][f"B{row}"]: seen["Files"][f"N{row}"] for row in range(5, 11)}
    assert files == dict(zip(AWKWARD, (2, 1, 1, 1, 1, 1), strict=True))
    kinds = {seen["Summary"][at]: at.removeprefix("A") for at in seen["Summary"] if re.fullmatch(r"A\d+", at)}
    impossible = kinds[called("date-impossible")]
    assert (seen["Summary"][f"B{impossible}"], seen["Summary"][f"E{impossible}"]) == (5, 5)


def with_wrong_results(content: bytes) -> bytes:
    """The workbook with a result beside each formula that cannot be right, so that only a recalculation mends it."""
    target, planted = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data, number = re.subn(rb"</f><v>\d+</v>", b"</f><v>987654</v>", data)
                planted += number
            new.writestr(name, data)
    assert planted > 10
    return target.getvalue()


@pytest.mark.parametrize("made", [batches.everything, batches.batch, awkward])
def test_every_number_is_what_its_formula_gives(made: object, libreoffice: LibreOffice, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(report.write(made()))  # type: ignore[operator]  # one of three functions
    stored, recalculated = libreoffice.values(path), libreoffice.recalculated(path)
    assert stored == recalculated


def test_counts_are_those_of_the_findings_that_stand_there() -> None:
    content = report.write(batches.everything())
    levels = Counter((row["File"], row["Level"]) for row in rows(content, "Findings"))
    for row in rows(content, "Files"):
        for level in Level:
            assert row[level.label] == levels[row["File"], level.label]
    total = Counter(level for _, level in levels.elements())
    assert total == {"Must fix": 19, "Check": 4, "Waived": 3}
    assert "Findings: 19 to put right, 4 to check, 0 for information only, 3 waived." in sentences(content)
    organisations = {row["Organisation"]: row for row in rows(content, "By organisation")}
    assert organisations["Parish Clinic"]["Must fix"] == 2
    assert organisations["Branch Practice"]["Result"] == "Not received"


def test_the_page_says_who_is_missing_late_and_sent_twice() -> None:
    said = sentences(report.write(batches.everything()))
    assert "5 files came: 3 have something that must be put right, 1 could not be read." in said
    assert (
        "3 organisations have not sent a plan, 1 of them late: Branch Practice, Area Network, Ward Partnership." in said
    )
    assert "1 file came late: County Trust." in said
    assert "Sent twice: Parish Clinic. Another kind of plan than asked for: County Trust." in said
    assert "Since the last return: 1 fixed, 3 still there, 18 new." in said


def test_an_answered_register_says_so_and_has_no_tab_of_who_is_missing() -> None:
    lines = (Expected("Parish Clinic", row=2),)
    sent = batches.sent("parish.xlsx", "Parish Clinic", batches.judged(batches.GOOD), expected=lines[0])
    content = report.write(batches.batch(sent, register=Register(Path("register.csv"), lines)))
    assert "Every organisation on the register has sent a plan." in sentences(content)
    assert "Not received" not in openpyxl.load_workbook(io.BytesIO(content)).sheetnames


def test_waivers_stand_there_with_their_reasons_also_those_that_cover_nothing() -> None:
    found = [(row["Organisation"], row["What we found"], row["Reason"]) for row in rows(everything(), "Waived")]
    assert len([one for one in found if one[2] == batches.WAIVED.reason]) == 3
    assert ("all", "Nothing was found that it covers.", batches.UNUSED.reason) in found
    assert ("Parish Clinic", "The waiver has run out.", batches.ENDED.reason) in found


def everything() -> bytes:
    return report.write(batches.everything())


def test_dates_are_dates_and_what_is_not_known_says_so() -> None:
    absent = {row["Organisation"]: row for row in rows(everything(), "Not received")}
    assert absent["Branch Practice"]["Due"] == datetime(2008, 2, 17)
    assert absent["Branch Practice"]["Days late"] == 12
    assert absent["Ward Partnership"]["Due"] == "no day set"
    (unread,) = [row for row in rows(everything(), "Files") if row["Came on"] == "not known"]
    assert unread["Result"] == "Could not be read: the tab of that name says why."
    (why,) = rows(everything(), "Could not be read")
    assert why["What happened"] == "damaged.xlsx is damaged: its sheets cannot be unpacked."
    assert why["What to do"] == "Ask for it again."


def test_files_are_called_by_their_path_below_the_folder_that_holds_them_all() -> None:
    deep = [f"/in/2008/{name}/plan.xlsx" for name in ("north", "south")]
    made = batches.batch(*(batches.sent(path, path, batches.judged(batches.GOOD, path)) for path in deep))
    assert [row["File"] for row in rows(report.write(made), "Files")] == ["north/plan.xlsx", "south/plan.xlsx"]


def test_a_report_without_an_earlier_return_has_no_column_for_it() -> None:
    made = batches.batch(batches.sent("parish.xlsx", "Parish Clinic", batches.judged(batches.ONE_FAULT)))
    assert "Since the last return" not in rows(report.write(made), "Findings")[0]
    assert rows(everything(), "Findings")[0]["Since the last return"] == "Still there"


def test_rules_that_only_advise_and_what_was_noticed_are_in_the_notes() -> None:
    notes = [str(row["What there is to know"]) for row in rows(everything(), "Notes")]
    assert "Person not in the role key in peer-review plans: must be fixed from 1 Jun 2008 on." in notes
    assert 'D9 holds "soon", which is no date.' in notes
    assert "One waiver names an organisation that is not on the register." in notes


def test_the_validator_finds_nothing(validator: ModuleType, tmp_path: Path) -> None:
    for name, made in (("full", batches.everything()), ("empty", batches.batch()), ("awkward", awkward())):
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(report.write(made))
        assert validator.new_errors(None, path) == []


def test_every_kind_of_finding_has_a_name_of_its_own_that_fits_a_chart() -> None:
    assert set(CODES) - set(CALLED) == set()
    assert max(map(len, CALLED.values())) <= 30
    assert len(set(CALLED.values())) == len(CALLED)


def test_a_kind_without_a_name_is_its_code_in_words() -> None:
    assert called("brand-new-rule") == "Brand new rule"


def test_it_is_of_the_position_date() -> None:
    book = openpyxl.load_workbook(io.BytesIO(everything()))
    assert book.properties.created.date() == date(2008, 2, 29)
    assert book.properties.title == "Plans received, position at 29 Feb 2008"
