"""Builds the story of a plan whose owners work on copies: three versions of the peer review plan, and two copies of it.

A third copy, an extract for the project manager, was typed in and saved by LibreOffice; it is kept as it came.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from painting import HERE

from sheetplan.walks import understand
from sheetplan.walks.extract import Options as Extracting
from sheetplan.walks.extract import extract
from sheetplan.walks.update import Options, update
from sheetplan.workbook import edit
from sheetplan.workbook.changes import SetCell

NAME = "sync"
PLAN, COPIES = "plan.xlsx", "copies"
TYPED_ELSEWHERE = f"{COPIES}/for PM.xlsx"
"""What LibreOffice saved: it is not made here."""
MONTHS = (date(2008, 2, 29), date(2008, 3, 31), date(2008, 4, 30))
LAPTOP: Mapping[tuple[str, str], str] = {
    ("10", "evaluation"): "Each reviewer has handed in the notes",
    ("12", "timescale"): "By 30 Jun 2008",
}
BOARD: Mapping[tuple[str, str], str] = {
    ("12", "timescale"): "By 31 Jul 2008",
    ("19", "timescale"): "By 15 May 2008",
    ("20", "success"): "Seen by the board in March",
}
NEW = ("31. Tell the other colleges what came out of it", "By 30 Sep 2008", "", "PM")


def build() -> dict[str, bytes]:
    """Every file of the sample by its place in the folder, but for what was typed elsewhere."""
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(shutil.copy(HERE / "peer-review" / PLAN, Path(folder) / PLAN))
        for day in MONTHS:
            update(plan, options(day))
        copies = plan.parent / COPIES
        copies.mkdir()
        laptop = Path(shutil.copy(plan, copies / "plan-LAPTOP (1).xlsx"))
        typed(laptop, LAPTOP, NEW)
        early = next((plan.parent / "plan versions").glob("plan v0.2 *.xlsx"))
        typed(Path(shutil.copy(early, copies / "plan from the board.xlsx")), BOARD)
        files = (path for path in plan.parent.rglob("*") if path.is_file())
        return {path.relative_to(plan.parent).as_posix(): path.read_bytes() for path in files}


def for_pm(plan: Path, target: Path) -> None:
    """The extract as it went out to the project manager."""
    extract(plan, Extracting(output=target, owner="PM", reply_to="the coordinator"))


def options(day: date) -> Options:
    """How the coordinator updates on a day."""
    now = datetime.fromisoformat(f"{day.isoformat()}T10:00:00+00:00")
    return Options(today=day, now=now, as_of=day, by="Coordinator")


def typed(path: Path, cells: Mapping[tuple[str, str], str], new: tuple[str, ...] = ()) -> None:
    """Type into a copy: by the action's ref and the field; and a new action below all others."""
    plan = understand.only_plan(path, None)
    rows = dict(zip(plan.actions["at_ref"], plan.actions["at_row"], strict=True))
    changes = [SetCell(plan.sheet, rows[ref], plan.columns[field].column, text) for (ref, field), text in cells.items()]
    below = plan.layout.last_row + 1
    changes += [SetCell(plan.sheet, below, column, text) for column, text in enumerate(new, start=1) if text]
    edit.edit(path, path, changes)
