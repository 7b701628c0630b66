"""Which action of a plan is which of another state of it: by ref, and where refs were retyped by their words too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sheetplan.merge.rows import Row, column, is_near, known_by, plain_ref, words
from sheetplan.model import Template, is_blank, same


@dataclass(slots=True)
class Match:
    """What belongs together, by index into the two lists of rows."""

    pairs: dict[int, int] = field(default_factory=dict)
    """Earlier row to later row."""
    retyped: list[int] = field(default_factory=list)
    """Earlier rows whose partner has another ref, or none."""
    doubtful: list[tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=list)
    """Earlier and later rows that cannot be told apart."""
    missing: list[int] = field(default_factory=list)
    """Earlier rows that are gone."""
    extra: list[int] = field(default_factory=list)
    """Later rows that are new."""


def matched(old: Sequence[Row], new: Sequence[Row], template: Template) -> Match:
    """Tell which row of a later state is which of an earlier one; where they stand makes no difference.

    Args:
        old: the earlier rows.
        new: the later rows.
        template: says by which words an action is known.
    """
    work = _Work(old, new, template, Match())
    (before, several), (after, many) = _by_plain_ref(old), _by_plain_ref(new)
    pairs = {i: after[name] for name, i in before.items() if name in after}
    mine, theirs = [row.ref for row in old], [row.ref for row in new]
    unclear = [i for i, j in pairs.items() if mine[i] != theirs[j]]
    unclear += [before[name] for name in {*several, *many} if name in before and name in after]
    if unclear:
        names = {plain_ref(mine[i]) for i in unclear}
        for name in names:
            del pairs[before[name]]
    work.match.pairs = pairs
    for name in sorted(names) if unclear else ():
        work.sort_out(several.get(name, [before[name]]), many.get(name, [after[name]]))
    work.look_for_renumbered()
    work.match_leftovers()
    return work.match


def _by_plain_ref(rows: Sequence[Row]) -> tuple[dict[str, int], dict[str, list[int]]]:
    """Rows by their ref, and those of them that share one."""
    names = [plain_ref(row.ref) for row in rows]
    found = {name: at for at, name in enumerate(names) if name}
    several: dict[str, list[int]] = {}
    if len(found) < len(names):
        for at, name in enumerate(names):
            if name and (name in several or found[name] != at):
                several.setdefault(name, []).append(at)
        for name, sharing in several.items():
            several[name] = sorted({*sharing, found[name]})
    return found, several


@dataclass(slots=True)
class _Work:
    old: Sequence[Row]
    new: Sequence[Row]
    template: Template
    match: Match

    def sort_out(self, mine: Sequence[int], theirs: Sequence[int]) -> None:
        """Rows whose refs are the same apart from how they are written, or that share one."""
        left, right = list(mine), list(theirs)
        # The surest first: the same ref and the same words; then one of the two; what is left may be another action.
        for near_enough in (_exactly, is_near):
            for equal_ref in (True, False):
                self._pair_off(left, right, near_enough, equal_ref=equal_ref)
        if self._is_doubtful(left, right):
            return
        for mark in {self.old[i].ref for i in left}:
            ours = [i for i in left if self.old[i].ref == mark]
            others = [j for j in right if self.new[j].ref == mark]
            # A single row under its own ref is that action, however much it was reworded.
            if len(ours) == len(others) == 1 and len([j for j in theirs if self.new[j].ref == mark]) == 1:
                self._pair(ours[0], others[0])

    def _pair_off(
        self, left: list[int], right: list[int], near_enough: Callable[[str, str], bool], *, equal_ref: bool
    ) -> None:
        for i in list(left):
            still_there = any(self.old[i].ref == self.new[j].ref for j in right)
            if not equal_ref and (still_there or not self._old(i)):
                continue
            fits = [
                j
                for j in right
                if (self.old[i].ref == self.new[j].ref) is equal_ref and near_enough(self._old(i), self._new(j))
            ]
            rivals = [k for k in left if k != i and fits and near_enough(self._old(k), self._new(fits[0]))]
            rivals = [k for k in rivals if (self.old[k].ref == self.new[fits[0]].ref) is equal_ref]
            if len(fits) == 1 and not rivals:
                self._pair(i, fits[0])
                left.remove(i)
                right.remove(fits[0])

    def _is_doubtful(self, left: Sequence[int], right: Sequence[int]) -> bool:
        """Several rows that could each be it: nothing is taken for them."""
        if not left or not right:
            return False
        near = [j for j in right if any(is_near(self._old(i), self._new(j)) for i in left)]
        twice = any(
            len([i for i in left if self.old[i].ref == ref]) + len([j for j in right if self.new[j].ref == ref]) > 2
            for ref in {self.old[i].ref for i in left} & {self.new[j].ref for j in right}
        )
        written_otherwise = {self.old[i].ref for i in left}.isdisjoint(self.new[j].ref for j in right)
        if not near and not twice and not written_otherwise:
            return False
        if len(left) == len(right) > 1 and self._are_repeats(left, right):
            for i, j in zip(left, right, strict=True):
                self._pair(i, j)
            return True
        self.match.doubtful.append((tuple(left), tuple(right)))
        return True

    def _are_repeats(self, left: Sequence[int], right: Sequence[int]) -> bool:
        """Rows that were the same already are known by their order."""
        return (
            len({(self.old[i].ref, self._old(i)) for i in left}) == 1
            and len({(self.new[j].ref, self._new(j)) for j in right}) == 1
        )

    def look_for_renumbered(self) -> None:
        """Pairs whose refs agree, but in which the later row has the words of quite another action."""
        # Where an aim is filled in, it alone counts, and in most plans it is.
        field_names = self.template.advice.get("aim") or known_by(self.template)
        suspects: set[int] = set()
        for name in field_names:
            before, after = column(self.old, name), column(self.new, name)
            suspects.update([i for i, j in self.match.pairs.items() if before[i] != after[j]])
        suspects = {i for i in suspects if not is_near(self._old(i), self._new(self.match.pairs[i]))}
        if not suspects:
            return
        self._follow_words(sorted(suspects))
        known = _unique((i, self._old(i)) for i in range(len(self.old)))
        crossed = []
        for i in sorted(suspects):
            j = self.match.pairs[i]
            other = known.get(self._new(j))
            if other is None or other == i:
                continue
            partner = self.match.pairs.get(other)
            if partner is None or self._new(partner) != self._old(other):
                crossed.append((i, j))
        for i, j in crossed:
            del self.match.pairs[i]
            self.match.doubtful.append(((i,), (j,)))

    def _follow_words(self, suspects: Sequence[int]) -> None:
        """Actions whose words, and what stands beside them, have another ref now: a row was numbered anew."""
        left = list(suspects)
        while left:
            taken = set(self.match.pairs.values())
            free = [j for j in range(len(self.new)) if j not in taken]
            followed = [(i, j) for i in left if (j := self._under_another_ref(i, free)) is not None]
            if not followed:
                return
            i, j = followed[0]
            self._pair(i, j)
            left.remove(i)

    def _under_another_ref(self, i: int, free: Sequence[int]) -> int | None:
        said = self._old(i)
        fits = [j for j in free if self._new(j) == said] or [j for j in free if is_near(self._new(j), said)]
        if not said or len(fits) != 1:
            return None
        return fits[0] if self._alike(i, fits[0]) >= self._alike(i, self.match.pairs[i]) else None

    def _alike(self, i: int, j: int) -> int:
        """In how many cells two rows are the same, apart from those that tell actions apart."""
        known = ("ref", *known_by(self.template))
        names = [column.field for column in self.template.columns if column.field not in known]
        before, after = self.old[i].cells, self.new[j].cells
        return sum(1 for name in names if not is_blank(before.get(name)) and same(before.get(name), after.get(name)))

    def match_leftovers(self) -> None:
        """Rows without a partner that have the same words, once on each side; then those that had no ref, nearly."""
        self._list_leftovers()
        if not self.match.missing or not self.match.extra:
            return
        there = _unique((j, self._new(j)) for j in self.match.extra)
        mine = _unique((i, self._old(i)) for i in self.match.missing)
        for said, i in mine.items():
            if said in there:
                self._pair(i, there[said])
        self._list_leftovers()
        bare = [i for i in self.match.missing if not self.old[i].ref]
        others = list(self.match.extra)
        for i in bare:
            fits = [j for j in others if is_near(self._old(i), self._new(j))]
            if len(fits) == 1:
                self._pair(i, fits[0])
                others.remove(fits[0])
        self._list_leftovers()

    def _list_leftovers(self) -> None:
        used = set(self.match.pairs) | {i for mine, _ in self.match.doubtful for i in mine}
        taken = set(self.match.pairs.values()) | {j for _, theirs in self.match.doubtful for j in theirs}
        self.match.missing = [i for i in range(len(self.old)) if i not in used]
        self.match.extra = [j for j in range(len(self.new)) if j not in taken]

    def _pair(self, i: int, j: int) -> None:
        self.match.pairs[i] = j
        if self.old[i].ref != self.new[j].ref:
            self.match.retyped.append(i)

    def _old(self, index: int) -> str:
        return words(self.old[index], self.template)

    def _new(self, index: int) -> str:
        return words(self.new[index], self.template)


def _unique(pairs: Iterable[tuple[int, str]]) -> dict[str, int]:
    """Words to the one row that has them; none for words that several have, and for none."""
    found: dict[str, int] = {}
    several: set[str] = set()
    for index, said in pairs:
        if said in found:
            several.add(said)
        found[said] = index
    return {said: index for said, index in found.items() if said and said not in several}


def _exactly(one: str, other: str) -> bool:
    return one == other
