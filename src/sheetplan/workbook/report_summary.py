"""Paints the first page of a report: what a board should know, on one A4 page, every number counted from the tabs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sheetplan.model import Batch, Level, Status
from sheetplan.workbook import palette, report_rows
from sheetplan.workbook.brush import AIR, PIXELS_A_LINE, Canvas
from sheetplan.workbook.live import here, quoted, whole
from sheetplan.workbook.report_rows import Found, Row, Sent, listed
from sheetplan.workbook.report_table import (
    FILES,
    FINDINGS,
    FIXED,
    KINDS,
    NOT_RECEIVED,
    Column,
    fill,
)

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_SHEET = "Summary"
_WIDTHS = (50.0, 18.0, 18.0, 20.0, 24.0)
_FIRST = 3
"""The first sentence's row, from 0."""
_WORST = 10
"""So many kinds of finding are listed; the Findings tab has all."""
_DRAWN = 8
"""So many bars a chart has at most."""
_CHART_ROWS = 15
_CHART_WIDTH = 528
_LEFT, _RIGHT = 0, 536
_NAMES = 70
"""So many characters of names fit into a sentence."""
_LEVELS = tuple(level.label for level in Level)
_MUST, _CHECK = _LEVELS[:2]
_LABEL_COLOURS = (palette.WHITE, palette.INK)
_SHAPES = (palette.SERIES[4], palette.SERIES[1])


@dataclass(frozen=True)
class Numbers:
    """What the report counts."""

    batch: Batch
    """What was sent, against the register."""
    found: tuple[Found, ...]
    """The rows of the Findings tab."""
    sent: tuple[Sent, ...]
    """The rows of the Files tab."""

    @property
    def compared(self) -> bool:
        """Whether anything was compared with an earlier return."""
        return any(one.compared for one in self.batch.submissions)

    def by_file(self, levels: Sequence[str]) -> list[list[int]]:
        """For each file, how many findings of each of these levels."""
        counted = Counter((row.file, row.level) for row in self.found)
        return [[counted[sent.file, level] for level in levels] for sent in self.sent]

    def of_level(self, level: str) -> int:
        """How many findings of a level there are."""
        return sum(row.level == level for row in self.found)


class Count(NamedTuple):
    """A number in a sentence: the formula that counts it, and what it says now."""

    formula: str
    now: int
    one: str = ""
    """The words after it where it is 1."""
    many: str = ""
    """The words after it where it is not."""


Sentence = Sequence[str | Count]


def paint(canvas: Canvas, title: str, numbers: Numbers, organisations: Sequence[Row]) -> None:
    """The Summary: headline sentences, two charts, and the kinds of finding that occur most.

    Args:
        canvas: the workbook.
        title: its title.
        numbers: what is counted.
        organisations: the rows of the tab By organisation.
    """
    about = "What came, what must be put right and who has still to send. Every number is counted from the other tabs."
    sheet = canvas.sheet(_SHEET, _WIDTHS, about, ("", title))
    sheet.hide_gridlines(2)
    row = _FIRST
    look = canvas.format(valign="vcenter")
    for number, sentence in enumerate(_sentences(numbers)):
        shape = canvas.format(valign="vcenter", bold=True, font_size=12) if number == 0 else look
        _say(canvas, sheet, row, sentence, shape)
        row += 1
    kinds = _kinds(numbers)
    row += 1
    if any(counts[0] + counts[1] for _, counts in kinds):
        table = row + _CHART_ROWS + 1
        total = (numbers.of_level(_MUST), numbers.of_level(_CHECK))
        most = [(name, counts[0], counts[1]) for name, counts in kinds]
        _kinds_chart(canvas, sheet, (row, table), most, total)
        bars = [(str(one[0]), int(str(one[4])), int(str(one[5]))) for one in organisations]
        _organisations_chart(canvas, sheet, row, bars, total)
        row = table
    _table(canvas, sheet, row, kinds)
    sheet.fit_to_pages(1, 1)


def _say(canvas: Canvas, sheet: Worksheet, row: int, sentence: Sentence, look: Any) -> None:
    """A sentence in a row of its own: a formula where it has numbers in it."""
    now = "".join(_now(part) for part in sentence)
    if any(isinstance(part, Count) for part in sentence):
        canvas.formula(sheet, (row, 0), "&".join(_formula(part) for part in sentence), look, now)
    else:
        sheet.write_string(row, 0, now, look)
    sheet.set_row_pixels(row, PIXELS_A_LINE + AIR)


def _now(part: str | Count) -> str:
    if isinstance(part, str):
        return part
    return f"{part.now}{part.one if part.now == 1 else part.many}"


def _formula(part: str | Count) -> str:
    if isinstance(part, str):
        return quoted(part)
    if part.one == part.many:
        return f"{part.formula}&{quoted(part.one)}"
    return f"{part.formula}&IF({part.formula}=1,{quoted(part.one)},{quoted(part.many)})"


