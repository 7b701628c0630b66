"""How near two states of a plan are, and whether one of them goes on from another."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from sheetplan.merge import cells, tabs
from sheetplan.merge.rows import Row, words
from sheetplan.merge.views import View, seen_beside
from sheetplan.model import Plan, Value, is_blank, same

_HALF = 0.5


def continues(base: Plan, earlier: Plan, copy: Plan, *, same_name: bool, telling: bool = False) -> bool:
    """Whether a copy is a later state of an earlier one, both taken from the same version.

    Args:
        base: what both were taken from.
        earlier: the copy as it was once.
        copy: the copy that may go on from it.
        same_name: whether both have the same name or are the same person's.
        telling: whether that name is one that nobody else's copy is likely to have.

    Returns:
        True where all of the earlier one's own changes are still in the copy, and there is one; under the same name
        also where half of them are, or where it has none. Under a telling name a cell that was changed once more
        counts as one that is still there.
    """
    kept = list(_kept(base, earlier, copy))
    if kept and all(one is _Kept.AS_IT_WAS for one in kept):
        return True
    there = sum(one is _Kept.AS_IT_WAS or (telling and one is _Kept.CHANGED_AGAIN) for one in kept)
    return same_name and there >= _HALF * len(kept)


class _Kept(Enum):
    """What has become of a change."""

    AS_IT_WAS = 1
    CHANGED_AGAIN = 2
    GONE = 3


def _as(is_there: bool) -> _Kept:
    return _Kept.AS_IT_WAS if is_there else _Kept.GONE


def distance(one: Plan, other: Plan) -> int:
    """In how many cells and actions two states of a plan differ; 0 where people typed the same in both."""
    view = seen_beside(one, other)
    cells_changed = sum(len(view.changed(i, j)) for i, j in view.match.pairs.items())
    moved = sum(1 for i, j in view.match.pairs.items() if view.old[i].frame != view.new[j].frame)
    doubtful = sum(len(mine) + len(theirs) for mine, theirs in view.match.doubtful)
    covers = sum(
        not same(one.cover.get(name), other.cover.get(name)) for name in {*one.cover, *other.cover} - {"version"}
    )
    beside = sum(1 for _ in tabs.differences(one, other))
    return cells_changed + moved + doubtful + len(view.match.missing) + len(view.match.extra) + covers + beside


def _kept(base: Plan, earlier: Plan, copy: Plan) -> Iterator[_Kept]:
    """For each change of the earlier copy, whether it is still in the later one."""
    first, second = seen_beside(base, earlier), seen_beside(base, copy)
    for i, j in first.match.pairs.items():
        theirs = second.match.pairs.get(i)
        now = {slot.field: value for slot, _, value in second.changed(i, theirs)} if theirs is not None else {}
        for slot, _, value in first.changed(i, j):
            if slot.field not in now:
                yield _Kept.GONE
            else:
                yield _Kept.AS_IT_WAS if _still(now[slot.field], value) else _Kept.CHANGED_AGAIN
    for i in first.match.missing:
        yield _as(i in second.match.missing)
    there = [_identity(second, j) for j in second.match.extra]
    for j in first.match.extra:
        yield _as(_identity(first, j) in there)
    after = list(tabs.differences(base, copy))
    for one in tabs.differences(base, earlier):
        yield _as(one in after)
    for name in {*base.cover, *earlier.cover} - {"version"}:
        if not same(base.cover.get(name), earlier.cover.get(name)):
            yield _as(same(earlier.cover.get(name), copy.cover.get(name)))


def _still(now: Value, value: Value) -> bool:
    """The same, or text with more around it."""
    if same(now, value):
        return True
    return isinstance(now, str) and isinstance(value, str) and not is_blank(value) and cells.holds(now, value.strip())


def _identity(view: View, j: int) -> tuple[str, str]:
    row: Row = view.new[j]
    return row.ref, words(row, view.master.template)
