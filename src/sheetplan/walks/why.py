"""Why a version is made, and what a person should know of it, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheetplan import archive, diff
from sheetplan.model import Change as Changed
from sheetplan.model import Judged, Plan, Status, a1, by_ref, is_blank, long_day, many, records, shown
from sheetplan.workbook import naming, read
from sheetplan.workbook.changes import Change

if TYPE_CHECKING:
    from sheetplan.walks.drafted import Draft, Options
    from sheetplan.walks.past import Past

Row = tuple[dict[Any, Any], dict[Any, Any]]
"""An action's row and its standing."""
_NAMED = 40
_KINDS = {"added": "added", "removed": "removed", "archived": "archived by hand", "reopened": "brought back by hand"}


@dataclass(frozen=True)
class Done:
    """What an update does to the plan."""

    cleared: Sequence[Change]
    """Computed cells of rows that people have cleared."""
    archived: tuple[str, ...]
    reopened: tuple[str, ...]
    added: tuple[str, ...]
    """Headings of new columns."""
    refs: tuple[str, ...]
    """Refs that are given."""


def reasons(
    rows: Sequence[Row], judged: Judged, bases: tuple[Plan | None, Plan | None], done: Done, *, first: bool = True
) -> tuple[str, ...]:
    """Why there is something to write, in words for the Version history; empty where there is not.

    Args:
        rows: the plan's actions on the day.
        judged: the plan as it came.
        bases: the last version as written, on its own day; and the one as which our own cells were written.
        done: what the update does.
        first: whether no version was kept before.
    """
    base, written = bases
    if base is None:
        told = ["First version kept." if first else "No earlier version could be compared."]
    else:
        told = _people_changed(diff.between(base, judged.plan), done.refs)
    if done.refs:
        told.append(f"Ref given to {many(len(done.refs), 'action')}: {_listed(done.refs)}.")
    if done.added:
        told.append(naming.columns_added(done.added))
    if done.archived:
        told.append(
            f"{many(len(done.archived), 'action').capitalize()} moved to the archive: {_listed(done.archived)}."
        )
    if done.reopened:
        told.append(f"{many(len(done.reopened), 'action').capitalize()} brought back: {_listed(done.reopened)}.")
    if base is not None:
        told += _due_dates(rows, written or base)
        told += _moved(rows, base)
        told += _put_right(rows, judged.plan)
    if done.cleared:
        told.append("Rows that were cleared no longer show a status.")
    return tuple(told)


def asked_for(
    found: tuple[str, ...], options: Options, cells: Sequence[Change], numbers: Sequence[str]
) -> tuple[str, ...]:
    """The reasons, and those that come from what was asked for; what is approved already is not approved twice."""
    newest = max((tuple(map(int, number.split("."))) for number in numbers), default=(0, 0))
    if options.approve and (found or newest[1] != 0 or newest[0] == 0):
        return (*found, "Approved.")
    if options.refresh and not found and cells:
        return ("Days overdue brought up to date.",)
    return found


def said(judged: Judged, options: Options, history: Past, draft: Draft, file: Path) -> tuple[str, ...]:
    """What a person should know besides what changed in the workbook that this file holds."""
    plan = judged.plan
    moved = [f"Nothing was moved to or from the archive. {draft.refusal}"] if draft.refusal else []
    told = [*_of_the_day(judged, options), *of_the_past(history), *moved, *no_columns(draft), *_unclear(plan)]
    if not draft.reasons:
        if options.note:
            told.append("The note was not kept, because there is no new version.")
        return tuple(told)
    if draft.new_archive and draft.new_archive != plan.template.archive_sheet:
        told.append(
            f'A tab called "{plan.template.archive_sheet}" was there already with other headings, so archived actions '
            f'stand on "{draft.new_archive}".'
        )
    if draft.added and plan.has_print_area:
        told.append("The print area was left as it is, so the added columns are not printed.")
    told += draft.not_done
    if read.has_formulas_elsewhere(file, plan.sheet):
        told.append("Formulas on other sheets show their new results when the workbook is next opened in Excel.")
    return tuple(told)


def of_the_past(history: Past) -> list[str]:
    """What was found of the kept versions."""
    told, folder = [], f'"{history.folder.name}"'
    if history.rebuilt:
        told.append(f"The list of versions {history.rebuilt} and has been made again from {folder}.")
    if history.renamed_from:
        told.append(f'The plan was called "{history.renamed_from}" before; its versions go on in {folder}.')
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


def no_columns(draft: Draft) -> list[str]:
    """Why the plan gets no columns, where it should."""
    told = []
    if draft.in_the_way:
        told.append(
            "No columns were added: there is something right beside the plan's Excel Table. "
            f"Leave {read.COMPUTED_AT_MOST} empty columns at its right, then update again."
        )
    if draft.no_room:
        told.append(f"No columns were added. {draft.no_room}")
    return told


