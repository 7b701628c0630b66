"""Other people's workbooks: which ones, what is done to each, and what became of it."""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from judges import intact, readers
from judges.intact import Expected
from judges.raw import Cell, RawBook, RawSheet, UnreadableError
from mutations import mutated
from sheetplan.model import SheetplanError, Value
from sheetplan.walks.check import check
from sheetplan.workbook import edit
from sheetplan.workbook.changes import AddColumn, AddTab, Change, SetCell, Style, TabCell

PLACE = os.environ.get("SHEETPLAN_CORPUS")
MISSING = "SHEETPLAN_CORPUS does not say where other people's workbooks are"
WHOLE = os.environ.get("SHEETPLAN_CORPUS_WHOLE") == "1"
"""All of them, and as much as is wanted once; otherwise what a test run has the patience for."""
SEED = 2008
PATIENCE = 30.0
"""Seconds of CPU for one workbook; what takes longer counts as hanging."""
DATE_FORMAT = "d mmm yyyy"
TAB = "Archive of ours"
HEADING = "Status of ours"
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384

VALUES: tuple[Value, ...] = (
    "=1+1 is text <&> \"so\" 'there'",
    4012.5,
    date(2008, 2, 29),
    None,
    " two\nlines ",
    70007,
    True,
    "späť – ✓ 𝄞 _x0041_",
    date(1999, 12, 31),
    1e-9,
    "@SUM(A1)",
)

One = TypeVar("One")
Other = TypeVar("Other")


def files() -> list[Path]:
    """Every workbook of the corpus but those set apart, in the same order on every machine."""
    if not PLACE:
        return []
    return sorted(path for path in Path(PLACE).rglob("*.xls[xm]") if "_apart" not in path.relative_to(PLACE).parts)


def sample(few: int, whole: int | None = None) -> list[Path]:
    """A seeded sample: so many in a test run, and so many (or all) in a whole one."""
    there = files()
    wanted = (len(there) if whole is None else whole) if WHOLE else few
    return random.Random(SEED).sample(there, min(wanted, len(there)))  # noqa: S311 - a sample, not a secret


def on_all_cores(work: Callable[[One], Other], items: Sequence[One]) -> list[Other]:
    """The work done on every item, in their order."""
    # Not forked: the test process has threads of its own.
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        return list(pool.map(work, items, chunksize=4))


class TooLongError(BaseException):
    """Outside Exception, so that nothing on the way takes it for a fault of the workbook."""


