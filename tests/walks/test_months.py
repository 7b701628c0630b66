"""A plan over several months: people edit it between updates, and what must stay stays."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter, range_boundaries

from familiar import (
    ARCHIVE,
    DAY,
    KIND,
    PLAN,
    TODAY,
    add_action,
    build,
    files,
    finding,
    grid,
    headings,
    put,
    records,
    row_of,
    run,
    sheets,
    type_in,
)
from sheetplan.model import SheetplanError
from sheetplan.walks.new import new
from sheetplan.workbook import save

FOUR = """
    action   | timescale      | achieved   | Cost
    1. Book  | By 30 Nov 2007 | 3 Dec 2007 | 100
    2. Ask   | By 20 Jan 2008 |            | 200
    3. Write | By 30 Jun 2008 |            | 300
    4. Thank | By 30 Sep 2008 |            |
    """
MARCH, APRIL, MAY = date(2008, 3, 31), date(2008, 4, 30), date(2008, 5, 31)
KEPT = "plan versions"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A familiar plan, no Excel Table."""
    return build(tmp_path / "plan.xlsx", FOUR)


def nothing_more(path: Path, day: date = DAY) -> None:
    """Another update does nothing, and leaves every file as it is."""
    before = files(path.parent)
    assert run(path, day).version is None
    assert files(path.parent) == before


def version(path: Path, number: str, day: date) -> Path:
    return path.parent / KEPT / f"{path.stem} v{number} {day.isoformat()}.xlsx"


# The archive


def test_somebodys_own_archive_tab_is_left_and_another_is_made_once(tmp_path: Path) -> None:
    theirs = [["Year", "Box", "Shelf"], ["2006", "12", "top"], ["2007", "14", "top"]]
    path = build(tmp_path / "plan.xlsx", FOUR, tabs={"Archive": [*map(list, theirs)]})
    done = run(path)
    assert done.archived == ("1",)
    assert any('"Archive (2)"' in sentence and '"Archive"' in sentence for sentence in done.said)
    nothing_more(path)
    type_in(path, {("2. Ask", "achieved"): date(2008, 3, 3)})
    done = run(path, APRIL)
    assert done.archived == ("2",)
    assert not any("Archive (2)" in sentence for sentence in done.said), "it is no news any more"
    assert sheets(path) == [PLAN, "Archive", "Archive (2)", "Version history", "Change log"]
    assert grid(path, "Archive") == theirs
    assert list(records(path, "Archive (2)")) == ["1. Book", "2. Ask"]
    assert [cells["Cost"] for cells in records(path, "Archive (2)").values()] == ["100", "200"]


def test_a_ref_column_that_comes_later_goes_on_in_the_same_archive(path: Path) -> None:
    run(path)
    add_action(path, 7, action="No number yet", timescale="By 30 Apr 2008", achieved=date(2008, 3, 3))
    type_in(path, {("2. Ask", "achieved"): date(2008, 3, 4)})
    done = run(path, MARCH)
    assert [cells["Ref"] for cells in records(path).values()] == ["", "", "", "5"]
    assert any("Ref given to 1 action: 5." in sentence for sentence in done.changed)
    nothing_more(path, MARCH)
    assert run(path, APRIL).archived == ("2", "5")
    nothing_more(path, APRIL)
    assert sheets(path) == [PLAN, ARCHIVE, "Version history", "Change log"]
    shelved = records(path, ARCHIVE)
    assert list(shelved) == ["1. Book", "2. Ask", "No number yet"]
    assert [cells["Ref"] for cells in shelved.values()] == ["", "", "5"]
    assert [cells["Cost"] for cells in shelved.values()] == ["100", "200", ""]
    assert [cells["Archived on"] for cells in shelved.values()] == [DAY, APRIL, APRIL]
    add_action(path, 6, action="Another one", timescale="By 30 Sep 2008")
    run(path, APRIL)
    assert records(path)["Another one"]["Ref"] == "6", "5 stands in the archive"
    type_in(path, {("No number yet", "Reopen?"): "Yes"}, ARCHIVE)
    assert run(path, APRIL).reopened == ("5",)
    assert list(records(path)) == ["3. Write", "4. Thank", "No number yet", "Another one"]
    assert [cells["Ref"] for cells in records(path).values()] == ["", "", "5", "6"]


