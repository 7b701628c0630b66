"""What changed between two states of a plan, action by action, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sheetplan.model import (
    Beside,
    Change,
    Plan,
    Signature,
    Tab,
    TabRead,
    Value,
    by_ref,
    folded,
    is_blank,
    records,
    same,
    shown,
)

__all__ = ["WITHOUT_REF", "beside", "between", "same"]

WITHOUT_REF = " without a ref"
"""Ends the name of an action that has none."""
_OURS = "version"
"""The line of the Cover that update fills."""

_Line = Mapping[str, Value]


def between(before: Plan, after: Plan) -> tuple[Change, ...]:
    """Changes in what people type; computed columns never count.

    Args:
        before: the earlier state.
        after: the later state.

    Returns:
        One `changed` for each cell (same action by its ref, same field), and one `added`, `removed`, `archived` or
        `reopened` for each action that came, went or moved between plan and archive.
    """
    old, new = _by_ref(before, "actions"), _by_ref(after, "actions")
    old_archive, new_archive = _by_ref(before, "archived"), _by_ref(after, "archived")
    fields = [column.field for column in after.template.columns if column.field in after.columns]
    changes: list[Change] = []
    for ref, row in new.items():
        if ref in old:
            changes += _cells(ref, old[ref], row, fields)
        elif ref in old_archive and ref not in new_archive:
            changes.append(Change("reopened", ref))
            changes += _cells(ref, old_archive[ref], row, fields)
        else:
            changes.append(Change("added", ref))
    for ref, row in new_archive.items():
        if ref in old and ref not in new:
            changes.append(Change("archived", ref))
            changes += _cells(ref, old[ref], row, fields)
        elif ref in old_archive:
            changes += _cells(ref, old_archive[ref], row, fields)
    changes += [Change("removed", ref) for ref in (*old, *old_archive) if ref not in new and ref not in new_archive]
    return tuple(changes)


def beside(before: Plan, after: Plan) -> tuple[Beside, ...]:
    """Changes in what people type beside the plan: on the Cover, in the role key, on the tabs that belong to it.

    What the program fills never counts. Rows of a tab are known by what stands in them, not by their place.

    Args:
        before: the earlier state.
        after: the later state, as it came.
    """
    found = [*_cover(before, after), *_signed(before, after), *_people(before, after)]
    for name, read in after.tabs.items():
        found += _tab(before.tabs.get(name), read)
    for name, read in before.tabs.items():
        if name not in after.tabs:
            found += _tab(read, None)
    return tuple(found)


def _by_ref(plan: Plan, frame: str) -> dict[str, Mapping[Any, Any]]:
    """Rows by ref; repeats are numbered, and an action without one is known by its place, so that it counts as new."""
    rows = records(getattr(plan, frame))
    found = {ref if n == 0 else f"{ref} ({n + 1})": row for (ref, n), row in by_ref(rows).items()}
    return found | {f"row {row['at_row']}{WITHOUT_REF}": row for row in rows if not row["at_ref"]}


def _cells(ref: str, before: Mapping[Any, Any], after: Mapping[Any, Any], fields: list[str]) -> list[Change]:
    was, now = before.get("at_others") or {}, after.get("at_others") or {}
    # What is equal to the letter, as nearly all is, needs no closer look.
    pairs = [(name, old, new) for name in fields if (old := before.get(name)) != (new := after.get(name))]
    if was != now:
        pairs += [(heading, was[heading], now[heading]) for heading in now if heading in was]
    return [Change("changed", ref, name, old, new) for name, old, new in pairs if not same(old, new)]


def _cover(before: Plan, after: Plan) -> Iterator[Beside]:
    labels = {line.field: line.label for line in after.template.cover}
    labels |= {event.cover: event.label for event in after.template.course.events if event.cover not in labels}
    for name in dict.fromkeys((*before.cover, *after.cover)):
        was, now = before.cover.get(name), after.cover.get(name)
        if name != _OURS and name in labels and not same(was, now):
            yield Beside("cover", "", name, f"{after.template.cover_sheet}: {labels[name]}", was, now)


def _signed(before: Plan, after: Plan) -> Iterator[Beside]:
    """Signatures in a block beside the plan; those on the Cover are lines of it."""
    old = {signature.field: signature for signature in before.signatures}
    labels = {signoff.field: signoff.label for signoff in after.template.course.signoffs}
    for one in after.signatures:
        there = one.cells or {}
        if not any(sheet == after.sheet for sheet, _, _ in there.values()):
            continue
        parts = zip(after.template.course.signoff_labels, _parts(old.get(one.field)), _parts(one), strict=False)
        for label, was, now in parts:
            if not same(was, now):
                yield Beside("cover", "", one.field, f"{labels[one.field]}: {label}", was, now)


def _parts(signature: Signature | None) -> tuple[Value, Value, Value]:
    return (None, None, None) if signature is None else (signature.name, signature.position, signature.day)


def _people(before: Plan, after: Plan) -> Iterator[Beside]:
    column = ": ".join((after.template.roles_sheet, *after.template.roles_headings[1:2]))
    for code in dict.fromkeys((*before.people, *after.people)):
        was, now = before.people.get(code), after.people.get(code)
        if not same(was, now):
            yield Beside("people", code, "people", column, was, now)


def _tab(before: TabRead | None, after: TabRead | None) -> Iterator[Beside]:
    """What differs on a tab, row by row."""
    there = after or before
    if there is None:
        return
    tab, columns = there.tab, there.columns
    ours = {column.field for column in tab.columns if column.works_out is not None} | tab.filled_by_update
    fields = [name for name in columns if name not in ours]
    for was, now in _paired(before.rows if before else (), after.rows if after else (), tab, fields):
        ref = _known_by(now or was, tab)
        for name in fields:
            if not same(was.get(name), now.get(name)):
                column = f"{there.sheet}: {columns[name].heading}"
                yield Beside(tab.name, ref, name, column, was.get(name), now.get(name))


def _paired(
    before: Sequence[_Line], after: Sequence[_Line], tab: Tab, fields: Sequence[str]
) -> list[tuple[_Line, _Line]]:
    """Rows that are the same row, an empty one where there is none.

    They are the same by all that people typed in them, else by what they are known by, else by their place.
    """
    old, new, pairs = list(before), list(after), list[tuple[_Line, _Line]]()
    whole = tuple(fields)
    for names in (whole, _known_fields(tab), ("at_row",)):
        waiting: dict[tuple[str, ...], list[_Line]] = {}
        for row in old:
            waiting.setdefault(tuple(folded(row.get(name)) for name in names), []).append(row)
        left = []
        for row in new:
            candidates = waiting.get(tuple(folded(row.get(name)) for name in names))
            if candidates:
                pairs.append((candidates.pop(0), row))
            else:
                left.append(row)
        old, new = [row for rows in waiting.values() for row in rows], left
    pairs += [({}, row) for row in new]
    pairs.sort(key=lambda pair: int(str(pair[1]["at_row"])))
    return [*pairs, *((row, {}) for row in old)]


def _known_fields(tab: Tab) -> tuple[str, ...]:
    """What a tab's row is known by: the action that it belongs to, and its first words."""
    refs = [column.field for column in tab.columns if column.of == "plan"][:1]
    return (*refs, *[column.field for column in tab.columns if column.field not in refs][:1])


def _known_by(row: _Line, tab: Tab) -> str:
    words = (row.get(name) for name in _known_fields(tab))
    return ", ".join(" ".join(shown(word).split()) for word in words if not is_blank(word))
