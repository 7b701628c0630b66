"""LibreOffice as a judge: opens, recalculates, types into, reads and converts the workbooks that we write."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import IO, Any, Self

Typed = Mapping[str, Mapping[str, str | float | int | bool | date | datetime | None]]
"""Sheet name to cell address to what a person types there.

Text that begins with = is typed as a formula, text that begins with ' is that text without it; None empties
the cell.
"""
Values = dict[str, dict[str, str | float | bool | date | datetime]]
"""Sheet name to cell address to what a person sees there, a failed formula's sign too; without blank cells."""

DESK = Path(__file__).with_name("desk.py")
PATIENCE = 180.0
"""Seconds after which a request is given up and soffice ended."""


class LibreOfficeError(AssertionError):
    """LibreOffice could not do what was asked: it does not open the file, a cell is locked, it ended."""


@cache
def missing() -> str | None:
    """Why LibreOffice cannot be asked on this machine, in one line; None where it can."""
    if _soffice() is None:
        return "LibreOffice (soffice) is not installed"
    if _python() is None:
        return "LibreOffice's Python bindings (python3-uno) are not installed"
    return None


def _soffice() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


@cache
def _python() -> str | None:
    """The Python that has the UNO bindings: the system's, or the one that came with LibreOffice."""
    soffice = _soffice()
    beside = Path(soffice).resolve().parent if soffice else Path()
    for name in ("/usr/bin/python3", str(beside / "python"), str(beside / "python.exe"), sys.executable):
        if shutil.which(name) and _has_bindings(name):
            return name
    return None


def _has_bindings(python: str) -> bool:
    return subprocess.run([python, "-c", "import uno"], capture_output=True, check=False).returncode == 0


class LibreOffice:
    """One soffice process with a private profile, kept open for many questions; a context manager.

    Every question is put to a copy, so the file that is asked about is neither locked nor changed. When soffice
    ends or does not answer, the question fails with LibreOfficeError and the next one starts it afresh.
    """

    def __enter__(self) -> Self:
        """Make the private folder; soffice itself starts with the first question."""
        self._folder = Path(tempfile.mkdtemp(prefix="sheetplan-office-"))
        self._desk: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str] = queue.Queue()
        self.process_id: int | None = None
        self._asked = 0
        return self

    def __exit__(self, *_: object) -> None:
        """End soffice and leave nothing behind."""
        self._end()
        shutil.rmtree(self._folder, ignore_errors=True)

    def values(self, path: Path) -> Values:
        """What a person sees who opens the file; formulas show what is stored, nothing is recalculated."""
        return self._read(path, recalculate=False)

    def recalculated(self, path: Path, typed: Typed | None = None) -> Values:
        """The same after a forced recalculation of all formulas, with some cells typed first, if any."""
        return self._read(path, recalculate=True, typed=_as_json(typed or {}))

    def type_in(
        self, path: Path, typed: Typed, out: Path, inserted: Mapping[str, tuple[int, int]] | None = None
    ) -> Path:
        """Type values into a workbook and save it as LibreOffice does, as `out` (.xlsx or .ods).

        Rows are inserted first: sheet name to the row above which and how many. Typing goes around validation, as
        pasting does. LibreOfficeError where a sheet is missing or a cell locked.
        """
        return self._save(path, out, typed=_as_json(typed), inserted=inserted or {})

    def convert(self, path: Path, to: str, out: Path | None = None, *, recalculate: bool = False) -> Path:
        """Save the file as `to` (pdf, xlsx, xls, ods or csv), beside it unless `out` says where; gives the new path."""
        return self._save(path, out or path.with_suffix(f".{to}"), recalculate=recalculate)

    def _read(self, path: Path, **request: Any) -> Values:
        answer = self._ask(path, read=True, **request)
        return {
            sheet: {at: _from_json(value) for at, value in cells.items()} for sheet, cells in answer["values"].items()
        }

    def _save(self, path: Path, out: Path, **request: Any) -> Path:
        self._ask(path, out=str(out.resolve()), to=out.suffix.removeprefix("."), **request)
        return out

    def _ask(self, path: Path, **request: Any) -> dict[str, Any]:
        self._asked += 1
        copy = self._folder / f"{self._asked}{path.suffix}"
        shutil.copyfile(path, copy)
        try:
            answer = self._exchange({"path": str(copy), **request})
        finally:
            copy.unlink()
        if answer.get("ended"):
            self._end()
        if "failed" in answer:
            raise LibreOfficeError(f"{path.name}: {answer['failed']}")
        return answer

    def _exchange(self, request: dict[str, Any]) -> dict[str, Any]:
        desk = self._start()
        with contextlib.suppress(BrokenPipeError):
            desk.stdin.write(json.dumps(request) + "\n")
            desk.stdin.flush()
        answer = self._hear()
        if answer is None:
            self._end()
            return {"failed": f"LibreOffice gave no answer (waited up to {PATIENCE:.0f} s)"}
        return answer

    def _hear(self) -> dict[str, Any] | None:
        """The desk's next line; None when it has ended or takes too long."""
        try:
            line = self._lines.get(timeout=PATIENCE)
        except queue.Empty:
            return None
        heard: dict[str, Any] | None = json.loads(line) if line else None
        return heard

    def _start(self) -> subprocess.Popen[str]:
        if self._desk is None:
            command = [_python(), str(DESK), _soffice(), str(self._folder / "profile")]
            self._desk = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            self._lines = queue.Queue()
            self._listener = threading.Thread(target=_listen, args=(self._desk.stdout, self._lines), daemon=True)
            self._listener.start()
            first = self._hear()
            self.process_id = first["soffice"] if first else None
        return self._desk

    def _end(self) -> None:
        """End the desk by ending its input, upon which it ends soffice; by force where that does not help."""
        desk, self._desk = self._desk, None
        if desk is None:
            return
        with contextlib.suppress(BrokenPipeError):
            desk.stdin.close()
        try:
            desk.wait(20)
        except subprocess.TimeoutExpired:
            # The desk waits for an answer of soffice: without soffice it gets one.
            with contextlib.suppress(ProcessLookupError, TypeError, AttributeError):
                os.killpg(self.process_id, signal.SIGKILL)
            desk.wait(20)
        self._listener.join(20)


def _listen(stream: IO[str], lines: queue.Queue[str]) -> None:
    """Pass the desk's lines on; an empty one when it has ended."""
    with stream:
        for line in stream:
            lines.put(line)
    lines.put("")


def _as_json(typed: Typed) -> dict[str, dict[str, Any]]:
    return {
        sheet: {at: {"date": value.isoformat()} if isinstance(value, date) else value for at, value in cells.items()}
        for sheet, cells in typed.items()
    }


def _from_json(value: Any) -> Any:
    if isinstance(value, dict):
        text = value["date"]
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    return value
