"""Turns what copies bring, or what was chosen, into changes to the plan's workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sheetplan import archive
from sheetplan.model import (
    Added,
    Conflict,
    Edit,
    Merge,
    Plan,
    Value,
    is_blank,
    letters,
    records,
    same,
    shown,
    stands_in,
)
from sheetplan.walks import arrange, intended, tab_changes
from sheetplan.walks.looks import DAY
from sheetplan.workbook import peek
from sheetplan.workbook.changes import AddColumn, Change, DropRow, FitRow, MoveRecords, MoveRow, SetCell, Style

_WIDTH = 18.0
"""The width of a column that comes with a copy."""


@dataclass(frozen=True)
class Brought:
    """What is to be changed, and what of a merge cannot be."""

    changes: tuple[Change, ...]
    left: tuple[Conflict, ...]
    """What cannot be put into the workbook as it is: somebody has to do it."""
    wanted: Mapping[tuple[str, int, int], Conflict]
    """The same for each cell (sheet, row, column), should it turn out that it cannot be written."""


@dataclass(frozen=True)
class _Placement:
    """Where the plan's actions stand once new ones have come and deleted ones have gone."""

    rows: Mapping[int, tuple[int, ...]]
    """By the action's position: its rows."""
    new: tuple[tuple[Added, int], ...]
    """Each new action and its row."""
    move: MoveRecords | None
    """What changes places; None where nothing does."""


@dataclass
class _Bringing:
    """A merge on its way into a workbook."""

    plan: Plan
    source: Path
    copies: Mapping[str, Plan]
    columns: Mapping[str, int]
    """Headings of columns that come with a copy."""
    left: list[Conflict] = field(default_factory=list)
    wanted: dict[tuple[str, int, int], Conflict] = field(default_factory=dict)
    sheets: dict[tuple[Path, str], peek.Sheet] = field(default_factory=dict)

    def sheet(self, path: Path, name: str) -> peek.Sheet:
        """A sheet of a workbook, opened once."""
        return self.sheets.setdefault((path, name), peek.Sheet(path, name))


def brought(
    plan: Plan, source: Path, merge: Merge, copies: Mapping[str, Plan] | None = None, *, moving: bool = True
) -> Brought:
    """The changes that put a merge into the plan's workbook.

    Args:
        plan: as it stands in the workbook.
        source: where that workbook is.
        merge: what it gets.
        copies: the copies, by whose they are.
        moving: False where records cannot change places: then new actions come last, and none is deleted.
    """
    free = plan.free_column or plan.layout.last_column + 1
    columns = {heading: free + at for at, (heading, _) in enumerate(merge.new_columns)}
    one = _Bringing(plan, source, copies or {}, columns)
    placement = _placed(one, merge, moving=moving)
    changes: list[Change] = [*_added_columns(one)]
    if placement.move is not None:
        changes.append(placement.move)
    for added, row in placement.new:
        changes += _new_action(one, added, row)
    for edit in merge.edits:
        changes += _edited(one, edit, placement)
    changes += _new_lines(plan, merge)
    return Brought(tuple(changes), tuple(one.left), one.wanted)


def _added_columns(one: _Bringing) -> Iterator[Change]:
    layout = one.plan.layout
    for heading, column in one.columns.items():
        like = Style(like=(layout.heading_rows[-1], layout.last_column))
        yield AddColumn(one.plan.sheet, column, layout.heading_rows[-1], heading, like, _WIDTH, table=layout.table)


def _new_lines(plan: Plan, merge: Merge) -> Iterator[Change]:
    """New rows of the tabs beside the plan."""
    for name in dict.fromkeys(added.frame for added in merge.added if added.frame != "actions"):
        rows = tuple(added.values for added in merge.added if added.frame == name)
        lines = tab_changes.Lines(plan.template.tab(name), plan.tabs.get(name), appended=rows)
        yield from tab_changes.changes([lines], plan)


# Where actions stand


def _placed(one: _Bringing, merge: Merge, *, moving: bool) -> _Placement:
    plan = one.plan
    items = list(arrange.plan_items(plan))
    gone = {each.position for each in merge.gone} if moving else set[int]()
    if not moving:
        one.left += [_whole(plan, each.ref, each.whose, "It was deleted in a copy.") for each in merge.gone]
    order: list[arrange.Item | Added] = [item for item in items if item.action not in gone]
    for added in merge.added:
        if added.frame == "actions":
            order.insert(_position(order, added) if moving else len(order), added)
    placed = list(_in_rows(order, min((item.rows[0] for item in items), default=plan.layout.first_row)))
    last = max((rows[-1] for _, rows in placed), default=plan.layout.last_row)
    columns = range(plan.layout.first_column, plan.layout.last_column + 1)
    if not one.sheet(one.source, plan.sheet).is_empty(range(plan.layout.last_row + 1, last + 1), columns):
        about = f"There is no free row for it: something else stands below row {plan.layout.last_row}."
        for each in merge.added:
            if each.frame == "actions":
                one.left.append(_whole(plan, each.ref, each.whose, about))
        still = [item for item in order if isinstance(item, arrange.Item)]
        placed = list(_in_rows(still, min((item.rows[0] for item in items), default=plan.layout.first_row)))
    rows = {item.action: new for item, new in placed if isinstance(item, arrange.Item) and item.action is not None}
    new = tuple((item, at[0]) for item, at in placed if isinstance(item, Added))
    return _Placement(rows, new, _move(plan, placed, [item for item in items if item.action in gone]))


