"""Adopt: reads somebody's own workbook, says what was understood, and drafts the template that it needs."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from sheetplan import adopt as room
from sheetplan import status
from sheetplan import template as templates
from sheetplan.model import Adopted, SheetplanError, Template, is_blank
from sheetplan.walks import understand
from sheetplan.workbook import foreign, outline, read, save

_TABLES = ".toml"


def adopt(
    file: Path,
    *,
    today: date,
    output: Path | None = None,
    sheet: str | None = None,
    vocabulary: Path | None = None,
) -> Adopted:
    """Understand a workbook, and write the template that was drafted for it.

    Args:
        file: somebody's own workbook; it is only read.
        today: the calendar day, on which its actions are counted.
        output: where to write the template; it must not be there yet. None writes nothing.
        sheet: the sheet that is meant; None to choose.
        vocabulary: a file with words of somebody's own, in another language for instance.

    Raises:
        SheetplanError: the workbook cannot be read, holds no plan or several that could be meant; or the template
            cannot be written or is already there.
    """
    if output is not None and output.suffix.casefold() != _TABLES:
        raise SheetplanError(f"{output.name} must end in {_TABLES}.", f"Call it {output.with_suffix(_TABLES).name}.")
    words = templates.vocabulary(vocabulary)
    drafted = room.of(file.name, outline.views(file), words, sheet)
    in_word = foreign.is_word(file)
    name, title = _name(output or file), _title(file)
    text = room.toml(drafted, words, name=name, title=title, source=file.name, named=not in_word)
    adopted = _read_with(Adopted(file, drafted, text, in_word=in_word), today)
    if output is None:
        return adopted
    save.write_new(text.encode(), output)
    return replace(adopted, written=output)


def _read_with(adopted: Adopted, today: date) -> Adopted:
    """The rows as `check` reads them with that template."""
    drafted = adopted.drafted
    template = templates.parse(adopted.toml, "drafted")
    try:
        found = read.plans_in(read.opened(adopted.path), (template,), drafted.sheet)
    except SheetplanError as problem:
        return replace(adopted, cannot_read=str(problem))
    plan = understand.understood(
        next((p for p in found if p.layout.heading_rows[-1] >= drafted.heading_rows[0]), found[0])
    )
    standing = understand.on_day(status.settle_due(plan, None), today)
    return replace(
        adopted,
        action_rows=tuple(plan.actions["at_rows"]),
        other_rows=plan.uncounted,
        rows_beside=plan.beside,
        name_sheet=_must_name_sheet(adopted.path, template),
        assumed=tuple(one for one in plan.assumed if not is_blank(one.text)),
        statuses=standing.counts(),
    )


def _must_name_sheet(path: Path, template: Template) -> bool:
    """Whether two tables of the workbook fit the template so well that people have to say which is the plan."""
    try:
        read.plans_in(read.opened(path), (template,))
    except SheetplanError:
        return True
    return False


def _name(path: Path) -> str:
    """A word that people can type, and that no packaged template has."""
    name = re.sub(r"[^a-z0-9]+", "-", path.stem.casefold()).strip("-") or "own-plan"
    return f"own-{name}" if name in templates.names() else name


def _title(path: Path) -> str:
    words = " ".join(path.stem.replace("_", " ").split())
    return words[:1].upper() + words[1:]
