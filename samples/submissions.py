"""Builds what thirteen senders sent in one month: other samples, some years later, with what they typed otherwise."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date, datetime
from typing import Any

import project_plan
import quality_mark
import tabbed
from painting import HERE, plain, typed

NAME = "submissions"
FOLDER = "plans"
_CELL = re.compile(r"(?P<sheet>[^!]+)!(?P<column>[A-Z])(?P<row>\d+)")
_WRITTEN = re.compile(r"((?<!\d)20|(?<=\d/)|(?<=[a-z] ))(0[789])(?![/\d])")
_ACTIONS = 13
"""Of the peer review, so many actions: those before the first that runs on."""
_REGISTER_SAVED = datetime(2026, 2, 2, 9, 0)
_TEXT = b"Our plan for 2026\r\n1. Write the protocol, by the end of March\r\n"

Content = dict[str, Any]


def build() -> dict[str, bytes]:
    """Every file of the sample by its place in the folder: the plans, the waivers beside them, the register."""
    content = tomllib.loads((HERE / NAME / "plans.toml").read_text(encoding="utf-8"))
    files = {f"{FOLDER}/{one['file']}": _KINDS[one["sample"]](one) for one in content["plan"]}
    files[f"{FOLDER}/waivers.csv"] = _waivers(content["waivers"])
    return {**files, "register.xlsx": register(content["register"], _REGISTER_SAVED)}


def _peer_review(plan: Mapping[str, Any]) -> bytes:
    """Its first actions on one sheet, with the role key above them."""
    own = typed("peer-review")
    fields = ("action", "timescale", "criteria", "responsibility", "evaluation", "achieved")
    rows = [[_bare(row.get(field, "")) for field in fields] for row in own["rows"][:_ACTIONS]]
    above = [own["title"], f"Organisation: {plan['organisation']}", own["role_key"], "Plan: November 2007 to May 2008"]
    sheet = {"name": "Action plan", "above": above, "headings": own["headings"], "rows": rows}
    sheet["widths"] = [50, 20, 32, 17, 28, 12]
    for heading in plan.get("also", ()):
        sheet["headings"] = [*sheet["headings"], heading]
        sheet["widths"].append(12)
        rows = [[*row, ""] for row in rows]
    sheet |= {"rows": [*rows, *plan.get("rows", ())], "struck": plan.get("struck", ())}
    properties = {"title": own["title"], "author": "Main contact", "company": plan["organisation"]}
    return _tabbed({"font": "Arial", "properties": properties, "sheet": [sheet]}, plan)


def _of_tabs(plan: Mapping[str, Any]) -> bytes:
    """A sample that is spread over tabs, with the organisation on its Cover."""
    content = deepcopy(typed(plan["sample"]))
    content["properties"]["company"] = plan["organisation"]
    cover = next(sheet for sheet in content["sheet"] if sheet["name"] == "Cover")
    next(row for row in cover["rows"] if row[0] == "Organisation")[1] = plan["organisation"]
    return _tabbed(content, plan)


def _tabbed(content: Content, plan: Mapping[str, Any]) -> bytes:
    content = _later(content, plan.get("years", 0))
    for place, value in plan.get("typed", {}).items():
        _type_cell(content, place, value)
    painted, _ = tabbed.workbook(content, _saved(plan))
    if "made_with" in plan:
        painted.book.set_custom_property("sheetplan template", plan["made_with"])
    return tabbed.packed(painted, _saved(plan))


def _quality_mark(plan: Mapping[str, Any]) -> bytes:
    content = _later(typed("quality-mark"), plan["years"])
    content["above"][0][1] = plan["organisation"]
    return quality_mark.build(_typed_over(content, plan), _saved(plan))


def _project_plan(plan: Mapping[str, Any]) -> bytes:
    content = _later(typed("project-plan"), plan["years"])
    content["overall_aim"] = [content["overall_aim"][0], f"Organisation: {plan['organisation']}"]
    return project_plan.build(_typed_over(content, plan), _saved(plan))


def _text(_: Mapping[str, Any]) -> bytes:
    return _TEXT


def _encrypted(_: Mapping[str, Any]) -> bytes:
    """The least of what Excel saves with a password: the mark of such files, and the entry that names what it holds."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + "EncryptedPackage".encode("utf-16-le").ljust(
        128, b"\0"
    )


_KINDS: Mapping[str, Callable[[Mapping[str, Any]], bytes]] = {
    "peer-review": _peer_review,
    "care-improvement": _of_tabs,
    "collaborative-improvement": _of_tabs,
    "quality-mark": _quality_mark,
    "project-plan": _project_plan,
    "text": _text,
    "encrypted": _encrypted,
}


def register(content: Mapping[str, Any], saved: datetime) -> bytes:
    """A register as a workbook: the lines above it, its headings and its rows."""
    sheet = {"name": "Register", **content}
    whole = {"font": "Calibri", "properties": {"title": content["above"][0], "author": "Programme office"}}
    return tabbed.packed(tabbed.workbook({**whole, "sheet": [sheet]}, saved)[0], saved)


def _waivers(content: Content) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([content["headings"], *content["rows"]])
    return text.getvalue().encode()


def _saved(plan: Mapping[str, Any]) -> datetime:
    day: date = plan["saved"]
    return datetime(day.year, day.month, day.day, 15, 30)


def _bare(value: Any) -> Any:
    return plain(value) if isinstance(value, str) else value


def _later(value: Any, years: int) -> Any:
    """The same, so many years later: dates, and the years that stand in texts."""
    if not years:
        return value
    if isinstance(value, dict):
        return {name: _later(one, years) for name, one in value.items()}
    if isinstance(value, list):
        return [_later(one, years) for one in value]
    if isinstance(value, date):
        return value.replace(year=value.year + years)
    if isinstance(value, str):
        return _WRITTEN.sub(lambda found: f"{found[1]}{int(found[2]) + years:02}", value)
    return value


def _type_cell(content: Content, place: str, value: Any) -> None:
    """Type over a cell of a tab, counted as Excel counts them."""
    found = _CELL.fullmatch(place)
    sheet = next(one for one in content["sheet"] if found and one["name"] == found["sheet"])
    below = int(found["row"]) - tabbed.heading_row(sheet)
    row = sheet["rows"][below - 1] if below else sheet["headings"]
    row[ord(found["column"]) - ord("A")] = value


def _typed_over(content: Content, plan: Mapping[str, Any]) -> Content:
    """Type over places in a sample's own text; one after the last of a list is added."""
    for place, value in plan.get("typed", {}).items():
        *above, last = place.split(".")
        whole: Any = content
        for name in above:
            whole = whole[int(name) if isinstance(whole, list) else name]
        if isinstance(whole, list) and int(last) == len(whole):
            whole.append(value)
        else:
            whole[int(last) if isinstance(whole, list) else last] = value
    return content
