"""What each column of a table is, by its heading and by what stands below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

from sheetplan.adopt import cells, standing
from sheetplan.adopt.cells import Cells
from sheetplan.adopt.headings import DATED, Said, Teller, plain
from sheetplan.adopt.standing import Reckoner
from sheetplan.model import ColumnType, Headed, Role, SheetView, Sure, Taken, Vocabulary, letters

CORE = ("ref", "action", "owner", "due", "status", "completed")
"""The roles that the program works with."""
_OWN_NAMES: Mapping[tuple[str, ColumnType], str] = {("rag", "text"): "rag_typed", ("due", "timescale"): "timescale"}
"""Fields whose usual name the program keeps for what it works out itself."""
_FEW = 3
"""Cells fewer than this prove nothing."""
_NEARLY = 0.9
_SHORT = 15
"""An action takes more letters than this, on the average, where no heading says that it is one."""


@dataclass(slots=True)
class Columns:
    """The columns of one table while they are told."""

    names: Mapping[int, tuple[str, ...]]
    cells: Mapping[int, Cells]
    said: dict[int, Said] = field(default_factory=dict)
    roles: dict[str, list[int]] = field(default_factory=dict)
    """Role to its columns, the best first."""
    notes: dict[int, str] = field(default_factory=dict)
    headed: set[str] = field(default_factory=set)
    """Roles that headings name, whatever stands below them."""


class _Guess(NamedTuple):
    role: str
    fits: Callable[[int], bool]
    among: Callable[[list[int]], int]


class Telling:
    """Tells columns by one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Look its words up once."""
        self.vocabulary = vocabulary
        self.teller = Teller(vocabulary)
        self.reckoner = Reckoner(vocabulary)
        self._levels = {plain(word): role.name for role in vocabulary.roles for word in role.cells}

    def columns(self, view: SheetView, headed: Headed, rows: Sequence[int]) -> Columns:
        """Every column below these headings, with its role.

        Args:
            view: the sheet.
            headed: its headings.
            rows: the rows below them that hold something.
        """
        last = max((len(view.grid[row - 1]) for row in rows), default=0)
        places = sorted({*headed.names, *range(1, last + 1)})
        found = {place: cells.column(view.grid, rows, place) for place in places}
        table = Columns(headed.names, {p: c for p, c in found.items() if p in headed.names or c.filled})
        for place, readings in headed.names.items():
            said = self.teller.tell(readings)
            if said is not None:
                table.headed.add(said.role.name)
                table.said[place] = self._mended(said, table.cells[place])
        self._settle(table)
        self._days_ahead(table)
        self._stand_in(table)
        self._how_it_goes(table)
        self._by_content(table)
        return table

    # -- by headings

    def _mended(self, said: Said, below: Cells) -> Said:
        """What a heading says, unless what stands below it says otherwise."""
        name = said.role.name
        other = self._otherwise(name, below) if below.filled else ""
        if not other:
            return said
        return Said(self._role(other), "from its content", said.rank / 2)

    def _otherwise(self, name: str, below: Cells) -> str:
        """The role that a column's content shows against its heading; "-" where it shows only that it has another."""
        days, short = below.dates + below.dated_texts, not standing.is_prose(below)
        if name in ("completed", "due") and short and days * 2 < below.filled and self.reckoner.share(below) >= 0.8:
            return "status"
        if name == "status":
            levels = {self._levels.get(plain(word)) for word in below.words()}
            if len(levels) == 1 and (level := levels.pop()):
                return level
            if below.dates * 2 >= below.filled:
                return "completed"
            if not short or below.numbers * 2 > below.filled:
                return "progress"
        if name in DATED and below.filled >= _FEW and days * 3 < below.filled:
            wordless = below.numbers * 2 > below.filled or below.length > _SHORT
            return "-" if wordless else ""
        if name in ("action", "owner", "finding", "title") and len(below.texts) * 2 < below.filled:
            return "-"
        if name == "action" and below.filled >= _FEW and below.length <= standing.YES_OR_NO:
            return "-"
        if name == "ref" and below.filled > _FEW and not below.mostly_once():
            return "area"
        return ""

    def _role(self, name: str) -> Role:
        try:
            return self.vocabulary.role(name)
        except KeyError:
            return Role(name="", about="")

    def _settle(self, table: Columns) -> None:
        """The columns of each role, the most telling first."""
        for place, said in table.said.items():
            if said.role.name:
                table.roles.setdefault(said.role.name, []).append(place)
        for name, places in table.roles.items():
            places.sort(key=partial(self._merit, table, name), reverse=True)
        # A number of something else ("Document ID") is no second number of the action.
        for place in table.roles.get("ref", [])[1:]:
            table.roles["ref"].remove(place)
            del table.said[place]

    def _merit(self, table: Columns, name: str, place: int) -> tuple[float, float, bool, int]:
        below = table.cells[place]
        said = table.said[place]
        rank = said.rank if said.sure == "known word" else float(int(said.rank))
        if name == "status":
            return self.reckoner.share(below) > 0, rank, False, -place
        # Of two columns that are called alike, the one with real days.
        real = bool(below.dates) and name in DATED
        if name in CORE:
            return bool(below.filled) or not any(c.filled for c in table.cells.values()), rank, real, -place
        return 0, rank, real, -place

    def _stand_in(self, table: Columns) -> None:
        """Where nothing is called an action (or a due date), the next best takes its place."""
        for role in self.vocabulary.roles:
            wanted = next((name for name in role.stands_in if name not in table.roles), "")
            if not wanted or role.name not in table.roles:
                continue
            # The longest words say most of what is to be done; of days, the one that is called so most plainly counts.
            place = max(table.roles[role.name], key=lambda p: table.cells[p].length if wanted == "action" else 0)
            if table.cells[place].filled and self._otherwise(wanted, table.cells[place]):
                continue
            table.roles[role.name].remove(place)
            said = table.said[place]
            table.said[place] = Said(self.vocabulary.role(wanted), "resembles", said.rank / 2)
            table.roles[wanted] = [place]
            called = table.names[place][0]
            table.notes[place] = f'No column says {self.vocabulary.role(wanted).about}; "{called}" stands in.'
            if not table.roles[role.name]:
                del table.roles[role.name]

    def _days_ahead(self, table: Columns) -> None:
        """A completion date that stands beside open actions is the day by which they are to be done."""
        status, days = table.roles.get("status"), table.roles.get("completed")
        if not status or not days or "due" in table.roles or "due_revised" in table.roles:
            return
        known = {row: self.reckoner.counted(str(value)) for row, value in table.cells[status[0]].rows}
        still_open = {row for row, (counted, sure) in known.items() if counted == "open" and sure}
        place = days[0]
        dated = [row for row, value in table.cells[place].rows if not isinstance(value, str) or cells.names_time(value)]
        ahead = still_open.intersection(dated)
        if not ahead or len(ahead) < _NEARLY * len(dated):
            return
        self._moved(table, "completed", "due", place)
        called = table.names[place][0]
        table.notes[place] = f'No column says by when; "{called}" stands in, because open actions have a day there.'

    def _how_it_goes(self, table: Columns) -> None:
        """Where nothing else says how actions stand, a progress column of a few known words does."""
        if "status" in table.roles:
            return
        for place in table.roles.get("progress", ()):
            below = table.cells[place]
            few = below.filled >= _FEW and len(below.words()) * 2 <= below.filled and not standing.is_prose(below)
            if few and self.reckoner.share(below) >= 0.8:
                self._moved(table, "progress", "status", place)
                called = table.names[place][0]
                table.notes[place] = f'No column says how it stands; "{called}" stands in.'
                return

    def _moved(self, table: Columns, old: str, new: str, place: int) -> None:
        """Another role for a column, the only one that has it."""
        table.roles[old].remove(place)
        if not table.roles[old]:
            del table.roles[old]
        table.roles[new] = [place]
        table.said[place] = Said(self.vocabulary.role(new), "from its content", table.said[place].rank / 2)

    # -- by content

    def _by_content(self, table: Columns) -> None:
        """Columns whose heading says nothing, where their cells say what they are."""
        free = [place for place in table.cells if place not in table.said]
        below = table.cells
        guesses = (
            _Guess("ref", lambda p: below[p].filled >= 2 and below[p].is_of_refs() and self._leads(table, p), min),
            _Guess("action", lambda p: below[p].length > _SHORT, partial(_longest, below)),
            _Guess(
                "due",
                lambda p: p not in table.names and below[p].filled >= _FEW and below[p].dates == below[p].filled,
                max,
            ),
            _Guess(
                "status",
                lambda p: below[p].filled >= _FEW and self.reckoner.is_of_statuses(below[p]),
                min,
            ),
        )
        for guess in guesses:
            fitting = [place for place in free if guess.fits(place)]
            if guess.role in table.roles or not fitting or (guess.role == "due" and len(fitting) > 1):
                continue
            place = guess.among(fitting)
            table.roles[guess.role] = [place]
            table.said[place] = Said(self._role(guess.role), "from its content", 0.5)
            free.remove(place)

    def _leads(self, table: Columns, place: int) -> bool:
        """Whether a column stands before the first one that is known."""
        return place < min(table.said, default=place + 1)


