"""Rules across columns and rows: one function each, listed in RULES; a template names those that it uses."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sheetplan.checks import advice, course, done, moved
from sheetplan.checks.messages import Spot, finding, said
from sheetplan.checks.row import Row, rows
from sheetplan.model import (
    Finding,
    Level,
    Milestone,
    Plan,
    Status,
    Timescale,
    a1,
    is_blank,
    long_day,
    many,
    milestone_key,
    milestone_lines,
    records,
)

_FIGURES = re.compile(r"\d{1,2}[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}|\d{2})(?!\d)")
_SIGNS = ("=", "@", "+", "-")
_SIGNED = re.compile(r"(?:\A|\0)\s*[=@+-]")
_LIKE_A_FORMULA = re.compile(r"[=@+]\S|-[\d(]")


def judge(
    plan: Plan, *, today: date, day: date, actions: Sequence[Mapping[Any, Any]] | None = None
) -> Iterator[Finding]:
    """The findings of every rule that the template uses.

    Args:
        plan: with its standing on the day.
        today: the calendar day.
        day: the position date.
        actions: the records of its actions, where they are at hand.
    """
    lines, cells = milestone_lines(plan), records(plan.actions) if actions is None else actions
    there = rows(plan, cells, today=today, day=day, lines=lines)
    meant: dict[str, list[Row]] = {"": there}
    for code in plan.template.rules:
        if code in RULES:
            rule, which = RULES[code], _ONLY.get(code, "")
            if which not in meant:
                meant[which] = _SOME[which](there)
            for row in meant[which]:
                yield from rule(row)
        if code in PLAN_RULES:
            yield from PLAN_RULES[code](plan, day)


def no_due_date(row: Row) -> Iterator[Finding]:
    """An open action that can never turn red; 'must fix' where the template requires dates."""
    if row.standing["status"] is not Status.NO_DUE_DATE or row.reading.kind == "impossible":
        return
    level = Level.MUST_FIX if row.plan.template.dates_required else Level.INFORMATION
    if row.timescale is not None:
        key = "no-due-date:blank" if row.reading.kind == "blank" else "no-due-date"
        yield row.find(key, row.timescale, level, value=row.reading.text)
    elif is_blank(row.cells.get("due", "no such column")):
        yield row.find("no-due-date:blank", "due", level)


def date_impossible(row: Row) -> Iterator[Finding]:
    """A day that no calendar has, in a timescale or a date column."""
    for field, reading in row.doubtful:
        if reading.kind == "impossible":
            yield row.find("date-impossible", field, reason=reading.unlikely, example=_nearest(reading, row))


def date_ambiguous(row: Row) -> Iterator[Finding]:
    """Text that is a real day both ways round; a date column must say which."""
    for field, reading in row.doubtful:
        if reading.ambiguous is not None and isinstance(row.cells.get(field, reading.text), str):
            strict = field != row.timescale
            day = reading.due or reading.start
            yield row.find(
                "date-ambiguous" if strict else "date-ambiguous:words",
                field,
                value=reading.text,
                day=day,
                other=reading.ambiguous,
                example=day,
            )


def date_unlikely(row: Row) -> Iterator[Finding]:
    """A day far from the plan's period, a spreadsheet's zero date, or day and month swapped."""
    for field, reading in row.doubtful:
        if reading.unlikely is not None and reading.kind != "impossible":
            yield row.find("date-unlikely", field, reason=reading.unlikely)


def timescale_words(row: Row) -> Iterator[Finding]:
    """What vague words ("early", "mid") were read as."""
    if row.timescale and row.reading.approximate:
        reason = " ".join(row.reading.approximate)
        yield row.find("timescale-words", row.timescale, reason=reason, example=row.example())


def year_inferred(row: Row) -> Iterator[Finding]:
    """A year that is not written was taken from the plan's other dates."""
    reading = row.reading
    notes = reading.inferred
    if reading.start and reading.due and reading.due < reading.start:
        # The last of them only says that it ends before it starts, which is a finding of its own.
        notes = notes[:-1]
    if row.timescale and notes and (reading.start or reading.due):
        reason = f"{_read_as(reading)}{' '.join(notes)}"
        yield row.find("year-inferred", row.timescale, reason=reason, example=row.example())


