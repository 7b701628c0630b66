"""What somebody's own workbook was taken for, and the words by which it was told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sheetplan.model.plans import Assumption
from sheetplan.model.tabs import ColumnType
from sheetplan.model.words import Value

Sure = Literal["known word", "resembles", "from its content", ""]
"""How something was told; empty where it was not."""
Counted = Literal["closed", "open", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Role:
    """What a column of a plan can be, and what people call it."""

    name: str
    """The word for it in templates: ref, action, owner, due, status, completed, ..."""
    about: str
    """What it is, in a few words for people."""
    headings: tuple[str, ...] = ()
    """Whole headings, the most telling first."""
    words: tuple[str, ...] = ()
    """Words that tell it inside a longer heading."""
    cells: tuple[str, ...] = ()
    """Words of which one stands in every cell of such a column, whatever its heading says."""
    stands_in: tuple[str, ...] = ()
    """The roles, in their order, of which it takes the first that no other column has."""
    narrative: bool = False
    """True where people add to what others wrote there."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What people call the columns of plans, and how they say in a word how an action stands."""

    roles: tuple[Role, ...]
    closed: tuple[str, ...]
    open: tuple[str, ...]
    withdrawn: tuple[str, ...]

    def role(self, name: str) -> Role:
        """The role of this name; KeyError where there is none."""
        for role in self.roles:
            if role.name == name:
                return role
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Headed:
    """Rows of a sheet that can be headings."""

    rows: tuple[int, ...]
    """Counted from 1."""
    names: Mapping[int, tuple[str, ...]]
    """Column to all that its heading may be read as, the plainest first."""


@dataclass(frozen=True, slots=True)
class SheetView:
    """A sheet as it stands, before anybody knows what is on it."""

    name: str
    hidden: bool
    grid: Sequence[Sequence[Value]]
    """Its values from A1."""
    headed: tuple[Headed, ...]
    """Where its headings may be."""
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Taken:
    """A column, and what it was taken for."""

    column: int
    heading: str
    """On one line; empty where nothing stands above it."""
    role: str
    """Empty where it is not known."""
    sure: Sure
    field: str = ""
    """Its name in the template; empty where the template leaves it as it is and it is only carried along."""
    type: ColumnType = "text"
    hidden: bool = False
    note: str = ""
    """What should be known besides, in one plain sentence."""
    narrative: bool = False
    """True where people add to what others wrote there, in words."""


@dataclass(frozen=True, slots=True)
class StatusWord:
    """A word in use in the status column."""

    word: str
    times: int
    counted: Counted
    sure: Sure
    """Empty where the vocabulary does not have it: it is then counted as open."""


@dataclass(frozen=True, slots=True)
class DateColumn:
    """What stands in a column of dates."""

    column: int
    heading: str
    dates: int
    """Cells that hold a real date."""
    texts: int
    """Cells that hold words."""
    blank: int
    numbers: int = 0
    examples: tuple[str, ...] = ()
    """Some of the words, with their cells: (C7: "TBC")."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A table that is a plan, by its headings and what stands below them."""

    sheet: str
    hidden: bool
    heading_rows: tuple[int, ...]
    columns: tuple[Taken, ...]
    """From the left."""
    statuses: tuple[StatusWord, ...]
    dates: tuple[DateColumn, ...]
    score: float
    """How much it is like a plan."""
    rows: int
    """Rows below the headings in which something stands."""
    ref_from: str
    """The field that is the ref, or whose text begins with it."""
    status_field: str = ""
    complete_when: tuple[str, ...] = ()
    action_required: bool = True
    """Whether an action without words is a slip."""
    dates_required: bool = True
    """Whether an action without a due date is one."""
    alike: tuple[str, ...] = ()
    """Other sheets with the same headings."""
    passed: tuple[str, ...] = ()
    """Other sheets that are plans by their headings, and were not taken."""

    def taken(self, field: str) -> Taken | None:
        """The column with this field name."""
        return next((one for one in self.columns if one.field == field), None)


@dataclass(frozen=True, slots=True)
class Adopted:
    """What was understood of somebody's own workbook."""

    path: Path
    drafted: Drafted
    toml: str
    """The template, as it was drafted."""
    action_rows: tuple[tuple[int, ...], ...] = ()
    """The sheet rows of each action, as `check` reads them with that template."""
    other_rows: tuple[tuple[int, str], ...] = ()
    """Rows with text that are no actions, with their text: nothing stands beside it."""
    rows_beside: tuple[tuple[int, str], ...] = ()
    """The same of rows that are blank in all that the template works with."""
    assumed: tuple[Assumption, ...] = ()
    """What was inferred while reading."""
    statuses: Mapping[str, int] | None = None
    """How the actions would be counted on the day."""
    name_sheet: bool = False
    """Whether `check` can read it only if the sheet is named."""
    cannot_read: str = ""
    """Why `check` cannot read it with that template, where it cannot."""
    written: Path | None = None
    """Where the template was written."""
    in_word: bool = False
    """Whether it is a Word document, of which import makes a workbook."""
