"""Months for tests: how plans stood at two months' ends, made of small text tables, and the report on them.

A table's first line names what its columns hold: `ref`, `text`, `owner`, `status`, `due`, `first`, `achieved`, `typed`,
`where`, `moved` (how often), `reason` (any mark), `differs` (any mark). What it leaves out is something sensible. Days
overdue are counted from `due` to the position date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import batches
from plans import rows
from sheetplan import rollup
from sheetplan.model import (
    ActionState,
    Batch,
    Figure,
    Line,
    PlanFacts,
    PlanSeen,
    PlanState,
    Rollup,
    Status,
    Value,
    months,
)

AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 30)
TODAY = date(2026, 11, 3)
RAG = (("Overdue", "Red"), ("Complete", "Blue"))


def state(day: date, table: str = "ref", version: str = "0.1", **more: object) -> PlanState:
    """A plan in a version, on that version's position date."""
    seen: dict[str, int] = {}
    return PlanState(day, version, tuple(_action(row, day, seen) for row in rows(table)), **more)  # type: ignore[arg-type]  # as its fields


def _action(row: Mapping[str, Value], day: date, seen: dict[str, int]) -> ActionState:
    ref, due, first = str(row.get("ref") or ""), row.get("due"), row.get("first")
    text, owner, status = str(row.get("text") or f"Do {ref}"), str(row.get("owner") or ""), str(row.get("status"))
    assert due is None or isinstance(due, date)
    if "status" not in row:
        status = str(Status.NO_DUE_DATE if due is None else Status.OVERDUE if due < day else Status.NOT_YET_DUE)
    achieved = row.get("achieved")
    assert achieved is None or isinstance(achieved, date)
    assert first is None or isinstance(first, date)
    return ActionState(
        key=months.key(ref, text, seen),
        ref=ref,
        text=text,
        owner=owner,
        owners=tuple(owner.split("/")) if owner else (),
        where=str(row.get("where") or months.IN_PLAN),
        status=status,
        days_overdue=(day - due).days if status == Status.OVERDUE and due is not None else None,
        due=due,
        first_agreed=first or due,
        times_moved=int(str(row.get("moved") or 0)),
        has_reason=row.get("reason") is not None,
        achieved=achieved,
        typed=str(row.get("typed") or ""),
        disagrees=row.get("differs") is not None,
    )


def came(
    organisation: str,
    now: PlanState | None,
    before: PlanState | None = None,
    *,
    file: str = "",
    compared: bool = False,
    **more: object,
) -> rollup.Came:
    """One plan table of one file, with what it gives for a month. `more`: of its facts, or of what was seen."""
    name = file or f"{organisation.casefold()}.xlsx"
    facts: dict[str, object] = {
        "template": "peer-review",
        "organisation": organisation,
        "known_by": "the workbook says so",
        "plan_id": "",
        "version": now.version if now is not None else "",
        "position": now.day if now is not None else None,
        "saved": None,
        "sha256": name,
        "content": name,
        "sheet": "Action plan",
        "sheet_names": ("Action plan",),
        "return_name": "",
        "older_template": "",
        "phased": (),
    }
    seen: dict[str, object] = {"title": "Peer review", "compared": compared, "rag": RAG, "due_soon_days": 31}
    given = {key: more.pop(key) for key in list(more) if key in facts}
    known = PlanSeen(PlanFacts(**facts | given), now=now, before=before, **seen | more)  # type: ignore[arg-type]  # as their fields
    path = Path("plans") / name
    return rollup.Came(batches.sent(str(path), organisation), organisation, path.stem, path.stem, known)


def month(
    *plans: rollup.Came, last: date = OCTOBER, today: date = TODAY, batch: Batch | None = None, **asked: object
) -> Rollup:
    """The report on a month."""
    days = rollup.days(last, today)
    return rollup.of(batch or batches.batch(), plans, rollup.Asked(days, **asked))  # type: ignore[arg-type]  # as its fields


def refs(report: Rollup, at: Sequence[int]) -> list[str]:
    """The refs of these rows of All actions."""
    return [months.value(report.actions[number], "ref") for number in at]


def row(report: Rollup, ref: str) -> dict[str, object]:
    """What All actions says of the action with this ref."""
    (found,) = (one for one in report.actions if months.value(one, "ref") == ref)
    return dict(zip(months.FIELDS, found, strict=True))


def number(line: Line, figure: Figure) -> int:
    """How many actions of a line a figure counts."""
    return line.counts.get(figure.name, 0)
