"""What the words of a month's report mean, and which colours stand for which status."""

from __future__ import annotations

from collections.abc import Iterable

from sheetplan.model import PlanSeen, long_day
from sheetplan.rollup.figures import LONG_OVERDUE, Days


def colours(seen: Iterable[PlanSeen]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The colour rule of each kind of plan: a sentence, and the kinds that it holds for."""
    kinds: dict[str, dict[str, None]] = {}
    for one in seen:
        by_colour: dict[str, list[str]] = {}
        for status, colour in one.rag:
            by_colour.setdefault(colour, []).append(status)
        parts = [f"{colour}: {', '.join(statuses)}" for colour, statuses in by_colour.items()]
        rule = f"{'. '.join(parts)}. Due soon means within {one.due_soon_days} days."
        kinds.setdefault(rule, {})[one.title] = None
    return tuple((rule, tuple(titles)) for rule, titles in kinds.items())


def definitions(spans: Days) -> tuple[tuple[str, str], ...]:
    """What the report's words mean."""
    end, before = long_day(spans.end), long_day(spans.before)
    return (
        (
            "Now",
            f"As in the version of each plan that was in force on {end}, on that version's own position date.",
        ),
        ("Last month", f"The same on {before}."),
        (
            "Plan not received",
            "A plan without a version of this month keeps its last figures, and is marked.",
        ),
        ("Open", "Neither complete nor withdrawn."),
        ("Overdue", "Open, and due before the plan's position date. An action that is due on that day is not overdue."),
        ("Long overdue", f"Overdue for more than {LONG_OVERDUE} days."),
        ("Date first agreed", "The first due date that the plan's Change log knows; else the one that stands."),
        (
            "Completed",
            "Complete now and not a month earlier. Recorded late: its achieved date is of an earlier month.",
        ),
        ("Removed", "It stood in the plan a month earlier and is now neither there nor in its archive."),
        ("First seen", "Its plan has no version of a month earlier, so nothing says what is new in it."),
        ("Typed status differs", "The status that people typed is not the one that the dates and cells give."),
    )
