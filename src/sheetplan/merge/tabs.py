"""What copies changed on the tabs beside the plan and on its Cover, set against what stands there now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sheetplan.merge import cells
from sheetplan.merge.actions import Found
from sheetplan.merge.cells import Proposal, Spot
from sheetplan.merge.rows import is_near
from sheetplan.model import (
    Added,
    Column,
    Conflict,
    Copy,
    Plan,
    Tab,
    TabRead,
    Template,
    Value,
    folded,
    is_blank,
    same,
    shown,
)

Row = Mapping[str, Value]
Key = tuple[str, ...]
"""What identifies a row, as it is compared."""


def merged(master: Plan, copies: Sequence[Copy], found: Found) -> tuple[Added, ...]:
    """Everything beside the plan's own table.

    Args:
        master: the plan.
        copies: in their order.
        found: gets edits, conflicts and what is said.

    Returns:
        The rows that are new in copies.
    """
    new: list[Added] = []
    for tab in master.template.tabs:
        theirs = [copy for copy in copies if tab.name in copy.plan.tabs]
        if not theirs or not _typed(tab):
            continue
        if tab.name in master.tabs:
            work = _Tab(master.template, tab, master.tabs[tab.name], found)
        else:
            work = _Tab(master.template, tab, TabRead(tab, tab.sheet, 1, {}, (), 2), found, is_missing=True)
        for copy in theirs:
            work.look_at(copy)
        new += work.settled()
    _cover(master, copies, found)
    return tuple(new)


def differences(old: Plan, new: Plan) -> Iterator[tuple[str, Key, str, str]]:
    """Cells beside the plan that people changed: tab, what the row is known by, field, and what stands there now."""
    for name, theirs in new.tabs.items():
        fields = [column.field for column in _typed(theirs.tab)]
        base = old.tabs.get(name)
        work = _Tab(new.template, theirs.tab, theirs, Found())
        before = base.rows if base is not None else ()
        keys = work.key(theirs.rows)
        match = {j: i for i, j in _paired(before, theirs.rows, work.key, work.near).items()}
        for j, row in enumerate(theirs.rows):
            was: Row = before[match[j]] if j in match else {}
            for one in fields:
                if not same(was.get(one), row.get(one)):
                    yield name, keys[j], one, repr(row.get(one))


def line_names(template: Template, read: TabRead) -> list[str]:
    """What each row of a tab is known by in conflicts, in their order."""
    work = _Tab(template, read.tab, read, Found())
    return [work.name(row) for row in read.rows]


def _typed(tab: Tab) -> tuple[Column, ...]:
    """The columns in which people type."""
    return tuple(c for c in tab.columns if c.field not in tab.filled_by_update and c.works_out is None)


def _key_fields(template: Template, tab: Tab) -> tuple[str, ...]:
    """What identifies a row: what it refers to, and its first text; without one that must be there, its day too."""
    if template.milestones is not None and template.milestones.tab == tab.name:
        return ("ref", "milestone")
    if template.course.deadlines_tab == tab.name:
        return ("step",)
    drawn = [draw.match for draw in template.draws if draw.into == tab.name]
    drawn += [one.field for one in template.answers if one.tab == tab.name]
    if drawn:
        return (drawn[0],)
    columns = [column for column in tab.columns if column.works_out is None]
    refers = [column.field for column in columns if column.of]
    texts = [column for column in columns if not column.of and column.type in ("text", "choice")]
    first = next((column for column in texts if column.required), None)
    if first is not None:
        return (*refers, first.field)
    days = [column.field for column in columns if column.type == "date" and column.required]
    return (*refers, *(days or [column.field for column in texts[:1]])) or (columns[0].field,)


@dataclass(eq=False)
class _Fresh:
    """A row that is to be added."""

    values: dict[str, Value]
    whose: list[Copy]


@dataclass(eq=False)
class _Tab:
    """One tab, as copies are looked at one after the other."""

    template: Template
    tab: Tab
    read: TabRead
    found: Found
    is_missing: bool = False
    proposals: dict[tuple[int, str], list[Proposal]] = field(default_factory=dict)
    fresh: list[_Fresh] = field(default_factory=list)

    def look_at(self, copy: Copy) -> None:
        """Gather what a copy says otherwise than its base."""
        theirs, base = copy.plan.tabs[self.tab.name], copy.base.tabs.get(self.tab.name)
        old = base.rows if base is not None else ()
        fields = [column.field for column in _typed(self.tab) if column.field in theirs.columns]
        fields = [name for name in fields if base is None or name in base.columns]
        match = _paired(old, theirs.rows, self.key, self.near)
        home = _paired(old, self.read.rows, self.key, self.near)
        for i, j in sorted(match.items()):
            changed = [(name, old[i].get(name), theirs.rows[j].get(name)) for name in fields]
            changed = [one for one in changed if not same(one[1], one[2])]
            if changed and i in home:
                self._propose(copy, home[i], changed)
            elif changed:
                self._deleted_there(copy, old[i], changed)
        gone = [i for i in range(len(old)) if i not in match and copy.holds is None]
        gone = [i for i in gone if i in home and any(not is_blank(old[i].get(name)) for name in fields)]
        if gone:
            named = ", ".join(f'"{self.name(old[i])}"' for i in gone[:5])
            more = f" and {len(gone) - 5} more" if len(gone) > 5 else ""
            self.found.said.append(
                f"{copy.whose}: rows that the copy no longer has stay on the {self.read.sheet} tab: {named}{more}."
            )
        taken = set(match.values())
        since = [m for m in range(len(self.read.rows)) if m not in set(home.values())]
        for j, row in enumerate(theirs.rows):
            if j not in taken:
                self._new(copy, row, fields, since)

    def key(self, rows: Sequence[Row]) -> list[Key]:
        """What identifies each row."""
        names = _key_fields(self.template, self.tab)
        return [tuple(folded(row.get(name)) for name in names) for row in rows]

    def near(self, one: Key, other: Key) -> bool:
        """The same reference, as far as there was one, and nearly the same words."""
        refers = all(mine in ("", there) for mine, there in zip(one[:-1], other[:-1], strict=True))
        return refers and is_near(one[-1], other[-1])

    def _propose(self, copy: Copy, m: int, changed: Sequence[tuple[str, Value, Value]]) -> None:
        for name, was, now in changed:
            proposal = Proposal(was, now, copy.whose, copy.day)
            self.proposals.setdefault((m, name), []).append(proposal)

    def _deleted_there(self, copy: Copy, old: Row, changed: Sequence[tuple[str, Value, Value]]) -> None:
        headings = {column.field: column.heading for column in self.tab.columns}
        says = "\n".join(f"{headings[name]}: {'' if now is None else shown(now)}" for name, _, now in changed)
        about = f"The {self.read.sheet} tab of the plan no longer has the row, and this copy changed it."
        name = self.name(old)
        whole = self.template.conflict_whole
        self.found.conflicts.append(Conflict(name, self.tab.name, "", whole, about, name, None, says, copy.whose))

    def _new(self, copy: Copy, row: Row, fields: Sequence[str], since: list[int]) -> None:
        """A row that the base does not have: the plan or another copy may have it too by now."""
        values = {name: row.get(name) for name in fields if not is_blank(row.get(name))}
        keys = _key_fields(self.template, self.tab)
        ours = self.tab.filled_by_update
        if not values or (set(values) <= set(keys) and ours & set(keys)):
            return
        values |= {name: row.get(name) for name in keys if not is_blank(row.get(name))}
        mine = self.key([row])[0]
        strict = bool(ours & set(keys)) or (len(keys) == 1 and self._is_unique(keys[0]))
        for m in since:
            there = self.read.rows[m]
            if self.key([there])[0] == mine and (strict or _fits(values, there)):
                self._propose(copy, m, [(name, None, values[name]) for name in fields if name in values])
                since.remove(m)
                return
        for one in self.fresh:
            if copy not in one.whose and self.key([one.values])[0] == mine and (strict or _fits(values, one.values)):
                self._join(copy, one, values)
                return
        self.fresh.append(_Fresh(values, [copy]))

    def _join(self, copy: Copy, there: _Fresh, values: Row) -> None:
        there.whose.append(copy)
        for name, value in values.items():
            stands = there.values.get(name)
            if is_blank(stands):
                there.values[name] = value
            elif not same(stands, value):
                spot = self._spot(0, there.values, name)
                about = cells.SEVERAL.format(spot.heading)
                self.found.conflicts += cells.conflicts(spot, stands, [Proposal(None, value, copy.whose, None)], about)

    def _is_unique(self, key: str) -> bool:
        """Whether update itself sees to it that each stands once."""
        return any(draw.into == self.tab.name and draw.match == key for draw in self.template.draws)

    def settled(self) -> Iterator[Added]:
        """The tab's rows that are new, once the cells of the others are settled."""
        order = {column.field: at for at, column in enumerate(self.tab.columns)}
        for (m, name), proposals in sorted(self.proposals.items(), key=lambda item: (item[0][0], order[item[0][1]])):
            row = self.read.rows[m]
            if name not in self.read.columns:
                self.found.said.append(
                    f"The {self.read.sheet} tab of the plan has no column for what copies add to it."
                )
                continue
            outcome = cells.settled(self._spot(m, row, name), row.get(name), proposals)
            self.found.edits += [outcome.edit] if outcome.edit is not None else []
            self.found.conflicts += outcome.conflicts
        if self.fresh and self.is_missing:
            self.found.said.append(f"The plan has no {self.tab.sheet} tab yet; copies bring one.")
        for one in self.fresh:
            yield Added(self.tab.name, one.values, tuple(sorted({copy.whose for copy in one.whose})))

    def _spot(self, m: int, row: Row, name: str) -> Spot:
        place = self.read.columns.get(name)
        column = self.tab.column(name)
        heading = place.heading if place else column.heading
        return Spot(self.tab.name, m, self.name(row), name, heading, column.narrative)

    def name(self, row: Row) -> str:
        """What a row is known by, as people see it."""
        values = [row.get(name) for name in _key_fields(self.template, self.tab)]
        return ", ".join(" ".join(shown(value).split()) for value in values if not is_blank(value))


