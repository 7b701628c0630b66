"""Takes out again what was added to a copy that was checked and sent back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sheetplan.model import Plan
from sheetplan.workbook.changes import Change, Refused, RemoveOverlays, RemoveTab


def changes(plan: Plan, stay: Collection[str] = ()) -> Iterator[Change]:
    """The added tabs and the shading, taken out; nothing where there are none.

    Args:
        plan: as it was read.
        stay: tabs that cannot be taken out.
    """
    tabs = _tabs(plan, stay)
    if tabs:
        yield from (RemoveTab(name) for name in tabs)
        yield RemoveOverlays()


def reasons(plan: Plan, stay: Collection[str] = ()) -> tuple[str, ...]:
    """The same in words for the Version history."""
    *names, last = _tabs(plan, stay) or ("",)
    if not last:
        return ()
    return (f"The tabs {', '.join(names)} and {last} were taken out." if names else f"The tab {last} was taken out.",)


def stayed(refused: Iterable[Refused]) -> frozenset[str]:
    """The tabs that could not be taken out: a formula of somebody's names them, say."""
    return frozenset(one.change.name for one in refused if isinstance(one.change, RemoveTab))


def _tabs(plan: Plan, stay: Collection[str]) -> tuple[str, ...]:
    there = plan.return_mark.tabs if plan.return_mark is not None else ()
    return tuple(name for name in there if name not in stay)
