"""Builds the story of six organisations' plans over thirteen months: what people typed, and an update after each month.

What they typed stands in `rollup/plans.toml`. Each plan is kept by the program itself, month after month; what each
update received is left out of the sample, because it would double it.
"""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import submissions
import tabbed
from painting import HERE

from sheetplan import versions
from sheetplan.model import Plan, Value
from sheetplan.walks import understand
from sheetplan.walks.new import new
from sheetplan.walks.update import Options, update
from sheetplan.workbook import edit
from sheetplan.workbook.changes import SetCell, Style

NAME = "rollup"
FOLDER = "plans"
_DAY = "d mmm yyyy"
_WRITTEN_AFTER = timedelta(days=4)
"""A month's figures are typed and updated in the first days of the next."""
_REGISTER_SAVED = datetime(2026, 10, 1, 9, 0)

Content = Mapping[str, Any]


def build(only: Collection[str] | None = None) -> dict[str, bytes]:
    """Every file of the sample by its place in the folder.

    Args:
        only: the files of the plans that are wanted, with their kept versions; None for all, and the register.
    """
    content = tomllib.loads((HERE / NAME / "plans.toml").read_text(encoding="utf-8"))
    files = {} if only is not None else {"register.xlsx": submissions.register(content["register"], _REGISTER_SAVED)}
    with tempfile.TemporaryDirectory() as folder:
        for plan in content["plan"]:
            if only is None or plan["file"] in only:
                _kept(Path(folder) / plan["file"], plan)
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file() and path.parent.name != versions.RECEIVED:
                files[f"{FOLDER}/{path.relative_to(folder).as_posix()}"] = path.read_bytes()
    return files


def _kept(path: Path, plan: Content) -> None:
    """The plan as it was begun, then month after month what people typed, and an update."""
    if "above" in plan:
        path.write_bytes(_of_their_own(plan))
    else:
        begun = plan["update"][0]["day"].replace(day=1)
        kind, title, whose = plan["template"], plan["title"], plan["organisation"]
        new(kind, path, title=title, organisation=whose, plan_id=plan["id"], today=begun)
    for month in plan["update"]:
        typed = list(_typed(understand.only_plan(path, None), month))
        edit.edit(path, path, typed)
        made = update(path, _options(plan, month))
        if made.version is None:
            raise ValueError(f"{path.name}: nothing changed by {month['day']}.")


def _options(plan: Content, month: Content) -> Options:
    day: date = month["day"]
    written = day + _WRITTEN_AFTER
    now = datetime.fromisoformat(f"{written.isoformat()}T10:00:00+00:00")
    return Options(written, now, day, month.get("note", ""), plan["by"], approve=month.get("approve", False))


def _of_their_own(plan: Content) -> bytes:
    """A workbook that this program did not make."""
    sheet = {"name": "Action plan", **{name: plan[name] for name in ("above", "headings", "widths", "rows")}}
    properties = {"title": plan["title"], "author": plan["by"], "company": plan["organisation"]}
    content = {"font": "Arial", "properties": properties, "sheet": [sheet]}
    saved = datetime.combine(plan["saved"], datetime.min.time())
    return tabbed.packed(tabbed.workbook(content, saved)[0], saved)


def _typed(plan: Plan, month: Content) -> Iterator[SetCell]:
    """What people typed in a month, cell by cell."""
    for field, value in month.get("cover", {}).items():
        sheet, row, column = plan.cover_cells[field]
        yield _cell(sheet, row, column, value)
    for name, rows in month.get("tabs", {}).items():
        tab = plan.tabs[name]
        yield from _rows(tab.sheet, tab.next_row, [place.column for place in tab.columns.values()], rows)
    codes = month.get("codes", ())
    if codes:
        yield from _rows(plan.template.roles_sheet, _FIRST_CODE + len(plan.people), (1, 2), codes)
    rows_of = dict(zip(plan.actions["at_ref"], plan.actions["at_row"], strict=True))
    for place, value in month.get("typed", {}).items():
        ref, _, field = place.rpartition(".")
        column = (plan.computed["due"] if field == "at_due" else plan.columns[field]).column
        yield _cell(plan.sheet, rows_of[ref], column, value)
    for ref in month.get("cleared", ()):
        yield from (_cell(plan.sheet, rows_of[ref], place.column, "") for place in plan.columns.values())
    columns = [place.column for place in sorted(plan.columns.values(), key=lambda place: place.column)]
    like = None if plan.live else plan.layout.last_row
    yield from _rows(plan.sheet, plan.layout.last_row + 1, columns, month.get("new", ()), like)
    yield from _reached(plan, month.get("reached", {}))
    shelved = dict(zip(plan.archived["at_ref"], plan.archived["at_row"], strict=True))
    for ref in month.get("reopen", ()):
        yield _cell(str(plan.archive_sheet), shelved[ref], plan.archive_columns["reopen"].column, "Yes")


_FIRST_CODE = 5
"""The row of the first role code in a painted workbook."""


def _reached(plan: Plan, days: Mapping[str, date]) -> Iterator[SetCell]:
    """Days on which milestones were reached: by the action's ref and how the milestone's words begin."""
    for place, day in days.items():
        ref, _, words = place.partition(".")
        tab = plan.tabs["milestones"]
        (row,) = (row for row in tab.rows if row["ref"] == ref and str(row["milestone"]).startswith(words))
        yield _cell(tab.sheet, int(str(row["at_row"])), tab.columns["achieved"].column, day)


def _rows(
    sheet: str, first: int, columns: Sequence[int], rows: Sequence[Sequence[Any]], like: int | None = None
) -> Iterator[SetCell]:
    """Rows below the others; their cells look as painted, or like those of a row above."""
    for row, cells in enumerate(rows, start=first):
        for column, value in zip(columns, cells, strict=False):
            yield _cell(sheet, row, column, value, None if like is None else Style(like=(like, column)))


def _cell(sheet: str, row: int, column: int, value: Any, style: Style | None = None) -> SetCell:
    typed: Value = None if value == "" else value
    if isinstance(value, date) and style is None:
        style = Style(like=(row, column), number_format=_DAY)
    return SetCell(sheet, row, column, typed, style)
