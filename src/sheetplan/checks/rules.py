"""Rules across columns and rows: one function each, listed in RULES; a template names those that it uses."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sheetplan.checks.messages import finding
from sheetplan.model import Finding, Level, Plan, Status, Timescale, a1, is_blank, long_day

_CLOSED = (Status.COMPLETE, Status.WITHDRAWN)
_FIGURES = re.compile(r"\d{1,2}[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}|\d{2})(?!\d)")
_LIKE_A_FORMULA = re.compile(r"[=@+]\S|-[\d(]")


@dataclass(frozen=True, slots=True)
class Row:
    """One action, as the rules look at it."""

    plan: Plan
    cells: Mapping[Any, Any]
    """Its row of `actions`."""
    standing: Mapping[Any, Any]
    """Its row of `standing`."""
    today: date
    day: date

    @property
    def reading(self) -> Timescale:
        """What its timescale says."""
        reading: Timescale = self.cells["at_reading"]
        return reading

    @property
    def is_open(self) -> bool:
        """Neither complete nor withdrawn on the day."""
        return self.standing["status"] not in _CLOSED

    @property
    def timescale(self) -> str | None:
        """The field of its timescale, where the template has one."""
        return self.field_of("timescale")

    @property
    def achieved(self) -> str | None:
        """The field of its completion date."""
        template = self.plan.template
        return next((name for name in template.complete_when if template.column(name).type == "date"), None)

    def field_of(self, kind: str) -> str | None:
        """The first field of this type that stands in the plan."""
        return next((c.field for c in self.plan.template.columns if c.type == kind and c.field in self.cells), None)

    def heading(self, field: str | None) -> str:
        """A field's heading as it stands in the workbook."""
        place = self.plan.columns.get(field or "")
        return place.heading if place else ""

    def cell(self, field: str | None) -> str:
        """A field's cell in this row."""
        place = self.plan.columns.get(field or "") or self.plan.columns[self.plan.template.ref_from]
        return a1(self.cells["at_row"], place.column)

    def example(self) -> str:
        """A date of this plan's own time, as it is best typed."""
        reading = self.reading
        day = reading.due or reading.start or self.plan.period[1] or self.day
        return long_day(day)

    def find(self, key: str, field: str | None, level: Level | None = None, **facts: object) -> Finding:
        """A finding at this row's cell of the field."""
        ref = self.cells["at_ref"]
        return finding(key, self.plan, self.cells["at_row"], field, ref, level, **facts)


def judge(plan: Plan, *, today: date, day: date) -> Iterator[Finding]:
    """The findings of every rule that the template uses.

    Args:
        plan: with its standing on the day.
        today: the calendar day.
        day: the position date.
    """
    if plan.standing is None:
        raise RuntimeError("a plan is judged with its standing")
    rows = [
        Row(plan, cells, standing, today, day)
        for cells, standing in zip(plan.actions.to_dict("records"), plan.standing.to_dict("records"), strict=True)
    ]
    for code in plan.template.rules:
        if code in RULES:
            for row in rows:
                yield from RULES[code](row)
        elif code in PLAN_RULES:
            yield from PLAN_RULES[code](plan)


def no_due_date(row: Row) -> Iterator[Finding]:
    """An open action that can never turn red; 'must fix' where the template requires dates."""
    if row.standing["status"] is Status.NO_DUE_DATE and row.reading.kind != "impossible":
        level = Level.MUST_FIX if row.plan.template.dates_required else Level.INFORMATION
        yield row.find("no-due-date", row.timescale, level, value=row.reading.text)


def date_impossible(row: Row) -> Iterator[Finding]:
    """A day that no calendar has, in a timescale or a date column."""
    for field, reading in _readings(row):
        if reading.kind == "impossible":
            yield row.find("date-impossible", field, reason=reading.unlikely, example=_nearest(reading, row))


