"""Plans that wait to be reported: they and what was found in them lie in a temporary file until they are looked at."""

from __future__ import annotations

import pickle
import tempfile
import weakref
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from itertools import chain
from typing import IO, TYPE_CHECKING, Any, Protocol

from sheetplan.model import Finding, Judged, Level, Plan, Template, by_level

if TYPE_CHECKING:
    import pandas as pd

_NOT_REPORTED = frozenset({"at_reading", "at_dates", "at_due_settled", "at_section_due", "at_others", "at_overtyped"})
"""What the checks need of an action and no report does."""
_IN_MEMORY = 8 * 1024**2
"""Bytes that stay in memory before a file is made of them."""
_AT_HAND = 4
"""Plans that are kept as they were looked at last."""
_LEVELS = {level.value: level for level in Level}
_EACH = 4 + len(_LEVELS)
"""Numbers that are kept of each plan."""


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


def pack_findings(findings: Iterable[Finding]) -> bytes:
    """Findings as bytes: as bare values, which are sooner pickled than they are themselves."""
    bare = [(f.code, f.level.value, f.sheet, f.cell, f.ref, f.column, f.found, f.fix) for f in findings]
    return pickle.dumps(bare, pickle.HIGHEST_PROTOCOL) if bare else b""


def unpack_findings(data: bytes) -> tuple[Finding, ...]:
    """The findings that `pack_findings` made these bytes of."""
    bare = pickle.loads(data) if data else ()  # noqa: S301 - as above
    return tuple(Finding(code, _LEVELS[level], *rest) for code, level, *rest in bare)


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


class Lying(Protocol):
    """Where plans lie with what was found in them, each under a number."""

    def plan(self, number: int, /) -> Plan:
        """The plan under this number."""

    def findings(self, number: int, /) -> tuple[Finding, ...]:
        """What was found in it."""

    def counts(self, number: int, /) -> Sequence[int]:
        """How many findings of each level these are, in the order of the enum."""

    def again(self, number: int, findings: Sequence[Finding], /) -> int:
        """The number of the same plan with other findings."""


class Shelf:
    """A temporary file of packed plans and findings; it goes when nothing refers to it any more."""

    def __init__(self, known: Sequence[Template]) -> None:
        """For plans of these templates."""
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - it stays open as long as the shelf does
        self._end = 0
        # Of each where its plan begins and how long it is, the same of its findings, and how many of each level.
        self._numbers = array("Q")
        self._look = lru_cache(_AT_HAND)(partial(_fetched, self._file, known))
        weakref.finalize(self, self._file.close)

    def put(self, plan: bytes, findings: bytes, counts: Iterable[int], day: date, newest_record: date | None) -> Judged:
        """Lay a packed plan on it with what was found, and give it back.

        Args:
            plan: what `pack` gave.
            findings: what `pack_findings` gave.
            counts: how many of them are of each level.
            day: the position date.
            newest_record: the newest day on which something is recorded as done.
        """
        return Shelved(self, self._entered(self._laid(plan), self._laid(findings), counts), day, newest_record)

    def plan(self, number: int) -> Plan:
        """The plan under this number, without what no report needs."""
        return self._look(*self._of(number)[:2])

    def findings(self, number: int) -> tuple[Finding, ...]:
        """What was found in it."""
        return unpack_findings(_read(self._file, *self._of(number)[2:4]))

    def counts(self, number: int) -> Sequence[int]:
        """How many findings of each level these are, in the order of the enum."""
        return self._of(number)[4:]

    def again(self, number: int, findings: Sequence[Finding]) -> int:
        """The number of the same plan with other findings."""
        start, size = self._of(number)[:2]
        return self._entered((start, size), self._laid(pack_findings(findings)), by_level(findings).values())

    def _laid(self, data: bytes) -> tuple[int, int]:
        """Write it behind all others; where it begins and how long it is."""
        start = self._end
        self._file.seek(start)
        self._file.write(data)
        self._end += len(data)
        return start, len(data)

    def _entered(self, *numbers: Iterable[int]) -> int:
        self._numbers.extend(chain.from_iterable(numbers))
        return len(self._numbers) // _EACH - 1

    def _of(self, number: int) -> array[int]:
        return self._numbers[_EACH * number : _EACH * (number + 1)]


def _fetched(file: IO[bytes], known: Sequence[Template], start: int, size: int) -> Plan:
    return unpack(_read(file, start, size), known)


def _read(file: IO[bytes], start: int, size: int) -> bytes:
    file.seek(start)
    return file.read(size)


class Shelved(Judged):
    """A plan on a day, with what was found; both are fetched each time that they are asked for."""

    __slots__ = ("_number", "_shelf")

    _shelf: Lying
    _number: int

    def __init__(self, shelf: Lying, number: int, day: date, newest_record: date | None) -> None:
        """As for any other, but for where it lies."""
        values = {"_shelf": shelf, "_number": number, "day": day, "newest_record": newest_record}
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def plan(self) -> Plan:
        """With its standing, and without what no report needs."""
        return self._shelf.plan(self._number)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """In the order of rows."""
        return self._shelf.findings(self._number)

    def counts(self) -> dict[Level, int]:
        """How many findings of each level it has, the gravest first."""
        return dict(zip(Level, self._shelf.counts(self._number), strict=True))

    def with_findings(self, findings: tuple[Finding, ...]) -> Judged:
        """The same plan, still on its shelf."""
        return Shelved(self._shelf, self._shelf.again(self._number, findings), self.day, self.newest_record)