def test_a_ref_column_that_people_add_goes_on_in_the_same_archive(path: Path) -> None:
    run(path)
    free = max(headings(path).values()) + 1
    put(path, {(3, free): "Ref", (4, free): "2", (5, free): "3", (6, free): "4"})
    type_in(path, {("2. Ask", "achieved"): date(2008, 3, 4)})
    run(path, MARCH)
    assert run(path, APRIL).archived == ("2",)
    nothing_more(path, APRIL)
    assert sheets(path) == [PLAN, ARCHIVE, "Version history", "Change log"]
    shelved = records(path, ARCHIVE)
    assert list(shelved) == ["1. Book", "2. Ask"]
    assert [cells["Ref"] for cells in shelved.values()] == ["", "2"]
    assert [cells["Cost"] for cells in shelved.values()] == ["100", "200"]
    add_action(path, 6, action="Another one", timescale="By 30 Sep 2008")
    run(path, APRIL)
    assert records(path)["Another one"]["Ref"] == "5"


def test_an_archive_tab_of_their_own_with_the_plans_headings_is_used(tmp_path: Path) -> None:
    names = [*headings(build(tmp_path / "other.xlsx", FOUR)), "Archived on"]
    old = ["0. Plan", "By 1 Oct 2007", "Seen", "PM", "At meetings", "1 Oct 2007", "50", "at the office"]
    path = build(tmp_path / "plan.xlsx", FOUR, tabs={"Archive": [["Old actions"], names, old]})
    assert run(path).archived == ("1",)
    assert sheets(path) == [PLAN, ARCHIVE, "Version history", "Change log"]
    assert grid(path, ARCHIVE)[:2] == [
        ["Old actions"] + [""] * 11,
        [*names, "Due date", "Status", "Version", "Reopen?"],
    ]
    shelved = records(path, ARCHIVE)
    assert list(shelved) == ["0. Plan", "1. Book"]
    assert [cells["Archived on"] for cells in shelved.values()] == ["at the office", DAY]
    nothing_more(path)


def test_an_archive_tab_of_their_own_that_lacks_a_column_is_left(tmp_path: Path) -> None:
    names = [*headings(build(tmp_path / "other.xlsx", FOUR)), "Archived on"]
    names.remove("Cost")
    old = ["0. Plan", "By 1 Oct 2007", "Seen", "PM", "At meetings", "1 Oct 2007", "at the office"]
    path = build(tmp_path / "plan.xlsx", FOUR, tabs={"Archive": [names, old]})
    assert run(path).archived == ("1",)
    assert sheets(path) == [PLAN, "Archive", "Archive (2)", "Version history", "Change log"]
    assert grid(path, "Archive") == [names, old]
    nothing_more(path)
    type_in(path, {("2. Ask", "achieved"): date(2008, 3, 3)})
    assert run(path, APRIL).archived == ("2",)
    assert sheets(path) == [PLAN, "Archive", "Archive (2)", "Version history", "Change log"]
    assert grid(path, "Archive") == [names, old]
    assert list(records(path, "Archive (2)")) == ["1. Book", "2. Ask"]


def test_a_ref_that_was_given_once_is_not_given_again_when_its_action_is_gone(path: Path) -> None:
    add_action(path, 8, action="No number yet")
    run(path)
    assert records(path)["No number yet"]["Ref"] == "5"
    put(path, dict.fromkeys(((row_of(path, "No number yet"), c) for c in range(1, 13)), None))
    run(path)
    add_action(path, 8, action="Another one")
    run(path)
    assert records(path)["Another one"]["Ref"] == "6"


