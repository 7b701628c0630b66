"""What a template says in reminders, and the page on which notes are taken, as TOML holds them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from sheetplan.model import REMINDER_TEXTS, Escalation, MeetingWords, ReminderWords
from sheetplan.template import tabs
from sheetplan.template.shape import AmissError, is_a, shaped, words

_DAYS = ("coming_days", "alarm_days")
PART: Mapping[str, type] = {
    **dict.fromkeys(REMINDER_TEXTS, object),
    **dict.fromkeys(_DAYS, int),
    "escalation": list,
    "notes_field": str,
}
"""The words of a template's `[remind]`."""
_STEP = {"after_days": int, "to": str, "role": str, "words": str}
_NAMED = re.compile(r"\{([^{}]*)\}")
_PAGE = dict.fromkeys(("taken_by", "held_on", "column", "done", "new_due"), str) | {"tab": list}
_FIELDS = (
    "owner",
    "plan",
    "ref",
    "action",
    "stands",
    "due",
    "so_far",
    "notes",
    "done",
    "new_due",
    "version",
    "plan_id",
)
"""What the columns of the page are for."""


def words_of(table: Mapping[str, Any], narrative: Collection[str]) -> ReminderWords:
    """What reminders say.

    Args:
        table: the template's part, of its shape, laid over what all templates share.
        narrative: the plan's fields in which people add to what others wrote.

    Raises:
        AmissError: what is wrong with it.
    """
    texts = {key: _forms(key, table[key]) for key in REMINDER_TEXTS}
    for key in _DAYS:
        if table[key] < 0:
            raise AmissError(f'[remind] "{key}" must not be less than 0.')
    notes = table.get("notes_field")
    if notes and notes not in narrative:
        raise AmissError(f'[remind] notes_field: "{notes}" must be a [[column]] with narrative = true.')
    return ReminderWords(texts, _steps(table["escalation"]), table["coming_days"], table["alarm_days"], notes)


def meeting_words(data: Mapping[str, Any]) -> MeetingWords:
    """The page on which notes are taken, as the packaged file describes it.

    Args:
        data: its TOML.

    Raises:
        AmissError: what is wrong with it.
    """
    shaped(data, _PAGE, "the file")
    (tab,) = tabs.tabs(data["tab"], (), ())
    if tuple(column.field for column in tab.columns) != _FIELDS:
        raise AmissError(f"the page's columns must be {', '.join(_FIELDS)}.")
    return MeetingWords(tab, **{key: value for key, value in data.items() if key != "tab"})


def _forms(key: str, value: Any) -> tuple[str, ...]:
    """One text, or two: for one, and for any other number."""
    where = f"[remind] {key}"
    forms = (value,) if isinstance(value, str) else words(value, where)
    if len(forms) not in (1, 2) or not all(form.strip() for form in forms):
        raise AmissError(f"{where} must be a text, or two of them: for one, and for any other number.")
    for form in forms:
        for name in _NAMED.findall(form):
            if name not in REMINDER_TEXTS[key]:
                known = ", ".join(f"{{{one}}}" for one in REMINDER_TEXTS[key]) or "none"
                raise AmissError(f"{where} has {{{name}}}, which stands for nothing there. Known: {known}.")
    return forms


def _steps(tables: list[Any]) -> tuple[Escalation, ...]:
    found: list[Escalation] = []
    for i, table in enumerate(tables, start=1):
        where = f"[[remind.escalation]] {i}"
        shaped(table, _STEP, where, optional={"to", "role"})
        if not is_a(table["after_days"], int) or table["after_days"] < 1:
            raise AmissError(f'{where}: "after_days" must be 1 or more.')
        if found and table["after_days"] <= found[-1].after_days:
            raise AmissError(f'{where}: "after_days" must be more than in the step before it.')
        if not table["words"].strip():
            raise AmissError(f'{where}: "words" must say what is to be done.')
        found.append(Escalation(**table))
    return tuple(found)
