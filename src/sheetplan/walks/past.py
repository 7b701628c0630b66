"""The kept versions of a plan, and the last of them read again to compare with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

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
    renamed_from: str = ""
    """What the plan was called when its versions were kept, where it has another name now."""

    @cached_property
    def last(self) -> Plan | None:
        """The last version as written; None where there is none or it cannot be read."""
        return next((plan for _, plan in self.plans()), None)

    def plans(self) -> Iterator[tuple[Version, Plan]]:
        """The kept versions, newest first, as plans on their own position date."""
        for version in reversed(self.listed):
            path = self.folder / version.file
            try:
                found = read.plans(path, (self.plan.template,))
            except SheetplanError:
                continue
            plan = next((p for p in found if p.sheet == self.plan.sheet), found[0])
            as_written = status.as_written(understand.understood(plan))
            yield version, replace(status.as_of(as_written, version.position_date), path=path)

    @property
    def position_date(self) -> date | None:
        """The last version's position date, from the folder or from the workbook itself."""
        days = [self.listed[-1].position_date] if self.listed else []
        days += [self.plan.position_date] if self.plan.position_date else []
        return max(days, default=None)

    @property
    def numbers(self) -> tuple[str, ...]:
        """All version numbers there have been."""
        received = self.folder / versions.RECEIVED
        names = [path.name for folder in (self.folder, received) if folder.is_dir() for path in folder.iterdir()]
        mine = [self.plan.version] if self.plan.version else []
        return (*(v.number for v in self.listed), *mine, *versions.numbers_in(self.plan.path, names))

    def refs(self) -> set[str]:
        """Every ref that any kept version has had."""
        frames = (frame for _, plan in self.plans() for frame in (plan.actions, plan.archived))
        return {ref for frame in frames for ref in frame["at_ref"] if ref}

    def withdrawn_since(self, ref: str) -> date | None:
        """The position date of the first of the unbroken run of last versions in which it was withdrawn."""
        return self._withdrawn.get(ref)

    def was_brought_back(self, row: Mapping[Any, Any], fields: tuple[str, ...]) -> bool:
        """True where it was archived once, came back, and its completion cells are still what they were then."""
        then = self._shelved.get(row["at_ref"])
        return then is not None and all(name in then and then[name] == row.get(name) for name in fields)

    @cached_property
    def _withdrawn(self) -> dict[str, date]:
        since: dict[str, date] = {}
        running: set[str] | None = None
        for version, plan in self.plans():
            words = () if plan.standing is None else plan.standing["status"]
            now = {ref for ref, word in zip(plan.actions["at_ref"], words, strict=True) if word is Status.WITHDRAWN}
            running = now if running is None else running & now
            if not running:
                break
            since |= dict.fromkeys(running, version.position_date)
        return since

    @cached_property
    def _shelved(self) -> dict[str, dict[Any, Any]]:
        """The newest row that each ref has had in an archive."""
        found: dict[str, dict[Any, Any]] = {}
        for _, plan in self.plans():
            for row in plan.archived.to_dict("records"):
                found.setdefault(row["at_ref"], row)
        return found


def of(plan: Plan) -> Past:
    """The versions kept beside a plan; their list is made again from the copies where it is missing."""
    folder = versions.folder(plan.path)
    if not folder.is_dir():
        before = _before_renaming(plan)
        if before is not None:
            return before
    sidecar = folder / versions.SIDECAR
    listed = versions.from_json(sidecar.read_bytes().decode(errors="replace")) if sidecar.is_file() else None
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    on_disk = versions.from_names(plan.path, names)
    if listed is not None:
        # An update that was cut off right after it replaced the plan: its copy is what the plan is now.
        known = {version.file for version in listed}
        late = [found for found in on_disk if found[2] not in known]
        now = save.sha256(plan.path) if late else ""
        made = [
            _remade(folder, *found)
            for found in late
            if versions.is_later(found[0], listed[-1].number if listed else None)
            and (not versions.is_later(found[0], plan.version) or save.sha256(folder / found[2]) == now)
        ]
        return Past(plan, folder, (*listed, *made), rebuilt=False)
    remade = tuple(_remade(folder, *found) for found in on_disk)
    return Past(plan, folder, remade, rebuilt=bool(remade))


def last(plan: Plan) -> Plan | None:
    """The last version as written, where one is kept beside the plan."""
    return of(plan).last if plan.version or versions.folder(plan.path).is_dir() else None


def _before_renaming(plan: Plan) -> Past | None:
    """The versions of this very plan under another name, where no workbook bears that name any more.

    Where one does, this file is a copy of it, and the versions are the other's.
    """
    if plan.plan_id is None or plan.version is None:
        return None
    for folder in sorted(plan.path.parent.glob(f"*{versions.SUFFIX}")):
        name = folder.name.removesuffix(versions.SUFFIX)
        sidecar = folder / versions.SIDECAR
        if not sidecar.is_file() or plan.path.with_name(name + plan.path.suffix).exists():
            continue
        text = sidecar.read_bytes().decode(errors="replace")
        listed = versions.from_json(text)
        if listed and versions.plan_id(text) == plan.plan_id and listed[-1].number == plan.version:
            return Past(plan, folder, listed, rebuilt=False, renamed_from=name)
    return None


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
