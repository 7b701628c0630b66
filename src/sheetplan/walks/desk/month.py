"""Monthly report: the month of all plans that the desk keeps."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from sheetplan.model import Rollup, SheetplanError, many, months
from sheetplan.model.desks import MASTERS, REPORTS, Line
from sheetplan.walks import rollup as walk
from sheetplan.walks.desk import masters
from sheetplan.walks.desk.bench import Done, Wanted, held
from sheetplan.walks.desk.work import NOT_DONE, Outcome, Work, refused


def run(work: Work) -> Outcome:
    """Make the report of the month of the position date, else of the one that ended last."""
    outcome = Outcome()
    paths, others = masters.to_read(work)
    day = month(work)
    if not paths:
        outcome.said.append(f'There is no plan in "{MASTERS}".')
    else:
        outcome.done += _reported(work, day, paths)
    outcome.done += others
    return outcome


def month(work: Work) -> date:
    """The first day of the month that is reported on."""
    if work.settings.position is not None:
        return work.settings.position.replace(day=1)
    return (work.asked.today.replace(day=1) - timedelta(days=1)).replace(day=1)


def _reported(work: Work, day: date, paths: list[Path]) -> list[Done]:
    alone = f" {paths[0].stem}" if work.asked.files and len(paths) == 1 else ""
    name = f"Monthly report {day:%Y-%m}{alone}.xlsx"
    target = work.reports / name
    try:
        before = held(target)
        same = work.bench.copied(target, work.bench.room()) if before else None
        previous = walk.newest_before(target, day)
        beside = walk.Beside(register=work.register, previous=previous, same=same, is_named=False)
        report = walk.rollup(
            paths, day, today=work.asked.today, template=work.templates or None, beside=beside, seen=work.asked.seen
        )
        made = work.bench.room() / name
        walk.write(report, made)
    except SheetplanError as problem:
        return [Done((Line(name, NOT_DONE, problem.reason, problem.fix, None),), code=2)]
    is_same = held(made) == before
    line = Line(
        name,
        "As it was" if is_same else "Made anew" if before else f'In "{REPORTS}"',
        " ".join(_told(report, paths)),
        "Open it, read the Summary, and fill in what the committee is asked to do.",
        target,
    )
    done = [Done((line,), () if is_same else (Wanted(target, made, before),))]
    return [*done, *(Done((refused(one, Path(one.path)),), code=2) for one in report.refused)]


def _told(report: Rollup, paths: list[Path]) -> list[str]:
    return [f"Made of {many(len(paths), 'plan')}.", *map(months.said, report.headlines)]
