"""The journal of a desk: what is written is read again, and the last run is the one that can be taken back."""

from __future__ import annotations

from datetime import datetime

import pytest

from sheetplan import journal
from sheetplan.model.desks import Answer, Job, Run, Step

WHEN = datetime.fromisoformat("2026-10-31T09:30:00+00:00")


def run(number: int, job: Job = Job.CHECK, undoes: int = 0, left: int = 0) -> Run:
    steps = (Step("2 Checked copies/ü & 100%.xlsx", "", "aa", 1), Step("b.xlsx", "bb", "", 2, "1 b.xlsx", passing=True))
    return Run(number, job, WHEN, "Coordinator", steps, ("new",), (Answer("in", "out", f"{number}"),), undoes, left)


def test_a_run_is_read_as_it_was_written() -> None:
    assert journal.from_json(journal.to_json(run(3))) == run(3)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"number": 1}', journal.to_json(run(1)).replace("check", "x")]
)
def test_what_is_no_journal_is_none(text: str) -> None:
    assert journal.from_json(text) is None


def test_the_last_run_is_the_one_to_take_back_and_no_undoing() -> None:
    assert journal.last([]) == (None, None)
    assert journal.last([run(2), run(1)]) == (run(2), None)
    assert journal.last([run(1), run(2), run(3, Job.UNDO, undoes=2)]) == (run(2), run(3, Job.UNDO, undoes=2))
    assert journal.last([run(1), run(2), run(3, Job.UNDO, undoes=2), run(4)]) == (run(4), None)


def test_what_an_undoing_left_can_be_taken_back_by_another() -> None:
    assert journal.last([run(2), run(3, Job.UNDO, undoes=2, left=1)]) == (run(2), None)


def test_what_was_taken_back_was_not_made() -> None:
    assert journal.answers([run(2), run(1)])["in"].sha256 == "2"
    assert journal.answers([run(1), run(2), run(3, Job.UNDO, undoes=2)])["in"].sha256 == "3"
    undoing = Run(3, Job.UNDO, WHEN, "", undoes=2)
    assert journal.answers([run(1), run(2), undoing])["in"].sha256 == "1"
