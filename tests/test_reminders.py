"""Who is to be reminded of what: what must not change first, then owners, steps, words, and what has to be settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

import reminded
from plans import plan
from sheetplan import reminders, template
from sheetplan.model import Owner, Person, Reminders, Status, records

DAY = reminded.DAY


def owner(found: Reminders, code: str) -> Owner:
    (one,) = [one for one in found.owners if one.person.code == code]
    return one


def refs(assigned: object) -> list[str]:
    return [one.action.ref for one in assigned]  # type: ignore[attr-defined]  # a tuple of Assigned


# What must not change


def test_a_plan_is_as_it_was() -> None:
    made = plan(reminded.TABLE, on=DAY)
    before = (records(made.actions), records(made.standing))
    reminders.of_plan(made, DAY)
    assert (records(made.actions), records(made.standing)) == before


def test_what_is_closed_stands_nowhere() -> None:
    found = reminded.of(reminded.opened())
    every = [one for each in (*found.owners, found.nobody) for one in (*each.chased, *each.later)]
    assert "9" not in refs(every)


# Owners


def test_each_owner_has_their_own_by_how_they_stand() -> None:
    found = reminded.of(reminded.opened())
    pm, rf = owner(found, "PM"), owner(found, "RF")
    assert (refs(pm.overdue), refs(pm.due_soon), refs(pm.coming), refs(pm.later)) == (["1", "2"], [], ["4"], ["5"])
    assert (rf.ongoing, rf.no_date, rf.chased) == (1, 1, ())
    assert pm.called == "PM, Project Manager"


def test_an_action_of_two_stands_under_both_and_says_so() -> None:
    found = reminded.of(reminded.opened())
    shared = {one.person.code: [a.others for a in one.overdue if a.action.ref == "2"] for one in found.owners}
    assert (shared["PM"], shared["MQC"]) == ([("MQC",)], [("PM",)])
    assert "Shared with MQC." in owner(found, "PM").message


def test_the_worst_owner_comes_first_and_the_worst_action_before_others() -> None:
    found = reminded.of(reminded.opened())
    assert [one.person.code for one in found.owners] == ["XY", "PM", "MQC", "RF"]
    assert [a.action.days_overdue for a in owner(found, "PM").overdue] == [29, 9]


def test_what_nobody_is_named_for_is_under_nobody_and_first_to_settle() -> None:
    found = reminded.of(reminded.opened())
    assert refs(found.nobody.overdue) == ["8"]
    assert (found.to_settle[0].about, found.to_settle[0].ref) == ("No owner", "8")
    assert found.to_settle[0].found == "Order the chairs. Due 1 Dec 2007, 90 days ago."


def test_a_code_is_somebody_else_in_somebody_elses_plan() -> None:
    one, other = (reminded.opened(path=name) for name in ("a.xlsx", "b.xlsx"))
    assert len([o for o in reminded.of(one, other).owners if o.person.code == "PM"]) == 2


def test_a_code_is_the_same_person_in_the_plans_of_one_organisation() -> None:
    plans = [reminded.opened(path=name, organisation="Parish Clinic") for name in ("a.xlsx", "b.xlsx")]
    pm = owner(reminded.of(*plans), "PM")
    assert refs(pm.overdue) == ["1", "1", "2", "2"]
    assert pm.where == "Parish Clinic"


def test_an_address_is_one_person_wherever_it_stands_and_whatever_the_code() -> None:
    address = "Lee@Example.org"
    one = reminded.opened(path="a.xlsx", addresses={"PM": address})
    other = reminded.opened(path="b.xlsx", addresses={"MQC": address.lower()})
    both = owner(reminded.of(one, other), "MQC/PM")
    assert both.person.address.casefold() == "lee@example.org"
    assert sorted(a.plan.called for a in both.overdue) == ["a", "a", "b"]


def test_an_address_in_one_plan_of_an_organisation_is_known_in_its_others() -> None:
    one = reminded.opened(path="a.xlsx", addresses={"PM": "pm@example.org"}, organisation="Parish Clinic")
    other = reminded.opened(path="b.xlsx", organisation="Parish Clinic")
    assert len(owner(reminded.of(one, other), "PM").overdue) == 4


def test_somebody_with_two_roles_has_a_shared_action_once() -> None:
    made = reminded.opened(addresses={"PM": "lee@example.org", "MQC": "lee@example.org"})
    both = owner(reminded.of(made), "MQC/PM")
    assert refs(both.overdue) == ["1", "2"]
    assert [a.others for a in both.overdue] == [(), ()]


def test_only_the_owners_that_are_wanted_come_by_code_name_or_address() -> None:
    made = reminded.opened(addresses={"PM": "pm@example.org"})
    for wanted in ("pm", "Project Manager", "PM@example.org"):
        found = reminded.of(made, only=[wanted])
        assert [one.person.code for one in found.owners] == ["PM"]
        assert found.nobody.chased == ()


def test_a_plan_that_names_nobody_stands_under_its_organisation() -> None:
    made = reminded.opened("indicator\nSafe storage", kind="quality-mark", organisation="County Trust")
    found = reminded.of(made)
    assert [one.person.code for one in found.owners] == ["County Trust"]
    assert found.to_settle[0].about == "Whole plan"


def test_whom_the_register_names_is_asked_where_a_plan_names_nobody() -> None:
    made = reminded.opened("indicator\nSafe storage", kind="quality-mark", organisation="County Trust")
    found = reminded.of(replace(made, contact="the matron, matron@example.org"))
    assert [one.person for one in found.owners] == [Person("County Trust", "the matron", "matron@example.org")]


# Steps


@pytest.mark.parametrize(("days", "step"), [(0, 0), (1, 1), (14, 1), (15, 2), (30, 2), (31, 3), (400, 3)])
def test_an_action_comes_to_a_step_by_the_days_it_is_overdue(days: int, step: int) -> None:
    due = date.fromordinal(DAY.toordinal() - days)
    made = reminded.opened(f"action | timescale\n1. Do it | {due.day} {due:%b} {due.year}")
    assert made.actions[0].step == step


@pytest.mark.parametrize("name", template.names())
def test_every_packaged_kind_begins_with_the_owner_and_ends_with_somebody_else(name: str) -> None:
    steps = template.load(name).remind.escalation
    assert [bool(step.to) for step in steps] == [False, *[True] * (len(steps) - 1)]
    assert steps[0].after_days == 1
    assert all(step.role in ("", *template.load(name).roles) for step in steps)


def test_what_goes_to_others_is_told_by_plan_and_step_with_whose_it_is() -> None:
    found = reminded.of(reminded.opened(addresses={"MQC": "main@example.org", "PM": "pm@example.org"}))
    told = [(one.step, one.address, [action.ref for action in one.actions]) for one in found.passed_on]
    assert told == [(3, "main@example.org", ["8", "10"]), (2, "pm@example.org", ["1"])]
    assert "Nobody is named for it yet." in found.passed_on[0].message
    assert found.passed_on[1].message.startswith("1 action has been overdue for 15 days or more.")
    assert "With PM." in found.passed_on[1].message


# Words


def test_a_message_says_all_of_an_owner_in_plain_lines() -> None:
    made = owner(reminded.of(reminded.opened()), "PM")
    assert made.subject == "Actions at 29 Feb 2008: 2 overdue, 0 due soon"
    *lines, end = made.message.splitlines()
    assert lines == [
        "This is where the actions in your name stand at 29 Feb 2008, as the plan has them.",
        "",
        "2 actions are past their due dates, the longest first:",
        "- plan, action 1: Write the protocol. Due 31 Jan 2008, 29 days ago.",
        "- plan, action 2: Teach it. Due 20 Feb 2008, 9 days ago. Shared with MQC.",
        "",
        "1 more action is due in the months after that:",
        "- plan, action 4: Look at it again. Due 30 Apr 2008.",
        "",
    ]
    assert end.startswith("If something is done, enter the day in the plan")


def test_somebody_for_whom_nothing_is_due_gets_no_message() -> None:
    assert owner(reminded.of(reminded.opened()), "RF").message == ""


def test_what_people_wrote_is_never_looked_at_for_names_in_braces() -> None:
    made = reminded.opened("action | timescale\n1. Send {closing} to {day} | By 31 Jan 2008")
    assert "Send {closing} to {day}." in reminded.of(made).owners[0].message


def test_a_message_fits_a_cell_and_says_what_there_was_no_room_for() -> None:
    table = "action | timescale\n" + "\n".join(f"{n}. {'Go on ' * 60} | By 1 Jan 2008" for n in range(1, 400))
    (made,) = reminded.of(reminded.opened(table)).owners
    listed = made.message.count("\n- ")
    assert len(made.message) <= 32_767
    assert f"And {399 - listed} more, which are in the plan." in made.message
    assert made.message.endswith("which date can be.")


def test_a_template_says_it_in_its_own_words() -> None:
    known = template.load("peer-review")
    texts = {**known.remind.texts, "subject": ("{overdue}!",), "line_late": ("{ref} one day", "{ref}: {days}")}
    own = replace(known, remind=replace(known.remind, texts=texts))
    made = owner(reminded.of(reminded.opened(kind=own)), "PM")
    assert made.subject == "2!"
    assert "- 1: 29\n- 2: 9 Shared with MQC." in made.message


def test_a_moved_date_and_a_milestone_are_told() -> None:
    made = reminded.opened("action | timescale\n1. Report | 31 Jan 2008: draft\\n30 Apr 2008: report")
    (action,) = made.actions
    assert [(stone.due, stone.days_overdue) for stone in action.milestones] == [
        (date(2008, 1, 31), 29),
        (date(2008, 4, 30), None),
    ]
    moved = replace(made, actions=(replace(action, first=date(2008, 2, 1), times_moved=2),))
    (told,) = reminded.of(moved).owners
    assert "First agreed for 1 Feb 2008." in told.message
    assert "Milestone not yet reached, due 31 Jan 2008, 29 days ago:" in told.message
    assert moved.actions[0].late_since_first(DAY) == 28


def test_an_action_is_spoken_of_when_one_of_its_milestones_is_due_however_late_it_is_due_itself() -> None:
    made = reminded.opened("action | timescale\n1. Report | 31 Jan 2008: draft\\n30 Oct 2008: report")
    (told,) = reminded.of(made).owners
    assert (refs(told.coming), refs(told.later)) == (["1"], [])


def test_a_day_from_vague_words_is_about_that_day() -> None:
    (told,) = reminded.of(reminded.opened("action | timescale\n1. Report | early Feb 2008")).owners
    assert "Due about 10 Feb 2008" in told.message


# What has to be settled


def test_what_has_to_be_settled_is_said_with_how() -> None:
    found = {one.about: one for one in reminded.of(reminded.opened()).to_settle}
    assert found["Not in the role key"].found == '"XY": the plan\'s role key does not say who that is.'
    assert found["No due date"].found.startswith(
        "RF, Team Leader (plan): 1 action with no due date, so never overdue: 7."
    )
    assert found["No address"].found.startswith('3 owners without an e-mail address: "XY (plan)"')
    assert "Run update" in found["Not on the page for notes"].fix
    assert all(one.fix for one in found.values())


def test_a_plan_in_order_has_nothing_to_settle() -> None:
    table = "action | timescale | responsibility\n1. Do it | By 31 Jan 2008 | PM"
    assert reminded.of(reminded.kept(table, addresses={"PM": "pm@example.org"})).to_settle == ()


def test_statuses_are_those_of_the_plan() -> None:
    made = plan(reminded.TABLE, on=DAY)
    words = dict(zip(made.actions["at_ref"], made.standing["status"], strict=True))
    assert {a.ref: a.status for a in reminders.of_plan(made, DAY).actions} == {
        ref: word for ref, word in words.items() if word not in (Status.COMPLETE, Status.WITHDRAWN)
    }
