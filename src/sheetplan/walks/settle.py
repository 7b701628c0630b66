"""Settle: what somebody chose elsewhere than in Excel is typed on a plan's Conflicts tab, where an update reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sheetplan.model import CHOICES, Plan, SheetplanError, Unsettled, Value, is_blank
from sheetplan.walks import choices, understand
from sheetplan.walks.looks import DAY
from sheetplan.workbook import edit, save
from sheetplan.workbook.changes import SetCell, Style
from sheetplan.workbook.register import as_day


class Choice(NamedTuple):
    """What somebody chose for one line."""

    choice: str
    """One of CHOICES."""
    own_words: str = ""
    """What is to stand there, where it is own words."""


def open_conflicts(path: Path, template: understand.Named) -> tuple[Unsettled, ...]:
    """The conflicts of a plan that are left to choose.

    Args:
        path: the plan's workbook; it is only read.
        template: the kind of plan, or several of which it is one; None for all.

    Raises:
        SheetplanError: it cannot be read, or holds no plan or several.
    """
    return choices.unsettled(understand.only_plan(path, template))


def type_in(path: Path, chosen: Mapping[int, Choice], template: understand.Named) -> None:
    """Type choices on the Conflicts tab of a copy of a plan, as somebody would in Excel; the next update does the rest.

    Args:
        path: a copy that nobody else works on; it is replaced.
        chosen: by the sheet row of a line, what was chosen.
        template: as above.

    Raises:
        SheetplanError: such a line is not there or is settled, nothing can be typed there, or a choice is incomplete.
    """
    if not chosen:
        return
    plan = understand.only_plan(path, template)
    done = edit.apply(path, list(_changes(plan, chosen)))
    if done.receipt.refused:
        raise SheetplanError(
            f"{path.name}: the choice cannot be typed on its Conflicts tab. {done.receipt.refused[0].reason}",
            "Open the plan in Excel and choose there.",
        )
    save.write(done.data, path)


def _changes(plan: Plan, chosen: Mapping[int, Choice]) -> Iterator[SetCell]:
    tab = plan.conflicts
    lines = {line.row: line for line in choices.unsettled(plan)}
    if tab is None or not chosen.keys() <= lines.keys():
        raise SheetplanError(
            f"{plan.path.name}: a conflict that was chosen for is settled or gone.", "Look at the conflicts again."
        )
    missing = {"choose", "own_words"} - tab.columns.keys()
    if missing:
        names = " and ".join(f'"{plan.template.conflict_headings[name]}"' for name in sorted(missing))
        raise SheetplanError(
            f"{plan.path.name}: the column {names} is missing on its tab {tab.sheet}.", "Put it back in Excel."
        )
    choose, own = (tab.columns[name].column for name in ("choose", "own_words"))
    for row, made in chosen.items():
        line, word = lines[row], plan.template.conflict_choices[CHOICES.index(made.choice)]
        yield SetCell(tab.sheet, row, choose, word)
        if made.choice == CHOICES[-1]:
            value = own_value(line, made.own_words)
            style = Style(like=(row, own), number_format=DAY) if isinstance(value, date) else None
            yield SetCell(tab.sheet, row, own, value, style=style)


def own_value(line: Unsettled, typed: str) -> Value:
    """What own words mean: a day where days stand in the cell, else a number where numbers do, else text.

    Raises:
        SheetplanError: nothing was written, or the line is about a whole action, which is not put in words.
    """
    name = f"Conflict {line.number}"
    if line.is_whole:
        raise SheetplanError(f"{name}: a whole action cannot be put in own words.", "Choose the plan or the copy.")
    text = typed.replace("\r\n", "\n").strip()
    if not text:
        raise SheetplanError(f"{name}: own words are chosen, and none are written.", "Write them, or choose another.")
    there = [value for value in (line.master, line.copy, line.was) if not is_blank(value)]
    if any(isinstance(value, date) for value in there):
        return as_day(text) or text
    if there and all(isinstance(value, float) and not isinstance(value, bool) for value in there):
        try:
            return float(text)
        except ValueError:
            return text
    return text
