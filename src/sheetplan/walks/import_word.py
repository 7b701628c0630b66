"""Import: an action plan in a Word table becomes a workbook of its kind, and what has no place in it is listed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sheetplan import timescale
from sheetplan.model import (
    Imported,
    InDocument,
    Plan,
    SheetplanError,
    TabRead,
    Template,
    Value,
    is_blank,
    letters,
    many,
    records,
    shown,
)
from sheetplan.walks import as_typed, carry, understand, word_places
from sheetplan.workbook import foreign, read, save, tabread, word_beside, wordgrid
from sheetplan.workbook.naming import plain
from sheetplan.workbook.word_beside import Beside
from sheetplan.workbook.wordgrid import Spot, WordBook

_LONGEST = 32_767
"""Characters that a cell of a workbook holds."""
_WORKBOOK, _TEMPLATE = ".xlsx", ".toml"
_MOST_NAMED = 12
"""Headings that are named."""


@dataclass(frozen=True)
class Options:
    """How an import was asked for."""

    output: Path
    """Where the workbook goes; nothing may be there yet."""
    template: str | None = None
    """A template's name or file; None recognises it from the headings."""
    table: int | None = None
    """The table that is meant, counted from 1; None where only one can be."""
    dry_run: bool = False


def import_word(file: Path, options: Options, today: date) -> Imported:
    """Make a plan of a Word document.

    Args:
        file: the document; it is only read.
        options: where the plan goes, and how it is to be read.
        today: the day on which it is made.

    Returns:
        What was made and what was not taken over; with a dry run, what would be.

    Raises:
        SheetplanError: the document cannot be read, holds no plan or several, or the workbook cannot be written.
            Nothing is written then.
    """
    _refuse_names(file, options.output)
    book = wordgrid.workbook(file)
    book, plan = _plan(book, file, options)
    known = _period(plan) | dict(plan.cover)
    rows = [texts for _, texts in _rows_above(book, plan)]
    beside = word_beside.find(book.document, _tables(book, plan), plan.template, known, rows)
    filled = _filled(plan, beside)
    _refuse_long(book, filled)
    filled, made = _made(book, filled, options.output.name, today)
    if not options.dry_run:
        save.write_new(made.data, options.output)
    columns = _headings(plan)
    return Imported(
        file,
        options.output,
        filled,
        _tables(book, plan),
        beside.labels,
        tuple(word_places.assumption(book, plan.sheet, one, columns) for one in filled.assumed),
        tuple(_left(book, filled, beside)),
        tuple(_said(plan, filled, made)),
        options.dry_run,
        options.template if options.template and options.template.casefold().endswith(_TEMPLATE) else "",
    )


# What is refused


def _refuse_names(file: Path, output: Path) -> None:
    if not foreign.is_word(file):
        kinds = " or ".join(foreign.WORD)
        raise SheetplanError(
            f"{file.name} is no Word document ({kinds}).",
            "Excel plans need no import: check, adopt and update read them as they are.",
        )
    if output.suffix.casefold() != _WORKBOOK:
        named = output.with_suffix(_WORKBOOK).name
        raise SheetplanError(f"{output.name} must end in {_WORKBOOK}.", f"Call it {named}.")
    if output.exists():
        raise SheetplanError(f"{output} is there already, and is not written over.", "Choose another name with -o.")


def _refuse_long(book: WordBook, plan: Plan) -> None:
    """A cell of a workbook holds less than one of a document, and nothing may be cut off."""
    for action in records(plan.actions):
        for name in (*plan.columns, "at_section"):
            text = action.get(name)
            if isinstance(text, str) and len(text) > _LONGEST:
                where = word_places.where(book.spot(plan.sheet, action["at_row"]))
                raise SheetplanError(
                    f"{plan.path.name}: a text in {where} has {len(text):,} characters; a cell of a workbook holds "
                    f"{_LONGEST:,}.",
                    "Part it into several rows in Word, or shorten it, and try again.",
                )


# Which tables are the plan


def _plan(book: WordBook, file: Path, options: Options) -> tuple[WordBook, Plan]:
    """The plan that is meant, and the document in which it stands."""
    templates = understand.templates(options.template)
    sheet = _sheet(book, file, options.table)
    try:
        found = list(read.plans_in(book, templates, sheet))
    except read.NoPlanError as problem:
        raise _none_found(book, file, options, templates) from problem
    except SheetplanError as problem:
        if sheet is not None and len(book.tables(sheet)) > 1:
            # Of tables with the same headings that are no one plan, the one that was named stands for itself.
            return _plan(WordBook(file, book.document, options.table), file, options)
        # What is said of sheets is said of tables here.
        reason, fix = (word_places.without_sheets(book, text) for text in (problem.reason, problem.fix))
        several = options.table is None and sum(len(book.tables(name)) for name in book.made) > 1
        fix += " Or name the table that is meant with --table." if several and "--table" not in fix else ""
        raise SheetplanError(reason, fix) from problem
    if options.table is not None:
        found = [plan for plan in found if options.table in _tables(book, plan)]
        if not found:
            raise _none_found(book, file, options, templates)
    if len(found) > 1:
        each = [
            f"table {_tables(book, plan)[0]} ({plan.template.name}, {many(len(plan.actions), 'action')})"
            for plan in found
        ]
        raise SheetplanError(
            f"{file.name}: more than one of its tables could be the plan: {', '.join(each[:-1])} and {each[-1]}.",
            f"Name the one that is meant, for example --table {_tables(book, found[0])[0]}; "
            "the others can be imported each into a workbook of its own.",
        )
    return book, found[0]


