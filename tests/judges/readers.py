"""openpyxl and calamine as judges: what they read in a workbook before and after, cell by cell."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import python_calamine

from judges.intact import Expected, serial
from judges.raw import Cell, RawBook, UnreadableError, a1, unescaped

Cells = dict[tuple[str, Cell], Any]
MOST = 3_000_000
"""Cells, empty ones included, that calamine may be made to hold: beyond that it ends the whole process."""


def by_openpyxl(data: bytes) -> Cells | None:
    """Every cell that holds something, formulas as such, with its number format; None where it cannot read the file."""
    with warnings.catch_warnings():
        # What openpyxl cannot keep of somebody's file is not our concern here: it only reads.
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(data))
        except Exception:  # noqa: BLE001 - it raises whatever it happens to stumble over
            return None
        return {
            (sheet.title, (cell.row, cell.column)): (_worded(cell.value), cell.number_format)
            for sheet in book.worksheets
            for cell in list(sheet._cells.values())  # noqa: SLF001 - its own rows would make every cell between
            if cell.value is not None and not _is_target(cell)
        }


def by_calamine(data: bytes) -> Cells | None:
    """Every cell that holds something, as values; None where it cannot read the file."""
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        found: Cells = {}
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            for row, cells in enumerate(sheet.to_python(skip_empty_area=False), 1):
                found |= {(name, (row, column)): (value, "") for column, value in enumerate(cells, 1) if value != ""}
    except (python_calamine.CalamineError, KeyError, ValueError):
        return None
    return found


def fits(data: bytes) -> bool:
    """Whether the rectangles from A1 to the last cell of each sheet are of a size to be held in memory."""
    try:
        book = RawBook(data)
        sheets = [book.sheet(name).cells for name in book.sheet_parts]
    except UnreadableError:
        return False
    areas = (max(row for row, _ in cells) * max(column for _, column in cells) for cells in sheets if cells)
    return sum(areas) <= MOST


def differences(
    reader: str, was: Cells, now: Cells | None, expected: Mapping[tuple[str, Cell], Expected], date1904: bool
) -> list[str]:
    """What a reader sees that was not meant, one line each."""
    if now is None:
        return [f"{reader} no longer reads it"]
    if not was and not any(key in now for key in expected):
        return []  # it sees nothing at all in a strict workbook
    found = []
    for key in was.keys() | now.keys() | expected.keys():
        wanted = expected.get(key)
        before, after = was.get(key), now.get(key)
        where = f"{reader}: {key[0]}!{a1(key[1])}"
        if wanted is None:
            if before != after and not _both_nan(before, after):
                found.append(f"{where} was {before!r} and is {after!r}")
        elif reader == "by_openpyxl" and wanted.keeps_formula:
            if before != after:
                found.append(f"{where} lost its formula {before!r}: {after!r}")
        elif not _shows(after[0] if after else None, wanted.value, date1904):
            found.append(f"{where} shows {after!r}, not {wanted.value!r}")
        elif reader == "by_openpyxl" and wanted.number_format and after and after[1] != wanted.number_format:
            found.append(f"{where} has the format {after[1]!r}")
    return found


def _worded(value: Any) -> Any:
    """Text with the signs that XML cannot hold, which openpyxl leaves spelled out; an array formula as its text."""
    if isinstance(value, str):
        return unescaped(value)
    return value if isinstance(value, (int, float, date, time, timedelta)) else getattr(value, "text", vars(value))


def _is_target(cell: Any) -> bool:
    """A blank cell with a link: openpyxl shows the link's target in it."""
    return cell.hyperlink is not None and cell.value in (cell.hyperlink.target, cell.hyperlink.location)


def _both_nan(one: Any, other: Any) -> bool:
    return all(each is not None and isinstance(each[0], float) and math.isnan(each[0]) for each in (one, other))


def _shows(found: Any, wanted: Any, date1904: bool) -> bool:
    """Whether a reader's value is the one that was written; a number in a cell that shows dates is read as a date."""
    if wanted in (None, "") or found is None:
        return wanted in (None, "") and found in (None, "")
    if isinstance(wanted, bool) or isinstance(found, bool):
        return found is wanted
    if isinstance(wanted, str) or isinstance(found, str):
        return bool(found == wanted)
    return math.isclose(_number(found, date1904), _number(wanted, date1904), rel_tol=1e-12, abs_tol=2e-5)


def _number(value: Any, date1904: bool) -> float:
    if isinstance(value, timedelta):
        return value.total_seconds() / 86400
    if isinstance(value, time):
        return timedelta(hours=value.hour, minutes=value.minute, seconds=value.second).total_seconds() / 86400
    return serial(value, date1904) if isinstance(value, (date, datetime)) else float(value)
