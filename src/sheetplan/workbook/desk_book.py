"""Desk.xlsx: the settings of a coordinator's desk, painted for people to fill in and read as they left it."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sheetplan.model import SheetplanError, Value, a1, is_blank, long_day
from sheetplan.model.desks import ABOUT, BOOK, SUBMITTED, TITLES, NewPlan, Settings
from sheetplan.workbook import fields
from sheetplan.workbook.brush import DATE, ROOM, Canvas, finished, options, prompt, refusal
from sheetplan.workbook.find import Grid, one_line, plain
from sheetplan.workbook.read import opened
from sheetplan.workbook.register import as_day
from sheetplan.workbook.report_table import Column, fill, tab
from sheetplan.workbook.sheets import cell

SETTINGS, NEW_PLAN, HOW = "Settings", "New plan", "How to"
_TITLE = "a coordinator's desk"
_SETTING, _VALUE, _ABOUT = "Setting", "Value", "What to enter"
_KIND, _NEW_TITLE, _ORGANISATION = "Kind of plan", "Title", "Organisation"
_EXAMPLE = date(2026, 11, 30)
_LINES = 20
"""So many rows of the tab New plan are ready for people to fill in."""
_LONGEST = 200
_HEADINGS = 3
"""The heading row, from 0."""


class _Asked(NamedTuple):
    """One setting."""

    field: str
    label: str
    about: str
    """What to enter; Excel shows no more than 255 characters of it."""
    is_day: bool = False
    also: tuple[str, ...] = ()
    """What else people call it."""


_SETTINGS = (
    _Asked(
        "organisation",
        "Organisation",
        "Whose desk this is. It is put on the Cover of new plans that name no other.",
    ),
    _Asked(
        "templates",
        "Templates in use",
        "The kinds of plan that you work with, with a comma between several. Blank: all that the program knows.",
        also=("templates", "template", "kinds of plan", "template in use"),
    ),
    _Asked(
        "register",
        "Register",
        "The name of the workbook beside this one that says who is to send a plan, and by when. Blank: none.",
    ),
    _Asked(
        "position",
        "Position date",
        "The day as of which everything is said. Blank: today; for the monthly report, the month that ended last.",
        is_day=True,
        also=("position", "date", "as of"),
    ),
    _Asked(
        "contact",
        "Contact for returns",
        "To whom, and where, people are to send their plan back. It stands on the front tab of each marked copy.",
        also=("contact", "send returns to", "send it to", "reply to"),
    ),
    _Asked(
        "reply_by",
        "Reply by",
        "The day by which marked copies are to come back, where the register names no other.",
        is_day=True,
        also=("reply by date", "reply-by date", "returns by"),
    ),
    _Asked(
        "by",
        "By whom",
        "Your role or name, as versions are to name it. Blank: the name under which you are logged in.",
        also=("by", "coordinator"),
    ),
)
_STEPS = (
    ("Once", f"Fill in the tab {SETTINGS}. Put the plans that you keep into their folder, or list new ones."),
    ("When plans come in", f'Save them in "{SUBMITTED}".'),
    *((TITLES[job], ABOUT[job]) for job in TITLES),
    ("For one file", "Drop a workbook on a shortcut to do its work for that one alone."),
    ("Afterwards", "Each run opens a workbook that says what became of every file, and what to do next."),
)


def write(kinds: Sequence[str], day: date) -> bytes:
    """Paint the workbook, with nothing filled in.

    Args:
        kinds: the names of the kinds of plan that there are.
        day: the day on which it is made.

    Returns:
        The workbook (.xlsx). The same inputs give the same bytes.
    """
    import xlsxwriter  # heavy, and most commands paint nothing

    target = io.BytesIO()
    with warnings.catch_warnings():
        # xlsxwriter only warns of what it then leaves out of the workbook.
        warnings.simplefilter("error")
        with xlsxwriter.Workbook(target, options()) as workbook:
            made = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - document properties have no time zone
            subject = "How the desk is set up, and the plans that are to be made"
            workbook.set_properties({"title": "A coordinator's desk", "subject": subject, "created": made})
            canvas = Canvas(workbook)
            _settings(canvas, kinds)
            _new_plan(canvas, kinds)
            words = (HOW, "The jobs of a month, in their order.", _TITLE)
            tab(canvas, words, "tblHowTo", (Column("What", 30), Column("How", 100)), _STEPS)
    return finished(target.getvalue())


def _settings(canvas: Canvas, kinds: Sequence[str]) -> None:
    columns = (Column(_SETTING, 24), Column(_VALUE, 44), Column(_ABOUT, 66))
    about = "Fill in the column Value and save. What is left blank is done in the usual way."
    sheet = canvas.sheet(SETTINGS, [column.width for column in columns], about, ("", _TITLE))
    fill(
        canvas, sheet, "tblSettings", _HEADINGS, columns, [(one.label, "", one.about) for one in _SETTINGS], plain=True
    )
    for row, one in enumerate(_SETTINGS, start=_HEADINGS + 1):
        sheet.write_blank(row, 1, None, canvas.cell(num_format=DATE if one.is_day else "@"))
        sheet.data_validation(row, 1, row, 1, {**prompt(one.label, one.about), **_allowed(one, kinds)})


def _new_plan(canvas: Canvas, kinds: Sequence[str]) -> None:
    columns = (Column(_KIND, 34), Column(_NEW_TITLE, 60), Column(_ORGANISATION, 40))
    about = "List the plans that are to be made, a line each; New plan makes those that are not there yet."
    sheet = canvas.sheet(NEW_PLAN, [column.width for column in columns], about, ("", _TITLE))
    fill(canvas, sheet, "tblNewPlans", _HEADINGS, columns, [("", "", "")] * _LINES)
    first, last = _HEADINGS + 1, _HEADINGS + _LINES
    said = (
        "The kind of plan: choose one, or write the name of a template file of your own.",
        "What the plan is called. Its file is called the same.",
        "Whose plan it is. Blank: the organisation of the desk.",
    )
    for at, (column, text) in enumerate(zip(columns, said, strict=True)):
        for row in range(first, last + 1):
            sheet.write_blank(row, at, None, canvas.cell(num_format="@"))
        rule = _kinds(column.heading, kinds) if column.heading == _KIND else _short(column.heading)
        sheet.data_validation(first, at, last + ROOM, at, {**prompt(column.heading, text), **rule})


def _allowed(one: _Asked, kinds: Sequence[str]) -> Mapping[str, Any]:
    """What may be entered; nothing is stopped, because settings are read leniently."""
    if one.is_day:
        text = f"This is not a date. A date is entered like {long_day(_EXAMPLE)}. Keep what you entered?"
        rule = {"validate": "date", "criteria": ">=", "value": fields.EARLIEST}
        return rule | refusal(one.label, text, stop=False)
    return _kinds(one.label, kinds) if one.field == "templates" else _short(one.label)


def _kinds(label: str, kinds: Sequence[str]) -> Mapping[str, Any]:
    text = "This is not one of the kinds of plan in the list. Keep it, if it is several or a file of your own?"
    return {"validate": "list", "source": list(kinds)} | refusal(label, text, stop=False)


def _short(label: str) -> Mapping[str, Any]:
    text = f"This is longer than {_LONGEST} characters. Keep what you entered?"
    return {"validate": "length", "criteria": "<=", "value": _LONGEST} | refusal(label, text, stop=False)


def read(path: Path) -> Settings:
    """The settings as people left them: rows may have moved, dates may be text, tabs may have other names.

    Raises:
        SheetplanError: it cannot be read, holds no settings, or a date in it is none.
    """
    try:
        book = opened(path)
    except SheetplanError as problem:
        if isinstance(problem.__cause__, OSError):
            raise
        again = f"Or move it elsewhere and do this again: an empty {BOOK} is then made, to be filled in."
        raise SheetplanError(problem.reason, f"{problem.fix} {again}") from problem
    grids = [(entry.name, book.grid(entry.name)) for entry in book.entries]
    found = {one.field: spot for one in _SETTINGS if (spot := _spot(grids, one)) is not None}
    if not found:
        raise SheetplanError(
            f"{path.name} holds no settings of a desk.",
            f"Move it elsewhere and start again: a new {BOOK} is then made, to be filled in.",
        )
    values: dict[str, Any] = {}
    for one in _SETTINGS:
        spot = found.get(one.field)
        if spot is not None and not is_blank(spot.value):
            values[one.field] = _day(path, spot) if one.is_day else _text(spot.value)
    kinds = re.split(r"[,;\n]", _raw(found.get("templates")))
    values["templates"] = tuple(name for kind in kinds if (name := one_line(kind)))
    missing = [one.label for one in _SETTINGS if one.field not in found]
    said = (f"{path.name} has no line for {', '.join(missing)}, so each is taken as blank.",) if missing else ()
    return Settings(**values, new_plans=tuple(_new_plans(grids)), said=said)


class _Spot(NamedTuple):
    """Where a setting's value stands."""

    at: str
    value: Value


