"""The plans that a month's page rests on, what was not received or not read, and what its words and colours mean."""

from __future__ import annotations

from collections.abc import Iterator

from sheetplan.model import Rollup, long_day
from sheetplan.render import month_tables
from sheetplan.render.markup import Html, bullets, joined, section, table, tag

_ALL_RECEIVED = "Every plan was received."


def notes(report: Rollup) -> Html:
    """What stands behind the figures."""
    plans = section("plans", "Plans used", *_plans(report), kind="lists")
    return joined((plans, section("notes", "Notes", *_notes(report), kind="lists")))


def _plans(report: Rollup) -> Iterator[Html]:
    yield table(month_tables.plans(report))
    yield tag("h3", "Not received")
    absent = [f"{one.name}: these are its figures of {long_day(one.day)}." for one in report.plans if not one.received]
    if absent:
        yield bullets(absent)
    if report.missing:
        yield table(month_tables.missing(report))
    if not absent and not report.missing:
        yield tag("p", _ALL_RECEIVED)
    if report.refused:
        yield tag("h3", "Could not be read")
        yield bullets(f"{one.reason} {one.fix}" for one in report.refused)
    if report.passed_over:
        yield tag("p", f"Passed over, because they are no plans: {len(report.passed_over)}.", class_="quiet")


def _notes(report: Rollup) -> Iterator[Html]:
    said = [f"{plan.name}: {sentence}" for plan in report.plans for sentence in plan.said]
    if said or report.said:
        yield tag("h3", "To know")
        yield bullets([*said, *report.said])
    yield tag("h3", "What the words mean")
    words = [joined((tag("dt", word), tag("dd", meaning)), "") for word, meaning in report.definitions]
    yield tag("dl", joined(words))
    if report.colours:
        yield tag("h3", "What the colours mean")
        yield tag("p", _COLOURS)
        yield bullets(f"{', '.join(kinds)}: {rule}" for rule, kinds in report.colours)


_COLOURS = (
    "A status has the same colour on the whole page, and its word always stands with it. The colour words of the plans "
    "themselves are these:"
)
