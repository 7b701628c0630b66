"""Each action's story in sentences, and no more than is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sheetplan.history import sentences
from sheetplan.history.log import entries, first_seen, rows
from sheetplan.history.moved import Names, by_ref, day, of_action
from sheetplan.model import (
    Entry,
    History,
    Moves,
    Plan,
    Status,
    Step,
    Story,
    Value,
    action_text,
    is_blank,
    long_day,
    shown,
)


@dataclass(frozen=True)
class _Teller:
    """What all stories of a plan have in common."""

    plan: Plan
    day: date
    names: Names
    told: Sequence[Entry]
    mine: Mapping[str, list[Entry]]
    """Lines about actions, by ref."""
    tied: Mapping[str, list[Entry]]
    """Lines about rows of tabs that belong to an action, by its ref."""

    def step(self, entry: Entry) -> Step:
        """A line as a sentence."""
        return sentences.step(entry, self.plan.template.log_words, self.names)

    def lines(self, ref: str) -> Sequence[Entry]:
        """The lines about an action and the rows of tabs that belong to it, in the log's order."""
        found = self.mine.get(ref, [])
        if ref not in self.tied:
            return found
        wanted = set(map(id, (*found, *self.tied[ref])))
        return [entry for entry in self.told if id(entry) in wanted]

    def story(
        self,
        ref: str,
        row: Mapping[Any, Any] | None,
        status: Status | None = None,
        archived: tuple[str, date | None] | None = None,
    ) -> Story:
        """The story of one action; one that is gone has no row."""
        lines, template = self.lines(ref), self.plan.template
        first = next((entry for entry in lines if entry.column == template.log_words["added"]), None)
        removed = (entry for entry in reversed(lines) if entry.column == template.log_words["removed"])
        gone = next(removed, None) if row is None else None
        moves = of_action(template, lines, row or {}, self.names, closed=True)
        if row is None:
            moves = replace(moves, now=self.last_due(lines, moves.first))
        text = action_text(row, template) if row is not None else ""
        text = text or (first_seen(first)[0] if first is not None else "") or str((gone.before if gone else "") or "")
        steps = [] if first is not None else [Step("", None, "", "The Change log does not say when it was first seen.")]
        steps += map(self.step, lines)
        steps += (Step("", None, "", one) for one in (sentences.dates(moves), self.differs(lines, moves, row)) if one)
        steps.append(Step("", None, "", self.stands(status, archived, gone)))
        return Story(ref, text, moves, tuple(steps), first, status, archived, gone.version if gone is not None else "")

    def differs(self, lines: Sequence[Entry], moves: Moves, row: Mapping[Any, Any] | None) -> str:
        """That an action of the plan is due on another day than the log has it."""
        known = self.last_due(lines, moves.first)
        if row is None or "at_reading" not in row or moves.now is None or known in (None, moves.now):
            return ""
        return f"It is due on {long_day(moves.now)} now; the Change log has it due on {shown(known)}."

    def stands(self, status: Status | None, archived: tuple[str, date | None] | None, gone: Entry | None) -> str:
        """How it stands."""
        if status is not None:
            return f"Status at {long_day(self.day)}: {status}."
        if archived is not None:
            since = f", since version {archived[0]}" if archived[0] else ""
            return f"It is in the archive{since}{sentences.on(archived[1])}."
        unknown = "" if gone is not None else "; the Change log does not say since when"
        return f"It is no longer in the plan{unknown}."

    def last_due(self, lines: Sequence[Entry], first: date | None) -> date | None:
        """The due date that the log says last."""
        said = (day(entry.after) for entry in reversed(lines) if self.names.is_due(entry))
        return next((one for one in said if one is not None), first)


def of(plan: Plan, position: date) -> History:
    """What the Change log of a plan tells.

    Args:
        plan: with its standing on the day.
        position: that day.

    Returns:
        A story for each action of the plan and its archive, and for each that the log alone knows.
    """
    told, sheets = entries(plan.log), tuple(_sheets(plan))
    apart = [entry for entry in told if entry.column.startswith(sheets)]
    mine = by_ref(entry for entry in told if not entry.column.startswith(sheets))
    tied = _tied(plan, apart)
    teller = _Teller(plan, position, Names.of(plan), told, mine, tied)
    now, shelved = rows(plan.actions), rows(plan.archived)
    status = {int(row["at_row"]): standing["status"] for row, standing in plan.stands()}
    stories = [teller.story(ref, row, status.get(int(row["at_row"]))) for ref, row in now.items()]
    stories += (
        teller.story(ref, row, archived=(_text(row.get("at_version")), day(row.get("at_archived_on"))))
        for ref, row in shelved.items()
        if ref not in now
    )
    words = set(plan.template.log_words.values())
    others = [ref for ref in mine if ref not in now and ref not in shelved]
    stories += (teller.story(ref, None) for ref in others if ref and any(e.column in words for e in mine[ref]))
    in_stories = {id(step.entry) for story in stories for step in story.steps}
    beside = tuple(teller.step(entry) for entry in told if id(entry) not in in_stories)
    begins = (told[0].version, told[0].day) if told else None
    return History(plan, position, tuple(stories), beside, tuple(_said(plan, begins)), begins)


def _sheets(plan: Plan) -> Iterator[str]:
    """How the columns of lines begin that are about something beside the plan."""
    template = plan.template
    yield from (f"{name}: " for name in (template.cover_sheet, template.roles_sheet))
    yield from (f"{signoff.label}: " for signoff in template.course.signoffs)
    for tab in template.tabs:
        yield f"{tab.sheet}: "
    for read in plan.tabs.values():
        yield f"{read.sheet}: "


def _tied(plan: Plan, apart: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Lines about rows of tabs that belong to an action, by its ref."""
    names = [(tab.sheet, tab) for tab in plan.template.tabs] + [(r.sheet, r.tab) for r in plan.tabs.values()]
    belong = tuple(f"{sheet}: " for sheet, tab in names if any(column.of == "plan" for column in tab.columns))
    found: dict[str, list[Entry]] = {}
    for entry in apart:
        if belong and entry.column.startswith(belong):
            found.setdefault(entry.ref.partition(", ")[0], []).append(entry)
    return found


def _text(value: Value) -> str:
    return "" if is_blank(value) else shown(value)


def _said(plan: Plan, begins: tuple[str, date | None] | None) -> Iterator[str]:
    if begins is None:
        yield "There is nothing in this plan's Change log yet; update adds to it what people change."
        return
    earlier = [
        line
        for line in plan.history_lines
        # A plan without actions had no story yet: its counts name no number.
        if _order(shown(line["version"])) < _order(begins[0]) and any(map(str.isdigit, shown(line.get("counts") or "")))
    ]
    if earlier:
        version, on = begins
        yield f"The Change log begins with version {version}{sentences.on(on)}; what changed before is not known."


def _order(version: str) -> tuple[int, ...]:
    """What version numbers are sorted by; what is none comes first."""
    parts = version.split(".")
    return tuple(map(int, parts)) if all(map(str.isdecimal, parts)) else ()
