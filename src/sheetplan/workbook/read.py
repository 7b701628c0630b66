"""Reads a messy sheet into a Plan: converts or leaves as it was, refuses no value."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sheetplan.model import (
    Assumption,
    Layout,
    Plan,
    SheetplanError,
    Template,
    is_blank,
)
from sheetplan.workbook import (
    around,
    assumed,
    beside,
    body,
    choose,
    foreign,
    framing,
    look,
    month_names,
    naming,
    ours,
    properties,
    returned,
    tables,
    tabread,
)
from sheetplan.workbook.choose import Found, NoPlanError
from sheetplan.workbook.find import Grid, Headings, Rectangle, plain
from sheetplan.workbook.foreign import refuse_to_write
from sheetplan.workbook.parts import Package
from sheetplan.workbook.sheets import Workbook, cell

__all__ = ["COMPUTED_AT_MOST", "NoPlanError", "WrittenHereError", "has_formulas_elsewhere", "plans", "refuse_to_write"]

COMPUTED_AT_MOST = 5
"""How many columns an update can add."""
_SAME = 3
"""So many actions in the same words on two sheets, and one of them is a copy of the other."""


class WrittenHereError(NoPlanError):
    """What this program made from plans: whoever took it for a plan would count its actions twice."""

    def __init__(self, path: Path, what: str) -> None:
        """Say what it is."""
        super().__init__(f"{path.name} is {what}, and no plan.", "Name the plan itself.")
        self.what = what


def plans(path: Path, templates: Sequence[Template], sheet: str | None = None) -> tuple[Plan, ...]:
    """Every plan table of a workbook, in workbook order.

    Args:
        path: the workbook; old Excel files, OpenDocument sheets and text files with delimiters can be read too.
        templates: those that it may be of; the one whose headings fit best is taken.
        sheet: the only sheet that is meant; None for all.

    Raises:
        NoPlanError: no sheet of it holds a plan.
        SheetplanError: the file cannot be read, a plan lacks a column, or two readings are possible.
    """
    if foreign.is_word(path):
        raise foreign.word_refused(path)
    with _undisturbed():
        return _plans(opened(path), path, templates, sheet)


def plans_in(book: Workbook, templates: Sequence[Template], sheet: str | None = None) -> tuple[Plan, ...]:
    """The same of a workbook that is open, a Word document among them.

    Args:
        book: as `opened` gave it.
        templates: those that it may be of.
        sheet: the only sheet that is meant; None for all.

    Raises:
        NoPlanError: no sheet of it holds a plan.
        SheetplanError: a plan lacks a column, or two readings are possible.
    """
    with _undisturbed():
        return _plans(book, book.package.path, templates, sheet)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Python does not look for rubbish meanwhile: nearly all that reading makes stays, and there is much of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _plans(book: Workbook, path: Path, templates: Sequence[Template], sheet: str | None) -> tuple[Plan, ...]:
    if book.kind == "xlsx" and properties.is_published(book.package):
        raise WrittenHereError(path, "a copy that publish made")
    travelling = properties.read_properties(book.package)
    if month_names.MONTH in travelling:
        raise WrittenHereError(path, "a month's report")
    columns = travelling[properties.COLUMNS].split() if properties.COLUMNS in travelling else None
    chosen = choose.plans(book, templates, columns, sheet, travelling)
    if columns is None and beside.is_ours(book):
        # A program dropped what said which columns are ours: then they are known by their order.
        told = [field for one in chosen.plans for field in _in_our_order(book, one)]
        chosen = choose.plans(book, templates, told, sheet, travelling) if told else chosen
    found = tuple(_plan(book, path, one, chosen.archives, travelling) for one in chosen.plans)
    if len(found) > 1:
        _refuse_copies(path, found)
    if not chosen.lacking:
        return found
    said = [Assumption(None, f"{text[0].upper()}{text[1:]} It was passed over.") for _, text in chosen.lacking]
    return (_with(found[0], said), *found[1:])


def opened(path: Path) -> Workbook:
    """A workbook of any kind that can be read.

    Raises:
        SheetplanError: it cannot be read.
    """
    if foreign.is_word(path):
        from sheetplan.workbook import wordgrid  # few files are Word documents, and what reads them is heavy

        return wordgrid.workbook(path)
    if foreign.is_foreign(path):
        return foreign.workbook(path)
    if path.suffix.casefold() not in (".xlsx", ".xlsm", ".xltx", ".xltm"):
        _refuse_kind(path)
    package = Package.open(path)
    marked, views = returned.mark(package), ours.views(package, properties.read_properties(package))
    passed_over = frozenset(marked.tabs if marked else ()) | set(views.values())
    return Workbook(package, passed_over=passed_over, views=views)


def _in_our_order(book: Workbook, one: Found) -> tuple[str, ...]:
    lines = beside.history(book, one.template).get("history_lines", ())
    added = [heading for line in lines for heading in naming.added(line["changed"])]
    return naming.in_our_order(one.headings.names or {}, one.template, added)


def _with(plan: Plan, said: Sequence[Assumption]) -> Plan:
    return replace(plan, assumed=(*plan.assumed, *said))


def _refuse_copies(path: Path, found: Sequence[Plan]) -> None:
    """Of two tables with the same actions only people know which is the plan."""
    typed = [set(map(str, plan.actions[_text_field(plan)])) - {"None"} for plan in found]
    for i, one in enumerate(typed):
        for j, other in enumerate(typed[:i]):
            same = len(one & other)
            if same >= _SAME and same * 2 > min(len(one), len(other)):
                names = [f'"{plan.sheet}"' for plan in (found[j], found[i])]
                where = f"on the sheets {' and '.join(names)}" if names[0] != names[1] else f"on the sheet {names[0]}"
                raise SheetplanError(
                    f"{path.name}: two tables {where} hold the same actions, and either could be the plan.",
                    f"Name the sheet that is meant: --sheet {' or --sheet '.join(dict.fromkeys(names))}."
                    if names[0] != names[1]
                    else "Delete the one that is no longer needed.",
                )


def _text_field(plan: Plan) -> str:
    return next((c.field for c in plan.template.columns if c.field in plan.columns and c.field != "ref"), "at_ref")


def plan_id(path: Path) -> str | None:
    """The plan id that travels inside a workbook, without reading its plan; None where there is none.

    Raises:
        SheetplanError: the file cannot be read.
    """
    return properties.read_properties(Package.open(path)).get(properties.PLAN_ID) or None


def has_formulas_elsewhere(path: Path, sheet: str) -> bool:
    """Whether sheets other than this one hold formulas, whose results in the file are as old as its last saving."""
    book = opened(path)
    return any(look.formula_cells(book.xml(entry.name)) for entry in book.entries if entry.name != sheet)


def _refuse_kind(path: Path) -> None:
    if path.exists() and path.is_file():
        with path.open("rb") as stream:
            is_zip = stream.read(4) == b"PK\x03\x04"
        if not is_zip:
            Package.open(path)
        raise SheetplanError(
            f"{path.name} is not a workbook that can be kept as a plan (.xlsx or .xlsm).",
            "Open it in Excel and save it as an Excel Workbook (.xlsx).",
        )
    Package.open(path)


def _fits(
    row: Sequence[object], there: Headings, headings: Headings, others: Mapping[int, str], template: Template
) -> bool:
    """Whether an archive is one of ours, or has a column for everything that people type in the plan."""
    named = {plain(text) for text in row if isinstance(text, str)}
    if {plain(text) for text in template.archive_headings.values()} <= named:
        return True
    return set(headings.fields) <= set(there.fields) and {plain(text) for text in others.values()} <= named


def _plan(
    book: Workbook, path: Path, one: Found, archives: Mapping[str, Headings], travelling: Mapping[str, str]
) -> Plan:
    entry, template, headings = one.entry, one.template, one.headings
    grid = book.grid(entry.name)
    table = tables.covering(book.package, entry.part, headings.row, headings.first_column)
    xml = book.xml(entry.name)
    formulas = look.formula_cells(xml)
    end = _typed_below(grid, table) if table else _before_signatures(grid, headings, template)
    end = min(end, book.plan_end(entry.name))
    rows = body.read(grid, headings, template, end, body.Marks(book.merges(entry.name), formulas))
    day_first: tuple[Assumption, ...] = ()
    if book.kind in foreign.TEXTS:
        day_first = foreign.typed(rows.records, headings.fields, template, by_hand=book.kind != "csv")
    _first_section(grid, headings, rows, template)
    others, last = _others(headings), rows.last_row(headings.row)
    marked = returned.mark(book.package) if book.kind == "xlsx" else None
    key, addresses = around.addresses(book, around.people(book, entry.name, headings, rows, template), template)
    cover = around.events(entry.name, grid, headings, rows, beside.cover(book, template), template)
    return Plan(
        path=path,
        template=template,
        sheet=entry.name,
        layout=_layout(headings, table, last),
        columns=dict(headings.fields),
        computed=headings.computed,
        actions=framing.frame(
            rows, headings, framing.looks(book, xml), formulas, framing.beside_ours(grid, rows, others, formulas)
        ),
        **_of_archive(book, archives, headings, others, template),
        people=key,
        addresses=addresses,
        texts=around.texts(entry.name, grid, headings, one.above),
        **cover,
        others=others,
        free_column=_free_column(grid, headings, last),
        **_of_workbook(book, entry.name, template, travelling),
        widths=look.column_widths(xml),
        live=framing.is_live(headings, formulas),
        ghosts=tuple(rows.ghosts),
        uncounted=tuple(rows.uncounted),
        beside=tuple(rows.beside),
        assumed=(
            *assumed.of(grid, headings, rows, template),
            *day_first,
            *assumed.hidden(book, entry.name, headings, rows),
            *assumed.strays(book.strays.get(entry.name, ())),
            *returned.assumed(marked, extract=properties.EXTRACT in travelling),
        ),
        return_mark=marked,
        views=_views(book, entry.name, template),
        tabs=tabread.tabs(book, template, {entry.name, *archives}),
        log=tabread.named(book, template.log_sheet, template.log_tab),
        conflicts=tabread.named(book, template.conflicts_sheet, template.conflicts_tab),
        signatures=tabread.signatures(grid, entry.name, template, cover["cover"], cover["cover_cells"]),
    )


def _of_archive(
    book: Workbook,
    archives: Mapping[str, Headings],
    headings: Headings,
    others: Mapping[int, str],
    template: Template,
) -> dict[str, Any]:
    """What a plan has of its archive: its rows, and where they stand."""
    archive = _archive(book, archives, headings, others, template)
    return {
        "archived": beside.archived(book, archive, archives, template, set(headings.fields)),
        "archive_sheet": archive,
        "archive_columns": beside.archive_columns(book, archive, archives, template),
        "archive_table": beside.table_name(book, archive, archives),
        **beside.archive_extent(book, archive, archives),
    }


def _of_workbook(book: Workbook, sheet: str, template: Template, travelling: Mapping[str, str]) -> dict[str, Any]:
    """What a plan has of its workbook: the position date, what travels inside, when and by whom it was saved."""
    report_date, report_cell = beside.report_date(book)
    last_saved, last_saved_by = properties.saved(book.package)
    history = beside.history(book, template)
    return {
        "report_date": report_date,
        "report_date_cell": report_cell,
        "position_line": beside.position_line(book, template, sheet),
        "extract": travelling.get(properties.EXTRACT) or beside.extract(book, template),
        "template_said": travelling.get(properties.TEMPLATE, ""),
        "saved": last_saved,
        "saved_by": last_saved_by,
        "sha256": book.package.sha256,
        **history,
        **beside.travelled(travelling, history, book),
        "has_print_area": beside.has_print_area(book, sheet),
        "sheet_names": tuple(entry.name for entry in book.package.sheets),
        "signed": {
            name.removeprefix(properties.SIGNED): mark
            for name, mark in travelling.items()
            if name.startswith(properties.SIGNED)
        },
    }


def _views(book: Workbook, sheet: str, template: Template) -> dict[str, str]:
    """The tabs that only show the plan; where a program dropped what was noted of them, by their names and titles."""
    found = dict(book.views)
    names = {entry.name for entry in book.entries} - set(found.values())
    for kind in template.views.wanted - found.keys():
        name = template.views.sheets[kind]
        if name in names and cell(book.grid(name), 1, 1) == ours.title(name, sheet):
            found[kind] = name
    return found


def _before_signatures(grid: Grid, headings: Headings, template: Template) -> int:
    """The sheet's last row, or the last one above the block in which people sign."""
    start = tabread.block(grid, template)
    return start - 1 if start is not None and start > headings.row else len(grid)


