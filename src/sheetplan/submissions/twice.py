"""Plans of one kind that one organisation sent more than once: which is the newer, and whether they say the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from sheetplan.model import NOTHING_SAYS, Submission, long_day
from sheetplan.submissions.names import Names

Pair = tuple[Submission, Submission, bool]
"""The newer, the older, and whether they are the same."""
Fact = tuple[int, ...]
"""A day as year, month, day, or a version's numbers."""


def twice(submissions: Iterable[Submission], names: Names) -> tuple[tuple[Pair, ...], tuple[str, ...]]:
    """What came more than once.

    Args:
        submissions: all files that came.
        names: how names are compared.

    Returns:
        For each older file of an organisation and kind: the newest, the older, whether they say the same; and for each
        of these how it is known which is the newer.
    """
    groups: defaultdict[tuple[str, str, str], list[Submission]] = defaultdict(list)
    for submission in submissions:
        for kind in dict.fromkeys(known.template for known in submission.facts):
            groups[(*_whose(submission, names), kind)].append(submission)
    pairs: list[Pair] = []
    said: list[str] = []
    seen: set[frozenset[int]] = set()
    for group in groups.values():
        newest = _newest(group)
        for older in group:
            # Two workbooks that hold two plans each are still only two files.
            if older is not newest and (both := frozenset((id(newest), id(older)))) not in seen:
                seen.add(both)
                pairs.append((newest, older, _same(newest, older)))
                said.append(_why(newest, older))
    return tuple(pairs), tuple(said)


def _whose(submission: Submission, names: Names) -> tuple[str, str]:
    """By whom files are the same: the organisation, else the plan's id, else the very file."""
    if submission.organisation:
        return "organisation", names.key(submission.organisation)
    plan_id = submission.facts[0].plan_id
    return ("id", plan_id) if plan_id else ("file", submission.sha256 or str(submission.path))


def _position(submission: Submission) -> Fact | None:
    found = [known.position for known in submission.facts if known.position is not None]
    return _numbers(max(found)) if found else None


def _version(submission: Submission) -> Fact | None:
    numbers = [known.version for known in submission.facts if known.version]
    return max((tuple(map(int, number.split("."))) for number in numbers), default=None)


def _saved(submission: Submission) -> Fact | None:
    return _numbers(submission.saved) if submission.saved is not None else None


def _numbers(day: date) -> Fact:
    return day.year, day.month, day.day


_BY: Sequence[tuple[Callable[[Submission], Fact | None], str]] = (
    (_position, "position date"),
    (_version, "version"),
    (_saved, "last saved"),
)
"""What tells the newer of two, what weighs most first."""


def _newest(group: Sequence[Submission]) -> Submission:
    newest = group[0]
    for other in group[1:]:
        by = _deciding(newest, other)
        if by is not None and by[0] < by[1]:
            newest = other
    return newest


def _deciding(one: Submission, other: Submission) -> tuple[Fact, Fact, str] | None:
    """The first of the facts that both have and that differ."""
    for fact, words in _BY:
        mine, theirs = fact(one), fact(other)
        if mine is not None and theirs is not None and mine != theirs:
            return mine, theirs, words
    return None


def _same(one: Submission, other: Submission) -> bool:
    if one.sha256 and one.sha256 == other.sha256:
        return True
    return [known.content for known in one.facts] == [known.content for known in other.facts]


def _why(newer: Submission, older: Submission) -> str:
    by = _deciding(newer, older)
    if by is None:
        return f"{NOTHING_SAYS} {newer.path.name} and {older.path.name} is the newer."
    mine, theirs = _words(by[0]), _words(by[1])
    return f"{newer.path.name} is newer than {older.path.name}: {by[2]} {mine}, not {theirs}."


def _words(fact: Fact) -> str:
    return long_day(date(*fact)) if len(fact) == len(_numbers(date.min)) else ".".join(map(str, fact))
