"""What of a plan is shown to people outside, sheet by sheet, as its template says; nothing else goes along."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sheetplan.model import (
    Judged,
    NameWords,
    PublicCell,
    PublicColumn,
    PublicCopy,
    PublicSheet,
    PublicTab,
    TabRead,
    Unseen,
    Value,
    a1,
    few,
    folded,
    is_blank,
    is_one_of,
    many,
    worked_out,
)
from sheetplan.share import about, steps
from sheetplan.share.source import Entry, Source

_TABLE = "tblPlan"
_STEP, _WHO, _DUE, _STATUS, _REF = 60.0, 26.0, 18.0, 14.0, 9.0
_LISTED = 12
_ROOM = 27
"""Characters of the name of a sheet before " (2)"."""
_NOT_MISSED = ("timescale", "date")
"""Kinds of columns of which only a day is shown, or how an action stands."""


@dataclass(frozen=True)
class Drafted:
    """A copy, and what a person should know of it."""

    copy: PublicCopy
    """As it would be painted if nothing in it had to be decided."""
    said: tuple[str, ...]
    """One sentence each."""


def draft(
    judged: Judged,
    words: NameWords,
    unseen: Unseen,
    further: Collection[str],
    *,
    title: str = "",
    summary: bool = False,
) -> Drafted:
    """What a copy of a plan for people outside shows.

    Args:
        judged: the plan on its position date.
        words: of which names are made, and of which they are not.
        unseen: what people have hidden in the workbook: it is not published.
        further: further words that are no names, in small letters.
        title: what it is called; empty for what stands on the Cover, else what the template calls such a plan.
        summary: whether it is only what comes next.
    """
    source = Source(judged, words, unseen, further)
    sheets = [steps.sheet(source)]
    if not summary:
        numbered = enumerate(source.rules.tabs, start=1)
        tabs = [found for number, tab in numbered if (found := _tab(source, tab, f"tblShown{number}")) is not None]
        plan = [_plan(source)]
        sheets += [*tabs, *plan] if source.rules.first else [*plan, *tabs]
    sheets.insert(0, about.sheet(source, sheets))
    copy = PublicCopy(
        PublicCell(title) if title else source.cover("title") or PublicCell(source.template.title),
        source.day,
        tuple(sheets),
        tuple(sorted(source.told)),
        tuple(sorted(source.people.codes)),
        source.ordinary,
    )
    untitled = not title and source.cover("title") is None
    called = f'It is called "{source.template.title}", as the plan gives no title. --title gives it another.'
    return Drafted(copy, (*((called,) if untitled else ()), *_said(source, summary=summary)))


# The plan


def _plan(source: Source) -> PublicSheet:
    columns = _columns(source)
    bare = any(column.shows == "ref" for column in columns)
    rows = [tuple(source.cell(one, column, bare=bare) for column in columns) for one in source.entries]
    closed = "" if source.rules.closed else " that are still to be done"
    said = f"The actions of the plan{closed}, one in each row: {many(len(rows), 'action')}."
    headings = tuple((column.heading, column.width) for column in columns)
    name = source.rules.sheet or source.template.sheet
    others = [source.rules.names["about"], source.rules.names["next"], *(rule.sheet for rule in source.rules.tabs)]
    if folded(name) in map(folded, others):
        # A sheet of somebody's own may be called so.
        name = f"{name[:_ROOM]} (2)"
    return PublicSheet(name, said, _TABLE, headings, tuple(rows))


def _columns(source: Source) -> tuple[PublicColumn, ...]:
    """The columns that are shown: what the template says, as far as it is there and nobody has hidden it."""
    wanted = source.rules.columns or _usual(source)
    return tuple(column for column in wanted if _is_shown(source, column))


def _is_shown(source: Source, column: PublicColumn) -> bool:
    if column.field:
        return source.is_there(column.field)
    if column.shows == "ref":
        return source.has_refs()
    if column.shows == "section":
        return any(not is_blank(one.row.get("at_section")) for one in source.entries)
    return True


def _usual(source: Source) -> tuple[PublicColumn, ...]:
    """Where the template says nothing: what is done, by whom, by when and how it stands."""
    headings, step = source.rules.next_headings, source.step_field()
    people = source.fields_of("people")[:1]
    return (
        PublicColumn(headings["ref"], shows="ref", width=_REF),
        PublicColumn(source.heading(step), step, width=_STEP),
        *(PublicColumn(source.heading(field), field, width=_WHO) for field in people),
        PublicColumn(headings["due"], shows="due", width=_DUE),
        PublicColumn(headings["status"], shows="status", width=_STATUS),
    )


# Tabs beside it


def _tab(source: Source, rule: PublicTab, table: str) -> PublicSheet | None:
    """A tab as people outside see it; None where it is not there, is hidden, or has nothing to show."""
    there = source.plan.tabs.get(rule.tab)
    if there is None or there.sheet in source.unseen.sheets:
        return None
    columns = [column for column in rule.columns if column.shows or _is_there(source, there, column.field)]
    lines = list(_lines(source, rule, there))
    if not lines or not columns:
        return None
    rows = tuple(tuple(_of_line(source, there, line, entry, one) for one in columns) for line, entry in lines)
    headings = tuple((column.heading, column.width) for column in columns)
    return PublicSheet(rule.sheet, rule.about, table, headings, rows)


def _is_there(source: Source, there: TabRead, field: str) -> bool:
    return field in there.columns and not source.is_hidden(there.sheet, there.columns, field)


def _lines(source: Source, rule: PublicTab, there: TabRead) -> Iterator[tuple[Mapping[str, Value], Entry | None]]:
    """The lines that are shown, each with the action that it belongs to; those of actions that are not shown go."""
    shown = {folded(one.row["at_ref"]): one for one in reversed(source.entries) if one.row["at_ref"]}
    leading = [column.field for column in there.tab.columns if column.of == "plan"]
    hidden = source.unseen.rows.get(there.sheet, frozenset())
    for line in there.rows:
        if line["at_row"] in hidden or (rule.where and not is_one_of(line.get(rule.where), rule.words)):
            continue
        refs = [folded(line.get(field)) for field in leading if not is_blank(line.get(field))]
        entry = next((shown[ref] for ref in refs if ref in shown), None)
        if entry is not None or not refs:
            yield line, entry


def _of_line(
    source: Source, there: TabRead, line: Mapping[str, Value], entry: Entry | None, column: PublicColumn
) -> PublicCell:
    if column.shows:
        return PublicCell(source.word("nothing")) if entry is None else source.cell(entry, column, bare=True)
    one = there.tab.column(column.field)
    value = line.get(column.field)
    if one.works_out is not None and is_blank(value):
        value = worked_out(one.works_out, line, source.tables)
    return source.typed(value, one, f"{there.sheet}!{a1(int(str(line['at_row'])), there.columns[column.field].column)}")


# What is said of it


def _said(source: Source, *, summary: bool) -> Iterator[str]:
    plan = source.plan
    if plan.extract:
        yield f"{plan.path.name} is an extract, so its copy does not show the whole plan."
    if not source.rules.columns and not summary:
        yield (
            f"The template {source.template.name} does not say what may be published, so only what is done, by whom, "
            "by when and how it stands is shown. [publish] in the template says more."
        )
    shown = () if summary else [plan.tabs[rule.tab] for rule in source.rules.tabs if rule.tab in plan.tabs]
    hidden = {plan.sheet: source.hidden_rows}
    for there in shown:
        unseen = source.unseen.rows.get(there.sheet, frozenset())
        hidden[there.sheet] = [int(str(line["at_row"])) for line in there.rows if line["at_row"] in unseen]
    for sheet, numbers in hidden.items():
        if numbers:
            rows = ", ".join(map(str, numbers[:_LISTED])) + (" ..." if len(numbers) > _LISTED else "")
            yield (
                f"Left out, because somebody has hidden them: rows {rows} of {sheet}. If a filter hides them, clear it "
                "(Data, Clear) and publish again."
            )
    yield from _left_out(source, summary=summary)
    if source.named:
        cells = few([f"{place}: {name}" for place, name in source.named.items()], _LISTED)
        yield (
            f'Names are not shown; where no role stands beside one, "{source.word("person")}" does: {cells}. To have a '
            "role shown, enter it in the role key."
        )


def _left_out(source: Source, *, summary: bool) -> Iterator[str]:
    plan, template = source.plan, source.template
    hidden = [
        source.heading(one.field) for one in template.columns if source.is_hidden(plan.sheet, plan.columns, one.field)
    ]
    if hidden:
        yield f"Left out, because somebody has hidden them: the columns {few(hidden, _LISTED)}."
    sheets = [there.sheet for there in plan.tabs.values() if there.sheet in source.unseen.sheets]
    wanted = [
        sheet
        for sheet in sheets
        if any(plan.tabs[rule.tab].sheet == sheet for rule in source.rules.tabs if rule.tab in plan.tabs)
    ]
    if wanted and not summary:
        yield f"Left out, because somebody has hidden them: the sheets {few(wanted, _LISTED)}."
    if summary:
        return
    shown = {column.field for column in _columns(source)} | {template.status_field, template.ref_from, "ref"}
    missing = [
        source.heading(one.field)
        for one in template.columns
        if one.field not in shown and one.type not in _NOT_MISSED and source.is_there(one.field)
    ]
    if missing:
        why = ", as the template says" if source.rules.columns else ""
        yield f"Left out{why}: the columns {few(missing, _LISTED)}."
    if plan.others:
        own = few([*plan.others.values()], _LISTED)
        yield f"Left out, because nothing says that they may be published: your own columns {own}."
