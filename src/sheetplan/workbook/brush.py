"""What painted sheets have in common: their cell formats, how tall a row must be, and the package's last touches."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sheetplan.model import Template
from sheetplan.workbook import booknames, palette, zipped
from sheetplan.workbook.live import quoted
from sheetplan.workbook.palette import Colour

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FONT: Mapping[str, Any] = {"font_name": "Arial", "font_size": 11, "font_scheme": "none"}
"""A font with a scheme is the theme's in Excel, whatever its name."""

PIXELS_A_LINE = 19
"""The height of a line of Arial 11; with `PIXELS_A_CHARACTER`, what Excel itself uses for this font."""
PIXELS_A_CHARACTER = 8
PIXELS_A_DEFAULT_COLUMN = 72
AIR = 5
"""Pixels above and below what stands over a table, and in headings."""
BUTTON = 2.5
"""How much of a heading's width its filter button takes, in characters."""

DATE = "d mmm yyyy"
"""Every date we show; it cannot be read two ways."""

ROOM = 200
"""So many rows below a table have its dropdowns and colours too, for the rows that it grows by."""

A4 = 9
MARGIN = 0.3
_LANDSCAPE_INCHES = 11.69
_PROMPT_TITLE, _PROMPT_TEXT = 32, 255

_EM = PIXELS_A_LINE * 0.77
"""The font's size in pixels."""
_HINTING = 1.04
"""Screens round the width of every letter up or down; a line too many is better than one too few."""
_WIDTHS = {
    letter: width
    for width, letters in {
        0.22: "ijl'|",
        0.28: " ftI.,:;/!",
        0.33: "r()-",
        0.5: "ckszvxyJ",
        0.61: "FTZL",
        0.67: "ABEKPSVXY&",
        0.72: "CDHNRUw",
        0.78: "GOQ",
        0.83: "mM",
        0.94: "W%",
        1.0: "—…@",
    }.items()
    for letter in letters
}
"""Widths of Arial's letters in ems; those that are not here are as wide as a digit."""
_DIGIT = 0.556

_ROW_HEIGHT_SET = re.compile(rb'(<row\b[^>]*?) customHeight="1"')
_PIECES = re.compile(r"[^ -]*-+(?=[^\W\d])|[^ ]* ")
"""What stays on one line: words, and the parts of a compound."""
_EMPTY_RESULT = re.compile(rb'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?)(><f>[^<]*</f><v></v></c>)')


class Canvas:
    """One new workbook, and the formats that its sheets share."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        """Keep what every sheet is painted on."""
        self.workbook = workbook
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def format(self, **properties: Any) -> Format:
        """The format with these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(dict(properties))
        return self._formats[key]

    def cell(self, colour: Colour | None = None, **properties: Any) -> Format:
        """The format of a cell of a table: wrapped, at the top, lined, in these colours."""
        colours = {} if colour is None else {"bg_color": f"#{colour.fill}", "font_color": f"#{colour.text}"}
        if colour is not None and colour.bold:
            properties["bold"] = True
        look = {"text_wrap": True, "valign": "top", "align": "left", "border": 1, "border_color": f"#{palette.LINE}"}
        return self.format(**look | colours | properties)

    def heading(self, *, computed: bool = False) -> Format:
        """The format of a table's heading; what the program fills is grey and italic."""
        if computed:
            return self.cell(palette.COMPUTED_HEADING, italic=True, valign="vcenter")
        return self.cell(palette.HEADING, valign="vcenter")

    def sheet(self, name: str, widths: Sequence[float], about: str, title: tuple[str, str]) -> Worksheet:
        """A new sheet: what it is in A1, what is on it in row 2.

        Args:
            name: the tab's name.
            widths: of its columns, in characters.
            about: one sentence on what is on it.
            title: the formula that says the workbook's title, and what it says now; without a formula it is the text.
        """
        sheet = self.workbook.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        big = self.format(bold=True, font_size=16, font_color=f"#{palette.NAVY}", valign="vcenter")
        formula, text = title
        if formula:
            self.formula(sheet, (0, 0), f"{quoted(name + ': ')}&{formula}", big, f"{name}: {text}")
        else:
            sheet.write_string(0, 0, f"{name}: {text}", big)
        sheet.set_row_pixels(0, 32)
        for row, line in enumerate(_on_lines(about, sum(widths)), start=1):
            sheet.write_string(row, 0, line, self.format(valign="top"))
            sheet.set_row_pixels(row, PIXELS_A_LINE + AIR)
        self._page(sheet)
        return sheet

    def formula(self, sheet: Worksheet, at: tuple[int, int], formula: str, look: Format, now: str | int) -> None:
        """A formula, without the leading "=", and its result now.

        As it is: xlsxwriter would rewrite the name of a function that stands in a heading or in the name of a tab.
        """
        row, column = at
        sheet.write_formula(row, column, "=0", look, now)
        sheet.table[row][column] = sheet.table[row][column]._replace(formula=formula)

    def _page(self, sheet: Worksheet) -> None:
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=MARGIN, right=MARGIN, top=0.5, bottom=0.7)
        # The footer holds nothing that changes: no program brings it up to date.
        font = '&"Arial,Regular"&11'
        sheet.set_footer(f"&L{font}&A&R{font}Page &P of &N")

    def table(
        self,
        sheet: Worksheet,
        name: str,
        row: int,
        headings: Sequence[str],
        rows: Sequence[Sequence[Any]],
        formats: Sequence[Format],
        *,
        filters: bool,
    ) -> None:
        """An Excel Table whose rows are written as text; without rows it has an empty one.

        Args:
            sheet: where.
            name: the Table's name.
            row: its heading row, from 0.
            headings: on one line each.
            rows: their texts.
            formats: one for each column.
            filters: whether the headings have filter buttons.
        """
        columns = [{"header": text} for text in headings]
        self.table_frame(sheet, name, (row, row + max(len(rows), 1)), columns, filters=filters)
        for down, texts in enumerate(rows or [[""] * len(headings)], start=row + 1):
            for across, (text, look) in enumerate(zip(texts, formats, strict=True)):
                sheet.write_string(down, across, text, look) if text else sheet.write_blank(down, across, None, look)

    def table_frame(
        self,
        sheet: Worksheet,
        name: str,
        rows: tuple[int, int],
        columns: Sequence[Mapping[str, Any]],
        *,
        filters: bool = True,
        freeze: bool = True,
    ) -> None:
        """An Excel Table from column A, from its heading row to its last; the looks are the cells' own.

        Columns are as xlsxwriter takes them. The heading row stays in sight unless `freeze` is false.

        LibreOffice loses a table's style when it saves, but never those of cells.
        """
        first, last = rows
        options = [{"header_format": self.heading(), **column, "formula": None} for column in columns]
        look = {"name": name, "style": None, "autofilter": filters, "columns": options}
        sheet.add_table(first, 0, last, len(columns) - 1, look)
        for at, column in enumerate(columns):
            # Not among the options: there an @ in a heading or a word would be read as "this row".
            sheet.tables[-1]["columns"][at]["formula"] = column.get("formula", "")
        if freeze:
            sheet.freeze_panes(first + 1, 0)
        sheet.repeat_rows(first)


