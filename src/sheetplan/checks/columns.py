"""What the template says of each column, judged by Pandera: required, choices, dates, numbers, people, refs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaErrors

from sheetplan.checks.messages import finding
from sheetplan.model import Column, Finding, Level, Plan, Status, a1, begins_with_word, is_blank, long_day

_CODE = re.compile(r"\b[A-Z]{2,6}[0-9]?\b")
_ONLY_CODES = re.compile(r"\s*[A-Z]{2,6}[0-9]?(?:(?:\s*(?:[/,;&+]|\band\b)\s*|\s+)[A-Z]{2,6}[0-9]?)*\s*\.?\s*")

_HAS_WORDS = re.compile(r"[^\W\d_]{4,}")
_ANY_DAY = date(2026, 11, 30)
_NAMED = 6
"""How many of the cells that share a ref are named."""

Failure = tuple[str, str, int]
"""(column of the frame, code, row position)."""


def judge(plan: Plan) -> Iterator[Finding]:
    """Findings of the columns' own rules.

    Args:
        plan: with `at_dates` in its actions.

    Yields:
        required, choice, not-a-date, number-range, person-unknown and ref-repeated findings.
    """
    frame = plan.actions.reset_index(drop=True)
    rows = frame.to_dict("records")
    where: dict[str, list[int]] = {}
    for one in rows:
        where.setdefault(one["at_ref"], []).append(one["at_row"])
    archived = set(plan.archived["at_ref"])
    for name, code, position in _failures(_schema(plan), frame):
        row: Mapping[Any, Any] = rows[position]
        if code == "ref-repeated":
            yield _repeated(plan, row, where[row["at_ref"]], archived=row["at_ref"] in archived)
        else:
            yield _finding(plan, plan.template.column(name), code, row)


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


def _schema(plan: Plan) -> pa.DataFrameSchema:
    """One schema for this plan: cells stay of whatever type was typed, so every check guards blanks itself."""
    columns = {
        column.field: pa.Column(None, checks=_checks(column, plan), nullable=True)
        for column in plan.template.columns
        if column.field in plan.actions.columns
    }
    archived = set(plan.archived["at_ref"].dropna())
    columns["at_ref"] = pa.Column(
        None,
        checks=pa.Check(
            lambda refs: ~refs.duplicated(keep=False) & ~refs.isin(archived) | refs.isna(),
            name="ref-repeated",
            error="ref-repeated",
            ignore_na=False,
        ),
        nullable=True,
    )
    return pa.DataFrameSchema(columns)


def _checks(column: Column, plan: Plan) -> list[pa.Check]:
    tests: dict[str, Callable[[Any], bool]] = {}
    if column.required:
        tests["required"] = lambda value: not is_blank(value)
    if column.type == "choice":
        choices = {_words(choice) for choice in column.choices}
        choices |= {_words(word) for word in Status if column.field == plan.template.status_field}
        tests["choice"] = lambda value: is_blank(value) or _words(value) in choices
    if column.type == "date":
        tests["not-a-date"] = lambda value: (
            is_blank(value) or isinstance(value, date) or begins_with_word(value, plan.template.withdrawn_words)
        )
    if column.type == "number":
        tests["number-range"] = lambda value: is_blank(value) or _in_range(value, column)
    if column.type == "people" and plan.people:
        tests["person-unknown"] = lambda value: not unknown_codes(value, plan.people)
    return [pa.Check(test, name=code, error=code, element_wise=True, ignore_na=False) for code, test in tests.items()]


def unknown_codes(value: object, key: Mapping[str, str]) -> tuple[str, ...]:
    """Words shaped like a role code that are neither in the key nor in what it says codes stand for."""
    if not isinstance(value, str):
        return ()
    known = set(key) | {word for meaning in key.values() for word in _CODE.findall(meaning)}
    return tuple(dict.fromkeys(code for code in _CODE.findall(value) if code not in known))


def _words(value: object) -> str:
    return " ".join(str(value).split()).casefold()


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


def _finding(plan: Plan, column: Column, code: str, row: Mapping[Any, Any]) -> Finding:
    value = row[column.field]
    facts: dict[str, object] = {"value": value}
    key = code
    level: Level | None = None
    if code == "required":
        facts["prompt"] = column.prompt if plan.live else ""
    elif code == "choice":
        facts["choices"] = ", ".join(column.choices)
    elif code == "not-a-date":
        reading = row["at_dates"].get(column.field)
        day = (reading.due or reading.start) if reading is not None else None
        facts["example"] = long_day(day or plan.period[1] or _ANY_DAY)
        facts["withdrawn"] = plan.template.withdrawn_words[0]
        if day is not None and not _HAS_WORDS.search(str(value)):
            key = f"{code}:text"
        elif day is None and column.field in plan.template.complete_when:
            key = f"{code}:closing"
    elif code == "number-range":
        bounds = (("at least", column.minimum), ("at most", column.maximum))
        facts["range"] = " and ".join(f"{word} {bound:g}" for word, bound in bounds if bound is not None)
    elif code == "person-unknown":
        codes = unknown_codes(value, plan.people)
        one = len(codes) == 1
        facts |= {
            "codes": " and ".join(codes),
            "is_are": "is" if one else "are",
            "it_stands": "it stands" if one else "they stand",
            "known": ", ".join(plan.people),
        }
        key = code if _ONLY_CODES.fullmatch(str(value)) else f"{code}:prose"
    return finding(key, plan, row["at_row"], column.field, row["at_ref"], level, **facts)
