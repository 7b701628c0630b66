"""A plan is known again although a program dropped the properties that say which it is."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest

import familiar
from judges.libreoffice import LibreOffice
from sheetplan import template
from sheetplan.model import Plan
from sheetplan.walks import understand
from sheetplan.walks.new import new
from sheetplan.workbook import edit
from sheetplan.workbook.changes import SetCell

TABLE = """
action | timescale | Due date
1. Call the members | By 31 Jan 2008 | 31 Jan 2008
2. Write the notes | By 30 Sep 2008 |
"""
CUSTOM = "docProps/custom.xml"


def without_properties(path: Path) -> Path:
    """The workbook as a program leaves it that keeps no custom properties."""
    target = path.with_name("dropped.xlsx")
    with zipfile.ZipFile(path) as came, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as goes:
        assert CUSTOM in came.namelist()
        for name in came.namelist():
            data = came.read(name)
            if name in ("[Content_Types].xml", "_rels/.rels"):
                data = re.sub(rb"<(?:Override|Relationship)\b[^>]*docProps/custom\.xml[^>]*/>", b"", data)
            if name != CUSTOM:
                goes.writestr(name, data)
    target.replace(path)
    return path


def painted(folder: Path, kind: str) -> Path:
    """A plan made by `new`, with two actions."""
    path = folder / "plan.xlsx"
    new(kind, path, title="The plan", organisation="", plan_id="1f0c5a", today=familiar.DAY)
    known = template.load(kind)
    (plan,) = understand.plans(path, None)
    cells = [
        SetCell(plan.sheet, plan.layout.first_row + i, plan.columns[known.ref_from].column, text)
        for i, text in enumerate(("1", "2") if known.ref_from == "ref" else ("1. Call the members", "2. Write"))
    ]
    edited = edit.apply(path, cells)
    assert edited.receipt.refused == ()
    path.write_bytes(edited.data)
    return path


def read(path: Path) -> Plan:
    (plan,) = understand.plans(path, None)
    return plan


def says(plan: Plan) -> tuple[object, ...]:
    """All by which a plan and what is ours in it are known."""
    return plan.plan_id, plan.version, plan.position_date, dict(plan.computed), dict(plan.columns), dict(plan.others)


@pytest.mark.parametrize("kind", [one.name for one in template.packaged()])
def test_a_painted_plan_is_known_by_its_version_history(tmp_path: Path, kind: str) -> None:
    path = painted(tmp_path, kind)
    familiar.run(path)
    familiar.run(path, approve=True)
    before = read(path)
    assert (before.version, before.position_date) == ("1.0", familiar.DAY)
    assert says(read(without_properties(path))) == says(before)
    assert familiar.run(path).version is None, "nobody changed anything"
    done = familiar.run(path, refresh=True, approve=True, note="Again")
    assert done.version is None or done.version.number == "2.0"


@pytest.mark.parametrize("as_table", [False, True], ids=["range", "table"])
def test_columns_of_ours_stay_ours_and_people_keep_their_own(tmp_path: Path, as_table: bool) -> None:
    path = familiar.build(tmp_path / "plan.xlsx", TABLE, as_table=as_table)
    familiar.run(path)
    before = read(path)
    assert set(before.computed) >= {"status", "rag", "days_overdue"}
    without_properties(path)
    assert says(read(path)) == says(before)
    columns = len(familiar.headings(path))
    familiar.type_in(path, {("1. Call the members", "success"): "All were called"})
    done = familiar.run(path)
    assert done.version is not None
    assert done.version.number == "0.2"
    assert done.changed == ("1 cell changed in 1 action: 1.",)
    assert len(familiar.headings(path)) == columns
    after = read(path)
    assert (after.plan_id, after.version) == (before.plan_id, "0.2")
    assert [line["version"] for line in after.history_lines] == ["0.1", "0.2"]


def test_numbers_that_became_figures_are_told_by_their_order(tmp_path: Path) -> None:
    path = familiar.build(tmp_path / "plan.xlsx", TABLE)
    for n in range(11):
        familiar.type_in(path, {("1. Call the members", "success"): f"Called {n}"})
        familiar.run(path)
    rows = familiar.grid(path, "Version history")
    figures = {(i, 1): float(row[0]) for i, row in enumerate(rows, 1) if re.fullmatch(r"\d\.\d+", str(row[0]))}
    assert len(figures) == 11
    familiar.put(without_properties(path), figures, "Version history")
    plan = read(path)
    assert [line["version"] for line in plan.history_lines] == [f"0.{n}" for n in range(1, 12)]
    assert plan.version == "0.11"


def test_a_note_about_another_matter_makes_no_plan_known(tmp_path: Path) -> None:
    path = familiar.build(tmp_path / "plan.xlsx", TABLE, tabs={"Version history": [["Ours"], ["Plan id: see above"]]})
    plan = read(path)
    assert (plan.plan_id, plan.version, dict(plan.computed)) == (None, None, {})


@pytest.mark.parametrize("form", ["familiar", "painted"])
def test_another_program_saves_it_and_the_versions_go_on(tmp_path: Path, form: str, libreoffice: LibreOffice) -> None:
    path = painted(tmp_path, "peer-review") if form == "painted" else familiar.build(tmp_path / "plan.xlsx", TABLE)
    familiar.run(path)
    before = read(path)
    libreoffice.type_in(
        path, {"Cover" if form == "painted" else familiar.PLAN: {"H1": "seen"}}, tmp_path / "saved.xlsx"
    )
    shutil.move(tmp_path / "saved.xlsx", path)
    without_properties(path)
    after = read(path)
    assert (after.plan_id, after.version, after.position_date) == (
        before.plan_id,
        before.version,
        before.position_date,
    )
    assert set(after.computed) == set(before.computed)
    done = familiar.run(path, refresh=True, approve=True)
    assert done.version is not None
    assert done.version.number == "1.0"
    assert "compared" not in " ".join(done.changed)


@pytest.mark.parametrize("own", [True, False], ids=["people's own", "ours"])
def test_a_due_date_right_before_ours_belongs_to_whom_the_history_says(tmp_path: Path, own: bool) -> None:
    last = ("| Due date", "| 31 Jan 2008") if own else ("", "")
    table = f"action | timescale | achieved {last[0]}\n1. Call the members | By 31 Jan 2008 | {last[1]}"
    path = familiar.build(tmp_path / "plan.xlsx", table, as_table=True)
    familiar.run(path)
    before = read(path)
    names = list(familiar.headings(path))
    assert names[-4:] == ["Due date", "Status", "RAG", "Days overdue"]
    assert ("due" in before.computed) is not own
    assert says(read(without_properties(path))) == says(before)
