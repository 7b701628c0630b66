"""The journal of a desk: what each run did, as text that the next run reads, and what undoing one has to do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sheetplan.model.desks import TITLES, Answer, Job, Run, Step

FILE = "run.json"
"""What the journal of one run is called, in the run's own folder."""
UNDER_WAY = "Under way"
"""The folder of a run that has not ended."""


def to_json(run: Run) -> str:
    """What is written of a run."""
    data = asdict(run) | {"job": str(run.job), "when": run.when.isoformat()}
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def from_json(text: str) -> Run | None:
    """The run that was written so; None where it is not what we wrote."""
    try:
        data: dict[str, Any] = json.loads(text)
        return Run(
            number=int(data["number"]),
            job=Job(data["job"]),
            when=datetime.fromisoformat(data["when"]),
            by=str(data["by"]),
            steps=tuple(Step(**one) for one in data["steps"]),
            folders=tuple(map(str, data["folders"])),
            answers=tuple(Answer(**one) for one in data["answers"]),
            undoes=int(data["undoes"]),
            left=int(data["left"]),
        )
    except (ValueError, KeyError, TypeError):
        return None


def folder_name(run: Run) -> str:
    """What the folder of a run that has ended is called: "0012 2026-11-30 Update master plans"."""
    return f"{run.number:04d} {run.when.date().isoformat()} {TITLES[run.job]}"


def last(runs: Sequence[Run]) -> tuple[Run | None, Run | None]:
    """The last run that is no undoing, and the one that took it back; None for what there is not.

    Args:
        runs: all that ended, in any order.
    """
    done = [run for run in runs if run.job is not Job.UNDO]
    if not done:
        return None, None
    newest = max(done, key=lambda run: run.number)
    # What was left by an undoing, because it was open say, can be put back by another.
    undoing = next((run for run in runs if run.undoes == newest.number and not run.left), None)
    return newest, undoing


def answers(runs: Iterable[Run]) -> Mapping[str, Answer]:
    """What was made for which input by runs that were not taken back; of several the newest."""
    listed = sorted(runs, key=lambda run: run.number)
    gone = {run.undoes for run in listed}
    return {one.given: one for run in listed if run.number not in gone for one in run.answers}


def groups(run: Run) -> list[list[Step]]:
    """The steps of a run, group by group."""
    found: dict[int, list[Step]] = {}
    for step in run.steps:
        found.setdefault(step.group, []).append(step)
    return list(found.values())
