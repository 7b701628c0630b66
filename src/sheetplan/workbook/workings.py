"""What a column of a tab shows of other rows, as a live formula."""

from __future__ import annotations

from collections.abc import Sequence

from sheetplan.model import Tab, Template, WorksOut
from sheetplan.workbook import booknames, live

_BELOW_ALL = 1048577
"""One more than the last row that a sheet can have."""


def formula(template: Template, tab: Tab, works: WorksOut) -> str:
    """The live formula of a column that is worked out, without the leading "=".

    It is empty where it looks at a column that a new plan does not have. It shows nothing in a row that is not used,
    and works in Excel and LibreOffice without array entry.

    Args:
        template: the whole template.
        tab: the tab in which the column stands.
        works: what the column shows.
    """
    names = booknames.names(template)
    cells = {column.field: live.here(names.tabs[tab.name], column.heading) for column in tab.columns}
    if works.kind == "tally":
        return _tally([cells[field] for field in works.fields], works.word)
    if works.table == "plan":
        table, columns = names.tables["plan"], live.typed_columns(template)
    else:
        table, columns = names.tabs[works.table], template.tab(works.table).columns
    headings = {column.field: column.heading for column in columns}
    if not {works.match, works.value or works.match, works.by or works.match} <= set(headings):
        return ""
    mine = f"UPPER({live.trimmed(cells[works.mine])})"
    keys = live.whole(table, headings[works.match])
    same = _same(keys, mine)
    if works.kind == "count":
        shown = f"SUMPRODUCT(--{same})"
        if works.table == "plan" and template.archive_after_days is not None:
            # Actions that are done and put away still count.
            shown += f"+SUMPRODUCT(--{_same(live.whole(names.tables['archive'], headings[works.match]), mine)})"
    else:
        if works.kind == "latest":
            days = live.whole(table, headings[works.by])
            same = f"{same}*({days}=_xlfn.AGGREGATE(14,6,{days}/({same}*ISNUMBER({days})),1))"
        row = _last_row if works.kind == "latest" else _first_row
        values, heading = live.whole(table, headings[works.value]), live.above(table, headings[works.match])
        found = f"INDEX({values},{row(same, keys)}-ROW({heading}))"
        # A blank cell that is shown elsewhere would say 0.
        shown = f'IFERROR(IF({found}="","",{found}),"")'
    return f'IF({live.trimmed(cells[works.mine])}="","",{shown})'


def _same(keys: str, mine: str) -> str:
    return f"(UPPER({live.trimmed(keys)})={mine})"


def _tally(cells: Sequence[str], word: str) -> str:
    blank = ",".join(f'{live.trimmed(cell)}=""' for cell in cells)
    count = "+".join(f"({live.is_one_of(cell, [word])})" for cell in cells)
    return f'IF(AND({blank}),"",{count})'


def _first_row(same: str, keys: str) -> str:
    """The row of the first that matches; one below the sheet where none does, so that nothing is found there."""
    return f"{_BELOW_ALL}-SUMPRODUCT(MAX({same}*({_BELOW_ALL}-ROW({keys}))))"


def _last_row(same: str, keys: str) -> str:
    """The row of the last that matches; 0 where none does, so that nothing is found there."""
    return f"SUMPRODUCT(MAX({same}*ROW({keys})))"
