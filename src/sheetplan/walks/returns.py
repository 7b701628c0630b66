"""Returns: makes for each plan with findings a copy of the sender's own workbook that says what to put right."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from sheetplan.model import Batch, Earlier, Finding, Returned, SheetplanError, Submission, Template, subjects
from sheetplan.walks import carry, return_tabs, understand, unmark
from sheetplan.walks.check import found
from sheetplan.workbook import conditions, edit, foreign, properties, read, refs, returned, save
from sheetplan.workbook.changes import Change, Overlay, SetProperties

_OURS = re.compile(r" checked \d{4}-\d\d-\d\d(?: \(\d+\))?$")
"""What the name of a returned copy ends with."""
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
_LONGEST = 60
"""Characters of an organisation's name that a file's name has room for."""
_NO_COPY = (
    "No marked copy could be made: it is no .xlsx or .xlsm workbook, and only these can be marked. Send the sender the "
    "findings, and ask for the plan saved as an Excel Workbook (.xlsx)."
)


def wanted(batch: Batch) -> list[Submission]:
    """Those of which a marked copy is to be made: with findings, or of an older version of their template."""
    return [one for one in batch.submissions if one.judged and (one.has_findings or _is_older(one))]


def write(
    batch: Batch,
    folder: Path,
    *,
    dry_run: bool = False,
    taken: Collection[str] = (),
    seen: Callable[[Path], None] = lambda _: None,
) -> tuple[Returned, ...]:
    """Write the marked copies; the files that came are only read.

    Args:
        batch: what was sent and what was found in it.
        folder: where the copies go; it is made where it is missing. What stands there is never overwritten.
        dry_run: say what would be done and write nothing.
        taken: names that no copy may have besides, because the copies are to be moved to where files bear them.
        seen: called with each file of which a copy was made.

    Returns:
        One for each file that is `wanted`, in the batch's order.

    Raises:
        SheetplanError: the folder cannot be made.
    """
    meant = wanted(batch)
    if meant and not dry_run:
        save.make_folder(folder)
    places = _Places(folder, batch.submissions, batch.checked.today, taken)
    made: list[Returned] = []
    for submission in meant:
        made.append(_returned(submission, batch, places, dry_run=dry_run))
        seen(submission.path)
    return tuple(made)


def earlier(folder: Path, known: Sequence[Template] = ()) -> tuple[tuple[Earlier, ...], tuple[tuple[str, str], ...]]:
    """The marked copies of an earlier return, and what was passed over in their folder and why.

    Args:
        folder: the folder that they were written to, or a single copy.
        known: templates besides the packaged ones, whose words their tabs may have.

    Raises:
        SheetplanError: there is no such folder, or no marked copy in it.
    """
    if not folder.exists():
        raise SheetplanError(f"There is no {folder}.", "Name the folder that the earlier returned copies are in.")
    files, passed_over = found([folder])
    copies: list[Earlier] = []
    templates = (*known, *understand.templates(None))
    for path in files:
        try:
            copy = returned.earlier(path, templates)
        except SheetplanError as problem:
            passed_over.append((str(path), problem.reason))
            continue
        if copy is None:
            passed_over.append((str(path), "no returned copy"))
        else:
            copies.append(copy)
    if not copies:
        raise SheetplanError(
            f"{folder} holds no returned copy.",
            "Name the folder that --returns wrote to when the plans were last checked.",
        )
    return tuple(copies), tuple(passed_over)


class _Places:
    """Names in the folder: after the file, and where several files have one name, after whose it is too."""

    def __init__(self, folder: Path, submissions: Sequence[Submission], day: date, taken: Iterable[str]) -> None:
        self._folder = folder
        self._day = day
        self._count = Counter(_stem(one.path).casefold() for one in submissions)
        self._taken = {name.casefold() for name in taken}

    def checked(self, submission: Submission) -> tuple[Path, str]:
        """Where the marked copy goes, and what it would be called if no file of that name were there."""
        name = f"{self._called(submission)} checked {self._day.isoformat()}"
        suffix = submission.path.suffix
        return self._free(name, suffix), f"{name}{suffix}"

    def present_form(self, submission: Submission) -> Path:
        """Where the workbook of the present form goes."""
        return self._free(f"{self._called(submission)} in the present form", ".xlsx")

    def _called(self, submission: Submission) -> str:
        stem = _stem(submission.path)
        if self._count[stem.casefold()] == 1:
            return stem
        whose = _NOT_IN_NAMES.sub(" ", submission.organisation or submission.path.parent.name)
        whose = " ".join(whose.split())[:_LONGEST]
        return f"{stem} ({whose})" if whose else stem

    def _free(self, stem: str, suffix: str) -> Path:
        """A name that no file has, nor one that is meant to be written."""
        number, path = 1, self._folder / f"{stem}{suffix}"
        while path.name.casefold() in self._taken or path.exists():
            number += 1
            path = self._folder / f"{stem} ({number}){suffix}"
        self._taken.add(path.name.casefold())
        return path


def _returned(submission: Submission, batch: Batch, places: _Places, *, dry_run: bool) -> Returned:
    path, count = submission.path, len(submission.findings)
    if foreign.is_foreign(path):
        return Returned(path, count, None, said=(_NO_COPY,))
    new, said = _new_template(submission, places, batch.checked.today, dry_run=dry_run)
    target, wanted = places.checked(submission)
    try:
        edited = edit.apply(path, list(_changes(submission, batch, new)))
        stay = unmark.stayed(edited.receipt.refused)
        if stay:
            edited = edit.apply(path, list(_changes(submission, batch, new, stay)))
        _refuse_changed(submission, edited)
        if not dry_run:
            save.write_new(edited.data, target)
    except SheetplanError as problem:
        return Returned(path, count, None, new, (*said, _refusal("No marked copy could be made.", problem)))
    except RuntimeError as problem:  # a mistake of ours in one file is said, and takes nothing from all others
        return Returned(path, count, None, new, (*said, f"No marked copy could be made: sheetplan failed ({problem})."))
    said += [refused.reason for refused in edited.receipt.refused]
    if target.name != wanted:
        said.append(f"There is a file called {wanted} already, so this one is called {target.name}.")
    return Returned(path, count, target, new, tuple(said))


def _refuse_changed(submission: Submission, edited: edit.Edited) -> None:
    """The findings are those of the file as it was checked."""
    if submission.sha256 and hashlib.sha256(edited.source).hexdigest() != submission.sha256:
        raise SheetplanError(f"{submission.path.name} was changed while it was being checked.", "Check it again.")


def _new_template(
    submission: Submission, places: _Places, day: date, *, dry_run: bool
) -> tuple[Path | None, list[str]]:
    """The workbook of the present version of a template that goes with a copy of an older one."""
    if not _is_older(submission):
        return None, []
    if len(submission.judged) > 1:
        return None, ["It holds more than one plan, so nothing was carried into the present form of its template."]
    new = places.present_form(submission)
    try:
        # Of a plan that waits to be reported not everything is at hand that people typed.
        plan = submission.judged[0].plan
        (whole,) = read.plans(submission.path, (plan.template,), plan.sheet)
        return new, list(carry.carry(whole, new, day, known_by=_known_by(submission), dry_run=dry_run))
    except SheetplanError as problem:
        return None, [_refusal("Nothing was carried into the present form of its template.", problem)]


def _is_older(submission: Submission) -> bool:
    """Whether the present form of its template is a newer one; it may be this program that is not up to date."""
    return bool(submission.older_template) and not submission.judged[0].plan.is_of_newer_template


def _refusal(what: str, problem: SheetplanError) -> str:
    return " ".join(filter(None, (what, problem.reason, problem.fix)))


def _changes(
    submission: Submission, batch: Batch, new_template: Path | None, stay: frozenset[str] = frozenset()
) -> Iterator[Change]:
    """What is added to the copy, in the place of what an earlier return left in it; some of that may have to stay."""
    plan = submission.judged[0].plan
    yield from unmark.changes(plan, stay)
    before = plan.return_mark
    theirs = [name for name in plan.sheet_names if before is None or name not in before.tabs or name in stay]
    tabs = return_tabs.names(plan.template, theirs)
    findings = return_tabs.worst_first(_named(submission))
    yield return_tabs.checks(submission, batch, tabs, findings)
    yield return_tabs.start_here(submission, batch, tabs, findings, new_template)
    yield from _overlays(findings)
    yield SetProperties(
        {
            properties.RETURN_NAME: _known_by(submission),
            properties.RETURNED_ON: batch.checked.today.isoformat(),
        }
    )


def _overlays(findings: Sequence[Finding]) -> Iterator[Change]:
    """Cells to put right are shaded until they hold something else; a cell with several findings by the worst."""
    shaded: set[tuple[str, str]] = set()
    for level, colour in return_tabs.COLOURS.items():
        cells = dict.fromkeys((one.sheet, one.cell) for one in findings if one.level is level)
        new = [one for one in cells if one not in shaded]
        shaded |= set(new)
        for sheet in dict.fromkeys(sheet for sheet, _ in new):
            places = tuple((*refs.parse_cell(cell), conditions.AS_NOW) for name, cell in new if name == sheet)
            yield Overlay(sheet, places, colour.fill, colour.text)


def _known_by(submission: Submission) -> str:
    """What the copy and all that comes back of it are known by: the same through any number of returns.

    A plan id would not do: who copies a plan to begin a new one copies its id.
    """
    plan = submission.judged[0].plan
    if plan.return_mark is not None and plan.return_mark.name:
        return plan.return_mark.name
    facts = (plan.sha256, submission.organisation or "", submission.path.name)
    return hashlib.sha256("\0".join(facts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _named(submission: Submission) -> Iterator[Finding]:
    """Its findings, each with a ref, or where there is none with the beginning of the action's text."""
    for judged in submission.judged:
        for finding, about in zip(judged.findings, subjects(judged.plan, judged.findings), strict=True):
            yield replace(finding, ref=about or None)


def _stem(path: Path) -> str:
    """The file's own name, without what an earlier return added to it."""
    return _OURS.sub("", path.stem)
