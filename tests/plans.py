"""Plans for tests, made from small text tables: one line an action, columns between strokes.

The first line holds field names; dates are written 30 Nov 2007 (in quotation marks they stay text); an empty cell is
blank; a backslash and n is a line break. Columns of the template that the table leaves out stand in the plan too, with
something sensible in them, so that A is always the action, B its timescale, F its achieved date. The headings stand in
row 6, the first action in row 7.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from sheetplan import status, template
from sheetplan.model import Layout, Place, Plan, Signature, TabRead, Template, Value
from sheetplan.walks import understand
from sheetplan.workbook import body

HEADING_ROW = 6
TAB_ROW = 4
KEY = {"MQC": "Main contact", "PM": "Project Manager", "RF": "Team Leader"}
PERIOD = (date(2007, 11, 1), date(2008, 10, 31))
_USUAL: Mapping[str, Value] = {
    "action": "{n}. Do what was agreed",
    "timescale": "By 30 Sep 2008",
    "responsibility": "PM",
}
_DAY = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4}")
_MARKS = ("at_struck", "at_green")


def cell(text: str) -> Value:
    """What a cell of a text table holds: a date, text or nothing."""
    text = text.strip().replace("\\n", "\n")
    if not text:
        return None
    if _DAY.fullmatch(text):
        return datetime.strptime(text, "%d %b %Y").date()  # noqa: DTZ007 - a day has no time zone
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def rows(table: str) -> list[dict[str, Value]]:
    """A text table's rows by the names in its first line."""
    lines = [[part.strip() for part in line.split("|")] for line in table.strip().splitlines() if line.strip()]
    names = lines[0]
    assert all(len(line) == len(names) for line in lines), "each line of a table has as many cells as its first"
    return [dict(zip(names, map(cell, line), strict=True)) for line in lines[1:]]


def plan(
    table: str = "action",
    *,
    archived: str = "action",
    kind: str | Template = "peer-review",
    understood: bool = False,
    on: date | None = None,
    period: tuple[date | None, date | None] = PERIOD,
    tabs: Mapping[str, str] | None = None,
    **more: object,
) -> Plan:
    """A plan of these actions.

    Args:
        table: the actions. Besides the template's fields: `at_ref`, `at_struck`, `at_green` (any mark), and `at_` with
            a computed field's name for what stands in our own column.
        archived: the actions in the archive, with `archived_on`, `version`, `reopen` as wanted.
        kind: the template, or its name.
        understood: whether its timescales are to be read.
        on: the day on which its standing is wanted; it is then understood too.
        period: what its Cover says of its first and last day.
        tabs: the template's tabs that are there, by name: text tables too, whose headings stand in row 4.
        more: anything else of a Plan.
    """
    known = template.load(kind) if isinstance(kind, str) else kind
    typed = rows(table)
    names = list(typed[0]) if typed else [name.strip() for name in table.strip().splitlines()[0].split("|")]
    columns = _columns(known, names)
    first = HEADING_ROW + 1
    own = [name for name in known.computed if f"at_{name}" in names and name != "ref"]
    facts: dict[str, object] = {
        "path": Path("plan.xlsx"),
        "template": known,
        "sheet": known.sheet,
        "layout": Layout((HEADING_ROW,), first, HEADING_ROW + len(typed), 1, len(columns) + len(own)),
        "columns": columns,
        "computed": {name: Place(len(columns) + i, known.computed[name]) for i, name in enumerate(own, start=1)},
        "actions": _frame(typed, list(columns), known, first),
        "archived": _archive(rows(archived), known),
        "archive_sheet": known.archive_sheet,
        "people": KEY,
        "tabs": {name: tab(known, name, rows(text)) for name, text in (tabs or {}).items()},
        "cover": {"plan_start": period[0], "plan_end": period[1]},
    }
    made = Plan(**facts | more)  # type: ignore[arg-type]  # the facts are named as the fields are
    if understood or on is not None:
        made = understand.understood(made)
    return made if on is None else understand.on_day(status.settle_due(made, None), on)


def tab(known: Template, name: str, typed: list[dict[str, Value]]) -> TabRead:
    """A tab that belongs to a plan, with these rows below its headings."""
    wanted = known.tab(name)
    places = {column.field: Place(i, column.heading) for i, column in enumerate(wanted.columns, start=1)}
    filled = tuple({**dict.fromkeys(places), **row, "at_row": i} for i, row in enumerate(typed, start=TAB_ROW + 1))
    return TabRead(wanted, wanted.sheet, TAB_ROW, places, filled, TAB_ROW + 1 + len(filled))


def signatures(known: Template, table: str) -> tuple[Signature, ...]:
    """The template's sign-offs in its order, a line of name, position and day each; from B20 down on the Cover."""
    found = []
    for i, row in enumerate(rows(f"name | position | day\n{table}")):
        places = {part: ("Cover", 20 + 3 * i + down, 2) for down, part in enumerate(("name", "position", "date"))}
        signoff = known.course.signoffs[i]
        found.append(Signature(signoff.field, row["name"], row["position"], row["day"], places))
    return tuple(found)


def _columns(known: Template, names: list[str]) -> dict[str, Place]:
    wanted = [c for c in known.columns if c.present == "always" or c.field in names]
    return {column.field: Place(i, column.heading) for i, column in enumerate(wanted, start=1)}


def _frame(typed: list[dict[str, Value]], fields: list[str], known: Template, first: int) -> pd.DataFrame:
    data: dict[str, list[object]] = {
        name: [row[name] if name in row else _usual(name, i) for i, row in enumerate(typed, start=1)] for name in fields
    }
    numbers = range(first, first + len(typed))
    data |= {"at_row": list(numbers), "at_rows": [(number,) for number in numbers]}
    data["at_ref"] = [_ref(data, i, row, known) for i, row in enumerate(typed)]
    data |= {name: [row.get(name) is not None for row in typed] for name in _MARKS}
    data["at_overtyped"] = [tuple(str(row.get("at_overtyped") or "").split()) for row in typed]
    given = {name for row in typed for name in row if name.startswith("at_")} - set(data)
    data |= {name: [row[name] for row in typed] for name in given}
    return pd.DataFrame(data, dtype=object)


def _archive(typed: list[dict[str, Value]], known: Template) -> pd.DataFrame:
    fields = [column.field for column in known.columns if column.present == "always"]
    frame = _frame(typed, fields, known, 4)
    for name in known.archive_headings:
        frame[f"at_{name}"] = pd.Series([row.get(name) for row in typed], frame.index, object)
    return frame


def _usual(name: str, number: int) -> Value:
    text = _USUAL.get(name)
    return text.format(n=number) if isinstance(text, str) else text


def _ref(data: Mapping[str, list[object]], i: int, row: Mapping[str, Value], known: Template) -> str | None:
    if "at_ref" in row:
        return None if row["at_ref"] is None else str(row["at_ref"])
    typed = body.ref_text(row.get("ref"))
    text = data[known.ref_from][i]
    return typed or (body.own_number(text) if isinstance(text, str) else None)
