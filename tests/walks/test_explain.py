"""Explain: what it says stands in the way is what an update then meets, and nothing is written."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from familiar import DAY, PLAN, TODAY, build, files, run
from moving import OFFICE, related
from moving import patched as with_parts
from packages import ole2
from sheetplan import render
from sheetplan.model import Explained, SheetplanError
from sheetplan.walks.explain import Options, explain

TABLE = """
    action            | timescale      | achieved
    1. First action   | By 30 Sep 2007 | 1 Oct 2007
    2. Second action  | By 30 Sep 2008 |
    3. Third action   | By 30 Oct 2007 | 1 Nov 2007
    4. Fourth action  | By 30 Nov 2008 |
"""
NOW = datetime.fromisoformat("2026-10-31T09:30:00+00:00")


def explained(path: Path, **options: Any) -> Explained:
    """What it says; the folder stays as it was."""
    before = files(path.parent)
    said = explain(path, Options(**{"today": TODAY, "now": NOW, "as_of": DAY, "by": "Coordinator", **options}))
    assert files(path.parent) == before
    assert said.updated is None or said.updated.dry_run
    assert json.loads(render.explain_json(said))["whole"] is said.whole
    assert render.explain_text(said).startswith(f"{path.name}: update ")
    return said


def agreed(path: Path, **options: Any) -> Explained:
    """What it says, compared with what an update then does: where it goes on, what it moves, leaves out and keeps."""
    said = explained(path, **options)
    before = path.read_bytes()
    if said.stops:
        with pytest.raises(SheetplanError) as problem:
            run(path, **options)
        assert problem.value.reason in [stop.reason for stop in said.stops]
        assert path.read_bytes() == before
        assert not said.whole
        return said
    done = run(path, **options)
    assert said.updated is not None
    assert (said.updated.archived, said.updated.changed) == (done.archived, done.changed)
    told = " ".join(done.said)
    assert ("Nothing was moved" in told) == bool(said.in_the_way)
    assert not said.in_the_way or any(one.reason in told for one in said.in_the_way)
    assert [one for one in said.left_out if one not in told] == []
    assert same_parts(before, path) == said.parts[0]
    return said


def same_parts(before: bytes, path: Path) -> int:
    old_path = path.with_name("before.zip")
    old_path.write_bytes(before)
    with zipfile.ZipFile(old_path) as old, zipfile.ZipFile(path) as new:
        names = set(new.namelist())
        return sum(name in names and old.read(name) == new.read(name) for name in old.namelist())


def changed(path: Path, change: Callable[[Any, Any], Any]) -> Path:
    """The workbook with something that people put in: the book and the plan's sheet are given."""
    book = openpyxl.load_workbook(path)
    change(book, book[PLAN])
    book.save(path)
    return path


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return build(tmp_path / "plan.xlsx", TABLE, tabs={"Summary": [["Total"]]})


def test_a_plain_plan_can_be_edited_wholly(plan: Path) -> None:
    said = agreed(plan)
    assert said.whole
    assert said.updated is not None
    assert said.updated.archived == ("1", "3")
    assert [sheet for sheet, _, _ in said.writes] == [PLAN, "Archive", "Version history", "Change log"]
    again = agreed(plan)
    assert again.whole
    assert again.updated is not None
    assert again.updated.version is None
    assert again.writes == ()


def test_of_two_sheets_with_the_same_actions_the_one_that_is_named_is_explained(plan: Path) -> None:
    def copied(book: Any, sheet: Any) -> None:
        book.copy_worksheet(sheet).title = "Copy"

    changed(plan, copied)
    with pytest.raises(SheetplanError, match="--sheet"):
        explained(plan)
    assert [one.sheet for one in explained(plan, sheet=PLAN).plans] == [PLAN]


def _name(cells: str) -> Callable[[Any, Any], Any]:
    return lambda book, _: book.defined_names.add(DefinedName("Watched", attr_text=f"{PLAN}!{cells}"))


def _chart(book: Any, sheet: Any) -> None:
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=6, min_row=4, max_row=5))
    book["Summary"].add_chart(chart, "D2")


def _inside_chart(_: Any, sheet: Any) -> None:
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=6, min_row=3, max_row=60))
    sheet.add_chart(chart, "C6")


def _summary(formula: str) -> Callable[[Any, Any], Any]:
    return lambda book, _: book["Summary"].cell(2, 2, formula)


