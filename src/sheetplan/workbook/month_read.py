"""Reads a month's report again: how each plan stood in it, its trend, and what the committee was asked to do."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sheetplan.model import (
    ActionState,
    PlanInMonth,
    PlanState,
    PreviousReport,
    SheetplanError,
    Status,
    TrendPoint,
    is_blank,
    months,
    people_in,
    shown,
)
from sheetplan.workbook import month_names, properties, refs
from sheetplan.workbook.find import Grid
from sheetplan.workbook.parts import Package
from sheetplan.workbook.sheets import Workbook

Row = Mapping[str, Any]
_TOP = 8
"""Rows within which the headings stand."""
_PLACE = re.compile(
    r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>\w+))!\$(?P<column>[A-Z]+)\$(?P<first>\d+)(?::\$[A-Z]+\$(?P<last>\d+))?"
)


def month(path: Path) -> date | None:
    """The first day of the month whose report a workbook is; None for any other.

    Raises:
        SheetplanError: the file cannot be read, or is too large to be.
    """
    return _month(Package.open(path))


def mark(proposed: Sequence[str]) -> str:
    """A mark of what was proposed to a committee."""
    return hashlib.sha256("\n".join(proposed).encode()).hexdigest()[:16]


def read(path: Path) -> PreviousReport:
    """A month's report, as it stands.

    Raises:
        SheetplanError: it cannot be read, or is no such report.
    """
    package = Package.open(path)
    first = _month(package)
    if first is None:
        raise SheetplanError(
            f"{path.name} is no report that rollup wrote.", "Name the workbook of an earlier month, as rollup wrote it."
        )
    book = Workbook(package)
    for name in (month_names.SUMMARY, month_names.ACTIONS, month_names.PLANS, month_names.TREND):
        if name not in {entry.name for entry in book.entries}:
            raise SheetplanError(
                f'{path.name}: the tab "{name}" is missing, or has another name now.',
                "Use the report as it was written.",
            )
    last = _last_day(first)
    asked = tuple(_asked(book))
    known = properties.read_properties(package).get(month_names.PROPOSED, "")
    return PreviousReport(
        path=path,
        month=last,
        plans={plan.known_by: (plan, state) for plan, state in _plans(book)},
        trend=tuple(_trend(book)),
        asked=asked,
        edited=mark(asked) != known,
    )


def _month(package: Package) -> date | None:
    said = properties.read_properties(package).get(month_names.MONTH, "")
    try:
        return date.fromisoformat(f"{said}-01")
    except ValueError:
        return None


def _last_day(first: date) -> date:
    return (first + timedelta(31)).replace(day=1) - timedelta(1)


def _table(book: Workbook, sheet: str, headings: Mapping[str, str]) -> Iterator[Row]:
    """The rows of the table on a tab: field to what stands there, None for the word that says that nothing does.

    On All actions nothing is said by an empty cell: an action may be called "none".
    """
    grid = book.grid(sheet)
    wanted = set(headings.values())
    named = [{str(value): at for at, value in enumerate(row) if isinstance(value, str)} for row in grid[:_TOP]]
    number = next((at for at, columns in enumerate(named, start=1) if wanted <= set(columns)), None)
    if number is None:
        raise SheetplanError(
            f'{book.package.label}: the headings on the tab "{sheet}" are not as they were written.',
            "Use the report as it was written.",
        )
    columns = named[number - 1]
    for values in grid[number:]:
        if not all(map(is_blank, values)):
            found = {field: _value(values, columns[heading]) for field, heading in headings.items()}
            says_nothing = month_names.NOTHING if sheet != month_names.ACTIONS else None
            yield {field: None if value == says_nothing else value for field, value in found.items()}


def _value(values: Sequence[Any], at: int) -> Any:
    value = values[at] if at < len(values) else None
    return None if is_blank(value) else value


def _plans(book: Workbook) -> Iterator[tuple[PlanInMonth, PlanState]]:
    rows: dict[str, list[Row]] = {}
    for row in _table(book, month_names.ACTIONS, months.FIELDS):
        rows.setdefault(_text(row["plan"]), []).append(row)
    for number, row in enumerate(_table(book, month_names.PLANS, month_names.PLAN_COLUMNS), start=1):
        day, name = _day(row["day"]), _text(row["name"])
        if day is None or not name:
            continue
        plan = PlanInMonth(
            number=number,
            organisation=_text(row["organisation"]),
            name=name,
            known_by=_text(row["known_by"]),
            kind=_text(row["kind"]),
            title=_text(row["title"]),
            compared=False,
            file="",
            version=_text(row["version"]),
            day=day,
            day_before=None,
            received=False,
            newest_record=_day(row["newest_record"]),
            must_fix=None,
            to_check=None,
            trend=(),
        )
        seen: dict[str, int] = {}
        actions = (_action(one, seen) for one in rows.get(name, ()) if one["where"] != months.NOT_THERE)
        yield (
            plan,
            PlanState(day, plan.version, tuple(actions), newest_record=plan.newest_record, whole_archive=False),
        )


def _action(row: Row, seen: dict[str, int]) -> ActionState:
    ref, text, owner = _text(row["ref"]), _text(row["action"]), _text(row["owner"])
    return ActionState(
        key=months.key(ref, text, seen),
        ref=ref,
        text=text,
        owner=owner,
        owners=people_in(owner, {}),
        where=_text(row["where"]),
        status=_text(row["status"]),
        days_overdue=_number(row["days_overdue"]),
        due=_day(row["due"]),
        first_agreed=_day(row["first_agreed"]),
        times_moved=_number(row["times_moved"]) or 0,
        has_reason=row["reason"] == months.YES,
        achieved=_day(row["achieved"]),
        typed=_text(row["typed"]),
        disagrees=row["disagrees"] == months.YES,
    )


def _trend(book: Workbook) -> Iterator[TrendPoint]:
    fields = {"month": month_names.TREND_MONTH, "plans": month_names.TREND_PLANS, **{str(s): str(s) for s in Status}}
    for row in _table(book, month_names.TREND, fields):
        day = _day(row["month"])
        if day is not None:
            counts = {str(status): _number(row[str(status)]) or 0 for status in Status}
            yield TrendPoint(_last_day(day.replace(day=1)), _number(row["plans"]) or 0, counts)


def _asked(book: Workbook) -> Iterator[str]:
    """What stands in the box, line by line."""
    for sheet, first, last, column in _box(book):
        grid: Grid = book.grid(sheet)
        for row in range(first, min(last, len(grid)) + 1):
            value = grid[row - 1][column - 1] if column <= len(grid[row - 1]) else None
            if not is_blank(value):
                yield " ".join(shown(value).split())


def _box(book: Workbook) -> Iterator[tuple[str, int, int, int]]:
    """Where the box stands: sheet, first and last row, column."""
    sheets = {entry.name for entry in book.entries}
    for name in book.package.defined_names:
        found = _PLACE.fullmatch(name.text)
        if name.name != month_names.ASKED or found is None:
            continue
        sheet = (found["quoted"] or "").replace("''", "'") or found["bare"]
        if sheet in sheets:
            yield sheet, int(found["first"]), int(found["last"] or found["first"]), refs.column_number(found["column"])


def _text(value: Any) -> str:
    return "" if value is None else shown(value)


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None
