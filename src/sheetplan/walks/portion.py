"""A portion of a large check: some files read, understood and judged together, in whatever process that is done."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from sheetplan import checks, status
from sheetplan.model import Finding, Judged, Plan, Refusal, SheetplanError, Template, rows_kept
from sheetplan.walks import past, understand
from sheetplan.walks.shelf import pack, pack_findings
from sheetplan.workbook import meeting, read


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every file."""

    today: date
    """The calendar day."""
    known: tuple[Template, ...]
    """The templates that a plan may be of."""
    as_of: date | None = None
    """The position date; None takes each workbook's own, else today."""
    sheet: str | None = None
    """The only sheet that is meant; None for all."""
    untyped: date | None = None
    """The position date of a workbook in which none is typed; None for today."""

    def position(self, plan: Plan) -> date:
        """The position date of a plan."""
        return understand.position(plan, self.as_of, self.untyped or self.today)


class Sift(Protocol):
    """What is wanted of a plan while all of it is at hand: a function of a module, so that another process has it."""

    def __call__(self, judged: Judged, /) -> Any:
        """Something small that can be pickled."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A plan that was judged, as it goes from one process to another and as it is kept until it is reported."""

    plan: bytes
    """What reports need of it."""
    findings: bytes
    """What was found in it."""
    counts: tuple[int, ...]
    """How many of these are of each level, in the order of the enum."""
    day: date
    newest_record: date | None
    facts: Any
    """What was sifted from it."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one file."""

    path: Path
    plans: tuple[Packed, ...] = ()
    refused: Refusal | None = None
    no_plan: str = ""
    """Why it is passed over where it was found in a folder: it is no plan, and nothing to put right."""


def done(paths: Sequence[Path], asked: Asked, sift: Sift | None = None) -> list[Done]:
    """Check some files; their plans are judged together.

    Args:
        paths: workbooks.
        asked: what is asked of them.
        sift: what is wanted of each plan besides.

    Returns:
        What became of each, in their order.
    """
    with rows_kept():
        return _done([(path, path) for path in paths], asked, sift)


def sent(files: Sequence[tuple[Path, bytes]], asked: Asked, sift: Sift | None = None) -> list[Done]:
    """Check some files of which only the bytes are at hand, as on a machine that does not see their folders.

    Args:
        files: each with the path that it has where it lies.
        asked: what is asked of them.
        sift: what is wanted of each plan besides.
    """
    with tempfile.TemporaryDirectory() as folder:
        places = []
        for number, (path, data) in enumerate(files):
            place = Path(folder, str(number), path.name)
            place.parent.mkdir()
            place.write_bytes(data)
            places.append((place, path))
        with rows_kept():
            return _done(places, asked, sift)


def _done(places: Sequence[tuple[Path, Path]], asked: Asked, sift: Sift | None) -> list[Done]:
    """The same for files by where they are read and what they are called."""
    found = [_understood(place, called, asked) for place, called in places]
    plans = [plan for one in found if not isinstance(one, Done) for plan in one]
    days = [asked.position(plan) for plan in plans]
    findings = iter(zip(days, checks.judge_all(plans, today=asked.today, days=days), strict=True))
    return [
        one
        if isinstance(one, Done)
        else Done(called, tuple(_packed(plan, *next(findings), asked, sift) for plan in one))
        for one, (_, called) in zip(found, places, strict=True)
    ]


def _understood(place: Path, called: Path, asked: Asked) -> list[Plan] | Done:
    """The plans of a file on their day, or why there are none."""
    try:
        plans = [_standing(plan, asked) for plan in read.plans(place, asked.known, asked.sheet)]
    except SheetplanError as problem:
        reason, fix = (text.replace(str(place), str(called)) for text in (problem.reason, problem.fix))
        return Done(called, (), Refusal(str(called), reason, fix), no_plan(problem, place))
    except MemoryError:
        reason = f"There is not enough memory to read {called.name}."
        return Done(called, (), Refusal(str(called), reason, "Close other programs, or check it alone."))
    return plans if place == called else [replace(plan, path=called) for plan in plans]


def no_plan(problem: SheetplanError, path: Path) -> str:
    """Why a file is passed over that was found in a folder; empty where it is refused, or was named.

    Args:
        problem: why it holds no plan.
        path: the file.
    """
    if isinstance(problem, read.WrittenHereError):
        return problem.what
    if not isinstance(problem, read.NoPlanError):
        return ""
    if path.suffix.casefold() == ".csv":
        # Text files in a folder are mostly registers, lists, what programs wrote.
        return "a text file that holds no plan"
    with suppress(SheetplanError):
        if meeting.is_ours(path):
            return "a workbook of reminders"
    return ""


def _standing(plan: Plan, asked: Asked) -> Plan:
    understood = understand.understood(plan)
    return understand.standing(understood, asked.position(understood), past.last(understood))


def _packed(plan: Plan, day: date, findings: tuple[Finding, ...], asked: Asked, sift: Sift | None) -> Packed:
    judged = Judged(plan, day, findings, status.newest_record(plan, day))
    facts = None if sift is None else sift(judged)
    counts = tuple(judged.counts().values())
    return Packed(pack(plan, asked.known), pack_findings(findings), counts, day, judged.newest_record, facts)
