"""A month's report as one page by itself: the workbook's numbers, sentences and charts, to read, send and print."""

from __future__ import annotations

from collections.abc import Iterator

from sheetplan.model import Listed, Rollup, long_day, long_month, many, months
from sheetplan.render import month_charts, month_notes, month_tables
from sheetplan.render.markup import Html, bullets, joined, section, table, tag
from sheetplan.render.month_style import STYLE

MOST = 2000
"""So many rows a list of the page has at most."""
_MORE = "These are the first {shown} of {all}. The workbook and the CSV of the same month have all of them."
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""Nothing is run and nothing is fetched, whatever somebody typed in a plan."""


def rollup_html(report: Rollup) -> str:
    """The page, whole: it needs no other file and no script."""
    title = f"Action plans in {long_month(report.month)}"
    sections = [_summary(report), *_figures(report), _lists(report), month_notes.notes(report), _all_actions(report)]
    links = [tag("a", name, href=f"#{place}") for place, name in _contents(report)]
    head = (
        Html('<meta charset="utf-8">'),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="color-scheme" content="light">'),
        tag("title", title),
        tag("style", Html(STYLE)),
    )
    header = tag("header", joined((tag("h1", title), tag("p", _subtitle(report), class_="quiet"))))
    body = (
        tag("a", "Skip to the report", href="#report", class_="skip"),
        header,
        tag("nav", bullets(links), aria_label="On this page"),
        tag("main", joined(sections), id="report", tabindex="-1"),
        tag(
            "footer",
            tag("p", f"Made by sheetplan from {many(_files(report), 'file')}. Nothing in the plans was changed."),
        ),
    )
    page = tag("html", joined((tag("head", joined(head)), tag("body", joined(body)))), lang="en-GB")
    return f"<!DOCTYPE html>\n{page}\n"


def _files(report: Rollup) -> int:
    return len({plan.file for plan in report.plans if plan.file})


def _subtitle(report: Rollup) -> str:
    whose = many(len(report.views.organisations), "organisation")
    counted = f"{many(len(report.plans), 'plan')} of {whose}, {many(report.figures['actions'], 'action')}"
    so_far = " (the month has not ended)" if report.end < report.month else ""
    return f"Position at {long_day(report.end)}{so_far}: {counted}."


def _contents(report: Rollup) -> Iterator[tuple[str, str]]:
    yield "summary", "Summary"
    yield "charts", "Charts"
    yield "organisations", "By organisation"
    if report.views.owners:
        yield "owners", "By owner"
    yield "bridge", "Change since last month"
    yield from ((place, heading) for place, heading, _, _ in _each_list(report))
    yield "plans", "Plans used"
    yield "notes", "Notes"
    yield "actions", "All actions"


def _summary(report: Rollup) -> Html:
    told = bullets([months.said(sentence) for sentence in report.headlines], class_="headlines")
    asked = [_box(report)]
    if report.asked_before:
        asked += [tag("h3", "What was asked last month"), bullets(report.asked_before)]
    return section("summary", "Summary", tag("div", joined((told, tag("div", joined(asked)))), class_="beside"))


def _box(report: Rollup) -> Html:
    asked = bullets(report.asked) if report.asked else tag("p", "Nothing is proposed.")
    by = "Proposed from the figures." if report.asked == report.proposed and report.asked else ""
    inner = [tag("h3", "What the committee is asked to do"), asked]
    return tag("div", joined([*inner, tag("p", by, class_="quiet")] if by else inner), class_="box")


def _figures(report: Rollup) -> Iterator[Html]:
    views = report.views
    charts = (
        (months.said(views.status_title), month_charts.status_chart(report), month_tables.statuses(report)),
        (months.said(views.overdue_title), month_charts.overdue_chart(report), month_tables.overdue(report)),
        (views.trend_title, month_charts.trend_chart(report), month_tables.trend(report)),
    )
    drawn = [tag("figure", joined((tag("h3", title), chart, table(data)))) for title, chart, data in charts]
    yield section("charts", "Charts", *drawn)
    yield section("organisations", "By organisation", *month_tables.organisations(report), kind="lists")
    if views.owners:
        yield section("owners", "By owner", *month_tables.owners(report), kind="lists")
    yield section("bridge", "Change since last month", *month_tables.bridge(report), kind="lists")


def _each_list(report: Rollup) -> Iterator[tuple[str, str, Listed, str]]:
    """Place, heading, list, and what is said where nothing stands on it."""
    views, month = report.views, long_month(report.month)
    following = long_month(report.following)
    yield "overdue", "Overdue", views.overdue, "No action is overdue."
    yield "due", f"Due by the end of {following}", views.due, f"No action falls due by the end of {following}."
    yield "completed", f"Completed in {month}", views.completed, f"No action was completed in {month}."
    yield "moved", "Dates moved", views.moved, f"No date was moved in {month}."
    yield "changed", "Added and taken away", views.changed, f"Nothing was added or taken away in {month}."


def _lists(report: Rollup) -> Html:
    sections = []
    for place, heading, one, nothing in _each_list(report):
        if one.rows:
            shown = month_tables.listed(report, one, place, f"{heading}: {many(len(one.rows), 'action')}", MOST)
            sections.append(section(place, heading, *_cut(len(one.rows)), table(shown)))
        else:
            sections.append(section(place, heading, tag("p", nothing)))
    return tag("div", joined(sections), class_="lists")


def _cut(number: int) -> Iterator[Html]:
    if number > MOST:
        yield tag("p", _MORE.format(shown=MOST, all=number))


def _all_actions(report: Rollup) -> Html:
    number = len(report.actions)
    shown = table(month_tables.everything(report, MOST))
    inside = joined((tag("summary", f"Show all actions ({number})"), *_cut(number), shown))
    return section("actions", "All actions", _traced(report), tag("details", inside), kind="lists")


def _traced(report: Rollup) -> Html:
    return tag(
        "p",
        "Every number above counts rows of this table: those that stand in the plans, and those that were completed, "
        f"withdrawn or taken out since {long_day(report.before)}.",
    )
