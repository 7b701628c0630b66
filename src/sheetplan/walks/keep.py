"""Carries an update out on disk, in an order that leaves the plan whole at every moment.

First the list as it will be (versions-next.json), which says what is about to happen; then the copies; then the plan in
one step; last the list gets its name. Whatever a run leaves that is cut off, the next one finds out from that list
whether the plan was replaced, and finishes the update or takes back what there is of it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sheetplan import versions
from sheetplan.model import SheetplanError, Version
from sheetplan.walks.lock import Lock
from sheetplan.walks.past import Past, is_workbook
from sheetplan.workbook import save
from sheetplan.workbook.parts import Package


@dataclass(frozen=True)
class Came:
    """The plan's file as it came."""

    path: Path
    data: bytes
    stamp: tuple[int, int]
    """When it was saved last, and its size."""


def refuse_open(path: Path) -> None:
    """Refuse a workbook that somebody has open in Excel or LibreOffice.

    Raises:
        SheetplanError: it names the mark that was found beside the file.
    """
    for mark in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if _is_there(mark):
            raise SheetplanError(
                f"{path.name} is open: {mark.name} stands beside it.",
                "Close the workbook everywhere, then try again. If nobody has it open, delete that file.",
            )


def came(path: Path) -> Came:
    """Read the plan's file once; whoever saves it from now on is noticed.

    Raises:
        SheetplanError: it cannot be read, or is no workbook.
    """
    stamp = _stamp(path)
    return Came(path, Package.open(path).data, stamp)


def came_as_it_is(path: Path) -> Came:
    """The same of a file that may be damaged.

    Raises:
        OSError: it cannot be read at all.
    """
    stamp = _stamp(path)
    return Came(path, path.read_bytes(), stamp)


def settle(history: Past, source: Came) -> None:
    """Finish or take back what a run left that was cut off, and clear away its temporary files.

    Raises:
        SheetplanError: it cannot be done now, or somebody saved the plan at the very moment at which that run ended.
    """
    folder = history.folder
    _settle_temporaries(history, source)
    if history.pending is not None and not history.went_through:
        _take_back(folder, history.pending)
    elif history.went_through or history.rebuilt or history.unlisted:
        save.write(versions.to_json(history.listed, history.plan.plan_id or "").encode(), folder / versions.SIDECAR)
    save.discard(folder / versions.NEXT)
    _remove_empty(folder)


def carry_out(
    source: Came,
    data: bytes,
    history: Past,
    version: Version,
    plan_id: str,
    lock: Lock,
    copies: Mapping[str, bytes] | None = None,
) -> tuple[str, ...]:
    """Keep the copies, then replace the plan.

    Args:
        source: the plan as it came.
        data: its new bytes.
        history: its versions so far.
        version: the one that is made.
        plan_id: the id that travels inside the workbook.
        lock: our hold of the plan.
        copies: the copies that the version brings together, by the names under which they are kept.

    Returns:
        What a person should know of it.

    Raises:
        SheetplanError: it could not be written, or the file changed meanwhile; the plan is then as somebody left it.
    """
    folder, path = history.folder, source.path
    coming = versions.to_json([*history.listed, version], plan_id).encode()
    try:
        save.make_folder(folder / versions.RECEIVED)
        save.write(coming, folder / versions.NEXT)
        save.write_new(source.data, folder / versions.RECEIVED / (version.received or path.name), path)
        for name, copy in (copies or {}).items():
            save.write_new(copy, folder / versions.RECEIVED / name, path)
        save.write_new(data, folder / version.file, path)
        refuse_open(path)
        lock.refuse_lost()
        _refuse_changed(source)
        save.replace(data, path, source.data)
    except BaseException:
        with suppress(OSError):
            if not _holds(path, data):
                _take_back(folder, version)
                save.remove(folder / versions.NEXT, coming)
                _remove_empty(folder)
        raise
    try:
        save.move(folder / versions.NEXT, folder / versions.SIDECAR)
    except SheetplanError:
        return ("The list of versions could not be written just now; the next update does that.",)
    return ()


