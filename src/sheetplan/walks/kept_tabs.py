"""The tabs that an update keeps beside the plan: Archive and Version history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sheetplan.model import Plan, Status, Value, Version, folded, letters, long_day
from sheetplan.walks.arrange import Arrangement
from sheetplan.walks.looks import DAY, HEADING, HEADING_ROW, TITLE, cell
from sheetplan.workbook import live, palette
from sheetplan.workbook.changes import AddColumn, AddTab, Change, FitRow, SetCell, Style, TabCell, TableExtent

_ARCHIVE_ONLY = ("due", "status", "archived_on", "version", "reopen")
"""The archive's own columns, after all of the plan's."""
_USUAL_WIDTH = 14.0


@dataclass(frozen=True)
class Shelf:
    """The archive tab as it will be: its name, its headings' row, and which column goes where."""

    sheet: str
    is_new: bool
    heading_row: int
    columns: Mapping[int, int]
    """Plan column to archive column."""
    own: Mapping[str, int]
    """due, status, archived_on, version, reopen: its own columns."""
    titles: Mapping[int, str]
    """The headings of the columns that come from the plan."""
    lacking: tuple[tuple[int, str, float], ...] = ()
    """(column, heading, width) of what an archive that was there before does not have yet."""


def shelf(plan: Plan, new: Mapping[int, str]) -> Shelf:
    """The archive tab that is there, with what it lacks; else a new one.

    Args:
        plan: as it was read.
        new: columns of typed text that the update adds to the plan, with their headings.
    """
    named = {name: place.heading or plan.template.column(name).heading for name, place in plan.columns.items()}
    carried = {place.column: named[name] for name, place in plan.columns.items()} | dict(plan.others) | dict(new)
    own = _own_headings(plan, carried.values())
    if plan.archive_sheet is None or plan.archive_heading_row is None:
        places = {column: i for i, column in enumerate(sorted(carried), start=1)}
        after = {name: len(places) + i for i, name in enumerate(own, start=1)}
        titles = {places[column]: text for column, text in carried.items()}
        return Shelf(free_name(plan, plan.template.archive_sheet), True, HEADING_ROW, places, after, titles)
    there = {folded(text): column for column, text in plan.archive_headings.items()}
    there |= {
        folded(text): plan.archive_columns[name].column for name, text in named.items() if name in plan.archive_columns
    }
    free = max(plan.archive_headings, default=0) + 1
    lacking: list[tuple[int, str, float]] = []
    for heading, width in [
        *((text, plan.widths.get(column, _USUAL_WIDTH)) for column, text in sorted(carried.items())),
        *((text, _own_width(plan, name)) for name, text in own.items()),
    ]:
        if folded(heading) not in there:
            there[folded(heading)] = free
            lacking.append((free, heading, width))
            free += 1
    matched = {column: there[folded(text)] for column, text in carried.items()}
    mine = {name: there[folded(text)] for name, text in own.items()}
    titles = {matched[column]: text for column, text in carried.items()}
    return Shelf(plan.archive_sheet, False, plan.archive_heading_row, matched, mine, titles, tuple(lacking))


def _own_headings(plan: Plan, carried: Iterable[str]) -> dict[str, str]:
    """The archive's own columns; our due date and status are left out where people have such columns themselves."""
    template = plan.template
    taken = {folded(text) for text in carried}
    names = ("status",) if "due" in plan.columns else ("due", "status")
    computed = {name: template.computed[name] for name in names}
    return {name: text for name, text in computed.items() if folded(text) not in taken} | dict(
        template.archive_headings
    )


def _own_width(plan: Plan, name: str) -> float:
    widths = plan.template.widths
    if name in ("due", "status"):
        return float(widths["computed"][("due", "status").index(name)])
    return float(widths["archive"][list(plan.template.archive_headings).index(name)])


def archive_tab(plan: Plan, there: Shelf, last_row: int) -> Iterator[Change]:
    """The archive tab where it is missing, or the columns that it lacks."""
    row = there.heading_row
    if not there.is_new:
        for column, heading, width in there.lacking:
            style = Style(like=(row, max(plan.archive_headings)))
            yield AddColumn(there.sheet, column, row, heading, style, width, table=plan.archive_table)
        return
    own = _own_headings(plan, there.titles.values())
    texts = dict(there.titles) | {there.own[name]: own[name] for name in there.own}
    widths = {to: plan.widths.get(column, _USUAL_WIDTH) for column, to in there.columns.items()}
    widths |= {column: _own_width(plan, name) for name, column in there.own.items()}
    reopen, yes = there.own["reopen"], plan.template.reopen_choices[0]
    cells = f"{letters(reopen)}{row + 1}:{letters(reopen)}{row + 500}"
    yield AddTab(
        name=there.sheet,
        rows=(
            (TabCell(f"{there.sheet}: closed actions of {plan.sheet}", TITLE),),
            (TabCell("Update moves closed actions here with everything in their row."),),
            (TabCell(f'To bring one back, write {yes} under "{own["reopen"]}"; the next update returns it.'),),
            tuple(TabCell(texts[column], HEADING) for column in sorted(texts)),
        ),
        widths=tuple(widths[column] for column in sorted(widths)),
        table=(_table_name(plan, "Archive"), row, max(last_row, row + 1)),
        freeze_below=row,
        choices=((cells, plan.template.reopen_choices),),
    )


