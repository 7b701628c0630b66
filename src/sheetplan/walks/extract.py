"""Extract: a smaller copy of a plan's own workbook for somebody, with their actions and nothing of the others'."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sheetplan import diff, share
from sheetplan.model import (
    Extracted,
    Plan,
    SheetplanError,
    TabRead,
    Value,
    a1,
    few,
    folded,
    is_blank,
    many,
    shown,
)
from sheetplan.walks import cutting, dropping, past, understand
from sheetplan.walks.cutting import Cut
from sheetplan.workbook import edit, read, save, traces
from sheetplan.workbook.changes import SetCell

_LISTED = 5
"""How many places are named."""


@dataclass(frozen=True)
class Options:
    """How an extract was asked for."""

    output: Path
    """Where it goes; nothing may be there yet."""
    where: tuple[str, ...] = ()
    """Conditions as people type them: COLUMN=VALUE."""
    owner: str = ""
    """Whose actions are meant, where they are the owner's."""
    reply_to: str = ""
    """To whom it goes back."""
    template: str | None = None
    sheet: str | None = None
    dry_run: bool = False


def extract(path: Path, options: Options) -> Extracted:
    """Make an extract.

    Args:
        path: the plan's workbook, as its last update left it; it is only read.
        options: which actions are meant, and where the extract goes.

    Returns:
        What was made; with a dry run, what would be.

    Raises:
        SheetplanError: the file cannot be read, was edited since its last version, has no such column or no such
            action, or holds something from which other people's actions cannot be taken out. Nothing is written then.
    """
    read.refuse_to_write(path)
    _refuse_target(path, options.output)
    plan = _whole_plan(path, options)
    _refuse_edited(plan)
    cut = _cut(plan, options)
    changes = list(cutting.changes(cut))
    edited = edit.apply(path, changes)
    if hashlib.sha256(edited.source).hexdigest() != plan.sha256:
        raise SheetplanError(f"{path.name} was changed by somebody meanwhile.", "Try again.")
    _refuse_halves(plan, edited.receipt)
    found = list(traces.find(edited.data, path, cutting.telling(cut)))
    stale = {one.formula for one in found if one.formula is not None}
    if stale:
        # What a formula last said of those actions; it is worked out again when the extract is opened.
        changes += [SetCell(*spot, "") for spot in sorted(stale)]
        edited = edit.apply(path, changes)
        found = list(traces.find(edited.data, path, cutting.telling(cut)))
    _refuse_hidden(plan, found)
    if not options.dry_run:
        save.write_new(edited.data, options.output, path)
    return Extracted(
        options.output,
        plan,
        share.conditions_text(cut.conditions),
        cut.line,
        tuple(plan.actions["at_ref"].iloc[i] or "" for i in cut.positions),
        tuple(plan.archived["at_ref"].iloc[i] or "" for i in cut.archived),
        tuple(_said(cut, found)),
        options.dry_run,
    )


# What is refused


def _refuse_target(path: Path, output: Path) -> None:
    if output.suffix.casefold() != path.suffix.casefold():
        raise SheetplanError(
            f"An extract is a workbook of the same kind as {path.name}, and {output.name} is not.",
            f"Give it a name that ends in {path.suffix}.",
        )
    if output.exists():
        raise SheetplanError(f"{output} is there already, and is not written over.", "Choose another name with -o.")


def _whole_plan(path: Path, options: Options) -> Plan:
    plans = understand.plans(path, options.template)
    named = [plan for plan in plans if options.sheet is None or folded(plan.sheet) == folded(options.sheet)]
    if len(plans) > 1:
        sheets = " and ".join(f'"{plan.sheet}"' for plan in plans)
        raise SheetplanError(
            f"{path.name} holds more than one plan, on the sheets {sheets}, and an extract of one would "
            "hold all of the others.",
            "Save each plan as a workbook of its own, and run update on it.",
        )
    if not named:
        raise SheetplanError(f'{path.name} has no plan on a sheet "{options.sheet}".', f'It is on "{plans[0].sheet}".')
    plan = named[0]
    if plan.extract:
        raise SheetplanError(
            f"{path.name} is an extract itself ({plan.extract}).", "Take the extract from the whole plan."
        )
    return plan


def _refuse_edited(plan: Plan) -> None:
    """What comes back is compared with the version that it was taken from, so there must be one that says the same."""
    history = past.of(plan)
    name, last = plan.path.name, history.listed[-1] if history.listed else None
    if last is None and plan.version is not None:
        raise SheetplanError(
            f"{name} says that it is version {plan.version}, and no kept versions stand beside it.",
            "Take the extract from the plan itself, where the folder of its versions is.",
        )
    if last is None or plan.version is None:
        raise SheetplanError(
            f"{name} has no version yet, and what comes back could be compared with nothing.",
            "Run update first, then take the extract.",
        )
    if plan.version != last.number:
        raise SheetplanError(
            f"{name} says that it is version {plan.version}, and the last one that was kept is {last.number}.",
            f"Restore version {last.number}, or run update; then take the extract.",
        )
    if plan.sha256 == last.sha256:
        return
    base = history.last
    if base is None or base.version != last.number:
        raise SheetplanError(
            f"{name} was saved since version {last.number}, whose kept copy is missing or no longer as written.",
            "Run update first, then take the extract.",
        )
    if diff.between(base, plan) or base.cover != plan.cover or _lines(base) != _lines(plan):
        raise SheetplanError(
            f"{name} was edited since version {last.number}, and an extract is taken from a version that is kept.",
            "Run update first, then take the extract.",
        )


