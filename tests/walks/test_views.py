"""The Dashboard and the Timeline that an update makes where the template asks for them."""

from __future__ import annotations

import hashlib
import re
import shutil
import warnings
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest

import staff
import viewed
from judges.libreoffice import LibreOffice
from sheetplan.model import SheetplanError, letters
from sheetplan.walks import check as checking
from sheetplan.walks import extract, publish
from sheetplan.walks.new import new
from sheetplan.walks.sync import sync
from sheetplan.walks.update import Options
from sheetplan.workbook import properties, read
from sheetplan.workbook.parts import Package
from viewed import DASHBOARD, DAY, TIMELINE

KINDS = list(viewed.ASKS)
LISTS = {
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "docProps/app.xml",
    "docProps/custom.xml",
}
"""Parts that list the sheets or hold the looks of cells."""


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def told(path: Path) -> dict[str, Any]:
    return staff.reading(checking.check([path], today=staff.TODAY, as_of=DAY).plans[0])


# What stays


@pytest.mark.parametrize("name", KINDS)
def test_every_other_part_is_as_it_would_be_without_them(name: str, tmp_path: Path) -> None:
    found = {}
    for asks in ("with", "without"):
        folder = tmp_path / asks
        folder.mkdir()
        path = staff.sample(name, folder)
        template = viewed.asking(folder, name, None if asks == "with" else "")
        staff.run(path, viewed.ASKS[name][2], template=template)
        found[asks] = viewed.parts(path)
    more = set(found["with"]) - set(found["without"])
    kinds = re.compile(r"xl/(worksheets|charts|drawings|tables)/(_rels/)?\w+?\d+\.xml(\.rels)?")
    assert [part for part in more if not kinds.fullmatch(part)] == []
    assert set(found["without"]) <= set(found["with"])
    other = {part for part in found["without"] if found["with"][part] != found["without"][part]}
    history = [part for part in other - LISTS if b"The Dashboard tab was made." in found["with"][part]]
    assert other - LISTS == set(history)
    assert len(history) == 1


@pytest.mark.parametrize("name", KINDS)
def test_updating_twice_is_updating_once(name: str, tmp_path: Path) -> None:
    path, first = viewed.sample(name, tmp_path)
    assert first.version is not None
    once = sha(path)
    again = staff.run(path, viewed.ASKS[name][2], template=viewed.asking(tmp_path, name))
    assert (again.version, again.changed) == (None, ())
    assert sha(path) == once


def test_without_a_word_of_the_template_there_are_none(tmp_path: Path) -> None:
    path = viewed.small(tmp_path)
    viewed.updated(path, views="")
    assert {DASHBOARD, TIMELINE}.isdisjoint(openpyxl.load_workbook(path).sheetnames)
    assert properties.VIEWS not in properties.read_properties(Package.open(path))


def test_a_plan_reads_the_same_with_them(tmp_path: Path) -> None:
    path = viewed.small(tmp_path)
    viewed.updated(path, views="")
    known = viewed.asking(tmp_path, "small")
    before = staff.reading(checking.check([path], today=staff.TODAY, as_of=DAY, template=known).plans[0])
    viewed.updated(path)
    (plan,) = (found := checking.check([path], today=staff.TODAY, as_of=DAY, template=known)).plans
    after = staff.reading(plan)
    for reading in (before, after):
        reading.pop("travels")
    assert after == before
    assert (found.refused, found.passed_over) == ((), ())