def _longest(below: Mapping[int, Cells], places: Sequence[int]) -> int:
    """The column of the longest words, of those that are filled in about as many rows as any."""
    most = max(below[place].filled for place in places)
    return max((p for p in places if below[p].filled >= _NEARLY * most), key=lambda p: below[p].length)


def taken(table: Columns, view: SheetView) -> tuple[Taken, ...]:
    """Each column with its field and type; those that the template leaves as they are have no field."""
    fields: dict[int, str] = {}
    called: dict[str, int] = {}
    notes = dict(table.notes)
    ordered = sorted(table.roles.items(), key=lambda pair: CORE.index(pair[0]) if pair[0] in CORE else len(CORE))
    for name, places in ordered:
        for number, place in enumerate(places, start=1):
            heading = table.names[place][0] if place in table.names else ""
            if not heading and not (name == "ref" and number == 1):
                notes.setdefault(place, "It has no heading, so it is only carried along.")
                continue
            if heading.casefold() in called:
                first = letters(called[heading.casefold()])
                notes.setdefault(place, f"Column {first} has the same heading, so this one is only carried along.")
                continue
            called[heading.casefold() or name] = place
            fields[place] = name if number == 1 else f"{name}_{number}"
    found = [_taken(table, view, place, fields.get(place, ""), notes.get(place, "")) for place in sorted(table.cells)]
    return tuple(_later_counts(found, table))


