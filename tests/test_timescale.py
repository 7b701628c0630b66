"""What people type under "Timescales" is read as they mean it, and nothing is made up."""

from __future__ import annotations

import csv
import time
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetplan.model import Period, Timescale
from sheetplan.timescale import dated, read, stated_period

PLAN: Period = (date(2007, 11, 1), date(2008, 5, 31))
PROJECT: Period = (date(2007, 11, 1), date(2008, 10, 31))
YEAR: Period = (date(2026, 4, 1), date(2027, 3, 31))
CASES = Path(__file__).parent / "cases"


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def dates(reading: Timescale) -> list[date]:
    own = [reading.start, reading.due, reading.waits_until]
    return [each for each in own if each] + [each for part in reading.milestones for each in dates(part)]


# -- nothing is made up


@pytest.mark.parametrize(
    "text",
    [
        "Book when course details available",
        "TBC",
        "as soon as possible",
        "by Christmas",
        "Spring 2008",
        "Autumn term 2008",
        "first half of 2008",
        "early 2008",
        "FY26",
        "next month",
        "24/7",
        "1/2 day",
        "2/3 of staff",
        "30/11/207",
        "10.20.30.40",
        "v1.2.08",
        "30112007",
        "This may be delayed",
        "Jan to complete",
        "within 2 weeks of the site visit",
        "8 week programme",
    ],
)
def test_no_date_is_made_from_words_that_give_none(text: str) -> None:
    assert dates(read(text, PLAN)) == []


@pytest.mark.parametrize("text", ["by end of March", "30 Nov", "30/11", "April onwards", "Dec - Feb", "Q2"])
def test_without_a_year_anywhere_there_is_no_date(text: str) -> None:
    assert dates(read(text)) == []


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("31/09/2008", "31/09/2008 is not a real date. September has 30 days."),
        ("30 Feb 2008", "30 Feb 2008 is not a real date. February 2008 has 29 days."),
        ("by 31st June", "31st June is not a real date. June never has more than 30 days."),
        ("13/13/2008", "13/13/2008 is not a real date. There is no month 13."),
        (
            "10/25/2008",
            (
                "10/25/2008 is not a real date. The day is read first, and there is no month 25; "
                "month first it would be 25 Oct 2008."
            ),
        ),
    ],
)
def test_an_impossible_date_is_never_moved_or_swapped(text: str, because: str) -> None:
    reading = read(text, PROJECT)
    assert reading.kind == "impossible"
    assert dates(reading) == []
    assert reading.unlikely == because


# -- the cases


@pytest.mark.parametrize(
    "row",
    rows("timescales.csv") + rows("timescale_neighbours.csv"),
    ids=lambda row: f"{row['text'].strip() or 'blank'} ({row['plan_start'][:4]})",
)
def test_each_case_is_read_as_it_is_meant(row: dict[str, str]) -> None:
    reading = read(row["text"], (day(row["plan_start"]), day(row["plan_end"])))
    assert reading.text == row["text"]
    assert (reading.kind, reading.start, reading.due, reading.precision) == (
        row["kind"],
        day(row["start"]),
        day(row["due"]),
        row["precision"],
    )
    assert (reading.continues, reading.says_done) == (row["continues"] == "yes", row["says_done"] == "yes")
    assert reading.milestones == ()


def test_every_case_of_the_contract_has_three_neighbours() -> None:
    assert len(rows("timescale_neighbours.csv")) >= 3 * len(rows("timescales.csv"))


def test_a_real_date_is_a_deadline() -> None:
    for typed in (date(2007, 11, 30), datetime(2007, 11, 30, 9, 30)):
        reading = read(typed, PLAN)
        assert (reading.text, reading.kind, reading.due) == ("30 Nov 2007", "by", date(2007, 11, 30))
        assert (reading.precision, reading.unlikely) == ("day", None)
    assert read(None).kind == "blank"


def test_two_figure_years_from_70_are_of_the_last_century() -> None:
    assert read("by 1/12/69").due == date(2069, 12, 1)
    assert read("by 1/12/70").due == date(1970, 12, 1)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("28/1/08 revised to 11/2/08", date(2008, 2, 11)),
        ("28/1/08, now 11/2/08", date(2008, 2, 11)),
        ("28/1/08 (moved to 11/2/08)", date(2008, 2, 11)),
        ("By 28/1/08 - extended to end March 2008", date(2008, 3, 31)),
        ("11/2/08 brought forward to 28/1/08", date(2008, 1, 28)),
    ],
)
def test_a_date_that_another_took_the_place_of_is_no_milestone(text: str, due: date) -> None:
    reading = read(text, PLAN)
    assert (reading.due, reading.milestones) == (due, ())


