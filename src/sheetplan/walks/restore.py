"""Restore: makes of a plan what one of its versions was, as a new version; its history goes on unbroken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from sheetplan import versions
from sheetplan.model import Plan, SheetplanError, Updated, Value, Version
from sheetplan.walks import keep, kept_copies, kept_tabs, lock, tab_changes
from sheetplan.walks.drafted import Because
from sheetplan.walks.past import Past
from sheetplan.walks.staged import staged
from sheetplan.walks.update import Options, finished
from sheetplan.workbook import edit, read, save
from sheetplan.workbook.changes import Change

__all__ = ["Options", "restore"]


def restore(path: Path, number: str, options: Options) -> Updated:
    """Make of a plan what it was when a version was kept.

    Args:
        path: the plan; where it is damaged, its kept versions are enough.
        number: the version, as "0.3".
        options: as for an update. The position date is that of `as_of`, else the one typed in the plan, else today.

    Returns:
        The new version, in words as an update gives it.

    Raises:
        SheetplanError: there is no such version, its copy is not what was written or is of another plan, or the plan
            cannot be written now. It is then as it was.
    """
    if not versions.is_number(number):
        raise SheetplanError(f'"{number}" is no number of a version.', "Write it as 0.3 or 1.0.")
    keep.refuse_open(path)
    read.refuse_to_write(path)
    try:
        if options.dry_run:
            return _restored(_came(path), number, options, None)
        save.refuse_read_only(path)
        with lock.held(path, options.by, options.now) as mine:
            return _restored(_came(path), number, options, mine)
    except OSError as problem:
        where = problem.filename or path.name
        raise SheetplanError(
            f"{path.name} could not be restored ({where}: {problem.strerror or problem}); it is as it was.",
            "Check the disk and your access to the folder, then try again.",
        ) from problem


def _came(path: Path) -> keep.Came:
    try:
        return keep.came_as_it_is(path)
    except FileNotFoundError as problem:
        raise SheetplanError(
            f"There is no file {path.name}.",
            f'Copy the version that you want from "{versions.folder(path).name}" to its place, under its name.',
        ) from problem


def _restored(source: keep.Came, number: str, options: Options, mine: lock.Lock | None) -> Updated:
    path = source.path
    history, unread = kept_copies.history(path, options.template, options.sheet, "restore")
    if mine is not None:
        keep.settle(history, source)
    version = kept_copies.version(history, number)
    written = kept_copies.plan(history, version)
    data = kept_copies.data(history, version)
    # The newest copy stands for a plan that cannot be read; what it says of itself came later than the one restored.
    lines = list(_unbroken(written, history.plan, history))
    with staged(source, data) as copy:
        edited = edit.apply(copy, lines)
    options = replace(options, as_of=options.as_of or _day(written, history, options.today))
    with staged(source, edited.data) as file:
        reason = f"Restored from version {number}."
        because = Because(reasons=(reason,), restored=number, written=history.as_written(version))
        done = finished(source, file, options, mine, history, because)
    said = [f"The plan could not be read before: {unread}"] if unread else []
    said += [refused.reason for refused in edited.receipt.refused]
    return replace(done, said=(*said, *done.said))


def _day(written: Plan, history: Past, today: date) -> date:
    """The position date: the typed one where it is not too old for the next version, else today, or the last one."""
    newest = history.position_date or date.min
    typed = [plan.report_date for plan in (history.plan, written) if plan.report_date is not None]
    return next((day for day in typed if day >= newest), max(today, newest))


def _unbroken(written: Plan, now: Plan, history: Past) -> Iterator[Change]:
    """The lines that the plan's Version history and Change log got since this version was written."""
    there = {line["version"] for line in written.history_lines}
    stand = {str(line["version"]): line for line in now.history_lines}
    later = [stand.get(version.number) or _line(version) for version in history.listed if version.number not in there]
    if later:
        yield from kept_tabs.history_lines(written, later)
    if now.log is not None:
        known = Counter(map(_key, written.log.rows)) if written.log is not None else Counter[tuple[str, ...]]()
        rows = []
        for row in now.log.rows:
            if known[_key(row)]:
                known[_key(row)] -= 1
            else:
                rows.append({name: value for name, value in row.items() if name != "at_row"})
        lines = tab_changes.Lines(now.log.tab, written.log, appended=tuple(rows))
        yield from tab_changes.changes((lines,), written)


def _line(version: Version) -> Mapping[str, Value]:
    return {name: value for name, (value, _) in kept_tabs.history_values(version).items()}


def _key(row: Mapping[str, Value]) -> tuple[str, ...]:
    return tuple(f"{name}={value!r}" for name, value in sorted(row.items()) if name != "at_row")
