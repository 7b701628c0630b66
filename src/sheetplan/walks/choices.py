"""What people chose on the Conflicts tab, and the lines that go there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sheetplan import diff, merge
from sheetplan.model import (
    CHOICES,
    Added,
    Conflict,
    Edit,
    Gone,
    Merge,
    Merged,
    Plan,
    TabRead,
    Unsettled,
    Value,
    action_text,
    folded,
    is_blank,
    is_one_of,
    records,
    shown,
)
from sheetplan.walks import bring, kept_tabs, tab_changes
from sheetplan.walks.copies import as_merged
from sheetplan.walks.past import Past
from sheetplan.workbook.changes import Change

Line = Mapping[str, Value]
_MASTER, _COPY, _OWN = CHOICES


@dataclass
class Chosen:
    """What is to be carried out, and what is left."""

    merge: Merge = field(default_factory=Merge)
    """The same as what copies bring."""
    settled: dict[int, str] = field(default_factory=dict)
    """By the sheet row of a line: what is written under Settled."""
    told: dict[int, str] = field(default_factory=dict)
    """By the same row: what was carried out, in a sentence."""
    said: list[str] = field(default_factory=list)
    """What people must choose more clearly, or do by hand."""
    copies: dict[str, Plan] = field(default_factory=dict)
    """Kept copies, by whose they are, from which an action is taken row by row."""
    names: dict[tuple[str, str, str], _Line] = field(default_factory=dict)
    """By frame, ref and field: the line that changes it."""

    def without(self, left: Sequence[Conflict]) -> Chosen:
        """The same without what the workbook does not allow: those lines stay open, and it is said why."""
        undone = {(one.frame, one.ref, one.field): one.about for one in left}
        lines = {key: self.names[key] for key in undone if key in self.names}
        rows = {line.row for line in lines.values()}
        merge = Merge(
            edits=tuple(one for one in self.merge.edits if (one.frame, one.ref, one.field) not in lines),
            added=tuple(one for one in self.merge.added if (one.frame, one.ref, "") not in lines),
            gone=tuple(one for one in self.merge.gone if ("actions", one.ref, "") not in lines),
        )
        return replace(
            self,
            merge=merge,
            settled={row: text for row, text in self.settled.items() if row not in rows},
            told={row: text for row, text in self.told.items() if row not in rows},
            said=[*self.said, *(f"{line.name}: {undone[key]}" for key, line in lines.items())],
        )


@dataclass(frozen=True)
class _Line:
    """A line that nobody has settled, with what it is about."""

    row: int
    values: Line
    choice: str
    """One of CHOICES; empty where nothing, or nothing clear, was chosen."""

    def text(self, name: str) -> str:
        """What stands in one of its cells, as text."""
        value = self.values.get(name)
        return "" if is_blank(value) else shown(value).strip()

    @property
    def name(self) -> str:
        """How it is called at the beginning of sentences."""
        about = f"action {self.text('ref')}" if self.text("ref") else "the plan"
        return f"Conflict {self.text('number')} ({about}, {self.text('column')})"


def open_lines(plan: Plan) -> int:
    """How many conflicts are left to choose."""
    return sum(1 for _ in _lines(plan))


def unsettled(plan: Plan) -> tuple[Unsettled, ...]:
    """The conflicts that are left to choose, as they stand on the tab."""
    whole, cells = plan.template.conflict_whole, _Cells(plan)
    return tuple(
        Unsettled(
            line.row,
            line.text("number"),
            line.text("ref"),
            line.text("column"),
            line.text("about"),
            line.values.get("was"),
            line.values.get("master"),
            line.values.get("copy"),
            line.text("whose"),
            line.choice,
            line.values.get("own_words"),
            is_whole=line.text("column") == whole,
            action=cells.action(line),
        )
        for line in _lines(plan)
    )


def has_any(plan: Plan) -> bool:
    """Whether something was chosen that nobody has carried out."""
    cells = _Cells(plan)
    return any(not is_blank(line.values.get("choose")) or cells.by_hand(line) for line in _lines(plan))


def chosen(plan: Plan, history: Past, number: str) -> Chosen:
    """What people chose, as edits of the plan.

    Args:
        plan: with its Conflicts tab.
        history: its kept versions, in which the copies are that whole actions come from.
        number: the version in which it is carried out.
    """
    found = Chosen()
    edits: dict[tuple[str, int, str], Edit] = {}
    lines, cells = list(_lines(plan)), _Cells(plan)
    torn = _torn(lines)
    for line in lines:
        words = plan.template.conflict_choices
        if (line.text("ref"), line.text("column")) in torn and line.choice in (_COPY, _OWN):
            found.said.append(f"{line.name} says two things: choose the copy or own words in one line only.")
        elif not line.choice:
            if not is_blank(line.values.get("choose")):
                found.said.append(
                    f'{line.name}: "{line.text("choose")}" is none of {", ".join(words)}. Choose one of '
                    f'these; what you write yourself goes under "{plan.template.conflict_headings["own_words"]}".'
                )
            elif cells.by_hand(line):
                found.settled[line.row] = f"By hand, seen in version {number}"
        elif line.choice == _MASTER:
            found.settled[line.row] = f"{words[0]}, in version {number}"
            found.told[line.row] = f"{line.name}: as in the plan."
        elif line.text("column") == plan.template.conflict_whole:
            _whole(plan, line, history, number, found)
        else:
            _cell(cells, line, number, history, found, edits)
    found.merge = replace(found.merge, edits=tuple(edits.values()))
    return found


def _lines(plan: Plan) -> Iterator[_Line]:
    tab = plan.conflicts
    for values in tab.rows if tab is not None else ():
        if is_blank(values.get("settled")):
            yield _Line(int(str(values["at_row"])), values, _choice(plan, values.get("choose")))


def _choice(plan: Plan, value: Value) -> str:
    for choice, word in zip(CHOICES, plan.template.conflict_choices, strict=True):
        if is_one_of(value, (word,)):
            return choice
    return ""


def _torn(lines: Sequence[_Line]) -> set[tuple[str, str]]:
    """Cells for which two lines choose different values."""
    wanted: dict[tuple[str, str], list[Value]] = {}
    for line in lines:
        if line.choice in (_COPY, _OWN):
            value = line.values.get("copy" if line.choice == _COPY else "own_words")
            there = wanted.setdefault((line.text("ref"), line.text("column")), [])
            if not any(diff.same(value, other) for other in there):
                there.append(value)
    return {key for key, values in wanted.items() if len(values) > 1}


def _cell(
    cells: _Cells,
    line: _Line,
    number: str,
    history: Past,
    found: Chosen,
    edits: dict[tuple[str, int, str], Edit],
) -> None:
    """A cell gets the copy's value, or what somebody wrote."""
    plan = cells.plan
    name = "copy" if line.choice == _COPY else "own_words"
    value = line.values.get(name)
    if line.choice == _OWN and is_blank(value):
        heading = plan.template.conflict_headings["own_words"]
        found.said.append(f'{line.name}: nothing is written under "{heading}" yet.')
        return
    place = cells.place(line)
    if place is None:
        found.said.append(
            f"{line.name}: there is no such cell in the plan any more. Make the change by hand, then "
            f"choose {plan.template.conflict_choices[0]}."
        )
        return
    frame, position, name, before = place
    word = plan.template.conflict_choices[CHOICES.index(line.choice)]
    found.settled[line.row] = f"{word}, in version {number}"
    how = f"as {line.text('whose')} has it" if line.choice == _COPY else "in own words"
    found.told[line.row] = f"{line.name}: {how}."
    if not diff.same(before, value):
        whose = (line.text("whose"),) if line.choice == _COPY else ()
        ref = line.text("ref")
        if frame in ("actions", "archived"):  # the line calls it by its words where it has no ref
            ref = getattr(plan, frame)["at_ref"].iloc[position] or ""
        edits[frame, position, name] = Edit(frame, position, ref, name, before, value, whose)
        found.names[frame, ref, name] = line
        if frame in ("actions", "archived") and whose and len(getattr(plan, frame)["at_rows"].iloc[position]) > 1:
            found.copies |= {one.whose: copy for one, copy in _kept_copies(plan, line, history)}


