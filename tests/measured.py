"""The program run many times and measured each time, without starting Python anew for every file.

One process imports what `check` and `update` import and does one check, as a warm start; then it makes a copy of itself
for each run. What the start took counts towards every run, so a run costs here what it costs on a command line, if the
workbook of the start goes as far as those of the runs: a refused one loads less than one that is let through.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]  # where it is missing nothing is measured

UNMEASURED = None if hasattr(os, "wait4") and resource else "CPU and memory are not measured: no os.wait4 here"
"""Why nothing can be measured on this system; None where it can."""
_PATIENCE = 20
"""Seconds of CPU after which a run is ended."""
_DEVELOPERS = ("hypothesis",)
"""What Pandera loads where it happens to be installed, and the program does not need."""
_STARTS = 3
"""So many processes are started, and the one whose start cost least serves."""
_TIMEOUT = 60
"""Seconds after which a run that waits for something is ended."""


@dataclass(frozen=True)
class Run:
    """One run of the program, over."""

    code: int
    """Exit code; negative where a signal ended it."""
    out: str
    err: str
    cpu: float | None
    """Seconds of CPU, the program's start included; None where that is not measured."""
    peak: float | None
    """MB of memory at the peak; None where that is not measured."""


class Desk:
    """Where runs are asked for; a context, because a process stands behind it."""

    def __init__(self, first: Path) -> None:
        """`first` is a workbook that is checked once, so that all that such a check needs is loaded."""
        self._first = first
        self.start = 0.0
        """Seconds of CPU that the start took, which every run counts as its own."""

    def __enter__(self) -> Desk:
        """Start the process, where anything can be measured."""
        if UNMEASURED is None:
            # The first start is dear: it leaves the bytecode that is there wherever the program is installed. Of the
            # others, what else runs on the machine makes some dearer than a start is, none cheaper.
            starts = [_started(self._first, self._absent()) for _ in range(_STARTS)]
            cheapest = min(range(_STARTS), key=lambda at: starts[at][1])
            self._process, self.start = starts.pop(cheapest)
            for process, _ in starts:
                process.communicate()
        return self

    def _absent(self) -> Path:
        """A folder from which what only developers have cannot be imported, as where it is not installed."""
        folder = self._first.with_name("absent")
        folder.mkdir(exist_ok=True)
        for module in _DEVELOPERS:
            words = f"No module named {module!r}"
            text = f"raise ModuleNotFoundError({words!r}, name={module!r})\n"
            (folder / f"{module}.py").write_text(text, encoding="utf-8")
        return folder

    def __exit__(self, *_: object) -> None:
        """End it."""
        if UNMEASURED is None:
            self._process.communicate()

    def run(self, *words: object) -> Run:
        """Run `sheetplan` with these words."""
        if UNMEASURED is not None:
            command = [sys.executable, "-m", "sheetplan", *map(str, words)]
            done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT, check=False)
            return Run(done.returncode, done.stdout, done.stderr, None, None)
        asked, answered = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answered is not None
        asked.write(json.dumps([str(word) for word in words]) + "\n")
        asked.flush()
        return Run(**json.loads(answered.readline()))


def _started(first: Path, absent: Path) -> tuple[subprocess.Popen[str], float]:
    """A process that serves, and the seconds of CPU that its start took; bytecode is kept, as where it is installed."""
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    surroundings["PYTHONPATH"] = os.pathsep.join(filter(None, [str(absent), os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-c", "import measured; measured.serve()", str(first)]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, cwd=Path(__file__).parent, env=surroundings, **pipes)
    assert process.stdout is not None
    return process, float(process.stdout.readline())


def serve() -> None:
    """Behind the desk: answer each line of words with a line that says what became of the run."""
    from sheetplan.cli import main
    from sheetplan.model.loading import libraries

    with libraries():
        from sheetplan import render  # noqa: F401 - loaded for the runs
        from sheetplan.walks import check, update  # noqa: F401 - loaded for the runs
    _silently(["check", "-q", sys.argv[1]], main)
    start = resource.getrusage(resource.RUSAGE_SELF)
    shared = _libraries()
    sys.stdout.write(f"{start.ru_utime + start.ru_stime}\n")
    sys.stdout.flush()
    for line in sys.stdin:
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = os.fork()
            if child == 0:
                os.dup2(out.fileno(), 1)
                os.dup2(err.fileno(), 2)
                _once(json.loads(line), main)
            _, status, used = os.wait4(child, 0)
            said = [_text(stream.fileno()) for stream in (out, err)]
        cpu = sum((start.ru_utime, start.ru_stime, used.ru_utime, used.ru_stime))
        peak = used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2) + shared
        answer = {"code": os.waitstatus_to_exitcode(status), "out": said[0], "err": said[1], "cpu": cpu, "peak": peak}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _libraries() -> float:
    """MB of programs' files in memory, which a copy of this process does not count as its own."""
    told = Path("/proc/self/statm")
    return int(told.read_text().split()[2]) * resource.getpagesize() / 1024**2 if told.exists() else 0.0


def _silently(words: Sequence[str], main: object) -> None:
    try:
        main(words, prog_name="sheetplan")  # type: ignore[operator]  # click's group, which is called with words
    except SystemExit:
        return


def _once(words: Sequence[str], main: object) -> None:
    """The copy's own run; it never comes back."""
    import signal
    import traceback

    code = 70
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (_PATIENCE, _PATIENCE))
        signal.alarm(_TIMEOUT)
        main(words, prog_name="sheetplan")  # type: ignore[operator]  # click's group, which is called with words
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else 0
    except BaseException:  # noqa: BLE001 - whatever it is, it is shown as a traceback, which a test then sees
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _text(descriptor: int) -> str:
    os.lseek(descriptor, 0, os.SEEK_SET)
    with os.fdopen(os.dup(descriptor), "rb") as stream:
        return stream.read().decode("utf-8", "replace")
