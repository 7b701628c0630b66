"""No workbook comes to harm: other people's are edited, edited back, and made worse, and judged by others."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpus
from corpus import Fault, Task, Verdict
from judges import intact
from judges.intact import Expected
from judges.libreoffice import LibreOffice, LibreOfficeError
from judges.raw import Cell, RawBook, UnreadableError, a1
from sheetplan.model import SheetplanError, Value
from sheetplan.workbook import edit
from sheetplan.workbook.changes import SetCell

needs_corpus = pytest.mark.skipif(not corpus.PLACE, reason=corpus.MISSING)
HANDLED = 0.995
"""The share of workbooks in which every change must be possible."""
FILES = corpus.files()
BASES = corpus.bases()

# Edited


@pytest.fixture(scope="module")
def verdicts(request: pytest.FixtureRequest) -> list[Verdict]:
    """What became of every workbook of the sample, its score printed."""
    found = corpus.on_all_cores(corpus.verdict, corpus.sample(250))
    request.config.get_terminal_writer().line(score(found))
    return found


def score(verdicts: list[Verdict]) -> str:
    """Handled, refused with reasons, and all else that one wants to know of a run."""
    handled, refused = sum(one.handled for one in verdicts), [one for one in verdicts if one.refusals]
    unread = dict(Counter(name.partition(":")[0] for one in verdicts for name in one.unread))
    harmed, stayed = (sum(map(bool, each)) for each in zip(*((one.harm, one.stayed) for one in verdicts), strict=True))
    share = handled / len(verdicts)
    counts = f"{handled} handled ({share:.2%}), {len(refused)} refused with a reason, {harmed} harmed"
    cells, joined = sum(one.cells for one in verdicts), sum(one.joined for one in verdicts)
    lines = [
        f"\n{len(verdicts)} workbooks: {counts}",
        f"{cells} cells set; {joined} columns joined a Table or filter, and in {stayed} workbooks one did not",
        f"not read before either by: {unread}",
        *(f"  refused: {one.name}: {one.refusals[0]}" for one in refused),
    ]
    return "\n".join(lines)


@needs_corpus
def test_no_workbook_is_harmed(verdicts: list[Verdict]) -> None:
    assert [f"{one.name}: {harm}" for one in verdicts for harm in one.harm] == []


@needs_corpus
def test_nearly_all_workbooks_are_handled_and_the_others_are_told_why(verdicts: list[Verdict]) -> None:
    others = [one for one in verdicts if not one.handled]
    assert [one.name for one in others if not all(one.refusals) or not one.refusals] == []
    # A sample may meet one of the few in a thousand that are refused more often than the whole does.
    assert len(others) <= max((1 - HANDLED) * len(verdicts), 0 if corpus.WHOLE else 3)


@needs_corpus
def test_microsofts_validator_finds_nothing_new(validator: ModuleType, tmp_path: Path) -> None:
    edited = [one for one in map(partial(written, tmp_path), corpus.sample(30, 300)) if one]
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(partial(faults, validator), edited))
    assert [one for each in found for one in each] == []
    assert len(edited) > 20


def faults(validator: ModuleType, edited: tuple[Path, Path, Task]) -> list[str]:
    """New faults of one workbook; none where the validator cannot look at the original."""
    source, target, _ = edited
    try:
        return [f"{source.name}: {one}" for one in validator.new_errors(source, target)]
    except validator.ValidatorError as problem:
        try:
            validator.new_errors(None, source)
        except validator.ValidatorError:
            return []
        return [str(problem)]


@needs_corpus
def test_libreoffice_opens_them_and_shows_the_values(libreoffice: LibreOffice, tmp_path: Path) -> None:
    wrong, asked = [], 0
    for source, target, task in filter(None, map(partial(written, tmp_path), corpus.sample(15, 100))):
        try:
            libreoffice.values(source)
        except LibreOfficeError:
            continue
        asked += 1
        shown = libreoffice.values(target)
        book = RawBook(target.read_bytes())
        # It lays pivot tables out anew, over whatever stands around them.
        pivoted = {name for name in book.sheet_parts if book.pivots(name)}
        for (sheet, cell), wanted in task.expected.items():
            # LibreOffice may work a formula out for itself, so what stands beside it is no question here.
            found = shown.get(sheet, {}).get(a1(cell))
            if not wanted.keeps_formula and sheet not in pivoted and not looks_like(found, wanted.value, book.date1904):
                wrong.append(f"{source.name} {sheet}!{a1(cell)} shows {found!r}, not {wanted.value!r}")
    assert wrong == []
    assert asked > 10


def written(folder: Path, path: Path) -> tuple[Path, Path, Task] | None:
    """A workbook, its edited copy, and what was done; None for the few that cannot be edited or looked into."""
    target = folder / path.name
    try:
        task = corpus.task(RawBook(path.read_bytes()), random.Random(f"{corpus.SEED} {path.name}"))  # noqa: S311 - a choice
        receipt = edit.edit(path, target, task.changes)
    except (SheetplanError, UnreadableError):
        return None
    return None if receipt.refused else (path, target, task)


def looks_like(found: Any, wanted: Value, date1904: bool) -> bool:
    """Whether LibreOffice shows a value, in whatever format the cell has."""
    if wanted is None:
        return found in (None, "")
    if isinstance(wanted, str) or isinstance(found, str):
        return bool(found == wanted)
    if found is None:
        return False
    shown, meant = number(found, date1904), number(wanted, date1904)
    # In a cell that shows days, a number's part of a day is not seen.
    return abs(shown - (math.floor(meant) if type(found) is date else meant)) < 1e-6


def number(value: Any, date1904: bool) -> float:
    return float(value) if isinstance(value, (int, float)) else intact.serial(value, date1904)


# There and back


@needs_corpus
@settings(max_examples=500 if corpus.WHOLE else 60, suppress_health_check=list(HealthCheck))
@given(
    path=st.sampled_from(FILES or [Path()]),
    choices=st.lists(
        st.tuples(st.integers(0, 10**6), st.sampled_from(corpus.VALUES) | st.text(max_size=20) | st.floats(-1e9, 1e9)),
        min_size=1,
        max_size=50,
    ),
)
def test_any_edits_and_back_again_show_what_was_there(
    path: Path, choices: list[tuple[int, Value]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    try:
        old = RawBook(path.read_bytes())
        places = list(places_of(old))
        if not places:
            return
        folder = tmp_path_factory.mktemp("there")
        there, back = folder / "there.xlsx", folder / "back.xlsx"
        wanted = {places[at % len(places)]: value for at, value in choices}
        refused = edit.edit(path, there, [SetCell(*key[:1], *key[1], value) for key, value in wanted.items()]).refused
    except (SheetplanError, UnreadableError):
        return
    changed = RawBook(there.read_bytes())
    done = wanted.keys() - {(one.change.sheet, (one.change.row, one.change.column)) for one in refused}  # type: ignore[union-attr]  # cells are all that was asked for
    expected = {key: Expected(as_seen(wanted[key]), holds_formula(old, *key)) for key in done}
    assert intact.differences(old, changed, expected, []) == []
    first = {key: as_value(old.shown(*key)) for key in wanted if key in done}
    receipt = edit.edit(there, back, [SetCell(sheet, *cell, value) for (sheet, cell), value in first.items()])
    assert receipt.refused == ()
    new = RawBook(back.read_bytes())
    assert new.parts.keys() == old.parts.keys() | {new.relations_part(new.workbook_part)}
    may = {old.workbook_part, *(old.sheet_parts[sheet] for sheet, _ in done)}
    assert [part for part, was in old.parts.items() if part not in may and new.parts[part] != was] == []
    for sheet in {sheet for sheet, _ in done}:
        assert cells_of(new, sheet) == cells_of(old, sheet)


def holds_formula(book: RawBook, sheet: str, cell: Cell) -> bool:
    """Whether a cell's formula stays when its result is refreshed."""
    found = book.sheet(sheet).cells.get(cell)
    return found is not None and found.formula != []


