"""The month's report as a workbook: what a committee finds in it, that its counts are those of All actions."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest

import monthly
import months_painted
from judges.libreoffice import LibreOffice
from sheetplan.model import Rollup, SheetplanError, months
from sheetplan.workbook import month_formulas, month_names, month_read, month_report

MADE: dict[str, Callable[[], Rollup]] = {
    "everything": months_painted.everything,
    "awkward": months_painted.awkward,
    "nothing": months_painted.nothing,
}
TABS = [
    *("Summary", "By organisation", "By owner", "Overdue", "Due next month", "Completed this month", "Dates moved"),
    *("Change since last month", "Trend", "All actions", "Plans", "Not received", "Not read", "Figures", "Notes"),
]


def written(report: Rollup, tmp_path: Path, content: bytes | None = None) -> Path:
    path = tmp_path / "2026-10.xlsx"
    path.write_bytes(content or month_report.write(report))
    return path


def rows(content: bytes, sheet: str) -> list[dict[str, object]]:
    """The rows of a tab's table as somebody sees them who opens the workbook."""
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)[sheet]
    (table,) = values.tables.values()
    headings, *lines = ([cell.value for cell in row] for row in values[table.ref])
    return [dict(zip(map(str, headings), line, strict=True)) for line in lines]


def with_wrong_results(content: bytes) -> bytes:
    """The workbook with results beside its formulas that cannot be right, so that only a recalculation mends them."""
    target, planted = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data, number = re.subn(rb"</f><v>\d+</v>", b"</f><v>987654</v>", data)
                planted += number
            new.writestr(name, data)
    assert planted > 50
    return target.getvalue()


# What must not change


@pytest.mark.parametrize("name", MADE)
def test_the_same_month_gives_the_same_bytes(name: str) -> None:
    assert month_report.write(MADE[name]()) == month_report.write(MADE[name]())


def test_what_was_written_is_read_again_action_by_action(tmp_path: Path) -> None:
    report = months_painted.everything()
    read = month_read.read(written(report, tmp_path))
    assert read.month == report.month
    assert read.asked == report.asked
    assert not read.edited
    assert [(point.month, point.plans, point.open, point.overdue) for point in read.trend] == [
        (point.month, point.plans, point.open, point.overdue) for point in report.trend
    ]
    assert set(read.plans) == {plan.known_by for plan in report.plans}
    for plan in report.plans:
        found, state = read.plans[plan.known_by]
        assert (found.organisation, found.name, found.kind, state.day) == (
            *(plan.organisation, plan.name, plan.kind, plan.day),
        )
        theirs = [row for row in report.actions if months.value(row, "plan") == plan.name]
        there = [row for row in theirs if months.value(row, "where") != months.NOT_THERE]
        fields = ("ref", "text", "status", "due", "days_overdue", "first_agreed", "times_moved", "achieved", "owner")
        assert [tuple(getattr(one, field) for field in fields) for one in state.actions] == [
            tuple(months.value(row, "action" if field == "text" else field) for field in fields) for row in there
        ]


def test_an_action_called_none_and_each_of_two_owners_are_read_again(tmp_path: Path) -> None:
    state = monthly.state(monthly.OCTOBER, "ref | text | owner\n1 | none | PM/MQC")
    report = monthly.month(monthly.came("Parish Clinic", state))
    ((_, again),) = month_read.read(written(report, tmp_path)).plans.values()
    assert [(one.text, one.owners) for one in again.actions] == [("none", ("PM", "MQC"))]


def test_what_people_write_in_the_box_is_known_from_what_was_proposed(tmp_path: Path) -> None:
    path = written(months_painted.everything(), tmp_path)
    book = openpyxl.load_workbook(path)
    place = book.defined_names[month_names.ASKED].attr_text
    first = book["Summary"][place.split("!")[1].replace("$", "")][0][0]
    assert first.protection.locked is False
    first.value = "Close the clinic on Mondays."
    book.save(path)
    read = month_read.read(path)
    assert read.edited
    assert read.asked[0] == "Close the clinic on Mondays."


