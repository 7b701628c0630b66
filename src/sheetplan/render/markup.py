"""Pieces of a page: what people typed is escaped here, and nowhere else is a text put between tags."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sheetplan.model import Status, long_day
from sheetplan.render.safe import printable

NOTHING = "–"
"""Stands where there is nothing to be said."""


class Html(str):
    """What is markup already."""

    __slots__ = ()


class Signed(str):
    """A number with its sign."""

    __slots__ = ()


Shown = Html | str | int | date | None
"""What a cell of a table shows."""


class Table(NamedTuple):
    """A table of a page."""

    name: str
    """What its place is called on the page."""
    caption: str
    """What it shows, in words."""
    headings: Sequence[str]
    """Of its columns."""
    rows: Sequence[Sequence[Shown]]
    """What stands in it."""
    head: int = 0
    """Which column says what a row is about."""
    groups: Sequence[tuple[str, Sequence[Sequence[Shown]]]] = ()
    """Further rows, each group below a heading of its own."""
    totals: Sequence[Sequence[Shown]] = ()
    """Its last rows, where these are sums."""
    wide: frozenset[int] = frozenset()
    """Columns of many words."""


def text(value: object) -> Html:
    """Any text, as it may stand between tags and in an attribute."""
    return Html(html.escape(printable(str(value)), quote=True))


def tag(name: str, inner: str, /, **attributes: str) -> Html:
    """An element; what stands in it is text unless it is markup. Of its attributes a trailing stroke is left out."""
    pairs = "".join(f' {key.rstrip("_").replace("_", "-")}="{text(value)}"' for key, value in attributes.items())
    return Html(f"<{name}{pairs}>{_inner(inner)}</{name}>")


def joined(parts: Iterable[str], between: str = "\n") -> Html:
    """Pieces one after the other; what is not markup is escaped."""
    return Html(between.join(_inner(part) for part in parts))


def bullets(lines: Iterable[str], **attributes: str) -> Html:
    """A list of lines."""
    return tag("ul", joined((tag("li", line) for line in lines), ""), **attributes)


def status(word: object) -> Html:
    """A status with its colours; a word that is none, as it is."""
    found = next((at for at, known in enumerate(Status) if known == word), None)
    return (
        text(NOTHING if word is None else word) if found is None else tag("span", str(word), class_=f"status s{found}")
    )


def section(place: str, heading: str, *parts: str, kind: str = "") -> Html:
    """A part of the page with its heading."""
    look = {"class_": kind} if kind else {}
    inner = joined((tag("h2", heading, id=f"{place}-heading"), *parts))
    return tag("section", inner, id=place, aria_labelledby=f"{place}-heading", **look)


def table(one: Table) -> Html:
    """A table in a frame of its own, which can be scrolled with the keys where it is wider than the page."""
    counted = _numbers(one)
    looks = ["number" if at in counted else "wide" if at in one.wide else "" for at in range(len(one.headings))]
    words = (_heading(word, look) for word, look in zip(one.headings, looks, strict=True))
    head = tag("thead", tag("tr", joined(words, "")))
    bodies = [tag("tbody", joined((_row(row, one) for row in one.rows), "\n"))] if one.rows else []
    for name, rows in one.groups:
        over = tag("tr", tag("th", name, scope="rowgroup", colspan=str(len(one.headings)), class_="group"))
        bodies.append(tag("tbody", joined((over, *(_row(row, one) for row in rows)), "\n")))
    foot = [tag("tfoot", joined(_row(row, one) for row in one.totals))] if one.totals else []
    caption = tag("caption", one.caption, id=f"{one.name}-caption")
    whole = tag("table", joined((caption, head, *bodies, *foot)))
    return tag("div", whole, class_="scroll", role="region", aria_labelledby=f"{one.name}-caption", tabindex="0")


def _heading(word: str, look: str) -> Html:
    return tag("th", word, scope="col", class_=look) if look else tag("th", word, scope="col")


def _numbers(one: Table) -> set[int]:
    """The columns in which numbers stand."""
    rows = [*one.rows, *one.totals, *(row for _, theirs in one.groups for row in theirs)]
    return {at for row in rows for at, value in enumerate(row) if isinstance(value, int | Signed)}


def _row(row: Sequence[Shown], one: Table) -> Html:
    return tag("tr", joined((_cell(value, one, at) for at, value in enumerate(row)), ""))


def _cell(value: Shown, one: Table, at: int) -> Html:
    shown, kind = _shown(value)
    name = "th" if at == one.head else "td"
    scope = {"scope": "row"} if name == "th" else {}
    return tag(name, shown, **scope, **({"class_": kind} if kind else {}))


def _shown(value: Shown) -> tuple[Html, str]:
    """What a cell shows, and of what kind that is."""
    if isinstance(value, Html):
        return value, ""
    if value is None or value == "":
        return Html(NOTHING), ""
    if isinstance(value, date):
        return text(long_day(value)), "day"
    return text(value), "number" if isinstance(value, int | Signed) else ""


def _inner(part: str) -> str:
    return part if isinstance(part, Html) else text(part)
