"""The three charts of a month's page, drawn as SVG that fits any width; each number in them stands in a table too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sheetplan.model import MONTHS, Line, Rollup, Status, TrendPoint, long_month, months
from sheetplan.model.colours import CHARTED, INK, LINE, QUIET, WHITE
from sheetplan.render.markup import Html, joined, tag

# Places across are shares of the width and places down are points, so that words keep their size on a phone.
_WIDEST = 68.0
"""How far the longest bar goes, in hundredths of the width: its number stands behind it."""
_LONGEST = 34
"""So many characters of a name are drawn; the table has them all."""
_LEFT, _RIGHT = 6.0, 94.0
_HIGH, _TOP, _BELOW = 150, 40, 62
_ROOM = 32
"""So many points a number needs above a mark."""
_EVERY = 1000
"""From so many on the numbers of neighbouring months would run into each other."""


class Bar(NamedTuple):
    """A bar of a chart, with its own number behind it."""

    number: int
    colour: str
    said: str
    """The words behind it."""
    hollow: bool = False


def status_chart(report: Rollup) -> Html:
    """Each status now and last month."""
    figures = report.figures
    known = any(plan.day_before for plan in report.plans)
    groups, told = [], []
    for now, before in report.views.statuses[:-1]:
        number, was = figures[now.name], figures[before.name]
        bars = [Bar(number, CHARTED[Status(now.label)], f"{number} now" if known else str(number))]
        if known:
            bars.append(Bar(was, QUIET, f"{was} last month", hollow=True))
        groups.append((now.label, bars))
        told.append(f"{now.label} {', '.join(bar.said for bar in bars)}")
    return _bars("status", months.said(report.views.status_title), told, groups)


def overdue_chart(report: Rollup) -> Html:
    """Overdue actions of the organisations that may be compared, or by how long they have been so."""
    views, colour = report.views, CHARTED[Status.OVERDUE]
    if views.ranked:
        counted = [(_called(line), line.counts.get(views.overdue.figure.name, 0)) for line in views.ranked]
    else:
        counted = [(figure.label, report.figures[figure.name]) for figure in views.ages]
    groups = [(name, [Bar(number, colour, str(number))]) for name, number in counted]
    told = [f"{name} {number}" for name, number in counted]
    return _bars("overdue", months.said(views.overdue_title), told, groups)


def trend_chart(report: Rollup) -> Html:
    """Open and overdue actions at each month's end."""
    points = report.trend
    most = max((point.open for point in points), default=0) or 1
    still = _Course([point.open for point in points], most)
    late = _Course([point.overdue for point in points], most)
    parts = [tag("line", "", x1="0%", x2="100%", y1=str(_TOP + _HIGH), y2=str(_TOP + _HIGH), stroke=f"#{LINE}")]
    parts += _line("Open", CHARTED[Status.COMPLETE], still, None)
    parts += _line("Overdue", CHARTED[Status.OVERDUE], late, still)
    parts += [_month(point, at, len(points)) for at, point in enumerate(points)]
    told = [f"{long_month(point.month)}: {point.open} open, {point.overdue} overdue" for point in points]
    return _svg("trend", report.views.trend_title, told, parts, _TOP + _HIGH + _BELOW)


def _called(line: Line) -> str:
    return f"{line.name} (not received)" if line.absent else line.name


def _svg(name: str, title: str, told: Sequence[str], parts: Sequence[Html], height: int) -> Html:
    heading = tag("title", title, id=f"{name}-title")
    figures = tag("desc", f"{'; '.join(told)}.", id=f"{name}-desc")
    return tag(
        "svg",
        joined((heading, figures, *parts)),
        width="100%",
        height=str(height),
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        focusable="false",
    )


def _bars(name: str, title: str, told: Sequence[str], groups: Sequence[tuple[str, Sequence[Bar]]]) -> Html:
    most = max((bar.number for _, bars in groups for bar in bars), default=0) or 1
    parts: list[Html] = []
    down = 0
    for label, bars in groups:
        cut = label if len(label) <= _LONGEST else f"{label[:_LONGEST].rstrip()}…"
        parts.append(_words(cut, "0%", down + 15, weight="bold"))
        down += 21
        for bar in bars:
            height = 10 if bar.hollow else 18
            parts += _bar(bar, down, height, bar.number / most * _WIDEST)
            down += height + 4
        down += 9
    return _svg(name, title, told, parts, down)


