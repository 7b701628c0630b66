"""Moves whole records inside a workbook, out to another sheet and back, with all that belongs to them.

Sheet rows stay where they are: what stands in the plan's own columns changes places, so everything that reaches over
the whole body (charts, formats, names, print areas, filters) stays true. Whatever cannot be kept true is looked for
first, and then nothing at all is moved.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sheetplan.model import Obstacle
from sheetplan.workbook import (
    belongings,
    comments,
    excel_tables,
    formulas,
    marks,
    mentions,
    obstacles,
    sharing,
    splice,
    structured,
    values,
)
from sheetplan.workbook.following import follow, names_part
from sheetplan.workbook.ranges import Movement, Spot
from sheetplan.workbook.splice import Unsafe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheetplan.workbook.book import Book
    from sheetplan.workbook.cells import SheetPart
    from sheetplan.workbook.changes import MoveRecords
    from sheetplan.workbook.sharing import CellFormula

_TRAVELLING = ("ht", "customHeight", "hidden", "outlineLevel", "collapsed", "thickTop", "thickBot")
"""What of a row belongs to its record: height, hidden, level in an outline."""


@dataclass(slots=True)
class _Plan:
    """What a move will do, worked out before anything is touched."""

    book: Book
    movement: Movement
    columns: dict[str, tuple[int, ...]]
    """By sheet: the columns that belong to records."""
    texts: dict[Spot, str | None] = field(default_factory=dict)
    """Formulas that must read differently, by their cell before the move; None keeps the result alone."""

    def inside(self, sheet: str, row: int, column: int) -> bool:
        """Whether a cell belongs to the body, so that its formula follows the records."""
        if column not in self.columns.get(sheet, ()):
            return False
        body = self.movement.body
        movement, spot = self.movement, (sheet, row)
        changes = spot in movement.moves or spot in movement.targets or spot in movement.drops
        return changes or (sheet == self.movement.sheet and body.top <= row <= body.bottom)


def move(book: Book, change: MoveRecords) -> str | None:
    """Let records change places, with everything that belongs to them.

    Args:
        book: the workbook as edited so far; changed only if nothing stands in the way.
        change: which row goes where.

    Returns:
        None when it is done; else one plain sentence that says what stands in the way, and then nothing has moved.

    Raises:
        ValueError: where two rows would go to one place, or one row to two.
    """
    _check(change)
    plan = _plan(book, change)
    found = next(_in_the_way(plan, change), None)
    if found is not None:
        return found.reason
    if plan.movement.sources:
        _carry_out(plan)
    structured.resize(book, change)
    return None


def in_the_way(book: Book, change: MoveRecords) -> tuple[Obstacle, ...]:
    """All that keeps these records from being moved, each with how to take it away; nothing is moved.

    Args:
        book: the workbook as edited so far.
        change: which row would go where.
    """
    return tuple(dict.fromkeys(_in_the_way(_plan(book, change), change)))


def _plan(book: Book, change: MoveRecords) -> _Plan:
    movement = Movement.of(change, book.sheet_names())
    return _Plan(book, movement, _columns(movement))


def _in_the_way(plan: _Plan, change: MoveRecords) -> Iterator[Obstacle]:
    """What stands in the way; once it has ended without any, what the body's formulas must say is worked out."""
    book, movement = plan.book, plan.movement
    for found in (
        structured.in_the_way(book, change),
        obstacles.on_sheets(book, movement),
        _plan_formulas(plan),
        mentions.elsewhere(book, movement, plan.inside),
    ):
        try:
            yield from found
        except Unsafe as unsafe:
            yield Obstacle(str(unsafe))


def _check(change: MoveRecords) -> None:
    """No row goes to two places, and no two to one."""
    sources = Counter(change.sources())
    targets = Counter((one.to_sheet, one.to_row) for one in change.moves)
    twice = [spot for counted in (sources, targets) for spot, times in counted.items() if times > 1]
    if twice:
        raise ValueError(f"row {twice[0][1]} of {twice[0][0]} is named twice")


def _columns(movement: Movement) -> dict[str, tuple[int, ...]]:
    """By sheet: the plan's own columns, or those that records come from and go to."""
    found: dict[str, set[int]] = {}
    for one in movement.moves.values():
        found.setdefault(one.sheet, set()).update(one.columns)
        found.setdefault(one.to_sheet, set()).update(one.columns.values())
    for (sheet, _), columns in movement.drops.items():
        found.setdefault(sheet, set()).update(columns)
    if movement.sheet in found:
        found[movement.sheet].update(range(movement.body.left, movement.body.right + 1))
    return {sheet: tuple(sorted(columns)) for sheet, columns in found.items()}


