"""Waivers: takes out of what must be fixed what is not asked of somebody for a while, and keeps it in sight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from sheetplan.model import Compared, Finding, Submission, Waiver
from sheetplan.submissions.names import Names


class Waivers:
    """The waivers that hold on a day.

    Attributes:
        said: what is wrong with those that can never hold, one sentence each.
    """

    def __init__(self, waivers: Iterable[Waiver], day: date, codes: Collection[str], names: Names) -> None:
        """Sort out those that hold.

        Args:
            waivers: all there are.
            day: the day on which they must hold.
            codes: the rules that there are.
            names: how names are compared.
        """
        self._names = names
        self._by_code: defaultdict[str, list[Waiver]] = defaultdict(list)
        self.said: list[str] = []
        for waiver in waivers:
            trouble = _trouble(waiver, codes)
            if trouble:
                self.said.append(f"{_called(waiver)} {trouble}")
            elif waiver.until is None or waiver.until >= day:
                self._by_code[waiver.code].append(waiver)

    def taken_out(self, submission: Submission) -> Submission:
        """The file without the findings that are waived; these are kept beside the others."""
        if not self._by_code:
            return submission
        waived: list[tuple[Finding, Waiver]] = []
        kept: list[list[Finding]] = []
        for judged, known in zip(submission.judged, submission.facts, strict=True):
            left: list[Finding] = []
            for finding in judged.findings:
                waiver = self._for(finding, submission, known.plan_id)
                if waiver is None:
                    left.append(finding)
                else:
                    waived.append((finding, waiver))
            kept.append(left)
        if not waived:
            return submission
        left_in = zip(submission.judged, kept, strict=True)
        judged_now = tuple(judged.with_findings(tuple(left)) for judged, left in left_in)
        compared = _without(submission.compared, {finding for finding, _ in waived})
        return replace(submission, judged=judged_now, waived=(*submission.waived, *waived), compared=compared)

    def _for(self, finding: Finding, submission: Submission, plan_id: str) -> Waiver | None:
        for waiver in self._by_code.get(finding.code, ()):
            if (
                (not waiver.ref or waiver.ref.casefold() == (finding.ref or "").casefold())
                and self._is_whose(waiver, submission)
                and (not waiver.plan or self._is_plan(waiver.plan, submission, plan_id))
            ):
                return waiver
        return None

    def _is_whose(self, waiver: Waiver, submission: Submission) -> bool:
        if not waiver.organisation:
            return True
        key = self._names.key
        return submission.organisation is not None and key(waiver.organisation) == key(submission.organisation)

    def _is_plan(self, named: str, submission: Submission, plan_id: str) -> bool:
        if plan_id and named.casefold() == plan_id.casefold():
            return True
        path, ending = submission.path, submission.path.suffix
        stem = named[: -len(ending)] if ending and named.casefold().endswith(ending.casefold()) else named
        return self._names.stem(stem) == self._names.stem(path.stem)


def _without(compared: Compared | None, waived: Collection[Finding]) -> Compared | None:
    """What became of an earlier return's findings: one that is waived now is not fixed, and nobody has it to fix."""
    if compared is None:
        return None
    still, new = (
        tuple(finding for finding in found if finding not in waived) for found in (compared.still, compared.new)
    )
    return replace(compared, still=still, new=new)


def _trouble(waiver: Waiver, codes: Collection[str]) -> str:
    if waiver.code not in codes:
        return "is of no use: there is no such rule. The codes of all rules are listed in docs/findings.md."
    if not waiver.reason:
        return "gives no reason, so it does not count. Enter why it is not asked."
    return ""


def _called(waiver: Waiver) -> str:
    parts = [f'"{waiver.code}"', *filter(None, (waiver.organisation, waiver.plan, waiver.ref and f"ref {waiver.ref}"))]
    place = f"line {waiver.line}" + (f" of {waiver.file}" if waiver.file else "")
    return f"The waiver of {', '.join(parts)} ({place})"
