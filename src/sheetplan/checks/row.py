"""One action, as the rules look at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sheetplan.checks.messages import Spot, place_of, said
from sheetplan.model import Finding, Level, Milestone, Plan, Status, Timescale, a1, is_blank, long_day, stands_in

_CLOSED = (Status.COMPLETE, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Row:
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
    def timescale(self) -> str | None:
        """The field of its timescale, where the template has one."""
        return self.field_of("timescale")

    @property
    def achieved(self) -> str | None:
        """The field of its completion date."""
        template = self.plan.template
        return next((name for name in template.complete_when if template.column(name).type == "date"), None)

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

    def field_of(self, kind: str) -> str | None:
        """The first field of this type that stands in the plan."""
        return next((c.field for c in self.plan.template.columns if c.type == kind and c.field in self.cells), None)

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

    def find(self, key: str, field: str | None, level: Level | None = None, **facts: object) -> Finding:
        """A finding at this row's cell of the field."""
        place = place_of(self.plan, field)
        is_computed = field not in self.plan.columns and field in self.plan.computed
        cell = a1(self.cells["at_row"], place.column) if is_computed else self.cell(field)
        return said(key, Spot(self.plan.sheet, cell, place.heading, field, self.cells["at_ref"]), level, **facts)