@contextmanager
def patience(seconds: float = PATIENCE) -> Iterator[None]:
    """TooLongError after so many seconds of CPU; without effect where the system has no such timer."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: object) -> None:
        raise TooLongError

    old = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, old)


# What is done to each


@dataclass
class Task:
    """Changes, and what must be different afterwards."""

    changes: list[Change] = field(default_factory=list)
    expected: dict[tuple[str, Cell], Expected] = field(default_factory=dict)
    attempts: list[AddColumn] = field(default_factory=list)
    """Columns that join a Table or filter: each is done wholly, or refused with a reason."""

    def set(self, sheet: str, cell: Cell, value: Value, *, style: Style | None = None, formula: str = "none") -> None:
        """One cell; `formula` says what becomes of the one that is there: "kept", "gone", or "none" where none is."""
        change = SetCell(sheet, *cell, value, style=style, overwrite=formula == "gone")
        self.changes.append(change)
        self.expected[sheet, cell] = Expected(value, formula == "kept", style.number_format if style else None)


def task(book: RawBook, rng: random.Random) -> Task:
    """Several cells of each kind set and overwritten, rows appended, a column with a style and a tab added."""
    done = Task()
    names = [name for name in book.sheet_parts if _is_readable(book, name)]
    for at, name in enumerate(rng.sample(names, min(2, len(names)))):
        sheet = book.sheet(name)
        values = islice(cycle(VALUES), rng.randrange(len(VALUES)), None)
        _set_cells(done, book, name, values, rng)
        _append_rows(done, book, name, values)
        if at == 0:
            _add_column(done, name, sheet, beyond(book, name))
        _try_columns(done, book, name)
    if names:
        title = next(one for one in (TAB, *(f"{TAB} {n}" for n in range(2, 99))) if one not in book.sheet_parts)
        cells = (TabCell("Ref", Style(bold=True)), TabCell(7), TabCell(date(2008, 2, 29), Style(number_format="d mmm")))
        done.changes.append(AddTab(title, (cells, (None, TabCell("=text"))), (9, 9, 12)))
        shown: dict[Cell, Value] = {(1, 1): "Ref", (1, 2): 7, (1, 3): date(2008, 2, 29), (2, 2): "=text"}
        done.expected |= {(title, cell): Expected(value) for cell, value in shown.items()}
    return done


def _is_readable(book: RawBook, name: str) -> bool:
    try:
        return bool(book.sheet(name)) and name == name.strip()
    except UnreadableError:
        return False


def _set_cells(done: Task, book: RawBook, name: str, values: Iterator[Value], rng: random.Random) -> None:
    """Two cells of each kind that is there, and one that is not in a row that is."""
    sheet = book.sheet(name)
    fixed = fixed_cells(book, name)
    kinds: dict[str, list[Cell]] = {}
    for cell, raw in sheet.cells.items():
        if not fixed(cell):
            kinds.setdefault(kind(raw.formula != [], raw.shown(book.strings)), []).append(cell)
    for sort, cells in sorted(kinds.items()):
        chosen = rng.sample(cells, min(2, len(cells)))
        if sort == "formula":
            done.set(name, chosen[0], next(one for one in values if not isinstance(one, date)), formula="kept")
            if len(chosen) > 1 and not sheet.cells[chosen[1]].attribute_of_formula("ref"):
                done.set(name, chosen[1], next(values), formula="gone")
            continue
        for cell in chosen:
            value = next(values)
            done.set(name, cell, value, style=_dated(value, cell))
    last = beyond(book, name)[1]
    for row in rng.sample(sorted(sheet.rows), min(2, len(sheet.rows))):
        cell = (row, last + 3)
        if cell[1] <= MAX_COLUMN and not fixed(cell):
            done.set(name, cell, next(values))


def _append_rows(done: Task, book: RawBook, name: str, values: Iterator[Value]) -> None:
    """Three rows with four cells each, the last but one row left out."""
    last = beyond(book, name)[0]
    if last + 4 > MAX_ROW:
        return
    for row in (last + 1, last + 2, last + 4):
        for column in (1, 2, 3, 27):
            value = next(values)
            done.set(name, (row, column), value, style=_dated(value, None))


def _dated(value: Value, like: Cell | None) -> Style | None:
    return Style(like=like, number_format=DATE_FORMAT) if isinstance(value, date) else None


def _add_column(done: Task, name: str, sheet: RawSheet, last: Cell) -> None:
    """A column that joins nothing, two columns away from all that is there."""
    row = max(min(sheet.rows, default=1), 1)
    column = last[1] + 2
    if column <= MAX_COLUMN:
        done.changes.append(AddColumn(name, column, row, HEADING, Style(bold=True, fill="1F3864"), 14))
        done.expected[name, (row, column)] = Expected(HEADING, added=True)


def _try_columns(done: Task, book: RawBook, name: str) -> None:
    """A column at the right of each Table, and of the sheet's own filter."""
    wanted = [(table, area) for table, area, headed in book.tables(name) if headed]
    wanted += [("", area) for area in book.sheet(name).filters() if area[0]]
    for table, (top, _, _, right) in wanted:
        heading = f"{HEADING} {len(done.attempts)}"
        change = AddColumn(name, right + 1, top, heading, Style(bold=True), 14, table=table or None)
        if right < MAX_COLUMN and (name, (top, right + 1)) not in done.expected:
            done.changes.append(change)
            done.attempts.append(change)


def kind(holds_formula: bool, shown: object) -> str:
    """What sort of cell it is."""
    if holds_formula:
        return "formula"
    if shown is None:
        return "blank"
    return "text" if isinstance(shown, str) else "number"


def fixed_cells(book: RawBook, name: str) -> Callable[[Cell], bool]:
    """Cells of which it is documented that they are left alone: in merges and arrays, headings of Tables, pivots."""
    sheet = book.sheet(name)
    merges = sheet.ranges("mergeCell")
    areas = [
        intact.box(raw.attribute_of_formula("ref")) if raw.attribute_of_formula("ref") else (*cell, *cell)
        for cell, raw in sheet.cells.items()
        if raw.attribute_of_formula("t") in ("array", "dataTable")
    ]
    areas += book.pivots(name)
    areas += [(top, left, top, right) for _, (top, left, _, right), headed in book.tables(name) if headed]

    def is_fixed(cell: Cell) -> bool:
        inside = any(intact.holds(area, cell) and cell != area[:2] for area in merges)
        return inside or any(intact.holds(area, cell) for area in areas)

    return is_fixed


