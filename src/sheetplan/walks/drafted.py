"""How an update is asked for, what it comes of, and what it is once it is worked out in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sheetplan.model import Merged, Plan, Supplier, Version
from sheetplan.walks.understand import Named
from sheetplan.workbook.changes import Receipt

Spot = tuple[str, int, int]
"""Sheet, row, column."""


@dataclass(frozen=True)
class Options:
    """How an update was asked for."""

    today: date
    now: datetime
    as_of: date | None = None
    note: str = ""
    by: str = ""
    approve: bool = False
    template: Named = None
    sheet: str | None = None
    archive_now: bool = False
    refresh: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class Because:
    """What an update comes of besides what people did in the plan itself."""

    reasons: tuple[str, ...] = ()
    """One sentence each; with any there is a version."""
    merged: tuple[Merged, ...] = ()
    """The copies that the version brings together."""
    copies: Mapping[str, bytes] = field(default_factory=dict)
    """Their files, by the names under which they are kept."""
    supplied_by: Supplier | None = None
    """Who supplied what, for the Change log; None for who makes the version."""
    restored: str = ""
    """The number of the version that is put back."""
    written: Plan | None = None
    """The version as which our own cells in the workbook were written; None means the last one."""


@dataclass(frozen=True)
class Draft:
    """An update worked out and applied in memory."""

    data: bytes
    version: Version
    reasons: tuple[str, ...]
    archived: tuple[str, ...]
    reopened: tuple[str, ...]
    receipt: Receipt
    """What differs from the file as it came."""
    refusal: str = ""
    """Why records could not be moved."""
    not_done: tuple[str, ...] = ()
    """What else was refused, one sentence each."""
    closed: frozenset[Spot] = frozenset()
    """Cells that could not be written."""
    added: tuple[str, ...] = ()
    """Headings of columns that were added."""
    in_the_way: bool = False
    """True where there is no room for columns beside the plan."""
    no_room: str = ""
    """Why a column could not be added."""
    new_archive: str = ""
    """The name of the archive tab that is made."""
    stay: frozenset[str] = frozenset()
    """Tabs of a returned copy that could not be taken out."""
    views: Mapping[str, str] = field(default_factory=dict)
    """The tabs that only show the plan: which of VIEWS to what it is called."""
    no_views: frozenset[str] = frozenset()
    """Those of VIEWS that could not be made."""
