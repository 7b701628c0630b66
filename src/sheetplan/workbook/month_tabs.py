"""Paints the tabs of a month's report that count by organisation, by owner, by plan and by month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from sheetplan.model import Count, Figure, Line, Rollup, TrendPoint, long_day, many, months
from sheetplan.workbook import month_charts, month_formulas, month_names, report_rows
from sheetplan.workbook.brush import PIXELS_A_CHARACTER, Canvas
from sheetplan.workbook.live import here, whole
from sheetplan.workbook.month_formulas import Numbering, Scope
from sheetplan.workbook.report_rows import text
from sheetplan.workbook.report_table import HEADINGS, Column, Live, Values, tab

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

ALL = "All organisations"
COMPARED, NOT_COMPARED = "Yes", "not compared"
ALL_PLANS, ORGANISATION, ONLY_PLAN, PLAN = "All plans", "Organisation", "Organisation (1 plan)", "Plan"
NOT_RECEIVED = "No: its last figures"
_NUMBER_WIDTH = 12.5
_FIGURE_WIDTH = 10.5
_CHART_ROWS = 17
TREND_OPEN = "Open"


class Painted(NamedTuple):
    """What the tabs are painted with."""

    canvas: Canvas
    title: str
    report: Rollup
    numbering: Numbering


def organisations(to: Painted) -> None:
    """A line for each organisation, and one for all."""
    report, numbering, table = to.report, to.numbering, month_names.ORGANISATIONS_TABLE
    figures = month_formulas.of_organisations(report)
    overdue, before = (figure.label for figure in report.views.statuses[0])
    scope = month_formulas.of(table, month_names.ORGANISATION_NUMBER, many=numbering.many)
    number = whole(month_names.PLANS_TABLE, month_names.ORGANISATION_NUMBER)
    plans = f"COUNTIFS({number},{here(table, month_names.ORGANISATION_NUMBER)})"
    change = f"{here(table, overdue)}-{here(table, before)}"
    columns = [Column("Organisation", 28), Column("Plans", 8)]
    columns += [Column(figure.label, _FIGURE_WIDTH) for figure in figures]
    columns += [Column("Change in overdue", _FIGURE_WIDTH), Column("Compared", 15)]
    columns.append(Column(month_names.ORGANISATION_NUMBER, _NUMBER_WIDTH))
    columns += _places(numbering)
    spans = _spans(report.actions, "organisation")

    def row(name: str, number: str | int, plans: Live, scope: Scope | None, line: Line | None) -> Values:
        counts: Mapping[str, int] = report.figures if line is None else line.counts
        found = [Live(numbering.count(one, scope), counts.get(one.name, 0)) for one in figures]
        now, was = (counts.get(figure.name, 0) for figure in report.views.statuses[0])
        told = "all" if line is None else COMPARED if line.compared else NOT_COMPARED
        ends = _place(to, table, month_names.ORGANISATION_NUMBER, spans.get(line.name) if line is not None else _ALL)
        return [name, plans, *found, Live(change, now - was), told, number, *ends]

    rows = [
        row(text(line.name), numbering.organisations[line.name], Live(plans, line.plans), scope, line)
        for line in report.views.organisations
    ]
    if rows:
        all_plans = Live(f"COUNTA({whole(month_names.PLANS_TABLE, 'Plan')})", len(report.plans))
        rows.append(row(ALL, "all", all_plans, None, None))
    about = "How each organisation stands, the most overdue first; the last line is all of them."
    if any(not line.compared for line in report.views.organisations):
        about += " Those that are not compared follow by name."
    sheet = tab(to.canvas, (month_names.ORGANISATIONS, about, to.title), table, columns, rows)
    _print_without(sheet, columns, rows, month_names.ORGANISATION_NUMBER)


def _print_without(sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Values], heading: str) -> None:
    """What stands from a heading on is for tracing figures, and would make a page too small to read."""
    last = [column.heading for column in columns].index(heading) - 1
    sheet.print_area(0, 0, HEADINGS + max(len(rows), 1), last)


def owners(to: Painted) -> None:
    """A line for each owner."""
    report, numbering, table = to.report, to.numbering, month_names.OWNERS_TABLE
    figures, scope = report.views.columns, month_formulas.of_owner(table)
    columns = [Column("Owner", 34), *(Column(figure.label, _FIGURE_WIDTH) for figure in figures)]
    columns.append(Column(month_names.OWNER_NUMBER, _NUMBER_WIDTH))
    rows: list[Values] = [
        [
            text(line.name),
            *(Live(numbering.count(one, scope), line.counts.get(one.name, 0)) for one in figures),
            numbering.owners[line.name],
        ]
        for line in report.views.owners
    ]
    about = (
        "How the actions of each owner stand. An action of two people counts under both; a code that several "
        "organisations use is another person in each."
    )
    tab(to.canvas, (month_names.OWNERS, about, to.title), table, columns, rows)


_ALL = (0, 0)
"""Stands for all rows of All actions."""


def _places(numbering: Numbering) -> list[Column]:
    """The columns that say where the rows of an organisation or a plan stand, where there are very many."""
    headings = (month_names.FIRST_ROW, month_names.ROWS, month_names.LAST_ROW)
    return [Column(heading, 10) for heading in headings] if numbering.many else []


def _place(to: Painted, table: str, number: str, span: tuple[int, int] | None) -> tuple[str | Live, ...]:
    """What stands in them."""
    if not to.numbering.many:
        return ()
    if span is _ALL:
        return "all", "all", "all"
    first, last = span or (1, 1)
    values = (first, last - first + 1 if span else 0, last)
    formulas = month_formulas.places(table, number)
    return tuple(Live(formula, value) for formula, value in zip(formulas, values, strict=True))


def _spans(actions: Sequence[Sequence[object]], field: str) -> dict[object, tuple[int, int]]:
    """The first and last row of each organisation or plan, counted from 1: they stand together."""
    at = list(months.FIELDS).index(field)
    found: dict[object, tuple[int, int]] = {}
    for number, row in enumerate(actions, start=1):
        found[row[at]] = (found.get(row[at], (number, 0))[0], number)
    return found


_SIGNS = {"": "", "+": "Plus ", "-": "Less ", "=": ""}


def bridge_headings(report: Rollup) -> list[str]:
    """The headings of the bridge, step by step."""
    return [
        f"{_SIGNS[sign]}{figure.label[:1].lower()}{figure.label[1:]}" if _SIGNS[sign] else figure.label
        for sign, figure in report.views.bridge
    ]


def change(to: Painted) -> None:
    """The bridge from what was open last month to what is open now: of all, of each organisation and of each plan."""
    report, numbering, table = to.report, to.numbering, month_names.CHANGE_TABLE
    headings, bridge = bridge_headings(report), report.views.bridge
    added = "".join(
        f"{'-' if sign == '-' else '+'}{here(table, heading)}"
        for heading, (sign, _) in zip(headings, bridge, strict=True)
        if sign != "="
    )
    adds_up = f'IF({added.removeprefix("+")}={here(table, headings[-1])},"Yes","No")'
    columns = [Column("Counted", 22), Column("Organisation", 26), Column("Plan", 28), Column("Plan received", 12)]
    columns += [Column(heading, _FIGURE_WIDTH) for heading in headings]
    columns += [Column("Adds up", 9), Column(month_names.ORGANISATION_NUMBER, _NUMBER_WIDTH)]
    columns.append(Column(month_names.PLAN_NUMBER, _NUMBER_WIDTH))
    columns += _places(numbering)

    def row(begins: Sequence[str], scope: Scope | None, counts: Mapping[str, int], *ends: str | int | Live) -> Values:
        found = [Live(numbering.count(figure, scope), counts.get(figure.name, 0)) for _, figure in bridge]
        return [*begins, *found, Live(adds_up, _adds_up(to, counts)), *ends]

    rows: list[Values] = []
    if report.plans:
        received = _received(sum(not plan.received for plan in report.plans), len(report.plans))
        rows.append(
            row([ALL_PLANS, "all", "all", received], None, report.figures, "all", "all", *_place(to, table, "", _ALL))
        )
    totals = {line.name: line for line in report.views.organisations}
    by_organisation, by_plan = month_names.ORGANISATION_NUMBER, month_names.PLAN_NUMBER
    of_organisation, of_plan = (
        month_formulas.of(table, one, many=numbering.many) for one in (by_organisation, by_plan)
    )
    spans, plan_spans = _spans(report.actions, "organisation"), _spans(report.actions, "plan")
    both = list(zip(report.plans, report.views.plans, strict=True))
    for name, group in groupby(both, key=lambda one: one[0].organisation):
        theirs, number = list(group), numbering.organisations[name]
        single = totals[name].plans == 1
        if not single:
            line = totals[name]
            begins = [ORGANISATION, text(name), "all", _received(line.absent, line.plans)]
            rows.append(
                row(
                    begins,
                    of_organisation,
                    line.counts,
                    number,
                    "all",
                    *_place(to, table, by_organisation, spans.get(name)),
                )
            )
        for plan, line in theirs:
            begins = [ONLY_PLAN if single else PLAN, text(name), text(plan.name), _received(line.absent, 1)]
            ends = _place(to, table, by_plan, plan_spans.get(plan.name))
            rows.append(row(begins, of_plan, line.counts, number, plan.number, *ends))
    about = "What was open last month, with what came and without what went, is open now; no action is lost on the way."
    sheet = tab(to.canvas, (month_names.CHANGE, about, to.title), table, columns, rows)
    _held(to, sheet)
    _print_without(sheet, columns, rows, month_names.ORGANISATION_NUMBER)


def _held(to: Painted, sheet: Worksheet) -> None:
    """How much of what is open stands in plans that were not received, beside the bridge."""
    held = to.report.views.held
    said = Count(
        held, to.report.figures[held.name], *(f" open {word} in plans that were not received." for word in _STAND)
    )
    if said.now:
        look = to.canvas.format(valign="top")
        to.canvas.formula(sheet, (HEADINGS - 1, 0), to.numbering.sentence((said,)), look, months.said((said,)))


_STAND = ("action stands", "actions stand")


def _received(absent: int, plans: int) -> str:
    if plans == 1:
        return NOT_RECEIVED if absent else "Yes"
    return f"{plans - absent} of {plans}"


def _adds_up(to: Painted, counts: Mapping[str, int]) -> str:
    total = 0
    for sign, figure in to.report.views.bridge:
        number = counts.get(figure.name, 0)
        if sign == "=":
            return "Yes" if total == number else "No"
        total += -number if sign == "-" else number
    return "No"


def trend(to: Painted, title_row: int) -> None:
    """All plans at each month's end; the report's own month is counted from All actions.

    Args:
        to: what the tab is painted with.
        title_row: the row of the Summary, from 0, in which the chart's title stands.
    """
    report, table = to.report, month_names.TREND_TABLE
    statuses = [now for now, _ in report.views.statuses[:-1]]
    columns = [Column(month_names.TREND_MONTH, 14), Column(month_names.TREND_PLANS, 9)]
    columns += [Column(figure.label, 13) for figure in statuses]
    open_now = [figure.label for figure in statuses if figure.label not in months.CLOSED]
    columns.append(Column(TREND_OPEN, 11, "+".join(here(table, label) for label in open_now)))
    about = "All plans at each month's end: this one counted from All actions, older ones from their Version history."
    rows = [_point(to, point, statuses) for point in report.trend]
    sheet = tab(to.canvas, (month_names.TREND, about, to.title), table, columns, rows)
    if report.trend:
        wide = int(sum(column.width for column in columns) * PIXELS_A_CHARACTER)
        place = month_charts.Place(HEADINGS + len(rows) + 2, 0, wide, _CHART_ROWS, title_row)
        month_charts.trend(to.canvas, sheet, report, place)


def _point(to: Painted, point: TrendPoint, statuses: Sequence[Figure]) -> Values:
    report, numbering = to.report, to.numbering
    counts = [point.counts.get(figure.label, 0) for figure in statuses]
    own = point.month == report.month and counts == [report.figures[figure.name] for figure in statuses]
    if not own or point.plans != len(report.plans):
        return [point.month, point.plans, *counts, point.open]
    plans = Live(f"COUNTA({whole(month_names.PLANS_TABLE, 'Plan')})", point.plans)
    found = [Live(numbering.count(figure), count) for figure, count in zip(statuses, counts, strict=True)]
    return [point.month, plans, *found, point.open]


def plans(to: Painted) -> None:
    """The plans whose actions are counted, and how fresh each is."""
    report, nothing = to.report, month_names.NOTHING
    widths = (26, 28, 28, 9, 13, 13, 12, 13, 8, 8, 44, 20, 28)
    columns = [Column(heading, width) for heading, width in zip(month_names.PLAN_COLUMNS.values(), widths, strict=True)]
    columns += [Column(month_names.ORGANISATION_NUMBER, _NUMBER_WIDTH), Column(month_names.PLAN_NUMBER, _NUMBER_WIDTH)]
    rows: list[Values] = []
    for plan in report.plans:
        found = {
            "version": text(plan.version) or nothing,
            "day_before": plan.day_before or nothing,
            "received": "Yes" if plan.received else NOT_RECEIVED,
            "newest_record": plan.newest_record or nothing,
            "must_fix": nothing if plan.must_fix is None else plan.must_fix,
            "to_check": nothing if plan.to_check is None else plan.to_check,
            "said": text(" ".join(plan.said)) or nothing,
        }
        rows.append(
            [
                *(found[name] if name in found else _plain(getattr(plan, name)) for name in month_names.PLAN_COLUMNS),
                *(to.numbering.organisations[plan.organisation], plan.number),
            ]
        )
    about = "Every plan that is counted, in which version, how fresh it is, and what is still to be put right in it."
    sheet = tab(to.canvas, (month_names.PLANS, about, to.title), month_names.PLANS_TABLE, columns, rows)
    _print_without(sheet, columns, rows, month_names.PLAN_COLUMNS["kind"])


def _plain(value: object) -> report_rows.Cell:
    if isinstance(value, int | float | date):
        return value
    return text(value) or month_names.NOTHING


def absent(to: Painted) -> None:
    """Of whom no plan came at all; no tab where there is nobody."""
    rows = report_rows.awaited(to.report.missing, to.report.end)
    columns = (Column("Organisation", 40), Column("Kind of plan", 26), Column("Due", 16), Column("Days late", 14))
    about = (
        "Organisations on the register of which no plan of this or an earlier month is there, the longest late first."
    )
    if rows:
        words = (month_names.NOT_RECEIVED, about, to.title)
        tab(to.canvas, words, "tblNotReceived", (*columns, Column("Whom to ask", 40)), rows)


def refused(to: Painted) -> None:
    """Files that could not be read; no tab where there are none."""
    rows = [[text(one.path), text(one.reason), text(one.fix or "Ask for it again.")] for one in to.report.refused]
    columns = (Column("File", 44), Column("What happened", 48), Column("What to do", 48))
    if rows:
        about = "Files that hold no plan that can be read, why, and what to do; nothing of them is counted."
        tab(to.canvas, (month_names.NOT_READ, about, to.title), "tblNotRead", columns, rows)


def figures(to: Painted) -> None:
    """Every figure of the report over all plans, and which rows of All actions it counts."""
    rows: list[Values] = [
        [
            text(figure.label),
            Live(to.numbering.count(figure), to.report.figures[figure.name]),
            month_formulas.in_words(figure),
        ]
        for figure in all_figures(to.report)
    ]
    about = (
        "Every figure over all plans, and which rows of All actions it counts: filter there, and count them yourself."
    )
    columns = (Column("Figure", 40), Column("Count", 12), Column("What is counted", 90))
    tab(to.canvas, (month_names.FIGURES, about, to.title), month_names.FIGURES_TABLE, columns, rows)


def all_figures(report: Rollup) -> list[Figure]:
    """The figures of all tabs, each once; how long actions have been overdue comes first."""
    views = report.views
    pairs = [figure for pair in (*views.statuses, views.open) for figure in pair]
    lists = [one.figure for one in (views.overdue, views.due, views.completed, views.moved)]
    listed = (*views.ages, *pairs, *(figure for _, figure in views.bridge), *lists, *views.columns, views.held)
    return list({figure.name: figure for figure in listed if figure.name in report.figures}.values())


_NUMBERED = (
    "By these the rows of an organisation, a plan and an owner are counted: a star or a question mark in a name means "
    "something to Excel, and capital letters do not."
)
_SPANS = (
    "Where the rows of an organisation or a plan stand on All actions, counted from its first action, so that they are "
    "found quickly. Where you sort that tab otherwise, more of it is looked at, and the counts stay right."
)


def notes(to: Painted) -> None:
    """How the report is to be read."""
    columns = (Column("About", 30), Column("What there is to know", 100))
    about = "How this report is to be read, and what was noticed besides."
    tab(to.canvas, (month_names.NOTES, about, to.title), "tblNotes", columns, [*_notes(to.report, to.numbering)])


def _notes(report: Rollup, numbering: Numbering) -> Iterator[Values]:
    yield ["Position", f"Figures of {long_day(report.end)}; last month is {long_day(report.before)}."]
    for name, meaning in report.definitions:
        yield [text(name), text(meaning)]
    for rule, kinds in report.colours:
        yield ["Colours of a status", text(f"{', '.join(kinds)}: {rule}")]
    yield ["Numbers at the end of All actions", _NUMBERED]
    if numbering.many:
        yield ["From row, rows, to row", _SPANS]
    if report.register is not None:
        yield ["Register", text(f"{report.register.path.name}, {many(len(report.register.lines), 'line')}.")]
    for sentence in report.said:
        yield ["Also", text(sentence)]
    yield from report_rows.passed_over(report.passed_over)
