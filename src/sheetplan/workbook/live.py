"""The live formulas of a painted plan: they give the same answers as the program, in Excel and in LibreOffice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from sheetplan.model import COMPUTED_FIELDS, NO_LONGER, Column, Status, Tab, Template, Value
from sheetplan.workbook import booknames, find
from sheetplan.workbook.booknames import REPORT_DATE

__all__ = ["REPORT_DATE"]

NOT_YET_READ = "not yet read"
"""What Status says of a row whose due date the program has not worked out."""

NONE_KEPT = "No version kept yet"
TODAY = "today"
"""Where the position date comes from when none is typed."""

COMPUTED = (*COMPUTED_FIELDS, "goes_on")
"""The computed columns that a painted plan can have, in their order; the last one, which `update` fills, is hidden."""

_NOTED_ID = re.compile(r"\bPlan id: (\w+)\.")
_PIECE = 120
"""Characters of a piece of text in a formula, which holds 255 at most, its quotation marks doubled."""
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def typed_columns(template: Template) -> tuple[Column, ...]:
    """The columns of a painted plan in which people type."""
    return tuple(column for column in template.columns if column.present == "always")


def typed(template: Template, field: str) -> Column | None:
    """The column of this field in a painted plan; None where it has none."""
    return next((column for column in typed_columns(template) if column.field == field), None)


def computed_fields(template: Template) -> tuple[str, ...]:
    """The computed columns of a painted plan, in their order, wherever they stand.

    A due date that people type needs no second column beside it. On a tab of their own nothing needs to be marked.
    """
    if template.computed_sheet:
        return COMPUTED[:-1]
    return COMPUTED if typed(template, "due") is None else COMPUTED[1:]


def heading(template: Template, field: str) -> str:
    """A computed column's heading in a painted plan."""
    return template.computed[field] if template.computed_sheet else beside_typed(template, field)


def beside_typed(template: Template, field: str) -> str:
    """A computed column's heading among those of people: it says that it is worked out where they have the same."""
    words = template.computed[field]
    theirs = {column.heading.casefold() for column in typed_columns(template) if column.field != "ref"}
    return find.worked_out(words) if words.casefold() in theirs else words


def key(template: Template) -> Column:
    """The column by which people know an action: the ref, or the text that begins with it."""
    return typed(template, "ref") or template.column(template.ref_from)


def live_formulas(template: Template) -> dict[str, str]:
    """The formulas of a painted plan's computed columns.

    Args:
        template: whose headings and rules they speak of.

    Returns:
        Field to formula, without the leading "=": status, rag, days_overdue; on a tab of their own (`computed_sheet`)
        also ref and, where people type the due date, due. References name the whole table: what Excel itself stores,
        and the only form that LibreOffice reads.
    """
    formulas = {"status": _status(template), "rag": _rag(template), "days_overdue": _days_overdue(template)}
    if not template.computed_sheet:
        return formulas
    own = {"ref": f'IFERROR({trimmed(_typed_cell(template, key(template).field))},"")'}
    if typed(template, "due") is not None:
        due = _typed_cell(template, "due")
        own["due"] = f'IFERROR(IF({due}="","",{due}),"")'
    return own | formulas


def report_date(cover_cell: str) -> str:
    """The formula of the position date: what is typed in the Cover's cell, else today."""
    return f"IF(ISNUMBER({cover_cell}),INT({cover_cell}),TODAY())"


def from_cover(template: Template) -> str:
    """Where a position date comes from that is typed."""
    return f"from the {template.cover_sheet}"


def in_words(day: date) -> str:
    """A date as 30 November 2026, whatever the language of this machine."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def position(template: Template, day: date, source: str, version: str) -> str:
    """The line above a painted plan's colours: the position date and the version.

    Args:
        template: whose words it uses.
        day: the position date.
        source: where the day comes from, as it follows the day ("today"); may be empty.
        version: what the Cover says of the version; empty where none is kept.
    """
    labels = {line.field: line.label for line in template.cover}
    told = f", {source}" if source else ""
    kept = f"{labels['version']} {version}" if version else NONE_KEPT
    return f"{labels['report_date']}: {in_words(day)}{told}. {kept}."


def in_words_formula(day: str) -> str:
    """A formula that says the same of a date, whatever the language of the program that shows it."""
    months = ",".join(quoted(month) for month in MONTHS)
    return f'DAY({day})&" "&CHOOSE(MONTH({day}),{months})&" "&YEAR({day})'


def history_note(plan_id: str) -> str:
    """What stands in row 2 of Version history, where the plan's id can be read by people."""
    shown = f"Plan id: {plan_id}." if plan_id else "The first update gives the plan its id."
    return f"One row for each version that update has kept. {shown}"


def noted_plan_id(text: Value) -> str | None:
    """The plan's id that such a note says; None where it says none, or is something else."""
    found = _NOTED_ID.search(text) if isinstance(text, str) else None
    return found.group(1) if found else None


