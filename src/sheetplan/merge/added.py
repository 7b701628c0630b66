"""Actions that are new in copies: taken once each, told apart where two people gave them the same ref."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sheetplan.merge.actions import Found, Touched
from sheetplan.merge.cells import SEVERAL
from sheetplan.merge.columns import Slot, is_there, value_in
from sheetplan.merge.redated import Touch
from sheetplan.merge.rows import Row, bare_ref, cell_of, text, without_number, words
from sheetplan.merge.views import View
from sheetplan.model import Added, Conflict, Value, is_blank, same

NextRef = Callable[[Collection[str]], str]
"""Given all refs that are used, the next one that is free."""


@dataclass(eq=False)
class _New:
    """An action that is to be added."""

    row: Row
    view: View
    ref: str
    said: str
    """Its words."""
    values: dict[str, Value]
    slots: dict[str, Slot]
    after: str
    views: list[View] = field(default_factory=list)


@dataclass(eq=False)
class _Shelf:
    """What is known of refs while new actions are looked at."""

    rows: Sequence[Row]
    used: set[str]
    """Every ref that was ever used, as bare_ref writes it."""
    taken: set[str]
    """The same, and all that copies bring, as they are written."""
    next_ref: NextRef | None
    new: list[_New] = field(default_factory=list)


def added(
    views: Sequence[View],
    rows: Sequence[Row],
    touched: Touched,
    found: Found,
    ever_used: Collection[str],
    next_ref: NextRef | None,
) -> tuple[Added, ...]:
    """The actions that copies bring.

    Args:
        views: the copies.
        rows: the plan's actions.
        touched: gets what a copy says of an action that the plan added as well.
        found: gets the conflicts.
        ever_used: every ref that any version of the plan has had.
        next_ref: says which ref is the next free one, where that is known.
    """
    known = {row.ref for row in rows if row.ref} | {ref for ref in ever_used if ref}
    brought = {view.new[j].ref for view in views for j in view.match.extra if view.new[j].ref}
    shelf = _Shelf(rows, {bare_ref(ref) for ref in known}, known | brought, next_ref)
    for view in views:
        for j in view.match.extra:
            _place(_new(view, j, rows), shelf, touched, found)
    order = {row.ref: row.position for row in rows if row.frame == "actions"}
    standing = sorted(shelf.new, key=lambda one: order.get(one.after, -1))
    return tuple(
        Added("actions", one.values, tuple(sorted({view.whose for view in one.views})), one.ref, one.after)
        for one in standing
    )


def _new(view: View, j: int, rows: Sequence[Row]) -> _New:
    row = view.new[j]
    slots: dict[str, Slot] = {}
    values: dict[str, Value] = {}
    for slot in view.columns.slots:
        value = value_in(row, slot.copy_name or slot.field, own=slot.own or bool(slot.copy_name))
        ours = slot.field == "at_reopen" or (slot.field == "at_due" and not is_blank(row.cells.get("at_status")))
        if is_there(value) and not is_blank(value) and not ours:
            values[slot.field], slots[slot.field] = value, slot
    return _New(row, view, row.ref, words(row, view.master.template), values, slots, _after(view, j, rows), [view])


def _after(view: View, j: int, rows: Sequence[Row]) -> str:
    """The nearest action above it that the plan has too."""
    for above in range(j - 1, -1, -1):
        home = view.back.get(above)
        if view.new[above].frame == view.new[j].frame and home is not None and rows[home].frame == "actions":
            return rows[home].ref
    return ""


def _place(new: _New, shelf: _Shelf, touched: Touched, found: Found) -> None:
    same_words = new.view.since_base.get(new.said, []) if new.said else []
    if new.ref:
        under_ref = [m for m in same_words if shelf.rows[m].ref == new.ref]
        if under_ref:
            _join_plan(new, under_ref[0], touched)
            return
        twin = next((one for one in shelf.new if one.ref == new.ref and new.view not in one.views), None)
        if twin is not None and twin.said == new.said:
            _join_new(new, twin, found)
            return
        if twin is not None or bare_ref(new.ref) in shelf.used:
            _give_another(new, shelf, found, twin)
        if new.ref:
            shelf.used.add(bare_ref(new.ref))
        shelf.new.append(new)
        return
    for m in same_words:
        if _fits(new.values, shelf.rows[m].cells):
            _join_plan(new, m, touched)
            return
    for one in shelf.new:
        if one.said and one.said == new.said and new.view not in one.views and _fits(new.values, one.values):
            _join_new(new, one, found)
            return
    shelf.new.append(new)


def _fits(values: Mapping[str, Value], there: Mapping[Any, Any]) -> bool:
    """Whether nothing that is said here is said otherwise there."""
    return all(is_blank(there.get(name)) or same(there.get(name), value) for name, value in values.items())


def _join_plan(new: _New, m: int, touched: Touched) -> None:
    """The plan has the action already: what the copy says of it is looked at cell by cell."""
    changed = [(slot, None, new.values[name]) for name, slot in new.slots.items() if name not in _names_of(new)]
    if changed:
        touched.touches.setdefault(m, []).append(Touch(new.view, None, new.row, list(changed)))


def _join_new(new: _New, there: _New, found: Found) -> None:
    """Another copy brings the same action."""
    there.views.append(new.view)
    for name, value in new.values.items():
        if name in _names_of(new):
            continue
        stands = there.values.get(name)
        if is_blank(stands):
            there.values[name], there.slots[name] = value, new.slots[name]
        elif not same(stands, value):
            slot = new.slots[name]
            about = SEVERAL.format(slot.heading)
            found.conflicts.append(
                Conflict(there.ref, "actions", name, slot.heading, about, None, stands, value, new.view.whose)
            )


def _names_of(new: _New) -> tuple[str, ...]:
    """The fields that say which action it is."""
    template = new.view.master.template
    return ("ref", template.ref_from)


def _give_another(new: _New, shelf: _Shelf, found: Found, twin: _New | None) -> None:
    """A ref that is taken: both actions stay, and the later gets another ref."""
    template = new.view.master.template
    was = new.ref
    new.ref = shelf.next_ref(shelf.taken) if shelf.next_ref is not None else ""
    if new.ref:
        shelf.taken.add(new.ref)
    _renumber(new, was)
    other = twin.row if twin is not None else next((row for row in shelf.rows if row.ref == was), None)
    stands = text(other, template) if other is not None else None
    who = f"the copy of {twin.view.whose}" if twin is not None else "the plan"
    about = f"Ref {was} of this new action is used already, in {who}."
    gets = f"ref {new.ref}" if new.ref else "the next free ref when the plan is updated"
    where = cell_of(new.view.copy.plan, new.row)
    settled = f"Both stay; the action in {where} of this copy gets {gets}."
    found.conflicts.append(
        Conflict(
            was,
            "actions",
            "",
            template.conflict_whole,
            about,
            None,
            stands,
            text(new.row, template),
            new.view.whose,
            settled,
        )
    )


def _renumber(new: _New, was: str) -> None:
    """Put another ref where the taken one stood, in its column or before the words."""
    for name in _names_of(new):
        value = new.values.get(name)
        if is_blank(value):
            continue
        bare = without_number(str(value), was) if isinstance(value, str) else ""
        if name == "ref" or not bare:
            number = not isinstance(value, str) and new.ref.isdigit()
            new.values[name] = int(new.ref) if number else new.ref or None
        elif isinstance(value, str) and bare != value.strip():
            new.values[name] = f"{new.ref}. {bare}" if new.ref else bare
