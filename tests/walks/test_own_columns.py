"""Plans in which people keep a Due date, a Status and a RAG of their own: theirs are never overwritten."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter

from familiar import ARCHIVE, DAY, build, files, finding, headings, put, records, row_of, run, type_in

THEIRS = ("Due date", "Status", "RAG")
KEPT = {
    "1. Book": (date(2007, 11, 30), "Closed", "Blue"),
    "2. Ask": (date(2008, 1, 20), "Open", "Green"),
    "3. Write": (date(2008, 4, 30), "In progress", "Amber"),
    "4. Count": (date(2008, 2, 28), "Open", "Red"),
    "5. Thank": ("", "", ""),
}
TYPED = {
    "1. Book": ("By 30 Nov 2007", "3 Dec 2007"),
    "2. Ask": ("By 20 Jan 2008", ""),
    "3. Write": ("By 30 Jun 2008", ""),
    "4. Count": ("By 28 Feb 2008", "20 Feb 2008"),
    "5. Thank": ("Ongoing", ""),
}
OURS = {"2. Ask": "Overdue", "3. Write": "Not yet due", "4. Count": "Complete", "5. Thank": "Ongoing"}


def text(value: object) -> str:
    return f"{value.day} {value:%b %Y}" if isinstance(value, date) else str(value)


def plan(path: Path, order: tuple[str, ...], *, as_table: bool) -> Path:
    """Five actions with people's own columns in this order, at the right."""
    lines = [" | ".join(("action", "timescale", "achieved", *order))]
    for action, kept in KEPT.items():
        own = dict(zip(THEIRS, kept, strict=True))
        lines.append(" | ".join((action, *TYPED[action], *(text(own[name]) for name in order))))
    return build(path, "\n".join(lines), as_table=as_table)