def extract_note(conditions: str) -> str:
    """What is added to row 2 of Version history in an extract, so that it is known as one whatever saved it."""
    return f"This is an extract: {conditions}"


def extract_said(note: str) -> str:
    """The conditions of an extract that a line of Version history names; empty where it names none."""
    return note.partition(extract_note(""))[2].strip()


def quoted(text: str) -> str:
    """Text as a formula writes it."""
    return '"' + text.replace('"', '""') + '"'


def joined(text: str) -> str:
    """Text of any length as a formula writes it: a piece of it holds 255 characters at most."""
    pieces = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]
    return "&".join(map(quoted, pieces)) or '""'


def here(table: str, heading: str) -> str:
    """The cell of this row under a heading of this table."""
    return f"{table}[[#This Row],[{_escaped(heading)}]]"


def whole(table: str, heading: str) -> str:
    """All cells of a table under a heading."""
    return f"{table}[{_escaped(heading)}]"


def above(table: str, heading: str) -> str:
    """The heading's own cell."""
    return f"{table}[[#Headers],[{_escaped(heading)}]]"


def _escaped(heading: str) -> str:
    return "".join(f"'{letter}" if letter in "'[]#" else letter for letter in heading)


def trimmed(cell: str) -> str:
    """A cell's text with non-breaking spaces and line breaks taken for spaces, and no spaces to spare."""
    return f'TRIM(SUBSTITUTE(SUBSTITUTE({cell},_xlfn.UNICHAR(160)," "),CHAR(10)," "))'


def is_one_of(cell: str, words: Iterable[str]) -> str:
    """Whether a text is one of the words, in any case."""
    listed = _constant(quoted(" ".join(word.split()).upper()) for word in words)
    return f"SUMPRODUCT(--(UPPER({trimmed(cell)})={listed}))>0"


def _typed_cell(template: Template, field: str) -> str:
    """The cell of this row's action in which people type; from a tab of our own, the row of the same place."""
    table, words = booknames.names(template).tables["plan"], template.column(field).heading
    if not template.computed_sheet:
        return here(table, words)
    return f"INDEX({whole(table, words)},{_row_here(template)})"


def _typed_cells(template: Template, fields: list[str]) -> str:
    """The cells of this row's action from the first of these neighbouring fields to the last."""
    if len(fields) == 1:
        return _typed_cell(template, fields[0])
    table = booknames.names(template).tables["plan"]
    first, last = (_escaped(template.column(name).heading) for name in (fields[0], fields[-1]))
    if not template.computed_sheet:
        return f"{table}[[#This Row],[{first}]:[{last}]]"
    return f"INDEX({table}[[{first}]:[{last}]],{_row_here(template)},0)"


def _row_here(template: Template) -> str:
    """Which row of its table this one is, on the computed columns' own tab."""
    return f"ROW()-ROW({above(_own_table(template), template.computed['ref'])})"


def _own_table(template: Template) -> str:
    return booknames.names(template).tables["standing" if template.computed_sheet else "plan"]


def _own_cell(template: Template, field: str) -> str:
    """The cell of this row in a computed column."""
    return here(_own_table(template), heading(template, field))


def _status(template: Template) -> str:
    fields = computed_fields(template)
    due = _own_cell(template, "due") if "due" in fields else _typed_cell(template, "due")
    steps = [(_holds_no_action(template), '""'), *_withdrawn(template), *_complete(template)]
    steps.append((f"ISNUMBER({due})", _open(due, template.due_soon_days)))
    if "goes_on" not in fields:
        return _first(steps, quoted(Status.NO_DUE_DATE))
    goes_on = _own_cell(template, "goes_on")
    steps.append((f'{goes_on}="yes"', quoted(Status.ONGOING)))
    if "due" not in fields:
        return _first(steps, quoted(Status.NO_DUE_DATE))
    return _first([*steps, (f'{goes_on}="no"', quoted(Status.NO_DUE_DATE))], quoted(NOT_YET_READ))


def _holds_no_action(template: Template) -> str:
    """Whether a row has too little in it: one filled cell beside the ref, or two where its key cell is blank."""
    fields = [column.field for column in typed_columns(template)]
    at = fields.index("ref") if "ref" in fields else len(fields)
    filled = [
        f"SUMPRODUCT(--(LEN({trimmed(_typed_cells(template, part))})>0))"
        for part in (fields[:at], fields[at + 1 :])
        if part
    ]
    first = trimmed(_typed_cell(template, template.ref_from))
    return f'IFERROR({"+".join(filled)},0)<IF({first}="",2,1)'


