"""The tabs that only show a plan, as a template's TOML gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sheetplan.model import Column
from sheetplan.model.plan_views import DASHBOARD, VIEWS, PlanViews
from sheetplan.template.shape import AmissError, words

KINDS: Mapping[str, type] = {
    **dict.fromkeys(VIEWS, bool),
    **{f"{kind}_sheet": str for kind in VIEWS},
    "says": str,
    "count_by": list,
}
"""The words of a template's `[views]`."""
_COUNTED = ("text", "people", "choice")


def views(table: Mapping[str, Any], columns: Sequence[Column], *, apart: bool) -> PlanViews:
    """What a template says of them.

    Args:
        table: the template's part, of its shape, laid over what all templates share.
        columns: the plan's.
        apart: whether the computed columns stand on a tab of their own.

    Raises:
        AmissError: what is wrong with it.
    """
    wanted = frozenset(kind for kind in VIEWS if table[kind])
    says, count_by = table.get("says", ""), words(table["count_by"], "[views] count_by")
    for name in (*filter(None, [says]), *count_by):
        if name not in {column.field for column in columns}:
            raise AmissError(f'"{name}" is named as a field by [views], but no [[column]] has it.')
    kinds = {column.field: column.type for column in columns}
    odd = next((name for name in count_by if kinds[name] not in _COUNTED), "")
    if odd:
        raise AmissError(f'[views] count_by: "{odd}" is a column of type {kinds[odd]}; words are counted, not numbers.')
    if wanted and not says:
        raise AmissError('[views] needs "says": the field that says what an action is.')
    if DASHBOARD in wanted and apart:
        raise AmissError(
            "[views] dashboard counts what stands beside the plan, which [plan] computed_sheet keeps off it."
        )
    return PlanViews(wanted, {kind: table[f"{kind}_sheet"] for kind in VIEWS}, says, count_by)
