"""Plans that wait to be reported: they lie in a temporary file, and only those that are looked at take memory."""

from __future__ import annotations

import pickle
import tempfile
import weakref
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from typing import IO, TYPE_CHECKING, Any

from sheetplan.model import Finding, Judged, Plan, Template

if TYPE_CHECKING:
    import pandas as pd

_NOT_REPORTED = frozenset({"at_reading", "at_dates", "at_due_settled", "at_section_due", "at_others", "at_overtyped"})
"""What the checks need of an action and no report does."""
_IN_MEMORY = 8 * 1024**2
"""Bytes that stay in memory before a file is made of them."""
_AT_HAND = 4
"""Plans that are kept as they were looked at last."""


def pack(plan: Plan, known: Sequence[Template]) -> bytes:
    """A plan as bytes, without what no report needs, and with mere names in the place of its template and its parts."""
    template = plan.template
    no_tab: dict[str, Any] = {"tab": None}
    no_deadline: dict[str, Any] = {"deadline": None}
    slim: dict[str, Any] = {
        "actions": _bare(plan.actions),
        "archived": _bare(plan.archived),
        "standing": _bare(plan.standing),
        # The tab of what is worked out is none of the template's own list, and so stays in the bytes.
        "tabs": {n: replace(read, **no_tab) if read.tab in template.tabs else read for n, read in plan.tabs.items()},
        "awaited": tuple(replace(one, **no_deadline) for one in plan.awaited),
    }
    number = next((i for i, one in enumerate(known) if one is template), None)
    deadlines = [template.course.deadlines.index(one.deadline) for one in plan.awaited]
    slim["template"] = template if number is None else None
    whole = replace(plan, **slim)
    return pickle.dumps((number, deadlines, whole), pickle.HIGHEST_PROTOCOL)


def unpack(data: bytes, known: Sequence[Template]) -> Plan:
    """The plan that `pack` made these bytes of."""
    number, deadlines, slim = pickle.loads(data)  # noqa: S301 - our own bytes, from our own process or temporary file
    template = slim.template if number is None else known[number]
    whole: dict[str, Any] = {
        "actions": _frame(slim.actions),
        "archived": _frame(slim.archived),
        "standing": _frame(slim.standing),
        "tabs": {n: replace(read, tab=read.tab or template.tab(n)) for n, read in slim.tabs.items()},
        "awaited": tuple(
            replace(one, deadline=template.course.deadlines[i]) for i, one in zip(deadlines, slim.awaited, strict=True)
        ),
    }
    plan: Plan = replace(slim, template=template, **whole)
    return plan


def _bare(frame: pd.DataFrame | None) -> Any:
    """A frame's names and values, which are sooner pickled than it is itself; its rows are counted from 0."""
    if frame is None:
        return None
    names = frame.columns.tolist()
    kept = [i for i, name in enumerate(names) if name not in _NOT_REPORTED]
    return type(frame), [names[i] for i in kept], frame.to_numpy(dtype=object)[:, kept]


def _frame(bare: Any) -> pd.DataFrame | None:
    if bare is None:
        return None
    kind, names, values = bare
    made: pd.DataFrame = kind(values, columns=names, dtype=object)
    return made


class Shelf:
    """A temporary file of packed plans; it goes when nothing refers to it any more."""

    def __init__(self, known: Sequence[Template]) -> None:
        """For plans of these templates."""
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - it stays open as long as the shelf does
        self._end = 0
        self._look = lru_cache(_AT_HAND)(partial(_fetched, self._file, known))
        weakref.finalize(self, self._file.close)

    def put(self, plan: bytes, day: date, findings: tuple[Finding, ...], newest_record: date | None) -> Judged:
        """Lay a packed plan on it, and give it back with what was found."""
        start, size = self._end, len(plan)
        self._file.seek(start)
        self._file.write(plan)
        self._end += size
        return Shelved(lambda: self._look(start, size), day, findings, newest_record)


def _fetched(file: IO[bytes], known: Sequence[Template], start: int, size: int) -> Plan:
    file.seek(start)
    return unpack(file.read(size), known)


class Shelved(Judged):
    """A plan on a day, with what was found; the plan is fetched each time that it is asked for."""

    __slots__ = ("_fetch",)

    _fetch: Callable[[], Plan]

    def __init__(
        self, plan: Plan | Callable[[], Plan], day: date, findings: tuple[Finding, ...], newest_record: date | None
    ) -> None:
        """As for any other, but for how to fetch the plan."""
        values = {
            "_fetch": (lambda: plan) if isinstance(plan, Plan) else plan,
            "day": day,
            "findings": findings,
            "newest_record": newest_record,
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def plan(self) -> Plan:
        """With its standing, and without what no report needs."""
        return self._fetch()

    def with_findings(self, findings: tuple[Finding, ...]) -> Judged:
        """The same plan, still on its shelf."""
        return Shelved(self._fetch, self.day, findings, self.newest_record)
