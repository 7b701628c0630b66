"""Understanding somebody's own workbook: headings, status words, the choice of the table, the draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetplan import adopt, template
from sheetplan.adopt.headings import Teller
from sheetplan.adopt.standing import Reckoner
from sheetplan.model import Drafted, Headed, SheetplanError, SheetView, Value

WORDS = template.vocabulary()
TELLER = Teller(WORDS)
RECKONER = Reckoner(WORDS)


def view(
    name: str, *rows: Sequence[Value], headings: tuple[int, ...] = (1,), hidden: bool = False, more: int = 0
) -> SheetView:
    """A sheet of these rows, whose headings can only stand in one place."""
    names = {place: (str(cell),) for place, cell in enumerate(rows[headings[-1] - 1], start=1) if cell is not None}
    grid = [list(row) for row in (*rows, *[rows[-1]] * more)]
    return SheetView(name, hidden, grid, (Headed(headings, names),))


def understood(*views: SheetView, sheet: str | None = None) -> Drafted:
    """What these sheets are taken for."""
    return adopt.of("plan.xlsx", views, WORDS, sheet)


@pytest.mark.parametrize(
    ("heading", "role", "sure"),
    [
        ("Action", "action", "known word"),
        ("  ACTION:  ", "action", "known word"),
        ("Action Required (SMART)", "action", "known word"),
        ("Action to be taken by the school", "action", "resembles"),
        ("Action owner", "owner", "known word"),
        ("Action Owner & deputy", "owner", "resembles"),
        ("Point of Contact", "owner", "known word"),
        ("Responsibilies", "owner", "resembles"),
        ("Scheduled Completion Date", "due", "known word"),
        ("Completion Date", "completed", "known word"),
        ("2. Due date (dd/mm/yy)", "due", "known word"),
        ("By when?", "due", "known word"),
        ("Target date for closing the gap", "due", "resembles"),
        ("Status (Open/Closed)", "status", "known word"),
        ("Status Date", "updated", "known word"),
        ("Comments/ Resolution", "action", "resembles"),
        ("Milestones with Completion Dates", "milestones", "known word"),
        ("Risk_ID", "ref", "known word"),
        ("POA&M ID", "ref", "known word"),
        ("Date raised", "raised", "known word"),
        ("How will we know?", "success", "known word"),
        ("Task #", "ref", "known word"),
        ("Action #", "ref", "known word"),
        ("Proposed Date of Mitigation Implemented (mm/dd/yy)", "due", "resembles"),
        ("Action date", "due", "known word"),
        ("Mitigating Controls", "action", "known word"),
        ("Action and date", "action", "resembles"),
        ("Owner\u200b", "owner", "known word"),
        ("WHAT WANTS DOING", "action", "known word"),
        ("We will...", "action", "known word"),
        ("Remedial step(s) to close the gap", "action", "resembles"),
        ("WHO'S DOING IT", "owner", "known word"),
        ("Who in the team sees to it", "owner", "resembles"),
        ("Who raised it", "raised_by", "resembles"),
        ("Completion forecast", "due", "known word"),
        ("WHERE WE ARE UP TO", "progress", "known word"),
        ("B/R/A/G", "rag", "known word"),
    ],
)
def test_a_heading_says_what_its_column_is(heading: str, role: str, sure: str) -> None:
    said = TELLER.tell([heading])
    assert said is not None
    assert (said.role.name, said.sure) == (role, sure)


@pytest.mark.parametrize("heading", ["Postcode", "Unit price", "Monday", "Mitigation date", "Zyx", "", "x" * 200])
def test_a_heading_that_is_not_known_says_nothing(heading: str) -> None:
    assert TELLER.tell([heading]) is None


@pytest.mark.parametrize(
    ("word", "counted", "sure"),
    [
        ("Closed", "closed", "known word"),
        ("closed ", "closed", "known word"),
        ("Done in the north", "closed", "resembles"),
        ("✅ Complete", "closed", "resembles"),
        ("Not complete", "open", "known word"),
        ("Incomplete", "open", "known word"),
        ("Partially implemented", "open", "known word"),
        ("Open — new this period", "open", "resembles"),
        ("Risk accepted", "withdrawn", "known word"),
        ("N/A: moved to next year", "withdrawn", "resembles"),
        ("Not requried here", "withdrawn", "resembles"),
        ("Closed - no longer required", "withdrawn", "known word"),
        ("Closed - superseded by 12", "withdrawn", "resembles"),
        ("Somewhere", "open", ""),
    ],
)
def test_a_status_word_is_counted(word: str, counted: str, sure: str) -> None:
    assert RECKONER.counted(word) == (counted, sure)


@given(st.text(max_size=40))
def test_a_word_that_begins_with_not_never_closes(rest: str) -> None:
    assert RECKONER.counted(f"not {rest}")[0] != "closed"


def test_what_the_heading_says_gives_way_to_what_stands_below() -> None:
    rows = [
        ["Action", "Owner", "Completed", "Status"],
        [
            "Ring the office",
            "Clerk",
            "Yes",
            "The office rang back twice and asked for more time, until the new year at least",
        ],
        [
            "Write to the bank",
            "Clerk",
            "No",
            "The bank has not answered any of the three letters that were sent this year",
        ],
        [
            "Order paper",
            "Clerk",
            "Yes",
            "It came on a Friday, which was too late for the mailing that it was meant for",
        ],
    ]
    roles = {one.heading: (one.role, one.sure) for one in understood(view("Plan", *rows)).columns}
    assert roles["Completed"] == ("status", "from its content")
    assert roles["Status"] == ("progress", "from its content")


def test_yes_and_no_under_a_heading_of_its_own_are_no_status() -> None:
    rows = [
        ["Action", "Owner", "Vendor needed"],
        *[[f"Do thing {n}", "Clerk", "Yes" if n % 2 else "No"] for n in range(8)],
    ]
    assert understood(view("Plan", *rows)).status_field == ""


def test_high_and_low_under_a_heading_of_status_are_how_pressing_it_is() -> None:
    levels = ["High", "LOW\u200b", "Medium", "high"]
    head = ["Ref", "Action", "Owner", "Risk status"]
    table = view("Plan", head, *[[f"{n}", f"Do thing {n}", "Clerk", level] for n, level in enumerate(levels)])
    assert (understood(table).columns[3].role, understood(table).status_field) == ("priority", "")
    mixed = view("Plan", head, *[[f"{n}", f"Do thing {n}", "Clerk", w] for n, w in enumerate([*levels, "Closed"])])
    assert understood(mixed).status_field == "status"


@pytest.mark.parametrize(
    ("words", "role"),
    [
        (["Not started", "In progress", "In progress", "Not started"], "status"),
        (["Not started", "Half of it", "Rang them in May", "They rang back"], "progress"),
        (["Not started", "Stopped", "In progress", "Done"], "progress"),
    ],
)
def test_a_progress_column_of_status_words_says_how_it_stands_where_nothing_else_does(
    words: list[str], role: str
) -> None:
    rows = [
        ["Action", "Owner", "Progress", "State"],
        *[[f"Do thing {n}", "Clerk", w, "Open"] for n, w in enumerate(words)],
    ]
    assert understood(view("Plan", *rows)).columns[2].role == "progress"
    column = understood(view("Plan", *[row[:3] for row in rows])).columns[2]
    assert column.role == role
    assert column.note == ('No column says how it stands; "Progress" stands in.' if role == "status" else "")


@pytest.mark.parametrize(
    ("statuses", "role"),
    [(["Closed", "Open"], "completed"), (["Open", "Open"], "due"), (["Zyx", "Open"], "completed")],
)
def test_completion_dates_beside_open_actions_are_those_by_which_they_are_to_be_done(
    statuses: list[str], role: str
) -> None:
    days = [date(2026, 1, 1), date(2026, 2, 1)]
    rows = [["Action", "Status", "Completion date"], *[["Ring", *pair] for pair in zip(statuses, days, strict=True)]]
    assert understood(view("Plan", *rows)).columns[2].role == role
    with_due = [[*row, "Due" if n == 0 else date(2026, 3, 1)] for n, row in enumerate(rows)]
    assert understood(view("Plan", *with_due)).columns[2].role == "completed"


def test_yes_and_no_are_no_action_whatever_stands_above_them() -> None:
    rows = [
        ["Milestone (Y/N)", "Task to do", "Owner"],
        *[["Y" if n else "N", f"Do thing {n}", "Clerk"] for n in range(4)],
    ]
    assert [one.field for one in understood(view("Plan", *rows)).columns] == ["", "action", "owner"]


def test_without_a_heading_that_says_so_the_action_is_in_the_column_that_is_filled_throughout() -> None:
    rows = [["No", "Topic A", "Topic B", "Owner", "Status"]]
    rows += [[f"{n}", f"Look after thing number {n}", None, "Clerk", "Open"] for n in range(9)]
    rows[1][2] = "A long text that stands in the first row alone"
    (action,) = [one for one in understood(view("Plan", *rows)).columns if one.field == "action"]
    assert action.heading == "Topic A"


def test_a_recommendation_says_more_of_what_is_to_be_done_than_a_title() -> None:
    rows = [["No", "Title", "Recommendation", "Owner", "Status"]]
    rows += [[f"{n}", f"Matter {n} of the audit", f"Do thing {n}", "Clerk", "Open"] for n in range(3)]
    (action,) = [one for one in understood(view("Plan", *rows)).columns if one.field == "action"]
    assert action.heading == "Recommendation"


def test_of_two_columns_called_alike_the_one_with_real_days_is_taken() -> None:
    day = date(2026, 1, 31)
    rows = [["Action", "Owner", "Finish", "Finish"], *[[f"Do thing {n}", "Clerk", "01/31/2026", day] for n in range(3)]]
    fields = [one.field for one in understood(view("Plan", *rows)).columns]
    assert fields == ["action", "owner", "", "due"]


def test_a_refusal_says_what_is_there_and_what_is_not() -> None:
    rows = [["Issue no", "Issue", "Status", "Comments"], ["1", "The lift is out of order", "Open", "Rang them"]]
    with pytest.raises(SheetplanError) as refused:
        understood(view("Log", *rows))
    assert 'none of them is called an action, and only "Status" tells who' in refused.value.reason
    assert refused.value.fix.startswith('If it is the plan all the same, say so: --sheet "Log".')
    (action,) = [one for one in understood(view("Log", *rows), sheet="log").columns if one.field == "action"]
    assert action.heading == "Issue"


def test_a_sheet_that_is_named_is_still_refused_if_nothing_on_it_is_a_plan() -> None:
    rows = [["Issue no", "Issue", "Comments"], ["1", "The lift is out of order", "Rang them"]]
    with pytest.raises(SheetplanError, match="there is no column for who, by when or status"):
        understood(view("Log", *rows), sheet="Log")


def test_numbers_that_repeat_are_a_group_and_no_ref() -> None:
    rows = [["No", "Action", "Owner"], *[[float(n // 3), f"Do thing {n}", "Clerk"] for n in range(9)]]
    drafted = understood(view("Plan", *rows))
    assert drafted.ref_from == "action"
    assert (drafted.columns[0].role, drafted.columns[0].sure) == ("area", "from its content")


def test_words_stand_in_for_the_action_only_where_two_columns_say_that_it_is_a_plan() -> None:
    rows = [["ID", "Issue", "Owner", "Status"], ["1", "The lift is out of order", "Caretaker", "Open"]]
    drafted = understood(view("Issues", *rows))
    (action,) = [one for one in drafted.columns if one.field == "action"]
    assert (action.heading, action.sure) == ("Issue", "resembles")
    assert action.note == 'No column says what is to be done; "Issue" stands in.'
    with pytest.raises(SheetplanError, match="no action plan was found"):
        understood(view("Issues", *[row[:3] for row in rows]))


def test_a_sheet_of_closed_actions_is_not_taken_for_the_plan() -> None:
    head = ["Ref", "Action", "Owner", "Due date", "Status"]
    row = ["1", "Ring the office", "Clerk", date(2026, 1, 1), "Closed"]
    open_one = ["2", "Ring the bank", "Clerk", date(2026, 1, 1), "Open"]
    drafted = understood(view("Closed items", head, row, more=20), view("Items", head, open_one))
    assert drafted.sheet == "Items"
    assert drafted.alike == ("Closed items",)
    assert {one.word for one in drafted.statuses} == {"Open", "Closed"}


def test_the_day_of_completion_closes_only_where_every_closed_action_has_one() -> None:
    head = ["Action", "Owner", "Status", "Date closed"]
    both = [["Ring", "Clerk", "Closed", date(2026, 1, 1)], ["Write", "Clerk", "Open", None]]
    assert understood(view("Plan", head, *both)).complete_when == ("completed",)
    without = [["Ring", "Clerk", "Closed", None], ["Write", "Clerk", "Open", None]]
    assert understood(view("Plan", head, *without)).complete_when == ()


def test_dates_in_words_are_a_timescale_and_are_said() -> None:
    rows = [["Action", "By when"], ["Ring", date(2026, 1, 1)], ["Write", "TBC"], ["Order", None]]
    drafted = understood(view("Plan", *rows))
    (due,) = [one for one in drafted.columns if one.role == "due"]
    assert (due.field, due.type) == ("timescale", "timescale")
    (dates,) = drafted.dates
    assert (dates.dates, dates.texts, dates.blank, dates.examples) == (1, 1, 0, ('B3: "TBC"',))


@given(
    st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=30),
    st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=30),
)
def test_whatever_a_workbook_says_the_draft_is_a_template(heading: str, word: str) -> None:
    rows = [["Action", "Status", heading], ["Ring", word, "x"], ["Write", "Closed", "y"]]
    drafted = understood(view("Plan", *rows))
    text = adopt.toml(drafted, WORDS, name="ours", title=heading, source=word)
    assert template.parse(text, "draft").column("action").heading == "Action"


def test_a_plan_in_which_nothing_says_done_gets_a_place_for_it() -> None:
    rows = [["Action", "Who"], ["Ring", "Clerk"], ["Write", "Clerk"]]
    drafted = understood(view("Plan", *rows))
    made = template.parse(adopt.toml(drafted, WORDS, name="ours", title="Ours", source="plan.xlsx"), "draft")
    assert made.complete_when == ("completed",)
    assert made.column("completed").present == "optional"


@pytest.mark.parametrize(
    ("later", "counts", "note"),
    [
        ((date(2026, 5, 1), None), {"First": "timescale", "Revised date": "due"}, 'counts instead of "First"'),
        (("End of May", "Jun 2026"), {"First": "due_first", "Revised date": "timescale"}, 'counts instead of "First"'),
        (("End of May", None), {"First": "due", "Revised date": "due_revised"}, 'so "First" counts'),
    ],
)
def test_a_later_day_that_was_agreed_counts_where_it_can(
    later: tuple[Value, Value], counts: dict[str, str], note: str
) -> None:
    head = ["Action", "Owner", "Due date", "Revised date"]
    rows = [["Ring", "Clerk", date(2026, 3, 1), later[0]], ["Write", "Clerk", date(2026, 4, 1), later[1]]]
    drafted = understood(view("Plan", head, *rows))
    fields = {one.heading: one.field for one in drafted.columns}
    assert (fields["Due date"], fields["Revised date"]) == (counts["First"], counts["Revised date"])
    assert note.replace("First", "Due date") in drafted.columns[3].note