def due_before_start(row: Row) -> Iterator[Finding]:
    """Due before it starts."""
    due, start = row.standing["due"], row.reading.start
    if due is not None and start is not None and due < start:
        yield row.find("due-before-start", row.timescale, due=due, start=start)


def due_disagrees(row: Row) -> Iterator[Finding]:
    """A due date that a person typed, and the words beside it, say different days."""
    typed, read = row.cells.get("at_due_settled"), row.reading.due
    if typed is not None and read is not None and typed != read and row.timescale:
        yield row.find(
            "due-disagrees",
            "due",
            value=typed,
            words=row.reading.text,
            due=read,
            timescale_heading=row.heading(row.timescale),
            timescale_cell=row.cell(row.timescale),
        )


def milestone_overdue(row: Row) -> Iterator[Finding]:
    """A milestone is past: each on its line of their tab; else one in a cell whose action is not yet overdue."""
    if not row.is_open:
        return
    for milestone in row.milestones:
        if milestone.status is Status.OVERDUE:
            yield _overdue(row, milestone)
    if not row.milestones and row.standing["status"] is not Status.OVERDUE:
        past = [m for m in row.reading.milestones if m.due and m.due < row.day and not m.says_done]
        if past:
            yield row.find("milestone-overdue", row.timescale, milestone=past[-1].text, due=past[-1].due)


def _overdue(row: Row, milestone: Milestone) -> Finding:
    ref, template = row.cells["at_ref"], row.plan.template
    name = template.milestones.tab if template.milestones else ""
    read = row.plan.tabs.get(name)
    line = row.lines.get(milestone_key(row.lines, ref, milestone.text))
    facts: dict[str, Any] = {
        "milestone": milestone.text,
        "due": milestone.due,
        "days": many(milestone.days_overdue or 0, "day"),
    }
    if read is None or line is None or "achieved" not in read.columns:
        sheet = template.tab(name).sheet if read is None else read.sheet
        return row.find("milestone-overdue:tab", row.timescale, their_sheet=sheet, **facts)
    place = read.columns["achieved"]
    spot = Spot(read.sheet, a1(line["at_row"], place.column), place.heading, "achieved", ref)
    return said("milestone-overdue:line", spot, plan_sheet=row.plan.sheet, **facts)


def milestone_after_aim(row: Row) -> Iterator[Finding]:
    """A milestone is due later than the aim above it."""
    aim_due = row.cells.get("at_section_due")
    if row.is_open and isinstance(aim_due, date):
        for one in row.reading.milestones or (row.reading,):
            if one.due is not None and one.due > aim_due:
                yield row.find("milestone-after-aim", row.timescale, milestone=one.text, due=one.due, aim_due=aim_due)


def waits(row: Row) -> Iterator[Finding]:
    """A dependent timescale whose own words name a time that is past."""
    until = row.reading.waits_until
    if row.is_open and until is not None and until < row.day:
        yield row.find("waits", row.timescale, value=row.reading.text, due=until)


def formula_overtyped(row: Row) -> Iterator[Finding]:
    """A formula of ours was pasted over."""
    for spot, value in _not_as_written(row):
        if not is_blank(value):
            yield said("formula-overtyped", spot, value=value)


def formula_restored(row: Row) -> Iterator[Finding]:
    """A formula of ours is gone, in a row that another program wrote or somebody cleared: update puts it back."""
    for spot, value in _not_as_written(row):
        if is_blank(value):
            yield said("formula-restored", spot)