def _unclear(plan: Plan) -> list[str]:
    """What people must say more clearly."""
    yes = plan.template.reopen_choices[0]
    return [
        f'Action {ref} stays archived: "{words}" is no clear answer. Write {yes} there to bring it back.'
        for ref, words in archive.unclear(plan)
    ]


def _of_the_day(judged: Judged, options: Options) -> list[str]:
    """Where the position date comes from, when that is not plain."""
    plan, typed = judged.plan, judged.plan.report_date
    if typed is None:
        return _passed_over(judged)
    if options.as_of not in (None, typed):
        figures = f"the figures are as of {long_day(judged.day)}"
        return [f"The date typed in {plan.report_date_cell}, {long_day(typed)}, was left as it is; {figures}."]
    if options.as_of is None and typed != options.today:
        age = (options.today - typed).days
        days = f"{many(abs(age), 'day')} {'ago' if age > 0 else 'ahead'}"
        return [f"The position date is the one typed in {plan.report_date_cell}: {long_day(typed)}, {days}."]
    return []


def _passed_over(judged: Judged) -> list[str]:
    """A position date on the Cover that is no date, so that another day counts."""
    value, place = judged.plan.cover.get("report_date"), judged.plan.cover_cells.get("report_date")
    if place is None or is_blank(value) or isinstance(value, date):
        return []
    sheet, row, column = place
    told = (
        f'The position date in {sheet}!{a1(row, column)}, "{shown(value)}", is not a date and was passed over; the '
        f"figures are as of {long_day(judged.day)}. Type it again as a date, or clear it."
    )
    return [told]


def _moved(rows: Sequence[Row], base: Plan) -> list[str]:
    """Status words that moved since the last version."""
    if base.standing is None:
        return []
    words = base.standing["status"]
    before = by_ref({**row, "word": word} for row, word in zip(records(base.actions), words, strict=True))
    now = by_ref({**row, "word": standing["status"]} for row, standing in rows)
    moved: dict[Status, list[str]] = {}
    for key, row in now.items():
        if key in before and before[key]["word"] is not row["word"]:
            moved.setdefault(row["word"], []).append(key[0])
    return [f"Now {word}: {_listed(moved[word])}." for word in Status if word in moved]


def _due_dates(rows: Sequence[Row], base: Plan) -> list[str]:
    """Due dates of ours that were typed over, and those that the timescale's words changed."""
    before = by_ref(records(base.actions))
    typed, read_again = [], []
    for key, row in by_ref({**row, "standing": standing} for row, standing in rows).items():
        if key not in before or "at_due" not in row or "at_due" not in before[key]:
            continue
        written, stands, due = before[key]["at_due"], row["at_due"], row["standing"]["due"]
        if stands != written and not (is_blank(stands) and is_blank(written)):
            typed.append(key[0])
        elif not isinstance(stands, str) and due != stands and not (due is None and is_blank(stands)):
            read_again.append(key[0])
    told = [f"Due date typed by hand: {_listed(typed)}."] if typed else []
    return told + ([f"Due date worked out again: {_listed(read_again)}."] if read_again else [])


def _put_right(rows: Sequence[Row], plan: Plan) -> list[str]:
    """Cells of ours in which something else stood than was written, or nothing."""
    cells: dict[bool, list[str]] = {False: [], True: []}
    for row, _ in rows:
        for name in row["at_overtyped"]:
            cells[is_blank(row[f"at_{name}"])].append(a1(row["at_row"], plan.computed[name].column))
    words = {False: "Worked out again, because something else had been put there", True: "Put back where nothing stood"}
    return [f"{words[blank]}: {_listed(named)}." for blank, named in cells.items() if named]


def _people_changed(changes: Sequence[Changed], new_refs: Sequence[str]) -> list[str]:
    """What people changed, in words; actions that came without a ref are named by the one they are given."""
    told = []
    for kind, words in _KINDS.items():
        touched = [str(change.ref) for change in changes if change.kind == kind]
        if kind == "added" and new_refs:
            touched = [*(ref for ref in touched if not ref.endswith(diff.WITHOUT_REF)), *new_refs]
        if touched:
            told.append(f"{many(len(touched), 'action').capitalize()} {words}: {_listed(touched)}.")
    cells = [change for change in changes if change.kind == "changed"]
    if cells:
        where = dict.fromkeys(str(change.ref) for change in cells)
        told.append(f"{many(len(cells), 'cell')} changed in {many(len(where), 'action')}: {_listed(list(where))}.")
    return told


def _listed(names: Sequence[str]) -> str:
    """Names one after another; of very many the first, so that a cell can hold the sentence."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
