"""Loads a template: one TOML file, the packaged one of that name or somebody's own, becomes a Template."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence, Set
from importlib import resources
from pathlib import Path
from typing import Any

from sheetplan.model import Column, CoverLine, SheetplanError, Status, Template

_COLUMN = {
    "field": str,
    "heading": str,
    "aliases": list,
    "type": str,
    "required": bool,
    "present": str,
    "choices": list,
    "minimum": float,
    "maximum": float,
    "width": float,
    "prompt": str,
}
_COLUMN_TYPES = ("text", "timescale", "date", "people", "choice", "number")
_COVER_LINE = dict.fromkeys(("field", "label", "type", "prompt", "section"), str)
_TEXT_AND_HEADINGS = {"sheet": str, "headings": list}
_PARTS: Mapping[str, Mapping[str, type]] = {
    "plan": {"sheet": str, "table": str, "ready_rows": int, "ref_from": str, "continued": list, "dates_required": bool},
    "computed": dict.fromkeys(("due", "status", "rag", "days_overdue", "goes_on", "ref"), str),
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
    "log": _TEXT_AND_HEADINGS,
    "roles": _TEXT_AND_HEADINGS | {"codes": dict},
    "rules": {"use": list},
    "lists": _TEXT_AND_HEADINGS,
    "cover": {"sheet": str, "line": list},
    "guidance": _TEXT_AND_HEADINGS | {"line": list},
    "rag": dict.fromkeys(map(str, Status), str),
    "widths": dict.fromkeys(("cover", "computed", "archive", "roles", "lists", "guidance", "history", "log"), list),
}
_OPTIONAL = {"status": {"field"}}
"""Words of a part that may be left out."""
_KINDS = {
    str: "text in quotation marks",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list in square brackets",
    dict: "a table of its own",
}
_TABS = ("plan", "archive", "history", "log", "roles", "lists", "cover", "guidance")
_LONGEST_TAB = 31
_NOT_IN_A_TAB = re.compile(r"[\[\]:*?/\\]|^'|'$")
_CELL = re.compile(r"[a-z]{1,3}[0-9]+|r[0-9]*(c[0-9]*)?|c[0-9]*", re.IGNORECASE)
"""What Excel reads as a cell, a row or a column, whatever it is meant to be."""
_LONGEST_NAME = 200
_LONGEST_HEADING = 240
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_COVER_FIELDS = ("title", "organisation", "version", "report_date")
_TOP = {"name": str, "title": str, "summary": str, "version": int, "column": list, **dict.fromkeys(_PARTS, dict)}


def names() -> tuple[str, ...]:
    """The names of the packaged templates, in alphabetical order."""
    folder = resources.files("sheetplan") / "templates"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def packaged() -> tuple[Template, ...]:
    """All packaged templates, in alphabetical order of their names."""
    return tuple(load(name) for name in names())


def load(name: str) -> Template:
    """The template of this name, or the one that a .toml file describes.

    Args:
        name: a packaged template's name, or the path of a file that ends in .toml.

    Raises:
        SheetplanError: there is no such template, or the file does not describe one; it says which line of the
            template is meant.
    """
    if name.lower().endswith(".toml"):
        path = Path(name)
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as problem:
            raise SheetplanError(
                f"The template {name} is not saved as UTF-8 text.", "Save it again with the encoding UTF-8."
            ) from problem
        except OSError as problem:
            raise SheetplanError(
                f"The template {name} could not be read: {problem.strerror}.", "Check the file's name and place."
            ) from problem
        return parse(text, str(path))
    if name not in names():
        raise SheetplanError(
            f'There is no template called "{name}".',
            f"The templates are: {', '.join(names())}. A template of your own is named by its .toml file.",
        )
    text = (resources.files("sheetplan") / "templates" / f"{name}.toml").read_text(encoding="utf-8")
    return parse(text, name)


def parse(text: str, source: str) -> Template:
    """Turn a template's TOML into a Template.

    Args:
        text: the TOML.
        source: where it came from, for messages.

    Raises:
        SheetplanError: a part is missing, unknown or of the wrong kind.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise SheetplanError(
            f"The template {source} is not written as TOML: {problem}.", "Correct that line."
        ) from problem
    try:
        return _template(data)
    except _AmissError as problem:
        raise SheetplanError(f"The template {source}: {problem}", "Correct the template and try again.") from None


class _AmissError(Exception):
    """What is wrong with a template, in one sentence."""


