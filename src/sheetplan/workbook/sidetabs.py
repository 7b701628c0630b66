"""Paints the tabs around the plan: Cover, Archive, Role codes, Lists, Guidance, Version history, Change log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sheetplan.model import CoverLine, Status, Template
from sheetplan.workbook import booknames, fields, live, palette
from sheetplan.workbook.booknames import ROLE_CODES
from sheetplan.workbook.brush import AIR, DATE, ROOM, Brush, height, prompt, refusal
from sheetplan.workbook.live import typed_columns

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Title = tuple[str, str]

_FIRST_LINE = 3
"""The Cover's first line, from 0."""

_HEADINGS = 3
"""The heading row of every table here, from 0: the title, what is on the sheet, and room."""

FIRST_ROW = _HEADINGS + 2
"""The first row below them, from 1."""


def table_names(template: Template) -> dict[str, str]:
    """The names of a painted plan's own Excel Tables: plan, archive, roles, lists, guidance, history, log, standing."""
    return booknames.names(template).tables


def has_people(template: Template) -> bool:
    """Whether a painted plan has a use for role codes."""
    columns = [*typed_columns(template), *(column for tab in template.tabs for column in tab.columns)]
    return bool(template.roles) or any(column.type == "people" for column in columns)


def cover_cells(template: Template) -> dict[str, str]:
    """Where the entry of each line of the Cover stands, by field, as a formula names it."""
    cells = {}
    row = _FIRST_LINE
    sheet = booknames.sheet(template.cover_sheet)
    for line in template.cover:
        row += bool(line.section)
        cells[line.field] = f"{sheet}!$B${row + 1}"
        row += 1
    return cells


def cover(brush: Brush, entered: Mapping[str, str], title: Title) -> None:
    """The Cover: labels in column A, entries beside them, and in column C what each is for."""
    template = brush.template
    widths = template.widths["cover"]
    about = (
        f"Whose plan this is, which day its figures are for, who signed it off. The plan itself: {template.sheet} tab."
    )
    sheet = brush.sheet(template.cover_sheet, widths, about, title)
    sheet.hide_gridlines(2)
    section = brush.format(bold=True, font_size=13, font_color=f"#{palette.NAVY}", valign="bottom")
    row = _FIRST_LINE
    for line in template.cover:
        if line.section:
            sheet.write_string(row, 0, line.section, section)
            sheet.set_row_pixels(row, 40)
            row += 1
        _cover_line(brush, sheet, row, line, entered.get(line.field, ""))
        row += 1


def _cover_line(brush: Brush, sheet: Worksheet, row: int, line: CoverLine, text: str) -> None:
    widths = brush.template.widths["cover"]
    sheet.write_string(row, 0, line.label, brush.cell(bold=True))
    entry = brush.cell(num_format=DATE if line.type == "date" else "@")
    sheet.write_string(row, 1, text, entry) if text else sheet.write_blank(row, 1, None, entry)
    hint = brush.format(text_wrap=True, valign="top", align="left", indent=1, font_color=f"#{palette.QUIET}")
    sheet.write_string(row, 2, line.prompt, hint)
    texts = [(line.label, widths[0]), (text, widths[1]), (line.prompt, widths[2] - 2)]
    sheet.set_row_pixels(row, height(texts))
    rule: dict[str, Any] = {"validate": "any"} | prompt(line.label, line.prompt)
    if line.type == "date":
        # Stopped, because a position date that is no date would be passed over without a word.
        rule |= {"validate": "date", "criteria": ">=", "value": fields.EARLIEST}
        rule |= refusal(line.label, "Enter a date, for example 30 Nov 2026, or leave the cell blank.", stop=True)
    if len(rule) > 1:
        sheet.data_validation(row, 1, row, 1, rule)


