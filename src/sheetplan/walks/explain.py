"""Explain: says of one workbook what `update` could do with it and what stands in its way; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sheetplan import archive
from sheetplan.model import Explained, Obstacle, Refusal, SheetplanError
from sheetplan.walks import keep, lock, understand, why
from sheetplan.walks.draft import Work
from sheetplan.walks.drafted import Draft, Options
from sheetplan.walks.update import prepared, told
from sheetplan.workbook import features, refs, save
from sheetplan.workbook.changes import Receipt
from sheetplan.workbook.parts import Package

__all__ = ["Options", "explain"]


def explain(path: Path, options: Options) -> Explained:
    """Work out an update, and every other way in which records could leave the plan, and say what would come of it.

    Args:
        path: the workbook; it is only read, and nothing is made beside it.
        options: as for an update; it is never carried out.

    Returns:
        What an update would do, and each thing that keeps it from being done whole.

    Raises:
        SheetplanError: the file cannot be read, or holds no plan.
    """
    options = replace(options, dry_run=True)
    held = features.of(path)
    plans = understand.plans(path, options.template, options.sheet)
    stops = tuple(_not_now(path, options))
    try:
        source = keep.came(path)
        work = prepared(source, options)
        draft = work.settled()
    except SheetplanError as problem:
        return Explained(path, plans, (*stops, _refusal(path, problem)), features=held)
    in_the_way = _today(work, draft)
    updated = told(work, draft)
    receipt = draft.receipt if updated.version is not None else Receipt((), ())
    added = sum(part.what == "added" for part in receipt.parts)
    touched = len(receipt.parts) - added
    return Explained(
        path,
        plans,
        stops,
        left_out=tuple(dict.fromkeys((*why.no_columns(draft), *draft.not_done))),
        in_the_way=in_the_way,
        would_be=tuple(one for one in _some_day(work) if one not in in_the_way),
        never_moves=work.plan.template.archive_after_days is None,
        updated=replace(updated, said=tuple(one for one in updated.said if not _is_said(one, draft))),
        writes=tuple(_writes(receipt)),
        parts=(len(Package(source.data, path).names) - touched, touched, added),
        features=held,
    )


def _not_now(path: Path, options: Options) -> Iterator[Refusal]:
    """What keeps the file from being written at this moment; each may be gone in the next."""
    for refuse in (keep.refuse_open, save.refuse_read_only, lambda plan: lock.refuse_unheld(plan, options.now)):
        try:
            refuse(path)
        except SheetplanError as problem:
            yield _refusal(path, problem)


def _today(work: Work, draft: Draft) -> tuple[Obstacle, ...]:
    """What keeps back the records that would move now."""
    if not draft.refusal:
        return ()
    return work.in_the_way(work.split()) or (Obstacle(draft.refusal),)


def _some_day(work: Work) -> tuple[Obstacle, ...]:
    """What would keep back any record: every other one leaves, then the rest, so that no two neighbours stay so."""
    if work.plan.template.archive_after_days is None:
        return ()
    places = range(len(work.plan.actions))
    found = [work.in_the_way(archive.Split(tuple(half), ())) for half in (places[::2], places[1::2]) if half]
    return tuple(dict.fromkeys(one for half in found for one in half))


def _is_said(sentence: str, draft: Draft) -> bool:
    """Whether a sentence of an update is about something that is listed as standing in the way."""
    listed = (*why.no_columns(draft), *draft.not_done)
    return sentence in listed or (bool(draft.refusal) and sentence.endswith(draft.refusal))


def _writes(receipt: Receipt) -> Iterator[tuple[str, int, tuple[int, ...]]]:
    """By sheet: how many cells come to hold something else, and their columns."""
    for sheet in dict.fromkeys(cell.sheet for cell in receipt.cells):
        columns = [refs.parse_cell(cell.cell)[1] for cell in receipt.cells if cell.sheet == sheet]
        yield sheet, len(columns), tuple(sorted(set(columns)))


def _refusal(path: Path, problem: SheetplanError) -> Refusal:
    return Refusal(str(path), problem.reason, problem.fix)
