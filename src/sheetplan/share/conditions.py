"""Which of a plan's actions an extract holds: conditions as people type them, and as they travel inside it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sheetplan.model import BETWEEN_PEOPLE, Plan, SheetplanError, Value, folded, is_blank, records, shown

LONGEST = 255
"""Characters that a custom document property holds in every program."""
_SECTION = "at_section"
STANDING = "standing"
"""The tab on which it stands how actions stand."""
_BETWEEN = re.compile(r"[,;/&\n]|\band\b")
"""What stands between several refs, or statements, in one cell."""
_PARTS = re.compile(r"[;\n]")
"""What stands between several entries of one cell."""
_CODE = re.compile(r"[A-Z][A-Z0-9]{0,5}")
_SHOWN = 50
"""Characters of a value that are shown to them."""
_LISTED = 12
"""How many values are named for somebody who asked for one that there is not."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What stands in a column of the actions that are meant."""

    column: str
    """A field of the template; `at_FIELD` for a computed column of ours, `at_section` for the section; else the heading
    of a column that only this plan has."""
    value: str
    """What stands there; empty for a blank cell."""


def condition(plan: Plan, text: str) -> Condition:
    """A condition as people type it: COLUMN=VALUE, the column by its heading or its field name.

    Args:
        plan: whose columns are meant.
        text: what was typed; case and spaces do not matter.

    Raises:
        SheetplanError: it is no such condition, or the plan has no such column.
    """
    name, between, value = text.partition("=")
    if not between or not folded(name):
        raise SheetplanError(
            f'"{text}" does not say which actions are meant.',
            'Write a column and what stands in it, for example --where "Area=Medicines".',
        )
    wanted = folded(name.replace("_", " "))
    for column, words in _names(plan):
        if wanted in {folded(word.replace("_", " ")) for word in words}:
            return Condition(column, _as_in_key(plan, column, " ".join(value.split())))
    headings = ", ".join(dict.fromkeys(words[0] for _, words in _names(plan)))
    raise SheetplanError(f'{plan.path.name} has no column "{name.strip()}".', f"Its columns are: {headings}.")


def owner(plan: Plan, code: str) -> Condition:
    """The condition that somebody is among those who are responsible.

    Raises:
        SheetplanError: the plan has no column that says who is.
    """
    for column in plan.template.columns:
        if column.type == "people" and column.field in plan.columns:
            return Condition(column.field, _as_in_key(plan, column.field, " ".join(code.split())))
    raise SheetplanError(
        f"{plan.path.name} has no column that says who is responsible.",
        "Say which column is meant: --where COLUMN=VALUE.",
    )


def matching(
    plan: Plan, conditions: Sequence[Condition], frame: Literal["actions", "archived"] = "actions"
) -> tuple[int, ...]:
    """The actions for which all conditions hold.

    Args:
        plan: as it was read.
        conditions: none of them: all actions.
        frame: those of the plan, or those in its archive.

    Returns:
        Their positions in that frame, in order.
    """
    rows = records(getattr(plan, frame))
    people = {column.field for column in plan.template.columns if column.type == "people"}
    return tuple(i for i, row in enumerate(rows) if all(_holds(plan, row, one, people) for one in conditions))


def held(plan: Plan, conditions: Sequence[Condition]) -> frozenset[str]:
    """The refs of all actions, archived ones included, that an extract with these conditions was given.

    Args:
        plan: the version that it was taken from.
        conditions: those of the extract.
    """
    found: set[str] = set()
    for frame in ("actions", "archived"):
        refs = list(getattr(plan, frame)["at_ref"])
        found |= {refs[i] for i in matching(plan, conditions, frame) if refs[i]}
    return frozenset(found)


def going(plan: Plan, positions: Collection[int], archived: Collection[int]) -> Mapping[str, frozenset[int]]:
    """The lines of the tabs beside a plan that belong to none but actions which an extract does not hold.

    Args:
        plan: the whole plan.
        positions: the actions that stay, by position in `actions`.
        archived: those that stay in its archive.

    Returns:
        Tab to sheet rows. A line that belongs to no action stays: it is about the whole plan.
    """
    stays: list[Mapping[Any, Any]] = []
    goes: list[Mapping[Any, Any]] = []
    for frame, kept in (("actions", positions), ("archived", archived)):
        for position, row in enumerate(records(getattr(plan, frame))):
            (stays if position in kept else goes).append(row)
    lines = _Lines(plan, stays, goes)
    while lines.grow():
        pass
    return {name: frozenset(rows) for name, rows in lines.gone.items() if rows}


