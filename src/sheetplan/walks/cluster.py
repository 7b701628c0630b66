"""The same work on a Dask cluster: its own executor gives out the portions, with the bytes of their files."""

from __future__ import annotations

import socket
from concurrent.futures import CancelledError, Future
from pathlib import Path
from typing import Any

from sheetplan import versions
from sheetplan.model import SheetplanError
from sheetplan.walks.portion import Asked, Done, Sift, done, sent

_PATIENCE = 10
"""Seconds."""
_AHEAD = 2
"""Portions that are under way or waiting for each thread of the cluster."""
_MOST_SENT = 8 * 1024**2
"""Bytes of a file that is sent along; Dask complains of more, and one file alone is as soon done here."""


class Cluster:
    """The workers of a Dask scheduler. They need not see the files, and must have the same sheetplan."""

    def __init__(self, address: str) -> None:
        """Reach the scheduler.

        Raises:
            SheetplanError: Dask is not installed, or nothing answers at the address.
        """
        try:
            import distributed
            from distributed.comm.addressing import get_address_host_port
        except ImportError as problem:
            raise SheetplanError(
                "A scheduler needs Dask, which is not installed.", 'Install it: pip install "sheetplan[dask]".'
            ) from problem
        try:
            # Dask's own client knocks for a long time and complains of its own end; a bare connection tells at once.
            with socket.create_connection(get_address_host_port(address), _PATIENCE):
                pass
            self._client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError, TypeError) as problem:
            raise SheetplanError(
                f'No Dask scheduler answers at "{address}".',
                "Check the address, for example tcp://10.0.0.5:8786, and that the scheduler runs.",
            ) from problem
        try:
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as problem:
            self._client.close()
            raise SheetplanError(
                f'The Dask scheduler at "{address}" has no workers.', "Start some, then try again."
            ) from problem
        self._executor = self._client.get_executor(pure=False)
        self.lost: tuple[type[BaseException], ...] = (distributed.scheduler.KilledWorker,)
        self.share = 1
        self.ahead = _AHEAD * max(1, sum(self._client.nthreads().values()))

    def submit(self, portion: tuple[Path, ...], asked: Asked, sift: Sift | None) -> Future[list[Done]]:
        """Give out a portion; what cannot be sent is done here."""
        files = [_read(path) for path in portion]
        known = [(path, data) for path, data in zip(portion, files, strict=True) if data is not None]
        left = tuple(path for path, data in zip(portion, files, strict=True) if data is None)
        given: Future[list[Done]] | None = None
        if known:
            given = self._executor.submit(sent, known, asked, sift)
        return _Together(portion, given, done(left, asked, sift) if left else [])

    def apart(self, portion: tuple[Path, ...], asked: Asked, sift: Sift | None) -> list[Done]:
        """Once more: the scheduler gives it to workers that still live."""
        return self.submit(portion, asked, sift).result()

    def close(self) -> None:
        """Take back what is still to be done, and leave the scheduler to its own."""
        self._executor.shutdown(wait=False)
        self._client.close()


class _Together(Future[list[Done]]):
    """What is done there and what was done here, in the order of the files."""

    def __init__(self, portion: tuple[Path, ...], given: Future[list[Done]] | None, here: list[Done]) -> None:
        """Of the portion, what was given to the cluster, and what is done already."""
        super().__init__()
        self._portion, self._given, self._here = portion, given, here

    def result(self, timeout: float | None = None) -> list[Done]:
        """Wait for the cluster.

        Raises:
            SheetplanError: it went away, or it cannot do the work.
        """
        try:
            there = self._given.result(timeout) if self._given is not None else []
        except (CancelledError, OSError) as problem:
            raise SheetplanError(
                "The Dask scheduler went away before all files were checked.", "Start it again, then try again."
            ) from problem
        except ImportError as problem:
            raise SheetplanError(
                f"The workers of the Dask cluster lack something: {problem}.",
                "Install the same version of sheetplan for them as here.",
            ) from problem
        known: dict[Path, Any] = {one.path: one for one in (*there, *self._here)}
        return [known[path] for path in self._portion]


def _read(path: Path) -> bytes | None:
    """A file's bytes; None where it is to be checked here.

    That is where versions of a plan are kept beside it, which the check compares it with, where it is large, and
    where it cannot be read, so that it is refused in the usual words.
    """
    try:
        beside = any(one.name.endswith(versions.SUFFIX) for one in path.parent.iterdir() if one.is_dir())
        if beside or path.stat().st_size > _MOST_SENT:
            return None
        return path.read_bytes()
    except OSError:
        return None
