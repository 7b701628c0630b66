"""Tells the rows of a plan apart: actions, rows that carry one on, sections, headings again, and the rest."""

from __future__ import annotations

from collections.abc import Sequence, Set
from operator import itemgetter, ne
from typing import Literal

from sheetplan.model import Template, Value, is_blank, letters
from sheetplan.workbook import joined, leftover, remarks
from sheetplan.workbook.find import Grid, Headings, Rectangle, is_heading_again
from sheetplan.workbook.numbers import USUAL, own_number, ref_text, restored
from sheetplan.workbook.sorted_rows import Body, Columns, Marks, Record

__all__ = ["Body", "Marks", "Record", "own_number", "read", "ref_text"]

_LONGEST_KEY = 60
"""Lines of a role key."""
_FAR = 1000
"""So many empty rows, and what follows them does not belong to the plan."""


def read(grid: Grid, found: Headings, template: Template, last_row: int, marks: Marks = Marks()) -> Body:  # noqa: B008 - it is a value that nothing changes
    """Sort the rows below the headings.

    Args:
        grid: the sheet's values, from A1.
        found: the heading row and its columns.
        template: what they mean.
        last_row: the last row that can belong to the plan.
        marks: merged cells and formulas of the sheet.
    """
    last = min(last_row, len(grid), found.end or len(grid))
    return _Reading(grid, found, template, last, marks).read()