def date_ambiguous(row: Row) -> Iterator[Finding]:
    """Text that is a real day both ways round; a date column must say which."""
    for field, reading in _readings(row):
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
    for field, reading in _readings(row):
        if reading.unlikely is not None and reading.kind != "impossible":
            yield row.find("date-unlikely", field, reason=reading.unlikely)


def timescale_words(row: Row) -> Iterator[Finding]:
    """What vague words ("early", "mid") were read as."""
    if row.timescale and row.reading.approximate:
        reason = " ".join(row.reading.approximate)
        yield row.find("timescale-words", row.timescale, reason=reason, example=row.example())


def year_inferred(row: Row) -> Iterator[Finding]:
    """A year that is not written was taken from the plan's other dates."""
    if row.timescale and row.reading.inferred and (row.reading.start or row.reading.due):
        reason = f"{_read_as(row.reading)}{' '.join(row.reading.inferred)}"
        yield row.find("year-inferred", row.timescale, reason=reason, example=row.example())


def achieved_future(row: Row) -> Iterator[Finding]:
    """Achieved after today: nobody knows that yet."""
    value = row.cells.get(row.achieved)
    if isinstance(value, date) and value > row.today:
        yield row.find("achieved-future", row.achieved, value=value)


def achieved_before_start(row: Row) -> Iterator[Finding]:
    """Achieved before the day on which the timescale says that it starts."""
    value, start = row.cells.get(row.achieved), row.reading.start
    if isinstance(value, date) and start is not None and value < start:
        yield row.find(
            "achieved-before-start", row.achieved, value=value, start=start, start_cell=row.cell(row.timescale)
        )


def due_before_start(row: Row) -> Iterator[Finding]:
    """Due before it starts."""
    due, start = row.standing["due"], row.reading.start
    if due is not None and start is not None and due < start:
        yield row.find("due-before-start", row.timescale, due=due, start=start)


def closed_contradicted(row: Row) -> Iterator[Finding]:
    """A closed word with a blank completion date."""
    template = row.plan.template
    typed = row.cells.get(template.status_field)
    if row.achieved and _is_word(typed, template.closed_words) and is_blank(row.cells.get(row.achieved)):
        yield row.find(
            "closed-contradicted",
            template.status_field,
            value=typed,
            achieved_heading=row.heading(row.achieved),
            achieved_cell=row.cell(row.achieved),
        )


def status_disagrees(row: Row) -> Iterator[Finding]:
    """A typed status or colour word against the computed one; never overwritten."""
    template = row.plan.template
    computed = row.standing["status"]
    typed = row.cells.get(template.status_field)
    agrees = {str(computed), *(template.open_words if row.is_open else ())}
    agrees |= set(template.closed_words) if computed is Status.COMPLETE else set()
    agrees |= set(template.withdrawn_words) if computed is Status.WITHDRAWN else set()
    contradicted = _is_word(typed, template.closed_words) and is_blank(row.cells.get(row.achieved))
    known = (*template.closed_words, *template.open_words, *template.withdrawn_words, *(str(word) for word in Status))
    if _is_word(typed, known) and not _is_word(typed, tuple(agrees)) and not contradicted:
        yield row.find("status-disagrees", template.status_field, value=typed, computed=computed, position=row.day)
    colour = row.cells.get("rag")
    if _is_word(colour, tuple(template.rag.values())) and not _is_word(colour, (row.standing["rag"],)):
        shown = f"{computed} ({row.standing['rag']})"
        yield row.find("status-disagrees", "rag", value=colour, computed=shown, position=row.day)


def done_by_format(row: Row) -> Iterator[Finding]:
    """Crossed out or shaded green, and nothing says that it is done."""
    struck, green = row.cells["at_struck"], row.cells["at_green"]
    if row.is_open and (struck or green) and is_blank(row.cells.get(row.achieved)):
        looks = " and ".join(text for text, is_so in (("crossed out", struck), ("shaded green", green)) if is_so)
        yield row.find(
            "done-by-format",
            row.plan.template.ref_from,
            looks=looks,
            achieved_heading=row.heading(row.achieved),
            achieved_cell=row.cell(row.achieved),
            withdrawn=row.plan.template.withdrawn_words[0],
        )