def archive(brush: Brush, title: Title) -> None:
    """The Archive: the plan's columns, how the action stood, and the column that brings a row back."""
    template = brush.template
    typed = typed_columns(template)
    own = template.archive_headings
    extra = ["due", "status"] if live.typed(template, "due") is None else ["status"]
    headings = [*(column.heading for column in typed), *(live.beside_typed(template, name) for name in extra)]
    headings += [own["archived_on"], own["version"], own["reopen"]]
    widths = [
        *(column.width for column in typed),
        *(width for name, width in zip(live.COMPUTED, template.widths["computed"], strict=False) if name in extra),
    ]
    widths += template.widths["archive"]
    about = (
        "Closed actions, moved here by update with everything in their row. To bring one back, choose "
        f"{' or '.join(template.reopen_choices)} under {own['reopen']}"
    )
    sheet = brush.sheet(template.archive_sheet, widths, about, title)
    dated = {"date", "timescale"}
    formats = [brush.cell(num_format=DATE if column.type in dated else "@") for column in typed]
    formats += [brush.cell(num_format=DATE) if name == "due" else brush.cell() for name in extra]
    formats += [brush.cell(num_format=DATE), brush.cell(num_format="@")]
    formats += [brush.cell(locked=False)]
    brush.table(sheet, table_names(template)["archive"], _HEADINGS, headings, (), formats, filters=True)
    _heading_height(sheet, headings, widths)
    last = len(headings) - 1
    words = f"Choose {' or '.join(template.reopen_choices)} to bring this row back to the plan with the next update."
    rule = {"validate": "list", "source": f"={brush.names.lists['plan.archive', 'reopen']}"}
    rule |= prompt(own["reopen"], words) | refusal(own["reopen"], f"{words} Or leave it blank.", stop=True)
    sheet.data_validation(_HEADINGS + 1, last, _HEADINGS + 1 + ROOM, last, rule)
    _protect(sheet)


def roles(brush: Brush, title: Title) -> None:
    """The role codes, which feed the dropdown of the people's columns."""
    template = brush.template
    about = "Who is who. To add a code, type it below the last one."
    rows = list(template.roles.items())
    _table_tab(brush, "roles", template.roles_sheet, about, title, template.roles_headings, rows)
    tab = booknames.sheet(template.roles_sheet)
    first = FIRST_ROW
    room = f"{tab}!$A${first}:$A${first + ROOM}"
    # As long as the codes are, so that the dropdown has no blanks and has what people add, in LibreOffice too.
    brush.workbook.define_name(ROLE_CODES, f"={tab}!$A${first}:INDEX({room},MAX(1,COUNTA({room})))")


def lists(brush: Brush, title: Title) -> None:
    """The words of every dropdown, each list with its defined names, and what every status means."""
    template = brush.template
    groups = _groups(brush)
    statuses = [(str(word), f"{template.rag[word]}: {text}") for word, text in _meanings(template).items()]
    if {"due", "goes_on"} <= set(live.computed_fields(template)):
        statuses.append((live.NOT_YET_READ, "No colour: the next update works out by when it is due."))
    rows = [(group.heading, word, group.says) for group in groups for word in group.words]
    rows += [(live.heading(template, "status"), word, text) for word, text in statuses]
    about = "The words of the dropdowns, and what each status and its colour mean."
    sheet = _table_tab(brush, "lists", template.lists_sheet, about, title, template.lists_headings, rows)
    tab = booknames.sheet(template.lists_sheet)
    row = _HEADINGS + 2
    for group in groups:
        for name in group.names:
            brush.workbook.define_name(name, f"={tab}!$B${row}:$B${row + len(group.words) - 1}")
        row += len(group.words)
    for down, (word, _) in enumerate(statuses, start=row - 1):
        if word in set(Status):
            sheet.write_string(down, 1, word, brush.cell(palette.STATUSES[Status(word)]))
    _protect(sheet)


class _Group(NamedTuple):
    """A list of words that one or several columns offer."""

    names: tuple[str, ...]
    heading: str
    words: tuple[str, ...]
    says: str


def _groups(brush: Brush) -> list[_Group]:
    """The lists, those of the same words on one tab together."""
    template = brush.template
    found: dict[tuple[str, tuple[str, ...]], list[tuple[str, str]]] = {}
    for column in typed_columns(template):
        if column.type == "choice":
            found.setdefault((template.sheet, column.choices), []).append(
                (column.heading, brush.names.lists["", column.field])
            )
    for tab in template.tabs:
        for column in tab.columns:
            if column.type == "choice":
                name = brush.names.lists[tab.name, column.field]
                found.setdefault((tab.sheet, column.choices), []).append((column.heading, name))
    groups = []
    for (sheet, words), columns in found.items():
        headings = [heading for heading, _ in columns]
        says = f"For {', '.join(headings)} on {sheet}."
        groups.append(_Group(tuple(name for _, name in columns), headings[0], words, says))
    if template.archive_after_days is not None:
        back = template.archive_headings["reopen"]
        says = f"For {back} on {template.archive_sheet}: the row goes back to the plan."
        groups.append(_Group((brush.names.lists["plan.archive", "reopen"],), back, template.reopen_choices, says))
    return groups


