"""Holds what came against the register: which line each file answers, what came late, and of whom nothing came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sheetplan.model import Expected, Register, Submission, Template, long_day
from sheetplan.submissions.names import Known, Names


class Against:
    """What came, held against a register.

    Attributes:
        submissions: with whose they are, the line that each answers and the day on which it came.
        not_sent: the lines that nothing answers.
        late: what came late, by how many days, the latest first.
        other_template: what is of another kind than was asked for.
        said: what a person should know besides.
    """

    def __init__(
        self, submissions: Sequence[Submission], register: Register | None, names: Names, day: date | None = None
    ) -> None:
        """Do so, as of a day; without a register it is only said whose a file is, and when it was saved."""
        self._day = day
        self._names = names
        self._lines = register.lines if register is not None else ()
        self._known = Known((line.organisation for line in self._lines), names)
        self._by_key: defaultdict[str, list[Expected]] = defaultdict(list)
        for line in self._lines:
            self._by_key[names.key(line.organisation)].append(line)
        self._answered: dict[int, list[Submission]] = defaultdict(list)
        self.said: list[str] = []
        self.other_template: list[Submission] = []
        whose = self._in_one_spelling([self._with_organisation(one) for one in submissions])
        self.submissions = tuple(_with_day(one) for one in self._with_lines(whose))
        self._hold()

    def _with_organisation(self, submission: Submission) -> Submission:
        name = submission.path.name
        if submission.organisation is None and self._lines:
            found = self._known.in_file_name(submission.path.stem)
            if len(found) == 1:
                return replace(submission, organisation=found[0], known_by="the file's name has it in it")
            if found:
                these = " and ".join(f'"{one}"' for one in found)
                self.said.append(f"{name}: its name fits {these}, so it is not known whose it is.")
            elif submission.refused is None:
                self.said.append(
                    f"{name}: it is not known whose it is. Enter the organisation on its Cover, or in the file's name."
                )
        elif submission.organisation and self._lines and self._names.key(submission.organisation) not in self._by_key:
            self.said.append(self._not_in_register(submission))
        return submission

    def _in_one_spelling(self, submissions: Sequence[Submission]) -> list[Submission]:
        """Each organisation's name as the register writes it, else as the first of its files does."""
        written = {key: lines[0].organisation for key, lines in self._by_key.items()}
        found = []
        for one in submissions:
            name = one.organisation and written.setdefault(self._names.key(one.organisation), one.organisation)
            found.append(replace(one, organisation=name) if name != one.organisation else one)
        return found

    def _not_in_register(self, submission: Submission) -> str:
        near = self._known.nearly(submission.organisation or "")
        if near is None:
            return f'{submission.path.name} is of "{submission.organisation}", which the register does not have.'
        line = self._by_key[self._names.key(near)][0]
        return (
            f'{submission.path.name} is of "{submission.organisation}", and the register has "{near}" in row '
            f"{line.row}. They were not taken for the same. If they are, write the name in the same way in both."
        )

    def _with_lines(self, submissions: Sequence[Submission]) -> list[Submission]:
        """Each file with its line: first the kinds that were asked for, then other kinds, then what cannot be read."""
        found = list(submissions)
        for wanted in (_right_kind, _any_kind, _unread):
            for i, submission in enumerate(found):
                if submission.expected is None and submission.organisation:
                    lines = self._by_key.get(self._names.key(submission.organisation), [])
                    open_ones = [line for line in lines if line.row not in self._answered]
                    line = wanted(submission, lines, open_ones)
                    if line is not None:
                        found[i] = self._answering(submission, line)
        return found

    def _answering(self, submission: Submission, line: Expected) -> Submission:
        with_line = replace(submission, expected=line)
        was_open = line.row not in self._answered
        if submission.refused is not None or line.template is None or line.template in _kinds(submission):
            self._answered[line.row].append(with_line)
        elif was_open:
            self._answered[line.row].append(with_line)
            self.other_template.append(with_line)
        else:
            kinds = " and ".join(_kinds(submission))
            self.said.append(
                f'{submission.path.name} is a {kinds} plan. The register does not ask "{line.organisation}" for one.'
            )
        return with_line

    def _hold(self) -> None:
        """What is late, and of whom nothing came."""
        by_path = {submission.path: submission for submission in self.submissions}
        self.other_template = [by_path[one.path] for one in self.other_template]
        late: list[tuple[Submission, int]] = []
        not_sent: list[Expected] = []
        for line in self._lines:
            came = [by_path[one.path] for one in self._answered.get(line.row, ())]
            if not came and line.received is None:
                not_sent.append(line)
            elif not came:
                self.said.append(
                    f'The register says that a plan of "{line.organisation}" came on {_day(line)} (row {line.row}), '
                    "but there is no file of it here."
                )
            else:
                late += self._lateness(line, came)
        self.not_sent = tuple(not_sent)
        self.late = tuple(sorted(late, key=lambda one: -one[1]))

    def _lateness(self, line: Expected, came: Sequence[Submission]) -> list[tuple[Submission, int]]:
        """The first that came answers the line: a plan that was put right and sent again was not late."""
        dated = [(one.came, i) for i, one in enumerate(came) if one.came is not None]
        if not dated:
            if line.due is not None:
                self.said.append(
                    f"{came[0].path.name}: it is not known when it came. The register does not say, and the file does "
                    "not say when it was last saved."
                )
            return []
        day, i = min(dated)
        # What came after the day that is asked about was not there on it: it was late by so much then, and no more.
        days = line.days_late(day if self._day is None else min(day, self._day))
        return [(came[i], days)] if days else []


