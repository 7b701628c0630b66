"""What a kind of plan says in reminders, to whom it goes after how long, and the page on which notes are taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sheetplan.model.tabs import Tab

REMINDER_TEXTS: Mapping[str, tuple[str, ...]] = {
    "subject": ("day", "overdue", "due_soon", "coming"),
    "opening": ("day",),
    **dict.fromkeys(("overdue", "due_soon", "coming", "ongoing", "no_date", "more"), ("count",)),
    "pass_on": ("count", "days"),
    "pass_on_subject": ("day", "count", "plan"),
    **dict.fromkeys(("line", "line_late", "line_undated"), ("plan", "ref", "action", "due", "days")),
    "first": ("first",),
    "shared": ("others",),
    "owned": ("owners",),
    "next": ("milestone", "due"),
    "reached_late": ("milestone", "due", "days"),
    "closing": (),
    "owner": (),
    "nobody": (),
}
"""What a template says in reminders, and the names that stand for something there in braces."""


@dataclass(frozen=True, slots=True)
class Escalation:
    """A step that an action has come to by being overdue for so long."""

    after_days: int
    """From so many days overdue on."""
    words: str
    """What is to be done."""
    to: str = ""
    """To whom it goes then, in words; empty for the owner."""
    role: str = ""
    """That one's code in the role key, from which an address is taken."""


@dataclass(frozen=True, slots=True)
class ReminderWords:
    """What a kind of plan says in reminders."""

    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By REMINDER_TEXTS: one form, or two: for one, and for any other number."""
    escalation: tuple[Escalation, ...] = ()
    """In the order of their days."""
    coming_days: int = 0
    """Due within so many days, and not soon, is coming."""
    alarm_days: int = 0
    """So many days before it is due a calendar says so."""
    notes_field: str | None = None
    """The field that notes of a meeting are added to; empty for a column of their own, None where nothing is said."""


@dataclass(frozen=True, slots=True)
class MeetingWords:
    """The page on which notes are taken, and what becomes of what is entered there."""

    tab: Tab
    """The page: the plan it belongs to is said in each row."""
    taken_by: str
    """What stands before the name of who took the notes."""
    held_on: str
    """What stands before the day of the meeting."""
    column: str
    """The heading of the column that notes get in a plan that has none for them."""
    done: str
    """What is noted of a day on which an action was done, where the plan has no cell for it: {day}."""
    new_due: str
    """The same of a new due date."""
