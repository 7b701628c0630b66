"""What a check found, as a page: where, what, and how to put it right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sheetplan.model import Finding, Level, many
from sheetplan.model.desks import TITLES, Job
from sheetplan.render.markup import Html, bullets, joined, section, tag, text
from sheetplan.serve import shell
from sheetplan.serve.findings import Found, Group, InFile
from sheetplan.serve.office import Office
from sheetplan.serve.shell import Page, job_button

_FIX = "How to put it right"
_CELLS = 40
"""So many cells of one trouble are listed by themselves; the marked copy has all."""
_NAMED = 12
"""So many cells are named where they all have the same."""
_LOOKS = {Level.MUST_FIX: "must", Level.CHECK: "look", Level.INFORMATION: "info"}


def page(office: Office) -> Page:
    """What the last check found."""
    found = office.found
    if found is None:
        told = "Nothing was checked since this page was opened. Checking again does no harm: nothing is done twice."
        again = tag("div", job_button(Job.CHECK, TITLES[Job.CHECK]), class_="actions")
        return Page("Findings", (tag("p", told), again), shell.FINDINGS)
    parts: list[Html] = [tag("p", _summary(found), class_="lead")]
    if found.refused:
        lines = (tag("li", joined((tag("h3", name), *shell.sentences(said)))) for name, *said in found.refused)
        parts.append(section("refused", "Could not be read", tag("ul", joined(lines), class_="lines bad")))
    if len(found.files) > 1:
        ways = (tag("a", f"{one.path.name}: {_counts(one)}", href=f"#file-{n}") for n, one in enumerate(found.files))
        parts.append(tag("nav", bullets(ways), aria_label="Files with findings", class_="plain"))
    parts += [_file(number, one) for number, one in enumerate(found.files)]
    if found.clean:
        parts.append(section("clean", "Nothing was found in", bullets(found.clean)))
    return Page("Findings", tuple(parts), shell.FINDINGS)


def _summary(found: Found) -> str:
    must = sum(one.counts[Level.MUST_FIX] > 0 for one in found.files)
    number = len(found.files) + len(found.clean) + len(found.refused)
    parts = [f"{must} with something that must be fixed", f"{number - must - len(found.refused)} without"]
    parts += [f"{len(found.refused)} that could not be read"] if found.refused else []
    return f"{many(number, 'file')}: {', '.join(parts)}."


def _counts(one: InFile) -> str:
    return ", ".join(f"{number} {level.label.lower()}" for level, number in one.counts.items() if number)


def _file(number: int, one: InFile) -> Html:
    whose = f"{one.organisation}: " if one.organisation else ""
    groups = (_group(group, one.path) for group in one.groups)
    return section(f"file-{number}", one.path.name, tag("p", f"{whose}{_counts(one)}."), *groups)


def _group(one: Group, path: Path) -> Html:
    level = tag("span", one.level.label, class_=f"level {_LOOKS[one.level]}")
    heading = tag("h3", joined((level, " ", text(one.title)), ""))
    if one.same:
        first = one.cells[0]
        said = (_term("Where", _where(one.sheet, one.cells)), *_said(first))
        return tag("article", joined((heading, tag("dl", joined(said)))), class_="finding")
    cells = one.cells[:_CELLS]
    fixes = {each.fix for each in cells}
    lines = [_term(_where(one.sheet, [each]), f"{each.found} {each.fix if len(fixes) > 1 else ''}") for each in cells]
    if len(fixes) == 1:
        lines.append(_term(_FIX, cells[0].fix))
    rest = len(one.cells) - len(cells)
    more = [tag("p", f"and {many(rest, 'more cell')}: the marked copy of {path.name} names all.")] if rest > 0 else []
    return tag("article", joined((heading, tag("dl", joined(lines)), *more)), class_="finding")


def _said(one: Finding) -> Iterator[Html]:
    yield _term("What", one.found)
    if one.fix:
        yield _term(_FIX, one.fix)


def _term(name: str, told: str) -> Html:
    return tag("div", joined((tag("dt", name), tag("dd", told)), ""))


def _where(sheet: str, cells: Sequence[Finding]) -> str:
    """The cells, each with its action."""
    named = [f"{one.cell} (action {one.ref})" if one.ref else one.cell for one in cells]
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return f"{sheet}, {', '.join(named[:_NAMED])}{more}"
