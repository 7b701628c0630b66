"""Many files checked by several processes at once, on this machine or on a cluster; results come in their order."""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import Any, Protocol

from sheetplan.model import Judged, Refusal
from sheetplan.walks.portion import Asked, Done, Sift, done
from sheetplan.walks.shelf import Shelf

PAYS = 8 * 1024**2
"""Bytes of all files from which more processes pay: each takes about a second to begin, and in two seconds one process
reads as much (600 plans of 60 rows)."""
_MOST_FILES, _MOST_BYTES = 240, 4 * 1024**2
"""Of one portion: many enough to be judged together, few enough that nobody waits long for one to end."""
_AHEAD = 3
"""Portions that are under way or waiting for each process, so that none is idle and few results lie about."""

Portion = tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Came:
    """What became of one file."""

    path: Path
    judged: tuple[Judged, ...]
    """Its plans with their findings; each is fetched when it is looked at."""
    refused: Refusal | None
    """Why it could not be read."""
    no_plan: str
    """Why it is passed over where it was found in a folder: it is no plan, and nothing to put right."""
    facts: tuple[Any, ...]
    """What was sifted from each of its plans."""


class Crew(Protocol):
    """Those who do the work."""

    ahead: int
    """How many portions to give out before the first is asked back."""
    share: int
    """Into how many parts what one process would take at a time is parted, so that all together hold no more."""
    lost: tuple[type[BaseException], ...]
    """What a portion ends with when the process that had it died."""

    def submit(self, portion: Portion, asked: Asked, sift: Sift | None) -> Future[list[Done]]:
        """Give out a portion."""

    def apart(self, portion: Portion, asked: Asked, sift: Sift | None) -> list[Done]:
        """Do a portion whose process died once more, where it can do no harm to others."""

    def close(self) -> None:
        """Let all go at once, whatever they are at."""


