"""Workbooks that can be read and not written: old Excel files, OpenDocument sheets, and text files with delimiters."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from sheetplan.model import MONTHS, Assumption, Place, SheetplanError, Template, Value, a1, letters
from sheetplan.workbook import diskfile, zipped
from sheetplan.workbook.parts import DefinedName, Package, SheetEntry
from sheetplan.workbook.sheets import Workbook, damaged, merged, too_large, values

if TYPE_CHECKING:
    from sheetplan.workbook.body import Record
    from sheetplan.workbook.find import Grid

KINDS = (".xls", ".ods", ".csv")
"""Endings of files that are read only."""
WORD = (".docx", ".docm")
"""Endings of Word documents; the macros in some are never looked at."""
TEXTS = ("csv", "docx")
"""Kinds of files that have only text."""
_MOST_CELLS = 4_000_000
_DELIMITERS = ",;\t"
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_SHORT_YEAR = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{2})")
_EITHER_YEAR = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ .-]+([A-Za-z]{3,9})[.,]?[ -]+(\d{4}|\d{2})")
_CENTURY = 2000
_MONTHS = tuple(word.casefold() for word in MONTHS)
_NUMBER = re.compile(r"[-+]?\d{1,15}(?:\.\d+)?")


class _Bare(Package):
    """A file without parts, as far as reading looks at a package."""

    def __init__(
        self, data: bytes, path: Path, sheets: Sequence[SheetEntry]
    ) -> None:  # the package's own would look for a zip
        self.path, self.label, self.data = path, path.name, data
        self.entries = ()
        self._by_name, self._by_lower, self._relations = {}, {}, {}
        self._sheets = tuple(sheets)

    @cached_property
    def workbook_part(self) -> str:
        return ""

    @cached_property
    def sheets(self) -> tuple[SheetEntry, ...]:
        return self._sheets

    @cached_property
    def defined_names(self) -> tuple[DefinedName, ...]:
        return ()

    @cached_property
    def date1904(self) -> bool:
        return False


def bare(data: bytes, path: Path, sheets: Sequence[SheetEntry], sha256: str) -> Package:
    """A file of another kind that was read otherwise, as far as reading looks at a package."""
    package = _Bare(data, path, sheets)
    package.__dict__["sha256"] = sha256
    return package


class _Sheets(Workbook):
    """Sheets that are read without their parts."""

    @cached_property
    def calamine(self) -> CalamineWorkbook:
        return _opened(self.package)

    def grid(self, name: str) -> Grid:
        if name not in self.sheets:
            try:
                sheet = self.calamine.get_sheet_by_name(name)
                if sheet.total_height * sheet.total_width > _MOST_CELLS:
                    raise too_large(self.package.label, name, sheet.total_height, sheet.total_width)
                self.sheets[name] = values(sheet.to_python(skip_empty_area=False))
                self._merges[name] = merged(sheet)
            except (CalamineError, OSError, ValueError) as problem:
                raise damaged(self.package.label) from problem
        return self.sheets[name]


def is_foreign(path: Path) -> bool:
    """Whether a file is of a kind that is read only."""
    return path.suffix.casefold() in KINDS


def is_word(path: Path) -> bool:
    """Whether a file is a Word document by its name."""
    return path.suffix.casefold() in WORD


def refuse_to_write(path: Path) -> None:
    """Say at once that a file of these kinds cannot be kept as a plan.

    Raises:
        SheetplanError: it is one.
    """
    if is_word(path):
        raise word_refused(path)
    if is_foreign(path) and path.is_file():
        raise SheetplanError(
            f"{path.name} can be checked, but not written.", "Save it as an Excel Workbook (.xlsx) first."
        )


def word_refused(path: Path) -> SheetplanError:
    """What is said of a Word document where a workbook is needed."""
    return SheetplanError(
        f"{path.name} is a Word document.",
        f'Make a workbook of it first: sheetplan import "{path.name}" -o "{path.stem}.xlsx".',
    )


def workbook(path: Path) -> Workbook:
    """Open a file of these kinds.

    Raises:
        SheetplanError: it cannot be read.
    """
    data = diskfile.read(path)
    if path.suffix.casefold() == ".csv":
        return _text(data, path)
    if data.startswith(b"PK"):
        zipped.entries(data, path.name)
        kind = "ods"
    elif data.startswith(diskfile.OLE2):
        diskfile.refuse_protected(data, path.name)
        kind = "xls"
    else:
        raise SheetplanError(
            f"{path.name} is not a workbook.", "Open it in Excel and save it as an Excel Workbook (.xlsx)."
        )
    bare = _Bare(data, path, ())
    book = _opened(bare)
    entries = [
        SheetEntry(one.name, one.name, _state(one.visible), number)
        for number, one in enumerate(book.sheets_metadata, start=1)
        if one.typ == SheetTypeEnum.WorkSheet
    ]
    return _Sheets(_Bare(data, path, entries), kind=kind)


def _state(visible: SheetVisibleEnum) -> str:
    if visible == SheetVisibleEnum.Visible:
        return "visible"
    return "hidden" if visible == SheetVisibleEnum.Hidden else "veryHidden"


def _opened(package: Package) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(package.data))
    except (CalamineError, OSError, ValueError) as problem:
        if "password" in str(problem).casefold():
            raise SheetplanError(
                f"{package.label} is protected with a password.", "Open it, take the password away, and save it."
            ) from problem
        raise damaged(package.label) from problem


def _text(data: bytes, path: Path) -> Workbook:
    text = _decoded(data, path.name)
    first, _, rest = text.partition("\n")
    told = re.fullmatch(r"sep=(.)\s*", first)
    delimiter = told[1] if told else max(_DELIMITERS, key=lambda sign: _fields(text, sign))
    try:
        # A line that only names the delimiter is no row for Excel, so rows count as they do there.
        rows = [list(row) for row in csv.reader(io.StringIO(rest if told else text, newline=""), delimiter=delimiter)]
    except csv.Error as problem:
        raise SheetplanError(
            f"{path.name} cannot be taken apart into cells.",
            "Open it in Excel and save it as an Excel Workbook (.xlsx).",
        ) from problem
    width = max(map(len, rows), default=0)
    if width * len(rows) > _MOST_CELLS:
        raise too_large(path.name, path.stem, len(rows), width)
    book = Workbook(_Bare(data, path, [SheetEntry(path.stem, path.stem, "visible", 1)]), kind="csv")
    book.sheets[path.stem] = values([[*row, *[""] * (width - len(row))] for row in rows])
    return book


def _fields(text: str, delimiter: str) -> int:
    """How often a sign parts fields near the top of a text."""
    lines = csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=delimiter)
    count = 0
    try:
        for _, row in zip(range(60), lines, strict=False):
            count += len(row) - 1
    except csv.Error:
        return count
    return count


def _decoded(data: bytes, label: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data[:4096]:
        encodings = []
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetplanError(f"{label} is not a text file.", "Open it in Excel and save it as an Excel Workbook (.xlsx).")


def typed(
    records: Sequence[Record], places: Mapping[str, Place], template: Template, *, by_hand: bool = False
) -> tuple[Assumption, ...]:
    """Give the cells of a file that has only text the days and numbers that their columns hold.

    Days that are real both ways round are read day first, which is said; where others of the same column can only be
    written month first, they stay text, so that each is asked about.

    Args:
        records: the actions, which are changed.
        places: where their columns stand.
        template: what their columns hold.
        by_hand: whether people typed them, who write 3/12/07 and 3 Dec 2007, and no program that writes all alike.

    Returns:
        What was assumed, once a column.
    """
    said = []
    for column in template.columns:
        name = column.field
        if name not in places or column.type not in ("date", "number"):
            continue
        texts = [(one, text) for one in records if isinstance(text := one.values[name], str)]
        if column.type == "number":
            for record, text in texts:
                record.values[name] = _figure(text)
            continue
        figures = _EITHER_YEAR if by_hand else _DAY_FIRST
        twofold = [(record, text) for record, text in texts if _is_twofold(text, figures)]
        month_first = any(_is_month_first(text, figures) for _, text in texts)
        stay = {id(record) for record, _ in twofold} if month_first else set()
        for record, text in texts:
            if id(record) not in stay:
                record.values[name] = day(text, by_hand=by_hand)
        if twofold and not stay:
            said.append(_read_day_first(*twofold[0], places[name].column))
    return tuple(said)


def _is_twofold(text: str, written: re.Pattern[str]) -> bool:
    """Whether a day in figures is another real day with the month first."""
    figures = written.fullmatch(text.strip())
    return figures is not None and int(figures[1]) != int(figures[2]) and max(int(figures[1]), int(figures[2])) <= 12


def _is_month_first(text: str, written: re.Pattern[str]) -> bool:
    """Whether a day in figures is real only with the month first."""
    figures = written.fullmatch(text.strip())
    return figures is not None and int(figures[1]) <= 12 < int(figures[2]) <= 31


def _read_day_first(record: Record, text: str, column: int) -> Assumption:
    written = " ".join(text.split())
    return Assumption(
        a1(record.rows[0], column),
        f"Dates in column {letters(column)} are written like {written} and have been read day first.",
        None,
        record.ref,
    )


def day(text: str, *, by_hand: bool = False) -> Value:
    """A day written in figures, day first or as in 2007-11-30; other text as it is.

    Args:
        text: all that a cell holds.
        by_hand: whether years of two figures and months in words are days too.
    """
    iso, usual = _ISO.fullmatch(text.strip()), _DAY_FIRST.fullmatch(text.strip())
    figures = iso.groups() if iso else usual.groups()[::-1] if usual else None
    if figures is None:
        return _by_hand(text) if by_hand else text
    try:
        return date(*map(int, figures))
    except ValueError:
        return text


def _by_hand(text: str) -> Value:
    short, named = _SHORT_YEAR.fullmatch(text.strip()), _NAMED.fullmatch(text.strip())
    found = short or named
    if found is None:
        return text
    number, month, year = found.groups()
    try:
        place = int(month) if short else _month(month)
        return date(int(year) + (_CENTURY if len(year) < len("2007") else 0), place, int(number))
    except ValueError:
        return text


def _month(word: str) -> int:
    """A month by its name or the beginning of it; ValueError where it is none."""
    place = datetime.strptime(word[:3], "%b").month  # noqa: DTZ007 - only a month's name
    if word.casefold() != "sept" and not _MONTHS[place - 1].startswith(word.casefold()):
        raise ValueError(word)
    return place


def _figure(text: str) -> Value:
    return float(text) if _NUMBER.fullmatch(text.strip()) else text
