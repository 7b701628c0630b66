"""What tests ask of plans in another process: it must be found there by its name, so it has a module of its own."""

from __future__ import annotations

import os
import time
from pathlib import Path

from sheetplan.model import Judged

DEADLY = "deadly"
"""A file with this in its name brings down the process that reads it, as a fault in a reader would."""


def facts(judged: Judged) -> tuple[str, int]:
    """A plan's file and process."""
    return judged.plan.path.name, os.getpid()


def deadly(judged: Judged) -> str:
    """A plan's file, unless that is one that nobody survives."""
    if DEADLY in judged.plan.path.name:
        os._exit(9)
    return judged.plan.path.name


def slow(judged: Judged) -> None:
    """Leaves word that it began, and takes longer than anybody waits."""
    Path(judged.plan.path.parent, f"{os.getpid()}.pid").touch()
    time.sleep(60)
