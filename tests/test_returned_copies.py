"""Other people's workbooks become returned copies and workbooks again, and come to no harm on the way."""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import xlsxwriter

import corpus
from judges import intact, readers
from judges.libreoffice import LibreOfficeError
from judges.raw import Box, Cell, RawBook, RawSheet, UnreadableError, a1, local
from sheetplan.model import SheetplanError
from sheetplan.workbook import edit, ours, properties
from sheetplan.workbook.changes import AddTab, Change, Overlay, RemoveOverlays, RemoveTab, Style, TabCell
from sheetplan.workbook.conditions import ALWAYS, AS_NOW, blank
from sheetplan.workbook.parts import Package

needs_corpus = pytest.mark.skipif(not corpus.PLACE, reason=corpus.MISSING)
NAMES = ("Start of ours", "Checks of ours")
BACK: tuple[Change, ...] = (RemoveOverlays(), *(RemoveTab(name) for name in NAMES))
FILL = "F4CDC6"
_MARK = "sheetplan return"


@dataclass
class Journey:
    """One workbook there and back."""

    path: Path
    copy: bytes = b""
    back: bytes = b""
    sheet: str = ""
    cells: list[Cell] = field(default_factory=list)
    refused: str = ""
    """Why nothing was done with it."""
    harm: list[str] = field(default_factory=list)


def changes(name: str, cells: list[Cell], rng: random.Random) -> list[Change]:
    """Two tabs before all others, with links and a dropdown, and thirty cells shaded."""
    conditions = [rng.choice([AS_NOW, AS_NOW, ALWAYS, blank(a1(cell))]) for cell in cells]
    leads = tuple((row, 1, name, a1(cell), f"Goes to {a1(cell)}") for row, cell in enumerate(cells[:5], 2))
    return [
        AddTab(
            NAMES[1],
            ((TabCell("Checks: what was found", Style(bold=True)),), *((TabCell(a1(cell)),) for cell in cells[:5])),
            (30.0,),
            links=leads,
            choices=(("B2:B9", ("Yes", "No")),),
            front=True,
        ),
        AddTab(
            NAMES[0], ((TabCell("Start here: what to do"),),), (30.0,), links=((1, 1, NAMES[1], "A1", ""),), front=True
        ),
        Overlay(name, tuple((*cell, one) for cell, one in zip(cells, conditions, strict=True)), FILL, "7A1208"),
    ]


def journey(path: Path) -> Journey:
    """Make a returned copy of a workbook, take everything out again, and look at what came of it."""
    rng = random.Random(f"{corpus.SEED} {path.name}")  # noqa: S311 - a choice, not a secret
    found = Journey(path)
    data = path.read_bytes()
    try:
        old = RawBook(data)
        found.sheet = rng.choice([name for name in old.sheet_parts if name == name.strip() and _readable(old, name)])
    except (UnreadableError, IndexError):
        found.refused = "cannot be looked into"
        return found
    there = sorted(old.sheet(found.sheet).cells) or [(1, 1)]
    found.cells = rng.choices(there, k=20) + [(rng.randrange(1, 90), rng.randrange(1, 30)) for _ in range(10)]
    try:
        edited = edit.apply(path, changes(found.sheet, found.cells, rng))
    except SheetplanError as problem:
        found.refused = problem.reason
        return found
    if edited.receipt.refused:
        found.refused = edited.receipt.refused[0].reason
        return found
    found.copy = edited.data
    found.harm += _copied(old, RawBook(edited.data), found)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, path.name)
        copy.write_bytes(edited.data)
        again = edit.apply(copy, BACK)
    found.back = again.data
    found.harm += [f"not taken out: {one.reason}" for one in again.receipt.refused]
    found.harm += _restored(old, RawBook(again.data))
    if path.read_bytes() != data:
        found.harm.append("the source is not as it was")
    return found


def _readable(book: RawBook, name: str) -> bool:
    try:
        return bool(book.sheet(name))
    except UnreadableError:
        return False


