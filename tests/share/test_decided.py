"""What somebody has to decide before a copy is published, and what comes of each decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sheetplan import share, template
from sheetplan.model import Decision, PublicCell, PublicCopy, PublicSheet, Status, Wording

WORDS = template.name_words()


def copy(*texts: str, told: tuple[str, ...] = ()) -> PublicCopy:
    rows = tuple(
        (PublicCell(text, f"Plan!A{row}"), PublicCell(Status.OVERDUE)) for row, text in enumerate(texts, start=2)
    )
    sheet = PublicSheet("Plan", "All of it.", "tblPlan", (("What", 20.0), ("How", 9.0)), rows)
    return PublicCopy(PublicCell("Our plan"), date(2008, 2, 29), (sheet,), told)


def open_ones(made: PublicCopy, *decisions: Decision) -> list[str]:
    return [one.text for one in share.wordings(made, decisions, WORDS)]


def shown(made: PublicCopy, *decisions: Decision) -> list[str]:
    return [str(row[0].value) for row in share.carried_out(made, decisions, "Not published").sheets[0].rows]


def test_what_the_program_says_itself_is_never_asked_about() -> None:
    made = copy("Look at it")
    own = replace(made.sheets[0], rows=((PublicCell("Ask Priya Quibbler"), PublicCell(Status.OVERDUE)),))
    assert open_ones(replace(made, sheets=(own,))) == []


def test_each_wording_is_asked_about_once_with_all_its_places() -> None:
    (one,) = share.wordings(copy("Ask Priya Quibbler", "Fine", "Then Priya  Quibbler goes"), (), WORDS)
    assert one == Wording("Priya Quibbler", "a first name", ("Plan!A2", "Plan!A4"), "Ask Priya Quibbler")


def test_words_of_a_name_that_is_certain_count_elsewhere_too() -> None:
    assert open_ones(copy("Ask Priya Quibbler", "Then Quibbler goes")) == ["Priya Quibbler", "Quibbler"]
    assert open_ones(copy("Then Quibbler goes")) == []
    assert open_ones(copy("Then Quibbler goes", told=("quibbler",))) == ["Quibbler"]


def test_what_is_to_be_published_stays_and_is_not_asked_again() -> None:
    made, decision = copy("In Zorblat Quimby"), Decision("zorblat  QUIMBY", "publish")
    assert open_ones(made) == ["Zorblat Quimby"]
    assert open_ones(made, decision) == []
    assert shown(made, decision) == ["In Zorblat Quimby"]


def test_what_is_replaced_is_replaced_everywhere_and_whole_words_alone() -> None:
    made = copy("Ask Priya Quibbler, then PRIYA\nQUIBBLER", "Priyanka stays")
    decision = Decision("Priya Quibbler", "replace", "the manager")
    assert shown(made, decision) == ["Ask the manager, then the manager", "Priyanka stays"]
    assert open_ones(copy("Ask Priya Quibbler"), decision) == []


def test_of_two_wordings_the_longer_counts() -> None:
    decisions = (Decision("Priya", "replace", "she"), Decision("Priya Quibbler", "replace", "the manager"))
    assert shown(copy("Ask Priya Quibbler or Priya"), *decisions) == ["Ask the manager or she"]


def test_a_cell_that_is_left_out_says_so_and_hides_what_else_is_in_it() -> None:
    made = copy("Priya and Quenby Quobbler met")
    decision = Decision("Priya", "leave_out")
    assert shown(made, decision) == ["Not published"]
    assert open_ones(made, decision) == []


def test_somebodys_own_words_are_not_asked_about_but_what_is_left_beside_them_is() -> None:
    made = copy("Ask Priya Quibbler in Zorblat Quimby")
    decision = Decision("Priya Quibbler", "replace", "the Quentin Team")
    assert open_ones(made, decision) == ["Zorblat Quimby"]


def test_an_open_line_decides_nothing() -> None:
    assert open_ones(copy("Ask Priya"), Decision("Priya", "")) == ["Priya"]


def test_the_title_is_looked_at_and_changed_too() -> None:
    made = replace(copy("Look"), title=PublicCell("Priya's plan", "Cover!B4"))
    assert open_ones(made) == ["Priya's"]
    done = share.carried_out(made, [Decision("Priya's", "replace", "Our")], "Not published")
    assert done.title.value == "Our plan"


@given(st.lists(st.text(max_size=60), max_size=4))
def test_without_decisions_nothing_changes_and_with_all_to_publish_nothing_is_open(texts: list[str]) -> None:
    made = copy(*texts)
    assert share.carried_out(made, (), "x") == made
    decisions = [Decision(one.text, "publish") for one in share.wordings(made, (), WORDS)]
    assert share.wordings(made, decisions, WORDS) == ()
    assert share.carried_out(made, decisions, "x") == made
