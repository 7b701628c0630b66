"""Sync: brings everyone's copies together into the plan, says what somebody has to choose, then updates it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from sheetplan import merge, versions
from sheetplan.model import CopySeen, Merge, Merged, Plan, Refusal, SheetplanError, Synced, many, rows_kept
from sheetplan.walks import choices, copies, keep, lock, stages, update
from sheetplan.walks.drafted import Because, Options
from sheetplan.walks.past import Past
from sheetplan.workbook import read, save

__all__ = ["Options", "sync"]


def sync(path: Path, paths: Sequence[Path], options: Options) -> Synced:
    """Bring copies of a plan together into it.

    Args:
        path: the plan's workbook; it is the master record and is replaced in one step, or not at all.
        paths: copies of it, or folders of them, in any order.
        options: as for an update, which follows.

    Returns:
        What came of each copy, what is left to choose, and what the update did. Copies that cannot be read, or that
        are copies of another plan, are among `refused`; all the others are done.

    Raises:
        SheetplanError: the plan cannot be read or written, or somebody has it open. It is then as it was.
    """
    keep.refuse_open(path)
    read.refuse_to_write(path)
    with rows_kept(), update.plainly(path):
        source = keep.came(path)
        if options.dry_run:
            return _synced(source, paths, options, None)
        save.refuse_read_only(path)
        with lock.held(path, options.by, options.now) as mine:
            return _synced(keep.came(path), paths, options, mine)


def _synced(source: keep.Came, paths: Sequence[Path], options: Options, mine: lock.Lock | None) -> Synced:
    plan, history = update.read_in(source, options, mine)
    number = versions.next_number(history.numbers, approve=options.approve)
    with ExitStack() as files:
        stage, chosen = stages.chosen_first(stages.Stage(plan, source.path), source, history, options, files)
        sorted_out = copies.sorted_out(paths, stage.plan, history, options.template, options.today)
        found, sorted_out = _folded(stage.plan, sorted_out, _EverUsed(history))
        conflicts = found.conflicts
        if not found.is_empty:
            by_name = {one.copy.whose: one.copy.plan for one in sorted_out.came}
            stage, conflicts = stages.carried_in(
                stage, source, found, found.conflicts, number, options, files, copies=by_name
            )
        kept = list(_kept_as(source.path, number, sorted_out.came))
        because = Because(
            reasons=(*chosen.told.values(), *_from_copies(found, sorted_out.came)),
            merged=tuple(merged for merged, _ in kept),
            copies={merged.file: data for merged, data in kept},
            supplied_by=stages.supplier(options.by, chosen.merge, found),
        )
        done = update.finished(source, stage.file, options, mine, history, because)
        left = choices.open_lines(stage.plan)
    return Synced(
        updated=done,
        copies=tuple(_seen(found, sorted_out)),
        merge=found,
        conflicts=conflicts,
        left=left,
        settled=tuple(chosen.told.values()),
        said=(*chosen.said, *(each for one in sorted_out.came for each in one.said), *found.said),
        refused=sorted_out.refused,
        passed_over=sorted_out.passed_over,
    )


def _folded(plan: Plan, sorted_out: copies.Sorted, used: Collection[str]) -> tuple[Merge, copies.Sorted]:
    """All copies folded into the plan; one whose actions cannot be told from each other is left out, and said."""
    came = sorted_out.came
    try:
        return merge.fold(plan, [one.copy for one in came], ever_used=used) if came else Merge(), sorted_out
    except SheetplanError:
        refused = list(sorted_out.refused)
    clear: list[copies.Came] = []
    for one in came:
        try:
            merge.fold(plan, [one.copy], ever_used=used)
            clear.append(one)
        except SheetplanError as problem:
            refused.append(Refusal(str(one.path), problem.reason, problem.fix))
    left = replace(sorted_out, came=tuple(clear), refused=tuple(refused))
    return merge.fold(plan, [one.copy for one in clear], ever_used=used) if clear else Merge(), left


class _EverUsed(Collection[str]):
    """Every ref that any kept version has had: they are read only when somebody asks."""

    def __init__(self, history: Past) -> None:
        self._history = history

    @cached_property
    def _refs(self) -> set[str]:
        return self._history.refs()

    def __contains__(self, ref: object) -> bool:
        return ref in self._refs

    def __iter__(self) -> Iterator[str]:
        return iter(self._refs)

    def __len__(self) -> int:
        return len(self._refs)


def _kept_as(path: Path, number: str, came: Sequence[copies.Came]) -> Iterator[tuple[Merged, bytes]]:
    """The copies as they are remembered, with their bytes."""
    names: list[str] = []
    for one in came:
        names.append(versions.merged_name(path, number, one.path.name, names))
        sha = hashlib.sha256(one.data).hexdigest()
        yield Merged(one.path.name, one.copy.whose, one.base, names[-1], sha), one.data


def _from_copies(found: Merge, came: Sequence[copies.Came]) -> Iterator[str]:
    """What each copy brings, in words for the Version history; nothing of those that bring nothing."""
    for one in came:
        brings = _brings(found, one.copy.whose)
        if brings:
            named = one.copy.whose == one.path.name
            yield (
                f'From "{one.path.name}": {brings}.'
                if named
                else f'From {one.copy.whose} ("{one.path.name}"): {brings}.'
            )


def _brings(found: Merge, whose: str) -> str:
    edits = [edit for edit in found.edits if whose in edit.whose]
    cells = f"{many(len(edits), 'cell')} in {many(len({(e.frame, e.position) for e in edits}), 'row')}" if edits else ""
    new = sum(whose in added.whose for added in found.added)
    gone = sum(whose in one.whose for one in found.gone)
    torn = sum(whose == conflict.whose for conflict in found.conflicts)
    parts = (
        cells,
        f"{new} new" if new else "",
        f"{gone} deleted" if gone else "",
        many(torn, "conflict") if torn else "",
    )
    return ", ".join(filter(None, parts))


def _seen(found: Merge, sorted_out: copies.Sorted) -> Iterator[CopySeen]:
    """What became of each copy."""
    for one in sorted_out.came:
        told = _brings(found, one.copy.whose) or "nothing that the plan does not have"
        yield CopySeen(str(one.path), one.copy.whose, one.compared, told)
    for path, why in sorted_out.idle:
        yield CopySeen(str(path), "", "", f"nothing to do: {why}")
