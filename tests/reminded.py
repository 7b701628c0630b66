"""Reminders for tests, made of small text tables: plans with what is open in them, and all that comes of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from plans import plan
from sheetplan import reminders
from sheetplan.model import Expected, OpenPlan, Refusal, Reminders

DAY = date(2008, 2, 29)
TABLE = """
action | timescale | responsibility | achieved
1. Write the protocol | By 31 Jan 2008 | PM |
2. Teach it | By 20 Feb 2008 | PM/MQC |
3. Tell everybody | By 15 Mar 2008 | MQC |
4. Look at it again | By 30 Apr 2008 | PM |
5. Plan the next round | By 31 Oct 2008 | PM |
6. Keep it going | Ongoing | RF |
7. Find a room | When one is free | RF |
8. Order the chairs | By 1 Dec 2007 | |
9. Thank the hosts | By 31 Dec 2007 | MQC | 20 Dec 2007
10. Ask the board | By 1 Jan 2008 | XY |
"""


def opened(table: str = TABLE, path: str = "plan.xlsx", *, on: date = DAY, **more: Any) -> OpenPlan:
    """What is open in a plan of these actions, on the day; it is called after its file."""
    facts = {name: more.pop(name) for name in ("organisation", "called") if name in more}
    made = plan(table, on=on, path=Path(path), **more)
    called = facts.pop("called", Path(path).stem)
    return replace(reminders.of_plan(made, on), called=called, file=path, **facts)


def of(*plans: OpenPlan, only: Sequence[str] = (), **more: Any) -> Reminders:
    """All that comes of these plans."""
    owners, nobody = reminders.by_owner(plans, only)
    return Reminders(
        day=DAY,
        owners=owners,
        nobody=nobody,
        passed_on=reminders.passed_on(plans),
        to_settle=reminders.to_settle(plans, owners, nobody),
        plans=plans,
        only=tuple(only),
        **more,
    )


def kept(table: str = TABLE, path: str = "plan.xlsx", **more: Any) -> OpenPlan:
    """The same of a plan that has a version, so that notes on it can come home."""
    return opened(table, path, plan_id="0123456789abcdef", version="0.3", **more)


def everything() -> Reminders:
    """All that can be in a workbook of reminders."""
    evil = "action | timescale | responsibility\n=1+1 | By 1 Feb 2008 | @Lee\n-2. Minus | By 2 Feb 2008 | -Kim\n"
    evil += "3. {closing} and {day} | By 3 Feb 2008 | =Sam\n4. https://example.org | By 4 Feb 2008 | PM"
    form = opened("finding\nNo plan for staff absence", "form.xlsx", kind="quality-mark")
    return of(
        kept(addresses={"PM": "pm@example.org"}, organisation="Parish Clinic"),
        opened(evil, "=evil.xlsx", called="=evil"),
        form,
        refused=(Refusal("damaged.xlsx", "damaged.xlsx is damaged.", "Ask for it again."),),
        passed_over=(("old.xlsx", "a workbook of reminders"),),
        not_sent=(Expected("Branch Practice", None, date(2008, 2, 17), "the secretary"), Expected("Area Network")),
        said=("One register line is double.",),
    )


def nothing() -> Reminders:
    """No plan at all."""
    return of()
