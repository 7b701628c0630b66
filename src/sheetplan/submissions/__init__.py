"""Plans of many organisations: whose each file is, what is late or missing or came twice, what is waived or fixed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from sheetplan.model import (
    Batch,
    Checked,
    Earlier,
    Phased,
    Register,
    Submission,
    SubmissionWords,
    Waiver,
)
from sheetplan.submissions.compared import Before, compare
from sheetplan.submissions.drafts import draft, facts, refused
from sheetplan.submissions.expected import Against, with_kinds
from sheetplan.submissions.names import Names
from sheetplan.submissions.twice import twice
from sheetplan.submissions.waived import Waivers

__all__ = ["compare", "draft", "facts", "of", "refused", "stem", "with_kinds"]


def of(
    drafts: Sequence[Submission],
    *,
    words: SubmissionWords,
    codes: Collection[str],
    day: date,
    today: date,
    register: Register | None = None,
    waivers: Sequence[Waiver] = (),
    earlier: Sequence[Earlier] = (),
    passed_over: Sequence[tuple[str, str]] = (),
    said: Sequence[str] = (),
) -> Batch:
    """All that came, held against the register, the waivers and what was sent back earlier.

    Args:
        drafts: one for each file, as `draft` and `refused` make them.
        words: how organisations and copies are named.
        codes: the rules that there are.
        day: the day as of which this is wanted: of lateness, and of the waivers that hold.
        today: the calendar day.
        register: who was to send a plan; its kinds of plan are names of templates (`with_kinds`).
        waivers: what is not asked of somebody for a while.
        earlier: what was sent back earlier.
        passed_over: (path, reason) of what was not looked at.
        said: what is known already that a person should know.

    Returns:
        The batch. Its `said` does not repeat what `register.said` says, nor which waivers have ended or are not needed:
        `waivers` has them all, and each file those that were used.
    """
    names = Names(words)
    against = Against(drafts, register, names, day)
    if earlier:
        before = Before(earlier, against.submissions, names)
        against.submissions = tuple(_compared(one, before.of(one)) for one in against.submissions)
    held = Waivers(waivers, day, codes, names)
    done = {one.path: held.taken_out(one) for one in against.submissions}
    submissions = tuple(done.values())
    pairs, newer_by = twice(submissions, names)
    return Batch(
        checked=_checked(submissions, day, today, passed_over),
        submissions=submissions,
        register=register,
        not_sent=against.not_sent,
        late=tuple((done[one.path], days) for one, days in against.late),
        twice=pairs,
        newer_by=newer_by,
        other_template=tuple(done[one.path] for one in against.other_template),
        waivers=tuple(waivers),
        phased=_phased(submissions),
        said=tuple(dict.fromkeys((*said, *against.said, *_empty(submissions), *held.said))),
    )


def stem(name: str, words: SubmissionWords) -> str:
    """What a file is called without its ending, and without what says that it is a copy.

    Args:
        name: its name without the ending.
        words: how copies are named.
    """
    return Names(words).stem(name)


def _empty(submissions: Sequence[Submission]) -> list[str]:
    """Plans in which there is nothing to be found wrong, for want of actions."""
    return [
        f'{one.path.name}: the plan on the sheet "{known.sheet}" holds no actions. Ask whether it was sent too soon.'
        for one in submissions
        for known in one.facts
        if not known.actions
    ]


def _compared(submission: Submission, before: Earlier | None) -> Submission:
    if before is None or submission.refused is not None:
        return submission
    return replace(submission, compared=compare(before, submission))


def _checked(
    submissions: Sequence[Submission], day: date, today: date, passed_over: Sequence[tuple[str, str]]
) -> Checked:
    judged = chain.from_iterable(one.judged for one in submissions)
    unread = (one.refused for one in submissions if one.refused is not None)
    return Checked(day, tuple(judged), tuple(unread), tuple(passed_over), today)


def _phased(submissions: Sequence[Submission]) -> tuple[Phased, ...]:
    """The rules that only advise on the day of some plan, each once for its template."""
    found = {
        Phased(code, known.template, since): None
        for submission in submissions
        for known in submission.facts
        for code, since in known.phased
    }
    return tuple(found)
