"""The changes that a walk can intend for a workbook, and the receipt that it gets back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sheetplan.model import Value


@dataclass(frozen=True, slots=True)
class Style:
    """A cell style to append: that of another cell, with these differences. None leaves it as it is there."""

    like: tuple[int, int] | None = None
    """(row, column) on the same sheet whose style it starts from; None starts from the workbook's default style."""
    number_format: str | None = None
    """An Excel number format, for example `d mmm yyyy`."""
    bold: bool | None = None
    """Bold or not."""
    italic: bool | None = None
    """Italic or not."""
    size: float | None = None
    """Font size in points."""
    fill: str | None = None
    """Background, as RRGGBB; an empty text takes the background away."""
    color: str | None = None
    """Text colour, as RRGGBB."""
    wrap: bool | None = None
    """Wrap text."""
    vertical: Literal["top", "center", "bottom"] | None = None
    """Vertical alignment."""
    horizontal: Literal["left", "center", "right", "general"] | None = None
    """Horizontal alignment."""
    border: str | None = None
    """A thin border of this colour (RRGGBB) on all sides."""
    unlocked: bool | None = None
    """True where the cell can be typed in on a protected sheet."""
    font: str | None = None
    """The font's name; it stays so whatever the workbook's theme says."""


@dataclass(frozen=True, slots=True)
class SetCell:
    """Put a value, or a formula with its result, into a cell.

    On a cell that holds a formula, a value without `overwrite` only refreshes the formula's cached result.
    """

    sheet: str
    row: int
    column: int
    value: Value
    """Text that begins with = + - @ stays text. Dates need a style with a date format. None empties the cell."""
    style: Style | None = None
    """None keeps the style the cell has."""
    formula: str | None = None
    """Without the leading "="; `value` is then its cached result."""
    overwrite: bool = False
    """True replaces a formula that stands there by the value."""


@dataclass(frozen=True, slots=True)
class AddColumn:
    """A new column at the right of a plan: its heading, its width, and the Table or filter it joins."""

    sheet: str
    column: int
    heading_row: int
    heading: str
    heading_style: Style
    width: float
    hidden: bool = False
    table: str | None = None
    """The Excel Table (its displayName) that must be widened by it."""
    calculated: str | None = None
    """The Table column's formula, without the leading "="."""


@dataclass(frozen=True, slots=True)
class ColourWords:
    """A conditional format of ours: cells in these rows and columns that hold a word get its colours."""

    sheet: str
    ranges: tuple[str, ...]
    """As A1:B2."""
    colours: Mapping[str, tuple[str, str, bool]]
    """Word to (fill RRGGBB, text RRGGBB, bold)."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """Cells shaded by a conditional format for as long as something is the case; what they look like is not touched.

    The rules come after all that are there, so a colour that somebody's own rule gives a cell goes before ours.
    """

    sheet: str
    cells: tuple[tuple[int, int, str], ...]
    """(row, column, condition): a formula without "=", as it reads for this cell; `conditions` makes them."""
    fill: str
    """Background, as RRGGBB."""
    text: str
    """Text colour, as RRGGBB; empty leaves it as it is."""


@dataclass(frozen=True, slots=True)
class RemoveOverlays:
    """Every overlay of ours goes, on all sheets, and no rule of anybody else."""


@dataclass(frozen=True, slots=True)
class TabCell:
    """One cell of a new tab."""

    value: Value
    style: Style = field(default_factory=Style)
    formula: str | None = None
    """Without the leading "="; `value` is then its result."""


@dataclass(frozen=True, slots=True)
class AddTab:
    """A new sheet after all others, or before them."""

    name: str
    rows: tuple[tuple[TabCell | None, ...], ...]
    """From A1."""
    widths: tuple[float, ...]
    table: tuple[str, int, int] | None = None
    """(name, heading row, last row): an Excel Table over the widths' columns."""
    freeze_below: int | None = None
    """The last row that stays in sight."""
    repeat_row: int | None = None
    """The row that stands at the top of each printed page."""
    landscape: bool = True
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(range, words): a dropdown."""
    links: tuple[tuple[int, int, str, str, str], ...] = ()
    """(row, column, sheet, cell as A1, tooltip): its cell leads to that one; the sheet may be one that is added too."""
    buttons: int | None = None
    """How many columns of the table have a filter's button; None for all."""
    front: bool = False
    """True for a tab of a returned copy: it stands before all others, those that were put there before it included, and
    is shown on opening. The workbook remembers its name, and what was shown before, until it is taken out."""


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of bars over cells of its own tab, the first at the top."""

    title_row: int
    """The row whose cell in column A says its title."""
    rows: tuple[int, int]
    """The first and the last row of its figures; the words that they belong to stand in column A."""
    series: tuple[tuple[int, str], ...]
    """(column, colour as RRGGBB): the figures that are drawn side by side."""
    names_row: int
    """The row in which the series' names stand."""
    corner: tuple[int, int]
    """(row, column) of the cell in which it begins."""
    size: tuple[int, int]
    """Width and height in pixels."""
    text: str
    """Its text for those who cannot see it."""
    points: tuple[str, ...] = ()
    """Colours of single bars, where there is one series."""


