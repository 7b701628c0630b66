"""Returned copies: what must not change in people's workbooks first, then what is added, and what becomes of it."""

from __future__ import annotations

import re
import shutil
import subprocess
import warnings
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import familiar
import returning
import staff
from judges.libreoffice import LibreOffice
from judges.raw import RawBook, RawCell, local
from sheetplan.model import Compared, Finding, Level, Returned, SheetplanError, Waiver, subjects
from sheetplan.walks import return_tabs, returns, submissions, understand, unmark
from sheetplan.walks.check import check
from sheetplan.workbook import edit
from sheetplan.workbook.changes import SetCell
from test_accessibility import colour_of, contrast

SAMPLES = Path(__file__).parents[2] / "samples"
KINDS = ("care-improvement", "collaborative-improvement", "peer-review", "project-plan", "quality-mark")
START, CHECKS = "Start here", "Checks"
FAULTY = """
action                        | timescale     | responsibility | achieved    | Our notes
1. Ask everybody              | By 1 Nov 2007 | PM             | 30 Nov 2027 | first
2. Draw up a list             | 31/09/2008    | PM             |             | second
3. Agree on the list          | March         | PM             |             |
Book the hall                 | By 3 Mar 2008 |                |             |
5. Tell everybody             | By 1 Feb 2008 | PM             | 3 Dec 2007  |
6. Look at it again           | "03/04/08"    | PM             |             |
"""
"""Six actions, five of them with something to put right."""


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    return familiar.build(tmp_path / "plan.xlsx", FAULTY)


