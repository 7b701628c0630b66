"""Makes the frame of a plan's actions: their cells by field, and what else is known of each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sheetplan.model import is_blank, letters
from sheetplan.workbook import body, look
from sheetplan.workbook.find import Grid, Headings
from sheetplan.workbook.frames import Every, framed
from sheetplan.workbook.sheets import Workbook, cell

if TYPE_CHECKING:
    import pandas as pd

_NOWHERE: Mapping[str, Every] = {
    "at_section": Every(None),
    "at_shifted": Every(False),
    "at_struck": Every(False),
    "at_green": Every(False),
    "at_overtyped": Every(()),
}
"""What is said of actions of which there is nothing to say."""


def frame(
    rows: body.Body,
    headings: Headings,
    looks: Mapping[tuple[str, int], look.Look],
    formulas: set[tuple[str, int]],
    others: Sequence[dict[str, object]] | Every,
) -> pd.DataFrame:
    """The frame of a plan's actions.

    Args:
        rows: as they were told apart.
        headings: where the fields stand.
        looks: how cells look that are crossed out or green.
        formulas: (column, row) of the cells that hold one.
        others: for each action what stands in columns that the template does not know.
    """
    live, kept = is_live(headings, formulas), rows.columns
    if kept is not None and not looks:
        data: dict[str, Sequence[object] | Every] = dict(zip(kept.names, kept.cells, strict=True))
        data |= {"at_row": kept.numbers, "at_rows": list(zip(kept.numbers, strict=True)), "at_ref": kept.refs}
        # Rows are kept as columns only where none of them has anything in a column of ours.
        data |= {**_NOWHERE, "at_others": others}
        return framed(data, len(kept.refs))
    records = rows.records
    columns = (
        zip(*[r.cells if r.changeable is None else r.in_order() for r in records], strict=True)
        if records
        else [()] * len(headings.fields)
    )
    data = dict(zip(headings.fields, columns, strict=True))
    marks = [_marks(record, headings, looks) for record in records] if looks else []
    shifted = set(map(id, rows.shifted))
    data |= {
        "at_row": [record.rows[0] for record in records],
        "at_rows": list(map(tuple, [record.rows for record in records])),
        "at_ref": [record.ref for record in records],
        "at_section": [record.section for record in records],
        "at_shifted": [id(record) in shifted for record in records] if shifted else _NOWHERE["at_shifted"],
        "at_struck": [mark.struck for mark in marks] or _NOWHERE["at_struck"],
        "at_green": [mark.green for mark in marks] or _NOWHERE["at_green"],
        "at_overtyped": [_overtyped(record, headings, formulas) for record in records] if live else Every(()),
    }
    data |= {f"at_{name}": [record.computed[name] for record in records] for name in headings.computed}
    data["at_others"] = others
    return framed(data, len(records))


def beside_ours(
    grid: Grid, rows: body.Body, others: Mapping[int, str], formulas: set[tuple[str, int]]
) -> Sequence[dict[str, object]] | Every:
    """What people typed in columns that the template does not know: heading to value."""
    if not others:
        return Every({})
    return [
        {text: cell(grid, r.rows[0], c) for c, text in others.items() if (letters(c), r.rows[0]) not in formulas}
        for r in rows.records
    ]


def _marks(record: body.Record, headings: Headings, looks: Mapping[tuple[str, int], look.Look]) -> look.Look:
    """How an action's first row looks: crossed out or green where most of its filled cells are."""
    columns = [p.column for name, p in headings.fields.items() if not is_blank(record.values[name])]
    seen = [looks.get((letters(column), record.rows[0]), look.Look(struck=False, green=False)) for column in columns]
    return look.Look(
        struck=sum(mark.struck for mark in seen) * 2 > len(seen),
        green=sum(mark.green for mark in seen) * 2 > len(seen),
    )


def looks(book: Workbook, xml: bytes) -> Mapping[tuple[str, int], look.Look]:
    """How the cells of a sheet look whose look tells anything."""
    return look.looks(xml, look.telling_styles(book.package))


def is_live(headings: Headings, formulas: set[tuple[str, int]]) -> bool:
    """Whether what we work out stands there as formulas."""
    status = headings.computed.get("status")
    if status is None:
        return False
    # A formula of theirs above the headings, in what happens to be our column, says nothing of the rows below.
    return any(row > headings.row and column == letters(status.column) for column, row in formulas)


def _overtyped(record: body.Record, headings: Headings, formulas: set[tuple[str, int]]) -> tuple[str, ...]:
    return tuple(
        name
        for name in ("status", "rag", "days_overdue")
        if name in headings.computed and (letters(headings.computed[name].column), record.rows[0]) not in formulas
    )
