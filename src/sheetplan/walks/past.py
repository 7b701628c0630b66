"""The kept versions of a plan, and the last of them read again to compare with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from sheetplan import status, versions
from sheetplan.model import Plan, SheetplanError, Status, Version
from sheetplan.walks import understand
from sheetplan.workbook import read, save


@dataclass
class Past:
    """A plan's versions folder as it stands."""

    plan: Plan
    folder: Path
    listed: tuple[Version, ...]
    """Oldest first."""
    rebuilt: bool
    """True where the list had to be made again from the kept copies' names."""

    @cached_property
    def last(self) -> Plan | None:
        """The last version as written; None where there is none or it cannot be read."""
        return next(self.plans(), None)

    def plans(self) -> Iterator[Plan]:
        """The kept versions, newest first, as plans on their own position date."""
        for version in reversed(self.listed):
            path = self.folder / version.file
            try:
                found = read.plans(path, (self.plan.template,))
            except SheetplanError:
                continue
            plan = next((p for p in found if p.sheet == self.plan.sheet), found[0])
            as_written = status.settle_due(understand.understood(plan), None)
            yield replace(status.as_of(as_written, version.position_date), path=path)

    @property
    def position_date(self) -> date | None:
        """The last version's position date, from the folder or from the workbook itself."""
        return self.listed[-1].position_date if self.listed else self.plan.position_date

    @property
    def numbers(self) -> tuple[str, ...]:
        """All version numbers there have been."""
        return (*(v.number for v in self.listed), *([self.plan.version] if self.plan.version else []))

    def refs(self) -> set[str]:
        """Every ref that any kept version has had."""
        frames = (frame for plan in self.plans() for frame in (plan.actions, plan.archived))
        return {ref for frame in frames for ref in frame["at_ref"] if ref}

    def withdrawn_since(self, ref: str) -> date | None:
        """The position date of the first of the unbroken run of last versions in which it was withdrawn."""
        since = None
        for version, plan in zip(reversed(self.listed), self.plans(), strict=False):
            row = _row(plan, ref)
            if row is None or plan.standing is None or plan.standing["status"].iloc[row] is not Status.WITHDRAWN:
                break
            since = version.position_date
        return since

    def was_brought_back(self, ref: str, fields: tuple[str, ...]) -> bool:
        """True where it was archived once, came back, and its completion cells are still what they were then."""
        now = self.plan.actions[self.plan.actions["at_ref"] == ref]
        for plan in self.plans():
            then = plan.archived[plan.archived["at_ref"] == ref]
            if len(then) and len(now):
                return all(name in then and then[name].iloc[0] == now[name].iloc[0] for name in fields)
        return False


def of(plan: Plan) -> Past:
    """The versions kept beside a plan; their list is made again from the copies where it is missing."""
    folder = versions.folder(plan.path)
    sidecar = folder / versions.SIDECAR
    listed = versions.from_json(sidecar.read_bytes().decode(errors="replace")) if sidecar.is_file() else None
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    on_disk = versions.from_names(plan.path, names)
    if listed is not None:
        # An update that was cut off right after it replaced the plan: its copy is what the plan is now.
        known = {version.file for version in listed}
        late = [found for found in on_disk if found[2] not in known]
        now = save.sha256(plan.path) if late else ""
        made = (_remade(folder, *found) for found in late if save.sha256(folder / found[2]) == now)
        return Past(plan, folder, (*listed, *made), rebuilt=False)
    remade = tuple(_remade(folder, *found) for found in on_disk)
    return Past(plan, folder, remade, rebuilt=bool(remade))


def last(plan: Plan) -> Plan | None:
    """The last version as written, where one is kept beside the plan."""
    return of(plan).last if versions.folder(plan.path).is_dir() else None


def is_versions_folder(path: Path) -> bool:
    """True for a folder in which versions of a plan are kept, even where their list is missing."""
    name = path.name.removesuffix(versions.SUFFIX)
    if name == path.name:
        return False
    inside = [one.name for one in path.iterdir()]
    kinds = {Path(one).suffix for one in inside}
    return versions.SIDECAR in inside or any(versions.from_names(Path(name + kind), inside) for kind in kinds)


def _remade(folder: Path, number: str, day: date, name: str) -> Version:
    path = folder / name
    written = datetime.fromtimestamp(path.stat().st_mtime).astimezone().replace(microsecond=0)
    return Version(number, day, written, "", "", {}, "", name, save.sha256(path))


def _row(plan: Plan, ref: str) -> int | None:
    refs = list(plan.actions["at_ref"])
    return refs.index(ref) if ref in refs else None
