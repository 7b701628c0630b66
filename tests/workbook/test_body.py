"""Which rows are actions, which carry one on, and which are neither."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sheetplan import template
from sheetplan.model import Template, Value, is_blank
from sheetplan.workbook import body, find
from sheetplan.workbook.body import Body, own_number, ref_text

KIND = template.load("peer-review")
HEADINGS = ["Action", "Timescale", "Success Criteria", "Responsibility", "Evaluation", "Achieved"]


def read(table: str, headings: list[str] = HEADINGS, *, last_row: int = 999) -> Body:
    """The rows of a small table below these headings, which stand in row 1: cells between strokes."""
    rows = [[part.strip().replace("\\n", "\n") or None for part in line.split("|")] for line in table.splitlines()]
    return read_rows(rows, headings, last_row=last_row)


def read_rows(rows: list[list[Value]], headings: list[str] = HEADINGS, *, last_row: int = 999) -> Body:
    grid = [headings, *([*row, *[None] * (len(headings) - len(row))] for row in rows)]
    found = find.headings(grid, KIND)
    assert found is not None
    return body.read(grid, found, KIND, last_row)


def told(result: Body) -> list[tuple[str | None, list[int]]]:
    return [(record.ref, record.rows) for record in result.records]


# Refs


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1. Book the venue", "1"),
        ("14.At the meeting", "14"),
        ("  7) Ask", "7"),
        ("3: Write", "3"),
        ("1a. Ask", "1a"),
        ("1a Ask", "1a"),
        ("14.2 Ask", "14.2"),
        ("14.2. Ask", "14.2"),
        ("14.10.3 Ask", "14.10.3"),
        ("3.1.10", "3.1.10"),
        ("3.1.10.", "3.1.10"),
        ("10.12.07 visit", None),
        ("16. Scoping. Ask", "16"),
        ("16.\nScoping", "16"),
        ("16.\u00a0Scoping", "16"),
        ("12.", "12"),
        ("2 places to visit", None),
        ("2008 onwards", None),
        ("30/11/07 visit", None),
        ("Book 14. floor", None),
        ("a. Ask", None),
        ("12345. Ask", None),
        ("", None),
        ("   ", None),
        (None, None),
        (14.0, None),
    ],
)
def test_the_number_with_which_a_text_begins(text: Value, number: str | None) -> None:
    assert own_number(text) == number


@pytest.mark.parametrize(
    ("cell", "ref"),
    [
        (1.0, "1"),
        (14.0, "14"),
        (14.2, "14.2"),
        (1.1, "1.1"),
        ("1a", "1a"),
        (" 14. ", "14"),
        ("3)", "3"),
        ("A7", "A7"),
        ("\u00a07", "7"),
        ("  ", None),
        (".", None),
        (None, None),
        (float("nan"), None),
    ],
)
def test_a_ref_cell_as_text(cell: Value, ref: str | None) -> None:
    assert ref_text(cell) == ref


def test_a_ref_column_comes_before_the_number_in_the_text() -> None:
    rows: list[list[Value]] = [[7.0, "1. Book", "Soon"], [None, "2. Ask", "Soon"], ["7a", "Write", "Soon"]]
    assert told(read_rows(rows, ["Ref", *HEADINGS])) == [("7", [2]), ("2", [3]), ("7a", [4])]


# Rows that carry an action on


@pytest.mark.parametrize(
    "again",
    [
        "14. Contd", "14. contd.", "14 Contd", "14.Contd:", "14. (cont'd)", "14. (cont’d)", "14. cont", "14) Continued",
        "14. – continued", "14.\\nContd", "14. CONTD at the meeting", "14. Contd\\nat the meeting",
    ],
)  # fmt: skip
def test_a_row_that_says_so_carries_on_the_action_above(again: str) -> None:
    result = read(f"14. At the meeting: | By 30 Nov 2007 | Seen | PM\n{again} | By 31 Jan 2008 | | RF")
    assert told(result) == [("14", [2, 3])]
    assert result.joined == result.records


@pytest.mark.parametrize(
    "again", ["14. Contact the group", "14. Continuity plan", "14. Ask", "15. Contd", "15 Contd", "140 Contd", "Contd"]
)
def test_other_rows_are_not_joined(again: str) -> None:
    result = read(f"14. At the meeting: | By 30 Nov 2007 | Seen | PM\n{again} | By 31 Jan 2008 | | RF")
    assert len(result.records) == 2
    assert result.joined == []


def test_three_actions_with_their_continuations() -> None:
    result = read(
        "13. Ask | Soon | | PM\n"
        "14. At the meeting | By 30 Nov 2007 | Seen | PM\n"
        "14. Contd | | Heard |\n"
        "14. Contd | By 31 Jan 2008 | | RF\n"
        "15. Write | Soon | | PM\n"
        "\n"
        "16. Scoping | Soon | | PM\n"
        "16. contd | | More |\n"
    )
    assert told(result) == [("13", [2]), ("14", [3, 4, 5]), ("15", [6]), ("16", [8, 9])]
    assert [record.ref for record in result.joined] == ["14", "16"]


def test_a_joined_action_has_all_its_text_and_keeps_its_first_values() -> None:
    rows: list[list[Value]] = [
        ["14. Meet", "By 30 Nov", "Seen", None, 3.0, None],
        ["14. Contd", "By 31 Jan", None, "RF", 4.0, "done"],
    ]
    (record,) = read_rows(rows).records
    assert record.values == {
        "action": "14. Meet\n14. Contd",
        "timescale": "By 30 Nov\nBy 31 Jan",
        "success": "Seen",
        "responsibility": "RF",
        "evaluation": 3.0,
        "achieved": "done",
    }


@pytest.mark.parametrize(("blank", "counts"), [(999, True), (1000, False)])
def test_numbered_actions_too_far_below_all_others_are_passed_over(blank: int, *, counts: bool) -> None:
    rows: list[list[Value]] = [[f"{i}. Book the room for it", "Soon", "Seen"] for i in range(1, 4)]
    rows[2:2] = [[None, None, None]] * blank
    assert [record.ref for record in read_rows(rows, last_row=2000).records] == ["1", "2", "3"][: 3 if counts else 2]


def test_a_second_number_of_a_joined_action_is_kept_to_be_said() -> None:
    rows: list[list[Value]] = [["14. Meet", "Soon", "Seen", "PM", 100.0], ["14. Contd", None, 4.0, "PM", 250.0]]
    (record,) = read_rows(rows).records
    assert record.values["evaluation"] == 100.0
    assert record.unlike == (("success", 4.0), ("evaluation", 250.0))


def test_a_ref_of_letters_and_spaces_before_it_are_no_hindrance() -> None:
    rows: list[list[Value]] = [["A7", "A7. Meet", "Soon"], ["A7", "  a7. CONTD", "Soon"], [None, " A7 contd", "Soon"]]
    assert told(read_rows(rows, ["Ref", *HEADINGS])) == [("A7", [2, 3, 4])]


def test_blank_cells_and_cells_of_another_kind_add_nothing_to_what_stands_above() -> None:
    rows: list[list[Value]] = [["14. Meet", "Soon", "Seen", "PM"], ["14. Contd", "  ", 4.0, None]]
    (record,) = read_rows(rows).records
    assert [record.values[name] for name in ("timescale", "success", "responsibility")] == ["Soon", "Seen", "PM"]


# Rows that are no actions


def test_blank_rows_and_rows_of_spaces_are_nothing() -> None:
    result = read("1. Book | Soon\n\n   |   \n2. Ask | Soon\n\u00a0 |\n")
    assert told(result) == [("1", [2]), ("2", [5])]
    assert result.uncounted == []


def test_section_rows_between_numbered_actions_are_not_counted_and_head_the_actions_below() -> None:
    result = read("Before the visit\n1. Book | Soon\n2. Ask | Soon\nAfter the visit\n3. Write | Soon\n")
    assert told(result) == [("1", [3]), ("2", [4]), ("3", [6])]
    assert result.sections == [(2, "Before the visit"), (5, "After the visit")]
    assert [record.section for record in result.records] == ["Before the visit", "Before the visit", "After the visit"]
    assert result.uncounted == []


def test_headings_repeated_on_each_page_are_nothing() -> None:
    again = " | ".join(text.upper() for text in HEADINGS)
    result = read(f"1. Book | Soon\n{again}\n2. Ask | Soon\n")
    assert told(result) == [("1", [2]), ("2", [4])]
    assert result.uncounted == []


def test_a_numbered_action_counts_even_with_nothing_beside_it() -> None:
    assert told(read("1. Book\n2. Ask\n3. Write | Soon\n")) == [("1", [2]), ("2", [3]), ("3", [4])]


def test_in_a_plan_of_single_texts_every_text_is_an_action() -> None:
    result = read("Book the venue\nAsk the groups\nWrite to all | Soon\n")
    assert told(result) == [(None, [2]), (None, [3]), (None, [4])]
    assert result.uncounted == []


def test_a_lone_text_is_no_action_where_most_rows_have_several_cells() -> None:
    result = read("Before the visit\nBook the venue | Soon\nAsk the groups | Soon\n4. Write\nThank them | Soon\n")
    assert told(result) == [(None, [3]), (None, [4]), ("4", [5]), (None, [6])]
    assert result.sections == [(2, "Before the visit")]


def test_a_lone_text_in_a_painted_plan_is_an_action() -> None:
    headings = [*HEADINGS, "Due date", "Status", "RAG", "Days overdue", "Goes on"]
    result = read("Book the venue | Soon\nAsk the groups | Soon\nWrite to all\n", headings)
    assert told(result) == [(None, [2]), (None, [3]), (None, [4])]


def test_text_with_something_beside_it_is_an_action_without_a_number() -> None:
    result = read("1. Book | Soon\n2. Ask | Soon\nWrite | Soon\n")
    assert told(result) == [("1", [2]), ("2", [3]), (None, [4])]


def test_where_half_the_rows_have_numbers_the_others_are_actions_too() -> None:
    assert told(read("1. Book | Soon\nAsk\n")) == [("1", [2]), (None, [3])]


AT = ["Due date", "Status at 29 Feb 2008", "RAG at 29 Feb 2008", "Days overdue at 29 Feb 2008"]


def test_rows_in_which_only_our_own_cells_say_something_are_named() -> None:
    rows: list[list[Value]] = [
        ["1. Book", "Soon", None, None, None, None, None, "No due date", "Amber"],
        [None, None, None, None, None, None, None, "No due date", "Amber"],
        [None, None, None, None, None, None, None, None, None],
        [None, " ", None, None, None, None, None, None, "Amber"],
        [None, None, None, None, None, None, None, " ", ""],
    ]
    result = read_rows(rows, [*HEADINGS, *AT])
    assert told(result) == [("1", [2])]
    assert result.ghosts == [3, 5]
    assert result.uncounted == []


def test_a_painted_plans_rows_that_are_ready_are_no_rows_that_were_cleared() -> None:
    headings = [*HEADINGS, "Due date", "Status", "RAG", "Days overdue", "Goes on"]
    rows: list[list[Value]] = [
        ["1. Book", "Soon", None, None, None, None, None, "No due date", "Amber", None, "no"],
        [None, None, None, None, None, None, None, "", "", "", None],
        [None, None, None, None, None, None, None, "Overdue", "Red", 3.0, None],
        [None, None, None, None, None, None, None, "", "", "", "no"],
    ]
    assert read_rows(rows, headings).ghosts == [5]


def test_a_row_without_its_text_counts_where_two_other_cells_are_filled() -> None:
    result = read("1. Book | Soon\n | Soon | Seen\n | | note\n")
    assert told(result) == [("1", [2]), (None, [3])]
    assert result.uncounted == [(4, "note")]


def test_rows_that_are_numbered_beforehand_but_empty_are_no_actions() -> None:
    rows: list[list[Value]] = [[1.0, "Book", "Soon"], [2.0, "Ask", "Soon"], [3.0, None, None], [4.0, None, "  "]]
    assert told(read_rows(rows, ["Ref", *HEADINGS])) == [("1", [2]), ("2", [3])]


def test_rows_below_the_last_that_can_belong_to_it_are_not_read() -> None:
    assert told(read("1. Book | Soon\n2. Ask | Soon\n3. Write | Soon\n", last_row=3)) == [("1", [2]), ("2", [3])]


def test_rows_shorter_than_the_headings_are_blank_at_their_end() -> None:
    grid = [HEADINGS, ["1. Book", "Soon"], ["2. Ask", "Soon", "Seen", "PM", "Yes", "done"]]
    found = find.headings(grid, KIND)
    assert found is not None
    assert [record.values["achieved"] for record in body.read(grid, found, KIND, 99).records] == [None, "done"]


def test_what_stands_in_our_own_columns_is_kept_apart() -> None:
    ours = ["Due date", "Status at 29 Feb 2008", "RAG at 29 Feb 2008", "Days overdue at 29 Feb 2008"]
    rows: list[list[Value]] = [["1. Book", "Soon", *[None] * 4, None, "Overdue", "Red", 81.0]]
    (record,) = read_rows(rows, [*HEADINGS, *ours]).records
    assert record.computed == {"due": None, "status": "Overdue", "rag": "Red", "days_overdue": 81.0}
    assert "status" not in record.values


def test_a_row_that_only_our_columns_fill_is_no_action() -> None:
    ours = ["Due date", "Status", "RAG", "Days overdue"]
    rows: list[list[Value]] = [["1. Book", "Soon"], [*[None] * 6, None, "not yet read", "", ""]]
    result = read_rows(rows, [*HEADINGS, *ours])
    assert told(result) == [("1", [2])]
    assert result.uncounted == []


CELLS = st.one_of(st.none(), st.sampled_from(["1. Book", "1. Contd", "After", "2a. Ask", "  "]), st.floats(0, 9))


@given(st.lists(st.lists(CELLS, min_size=6, max_size=6), max_size=8))
def test_every_row_with_something_in_it_is_counted_once_or_said(rows: list[list[Value]]) -> None:
    result = read_rows(rows)
    seen = [row for record in result.records for row in record.rows]
    seen += [row for row, _ in (*result.uncounted, *result.sections)]
    seen += [row for passed in result.passed.values() for row in passed]
    filled = [i for i, row in enumerate(rows, start=2) if any(v is not None and str(v).strip() for v in row)]
    assert sorted(seen) == filled


# A plan with a ref column

CARE = template.load("care-improvement")
REFS = (None, "1", "2", "5.1", "A1", "PM1", "EG-1", "Total-1", "Ref", 1.0, 1.1, " ")
WORDS = (None, "Area", "Example", "e.g. 4", "Total", "Sample", "Tasks", "12", "Open", "Train the staff", "\u00a0sum")
CARE_CELLS = st.sampled_from([*REFS, *WORDS, "Objective", "PM = Project Manager"])


@given(st.lists(st.lists(CARE_CELLS, min_size=12, max_size=12), max_size=8), st.integers(0, 8))
def test_rows_told_at_a_glance_are_taken_for_what_a_close_look_takes_them_for(
    rows: list[list[Value]], gap: int
) -> None:
    grid: list[list[Value]] = [[column.heading for column in CARE.columns], *rows]
    grid.insert(min(gap + 1, len(grid)), [None] * 12)
    found = find.headings(grid, CARE)
    assert found is not None

    def outcome(marks: body.Marks) -> tuple[object, ...]:
        result = body.read(grid, found, CARE, len(grid), marks)
        records = [(r.rows, r.ref, r.in_order(), r.section) for r in result.records]
        return records, result.uncounted, result.passed, result.sections

    # A formula in a row's text makes it be looked at; but a row that is nothing else would be one of formulas.
    assume(not any([i for i, cell in enumerate(row) if not is_blank(cell)] == [1] for row in grid[1:]))
    text = {("B", number) for number in range(2, len(grid) + 1)}
    assert outcome(body.Marks()) == outcome(body.Marks(formulas=text))


REVIEW = template.load("peer-review")
ODD = st.sampled_from(
    [None, "", "3", "7. Train all the staff", "Total of everything here", "Example of it", " " * 14, 2.0]
)
ODD_CELLS = st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 3)), ODD, max_size=2)


@pytest.mark.parametrize("kind", [CARE, REVIEW], ids=lambda kind: kind.name)
@given(ODD_CELLS)
def test_rows_told_by_whole_columns_are_taken_for_what_a_close_look_takes_them_for(
    kind: Template, odd: dict[tuple[int, int], Value]
) -> None:
    headings = [column.heading for column in kind.columns if column.present == "always"]
    first = kind.columns[0].field == "ref"
    rows: list[list[Value]] = [
        [f"{n}. Train the staff", *["Soon"] * (len(headings) - 1)]
        if not first
        else [str(n), *["Visit"] * len(headings)]
        for n in range(1, 6)
    ]
    grid: list[list[Value]] = [headings, *[row[: len(headings)] for row in rows]]
    for (row, place), value in odd.items():
        grid[row + 1][place] = value or None
    found = find.headings(grid, kind)
    assert found is not None

    def outcome(cells: find.Grid) -> tuple[object, ...]:
        result = body.read(cells, found, kind, len(cells))
        at_once = result.columns is not None
        assert at_once is (isinstance(cells, find.Rectangle) and (not odd or at_once))
        records = [(r.rows, r.ref, r.in_order(), r.section) for r in result.records]
        return records, result.uncounted, result.passed, result.sections, result.last_row(0)

    assert outcome(find.Rectangle(list(zip(*grid, strict=True)))) == outcome(grid)


@pytest.mark.parametrize("first", ["EG-1", "Total-1"])
def test_a_ref_that_begins_as_remarks_do_is_looked_at_closely(first: str) -> None:
    row: list[Value] = [first, "Training of the staff", *[None] * 9, None if first == "Total-1" else "Audit"]
    grid: list[list[Value]] = [[column.heading for column in CARE.columns], row, ["2", "Medicines", "12", *[None] * 9]]
    found = find.headings(grid, CARE)
    assert found is not None
    assert told(body.read(grid, found, CARE, len(grid))) == [("2", [3])]
