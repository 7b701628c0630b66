"""Paints columns of tables: how their cells look, what is said of them, and what may be entered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from sheetplan.model import Column, Status, Template
from sheetplan.workbook import booknames, live, palette
from sheetplan.workbook.brush import BUTTON, DATE, ROOM, Brush, Canvas, height, prompt, refusal
from sheetplan.workbook.live import quoted

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

EARLIEST = date(1990, 1, 1)
"""What is entered as a date before this day is a slip of the pen."""
NUMBER: Mapping[str, Any] = {"align": "right", "indent": 1}
"""How a number stands in its cell: the indent keeps it apart from the text in the next one."""
WORKED_OUT = "Worked out for you"
FILLED = "Filled by update"


class Rows(NamedTuple):
    """Where a table stands on its sheet, from 0."""

    headings: int
    last: int


class Where(NamedTuple):
    """The table in which a column stands."""

    sheet: Worksheet
    rows: Rows
    tab: str = ""
    """The template's name of the tab; empty for the plan itself."""


def typed(brush: Brush, where: Where, at: int, column: Column) -> None:
    """A column in which people type: its look, its input message, and what may be entered.

    Args:
        brush: the workbook.
        where: the table.
        at: the column's place, from 0.
        column: what the template says of it.
    """
    look = typed_format(brush, column)
    for row in range(where.rows.headings + 1, where.rows.last + 1):
        where.sheet.write_blank(row, at, None, look)
    text = " ".join(filter(None, (column.prompt, _needed_from(brush.template, column))))
    validate(where, at, prompt(column.heading, text), _allowed(brush, where.tab, column))
    _colour_choices(brush, where, at, column)


def typed_format(brush: Brush, column: Column) -> Format:
    """How a cell of this column looks."""
    if column.type in ("date", "timescale"):
        # Words stay words; a date that is typed shows itself in a form that cannot be read two ways.
        return brush.cell(num_format=DATE)
    if column.type == "number":
        return brush.cell(**NUMBER)
    # As text: a line that begins with a hyphen is no formula, and 1/2 is no date.
    return brush.cell(num_format="@")


def filled(where: Where, at: int, column: Column, look: Format) -> None:
    """A column that the program fills with values: people read it, and are kept from typing there.

    Args:
        where: the table.
        at: the column's place, from 0.
        column: what the template says of it.
        look: of its cells.
    """
    for row in range(where.rows.headings + 1, where.rows.last + 1):
        where.sheet.write_blank(row, at, None, look)
    text = f"{column.heading} is filled by update. Choose Cancel, and change what it is made from."
    refused = {"validate": "custom", "value": "=FALSE"} | refusal(FILLED, text, stop=True)
    validate(where, at, prompt(column.heading, " ".join(filter(None, (column.prompt, f"{FILLED}.")))), refused)


def colour_beginnings(brush: Canvas, where: Where, at: int) -> None:
    """Cells that begin with a status, whatever follows ("Overdue by 15 days"), get its colours."""
    for status, colour in palette.STATUSES.items():
        rule = {"type": "text", "criteria": "begins with", "value": str(status), "format": _tint(brush, colour)}
        where.sheet.conditional_format(where.rows.headings + 1, at, where.rows.last + ROOM, at, rule)


def refuse_typing(where: Where, at: int, heading: str, text: str) -> None:
    """The input message of a column that is worked out, and the refusal of what is typed there."""
    words = f"{heading} is worked out for you. Choose Cancel, and change the cells that it is worked out from."
    refused = {"validate": "custom", "value": "=FALSE"} | refusal(WORKED_OUT, words, stop=True)
    validate(where, at, prompt(heading, text), refused)


def validate(where: Where, at: int, message: Mapping[str, Any], allowed: Mapping[str, Any]) -> None:
    """The input message on a heading and the cells below it, and on these what may be entered."""
    sheet, (headings, last), _ = where
    if message:
        end = headings if allowed else last + ROOM
        sheet.data_validation(headings, at, end, at, {"validate": "any", **message})
    if allowed:
        sheet.data_validation(headings + 1, at, last + ROOM, at, {**message, **allowed})


def colour_statuses(brush: Canvas, where: Where, at: int) -> None:
    """Each status in its colours; the word is always there."""
    colour_words(brush, where, at, {str(status): colour for status, colour in palette.STATUSES.items()})


