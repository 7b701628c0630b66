"""The words of a desk: what is typed into its workbook is taken for what it means, and what is said fits a desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sheetplan import template
from sheetplan.model import SheetplanError, folded
from sheetplan.model.desks import BOOK, TITLES, Job, Settings

_SETTING = f"under Templates in use in {BOOK}"
_AT_A_DESK = tuple(
    (re.compile(found), said)
    for found, said in (
        (r"with --as-of\b", f"as the Position date in {BOOK}"),
        (r"with --template\b", _SETTING),
        (r"Name the one that is meant: (--template .*)", f"Name the one that is meant {_SETTING}: \\1"),
        (r"Name the sheet of the plan with --sheet, or save", "Save"),
        (r"Name the sheet that is meant: (--sheet .*)", "Leave only the one that is meant in the workbook: \\1"),
        (r"Name the sheet of the plan with --sheet\b|name (?:it|one of them) with --sheet\b", "leave only one in it"),
        (r"--(?:template|sheet) ", ""),
        (r"\b([Rr])un update(?: on it)?(?: again| there| on the plan first)?\b", r"\1un the shortcut again"),
        (r"\bthe next update\b", f'the next "{TITLES[Job.UPDATE]}"'),
    )
)
"""Words about commands, and what is said where there are shortcuts."""
_KINDS_OF_REGISTER = (".xlsx", ".csv", ".xlsm", ".xls", ".ods")


def template_named(desk: Path, typed: str) -> str | None:
    """The name or file of the kind of plan that was typed: its name, its title, or a template file of one's own.

    Args:
        desk: where files are looked for.
        typed: what somebody typed.

    Returns:
        None where there is none.
    """
    text = " ".join(typed.split())
    if text.casefold().endswith(".toml"):
        path = desk / text
        return str(path) if path.is_file() else None
    wanted = _plain(text)
    known = template.packaged()
    return next((one.name for one in known if wanted in (_plain(one.name), _plain(one.title))), None)


def templates(desk: Path, settings: Settings) -> Iterator[str]:
    """The kinds of plan in use.

    Raises:
        SheetplanError: one of them is none.
    """
    for typed in settings.templates:
        found = template_named(desk, typed)
        if found is None:
            raise SheetplanError(
                f'{BOOK}: there is no kind of plan called "{typed}".',
                f"Write one of these, or the name of a template file of your own: {', '.join(template.names())}.",
            )
        yield found


def register(desk: Path, settings: Settings) -> str:
    """The register's file; its ending may have been left out.

    Raises:
        SheetplanError: it is not there.
    """
    if not settings.register:
        return ""
    path = desk / settings.register
    tries = [path, *(path.with_name(path.name + ending) for ending in _KINDS_OF_REGISTER)]
    found = next((one for one in tries if one.is_file()), None)
    if found is None:
        raise SheetplanError(
            f"{BOOK}: the register {settings.register} is not there.",
            f"Put it beside {BOOK} and write its name there, or leave the cell empty.",
        )
    return str(found)


def at_a_desk(text: str) -> str:
    """What is said to who works at a terminal, said to who works at a desk."""
    for found, said in _AT_A_DESK:
        text = found.sub(said, text)
    return text


def _plain(text: str) -> str:
    """A kind's name without signs, and without the words that every kind ends with."""
    return "".join(letter for letter in folded(text) if letter.isalnum()).removesuffix("plan").removesuffix("action")
