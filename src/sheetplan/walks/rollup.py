"""Roll-up: the month of all plans, from the versions that were in force at its end and a month earlier."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sheetplan import rollup as rooms
from sheetplan import submissions, template
from sheetplan.model import Batch, PlanFacts, PlanSeen, PreviousReport, Rollup, SheetplanError, SubmissionWords
from sheetplan.walks import in_force, spread, understand
from sheetplan.walks import submissions as walk
from sheetplan.walks.portion import Asked
from sheetplan.workbook import month_read, save

KINDS = (".xlsx", ".html", ".json", ".csv")
"""What a report can be written as, by the ending of its name."""


class Beside(NamedTuple):
    """What is read beside the plans."""

    register: Path | None = None
    """Who was to send a plan."""
    previous: Path | None = None
    """The report of an earlier month."""
    same: Path | None = None
    """The report of the same month that is to be replaced."""
    apart: tuple[Path, ...] = ()
    """Further files and folders that are no plans, although they stand among them."""
    is_named: bool = True
    """Whether somebody named the earlier report: one that was only found stops nothing where it cannot be read."""
    said: tuple[str, ...] = ()
    """What is known already that a person should know."""


_NOTHING = Beside()


def rollup(
    paths: Sequence[Path],
    month: date,
    *,
    today: date,
    template: understand.Named = None,
    sheet: str | None = None,
    beside: Beside = _NOTHING,
    by_owner: bool = False,
    cores: int | None = None,
    seen: Callable[[Path], None] = lambda _: None,
) -> Rollup:
    """The month of all plans of these files and folders; one that cannot be read stops none of the others.

    Args:
        paths: workbooks, or folders of them. Of a plan that is kept in versions those count that were in force at the
            month's end and a month earlier; another is counted as it stands.
        month: any day of the month.
        today: the calendar day.
        template: a template's name or file; None recognises it from each workbook.
        sheet: the only sheet that is meant; None for all that hold a plan.
        beside: the register, and reports of other months.
        by_owner: whether figures by owner are wanted.
        cores: how many processes at most; None for as many as this one may use, where it pays.
        seen: called with each file when it is done.

    Raises:
        SheetplanError: the month has not begun, the register or an earlier report cannot be read, or there is no such
            template.
    """
    _refuse_future(month, today)
    days = rooms.days(month, today)
    previous, same, said = _reports(beside, days)
    known = understand.templates(template)
    register = walk.read_register(beside.register, known)
    files, passed_over = walk.found(paths, _apart(beside))
    asked, words = Asked(today, known, sheet=sheet, untyped=days.end), _words()
    came = spread.came(files, asked, sift=partial(in_force.seen, days=days, words=words), cores=cores)
    found: dict[Path, tuple[PlanSeen, ...]] = {}

    def facts(one: spread.Came) -> Sequence[PlanFacts]:
        found[one.path] = one.facts
        return [plan.facts for plan in one.facts]

    drafts = walk.drafts(came, set(paths), passed_over, seen, facts)
    batch = submissions.of(
        drafts, words=words, codes=(), day=days.end, today=today, register=register, passed_over=passed_over, said=said
    )
    plans = tuple(_came(batch, found, words))
    return rooms.of(batch, plans, rooms.Asked(days, previous, same, by_owner))


def place(path: Path, *, replace: bool) -> None:
    """Say at once, and not after much reading, that a report cannot be written there.

    Args:
        path: where it is to be written.
        replace: whether the report of the same month that is there already may be replaced.

    Raises:
        SheetplanError: the file is there already, is to be of another kind, or has no folder.
    """
    if path.suffix.casefold() not in KINDS:
        raise SheetplanError(
            f"{path.name} must end in {', '.join(KINDS[:-1])} or {KINDS[-1]}.",
            f"Call it {path.with_suffix(KINDS[0]).name}.",
        )
    if path.exists() and not replace:
        raise SheetplanError(
            f"{path} is there already.", "Give the report another name, move that file, or replace it with --replace."
        )
    if not path.parent.is_dir():
        raise SheetplanError(f"There is no folder {path.parent}.", "Make it first, or name another.")


def newest_before(path: Path, month: date) -> Path | None:
    """The report of the newest earlier month among the workbooks beside a path; None where there is none.

    Args:
        path: where the report is to be written.
        month: any day of its month.
    """
    earlier = [(day, other) for day, other in _beside(path) if day < month.replace(day=1)]
    return max(earlier)[1] if earlier else None


def same_beside(path: Path, month: date) -> Path | None:
    """The workbook with the report of a month among those beside a path, so that what is written there says the same.

    Args:
        path: where the report is to be written as something else.
        month: any day of its month.

    Returns:
        None where there is none, or more than one, of which nothing tells which is meant.
    """
    same = [other for day, other in _beside(path) if day == month.replace(day=1)]
    return same[0] if len(same) == 1 else None


def unread_beside(path: Path) -> tuple[str, ...]:
    """What is to be said of workbooks beside a path of which nobody can tell whether they are an earlier report."""
    return tuple(
        f"Nothing is taken from {other.name}, beside the report, whether it is that of the month before or not: {why}"
        for other in _workbooks(path)
        if isinstance(why := _month(other), str)
    )


def _beside(path: Path) -> Iterator[tuple[date, Path]]:
    """The reports among the workbooks beside a path, each with the first day of its month."""
    for other in _workbooks(path):
        day = _month(other)
        if isinstance(day, date):
            yield day, other


def _workbooks(path: Path) -> Iterator[Path]:
    for other in sorted(path.parent.glob("*.xlsx")):
        if other != path and not other.name.startswith(("~$", ".")):
            yield other


def _month(path: Path) -> date | str | None:
    """The month whose report a workbook is, or why that cannot be told."""
    try:
        return month_read.month(path)
    except SheetplanError as problem:
        return problem.reason


def write(report: Rollup, path: Path, printed: str | None = None) -> None:
    """Write the report.

    Args:
        report: the month.
        path: where; a file that is there is replaced.
        printed: its text where it is to be no workbook.

    Raises:
        SheetplanError: it cannot be written.
    """
    if printed is None:
        from sheetplan.workbook import month_report  # it brings the painter along

        content = month_report.write(report)
    else:
        content = printed.encode()
    save.write(content, path)


def _came(batch: Batch, found: Mapping[Path, Iterable[PlanSeen]], words: SubmissionWords) -> Iterator[rooms.Came]:
    names = batch.names()
    stems = [one.path.stem.casefold() for one in batch.submissions]
    untold = [one.path.stem.casefold() for one in batch.submissions if not one.organisation]
    for one in batch.submissions:
        theirs = list(found.get(one.path, ()))
        for plan in theirs:
            name = one.path.stem if stems.count(one.path.stem.casefold()) == 1 else names[one.path]
            if len(theirs) > 1:
                name = f"{name}, {plan.facts.sheet}"
            is_told = untold.count(one.path.stem.casefold()) == 1
            organisation = one.organisation or (one.path.stem if is_told else names[one.path])
            yield rooms.Came(one, organisation, submissions.stem(one.path.stem, words), name, plan)


def _reports(beside: Beside, days: rooms.Days) -> tuple[PreviousReport | None, PreviousReport | None, tuple[str, ...]]:
    """The earlier report, the one of the same month, and what is to be said of them."""
    said = beside.said
    try:
        previous = month_read.read(beside.previous) if beside.previous is not None else None
    except SheetplanError as problem:
        if beside.is_named:
            raise
        previous = None
        said = (*said, f"Nothing is taken from the report of an earlier month: {problem.reason}")
    same = month_read.read(beside.same) if beside.same is not None else None
    if previous is not None and previous.month >= days.month:
        raise SheetplanError(
            f"{previous.path.name} is the report of {previous.month:%Y-%m}, which is not before {days.month:%Y-%m}.",
            "Name the report of an earlier month with --previous.",
        )
    if same is not None and same.month != days.month:
        raise SheetplanError(
            f"{same.path.name} is the report of {same.month:%Y-%m} and not of {days.month:%Y-%m}.",
            "Give the report another name.",
        )
    return previous, same, said


def _apart(beside: Beside) -> list[tuple[Path, str]]:
    reports = [path for path in (beside.previous, beside.same, *beside.apart) if path is not None]
    apart = [(path, "a report of this program") for path in reports]
    return apart if beside.register is None else [*apart, (beside.register, "the register")]


def _refuse_future(month: date, today: date) -> None:
    if month.replace(day=1) > today:
        raise SheetplanError(
            f"{month:%Y-%m} has not begun; today is {today:%Y-%m-%d}.", "Name a month that has, for example 2026-10."
        )


def _words() -> SubmissionWords:
    return template.submission_words()