def _sheet(book: WordBook, file: Path, table: int | None) -> str | None:
    if table is None:
        return None
    for name in book.made:
        if table in book.tables(name):
            return name
    count = max(number for name in book.made for number in book.tables(name))
    raise SheetplanError(f"{file.name} has no table {table}.", f"It has {many(count, 'table')}.")


def _tables(book: WordBook, plan: Plan) -> tuple[int, ...]:
    """The tables in which a plan stands."""
    rows = range(plan.layout.heading_rows[0], max(plan.layout.last_row, plan.layout.heading_rows[-1]) + 1)
    spots = [book.spot(plan.sheet, row).table for row in rows]
    return tuple(dict.fromkeys(table for table in spots if table is not None))


def _none_found(book: WordBook, file: Path, options: Options, templates: Sequence[Template]) -> SheetplanError:
    names = [name for name in book.made if options.table is None or options.table in book.tables(name)]
    first = [cell for cell in book.headings(names[0]) if not is_blank(cell)]
    count = sum(len(book.tables(name)) for name in names)
    where = f"in table {options.table}" if options.table is not None else f"in its {many(count, 'table')}"
    named = ", ".join(map(_cut, first[:_MOST_NAMED])) or "none"
    looked = f"{len(templates)} templates were" if len(templates) > 1 else f"the template {templates[0].name} was"
    return SheetplanError(
        f"{file.name}: no action plan was recognised {where}; the headings of {looked} looked for, and those of "
        f"{names[0].lower()} are: {named}.",
        f'Name the kind of plan with --template; or let sheetplan adopt "{file.name}" -o our-plan.toml draft a '
        "template for these headings, look it through, and name it with --template our-plan.toml.",
    )


# What goes into the workbook


def _filled(plan: Plan, beside: Beside) -> Plan:
    """The plan with what stands around its tables, and with an id that is the document's own."""
    cover = _period(plan) | dict(plan.cover) | dict(beside.cover)
    for signature, signoff in zip(plan.signatures, plan.template.course.signoffs, strict=False):
        day = _day(signature.day)
        entered = {signoff.name: signature.name, signoff.position: signature.position, signoff.date: day}
        cover |= {name: value for name, value in entered.items() if not is_blank(value)}
    tabs = {name: _with_days(tab) for name, tab in plan.tabs.items()}
    return replace(plan, cover=cover, tabs=tabs, plan_id=plan.sha256[:16])


def _made(book: WordBook, plan: Plan, name: str, today: date) -> tuple[Plan, carry.Carried]:
    """The workbook, with rows as they were typed where they are read there as they were read in the document."""
    rows, assumed = as_typed.rows(book, plan)
    if rows:
        made = carry.carried(plan, name, today, {}, signed=True, rows=rows)
        if _stands_alike(plan, made, name):
            return replace(plan, assumed=(*plan.assumed, *assumed)), made
    return plan, carry.carried(plan, name, today, {}, signed=True)


def _stands_alike(plan: Plan, made: carry.Carried, name: str) -> bool:
    """Whether the same actions are read from the workbook as from the document."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        save.write_new(made.data, path)
        there = read.plans(path, (plan.template,))[0]
    known = ("at_ref", "at_shifted", *(("at_section",) if plan.template.sections else ()))
    mine, theirs = (
        [[one[name] for name in known] for one in records(frame)] for frame in (plan.actions, there.actions)
    )
    return mine == theirs


def _rows_above(book: WordBook, plan: Plan) -> list[tuple[int, list[str]]]:
    """Rows of the plan's own table that stand above its headings and head no section."""
    sections = set(_sections(plan))
    rows = range(book.made[plan.sheet].first, plan.layout.heading_rows[0])
    texts = [(row, [shown(cell) for cell in book.grid(plan.sheet)[row - 1] if not is_blank(cell)]) for row in rows]
    return [(row, filled) for row, filled in texts if filled and plain(filled[0]) not in sections]


def _rows_below(book: WordBook, plan: Plan) -> list[tuple[int, list[str]]]:
    """Rows of the plan's own table below the block in which people sign."""
    grid, labels = book.grid(plan.sheet), plan.template.course.signoff_labels
    start = tabread.block(grid, plan.template)
    rows = () if start is None else range(start + len(labels), book.plan_end(plan.sheet) + 1)
    texts = [(row, [shown(cell) for cell in grid[row - 1] if not is_blank(cell)]) for row in rows]
    return [(row, filled) for row, filled in texts if filled]


