"""Closed in one and given another due date in the other: which cells of an action then wait for somebody to choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sheetplan.merge.columns import Slot
from sheetplan.merge.rows import Row
from sheetplan.merge.views import View
from sheetplan.model import Template, Value, begins_with_word, is_blank, is_one_of, same

_CLOSED = "This copy gives the action another due date; it was closed {}."
_DATED = "This copy closes the action; it got another due date {}."
_IN_PLAN = "in the plan since"


@dataclass(eq=False)
class Touch:
    """An action that a copy changed."""

    view: View
    old: Row | None
    """As it stood in the base; None where it was added in the copy and in the plan."""
    new: Row
    changed: list[tuple[Slot, Value, Value]]
    index: int = -1
    """Into the base's rows."""


def blocked(touches: Sequence[Touch], row: Row, template: Template) -> dict[tuple[int, str], str]:
    """Cells that are not taken, with the reason: by the touch's id and the field.

    Args:
        touches: what copies changed of one action.
        row: the action in the plan.
        template: says what closes an action and what dates it.
    """
    closing, dating = _closing(template), _dating(template)
    if not any(slot.field in closing or slot.field in dating for one in touches for slot, _, _ in one.changed):
        return {}
    closes = {id(one): _closes(one, row, template, closing) for one in touches}
    dates = {id(one): bool(_changes(one, dating, row)) for one in touches}
    found: dict[tuple[int, str], str] = {}
    for one in touches:
        closed = _closed_in_plan(one, row, template)
        dated = not closed and _dated_in_plan(one, row, dating)
        others = [other for other in touches if other is not one]
        if dates[id(one)] and not closes[id(one)]:
            by = [f"in the copy of {other.view.whose}" for other in others if closes[id(other)]]
            if closed or by:
                reason = _CLOSED.format(_IN_PLAN if closed else by[0])
                found |= {(id(one), name): reason for name in _changes(one, dating, row)}
        elif closes[id(one)]:
            by = [
                f"in the copy of {other.view.whose}" for other in others if dates[id(other)] and not closes[id(other)]
            ]
            if dated or by:
                reason = _DATED.format(_IN_PLAN if dated else by[0])
                found |= {(id(one), name): reason for name in _changes(one, closing, row)}
    return found


def _closing(template: Template) -> frozenset[str]:
    return frozenset((*template.complete_when, *filter(None, (template.status_field,))))


def _dating(template: Template) -> frozenset[str]:
    return frozenset(("due", "at_due", *(one.field for one in template.columns if one.type == "timescale")))


def _changes(touch: Touch, fields: frozenset[str], row: Row) -> list[str]:
    """Which of these fields the copy gives another value than the plan has."""
    return [
        slot.field
        for slot, _, now in touch.changed
        if slot.field in fields and not slot.own and not same(now, row.cells.get(slot.field))
    ]


def _closes(touch: Touch, row: Row, template: Template, closing: frozenset[str]) -> bool:
    if touch.old is None or not _changes(touch, closing, row):
        return False
    return _is_closed(touch.new.cells, template) and not _is_closed(touch.old.cells, template)


def _closed_in_plan(touch: Touch, row: Row, template: Template) -> bool:
    if touch.old is None:
        return False
    archived = row.frame == "archived" and touch.old.frame == "actions"
    return archived or (_is_closed(row.cells, template) and not _is_closed(touch.old.cells, template))


def _dated_in_plan(touch: Touch, row: Row, dating: frozenset[str]) -> bool:
    if touch.old is None or row.frame != "actions":
        return False
    before, now = touch.old.cells, row.cells
    return any(
        name in before
        and name in now
        and not same(before[name], now[name])
        # A day of ours that was blank is filled by update, not by people.
        and not (name == "at_due" and is_blank(before[name]))
        for name in dating
    )


def _is_closed(cells: Mapping[Any, Any], template: Template) -> bool:
    """Whether its row says that it is closed or withdrawn."""
    typed = cells.get(template.status_field)
    if template.status_field and is_one_of(typed, (*template.closed_words, *template.withdrawn_words)):
        return True
    done = [cells.get(name) for name in template.complete_when]
    filled = bool(done) and not any(map(is_blank, done))
    return filled or any(begins_with_word(value, template.withdrawn_words) for value in done)
