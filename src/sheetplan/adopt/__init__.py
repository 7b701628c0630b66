"""Understands somebody's own workbook: which table is the plan, what its columns are, how its words count."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from sheetplan.adopt import columns, draft
from sheetplan.adopt.cells import Cells, column
from sheetplan.adopt.columns import Columns, Telling
from sheetplan.adopt.headings import DATED, plain
from sheetplan.model import (
    DateColumn,
    Drafted,
    Headed,
    SheetplanError,
    SheetView,
    StatusWord,
    Taken,
    Value,
    Vocabulary,
    a1,
    folded,
    is_blank,
    many,
)

__all__ = ["of", "toml"]

toml = draft.toml

_WEIGHTS = {"action": 3.0, "owner": 2.0, "due": 2.0, "status": 2.0, "completed": 1.0, "ref": 1.0}
_SURE = {"known word": 1.0, "resembles": 0.7, "from its content": 0.4}
_OTHER = 0.3
_OTHERS_AT_MOST = 5
_TELLS = ("owner", "due", "status", "completed")
"""A table with an action and one of these is a plan; with words that only stand in for an action, two."""
_EQUAL = 0.75
"""Tables whose scores differ by less could both be meant."""
_GAP = 1000
"""So many empty rows, and what follows belongs to something else."""
_EXAMPLES = 5
_LISTED = 6
"""So many headings are named in a message."""
_ROW_WEIGHT, _ROWS_AT_MOST = 0.25, 2.0
_HIDDEN = 2.0
"""What a hidden sheet counts less."""
_PAST = 1.5
"""What a sheet of closed actions counts less."""
_MAIN_WORDS = 4
_NAMED = 0.8
"""What a sheet called after its actions counts more."""


class _Try(NamedTuple):
    """A table as one choice of heading rows makes it."""

    view: SheetView
    headed: Headed
    rows: tuple[int, ...]
    table: Columns
    score: float


def of(label: str, views: Sequence[SheetView], vocabulary: Vocabulary, sheet: str | None = None) -> Drafted:
    """What a workbook was taken for.

    Args:
        label: the file's name, for messages.
        views: its sheets.
        vocabulary: what people call columns and how they say how an action stands.
        sheet: the sheet that is meant; None to choose.

    Returns:
        The table that is the plan, by its headings and its cells.

    Raises:
        SheetplanError: it holds no plan, two that could both be meant, or no such sheet.
    """
    telling = Telling(vocabulary)
    meant = [view for view in views if sheet is None or folded(view.name) == folded(sheet)]
    if not meant:
        names = ", ".join(f'"{view.name}"' for view in views)
        raise SheetplanError(f'{label} has no sheet "{sheet}".', f"Its sheets are {names}.")
    found = [best for view in meant if (best := _best(view, telling)) is not None]
    plans = sorted((one for one in found if _is_plan(one, named=sheet is not None)), key=lambda one: -one.score)
    if not plans:
        raise _no_plan(label, meant, found, named=sheet is not None)
    _refuse_equal(label, plans, [view.name for view in views])
    return _drafted(plans[0], plans[1:], telling)


def _best(view: SheetView, telling: Telling) -> _Try | None:
    """The heading rows of a sheet that explain most; where two explain as much, the fewer and the upper ones."""
    said = [sum(telling.teller.tell(names) is not None for names in one.names.values()) for one in view.headed]
    most = max(said, default=0)
    best: _Try | None = None
    for headed, known in zip(view.headed, said, strict=True):
        if known < 2 or known * 2 < most:
            continue
        rows = tuple(_rows(view.grid, headed))
        table = telling.columns(view, headed, rows)
        one = _Try(view, headed, rows, table, _score(view, headed, table, len(rows), telling))
        if best is None or one.score > best.score + 0.01 * (len(headed.rows) - len(best.headed.rows)) + 1e-9:
            best = one
        elif _names_more(one, best):
            best = one  # the same rows, of which the lower ones were read too
    return best


def _names_more(one: _Try, best: _Try) -> bool:
    """Whether the same heading rows, read to the last of them, name more columns and explain as much."""
    more = one.headed.names.keys() > best.headed.names.keys()
    return more and one.headed.rows == best.headed.rows and one.score > best.score - 1e-9


def _rows(grid: Sequence[Sequence[Value]], headed: Headed) -> Iterator[int]:
    """The rows below the headings in which at least two of their columns are filled."""
    before = headed.rows[-1]
    places = [place - 1 for place in headed.names]
    names = {place: {plain(reading) for reading in readings} for place, readings in headed.names.items()}
    for number in range(before + 1, len(grid) + 1):
        row = grid[number - 1]
        filled = [place for place in places if place < len(row) and not is_blank(row[place])]
        if number - before > _GAP:
            return
        if filled:
            before = number
        again = sum(isinstance(row[p], str) and plain(str(row[p])) in names[p + 1] for p in filled)
        if len(filled) > 1 and again * 2 < len(filled):
            yield number


def _score(view: SheetView, headed: Headed, table: Columns, rows: int, telling: Telling) -> float:
    score = 0.0
    others = 0
    for role, places in table.roles.items():
        sure = _SURE[table.said[places[0]].sure]
        if role in _WEIGHTS:
            score += _WEIGHTS[role] * sure
            others += len(places) - 1
        else:
            others += len(places)
    score += min(others, _OTHERS_AT_MOST) * _OTHER
    score += min(math.log2(1 + rows) * _ROW_WEIGHT, _ROWS_AT_MOST)
    closed = any(f" {word.casefold()} " in f" {plain(view.name)} " for word in telling.vocabulary.closed[:_MAIN_WORDS])
    score -= _HIDDEN * view.hidden + _PAST * closed + 0.2 * (len(headed.rows) - 1)
    action = telling.vocabulary.role("action")
    return score + _NAMED * any(f" {word} " in f" {plain(view.name)} " for word in action.words)


def _is_plan(one: _Try, *, named: bool) -> bool:
    """An action beside an owner, a day or a status; two of these where no heading says that it is an action.

    Of a sheet that somebody named, one will do.
    """
    roles, said = one.table.roles, one.table.said
    known = any(said[place].sure == "known word" for place in _core_places(one))
    if "action" not in roles or not known:
        return False
    told = _told_beside(one)
    if _stands_in(one):
        return len(told) >= (1 if named else 2)
    return bool(told) or (len([role for role in _TELLS if role in roles]) > 0 and "ref" in roles)


def _told_beside(one: _Try) -> list[str]:
    """Of owner, day and status those that a heading names."""
    roles, said = one.table.roles, one.table.said
    told = [role for role in _TELLS if role in one.table.headed or (role in roles and said[roles[role][0]].role.name)]
    return [role for role in told if role in one.table.headed or said[roles[role][0]].sure == "resembles"]


def _stands_in(one: _Try) -> bool:
    """Whether no heading says that its column is what is to be done."""
    place = one.table.roles["action"][0]
    return place in one.table.notes or one.table.said[place].sure == "from its content"


def _no_plan(label: str, views: Sequence[SheetView], found: Sequence[_Try], *, named: bool) -> SheetplanError:
    where = f" on its {many(len(views), 'sheet')}" if views else ": it has no sheet with cells in it"
    if len(views) == 1:
        where = f' on its sheet "{views[0].name}"'
    near = max(found, key=lambda one: one.score, default=None)
    fix = (
        "Put headings above the columns (for example Action, Owner, Due date, Status); "
        "if they are there in another language, give their words with --vocabulary."
    )
    lacking = " No row of headings that plans have was found."
    if near is not None:
        lacking = _lacking(near)
        if not named and "action" in near.table.roles and _is_plan(near, named=True):
            fix = (
                f'If it is the plan all the same, say so: --sheet "{near.view.name}". '
                "If its headings are in another language, give their words with --vocabulary."
            )
    return SheetplanError(f"{label}: no action plan was found{where}.{lacking if views else ''}", fix)


def _lacking(near: _Try) -> str:
    """What the table that is most like a plan has, and what it lacks."""
    table = near.table
    known = [table.names[p][0] for places in table.roles.values() for p in places if p in table.names]
    if not known:
        return ""
    rows = " and ".join(map(str, near.headed.rows))
    where = f' The nearest are the headings in row {rows} of "{near.view.name}" ({", ".join(known[:_LISTED])});'
    if "action" not in table.roles:
        return f"{where} there is no column that says what is to be done."
    told = _told_beside(near)
    if not told or not _stands_in(near):
        return f"{where} there is no column for who, by when or status."
    beside = table.names[table.roles[told[0]][0]][0] if told[0] in table.roles else told[0]
    return f'{where} none of them is called an action, and only "{beside}" tells who, by when or how it stands.'


def _refuse_equal(label: str, plans: Sequence[_Try], order: Sequence[str]) -> None:
    """Two tables with different headings that are equally like a plan: only people know which is meant."""
    first = plans[0]
    equal = [one for one in plans[1:] if first.score - one.score < _EQUAL and not _alike(first, one)]
    if equal:
        both = sorted([first, *equal], key=lambda one: order.index(one.view.name))
        named = " and ".join(map(_told, both))
        options = " or ".join(f'--sheet "{one.view.name}"' for one in both)
        raise SheetplanError(
            f"{label} holds more than one table that could be the plan: {named}.", f"Say which: {options}."
        )


def _alike(one: _Try, other: _Try) -> bool:
    """Whether another table has the same headings, as far as the program works with them: one template reads both."""
    mine = {plain(one.headed.names[p][0]) for p in _core_places(one) if p in one.headed.names}
    theirs = {plain(names[0]) for names in other.headed.names.values()}
    return bool(mine) and mine <= theirs


def _core_places(one: _Try) -> list[int]:
    """The columns that a workbook must have for the template to read it."""
    return [places[0] for role, places in one.table.roles.items() if role in columns.CORE and role != "completed"]


def _drafted(one: _Try, rest: Sequence[_Try], telling: Telling) -> Drafted:
    taken = columns.taken(one.table, one.view)
    by_field = {column.field: column for column in taken if column.field}
    status = by_field.get("status")
    words = _words(one, rest, status, telling) if status and status.type == "choice" else ()
    numbered = "ref" in by_field
    drafted = Drafted(
        sheet=one.view.name,
        hidden=one.view.hidden,
        heading_rows=one.headed.rows,
        columns=taken,
        statuses=words,
        dates=tuple(_dates(column, one.table.cells[column.column]) for column in taken if _is_dated(column)),
        score=one.score,
        rows=len(one.rows),
        ref_from="ref" if numbered else "action",
        status_field="status" if status and status.type == "choice" else "",
        action_required=_mostly_filled(by_field.get("action"), one),
        dates_required=_dates_required(by_field.get("timescale") or by_field.get("due"), one),
        alike=tuple(other.view.name for other in rest if _alike(one, other)),
        passed=tuple(other.view.name for other in rest if not _alike(one, other)),
    )
    return replace(drafted, complete_when=_complete_when(drafted, by_field.get("completed"), one, telling))


def _words(one: _Try, rest: Sequence[_Try], status: Taken, telling: Telling) -> tuple[StatusWord, ...]:
    """The status words in use, those on sheets with the same headings included: one template reads all."""
    rows = one.table.cells[status.column].rows
    for other in rest:
        place = next((p for p, names in other.headed.names.items() if plain(names[0]) == plain(status.heading)), 0)
        if _alike(one, other) and place in other.table.cells:
            rows += other.table.cells[place].rows
    return telling.reckoner.words(Cells(rows, len(rows)))


def _is_dated(column: Taken) -> bool:
    return column.type == "date" or (column.role in DATED and column.field != "")


def _dates(taken: Taken, below: Cells) -> DateColumn:
    words = [(row, value) for row, value in below.rows if isinstance(value, str)]
    return DateColumn(
        column=taken.column,
        heading=taken.heading,
        dates=below.dates,
        texts=len(words),
        blank=below.of - below.filled,
        numbers=below.numbers,
        examples=tuple(f'{a1(row, taken.column)}: "{" ".join(text.split())}"' for row, text in words[:_EXAMPLES]),
    )


def _mostly_filled(column: Taken | None, one: _Try) -> bool:
    """Where nearly every row has it, a blank is a slip."""
    return column is not None and one.table.cells[column.column].filled * 5 >= len(one.rows) * 4


def _dates_required(due: Taken | None, one: _Try) -> bool:
    """Where most actions have a due date, a blank is a slip; where few have, it is their way."""
    return due is not None and one.table.cells[due.column].filled * 2 >= len(one.rows)


def _complete_when(drafted: Drafted, completed: Taken | None, one: _Try, telling: Telling) -> tuple[str, ...]:
    """The day of completion closes an action, unless a status does and people leave that day blank."""
    if completed is None:
        return ()
    if not drafted.status_field:
        return ("completed",)
    status = next(column for column in drafted.columns if column.field == drafted.status_field)
    closed = _closed_rows(column(one.view.grid, one.rows, status.column), telling)
    dated = {row for row, value in one.table.cells[completed.column].rows if not isinstance(value, str)}
    return ("completed",) if completed.type == "date" and closed == dated else ()


def _closed_rows(statuses: Cells, telling: Telling) -> set[int]:
    return {row for row, value in statuses.rows if telling.reckoner.counted(str(value))[0] == "closed"}


def _told(one: _Try) -> str:
    return f'"{one.view.name}" (headings in row {one.headed.rows[-1]}, {many(len(one.rows), "row")})'
