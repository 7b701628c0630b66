"""What is chosen elsewhere than in Excel is what would have been typed there, and nothing else in the plan changes."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest

import staff
from sheetplan.model import SheetplanError, Unsettled
from sheetplan.walks import understand
from sheetplan.walks.settle import Choice, open_conflicts, own_value, type_in
from sheetplan.walks.sync import Options, sync

DAY = date(2008, 2, 29)
NOW = datetime.fromisoformat("2026-10-31T09:30:00+00:00")


@pytest.fixture
def torn(tmp_path: Path) -> Path:
    """A plan with two conflicts about one cell and one about another."""
    plan = staff.sample("peer-review", tmp_path)
    staff.run(plan, DAY)
    for name, cells in {"a": {"B10": "By 30 Apr 2008", "C12": "Theirs"}, "b": {"B10": "By 15 Jun 2008"}}.items():
        copy = Path(shutil.copy(plan, tmp_path / f"{name}.xlsx"))
        staff.typed(copy, {"Action plan": cells})
    staff.typed(plan, {"Action plan": {"B10": "By 31 May 2008", "C12": "Ours"}})
    done = sync(plan, [tmp_path / "a.xlsx", tmp_path / "b.xlsx"], Options(today=staff.TODAY, now=NOW, as_of=DAY))
    assert done.left == 3
    return plan


def line(**values: object) -> Unsettled:
    usual = {
        "row": 5,
        "number": "1",
        "ref": "10",
        "column": "Due",
        "about": "",
        "was": None,
        "master": "a",
        "copy": "b",
    }
    return Unsettled(**{**usual, "whose": "PM", "choice": "", "own_words": None, "is_whole": False, **values})  # type: ignore[arg-type]  # as given


def test_open_conflicts_are_only_read(torn: Path) -> None:
    before = torn.read_bytes()
    assert [(one.ref, one.master, one.copy, one.whose, one.choice) for one in open_conflicts(torn, None)] == [
        ("10", "By 31 May 2008", "By 30 Apr 2008", "a.xlsx", ""),
        ("10", "By 31 May 2008", "By 15 Jun 2008", "b.xlsx", ""),
        ("12", "Ours", "Theirs", "a.xlsx", ""),
    ]
    text = open_conflicts(torn, None)[0].action
    assert text == "Project Manager to agree links with  SFE Regional Representatives"
    assert torn.read_bytes() == before


def test_nothing_chosen_changes_nothing(torn: Path) -> None:
    before = torn.read_bytes()
    type_in(torn, {}, None)
    assert torn.read_bytes() == before


def test_only_the_cells_that_were_chosen_change(torn: Path) -> None:
    before = staff.parts(torn)
    first, second, third = open_conflicts(torn, None)
    type_in(
        torn, {first.row: Choice("copy"), second.row: Choice("master"), third.row: Choice("own words", "=Both")}, None
    )
    after = staff.parts(torn)
    tab = understand.only_plan(torn, None).conflicts
    assert tab is not None
    assert [(row.get("choose"), row.get("own_words")) for row in tab.rows] == [
        ("Copy", None),
        ("Master", None),
        ("Own words", "=Both"),
    ]
    assert len([name for name in before if before[name] != after[name] and "worksheets" in name]) == 1
    # The choice is carried out by an update as it always is.
    done = staff.run(torn, DAY)
    assert done.said == () or not any("conflict" in one for one in done.said)
    assert open_conflicts(torn, None) == ()
    told = {cell[0]: cell for cell in staff.shown(torn, "Action plan")}
    assert [row for row in told.values() if "By 30 Apr 2008" in row]
    assert [row for row in told.values() if "=Both" in row]


def test_a_line_that_is_gone_is_not_chosen_for(torn: Path) -> None:
    before = torn.read_bytes()
    with pytest.raises(SheetplanError, match="is settled or gone"):
        type_in(torn, {999: Choice("copy")}, None)
    assert torn.read_bytes() == before


@pytest.mark.parametrize(
    ("there", "typed", "value"),
    [
        ({}, " words \r\n more ", "words \n more"),
        ({}, "30 Apr 2008", "30 Apr 2008"),
        ({"copy": date(2008, 4, 30)}, "30 Apr 2008", date(2008, 4, 30)),
        ({"copy": date(2008, 4, 30)}, "2008-05-01", date(2008, 5, 1)),
        ({"copy": date(2008, 4, 30)}, "in spring", "in spring"),
        ({"master": 1.0, "copy": 2.0}, "1.5", 1.5),
        ({"master": 1.0, "copy": 2.0}, "two", "two"),
        ({"master": "a", "copy": 2.0}, "1.5", "1.5"),
    ],
)
def test_own_words_are_taken_for_what_stands_there(there: dict[str, object], typed: str, value: object) -> None:
    found = own_value(line(**there), typed)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("there", "typed"), [({}, " \n "), ({"is_whole": True}, "words")])
def test_own_words_that_mean_nothing_are_refused(there: dict[str, object], typed: str) -> None:
    with pytest.raises(SheetplanError, match="Conflict 1"):
        own_value(line(**there), typed)
