"""One cell that copies say something else about: taken, joined, or left for somebody to choose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sheetplan.model import Conflict, Edit, Value, is_blank, long_day, same, shown

MOST_SIGNS = 32_767
"""What a cell of a workbook can hold."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of the plan."""

    frame: str
    position: int
    ref: str
    field: str
    heading: str
    narrative: bool = False
    known_as: str = ""
    """By what people find it in a conflict, where it has no ref."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one copy says there, having changed it."""

    was: Value
    """What stood in its base."""
    value: Value
    whose: str
    day: date | None
    is_note: bool = False
    """Whether it was noted at a meeting: then it is added with name and day, also where nobody else says anything."""


@dataclass(slots=True)
class Outcome:
    """What comes of a cell."""

    edit: Edit | None = None
    conflicts: tuple[Conflict, ...] = ()


def settled(spot: Spot, stands: Value, proposals: Sequence[Proposal]) -> Outcome:
    """What a cell is to say.

    Args:
        spot: which cell.
        stands: what it says in the plan.
        proposals: what copies say that changed it, in the order in which copies come.
    """
    others = [one for one in proposals if not same(one.value, stands)]
    if not others:
        return Outcome()
    noted = spot.narrative and any(one.is_note for one in others)
    if not noted and _agree(others) and any(same(one.was, stands) for one in others):
        return Outcome(edit(spot, stands, others[0].value, others))
    if spot.narrative:
        return _joined(spot, stands, others)
    if _agree(others) or len({one.whose for one in others}) == 1:
        return Outcome(None, conflicts(spot, stands, others, BOTH.format(spot.heading)))
    return Outcome(None, conflicts(spot, stands, others, SEVERAL.format(spot.heading)))


BOTH = 'The plan and this copy both changed "{}" since the copy was taken.'
SEVERAL = 'Copies say different things under "{}".'
_TAKEN_OUT = 'This copy takes words out of "{}" that somebody has added to since.'
_TOO_LONG = 'What is added under "{}" is more than one cell can hold.'


def edit(spot: Spot, stands: Value, value: Value, proposals: Iterable[Proposal]) -> Edit:
    """The cell with a new value."""
    whose = tuple(sorted({one.whose for one in proposals}))
    return Edit(spot.frame, spot.position, spot.ref, spot.field, stands, value, whose)


def conflicts(spot: Spot, stands: Value, proposals: Iterable[Proposal], about: str) -> tuple[Conflict, ...]:
    """The cell as somebody must choose it: one for each copy, and for each thing that it says."""
    found: list[Conflict] = []
    for one in proposals:
        known = any(other.whose == one.whose and same(other.copy, one.value) for other in found)
        if not known:
            place = (spot.ref or spot.known_as, spot.frame, spot.field, spot.heading, about)
            found.append(Conflict(*place, was=one.was, master=stands, copy=one.value, whose=one.whose))
    return tuple(found)


def _agree(proposals: Sequence[Proposal]) -> bool:
    return all(same(one.value, proposals[0].value) for one in proposals)


def _joined(spot: Spot, stands: Value, proposals: Sequence[Proposal]) -> Outcome:
    """A narrative cell: what stands there, and below it what each copy adds, with its name and day."""
    text = _text(stands)
    noted = any(one.is_note for one in proposals)
    whole = next((one for one in proposals if _holds_all(one, text, proposals)), None)
    if whole is not None and not noted:
        return Outcome(edit(spot, stands, whole.value, proposals))
    additions: dict[str, list[Proposal]] = {}
    left: list[Proposal] = []
    for one in proposals:
        addition = (_noted if one.is_note else beyond)(_text(one.was), _text(one.value))
        if addition:
            additions.setdefault(addition, []).append(one)
        else:
            left.append(one)
    result, added = text, list[Proposal]()
    for addition, theirs in sorted(additions.items(), key=lambda item: (*_first(item[1]), item[0])):
        line = f"{_names(theirs)}: {addition}"
        # A note may be as short as "Done", which stands in many a text: it is there already only as a line of its own.
        if not holds(result, line if any(one.is_note for one in theirs) else addition):
            result = f"{result}\n{line}" if result else line
            added += theirs
    if len(result) > MOST_SIGNS:
        return Outcome(None, conflicts(spot, stands, proposals, _TOO_LONG.format(spot.heading)))
    taken = edit(spot, stands, result, added) if added else None
    return Outcome(taken, conflicts(spot, stands, left, _TAKEN_OUT.format(spot.heading)))


def _holds_all(one: Proposal, text: str, proposals: Sequence[Proposal]) -> bool:
    """Whether a copy's text has in it what stands in the plan and what all the others say.

    Where the plan took words out since, the copy's text would bring them back.
    """
    mine = _text(one.value)
    return (
        bool(mine)
        and holds(text, _text(one.was))
        and all(holds(mine, other) for other in (text, *(_text(each.value) for each in proposals)))
    )


def _first(theirs: Sequence[Proposal]) -> tuple[date, str]:
    return min((one.day or date.max, one.whose) for one in theirs)


def _names(theirs: Sequence[Proposal]) -> str:
    """Who adds it, and when: of several who add the same, all names and the first day."""
    day, _ = _first(theirs)
    names = " and ".join(sorted({one.whose for one in theirs}))
    return names if day == date.max else f"{names}, {long_day(day)}"


def beyond(was: str, value: str) -> str:
    """What a text says beyond an earlier one: what stands before and after it, or all of it where it was reworded.

    Returns:
        Empty where nothing was added but only taken out.
    """
    if not was:
        return value
    at = _find(value, was)
    if at >= 0:
        parts = (value[:at].strip(), value[at + len(was) :].lstrip(" \t\n;,.").strip())
        return "\n".join(part for part in parts if part)
    return "" if holds(was, value) else value


def _noted(was: str, value: str) -> str:
    """What was noted: all that stands below the lines that were there, also where an earlier note was reworded."""
    before, after = was.split("\n"), value.split("\n")
    same_lines = next((i for i, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), len(before))
    return value if not was else "\n".join(after[same_lines:]).strip()


def holds(text: str, part: str) -> bool:
    """Whether a text has another in it, word for word."""
    return not part or _find(text, part) >= 0


def _find(text: str, part: str) -> int:
    """Where a text has another in it that neither begins nor ends in the middle of a word; -1 where it has not."""
    at = text.find(part)
    while at >= 0:
        end = at + len(part)
        begins_well = at == 0 or not (text[at - 1].isalnum() and part[0].isalnum())
        ends_well = end == len(text) or not (text[end].isalnum() and part[-1].isalnum())
        if begins_well and ends_well:
            return at
        at = text.find(part, at + 1)
    return -1


def _text(value: Value) -> str:
    return "" if is_blank(value) else shown(value).strip().replace("\r\n", "\n")


def differs(proposal: Proposal, stands: Value) -> bool:
    """Whether a copy says something else than the plan."""
    return not same(proposal.value, stands)
