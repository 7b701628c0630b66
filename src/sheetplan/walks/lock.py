"""One update at a time: a mark beside the plan that says who is at it, and when such a mark means nothing any more."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sheetplan import versions
from sheetplan.model import SheetplanError, long_day
from sheetplan.workbook import save

STALE_AFTER = timedelta(hours=1)
"""A mark older than this means nothing, whoever made it: an update takes seconds."""
_TRIES = 3
_HELD: set[Path] = set()
"""The marks of this very process; another one that bears our process number was left by somebody before us."""
_STILL_ACTIVE = 259
_MAY_ASK = 0x1000
_DENIED = 5


@dataclass(frozen=True)
class Lock:
    """The mark that this run made."""

    path: Path
    content: bytes

    def refuse_lost(self) -> None:
        """Refuse to go on where somebody took the mark for stale and began an update of their own.

        Raises:
            SheetplanError: it is not ours any more.
        """
        if _read(self.path) != self.content:
            raise SheetplanError(
                f"The mark {self.path.name} was taken away while the plan was being updated, so nothing was changed.",
                "Make sure that nobody else is updating the plan, then run update again.",
            )


@contextmanager
def held(plan: Path, by: str, now: datetime) -> Iterator[Lock]:
    """Hold a plan for one update; released however it ends.

    Args:
        plan: its workbook.
        by: who updates it.
        now: the present moment.

    Raises:
        SheetplanError: another run holds it, or its folder cannot be written to.
    """
    path = versions.lock(plan.resolve())
    lock = Lock(path, _content(by, now))
    _take(plan, lock, now)
    _HELD.add(path)
    try:
        yield lock
    finally:
        _HELD.discard(path)
        save.remove(path, lock.content)


def refuse_unheld(plan: Path, now: datetime) -> None:
    """Refuse a plan that could not be held at this moment; no mark is made and none taken away.

    Raises:
        SheetplanError: another run holds it, or its folder cannot be written to.
    """
    path = versions.lock(plan.resolve())
    there = _read(path)
    if there is not None and not _is_stale(path, there, now):
        raise _busy(plan, path)
    if not os.access(path.parent, os.W_OK):
        raise _closed(plan)


def _content(by: str, now: datetime) -> bytes:
    said = {"by": by, "host": platform.node(), "pid": os.getpid(), "since": now.astimezone().isoformat()}
    return (json.dumps(said | {"mark": os.urandom(8).hex()}, ensure_ascii=False) + "\n").encode()


def _take(plan: Path, lock: Lock, now: datetime) -> None:
    for _ in range(_TRIES):
        there = _read(lock.path)
        if there is not None:
            if not _is_stale(lock.path, there, now):
                break
            save.remove(lock.path, there)
        try:
            save.write_new(lock.content, lock.path)
        except save.AlreadyThereError:
            continue
        except SheetplanError as problem:
            # The run that holds the plan clears away what was left lying, and ours may have been just that.
            if isinstance(problem.__cause__, FileNotFoundError) and plan.exists():
                continue
            if isinstance(problem.__cause__, PermissionError):
                raise _closed(plan) from problem
            raise
        return
    raise _busy(plan, lock.path)


def _closed(plan: Path) -> SheetplanError:
    return SheetplanError(
        f"The folder of {plan.name} cannot be written to, so nothing was changed.",
        "Check that you may write there, or copy the workbook to a folder of your own.",
    )


def _busy(plan: Path, path: Path) -> SheetplanError:
    said = _said(_read(path) or b"")
    who, where = (
        " ".join(f"{word} {said.get(key) or ''}".split())[:80] for word, key in (("by", "by"), ("on", "host"))
    )
    who, where = (f" {part}" if " " in part else "" for part in (who, where))
    since = _since(said)
    when = f" since {long_day(since.date())}, {since:%H:%M}" if since else ""
    return SheetplanError(
        f"{plan.name} is being updated{who}{where}{when}: {path.name} stands beside it.",
        "Wait until that is done, then try again. If nobody is at it, delete that file.",
    )


def _read(path: Path) -> bytes | None:
    """What the mark says; None where there is none. One that cannot be read says nothing, but it is there."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        return b""


def _said(content: bytes) -> dict[str, object]:
    try:
        said = json.loads(content)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _since(said: dict[str, object]) -> datetime | None:
    try:
        return datetime.fromisoformat(str(said.get("since"))).astimezone()
    except (ValueError, OverflowError):
        return None


def _is_stale(path: Path, content: bytes, now: datetime) -> bool:
    said = _said(content)
    number = said.get("pid")
    if said.get("host") == platform.node() and isinstance(number, int):
        if number == os.getpid():
            return path not in _HELD
        if not _is_running(number):
            return True
    try:
        since = _since(said) or datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except OSError:
        return False
    return abs(now.astimezone() - since) > STALE_AFTER


def _is_running(number: int) -> bool:
    """Whether a process of this number runs on this computer."""
    if number <= 0:
        return False
    if os.name == "nt":
        return _is_running_on_windows(number)
    try:
        os.kill(number, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _is_running_on_windows(number: int) -> bool:
    """The same there, where sending signal 0 would end the process."""
    import ctypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]  # only Windows has it
    kernel.OpenProcess.restype = ctypes.c_void_p
    handle = ctypes.c_void_p(kernel.OpenProcess(_MAY_ASK, False, ctypes.c_ulong(number)))
    if not handle:
        return bool(ctypes.get_last_error() == _DENIED)  # type: ignore[attr-defined]  # only Windows has it
    try:
        code = ctypes.c_ulong()
        return bool(kernel.GetExitCodeProcess(handle, ctypes.byref(code))) and code.value == _STILL_ACTIVE
    finally:
        kernel.CloseHandle(handle)
