"""What the samples' builders share: a workbook in memory, text with bold and italic words, heights of rows."""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

HERE = Path(__file__).parent

Book = Any
"""xlsxwriter's workbook, sheets and formats: it ships no types."""


def typed(name: str) -> dict[str, Any]:
    """What staff typed into a sample, from its `plan.toml`."""
    return tomllib.loads((HERE / name / "plan.toml").read_text(encoding="utf-8"))


class Painted:
    """A workbook in memory, whose parts can be had once it is closed."""

    def __init__(self, font: str, size: float, properties: Mapping[str, Any], saved: datetime) -> None:
        """Begin one in this font, with these document properties and the day on which it was last saved."""
        self._buffer = io.BytesIO()
        look = {"font_name": font, "font_size": size}
        self.book: Book = xlsxwriter.Workbook(self._buffer, {"in_memory": True, "default_format_properties": look})
        self.book.set_properties({**properties, "created": saved})

    def parts(self) -> dict[str, bytes]:
        """The parts of the workbook as xlsxwriter writes them."""
        self.book.close()
        with zipfile.ZipFile(self._buffer) as package:
            return {name: package.read(name) for name in package.namelist()}


def write_text(book: Book, sheet: Book, row: int, column: int, text: str, style: Book) -> None:
    """Text with **bold** and __italic__ runs, or without any."""
    runs = [run for run in re.split(r"(\*\*.+?\*\*|__.+?__)", text) if run]
    if len(runs) == 1:
        sheet.write_string(row, column, text, style)
        return
    marks = {"*": {"bold": True}, "_": {"italic": True}}
    fragments: list[Any] = []
    for run in runs:
        marked = run.startswith(("**", "__"))
        # A run without a font of its own would get xlsxwriter's, unless it is the first, which takes the cell's.
        if marked or fragments:
            fragments.append(book.add_format(marks[run[0]] if marked else {}))
        fragments.append(run[2:-2] if marked else run)
    sheet.write_rich_string(row, column, *fragments, style)


def plain(text: str) -> str:
    """The text without its marks."""
    return re.sub(r"\*\*|__", "", text)


def lines_of(text: str, width: float) -> int:
    """About how many lines a cell needs: Arial letters differ too much in width to count them all alike."""
    room = width * 0.96
    total = 0
    for paragraph in text.split("\n"):
        used, total = 0.0, total + 1
        for word in re.findall(r"\S+\s*|\s+", paragraph):
            size = sum(letter_width(letter) for letter in word)
            if used and used + size > room:
                used, total = 0.0, total + 1
            used += size
    return total


def letter_width(letter: str) -> float:
    """A letter's width, as a share of a figure's."""
    if letter in " .,;:'’!|()/tfijlI-·":
        return 0.5
    if letter in "mwMW–":
        return 1.5
    return 1.2 if letter.isupper() else 0.93
