"""Putting a finished file in place: beside the target first, flushed to disk, then in one step."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import stat
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sheetplan.model import SheetplanError
from sheetplan.workbook import swap

_IS_WINDOWS = os.name == "nt"
_TRIES = 8
_FIRST_WAIT = 0.05
"""Seconds; doubled after each try, six in all. A virus scanner or a synchronised folder lets go of a file in time."""
_HELD = (errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY)
_NO_FLUSH = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EROFS)
"""What network folders answer that cannot flush; a full or broken disk says something else."""
_TEMPORARY = re.compile(r"\.~[0-9a-f]{8}-\w+\.tmp", re.ASCII)


class AlreadyThereError(SheetplanError):
    """The name of a new file belongs to another one."""


def write(data: bytes, target: Path) -> None:
    """Replace a file in one step, keeping its permissions; a link stays a link.

    Raises:
        SheetplanError: where that is not possible; the file is then as it was.
    """
    target = target.resolve()
    refuse_read_only(target)
    temporary = _beside(data, target)
    try:
        if target.exists():
            _look_like(target, temporary)
        _patiently(lambda: temporary.replace(target))
    except OSError as problem:
        raise _not_written(target, problem) from problem
    finally:
        discard(temporary)
    _flush_folder(target.parent)


def replace(data: bytes, target: Path, expected: bytes) -> None:
    """Replace a file in one step, but only one that still holds what is expected.

    What somebody saves into it at the last moment stays: where the system can let two files change places, it is seen
    even after that, and put back; elsewhere the comparison comes right before the replacing, again before each try.

    Raises:
        SheetplanError: it holds something else, is gone or cannot be written; it is then as somebody left it.
    """
    target = target.resolve()
    refuse_read_only(target)
    temporary = _beside(data, target)
    try:
        _look_like(target, temporary)
        _patiently(lambda: _put_in_place(temporary, target, data, expected))
    except FileNotFoundError as problem:
        raise _gone(target) from problem
    except OSError as problem:
        raise _not_written(target, problem) from problem
    finally:
        if _holds(temporary, data, expected):
            discard(temporary)
    _flush_folder(target.parent)


def write_new(data: bytes, target: Path, like: Path | None = None) -> None:
    """Write a file that must not be there yet; it gets its name when it is whole.

    Args:
        data: what it holds.
        target: where.
        like: the file whose readers alone may read it; None gives it what any new file gets.

    Raises:
        AlreadyThereError: where it is there.
        SheetplanError: where it cannot be written; nothing is left behind.
    """
    temporary = _beside(data, target)
    try:
        if like is not None:
            _look_like(like, temporary)
        _claim(temporary, target)
    except FileExistsError as problem:
        raise _taken(target) from problem
    except OSError as problem:
        raise _not_written(target, problem) from problem
    finally:
        discard(temporary)
    _flush_folder(target.parent)


def move(source: Path, target: Path) -> None:
    """Give a file of ours another's name, in one step; it needs no room on the disk.

    Raises:
        SheetplanError: where that is not possible; both are then as they were.
    """
    try:
        _patiently(lambda: source.replace(target))
    except OSError as problem:
        raise _not_written(target, problem) from problem
    _flush_folder(target.parent)


def move_new(source: Path, target: Path) -> None:
    """Give a file another name that nobody has.

    Raises:
        AlreadyThereError: where somebody has it.
        SheetplanError: where that is not possible.
    """
    try:
        _claim(source, target)
    except FileExistsError as problem:
        raise _taken(target) from problem
    except OSError as problem:
        raise _not_written(target, problem) from problem
    discard(source)
    _flush_folder(target.parent)


def remove(path: Path, expected: bytes) -> bool:
    """Take a file away if it holds what is expected; it is moved aside first, so nobody's newer one is lost.

    Returns:
        False where it is gone or holds something else.
    """
    aside = path.with_name(f".~{_key(path.name)}-{os.urandom(8).hex()}.tmp")
    try:
        if path.read_bytes() != expected:
            return False
        _patiently(lambda: path.rename(aside))
        if aside.read_bytes() == expected:
            return True
        _claim(aside, path)
    except OSError:
        return False
    finally:
        discard(aside)
    return False


def discard(path: Path) -> None:
    """Take away a file of ours that may be gone; where that is not possible, the next run does it."""
    with contextlib.suppress(OSError):
        path.unlink()


def temporaries(folder: Path, target: str | None = None) -> list[Path]:
    """Temporary files that a run left behind which was cut off.

    Args:
        folder: where to look.
        target: only those that were to become this file; None means all.
    """
    wanted = ".~" if target is None else f".~{_key(target)}-"
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        return [path for path in folder.iterdir() if _TEMPORARY.fullmatch(path.name) and path.name.startswith(wanted)]
    return []


def make_folder(folder: Path) -> None:
    """Make a folder, with those above it, where it is missing.

    Raises:
        SheetplanError: where that is not possible.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as problem:
        taken = next((one for one in (folder.parent, folder) if not one.is_dir()), folder)
        raise SheetplanError(
            f"{taken} is a file, and a folder of that name is needed, so nothing was changed.",
            "Give that file another name, then try again.",
        ) from problem
    except OSError as problem:
        raise SheetplanError(
            f"The folder {folder} could not be made ({problem.strerror}), so nothing was changed.",
            "Check that you may write there, or copy the workbook to a folder of your own.",
        ) from problem
    _flush_folder(folder.parent)


