"""Lines of the Change log: made of what people changed, and read again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sheetplan.model import (
    LOG_FIELDS,
    Beside,
    Change,
    Entry,
    Plan,
    Supplier,
    TabRead,
    Template,
    Timescale,
    Value,
    action_text,
    by_ref,
    from_long_day,
    is_blank,
    long_day,
    records,
    shown,
)

Row = Mapping[str, Value]

_LONGEST = 32_700
"""So many characters of a long text are kept; a cell holds 32,767."""
_MORE = " …"
_NO_DATE = "–"
"""Stands in the place of the day of an action that has none: the last line of a line's words is always ours."""


@dataclass(frozen=True)
class Stamp:
    """What every line of a version says of it."""

    version: str
    day: date | None
    supplied_by: Supplier

    def entry(self, ref: str, column: str, before: Value, after: Value, by: str) -> Entry:
        """A line, its words short enough for a cell."""
        return Entry(self.version, self.day, ref, column, _fitting(before), _fitting(after), by)


def lines(
    changes: Sequence[Change],
    beside: Sequence[Beside],
    before: Plan | None,
    after: Plan,
    stamp: Stamp,
) -> tuple[Entry, ...]:
    """What the Change log says of a version: one line for each cell that people changed, and for each whole action.

    A line of a whole action has the template's word for what became of it in the column's place; one that is new says
    its text and, below it, its due date. Where a change of people's moved an action's due date, a line says from when
    to when.

    Args:
        changes: between the last version and the plan as it came, actions without a ref named by what they are given.
        beside: the same for the Cover, the role key and the tabs.
        before: the last version; None where there is none.
        after: the plan as it came, its refs given, its timescales read and its due dates settled.
        stamp: the version, its position date, and who supplied what.
    """
    old = {} if before is None else rows(before.actions)
    new, shelved = rows(after.actions), rows(after.archived)
    gone = {} if before is None else {**rows(before.archived), **old}
    of_action: dict[str, list[Change]] = {}
    for change in changes:
        of_action.setdefault(str(change.ref), []).append(change)
    moved = [] if before is None else [ref for ref in new if ref in old and ref not in of_action]
    found: list[Entry] = []
    for ref in (*of_action, *moved):
        mine = of_action.get(ref, [])
        there = ("actions", new[ref]) if ref in new else ("archived", shelved.get(ref) or gone.get(ref) or {})
        found += (_line(change, ref, after, there, stamp) for change in mine)
        if before is not None and ref in old and ref in new:
            found += _typed_over(ref, old[ref], new[ref], after.template, stamp)
            found += _moved(ref, (before, old[ref]), (after, new[ref]), mine, stamp)
    found += _brought_back(before, after, stamp)
    found += (
        stamp.entry(one.ref, one.column, one.before, one.after, stamp.supplied_by(one.frame, one.ref, one.field))
        for one in beside
    )
    return tuple(found)


def entries(read: TabRead | None) -> tuple[Entry, ...]:
    """The lines of a Change log, in their order; none where there is no such tab."""
    return tuple(_entry(row) for row in (read.rows if read is not None else ()))


def row(entry: Entry) -> Row:
    """A line as the tab holds it."""
    values = (entry.version, entry.day, entry.ref, entry.column, entry.before, entry.after, entry.supplied_by)
    return dict(zip(LOG_FIELDS, values, strict=True))


def first_seen(entry: Entry) -> tuple[str, date | None]:
    """The text and the due date that the line of a new action says."""
    text, _, last = str(entry.after or "").rpartition("\n")
    return text, from_long_day(last.rpartition(": ")[2])


def due_of(row: Mapping[Any, Any]) -> date | None:
    """When an action is due by its own words, or by the date that somebody typed; deadlines that all share are none."""
    reading: Timescale | None = row.get("at_reading")
    if reading is None:  # an archived one: what stands there
        return next((row[name] for name in ("due", "at_due") if isinstance(row.get(name), date)), None)
    settled = row.get("at_due_settled")
    return settled if isinstance(settled, date) else reading.due


def rows(frame: Any) -> dict[str, Mapping[Any, Any]]:
    """Rows by the names that changes call them."""
    found = records(frame)
    named = {ref if n == 0 else f"{ref} ({n + 1})": one for (ref, n), one in by_ref(found).items()}
    return named | {f"row {one['at_row']} without a ref": one for one in found if not one["at_ref"]}


def heading(plan: Plan, field: str) -> str:
    """What people call a field's column; one that only this plan has is called by its heading already."""
    place = plan.columns.get(field)
    return place.heading if place is not None else field


