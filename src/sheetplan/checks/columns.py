"""What the template says of each column, judged by Pandera: required, choices, dates, numbers, people, refs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate, chain, groupby, islice
from operator import itemgetter
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaErrors

from sheetplan.checks.messages import Spot, finding, said
from sheetplan.model import (
    Column,
    Finding,
    Place,
    Plan,
    Status,
    TabRead,
    a1,
    begins_with_word,
    folded,
    is_blank,
    long_day,
    records,
    stands_in,
)

_CODE = re.compile(r"\b[A-Z]{2,6}[0-9]?\b")
_ONLY_CODES = re.compile(r"\s*[A-Z]{2,6}[0-9]?(?:(?:\s*(?:[/,;&+]|\band\b)\s*|\s+)[A-Z]{2,6}[0-9]?)*\s*\.?\s*")

_BETWEEN = re.compile(r"[,;/&\n]|\band\b")
_HAS_WORDS = re.compile(r"[^\W\d_]{4,}")
_ANY_DAY = date(2026, 11, 30)
_NAMED = 6
"""How many of the cells that share a ref are named."""

Rows = Sequence[Mapping[Any, Any]]
Failure = tuple[int, str, str, int]
"""(which table, column, code, row position in that table)."""
Test = Callable[[Any], bool]
"""Whether a cell is as it should be."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of the plan or of one of its tabs, as their columns are judged."""

    plan: Plan
    sheet: str
    columns: tuple[Column, ...]
    """Those that stand there and are people's own to fill."""
    places: Mapping[str, Place]
    rows: Rows
    tab: TabRead | None = None
    """None for the plan itself."""

    def cells(self, names: Collection[str]) -> dict[str, list[Any]]:
        """What stands in its columns, row by row; None where it has no such column."""
        if self.tab is not None:
            return {name: [row.get(name) for row in self.rows] for name in names}
        # Of a frame whole columns are at hand.
        places = {name: at for at, name in enumerate(self.plan.actions.columns.tolist())}
        cells, none = self.plan.actions.to_numpy(dtype=object), [None] * len(self.rows)
        return {name: cells[:, places[name]].tolist() if name in places else none for name in names}

    def spot(self, row: Mapping[Any, Any], column: Column) -> Spot:
        """A cell of it."""
        place = self.places[column.field]
        cell = a1(row["at_row"], stands_in(self.places, column.field, row))
        return Spot(self.sheet, cell, place.heading, column.field, row.get("at_ref"))


def judge(plan: Plan) -> list[Finding]:
    """Findings of the columns' own rules in one plan and its tabs: `judge_all` of it alone."""
    return judge_all((plan,), (records(plan.actions),))[0]


def judge_all(plans: Sequence[Plan], actions: Sequence[Rows]) -> list[list[Finding]]:
    """Findings of the columns' own rules, in each plan and in each tab that belongs to it.

    Plans of one template are judged in one run: their rows stand one below the other, and every cell is held to what
    its own plan says (its stages, its role key, its refs).

    Args:
        plans: with `at_dates` in their actions, and with their `stages`.
        actions: the records of each plan's actions.

    Returns:
        For each plan its required, choice, not-a-date, number-range, person-unknown and ref-repeated findings.
    """
    stacks: dict[tuple[str, str], list[tuple[int, Table]]] = {}
    for number, (plan, rows) in enumerate(zip(plans, actions, strict=True)):
        for table in _tables(plan, rows):
            name = table.tab.tab.name if table.tab else ""
            stacks.setdefault((plan.template.name, name), []).append((number, table))
    found: list[list[Finding]] = [[] for _ in plans]
    for stack in stacks.values():
        for at, name, code, row in _failures([table for _, table in stack]):
            number, table = stack[at]
            found[number].append(_finding(table, name, code, table.rows[row]))
    return found


