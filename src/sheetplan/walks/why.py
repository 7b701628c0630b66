"""Why a version is made, and what a person should know of it, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sheetplan import diff
from sheetplan.model import Change as Changed
from sheetplan.model import Judged, Plan, Status, long_day
from sheetplan.workbook import read
from sheetplan.workbook.changes import Change, SetCell

if TYPE_CHECKING:
    from sheetplan.walks.draft import Draft, Options
    from sheetplan.walks.past import Past

Row = tuple[dict[Any, Any], dict[Any, Any]]
"""An action's row and its standing."""
_KINDS = {"added": "added", "removed": "removed", "archived": "archived by hand", "reopened": "brought back by hand"}


@dataclass(frozen=True)
class Done:
    """What an update does to the plan."""

    cells: Sequence[Change]
    """Computed cells that are written."""
    archived: tuple[str, ...]
    reopened: tuple[str, ...]
    added: tuple[str, ...]
    """Headings of new columns."""
    refs: tuple[str, ...]
    """Refs that are given."""


def reasons(
    rows: Sequence[Row], judged: Judged, base: Plan | None, done: Done, *, first: bool = True
) -> tuple[str, ...]:
    """Why there is something to write, in words for the Version history; empty where there is not.

    Args:
        rows: the plan's actions on the day.
        judged: the plan as it came.
        base: the last version as written, on its own day.
        done: what the update does.
        first: whether no version was kept before.
    """
    said: list[str] = []
    if base is None:
        said.append("First version kept." if first else "No earlier version could be compared.")
    else:
        said += _people_changed(diff.between(base, judged.plan))
    if done.refs:
        said.append(f"Ref given to {_actions(len(done.refs))}: {', '.join(done.refs)}.")
    if done.added:
        said.append(f"Columns added at the right: {', '.join(done.added)}.")
    if done.archived:
        said.append(f"{_actions(len(done.archived)).capitalize()} moved to the archive: {', '.join(done.archived)}.")
    if done.reopened:
        said.append(f"{_actions(len(done.reopened)).capitalize()} brought back: {', '.join(done.reopened)}.")
    if base is not None:
        moved = _moved(rows, base)
        said += moved
        if not moved and _puts_right(rows, judged.plan, done.cells):
            said.append("Computed cells put right.")
    return tuple(said)


def asked_for(found: tuple[str, ...], options: Options, cells: Sequence[Change]) -> tuple[str, ...]:
    """The reasons, and those that come from what was asked for."""
    if options.approve:
        return (*found, "Approved.")
    if options.refresh and not found and cells:
        return ("Days overdue brought up to date.",)
    return found


def said(judged: Judged, options: Options, history: Past, draft: Draft) -> tuple[str, ...]:
    """What a person should know besides what changed."""
    plan = judged.plan
    told = _of_the_day(judged, options)
    told += _of_the_history(history)
    if draft.refusal:
        told.append(f"Nothing was moved to or from the archive. {draft.refusal}")
    if draft.in_the_way:
        told.append(
            "No columns were added: there is something right beside the plan's Excel Table. "
            "Leave five empty columns at its right, then update again."
        )
    if not draft.reasons:
        return tuple(told)
    if draft.added and plan.has_print_area:
        told.append("The print area was left as it is, so the added columns are not printed.")
    told += draft.not_done
    if read.has_formulas_elsewhere(plan.path, plan.sheet):
        told.append("Formulas on other sheets show their new results when the workbook is next opened in Excel.")
    return tuple(told)


def _of_the_history(history: Past) -> list[str]:
    """What was found of the kept versions."""
    told, folder = [], f'"{history.folder.name}"'
    if history.rebuilt:
        told.append(f"The list of versions {history.rebuilt} and has been made again from {folder}.")
    if history.unlisted:
        names = ", ".join(f'"{name}"' for name in history.unlisted)
        told.append(f"Kept copies that the list of versions lacked were added to it: {names}.")
    if history.went_through and history.pending is not None:
        told.append(f"The last update was cut off at its very end; version {history.pending.number} is whole.")
    told += history.troubles
    if history.listed and history.last is None:
        told.append(f"No version in {folder} is whole, so there was nothing to compare the plan with.")
    elif history.last is not None and history.last.path.name != history.listed[-1].file:
        told.append(f'The plan was compared with the newest version that is whole, "{history.last.path.name}".')
    return told


def _of_the_day(judged: Judged, options: Options) -> list[str]:
    """Where the position date comes from, when that is not plain."""
    plan, typed = judged.plan, judged.plan.report_date
    if typed is None:
        return []
    if options.as_of not in (None, typed):
        figures = f"the figures are as of {long_day(judged.day)}"
        return [f"The date typed in {plan.report_date_cell}, {long_day(typed)}, was left as it is; {figures}."]
    if options.as_of is None and typed != options.today:
        age = (options.today - typed).days
        days = f"{abs(age)} day{'s' if abs(age) != 1 else ''} {'ago' if age > 0 else 'ahead'}"
        return [f"The position date is the one typed in {plan.report_date_cell}: {long_day(typed)}, {days}."]
    return []


def _moved(rows: Sequence[Row], base: Plan) -> list[str]:
    """Status words that moved since the last version."""
    if base.standing is None:
        return []
    before = dict(zip(base.actions["at_ref"], base.standing["status"], strict=True))
    moved: dict[Status, list[str]] = {}
    for row, standing in rows:
        if row["at_ref"] in before and before[row["at_ref"]] is not standing["status"]:
            moved.setdefault(standing["status"], []).append(row["at_ref"])
    return [f"Now {word}: {', '.join(moved[word])}." for word in Status if word in moved]


def _puts_right(rows: Sequence[Row], plan: Plan, cells: Sequence[Change]) -> bool:
    """Whether something else stands in a cell of ours than was written; a live formula's own result is not that."""
    overtyped = {row["at_row"] for row, _ in rows if row["at_overtyped"]}
    words = {place.column for name, place in plan.computed.items() if name in ("due", "status", "rag", "goes_on")}
    return any(
        isinstance(cell, SetCell) and cell.column in words and (cell.formula is None or cell.row in overtyped)
        for cell in cells
    )


def _people_changed(changes: Sequence[Changed]) -> list[str]:
    """What people changed, in words."""
    told = []
    for kind, words in _KINDS.items():
        touched = [str(change.ref) for change in changes if change.kind == kind]
        if touched:
            told.append(f"{_actions(len(touched)).capitalize()} {words}: {', '.join(touched)}.")
    cells = [change for change in changes if change.kind == "changed"]
    if cells:
        where = dict.fromkeys(str(change.ref) for change in cells)
        many = f"{len(cells)} cell{'s' if len(cells) != 1 else ''}"
        told.append(f"{many} changed in {_actions(len(where))}: {', '.join(where)}.")
    return told


def _actions(number: int) -> str:
    return f"{number} action{'s' if number != 1 else ''}"
