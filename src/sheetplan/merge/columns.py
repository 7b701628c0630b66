"""Which columns of a copy are which of the plan: the template's fields, and those that people added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sheetplan.merge.matching import Match
from sheetplan.merge.rows import Row
from sheetplan.model import Copy, Plan, Template, Value, many, same

_MOSTLY = 0.5
"""The share of a column's values that are the same where only its heading was changed."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A column as the plan has it, and as a copy has it."""

    field: str
    """In the plan: the template's field, or one of people's own headings."""
    heading: str
    """As people see it in the plan."""
    own: bool
    """Whether it is one that the template does not know."""
    narrative: bool = False
    copy_name: str = ""
    """In the copy, where it has another name there; a heading."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What can be compared of a copy."""

    slots: tuple[Slot, ...]
    new: tuple[str, ...] = ()
    """Headings that only the copy has."""
    said: tuple[str, ...] = ()


_ABSENT = object()


def value_in(row: Row, name: str, *, own: bool) -> Any:
    """What stands in a column of a row; a mark of our own where the row's sheet does not have the column."""
    if not own:
        return row.cells.get(name, _ABSENT)
    others: Mapping[str, Value] = row.cells.get("at_others") or {}
    return others.get(name, _ABSENT)


def is_there(value: object) -> bool:
    """Whether a row's sheet has the column at all."""
    return value is not _ABSENT


def compared(master: Plan, copy: Copy, old: Sequence[Row], new: Sequence[Row], match: Match) -> Columns:
    """The columns in which a copy can have changed something.

    Args:
        master: the plan.
        copy: the copy with its base.
        old: the base's rows.
        new: the copy's rows.
        match: which row of the copy is which of the base.
    """
    template, base, plan = master.template, copy.base, copy.plan
    mine, theirs = set(base.others.values()), set(plan.others.values())
    gone = [name for name in (*base.columns, *mine) if name not in plan.columns and name not in theirs]
    fresh = sorted(theirs - mine - set(base.columns))
    renamed = _renamed(copy, gone, fresh, [(old[i], new[j]) for i, j in match.pairs.items()])
    slots = [
        Slot(name, place.heading, own=False, narrative=_is_narrative(template, name), copy_name=renamed.get(name, ""))
        for name, place in master.columns.items()
        if name in base.columns and (name in plan.columns or name in renamed)
    ]
    own = dict.fromkeys(master.others.values())
    slots += [
        Slot(name, name, own=True, narrative=copy.is_notes, copy_name=renamed.get(name, ""))
        for name in own
        if name not in master.columns and (name in theirs or name in renamed)
    ]
    slots += _of_ours(master, copy)
    new_headings = tuple(name for name in fresh if name not in renamed.values() and name not in own)
    slots += [Slot(name, name, own=True, narrative=copy.is_notes) for name in new_headings]
    said = tuple(_said(master, copy, renamed, gone, new_headings, new))
    return Columns(tuple(slots), new_headings, said)


def changes(old: Row, new: Row, slots: Sequence[Slot]) -> list[tuple[Slot, Value, Value]]:
    """The cells of a row that differ, with what stood there and what stands there now."""
    found: list[tuple[Slot, Value, Value]] = []
    moved = old.frame != new.frame
    before, after = old.cells, new.cells
    for slot in slots:
        if slot.own or slot.copy_name:
            was = value_in(old, slot.field, own=slot.own)
            now = value_in(new, slot.copy_name or slot.field, own=slot.own or bool(slot.copy_name))
            if slot.own and was is _ABSENT and old.frame == "actions":
                was = None  # a column that the base did not have yet
        else:
            was, now = before.get(slot.field, _ABSENT), after.get(slot.field, _ABSENT)
        if moved and slot.field == "at_due":
            continue  # the Archive keeps the day that held when it was archived
        if slot.field == "at_reopen" and was is _ABSENT:
            was = None
        if was is not now and was is not _ABSENT and now is not _ABSENT and was != now and not same(was, now):
            found.append((slot, was, now))
    return found


def _of_ours(master: Plan, copy: Copy) -> Iterator[Slot]:
    """Our own cells in which people may type: the due date, and the wish to bring an action back."""
    if "due" not in master.columns and "due" not in copy.plan.columns:
        place = master.computed.get("due")
        yield Slot("at_due", place.heading if place else master.template.computed["due"], own=False)
    yield Slot("at_reopen", master.template.archive_headings["reopen"], own=False)


def _is_narrative(template: Template, name: str) -> bool:
    return any(column.field == name and column.narrative for column in template.columns)


def _renamed(copy: Copy, gone: Sequence[str], fresh: Sequence[str], pairs: Sequence[tuple[Row, Row]]) -> dict[str, str]:
    """Columns of the base whose heading is another in the copy: the same place, mostly the same values."""
    spots = {heading: column for column, heading in copy.base.others.items()}
    spots |= {name: place.column for name, place in copy.base.columns.items()}
    there = {column: heading for column, heading in copy.plan.others.items() if heading in fresh}
    found: dict[str, str] = {}
    for name in gone:
        heading = there.get(spots[name])
        if heading is not None and _mostly_same(pairs, name, heading, own=name not in copy.base.columns):
            found[name] = heading
    return found


def _mostly_same(pairs: Sequence[tuple[Row, Row]], name: str, heading: str, *, own: bool) -> bool:
    values = [(value_in(a, name, own=own), value_in(b, heading, own=True)) for a, b in pairs if a.frame == b.frame]
    known = [(was, now) for was, now in values if is_there(was) and is_there(now)]
    filled = [(was, now) for was, now in known if not same(was, None)]
    return bool(filled) and sum(same(was, now) for was, now in filled) > _MOSTLY * len(filled)


def _said(
    master: Plan,
    copy: Copy,
    renamed: Mapping[str, str],
    gone: Sequence[str],
    new_headings: Sequence[str],
    rows: Sequence[Row],
) -> Iterator[str]:
    """What a person should know of a copy's columns and of its template."""
    headings = {name: place.heading for name, place in copy.base.columns.items()}
    mine, theirs = _kind(master), _kind(copy.plan)
    if mine != theirs:
        yield f"{copy.whose}: the copy is of the template {theirs}, the plan of {mine}; what both have is merged."
    lost = [place.heading for name, place in copy.plan.columns.items() if name not in master.columns]
    shared = [name for name in copy.plan.others.values() if name in copy.base.others.values()]
    lost += [name for name in shared if name not in master.others.values()]
    if lost:
        yield f"{copy.whose}: not merged, since the plan does not have these columns: {_listed(lost)}."
    for name, heading in renamed.items():
        yield f'{copy.whose}: "{heading}" in the copy counts as the column "{headings.get(name, name)}" of the plan.'
    left = [headings.get(name, name) for name in gone if name not in renamed]
    if left:
        yield f"{copy.whose}: columns that the copy no longer has stay as they are in the plan: {_listed(left)}."
    for heading in new_headings:
        filled = sum(1 for row in rows if is_there(value := value_in(row, heading, own=True)) and not same(value, None))
        yield f'{copy.whose}: the column "{heading}" is new in the copy, with {many(filled, "filled cell")}.'


def _kind(plan: Plan) -> str:
    return plan.template_said or f"{plan.template.name} {plan.template.version}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
