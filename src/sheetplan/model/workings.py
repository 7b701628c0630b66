"""What columns that are worked out show of other rows: the same answers as their live formulas give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sheetplan.model.tabs import WorksOut
from sheetplan.model.words import Value, folded, is_blank

ARCHIVE = "plan.archive"
"""What the archive's rows are called among the tables; no tab can have this name."""

Tables = Mapping[str, Sequence[Mapping[Any, Any]]]
"""The rows of the plan ("plan"), of its archive and of its tabs, by name: field to value."""


def worked_out(works: WorksOut, row: Mapping[Any, Any], tables: Tables) -> Value:
    """What a column that is worked out shows in a row of its tab.

    Args:
        works: what the column shows.
        row: the row's own cells, by field.
        tables: the rows of all tables.

    Returns:
        A number for count and tally (a count of the plan's rows counts those in the archive too); for latest and copy
        what stands there, None where nothing matches; None too where the cells that it goes by are blank.
    """
    if works.kind == "tally":
        cells = [folded(row.get(field)) for field in works.fields]
        return cells.count(folded(works.word)) if any(cells) else None
    mine = folded(row.get(works.mine))
    if not mine:
        return None
    # Actions that are done and put away still count.
    names = (works.table, ARCHIVE) if works.kind == "count" and works.table == "plan" else (works.table,)
    found = [one for name in names for one in tables.get(name, ()) if folded(one.get(works.match)) == mine]
    if works.kind == "count":
        return len(found)
    if works.kind == "latest":
        dated = [one for one in found if isinstance(one.get(works.by), date)]
        newest = max((one[works.by] for one in dated), key=str, default=None)
        # Of several on that day the one entered last, which stands lowest.
        found = [one for one in dated if one[works.by] == newest][-1:]
    shown: Value = found[0].get(works.value) if found else None
    return None if is_blank(shown) else shown
