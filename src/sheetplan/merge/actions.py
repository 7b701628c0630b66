"""Actions that copies changed, deleted or moved, set against what the plan has become since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sheetplan.merge import cells, redated
from sheetplan.merge.cells import Proposal, Spot
from sheetplan.merge.columns import Slot, is_there, value_in
from sheetplan.merge.redated import Touch
from sheetplan.merge.rows import Row, known_as, text
from sheetplan.merge.views import View, first_few, retyped
from sheetplan.model import Conflict, Edit, Gone, Plan, Value, shown

DELETED_HERE = "This copy no longer has the action, and it was changed since: {}."
DELETED_THERE = "The plan no longer has the action, and this copy changed it: {}."
_DOUBTFUL = "It cannot be told which row of this copy is the action: {}."
_NOTHING_TAKEN = "Nothing was taken from these rows."


@dataclass
class Found:
    """What comes of the copies, as it is gathered."""

    edits: list[Edit] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@dataclass
class Touched:
    """What copies say of each of the plan's actions, by index into its rows."""

    touches: dict[int, list[Touch]] = field(default_factory=dict)
    deleted: dict[int, list[tuple[View, int]]] = field(default_factory=dict)


def gathered(views: Sequence[View], rows: Sequence[Row], found: Found) -> Touched:
    """What each copy did to actions that its base had.

    Args:
        views: the copies.
        rows: the plan's actions.
        found: gets what can be said at once.
    """
    touched = Touched()
    for view in views:
        found.said += [*view.columns.said, *retyped(view)]
        found.conflicts += _doubtful(view)
        unplaced = {i for mine, _ in view.home.doubtful for i in mine}
        moved: dict[str, list[str]] = {"archived": [], "actions": []}
        for i in range(len(view.old)):
            j = view.match.pairs.get(i)
            if j is None:
                continue
            changed = view.changed(i, j)
            m = view.home.pairs.get(i)
            if m is not None and view.old[i].frame != view.new[j].frame != rows[m].frame:
                moved[view.new[j].frame].append(rows[m].ref or text(rows[m], view.master.template))
            if not changed:
                continue
            if m is not None:
                touched.touches.setdefault(m, []).append(Touch(view, view.old[i], view.new[j], changed, i))
            elif i in unplaced:
                found.conflicts.append(_unplaced(view, i, changed))
            else:
                found.conflicts.append(_deleted_there(view, i, changed))
        for i in view.match.missing:
            _deleted(view, i, touched, found)
        found.said += _moved(view, moved["archived"], moved["actions"])
    return touched


def settle(touched: Touched, rows: Sequence[Row], master: Plan, found: Found) -> None:
    """Each action that copies touched: its cells, and whether it leaves.

    Args:
        touched: what copies did.
        rows: the plan's actions.
        master: the plan.
        found: gets the edits, conflicts and what leaves.
    """
    lacking: dict[tuple[str, str], int] = {}
    stay: dict[str, list[str]] = {}
    places = _places(master)
    beyond = max(places.values(), default=0) + 1
    for m in sorted({*touched.touches, *touched.deleted}):
        touches = touched.touches.get(m, [])
        row = rows[m]
        blocked = redated.blocked(touches, row, master.template)
        by_slot: dict[str, tuple[Slot, list[tuple[Touch, Value, Value]]]] = {}
        for touch in touches:
            for slot, was, now in touch.changed:
                known, theirs = by_slot.setdefault(slot.field, (slot, []))
                theirs.append((touch, was, now))
                # People add to what others wrote in a column where one of them only takes notes.
                by_slot[slot.field] = (slot if slot.narrative else known, theirs)
        for name in sorted(by_slot, key=lambda name: (places.get(name, beyond), name)):
            slot, theirs = by_slot[name]
            _settle_cell(row, slot, theirs, blocked, found, lacking)
        _settle_deleted(row, touches, touched.deleted.get(m, []), master, found, stay)
    sheet = master.archive_sheet or master.template.archive_sheet
    for whose, refs in stay.items():
        found.said.append(f"{whose}: actions that the copy no longer has stay on the {sheet} tab: {first_few(refs)}.")
    for (heading, whose), count in lacking.items():
        found.said.append(
            f'{whose}: {count} {"change" if count == 1 else "changes"} under "{heading}" could not be taken: the plan '
            "has no such column for archived actions."
        )


def _places(master: Plan) -> dict[str, int]:
    """In which order the plan's columns stand."""
    known = {name: place.column for name, place in master.columns.items()}
    return known | {heading: column for column, heading in master.others.items()}


