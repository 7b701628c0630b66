"""Paints the plan's own tab: ready rows, live formulas, dropdowns, colours and what is said above them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from sheetplan.model import Column
from sheetplan.workbook import live, palette
from sheetplan.workbook.brush import AIR, BUTTON, DATE, ROOM, Brush, height, printed_scale, prompt, refusal
from sheetplan.workbook.live import in_words, in_words_formula, live_formulas, quoted, typed_columns

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

ROLE_CODES = "RoleCodes"
"""The defined name of the role codes."""

READABLE = 0.7
"""The least size at which a plan is printed; where the computed columns would make it smaller, they are left out."""

_POSITION, _KEY, _HEADINGS = 2, 3, 4


class _Painted(NamedTuple):
    """One column of the plan, as it is painted."""

    field: str
    heading: str
    width: float
    column: Column | None
    """What the template says of it; None where the program fills it."""


def choices_name(field: str) -> str:
    """The defined name of a list of choices."""
    return f"List_{field}"


def paint(brush: Brush, cover: Mapping[str, str], title: tuple[str, str]) -> None:
    """The plan's tab.

    Args:
        brush: the workbook.
        cover: field to cell of the Cover.
        title: the formula that says the plan's title, and what it says now.
    """
    template = brush.template
    columns = _columns(brush)
    about = "One action in a row. The grey columns at the right are filled for you; the white ones are yours."
    sheet = brush.sheet(template.sheet, [painted.width for painted in columns], about, title)
    _above(brush, sheet, columns, cover)
    last = _HEADINGS + template.ready_rows
    _table(brush, sheet, columns, last)
    for at, painted in enumerate(columns):
        if painted.column is not None:
            _typed(brush, sheet, at, painted.column, last)
        else:
            _computed(brush, sheet, at, painted, last)
    sheet.repeat_rows(_POSITION, _HEADINGS)
    visible = [painted.width for painted in columns if painted.field != "goes_on"]
    if printed_scale(visible) < READABLE:
        sheet.print_area(0, 0, last, len(typed_columns(template)) - 1)


def _columns(brush: Brush) -> list[_Painted]:
    template = brush.template
    columns = [_Painted(c.field, c.heading, c.width, c) for c in typed_columns(template)]
    widths = [*template.widths["computed"], template.widths["computed"][-1]]
    for field, width in zip(live.COMPUTED, widths, strict=True):
        columns.append(_Painted(field, template.computed[field], width, None))
    return columns


def _above(brush: Brush, sheet: Worksheet, columns: list[_Painted], cover: Mapping[str, str]) -> None:
    """The position date in words, the version, and what the colours mean."""
    labels = {line.field: line.label for line in brush.template.cover}
    strong = brush.format(bold=True, valign="top")
    says, typed = f"{labels['report_date']}: ", f", from the {brush.template.cover_sheet}. "
    source = f'IF(ISNUMBER({cover["report_date"]}),{quoted(typed)},", today. ")'
    numbered, none_yet = f"{labels['version']} ", "No version kept yet"
    version = f'IF({cover["version"]}="",{quoted(none_yet)},{quoted(numbered)}&{cover["version"]})&"."'
    formula = f"{quoted(says)}&{in_words_formula(live.REPORT_DATE)}&{source}&{version}"
    now = f"{says}{in_words(brush.created)}, today. {none_yet}."
    brush.formula(sheet, (_POSITION, 0), formula, strong, now)
    sheet.set_row_pixels(_POSITION, height([("", 1)]) + AIR)
    _colour_key(brush, sheet, columns)


def _colour_key(brush: Brush, sheet: Worksheet, columns: list[_Painted]) -> None:
    """What each colour means, one colour in a cell."""
    meanings: dict[str, list[str]] = {}
    for status in palette.STATUSES:
        meanings.setdefault(brush.template.rag[status], []).append(str(status))
    texts = [f"{word}: {', '.join(statuses)}" for word, statuses in meanings.items()]
    sheet.write_string(_KEY, 0, "What the colours mean", brush.format(bold=True, valign="top", align="right"))
    for at, (word, text) in enumerate(zip(meanings, texts, strict=True), start=1):
        sheet.write_string(_KEY, at, text, brush.cell(palette.WORDS.get(word)))
    needed = [height([(text, painted.width)]) for text, painted in zip(texts, columns[1:], strict=False)]
    sheet.set_row_pixels(_KEY, max(needed))


def _table(brush: Brush, sheet: Worksheet, columns: list[_Painted], last: int) -> None:
    formulas = live_formulas(brush.template)
    options = []
    for painted in columns:
        option: dict[str, Any] = {"header": painted.heading}
        if painted.column is None:
            option["header_format"] = brush.heading(computed=True)
        if painted.field in formulas:
            option["formula"] = formulas[painted.field]
        options.append(option)
    brush.table_frame(sheet, brush.template.table, (_HEADINGS, last), options)
    texts = [(painted.heading, painted.width - BUTTON) for painted in columns if painted.field != "goes_on"]
    sheet.set_row_pixels(_HEADINGS, height(texts, bold=True) + AIR)


def _typed(brush: Brush, sheet: Worksheet, at: int, column: Column, last: int) -> None:
    """A column in which people type: its look, its input message, and what may be entered."""
    look = _typed_format(brush, column)
    for row in range(_HEADINGS + 1, last + 1):
        sheet.write_blank(row, at, None, look)
    message = prompt(column.heading, column.prompt)
    _validate(sheet, at, last, message, _allowed(brush, column))


def _typed_format(brush: Brush, column: Column) -> Format:
    if column.type in ("date", "timescale"):
        # Words stay words; a date that is typed shows itself in a form that cannot be read two ways.
        return brush.cell(num_format=DATE)
    if column.type == "number":
        return brush.cell(align="right")
    # As text: a line that begins with a hyphen is no formula, and 1/2 is no date.
    return brush.cell(num_format="@")


def _allowed(brush: Brush, column: Column) -> dict[str, Any]:
    """What may be entered, as data validation takes it."""
    title = column.heading
    if column.type == "people":
        text = (
            f"This is not one code of the {brush.template.roles_sheet} tab. Several codes can stand together with a "
            "stroke between them. Keep what you entered?"
        )
        return {"validate": "list", "source": f"={ROLE_CODES}"} | refusal(title, text, stop=False)
    if column.type == "choice":
        text = f"Choose one of the words in the list; the {brush.template.lists_sheet} tab says what they mean."
        return {"validate": "list", "source": f"={choices_name(column.field)}"} | refusal(title, text, stop=True)
    if column.type == "date":
        text = "This is not a date up to today. A date is entered like 30 Nov 2026."
        if column.field in brush.template.complete_when and brush.template.withdrawn_words:
            text += f" To withdraw the action, write {brush.template.withdrawn_words[0]}: and the reason."
        text += " Keep what you entered?"
        rule = {"validate": "date", "criteria": "<=", "value": "=TODAY()"}
        return rule | refusal(title, text, stop=False)
    return {}


def _computed(brush: Brush, sheet: Worksheet, at: int, painted: _Painted, last: int) -> None:
    """A column that the program fills: formulas with their results, or room for a value."""
    formula = live_formulas(brush.template).get(painted.field)
    look = brush.cell(palette.COMPUTED, **_number_format(painted.field))
    for row in range(_HEADINGS + 1, last + 1):
        if formula:
            brush.formula(sheet, (row, at), formula, look, "")
        else:
            sheet.write_blank(row, at, None, look)
    if painted.field == "goes_on":
        sheet.set_column(at, at, painted.width, None, {"hidden": True})
        return
    message = prompt(painted.heading, _computed_prompt(brush, painted.field))
    refused: dict[str, Any] = {}
    if formula:
        text = (
            f"{painted.heading} is worked out for you. Choose Cancel, and change the cells that it is worked out from."
        )
        refused = {"validate": "custom", "value": "=FALSE"} | refusal("Worked out for you", text, stop=True)
    _validate(sheet, at, last, message, refused)
    _colours(brush, sheet, at, painted.field, last)


def _validate(sheet: Worksheet, at: int, last: int, message: dict[str, Any], allowed: dict[str, Any]) -> None:
    """The input message on a heading and the cells below it, and on these what may be entered."""
    if message:
        end = _HEADINGS if allowed else last + ROOM
        sheet.data_validation(_HEADINGS, at, end, at, {"validate": "any"} | message)
    if allowed:
        sheet.data_validation(_HEADINGS + 1, at, last + ROOM, at, message | allowed)


def _number_format(field: str) -> dict[str, Any]:
    if field == "due":
        return {"num_format": DATE}
    return {"num_format": "0", "align": "right"} if field == "days_overdue" else {}


def _computed_prompt(brush: Brush, field: str) -> str:
    template = brush.template
    if field == "due":
        words = next((c.heading for c in template.columns if c.type == "timescale"), None)
        source = f"Filled by update from {words}" if words else "Filled by update"
        return f"{source}. A date that you type here counts instead."
    done = ", ".join(template.column(name).heading for name in template.complete_when)
    return f"Worked out for you from {template.computed['due']}, {done} and the position date."


def _colours(brush: Brush, sheet: Worksheet, at: int, field: str, last: int) -> None:
    """Each word in its colours; the word is always there."""
    words: Mapping[str, palette.Colour] = {}
    if field == "status":
        words = {str(status): colour for status, colour in palette.STATUSES.items()}
    elif field == "rag":
        words = {word: palette.WORDS[word] for word in brush.template.rag.values() if word in palette.WORDS}
    for word, colour in words.items():
        look = {"bg_color": f"#{colour.fill}", "font_color": f"#{colour.text}"} | (
            {"bold": True} if colour.bold else {}
        )
        rule = {"type": "cell", "criteria": "==", "value": quoted(word), "format": brush.format(**look)}
        sheet.conditional_format(_HEADINGS + 1, at, last + ROOM, at, rule)
