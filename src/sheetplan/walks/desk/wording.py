"""What is typed into a desk's workbook, taken for what it means: kinds of plan and files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sheetplan import template
from sheetplan.model import SheetplanError, folded
from sheetplan.model.desks import BOOK, Settings

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


def _plain(text: str) -> str:
    """A kind's name without signs, and without the words that every kind ends with."""
    return "".join(letter for letter in folded(text) if letter.isalnum()).removesuffix("plan").removesuffix("action")
