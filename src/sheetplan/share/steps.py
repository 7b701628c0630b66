"""What comes next in a plan: its open actions by when they are due, with their next milestone and who sees to them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from sheetplan.model import PublicCell, PublicSheet, Status, many
from sheetplan.share.source import CLOSED, LATER, ONGOING, OVERDUE, SOON, UNDATED, Entry, Source

_TABLE = "tblNextSteps"
_WIDTHS = {"when": 16.0, "ref": 9.0, "step": 52.0, "milestone": 36.0, "due": 18.0, "who": 24.0, "status": 14.0}
_LONGEST = 200
"""Characters of a step that are shown."""
_BULLET = re.compile(r"^[·•●▪*–-]\s+")


def sheet(source: Source) -> PublicSheet:
    """The sheet of next steps."""
    still = [one for one in source.all_entries if one.status not in CLOSED and not one.archived]
    ranked = sorted(((_group(source, one), _day(one), at) for at, one in enumerate(still)), key=lambda one: one)
    rows = [_row(source, still[at], group) for group, _, at in ranked]
    empty = [name for name in _WIDTHS if all(row[name] is None for row in rows)]
    names = [name for name in _WIDTHS if name not in empty or name in ("when", "step", "due", "status")]
    headings = source.rules.next_headings
    nothing = PublicCell(source.word("nothing"))
    return PublicSheet(
        source.rules.names["next"],
        _about(source, len(still)),
        _TABLE,
        tuple((headings[name], _WIDTHS[name]) for name in names),
        tuple(tuple(row[name] or nothing for name in names) for row in rows),
    )


def _row(source: Source, entry: Entry, group: int) -> dict[str, PublicCell | None]:
    people = source.fields_of("people")
    return {
        "when": PublicCell(source.rules.groups[group]),
        "ref": source.ref(entry),
        "step": _short(source.of_field(entry, source.step_field(), bare=True)),
        "milestone": _milestone(source, entry),
        "due": source.due(entry),
        "who": source.of_field(entry, people[0]) if people else None,
        "status": PublicCell(entry.status),
    }


def _short(cell: PublicCell) -> PublicCell:
    """A step on one line; of a long one the beginning, for the plan has it whole."""
    text = ""
    for line in str(cell.value).split("\n"):
        piece = _BULLET.sub("", line.strip())
        joint = "" if not text else " " if text[-1] in ".:;,?!" else "; "
        text += joint + piece if piece else ""
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST].rsplit(' ', 1)[0].rstrip(' ,;:')} …"
    return cell._replace(value=text)


def _milestone(source: Source, entry: Entry) -> PublicCell | None:
    """The next of its milestones, where it has several."""
    found = [one for one in entry.row.get("at_milestones") or () if one.is_next]
    fields = source.fields_of("timescale")
    if not found or not fields:
        return None
    return source.text("\n".join(one.text for one in found), source.place(entry, fields[0]))


def _group(source: Source, entry: Entry) -> int:
    if entry.status is Status.OVERDUE:
        return OVERDUE
    if entry.due is None:
        return ONGOING if entry.status is Status.ONGOING else UNDATED
    return SOON if entry.due <= months_after(source.day, source.rules.months) else LATER


def _day(entry: Entry) -> date:
    return entry.due or date.max


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of its month where that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _about(source: Source, count: int) -> str:
    return f"{many(count, 'action')} still to be done, the earliest first. {' '.join(closed(source))}".strip()


def closed(source: Source) -> Iterator[str]:
    """How many are done with, in sentences."""
    for status, word in ((Status.COMPLETE, "complete"), (Status.WITHDRAWN, "withdrawn")):
        number = sum(one.status is status for one in source.all_entries)
        if number:
            yield f"{many(number, 'action')} {'is' if number == 1 else 'are'} {word}."
