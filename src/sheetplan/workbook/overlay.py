"""An overlay: cells shaded by conditional formats of ours while something is the case, and all of that taken out again.

Our rules are known by a formula that is always true in their condition, which every program saves as it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from sheetplan.workbook import formulas, ranges, refs, splice, values
from sheetplan.workbook.colouring import highest_priority
from sheetplan.workbook.conditions import AS_NOW, fails, still
from sheetplan.workbook.splice import Unsafe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sheetplan.workbook.book import Book
    from sheetplan.workbook.cells import SheetPart
    from sheetplan.workbook.changes import Overlay
    from sheetplan.workbook.formulas import Corner, Reference

MARK = "sheetplan return"
"""What the rules of an overlay are known by."""
_LONGEST_FORMULA = 8_192
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?formula(?:\s[^>]*)?>([^<]*)<")
_MARKED = re.compile(r'\bN\(\s*"' + MARK + r'"\s*\)', re.IGNORECASE)

Cells = dict[tuple[int, int], str]
"""Row and column to the condition, as it reads for that cell."""


def shade(book: Book, change: Overlay) -> None:
    """Add the rules of an overlay, one for all cells whose conditions say the same of each.

    Raises:
        Unsafe: where a cell, a colour or a condition is not possible; nothing is changed then.
    """
    sheet = book.sheet(change.sheet)
    if not _COLOUR.fullmatch(change.fill) or not (_COLOUR.fullmatch(change.text) or not change.text):
        raise Unsafe(f'The colours "{change.fill}" and "{change.text}" of an overlay are none.')
    groups: dict[str, Cells] = defaultdict(dict)
    for row, column, asked in dict.fromkeys(change.cells):
        condition = asked if asked != AS_NOW else _as_now(book, sheet, row, column)
        _refuse_condition(change.sheet, row, column, condition)
        merge = sheet.merge_at(row, column)
        top, left = merge[:2] if merge else (row, column)
        groups[_relative(condition, top, left)][top, left] = condition
    if not groups:
        return
    look = book.styles.look(change.fill, change.text, False)
    priority = highest_priority(sheet)
    rules: list[bytes] = []
    for cells in (one for group in groups.values() for one in _placed(group)):
        priority += 1
        rules.append(_rule(sheet, cells, look, priority))
    sheet.set_outside("conditionalFormatting", [*sheet.outside("conditionalFormatting"), *rules])


def remove(book: Book) -> Iterator[str]:
    """Take every rule of ours out; gives the sheets that had any."""
    for name in book.sheet_names():
        entry = book.entry(name)
        # Most sheets do not hold the mark anywhere, which is seen without taking them apart.
        if entry is None or not entry.part or entry.kind != "worksheet" or not _may_be_marked(book, name):
            continue
        sheet = book.sheet(name)
        old = sheet.outside("conditionalFormatting")
        new = [one for one in (_without_ours(raw) for raw in old) if one is not None]
        if new != old:
            sheet.set_outside("conditionalFormatting", new)
            yield name


def _may_be_marked(book: Book, name: str) -> bool:
    opened = book.opened_sheets().get(name)
    if opened is not None and opened.changed:
        return any(MARK.encode() in raw for raw in opened.outside("conditionalFormatting"))
    return MARK.encode() in book.read(book.part_of(name))


def without(frame: bytes) -> bytes:
    """What stands around a sheet's cells, without the rules of any overlay."""
    if MARK.encode() not in frame:
        return frame
    kept = []
    for chunk in splice.children(frame):
        ours = chunk.name is not None and splice.local_name(chunk.name) == "conditionalFormatting"
        raw = _without_ours(chunk.raw) if ours else chunk.raw
        kept.append(raw or b"")
    return b"".join(kept)


