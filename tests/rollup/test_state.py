"""How each action of a plan stands in a version."""

from __future__ import annotations

from datetime import date

from plans import plan
from sheetplan import checks, rollup
from sheetplan.model import ActionState, PlanState, months

DAY = date(2008, 2, 29)
TABLE = """
    action             | timescale      | responsibility | achieved
    1. Write the words | By 31 Jan 2008 | PM             | 30 Jan 2008
    2. Teach it        | By 31 Jan 2008 | PM/RF          |
    3. Use it          | By 30 Sep 2008 |                |
    """


def of(one: PlanState) -> dict[str, ActionState]:
    return {action.ref: action for action in one.actions}


def test_a_plan_is_left_as_it_was() -> None:
    made = plan(TABLE, archived="action\n0. Begin", on=DAY)
    before = made.actions.copy(), made.archived.copy()
    rollup.state(made, DAY)
    assert before[0].equals(made.actions)
    assert before[1].equals(made.archived)


def test_each_action_stands_as_on_the_position_date() -> None:
    made = of(rollup.state(plan(TABLE, on=DAY), DAY))
    assert [made[ref].status for ref in "123"] == ["Complete", "Overdue", "Not yet due"]
    assert made["2"].days_overdue == 29
    assert made["2"].owners == ("PM", "RF")
    assert made["1"].achieved == date(2008, 1, 30)
    assert made["3"].first_agreed == made["3"].due == date(2008, 9, 30)


def test_what_is_archived_is_closed_and_keeps_its_day() -> None:
    archived = "action | timescale | achieved | archived_on\n0. Begin | By 30 Nov 2007 | 3 Dec 2007 | 31 Jan 2008"
    begin = of(rollup.state(plan(TABLE, archived=archived, on=DAY), DAY))["0"]
    assert (begin.where, begin.status, begin.achieved) == (months.IN_ARCHIVE, "Complete", date(2007, 12, 3))


def test_an_archived_action_was_done_when_its_last_milestone_was_reached() -> None:
    tab = """ref | milestone | due | achieved | standing | note
        1a | Group meets by end Oct 07 | 31 Oct 2007 | 30 Oct 2007 |  |
        1a | Chair found by end Nov 07 | 30 Nov 2007 | 14 Nov 2007 |  |
        1a | Chair thanked             |             | 14 Nov 2008 |  |
        1b | Money found               |             | 20 Nov 2007 |  |"""
    made = plan(
        "ref | objective | milestones\n2a | Go on | by 30 Jun 2008",
        archived="ref | objective\n1a | Establish the group",
        kind="project-plan",
        on=DAY,
        tabs={"milestones": tab},
    )
    assert of(rollup.state(made, DAY))["1a"].achieved == date(2007, 11, 14)


def test_findings_are_counted_where_it_was_judged_and_not_known_where_it_was_not() -> None:
    made = plan("action | timescale\n1. Teach it | 31/09/2008", on=DAY)
    assert (rollup.state(made, DAY).must_fix, rollup.state(made, DAY).to_check) == (None, None)
    judged = rollup.state(made, DAY, checks.judge(made, today=DAY, day=DAY))
    assert judged.must_fix == 1


def test_a_long_text_is_cut_and_said_to_be() -> None:
    made = plan(f"action | timescale\n1. {'word ' * 80} | By 30 Sep 2008", on=DAY)
    (one,) = rollup.state(made, DAY).actions
    assert one.text.endswith("word …")
    assert len(one.text) < 260
