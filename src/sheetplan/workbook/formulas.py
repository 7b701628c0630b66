"""References in formulas: found exactly and moved exactly; all else in a formula stays as it was typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sheetplan.workbook import refs, splice
from sheetplan.workbook.ranges import Area

if TYPE_CHECKING:
    from collections.abc import Callable

_WORD = r"[\w.\\?]+"
_PREFIX = rf"(?:'(?:[^']|'')+'|\[[^\[\]]*\](?:{_WORD}(?::{_WORD})?)?|{_WORD}(?::{_WORD})?)!"
_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}"
_AFTER = r"(?![\w.\\?(\[])"
"""A word that goes on, or opens a bracket, is the name of a function or a table and no reference."""
_ADDRESS = (
    rf"(?:{_CELL}\s*:\s*(?P<second>{_PREFIX})?{_CELL}{_AFTER}(?!!)"
    rf"|\$?[A-Za-z]{{1,3}}\s*:\s*\$?[A-Za-z]{{1,3}}{_AFTER}(?!!)"
    rf"|\$?[1-9]\d{{0,6}}\s*:\s*\$?[1-9]\d{{0,6}}{_AFTER}(?!!)"
    rf"|{_CELL}{_AFTER})"
)
_TOKEN = re.compile(
    rf'(?P<text>"(?:[^"]|"")*")'
    rf"|(?P<fault>#(?:REF!(?:{_CELL}(?:\s*:\s*{_CELL})?{_AFTER})?|N/A|DIV/0!|[A-Z_]+[!?]))"
    rf"|(?P<reference>(?P<prefix>{_PREFIX})?(?P<address>{_ADDRESS}))"
    rf"|(?P<elsewhere>{_PREFIX})"
    rf"|(?P<table>(?:{_WORD})?\[)"
    rf"|(?P<word>[\w.\\?$]+)"
)
_LONGEST = 65_536
"""Characters of a formula that is looked through; Excel stops at 8,192."""
_SINGLE = re.compile(_CELL + _AFTER)
_CORNER = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)(\d*)")
_BARE_SHEET = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LIKE_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*|[RrCc]")
_HEADING = r"(?:'.|[^'\[\]])+"
"""A heading inside brackets; an apostrophe takes the next character as it is."""
_THIS_ROW = re.compile(
    rf"(?P<table>[\w.\\?]*)\[(?:\[#This Row\],\s*\[(?P<long>{_HEADING})\](?:\s*:\s*\[(?P<last>{_HEADING})\])?"
    rf"|@\[(?P<at>{_HEADING})\]|@(?P<short>[^'\[\]@#:]+))\]",
    re.IGNORECASE,
)


class Corner(NamedTuple):
    """One end of a reference; None for the row of a whole column, and for the column of a whole row."""

    row: int | None
    column: int | None
    row_fixed: bool
    column_fixed: bool

    def text(self) -> str:
        """As it stands in a formula."""
        column = "" if self.column is None else ("$" if self.column_fixed else "") + refs.letters(self.column)
        row = "" if self.row is None else ("$" if self.row_fixed else "") + str(self.row)
        return column + row

    def shifted(self, rows: int, columns: int) -> Corner:
        """Moved as Excel moves a copied reference: fixed parts stay."""
        return self._replace(
            row=self.row if self.row is None or self.row_fixed else self.row + rows,
            column=self.column if self.column is None or self.column_fixed else self.column + columns,
        )

    @property
    def exists(self) -> bool:
        """Whether it lies on a sheet."""
        return (self.row is None or 1 <= self.row <= refs.MAX_ROW) and (
            self.column is None or 1 <= self.column <= refs.MAX_COLUMN
        )


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference to cells, and where it stands in its formula."""

    start: int
    end: int
    prefix: str
    """What stands before the address, as typed, with its "!"; empty for the formula's own sheet."""
    first: Corner
    last: Corner | None
    quoted: bool = False
    """True where it stands inside a text that INDIRECT turns into a reference."""

    @property
    def area(self) -> Area:
        """The cells it names."""
        last = self.last or self.first
        rows = sorted((self.first.row or 1, last.row or refs.MAX_ROW))
        columns = sorted((self.first.column or 1, last.column or refs.MAX_COLUMN))
        return Area(rows[0], columns[0], rows[1], columns[1])

    @property
    def external(self) -> bool:
        """Whether it names another workbook."""
        return "[" in self.prefix

    @property
    def sheets(self) -> tuple[str, ...]:
        """No sheet for its own, one for a named sheet, the first and last for a row of sheets."""
        if not self.prefix:
            return ()
        name = self.prefix[:-1]
        if name.startswith("'"):
            name = name[1:-1].replace("''", "'")
        return tuple(name.split(":"))

    def text(self, prefix: str | None = None) -> str:
        """As it stands in a formula, with another prefix where one is given."""
        ends = self.first.text() + (":" + self.last.text() if self.last else "")
        return (self.prefix if prefix is None else prefix) + ends

    def placed(self, area: Area) -> Reference:
        """The same reference to another area of the same shape; whole rows and columns stay whole, $ stays."""
        last = self.last or self.first
        upright = (self.first.row or 0) <= (last.row or 0)
        onward = (self.first.column or 0) <= (last.column or 0)
        rows = (area.top, area.bottom) if upright else (area.bottom, area.top)
        columns = (area.left, area.right) if onward else (area.right, area.left)
        ends = [
            end._replace(row=end.row and rows[index], column=end.column and columns[index])
            for index, end in enumerate((self.first, last))
        ]
        return Reference(self.start, self.end, self.prefix, ends[0], ends[1] if self.last else None, self.quoted)