def _tables(plan: Plan, actions: Rows) -> Iterator[Table]:
    """The plan's own table, then those of its tabs that hold anything."""
    columns = tuple(column for column in plan.template.columns if column.field in plan.actions.columns)
    yield Table(plan, plan.sheet, columns, plan.columns, actions)
    for read in plan.tabs.values():
        columns = tuple(c for c in read.tab.columns if c.field in read.columns and c.works_out is None)
        rows = [row for row in read.rows if not _as_painted(row, read)]
        if rows and columns:
            yield Table(plan, read.sheet, columns, read.columns, rows, read)


def _as_painted(row: Mapping[str, Any], read: TabRead) -> bool:
    """Whether a row holds nothing but what a fresh tab begins with: nobody has been at it yet."""
    filled = {name: value for name, value in row.items() if name != "at_row" and not is_blank(value)}
    worked_out = {column.field for column in read.tab.columns if column.works_out is not None}
    return {name: value for name, value in filled.items() if name not in worked_out} in read.tab.rows


def _failures(tables: Sequence[Table]) -> list[Failure]:
    """What Pandera finds in tables of one kind; no environment variable may switch it off or make it look at less."""
    schema, frame = _stacked(tables)
    starts = list(accumulate((len(table.rows) for table in tables), initial=0))
    with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
        try:
            schema.validate(frame, lazy=True)
        except SchemaErrors as found:
            cases = found.failure_cases
            unexpected = cases[cases["index"].isna()]
            if len(unexpected):
                raise RuntimeError(f"the frame does not keep its promises: {unexpected.to_string()}") from found
            named = zip(cases["column"], cases["check"], map(int, cases["index"]), strict=True)
            return [
                (at, str(name), str(check), index - starts[at])
                for name, check, index in named
                for at in (bisect_right(starts, index) - 1,)
            ]
    return []


def _stacked(tables: Sequence[Table]) -> tuple[pa.DataFrameSchema, pd.DataFrame]:
    """One frame of all tables' rows, and one schema: cells stay of whatever type was typed, so checks guard blanks."""
    tests = [_tests(table) for table in tables]
    codes: dict[str, dict[str, None]] = {}
    for of_table in tests:
        for name, test in of_table.items():
            codes.setdefault(name, {}).update(dict.fromkeys(test))
    cells = [table.cells(codes) for table in tables]
    data = {name: list(chain.from_iterable([one[name] for one in cells])) for name in codes}
    sizes = [len(table.rows) for table in tables]
    columns = {
        name: pa.Column(
            None,
            checks=[
                _check(code, [(one.get(name, {}).get(code), n) for one, n in zip(tests, sizes, strict=True)])
                for code in known
            ],
            nullable=True,
        )
        for name, known in codes.items()
    }
    return pa.DataFrameSchema(columns), pd.DataFrame(data, index=range(sum(sizes)), dtype=object)


def _check(code: str, parts: Sequence[tuple[Test | None, int]]) -> pa.Check:
    """One check of one column: each table's part of it by that table's own test."""
    # Most tests are the same for all tables, whose cells are then asked about in one go.
    runs = [(test, sum(size for _, size in run)) for test, run in groupby(parts, itemgetter(0))]

    def holds(cells: pd.Series[Any]) -> pd.Series[bool]:
        values = iter(cells.tolist())
        fine: list[bool] = []
        for test, size in runs:
            part = islice(values, size)
            fine += (
                [True for _ in part] if test is None else _are_filled(part) if test is _is_filled else map(test, part)
            )
        return pd.Series(fine, cells.index, dtype=bool)

    return pa.Check(holds, name=code, error=code, ignore_na=False)


def _tests(table: Table) -> dict[str, dict[str, Test]]:
    """What is asked of each column of a table, by the code of what is found where it does not hold."""
    tests = {column.field: _of_column(column, table) for column in table.columns}
    if table.tab is None:
        refs = Counter(row["at_ref"] for row in table.rows)
        archived = set(table.plan.archived["at_ref"])
        tests["at_ref"] = {
            "ref-repeated": lambda ref: is_blank(ref) or (refs[ref] == 1 and ref not in archived),
        }
    return tests