def _bar(bar: Bar, down: int, height: int, width: float) -> Iterator[Html]:
    at = {"x": "0", "y": str(down), "height": str(height), "width": f"{width:.2f}%"}
    if bar.number:
        look = {"fill": f"#{WHITE}", "stroke": f"#{bar.colour}", "stroke_width": "1.5"} if bar.hollow else {}
        yield tag("rect", "", **at, **(look or {"fill": f"#{bar.colour}"}))
    size = 12 if bar.hollow else 14
    yield _words(bar.said, f"{width:.2f}%", down + height / 2 + size * 0.36, size=size, dx="8")


class _Course(NamedTuple):
    numbers: Sequence[int]
    most: int

    def across(self, at: int) -> str:
        return f"{_across(at, len(self.numbers)):.2f}%"

    def down(self, at: int) -> float:
        return round(_TOP + _HIGH * (1 - self.numbers[at] / self.most), 1)


def _across(at: int, count: int) -> float:
    return _LEFT + (_RIGHT - _LEFT) * at / (count - 1) if count > 1 else (_LEFT + _RIGHT) / 2


def _line(name: str, colour: str, course: _Course, above: _Course | None) -> Iterator[Html]:
    """A line with a mark and a number at each month's end; one below another is dashed, and its marks are square."""
    is_late, last = above is not None, len(course.numbers) - 1
    room = [1000.0 if above is None else course.down(at) - above.down(at) for at in range(last + 1)]
    for at in range(last):
        ends = {"x1": course.across(at), "x2": course.across(at + 1)}
        heights = {"y1": str(course.down(at)), "y2": str(course.down(at + 1))}
        dashes = {"stroke_dasharray": "6 3"} if is_late else {}
        yield tag("line", "", **ends, **heights, stroke=f"#{colour}", stroke_width="2.5", **dashes)
    for at, number in enumerate(course.numbers):
        yield _mark(course.across(at), course.down(at), colour, is_square=is_late)
        if at in (0, last) or max(course.numbers) < _EVERY:
            down = course.down(at) + (-10 if room[at] > _ROOM else 19)
            yield _words(str(number), course.across(at), down, size=12, anchor="middle", colour=colour)
    if course.numbers:
        down = course.down(0) + (-25 if room[0] > 2 * _ROOM else 34)
        across, anchor = ("0%", "") if last else (course.across(0), "middle")
        yield _words(name, across, down, size=13, colour=colour, weight="bold", anchor=anchor)


def _mark(across: str, down: float, colour: str, *, is_square: bool) -> Html:
    look = {"fill": f"#{colour}", "stroke": f"#{WHITE}", "stroke_width": "1.5"}
    if is_square:
        return tag("rect", "", x=across, y=str(down - 5), width="10", height="10", transform="translate(-5 0)", **look)
    return tag("circle", "", cx=across, cy=str(down), r="5.5", **look)


def _month(point: TrendPoint, at: int, count: int) -> Html:
    across = f"{_across(at, count):.2f}%"
    parts = [_words(MONTHS[point.month.month - 1][:3], across, _TOP + _HIGH + 42, size=11, anchor="middle")]
    if at == 0 or point.month.month == 1:
        parts.append(_words(str(point.month.year), across, _TOP + _HIGH + 56, size=11, anchor="middle"))
    return joined(parts, "")


def _words(
    said: str, x: str, y: float, *, size: int = 14, anchor: str = "", colour: str = INK, weight: str = "", dx: str = ""
) -> Html:
    given: Mapping[str, str] = {"text_anchor": anchor, "font_weight": weight, "dx": dx}
    more = {key: value for key, value in given.items() if value}
    return tag("text", said, x=x, y=f"{y:.1f}", font_size=str(size), fill=f"#{colour}", **more)