@dataclass(frozen=True, slots=True)
class PutView:
    """A tab of ours that is laid out anew by every update: made after all others, or its content replaced.

    Where it stands, what it is called and whether it is hidden is left as it is.
    """

    name: str
    rows: tuple[tuple[TabCell | None, ...], ...]
    """From A1."""
    widths: tuple[float, ...]
    like: str
    """The sheet whose direction of writing it takes over."""
    is_there: bool = False
    """Whether there is such a tab of ours, whose content goes."""
    table: tuple[str, int, int] | None = None
    """(name, heading row, last row): an Excel Table over the widths' columns."""
    repeat_rows: int | None = None
    """The row that stands at the top of each printed page, and above which nothing moves."""
    repeat_columns: int = 0
    """So many columns stand at the left of each printed page, and always stay in sight."""
    pages_wide: int = 1
    buttons: int | None = None
    """How many columns of the table have a filter's button; None for all."""
    charts: tuple[Bars, ...] = ()
    breaks: tuple[int, ...] = ()
    """Rows before which a new printed page begins."""


@dataclass(frozen=True, slots=True)
class RemoveTab:
    """A sheet goes, with all that belongs to it alone; refused where something that stays refers to it."""

    name: str


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One sheet row's share of a record goes elsewhere, with everything that belongs to it."""

    sheet: str
    row: int
    to_sheet: str
    to_row: int
    columns: Mapping[int, int]
    """Source column to target column."""


@dataclass(frozen=True, slots=True)
class DropRow:
    """One sheet row's share of a record leaves the workbook, with everything that belongs to it."""

    sheet: str
    row: int
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MoveRecords:
    """Rows of a plan's body that change places, all at once; sheet rows themselves stay where they are.

    What was at a target is overwritten; a source that is no target is emptied (its own look becomes that of the other
    rows of the body). Values, in-cell formatting, formulas (row-relative references rewritten), cell styles, links,
    notes, threaded comments, row height, hidden state and outline travel; so do validations, formats, protected ranges,
    watches and errors passed over that cover that row alone. Links into the plan follow the record they lead to.
    """

    sheet: str
    """The plan's sheet."""
    first_row: int
    """The first row of the body."""
    last_row: int
    """The last row of the body, before the move."""
    first_column: int
    last_column: int
    moves: tuple[MoveRow, ...]
    table: str | None = None
    """The plan's Excel Table, whose extent must follow."""
    table_last_row: int | None = None
    """The Table's last row afterwards (without a totals row); None leaves it as it is."""
    drops: tuple[DropRow, ...] = ()
    """Rows whose records leave for nowhere: another record may come to their place."""

    def sources(self) -> list[tuple[str, int]]:
        """Sheets and rows from which a record goes, to another place or out of the workbook."""
        return [(one.sheet, one.row) for one in self.moves] + [(one.sheet, one.row) for one in self.drops]


@dataclass(frozen=True, slots=True)
class TableExtent:
    """An Excel Table gets a new last row (its filter with it)."""

    sheet: str
    table: str
    last_row: int


@dataclass(frozen=True, slots=True)
class FitRow:
    """A row gets the height that its wrapped texts need; it stays free to be fitted anew."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class SetProperties:
    """Custom document properties (docProps/custom.xml), text only: they survive other programs."""

    values: Mapping[str, str | None]
    """None takes a property away."""


@dataclass(frozen=True, slots=True)
class ForgetUnused:
    """What the package remembers of cells that are gone is emptied, so that it can be given to somebody else.

    Shared strings that no cell shows, the names of people who wrote no note that is left, what charts remember of the
    cells they show, and the picture of the first page.
    """


Change = (
    SetCell
    | AddColumn
    | ColourWords
    | Overlay
    | RemoveOverlays
    | AddTab
    | PutView
    | RemoveTab
    | MoveRecords
    | TableExtent
    | FitRow
    | SetProperties
    | ForgetUnused
)


@dataclass(frozen=True, slots=True)
class PartChange:
    """What happened to one part of the package."""

    name: str
    what: Literal["changed", "added", "removed"]


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell before and after, as a reader sees it (value, or cached result)."""

    sheet: str
    cell: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Refused:
    """A change that was not made, and why; everything else was done."""

    change: Change
    reason: str
    """One plain sentence: what stands in the way, and where."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an edit did, part by part and cell by cell."""

    parts: tuple[PartChange, ...]
    cells: tuple[CellChange, ...]
    refused: tuple[Refused, ...] = ()