def _fits(values: Row, there: Row) -> bool:
    return all(is_blank(there.get(name)) or same(there.get(name), value) for name, value in values.items())


def _paired(
    old: Sequence[Row],
    new: Sequence[Row],
    key: Callable[[Sequence[Row]], list[Key]],
    near: Callable[[Key, Key], bool],
) -> dict[int, int]:
    """Which row is which: by what identifies it, the same rows first; then by nearly the same words."""
    before, after = key(old), key(new)
    groups: dict[Key, list[int]] = {}
    for j, known in enumerate(after):
        groups.setdefault(known, []).append(j)
    found: dict[int, int] = {}
    for exact in (True, False):
        for i, known in enumerate(before):
            if i in found or not groups.get(known):
                continue
            theirs = groups[known]
            fits = [j for j in theirs if _alike(old[i], new[j])][:1] if exact else theirs[:1]
            if fits:
                found[i] = fits[0]
                theirs.remove(fits[0])
    left = [i for i in range(len(old)) if i not in found]
    taken = set(found.values())
    there = [j for j in range(len(new)) if j not in taken]
    for i in left:
        fits = [j for j in there if near(before[i], after[j])][:2]
        if len(fits) == 1:
            found[i] = fits[0]
            there.remove(fits[0])
    return found


def _alike(one: Row, other: Row) -> bool:
    return all(same(value, other.get(name)) for name, value in one.items() if name != "at_row")


def _cover(master: Plan, copies: Sequence[Copy], found: Found) -> None:
    """Each line of the Cover; the version is ours."""
    for line in master.template.cover:
        if line.field == "version":
            continue
        proposals = []
        for copy in copies:
            was, now = copy.base.cover.get(line.field), copy.plan.cover.get(line.field)
            has_line = line.field in copy.plan.cover_cells or not copy.base.cover_cells
            if has_line and not same(was, now):
                proposals.append(Proposal(was, now, copy.whose, copy.day))
        if not proposals:
            continue
        stands = master.cover.get(line.field)
        outcome = cells.settled(Spot("cover", 0, "", line.field, line.label), stands, proposals)
        found.edits += [outcome.edit] if outcome.edit is not None else []
        found.conflicts += outcome.conflicts
    for copy in copies:
        for code, stands_for in copy.plan.people.items():
            if code not in copy.base.people and code not in master.people:
                found.said.append(
                    f'{copy.whose}: the copy has a role code that the plan does not: {code}, "{stands_for}".'
                )
