"""Bring updates together: each copy goes into the plan that it is a copy of, and conflicts are counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sheetplan import submissions, template, versions
from sheetplan.model import Conflict, SheetplanError, Synced, folded, is_blank, many, shown
from sheetplan.model.desks import MASTERS, TITLES, Job, Line
from sheetplan.render.phrases import cut
from sheetplan.walks import minutes
from sheetplan.walks import sync as walk
from sheetplan.walks.desk import masters, update
from sheetplan.walks.desk.bench import Done, UnreadableError
from sheetplan.walks.desk.in_use import IN_USE
from sheetplan.walks.desk.masters import Master
from sheetplan.walks.desk.work import NOT_DONE, Outcome, Work, gathered, refused
from sheetplan.workbook import read

NO_MASTER, NO_NEWS = "No master plan", "Nothing new"
_AGAIN = re.compile(r"(?:\s*\(\d+\)|\s*-\s*copy|\s+copy|_copy)+$", re.IGNORECASE)
"""What a name ends with when a program saves a file beside one that is there."""


def run(work: Work) -> Outcome:
    """Bring in the copies that were dropped, else those that were sent."""
    outcome = Outcome()
    came = gathered(work, work.submitted)
    kept = gathered(replace(work, asked=replace(work.asked, files=())), work.masters)
    in_use = {line.place: line for line in kept.left if line.place is not None}
    found = masters.found(sorted({*kept.files, *in_use}))
    theirs: dict[Master, list[Path]] = {}
    strangers: list[Done] = []
    for path in came.files:
        about = _noted(path, found)
        master, line = _master(path, found) if not about else (None, _stranger(path))
        for one in about or ([master] if master is not None else []):
            theirs.setdefault(one, []).append(path)
        if master is None and not about:
            strangers.append(Done((line,), code=2 if line.result == NOT_DONE else 0))
    for master, copies in theirs.items():
        if master.path in in_use:
            outcome.done += [Done((_waits(path, master),), code=2) for path in copies]
        else:
            outcome.done.append(_synced(work, master, copies))
    outcome.done += strangers
    told = [*came.left, *(line for line in found.left if line.place not in in_use), *kept.left]
    outcome.done += [Done((line,), code=2) for line in told]
    outcome.done += [Done((line,)) for line in came.passed_over]
    return outcome


def _noted(path: Path, found: masters.Masters) -> list[Master]:
    """The plans that notes of a meeting are about, which stand on a page with the id of each; none for another file."""
    try:
        page = minutes.page(path)
    except SheetplanError:
        return []
    ids = {folded(row.get("plan_id")) for row in page.rows} if page is not None else set()
    return [one for one in found.plans if one.plan_id and folded(one.plan_id) in ids]


def _master(path: Path, found: masters.Masters) -> tuple[Master | None, Line]:
    """The plan that a workbook is a copy of: by the id that travels in it, else by its name."""
    nobody = _stranger(path)
    if path.suffix.casefold() not in masters.KINDS:
        return None, nobody
    try:
        plan_id = read.plan_id(path)
    except SheetplanError as problem:
        return None, Line(path.name, NOT_DONE, problem.reason, problem.fix, path)
    if found.of(path) is not None:
        told = f"{path.name} is the master plan itself."
        return None, Line(path.name, NO_NEWS, told, "Drop copies of it here, not the plan.", path)
    by_id = [one for one in found.plans if plan_id and one.plan_id == plan_id]
    if by_id:
        return by_id[0], nobody
    name = _bare(path)
    # A plan that had no id when the copy was taken may have one now; two ids that differ are two plans.
    by_name = [one for one in found.plans if _bare(one.path) == name and not (plan_id and one.plan_id)]
    return (by_name[0], nobody) if len(by_name) == 1 else (None, nobody)


def _bare(path: Path) -> str:
    """A file's name without what says that it is a copy."""
    return submissions.stem(_AGAIN.sub("", path.stem), template.submission_words())