def _sentences(numbers: Numbers) -> Iterator[Sentence]:
    """What a board should know, the weightiest first."""
    sent, batch = numbers.sent, numbers.batch
    bad = sum(one.counts()[Level.MUST_FIX] > 0 for one in batch.submissions)
    refused = sum(one.refused is not None for one in batch.submissions)
    yield (
        Count(f"COUNTA({whole(FILES, 'File')})", len(sent), " file came: ", " files came: "),
        Count(f'COUNTIF({whole(FILES, _MUST)},">0")', bad, " has something that must be put right, ", _BAD),
        Count(f"COUNTIF({whole(FILES, 'Result')},{quoted(report_rows.NOT_READ + '*')})", refused, *_UNREAD),
    )
    words = (" to put right, ", " to check, ", " for information only, ", " waived.")
    levels = zip((*_LEVELS, report_rows.WAIVED), words, strict=True)
    yield ("Findings: ", *(_level(numbers, level, said) for level, said in levels))
    overdue, undated = (_status(numbers, status) for status in (Status.OVERDUE, Status.NO_DUE_DATE))
    yield (
        Count(f"SUM({whole(FILES, 'Actions')})", sum(one.actions for one in sent), " action: ", " actions: "),
        overdue._replace(one=" is overdue, ", many=" are overdue, "),
        undated._replace(one=" has no due date and can never show as overdue.", many=_UNDATED),
    )
    if batch.register is not None:
        yield _not_received(batch)
    yield from _sendings(numbers)
    if numbers.compared:
        yield _since(numbers)


_BAD = " have something that must be put right, "
_UNREAD = (" could not be read.", " could not be read.")
_UNDATED = " have no due date and can never show as overdue."


def _level(numbers: Numbers, level: str, words: str) -> Count:
    return Count(f"COUNTIF({whole(FINDINGS, 'Level')},{quoted(level)})", numbers.of_level(level), words, words)


def _status(numbers: Numbers, status: Status) -> Count:
    at = report_rows.STATUSES.index(status)
    return Count(f"SUM({whole(FILES, str(status))})", sum(one.statuses[at] for one in numbers.sent))


def _not_received(batch: Batch) -> Sentence:
    if not batch.not_sent:
        return ("Every organisation on the register has sent a plan.",)
    rows = report_rows.absent(batch)
    late = sum(one.days_late(batch.checked.as_of) > 0 for one in batch.not_sent)
    formula = f"COUNTA({whole(NOT_RECEIVED, 'Organisation')})"
    has, have = " organisation has not sent a plan, ", " organisations have not sent a plan, "
    late_formula = f'COUNTIF({whole(NOT_RECEIVED, "Days late")},">0")'
    names = listed((str(row[0]) for row in rows), _NAMES)
    return (
        Count(formula, len(rows), has, have),
        Count(late_formula, late, " of them late: ", " of them late: "),
        f"{names}.",
    )