@pytest.fixture(params=KINDS)
def sample(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return Path(shutil.copy(SAMPLES / request.param / "plan.xlsx", tmp_path / "plan.xlsx"))


def write(*paths: Path, **more: Any) -> tuple[Returned, ...]:
    return returns.write(returning.batch(*paths, **more), paths[0].parent / "returned")


def copy_of(path: Path, **more: Any) -> Path:
    (done,) = write(path, **more)
    assert done.said == ()
    assert done.file is not None
    return done.file


def findings(path: Path, today: date = returning.TODAY) -> tuple[Finding, ...]:
    return tuple(one for judged in check([path], today=today).plans for one in judged.findings)


def lines(path: Path) -> list[dict[str, Any]]:
    """The lines of the Checks tab by heading."""
    rows = familiar.grid(path, CHECKS)
    return [dict(zip(rows[3], row, strict=True)) for row in rows[4:]]


def said(path: Path) -> dict[str, str]:
    """What Start here says, by label."""
    return {row[0]: row[1] for row in familiar.grid(path, START)[2:] if row[1] != ""}


def load(path: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says what it would lose if it saved
        return openpyxl.load_workbook(path)


# What must not change


def test_the_file_that_came_is_only_read(sample: Path) -> None:
    before = sample.read_bytes()
    copy_of(sample)
    assert sample.read_bytes() == before
    assert familiar.files(sample.parent).keys() == {"plan.xlsx", "returned/plan checked 2026-10-31.xlsx"}


def test_the_copy_is_the_workbook_but_for_what_is_added(sample: Path) -> None:
    old, new = RawBook(sample.read_bytes()), RawBook(copy_of(sample).read_bytes())
    assert list(new.sheet_parts) == [START, CHECKS, *old.sheet_parts]
    lists = {"[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "docProps/custom.xml"}
    lists |= {old.workbook_part, old.relations_part(old.workbook_part), *old.related(old.workbook_part, "styles")}
    lists |= set(old.related(old.workbook_part, "calcChain")) | set(old.sheet_parts.values())
    assert {name for name, was in old.parts.items() if new.parts.get(name) != was} <= lists
    for name in old.sheet_parts:
        was, now = old.sheet(name), new.sheet(name)
        assert _cells(now.cells) == _cells(was.cells), name
        assert now.rows == was.rows, name
        assert now.extras == was.extras, name
        assert now.without("conditionalFormatting", "sheetViews") == was.without("conditionalFormatting", "sheetViews")
        theirs = [event for event in was.frame if event[0] == "start" and local(event[1]) == "cfRule"]
        assert [event for event in theirs if event not in now.frame] == [], name


def _cells(cells: dict[tuple[int, int], RawCell]) -> dict[tuple[int, int], Any]:
    return {at: (cell.attributes, cell.inside) for at, cell in cells.items()}


def test_microsofts_validator_finds_no_new_error(sample: Path, validator: Any) -> None:
    assert validator.new_errors(sample, copy_of(sample)) == []


def test_what_was_added_is_taken_out_again_to_the_byte(sample: Path) -> None:
    copy = copy_of(sample)
    (plan,) = understand.plans(copy, None)
    now, was = RawBook(edit.apply(copy, list(unmark.changes(plan))).data), RawBook(sample.read_bytes())
    assert list(now.sheet_parts) == list(was.sheet_parts)
    assert {
        name for name, part in was.sheet_parts.items() if now.parts[now.sheet_parts[name]] != was.parts[part]
    } == set()
    assert not any(b"sheetplan return" in content for content in now.parts.values())


def test_update_takes_it_out_and_says_so(sample: Path) -> None:
    back = Path(shutil.copy(copy_of(sample), sample.parent / "back.xlsx"))
    done, other = familiar.run(back), familiar.run(sample)
    assert set(done.changed) - set(other.changed) == {f"The tabs {START} and {CHECKS} were taken out."}
    assert done.judged.findings == other.judged.findings
    assert familiar.sheets(back) == familiar.sheets(sample)
    for sheet in set(familiar.sheets(sample)) - {"Version history", "Change log"}:
        assert familiar.grid(back, sheet) == familiar.grid(sample, sheet)
    assert familiar.run(back).version is None


def test_a_returned_copy_reads_as_the_file_itself(sample: Path) -> None:
    assert findings(copy_of(sample)) == findings(sample)


def test_nothing_is_overwritten(faulty: Path) -> None:
    first = copy_of(faulty)
    before = first.read_bytes()
    (again,) = write(faulty)
    assert again.file is not None
    assert again.file.name == "plan checked 2026-10-31 (2).xlsx"
    assert "already" in again.said[0]
    assert first.read_bytes() == before


def test_a_dry_run_says_the_same_and_writes_nothing(faulty: Path) -> None:
    folder = faulty.parent / "returned"
    tried = returns.write(returning.batch(faulty), folder, dry_run=True)
    assert not folder.exists()
    assert tried == returns.write(returning.batch(faulty), folder)


# What is not marked


def test_a_plan_without_findings_gets_no_copy(tmp_path: Path) -> None:
    good = familiar.build(tmp_path / "plan.xlsx", "action | timescale\n1. Ask everybody | By 30 Sep 2008")
    assert write(good) == ()
    assert not (tmp_path / "returned").exists()


@pytest.mark.parametrize("kind", ["csv", "ods"])
def test_what_cannot_be_marked_is_listed_with_what_to_do(faulty: Path, libreoffice: LibreOffice, kind: str) -> None:
    other = libreoffice.convert(faulty, kind)
    (done,) = write(other)
    assert (done.path, done.file, done.findings > 0) == (other, None, True)
    assert "Excel Workbook (.xlsx)" in done.said[0]


def test_a_file_that_changed_meanwhile_gets_no_copy(faulty: Path) -> None:
    (done,) = write(faulty, sha256="0" * 64)
    assert done.file is None
    assert "changed" in done.said[0]


def test_one_that_fails_stops_none_of_the_others(faulty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Path(shutil.copy(faulty, tmp_path / "other.xlsx"))
    works = edit.apply

    def fails(source: Path, changes: Any) -> Any:
        if source == faulty:
            raise RuntimeError("a cell changed that was not meant to")
        return works(source, changes)

    monkeypatch.setattr(edit, "apply", fails)
    one, two = write(faulty, other)
    assert one.file is None
    assert "a cell changed that was not meant to" in one.said[0]
    assert two.file is not None
    assert sorted(familiar.files(tmp_path)) == ["other.xlsx", "plan.xlsx", "returned/other checked 2026-10-31.xlsx"]


def test_files_of_one_name_are_called_after_whose_they_are(faulty: Path, tmp_path: Path) -> None:
    (tmp_path / "north").mkdir()
    other = Path(shutil.copy(faulty, tmp_path / "north" / "Plan.xlsx"))
    batch = returning.batch(faulty, other)
    one, two = batch.submissions
    batch = replace(
        batch, submissions=(replace(one, organisation="District / Parish: day care"), replace(two, organisation=None))
    )
    done = returns.write(batch, tmp_path / "returned")
    assert [one.file.name for one in done if one.file is not None] == [
        "plan (District Parish day care) checked 2026-10-31.xlsx",
        "Plan (north) checked 2026-10-31.xlsx",
    ]
    assert [one.said for one in done] == [(), ()]


def test_two_files_of_one_name_and_organisation_get_numbers(faulty: Path, tmp_path: Path) -> None:
    (tmp_path / "north").mkdir()
    other = Path(shutil.copy(faulty, tmp_path / "north" / "Plan.xlsx"))
    names = [done.file.name for done in write(faulty, other) if done.file is not None]
    assert names == [
        "plan (Training network) checked 2026-10-31.xlsx",
        "Plan (Training network) checked 2026-10-31 (2).xlsx",
    ]


def test_macros_stay_in_a_workbook_that_has_them(faulty: Path) -> None:
    macro = faulty.rename(faulty.with_suffix(".xlsm"))
    assert copy_of(macro).name == "plan checked 2026-10-31.xlsm"


def test_their_own_tab_of_the_name_stays(tmp_path: Path) -> None:
    path = familiar.build(tmp_path / "plan.xlsx", FAULTY, tabs={"checks": [["Our own list"]]})
    copy = copy_of(path)
    assert familiar.sheets(copy) == [START, "Checks (2)", "Plan", "checks"]
    assert familiar.grid(copy, "checks") == [["Our own list"]]
    assert "Checks (2) tab" in said(copy)["Step 1"]


# Checks


def test_there_is_a_line_for_each_finding_in_the_words_of_check(sample: Path) -> None:
    copy, found = copy_of(sample), findings(sample)
    there = [(one["Level"], one["Cell"], one["What we found"], one["How to fix it"]) for one in lines(copy)]
    expected = [(one.level.label, f"{one.cell} on {one.sheet}", one.found, one.fix) for one in found]
    assert sorted(there) == sorted(expected)
    assert [one["No."] for one in lines(copy)] == list(range(1, len(found) + 1))


def test_the_worst_come_first_then_in_the_order_of_rows(faulty: Path) -> None:
    found = findings(faulty)
    expected = [one for level in Level for one in found if one.level is level]
    assert len({one.level for one in found}) == 3
    assert [one["Cell"].split(" ")[0] for one in lines(copy_of(faulty))] == [one.cell for one in expected]


def test_each_line_leads_to_its_cell(sample: Path) -> None:
    book = load(copy_of(sample))
    links = {cell.coordinate: cell.hyperlink for row in book[CHECKS].iter_rows() for cell in row if cell.hyperlink}
    column = next(cell.column_letter for cell in book[CHECKS][4] if cell.value == "Cell")
    assert set(links) == {f"{column}{row}" for row in range(5, book[CHECKS].max_row + 1)}
    for at, link in links.items():
        cell, sheet = re.fullmatch(r"(\w+) on (.+)", book[CHECKS][at].value).groups()
        assert link.location.replace("''", "'") in (f"'{sheet}'!{cell}", f"{sheet}!{cell}")
        assert link.target is None
        assert sheet in book.sheetnames


def test_a_line_names_the_heading_and_an_action_without_ref_by_its_words(faulty: Path) -> None:
    line = next(one for one in lines(copy_of(faulty)) if one["Cell"] == "C7 on Plan")
    assert (line["Column"], line["Ref"]) == ("Responsibility", "Book the hall")


def test_fixed_is_chosen_from_a_list_and_begins_blank(faulty: Path) -> None:
    copy = copy_of(faulty)
    assert {one["Fixed?"] for one in lines(copy)} == {""}
    (rule,) = load(copy)[CHECKS].data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ('"Yes,No"', f"H5:H{4 + len(lines(copy))}")


# Start here


def test_start_here_says_what_to_do_by_when_and_for_whom(faulty: Path) -> None:
    there = said(copy_of(faulty))
    assert "send it to plans@office.example by 30 Nov 2026" in there["Step 3"]
    assert (there["Reply by"], there["Send it to"]) == ("30 Nov 2026", "plans@office.example")
    assert there["If nothing comes"] == returning.CONSEQUENCE
    assert there["Whose plan"] == "Training network (Main contact)"
    assert there["Position date"].startswith("31 Oct 2026")
    assert there["Checked on"] == "31 Oct 2026"
    assert "Plan tab" in there["Plan"]
    assert "6 actions" in there["Plan"]
    found = [one.level for one in findings(faulty)]
    for level in Level:
        assert found.count(level)
        assert there[level.label].startswith(f"{found.count(level)}. ")


def test_start_here_without_a_register_names_nobody(faulty: Path) -> None:
    batch = returning.batch(faulty, expected=None, organisation=None)
    (done,) = returns.write(replace(batch, register=None), faulty.parent)
    assert done.file is not None
    there = said(done.file)
    assert "send it back to whoever sent it to you." in there["Step 3"]
    assert not {"Reply by", "Send it to", "If nothing comes", "Whose plan"} & there.keys()


def test_what_became_of_the_last_findings_is_said(faulty: Path) -> None:
    found = findings(faulty)
    compared = Compared(date(2026, 9, 30), found[:1], found[1:3], found[3:])
    there = said(copy_of(faulty, compared=compared))
    assert (
        "Of 3 findings that we sent you on 30 Sep 2026, 1 is put right and 2 are still there." in there["Then and now"]
    )


def test_waived_findings_are_said_and_not_asked_for(faulty: Path) -> None:
    batch = returning.batch(faulty)
    (one,) = batch.submissions
    first = one.judged[0].findings[0]
    waiver = Waiver(first.code, "", "", "", "The form is new", date(2027, 6, 30), 2)
    rest = (replace(one.judged[0], findings=one.judged[0].findings[1:]),)
    (done,) = returns.write(
        replace(batch, submissions=(replace(one, judged=rest, waived=((first, waiver),)),)), faulty.parent
    )
    assert done.file is not None
    text = said(done.file)[f"{first.cell} on Plan"]
    assert "The form is new. This holds until 30 Jun 2027." in text
    assert len(lines(done.file)) == len(findings(faulty)) - 1


# When it comes back


def sent_again(back: Path, folder: Path, today: date = date(2026, 11, 20)) -> Compared:
    (one,) = submissions.check([back], today=today, as_of=returning.TODAY, since=folder).submissions
    assert one.compared is not None
    return one.compared


def identities(found: tuple[Finding, ...]) -> list[tuple[str | None, str | None, str]]:
    return sorted((one.ref, one.column, one.code) for one in found)


def test_exactly_what_was_put_right_is_fixed_though_rows_were_inserted(
    faulty: Path, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    copy = copy_of(faulty)
    typed = {"Plan": {"F6": None, "C9": "PM", "B11": "3 April 2008"}, CHECKS: {"H5": "Yes", "H6": "No"}}
    # Two rows come in above the headings: F6 was F4.
    back = libreoffice.type_in(copy, typed, tmp_path / "sent back.xlsx", inserted={"Plan": (2, 2)})
    compared = sent_again(back, copy.parent)
    assert compared.since == returning.TODAY
    assert [(one.cell, one.code) for one in compared.fixed] == [
        ("F4", "achieved-future"),
        ("C7", "required"),
        ("B9", "date-ambiguous"),
    ]
    assert [(one.cell, one.code) for one in compared.still] == [("B7", "date-impossible"), ("B8", "year-inferred")]
    assert compared.new == ()


def test_update_takes_it_out_of_a_copy_that_another_program_saved(
    faulty: Path, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    back = libreoffice.type_in(copy_of(faulty), {"Plan": {"C7": "PM"}}, tmp_path / "back.xlsx")
    assert f"The tabs {START} and {CHECKS} were taken out." in familiar.run(back).changed
    assert familiar.sheets(back) == ["Plan", "Archive", "Version history", "Change log"]
    parts = RawBook(back.read_bytes()).parts
    assert [name for name, content in parts.items() if b"sheetplan return" in content] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_plan_made_by_new_is_marked_and_unmarked_like_any_other(kind: str, tmp_path: Path) -> None:
    path = staff.blank(kind, tmp_path)
    (plan,) = understand.plans(path, None)
    place = plan.columns[plan.template.ref_from].column
    familiar.put(path, {(plan.layout.first_row, place): "1. Write the protocol"}, plan.sheet)
    was, copy = RawBook(path.read_bytes()), copy_of(path)
    (marked,) = understand.plans(copy, None)
    now = RawBook(edit.apply(copy, list(unmark.changes(marked))).data)
    assert list(now.sheet_parts) == list(was.sheet_parts)
    assert [name for name, part in was.sheet_parts.items() if now.parts[now.sheet_parts[name]] != was.parts[part]] == []


def test_lines_may_be_sorted_and_the_tabs_renamed(faulty: Path, tmp_path: Path) -> None:
    copy = copy_of(faulty)
    book = openpyxl.load_workbook(copy)
    sheet = book[CHECKS]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    for number, row in enumerate(reversed(rows), start=5):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column, value)
    sheet.title, book[START].title = "Our list", "Read me"
    book.save(copy)
    assert findings(copy) == findings(faulty)
    compared = sent_again(Path(shutil.copy(copy, tmp_path / "back.xlsx")), copy.parent)
    assert (compared.fixed, len(compared.still), compared.new) == ((), len(rows), ())


def test_a_second_return_takes_the_place_of_the_first(faulty: Path, tmp_path: Path) -> None:
    first = copy_of(faulty)
    back = Path(shutil.copy(first, tmp_path / "plan checked 2026-10-31.xlsx"))
    familiar.put(back, {(7, 3): "PM"})
    (again,) = returns.write(returning.batch(back, today=date(2026, 11, 20)), tmp_path / "second")
    assert again.file is not None
    assert again.file.name == "plan checked 2026-11-20.xlsx"
    assert familiar.sheets(again.file) == familiar.sheets(first)
    assert len(lines(again.file)) == len(lines(first)) - 1
    assert said(again.file)["Checked on"] == "20 Nov 2026"
    (one,), (two,) = returns.earlier(first.parent)[0], returns.earlier(again.file.parent)[0]
    assert one.name == two.name
    assert (one.day, two.day) == (returning.TODAY, date(2026, 11, 20))
    rules = [rule for rules in load(again.file)["Plan"].conditional_formatting for rule in rules.rules]
    assert len(rules) == len([one for one in lines(again.file) if one["Level"] != "For information"])


def test_a_tab_that_somebody_counts_on_stays_and_that_is_said_once(faulty: Path, tmp_path: Path) -> None:
    back = Path(shutil.copy(copy_of(faulty), tmp_path / "back.xlsx"))
    edited = edit.apply(back, [SetCell("Plan", 1, 20, 5.0, formula=f"COUNTA({CHECKS}!A5:A9)")])
    back.write_bytes(edited.data)
    (again,) = write(back, today=date(2026, 11, 20))
    assert again.file is not None
    assert familiar.sheets(again.file) == [START, "Checks (2)", CHECKS, "Plan"]
    done = familiar.run(back)
    assert any(f'"{CHECKS}" cannot be taken out' in one for one in done.said)
    assert f"The tab {START} was taken out." in done.changed
    assert familiar.sheets(back) == [CHECKS, "Plan", "Version history", "Change log"]
    assert familiar.run(back).changed == ()


def test_what_is_no_returned_copy_is_passed_over(faulty: Path, tmp_path: Path) -> None:
    copy = copy_of(faulty)
    (copy.parent / "notes.csv").write_text("a,b\n")
    shutil.copy(faulty, copy.parent / "other.xlsx")
    copies, passed_over = returns.earlier(copy.parent)
    assert [one.path for one in copies] == [copy]
    assert {Path(path).name for path, _ in passed_over} == {"notes.csv", "other.xlsx"}
    for nothing in (tmp_path / "none", faulty):
        with pytest.raises(SheetplanError):
            returns.earlier(nothing)


def test_the_findings_read_back_are_those_that_were_written(sample: Path) -> None:
    copy = copy_of(sample)
    ((one,), _) = returns.earlier(copy)
    (judged,) = check([sample], today=returning.TODAY).plans
    expected = [
        replace(finding, ref=about or None)
        for finding, about in zip(judged.findings, subjects(judged.plan, judged.findings), strict=True)
    ]
    assert sorted(one.findings, key=repr) == sorted(expected, key=repr)
    assert one.day == returning.TODAY


# Shading


def colours(path: Path, page: int, folder: Path, libreoffice: LibreOffice) -> dict[str, int]:
    """How many pixels of each shade the page of a sheet has."""
    pdf = libreoffice.convert(path, "pdf", folder / f"{path.stem}.pdf", recalculate=True)
    command = ["pdftoppm", "-r", "50", "-f", str(page), "-l", str(page), str(pdf), str(folder / path.stem)]
    subprocess.run(command, check=True)
    (picture,) = folder.glob(f"{path.stem}-*.ppm")
    pixels = picture.read_bytes().split(b"\n", 3)[3]
    found = Counter(pixels[i : i + 3].hex().upper() for i in range(0, len(pixels) - 2, 3))
    return {level.label: found[colour.fill] for level, colour in return_tabs.COLOURS.items()}


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm is not installed")
def test_shading_goes_away_where_a_cell_is_put_right(faulty: Path, tmp_path: Path, libreoffice: LibreOffice) -> None:
    copy = copy_of(faulty)
    before = colours(copy, 3, tmp_path, libreoffice)
    assert before["Must fix"] > 3 * 100
    assert before["Check"] > 100
    typed = {"Plan": {"F4": None, "C7": "PM", "B9": "3 April 2008"}}
    part = colours(libreoffice.type_in(copy, typed, tmp_path / "part.xlsx"), 3, tmp_path, libreoffice)
    assert part["Check"] == 0
    assert part["Must fix"] == pytest.approx(before["Must fix"] / 3, rel=0.35)
    typed["Plan"]["B5"] = date(2008, 9, 30)
    whole = colours(libreoffice.type_in(copy, typed, tmp_path / "whole.xlsx"), 3, tmp_path, libreoffice)
    assert whole == {"Must fix": 0, "Check": 0}


# Everybody can read what is added


@pytest.fixture
def added(sample: Path) -> Any:
    """Start here and Checks of a returned copy."""
    book = load(copy_of(sample))
    return book[START], book[CHECKS]


def test_the_tabs_say_what_they_are_and_the_copy_opens_on_the_first(sample: Path) -> None:
    book = load(copy_of(sample))
    assert book.active.title == START
    for sheet in book.worksheets[:2]:
        assert sheet["A1"].value.startswith(f"{sheet.title}: ")
        assert len(sheet["A2"].value) > 20
        assert {one.activeCell for one in sheet.sheet_view.selection} == {"A1"}
    assert [one.title for one in book.worksheets if one.sheet_view.tabSelected] == [START]


def test_findings_stand_in_one_real_table_without_gaps(added: Any) -> None:
    start, checks = added
    (table,) = checks.tables.values()
    assert (table.displayName, table.ref.partition(":")[0]) == ("tblChecks", "A4")
    assert table.ref == f"A4:{checks.dimensions.rpartition(':')[2]}"
    assert not start.tables
    assert not [*start.merged_cells.ranges, *checks.merged_cells.ranges]
    headings = [cell.value for cell in checks[4]]
    assert len(set(headings)) == len(headings)
    may_be_blank = {"Fixed?", "Ref", "Column"}
    for row in checks.iter_rows(min_row=5):
        assert {name for name, cell in zip(headings, row, strict=True) if cell.value is None} <= may_be_blank


def test_text_is_wrapped_large_enough_and_stands_out(added: Any) -> None:
    for sheet in added:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            alone = not any(other.value for other in sheet[cell.row] if other.column != cell.column)
            assert alone or cell.alignment.wrap_text, f"{sheet.title}!{cell.coordinate}"
            assert cell.font.sz >= 11
            fill = colour_of(cell.fill.fgColor if cell.fill.patternType else None, "FFFFFF")
            assert contrast(colour_of(cell.font.color, "000000"), fill) >= 4.5, f"{sheet.title}!{cell.coordinate}"


@pytest.mark.parametrize("level", return_tabs.COLOURS)
def test_text_stands_out_from_the_shading(level: Level) -> None:
    colour = return_tabs.COLOURS[level]
    assert contrast(colour.text, colour.fill) >= 4.5


def test_there_are_no_macros_and_no_links_to_elsewhere(sample: Path) -> None:
    old, new = RawBook(sample.read_bytes()), RawBook(copy_of(sample).read_bytes())
    outside = [name for name, content in new.parts.items() if b'TargetMode="External"' in content]
    assert [name for name in outside if name not in old.parts] == []
    assert [name for name in new.parts if "vba" in name.lower()] == []
