"""The template's deadlines on a day: when each falls, whether it was met, and which stages are reached."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from sheetplan.model import Awaited, Deadline, Event, Plan, Signature, Value, folded, is_blank, long_day, many


def as_of(plan: Plan, day: date) -> Plan:
    """The plan with its `awaited` deadlines and the `stages` that are reached.

    What is recorded with a day after the position date is planned: deadlines run from it, but it meets none and
    reaches no stage. What is not recorded lies between the first and the last day on which it can have been, so that
    a deadline that runs from it is a range.

    Args:
        plan: with its `tabs`, `cover` and `signatures`.
        day: the position date.
    """
    course = _Course(plan, day)
    awaited = tuple(course.awaited(deadline) for deadline in plan.template.course.deadlines)
    stages = frozenset(
        stage.field
        for stage in plan.template.course.stages
        if any(course.is_recorded(name) or course.is_signed(name) for name in stage.reached_by)
    )
    return replace(plan, awaited=awaited, stages=stages)


def moved(day: date, number: int, unit: str) -> date:
    """So many days, weeks or months later, or with a negative number earlier; 31 Jan and a month is 28 or 29 Feb."""
    if unit != "month":
        return day + timedelta(days=number * (7 if unit == "week" else 1))
    years, month = divmod(day.month - 1 + number, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class _Span:
    """The first and the last day on which something can have been, each with what it supposes."""

    first: date | None = None
    last: date | None = None
    if_first: tuple[str, ...] = ()
    if_last: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What holds for both."""