def says_done(row: Row) -> Iterator[Finding]:
    """The timescale's words claim that it is done, and the completion date is blank."""
    if row.reading.says_done and row.is_open and is_blank(row.cells.get(row.achieved)):
        yield row.find(
            "says-done",
            row.timescale,
            value=row.reading.text,
            achieved_heading=row.heading(row.achieved),
            achieved_cell=row.cell(row.achieved),
        )


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
    """One of several milestones in a cell is past while the action itself is not yet overdue."""
    if row.is_open and row.standing["status"] is not Status.OVERDUE:
        past = [m for m in row.reading.milestones if m.due and m.due < row.day and not m.says_done]
        if past:
            yield row.find("milestone-overdue", row.timescale, milestone=past[-1].text, due=past[-1].due)


def waits(row: Row) -> Iterator[Finding]:
    """A dependent timescale whose own words name a time that is past."""
    until = row.reading.waits_until
    if row.is_open and until is not None and until < row.day:
        yield row.find("waits", row.timescale, value=row.reading.text, due=until)


def formula_overtyped(row: Row) -> Iterator[Finding]:
    """A formula of ours was pasted over."""
    for field in row.cells["at_overtyped"]:
        value = row.cells[f"at_{field}"]
        if not is_blank(value):
            yield row.find("formula-overtyped", field, value=value)


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
        if isinstance(value, str) and _LIKE_A_FORMULA.match(value.lstrip()):
            yield row.find("text-as-formula", field, value=value)


def not_counted(plan: Plan) -> Iterator[Finding]:
    """Rows with text that were not taken for actions."""
    for row, text in plan.uncounted:
        lacks = "a number of its own and something in its other columns"
        yield finding("not-counted", plan, row, plan.template.ref_from, None, value=text, what_lacks=lacks)


def rows_joined(plan: Plan) -> Iterator[Finding]:
    """Rows that were read as one action."""
    yield from _assumed(plan, "rows-joined")


def heading_read_as(plan: Plan) -> Iterator[Finding]:
    """Headings that differ from the template's."""
    yield from _assumed(plan, "heading-read-as")


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


def _readings(row: Row) -> Iterator[tuple[str, Timescale]]:
    """The timescale, then each date column, with what its cell was read as."""
    if row.timescale is not None:
        yield row.timescale, row.reading
    yield from row.cells["at_dates"].items()


def _is_word(value: object, words: tuple[str, ...]) -> bool:
    return not is_blank(value) and " ".join(str(value).split()).casefold() in {word.casefold() for word in words}


RULES: Mapping[str, Callable[[Row], Iterator[Finding]]] = {
    "no-due-date": no_due_date,
    "date-impossible": date_impossible,
    "date-ambiguous": date_ambiguous,
    "date-unlikely": date_unlikely,
    "timescale-words": timescale_words,
    "year-inferred": year_inferred,
    "achieved-future": achieved_future,
    "achieved-before-start": achieved_before_start,
    "due-before-start": due_before_start,
    "closed-contradicted": closed_contradicted,
    "status-disagrees": status_disagrees,
    "done-by-format": done_by_format,
    "says-done": says_done,
    "due-disagrees": due_disagrees,
    "milestone-overdue": milestone_overdue,
    "waits": waits,
    "formula-overtyped": formula_overtyped,
    "not-a-date": not_a_date,
    "text-as-formula": text_as_formula,
}
"""Rules that look at one action, by the code of what they find."""

PLAN_RULES: Mapping[str, Callable[[Plan], Iterator[Finding]]] = {
    "not-counted": not_counted,
    "rows-joined": rows_joined,
    "heading-read-as": heading_read_as,
}
"""Rules that look at a whole plan."""
