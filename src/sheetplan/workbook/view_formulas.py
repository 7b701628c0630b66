"""The formulas of the Dashboard: counts and lists over the plan's own columns, in functions that every program has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sheetplan.model import Status, letters
from sheetplan.workbook.formulas import sheet_prefix
from sheetplan.workbook.live import quoted, trimmed, whole

_ROWS = 2**21
"""More rows than a sheet can have: a day and a row in one number, the row its rest."""
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Columns:
    """The plan's columns, as formulas name them."""

    sheet: str
    at: Mapping[str, int]
    """Field to column."""
    first_row: int
    last_row: int
    table: str = ""
    """The Excel Table whose columns are named; empty where their cells are."""
    headings: Mapping[str, str] | None = None
    """What its columns are called."""

    def cells(self, field: str) -> str:
        """All cells of a column."""
        if self.table and self.headings is not None:
            return whole(self.table, self.headings[field])
        column = letters(self.at[field])
        return f"{sheet_prefix(self.sheet)}${column}${self.first_row}:${column}${self.last_row}"

    def cell(self, field: str, row: str) -> str:
        """The cell of a column in the row whose number stands in another cell."""
        column = letters(self.at[field])
        return f"INDEX({sheet_prefix(self.sheet)}${column}:${column},{row})"


def with_status(columns: Columns, word: str) -> str:
    """How many actions have a status."""
    return f"COUNTIF({columns.cells('status')},{quoted(word)})"


def overdue_row(columns: Columns, place: int) -> str:
    """The row of the action that is overdue the longest, or the next after it."""
    status, days = columns.cells("status"), columns.cells("days_overdue")
    key = f"({days}*{_ROWS}+{_ROWS}-ROW({status}))/({status}={quoted(Status.OVERDUE)})"
    return f'IFERROR({_ROWS}-MOD(_xlfn.AGGREGATE(14,6,{key},{place}),{_ROWS}),"")'


def coming_row(columns: Columns, place: int) -> str:
    """The row of the action that is due next, or the next after it."""
    status, due = columns.cells("status"), columns.cells("due")
    words = "+".join(f"({status}={quoted(word)})" for word in (Status.DUE_SOON, Status.NOT_YET_DUE))
    key = f"(INT({due})*{_ROWS}+ROW({status}))/({words})"
    return f'IFERROR(MOD(_xlfn.AGGREGATE(15,6,{key},{place}),{_ROWS}),"")'


def shown(columns: Columns, field: str, row: str, *, cut: bool = False) -> str:
    """What stands in an action's cell; of a long text its beginning."""
    cell = columns.cell(field, row)
    text = cell
    if cut:
        line = f'SUBSTITUTE({cell},CHAR(10)," ")'
        text = f'IF(LEN({line})>{_LONGEST},LEFT({line},{_LONGEST - 3})&"...",{line})'
    return f'IF({row}="","",IF(ISERROR({cell}),"",IF({cell}="","",{text})))'


def cut(text: str) -> str:
    """The same of a text."""
    text = text.replace("\n", " ")
    return f"{text[: _LONGEST - 3]}..." if len(text) > _LONGEST else text


def of_people(
    columns: Columns, field: str, label: str, signs: Sequence[str], status: str, longer: Sequence[str] = ()
) -> str:
    """How many actions somebody has; the name stands in a cell.

    Args:
        columns: where the plan's cells stand.
        field: the column of people.
        label: the cell with the name.
        signs: what stands between people, each sign on its own.
        status: only those of this status; empty for all that are open.
        longer: names between bars that hold this one: where they stand, somebody else is meant.
    """
    cells = _apart(columns.cells(field), signs)
    for name in longer:
        cells = f'SUBSTITUTE({cells},{quoted(name)},"|")'
    return _counted(columns, f"FIND({_apart(label, signs)},{cells})", status)


def of_words(columns: Columns, field: str, label: str, status: str) -> str:
    """How many actions have these words in a cell; the words stand in another, and "" are none."""
    here = f'"|"&UPPER({trimmed(label)})&"|"' if label else quoted("||")
    return _counted(columns, f'FIND({here},"|"&UPPER({trimmed(columns.cells(field))})&"|")', status)


def _counted(columns: Columns, found: str, status: str) -> str:
    cells = columns.cells("status")
    if status:
        return f"SUMPRODUCT(ISNUMBER({found})*({cells}={quoted(status)}))"
    closed = "*".join(f"({cells}<>{quoted(word)})" for word in (Status.COMPLETE, Status.WITHDRAWN, ""))
    return f"SUMPRODUCT(ISNUMBER({found})*{closed})"


def _apart(text: str, signs: Sequence[str]) -> str:
    """A text in capitals, each of these signs in it a bar, and bars around it."""
    for sign in signs:
        said = "CHAR(10)" if sign == "\n" else quoted(sign)
        text = f'SUBSTITUTE({text},{said},"|")'
    return f'"|"&UPPER({text})&"|"'


def headline(late: str, total: str, soon: str, none: str) -> str:
    """How the actions stand, in a sentence; the counts stand in cells."""
    return (
        f'IF({total}=0,"There are no actions in the plan.",{late}&" of "&{total}&IF({total}=1," action"," actions")'
        f'&IF({late}=1," is"," are")&" overdue, "&{soon}&IF({soon}=1," is"," are")&" due soon, and "'
        f'&{none}&IF({none}=1," has"," have")&" no due date.")'
    )


def most_overdue(labels: str, open_ones: str, overdue: str) -> str:
    """Who, or what, has the most overdue actions; all three are ranges of cells."""
    place = f"MATCH(MAX({overdue}),{overdue},0)"
    return (
        f'IF(MAX({overdue})=0,"Nothing is overdue.","Most overdue: "&INDEX({labels},{place})&", "&MAX({overdue})'
        f'&" of "&INDEX({open_ones},{place})&" open.")'
    )


def how_many(count: str, shown_ones: int) -> str:
    """How many there are, and how many of them are listed."""
    some = f'{count}&" in all; the first {shown_ones} are listed."'
    return f'IF({count}=0,"None.",IF({count}>{shown_ones},{some},{count}&" in all."))'
