"""Renames that Python's own library lacks: two files change places in one step, or a file takes only a free name."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

_HERE = -100
"""Paths are as they stand, not relative to an open folder (AT_FDCWD)."""
_LINUX = {"new": 1, "exchange": 2}
_MACOS = {"new": 4, "exchange": 2}
_NOT_HERE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM)
"""What systems and file systems answer that cannot do it; some sandboxes say EPERM of every call they don't know."""

Call = Callable[[bytes, bytes], int]


class UnsupportedError(Exception):
    """This system, or the disk that the file is on, cannot do it."""


def exchange(one: Path, other: Path) -> None:
    """Let two files change places; at no moment is either name without a whole file.

    Raises:
        UnsupportedError: it cannot be done here.
        OSError: one of them is not there, or may not be renamed.
    """
    _rename("exchange", one, other)


def rename_new(source: Path, target: Path) -> None:
    """Rename a file, but only to a name that nobody has.

    Raises:
        UnsupportedError: it cannot be done here.
        FileExistsError: somebody has the name.
        OSError: it may not be renamed.
    """
    _rename("new", source, target)


def _rename(kind: str, source: Path, target: Path) -> None:
    call = _call(kind)
    if call is None:
        raise UnsupportedError
    number = call(os.fsencode(source), os.fsencode(target))
    if number in _NOT_HERE:
        raise UnsupportedError
    if number:
        raise OSError(number, os.strerror(number), str(source), None, str(target))


@cache
def _call(kind: str) -> Call | None:
    """The system's own call, which gives back an error's number or 0; None where there is none."""
    if sys.platform not in ("linux", "darwin"):
        return None
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    is_linux = sys.platform == "linux"
    function = getattr(library, "renameat2" if is_linux else "renamex_np", None)
    if function is None:
        return None
    flag = (_LINUX if is_linux else _MACOS)[kind]
    place = [ctypes.c_int, ctypes.c_char_p] if is_linux else [ctypes.c_char_p]
    function.argtypes = [*place, *place, ctypes.c_uint]

    def call(source: bytes, target: bytes) -> int:
        paths = (_HERE, source, _HERE, target) if is_linux else (source, target)
        return ctypes.get_errno() if function(*paths, flag) else 0

    return call