@dataclass
class _Cells:
    """Where the cells of a plan are that lines of the tab name."""

    plan: Plan

    @cached_property
    def _by_ref(self) -> dict[str, list[tuple[str, int, Mapping[Any, Any]]]]:
        found: dict[str, list[tuple[str, int, Mapping[Any, Any]]]] = {}
        names = merge.action_names(self.plan)
        for frame in ("actions", "archived"):
            for position, row in enumerate(records(getattr(self.plan, frame))):
                found.setdefault(names[frame, position].strip(), []).append((frame, position, row))
        return found

    def place(self, line: _Line) -> tuple[str, int, str, Value] | None:
        """The cell that a line is about: frame, position, field, and what stands there."""
        plan, ref, column = self.plan, line.text("ref"), line.text("column")
        for frame, position, row in self._by_ref.get(ref, ()) if ref else ():
            others = row.get("at_others") or {}
            for name in (*plan.columns, "at_due", "at_reopen", *others):
                if (name in row or name in others) and bring.heading(plan, frame, name) == column:
                    return frame, position, name, row[name] if name in row else others[name]
        for name in plan.cover_cells:
            if not ref and bring.heading(plan, "cover", name) == column:
                return "cover", 0, name, plan.cover.get(name)
        for tab in plan.tabs.values():
            for name in tab.columns:
                if bring.heading(plan, tab.tab.name, name) == column:
                    return _tab_place(plan, tab, name, ref)
        return None

    def action(self, line: _Line) -> str:
        """What the action is about that a line names."""
        found = self._by_ref.get(line.text("ref"), ()) if line.text("ref") else ()
        return next((action_text(row, self.plan.template) for _, _, row in found), "")

    def by_hand(self, line: _Line) -> bool:
        """Whether somebody has put the copy's value into the plan without choosing it on the tab."""
        place, copy = self.place(line), line.values.get("copy")
        return place is not None and not is_blank(copy) and diff.same(place[3], copy)