def _copied(old: RawBook, new: RawBook, one: Journey) -> list[str]:
    """In the copy every cell is as it was, and around the cells there is nothing new but our rules."""
    names = list(old.sheet_parts)
    found = [] if list(new.sheet_parts) == [*NAMES, *names] else [f"the sheets are {list(new.sheet_parts)}"]
    for name in names:
        if old.parts[old.sheet_parts[name]] == new.parts[new.sheet_parts[name]]:
            continue
        before, after = old.sheet(name), new.sheet(name)
        if before.cells != after.cells or before.rows != after.rows:
            found.append(f"{name}: cells or rows changed")
        if _around(before) != _around(after):
            found.append(f"{name}: something around the cells changed")
    shaded = _areas(new.sheet(one.sheet))
    merges = new.sheet(one.sheet).ranges("mergeCell")
    for cell in one.cells:
        anchor = next((area[:2] for area in merges if intact.holds(area, cell)), cell)
        if not any(intact.holds(area, anchor) for area in shaded):
            found.append(f"{a1(cell)} of {one.sheet} is not shaded")
    owners = [_owned(book) for book in (old, new)]
    found += [] if owners[0] == owners[1] else ["names belong to other sheets"]
    places = [view.get("activeTab", "0") for view in new.workbook.iter() if local(view.tag) == "workbookView"]
    found += [] if set(places) <= {"0"} else ["another tab is shown"]
    selected = [name for name in new.sheet_parts if _is_selected(new.sheet(name))]
    found += [] if selected == [NAMES[0]] else [f"{selected} are selected"]
    return found


def _around(sheet: RawSheet) -> list[Any]:
    """What stands around a sheet's cells, without rules of ours and without what is selected."""
    kept: list[Any] = []
    rule: list[Any] = []
    for event in sheet.without():
        if rule or (event[0] == "start" and local(event[1]) == "conditionalFormatting"):
            rule.append(event)
            if event[0] == "end" and local(event[1]) == "conditionalFormatting":
                kept += [] if any(one[0] == "text" and _MARK in one[1] for one in rule) else rule
                rule = []
        elif event[0] == "start" and local(event[1]) == "sheetView":
            kept.append((*event[:2], {name: text for name, text in event[2].items() if name != "tabSelected"}))
        else:
            kept.append(event)
    return kept


def _areas(sheet: RawSheet) -> list[Box]:
    """Where rules of ours stand."""
    found: list[Box] = []
    where = ""
    for event in sheet.frame:
        if event[0] == "start" and local(event[1]) == "conditionalFormatting":
            where = event[2].get("sqref", "")
        elif event[0] == "text" and _MARK in event[1]:
            found += [intact.box(one) for one in where.split()]
    return found


def _is_selected(sheet: RawSheet) -> bool:
    views = [event[2] for event in sheet.frame if event[0] == "start" and local(event[1]) == "sheetView"]
    return any(view.get("tabSelected") in ("1", "true") for view in views)


def _owned(book: RawBook) -> list[tuple[str | None, str, str | None]]:
    """Every defined name with the sheet that it belongs to."""
    sheets = [one.get("name", "") for one in book.workbook.iter() if local(one.tag) == "sheet"]
    found = []
    for one in book.workbook.iter():
        if local(one.tag) == "definedName":
            place = one.get("localSheetId")
            owner = "" if place is None else sheets[int(place)] if int(place) < len(sheets) else None
            found.append((owner, one.get("name", ""), one.text))
    return found


def _restored(old: RawBook, new: RawBook) -> list[str]:
    """Everything is as it was before, but for bookkeeping; every sheet to the byte."""
    found = [name for name, part in old.sheet_parts.items() if old.parts[part] != new.parts.get(part)]
    found = [f"the sheet {name} is not as it was" for name in found]
    # A list of properties that holds none may go with the last of ours.
    listed = {*old.related("", "custom-properties"), *old.related("", "customProperties")}
    empty = {part for part in listed if not len(old.tree(part))}
    if empty and not empty <= set(new.parts):
        return found + [f"{one} is lost" for one in set(old.parts) - set(new.parts) - empty]
    return found + intact.differences(old, new, {})


@pytest.fixture(scope="module")
def journeys() -> list[Journey]:
    """What became of every workbook of the sample."""
    return corpus.on_all_cores(journey, corpus.sample(60))