def test_a_revised_thing_is_a_milestone_of_its_own() -> None:
    reading = read("Draft 28/1/08, revised plan by 11/2/08", PLAN)
    assert [part.due for part in reading.milestones] == [date(2008, 1, 28), date(2008, 2, 11)]


# -- what was taken from elsewhere is said


def test_a_year_from_the_period_is_said() -> None:
    said = "The year is not written; it was taken from the plan's other dates."
    assert read("April onwards (For one year)", PLAN).inferred == (said,)
    assert read("by 30 Nov", PLAN).inferred == (said,)
    assert read("by 30 Nov 2007", PLAN).inferred == ()


def test_a_year_from_the_other_end_of_a_range_needs_no_word() -> None:
    assert read("April – May 2008; ongoing", PLAN).inferred == ()


def test_a_year_that_fits_twice_is_said_to_be_the_first() -> None:
    reading = read("by 30 April", (date(2007, 1, 1), date(2009, 12, 31)))
    assert reading.due == date(2007, 4, 30)
    assert reading.inferred == ("The year is not written; the first that fits the plan's other dates was taken.",)


def test_a_date_after_the_period_is_the_next_that_comes() -> None:
    assert read("by end September", PLAN).due == date(2008, 9, 30)


def test_a_misspelt_month_is_said() -> None:
    assert read("15 Febuary 2008", PLAN).inferred == ('"Febuary" is read as February.',)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("by early Nov 07", '"early Nov 07" is read as 10 Nov 2007.'),
        ("by mid July  08", '"mid July 08" is read as 15 Jul 2008.'),
        ("by start Nov 07", '"start Nov 07" is read as 1 Nov 2007.'),
        ("late Nov 07", '"late Nov 07" is read as 30 Nov 2007.'),
        ("before 3/12/07", '"before 3/12/07" is read as 2 Dec 2007.'),
        ("w/c 10/12/07", "The week that begins on 10 Dec 2007 is read as ending on 16 Dec 2007."),
        ("2007/08", '"2007/08" is read as 31 Mar 2008.'),
        ("within 10 working days", '"10 working days" is read as 2 weeks.'),
    ],
)
def test_what_vague_words_were_read_as_is_said(text: str, note: str) -> None:
    assert read(text, PROJECT).approximate == (note,)


@pytest.mark.parametrize("text", ["by end of March 2008", "by May 08", "by 3/12/07", "28/1/08 - 11/2/08"])
def test_what_is_plain_needs_no_note(text: str) -> None:
    reading = read(text, PLAN)
    assert (reading.inferred, reading.approximate, reading.ambiguous, reading.unlikely) == ((), (), None, None)


@pytest.mark.parametrize(
    "text",
    [
        "30/11/07 - not all completed",
        "30/11/07, has not been completed",
        "when all completed",
        "partly completed",
        "30/11/07 - completed?",
        "Completed by 30/11/07",
        "Start 1/12/07, complete by 30/4/08",
        "to be completed",
        "Completed forms returned by 30/11/07",
    ],
)
def test_words_that_do_not_say_done(text: str) -> None:
    assert not read(text, PLAN).says_done


@pytest.mark.parametrize(
    "text",
    ["30/11/07 - now completed", "30/11/07 has been completed", "30/11/07 completed by PM", "Signed off 30/11/07"],
)
def test_words_that_say_done(text: str) -> None:
    assert read(text, PLAN).says_done


def test_a_range_written_backwards_stays_as_written_and_is_said() -> None:
    reading = read("11/2/08 - 28/1/08", PLAN)
    assert (reading.start, reading.due) == (date(2008, 2, 11), date(2008, 1, 28))
    assert reading.inferred == ("It is written to end on 28 Jan 2008, before it starts on 11 Feb 2008.",)


# -- doubts


