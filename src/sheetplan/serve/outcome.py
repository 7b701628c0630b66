"""How far a job is, and what came of it: the worst first, each with what to do next and a link to its file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sheetplan.model.desks import Job, Line
from sheetplan.render.markup import Html, bullets, joined, section, tag
from sheetplan.serve import files, home, shell
from sheetplan.serve.office import Ended, Far, Office
from sheetplan.serve.shell import Page
from sheetplan.walks.desk import check, in_use, sync, undo, work

_NOTHING = "Nothing"
"""So begins what is said where nothing is to be done."""
_BAD = frozenset((work.NOT_DONE, in_use.IN_USE, in_use.ARRIVING, undo.LEFT, "Gone"))
"""Results of what was left undone."""
_LOOK = re.compile(rf"\d+ .* to (?:put right|settle)|{check.NOT_RECEIVED}|{sync.NO_MASTER}")
"""Results that somebody has to act on."""
_TO_SETTLE, _TO_CHOOSE = "to settle", "Choose on its tab"


def progress(far: Far) -> Page:
    """A job under way."""
    # Without a value it shows that something goes on, and not how far it is.
    bar = {"max": str(far.all), "value": str(far.done)} if far.done else {}
    parts = (
        tag("p", said(far), id="far", role="status"),
        tag("progress", "", id="bar", aria_label=far.title, **bar),
        tag("p", "It goes on if you leave this page. Only one job is done at a time.", class_="quiet"),
    )
    return Page(far.title, parts, waits="progress")


def said(far: Far) -> str:
    """How far it is, in a sentence."""
    if not far.done:
        return "It has begun."
    of = f" of {far.all}" if far.all else ""
    return f"{far.done}{of} done, last {far.last}."


def busy(far: Far | None) -> Page:
    """Somebody asked for a job while another one is under way."""
    what = far.title if far is not None else "Another job"
    told = f"{what} is under way, and only one job is done at a time. Nothing was begun."
    again = tag("a", "See how far it is", href="progress", class_="way")
    return Page("Please wait", (tag("p", told), tag("div", joined((again, home.back())), class_="actions")))


def none_yet() -> Page:
    """Nothing has been done since the page was opened."""
    return Page("Nothing was done yet", (tag("p", "Choose a job on the first page."), home.back()))


def ended(office: Office, one: Ended) -> Page:
    """What came of the last job."""
    title = one.title
    if one.ran is None:
        return Page(f"{title}: not done", (*_why(one), tag("div", home.back("Back to the desk"), class_="actions")))
    ran = one.ran
    parts: list[str] = [tag("p", _summary(ran.lines), class_="lead"), tag("div", joined(_ways(one)), class_="actions")]
    if one.chosen and not any(map(_is_bad, ran.lines)):
        parts.append(section("chosen", "What you chose", bullets(one.chosen)))
    for place, heading, lines in _grouped(ran.lines):
        look = "lines bad" if place == "not-done" else "lines"
        items = joined(_line(office, line) for line in lines)
        parts.append(section(place, f"{heading} ({len(lines)})", tag("ul", items, class_=look)))
    if ran.said:
        parts.append(section("said", "To know", bullets(ran.said)))
    if ran.results is not None:
        number = files.number_of(office.desk, ran.results)
        if number is not None:
            link = shell.download(number, ran.results.name)
            parts.append(section("book", "As a workbook", tag("p", joined(("All this is in ", link, "."), ""))))
    return Page(f"{title}: done", tuple(parts))


def _why(one: Ended) -> list[Html]:
    if one.problem is None:
        told = "The program itself failed; the window in which it was started says how. Nothing is half done."
        return [tag("p", told, class_="notice bad")]
    return [tag("div", joined(shell.sentences((one.problem.reason, one.problem.fix))), class_="notice bad")]


def _summary(lines: Sequence[Line]) -> str:
    if not lines:
        return "There was nothing to do."
    return " ".join(f"{heading}: {len(theirs)}." for _, heading, theirs in _grouped(lines))


def _ways(one: Ended) -> Iterator[Html]:
    if one.job is Job.CHECK:
        yield tag("a", "Read the findings", href=shell.FINDINGS, class_="way first")
    if one.ran is not None and any(
        line.result.endswith(_TO_SETTLE) or _TO_CHOOSE in line.next for line in one.ran.lines
    ):
        yield tag("a", "Settle conflicts", href=shell.CONFLICTS, class_="way first")
    yield tag("a", "All files", href=shell.FILES, class_="way")
    yield home.back()


def _grouped(lines: Sequence[Line]) -> Iterator[tuple[str, str, list[Line]]]:
    """The lines by what they ask of their reader."""
    not_done = [line for line in lines if _is_bad(line)]
    rest = [line for line in lines if not _is_bad(line)]
    to_do = [line for line in rest if line.next and not line.next.startswith(_NOTHING)]
    to_do.sort(key=lambda line: _LOOK.fullmatch(line.result) is None)
    others = [line for line in rest if line not in to_do]
    for place, heading, theirs in (
        ("not-done", "Not done", not_done),
        ("to-do", "To do next", to_do),
        ("fine", "Nothing to do", others),
    ):
        if theirs:
            yield place, heading, theirs


def _is_bad(line: Line) -> bool:
    return line.result in _BAD


def _line(office: Office, line: Line) -> Html:
    look = "bad" if _is_bad(line) else "look" if _LOOK.fullmatch(line.result) else ""
    result = tag("span", line.result, class_=f"result {look}".strip())
    parts: list[str] = [tag("h3", joined((line.file, " ", result), "")), *shell.sentences((line.told,))]
    if line.result.endswith(_TO_SETTLE) or _TO_CHOOSE in line.next:
        link = tag("a", "settle them on this page", href=shell.CONFLICTS)
        parts.append(tag("p", joined((tag("strong", "Next: "), link, ", or on the plan's own tab in Excel."), "")))
    elif line.next and line.next != f"{_NOTHING}.":
        parts.append(tag("p", joined((tag("strong", "Next: "), line.next), "")))
    number = files.number_of(office.desk, line.place) if line.place is not None else None
    if line.place is not None and number is not None:
        parts.append(tag("p", joined(("Download ", shell.download(number, line.place.name)), "")))
    return tag("li", joined(parts), **({"class_": look} if look else {}))