def _stranger(path: Path) -> Line:
    return Line(
        path.name,
        NO_MASTER,
        f'{path.name} is a copy of no plan in "{MASTERS}".',
        f'If it is a new plan, copy it to "{MASTERS}". If it is a copy of one of them, give it that plan\'s name.',
        path,
    )


def _waits(path: Path, master: Master) -> Line:
    told = f"It was not brought in, because {master.path.name} is open."
    return Line(path.name, IN_USE, told, f"Close {master.path.name} everywhere, then do this again.", path)


def _synced(work: Work, master: Master, copies: Sequence[Path]) -> Done:
    """Bring copies into one plan."""
    if not versions.folder(master.path).is_dir():
        # An update would be made, and none of the copies brought in: the next run would do something else.
        told = f"{master.path.name} has no kept version yet, so nobody can tell what was changed in its copies."
        first = f'Do "{TITLES[Job.UPDATE]}" first, and give people copies of what it makes.'
        line = Line(master.path.name, NOT_DONE, told, first, master.path)
        return Done((line, *(_waits_for(path, master) for path in copies)), code=2)
    try:
        ours, unread = _ours(work, copies)
        if unread and not ours:
            return Done(tuple(unread), code=2)
        done, wanted = masters.aside(work, master.path, lambda copy: walk.sync(copy, list(ours), work.options()))
    except SheetplanError as problem:
        line = Line(master.path.name, NOT_DONE, problem.reason, problem.fix, master.path)
        return Done((line, *(_waits_for(path, master) for path in copies)), code=2)
    lines = (_plan_line(master, done), *_copy_lines(done, ours), *unread)
    return Done(lines, wanted, code=2 if done.refused or unread else 1 if done.left else 0)


def _ours(work: Work, copies: Sequence[Path]) -> tuple[dict[Path, Path], list[Line]]:
    """Copies of the copies, that nobody saves into meanwhile, and what is said of those that cannot be read."""
    room, ours, unread = work.bench.room(), dict[Path, Path](), list[Line]()
    for at, path in enumerate(copies):
        try:
            ours[work.bench.copied(path, room / str(at))] = path
        except UnreadableError as problem:
            unread.append(Line(path.name, NOT_DONE, problem.reason, problem.fix, path))
    return ours, unread


def _waits_for(path: Path, master: Master) -> Line:
    return Line(
        path.name, NOT_DONE, f"It was not brought into {master.path.name}.", "See what is said of that plan.", path
    )


def _plan_line(master: Master, done: Synced) -> Line:
    told = [*(_said(one) for one in done.conflicts), *done.settled, *done.said]
    told = [*update.sentences(done.updated), *told]
    if done.left:
        tab = done.updated.judged.plan.template.conflicts_sheet
        what = f"Choose on its tab {tab} ({many(done.left, 'conflict')}), save it, then do this again."
        return Line(master.path.name, f"{many(done.left, 'conflict')} to settle", " ".join(told), what, master.path)
    result = update.result(done.updated)
    return Line(master.path.name, result, " ".join(told), " ".join(update.next_steps(done.updated)), master.path)


def _said(one: Conflict) -> str:
    about = f"Action {one.ref}, {one.column}" if one.ref else one.column
    if one.settled or is_blank(one.copy):
        return f"{about}: {one.settled or one.about}"
    said = [cut(shown(value)) if not is_blank(value) else "nothing" for value in (one.copy, one.master)]
    return f'{about}: {one.whose} says "{said[0]}", the plan "{said[1]}".'


def _copy_lines(done: Synced, ours: Mapping[Path, Path]) -> Iterator[Line]:
    name = done.updated.path.name
    for seen in done.copies:
        path = ours[Path(seen.path)]
        is_idle = not seen.compared
        told = f"{seen.told[:1].upper()}{seen.told[1:]}."
        compared = f" Compared with {seen.compared}." if seen.compared else ""
        yield Line(path.name, NO_NEWS if is_idle else f"Brought into {name}", told + compared, "Nothing.", path)
    for one in done.refused:
        yield refused(one, ours.get(Path(one.path)))
