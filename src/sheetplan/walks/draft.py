"""An update worked out in memory: what leaves and comes back, which cells say what, and the workbook that results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from sheetplan import archive, draws, refs, status, versions
from sheetplan.model import (
    Judged,
    Obstacle,
    Period,
    Plan,
    Status,
    Version,
    changed_since,
    extended,
    long_day,
    records,
    signed_mark,
)
from sheetplan.walks import (
    arrange,
    intended,
    kept_tabs,
    log_tab,
    side_tabs,
    tab_changes,
    understand,
    unmark,
    view_tabs,
    why,
)
from sheetplan.walks.drafted import Because, Draft, Options, Spot
from sheetplan.walks.past import Past
from sheetplan.workbook import edit, live, properties
from sheetplan.workbook.changes import AddColumn, AddTab, Change, MoveRecords, SetCell, SetProperties


@dataclass(frozen=True)
class _Means:
    """What an update means to do, before it is tried on the workbook."""

    places: intended.Columns
    added: Mapping[str, str]
    """New columns: field to heading."""
    shelf: kept_tabs.Shelf
    arrangement: arrange.Arrangement
    standings: Mapping[int, Mapping[Any, Any]]
    refs: Mapping[int, str]
    """New refs, by position in `actions`."""
    cells: list[Change]
    cleared: list[Change]
    lines: tuple[tab_changes.Lines, ...]
    """What the tabs beside the plan are to hold."""
    archived: tuple[str, ...]
    reopened: tuple[str, ...]

    @property
    def given(self) -> tuple[str, ...]:
        """The new refs."""
        return tuple(self.refs.values())


@dataclass(frozen=True)
class Work:
    """What an update knows before it decides."""

    judged: Judged
    history: Past
    options: Options
    came_as: str
    """The hash of the file as it came."""
    came: Plan
    """The plan as it stands in the workbook, without the rows that are drawn into it."""
    file: Path
    """The workbook that is edited: the plan's own file, or one that holds what is to replace it."""
    drawn: tuple[draws.Drawn, ...] = ()
    """Rows that are drawn from tab to tab."""
    closed: frozenset[Spot] = frozenset()
    """Cells that cannot be written, so that nothing is meant for them."""
    no_room: str = ""
    """Why columns cannot be added; then none is meant."""
    stay: frozenset[str] = frozenset()
    """Tabs of a returned copy that cannot be taken out."""
    no_views: frozenset[str] = frozenset()
    """Tabs that only show the plan, and cannot be made."""
    because: Because = field(default_factory=Because)
    """What it comes of besides what is found here."""
    written: Plan | None = None
    """The version as which our own cells were written; the last one, unless an earlier one is brought back."""

    def settled(self) -> Draft:
        """The update, worked out anew without what the workbook does not allow, until the rest can be done whole."""
        work, split = self, self.split()
        refusal = ""
        not_done: tuple[str, ...] = ()
        while True:
            draft = work.draft(split)
            if draft.no_room and not work.no_room:
                work = replace(work, no_room=draft.no_room)
            elif draft.refusal and not refusal:
                split, refusal = archive.Split((), ()), draft.refusal
            elif draft.closed - work.closed:
                work = replace(work, closed=work.closed | draft.closed)
                not_done += draft.not_done
            elif draft.stay - work.stay:
                work = replace(work, stay=work.stay | draft.stay)
                not_done += draft.not_done
            elif draft.no_views - work.no_views:
                work = replace(work, no_views=work.no_views | draft.no_views)
                not_done += draft.not_done
            else:
                told = tuple(dict.fromkeys((*not_done, *draft.not_done)))
                return replace(draft, refusal=refusal, not_done=told, no_room=work.no_room)

    @property
    def plan(self) -> Plan:
        """The plan as it came."""
        return self.judged.plan

    @property
    def plan_id(self) -> str:
        """The id that travels inside the workbook; the first update makes it from the file as it came."""
        return self.plan.plan_id or self.came_as[:16]

    def split(self) -> archive.Split:
        """What leaves and what comes back."""
        plan, day = self.plan, self.judged.day
        since: dict[int, date] = {}
        stays: set[int] = set()
        for position, (row, standing) in enumerate(self.plan.stands()):
            first: date | None = None
            if standing["status"] is Status.COMPLETE:
                first = status.achieved_on(row, plan.template, day)
                if first is None:  # closed by a word, which has no day of its own
                    first = self.history.closed_since(row["at_ref"], Status.COMPLETE)
                if self.history.was_brought_back(row, plan.template.complete_when):
                    stays.add(position)
            elif standing["status"] is Status.WITHDRAWN:
                first = self.history.closed_since(row["at_ref"], Status.WITHDRAWN)
            if first is not None:
                since[position] = first
        now = self.options.archive_now
        return archive.split(plan, day, self.judged.findings, closed_since=since, stays=stays, now=now)

    def draft(self, split: archive.Split) -> Draft:
        """The whole update in memory."""
        means = self._means(split)
        added = tuple(means.added.values())
        done = why.Done(means.cleared, means.archived, means.reopened, added, means.given)
        last, views = self.history.last, view_tabs.wanted(self.plan, means.places, self.no_views)
        reasons = why.reasons(
            self.plan.stands(), self.judged, (last, self.written), done, first=not self.history.listed
        )
        reasons = (
            *self.because.reasons,
            *reasons,
            *unmark.reasons(self.came, self.stay),
            *side_tabs.reasons(means.lines, self.history.last, self.came, self.drawn),
            *log_tab.reasons(self.history.last, self.came),
            *view_tabs.reasons(self.plan, views),
        )
        reasons = why.asked_for(reasons, self.options, means.cells, self.history.numbers)
        version = self._version(means.standings, means.arrangement, reasons)
        edited = edit.apply(self.file, list(self._changes(means, version)))
        refusals = edited.receipt.refused
        tabs = [refused.reason for refused in refusals if isinstance(refused.change, AddTab)]
        moved = [refused.reason for refused in refusals if isinstance(refused.change, MoveRecords)]
        others = tuple(refused.reason for refused in refusals if not isinstance(refused.change, MoveRecords))
        cells = [refused.change for refused in refusals if isinstance(refused.change, SetCell)]
        columns = [
            refused.reason
            for refused in refusals
            if isinstance(refused.change, AddColumn) and refused.change.sheet == self.plan.sheet
        ]
        return Draft(
            edited.data,
            version,
            reasons,
            means.archived,
            means.reopened,
            edited.receipt,
            refusal=" ".join((tabs or moved) if moved else ()),
            not_done=others,
            closed=frozenset((cell.sheet, cell.row, cell.column) for cell in cells),
            added=added,
            in_the_way=means.places.in_the_way and not self.no_room,
            no_room=" ".join(columns[:1]),
            new_archive=means.shelf.sheet if means.shelf.is_new and means.archived else "",
            stay=unmark.stayed(refusals),
            views=views,
            no_views=view_tabs.refused(refusals, views),
        )

    def in_the_way(self, split: archive.Split) -> tuple[Obstacle, ...]:
        """All that would keep these records from leaving and coming back."""
        means = self._means(split)
        version = self._version(means.standings, means.arrangement, ())
        return edit.in_the_way(self.file, list(self._changes(means, version)))

    def _means(self, split: archive.Split) -> _Means:
        """Where everything goes, and what our own cells are to say."""
        plan, day = self.plan, self.judged.day
        new_refs = self._new_refs()
        places = intended.columns(plan, refs=bool(new_refs), no_room=bool(self.no_room))
        added = {field: intended.heading(plan, field, day) for field in places.added}
        shelf = kept_tabs.shelf(plan, {places.ref: added["ref"]} if places.ref and "ref" in added else {})
        arrangement = arrange.arranged(plan, split, shelf.sheet, shelf.heading_row + 1)
        here = {item.action: rows[0] for item, rows in arrangement.plan}
        new_refs = {
            i: ref
            for i, ref in new_refs.items()
            if places.ref is not None and (plan.sheet, here.get(i), places.ref) not in self.closed
        }
        standings = self._standings(split)
        cells = intended.computed_cells(plan, standings, arrangement, places)
        return _Means(
            places,
            added,
            shelf,
            arrangement,
            standings,
            new_refs,
            cells=[change for change in cells if not self._is_closed(change)],
            cleared=[change for change in intended.ghosts(plan, arrangement) if not self._is_closed(change)],
            lines=side_tabs.lines(_named(plan, new_refs), self.drawn, self.came, day),
            archived=tuple(plan.actions["at_ref"].iloc[i] or new_refs.get(i, "") for i in split.leave),
            reopened=tuple(plan.archived["at_ref"].iloc[i] for i in split.back),
        )

    def _changes(self, means: _Means, version: Version) -> Iterator[Change]:
        """The same as changes to the workbook."""
        plan, day, shelf, arrangement = self.plan, self.judged.day, means.shelf, means.arrangement
        yield from unmark.changes(plan, self.stay)
        if means.archived:
            yield from kept_tabs.archive_tab(plan, shelf, arrangement.archive_last_row)
        if not arrangement.is_still:
            yield arrange.moves(plan, arrangement, intended.travelling(plan), shelf.columns, shelf.sheet)
        yield from side_tabs.drawn_cells(self.came, self.drawn, arrangement)
        yield from intended.added_columns(plan, means.places, day)
        yield from intended.dated_headings(plan, day)
        yield from means.cells
        yield from means.cleared
        yield from intended.new_refs(plan, means.refs, arrangement, means.places)
        yield from intended.table_extent(plan, arrangement)
        yield from tab_changes.changes(means.lines, self.came)
        column = means.places.ref
        given = {i: (column, ref) for i, ref in means.refs.items() if column is not None}
        yield from kept_tabs.archived_cells(plan, shelf, arrangement, means.standings, version.number, day, given)
        if means.reopened:
            yield from kept_tabs.returned_cells(plan, shelf, arrangement)
        yield from kept_tabs.history(plan, version, self.plan_id)
        log = log_tab.grown(_named(plan, means.refs), self.came, self.history.last, version, self.because.supplied_by)
        yield from tab_changes.changes((log,), self.came)
        yield from view_tabs.changes(self._shown(means, version))
        yield from self._travelling_marks(version, means.places)

    def _is_closed(self, change: Change) -> bool:
        return isinstance(change, SetCell) and (change.sheet, change.row, change.column) in self.closed

    def _new_refs(self) -> Mapping[int, str]:
        if all(self.plan.actions["at_ref"]):
            return {}
        return refs.given(self.plan, self.history.refs())

    def _standings(self, split: archive.Split) -> dict[int, Mapping[Any, Any]]:
        """Standing by position: of actions, and (-1 - position) of archived ones that come back."""
        standings: dict[int, Mapping[Any, Any]] = {i: standing for i, (_, standing) in enumerate(self.plan.stands())}
        if split.back:
            plan, last = self.plan, self.history.last
            returning = _as_actions(plan, plan.archived.iloc[list(split.back)], plan.period)
            before = None if last is None else _as_actions(last, last.archived, last.period)
            standing = understand.on_day(status.settle_due(returning, before), self.judged.day).standing
            if standing is not None:
                rows = records(standing)
                standings |= {-1 - position: row for position, row in zip(split.back, rows, strict=True)}
        return standings

    def _version(
        self, standings: Mapping[int, Mapping[Any, Any]], arrangement: arrange.Arrangement, reasons: tuple[str, ...]
    ) -> Version:
        words = [
            standings[item.action if item.action is not None else -1 - (item.archived or 0)]["status"]
            for item, _ in arrangement.plan
            if item.action is not None or item.archived is not None
        ]
        counts = {str(word): words.count(word) for word in Status}
        shelved = [item for item, _ in arrangement.archive if item.action is not None or item.archived is not None]
        counts["Archived"] = len(shelved)
        number = versions.next_number(self.history.numbers, approve=self.options.approve)
        path, day = self.plan.path, self.judged.day
        return Version(
            number=number,
            position_date=day,
            written=self.options.now,
            by=self.options.by,
            note=self.options.note,
            counts=counts,
            changed=" ".join(reasons),
            file=versions.file_name(path, number, day),
            sha256="",
            received=versions.received_name(path, number, day),
            received_sha256=self.came_as,
            merged=self.because.merged,
            restored=self.because.restored,
        )

    def _shown(self, means: _Means, version: Version) -> view_tabs.Shown:
        return view_tabs.Shown(
            self.judged,
            self.came,
            self.file,
            means.arrangement,
            means.standings,
            means.places,
            means.refs,
            version,
            self.no_views,
        )

    def _travelling_marks(self, version: Version, places: intended.Columns) -> list[Change]:
        template = self.plan.template
        views = view_tabs.wanted(self.plan, places, self.no_views)
        marks: list[Change] = [
            SetProperties(
                {
                    properties.PLAN_ID: self.plan_id,
                    properties.VERSION: version.number,
                    properties.POSITION: version.position_date.isoformat(),
                    properties.TEMPLATE: f"{template.name} {template.version}",
                    properties.COLUMNS: " ".join(places.at),
                    **view_tabs.marks(self.plan, views),
                    **self._signed(),
                }
            )
        ]
        cell, line = self.plan.cover_cells.get("version"), self.plan.position_line
        if cell is not None:
            number = f"{version.number} ({long_day(version.position_date)})"
            marks.append(SetCell(*cell, number))
            if line is not None:  # a formula: only what programs show of it until they work it out again
                marks.append(SetCell(*line, self._position(version.position_date, number)))
        return marks

    def _position(self, day: date, version: str) -> str:
        """What the line above a painted plan says, with where the day comes from if that is plain."""
        template, source = self.plan.template, ""
        if self.plan.report_date is None:
            source = live.TODAY if day == self.options.today else ""
        elif day == self.plan.report_date:
            source = live.from_cover(template)
        return live.position(template, day, source, version)

    def _signed(self) -> dict[str, str]:
        """What stood in the plan when it was signed, as a mark that is left once for each signature."""
        found = {}
        for signoff in self.plan.template.course.signoffs:
            mark = signed_mark(self.plan, signoff)
            if mark and not changed_since(self.plan.signed.get(signoff.field, ""), mark):
                found[f"{properties.SIGNED}{signoff.field}"] = mark
        return found


def _named(plan: Plan, refs: Mapping[int, str]) -> Plan:
    """The plan in which actions bear the refs that they are given."""
    known: list[str | None] = [refs.get(i) or ref for i, ref in enumerate(plan.actions["at_ref"])]
    return replace(plan, actions=extended(plan.actions, {"at_ref": known})) if refs else plan


def _as_actions(plan: Plan, archived: Any, period: Period) -> Plan:
    """Archived actions as a plan of their own, read like any other."""
    return understand.understood(replace(plan, actions=archived.assign(at_overtyped=None)), period)
