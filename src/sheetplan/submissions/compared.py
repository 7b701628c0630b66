"""Compares with what was sent back earlier: what is fixed, still there and new, known by what was wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from sheetplan.model import Compared, Earlier, Finding, Submission
from sheetplan.submissions.names import Names

Key = tuple[str, str, str, str]
"""Sheet (empty for the plan's own), what it is about, field, code."""


def compare(before: Earlier, now: Submission) -> Compared:
    """What became of the findings of an earlier return.

    Args:
        before: the copy that was sent back.
        now: what came, before anything is waived.

    Returns:
        What is fixed, still there and new. A finding is known by its action's ref (else the beginning of its text),
        field and code, so it is the same wherever its row stands now; of several alike, as many are the same as there
        are on both sides.
    """
    found = list(now.findings)
    left: defaultdict[Key, list[int]] = defaultdict(list)
    for i, (finding, about) in enumerate(zip(found, _about(now), strict=True)):
        left[_key(_sheet(finding.sheet, now), about, finding.column or "", finding.code)].append(i)
    fixed: list[Finding] = []
    still: set[int] = set()
    for finding in before.findings:
        same = left[_key(_sheet(finding.sheet, now), finding.ref or "", finding.column or "", finding.code)]
        if same:
            still.add(same.pop(0))
        else:
            fixed.append(finding)
    return Compared(
        before.day,
        tuple(fixed),
        tuple(finding for i, finding in enumerate(found) if i in still),
        tuple(finding for i, finding in enumerate(found) if i not in still),
    )


def _about(now: Submission) -> Iterator[str]:
    """What each finding is about."""
    for judged, known in zip(now.judged, now.facts, strict=True):
        yield from known.about or (finding.ref or "" for finding in judged.findings)


def _key(sheet: str, about: str, field: str, code: str) -> Key:
    return " ".join(sheet.split()).casefold(), " ".join(about.split()).casefold(), field, code


def _sheet(name: str, now: Submission) -> str:
    """A sheet by its name, empty for the plan's own, which may have been renamed since."""
    known = now.facts[0]
    return "" if len(now.facts) == 1 and (name == known.sheet or name not in known.sheet_names) else name


class Before:
    """All that was sent back earlier, each known by the files that came now."""

    def __init__(self, earlier: Sequence[Earlier], now: Sequence[Submission], names: Names) -> None:
        """Take the copies that were sent back, and all files that came: what several share tells none of them apart."""
        self._names = names
        self._by_mark: dict[str, Earlier] = {}
        self._by_id: defaultdict[str, list[Earlier]] = defaultdict(list)
        self._by_stem: defaultdict[str, list[Earlier]] = defaultdict(list)
        for one in sorted(earlier, key=lambda one: one.day or date.min):
            if one.name:
                self._by_mark[one.name] = one
            self._by_id[one.plan_id].append(one)
            self._by_stem[names.stem(one.path.stem)].append(one)
        self._owners: defaultdict[str, set[str]] = defaultdict(set)
        self._folders: defaultdict[str, set[Path]] = defaultdict(set)
        for file in now:
            stem = names.stem(file.path.stem)
            self._folders[stem].add(file.path.parent)
            for plan_id in _ids(file):
                self._owners[plan_id].add(names.key(file.organisation) if file.organisation else stem)

    def of(self, submission: Submission) -> Earlier | None:
        """The copy that a file answers: by the mark that travels in it, else by the plan's id, else by its name."""
        marks = [known.return_name for known in submission.facts if known.return_name in self._by_mark]
        if marks:
            return self._by_mark[marks[0]]
        by_id = [one for plan_id in sorted(_ids(submission)) for one in self._by_id.get(plan_id, ())]
        if len(by_id) == 1 and all(len(self._owners[plan_id]) == 1 for plan_id in _ids(submission)):
            return by_id[0]
        stem = self._names.stem(submission.path.stem)
        by_name = [one for one in self._by_stem.get(stem, ()) if not by_id or one in by_id]
        return by_name[0] if len(by_name) == len(self._folders[stem]) == 1 else None


def _ids(submission: Submission) -> set[str]:
    return {known.plan_id for known in submission.facts if known.plan_id}
