"""A file system that fails on demand: each call on what is inside a folder can be counted, failed or cut off."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sheetplan.workbook import save, swap

BY_PATH = (
    "open",
    "stat",
    "lstat",
    "listdir",
    "scandir",
    "mkdir",
    "rmdir",
    "chmod",
    "chown",
    "link",
    "rename",
    "replace",
)
BY_PATH += ("unlink", "remove")
BY_HANDLE = ("write", "fsync", "close")
WRITES = ("write", "fsync", "mkdir", "link", "rename", "replace", "exchange", "open")
"""Calls that a full disk fails."""


class KilledError(BaseException):
    """Stands for SIGKILL: nothing can be done any more, no matter what is caught."""


def unlistable(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Nobody may see what is in this folder."""

    def denying(call: Callable[..., Any]) -> Callable[..., Any]:
        def called(path: Any = ".", *more: Any) -> Any:
            if os.fspath(path) == str(folder):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
            return call(path, *more)

        return called

    for name in ("listdir", "scandir"):
        monkeypatch.setattr(os, name, denying(getattr(os, name)))


class Disk:
    """Counts calls on what is inside a folder, and lets the chosen one fail in the chosen way.

    Modes: "once"; "from then on" (every call of that kind); "killed" (nothing works any more, nothing is cleared away).
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Watch this folder; nothing fails until `at` is set."""
        self.folder = str(folder)
        self.calls: list[str] = []
        self.at: int | None = None
        self.mode = "once"
        self.number = errno.EIO
        self.before: Callable[[str], None] = lambda _: None
        """Called with each call's name before it is made; what it does itself is not counted."""
        self._armed = False
        self._monkeypatch = monkeypatch
        monkeypatch.setattr(save.time, "sleep", lambda _: None)

    def __enter__(self) -> Disk:
        """Begin to count."""
        self.calls, self._armed = [], True
        self._patches = self._monkeypatch.context()
        patch = self._patches.__enter__()
        for name in BY_PATH:
            patch.setattr(os, name, self._watched(name, getattr(os, name), self._is_inside))
        for name in BY_HANDLE:
            patch.setattr(os, name, self._watched(name, getattr(os, name), lambda *_: True))
        patch.setattr(io, "open", self._watched("open", io.open, self._is_inside))
        patch.setattr(swap, "exchange", self._watched("exchange", swap.exchange, self._is_inside))
        patch.setattr(swap, "rename_new", self._watched("rename_new", swap.rename_new, self._is_inside))
        return self

    def __exit__(self, *problem: object) -> None:
        """Let the disk work again."""
        self._armed = False
        self._patches.__exit__(None, None, None)

    def _is_inside(self, *arguments: Any) -> bool:
        with suppress(TypeError):
            return any(os.fsdecode(one).startswith(self.folder) for one in arguments[:2] if not isinstance(one, int))
        return any(str(one).startswith(self.folder) for one in arguments[:1])

    def _watched(self, name: str, call: Callable[..., Any], counts: Callable[..., bool]) -> Callable[..., Any]:
        def watched(*arguments: Any, **named: Any) -> Any:
            if not self._armed or not counts(*arguments):
                return call(*arguments, **named)
            self._armed = False
            try:
                self.before(name)
            finally:
                self._armed = True
            self.calls.append(name)
            self._fail(name, arguments, call)
            return call(*arguments, **named)

        return watched

    def _fail(self, name: str, arguments: tuple[Any, ...], call: Callable[..., Any]) -> None:
        if self.at is None or len(self.calls) - 1 < self.at:
            return
        if self.mode == "killed":
            if name == "close":
                call(*arguments)  # the system closes what a dead process had open
            raise KilledError
        if len(self.calls) - 1 == self.at or (self.mode == "from then on" and name == self.calls[self.at]):
            if name == "close":
                call(*arguments)
            shown = arguments[0] if arguments and isinstance(arguments[0], str | Path) else None
            raise OSError(self.number, os.strerror(self.number), str(shown) if shown else None)
