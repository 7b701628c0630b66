"""The kept versions of a plan as they are found on the disk, and what can be tidied away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sheetplan.model.outcomes import Version

KeptState = Literal["whole", "altered", "missing", "tidied away", "not known"]
"""Whether a kept file is still what it was, by its hash; `not known` where nothing says what it was."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One file in a folder of versions."""

    name: str
    """Its name, below the folder."""
    state: KeptState
    """Whether it is still what it was."""
    size: int | None
    """Its size in bytes; None where it is not there."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One version as it is found."""

    version: Version
    """What the list says of it."""
    copy: KeptFile
    """The plan as written."""
    received: KeptFile | None
    """The file as it came; None where the list names none."""
    merged: tuple[KeptFile, ...] = ()
    """The copies that were brought together in it, as they came."""

    @property
    def approved(self) -> bool:
        """Whether it is an approved version: 1.0, 2.0, ..."""
        return self.version.number.endswith(".0")


@dataclass(frozen=True, slots=True)
class Tidying:
    """What the retention rule no longer needs."""

    goes: tuple[str, ...]
    """Numbers of the versions whose copies can go, oldest first."""
    stays: Mapping[str, str]
    """Number to the reason why a version stays, one short phrase."""
    done: bool = False
    """True once the copies are gone."""
    size: int = 0
    """How many bytes they take."""


@dataclass(frozen=True, slots=True)
class KeptVersions:
    """All versions of a plan."""

    path: Path
    """The plan."""
    folder: Path
    """Where they are kept."""
    plan_id: str | None
    """The id that travels inside the workbook."""
    kept: tuple[Kept, ...]
    """Oldest first."""
    said: tuple[str, ...] = ()
    """What a person should know besides, one sentence each."""
    tidying: Tidying | None = None
    """Where it was asked for."""