class _Course:
    """What is recorded of one plan's course, and what follows from it."""

    def __init__(self, plan: Plan, day: date) -> None:
        """Take what is recorded from the events tab, the Cover and the signatures."""
        self._course = plan.template.course
        self._plan = plan
        self._day = day
        self._events = {event.field: event for event in self._course.events}
        self._signatures = {signature.field: signature for signature in plan.signatures}
        self._spans: dict[str, _Span] = {}

    @cached_property
    def _recorded(self) -> dict[str, list[Value]]:
        """Everything that is entered for each event, on the Cover and on the tab of events."""
        found: dict[str, list[Value]] = {event.field: [] for event in self._course.events}
        names = {folded(name): event.field for event in self._course.events for name in (event.field, event.label)}
        for event in self._course.events:
            if event.cover and not is_blank(self._plan.cover.get(event.cover)):
                found[event.field].append(self._plan.cover[event.cover])
        tab = self._plan.tabs.get(self._course.events_tab)
        for row in tab.rows if tab is not None else ():
            name = names.get(folded(row.get("event")))
            if name is not None and not is_blank(row.get("date")):
                found[name].append(row["date"])
        return found

    def _days(self, name: str) -> list[date]:
        """The days that are recorded for an event, the first one first."""
        return sorted(day for day in map(_day, self._recorded[name]) if day is not None)

    def is_recorded(self, name: str) -> bool:
        """Whether an event is recorded by the position date."""
        return name in self._events and any(day <= self._day for day in self._days(name))

    def is_signed(self, name: str) -> bool:
        """Whether any part of a sign-off is filled, and not only for a day to come."""
        signature = self._signatures.get(name)
        if signature is None or all(map(is_blank, (signature.name, signature.position, signature.day))):
            return False
        day = _day(signature.day)
        return day is None or day <= self._day

    def _signed_on(self, event: Event) -> date | None:
        """The day of the signature before which an event cannot have been."""
        signature: Signature | None = self._signatures.get(event.not_before)
        return None if signature is None else _day(signature.day)

    def _happened(self, name: str) -> date | None:
        """The day of an event in the round that counts: the last one, unless what it follows came again after it."""
        days = self._days(name)
        if not days:
            return None
        for deadline in self._met_by(name):
            before = self._days(deadline.after) if deadline.after else []
            again = self._days(deadline.instead) if deadline.instead else []
            if (len(before) > 1 and before[0] <= days[-1] < before[-1]) or (again and days[-1] < again[-1]):
                return None
        return days[-1]

    def _met_by(self, name: str) -> Iterator[Deadline]:
        return (deadline for deadline in self._course.deadlines if deadline.event == name)

    def _met(self, deadline: Deadline) -> date | None:
        """The first answer by the position date in the round that counts; what is out of order counts all the same."""
        before = self._days(deadline.after) if deadline.after else []
        answers = [*self._days(deadline.event), *(self._days(deadline.instead) if deadline.instead else [])]
        first = min((day for day in answers if not before or day >= before[-1]), default=None)
        met = self._happened(deadline.event) if first is None else first
        return met if met is not None and met <= self._day else None

    def _put_back(self, deadline: Deadline) -> date | None:
        """The day on which the other thing came that ends the wait without bringing what was awaited."""
        if not deadline.instead or self._happened(deadline.event) is not None:
            return None
        days, before = self._days(deadline.instead), self._days(deadline.after) if deadline.after else []
        return days[-1] if days and (not before or days[-1] >= before[-1]) else None

    def _span(self, name: str) -> _Span:
        """When an event was, or can have been."""
        if name not in self._spans:
            self._spans[name] = self._worked_out(self._events[name])
        return self._spans[name]

    def _worked_out(self, event: Event) -> _Span:
        happened = self._happened(event.field)
        if happened is not None:
            return _Span(happened, happened)
        signed = self._signed_on(event)
        if signed is None:
            span = _Span()
        else:
            span = _Span(signed, None, (f"{_was(event)} on the day of the signature, {long_day(signed)}",))
        for deadline in self._met_by(event.field):
            span = self._narrowed(span, deadline, event)
        if span.first is not None and span.last is not None and span.last < span.first:
            return replace(span, last=None, if_last=(), notes=())
        if span.first is not None and span.first == span.last:
            only = f'"{event.label}" is not recorded; if it was in time, it was on {long_day(span.first)}'
            return _Span(span.first, span.last, notes=(*span.notes, only))
        return span

    def _narrowed(self, span: _Span, deadline: Deadline, event: Event) -> _Span:
        """An unrecorded event lies after what it follows, and within the time that it has."""
        again = self._put_back(deadline)
        if again is not None:
            other = self._events[deadline.instead]
            return _Span(again, None, (f"{_was(event)} on {_the_day(other)}, {long_day(again)}",))
        base = self._span(deadline.after or deadline.before)
        first, if_first, last, if_last = span.first, span.if_first, span.last, span.if_last
        if deadline.after and base.first is not None and (first is None or base.first > first):
            follows = self._events[deadline.after]
            first, if_first = base.first, (*base.if_first, f"{_was(event)} on {_the_day(follows, event)}")
        due = _due(deadline, base.last)
        if due is not None and (last is None or due < last):
            last, if_last = due, (*base.if_last, f"{_was(event)} {_in_full(deadline)}")
        return _Span(first, last, if_first, if_last, (*span.notes, *base.notes))

    def awaited(self, deadline: Deadline) -> Awaited:
        """When a deadline falls, and how it stands on the day."""
        event = self._events[deadline.event]
        base = self._span(deadline.after or deadline.before)
        earliest, latest = _due(deadline, base.first), _due(deadline, base.last)
        met = self._met(deadline)
        not_before = self._signed_on(event) if met is None else None
        by = met or self._waited_until(deadline, not_before)
        late = None
        if by is not None and earliest is not None and latest is not None and by > earliest:
            late = (max(0, (by - latest).days), (by - earliest).days)
        reason = "; ".join(dict.fromkeys([self._says(deadline, base), *base.notes, *self._notes(deadline, met)]))
        return Awaited(deadline, earliest, latest, met, late, reason)

    def _waited_until(self, deadline: Deadline, signed: date | None) -> date | None:
        """Until when at least an event was waited for that is not recorded; None where nothing tells that.

        Nobody waits for it before what it follows has happened; where a later step has happened it came at some time.
        """
        follows = deadline.after or deadline.before
        if self._happened(follows) is None and not self._gone_past(follows):
            return None
        if signed is not None:
            return min(signed, self._day)
        return None if self._gone_past(deadline.event) else self._day

    def _gone_past(self, name: str) -> bool:
        """Whether something that comes after an event has happened, so that it must have happened too."""
        for deadline in self._course.deadlines:
            if deadline.after == name:
                event = self._events[deadline.event]
                signed = self._signed_on(event)
                if self.is_recorded(event.field) or (signed is not None and signed <= self._day):
                    return True
                if self._gone_past(event.field):
                    return True
        return False

    def _says(self, deadline: Deadline, base: _Span) -> str:
        """How the days were arrived at."""
        follows = self._events[deadline.after or deadline.before]
        first, last = _due(deadline, base.first), _due(deadline, base.last)
        if first is not None and first == last and base.first is not None:
            way = "after" if deadline.after else "before"
            return f"{_length(deadline)} {way} {long_day(base.first)}, {_the_day(follows)}"
        if first is not None and last is not None:
            return f"between {long_day(first)}{_if(base.if_first)} and {long_day(last)}{_if(base.if_last)}"
        if first is not None:
            return f"not before {long_day(first)}{_if(base.if_first)}; the last day is not known"
        if last is not None:
            return f"by {long_day(last)} at the latest{_if(base.if_last)}"
        return self._unknown(follows)

    def _unknown(self, event: Event) -> str:
        """What is missing, at the beginning of the chain."""
        typed = self._recorded[event.field]
        if typed:
            return f'"{event.label}" holds "{" ".join(str(typed[-1]).split())}", which is not a date'
        for deadline in self._met_by(event.field):
            return self._unknown(self._events[deadline.after or deadline.before])
        return f'"{event.label}" is not recorded'

    def _notes(self, deadline: Deadline, met: date | None) -> Iterator[str]:
        if met is not None and deadline.instead and met not in self._days(deadline.event):
            yield f'answered with "{self._events[deadline.instead].label}" on {long_day(met)}'
        before = self._days(deadline.after) if deadline.after else []
        if met is not None and before and met < before[0]:
            event, follows = self._events[deadline.event], self._events[deadline.after]
            yield f'"{event.label}" is recorded on {long_day(met)}, before "{follows.label}" on {long_day(before[0])}'


def _day(value: Value) -> date | None:
    """A real date; text that looks like one is none."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _due(deadline: Deadline, day: date | None) -> date | None:
    """The day that a deadline gives from there; None beyond the calendar."""
    if day is None:
        return None
    try:
        return moved(day, deadline.number if deadline.after else -deadline.number, deadline.unit)
    except (OverflowError, ValueError):
        return None


def _was(event: Event) -> str:
    return event.said or f'"{event.label}" was'


def _the_day(event: Event, of: Event | None = None) -> str:
    """Its day; where something is said of the same thing in one breath, the second time as "it"."""
    if not event.said:
        return f'the day of "{event.label}"'
    thing = " ".join(event.said.split()[:2])
    if of is not None and " ".join(of.said.split()[:2]) == thing:
        return f"the day it{event.said.removeprefix(thing)}"
    return f"the day {event.said}"


def _length(deadline: Deadline) -> str:
    return many(deadline.number, deadline.unit)


def _in_full(deadline: Deadline) -> str:
    length = _length(deadline)
    return f"after the full {length}" if deadline.after else f"only {length} before"


def _if(supposed: tuple[str, ...]) -> str:
    return f" (if {' and '.join(supposed)})" if supposed else ""
