"""Due dates that moved without a reason: where it is said, and where it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from plans import plan
from sheetplan import checks, template
from sheetplan.model import Finding, Moves, Plan

DAY = date(2008, 2, 29)
JAN, FEB = date(2008, 1, 31), date(2008, 2, 8)
MOVED = Moves(JAN, FEB, 1, (JAN, FEB), 1)
KIND = template.load("peer-review")
TABLE = "action | timescale | evaluation | achieved\n1. A | By 8 Feb 2008 | At meetings |"


def found(moves: Moves | None = MOVED, table: str = TABLE, **more: object) -> list[Finding]:
    made = plan(table, on=DAY, **more)
    return judged(replace(made, actions=made.actions.assign(at_moves=[moves] * len(made.actions))))


def judged(made: Plan) -> list[Finding]:
    return [one for one in checks.judge(made, today=DAY, day=DAY) if one.code == "due-moved"]


def test_a_plan_of_whose_past_nothing_is_known_draws_no_finding() -> None:
    assert judged(plan(TABLE, on=DAY)) == []
    assert found(None) == []


@pytest.mark.parametrize("moves", [Moves(FEB, FEB), replace(MOVED, has_reason=True), Moves(FEB, FEB, 2)])
def test_a_date_that_stands_or_has_a_reason_draws_none(moves: Moves) -> None:
    assert found(moves) == []


def test_a_closed_action_is_not_asked_for_a_reason() -> None:
    assert found(table=f"{TABLE} 8 Feb 2008") == []


def test_a_kind_without_a_column_for_reasons_is_not_asked() -> None:
    assert found(kind=replace(KIND, reason_field="")) == []


def test_a_reason_that_was_cleared_is_none() -> None:
    table = "action | timescale | evaluation\n1. A | By 8 Feb 2008 |"
    assert len(found(replace(MOVED, has_reason=True), table)) == 1


def test_the_words_say_from_when_to_when_and_where_the_reason_goes() -> None:
    (one,) = found()
    assert (one.cell, one.ref, one.column, one.level.value) == ("B7", "1", "timescale", "check")
    assert one.found == "Due date has moved from 31 Jan 2008 to 8 Feb 2008. No reason is given."
    assert one.fix == "If the new date is right, add the reason in E7. If not, change it back to 31 Jan 2008."


@pytest.mark.parametrize(("which", "words"), [(2, "second"), (10, "tenth"), (11, "11th")])
def test_a_date_that_moves_again_says_for_the_how_manieth_time(which: int, words: str) -> None:
    (one,) = found(replace(MOVED, which=which))
    assert one.found == (
        f"Due date has moved for the {words} time, from 31 Jan 2008 to 8 Feb 2008. No reason is given."
    )


def test_it_stands_where_the_date_comes_from() -> None:
    own = found(table="ref | due | status\n1 | 8 Feb 2008 | Open", kind="care-improvement")
    assert [(one.cell, one.column) for one in own] == [("G7", "due")]
    assert own[0].fix.startswith("If the new date is right, add the reason in J7.")
    typed = plan("action | timescale | at_due\n1. A | By 31 Jan 2008 | 8 Feb 2008", on=DAY)
    (over,) = judged(replace(typed, actions=typed.actions.assign(at_moves=[MOVED])))
    assert (over.cell, over.column) == ("G7", "due")