def _right_kind(submission: Submission, lines: Sequence[Expected], _: Sequence[Expected]) -> Expected | None:
    """The line that asks for this kind, else one that takes any."""
    kinds = _kinds(submission)
    asked = [line for line in lines if line.template in kinds]
    return next(iter([*asked, *(line for line in lines if kinds and line.template is None)]), None)


def _any_kind(submission: Submission, lines: Sequence[Expected], open_ones: Sequence[Expected]) -> Expected | None:
    return next(iter([*open_ones, *lines]), None) if submission.refused is None else None


def _unread(submission: Submission, lines: Sequence[Expected], open_ones: Sequence[Expected]) -> Expected | None:
    return next(iter([*open_ones, *lines]), None) if submission.refused is not None else None


def _kinds(submission: Submission) -> list[str]:
    return list(dict.fromkeys(known.template for known in submission.facts))


def _with_day(submission: Submission) -> Submission:
    line = submission.expected
    if line is not None and line.received is not None:
        return replace(submission, came=line.received, came_by="the register says so")
    if submission.saved is not None:
        return replace(submission, came=submission.saved, came_by="it was last saved then")
    return submission


def _day(line: Expected) -> str:
    return long_day(line.received) if line.received is not None else ""


def with_kinds(register: Register, templates: Iterable[Template]) -> Register:
    """A register whose kinds of plan are names of templates, whichever of their names and titles people wrote.

    Args:
        register: as it was read.
        templates: those that there are.
    """
    kinds = list(templates)
    names: Mapping[str, str] = {_plain(text): one.name for one in kinds for text in (one.title, one.name)}
    known = ", ".join(sorted({one.name for one in kinds}))
    lines, said = [], list(register.said)
    for line in register.lines:
        name = names.get(_plain(line.template)) if line.template else None
        if line.template and name is None:
            said.append(
                f'Row {line.row} of the register asks for "{line.template}", which is no kind of plan, so any is '
                f"taken. The kinds are: {known}."
            )
        lines.append(replace(line, template=name))
    return replace(register, lines=tuple(lines), said=tuple(said))


def _plain(text: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in text.casefold()).split()
    return " ".join(words[:-1] if words[-1:] == ["plan"] and len(words) > 1 else words)
