"""Check submitted plans: what must be put right in each, a marked copy to send back, and one report over all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sheetplan.model import Batch, Expected, Level, Returned, SheetplanError, Submission, long_day, many
from sheetplan.model.desks import CHECKED, REPORTS, Answer, Line
from sheetplan.walks import check as files_of
from sheetplan.walks import returns
from sheetplan.walks import submissions as walk
from sheetplan.walks.desk.bench import Done, UnreadableError, Wanted, held
from sheetplan.walks.desk.work import NOT_DONE, Outcome, Work, gathered
from sheetplan.workbook import save

_NOTHING = "Nothing. The marked copy only informs."
NOT_RECEIVED, FINE = "Not received", "Nothing to put right"


def run(work: Work) -> Outcome:
    """Check the plans that were dropped, else those that were sent."""
    outcome = Outcome()
    came = gathered(work, work.submitted)
    no_plans = {work.register, *files_of.waivers_beside([work.submitted])}
    files = [path for path in came.files if path not in no_plans]
    if files:
        room = work.bench.room()
        ours = _copies(work, room, files, outcome)
        _check(work, room, ours, outcome)
    for line in came.left:
        outcome.add(line, code=2)
    for line in came.passed_over:
        outcome.add(line)
    return outcome


def _copies(work: Work, room: Path, files: Sequence[Path], outcome: Outcome) -> dict[Path, Path]:
    """Copies to work on, that nobody saves into meanwhile; each bears the file's own name, in a folder as it was in.

    What cannot be copied is said, and stops no other.
    """
    ours: dict[Path, Path] = {}
    for path in files:
        near = path.is_relative_to(work.submitted)
        place = path.relative_to(work.submitted) if near else Path(str(len(ours)), path.name)
        try:
            ours[work.bench.copied(path, room / place.parent)] = path
        except UnreadableError as problem:
            outcome.add(Line(path.name, NOT_DONE, problem.reason, problem.fix, path), code=2)
    return ours


def _check(work: Work, room: Path, ours: Mapping[Path, Path], outcome: Outcome) -> None:
    settings = work.settings
    waivers = files_of.waivers_beside([work.submitted])
    batch = walk.check(
        [room],
        today=work.asked.today,
        as_of=settings.position,
        template=work.templates or None,
        register=work.register,
        since=work.desk / CHECKED if _has_returns(work) else None,
        waivers=waivers,
        seen=work.asked.seen,
    )
    batch = replace(batch, reply_by=settings.reply_by, reply_to=settings.contact)
    work.asked.found(batch, ours)
    outcome.said += [*(f"Waivers are taken from {path.name}." for path in waivers), *batch.said]
    outcome.said += batch.register.said if batch.register is not None else ()
    told = {path: _given(ours[path], one, batch) for path, one in ((one.path, one) for one in batch.submissions)}
    new = [one for one in batch.submissions if work.bench.answered(told[one.path]) is None]
    made = _returned(work, replace(batch, submissions=tuple(new)))
    for one in batch.submissions:
        outcome.done.append(_one(work, one, ours[one.path], made.get(one.path), told[one.path]))
    for place, reason in batch.checked.passed_over:
        path = ours.get(Path(place))
        if path is not None:
            outcome.add(Line(path.name, "Passed over", f"It is {reason}.", "Nothing, if it is no plan.", path))
    outcome.done += [Done((_absent(one),)) for one in batch.not_sent]
    outcome.done.append(_report(work, batch, _mark(*sorted(told.values()), *map(repr, batch.not_sent), *outcome.said)))


def _has_returns(work: Work) -> bool:
    try:
        returns.earlier(work.desk / CHECKED)
    except SheetplanError:
        return False
    return True


def _given(path: Path, one: Submission, batch: Batch) -> str:
    """A mark of a file and of all that its marked copy would say: where both are the same, no second one is made."""
    expected = one.expected
    parts = [path.name, one.sha256, str(batch.reply_by), batch.reply_to, one.older_template]
    parts += [f"{expected.reply_by} {expected.reply_to}" if expected is not None else ""]
    parts += [f"{f.sheet}!{f.cell} {f.code} {f.level} {f.found} {f.fix}" for f in one.findings]
    return _mark(*parts)


def _mark(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _returned(work: Work, batch: Batch) -> dict[Path, Returned]:
    """The marked copies, made aside; none is called as one that is there."""
    room = work.bench.room()
    taken = {path.name for path in (work.desk / CHECKED).iterdir() if path.is_file()}
    return {one.path: one for one in returns.write(batch, room, taken=taken)}


def _one(work: Work, one: Submission, path: Path, made: Returned | None, given: str) -> Done:
    """What became of one file that was sent."""
    if one.refused is not None:
        line = Line(path.name, NOT_DONE, one.refused.reason, one.refused.fix or "Ask for it again.", path)
        return Done((line,), code=2)
    must = one.counts()[Level.MUST_FIX]
    code = 1 if must else 0
    result = f"{many(must, 'thing')} to put right" if must else FINE
    told = list(_told(one))
    is_to_do = must or one.counts()[Level.CHECK]
    there = work.bench.answered(given)
    if made is None or made.file is None:
        told += made.said if made is not None else ()
        if there is not None:
            told.append(f"It was checked before, and nothing is new; its marked copy is {there.name}.")
            return Done(
                (Line(path.name, result, " ".join(told), _send(there) if is_to_do else _NOTHING, there),), code=code
            )
        next_ = "Nothing." if not one.findings else "Tell whoever sent it what was found."
        return Done((Line(path.name, result, " ".join(told), next_, path),), code=code)
    told += made.said
    target = work.desk / CHECKED / made.file.name
    wanted = [Wanted(target, made.file, "")]
    if made.new_template is not None:
        wanted.append(Wanted(target.with_name(made.new_template.name), made.new_template, ""))
    answer = Answer(given, work.bench.shown(target), held(made.file))
    return Done(
        (Line(path.name, result, " ".join(told), _send(target) if is_to_do else _NOTHING, target),),
        tuple(wanted),
        (answer,),
        code,
    )


def _send(copy: Path) -> str:
    return f"Send {copy.name} back to whoever sent the plan."


def _told(one: Submission) -> Iterator[str]:
    if one.organisation:
        yield f"{one.organisation}."
    counts = [f"{level.label} {number}" for level, number in one.counts().items() if number]
    yield f"{', '.join(counts)}." if counts else "Nothing was found."
    if one.compared is not None:
        since = f" {long_day(one.compared.since)}" if one.compared.since is not None else " the last return"
        fixed, still, new = (len(found) for found in (one.compared.fixed, one.compared.still, one.compared.new))
        yield f"Since{since}: {fixed} fixed, {still} still there, {new} new."
    if one.waived:
        yield f"{many(len(one.waived), 'finding')} waived."
    if one.older_template:
        # What stands after it is said to who works without a desk.
        yield f"{one.older_template.partition('. ')[0].rstrip('.')}."


def _absent(one: Expected) -> Line:
    due = f" It was due on {long_day(one.due)}." if one.due is not None else ""
    ask = f"Ask {one.contact}." if one.contact else "Ask for it."
    return Line(one.organisation, NOT_RECEIVED, f"No plan has come from {one.organisation}.{due}", ask, None)


def _report(work: Work, batch: Batch, given: str) -> Done:
    """The one report over all that was sent; where nothing is new since the last one, that."""
    told = f"Everything about {many(len(batch.submissions), 'file')} in one workbook."
    there = work.bench.answered(given)
    if there is not None:
        return Done((Line(there.name, "As it was", told, "Open it for the whole picture.", there),))
    name = f"Plans received {work.asked.today.isoformat()}"
    made = work.bench.room() / f"{name}.xlsx"
    try:
        walk.write_report(batch, made)
    except SheetplanError as problem:
        return Done((Line(made.name, NOT_DONE, problem.reason, problem.fix, None),), code=2)
    target = work.bench.free(work.reports, name, save.sha256(made))
    line = Line(target.name, f'In "{REPORTS}"', told, "Open it for the whole picture.", target)
    answer = Answer(given, work.bench.shown(target), held(made))
    return Done((line,), () if target.exists() else (Wanted(target, made, ""),), (answer,))
