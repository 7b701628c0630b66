"""The live formulas of a painted plan: they give the same answers as the program, in Excel and in LibreOffice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sheetplan.model import Column, Status, Template

REPORT_DATE = "ReportDate"
"""The defined name of the position date."""

NOT_YET_READ = "not yet read"
"""What Status says of a row whose timescale the program has not read."""

COMPUTED = ("due", "status", "rag", "days_overdue", "goes_on")
"""The computed columns of a painted plan, in their order; the last one is hidden."""

LIVE = ("status", "rag", "days_overdue")
"""Those of them that are formulas; the others are values that `update` fills."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def typed_columns(template: Template) -> tuple[Column, ...]:
    """The columns of a painted plan in which people type."""
    return tuple(column for column in template.columns if column.present == "always")


def live_formulas(template: Template) -> dict[str, str]:
    """The formulas of a painted plan's computed columns.

    Args:
        template: whose headings and rules they speak of.

    Returns:
        Field (status, rag, days_overdue) to formula, without the leading "=". References name the whole table:
        what Excel itself stores, and the only form that LibreOffice reads.
    """
    return {"status": _status(template), "rag": _rag(template), "days_overdue": _days_overdue(template)}


def report_date(cover_cell: str) -> str:
    """The formula of the position date: what is typed in the Cover's cell, else today."""
    return f"IF(ISNUMBER({cover_cell}),INT({cover_cell}),TODAY())"


def in_words(day: date) -> str:
    """A date as 30 November 2026, whatever the language of this machine."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def in_words_formula(day: str) -> str:
    """A formula that says the same of a date, whatever the language of the program that shows it."""
    months = ",".join(quoted(month) for month in _MONTHS)
    return f'DAY({day})&" "&CHOOSE(MONTH({day}),{months})&" "&YEAR({day})'


def history_note(plan_id: str) -> str:
    """What stands in row 2 of Version history, where the plan's id can be read by people."""
    shown = f"Plan id: {plan_id}." if plan_id else "The first update gives the plan its id."
    return f"One row for each version that update has kept. {shown}"


def quoted(text: str) -> str:
    """Text as a formula writes it."""
    return '"' + text.replace('"', '""') + '"'


def _here(template: Template, heading: str) -> str:
    """The cell of this row under a heading."""
    for special in "'[]#":
        heading = heading.replace(special, f"'{special}")
    return f"{template.table}[[#This Row],[{heading}]]"


def _trimmed(cell: str) -> str:
    """A cell's text with non-breaking spaces and line breaks taken for spaces, and no spaces to spare."""
    return f'TRIM(SUBSTITUTE(SUBSTITUTE({cell},_xlfn.UNICHAR(160)," "),CHAR(10)," "))'


def _status(template: Template) -> str:
    action = _here(template, template.column(template.ref_from).heading)
    done = [_here(template, template.column(field).heading) for field in template.complete_when]
    due = _here(template, template.computed["due"])
    goes_on = _here(template, template.computed["goes_on"])
    steps = [
        (f'{_trimmed(action)}=""', '""'),
        (
            _joined("AND", (f"IF(ISNUMBER({cell}),INT({cell})<={REPORT_DATE},FALSE)" for cell in done)),
            quoted(Status.COMPLETE),
        ),
        (_joined("OR", (_is_withdrawn(cell, template.withdrawn_words) for cell in done)), quoted(Status.WITHDRAWN)),
        (f"ISNUMBER({due})", _open(due, template.due_soon_days)),
        (f'{goes_on}="yes"', quoted(Status.ONGOING)),
        (f'{goes_on}="no"', quoted(Status.NO_DUE_DATE)),
    ]
    return _first(steps, quoted(NOT_YET_READ))


def _open(due: str, days: int) -> str:
    steps = [
        (f"INT({due})<{REPORT_DATE}", quoted(Status.OVERDUE)),
        (f"INT({due})<={REPORT_DATE}+{days}", quoted(Status.DUE_SOON)),
    ]
    return _first(steps, quoted(Status.NOT_YET_DUE))


def _is_withdrawn(cell: str, words: tuple[str, ...]) -> str:
    """Whether a text begins with one of the words, as a word: what follows is neither a letter nor a digit."""
    listed = _constant(quoted(word.upper()) for word in words)
    lengths = _constant(str(len(word)) for word in words)
    text = f'{_trimmed(cell)}&" "'
    following = f"MID({text},{_constant(str(len(word) + 1) for word in words)},1)"
    match = (
        f"(UPPER(LEFT({text},{lengths}))={listed})"
        # A letter has two forms; and EXACT, because "=" takes them for the same.
        f"*EXACT(UPPER({following}),LOWER({following}))"
        f'*ISERROR(FIND({following},"0123456789"))'
    )
    return f"IF(ISTEXT({cell}),SUMPRODUCT({match})>0,FALSE)"


def _rag(template: Template) -> str:
    status = _here(template, template.computed["status"])
    words = dict.fromkeys(template.rag[word] for word in Status)
    steps = [
        (_joined("OR", (f"{status}={quoted(word)}" for word in Status if template.rag[word] == colour)), quoted(colour))
        for colour in words
    ]
    return _first(steps, '""')


def _days_overdue(template: Template) -> str:
    status, due = (_here(template, template.computed[field]) for field in ("status", "due"))
    return f'IF({status}={quoted(Status.OVERDUE)},{REPORT_DATE}-INT({due}),"")'


def _constant(items: Iterable[str]) -> str:
    return "{" + ",".join(items) + "}"


def _first(steps: list[tuple[str, str]], otherwise: str) -> str:
    """Nested IFs: the result of the first condition that holds."""
    formula = otherwise
    for condition, result in reversed(steps):
        formula = f"IF({condition},{result},{formula})"
    return formula


def _joined(word: str, conditions: Iterable[str]) -> str:
    """Conditions under one AND or OR; a single one stands alone."""
    several = list(conditions)
    return several[0] if len(several) == 1 else f"{word}({','.join(several)})"