@pytest.mark.parametrize("to", ["ods", "xls"])
def test_nor_are_they_taken_for_a_plan_once_another_program_has_saved_it(
    to: str, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    path, _ = viewed.sample("care-improvement", tmp_path)
    saved = libreoffice.convert(path, to)
    found = checking.check([saved], today=staff.TODAY, as_of=DAY, template=viewed.asking(tmp_path, "care-improvement"))
    assert [plan.plan.sheet for plan in found.plans] == ["Action plan"]
    assert len(found.plans[0].plan.actions) == 12


def test_nothing_looks_into_them_whatever_they_are_called(tmp_path: Path) -> None:
    path = viewed.small(tmp_path)
    viewed.updated(path)
    book = openpyxl.load_workbook(path)
    book[DASHBOARD].title, book[TIMELINE].title = "Overview", "Months"
    book.save(path)
    assert {"Overview", "Months"} <= set(openpyxl.load_workbook(path).sheetnames)
    assert [entry.name for entry in read.opened(path).entries] == ["Plan", "Version history", "Change log"]


def test_a_tab_of_their_own_of_that_name_is_left_alone_and_ours_has_another(tmp_path: Path) -> None:
    path = viewed.small(tmp_path, sheets={"dashboard": "Our own", TIMELINE: "Ours too"})
    before = viewed.parts(path)
    done = viewed.updated(path)
    names = openpyxl.load_workbook(path).sheetnames
    assert names[:3] == ["Plan", "dashboard", TIMELINE]
    assert {f"{DASHBOARD} (2)", f"{TIMELINE} (2)"} <= set(names)
    after = viewed.parts(path)
    assert all(after[f"xl/worksheets/sheet{n}.xml"] == before[f"xl/worksheets/sheet{n}.xml"] for n in (2, 3))
    said = 'There is a tab of your own called "Dashboard", so ours is called "Dashboard (2)".'
    assert said in done.said
    viewed.updated(path, date(2026, 4, 10))
    assert openpyxl.load_workbook(path).sheetnames == names


def test_an_extract_goes_without_them(tmp_path: Path) -> None:
    path, _ = viewed.sample("care-improvement", tmp_path)
    out = tmp_path / "out.xlsx"
    template = viewed.asking(tmp_path, "care-improvement")
    done = extract.extract(path, extract.Options(out, owner="QL", template=template))
    assert {DASHBOARD, TIMELINE}.isdisjoint(openpyxl.load_workbook(out).sheetnames)
    assert not [
        part
        for part in viewed.parts(out)
        if "chart" in part and part not in viewed.parts(staff.sample("care-improvement", tmp_path))
    ]
    assert 'Left out, because everybody\'s actions are on them: "Dashboard" and "Timeline".' in done.said
    assert b"Falls down from" not in b"".join(viewed.parts(out).values())


def test_a_published_copy_never_has_them(tmp_path: Path) -> None:
    path, _ = viewed.sample("care-improvement", tmp_path)
    out = tmp_path / "out.xlsx"
    template = viewed.asking(tmp_path, "care-improvement")
    publish.publish(path, publish.Options(out, today=staff.TODAY, as_of=date(2025, 9, 30), template=template))
    if out.exists():
        assert {DASHBOARD, TIMELINE}.isdisjoint(openpyxl.load_workbook(out).sheetnames)
        assert not [part for part in viewed.parts(out) if "chart" in part]


def test_copies_are_brought_together_past_them(tmp_path: Path) -> None:
    path = viewed.small(tmp_path)
    viewed.updated(path)
    copies = tmp_path / "copies"
    copies.mkdir()
    copy = Path(shutil.copy(path, copies / "plan QL.xlsx"))
    staff.typed(copy, {"Plan": {"D6": "Beds"}, DASHBOARD: {"A3": "From a copy"}, TIMELINE: {"B6": "From a copy"}})
    known = viewed.asking(tmp_path, "small")
    now = datetime.fromisoformat("2026-10-31T09:30:00+00:00")
    done = sync(path, [copy], Options(today=staff.TODAY, now=now, as_of=DAY, template=known))
    assert done.updated is not None
    assert done.updated.version is not None
    assert staff.shown(path, "Plan")[5][3] == "Beds"
    assert "From a copy" not in [*viewed.figures(path).values(), *viewed.figures(path, TIMELINE).values()]
    areas = {row[0]: row[1] for row in viewed.block(path, "Open actions by Area", "AB")}
    assert (areas["Beds"], areas["Not entered"]) == (1, 0)


def test_a_lock_that_somebody_put_on_them_stays(tmp_path: Path) -> None:
    path = viewed.small(tmp_path)
    viewed.updated(path)
    book = openpyxl.load_workbook(path)
    book[DASHBOARD].protection.enable()
    book.save(path)
    viewed.updated(path, date(2026, 4, 30))
    after = openpyxl.load_workbook(path)
    assert after[DASHBOARD].protection.sheet
    assert not after[TIMELINE].protection.sheet


# What they show


@pytest.mark.parametrize("name", KINDS)
def test_recalculated_they_show_what_the_program_wrote(name: str, tmp_path: Path, libreoffice: LibreOffice) -> None:
    path, _ = viewed.sample(name, tmp_path)
    stored = libreoffice.values(path)
    # Each result is another before it is worked out, so that nothing stands there only because it was written.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl, of what the samples hold
        planted(path)
    assert libreoffice.values(path)[DASHBOARD] != stored[DASHBOARD]
    again = libreoffice.recalculated(path)
    assert again[DASHBOARD] == stored[DASHBOARD]
    assert again[TIMELINE] == stored[TIMELINE]


def planted(path: Path) -> None:
    """Another result in each formula of the Dashboard."""
    number = openpyxl.load_workbook(path).sheetnames.index(DASHBOARD)
    entry = Package.open(path).sheets[number]
    content = viewed.parts(path)[entry.part].decode()
    wrong = re.sub(r"(</f>)<v[^>]*>[^<]*</v>", r"\1<v>777</v>", content).replace(' t="str"', "")
    assert wrong.count("<v>777</v>") > 50
    viewed.changed(path, {entry.part: (content, wrong)})


def test_how_the_actions_stand(tmp_path: Path) -> None:
    path = viewed.small(tmp_path)
    viewed.updated(path)
    assert viewed.block(path, "How the actions stand", "AB") == [
        ["Overdue", 2],
        ["Due soon", 1],
        ["Not yet due", 1],
        ["Complete", 1],
        ["Ongoing", 0],
        ["No due date", 1],
        ["Withdrawn", 0],
        ["All", 6],
    ]
    assert viewed.figures(path)["A4"] == "2 of 6 actions are overdue, 1 is due soon, and 1 has no due date."
    fresh = dict(viewed.block(path, "How fresh it is", "AB"))
    shown = {name: fresh[name] for name in ("Version", "Days since then", "In the archive")}
    assert shown == {"Version": "0.1", "Days since then": 11, "In the archive": 0}
    assert fresh["Position date"].date() == DAY


def test_what_is_overdue_the_longest_first_and_what_is_due_next(tmp_path: Path) -> None:
    path = viewed.small(tmp_path)
    viewed.updated(path)
    late = [(row[0], row[1], row[2], row[4], row[5]) for row in viewed.block(path, "Overdue, the longest first")]
    assert late == [("1", "PM", 80, 2, "Ring the supplier"), ("2", "QL/PM", 30, 3, "Write to the council")]
    coming = [(row[0], row[2], row[3].date()) for row in viewed.block(path, "Due next")]
    assert coming == [("3", "Due soon", date(2026, 4, 10)), ("4", "Not yet due", date(2026, 9, 30))]


def test_who_has_how_many_and_where(tmp_path: Path) -> None:
    path = viewed.small(tmp_path)
    viewed.updated(path)
    assert viewed.block(path, "Open actions by Lead", "ABC") == [["PM", 3, 2], ["QL", 2, 1], ["Nobody named", 1, 0]]
    assert viewed.block(path, "Open actions by Area", "ABC") == [
        ["Homes", 2, 1],
        ["Stock", 1, 1],
        ["Staff", 1, 0],
        ["Not entered", 1, 0],
    ]
    assert "Most overdue: PM, 2 of 3 open." in viewed.figures(path).values()


def test_a_name_counts_nothing_where_it_is_only_part_of_another(tmp_path: Path, libreoffice: LibreOffice) -> None:
    leads = ("Manager", "Deputy manager", 'The "new" manager', "Manager/Deputy manager", "manager")
    rows = [(str(n), "Ring", lead, "Stock", date(2026, 1, n), None) for n, lead in enumerate(leads, start=1)]
    path = viewed.small(tmp_path, rows)
    viewed.updated(path)
    listed = {row[0]: row[1] for row in viewed.block(path, "Open actions by Lead", "ABC")}
    assert (listed["Manager"], listed["Deputy manager"], listed['The "new" manager']) == (3, 2, 1)
    stored = libreoffice.values(path)
    planted(path)
    assert libreoffice.recalculated(path)[DASHBOARD] == stored[DASHBOARD]


def test_the_timeline_says_in_words_what_it_shows_in_marks(tmp_path: Path) -> None:
    path = viewed.small(tmp_path)
    viewed.updated(path)
    sheet = openpyxl.load_workbook(path)[TIMELINE]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    months = rows[0][5:]
    assert months == ["Jan 2026", "Feb 2026", "Mar 2026 now", *(f"{m} 2026" for m in "Apr May Jun Jul Aug Sep".split())]
    marks = {row[0]: [mark or "" for mark in row[5:]] for row in rows[1:]}
    assert marks["1"] == ["D", "L", "L", "", "", "", "", "", ""]
    assert marks["3"][3] == marks["4"][8] == "D"
    assert marks["6"] == ["", "D", "A", "", "", "", "", "", ""]
    when = {row[0]: row[4] for row in rows[1:]}
    assert when["1"] == "Due 10 Jan 2026; overdue 80 days"
    assert when["3"] == "Due 10 Apr 2026; in 10 days"
    assert when["5"] == "No due date"
    assert when["6"] == "Due 1 Feb 2026; achieved 20 Mar 2026"


def test_no_button_hides_a_month(tmp_path: Path) -> None:
    path = viewed.small(tmp_path)
    viewed.updated(path)
    (table,) = openpyxl.load_workbook(path)[TIMELINE].tables.values()
    hidden = {column.colId for column in table.autoFilter.filterColumn if column.hiddenButton}
    assert hidden == set(range(5, len(table.tableColumns)))


def test_milestones_have_lines_of_their_own(tmp_path: Path) -> None:
    path, _ = viewed.sample("project-plan", tmp_path)
    lines = [row for row in staff.shown(path, TIMELINE) if str(row[1]).startswith("  Milestone: ")]
    assert len(lines) > 20
    assert all("M" in row[4:] or row[3] == "No day is named" for row in lines)


# Live


def test_a_status_that_changes_in_a_spreadsheet_changes_the_counts(tmp_path: Path, libreoffice: LibreOffice) -> None:
    path, _ = viewed.sample("care-improvement", tmp_path)
    first = libreoffice.recalculated(path)
    plan = openpyxl.load_workbook(path)["Action plan"]
    headings = {cell.value: cell.column_letter for cell in plan[4]}
    row = next(r for r in range(5, 17) if plan[f"{headings['Status']}{r}"].value == "Not yet due")
    cells = {f"{headings['Status']}{row}": "Overdue", f"{headings['Days overdue']}{row}": 500}
    then = libreoffice.recalculated(path, {"Action plan": cells})[DASHBOARD]
    was = first[DASHBOARD]
    assert (was["B8"], then["B8"]) == (3.0, 4.0)
    assert then["A4"].startswith("4 of 12 actions are overdue")
    listed = next(at for at, text in was.items() if text == "Overdue, the longest first")
    top = int(listed[1:]) + 3
    assert then[f"E{top}"] == row
    assert then[f"C{top}"] == 500


@pytest.mark.parametrize("name", KINDS)
def test_in_a_painted_plan_they_follow_the_day_that_is_typed(
    name: str, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    template, path = viewed.asking(tmp_path, name), tmp_path / "plan.xlsx"
    new(template, path, title="", organisation="", plan_id="", today=DAY)
    plan = checking.check([path], today=staff.TODAY, as_of=DAY, template=template).plans[0].plan
    kind, first = plan.template, plan.layout.first_row
    due = next(c.field for c in kind.columns if c.type in ("timescale", "date"))
    entered = {kind.views.says: "5. Ring them", due: date(2026, 4, 20)}
    if kind.ref_from == "ref":
        entered["ref"] = "5"
    cells = {f"{letters(plan.columns[name].column)}{first}": value for name, value in entered.items()}
    staff.typed(path, {kind.sheet: cells})
    staff.run(path, DAY, template=template)
    # What is stored: a program that shows it works out today's day first.
    assert viewed.figures(path)["A4"] == "0 of 1 action are overdue, 1 is due soon, and 0 have no due date."
    sheet, row, column = plan.cover_cells["report_date"]
    typed = {sheet: {f"{letters(column)}{row}": date(2026, 5, 20)}}
    later = libreoffice.recalculated(path, typed)[DASHBOARD]
    # Without being told to work out everything, too.
    assert libreoffice.values(libreoffice.type_in(path, typed, tmp_path / "out.xlsx"))[DASHBOARD] == later
    assert later["A4"] == "1 of 1 action is overdue, 0 are due soon, and 0 have no due date."
    assert 30.0 in later.values()


# Names that mean something to a spreadsheet


def test_words_that_look_like_formulas_or_patterns_are_words(tmp_path: Path, libreoffice: LibreOffice) -> None:
    names = ("=1+1", "a*", "A?", "ab", "~a", '"', "<>5", "+x", "@me")
    rows = [(str(n), f"=HYPERLINK({n})", None, name, date(2026, 1, n), None) for n, name in enumerate(names, start=1)]
    path = viewed.small(tmp_path, rows)
    viewed.updated(path)
    listed = {row[0]: row[1:] for row in viewed.block(path, "Open actions by Area", "ABC")}
    assert {name: listed[name] for name in names} == {name: [1, 1] for name in names}
    stored = libreoffice.values(path)
    assert libreoffice.recalculated(path) == stored
    assert "=HYPERLINK(1)" in stored[DASHBOARD].values()


# The workbook around them


def test_what_is_laid_out_anew_keeps_its_place_its_name_and_whether_it_is_hidden(tmp_path: Path) -> None:
    path = viewed.small(tmp_path)
    viewed.updated(path)
    book = openpyxl.load_workbook(path)
    order = [DASHBOARD, *(name for name in book.sheetnames if name != DASHBOARD)]
    book.move_sheet(DASHBOARD, -book.sheetnames.index(DASHBOARD))
    book[TIMELINE].sheet_state = "hidden"
    book[DASHBOARD].title = "Overview"
    book.save(path)
    viewed.updated(path, date(2026, 4, 11))
    after = openpyxl.load_workbook(path)
    assert after.sheetnames == ["Overview", *order[1:]]
    assert after[TIMELINE].sheet_state == "hidden"
    assert after["Overview"]["A4"].value.startswith("=IF(")
    assert (
        viewed.figures(path, "Overview")["A4"] == "3 of 6 actions are overdue, 0 are due soon, and 1 has no due date."
    )


def test_where_a_program_dropped_what_was_noted_of_them_they_are_known_by_their_titles(tmp_path: Path) -> None:
    path = viewed.small(tmp_path)
    viewed.updated(path)
    viewed.changed(path, {"docProps/custom.xml": (properties.VIEWS, "something else")})
    viewed.updated(path, date(2026, 4, 11))
    names = openpyxl.load_workbook(path).sheetnames
    assert [name for name in names if "(2)" in name] == []
    assert viewed.figures(path)["A4"].startswith("3 of 6 actions")
    assert properties.VIEWS in properties.read_properties(Package.open(path))


def test_a_tab_that_was_deleted_is_made_again(tmp_path: Path) -> None:
    path = viewed.small(tmp_path)
    viewed.updated(path)
    book = openpyxl.load_workbook(path)
    del book[TIMELINE]
    book.save(path)
    done = viewed.updated(path)
    assert "The Timeline tab was made." in done.changed
    assert TIMELINE in openpyxl.load_workbook(path).sheetnames


def test_what_was_typed_on_them_is_named_and_does_not_stay(tmp_path: Path) -> None:
    path = viewed.small(tmp_path)
    viewed.updated(path)
    staff.typed(path, {DASHBOARD: {"A3": "Our note", "H9": "Another"}})
    assert viewed.updated(path).version is None
    done = viewed.updated(path, date(2026, 4, 30))
    assert (
        f'What was typed on the tab "{DASHBOARD}" ("A3" and "H9") did not stay: update lays it out anew.' in done.said
    )
    assert "Our note" not in viewed.figures(path).values()


def test_where_the_template_no_longer_asks_they_are_left_as_they_are(tmp_path: Path) -> None:
    path = viewed.small(tmp_path)
    viewed.updated(path)
    before = viewed.parts(path)
    part = next(entry.part for entry in Package.open(path).sheets if entry.name == DASHBOARD)
    done = viewed.updated(path, date(2026, 4, 30), views="")
    assert viewed.parts(path)[part] == before[part]
    assert 'The tab "Dashboard" is as old as the version that made it: the template no longer asks for it.' in done.said
    viewed.updated(path, date(2026, 5, 31))
    assert openpyxl.load_workbook(path).sheetnames.count(DASHBOARD) == 1
    assert f"{DASHBOARD} (2)" not in openpyxl.load_workbook(path).sheetnames


def test_formulas_of_theirs_go_on_naming_the_tab(tmp_path: Path, libreoffice: LibreOffice) -> None:
    path = viewed.small(tmp_path)
    viewed.updated(path)
    book = openpyxl.load_workbook(path)
    book.create_sheet("Own")["A1"] = f"={DASHBOARD}!B8"
    book.save(path)
    viewed.updated(path, date(2026, 4, 30))
    assert libreoffice.recalculated(path)["Own"]["A1"] == 3.0


def test_closed_actions_still_go_to_the_archive(tmp_path: Path) -> None:
    path = viewed.small(tmp_path)
    viewed.updated(path)
    done = viewed.updated(path, date(2026, 4, 30))
    assert done.archived == ("6",)
    assert dict(viewed.block(path, "How fresh it is", "AB"))["In the archive"] == 1
    assert "6" not in {row[0] for row in staff.shown(path, TIMELINE)}


def test_an_action_that_comes_back_is_there_again(tmp_path: Path, libreoffice: LibreOffice) -> None:
    path = viewed.small(tmp_path)
    viewed.updated(path)
    viewed.updated(path, date(2026, 4, 30))
    archive = openpyxl.load_workbook(path)["Archive"]
    column = next(cell.column_letter for cell in archive[4] if cell.value == "Reopen?")
    staff.typed(path, {"Archive": {f"{column}5": "Yes"}})
    done = viewed.updated(path, date(2026, 5, 1))
    assert done.reopened == ("6",)
    assert "6" in {row[0] for row in staff.shown(path, TIMELINE)}
    assert dict(viewed.block(path, "How the actions stand", "AB"))["Complete"] == 1
    assert libreoffice.recalculated(path) == libreoffice.values(path)


@pytest.mark.parametrize("kind", ["1904", "right to left", "locked structure", "defined names"])
def test_workbooks_of_other_kinds(kind: str, tmp_path: Path, libreoffice: LibreOffice, validator: ModuleType) -> None:
    path = viewed.small(tmp_path)
    if kind == "1904":
        book = openpyxl.load_workbook(path)
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        book.save(path)
    elif kind == "right to left":
        book = openpyxl.load_workbook(path)
        book["Plan"].sheet_view.rightToLeft = True
        book.save(path)
    elif kind == "locked structure":
        viewed.changed(path, {"xl/workbook.xml": ("<workbookProtection/>", '<workbookProtection lockStructure="1"/>')})
    else:
        book = openpyxl.load_workbook(path)
        book.defined_names["Leads"] = openpyxl.workbook.defined_name.DefinedName("Leads", attr_text="Plan!$C$2:$C$7")
        book["Plan"].print_title_rows = "1:1"
        book.save(path)
    before = tmp_path / "before.xlsx"
    before.write_bytes(path.read_bytes())
    viewed.updated(path)
    viewed.updated(path, date(2026, 4, 30))
    assert validator.new_errors(before, path) == []
    stored = libreoffice.values(path)
    assert libreoffice.recalculated(path) == stored
    assert stored[DASHBOARD]["A4"] == "3 of 5 actions are overdue, 0 are due soon, and 1 has no due date."
    sheet = openpyxl.load_workbook(path)[TIMELINE]
    assert bool(sheet.sheet_view.rightToLeft) == (kind == "right to left")
    if kind == "defined names":
        book = openpyxl.load_workbook(path)
        assert book.defined_names["Leads"].attr_text == "Plan!$C$2:$C$7"
        assert book["Plan"].print_title_rows == "$1:$1"


@pytest.mark.parametrize("name", KINDS)
def test_they_hold_before_the_judges(name: str, tmp_path: Path, validator: ModuleType) -> None:
    path, _ = viewed.sample(name, tmp_path)
    before = tmp_path / "before.xlsx"
    for day in (date(2026, 1, 31), date(2026, 2, 28)):
        before.write_bytes(path.read_bytes())
        staff.run(path, day, template=viewed.asking(tmp_path, name), refresh=True)
        assert validator.new_errors(before, path) == []
    assert validator.new_errors(staff.SAMPLES / name / "plan.xlsx", path) == []


# Very little, and very much


@pytest.mark.parametrize(
    ("rows", "headline"),
    [
        ((), None),
        (viewed.ROWS[:1], "1 of 1 action is overdue, 0 are due soon, and 0 have no due date."),
        (viewed.ROWS[5:], "0 of 1 action are overdue, 0 are due soon, and 0 have no due date."),
        (viewed.ROWS[4:5], "0 of 1 action are overdue, 0 are due soon, and 1 has no due date."),
    ],
    ids=["none", "one", "all complete", "no dates"],
)
def test_few_actions(
    rows: tuple[viewed.Row, ...], headline: str | None, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    path = viewed.small(tmp_path, rows)
    viewed.updated(path)
    stored = libreoffice.values(path)
    assert libreoffice.recalculated(path) == stored
    assert stored[DASHBOARD]["A4"] == (headline or "There are no actions in the plan.")
    assert len(staff.shown(path, TIMELINE)) == 5 + max(1, len(rows))


def test_many_actions_with_very_long_words(tmp_path: Path) -> None:
    rows = [
        (
            str(n),
            f"Action {n} " + "word " * 400,
            f"Person {n % 40}",
            f"Area {'x' * 300} {n % 30}",
            date(2026, 1 + n % 12, 1 + n % 28),
            None,
        )
        for n in range(1, 2501)
    ]
    path = viewed.small(tmp_path, rows)
    done = viewed.updated(path)
    assert done.version is not None
    assert len(staff.shown(path, TIMELINE)) == 6 + 1000
    assert staff.shown(path, TIMELINE)[4][0].startswith("1,500 of 2,500 lines are left out")
    assert len(viewed.block(path, "Open actions by Lead", "ABC")) == 13
    sheet = openpyxl.load_workbook(path)[DASHBOARD]
    formulas = [str(cell.value) for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert max(map(len, formulas)) < 8192


def test_without_room_for_columns_there_is_no_dashboard_and_it_is_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Plan"
    for row in (viewed.HEADINGS, *viewed.ROWS):
        sheet.append(row)
    sheet["G2"] = "beside"
    sheet.add_table(openpyxl.worksheet.table.Table(displayName="Theirs", ref="A1:F7"))
    path = tmp_path / "plan.xlsx"
    book.save(path)
    done = viewed.updated(path)
    assert DASHBOARD not in openpyxl.load_workbook(path).sheetnames
    assert TIMELINE in openpyxl.load_workbook(path).sheetnames
    assert "No Dashboard was made: it counts our own columns beside the plan, and there are none." in done.said
    assert viewed.updated(path).version is None


def test_a_dry_run_makes_none(tmp_path: Path) -> None:
    path = viewed.small(tmp_path)
    before = sha(path)
    done = viewed.updated(path, dry_run=True)
    assert "The Dashboard tab was made." in done.changed
    assert sha(path) == before


# The template


@pytest.mark.parametrize(
    ("views", "said"),
    [
        ("dashboard = true\n", '[views] needs "says"'),
        ('dashboard = true\nsays = "nothing"\n', '"nothing" is named as a field by [views]'),
        ('dashboard = true\nsays = "action"\ncount_by = ["x"]\n', '"x" is named as a field by [views]'),
        ('dashboard = true\nsays = "action"\ndashboard_sheet = "Plan"\n', 'each "sheet" needs a name of its own'),
        ('dashboard = true\nsays = "action"\ndashboard_sheet = "a/b"\n', "no tab can be called"),
        ("dashbord = true\n", "dashbord"),
        ('dashboard = true\nsays = "action"\ncount_by = ["due"]\n', "words are counted, not numbers"),
    ],
)
def test_what_is_wrong_with_the_template_is_said(views: str, said: str, tmp_path: Path) -> None:
    path = viewed.small(tmp_path)
    with pytest.raises(SheetplanError, match=re.escape(said)):
        viewed.updated(path, views=views)


def test_other_names_are_words_of_the_template(tmp_path: Path) -> None:
    path = viewed.small(tmp_path)
    viewed.updated(path, views='dashboard = true\nsays = "action"\ndashboard_sheet = "At a glance"\n')
    names = openpyxl.load_workbook(path).sheetnames
    assert "At a glance" in names
    assert TIMELINE not in names