def test_nothing_that_people_wrote_is_a_formula_or_a_link() -> None:
    book = openpyxl.load_workbook(io.BytesIO(month_report.write(months_painted.awkward())))
    formulas = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert len(formulas) > 300
    assert not [formula for formula in formulas if re.search(r"=1\+1|HYPERLINK", formula)]


# What must be there


def test_the_tabs_stand_in_their_order_and_those_that_would_say_nothing_are_left_out() -> None:
    def tabs(report: Rollup) -> list[str]:
        return openpyxl.load_workbook(io.BytesIO(month_report.write(report))).sheetnames

    assert tabs(months_painted.everything()) == TABS
    left_out = {"By owner", "Not received", "Not read"}
    assert tabs(months_painted.nothing()) == [name for name in TABS if name not in left_out]


@pytest.mark.parametrize("name", MADE)
def test_every_number_is_what_its_formula_gives(name: str, libreoffice: LibreOffice, tmp_path: Path) -> None:
    content = month_report.write(MADE[name]())
    stored = libreoffice.values(written(MADE[name](), tmp_path, content))
    assert libreoffice.recalculated(written(MADE[name](), tmp_path, with_wrong_results(content))) == stored


def test_where_there_are_very_many_the_counts_are_the_same_however_the_rows_are_sorted(
    monkeypatch: pytest.MonkeyPatch, libreoffice: LibreOffice, tmp_path: Path
) -> None:
    report = months_painted.everything()
    few = {tab: rows(month_report.write(report), tab) for tab in ("By organisation", "Change since last month")}
    monkeypatch.setattr(month_formulas, "MANY", 1)
    content = month_report.write(report)
    for tab, lines in few.items():
        assert [dict(list(line.items())[:-3]) for line in rows(content, tab)] == lines
    stored = libreoffice.values(written(report, tmp_path, content))
    assert libreoffice.recalculated(written(report, tmp_path, with_wrong_results(content))) == stored
    turned = libreoffice.recalculated(written(report, tmp_path, upside_down(content)))
    places = {column for column, cell in stored["By organisation"].items() if cell in ("From row", "Rows", "To row")}
    columns = {re.sub(r"\d", "", at) for at in places}
    assert len(columns) == 3
    for at, value in stored["By organisation"].items():
        if re.sub(r"\d", "", at) not in columns:
            assert turned["By organisation"][at] == value, at


