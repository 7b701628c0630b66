"""What every walk begins with: plans read from a workbook, their timescales read, their standing on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from sheetplan import checks, deadlines, milestones, status, template, timescale
from sheetplan.model import (
    DAILY_FIELDS,
    Assumption,
    Judged,
    Period,
    Plan,
    SheetplanError,
    Status,
    Template,
    Timescale,
    a1,
    begins_with_word,
    by_ref,
    extended,
    few,
    is_blank,
    long_day,
    records,
    stands_in,
)
from sheetplan.walks import change_log
from sheetplan.workbook import read

Named = str | Sequence[str] | None
"""A template's name or file, or several of which one is to be recognised; None for all packaged ones."""

_read = lru_cache(4096)(timescale.read)
"""The same words in the same period are read once: plans are full of them, and those of one sender are alike."""
_stated = lru_cache(256)(timescale.stated_period)
"""Titles differ, and what stands beside them, a role key or how to fill the plan in, mostly does not."""
_FAR = 20
"""Years from the middle of a plan's dates beyond which a date is a slip and not part of its period."""


def templates(name: Named) -> tuple[Template, ...]:
    """The template that was named, or all of several, or all packaged ones, to recognise the workbook by.

    Raises:
        SheetplanError: there is no such template, or it uses a rule that there is not.
    """
    named = (name,) if isinstance(name, str) else tuple(name or ())
    found = tuple(template.load(one) for one in named if one) or template.packaged()
    for one in found:
        unknown = [code for code in (*one.rules, *one.rules_from) if code not in checks.CODES]
        if unknown:
            raise SheetplanError(
                f'The template {one.name} uses the rule "{unknown[0]}", which there is not.',
                f"The rules are: {', '.join(checks.CODES)}.",
            )
    return found


def plans(path: Path, name: Named, sheet: str | None = None) -> tuple[Plan, ...]:
    """Every plan of a workbook, its timescales read.

    Args:
        path: the workbook.
        name: a template's name or file; None recognises it.
        sheet: the only sheet that is meant; None for all.

    Raises:
        SheetplanError: the file cannot be read, or holds no plan.
    """
    return tuple(understood(plan) for plan in read.plans(path, templates(name), sheet))


def only_plan(path: Path, name: Named, sheet: str | None = None) -> Plan:
    """The plan of a workbook that is kept as one, its timescales read.

    Args:
        path: the workbook.
        name: a template's name or file; None recognises it.
        sheet: the plan's sheet; None where there is only one.

    Raises:
        SheetplanError: the file cannot be read, or holds no plan or several.
    """
    found = plans(path, name, sheet)
    if len(found) > 1:
        sheets = few([plan.sheet for plan in found])
        raise SheetplanError(
            f"{path.name} holds more than one plan, on the sheets {sheets}, and update keeps one plan to a workbook.",
            "Name the sheet of the plan with --sheet, or save each plan as a workbook of its own.",
        )
    return found[0]


def understood(plan: Plan, known: Period | None = None) -> Plan:
    """The plan with its period, and with each timescale and date read (`at_reading`, `at_dates`)."""
    period, said = (known, ()) if known is not None else _period(plan)
    fields = [c.field for c in plan.template.columns if c.field in plan.columns]
    timescales = [name for name in fields if plan.template.column(name).type == "timescale"]
    dates = [name for name in fields if plan.template.column(name).type == "date"]
    rows = records(plan.actions)
    if timescales:
        readings = [_read(_shown(row[timescales[0]]), period) for row in rows]
    else:
        readings = [_read(None, period)] * len(rows)
    read_as: dict[str, Any] = {"at_reading": readings, "at_dates": _dates(plan, rows, dates, period)}
    if plan.template.sections:
        read_as["at_section_due"] = [_read(row.get("at_section"), period).due for row in rows]
    actions = extended(plan.actions, read_as)
    assumed = (*plan.assumed, *said, *_inferred(plan, rows, readings, timescales))
    return replace(plan, actions=actions, period=period, assumed=assumed)


def position(plan: Plan, as_of: date | None, today: date) -> date:
    """The position date: the day that was given, else the one typed in the workbook, else today."""
    return as_of or plan.report_date or today


def judged(plan: Plan, day: date, today: date, base: Plan | None = None) -> Judged:
    """The plan on a day, with its findings.

    Args:
        plan: understood.
        day: the position date.
        today: the calendar day.
        base: the last version as written, where there is one.
    """
    stands = change_log.with_moves(standing(plan, day, base), base)
    found = checks.judge(stands, today=today, day=day)
    return Judged(stands, day, found, status.newest_record(stands, day))


def standing(plan: Plan, day: date, base: Plan | None = None) -> Plan:
    """The plan on a day, as it is judged.

    Args:
        plan: understood.
        day: the position date.
        base: the last version as written, where there is one.
    """
    return on_day(status.settle_due(_overtyped(plan, base), base), day)


