"""Change logs for tests, made from small text tables: version, ref, column, before, after, and who supplied it."""

from __future__ import annotations

from datetime import date

import plans
from sheetplan import history, template
from sheetplan.model import LOG_FIELDS, Entry, History, Place, Plan, TabRead, Template, long_day
from sheetplan.walks import change_log

__all__ = ["DAYS", "entries", "log", "long_day", "shown", "told"]

DAYS = {f"0.{n}": date(2007, 10 + n, 28) if n < 3 else date(2008, n - 2, 28) for n in range(1, 9)}
"""The position date of each version."""


def entries(table: str, by: str = "PM") -> list[Entry]:
    """Lines of a log: what the table leaves out is blank, and everything is supplied by one person."""
    found = []
    for row in plans.rows(table):
        version = str(row["version"])
        words = (row.get("ref"), row.get("column"), row.get("before"), row.get("after"))
        ref, column, before, after = words
        supplied_by = row.get("supplied_by", by)
        found.append(Entry(version, DAYS.get(version), str(ref or ""), str(column), before, after, str(supplied_by)))
    return found


def log(known: Template, lines: list[Entry]) -> TabRead:
    """The tab that holds these lines."""
    tab = known.log_tab()
    places = {name: Place(i, known.log_headings[name]) for i, name in enumerate(LOG_FIELDS, start=1)}
    rows = tuple({**history.row(line), "at_row": i} for i, line in enumerate(lines, start=5))
    return TabRead(tab, tab.sheet, 4, places, rows, 5 + len(rows))


def told(before: Plan | None, after: Plan) -> list[str]:
    """What people changed between two states, a line each: ref, column: from -> to."""
    found = change_log.since(before, after, "0.2", DAYS["0.2"], "PM")
    assert {(one.version, one.day, one.supplied_by) for one in found} <= {("0.2", DAYS["0.2"], "PM")}
    return [f"{one.ref or '-'} {one.column}: {shown(one.before)} -> {shown(one.after)}" for one in found]


def told_of_all() -> History:
    """Stories with every kind of thing that can happen: an action that moved, one in the archive, one that is gone."""
    known = template.load("peer-review")
    lines = entries(
        r"""
        version | ref | column | before | after
        0.1 | 1 | Action added | | Book the venue\nDue date: 31 Jan 2008
        0.1 | 2 | Action added | | Agree\nDue date: –
        0.1 | 9 | Action added | | Old\nDue date: 3 Dec 2007
        0.2 | 1 | Due date | 31 Jan 2008 | 8 Feb 2008
        0.2 | 1 | Evaluation/Monitoring | | =1+1, -2 and @3
        0.2 | 2 | Action removed | Agree |
        0.3 | | Cover: Plan | Plan | Our plan
        """
    )
    made = plans.plan(
        "action | timescale\n1. Book the venue | By 8 Feb 2008\n3. Never logged | Ongoing",
        archived="action | version | archived_on\n9. Old | 0.2 | 28 Dec 2007",
        on=DAYS["0.3"],
        log=log(known, lines),
        history_lines=({"version": "0.0", "counts": "Overdue 1"},),
    )
    return history.of(made, DAYS["0.3"])


def told_of_none() -> History:
    """What is told of a plan without actions."""
    return history.of(plans.plan(on=DAYS["0.1"]), DAYS["0.1"])


def shown(value: object) -> str:
    """A value in one word of a line; dates as days, so that text that looks like one differs."""
    if value is None:
        return "."
    return value.isoformat() if isinstance(value, date) else repr(value)[1:-1]