def test_ambiguous_only_when_both_readings_are_inside_a_known_period() -> None:
    assert read("03/04/08", PLAN).ambiguous == date(2008, 3, 4)
    assert read("From 3/4/08", PLAN).ambiguous == date(2008, 3, 4)
    assert read("03/04/08", (PLAN[0], None)).ambiguous is None
    assert read("10/12/07", PLAN).ambiguous is None  # 12 October is before the plan
    assert read("04/04/08", PLAN).ambiguous is None
    assert read("2008-04-03", PLAN).ambiguous is None
    assert read("3 April 2008", PLAN).ambiguous is None


def test_unlikely_dates_say_why() -> None:
    assert read("30/12/1900", PLAN).unlikely == "30 Dec 1900 is what some programs write where no date was entered."
    far = read("30/11/2070", PLAN)
    assert far.unlikely == "30 Nov 2070 is more than 20 years away from the plan's other dates."
    swapped = (
        "1 Jun 2008 is outside the plan's period; with day and month the other way round it would be "
        "6 Jan 2008, which is inside."
    )
    assert read("01/06/08", PLAN).unlikely == swapped
    assert read(date(2008, 6, 1), PLAN).unlikely == swapped
    assert read("1 June 2008", PLAN).unlikely is None
    assert read("30/11/2027", PLAN).unlikely is None
    assert read("30/11/87", PLAN).unlikely is None
    assert read("30/11/86", PLAN).unlikely == "30 Nov 1986 is more than 20 years away from the plan's other dates."


def test_a_computed_end_is_never_unlikely() -> None:
    reading = read("for 30 years from April 2008", PLAN)
    assert (reading.due, reading.unlikely) == (date(2038, 3, 31), None)


# -- counted from an event


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("within 2 weeks of the site visit", (2, "week", "site visit")),
        ("within 8 weeks of receiving approval of your plan.", (8, "week", "receiving approval of your plan")),
        ("3 months after launch", (3, "month", "launch")),
        ("at least two weeks before fieldwork", (-2, "week", "fieldwork")),
        ("2 weeks in advance of the fieldwork", (-2, "week", "fieldwork")),
        ("10 days prior to the follow-up visit (if held)", (-10, "day", "follow-up visit")),
        ("site visit + 2 weeks", (2, "week", "site visit")),
        ("a fortnight after approval", (2, "week", "approval")),
        ("5 working days after receipt", (1, "week", "receipt")),
        ("8 weeks", (8, "week", None)),
        ("one year", (1, "year", None)),
        ("Week 8", (8, "week", None)),
    ],
)
def test_a_relative_timescale_keeps_number_unit_and_event(text: str, after: tuple[int, str, str | None]) -> None:
    reading = read(text, YEAR)
    assert reading.kind == "relative"
    assert reading.after is not None
    assert tuple(reading.after) == after
    assert dates(reading) == []


def test_waiting_names_the_last_day_of_the_time_it_waits_for() -> None:
    reading = read("Book when details of the February course are known", PLAN)
    assert (reading.kind, reading.due, reading.waits_until) == ("dependent", None, date(2008, 2, 29))
    assert read("Book when details are known", PLAN).waits_until is None


# -- several milestones in a cell

STEERING = """Members of the group named by end October 07

Advert sent out by early Nov 07

Coordinator in post by start Nov 07

Terms agreed by mid Nov 07

Dates of meetings agreed by mid Nov 07

Chair chosen by end Nov 07
Tutor joins by end Nov 07"""


def test_each_line_with_a_date_is_a_milestone_and_the_latest_is_due() -> None:
    reading = read(STEERING, PROJECT)
    assert [part.text for part in reading.milestones] == [line for line in STEERING.split("\n") if line]
    days = [part.due.isoformat() if part.due else "" for part in reading.milestones]
    assert days == [f"2007-{each}" for each in ("10-31", "11-10", "11-01", "11-15", "11-15", "11-30", "11-30")]
    assert (reading.kind, reading.start, reading.due) == ("by", None, date(2007, 11, 30))
    assert reading.precision == "month"


def texts(text: str) -> list[tuple[str, str, str]]:
    return [(part.text, part.kind, part.due.isoformat() if part.due else "") for part in read(text, PROJECT).milestones]