def archived_cells(
    plan: Plan,
    there: Shelf,
    arrangement: Arrangement,
    standings: Mapping[int, Mapping[Any, Any]],
    version: str,
    day: date,
    refs: Mapping[int, tuple[int, str]],
) -> Iterator[Change]:
    """What the archive's own columns say of the actions that it receives.

    Refs that they are given come along: position in `actions` to the plan's ref column and the ref.
    """
    for item, rows in arrangement.archive:
        if item.action is None:
            continue
        standing = standings[item.action]
        values: dict[str, tuple[Value, str]] = {
            "due": (standing["due"], DAY),
            "status": (str(standing["status"]), "General"),
            "archived_on": (day, DAY),
            "version": (version, "@"),
            "reopen": (None, "General"),
        }
        like = max(there.columns.values())
        if item.action in refs:
            column, ref = refs[item.action]
            yield SetCell(there.sheet, rows[0], there.columns[column], ref)
        for name, (value, number_format) in values.items():
            if name not in there.own:
                continue
            style = Style(
                like=(rows[0], like), number_format=number_format, wrap=True, vertical="top", horizontal="left"
            )
            if name == "reopen" and not there.is_new:
                style = Style(like=(rows[0], like), number_format=number_format, unlocked=True)
            yield SetCell(there.sheet, rows[0], there.own[name], value, style=style)
    if plan.archive_table is not None and not there.is_new:
        yield TableExtent(there.sheet, plan.archive_table, max(arrangement.archive_last_row, there.heading_row + 1))


def returned_cells(plan: Plan, there: Shelf, arrangement: Arrangement) -> Iterator[Change]:
    """The archive's own cells in rows that are free again after an action came back."""
    before = {row for rows in plan.archived["at_rows"] for row in rows}
    after = {row for _, rows in arrangement.archive for row in rows}
    new = {column for column, _, _ in there.lacking}
    for row in sorted(before - after):
        for name in _ARCHIVE_ONLY:
            if name in there.own and there.own[name] not in new:
                yield SetCell(there.sheet, row, there.own[name], None)


def history_values(version: Version) -> dict[str, tuple[Value, str | None]]:
    """What the line of a version says, and the number formats of its cells."""
    return {
        "version": (version.number, "@"),
        "position_date": (version.position_date, DAY),
        "written": (f"{long_day(version.written)}, {version.written:%H:%M}", None),
        "by": (version.by, None),
        "note": (version.note, None),
        "counts": (counts_in_words(version.counts), None),
        "changed": (version.changed, None),
    }


def history(plan: Plan, version: Version, plan_id: str) -> Iterator[Change]:
    """One line for this version on the Version history tab, which is made where it is missing."""
    values = history_values(version)
    if plan.history_sheet is None or plan.history_next_row is None:
        names = list(plan.template.history_headings)
        cells = [TabCell(values[n][0], cell(values[n][1])) for n in names]
        sheet = free_name(plan, plan.template.history_sheet)
        yield AddTab(
            name=sheet,
            rows=(
                (TabCell(f"{sheet} of {plan.sheet}", TITLE),),
                (TabCell(live.history_note(plan_id)),),
                (TabCell(colour_rule(plan)),),
                tuple(TabCell(text, HEADING) for text in plan.template.history_headings.values()),
                tuple(cells),
            ),
            widths=tuple(map(float, plan.template.widths["history"])),
            table=(_table_name(plan, "Versions"), HEADING_ROW, HEADING_ROW + 1),
            freeze_below=HEADING_ROW,
        )
        return
    if plan.plan_id is None:
        yield SetCell(plan.history_sheet, 2, 1, live.history_note(plan_id))
    yield from history_lines(plan, [{name: value for name, (value, _) in values.items()}])


def history_lines(plan: Plan, lines: Sequence[Mapping[str, Value]]) -> Iterator[Change]:
    """Lines below those that stand on the Version history tab; nothing where there is none.

    Args:
        plan: as it was read.
        lines: what they say, by field.
    """
    sheet, above = plan.history_sheet, plan.history_next_row
    if sheet is None or above is None:
        return
    formats = {"version": "@", "position_date": DAY}
    first = min(plan.history_columns.values())
    begins = above == _first_history_row(plan)
    for row, line in enumerate(lines, start=above):
        for name, column in plan.history_columns.items():
            yield SetCell(
                sheet,
                row,
                column,
                line.get(name),
                style=Style(
                    like=(row, first) if begins else (above - 1, column),
                    number_format=formats.get(name, "General"),
                    wrap=True,
                    vertical="top",
                    horizontal="left",
                ),
            )
        yield FitRow(sheet, row)
    if plan.history_table is not None and lines:
        yield TableExtent(sheet, plan.history_table, above + len(lines) - 1)


def colour_rule(plan: Plan) -> str:
    """What each colour word stands for, in one line."""
    used = set(plan.template.rag.values())
    words = [*(word for word in palette.WORDS if word in used), *sorted(used - set(palette.WORDS))]
    parts = [
        f"{word}: {', '.join(str(status) for status in Status if plan.template.rag[status] == word)}" for word in words
    ]
    return f"Colours. {'. '.join(parts)}. Due soon means within {plan.template.due_soon_days} days."


def counts_in_words(counts: Mapping[str, int]) -> str:
    """Counts as "Overdue 12, Complete 6": what there is, nothing of what there is not."""
    return ", ".join(f"{word} {number}" for word, number in counts.items() if number) or "No actions"


def _first_history_row(plan: Plan) -> int:
    return plan.history_heading_row + 1 if plan.history_heading_row else 0


def _table_name(plan: Plan, what: str) -> str:
    return f"{plan.layout.table or plan.template.table}{what}"


def free_name(plan: Plan, name: str) -> str:
    """A name for a new tab: this one, or where people have a tab of that name, this one with a number."""
    taken = {sheet.casefold() for sheet in plan.sheet_names}
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name} ({number})"
    return free
