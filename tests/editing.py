"""Random edits of several people on copies of one plan, and what must come of them, known from the edits alone.

`story(seed)` makes a plan, lets the coordinator and the holders of two to five copies edit it, and keeps a list of who
did what. `Story.expected` works out from that list, never from the plans, what has to be taken, what has to be joined
and what is left to choose.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import pandas as pd

from plans import plan
from sheetplan.model import Copy, Merge, Plan, Value

PEOPLE = ("A. Chair", "B. Lead", "C. Clerk", "D. Nurse", "E. Head")
MASTER = "the plan"
_WORDS = "book train audit review display survey order clean report visit train call plan write file".split()


@dataclass(frozen=True)
class Shape:
    """The columns of a kind of plan in which edits are made."""

    kind: str
    text: str
    plain: tuple[str, ...]
    note: str
    due: str
    dues: tuple[Value, ...]
    close: str
    opened: Value
    closed: tuple[Value, ...]
    numbered: bool
    """Whether the ref stands before the action's words."""

    @property
    def fields(self) -> tuple[str, ...]:
        """All of them."""
        return (self.text, *self.plain, self.note, self.due, self.close)


_FIRST = date(2008, 1, 7)
SHAPES = (
    Shape(
        "peer-review",
        "action",
        ("success", "responsibility"),
        "evaluation",
        "timescale",
        tuple(f"By {day} June 2008" for day in range(1, 8)),
        "achieved",
        None,
        tuple(_FIRST + timedelta(days=n) for n in range(3)),
        numbered=True,
    ),
    Shape(
        "care-improvement",
        "objective",
        ("tasks", "term"),
        "progress",
        "due",
        tuple(date(2008, 6, n) for n in range(1, 8)),
        "status",
        "Open",
        ("Closed", "Withdrawn"),
        numbered=False,
    ),
)


@dataclass(frozen=True)
class Did:
    """One thing that somebody did."""

    what: str
    """cell, note, due, close, delete, archive or add."""
    ref: str
    field: str = ""
    value: Value = None
    text: str = ""
    """The words of an action that is added."""
    extra: Value = None
    """What is filled in beside the words of an action that is added."""


@dataclass
class Expected:
    """What has to come of it."""

    edits: dict[tuple[str, str], Value] = field(default_factory=dict)
    """(Ref, field) to the new value."""
    conflicts: set[tuple[str, str, str]] = field(default_factory=set)
    """(Ref, field or nothing for the whole action, whose)."""
    gone: set[str] = field(default_factory=set)
    added: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    """(Ref, words, whose)."""


@dataclass
class Story:
    """A plan, who did what to it, and the plans that came of that."""

    shape: Shape
    base_rows: dict[str, dict[str, Value]]
    done: dict[str, list[Did]]
    days: dict[str, date]
    base: Plan
    master: Plan
    copies: list[Copy]

    def expected(self) -> Expected:
        """From the list of edits alone."""
        found = Expected()
        for ref in self.base_rows:
            _action(self, ref, found)
        _new_actions(self, found)
        return found

    def people(self) -> list[str]:
        """Who holds copies, in the order in which what they say comes."""
        names = [name for name in self.done if name != MASTER]
        return sorted(names, key=lambda name: (self.days[name], name))

    def of(self, name: str, ref: str) -> list[Did]:
        """What somebody did to one action."""
        return [one for one in self.done[name] if one.ref == ref and one.what != "add"]


def story(seed: int, shape: Shape | None = None, *, rows: int = 7, wild: float = 1.0) -> Story:
    """A plan and its copies.

    Args:
        seed: the same seed gives the same story.
        shape: the kind of plan; any where it is not given.
        rows: how many actions there are.
        wild: how much each person does.
    """
    chance = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    chosen = shape or SHAPES[seed % len(SHAPES)]
    base_rows = {str(n): _fresh(chance, chosen, n) for n in range(1, rows + 1)}
    names = chance.sample(PEOPLE, chance.randint(2, 5))
    done = {name: _doings(chance, chosen, base_rows, name, wild) for name in (MASTER, *names)}
    days = {name: date(2008, 3, chance.randint(1, 4)) for name in names}
    skeleton = _skeleton(chosen.kind)
    base = _plan(skeleton, chosen, base_rows, [], None)
    master = _plan(skeleton, chosen, base_rows, done[MASTER], None)
    copies = [Copy(_plan(skeleton, chosen, base_rows, done[name], chance), name, days[name], base) for name in names]
    return Story(chosen, base_rows, done, days, base, master, copies)