def beyond(book: RawBook, name: str) -> Cell:
    """The last row and the last column that anything on the sheet takes up."""
    sheet = book.sheet(name)
    boxes = [*sheet.ranges("mergeCell"), *sheet.filters(), *(area for _, area, _ in book.tables(name))]
    boxes += book.pivots(name)
    boxes += [
        intact.box(raw.attribute_of_formula("ref"))
        for raw in sheet.cells.values()
        if raw.formula and raw.attribute_of_formula("ref")
    ]
    last_row = max([1, *sheet.rows, *(area[2] for area in boxes)])
    return last_row, max([1, *(column for _, column in sheet.cells), *(area[3] for area in boxes)])


# What became of it


@dataclass
class Verdict:
    """One workbook."""

    name: str
    handled: bool = False
    """A file was written, with every change in it."""
    refusals: list[str] = field(default_factory=list)
    """Why it, or a change, was refused."""
    stayed: list[str] = field(default_factory=list)
    """Why a column did not join a Table or filter."""
    harm: list[str] = field(default_factory=list)
    """What is wrong with what was written, or with us."""
    unread: list[str] = field(default_factory=list)
    """Other programs that could not read the original, so that they say nothing."""
    joined: int = 0
    """Columns that joined a Table or filter."""
    cells: int = 0
    """Cells that were set."""
    seconds: float = 0.0
    """CPU for the edit alone."""


def verdict(path: Path) -> Verdict:
    """Do the task to a workbook and look at everything that came of it."""
    found = Verdict(path.name)
    before = path.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, path.name)
        try:
            with patience():
                _edit_and_judge(path, before, target, found)
        except TooLongError:
            found.harm.append("hangs")
        except Exception as problem:  # noqa: BLE001 - whatever it is, it counts against us
            found.harm.append(f"{type(problem).__name__}: {problem}")
        left = [one.name for one in Path(folder).iterdir() if one != target]
    found.harm += [f"left {name} behind" for name in left]
    if path.read_bytes() != before:
        found.harm.append("the source is not as it was")
    return found


def _edit_and_judge(path: Path, before: bytes, target: Path, found: Verdict) -> None:
    try:
        old = RawBook(before)
        wanted = task(old, random.Random(f"{SEED} {path.name}"))  # noqa: S311 - a choice, not a secret
    except UnreadableError as problem:
        found.unread.append(f"raw: {problem}")
        old, wanted = None, Task([AddTab(TAB, ((TabCell("Ref"),),), (9,))])
    begun = time.process_time()
    try:
        receipt = edit.edit(path, target, wanted.changes)
    except SheetplanError as problem:
        found.refusals.append(f"{problem.reason} {problem.fix}")
        if target.exists():
            found.harm.append("a refused workbook was written")
        return
    finally:
        found.seconds = time.process_time() - begun
    for one in receipt.refused:
        (found.stayed if _is_attempt(one.change, wanted) else found.refusals).append(one.reason)
    if not all(one.reason for one in receipt.refused):
        found.harm.append("a refusal has no reason")
    if old is None:
        return
    _settle(wanted, [one.change for one in receipt.refused])
    found.handled = not found.refusals and bool(wanted.changes)
    found.joined = len(wanted.attempts)
    found.cells = len(wanted.expected)
    data = target.read_bytes()
    found.harm += intact.differences(old, RawBook(data), wanted.expected, wanted.attempts)
    found.harm += _against_receipt(old, RawBook(data), receipt.parts)
    for reader in (readers.by_openpyxl, readers.by_calamine):
        # What calamine cannot hold it does not refuse: it ends the process.
        was = reader(before) if reader is readers.by_openpyxl or readers.fits(data) else None
        if was is None:
            found.unread.append(reader.__name__)
        else:
            found.harm += readers.differences(reader.__name__, was, reader(data), wanted.expected, old.date1904)


