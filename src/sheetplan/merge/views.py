"""A copy seen beside what it was taken from and beside the plan: which action is which, which columns they share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sheetplan.merge import columns
from sheetplan.merge.columns import Columns, Slot
from sheetplan.merge.matching import Match, matched
from sheetplan.merge.rows import Row, Source, cell_of, is_near, is_only_ref, rows_of, without_number, words
from sheetplan.model import Copy, Plan, SheetplanError, Value, folded, is_blank, shown

_CELLS_NAMED = 8
_FEW = 3
"""Of so few actions any can be gone."""


@dataclass(eq=False)
class View:
    """A copy, matched."""

    copy: Copy
    master: Plan
    old: Sequence[Row]
    """The base's actions."""
    new: Sequence[Row]
    """The copy's actions."""
    match: Match
    """Base to copy."""
    home: Match
    """Base to plan."""
    columns: Columns
    rows: Sequence[Row]
    """The plan's actions."""

    @cached_property
    def back(self) -> dict[int, int]:
        """Copy to plan."""
        pairs = self.match.pairs.items()
        return {j: self.home.pairs[i] for i, j in pairs if i in self.home.pairs}

    @cached_property
    def since_base(self) -> dict[str, list[int]]:
        """The plan's actions that the base does not have, by their words."""
        found: dict[str, list[int]] = {}
        for m in self.home.extra:
            found.setdefault(words(self.rows[m], self.master.template), []).append(m)
        return found

    @property
    def whose(self) -> str:
        """By what the copy is known."""
        return self.copy.whose

    @cached_property
    def plain_slots(self) -> tuple[Slot, ...]:
        """The shared columns under the names that the plan has for them."""
        return tuple(replace(slot, copy_name="") for slot in self.columns.slots)

    def changed(self, i: int, j: int) -> list[tuple[Slot, Value, Value]]:
        """What the copy changed in an action, by index into base and copy."""
        old, new = self.old[i], self.new[j]
        if self._typed is not None and old.frame == new.frame == "actions":
            before, after = self._typed
            if before[old.position] == after[new.position]:
                return []
        found = columns.changes(old, new, self.columns.slots)
        if self._was_updated and any(slot.field == "at_due" for slot, _, _ in found):
            found = self._without_worked_out(found)
        return [one for one in found if not self._is_numbering(one, old, new)] if found else found

    @property
    def _was_updated(self) -> bool:
        """Whether the copy was brought up to date by itself: then not all of our cells in it were typed."""
        return None not in (self.copy.plan.version, self.copy.base.version) and (
            self.copy.plan.version != self.copy.base.version
        )

    def _without_worked_out(self, found: list[tuple[Slot, Value, Value]]) -> list[tuple[Slot, Value, Value]]:
        """Without a due date that follows from the copy's new words."""
        template = self.master.template
        timescales = {column.field for column in template.columns if column.type == "timescale"}
        reworded = any(slot.field in timescales for slot, _, _ in found)
        return [one for one in found if one[0].field != "at_due" or not (reworded or is_blank(one[1]))]

    @cached_property
    def _typed(self) -> tuple[Sequence[object], Sequence[object]] | None:
        """All that people type in each row of base and copy: most are the same, and need no closer look."""
        old, new = Source(self.copy.base.actions), Source(self.copy.plan.actions)
        there = [*old.names, *new.names]
        names = [slot.field for slot in self.columns.slots if not slot.own and there.count(slot.field) > 1]
        if any(slot.own for slot in self.columns.slots):
            names.append("at_others")
        if any(slot.copy_name for slot in self.columns.slots) or any(there.count(name) < 2 for name in names):
            return None
        return old.part(names), new.part(names)

    def _is_numbering(self, change: tuple[Slot, Value, Value], old: Row, new: Row) -> bool:
        """Whether only the ref was written otherwise."""
        slot, was, now = change
        template = self.master.template
        if slot.field not in ("ref", template.ref_from) or slot.own:
            return False
        if is_only_ref(slot.field, was, old, template):
            return slot.field == "ref" or is_only_ref(slot.field, now, new, template)
        if old.ref == new.ref:
            return False
        return folded(without_number(shown(was), old.ref)) == folded(without_number(shown(now), new.ref))

    def since(self, i: int, m: Row) -> list[tuple[Slot, Value, Value]]:
        """What the plan changed in an action since the base, by index into the base."""
        found = columns.changes(self.old[i], m, self.plain_slots)
        return [one for one in found if one[0].field not in ("ref", "at_reopen")]

    def cells(self, theirs: Sequence[int]) -> str:
        """The cells of the refs of some of the copy's actions."""
        return first_few([cell_of(self.copy.plan, self.new[j]) for j in theirs])


