"""Counts and lists over a plan's actions, from what its cells say: the same that formulas over these cells find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sheetplan.model import Status, Value, people_in, shown
from sheetplan.model.plan_views import Group, OnSheet

MOST_GROUPS = 12
"""So many words of a column are counted, those with the most open actions."""
LONGEST_NAME = 255
"""Characters of a text in a formula."""
_MOST_LONGER = 12
"""So many names that hold another one are told apart from it: a formula can be only so deep."""
APART = "\n .()/,;:&+–-"
"""What stands between people in a cell, as formulas tell them apart, each sign on its own."""


def statuses(actions: Sequence[OnSheet], words: Iterable[str]) -> dict[str, int]:
    """How many actions have each status."""
    found = Counter(action.status for action in actions)
    return {word: found[word] for word in words}


def overdue(actions: Iterable[OnSheet], most: int) -> list[OnSheet]:
    """The overdue actions, the longest first; of the same age as they stand in the plan."""
    late = [one for one in actions if one.status == Status.OVERDUE and isinstance(one.days, int | float)]
    return sorted(late, key=lambda one: (-_number(one.days), one.row))[:most]


def coming(actions: Iterable[OnSheet], most: int) -> list[OnSheet]:
    """The actions that are due next, those of one day as they stand in the plan."""
    words = (Status.DUE_SOON, Status.NOT_YET_DUE)
    due = [(one.due, one.row, one) for one in actions if one.status in words and isinstance(one.due, date)]
    days = [(day.toordinal(), row, one) for day, row, one in due]
    return [one for _, _, one in sorted(days, key=lambda item: item[:2])][:most]


def people(actions: Sequence[OnSheet], field: str, key: Mapping[str, str]) -> tuple[Group, ...]:
    """Open and overdue actions by who leads them; an action of two people counts under both.

    Args:
        actions: all of them.
        field: the people's column.
        key: the role key.
    """
    named: Counter[str] = Counter()
    for action in actions:
        if action.is_open:
            named.update(people_in(action.cells.get(field), key))
    labels = [name for name, _ in sorted(named.items(), key=lambda item: (-item[1], item[0]))][:MOST_GROUPS]
    cells = [(one, apart(one.cells.get(field))) for one in actions]
    found = []
    for name in labels:
        longer = _longer(name, named)
        mine = [one for one, cell in cells if apart(name) in _without(cell, longer)]
        found.append(_group(name, mine)._replace(longer=longer))
    return (*found, _group("", [one for one in actions if not one_line(one.cells.get(field))]))


def groups(actions: Sequence[OnSheet], field: str) -> tuple[Group, ...]:
    """Open and overdue actions by the words in one of their cells, spaces and capitals aside."""
    named: Counter[str] = Counter()
    labels: dict[str, str] = {}
    for action in actions:
        line = one_line(action.cells.get(field))
        if action.is_open and line:
            labels.setdefault(upper(line), line)
            named[upper(line)] += 1
    wanted = [word for word, _ in sorted(named.items(), key=lambda item: -item[1])][:MOST_GROUPS]
    found = [
        _group(labels[word], [one for one in actions if upper(one_line(one.cells.get(field))) == word])
        for word in wanted
    ]
    return (*found, _group("", [one for one in actions if not one_line(one.cells.get(field))]))


def headline(counts: Mapping[str, int], total: int) -> str:
    """How the actions stand, in a sentence."""
    if total == 0:
        return "There are no actions in the plan."
    late, soon, none = (counts.get(word, 0) for word in (Status.OVERDUE, Status.DUE_SOON, Status.NO_DUE_DATE))
    return (
        f"{late} of {total} action{_s(total)} {_is(late)} overdue, {soon} {_is(soon)} due soon, and {none} "
        f"{'has' if none == 1 else 'have'} no due date."
    )


def most_overdue(found: Sequence[Group], nobody: str) -> str:
    """Who, or what, has the most overdue actions; the first of several."""
    most = max((one.overdue for one in found), default=0)
    if not most:
        return "Nothing is overdue."
    first = next(one for one in found if one.overdue == most)
    return f"Most overdue: {first.label or nobody}, {most} of {first.open} open."


def one_line(value: Value) -> str:
    """A cell's text as formulas compare it: non-breaking spaces and line breaks are spaces, and none is to spare."""
    if value is None or isinstance(value, date):
        return ""
    text = shown(value).replace("\u00a0", " ").replace("\n", " ")
    return " ".join(part for part in text.split(" ") if part)


def apart(value: Value) -> str:
    """The words of a cell of people, each between bars."""
    text = "" if value is None or isinstance(value, date) else shown(value)
    for sign in APART:
        text = text.replace(sign, "|")
    return f"|{upper(text)}|"


def _longer(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """The other names that this one is a part of, the longest first, as far as a formula can hold each."""
    mine, others = apart(name), {apart(one) for one in names}
    found = [one for one in others if mine in one and mine != one and len(one) <= LONGEST_NAME]
    return tuple(sorted(found, key=lambda one: (-len(one), one))[:_MOST_LONGER])


def _without(cell: str, names: Iterable[str]) -> str:
    for name in names:
        cell = cell.replace(name, "|")
    return cell


def upper(text: str) -> str:
    """Capital letters as spreadsheets make them: one for one."""
    return "".join(one if len(one.upper()) != 1 else one.upper() for one in text)


def _group(label: str, actions: Sequence[OnSheet]) -> Group:
    mine = [one for one in actions if one.is_open and one.status]
    return Group(label, len(mine), sum(one.status == Status.OVERDUE for one in mine))


def _number(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _s(number: int) -> str:
    return "" if number == 1 else "s"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