@needs_corpus
def test_no_workbook_is_harmed_there_or_back(journeys: list[Journey]) -> None:
    assert [f"{one.path.name}: {harm}" for one in journeys for harm in one.harm] == []


@needs_corpus
def test_nearly_all_workbooks_become_returned_copies_and_the_others_say_why(journeys: list[Journey]) -> None:
    others = [one for one in journeys if not one.copy]
    assert len(others) <= 3
    assert all(one.refused for one in others)


@needs_corpus
def test_other_programs_read_the_same_cells_in_the_copy(journeys: list[Journey]) -> None:
    wrong = []
    for one in journeys[::3]:
        was, now = readers.by_calamine(one.path.read_bytes()), readers.by_calamine(one.copy)
        if was and one.copy:
            left = {key: value for key, value in (now or {}).items() if key[0] not in NAMES}
            wrong += [one.path.name] if repr(left) != repr(was) else []
    assert wrong == []


@needs_corpus
def test_the_tabs_are_known_in_every_copy(journeys: list[Journey], tmp_path: Path) -> None:
    for one in journeys:
        if one.copy:
            package = Package(one.copy, tmp_path / one.path.name)
            assert ours.tabs(package, properties.read_properties(package)) == NAMES


@needs_corpus
def test_microsofts_validator_finds_nothing_new_in_copies(
    journeys: list[Journey], validator: ModuleType, tmp_path: Path
) -> None:
    asked = 0
    for one in [one for one in journeys if one.copy][:5]:
        target = tmp_path / one.path.name
        target.write_bytes(one.copy)
        try:
            found = validator.new_errors(one.path, target)
        except validator.ValidatorError:
            continue
        asked += 1
        assert found == [], one.path.name
    assert asked > 2


@needs_corpus
def test_libreoffice_opens_copies_and_saves_them_so_that_all_can_still_be_taken_out(
    journeys: list[Journey], libreoffice: Any, tmp_path: Path
) -> None:
    asked = 0
    for one in [one for one in journeys if one.copy and len(one.copy) < 60_000][:6]:
        source = tmp_path / f"{one.path.stem}.xlsx"
        source.write_bytes(one.copy)
        try:
            saved = libreoffice.convert(source, "xlsx", tmp_path / f"saved {source.name}")
        except LibreOfficeError:
            continue
        asked += 1
        assert RawBook(saved.read_bytes()).sheet_parts.keys() >= set(NAMES), one.path.name
        edited = edit.apply(saved, BACK)
        assert edited.receipt.refused == (), one.path.name
        assert _MARK.encode() not in b"".join(RawBook(edited.data).parts.values()), one.path.name
    assert asked > 2


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm, which turns pages into pictures, is not installed")
def test_the_colours_of_an_overlay_are_seen_where_they_were_asked_for(libreoffice: Any, tmp_path: Path) -> None:
    source = tmp_path / "plan.xlsx"
    with xlsxwriter.Workbook(source) as book:
        sheet = book.add_worksheet("Plan")
        sheet.write_column("A1", ["soon", "late", "never"])
        sheet.write("C3", "the page reaches to here")
    seen = {}
    for name, cells in {
        "none": ((1, 1, 'A1="other"'), (9, 2, "B9=1")),
        "one": ((1, 1, AS_NOW), (2, 1, 'A2="other"')),
        "four": ((1, 1, AS_NOW), (2, 1, ALWAYS), (1, 2, AS_NOW), (2, 2, blank("B2"))),
    }.items():
        copy = tmp_path / f"{name}.xlsx"
        assert edit.edit(source, copy, [Overlay("Plan", (*cells, (9, 1, 'A9="x"')), FILL, "7A1208")]).refused == ()
        page = libreoffice.convert(copy, "pdf", tmp_path / f"{name}.pdf")
        command = ["pdftoppm", "-r", "50", "-f", "1", "-l", "1", str(page), str(tmp_path / name)]
        subprocess.run(command, check=True)
        picture = next(tmp_path.glob(f"{name}-*.ppm")).read_bytes()
        seen[name] = picture.count(bytes.fromhex(FILL))
    assert seen["none"] == 0
    assert 2.5 < seen["four"] / seen["one"] < 6
