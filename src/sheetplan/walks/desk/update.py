"""Update master plans: every plan that the desk keeps is brought up to date."""

from __future__ import annotations

from collections.abc import Iterator

from sheetplan.model import Level, SheetplanError, Updated, long_day, many
from sheetplan.model.desks import Line
from sheetplan.walks import choices
from sheetplan.walks import update as walk
from sheetplan.walks.desk import masters
from sheetplan.walks.desk.bench import Done
from sheetplan.walks.desk.work import NOT_DONE, Outcome, Work, gathered

NOTHING_NEW = "Nothing to do"


def run(work: Work) -> Outcome:
    """Update the plans that were dropped, else all."""
    outcome = Outcome()
    came = gathered(work, work.masters)
    found = masters.found(came.files)
    for one in found.plans:
        outcome.done.append(_updated(work, one))
    for line in (*found.left, *came.left):
        outcome.add(line, code=2)
    for line in came.passed_over:
        outcome.add(line)
    return outcome


def _updated(work: Work, master: masters.Master) -> Done:
    try:
        done, wanted = masters.aside(work, master.path, lambda copy: walk.update(copy, work.options()))
    except SheetplanError as problem:
        return Done((Line(master.path.name, NOT_DONE, problem.reason, problem.fix, master.path),), code=2)
    told, next_ = " ".join(sentences(done)), " ".join(next_steps(done))
    return Done((Line(master.path.name, result(done), told, next_, master.path),), wanted)


def result(done: Updated) -> str:
    """How an update ended, in a few words."""
    return f"Version {done.version.number} made" if done.version is not None else NOTHING_NEW


def sentences(done: Updated) -> Iterator[str]:
    """What an update did and found, for a line of results."""
    if done.version is None:
        yield f"Nobody has changed anything; position at {long_day(done.day)}."
    else:
        counts = ", ".join(f"{word} {number}" for word, number in done.version.counts.items() if number)
        yield f"Position at {long_day(done.day)}: {counts or 'no actions'}."
    if done.archived:
        yield f"{many(len(done.archived), 'action')} moved to the archive: {', '.join(done.archived)}."
    if done.reopened:
        yield f"Brought back from the archive: {', '.join(done.reopened)}."
    yield from done.said


def next_steps(done: Updated) -> Iterator[str]:
    """What to do next with a plan that was updated."""
    must = sum(finding.level is Level.MUST_FIX for finding in done.judged.findings)
    left = choices.open_lines(done.judged.plan)
    if must:
        yield f"Open it: {many(must, 'thing')} must be put right in it."
    if left:
        tab = done.judged.plan.template.conflicts_sheet
        yield f"Choose on its tab {tab} ({many(left, 'conflict')}), save it, then do this again."
    if not must and not left:
        yield "Nothing."