@pytest.mark.parametrize("as_table", [False, True])
def test_a_closed_action_without_a_ref_is_archived_with_its_new_one_at_once(tmp_path: Path, *, as_table: bool) -> None:
    table = """
        action | timescale      | achieved
        Book   | By 30 Nov 2007 |
        Ask    | By 20 Jan 2008 | 3 Dec 2007
        Write  | By 30 Jun 2008 |
        """
    path = build(tmp_path / "plan.xlsx", table, as_table=as_table)
    done = run(path)
    assert done.archived == ("2",)
    assert {action: cells["Ref"] for action, cells in records(path).items()} == {"Book": "1", "Write": "3"}
    assert {action: cells["Ref"] for action, cells in records(path, ARCHIVE).items()} == {"Ask": "2"}
    nothing_more(path)


def test_repeated_refs_make_no_second_version(tmp_path: Path) -> None:
    table = """
        action   | timescale      | achieved
        1. Book  | By 30 Nov 2007 |
        2. Ask   | By 20 Jan 2008 | 3 Dec 2007
        2. Write | By 30 Jun 2008 |
        2. Thank | By 31 Mar 2008 |
        """
    path = build(tmp_path / "plan.xlsx", table)
    done = run(path)
    assert finding(done, "ref-repeated") == ["A5", "A6", "A7"]
    assert done.archived == ()
    nothing_more(path)
    later = run(path, APRIL)
    assert later.changed == ("Now Overdue: 2.",), "the last of the three"
    nothing_more(path, APRIL)


def test_a_new_action_with_a_ref_from_the_archive_is_found_and_added(path: Path) -> None:
    run(path)
    add_action(path, 7, action="1. Once more")
    done = run(path)
    assert finding(done, "ref-repeated") == ["A7"]
    assert "1 action added: 1." in done.changed
    assert not any("brought back" in sentence or "archived" in sentence for sentence in done.changed)
    assert list(records(path, ARCHIVE)) == ["1. Book"]
    nothing_more(path)


def test_an_unclear_reopen_mark_leaves_the_action_and_is_said(path: Path) -> None:
    run(path)
    type_in(path, {("1. Book", "Reopen?"): "please"}, ARCHIVE)
    for _ in range(2):
        before = files(path.parent)
        done = run(path)
        assert done.version is None
        assert files(path.parent) == before
        assert any('Action 1 stays archived: "please" is no clear answer' in sentence for sentence in done.said)
    type_in(path, {("1. Book", "Reopen?"): "y"}, ARCHIVE)
    done = run(path)
    assert done.reopened == ("1",)
    assert not any("stays archived" in sentence for sentence in done.said)
    assert list(records(path)) == ["1. Book", "2. Ask", "3. Write", "4. Thank"]
    nothing_more(path)


@pytest.mark.parametrize("between", [False, True])
def test_a_withdrawn_action_goes_31_days_after_it_was_first_seen_so(path: Path, *, between: bool) -> None:
    type_in(path, {("3. Write", "achieved"): "Withdrawn: not ours"})
    assert run(path).archived == ("1",)
    if between:
        type_in(path, {("2. Ask", "Cost"): "250"})
        assert run(path, date(2008, 3, 15)).version is not None
        type_in(path, {("2. Ask", "Cost"): "260"})
        assert run(path, date(2008, 3, 29)).version is not None
    assert run(path, date(2008, 3, 30)).archived == (), "30 days after"
    assert run(path, date(2008, 3, 31)).archived == ("3",), "31 days after"
    nothing_more(path, date(2008, 3, 31))