def on_day(plan: Plan, day: date) -> Plan:
    """How a plan stands on a day: its deadlines and stages, its milestones, then its actions.

    Args:
        plan: understood, its due dates settled.
        day: the position date.
    """
    return status.as_of(milestones.as_of(deadlines.as_of(plan, day), day), day)


def _overtyped(plan: Plan, base: Plan | None) -> Plan:
    """The plan with `at_overtyped` where its computed columns are values: cells that do not say what we wrote.

    Without the last version, only a word that is none of ours can be told.
    """
    if plan.live or not plan.computed:
        return plan
    written = by_ref(records(base.actions)) if base is not None else {}
    rows = records(plan.actions)
    keys = {id(row): key for key, row in by_ref(rows).items()}
    found = [_differing(plan, row, written.get(keys.get(id(row), ("", 0)))) for row in rows]
    marked: dict[str, Any] = {"at_overtyped": found}
    return replace(plan, actions=extended(plan.actions, marked))


def _differing(plan: Plan, row: Mapping[Any, Any], before: Mapping[Any, Any] | None) -> tuple[str, ...]:
    ours = {"status": {str(word) for word in Status}, "rag": set(plan.template.rag.values())}
    differing = []
    for name in DAILY_FIELDS:
        value = row.get(f"at_{name}")
        if name not in plan.computed:
            continue
        if before is not None and f"at_{name}" in before:
            is_ours = value == before[f"at_{name}"] or (is_blank(value) and is_blank(before[f"at_{name}"]))
        else:
            is_ours = is_blank(value) or (isinstance(value, float) if name == "days_overdue" else value in ours[name])
        if not is_ours:
            differing.append(name)
    return tuple(differing)


def _shown(value: object) -> Any:
    """What the timescale's reader takes: text and dates as they are, a bare number as the text people see."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return value


def _dates(plan: Plan, rows: list[dict[Any, Any]], fields: list[str], period: Period) -> list[dict[str, Timescale]]:
    """What date columns say, and words that somebody typed into our own Due date; withdrawn words are no date."""
    found: list[dict[str, Timescale]] = [{} for _ in rows]
    for name in fields:
        for row, said in zip(rows, found, strict=True):
            if _is_said(value := row[name], plan.template):
                said[name] = _read(value, period)
    if "at_due" in plan.actions:
        for row, said in zip(rows, found, strict=True):
            if isinstance(value := row["at_due"], str):
                said.pop("due", None)
                if _is_said(value, plan.template):
                    said["due"] = _read(value, period)
    return found


def _is_said(value: object, template: Template) -> bool:
    """Whether a cell of dates holds a day, or words that may be one."""
    if isinstance(value, str):
        return not is_blank(value) and not begins_with_word(value, template.withdrawn_words)
    return isinstance(value, date)


def _period(plan: Plan) -> tuple[Period, tuple[Assumption, ...]]:
    """What the workbook states, else from the first to the last of its dates, which is said as assumed."""
    start, end = plan.cover.get("plan_start"), plan.cover.get("plan_end")
    if isinstance(start, date) and isinstance(end, date):
        return (start, end), ()
    stated = [(cell, _stated(text)) for cell, text in plan.texts]
    for cell, (first, last) in stated:
        if first is not None and last is not None:
            text = f"The plan runs from {long_day(first)} to {long_day(last)}: that is what {cell} says."
            return (first, last), (Assumption(cell.partition("!")[2], text),)
    days = sorted(_days(plan))
    if not days:
        return (None, None), ()
    middle = days[(len(days) - 1) // 2].year
    near = [day for day in days if abs(day.year - middle) <= _FAR]
    text = (
        "The plan does not say when it begins and ends. It is taken to run from its first to its last date, "
        f"{long_day(near[0])} to {long_day(near[-1])}."
    )
    return (near[0], near[-1]), (Assumption(None, text),)


def _days(plan: Plan) -> Iterator[date]:
    """Every real date, and every fully written date in words, in the plan and its archive."""
    for frame in (plan.actions, plan.archived):
        for column in plan.template.columns:
            if column.type in ("timescale", "date") and column.field in frame.columns:
                for value in frame[column.field]:
                    if isinstance(value, date):
                        yield value
                    elif isinstance(value, str):
                        yield from timescale.dated(value)


def _inferred(
    plan: Plan, rows: list[dict[Any, Any]], readings: list[Timescale], fields: list[str]
) -> Iterator[Assumption]:
    """What a reading took from elsewhere than the cell's own words."""
    for row, reading in zip(rows, readings, strict=True):
        for text in (*reading.inferred, *reading.approximate):
            cell = a1(row["at_row"], stands_in(plan.columns, fields[0], row))
            yield Assumption(cell, text, None, row["at_ref"])