def _without_ours(raw: bytes) -> bytes | None:
    """A conditional format without our rules; None where it held no others."""
    if MARK.encode() not in raw:
        return raw
    tag, inside, end = splice.inner(raw)
    chunks = splice.children(inside)
    kept = [one for one in chunks if one.name is None or not _is_ours(one.raw)]
    if not any(one.name and splice.local_name(one.name) == "cfRule" for one in kept):
        return None
    return tag + b"".join(one.raw for one in kept) + end


def _is_ours(rule: bytes) -> bool:
    found = _FORMULA.findall(splice.cleaned(rule))
    return any(_MARKED.search(formulas.from_xml(one)) for one in found)


# Made


def _as_now(book: Book, sheet: SheetPart, row: int, column: int) -> str:
    """While a cell shows what it shows now."""
    merge = sheet.merge_at(row, column)
    place = merge[:2] if merge else (row, column)
    raw = sheet.cell(*place)
    shown = values.read(raw, book.strings)
    if raw is not None and splice.attribute(splice.start_tag(raw), "t") == "e":
        return fails(refs.a1(*place), str(shown))
    return still(refs.a1(*place), shown)


def _refuse_condition(sheet: str, row: int, column: int, condition: str) -> None:
    """Unsafe where a program could not read the rule, or it would look beyond its own sheet."""
    if not (1 <= row <= refs.MAX_ROW and 1 <= column <= refs.MAX_COLUMN):
        raise Unsafe(f'"{sheet}" has no cell in row {row}, column {column}.')
    cell = f'{refs.a1(row, column)} of "{sheet}"'
    outside = _TEXT.sub("", condition)
    if formulas.sheets_named(condition) or "[" in outside or "!" in outside.replace("#REF!", ""):
        raise Unsafe(f"The condition for shading {cell} names other sheets or tables: {condition}")
    if '"' in outside or outside.count("(") != outside.count(")") or not outside.strip():
        raise Unsafe(f"The condition for shading {cell} is no formula: {condition}")
    if len(condition) > _LONGEST_FORMULA - 100 or any(len(one) > 257 for one in _TEXT.findall(condition)):
        raise Unsafe(f"The condition for shading {cell} is too long.")


def _relative(condition: str, row: int, column: int) -> str:
    """A condition as it reads for any cell: its references as distances from this one."""

    def distance(end: Corner) -> str:
        down = end.row if end.row is None or end.row_fixed else end.row - row
        across = end.column if end.column is None or end.column_fixed else end.column - column
        return f"<{down} {end.row_fixed} {across} {end.column_fixed}>"

    def change(reference: Reference) -> str:
        return distance(reference.first) + (":" + distance(reference.last) if reference.last else "")

    return formulas.rewritten(condition, change)


def _placed(group: Cells) -> Iterable[Cells]:
    """The cells of one rule.

    Programs do not agree on the cell that a rule over many areas is written for, but where the first cell of all rows
    and columns is one of them; a group without such a cell is cut into its columns.
    """
    corner = min(row for row, _ in group), min(column for _, column in group)
    if corner in group:
        return [group]
    columns: dict[int, Cells] = defaultdict(dict)
    for place, condition in group.items():
        columns[place[1]][place] = condition
    return [columns[column] for column in sorted(columns)]


def _rule(sheet: SheetPart, cells: Cells, look: int, priority: int) -> bytes:
    """One rule with the element around it."""
    areas = ranges.joined(cells)
    condition = cells[areas[0].top, areas[0].left]
    outer, rule, formula = (sheet.prefix + name for name in (b"conditionalFormatting", b"cfRule", b"formula"))
    where = " ".join(refs.box_text((one.top, one.left, one.bottom, one.right)) for one in areas).encode("ascii")
    text = splice.text_xml(values.escaped(f'AND(N("{MARK}")=0,{condition})'))
    inside = b'<%s type="expression" dxfId="%d" priority="%d"><%s>%s</%s></%s>'
    inside %= (rule, look, priority, formula, text, formula, rule)
    return b'<%s sqref="%s">%s</%s>' % (outer, where, inside, outer)
