"""How a plan runs its course, as a template's TOML gives it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sheetplan.model import Answers, Course, Deadline, Draw, Event, Milestones, SignOff, Stage, Tab
from sheetplan.template.shape import AmissError, one_of, shaped, words

_EVENT = dict.fromkeys(("field", "label", "cover", "not_before", "said"), str)
_DEADLINE = {**dict.fromkeys(("field", "label", "event", "unit", "after", "before", "instead"), str), "number": int}
_SIGNOFF = {
    **dict.fromkeys(("field", "label", "name", "position", "date", "deadline", "required_from", "who"), str),
    "covers": list,
}
_STAGE = {"field": str, "label": str, "reached_by": list}
_ANSWERS = dict.fromkeys(("tab", "field", "plan_field", "words", "plan_words"), str)
_DRAW = {**dict.fromkeys(("from", "into", "where", "match", "rank"), str), "words": list, "copies": dict, "sets": dict}
_MILESTONES = {"tab": str, "completes": bool}
_COURSE = {**dict.fromkeys(("events_tab", "deadlines_tab", "due_from"), str), "signoff_labels": list}
EVENT_FIELDS = ("event", "date")
DEADLINE_FIELDS = ("step", "earliest", "latest", "recorded", "days_late", "reason")
FILLED_OF_MILESTONES = ("ref", "milestone", "due", "standing")
"""Fields of the tab of milestones that `update` fills; in the others people type."""
_MILESTONE_FIELDS = (*FILLED_OF_MILESTONES, "achieved", "note")


def course(data: Mapping[str, Any], plan_fields: Collection[str], cover: Collection[str]) -> Course:
    """Events, deadlines, sign-offs and stages.

    Args:
        data: the whole template, as the TOML holds it.
        plan_fields: the plan's fields.
        cover: the Cover's fields.

    Raises:
        AmissError: what is wrong with one of them.
    """
    extras = data.get("course", {})
    shaped(extras, _COURSE, "[course]", optional=set(_COURSE))
    found = Course(
        events=tuple(Event(**one) for one in _all(data, "event", _EVENT, {"cover", "not_before", "said"})),
        events_tab=extras.get("events_tab", ""),
        deadlines_tab=extras.get("deadlines_tab", ""),
        due_from=extras.get("due_from", ""),
        deadlines=tuple(Deadline(**one) for one in _all(data, "deadline", _DEADLINE, {"after", "before", "instead"})),
        signoffs=tuple(
            SignOff(**{**one, "covers": words(one.get("covers", []), f"[[signoff]] {one['field']} covers")})
            for one in _all(data, "signoff", _SIGNOFF, {"covers", "deadline", "required_from", "who"})
        ),
        signoff_labels=words(extras.get("signoff_labels", []), "[course] signoff_labels"),
        stages=tuple(
            Stage(one["field"], one["label"], words(one["reached_by"], f"[[stage]] {one['field']}"))
            for one in _all(data, "stage", _STAGE, set())
        ),
    )
    if found.signoff_labels and len(found.signoff_labels) != 3:
        raise AmissError("[course] signoff_labels must be three: of the name, the position and the date.")
    _hangs_together(found, plan_fields, cover)
    return found


def _all(data: Mapping[str, Any], part: str, kinds: Mapping[str, type], optional: set[str]) -> list[dict[str, Any]]:
    tables: list[dict[str, Any]] = data.get(part, [])
    for i, table in enumerate(tables, start=1):
        shaped(table, kinds, f"[[{part}]] {i}", optional=optional)
    names = [table["field"] for table in tables]
    if len(set(names)) < len(names):
        raise AmissError(f"each [[{part}]] needs a field of its own.")
    return tables


def _hangs_together(found: Course, plan_fields: Collection[str], cover: Collection[str]) -> None:
    events = {event.field for event in found.events}
    signoffs = {signoff.field for signoff in found.signoffs}
    stages = {stage.field for stage in found.stages}
    deadlines = {deadline.field for deadline in found.deadlines}
    for event in found.events:
        _there(event.cover, cover, f"[[event]] {event.field}: cover")
        _there(event.not_before, signoffs, f"[[event]] {event.field}: not_before")
    for deadline in found.deadlines:
        where = f"[[deadline]] {deadline.field}"
        for name in (deadline.event, deadline.after, deadline.before, deadline.instead):
            _there(name, events, where)
        if bool(deadline.after) == bool(deadline.before):
            raise AmissError(f'{where} needs either "after" or "before".')
        one_of(deadline.unit, ("day", "week", "month"), f"{where}: unit")
        if deadline.number < 1:
            raise AmissError(f'{where}: "number" must be 1 or more.')
    _there(found.due_from, deadlines, "[course] due_from")
    _runs_forward(found.deadlines)
    for signoff in found.signoffs:
        where = f"[[signoff]] {signoff.field}"
        for name in (signoff.name, signoff.position, signoff.date):
            _there(name, cover, where)
        for name in signoff.covers:
            _there(name, plan_fields, f"{where}: covers")
        _there(signoff.deadline, deadlines, f"{where}: deadline")
        _there(signoff.required_from, stages, f"{where}: required_from")
    for stage in found.stages:
        for name in stage.reached_by:
            _there(name, events | signoffs, f"[[stage]] {stage.field}: reached_by")


def _runs_forward(deadlines: Collection[Deadline]) -> None:
    """No event waits for itself, however many steps lie between."""
    follows: dict[str, set[str]] = {}
    for deadline in deadlines:
        follows.setdefault(deadline.event, set()).add(deadline.after or deadline.before)
    for deadline in deadlines:
        seen: set[str] = set()
        before = set(follows[deadline.event])
        while before:
            seen |= before
            before = {one for name in before for one in follows.get(name, ())} - seen
        if deadline.event in seen:
            raise AmissError(f"[[deadline]] {deadline.field} runs in a circle: it waits for its own event.")


def _there(name: str, known: Collection[str], where: str) -> None:
    if name and name not in known:
        raise AmissError(f'{where} names "{name}", which there is not.')


def milestones(data: Mapping[str, Any], tabs: Mapping[str, Tab]) -> Milestones | None:
    """The tab of milestones, where the template has one.

    Raises:
        AmissError: what is wrong with it.
    """
    if "milestones" not in data:
        return None
    table = data["milestones"]
    shaped(table, _MILESTONES, "[milestones]")
    _there(table["tab"], tabs, "[milestones] tab")
    fields = [column.field for column in tabs[table["tab"]].columns]
    if sorted(fields) != sorted(_MILESTONE_FIELDS):
        raise AmissError(f"the tab of [milestones] must have the fields {', '.join(_MILESTONE_FIELDS)}.")
    return Milestones(**table)


def answers(data: Mapping[str, Any], tabs: Mapping[str, Tab], plan_fields: Collection[str]) -> tuple[Answers, ...]:
    """Tabs whose every row must have an action.

    Raises:
        AmissError: what is wrong with one of them.
    """
    found = []
    for i, table in enumerate(data.get("answers", []), start=1):
        where = f"[[answers]] {i}"
        shaped(table, _ANSWERS, where, optional={"words", "plan_words"})
        _there(table["tab"], tabs, where)
        fields = {column.field for column in tabs[table["tab"]].columns}
        for name in (table["field"], table.get("words", "")):
            _there(name, fields, where)
        for name in (table["plan_field"], table.get("plan_words", "")):
            _there(name, plan_fields, where)
        if bool(table.get("words")) != bool(table.get("plan_words")):
            raise AmissError(f'{where} needs both "words" and "plan_words", or neither.')
        found.append(Answers(**table))
    return tuple(found)


def draws(data: Mapping[str, Any], tabs: Mapping[str, Tab], plan_fields: Collection[str]) -> tuple[Draw, ...]:
    """Rows that go from tab to tab.

    Raises:
        AmissError: what is wrong with one of them.
    """
    found = []
    for i, table in enumerate(data.get("draw", []), start=1):
        where = f"[[draw]] {i}"
        shaped(table, _DRAW, where, optional={"rank", "sets"})
        _there(table["from"], tabs, where)
        theirs = {column.field for column in tabs[table["from"]].columns}
        words(list(table["copies"].values()), f"{where} copies")
        if table["into"] != "plan":
            _there(table["into"], tabs, where)
        there = set(plan_fields) if table["into"] == "plan" else {c.field for c in tabs[table["into"]].columns}
        for name in (table["where"], table.get("rank", ""), *table["copies"].values()):
            _there(name, theirs, where)
        for name in (table["match"], *table["copies"], *table.get("sets", {})):
            _there(name, there, where)
        words(list(table.get("sets", {}).values()), f"{where} sets")
        if table["match"] not in table["copies"]:
            raise AmissError(f'{where}: "match" must be one of the fields in "copies".')
        values = {key: value for key, value in table.items() if key not in ("from", "words")}
        found.append(Draw(source=table["from"], words=words(table["words"], where), **values))
    return tuple(found)