class _Lines:
    """The lines of all tabs, told apart step by step: one that leads to nothing but lines that go, goes as well."""

    def __init__(self, plan: Plan, stays: Sequence[Mapping[Any, Any]], goes: Sequence[Mapping[Any, Any]]) -> None:
        self.gone: dict[str, set[int]] = {name: set() for name in plan.tabs}
        self._plan = plan
        self._actions = {True: stays, False: goes}
        self._texts = {
            stays: [folded(value) for row in rows for value in row.values() if isinstance(value, str)]
            for stays, rows in self._actions.items()
        }
        self._known: dict[tuple[str, str], dict[str, set[int]]] = {}

    def grow(self) -> bool:
        """One more look at every line that is not known to go; whether there was one."""
        before = sum(map(len, self.gone.values()))
        for name, read in self._plan.tabs.items():
            for row in read.rows:
                leads = [found for found in self._leads(name, row) if found is not None]
                # A line that was drawn on leads back to its source, so it counts only where nothing else is known.
                leads = leads or [found for found in self._drawn_on(name, row) if found is not None]
                if leads and not any(leads):
                    self.gone[name].add(int(str(row["at_row"])))
        return sum(map(len, self.gone.values())) > before

    def _leads(self, name: str, row: Mapping[str, Value]) -> Iterator[bool | None]:
        """For each thing that a line can lead to: whether that stays; None where it leads nowhere."""
        template, read = self._plan.template, self._plan.tabs[name]
        for column in read.tab.columns:
            if column.of and column.field in read.columns:
                table, _, field = column.of.partition(".")
                value = row.get(column.field)
                # A ref that no action has is somebody else's all the same.
                yield None if is_blank(value) else bool(self._stays(table, field or "at_ref", value))
        if read.tab.name == STANDING and not read.live:
            found = self._stays("plan", "at_ref", row.get("ref"))
            yield found if found is not None else self._stays("plan", template.ref_from, row.get("ref"))
        stones = template.milestones
        if stones is not None and stones.tab == name and is_blank(row.get("ref")):
            yield self._said(row.get("milestone"))
        for one in template.answers:
            if one.tab == name:
                yield self._stays("plan", one.plan_field, row.get(one.field))
        for draw in template.draws:
            if draw.source == name and draw.into == "plan" and draw.match in draw.copies:
                yield self._stays("plan", draw.match, row.get(draw.copies[draw.match]))

    def _drawn_on(self, name: str, row: Mapping[str, Value]) -> Iterator[bool | None]:
        """The same for the lines of other tabs that were drawn from it."""
        for draw in self._plan.template.draws:
            if draw.source == name and draw.into != "plan" and draw.match in draw.copies:
                yield self._stays(draw.into, draw.match, row.get(draw.copies[draw.match]))

    def _said(self, words: Value) -> bool | None:
        """Whether an action that says these words stays: by them a milestone is known whose action has no ref."""
        for stays in (True, False):
            if any(folded(words) in text for text in self._texts[stays]):
                return stays
        return None

    def _stays(self, table: str, field: str, value: Value) -> bool | None:
        """Whether one of the rows that a value names stays; None where it names none."""
        known = self._index(table, field)
        found = {one for name in _named(value) for one in known.get(name, ())}
        if not found:
            return None
        return True in found if table == "plan" else bool(found - self.gone[table])

    def _index(self, table: str, field: str) -> Mapping[str, set[int]]:
        """What rows are called by: to whether an action stays, or to the sheet rows of a tab's lines."""
        if (table, field) not in self._known:
            known = self._known[table, field] = {}
            for mark, row in self._rows(table):
                for name in _named(row.get(field)):
                    known.setdefault(name, set()).add(mark)
        return self._known[table, field]

    def _rows(self, table: str) -> Iterator[tuple[int, Mapping[Any, Any]]]:
        if table == "plan":
            yield from ((stays, row) for stays, rows in self._actions.items() for row in rows)
        elif table in self._plan.tabs:
            yield from ((int(str(row["at_row"])), row) for row in self._plan.tabs[table].rows)


def _named(value: Value) -> set[str]:
    """What a cell can be called by: the whole of it, and each of several entries."""
    if is_blank(value):
        return set()
    return {folded(value), *(folded(part).rstrip(".") for part in _BETWEEN.split(shown(value)))} - {""}


