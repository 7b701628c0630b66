"""The mark of what stood in a plan when it was signed: the same words later give the same mark."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sheetplan.model.course import Signature, SignOff
from sheetplan.model.plans import records
from sheetplan.model.words import Value, is_blank

if TYPE_CHECKING:
    from sheetplan.model.plans import Plan


def signed_mark(plan: Plan, signoff: SignOff) -> str:
    """The mark of a sign-off as it stands: who signed when, and what stands in the fields that it covers.

    The order of rows, spaces, line breaks and other columns make no difference.

    Returns:
        Sixteen signs for the signature, a hyphen, sixteen for what was signed; empty without both name and date, or
        where the sign-off covers nothing.
    """
    signature = _signature(plan, signoff)
    if signature is None or not signoff.covers or is_blank(signature.name) or is_blank(signature.day):
        return ""
    return f"{_short([_plain(signature.name), _plain(signature.day)])}-{_short(_covered(plan, signoff))}"


def changed_since(before: str, now: str) -> bool:
    """Whether what was signed is another than it was, under the same signature."""
    return bool(before and now) and before != now and before.partition("-")[0] == now.partition("-")[0]


def _signature(plan: Plan, signoff: SignOff) -> Signature | None:
    return next((one for one in plan.signatures if one.field == signoff.field), None)


def _covered(plan: Plan, signoff: SignOff) -> list[list[str]]:
    rows = [
        [_plain(row.get(name)) for name in signoff.covers]
        for frame in (plan.actions, plan.archived)
        for row in records(frame)
    ]
    return sorted(row for row in rows if any(row))


def _plain(value: Value) -> str:
    if is_blank(value):
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())


def _short(content: object) -> str:
    from hashlib import sha256  # only a plan that is signed pays for it

    return sha256(repr(content).encode()).hexdigest()[:16]
