"""Chooses the tables of a workbook that are plans, and the template of each; what could be two is asked, not chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sheetplan.model import SheetplanError, Template, few, many
from sheetplan.workbook import find, properties, several
from sheetplan.workbook.find import Headings, plain
from sheetplan.workbook.naming import words
from sheetplan.workbook.parts import SheetEntry
from sheetplan.workbook.sheets import Workbook

_MOST = 100
"""Plan tables that one workbook may hold; they are people's, and no office works in more."""


_NAMED = 12
"""Sheets that are named one by one, for somebody to choose from."""


class NoPlanError(SheetplanError):
    """A workbook that can be read, and in which no plan was found."""


class Found(NamedTuple):
    """A table that is a plan."""

    entry: SheetEntry
    template: Template
    headings: Headings
    above: int
    """The last row of the table above it on its sheet; 0 where it is the first."""


class Chosen(NamedTuple):
    """What a workbook holds."""

    plans: tuple[Found, ...]
    archives: Mapping[str, Headings]
    lacking: tuple[tuple[str, str], ...]
    """(sheet, sentence) of tables that look like plans and lack a column."""


def plans(
    book: Workbook,
    templates: Sequence[Template],
    ours: Sequence[str] | None,
    sheet: str | None,
    travelling: Mapping[str, str],
) -> Chosen:
    """The plans of a workbook, in its order.

    Args:
        book: the workbook.
        templates: those that it may be of.
        ours: the computed fields that the workbook says are the program's own.
        sheet: the only sheet that is meant; None for all.
        travelling: the workbook's properties.

    Raises:
        SheetplanError: there is no plan, one lacks a column, two readings are possible, or there are too many plans.
    """
    named = [t for t in templates if t.name == travelling.get(properties.TEMPLATE)]
    every = _tables(book, named or templates, ours)
    if named and not every:
        every = _tables(book, templates, ours)
    archives = {
        # On an archive every column is a record's: none is worked out anew.
        one.entry.name: find.headings(book.grid(one.entry.name), one.template, ()) or one.headings
        for one in every
        if _is_archive(book, one)
    }
    kept = [one for one in every if one.entry.name not in archives and not _is_tab(one)]
    if sheet is not None:
        kept = _on_named(book, kept, sheet)
    if not kept:
        raise _none_found(book, templates)
    whole = [one for one in kept if not find.missing(one.headings, one.template)]
    if not whole:
        best = max(kept, key=lambda one: one.headings.score)
        raise SheetplanError(
            f"{book.package.label}: {_lacking(best)}",
            "Add the column with that heading, or give the column that holds it that heading.",
        )
    lacking = tuple((one.entry.name, _lacking(one)) for one in kept if one not in whole)
    return Chosen(tuple(whole), archives, lacking)


def _tables(book: Workbook, templates: Sequence[Template], ours: Sequence[str] | None) -> list[Found]:
    """The tables of all sheets that look like plans."""
    every: list[Found] = []
    whole: list[str] = []
    for entry in book.entries:
        for one in _on_sheet(book, entry, templates, ours):
            every.append(one)
            if not find.missing(one.headings, one.template):
                whole.append(entry.name)
        if len(whole) > _MOST:
            first = ", ".join(f'"{name}"' for name in whole[:3])
            raise SheetplanError(
                f"{book.package.label} holds more than {_MOST} plan tables, on the sheets {first} and others.",
                f"Save them as several workbooks with at most {_MOST} each.",
            )
    return every


def _on_sheet(
    book: Workbook, entry: SheetEntry, templates: Sequence[Template], ours: Sequence[str] | None
) -> list[Found]:
    """The tables of one sheet, by the template that explains most of its columns."""
    grid, merges = book.plan_grid(entry.name), book.merges(entry.name)
    tries = [(templates[i], first) for i, first in find.best_of(grid, templates, ours, merges)]
    if not tries:
        return []
    ranks = [_rank(template, first) for template, first in tries]
    best = [pair for pair, rank in zip(tries, ranks, strict=True) if rank == max(ranks)]
    if len(best) > 1 and max(ranks)[0]:
        names = [template.name for template, _ in best]
        raise SheetplanError(
            f'{book.package.label}: the sheet "{entry.name}" can be read as a plan of the templates '
            f"{' and '.join(names)}; its headings fit them equally well.",
            f"Name the one that is meant: --template {' or --template '.join(names)}.",
        )
    template, first = best[0]
    tables = several.on_sheet(grid, first, template, ours, merges)
    return [Found(entry, template, one, _above(one, tables)) for one in tables]


