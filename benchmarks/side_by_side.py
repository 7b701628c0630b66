"""Times commands side by side: interleaved runs in one sitting, CPU time of the child process, median and ratio."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
SHEETPLAN = (sys.executable, "-m", "sheetplan")
"""Our own command, in the interpreter that runs the benchmark, so that both sides pay for the same Python."""


@dataclass(frozen=True)
class Command:
    """One side: what it is called in the table, what is run, and the exit codes that mean it did its work."""

    name: str
    arguments: Sequence[str]
    exits: tuple[int, ...] = (0,)


def python(name: str, code: str) -> Command:
    """A side that is a few lines of Python."""
    return Command(name, (sys.executable, "-c", code))


def met(ours: Command, theirs: Command, target: float, *, runs: int = 15, environment: Mapping[str, str] = {}) -> bool:
    """Time both sides, print the table, and say whether ours costs at most `target` times theirs.

    Args:
        ours: the side that is judged.
        theirs: what it is measured against.
        target: the highest ratio that will do.
        runs: of each side, after one of each that is not counted (it fills the caches of disk and bytecode).
        environment: variables set for both sides, besides those of the one who calls.

    Raises:
        RuntimeError: a side ended otherwise than it should have; its last words are quoted.
    """
    surroundings = _surroundings(environment)
    times: dict[str, list[float]] = {ours.name: [], theirs.name: []}
    for turn in range(runs + 1):
        # Who goes first changes with every turn, so that a busy spell of the machine does not fall on one side.
        for side in (ours, theirs) if turn % 2 else (theirs, ours):
            seconds = cpu_seconds(side, surroundings)
            if turn:
                times[side.name].append(seconds)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    width = max(map(len, times))
    unit = "ms" if _children() is None else "ms of CPU"
    for name, taken in times.items():
        spread = f"{min(taken) * 1000:.0f} to {max(taken) * 1000:.0f}"
        print(f"  {name:<{width}}  {medians[name] * 1000:7.0f} {unit} in the median of {runs} ({spread})")
    # Each pair ran within the same moment, so its ratio is steadier than that of two medians.
    ratio = statistics.median(a / b for a, b in zip(times[ours.name], times[theirs.name], strict=True))
    verdict = "met" if ratio <= target else "MISSED"
    print(f"  ratio {ratio:.3f}, target at most {target:.2f}: {verdict}")
    return ratio <= target


def cpu_seconds(side: Command, environment: Mapping[str, str]) -> float:
    """What one run costs: user and system time of the child; its duration where the system does not tell that."""
    before = _children()
    begun = time.perf_counter()
    done = subprocess.run(list(side.arguments), cwd=HOUSE, env=environment, capture_output=True, check=False)
    lasted = time.perf_counter() - begun
    if done.returncode not in side.exits:
        words = done.stderr.decode(errors="replace").strip()[-500:]
        raise RuntimeError(f"{side.name} ended with exit code {done.returncode}: {words}")
    after = _children()
    return lasted if before is None or after is None else after - before


@contextmanager
def without(*modules: str) -> Iterator[dict[str, str]]:
    """An environment in which these modules cannot be imported, as where they are not installed.

    Both sides get it, so neither pays for what a developer happens to have.
    """
    with tempfile.TemporaryDirectory() as folder:
        for module in modules:
            words = f"No module named {module!r}"
            Path(folder, f"{module}.py").write_text(
                f"raise ModuleNotFoundError({words!r}, name={module!r})\n", encoding="utf-8"
            )
        path = os.pathsep.join(filter(None, [folder, os.environ.get("PYTHONPATH")]))
        yield {"PYTHONPATH": path}


def imported_by(side: Command, environment: Mapping[str, str]) -> set[str]:
    """The modules that one run imports, by Python's own account of them."""
    surroundings = _surroundings(environment) | {"PYTHONPROFILEIMPORTTIME": "1"}
    done = subprocess.run(list(side.arguments), cwd=HOUSE, env=surroundings, capture_output=True, check=False)
    told = done.stderr.decode(errors="replace").splitlines()
    return {line.rpartition("|")[2].strip() for line in told if line.startswith("import time:")}


def _surroundings(environment: Mapping[str, str]) -> dict[str, str]:
    """Bytecode is kept, as it is where people install the program: else only our side would be compiled every time."""
    return {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"} | {**environment}


def _children() -> float | None:
    try:
        import resource
    except ImportError:  # Windows has no such account; the duration has to do there
        return None
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