def colour_words(brush: Canvas, where: Where, at: int, words: Mapping[str, palette.Colour]) -> None:
    """Cells of a column that hold one of these words get its colours."""
    for word, colour in words.items():
        rule = {"type": "cell", "criteria": "==", "value": quoted(word), "format": _tint(brush, colour)}
        where.sheet.conditional_format(where.rows.headings + 1, at, where.rows.last + ROOM, at, rule)


def _tint(brush: Canvas, colour: palette.Colour) -> Format:
    look: dict[str, Any] = {"bg_color": f"#{colour.fill}", "font_color": f"#{colour.text}"}
    return brush.format(**look | ({"bold": True} if colour.bold else {}))


def heading_height(headings: Sequence[str], widths: Sequence[float]) -> int:
    """How many pixels a heading row needs, its filter buttons beside the words."""
    texts = [(heading, width - BUTTON) for heading, width in zip(headings, widths, strict=True)]
    return height(texts, bold=True)


def _colour_choices(brush: Brush, where: Where, at: int, column: Column) -> None:
    known = {word: palette.WORDS[word] for word in column.choices if word in palette.WORDS}
    colour_words(brush, where, at, known | {w: palette.STATUSES[Status(w)] for w in column.choices if w in set(Status)})


def _needed_from(template: Template, column: Column) -> str:
    """From which stage on it must be filled, in words."""
    labels = {stage.field: stage.label for stage in template.course.stages}
    return f"Needed from this on: {labels[column.required_from]}." if column.required_from else ""


def _allowed(brush: Brush, tab: str, column: Column) -> dict[str, Any]:
    """What may be entered, as data validation takes it."""
    template, title = brush.template, column.heading
    if column.type == "people":
        text = (
            f"This is not one code of the {template.roles_sheet} tab. Several codes can stand together with a "
            "stroke between them. Keep what you entered?"
        )
        return {"validate": "list", "source": f"={booknames.ROLE_CODES}"} | refusal(title, text, stop=False)
    if column.type == "choice":
        text = f"Choose one of the words in the list; the {template.lists_sheet} tab says what they mean."
        return {"validate": "list", "source": f"={brush.names.lists[tab, column.field]}"} | refusal(
            title, text, stop=True
        )
    if column.of:
        return _values_elsewhere(brush, column)
    if column.type == "date":
        return _date_rule(template, tab, column)
    return _number_rule(column) if column.type == "number" else {}


def _values_elsewhere(brush: Brush, column: Column) -> dict[str, Any]:
    """A dropdown of what stands in another table; not a stop, because what stands there may come later."""
    template = brush.template
    if column.of == "plan":
        name, there = booknames.PLAN_REFS, template.sheet
    else:
        tab, _, field = column.of.partition(".")
        name, there = brush.names.columns[tab, field], template.tab(tab).sheet
    text = f"This does not stand on the {there} tab. Keep what you entered?"
    return {"validate": "list", "source": f"={name}"} | refusal(column.heading, text, stop=False)


def _date_rule(template: Template, tab: str, column: Column) -> dict[str, Any]:
    """A day: one that says what has happened is not after today."""
    milestones, course = template.milestones, template.course
    has_happened = {("", field) for field in template.complete_when}
    has_happened |= {(course.events_tab, "date")} if course.events_tab else set()
    has_happened |= {(milestones.tab, "achieved")} if milestones else set()
    rule: dict[str, Any] = {"validate": "date", "criteria": ">=", "value": EARLIEST}
    text = "This is not a date. A date is entered like 30 Nov 2026."
    if (tab, column.field) in has_happened:
        rule = {"validate": "date", "criteria": "<=", "value": "=TODAY()"}
        text = "This is not a date up to today. A date is entered like 30 Nov 2026."
    by_status = template.status_field and live.typed(template, template.status_field)
    if not tab and column.field in template.complete_when and not by_status:
        text += f" To withdraw the action, write {template.withdrawn_words[0]}: and the reason."
    return rule | refusal(column.heading, f"{text} Keep what you entered?", stop=False)


def _number_rule(column: Column) -> dict[str, Any]:
    least, most = column.minimum, column.maximum
    rule: dict[str, Any] = {"validate": "decimal", "criteria": ">=", "value": -(10**12) if least is None else least}
    if most is not None:
        bounds = {"minimum": rule.pop("value"), "maximum": most}
        rule |= {"criteria": "between", **bounds}
    said = {"from": least, "to": most}
    words = " ".join(f"{word} {value:.15g}" for word, value in said.items() if value is not None)
    text = f"Enter a number {words}." if words else "This is not a number. Keep what you entered?"
    return rule | refusal(column.heading, text, stop=bool(words))
