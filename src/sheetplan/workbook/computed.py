"""Paints what the program works out for each action: the grey columns, and what is said above them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sheetplan.workbook import fields, live, palette
from sheetplan.workbook.brush import AIR, DATE, Brush, height, prompt
from sheetplan.workbook.fields import Where
from sheetplan.workbook.live import in_words_formula, live_formulas, quoted

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

POSITION = 2
"""The row of the position date, from 0; right below it, what the colours mean."""

_WIDE_ENOUGH = 11
"""Characters that a column must be wide for a colour's meaning to stand in it."""


class Grey(NamedTuple):
    """One grey column, as it is painted."""

    field: str
    heading: str
    width: float


def columns(brush: Brush) -> list[Grey]:
    """The grey columns in their order; the last one is hidden where it is the program's own mark."""
    template = brush.template
    widths = dict(zip(live.COMPUTED, template.widths["computed"], strict=False))
    return [
        Grey(field, live.heading(template, field), widths.get(field, template.widths["computed"][-1]))
        for field in live.computed_fields(template)
    ]


def option(brush: Brush, grey: Grey) -> dict[str, Any]:
    """The column as an Excel Table takes it."""
    found: dict[str, Any] = {"header": grey.heading, "header_format": brush.heading(computed=True)}
    formula = live_formulas(brush.template).get(grey.field)
    return found | ({"formula": formula} if formula else {})


def above(brush: Brush, sheet: Worksheet, widths: Sequence[float], cover: Mapping[str, str]) -> int:
    """The position date in words, the version, and what the colours mean.

    Args:
        brush: the workbook.
        sheet: where.
        widths: of its columns in sight, in characters.
        cover: field to cell of the Cover.

    Returns:
        The next free row, from 0.
    """
    labels = {line.field: line.label for line in brush.template.cover}
    says, typed = f"{labels['report_date']}: ", f", {live.from_cover(brush.template)}. "
    source = f"IF(ISNUMBER({cover['report_date']}),{quoted(typed)},{quoted(f', {live.TODAY}. ')})"
    numbered = quoted(f"{labels['version']} ")
    version = f'IF({cover["version"]}="",{quoted(live.NONE_KEPT)},{numbered}&{cover["version"]})&"."'
    formula = f"{quoted(says)}&{in_words_formula(live.REPORT_DATE)}&{source}&{version}"
    now = live.position(brush.template, brush.created, live.TODAY, "")
    brush.formula(sheet, (POSITION, 0), formula, brush.format(bold=True, valign="top"), now)
    sheet.set_row_pixels(POSITION, height([("", 1)]) + AIR)
    return _colour_key(brush, sheet, widths)


def _colour_key(brush: Brush, sheet: Worksheet, widths: Sequence[float]) -> int:
    """What each colour means, one colour in a cell, in the columns that are wide enough for it."""
    meanings: dict[str, list[str]] = {}
    for status in palette.STATUSES:
        meanings.setdefault(brush.template.rag[status], []).append(str(status))
    texts = [f"{word}: {', '.join(statuses)}" for word, statuses in meanings.items()]
    places = [at for at, width in enumerate(widths) if width >= _WIDE_ENOUGH]
    places = places if len(places) > 1 else [0, 1]
    label = "What the colours mean"
    look = brush.format(bold=True, valign="top", align="right", text_wrap=True)
    sheet.write_string(POSITION + 1, places[0], label, look)
    rows = [list(zip(places[1:], found, strict=False)) for found in _in_parts(texts, len(places) - 1)]
    for row, cells in enumerate(rows, start=POSITION + 1):
        for at, text in cells:
            sheet.write_string(row, at, text, brush.cell(palette.WORDS.get(text.partition(":")[0])))
        tall = height([(text, widths[at]) for at, text in cells])
        if cells is rows[0]:
            tall = max(tall, height([(label, widths[places[0]]), (texts[0], widths[places[1]])], bold=True))
        sheet.set_row_pixels(row, tall)
    return POSITION + 1 + len(rows)


def _in_parts(texts: Sequence[str], count: int) -> list[Sequence[str]]:
    return [texts[start : start + count] for start in range(0, len(texts), count)]


def paint(brush: Brush, where: Where, at: int, grey: Grey) -> None:
    """A grey column: formulas with their results, or room for a value.

    Args:
        brush: the workbook.
        where: the table.
        at: the column's place, from 0.
        grey: the column.
    """
    formula = live_formulas(brush.template).get(grey.field)
    look = brush.cell(palette.COMPUTED, **_number_format(grey.field))
    for row in range(where.rows.headings + 1, where.rows.last + 1):
        if formula:
            brush.formula(where.sheet, (row, at), formula, look, "")
        else:
            where.sheet.write_blank(row, at, None, look)
    if grey.field == "goes_on":
        where.sheet.set_column(at, at, grey.width, None, {"hidden": True})
    elif formula:
        fields.refuse_typing(where, at, grey.heading, _says(brush, grey.field))
    else:
        fields.validate(where, at, prompt(grey.heading, _says(brush, grey.field)), {})
    if grey.field == "status":
        fields.colour_statuses(brush, where, at)
    elif grey.field == "rag":
        words = dict.fromkeys(brush.template.rag.values())
        fields.colour_words(brush, where, at, {word: palette.WORDS[word] for word in words if word in palette.WORDS})


def _number_format(field: str) -> dict[str, Any]:
    if field == "due":
        return {"num_format": DATE}
    return {"num_format": "0", **fields.NUMBER} if field == "days_overdue" else {}


def _says(brush: Brush, field: str) -> str:
    """What the input message of a grey column says."""
    template = brush.template
    typed = live.typed(template, "due")
    if field == "ref":
        return f"{live.key(template).heading} of the action in the same place on the {template.sheet} tab."
    if field == "due" and typed is not None:
        return f"{typed.heading} on the {template.sheet} tab."
    if field == "due":
        labels = {deadline.field: deadline.label for deadline in template.course.deadlines}
        words = next((column.heading for column in live.typed_columns(template) if column.type == "timescale"), None)
        words = words or labels.get(template.course.due_from)
        source = f"Filled by update from {words}" if words else "Filled by update"
        return f"{source}. A date that you type here counts instead."
    due = typed.heading if typed is not None else template.computed["due"]
    done = [template.column(name).heading for name in template.complete_when]
    if not done and template.milestones is not None:
        done.append(f"the {template.tab(template.milestones.tab).sheet} tab")
    if template.status_field and live.typed(template, template.status_field):
        done.append(template.column(template.status_field).heading)
    return f"Worked out for you from {', '.join([due, *done])} and the position date."