def _lines(plan: Plan) -> dict[str, list[dict[str, str]]]:
    """What people have entered on the tabs beside a plan."""
    return {
        name: [
            {field: folded(value) for field, value in row.items() if field in there.columns and not _ours(there, field)}
            for row in there.rows
        ]
        for name, there in plan.tabs.items()
    }


def _ours(there: TabRead, field: str) -> bool:
    return field in there.tab.filled_by_update or there.tab.column(field).works_out is not None


def _refuse_halves(plan: Plan, receipt: edit.Receipt) -> None:
    if receipt.refused:
        reasons = " ".join(dict.fromkeys(one.reason for one in receipt.refused))
        raise SheetplanError(
            f"No extract could be taken from {plan.path.name}. {reasons}",
            "Put that right in the workbook, run update, then try again.",
        )


def _refuse_hidden(plan: Plan, found: Sequence[traces.Trace]) -> None:
    hidden = [one for one in found if one.kind == "hidden"]
    if hidden:
        raise SheetplanError(
            f"No extract could be taken from {plan.path.name}: {hidden[0].where}, which no cell shows, would "
            f'still hold "{_short(hidden[0].text)}" of an action that does not go into it.',
            "Clear the filters (Data, Clear), and let File, Info, Inspect Document take out what is hidden; then run "
            "update and try again.",
        )


# What goes into it


def _cut(plan: Plan, options: Options) -> Cut:
    conditions = [share.owner(plan, options.owner)] if options.owner else []
    conditions += [share.condition(plan, text) for text in options.where]
    if not conditions:
        raise SheetplanError(
            "It is not said which actions are meant.",
            "Name an owner with --owner, or a column with --where COLUMN=VALUE.",
        )
    positions = share.matching(plan, conditions)
    if not positions:
        raise share.nobody(plan, conditions)
    archived = share.matching(plan, conditions, "archived")
    book = dropping.opened(plan)
    gone = share.going(plan, set(positions), set(archived))
    tables = [dropping.of_plan(plan, set(positions), book)]
    shelf = dropping.of_archive(plan, set(archived), book)
    tables += [] if shelf is None else [shelf]
    tables += [
        dropping.of_tab(there, gone.get(name, frozenset()), book) for name, there in plan.tabs.items() if name in gone
    ]
    tables += [dropping.emptied(there, book) for there in (plan.log, plan.conflicts) if there is not None]
    line = _line(plan, conditions, (len(positions), len(archived)), options.reply_to)
    return Cut(plan, tuple(conditions), positions, archived, tuple(tables), book, line)


def _line(plan: Plan, conditions: Sequence[share.Condition], counts: tuple[int, int], reply_to: str) -> str:
    """What an extract is, and where it goes back."""
    people = {column.field for column in plan.template.columns if column.type == "people"}
    owners = [one.value for one in conditions if one.column in people and one.value]
    others = [f"{share.heading(plan, one)}: {one.value or 'blank'}" for one in conditions if one.value not in owners]
    whose = f" for {' and '.join(owners)}" if owners else ""
    whose += f" ({'; '.join(others)})" if others else ""
    title = plan.cover.get("title")
    name = plan.path.stem if is_blank(title) else " ".join(shown(title).split())
    said = plan.cover.get(plan.template.reply_to)
    to = reply_to or ("" if is_blank(said) else " ".join(shown(said).split())) or "whoever sent it to you"
    archived = f", and {counts[1]} of {len(plan.archived)} in its archive" if counts[1] else ""
    return (
        f'Extract{whose} from "{name}", version {plan.version}: {counts[0]} of its '
        f"{many(len(plan.actions), 'action')}{archived}. Fill it in and send it back to {to.rstrip('.')}."
    )


# What is left of others


def _said(cut: Cut, found: Sequence[traces.Trace]) -> Iterator[str]:
    plan = cut.plan
    if plan.views:
        yield f"Left out, because everybody's actions are on them: {few(list(plan.views.values()))}."
    for kind, what in (("cell", "cells"), ("note", "notes"), ("shape", "shapes")):
        places = list(dict.fromkeys(one.where for one in found if one.kind == kind))
        if places:
            yield (
                f"Look at these {what} before you send it; they still say what actions say that do not go into it: "
                f"{_few(places)}."
            )
    beside = [a1(row, column) for row, column, _ in dropping.beside(cut.tables[0], cut.book)]
    if beside:
        yield f"What stands beside the plan is no part of an action and stayed where it was: {_few(beside)}."
    hidden = set(cut.book.hidden(plan.sheet)[0])
    rows = [str(to) for row, to in cut.tables[0].places.items() if row in hidden]
    if rows:
        yield (
            f"Rows that are hidden in the plan are hidden in the extract too, and whoever gets it may not see them: "
            f"{_few(rows)}."
        )
    if read.has_formulas_elsewhere(plan.path, plan.sheet):
        yield "Formulas on other sheets show their new results when the extract is first opened in Excel."


def _few(places: Sequence[str]) -> str:
    return ", ".join(places[:_LISTED]) + (" and others" if len(places) > _LISTED else "")


def _short(value: Value) -> str:
    text = " ".join(shown(value).split())
    return text if len(text) <= 60 else f"{text[:57]}..."
