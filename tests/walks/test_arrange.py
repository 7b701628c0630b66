"""Where records go when some are archived and some come back: none is lost, none doubled, order is kept."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from plans import plan
from sheetplan.archive import Split
from sheetplan.model import Layout, Place, Plan
from sheetplan.walks import arrange
from sheetplan.walks.arrange import Arrangement

FIRST_ON_SHELF = 4


def spread(sizes: list[tuple[int, int]], shelf: int = 0, *, gap: int = 0, table: int | None = None) -> Plan:
    """A plan of actions, each with (rows between before it, rows it takes).

    Its archive has `shelf` actions with `gap` rows between; its Table, if it is one, ends `table` rows below the last.
    """
    made = plan(
        "action\n" + "\n".join(f"{n}. Do it" for n in range(1, len(sizes) + 1)),
        archived="action\n" + "\n".join(f"{n + 100}. Done" for n in range(shelf)),
    )
    rows, row = [], made.layout.first_row
    for before, size in sizes:
        rows.append(tuple(range(row + before, row + before + size)))
        row += before + size
    actions = made.actions.assign(at_rows=pd.Series(rows, dtype=object), at_row=[r[0] for r in rows])
    shelved = [(FIRST_ON_SHELF + n * (gap + 1),) for n in range(shelf)]
    archived = made.archived.assign(at_rows=pd.Series(shelved, dtype=object), at_row=[r[0] for r in shelved])
    last = rows[-1][-1] if rows else made.layout.heading_rows[-1]
    layout = replace(made.layout, last_row=last)
    if table is not None:
        layout = replace(layout, table="tblActions", table_last_row=last + table)
    return replace(made, actions=actions, archived=archived, layout=layout)


def refs(places: tuple[tuple[arrange.Item, tuple[int, ...]], ...]) -> list[tuple[str | None, tuple[int, ...]]]:
    return [(item.ref, rows) for item, rows in places]


def arranged(made: Plan, leave: tuple[int, ...] = (), back: tuple[int, ...] = ()) -> Arrangement:
    return arrange.arranged(made, Split(leave, back), "Archive", FIRST_ON_SHELF)


# What must not change


def test_with_nothing_to_do_everything_stands_still() -> None:
    still = arranged(spread([(0, 1), (2, 3), (0, 1)], shelf=2))
    assert still.is_still
    assert arrange.moves(spread([(0, 1), (2, 3), (0, 1)], shelf=2), still, [1, 2], {1: 1, 2: 2}, "Archive").moves == ()


def test_an_empty_plan_stands_still() -> None:
    assert arranged(spread([])).is_still


@st.composite
def cases(draw: st.DrawFn) -> tuple[Plan, Split]:
    sizes = draw(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3)), max_size=8))
    shelf = draw(st.integers(0, 4))
    leave = tuple(i for i in range(len(sizes)) if draw(st.booleans()))
    back = tuple(i for i in range(shelf) if draw(st.booleans()))
    return spread(sizes, shelf, gap=draw(st.integers(0, 2))), Split(leave, back)


@given(cases())
def test_no_record_is_lost_or_doubled_and_order_is_kept(case: tuple[Plan, Split]) -> None:
    made, split = case
    result = arranged(made, split.leave, split.back)
    placed = [item for item, _ in (*result.plan, *result.archive)]
    actions = [item.action for item in placed if item.action is not None]
    shelved = [item.archived for item in placed if item.archived is not None]
    assert sorted(actions) == list(range(len(made.actions)))
    assert sorted(shelved) == list(range(len(made.archived)))
    assert {item.action for item, _ in result.archive if item.action is not None} == set(split.leave)
    assert {item.archived for item, _ in result.plan if item.archived is not None} == set(split.back)
    for places in (result.plan, result.archive):
        numbers = [item.action for item, _ in places if item.action is not None]
        assert numbers == sorted(numbers)


@given(cases())
def test_no_two_records_share_a_row_and_each_keeps_its_number_of_rows(case: tuple[Plan, Split]) -> None:
    made, split = case
    result = arranged(made, split.leave, split.back)
    for places in (result.plan, result.archive):
        rows = [row for _, taken in places for row in taken]
        assert rows == sorted(set(rows))
        assert all(len(item.rows) == len(taken) for item, taken in places)
    in_use = {row for _, taken in result.plan for row in taken}
    assert not in_use & set(result.emptied)


@given(cases())
def test_every_row_that_is_left_is_filled_again_or_said_to_be_empty(case: tuple[Plan, Split]) -> None:
    made, split = case
    result = arranged(made, split.leave, split.back)
    before = {row for rows in made.actions["at_rows"] for row in rows}
    after = {row for _, rows in result.plan for row in rows}
    assert before - after <= set(result.emptied)
    assert result.is_still == (not split.leave and not split.back)


@given(cases())
def test_a_move_is_made_for_each_row_that_changes_its_place_and_for_no_other(case: tuple[Plan, Split]) -> None:
    made, split = case
    result = arranged(made, split.leave, split.back)
    change = arrange.moves(made, result, [1, 2, 3], {1: 1, 2: 2, 3: 4}, "Archive")
    sources = [(move.sheet, move.row) for move in change.moves]
    targets = [(move.to_sheet, move.to_row) for move in change.moves]
    assert len(set(sources)) == len(sources)
    assert len(set(targets)) == len(targets)
    assert all(source != target for source, target in zip(sources, targets, strict=True))
    assert change.last_row >= max([row for sheet, row in targets if sheet == made.sheet], default=0)


# What must change


def test_later_records_move_up_and_the_tail_is_emptied() -> None:
    result = arranged(spread([(0, 1), (0, 2), (0, 1), (0, 1)]), leave=(0, 2))
    assert refs(result.plan) == [("2", (7, 8)), ("4", (9,))]
    assert refs(result.archive) == [("1", (4,)), ("3", (5,))]
    assert result.emptied == (10, 11)
    assert (result.last_row, result.archive_last_row) == (9, 5)


def test_rows_between_records_keep_their_place_among_them() -> None:
    result = arranged(spread([(0, 1), (1, 1), (1, 1)]), leave=(0,))
    assert refs(result.plan) == [(None, (7,)), ("2", (8,)), (None, (9,)), ("3", (10,))]
    assert result.emptied == (11,)


def test_all_can_leave() -> None:
    result = arranged(spread([(0, 1), (0, 2)]), leave=(0, 1))
    assert result.plan == ()
    assert result.emptied == (7, 8, 9)
    assert result.last_row is None


def test_what_is_archived_comes_after_what_was_archived_before() -> None:
    result = arranged(spread([(0, 2)], shelf=2), leave=(0,))
    assert refs(result.archive) == [("100", (4,)), ("101", (5,)), ("1", (6, 7))]


def test_a_remark_between_archived_actions_keeps_its_place_among_them() -> None:
    made = spread([(0, 1)], shelf=3, gap=1)
    assert refs(arranged(made).archive) == [("100", (4,)), (None, (5,)), ("101", (6,)), (None, (7,)), ("102", (8,))]
    result = arranged(made, leave=(0,), back=(1,))
    assert refs(result.archive) == [("100", (4,)), (None, (5,)), (None, (6,)), ("102", (7,)), ("1", (8,))]
    change = arrange.moves(made, result, [1], {1: 1}, "Archive")
    assert [(m.row, m.to_row) for m in change.moves if (m.sheet, m.to_sheet) == ("Archive", "Archive")] == [
        (7, 6),
        (8, 7),
    ]


def test_what_comes_back_takes_its_place_and_the_shelf_closes_up() -> None:
    made = spread([(0, 1), (0, 1), (0, 1)])
    shelf = plan("action", archived="action\n2a. Back\n50. Stays\n10. Back").archived
    result = arranged(replace(made, archived=shelf), back=(0, 2))
    assert [ref for ref, _ in refs(result.plan)] == ["1", "2", "2a", "3", "10"]
    assert refs(result.archive) == [("50", (4,))]
    assert result.emptied == ()


def test_columns_travel_to_their_own_places() -> None:
    made = replace(
        spread([(0, 1), (0, 1)], shelf=1),
        columns={"action": Place(2, "Action"), "timescale": Place(3, "Timescale")},
        archive_columns={"action": Place(1, "Action"), "archived_on": Place(5, "Archived on")},
    )
    change = arrange.moves(made, arranged(made, leave=(0,), back=(0,)), [2, 3], {2: 1, 3: 2}, "Archive")
    seen = {(move.sheet, move.row, move.to_sheet, move.to_row): dict(move.columns) for move in change.moves}
    assert seen == {
        ("Action plan", 7, "Archive", 4): {2: 1, 3: 2},
        ("Archive", 4, "Action plan", 8): {1: 2, 2: 3},
        ("Action plan", 8, "Action plan", 7): {2: 2, 3: 3},
    }


def test_on_the_shelf_all_its_columns_move_up() -> None:
    made = replace(spread([], shelf=2), archive_columns={"archived_on": Place(4, "Archived on")})
    change = arrange.moves(made, arranged(made, back=(0,)), [1], {1: 1}, "Archive")
    (moved_up,) = (move for move in change.moves if move.to_sheet == "Archive")
    assert (moved_up.row, moved_up.to_row, dict(moved_up.columns)) == (5, 4, {1: 1, 2: 2, 3: 3, 4: 4})


def test_a_table_follows_its_records_but_keeps_rows_that_were_ready() -> None:
    for below, leave, expected in [(0, (2,), 8), (0, (), 9), (5, (2,), 14), (None, (2,), None)]:
        made = spread([(0, 1)] * 3, table=below)
        assert arrange.table_last_row(made, arranged(made, leave)) == expected
    everything = spread([(0, 1)] * 2, table=0)
    assert arrange.table_last_row(everything, arranged(everything, (0, 1))) == 7


def test_a_table_grows_with_what_comes_back() -> None:
    made = spread([(0, 1)], shelf=2, table=0)
    assert arrange.table_last_row(made, arranged(made, back=(0, 1))) == 9
    assert isinstance(made.layout, Layout)