def found_in(merge: Merge, shape: Shape) -> Expected:
    """A merge in the same terms; whatever stands there twice is left twice, so that it fails."""
    edits = {(one.ref, one.field): one.value for one in merge.edits}
    assert len(edits) == len(merge.edits), "a cell is edited twice"
    conflicts = {(one.ref, one.field, one.whose) for one in merge.conflicts}
    assert len(conflicts) == len(merge.conflicts), "a conflict is reported twice"
    added = [(one.ref, _bare(str(one.values[shape.text])), one.whose) for one in merge.added]
    return Expected(edits, conflicts, {one.ref for one in merge.gone}, sorted(added))


# What must come of the edits of one action


def _action(story: Story, ref: str, found: Expected) -> None:
    shape = story.shape
    mine = story.of(MASTER, ref)
    changed = [one for one in mine if one.what not in ("archive", "delete")]
    theirs = {name: story.of(name, ref) for name in story.people()}
    deleters = [name for name, did in theirs.items() if any(one.what == "delete" for one in did)]
    editors = [name for name, did in theirs.items() if did and name not in deleters]
    if any(one.what == "delete" for one in mine):
        found.conflicts |= {(ref, "", name) for name in editors}
        return
    archived = any(one.what == "archive" for one in mine)
    if deleters and (changed or editors):
        found.conflicts |= {(ref, "", name) for name in deleters}
    elif deleters and not archived:
        found.gone.add(ref)
    stands = {**story.base_rows[ref], **{one.field: one.value for one in changed}}
    said: dict[str, dict[str, Value]] = {name: {} for name in editors}
    for name in editors:
        said[name] = {one.field: one.value for one in theirs[name] if one.value != stands[one.field]}
    _closed_against_dated(ref, shape, mine, said, found)
    for column in shape.fields:
        says = {name: cells[column] for name, cells in said.items() if column in cells}
        was = story.base_rows[ref][column]
        if not says:
            continue
        if len(set(says.values())) == 1 and stands[column] == was:
            found.edits[ref, column] = next(iter(says.values()))
        elif column == shape.note:
            found.edits[ref, column] = _joined(story, str(stands[column] or ""), str(was or ""), says)
        else:
            found.conflicts |= {(ref, column, name) for name in says}


def _closed_against_dated(
    ref: str, shape: Shape, mine: Sequence[Did], said: dict[str, dict[str, Value]], found: Expected
) -> None:
    """Takes the cells that wait out of what copies say."""
    plan_closed = any(one.what in ("close", "archive") for one in mine)
    plan_dated = any(one.what == "due" for one in mine) and not plan_closed
    closers = {name for name, cells in said.items() if shape.close in cells}
    daters = {name for name, cells in said.items() if shape.due in cells} - closers
    waiting = [(name, shape.due) for name in daters if plan_closed or closers]
    waiting += [(name, shape.close) for name in closers if plan_dated or daters]
    for name, column in waiting:
        found.conflicts.add((ref, column, name))
        del said[name][column]


def _joined(story: Story, stands: str, was: str, says: Mapping[str, Value]) -> str:
    """What stands there, and each addition once, by day and name."""
    additions: dict[str, list[str]] = {}
    for name in story.people():
        if name in says:
            additions.setdefault(str(says[name]).removeprefix(was).strip(), []).append(name)
    lines = [stands] if stands else []
    for addition, names in additions.items():
        first = min(story.days[name] for name in names)
        lines.append(f"{' and '.join(sorted(names))}, {first.day} Mar 2008: {addition}")
    return "\n".join(lines)


