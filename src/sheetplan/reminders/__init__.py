"""Who is to be reminded of what, in which words; and notes that were taken at a meeting, on their way home."""

from __future__ import annotations

from sheetplan.reminders.drawn import of_plan
from sheetplan.reminders.owners import by_owner, called
from sheetplan.reminders.passing import passed_on
from sheetplan.reminders.settling import to_settle
from sheetplan.reminders.taken import Taken, is_on, stays, taken_down

__all__ = ["Taken", "by_owner", "called", "is_on", "of_plan", "passed_on", "stays", "taken_down", "to_settle"]
