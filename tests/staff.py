"""What people do with a plan in these tests: copy a sample, type into it, check it, update it, look at a tab."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl.utils.cell import coordinate_to_tuple
from python_calamine import CalamineWorkbook

from sheetplan.model import Checked, Judged, Updated, Value
from sheetplan.walks import check as checking
from sheetplan.walks.new import new
from sheetplan.walks.update import Options, update
from sheetplan.workbook import edit
from sheetplan.workbook.changes import AddTab, SetCell, Style, TabCell

SAMPLES = Path(__file__).parents[1] / "samples"
TODAY = date(2026, 10, 31)


def sample(name: str, folder: Path) -> Path:
    """A copy of a sample in a folder."""
    return Path(shutil.copy(SAMPLES / name / "plan.xlsx", folder / "plan.xlsx"))


def typed(path: Path, sheets: Mapping[str, Mapping[str, Value]]) -> Path:
    """Type into a workbook: sheet to cell to value."""
    changes = [
        SetCell(sheet, *coordinate_to_tuple(cell), value, style=_dated(cell, value))
        for sheet, cells in sheets.items()
        for cell, value in cells.items()
    ]
    done = edit.apply(path, list(changes))
    assert done.receipt.refused == ()
    path.write_bytes(done.data)
    return path


def _dated(cell: str, value: Value) -> Style | None:
    return Style(like=coordinate_to_tuple(cell), number_format="d mmm yyyy") if isinstance(value, date) else None


def run(path: Path, day: date | None, **options: Any) -> Updated:
    """Update a plan on a day."""
    now = datetime.fromisoformat("2026-10-31T09:30:00+00:00")
    return update(path, Options(**{"today": TODAY, "now": now, "as_of": day, "by": "Coordinator", **options}))


def checked(path: Path, day: date | None) -> Checked:
    """Check a plan on a day."""
    return checking.check([path], today=TODAY, as_of=day)


def judged(path: Path, day: date) -> Judged:
    """The only plan of a workbook, on a day."""
    found = checked(path, day)
    assert found.refused == ()
    return found.plans[0]


def told(found: Judged) -> dict[str, str]:
    """Where a finding is, as Sheet!A1, to its code."""
    assert len({(one.sheet, one.cell) for one in found.findings}) == len(found.findings)
    return {f"{one.sheet}!{one.cell}": one.code for one in found.findings}


def standings(found: Judged) -> dict[str, str]:
    """Ref to status word."""
    assert found.plan.standing is not None
    return dict(zip(found.plan.actions["at_ref"], map(str, found.plan.standing["status"]), strict=True))


def reading(found: Judged) -> dict[str, Any]:
    """All that is read of a plan and of its tabs, and what is found in them; where it stands in the file left out."""
    plan = found.plan
    frames = {"actions": plan.actions, "archived": plan.archived}
    rows = {name: [_plain(row, plan.columns) for row in frame.to_dict("records")] for name, frame in frames.items()}
    tabs = {name: [_plain(row, (*read.columns, "at_row")) for row in read.rows] for name, read in plan.tabs.items()}
    places = {field: (place.column, place.heading) for field, place in plan.columns.items()}
    return {
        "sheet": (plan.sheet, plan.layout.heading_rows, places),
        **rows,
        **tabs,
        "cover": dict(plan.cover),
        "people": dict(plan.people),
        "standing": standings(found),
        "awaited": plan.awaited,
        "findings": found.findings,
        "travels": (plan.plan_id, plan.version, plan.position_date),
    }


def _plain(row: Mapping[Any, Any], fields: Any) -> dict[str, Any]:
    return {field: row[field] for field in (*fields, "at_row") if field in row}


def shown(path: Path, sheet: str) -> list[list[Any]]:
    """What stands on a sheet, row by row."""
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def column(path: Path, sheet: str, letter: str, first: int) -> list[Any]:
    """What stands in a column from a row on, without what is empty below."""
    values = [row[ord(letter) - ord("A")] for row in shown(path, sheet)[first - 1 :]]
    while values and values[-1] == "":
        values.pop()
    return values


def dump(path: Path) -> str:
    """Every cell of a workbook as text, for a golden that can be read."""
    lines = []
    for name in CalamineWorkbook.from_path(str(path)).sheet_names:
        lines.append(f"== {name}")
        for number, row in enumerate(shown(path, name), start=1):
            cells = [str(cell).replace("\n", " / ") for cell in row]
            if any(cells):
                lines.append(f"{number}: {' | '.join(cells).rstrip(' |')}")
    return "\n".join(lines) + "\n"


def blank(template: str, folder: Path) -> Path:
    """What `new` makes of a template."""
    path = folder / "plan.xlsx"
    new(template, path, title="Plan", organisation="Organisation A", plan_id="0123456789abcdef", today=TODAY)
    return path


def add_tab(path: Path, name: str, rows: Sequence[Sequence[Value]]) -> None:
    """Add a sheet with these rows, the first of them in row 1."""
    day = Style(number_format="d mmm yyyy")
    cells = [tuple(TabCell(value, day if isinstance(value, date) else Style()) for value in row) for row in rows]
    done = edit.apply(path, [AddTab(name, tuple(cells), widths=tuple(20.0 for _ in rows[0]))])
    assert done.receipt.refused == ()
    path.write_bytes(done.data)


def parts(path: Path) -> dict[str, bytes]:
    """A workbook's parts."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def places(found: Judged) -> list[tuple[str, str]]:
    """Code and cell of each finding, in order."""
    return [(finding.code, finding.cell) for finding in found.findings]
