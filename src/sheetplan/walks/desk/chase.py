"""Who to chase: who has what to do, over all plans that the desk keeps."""

from __future__ import annotations

from pathlib import Path

from sheetplan.model import SheetplanError, many
from sheetplan.model.desks import MASTERS, REPORTS, Line
from sheetplan.walks import remind as walk
from sheetplan.walks.desk import masters
from sheetplan.walks.desk.bench import Done, Wanted, held
from sheetplan.walks.desk.work import NOT_DONE, Outcome, Work


def run(work: Work) -> Outcome:
    """Make the workbook of reminders."""
    outcome = Outcome()
    paths, others = masters.to_read(work)
    if not paths:
        outcome.said.append(f'There is no plan in "{MASTERS}".')
    else:
        outcome.done.append(_reminders(work, paths))
    outcome.done += others
    return outcome


def _reminders(work: Work, paths: list[Path]) -> Done:
    name = f"Reminders {work.asked.today.isoformat()}"
    made = work.bench.room() / f"{name}.xlsx"
    options = walk.Options(
        output=made,
        today=work.asked.today,
        as_of=work.settings.position,
        register=work.register,
        template=work.templates or None,
    )
    try:
        found = walk.remind(paths, options, work.asked.seen).reminders
    except SheetplanError as problem:
        return Done((Line(made.name, NOT_DONE, problem.reason, problem.fix, None),), code=2)
    target = work.bench.free(work.reports, name, held(made))
    told = f"{many(len(found.owners), 'person')} in {many(len(paths), 'plan')}.".replace("persons", "people")
    line = Line(target.name, f'In "{REPORTS}"', told, "Open it, and send each what is theirs.", target)
    return Done((line,), () if target.exists() else (Wanted(target, made, ""),))
