"""Words that look like names or personal data: what is found, where it ends, and what is left alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetplan import template
from sheetplan.share import ordinary, suspects
from sheetplan.share.suspects import Teller

WORDS = template.name_words()
CARE = template.load("care-improvement")
TELLER = Teller(WORDS, ordinary.in_template(CARE), told={"quibbler"}, codes={"QQ"})
STRANGER = Teller(WORDS, ordinary.in_template(CARE))


def found(text: str, teller: Teller = STRANGER) -> list[str]:
    return [text[one.start : one.end] for one in teller.find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Organisation A and the Team lead",
        "Peer Review Team Leader confirmed",
        "Council B: repairs manager",
        "Head of Service, Adult Social Care",
        "Grace period of 5 days",
        "Mark the papers",
        "Nurse in charge",
        "Sister organisations are told",
        "Miss no deadline",
        "St Mary's Hospital",
        "Regulation 12: Safe care and treatment",
        "Quality Improvement Plan for May 2026",
        "By Friday 3 May 2026",
        "Duty of Candour",
        "Equality Act 2010",
        "Ofsted Inspection Handbook",
        "Open to people aged 16-18 and over 65 years old",
        "Ref 0123456789012 of 01/02/2008",
        "about £1,200 for 98 of 100",
        "e.g. in the U.K.",
        "Room B12 is free",
        "The date of birth stands on the form",
        "Appendix B Quality",
        "Take it up with HR and the SLT",
        "",
    ],
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ask Mr Quibbler first", ["Mr Quibbler"]),
        ("Dr. Quibbler agreed", ["Dr. Quibbler"]),
        ("Mrs J Quibbler-Smythe wrote", ["Mrs J Quibbler-Smythe"]),
        ("Ask Quenby Quibbler to book the room", ["Quenby Quibbler"]),
        ("Quenby Quibbler to book the room", ["Quenby Quibbler"]),
        ("1. Quenby Quibbler to check", ["Quenby Quibbler"]),
        ("Lead: Quenby Quibbler", ["Quenby Quibbler"]),
        ("Ask Priya.", ["Priya"]),
        ("Ask Priya Young today", ["Priya Young"]),
        ("Ask Priya May today", ["Priya May"]),
        ("Priya Team meets", ["Priya"]),
        ("priya to chase", ["priya"]),
        ("priya quibbler to chase", ["priya quibbler"]),
        ("PRIYA QUIBBLER to chase", ["PRIYA QUIBBLER"]),
        ("Priya van der Quibbler", ["Priya van der Quibbler"]),
        ("Quibbler, Priya", ["Quibbler, Priya"]),
        ("Will Quibbler is told", ["Will Quibbler"]),
        ("Priya's daughter", ["Priya's"]),
        ("Priya Quibbler and Quenby Quobbler met", ["Priya Quibbler", "Quenby Quobbler"]),
        ("J. Quibbler will see to it", ["J. Quibbler"]),
        ("agreed with J Quibbler", ["J Quibbler"]),
        ("agreed with J.Q. on Friday", ["J.Q."]),
        ("agreed with J. Q.", ["J. Q."]),
        ("Ring 020 7946 0000 or 07700 900123", ["020 7946 0000", "07700 900123"]),
        ("7700900123", ["7700900123"]),
        ("Ring +44 20 7946 0000", ["+44 20 7946 0000"]),
        ("Write to q.quibbler@example.org today", ["q.quibbler@example.org"]),
        ("lives at ZZ9 9ZZ now", ["ZZ9 9ZZ"]),
        ("NHS 943 476 5919", ["943 476 5919"]),
        ("NHS 9434765919", ["9434765919"]),
        ("NI AB 12 34 56 C", ["AB 12 34 56 C"]),
        ("DOB 1/2/1950", ["DOB 1/2/1950"]),
        ("date of birth: 3 May 1941", ["date of birth: 3 May 1941"]),
        ("born on 3 May 1941", ["born on 3 May 1941"]),
        ("a resident aged 84", ["aged 84"]),
        ("an 84-year-old resident", ["84-year-old"]),
    ],
)
def test_names_and_personal_data_are_found_whole(text: str, words: list[str]) -> None:
    assert found(text) == words


def test_every_find_says_why() -> None:
    whys = {one.why for text in ("Mr Quibbler", "Ring 07700 900123", "Quenby Quibbler") for one in STRANGER.find(text)}
    assert whys == {suspects.TITLED, suspects.PHONE, suspects.CAPITALS}


def test_ten_digits_whose_last_proves_nothing_are_no_nhs_number() -> None:
    assert found("Order 943 476 5918") == []
    assert found("0000000000 and 1111111111") in ([], ["0000000000"])  # the first may be a telephone number


def test_a_surname_alone_is_found_where_the_plan_knows_it() -> None:
    assert found("Then ask Quibbler again", TELLER) == ["Quibbler"]
    assert found("Then ask Quibbler again") == []
    assert found("a quibbler at heart", TELLER) == []


def test_a_code_that_stands_for_somebody_is_found_as_it_is_written() -> None:
    assert found("QQ to chase; QQ/PM", TELLER) == ["QQ", "QQ"]
    assert found("qq or QQX", TELLER) == []


def test_what_the_plan_calls_something_is_no_name() -> None:
    known = Teller(WORDS, frozenset({"zorblat", "quimby"}))
    assert found("The Zorblat Quimby is mended", known) == []
    assert found("The Zorblat Quimby is mended") == ["Zorblat Quimby"]


@pytest.mark.parametrize("text", ["Quenby Quibbler", "Quenby", "QB", "Priya", "Grace", "Dr Quibbler", "07700 900123"])
def test_who_is_known_by_name_alone_is_a_person(text: str) -> None:
    assert STRANGER.is_person(text)


@pytest.mark.parametrize(
    "text", ["Care manager", "Head of Estates", "All staff", "HR", "Governors", "Organisation A's team", "board", "SLT"]
)
def test_who_is_known_by_what_they_do_is_none(text: str) -> None:
    assert not STRANGER.is_person(text)


@given(st.text(max_size=200))
def test_whatever_the_text_finds_are_in_order_and_inside_it(text: str) -> None:
    finds = TELLER.find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in finds)
    assert all(before.end <= after.start for before, after in pairwise(finds))


@pytest.mark.parametrize("name", template.names())
def test_the_words_of_a_template_hold_no_names(name: str) -> None:
    kind = template.load(name)
    teller = Teller(WORDS, ordinary.in_template(kind))
    texts = [line.answer if hasattr(line, "answer") else line[1] for line in kind.guidance]
    texts += [column.prompt for column in kind.columns]
    assert [words for text in texts for words in found(text, teller)] == []
