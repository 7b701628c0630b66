"""Nothing that is not meant to be shown is anywhere in a published copy, whatever the plan holds in whatever corner."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import needles
import packages
import staff
from needles import Needles
from sheetplan.model import Published
from sheetplan.walks.drafted import Options as Together
from sheetplan.walks.publish import Options, publish
from sheetplan.walks.sync import sync

DAY, LATER = date(2008, 2, 29), date(2008, 3, 31)
PLAN = "Action plan"


def published(path: Path, name: str, *, summary: bool = False) -> Published:
    return publish(path, Options(path.with_name(name), today=staff.TODAY, as_of=LATER, summary=summary))


def drawn(folder: Path, planted: Needles) -> Path:
    """A plan as its group drew it, kept for two versions, with a conflict from a copy."""
    path = staff.sample("peer-review", folder)
    new = planted.new
    cells = {
        "C23": new("hidden column"),
        "D12": f"Mr {new('name in the column of people')}",
        "E15": f"{new('column that is left out')} said it",
        "D14": f"{new('further name')}/PM",
        "G6": new("heading of a column of their own"),
        "G9": new("column of their own"),
        "A2": new("text above the table"),
        "B18": f"asked Mrs {new('hidden row')}",
    }
    staff.typed(path, {PLAN: cells})
    staff.add_tab(path, new("name of a sheet"), [[new("sheet of their own")]])
    staff.add_tab(path, "Draft", [[new("hidden sheet")]])
    staff.run(path, DAY, by=new("who ran it"), note=new("note of a version"))
    copy = Path(shutil.copy(path, folder / f"{new('whose copy')}.xlsx"))
    staff.typed(copy, {PLAN: {"C20": new("other side of a conflict")}})
    staff.typed(path, {PLAN: {"C20": new("what was overwritten")}})
    staff.run(path, DAY, by="Coordinator")
    staff.typed(path, {PLAN: {"C20": "· Places held"}})
    now = staff.datetime.fromisoformat("2026-10-31T09:30:00+00:00")
    done = sync(path, [copy], Together(today=staff.TODAY, now=now, as_of=LATER, by=new("who brought it together")))
    assert done.left == 1
    hidden = openpyxl.load_workbook(path, read_only=True).sheetnames.index("Draft") + 1
    needles.hide(path, hidden)
    needles.hide(path, 1, row=_row_with(path, "asked Mrs"))
    needles.hide(path, 1, column=3)
    return path


def _row_with(path: Path, text: str) -> int:
    rows = staff.shown(path, PLAN)
    return next(number for number, row in enumerate(rows, start=1) if any(text in str(cell) for cell in row))


def painted(folder: Path, planted: Needles) -> Path:
    """A plan that `new` made, filled in and kept for two versions."""
    path = staff.blank("care-improvement", folder)
    new = planted.new
    first = {"A6": "1", "B6": "Falls", "D6": "Fewer falls", "E6": "Look at each", "G6": date(2008, 1, 31)}
    second = {"A7": "2", "B7": "Food", "D7": "Better food", "E7": new("hidden row"), "G7": date(2008, 5, 31)}
    people = {"F6": new("name in the column of people"), "F7": "CM", "J6": new("column that is left out")}
    risks = {"A5": new("tab that is left out"), "B5": "1"}
    plain = {"A5": "1", "B5": "We look at why people fall.", "A6": "2", "B6": new("line of a hidden action")}
    cover = {"B16": f"Dr {new('Cover line that is left out')}"}
    typed = {"Action plan": first | second | people, "Risks": risks, "In plain words": plain, "Cover": cover}
    staff.typed(path, typed)
    staff.run(path, DAY, by=new("who ran it"), note=new("note of a version"))
    staff.typed(path, {"Action plan": {"D6": "Fewer falls by half", "L6": new("lesson")}})
    staff.run(path, LATER, by="Coordinator")
    sheets = openpyxl.load_workbook(path, read_only=True).sheetnames
    needles.hide(path, sheets.index("Action plan") + 1, row=7)
    return path


@pytest.fixture(params=[drawn, painted], ids=["drawn by people", "made by new"])
def plan(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Needles]:
    make: Callable[[Path, Needles], Path] = request.param
    planted = Needles()
    path = make(tmp_path, planted)
    needles.plant(path, planted)
    return path, planted


@pytest.mark.parametrize("summary", [False, True], ids=["whole", "summary"])
def test_no_needle_is_anywhere_in_the_package(plan: tuple[Path, Needles], summary: bool) -> None:
    path, planted = plan
    assert set(planted.planted) - set(planted.found(path.read_bytes())) <= {
        word for word, where in planted.planted.items() if where == "whose copy"
    }, "a needle that is not in the plan proves nothing"
    assert len(planted.planted) > 30
    done = published(path, "out.xlsx", summary=summary)
    assert done.undecided == ()
    assert planted.found(path.with_name("out.xlsx").read_bytes()) == {}
    conflicts = "Conflicts" in openpyxl.load_workbook(path, read_only=True).sheetnames
    assert any("1 conflict in the plan is not settled yet" in sentence for sentence in done.said) == conflicts


def test_a_name_in_what_is_shown_stops_it_until_it_is_decided_and_is_then_nowhere(plan: tuple[Path, Needles]) -> None:
    path, planted = plan
    name = planted.new("name in what is shown")
    cell = "D6" if staff.shown(path, PLAN)[4][0] == "Ref" else "A10"
    staff.typed(path, {PLAN: {cell: f"2. Ask Mr {name} about it"}})
    done = published(path, "out.xlsx")
    assert [one.text for one in done.undecided] == [f"Mr {name}"]
    assert not path.with_name("out.xlsx").exists()
    _decide(done.decisions, {f"Mr {name}": ("Replace it", "the manager")})
    assert published(path, "out.xlsx").undecided == ()
    out = path.with_name("out.xlsx").read_bytes()
    assert planted.found(out) == {}
    assert "the manager about it" in b"".join(packages.contents(out).values()).decode(errors="ignore")


def _decide(path: Path, decisions: dict[str, tuple[str, str]]) -> None:
    rows = staff.shown(path, "Decisions")
    cells = {}
    for number, row in enumerate(rows, start=1):
        if row[0] in decisions:
            cells[f"E{number}"], cells[f"F{number}"] = decisions[row[0]]
    assert len(cells) == 2 * len(decisions)
    staff.typed(path, {"Decisions": cells})


def test_the_copy_has_no_parts_but_those_of_plain_tables(plan: tuple[Path, Needles]) -> None:
    path, _ = plan
    published(path, "out.xlsx")
    parts = packages.contents(path.with_name("out.xlsx").read_bytes())
    usual = ("[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "docProps/core.xml", "xl/workbook.xml")
    usual = (*usual, "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/theme/theme1.xml", "xl/sharedStrings.xml")
    others = [name for name in parts if name not in usual]
    assert all(name.startswith(("xl/worksheets/", "xl/tables/")) for name in others)
    core = packages.tree(parts["docProps/core.xml"])
    said = {one.tag.rpartition("}")[2]: one.text for one in core}
    assert not said.get("creator")
    assert not said.get("lastModifiedBy")
    assert set(said) <= {"title", "subject", "category", "creator", "lastModifiedBy", "created", "modified"}
    book = parts["xl/workbook.xml"]
    assert set(openpyxl.load_workbook(path.with_name("out.xlsx")).defined_names) == set()
    assert b"hidden" not in book
