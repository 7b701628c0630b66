"""Which files of a desk can be worked with now: not those that somebody has open, nor those that are still arriving."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sheetplan.model import SheetplanError
from sheetplan.model.desks import Line
from sheetplan.walks import keep

WAIT = 8.0
"""Seconds for which a file that is still arriving is waited for."""
_LOOK_AGAIN = 0.4
_HALF = (".tmp", ".partial", ".part", ".crdownload", ".download")
"""How names end of what a program is still writing."""
_OURS = ".~"
"""How names begin of what this program itself is still writing, or has left behind: that is cleared away, or kept."""
_NOT_HERE = 0x1000 | 0x40000 | 0x400000
"""Windows' marks of a file of which there is only the name here (offline, recall on open, recall on access)."""
IN_USE, ARRIVING, NOT_READ = "In use", "Not there yet", "Cannot be read"


class Looked(NamedTuple):
    """What was found of files."""

    ready: tuple[Path, ...]
    left: tuple[Line, ...]
    """A line for each that was left alone, and why."""


def looked(paths: Sequence[Path], *, wait: float = WAIT) -> Looked:
    """Tell what is ready from what is not; what is still arriving is waited for.

    Args:
        paths: the files.
        wait: for how many seconds at most.
    """
    closed = list(_closed(paths))
    arriving = {path: _state(path) for path in paths if path not in {line.place for line in closed}}
    ready: set[Path] = set()
    waited = 0.0
    while arriving:
        time.sleep(_LOOK_AGAIN)
        waited += _LOOK_AGAIN
        now = {path: _state(path) for path in arriving}
        ready |= {path for path, state in now.items() if state == arriving[path] and _is_whole(state)}
        # What does not change and is not whole may still come; what is gone will not.
        arriving = {path: state for path, state in now.items() if path not in ready and state is not None}
        if waited >= wait:
            break
    # Whatever is not ready is said, also what was there and not there by turns.
    rest = [path for path in paths if path not in ready and path not in {line.place for line in closed}]
    lines = [*closed, *(_gone(path) if _state(path) is None else _late(path) for path in rest)]
    return Looked(tuple(path for path in paths if path in ready), tuple(lines))


def halves(folder: Path, *, wait: float = WAIT) -> Iterator[Line]:
    """A line for each file in a folder that some program is still writing, if it is so after a while."""
    waited = 0.0
    while (found := list(_halves(folder))) and waited < wait:
        time.sleep(_LOOK_AGAIN)
        waited += _LOOK_AGAIN
    yield from (_late(path) for path in found)


def _halves(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from (Path(place, name) for name in sorted(names) if _is_half(name))


def _is_half(name: str) -> bool:
    return Path(name).suffix.casefold() in _HALF and not name.startswith(_OURS)


def _closed(paths: Iterable[Path]) -> Iterator[Line]:
    """A line for each that somebody has open."""
    for path in paths:
        try:
            keep.refuse_open(path)
            with path.open("rb") as file:
                file.read(1)  # what is kept elsewhere begins to come
        except SheetplanError as problem:
            yield Line(path.name, IN_USE, problem.reason, f"{problem.fix} Then do this again.", path)
        except PermissionError:
            told = f"{path.name} cannot be read: another program has it, or you may not read it."
            yield Line(path.name, NOT_READ, told, "Close it everywhere, then do this again.", path)
        except OSError:
            continue


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns, getattr(found, "st_file_attributes", 0) & _NOT_HERE)


def _is_whole(state: tuple[int, int, int] | None) -> bool:
    return state is not None and state[0] > 0 and not state[2]


def _late(path: Path) -> Line:
    told = f"{path.name} is not all there: it is still being copied or synchronised, or is empty."
    return Line(path.name, ARRIVING, told, "Wait until it is all there, then do this again.", path)


def _gone(path: Path) -> Line:
    return Line(path.name, "Gone", f"{path.name} is not there.", "See where it is now.", None)
