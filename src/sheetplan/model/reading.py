"""What the words of a timescale say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple


class After(NamedTuple):
    """How long after which event: "within 2 weeks of the site visit" is 2, "week", "site visit"."""

    number: int
    unit: Literal["day", "week", "month", "year"]
    event: str | None
    """None where the words name no event: it then runs from the plan's own starting event."""


TimescaleKind = Literal[
    "by", "on", "range", "from", "ongoing", "relative", "dependent", "unknown", "impossible", "blank"
]
Precision = Literal["day", "part", "month", "quarter", "none"]
Period = tuple[date | None, date | None]
"""A plan's own first and last day; either may be unknown."""


@dataclass(frozen=True, slots=True)
class Timescale:
    """What the words of a timescale say, beside the words themselves."""

    text: str
    """The words as typed."""
    kind: TimescaleKind
    """What sort of timescale it is."""
    start: date | None = None
    """The first day, where the words give one."""
    due: date | None = None
    """The last day by which it should be done, where the words give one; the latest of several milestones."""
    precision: Precision = "none"
    """How exactly `due` (or, without it, `start`) is known."""
    continues: bool = False
    """True where the words say that it goes on afterwards ("ongoing", "monitored throughout")."""
    says_done: bool = False
    """True where the words claim that it is done; a claim closes nothing."""
    after: After | None = None
    """For `relative` ones: how long after which event."""
    milestones: tuple[Timescale, ...] = ()
    """Where one cell names several: each with its own words, in cell order."""
    inferred: tuple[str, ...] = ()
    """What was taken from elsewhere than the words, one plain sentence each ("The year is not written; ...")."""
    approximate: tuple[str, ...] = ()
    """What vague words were read as, one plain sentence each ("'early Nov 07' is read as 10 Nov 2007.")."""
    ambiguous: date | None = None
    """The other real reading of the same figures, where it is different and inside the plan's period."""
    waits_until: date | None = None
    """For `dependent` ones whose own words name a time ("the February course"): the last day of that time."""
    unlikely: str | None = None
    """Why the date looks wrong (far from the period, a sentinel, day and month swapped), in one plain sentence."""
