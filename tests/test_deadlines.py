"""Deadlines that run from what is recorded: to the day where it is known, a range with its reason where it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kinds
from plans import plan, rows, signatures, tab
from sheetplan import deadlines, template
from sheetplan.model import Awaited, Event, Plan, Template, Value

KIND = kinds.whole()
VISIT = date(2009, 4, 16)
DAY = date(2009, 9, 30)
BOTH = "A. Chair | Chair | 30 Apr 2009\nA. Chair | Chair | 30 Jul 2009"
FIRST = "A. Chair | Chair | 30 Apr 2009\n | |"


def recording(steps: str = "", *, signed: str = " | |\n | |", visit: Value = VISIT, kind: Template = KIND) -> Plan:
    """A plan whose tab of steps and Cover record this: a line "event | date" for each step."""
    made = plan(kind=kind, cover={"visit_day": visit}, signatures=signatures(kind, signed))
    return replace(made, tabs={"steps": tab(kind, "steps", rows(f"event | date\n{steps}"))})


def awaited(made: Plan, field: str, day: date = DAY) -> Awaited:
    """One deadline on a day."""
    return next(one for one in deadlines.as_of(made, day).awaited if one.deadline.field == field)


def span(made: Plan, field: str, day: date = DAY) -> tuple[date | None, date | None]:
    one = awaited(made, field, day)
    return one.earliest, one.latest


# What stays as it is


def test_the_plan_that_came_is_left_as_it_was() -> None:
    made = recording("Approval received | 7 May 2009", signed=BOTH)
    before = (made.awaited, made.stages, dict(made.cover), dict(made.tabs), made.signatures)
    after = deadlines.as_of(made, DAY)
    assert (made.awaited, made.stages, dict(made.cover), dict(made.tabs), made.signatures) == before
    assert after.actions is made.actions
    assert len(after.awaited) == len(KIND.course.deadlines)


def test_a_kind_of_plan_without_a_course_awaits_nothing() -> None:
    after = deadlines.as_of(plan(), DAY)
    assert (after.awaited, after.stages) == ((), frozenset())


# A site visit on 16 Apr 2009, signed on 30 Apr and on 30 Jul


def test_with_the_visit_and_the_signatures_alone_the_evidence_is_due_within_a_range() -> None:
    one = awaited(recording(signed=BOTH), "proof_due")
    assert (one.earliest, one.latest) == (date(2009, 6, 25), date(2009, 7, 9))
    assert (one.met, one.days_late) == (None, (21, 35))
    assert one.reason.startswith(
        "between 25 Jun 2009 (if the plan was approved on the day it was received) and 9 Jul 2009 (if the plan was "
        "approved after the full 2 weeks)"
    )
    assert '"Plan received" is not recorded; if it was in time, it was on 30 Apr 2009' in one.reason


def test_the_first_signature_was_in_time_and_nothing_says_when_the_review_was() -> None:
    made = recording(signed=BOTH)
    assert awaited(made, "plan_due").days_late is None
    review = awaited(made, "review_due")
    assert (review.earliest, review.latest, review.days_late) == (date(2009, 5, 14), date(2009, 5, 14), None)


@pytest.mark.parametrize(
    ("recorded", "due", "late"),
    [
        ("7 May 2009", date(2009, 7, 2), 28),
        ("14 May 2009", date(2009, 7, 9), 21),
        ("30 Apr 2009", date(2009, 6, 25), 35),
    ],
)
def test_with_the_receipt_of_the_approval_it_is_one_day(recorded: str, due: date, late: int) -> None:
    one = awaited(recording(f"approval  RECEIVED | {recorded}", signed=BOTH), "proof_due")
    assert (one.earliest, one.latest, one.days_late) == (due, due, (late, late))
    assert one.reason == f"8 weeks after {recorded}, the day the plan was approved"


def test_evidence_that_is_recorded_meets_its_deadline() -> None:
    made = recording("Approval received | 7 May 2009\nEvidence received | 2 Jul 2009", signed=FIRST)
    one = awaited(made, "proof_due")
    assert (one.met, one.days_late) == (date(2009, 7, 2), None)
    assert awaited(recording("Evidence received | 3 Aug 2009", signed=BOTH), "proof_due").days_late == (25, 39)


def test_a_signature_that_is_too_late_leaves_the_next_step_open_at_the_end() -> None:
    one = awaited(recording(signed=BOTH), "check_due")
    assert (one.earliest, one.latest, one.days_late) == (date(2009, 8, 30), None, None)
    assert "the day of the signature, 30 Jul 2009" in one.reason
    assert one.reason.endswith("the last day is not known")


def test_a_plan_signed_early_can_have_been_received_on_any_day_until_its_deadline() -> None:
    one = awaited(recording(signed="A. Chair | Chair | 25 Apr 2009\n | |"), "review_due", date(2009, 5, 1))
    assert (one.earliest, one.latest) == (date(2009, 5, 9), date(2009, 5, 14))
    assert one.reason == (
        "between 9 May 2009 (if the plan was received on the day of the signature, 25 Apr 2009) and 14 May 2009 (if "
        "the plan was received after the full 2 weeks)"
    )


# Nothing, or no date


def test_nothing_recorded_is_nothing_known() -> None:
    made = deadlines.as_of(recording(visit=None), DAY)
    for one in made.awaited:
        assert (one.earliest, one.latest, one.met, one.days_late) == (None,) * 4
    said = {one.deadline.field: one.reason for one in made.awaited}
    assert said["plan_due"] == said["check_due"] == '"Visit" is not recorded'
    assert said["papers_due"] == '"Fieldwork" is not recorded'


@pytest.mark.parametrize("typed", ["16/04/2009", "mid April", "  "])
def test_text_is_no_date(typed: str) -> None:
    one = awaited(recording(visit=typed), "plan_due")
    assert (one.earliest, one.latest) == (None, None)
    words = f'"Visit" holds "{typed}", which is not a date' if typed.strip() else '"Visit" is not recorded'
    assert one.reason == words
    assert span(recording('Approval received | "7 May 2009"', signed=BOTH), "proof_due") == (
        date(2009, 6, 25),
        date(2009, 7, 9),
    )


def test_steps_that_the_template_does_not_know_count_for_nothing() -> None:
    assert span(
        recording("Approved by phone | 7 May 2009\n | 8 May 2009\nApproval received |", signed=BOTH), "proof_due"
    ) == (
        date(2009, 6, 25),
        date(2009, 7, 9),
    )


# Rounds


ROUND = "Plan received | 29 Apr 2009\nChanges asked for | 10 May 2009"


def test_changes_asked_for_answer_the_plan_and_leave_the_approval_open() -> None:
    made = recording(ROUND)
    review = awaited(made, "review_due")
    assert (review.latest, review.met, review.days_late) == (date(2009, 5, 13), date(2009, 5, 10), None)
    assert review.reason.endswith('answered with "Changes asked for" on 10 May 2009')
    assert span(made, "proof_due") == (date(2009, 7, 5), None)


def test_the_review_runs_from_the_last_receipt() -> None:
    made = recording(f"{ROUND}\nPlan received | 20 May 2009")
    review = awaited(made, "review_due", date(2009, 6, 4))
    assert (review.earliest, review.latest, review.met) == (date(2009, 6, 3), date(2009, 6, 3), None)
    assert review.days_late == (1, 1)
    assert span(made, "proof_due") == (date(2009, 7, 15), date(2009, 7, 29))


def test_the_plan_came_in_time_however_often_it_comes_again() -> None:
    one = awaited(recording(f"{ROUND}\nPlan received | 20 May 2009"), "plan_due")
    assert (one.met, one.days_late) == (date(2009, 4, 29), None)


def test_an_approval_of_an_earlier_round_counts_no_longer() -> None:
    made = recording("Plan received | 29 Apr 2009\nApproval received | 5 May 2009\nPlan received | 20 May 2009")
    assert awaited(made, "review_due").met is None
    assert span(made, "proof_due") == (date(2009, 7, 15), date(2009, 7, 29))


def test_the_approval_of_the_last_round_is_what_the_evidence_runs_from() -> None:
    made = recording(f"{ROUND}\nPlan received | 20 May 2009\nApproval received | 25 May 2009")
    assert awaited(made, "review_due").met == date(2009, 5, 25)
    assert span(made, "proof_due") == (date(2009, 7, 20), date(2009, 7, 20))


def test_an_approval_after_changes_counts_though_nobody_recorded_the_second_receipt() -> None:
    made = recording(f"{ROUND}\nApproval received | 25 May 2009")
    assert span(made, "proof_due") == (date(2009, 7, 20), date(2009, 7, 20))
    assert awaited(made, "review_due").days_late is None


def test_an_approval_before_changes_were_asked_for_counts_no_longer() -> None:
    made = recording("Plan received | 29 Apr 2009\nApproval received | 5 May 2009\nChanges asked for | 10 May 2009")
    assert span(made, "proof_due") == (date(2009, 7, 5), None)


def test_an_approval_before_every_receipt_is_a_slip_and_of_no_earlier_round() -> None:
    made = recording("Plan received | 29 Apr 2009\nPlan received | 20 May 2009\nApproval received | 20 Apr 2009")
    assert awaited(made, "review_due").met == date(2009, 4, 20)


def test_the_order_of_the_lines_makes_no_difference() -> None:
    lines = [*ROUND.splitlines(), "Plan received | 20 May 2009", "Approval received | 25 May 2009"]
    there = deadlines.as_of(recording("\n".join(lines)), DAY).awaited
    assert deadlines.as_of(recording("\n".join(reversed(lines))), DAY).awaited == there


# Days on either side


def test_a_step_recorded_before_the_one_it_follows_is_said() -> None:
    made = recording("Plan received | 30 Apr 2009\nApproval received | 20 Apr 2009")
    one = awaited(made, "review_due")
    assert (one.met, one.days_late) == (date(2009, 4, 20), None)
    assert one.reason.endswith('"Approval received" is recorded on 20 Apr 2009, before "Plan received" on 30 Apr 2009')


def test_papers_are_due_two_weeks_before_a_planned_day() -> None:
    made = recording("Fieldwork | 3 Mar 2010")
    one = awaited(made, "papers_due")
    assert (one.earliest, one.latest, one.met, one.days_late) == (date(2010, 2, 17), date(2010, 2, 17), None, None)
    assert one.reason == '2 weeks before 3 Mar 2010, the day of "Fieldwork"'
    assert awaited(made, "papers_due", date(2010, 2, 18)).days_late == (1, 1)
    shared = recording("Fieldwork | 3 Mar 2010\nPapers shared | 20 Feb 2010")
    assert awaited(shared, "papers_due", date(2010, 2, 21)).days_late == (3, 3)


def test_a_day_to_come_is_planned_and_meets_nothing() -> None:
    made = recording("Plan received | 29 Apr 2009")
    assert awaited(made, "plan_due", date(2009, 4, 28)).met is None
    assert awaited(made, "plan_due", date(2009, 4, 29)).met == date(2009, 4, 29)
    assert span(made, "review_due", date(2009, 4, 1)) == (date(2009, 5, 13), date(2009, 5, 13))


def test_the_last_day_is_not_late_and_the_next_one_is() -> None:
    made = recording("Plan received | 29 Apr 2009\nApproval received | 7 May 2009")
    assert awaited(made, "proof_due", date(2009, 7, 2)).days_late is None
    assert awaited(made, "proof_due", date(2009, 7, 3)).days_late == (1, 1)


def test_a_signature_to_come_makes_nothing_later_than_the_day() -> None:
    made = recording("Approval received | 7 May 2009", signed=BOTH)
    assert awaited(made, "proof_due", date(2009, 7, 5)).days_late == (3, 3)
    assert awaited(made, "proof_due", date(2009, 8, 5)).days_late == (28, 28)


def test_nobody_waits_for_what_cannot_have_begun() -> None:
    one = awaited(recording("Plan received | 29 Apr 2009"), "proof_due")
    assert one.latest is not None
    assert one.latest < DAY
    assert one.days_late is None


@pytest.mark.parametrize(
    ("begins", "number", "unit", "expected"),
    [
        ("2009-01-31", 1, "month", "2009-02-28"),
        ("2008-01-31", 1, "month", "2008-02-29"),
        ("2009-12-31", 2, "month", "2010-02-28"),
        ("2009-03-31", -1, "month", "2009-02-28"),
        ("2009-01-15", -1, "month", "2008-12-15"),
        ("2009-11-30", 12, "month", "2010-11-30"),
        ("2009-02-27", 2, "day", "2009-03-01"),
        ("2009-04-16", 2, "week", "2009-04-30"),
        ("2009-01-05", -2, "week", "2008-12-22"),
    ],
)
def test_days_weeks_and_months(begins: str, number: int, unit: str, expected: str) -> None:
    assert deadlines.moved(date.fromisoformat(begins), number, unit) == date.fromisoformat(expected)


def test_a_day_beyond_the_calendar_is_not_known() -> None:
    assert span(recording(visit=date(9999, 12, 30)), "plan_due") == (None, None)


# Stages


@pytest.mark.parametrize(
    ("steps", "signed", "reached"),
    [
        ("", FIRST, False),
        ("", BOTH, True),
        ("", " | |\n A. Chair | |", True),
        ("", " | |\n | Chair |", True),
        ("", " | |\n | | 1 Oct 2009", False),
        ("", " | |\n | | 30 Sep 2009", True),
        ("Evidence received | 30 Sep 2009", FIRST, True),
        ("Evidence received | 1 Oct 2009", FIRST, False),
        ('Evidence received | "30 Sep 2009"', FIRST, False),
    ],
)
def test_a_stage_is_reached_once_one_of_its_marks_is_there(steps: str, signed: str, reached: bool) -> None:
    assert ("work_done" in deadlines.as_of(recording(steps, signed=signed), DAY).stages) is reached


# Whatever is recorded

NAMES = [event.label for event in KIND.course.events if event.field != "visit"]
DAYS = st.dates(date(2009, 1, 1), date(2010, 6, 30))
STEPS = st.lists(st.tuples(st.sampled_from(NAMES), DAYS), max_size=6)
SIGNED = st.tuples(st.none() | DAYS, st.none() | DAYS)


def drawn(steps: list[tuple[str, date]], signed: tuple[date | None, date | None], visit: date | None) -> Plan:
    made = recording(visit=visit)
    found = tuple(replace(one, name="A. Chair", day=day) for one, day in zip(made.signatures, signed, strict=True))
    lines = tuple({"event": name, "date": day, "at_row": i} for i, (name, day) in enumerate(steps, start=5))
    return replace(made, signatures=found, tabs={"steps": replace(tab(KIND, "steps", []), rows=lines)})


@settings(max_examples=150, deadline=None)
@given(STEPS, SIGNED, st.none() | DAYS, DAYS)
def test_the_first_day_is_never_after_the_last(
    steps: list[tuple[str, date]], signed: tuple[date | None, date | None], visit: date | None, day: date
) -> None:
    for one in deadlines.as_of(drawn(steps, signed, visit), day).awaited:
        if one.earliest is not None and one.latest is not None:
            assert one.earliest <= one.latest
        if one.days_late is not None:
            least, most = one.days_late
            assert 0 <= least <= most
            assert most > 0
        assert one.met is None or one.met <= day
        assert one.reason


@settings(max_examples=150, deadline=None)
@given(SIGNED, DAYS, st.sampled_from(["plan_due", "review_due", "proof_due"]), st.integers(0, 400))
def test_recording_a_step_in_its_time_never_widens_a_range(
    signed: tuple[date | None, date | None], visit: date, field: str, offset: int
) -> None:
    before = deadlines.as_of(drawn([], signed, visit), DAY).awaited
    follows = next(one for one in before if one.deadline.field == field)
    deadline = follows.deadline
    event = next(one for one in KIND.course.events if one.field == deadline.event)
    signatures_ = zip(signed, KIND.course.signoffs, strict=True)
    not_before = next((day for day, signoff in signatures_ if signoff.field == event.not_before), None)
    first = max(day for day in (visit, not_before, _base(follows)) if day is not None)
    last = follows.latest
    if last is None or last < first:
        return
    recorded = first + timedelta(days=offset % ((last - first).days + 1))
    after = deadlines.as_of(drawn([(event.label, recorded)], signed, visit), DAY).awaited
    for old, new in zip(before, after, strict=True):
        assert old.earliest is None or (new.earliest is not None and new.earliest >= old.earliest)
        assert old.latest is None or (new.latest is not None and new.latest <= old.latest)


def _base(one: Awaited) -> date | None:
    """The first day on which what a deadline runs from can have been."""
    return None if one.earliest is None else one.earliest - timedelta(weeks=one.deadline.number)


# Reasons in the template's own words, or with its labels


def test_without_a_sentence_of_its_own_a_step_is_named_by_its_label() -> None:
    bare = tuple(Event(e.field, e.label, e.cover, e.not_before) for e in KIND.course.events)
    kind = replace(KIND, course=replace(KIND.course, events=bare))
    one = awaited(recording("Plan received | 25 Apr 2009", kind=kind), "proof_due")
    assert one.reason == (
        'between 20 Jun 2009 (if "Approval received" was on the day of "Plan received") and 4 Jul 2009 (if "Approval '
        'received" was after the full 2 weeks)'
    )


def test_the_packaged_quality_mark_runs_the_same_course() -> None:
    kind = template.load("quality-mark")
    made = plan(kind=kind, cover={"site_visit": VISIT}, signatures=signatures(kind, BOTH))
    one = awaited(made, "evidence_due")
    assert (one.earliest, one.latest, one.days_late) == (date(2009, 6, 25), date(2009, 7, 9), (21, 35))
    recorded = replace(made, tabs={"steps": tab(kind, "steps", rows("event | date\nApproval received | 7 May 2009"))})
    one = awaited(recorded, "evidence_due")
    assert (one.earliest, one.latest, one.days_late) == (date(2009, 7, 2), date(2009, 7, 2), (28, 28))
