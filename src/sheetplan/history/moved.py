"""How often a due date moved, from when to when, and whether a reason was given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sheetplan.history.log import due_of, first_seen, rows
from sheetplan.model import Entry, Moves, Plan, Template, folded, is_blank


@dataclass(frozen=True, slots=True)
class Names:
    """What the columns of dates and reasons are called in a Change log."""

    computed: str
    """Our own Due date."""
    own: frozenset[str]
    """What people's own column of due dates is and was called."""
    why: frozenset[str]
    """What the column is and was called in which reasons stand."""

    @classmethod
    def of(cls, plan: Plan) -> Names:
        """Those of a plan."""
        own, why = (frozenset(_headings(plan, name)) for name in ("due", plan.template.reason_field))
        return cls(folded(plan.template.computed["due"]), own, why)

    def is_due(self, entry: Entry) -> bool:
        """Whether a line is about a due date."""
        name = folded(entry.column)
        return name == self.computed or name in self.own


def moves(plan: Plan, logged: Sequence[Entry], since: Sequence[Entry] | None) -> dict[str, Moves]:
    """The due dates of each action of the plan of which anything is known, by the action's name.

    Args:
        plan: its timescales read and its due dates settled.
        logged: the lines of its Change log.
        since: the same for what changed since the last version; None where that version is not known.
    """
    told, names = by_ref([*logged, *(since or ())]), Names.of(plan)
    return {
        ref: of_action(plan.template, told[ref], row, names, closed=since is not None)
        for ref, row in rows(plan.actions).items()
        if ref in told
    }


def of_action(
    template: Template, told: Sequence[Entry], row: Mapping[Any, Any], names: Names, *, closed: bool
) -> Moves:
    """The due dates of one action.

    Args:
        template: the kind of plan.
        told: the lines about it, oldest first.
        row: its row.
        names: what its columns are called in them.
        closed: whether they tell all there is: if not, a date that is none of theirs has moved since.
    """
    added = template.log_words["added"]
    seen = next((entry for entry in told if entry.column == added), None)
    first = first_seen(seen)[1] if seen is not None else None
    path: list[tuple[date, int]] = [] if first is None else [(first, 0)]
    lines, times = list(in_turn(told)), 0
    reasoned = max(
        (turn for turn, entry in lines if not is_blank(entry.after) and folded(entry.column) in names.why), default=-1
    )
    for turn, before, after in dated(lines, names):
        if not path and before is not None:
            path = [(before, 0)]
        if after is not None:
            times += bool(path) and after != path[-1][0]
            path = stepped(path, after, turn)
    now = due_of(row)
    if not closed and now is not None and path and now != path[-1][0]:
        newest = lines[-1][0] + 1
        times += 1
        path = stepped(path, now, newest)
        reasoned = newest if _is_new(row, told, template.reason_field, names) else reasoned
    if seen is not None and first is None and path:
        first = path[0][0]
    last = (path[-2][0], path[-1][0]) if len(path) > 1 else None
    return Moves(first, now, times, last, len(path) - 1 if last else 0, bool(last) and reasoned >= path[-1][1])


def stepped(path: Sequence[tuple[date, int]], day: date, turn: int) -> list[tuple[date, int]]:
    """The dates that stand, one after the other: going back to one of them takes back what came after it."""
    known = [at for at, _ in path]
    if day in known:
        return list(path[: known.index(day) + 1])
    return [*path, (day, turn)]


def dated(lines: Sequence[tuple[int, Entry]], names: Names) -> Iterator[tuple[int, date | None, date | None]]:
    """Changes of an action's due date: in which turn of the log, from when, to when.

    A line of the computed date goes before one of people's own column in the same version.
    """
    about = [(turn, entry) for turn, entry in lines if names.is_due(entry)]
    ours = {turn for turn, entry in about if folded(entry.column) == names.computed}
    for turn, entry in about:
        if turn not in ours or folded(entry.column) == names.computed:
            yield turn, day(entry.before), day(entry.after)


def in_turn(told: Iterable[Entry]) -> Iterator[tuple[int, Entry]]:
    """Lines, each with the number of its version among those that say anything of the action."""
    turn, version = -1, None
    for entry in told:
        turn += entry.version != version
        version = entry.version
        yield turn, entry


def by_ref(told: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Lines by what their rows are known by."""
    found: dict[str, list[Entry]] = {}
    for entry in told:
        found.setdefault(entry.ref, []).append(entry)
    return found


def day(value: object) -> date | None:
    """A day; None for anything else that stood in its place."""
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


def _headings(plan: Plan, field: str) -> Iterator[str]:
    if field in plan.columns:
        yield folded(plan.columns[field].heading)
    for name in _known(plan.template, field):
        yield folded(name)


def _known(template: Template, field: str) -> tuple[str, ...]:
    return next(((c.heading, *c.aliases) for c in template.columns if c.field == field), ())


def _is_new(row: Mapping[Any, Any], told: Sequence[Entry], field: str, names: Names) -> bool:
    """Whether the reason that stands there may be one for a move that no line tells of."""
    known = [entry.after for entry in told if folded(entry.column) in names.why]
    return not is_blank(row.get(field)) and (not known or folded(known[-1]) != folded(row[field]))
