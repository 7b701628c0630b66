"""The words of a reminder: what a template says, with what it stands for put in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sheetplan.model import Assigned, OpenAction, OpenPlan, Owner, ReminderWords, long_day

LONGEST = 30_000
"""Characters of a message; a cell holds 32,767, and the rest says what there is no room for."""
_SHOWN = 160
"""Characters of an action's own text that are shown."""
_NAMED = re.compile(r"\{(\w+)\}")


def said(words: ReminderWords, key: str, count: int = 2, **facts: object) -> str:
    """What a template says, with these facts put in for the names in braces.

    Args:
        words: of the template.
        key: which of its texts.
        count: decides between the form for one and that for any other number; it stands for {count} too.
        facts: what the names stand for. What stands in a plan is only put in, never looked at for names.
    """
    forms = words.texts[key]
    known = {"count": count} | facts
    return _NAMED.sub(lambda found: str(known.get(found[1], "")), forms[0 if count == 1 else -1])


def shown_text(text: str) -> str:
    """What an action is about as a sentence of its own, cut at a word where it is long."""
    cut = text if len(text) <= _SHOWN else f"{text[:_SHOWN].rsplit(' ', 1)[0]} …"
    return cut if not cut or cut[-1] in ".!?…" else f"{cut}."


def line(plan: OpenPlan, action: OpenAction) -> str:
    """One action in a message."""
    facts: dict[str, Any] = {
        "plan": plan.called,
        "ref": action.ref or "without a ref",
        "action": shown_text(action.text),
    }
    if action.due is None:
        return said(plan.words, "line_undated", **facts)
    due = f"about {long_day(action.due)}" if action.is_about else long_day(action.due)
    late = action.days_overdue
    key = "line" if late is None else "line_late"
    return said(plan.words, key, late or 2, **facts, due=due, days=late or 0)


def worded(owner: Owner) -> Owner:
    """An owner with the subject and the message that tell them of their actions.

    The words are those of the plan with the worst of them. Somebody for whom nothing is late or due has neither.
    """
    every = (*owner.chased, *owner.later)
    if not owner.chased:
        return owner
    words, day = every[0].plan.words, long_day(every[0].plan.day)
    counts = {"overdue": len(owner.overdue), "due_soon": len(owner.due_soon), "coming": len(owner.coming)}
    subject = said(words, "subject", day=day, **counts)
    return replace(owner, subject=" ".join(subject.split()), message=_message(owner, words, day))


def _message(owner: Owner, words: ReminderWords, day: str) -> str:
    groups = {"overdue": owner.overdue, "due_soon": owner.due_soon, "coming": owner.coming}
    end = [said(words, key, count) for key, count in (("ongoing", owner.ongoing), ("no_date", owner.no_date)) if count]
    end = [*filter(None, ["\n".join(end)]), said(words, "closing")]
    room = LONGEST - sum(map(len, end))
    parts = [said(words, "opening", day=day)]
    for key, theirs in groups.items():
        if theirs:
            head = said(words, key, len(theirs))
            lines = list(fitted([_told(one) for one in theirs], words, room - len(head)))
            room -= len(head) + sum(map(len, lines)) + len(lines)
            parts.append("\n".join([head, *lines]))
    return "\n\n".join([*parts, *end])


def fitted(lines: Sequence[str], words: ReminderWords, room: int) -> Iterator[str]:
    """As many lines as there is room for, and of the rest how many there are."""
    for at, one in enumerate(lines):
        room -= len(one) + 3
        if room < 0:
            yield said(words, "more", len(lines) - at)
            return
        yield f"- {one}"


def _told(one: Assigned) -> str:
    """An action with what is to be known besides, in one line."""
    plan, action, words = one.plan, one.action, one.plan.words
    parts = [line(plan, action)]
    if action.first is not None and action.due is not None and action.first < action.due:
        parts.append(said(words, "first", first=long_day(action.first)))
    late = [stone for stone in action.milestones if stone.due is not None and stone.due < plan.day]
    if action.days_overdue is None:
        for stone in late:
            days = (plan.day - stone.due).days if stone.due is not None else 0
            due = long_day(stone.due) if stone.due is not None else ""
            parts.append(said(words, "reached_late", days, milestone=shown_text(stone.text), due=due, days=days))
        ahead = [stone for stone in action.milestones if stone.due is not None and stone.due >= plan.day]
        if ahead and len(ahead) + len(late) > 1:
            stone = min(ahead, key=lambda stone: str(stone.due))
            due = long_day(stone.due) if stone.due is not None else ""
            parts.append(said(words, "next", milestone=shown_text(stone.text), due=due))
    if one.others:
        parts.append(said(words, "shared", others=" and ".join(one.others)))
    return " ".join(" ".join(parts).split())