def theirs(cells: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(cells[name] for name in THEIRS)


def status(*, as_table: bool) -> str:
    return "Status (worked out)" if as_table else "Status at"


EVERY = pytest.mark.parametrize(
    ("order", "as_table"),
    list(itertools.product(itertools.permutations(THEIRS), (False, True))),
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "table" if value else "range",
)


@EVERY
def test_nothing_of_theirs_is_overwritten(tmp_path: Path, order: tuple[str, ...], *, as_table: bool) -> None:
    path = plan(tmp_path / "plan.xlsx", order, as_table=as_table)
    before = headings(path)
    for day in (DAY, date(2008, 4, 30)):
        done = run(path, day)
        assert done.version is not None
        assert "formula-overtyped" not in {found.code for found in done.judged.findings}
        now = headings(path)
        assert {name: now[name] for name in before} == before
        found = records(path, ARCHIVE) | records(path)
        assert {action: theirs(cells) for action, cells in found.items()} == KEPT


@EVERY
def test_ours_stand_beside_theirs_and_are_known_again(
    tmp_path: Path, order: tuple[str, ...], *, as_table: bool
) -> None:
    path = plan(tmp_path / "plan.xlsx", order, as_table=as_table)
    done = run(path)
    last = max(headings(path)[name] for name in THEIRS)
    ours = [name for name, column in headings(path).items() if column > last]
    shown = ["Status (worked out)", "RAG (worked out)", "Days overdue"]
    assert ours == (shown if as_table else ["Status at", "RAG at", "Days overdue at"])
    found = records(path)
    assert {action: cells[status(as_table=as_table)] for action, cells in found.items()} == OURS
    assert set(done.judged.plan.columns) >= {"due", "status", "rag"}
    before = files(tmp_path)
    assert run(path).version is None
    assert files(tmp_path) == before
    run(path, date(2008, 4, 30))
    assert [name for name, column in headings(path).items() if column > last] == ours
    found = records(path)
    assert found["3. Write"][status(as_table=as_table)] == "Due soon"


@EVERY
def test_where_theirs_disagree_it_is_found_and_left(tmp_path: Path, order: tuple[str, ...], *, as_table: bool) -> None:
    path = plan(tmp_path / "plan.xlsx", order, as_table=as_table)
    for day in (DAY, date(2008, 3, 10)):
        done = run(path, day, refresh=True)
        rows = {cell.lstrip("ABCDEFGHIJKLMN") for cell in finding(done, "status-disagrees")}
        place = done.judged.plan.actions.set_index("at_ref")["at_row"]
        assert rows == {str(place[ref]) for ref in "234"}
        assert len(finding(done, "status-disagrees")) == 4
        assert {cell.lstrip("ABCDEFGHIJKLMN") for cell in finding(done, "due-disagrees")} == {str(place["3"])}


@pytest.mark.parametrize("as_table", [False, True])
def test_what_is_put_over_ours_is_found_there_and_not_in_theirs(tmp_path: Path, *, as_table: bool) -> None:
    path = plan(tmp_path / "plan.xlsx", THEIRS, as_table=as_table)
    run(path)
    ours = headings(path)[next(name for name in headings(path) if name.startswith(status(as_table=as_table)))]
    put(path, {(row_of(path, "3. Write"), ours): "as agreed"})
    assert finding(run(path), "formula-overtyped") == [f"{get_column_letter(ours)}{row_of(path, '3. Write')}"]


@pytest.mark.parametrize("as_table", [False, True])
@pytest.mark.parametrize("word", ["Not yet due", "Complete"])
def test_a_word_of_ours_in_their_status_is_compared_too(tmp_path: Path, word: str, *, as_table: bool) -> None:
    table = (
        f"action | timescale | achieved | Status\n1. A | By 30 Sep 2008 | | Open\n2. B | By 20 Jan 2008 | {{}} | {word}"
    )
    path = build(tmp_path / "plan.xlsx", table.format('"20/1/08"' if word == "Complete" else ""), as_table=as_table)
    done = run(path)
    assert len(finding(done, "status-disagrees")) == 1
    assert finding(done, "choice") == []
    assert records(path)["2. B"]["Status"] == word


@EVERY
def test_archiving_takes_theirs_along_and_brings_them_back(
    tmp_path: Path, order: tuple[str, ...], *, as_table: bool
) -> None:
    path = plan(tmp_path / "plan.xlsx", order, as_table=as_table)
    assert run(path).archived == ("1",)
    assert list(records(path, ARCHIVE)) == ["1. Book"]
    type_in(path, {("1. Book", "Reopen?"): "Yes"}, ARCHIVE)
    back = run(path)
    assert back.reopened == ("1",)
    assert list(records(path)) == list(KEPT)
    assert {action: theirs(cells) for action, cells in records(path).items()} == KEPT
    assert records(path)["1. Book"][status(as_table=as_table)] == "Complete"
    assert records(path, ARCHIVE) == {}
    assert run(path).version is None


@pytest.mark.parametrize("as_table", [False, True])
def test_what_people_change_in_theirs_on_the_archive_tab_is_a_change(tmp_path: Path, *, as_table: bool) -> None:
    path = plan(tmp_path / "plan.xlsx", THEIRS, as_table=as_table)
    run(path)
    type_in(path, {("1. Book", "Status"): "Done", ("1. Book", "RAG"): "Green"}, ARCHIVE)
    done = run(path)
    assert done.changed == ("2 cells changed in 1 action: 1.",)
    assert theirs(records(path, ARCHIVE)["1. Book"]) == (date(2007, 11, 30), "Done", "Green")


@pytest.mark.parametrize("as_table", [False, True])
def test_one_that_their_status_withdraws_is_still_withdrawn_when_it_comes_back(
    tmp_path: Path, *, as_table: bool
) -> None:
    rows = ("1. A | By 20 Jan 2008 | | Withdrawn | Grey", "2. B | By 20 Jan 2008 | | Open | Red")
    table = "\n".join(("action | timescale | achieved | Status | RAG", *rows))
    path = build(tmp_path / "plan.xlsx", table, as_table=as_table)
    assert run(path, archive_now=True).archived == ("1",)
    type_in(path, {("1. A", "Reopen?"): "Yes"}, ARCHIVE)
    assert run(path).reopened == ("1",)
    cells = records(path)["1. A"]
    assert (cells["Status"], cells["RAG"], cells[status(as_table=as_table)]) == ("Withdrawn", "Grey", "Withdrawn")
    assert run(path).version is None


@pytest.mark.parametrize("as_table", [False, True])
def test_what_people_change_in_theirs_is_a_change_of_theirs(tmp_path: Path, *, as_table: bool) -> None:
    path = plan(tmp_path / "plan.xlsx", THEIRS, as_table=as_table)
    run(path)
    type_in(path, {("2. Ask", "Status"): "In progress", ("2. Ask", "Due date"): date(2008, 6, 30)})
    done = run(path)
    assert "2 cells changed in 1 action: 2." in done.changed
    assert theirs(records(path)["2. Ask"]) == (date(2008, 6, 30), "In progress", "Green")
    assert records(path)["2. Ask"][status(as_table=as_table)] == "Not yet due"


@pytest.mark.parametrize("as_table", [False, True])
def test_a_due_date_of_theirs_alone_gets_no_second_one(tmp_path: Path, *, as_table: bool) -> None:
    table = "action | timescale | achieved | Due date\n1. A | Soon | | 20 Jan 2008\n2. B | Soon | |"
    path = build(tmp_path / "plan.xlsx", table, as_table=as_table)
    run(path)
    run(path, date(2008, 4, 30))
    assert sum("due date" in name.casefold() for name in headings(path)) == 1
    shown = "Status" if as_table else "Status at"
    assert [(cells["Due date"], cells[shown]) for cells in records(path).values()] == [
        (date(2008, 1, 20), "Overdue"),
        ("", "No due date"),
    ]


@pytest.mark.parametrize("as_table", [False, True])
def test_a_change_in_a_column_that_nobody_knows_makes_a_version(tmp_path: Path, *, as_table: bool) -> None:
    rows = ("1. A | By 30 Sep 2008 | | 100 | Seen", "2. B | By 30 Sep 2008 | | |")
    table = "\n".join(("action | timescale | achieved | Cost | Notes", *rows))
    path = build(tmp_path / "plan.xlsx", table, as_table=as_table)
    run(path)
    assert run(path).version is None
    type_in(path, {("1. A", "Cost"): "120", ("2. B", "Notes"): "Asked"})
    done = run(path)
    assert done.version is not None
    assert done.changed == ("2 cells changed in 2 actions: 1, 2.",)
    assert run(path).version is None


def test_a_formula_of_theirs_is_left_and_is_no_change(tmp_path: Path) -> None:
    import openpyxl

    table = "action | timescale | achieved | Cost | Twice\n1. A | By 30 Sep 2008 | | 100 |"
    path = build(tmp_path / "plan.xlsx", table)
    book = openpyxl.load_workbook(path)
    book["Plan"]["H4"] = "=G4*2"
    book.save(path)
    run(path)
    assert openpyxl.load_workbook(path)["Plan"]["H4"].value == "=G4*2"
    put(path, {(row_of(path, "1. A"), 7): "100"})
    assert run(path).version is None


def test_a_formula_of_theirs_above_our_columns_makes_no_version(tmp_path: Path) -> None:
    import openpyxl

    path = build(tmp_path / "plan.xlsx", "action | timescale | achieved\n1. A | By 30 Sep 2008 |")
    book = openpyxl.load_workbook(path)
    for letter in "GHIJ":
        book["Plan"][f"{letter}1"] = "=COUNTA(A3:A9)"
    book.save(path)
    assert run(path).version is not None
    before = path.read_bytes()
    assert run(path).version is None
    assert path.read_bytes() == before