def clear(folder: Path) -> None:
    """Take away a folder of ours with all that is in it, as far as that is possible; what stays, the next run takes."""
    with contextlib.suppress(OSError):
        for inside in folder.iterdir():
            if inside.is_dir() and not inside.is_symlink():
                clear(inside)
            else:
                discard(inside)
        folder.rmdir()


def refuse_read_only(path: Path) -> None:
    """Refuse a file that is marked read-only, even where we could replace it.

    Raises:
        SheetplanError: it is.
    """
    if path.exists() and (not path.stat().st_mode & 0o222 or not os.access(path, os.W_OK)):
        raise SheetplanError(
            f"{path.name} is marked read-only, so it was left as it was.", "Take the mark away and try again."
        )


def changed(target: Path) -> SheetplanError:
    """What to say where somebody saved a file while we worked on it."""
    return SheetplanError(
        f"{target.name} was changed by somebody while it was being updated; their changes are in it and "
        "nothing else was done.",
        "Run update again.",
    )


def sha256(path: Path) -> str:
    """The hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _beside(data: bytes, target: Path) -> Path:
    """A temporary file in the target's folder with the data flushed to disk."""
    name = ""
    try:
        handle, name = tempfile.mkstemp(prefix=f".~{_key(target.name)}-", suffix=".tmp", dir=target.parent)
        try:
            _fill(handle, data)
        finally:
            os.close(handle)
        _usual_permissions(Path(name))
    except OSError as problem:
        if name:
            discard(Path(name))
        raise _not_written(target, problem) from problem
    return Path(name)


def _fill(handle: int, data: bytes) -> None:
    """Write everything and see it on the disk."""
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]
    try:
        os.fsync(handle)
    except OSError as problem:
        if problem.errno not in _NO_FLUSH:
            raise


def _key(name: str) -> str:
    """What tells the temporary files of one target from those of others in the same folder."""
    return hashlib.sha256(os.path.normcase(name).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _usual_permissions(path: Path) -> None:
    """Temporary files are private; a workbook gets what any new file gets."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)


def _look_like(target: Path, temporary: Path) -> None:
    """The new file may be read and written by whom the old one may; it goes on belonging to its group."""
    there = target.stat()
    if not _IS_WINDOWS:
        with contextlib.suppress(OSError):
            os.chown(temporary, there.st_uid, there.st_gid)
    temporary.chmod(stat.S_IMODE(there.st_mode))


def _patiently(step: Callable[[], object]) -> None:
    """Do it, and try again for a while where another program holds the file."""
    wait = _FIRST_WAIT
    for left in reversed(range(_TRIES)):
        try:
            step()
        except OSError as problem:
            if problem.errno not in _HELD or not left:
                raise
            time.sleep(wait)
            wait *= 2
        else:
            return


def _put_in_place(temporary: Path, target: Path, data: bytes, expected: bytes) -> None:
    """Replace what is expected; anything else stays, or goes back, where it was."""
    if target.read_bytes() != expected:
        raise changed(target)
    try:
        swap.exchange(temporary, target)
    except swap.UnsupportedError:
        temporary.replace(target)
        return
    try:
        displaced = temporary.read_bytes()
    except OSError:
        swap.exchange(temporary, target)
        raise
    if displaced != expected:
        swap.exchange(temporary, target)
        if temporary.read_bytes() != data:
            # They saved twice: the later of the two goes back.
            swap.exchange(temporary, target)
        raise changed(target)


def _holds(temporary: Path, *known: bytes) -> bool:
    """Whether a temporary file holds nothing that somebody could miss; where it cannot be read, it stays."""
    with contextlib.suppress(OSError):
        return temporary.read_bytes() in known
    return False


def _claim(source: Path, target: Path) -> None:
    """Give a finished file a name that nobody has; FileExistsError where somebody has it after all."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        # Some disks and network folders have no links.
        try:
            swap.rename_new(source, target)
        except swap.UnsupportedError:
            if target.exists():
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
            # On Windows this takes no name that somebody has; elsewhere the last moment is left to chance.
            source.rename(target)


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


def _taken(target: Path) -> AlreadyThereError:
    return AlreadyThereError(f"{target} is already there, so it was left as it was.", "Choose another name.")


def _gone(target: Path) -> SheetplanError:
    return SheetplanError(
        f"{target.name} was moved, renamed or deleted while it was being updated; nothing else was done.",
        "See where it is now, then run update on it there.",
    )


def _not_written(target: Path, problem: OSError) -> SheetplanError:
    """What to say where a file could not be written."""
    if isinstance(problem, FileNotFoundError):
        return SheetplanError(f"{target} cannot be written: its folder is not there.", "Make the folder first.")
    if problem.errno in _HELD:
        return SheetplanError(
            f"{target} cannot be written: it is open in another program, or its folder is read-only.",
            "Close it, or ask for access to the folder, and try again.",
        )
    if problem.errno == errno.ENAMETOOLONG:
        return SheetplanError(
            f"{target} cannot be written: its name is too long.", "Nothing was changed. Choose a shorter name."
        )
    return SheetplanError(
        f"{target} cannot be written: {problem.strerror or problem}.",
        "Nothing was changed. Free some space or check the disk, and try again.",
    )
