"""The tables of a month's page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sheetplan.model import Figure, Line, Listed, Rollup, long_month, many, months
from sheetplan.render.markup import Html, Shown, Signed, Table, status, table, tag

_STATUS_FIELDS = frozenset({"status", "status_before"})
_HEADINGS = months.FIELDS
_BY_NAME = "Organisations are not compared with one another: they stand by name."
_NOT_COMPARED = "Not compared with others, by name"
_COMPARED = "Compared with one another, the most overdue first"
_MINUS = "\u2212"
_SIGNS = {"": "", "+": "+\u00a0", "-": f"{_MINUS}\u00a0", "=": "=\u00a0"}
_ABSENT = " (not received)"
_OWNERS = "An action of two people counts under both, so these figures can add up to more than all actions."


def change(now: int, before: int) -> Signed:
    """By how much a number has changed, with its sign."""
    more = now - before
    return Signed(f"+{more}" if more > 0 else f"{_MINUS}{-more}" if more < 0 else "0")


def statuses(report: Rollup) -> Table:
    """Each status now, last month, and the change; then all that are open, and all."""
    views = report.views
    *each, everything = views.statuses
    rows = [_pair(report, status(now.label), now, before) for now, before in each]
    totals = [_pair(report, "Open", *views.open), _pair(report, "All", *everything)]
    headings = ("Status", "Now", "Last month", "Change")
    return Table("statuses", "Actions in the plans, by status", headings, rows, totals=totals)


def _pair(report: Rollup, name: Shown, now: Figure, before: Figure) -> Sequence[Shown]:
    number, was = report.figures[now.name], report.figures[before.name]
    known = any(plan.day_before for plan in report.plans)
    return (name, number, was, change(number, was)) if known else (name, number, None, None)


def overdue(report: Rollup) -> Table:
    """What the second chart shows."""
    views, figures = report.views, report.figures
    total = figures[views.overdue.figure.name]
    if not views.ranked:
        by_age = [(figure.label, figures[figure.name]) for figure in views.ages]
        return Table(
            "by-age", "Overdue actions, by how long", ("Overdue for", "Actions"), by_age, totals=[("All", total)]
        )
    shown = (views.overdue.figure, *views.ages)
    rows: list[Sequence[Shown]] = [(_named(line), *_counts(line, shown)) for line in views.ranked]
    headings = ("Organisation", "Overdue", *(figure.label for figure in views.ages))
    said = "Overdue actions of the organisations that may be compared"
    if views.unranked:
        said += (
            f"; {many(views.unranked, 'other')} of the table below {'is' if views.unranked == 1 else 'are'} not in it"
        )
    return Table("by-overdue", said, headings, rows)


def trend(report: Rollup) -> Table:
    """The figures of each month."""
    rows = [(long_month(point.month), point.plans, point.open, point.overdue) for point in report.trend]
    said = "Actions open and overdue at each month's end"
    return Table("months", said, ("Month", "Plans", "Open", "Overdue"), rows)


def organisations(report: Rollup) -> Iterator[Html]:
    """The figures of each organisation; the worst first only among those that may be compared."""
    views = report.views
    best = [_line(line, views.columns) for line in views.organisations if line.compared]
    others = [_line(line, views.columns) for line in views.organisations if not line.compared]
    if not best and others:
        yield tag("p", _BY_NAME)
    headings = ("Organisation", "Plans", *(figure.label for figure in views.columns))
    total: Sequence[Shown] = ("All", len(report.plans), *_totals(report, views.columns))
    groups = ((_COMPARED, best), (_NOT_COMPARED, others)) if best and others else ()
    rows = () if groups else (*best, *others)
    yield table(Table("by-organisation", "Figures of each organisation", headings, rows, groups=groups, totals=[total]))


def owners(report: Rollup) -> Iterator[Html]:
    """The figures of each owner."""
    yield tag("p", _OWNERS)
    views = report.views
    headings = ("Owner", *(figure.label for figure in views.columns))
    rows: list[Sequence[Shown]] = [(line.name, *_counts(line, views.columns)) for line in views.owners]
    yield table(Table("by-owner", "Figures of each owner", headings, rows))


def bridge(report: Rollup) -> Iterator[Html]:
    """From what was open last month to what is open now, for each plan and organisation and for all."""
    views = report.views
    headings = (
        "Organisation" if _is_one_each(report) else "Plan",
        *(f"{_SIGNS[sign]}{figure.label}" for sign, figure in views.bridge),
    )
    steps = [figure for _, figure in views.bridge]
    by_name = sorted(views.organisations, key=lambda one: one.name.casefold())
    if _is_one_each(report):
        rows, groups = [(_named(line), *_counts(line, steps)) for line in by_name], []
    else:
        rows, groups = [], [(line.name, list(_steps_of(report, line, steps))) for line in by_name]
    total: Sequence[Shown] = ("All plans", *_totals(report, steps))
    said = "Open actions from last month to now: each row adds up from left to right"
    held = report.figures[views.held.name]
    if held:
        absent = sum(line.absent for line in views.plans)
        be = "plan that was" if absent == 1 else "plans that were"
        yield tag("p", f"{many(held, 'action')} of {absent} {be} not received count as they did last month.")
    yield table(Table("steps", said, headings, rows, groups=groups, totals=[total]))


def _is_one_each(report: Rollup) -> bool:
    """Whether every organisation has one plan."""
    return len(report.views.organisations) == len(report.plans)


def _steps_of(report: Rollup, line: Line, steps: Sequence[Figure]) -> Iterator[Sequence[Shown]]:
    theirs = [one for one in report.views.plans if one.organisation == line.name]
    yield from ((_named(one), *_counts(one, steps)) for one in theirs)
    if len(theirs) > 1:
        yield f"All of {line.name}", *_counts(line, steps)


def _line(line: Line, columns: Sequence[Figure]) -> Sequence[Shown]:
    return (_named(line), line.plans, *_counts(line, columns))


def _named(line: Line) -> str:
    return f"{line.name}{_ABSENT}" if line.absent else line.name


def _totals(report: Rollup, figures: Iterable[Figure]) -> tuple[Shown, ...]:
    return tuple(report.figures[figure.name] for figure in figures)


def _counts(line: Line, figures: Iterable[Figure]) -> tuple[Shown, ...]:
    return tuple(line.counts.get(figure.name, 0) for figure in figures)


# Lists of actions


def listed(report: Rollup, one: Listed, place: str, caption: str, most: int) -> Table:
    """A list of actions, as far as it is shown."""
    fields = _fields(report, one)
    rows = [_cells(report.actions[at], fields) for at in one.rows[:most]]
    at = fields.index("action")
    return Table(f"{place}-list", caption, [_HEADINGS[name] for name in fields], rows, at, wide=frozenset({at}))


def everything(report: Rollup, most: int) -> Table:
    """All actions, as far as they are shown."""
    at = list(_HEADINGS).index("action")
    rows = [_cells(row, tuple(_HEADINGS)) for row in report.actions[:most]]
    said = f"{many(len(report.actions), 'action')}, in the order of the plans"
    return Table("all", said, list(_HEADINGS.values()), rows, at, wide=frozenset({at}))


def _fields(report: Rollup, one: Listed) -> tuple[str, ...]:
    """The list's columns; which plan it is only where an organisation has several."""
    is_plain = _is_one_each(report)
    return tuple(name for name in one.columns if not (is_plain and name == "plan"))


def _cells(row: Sequence[Any], fields: Sequence[str]) -> Sequence[Shown]:
    return tuple(_cell(name, months.value(row, name)) for name in fields)


def _cell(name: str, value: Any) -> Shown:
    if name in _STATUS_FIELDS:
        return status(value)
    shown: Shown = value
    return shown


def plans(report: Rollup) -> Table:
    """The plans used, and how fresh they are."""
    headings = (
        "Organisation",
        "Plan",
        "Kind of plan",
        "Version",
        "Figures of",
        "Last month's",
        "Received",
        "Newest record",
    )
    rows = [
        (
            *(one.organisation, one.name, one.title, one.version, one.day, one.day_before),
            *(months.YES if one.received else months.NO, one.newest_record, one.must_fix, one.to_check),
        )
        for one in report.plans
    ]
    return Table("plans-used", "Plans used and how fresh they are", (*headings, "Must fix", "Check"), rows, 1)


def missing(report: Rollup) -> Table:
    """Of whom nothing was ever received."""
    rows = [(one.organisation, one.template or "any", one.due, one.contact) for one in report.missing]
    headings = ("Organisation", "Kind of plan", "Due", "Whom to ask")
    return Table("missing", "On the register, and no plan is known", headings, rows)
