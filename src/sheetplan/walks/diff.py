"""Diff: two plans, or versions of them, side by side; they are only read."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from pathlib import Path

from sheetplan import timescale
from sheetplan.diff.whole import differences, said
from sheetplan.model import Differences, Plan, SheetplanError, Side
from sheetplan.walks import kept_copies
from sheetplan.walks.past import Past
from sheetplan.workbook import save

_WORDS = re.compile(r"[^\W\d_]+")
_OF_DATES = frozenset(
    (
        "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september "
        "october november december mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday "
        "friday saturday sunday st nd rd th of"
    ).split()
)


class _Opened:
    """The plans that were named, each file read once."""

    def __init__(self, template: str | None, sheet: str | None) -> None:
        self._template, self._sheet = template, sheet
        self._histories: dict[Path, tuple[Past, str]] = {}

    def side(self, text: str) -> tuple[Side, Plan, str]:
        """What stands behind a name as somebody typed it, and why the plan's own file was passed over."""
        path, number = kept_copies.named(text)
        if number is None and path in self._histories and not self._histories[path][1]:
            plan = self._histories[path][0].plan
            return Side(path.name, path, None, plan.position_date), plan, ""
        if number is None:
            plan = kept_copies.only(path, self._template, self._sheet, "diff")
            return Side(path.name, path, None, plan.position_date), plan, ""
        if path not in self._histories:
            self._histories[path] = kept_copies.history(path, self._template, self._sheet, "diff")
        history, unread = self._histories[path]
        version = kept_copies.version(history, number)
        plan = kept_copies.plan(history, version)
        return Side(f"{path.name}@{number}", path, number, version.position_date), plan, unread


def diff(before: str, after: str, *, template: str | None = None, sheet: str | None = None) -> Differences:
    """What differs between two plans.

    Args:
        before: a workbook, or one of its versions as "plan.xlsx@0.3".
        after: another.
        template: a template's name or file; None recognises it.
        sheet: the plan's sheet, where several hold one.

    Raises:
        SheetplanError: one of them cannot be read, holds no plan or several, or there is no such version.
    """
    opened = _Opened(template, sheet)
    try:
        (one, first, unread), (other, second, also) = opened.side(before), opened.side(after)
    except OSError as problem:
        raise SheetplanError(
            f"{problem.filename or before} cannot be read: {problem.strerror}.", "Check your access to it."
        ) from problem
    told = [f"The plan itself was not needed and cannot be read: {reason}" for reason in {unread, also} if reason]
    return Differences(one, other, differences(first, second, _day), (*told, *said(first, second)))


def place(target: Path) -> None:
    """Say at once that a workbook cannot be written there.

    Raises:
        SheetplanError: the file is there already, is to be of another kind, or has no folder.
    """
    if target.suffix.casefold() != ".xlsx":
        raise SheetplanError(f"{target.name} must end in .xlsx.", f"Call it {target.with_suffix('.xlsx').name}.")
    if target.exists():
        raise SheetplanError(f"{target} is there already.", "Give the workbook another name, or move that file.")
    if not target.parent.is_dir():
        raise SheetplanError(f"There is no folder {target.parent}.", "Make it first, or name another.")


def write(found: Differences, target: Path) -> None:
    """Write a workbook with both sides of each difference.

    Args:
        found: what differs.
        target: where; no file may stand there.

    Raises:
        SheetplanError: there is one, or it cannot be written.
    """
    from sheetplan.workbook import differing  # it brings the painter along, which a comparison alone does not need

    save.write_new(differing.write(found), target)


@lru_cache(4096)
def _day(text: str) -> date | None:
    """The day that a text writes out and nothing else."""
    if not {word.casefold() for word in _WORDS.findall(text)} <= _OF_DATES:
        return None
    days = timescale.dated(text)
    return days[0] if len(days) == 1 else None