def _not_as_written(row: Row) -> Iterator[tuple[Spot, Any]]:
    """The cells that are worked out and do not hold what we wrote there, with what they hold."""
    for field in row.cells["at_overtyped"]:
        # Beside it people may have a column of their own for the same.
        place = row.plan.computed[field]
        cell = a1(row.cells["at_row"], place.column)
        yield Spot(row.plan.sheet, cell, place.heading, field, row.cells["at_ref"]), row.cells[f"at_{field}"]


def not_a_date(row: Row) -> Iterator[Finding]:
    """Words that somebody typed into our own Due date, in which no day can be read."""
    typed = row.cells.get("at_due")
    if isinstance(typed, str) and not is_blank(typed) and row.cells["at_due_settled"] is None:
        reading = row.cells["at_dates"].get("due")
        if reading is None or reading.kind != "impossible":
            yield row.find("not-a-date", "due", value=typed, example=row.example())


def text_as_formula(row: Row) -> Iterator[Finding]:
    """Text that Excel would take for a formula if it were typed again."""
    for field in row.plan.columns:
        value = row.cells[field]
        if isinstance(value, str) and value.lstrip().startswith(_SIGNS) and _LIKE_A_FORMULA.match(value.lstrip()):
            yield row.find("text-as-formula", field, value=value)


def texts_begin_with_sign(rows: Sequence[Row]) -> list[Row]:
    """Actions of which any text may begin with one of the signs: told at once where none in the plan does."""
    first = {value[:1] for field in _fields(rows) for row in rows if (value := row.cells[field]).__class__ is str}
    if not any(letter in _SIGNS or letter.isspace() for letter in first):
        return []
    return [row for row in rows if _SIGNED.search("\0".join([v for v in row.cells.values() if v.__class__ is str]))]


def _fields(rows: Sequence[Row]) -> Iterable[str]:
    """The columns of the plan that actions are of."""
    return rows[0].plan.columns if rows else ()


def not_counted(plan: Plan, _: date) -> Iterator[Finding]:
    """Rows with text that were not taken for actions."""
    for row, text in plan.uncounted:
        lacks = "a number of its own and something in its other columns"
        yield finding("not-counted", plan, row, plan.template.ref_from, None, value=text, what_lacks=lacks)
    for row, text in plan.beside:
        lacks = f"words in the column {_action_heading(plan)}"
        yield finding("not-counted", plan, row, plan.template.ref_from, None, value=text, what_lacks=lacks)


def _action_heading(plan: Plan) -> str:
    """What the column of the actions' words is called in this plan."""
    texts = [
        c.field for c in plan.template.columns if c.type == "text" and c.field != "ref" and c.field in plan.columns
    ]
    field = plan.template.ref_from if plan.template.ref_from != "ref" or not texts else texts[0]
    return plan.columns[field].heading


def rows_joined(plan: Plan, _: date) -> Iterator[Finding]:
    """Rows that were read as one action."""
    yield from _assumed(plan, "rows-joined")


def heading_read_as(plan: Plan, _: date) -> Iterator[Finding]:
    """Headings that differ from the template's."""
    yield from _assumed(plan, "heading-read-as")


def row_shifted(plan: Plan, _: date) -> Iterator[Finding]:
    """Rows whose cells stand one column beside their headings."""
    yield from _assumed(plan, "row-shifted")


