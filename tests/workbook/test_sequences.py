"""Records go out, come back and are typed into, in any order: each keeps what is its own, and nothing else moves."""

from __future__ import annotations

import os
import random
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import laden
from judges.libreoffice import LibreOffice
from laden import FIRST, KINDS, Places
from moving import ARCHIVE, PLAN, SUMMARY
from sheetplan.model import Value
from sheetplan.workbook import edit
from sheetplan.workbook.changes import Change, SetCell

COUNT = 6
SEQUENCES = int(os.environ.get("SHEETPLAN_MOVES", "30"))
"""How many sequences are tried; thousands where SHEETPLAN_MOVES says so."""
TYPED = (3, 4, 5, 6, 8)
"""Columns that people type into: rich text, a date, a number, a formula (its result alone is refreshed), a text."""
VALUES: tuple[Value, ...] = (
    "=not a formula",
    4012.5,
    None,
    True,
    " two\nlines <&> C9 ",
    -7,
    date(2008, 2, 29),
    "späť ✓ 𝄞",
)
Step = tuple[str, int, int, Value]

steps = st.lists(
    st.one_of(
        st.tuples(st.just("out"), st.integers(1, 2**COUNT - 1), st.just(0), st.none()),
        st.tuples(st.just("back"), st.integers(0, COUNT), st.integers(0, COUNT), st.none()),
        st.tuples(
            st.just("type"),
            st.integers(0, COUNT),
            st.sampled_from(TYPED),
            st.sampled_from(VALUES) | st.text(st.characters(codec="utf-8"), max_size=12) | st.integers(-(10**9), 10**9),
        ),
    ),
    min_size=1,
    max_size=6,
)


class Story:
    """A workbook through all that is done to it, with what each record ought to have."""

    def __init__(self, kind: str, folder: Path) -> None:
        """Begin with all records in the plan."""
        self.kind, self.folder = kind, folder
        self.data = laden.workbook(kind, COUNT)
        self.places = Places(list(range(1, COUNT + 1)))
        first = laden.seen(self.data, self.places)
        self.records, self.rest = first.records, first.rest

    def take(self, step: Step) -> None:
        """One step, and a look at everything after it."""
        what, which, where, value = step
        if what == "type":
            self._type(which, where, value)
        elif what == "out" and self.places.plan:
            chosen = [one for at, one in enumerate(self.places.plan) if which >> at & 1]
            kept = [one for one in self.places.plan if one not in chosen]
            self.arrange(Places(kept, self.places.archive + chosen))
        elif what == "back" and self.places.archive:
            archive, plan = list(self.places.archive), list(self.places.plan)
            plan.insert(where % (len(plan) + 1), archive.pop(which % len(archive)))
            self.arrange(Places(plan, archive))

    def arrange(self, places: Places) -> None:
        """Records change places, and nothing but that."""
        self._apply(laden.moves(self.places, places, self.kind))
        self.places = places
        self._look()

    def _type(self, which: int, column: int, value: Value) -> None:
        """Somebody types into a cell of a record, wherever it is: that cell is another, all else is not."""
        number = which % COUNT + 1
        sheet, row = self.places.spots()[number]
        self._apply(SetCell(sheet, row, column - (sheet == ARCHIVE), value))
        now = laden.seen(self.data, self.places).records[number]
        changed = laden.unlike(self.records[number], now)
        assert [key for key, _, _ in changed] in ([("cell", column)], [])
        self.records[number] = now
        self._look()

    def _apply(self, change: Change) -> None:
        path = self.folder / "plan.xlsx"
        path.write_bytes(self.data)
        done = edit.apply(path, [change])
        assert done.receipt.refused == ()
        self.data = done.data

    def _look(self) -> None:
        now = laden.seen(self.data, self.places)
        for number, facts in self.records.items():
            assert laden.unlike(facts, now.records[number]) == [], f"record {number}"
        assert laden.unlike(self.rest, now.rest) == []
        assert laden.unsound(self.data) == []
        last = FIRST + (COUNT if self.kind == "totals" else max(len(self.places.plan), 1)) - 1
        if self.kind != "range":
            assert laden.ending(self.data) == f"B6:I{last + (self.kind == 'totals')} B6:I{last}"

    def bring_all_back(self) -> None:
        """Everything as it was at first, but for what was typed."""
        self.arrange(Places(sorted(self.places.plan + self.places.archive)))


@settings(max_examples=SEQUENCES)
@given(kind=st.sampled_from(KINDS), steps=steps)
def test_every_record_keeps_its_own_and_nothing_else_moves(
    kind: str, steps: list[Step], tmp_path_factory: pytest.TempPathFactory
) -> None:
    story = Story(kind, tmp_path_factory.getbasetemp())
    for step in steps:
        story.take(step)
    story.bring_all_back()


def seeded(kind: str, folder: Path) -> Story:
    """A story of twelve steps, the same on every run."""
    story, rng = Story(kind, folder), random.Random(f"2008 {kind}")  # noqa: S311 - a choice, not a secret
    for _ in range(12):
        what = rng.choice(("out", "back", "back", "type"))
        which = rng.randrange(1, 2**COUNT) if what == "out" else rng.randrange(COUNT)
        where = rng.choice(TYPED) if what == "type" else rng.randrange(COUNT)
        story.take((what, which & rng.randrange(2**COUNT) if what == "out" else which, where, rng.choice(VALUES)))
    return story


@pytest.mark.parametrize("kind", KINDS)
def test_microsofts_validator_finds_nothing_new_after_many_moves(
    kind: str, tmp_path: Path, validator: ModuleType
) -> None:
    before, after = tmp_path / "before.xlsx", tmp_path / "after.xlsx"
    before.write_bytes(laden.workbook(kind, COUNT))
    after.write_bytes(seeded(kind, tmp_path).data)
    assert validator.new_errors(before, after) == []


@pytest.mark.parametrize("kind", KINDS)
def test_libreoffice_counts_the_same_after_many_moves(kind: str, tmp_path: Path, libreoffice: LibreOffice) -> None:
    story = seeded(kind, tmp_path)
    numbers = list(range(1, COUNT + 1))
    story.arrange(Places(numbers[1:4], [6, 1, 5]))
    for number in numbers:
        story.take(("type", number - 1, 5, number * 10))
    path = tmp_path / "after.xlsx"
    path.write_bytes(story.data)
    cells: Any = libreoffice.recalculated(path)
    assert [cells[PLAN][f"B{FIRST + place}"] for place in range(3)] == [2, 3, 4]
    assert [cells[PLAN][f"F{FIRST + place}"] for place in range(3)] == [40, 60, 80]
    assert [cells[ARCHIVE][f"E{2 + place}"] for place in range(3)] == [120, 20, 100]
    if kind != "totals":  # LibreOffice cannot work out a totals row as Excel stores it
        assert cells[SUMMARY]["B1"] == 90
    assert cells[SUMMARY]["B3"] == 20
