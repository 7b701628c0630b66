"""What stands on the tabs of a workbook of reminders, as rows of plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sheetplan.model import Assigned, OpenPlan, Reminders, long_day, many
from sheetplan.workbook.report_rows import Row, text

COMING = "Coming"
NO_ADDRESS = "no address"
_WHOLE_BATCH = "all"
_SHOWN = 240
"""Characters of an action's text that are shown."""


def plan_of(plan: OpenPlan) -> str:
    """What a plan is called."""
    return plan.called


def goes_to(one: Assigned) -> str:
    """To whom an action goes by the step that it has come to; what is to be done stands in the notes."""
    step = one.plan.step(one.action)
    return "nobody yet" if step is None else step.to or one.plan.words.texts["owner"][0]


def cut(action: str) -> str:
    """What an action is about, cut at a word where it is long: the plan has it whole."""
    return action if len(action) <= _SHOWN else f"{action[:_SHOWN].rsplit(' ', 1)[0]} …"


def settled(found: Reminders) -> list[Row]:
    """What has to be settled, and who has sent nothing or what cannot be read."""
    rows: list[Row] = [
        [text(one.about), text(one.plan or _WHOLE_BATCH), text(one.ref or "none"), text(one.found), text(one.fix)]
        for one in found.to_settle
    ]
    for line in found.not_sent:
        due = f"due {long_day(line.due)}" if line.due is not None else "no day was set"
        whom = f"Ask {line.contact}." if line.contact else "Ask for it."
        rows.append(["Not received", text(line.organisation), "none", f"No plan has come; {due}.", text(whom)])
    for refusal in found.refused:
        fix = refusal.fix or "Ask for it again."
        rows.append(["Could not be read", text(refusal.path), "none", text(refusal.reason), text(fix)])
    return rows


def notes(found: Reminders) -> Iterator[Row]:
    """How the workbook is to be read, and what it was made of."""
    yield [
        "Position date",
        f"All figures are of {long_day(found.day)}, unless it is said below that a plan has another.",
    ]
    if found.only:
        yield ["Only some owners", text(f"This is about {', '.join(found.only)} alone.")]
    yield from _MEANINGS
    soon = {plan.words.coming_days for plan in found.plans}
    if soon:
        days = " or ".join(map(str, sorted(soon)))
        yield [
            "Coming",
            f"Not due soon, but within {days} days. What is due later is not listed, and is in the calendars.",
        ]
    yield from _steps(found)
    for plan in found.plans:
        version = f"version {plan.version}" if plan.version else "no version yet"
        said = (
            f"{plan.template}, position at {long_day(plan.day)}, {version}, {many(len(plan.actions), 'open action')}."
        )
        yield ["Plan", text(f"{plan.called} ({plan.file}): {said}")]
    yield from (["Also", text(sentence)] for sentence in found.said)
    passed = Counter(reason for _, reason in found.passed_over)
    yield from (
        ["Passed over", text(f"{many(number, 'file')}: {reason}.")] for reason, number in sorted(passed.items())
    )


_MEANINGS: tuple[Row, ...] = (
    ("Overdue", "Past its due date on the position date; days late count from it."),
    (
        "Days late since then",
        "Since the date first agreed, where the plan's Change log knows it; a moved date hides none.",
    ),
    (
        "Step and Goes to",
        "What an overdue action has come to; each step of each kind of plan stands below. 0 is none yet.",
    ),
    ("Due soon", "Due within the number of days that the plan's template gives, the position date included."),
    ("Shared with", "An action of two owners stands under both. It is one action: do not add these rows up."),
    (
        "Messages",
        "Ongoing actions and those without a due date are counted there. Text longer than its row shows is whole.",
    ),
    (
        "Meeting notes",
        "For a meeting, or for a talk with one owner: filter Owner. sheetplan sync PLAN FILE brings it home.",
    ),
    (
        "Notes in the plan",
        "Each is added below what stands there, with the name and the day that are entered above the table.",
    ),
)


def _steps(found: Reminders) -> Iterator[Row]:
    """The steps of each kind of plan."""
    for plan in {plan.template: plan for plan in found.plans}.values():
        for number, step in enumerate(plan.words.escalation, start=1):
            to = step.to or plan.words.texts["owner"][0]
            days = many(step.after_days, "day")
            yield [text(f"Step {number}, {plan.template}"), text(f"From {days} overdue: {to}. {step.words}")]
