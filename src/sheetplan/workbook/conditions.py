"""Conditions of an overlay, as formulas that mean the same in every program: a cell is blank, or still what it was."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from sheetplan.workbook import values

if TYPE_CHECKING:
    from sheetplan.model import Value

ALWAYS = "TRUE"
"""The cell stays shaded until the overlay is taken out."""
AS_NOW = ""
"""The cell is shaded while it shows what it shows now, blank or not; worked out from the workbook by the editor."""

_LONGEST = 255
"""Characters that a text inside a formula holds."""
_END = 100
"""So many characters at each end of a longer text are compared, with its length."""
_SIGNS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA")
"""In the order of their numbers, from 1."""
_NOT_PLAIN = re.compile("[\U00010000-\U0010ffff\ud800-\udfff\ufffe\uffff]")
"""Characters that programs count differently, or that a formula cannot hold."""
_CUT = re.compile(r"([\x00-\x1f])|(?<=_)(?=x[0-9A-Fa-f]{4}_)")
_CLOSE = 1e-12
"""How far, as a share of itself, a number may be from another that programs take for the same."""


def blank(cell: str) -> str:
    """While a cell (as D6) holds nothing, or nothing but spaces and line ends."""
    return f'LEN(TRIM(CLEAN(SUBSTITUTE({cell},"\u00a0"," "))))=0'


def still(cell: str, value: Value, *, date1904: bool = False) -> str:
    """While a cell holds a value, of the same kind: a date typed as text and the same date are two values.

    Args:
        cell: as D6.
        value: what it holds now; a date stands for any time of its day.
        date1904: whether the workbook counts days from 1904.

    Raises:
        Unsafe: where it is a day before Excel's first.
    """
    if value is None or value == "":
        return blank(cell)
    if isinstance(value, bool):
        # A program may write TRUE as 1, which another takes for something else; its number is the same in all.
        return f"AND(ISLOGICAL({cell}),N({cell})={int(value)})"
    if isinstance(value, str):
        return f"AND(ISTEXT({cell}),{_same_text(cell, value)})"
    if isinstance(value, date):
        timed = isinstance(value, datetime) and value.time() != time(0)
        if not timed:
            return f"AND(ISNUMBER({cell}),INT({cell})={values.serial(value, date1904)})"
        value = values.serial(value, date1904)
    return f"AND(ISNUMBER({cell}),{_same_number(cell, value)})"


def fails(cell: str, sign: str) -> str:
    """While a cell shows this sign of a failed formula, as #N/A."""
    if sign in _SIGNS:
        return f"IFERROR(ERROR.TYPE({cell})={_SIGNS.index(sign) + 1},FALSE)"
    return f"ISERROR({cell})"


def _same_number(cell: str, value: float) -> str:
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{cell}={int(value)}"
    if not math.isfinite(value):
        return "FALSE"
    # A number in a formula has 15 digits in Excel, fewer than a cell can hold.
    return f"ABS({cell}-({_digits(value)}))<={_digits(abs(value) * _CLOSE)}"


def _digits(value: float) -> str:
    return f"{value:.15G}"


def _same_text(cell: str, text: str) -> str:
    odd = [found.start() for found in _NOT_PLAIN.finditer(text)]
    if not odd and len(text) <= _LONGEST:
        return f"EXACT({cell},{_quoted(text)})"
    first = text[: min([_END, *odd])]
    last = text[max([len(text) - _END, *(at + 1 for at in odd)]) :]
    # Some programs count a character beyond the first 65,536 as two.
    lengths = sorted({len(text), len(text.encode("utf-16-le", "surrogatepass")) // 2})
    same = ",".join(f"LEN({cell})={length}" for length in lengths)
    parts = [f"OR({same})" if len(lengths) > 1 else same]
    parts += [f"EXACT(LEFT({cell},{len(first)}),{_quoted(first)})"] if first else []
    parts += [f"EXACT(RIGHT({cell},{len(last)}),{_quoted(last)})"] if last else []
    return ",".join(parts)


def _quoted(text: str) -> str:
    """A text inside a formula; a character that XML or a formula cannot hold is made by its number."""
    pieces = []
    for piece in _CUT.split(text):
        if piece is not None and len(piece) == 1 and piece < " ":
            pieces.append(f"CHAR({ord(piece)})")
        elif piece:
            doubled = piece.replace('"', '""')
            pieces.append(f'"{doubled}"')
    return "&".join(pieces)
