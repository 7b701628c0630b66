"""A whole template: its parts laid over what all templates share, each looked at, and put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sheetplan.model import (
    CHOICES,
    COMPUTED_FIELDS,
    CONFLICT_FIELDS,
    LOG_FIELDS,
    RETURN_HEADINGS,
    Column,
    CoverLine,
    ReturnTabs,
    Status,
    Tab,
    Template,
)
from sheetplan.template import course, naming, plan_views, publishing, reminding, tabs
from sheetplan.template.shape import AmissError, is_a, shaped, words

_COVER_LINE = dict.fromkeys(("field", "label", "type", "prompt", "section"), str)
_TEXT_AND_HEADINGS = {"sheet": str, "headings": list}
_ADVICE_FIELDS = ("aim", "measure", "remedy", "lessons")
_ADVICE_WORDS = ("vague_evidence", "verbs", "measure_words", "cause_words")
_WIDE = ("cover", "computed", "archive", "roles", "lists", "guidance", "history", "log", "start", "checks", "conflicts")
_LOG_WORDS = ("added", "removed", "archived", "reopened")
_RETURN_TABS = ("start", "checks")
_PARTS: Mapping[str, Mapping[str, type]] = {
    "plan": {
        **dict.fromkeys(
            ("sheet", "table", "ref_from", "evidence_field", "reason_field", "reply_to", "computed_sheet"), str
        ),
        "ready_rows": int,
        **dict.fromkeys(("continued", "examples", "totals", "formats"), list),
        **dict.fromkeys(("dates_required", "sections"), bool),
    },
    "computed": dict.fromkeys((*COMPUTED_FIELDS, "goes_on", "ref"), str),
    "status": {
        **dict.fromkeys(("complete_when", "closed", "open", "withdrawn"), list),
        "field": str,
        "due_soon_days": int,
    },
    "archive": {
        **dict.fromkeys(("sheet", "archived_on", "version", "reopen"), str),
        "after_days": object,
        "reopen_choices": list,
    },
    "history": dict.fromkeys(("sheet", "version", "position_date", "written", "by", "note", "counts", "changed"), str),
    "log": dict.fromkeys(("sheet", *LOG_FIELDS, *_LOG_WORDS), str),
    "conflicts": {**dict.fromkeys(("sheet", *CONFLICT_FIELDS, "whole"), str), "choices": list},
    "returns": {**dict.fromkeys((*_RETURN_TABS, *RETURN_HEADINGS), str), "fixed_choices": list},
    "roles": _TEXT_AND_HEADINGS | {"codes": dict, "addresses": list},
    "remind": reminding.PART,
    "rules": {"use": list, "also": list, "without": list, "from": dict},
    "advice": dict.fromkeys((*_ADVICE_FIELDS, *_ADVICE_WORDS), list),
    "lists": _TEXT_AND_HEADINGS,
    "cover": {"sheet": str, "line": list, "more": list},
    "guidance": _TEXT_AND_HEADINGS | {"line": list},
    "publish": publishing.KINDS,
    "views": plan_views.KINDS,
    "rag": dict.fromkeys(map(str, Status), str),
    "rollup": {"compare": bool},
    "widths": dict.fromkeys(_WIDE, list),
}
_OPTIONAL = {
    "plan": {"sections", "evidence_field", "reason_field", "reply_to", "computed_sheet"},
    "status": {"field"},
    "rules": {"also", "without", "from"},
    "cover": {"more"},
    "remind": {"notes_field"},
    "publish": publishing.OPTIONAL,
    "views": {"says"},
}
"""Words of a part that may be left out, though `common.toml` does not give them."""
_FURTHER: Mapping[str, type] = {
    **dict.fromkeys(("tab", "event", "deadline", "signoff", "stage", "answers", "draw"), list),
    **dict.fromkeys(("course", "milestones"), dict),
}
"""Parts that a template need not have."""
_COVER_FIELDS = ("title", "organisation", "version", "report_date")
_TOP = {
    **dict.fromkeys(("name", "title", "summary"), str),
    "version": int,
    "column": list,
    **dict.fromkeys(_PARTS, dict),
    **_FURTHER,
}


def template(own: dict[str, Any], common: Mapping[str, Any]) -> Template:
    """Put a template together.

    Args:
        own: what its TOML holds.
        common: what holds where it says nothing.

    Raises:
        AmissError: the first thing that is wrong.
    """
    data = _laid_over(own, common)
    columns = tuple(tabs.column(one, f"[[column]] {i}") for i, one in enumerate(data["column"], start=1))
    tabs.told_apart(columns, "[[column]]")
    _names_and_numbers(data, [column.field for column in columns])
    further = _further(data, columns)
    naming.refuse_unfit(data, columns, further["tabs"])
    parts = {**_plan(data["plan"]), **_status(data), **_archive(data["archive"]), **_sides(data)}
    advice = _advice(data["advice"], [column.field for column in columns])
    top = {name: data[name] for name in ("name", "title", "summary", "version", "computed")}
    return Template(
        columns=columns,
        advice=advice,
        rules=_rules(data["rules"]),
        rules_from=_phased_in(data["rules"].get("from", {})),
        compared=data["rollup"]["compare"],
        returns=_returns(data["returns"]),
        remind=reminding.words_of(data["remind"], [column.field for column in columns if column.narrative]),
        address_headings=words(data["roles"]["addresses"], "[roles] addresses"),
        publishing=publishing.publishing(
            data["publish"], columns, further["tabs"], {line["field"] for line in data["cover"]["line"]}
        ),
        views=plan_views.views(data["views"], columns, apart="computed_sheet" in data["plan"]),
        **top,
        **parts,
        **further,
    )


def _laid_over(own: dict[str, Any], common: Mapping[str, Any]) -> dict[str, Any]:
    """Its own parts over what all templates share, each of its shape."""
    shaped(own, _TOP, "the file", optional=set(_FURTHER) | set(common), parts=True)
    data = dict(own)
    for part, kinds in _PARTS.items():
        data[part] = {**common.get(part, {}), **own.get(part, {})}
        shaped(data[part], kinds, f"[{part}]", optional=_OPTIONAL.get(part, set()))
    data["cover"]["line"] = [*data["cover"]["line"], *data["cover"].get("more", ())]
    return data


def _names_and_numbers(data: dict[str, Any], fields: Sequence[str]) -> None:
    """What the parts say makes sense together."""
    plan, status, archive = data["plan"], data["status"], data["archive"]
    named = [plan["ref_from"], *status["complete_when"], status.get("field")]
    named += [plan.get("evidence_field"), plan.get("reason_field")]
    for name in filter(None, named):
        if name not in fields:
            raise AmissError(f'"{name}" is named as a field, but no [[column]] has it.')
    if archive["after_days"] != "never" and not (is_a(archive["after_days"], int) and archive["after_days"] >= 0):
        raise AmissError('[archive] "after_days" must be a number of days, or "never".')
    _cover_and_widths(data)
    _words_and_counts(data)


def _plan(plan: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("sheet", "table", "ready_rows", "ref_from", "dates_required")
    lists = ("continued", "examples", "totals", "formats")
    return (
        {name: plan[name] for name in kept}
        | {name: tuple(plan[name]) for name in lists}
        | {name: plan.get(name, "") for name in ("evidence_field", "reason_field", "reply_to", "computed_sheet")}
        | {"sections": plan.get("sections", False)}
    )


def _status(data: Mapping[str, Any]) -> dict[str, Any]:
    status = data["status"]
    return {
        "complete_when": tuple(status["complete_when"]),
        "status_field": status.get("field"),
        "closed_words": tuple(status["closed"]),
        "open_words": tuple(status["open"]),
        "withdrawn_words": tuple(status["withdrawn"]),
        "due_soon_days": status["due_soon_days"],
        "rag": {word: data["rag"][word] for word in Status},
    }


def _archive(archive: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "archive_sheet": archive["sheet"],
        "archive_after_days": None if archive["after_days"] == "never" else archive["after_days"],
        "archive_headings": {key: archive[key] for key in ("archived_on", "version", "reopen")},
        "reopen_choices": tuple(archive["reopen_choices"]),
    }


def _sides(data: Mapping[str, Any]) -> dict[str, Any]:
    """The tabs that every plan has beside it."""
    named = ("history", "log", "conflicts", "roles", "lists", "cover", "guidance")
    sheets = {f"{tab}_sheet": data[tab]["sheet"] for tab in named}
    headings = {f"{tab}_headings": tuple(data[tab]["headings"]) for tab in ("roles", "lists", "guidance")}
    return (
        sheets
        | headings
        | {
            "log_headings": {name: data["log"][name] for name in LOG_FIELDS},
            "log_words": {name: data["log"][name] for name in _LOG_WORDS},
            "conflict_headings": {name: data["conflicts"][name] for name in CONFLICT_FIELDS},
            "conflict_choices": tuple(data["conflicts"]["choices"]),
            "conflict_whole": data["conflicts"]["whole"],
            "history_headings": {key: value for key, value in data["history"].items() if key != "sheet"},
            "roles": data["roles"]["codes"],
            "cover": tuple(CoverLine(**line) for line in data["cover"]["line"]),
            "guidance": tuple((line["question"], line["answer"]) for line in data["guidance"]["line"]),
            "widths": {tab: tuple(widths) for tab, widths in data["widths"].items()},
        }
    )


def _further(data: Mapping[str, Any], columns: Sequence[Column]) -> dict[str, Any]:
    """The parts that a template need not have."""
    fields = {column.field for column in columns}
    run = course.course(data, fields, {line["field"] for line in data["cover"]["line"]})
    stages = {stage.field for stage in run.stages}
    for column in columns:
        if column.required_from and column.required_from not in stages:
            raise AmissError(f'[[column]] {column.field}: there is no [[stage]] "{column.required_from}".')
        if column.works_out is not None:
            raise AmissError(f"[[column]] {column.field}: works_out belongs to a [[tab]].")
    found: tuple[Tab, ...] = tabs.tabs(data.get("tab", []), fields, stages)
    by_name = {tab.name: tab for tab in found}
    for word, wanted in (("events_tab", course.EVENT_FIELDS), ("deadlines_tab", course.DEADLINE_FIELDS)):
        name = getattr(run, word)
        there = {column.field for column in by_name[name].columns} if name in by_name else set()
        if name and not there >= set(wanted):
            raise AmissError(f'[course] "{word}" must name a [[tab]] with the fields {", ".join(wanted)}.')
    stones = course.milestones(data, by_name)
    filled = {run.deadlines_tab: frozenset(course.DEADLINE_FIELDS)}
    if stones is not None:
        filled[stones.tab] = frozenset(course.FILLED_OF_MILESTONES)
    return {
        "tabs": tuple(replace(tab, filled_by_update=filled.get(tab.name, frozenset())) for tab in found),
        "course": run,
        "milestones": stones,
        "answers": course.answers(data, by_name, fields),
        "draws": course.draws(data, by_name, fields),
    }


def _returns(table: Mapping[str, Any]) -> ReturnTabs:
    """The tabs that are added to a copy that is sent back."""
    choices = words(table["fixed_choices"], "[returns] fixed_choices")
    if not choices:
        raise AmissError("[returns] fixed_choices must hold at least one word.")
    headings = {name: table[name] for name in RETURN_HEADINGS}
    return ReturnTabs(table["start"], table["checks"], headings, choices)


def _rules(table: Mapping[str, Any]) -> tuple[str, ...]:
    """The rules that all use, and those that this template adds, without those that it leaves out."""
    also, without = (words(table.get(key, []), f"[rules] {key}") for key in ("also", "without"))
    known = (*words(table["use"], "[rules] use"), *also)
    unknown = [code for code in without if code not in known]
    if unknown:
        raise AmissError(f'[rules] without names "{unknown[0]}", which is not used anyway.')
    return tuple(dict.fromkeys(code for code in known if code not in without))


def _phased_in(table: Mapping[str, Any]) -> dict[str, date]:
    """The days from which on findings must be put right, by their code."""
    for code, day in table.items():
        if not isinstance(day, date) or isinstance(day, datetime):
            raise AmissError(f"[rules.from] {code} must be a day without quotation marks, for example 2026-12-01.")
    return dict(table)


def _advice(table: Mapping[str, Any], fields: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The fields and words that the rules that advise go by."""
    found = {key: words(value, f"[advice] {key}") for key, value in table.items()}
    for key in _ADVICE_FIELDS:
        for name in found[key]:
            if name not in fields:
                raise AmissError(f'"{name}" is named as a field by [advice] {key}, but no [[column]] has it.')
    return found


