"""The kept versions of a plan, and the last of them read again to compare with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from sheetplan import status, versions
from sheetplan.model import Merged, Plan, SheetplanError, Status, Version, records
from sheetplan.walks import understand
from sheetplan.workbook import read, save
from sheetplan.workbook.parts import Package


@dataclass
class Past:
    """A plan's versions folder as it stands; what a run left half done is seen as it must be settled."""

    plan: Plan
    folder: Path
    listed: tuple[Version, ...]
    """Oldest first."""
    rebuilt: str = ""
    """Why the list had to be made again from the kept copies' names; empty where it did not."""
    unlisted: tuple[str, ...] = ()
    """Kept copies that the list lacked and now has."""
    pending: Version | None = None
    """The version of an update that was cut off before it was in the list."""
    went_through: bool = False
    """True where that update had replaced the plan, so that its version is one."""
    taken: tuple[str, ...] = ()
    """Numbers that stand in names of kept copies."""
    unreadable: tuple[str, ...] = ()
    """Files with a kept copy's name that are no workbooks; they are in no list."""
    renamed_from: str = ""
    """What the plan was called when its versions were kept, where it has another name now."""
    _plans: dict[str, Plan | None] = field(default_factory=dict)

    @cached_property
    def last(self) -> Plan | None:
        """The newest version that is whole, as written; None where there is none."""
        return next(self.plans(), None)

    def plans(self) -> Iterator[Plan]:
        """The kept versions that are whole, newest first, as plans on their own position date."""
        return (plan for _, plan in self._whole())

    @property
    def position_date(self) -> date | None:
        """The last version's position date, from the folder or from the workbook itself."""
        days = [self.listed[-1].position_date] if self.listed else []
        days += [self.plan.position_date] if self.plan.position_date else []
        return max(days, default=None)

    @property
    def numbers(self) -> tuple[str, ...]:
        """All version numbers there have been."""
        own = self.plan.version or ""
        return (*(v.number for v in self.listed), *([own] if versions.is_number(own) else []), *self.taken)

    @cached_property
    def troubles(self) -> tuple[str, ...]:
        """What is not as it was kept, in sentences."""
        missing, altered = [f'"{name}"' for name in self.unreadable], list[str]()
        for version in self.listed:
            if version.removed is not None:
                continue
            kept = [(version.file, version.sha256)]
            if version.received:
                kept.append((f"{versions.RECEIVED}/{version.received}", version.received_sha256 or ""))
            kept += [(f"{versions.RECEIVED}/{one.file}", one.sha256) for one in version.merged]
            for name, sha in kept:
                data = _bytes(self.folder / name)
                if data is None:
                    missing.append(f'"{name}"')
                elif sha and hashlib.sha256(data).hexdigest() != sha:
                    altered.append(f'"{name}"')
        said = [("missing, or cannot be read", missing), ("no longer as written, and not used", altered)]
        return tuple(f"Kept copies that are {what}: {', '.join(names)}." for what, names in said if names)

    def kept(self, number: str) -> Plan | None:
        """A version as written; None where there is none of that number, or its kept copy is not whole."""
        return next((self.as_written(version) for version in self.listed if version.number == number), None)

    def as_read(self, version: Version) -> Plan | None:
        """A version as read, not yet understood; None as for `as_written`."""
        return _as_read(self.plan, self.folder, version)

    def as_written(self, version: Version) -> Plan | None:
        """A version on its own position date; None where its copy is missing, or is not what was written."""
        if version.file not in self._plans:
            self._plans[version.file] = _as_written(self.plan, self.folder, version)
        return self._plans[version.file]

    def refs(self) -> set[str]:
        """Every ref that any kept version has had."""
        frames = (frame for plan in self.plans() for frame in (plan.actions, plan.archived))
        return {ref for frame in frames for ref in frame["at_ref"] if ref}

    def closed_since(self, ref: str, word: Status) -> date | None:
        """The position date of the first of the unbroken run of last versions in which it had this closed status."""
        return self._closed.get((ref, word))

    def was_brought_back(self, row: Mapping[Any, Any], fields: tuple[str, ...]) -> bool:
        """True where it was archived once, came back, and its completion cells are still what they were then."""
        then = self._shelved.get(row["at_ref"])
        return then is not None and all(name in then and then[name] == row.get(name) for name in fields)

    @cached_property
    def _closed(self) -> dict[tuple[str, Status], date]:
        since: dict[tuple[str, Status], date] = {}
        running: set[tuple[str, Status]] | None = None
        for version, plan in self._whole():
            words = () if plan.standing is None else plan.standing["status"]
            now = {
                (ref, word)
                for ref, word in zip(plan.actions["at_ref"], words, strict=True)
                if word in (Status.WITHDRAWN, Status.COMPLETE)
            }
            running = now if running is None else running & now
            if not running:
                break
            since |= dict.fromkeys(running, version.position_date)
        return since

    @cached_property
    def _shelved(self) -> dict[str, dict[Any, Any]]:
        """The newest row that each ref has had in an archive."""
        found: dict[str, dict[Any, Any]] = {}
        for plan in self.plans():
            for row in records(plan.archived):
                found.setdefault(row["at_ref"], row)
        return found

    def _whole(self) -> Iterator[tuple[Version, Plan]]:
        for version in reversed(self.listed):
            plan = self.as_written(version)
            if plan is not None:
                yield version, plan


