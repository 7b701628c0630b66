"""Paints the page on which notes are taken: a row for each open action, and cells to type in for sync to bring home."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sheetplan.model import Column, MeetingWords, OpenAction, OpenPlan, Reminders, Status, folded
from sheetplan.workbook import fields, palette
from sheetplan.workbook.brush import AIR, DATE, PIXELS_A_LINE, Canvas, height, prompt, refusal
from sheetplan.workbook.fields import Rows, Where
from sheetplan.workbook.reminder_rows import cut
from sheetplan.workbook.report_rows import Cell, text
from sheetplan.workbook.report_table import write_cell

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

TYPED = ("notes", "done", "new_due")
"""The columns in which people type."""
_LABELS, _HEADINGS = (3, 4), 6
"""Where the labels and the headings stand, from 0."""
_SHOWN = 600
"""Characters of what was noted so far."""
_ROOM = 3
"""Lines that a row has at least, to write on paper."""
_ASIDE = 2
"""The last columns are for sync, and are not printed."""
_ORDER = (Status.OVERDUE, Status.DUE_SOON, Status.NOT_YET_DUE, Status.NO_DUE_DATE, Status.ONGOING)


def paint(canvas: Canvas, found: Reminders, words: MeetingWords, title: str) -> None:
    """The page, where there is an action on it.

    Args:
        canvas: the workbook.
        found: who is to be reminded of what.
        words: the page's.
        title: the workbook's.
    """
    rows = list(_rows(found))
    if not rows:
        return
    columns = words.tab.columns
    sheet = canvas.sheet(words.tab.sheet, [column.width for column in columns], words.tab.about, ("", title))
    _labels(canvas, sheet, words)
    last = _HEADINGS + len(rows)
    headings = [
        {"header": one.heading, "header_format": canvas.heading(computed=one.field not in TYPED)} for one in columns
    ]
    canvas.table_frame(sheet, words.tab.table, (_HEADINGS, last), headings)
    widths = [column.width for column in columns]
    sheet.set_row_pixels(_HEADINGS, fields.heading_height([one.heading for one in columns], widths) + AIR)
    for down, row in enumerate(rows, start=_HEADINGS + 1):
        for at, column in enumerate(columns):
            _cell(canvas, sheet, (down, at), column, row)
        texts = ((str(row.get(one.field, "")), one.width) for one in columns)
        sheet.set_row_pixels(down, max(height(texts), _ROOM * PIXELS_A_LINE))
    for at, column in enumerate(columns):
        _validate(Where(sheet, Rows(_HEADINGS, last)), at, column)
    sheet.print_area(0, 0, last, len(columns) - _ASIDE - 1)


def _labels(canvas: Canvas, sheet: Worksheet, words: MeetingWords) -> None:
    """Who took the notes, and when: entered beside it."""
    for row, (label, shown) in zip(_LABELS, ((words.taken_by, "@"), (words.held_on, DATE)), strict=True):
        sheet.write_string(row, 0, label, canvas.cell(palette.COMPUTED))
        sheet.write_blank(row, 1, None, canvas.cell(num_format=shown))
    sheet.set_row_pixels(_LABELS[0], height([(words.taken_by, words.tab.columns[0].width)]) + AIR)
    message = prompt(words.taken_by, "Your name or role: it stands before each note in the plan.")
    sheet.data_validation(_LABELS[0], 1, _LABELS[0], 1, {"validate": "any", **message})
    message = prompt(words.held_on, "The day of the meeting, as a date. Left blank, it is the day of saving.")
    sheet.data_validation(_LABELS[1], 1, _LABELS[1], 1, message | _a_date(words.held_on))


def _a_date(heading: str) -> dict[str, Any]:
    said = refusal(heading, "Enter a date, for example 30 Nov 2026.", stop=True)
    return {"validate": "date", "criteria": ">=", "value": fields.EARLIEST, **said}


def _validate(where: Where, at: int, column: Column) -> None:
    """What may be typed where; what is only shown is refused, so that nobody's words are lost there."""
    if column.field not in TYPED:
        said = "This is only shown here. Choose Cancel, and type in the white columns: Notes, Done on, New due date."
        refused = {"validate": "custom", "value": "=FALSE"} | refusal(column.heading, said, stop=True)
        fields.validate(where, at, {}, refused)
    elif column.type == "date":
        fields.validate(where, at, prompt(column.heading, column.prompt), _a_date(column.heading))
    else:
        fields.validate(where, at, prompt(column.heading, column.prompt), {})


def _cell(canvas: Canvas, sheet: Worksheet, at: tuple[int, int], column: Column, row: Mapping[str, Cell]) -> None:
    if column.field in TYPED:
        sheet.write_blank(*at, None, canvas.cell(num_format=DATE if column.type == "date" else "@"))
    else:
        write_cell(canvas, sheet, at, row[column.field], palette.COMPUTED)


def _rows(found: Reminders) -> Iterator[Mapping[str, Cell]]:
    """Each open action of the plans whose notes can come home, once; the worst of each plan first."""
    only = set(map(folded, found.only))
    wanted = {id(one.action) for owner in found.owners for one in (*owner.chased, *owner.later)} if only else None
    for plan in found.plans:
        if not (plan.plan_id and plan.version and plan.takes_notes):
            continue
        theirs = [one for one in plan.actions if one.ref and _is_near(plan, one) and _is_of(plan, one, wanted, only)]
        for action in sorted(theirs, key=lambda one: (_ORDER.index(one.status), -(one.days_overdue or 0), one.row)):
            yield _row(plan, action)


def _is_near(plan: OpenPlan, action: OpenAction) -> bool:
    """Whether it is due so soon that a meeting speaks of it, or has no date."""
    last = plan.day + timedelta(days=plan.words.coming_days)
    days = (action.due, *(stone.due for stone in action.milestones))
    return any(day is not None and day <= last for day in days) or action.due is None


def _is_of(plan: OpenPlan, action: OpenAction, wanted: set[int] | None, only: set[str]) -> bool:
    """Whether it is one of those owners' who are wanted."""
    if wanted is None or id(action) in wanted:
        return True
    people = (plan.people[code] for code in action.owners if code in plan.people)
    return any(not only.isdisjoint(map(folded, (one.code, one.name, one.address))) for one in people)


def _row(plan: OpenPlan, action: OpenAction) -> Mapping[str, Cell]:
    late = f" by {action.days_overdue} days" if action.days_overdue is not None else ""
    so_far = action.progress if len(action.progress) <= _SHOWN else f"… {action.progress[-_SHOWN:].split(' ', 1)[-1]}"
    return {
        "plan": text(plan.called),
        "ref": text(action.ref),
        "action": text(cut(action.text) or "nothing is written"),
        "owner": text("/".join(action.owners) or "No owner"),
        "stands": f"{action.status}{late}",
        "due": action.due or "none",
        "so_far": text(so_far or "nothing", lines=True),
        "version": text(plan.version),
        "plan_id": text(plan.plan_id),
    }
