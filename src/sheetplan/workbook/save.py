"""Putting a finished file in place: beside the target first, flushed to disk, then in one step."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
import time
from pathlib import Path

from sheetplan.model import SheetplanError

_IS_WINDOWS = os.name == "nt"
_TRIES = 6
_FIRST_WAIT = 0.05
"""Seconds; doubled after each try. On Windows a virus scanner may hold a new file for a moment."""


def write(data: bytes, target: Path) -> None:
    """Replace a file in one step, keeping its permissions; a link stays a link.

    Raises:
        SheetplanError: where that is not possible; the file is then as it was.
    """
    target = target.resolve()
    if target.exists() and not os.access(target, os.W_OK):
        raise SheetplanError(
            f"{target.name} is marked read-only, so it was left as it was.", "Take the mark away and try again."
        )
    temporary = _beside(data, target)
    try:
        if target.exists():
            temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        _replace(temporary, target)
    except OSError as problem:
        raise _not_written(target, problem) from problem
    finally:
        temporary.unlink(missing_ok=True)
    _flush_folder(target.parent)


def write_new(data: bytes, target: Path) -> None:
    """Write a file that must not be there yet.

    Raises:
        SheetplanError: where it is there, or cannot be written; nothing is left behind.
    """
    there = SheetplanError(f"{target} is already there, so it was left as it was.", "Choose another name.")
    if target.exists():
        raise there
    temporary = _beside(data, target)
    try:
        _claim(temporary, target, data)
    except FileExistsError as problem:
        raise there from problem
    except OSError as problem:
        raise _not_written(target, problem) from problem
    finally:
        temporary.unlink(missing_ok=True)
    _flush_folder(target.parent)


def make_folder(folder: Path) -> None:
    """Make a folder, with those above it, where it is missing.

    Raises:
        SheetplanError: where that is not possible.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise SheetplanError(
            f"The folder {folder} could not be made ({problem.strerror}), so nothing was changed.",
            "Check that you may write there, or copy the workbook to a folder of your own.",
        ) from problem


def sha256(path: Path) -> str:
    """The hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _beside(data: bytes, target: Path) -> Path:
    """A temporary file in the target's folder with the data flushed to disk."""
    name = ""
    try:
        handle, name = tempfile.mkstemp(prefix=".~", suffix=target.suffix, dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _usual_permissions(Path(name))
    except OSError as problem:
        if name:
            Path(name).unlink(missing_ok=True)
        raise _not_written(target, problem) from problem
    return Path(name)


def _usual_permissions(path: Path) -> None:
    """Temporary files are private; a workbook gets what any new file gets."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)


def _replace(source: Path, target: Path) -> None:
    """Put one file in another's place; on Windows try again while another program holds it."""
    wait = _FIRST_WAIT
    for left in reversed(range(_TRIES)):
        try:
            source.replace(target)
        except PermissionError:
            if not _IS_WINDOWS or not left:
                raise
            time.sleep(wait)
            wait *= 2
        else:
            return


def _claim(source: Path, target: Path, data: bytes) -> None:
    """Give a finished file a name that nobody has; FileExistsError where somebody has it after all."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        # Some network folders have no links: then the name is claimed first and filled after.
        try:
            with target.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except FileExistsError:
            raise
        except OSError:
            target.unlink(missing_ok=True)
            raise


def _flush_folder(folder: Path) -> None:
    """The new name reaches the disk too, where the system can do that."""
    if _IS_WINDOWS:
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _not_written(target: Path, problem: OSError) -> SheetplanError:
    """What to say where a file could not be written."""
    if isinstance(problem, FileNotFoundError):
        return SheetplanError(f"{target} cannot be written: its folder is not there.", "Make the folder first.")
    if isinstance(problem, PermissionError):
        return SheetplanError(
            f"{target} cannot be written: it is open in another program, or its folder is read-only.",
            "Close it, or ask for access to the folder, and try again.",
        )
    return SheetplanError(
        f"{target} cannot be written: {problem.strerror or problem}.",
        "Nothing was changed. Free some space or check the disk, and try again.",
    )