class _Reading:
    """One walk down the rows."""

    def __init__(self, grid: Grid, found: Headings, template: Template, last: int, marks: Marks) -> None:
        self.grid, self.found, self.template, self.last, self.marks = grid, found, template, last, marks
        self.names = list(found.fields)
        self.columns = [place.column for place in found.fields.values()]
        self.kinds = remarks.Kinds(template, found)
        self.body = Body()
        self.used: set[str] = set()
        self.section: list[tuple[int, str]] = []
        self.pending: list[tuple[int, str]] = []
        self.spread: dict[int, int] = {}
        """Row to the first row of the merged cell that holds its action."""

    def read(self) -> Body:
        columns = self._columns()
        if columns is not None:
            return Body(columns)
        rows = self._filled()
        refs = self._refs(rows)
        numbered = len(refs) - refs.count(None)
        self.sparing = numbered * 2 > len(rows) - (numbered > 1) or self._mostly_several(rows)
        self.sparing = self.sparing or (numbered == 0 and self._is_only_key(rows))
        self.refs_matter = numbered * 2 > len(rows)
        self.all_others_numbered = numbered > 1 and numbered == len(rows) - 1
        self._walk(rows, refs)
        self.body.uncounted += self.pending
        self._part_key_lines()
        self.body.beside += leftover.beside(self.grid, self.found, rows, self.last, self.marks.formulas)
        return self.body

    def _columns(self) -> Columns | None:
        """Nothing but actions, each with a ref of its own, told by whole columns: so are most plans."""
        start = self.found.row
        careful = self.marks.formulas or self.found.computed or any(box[2] > start for box in self.marks.merges)
        if careful or not isinstance(self.grid, Rectangle):
            return None
        cells = [self.grid.columns[column - 1][start : self.last] for column in self.columns]
        refs = self.kinds.told_refs(cells)
        return Columns(range(start + 1, self.last + 1), self.names, cells, refs) if refs else None

    def _is_only_key(self, rows: Sequence[tuple[int, tuple[Value, ...]]]) -> bool:
        """Whether nothing stands below the headings but a role key, with or without a title."""
        if not 0 < len(rows) <= _LONGEST_KEY:
            return False
        first, *others = [self._is_key(number, values) for number, values in rows]
        titled = bool(others) and self.kinds.lone_text(rows[0][1]) is not None
        return (first or titled) and all(others)

    def _is_key(self, number: int, values: tuple[Value, ...]) -> bool:
        lone = self.kinds.lone_text(values)
        return self.kinds.is_key(self.grid[number - 1]) if lone is None else remarks.is_key_line(lone)

    def _refs(self, rows: Sequence[tuple[int, tuple[Value, ...]]]) -> list[str | None]:
        """What the ref column says, else the number with which the text begins."""
        text, place = self.kinds.text, self.kinds.ref
        if place is None:
            texts = [values[text] for _, values in rows]
            if {str}.issuperset(map(type, texts)):
                return [found[1] if (found := USUAL.match(one)) else own_number(one) for one in texts]  # type: ignore[arg-type]  # all are texts, as was just seen
            return [own_number(one) or (ref_text(one) if isinstance(one, float) else None) for one in texts]
        return [
            ref  # of letters and figures alone, as most are
            if type(ref := values[place]) is str and ref.isalnum()
            else ref_text(ref) or own_number(values[text])
            for _, values in rows
        ]

    def _walk(self, rows: Sequence[tuple[int, tuple[Value, ...]]], refs: Sequence[str | None]) -> None:
        above: str | None = None
        self.heads: frozenset[int] = frozenset()
        before, names, records, add = self.found.row, self.names, self.body.records, self.body.records.append
        told = self._told(rows)
        whole = all(told) and all(refs) and all(map(ne, refs, refs[1:]))
        if whole and rows and rows[-1][0] - before < len(rows) + _FAR:
            # Nothing but actions, each with a ref of its own: thousands are made at once.
            self.used.update(filter(None, refs))
            records += [Record([number], names, values, ref) for (number, values), ref in zip(rows, refs, strict=True)]
            self._add_computed(records)
            return
        self.heads = self.kinds.heads(rows, refs)
        plain: list[Record] = []
        for (number, values), ref, is_told in zip(rows, refs, told, strict=True):
            if is_told and ref and ref != above and number - before <= _FAR and not self.pending:
                record = Record([number], names, values, ref)
                if self.section:
                    record.section = "\n".join(line for _, line in self.section)
                self.used.add(ref)
                add(record)
                plain.append(record)
                before, above = number, ref
                continue
            if number - before > _FAR:
                self._pass("far", number)
                continue
            self._sort(number, values, ref, gap=number - before > 1)
            before, above = number, records[-1].ref if records else None
        self._add_computed(plain)

    def _told(self, rows: Sequence[tuple[int, tuple[Value, ...]]]) -> list[bool]:
        """Which rows are actions without looking further, if they have a ref of their own: nearly all are."""
        told = self.kinds.told(rows, is_merged=bool(self.spread or self.body.merged))
        formulas, spread = self.marks.formulas, self.spread
        if not formulas and not spread:
            return told
        text = letters(self.columns[self.kinds.text])
        return [
            is_told and number not in spread and (text, number) not in formulas
            for is_told, (number, _) in zip(told, rows, strict=True)
        ]

    def _add_computed(self, records: Sequence[Record]) -> None:
        """Note what stands in our own columns beside these actions."""
        ours = [(name, place.column) for name, place in self.found.computed.items()]
        if ours:
            for record in records:
                row = self.grid[record.rows[0] - 1]
                record.computed = {name: _at(row, column) for name, column in ours}

    def _filled(self) -> list[tuple[int, tuple[Value, ...]]]:
        """Rows in which something is typed, with merged cells' values in all their rows; notes those of ours alone."""
        start = self.found.row
        wanted = [column - 1 for column in self.columns]
        pick = itemgetter(*wanted) if len(wanted) > 1 else lambda row: (row[wanted[0]],)
        rows: Sequence[Sequence[Value]] = self.grid[start : self.last]
        need = max(wanted) + 1
        if min(map(len, rows), default=need) < need:
            rows = [[*row, *[None] * (need - len(row))] for row in rows]
        picked = list(map(pick, rows))
        only_merged = self._without_own(picked) if self.marks.merges else frozenset()
        self._spread_merged(picked)
        nothing, text = (None,) * len(wanted), self.kinds.text
        filled = [
            (number, values)
            for number, values in enumerate(picked, start=start + 1)
            if (type(own := values[text]) is str and own[0].isalnum())
            or (values != nothing and not all(map(is_blank, values)))
        ]
        if only_merged:
            filled = [one for one in filled if one[0] not in only_merged or one[0] in self.spread]
        if self.found.computed:
            self._note_ghosts(picked, {number for number, _ in filled})
        return filled

    def _without_own(self, picked: Sequence[tuple[Value, ...]]) -> frozenset[int]:
        """Rows in which nothing stands before the values of merged cells are spread over them."""
        return frozenset(n for n, values in enumerate(picked, self.found.row + 1) if all(map(is_blank, values)))

    def _note_ghosts(self, picked: Sequence[tuple[Value, ...]], filled: Set[int]) -> None:
        ours = {name: place.column for name, place in self.found.computed.items()}
        if "goes_on" in ours:  # a painted plan, in which the others are formulas that show nothing
            ours = {name: column for name, column in ours.items() if name in ("due", "goes_on")}
        first = self.found.row + 1
        for number in range(first, first + len(picked)):
            row = self.grid[number - 1]
            if number not in filled and not all(is_blank(_at(row, column)) for column in ours.values()):
                self.body.ghosts.append(number)

    def _spread_merged(self, picked: list[tuple[Value, ...]]) -> None:
        """The value of a merged cell belongs to all its rows; merged over an action's own cell, they are one action."""
        start, key = self.found.row, self.kinds.identity
        for top, left, bottom, right in self.marks.merges:
            if bottom == top or top <= start or bottom > self.last or right != left or left not in self.columns:
                continue
            place = self.columns.index(left)
            value = picked[top - start - 1][place]
            if is_blank(value):
                continue
            for row in range(top + 1, bottom + 1):
                values = list(picked[row - start - 1])
                values[place] = value
                picked[row - start - 1] = tuple(values)
                if left in key:
                    self.spread[row] = top
            if left not in key:
                self.body.merged.append((top, bottom, left))
        if self.spread and len(key) > 1:
            self._keep_numbered_rows_apart(picked)

    def _keep_numbered_rows_apart(self, picked: Sequence[tuple[Value, ...]]) -> None:
        """Rows with refs of their own are actions of their own, though they share a merged text."""
        place = self.names.index("ref")
        for row, top in list(self.spread.items()):
            mine, first = (picked[number - self.found.row - 1][place] for number in (row, top))
            if not is_blank(mine) and mine != first:
                del self.spread[row]

    def _mostly_several(self, rows: Sequence[tuple[int, tuple[Value, ...]]]) -> bool:
        if "goes_on" in self.found.computed:
            return False
        several = sum(len(values) - values.count(None) > 1 for _, values in rows)
        return several * 2 > len(rows)

    def _sort(self, number: int, values: tuple[Value, ...], ref: str | None, *, gap: bool) -> None:
        previous = self.body.records[-1] if self.body.records else None
        top = self.spread.get(number)
        if top is not None and previous is not None and previous.rows[0] >= top:
            self._join(previous, number, values, "merged")
            return
        asked = previous is not None and (ref == previous.ref or self.kinds.may_go_on(values, ref))
        if previous is not None and asked and self.kinds.carries_on(values, ref, previous.ref):
            self._join(previous, number, values, "says")
            return
        what = self._plainly(number, values, ref)
        if what:
            self._pass(what, number)
        elif previous is not None and not gap and not self.pending and self.kinds.is_lone_date(values):
            self._join(previous, number, values, "dated")
        else:
            self._count(number, values, ref, gap=gap)

    def _plainly(self, number: int, values: tuple[Value, ...], ref: str | None) -> str | None:
        """What a row is that is no action by its looks; None where it may be one."""
        row = self.grid[number - 1]
        if self.kinds.may_be_headings(values) and is_heading_again(row, self.found):
            return "headings"
        if self.marks.formulas and self._is_formulas(number, values):
            return "formulas"
        if number == self.found.row + 1 and self._only_explains(number, values, ref):
            return "example"
        if number <= self.found.row + 2 and self.kinds.is_format(values):
            return "example"
        return self.kinds.what(values, ref)

    def _only_explains(self, number: int, values: tuple[Value, ...], ref: str | None) -> bool:
        """Whether the first row tells what belongs in each column, as the lack of a ref or the next row shows."""
        if ref is None and self.all_others_numbered:
            return self.kinds.explains(values)
        return self.kinds.is_format(self._picked(number + 1)) and self.kinds.is_of_words(values)

    def _picked(self, number: int) -> tuple[Value, ...]:
        row = self.grid[number - 1] if number <= min(self.last, len(self.grid)) else ()
        return tuple(_at(row, column) for column in self.columns)

    def _is_formulas(self, number: int, values: tuple[Value, ...]) -> bool:
        filled = [column for column, value in zip(self.columns, values, strict=True) if not is_blank(value)]
        return all((letters(column), number) in self.marks.formulas for column in filled)

    def _count(self, number: int, values: tuple[Value, ...], ref: str | None, *, gap: bool) -> None:
        if number in self.heads:
            self.pending.append((number, str(values[self.kinds.text])))
            return
        lone = self.kinds.lone_text(values)
        if lone is not None and self.pending and remarks.is_key_line(lone):
            self._pass_key(number)
            return
        is_heading = self.sparing or self._is_across(number)
        if lone is not None and is_heading and (own_number(lone) is None or self.kinds.in_ref(values)):
            self.pending.append((number, lone))
            return
        if not self._is_action(values, ref):
            if self.kinds.is_key(self.grid[number - 1]):
                self._pass("key", number)
                return
            text = " ".join(str(value) for value in values if not is_blank(value))
            self.body.uncounted.append((number, text))
            return
        below_key = number - 1 in self.body.passed.get("key", ())
        if (gap or self.pending or below_key) and self.kinds.is_key(self.grid[number - 1]):
            self._pass_key(number)
            return
        self._settle_sections(number)
        self._add(number, values, ref)

    def _pass_key(self, number: int) -> None:
        """A line of a role key, and its title above it."""
        for line, _ in self.pending:
            self._pass("key", line)
        self.pending = []
        self._pass("key", number)

    def _is_action(self, values: tuple[Value, ...], ref: str | None) -> bool:
        """Text with nothing beside it, and no number, is a remark where the plan's actions are otherwise."""
        at = self.kinds
        filled = sum(not is_blank(value) for i, value in enumerate(values) if i != at.ref)
        if filled == 0:
            return False
        if is_blank(values[at.text]):
            return filled >= 2
        return filled >= 2 or ref is not None or not self.sparing

    def _add(self, number: int, values: tuple[Value, ...], ref: str | None) -> None:
        record = Record([number], self.names, values, ref)
        moved = self.kinds.one_to_the_right(values) if self.refs_matter and "ref" in self.names else None
        if moved is not None:
            record.cells = moved
            record.ref = own_number(moved[self.kinds.text])
            self.body.shifted.append(record)
        elif self.kinds.ref is not None:
            above = self.body.records[-1].ref if self.body.records else None
            whole = restored(values[self.kinds.ref], above, self.used)
            if whole is not None:
                record.ref = whole
                self.body.restored.append(record)
        self._add_computed([record])
        if self.section:
            record.section = "\n".join(text for _, text in self.section)
        if record.ref is not None:
            self.used.add(record.ref)
        self.body.records.append(record)

    def _pass(self, what: str, number: int) -> None:
        self.body.passed.setdefault(what, []).append(number)
        if what == "headings":
            self._settle_sections(number)

    def _settle_sections(self, number: int) -> None:
        """Texts that stood alone above this row are the section it begins, or remarks."""
        if not self.pending:
            return
        before_headings = number in self.body.passed.get("headings", ())
        first = len(self.pending)
        while first and self._heads(first - 1, first == len(self.pending), before_headings=before_headings):
            first -= 1
        sections, self.body.uncounted = self.pending[first:], self.body.uncounted + self.pending[:first]
        if sections:
            self.section = sections
            self.body.sections += sections
        self.pending = []

    def _heads(self, place: int, last: bool, *, before_headings: bool) -> bool:
        number, text = self.pending[place]
        clear = number in self.heads or self._is_across(number) or self.kinds.is_title(text) or self.template.sections
        return clear or (before_headings and last)

    def _is_across(self, number: int) -> bool:
        """Whether a cell of this row is merged over several of the plan's columns."""
        last = self.found.last_column
        return any(box[0] == number and box[3] > box[1] and box[1] <= last for box in self.marks.merges)

    def _part_key_lines(self) -> None:
        """Lines of a role key below the actions are no remarks."""
        lines = [number for number, text in self.body.uncounted if remarks.is_key_line(text)]
        if lines:
            self.body.passed.setdefault("key", []).extend(lines)
            self.body.uncounted = [one for one in self.body.uncounted if one[0] not in lines]

    def _join(
        self, record: Record, number: int, values: tuple[Value, ...], because: Literal["says", "merged", "dated"]
    ) -> None:
        """Add a further row's cells to their action."""
        if record not in self.body.joined:
            record.because = because
            self.body.joined.append(record)
        boxes = self.marks.merges if because == "merged" else ()
        cells, is_dated = dict(zip(self.names, values, strict=True)), because == "dated"
        joined.add(record, number, cells, self.found, self.kinds.types, boxes, with_ref=is_dated)


def _at(row: Sequence[Value], column: int) -> Value:
    return row[column - 1] if column <= len(row) else None