def _new_actions(story: Story, found: Expected) -> None:
    """Each added action stands once; who comes later under a ref that is taken gets none."""
    shape = story.shape
    there: dict[str, tuple[str, Value]] = {
        one.ref: (one.text, one.extra) for one in story.done[MASTER] if one.what == "add" and one.ref
    }
    ours = dict(there)
    plan_has = {one.text: one.extra for one in story.done[MASTER] if one.what == "add"}
    added: list[tuple[str, str, Value, list[str]]] = []
    for name in story.people():
        for one in [did for did in story.done[name] if did.what == "add"]:
            twins = [i for i, (ref, text, _, names) in enumerate(added) if text == one.text and name not in names]
            if one.ref and one.ref in ours and ours[one.ref][0] == one.text:
                stands = ours[one.ref][1]
                if stands is None and one.extra is not None:
                    _fill(found, one, shape)
                elif one.extra not in (None, stands):
                    found.conflicts.add((one.ref, shape.plain[0], name))
                continue
            if one.ref and one.ref in there and one.ref not in ours and there[one.ref][0] == one.text:
                at = next(i for i in twins if added[i][0] == one.ref)
                if added[at][2] is None:
                    added[at] = (*added[at][:2], one.extra, added[at][3])
                elif one.extra not in (None, added[at][2]):
                    found.conflicts.add((one.ref, shape.plain[0], name))
                added[at][3].append(name)
                continue
            if one.ref and one.ref in there:
                found.conflicts.add((one.ref, "", name))
                added.append(("", one.text, one.extra, [name]))
                continue
            if not one.ref and one.text in plan_has and one.extra in (None, plan_has[one.text]):
                continue
            alike = [i for i in twins if added[i][2] == one.extra]
            if not one.ref and alike:
                added[alike[0]][3].append(name)
                continue
            if one.ref:
                there[one.ref] = (one.text, one.extra)
            added.append((one.ref, one.text, one.extra, [name]))
    found.added = sorted((ref, text, tuple(sorted(names))) for ref, text, _, names in added)


def _fill(found: Expected, one: Did, shape: Shape) -> None:
    key = (one.ref, shape.plain[0])
    if key in found.edits and found.edits[key] != one.extra:
        raise AssertionError("stories fill a blank of the plan's own new action in one way only")
    found.edits[key] = one.extra


# Making the edits


def _fresh(chance: random.Random, shape: Shape, number: int) -> dict[str, Value]:
    words = " ".join(chance.sample(_WORDS, 4))
    row: dict[str, Value] = dict.fromkeys(shape.fields)
    row |= {shape.text: f"{words} {number * 101}", shape.due: shape.dues[0], shape.close: shape.opened}
    row |= {name: f"{name} as agreed" for name in shape.plain if chance.random() < 0.8}
    if chance.random() < 0.5:
        row[shape.note] = f"begun in week {number}"
    return row


def _doings(
    chance: random.Random, shape: Shape, rows: Mapping[str, Mapping[str, Value]], name: str, wild: float
) -> list[Did]:
    done: list[Did] = []
    for ref, row in rows.items():
        if chance.random() < 0.06 * wild:
            done.append(Did("delete", ref))
            continue
        done += _cell_edits(chance, shape, ref, row, name, wild)
        if name == MASTER and chance.random() < 0.1 * wild:
            if not any(one.what == "close" for one in done if one.ref == ref):
                done.append(Did("close", ref, shape.close, chance.choice(shape.closed)))
            done.append(Did("archive", ref))
    number = len(rows)
    for n in range(1, 4):
        if chance.random() < 0.2 * wild:
            text = chance.choice((f"shared new idea number {n}", f"{name} wants idea {n} {chance.random():.4f}"))
            extra = chance.choice(("seen by all", "told to all", None)) if name != MASTER else "seen by all"
            done.append(Did("add", str(number + n), text=text, extra=extra))
    if name != MASTER and chance.random() < 0.2 * wild:
        done.append(Did("add", "", text=f"idea without ref {chance.randint(1, 3)}", extra=chance.choice(("x", "y"))))
    return done


