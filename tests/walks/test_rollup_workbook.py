"""The month's report from plans in files to the workbook and, a month later, back again."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

import familiar
from familiar import add_action, files, type_in
from sheetplan.model import Rollup, months
from sheetplan.walks import rollup as walk
from sheetplan.workbook import month_names, month_read

FEBRUARY, MARCH = date(2008, 2, 29), date(2008, 3, 31)
TABLE = """
    action   | timescale      | responsibility | achieved
    1. Book  | By 30 Nov 2007 | PM             | 3 Dec 2007
    2. Ask   | By 20 Jan 2008 | PM/MQC         |
    3. Write | By 31 Mar 2008 | RF             |
    """


def report(folder: Path, month: date, **more: Any) -> Rollup:
    return walk.rollup([folder], month, today=date(2026, 10, 31), cores=1, **more)


def rows(path: Path, tab: str) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(path, data_only=True)[tab]
    (table,) = sheet.tables.values()
    headings, *lines = ([cell.value for cell in row] for row in sheet[table.ref])
    return [dict(zip(map(str, headings), line, strict=True)) for line in lines]


def test_a_plan_with_versions_is_reported_month_after_month_and_never_touched(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    plan = familiar.build(folder / "parish.xlsx", TABLE)
    familiar.run(plan, FEBRUARY)
    type_in(plan, {("2. Ask", "achieved"): date(2008, 3, 20)})
    add_action(plan, 7, action="4. Thank", timescale="By 30 Sep 2008")
    familiar.run(plan, MARCH)
    before = files(folder)
    first, second = tmp_path / "2008-02.xlsx", tmp_path / "2008-03.xlsx"
    walk.write(report(folder, FEBRUARY), first)
    walk.write(report(folder, MARCH, beside=walk.Beside(previous=first), by_owner=True), second)
    assert files(folder) == before
    (line, _) = rows(second, "By organisation")
    assert (line["Actions"], line["Overdue"], line["Overdue last month"], line["Completed"]) == (3, 0, 1, 1)
    (_, bridge) = rows(second, "Change since last month")
    assert bridge["Adds up"] == "Yes"
    assert [bridge[name] for name in ("Open last month", "Plus new", "Less completed", "Open now")] == [2, 1, 1, 2]
    assert [line["Action"] for line in rows(second, "Completed this month")] == ["Ask"]
    assert {line["Owner"] for line in rows(second, "By owner")} >= {"PM", "MQC", "RF"}
    assert month_read.read(first).asked == report(folder, FEBRUARY).asked


def test_a_plan_that_is_not_received_keeps_its_figures_of_the_report_before(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    for name in ("parish", "county"):
        familiar.build(folder / f"{name}.xlsx", TABLE)
    first = tmp_path / "2008-02.xlsx"
    written = report(folder, FEBRUARY)
    walk.write(written, first)
    (folder / "county.xlsx").unlink()
    march = report(folder, MARCH, beside=walk.Beside(previous=first))
    walk.write(march, tmp_path / "2008-03.xlsx")
    plans = {line["Plan"]: line for line in rows(tmp_path / "2008-03.xlsx", "Plans")}
    assert plans["county"]["Received"] == "No: its last figures"
    theirs, again = (
        [row for row in one.actions if months.value(row, "plan") == "county" and months.value(row, "where") == "Plan"]
        for one in (written, march)
    )
    fields = ("ref", "action", "owner", "status", "due", "days_overdue")
    assert [[months.value(row, field) for field in fields] for row in again] == [
        [months.value(row, field) for field in fields] for row in theirs
    ]


def test_what_people_wrote_in_the_box_stays_when_the_report_is_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    familiar.build(folder / "parish.xlsx", TABLE)
    path = tmp_path / "2008-03.xlsx"
    walk.write(report(folder, MARCH), path)
    book = openpyxl.load_workbook(path)
    place = book.defined_names[month_names.ASKED].attr_text.split("!")[1].replace("$", "")
    book["Summary"][place][0][0].value = "Close on Mondays."
    book.save(path)
    again = report(folder, MARCH, beside=walk.Beside(same=path))
    assert again.asked[0] == "Close on Mondays."
    walk.write(again, path)
    assert month_read.read(path).edited
    shutil.copy(path, tmp_path / "kept.xlsx")
    walk.write(report(folder, MARCH, beside=walk.Beside(same=path)), path)
    assert path.read_bytes() == (tmp_path / "kept.xlsx").read_bytes()