def of(plan: Plan) -> Past:
    """The versions kept beside a plan; their list is made again from the copies where it is missing.

    Raises:
        SheetplanError: the folder or the list may not be read.
    """
    folder = versions.folder(plan.path)
    if not folder.is_dir():
        before = _before_renaming(plan)
        if before is not None:
            return before
    names = _names(folder)
    listed, why = _list(folder / versions.SIDECAR)
    coming, _ = _list(folder / versions.NEXT)
    pending = _pending(coming, listed)
    went_through = pending is not None and _went_through(plan, folder, pending)
    if pending is not None and coming is not None:
        earlier = coming[:-1] if listed is None else listed
        listed = (*earlier, pending) if went_through else earlier
    aside = set[str | None]()
    if pending is not None and not went_through:
        aside = {pending.file, pending.received, *(copy.file for copy in pending.merged)}
    on_disk = [found for found in versions.from_names(plan.path, names) if found[2] not in aside]
    known = {v.number for v in listed or ()}
    unknown = [found for found in on_disk if found[0] not in known]
    more = tuple(_remade(plan.path, folder, *found) for found in unknown if is_workbook(folder / found[2]))
    others = [*names, *_names(folder / versions.RECEIVED)]
    return Past(
        plan,
        folder,
        tuple(sorted((*(listed or ()), *more), key=lambda version: versions.order(version.number))),
        rebuilt=why if more and listed is None else "",
        unlisted=tuple(version.file for version in more) if listed is not None else (),
        pending=pending,
        went_through=went_through,
        unreadable=tuple(found[2] for found in unknown if not is_workbook(folder / found[2])),
        taken=versions.taken(plan.path, (name for name in others if name not in aside)),
    )


def last(plan: Plan) -> Plan | None:
    """The last version as written, where one is kept beside the plan.

    Raises:
        SheetplanError: the folder of versions may not be read.
    """
    try:
        return of(plan).last if plan.version or versions.folder(plan.path).is_dir() else None
    except OSError as problem:
        raise SheetplanError(
            f"The kept versions of {plan.path.name} cannot be read: {problem.strerror}.",
            "If it is being updated just now, try again when that is done.",
        ) from problem


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
        text = versions.decoded(sidecar.read_bytes())
        listed = _stays_inside(versions.from_json(text))
        if listed and versions.plan_id(text) == plan.plan_id and listed[-1].number == plan.version:
            return Past(plan, folder, listed, renamed_from=name)
    return None


def is_versions_folder(path: Path) -> bool:
    """True for a folder in which versions of a plan are kept, even where their list is missing."""
    name = path.name.removesuffix(versions.SUFFIX)
    if name == path.name:
        return False
    inside = [one.name for one in path.iterdir()]
    kinds = {Path(one).suffix for one in inside}
    ours = {versions.SIDECAR, versions.NEXT, versions.RECEIVED}
    return not ours.isdisjoint(inside) or any(versions.from_names(Path(name + kind), inside) for kind in kinds)