def _cell_edits(
    chance: random.Random, shape: Shape, ref: str, row: Mapping[str, Value], name: str, wild: float
) -> Iterator[Did]:
    for column in (shape.text, *shape.plain):
        if chance.random() < 0.1 * wild:
            shared = chance.random() < 0.3
            value = f"{column} {ref} said anew" if shared else f"{column} {ref} by {name} {chance.random():.4f}"
            blank = column != shape.text and row[column] is not None and chance.random() < 0.2
            yield Did("cell", ref, column, None if blank else value)
    if chance.random() < 0.2 * wild:
        addition = f"noted {chance.choice(('by all', name))} on {ref}"
        before = f"{row[shape.note]}\n" if row[shape.note] else ""
        yield Did("note", ref, shape.note, f"{before}{addition}")
    if chance.random() < 0.12 * wild:
        yield Did("due", ref, shape.due, chance.choice(shape.dues[1:]))
    if chance.random() < 0.12 * wild:
        yield Did("close", ref, shape.close, chance.choice(shape.closed))


# Plans of them


@lru_cache
def _skeleton(kind: str) -> Plan:
    """A plan of this kind without any action."""
    return plan("action" if kind == "peer-review" else "ref", kind=kind)


def _plan(
    skeleton: Plan,
    shape: Shape,
    base_rows: Mapping[str, Mapping[str, Value]],
    done: Sequence[Did],
    chance: random.Random | None,
) -> Plan:
    """The plan after these edits; for a copy sorted at random, with spaces that nobody sees."""
    rows = {ref: dict(row) for ref, row in base_rows.items()}
    shelved: list[str] = []
    for one in done:
        if one.what == "delete":
            del rows[one.ref]
        elif one.what == "archive":
            shelved.append(one.ref)
        elif one.what != "add":
            rows[one.ref][one.field] = one.value
    made = [(ref, row) for ref, row in rows.items() if ref not in shelved]
    for one in done:
        if one.what == "add":
            row = dict.fromkeys(shape.fields) | {shape.text: one.text, shape.plain[0]: one.extra}
            made.append((one.ref, row | {shape.due: shape.dues[0], shape.close: shape.opened}))
    if chance is not None and chance.random() < 0.5:
        chance.shuffle(made)
    if chance is not None:
        made = [(ref, {name: _spaced(value, chance) for name, value in row.items()}) for ref, row in made]
    archive = [(ref, rows[ref]) for ref in shelved]
    return replace(
        skeleton,
        actions=_frame(skeleton.actions, shape, made, 7),
        archived=_frame(skeleton.archived, shape, archive, 5),
    )


def _spaced(value: Value, chance: random.Random) -> Value:
    return f"{value} " if isinstance(value, str) and chance.random() < 0.2 else value


def _frame(like: pd.DataFrame, shape: Shape, rows: Sequence[tuple[str, dict[str, Value]]], first: int) -> pd.DataFrame:
    names = list(like.columns)
    made = []
    for number, (ref, row) in enumerate(rows, start=first):
        cells: dict[str, object] = {**dict.fromkeys(names), **row, "at_row": number, "at_rows": (number,)}
        cells |= {"at_ref": ref or None, "at_struck": False, "at_green": False, "at_overtyped": ()}
        if shape.numbered and ref:
            cells[shape.text] = f"{ref}. {row[shape.text]}"
        elif not shape.numbered:
            cells["ref"] = ref or None
        made.append([cells.get(name) for name in names])
    cells_of_rows = np.empty((len(made), len(names)), dtype=object)
    for at, one in enumerate(made):
        for column, value in enumerate(one):
            cells_of_rows[at, column] = value
    return pd.DataFrame(cells_of_rows, columns=like.columns, dtype=object)


@lru_cache(4096)
def _bare(text: str) -> str:
    """A text without a number before it."""
    head, dot, rest = text.partition(". ")
    return rest.strip() if dot and head.isdigit() else text.strip()