def _words_and_counts(data: dict[str, Any]) -> None:
    """Lists hold words, numbers make sense."""
    status, archive, plan = data["status"], data["archive"], data["plan"]
    lists = {f"[status] {name}": status[name] for name in ("complete_when", "closed", "open", "withdrawn")}
    lists |= {"[archive] reopen_choices": archive["reopen_choices"], "[plan] continued": plan["continued"]}
    lists |= {"[conflicts] choices": data["conflicts"]["choices"]}
    lists |= {f"[plan] {name}": plan[name] for name in ("examples", "totals", "formats")}
    lists |= {"[roles.codes]": list(data["roles"]["codes"].values())}
    for where, value in lists.items():
        words(value, where)
    for where in ("[status] withdrawn", "[archive] reopen_choices"):
        if not lists[where]:
            raise AmissError(f"{where} must hold at least one word.")
    if len(lists["[conflicts] choices"]) != len(CHOICES):
        raise AmissError("[conflicts] choices must be three words: for the master, the copy, and own words.")
    by_milestones = data.get("milestones", {}).get("completes") is True
    if not status["complete_when"] and not by_milestones and not (status.get("field") and status["closed"]):
        raise AmissError('[status] needs "complete_when", or a "field" with "closed" words: else nothing is ever done.')
    if plan["ready_rows"] < 1 or status["due_soon_days"] < 0:
        raise AmissError('"ready_rows" must be 1 or more and "due_soon_days" not less than 0.')


