"""The Change log's tab, grown by an update."""

from __future__ import annotations

from sheetplan import diff, history
from sheetplan.model import Entry, Plan, Supplier, Version
from sheetplan.walks.change_log import since
from sheetplan.walks.tab_changes import Lines

_NUMBERS = frozenset(("version", "ref"))
"""What looks like a number there and is none: 0.10 is not 0.1."""


def grown(
    after: Plan, came: Plan, last: Plan | None, version: Version, supplied_by: Supplier | str | None = None
) -> Lines:
    """What an update adds to the Change log.

    A plan that has none yet begins it with its last version, so that it says of each action when it was due then; one
    whose log was deleted gets back what stood in the last version.

    Args:
        after: the plan as it is judged, with the refs that it is given.
        came: the plan as it stands in the workbook.
        last: the last version as written.
        version: the one that is made.
        supplied_by: who supplied what; None for who makes the version.
    """
    by = version.by if supplied_by is None else supplied_by
    there = history.entries(came.log)
    found: list[Entry] = []
    if not there and last is not None:
        found += history.entries(last.log) or since(None, last, last.version or "", last.position_date)
    new = since(last, after, version.number, version.position_date, by, came)
    if last is None and there:  # nothing to compare with: what the log knows is not new
        known = {entry.ref for entry in there}
        new = tuple(entry for entry in new if entry.ref not in known)
    found += new
    rows = tuple(history.row(entry) for entry in found)
    tab = after.template.log_tab()
    return Lines(tab, came.log, appended=rows, as_text=_NUMBERS, is_ours=True)


def reasons(last: Plan | None, came: Plan) -> tuple[str, ...]:
    """Why what people changed on the Cover and in the role key is a reason for a version, in a sentence.

    Args:
        last: the last version as written, where it is known.
        came: the plan as it stands in the workbook.
    """
    found = () if last is None else diff.beside(last, came)
    columns = dict.fromkeys(one.column for one in found if one.frame in ("cover", "people"))
    return (f"Changed beside the plan: {', '.join(columns)}.",) if columns else ()