def _line(change: Change, ref: str, after: Plan, there: tuple[str, Mapping[Any, Any]], stamp: Stamp) -> Entry:
    """The line of one change; a removed action stands where it stood."""
    template, (frame, row) = after.template, there
    if change.kind == "changed":
        name = str(change.field)
        by = stamp.supplied_by(frame, ref, name)
        return stamp.entry(ref, heading(after, name), change.before, change.after, by)
    by, word = stamp.supplied_by(frame, ref, ""), template.log_words[change.kind]
    if change.kind == "added":
        return stamp.entry(ref, word, None, _as_new(row, template), by)
    return stamp.entry(ref, word, action_text(row, template) if change.kind == "removed" else None, None, by)


def _as_new(row: Mapping[Any, Any], template: Template) -> str:
    """An action's words and, on a line of its own, the date first agreed."""
    due, text = due_of(row), action_text(row, template)
    last = f"\n{template.computed['due']}: {long_day(due) if due is not None else _NO_DATE}"
    return f"{_cut(text, _LONGEST - len(last))}{last}"


def _typed_over(
    ref: str, was: Mapping[Any, Any], now: Mapping[Any, Any], template: Template, stamp: Stamp
) -> Iterator[Entry]:
    """Words that somebody typed into our own Due date."""
    typed = now.get("at_due")
    if isinstance(typed, str) and not is_blank(typed) and typed != was.get("at_due"):
        by = stamp.supplied_by("actions", ref, "at_due")
        yield stamp.entry(ref, template.computed["due"], was.get("at_due"), typed, by)


def _moved(
    ref: str,
    was: tuple[Plan, Mapping[Any, Any]],
    now: tuple[Plan, Mapping[Any, Any]],
    mine: Sequence[Change],
    stamp: Stamp,
) -> Iterator[Entry]:
    """From when to when the due date moved, where people moved it and no line says so already."""
    template, old, new = now[0].template, due_of(was[1]), due_of(now[1])
    if old == new:
        return
    dated = {column.field for column in template.columns if column.type == "timescale"} | {"due"}
    cells = [change for change in mine if change.kind == "changed" and change.field in dated]
    if any(change.field == "due" and (change.before, change.after) == (old, new) for change in cells):
        return
    causes = [str(change.field) for change in cells]
    stood, stands = was[1].get("at_due"), now[1].get("at_due")
    if stands != stood and not (is_blank(stands) and is_blank(stood)):
        causes.append("at_due")
    if not causes and was[0].period == now[0].period:
        return  # the words are read otherwise than they were: nobody moved anything
    by = stamp.supplied_by("actions", ref, causes[0]) if causes else stamp.supplied_by("cover", "", "plan_end")
    yield stamp.entry(ref, template.computed["due"], old, new, by)


def _brought_back(before: Plan | None, after: Plan, stamp: Stamp) -> Iterator[Entry]:
    """What people wrote beside archived actions, so that they come back."""
    was = {} if before is None else rows(before.archived)
    sheet = after.archive_sheet or after.template.archive_sheet
    column = f"{sheet}: {after.template.archive_headings['reopen']}"
    for ref, row in rows(after.archived).items():
        now, then = row.get("at_reopen"), was.get(ref, {}).get("at_reopen")
        if not is_blank(now) and now != then:
            yield stamp.entry(ref, column, then, now, stamp.supplied_by("archived", ref, "at_reopen"))


def _entry(row: Row) -> Entry:
    return Entry(
        version=_words(row.get("version")),
        day=_day(row.get("position_date")),
        ref=_words(row.get("ref")),
        column=" ".join(_words(row.get("column")).split()),
        before=_plain(row.get("before")),
        after=_plain(row.get("after")),
        supplied_by=_words(row.get("supplied_by")),
    )


def _words(value: Value) -> str:
    return "" if is_blank(value) else shown(value).strip()


def _day(value: Value) -> date | None:
    """A day, although another program may have made text of it."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else from_long_day(_words(value))


def _plain(value: Value) -> Value:
    return None if is_blank(value) else value


def _fitting(value: Value) -> Value:
    return _cut(value, _LONGEST) if isinstance(value, str) else value


def _cut(text: str, room: int) -> str:
    """A text, as much of it as there is room for, counted as Excel counts."""
    if len(text) * 2 <= room:
        return text
    units = text.encode("utf-16-le", errors="surrogatepass")
    if len(units) <= 2 * room:
        return text
    return units[: 2 * (room - len(_MORE))].decode("utf-16-le", errors="ignore") + _MORE