def test_what_was_taken_up_again_meanwhile_is_counted_anew(path: Path) -> None:
    type_in(path, {("3. Write", "achieved"): "Withdrawn: not ours"})
    run(path)
    type_in(path, {("3. Write", "achieved"): None})
    run(path, date(2008, 3, 10))
    type_in(path, {("3. Write", "achieved"): "Withdrawn: not ours"})
    run(path, date(2008, 3, 20))
    assert run(path, date(2008, 4, 19), refresh=True).archived == ()
    assert run(path, date(2008, 4, 20)).archived == ("3",)


# Our own columns


def test_a_row_copied_down_with_our_cells_in_it_goes_by_its_words(path: Path) -> None:
    run(path)
    ours = ("Due date", "Status at", "RAG at", "Days overdue at")
    copied = {(7, name): records(path)["2. Ask"][name] for name in ours}
    assert copied[7, "Due date"] == date(2008, 1, 20)
    add_action(path, 7, action="5. Ask again", timescale="By 30 Sep 2008")
    type_in(path, copied)
    done = run(path)
    assert finding(done, "due-disagrees") == []
    assert [records(path)["5. Ask again"][name] for name in ours] == [date(2008, 9, 30), "Not yet due", "Green", ""]
    assert [records(path)["2. Ask"][name] for name in ours] == [date(2008, 1, 20), "Overdue", "Red", 40.0]
    nothing_more(path)


def test_a_row_copied_down_as_it_is(path: Path) -> None:
    run(path)
    type_in(path, {("2. Ask", "Due date"): date(2008, 6, 30)})
    run(path)
    row = grid(path)[row_of(path, "2. Ask") - 1]
    put(path, {(7, column): value for column, value in enumerate(row, start=1) if value != ""})
    type_in(path, {(7, "action"): "2. Ask all"})
    done = run(path)
    assert finding(done, "ref-repeated") == [f"A{row_of(path, '2. Ask')}", "A7"]
    assert records(path)["2. Ask"]["Due date"] == date(2008, 6, 30), "typed by hand for this one"
    assert records(path)["2. Ask all"]["Due date"] == date(2008, 1, 20), "as its words say"
    assert any("1 action added: 2 (2)." in sentence for sentence in done.changed)
    nothing_more(path)


def painted(path: Path, cells: dict[tuple[int, int], Any]) -> int:
    """A painted plan with these cells, the first row counted as 1; the row of its headings."""
    new("peer-review", path, title="Plan", organisation="Organisation A", plan_id="0123456789abcdef", today=TODAY)
    top = next(number for number, row in enumerate(grid(path, KIND.sheet), start=1) if "Action" in row)
    put(path, {(top + row, column): value for (row, column), value in cells.items()}, KIND.sheet)
    return top


THREE = {
    (n, column): value
    for n, timescale in enumerate(("By 20 Jan 2008", "By 30 Jun 2008", "Ongoing"), start=1)
    for column, value in enumerate((f"{n}. Do it", timescale, "Seen", "PM", "At meetings"), start=1)
}


