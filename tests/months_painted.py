"""Months for the tests of the painted report: one with everything in it, an awkward one, one without plans."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import batches
import monthly
from sheetplan import rollup
from sheetplan.model import Expected, Refusal, Register, Rollup, Status

AWKWARD = ("a*", "a~*", "what?", "=1+1", ">5", '<"B" & sons', "Ächz", "ächz", "ACHZ", "don't [ask]", "12", "1.2e1")
"""Names that mean something to a spreadsheet, or that are one and the same to it."""

_BEFORE = """
ref | text                | owner  | due         | status      | achieved
1   | Write the protocol  | PM     | 30 Jun 2026 | Overdue     |
2   | Teach it            | PM/MQC | 31 Aug 2026 | Overdue     |
3   | Order the beds      | RF     |             | No due date |
4   | Visit the homes     | PM     | 31 Oct 2026 | Due soon    |
5   | Measure the waits   | MQC    | 20 Sep 2026 | Complete    | 15 Sep 2026
6   | Ask the families    |        | 31 Dec 2026 | Not yet due |
7   | Publish the minutes | RF     | 15 Sep 2026 | Overdue     |
"""
_NOW = """
ref | text               | owner  | due         | status      | achieved    | first       | moved | typed  | differs
1   | Write the protocol | PM     | 30 Jun 2026 | Overdue     |             |             | 0     | Closed | x
2   | Teach it           | PM/MQC | 15 Nov 2026 | Due soon    |             | 31 Aug 2026 | 1     |        |
3   | Order the beds     | RF     |             | No due date |             |             | 0     | Open   |
4   | Visit the homes    | PM     | 31 Oct 2026 | Complete    | 20 Oct 2026 |             | 0     |        |
5   | Measure the waits  | MQC    | 20 Sep 2026 | Overdue     |             |             | 0     |        |
6   | Ask the families   |        | 31 Dec 2026 | Withdrawn   |             |             | 0     |        |
8   | Repair the alarms  | PM     | 31 Jan 2027 | Not yet due |             |             | 3     |        |
9   | Keep the rota      | PM     |             | Ongoing     |             |             | 0     |        |
"""


def everything() -> Rollup:
    """Six plans of five organisations: compared and not, received and not, begun in the month; one is missing."""
    missing = Expected("Ward Partnership", "peer-review", date(2026, 11, 5), "The manager", row=7)
    register = Register(Path("register.csv"), (missing,))
    refused = Refusal("in/damaged.xlsx", "damaged.xlsx is damaged.", "Ask for it again.")
    checked = replace(batches.batch().checked, refused=(refused,), passed_over=(("in/~$a.xlsx", "a lock file"),))
    batch = replace(batches.batch(), checked=checked, register=register)
    report = monthly.month(*_plans(), batch=batch, by_owner=True)
    return replace(report, missing=(missing,), asked_before=("Agree dates for the 2 actions that have none.",))


def _plans() -> list[rollup.Came]:
    now, before = monthly.state(monthly.OCTOBER, _NOW), monthly.state(monthly.SEPTEMBER, _BEFORE)
    return [
        monthly.came("Parish Clinic", now, before, compared=True, file="parish-1.xlsx", history=_history()),
        monthly.came("Parish Clinic", now, before, compared=True, file="parish-2.xlsx"),
        monthly.came("County Trust", now, before, compared=True),
        monthly.came("District Hospital", before, before, compared=True),
        monthly.came("Area Network", now),
        monthly.came("Region House", monthly.state(monthly.OCTOBER), monthly.state(monthly.SEPTEMBER)),
    ]


def _history() -> tuple[tuple[date, dict[str, int]], ...]:
    days = (date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31))
    return tuple((day, {str(Status.OVERDUE): at, str(Status.NOT_YET_DUE): 6 - at}) for at, day in enumerate(days))


def awkward() -> Rollup:
    """Organisations and owners whose names mean something to a spreadsheet, each with as many actions as its place."""
    return monthly.month(*(_awkward(at, name) for at, name in enumerate(AWKWARD, start=1)), by_owner=True)


def _awkward(at: int, name: str) -> rollup.Came:
    rows = "".join(f"{number} | 30 Jun 2026\n" for number in range(1, at + 1))
    now = monthly.state(monthly.OCTOBER, f"ref | due\n{rows}")
    named = tuple(one._replace(text=f"{name} {one.ref}", owner=name, owners=(name,)) for one in now.actions)
    return monthly.came(name, replace(now, actions=named), file=f"{at}.xlsx", compared=True)


def nothing() -> Rollup:
    """A month without a plan."""
    return monthly.month()
