"""Which row holds a plan's headings, and which column is which."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetplan import template
from sheetplan.workbook import find
from sheetplan.workbook.find import Grid, Headings

KIND = template.load("peer-review")
FAMILIAR = [
    "Action", "Timescales/Milestones", "Success Criteria/Target", "Responsibility", "Evaluation/Monitoring",
    "Achieved (Date)",
]  # fmt: skip
FIELDS = ["action", "timescale", "success", "responsibility", "evaluation", "achieved"]
OURS = ["Due date", "Status", "RAG", "Days overdue"]
AT = ["Due date", "Status at 29 Feb 2008", "RAG at 29 Feb 2008", "Days overdue at 29 Feb 2008"]


def found(
    *headings: object, above: int = 0, left: int = 0, below: Grid = (), ours: list[str] | None = None
) -> Headings:
    """What is made of these headings, so many rows down and columns in."""
    row = [*[None] * left, *headings]
    result = find.headings([*([None] * len(row) for _ in range(above)), row, *below], KIND, ours)
    assert result is not None
    return result


def columns(result: Headings) -> dict[str, int]:
    return {name: place.column for name, place in result.fields.items()}


# What must not be taken for a plan


@pytest.mark.parametrize(
    "grid",
    [
        [],
        [[]],
        [[None, "", "  "]],
        [["Action"]],
        [["Name", "Address", "Telephone", "Email", "Postcode", "Notes"]],
        [["Action", "Owner", "Cost"]],
        [["When the plan was agreed, an Action was", "named for each Success Criteria/Target"]],
        [[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]],
        [["Timescale", "Success Criteria", "Responsible", "Evaluation", "Achieved"]],
        [[], *([["x"]] * 80), FAMILIAR],
    ],
    ids=[
        "nothing",
        "no cells",
        "blanks",
        "one word",
        "another list",
        "too few",
        "prose",
        "numbers",
        "no action",
        "deep",
    ],
)
def test_no_plan_is_seen_where_there_is_none(grid: Grid) -> None:
    assert find.headings(grid, KIND) is None


# Where the headings are


@given(above=st.integers(0, 79), left=st.integers(0, 30))
def test_headings_are_found_wherever_the_table_stands(above: int, left: int) -> None:
    result = found(*FAMILIAR, above=above, left=left)
    assert result.row == above + 1
    assert columns(result) == {name: left + i for i, name in enumerate(FIELDS, start=1)}
    assert (result.first_column, result.last_column) == (left + 1, left + 6)
    assert result.read_as == ()


@given(st.permutations(FAMILIAR))
def test_columns_may_stand_in_any_order(headings: list[str]) -> None:
    result = found(*headings)
    assert columns(result) == {name: headings.index(text) + 1 for name, text in zip(FIELDS, FAMILIAR, strict=True)}


def test_the_fullest_of_several_rows_is_taken_and_the_first_of_equals() -> None:
    few = ["Action", "When", "Success Criteria", "Who", None, None]
    assert found(*few, below=[FAMILIAR]).row == 2
    assert found(*FAMILIAR, below=[few]).row == 1
    assert found(*FAMILIAR, below=[FAMILIAR]).row == 1


def test_a_key_or_a_title_above_does_not_disturb() -> None:
    grid = [["Action plan"], ["MQC = Main contact", "PM = Project Manager"], ["Action by action"], FAMILIAR]
    result = find.headings(grid, KIND)
    assert result is not None
    assert result.row == 4


# How they are written


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Timescales/Milestones", "timescale"),
        ("  TIMESCALES / MILESTONES ", "timescale"),
        ("Timescales/\nMilestones", "timescale"),
        ("Timescales/\r\nMilestones:", "timescale"),
        ("Timescales\u00a0/ Milestones*", "timescale"),
        ("Achieved (Date)", "achieved"),
        ("Achieved  Date", "achieved"),
        ("achieved (date).", "achieved"),
        ("Success criteria/target", "success"),
    ],
)
def test_case_spaces_and_line_breaks_make_no_difference(written: str, name: str) -> None:
    headings = [written if name == field else text for field, text in zip(FIELDS, FAMILIAR, strict=True)]
    result = found(*headings)
    assert columns(result)[name] == FIELDS.index(name) + 1
    assert result.read_as == ()
    assert "\n" not in result.fields[name].heading


@pytest.mark.parametrize(
    ("written", "name", "guess"),
    [
        ("By when", "timescale", False),
        ("WHO", "responsibility", False),
        ("Date completed", "achieved", False),
        ("Success measures", "success", False),
        ("Responsibilty", "responsibility", True),
        ("Timescales/Milestons", "timescale", True),
        ("Evaluation/Monitorring", "evaluation", True),
    ],
)
def test_another_name_or_a_slip_of_the_pen_is_read_and_said(written: str, name: str, *, guess: bool) -> None:
    headings = [written if name == field else text for field, text in zip(FIELDS, FAMILIAR, strict=True)]
    result = found(*headings)
    place = FIELDS.index(name) + 1
    assert columns(result)[name] == place
    assert result.read_as == ((place, written, KIND.column(name).heading, guess),)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Cost & risk", "cost and risk"), ("Who’s it", "WHO'S IT"), ("Done (day)", "done day"), ("No. ", "no")],
)
def test_headings_that_people_would_call_the_same(one: str, other: str) -> None:
    assert find.plain(one) == find.plain(other)


@pytest.mark.parametrize("written", ["Cost", "Comments", "Notes on evaluation", "Achievements so far", "Respond by"])
def test_quite_another_word_is_not_taken_for_a_column(written: str) -> None:
    result = found(*FAMILIAR[:-1], written)
    assert "achieved" not in result.fields
    assert [column.field for column in find.missing(result, KIND)] == ["achieved"]


def test_a_column_is_never_taken_twice() -> None:
    result = found(*FAMILIAR, "Action", "Timescale")
    assert columns(result) == {name: i for i, name in enumerate(FIELDS, start=1)}
    assert result.last_column == 8


def test_columns_that_the_template_does_not_know_belong_to_the_plan() -> None:
    result = found("Area", *FAMILIAR[:3], "Cost", *FAMILIAR[3:], "Comments", None, "Elsewhere")
    assert (result.first_column, result.last_column) == (1, 9)


def test_what_is_missing_is_named_and_optional_columns_are_not_missed() -> None:
    result = found("Action", "Timescale", "Success Criteria", "Responsibility")
    assert [column.field for column in find.missing(result, KIND)] == ["evaluation", "achieved"]
    assert find.missing(found(*FAMILIAR), KIND) == ()


# Optional columns, and ours


def test_optional_columns_are_read_where_they_stand() -> None:
    result = found("Ref", *FAMILIAR, "Status", "Target date")
    assert columns(result) == {
        "ref": 1, **{name: i for i, name in enumerate(FIELDS, start=2)}, "status": 8, "due": 9,
    }  # fmt: skip
    assert result.computed == {}


@pytest.mark.parametrize(
    "theirs",
    [
        ["Status"],
        ["Due date"],
        ["RAG"],
        ["Due date", "Status"],
        ["Status", "RAG"],
        *map(list, itertools.permutations(["Due date", "Status", "RAG"])),
    ],
)
def test_up_to_three_columns_of_our_words_are_peoples_own(theirs: list[str]) -> None:
    result = found(*FAMILIAR, *theirs)
    assert result.computed == {}
    assert len(result.fields) == 6 + len(theirs)


@pytest.mark.parametrize("ours", [AT, AT[1:], AT[1:2], OURS, [*OURS, "Goes on"], OURS[::-1]])
def test_our_own_columns_are_told_by_their_day_or_their_company(ours: list[str]) -> None:
    result = found(*FAMILIAR, *ours)
    assert {place.column: place.heading for place in result.computed.values()} == dict(enumerate(ours, start=7))
    assert list(result.fields) == FIELDS
    assert result.read_as == ()


@pytest.mark.parametrize("theirs", [OURS[1:], OURS[:3], ["Days overdue"], OURS[:2] + OURS[3:]])
def test_three_of_the_four_are_not_enough_company(theirs: list[str]) -> None:
    assert found(*FAMILIAR, *theirs).computed == {}


def test_the_due_date_right_before_a_dated_heading_is_ours_and_no_other() -> None:
    ours, theirs = found(*FAMILIAR, *AT), found("Due date", *FAMILIAR, *AT[1:])
    assert "due" in ours.computed
    assert "due" not in ours.fields
    assert theirs.computed.keys() == {"status", "rag", "days_overdue"}
    assert theirs.fields["due"].column == 1


def test_undated_columns_beside_dated_ones_are_peoples_own() -> None:
    result = found(*FAMILIAR, "RAG", "Status", *AT)
    assert columns(result) | {"rag": 7, "status": 8} == columns(result)
    assert {name: place.column for name, place in result.computed.items()} == {
        "due": 9, "status": 10, "rag": 11, "days_overdue": 12,
    }  # fmt: skip


@pytest.mark.parametrize("order", list(itertools.permutations(OURS)))
def test_what_the_workbook_names_is_ours_wherever_it_stands(order: tuple[str, ...]) -> None:
    result = found(*FAMILIAR, *order, ours=["due", "status", "rag", "days_overdue"])
    assert {name: place.heading for name, place in result.computed.items()} == {
        "due": "Due date", "status": "Status", "rag": "RAG", "days_overdue": "Days overdue",
    }  # fmt: skip
    assert list(result.fields) == FIELDS


@pytest.mark.parametrize(
    ("ours", "expected"),
    [([], set()), (["status"], {"status"}), (["rag", "goes_on"], {"rag"}), (["status", "rag"], {"status", "rag"})],
)
def test_what_the_workbook_does_not_name_is_peoples_own(ours: list[str], expected: set[str]) -> None:
    for headings in (OURS, OURS[:3]):
        result = found(*FAMILIAR, *headings, ours=ours)
        assert set(result.computed) == expected & {"due", "status", "rag", "days_overdue"}
        assert {"due", "status", "rag"} - set(result.fields) == expected
    assert found(*FAMILIAR, "Status", "RAG", ours=["status"]).fields["rag"].column == 8


def test_of_two_that_are_called_alike_the_one_that_is_worked_out_is_ours() -> None:
    result = found(*FAMILIAR, "Status", "RAG", "Status (worked out)", "RAG (worked out)", ours=["status", "rag"])
    assert {name: place.column for name, place in result.computed.items()} == {"status": 9, "rag": 10}
    assert (result.fields["status"].column, result.fields["rag"].column) == (7, 8)
    assert result.read_as == ()


def test_peoples_own_status_beside_ours_stays_theirs() -> None:
    result = found(*FAMILIAR, "Status", *AT)
    assert columns(result)["status"] == 7
    assert {name: place.column for name, place in result.computed.items()} == {
        "due": 8, "status": 9, "rag": 10, "days_overdue": 11,
    }  # fmt: skip


@pytest.mark.parametrize("heading", ["Status at the meeting", "Status at 29/02/08", "Looked at 29 Feb 2008"])
def test_other_words_with_at_in_them_are_not_ours(heading: str) -> None:
    assert found(*FAMILIAR, heading).computed == {}


# Headings once more


@pytest.mark.parametrize(
    ("row", "again"),
    [
        (FAMILIAR, True),
        ([text.upper() for text in FAMILIAR], True),
        ([*FAMILIAR[:4], None, "Achieved by"], True),
        (["1. Book", "By 30 Nov 2007", "Seen", "PM", None, None], False),
        (["Action", "Responsibility", None, None, None, None], False),
        (["Action"], False),
        ([None] * 6, False),
    ],
)
def test_headings_repeated_further_down_are_known(row: list[str | None], *, again: bool) -> None:
    assert find.is_heading_again(row, found(*FAMILIAR)) is again
