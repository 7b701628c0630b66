"""New plan of a Word document that was dropped: its table becomes a workbook among the master plans."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from sheetplan.model import Imported, InDocument, SheetplanError, many
from sheetplan.model.desks import MASTERS, TITLES, Answer, Job, Line
from sheetplan.walks import import_word as walk
from sheetplan.walks.desk.bench import Done, Wanted, held
from sheetplan.walks.desk.work import NOT_DONE, Work

MADE, THERE = "Made", "There already"
_LONGEST = 30_000
"""Characters of what is said in one cell of the results, which holds some more."""


def made(work: Work, path: Path, ids: Mapping[str, Path], names: set[str]) -> Done:
    """Make a plan of one document.

    Args:
        work: the job.
        path: the document.
        ids: the plans that are kept, by the id that travels in them.
        names: what plans are called that this run makes; the new one's name is added.
    """
    target = work.masters / f"{path.stem}.xlsx"
    try:
        room = work.bench.room()
        copy = work.bench.copied(path, room)
        given = hashlib.sha256(b"word\0" + held(copy).encode()).hexdigest()
        answer = work.bench.answer(given)
        there = ids.get(Path(answer.path).name) if answer is not None else None
        if there is not None:
            told = f"{there.name} was made of this document, so it was not made again."
            return Done((Line(path.name, THERE, told, "Nothing.", there),))
        if target.exists() or target.name.casefold() in names:
            raise SheetplanError(
                f'{target.name} is in "{MASTERS}" already, so nothing was made of {path.name}.',
                "Give the document another name, then do this again.",
            )
        kind = work.templates[0] if len(work.templates) == 1 else None
        done = walk.import_word(copy, walk.Options(room / target.name, kind), work.asked.today)
    except SheetplanError as problem:
        return Done((Line(path.name, NOT_DONE, problem.reason, problem.fix, path),), code=2)
    names.add(target.name.casefold())
    line = Line(path.name, MADE, _cut(" ".join(_told(done, target))), _next(target), target)
    kept = Answer(given, f"{MASTERS}/{done.plan.plan_id}", held(done.output))
    return Done((line,), (Wanted(target, done.output, ""),), (kept,))


def _told(done: Imported, target: Path) -> Iterator[str]:
    yield f'{target.name} is in "{MASTERS}": {many(len(done.plan.actions), "action")}.'
    yield from done.said
    for words, found in (("Read as", done.assumed), ("Not taken over", done.left)):
        if found:
            yield f"{words}: {' '.join(map(_said, found))}"


def _said(one: InDocument) -> str:
    where = [f"table {one.table}"] if one.table is not None else []
    where += [f"row {one.row}"] if one.table is not None and one.row is not None else []
    text = f"{', '.join(where)}: {one.text}" if where else one.text
    return text if text.endswith((".", '"')) else f"{text}."


def _next(target: Path) -> str:
    return f'Open {target.name} and look through it; then do "{TITLES[Job.UPDATE]}".'


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