def nobody(plan: Plan, conditions: Sequence[Condition]) -> SheetplanError:
    """What is said where no action is meant: what stands in those columns."""
    asked = " and ".join(f'{heading(plan, one)} "{one.value}"' for one in conditions)
    people = {column.field for column in plan.template.columns if column.type == "people"}
    there = dict.fromkeys(
        part
        for row in records(plan.actions)
        for part in _entries(_cell(plan, row, conditions[0].column), conditions[0].column in people)[-1:]
    )
    listed = ", ".join(f'"{_cut(one)}"' for one in list(there)[:_LISTED]) or "nothing"
    more = " and others" if len(there) > _LISTED else ""
    return SheetplanError(
        f"No action of {plan.path.name} has {asked}.", f"In {heading(plan, conditions[0])} there is: {listed}{more}."
    )


def heading(plan: Plan, one: Condition) -> str:
    """A condition's column as people see it."""
    return next((words[0] for column, words in _names(plan) if column == one.column), one.column)


def conditions_text(conditions: Sequence[Condition]) -> str:
    """The conditions as they travel inside the extract, to be read by `conditions_from`.

    Raises:
        SheetplanError: they are too long for that.
    """
    text = "; ".join(f"{_escaped(one.column)}={_escaped(one.value)}" for one in conditions)
    if len(text) > LONGEST:
        raise SheetplanError(
            f"The conditions are {len(text)} characters long, and {LONGEST} at most travel inside a workbook.",
            "Use fewer of them, or a column with shorter entries.",
        )
    return text


def conditions_from(text: str) -> tuple[Condition, ...]:
    """The conditions that `conditions_text` made this of; what is none of them is passed over."""
    found: list[Condition] = []
    for part in _split(text, ";"):
        pieces = _split(part.strip(" "), "=")
        if len(pieces) >= 2:
            found.append(Condition(_plain(pieces[0]), _plain("=".join(pieces[1:]))))
    return tuple(found)


def _names(plan: Plan) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each column with the words that it is known by, the one that people see first."""
    for column in plan.template.columns:
        if column.field in plan.columns:
            seen = plan.columns[column.field].heading or column.heading
            yield column.field, (seen, column.heading, column.field, *column.aliases)
    for text in plan.others.values():
        yield text, (text,)
    for name, place in plan.computed.items():
        if f"at_{name}" in plan.actions.columns:
            yield f"at_{name}", (plan.template.computed[name], place.heading, name)
    if _SECTION in plan.actions.columns and any(plan.actions[_SECTION]):
        yield _SECTION, ("section",)


def _as_in_key(plan: Plan, column: str, value: str) -> str:
    """A role code as the plan writes it, whatever its case."""
    if any(one.field == column and one.type == "people" for one in plan.template.columns):
        return next((code for code in plan.people if folded(code) == folded(value)), value)
    return value


def _holds(plan: Plan, row: Mapping[Any, Any], one: Condition, people: set[str]) -> bool:
    value, wanted = _cell(plan, row, one.column), folded(one.value)
    if is_blank(value) or not wanted:
        return is_blank(value) and not wanted
    if isinstance(value, date):
        return wanted in (folded(value), value.isoformat()[:10])
    if wanted in {folded(part) for part in _entries(value, one.column in people)}:
        return True
    if one.column in people and _CODE.fullmatch(one.value) and isinstance(value, str):
        # "PM to lead, RF to help": a code stands in capital letters, so that no word of a sentence is taken for one.
        return re.search(rf"(?<!\w){one.value}(?!\w)", value) is not None
    return False


def _entries(value: Value, people: bool) -> list[str]:
    """What stands in a cell: the whole, and each of several entries."""
    if is_blank(value):
        return []
    if not isinstance(value, str):
        return [shown(value)]
    parts = [" ".join(part.split()) for part in (BETWEEN_PEOPLE if people else _PARTS).split(value)]
    found = [part for part in parts if part]
    return found if people and len(found) > 1 else list(dict.fromkeys([" ".join(value.split()), *found]))


def _cell(plan: Plan, row: Mapping[Any, Any], column: str) -> Value:
    """What an action has in a condition's column."""
    if column.startswith("at_") or any(one.field == column for one in plan.template.columns):
        found: Value = row.get(column)
        return found
    others: Mapping[str, Value] = row.get("at_others") or {}
    return others.get(column)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3].rstrip()}..."


def _escaped(text: str) -> str:
    return re.sub(r"([\\;=])", r"\\\1", text)


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def _split(text: str, sign: str) -> list[str]:
    """A text at each sign that is not escaped; escapes stay."""
    parts = [""]
    for found in re.findall(r"\\.|[^\\]|\\$", text, flags=re.DOTALL):
        if found == sign:
            parts.append("")
        else:
            parts[-1] += found
    return parts