def _rank(template: Template, found: Headings) -> tuple[bool, int, int, float]:
    """How well a template fits: all columns there, columns explained, headings its own, columns in the right share."""
    complete = not find.missing(found, template)
    return complete, len(found.fields), found.own, 0.0 if complete else found.score


def _above(one: Headings, tables: Sequence[Headings]) -> int:
    return max((other.end or 0 for other in tables if other.end and other.end < one.rows[0]), default=0)


def _is_archive(book: Workbook, one: Found) -> bool:
    """The tab of that name, or any whose headings say when an action was archived."""
    if plain(one.entry.name) == plain(one.template.archive_sheet):
        return True
    row = book.grid(one.entry.name)[one.headings.row - 1]
    return plain(one.template.archive_headings["archived_on"]) in {plain(cell) for cell in row if cell is not None}


def _is_tab(one: Found) -> bool:
    """Whether a table belongs to a plan and is none: a tab of the template, or of the program, by name or headings."""
    template, headings = one.template, one.headings
    ours = {template.conflicts_sheet, *(tab.sheet for tab in template.tabs)}
    ours |= {template.computed_sheet, template.history_sheet, template.log_sheet, template.lists_sheet}
    ours |= {template.roles_sheet, template.guidance_sheet, template.cover_sheet}
    ours |= {template.views.sheets[kind] for kind in template.views.wanted}
    incomplete = bool(find.missing(headings, template))
    if incomplete and plain(one.entry.name) in {plain(name) for name in ours if name}:
        return True
    there = {plain(text) for text in (headings.names or {}).values()}
    return any(
        len(tab & there) * 10 >= len(tab) * 8 and len(tab & there) > len(headings.fields)
        for tab in words(template).tabs
    )


def _on_named(book: Workbook, kept: list[Found], sheet: str) -> list[Found]:
    names = [entry.name for entry in book.package.sheets]
    if plain(sheet) not in map(plain, names):
        raise NoPlanError(f'{book.package.label} has no sheet "{sheet}".', f"Its sheets are: {few(names, _NAMED)}.")
    here = [one for one in kept if plain(one.entry.name) == plain(sheet)]
    if kept and not here:
        whole = [one for one in kept if not find.missing(one.headings, one.template)]
        holders = list(dict.fromkeys(one.entry.name for one in whole or kept))
        stand = f"The plan{'s are on the sheets' if len(holders) > 1 else ' is on the sheet'} {few(holders, _NAMED)}"
        named = next(name for name in names if plain(name) == plain(sheet))
        raise NoPlanError(
            f'{book.package.label}: the sheet "{named}" holds no plan.',
            f"{stand}: name {'it' if len(holders) == 1 else 'one of them'} with --sheet.",
        )
    return here


def _lacking(one: Found) -> str:
    lacking = find.missing(one.headings, one.template)
    return (
        f'the plan on the sheet "{one.entry.name}" (headings in row {one.headings.row}) has no column '
        f"{' and no column '.join(c.heading for c in lacking)}."
    )


def _none_found(book: Workbook, templates: Sequence[Template]) -> NoPlanError:
    where = f" on its {many(len(book.entries), 'sheet')}" if book.entries else ": it has no sheet with cells in it"
    return NoPlanError(
        f"{book.package.label}: no action plan was found{where}. {_nearest(templates)}",
        "Check that it is the right workbook and that the headings stand in one row above the actions; "
        "name the kind of plan with --template if it is another.",
    )


def _nearest(templates: Sequence[Template]) -> str:
    """What headings were looked for, so that a reader sees what is missing."""
    template = templates[0]
    wanted = ", ".join(c.heading for c in template.columns if c.present == "always")
    if len(templates) == 1:
        return f"A {template.name} plan has the headings {wanted}."
    return f"The headings of {len(templates)} templates were looked for."
