"""A plan on its way: what was chosen and what copies bring is put into it in memory, before an update finishes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from sheetplan import diff, versions
from sheetplan.model import Conflict, Merge, Plan, Supplier
from sheetplan.walks import bring, choices, keep, understand
from sheetplan.walks.drafted import Options
from sheetplan.walks.past import Past
from sheetplan.walks.staged import staged
from sheetplan.workbook import edit
from sheetplan.workbook.changes import MoveRecords, SetCell
from sheetplan.workbook.edit import Edited


@dataclass(frozen=True)
class Stage:
    """The plan as it will be."""

    plan: Plan
    file: Path
    """The workbook that holds it: the plan's own, or one that nobody has seen yet."""


def chosen_first(
    stage: Stage, source: keep.Came, history: Past, options: Options, files: ExitStack
) -> tuple[Stage, choices.Chosen]:
    """Carry out what people chose on the Conflicts tab.

    Args:
        stage: the plan as it came.
        source: its file.
        history: its kept versions.
        options: how the update or sync was asked for.
        files: holds what is written meanwhile.

    Returns:
        The plan with it, the same where nothing was chosen; and what was carried out and what was not clear.
    """
    if not choices.has_any(stage.plan):
        return stage, choices.Chosen()
    number = versions.next_number(history.numbers, approve=options.approve)
    chosen = choices.chosen(stage.plan, history, number)
    while chosen.settled:
        done, left = carried_in(
            stage,
            source,
            chosen.merge,
            (),
            number,
            options,
            files,
            copies=chosen.copies,
            settled=chosen.settled,
        )
        possible = chosen.without(left)
        if possible.settled == chosen.settled:
            return done, chosen
        chosen = possible
    return stage, chosen


def carried_in(
    stage: Stage,
    source: keep.Came,
    merge: Merge,
    conflicts: Sequence[Conflict],
    number: str,
    options: Options,
    files: ExitStack,
    *,
    copies: Mapping[str, Plan] | None = None,
    settled: Mapping[int, str] | None = None,
) -> tuple[Stage, tuple[Conflict, ...]]:
    """Put a merge into the plan's workbook, and what nobody has settled on its Conflicts tab.

    Args:
        stage: the plan so far.
        source: its file as it came.
        merge: what it gets.
        conflicts: what is left to choose.
        number: the version that is being made.
        options: how it was asked for.
        files: holds what is written meanwhile.
        copies: the copies, by whose they are.
        settled: what is written under Settled, by the sheet row of the line.

    Returns:
        The plan with it, and all conflicts, those included that come of what the workbook does not allow.
    """
    moving, left = True, tuple[Conflict, ...]()
    while True:
        brought = bring.brought(stage.plan, stage.file, merge, copies, moving=moving)
        all_left = (*conflicts, *brought.left, *left)
        lines = choices.lines(stage.plan, all_left, number, settled)
        edited = edit.apply(stage.file, [*brought.changes, *lines])
        if moving and any(isinstance(refused.change, MoveRecords) for refused in edited.receipt.refused):
            moving, left = False, ()
            continue
        more = tuple(conflict for conflict in _refused(brought, edited) if conflict not in left)
        if not more:
            break
        left += more
    if edited.data is edited.source:
        return stage, all_left
    file = files.enter_context(staged(source, edited.data))
    plan = understand.only_plan(file, options.template, options.sheet)
    return Stage(replace(plan, path=source.path), file), all_left


def supplier(by: str, *merges: Merge) -> Supplier:
    """Whose copy each change comes from; what comes from none was supplied by whoever makes the version.

    Args:
        by: who makes it.
        merges: what was put into the plan, one after the other.
    """
    whose: dict[tuple[str, str, str], str] = {}
    for merge in merges:
        whose |= {(edit.frame, edit.ref, edit.field): " and ".join(edit.whose) or by for edit in merge.edits}
        whose |= {(added.frame, added.ref, ""): " and ".join(added.whose) for added in merge.added}
        whose |= {("actions", gone.ref, ""): " and ".join(gone.whose) for gone in merge.gone}
    known = {ref for _, ref, _ in whose}
    # Actions that came without a ref are named by the one that the update gives them.
    unnamed = " or ".join(
        dict.fromkeys(name for merge in merges for one in merge.added if not one.ref for name in one.whose)
    )

    def without_ref(field: str) -> str:
        edits = [edit for merge in merges for edit in merge.edits]
        theirs = [edit.whose or (by,) for edit in edits if (edit.frame, edit.ref, edit.field) == ("actions", "", field)]
        return " or ".join(dict.fromkeys(" and ".join(names) for names in theirs))

    def supplied_by(frame: str, ref: str, field: str) -> str:
        if field and ref.endswith(diff.WITHOUT_REF):
            return without_ref(field) or by
        if not field and unnamed and ref not in known:
            return unnamed
        # An action that is gone is looked for where it was last, which may be either.
        return whose.get((frame, ref, field)) or (not field and whose.get(("actions", ref, ""))) or by

    return supplied_by


def _refused(brought: bring.Brought, edited: Edited) -> Iterator[Conflict]:
    """Cells that could not be written, as something that somebody has to do."""
    for refused in edited.receipt.refused:
        if isinstance(refused.change, SetCell):
            wanted = brought.wanted.get((refused.change.sheet, refused.change.row, refused.change.column))
            if wanted is not None:
                yield replace(wanted, about=f"{refused.reason} {wanted.about}")
