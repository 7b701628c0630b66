"""Update: reads the plan, judges it, works out statuses, archives what is closed, and keeps a version."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from sheetplan.model import Plan, SheetplanError, Updated, long_day, many, rows_kept
from sheetplan.walks import choices, copies, keep, lock, past, side_tabs, stages, understand, view_tabs, why
from sheetplan.walks.draft import Work
from sheetplan.walks.drafted import Because, Draft, Options
from sheetplan.walks.past import Past
from sheetplan.workbook import read, save

__all__ = ["Options", "finished", "plainly", "prepared", "read_in", "told", "update"]


def update(path: Path, options: Options) -> Updated:
    """Do the whole job on one plan.

    Args:
        path: the plan's workbook; it is the master record and is replaced in one step, or not at all.
        options: the day, the note, and what is asked for besides.

    Returns:
        What was done; with a dry run, what would be. Where nobody changed anything and no status moved, nothing is
        written and there is no version.

    Raises:
        SheetplanError: the file cannot be read or written, somebody has it open or updates it, it holds no
            plan or several, or the position date is before the last version's. The file is then as it was.
    """
    keep.refuse_open(path)
    read.refuse_to_write(path)
    with rows_kept(), plainly(path):
        source = keep.came(path)
        if options.dry_run:
            return _updated(source, options, None)
        save.refuse_read_only(path)
        with lock.held(path, options.by, options.now) as mine:
            return _updated(keep.came(path), options, mine)


@contextmanager
def plainly(path: Path) -> Iterator[None]:
    """What the disk refuses while a plan is worked on becomes one plain line.

    Raises:
        SheetplanError: in place of an OSError.
    """
    try:
        yield
    except OSError as problem:
        where = problem.filename or path.name
        raise SheetplanError(
            f"{path.name} could not be updated ({where}: {problem.strerror or problem}); it is as it was.",
            "Check the disk and your access to the folder, then try again.",
        ) from problem


def prepared(source: keep.Came, options: Options, mine: lock.Lock | None = None) -> Work:
    """What an update knows of a plan before it decides.

    Args:
        source: the plan's file as it came.
        options: how the update was asked for.
        mine: our hold of the plan, where it is to be written: then what a run left that was cut off is settled first.

    Raises:
        SheetplanError: the file cannot be read, holds no plan or several, or has a later version already.
    """
    came, history = read_in(source, options, mine)
    return _worked_out(came, source, source.path, options, history, Because())


def read_in(source: keep.Came, options: Options, mine: lock.Lock | None) -> tuple[Plan, Past]:
    """The plan as it came and its versions; where it is to be written, what a run left that was cut off is settled.

    Raises:
        SheetplanError: the file cannot be read, holds no plan or several.
    """
    came = understand.only_plan(source.path, options.template, options.sheet)
    _refuse_extract(came)
    history = past.of(came)
    if mine is not None:
        keep.settle(history, source)
    return came, history


def finished(
    source: keep.Came,
    file: Path,
    options: Options,
    mine: lock.Lock | None,
    history: Past,
    because: Because | None = None,
) -> Updated:
    """An update over bytes that are not the plan's file yet; where it is carried out, its result replaces the plan.

    Args:
        source: the plan's file as it came: it is kept as received, and nobody may have saved it meanwhile.
        file: a workbook of the same plan that holds what the plan is to become (see `staged`).
        options: as for an update.
        mine: our hold of the plan; None to work it out and write nothing.
        history: the plan's versions so far, settled where the plan is to be written.
        because: what it comes of besides what an update finds itself.

    Raises:
        SheetplanError: as for an update.
    """
    came = replace(understand.only_plan(file, options.template, options.sheet), path=source.path)
    return _carried_out(_worked_out(came, source, file, options, history, because or Because()), source, mine)


def _worked_out(came: Plan, source: keep.Came, file: Path, options: Options, history: Past, because: Because) -> Work:
    written = because.written or history.last
    plan, drawn = side_tabs.drawn_into(came, history.plans())
    if len(plan.actions) > len(came.actions):
        plan = replace(understand.understood(plan, came.period), assumed=came.assumed)
    day = understand.position(plan, options.as_of, options.today)
    _refuse_earlier(plan, day, history, options)
    judged = understand.judged(plan, day, options.today, written)
    came_as = hashlib.sha256(source.data).hexdigest()
    return Work(judged, history, options, came_as, came, file, drawn, because=because, written=written)


def told(work: Work, draft: Draft) -> Updated:
    """What an update that was worked out does, for people."""
    judged, history, options = work.judged, work.history, work.options
    shown = view_tabs.said(work.plan, draft.views, work.file, history.last) if draft.reasons else ()
    said = (*why.said(judged, options, history, draft, work.file), *shown, *_unmerged(work))
    path, kept_folder = work.plan.path, history.folder.name
    if not draft.reasons:
        return Updated(path, judged.day, judged, None, said=said, kept_folder=kept_folder, dry_run=options.dry_run)
    return Updated(
        path,
        judged.day,
        judged,
        replace(draft.version, sha256=hashlib.sha256(draft.data).hexdigest()),
        draft.archived,
        draft.reopened,
        draft.reasons,
        said,
        kept_folder,
        dry_run=options.dry_run,
    )


def _unmerged(work: Work) -> Iterator[str]:
    """Copies that stand beside the plan, and conflicts that nobody has settled."""
    name = work.plan.path.name
    for copy in copies.beside(work.plan, work.history):
        if copy not in {one.name for one in work.because.merged}:
            yield f'"{copy}" is a copy of this plan that is not merged: sheetplan sync "{name}" "{copy}" brings it in.'
    left = choices.open_lines(work.came)
    if left:
        verb = "is" if left == 1 else "are"
        yield f"{many(left, 'conflict')} {verb} left to choose on the {work.plan.template.conflicts_sheet} tab."


def _updated(source: keep.Came, options: Options, mine: lock.Lock | None) -> Updated:
    came, history = read_in(source, options, mine)
    with ExitStack() as files:
        stage, chosen = stages.chosen_first(stages.Stage(came, source.path), source, history, options, files)
        if stage.file == source.path:
            work = _worked_out(came, source, source.path, options, history, Because())
            return _with(_carried_out(work, source, mine), chosen.said)
        because = Because(reasons=tuple(chosen.told.values()), supplied_by=stages.supplier(options.by, chosen.merge))
        return _with(finished(source, stage.file, options, mine, history, because), chosen.said)


def _with(done: Updated, said: Sequence[str]) -> Updated:
    return replace(done, said=(*done.said, *said)) if said else done


def _carried_out(work: Work, source: keep.Came, mine: lock.Lock | None) -> Updated:
    draft = work.settled()
    done = told(work, draft)
    if mine is None or done.version is None:
        return done
    also = keep.carry_out(source, draft.data, work.history, done.version, work.plan_id, mine, work.because.copies)
    return replace(done, said=(*done.said, *also))


def _refuse_extract(plan: Plan) -> None:
    if plan.extract:
        version = f", taken from version {plan.version}" if plan.version else ""
        raise SheetplanError(
            f"{plan.path.name} is an extract of a plan ({plan.extract}){version}; versions are kept of the whole plan.",
            "Send it back to whoever sent it to you.",
        )


def _refuse_earlier(plan: Plan, day: date, history: Past, options: Options) -> None:
    newest = history.position_date
    if newest is not None and day < newest:
        typed = options.as_of is None and plan.report_date is not None
        where = f", the date typed in {plan.report_date_cell}," if typed else ""
        change = f"Change or clear the date in {plan.report_date_cell}, or choose" if typed else "Choose"
        raise SheetplanError(
            f"{plan.path.name} already has a version as of {long_day(newest)}, and {long_day(day)}{where} is before "
            "that.",
            f"{change} {long_day(newest)} or a later day with --as-of.",
        )