def tidy(history: Past, goes: Collection[Version], day: date, plan_id: str) -> None:
    """Remove the copies of versions that are no longer needed; what is not as it was written is left.

    Args:
        history: the plan's versions, settled.
        goes: those whose copies go; they stay in the list, with the day.
        day: the calendar day.
        plan_id: the id that travels inside the workbook.

    Raises:
        SheetplanError: the list cannot be written; then nothing was removed.
    """
    folder = history.folder
    listed = [replace(one, removed=day) if one in goes else one for one in history.listed]
    # The list first: a copy that it calls tidied away and that is still there does no harm; one that is gone and that
    # it calls kept would be missed.
    save.write(versions.to_json(listed, plan_id).encode(), folder / versions.SIDECAR)
    for version in goes:
        received = folder / versions.RECEIVED
        kept = [(folder / version.file, version.sha256), (received / (version.received or ""), version.received_sha256)]
        kept += [(received / one.file, one.sha256) for one in version.merged]
        for path, sha in kept:
            if path.is_file() and save.sha256(path) == sha:
                save.remove(path, path.read_bytes())


def _settle_temporaries(history: Past, source: Came) -> None:
    real = source.path.resolve()
    for folder in (history.folder, history.folder / versions.RECEIVED):
        for left in save.temporaries(folder):
            save.discard(left)
    for left in save.temporaries(real.parent, versions.lock(real).name):
        save.discard(left)
    known = {hashlib.sha256(source.data).hexdigest()}
    for version in (*history.listed, *([history.pending] if history.pending else [])):
        known |= {version.sha256, version.received_sha256 or ""}
    for left in save.temporaries(real.parent, real.name):
        if save.sha256(left) in known or not is_workbook(left):
            save.discard(left)
        else:
            _hand_over(left, real)


def _hand_over(left: Path, plan: Path) -> None:
    """What somebody saved in the moment in which the plan was replaced by a run that was cut off right then."""
    names = (f"{plan.stem} (saved during update{n}){plan.suffix}" for n in ("", *(f" {i}" for i in range(2, 100))))
    for name in names:
        with suppress(save.AlreadyThereError):
            save.move_new(left, plan.with_name(name))
            raise SheetplanError(
                f'{plan.name} was saved by somebody while an update was cut off; what they saved is in "{name}".',
                "Compare the two, bring into the plan what it lacks, then run update again.",
            )


def _take_back(folder: Path, version: Version) -> None:
    """Take away the copies of an update that never reached the plan, and nothing that is not its own."""
    received = folder / versions.RECEIVED
    copies = [(folder / version.file, version.sha256), (received / (version.received or ""), version.received_sha256)]
    copies += [(received / one.file, one.sha256) for one in version.merged]
    for copy, sha in copies:
        if copy.parent in (folder, received) and copy.is_file() and save.sha256(copy) == sha:
            copy.unlink()


def _remove_empty(folder: Path) -> None:
    """A folder of versions in which there is nothing any more need not stay."""
    for empty in (folder / versions.RECEIVED, folder):
        with suppress(OSError):
            empty.rmdir()


def _refuse_changed(source: Came) -> None:
    """Refuse a file that was saved meanwhile, even if it is again what it was: it was read more than once."""
    if _stamp(source.path) != source.stamp:
        raise save.changed(source.path)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)


def _holds(path: Path, data: bytes) -> bool:
    """Whether the plan is the new version already; if that cannot be known, the next run finds out."""
    try:
        return path.read_bytes() == data
    except FileNotFoundError:
        return False


def _is_there(path: Path) -> bool:
    """Whether there is such a file; a name that is too long for the disk has none."""
    try:
        os.lstat(path)
    except OSError:
        return False
    return True