def _of_column(column: Column, table: Table) -> dict[str, Test]:
    tests: dict[str, Test] = {}
    plan = table.plan
    if column.required or column.required_from in plan.stages:
        tests["required"] = _is_filled
    if column.type == "choice":
        also = tuple(Status) if table.tab is None and column.field == plan.template.status_field else ()
        tests["choice"] = _of_choices((*column.choices, *also))
    elif column.of:
        known = _pointed_to(column.of, plan)
        if known is not None:
            tests["choice"] = lambda value: is_blank(value) or _all_known(value, known)
    if column.type == "date":
        tests["not-a-date"] = _of_days(tuple(plan.template.withdrawn_words) if table.tab is None else ())
    if column.type == "number":
        tests["number-range"] = lambda value: is_blank(value) or _in_range(value, column)
    if column.type == "people" and plan.people:
        tests["person-unknown"] = _of_people(known_codes(plan.people))
    return tests


def _is_filled(value: object) -> bool:
    # Most cells begin with a letter or a figure, which is told sooner.
    return (isinstance(value, str) and value[:1].isalnum()) or not is_blank(value)


def _are_filled(cells: Iterable[Any]) -> list[bool]:
    """The same of many cells: a required column asks it of every row, so without a call for each."""
    return [(one.__class__ is str and one[:1].isalnum()) or not is_blank(one) for one in cells]


def _of_people(key: Collection[str]) -> Test:
    """Whether all codes in a cell are known; the same few cells stand in many rows."""
    told: dict[str, bool] = {}

    def holds(value: object) -> bool:
        if not isinstance(value, str):
            return True
        if value not in told:
            told[value] = all(code in key for code in _CODE.findall(value))
        return told[value]

    return holds


@cache
def _of_choices(words: tuple[str, ...]) -> Test:
    """Whether a cell holds one of these words in any case, or nothing: the same test for all tables of a kind."""
    # What is typed as it should be is known at once.
    choices = frozenset((*map(str, words), *map(folded, words)))
    return lambda value: value in choices or is_blank(value) or folded(value) in choices


@cache
def _of_days(withdrawn: tuple[str, ...]) -> Test:
    """Whether a cell holds a day, nothing, or a word that takes the action back."""
    return lambda value: isinstance(value, date) or is_blank(value) or begins_with_word(value, withdrawn)


def _pointed_to(of: str, plan: Plan) -> set[str] | None:
    """What may stand in a column that points to another one; None where that one is not there."""
    if of == "plan":
        refs = {_key(ref) for frame in (plan.actions, plan.archived) for ref in frame["at_ref"] if not is_blank(ref)}
        return refs or None
    name, _, field = of.partition(".")
    read = plan.tabs.get(name)
    if read is None or field not in read.columns:
        return None
    return {_key(row.get(field)) for row in read.rows if not is_blank(row.get(field))}


def _all_known(value: object, known: Collection[str]) -> bool:
    """Whether a value, or each of several that stand in one cell, is known."""
    return _key(value) in known or all(_key(part) in known for part in _BETWEEN.split(str(value)) if part.strip())


def _key(value: object) -> str:
    return folded(value).rstrip(".")


def unknown_codes(value: object, key: Mapping[str, str]) -> tuple[str, ...]:
    """Words shaped like a role code that are neither in the key nor in what it says codes stand for."""
    if not isinstance(value, str):
        return ()
    known = known_codes(key)
    return tuple(dict.fromkeys(code for code in _CODE.findall(value) if code not in known))


def known_codes(key: Mapping[str, str]) -> set[str]:
    """The codes of the key, and those in what it says they stand for."""
    return set(key) | {word for meaning in key.values() for word in _CODE.findall(meaning)}


def _in_range(value: object, column: Column) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return (column.minimum is None or value >= column.minimum) and (column.maximum is None or value <= column.maximum)


