"""An action's story from the Change log: the lines that an update adds to it, and what they tell when they are read."""

from __future__ import annotations

from sheetplan.history.log import Stamp, due_of, entries, lines, row, rows
from sheetplan.history.moved import moves
from sheetplan.history.told import of

__all__ = ["Stamp", "due_of", "entries", "lines", "moves", "of", "row", "rows"]
