"""Rules about the way a plan goes: signatures, deadlines, findings that must have an action."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from sheetplan.checks.messages import Spot, finding, said
from sheetplan.model import (
    Answers,
    Awaited,
    Event,
    Finding,
    Plan,
    Signature,
    SignOff,
    Tab,
    TabRead,
    a1,
    changed_since,
    folded,
    is_blank,
    long_day,
    many,
    records,
    signed_mark,
)

_WORDS = re.compile(r"[^\W\d_]{4,}")
"""More than the name of a month cut short."""
_QUOTES = str.maketrans(
    dict.fromkeys("\"'`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a", "")
)
_NOBODY = "whoever signs it"


def edited_after_signing(plan: Plan, _: date) -> Iterator[Finding]:
    """What was signed differs from what stands there now, and the signature is the same."""
    for signoff, signature in _signed(plan):
        if changed_since(plan.signed.get(signoff.field, ""), signed_mark(plan, signoff)):
            facts: dict[str, Any] = {"label": signoff.label, "signed": signature.day, "who": signoff.who or _NOBODY}
            yield said("edited-after-signing", _spot(plan, signature, signoff, "date"), **facts)


def signature_missing(plan: Plan, _: date) -> Iterator[Finding]:
    """A sign-off without name or date, where its stage is reached or a part of it is filled."""
    for signoff, signature in _signed(plan):
        parts = {"name": signature.name, "date": signature.day}
        blank = [part for part, value in parts.items() if is_blank(value)]
        begun = len(blank) < len(parts) or signoff.required_from in plan.stages
        if not blank or not begun:
            continue
        cells = {part: _spot(plan, signature, signoff, part).cell for part in blank}
        wanted = {"name": "their name in {name}", "date": "the date in {date}"}
        yield said(
            "signature-missing",
            _spot(plan, signature, signoff, blank[0]),
            label=signoff.label,
            blanks=f"{' and '.join(blank).capitalize()} {'is' if len(blank) == 1 else 'are'} blank.",
            who=signoff.who or _NOBODY,
            wanted=" and ".join(wanted[part].format(**cells) for part in blank),
        )


def signature_late(plan: Plan, day: date) -> Iterator[Finding]:
    """A signature after the last day for it; where that is a range, only if it is late in any case."""
    awaited = {one.deadline.field: one for one in plan.awaited}
    for signoff, signature in _signed(plan):
        deadline = awaited.get(signoff.deadline)
        if deadline is None or deadline.earliest is None or deadline.latest is None:
            continue
        if not isinstance(signature.day, date) or not deadline.latest < signature.day <= day:
            continue
        if _came_again(plan, deadline, signature.day):
            continue
        least, most = (signature.day - deadline.latest).days, (signature.day - deadline.earliest).days
        facts: dict[str, Any] = {"label": signoff.label, "signed": signature.day, "reason": deadline.reason}
        facts |= {"least": least, "late": many(most, "day")}
        key = "signature-late" if least == most else "signature-late:range"
        yield said(key, _spot(plan, signature, signoff, "date"), **facts)


def _came_again(plan: Plan, one: Awaited, signed: date) -> bool:
    """Whether what is signed was there in time, was answered with changes asked for, and was signed again for them."""
    course = plan.template.course
    rounds = {deadline.instead for deadline in course.deadlines if deadline.after == one.deadline.event}
    words = {folded(word) for event in course.events if event.field in rounds for word in (event.field, event.label)}
    tab = plan.tabs.get(course.events_tab)
    asked = [row.get("date") for row in (tab.rows if tab else ()) if folded(row.get("event")) in words]
    if one.met is None or one.latest is None or one.met > one.latest:
        return False
    return any(isinstance(day, date) and one.met <= day <= signed for day in asked)


def deadline_passed(plan: Plan, day: date) -> Iterator[Finding]:
    """A deadline is past, the step that meets it is not recorded, and the one before it is."""
    waiting = {one.deadline.event for one in plan.awaited if one.met is None}
    events = {event.field: event for event in plan.template.course.events}
    for one in plan.awaited:
        follows = one.deadline.after or one.deadline.before
        if one.met is None and one.latest is not None and one.latest < day and follows not in waiting:
            event = events[one.deadline.event]
            spot, where = _event_spot(plan, event)
            yield said("deadline-passed", spot, **_overdue(one, event, day), where=where)


def _overdue(one: Awaited, event: Event, day: date) -> dict[str, Any]:
    late = f" If not, it is {many((day - one.latest).days, 'day')} late." if one.latest and one.days_late else ""
    return {"label": one.deadline.label, "due": one.latest, "event": event.label, "else_late": late}


def not_a_date(plan: Plan, _: date) -> Iterator[Finding]:
    """Words where the day of a signature or of an event belongs."""
    example = long_day(plan.period[1] or date(2026, 11, 30))
    for signoff, signature in _signed(plan):
        if isinstance(signature.day, str) and not is_blank(signature.day):
            spot = _spot(plan, signature, signoff, "date")
            yield said(_no_date(signature.day), spot, value=signature.day, example=example)
    for event in plan.template.course.events:
        value = plan.cover.get(event.cover)
        if isinstance(value, str) and not is_blank(value):
            yield said(_no_date(value), _event_spot(plan, event)[0], value=value, example=example)
    yield from _no_position(plan)


def _no_position(plan: Plan) -> Iterator[Finding]:
    """A position date on the Cover that is no date: nothing is counted from it."""
    value, place = plan.cover.get("report_date"), plan.cover_cells.get("report_date")
    if plan.report_date is not None or place is None or is_blank(value) or isinstance(value, date):
        return
    sheet, row, column = place
    label = next(line.label for line in plan.template.cover if line.field == "report_date")
    spot = Spot(sheet, a1(row, column), label, "report_date", None)
    yield said("not-a-date:position", spot, value=value, label=label, example=long_day(date(2026, 11, 30)))


def _no_date(value: str) -> str:
    """What is said of text where a day belongs: figures alone ("16/04/2009") have no words in them."""
    return "not-a-date" if _WORDS.search(value) else "not-a-date:text"


def finding_unanswered(plan: Plan, _: date) -> Iterator[Finding]:
    """A row of a tab that must have an action and has none."""
    for answers, read in _answered(plan):
        known = {_key(part) for row in _plan_rows(plan) for part in _named(row.get(answers.plan_field))}
        place = read.columns[answers.field]
        for row in read.rows:
            value = row.get(answers.field)
            if not is_blank(value) and _key(value) not in known:
                spot = Spot(read.sheet, a1(_row(row), place.column), place.heading, answers.field, None)
                heading = plan.columns[answers.plan_field].heading
                yield said("finding-unanswered", spot, value=value, plan_sheet=plan.sheet, plan_heading=heading)


def finding_reworded(plan: Plan, _: date) -> Iterator[Finding]:
    """An action that gives a finding in other words than the tab; spaces, case and quotation marks aside."""
    for answers, read in _answered(plan):
        if answers.words not in read.columns or answers.plan_words not in plan.columns:
            continue
        theirs: dict[str, list[Mapping[str, Any]]] = {}
        for row in read.rows:
            if not is_blank(row.get(answers.words)):
                theirs.setdefault(_key(row.get(answers.field)), []).append(row)
        for action in records(plan.actions):
            rows = theirs.get(_key(action.get(answers.plan_field)), [])
            mine = action.get(answers.plan_words)
            if rows and not is_blank(mine) and all(_wording(mine) != _wording(r[answers.words]) for r in rows):
                cell = a1(_row(rows[0]), read.columns[answers.words].column)
                facts = {"their_cell": cell, "their_sheet": read.sheet, "words": rows[0][answers.words]}
                yield finding("finding-reworded", plan, action["at_row"], answers.plan_words, action["at_ref"], **facts)


def _answered(plan: Plan) -> Iterator[tuple[Answers, TabRead]]:
    """The tabs whose rows must have an action, where both sides are there."""
    for answers in plan.template.answers:
        read = plan.tabs.get(answers.tab)
        if read is not None and answers.field in read.columns and answers.plan_field in plan.columns:
            yield answers, read


def _plan_rows(plan: Plan) -> Iterator[Mapping[Any, Any]]:
    for frame in (plan.actions, plan.archived):
        yield from records(frame)


def _named(value: object) -> Iterator[object]:
    """What a cell names: itself, and each of several that stand in it."""
    yield value
    if isinstance(value, str):
        yield from value.replace(";", ",").replace("\n", ",").replace("&", ",").replace(" and ", ",").split(",")


def _key(value: object) -> str:
    return folded(value).rstrip(".")


def _wording(value: object) -> str:
    return _key(str(value).translate(_QUOTES))


def _row(row: Mapping[str, Any]) -> int:
    return int(row["at_row"])


def _signed(plan: Plan) -> Iterator[tuple[SignOff, Signature]]:
    signatures = {signature.field: signature for signature in plan.signatures}
    for signoff in plan.template.course.signoffs:
        if signoff.field in signatures:
            yield signoff, signatures[signoff.field]


def _spot(plan: Plan, signature: Signature, signoff: SignOff, part: str) -> Spot:
    """Where a part of a signature stands or belongs; the plan's heading where there is no place for it."""
    field = {"name": signoff.name, "position": signoff.position, "date": signoff.date}[part]
    label = next((line.label for line in plan.template.cover if line.field == field), part.capitalize())
    place = (signature.cells or {}).get(part)
    if place is None:
        return _anywhere(plan, field, label)
    sheet, row, column = place
    return Spot(sheet, a1(row, column), label, field, None)


