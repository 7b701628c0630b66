"""A rule about due dates that moved since they were agreed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sheetplan.checks.row import Row
from sheetplan.model import Finding, Moves, is_blank

_ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def due_moved(row: Row) -> Iterator[Finding]:
    """The due date of an open action moved, and its reason is not entered since."""
    template = row.plan.template
    moves: Moves | None = row.cells.get("at_moves")
    reason = template.reason_field
    if moves is None or moves.last is None or not row.is_open or reason not in row.plan.columns:
        return
    if moves.has_reason and not is_blank(row.cells.get(reason)):
        return
    before, after = moves.last
    yield row.find(
        "due-moved",
        _dated_by(row),
        due_heading=template.computed["due"],
        which=_which(moves.which),
        before=before,
        after=after,
        reason_cell=row.cell(reason),
    )


def _dated_by(row: Row) -> str | None:
    """The field that the due date comes from: a column of people's own, our Due date typed over, or the words."""
    if "due" in row.plan.columns or (row.cells.get("at_due_settled") is not None and "due" in row.plan.computed):
        return "due"
    return row.timescale


def _which(number: int) -> str:
    if number < 2:
        return ""
    ordinal = _ORDINALS[number - 2] if number - 2 < len(_ORDINALS) else f"{number}th"
    return f" for the {ordinal} time,"


RULES: Mapping[str, Callable[[Row], Iterator[Finding]]] = {"due-moved": due_moved}
