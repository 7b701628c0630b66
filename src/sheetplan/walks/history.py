"""History: tells the story of a plan's actions from its Change log; writes nothing to the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from sheetplan import history as stories
from sheetplan.model import History, Plan, SheetplanError, folded
from sheetplan.walks import understand
from sheetplan.workbook import save


def history(
    path: Path,
    refs: Sequence[str] = (),
    *,
    today: date,
    as_of: date | None = None,
    template: str | None = None,
    sheet: str | None = None,
) -> History:
    """What the Change log of a plan tells of its actions. It is all in the workbook: no kept version is read.

    Args:
        path: the plan's workbook.
        refs: the actions that are wanted; none for all of them.
        today: the calendar day.
        as_of: the day as of which actions stand; None takes the workbook's own, else today.
        template: a template's name or file; None recognises it from the workbook.
        sheet: the plan's sheet, where the workbook holds several.

    Raises:
        SheetplanError: the file cannot be read, holds no plan or several, or none of its actions has such a ref.
    """
    plan = _only(path, understand.plans(path, template, sheet))
    day = understand.position(plan, as_of, today)
    told = stories.of(understand.standing(plan, day, None), day)
    if not refs:
        return told
    known = {folded(story.ref): story for story in told.stories}
    unknown = [ref for ref in refs if folded(ref) not in known]
    if unknown:
        raise SheetplanError(
            f"{path.name} has no action {unknown[0]}, neither in the plan nor in its archive nor in its Change log.",
            "Write the ref as it stands in the plan; sheetplan history without --ref lists them all.",
        )
    wanted = dict.fromkeys(map(folded, refs))
    return replace(told, stories=tuple(known[ref] for ref in wanted), beside=())


def place(path: Path) -> None:
    """Say at once that a workbook cannot be written there.

    Raises:
        SheetplanError: the file is there already, is to be of another kind, or has no folder.
    """
    if path.suffix.casefold() != ".xlsx":
        raise SheetplanError(f"{path.name} must end in .xlsx.", f"Call it {path.with_suffix('.xlsx').name}.")
    if path.exists():
        raise SheetplanError(f"{path} is there already.", "Give the workbook another name, or move that file.")
    if not path.parent.is_dir():
        raise SheetplanError(f"There is no folder {path.parent}.", "Make it first, or name another.")


def write(told: History, path: Path) -> None:
    """Write the workbook for those who want to see what became of each action.

    Raises:
        SheetplanError: it cannot be written, or is there already.
    """
    from sheetplan.workbook import story_report  # it brings the painter along, which reading a story does not need

    place(path)
    save.write_new(story_report.write(told), path)


def _only(path: Path, plans: Sequence[Plan]) -> Plan:
    if len(plans) > 1:
        sheets = " and ".join(f'"{plan.sheet}"' for plan in plans)
        raise SheetplanError(
            f"{path.name} holds more than one plan, on the sheets {sheets}.", "Name the one that is meant with --sheet."
        )
    return plans[0]