def _later_counts(found: Sequence[Taken], table: Columns) -> Iterator[Taken]:
    """Where a later day was agreed, it is the day on which an action is due; else the first one is."""
    later = next((one for one in found if one.field == "due_revised"), None)
    first = next((one for one in found if one.field in ("due", "timescale")), None)
    if later is None or first is None:
        yield from found
        return
    days, before = table.cells[later.column], table.cells[first.column]
    always = bool(days.filled) and days.filled >= before.filled and days.dates + days.dated_texts == days.filled
    for one in found:
        if one is later and one.type == "date":
            yield replace(one, field="due", note=f'Where it is filled, it counts instead of "{first.heading}".')
        elif one is first and later.type == "date":
            yield replace(one, field="timescale", type="timescale")
        elif one is later and always:
            yield replace(one, field="timescale", type="timescale", note=f'It counts instead of "{first.heading}".')
        elif one is first and always:
            yield replace(one, field="due_first", type="text")
        elif one is later:
            yield replace(one, note=f'It holds words, and not in every row, so "{first.heading}" counts.')
        else:
            yield one


def _taken(table: Columns, view: SheetView, place: int, name: str, note: str) -> Taken:
    said = table.said.get(place)
    role, sure = (said.role.name, said.sure) if said is not None else ("", _unsure())
    kind = _type(role, name, table.cells[place], table.names.get(place, ("",))[0])
    return Taken(
        column=place,
        heading=table.names[place][0] if place in table.names else "",
        role=role,
        sure=sure if role else "",
        field=_OWN_NAMES.get((name, kind), name),
        type=kind,
        hidden=place in view.hidden_columns,
        note=note,
        narrative=said is not None and said.role.narrative and kind == "text" and _in_words(table.cells[place]),
    )


def _in_words(below: Cells) -> bool:
    """Whether what stands there is not mostly figures or days (a column headed "% complete")."""
    return (below.numbers + below.dates) * 2 <= below.filled


def _unsure() -> Sure:
    return ""


def _type(role: str, name: str, below: Cells, heading: str) -> ColumnType:
    if name == "due":
        only_days = below.dates == below.filled
        return "date" if only_days and (below.filled or "date" in heading.casefold()) else "timescale"
    if name in ("completed", "due_revised"):
        return "date" if below.dates * 5 >= below.filled * 4 else "text"
    if role in DATED:
        return "date" if below.dates == below.filled else "text"
    if name == "owner":
        return "people"
    if name == "status" and (not below.filled or not standing.is_prose(below)):
        return "choice"
    return "text"