def _period(plan: Plan) -> dict[str, Value]:
    """The period that a text above the plan states; in the workbook that text is not there to be read."""
    for _, text in plan.texts:
        first, last = timescale.stated_period(text)
        if first is not None and last is not None:
            return {"plan_start": first, "plan_end": last}
    return {}


def _day(value: Value) -> Value:
    return foreign.day(value, by_hand=True) if isinstance(value, str) else value


def _with_days(tab: TabRead) -> TabRead:
    """A table beside the plan with its days as days: in Word they are all text."""
    days = {column.field for column in tab.tab.columns if column.type == "date"}
    rows = tuple({name: _day(value) if name in days else value for name, value in row.items()} for row in tab.rows)
    return replace(tab, rows=rows)


# What is said


def _headings(plan: Plan) -> Mapping[str, str]:
    known = {letters(place.column): place.heading for place in plan.columns.values()}
    return {letter: heading for letter, heading in known.items() if heading}


def _left(book: WordBook, plan: Plan, beside: Beside) -> Iterator[InDocument]:
    """What was not taken over, in the order of the document."""
    found = [InDocument(one.table, one.row, one.text) for one in book.document.left]
    for row, text in (*plan.uncounted, *plan.beside):
        spot = book.spot(plan.sheet, row)
        found.append(InDocument(spot.table, spot.row, f'not taken for an action: "{_cut(text)}"'))
    above = _rows_above(book, plan)
    for what, rows in (
        ("above the headings", [above[at] for at in beside.rows]),
        ("below the signatures", _rows_below(book, plan)),
    ):
        for row, texts in rows:
            spot = book.spot(plan.sheet, row)
            found.append(InDocument(spot.table, spot.row, f'a row {what}: "{_cut(" ".join(texts))}"'))
    used, sections = set(_tables(book, plan)), set(_sections(plan))
    found += _unplaced_sections(book, plan, sections)
    for tab in plan.tabs.values():
        used |= set(book.tables(tab.sheet))
        found += _tab_columns(book, tab)
    signed = [cell for one in plan.signatures for cell in (one.cells or {}).values() if not is_blank(one.name)]
    used |= {spot.table for sheet, row, _ in signed if sheet in book.made and (spot := book.spot(sheet, row)).table}
    found += [
        InDocument(None, number, f'a paragraph outside the tables: "{_cut(text)}"')
        for number, text in beside.paragraphs
        if plain(text) not in sections
    ]
    for table in beside.tables:
        if table.number not in used:
            begins = next((cell.text for row in table.rows for cell in row.cells if cell.text), "")
            what = f'another table of {many(len(table.rows), "row")}, which begins "{_cut(begins)}"'
            found.append(InDocument(table.number, None, what))
    return iter(sorted(found, key=lambda one: (one.table is None, one.table or 0, one.row or 0)))


def _sections(plan: Plan) -> Iterator[str]:
    for text in plan.actions["at_section"]:
        if isinstance(text, str):
            yield from (plain(line) for line in text.splitlines())
            yield plain(text)


def _unplaced_sections(book: WordBook, plan: Plan, sections: set[str]) -> Iterator[InDocument]:
    """Headings of sections, where the kind of plan has none: they stay in the document."""
    if plan.template.sections:
        return
    for row in range(plan.layout.heading_rows[-1] + 1, plan.layout.last_row + 1):
        filled = [cell for cell in book.grid(plan.sheet)[row - 1] if not is_blank(cell)]
        if len(filled) == 1 and plain(filled[0]) in sections:
            spot: Spot = book.spot(plan.sheet, row)
            text = f'the heading of a section, for which this kind of plan has no place: "{_cut(shown(filled[0]))}"'
            yield InDocument(spot.table, spot.row, text)


def _tab_columns(book: WordBook, tab: TabRead) -> Iterator[InDocument]:
    """Columns of a table beside the plan that its tab does not have."""
    grid = book.grid(tab.sheet)
    known = {place.column for place in tab.columns.values()}
    spot = book.spot(tab.sheet, tab.heading_row)
    for column, heading in enumerate(grid[tab.heading_row - 1], start=1):
        below = [row[column - 1] for row in grid[tab.heading_row : book.plan_end(tab.sheet)]]
        if column not in known and not is_blank(heading) and not all(map(is_blank, below)):
            text = f'the column "{_cut(shown(heading))}", which the {tab.tab.sheet} tab does not have'
            yield InDocument(spot.table, spot.row, text)


def _said(plan: Plan, filled: Plan, made: carry.Carried) -> Iterator[str]:
    if not all(plan.actions["at_ref"]):
        yield "Some actions have no number of their own; the first update gives them refs."
    if plan.others:
        columns = ", ".join(plan.others.values())
        yield f"Columns that this kind of plan does not have stand at its right: {columns}."
    if any(signature.name or signature.day for signature in plan.signatures):
        yield "The signatures are on the Cover as they stood in the document."
    if is_blank(filled.cover.get("title")):
        yield "No title was found above the plan: enter it on the Cover."
    yield from made.refused


def _cut(text: Value) -> str:
    words = " ".join(shown(text).split())
    return words if len(words) <= 80 else f"{words[:77]}..."