def is_workbook(path: Path) -> bool:
    """Whether a file is a whole workbook.

    Raises:
        SheetplanError: that cannot be known, because it may not be read.
    """
    try:
        Package.open(path)
    except SheetplanError as problem:
        if isinstance(problem.__cause__, OSError):
            raise
        return False
    return True


def _pending(coming: tuple[Version, ...] | None, listed: tuple[Version, ...] | None) -> Version | None:
    """The version that was being made; one that is in the list already is none."""
    if not coming or any(version.number == coming[-1].number for version in listed or ()):
        return None
    return coming[-1]


def _went_through(plan: Plan, folder: Path, version: Version) -> bool:
    """Whether an update that was cut off had replaced the plan, although somebody may have edited it since."""
    now = save.sha256(plan.path)
    if now in (version.sha256, version.received_sha256):
        return now == version.sha256
    if plan.version == version.number:
        return True
    # Some programs drop the properties that say the version when they save; the line in the history stays.
    kept = _as_written(plan, folder, version)
    if kept is None or kept.history_next_row is None or plan.history_next_row is None:
        return False
    return plan.history_next_row >= kept.history_next_row


def _as_written(plan: Plan, folder: Path, version: Version) -> Plan | None:
    """The same on its own position date, as the update that wrote it knew it."""
    same = _as_read(plan, folder, version)
    if same is None:
        return None
    return understand.on_day(status.as_written(understand.understood(same)), version.position_date)


def _as_read(plan: Plan, folder: Path, version: Version) -> Plan | None:
    """A kept copy as a plan; None where it is missing, or is not what was written. One that is denied us is neither."""
    path = folder / version.file
    if path.parent != folder:
        return None
    try:
        if version.sha256 and save.sha256(path) != version.sha256:
            return None
        try:
            found = read.plans(path, (plan.template,), plan.sheet)
        except read.NoPlanError:  # its sheet was called otherwise then
            found = read.plans(path, (plan.template,))
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise SheetplanError(
            f"The kept copy {path} cannot be read: {problem.strerror}.", "Check that you may read it, then try again."
        ) from problem
    except SheetplanError as problem:
        if isinstance(problem.__cause__, OSError):
            raise
        return None
    same = next((p for p in found if p.sheet == plan.sheet), found[0])
    return replace(same, path=path)


def _list(path: Path) -> tuple[tuple[Version, ...] | None, str]:
    """What a list of versions says; None, and why, where there is none that can be read."""
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None, "was missing"
    except OSError as problem:
        raise SheetplanError(
            f"{path} cannot be read: {problem.strerror}.", "Check that you may read it, then try again."
        ) from problem
    found = _stays_inside(versions.from_json(versions.decoded(data)))
    return found, "" if found is not None else "could not be read"


def _stays_inside(listed: tuple[Version, ...] | None) -> tuple[Version, ...] | None:
    """A list whose copies all stand in the folder itself; one that names files elsewhere is none of ours."""
    names = [name for version in listed or () for name in (version.file, version.received or version.file)]
    names += [one.file for version in listed or () for one in version.merged]
    inside = all(isinstance(name, str) and Path(name).name == name != ".." and "\0" not in name for name in names)
    return listed if inside else None


def _names(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as problem:
        raise SheetplanError(
            f"The folder {folder} cannot be read: {problem.strerror}.", "Ask for access to it, then try again."
        ) from problem


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _remade(plan: Path, folder: Path, number: str, day: date, name: str) -> Version:
    path, received = folder / name, folder / versions.RECEIVED
    written = datetime.fromtimestamp(path.stat().st_mtime).astimezone().replace(microsecond=0)
    copies = tuple(
        Merged(called, Path(called).stem, "", kept, save.sha256(received / kept))
        for kept, called in versions.merged_from_names(plan, number, _names(received))
    )
    return Version(number, day, written, "", "", {}, "", name, save.sha256(path), merged=copies)
