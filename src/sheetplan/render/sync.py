"""What `sync` did, for a person and for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sheetplan.model import Conflict, Synced, Value, is_blank, shown
from sheetplan.render.data import plain, update_data
from sheetplan.render.phrases import cut
from sheetplan.render.safe import as_json, printable
from sheetplan.render.text import update_lines


def sync_text(synced: Synced) -> str:
    """What `sync` prints for a person; with a dry run, what it would do."""
    return "\n".join(map(printable, _lines(synced))) + "\n"


def _lines(synced: Synced) -> Iterator[str]:
    for copy in synced.copies:
        name = copy.path.replace("\\", "/").rpartition("/")[2]
        whose = f" ({copy.whose})" if copy.whose and copy.whose not in name else ""
        compared = f", compared with {copy.compared}" if copy.compared else ""
        yield f"{name}{whose}{compared}"
        yield f"  {copy.told}"
    if synced.conflicts:
        yield ""
        yield "Conflicts"
        for conflict in synced.conflicts:
            yield from _conflict(conflict)
    if synced.copies or synced.conflicts:
        yield ""
    yield from update_lines(synced.updated)
    yield from (f"  {sentence}" for sentence in synced.said)


def _conflict(conflict: Conflict) -> Iterator[str]:
    about = f"action {conflict.ref}, " if conflict.ref else ""
    yield f"  {about}{conflict.column}: {conflict.about}"
    if conflict.settled:
        yield f"    {conflict.settled}"
    else:
        # A whole action that a copy does not say anything of is one that it no longer has.
        says = "deleted it" if not conflict.field and is_blank(conflict.copy) else f"says {_said(conflict.copy)}"
        yield f"    was {_said(conflict.was)}; the plan says {_said(conflict.master)}; {conflict.whose} {says}"


def _said(value: Value) -> str:
    return "blank" if is_blank(value) else f'"{cut(shown(value))}"'


def sync_json(synced: Synced) -> str:
    """The same for other programs; days as 2026-10-31, what is unknown as null."""
    data: dict[str, Any] = {
        "update": update_data(synced.updated),
        "copies": [
            {"path": one.path, "whose": one.whose, "compared_with": one.compared, "brings": one.told}
            for one in synced.copies
        ],
        "edits": [
            {
                "frame": one.frame,
                "ref": one.ref or None,
                "field": one.field,
                "before": plain(one.before),
                "after": plain(one.value),
                "whose": list(one.whose),
            }
            for one in synced.merge.edits
        ],
        "added": [{"frame": one.frame, "ref": one.ref or None, "whose": list(one.whose)} for one in synced.merge.added],
        "deleted": [{"ref": one.ref, "whose": list(one.whose)} for one in synced.merge.gone],
        "conflicts": [
            {
                "frame": one.frame,
                "ref": one.ref or None,
                "field": one.field or None,
                "column": one.column,
                "about": one.about,
                "was": plain(one.was),
                "master": plain(one.master),
                "copy": plain(one.copy),
                "whose": one.whose,
                "settled": one.settled or None,
            }
            for one in synced.conflicts
        ],
        "conflicts_left": synced.left,
        "settled": list(synced.settled),
        "said": list(synced.said),
        "refused": [{"path": one.path, "reason": one.reason, "fix": one.fix} for one in synced.refused],
        "passed_over": [{"path": path, "reason": reason} for path, reason in synced.passed_over],
    }
    return as_json(data)
