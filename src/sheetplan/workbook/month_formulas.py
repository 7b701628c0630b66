"""The formulas of a month's report: each figure as a count over the rows of All actions, and sentences made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sheetplan.model import Against, Count, Figure, Rollup, Sentence, Test, long_day, months
from sheetplan.workbook.live import here, joined, quoted, whole
from sheetplan.workbook.month_names import (
    ACTIONS_TABLE,
    FIRST_ROW,
    LAST_ROW,
    ORGANISATION_NUMBER,
    OWNER_NUMBER,
    OWNER_NUMBERS,
    ROWS,
)

MANY = 5000
"""From so many actions on, those of an organisation or a plan are looked for where they stand."""
_LARGEST = 8000
"""Characters; a formula can hold no more than 8,192."""
_WORDS = {"=": "is", "<>": "is not", ">": "is after", ">=": "is on or after", "<": "is before", "<=": "is by"}
_NUMBERS = {
    "=": "is",
    "<>": "is not",
    ">": "is more than",
    ">=": "is at least",
    "<": "is less than",
    "<=": "is at most",
}


class Scope(NamedTuple):
    """Which rows of All actions are counted: those that have this in this column."""

    column: str
    criterion: str
    """As COUNTIFS takes it."""
    first: str = ""
    """Where they stand, as rows of the table: from this one; empty where the whole table is looked at."""
    last: str = ""
    """To this one."""


class Numbering:
    """The numbers by which rows of All actions are counted of an organisation, a plan or an owner.

    Names will not do: to a spreadsheet a star or a question mark in one stands for anything, and names that differ in
    capital letters or accents only are the same.
    """

    def __init__(self, report: Rollup) -> None:
        """Number them in the report's own order."""
        self.organisations = _numbered(plan.organisation for plan in report.plans)
        self.many = len(report.actions) >= MANY
        self.plans = {plan.name: plan.number for plan in report.plans}
        self.owners = _numbered(line.name for line in report.views.owners)
        named = {who for owners in report.owners for who in owners}
        self._unnamed = next((number for who, number in self.owners.items() if who not in named), None)

    def owner_numbers(self, owners: Sequence[str]) -> str:
        """The numbers of those who have an action, as they stand in its row."""
        numbers = [str(self.owners[who]) for who in owners] or [str(self._unnamed)]
        return f"|{'|'.join(numbers)}|"

    def count(self, figure: Figure, scope: Scope | None = None) -> str:
        """The formula that counts a figure, without the leading "="."""
        return "+".join(self._way(way, scope) for way in figure.ways)

    def _way(self, way: Sequence[Test], scope: Scope | None) -> str:
        pairs = [(scope.column, scope.criterion)] if scope is not None else []
        for field, how, wanted in way:
            if field == "organisation" and how == "=":
                pairs.append((ORGANISATION_NUMBER, str(self.organisations.get(str(wanted), 0))))
            else:
                pairs.append((months.FIELDS[field], _criterion(how, wanted)))
        return f"COUNTIFS({','.join(f'{_cells(column, scope)},{criterion}' for column, criterion in pairs)})"

    def sentence(self, sentence: Sentence) -> str:
        """The formula that says a sentence; empty where nothing in it is counted, or it would be too long for one."""
        if not any(isinstance(part, Count | Against) for part in sentence):
            return ""
        formula = "&".join(self._part(part) for part in sentence)
        return formula if len(formula) <= _LARGEST else ""

    def _part(self, part: str | Count | Against) -> str:
        if isinstance(part, str):
            return joined(part)
        now = f"({self.count(part.figure)})"
        if isinstance(part, Against):
            other = f"({self.count(part.other)})"
            more, fewer = (joined(words.removeprefix("{}")) for words in (months.MORE, months.FEWER))
            rest = f"IF({now}<{other},{other}-{now}&{fewer},{joined(months.AS_MANY)})"
            return f"IF({now}>{other},{now}-{other}&{more},{rest})"
        if part.one == part.many:
            return f"{now}&{joined(part.one)}"
        return f"{now}&IF({now}=1,{joined(part.one)},{joined(part.many)})"


def of_organisations(report: Rollup) -> list[Figure]:
    """The figures of the tab By organisation, in the order of its columns: first how the actions stand."""
    statuses = [now for now, _ in report.views.statuses[:-1]]
    shown = {figure.name: figure for figure in (report.views.columns[0], *statuses, *report.views.columns)}
    return list(shown.values())


def of(table: str, number: str, *, many: bool) -> Scope:
    """The actions of the organisation or plan whose number stands in this row of a table.

    Args:
        table: the table.
        number: the heading of the number, the same as in All actions.
        many: whether the table has the columns of `places`.
    """
    places = (here(table, FIRST_ROW), here(table, LAST_ROW)) if many else ("", "")
    return Scope(number, here(table, number), *places)


def of_owner(table: str) -> Scope:
    """Those of the owner whose number stands in this row."""
    return Scope(OWNER_NUMBERS, f'"*|"&{here(table, OWNER_NUMBER)}&"|*"')


def places(table: str, number: str) -> tuple[str, str, str]:
    """The formulas of where a row's actions are looked for in All actions: the first row, how many they are, the last.

    A thousand plans would each be counted over the rows of all, which takes minutes. As the report is written, an
    organisation's and a plan's rows stand together; where somebody has sorted them otherwise, it is all from the first.
    """
    numbers, mine = whole(ACTIONS_TABLE, number), here(table, number)
    first, rows = here(table, FIRST_ROW), here(table, ROWS)
    last = f"{first}+MAX({rows},1)-1"
    together = f"COUNTIFS(INDEX({numbers},{first}):INDEX({numbers},{last}),{mine})={rows}"
    return (
        f"IFERROR(MATCH({mine},{numbers},0),1)",
        f"COUNTIFS({numbers},{mine})",
        f"IFERROR(IF({together},{last},ROWS({numbers})),ROWS({numbers}))",
    )


def _cells(column: str, scope: Scope | None) -> str:
    cells = whole(ACTIONS_TABLE, column)
    if scope is None or not scope.first:
        return cells
    return f"INDEX({cells},{scope.first}):INDEX({cells},{scope.last})"


def in_words(figure: Figure) -> str:
    """Which rows of All actions a figure counts, for people."""
    ways = [" and ".join(_in_words(test) for test in way) for way in figure.ways]
    return f"Rows of All actions in which {'; or '.join(ways)}."


def _in_words(test: Test) -> str:
    field, how, wanted = test
    if isinstance(wanted, date):
        return f"{months.FIELDS[field]} {_WORDS[how]} {long_day(wanted)}"
    if isinstance(wanted, int):
        return f"{months.FIELDS[field]} {_NUMBERS[how]} {wanted}"
    return f'{months.FIELDS[field]} {_WORDS[how]} "{wanted}"'


def _criterion(how: str, wanted: str | int | date) -> str:
    if isinstance(wanted, date):
        return f'"{how}"&DATE({wanted.year},{wanted.month},{wanted.day})'
    if isinstance(wanted, int):
        return str(wanted) if how == "=" else f'"{how}{wanted}"'
    # The words are our own: none of them means anything to a spreadsheet.
    return quoted(wanted) if how == "=" else quoted(how + wanted)


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names), start=1)}
