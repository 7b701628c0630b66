"""Each action's story in sentences, and no more than is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sheetplan.history.log import entries, first_seen, rows
from sheetplan.history.moved import by_ref, day, due_headings, of_action
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
    folded,
    is_blank,
    long_day,
    many,
    records,
    shown,
)

_QUOTED = 120
"""So many characters of a cell's text are quoted in a sentence."""
_TIMES = {1: "once", 2: "twice"}


def of(plan: Plan, position: date) -> History:
    """What the Change log of a plan tells.

    Args:
        plan: with its standing on the day.
        position: that day.

    Returns:
        A story for each action of the plan and its archive, and for each that the log alone knows.
    """
    told = entries(plan.log)
    sheets = tuple(_sheets(plan))
    apart = [entry for entry in told if entry.column.startswith(sheets)]
    mine = by_ref(entry for entry in told if not entry.column.startswith(sheets))
    tied = _tied(plan, apart)
    stories = []
    standing = [] if plan.standing is None else [row["status"] for row in records(plan.standing)]
    now, shelved = rows(plan.actions), rows(plan.archived)
    places = {int(row["at_row"]): status for row, status in zip(records(plan.actions), standing, strict=False)}
    for ref, row in now.items():
        status = places.get(int(row["at_row"]))
        stories.append(_story(plan, ref, _lines(told, ref, mine, tied), row, position, status=status))
    for ref, row in shelved.items():
        if ref not in now:
            since = (
                "" if is_blank(row.get("at_version")) else shown(row["at_version"]),
                day(row.get("at_archived_on")),
            )
            stories.append(_story(plan, ref, _lines(told, ref, mine, tied), row, position, archived=since))
    for ref, lines in mine.items():
        if ref not in now and ref not in shelved and _is_action(plan, lines):
            stories.append(_story(plan, ref, _lines(told, ref, mine, tied), None, position))
    begins = (told[0].version, told[0].day) if told else None
    beside = tuple(_step(plan, entry) for entry in apart)
    return History(plan, position, tuple(stories), beside, tuple(_said(plan, begins)), begins)


def _lines(
    told: Sequence[Entry], ref: str, mine: Mapping[str, list[Entry]], tied: Mapping[str, list[Entry]]
) -> list[Entry]:
    """The lines about an action and the rows of tabs that belong to it, in the log's order."""
    found = mine.get(ref, [])
    if ref not in tied:
        return found
    wanted = set(map(id, (*found, *tied[ref])))
    return [entry for entry in told if id(entry) in wanted]


def _story(
    plan: Plan,
    ref: str,
    lines: Sequence[Entry],
    row: Mapping[Any, Any] | None,
    position: date,
    *,
    status: Status | None = None,
    archived: tuple[str, date | None] | None = None,
) -> Story:
    words = plan.template.log_words
    first = next((entry for entry in lines if entry.column == words["added"]), None)
    gone = next((e for e in reversed(lines) if e.column == words["removed"]), None) if row is None else None
    moves = of_action(plan, lines, row or {}, closed=True)
    if row is None:
        moves = replace(moves, now=_last_due(plan, lines, moves.first))
    text = action_text(row, plan.template) if row is not None else ""
    text = text or (first_seen(first)[0] if first is not None else "") or str((gone.before if gone else "") or "")
    steps = [] if first is not None else [Step("", None, "", "The Change log does not say when it was first seen.")]
    steps += [_step(plan, entry) for entry in lines]
    steps += [Step("", None, "", one) for one in _now(moves, row, status, archived, position, lines, plan)]
    removed = gone.version if gone is not None else ""
    return Story(ref, text, moves, tuple(steps), first, status, archived, removed)


