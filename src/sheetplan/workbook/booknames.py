"""Names inside a painted workbook: of sheets in formulas, of Excel Tables, of lists; legal, and each there once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sheetplan.model import Template

REPORT_DATE = "ReportDate"
"""The defined name of the position date."""
ROLE_CODES = "RoleCodes"
"""The defined name of the role codes."""
PLAN_REFS = "PlanRefs"
"""The defined name of the plan's refs."""

_FIXED = {
    "archive": "tblArchive",
    "roles": "tblRoleCodes",
    "lists": "tblLists",
    "guidance": "tblGuidance",
    "history": "tblVersions",
    "log": "tblChanges",
}
_LIKE_A_CELL = re.compile(r"[a-z]{1,3}[0-9]+|r[0-9]*(c[0-9]*)?|c[0-9]*", re.IGNORECASE)
_LONGEST_NAME = 200


class Names(NamedTuple):
    """The names of one painted workbook."""

    tables: dict[str, str]
    """Excel Tables: plan, archive, roles, lists, guidance, history, log and, with a `computed_sheet`, standing."""
    tabs: dict[str, str]
    """Excel Tables of the template's own tabs, by the tab's name."""
    lists: dict[tuple[str, str], str]
    """Lists of words: (tab, field) to defined name; the plan's own have no tab, the archive's one is reopen."""
    columns: dict[tuple[str, str], str]
    """Values of a tab's column, for the dropdowns of others: (tab, field) to defined name."""


def names(template: Template) -> Names:
    """The names of a workbook that is painted from this template; the same ones each time.

    A name that Excel would not take is changed as little as makes it legal; where one is taken, a number is added.
    """
    taken = {name.casefold() for name in (REPORT_DATE, ROLE_CODES, PLAN_REFS)}
    tables = {"plan": _free(template.table, taken)} | {key: _free(name, taken) for key, name in _FIXED.items()}
    if template.computed_sheet:
        tables["standing"] = _free(template.standing_tab().table, taken)
    tabs = {tab.name: _free(tab.table, taken) for tab in template.tabs}
    lists = {("plan.archive", "reopen"): _free("List_reopen", taken)}
    for tab, field in _choices(template):
        lists[tab, field] = _free("_".join(filter(None, ("List", tab, field))), taken)
    wanted = sorted({c.of for tab in template.tabs for c in tab.columns if c.of not in ("", "plan")})
    pairs = [(tab, field) for tab, _, field in (of.partition(".") for of in wanted)]
    columns = {(tab, field): _free(f"Values_{tab}_{field}", taken) for tab, field in pairs}
    return Names(tables, tabs, lists, columns)


def _choices(template: Template) -> Iterator[tuple[str, str]]:
    yield from (("", column.field) for column in template.columns if column.choices)
    yield from ((tab.name, column.field) for tab in template.tabs for column in tab.columns if column.choices)


def _free(wanted: str, taken: set[str]) -> str:
    name = re.sub(r"[^\w.]", "_", wanted)[:_LONGEST_NAME]
    if not re.match(r"[^\W\d]", name) or _LIKE_A_CELL.fullmatch(name):
        name = f"_{name}"
    found, number = name, 1
    while found.casefold() in taken:
        number += 1
        found = f"{name}_{number}"
    taken.add(found.casefold())
    return found


def sheet(name: str) -> str:
    """A sheet's name as formulas write it."""
    quotes = name.replace("'", "''")
    return f"'{quotes}'"
