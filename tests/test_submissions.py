"""What many organisations sent: whose it is, what is late, missing or there twice, what is waived, fixed or new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans import plan
from sheetplan import checks, status, submissions, template
from sheetplan.model import (
    Batch,
    Earlier,
    Expected,
    Finding,
    Judged,
    Level,
    Phased,
    Refusal,
    Register,
    ReturnMark,
    Submission,
    Waiver,
    subjects,
)

DAY = date(2008, 2, 29)
WORDS = template.submission_words()
FAULTS = "action | timescale\n1. Write the protocol | \n2. Teach it | 31/09/2008\n3. Use it | Soon"
GOOD = "action | timescale\n1. Write the protocol | By 30 Sep 2008"
CARE = "ref | objective | due\n1 | Cut falls by half | 30 Sep 2008"


def came(name: str, table: str = FAULTS, organisation: str | None = None, **more: object) -> Submission:
    """A file that came, its plan made of a text table and judged by the real checks."""
    facts: dict[str, object] = {
        "path": Path("plans") / name,
        "cover": {"organisation": organisation},
        "sha256": name,
        "sheet_names": ("Cover", "Action plan"),
    }
    made = plan(table, on=DAY, **facts | more)  # type: ignore[arg-type]  # the facts are named as a plan's fields are
    judged = Judged(made, DAY, checks.judge(made, today=DAY, day=DAY), status.newest_record(made, DAY))
    return submissions.draft(made.path, (judged,), (submissions.facts(judged, WORDS),))


def care(name: str, organisation: str | None = None, **more: object) -> Submission:
    return came(name, CARE, organisation, kind="care-improvement", archived="ref", **more)


def unread(name: str) -> Submission:
    return submissions.refused(Refusal(str(Path("plans") / name), f"{name} is damaged.", "Ask for it again."))


def register(*lines: Expected) -> Register:
    """A register whose lines stand in rows 2, 3, ..."""
    return Register(Path("register.xlsx"), tuple(replace(line, row=row) for row, line in enumerate(lines, start=2)))


def of(*drafts: Submission, lines: Sequence[Expected] = (), **more: object) -> Batch:
    facts: dict[str, object] = {"register": register(*lines) if lines else None}
    facts |= {"words": WORDS, "codes": checks.CODES, "day": DAY, "today": DAY}
    return submissions.of(drafts, **facts | more)  # type: ignore[arg-type]  # named as its arguments are


def found(submission: Submission) -> list[tuple[str, str]]:
    return [(finding.code, finding.cell) for finding in submission.findings]


# What does not change


def test_without_register_waivers_and_return_all_is_as_it_was_found() -> None:
    drafts = (came("a.xlsx"), unread("b.xlsx"), came("c.xlsx", GOOD, "Town Learning"))
    before = [found(one) for one in drafts]
    batch = of(*drafts)
    assert [found(one) for one in batch.submissions] == before
    assert [found(one) for one in drafts] == before
    assert batch.submissions == drafts
    assert (batch.not_sent, batch.late, batch.twice, batch.other_template, batch.said) == ((), (), (), (), ())
    assert batch.checked.plans == tuple(judged for one in drafts for judged in one.judged)
    assert [refusal.reason for refusal in batch.checked.refused] == ["b.xlsx is damaged."]
    assert (batch.checked.as_of, batch.checked.today) == (DAY, DAY)


# Whose it is


TOWN = Expected("The Town Learning Ltd", "peer-review", date(2008, 2, 15))


@pytest.mark.parametrize(
    ("texts", "known_by"),
    [
        ((("Plan!B2", "Organisation: Town Learning"),), "B2 says so"),
        ((("Plan!A2", "Name of organisation:"), ("Plan!C2", "Town\nLearning")), "C2 says so"),
        ((("Plan!A2", "ORGANISATION"), ("Plan!B2", "Town Learning"), ("Plan!A3", "Borough Homes")), "B2 says so"),
    ],
)
def test_a_labelled_line_on_the_plans_sheet_says_whose_it_is(texts: object, known_by: str) -> None:
    (one,) = of(came("plan.xlsx", texts=texts)).submissions
    assert (one.organisation, one.known_by) == ("Town Learning", known_by)


def test_a_label_without_anything_behind_it_says_nothing() -> None:
    texts = (("Plan!A2", "Organisation:"), ("Plan!A3", "Plan for the review"))
    assert of(came("plan.xlsx", texts=texts)).submissions[0].organisation is None


def test_the_cover_weighs_more_than_the_sheet_and_the_sheet_more_than_the_files_name() -> None:
    texts = (("Plan!A2", "Organisation: Borough Homes"),)
    lines = [TOWN, Expected("Borough Homes"), Expected("County Trust")]
    batch = of(
        came("County Trust a.xlsx", organisation="Town Learning", texts=texts),
        came("County Trust b.xlsx", texts=texts),
        came("County Trust c.xlsx"),
        lines=lines,
    )
    assert [one.known_by for one in batch.submissions] == [
        "the Cover says so",
        "A2 says so",
        "the file's name has it in it",
    ]
    assert [one.expected and one.expected.row for one in batch.submissions] == [2, 3, 4]


@pytest.mark.parametrize(
    "name",
    ["plan TOWN learning.xlsx", "TownLearning-plan.xlsx", "2008_townlearning.xlsx", "town-learning (1).xlsx"],
)
def test_the_registers_name_is_found_in_a_files_name(name: str) -> None:
    (one,) = of(came(name), lines=[TOWN]).submissions
    assert one.organisation == "The Town Learning Ltd"


@pytest.mark.parametrize("name", ["townside learning.xlsx", "town.xlsx", "learning town.xlsx", "plan.xlsx"])
def test_half_a_name_in_a_files_name_is_nobodys(name: str) -> None:
    batch = of(came(name), lines=[TOWN])
    assert batch.submissions[0].organisation is None
    assert batch.said == (
        f"{name}: it is not known whose it is. Enter the organisation on its Cover, or in the file's name.",
    )
    assert batch.not_sent == (replace(TOWN, row=2),)


def test_of_two_names_in_a_files_name_the_longer_counts_and_of_strangers_none() -> None:
    lines = [Expected("Town"), Expected("Town Learning"), Expected("Borough Homes")]
    batch = of(came("Town Learning.xlsx"), came("Town and Borough Homes.xlsx"), lines=lines)
    assert [one.organisation for one in batch.submissions] == ["Town Learning", None]
    assert [said.partition(", so")[0] for said in batch.said] == [
        'Town and Borough Homes.xlsx: its name fits "Town" and "Borough Homes"'
    ]


@pytest.mark.parametrize(
    "written", ["town learning", "Town  Learning, Ltd.", "THE TOWN-LEARNING LIMITED", "Tówn Learning"]
)
def test_names_are_compared_without_what_people_write_one_way_or_another(written: str) -> None:
    batch = of(came("plan.xlsx", organisation=written, saved=DAY), lines=[TOWN])
    assert batch.submissions[0].expected == replace(TOWN, row=2)
    assert batch.submissions[0].organisation == "The Town Learning Ltd"
    assert (batch.not_sent, batch.said) == ((), ())


def test_an_apostrophe_and_an_ampersand_make_no_other_name() -> None:
    lines = [Expected("St Mary's & All Saints"), Expected("The Ltd")]
    batch = of(came("a.xlsx", organisation="St. Marys and All Saints"), came("b.xlsx", organisation="Ltd"), lines=lines)
    assert [one.expected and one.expected.row for one in batch.submissions] == [2, None]


@pytest.mark.parametrize("written", ["Town Lerning", "Town Learning Trust", "Town"])
def test_a_near_miss_is_said_and_not_guessed(written: str) -> None:
    batch = of(came("plan.xlsx", organisation=written), lines=[Expected("Borough Homes"), TOWN])
    assert batch.submissions[0].expected is None
    assert len(batch.not_sent) == 2
    (said,) = batch.said
    assert said.startswith(f'plan.xlsx is of "{written}", and the register has "The Town Learning Ltd" in row 3. They')


def test_a_stranger_is_said_to_be_one() -> None:
    batch = of(came("plan.xlsx", organisation="County Trust"), lines=[TOWN])
    assert batch.said == ('plan.xlsx is of "County Trust", which the register does not have.',)


def test_one_organisation_is_called_the_same_in_all_its_files() -> None:
    batch = of(came("a.xlsx", organisation="Town Learning"), care("b.xlsx", organisation="The Town Learning Ltd."))
    assert [one.organisation for one in batch.submissions] == ["Town Learning", "Town Learning"]


# Which line of the register it answers


BOTH = (Expected("Town", "peer-review"), Expected("Town", "care-improvement"))


def test_each_kind_answers_its_own_line() -> None:
    batch = of(care("a.xlsx", "Town"), came("b.xlsx", organisation="Town"), lines=BOTH)
    assert [one.expected and one.expected.row for one in batch.submissions] == [3, 2]
    assert (batch.not_sent, batch.other_template) == ((), ())


def test_another_kind_than_was_asked_for_is_told_and_is_not_missing_as_well() -> None:
    batch = of(care("a.xlsx", "Town"), lines=BOTH[:1])
    assert batch.other_template == batch.submissions
    assert batch.submissions[0].expected == replace(BOTH[0], row=2)
    assert batch.not_sent == ()


def test_one_kind_more_than_was_asked_for_is_only_said() -> None:
    batch = of(care("a.xlsx", "Town"), came("b.xlsx", organisation="Town"), lines=BOTH[:1])
    assert batch.other_template == ()
    assert batch.said == ('a.xlsx is a care-improvement plan. The register does not ask "Town" for one.',)


def test_a_line_without_a_kind_takes_any() -> None:
    batch = of(care("a.xlsx", "Town"), lines=[Expected("Town")])
    assert (batch.other_template, batch.not_sent) == ((), ())


def test_a_file_that_cannot_be_read_has_come_nevertheless() -> None:
    batch = of(unread("Town plan.xlsx"), unread("unknown.xlsx"), came("b.xlsx", organisation="Town"), lines=BOTH)
    assert batch.not_sent == ()
    assert [one.expected and one.expected.row for one in batch.submissions] == [3, None, 2]
    assert batch.said == ()


@pytest.mark.parametrize("written", ["peer-review", "Peer Review", "peer review plan", "PEER REVIEW ACTION PLAN"])
def test_a_register_may_call_a_kind_of_plan_by_name_or_title(written: str) -> None:
    asked = submissions.with_kinds(register(Expected("Town", written)), template.packaged())
    assert (asked.lines[0].template, asked.said) == ("peer-review", ())


def test_a_kind_of_plan_that_there_is_not_is_said_and_any_is_taken() -> None:
    asked = submissions.with_kinds(register(Expected("Town", "pear review")), template.packaged())
    assert asked.lines[0].template is None
    assert asked.said[0].startswith('Row 2 of the register asks for "pear review", which is no kind of plan, so any is')
    assert "care-improvement, collaborative-improvement, peer-review" in asked.said[0]


# What has not come, and what came late


def test_what_has_not_come_is_late_by_days_counted_on_the_day() -> None:
    batch = of(
        came("a.xlsx", organisation="Borough Homes"),
        lines=[TOWN, Expected("County", due=DAY), Expected("Borough Homes")],
    )
    assert [(line.organisation, line.days_late(DAY)) for line in batch.not_sent] == [
        ("The Town Learning Ltd", 14),
        ("County", 0),
    ]
    assert Expected("County").days_late(DAY) == 0


def test_what_the_register_says_that_it_came_is_not_asked_for_again() -> None:
    batch = of(
        came("a.xlsx", organisation="Borough"), lines=[replace(TOWN, received=date(2008, 2, 1)), Expected("Borough")]
    )
    assert batch.not_sent == ()
    (said,) = batch.said
    assert said.startswith('The register says that a plan of "The Town Learning Ltd" came on 1 Feb 2008 (row 2), but')


@pytest.mark.parametrize(
    ("received", "saved", "days", "by"),
    [
        (date(2008, 2, 17), date(2008, 2, 1), 2, "the register says so"),
        (date(2008, 2, 15), date(2008, 2, 20), None, "the register says so"),
        (None, date(2008, 2, 20), 5, "it was last saved then"),
        (None, date(2008, 2, 15), None, "it was last saved then"),
        (None, None, None, ""),
    ],
)
def test_late_by_the_register_else_by_when_it_was_saved(
    received: date | None, saved: date | None, days: int | None, by: str
) -> None:
    line = replace(TOWN, received=received)
    batch = of(came("plan.xlsx", organisation="Town Learning", saved=saved), lines=[line])
    assert batch.late == (((batch.submissions[0], days),) if days else ())
    assert (batch.submissions[0].came, batch.submissions[0].came_by) == (received or saved, by)
    assert bool(batch.said) == (received is saved is None)


def test_a_plan_sent_in_time_and_again_later_was_not_late() -> None:
    first = came("a.xlsx", organisation="Town Learning", saved=date(2008, 2, 14))
    again = came("b.xlsx", GOOD, "Town Learning", saved=date(2008, 2, 27))
    assert of(again, first, lines=[TOWN]).late == ()
    late = of(again, replace(first, saved=date(2008, 2, 20)), lines=[TOWN]).late
    assert [(one.path.name, days) for one, days in late] == [("a.xlsx", 5)]


def test_what_came_after_the_day_is_late_by_no_more_than_it_was_on_the_day() -> None:
    files = (
        came("a.xlsx", organisation="Town Learning", saved=date(2009, 1, 1)),
        came("b.xlsx", organisation="Borough", saved=date(2009, 1, 1)),
    )
    batch = of(*files, lines=[TOWN, Expected("Borough", due=date(2008, 3, 1))])
    assert [(one.path.name, days) for one, days in batch.late] == [("a.xlsx", 14)]


def test_a_plan_without_actions_is_said() -> None:
    said = of(came("a.xlsx", "action", "Town"), came("b.xlsx", GOOD, "Borough")).said
    assert [one for one in said if "no actions" in one] == [
        'a.xlsx: the plan on the sheet "Action plan" holds no actions. Ask whether it was sent too soon.'
    ]


def test_the_latest_comes_first() -> None:
    lines = [TOWN, Expected("Borough", due=date(2008, 1, 1))]
    batch = of(
        came("a.xlsx", organisation="Town Learning", saved=DAY),
        came("b.xlsx", organisation="Borough", saved=DAY),
        lines=lines,
    )
    assert [(one.path.name, days) for one, days in batch.late] == [("b.xlsx", 59), ("a.xlsx", 14)]


# What came twice


@pytest.mark.parametrize(
    ("older", "newer", "said"),
    [
        (
            {"report_date": date(2008, 1, 31), "version": "0.9", "saved": DAY},
            {"report_date": DAY, "version": "0.3", "saved": date(2008, 1, 1)},
            "position date 29 Feb 2008, not 31 Jan 2008.",
        ),
        ({"version": "0.9"}, {"version": "0.10"}, "version 0.10, not 0.9."),
        ({"version": "0.9", "saved": DAY}, {"saved": date(2008, 3, 1)}, "last saved 1 Mar 2008, not 29 Feb 2008."),
    ],
)
def test_which_is_the_newer_and_why(older: dict[str, object], newer: dict[str, object], said: str) -> None:
    one, other = came("old.xlsx", GOOD, "Town", **older), came("new.xlsx", FAULTS, "The Town", **newer)
    for drafts in ((one, other), (other, one)):
        batch = of(*drafts)
        (pair,) = batch.twice
        assert [pair[0].path.name, pair[1].path.name, pair[2]] == ["new.xlsx", "old.xlsx", False]
        assert batch.newer_by == (f"new.xlsx is newer than old.xlsx: {said}",)


def test_where_nothing_says_which_is_the_newer_that_is_said() -> None:
    batch = of(came("a.xlsx", GOOD, "Town"), came("b.xlsx", FAULTS, "Town"))
    assert batch.newer_by == ("Nothing says which of a.xlsx and b.xlsx is the newer.",)


def test_three_files_make_two_pairs_with_the_newest() -> None:
    drafts = [came(f"{n}.xlsx", organisation="Town", version=f"0.{n}") for n in (2, 3, 1)]
    assert [(a.path.name, b.path.name) for a, b, _ in of(*drafts).twice] == [
        ("3.xlsx", "2.xlsx"),
        ("3.xlsx", "1.xlsx"),
    ]


def test_the_same_content_is_the_same_whatever_program_saved_it_and_in_whatever_row() -> None:
    one = came("a.xlsx", "action | achieved | at_others\n1. Meet | 3 Dec 2007 | ", "Town", sha256="1")
    judged = one.judged[0]
    moved = judged.plan.actions.assign(
        at_row=[19], at_rows=[(19,)], at_struck=[True], action=["1. Meet \r\n"], at_due=[DAY]
    )
    other = Judged(replace(judged.plan, actions=moved, sha256="2", path=Path("b.xlsx")), DAY, (), None)
    again = submissions.draft(Path("b.xlsx"), (other,), (submissions.facts(other, WORDS),))
    assert [same for _, _, same in of(one, again).twice] == [True]
    changed = Judged(replace(other.plan, actions=moved.assign(achieved=[date(2007, 12, 4)])), DAY, (), None)
    differs = submissions.draft(Path("c.xlsx"), (changed,), (submissions.facts(changed, WORDS),))
    assert [same for _, _, same in of(one, differs).twice] == [False]


def test_the_same_file_is_the_same() -> None:
    one, other = came("a.xlsx", GOOD, "Town", sha256="x"), came("b.xlsx", GOOD, "Town", sha256="x")
    assert [same for _, _, same in of(one, other).twice] == [True]


def test_other_kinds_and_other_organisations_are_nobodys_second() -> None:
    assert of(came("a.xlsx", organisation="Town"), care("b.xlsx", "Town")).twice == ()
    # A form that was mailed out to all bears one id.
    assert (
        of(came("a.xlsx", organisation="Town", plan_id="p"), came("b.xlsx", organisation="Borough", plan_id="p")).twice
        == ()
    )
    assert of(came("a.xlsx"), came("b.xlsx")).twice == ()


def test_a_plan_of_nobody_in_particular_is_known_by_its_id_or_by_being_the_very_file() -> None:
    assert len(of(came("a.xlsx", plan_id="p"), came("b.xlsx", plan_id="p")).twice) == 1
    assert len(of(came("a.xlsx", sha256="x"), came("b.xlsx", sha256="x")).twice) == 1


# An old version of the template


@pytest.mark.parametrize("said", ["", "peer-review", "peer-review x", "peer-review 1", "care-improvement 0"])
def test_a_template_of_which_nothing_is_old(said: str) -> None:
    assert of(came("a.xlsx", template_said=said)).submissions[0].older_template == ""


def test_an_old_and_a_newer_version_of_the_template_are_told_with_what_to_do() -> None:
    told = [of(came("a.xlsx", template_said=f"peer-review {n}")).submissions[0].older_template for n in (0, 2)]
    assert told[0].startswith("It was made with version 0 of the peer-review template; version 1 is used now. ")
    assert "--returns" in told[0]
    assert told[1].endswith("this program knows version 1. Bring the program up to date.")


# Waivers


def waiver(code: str = "no-due-date", **more: object) -> Waiver:
    facts: dict[str, object] = {"organisation": "", "plan": "", "ref": "", "reason": "Not asked yet.", "until": None}
    return Waiver(code, line=2, file="waivers.csv", **facts | more)  # type: ignore[arg-type]  # named as its fields are


FOUND = [("required", "B7"), ("date-impossible", "B8"), ("no-due-date", "B9")]


@pytest.mark.parametrize(
    "held",
    [
        waiver(),
        waiver(organisation="THE TOWN LTD"),
        waiver(plan="a"),
        waiver(plan="A (1).XLSX"),
        waiver(plan="P-1"),
        waiver(ref="3"),
        waiver(until=DAY),
        waiver(organisation="Town", plan="a.xlsx", ref="3", until=date(2008, 3, 31)),
    ],
)
def test_a_waiver_takes_out_what_it_names_and_keeps_it_in_sight(held: Waiver) -> None:
    batch = of(came("a.xlsx", organisation="Town", plan_id="p-1"), waivers=[held])
    (one,) = batch.submissions
    assert found(one) == [("required", "B7"), ("date-impossible", "B8")]
    assert [(finding.code, finding.cell, finding.level, by) for finding, by in one.waived] == [
        ("no-due-date", "B9", Level.MUST_FIX, held)
    ]
    assert batch.checked.plans == one.judged
    assert (batch.waivers, batch.said) == ((held,), ())


@pytest.mark.parametrize(
    "held",
    [
        waiver("waits"),
        waiver(organisation="Borough"),
        waiver(plan="b.xlsx"),
        waiver(plan="p"),
        waiver(ref="2"),
        waiver(ref="33"),
        waiver(until=date(2008, 2, 28)),
    ],
)
def test_a_waiver_of_something_else_or_of_another_day_takes_out_nothing(held: Waiver) -> None:
    batch = of(came("a.xlsx", organisation="Town", plan_id="p-1"), came("c.xlsx"), waivers=[held])
    assert [found(one) for one in batch.submissions] == [FOUND, FOUND]
    assert [one.waived for one in batch.submissions] == [(), ()]
    assert batch.waivers == (held,)


def test_a_waiver_without_a_reason_or_of_no_rule_is_said_and_holds_for_nothing() -> None:
    batch = of(came("a.xlsx"), waivers=[waiver(reason=""), waiver("no-date", organisation="Town", ref="3")])
    assert found(batch.submissions[0]) == FOUND
    no_reason, no_rule = batch.said
    assert no_reason.startswith('The waiver of "no-due-date" (line 2 of waivers.csv) gives no reason, so it does not')
    assert no_rule.startswith('The waiver of "no-date", Town, ref 3 (line 2 of waivers.csv) is of no use: there is no')


# Rules that are phased in


def test_a_rule_only_advises_before_its_day_and_says_from_when_it_counts() -> None:
    kind = replace(template.load("peer-review"), rules_from={"no-due-date": date(2008, 3, 1), "required": DAY})
    batch = of(came("a.xlsx", kind=kind), came("b.xlsx", kind=kind))
    for one in batch.submissions:
        levels = {finding.code: finding.level for finding in one.findings}
        assert levels == {
            "required": Level.MUST_FIX,
            "date-impossible": Level.MUST_FIX,
            "no-due-date": Level.CHECK,
        }
        eased = next(finding for finding in one.findings if finding.code == "no-due-date")
        assert eased.fix.endswith("From 1 Mar 2008 on it must be put right.")
    assert batch.phased == (Phased("no-due-date", "peer-review", date(2008, 3, 1)),)


def test_what_only_advises_anyway_is_said_as_ever() -> None:
    table = "action | timescale\n1. Meet | 30/11/07 - completed"
    kind = replace(template.load("peer-review"), rules_from={"says-done": date(2030, 1, 1)})
    assert came("a.xlsx", table, kind=kind).findings == came("a.xlsx", table).findings


# What is fixed, still there and new


def returned(submission: Submission, **more: object) -> Earlier:
    """What was sent back of it, with its findings as the tab of findings keeps them."""
    judged = submission.judged[0]
    kept = tuple(
        replace(finding, ref=about or None)
        for finding, about in zip(judged.findings, subjects(judged.plan, judged.findings), strict=True)
    )
    facts: dict[str, object] = {"name": "", "day": date(2008, 1, 31), "plan_id": ""}
    path = submission.path.with_stem(f"{submission.path.stem} checked 2008-01-31")
    return Earlier(path, findings=kept, **facts | more)  # type: ignore[arg-type]  # named as its fields are


def cells(findings: Sequence[Finding]) -> list[str]:
    return [finding.cell for finding in findings]


def compared(before: Submission, now: Submission) -> tuple[list[str], list[str], list[str]]:
    result = submissions.compare(returned(before), now)
    assert result.since == date(2008, 1, 31)
    return cells(result.fixed), cells(result.still), cells(result.new)


def test_nothing_changed_is_all_still_there() -> None:
    assert compared(came("a.xlsx"), came("a.xlsx")) == ([], ["B7", "B8", "B9"], [])


def test_a_finding_is_the_same_in_whatever_row_it_stands_now() -> None:
    now = came(
        "a.xlsx",
        "action | timescale\n4. Review it | Later\n5. Tell all | By 30 Sep 2008\n1. Write the protocol | \n"
        "2. Teach it | 30 Sep 2008\n3. Use it all | One day",
    )
    assert compared(came("a.xlsx"), now) == (["B8"], ["B9", "B11"], ["B7"])


def test_without_a_ref_the_beginning_of_the_text_tells() -> None:
    long = "Write down in full how the protocol is used in each of the teams of the service"
    before = came("a.xlsx", f"action | timescale\nMeet | \n{long}, first | \n{long}, second | Soon")
    now = came("a.xlsx", f"action | timescale\nTalk | \n{long}, and more | \n{long}, second | \nMEET |  ")
    assert compared(before, now) == (["B9"], ["B8", "B10"], ["B7", "B9"])


def test_of_several_alike_as_many_are_the_same_as_there_are_on_both_sides() -> None:
    twice_14 = "at_ref | action | timescale\n14 | Meet | \n14 | Meet again | \n"
    before, now = came("a.xlsx", twice_14), came("a.xlsx", twice_14 + "14 | Meet once more | \n")
    codes = Counter(finding.code for finding in submissions.compare(returned(before), now).new)
    assert codes == {"required": 1, "ref-repeated": 1}
    codes = Counter(finding.code for finding in submissions.compare(returned(now), before).fixed)
    assert codes == {"required": 1, "ref-repeated": 1}


def test_a_tab_is_another_place_and_the_plans_own_sheet_may_be_renamed() -> None:
    before = came("a.xlsx")
    renamed = came("a.xlsx", sheet="Plan 2008", sheet_names=("Plan 2008",))
    assert compared(before, renamed) == ([], ["B7", "B8", "B9"], [])
    earlier = returned(before)
    moved = tuple(replace(finding, sheet="Cover") for finding in earlier.findings)
    result = submissions.compare(replace(earlier, findings=moved), came("a.xlsx"))
    assert (len(result.fixed), len(result.still), len(result.new)) == (3, 0, 3)


@given(st.lists(st.sampled_from(["", "Soon", "31/09/2008", "By 30 Sep 2008"]), min_size=1, max_size=5), st.randoms())
def test_all_findings_of_then_and_now_are_accounted_for(timescales: list[str], chance: object) -> None:
    table = [f"{n}. Do task {n} | {words}" for n, words in enumerate(timescales, start=1)]
    before = came("a.xlsx", "action | timescale\n" + "\n".join(table))
    chance.shuffle(table)  # type: ignore[attr-defined]  # hypothesis' own source of chance
    now = came("a.xlsx", "action | timescale\n" + "\n".join(["9. New | ", *table]))
    result = submissions.compare(returned(before), now)
    assert result.fixed == ()
    assert Counter(f.code for f in result.still) == Counter(f.code for f in before.findings)
    assert cells(result.new) == ["B7"]


def test_what_is_waived_now_is_neither_fixed_nor_new() -> None:
    before = came("a.xlsx")
    (one,) = of(came("a.xlsx"), earlier=[returned(before)], waivers=[waiver(), waiver("required")]).submissions
    assert one.compared is not None
    assert (cells(one.compared.fixed), cells(one.compared.still), cells(one.compared.new)) == ([], ["B8"], [])
    fewer = replace(returned(before), findings=returned(before).findings[:1])
    (one,) = of(came("a.xlsx"), earlier=[fewer], waivers=[waiver()]).submissions
    assert one.compared is not None
    assert (cells(one.compared.still), cells(one.compared.new)) == (["B7"], ["B8"])


def which(*drafts: Submission, earlier: Sequence[Earlier]) -> list[int | None]:
    """For each file, how many findings of the copy that it was compared with are still there; None for none."""
    numbered = [replace(one, findings=one.findings[:n]) for n, one in enumerate(earlier)]
    results = [one.compared for one in of(*drafts, earlier=numbered).submissions]
    return [None if one is None else len(one.still) for one in results]


def mark(name: str) -> ReturnMark:
    return ReturnMark(("Start here", "Checks"), name, DAY)


def test_a_file_is_compared_with_the_copy_whose_mark_travels_in_it() -> None:
    other, own = returned(came("new name.xlsx"), name="one", plan_id="p"), returned(came("x.xlsx"), name="two")
    assert which(came("new name.xlsx", return_mark=mark("two"), plan_id="p"), earlier=[other, own]) == [1]


def test_without_a_mark_the_plans_id_tells_else_the_files_name() -> None:
    earlier = [returned(came("a.xlsx")), returned(came("b.xlsx"), plan_id="p")]
    drafts = [
        came("renamed.xlsx", plan_id="p"),
        came("A (1).xlsx"),
        came("a-returned.xlsx"),
        came("c.xlsx"),
        unread("a.xlsx"),
    ]
    assert which(*drafts, earlier=earlier) == [1, 0, 0, None, None]


def test_an_id_that_several_organisations_share_tells_nothing() -> None:
    earlier = [returned(came(f"{name}.xlsx"), plan_id="p") for name in ("town", "borough")]
    drafts = [
        came("borough.xlsx", organisation="Borough", plan_id="p"),
        came("town.xlsx", organisation="Town", plan_id="p"),
    ]
    assert which(*drafts, earlier=earlier) == [1, 0]
    assert which(*drafts, earlier=earlier[:1]) == [None, 0]


def test_a_name_that_stands_in_several_folders_tells_nothing() -> None:
    drafts = [came("a.xlsx"), came("../more/a.xlsx")]
    assert which(*drafts, earlier=[returned(came("a.xlsx"))]) == [None, None]
    assert which(drafts[0], earlier=[returned(came("a.xlsx")), returned(came("a (2).xlsx"))]) == [None]