def _repeated(table: Table, row: Mapping[Any, Any]) -> Finding:
    plan, ref = table.plan, row["at_ref"]
    field = "ref" if "ref" in plan.columns else plan.template.ref_from
    column = plan.columns[field].column
    rows = [one["at_row"] for one in table.rows if one["at_ref"] == ref]
    places = [a1(number, column) for number in rows[:_NAMED]]
    if len(rows) > _NAMED:
        places.append(f"{len(rows) - _NAMED} more")
    if ref in set(plan.archived["at_ref"]):
        places.append(f"the {plan.archive_sheet} tab")
    listed = f"{', '.join(places[:-1])} and {places[-1]}"
    return finding("ref-repeated", plan, row["at_row"], field, ref, places=listed)


def _finding(table: Table, name: str, code: str, row: Mapping[Any, Any]) -> Finding:
    if code == "ref-repeated":
        return _repeated(table, row)
    column = table.plan.template.column(name) if table.tab is None else table.tab.tab.column(name)
    value = row[column.field]
    facts: dict[str, Any] = {"value": value}
    key = code
    if code == "required":
        key, facts = _blank(table, column)
    elif code == "choice":
        key, facts = _no_choice(table, column, value)
    elif code == "not-a-date":
        key, facts = _no_date(table, column, row)
    elif code == "number-range":
        bounds = (("at least", column.minimum), ("at most", column.maximum))
        said_of_it = " and ".join(f"{word} {bound:g}" for word, bound in bounds if bound is not None)
        facts["range"] = f", {said_of_it}" if said_of_it else ""
    elif code == "person-unknown":
        key, facts = _unknown(table.plan, value)
    return said(key, table.spot(row, column), **facts)


def _blank(table: Table, column: Column) -> tuple[str, dict[str, Any]]:
    facts: dict[str, Any] = {"prompt": column.prompt if table.plan.live else ""}
    if column.required:
        return "required", facts
    stages = table.plan.template.course.stages
    stage = next(stage.label for stage in stages if stage.field == column.required_from)
    return "required:stage", facts | {"stage": stage}


def _no_choice(table: Table, column: Column, value: object) -> tuple[str, dict[str, Any]]:
    plan = table.plan
    if column.type == "choice":
        return "choice", {"value": value, "choices": ", ".join(column.choices)}
    if column.of == "plan":
        return "choice:ref", {"value": value, "their_sheet": plan.sheet}
    name, _, field = column.of.partition(".")
    read = plan.tabs[name]
    return "choice:of", {"value": value, "their_heading": read.columns[field].heading, "their_sheet": read.sheet}


def _no_date(table: Table, column: Column, row: Mapping[Any, Any]) -> tuple[str, dict[str, Any]]:
    plan, value = table.plan, row[column.field]
    reading = row["at_dates"].get(column.field) if table.tab is None else None
    day = (reading.due or reading.start) if reading is not None else None
    facts: dict[str, Any] = {
        "value": value,
        "example": long_day(day or plan.period[1] or _ANY_DAY),
        "withdrawn": plan.template.withdrawn_words[0],
    }
    has_words = _HAS_WORDS.search(str(value))
    if (day is not None or table.tab is not None) and not has_words:
        return "not-a-date:text", facts
    closing = table.tab is None and column.field in plan.template.complete_when
    return "not-a-date:closing" if closing and day is None else "not-a-date", facts


def _unknown(plan: Plan, value: object) -> tuple[str, dict[str, Any]]:
    codes = unknown_codes(value, plan.people)
    one = len(codes) == 1
    facts: dict[str, Any] = {
        "value": value,
        "codes": " and ".join(codes),
        "is_are": "is" if one else "are",
        "it_stands": "it stands" if one else "they stand",
        "known": ", ".join(plan.people),
    }
    return ("person-unknown" if _ONLY_CODES.fullmatch(str(value)) else "person-unknown:prose"), facts
