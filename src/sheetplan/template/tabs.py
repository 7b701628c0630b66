"""Columns and tabs, as a template's TOML gives them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sheetplan.model import Chart, Column, Tab, WorksOut
from sheetplan.template.shape import AmissError, one_of, shaped, words

_COLUMN = {
    "field": str,
    "heading": str,
    "aliases": list,
    "type": str,
    "required": bool,
    "required_from": str,
    "present": str,
    "choices": list,
    "minimum": float,
    "maximum": float,
    "width": float,
    "prompt": str,
    "of": str,
    "narrative": bool,
    "works_out": dict,
}
_TYPES = ("text", "timescale", "date", "people", "choice", "number")
_WORKS_OUT = dict.fromkeys(("kind", "table", "match", "mine", "value", "by", "word"), str) | {"fields": list}
_NEEDED = {
    "count": {"table", "match", "mine"},
    "latest": {"table", "match", "mine", "value", "by"},
    "copy": {"table", "match", "mine", "value"},
    "tally": {"fields", "word"},
}
_TAB: dict[str, type] = {
    **dict.fromkeys(("name", "sheet", "table", "about"), str),
    "ready_rows": int,
    "column": list,
    "row": list,
    "chart": dict,
}
_CHART = {**dict.fromkeys(("kind", "title", "categories", "alt"), str), "series": list}


def column(table: Any, where: str) -> Column:
    """One column.

    Raises:
        AmissError: what is wrong with it.
    """
    shaped(table, _COLUMN, where, optional=set(_COLUMN) - {"field", "heading"})
    for key, choices in (("type", _TYPES), ("present", ("always", "optional"))):
        if key in table:
            one_of(table[key], choices, f"{where}: {key}")
    if table.get("type") == "choice" and not table.get("choices"):
        raise AmissError(f'{where}: type "choice" needs its choices.')
    if table["field"].startswith("at_"):
        raise AmissError(f'the field "{table["field"]}" begins with at_, which is kept for the program.')
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    for key in ("aliases", "choices"):
        words(list(values.get(key, ())), f"[[column]] {table['field']}")
    if "works_out" in table:
        values["works_out"] = _works_out(table["works_out"], f"{where} works_out")
    return Column(**values)


def told_apart(columns: Collection[Column], where: str) -> None:
    """Each column has a field and a heading of its own."""
    for names, what in (([c.field for c in columns], "field"), ([c.heading.casefold() for c in columns], "heading")):
        if not columns or len(set(names)) < len(names):
            raise AmissError(f"each {where} needs a {what} of its own, and there must be at least one.")


def tabs(tables: list[Any], plan_fields: Collection[str], stages: Collection[str]) -> tuple[Tab, ...]:
    """The tabs that belong to the plan.

    Args:
        tables: as the TOML holds them.
        plan_fields: the plan's own fields, to which tabs can point.
        stages: the stages from which on a cell can be required.

    Raises:
        AmissError: what is wrong with one of them.
    """
    found = tuple(_tab(table, f"[[tab]] {i}") for i, table in enumerate(tables, start=1))
    for what in ("name", "sheet", "table"):
        names = [getattr(tab, what).casefold() for tab in found]
        if len(set(names)) < len(names):
            raise AmissError(f"each [[tab]] needs a {what} of its own.")
    if any(tab.name == "plan" for tab in found):
        raise AmissError('a [[tab]] cannot have the name "plan": that is the plan itself.')
    fields = {tab.name: {c.field for c in tab.columns} for tab in found} | {"plan": set(plan_fields)}
    for tab in found:
        for one in tab.columns:
            _points_to_something(tab, one, fields, stages)
    return found


def _tab(table: Any, where: str) -> Tab:
    shaped(table, _TAB, where, optional={"ready_rows", "row", "chart"})
    where = f"[[tab]] {table['name']}"
    columns = tuple(column(one, f"{where} [[column]] {i}") for i, one in enumerate(table["column"], start=1))
    told_apart(columns, f"{where} [[column]]")
    fields = [one.field for one in columns]
    for i, row in enumerate(table.get("row", ()), start=1):
        shaped(row, dict.fromkeys(fields, str), f"{where} [[row]] {i}", optional=set(fields))
    if table.get("ready_rows", 1) < 1:
        raise AmissError(f'{where}: "ready_rows" must be 1 or more.')
    values = {key: value for key, value in table.items() if key not in ("column", "row", "chart")}
    return Tab(
        **values,
        columns=columns,
        rows=tuple(table.get("row", ())),
        chart=_chart(table["chart"], fields, f"{where} chart") if "chart" in table else None,
    )


def _works_out(table: Any, where: str) -> WorksOut:
    shaped(table, _WORKS_OUT, where, optional=set(_WORKS_OUT) - {"kind"})
    one_of(table["kind"], tuple(_NEEDED), f"{where}: kind")
    if set(table) - {"kind"} != _NEEDED[table["kind"]]:
        raise AmissError(f"{where}: {table['kind']} needs {', '.join(sorted(_NEEDED[table['kind']]))}.")
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    return WorksOut(**values)


def _chart(table: Any, fields: Collection[str], where: str) -> Chart:
    shaped(table, _CHART, where)
    one_of(table["kind"], ("column", "line"), f"{where}: kind")
    for field in (table["categories"], *table["series"]):
        if field not in fields:
            raise AmissError(f'{where} names the field "{field}", which its tab does not have.')
    return Chart(**{**table, "series": tuple(table["series"])})


def _points_to_something(tab: Tab, one: Column, fields: dict[str, set[str]], stages: Collection[str]) -> None:
    where = f"[[tab]] {tab.name} [[column]] {one.field}"
    mine = fields[tab.name]
    if one.of and one.of != "plan":
        name, _, field = one.of.partition(".")
        if field not in fields.get(name, ()):
            raise AmissError(f'{where}: "{one.of}" is neither "plan" nor a TAB.FIELD that there is.')
    if one.required_from and one.required_from not in stages:
        raise AmissError(f'{where}: there is no [[stage]] "{one.required_from}".')
    works = one.works_out
    if works is None:
        return
    theirs = fields.get(works.table, set())
    named = [name for name in (works.match, works.value, works.by) if name]
    # The table comes first: where it is misspelt, none of its fields is known.
    amiss = [works.table] if works.table and works.table not in fields else []
    amiss += [name for name in named if name not in theirs]
    amiss += [name for name in (works.mine, *works.fields) if name and name not in mine]
    if amiss:
        raise AmissError(f'{where}: works_out names "{amiss[0]}", which there is not.')