def test_a_row_copied_down_in_a_painted_plan_goes_by_its_words(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    top = painted(path, THREE)
    run(path)
    names = headings(path, KIND.sheet)
    values = grid(path, KIND.sheet)[top]
    put(
        path,
        {
            (top + 4, 1): "4. Do it again",
            (top + 4, 2): "By 30 Sep 2008",
            (top + 4, 4): "PM",
            (top + 4, names["Due date"]): date(2008, 1, 20),
            (top + 4, names["Goes on"]): values[names["Goes on"] - 1],
        },
        KIND.sheet,
    )
    done = run(path)
    assert finding(done, "due-disagrees") == []
    cells = records(path, KIND.sheet)["4. Do it again"]
    assert (cells["Due date"], cells["Status"]) == (date(2008, 9, 30), "Not yet due")
    nothing_more(path)


def test_a_due_date_typed_for_a_new_action_of_a_painted_plan_wins(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    top = painted(path, THREE)
    run(path)
    names = headings(path, KIND.sheet)
    typed = {1: "4. Do it again", 2: "By 30 Sep 2008", 4: "PM", names["Due date"]: date(2008, 4, 1)}
    put(path, {(top + 4, column): value for column, value in typed.items()}, KIND.sheet)
    run(path)
    assert records(path, KIND.sheet)["4. Do it again"]["Due date"] == date(2008, 4, 1)
    nothing_more(path)


OURS = ("Status", "RAG", "Days overdue")


def test_formulas_that_are_gone_are_said_and_put_back(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    top = painted(path, THREE)
    run(path)
    names = headings(path, KIND.sheet)
    book = openpyxl.load_workbook(path)
    for name in OURS:
        book[KIND.sheet].cell(top + 1, names[name]).value = None
    book.save(path)
    gone = [f"{get_column_letter(names[name])}{top + 1}" for name in OURS]
    done = run(path)
    assert finding(done, "formula-restored") == gone
    assert f"Put back where nothing stood: {', '.join(gone)}." in done.changed
    sheet = openpyxl.load_workbook(path)[KIND.sheet]
    assert all(sheet.cell(top + 1, names[name]).data_type == "f" for name in OURS)
    assert records(path, KIND.sheet)["1. Do it"]["Status"] == "Overdue"
    assert finding(run(path), "formula-restored") == []
    nothing_more(path)


def test_a_row_of_a_painted_plan_that_was_cleared(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    top = painted(path, THREE)
    run(path)
    put(path, {(top + 2, column): None for column in range(1, 6)}, KIND.sheet)
    done = run(path)
    assert "1 action removed: 2." in done.changed
    names = headings(path, KIND.sheet)
    row = grid(path, KIND.sheet)[top + 1]
    assert [row[names[name] - 1] for name in ("Due date", "Goes on")] == ["", ""]
    sheet = openpyxl.load_workbook(path)[KIND.sheet]
    assert all(sheet.cell(top + 2, names[name]).data_type == "f" for name in ("Status", "RAG", "Days overdue"))
    nothing_more(path)
    put(path, {(top + 2, 1): "4. Do it again", (top + 2, 2): "By 30 Sep 2008", (top + 2, 4): "PM"}, KIND.sheet)
    run(path)
    cells = records(path, KIND.sheet)["4. Do it again"]
    assert (cells["Due date"], cells["Status"]) == (date(2008, 9, 30), "Not yet due")
    nothing_more(path)


def test_a_due_date_typed_for_a_new_action_wins(path: Path) -> None:
    run(path)
    add_action(path, 7, action="5. Ask again", timescale="By 30 Sep 2008")
    type_in(path, {(7, "Due date"): date(2008, 4, 1)})
    done = run(path)
    assert len(finding(done, "due-disagrees")) == 1
    assert records(path)["5. Ask again"]["Due date"] == date(2008, 4, 1)
    nothing_more(path)


def test_words_typed_over_our_status_are_found_said_and_worked_out_again(path: Path) -> None:
    run(path)
    type_in(path, {("2. Ask", "Status at"): "Nearly there", ("3. Write", "RAG at"): "Red"})
    cells = [f"I{row_of(path, '2. Ask')}", f"J{row_of(path, '3. Write')}"]
    done = run(path)
    assert finding(done, "formula-overtyped") == cells
    (said,) = (found.found for found in done.judged.findings if found.cell == cells[0])
    assert "Nearly there" in said
    assert any(all(cell in sentence for cell in cells) for sentence in done.changed)
    assert records(path)["2. Ask"]["Status at"] == "Overdue"
    assert records(path)["3. Write"]["RAG at"] == "Green"
    nothing_more(path)


def test_words_typed_over_our_due_date_are_found_said_and_kept(path: Path) -> None:
    run(path)
    type_in(path, {("2. Ask", "Due date"): "as soon as we can"})
    done = run(path)
    assert finding(done, "not-a-date") == [f"H{row_of(path, '2. Ask')}"]
    assert "Due date typed by hand: 2." in done.changed
    cells = records(path)["2. Ask"]
    assert (cells["Due date"], cells["Status at"]) == ("as soon as we can", "Overdue")
    nothing_more(path)


def test_a_due_date_typed_by_hand_goes_to_the_archive_and_comes_back(path: Path) -> None:
    run(path)
    type_in(path, {("2. Ask", "Due date"): date(2008, 3, 20)})
    run(path)
    type_in(path, {("2. Ask", "achieved"): date(2008, 3, 4)})
    assert run(path, APRIL).archived == ("2",)
    assert records(path, ARCHIVE)["2. Ask"]["Due date"] == date(2008, 3, 20)
    type_in(path, {("2. Ask", "Reopen?"): "Yes"}, ARCHIVE)
    assert run(path, APRIL).reopened == ("2",)
    assert records(path)["2. Ask"]["Due date"] == date(2008, 3, 20)
    nothing_more(path, APRIL)


def test_a_day_in_words_typed_over_our_due_date_counts(path: Path) -> None:
    run(path)
    type_in(path, {("2. Ask", "Due date"): "by 30 June 2008"})
    done = run(path)
    assert finding(done, "not-a-date") == []
    assert finding(done, "due-disagrees") == [f"H{row_of(path, '2. Ask')}"]
    cells = records(path)["2. Ask"]
    assert (cells["Due date"], cells["Status at"]) == (date(2008, 6, 30), "Not yet due")
    nothing_more(path)


def test_a_row_that_was_cleared_shows_no_status_any_more(path: Path) -> None:
    run(path)
    row = row_of(path, "3. Write")
    put(path, dict.fromkeys(((row, column) for column in range(1, 8)), None))
    done = run(path)
    assert "Rows that were cleared no longer show a status." in done.changed
    assert "1 action removed: 3." in done.changed
    assert set(grid(path)[row - 1]) == {""}
    assert list(records(path)) == ["2. Ask", "4. Thank"]
    nothing_more(path)


def test_the_last_row_cleared(path: Path) -> None:
    run(path)
    row = row_of(path, "4. Thank")
    put(path, dict.fromkeys(((row, column) for column in range(1, 8)), None))
    run(path)
    assert list(records(path)) == ["2. Ask", "3. Write"]
    nothing_more(path)


# Excel Tables


def formulas_outside(path: Path, sheet: str = PLAN) -> list[str]:
    """Cells with formulas that stand outside the sheet's Excel Table."""
    found = openpyxl.load_workbook(path)[sheet]
    (table,) = found.tables.values()
    left, top, right, bottom = range_boundaries(table.ref)
    return [
        cell.coordinate
        for row in found.iter_rows()
        for cell in row
        if cell.data_type == "f" and not (left <= cell.column <= right and top <= cell.row <= bottom)
        and cell.row > top
    ]  # fmt: skip


def test_an_excel_table_of_which_every_row_is_used(tmp_path: Path) -> None:
    path = build(tmp_path / "plan.xlsx", FOUR, as_table=True)
    assert run(path).archived == ("1",)
    table = openpyxl.load_workbook(path)[PLAN].tables["tblPlan"]
    assert table.ref == "A3:K6"
    assert set(grid(path)[6] if len(grid(path)) > 6 else [""]) == {""}
    nothing_more(path)
    add_action(path, 7, action="5. Ask again")
    run(path)
    assert openpyxl.load_workbook(path)[PLAN].tables["tblPlan"].ref == "A3:K7"
    assert records(path)["5. Ask again"]["Status"] == "Not yet due"
    nothing_more(path)


@pytest.mark.parametrize("beyond", [0, 2])
def test_a_painted_plan_of_which_every_row_is_used(tmp_path: Path, beyond: int) -> None:
    path, sheet = tmp_path / "plan.xlsx", KIND.sheet
    count = KIND.ready_rows + beyond
    cells: dict[tuple[int, int], Any] = {}
    for n in range(1, count + 1):
        typed = [f"{n}. Do it", "By 30 Nov 2007" if n % 2 else "By 30 Sep 2008", "Seen", "PM", "At meetings"]
        cells |= {(n, column): value for column, value in enumerate(typed, start=1)}
        if n % 8 == 1:
            cells[n, 6] = date(2007, 12, 3)
    top = painted(path, cells)
    done = run(path)
    closed = [str(n) for n in range(1, count + 1, 8)]
    assert list(done.archived) == closed
    assert formulas_outside(path, sheet) == []
    stay = [n for n in range(1, count + 1) if str(n) not in closed]
    shown = records(path, sheet)
    assert [action for action in shown if action] == [f"{n}. Do it" for n in stay]
    assert {shown[f"{n}. Do it"]["Status"] for n in stay if n % 2} == {"Overdue"}
    assert {shown[f"{n}. Do it"]["Status"] for n in stay if not n % 2} == {"Not yet due"}
    nothing_more(path)
    first_free = top + len(stay) + 1
    put(path, {(first_free, 1): "99. Again", (first_free, 2): "By 30 Sep 2008", (first_free, 4): "PM"}, sheet)
    again = run(path)
    assert "1 action added: 99." in again.changed
    assert formulas_outside(path, sheet) == []
    found = openpyxl.load_workbook(path)[sheet]
    assert found.cell(first_free, headings(path, sheet)["Status"]).data_type == "f"
    nothing_more(path)


# Names and copies


def test_a_renamed_plan_keeps_its_history(path: Path) -> None:
    run(path)
    renamed = path.rename(path.with_name("plan for the group.xlsx"))
    first = run(renamed, MAY)
    assert first.version is not None
    assert first.version.number == "0.2"
    assert any('was called "plan"' in sentence for sentence in first.said)
    assert "First version kept." not in first.changed
    nothing_more(renamed, MAY)
    type_in(renamed, {("3. Write", "Cost"): "350"})
    third = run(renamed, MAY)
    assert third.version is not None
    assert third.version.number == "0.3"
    assert third.changed == ("1 cell changed in 1 action: 3.",)


def test_a_copy_beside_the_original_does_not_take_its_versions(path: Path) -> None:
    run(path)
    original = files(path.parent)
    copy = Path(shutil.copy(path, path.with_name("copy.xlsx")))
    type_in(copy, {("3. Write", "Cost"): "350"})
    done = run(copy, MAY)
    assert done.version is not None
    assert not any("was called" in sentence for sentence in done.said)
    assert done.kept_folder == "copy versions"
    now = files(path.parent)
    assert {name: now[name] for name in original} == original
    assert {name.split("/")[0] for name in set(now) - set(original)} == {"copy.xlsx", "copy versions"}
    nothing_more(path)


def test_approved_twice_is_approved_once(path: Path) -> None:
    done = run(path, approve=True)
    assert done.version is not None
    assert done.version.number == "1.0"
    before = files(path.parent)
    again = run(path, approve=True)
    assert again.version is None
    assert files(path.parent) == before
    type_in(path, {("3. Write", "Cost"): "350"})
    changed = run(path, approve=True)
    assert changed.version is not None
    assert changed.version.number == "2.0"
    type_in(path, {("3. Write", "Cost"): "360"})
    assert run(path).version is not None
    approved = run(path, approve=True)
    assert approved.version is not None
    assert approved.version.number == "3.0", "a draft that nobody changed is approved all the same"


def test_a_note_without_anything_to_do_is_said_not_to_be_kept(path: Path) -> None:
    run(path, note="For the first meeting")
    before = files(path.parent)
    done = run(path, note="For the second meeting")
    assert done.version is None
    assert "The note was not kept, because there is no new version." in done.said
    assert files(path.parent) == before
    assert run(path, MAY, note="For the third meeting").version is not None


def test_a_file_that_somebody_saves_meanwhile_is_not_overwritten(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(path)
    before = files(path.parent)
    other = Path(shutil.copy(path, path.parent / "elsewhere.xlsx"))
    type_in(other, {("3. Write", "Cost"): "999"})
    theirs = other.read_bytes()
    other.unlink()
    keep = save.write_new

    def saved_meanwhile(data: bytes, target: Path, like: Path | None = None) -> None:
        path.write_bytes(theirs)
        keep(data, target, like)

    monkeypatch.setattr(save, "write_new", saved_meanwhile)
    with pytest.raises(SheetplanError, match=r"plan\.xlsx was changed by somebody"):
        run(path, MAY)
    assert path.read_bytes() == theirs
    assert {name: sum_ for name, sum_ in files(path.parent).items() if name != "plan.xlsx"} == {
        name: sum_ for name, sum_ in before.items() if name != "plan.xlsx"
    }
    monkeypatch.undo()
    done = run(path, MAY)
    assert done.version is not None
    assert done.version.number == "0.2"
    assert records(path)["3. Write"]["Cost"] == "999"


def test_a_list_of_versions_from_a_backup_costs_no_kept_copy(path: Path) -> None:
    run(path)
    sidecar = path.parent / KEPT / "versions.json"
    old = sidecar.read_bytes()
    for day in (MAY, date(2008, 7, 31)):
        assert run(path, day).version is not None
    sidecar.write_bytes(old)
    before = files(path.parent)
    for _ in range(2):
        assert run(path, date(2008, 7, 31)).version is None
        now = files(path.parent)
        whole = [name for name in before if not name.endswith("versions.json")]
        assert {name: now[name] for name in whole} == {name: before[name] for name in whole}
    later = run(path, date(2008, 10, 31))
    assert later.version is not None
    assert later.version.number == "0.4"
    now = files(path.parent)
    kept = [name for name in before if name.startswith(KEPT) and not name.endswith(".json")]
    assert len(kept) == 6
    assert {name: now[name] for name in kept} == {name: before[name] for name in kept}
    listed = sidecar.read_text(encoding="utf-8")
    assert [number for number in ("0.1", "0.2", "0.3", "0.4") if f'"number": "{number}"' in listed] == [
        "0.1", "0.2", "0.3", "0.4",
    ]  # fmt: skip


def test_a_list_of_versions_from_a_backup_beside_an_edited_plan(path: Path) -> None:
    run(path)
    sidecar = path.parent / KEPT / "versions.json"
    old = sidecar.read_bytes()
    run(path, MAY)
    sidecar.write_bytes(old)
    type_in(path, {("3. Write", "Cost"): "350"})
    before = files(path.parent / KEPT)
    done = run(path, MAY)
    assert done.version is not None
    assert done.version.number == "0.3"
    assert done.changed == ("1 cell changed in 1 action: 3.",)
    now = files(path.parent / KEPT)
    assert {name: now[name] for name in before if name != "versions.json"} == {
        name: before[name] for name in before if name != "versions.json"
    }


def test_files_that_an_update_did_not_write_are_never_taken_away(path: Path) -> None:
    run(path)
    kept = path.parent / KEPT
    strange, received = version(path, "0.2", MARCH), kept / "received" / "plan before v0.2 2008-03-31.xlsx"
    theirs, notes = version(path, "0.7", MARCH), kept / "notes.txt"
    contents = {strange: b"half of something", received: path.read_bytes(), theirs: b"a copy", notes: b"keep these"}
    for file, content in contents.items():
        file.write_bytes(content)
    done = run(path)
    assert done.version is None
    assert any("plan v0.2 2008-03-31.xlsx" in sentence for sentence in done.said)
    assert {file: file.read_bytes() for file in contents} == contents
    assert version(path, "0.1", DAY).read_bytes() == path.read_bytes()


def test_results_on_other_sheets_are_spoken_of_only_where_there_are_formulas(path: Path) -> None:
    assert not any("other sheets" in sentence for sentence in run(path).said)