OBSTACLES: dict[str, tuple[Callable[[Any, Any], Any], str]] = {
    "a formula that names one cell": (_summary("=Plan!C6"), "The formula in B2 on Summary names C6 on Plan"),
    "a name for one cell": (_name("$C$6"), 'The name "Watched" stands for C6 on Plan'),
    "cells merged across actions": (lambda _, plan: plan.merge_cells("C5:C6"), "C5 to C6 on Plan are merged"),
    "an array formula": (
        lambda _, plan: plan.__setitem__("C5", ArrayFormula("C5:C6", "=ROW(C5:C6)")),
        "The formula in C5 on Plan fills C5 to C6 at once",
    ),
    "a chart of some actions": (_chart, "A chart on Summary shows"),
    "a chart fixed to an action": (_inside_chart, "A chart on Plan is fixed to C6"),
    "a format that looks at one action": (
        lambda book, _: book["Summary"].conditional_formatting.add("B2", FormulaRule(["Plan!$C$6>1"])),
        "The conditional format of B2 on Summary names C6 on Plan",
    ),
}


@pytest.mark.parametrize(("change", "reason"), OBSTACLES.values(), ids=OBSTACLES)
def test_what_keeps_records_from_moving_is_said_with_its_cell(
    plan: Path, change: Callable[[Any, Any], Any], reason: str
) -> None:
    said = agreed(changed(plan, change))
    assert not said.whole
    assert any(one.reason.startswith(reason) for one in said.in_the_way), said.in_the_way
    assert all(one.fix for one in said.in_the_way)
    assert said.updated is not None
    assert said.updated.version is not None


def test_all_obstacles_are_listed_though_update_names_the_first(plan: Path) -> None:
    changed(plan, _summary("=Plan!C6"))
    changed(plan, _name("$C$5"))
    changed(plan, lambda _, sheet: sheet.merge_cells("D5:D6"))
    said = agreed(plan)
    words = " ".join(one.reason for one in said.in_the_way)
    assert "B2 on Summary" in words
    assert '"Watched"' in words
    assert "D5 to D6" in words


def test_what_will_stand_in_the_way_later_is_told_from_what_does_now(tmp_path: Path) -> None:
    last_done = """
        action           | timescale      | achieved
        1. First action  | By 30 Sep 2008 |
        2. Second action | By 30 Nov 2008 |
        3. Third action  | By 30 Oct 2007 | 1 Nov 2007
    """
    path = build(tmp_path / "plan.xlsx", last_done, tabs={"Summary": [["Total"]]})
    said = agreed(changed(path, _summary("=Plan!C4")))
    assert said.in_the_way == ()
    assert said.updated is not None
    assert said.updated.archived == ("3",)
    assert [one.reason.partition(" on Plan")[0] for one in said.would_be] == ["The formula in B2 on Summary names C4"]
    assert not said.whole


@pytest.mark.parametrize(
    ("last_row", "stands"), [(5, True), (60, False)], ids=["some actions", "all actions and more rows"]
)
def test_a_pivot_table_over_the_plan(plan: Path, last_row: int, stands: bool) -> None:
    name, kind = "pivotCache/pivotCacheDefinition1.xml", f"{OFFICE}/pivotCacheDefinition"
    cache = (
        b'<pivotCacheDefinition><cacheSource><worksheetSource ref="A3:F%d" sheet="Plan"/></cacheSource>'
        b"</pivotCacheDefinition>" % last_row
    )
    parts = {"xl/_rels/workbook.xml.rels": related(kind, f"/xl/{name}"), f"xl/{name}": cache}
    plan.write_bytes(with_parts(plan.read_bytes(), parts))
    said = agreed(plan)
    assert [one.reason.startswith("A pivot table counts A3 to F5 on Plan") for one in said.in_the_way] == (
        [True] if stands else []
    )


def test_a_table_with_totals_can_be_edited(tmp_path: Path) -> None:
    def with_totals(_: Any, sheet: Any) -> None:
        sheet.append(["Total"])
        columns = sheet.max_column
        table = Table(displayName="tblPlan", ref=f"A3:{sheet.cell(8, columns).coordinate}", totalsRowCount=1)
        sheet.add_table(table)

    path = changed(build(tmp_path / "plan.xlsx", TABLE), with_totals)
    said = agreed(path)
    assert said.in_the_way == ()


def test_something_right_beside_a_table_leaves_the_columns_out(tmp_path: Path) -> None:
    path = build(tmp_path / "plan.xlsx", TABLE, as_table=True)
    said = agreed(changed(path, lambda _, sheet: sheet.cell(4, sheet.max_column + 1, "Beside")))
    assert [one.startswith("No columns were added") for one in said.left_out] == [True]
    assert said.in_the_way == ()
    assert not said.whole


def test_protection_stays_and_update_writes_all_the_same(plan: Path) -> None:
    def protect(book: Any, sheet: Any) -> None:
        sheet.protection.enable()
        book.security.lockStructure = True

    said = agreed(changed(plan, protect))
    assert said.whole
    assert {"protected sheet", "protected structure"} <= {one.what for one in said.features}
    assert openpyxl.load_workbook(plan)[PLAN].protection.sheet


