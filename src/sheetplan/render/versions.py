"""The kept versions of a plan as text, JSON and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from sheetplan.model import Kept, KeptFile, KeptVersions, Tidying, long_day, many
from sheetplan.render.safe import as_json, printable, stays_text

_STATES = {
    "whole": "as it was written",
    "altered": "ALTERED: no longer what was written",
    "missing": "MISSING",
    "tidied away": "tidied away",
    "not known": "listed again from its name, so what it was is not known",
}
_UNITS = ("bytes", "KB", "MB", "GB")


def versions_text(found: KeptVersions) -> str:
    """What `versions` prints for a person."""
    return "\n".join(map(printable, _lines(found))) + "\n"


def _lines(found: KeptVersions) -> Iterator[str]:
    yield f'{found.path.name}: {many(len(found.kept), "version")} in "{found.folder.name}"'
    yield from (f"  {sentence}" for sentence in found.said)
    for kept in found.kept:
        version = kept.version
        yield ""
        what = "approved" if kept.approved else "draft"
        by = f" by {version.by}" if version.by else ""
        written = f"written {long_day(version.written)}, {version.written:%H:%M}{by}"
        yield f"{version.number}  {what}, position at {long_day(version.position_date)}, {written}"
        if version.note:
            yield f"  Note: {version.note}"
        counts = ", ".join(f"{word} {number}" for word, number in version.counts.items() if number)
        if counts:
            yield f"  {counts}"
        yield f"  Kept copy: {kept.copy.name}{_how(kept, kept.copy)}"
        if kept.received is not None:
            yield f"  As it came: {kept.received.name}{_how(kept, kept.received)}"
        yield from (f"  Merged: {copy.name}{_how(kept, copy)}" for copy in kept.merged)
    if found.tidying is not None:
        yield ""
        yield from _tidying(found.tidying)


def _how(kept: Kept, file: KeptFile) -> str:
    state = _STATES[file.state]
    if kept.version.removed is not None:
        state = f"{state} on {long_day(kept.version.removed)}"
    return f", {state}" if file.size is None else f", {_size(file.size)}, {state}"


def _tidying(tidying: Tidying) -> Iterator[str]:
    if not tidying.goes:
        yield "Nothing to tidy away: every version is still needed."
    elif tidying.done:
        yield f"Tidied away: {', '.join(tidying.goes)} ({_size(tidying.size)})."
    else:
        yield f"No longer needed: {', '.join(tidying.goes)} ({_size(tidying.size)})."
    for number, reason in tidying.stays.items():
        yield f"  {number} stays: {reason}."


def _size(size: int) -> str:
    """A size as people say it: 18 KB."""
    amount, unit = float(size), 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.0f} {_UNITS[unit]}" if amount >= 10 or unit == 0 else f"{amount:.1f} {_UNITS[unit]}"


def versions_json(found: KeptVersions) -> str:
    """What `versions --format json` prints."""
    data: dict[str, Any] = {
        "path": str(found.path),
        "plan_id": found.plan_id,
        "folder": str(found.folder),
        "versions": [_version(kept) for kept in found.kept],
        "said": list(found.said),
    }
    if found.tidying is not None:
        tidying = found.tidying
        data["tidy"] = {
            "goes": list(tidying.goes),
            "stays": dict(tidying.stays),
            "size": tidying.size,
            "done": tidying.done,
        }
    return as_json(data)


def _version(kept: Kept) -> dict[str, Any]:
    version = kept.version
    return {
        "number": version.number,
        "approved": kept.approved,
        "position_date": version.position_date.isoformat(),
        "written": version.written.isoformat(),
        "by": version.by,
        "note": version.note,
        "counts": dict(version.counts),
        "changed": version.changed,
        "file": _file(kept.copy),
        "received": None if kept.received is None else _file(kept.received),
        "merged": [_file(copy) for copy in kept.merged],
        "removed": version.removed.isoformat() if version.removed else None,
    }


def _file(file: KeptFile) -> dict[str, Any]:
    return {"name": file.name, "state": file.state, "size": file.size}


def versions_csv(found: KeptVersions) -> str:
    """One line a version, for a spreadsheet."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    head = ["number", "kind", "position_date", "written", "by", "note", "actions", "file", "state", "size"]
    writer.writerow([*head, "received", "received_state", "changed"])
    for kept in found.kept:
        version, received = kept.version, kept.received
        counts = ", ".join(f"{word} {number}" for word, number in version.counts.items() if number)
        row = (
            version.number,
            "approved" if kept.approved else "draft",
            version.position_date.isoformat(),
            version.written.isoformat(),
            *(version.by, version.note, counts),
            *(kept.copy.name, kept.copy.state, "" if kept.copy.size is None else kept.copy.size),
            *(("", "") if received is None else (received.name, received.state)),
            version.changed,
        )
        writer.writerow([stays_text(value) for value in row])
    return lines.getvalue()
