"""Builds the collaborative-improvement sample: a council's housing repairs, looked at with peers of other councils."""

from __future__ import annotations

from datetime import datetime

import tabbed
from painting import typed

SAVED = datetime(2025, 6, 27, 15, 40)


def build() -> bytes:
    """The plan as a workbook: ten tabs, none of them an Excel Table."""
    painted, _ = tabbed.workbook(typed("collaborative-improvement"), SAVED)
    return tabbed.packed(painted, SAVED)
