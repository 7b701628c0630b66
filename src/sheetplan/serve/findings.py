"""What a check found, as the page shows it: file by file, the worst first, the cells with the same trouble together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sheetplan.model import Batch, Finding, Level, called
from sheetplan.render.batch.phrases import grouped, worst_first
from sheetplan.walks.desk import wording


class Group(NamedTuple):
    """Cells with the same trouble."""

    level: Level
    """How much it asks."""
    title: str
    """What it is called."""
    sheet: str
    """On which sheet."""
    cells: tuple[Finding, ...]
    """Each finding; they say the same, or much alike."""

    @property
    def same(self) -> bool:
        """Whether all say the very same."""
        return len({(one.found, one.fix) for one in self.cells}) == 1


@dataclass(frozen=True)
class InFile:
    """What was found in one file."""

    path: Path
    """The file as it was sent."""
    organisation: str
    """Whose it is; empty where that is not known."""
    counts: Mapping[Level, int]
    """How many findings of each level."""
    groups: tuple[Group, ...]
    """The worst first."""


@dataclass(frozen=True)
class Found:
    """What was found in all of them."""

    files: tuple[InFile, ...]
    """Those with findings, the worst first."""
    clean: tuple[str, ...]
    """Names of those without any."""
    refused: tuple[tuple[str, str, str], ...]
    """Those that could not be read: name, reason, what to do."""


def of(batch: Batch, ours: Mapping[Path, Path]) -> Found:
    """The same as plain values, so that the plans themselves need not be kept.

    Args:
        batch: what was found.
        ours: the file that was sent, for each copy that was looked at.
    """
    read = [one for one in batch.submissions if one.refused is None]
    files = [
        InFile(ours.get(one.path, one.path), one.organisation or "", one.counts(), tuple(_groups(one.findings)))
        for one in worst_first(read)
        if one.findings
    ]
    clean = tuple(ours.get(one.path, one.path).name for one in read if not one.findings)
    refused = tuple(
        (ours.get(one.path, one.path).name, wording.at_a_desk(one.refused.reason), wording.at_a_desk(one.refused.fix))
        for one in batch.submissions
        if one.refused is not None
    )
    return Found(tuple(files), clean, refused)


def _groups(found: tuple[Finding, ...]) -> Iterator[Group]:
    for same in grouped(found):
        yield Group(same[0].level, called(same[0].code), same[0].sheet, tuple(same))