def test_two_on_one_line_are_cut_after_the_date() -> None:
    assert texts("Role written by mid Oct 07 Coordinator in place by 1 Nov 07") == [
        ("Role written by mid Oct 07", "by", "2007-10-15"),
        ("Coordinator in place by 1 Nov 07", "by", "2007-11-01"),
    ]
    assert texts("Draft (by 1/2/08), final (by 3/4/08)") == [
        ("Draft (by 1/2/08)", "by", "2008-02-01"),
        ("final (by 3/4/08)", "by", "2008-04-03"),
    ]


def test_a_line_that_begins_with_its_dates_is_cut_before_them() -> None:
    assert texts("20/11/07 Meeting 9/1/08 Workshop") == [
        ("20/11/07 Meeting", "on", "2007-11-20"),
        ("9/1/08 Workshop", "on", "2008-01-09"),
    ]


def test_a_claim_stays_with_its_own_date() -> None:
    reading = read("30/11/07 - completed\n10/12/07", PLAN)
    assert [part.says_done for part in reading.milestones] == [True, False]
    assert not reading.says_done
    assert read("30/11/07 - completed\n10/12/07 (done)", PLAN).says_done


def test_undated_lines_of_a_list_are_milestones_too() -> None:
    assert texts("Update the log regularly\n\nReports at group meetings") == [
        ("Update the log regularly", "ongoing", ""),
        ("Reports at group meetings", "unknown", ""),
    ]
    assert texts("• Draft sent out by 1/2/08\n• Log updated monthly") == [
        ("Draft sent out by 1/2/08", "by", "2008-02-01"),
        ("Log updated monthly", "ongoing", ""),
    ]


def test_a_wrapped_line_is_no_milestone() -> None:
    assert texts("Written agreement\nin place by end Nov 07\nProject plan agreed by\nend Nov 07") == [
        ("Written agreement\nin place by end Nov 07", "by", "2007-11-30"),
        ("Project plan agreed by\nend Nov 07", "by", "2007-11-30"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "20/11/07\nMeeting",
        "Meeting\n20/11/07",
        "by end of\nMarch 2008",
        "28/1/08\nto 11/2/08",
        "28/1/08 -\n11/2/08",
        "As soon as\npossible",
        "By 31/3/08\nOngoing",
        "By end of March 2008\nDepends on funding being confirmed",
        "Start: 1/4/08 End: 31/3/09",
        "March 2008 minutes agreed by 25/3/08",
        "Budget for 2008/09 agreed by 25/3/08",
        "28/1/08 (originally 30/11/07)",
        "moved from 30/11/07 to 28/1/08",
        "10th & 11th March 2008",
    ],
)
def test_one_date_or_range_is_no_list(text: str) -> None:
    assert read(text, PROJECT).milestones == ()


def test_days_that_share_a_month_are_each_a_milestone() -> None:
    assert texts("10, 17 and 24 March 2008") == [
        ("10", "by", "2008-03-10"),
        ("17", "by", "2008-03-17"),
        ("24 March 2008", "by", "2008-03-24"),
    ]


def test_an_impossible_milestone_does_not_hide_the_others() -> None:
    reading = read("Draft 31/09/2008\nFinal 10/10/2008", PROJECT)
    assert [part.kind for part in reading.milestones] == ["impossible", "by"]
    assert reading.due == date(2008, 10, 10)
    assert reading.unlikely == "31/09/2008 is not a real date. September has 30 days."


# -- the plan's own period


@pytest.mark.parametrize(
    ("title", "first", "last"),
    [
        ("November 2007 – October 2008", "2007-11-01", "2008-10-31"),
        ("Development project (November 07 – October 08)", "2007-11-01", "2008-10-31"),
        ("1 April 2026 to 31 March 2027", "2026-04-01", "2027-03-31"),
        ("Period: 01/04/2026 - 31/03/2027", "2026-04-01", "2027-03-31"),
        ("between November 2007 and October 2008", "2007-11-01", "2008-10-31"),
    ],
)
def test_a_title_states_the_period(title: str, first: str, last: str) -> None:
    assert stated_period(title) == (day(first), day(last))


@pytest.mark.parametrize(
    "title",
    [
        "",
        "Improvement plan",
        "April – May",
        "Version 2 - 30 November 2026",
        "31/9/08 - 1/12/08",
        # Calendar, financial or school year? Years alone do not say.
        "Improvement plan 2026/27",
        "Improvement plan 2007-08",
        "Our aims for 2007 – 2008",
    ],
)
def test_a_title_without_a_period_states_none(title: str) -> None:
    assert stated_period(title) == (None, None)