def _position(order: Sequence[arrange.Item | Added], added: Added) -> int:
    """Below the action that it stands below in the copy; where that is not here, in the order of refs."""
    refs = [item.ref for item in order]
    if added.after and added.after in refs:
        at = len(refs) - refs[::-1].index(added.after)
    elif added.ref:
        at = archive.place_in_order(refs, added.ref)
    else:
        at = len(refs) if added.after else 0
    while at < len(order) and isinstance(order[at], Added):  # others that are new in the same place come first
        at += 1
    return at


def _in_rows(order: Sequence[arrange.Item | Added], row: int) -> Iterator[tuple[arrange.Item | Added, tuple[int, ...]]]:
    for item in order:
        count = len(item.rows) if isinstance(item, arrange.Item) else 1
        yield item, tuple(range(row, row + count))
        row += count


def _move(
    plan: Plan,
    placed: Sequence[tuple[arrange.Item | Added, tuple[int, ...]]],
    gone: Sequence[arrange.Item],
) -> MoveRecords | None:
    within = {column: column for column in intended.travelling(plan)}
    moves = tuple(
        MoveRow(plan.sheet, row, plan.sheet, to, within)
        for item, rows in placed
        if isinstance(item, arrange.Item)
        for row, to in zip(item.rows, rows, strict=True)
        if row != to
    )
    if not moves and not gone:
        return None
    return MoveRecords(
        sheet=plan.sheet,
        first_row=plan.layout.first_row,
        last_row=max([plan.layout.last_row, *(rows[-1] for _, rows in placed)]),
        first_column=plan.layout.first_column,
        last_column=plan.layout.last_column,
        moves=moves,
        drops=tuple(DropRow(item.sheet, row, tuple(within)) for item in gone for row in item.rows),
        table=plan.layout.table,
    )


# Cells


def _new_action(one: _Bringing, added: Added, row: int) -> Iterator[Change]:
    """The cells of a new action; outside the rows that were ready they look like those of the row above."""
    plan = one.plan
    ready = plan.layout.table_last_row
    above = row - 1 if row - 1 > plan.layout.heading_rows[-1] and not (ready and row <= ready) else None
    values = {column: added.values.get(name) for name, (_, column) in _columns(one, "actions").items()}
    typed = added.values.get("ref")
    if "ref" in plan.columns and added.ref and (is_blank(typed) or shown(typed).strip() != added.ref):
        values[plan.columns["ref"].column] = added.ref
    for column, value in values.items():
        new = None if is_blank(value) else value
        number_format = DAY if isinstance(new, date) else None
        if above is not None:
            yield SetCell(plan.sheet, row, column, new, style=Style(like=(above, column), number_format=number_format))
        elif new is not None:
            style = Style(like=(row, column), number_format=number_format) if number_format else None
            yield SetCell(plan.sheet, row, column, new, style=style)
    yield FitRow(plan.sheet, row)


def _edited(one: _Bringing, edit: Edit, placement: _Placement) -> Iterator[Change]:
    """One cell; where its action stands in several rows, each of them as the copy has it."""
    plan = one.plan
    place = _columns(one, edit.frame).get(edit.field)
    if place is None:
        one.left.append(_left(plan, edit, "The plan has no such cell."))
        return
    sheet, column = place
    rows = to = _rows(plan, edit)
    if edit.frame == "actions":
        to = placement.rows[edit.position]
        if edit.field in plan.columns and plan.actions["at_shifted"].iloc[edit.position]:
            # The whole row stands one cell too far left: what is new goes where it is read.
            column = stands_in(plan.columns, edit.field, {"at_shifted": True, edit.field: "new"})
    if len(rows) == 1:
        yield from _set(one, edit, (sheet, rows[0], to[0], column), edit.value)
        return
    theirs = _their_rows(one, edit, len(rows)) or _our_rows(one, edit, sheet, column)
    if theirs is None:
        one.left.append(_left(plan, edit, f"The action stands in rows {rows[0]} to {rows[-1]} of the plan."))
        return
    for row, there, piece in zip(rows, to, theirs, strict=True):
        if one.sheet(one.source, sheet).value(row, column) != piece:
            yield from _set(one, edit, (sheet, row, there, column), piece)


