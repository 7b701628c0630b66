"""What a copy for people outside shows, as a template's TOML gives it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, get_args

from sheetplan.model import (
    CHOICES_TO_PUBLISH,
    DECISION_FIELDS,
    NEXT_FIELDS,
    Column,
    PublicColumn,
    PublicTab,
    Publishing,
    Tab,
)
from sheetplan.model.publishing import Shows
from sheetplan.template.naming import refuse_tab_names
from sheetplan.template.shape import AmissError, one_of, shaped, words

_NAMES = ("about", "next", "decisions")
_WORDS = ("person", "nothing", "no_date", "kept_back")
_GROUPS = 5
KINDS: Mapping[str, type] = {
    **dict.fromkeys((*_NAMES, *_WORDS, *NEXT_FIELDS, *DECISION_FIELDS, "step_field", "sheet"), str),
    **dict.fromkeys(("about_headings", "groups", "choices", "column", "cover", "tab"), list),
    **dict.fromkeys(("closed", "archived", "tabs_first"), bool),
    "months": int,
}
"""The words of the part, and what each must be."""
OPTIONAL = frozenset({"step_field", "sheet", "column", "cover", "tab", "tabs_first"})
"""Those that may be left out, though what all templates share does not give them."""
_COLUMN = {**dict.fromkeys(("heading", "field", "shows"), str), "width": float}
_TAB: dict[str, type] = {
    **dict.fromkeys(("tab", "sheet", "about", "where"), str),
    **dict.fromkeys(("words", "column"), list),
}


def publishing(
    data: Mapping[str, Any], columns: Sequence[Column], tabs: Sequence[Tab], cover: Collection[str]
) -> Publishing:
    """The rules.

    Args:
        data: the part, laid over what all templates share.
        columns: the plan's.
        tabs: the tabs beside it.
        cover: the fields of the Cover's lines.

    Raises:
        AmissError: what is wrong with them.
    """
    fields = {column.field for column in columns}
    step = data.get("step_field", "")
    if step and step not in fields:
        raise AmissError(f'"{step}" is named as a field by [publish] step_field, but no [[column]] has it.')
    lines = words(data.get("cover", []), "[publish] cover")
    for line in lines:
        if line not in cover:
            raise AmissError(f'"{line}" is named by [publish] cover, and the Cover has no such line.')
    if data["months"] < 1:
        raise AmissError('[publish] "months" must be 1 or more.')
    own = tuple(_tab(one, f"[[publish.tab]] {i}", tabs) for i, one in enumerate(data.get("tab", []), start=1))
    sheets = [*(data[name] for name in _NAMES), *filter(None, [data.get("sheet", "")]), *(one.sheet for one in own)]
    refuse_tab_names(sheets)
    return Publishing(
        columns=_columns(data.get("column", []), fields, "[[publish.column]]"),
        step=step,
        sheet=data.get("sheet", ""),
        cover=lines,
        tabs=own,
        first=data.get("tabs_first", False),
        closed=data["closed"],
        archived=data["archived"],
        months=data["months"],
        names={name: data[name] for name in _NAMES},
        words={name: data[name] for name in _WORDS},
        next_headings={name: data[name] for name in NEXT_FIELDS},
        groups=_so_many(data["groups"], _GROUPS, "groups"),
        about_headings=_so_many(data["about_headings"], 2, "about_headings"),
        decision_headings={name: data[name] for name in DECISION_FIELDS},
        choices=_so_many(data["choices"], len(CHOICES_TO_PUBLISH), "choices"),
    )


def _tab(table: Any, where: str, tabs: Sequence[Tab]) -> PublicTab:
    shaped(table, _TAB, where, optional={"where", "words"})
    tab = next((one for one in tabs if one.name == table["tab"]), None)
    if tab is None:
        raise AmissError(f'{where}: there is no [[tab]] "{table["tab"]}".')
    fields = {column.field for column in tab.columns}
    if "where" in table and table["where"] not in fields:
        raise AmissError(f'{where}: "{table["where"]}" is no field of the tab {tab.name}.')
    columns = _columns(table["column"], fields, where)
    if not columns:
        raise AmissError(f"{where} needs at least one column.")
    if any(column.shows for column in columns) and all(column.of != "plan" for column in tab.columns):
        raise AmissError(f'{where}: "shows" needs a column of the tab {tab.name} that holds refs of the plan.')
    return PublicTab(
        tab.name,
        table["sheet"],
        table["about"],
        columns,
        table.get("where", ""),
        words(table.get("words", []), f"{where} words"),
    )


def _columns(tables: Sequence[Any], fields: Collection[str], where: str) -> tuple[PublicColumn, ...]:
    found = []
    for number, table in enumerate(tables, start=1):
        at = f"{where} column {number}"
        shaped(table, _COLUMN, at, optional={"field", "shows", "width"})
        if ("field" in table) == ("shows" in table):
            raise AmissError(f'{at} needs either a "field" or what it "shows".')
        if "shows" in table:
            one_of(table["shows"], tuple(filter(None, get_args(Shows))), f"{at}: shows")
        elif table["field"] not in fields:
            raise AmissError(f'{at}: there is no field "{table["field"]}".')
        found.append(PublicColumn(**table))
    headings = [one.heading.casefold() for one in found]
    if len(set(headings)) < len(headings) or not all(map(str.strip, headings)):
        raise AmissError(f"{where}: each column needs a heading of its own.")
    return tuple(found)


def _so_many(value: Any, number: int, name: str) -> tuple[str, ...]:
    found = words(value, f"[publish] {name}")
    if len(found) != number or len({one.casefold() for one in found}) != number:
        raise AmissError(f"[publish] {name} must be {number} words or phrases, each another.")
    return found