def test_dated_gives_only_days_that_are_wholly_written_out() -> None:
    text = "30/11/07, 10-14 March 2008, 28/1, 31/09/2008, 2026-11-30, 30/12/1900, March 2008, 1 June, Nov 30, 2007"
    found = ["2007-11-30", "2008-03-10", "2008-03-14", "2026-11-30", "2007-11-30"]
    assert [each.isoformat() for each in dated(text)] == found


# -- whatever is typed

WORDS = (
    "by on from to until - – / . , ; ( ) \n 1 2 10 28 30 31 07 08 2008 2007/08 1/1/08 31/9/08 3/4/08 March may Nov "
    "february Q2 end of mid early late start week weeks month months for within after before every monthly ongoing "
    "completed done when once the a site visit and & between w/c 30th th fy • 99999 10:00 ' % half spring 29 Feb "
    "9999 31/12/9999 01/01/0001 999 year years working days fortnight was moved"
).split(" ")
anything = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=12).map("".join),
)
some_day = st.one_of(st.none(), st.dates())


@settings(deadline=None, max_examples=400)
@given(anything, some_day, some_day)
def test_any_text_is_read_and_kept_as_typed(text: str, start: date | None, end: date | None) -> None:
    reading = read(text, (start, end))
    assert reading.text == text
    if reading.kind == "impossible":
        assert dates(reading) == []
    dated(text)
    stated_period(text)


@settings(deadline=None, max_examples=300)
@given(anything, st.sampled_from([" ", "\u00a0", "  \u00a0", "\t"]))
def test_spaces_around_change_nothing(text: str, spaces: str) -> None:
    assert replace(read(f"{spaces}{text}{spaces}", PLAN), text=text) == read(text, PLAN)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from([word for word in WORDS if not any(sign.isdigit() for sign in word)]), max_size=12))
def test_without_figures_and_period_no_date_comes_out(words: list[str]) -> None:
    assert dates(read(" ".join(words))) == []


@settings(deadline=None, max_examples=300)
@given(st.dates(date(1971, 1, 1), date(2069, 12, 31)), st.dates(date(1971, 1, 1), date(2069, 12, 31)))
def test_a_range_is_read_end_for_end(first: date, second: date) -> None:
    for form in ("%d/%m/%Y", "%d.%m.%y", "%d %B %Y", "%Y-%m-%d", "%d %b %y"):
        reading = read(f"from {first.strftime(form)} to {second.strftime(form)}")
        assert (reading.kind, reading.start, reading.due) == ("range", first, second)


@pytest.mark.parametrize(
    "piece",
    ["1/1/08 ", "1,", "1/", "a\n", "ongoing until ", "Draft by 1/1/08\n", "march\n", "10 and 11 march ", "q2 ",
     "6 weeks after 1/1/08 ", "when march x\n\n", "end of the ", "w/c ", "from 1/1/08 to ", "(", "1 - "],
)  # fmt: skip
def test_a_cell_as_long_as_excel_allows_reads_quickly(piece: str) -> None:
    text = (piece * 30_000)[:30_000]
    begun = time.process_time()
    read(text, PLAN)
    assert time.process_time() - begun < 1  # far above what it takes, so that a busy machine does not fail


def test_of_a_text_as_long_as_a_cell_holds_the_beginning_is_read_and_that_is_said() -> None:
    usual = "By 31 March 2008. " + "We have talked about this with everybody. " * 80
    assert read(usual, PROJECT).approximate == ()
    long = usual * 10
    reading = read(long, PROJECT)
    assert (reading.text, reading.due) == (long, date(2008, 3, 31))
    assert reading.approximate == (f"Only the first 3,982 of {len(long):,} characters have been read.",)


@pytest.mark.parametrize("piece", ["1/1/1/", "1/1/08 ", "31 Jan 2008, ", "1/1/08\n"])
def test_what_is_cut_short_is_never_read_as_another_day(piece: str) -> None:
    text = (piece * 32_000)[:32_000]
    reading = read(text, PROJECT)
    assert {part.due for part in reading.milestones} <= {part.due for part in read(piece * 50, PROJECT).milestones}
    assert len(reading.approximate) == 1
    assert "of 32,000 characters" in reading.approximate[0]