def _settle_cell(
    row: Row,
    slot: Slot,
    theirs: Sequence[tuple[Touch, Value, Value]],
    blocked: dict[tuple[int, str], str],
    found: Found,
    lacking: dict[tuple[str, str], int],
) -> None:
    stands = value_in(row, slot.field, own=slot.own)
    if not is_there(stands) and row.frame == "actions":
        stands = None
    if not is_there(stands):
        if slot.field != "at_reopen":
            for touch, _, _ in theirs:
                lacking[slot.heading, touch.view.whose] = lacking.get((slot.heading, touch.view.whose), 0) + 1
        return
    if slot.field == "at_reopen" and row.frame == "actions":
        return
    name = "" if row.ref else known_as(row, theirs[0][0].view.master.template)
    spot = Spot(row.frame, row.position, row.ref, slot.field, slot.heading, slot.narrative, name)
    free: list[Proposal] = []
    for touch, was, now in theirs:
        proposal = Proposal(was, now, touch.view.whose, touch.view.copy.day, touch.view.copy.is_notes)
        reason = blocked.get((id(touch), slot.field))
        if reason is None:
            free.append(proposal)
        elif cells.differs(proposal, stands):
            found.conflicts += cells.conflicts(spot, stands, [proposal], reason)
    outcome = cells.settled(spot, stands, free)
    if outcome.edit is not None:
        found.edits.append(outcome.edit)
    found.conflicts += outcome.conflicts


def _settle_deleted(
    row: Row,
    touches: Sequence[Touch],
    deleted: Sequence[tuple[View, int]],
    master: Plan,
    found: Found,
    stay: dict[str, list[str]],
) -> None:
    """An action that copies no longer have leaves where nobody touched it since; else somebody chooses."""
    if not deleted:
        return
    since = [view.since(i, row) for view, i in deleted]
    others = sorted({touch.view.whose for touch in touches})
    whose = tuple(sorted({view.whose for view, _ in deleted}))
    if row.frame == "actions" and not touches and not all(since):
        found.gone.append(Gone(row.position, row.ref, whose))
        return
    for (view, i), changed in zip(deleted, since, strict=True):
        names = [slot.heading for slot, _, _ in changed]
        if not names and not others:
            stay.setdefault(view.whose, []).append(row.ref)
            continue
        what = [f'"{name}" in the plan' for name in names] + [f"in the copy of {name}" for name in others]
        about = DELETED_HERE.format(", ".join(what))
        was, stands = text(view.old[i], master.template), text(row, master.template)
        found.conflicts.append(
            Conflict(row.ref, row.frame, "", master.template.conflict_whole, about, was, stands, None, view.whose)
        )


def _deleted(view: View, i: int, touched: Touched, found: Found) -> None:
    old = view.old[i]
    if view.copy.holds is not None and old.ref not in view.copy.holds:
        return  # the extract was never given it
    m = view.home.pairs.get(i)
    if m is None:
        return
    if not old.ref:
        found.said.append(
            f"{view.whose}: the copy no longer has an action without a ref, which stays in the plan: "
            f'"{text(old, view.master.template)}".'
        )
        return
    touched.deleted.setdefault(m, []).append((view, i))


def _deleted_there(view: View, i: int, changed: Sequence[tuple[Slot, Value, Value]]) -> Conflict:
    template, old = view.master.template, view.old[i]
    about = DELETED_THERE.format(_headings(changed))
    was, says = text(old, template), _in_words(changed)
    name = known_as(old, template)
    return Conflict(name, "actions", "", template.conflict_whole, about, was, None, says, view.whose)


def _unplaced(view: View, i: int, changed: Sequence[tuple[Slot, Value, Value]]) -> Conflict:
    template, old = view.master.template, view.old[i]
    about = f"It cannot be told which of several rows of the plan is the action that this copy changed: {old.ref}."
    was, says = text(old, template), _in_words(changed)
    return Conflict(old.ref, "actions", "", template.conflict_whole, about, was, None, says, view.whose, _NOTHING_TAKEN)


def _doubtful(view: View) -> Iterator[Conflict]:
    template = view.master.template
    for mine, theirs in view.match.doubtful:
        old = view.old[mine[0]]
        about = _DOUBTFUL.format(view.cells(theirs))
        was = text(old, template)
        says = "\n".join(text(view.new[j], template) for j in theirs)
        yield Conflict(
            old.ref, old.frame, "", template.conflict_whole, about, was, was, says, view.whose, _NOTHING_TAKEN
        )


def _moved(view: View, archived: Sequence[str], brought_back: Sequence[str]) -> Iterator[str]:
    sheet = view.master.archive_sheet or view.master.template.archive_sheet
    if archived:
        yield (
            f"{view.whose}: on the {sheet} tab of the copy, and in the plan until it is closed there: "
            f"{first_few(archived)}."
        )
    if brought_back:
        reopen = view.master.template.archive_headings["reopen"]
        yield (
            f"{view.whose}: brought back from the {sheet} tab in the copy, and still there in the plan: "
            f'{first_few(brought_back)}. To bring one back, choose under "{reopen}".'
        )


def _headings(changed: Sequence[tuple[Slot, Value, Value]]) -> str:
    return ", ".join(f'"{slot.heading}"' for slot, _, _ in changed)


def _in_words(changed: Sequence[tuple[Slot, Value, Value]]) -> str:
    return "\n".join(f"{slot.heading}: {'' if now is None else shown(now)}" for slot, _, now in changed)
