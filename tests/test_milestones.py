"""Milestones in a cell: each with its day and how it stands; reaching all of them completes the action."""

from __future__ import annotations

from datetime import date

import pytest

import plans
from sheetplan import milestones
from sheetplan.model import Milestone, Plan, Status

DAY = date(2007, 11, 15)
CELL = (
    "Members convened by end October 07\\nAdvertisement sent by early Nov 07\\nCoordinator in place by start Nov 07\\n"
    "Terms agreed by mid Nov 07\\nSchedule agreed by mid Nov 07\\nChair appointed by end Nov 07"
    "\\nTutor joins by end Nov 07"
)
REACHED = """ref | milestone                           | due         | achieved    | standing | note
1a | Members convened by end October 07  | 31 Oct 2007 | 30 Oct 2007 |  |
1a | Advertisement sent by early Nov 07  | 10 Nov 2007 | 9 Nov 2007  |  |
1a | Coordinator in place by start Nov 07 | 1 Nov 2007 | 1 Nov 2007  |  |
1a | Terms agreed by  mid Nov 07         | 15 Nov 2007 | 14 Nov 2007 |  |
1a | SCHEDULE agreed by mid Nov 07       | 15 Nov 2007 | 14 Nov 2007 |  |
1a | Chair appointed by end Nov 07       | 30 Nov 2007 | 14 Nov 2007 |  |
1a | Tutor joins by end Nov 07           | 30 Nov 2007 | {last} |  | """


def plan(cell: str = CELL, tab: str | None = None, on: date = DAY) -> Plan:
    """One objective with these milestones."""
    tabs = {} if tab is None else {"milestones": tab}
    text = f"ref | objective | milestones\n1a | Establish the group | {cell}"
    return plans.plan(text, kind="project-plan", on=on, tabs=tabs)


def found(made: Plan) -> tuple[Milestone, ...]:
    """The milestones of the first objective."""
    stones: tuple[Milestone, ...] = made.actions["at_milestones"].iloc[0]
    return stones


def test_a_template_without_a_tab_for_them_has_none() -> None:
    assert "at_milestones" not in plans.plan("action | timescale\n1. Act | By 1 Nov 2007", on=DAY).actions


def test_each_milestone_has_its_day_and_stands_for_itself() -> None:
    stones = found(plan())
    assert [stone.due for stone in stones] == [
        date(2007, 10, 31), date(2007, 11, 10), date(2007, 11, 1), DAY, DAY, date(2007, 11, 30), date(2007, 11, 30),
    ]  # fmt: skip
    assert [stone.days_overdue for stone in stones] == [15, 5, 14, None, None, None, None]
    assert [stone.is_next for stone in stones] == [False, False, False, True, True, False, False]
    assert [stone.status for stone in stones[3:]] == [Status.DUE_SOON] * 4


def test_the_objective_is_due_with_its_latest_and_is_not_overdue_before() -> None:
    standing = plan().standing
    assert standing is not None
    assert standing["due"].iloc[0] == date(2007, 11, 30)
    assert standing["status"].iloc[0] is Status.DUE_SOON


def test_what_is_reached_on_the_tab_counts_however_it_is_spaced() -> None:
    made = plan(tab=REACHED.format(last=""))
    assert [stone.achieved is not None for stone in found(made)] == [True] * 6 + [False]
    assert [stone.is_next for stone in found(made)] == [False] * 6 + [True]
    assert made.standing is not None
    assert made.standing["status"].iloc[0] is Status.DUE_SOON


def test_reaching_the_last_completes_the_objective() -> None:
    made = plan(tab=REACHED.format(last="15 Nov 2007"))
    assert made.standing is not None
    assert made.standing["status"].iloc[0] is Status.COMPLETE


@pytest.mark.parametrize("last", ["16 Nov 2007", '"15 Nov 2007"', "yes"])
def test_a_day_to_come_or_a_day_in_text_reaches_nothing(last: str) -> None:
    made = plan(tab=REACHED.format(last=last))
    assert found(made)[-1].achieved is None
    assert made.standing is not None
    assert made.standing["status"].iloc[0] is not Status.COMPLETE


def test_a_single_milestone_is_one_and_a_blank_cell_has_none() -> None:
    assert [stone.due for stone in found(plan("Bid sent by end July 08"))] == [date(2008, 7, 31)]
    assert found(plan("")) == ()


def test_what_has_no_day_has_a_line_and_is_never_late() -> None:
    stones = found(plan("Regularly update the log\\nReports at meetings", on=date(2030, 1, 1)))
    assert [stone.due for stone in stones] == [None, None]
    assert not any(stone.status is Status.OVERDUE or stone.is_next for stone in stones)


def test_words_for_each_standing() -> None:
    stones = found(plan())
    assert [milestones.words(stone) for stone in stones[:5]] == [
        "Overdue by 15 days", "Overdue by 5 days", "Overdue by 14 days", "Due soon, next", "Due soon, next",
    ]  # fmt: skip
    assert milestones.words(found(plan(on=date(2007, 11, 2)))[2]) == "Overdue by 1 day"