def places_of(book: RawBook) -> Iterator[tuple[str, Cell]]:
    """Cells whose content can be typed again, and blank places among and beside them."""
    for name in book.sheet_parts:
        try:
            sheet = book.sheet(name)
        except UnreadableError:
            continue
        fixed = corpus.fixed_cells(book, name)
        beside = {(row + 1, column + 2) for row, column in sheet.cells if row < corpus.MAX_ROW and column < 16_000}
        for cell in sorted(sheet.cells.keys() | beside):
            raw = sheet.cells.get(cell)
            if not fixed(cell) and (raw is None or raw.attributes.get("t") not in ("e", "d")):
                yield name, cell


def as_seen(value: Any) -> Any:
    """A value as a reader finds it: each end of a line as Excel writes it, as one sign; an empty text is nothing."""
    text = value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value
    return None if text == "" else text


def as_value(shown: Any) -> Value:
    return int(shown) if isinstance(shown, float) and shown.is_integer() else shown


def cells_of(book: RawBook, name: str) -> Mapping[Cell, Any]:
    """What each cell of a sheet shows, with its formula, and its style where it shows anything."""
    found = {}
    for cell, raw in book.sheet(name).cells.items():
        shown = raw.shown(book.strings)
        if shown is not None or raw.formula:
            found[cell] = (as_seen(shown), raw.formula, raw.style)
    return found


# Made worse


@needs_corpus
def test_no_fault_in_a_workbook_ends_in_a_traceback_a_hang_or_a_changed_source(
    request: pytest.FixtureRequest,
) -> None:
    rng = random.Random(corpus.SEED)  # noqa: S311 - a sample, not a secret
    faults = [Fault(rng.choice(BASES), number) for number in range(5000 if corpus.WHOLE else 300)]
    results = corpus.on_all_cores(corpus.survived, faults)
    ends = dict(Counter(ended for ended, _ in results))
    request.config.get_terminal_writer().line(f"\n{len(faults)} faulty workbooks: {ends}")
    assert [one for _, wrong in results for one in wrong] == []