def _tab_place(plan: Plan, tab: TabRead, name: str, ref: str) -> tuple[str, int, str, Value] | None:
    for position, known in enumerate(merge.line_names(plan.template, tab)):
        if folded(known) == folded(ref):
            return tab.tab.name, position, name, tab.rows[position].get(name)
    return None


# Whole actions


def _whole(plan: Plan, line: _Line, history: Past, number: str, found: Chosen) -> None:
    """An action leaves, or comes back, as it is in the copy."""
    ref = line.text("ref")
    here = [i for i, known in enumerate(plan.actions["at_ref"]) if known == ref]
    by_hand = f"Make the change by hand, then choose {plan.template.conflict_choices[0]}."
    settled = f"{plan.template.conflict_choices[CHOICES.index(_COPY)]}, in version {number}"
    if line.choice == _OWN:
        found.said.append(f"{line.name}: a whole action cannot be put in own words here. {by_hand}")
    elif len(here) == 1 and is_blank(line.values.get("copy")):
        found.merge = replace(found.merge, gone=(*found.merge.gone, Gone(here[0], ref, (line.text("whose"),))))
        found.settled[line.row] = settled
        found.told[line.row] = f"{line.name}: deleted, as in the copy."
        found.names["actions", ref, ""] = line
    elif here or (added := _from_copy(plan, line, history)) is None:
        found.said.append(f"{line.name}: that cannot be done from here. {by_hand}")
    else:
        found.merge = replace(found.merge, added=(*found.merge.added, added))
        found.settled[line.row] = settled
        found.told[line.row] = f"{line.name}: in the plan again, as in the copy."
        found.names["actions", ref, ""] = line


def _from_copy(plan: Plan, line: _Line, history: Past) -> Added | None:
    """An action as it stands in a copy that was kept when it was merged."""
    for one, copy in _kept_copies(plan, line, history):
        called = merge.action_names(copy)
        for position, row in enumerate(records(copy.actions)):
            if called["actions", position].strip() == line.text("ref"):
                names = [name for name in (*copy.columns, "at_due") if name in row]
                values = {name: row[name] for name in names} | dict(row.get("at_others") or {})
                return Added("actions", values, (one.whose,), row["at_ref"] or "")
    return None


def _kept_copies(plan: Plan, line: _Line, history: Past) -> Iterator[tuple[Merged, Plan]]:
    """The copies that a line speaks of, as they were when they were merged."""
    version = next((one for one in history.listed if one.number == line.text("version")), None)
    for one in version.merged if version is not None else ():
        copy = as_merged(history, one, plan) if one.whose == line.text("whose") else None
        if copy is not None:
            yield one, copy


# The tab


def lines(
    plan: Plan, conflicts: Sequence[Conflict], number: str, settled: Mapping[int, str] | None = None
) -> Iterator[Change]:
    """The Conflicts tab with new conflicts, and with those settled that were chosen.

    Args:
        plan: as it stands.
        conflicts: new ones; one that stands there already, and is not settled, is not written again.
        number: the version in which they are seen.
        settled: by the sheet row of a line: what is written under Settled.
    """
    tab = plan.template.conflicts_tab()
    there = {_key(line.values) for line in _lines(plan)}
    numbers = [int(one) for row in _rows(plan) if (one := shown(row.get("number"))).isdecimal()]
    new: list[Line] = []
    for conflict in conflicts:
        row = _row(plan, conflict, number) | {"number": float(max(numbers, default=0) + len(new) + 1)}
        if _key(row) not in there:
            new.append(row)
    done = {row: {"settled": text} for row, text in (settled or {}).items()}
    if not new and not done:
        return
    if plan.conflicts is None:
        tab = replace(tab, sheet=kept_tabs.free_name(plan, tab.sheet))
    written = tab_changes.Lines(tab, plan.conflicts, done, tuple(new), as_text=_NUMBERS, is_ours=True)
    yield from tab_changes.changes([written], plan)


def _rows(plan: Plan) -> tuple[Line, ...]:
    return plan.conflicts.rows if plan.conflicts is not None else ()


def _row(plan: Plan, conflict: Conflict, number: str) -> dict[str, Value]:
    return {
        "version": number,
        "ref": conflict.ref,
        "column": bring.heading(plan, conflict.frame, conflict.field),
        "about": conflict.about,
        "was": conflict.was,
        "master": conflict.master,
        "copy": conflict.copy,
        "whose": conflict.whose,
        "settled": conflict.settled,
    }


def _key(row: Line) -> tuple[str, ...]:
    """What tells one conflict from another."""
    return tuple(folded(shown(row.get(name))) if not is_blank(row.get(name)) else "" for name in _TOLD_BY)


_NUMBERS = frozenset({"version", "ref"})
"""What looks like numbers and is text."""
_TOLD_BY = ("ref", "column", "copy", "whose")
