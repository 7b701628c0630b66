"""Every sentence that a person reads about a finding: its level, what was found, and how to put it right."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import NamedTuple

from sheetplan.model import Finding, Level, Place, Plan, a1, shown

_MUST, _CHECK, _INFO = Level.MUST_FIX, Level.CHECK, Level.INFORMATION


class Message(NamedTuple):
    """One way to say one finding; words in braces are filled from the row."""

    level: Level
    found: str
    fix: str


MESSAGES: Mapping[str, Message] = {
    "required": Message(_MUST, "{heading} is blank.", "Enter what belongs there. {prompt}"),
    "required:stage": Message(
        _MUST, "{heading} is blank. It is needed from this stage on: {stage}.", "Enter what belongs there. {prompt}"
    ),
    "choice": Message(_MUST, '"{value}" is not one of the choices for {heading}.', "Choose one of: {choices}."),
    "choice:ref": Message(
        _MUST,
        '"{value}" is not the ref of an action.',
        "Enter the ref as it stands on the {their_sheet} tab, or add the action there.",
    ),
    "choice:of": Message(
        _MUST,
        '"{value}" does not stand under {their_heading} on the {their_sheet} tab.',
        "Enter it as it stands there, or add it there.",
    ),
    "ref-repeated": Message(
        _MUST,
        "Ref {ref} is used more than once, in {places}.",
        "Give one of them a ref of its own, one that no other action has had.",
    ),
    "person-unknown": Message(
        _MUST,
        "{codes} {is_are} not in the role key.",
        "Add {codes} and what {it_stands} for to the role key, or change it to a code in the key: {known}.",
    ),
    "person-unknown:prose": Message(
        _CHECK,
        '{heading} names {codes}, which {is_are} not in the role key: "{value}"',
        "If {codes} is somebody's role, add it to the role key. If not, you do not need to do anything.",
    ),
    "not-a-date": Message(
        _MUST,
        '{heading} has words in it: "{value}".',
        "Enter the date only, for example {example}, in {cell}.",
    ),
    "not-a-date:text": Message(
        _MUST,
        '"{value}" is text, not a date.',
        "Type the day again as a date, for example {example}. If it stays text, choose Date as the cell's format "
        "first.",
    ),
    "not-a-date:position": Message(
        _MUST,
        '{label} is "{value}", which is not a date, so nothing is counted from it.',
        "Type the day again as a date, for example {example}; if it stays text, choose Date as the cell's format "
        "first. Or clear {cell}: then the figures are for today.",
    ),
    "not-a-date:closing": Message(
        _MUST,
        '{heading} has words in it: "{value}".',
        "Enter the day on which it was achieved, as a date. If it is no longer needed, write "
        '"{withdrawn}: " and the reason. If it is not achieved yet, clear {cell}.',
    ),
    "number-range": Message(_MUST, '"{value}" does not fit here.', "Enter a number{range}."),
    "no-due-date": Message(
        _MUST,
        '"{value}" has no date, so this action can never show as overdue.',
        "Enter the day by which it should be done, or the day on which to look at it again.",
    ),
    "no-due-date:blank": Message(
        _MUST,
        "{heading} is blank, so this action can never show as overdue.",
        "Enter the day by which it should be done, or the day on which to look at it again.",
    ),
    "date-impossible": Message(_MUST, "{reason}", "Enter a real date, for example {example}."),
    "date-ambiguous": Message(
        _MUST,
        '"{value}" is text and could mean {day} or {other}.',
        "Type the date again with the month as a word, for example {example}.",
    ),
    "date-ambiguous:words": Message(
        _CHECK,
        '"{value}" has been read as {day}, but could also mean {other}.',
        "If {day} is right, write the month as a word so that nobody reads it otherwise. If not, write {other}.",
    ),
    "date-unlikely": Message(_CHECK, "{reason}", "Check the day, the month and the year in {cell}."),
    "timescale-words": Message(
        _INFO,
        "{reason}",
        "If that is right, you do not need to do anything. If not, write the last day you mean, for example {example}.",
    ),
    "year-inferred": Message(
        _INFO,
        "{reason}",
        "If that is right, you do not need to do anything. If not, write the last day you mean with its year, "
        "for example {example}.",
    ),
    "achieved-future": Message(
        _MUST,
        "{heading} is {value}, which is after today.",
        "Enter the day on which it was achieved. If it is not achieved yet, clear {cell}.",
    ),
    "achieved-before-start": Message(
        _MUST,
        "{heading} is {value}, before the action starts on {start}.",
        "Check both dates. {heading} must be the same as or after the start date in {start_cell}.",
    ),
    "due-before-start": Message(
        _MUST,
        "The action is due on {due}, before it starts on {start}.",
        "Check both dates. The action must be due on or after the day on which it starts.",
    ),
    "closed-contradicted": Message(
        _MUST,
        '{heading} says "{value}", but {achieved_heading} is blank.',
        "Enter the day on which it was achieved in {achieved_cell}, or change {heading} back to open.",
    ),
    "closed-contradicted:milestones": Message(
        _MUST,
        '{heading} says "{value}", but nothing says that the milestone "{milestone}" has been reached{more}.',
        "Enter the day of each milestone on the {their_sheet} tab, or change {heading} back to open.",
    ),
    "closed-contradicted:evidence": Message(
        _MUST,
        '{heading} says "{value}", but {evidence_heading} is blank.',
        "Enter what shows it is done in {evidence_cell}, or change {heading} back to open.",
    ),
    "achieved-no-evidence": Message(
        _MUST,
        "This action has an achieved date but no evidence.",
        "Enter what shows it is done. If it is not done yet, clear the date in {achieved_cell}.",
    ),
    "evidence-vague": Message(
        _CHECK,
        '"{value}" does not say what shows that it is done.',
        "Name each document, record or figure, so that somebody else can find it.",
    ),
    "status-disagrees": Message(
        _CHECK,
        '{heading} says "{value}", but by its dates this action is {computed} on {position}.',
        "Change {heading}, or the date that it disagrees with.",
    ),
    "done-by-format": Message(
        _CHECK,
        "This row is {looks}, but {achieved_heading} is blank. Colour and crossing out are not counted.",
        "If the action is done, enter the date in {achieved_cell}. If it is no longer needed, write "
        '"{withdrawn}: " and the reason there.',
    ),
    "done-by-format:elsewhere": Message(
        _CHECK,
        "This row is {looks}, but nothing says that it is done. Colour and crossing out are not counted.",
        "If the action is done, {how}.",
    ),
    "says-done": Message(
        _CHECK,
        '"{value}" says that it is done, but {achieved_heading} is blank.',
        "If the action is done, enter the date in {achieved_cell}. If not, take the word out.",
    ),
    "says-done:elsewhere": Message(
        _CHECK,
        '"{value}" says that it is done, but nothing else does.',
        "If the action is done, {how}. If not, take the word out.",
    ),
    "due-disagrees": Message(
        _CHECK,
        '{heading} is {value}, but "{words}" has been read as {due}. The typed date is used.',
        "If {value} is right, change {timescale_heading} in {timescale_cell} to say so. If not, clear {cell}.",
    ),
    "due-moved": Message(
        _CHECK,
        "{due_heading} has moved{which} from {before} to {after}. No reason is given.",
        "If the new date is right, add the reason in {reason_cell}. If not, change it back to {before}.",
    ),
    "milestone-overdue": Message(
        _CHECK,
        'The milestone "{milestone}" was due on {due} and nothing says that it has been reached.',
        "If it has been reached, write so beside it. If not, write the new day.",
    ),
    "milestone-overdue:tab": Message(
        _CHECK,
        'The milestone "{milestone}" was due on {due}, {days} ago, and nothing says that it has been reached.',
        "If it has been reached, enter the day on the {their_sheet} tab, where update gives each milestone a line. If "
        "not, write the new day in {cell}.",
    ),
    "milestone-overdue:line": Message(
        _CHECK,
        'The milestone "{milestone}" was due on {due}, {days} ago, and nothing says that it has been reached.',
        "If it has been reached, enter the day in {cell}. If not, write the new day on the {plan_sheet} tab.",
    ),
    "milestone-after-aim": Message(
        _CHECK,
        'The milestone "{milestone}" is due on {due}, after its own aim, which is due on {aim_due}.',
        "Change the milestone to {aim_due} or before, or change the day of the aim.",
    ),
    "waits": Message(
        _CHECK,
        '"{value}" waits for something whose time, {due}, is past.',
        "Enter the day by which it should now be done, or the day on which to look at it again.",
    ),
    "not-counted": Message(
        _CHECK,
        'This row has text in it but was not taken for an action: "{value}"',
        "If it is an action, give it {what_lacks}. If not, you do not need to do anything.",
    ),
    "row-shifted": Message(
        _CHECK,
        "{reason}",
        "Move the cells back under their headings, so that everybody reads them in the same way.",
    ),
    "rows-joined": Message(
        _INFO,
        "{reason}",
        "If that is right, you do not need to do anything. If not, give the lower row a ref of its own.",
    ),
    "heading-read-as": Message(
        _INFO, "{reason}", "If that is right, you do not need to do anything. If not, change the heading."
    ),
    "formula-overtyped": Message(
        _CHECK,
        '{heading} is worked out for you, but "{value}" was put there by hand.',
        "You do not need to do anything: the next update works it out again. To change how the action stands, change "
        "its dates.",
    ),
    "formula-restored": Message(
        _INFO,
        "{heading} is worked out for you, but nothing stands here any more.",
        "You do not need to do anything: the next update puts it back.",
    ),
    "text-as-formula": Message(
        _INFO,
        '"{value}" begins with a sign that Excel takes for a formula. It is text and stays text.',
        "You do not need to do anything. To be safe, put a word before the sign.",
    ),
    "edited-after-signing": Message(
        _MUST,
        "{label} was signed on {signed}, and what was signed has been changed since.",
        "Put back what was signed: it is in the version that was kept then. If the change is meant, ask {who} to sign "
        "again and enter the new date in {cell}.",
    ),
    "signature-missing": Message(_MUST, "{label} is not signed off. {blanks}", "Ask {who} to enter {wanted}."),
    "signature-late": Message(
        _CHECK,
        "{label} was signed on {signed}, {late} late. The last day: {reason}.",
        "Check the date in {cell}. If it is right, tell those who wait for it.",
    ),
    "signature-late:range": Message(
        _CHECK,
        "{label} was signed on {signed}, between {least} and {late} late. The last day is {reason}.",
        "Check the date in {cell}. If it is right, record the steps before it, so that the last day is known.",
    ),
    "deadline-passed": Message(
        _CHECK,
        '"{label}" was due by {due}, and "{event}" is not recorded.',
        "If it has happened, enter its day {where}.{else_late}",
    ),
    "finding-unanswered": Message(
        _MUST,
        '"{value}" has no action in the plan.',
        'Add an action on the {plan_sheet} tab with "{value}" under {plan_heading}.',
    ),
    "finding-reworded": Message(
        _CHECK,
        '{heading} is worded otherwise than in {their_cell} on the {their_sheet} tab: "{words}"',
        "Copy the words from there, and say what you think of them in another column.",
    ),
    "vague": Message(
        _CHECK,
        '{heading} does not say {lacks}: "{value}"',
        "Say what will be done and how everybody will know that it is.",
    ),
    "duplicate-likely": Message(
        _CHECK,
        "This action is nearly the same as {other}.",
        "If they are the same, keep one of them. If not, say in their words what differs.",
    ),
    "cause-missing": Message(
        _CHECK,
        "{heading} says how the present trouble is put right, but not what is done about its cause.",
        "Add what will keep it from happening again, for example a check, a procedure or training.",
    ),
    "lessons-missing": Message(
        _CHECK,
        "This action is closed, but {heading} is blank.",
        "Enter what you would do the same way again, and what not.",
    ),
}

CODES: tuple[str, ...] = tuple(dict.fromkeys(key.partition(":")[0] for key in MESSAGES))
"""Every code that a finding can have."""

_SHOWN = 100
"""Characters of a cell's text that are quoted."""


