"""How large libraries are imported: late, and without Python looking for rubbish meanwhile."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_LAST = "pandera"
"""The library that is loaded last: with it, all large ones are there."""


@contextmanager
def libraries() -> Iterator[None]:
    """For imports of what a command needs: Python does not look for rubbish meanwhile, because what they make stays.

    It would go again and again through all that pandas and Pandera define, for longer than a check itself takes. These
    two are imported where a plan is first made into a frame and first judged, so that a workbook that is refused costs
    next to nothing.
    """
    if _LAST in sys.modules or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