def _set(one: _Bringing, edit: Edit, spot: tuple[str, int, int, int], value: Value) -> Iterator[Change]:
    """One cell, which is at one row now and at another when records have moved."""
    sheet, row, to, column = spot
    if one.sheet(one.source, sheet).is_formula(row, column):
        one.left.append(_left(one.plan, edit, f"A formula stands in {letters(column)}{row} of the plan."))
        return
    one.wanted[sheet, to, column] = _left(one.plan, edit, "")
    new = None if is_blank(value) else value
    becomes_a_day = isinstance(new, date) and not isinstance(edit.before, date)
    style = Style(like=(to, column), number_format=DAY) if becomes_a_day else None
    yield SetCell(sheet, to, column, new, style=style)


def _rows(plan: Plan, edit: Edit) -> tuple[int, ...]:
    if edit.frame in ("actions", "archived"):
        return tuple(getattr(plan, edit.frame)["at_rows"].iloc[edit.position])
    if edit.frame == "cover":
        return (plan.cover_cells[edit.field][1],)
    return (int(str(plan.tabs[edit.frame].rows[edit.position]["at_row"])),)


def _columns(one: _Bringing, frame: str) -> dict[str, tuple[str, int]]:
    """Where each field of a frame stands: sheet and column."""
    plan = one.plan
    if frame == "cover":
        return {name: (sheet, column) for name, (sheet, _, column) in plan.cover_cells.items()}
    if frame == "actions":
        found = {name: place.column for name, place in plan.columns.items()}
        found |= {text: column for column, text in plan.others.items()} | dict(one.columns)
        if "due" in plan.computed:
            found["at_due"] = plan.computed["due"].column
        return {name: (plan.sheet, column) for name, column in found.items()}
    if frame == "archived":
        found = {text: column for column, text in plan.archive_headings.items()}
        found |= {name: place.column for name, place in plan.archive_columns.items()}
        found |= {f"at_{name}": plan.archive_columns[name].column for name in ("due", "reopen") if name in found}
        return {name: (plan.archive_sheet or "", column) for name, column in found.items()}
    tab = plan.tabs.get(frame)
    return {name: (tab.sheet, place.column) for name, place in tab.columns.items()} if tab is not None else {}


def _their_rows(one: _Bringing, edit: Edit, count: int) -> list[Value] | None:
    """What stands in each row of the action in a copy that says this; None where none has as many rows for it."""
    for copy in (one.copies[whose] for whose in edit.whose if whose in one.copies):
        if edit.frame != "actions" or edit.field not in copy.columns:
            continue
        for row in records(copy.actions):
            rows = row["at_rows"]
            if row["at_shifted"]:
                continue
            if row["at_ref"] == edit.ref and len(rows) == count and same(row[edit.field], edit.value):
                sheet = one.sheet(copy.path, copy.sheet)
                return [sheet.value(there, copy.columns[edit.field].column) for there in rows]
    return None


def _our_rows(one: _Bringing, edit: Edit, sheet: str, column: int) -> list[Value] | None:
    """What is to stand in each row of the action, where that is plain; None where nobody can say how to divide it.

    Plain is it where only one of the rows says something, and where something is added below what they say.
    """
    pieces = [one.sheet(one.source, sheet).value(row, column) for row in _rows(one.plan, edit)]
    filled = [at for at, piece in enumerate(pieces) if not is_blank(piece)]
    if len(filled) < 2:
        pieces[filled[0] if filled else 0] = edit.value
        return pieces
    before = shown(edit.before).strip().replace("\r\n", "\n")
    if isinstance(edit.value, str) and edit.value.startswith(f"{before}\n"):
        pieces[filled[-1]] = f"{shown(pieces[filled[-1]])}{edit.value[len(before) :]}"
        return pieces
    return None


# What cannot be put in


def _left(plan: Plan, edit: Edit, why: str) -> Conflict:
    """An edit that somebody has to make by hand."""
    about = f"{why} Make this change by hand, then choose {plan.template.conflict_choices[0]}.".strip()
    column = heading(plan, edit.frame, edit.field)
    whose = " and ".join(edit.whose)
    return Conflict(edit.ref, edit.frame, edit.field, column, about, edit.before, edit.before, edit.value, whose)


def _whole(plan: Plan, ref: str, whose: Sequence[str], why: str) -> Conflict:
    about = f"{why} Make this change by hand, then choose {plan.template.conflict_choices[0]}."
    whole = plan.template.conflict_whole
    return Conflict(ref, "actions", "", whole, about, None, None, None, " and ".join(whose))


def heading(plan: Plan, frame: str, name: str) -> str:
    """How a field is called in the plan's own workbook: its heading, with the tab's name where it stands on one."""
    template = plan.template
    if not name:
        return template.conflict_whole
    if frame == "cover":
        label = next((line.label for line in template.cover if line.field == name), name)
        return f"{template.cover_sheet}: {label}"
    if frame in plan.tabs:
        tab = plan.tabs[frame]
        return f"{tab.sheet}: {tab.columns[name].heading if name in tab.columns else name}"
    if name == "at_due":
        return plan.computed["due"].heading if "due" in plan.computed else template.computed["due"]
    if name == "at_reopen":
        return template.archive_headings["reopen"]
    return plan.columns[name].heading if name in plan.columns else name