_QUOTED = ("value", "words", "milestone")
"""Facts that are a cell's own text."""


def quoted(value: object) -> str:
    """A cell's content as it is quoted to people: dates as 30 Nov 2007, long text cut at a word."""
    text = " ".join(shown(value).split())
    return text if len(text) <= _SHOWN else text[:_SHOWN].rsplit(" ", 1)[0] + " …"


def place_of(plan: Plan, field: str | None) -> Place:
    """Where a field stands; what has no column of its own is shown where the action's text is."""
    found = plan.columns.get(field or "") or plan.computed.get(field or "")
    return found or plan.columns[plan.template.ref_from]


class Spot(NamedTuple):
    """The cell that a finding is about."""

    sheet: str
    cell: str
    heading: str
    field: str | None
    ref: str | None


def finding(
    key: str, plan: Plan, row: int, field: str | None, ref: str | None, level: Level | None = None, **facts: object
) -> Finding:
    """A finding at one cell of the plan, in the words of MESSAGES.

    Args:
        key: the code, or code:variant.
        plan: the plan it is about.
        row: the sheet row.
        field: the field whose cell is meant.
        ref: the action's ref.
        level: where it differs from the message's own.
        facts: what fills the words in braces.
    """
    place = place_of(plan, field)
    return said(key, Spot(plan.sheet, a1(row, place.column), place.heading, field, ref), level, **facts)


def said(key: str, spot: Spot, level: Level | None = None, **facts: object) -> Finding:
    """A finding at any cell of the workbook, in the words of MESSAGES.

    Args:
        key: the code, or code:variant.
        spot: the cell it is about.
        level: where it differs from the message's own.
        facts: what fills the words in braces.
    """
    # Of many plans the findings are what stays in memory, and most of them say the same.
    message = MESSAGES[key]
    words: dict[str, object] = {"heading": spot.heading, "cell": spot.cell, "ref": spot.ref, "prompt": ""}
    words |= {name: quoted(value) if name in _QUOTED else shown(value) for name, value in facts.items()}
    return Finding(
        code=sys.intern(key.partition(":")[0]),
        level=level or message.level,
        sheet=sys.intern(spot.sheet),
        cell=sys.intern(spot.cell),
        ref=spot.ref,
        column=spot.field,
        found=sys.intern(message.found.format_map(words).strip()),
        fix=sys.intern(message.fix.format_map(words).strip()),
    )