# Formulas


def _plan_formulas(plan: _Plan) -> Iterator[Obstacle]:
    """Work out how the body's formulas must read afterwards; those that cannot be kept true stand in the way."""
    for sheet in plan.movement.sheets:
        cells = sharing.of_sheet(plan.book.sheet(sheet))
        within = [one for one in cells if plan.inside(sheet, one.row, one.column)]
        shared = sharing.shares(within)
        for one in cells:
            here = Spot(sheet, one.row, one.column)
            if one.share in shared:
                if one.text is None:
                    said = f"The formula in {one.cell} on {sheet} is stored with that of another cell that is gone."
                    yield Obstacle(said, "Type the formula into that cell again.")
                else:
                    plan.texts[here] = one.text
        for one in within:
            found = _plan_formula(plan, sheet, one)
            yield from () if found is None else (found,)


def _plan_formula(plan: _Plan, sheet: str, one: CellFormula) -> Obstacle | None:
    """Work out how one formula must read afterwards."""
    movement = plan.movement
    here = Spot(sheet, one.row, one.column)
    there = movement.goes(here)
    if there is None or one.text is None:
        return None
    text: str | None = one.text
    if there.sheet != sheet:
        text = structured.left_behind(plan.book, movement, here, one.text)
    new = None if text is None else follow(text, here, there, movement)
    if isinstance(new, formulas.Reference):
        if there.sheet == sheet:
            target = names_part(new, sheet, movement) or sheet
            return Obstacle(mentions.sentence(f"The formula in {one.cell} on {sheet} names", new, target), mentions.FIX)
        # A record that leaves its sheet keeps what its formula last said.
        new = None
    if new is None and one.kind == "array":
        return Obstacle(
            f"The formula in {one.cell} on {sheet} fills its cell in a way that cannot go to {there.sheet}.",
            "Type it again as an ordinary formula.",
        )
    if new != one.text:
        plan.texts[here] = new
    return None


def _rewrite(plan: _Plan) -> None:
    """Put the new texts in, each in its cell before the move."""
    for spot, text in plan.texts.items():
        part = plan.book.sheet(spot.sheet)
        raw = part.cell(spot.row, spot.column)
        if raw is not None:
            new = sharing.without_formula(part, raw) if text is None else sharing.with_formula(part, raw, text)
            part.set_cell(spot.row, spot.column, new)
            plan.book.allow(*spot)


# Cells and rows


def _carry_out(plan: _Plan) -> None:
    """Do what was planned: formulas, then cells and rows, then all that belongs to them."""
    book, movement = plan.book, plan.movement
    _rewrite(plan)
    rows = _taken(plan)
    for source, one in movement.moves.items():
        cells, attributes = rows[source]
        target = book.sheet(one.to_sheet)
        for column, there in one.columns.items():
            raw = cells.get(column)
            arriving = None if raw is None else target.adopt(raw, book.sheet(one.sheet))
            _place(plan, Spot(one.to_sheet, one.to_row, there), arriving)
        target.set_row_attributes(one.to_row, attributes)
        book.allow_row(one.to_sheet, one.to_row)
    for sheet in movement.sheets:
        _empty(plan, sheet)
    _forget_formulas(plan)
    _show_outline(plan)
    belongings.move(book, movement)
    marks.move(book, movement)
    comments.move(book, movement)


def _show_outline(plan: _Plan) -> None:
    """A sheet says how deep the outline of its rows goes, or Excel shows no signs to open and close it with."""
    for sheet in plan.movement.sheets:
        part = plan.book.sheet(sheet)
        levels = (part.row_attributes(row).get("outlineLevel") for row in plan.movement.rows(sheet))
        deepest = max(map(splice.counted, levels), default=0)
        found = part.outside("sheetFormatPr")
        raw = found[0] if found else b"<" + part.prefix + b'sheetFormatPr defaultRowHeight="15"/>'
        if deepest > splice.counted(splice.attribute(splice.start_tag(raw), "outlineLevelRow")):
            part.set_outside("sheetFormatPr", [splice.with_tag_attributes(raw, {"outlineLevelRow": str(deepest)})])