def _assumed(plan: Plan, code: str) -> Iterator[Finding]:
    for assumption in plan.assumed:
        if assumption.code == code and assumption.cell is not None:
            row = int(assumption.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            field = next((name for name, p in plan.columns.items() if a1(row, p.column) == assumption.cell), None)
            yield finding(code, plan, row, field, assumption.ref, reason=assumption.text)


def _nearest(reading: Timescale, row: Row) -> str:
    """The last day of the month that an impossible date names; another date of the plan where it names none."""
    figures = _FIGURES.search(reading.text)
    if figures is not None:
        month, year = int(figures["month"]), int(figures["year"])
        if 1 <= month <= 12:
            year += 2000 if year < 100 else 0
            return long_day(date(year, month, monthrange(year, month)[1]))
    return row.example()


def _read_as(reading: Timescale) -> str:
    """What the words were read as: one day, or from one to another."""
    days = " to ".join(long_day(day) for day in dict.fromkeys((reading.start, reading.due)) if day is not None)
    return f'"{" ".join(reading.text.split())}" has been read as {days}. ' if days else ""


RULES: Mapping[str, Callable[[Row], Iterator[Finding]]] = {
    "no-due-date": no_due_date,
    "date-impossible": date_impossible,
    "date-ambiguous": date_ambiguous,
    "date-unlikely": date_unlikely,
    "timescale-words": timescale_words,
    "year-inferred": year_inferred,
    "due-before-start": due_before_start,
    "due-disagrees": due_disagrees,
    "milestone-overdue": milestone_overdue,
    "waits": waits,
    "formula-overtyped": formula_overtyped,
    "formula-restored": formula_restored,
    "not-a-date": not_a_date,
    "text-as-formula": text_as_formula,
    "milestone-after-aim": milestone_after_aim,
    **done.RULES,
    **moved.RULES,
    **advice.RULES,
}
"""Rules that look at one action, by the code of what they find."""

_SOME: Mapping[str, Callable[[Sequence[Row]], list[Row]]] = {
    "doubtful": lambda rows: [row for row in rows if row.is_doubtful],
    "in words": lambda rows: [row for row in rows if row.cells["at_reading"].kind != "blank"],
    "marked": lambda rows: [row for row in rows if row.cells["at_struck"] or row.cells["at_green"]],
    "undated": lambda rows: [row for row in rows if row.standing["status"] is Status.NO_DUE_DATE],
    "overtyped": lambda rows: [row for row in rows if row.cells["at_overtyped"]],
    "typed due": lambda rows: [row for row in rows if row.cells.get("at_due")],
    "moved": lambda rows: [row for row in rows if row.cells.get("at_moves") is not None],
    "open": lambda rows: [row for row in rows if row.is_open],
    "complete": lambda rows: [row for row in rows if row.standing["status"] is Status.COMPLETE],
    "with evidence": lambda rows: [row for row in rows if row.cells.get(row.plan.template.evidence_field)],
    "dated": lambda rows: [row for row in rows if row.achieved in row.cells or row.plan.template.milestones],
    "with a sign": texts_begin_with_sign,
    **done.SOME,
}
"""Rows that are not many in most plans; each picked out of all by one look at them."""
_ONLY: Mapping[str, str] = {
    **dict.fromkeys(("date-impossible", "date-ambiguous", "date-unlikely"), "doubtful"),
    **dict.fromkeys(("timescale-words", "year-inferred", "due-before-start", "due-disagrees", "waits"), "in words"),
    **dict.fromkeys(("milestone-overdue", "milestone-after-aim", "says-done", "achieved-before-start"), "in words"),
    **dict.fromkeys(("achieved-future", "achieved-no-evidence"), "dated"),
    "done-by-format": "marked",
    "no-due-date": "undated",
    **dict.fromkeys(("formula-overtyped", "formula-restored"), "overtyped"),
    "not-a-date": "typed due",
    "vague": "open",
    "lessons-missing": "complete",
    "evidence-vague": "with evidence",
    "text-as-formula": "with a sign",
    "closed-contradicted": "closed in words",
    "status-disagrees": "worded otherwise",
    "due-moved": "moved",
}
"""Rules that have something to say of such rows alone, so that they are not asked about the others."""

PLAN_RULES: Mapping[str, Callable[[Plan, date], Iterator[Finding]]] = {
    "not-counted": not_counted,
    "rows-joined": rows_joined,
    "heading-read-as": heading_read_as,
    "row-shifted": row_shifted,
    **advice.PLAN_RULES,
    **course.RULES,
}
"""Rules that look at a whole plan."""
