"""Names and numbers of the copies that are kept beside a plan."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sheetplan.model import Merged, Version

SIDECAR = "versions.json"
NEXT = "versions-next.json"
"""The list as it will be, written before anything else of an update; it becomes the list when the plan is replaced."""
RECEIVED = "received"
SUFFIX = " versions"
"""What the folder of a plan's versions is called, after the plan's own name."""
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def folder(plan: Path) -> Path:
    """Where a plan's versions are kept."""
    return plan.with_name(f"{plan.stem}{SUFFIX}")


def lock(plan: Path) -> Path:
    """The mark that an update of this plan is under way; plans with one folder of versions have one mark."""
    return plan.with_name(f"{plan.stem}{SUFFIX}.lock")


def file_name(plan: Path, number: str, day: date) -> str:
    """The kept copy's name: "plan v0.4 2026-10-31.xlsx"."""
    return f"{plan.stem} v{number} {day.isoformat()}{plan.suffix}"


def received_name(plan: Path, number: str, day: date) -> str:
    """The name of the file exactly as it came, before this version was made of it."""
    return f"{plan.stem} before v{number} {day.isoformat()}{plan.suffix}"


def merged_name(plan: Path, number: str, copy: str, taken: Collection[str] = ()) -> str:
    """The name under which a copy is kept exactly as it came: "plan v0.4 from plan-LAPTOP.xlsx".

    Args:
        plan: the master.
        number: the version that takes its changes in.
        copy: what its file is called.
        taken: names of copies that are kept with the same version.
    """
    stem, dot, kind = copy.rpartition(".")
    again = ("", *(f" ({n})" for n in range(2, len(taken) + 3)))
    names = (f"{plan.stem} v{number} from {stem}{more}{dot}{kind}" for more in again)
    return next(name for name in names if name.casefold() not in {one.casefold() for one in taken})


def merged_from_names(plan: Path, number: str, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(file name, what the copy was called) of the copies that were kept with a version, among these names."""
    pattern = re.compile(rf"{re.escape(plan.stem)} v{re.escape(number)} from (.+)", re.IGNORECASE)
    return tuple((name, m.group(1)) for name in sorted(names) if (m := pattern.fullmatch(name)))


def next_number(numbers: Sequence[str], *, approve: bool) -> str:
    """Drafts count 0.1, 0.2, ...; approving makes 1.0; then 1.1.

    Args:
        numbers: those there are, oldest first.
        approve: whether the new one is approved.
    """
    whole, part = max((order(number) for number in numbers), default=(0, 0))
    return f"{whole + 1}.0" if approve else f"{whole}.{part + 1}"


def why_kept(versions: Sequence[Version], today: date, keep_days: int, needed: Mapping[str, str]) -> dict[str, str]:
    """By number, why a version's copies must stay; empty where the retention rule no longer needs them.

    The rule: what is approved stays, the newest stays, what was written in the last so many days stays, all that came
    since the approved version before the last one stays, and so does what is needed for something.

    Args:
        versions: oldest first.
        today: the calendar day.
        keep_days: how many days a draft stays in any case.
        needed: by number, what a version is needed for.
    """
    approved = [version.number for version in versions if is_approved(version.number)]
    since = order(approved[-2]) if len(approved) > 1 else (0, 0)
    found: dict[str, str] = {}
    for version in versions:
        if is_approved(version.number):
            why = "approved"
        elif version is versions[-1]:
            why = "the newest"
        elif (today - version.written.date()).days < keep_days:
            why = f"written in the last {keep_days} days"
        elif order(version.number) > since:
            why = "newer than the approved version before the last"
        else:
            why = needed.get(version.number, "")
        found[version.number] = why
    return found


def is_approved(number: str) -> bool:
    """Whether a version is an approved one: 1.0, 2.0, ..."""
    return order(number)[1] == 0


def is_number(text: str) -> bool:
    """Whether this is a version number as we give them."""
    return re.fullmatch(r"\d+\.\d+", text, re.ASCII) is not None


def order(number: str) -> tuple[int, int]:
    """What version numbers are sorted by: 0.9 before 0.10."""
    whole, _, part = number.partition(".")
    return int(whole), int(part or 0)


def from_names(plan: Path, names: Iterable[str]) -> tuple[tuple[str, date, str], ...]:
    """(number, position date, name) of the kept copies among these file names, oldest first."""
    pattern = re.compile(
        rf"{re.escape(plan.stem)} v(\d+\.\d+) (\d{{4}}-\d\d-\d\d){re.escape(plan.suffix)}", re.IGNORECASE
    )
    found = [
        (m.group(1), day, name)
        for name in names
        if (m := pattern.fullmatch(name)) and (day := _day(m.group(2))) is not None
    ]
    return tuple(sorted(found, key=lambda item: order(item[0])))


def taken(plan: Path, names: Iterable[str]) -> tuple[str, ...]:
    """The version numbers that file names beside a plan bear, whatever day and kind they name."""
    pattern = re.compile(rf"{re.escape(plan.stem)} (?:before )?v(\d+\.\d+) .*", re.IGNORECASE)
    return tuple(m.group(1) for name in names if (m := pattern.fullmatch(name)))


def to_json(versions: Sequence[Version], plan: str = "") -> str:
    """What the sidecar holds: the plan's id and its versions."""
    data = {"plan_id": plan, "versions": [_plain(version) for version in versions]}
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def plan_id(text: str) -> str | None:
    """The id of the plan whose versions a sidecar lists."""
    try:
        found = json.loads(text)["plan_id"]
    except (ValueError, KeyError, TypeError):
        return None
    return found if isinstance(found, str) else None


def decoded(data: bytes) -> str:
    """A sidecar's text, although somebody may have saved it in another encoding."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def from_json(text: str) -> tuple[Version, ...] | None:
    """The versions that a sidecar lists, oldest first; None where it is not what we wrote."""
    try:
        rows = json.loads(text)["versions"]
        return tuple(_version(row) for row in rows)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _plain(version: Version) -> dict[str, Any]:
    row = asdict(version)
    removed, restored = row.pop("removed"), row.pop("restored")
    days = {"position_date": version.position_date.isoformat(), "written": version.written.isoformat()}
    rare = ({"restored": restored} if restored else {}) | ({"removed": removed.isoformat()} if removed else {})
    return row | days | rare


def in_force(listed: Sequence[Version]) -> tuple[Version, ...]:
    """The versions that led to the last one: not those that were taken back when an earlier one was restored."""
    led_to: dict[str, tuple[Version, ...]] = {}
    before: tuple[Version, ...] = ()
    for version in listed:
        before = (*led_to.get(version.restored, before), version)
        led_to[version.number] = before
    return before


def _version(row: Mapping[str, Any]) -> Version:
    known = {f.name for f in fields(Version)}
    values = {name: value for name, value in row.items() if name in known}
    order(row["number"])  # what is no number of ours would stop every later version
    return Version(
        **values
        | {
            "counts": dict(row["counts"]),
            "merged": tuple(Merged(**one) for one in row.get("merged", ())),
            "position_date": date.fromisoformat(row["position_date"]),
            "written": datetime.fromisoformat(row["written"]),
            "removed": date.fromisoformat(row["removed"]) if row.get("removed") else None,
        }
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
