"""One action, as the rules look at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sheetplan.checks.messages import Spot, place_of, said
from sheetplan.model import (
    Finding,
    Level,
    Milestone,
    Plan,
    Status,
    Timescale,
    a1,
    is_blank,
    long_day,
    records,
    stands_in,
)

_CLOSED = (Status.COMPLETE, Status.WITHDRAWN)


class Row(NamedTuple):
    """One action, as the rules look at it."""

    plan: Plan
    cells: Mapping[Any, Any]
    """Its row of `actions`."""
    standing: Mapping[Any, Any]
    """Its row of `standing`."""
    today: date
    day: date
    lines: Mapping[tuple[str, str], Mapping[str, Any]]
    """The lines of the tab of milestones, by ref and words."""
    timescale: str | None
    """The field of its timescale, where the template has one."""
    achieved: str | None
    """The field of its completion date."""

    @property
    def reading(self) -> Timescale:
        """What its timescale says."""
        reading: Timescale = self.cells["at_reading"]
        return reading

    @property
    def is_open(self) -> bool:
        """Neither complete nor withdrawn on the day."""
        return self.standing["status"] not in _CLOSED

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """How its milestones stand, where the template has a tab for them."""
        found: tuple[Milestone, ...] = self.cells.get("at_milestones") or ()
        return found

    @property
    def lacks_evidence(self) -> bool:
        """Whether the template asks for evidence, there is a place for it, and it is blank."""
        evidence = self.plan.template.evidence_field
        return evidence in self.cells and is_blank(self.cells[evidence])

    def heading(self, field: str | None) -> str:
        """A field's heading as it stands in the workbook."""
        place = self.plan.columns.get(field or "")
        return place.heading if place else ""

    def cell(self, field: str | None) -> str:
        """A field's cell in this row."""
        columns = self.plan.columns
        name = field if field is not None and field in columns else self.plan.template.ref_from
        return a1(self.cells["at_row"], stands_in(columns, name, self.cells))

    def example(self) -> str:
        """A date of this plan's own time, as it is best typed."""
        reading = self.reading
        day = reading.due or reading.start or self.plan.period[1] or self.day
        return long_day(day)

    @property
    def doubtful(self) -> tuple[tuple[str, Timescale], ...]:
        """The timescale and each date column of whose reading anything is to be said, with that reading."""
        if not self.is_doubtful:
            return ()
        first = () if self.timescale is None else ((self.timescale, self.reading),)
        return tuple(item for item in (*first, *self.cells["at_dates"].items()) if _is_doubtful(item[1]))

    @property
    def is_doubtful(self) -> bool:
        """Whether there is any such reading."""
        # Asked of every action, and of each of its days: without a call for each.
        for one in self.cells["at_dates"].values():
            if one.kind == "impossible" or one.ambiguous is not None or one.unlikely is not None:
                return True
        return self.timescale is not None and _is_doubtful(self.cells["at_reading"])

    def find(self, key: str, field: str | None, level: Level | None = None, **facts: object) -> Finding:
        """A finding at this row's cell of the field."""
        place = place_of(self.plan, field)
        is_computed = field not in self.plan.columns and field in self.plan.computed
        cell = a1(self.cells["at_row"], place.column) if is_computed else self.cell(field)
        return said(key, Spot(self.plan.sheet, cell, place.heading, field, self.cells["at_ref"]), level, **facts)


def rows(
    plan: Plan,
    actions: Sequence[Mapping[Any, Any]],
    *,
    today: date,
    day: date,
    lines: Mapping[tuple[str, str], Mapping[str, Any]],
) -> list[Row]:
    """A plan's actions, as the rules look at them.

    Args:
        plan: with its standing on the day.
        actions: the records of its actions.
        today: the calendar day.
        day: the position date.
        lines: the lines of the tab of milestones, by ref and words.
    """
    if plan.standing is None:
        raise RuntimeError("a plan is judged with its standing")
    template = plan.template
    timescale = next((c.field for c in template.columns if c.type == "timescale" and c.field in plan.actions), None)
    achieved = next((name for name in template.complete_when if template.column(name).type == "date"), None)
    return [
        Row(plan, cells, standing, today, day, lines, timescale, achieved)
        for cells, standing in zip(actions, records(plan.standing), strict=True)
    ]


def _is_doubtful(reading: Timescale) -> bool:
    return reading.kind == "impossible" or reading.ambiguous is not None or reading.unlikely is not None
