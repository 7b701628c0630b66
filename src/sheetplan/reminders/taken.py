"""Notes that were taken at a meeting, put into the version that they were taken on, to be merged as a copy is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sheetplan.model import (
    MeetingPage,
    MeetingWords,
    Plan,
    Value,
    action_text,
    extended,
    folded,
    is_blank,
    long_day,
    records,
    shown,
)
from sheetplan.reminders.drawn import notes_field

_ALIKE = 60
"""So many characters of an action's text are compared with what the page says of it."""


@dataclass(frozen=True)
class Taken:
    """A plan with the notes in it, and what could not be put there."""

    plan: Plan
    said: tuple[str, ...] = ()


@dataclass
class _Cells:
    """What is to stand in a plan's rows, by position."""

    plan: Plan
    fields: dict[str, dict[int, Value]] = field(default_factory=dict)
    others: dict[int, str] = field(default_factory=dict)
    """What the column says that people's plan has none for."""

    def set(self, name: str, position: int, value: Value) -> None:
        self.fields.setdefault(name, {})[position] = value


def taken_down(page: MeetingPage, base: Plan, master: Plan, words: MeetingWords) -> Taken:
    """The version that notes were taken on, as if each had been typed into it.

    A blank cell changes nothing, and what the page does not hold stays as it is. Notes are added below what the plan
    says; where it has no column for notes, they come in one of their own.

    Args:
        page: the notes, those on other plans too.
        base: the version that the page was made of.
        master: the plan as it stands.
        words: the page's, and what is noted of days for which the plan has no cell.

    Returns:
        A plan that differs from the base in these cells alone, and what a person must bring in by hand.
    """
    cells, said = _Cells(base), list[str]()
    theirs = [row for row in page.rows if folded(row.get("plan_id")) == folded(master.plan_id)]
    for row in theirs:
        if _is_filled(row):
            said += _taken(row, cells, page, master, words)
    return Taken(_with(cells, page, words), tuple(said))


def stays(taken: Plan, earlier: Plan, base: Plan) -> Plan:
    """Notes that were merged before and are no longer on the page stay as they were: a blank cell changes nothing.

    Args:
        taken: the version with the notes in it.
        earlier: the same as it was when the notes were merged before.
        base: the version.
    """
    if list(taken.actions["at_ref"]) != list(earlier.actions["at_ref"]):
        return taken
    fields = [*taken.columns, "at_due", "at_others"]
    changed: dict[str, Sequence[object]] = {
        name: [
            _kept(now, was, before)
            for now, was, before in zip(taken.actions[name], earlier.actions[name], base.actions[name], strict=True)
        ]
        for name in fields
        if all(name in plan.actions for plan in (taken, earlier, base))
    }
    return replace(taken, actions=extended(taken.actions, changed), others={**earlier.others, **taken.others})


def _kept(now: Any, was: Any, before: Any) -> Any:
    """What a cell says now; where that is what it said before any notes, what it said when they were merged."""
    if isinstance(now, Mapping) and isinstance(was, Mapping):
        return {**was, **{key: value for key, value in now.items() if not _same(value, (before or {}).get(key))}}
    return was if now == before else now


def _same(one: Value, other: Value) -> bool:
    return one == other or (is_blank(one) and is_blank(other))


def is_on(page: MeetingPage, plan_id: str | None) -> bool:
    """Whether a page has a row of this plan."""
    return plan_id is not None and any(folded(row.get("plan_id")) == folded(plan_id) for row in page.rows)


def _is_filled(row: Mapping[str, Value]) -> bool:
    return not all(is_blank(row.get(name)) for name in ("notes", "done", "new_due"))


def _taken(
    row: Mapping[str, Value], cells: _Cells, page: MeetingPage, master: Plan, words: MeetingWords
) -> Iterator[str]:
    where = f"{page.path.name}, row {row['at_row']}"
    position, why = _position(row, cells.plan, master)
    if position is None:
        entered = "; ".join(shown(row[name]) for name in ("notes", "done", "new_due") if not is_blank(row.get(name)))
        yield f'{where}: {why} Bring in by hand what was noted there: "{entered}".'
        return
    notes = [] if is_blank(row.get("notes")) else [shown(row["notes"]).strip()]
    for name, field_name, sentence in (
        ("done", _done_field(cells.plan), words.done),
        ("new_due", _due_field(cells.plan), words.new_due),
    ):
        value = _day(row.get(name))
        if is_blank(value):
            continue
        heading = words.tab.column(name).heading
        if isinstance(value, date) and field_name is not None:
            cells.set(field_name, position, value)
            continue
        notes.append(sentence.replace("{day}", shown(value)))
        if not isinstance(value, date):
            yield f'{where}: "{heading}" holds "{shown(value)}", which is no date, so it was taken as a note.'
        else:
            yield f'{where}: the plan has no cell for "{heading}", so {long_day(value)} was taken as a note.'
    if notes:
        _note(cells, position, "\n".join(notes))


