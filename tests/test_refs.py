"""Refs for actions that have none: the next one that nobody ever had."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans import plan
from sheetplan import refs
from sheetplan.model import Plan


@pytest.mark.parametrize(
    ("own", "archived", "ever", "expected"),
    [
        (["1", "2"], [], [], {}),
        ([None], [], [], {0: "1"}),
        (["1", None, "2", None], [], [], {1: "3", 3: "4"}),
        (["1", "3", None], [], [], {2: "4"}),
        (["1", None], ["7"], [], {1: "8"}),
        (["1", None], [], ["9"], {1: "10"}),
        (["1", None], ["7"], ["9", "4"], {1: "10"}),
        (["14a", None], [], [], {1: "15"}),
        (["14.12", None], [], [], {1: "15"}),
        (["2", "10", None], [], [], {2: "11"}),
        (["A", None], [], [], {1: "1"}),
    ],
)
def test_the_one_after_the_highest_ever_used(
    own: list[str | None], archived: list[str], ever: list[str], expected: dict[int, str]
) -> None:
    assert refs.given(_plan(own, archived), ever) == expected


@pytest.mark.parametrize(
    ("own", "ever", "expected"),
    [
        (["One:1a", "One:1b", "One:", "Two:2a", "Two:"], [], {2: "1c", 4: "2b"}),
        (["One:1a", "One:1b", "One:"], ["1d"], {2: "1e"}),  # gaps are never filled
        (["One:1.1", "One:1.9", "One:", "One:"], [], {2: "1.10", 3: "1.11"}),
        (["One:1z", "One:"], [], {1: "2"}),
        (["One:1", "One:2", "Two:3", "One:"], [], {3: "4"}),
        (["One:1a", "One:2b", "One:"], [], {2: "3"}),
        (["One:1a", "Two:"], [], {1: "2"}),
    ],
)
def test_a_sections_own_number_goes_on(own: list[str], ever: list[str], expected: dict[int, str]) -> None:
    lines = [f'Do it | {section} | "{ref}"' for section, ref in (one.split(":") for one in own)]
    assert refs.given(plan("action | at_section | at_ref\n" + "\n".join(lines)), ever) == expected


def test_a_row_that_slipped_gets_none() -> None:
    assert refs.given(plan('action | at_shifted | at_ref\nDo it | | "1"\nDo it | x | ""\nDo it | | ""'), []) == {2: "2"}


@given(
    own=st.lists(st.one_of(st.none(), st.integers(1, 40).map(str)), max_size=8),
    archived=st.lists(st.integers(1, 40).map(str), max_size=4),
    ever=st.lists(st.integers(1, 40).map(str), max_size=4),
)
def test_a_ref_is_never_used_twice(own: list[str | None], archived: list[str], ever: list[str]) -> None:
    new = refs.given(_plan(own, archived), ever)
    assert list(new) == [position for position, ref in enumerate(own) if ref is None]
    assert len(set(new.values())) == len(new)
    assert not set(new.values()) & {*own, *archived, *ever}


def _plan(own: list[str | None], archived: list[str]) -> Plan:
    actions = "action | at_ref\n" + "\n".join(f'Do it | "{ref or ""}"' for ref in own)
    return plan(actions, archived="action\n" + "\n".join(f"{ref}. Done" for ref in archived))
