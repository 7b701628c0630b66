"""What every page of the desk has: head, ways to the others, a place for what it is about, and a way to end."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote_from_bytes

from sheetplan.model import Value, is_blank, long_day, shown
from sheetplan.model.desks import Job
from sheetplan.render.markup import Html, joined, tag, text

HOME, FINDINGS, CONFLICTS, FILES = "./", "findings", "conflicts", "files"
_WAYS = ((HOME, "Desk"), (FINDINGS, "Findings"), (CONFLICTS, "Conflicts"), (FILES, "Files"))
RESULT = "result"
"""What the place is called to which a reader is brought when something has been done."""


class Page(NamedTuple):
    """One page."""

    title: str
    """Its heading."""
    parts: tuple[str, ...]
    """What stands on it."""
    here: str = ""
    """Which of the ways leads here."""
    waits: str = ""
    """The way to look at again soon, by itself; empty for none."""
    ended: bool = False
    """True for the last one: there is nothing behind it any more."""


def page(desk: Path, one: Page) -> bytes:
    """The page, whole.

    Args:
        desk: the desk's folder, whose name stands on every page.
        one: what is to be on it.
    """
    head = [
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="color-scheme" content="light">'),
        tag("title", f"{one.title} – {desk.name}"),
        void("link", rel="stylesheet", href="desk.css"),
        void("link", rel="icon", href="icon.svg", type="image/svg+xml"),
        tag("script", "", src="desk.js", defer=""),
    ]
    if one.waits:  # a browser that runs no scripts looks again by itself
        head.append(tag("noscript", void("meta", http_equiv="refresh", content=f"2; url={one.waits}")))
    heading = tag("h1", one.title, id=RESULT, tabindex="-1")
    body = (
        tag("a", "Skip to the content", href="#main", class_="skip"),
        _header(desk, one),
        tag("main", joined((heading, *one.parts)), id="main", tabindex="-1"),
        _footer(desk, one),
    )
    whole = tag("html", joined((tag("head", joined(head)), tag("body", joined(body)))), lang="en-GB")
    return f"<!DOCTYPE html>\n{whole}\n".encode("utf-8", "replace")


def _header(desk: Path, one: Page) -> Html:
    name = tag("p", joined((tag("span", "sheetplan", class_="quiet"), " ", tag("strong", desk.name)), ""))
    if one.ended:
        return tag("header", name)
    ways = (
        tag("li", tag("a", label, href=way, **({"aria_current": "page"} if way == one.here else {})))
        for way, label in _WAYS
    )
    return tag("header", joined((name, tag("nav", tag("ul", joined(ways, "")), aria_label="Pages of this desk"))))


def _footer(desk: Path, one: Page) -> Html:
    told = "This page is made on this computer and seen on no other. Nothing is sent anywhere."
    if one.ended:
        return tag("footer", tag("p", told))
    place = joined((text("The desk is in "), tag("span", str(desk), class_="path"), text(".")), "")
    close = form("close", button("Close the desk", kind="second"))
    return tag("footer", joined((tag("p", told), tag("p", place), close)))


def void(name: str, /, **attributes: str) -> Html:
    """An element that holds nothing and has no end."""
    return Html(str(tag(name, "", **attributes)).removesuffix(f"</{name}>"))


def form(way: str, *parts: str, **attributes: str) -> Html:
    """A form that does something."""
    return tag("form", joined(parts), method="post", action=way, **attributes)


def button(label: str, *, kind: str = "", **attributes: str) -> Html:
    """A button that sends its form."""
    return tag("button", label, type="submit", **({"class_": kind} if kind else {}), **attributes)


def job_button(job: Job, label: str, *, kind: str = "", **attributes: str) -> Html:
    """A form with one button that does a job."""
    return form("do", void("input", type="hidden", name="job", value=job.value), button(label, kind=kind, **attributes))


def paragraphs(value: Value, nothing: str = "Nothing") -> Html:
    """What stands in a cell, line by line."""
    if is_blank(value):
        return tag("p", nothing, class_="quiet")
    return tag("p", joined((text(line) for line in shown(value).splitlines()), "<br>"), class_="cell")


def sentences(said: Iterable[str]) -> list[Html]:
    """Each in a paragraph of its own."""
    return [tag("p", one) for one in said if one]


def download(number: int, name: str) -> Html:
    """A link that brings a file of one of the desk's folders."""
    place = quote_from_bytes(os.fsencode(name), safe="")
    return tag("a", name, href=f"file/{number}/{place}", download="")


def moment(seconds: float) -> str:
    """A day and an hour as people write them, in the time of this computer."""
    when = datetime.fromtimestamp(seconds, tz=UTC).astimezone()
    return f"{long_day(when.date())}, {when:%H:%M}"