def test_what_the_workbook_holds_besides_cells_is_counted(plan: Path) -> None:
    def put_in(book: Any, sheet: Any) -> None:
        _chart_of_all(book, sheet)
        sheet["A4"].comment = Comment("Seen", "Coordinator")
        book.create_sheet("Lists").sheet_state = "hidden"

    def _chart_of_all(book: Any, sheet: Any) -> None:
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=6, min_row=3, max_row=60))
        book["Summary"].add_chart(chart, "D2")

    said = agreed(changed(plan, put_in))
    assert {(one.what, one.number) for one in said.features} == {("chart", 1), ("note", 1), ("hidden sheet", 1)}


def test_macros_are_carried_and_do_not_stop_an_update(plan: Path) -> None:
    macros = plan.with_suffix(".xlsm")
    kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"

    def types(raw: bytes) -> bytes:
        main = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
        raw = raw.replace(b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", main)
        override = b'<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        return raw.replace(b"</Types>", override + b"</Types>")

    parts = {
        "[Content_Types].xml": types,
        "xl/_rels/workbook.xml.rels": related(kind, "/xl/vbaProject.bin"),
        "xl/vbaProject.bin": b"Sub Auto_Open()",
    }
    macros.write_bytes(with_parts(plan.read_bytes(), parts))
    said = agreed(macros)
    assert said.whole
    assert ("project of macros", 1, "They are never run.") in said.features
    with zipfile.ZipFile(macros) as package:
        assert package.read("xl/vbaProject.bin") == b"Sub Auto_Open()"


def test_a_signature_stops_it(plan: Path) -> None:
    plan.write_bytes(with_parts(plan.read_bytes(), {"_xmlsignatures/origin.sigs": b""}))
    said = agreed(plan)
    assert ["digital signature" in stop.reason for stop in said.stops] == [True]
    assert all(stop.fix for stop in said.stops)
    assert said.updated is None


def test_a_workbook_that_somebody_has_open(plan: Path) -> None:
    plan.with_name("~$plan.xlsx").write_bytes(b"")
    said = agreed(plan)
    assert ["~$plan.xlsx stands beside it" in stop.reason for stop in said.stops] == [True]
    assert said.updated is not None


def test_a_plan_that_somebody_updates(plan: Path) -> None:
    said = {"by": "Colleague", "host": "another computer", "pid": 1, "since": NOW.isoformat()}
    plan.with_name("plan versions.lock").write_text(json.dumps(said), encoding="utf-8")
    assert ["is being updated by Colleague" in stop.reason for stop in agreed(plan).stops] == [True]


def test_a_workbook_that_is_marked_read_only(plan: Path) -> None:
    plan.chmod(0o444)
    said = agreed(plan)
    assert ["marked read-only" in stop.reason for stop in said.stops] == [True]


def test_a_folder_that_nobody_may_write_to(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = os.access

    def closed(path: Any, mode: int, **more: Any) -> bool:
        return False if Path(path) == plan.parent and mode == os.W_OK else allowed(path, mode, **more)

    monkeypatch.setattr(os, "access", closed)
    said = explained(plan)
    assert [stop.reason for stop in said.stops] == [
        "The folder of plan.xlsx cannot be written to, so nothing was changed."
    ]


def test_more_than_one_plan_in_a_workbook(plan: Path) -> None:
    def second(book: Any, sheet: Any) -> None:
        other = book.copy_worksheet(sheet)
        other.title = "Another"
        for (cell,) in other.iter_rows(min_row=2, max_col=1):
            if isinstance(cell.value, str) and cell.value[0].isdigit():
                cell.value = f"{cell.row}. Something else that is to be done, number {cell.row}"

    said = agreed(changed(plan, second))
    assert len(said.plans) == 2
    assert ['"Plan" and "Another"' in stop.reason for stop in said.stops] == [True]


def test_a_day_before_that_of_the_last_version(plan: Path) -> None:
    run(plan)
    said = explained(plan, as_of=DAY.replace(month=1))
    assert ["already has a version" in stop.reason for stop in said.stops] == [True]
    with pytest.raises(SheetplanError, match="already has a version"):
        run(plan, DAY.replace(month=1))


def test_a_kind_of_plan_without_an_archive(plan: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    packaged = resources.files("sheetplan") / "templates" / "peer-review.toml"
    text = packaged.read_text(encoding="utf-8") + '\n[archive]\nafter_days = "never"\n'
    kind = tmp_path_factory.mktemp("kind") / "never.toml"
    kind.write_text(text, encoding="utf-8")
    said = agreed(changed(plan, _summary("=Plan!C6")), template=str(kind))
    assert said.never_moves
    assert said.whole


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (ole2("EncryptedPackage"), "password"),
        (ole2("Workbook"), "old Excel file"),
        (b"Dear colleague", "is not an Excel workbook"),
    ],
)
def test_what_cannot_be_opened_is_refused_as_ever(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content)
    with pytest.raises(SheetplanError, match=words):
        explain(path, Options(today=TODAY, now=NOW))