def _sendings(numbers: Numbers) -> Iterator[Sentence]:
    """What came late, twice, or as another kind of plan."""
    batch = numbers.batch
    if batch.late:
        names = listed((row.organisation for row in numbers.sent if row.days_late), _NAMES)
        formula = f'COUNTIF({whole(FILES, "Days late")},">0")'
        yield (Count(formula, len(batch.late), " file came late: ", " files came late: "), f"{names}.")
    said = []
    if batch.twice:
        said.append(
            f"Sent twice: {listed(dict.fromkeys(report_rows.whose(one) for one, _, _ in batch.twice), _NAMES // 2)}."
        )
    if batch.other_template:
        names = listed(dict.fromkeys(map(report_rows.whose, batch.other_template)), _NAMES // 2)
        said.append(f"Another kind of plan than asked for: {names}.")
    if said:
        yield (" ".join(said),)


def _since(numbers: Numbers) -> Sentence:
    column = whole(FINDINGS, "Since the last return")
    gone = sum(len(one.compared.fixed) for one in numbers.batch.submissions if one.compared)
    still, new = (sum(row.since == word for row in numbers.found) for word in (report_rows.STILL, report_rows.NEW))
    return (
        "Since the last return: ",
        Count(f"COUNTA({whole(FIXED, 'File')})", gone, " fixed, ", " fixed, "),
        Count(f"COUNTIF({column},{quoted(report_rows.STILL)})", still, " still there, ", " still there, "),
        Count(f"COUNTIF({column},{quoted(report_rows.NEW)})", new, " new.", " new."),
    )


def _kinds(numbers: Numbers) -> list[tuple[str, tuple[int, int, int, int]]]:
    """The kinds of finding that occur most: how many of each level, and in how many files."""
    levels = Counter((row.kind, row.level) for row in numbers.found)
    files: dict[str, set[str]] = {}
    for row in numbers.found:
        if row.level in _LEVELS:
            files.setdefault(row.kind, set()).add(row.file)
    counted = {}
    for kind, there in files.items():
        must, check, information = (levels[kind, level] for level in _LEVELS)
        counted[kind] = (must, check, information, len(there))
    worst = sorted(counted.items(), key=lambda item: (*(-number for number in item[1]), item[0]))
    return worst[:_WORST]


def _table(canvas: Canvas, sheet: Worksheet, row: int, kinds: Sequence[tuple[str, tuple[int, ...]]]) -> None:
    heading = "Kind of finding"
    mine = here(KINDS, heading)
    same = f"({whole(FINDINGS, 'Kind')}={mine})"
    columns = [Column(heading, _WIDTHS[0])]
    for word, width in zip(_LEVELS, _WIDTHS[1:], strict=False):
        columns.append(Column(word, width, f"SUMPRODUCT({same}*({whole(FINDINGS, 'Level')}={quoted(word)}))"))
    # A file's name is asked for as it is: a tilde, a star or a question mark in it stands for itself.
    name = whole(FILES, "File")
    for sign in "~*?":
        name = f"SUBSTITUTE({name},{quoted(sign)},{quoted('~' + sign)})"
    there = f"COUNTIFS({whole(FINDINGS, 'File')},{quoted('=')}&{name},{whole(FINDINGS, 'Kind')},{mine}"
    there += f",{whole(FINDINGS, 'Level')},{quoted('<>' + report_rows.WAIVED)})"
    columns.append(Column("In how many files", _WIDTHS[-1], f"SUMPRODUCT(--({there}>0))"))
    fill(canvas, sheet, KINDS, row, columns, [[kind, *counts] for kind, counts in kinds], plain=True)


Bar = tuple[str, int, int]
"""What it is about, how much must be fixed, how much is to be checked."""


def _kinds_chart(
    canvas: Canvas, sheet: Worksheet, rows: tuple[int, int], bars: Sequence[Bar], total: tuple[int, int]
) -> None:
    """Left: the kinds of finding, from the table below."""
    row, table = rows
    words = (_headline("kind", bars[0], total), "Findings by kind", "the table below")
    _chart(canvas, sheet, (row, _LEFT), (_SHEET, table), (1, 2), bars, words)


def _organisations_chart(
    canvas: Canvas, sheet: Worksheet, row: int, bars: Sequence[Bar], total: tuple[int, int]
) -> None:
    """Right: the organisations, from their own tab."""
    words = (_headline("organisation", bars[0], total), "Findings by organisation", "the tab By organisation")
    _chart(canvas, sheet, (row, _RIGHT), ("By organisation", _FIRST), (4, 5), bars, words)


def _headline(what: str, first: Bar, total: tuple[int, int]) -> str:
    """What a chart shows, in words."""
    name, must, check = first
    if total[0]:
        return f"Most to put right by {what}: {name} ({must} of {total[0]})"
    return f"Most to check by {what}: {name} ({check} of {total[1]})"


def _chart(
    canvas: Canvas,
    sheet: Worksheet,
    place: tuple[int, int],
    table: tuple[str, int],
    columns: tuple[int, int],
    bars: Sequence[Bar],
    words: tuple[str, str, str],
) -> None:
    """A bar for each of the first rows of a table, the first at the top.

    Args:
        canvas: the workbook.
        sheet: where it is shown.
        place: its first row, from 0, and how many pixels it stands from the left.
        table: the sheet of its figures, and the row of their headings.
        columns: the columns of what must be fixed and what is to be checked.
        bars: what stands there.
        words: its title, what it shows, where its figures stand.
    """
    shown = [bar for bar in bars[:_DRAWN] if bar[1] + bar[2]]
    tab, headings = table
    first, last = headings + 1, headings + len(shown)
    drawn = canvas.workbook.add_chart({"type": "bar", "subtype": "stacked"})
    for column, shape, label in zip(columns, _SHAPES, _LABEL_COLOURS, strict=True):
        drawn.add_series(
            {
                "name": [tab, headings, column],
                "categories": [tab, first, 0, last, 0],
                "values": [tab, first, column, last, column],
                "fill": {"color": f"#{shape}"},
                "border": {"color": f"#{palette.WHITE}"},
                "gap": 40,
                # A level that there is none of has no label.
                "data_labels": {"value": True, "num_format": "0;;", "font": _font(label, bold=True)},
            }
        )
    title, what, where = words
    drawn.set_title({"name": title, "name_font": _font(palette.INK, 12, bold=True), "overlay": False})
    drawn.set_y_axis({"reverse": True, "num_font": _font(), "line": {"color": f"#{palette.QUIET}"}})
    drawn.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    drawn.set_legend({"position": "bottom", "font": _font()})
    drawn.set_size({"width": _CHART_WIDTH, "height": PIXELS_A_LINE * _CHART_ROWS})
    figures = "; ".join(f"{name}: {must} must fix, {check} check" for name, must, check in shown)
    description = f"{what}, the most first. {figures}. The figures stand in {where}."
    row, left = place
    sheet.insert_chart(row, 0, drawn, {"x_offset": left, "object_position": 2, "description": description})


def _font(colour: str = palette.INK, size: int = 11, *, bold: bool = False) -> dict[str, Any]:
    return {"name": "Arial", "size": size, "bold": bold, "color": f"#{colour}"}