@lru_cache(maxsize=4096)
def references(formula: str) -> tuple[Reference, ...]:
    """Every reference to cells in a formula (without its "="), in order; never inside texts, names or brackets.

    Raises:
        Unsafe: where it is far longer than any program writes them.
    """
    if len(formula) > _LONGEST:
        raise splice.Unsafe("A formula is longer than Excel allows.")
    found: list[Reference] = []
    indirect = "INDIRECT" in formula.upper()
    at = 0
    while at < len(formula):
        token = _TOKEN.match(formula, at)
        if token is None:
            at += 1
            continue
        at = token.end()
        if token["reference"]:
            reference = _reference(token, formula)
            if reference is not None:
                found.append(reference)
                at = reference.end
        elif token["table"]:
            at = _after_brackets(formula, at - 1)
        elif token["text"] and indirect:
            words = token["text"][1:-1].replace('""', '"').lstrip("#=")
            found.extend(
                Reference(token.start(), token.end(), one.prefix, one.first, one.last, quoted=True)
                for one in references(words)
            )
    return tuple(found)


def sheets_named(formula: str) -> tuple[tuple[str, ...], ...]:
    """The sheets of this workbook that a formula names, before cells or names; of a row of sheets its two ends."""
    found: list[tuple[str, ...]] = []
    indirect = "INDIRECT" in formula.upper()
    for token in _TOKEN.finditer(formula):
        if token["text"]:
            found += sheets_named(token["text"][1:-1].replace('""', '"').lstrip("#=")) if indirect else ()
            continue
        for prefix in (token["prefix"], token["second"], token["elsewhere"]):
            if prefix and "[" not in prefix:
                found.append(Reference(0, 0, prefix, Corner(1, 1, False, False), None).sheets)
    return tuple(found)


def rewritten(formula: str, change: Callable[[Reference], str | None]) -> str:
    """The formula with its references replaced as `change` says; None leaves one as it was typed."""
    pieces: list[str] = []
    at = 0
    for reference in references(formula):
        new = None if reference.quoted else change(reference)
        if new is not None:
            pieces += [formula[at : reference.start], new]
            at = reference.end
    return "".join([*pieces, formula[at:]])


