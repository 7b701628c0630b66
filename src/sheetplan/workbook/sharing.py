"""The formulas of a sheet as each cell means them: those that Excel stores once for many cells are spelled out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sheetplan.workbook import formulas, refs, splice
from sheetplan.workbook.ranges import Area, area

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sheetplan.workbook.cells import SheetPart


@dataclass(frozen=True, slots=True)
class CellFormula:
    """One cell's formula."""

    row: int
    column: int
    text: str | None
    """Without its "="; None where a shared formula cannot be spelled out for this cell."""
    kind: str
    """normal, shared, array or dataTable."""
    share: str | None
    """The number of the shared formula it belongs to."""
    extent: Area | None
    """The cells that an array or data table fills."""
    inputs: str = ""
    """The cells that a data table puts its values into, as a list."""

    @property
    def cell(self) -> str:
        """As A1."""
        return refs.a1(self.row, self.column)

    @property
    def fills_others(self) -> bool:
        """Whether its result fills more cells than its own."""
        alone = Area(self.row, self.column, self.row, self.column)
        return self.kind == "dataTable" or (self.kind == "array" and self.extent != alone)


def of_sheet(sheet: SheetPart) -> list[CellFormula]:
    """Every formula of a sheet, in the order of its cells."""
    masters: dict[str, tuple[int, int, str]] = {}
    found: list[CellFormula] = []
    for row, column, raw in sheet.formulas():
        tag, inside, _ = splice.inner(raw)
        text = formulas.from_xml(inside)
        if tag.find(b" ") < 0:
            found.append(CellFormula(row, column, text, "normal", None, None))
            continue
        given = splice.attributes(tag)
        kind = given.get("t", "normal")
        share = given.get("si") if kind == "shared" else None
        if share is not None and text:
            masters.setdefault(share, (row, column, text))
        extent = area(given.get("ref", "")) if kind in ("array", "dataTable") else None
        inputs = ",".join(given[name] for name in ("r1", "r2") if kind == "dataTable" and name in given)
        found.append(CellFormula(row, column, text, kind, share, extent, inputs))
    return [_spelled(one, masters) for one in found]


def with_formula(sheet: SheetPart, raw: bytes, text: str) -> bytes:
    """A cell whose formula is spelled out in full; an array's formula keeps its other attributes."""
    old = sheet.formula(raw)
    if old is None:
        return raw
    tag = splice.start_tag(old)
    if splice.attribute(tag, "t") == "shared":
        tag = splice.with_attributes(tag, {"t": None, "ref": None, "si": None})
    tag = tag[:-2].rstrip() + b">" if tag.endswith(b"/>") else tag
    new = tag + formulas.to_xml(text) + b"</" + sheet.prefix + b"f>"
    return raw.replace(old, new, 1)


def at_home(sheet: SheetPart, raw: bytes, row: int, column: int) -> bytes:
    """A cell whose array formula, if it holds one, fills this very cell."""
    old = sheet.formula(raw)
    if old is None or splice.attribute(splice.start_tag(old), "t") != "array":
        return raw
    return raw.replace(old, splice.with_tag_attributes(old, {"ref": refs.a1(row, column)}), 1)


def without_formula(sheet: SheetPart, raw: bytes) -> bytes:
    """A cell that keeps its last result and no formula."""
    old = sheet.formula(raw)
    return raw if old is None else raw.replace(old, b"", 1)


def shares(cells: Iterable[CellFormula]) -> frozenset[str]:
    """The numbers of the shared formulas among these cells."""
    return frozenset(one.share for one in cells if one.share is not None)


def _spelled(one: CellFormula, masters: dict[str, tuple[int, int, str]]) -> CellFormula:
    """A cell of a shared formula with its own text."""
    if one.share is None or one.text:
        return one
    master = masters.get(one.share)
    text = None
    if master is not None:
        text = formulas.shifted(master[2], one.row - master[0], one.column - master[1])
    return CellFormula(one.row, one.column, text, one.kind, one.share, one.extent)
