"""Everyone's changes folded into the plan that they started from, and what is left for somebody to choose."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sheetplan.merge import tabs
from sheetplan.merge.actions import Found, gathered, settle
from sheetplan.merge.added import NextRef, added
from sheetplan.merge.carried import applied
from sheetplan.merge.likeness import continues, distance
from sheetplan.merge.rows import Row, known_as, rows_of
from sheetplan.merge.tabs import line_names
from sheetplan.merge.views import seen
from sheetplan.model import Conflict, Copy, Merge, Plan, records

__all__ = ["action_names", "applied", "continues", "distance", "fold", "line_names"]


def fold(
    master: Plan,
    copies: Sequence[Copy],
    *,
    ever_used: Collection[str] = (),
    next_ref: NextRef | None = None,
) -> Merge:
    """What a plan gets of its copies; in which order they are given makes no difference.

    Args:
        master: the plan.
        copies: the copies, each with what it was taken from.
        ever_used: every ref that any version of the plan has had.
        next_ref: given all refs that are used, says which is the next free one; without it an action whose ref is taken
            comes without one, and gets it when the plan is updated.

    Raises:
        SheetplanError: most of a copy's actions cannot be told from each other.
    """
    rows = rows_of(master)
    ordered = _in_order(copies)
    views = seen(master, rows, ordered)
    found = Found()
    touched = gathered(views, rows, found)
    new = added(views, rows, touched, found, ever_used, next_ref)
    settle(touched, rows, master, found)
    new += tabs.merged(master, ordered, found)
    columns = sorted({(heading, view.whose) for view in views for heading in view.columns.new})
    return Merge(
        edits=tuple(found.edits),
        added=new,
        gone=tuple(found.gone),
        conflicts=_as_they_stand(found.conflicts, rows),
        said=tuple(dict.fromkeys(found.said)),
        new_columns=tuple(columns),
    )


def action_names(plan: Plan) -> dict[tuple[str, int], str]:
    """By what each action is known in conflicts: by frame and position."""
    return {(row.frame, row.position): known_as(row, plan.template) for row in rows_of(plan)}


def _as_they_stand(conflicts: Sequence[Conflict], rows: Sequence[Row]) -> tuple[Conflict, ...]:
    """In the plan's order, what the plan does not have and what stands beside it at the end; each once."""
    place = {row.ref: at for at, row in reversed(list(enumerate(rows)))}
    beside = len(rows)

    def at(conflict: Conflict) -> int:
        return place.get(conflict.ref, beside) if conflict.frame in ("actions", "archived") else beside + 1

    return tuple(sorted(dict.fromkeys(conflicts), key=at))


def _in_order(copies: Sequence[Copy]) -> list[Copy]:
    """By day, by whose they are, and where both are the same by what stands in them."""
    known = [(copy.day or date.max, copy.whose) for copy in copies]
    alike = {key for key in known if known.count(key) > 1}
    return sorted(
        copies,
        key=lambda copy: (
            key := (copy.day or date.max, copy.whose),
            _content(copy.plan) if key in alike else "",
        ),
    )


def _content(plan: Plan) -> str:
    return repr((records(plan.actions), records(plan.archived), [read.rows for read in plan.tabs.values()], plan.cover))