def _meanings(template: Template) -> dict[Status, str]:
    typed = live.typed(template, "due")
    due = typed.heading if typed is not None else template.computed["due"]
    return {
        Status.COMPLETE: f"{_complete(template)}.",
        Status.WITHDRAWN: f"{_withdrawn(template)}.",
        Status.OVERDUE: f"not closed, and {due} is before the position date.",
        Status.DUE_SOON: f"not closed, and due within {template.due_soon_days} days of the position date.",
        Status.NOT_YET_DUE: "not closed, and due later than that.",
        Status.ONGOING: "not closed, and it goes on without a due date.",
        Status.NO_DUE_DATE: "not closed, and no due date can be read, so it can never show as overdue.",
    }


def _complete(template: Template) -> str:
    """When an action is Complete, in words."""
    said = []
    for name in template.complete_when:
        column = template.column(name)
        holds = "holds a date, not after the position date" if column.type == "date" else "is filled"
        said.append(f"{column.heading} {holds}")
    if said:
        return " and ".join(said)
    if template.milestones is not None:
        return f"all its milestones are achieved on the {template.tab(template.milestones.tab).sheet} tab"
    status = live.typed(template, template.status_field) if template.status_field else None
    return f"{status.heading if status else 'It'} is one of these words: {', '.join(template.closed_words)}"


def _withdrawn(template: Template) -> str:
    """When an action is Withdrawn, in words."""
    words = ", ".join(template.withdrawn_words)
    status = live.typed(template, template.status_field) if template.status_field else None
    done = " or ".join(template.column(name).heading for name in template.complete_when)
    if status is None:
        return f"{done} begins with one of these words: {words}" if done else "update finds it withdrawn"
    or_else = f"; where that is blank, {done} begins with one of them" if done else ""
    return f"{status.heading} is one of these words: {words}{or_else}"


def guidance(brush: Brush, title: Title) -> None:
    """Questions and answers, as the template gives them."""
    template = brush.template
    about = "How this workbook is used: questions and their answers."
    _table_tab(brush, "guidance", template.guidance_sheet, about, title, template.guidance_headings, template.guidance)


def history(brush: Brush, title: Title, plan_id: str) -> None:
    """Version history, empty as yet; the plan's id is legible above it."""
    template = brush.template
    about = live.history_note(plan_id)
    headings = list(template.history_headings.values())
    dated = [key in ("position_date", "written") for key in template.history_headings]
    sheet = _table_tab(brush, "history", template.history_sheet, about, title, headings, (), dated)
    _protect(sheet)


def log(brush: Brush, title: Title) -> None:
    """The change log, empty as yet."""
    template = brush.template
    about = "One row for each cell that people changed, written by update."
    _protect(_table_tab(brush, "log", template.log_sheet, about, title, list(template.log_headings.values()), ()))


def _table_tab(
    brush: Brush,
    key: str,
    name: str,
    about: str,
    title: Title,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    dated: Sequence[bool] = (),
) -> Worksheet:
    """A tab that holds one table of texts."""
    widths = brush.template.widths[key]
    sheet = brush.sheet(name, widths, about, title)
    formats: list[Format] = [brush.cell(num_format=DATE) if day else brush.cell() for day in dated]
    formats = formats or [brush.cell()] * len(headings)
    brush.table(sheet, table_names(brush.template)[key], _HEADINGS, headings, rows, formats, filters=not rows)
    _heading_height(sheet, headings, widths)
    for down, texts in enumerate(rows, start=_HEADINGS + 1):
        sheet.set_row_pixels(down, height(zip(texts, widths, strict=True)))
    return sheet


def _heading_height(sheet: Worksheet, headings: Sequence[str], widths: Sequence[float]) -> None:
    sheet.set_row_pixels(_HEADINGS, fields.heading_height(headings, widths) + AIR)


def _protect(sheet: Worksheet) -> None:
    """Locked without a password: against slips, not against people. Widths, heights and filters stay theirs."""
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
