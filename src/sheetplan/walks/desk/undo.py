"""Undo the last run: everything as it was before it, but for what somebody has changed since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sheetplan import journal
from sheetplan.model import SheetplanError, long_day, many
from sheetplan.model.desks import TITLES, Line, Run, Step
from sheetplan.walks.desk.bench import Bench, Done, Wanted, held, refuse_locked
from sheetplan.walks.desk.work import Outcome, Work

LEFT, BACK = "Left as it is", "Put back"


def run(work: Work) -> Outcome:
    """Take the last run back."""
    outcome = Outcome()
    if work.asked.files:
        outcome.said.append("Undo takes back the whole last run: the files that were dropped were not looked at.")
    last, undoing = journal.last(work.bench.runs)
    if last is None:
        outcome.said.append("There is no run to undo. Nothing was changed.")
        return outcome
    named = f"{TITLES[last.job]}, {long_day(last.when.date())}, {last.when:%H:%M}"
    if undoing is not None:
        outcome.said.append(f"The last run ({named}) has been undone already. Nothing was changed.")
        return outcome
    outcome.said.append(f"The run that was undone: {named}.")
    for steps in journal.groups(last):
        outcome.done.append(_taken_back(work.bench, last, [step for step in steps if not step.passing]))
    outcome.done = [one for one in outcome.done if one.lines]
    left = sum(bool(one.code) for one in outcome.done)
    outcome.changes = {"undoes": last.number, "left": left}
    if left:
        outcome.said.append(f"{many(left, 'thing')} could not be put back; what to do stands beside each.")
    outcome.empty_folders = last.folders
    return outcome


def _taken_back(bench: Bench, run: Run, steps: Sequence[Step]) -> Done:
    """One group of files as it was; all of it, or where somebody has changed one since, nothing."""
    first = bench.place(steps[-1].path) if len(steps) == 1 else bench.place(_main(steps))
    still = [step for step in steps if held(bench.place(step.path)) != step.before]
    if not still:
        return Done(())
    strangers = [step for step in still if held(bench.place(step.path)) != step.after]
    if strangers:
        name = bench.place(strangers[0].path).name
        told = f"{name} was changed by somebody since that run, so it was left as it is."
        if len(steps) > 1:
            told = f"{name} was changed by somebody since that run, so it and what belongs to it were left as they are."
        return Done(
            (Line(first.name, LEFT, told, "Nothing, if that is right. Else change it by hand.", first),), code=1
        )
    lost = [step for step in still if step.kept and held(bench.was(run, step)) != step.before]
    if lost:
        told = f"What was kept of {bench.place(lost[0].path).name} is gone or damaged, so it was left as it is."
        return Done((Line(first.name, LEFT, told, "See its kept versions, or your backup.", first),), code=1)
    try:
        refuse_locked(first)
    except SheetplanError as problem:
        return Done((Line(first.name, LEFT, problem.reason, f"{problem.fix} Then undo again.", first),), code=1)
    wanted = tuple(_wanted(bench, run, still))
    gone = not any(step.before for step in still if bench.place(step.path) == first)
    told = "It is gone: that run had made it." if gone else "It is as it was before that run."
    return Done((Line(first.name, BACK, told, "Nothing.", None if gone else first),), wanted)


def _main(steps: Sequence[Step]) -> str:
    """The file that people know a group by: the one that was replaced, not the copies and lists beside it."""
    replaced = [
        step for step in steps if step.before and step.after and step.path.casefold().endswith((".xlsx", ".xlsm"))
    ]
    return (replaced or list(steps))[0].path


def _wanted(bench: Bench, run: Run, steps: Sequence[Step]) -> Iterator[Wanted]:
    for step in reversed(steps):
        source: Path | None = bench.was(run, step) if step.kept else None
        yield Wanted(bench.place(step.path), source, step.after)
