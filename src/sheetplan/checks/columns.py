"""What the template says of each column, judged by Pandera: required, choices, dates, numbers, people, refs."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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
    stands_in,
)

_CODE = re.compile(r"\b[A-Z]{2,6}[0-9]?\b")
_ONLY_CODES = re.compile(r"\s*[A-Z]{2,6}[0-9]?(?:(?:\s*(?:[/,;&+]|\band\b)\s*|\s+)[A-Z]{2,6}[0-9]?)*\s*\.?\s*")

_BETWEEN = re.compile(r"[,;/&\n]|\band\b")
_HAS_WORDS = re.compile(r"[^\W\d_]{4,}")
_ANY_DAY = date(2026, 11, 30)
_NAMED = 6
"""How many of the cells that share a ref are named."""

Failure = tuple[str, str, int]
"""(column of the frame, code, row position)."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of the plan or of one of its tabs, as their columns are judged."""

    plan: Plan
    sheet: str
    columns: tuple[Column, ...]
    """Those that stand there and are people's own to fill."""
    places: Mapping[str, Place]
    rows: Sequence[Mapping[Any, Any]]
    tab: TabRead | None = None
    """None for the plan itself."""

    def spot(self, row: Mapping[Any, Any], column: Column) -> Spot:
        """A cell of it."""
        place = self.places[column.field]
        cell = a1(row["at_row"], stands_in(self.places, column.field, row))
        return Spot(self.sheet, cell, place.heading, column.field, row.get("at_ref"))


def judge(plan: Plan) -> Iterator[Finding]:
    """Findings of the columns' own rules, in the plan and in each tab that belongs to it.

    Args:
        plan: with `at_dates` in its actions, and with its `stages`.

    Yields:
        required, choice, not-a-date, number-range, person-unknown and ref-repeated findings.
    """
    yield from _judge_plan(plan)
    for read in plan.tabs.values():
        columns = tuple(c for c in read.tab.columns if c.field in read.columns and c.works_out is None)
        rows = [row for row in read.rows if not _as_painted(row, read)]
        if rows and columns:
            table = Table(plan, read.sheet, columns, read.columns, rows, read)
            frame = pd.DataFrame([{c.field: row.get(c.field) for c in columns} for row in rows], dtype=object)
            for name, code, position in _failures(_schema(table), frame):
                yield _finding(table, read.tab.column(name), code, rows[position])


def _judge_plan(plan: Plan) -> Iterator[Finding]:
    frame = plan.actions.reset_index(drop=True)
    rows = frame.to_dict("records")
    columns = tuple(column for column in plan.template.columns if column.field in plan.actions.columns)
    table = Table(plan, plan.sheet, columns, plan.columns, rows)
    where: dict[str, list[int]] = {}
    for one in rows:
        where.setdefault(one["at_ref"], []).append(one["at_row"])
    archived = set(plan.archived["at_ref"])
    for name, code, position in _failures(_schema(table, {"at_ref": _repeats(plan)}), frame):
        row: Mapping[Any, Any] = rows[position]
        if code == "ref-repeated":
            yield _repeated(plan, row, where[row["at_ref"]], archived=row["at_ref"] in archived)
        else:
            yield _finding(table, plan.template.column(name), code, row)


def _as_painted(row: Mapping[str, Any], read: TabRead) -> bool:
    """Whether a row holds nothing but what a fresh tab begins with: nobody has been at it yet."""
    filled = {name: value for name, value in row.items() if name != "at_row" and not is_blank(value)}
    worked_out = {column.field for column in read.tab.columns if column.works_out is not None}
    return {name: value for name, value in filled.items() if name not in worked_out} in read.tab.rows


def _failures(schema: pa.DataFrameSchema, frame: pd.DataFrame) -> list[Failure]:
    """What Pandera finds; no environment variable may switch it off or make it look at types alone."""
    with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
        try:
            schema.validate(frame, lazy=True)
        except SchemaErrors as found:
            cases = found.failure_cases
            unexpected = cases[cases["index"].isna()]
            if len(unexpected):
                raise RuntimeError(f"the frame does not keep its promises: {unexpected.to_string()}") from found
            return [
                (str(name), str(check), int(index))
                for name, check, index in zip(cases["column"], cases["check"], cases["index"], strict=True)
            ]
    return []


def _schema(table: Table, more: Mapping[str, pa.Column] | None = None) -> pa.DataFrameSchema:
    """One schema for this table: cells stay of whatever type was typed, so every check guards blanks itself."""
    columns = {c.field: pa.Column(None, checks=_checks(c, table), nullable=True) for c in table.columns}
    return pa.DataFrameSchema({**columns, **(more or {})})


def _repeats(plan: Plan) -> pa.Column:
    archived = set(plan.archived["at_ref"].dropna())
    return pa.Column(
        None,
        checks=pa.Check(
            lambda refs: ~refs.duplicated(keep=False) & ~refs.isin(archived) | refs.isna(),
            name="ref-repeated",
            error="ref-repeated",
            ignore_na=False,
        ),
        nullable=True,
    )


def _checks(column: Column, table: Table) -> list[pa.Check]:
    tests: dict[str, Callable[[Any], bool]] = {}
    plan = table.plan
    if column.required or column.required_from in plan.stages:
        tests["required"] = lambda value: not is_blank(value)
    if column.type == "choice":
        choices = {folded(choice) for choice in column.choices}
        choices |= {folded(word) for word in Status if table.tab is None and column.field == plan.template.status_field}
        tests["choice"] = lambda value: is_blank(value) or folded(value) in choices
    elif column.of:
        known = _pointed_to(column.of, plan)
        if known is not None:
            tests["choice"] = lambda value: is_blank(value) or _all_known(value, known)
    if column.type == "date":
        withdrawn = plan.template.withdrawn_words if table.tab is None else ()
        tests["not-a-date"] = lambda value: (
            is_blank(value) or isinstance(value, date) or begins_with_word(value, withdrawn)
        )
    if column.type == "number":
        tests["number-range"] = lambda value: is_blank(value) or _in_range(value, column)
    if column.type == "people" and plan.people:
        tests["person-unknown"] = lambda value: not unknown_codes(value, plan.people)
    return [pa.Check(test, name=code, error=code, element_wise=True, ignore_na=False) for code, test in tests.items()]


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
    known = set(key) | {word for meaning in key.values() for word in _CODE.findall(meaning)}
    return tuple(dict.fromkeys(code for code in _CODE.findall(value) if code not in known))


def _in_range(value: object, column: Column) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return (column.minimum is None or value >= column.minimum) and (column.maximum is None or value <= column.maximum)


def _repeated(plan: Plan, row: Mapping[Any, Any], rows: Sequence[int], *, archived: bool) -> Finding:
    ref = row["at_ref"]
    field = "ref" if "ref" in plan.columns else plan.template.ref_from
    column = plan.columns[field].column
    places = [a1(number, column) for number in rows[:_NAMED]]
    if len(rows) > _NAMED:
        places.append(f"{len(rows) - _NAMED} more")
    if archived:
        places.append(f"the {plan.archive_sheet} tab")
    listed = f"{', '.join(places[:-1])} and {places[-1]}"
    return finding("ref-repeated", plan, row["at_row"], field, ref, places=listed)


def _finding(table: Table, column: Column, code: str, row: Mapping[Any, Any]) -> Finding:
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
