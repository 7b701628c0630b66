"""What templates say in reminders: slips are told in one line, and the packaged words fit together."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from sheetplan import template
from sheetplan.model import REMINDER_TEXTS, SheetplanError, Template

TEXT = (resources.files("sheetplan") / "templates" / "peer-review.toml").read_text(encoding="utf-8")


def parsed(before: str, after: str) -> Template:
    assert before in TEXT
    return template.parse(TEXT.replace(before, after, 1), "own.toml")


SLIPS = {
    "a name that stands for nothing": ('notes_field = "evaluation"', 'opening = "At {days}"', "{days}, which stands"),
    "too many forms": ('notes_field = "evaluation"', 'overdue = ["a", "b", "c"]', "two of them"),
    "a text that is none": ('notes_field = "evaluation"', "closing = 3", "[remind] closing must hold words"),
    "a word that means nothing": ('notes_field = "evaluation"', 'farewell = "Bye"', '"farewell", which means nothing'),
    "days below nought": ('notes_field = "evaluation"', "alarm_days = -1", "must not be less than 0"),
    "a field in which nobody adds": ('notes_field = "evaluation"', 'notes_field = "achieved"', "narrative = true"),
    "steps out of order": ("after_days = 31", "after_days = 15", "must be more than in the step before it"),
    "a step from no day": ("after_days = 1\n", "after_days = 0\n", "must be 1 or more"),
    "a step that says nothing": ("Remind the owner, and ask what would help.", " ", "must say what is to be done"),
    "a step with a word that means nothing": ('role = "PM"', 'whom = "PM"', '"whom", which means nothing'),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_in_one_line(slip: str) -> None:
    before, after, words = SLIPS[slip]
    with pytest.raises(SheetplanError, match=re.escape(words)) as told:
        parsed(before, after)
    assert "\n" not in str(told.value)


def test_what_a_template_does_not_say_is_as_all_say_it_and_its_steps_replace_theirs() -> None:
    own = parsed('notes_field = "evaluation"', 'subject = "Ours"')
    usual = template.load("peer-review").remind
    assert own.remind.texts == {**usual.texts, "subject": ("Ours",)}
    assert [step.after_days for step in template.load("care-improvement").remind.escalation] == [1, 8, 31]


@pytest.mark.parametrize("name", template.names())
def test_every_packaged_template_has_every_text(name: str) -> None:
    assert set(template.load(name).remind.texts) == set(REMINDER_TEXTS)


def test_the_page_for_notes_is_known_by_words_that_no_packaged_plan_has_all_of() -> None:
    page = {column.heading for column in template.meeting_words().tab.columns}
    for known in template.packaged():
        own = {column.heading for column in known.columns} | {
            h for tab in known.tabs for h in (c.heading for c in tab.columns)
        }
        assert not page <= own
