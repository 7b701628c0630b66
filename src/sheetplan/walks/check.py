"""Check: reads plans, judges them, and says what is wrong and where; writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from sheetplan import versions
from sheetplan.model import Checked, Judged, Refusal, SheetplanError
from sheetplan.walks import past, understand
from sheetplan.walks.portion import no_plan
from sheetplan.workbook import foreign

WAIVERS = "waivers.csv"
"""The file beside plans in which waivers are looked for."""
DECISIONS = " publish decisions.xlsx"
"""How the workbook beside a plan is called, after the plan's own name, in which it is decided what is published."""
KINDS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")
"""How the names of files end that are read."""


def check(
    paths: Sequence[Path],
    *,
    today: date,
    as_of: date | None = None,
    template: str | None = None,
    sheet: str | None = None,
    seen: Callable[[Path], None] = lambda _: None,
) -> Checked:
    """Judge every plan of these files and folders.

    Args:
        paths: workbooks, or folders of them.
        today: the calendar day.
        as_of: the position date; None takes each workbook's own, else today.
        template: a template's name or file; None recognises it from the workbook.
        sheet: the only sheet that is meant; None for all that hold a plan.
        seen: called with each file when it is done.

    Returns:
        The plans with their findings, the files that could not be read, and what was passed over.
    """
    plans: list[Judged] = []
    refused: list[Refusal] = []
    files, passed_over = found(paths)
    named = set(paths)
    for path in files:
        try:
            for plan in understand.plans(path, template, sheet):
                day = understand.position(plan, as_of, today)
                plans.append(understand.judged(plan, day, today, past.last(plan)))
        except SheetplanError as problem:
            if path not in named and (why := no_plan(problem, path)):
                passed_over.append((str(path), why))
            else:
                refused.append(Refusal(str(path), problem.reason, problem.fix))
        seen(path)
    return Checked(as_of or today, tuple(plans), tuple(refused), tuple(passed_over), today)


def waivers_beside(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files of waivers that stand beside plans, or in a folder of them."""
    folders = dict.fromkeys(path if path.is_dir() else path.parent for path in paths)
    return tuple(file for folder in folders if (file := folder / WAIVERS).is_file())


def found(paths: Sequence[Path]) -> tuple[list[Path], list[tuple[str, str]]]:
    """The workbooks among these files and folders, and what was passed over and why."""
    files: list[Path] = []
    passed_over: list[tuple[str, str]] = []
    for path in paths:
        if path.is_dir():
            for inside, reason in _walk(path):
                if reason:
                    passed_over.append((str(inside), reason))
                else:
                    files.append(inside)
        else:
            files.append(path)
    return files, passed_over


def _walk(folder: Path) -> Iterator[tuple[Path, str]]:
    """What is in a folder; one that may not be read is given as it is, so that it is refused where others are read."""
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        yield folder, ""
        return
    for path in inside:
        try:
            yield from _one(path)
        except OSError:
            yield path, ""


def _one(inside: Path) -> Iterator[tuple[Path, str]]:
    if inside.name.endswith(f"{versions.SUFFIX}.lock"):
        yield inside, "our mark that somebody updates the plan"
    elif inside.name.startswith("~$"):
        yield inside, "Excel's mark that somebody has the workbook open"
    elif inside.name.startswith("."):
        yield inside, "hidden"
    elif inside.name.endswith(DECISIONS):
        yield inside, "decisions about what is published"
    elif inside.is_dir():
        if past.is_versions_folder(inside):
            yield inside, "kept versions"
        else:
            yield from _walk(inside)
    elif inside.suffix.casefold() in KINDS:
        yield inside, ""
    elif foreign.is_word(inside):
        yield inside, "a Word document; import makes a workbook of it"
    else:
        yield inside, "not a workbook"
