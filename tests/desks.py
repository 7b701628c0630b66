"""A coordinator's desk in these tests: made, filled with samples, worked at, and looked at as a whole."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl

import staff
from sheetplan.launchers import System
from sheetplan.model import Value
from sheetplan.model.desks import BOOK, CHECKED, KEPT, MASTERS, REPORTS, SUBMITTED, Job, Ran
from sheetplan.walks.desk import Asked, do, make

TODAY = date(2026, 10, 31)
NOW = datetime.fromisoformat("2026-10-31T09:30:00+00:00")
ODD_NAME = "Büro & Co, 100% (it's new)"
"""Everything in a folder's name that shells, scripts and links could stumble over."""
SETTINGS = ("organisation", "templates", "register", "position", "contact", "reply_by", "by")
"""In the order of their rows, from row 5."""


def desk(folder: Path, name: str = ODD_NAME, **settings: Value) -> Path:
    """A new desk, set up with a role and whatever is given."""
    made = make(folder / name, [System.LINUX], sys.executable, TODAY).desk
    setting(made, **{"by": "Coordinator", **settings})
    return made


def setting(desk: Path, **settings: Value) -> None:
    """Enter settings as a person would."""
    cells = {f"B{SETTINGS.index(name) + 5}": value for name, value in settings.items()}
    staff.typed(desk / BOOK, {"Settings": cells})


def sample(name: str, target: Path) -> Path:
    """A sample plan under another name."""
    return Path(shutil.copy(staff.SAMPLES / name / "plan.xlsx", target))


def worked(desk: Path, job: Job, *files: Path, **asked: Any) -> Ran:
    """Do a job as on a fixed day."""
    ids = iter(f"plan-{number}" for number in range(1, 100))
    usual = {"today": TODAY, "now": NOW, "by": "somebody", "new_id": lambda: next(ids), "wait": 0.8}
    return do(desk, job, Asked(**{**usual, "files": files, **asked}))


def results(ran: Ran) -> dict[str, str]:
    """File to result."""
    return {line.file: line.result for line in ran.lines}


def tree(folder: Path, *without: str) -> Mapping[str, str]:
    """Everything in a folder by its hash; folders too."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file()
        else "folder"
        for path in sorted(folder.rglob("*"))
        if path.relative_to(folder).parts[0] not in without
    }


def shown(path: Path) -> str:
    """A workbook of results as text, every link with the file on which it lands."""
    lines: list[str] = []
    for sheet in openpyxl.load_workbook(path).worksheets:
        lines.append(f"== {sheet.title}")
        for row in sheet.iter_rows():
            cells = [str(cell.value) for cell in row if cell.value is not None]
            if cells:
                lines.append(" | ".join(cells))
            lines += [f"    opens {landed(path, cell.hyperlink.target)}" for cell in row if cell.hyperlink]
    return "\n".join(lines) + "\n"


def landed(path: Path, target: str) -> str:
    """The file that a link in a workbook leads to, from the desk; it is there."""
    found = (path.parent / unquote(target)).resolve()
    assert found.is_file(), f"{target} leads to nothing"
    return found.relative_to(path.parents[1]).as_posix() if found.is_relative_to(path.parents[1]) else found.name


__all__ = ["CHECKED", "KEPT", "MASTERS", "REPORTS", "SUBMITTED"]