def shifted(formula: str, rows: int, columns: int) -> str | None:
    """The formula as Excel copies it so far down and across; None where a reference would leave the sheet."""
    fits = True

    def move(reference: Reference) -> str:
        nonlocal fits
        first = reference.first.shifted(rows, columns)
        last = reference.last and reference.last.shifted(rows, columns)
        fits = fits and first.exists and (last is None or last.exists)
        return Reference(0, 0, reference.prefix, first, last).text()

    moved = rewritten(formula, move)
    return moved if fits else None


def this_row(formula: str, change: Callable[[str, str], str | None]) -> str | None:
    """The formula with each reference to a table's own row replaced.

    Args:
        formula: the formula.
        change: from the table's name (empty where it is left out) and the column's heading to the reference instead.

    Returns:
        The formula, or None where one could not be replaced.
    """
    done = True

    def replace(found: re.Match[str]) -> str:
        nonlocal done
        headings = [found["long"] or found["at"] or found["short"], *filter(None, [found["last"]])]
        cells = [change(found["table"], re.sub(r"'(.)", r"\1", heading)) for heading in headings]
        done = done and None not in cells
        return ":".join(cell or "" for cell in cells)

    pieces = [
        piece if piece.startswith('"') else _THIS_ROW.sub(replace, piece)
        for piece in re.split(r'("(?:[^"]|"")*")', formula)
    ]
    text = "".join(pieces)
    outside = "".join(piece for piece in pieces if not piece.startswith('"')).lower()
    return text if done and "[#this row]" not in outside and "[@" not in outside else None


def sheet_prefix(name: str) -> str:
    """A sheet's name as it stands before an address, in quotes where it needs them."""
    if _BARE_SHEET.fullmatch(name) and not _LIKE_CELL.fullmatch(name):
        return f"{name}!"
    doubled = name.replace("'", "''")
    return f"'{doubled}'!"


def from_xml(raw: bytes) -> str:
    """A formula as it is read out of a part's bytes."""
    return splice.plain_text(raw)


def to_xml(formula: str) -> bytes:
    """A formula as it is written between tags."""
    return splice.text_xml(formula)


def _reference(token: re.Match[str], formula: str) -> Reference | None:
    """What a token names; None where it only looks like a reference."""
    prefix = token["prefix"] or ""
    second = token["second"]
    start = token.start()
    if second and second.lower() != prefix.lower():
        # Two sheets' cells with a colon between them: taken one by one.
        single = _SINGLE.match(formula, token.start("address"))
        ends = [_corner(re.split(r"\s*:", token["address"])[0])]
        end = single.end() if single else token.start("second")
    else:
        address = token["address"].replace(second or "", "")
        ends = [_corner(one.strip()) for one in address.split(":")]
        end = token.end()
    if not all(one.exists for one in ends):
        return None
    return Reference(start, end, prefix, ends[0], ends[1] if len(ends) > 1 else None)


def _corner(text: str) -> Corner:
    """One end of an address."""
    found = _CORNER.fullmatch(text)
    if found is None:  # pragma: no cover - the token's own pattern let it through
        raise ValueError(text)
    lead, letters, middle, digits = found.groups()
    if letters:
        row = int(digits) if digits else None
        return Corner(row, refs.column_number(letters), bool(middle), bool(lead))
    return Corner(int(digits), None, bool(lead or middle), column_fixed=False)


def _after_brackets(formula: str, at: int) -> int:
    """The place after the bracket that closes the one at `at`; an apostrophe takes the next character as it is."""
    depth = 0
    while at < len(formula):
        letter = formula[at]
        if letter == "'":
            at += 1
        elif letter == "[":
            depth += 1
        elif letter == "]":
            depth -= 1
            if not depth:
                return at + 1
        at += 1
    return at
