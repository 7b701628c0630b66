"""What the tabs that only show a plan say of it: its actions counted and listed, and drawn over its months."""

from __future__ import annotations

from sheetplan.views.counts import APART, coming, groups, headline, most_overdue, overdue, people, statuses
from sheetplan.views.timeline import LEGEND, ONWARDS, timeline

__all__ = [
    "APART",
    "LEGEND",
    "ONWARDS",
    "coming",
    "groups",
    "headline",
    "most_overdue",
    "overdue",
    "people",
    "statuses",
    "timeline",
]