def _now(
    moves: Moves,
    row: Mapping[Any, Any] | None,
    status: Status | None,
    archived: tuple[str, date | None] | None,
    position: date,
    lines: Sequence[Entry],
    plan: Plan,
) -> Iterator[str]:
    """How it stands."""
    if moves.first is not None and moves.times:
        often = _TIMES.get(moves.times, f"{moves.times} times")
        if moves.now is None:
            yield f"Due date: first agreed {long_day(moves.first)}, moved {often}; there is none now."
        else:
            yield (
                f"Due date: first agreed {long_day(moves.first)}, now {long_day(moves.now)}: "
                f"moved {often}, {_apart(moves.first, moves.now)} in all."
            )
    known = _last_due(plan, lines, moves.first)
    if row is not None and archived is None and lines and moves.now != known and moves.now and known:
        yield f"It is due on {long_day(moves.now)} now; the Change log has it due on {long_day(known)}."
    if status is not None:
        yield f"Status at {long_day(position)}: {status}."
    if archived is not None:
        version, on = archived
        yield f"It is in the archive{f', since version {version}' if version else ''}{_on(on)}."
    if row is None and not any(entry.column == plan.template.log_words["removed"] for entry in lines):
        yield "It is no longer in the plan; the Change log does not say since when."


def _last_due(plan: Plan, lines: Sequence[Entry], first: date | None) -> date | None:
    """The due date that the log says last."""
    known = first
    own = {folded(plan.template.computed["due"]), *due_headings(plan)}
    for entry in lines:
        if folded(entry.column) in own:
            known = day(entry.after) or known
    return known


def _step(plan: Plan, entry: Entry) -> Step:
    return Step(entry.version, entry.day, entry.supplied_by, _sentence(plan, entry), entry)


def _sentence(plan: Plan, entry: Entry) -> str:
    words = plan.template.log_words
    if entry.column == words["added"]:
        due = first_seen(entry)[1]
        by = f", supplied by {entry.supplied_by}" if entry.supplied_by else ""
        dated = f"due on {long_day(due)}" if due is not None else "without a due date"
        return f"First seen in version {entry.version}{by}; {dated}."
    if entry.column == words["removed"]:
        return "It was no longer in the plan."
    if entry.column == words["archived"]:
        return "Somebody moved it to the archive by hand."
    if entry.column == words["reopened"]:
        return "Somebody brought it back by hand."
    before, after = day(entry.before), day(entry.after)
    if before is not None and after is not None:
        how = "moved" if _is_due(plan, entry) else "changed"
        return f"{entry.column} {how} from {long_day(before)} to {long_day(after)}, {_apart(before, after)}."
    if is_blank(entry.before):
        return f"{entry.column} entered: {_quoted(entry.after)}."
    if is_blank(entry.after):
        return f"{entry.column} cleared; it was {_quoted(entry.before)}."
    return f"{entry.column} changed from {_quoted(entry.before)} to {_quoted(entry.after)}."


def _is_due(plan: Plan, entry: Entry) -> bool:
    return folded(entry.column) in {folded(plan.template.computed["due"]), *due_headings(plan)}


def _apart(before: date, after: date) -> str:
    days = (after - before).days
    return f"{many(abs(days), 'day')} {'later' if days > 0 else 'earlier'}" if days else "no days"


def _quoted(value: Value) -> str:
    """A cell's content in a sentence: days as they are, text in quotation marks, cut at a word where it is long."""
    if isinstance(value, date):
        return long_day(value)
    text = " ".join(shown(value).split())
    return f'"{text}"' if len(text) <= _QUOTED else f'"{text[:_QUOTED].rsplit(" ", 1)[0]} …"'


def _on(on: date | None) -> str:
    return f" ({long_day(on)})" if on is not None else ""


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


def _is_action(plan: Plan, lines: Sequence[Entry]) -> bool:
    """Whether lines are about an action that the plan has no more, and not about something that is no action."""
    words = set(plan.template.log_words.values())
    return any(entry.ref and (entry.column in words) for entry in lines)


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
        yield f"The Change log begins with version {begins[0]}{_on(begins[1])}; what changed before is not known."


def _order(version: str) -> tuple[int, ...]:
    """What version numbers are sorted by; what is none comes first."""
    parts = version.split(".")
    return tuple(map(int, parts)) if all(map(str.isdecimal, parts)) else ()
