"""Submissions: checks what many organisations sent against a register, waivers and an earlier return."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from sheetplan import checks, submissions, template
from sheetplan.model import (
    Batch,
    Earlier,
    Judged,
    PlanFacts,
    Register,
    SheetplanError,
    Submission,
    SubmissionWords,
    Template,
    Waiver,
)
from sheetplan.walks import check as walk
from sheetplan.walks import spread, understand
from sheetplan.walks.portion import Asked
from sheetplan.workbook import register as registers
from sheetplan.workbook import save


def check(
    paths: Sequence[Path],
    *,
    today: date,
    as_of: date | None = None,
    template: understand.Named = None,
    sheet: str | None = None,
    register: Path | None = None,
    since: Path | None = None,
    waivers: Sequence[Path] | None = None,
    apart: Sequence[Path] = (),
    cores: int | None = None,
    scheduler: str | None = None,
    seen: Callable[[Path], None] = lambda _: None,
) -> Batch:
    """Judge every plan of these files and folders; one that cannot be read stops none of the others.

    Args:
        paths: workbooks, or folders of them.
        today: the calendar day.
        as_of: the day as of which plans are judged and lateness is counted; None takes each workbook's own, else today.
        template: a template's name or file; None recognises it from each workbook.
        sheet: the only sheet that is meant; None for all that hold a plan.
        register: a workbook or text file that says who is to send a plan.
        since: the folder that marked copies were written to earlier.
        waivers: text files or workbooks of waivers; None looks for them beside the plans, and says so.
        apart: further files and folders that are not to be taken for plans, although they stand among them.
        cores: how many processes at most; None for as many as this one may use, where it pays.
        scheduler: the address of a Dask scheduler whose workers are to do it.
        seen: called with each file when it is done.

    Returns:
        Each file with whose it is and what was found, and what the register, the waivers and the earlier return say.

    Raises:
        SheetplanError: the register, the waivers or the earlier return cannot be read, there is no such template, or
            the scheduler cannot be reached.
    """
    known = understand.templates(template)
    against = read_register(register, known)
    files_of_waivers = walk.waivers_beside(paths) if waivers is None else tuple(waivers)
    waived, said = _waivers(files_of_waivers)
    if waivers is None:
        said = (*(f"Waivers are taken from {path}." for path in files_of_waivers), *said)
    earlier, not_looked_at = _earlier(since, known) if since is not None else ((), ())
    files, passed_over = found(paths, _apart(register, since, files_of_waivers, apart))
    asked = Asked(today, known, as_of, sheet)
    came = spread.came(files, asked, sift=sift, cores=cores, scheduler=scheduler)
    return submissions.of(
        drafts(came, set(paths), passed_over, seen),
        words=_words(),
        codes=checks.CODES,
        day=as_of or today,
        today=today,
        register=against,
        waivers=waived,
        earlier=earlier,
        passed_over=(*passed_over, *not_looked_at),
        said=said,
    )


def drafts(
    files: Iterable[spread.Came],
    named: set[Path],
    passed_over: list[tuple[str, str]],
    seen: Callable[[Path], None],
    known: Callable[[spread.Came], Sequence[PlanFacts]] = lambda came: came.facts,
) -> list[Submission]:
    """Each file by itself.

    Args:
        files: what became of each.
        named: those that were named by themselves and not found in a folder.
        passed_over: to it is added what turns out to hold no plan and was not named.
        seen: called with each file when it is done.
        known: the facts of a file's plans.
    """
    found: list[Submission] = []
    for came in files:
        if came.no_plan and came.path not in named:
            passed_over.append((str(came.path), came.no_plan))
        elif came.refused is not None:
            found.append(submissions.refused(came.refused))
        else:
            found.append(submissions.draft(came.path, came.judged, known(came)))
        seen(came.path)
    return found


def sift(judged: Judged) -> PlanFacts:
    """What is wanted of a plan besides its findings; it is done where the plan is read, in whatever process that is."""
    return submissions.facts(judged, _words())


def found(paths: Sequence[Path], apart: Iterable[tuple[Path, str]] = ()) -> tuple[list[Path], list[tuple[str, str]]]:
    """The workbooks among these files and folders, and what was passed over and why.

    Args:
        paths: workbooks, or folders of them.
        apart: files and folders that are no plans, and what they are.
    """
    files, passed_over = walk.found(paths)
    besides = [(path.resolve(), what) for path, what in apart]
    kept: list[Path] = []
    for path in dict.fromkeys(files):
        place = path.resolve() if besides else path
        what = next((what for other, what in besides if place == other or other in place.parents), None)
        if what is None:
            kept.append(path)
        else:
            passed_over.append((str(path), what))
    return kept, passed_over


def place_report(path: Path) -> None:
    """Say at once, and not after a long check, that a report cannot be written there.

    Raises:
        SheetplanError: the file is there already, is to be of another kind, or has no folder.
    """
    if path.suffix.casefold() != ".xlsx":
        raise SheetplanError(f"{path.name} must end in .xlsx.", f"Call it {path.with_suffix('.xlsx').name}.")
    if path.exists():
        raise SheetplanError(f"{path} is there already.", "Give the report another name, or move that file.")
    if not path.parent.is_dir():
        raise SheetplanError(f"There is no folder {path.parent}.", "Make it first, or name another.")


def write_report(batch: Batch, path: Path) -> None:
    """Write the one workbook over the whole batch.

    Raises:
        SheetplanError: it cannot be written, or is there already.
    """
    from sheetplan.workbook import report  # it brings the painter along, which a check without a report does not need

    save.write_new(report.write(batch), path)


def _words() -> SubmissionWords:
    return template.submission_words()


def _earlier(folder: Path, known: Sequence[Template]) -> tuple[tuple[Earlier, ...], tuple[tuple[str, str], ...]]:
    from sheetplan.walks import returns  # it brings along all that writes into workbooks

    return returns.earlier(folder, known)


def read_register(path: Path | None, known: Sequence[Template]) -> Register | None:
    """Who is to send a plan, the kinds of plan being names of templates; None without a register.

    Args:
        path: the workbook or text file.
        known: templates besides the packaged ones.

    Raises:
        SheetplanError: it cannot be read.
    """
    if path is None:
        return None
    return submissions.with_kinds(registers.read(path, _words()), (*known, *template.packaged()))


def _waivers(paths: Iterable[Path]) -> tuple[tuple[Waiver, ...], tuple[str, ...]]:
    held: list[Waiver] = []
    said: list[str] = []
    for path in paths:
        lines, amiss = registers.waivers(path, _words())
        held += lines
        said += amiss
    return tuple(held), tuple(said)


def _apart(
    register: Path | None, since: Path | None, waivers: Iterable[Path], others: Iterable[Path]
) -> list[tuple[Path, str]]:
    apart = [(path, "waivers") for path in waivers]
    apart += [(path, "written by an earlier check") for path in others]
    if register is not None:
        apart.append((register, "the register"))
    if since is not None:
        apart.append((since, "what was sent back earlier"))
    return apart