def _spot(grids: Sequence[tuple[str, Grid]], one: _Asked) -> _Spot | None:
    """The value of a setting: under the heading of values, else beside its label."""
    wanted = {plain(name) for name in (one.label, *one.also)}
    for name, grid in grids:
        across = _column(grid, _VALUE, beside=_SETTING)
        for down, row in enumerate(grid, start=1):
            for at, value in enumerate(row, start=1):
                if isinstance(value, str) and plain(value.strip().rstrip(":")) in wanted and at != across:
                    column = across or at + 1
                    return _Spot(f"{name}!{a1(down, column)}", cell(grid, down, column))
    return None


def _column(grid: Grid, heading: str, *, beside: str) -> int | None:
    """The column of a heading in the row that has another one too."""
    for row in grid:
        texts = [plain(value) if isinstance(value, str) else "" for value in row]
        if plain(heading) in texts and plain(beside) in texts:
            return texts.index(plain(heading)) + 1
    return None


def _day(path: Path, spot: _Spot) -> date:
    found = as_day(spot.value)
    if found is None:
        raise SheetplanError(
            f'{path.name}, {spot.at}: "{_text(spot.value)}" is not a day, so nothing was done.',
            f"Enter a date like {long_day(_EXAMPLE)}, or leave the cell blank.",
        )
    return found


def _new_plans(grids: Sequence[tuple[str, Grid]]) -> Iterator[NewPlan]:
    for name, grid in grids:
        kind, title = (_column(grid, _KIND, beside=_NEW_TITLE), _column(grid, _NEW_TITLE, beside=_KIND))
        if kind is None or title is None:
            continue
        whose = _column(grid, _ORGANISATION, beside=_KIND)
        heading = next(row for row, values in enumerate(grid, start=1) if _is_heading(values))
        for row in range(heading + 1, len(grid) + 1):
            texts = [_text(cell(grid, row, column)) for column in (kind, title, whose)]
            if any(texts):
                yield NewPlan(texts[0], texts[1], texts[2], f"{name}!{a1(row, kind)}")


def _is_heading(row: Sequence[Value]) -> bool:
    texts = {plain(value) for value in row if isinstance(value, str)}
    return {plain(_KIND), plain(_NEW_TITLE)} <= texts


def _raw(spot: _Spot | None) -> str:
    return "" if spot is None or is_blank(spot.value) else str(spot.value)


def _text(value: Value) -> str:
    """A value on one line; whole numbers as people see them."""
    if is_blank(value):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else one_line(str(value))