class Brush(Canvas):
    """A new plan's workbook, and what its template says."""

    def __init__(self, workbook: xlsxwriter.Workbook, template: Template, created: date) -> None:
        """Keep what every sheet is painted with."""
        super().__init__(workbook)
        self.template = template
        self.created = created
        self.names = booknames.names(template)


def options() -> dict[str, Any]:
    """How xlsxwriter is to make a workbook of ours."""
    return {
        "in_memory": True,
        "default_format_properties": dict(FONT),  # xlsxwriter writes into it
        "default_row_height": PIXELS_A_LINE,
        "default_column_width": PIXELS_A_DEFAULT_COLUMN,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }


def _on_lines(text: str, room: float) -> list[str]:
    """A sentence on one line or, where the columns below it are narrower, on two of which the first fits."""
    if len(text) <= room:
        return [text]
    end = text.rfind(" ", 0, int(room) + 1)
    return [text[:end], text[end + 1 :]] if end > 0 else [text]


def prompt(title: str, text: str) -> dict[str, Any]:
    """An input message, as data validation takes it; what is too long is cut, where Excel would not show it at all."""
    if not text:
        return {}
    return {"input_title": _cut(title, _PROMPT_TITLE), "input_message": _cut(text, _PROMPT_TEXT)}


def refusal(title: str, text: str, *, stop: bool) -> dict[str, Any]:
    """What is said of an entry that does not fit; without `stop` people may keep it."""
    return {
        "error_title": _cut(title, _PROMPT_TITLE),
        "error_message": _cut(text, _PROMPT_TEXT),
        "error_type": "stop" if stop else "warning",
    }


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def height(texts: Iterable[tuple[str, float]], *, bold: bool = False) -> int:
    """How many pixels a row needs for wrapped texts in columns of these widths (in characters)."""
    return PIXELS_A_LINE * max((_lines(text, width, bold=bold) for text, width in texts), default=1)


def _text_pixels(text: str, *, bold: bool) -> float:
    return sum(_WIDTHS.get(letter, _DIGIT) for letter in text) * _EM * _HINTING * (1.08 if bold else 1.0)


def _lines(text: str, width: float, *, bold: bool) -> int:
    room = width * PIXELS_A_CHARACTER - 3
    space = _text_pixels(" ", bold=bold)
    count = 0
    for paragraph in text.split("\n"):
        count += 1
        at = 0.0
        for word in _PIECES.findall(paragraph + " "):
            wide = _text_pixels(word, bold=bold)
            shown = wide - (space if word[-1] == " " else 0.0)
            if at and at + shown > room:
                count += 1
                at = 0.0
            if shown > room:
                # A word that is wider than its column goes on in the next line.
                more = int(shown // room)
                count += more
                wide -= more * room
            at += wide
    return count


def printed_scale(widths: Iterable[float]) -> float:
    """How large columns of these widths (in characters) are printed on a page of one width; 1 is full size."""
    wide = sum(width * PIXELS_A_CHARACTER + 5 for width in widths)
    return min(1.0, (_LANDSCAPE_INCHES - 2 * MARGIN) * 96 / wide)


def spread(widths: Sequence[float]) -> list[float]:
    """The widths of few columns, in characters, made up to twice as wide, as far as a page of full size has room."""
    wide = sum(widths) * PIXELS_A_CHARACTER
    room = (_LANDSCAPE_INCHES - 2 * MARGIN) * 96 - 5 * len(widths)
    factor = max(1.0, min(2.0, room / wide))
    return [float(int(width * factor)) for width in widths]


def finished(package: bytes) -> bytes:
    """The package that xlsxwriter made, with two things that it cannot be told.

    Row heights lose their `customHeight`, so that rows fit themselves again when somebody types; and a formula that
    shows nothing has an empty text as its result, where xlsxwriter leaves the result open.
    """
    label = "the new workbook"
    found = zipped.entries(package, label)
    replaced = {}
    for entry in found:
        if entry.name.startswith("xl/worksheets/sheet"):
            content = _ROW_HEIGHT_SET.sub(rb"\1", zipped.unpack(package, entry, label))
            replaced[entry.name] = _EMPTY_RESULT.sub(rb'\1 t="str"\2', content)
    target = io.BytesIO()
    zipped.write(package, found, target, replaced, {}, frozenset())
    return target.getvalue()
