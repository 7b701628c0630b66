"""What became of a Word document that was made into a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sheetplan.model.plans import Plan
from sheetplan.model.words import Value


class InDocument(NamedTuple):
    """Something that is said of a place in a document."""

    table: int | None
    """The table, counted from 1; None outside the tables."""
    row: int | None
    """Its row; outside the tables the paragraph's number. None for the whole."""
    text: str
    """One plain sentence, or what stands there."""
    code: str | None = None
    """The code of the finding that says the same of a workbook, where there is one."""
    ref: str | None = None
    """The action's ref, where it is about one."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A plan that was made from a document."""

    path: Path
    """The document."""
    output: Path
    """The workbook."""
    plan: Plan
    """The plan as it was read from the document."""
    tables: tuple[int, ...]
    """The tables in which it stood."""
    cover: Mapping[str, Value]
    """What was put on the Cover: label to entry."""
    assumed: tuple[InDocument, ...]
    """What was inferred while reading."""
    left: tuple[InDocument, ...]
    """What was not taken over."""
    said: tuple[str, ...]
    """What else a person should know, one sentence each."""
    dry_run: bool
    template: str = ""
    """The template's file, where the kind of plan is somebody's own and has to be named from now on."""
