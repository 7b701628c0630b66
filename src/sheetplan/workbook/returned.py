"""Reads what is added to a copy that is sent back: which tabs are ours, and the findings as they were then."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from sheetplan.model import (
    RETURN_HEADINGS,
    Assumption,
    Earlier,
    Finding,
    Level,
    ReturnMark,
    Template,
    Value,
    is_blank,
    long_day,
)
from sheetplan.workbook import foreign, ours, properties
from sheetplan.workbook.find import Grid, plain
from sheetplan.workbook.parts import Package
from sheetplan.workbook.sheets import Workbook, cell

_CELL = re.compile(r"([A-Z]{1,3}\d{1,7}) on (.+)", re.DOTALL)
_SEARCHED_ROWS = 30
_LEVELS = {level.label.casefold(): level for level in Level}


def mark(package: Package) -> ReturnMark | None:
    """What a workbook says of itself that was checked and sent back; None of any other."""
    travelling = properties.read_properties(package)
    name = travelling.get(properties.RETURN_NAME, "")
    if not name and not properties.listed(travelling):
        return None
    return ReturnMark(ours.tabs(package, travelling), name, _day(travelling.get(properties.RETURNED_ON)))


def assumed(marked: ReturnMark | None, *, extract: bool = False) -> Iterator[Assumption]:
    """What is said of a copy's tabs when it comes back; those of an extract say only that it is one."""
    if marked is not None and marked.tabs and (marked.name or not extract):
        day = f" on {long_day(marked.day)}" if marked.day else ""
        names = " and ".join(f'"{name}"' for name in marked.tabs)
        what = f"tab {names} was" if len(marked.tabs) == 1 else f"tabs {names} were"
        yield Assumption(None, f"The {what} added when this plan was checked{day}, and passed over.")


def cell_words(at: str, sheet: str) -> str:
    """How a cell is called on the tab of findings: "B19 on Action plan"."""
    return f"{at} on {sheet}"


def code_words(finding: Finding) -> str:
    """What a finding is known by on that tab, whoever sorts it: its code, and the field that it is about."""
    return f"{finding.code} {finding.column or ''}".strip()


def earlier(path: Path, templates: Sequence[Template]) -> Earlier | None:
    """The findings in a copy that was sent back, as they were when it was checked.

    Args:
        path: the copy, as it was made, or as people have sorted and filled it in since.
        templates: those whose headings its tab of findings may have.

    Returns:
        None where it is no such copy.

    Raises:
        SheetplanError: the file cannot be read.
    """
    if foreign.is_foreign(path):
        return None
    package = Package.open(path)
    marked = mark(package)
    if marked is None:
        return None
    book = Workbook(package)
    plan_id = properties.read_properties(package).get(properties.PLAN_ID, "")
    found = next(
        (rows for entry in book.entries if (rows := _rows(book.grid(entry.name), templates)) is not None), None
    )
    return None if found is None else Earlier(path, marked.name, marked.day, plan_id, tuple(found))


def _rows(grid: Grid, templates: Sequence[Template]) -> list[Finding] | None:
    """The findings on a sheet; None where it is not the tab that holds them."""
    for number, row in enumerate(grid[:_SEARCHED_ROWS], start=1):
        texts = {plain(value): column for column, value in enumerate(row, start=1) if isinstance(value, str)}
        for template in templates:
            names = {name: plain(template.returns.headings[name]) for name in RETURN_HEADINGS}
            if set(names.values()) <= set(texts):
                return list(_findings(grid, number, {name: texts[text] for name, text in names.items()}))
    return None


def _findings(grid: Grid, heading_row: int, columns: dict[str, int]) -> Iterator[Finding]:
    for number in range(heading_row + 1, len(grid) + 1):
        words = {name: _text(cell(grid, number, column)) for name, column in columns.items()}
        place, level = _CELL.fullmatch(words["cell"]), _LEVELS.get(words["level"].casefold())
        code, _, field = words["code"].partition(" ")
        if place is not None and level is not None and code:
            yield Finding(
                code, level, place[2], place[1], words["ref"] or None, field or None, words["found"], words["fix"]
            )


def _text(value: Value) -> str:
    """A cell's text; a ref that some program has made a number is its figures again."""
    if is_blank(value):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
