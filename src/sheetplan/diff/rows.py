"""Which rows of two plans are the same ones, and which of them were moved."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import Any, NamedTuple

from sheetplan.model import Plan, Template, Value, folded, records, shown

Row = Mapping[Any, Any]
Placed = tuple[str, Row]
"""Whether it stands in the plan or in its archive, and the row."""
IN_PLAN, IN_ARCHIVE = "actions", "archived"


class Pair(NamedTuple):
    """An action in both plans, or in one of them."""

    before: Row | None
    after: Row | None
    was: str = ""
    """Where the first plan has it: `actions` or `archived`."""
    now: str = ""
    """Where the second has it."""


def paired(old: Sequence[Placed], new: Sequence[Placed], template: Template) -> list[Pair]:
    """Actions by their refs; where a side has none, by their words.

    Args:
        old: the first plan's.
        new: the second plan's.
        template: the second plan's.

    Returns:
        In the order of the second plan and its archive, then what only the first has.
    """
    found: dict[int, Placed] = {}
    twice = _repeated(old) | _repeated(new)
    if twice:
        # Such a ref is told apart by the words beside it; what is left by its order.
        _match(
            old,
            new,
            found,
            lambda row: (row["at_ref"], _folded_words(row, template)) if row["at_ref"] in twice else None,
        )
    _match(old, new, found, lambda row: row["at_ref"])
    # What has no ref on one of the sides is known by its words.
    if not all(row["at_ref"] for rows in (old, new) for _, row in rows):
        _match(old, new, found, lambda row: _folded_words(row, template), without_ref=True)
    taken = {id(row) for _, row in found.values()}
    pairs = []
    for at, (now, row) in enumerate(new):
        was, same = found.get(at, ("", None))
        pairs.append(Pair(same, row, was, now))
    return pairs + [Pair(row, None, was, "") for was, row in old if id(row) not in taken]


def _repeated(rows: Sequence[Placed]) -> set[str]:
    counts = Counter(row["at_ref"] for _, row in rows if row["at_ref"])
    return {ref for ref, number in counts.items() if number > 1}


def placed(plan: Plan) -> list[Placed]:
    """All actions of a plan and its archive, in order."""
    frames = ((IN_PLAN, plan.actions), (IN_ARCHIVE, plan.archived))
    return [(where, row) for where, frame in frames for row in records(frame)]


def _match(
    old: Sequence[Placed],
    new: Sequence[Placed],
    found: dict[int, Placed],
    key: Callable[[Row], Hashable],
    *,
    without_ref: bool = False,
) -> None:
    """Find, for rows of the second plan that are not found yet, those of the first that have the same key, if any."""
    taken = {id(row) for _, row in found.values()}
    there: dict[Hashable, list[Placed]] = {}
    for one in old:
        if id(one[1]) not in taken and (known_by := key(one[1])):
            there.setdefault(known_by, []).append(one)
    for at, (_, row) in enumerate(new):
        same = there.get(key(row)) if at not in found else None
        if same and not (without_ref and row["at_ref"] and same[0][1]["at_ref"]):
            found[at] = same.pop(0)


def _folded_words(row: Row, template: Template) -> str:
    return folded(words(row, template))


def words(row: Row, template: Template) -> str:
    """What an action is about: the first of its texts, on one line, without its own number."""
    names = [template.ref_from, *template.advice.get("aim", ())]
    names += [column.field for column in template.columns if column.type == "text" and column.field != "ref"]
    for name in names:
        value: Value = row.get(name)
        text = " ".join(value.split()) if isinstance(value, str) else ""
        text = text.removeprefix(str(row.get("at_ref") or "")).lstrip(" .):")
        if text:
            return text
    return ""


def name(row: Row) -> str:
    """By what people know an action."""
    return str(row["at_ref"]) if row["at_ref"] else ""


def place(rows: Sequence[Row], at: int, template: Template) -> str:
    """Where an action stands among the others."""
    if at == 0:
        return "first"
    above = rows[at - 1]
    return f"below {name(above) or shown(words(above, template))[:40]}"


def out_of_order(positions: Sequence[int]) -> Collection[int]:
    """The fewest of these that have to move so that the rest stand in rising order: places in the sequence."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, value in enumerate(positions):
        length = bisect_left(tails, value)
        if length == len(tails):
            tails.append(value)
            ends.append(at)
        else:
            tails[length], ends[length] = value, at
        before.append(ends[length - 1] if length else -1)
    stays = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        stays.add(at)
        at = before[at]
    return [at for at in range(len(positions)) if at not in stays]
