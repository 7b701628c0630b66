"""Kept versions of a plan by number: found beside it, read as plans, taken only if they are what was written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sheetplan import versions
from sheetplan.model import Plan, SheetplanError, Template, Version, long_day
from sheetplan.walks import past, understand
from sheetplan.walks.past import Past
from sheetplan.workbook import read

_MOST_NAMED = 12


def named(text: str) -> tuple[Path, str | None]:
    """A workbook and the number of one of its versions, from "plan.xlsx@0.3"; a file of that very name comes first."""
    path = Path(text)
    stem, sign, number = text.rpartition("@")
    if not sign or not stem or not versions.is_number(number) or path.exists():
        return path, None
    return Path(stem), number


def only(path: Path, template: understand.Named, sheet: str | None, doing: str) -> Plan:
    """The one plan of a workbook, as read.

    Args:
        path: the workbook.
        template: a template's name or file; None recognises it.
        sheet: the only sheet that is meant; None for all.
        doing: the command, for what is said where there are several plans.

    Raises:
        SheetplanError: it cannot be read, or holds no plan or several.
    """
    plans = read.plans(path, understand.templates(template), sheet)
    if len(plans) > 1:
        sheets = " and ".join(f'"{plan.sheet}"' for plan in plans)
        raise SheetplanError(
            f"{path.name} holds more than one plan, on the sheets {sheets}, and {doing} takes one.",
            "Name the sheet of the plan with --sheet.",
        )
    return plans[0]


def history(path: Path, template: understand.Named, sheet: str | None, doing: str) -> tuple[Past, str]:
    """A plan's versions, although its own file may be damaged.

    Args:
        path: the plan.
        template: a template's name or file; None recognises it.
        sheet: its sheet, where several hold a plan.
        doing: the command, for what is said.

    Returns:
        The versions; and why the plan's own file could not be read, empty where it could. Then the newest copy that
        is whole stands for it.

    Raises:
        SheetplanError: neither the plan nor any kept copy of it can be read.
    """
    try:
        return past.of(only(path, template, sheet, doing)), ""
    except SheetplanError as problem:
        stand_in = next(_readable(path, understand.templates(template), sheet), None)
        if stand_in is None:
            raise
        return past.of(stand_in), problem.reason


def version(found: Past, number: str) -> Version:
    """The version of this number.

    Raises:
        SheetplanError: there is none; it says which there are.
    """
    for one in found.listed:
        if one.number == number:
            return one
    name = found.plan.path.name
    if not found.listed:
        raise SheetplanError(
            f"No versions of {name} are kept: there is no version {number}.",
            f'They are kept in "{found.folder.name}" beside it; if the plan was moved, move that folder along.',
        )
    there = [one.number for one in found.listed]
    more = f"and {len(there) - _MOST_NAMED} older ones" if len(there) > _MOST_NAMED else ""
    listed = ", ".join([*reversed(there[-_MOST_NAMED:]), *([more] if more else [])])
    raise SheetplanError(f"There is no version {number} of {name}.", f"The versions are: {listed}.")


def data(found: Past, one: Version) -> bytes:
    """The kept copy's bytes, exactly as they were written.

    Raises:
        SheetplanError: it was tidied away, is missing, or is no longer what was written.
    """
    name, where = found.plan.path.name, f'"{found.folder.name}/{one.file}"'
    others = "sheetplan versions lists those that are whole."
    if one.removed is not None:
        raise SheetplanError(
            f"The copy of version {one.number} of {name} was tidied away on {long_day(one.removed)}.", others
        )
    try:
        found_bytes = (found.folder / one.file).read_bytes()
    except OSError as problem:
        raise SheetplanError(
            f"The kept copy of version {one.number} of {name} is missing, or cannot be read: {where}.",
            f"Put it back from a backup. {others}",
        ) from problem
    if one.sha256 and hashlib.sha256(found_bytes).hexdigest() != one.sha256:
        raise SheetplanError(
            f"The kept copy of version {one.number} of {name} is no longer what was written: {where}.",
            f"Put it back from a backup. {others}",
        )
    return found_bytes


def plan(found: Past, one: Version) -> Plan:
    """A version as a plan, as read.

    Raises:
        SheetplanError: its copy is not what was written, holds no plan, or that of another one.
    """
    data(found, one)
    written = found.as_read(one)
    if written is None:
        raise SheetplanError(
            f"The kept copy of version {one.number} of {found.plan.path.name} holds no plan that can be read.",
            "sheetplan versions lists the others.",
        )
    ours = found.plan.plan_id
    if ours and written.plan_id and written.plan_id != ours:
        raise SheetplanError(
            f"Version {one.number} in {found.folder.name} is of another plan: its id is {written.plan_id}, and that of "
            f"{found.plan.path.name} is {ours}.",
            "Move that folder to the plan that it belongs to.",
        )
    return written


def _readable(path: Path, templates: tuple[Template, ...], sheet: str | None) -> Iterator[Plan]:
    """Kept copies that can be read, newest first, as if they stood in the plan's place."""
    folder = versions.folder(path)
    names = [one.name for one in folder.iterdir()] if folder.is_dir() else []
    for _, _, name in reversed(versions.from_names(path, names)):
        try:
            found = read.plans(folder / name, templates, sheet)
        except SheetplanError:
            continue
        if len(found) == 1:
            yield replace(found[0], path=path)
