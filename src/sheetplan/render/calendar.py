"""Due dates as calendar files (.ics): one for each owner, and one with all."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sheetplan.model import Assigned, Milestone, OpenAction, OpenPlan, Owner, Reminders, long_day, many

if TYPE_CHECKING:
    from icalendar import Alarm, Event

ALL = "All actions"
"""What the calendar with all of them is called."""
_BEGINS = date(2000, 1, 1)
"""From here the days are counted that make a later calendar the newer one."""
_SHOWN = 70
"""Characters of an action's text in an event's title."""
_LONGEST_NAME = 80
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_KEPT_BY_WINDOWS = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)
_CANNOT_HOLD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class _Dated(NamedTuple):
    """Something that is due on a day."""

    plan: OpenPlan
    action: OpenAction
    due: date
    stone: Milestone | None = None


def calendars(found: Reminders) -> Mapping[str, bytes]:
    """The calendar files by their names, which every system takes.

    The same reminders give the same bytes; those of a later day replace the earlier ones in a calendar that has them.

    Args:
        found: who is to be reminded of what.
    """
    alike = Counter(one.called.casefold() for one in found.owners)
    every = [
        (one.called if alike[one.called.casefold()] == 1 else one.told_apart, _dated(_of(one))) for one in found.owners
    ]
    whole = _dated([*_of(found.nobody), *(assigned for owner in found.owners for assigned in _of(owner))])
    made: dict[str, bytes] = {}
    taken: set[str] = set()
    for called, dated in ((ALL, whole), *every):
        if dated:
            made[_free(file_name(called), taken)] = _calendar(called, dated, found)
    return made


def file_name(called: str) -> str:
    """A name for a file, without its ending, that every system takes."""
    name = " ".join(_NOT_IN_NAMES.sub(" ", called).split())[:_LONGEST_NAME].strip(" .")
    return f"_{name}" if not name or _KEPT_BY_WINDOWS.match(name) else name


def _free(stem: str, taken: set[str]) -> str:
    """The name of a file that has not been given yet, whatever its case."""
    number, name = 1, stem
    while name.casefold() in taken:
        number += 1
        name = f"{stem} ({number})"
    taken.add(name.casefold())
    return f"{name}.ics"


def _of(owner: Owner) -> Sequence[Assigned]:
    return (*owner.chased, *owner.later)


def _dated(assigned: Iterable[Assigned]) -> list[_Dated]:
    """What is due on a day, in order, each once: milestones by themselves, and the action's own date."""
    found: dict[tuple[int, date, str], _Dated] = {}
    for one in assigned:
        for dated in _days(one.plan, one.action):
            found.setdefault((id(one.action), dated.due, dated.stone.text if dated.stone else ""), dated)
    return sorted(found.values(), key=lambda d: (d.due, d.plan.called, d.plan.sheet, d.action.row))


def _days(plan: OpenPlan, action: OpenAction) -> Iterator[_Dated]:
    days = [stone.due for stone in action.milestones]
    for stone in action.milestones:
        if stone.due is not None:
            yield _Dated(plan, action, stone.due, stone)
    if action.due is not None and action.due not in days:
        yield _Dated(plan, action, action.due)


def _calendar(called: str, dated: Sequence[_Dated], found: Reminders) -> bytes:
    from icalendar import Calendar  # only whoever asks for calendars waits for it

    made = Calendar()
    made.add("prodid", "-//sheetplan//reminders//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _plain(f"Actions: {called}"))
    for one in dated:
        made.add_component(_event(one, found))
    return bytes(made.to_ical())


def _event(one: _Dated, found: Reminders) -> Event:
    from icalendar import Event

    plan = one.plan
    late = (plan.day - one.due).days
    event = Event()
    event.add("uid", _uid(one))
    event.add("dtstamp", datetime(found.day.year, found.day.month, found.day.day, tzinfo=UTC))
    event.add("sequence", max((plan.day - _BEGINS).days, 0))
    event.add("dtstart", one.due)
    event.add("dtend", one.due + timedelta(days=1))
    event.add("summary", _title(one, late))
    event.add("description", "\n".join(_told(one, late)))
    event.add("transp", "TRANSPARENT")
    if late <= 0:
        event.add_component(_alarm(plan.words.alarm_days, _title(one, late)))
    return event


def _alarm(days: int, title: str) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta(days=-days))
    alarm.add("description", title)
    return alarm


def _uid(one: _Dated) -> str:
    """Stays the same when the date moves, so that a calendar moves the event and makes no second one."""
    plan, action = one.plan, one.action
    known = (
        plan.plan_id or f"{plan.organisation} {plan.title} {plan.file or plan.path.name}",
        plan.sheet,
        action.ref or action.text,
        " ".join(one.stone.text.split()) if one.stone is not None else "",
    )
    mark = hashlib.sha256("\x1f".join(known).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{mark[:32]}@sheetplan"


def _title(one: _Dated, late: int) -> str:
    what = one.stone.text if one.stone is not None else one.action.text
    text = what if len(what) <= _SHOWN else f"{what[:_SHOWN].rsplit(' ', 1)[0]} …"
    name = f"{one.action.ref}. {text}" if one.action.ref else text
    return _plain(f"{'Overdue: ' if late > 0 else ''}{'Milestone of ' if one.stone is not None else ''}{name}")


def _told(one: _Dated, late: int) -> Iterator[str]:
    plan, action = one.plan, one.action
    yield _plain(f"{plan.called}, action {action.ref or 'without a ref'}: {action.text}")
    if action.owners:
        yield _plain(f"Responsible: {', '.join(action.owners)}")
    if late > 0:
        yield f"Overdue by {many(late, 'day')} at {long_day(plan.day)}."
    if action.is_about and one.stone is None:
        yield "The plan gives no exact day; this is how its words were read."


def _plain(text: str) -> str:
    return _CANNOT_HOLD.sub(" ", text).encode("utf-8", "replace").decode()
