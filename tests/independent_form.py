"""The checks of a form that is signed twice and whose deadlines run from one another; shares no code."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from independent_past import Past
from independent_tables import VAGUE_EVIDENCE, Found, Table, folded, table

CAUSES = ("check", "train", "procedure")
"""Of the words that name a cause, those that `planting` uses."""
QUOTES = re.compile("[\"'\u2018\u2019\u201c\u201d]")
CHAIN = (
    ("Site visit", "Plan received by the lead reviewer", 2),
    ("Plan received by the lead reviewer", "Approval received", 2),
    ("Approval received", "Evidence received by the lead reviewer", 8),
    ("Evidence received by the lead reviewer", "Evidence checked", 2),
)
"""From which step to which, and how many weeks there are for it."""
SIGNED = {"plan": (("indicator", "finding", "improvement"), 0), "actions undertaken": (None, 2)}
"""What each signature covers, all where that is not said, and which step of the chain it is due with."""


def passed(steps: Table, due: date, day: date) -> Iterator[Found]:
    """A step that is late and not recorded: said where its line would be."""
    if due < day:
        yield steps.found("deadline-passed", {"at": max(row["at"] for row in steps.rows) + 1}, "date")


@dataclass
class Form:
    """One form with all that its rules look at."""

    plan: Table
    book: Any
    past: Past
    day: date
    days: dict[str, date] = field(default_factory=dict)

    def findings(self) -> Iterator[Found]:
        self.steps = table(self.book["Steps"], {"event": "Step", "date": "Date", "outcome": "Outcome"})
        self.days = {row["event"]: row["date"] for row in self.steps.rows}
        self.days["Site visit"] = self._cover("Day of the site visit")[0]
        for row in self.plan.rows:
            yield from self._row(row)
        yield from self._refs()
        yield from self._answers()
        for name in SIGNED:
            yield from self._signature(name)
        for before, step, weeks in CHAIN:
            if before in self.days and step not in self.days:
                yield from passed(self.steps, self.days[before] + timedelta(weeks=weeks), self.day)

    def _row(self, row: dict[str, Any]) -> Iterator[Found]:
        claimed = CHAIN[3][0] in self.days or any(self._signed("actions undertaken"))
        for name in ("indicator", "finding", "improvement", *(("undertaken", "evidence") if claimed else ())):
            if row[name] is None:
                yield self.plan.found("required", row, name)
        if folded(row["evidence"]) in VAGUE_EVIDENCE:
            yield self.plan.found("evidence-vague", row, "evidence")
        if not any(word in folded(row["improvement"]) for word in CAUSES):
            yield self.plan.found("cause-missing", row, "improvement")
        if (row["struck"] or row["green"]) and (row["undertaken"] is None or row["evidence"] is None):
            yield self.plan.found("done-by-format", row, "indicator")
        for name in self.plan.columns:
            if re.match(r"[=@+]\S", str(row[name] or "")):
                yield self.plan.found("text-as-formula", row, name)

    def _refs(self) -> Iterator[Found]:
        often = Counter(folded(row["indicator"]) for row in self.plan.rows)
        for row in self.plan.rows:
            if row["indicator"] is not None and often[folded(row["indicator"])] > 1:
                yield self.plan.found("ref-repeated", row, "indicator")

    def _answers(self) -> Iterator[Found]:
        """Every finding of the report has a row, in the report's own words."""
        findings = table(self.book["Findings"], {"indicator": "Indicator", "words": "What the on-site report says"})
        words = {folded(row["indicator"]): _worded(row["words"]) for row in findings.rows}
        for row in findings.rows:
            if folded(row["indicator"]) not in {folded(one["indicator"]) for one in self.plan.rows}:
                yield findings.found("finding-unanswered", row, "indicator")
        for row in self.plan.rows:
            if row["finding"] is not None and words.get(folded(row["indicator"]), "") not in (
                "",
                _worded(row["finding"]),
            ):
                yield self.plan.found("finding-reworded", row, "finding")

    def _signature(self, name: str) -> Iterator[Found]:
        who, on = self._signed(name)
        covers, step = SIGNED[name]
        needed = name != "plan" and CHAIN[3][0] in self.days
        if (who is None or on is None) and (who or on or needed):
            cell = self._cover(f"{'Signed' if who is None else 'Date'}: {name}")[1]
            yield "signature-missing", "Cover", cell
        before, _, weeks = CHAIN[step]
        place = self._cover(f"Date: {name}")[1]
        if on is not None and before in self.days and self.days[before] + timedelta(weeks=weeks) < on <= self.day:
            yield "signature-late", "Cover", place
        if who and on and self.past.plan is not None and self._signed(name, self.past.book) == (who, on):
            fields = covers or tuple(self.plan.columns)
            if _content(self.plan, fields) != _content(self.past.plan, fields):
                yield "edited-after-signing", "Cover", place

    def _signed(self, name: str, book: Any = None) -> tuple[Any, Any]:
        return self._cover(f"Signed: {name}", book)[0], self._cover(f"Date: {name}", book)[0]

    def _cover(self, label: str, book: Any = None) -> tuple[Any, str]:
        """What stands beside a label, and where."""
        for first, second in (book or self.book)["Cover"].iter_rows(max_col=2):
            if first.value == label:
                value = second.value
                return value.date() if isinstance(value, datetime) else value, second.coordinate
        raise ValueError(f"the Cover has no {label}")


def _worded(value: object) -> str:
    return folded(QUOTES.sub("", str(value or ""))).rstrip(".")


def _content(plan: Table, fields: tuple[str, ...]) -> Counter[tuple[str, ...]]:
    return Counter(tuple(" ".join(str(row[name] or "").split()) for name in fields) for row in plan.rows)
