"""New: an empty plan of a kind, painted for people to fill in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sheetplan import template as rooms
from sheetplan.model import SheetplanError
from sheetplan.workbook import paint, save


def new(template: str, file: Path, *, title: str, organisation: str, plan_id: str, today: date) -> None:
    """Paint an empty plan.

    Args:
        template: a template's name, or its .toml file.
        file: where to write it; it must not be there yet.
        title: what the plan is called.
        organisation: whose it is.
        plan_id: the id that travels inside the workbook.
        today: the day on which it is made.

    Raises:
        SheetplanError: there is no such template, or the file cannot be written or is already there.
    """
    kind = rooms.load(template)
    if file.suffix.casefold() != ".xlsx":
        raise SheetplanError(f"{file.name} must end in .xlsx.", f"Call it {file.with_suffix('.xlsx').name}.")
    data = paint.plan(kind, title=title, organisation=organisation, plan_id=plan_id, created=today)
    save.write_new(data, file)
