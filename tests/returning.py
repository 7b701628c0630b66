"""Batches for tests: files checked on a day, as they are given to what writes the returned copies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sheetplan.model import Batch, Expected, Register, Submission
from sheetplan.walks.check import check

TODAY = date(2026, 10, 31)
EXPECTED = Expected(
    organisation="Training network",
    template=None,
    due=date(2026, 10, 30),
    contact="Main contact",
    reply_by=date(2026, 11, 30),
    reply_to="plans@office.example",
)
CONSEQUENCE = "The committee is told that no plan was received."


def batch(*paths: Path, today: date = TODAY, as_of: date | None = None, **more: Any) -> Batch:
    """What was sent, checked, with a register that expects each; `more` are other fields of every submission."""
    checked = check(paths, today=today, as_of=as_of)
    submissions = [
        Submission(
            path=path,
            organisation=EXPECTED.organisation,
            known_by="the register says so",
            expected=EXPECTED,
            judged=tuple(one for one in checked.plans if one.plan.path == path),
            refused=next((one for one in checked.refused if one.path == str(path)), None),
            saved=None,
            sha256="",
        )
        for path in paths
    ]
    register = Register(Path("register.xlsx"), (EXPECTED,), CONSEQUENCE)
    return Batch(checked, tuple(replace(one, **more) for one in submissions), register)