def upside_down(content: bytes) -> bytes:
    """The workbook with the rows of All actions sorted every second one first, as somebody may have sorted them."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet10.xml":
                found = re.findall(rb'<row r="(\d+)"[^>]*>(.*?)</row>', data)
                begins = [number for number, _ in found if int(number) > 4]
                cells = [inside for number, inside in found if int(number) > 4]
                cells = cells[::2] + cells[1::2]
                data = data[: data.index(b'<row r="5"')] + b"%s" + data[data.index(b"</sheetData>") :]
                lines = [
                    b'<row r="' + number + b'">' + re.sub(rb'(<c r="[A-Z]+)\d+', rb"\g<1>" + number, inside) + b"</row>"
                    for number, inside in zip(begins, cells, strict=True)
                ]
                data = data.replace(b"%s", b"".join(lines), 1)
            new.writestr(name, data)
    return target.getvalue()


def test_names_that_mean_something_to_a_spreadsheet_are_counted_as_they_are() -> None:
    """Their recalculation is compared above; here it is that the counts are right at all."""
    lines = rows(month_report.write(months_painted.awkward()), "By organisation")
    counted = {line["Organisation"]: line["Overdue"] for line in lines[:-1]}
    assert counted == {name: at for at, name in enumerate(months_painted.AWKWARD, start=1)}
    owners = {line["Owner"]: line["Actions"] for line in rows(month_report.write(months_painted.awkward()), "By owner")}
    assert owners == counted


def test_an_action_of_two_people_counts_under_both() -> None:
    lines = {line["Owner"]: line["Actions"] for line in rows(written_everything(), "By owner")}
    report = months_painted.everything()
    expected: Counter[str] = Counter()
    for row, who in zip(report.actions, report.owners, strict=True):
        if months.value(row, "where") == months.IN_PLAN:
            expected.update(who or ("No owner named",))
    assert lines == dict(expected)


def written_everything() -> bytes:
    return month_report.write(months_painted.everything())


def test_the_bridge_adds_up_for_all_for_each_organisation_and_for_each_plan() -> None:
    lines = rows(written_everything(), "Change since last month")
    assert {line["Adds up"] for line in lines} == {"Yes"}
    assert [(line["Counted"], line["Organisation"], line["Plan"]) for line in lines[:5]] == [
        ("All plans", "all", "all"),
        ("Organisation (1 plan)", "Area Network", "area network"),
        ("Organisation (1 plan)", "County Trust", "county trust"),
        ("Organisation (1 plan)", "District Hospital", "district hospital"),
        ("Organisation", "Parish Clinic", "all"),
    ]
    held = next(line for line in lines if line["Organisation"] == "District Hospital")
    assert held["Plan received"] == "No: its last figures"
    assert held["Open last month"] == held["Open now"] == 6
    sheet = openpyxl.load_workbook(io.BytesIO(written_everything()), data_only=True)["Change since last month"]
    assert sheet["A3"].value == "6 open actions stand in plans that were not received."
    one, two = (
        sum(int(str(line["Open now"])) for line in lines if line["Counted"] in kinds)
        for kinds in (("Organisation", "Organisation (1 plan)"), ("Plan", "Organisation (1 plan)"))
    )
    assert one == two == lines[0]["Open now"]


def test_only_those_that_may_be_compared_come_by_how_much_is_overdue() -> None:
    lines = rows(written_everything(), "By organisation")
    assert [(line["Organisation"], line["Compared"]) for line in lines] == [
        *[(name, "Yes") for name in ("Parish Clinic", "District Hospital", "County Trust")],
        *[(name, "not compared") for name in ("Area Network", "Region House")],
        ("All organisations", "all"),
    ]


def test_a_list_holds_its_rows_against_all_actions_and_says_where_they_stand() -> None:
    content = written_everything()
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    every = book["All actions"]
    for tab, field in (("Overdue", "overdue"), ("Due next month", "due"), ("Dates moved", "moved")):
        listed = rows(content, tab)
        number = len(getattr(months_painted.everything().views, field).rows)
        assert book[tab]["A3"].value == f"Rows here: {number}; All actions counts {number}."
        assert len(listed) == number > 0
        for line in listed:
            at = line[month_names.ROW]
            assert (line["Plan"], line["Ref"]) == (every.cell(at, 2).value, every.cell(at, 3).value)
    assert [line["Days overdue"] for line in rows(content, "Overdue")] == sorted(
        (line["Days overdue"] for line in rows(content, "Overdue")), reverse=True
    )
    moved = rows(content, "Dates moved")[0]
    assert (moved["Due last month"], moved["Due"]) == (datetime(2026, 8, 31), datetime(2026, 11, 15))
    assert moved["Reason given"] == "No"


def test_all_actions_are_there_as_they_are() -> None:
    report = months_painted.everything()
    found = rows(month_report.write(report), "All actions")
    for line, row in zip(found, report.actions, strict=True):
        for (field, heading), value in zip(months.FIELDS.items(), row, strict=True):
            wanted = None if value == "" else datetime(*value.timetuple()[:3]) if isinstance(value, date) else value
            assert line[heading] == wanted, field


def test_the_headlines_and_what_is_asked_stand_on_the_first_page() -> None:
    report = months_painted.everything()
    sheet = openpyxl.load_workbook(io.BytesIO(month_report.write(report)), data_only=True)["Summary"]
    said = [row[0].value for row in sheet.iter_rows(max_col=1)]
    for sentence in report.headlines:
        assert months.said(sentence) in said
    for line in report.asked:
        assert line in said
    beside = [row[1].value for row in sheet.iter_rows(max_col=2)]
    assert report.asked_before[0] in beside
    setup = sheet.page_setup
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (setup.paperSize, setup.orientation, setup.fitToWidth or 1, setup.fitToHeight or 1) == (9, "portrait", 1, 1)


def test_a_headline_of_any_length_stays_on_the_page() -> None:
    report = months_painted.everything()
    long = f"2 plans were not received ({'The partnership of all clinics in the north, ' * 6})."
    content = month_report.write(replace(report, headlines=((long,),)))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Summary"]
    lines: Sequence[str] = [str(sheet.cell(row, 1).value) for row in range(4, 8) if sheet.cell(row, 1).value]
    assert " ".join(lines[:3]) == " ".join(long.split())
    assert max(map(len, lines[:3])) <= 118


def test_charts_say_what_they_show_and_their_figures() -> None:
    with zipfile.ZipFile(io.BytesIO(written_everything())) as package:
        drawings = [package.read(name).decode() for name in package.namelist() if "drawings/drawing" in name]
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 4
    texts = [text for drawing in drawings for text in re.findall(r'descr="([^"]*)"', drawing)]
    assert any("Parish Clinic 4" in text and "Region House" not in text for text in texts)
    assert any("Overdue 11 now, 12 last month" in text for text in texts)
    assert any("October 2026 30 open, 11 overdue" in text for text in texts)
    assert all("<c:tx><c:strRef><c:f>Summary!$A$" in chart for chart in charts)


def test_where_none_may_be_compared_the_second_chart_shows_how_long(tmp_path: Path) -> None:
    state = monthly.state(monthly.OCTOBER, "ref | due\n1 | 30 Jun 2026")
    report = monthly.month(monthly.came("Parish Clinic", state), monthly.came("County Trust", state))
    with zipfile.ZipFile(written(report, tmp_path)) as package:
        text = package.read("xl/charts/chart2.xml").decode()
        drawing = package.read("xl/drawings/drawing1.xml").decode()
    assert "Figures!" in text
    assert "Parish Clinic" not in drawing


def test_organisations_that_differ_in_capital_letters_only_keep_their_plans_together() -> None:
    state = monthly.state(monthly.OCTOBER, "ref | due\n1 | 30 Jun 2026")
    came = [
        monthly.came(name, state, file=f"{at}.xlsx") for at, name in enumerate(("Parish", "PARISH", "Parish", "PARISH"))
    ]
    report = monthly.month(*came)
    assert [plan.organisation for plan in report.plans] == ["PARISH", "PARISH", "Parish", "Parish"]
    lines = rows(month_report.write(report), "By organisation")
    assert {line["Organisation"]: line["Actions"] for line in lines} == {
        "PARISH": 2,
        "Parish": 2,
        "All organisations": 4,
    }


def test_days_before_the_first_that_a_workbook_knows_are_written_in_words() -> None:
    days = (date(1899, 12, 31), date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(2026, 6, 30))
    state = monthly.state(monthly.OCTOBER, "ref\n" + "\n".join(str(at) for at in range(1, 6)))
    actions = tuple(one._replace(due=day) for one, day in zip(state.actions, days, strict=True))
    report = monthly.month(monthly.came("Parish Clinic", replace(state, actions=actions)))
    found = [row["Due"] for row in rows(month_report.write(report), "All actions")]
    assert found[0] == "31 Dec 1899"
    assert [day for day in found[2:] if isinstance(day, datetime)] == [datetime(*d.timetuple()[:3]) for d in days[2:]]


def test_signs_that_no_workbook_holds_are_left_out_of_the_rows() -> None:
    state = monthly.state(monthly.OCTOBER, "ref | due\n1 | 30 Jun 2026")
    actions = tuple(one._replace(text="Ask \x07 <them> & _x0041_ us\ud800") for one in state.actions)
    report = monthly.month(monthly.came("Parish Clinic", replace(state, actions=actions)))
    assert rows(month_report.write(report), "All actions")[0]["Action"] == "Ask <them> & _x0041_ us"


def test_the_validator_finds_nothing(validator: ModuleType, tmp_path: Path) -> None:
    for name, made in MADE.items():
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(month_report.write(made()))
        assert validator.new_errors(None, path) == []


def test_it_is_of_its_month() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written_everything()))
    assert book.properties.title == "Improvement actions in October 2026"
    assert book.properties.created.date() == date(2026, 10, 31)
    assert book.custom_doc_props[month_names.MONTH].value == "2026-10"


def test_a_report_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(SheetplanError, match="no report that rollup wrote"):
        month_read.read(path)
