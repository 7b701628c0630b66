"""A plan as people outside may see it: the actions that nobody has hidden, and each of their cells in plain words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sheetplan.model import (
    ARCHIVE,
    Column,
    Judged,
    NameWords,
    Place,
    Plan,
    PublicCell,
    PublicColumn,
    Status,
    Unseen,
    Value,
    a1,
    begins_with_word,
    folded,
    is_blank,
    records,
    shown,
    stands_in,
)
from sheetplan.share.ordinary import in_small_letters, in_template
from sheetplan.share.people import People
from sheetplan.share.suspects import Teller

OVERDUE, SOON, LATER, ONGOING, UNDATED = range(5)
"""The groups of what comes next, in the order in which the template names them."""
CLOSED = (Status.COMPLETE, Status.WITHDRAWN)
_LINES = re.compile(r"[ \t\u00a0]*[\r\n]\s*")
_CANNOT_HOLD = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32000
"""Characters; a cell can hold no more than 32,767."""
_BRIEF = 60
"""Characters of words that stand in the place of a day."""
_CARRYING = 3
"""Words of a line that only says that an action goes on: "Contd next page"."""
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, eq=False)
class Entry:
    """An action that is shown."""

    row: Mapping[Any, Any]
    """Its row of the frame."""
    status: Status
    """How it stands."""
    due: date | None
    """By when it is due."""
    archived: bool = False
    """True where it stands in the archive."""


class Source:
    """A plan, what people have hidden in it, and who is who."""

    def __init__(self, judged: Judged, words: NameWords, unseen: Unseen, further: Collection[str]) -> None:
        """Keep what every sheet is made from.

        Args:
            judged: the plan on its position date.
            words: of which names are made, and of which they are not.
            unseen: what people have hidden.
            further: further words that are no names, in small letters.
        """
        self.plan: Plan = judged.plan
        self.day = judged.day
        self.template = judged.plan.template
        self.rules = judged.plan.template.publishing
        self.unseen = unseen
        own = in_template(self.template) | frozenset(further)
        self.people = People(self.plan, Teller(words, own), self.word("person"))
        roles = {word.casefold() for role in self.people.roles.values() for word in _LETTERS.findall(role)}
        self.ordinary = own | roles | in_small_letters(self.plan)
        self.told = self.people.told(self.plan) - roles
        self.named = {f"role key, {code}": meaning for code, meaning in self.people.named.items()}
        """Where a name was kept back, and the name."""
        self.hidden_rows: list[int] = []
        """Rows of the plan that are hidden, and so left out."""
        self.all_entries = tuple(self._entries())
        """Every action that nobody has hidden, those in the archive last."""
        shut = () if self.rules.closed else CLOSED
        self.entries = tuple(
            one for one in self.all_entries if one.status not in shut and (not one.archived or self.rules.archived)
        )
        """Those that are shown."""

    def word(self, name: str) -> str:
        """What stands where there is nothing to show."""
        return self.rules.words[name]

    def heading(self, field: str) -> str:
        """A field's heading as it stands in the plan, else in the template."""
        place = self.plan.columns.get(field)
        return (place.heading if place is not None else "") or self.template.column(field).heading

    @cached_property
    def tables(self) -> dict[str, list[Any]]:
        """The rows that columns can show something of, without those that are hidden."""
        unseen = self.unseen
        found: dict[str, list[Any]] = {
            name: [row for row in there.rows if row["at_row"] not in unseen.rows.get(there.sheet, ())]
            for name, there in self.plan.tabs.items()
            if there.sheet not in unseen.sheets
        }
        here = [one.row for one in self.all_entries if not one.archived]
        return found | {"plan": here, ARCHIVE: [one.row for one in self.all_entries if one.archived]}

    # Which fields are there for people outside

    def is_there(self, field: str) -> bool:
        """Whether the plan has a field's column, and nobody has hidden it."""
        return field in self.plan.columns and not self.is_hidden(self.plan.sheet, self.plan.columns, field)

    def is_hidden(self, sheet: str, places: Mapping[str, Place], field: str) -> bool:
        """Whether a field's column is hidden."""
        return field in places and places[field].column in self.unseen.columns.get(sheet, ())

    def fields_of(self, *types: str) -> list[str]:
        """The fields of these types that are there, in the template's order."""
        return [one.field for one in self.template.columns if one.type in types and self.is_there(one.field)]

    def step_field(self) -> str:
        """The field that says what will be done."""
        if self.rules.step:
            return self.rules.step
        template, rows = self.template, [one.row for one in self.all_entries]
        texts = [template.ref_from, *template.advice.get("aim", ()), *self.fields_of("text")]
        for field in texts:
            if self.is_there(field) and field != "ref" and any(self._without_ref(field, row) for row in rows):
                return field
        return template.ref_from

    def has_refs(self) -> bool:
        """Whether any action that is shown has a number."""
        return any(one.row["at_ref"] for one in self.entries)

    # Cells

    def cell(self, entry: Entry, column: PublicColumn, *, bare: bool) -> PublicCell:
        """What a column shows of an action.

        Args:
            entry: the action.
            column: the column.
            bare: whether its own number, which stands in another column, is left out of its text.
        """
        if column.shows == "ref":
            return self.ref(entry) or PublicCell(self.word("nothing"))
        if column.shows == "section":
            return self._section(entry)
        if column.shows == "status":
            return PublicCell(entry.status)
        if column.shows == "due":
            return self.due(entry)
        return self.of_field(entry, column.field, bare=bare)

    def ref(self, entry: Entry) -> PublicCell | None:
        """An action's number; None where it has none."""
        ref = entry.row["at_ref"]
        at = self.place(entry, self.template.ref_from) or self.place(entry, "ref")
        return self.text(ref, at or self._sheet(entry)) if ref else None

    def of_field(self, entry: Entry, field: str, *, bare: bool = False) -> PublicCell:
        """What stands in a field of an action."""
        value = self._without_ref(field, entry.row) if bare else entry.row.get(field)
        return self.typed(value, self.template.column(field), self.place(entry, field))

    def typed(self, value: Value, column: Column, place: str) -> PublicCell:
        """What people typed, as people outside see it."""
        if column.type == "people":
            said = self.people.said(value)
            for name in said.named:
                self.named[place] = name
            return PublicCell(said.text or self.word("nothing"))
        if isinstance(value, date) or (column.type == "number" and isinstance(value, float | int)):
            return PublicCell(value)
        # A number among words may be somebody's telephone.
        return self.text(value, place)

    def _section(self, entry: Entry) -> PublicCell:
        """The section that an action stands in, unless its row is hidden."""
        section, sheet = entry.row.get("at_section"), self._sheet(entry)
        hidden = folded(section) in self.unseen.texts.get(sheet, ())
        return self.text(None if hidden else section, f"{sheet}, above row {entry.row['at_row']}")

    def text(self, value: Value, place: str) -> PublicCell:
        """A text with its place; what stands for nothing where it is blank."""
        plain = tidy("" if is_blank(value) else shown(value))
        return PublicCell(plain, place) if plain else PublicCell(self.word("nothing"))

    def due(self, entry: Entry) -> PublicCell:
        """By when an action is due: a day, else what is written instead, else that there is none."""
        if entry.due is not None:
            return PublicCell(entry.due)
        if entry.status is Status.ONGOING:
            return PublicCell(self.rules.groups[ONGOING])
        for field in self.fields_of("timescale"):
            found = self.of_field(entry, field)
            if found.place and len(str(found.value)) <= _BRIEF and "\n" not in str(found.value):
                return found
        return PublicCell(self.word("no_date"))

    def cover(self, field: str) -> PublicCell | None:
        """What is entered on the Cover; None where it is blank or hidden."""
        value, at = self.plan.cover.get(field), self.plan.cover_cells.get(field)
        if is_blank(value) or at is None:
            return None
        sheet, row, column = at
        unseen = self.unseen
        if sheet in unseen.sheets or row in unseen.rows.get(sheet, ()) or column in unseen.columns.get(sheet, ()):
            return None
        return PublicCell(value) if isinstance(value, date) else self.text(value, f"{sheet}!{a1(row, column)}")

    def place(self, entry: Entry, field: str) -> str:
        """Where a field of an action stands."""
        places = self.plan.archive_columns if entry.archived else self.plan.columns
        row = entry.row
        return f"{self._sheet(entry)}!{a1(row['at_row'], stands_in(places, field, row))}" if field in places else ""

    def _sheet(self, entry: Entry) -> str:
        return (self.plan.archive_sheet or "") if entry.archived else self.plan.sheet

    def _without_ref(self, field: str, row: Mapping[Any, Any]) -> Value:
        value, ref = row.get(field), str(row["at_ref"] or "")
        if field != self.template.ref_from or not isinstance(value, str):
            return value
        lines = value.strip().removeprefix(ref).lstrip(" .):").splitlines()
        return "\n".join(line for line in lines if not self._carries_on(line, ref))

    def _carries_on(self, line: str, ref: str) -> bool:
        """Whether a line only says that the action goes on in another row ("14. Contd")."""
        words = line.strip(" _.:-\u00a0").removeprefix(ref).lstrip(" .):")
        return len(words.split()) <= _CARRYING and begins_with_word(words, self.template.continued)

    def _entries(self) -> Iterator[Entry]:
        plan, hidden = self.plan, self.unseen.rows
        for row, standing in plan.stands():
            rows = set(row["at_rows"]) & hidden.get(plan.sheet, frozenset())
            if rows:
                self.hidden_rows += sorted(rows)
            else:
                yield Entry(row, standing["status"], standing["due"])
        shelf = plan.archive_sheet or ""
        if shelf in self.unseen.sheets:
            return
        for row in records(plan.archived):
            if row["at_row"] not in hidden.get(shelf, frozenset()):
                said, due = row.get("at_status"), row.get("at_due")
                status = Status.WITHDRAWN if folded(said) == folded(str(Status.WITHDRAWN)) else Status.COMPLETE
                yield Entry(row, status, due if isinstance(due, date) else None, archived=True)


def tidy(text: str) -> str:
    """A text without empty lines, and without signs that no workbook can hold."""
    plain = _LINES.sub("\n", _CANNOT_HOLD.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()
    plain = "\n".join(" ".join(line.split()) for line in plain.split("\n"))
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]} …"