def _taken(plan: _Plan) -> dict[tuple[str, int], tuple[dict[int, bytes], dict[str, str | None]]]:
    """Every source row's cells and travelling attributes, before any is overwritten."""
    found = {}
    for (sheet, row), one in plan.movement.moves.items():
        part = plan.book.sheet(sheet)
        target = plan.book.sheet(one.to_sheet)
        given = part.row_attributes(row)
        attributes = {name: given.get(name) for name in _TRAVELLING}
        if one.to_sheet != sheet and excel_tables.is_filtered(plan.book, sheet):
            attributes["hidden"] = None  # the filter hid it here; there nothing would ever show it again
        cells = {column: raw for column, raw in part.cells(row).items() if column in one.columns}
        look, there = _row_style(part, row), _row_style(target, one.to_row)
        if look != there:
            # What a cell that is not there looks like is said by its row: written out, for the row stays.
            blank = b"<" + part.prefix + b'c s="%d"/>'
            for column in one.columns:
                style = _column_style(part, column) if look is None else look
                cells.setdefault(column, blank % style)
        found[sheet, row] = (cells, attributes)
    return found


def _place(plan: _Plan, spot: Spot, raw: bytes | None) -> None:
    """Put a cell in its new place, or take out what stood there."""
    part = plan.book.sheet(spot.sheet)
    if raw is None:
        part.remove_cell(spot.row, spot.column)
    else:
        part.set_cell(spot.row, spot.column, sharing.at_home(part, raw, spot.row, spot.column))
    plan.book.allow(*spot)


def _empty(plan: _Plan, sheet: str) -> None:
    """Cells that lost their record, and to which nothing came, hold nothing and look like others of their column."""
    part, movement = plan.book.sheet(sheet), plan.movement
    emptied = movement.emptied(sheet)
    given = {
        (one.to_row, column)
        for one in movement.moves.values()
        if one.to_sheet == sheet
        for column in one.columns.values()
    }
    left = [row for name, row in movement.sources if name == sheet]
    rows = set(movement.rows(sheet))
    if sheet == movement.sheet:
        rows.update(range(movement.body.top, movement.body.bottom + 1))
    usual = _usual_styles(part, plan.columns[sheet], {row: part.cells(row) for row in sorted(rows)}, given, left)
    for row in left:
        own = _row_style(part, row)
        for column in plan.columns[sheet]:
            if (row, column) in given:
                continue
            style = usual[column]
            raw = None if style == own else b"<" + part.prefix + b'c s="%d"/>' % (style or 0)
            _place(plan, Spot(sheet, row, column), raw)
    for row in emptied:
        part.set_row_attributes(row, dict.fromkeys(_TRAVELLING))
        plan.book.allow_row(sheet, row)


def _usual_styles(
    part: SheetPart,
    columns: tuple[int, ...],
    rows: dict[int, dict[int, bytes]],
    given: set[tuple[int, int]],
    left: list[int],
) -> dict[int, int | None]:
    """The commonest cell style of each column among the cells that hold a record; None for cells that are not there.

    Where no record is left, that of the cells that were emptied.
    """
    without = set(left)
    looks = {row: _row_style(part, row) for row in rows}
    found: dict[int, int | None] = {}
    for column in columns:
        filled = [row for row in rows if row not in without or (row, column) in given]
        counted = Counter(
            values.style_of(rows[row][column]) if column in rows[row] else looks[row] for row in filled or rows
        )
        found[column] = counted.most_common(1)[0][0]
    return found


def _row_style(part: SheetPart, row: int) -> int | None:
    """The style a row gives to its cells that are not there."""
    given = part.row_attributes(row)
    return splice.counted(given.get("s")) if given.get("customFormat") in ("1", "true") else None


def _column_style(part: SheetPart, column: int) -> int:
    """The style a column gives to its cells that are not there."""
    for raw in part.outside("cols"):
        for one in splice.children(splice.inner(raw)[1]):
            given = splice.attributes(splice.start_tag(one.raw)) if one.name else {}
            if given and splice.counted(given.get("min")) <= column <= splice.counted(given.get("max")):
                return splice.counted(given.get("style"))
    return 0


def _forget_formulas(plan: _Plan) -> None:
    """Cells that held a formula and hold none now leave the chain of calculation."""
    for sheet in plan.movement.sheets:
        part = plan.book.sheet(sheet)
        for row in plan.movement.rows(sheet):
            for column in plan.columns[sheet]:
                raw = part.cell(row, column)
                if raw is None or part.formula(raw) is None:
                    plan.book.drop_from_chain(sheet, row, column)
