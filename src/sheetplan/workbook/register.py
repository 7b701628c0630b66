"""Reads a register of who is to send a plan, and lists of waivers, from ordinary workbooks or text files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sheetplan.model import (
    Expected,
    Register,
    SubmissionWords,
    Value,
    Waiver,
    a1,
    is_blank,
    long_day,
)
from sheetplan.workbook import headed
from sheetplan.workbook.find import Grid, plain
from sheetplan.workbook.headed import Headed, on_one_line
from sheetplan.workbook.headed import texts as texts_of

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[ T]00:00(?::00)?)?")
_FIGURES = re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})")
_WORDS = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s-]+(?P<name>[A-Za-z]{3,9})\.?,?[\s-]+(?P<year>\d{4})"
)
_MONTHS = {name: i for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)}
_EXAMPLE = date(2026, 11, 30)
_DAYS = ("due", "received", "reply_by")


def read(path: Path, words: SubmissionWords) -> Register:
    """Who is to send a plan.

    Args:
        path: a workbook or a text file with delimiters; titles may stand above its headings.
        words: what its headings may be called.

    Returns:
        Its lines in their order, and what could not be read in it, with the cell.

    Raises:
        SheetplanError: it cannot be read, or has no column of organisations.
    """
    table = headed.table(path, words.register, ("organisation",))
    said: list[str] = []
    usual_by, usual_to = _usual(table, words, said)
    lines: list[Expected] = []
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows():
        line = _expected(table, row, words, said)
        if line is None:
            continue
        key = (plain(line.organisation), plain(line.template or ""))
        if key in seen:
            what = f'"{line.organisation}"' + (f" and {line.template}" if line.template else "")
            said.append(f"rows {seen[key]} and {row} are both for {what}. The first of them counts.")
            continue
        seen[key] = row
        lines.append(replace(line, reply_by=line.reply_by or usual_by, reply_to=line.reply_to or usual_to))
    consequence = next((text for _, _, text in _labelled(table.grid, words.consequence)), None)
    return Register(path, tuple(lines), on_one_line(consequence), _named(path, said))


def waivers(path: Path, words: SubmissionWords) -> tuple[tuple[Waiver, ...], tuple[str, ...]]:
    """Rules that are not asked of somebody for a while.

    Args:
        path: a text file with delimiters, or a workbook.
        words: what its headings may be called.

    Returns:
        The waivers in their order, and what could not be read, with the cell; a waiver whose last day cannot be read is
        left out, so that it does not hold for ever.

    Raises:
        SheetplanError: it cannot be read, or its headings are others.
    """
    table = headed.table(path, words.waivers, ("code", "reason"))
    said: list[str] = []
    found: list[Waiver] = []
    for row in table.rows():
        texts = {field: table.text(row, field) for field in ("code", "organisation", "plan", "ref", "reason")}
        if not any(texts.values()):
            continue
        until = _day_at(table, row, "until", said)
        if not texts["code"]:
            said.append(f"row {row} names no rule, so it waives nothing.")
        elif until is not None or is_blank(table.at(row, "until")):
            texts["code"] = texts["code"].casefold()
            found.append(Waiver(**texts, until=until, line=row, file=path.name))
        else:
            said[-1] += " Until then nothing is waived by its row."
    return tuple(found), _named(path, said)


def _day_at(table: Headed, row: int, field: str, said: list[str]) -> date | None:
    """What stands in a row under a heading as a day; None for what is none, which is then said."""
    value = table.at(row, field)
    if is_blank(value):
        return None
    found = as_day(value)
    if found is None:
        said.append(_no_day(a1(row, table.columns[field]), value))
    return found


def _expected(table: Headed, row: int, words: SubmissionWords, said: list[str]) -> Expected | None:
    """One line of a register; None for a row that is none."""
    texts = {field: table.text(row, field) for field in table.columns}
    if not any(texts.values()) or _is_labelled(table.grid[row - 1], words):
        return None
    if not texts["organisation"]:
        said.append(f"row {row} names no organisation, so nobody is asked by it.")
        return None
    days = {field: _day_at(table, row, field, said) for field in _DAYS}
    return Expected(
        organisation=texts["organisation"],
        template=texts.get("template") or None,
        contact=texts.get("contact", ""),
        reply_to=texts.get("reply_to", ""),
        row=row,
        **days,
    )


def _is_labelled(row: Sequence[Value], words: SubmissionWords) -> bool:
    return next(_labelled([row], words.consequence), None) is not None


def _usual(table: Headed, words: SubmissionWords, said: list[str]) -> tuple[date | None, str]:
    """By when and where to everybody is to reply, where a line above the headings says so."""
    above = table.grid[: table.heading_row - 1]
    by: date | None = None
    for row, column, value in _labelled(above, words.register["reply_by"]):
        by = as_day(value)
        if by is None:
            said.append(_no_day(a1(row, column), value))
    to = next((value for _, _, value in _labelled(above, words.register["reply_to"])), None)
    return by, on_one_line(to)


def _labelled(grid: Grid, labels: Sequence[str]) -> Iterator[tuple[int, int, Value]]:
    """What stands behind such a label and its colon, in the same cell or the next filled one: row, column, value."""
    wanted = {plain(label) for label in labels}
    for number, row in enumerate(grid, start=1):
        for column, text in texts_of(row):
            label, mark, rest = text.partition(":")
            if not mark or plain(label) not in wanted:
                continue
            right = [(c, value) for c, value in enumerate(row[column:], start=column + 1) if not is_blank(value)]
            if rest.strip():
                yield number, column, rest.strip()
            elif right:
                yield number, *right[0]


def as_day(value: Value) -> date | None:
    """The day that a cell holds, as a date or written with the day first or as 2026-11-30; None where it is none."""
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    text = value.strip() if isinstance(value, str) else ""
    found = _ISO.fullmatch(text) or _FIGURES.fullmatch(text) or _WORDS.fullmatch(text)
    if found is None:
        return None
    parts = found.groupdict()
    month = parts["month"] if "month" in parts else _MONTHS.get(parts["name"][:3].casefold(), 0)
    try:
        return date(int(parts["year"]), int(month), int(parts["day"]))
    except ValueError:
        return None


def _no_day(place: str, value: Value) -> str:
    return f'{place}: "{on_one_line(value)}" is not a day. Write it as {long_day(_EXAMPLE)}.'


def _named(path: Path, said: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{path.name}, {text}" for text in said)