def _first_section(grid: Grid, headings: Headings, rows: body.Body, template: Template) -> None:
    """The first actions belong to the section whose text stands above the headings."""
    above = around.section_above(grid, headings, rows, template)
    if above:
        rows.sections[:0] = above
        for record in rows.records:
            if record.section is not None:
                break
            record.section = "\n".join(text for _, text in above)


def _archive(
    book: Workbook,
    archives: Mapping[str, Headings],
    headings: Headings,
    others: Mapping[int, str],
    template: Template,
) -> str | None:
    """The archive that goes with this plan: the one of the template's name before others."""
    fitting = [
        name
        for name, there in archives.items()
        if _fits(book.grid(name)[there.row - 1], there, headings, others, template)
    ]
    return min(fitting, key=lambda name: plain(name) != plain(template.archive_sheet), default=None)


def _layout(headings: Headings, table: tables.Table | None, last_row: int) -> Layout:
    return Layout(
        heading_rows=headings.rows,
        first_row=headings.row + 1,
        last_row=last_row,
        first_column=table.first_column if table else headings.first_column,
        last_column=table.last_column if table else headings.last_column,
        table=table.name if table else None,
        table_last_row=table.last_body_row if table else None,
    )


def _typed_below(grid: Grid, table: tables.Table) -> int:
    """The last row of a Table's plan: rows typed right below it belong to it, up to the first blank one."""
    row = table.last_body_row
    if table.has_totals:
        return row
    while row < len(grid) and not all(map(is_blank, grid[row][table.first_column - 1 : table.last_column])):
        row += 1
    return row


def _others(headings: Headings) -> dict[int, str]:
    """Columns of the plan that the template does not know; they are kept and carried along."""
    known = {place.column for place in (*headings.fields.values(), *headings.computed.values())}
    names = headings.names or {}
    columns = range(headings.first_column, headings.last_column + 1)
    return {column: names[column] for column in columns if column in names and column not in known}


def _free_column(grid: Grid, headings: Headings, last_row: int) -> int:
    """The first column right of the plan from which five in a row are empty beside it."""
    used: set[int] = set()
    if not isinstance(grid, Rectangle) or len(grid.columns) > headings.last_column:
        for row in grid[headings.row - 1 : last_row]:
            beyond = enumerate(row[headings.last_column :], start=headings.last_column + 1)
            used |= {column for column, value in beyond if not is_blank(value)}
    column = headings.last_column + 1
    while not used.isdisjoint(range(column, column + COMPUTED_AT_MOST)):
        column = max(used & set(range(column, column + COMPUTED_AT_MOST))) + 1
    return column