def _template(data: dict[str, Any]) -> Template:
    _shaped(data, _TOP, "the file")
    for part, kinds in _PARTS.items():
        _shaped(data[part], kinds, f"[{part}]", optional=_OPTIONAL.get(part, set()))
    columns = tuple(_column(table, i) for i, table in enumerate(data["column"], start=1))
    fields = [column.field for column in columns]
    if not columns or len(set(fields)) < len(fields):
        raise _AmissError("each [[column]] needs a field of its own, and there must be at least one.")
    plan, status, archive = data["plan"], data["status"], data["archive"]
    for name in [plan["ref_from"], *status["complete_when"], *filter(None, [status.get("field")])]:
        if name not in fields:
            raise _AmissError(f'"{name}" is named as a field, but no [[column]] has it.')
    if archive["after_days"] != "never" and not (_is(archive["after_days"], int) and archive["after_days"] >= 0):
        raise _AmissError('[archive] "after_days" must be a number of days, or "never".')
    _cover_and_widths(data)
    _names(data, columns)
    _words_and_counts(data, columns)
    return Template(
        name=data["name"],
        title=data["title"],
        summary=data["summary"],
        version=data["version"],
        sheet=plan["sheet"],
        table=plan["table"],
        ready_rows=plan["ready_rows"],
        ref_from=plan["ref_from"],
        continued=tuple(plan["continued"]),
        dates_required=plan["dates_required"],
        columns=columns,
        computed=data["computed"],
        complete_when=tuple(status["complete_when"]),
        status_field=status.get("field"),
        closed_words=tuple(status["closed"]),
        open_words=tuple(status["open"]),
        withdrawn_words=tuple(status["withdrawn"]),
        due_soon_days=status["due_soon_days"],
        rag={word: data["rag"][word] for word in Status},
        archive_sheet=archive["sheet"],
        archive_after_days=None if archive["after_days"] == "never" else archive["after_days"],
        archive_headings={key: archive[key] for key in ("archived_on", "version", "reopen")},
        history_sheet=data["history"]["sheet"],
        history_headings={key: value for key, value in data["history"].items() if key != "sheet"},
        log_sheet=data["log"]["sheet"],
        log_headings=tuple(data["log"]["headings"]),
        roles_sheet=data["roles"]["sheet"],
        roles=data["roles"]["codes"],
        rules=tuple(data["rules"]["use"]),
        lists_sheet=data["lists"]["sheet"],
        cover_sheet=data["cover"]["sheet"],
        cover=tuple(CoverLine(**line) for line in data["cover"]["line"]),
        guidance_sheet=data["guidance"]["sheet"],
        guidance=tuple((line["question"], line["answer"]) for line in data["guidance"]["line"]),
        reopen_choices=tuple(archive["reopen_choices"]),
        roles_headings=tuple(data["roles"]["headings"]),
        lists_headings=tuple(data["lists"]["headings"]),
        guidance_headings=tuple(data["guidance"]["headings"]),
        widths={tab: tuple(widths) for tab, widths in data["widths"].items()},
    )


def _names(data: dict[str, Any], columns: Sequence[Column]) -> None:
    """What formulas and defined names are built of: nothing in it can mean something else there."""
    table, tabs = data["plan"]["table"], [data[part]["sheet"] for part in _TABS]
    for where, name in [('[plan] "table"', table), *(("a field of a [[column]]", column.field) for column in columns)]:
        if not name.isidentifier() or len(name) > _LONGEST_NAME:
            raise _AmissError(f"{where} must be one word of letters, digits and underscores, not {_shown(name)}.")
    if _CELL.fullmatch(table):
        raise _AmissError(f'[plan] "table" must not look like a cell, as {_shown(table)} does.')
    for tab in tabs:
        if not tab.strip() or len(tab) > _LONGEST_TAB or _NOT_IN_A_TAB.search(tab) or _CONTROL.search(tab):
            raise _AmissError(
                f"no tab can be called {_shown(tab)}: Excel allows {_LONGEST_TAB} characters, no line breaks, none of "
                "[ ] : * ? / \\, and no apostrophe at either end."
            )
    if len({tab.casefold() for tab in tabs}) < len(tabs):
        raise _AmissError('each "sheet" needs a name of its own.')
    headings = [column.heading for column in columns] + list(data["computed"].values())
    for part in ("archive", "history"):
        headings += [text for text in data[part].values() if isinstance(text, str)]
    for part in _TABS:
        headings += data[part].get("headings", [])
    for heading in headings:
        if not isinstance(heading, str) or len(heading) > _LONGEST_HEADING or _CONTROL.search(heading):
            raise _AmissError(f"a heading must be text on one line and not too long, which {_shown(heading)} is not.")


