"""Conflicts side by side: what was, what the plan says, what copies say; and what somebody chose of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sheetplan.model import CHOICES, SheetplanError, Unsettled, Value, folded, is_blank, many, shown
from sheetplan.render.markup import Html, joined, section, tag, text
from sheetplan.render.phrases import cut
from sheetplan.serve import home, shell
from sheetplan.serve.office import Office, Torn
from sheetplan.serve.shell import Page, button, form, void
from sheetplan.walks import settle

_MASTER, _COPY, _OWN = CHOICES
_LATER = "later"
_LONGEST = 32_000
"""Letters of own words: a cell has room for a few more."""
Lines = tuple[Unsettled, ...]
"""The lines about one cell: one for each copy that says something else."""


def page(office: Office, problem: SheetplanError | None = None) -> Page:
    """All conflicts that are left to choose.

    Args:
        office: the desk.
        problem: why what was chosen was not carried out.

    Raises:
        SheetplanError: the settings cannot be read.
    """
    found, problems = office.torn()
    parts: list[Html] = [] if problem is None else [_notice(problem)]
    if found:
        told = (
            "Two people meant different things here. The plan keeps what it says until you choose. What you choose is "
            "carried out at once, and can be undone."
        )
    else:
        told = (
            "No plan that can be read has one." if problems else "There is nothing to choose: no plan has a conflict."
        )
    parts.append(tag("p", told))
    parts += [_plan(office, number, one) for number, one in enumerate(found)]
    if problems:
        parts.append(section("unread", "Could not be read", *map(_notice, problems)))
    if not found:
        parts.append(tag("div", home.back(), class_="actions"))
    return Page("Conflicts", tuple(parts), shell.CONFLICTS)


def chosen(torn: Torn, fields: Mapping[str, str]) -> dict[int, settle.Choice]:
    """What a form says was chosen, for each line: who takes one copy's words does not take those of the others.

    Args:
        torn: the plan.
        fields: of the form.

    Raises:
        SheetplanError: a choice is incomplete, or none was made.
    """
    made: dict[int, settle.Choice] = {}
    for lines in _cells(torn):
        first = lines[0]
        choice, words = fields.get(f"choose-{first.row}", _LATER), fields.get(f"own-{first.row}", "")
        if len(words) > _LONGEST:
            raise SheetplanError(f"Conflict {first.number}: the own words are too long for a cell.", "Shorten them.")
        taken = next((line for line in lines if choice == _copy_of(line)), None)
        if choice == _OWN:
            settle.own_value(first, words)
            made[first.row] = settle.Choice(_OWN, words)
        elif taken is not None:
            made[taken.row] = settle.Choice(_COPY)
        elif choice != _MASTER:
            continue
        for line in lines:
            made.setdefault(line.row, settle.Choice(_MASTER))
    if not made:
        raise SheetplanError("Nothing was chosen, so nothing was done.", "Choose for at least one conflict.")
    return made


def of_form(office: Office, fields: Mapping[str, str]) -> Torn:
    """The plan that a form is about, as it was shown.

    Raises:
        SheetplanError: it has been changed since.
    """
    found, _ = office.torn()
    for one in found:
        if (_name(office, one.path), one.sha256) == (fields.get("plan"), fields.get("sha")):
            return one
    raise SheetplanError(
        "The plan was changed since its conflicts were shown, so nothing was chosen in it.",
        "Look at what stands here now, and choose again.",
    )


def _cells(torn: Torn) -> list[Lines]:
    """The lines, those about the same cell together."""
    found: dict[tuple[object, ...], list[Unsettled]] = {}
    for line in torn.conflicts:
        about = (line.ref, line.column, folded(line.was), folded(line.master))
        found.setdefault((line.row,) if line.is_whole else about, []).append(line)
    return [tuple(lines) for lines in found.values()]


def told(torn: Torn, made: Mapping[int, settle.Choice]) -> Iterator[str]:
    """What was chosen, one sentence for each cell."""
    for lines in _cells(torn):
        first = lines[0]
        taken = next((line for line in lines if line.row in made and made[line.row].choice != _MASTER), None)
        if taken is None:
            said = f"as the plan says: {_value(first.master)}" if first.row in made else ""
        elif made[taken.row].choice == _OWN:
            said = f"in your own words: {_value(made[taken.row].own_words)}"
        else:
            said = f"as {taken.whose or 'the copy'} says: {_value(taken.copy)}"
        if said:
            yield f"{_about(first)}, {said}."


def _about(line: Unsettled) -> str:
    return f"Action {line.ref}, {line.column}" if line.ref else line.column


def _value(value: Value) -> str:
    return "nothing" if is_blank(value) else f'"{cut(shown(value))}"'


def _copy_of(line: Unsettled) -> str:
    return f"{_COPY}-{line.row}"


def _name(office: Office, path: Path) -> str:
    return path.relative_to(office.desk).as_posix()


def _notice(problem: SheetplanError) -> Html:
    return tag("div", joined(shell.sentences((problem.reason, problem.fix))), class_="notice bad", role="alert")


def _plan(office: Office, number: int, one: Torn) -> Html:
    before = office.chosen.get((one.path, one.sha256), {})
    hidden = (
        void("input", type="hidden", name="plan", value=_name(office, one.path)),
        void("input", type="hidden", name="sha", value=one.sha256),
    )
    cells = _cells(one)
    asked = (_conflict(number, lines, before) for lines in cells)
    do = tag("div", button(f"Carry out the choices for {one.path.name}"), class_="actions")
    told = tag("p", f"{many(len(cells), 'thing')} to choose.")
    return section(f"plan-{number}", one.path.name, told, form("settle", *hidden, *asked, do))


def _conflict(number: int, lines: Lines, before: Mapping[int, settle.Choice]) -> Html:
    first = lines[0]
    about = _about(first)
    told = shell.sentences(dict.fromkeys(line.about for line in lines))
    if first.action:
        # Nobody knows actions by their numbers.
        told.insert(0, tag("p", cut(first.action), class_="action"))
    sides = tag("div", joined(_sides(number, lines, *_now(lines, before))), class_="sides")
    return tag("fieldset", joined((tag("legend", about), *told, sides)), class_="conflict")


def _now(lines: Lines, before: Mapping[int, settle.Choice]) -> tuple[str, str]:
    """What stands chosen when the page is shown: what was chosen here, else on the tab, else nothing; and own words."""
    first = lines[0]
    made = [before.get(line.row) or settle.Choice(line.choice) for line in lines]
    own = "" if is_blank(first.own_words) else shown(first.own_words)
    words = made[0].own_words or own
    for line, one in zip(lines, made, strict=True):
        if one.choice == _COPY:
            return _copy_of(line), words
    if made[0].choice == _OWN:
        return _OWN, words
    return (_MASTER if all(one.choice == _MASTER for one in made) else _LATER), words


def _sides(number: int, lines: Lines, now: str, words: str) -> Iterator[Html]:
    first = lines[0]
    place, nothing = f"{number}-{first.row}", "Not in the plan" if first.is_whole else "Nothing"

    def radio(value: str, label: str) -> Html:
        one = f"{place}-{value.replace(' ', '-')}"
        ticked = {"checked": ""} if now == value else {}
        field = void("input", type="radio", id=one, name=f"choose-{first.row}", value=value, **ticked)
        return tag("p", joined((field, tag("label", label, for_=one)), " "), class_="choice")

    yield _side("It was", (shell.paragraphs(first.was, nothing),), "before")
    yield _side("The plan says", (shell.paragraphs(first.master, nothing), radio(_MASTER, "Keep what the plan says")))
    for line in lines:
        take = radio(_copy_of(line), f"Take what {line.whose or 'the copy'} says")
        yield _side(f"{line.whose or 'A copy'} says", (shell.paragraphs(line.copy, nothing), take))
    if not first.is_whole:
        yield _side("In your own words", (*_own(place, first, words), radio(_OWN, "Take your own words")), "own")
    yield tag("div", radio(_LATER, "Decide later"), class_="later")


def _own(place: str, line: Unsettled, words: str) -> Sequence[Html]:
    label = tag("label", "What is to stand there", for_=f"own-{place}")
    # A browser leaves the first end of line out.
    inner = Html("\n" + "\n".join(text(part) for part in words.splitlines()))
    name = f"own-{line.row}"
    radio = f"{place}-{_OWN.replace(' ', '-')}"
    area = tag("textarea", inner, id=f"own-{place}", name=name, rows="3", maxlength=str(_LONGEST), data_for=radio)
    return label, area


def _side(heading: str, inner: Sequence[Html], look: str = "") -> Html:
    return tag("div", joined((tag("h3", heading), *inner)), class_=f"side {look}".strip())
