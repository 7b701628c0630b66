"""Names that formulas, tabs and tables are built of: nothing in them can mean something else there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sheetplan.model import Column, Tab, plan_views
from sheetplan.template.shape import AmissError

_TABS = ("plan", "archive", "history", "log", "conflicts", "roles", "lists", "cover", "guidance")
_LONGEST_TAB = 31
_KEPT_BY_EXCEL = "history"
_NOT_IN_A_TAB = re.compile(r"[\[\]:*?/\\]|^'|'$")
_CELL = re.compile(r"[a-z]{1,3}[0-9]+|r[0-9]*(c[0-9]*)?|c[0-9]*", re.IGNORECASE)
"""What Excel reads as a cell, a row or a column, whatever it is meant to be."""
_LONGEST_NAME = 200
_LONGEST_HEADING = 240
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")


def refuse_unfit(data: dict[str, Any], columns: Sequence[Column], further: Sequence[Tab]) -> None:
    """What formulas and defined names are built of: nothing in it can mean something else there.

    Args:
        data: the whole template, laid over what all share.
        columns: the plan's.
        further: the template's own tabs.

    Raises:
        AmissError: a name that Excel does not take, or takes for something else.
    """
    _words([('[plan] "table"', data["plan"]["table"]), *((f"[[tab]] {tab.name} table", tab.table) for tab in further)])
    _words([("a field of a [[column]]", one.field) for one in (*columns, *(c for tab in further for c in tab.columns))])
    own = [data["plan"].get("computed_sheet", ""), *(tab.sheet for tab in further)]
    own += [data["views"][f"{kind}_sheet"] for kind in plan_views.VIEWS if data["views"][kind]]
    refuse_tab_names([*(data[part]["sheet"] for part in _TABS), *filter(None, own)])
    headings = [column.heading for column in columns] + list(data["computed"].values())
    headings += [column.heading for tab in further for column in tab.columns]
    for part in ("archive", "history", "log", "conflicts"):
        headings += [text for text in data[part].values() if isinstance(text, str)]
    for part in _TABS:
        headings += data[part].get("headings", [])
    for heading in headings:
        if not isinstance(heading, str) or len(heading) > _LONGEST_HEADING or _CONTROL.search(heading):
            raise AmissError(f"a heading must be text on one line and not too long, which {_shown(heading)} is not.")


def _words(names: Sequence[tuple[str, str]]) -> None:
    for where, name in names:
        if not name.isidentifier() or len(name) > _LONGEST_NAME:
            raise AmissError(f"{where} must be one word of letters, digits and underscores, not {_shown(name)}.")
        if "table" in where and _CELL.fullmatch(name):
            raise AmissError(f"{where} must not look like a cell, as {_shown(name)} does.")


def refuse_tab_names(names: Sequence[str]) -> None:
    """Names of the sheets of one workbook, as Excel takes them, each another.

    Raises:
        AmissError: one that it does not take.
    """
    for name in names:
        if not name.strip() or len(name) > _LONGEST_TAB or _NOT_IN_A_TAB.search(name) or _CONTROL.search(name):
            raise AmissError(
                f"no tab can be called {_shown(name)}: Excel allows {_LONGEST_TAB} characters, no line breaks, none of "
                "[ ] : * ? / \\, and no apostrophe at either end."
            )
        if name.casefold() == _KEPT_BY_EXCEL:
            raise AmissError(f"no tab can be called {_shown(name)}: Excel keeps that name for itself.")
    if len({name.casefold() for name in names}) < len(names):
        raise AmissError('each "sheet" needs a name of its own.')


def _shown(text: object) -> str:
    """A text as a message quotes it."""
    shown = " ".join(_CONTROL.sub(" ", str(text)).split())
    return f'"{shown[:60]}"'