def came(
    files: Sequence[Path],
    asked: Asked,
    *,
    sift: Sift | None = None,
    cores: int | None = None,
    scheduler: str | None = None,
) -> Iterator[Came]:
    """Check files, each of which is read once; what is not reported takes no memory.

    Args:
        files: workbooks.
        asked: what is asked of them.
        sift: what is wanted of each plan while all of it is at hand.
        cores: how many processes at most; None for as many as this one may use, where there are enough files.
        scheduler: the address of a Dask scheduler whose workers are to do it.

    Yields:
        What became of each, in their order. A file that brings down the process that reads it is refused.

    Raises:
        SheetplanError: the scheduler cannot be reached, or its workers cannot do it.
    """
    shelf = Shelf(asked.known)
    with closing(_crew(files, cores, scheduler)) as crew:
        for one in _in_order(crew, portions(files, _MOST_FILES // crew.share), asked, sift):
            judged = (shelf.put(p.plan, p.findings, p.counts, p.day, p.newest_record) for p in one.plans)
            facts = tuple(p.facts for p in one.plans)
            yield Came(one.path, tuple(judged), one.refused, one.no_plan, facts)


def portions(files: Sequence[Path], most: int | None = None) -> Iterator[Portion]:
    """The files in their order, parted by number and size.

    Args:
        files: workbooks.
        most: how many a portion has at most.
    """
    most = max(most if most is not None else _MOST_FILES, 1)
    portion: list[Path] = []
    size = 0
    for path in files:
        size += _size(path)
        if portion and (len(portion) == most or size > _MOST_BYTES):
            yield tuple(portion)
            portion, size = [], _size(path)
        portion.append(path)
    if portion:
        yield tuple(portion)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _crew(files: Sequence[Path], cores: int | None, scheduler: str | None) -> Crew:
    if scheduler is not None:
        from sheetplan.walks import cluster  # Dask is imported where it is asked for, and nowhere else

        return cluster.Cluster(scheduler)
    number = cores if cores is not None else _cores() if sum(map(_size, files)) >= PAYS else 1
    return Here() if number < 2 else Processes(number)


def _cores() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _in_order(crew: Crew, given: Iterator[Portion], asked: Asked, sift: Sift | None) -> Iterator[Done]:
    under_way: deque[tuple[Portion, Future[list[Done]]]] = deque()
    for portion in given:
        under_way.append((portion, crew.submit(portion, asked, sift)))
        if len(under_way) >= crew.ahead:
            yield from _result(crew, *under_way.popleft(), asked, sift)
    while under_way:
        yield from _result(crew, *under_way.popleft(), asked, sift)


def _result(
    crew: Crew, portion: Portion, future: Future[list[Done]], asked: Asked, sift: Sift | None
) -> Sequence[Done]:
    try:
        return future.result()
    except crew.lost:
        return list(_halved(crew, portion, asked, sift))


def _halved(crew: Crew, portion: Portion, asked: Asked, sift: Sift | None) -> Iterator[Done]:
    """A portion whose process died, again and in ever smaller parts, until it is known which file did it."""
    try:
        yield from crew.apart(portion, asked, sift)
    except crew.lost:
        if len(portion) == 1:
            yield _brought_down(portion[0])
        else:
            middle = len(portion) // 2
            for part in (portion[:middle], portion[middle:]):
                yield from _halved(crew, part, asked, sift)


def _brought_down(path: Path) -> Done:
    reason = f"{path.name} brought down the process that read it, perhaps for want of memory."
    fix = "Open it in Excel, save it under another name, and check that. All other files were checked."
    return Done(path, (), Refusal(str(path), reason, fix))


class Here:
    """This process does it all."""

    ahead = share = 1
    lost: tuple[type[BaseException], ...] = ()

    def submit(self, portion: Portion, asked: Asked, sift: Sift | None) -> Future[list[Done]]:
        """Do it at once."""
        future: Future[list[Done]] = Future()
        future.set_result(self.apart(portion, asked, sift))
        return future

    def apart(self, portion: Portion, asked: Asked, sift: Sift | None) -> list[Done]:
        """Do it at once; Python does not look for rubbish meanwhile, because most of what is made stays so long."""
        was_on = gc.isenabled()
        gc.disable()
        try:
            return done(portion, asked, sift)
        finally:
            if was_on:
                gc.enable()

    def close(self) -> None:
        """Nobody is to be let go."""


class Processes:
    """Processes of this machine, each begun afresh, so that it is the same on every system."""

    lost: tuple[type[BaseException], ...] = (BrokenExecutor,)

    def __init__(self, number: int) -> None:
        """So many of them."""
        self.ahead = number * _AHEAD
        # Each has the libraries besides.
        self.share = 2 * number
        self._number = number
        self._others = set(active_children())
        self._pool: Executor | None = None
        self._pool_apart: Executor | None = None

    def submit(self, portion: Portion, asked: Asked, sift: Sift | None) -> Future[list[Done]]:
        """Give out a portion; where the processes were lost, to new ones."""
        for _ in range(2):
            self._pool = self._pool or _pool(self._number)
            with suppress(BrokenExecutor):
                return self._pool.submit(_work, portion, asked, sift)
            self._pool = None
        raise BrokenExecutor

    def apart(self, portion: Portion, asked: Asked, sift: Sift | None) -> list[Done]:
        """Do it in a process of its own kind, whose end is nobody else's."""
        self._pool_apart = self._pool_apart or _pool(1)
        try:
            return self._pool_apart.submit(_work, portion, asked, sift).result()
        except BrokenExecutor:
            self._pool_apart = None
            raise

    def close(self) -> None:
        """End them at once: after the last result they are idle, and whoever interrupts will not wait."""
        for pool in (self._pool, self._pool_apart):
            if pool is not None:
                pool.shutdown(wait=False, cancel_futures=True)
        for child in set(active_children()) - self._others:
            child.terminate()
            child.join()


def _pool(number: int) -> Executor:
    return ProcessPoolExecutor(number, mp_context=get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """Whoever presses Ctrl-C means the process that began this one; that one ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.collect()
    gc.freeze()


def _work(portion: Portion, asked: Asked, sift: Sift | None) -> list[Done]:
    return Here().apart(portion, asked, sift)