def _event_spot(plan: Plan, event: Event) -> tuple[Spot, str]:
    """Where an event's day is recorded, and how that place is called."""
    if event.cover in plan.cover_cells:
        sheet, row, column = plan.cover_cells[event.cover]
        label = next(line.label for line in plan.template.cover if line.field == event.cover)
        cell = a1(row, column)
        return Spot(sheet, cell, label, event.cover, None), f"in {cell} of the {sheet} tab"
    read = plan.tabs.get(plan.template.course.events_tab)
    if read is not None and "date" in read.columns:
        place = read.columns["date"]
        spot = Spot(read.sheet, a1(read.next_row, place.column), place.heading, "date", None)
        return spot, f"in a new row of the {read.sheet} tab"
    name = plan.template.course.events_tab
    where = _new_tab(plan.template.tab(name)) if name else "on the Cover"
    return _anywhere(plan, None, event.label), where


def _new_tab(tab: Tab) -> str:
    headings = " and ".join(tab.column(name).heading for name in ("event", "date"))
    return f"on a tab called {tab.sheet} with the headings {headings}"


def _anywhere(plan: Plan, field: str | None, heading: str) -> Spot:
    place = plan.columns[plan.template.ref_from]
    return Spot(plan.sheet, a1(max(plan.layout.heading_rows), place.column), heading, field, None)


RULES: Mapping[str, Callable[[Plan, date], Iterator[Finding]]] = {
    "edited-after-signing": edited_after_signing,
    "signature-missing": signature_missing,
    "signature-late": signature_late,
    "deadline-passed": deadline_passed,
    "finding-unanswered": finding_unanswered,
    "finding-reworded": finding_reworded,
    "not-a-date": not_a_date,
}
"""Rules that look at a whole plan, by the code of what they find."""
