"""New plan: makes the plans that are listed in the desk's workbook and are not there yet."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from sheetplan.model import SheetplanError, folded
from sheetplan.model.desks import BOOK, MASTERS, Answer, Line, NewPlan
from sheetplan.walks import new as walk
from sheetplan.walks.desk import from_word, in_use, masters
from sheetplan.walks.desk.bench import Done, Wanted, held
from sheetplan.walks.desk.wording import template_named
from sheetplan.walks.desk.work import NOT_DONE, PASSED_OVER, Outcome, Work
from sheetplan.workbook import foreign, read

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
_LONGEST = 100
"""Characters of a title that a file's name has room for."""


def run(work: Work) -> Outcome:
    """Make each plan that is listed and not there; of Word documents that were dropped, a plan of each."""
    outcome = Outcome()
    ids = _ids(work)
    names: set[str] = set()
    if work.asked.files:
        _from_files(work, outcome, ids, names)
        return outcome
    for wanted in work.settings.new_plans:
        one = _made(work, wanted, ids, names)
        outcome.done.append(one)
    if not work.settings.new_plans:
        outcome.said.append(f"No plan is listed on the tab New plan of {BOOK}. Enter a kind and a title there.")
    return outcome


def _from_files(work: Work, outcome: Outcome, ids: Mapping[str, Path], names: set[str]) -> None:
    documents = [path for path in work.asked.files if foreign.is_word(path)]
    looked = in_use.looked(documents, wait=work.asked.wait)
    for path in looked.ready:
        outcome.done.append(from_word.made(work, path, ids, names))
    for line in looked.left:
        outcome.add(line, code=2)
    for path in work.asked.files:
        if path not in documents:
            told = f"{path.name} is no Word document, so no plan was made of it."
            next_ = f'A workbook is a plan as it is: copy it to "{MASTERS}" if it is to be kept.'
            outcome.add(Line(path.name, PASSED_OVER, told, next_, path if path.is_file() else None))


def _made(work: Work, wanted: NewPlan, ids: Mapping[str, Path], names: set[str]) -> Done:
    kind = template_named(work.desk, wanted.template)
    title = wanted.title or wanted.organisation
    label = title or wanted.cell
    if kind is None or not title:
        what = "names no kind of plan that there is" if kind is None else "has no title"
        told = f"The line in {wanted.cell} {what}."
        return Done(
            (Line(label, NOT_DONE, told, f"Put it right in {BOOK}, then do this again.", work.desk / BOOK),), code=2
        )
    target = work.masters / f"{_file_name(title)}.xlsx"
    given = _given(wanted)
    there = next((path for path in [*_answered(work, given, ids), target] if path.exists()), None)
    if there is not None or target.name.casefold() in names:
        told = f"{(there or target).name} is there, so it was not made again."
        return Done((Line(label, from_word.THERE, told, "Nothing.", there),))
    names.add(target.name.casefold())
    made = work.bench.room() / target.name
    plan_id = work.asked.new_id()
    organisation = wanted.organisation or work.settings.organisation
    try:
        walk.new(kind, made, title=title, organisation=organisation, plan_id=plan_id, today=work.asked.today)
    except SheetplanError as problem:
        return Done((Line(label, NOT_DONE, problem.reason, problem.fix, None),), code=2)
    told = f'{target.name} is in "{MASTERS}".'
    line = Line(label, from_word.MADE, told, "Open it, fill in the Cover, and type the first action.", target)
    return Done((line,), (Wanted(target, made, ""),), (Answer(given, f"{MASTERS}/{plan_id}", held(made)),))


def _given(wanted: NewPlan) -> str:
    text = "\0".join(folded(part) for part in ("new", wanted.template, wanted.title, wanted.organisation))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _answered(work: Work, given: str, ids: Mapping[str, Path]) -> list[Path]:
    """The plan that an earlier run made of the line, wherever its file is called now."""
    answer = work.bench.answer(given)
    path = ids.get(Path(answer.path).name) if answer is not None else None
    return [path] if path is not None else []


def _ids(work: Work) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for path in sorted(work.masters.iterdir()):
        if path.suffix.casefold() in masters.KINDS and not path.name.startswith(("~$", ".")):
            try:
                found.setdefault(read.plan_id(path) or "", path)
            except SheetplanError:
                continue
    return found


def _file_name(title: str) -> str:
    """A title as a file's name, on every system."""
    return " ".join(_NOT_IN_NAMES.sub(" ", title).split())[:_LONGEST].strip(" .") or "plan"
