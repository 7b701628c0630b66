"""Rows that are drawn from one tab into another, or into the plan: once each, in order of their rank."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sheetplan.model import Draw, Plan, Value, folded, is_blank, records, shown

Row = Mapping[str, Value]
Mark = tuple[str, str, str]
"""Where a row is drawn into, the field there by which it is known, and its words."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One row that is to be added."""

    draw: Draw
    """Which rule draws it."""
    values: Row
    """Field there to value."""


def due(plan: Plan, before: Iterable[Plan] = ()) -> tuple[Drawn, ...]:
    """What is to be drawn now; a row that is drawn into a tab can be drawn on from there in the same go.

    Args:
        plan: as it was read, with its tabs.
        before: its earlier versions, looked at only where something would be drawn: what stood there once was drawn, or
            was there by itself, and people have reworded it or taken it out since.

    Returns:
        In the template's order of draws, each in the order of its rank.
    """
    found = _due(plan, frozenset())
    wanted = {_mark(one.draw, one.values) for one in found}
    once: set[Mark] = set()
    for earlier in before if wanted else ():
        once |= wanted & {_mark(draw, row) for draw in plan.template.draws for row in _rows(earlier).get(draw.into, ())}
        if once == wanted:
            break
    return _due(plan, once) if once else found


def with_actions(plan: Plan, rows: Sequence[Row]) -> Plan:
    """The plan with new actions right below its last one, not yet understood.

    Args:
        plan: as it was read.
        rows: their fields.
    """
    if not rows:
        return plan
    import pandas as pd  # by now it is there: reading the plan needed it, and a plan that is refused does not

    known = list(plan.actions.columns)
    first = plan.layout.last_row + 1
    more: list[dict[str, Any]] = []
    for number, values in enumerate(rows, start=first):
        row: dict[str, Any] = dict.fromkeys(known)
        row |= {name: value for name, value in values.items() if name in plan.columns}
        row |= {"at_row": number, "at_rows": (number,), "at_struck": False, "at_green": False}
        row |= {"at_overtyped": (), "at_others": {}, "at_ref": _ref(plan, values)}
        more.append({name: row.get(name) for name in known})
    actions = pd.concat([plan.actions, pd.DataFrame(more, columns=known, dtype=object)], ignore_index=True)
    layout = replace(plan.layout, last_row=plan.layout.last_row + len(rows))
    return replace(plan, actions=actions, layout=layout)


def _ref(plan: Plan, values: Row) -> str | None:
    """A drawn row's ref, where the column that it is drawn into is the ref itself."""
    value = values.get("ref", values.get(plan.template.ref_from) if "ref" not in plan.columns else None)
    return None if is_blank(value) else shown(value).strip()


def _due(plan: Plan, once: Collection[Mark]) -> tuple[Drawn, ...]:
    rows = _rows(plan)
    found: list[Drawn] = []
    for draw in plan.template.draws:
        for values in _drawn(draw, rows.get(draw.source, ()), rows.get(draw.into, ())):
            if _mark(draw, values) not in once:
                rows.setdefault(draw.into, []).append(values)
                found.append(Drawn(draw, values))
    return tuple(found)


def _rows(plan: Plan) -> dict[str, list[Row]]:
    """The rows of the plan with its archive, and of its tabs, by name."""
    rows: dict[str, list[Row]] = {name: list(tab.rows) for name, tab in plan.tabs.items()}
    frames = (plan.actions, plan.archived)
    rows["plan"] = [{str(k): v for k, v in row.items()} for frame in frames for row in records(frame)]
    return rows


def _mark(draw: Draw, row: Row) -> Mark:
    return draw.into, draw.match, folded(row.get(draw.match))


def _drawn(draw: Draw, source: Sequence[Row], there: Sequence[Row]) -> Iterator[Row]:
    known = {folded(row.get(draw.match)) for row in there}
    wanted = {folded(word) for word in draw.words}
    ranked = sorted(source, key=lambda row: _rank(row, draw))
    for row in ranked:
        decides = row.get(draw.where)
        if is_blank(decides) or (wanted and folded(decides) not in wanted):
            continue
        values = {**draw.sets, **{there_field: row.get(field) for there_field, field in draw.copies.items()}}
        name = folded(values[draw.match])
        if name and name not in known:
            known.add(name)
            yield values


def _rank(row: Row, draw: Draw) -> tuple[bool, float]:
    """Numbers in their order, also those typed as text; what has none comes last, in the order in which it stands."""
    value = row.get(draw.rank) if draw.rank else None
    try:
        return False, float(str(value))
    except ValueError:
        return True, 0.0