def seen(master: Plan, rows: Sequence[Row], copies: Sequence[Copy]) -> list[View]:
    """Each copy matched with its base, and its base with the plan.

    Args:
        master: the plan.
        rows: its actions.
        copies: in their order.

    Raises:
        SheetplanError: a copy's actions cannot be told from each other.
    """
    bases: dict[int, tuple[list[Row], Match]] = {}
    found: list[View] = []
    for copy in copies:
        if id(copy.base) not in bases:
            old = rows_of(copy.base)
            bases[id(copy.base)] = old, matched(old, rows, master.template)
        old, home = bases[id(copy.base)]
        new = rows_of(copy.plan)
        match = matched(old, new, master.template)
        _refuse_unmatched(copy, old, new, match)
        found.append(View(copy, master, old, new, match, home, columns.compared(master, copy, old, new, match), rows))
    return found


def seen_beside(old: Plan, new: Plan) -> View:
    """A later state of a plan matched with an earlier one."""
    before, after = rows_of(old), rows_of(new)
    match = matched(before, after, old.template)
    copy = Copy(new, "", None, old)
    return View(copy, old, before, after, match, Match(), columns.compared(old, copy, before, after, match), before)


def _refuse_unmatched(copy: Copy, old: Sequence[Row], new: Sequence[Row], match: Match) -> None:
    """Stop where most of a copy's actions could be any."""
    template = copy.base.template
    expected = [i for i, row in enumerate(old) if copy.holds is None or row.ref in copy.holds]
    lost = {*match.missing, *(i for mine, _ in match.doubtful for i in mine)} & set(expected)
    if len(expected) < _FEW or len(lost) * 2 <= len(expected):
        return
    # Rows that are new by their words as well are somebody's new actions, however many others were deleted.
    known = [words(old[i], template) for i in sorted(lost)]
    bare = [j for j in match.extra if any(is_near(words(new[j], template), one) for one in known)]
    strange = sorted({*bare, *(j for _, theirs in match.doubtful for j in theirs)})
    if len(strange) * 2 < len(lost):
        return
    cells = first_few([cell_of(copy.plan, new[j]) for j in strange])
    raise SheetplanError(
        f"{copy.plan.path.name}: {len(lost)} of {len(expected)} actions cannot be told in it, because their refs are "
        f"gone or stand beside other actions than before, as in {cells}; nothing was merged.",
        "Put the refs back as they were in the version that the copy was taken from, then try again.",
    )


def retyped(view: View) -> Iterator[str]:
    """What is to be said of refs that are written otherwise in the copy."""
    found = []
    for i in sorted(view.match.retyped):
        old, new = view.old[i], view.new[view.match.pairs[i]]
        if old.ref:
            stands = f'"{new.ref}"' if new.ref else "no ref"
            found.append(f"{cell_of(view.copy.plan, new)} has {stands} for {old.ref}")
    if found:
        yield f"{view.whose}: refs in the copy are not as they were, and count as before: {first_few(found)}."


def first_few(names: Sequence[str]) -> str:
    """The first of many names, and how many more there are."""
    more = f" and {len(names) - _CELLS_NAMED} more" if len(names) > _CELLS_NAMED else ""
    return ", ".join(names[:_CELLS_NAMED]) + more