def _shown(text: object) -> str:
    """A text as a message quotes it."""
    shown = " ".join(_CONTROL.sub(" ", str(text)).split())
    return f'"{shown[:60]}"'


def _words_and_counts(data: dict[str, Any], columns: Sequence[Column]) -> None:
    """Lists hold words, headings are told apart, numbers make sense."""
    status, archive, plan = data["status"], data["archive"], data["plan"]
    lists = {f"[status] {name}": status[name] for name in ("complete_when", "closed", "open", "withdrawn")}
    lists |= {"[archive] reopen_choices": archive["reopen_choices"], "[plan] continued": plan["continued"]}
    lists |= {"[rules] use": data["rules"]["use"], "[roles.codes]": list(data["roles"]["codes"].values())}
    lists |= {f"[[column]] {column.field}": [*column.aliases, *column.choices] for column in columns}
    for where, words in lists.items():
        if not all(isinstance(word, str) and word.strip() for word in words):
            raise _AmissError(f"{where} must hold words, each in quotation marks.")
    for where in ("[status] withdrawn", "[archive] reopen_choices"):
        if not lists[where]:
            raise _AmissError(f"{where} must hold at least one word.")
    if plan["ready_rows"] < 1 or status["due_soon_days"] < 0:
        raise _AmissError('"ready_rows" must be 1 or more and "due_soon_days" not less than 0.')
    headings = [column.heading.casefold() for column in columns]
    if len(set(headings)) < len(headings):
        raise _AmissError("each [[column]] needs a heading of its own.")
    ours = next((column.field for column in columns if column.field.startswith("at_")), None)
    if ours is not None:
        raise _AmissError(f'the field "{ours}" begins with at_, which is kept for the program.')


def _cover_and_widths(data: dict[str, Any]) -> None:
    """What a painted workbook can't do without."""
    for i, line in enumerate(data["cover"]["line"], start=1):
        _shaped(line, _COVER_LINE, f"[[cover.line]] {i}", optional={"type", "prompt", "section"})
        if line.get("type", "text") not in ("text", "date"):
            raise _AmissError(f'[[cover.line]] {i}: type "{line["type"]}" is none of text, date.')
    for i, line in enumerate(data["guidance"]["line"], start=1):
        _shaped(line, {"question": str, "answer": str}, f"[[guidance.line]] {i}")
    lines = [line["field"] for line in data["cover"]["line"]]
    for name in _COVER_FIELDS:
        if name not in lines:
            raise _AmissError(f'[[cover.line]] with field "{name}" is missing.')
    tabs = {"cover": 3, "computed": 4, "archive": 3, "history": len(data["history"]) - 1}
    tabs |= {tab: len(data[tab]["headings"]) for tab in ("roles", "lists", "guidance", "log")}
    for tab, count in tabs.items():
        if len(data["widths"].get(tab, ())) != count:
            raise _AmissError(f"[widths] {tab} must have {count} numbers.")


def _shaped(table: Any, kinds: Mapping[str, type], where: str, optional: Set[str] = frozenset()) -> None:
    """Refuse what means nothing here, is missing or of the wrong kind, so that no slip of the pen is passed over."""
    if not isinstance(table, dict):
        raise _AmissError(f"{where} must be {_KINDS[dict]}.")
    unknown = sorted(set(table) - set(kinds))
    if unknown:
        known = ", ".join(sorted(kinds))
        raise _AmissError(f'{where} has "{unknown[0]}", which means nothing there. Known: {known}.')
    for key, kind in kinds.items():
        if key not in table and key not in optional:
            raise _AmissError(f"[{key}] is missing." if kind is dict and kinds is _TOP else f'{where} lacks "{key}".')
        if key in table and not _is(table[key], kind):
            raise _AmissError(f'{where}: "{key}" must be {_KINDS[kind]}.')


def _is(value: object, kind: type) -> bool:
    if isinstance(value, bool):
        return kind in (bool, object)
    return isinstance(value, int | float if kind is float else kind)


def _column(table: Any, position: int) -> Column:
    where = f"[[column]] {position}"
    _shaped(table, _COLUMN, where, optional=set(_COLUMN) - {"field", "heading"})
    for key, words in (("type", _COLUMN_TYPES), ("present", ("always", "optional"))):
        if key in table and table[key] not in words:
            raise _AmissError(f'{where}: {key} "{table[key]}" is none of {", ".join(words)}.')
    if table.get("type") == "choice" and not table.get("choices"):
        raise _AmissError(f'{where}: type "choice" needs its choices.')
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    return Column(**values)