def _day(value: Value) -> Value:
    return value.date() if isinstance(value, datetime) else value


def _position(row: Mapping[str, Value], base: Plan, master: Plan) -> tuple[int | None, str]:
    """Which action of the version a row is about; None, and why, where that is not certain."""
    ref = "" if is_blank(row.get("ref")) else shown(row["ref"]).strip()
    found = [i for i, one in enumerate(records(base.actions)) if one["at_ref"] and folded(one["at_ref"]) == folded(ref)]
    if not ref:
        return None, "it names no action."
    if len(found) != 1:
        why = "there is no action" if not found else "there are several actions"
        return None, f"{why} {ref} in version {base.version} of the plan."
    # Where one column was sorted without the others, refs stand beside other actions than before.
    wanted = _begins(row.get("action"))
    one = records(base.actions)[found[0]]
    now = next((each for each in records(master.actions) if each["at_ref"] == one["at_ref"]), one)
    said = {_begins(action_text(one, base.template)), _begins(action_text(now, master.template))} - {""}
    if said and wanted not in said:
        return None, f'"{_short(row.get("action"))}" is not what action {ref} is about.'
    return found[0], ""


def _begins(value: Value) -> str:
    return "" if is_blank(value) else folded(value)[:_ALIKE].rstrip(" …")


def _short(value: Value) -> str:
    text = "" if is_blank(value) else " ".join(shown(value).split())
    return text if len(text) <= _ALIKE else f"{text[:_ALIKE].rsplit(' ', 1)[0]} …"


def _done_field(plan: Plan) -> str | None:
    """The column of dates that says when an action was done."""
    template = plan.template
    dates = (name for name in template.complete_when if template.column(name).type == "date")
    return next((name for name in dates if name in plan.columns), None)


def _due_field(plan: Plan) -> str | None:
    """Where a due date is typed: a column of people's own, else our Due date beside words."""
    if "due" in plan.columns:
        return "due"
    return "at_due" if "due" in plan.computed and "at_due" in plan.actions else None


def _note(cells: _Cells, position: int, note: str) -> None:
    name = notes_field(cells.plan)
    if name is None:
        cells.others[position] = note
        return
    stands = cells.plan.actions[name].iloc[position]
    before = "" if is_blank(stands) else shown(stands).rstrip()
    cells.set(name, position, f"{before}\n{note}" if before else note)


def _with(cells: _Cells, page: MeetingPage, words: MeetingWords) -> Plan:
    plan, frame = cells.plan, cells.plan.actions
    changed: dict[str, Sequence[object]] = {
        name: [values.get(i, stands) for i, stands in enumerate(frame[name])] for name, values in cells.fields.items()
    }
    # On the page every action stands in one row, however many it has in the plan.
    changed["at_rows"] = [(row,) for row in frame["at_row"]]
    others = dict(plan.others)
    if cells.others:
        there = next((column for column, heading in others.items() if folded(heading) == folded(words.column)), None)
        if there is None:
            others[max([*others, plan.layout.last_column]) + 1] = words.column
        heading = words.column if there is None else others[there]
        changed["at_others"] = [_beside(row, heading, cells.others.get(i)) for i, row in enumerate(records(frame))]
    return replace(
        plan,
        path=page.path,
        actions=extended(frame, changed),
        others=others,
        saved=page.saved,
        saved_by=page.saved_by,
        sha256=page.sha256,
        extract="",
    )


def _beside(row: Mapping[Any, Any], heading: str, note: str | None) -> Mapping[str, Value]:
    """What stands in the columns that the template does not know, with a note."""
    others: Mapping[str, Value] = row.get("at_others") or {}
    stands = others.get(heading)
    if note is None:
        return {**others, heading: stands}
    before = "" if is_blank(stands) else shown(stands).rstrip()
    return {**others, heading: f"{before}\n{note}" if before else note}