def _is_attempt(change: Change, wanted: Task) -> bool:
    """A column that joins a Table or filter, or a cell that went into one."""
    columns = {(one.sheet, one.column) for one in wanted.attempts}
    return change in wanted.attempts or (isinstance(change, SetCell) and (change.sheet, change.column) in columns)


def _against_receipt(old: RawBook, new: RawBook, parts: Sequence[edit.PartChange]) -> list[str]:
    """The receipt must name exactly the parts that are different."""
    names = old.parts.keys() | new.parts.keys()
    changed = {name for name in names if old.parts.get(name) != new.parts.get(name)}
    told = {one.name for one in parts}
    return [f"the receipt is silent on {name}" for name in changed - told] + [
        f"the receipt names {name}, which is as it was" for name in told - changed
    ]


def _settle(wanted: Task, refused: Sequence[Change]) -> None:
    """What was refused is not expected; what joined a Table or filter is."""
    for change in refused:
        if isinstance(change, SetCell):
            wanted.expected.pop((change.sheet, (change.row, change.column)), None)
        elif isinstance(change, AddColumn):
            wanted.expected.pop((change.sheet, (change.heading_row, change.column)), None)
        elif isinstance(change, AddTab):
            for key in [key for key in wanted.expected if key[0] == change.name]:
                del wanted.expected[key]
    wanted.attempts = [one for one in wanted.attempts if one not in refused]
    for one in wanted.attempts:
        wanted.expected[one.sheet, (one.heading_row, one.column)] = Expected(one.heading, added=True)


# Workbooks made worse


@dataclass(frozen=True)
class Fault:
    """One workbook with faults made in it."""

    path: Path
    number: int
    """Which of its faulty copies."""


def survived(fault: Fault) -> tuple[str, list[str]]:
    """What became of a faulty workbook (edited, refused), and what was wrong about that."""
    rng = random.Random(f"{SEED} {fault.path.name} {fault.number}")  # noqa: S311 - a choice, not a secret
    sound = fault.path.read_bytes()
    before = mutated(sound, rng)
    wrong: list[str] = []
    ended = "hangs"
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "plan.xlsx"), Path(folder, "edited.xlsx")
        source.write_bytes(before)
        try:
            with patience(10):
                ended = _edit_faulty(sound, source, target, rng, wrong)
                check([source], today=date(2008, 2, 29))
        except TooLongError:
            wrong.append("hangs")
        except BaseException as problem:
            if isinstance(problem, KeyboardInterrupt):
                raise
            wrong.append(f"{type(problem).__name__}: {problem} {_where(problem)}")
        if source.read_bytes() != before:
            wrong.append("the source is not as it was")
        wrong += [f"left {one.name} behind" for one in Path(folder).iterdir() if one not in (source, target)]
    return ended, [f"{fault.path.name} {fault.number}: {one}" for one in wrong]


def _edit_faulty(sound: bytes, source: Path, target: Path, rng: random.Random, wrong: list[str]) -> str:
    """Do to it what would be done to the sound workbook."""
    wanted = task(RawBook(sound), rng)
    try:
        receipt = edit.edit(source, target, wanted.changes)
    except SheetplanError as problem:
        if not problem.reason or not problem.fix or target.exists():
            wrong.append("a refusal without a reason, or after writing")
        return "refused"
    _settle(wanted, [one.change for one in receipt.refused])
    try:
        old = RawBook(source.read_bytes())
        for name in old.sheet_parts:
            _ = intact.runs(old.sheet(name)), old.tables(name)
        for part in old.related(old.workbook_part, "styles"):
            old.tree(part)
    except Exception:  # noqa: BLE001 - a fault in a part that the edit had no need of
        return "edited"
    wrong += intact.differences(old, RawBook(target.read_bytes()), wanted.expected, wanted.attempts)
    return "edited"


def _where(problem: BaseException) -> str:
    """The last place in our own code that it passed."""
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [one for one in frames if "sheetplan" in one.filename] or list(frames)
    return f"({Path(ours[-1].filename).name}:{ours[-1].lineno})" if ours else ""


def bases() -> list[Path]:
    """What faults are made in: people's workbooks, and plans of our own that get further on their way."""
    own = sorted(Path(__file__).resolve().parent.parent.glob("samples/*/*.xlsx"))
    return [path for path in files() if path.stat().st_size < 60_000] + own * 40