def _withdrawn(template: Template) -> Iterator[tuple[str, str]]:
    """A withdrawn word in the status column or, where nothing stands there, at the beginning of a completion cell."""
    begins = [_begins(_typed_cell(template, name), template.withdrawn_words) for name in template.complete_when]
    condition = _joined("OR", begins) if begins else ""
    if _status_column(template) is not None:
        cell = _typed_cell(template, template.status_field or "")
        says = is_one_of(cell, template.withdrawn_words)
        condition = f'IF({trimmed(cell)}="",{condition},{says})' if condition else says
    if condition:
        yield condition, quoted(Status.WITHDRAWN)


def _complete(template: Template) -> Iterator[tuple[str, str]]:
    """All completion cells filled, dates not after the day; or what the template has instead of them."""
    milestones = template.milestones
    if template.complete_when:
        filled = [_is_filled(template, name) for name in template.complete_when]
        yield _joined("AND", filled), quoted(Status.COMPLETE)
    elif milestones is not None:
        if milestones.completes:
            yield _milestones_achieved(template, template.tab(milestones.tab)), quoted(Status.COMPLETE)
    elif _status_column(template) is not None and template.closed_words:
        cell = _typed_cell(template, template.status_field or "")
        conditions = [is_one_of(cell, template.closed_words)]
        if template.evidence_field:
            conditions.append(_is_filled(template, template.evidence_field))
        yield _joined("AND", conditions), quoted(Status.COMPLETE)


def _status_column(template: Template) -> Column | None:
    return typed(template, template.status_field) if template.status_field else None


def _is_filled(template: Template, field: str) -> str:
    cell = _typed_cell(template, field)
    if template.column(field).type == "date":
        return f"IF(ISNUMBER({cell}),INT({cell})<={REPORT_DATE},FALSE)"
    return f'{trimmed(cell)}<>""'


def _milestones_achieved(template: Template, tab: Tab) -> str:
    """Whether milestones of this action stand on their tab, and all of them are achieved on the day."""
    table = booknames.names(template).tabs[tab.name]
    refs, days, stands = (whole(table, tab.column(name).heading) for name in ("ref", "achieved", "standing"))
    mine = f"(LEN({refs})>0)*({stands}<>{quoted(NO_LONGER)})*{_is_ref_of(template, refs)}"
    done = f"SUMPRODUCT({mine}*ISNUMBER({days})*({days}<{REPORT_DATE}+1))"
    return f"AND(SUMPRODUCT({mine})>0,{done}=SUMPRODUCT({mine}))"


def _is_ref_of(template: Template, refs: str) -> str:
    """Which of many refs are this action's: what its ref column says, else the number with which its text begins."""
    said = trimmed(_typed_cell(template, template.ref_from))
    if template.ref_from != "ref" and typed(template, "ref") is not None:
        ref = trimmed(_typed_cell(template, "ref"))
        said = f'IF({ref}="",{said},{ref})'
    text = f'{said}&"  "'
    first, second = (f"MID({text},LEN({refs})+{place},1)" for place in (1, 2))
    return (
        f'EXACT(LEFT({text},LEN({refs})),{refs}&"")*ISNUMBER(FIND({first}," .):"))'
        # "1" does not begin "1.2".
        f'*(1-({first}=".")*ISNUMBER(FIND({second},"0123456789")))'
    )


def _open(due: str, days: int) -> str:
    steps = [
        (f"INT({due})<{REPORT_DATE}", quoted(Status.OVERDUE)),
        (f"INT({due})<={REPORT_DATE}+{days}", quoted(Status.DUE_SOON)),
    ]
    return _first(steps, quoted(Status.NOT_YET_DUE))


def _begins(cell: str, words: tuple[str, ...]) -> str:
    """Whether a text begins with one of the words, as a word: what follows is neither a letter nor a digit."""
    listed = _constant(quoted(word.upper()) for word in words)
    lengths = _constant(str(len(word)) for word in words)
    text = f'{trimmed(cell)}&" "'
    following = f"MID({text},{_constant(str(len(word) + 1) for word in words)},1)"
    match = (
        f"(UPPER(LEFT({text},{lengths}))={listed})"
        # A letter has two forms; and EXACT, because "=" takes them for the same.
        f"*EXACT(UPPER({following}),LOWER({following}))"
        f'*ISERROR(FIND({following},"0123456789"))'
    )
    return f"IF(ISTEXT({cell}),SUMPRODUCT({match})>0,FALSE)"


def _rag(template: Template) -> str:
    status = _own_cell(template, "status")
    words = dict.fromkeys(template.rag[word] for word in Status)
    steps = [
        (_joined("OR", (f"{status}={quoted(word)}" for word in Status if template.rag[word] == colour)), quoted(colour))
        for colour in words
    ]
    return _first(steps, '""')


def _days_overdue(template: Template) -> str:
    status = _own_cell(template, "status")
    due = _own_cell(template, "due") if "due" in computed_fields(template) else _typed_cell(template, "due")
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
