"""What became of a Word document, for a person and for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sheetplan.model import Imported, InDocument, many, shown
from sheetplan.render.data import plain
from sheetplan.render.phrases import cut
from sheetplan.render.safe import as_json, printable

_LISTED = 12
"""Paragraphs that are listed one by one; the rest of a report is counted."""


def import_text(imported: Imported) -> str:
    """What `import` prints for a person; with a dry run, what would become of it."""
    return "\n".join(map(printable, _lines(imported))) + "\n"


def _lines(imported: Imported) -> Iterator[str]:
    plan = imported.plan
    made = "would be made" if imported.dry_run else "made"
    tables = ", ".join(map(str, imported.tables))
    where = f"table{'s' if len(imported.tables) > 1 else ''} {tables}"
    count = many(len(plan.actions), "action")
    yield f"{imported.output.name}: {made} from {imported.path.name}, {where}: {plan.template.name} plan, {count}"
    yield from (f"  {label}: {cut(shown(value))}" for label, value in imported.cover.items())
    if plan.people:
        yield f"  Role codes: {', '.join(plan.people)}"
    for name, tab in plan.tabs.items():
        if tab.rows:
            yield f"  {plan.template.tab(name).sheet} tab: {many(len(tab.rows), 'line')}"
    yield from (f"  {sentence}" for sentence in imported.said)
    if imported.assumed:
        yield ""
        yield "Read as"
        yield from map(_at, imported.assumed)
    if imported.left:
        yield ""
        yield "Not taken over"
        yield from _left(imported.left)
    yield ""
    if imported.dry_run:
        yield "Nothing was written (dry run)."
    else:
        kind = f' --template "{imported.template}"' if imported.template else ""
        yield "Look through it and put right what is wrong; update then reads the due dates:"
        yield f'  sheetplan check "{imported.output.name}"{kind}'
        yield f'  sheetplan update "{imported.output.name}"{kind}'


def _left(left: Sequence[InDocument]) -> Iterator[str]:
    inside = [one for one in left if one.table is not None]
    outside = [one for one in left if one.table is None]
    yield from map(_at, (*inside, *outside[:_LISTED]))
    if len(outside) > _LISTED:
        yield f"  and {many(len(outside) - _LISTED, 'paragraph')} more outside the tables"


def _at(one: InDocument) -> str:
    if one.table is None:
        return f"  {one.text}"
    where = f"table {one.table}" if one.row is None else f"table {one.table}, row {one.row}"
    return f"  {where}: {one.text}"


def import_json(imported: Imported) -> str:
    """The same for other programs; days as 2026-10-31, what is unknown as null."""
    plan = imported.plan
    data: dict[str, Any] = {
        "path": str(imported.path),
        "written": None if imported.dry_run else str(imported.output),
        "template": plan.template.name,
        "tables": list(imported.tables),
        "actions": [ref or None for ref in plan.actions["at_ref"]],
        "cover": {label: plain(value) for label, value in imported.cover.items()},
        "role_codes": dict(plan.people),
        "tabs": {name: len(tab.rows) for name, tab in plan.tabs.items()},
        "assumed": [{**_place(one), "code": one.code, "ref": one.ref, "text": one.text} for one in imported.assumed],
        "left": [{**_place(one), "text": one.text} for one in imported.left],
        "said": list(imported.said),
        "dry_run": imported.dry_run,
    }
    return as_json(data)


def _place(one: InDocument) -> dict[str, int | None]:
    inside = one.table is not None
    return {"table": one.table, "row": one.row if inside else None, "paragraph": None if inside else one.row}
