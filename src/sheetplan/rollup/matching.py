"""Which action of a version is which of an earlier one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Sequence

from sheetplan.model import ActionState

_Sign = Callable[[ActionState], Hashable]


def matched(
    now: Sequence[ActionState], before: Sequence[ActionState]
) -> tuple[tuple[ActionState | None, ...], tuple[ActionState, ...]]:
    """For each action the one that it was before, and what is left over of those before.

    Its ref and its words together say it best: where people use a ref twice, or again for something else, the ref alone
    would take one action for another. Then its ref; then its words, where it had no ref yet, or has lost it.

    Args:
        now: the actions of a version.
        before: those of an earlier one.
    """
    found: list[ActionState | None] = [None] * len(now)
    free: dict[int, ActionState] = dict(enumerate(before))
    for sign, may in ((_whole, _always), (_key, _always), (_words, _one_has_no_ref)):
        _match(now, found, free, sign, may)
    return tuple(found), tuple(free.values())


def _match(
    now: Sequence[ActionState],
    found: list[ActionState | None],
    free: dict[int, ActionState],
    sign: _Sign,
    may: Callable[[ActionState, ActionState], bool],
) -> None:
    waiting: dict[Hashable, deque[int]] = {}
    for at, then in free.items():
        waiting.setdefault(sign(then), deque()).append(at)
    for at, one in enumerate(now):
        there = waiting.get(sign(one)) if found[at] is None else None
        if there and may(one, free[there[0]]):
            found[at] = free.pop(there.popleft())


def _whole(one: ActionState) -> Hashable:
    return one.ref, one.text


def _key(one: ActionState) -> Hashable:
    return one.key


def _words(one: ActionState) -> Hashable:
    return one.text


def _always(one: ActionState, then: ActionState) -> bool:  # noqa: ARG001 - one of two tests
    return True


def _one_has_no_ref(one: ActionState, then: ActionState) -> bool:
    return bool(one.text) and not (one.ref and then.ref)