def _cover_and_widths(data: dict[str, Any]) -> None:
    """What a painted workbook can't do without."""
    for i, line in enumerate(data["cover"]["line"], start=1):
        shaped(line, _COVER_LINE, f"the Cover's line {i}", optional={"type", "prompt", "section"})
        if line.get("type", "text") not in ("text", "date"):
            raise AmissError(f'the Cover\'s line {i}: type "{line["type"]}" is none of text, date.')
    for i, line in enumerate(data["guidance"]["line"], start=1):
        shaped(line, {"question": str, "answer": str}, f"[[guidance.line]] {i}")
    lines = [line["field"] for line in data["cover"]["line"]]
    for name in _COVER_FIELDS:
        if name not in lines:
            raise AmissError(f'[[cover.line]] with field "{name}" is missing.')
    if data["plan"].get("reply_to") and data["plan"]["reply_to"] not in lines:
        raise AmissError(f'"{data["plan"]["reply_to"]}" is named as a line of the Cover, and there is none.')
    counts = {"cover": 3, "computed": 4, "archive": 3, "history": len(data["history"]) - 1, "start": 2}
    counts |= {"checks": len(RETURN_HEADINGS), "log": len(LOG_FIELDS), "conflicts": len(CONFLICT_FIELDS)}
    counts |= {tab: len(data[tab]["headings"]) for tab in ("roles", "lists", "guidance")}
    for tab, count in counts.items():
        if len(data["widths"].get(tab, ())) != count:
            raise AmissError(f"[widths] {tab} must have {count} numbers.")
